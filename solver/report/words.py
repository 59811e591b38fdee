"""Words and numbers: the only place for rounding, number formats and sentences, in Swedish and English.

Every number in a sentence is computed; a sentence that cannot be computed is not said. Every number is its exact
value rounded, half away from zero; nothing is pushed to make rows add up. Swedish writes decimal comma, groups of three
with U+202F, minus U+2212 and a space before the percent sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import floor, log10
from typing import TYPE_CHECKING, Any, cast

from models.constraints import every
from models.indexation import indexation
from models.reading import digest, document
from models.units import PER_MSEK
from solver.report.terms import TERMS
from solver.studies.moving import RESERVE, RESULT_RESERVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.constraint import Amount, Index, Rows, Said
    from models.figures import Figures
    from models.plan import Plan
    from models.problems import Language
    from models.scenario import Scenario

NARROW_SPACE, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"
NONE = "–"
"""What stands where there is no number."""
FIGURES = 3
"""Figures that count of money for each of a number, such as 0,142 mnkr a pupil."""
MOST_DECIMALS = 6
ONE_KRONA = 1e-6
"""One krona [MSEK]: what is less is nothing."""
SMALL_GAIN = 1.0
"""Differences of points below this are written with one decimal more."""
POINTS_DECIMALS = 2
"""Decimals of a goal's attainment in points."""
WIDE_SCALE = 20.0
"""Indicators whose scale is at least this long have one decimal, others two."""
RUN_ID = 12
"""Digits of the digest that name a run."""
SHOWN_RELIEFS = 6
"""How many limits of one way out are written."""

# --------------------------------------------------------------------------------------------------- rounding


def rounded(value: float, decimals: int) -> float:
    """Rounded half away from nothing; never minus nothing."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(round(float(value), 9))).quantize(step, ROUND_HALF_UP)) + 0.0


def capital(text: str) -> str:
    """Return a text with a capital, as it begins a row or a sentence; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def points_decimals(differences: Iterable[float]) -> int:
    """Decimals of points: as many as differences of this size need, one to three."""
    largest = max((abs(d) for d in differences), default=0.0)
    return 1 if largest >= 10 * SMALL_GAIN else 2 if largest >= SMALL_GAIN or not largest else 3


