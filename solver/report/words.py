"""Words and numbers: the only place for rounding, number formats and sentences, in Swedish and English.

Every number in a sentence is computed; a sentence that cannot be computed is not said. Rounded parts add up
to the rounded whole. Swedish writes decimal comma, groups of three with U+202F, minus U+2212 and a space
before the percent sign.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import floor, inf
from typing import TYPE_CHECKING

from models.constraints.stability import limit as band
from models.units import PER_MSEK
from solver import explain
from solver.marginals import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from models.constraint import Breach, Index, Rows
    from models.figures import Bound, Figures
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.diagnose import Clash, NoPlanError, Relief, Way
    from solver.explain import Reason
    from solver.marginals import Marginal
    from solver.result import Result

NARROW_SPACE, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"
NONE = "–"
"""What stands where there is no number."""
MOST_DECIMALS = 6
ONE_KRONA = 1e-6
"""One krona [MSEK]: what is less is nothing."""
SMALL_GAIN = 1.0
"""Differences of points below this are written with one decimal more."""
SHOWN_RELIEFS = 6
"""How many limits of one way out are written."""

# --------------------------------------------------------------------------------------------------- rounding


def rounded_parts(values: Sequence[float], total: float, decimals: int) -> tuple[float, ...]:
    """Parts rounded so that they add up to the rounded total (largest remainder).

    Args:
        values: The parts.
        total: What they are parts of; as a rule their sum.
        decimals: Decimals to keep.

    Returns:
        The rounded parts, in the order given.
    """
    scale = Decimal(10) ** decimals
    exact = [Decimal(repr(round(float(v), 9))) * scale for v in values]
    units = [floor(v) for v in exact]
    short = int((Decimal(repr(round(float(total), 9))) * scale).quantize(Decimal(1), ROUND_HALF_UP)) - sum(
        units
    )
    if units:
        each, short = divmod(short, len(units)) if not 0 <= short <= len(units) else (0, short)
        remainder = [v - u for v, u in zip(exact, units, strict=True)]
        first = sorted(range(len(units)), key=lambda k: (-remainder[k], -abs(exact[k]), k))[:short]
        units = [u + each + (k in first) for k, u in enumerate(units)]
    return tuple(float(Decimal(u) / scale) for u in units)


def rounded(value: float, decimals: int) -> float:
    """Rounded half away from nothing; never minus nothing."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(round(float(value), 9))).quantize(step, ROUND_HALF_UP)) + 0.0


