"""Words and numbers: the only place for rounding, number formats and sentences, in Swedish and English.

Every number in a sentence is computed; a sentence that cannot be computed is not said. Rounded parts add up
to the rounded whole. Swedish writes decimal comma, groups of three with U+202F, minus U+2212 and a space
before the percent sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING

from models.constraints.stability import limit as band
from models.reading import digest
from models.units import PER_MSEK
from solver.studies.moving import RESERVE, RESULT_RESERVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from models.constraint import Index, Rows
    from models.figures import Bound, Figures
    from models.plan import Plan
    from models.scenario import Scenario

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


def points_decimals(differences: Iterable[float]) -> int:
    """Decimals of points: as many as differences of this size need, one to three."""
    largest = max((abs(d) for d in differences), default=0.0)
    return 1 if largest >= 10 * SMALL_GAIN else 2 if largest >= SMALL_GAIN or not largest else 3


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

    @cached_property
    def digest(self) -> str:
        """Digest of the scenario: its first digits name a run."""
        return digest(self.scenario)

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

    def cell(self, decimals: int, *, sign: bool = False, percent: bool = False) -> str:
        """Number format of a workbook's cell; the cell itself is not rounded."""
        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        digits += self.say(r"\ %", "%") if percent else ""
        locale = self.say("[$-41D]", "[$-809]")
        if not sign:
            return f'{locale}{digits};{locale}"{MINUS}"{digits};{locale}{digits}'
        least = f"{0.5 * 10.0 ** -(decimals + 2 * percent):.{decimals + 2 * percent + 1}f}"
        return f'[>={least}]{locale}+{digits};[<=-{least}]{locale}"{MINUS}"{digits};{locale}{digits}'

    def typed(self, *, percent: bool) -> str:
        """Number format of a cell that is filled in: as many decimals as were written."""
        locale = self.say("[$-41D]", "[$-809]")
        return locale + self.say(r"0.0##\ %", "0.0##%") if percent else "General"

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

    def holder(self, id_: str) -> str:
        """Name of what money comes from or goes to: a committee, or one of the two reserves."""
        known = {
            RESERVE: self.say("fullmäktiges reserv", "the council's reserve"),
            RESULT_RESERVE: self.say("resultatreserven", "the result reserve"),
        }
        return known[id_] if id_ in known else self.committee(id_)

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
        age = re.fullmatch(r"alder_(\d+)(?:_(\d+|plus))?", d)
        if age is None:
            return d.replace("_", " ")
        low, high = age.groups()
        if high == "plus":
            return self.say(f"i ålder {low} och över", f"aged {low} and over")
        span = "–".join(filter(None, (low, high)))
        return self.say(f"i ålder {span}", f"aged {span}")

    def plan(self, plan: Plan) -> str:
        """Name of a plan."""
        return plan.name or self.plan_id(plan.id)

    def plan_id(self, id_: str) -> str:
        """Name of one of the scenario's plans, or of those that every scenario has."""
        built_in = {
            "proposal": self.say("Räkneförslag", "Computed proposal"),
            "indexation": self.say("Uppräkning", "Indexation"),
            "indexation_own_priorities": self.say(
                "Uppräkning, egna prioriteringar", "Indexation, own priorities"
            ),
            "volume": self.say("Volymmodell", "Volume model"),
        }
        given = self.scenario.plans.get(id_)
        return (given.name if given is not None else None) or built_in.get(id_, id_)

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

    def form(self) -> str:
        """The form of the objective."""
        known = {
            "weighted": ("viktad måluppfyllelse", "weighted attainment"),
            "maximin": ("maximin", "maximin"),
            "leximin": ("leximin", "leximin"),
            "lexicographic": ("rangordnade målområden", "ranked goal areas"),
            "goal_programming": ("målprogrammering", "goal programming"),
        }
        name = self.say(*known[self.scenario.objective.form])
        return self.say(f"formen {name}", f"the form {name}")

    @property
    def aims(self) -> int:
        """How many aims of the form are told before V; none where V is all."""
        areas = self.scenario.objective.areas
        return 0 if self.scenario.objective.form == "weighted" else len(areas) if areas else 1

    def aim(self, name: str) -> str:
        """An aim of the form; a goal area has its own name."""
        known = {
            "least": ("lägsta måluppfyllelse", "least attainment"),
            "shortfall": ("viktad brist mot målnivåerna", "weighted shortfall against targets"),
        }
        if self.scenario.objective.areas:
            return name
        return self.say(*known[name])

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