def decimals_apart(pairs: Iterable[tuple[float, float]], least: int, most: int) -> int | None:
    """The fewest decimals by which the two of every pair are told apart; None where none up to ``most`` do."""
    of = [*pairs]
    enough = (n for n in range(least, most + 1) if all(rounded(a, n) != rounded(b, n) for a, b in of))
    return next(enough, None)


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

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the file says, as a document: who stands behind what."""
        return document(self.scenario)

    @property
    def swedish(self) -> bool:
        """Whether the report is in Swedish."""
        return self.scenario.language == "sv"

    def say(self, sv: str, en: str) -> str:
        """The text in the scenario's language."""
        return sv if self.swedish else en

    def term(self, name: str) -> str:
        """Return a word that stands more than once, by its name in ``TERMS``.

        Raises:
            KeyError: There is no such word.
        """
        return self.say(*TERMS[name])

    def terms(self, *names: str) -> list[str]:
        """Return several words, such as the headings of a table."""
        return [self.term(name) for name in names]

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
        """A number with as many decimals as it takes to show that it is not nothing; nothing where no decimals do."""
        enough = (n for n in range(decimals, MOST_DECIMALS + 1) if rounded(value, n))
        shown = next(enough, decimals)
        return self.signed(value, shown) if sign else self.number(value, shown)

    def percent(self, share: float, decimals: int = 1, *, sign: bool = False) -> str:
        """A share as ``2,0 %`` (sv) or ``2.0%`` (en)."""
        text = self.signed(100 * share, decimals) if sign else self.number(100 * share, decimals)
        return text + self.say(f"{NO_BREAK}%", "%")

    def fine_percent(self, share: float, *, sign: bool = False) -> str:
        """A share with as many decimals as it takes to show that it is not nothing."""
        return self.fine(100 * share, sign=sign) + self.say(f"{NO_BREAK}%", "%")

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
        return f"{self.number(100 * share, decimals)} {self.term('per_cent')}"

    @property
    def unit(self) -> str:
        """The unit of money in the report."""
        millions = self.scenario.currency == "MSEK"
        return self.term("msek") if millions else self.term("tsek")

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

    def per_unit(self, msek: float) -> str:
        """Money for each of a number, with its unit: three figures that count, where it is less than a hundred."""
        value = abs(msek * self.per_msek)
        decimals = FIGURES - 1 - floor(log10(value)) if value else 0
        return f"{self.number(msek * self.per_msek, max(decimals, self.money_decimals))}{NO_BREAK}{self.unit}"

    def fine_points(self, value: float) -> str:
        """Goal points with their unit, and as many decimals as it takes."""
        return f"{self.fine(value)} {self.term('points')}"

    def points(self, value: float, decimals: int = 1) -> str:
        """Goal points with their unit."""
        one = rounded(value, decimals) == 1
        return f"{self.number(value, decimals)} {self.say('poäng', 'point' if one else 'points')}"

    def goal_decimals(self, g: str) -> int:
        """Decimals of a goal in its indicator's unit, or in points where it has none: the same wherever it stands."""
        i = self.scenario.goals[g].indicator
        return POINTS_DECIMALS if i is None or abs(i.target - i.floor) < WIDE_SCALE else 1

    def tiny(self, value: float) -> str:
        """A residual, as ``2,3·10⁻¹³``."""
        if not value:
            return "0"
        mantissa, exponent = f"{value:.1e}".split("e")
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{self.number(float(mantissa))}·10{power}"

    def counted(self, n: int, sv: tuple[str, str], en: tuple[str, str]) -> str:
        """A number with what is counted, in the singular and in the plural: ``1 nyckel``, ``2 nycklar``."""
        return f"{n} {self.say(*(one if n == 1 else many for one, many in (sv, en)))}"

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
            RESERVE: self.term("council_reserve"),
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

    def party(self, p: str) -> str:
        """Name of a party."""
        return self.scenario.parties[p].name or p

    def driver(self, d: str) -> str:
        """Name of what a driver counts; drivers have ids only."""
        age = re.fullmatch(r"alder_(\d+)(?:_(\d+|plus))?(_vagda)?", d)
        if age is None:
            return d.replace("_", " ")
        low, high, weighted = age.groups()
        weighed = self.say(" (vägda med prislapp)", " (weighted by price tag)") if weighted else ""
        if high == "plus":
            return self.say(f"i ålder {low} och över", f"aged {low} and over") + weighed
        span = "–".join(filter(None, (low, high)))
        return self.say(f"i ålder {span}", f"aged {span}") + weighed

    def plan(self, plan: Plan) -> str:
        """Name of a plan."""
        return plan.name or self.plan_id(plan.id)

    def plan_id(self, id_: str) -> str:
        """Name of one of the scenario's plans, or of those that every scenario has."""
        built_in = {
            "proposal": self.term("computed_proposal"),
            "indexation": self.term("indexation"),
            "indexation_own_priorities": self.term("indexation_own_priorities"),
            "same_money": self.term("same_money"),
            "volume": self.term("volume_model" if self.has_drivers else "need_model"),
        }
        given = self.scenario.plans.get(id_)
        return (given.name if given is not None else None) or built_in.get(id_, id_)

    @property
    def has_drivers(self) -> bool:
        """Whether any activity's need follows a driver; without one the volume model is indexation by need."""
        return self.scenario.has_drivers

    def not_judged(self) -> str:
        """Why given plans are not judged."""
        return self.say(
            "Givna planer bedöms inte: ingen verksamhets behov följer befolkningen, och då kan det inte skiljas på mer "
            "pengar och fler invånare.",
            "Given plans are not judged: no activity's need follows the population, so that more money cannot be told "
            "from more people.",
        )

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

    def bridge(self, term: str) -> str:
        """Name of a term of the bridge from a plan's own year before to its frame."""
        known = {
            "last_year": ("den egna ramen året före", "the plan's own frame the year before"),
            "one_off": ("engångsposter", "one-off items"),
            "full_year": ("helårseffekter", "full-year effects"),
            "technical": ("tekniska justeringar", "technical adjustments"),
            "price_and_wages": ("pris och lön", "price and wages"),
            "requirement": ("effektiviseringskrav", "efficiency requirement"),
            "demography": ("demografi", "demography"),
            "capital": ("kapitalkostnad", "capital cost"),
            "scaling": ("osthyvel till ramutrymmet", "scaling to the total"),
            "reallocation": ("ändrad skillnad mot uppräkning", "change in the difference from indexation"),
            "frame": ("ram", "frame"),
        }
        return self.say(*known[term])

    def part(self, name: str) -> str:
        """Name of a part of a committee's difference from indexation."""
        known = {
            "volume": ("volymer", "volumes"),
            "price": ("oförändrad verksamhet mot uppräkning", "unchanged service against indexation"),
            "restore": ("återställt underskott", "restored deficit"),
            "balance": ("sparat minus använt", "saved less drawn"),
            "returned": ("lämnas tillbaka", "handed back"),
            "decisions": ("beslut", "decisions"),
            "unmeasured": ("det som inte mäts", "what is not measured"),
            "goals": ("målen, deras vikter och gränserna", "goals, their weights and the limits"),
        }
        return self.say(*known[name])

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
        return self.stage_name(self.scenario.stage)

    def stage_name(self, stage: str | None) -> str:
        """Name of a stage of the budget process; empty for none."""
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
        return self.say(*known[stage]) if stage in known else ""

    def standing(self) -> str:
        """What kind of document this is."""
        number = self.scenario.registry_number
        if number:
            return self.say(f"Underlag i ärende {number}", f"Background in case {number}")
        return self.term("working_material")

    def proposed(self, y: int) -> str:
        """What heads the proposal's frames of a year: a settled one is not proposed."""
        return self.say("Avslutat", "Settled") if y in self.figures.settled_years else self.term("proposal")

    def settled_in(self, y: int) -> str:
        """A settled year in a heading: ``Avslutat 2025``."""
        return self.say(f"Avslutat {y}", f"Settled {y}")

    def settled(self) -> str:
        """Which years are settled, and what they rest on, as a sentence; nothing where none is."""
        settled = self.scenario.settled
        if settled is None:
            return ""
        told = self.listed([f"{y} ({settled.basis[y]})" for y in self.figures.settled_years])
        return self.say(
            f"Avslutade år: {told}. De är givna och planeras inte; det som har förbrukats, balanserats och ska "
            "återställas räknas med.",
            f"Settled years: {told}. They are given and not planned; what was spent, carried over and is to be "
            "restored is counted.",
        )

    def rule_of_planned(self) -> str:
        """That the balanced-budget rule is tested for planned years only; nothing where no year is settled."""
        if not self.figures.settled_years:
            return ""
        return self.say(
            "Balanskravet prövas här bara för de år som planeras.",
            "The balanced-budget rule is tested here for the years that are planned only.",
        )

    def owner(self) -> str:
        """Whose weights these are, as a sentence; krona-neutral ones are the base-year budget's."""
        owner = self.scenario.weights.owner
        if self.scenario.weights.rule == "krona_neutral":
            return self.say(
                f"Räkneförslag med vikter härledda ur basårets budget ({owner}).",
                f"A computed proposal with weights derived from the base-year budget ({owner}).",
            )
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

    def reviews(self) -> tuple[str, ...]:
        """What somebody has looked at, so that it is not asked about: path, who, when and why."""
        return tuple(
            f"{r.path}: {r.by}, {r.date.isoformat()}" + (f", {r.why}" if r.why else "")
            for r in self.scenario.reviewed
        )

    # ------------------------------------------------------------------------------------------ limits

    @cached_property
    def families(self) -> dict[str, Rows]:
        """Every family of rows by name, also those that have no row in this scenario."""
        return {rows.name: rows for rows in every(self.figures, indexation(self.figures))}

    def filled(self, text: Said, **ids: str | int) -> str:
        """Words of a rule in the report's language, names and numbers filled in."""
        named: dict[str, Callable[[str], str]] = {
            "committee": self.committee,
            "activity": self.activity,
            "goal": self.goal,
            "decision": self.decision,
        }
        names = {key: named[key](str(id_)) if key in named else str(id_) for key, id_ in ids.items()}
        return self.say(*text).format(**names)

    def limit(self, rows: Rows, index: Index, *, whole: bool = True, figure: bool = True) -> str:
        """A limit in words with its own amount: ``taket för ökning för Skolnämnden 2025, 3,0 procent``.

        Args:
            rows: The family.
            index: Where.
            whole: Whether to say whose limit it is and when; not where the sentence has said so.
            figure: Whether to tell its amount.
        """
        name, amount = self.named(rows, index, whole=whole)
        return f"{name}, {amount}" if amount and figure else name

    def named(self, rows: Rows, index: Index, *, whole: bool = True) -> tuple[str, str]:
        """What a limit is called, and its own amount; no amount where it has none."""
        ids = dict(zip(rows.over, index, strict=True))
        name = self.filled(rows.says if whole else rows.noun, **ids)
        if rows.statutory:
            return name, self.say("en lagregel", "required by law")
        return name, self.figure(rows.amount(*index)) if rows.amount else ""

    def figure(self, amount: Amount) -> str:
        """The figure of a limit: ``minst 405,0 mnkr``, ``3,0 procent av ramutrymmet``."""
        write: dict[str, Callable[[float], str]] = {
            "money": self.money,
            "per_unit": self.per_unit,
            "share": self.spoken_percent,
            "points": self.points,
        }
        sense = {"": "", "at_least": self.term("at_least"), "at_most": self.term("at_most")}
        words = (sense[amount.sense], write[amount.kind](amount.value), self.say(*amount.of))
        return " ".join(filter(None, words))

    def implied(self, rows: Rows, index: Index) -> str:
        """What a limit amounts to in money where the file alone tells; else nothing."""
        amount = rows.amount(*index) if rows.amount else None
        if amount is not None and amount.least is not None:
            return f"{self.term('at_least')} {self.money(amount.least)}"
        if amount is not None and amount.most is not None:
            return f"{self.term('at_most')} {self.money(amount.most)}"
        return ""


# ------------------------------------------------------------------------------------------- without a scenario


@dataclass(frozen=True, slots=True)
class _OfNone:
    """The language and currency of what is said, where there is no scenario to have them."""

    language: Language
    currency: str = "MSEK"

    @property
    def scenario(self) -> _OfNone:
        return self


def words_in(language: Language) -> Words:
    """Return words of what is of no scenario, such as a panel: its language, numbers and money, and no names."""
    return Words(cast("Figures", _OfNone(language)))