# ---------------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class Words:
    """How one scenario's report is written.

    Attributes:
        figures: The scenario's figures, for names and amounts.
    """

    figures: Figures

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.figures.scenario

    @property
    def swedish(self) -> bool:
        """Whether the report is in Swedish."""
        return self.scenario.language == "sv"

    def say(self, sv: str, en: str) -> str:
        """The text in the scenario's language."""
        return sv if self.swedish else en

    def number(self, value: float, decimals: int = 1) -> str:
        """A number: ``1 254,0`` (sv) or ``1,254.0`` (en)."""
        text = f"{abs(rounded(value, decimals)):,.{decimals}f}"
        if self.swedish:
            text = text.replace(",", NARROW_SPACE).replace(".", ",")
        return (MINUS if rounded(value, decimals) < 0 else "") + text

    def signed(self, value: float, decimals: int = 1) -> str:
        """A difference with its sign; nothing has none."""
        return ("+" if rounded(value, decimals) > 0 else "") + self.number(value, decimals)

    def fine(self, value: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A number with as many decimals as it takes to show that it is not nothing."""
        while value and not rounded(value, decimals) and decimals < MOST_DECIMALS:
            decimals += 1
        return self.signed(value, decimals) if sign else self.number(value, decimals)

    def percent(self, share: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A share as ``2,0 %`` (sv) or ``2.0%`` (en)."""
        text = self.signed(100 * share, decimals) if sign else self.number(100 * share, decimals)
        return text + self.say(f"{NO_BREAK}%", "%")

    def spoken_percent(self, share: float) -> str:
        """A share in a sentence: ``3,0 procent``; as many decimals as the file has, at least one."""
        decimals = 1
        while abs(100 * share - rounded(100 * share, decimals)) > 1e-7 and decimals < 3:  # noqa: PLR2004 - enough
            decimals += 1
        return f"{self.number(100 * share, decimals)} {self.say('procent', 'per cent')}"

    @property
    def unit(self) -> str:
        """The unit of money in the report."""
        millions = self.scenario.currency == "MSEK"
        return self.say("mnkr", "MSEK") if millions else self.say("tkr", "TSEK")

    @property
    def per_msek(self) -> float:
        """How many units of the report one MSEK is."""
        return 1.0 if self.scenario.currency == "MSEK" else PER_MSEK["TSEK"]

    @property
    def money_decimals(self) -> int:
        """Decimals of money: mnkr have one, tkr none."""
        return 1 if self.scenario.currency == "MSEK" else 0

    def amount(self, msek: float, *, sign: bool = False) -> str:
        """An amount without its unit."""
        write = self.signed if sign else self.number
        return write(msek * self.per_msek, self.money_decimals)

    def money(self, msek: float, *, sign: bool = False) -> str:
        """An amount with its unit."""
        return f"{self.amount(msek, sign=sign)}{NO_BREAK}{self.unit}"

    def fine_money(self, msek: float, *, sign: bool = False) -> str:
        """An amount with its unit, and as many decimals as it takes."""
        return f"{self.fine(msek * self.per_msek, self.money_decimals, sign=sign)}{NO_BREAK}{self.unit}"

    def fine_points(self, value: float) -> str:
        """Goal points with their unit, and as many decimals as it takes."""
        return f"{self.fine(value)} {self.say('poäng', 'points')}"

    def points(self, value: float, decimals: int = 1) -> str:
        """Goal points with their unit."""
        one = rounded(value, decimals) == 1
        return f"{self.number(value, decimals)} {self.say('poäng', 'point' if one else 'points')}"

    def tiny(self, value: float) -> str:
        """A residual, as ``2,3·10⁻¹³``."""
        if not value:
            return "0"
        mantissa, exponent = f"{value:.1e}".split("e")
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{self.number(float(mantissa))}·10{power}"

    def listed(self, items: Sequence[str]) -> str:
        """``a, b och c``."""
        if len(items) < 2:  # noqa: PLR2004 - one or none
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('och', 'and')} {items[-1]}"

    # ------------------------------------------------------------------------------------------ names

    def committee(self, c: str) -> str:
        """Name of a committee."""
        return self.scenario.committees[c].name or c

    def activity(self, a: str) -> str:
        """Name of an activity."""
        return self.figures.lines[a].name

    def goal(self, g: str) -> str:
        """Name of a goal."""
        return self.scenario.goals[g].name or g

    def decision(self, d: str) -> str:
        """Name of a decision and who stands behind it."""
        decided = self.scenario.decisions[d]
        return f"{decided.name or d} ({decided.by})"

    def driver(self, d: str) -> str:
        """Name of what a driver counts; drivers have ids only."""
        age = re.fullmatch(r"alder_(\d+)(?:_(\d+))?", d)
        if age is None:
            return d.replace("_", " ")
        span = "–".join(filter(None, age.groups()))
        return self.say(f"i ålder {span}", f"aged {span}")

    def plan(self, plan: Plan) -> str:
        """Name of a plan."""
        built_in = {
            "proposal": self.say("Räkneförslag", "Computed proposal"),
            "indexation": self.say("Uppräkning", "Indexation"),
            "indexation_own_priorities": self.say(
                "Uppräkning, egna prioriteringar", "Indexation, own priorities"
            ),
            "volume": self.say("Volymmodell", "Volume model"),
        }
        return plan.name or built_in.get(plan.id, plan.id)

    def quantity(self, name: str) -> str:
        """Name of a quantity in a heading."""
        known = {
            "frame": ("ram", "frame"),
            "reserve": ("Till fullmäktiges förfogande", "The council's reserve"),
            "frames": ("Summa ramar", "All frames"),
            "total": ("Ramutrymme", "Total"),
            "central": ("Centralt, utanför ramarna", "Central items, outside the frames"),
            "whole": ("Ramutrymme och centralt", "Total and central items"),
        }
        return self.say(*known[name]) if name in known else name

    def grade(self, grade: str) -> str:
        """Name of an evidence grade."""
        known = {
            "calibrated": ("skattat på data", "estimated from data"),
            "literature": ("litteratur", "literature"),
            "committee": ("nämndens egen bedömning", "the committee's own judgement"),
            "assumption": ("antaganden utan underlag", "assumptions without support"),
            "unknown": ("okänd evidensgrad", "unknown grade"),
            "not_measured": ("ingen effekt angiven", "no effect stated"),
        }
        return self.say(*known[grade]) if grade in known else grade

    def stage(self) -> str:
        """The stage of the budget process; empty where none is stated."""
        known = {
            "forutsattningar": ("förutsättningar", "premises"),
            "preliminar_ram": ("preliminär ram", "preliminary frame"),
            "skrivelse": ("skrivelse", "submission"),
            "forslag": ("förslag", "proposal"),
            "beslut": ("beslut", "decision"),
            "tillagg": ("tilläggsanslag", "supplementary appropriation"),
            "prognos": ("prognos", "forecast"),
            "utfall": ("utfall", "outcome"),
        }
        return self.say(*known[self.scenario.stage]) if self.scenario.stage else ""

    def standing(self) -> str:
        """What kind of document this is."""
        number = self.scenario.registry_number
        if number:
            return self.say(f"Underlag i ärende {number}", f"Background in case {number}")
        return self.say("Arbetsmaterial", "Working material")

    def owner(self) -> str:
        """Whose weights these are, as a sentence."""
        owner = self.scenario.weights.owner
        if re.search(r"[:;,.]", owner):
            return self.say(
                f"Räkneförslag med angivna vikter ({owner}).",
                f"A computed proposal with stated weights ({owner}).",
            )
        return self.say(
            f"Räkneförslag med de vikter som {owner} har angett.",
            f"A computed proposal with the weights stated by {owner}.",
        )

    def place(self, path: str) -> str:
        """Where a path stands, as ``scenarios/x.yaml:14``; empty where there is no file."""
        return str(self.scenario.origin.place(path) or "")

    # ------------------------------------------------------------------------------------------ limits

    def limit(self, rows: Rows, index: Index, *, whole: bool = True) -> str:
        """A limit in words with its own amount: ``taket för ökning för Skolnämnden 2025, 3,0 procent``.

        Args:
            rows: The family.
            index: Where.
            whole: Whether to say whose limit it is and when; not where the sentence has said so.
        """
        name, amount = self.named(rows, index, whole=whole)
        return f"{name}, {amount}" if amount else name

    def named(self, rows: Rows, index: Index, *, whole: bool = True) -> tuple[str, str]:
        """What a limit is called, and its own amount; no amount where it has none."""
        if rows.name not in self._limits:
            return self.row(rows, index), ""
        what, amount = self._limits[rows.name](rows, index)
        whose = self._whose(rows, index)
        return " ".join(filter(None, (what, whose, str(index[-1])))) if whole else what, amount

    def row(self, rows: Rows, index: Index) -> str:
        """A row's own words, names filled in."""
        names = dict(zip(rows.over, index, strict=True))
        named: dict[str, Callable[[str], str]] = {
            "committee": self.committee,
            "activity": self.activity,
            "goal": self.goal,
            "decision": self.decision,
        }
        filled = {key: named[key](str(value)) if key in named else str(value) for key, value in names.items()}
        return rows.says[self.scenario.language].format(**filled)

    def _whose(self, rows: Rows, index: Index) -> str:
        kind, id_ = rows.over[0], str(index[0])
        name = {"committee": self.committee, "activity": self.activity, "goal": self.goal}.get(kind)
        return "" if name is None else f"{self.say('för', 'of')} {name(id_)}"

    @cached_property
    def _limits(self) -> Mapping[str, Callable[[Rows, Index], tuple[str, str]]]:
        """What each limit is called, and its amount."""
        s, say = self.scenario, self.say

        def share_of(
            what_sv: str, what_en: str, share: float, of_sv: str = "", of_en: str = ""
        ) -> tuple[str, str]:
            return say(what_sv, what_en), self.spoken_percent(share) + say(of_sv, of_en)

        def stability(key: str, sv: str, en: str) -> Callable[[Rows, Index], tuple[str, str]]:
            return lambda _, i: share_of(sv, en, band(self.figures, key, str(i[0]), int(i[1])) or 0.0)

        def own(key: str, sv: str, en: str) -> Callable[[Rows, Index], tuple[str, str]]:
            def told(_: Rows, i: Index) -> tuple[str, str]:
                share = getattr(s.activities[str(i[0])], key)[int(i[1])]
                return share_of(sv, en, share, " av oförändrad verksamhet", " of unchanged service")

            return told

        def yearly(
            holder: object, key: str, sv: str, en: str, of: tuple[str, str]
        ) -> Callable[..., tuple[str, str]]:
            return lambda _, i: share_of(sv, en, getattr(holder, key)[int(i[0])], *of)

        of_total = (" av ramutrymmet", " of the total")
        return {
            "total": lambda _, i: (
                say("ramutrymmet", "the total"),
                self.money(self.figures.total[int(i[0])]),
            ),
            "reserve_min": lambda _, i: share_of(
                "minsta reserv", "the least reserve", self.figures.reserve_share[int(i[0])], *of_total
            ),
            "growth_max": yearly(
                s.frame, "growth_max", "ramarnas högsta ökningstakt", "the highest growth of frames", ("", "")
            ),
            "turnover": yearly(
                s.stability, "turnover", "taket för omfördelning", "the cap on reallocation", of_total
            ),
            "result_reserve_cap": lambda _, i: share_of(
                "taket för resultatreserven",
                "the cap on the result reserve",
                s.frame.result_reserve.cap[int(i[0])],  # type: ignore[union-attr,index]
                " av intäkterna",
                " of revenue",
            ),
            "withdrawal_max": lambda _, i: (
                say("största uttag ur resultatreserven", "the largest withdrawal from the result reserve"),
                self.money(s.frame.result_reserve.max_withdrawal[int(i[0])]),  # type: ignore[union-attr,index]
            ),
            "carry_over_room": lambda *_: share_of(
                "utrymmet för att använda sparade medel",
                "the room for using balances",
                s.carry_over.room_share or 0.0,
                *of_total,
            ),
            "balance_cap": lambda _, i: (
                say("taket för sparade medel", "the cap on the balance"),
                self.money(self.figures.balance_cap[str(i[0])]),
            ),
            "account": lambda *_: (
                say("balansen mellan ram och kostnader", "the balance of frame and costs"),
                "",
            ),
            "no_new_deficit": lambda *_: (say("förbudet mot nytt underskott", "the ban on new deficits"), ""),
            "balanced_budget": lambda *_: (say("balanskravet", "the balanced-budget rule"), ""),
            "max_decrease": stability("max_decrease", "taket för minskning", "the cap on decrease"),
            "max_increase": stability("max_increase", "taket för ökning", "the cap on increase"),
            "floor": own("floor", "golvet", "the floor"),
            "ceiling": own("ceiling", "taket", "the ceiling"),
            "unit_cost_max": lambda _, i: (
                say("högsta kostnad per enhet", "the highest unit cost"),
                self.fine_money(s.activities[str(i[0])].unit_cost_max[int(i[1])]),  # type: ignore[index]
            ),
            "curve_start": lambda _, i: share_of(
                "effektkurvans början",
                "the start of the response curve",
                self.figures.first_level[str(i[0])],
                " av oförändrad verksamhet",
                " of unchanged service",
            ),
            "goal_floor": lambda _, i: (
                say("miniminivån", "the minimum"),
                self.points(s.goals[str(i[0])].minimum[int(i[1])]),  # type: ignore[index]
            ),
            "decided": self._decision,
            "decided_at_least": self._decision,
            "decided_at_most": self._decision,
            "decided_goal": self._decision,
        }

    def bound(self, rows: Rows, index: Index) -> Bound:
        """The decision behind a row, in its year."""
        sense = {"decided": "equals", "decided_at_most": "at_most"}.get(rows.name, "at_least")
        return next(b for b in self.figures.bounds if (b.id, b.year, b.sense) == (index[0], index[1], sense))

    def _decision(self, rows: Rows, index: Index) -> tuple[str, str]:
        b = self.bound(rows, index)
        amount = self.points(b.amount) if b.kind == "goal" else self.money(b.amount)
        sense = {"equals": ("", ""), "at_least": ("minst ", "at least "), "at_most": ("högst ", "at most ")}
        return self.say(f"beslutet {self.decision(b.id)}", f"the decision {self.decision(b.id)}"), (
            self.say(*sense[b.sense]) + amount
        )

    def implied(self, rows: Rows, index: Index) -> str:
        """What a limit amounts to in money where the file alone tells; else nothing."""
        found = self._implied(rows.name, str(index[0]), int(index[-1]))
        if found is None:
            return ""
        lowest = rows.name in {"floor", "curve_start", "max_decrease", "reserve_min"}
        return (
            f"{self.say('minst', 'at least') if lowest else self.say('högst', 'at most')} {self.money(found)}"
        )

    def _implied(self, family: str, id_: str, y: int) -> float | None:
        f, first = self.figures, y == self.figures.years[0]
        simple: dict[str, Callable[[], float | None]] = {
            "floor": lambda: self._of_need(id_, y, "floor"),
            "ceiling": lambda: self._of_need(id_, y, "ceiling"),
            "curve_start": lambda: f.first_level[id_] * f.need[id_, y],
            "unit_cost_max": lambda: self._unit_cost(id_, y),
            "reserve_min": lambda: f.reserve_share[y] * f.total[y],
            "turnover": lambda: (self.scenario.stability.turnover or {}).get(y, 0.0) * f.total[y],
            "growth_max": lambda: self._growth(y) if first else None,
            "max_decrease": lambda: self._banded(id_, y, "max_decrease", -1) if first else None,
            "max_increase": lambda: self._banded(id_, y, "max_increase", 1) if first else None,
        }
        return simple[family]() if family in simple else None

    def _of_need(self, a: str, y: int, key: str) -> float:
        return float(getattr(self.scenario.activities[a], key)[y] * self.figures.need[a, y])

    def _unit_cost(self, a: str, y: int) -> float:
        activity = self.scenario.activities[a]
        return float(activity.unit_cost_max[y] * self.scenario.drivers[str(activity.driver)][y])  # type: ignore[index]

    def _growth(self, y: int) -> float:
        grown: float = (1 + (self.scenario.frame.growth_max or {})[y]) * sum(self.figures.base_frame.values())
        return grown

    def _banded(self, c: str, y: int, key: str, sign: int) -> float:
        from models.indexation import indexed  # noqa: PLC0415 - only conflicts need it

        frame = indexed(self.figures, c, y, self.figures.base_frame[c])
        return float((1 + sign * (band(self.figures, key, c, y) or 0.0)) * frame)


