"""The service of a first scenario: activities, goals, effects and drivers, by tables and by what a person says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.importing.budget import written
from models.importing.maps import at
from models.importing.start_map import BETTER
from models.importing.start_money import Money
from models.importing.start_told import plain
from models.problems import did_you_mean
from models.units import IDENTIFIER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.importing.left import Line

AT, POINTS = "110 %", Decimal(5)
"""The assumed effect: so many goal points at that funding level, the same for every goal [points]."""
REFERENCE = 50
"""The assumed attainment of a goal that nothing measures [points]."""
FEWEST = 5
"""Fewer municipalities than this give an indicator no scale."""


class Service(Money):
    """Activities and their drivers, goals and their indicators, and one assumed effect for each."""

    def activities(self, committees: Mapping[str, Any]) -> dict[str, Any]:
        """Return activities: of the sheet, or of the map by the ledger's shares; none where committees are whole."""
        found: dict[str, Any] = {}
        for id_, line in self.left.by_id("activities").items():
            base = self.left.amount(line, "base")
            if line["committee"] not in committees:
                continue
            if base is None:
                self.complain(line, "base", f"{id_} har ingen bas: vad kostade den {self.base_year}? 0 om den är ny",
                              f"{id_} has no base: what did it cost in {self.base_year}? 0 if it is new")  # fmt: skip
                continue
            found[id_] = {
                "name": line["name"] or id_,
                "committee": line["committee"],
                "base": plain(base),
                "source": f"{line['source']}, {line.where}",
            }
            self.place(f"activities.{id_}", line)
            if base <= 0:
                self._fixed(id_, line, found[id_], committees[line["committee"]])
        self._shared_by_ledger(committees, found)
        for id_, said in self.said.activities.items():
            self._said_of(id_, said, committees, found)
        self._whole(committees, found)
        self._strangers({*found, *committees})
        return found

    def _fixed(self, id_: str, line: Line, part: dict[str, Any], committee: dict[str, Any]) -> None:
        """Carry an activity without a cost in the base year, or with revenue alone, by the plan's own amounts.

        Its frame follows: what a year adds beyond the year before is no change of priority.
        """
        planned = self.left.by_id("activity_plan").get(id_)
        amounts = {y: self.left.amount(planned, str(y)) if planned is not None else None for y in self.years}
        if any(amount is None for amount in amounts.values()):
            if part["base"] < 0:
                amounts = dict.fromkeys(self.years, Decimal(str(part["base"])))
                part["source"] += "; " + self.assumed(
                    "basårets belopp varje år", "the base year's amount every year"
                )
            else:
                self.complain(
                    line,
                    "base",
                    f"{id_} har basen 0 och inga belopp för planåren: när börjar den, och vad kostar den?",
                    f"{id_} has the base 0 and no amounts of the plan years: when does it begin, and at what cost?",
                )
                return
        elif planned is not None:
            part["source"] += f"; {planned.where}"
        part["fixed"] = {y: plain(amount or Decimal(0)) for y, amount in amounts.items()}
        self.lacks(f"vad {id_} ger (planens belopp, fasta)", f"what {id_} gives (the plan's amounts, fixed)")
        if part["base"] < 0:
            return
        before = Decimal(0)
        for y, amount in amounts.items():
            step, before = (amount or Decimal(0)) - before, amount or Decimal(0)
            entries = committee.setdefault("adjustments", {}).setdefault(y, [])
            if step and not any(entry.get("activity") == id_ for entry in entries):
                entries.append(
                    {
                        "full_year": plain(step),
                        "activity": id_,
                        "source": self.assumed(
                            f"ny verksamhet, planens belopp, {line.where}",
                            f"a new activity, the plan's amounts, {line.where}",
                        ),
                    }
                )
                self.adjusted[y] = self.adjusted.get(y, Decimal(0)) + step

    def _said_of(
        self, id_: str, said: Mapping[str, Any], committees: Mapping[str, Any], found: dict[str, Any]
    ) -> None:
        """Add what the map says of an activity, or of a committee that is one."""
        path = f"activities.{id_}"
        if id_ not in found and id_ not in committees:
            sv, en = did_you_mean(id_, [*found, *committees])
            self.from_map(path, f"ingen verksamhet heter {id_}{sv}", f"there is no activity {id_}{en}")
        elif id_ in found:
            payer = found[id_]["committee"]
            if said.get("committee", payer) != payer:
                self.from_map(
                    f"{path}.committee",
                    f"{id_} hör till {payer} i budgetbladet och till {said['committee']} här: vilken gäller?",
                    f"{id_} belongs to {payer} in the sheet and to {said['committee']} here: which one holds?",
                )
            self._noted(found[id_], id_, path, said)
        elif said.keys() - {"committee"}:
            own, whole = f"{id_}_verksamhet", committees[id_]
            found[own] = {
                "name": whole["name"],
                "committee": id_,
                "base": whole["base"],
                "source": whole["source"],
            }
            self._noted(found[own], own, path, said)

    def _strangers(self, known: set[str]) -> None:
        """Ask about ids of the ledger that are neither a committee nor an activity."""
        for id_, (_, line) in self.ledger().items():
            if id_ not in known and f"{id_}_verksamhet" not in known:
                self.ask(
                    line,
                    "id",
                    f"{id_} i huvudboken är varken nämnd eller verksamhet: vems är den? skriv activities: "
                    f"{{{id_}: {{committee: …}}}} i kartan",
                    f"{id_} of the ledger is neither a committee nor an activity: whose is it? write activities: "
                    f"{{{id_}: {{committee: …}}}} in the map",
                )

    def _shared_by_ledger(self, committees: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Divide committees over the activities that the map names, by the ledger's net cost."""
        ledger = self.ledger()
        named: dict[str, list[str]] = {}
        for id_, said in self.said.activities.items():
            if "committee" in said and id_ not in found:
                named.setdefault(str(said["committee"]), []).append(id_)
        for committee, ids in named.items():
            path = f"activities.{ids[0]}"
            if committee not in committees:
                sv, en = did_you_mean(committee, committees)
                self.from_map(
                    f"{path}.committee", f"ingen nämnd heter {committee}{sv}", f"no committee {committee}{en}"
                )
            elif any(part["committee"] == committee for part in found.values()):
                self.from_map(path, f"budgetbladet har redan verksamheter i {committee}; använd dess id",
                              f"the sheet has activities of {committee} already; use its ids")  # fmt: skip
            elif lost := [id_ for id_ in ids if id_ not in ledger or ledger[id_][0] <= 0]:
                self.from_map(
                    f"activities.{lost[0]}",
                    f"{', '.join(lost)} har inget belopp i huvudboken (base.csv): hur stor är den? lägg den i "
                    "huvudbokens karta, eller i budgetbladet med committee",
                    f"{', '.join(lost)} has no amount in the ledger (base.csv): how large is it? put it in the "
                    "ledger's map, or in the sheet with committee",
                )
            else:
                self._divide(committee, Decimal(str(committees[committee]["base"])), ids, found)

    def _divide(self, committee: str, base: Decimal, ids: Sequence[str], found: dict[str, Any]) -> None:
        ledger = self.ledger()
        whole, rest = sum((ledger[id_][0] for id_ in ids), Decimal(0)), base
        of_ledger = not self.left.of("committees")
        for n, id_ in enumerate(ids, start=1):
            cost, line = ledger[id_]
            part = rest if n == len(ids) else (base * cost / whole).quantize(Decimal("0.001"))
            part = cost if of_ledger else part
            rest -= part
            source = self.say(f"huvudboken {self.ledger_year()}, {line.where}", f"the ledger, {line.where}")
            if not of_ledger:
                source = self.assumed(
                    f"nämndens bas fördelad efter nettokostnad {self.ledger_year()} i huvudboken, {line.where}",
                    f"the committee's base divided by the ledger's net cost of {self.ledger_year()}, {line.where}",
                )
            found[id_] = {"name": id_, "committee": committee, "base": plain(part), "source": source}
            self.place(f"activities.{id_}", line)
        if not of_ledger:
            self.lacks(
                f"budgeten för {self.listed(ids)} var för sig (fördelad efter huvudboken)",
                f"the budget of {self.listed(ids)} one by one (divided by the ledger)",
            )

    def _noted(self, part: dict[str, Any], id_: str, path: str, said: Mapping[str, Any]) -> None:
        """Add what the map says of an activity."""
        drivers = self.left.by_id("drivers")
        if "driver" in said and said["driver"] not in drivers:
            sv, en = did_you_mean(said["driver"], drivers)
            self.from_map(
                f"{path}.driver",
                f"drivers.csv har inget {said['driver']}{sv}",
                f"drivers.csv has no {said['driver']}{en}",
            )
        if "variable_share" in said and "driver" not in said:
            self.from_map(
                f"{path}.variable_share",
                'är delen som följer driver; skriv vilken, eller lämna båda som "?"',
                'is the part that follows driver; write which, or leave both as "?"',
            )
        for key in ("name", "driver", "variable_share", "statutory"):
            if key in said:
                part[key] = said[key]
                self.places[f"activities.{id_}.{key}"] = at(self.said.tree, f"{path}.{key}", "", "").place  # type: ignore[arg-type, assignment]

    def _whole(self, committees: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Give committees without activities one of their own where others have some, so that all are told alike."""
        if not found:
            return
        paid = {part["committee"] for part in found.values()}
        for id_, part in committees.items():
            if id_ not in paid:
                found[f"{id_}_verksamhet"] = {
                    "name": part["name"],
                    "committee": id_,
                    "base": part["base"],
                    "source": part["source"],
                }

    def goals(
        self, committees: Mapping[str, Any], activities: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return goals, one for each indicator that the map places and one for what is left of each committee."""
        payers = {a: str(part["committee"]) for a, part in activities.items()} or {c: c for c in committees}
        bases = {a: Decimal(str((activities or committees)[a]["base"])) for a in payers}
        goals: dict[str, Any] = {}
        serving: dict[str, list[str]] = {}
        for kpi, said in self.said.goals.items():
            served = self._served(kpi, said, payers)
            indicator = self._indicator(kpi, said) if served else None
            if served and indicator is not None:
                id_ = re.sub(r"[^a-z0-9_-]", "_", kpi.casefold())
                committee = payers[served[0]]
                name = str(said.get("name") or indicator["name"])
                if name == indicator["name"]:
                    del indicator["name"]
                goals[id_] = {
                    "name": name,
                    "area": committees[committee]["name"],
                    "owner": committee,
                    "weight": 1,
                    "indicator": indicator,
                    "source": self.assumed(
                        f"att {kpi} mäter målet, och åt vilket håll, står i kartan",
                        f"that {kpi} measures the goal, and in which direction, stands in the map",
                    ),
                }
                serving[id_] = served
        measured = {a for served in serving.values() for a in served}
        plain_ = []
        for committee, part in committees.items():
            rest = [
                a for a, payer in payers.items() if payer == committee and a not in measured and bases[a] > 0
            ]
            if rest:
                id_ = f"mal_{committee}"
                goals[id_] = {
                    "name": self.say(f"Verksamhet: {part['name']}", f"Service: {part['name']}"),
                    "area": part["name"],
                    "owner": committee,
                    "weight": 1,
                    "reference": REFERENCE,
                    "source": self.assumed(
                        f"inget mål och inget mätetal i tabellerna; {REFERENCE} poäng är ett läge mitt på skalan",
                        f"no goal and no indicator in the tables; {REFERENCE} points is the middle of the scale",
                    ),
                }
                serving[id_] = rest
                plain_.append(part["name"])
        if plain_:
            self.lacks(
                f"mål och mätetal för {self.listed(plain_)}", f"goals and indicators of {self.listed(plain_)}"
            )
        self._unused_indicators(goals)
        for id_, served in serving.items():
            follows = {activities[a].get("driver") if a in activities else None for a in served}
            if len(follows) == 1 and (driver := follows.pop()) is not None:
                goals[id_]["weight_follows"] = driver
                goals[id_]["source"] += self.say(
                    f"; att vikten följer {driver}: så att fler inte sänker nivån",
                    f"; that the weight follows {driver}: so that more people do not lower the level",
                )
        return goals, self._effects(serving, bases)

    def _served(self, kpi: str, said: Mapping[str, Any], payers: Mapping[str, str]) -> list[str]:
        """Return the activities that a goal is served by; none where the map leaves that open."""
        path = f"goals.{kpi}"
        if "activity" in said:
            activity = str(said["activity"])
            activity = f"{activity}_verksamhet" if f"{activity}_verksamhet" in payers else activity
            if activity in payers:
                return [activity]
            sv, en = did_you_mean(activity, payers)
            self.from_map(
                f"{path}.activity", f"ingen verksamhet heter {activity}{sv}", f"no activity {activity}{en}"
            )
        elif "committee" in said:
            found = [a for a, payer in payers.items() if payer == said["committee"]]
            if not found:
                sv, en = did_you_mean(said["committee"], payers.values())
                self.from_map(
                    f"{path}.committee",
                    f"ingen nämnd heter {said['committee']}{sv}",
                    f"no committee {said['committee']}{en}",
                )
            return found
        return []

    def _effects(self, serving: Mapping[str, Sequence[str]], bases: Mapping[str, Decimal]) -> dict[str, Any]:
        """Return one assumed effect for each activity on its goals, as large as its part of the goal's cost."""
        found: dict[str, Any] = {}
        claim = {key: value for key in ("author", "date") if (value := getattr(self.said, key))}
        source = self.assumed(
            f"{written(POINTS)} poäng för 10 procent mer, lika för alla mål, efter verksamhetens del av kostnaden",
            f"{written(POINTS)} points for 10 per cent more, alike for all goals, by the activity's part of the cost",
        )
        for goal, served in serving.items():
            whole = sum((bases[a] for a in served if bases[a] > 0), Decimal(0))
            for a in served:
                if bases[a] > 0:
                    points = (POINTS * bases[a] / whole).quantize(Decimal("0.0001"))
                    effect = {"shape": "log", "at": AT, "points": plain(points), "evidence": "assumption"}
                    found.setdefault(a, {})[goal] = effect | claim | {"source": source}
        return found

    def _indicator(self, kpi: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return an indicator with its last final value and a scale; None where something is open or wrong."""
        path, code = f"goals.{kpi}", self._code()
        rows = [line for line in self.left.of("panel") if line["kpi"] == kpi]
        if not rows:
            sv, en = did_you_mean(kpi, {line["kpi"] for line in self.left.of("panel")})
            self.from_map(path, f"panel.csv har inget {kpi}{sv}", f"panel.csv has no {kpi}{en}")
            return None
        if not code or "better" not in said:
            return None
        own = [
            line
            for line in rows
            if line["municipality"] == code and line["preliminary"] != "yes" and line["value"]
        ]
        if not own:
            self.from_map(
                path,
                f"panel.csv har inget slutligt värde av {kpi} för {code}: är koden rätt? annars importera det, eller "
                "ta bort målet",
                f"panel.csv has no final value of {kpi} of {code}: is the code right? else import it, or remove the "
                "goal",
            )
            return None
        last = max(own, key=lambda line: line["year"])
        present = self.left.amount(last, "value")
        scale = self._scale(kpi, said, [line for line in rows if line["year"] == last["year"]], last)
        if present is None or scale is None:
            return None
        if not last["preliminary"]:
            self.lacks(f"om {kpi} för {last['year']} är slutligt (metadata saknas)",
                       f"whether {kpi} of {last['year']} is final (no metadata)")  # fmt: skip
        title = self.left.by_id("kpi").get(kpi)
        floor, target, basis = scale
        return {
            "id": kpi,
            "name": (title["title"] if title is not None else "") or kpi,
            "present": plain(present),
            "floor": plain(floor),
            "target": plain(target),
            "source": self.say(f"Källa: Kolada, {kpi} {last['year']}, {last.where}; skala: {basis}",
                               f"Source: Kolada, {kpi} {last['year']}, {last.where}; scale: {basis}"),
        }  # fmt: skip

    def _scale(
        self, kpi: str, said: Mapping[str, Any], rows: Sequence[Line], last: Line
    ) -> tuple[Decimal, Decimal, str] | None:
        """Return the values of 0 and 100 points and what they rest on: the map, else the panel's worst and best."""
        if "floor" in said:
            basis = self.say("står i kartan", "stands in the map")
            return Decimal(str(said["floor"])), Decimal(str(said["target"])), basis
        values = [v for line in rows if (v := self.left.amount(line, "value")) is not None]
        if len(values) < FEWEST or min(values) == max(values):
            self.from_map(
                f"goals.{kpi}",
                f"vad ger 0 och 100 poäng? {len(values)} kommuner {last['year']} i panelen ger ingen skala; skriv "
                "floor och target",
                f"what gives 0 and 100 points? {len(values)} municipalities in {last['year']} of the panel give no "
                "scale; write floor and target",
            )
            return None
        worst, best = (
            (min(values), max(values)) if said["better"] == BETTER[0] else (max(values), min(values))
        )
        self.lacks(f"vad som är 0 och 100 poäng av {kpi}", f"what is 0 and 100 points of {kpi}")
        basis = self.assumed(
            f"sämst och bäst av {len(values)} kommuner {last['year']} i panel.csv",
            f"worst and best of {len(values)} municipalities of {last['year']} in panel.csv",
        )
        return worst, best, basis

    def _code(self) -> str:
        """Return the municipality's code: the map's, or that of the only one in the panel; ask where neither."""
        if code := str(self.said.municipality.get("code", "")):
            return code
        codes = {line["municipality"] for line in self.left.of("panel")}
        if len(codes) == 1:
            return codes.pop()
        if self.said.goals and codes:
            self.from_map(
                "municipality",
                f'vilken kommun är det? panelen har {len(codes)}; skriv municipality: {{code: "1265"}}',
                f'which municipality is it? the panel has {len(codes)}; write municipality: {{code: "1265"}}',
            )
        return ""

    def _unused_indicators(self, goals: Mapping[str, Any]) -> None:
        titles = self.left.by_id("kpi")
        used = {part["indicator"]["id"] for part in goals.values() if "indicator" in part}
        unused = sorted({line["kpi"] for line in self.left.of("panel")} - used)
        if unused:
            named = [f"{kpi} {titles[kpi]['title']}".strip() if kpi in titles else kpi for kpi in unused]
            self.lacks(
                f"vad nyckeltalen i panel.csv mäter för mål, och åt vilket håll de är bra: {self.listed(named)}",
                f"which goals the indicators of panel.csv measure, and in which direction: {self.listed(named)}",
            )

    def drivers(self, activities: dict[str, Any]) -> dict[str, Any]:
        """Return the drivers that have every year; tell which have not, and which no activity follows."""
        found: dict[str, Any] = {}
        every = [self.base_year, *self.years]
        for id_, line in self.left.by_id("drivers").items():
            series = {y: self.left.amount(line, str(y)) for y in every}
            lost = [str(y) for y in every if series[y] is None]
            if lost:
                self.lacks(f"{id_} för {', '.join(lost)} ({line.where}); ingen kostnad följer det",
                           f"{id_} for {', '.join(lost)} ({line.where}); no cost follows it")  # fmt: skip
                continue
            if not IDENTIFIER.fullmatch(id_):
                continue
            found[id_] = {y: plain(value) for y, value in series.items() if value is not None}
            self.place(f"drivers.{id_}", line)
        for id_, part in activities.items():
            if part.get("driver") not in (None, *found):
                self.lacks(f"antalet som {id_} följer, alla år", f"the count that {id_} follows, every year")
                part.pop("driver")
                part.pop("variable_share", None)
        followed = {part.get("driver") for part in activities.values()}
        unused = [id_ for id_ in found if id_ not in followed]
        if unused:
            self.lacks(
                f"vilken verksamhet som följer {self.listed(unused)}",
                f"which activity follows {self.listed(unused)}",
            )
        if not followed - {None}:
            self.lacks(
                "antal som kostnader följer, som befolkning per ålder (fler äldre eller färre barn kostar inget här)",
                "counts that costs follow, as population by age (more elderly or fewer children cost nothing here)",
            )
        return {id_: series for id_, series in found.items() if id_ in followed}
