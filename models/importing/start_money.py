"""The money of a first scenario: committees, total, index, limits and the plan, by the tables of imports."""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from models.importing.budget import ADJUSTMENTS
from models.importing.maps import at
from models.importing.start_told import Told, plain, share
from models.problems import Problem
from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.importing.left import Left, Line
    from models.importing.start_map import StartMap
    from models.problems import Language

DECREASE, INCREASE = Decimal(2), Decimal(4)
"""The assumed limits on yearly changes, widened where the plan's own total needs it [%]."""
OUTSIDE = (Decimal("0.7"), Decimal("1.4"))
"""An outcome outside this part of the base is asked about [share]."""


class Money(Told):
    """Committees, their adjustments, the total, index, limits and the given plan.

    Attributes:
        currency: Unit of all amounts.
        years: Plan years.
        base_year: The year before.
        total: What is divided, by year, the base year's sum of bases first.
        adjusted: Sum of all adjustments, by year.
    """

    def __init__(self, left: Left, said: StartMap, language: Language) -> None:
        """Take tables, what a person says, and the scenario's language."""
        super().__init__(left, said, language)
        self.currency = self._currency()
        self.years = left.years("plan") or said.years
        self.base_year = min(self.years, default=1) - 1
        self.total: dict[int, Decimal] = {}
        self.adjusted: dict[int, Decimal] = {}

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

    def ask_years(self) -> None:
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

    def ledger(self) -> dict[str, tuple[Decimal, Line]]:
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

    def ledger_year(self) -> str:
        """Return the year of the ledger as its source says."""
        source = self.left.source("actual") or self.left.source("base")
        found = re.search(r"\b(?:19|20)\d\d$", source["query"]) if source is not None else None
        return found[0] if found else "?"

    def committees(self) -> dict[str, Any]:
        """Return committees with their bases; total and adjustments by year are noted on the way."""
        rows = self.left.by_id("committees") or self.left.by_id("plan")
        ledger, outcomes = self.ledger(), self._outcomes()
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
            if base is None:
                base, source = self._opening(id_, ledger, source)
            found[id_] = self._committee(id_, line, base, source, outcomes)
        if not rows:
            found = self._by_ledger(ledger)
        if ledger and not self.left.of("committees") and self.ledger_year() != str(self.base_year):
            self.ask(
                next(iter(ledger.values()))[1],
                "base",
                f"huvudboken är av {self.ledger_year()} men basåret {self.base_year}: duger den som bas? importera "
                "annars det årets, eller ett blad med base",
                f"the ledger is of {self.ledger_year()} but the base year {self.base_year}: will it do as base? else "
                "import that year's, or a sheet with base",
            )
        self._planned(rows, found)
        self._adjustments(found)
        return {id_: part for id_, part in found.items() if part is not None}

    def _opening(
        self, id_: str, ledger: Mapping[str, tuple[Decimal, Line]], source: str
    ) -> tuple[Decimal | None, str]:
        """Return a base by the ledger, of the committee or of the activities that the map gives it, and its source."""
        said = self.said.activities
        of = [ledger[a] for a in ledger if a == id_ or said.get(a, {}).get("committee") == id_]
        if not of:
            return None, source
        lines = ", ".join(line.where for _, line in of)
        told = self.say(
            f"huvudboken {self.ledger_year()}, {lines}", f"the ledger of {self.ledger_year()}, {lines}"
        )
        return sum((amount for amount, _ in of), Decimal(0)), told

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
        outcome, year = sum(known, Decimal(0)), self.ledger_year()
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
            source = self.say(f"huvudboken {self.ledger_year()}, ", f"the ledger of {self.ledger_year()}, ")
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

    def frame(self) -> dict[str, Any]:
        """Return the total: the plan's own sum, or the base year's held."""
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

    def _rates(self) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
        """Return the index and the requirement of each year by the bridge; none where it has no prices and wages."""
        pay, before, asked = (self._bridge(term) for term in ("price_and_wages", "last_year", "requirement"))
        if not any(pay.values()) or not all(before.get(y) for y in self.years):
            return {}, {}
        none = Decimal(0)
        index = {y: pay.get(y, none) / before[y] for y in self.years}
        required = {y: max(-asked.get(y, none), none) / before[y] for y in self.years}
        return index, required if any(required.values()) else {}

    def indexation(self) -> dict[str, Any]:
        """Return the index: what the bridge adds for prices and wages, else what the plan's total grows by."""
        index, required = self._rates()
        if index:
            without = [str(y) for y in self.years if not index[y]]
            if without:
                listed = ", ".join(without)
                self.lacks(f"priser och löner {listed} (bryggan har inga; 0 % här)",
                           f"prices and wages of {listed} (none in the bridge; 0 % here)")  # fmt: skip
            source = self.say(
                "beräknat: priser och löner genom förra årets ram, och krav, summor i bridge.csv",
                "computed: prices and wages over last year's frame, and requirements, sums in bridge.csv",
            )
            cut = {"requirement": {y: share(rate) for y, rate in required.items()}} if required else {}
            return {"index": {y: share(rate) for y, rate in index.items()}, **cut, "source": source}
        self.lacks("index för priser och löner", "an index of prices and wages")
        if not self.left.of("plan"):
            return {"index": "0 %", "source": self.assumed("fasta priser", "constant prices")}
        return {
            "index": {y: share(self._growth(y)) for y in self.years},
            "source": self.assumed(
                "planens totala ökning utöver justeringar, så att ingen nämnd får mer eller mindre av indexet",
                "the plan's total growth beyond adjustments, so that the index gives no committee more or less",
            ),
        }

    def _growth(self, year: int) -> Decimal:
        return (self.total[year] - self.adjusted.get(year, Decimal(0))) / self.total[year - 1] - 1

    def stability(self) -> dict[str, Any]:
        """Return limits, wider where the index gives more, or less, than the plan's own total."""
        index, required = self._rates()
        fall = rise = Decimal(0)
        for y, rate in index.items():
            growth = 1 + rate - required.get(y, Decimal(0))
            whole = self.total[y - 1] * growth + self.adjusted.get(y, Decimal(0))
            change = 100 * (self.total[y] / whole - 1)
            fall, rise = max(fall, -change), max(rise, change)
        down, up = (
            least + more.to_integral_value(ROUND_FLOOR)
            for least, more in ((DECREASE, fall), (INCREASE, rise))
        )
        limits = {"max_decrease": f"{down} %", "max_increase": f"{up} %"}
        source = self.assumed("kommunens egna gränser för hur mycket ramar får ändras är inte kända",
                              "the municipality's own limits on changes of frames are not known")  # fmt: skip
        return {**limits, "activities": {**limits, "source": source}, "source": source}

    def plans(self, committees: Mapping[str, Any]) -> dict[str, Any]:
        """Return the sheet's own plan as a given one, so that the proposal stands beside it."""
        plan = self.left.by_id("plan")
        if not plan:
            return {}
        for id_ in committees:
            self.place(f"plans.plan.frames.{id_}", plan[id_])
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