def sentence_for_row(result: Result, rows: Rows, index: Index) -> str:
    """A row family's own words with names filled in."""
    return Words(result.figures).row(rows, index)


# ------------------------------------------------------------------------------------- why: one per committee


@dataclass(frozen=True, slots=True)
class Cause:
    """A part of a committee's difference from indexation: an amount in MSEK and the clause that tells it."""

    amount: float
    clause: str


def because(result: Result, committee: str, year: int, shown: float | None = None) -> str:
    """Why a committee's frame differs from indexation, in one to three sentences.

    Args:
        result: The answer.
        committee: The committee.
        year: The plan year.
        shown: The difference as the table shows it, in the report's unit; the rounded difference if absent.
    """
    w, r = Words(result.figures), result.reason(committee, year)
    whole, decimals = _whole(w, r.difference, shown)
    name, by_decision = w.committee(committee), _locked(w, committee, year)
    against = w.say("mot uppräkning", "against indexation")
    lead = f"{name}: {w.signed(whole, decimals)}{NO_BREAK}{w.unit} {against}"
    if not whole:
        lead = f"{name}: {w.say('som vid uppräkning', 'as under indexation')}"
    if by_decision:
        return f"{lead}, {w.say('därför att', 'because')} {by_decision}."
    if not r.measured:
        return f"{lead}, {w.say('därför att', 'because')} {_unmeasured(result, w, r)}."
    causes, told = _causes(result, w, r)
    return " ".join(filter(None, (_joined(w, lead, causes, whole, decimals), _hindered(result, w, r, told))))


