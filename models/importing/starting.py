"""A scenario from imported tables, which runs at once: each value has its line in a table, or is an assumption.

What no table says is marked ``assumption`` in its ``source`` and listed under ``missing``. What a table says in a way
that cannot be read, or that contradicts another, is asked about and never filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.file.packing import packed
from models.file.tree import Tree, parse
from models.importing.budget import ADJUSTMENTS, written
from models.importing.common import content, problem
from models.importing.left import read_left
from models.importing.maps import at
from models.importing.start_map import BETTER, StartMap, start_map
from models.problems import Problem, Refused, ScenarioError, did_you_mean
from models.units import IDENTIFIER, MSEK_PER
from models.variants import judge, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.importing.left import Left, Line
    from models.problems import Language
    from models.scenario import Place, Scenario

AT, POINTS = "110 %", Decimal(5)
"""The assumed effect: so many goal points at that funding level, the same for every goal [points]."""
REFERENCE = 50
"""The assumed attainment of a goal that nothing measures [points]."""
DECREASE, INCREASE = Decimal(2), Decimal(4)
"""The assumed limits on yearly changes, widened where the plan's own total needs it [%]."""
RANGE = ["0 %", "200 %"]
"""How large an assumed effect may be, as a part of its size."""
FEWEST = 5
"""Fewer municipalities than this give an indicator no scale."""
OUTSIDE = (Decimal("0.7"), Decimal("1.4"))
"""An outcome outside this part of the base is asked about [share]."""
LISTED = 12
"""Most names that a line of ``missing`` lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A scenario that was started from imported tables.

    Attributes:
        scenario: The scenario.
        files: Content of its files by name, the scenario file first.
        asked: What a person should look at, each with its file and line; questions about probable mistakes first.
    """

    scenario: Scenario
    files: dict[str, bytes]
    asked: tuple[Problem, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no table says, in the scenario's language."""
        return self.scenario.missing


def new_scenario(
    folder: str | Path, start: str | Path | None = None, *, stem: str | None = None, language: Language = "sv"
) -> Started:
    """Return a scenario of the tables that imports have left in a folder.

    Args:
        folder: What ``kommunbudget import --from …`` has left, with its ``SOURCES.csv``.
        start: A map that says what no table does: the municipality, drivers of activities, goals of indicators.
        stem: File name of the scenario without extension; by its municipality and first plan year if absent.
        language: Language of the scenario and of errors.

    Raises:
        ScenarioError: Something cannot be read or is contradictory; the exception asks about all of it.
    """
    left = read_left(Path(folder))
    said = StartMap()
    if start is not None:
        try:
            said = start_map(parse(content(Path(start), 1_000_000), Path(start).as_posix()))
        except Refused as refused:
            said.problems.append(Problem(path=Path(start).as_posix(), sv=refused.sv, en=refused.en))
    if left.problems or said.problems:
        raise ScenarioError([*left.problems, *said.problems], language)
    made = _Start(left, said, language)
    document = made.document()
    if made.problems or left.problems:
        raise ScenarioError(dict.fromkeys([*left.problems, *made.problems]), language)
    tree = Tree(root=document, places=made.places)
    scenario, problems, _ = judge(tree)
    if problems:
        raise ScenarioError(problems, language)
    files = packed(scenario, stem or made.stem(scenario), made.remarks())
    return Started(scenario=scenario, files=files, asked=(*questions(tree), *made.asked))


class _Start:
    """Puts a scenario together."""

    def __init__(self, left: Left, said: StartMap, language: Language) -> None:
        self.left, self.said, self.language = left, said, language
        self.problems: list[Problem] = []
        self.asked: list[Problem] = []
        self.missing: list[str] = []
        self.places: dict[str, Place] = {}
        self.currency = self._currency()
        self.years = left.years("plan") or said.years
        self.base_year = min(self.years, default=1) - 1
        self.total: dict[int, Decimal] = {}
        self.adjusted: dict[int, Decimal] = {}

    # ---------------------------------------------------------------------------------------------------- telling

    def say(self, sv: str, en: str) -> str:
        return sv if self.language == "sv" else en

    def lacks(self, sv: str, en: str) -> None:
        self.missing.append(self.say(sv, en))

    def assumed(self, sv: str, en: str) -> str:
        """Return the source of an assumption, with who stands behind it."""
        who = self.said.author or self.say("ingen har ställt sig bakom det", "nobody stands behind it")
        return f"assumption ({who}): {self.say(sv, en)}"

    def complain(self, line: Line, column: str, sv: str, en: str) -> None:
        self.problems.append(problem(line.file, line.number, column, sv, en))

    def ask(self, line: Line, column: str, sv: str, en: str) -> None:
        self.asked.append(problem(line.file, line.number, column, sv, en))

    def from_map(self, path: str, sv: str, en: str) -> None:
        """Complain of what the map says."""
        assert self.said.tree is not None  # noqa: S101 - only what it says is complained of
        self.problems.append(at(self.said.tree, path, sv, en))

    def listed(self, names: Iterable[str]) -> str:
        found = list(names)
        more = self.say(f" och {len(found) - LISTED} till", f" and {len(found) - LISTED} more")
        return ", ".join(found[:LISTED]) + (more if len(found) > LISTED else "")

    def place(self, path: str, line: Line) -> None:
        self.places[path] = problem(line.file, line.number, "", "", "").place  # type: ignore[assignment]

    def shown(self, amount: Decimal) -> str:
        """Return an amount as people read it."""
        return written(amount).replace(".", "," if self.language == "sv" else ".")

    # --------------------------------------------------------------------------------------------------- the whole

    def document(self) -> dict[str, Any]:
        """Return the scenario as a plain tree; what is wrong is among the problems."""
        self._years()
        committees = self._committees()
        if self.problems or self.left.problems:
            return {}
        activities = self._activities(committees)
        drivers = self._drivers(activities)
        goals, effects = self._goals(committees, activities)
        name = str(self.said.municipality.get("name") or self._publisher())
        if not name:
            name = self.say("Kommun utan namn", "Municipality without a name")
            self.lacks("kommunens namn", "the name of the municipality")
        indexation, stability = self._indexation(), self._stability()
        self._lacks_always(effects)
        return {
            "format": 1,
            "title": self.said.title or self._title(name),
            "municipality": {
                key: str(value) if key == "code" else value
                for key, value in ({"name": name} | dict(self.said.municipality)).items()
            },
            "language": self.language,
            "currency": self.currency,
            "base_year": self.base_year,
            "years": list(self.years),
            "missing": self.missing,
            "frame": self._frame(),
            "indexation": indexation,
            "stability": stability,
            "carry_over": {
                "rule": "none",
                "source": self.assumed(
                    "ingen tabell har regeln för över- och underskott; här följer inget med mellan åren",
                    "no table has the rule for surpluses and deficits; here none are carried over",
                ),
            },
            "committees": committees,
            **({"activities": activities} if activities else {}),
            **({"drivers": drivers} if drivers else {}),
            "weights": {
                "owner": self.say(
                    f"Basårets budget {self.base_year}: vikterna är härledda ur den",
                    f"The budget of {self.base_year}: weights are derived from it",
                ),
                "rule": "krona_neutral",
                "source": self.assumed(
                    "vikterna är härledda ur basårets budget, så att en krona är lika mycket värd överallt",
                    "weights are derived from the base year's budget, so that a krona is worth as much everywhere",
                ),
            },
            "goals": goals,
            "effects": effects,
            "evidence_ranges": {
                "assumption": RANGE,
                "by": self.said.author or "kommunbudget new",
                "source": self.assumed("antagna effekter kan vara allt från inga till dubbelt så stora",
                                       "assumed effects may be anything from none to twice as large"),
            },
            **self._plans(committees),
        }  # fmt: skip

    def _title(self, name: str) -> str:
        first, last = self.years[0], self.years[-1]
        later = "" if first == last else self.say(f" med plan till {last}", f" with plan to {last}")
        return f"{name} – budget {first}{later}"

    def stem(self, scenario: Scenario) -> str:
        """Return a file name of the municipality and the first plan year."""
        name = scenario.municipality.name if scenario.municipality else ""
        name = re.sub(r"\(.*?\)", "", name).strip()
        plain = name.casefold().translate(str.maketrans("åäöéü", "aaoeu")).removesuffix(" kommun")
        plain = re.sub(r"s$", "", plain) if name.casefold().endswith("s kommun") else plain
        return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'scenario'}-{scenario.years[0]}"

    def remarks(self) -> list[str]:
        """Return the comments at the top of the file: how it was made, and what each table is."""
        found = [
            self.say(
                "Gjord av kommunbudget new ur importerade tabeller. Varje värde har sin rad i source, eller är märkt "
                "assumption; det som saknas står under missing.",
                "Made by kommunbudget new from imported tables. Each value has its line in source, or is marked "
                "assumption; what is not there stands under missing.",
            )
        ]
        tables: dict[tuple[str, ...], list[str]] = {}
        for line in self.left.sources:
            if line["table"] in self.left.tables:
                keys = ("file", "publisher", "published_table", "retrieved", "licence", "sha256")
                tables.setdefault(tuple(line[key] for key in keys), []).append(f"{line['table']}.csv")
        for (file, *told, sha256), names in tables.items():
            said = "; ".join(filter(None, told))
            found.append(f"{file} ({said}; sha256 {sha256[:12]}): {', '.join(names)}")
        return found

    def _publisher(self) -> str:
        source = self.left.source("committees") or self.left.source("base")
        return source["publisher"] if source is not None else ""

    # ---------------------------------------------------------------------------------------- years, unit, committees

    def _currency(self) -> str:
        for table in ("committees", "plan"):
            if self.left.of(table):
                found = self.left.currency(table)
                if not found:
                    line = self.left.of(table)[0]
                    self.complain(
                        line,
                        "",
                        "enheten står inte i SOURCES.csv (query: currency …); importera bladet igen",
                        "SOURCES.csv does not say the unit (query: currency …); import the sheet again",
                    )
                return found or "SEK"
        return "SEK"

    def _years(self) -> None:
        """Ask for plan years where no table has them, and where they do not follow one another."""
        if not self.years:
            where = self.said.tree
            sv = "vilka är planåren? inget blad med plan är importerat: skriv years: [2025..2027] i kartan (--map)"
            en = "which are the plan years? no plan is imported: write years: [2025..2027] in the map (--map)"
            if self.left.of("differences"):
                sv = "differences.csv är förändringar: mot vilken plan? importera ett blad med ramar"
                en = "differences.csv is changes: against which plan? import a sheet with frames"
            self.problems.append(
                at(where, "", sv, en) if where else Problem(path=self.left.folder, sv=sv, en=en)
            )
        elif self.years != list(range(self.years[0], self.years[-1] + 1)):
            listed = ", ".join(map(str, self.years))
            sv = f"planåren är {listed}: ska det vara ett glapp? år i följd behövs"
            en = f"the plan years are {listed}: is there a gap? they must follow one another"
            self.problems.append(Problem(path=f"{self.left.folder}/plan.csv", sv=sv, en=en))
        if self.left.of("plan") and self.said.years and self.said.years != self.years:
            listed = ", ".join(map(str, self.years))
            self.from_map(
                "years",
                f"plan.csv har {listed}; ta bort years, eller importera ett blad med de åren",
                f"plan.csv has {listed}; remove years, or import a sheet with those years",
            )

    def _of_ledger(self) -> dict[str, tuple[Decimal, Line]]:
        """Return the ledger's opening figures by id, in the scenario's currency."""
        found = {}
        for id_, line in self.left.by_id("base").items():
            amount = self.left.amount(line, "base")
            if amount is not None:
                found[id_] = amount * MSEK_PER["SEK"] / MSEK_PER[self.currency], line
        return found

    def _outcomes(self) -> dict[str, Decimal]:
        """Return the ledger's net cost of the year by id, without finance, in the scenario's currency."""
        found: dict[str, Decimal] = {}
        for line in self.left.of("actual"):
            amount = self.left.amount(line, "amount")
            if amount is not None and line["class"] != "finance":
                found[line["id"]] = found.get(line["id"], Decimal(0)) + amount
        return {id_: amount * MSEK_PER["SEK"] / MSEK_PER[self.currency] for id_, amount in found.items()}

    def _ledger_year(self) -> str:
        source = self.left.source("actual") or self.left.source("base")
        found = re.search(r"\b(?:19|20)\d\d$", source["query"]) if source is not None else None
        return found[0] if found else "?"

    def _committees(self) -> dict[str, Any]:
        """Return committees with their bases; total and adjustments by year are noted on the way."""
        rows, ledger, outcomes = self.left.by_id("committees"), self._of_ledger(), self._outcomes()
        if not rows and not ledger:
            self.problems.append(
                Problem(
                    path=self.left.folder,
                    sv="vilka är nämnderna? varken budgetblad eller huvudbok är importerad: börja med "
                    "kommunbudget import --from sheet, eller --from sie",
                    en="which are the committees? neither a budget sheet nor a ledger is imported: begin with "
                    "kommunbudget import --from sheet, or --from sie",
                )
            )
        found: dict[str, Any] = {}
        for id_, line in rows.items():
            base, source = self.left.amount(line, "base"), f"{line['source']}, {line.where}"
            if base is None and id_ in ledger:
                base, of = ledger[id_]
                source = self.say(f"huvudboken, {of.where}", f"the ledger, {of.where}")
            found[id_] = self._committee(id_, line, base, source, outcomes)
        if not rows:
            found = self._by_ledger(ledger)
        self._planned(rows, found)
        self._adjustments(found)
        return {id_: part for id_, part in found.items() if part is not None}

    def _committee(
        self, id_: str, line: Line, base: Decimal | None, source: str, outcomes: Mapping[str, Decimal]
    ) -> dict[str, Any] | None:
        """Return a committee; ask about a base that is missing, negative, or far from the ledger's outcome."""
        planned = any(
            self.left.amount(p, str(y)) for y in self.years if (p := self.left.by_id("plan").get(id_))
        )
        if not base and not planned and base is not None:
            self.lacks(
                f"belopp för {id_} (0 i {line.where}; utelämnad)",
                f"amounts of {id_} (0 in {line.where}; left out)",
            )
            return None
        if not base:
            self.complain(
                line,
                "base",
                f"{id_} har ram men ingen bas: vad hade den {self.base_year}? skriv det i bladet; om den följde en "
                "annan, predecessors i bladets karta",
                f"{id_} has a frame but no base: what did it have in {self.base_year}? write it in the sheet; if it "
                "followed another, predecessors in the sheet's map",
            )
            return None
        if base < 0:
            self.complain(
                line,
                "base",
                f"{id_} har basen {self.shown(base)}, under noll: är det finansieringen? ta bort raden ur rows i "
                "bladets karta",
                f"{id_} has the base {self.shown(base)}, below zero: is it the financing? take the row out of rows in "
                "the sheet's map",
            )
            return None
        self.place(f"committees.{id_}", line)
        return {
            "name": line["name"] or id_,
            "base": plain(base),
            "source": source + self._outcome(id_, base, line, outcomes),
        }

    def _outcome(self, id_: str, base: Decimal, line: Line, outcomes: Mapping[str, Decimal]) -> str:
        """Return the year's outcome for a source; ask where it is far from the base."""
        whose = [id_, *(a for a, row in self.left.by_id("activities").items() if row["committee"] == id_)]
        whose += [
            a for a, said in self.said.activities.items() if said.get("committee") == id_ and a not in whose
        ]
        known = [outcomes[a] for a in whose if a in outcomes]
        if not known:
            return ""
        outcome, year = sum(known, Decimal(0)), self._ledger_year()
        if not OUTSIDE[0] <= outcome / base <= OUTSIDE[1]:
            amounts = self.shown(base), f"{self.shown(outcome)} {self.currency}"
            self.ask(
                line,
                "base",
                f"basen är {amounts[0]} men utfallet {year} i huvudboken {amounts[1]}: "
                "olika enhet, år eller omfattning?",
                f"the base is {amounts[0]} but the ledger's outcome of {year} {amounts[1]}: "
                "another unit, year or extent?",
            )
        return self.say(
            f"; utfall {year} i huvudboken {self.shown(outcome)} (actual.csv)",
            f"; outcome of {year} in the ledger {self.shown(outcome)} (actual.csv)",
        )

    def _by_ledger(self, ledger: Mapping[str, tuple[Decimal, Line]]) -> dict[str, Any]:
        """Return committees of a ledger alone; an id that the map gives a committee is an activity of it."""
        found: dict[str, Any] = {}
        for id_, (amount, line) in ledger.items():
            committee = str(self.said.activities.get(id_, {}).get("committee", id_))
            source = self.say(f"huvudboken {self._ledger_year()}, ", f"the ledger of {self._ledger_year()}, ")
            part = found.setdefault(committee, {"name": committee, "base": Decimal(0), "source": source})
            part["base"] += amount
            part["source"] += ("" if part["source"].endswith(", ") else ", ") + line.where
            self.place(f"committees.{committee}", line)
        for id_, part in found.items():
            if part["base"] <= 0:
                line = ledger[id_][1] if id_ in ledger else next(iter(ledger.values()))[1]
                self.complain(
                    line,
                    "base",
                    f"{id_} har nettokostnaden {self.shown(part['base'])}: är det en nämnd? ta bort den ur "
                    "huvudbokens karta",
                    f"{id_} has the net cost {self.shown(part['base'])}: is it a committee? take it out of the "
                    "ledger's map",
                )
            part["base"] = plain(part["base"])
        self.lacks(
            "kommunens budgetblad (nämndernas bas är huvudbokens belopp)",
            "the municipality's budget sheet (committees' bases are the ledger's amounts)",
        )
        return found

    def _planned(self, rows: Mapping[str, Line], committees: Mapping[str, Any]) -> None:
        """Note the total of each year: the plan's own sum, or the bases held where there is no plan."""
        plan = self.left.by_id("plan")
        bases = sum((Decimal(str(part["base"])) for part in committees.values() if part), Decimal(0))
        self.total = {self.base_year: bases} | dict.fromkeys(self.years, Decimal(0) if plan else bases)
        for id_, part in committees.items():
            for y in self.years if plan and part is not None else ():
                line = plan.get(id_)
                amount = self.left.amount(line, str(y)) if line is not None else None
                if amount is None:
                    self.complain(
                        line or rows[id_],
                        str(y),
                        f"{id_} har ingen ram {y}: hur stor är den? skriv den i bladet, 0 om nämnden upphör",
                        f"{id_} has no frame for {y}: how large is it? write it in the sheet, 0 if the committee ends",
                    )
                else:
                    self.total[y] += amount
        for id_ in plan.keys() - committees.keys():
            self.complain(plan[id_], "", f"{id_} finns inte i committees.csv: vilken nämnd är det?",
                          f"{id_} is not in committees.csv: which committee is it?")  # fmt: skip

    def _adjustments(self, committees: dict[str, Any]) -> None:
        for line in self.left.of("adjustments"):
            amounts = {key: value for key in ADJUSTMENTS if (value := self.left.amount(line, key))}
            year, id_ = int(line["year"]) if line["year"].isdecimal() else 0, line["committee"]
            if year not in self.years or not committees.get(id_):
                self.complain(
                    line,
                    "",
                    f"justeringen av {id_} {line['year']} hör inte till någon nämnd och något planår: vad gäller den?",
                    f"the adjustment of {id_} {line['year']} is of no committee and plan year: what is it of?",
                )
                continue
            entry: dict[str, Any] = {key: plain(value) for key, value in amounts.items()}
            if line["activity"]:
                entry["activity"] = line["activity"]
            entry["source"] = f"{line['source']}, {line.where}"
            committees[id_].setdefault("adjustments", {}).setdefault(year, []).append(entry)
            self.place(f"committees.{id_}.adjustments.{year}", line)
            self.adjusted[year] = self.adjusted.get(year, Decimal(0)) + sum(amounts.values(), Decimal(0))

    # --------------------------------------------------------------------------------------------------- activities

    def _activities(self, committees: Mapping[str, Any]) -> dict[str, Any]:
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
            else:
                self.complain(
                    line,
                    "base",
                    f"{id_} har basen 0 och inga belopp för planåren: när börjar den, och vad kostar den?",
                    f"{id_} has the base 0 and no amounts of the plan years: when does it begin, and at what cost?",
                )
                return
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
                        "technical": plain(step),
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
        for id_, (_, line) in self._of_ledger().items():
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
        ledger = self._of_ledger()
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
        ledger = self._of_ledger()
        whole, rest = sum((ledger[id_][0] for id_ in ids), Decimal(0)), base
        of_ledger = not self.left.of("committees")
        for n, id_ in enumerate(ids, start=1):
            cost, line = ledger[id_]
            part = rest if n == len(ids) else (base * cost / whole).quantize(Decimal("0.001"))
            part = cost if of_ledger else part
            rest -= part
            source = self.say(f"huvudboken {self._ledger_year()}, {line.where}", f"the ledger, {line.where}")
            if not of_ledger:
                source = self.assumed(
                    f"nämndens bas fördelad efter nettokostnad {self._ledger_year()} i huvudboken, {line.where}",
                    f"the committee's base divided by the ledger's net cost of {self._ledger_year()}, {line.where}",
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

    # ---------------------------------------------------------------------------------------------- goals, effects

    def _goals(
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

    # -------------------------------------------------------------------------------------------- drivers, money, rules

    def _drivers(self, activities: dict[str, Any]) -> dict[str, Any]:
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

    def _frame(self) -> dict[str, Any]:
        total = {y: plain(self.total[y]) for y in self.years}
        if self.left.of("plan"):
            count = len(self.left.of("plan"))
            source = self.say(
                f"summan av {count} nämnders ramar, plan.csv",
                f"the sum of {count} committees' frames, plan.csv",
            )
            self.lacks(
                "skatter, bidrag, resultatmål och finansiering (det som fördelas är planens egen summa)",
                "taxes, grants, result target and financing (what is divided is the plan's own sum)",
            )
        else:
            source = self.assumed(f"basårets summa varje år, i {self.base_year} års priser",
                                  f"the base year's sum every year, in prices of {self.base_year}")  # fmt: skip
            self.lacks(
                "planårens ramar, eller skatter och bidrag", "frames of the plan years, or taxes and grants"
            )
        return {"total": total, "source": source}

    def _bridge(self, term: str) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        for line in self.left.of("bridge"):
            amount = self.left.amount(line, "amount") if line["term"] == term else None
            if amount is not None and line["year"].isdecimal():
                found[int(line["year"])] = found.get(int(line["year"]), Decimal(0)) + amount
        return found

    def _indexation(self) -> dict[str, Any]:
        """Return the index: what the bridge adds for prices and wages, else what the plan's total grows by."""
        pay, before, asked = (self._bridge(term) for term in ("price_and_wages", "last_year", "requirement"))
        if all(pay.get(y) and before.get(y) for y in self.years):
            index = {y: share(pay[y] / before[y]) for y in self.years}
            source = self.say(
                "beräknat: priser och löner genom förra årets ram, summor i bridge.csv",
                "computed: prices and wages over last year's frame, sums in bridge.csv",
            )
            required = {y: share(-asked[y] / before[y]) for y in self.years if asked.get(y, Decimal(0)) < 0}
            if required and len(required) == len(self.years):
                return {"index": index, "requirement": required, "source": source}
            return {"index": index, "source": source}
        self.lacks("index för priser och löner", "an index of prices and wages")
        if not self.left.of("plan"):
            return {"index": "0 %", "source": self.assumed("fasta priser", "constant prices")}
        index = {y: share(self._growth(y)) for y in self.years}
        return {
            "index": index,
            "source": self.assumed(
                "planens totala ökning utöver justeringar, så att ingen nämnd får mer eller mindre av indexet",
                "the plan's total growth beyond adjustments, so that the index gives no committee more or less",
            ),
        }

    def _growth(self, year: int) -> Decimal:
        return (self.total[year] - self.adjusted.get(year, Decimal(0))) / self.total[year - 1] - 1

    def _stability(self) -> dict[str, Any]:
        """Return limits, as wide as the total needs where the index gives more than there is."""
        pay, before, asked = (self._bridge(term) for term in ("price_and_wages", "last_year", "requirement"))
        most = Decimal(0)
        for y in self.years if all(pay.get(y) and before.get(y) for y in self.years) else ():
            whole = self.total[y - 1] * (
                1 + (pay[y] + asked.get(y, Decimal(0))) / before[y]
            ) + self.adjusted.get(y, Decimal(0))
            most = max(most, 100 * (1 - self.total[y] / whole))
        down = DECREASE + most.to_integral_value(ROUND_FLOOR)
        limits = {"max_decrease": f"{down} %", "max_increase": f"{INCREASE} %"}
        source = self.assumed("kommunens egna gränser för hur mycket ramar får ändras är inte kända",
                              "the municipality's own limits on changes of frames are not known")  # fmt: skip
        return {**limits, "activities": {**limits, "source": source}, "source": source}

    def _plans(self, committees: Mapping[str, Any]) -> dict[str, Any]:
        """Return the sheet's own plan as a given one, so that the proposal stands beside it."""
        plan = self.left.by_id("plan")
        if not plan:
            return {}
        frames = {
            id_: {
                y: plain(value)
                for y in self.years
                if (value := self.left.amount(plan[id_], str(y))) is not None
            }
            for id_ in committees
        }
        source = self.left.source("plan")
        by = source["publisher"] if source is not None else ""
        return {
            "plans": {
                "plan": {
                    "name": self.say("Budgetbladets plan", "The plan of the budget sheet"),
                    **({"by": by} if by else {}),
                    "frames": frames,
                    "source": "plan.csv" + (f" ({source['file']})" if source is not None else ""),
                }
            }
        }

    def _lacks_always(self, effects: Mapping[str, Any]) -> None:
        """List what no published table holds."""
        count = sum(map(len, effects.values()))
        self.lacks(
            f"vad mer eller mindre pengar ger: alla {count} effekter är antaganden",
            f"what more or less money gives: all {count} effects are assumptions",
        )
        self.lacks(
            "kommunens gränser för hur mycket ramar får ändras, och dess regel för över- och underskott",
            "the municipality's limits on changes of frames, and its rule for surpluses and deficits",
        )
        self.lacks(
            "vad lagen kräver av varje verksamhet (golv)", "what the law requires of each activity (floors)"
        )
        if "population" not in self.said.municipality:
            self.lacks("folkmängd, för att pröva beloppens enhet", "population, to test the unit of amounts")


def plain(value: Decimal) -> int | float:
    """Return a decimal number as a scenario file has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def share(value: Decimal) -> str:
    """Return a fraction as a percentage, rounded down to hundredths so that an index never exceeds its total."""
    return f"{written((100 * value).quantize(Decimal('0.01'), ROUND_FLOOR))} %"