def _whole(w: Words, difference: float, shown: float | None) -> tuple[float, int]:
    """The difference to tell, and its decimals: as the table has it, finer where only rounding makes it 0."""
    decimals, exact = w.money_decimals, difference * w.per_msek
    whole = rounded(exact, decimals) if shown is None else shown
    if whole or abs(difference) < ONE_KRONA:
        return whole, decimals
    while not whole and decimals < MOST_DECIMALS:
        decimals += 1
        whole = rounded(exact, decimals)
    return whole, decimals


def _locked(w: Words, c: str, y: int) -> str:
    for b in w.figures.bounds:
        if (b.kind, b.target, b.year, b.sense) == ("frame", c, y, "equals"):
            return w.say(
                f"beslutet {w.decision(b.id)} fastställer ramen till {w.money(b.amount)}",
                f"the decision {w.decision(b.id)} fixes the frame at {w.money(b.amount)}",
            )
    return ""


def _unmeasured(result: Result, w: Words, r: Reason) -> str:
    follows = any(
        rows.name == "unmeasured_committee" and (r.committee, r.year) in rows.index
        for rows in result.families.values()
    )
    if follows:
        return w.say(
            "inget mål mäter den: den följer uppräkningen", "no goal measures it: it follows indexation"
        )
    for b in w.figures.bounds:
        if (b.kind, b.target, b.year) == ("frame", r.committee, r.year):
            sense = w.say("minst", "at least") if b.sense == "at_least" else w.say("högst", "at most")
            return w.say(
                f"beslutet {w.decision(b.id)} ger den {sense} {w.money(b.amount)}",
                f"the decision {w.decision(b.id)} gives it {sense} {w.money(b.amount)}",
            )
    return w.say("alla dess kostnader är fasta belopp", "all its costs are fixed amounts")


def _causes(result: Result, w: Words, r: Reason) -> tuple[list[Cause], Marginal | None]:
    """The parts of the difference, and the limit that is told as one of them."""
    q, c, y = result.proposal.q, r.committee, r.year
    restore = w.figures.restore[c, y]
    carried = r.proposal - result.proposal.own_cost(c, y) - restore
    decided = _decided(result, c, y)
    by_decision = sum(_over_need(result, c, a, y) for a in decided)
    following = sum(
        _over_need(result, c, a, y)
        for a in w.figures.lines_of[c]
        if a not in decided and not w.figures.lines[a].measured
    )
    goals = r.priority - restore - carried - by_decision - following
    clause, told = _priority(result, w, r, goals)
    still = w.say(" vid dagens volymer", " at today's volumes") if abs(r.volume) > ONE_KRONA else ""
    costs = w.say(
        f"oförändrad verksamhet{still} kostar {'mer' if r.price > 0 else 'mindre'} än uppräkningen ger",
        f"unchanged service{still} costs {'more' if r.price > 0 else 'less'} than indexation gives",
    )
    saves = w.say("medel sparas till senare år", "money is saved for later years")
    draws = w.say("sparade medel används", "saved money is used")
    return [
        Cause(r.volume, _volume(w, r)),
        Cause(r.price, costs),
        Cause(restore, w.say("tidigare underskott återställs", "an earlier deficit is restored")),
        Cause(carried, saves if q.saved[c, y] >= q.used[c, y] else draws),
        Cause(by_decision, _by_decision(result, w, r, decided)),
        Cause(following, w.say("det som inte mäts följer med", "what is not measured follows along")),
        Cause(goals, clause),
    ], told


def _over_need(result: Result, c: str, a: str, y: int) -> float:
    """What a committee spends on an activity beyond the cost of unchanged service [MSEK]."""
    f = result.figures
    spent: float = result.proposal.q.spend[a, y]
    return f.lines[a].shares[c] * (spent - f.need.get((a, y), f.fixed.get((a, y), 0.0)))


def _decided(result: Result, c: str, y: int) -> dict[str, str]:
    """Activities of a committee whose spend a decision sets in a year, and the decision."""
    spend, lines = result.proposal.q.spend, result.figures.lines_of[c]
    return {
        b.target: b.id
        for b in result.figures.bounds
        if (b.kind, b.year) == ("spend", y)
        and b.target in lines
        and abs(spend[b.target, y] - b.amount) < ONE_KRONA
    }


def _by_decision(result: Result, w: Words, r: Reason, decided: Mapping[str, str]) -> str:
    if not decided:
        return ""
    most = max(decided, key=lambda a: (abs(_over_need(result, r.committee, a, r.year)), a))
    name, amount = w.decision(decided[most]), w.money(result.proposal.q.spend[most, r.year])
    if len(decided) == 1:
        return w.say(f"beslutet {name} ger {amount}", f"the decision {name} gives {amount}")
    return w.say(
        f"{len(decided)} beslut binder belopp, mest {name}",
        f"{len(decided)} decisions bind amounts, most {name}",
    )


def _volume(w: Words, r: Reason) -> str:
    if not r.drivers:
        return w.say("volymerna ändras", "volumes change")
    driver, change, _ = r.drivers[0]
    decimals = 0 if abs(change) >= 10 or change == int(change) else 1  # noqa: PLR2004 - whole persons, small indices
    up = change > 0
    text = w.say(
        f"antalet {w.driver(driver)} {'ökar' if up else 'minskar'} med {w.number(abs(change), decimals)}",
        f"the number {w.driver(driver)} {'rises' if up else 'falls'} by {w.number(abs(change), decimals)}",
    )
    if sum(1 for _, _, cost in r.drivers if cost) > 1:
        return w.say(f"volymerna ändras, mest genom att {text}", f"volumes change, mostly as {text}")
    return text


def _priority(result: Result, w: Words, r: Reason, amount: float) -> tuple[str, Marginal | None]:
    held, other = (r.less, "less") if amount > 0 else (r.more, "more")
    if held is not None and not _told_by_decision(w, held):
        text = w.limit(held.rows, held.index, whole=held.rows.over[0] != "committee")
        keeps = (
            w.say("håller kostnaden uppe", "keeps spending up")
            if amount > 0
            else w.say("håller kostnaden nere", "keeps spending down")
        )
        return f"{text}, {keeps}", held
    shifts = sorted(served(result, r.committee, r.year).items(), key=lambda item: (-item[1], item[0]))
    room = _room(result, r.year)
    limits = any(
        getattr(result.reason(c, r.year), "more" if other == "less" else "less")
        for c in w.figures.committees
        if c != r.committee and c in w.figures.measured
    )
    if amount > 0:
        return _gains(w, shifts, spare=r.difference <= 0 < room, limits=limits), None
    return _loses(w, shifts, short=r.difference >= 0 > room, limits=limits), None


def _told_by_decision(w: Words, m: Marginal) -> bool:
    """Whether a limit is a decision on a spend, which is a part of its own."""
    return m.rows.over[0] == "decision" and w.bound(m.rows, m.index).kind == "spend"


def _gains(w: Words, shifts: list[tuple[str, float]], *, spare: bool, limits: bool) -> str:
    best = shifts[0] if shifts and shifts[0][1] > 0 else None
    mostly = (
        w.say(f", mest för målet {w.goal(best[0])}", f", most for the goal {w.goal(best[0])}") if best else ""
    )
    if not best:
        return w.say("det som blir över ger inget mål mer", "what is left over gives no goal more")
    if spare:
        return (
            w.say(
                "utrymmet räcker till mer än oförändrad verksamhet",
                "the total covers more than unchanged service",
            )
            + mostly
        )
    where = w.say(" där gränserna medger mer", " where the limits allow more") if limits else ""
    return (
        w.say(
            f"pengarna ger mer måluppfyllelse per krona här än på annat håll{where}",
            f"money gives more attainment per krona here than elsewhere{where}",
        )
        + mostly
    )


def _loses(w: Words, shifts: list[tuple[str, float]], *, short: bool, limits: bool) -> str:
    if not shifts or shifts[-1][1] >= 0:
        return w.say("inget mål förlorar på mindre pengar här", "no goal loses by less money here")
    mostly = w.say(
        f"; här förlorar målet {w.goal(shifts[-1][0])} mest",
        f"; here the goal {w.goal(shifts[-1][0])} loses most",
    )
    if short:
        return (
            w.say(
                "utrymmet inte räcker till oförändrad verksamhet",
                "the total does not cover unchanged service",
            )
            + mostly
        )
    held = w.say(" eller hålls kvar där av gränser", " or is kept there by limits") if limits else ""
    return (
        w.say(
            f"pengarna ger mer måluppfyllelse per krona på annat håll{held}",
            f"money gives more attainment per krona elsewhere{held}",
        )
        + mostly
    )


def served(result: Result, c: str, year: int) -> dict[str, float]:
    """What a year's spending gives each goal through a committee, against unchanged service [points of V]."""
    from models.outcomes import response  # noqa: PLC0415 - only sentences need it

    figures, level, last = result.figures, result.proposal.level, result.figures.years[-1]
    found: dict[str, float] = {}
    for r in figures.responses:
        if any(c in figures.lines[a].shares for a in r.members):
            gain = response(r.curve, min(level.get((a, year), 1.0) for a in r.members))
            when = sum(
                share * figures.discount[y]
                for y in figures.outcome_years
                for lag, share in enumerate(r.lag)
                if min(y - lag, last) == year
            )
            found[r.goal] = found.get(r.goal, 0.0) + figures.weight[r.goal] * when * gain
    return found


def _room(result: Result, y: int) -> float:
    """What the frames hold beyond the cost of unchanged service [MSEK]."""
    f = result.figures
    need = sum(f.need.get((a, y), f.fixed.get((a, y), 0.0)) for a in f.lines)
    spent: float = sum(result.proposal.q.spend[a, y] for a in f.lines)
    return spent - need


def _joined(w: Words, lead: str, causes: list[Cause], whole: float, decimals: int) -> str:
    parts = rounded_parts([c.amount * w.per_msek for c in causes], whole, decimals)
    told = [(amount, c.clause) for amount, c in zip(parts, causes, strict=True) if amount]
    if not told:
        return f"{lead}, {w.say('därför att', 'because')} " + w.say(
            "oförändrad verksamhet kostar vad uppräkningen ger, och inget mål flyttar pengar.",
            "unchanged service costs what indexation gives, and no goal moves money.",
        )
    sign = 1 if whole >= 0 else -1
    with_it = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign > 0]
    against = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign < 0]
    text = f"{lead}, {w.say('därför att', 'because')} {w.listed(with_it)}"
    if against:
        link = w.say("trots att", "although") if whole else w.say("medan", "while")
        text += f", {link} {w.listed(against)}"
    return f"{text}."


def _clause(w: Words, amount: float, decimals: int, text: str) -> str:
    figure = w.signed(amount, decimals)
    head, semicolon, tail = text.partition("; ")
    return f"{head} ({figure}{NO_BREAK}{w.unit}{semicolon}{tail})"


def _hindered(result: Result, w: Words, r: Reason, told: Marginal | None) -> str:
    said = []
    for m, (sv, en) in ((r.more, ("Mer", "More")), (r.less, ("Mindre", "Less"))):
        if m is not None and m is not told:
            text = w.limit(m.rows, m.index, whole=m.rows.over[0] == "goal")
            said.append(f"{w.say(sv, en)}{_to(w, m)} {w.say('hindras av', 'is held back by')} {text}.")
    own = any(
        m.rows.role == "limit" and m.index[-1] == r.year and explain.concerns(w.figures, m, r.committee)
        for m in result.marginals
    )
    if said or own or told is not None:
        return " ".join(said)
    if any(m.rows.name == "turnover" and m.index[-1] == r.year for m in result.marginals):
        return unbound(w) + w.say(
            ", men taket för omfördelning gör det.", ", but the cap on reallocation does."
        )
    return f"{unbound(w)}."


def unbound(w: Words) -> str:
    """What is said of a committee that no limit of its own keeps where it is."""
    return w.say("Ingen egen gräns binder", "No limit of its own binds")


def _to(w: Words, m: Marginal) -> str:
    kind, id_ = m.rows.over[0], str(m.index[0])
    if kind == "decision":
        b = w.bound(m.rows, m.index)
        kind, id_ = {"spend": "activity"}.get(b.kind, b.kind), b.target
    return f" {w.say('till', 'to')} {w.activity(id_)}" if kind == "activity" else ""


# -------------------------------------------------------------------------------------------------- marginals


def marginal(w: Words, m: Marginal) -> str:
    """What one more unit is worth, and how far that holds."""
    unit = w.say("mnkr", "MSEK") if m.rows.unit == "money" else w.say("poäng", "points")
    one = unit if m.rows.unit == "money" else w.say("poäng", "point")
    how = _relieved(w, m.rows)
    gives = w.say("ger", "gives")
    worth = f"{w.fine(m.value, 3, sign=True)} {w.say('målpoäng', 'goal points')}"
    return f"1{NO_BREAK}{one} {how} {gives} {worth} ({reach(w, m, unit)})"


def _relieved(w: Words, rows: Rows) -> str:
    if rows.equal:
        return w.say("mer", "more")
    if rows.name in {"total", "max_increase", "ceiling"}:
        return w.say("mer", "more")
    if rows.looser < 0:
        return w.say("lägre", "lower")
    return w.say("högre", "higher") if rows.looser > 0 else w.say("lättnad", "of relief")


def reach(w: Words, m: Marginal, unit: str) -> str:
    """For how far a marginal holds; a degenerate one says on which side."""
    low, high = (_end(w, end) for end in (m.down, m.up))
    tighter, looser = _sides(w, m.rows)
    if m.up < NARROW and m.down > -NARROW:
        return w.say(
            "gäller inte åt något håll: flera gränser möts här", "holds on neither side: several limits meet"
        )
    if m.up < NARROW:
        return w.say(f"gäller bara {tighter}, till {low} {unit}", f"holds only {tighter}, to {low} {unit}")
    if m.down > -NARROW:
        return w.say(f"gäller bara {looser}, till {high} {unit}", f"holds only {looser}, to {high} {unit}")
    return w.say(f"gäller för {low} till {high} {unit}", f"holds for {low} to {high} {unit}")


def _sides(w: Words, rows: Rows) -> tuple[str, str]:
    if rows.equal:
        return w.say("nedåt", "downwards"), w.say("uppåt", "upwards")
    return w.say("vid skärpning", "when tightened"), w.say("vid lättnad", "when relieved")


def _end(w: Words, value: float) -> str:
    return w.say("obegränsat", "without end") if abs(value) == inf else w.fine(value, 1, sign=True)


# ------------------------------------------------------------------------------------------------------ plans


def broken(w: Words, breaches: Sequence[Breach]) -> str:
    """How many limits a plan breaks, and the worst of them."""
    if not breaches:
        return w.say("bryter inget krav", "breaks no limit")
    money = [b for b in breaches if b.rows.unit == "money"]
    worst = max(money or breaches, key=lambda b: abs(b.amount))
    by = w.fine_money(abs(worst.amount)) if money else w.points(abs(worst.amount))
    n, text = len(breaches), w.limit(worst.rows, worst.index)
    limits = w.say("krav", "limit" if n == 1 else "limits")
    most = "" if n == 1 else w.say("mest ", "most of all ")
    return w.say(
        f"bryter {n} {limits}, {most}{text} (med {by})", f"breaks {n} {limits}, {most}{text} (by {by})"
    )


def resting(w: Words, evidence: Mapping[str, float]) -> str:
    """How much of the reallocation rests on assumptions alone."""
    if not evidence:
        return w.say(
            "Inget flyttas mot uppräkning: ingen omfördelning vilar på någon effekt.",
            "Nothing moves against indexation: no reallocation rests on any effect.",
        )
    n = w.number(100 * evidence.get("assumption", 0.0), 0)
    return w.say(
        f"{n} procent av omfördelningen vilar på antaganden utan underlag.",
        f"{n} per cent of the reallocation rests on assumptions without support.",
    )


# ---------------------------------------------------------------------------------------------------- no plan


def no_plan(scenario: Scenario, error: NoPlanError) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Why there is no plan: the message, the limits that clash with their places, the ways out."""
    w = Words(error.stated.q.figures)
    return [_lead(w, error)], [_clash(w, c) for c in error.conflict], list(_ways(w, scenario, error))


def _lead(w: Words, error: NoPlanError) -> str:
    head = w.say("Kraven går inte ihop", "The limits cannot all be met")
    ways = [way for way in (error.relief, *error.others) if way is not None and way.families == ("total",)]
    found = " ".join(_short(w, r) for r in ways[0].reliefs) if ways else ""
    return f"{head}{w.say(':', '.')} {found}" if found else f"{head}."


def _short(w: Words, r: Relief) -> str:
    y, decimals = int(r.index[0]), w.money_decimals
    amounts = [w.figures.total[y] * w.per_msek, r.amount * w.per_msek]
    while not rounded(amounts[1], decimals) and decimals < MOST_DECIMALS:
        decimals += 1
    has, off = rounded_parts(amounts, sum(amounts), decimals)
    needs, total, gap = (f"{w.number(v, decimals)}{NO_BREAK}{w.unit}" for v in (has + off, has, abs(off)))
    if off > 0:
        return w.say(
            f"{y} kräver de {needs}, utrymmet är {total}. Det saknas {gap}.",
            f"In {y} they require {needs}, the total is {total}. {gap} is missing.",
        )
    return w.say(
        f"{y} rymmer de högst {needs}, utrymmet är {total}. Det är {gap} för mycket.",
        f"In {y} they hold at most {needs}, the total is {total}. That is {gap} too much.",
    )


def _clash(w: Words, c: Clash) -> tuple[str, str]:
    implied = w.implied(c.rows, c.index)
    text = w.limit(c.rows, c.index) + (f" ({implied})" if implied else "")
    return text, w.place(c.rows.path(*c.index))


def _ways(w: Words, scenario: Scenario, error: NoPlanError) -> Iterable[str]:
    if error.relief is None:
        yield w.say(
            "Ingen lättnad av de satta gränserna räcker.", "No relief of the stated limits is enough."
        )
        return
    yield w.say(
        f"Minsta lättnad, {w.fine_money(error.relief.cost)} i pengar räknat:",
        f"The smallest relief, {w.fine_money(error.relief.cost)} in money:",
    )
    yield from _way(w, scenario, error.relief)
    for way in error.others:
        if way.families != error.relief.families:
            yield w.say(
                f"Eller bara {_family(w, way)}, {w.fine_money(way.cost)}:",
                f"Or {_family(w, way)} alone, {w.fine_money(way.cost)}:",
            )
            yield from _way(w, scenario, way)


def _family(w: Words, way: Way) -> str:
    known = {
        "total": ("ramutrymmet", "the total"),
        "reserve_min": ("minsta reserv", "the least reserve"),
        "growth_max": ("ökningstakten", "the growth"),
        "turnover": ("taket för omfördelning", "the cap on reallocation"),
        "max_decrease": ("tak för minskning", "caps on decrease"),
        "max_increase": ("tak för ökning", "caps on increase"),
        "floor": ("golv för verksamheter", "floors of activities"),
        "ceiling": ("tak för verksamheter", "ceilings of activities"),
        "unit_cost_max": ("kostnad per enhet", "unit costs"),
        "goal_floor": ("miniminivåer för mål", "minimum levels of goals"),
        "decided": ("beslutade belopp", "decided amounts"),
        "decided_at_least": ("beslutade lägsta belopp", "decided least amounts"),
        "decided_at_most": ("beslutade högsta belopp", "decided largest amounts"),
        "decided_goal": ("beslutade målnivåer", "decided goal levels"),
    }
    return w.listed([w.say(*known[f]) if f in known else f for f in way.families])


def _way(w: Words, scenario: Scenario, way: Way) -> Iterable[str]:
    for r in way.reliefs[:SHOWN_RELIEFS]:
        yield f"  {_relief(w, r)}"
    if len(way.reliefs) > SHOWN_RELIEFS:
        n = len(way.reliefs) - SHOWN_RELIEFS
        yield w.say(f"  och {n} till, se result.json", f"  and {n} more, see result.json")
    if way.changes:
        yield from (f"  {line}" for line in command(scenario, way.changes))


def command(scenario: Scenario, changes: Sequence[str]) -> list[str]:
    """The command that runs a scenario with changes, quoted for the shell, one change a line."""
    path = shlex.quote(scenario.origin.path or "SCENARIO")
    sets = [f"  --set {shlex.quote(change)}" for change in (*scenario.origin.changes, *changes)]
    lines = [f"kommunbudget run {path}", *sets]
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _relief(w: Words, r: Relief) -> str:
    up = r.amount > 0 if r.rows.equal else r.rows.looser > 0
    verb = w.say("höj", "raise") if up else w.say("sänk", "lower")
    if r.rows.looser == 0 and not r.rows.equal:
        verb = w.say("lätta på", "relieve")
    name, has = w.named(r.rows, r.index)
    by = w.fine_money(abs(r.amount)) if r.rows.unit == "money" else w.fine_points(abs(r.amount))
    if r.needed is None or not has or r.path.startswith("frame.revenue"):
        return f"{verb} {name} {w.say('med', 'by')} {by}"
    link = w.say("till", "to")
    return f"{verb} {name} {w.say('från', 'from')} {has} {link} {_needed(w, r)} ({by})"


def _needed(w: Words, r: Relief) -> str:
    needed = r.needed or 0.0
    if r.rows.stated_in == "share":
        return w.spoken_percent(needed)
    return w.points(needed) if r.rows.stated_in == "points" else w.fine_money(needed)
