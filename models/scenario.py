"""The scenario: the data types of the scenario file, as ``docs/scenario.md`` describes it.

Frozen pydantic models without behaviour. Field names are the keys of the file. Money is in MSEK, shares are
fractions, attainment and minima are goal points 0-100, levels are spend over need. Checks of a single value
are made here; checks that need several parts of the file are made in ``reading``. The JSON Schema and the
scenario reference are generated from these models.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    PrivateAttr,
    SerializationInfo,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)

from models.units import (
    ONE_OR_LIST,
    SOME_YEARS,
    TABLE,
    YEARLY,
    YEARLY_FROM_BASE,
    Change,
    Fraction,
    Id,
    Level,
    Money,
    Number,
    Points,
    Share,
    Year,
    money_inside,
    money_outside,
    number,
    problem,
    share,
    write_share,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUM_TOLERANCE = 1e-9
"""Tolerance for sums of shares written in decimals."""
ROUNDS_TO_ONE = 0.0005
"""Shares whose sum differs less from 1 are rounded thirds and the like: they are scaled to sum 1 [share]."""
FULL_POINTS = 100.0
"""Attainment at which a goal's target is met; more attainment does not count."""

YearlyMoney = Annotated[dict[Year, Money], *YEARLY]
YearlyFraction = Annotated[dict[Year, Fraction], *YEARLY]
YearlyLevel = Annotated[dict[Year, Level], *YEARLY]
YearlyChange = Annotated[dict[Year, Change], *YEARLY]
YearlyPoints = Annotated[dict[Year, Points], *YEARLY]
SomeMoney = Annotated[dict[Year, Money], *SOME_YEARS]
SomeNumbers = Annotated[dict[Year, Number], *SOME_YEARS]
TaxRate = Annotated[Number, Field(gt=0, lt=100)]
YearlyTaxRate = Annotated[dict[Year, TaxRate], *YEARLY]
SomeTaxRates = Annotated[dict[Year, TaxRate], *SOME_YEARS]

Stage = Literal[
    "forutsattningar", "preliminar_ram", "skrivelse", "forslag", "beslut", "tillagg", "prognos", "utfall"
]
Evidence = Literal["calibrated", "literature", "committee", "assumption"]
EVIDENCE: tuple[Evidence, ...] = ("calibrated", "literature", "committee", "assumption")
"""The evidence grades, strongest first."""
CostClass = Literal["wages", "purchased", "rents", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a file.

    Attributes:
        file: File as it was named.
        line: Line number, from 1.
        cell: In a workbook, the sheet and cell; empty otherwise.
    """

    file: str
    line: int
    cell: str = ""

    def __str__(self) -> str:
        """Return ``file:line``, or ``book.xlsx:Sheet!C5``."""
        return f"{self.file}:{self.cell or self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The files and changes that a scenario was made from.

    Attributes:
        path: Scenario file as it was named; None for a scenario made in a program.
        files: SHA-256 of each file read, by its path relative to the scenario.
        places: Place of each value, by its dotted path.
        warnings: Warnings, in the scenario's language; questions first.
        questions: Those of the warnings that ask about a probable mistake.
        changes: Changes from outside the file (``--set``), as written.
    """

    path: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    def place(self, path: str) -> Place | None:
        """Return the place of a path, or of the nearest path above it that has a place."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path.rpartition(".")[0]
        return None

    def within(self, text: str) -> str:
        """Return a text that begins with a file's path, with the path relative to the scenario's folder.

        Files that are left say the same wherever the command was given; messages name files as they were typed.

        Args:
            text: A place or a message, such as ``scenarios/sjobo-2025.yaml:14: years: …``.
        """
        folder = PurePath(self.path or "").parent.as_posix()
        return text.removeprefix(f"{folder}/")


class Fixed(dict[Any, Any]):
    """A mapping of a scenario: what has been read cannot be changed, since answers are of what was read."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario cannot be changed; read it again, with changes=['frame.total.2025=1350']")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Fixed], tuple[dict[Any, Any]]]:
        return Fixed, (dict(self),)


def fixed(value: Any) -> Any:
    """Return a value with its mappings, and those inside them, fixed."""
    return Fixed({key: fixed(entry) for key, entry in value.items()}) if type(value) is dict else value


class Part(BaseModel):
    """A part of a scenario: a frozen, strict model in which unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    def model_post_init(self, _: Any) -> None:
        """Fix the mappings too."""
        self.__dict__.update({key: fixed(value) for key, value in self.__dict__.items()})
        # pydantic 2.12 leaves this unset in a part that is constructed, which then cannot be pickled
        private = getattr(self, "__pydantic_private__", None)
        object.__setattr__(self, "__pydantic_private__", private)


def _date(value: object) -> object:
    return (
        dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2024-09-01") else value
    )


Date = Annotated[dt.date, BeforeValidator(_date)]


def _non_negative(what_sv: str, what_en: str, value: float) -> float:
    if value < 0:
        raise problem("negative", sv=f"{what_sv} kan inte vara negativ", en=f"{what_en} cannot be negative")
    return value


class Municipality(Part):
    """The municipality that the scenario is for."""

    name: str = Field(description="Name of the municipality.")
    code: str | None = Field(None, pattern=r"^\d{4}$", description='Four-digit code, in quotes: "1265".')
    population: int | None = Field(None, gt=0, description="Inhabitants, for the check of the money's unit.")


class ResultReserve(Part):
    """The result reserve (*resultatreserv, RER*): surpluses of good years saved for bad ones."""

    opening: Money = Field(description="Standing reserve at the end of the base year [money].")
    cap: YearlyFraction | None = Field(None, description="Largest reserve [share of revenue].")
    max_withdrawal: YearlyMoney | None = Field(None, description="Largest withdrawal in a year [money].")
    use_in: tuple[Year, ...] | None = Field(
        None,
        description="Plan years in which it covers a budgeted deficit: the result target is then 0. No withdrawal in "
        "other years, and none at all if absent.",
    )
    use_in_surplus: bool = Field(
        default=False,
        description="In those years the result target holds all the same, and a withdrawal comes on top.",
    )
    by: str | None = Field(None, description="The guideline that says when and how it may be used.")
    source: str | None = Field(None, description="Where the figures come from.")

    @field_validator("use_in", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _surplus_needs_years(self) -> Self:
        if self.use_in_surplus and not self.use_in:
            raise problem(
                "use_in_surplus",
                sv="use_in_surplus säger hur reserven används de år som use_in nämner; ange use_in, som [2026]",
                en="use_in_surplus says how the reserve is used in the years that use_in names; give use_in, as [2026]",
            )
        return self

    @field_validator("opening")
    @classmethod
    def _opening(cls, value: float) -> float:
        return _non_negative("resultatreserven", "the result reserve", value)


class Frame(Part):
    """Municipal frame (*kommunens ram*): given, or derived from revenue, result target and central items."""

    total: YearlyMoney | None = Field(
        None, description="Money to divide over committees and reserve [money]."
    )
    revenue: YearlyMoney | None = Field(None, description="Taxes, general grants and equalisation [money].")
    result_target: YearlyFraction | None = Field(None, description="Planned surplus [share of revenue].")
    central: YearlyMoney | None = Field(
        None,
        description="Pensions, finance net, central compensation pot [money]. Beside a given total and without "
        "revenue it is only shown.",
    )
    reserve_min: YearlyFraction | None = Field(
        None, description="Least unallocated reserve [share of total]."
    )
    growth_max: YearlyChange | None = Field(
        None, description="Largest growth of all frames together [share/year]."
    )
    result_reserve: ResultReserve | None = Field(None, description="The result reserve, where there is one.")
    tax_rate: YearlyTaxRate | None = Field(
        None,
        description="Municipal tax rate [kr per 100 kr], told beside plans with another total.",
    )
    source: str | None = Field(None, description="Where the figures come from.")

    @field_validator("result_target")
    @classmethod
    def _leaves_something(cls, value: dict[int, float] | None) -> dict[int, float] | None:
        if value is not None and max(value.values(), default=0.0) >= 1:
            raise problem(
                "result_target",
                sv="ett överskott på hela intäkten lämnar inget att fördela; skriv mindre än 100 %",
                en="a surplus of all revenue leaves nothing to divide; write less than 100 %",
            )
        return value

    @model_validator(mode="after")
    def _one_way_to_the_total(self) -> Self:
        missing = [key for key in ("revenue", "result_target", "central") if getattr(self, key) is None]
        if self.total is None and missing:
            raise problem(
                "total_missing",
                sv=f"ange antingen total, eller revenue, result_target och central ({', '.join(missing)} saknas)",
                en=f"give either total, or revenue, result_target and central ({', '.join(missing)} missing)",
            )
        if self.total is not None and self.result_target is not None and missing:
            raise problem(
                "total_missing",
                sv=f"result_target gör total till en härledd summa; då behövs också {', '.join(missing)}",
                en=f"result_target makes the total a derived sum; it also needs {', '.join(missing)}",
            )
        if self.total is not None and self.revenue is not None and self.central is None:
            raise problem(
                "total_missing",
                sv="revenue prövas mot balanskravet; då behövs också central",
                en="revenue is tested against the balanced-budget rule; it also needs central",
            )
        if self.result_reserve is not None and self.result_target is None:
            raise problem(
                "result_reserve_needs_revenue",
                sv="result_reserve kräver en härledd total: ange revenue, result_target och central",
                en="result_reserve needs a derived total: give revenue, result_target and central",
            )
        return self


IndexByClass = dict[CostClass, YearlyChange]


def _index_form(value: object) -> str:
    by_class = isinstance(value, dict) and any(isinstance(key, str) for key in value)
    return "by_class" if by_class else "for_all"


class Indexation(Part):
    """General indexation (*generell uppräkning*)."""

    index: Annotated[
        Annotated[YearlyChange, Tag("for_all")] | Annotated[IndexByClass, Tag("by_class")],
        Discriminator(_index_form),
    ] = Field(description="Price and wage change [share/year]: one for all, or by cost class.")
    requirement: YearlyFraction | None = Field(None, description="Efficiency requirement [share/year].")
    source: str | None = Field(None, description="Where the index comes from.")


class ActivityStability(Part):
    """How far the funding level of a measured activity may move in a year."""

    max_decrease: YearlyFraction | None = Field(
        None, description="Largest decrease of the funding level [share of last year's]."
    )
    max_increase: YearlyLevel | None = Field(
        None, description="Largest increase of the funding level [share of last year's]."
    )
    source: str | None = Field(None, description="Who decided the limits.")


class Solidarity(Part):
    """How what all committees together lose is shared (*solidaritet*)."""

    max_share: YearlyLevel = Field(
        description="Largest part that one committee may bear of what all together lose against their indexed frames, "
        "net of what others gain [share]. Where the total rises, frames stay at the indexed ones and the reserve keeps "
        "the rest."
    )
    source: str | None = Field(None, description="Who decided it.")


class Stability(Part):
    """Limits on yearly changes of frames, relative to last year's indexed frame."""

    max_decrease: YearlyFraction | None = Field(
        None, description="Largest decrease [share of indexed frame]."
    )
    max_increase: YearlyLevel | None = Field(None, description="Largest increase [share of indexed frame].")
    turnover: YearlyLevel | None = Field(None, description="Largest sum of all changes [share of total].")
    solidarity: Solidarity | None = Field(None, description="How what all committees lose is shared.")
    change_price: Number = Field(0.0, ge=0, description="Price of moving the whole total once [goal points].")
    activities: ActivityStability | None = Field(
        None,
        description="Limits inside committees: how far the funding level of an activity may move in a year.",
    )
    source: str | None = Field(None, description="Who decided the limits.")


class CarryOver(Part):
    """Rules for carrying balances over between years (*över-/underskott*): a required, explicit choice."""

    rule: Literal["none", "carry"] = Field(description="Whether balances follow the committee.")
    keep_surplus: Fraction | None = Field(
        None, description="Part of a surplus that is kept [share]; all if absent."
    )
    cap_share: Level | None = Field(None, description="Largest balance [share of base-year frame].")
    cap_amount: Money | None = Field(None, ge=0, description="Largest balance [money].")
    room_share: Level | None = Field(
        None, description="Largest use by all committees in a year [share of total]."
    )
    restore_years: int = Field(3, ge=1, description="Years in which an opening deficit is restored.")
    write_off: bool = Field(
        default=False, description="Opening deficits are written off: a council decision by name."
    )
    source: str | None = Field(None, description="Where the rule is documented.")

    @model_validator(mode="after")
    def _rule_and_keys_agree(self) -> Self:
        if self.rule == "none":
            for key in ("keep_surplus", "cap_share", "cap_amount", "room_share"):
                if getattr(self, key) is not None:
                    raise problem(
                        "carry_over_contradiction",
                        sv=f"{key} gäller bara under rule: carry; ta bort nyckeln eller byt regel",
                        en=f"{key} only applies under rule: carry; remove the key or change the rule",
                    )
        elif self.write_off:
            raise problem(
                "carry_over_contradiction",
                sv="write_off gäller bara under rule: none; under carry återställs underskottet",
                en="write_off only applies under rule: none; under carry the deficit is restored",
            )
        return self


class Adjustment(Part):
    """Signed amounts added to a frame in one year that are no change of priority."""

    one_off: Money = Field(0.0, description="One-off items that end or begin [money].")
    full_year: Money = Field(0.0, description="Full-year effects of earlier decisions [money].")
    technical: Money = Field(0.0, description="Technical adjustments, such as a moved task [money].")
    demography: Money = Field(0.0, description="Demographic compensation, not indexed [money].")
    capital: Money = Field(0.0, description="Capital cost and internal rent, not indexed [money].")
    activity: Id | None = Field(
        None, description="The activity that they concern; spread over the committee's activities if absent."
    )
    source: str | None = Field(None, description="Where the amounts come from.")


def _listed_adjustments(value: object) -> object:
    """Return the adjustments of each year as a tuple: a mapping is one entry, a list several, an empty one none."""
    if not isinstance(value, dict):
        return value
    return {
        year: tuple(entries) if isinstance(entries, list | tuple) else (entries,)
        for year, entries in value.items()
        if entries not in ([], ())
    }


def _write_adjustments(value: dict[int, tuple[Adjustment, ...]], info: SerializationInfo) -> dict[int, Any]:
    def written(entry: Adjustment) -> dict[str, Any]:
        return entry.model_dump(
            context=info.context,
            exclude_none=info.exclude_none,
            exclude_unset=info.exclude_unset,
            exclude_defaults=info.exclude_defaults,
            mode=info.mode,
        )

    return {
        year: written(entries[0])
        if len(entries) == 1 and entries[0].activity is None
        else list(map(written, entries))
        for year, entries in value.items()
    }


Adjustments = Annotated[
    dict[Year, tuple[Adjustment, ...]],
    BeforeValidator(_listed_adjustments),
    PlainSerializer(_write_adjustments),
    ONE_OR_LIST,
]
"""Adjustments by plan year; in the file a mapping, or a list with the activity of each."""


class Committee(Part):
    """A committee (*nämnd*)."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    base: Money | None = Field(None, description="Frame in the base year [money]; or the sum of activities.")
    opening_balance: Money = Field(0.0, description="Carry-over balance at the end of the base year [money].")
    max_decrease: YearlyFraction | None = Field(None, description="Overrides stability.max_decrease.")
    max_increase: YearlyLevel | None = Field(None, description="Overrides stability.max_increase.")
    cost_classes: dict[CostClass, Fraction] | None = Field(
        None, description="Cost by class [share], sum 100 %."
    )
    adjustments: Annotated[Adjustments, TABLE] = Field(
        default_factory=dict,
        description="Adjustments by plan year: one entry, or a list with an activity for each.",
    )
    source: str | None = Field(None, description="Where the base comes from.")

    @field_validator("cost_classes")
    @classmethod
    def _whole(cls, value: dict[CostClass, float] | None) -> dict[CostClass, float] | None:
        return value and dict(zip(value, _summing_to_one(value.values()), strict=True))


def _summing_to_one(shares: Iterable[float]) -> tuple[float, ...]:
    """Return shares that sum to 1: as written, or scaled where their sum only rounds to 100 %."""
    written = tuple(shares)
    total = sum(written)
    if abs(total - 1) <= SUM_TOLERANCE:
        return written
    if abs(total - 1) < ROUNDS_TO_ONE:
        return tuple(part / total for part in written)
    shown = f"{100 * total:.6g} %"
    raise problem(
        "shares_do_not_sum",
        sv=f"andelarna blir tillsammans {shown}; de ska bli 100 %",
        en=f"the shares add up to {shown}; they must be 100 %",
    )


class Activity(Part):
    """An activity (*verksamhet*), which one or more committees pay for."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    committee: Id | None = Field(None, description="The committee that pays; or give shares.")
    shares: dict[Id, Fraction] | None = Field(
        None, description="Joint programme: share of each committee [share]."
    )
    base: Money = Field(description="Net cost in the base year [money]; 0 for a new activity.")
    need: YearlyMoney | None = Field(None, description="New activity: cost of its full service [money].")
    fixed: YearlyMoney | None = Field(None, description="Carried as a fixed amount [money].")
    driver: Id | None = Field(None, description="The count that its cost follows.")
    variable_share: Fraction | None = Field(
        None, description="Part of the cost that follows the driver; all if absent."
    )
    price: YearlyChange | None = Field(None, description="Price change [share/year]; the index if absent.")
    efficiency: YearlyChange | None = Field(None, description="Expected real efficiency gain [share/year].")
    floor: YearlyLevel | None = Field(None, description="Least funding level [share of need].")
    floor_basis: str | None = Field(None, description="Basis of the floor, who judged it and when.")
    ceiling: YearlyLevel | None = Field(None, description="Largest funding level [share of need].")
    unit_cost_max: YearlyMoney | None = Field(
        None, description="Largest cost per unit of driver [money/unit]."
    )
    statutory: bool = Field(default=False, description="Whether law demands the activity.")
    source: str | None = Field(None, description="Where the figures come from.")

    @field_validator("shares")
    @classmethod
    def _whole(cls, value: dict[str, float] | None) -> dict[str, float] | None:
        return value and dict(zip(value, _summing_to_one(value.values()), strict=True))

    @model_validator(mode="after")
    def _one_payer_and_one_kind(self) -> Self:
        if (self.committee is None) == (self.shares is None):
            raise problem(
                "payer", sv="ange antingen committee eller shares", en="give either committee or shares"
            )
        if self.need is not None and (self.base != 0 or self.fixed is not None):
            raise problem(
                "new_activity",
                sv="need är till för en ny verksamhet: base ska då vara 0 och fixed saknas",
                en="need is for a new activity: base must then be 0 and fixed absent",
            )
        if self.unit_cost_max is not None and self.driver is None:
            raise problem("driver_missing", sv="unit_cost_max kräver driver", en="unit_cost_max needs driver")
        if self.variable_share is not None and self.driver is None:
            raise problem(
                "driver_missing", sv="variable_share kräver driver", en="variable_share needs driver"
            )
        return self


class Weights(Part):
    """The owner of the goals' weights, and the rule by which they are applied."""

    owner: str = Field(min_length=1, description="Who stands behind the weights.")
    rule: Literal["stated", "krona_neutral"] = Field(
        "stated", description="stated: as written; krona_neutral: multiplied by krona-neutral weights."
    )
    source: str | None = Field(None, description="Where the weights come from.")


class Indicator(Part):
    """The indicator that measures a goal: 0 points at `floor`, 100 at `target`, linear between."""

    id: str | None = Field(None, description="Id at the publisher, such as a Kolada id.")
    name: str | None = Field(None, description="Quantity that it measures.")
    unit: str | None = Field(None, description="Unit of present, floor and target.")
    present: Number = Field(description="Value today [unit].")
    floor: Number = Field(description="Value that gives 0 points [unit].")
    target: Number = Field(description="Value that gives 100 points [unit].")
    source: str | None = Field(None, description="Where the value comes from.")

    @model_validator(mode="after")
    def _has_a_scale(self) -> Self:
        if self.floor == self.target:
            raise problem(
                "indicator_scale",
                sv="floor och target måste skilja sig åt",
                en="floor and target must differ",
            )
        return self


class Goal(Part):
    """A goal (*mål*): attainment 0-100 goal points."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    area: str | None = Field(None, description="Goal area.")
    owner: Id | None = Field(None, description="The committee that answers for it.")
    weight: Number = Field(ge=0, description="Weight; only proportions matter.")
    weight_follows: Id | None = Field(
        None,
        description="Driver that the weight follows from the base year on: a point for more people counts more.",
    )
    reference: YearlyPoints | None = Field(
        None, description="Attainment at unchanged service [points]; from the indicator if absent."
    )
    minimum: YearlyPoints | None = Field(None, description="Least attainment [points].")
    indicator: Indicator | None = Field(None, description="Indicator that measures the goal.")
    source: str | None = Field(None, description="Where the goal is decided.")

    @field_validator("minimum")
    @classmethod
    def _within_the_scale(cls, value: dict[int, float] | None) -> dict[int, float] | None:
        if value and max(value.values()) > FULL_POINTS:
            raise problem(
                "points_out_of_range",
                sv="100 poäng är det mesta som räknas; skriv högst 100",
                en="100 points is the most that counts; write at most 100",
            )
        return value

    @model_validator(mode="after")
    def _has_a_reference(self) -> Self:
        if self.reference is None and self.indicator is None:
            raise problem(
                "reference_missing",
                sv="ange reference, eller en indicator med present, floor och target",
                en="give reference, or an indicator with present, floor and target",
            )
        return self


def _curve(value: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, dict) or not value:
        raise problem(
            "curve_form",
            sv="skriv kurvan som {nivå: poäng}, till exempel {95 %: -4, 100 %: 0, 110 %: 3}",
            en="write the curve as {level: points}, such as {95 %: -4, 100 %: 0, 110 %: 3}",
        )
    points = tuple((share(level), number(gain)) for level, gain in value.items())
    levels = [level for level, _ in points]
    if levels[0] < 0 or any(b <= a for a, b in pairwise(levels)):
        raise problem(
            "curve_order",
            sv="skriv nivåerna i stigande ordning, från 0 % och uppåt",
            en="write the levels in rising order, from 0 % upwards",
        )
    if (1.0, 0.0) not in points:
        raise problem(
            "curve_through_today",
            sv="kurvan måste innehålla 100 %: 0 (oförändrad verksamhet)",
            en="the curve must hold 100 %: 0 (unchanged service)",
        )
    if len(points) == 1:
        raise problem(
            "curve_form",
            sv="kurvan har bara en punkt; ange minst en till",
            en="the curve has one point only; give at least one more",
        )
    steps = [(a, b, (q - p) / (b - a)) for (a, p), (b, q) in pairwise(points)]
    for (_, _, before), (a, b, after) in pairwise(steps):
        if after > before + SUM_TOLERANCE * max(1.0, abs(before)):
            here = f"{write_share(a)} → {write_share(b)}"
            raise problem(
                "curve_not_concave",
                sv=f"steget {here} ger mer per procentenhet ({after / 100:.4g}) än steget före "
                f"({before / 100:.4g}); kurvan måste vara konkav. Stämmer det? Ändra steget eller slå ihop dem",
                en=f"the step {here} gives more per percentage point ({after / 100:.4g}) than the one before "
                f"({before / 100:.4g}); the curve must be concave. Is that so? Change the step or merge the two",
            )
    a, b, last = steps[-1]
    if last < -SUM_TOLERANCE:
        here = f"{write_share(a)} → {write_share(b)}"
        raise problem(
            "curve_falls",
            sv=f"steget {here} sänker måluppfyllelsen; kurvan är flack efter sista punkten och får inte falla före den",
            en=f"the step {here} lowers attainment; the curve is flat past its last point and must not fall before it",
        )
    return points


def _write_curve(value: tuple[tuple[float, float], ...]) -> dict[str, float]:
    return {write_share(level): gain for level, gain in value}


Curve = Annotated[
    tuple[tuple[float, float], ...],
    BeforeValidator(_curve),
    PlainSerializer(_write_curve),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "number"},
            "patternProperties": {r"^\s*\d+(\.\d+)?\s*%\s*$": {"type": "number"}},
        }
    ),
]
"""Response curve: pairs (funding level [-], goal points), levels ascending, concave, through (1, 0)."""


def _lag(value: object) -> tuple[float, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise problem(
            "lag_form",
            sv="skriv eftersläpningen som en lista: [40 %, 60 %]",
            en="write the lag as a list: [40 %, 60 %]",
        )
    profile = tuple(share(part) for part in value)
    if min(profile) < 0:
        raise problem("negative", sv="en andel kan inte vara negativ", en="a share cannot be negative")
    return _summing_to_one(profile)


Lag = Annotated[
    tuple[float, ...],
    BeforeValidator(_lag),
    PlainSerializer(lambda profile: [write_share(part) for part in profile]),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]
"""Lag profile: shares of the effect that arrive this year, next year, ..., sum 1."""


def _size_range(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != len(("low", "high")):
        raise problem(
            "size_range",
            sv="skriv intervallet som [minst, mest] av storleken, till exempel [50 %, 150 %]",
            en="write the range as [least, most] of the size, such as [50 %, 150 %]",
        )
    low, high = (share(end) for end in value)
    if not 0 <= low <= high:
        raise problem(
            "size_range",
            sv="intervallet ska gå från minst till mest och får inte vara negativt, som [50 %, 150 %]",
            en="the range goes from least to most and is not negative, such as [50 %, 150 %]",
        )
    return low, high


SizeRange = Annotated[
    tuple[float, float],
    BeforeValidator(_size_range),
    PlainSerializer(lambda ends: [write_share(end) for end in ends]),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
]
"""Smallest and largest factor on the size of an effect [-]."""


class Claim(Part):
    """The assumptions common to effects and complements: lag, uncertainty, evidence and its author."""

    lag: Lag = Field((1.0,), description="When the effect arrives: [this year, next, ...], sum 100 %.")
    range: SizeRange | None = Field(
        None, description="How large it may be, as [least, most] of its size; its grade's range if absent."
    )
    evidence: str | None = Field(None, description="calibrated, literature, committee or assumption.")
    author: str | None = Field(None, description="Who judged it.")
    date: Date | None = Field(None, description="When it was judged.")
    source: str | None = Field(None, description="Basis of the judgement.")


class Effect(Claim):
    """The response of a goal to the funding level of an activity."""

    curve: Curve | None = Field(
        None,
        description="Funding level to goal points; holds 100 %: 0 and is concave. Or elasticity, or shape.",
    )
    elasticity: Number | None = Field(
        None,
        description="Elasticity of the goal's indicator with respect to the funding level; needs the indicator.",
    )
    se: Number | None = Field(None, gt=0, description="Standard error of the elasticity.")
    shape: Literal["log"] | None = Field(
        None,
        description="log: points proportional to the logarithm of the funding level; with at and points.",
    )
    at: Level | None = Field(None, description="Funding level at which points are judged, not 100 %.")
    points: Points | None = Field(None, description="Goal points judged at that level.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [key for key in ("curve", "elasticity", "shape") if getattr(self, key) is not None]
        if len(forms) != 1:
            raise problem(
                "effect_form",
                sv="ange exakt en av curve, elasticity och shape",
                en="give exactly one of curve, elasticity and shape",
            )
        if self.se is not None and self.elasticity is None:
            raise problem("effect_form", sv="se hör till elasticity", en="se belongs to elasticity")
        if (self.shape is None) != (self.at is None) or (self.shape is None) != (self.points is None):
            raise problem(
                "effect_form",
                sv="shape: log kräver at och points, som {shape: log, at: 110 %, points: 2}",
                en="shape: log needs at and points, such as {shape: log, at: 110 %, points: 2}",
            )
        if (
            self.at is not None
            and self.points is not None
            and (self.at in {0.0, 1.0} or self.points * (self.at - 1.0) <= 0)
        ):
            raise problem(
                "effect_form",
                sv="at får inte vara 0 % eller 100 %, och points ska vara över 0 över 100 % och under 0 under 100 %",
                en="at is neither 0 % nor 100 %, and points are above 0 above 100 % and below 0 below 100 %",
            )
        return self


class Complement(Claim):
    """Activities that have effect only together: the response follows the lowest of their funding levels."""

    goal: Id = Field(description="The goal that the group serves.")
    members: tuple[Id, ...] = Field(min_length=2, description="The activities.")
    curve: Curve = Field(description="Funding level of the weakest member to goal points.")

    @field_validator("members", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


Answers = Annotated[
    dict[Annotated[Level, Field(gt=0)], dict[Id, Number]],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {
                r"^\s*\d+(\.\d+)?\s*%\s*$": {"type": "object", "additionalProperties": {"type": "number"}}
            },
        }
    ),
]
"""What somebody answers: points by goal at each funding level [-]."""


class PackageBase(Part):
    """The lowest level of a committee's packages: what the law asks."""

    level: Level = Field(gt=0, description="The lowest funding level, as a rule below today's 100 %.")
    points: dict[Id, Number] = Field(
        min_length=1, description="Goal points there against today, by goal; or values of the indicators."
    )
    name: str | None = Field(None, description="Its name; the base level if absent.")
    contents: str | None = Field(None, description="What it holds.")


class PackageStep(Part):
    """A step of a committee's packages, in its own order of priority."""

    name: str = Field(min_length=1, description="Name of the step.")
    to: Level = Field(gt=0, description="Funding level that it reaches; one level must be 100 %.")
    points: dict[Id, Number] = Field(
        min_length=1, description="Goal points there against today, 0 at 100 %; or values of the indicators."
    )
    contents: str | None = Field(None, description="What comes with it.")


class Ambition(Part):
    """Packages (*ambitionsnivåer*): what a committee says that each level of funding of an activity gives."""

    author: str = Field(min_length=1, description="Who says so.")
    date: Date | None = Field(None, description="When it was said.")
    unit: Literal["indicator"] | None = Field(
        None, description="indicator: points are values of the goals' indicators; goal points if absent."
    )
    base: PackageBase = Field(description="The lowest level.")
    steps: tuple[PackageStep, ...] = Field(
        min_length=1, description="The steps above it, levels rising; 100 % is one of the levels."
    )
    respondents: dict[str, Answers] = Field(
        default_factory=dict,
        description="Points of each who answered, as {88 %: {GOAL: -14}, 100 %: {GOAL: 0}}; the median at each level "
        "is used.",
    )
    lag: Lag = Field((1.0,), description="When the effect arrives: [this year, next, ...], sum 100 %.")
    source: str | None = Field(None, description="Where it is documented.")

    @field_validator("steps", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class Decision(Part):
    """A frame, a spend or an attainment that a decision fixes or bounds."""

    frame: Id | None = Field(None, description="The committee whose frame is decided.")
    spend: Id | None = Field(None, description="The activity whose spend is decided.")
    goal: Id | None = Field(None, description="The goal whose attainment is decided; only at_least.")
    years: tuple[Year, ...] | None = Field(None, description="Plan years that it applies to; all if absent.")
    equals: SomeNumbers | None = Field(None, description="Fixed amount [money].")
    at_least: SomeNumbers | None = Field(None, description="Lower bound [money, or points].")
    at_most: SomeNumbers | None = Field(None, description="Upper bound [money].")
    by: str = Field(min_length=1, description="Who decided or demands it.")
    name: str | None = Field(None, description="Name for people; the id if absent.")
    source: str | None = Field(None, description="Where it is documented.")

    @model_validator(mode="before")
    @classmethod
    def _one_amount_for_its_years(cls, value: Any, info: ValidationInfo) -> Any:
        years = value.get("years") if isinstance(value, dict) else None
        if not isinstance(years, list | tuple):
            return value
        plan_years = (info.context or {}).get("years") or years
        its = [year for year in plan_years if year in years]
        single = {
            key: value[key]
            for key in ("equals", "at_least", "at_most")
            if value.get(key) is not None and not isinstance(value[key], dict)
        }
        return value | {key: dict.fromkeys(its, amount) for key, amount in single.items()}

    @field_validator("years", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("equals", "at_least", "at_most")
    @classmethod
    def _msek(cls, value: dict[int, float] | None, info: ValidationInfo) -> dict[int, float] | None:
        if value is None or info.data.get("goal") is not None:
            return value
        return {year: money_inside(amount, info) for year, amount in value.items()}

    @field_serializer("equals", "at_least", "at_most")
    def _currency(self, value: dict[int, float] | None, info: SerializationInfo) -> dict[int, float] | None:
        if value is None or self.goal is not None:
            return value
        return {year: money_outside(amount, info) for year, amount in value.items()}

    @model_validator(mode="after")
    def _one_thing_one_way(self) -> Self:
        if sum(target is not None for target in (self.frame, self.spend, self.goal)) != 1:
            raise problem(
                "decision_target",
                sv="ange exakt en av frame, spend och goal",
                en="give exactly one of frame, spend and goal",
            )
        bounds = [key for key in ("equals", "at_least", "at_most") if getattr(self, key) is not None]
        if not bounds or (self.equals is not None and len(bounds) > 1):
            raise problem(
                "decision_bound",
                sv="ange equals, eller at_least och/eller at_most",
                en="give equals, or at_least and/or at_most",
            )
        if self.goal is not None and bounds != ["at_least"]:
            raise problem(
                "decision_goal",
                sv="ett mål kan bara få ett golv: skriv at_least (ett tak för måluppfyllelse är inget linjärt krav)",
                en="a goal can only have a floor: write at_least (a ceiling on attainment is not a linear limit)",
            )
        return self


class EvidenceRanges(Part):
    """How large an effect of each grade may be, where the effect itself says neither se nor range."""

    calibrated: SizeRange | None = Field(
        None, description="Effects estimated from data, [least, most] of the size."
    )
    literature: SizeRange | None = Field(None, description="Effects from literature.")
    committee: SizeRange | None = Field(None, description="Effects judged by the committee.")
    assumption: SizeRange | None = Field(None, description="Assumed effects.")
    by: str = Field(min_length=1, description="Who stands behind the ranges.")
    source: str | None = Field(None, description="What they rest on.")


class Profile(Part):
    """A set of goal weights to compare with, with its owner."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    owner: str = Field(min_length=1, description="Who stands behind the weights.")
    weights: dict[Id, Number] = Field(
        min_length=1, description="Weights of goals; goals that it does not name keep the stated ones."
    )
    source: str | None = Field(None, description="Where the weights come from.")


class Objective(Part):
    """The objective that is maximised."""

    form: Literal["weighted", "maximin", "leximin", "lexicographic", "goal_programming"] = Field(
        "weighted", description="Form of the objective."
    )
    areas: tuple[str, ...] | None = Field(None, description="lexicographic: goal areas in order of rank.")
    tolerance: Fraction | None = Field(
        None, description="lexicographic: part of its score that an area may give up [share]."
    )
    targets: dict[Id, Points] | None = Field(None, description="goal_programming: target by goal [points].")

    @field_validator("areas", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _keys_belong_to_the_form(self) -> Self:
        belongs = {"areas": "lexicographic", "tolerance": "lexicographic", "targets": "goal_programming"}
        for key, form in belongs.items():
            if getattr(self, key) is not None and self.form != form:
                raise problem(
                    "objective_key", sv=f"{key} hör till form: {form}", en=f"{key} belongs to form: {form}"
                )
        for key, form in (("areas", "lexicographic"), ("targets", "goal_programming")):
            if self.form == form and not getattr(self, key):
                raise problem(
                    "objective_key", sv=f"form: {form} kräver {key}", en=f"form: {form} needs {key}"
                )
        return self


class Edit(Part):
    """One change of a scenario: set, scale or add at a path. Edits are applied in order."""

    path: str = Field(min_length=1, description="Path, such as goals.trygghet.weight.")
    set: Any = Field(None, description="New value.")
    scale: Share | None = Field(None, description="Factor: 150 % is half as much again.")
    add: Any = Field(None, description="Amount or share added.")

    @model_serializer
    def _as_written(self) -> dict[str, Any]:
        operation: dict[str, Any] = {
            key: getattr(self, key) for key in ("set", "add") if key in self.model_fields_set
        }
        scale = {} if self.scale is None else {"scale": write_share(self.scale)}
        return {"path": self.path, **operation, **scale}

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        if len(self.model_fields_set & {"set", "scale", "add"}) != 1:
            raise problem(
                "edit", sv="ange exakt en av set, scale och add", en="give exactly one of set, scale and add"
            )
        return self


class World(Part):
    """A possible outside world (*omvärld*): a probability and changes of this scenario."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    probability: Fraction = Field(description="Probability [share]; all worlds sum to 100 %.")
    change: tuple[Edit, ...] = Field(
        (), description="What is otherwise than in the budget; nothing the council decides, and no history."
    )
    source: str | None = Field(None, description="Where probability and changes come from.")

    @field_validator("change", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class Risk(Part):
    """An attitude to what is not known (*riskattityd*), with its owner: what first-year frames are chosen for."""

    form: Literal["expected", "worst", "cvar", "regret"] = Field(
        description="expected: the mean V over worlds; worst: the least V; cvar: weighs in the worst tail; regret: "
        "the least largest regret."
    )
    tail: Fraction | None = Field(None, description="cvar: the worst part of the probability [share].")
    weight: Fraction | None = Field(
        None, description="cvar: weight of the worst tail, the rest is the mean [share]."
    )
    by: str = Field(min_length=1, description="Who has this attitude.")
    source: str | None = Field(None, description="Where it is documented.")

    @field_validator("tail")
    @classmethod
    def _inside(cls, value: float | None) -> float | None:
        if value is not None and not 0 < value < 1:
            raise problem(
                "risk_tail",
                sv="svansen är en del av sannolikheten: skriv mer än 0 % och mindre än 100 %, som 20 %",
                en="the tail is a part of the probability: write more than 0 % and less than 100 %, such as 20 %",
            )
        return value

    @model_validator(mode="after")
    def _tail_belongs_to_cvar(self) -> Self:
        for key in ("tail", "weight"):
            given = getattr(self, key) is not None
            if given and self.form != "cvar":
                raise problem(
                    "risk_key",
                    sv=f"{key} hör till form: cvar; ta bort nyckeln eller byt form",
                    en=f"{key} belongs to form: cvar; remove the key or change the form",
                )
            if not given and self.form == "cvar":
                raise problem(
                    "risk_key",
                    sv=f"form: cvar kräver {key}, som tail: 20 % och weight: 50 %",
                    en=f"form: cvar needs {key}, as in tail: 20 % and weight: 50 %",
                )
        return self


def _ends(value: object) -> object:
    if not isinstance(value, list | tuple) or len(value) != len(("low", "high")):
        raise problem(
            "lever_range",
            sv="skriv intervallet som [lägst, högst], till exempel [98 %, 102 %]",
            en="write the range as [lowest, highest], such as [98 %, 102 %]",
        )
    return tuple(value)


Ends = Annotated[
    tuple[Any, Any],
    BeforeValidator(_ends),
    PlainSerializer(list),
    WithJsonSchema({"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2}),
]
"""Smallest and largest value of a lever, numbers or shares as written in the file."""


class DeclaredLever(Part):
    """An assumption that sensitivity studies vary, with its plausible range."""

    name: str | None = Field(None, description="Name for people; the path if absent.")
    path: str | None = Field(None, description="Path that it changes, such as frame.total.")
    blend: Id | None = Field(
        None, description="A party instead of a path: from the stated weights to the party's."
    )
    set: Ends | None = Field(None, description="Smallest and largest value.")
    scale: Ends | None = Field(None, description="Smallest and largest factor, such as [98 %, 102 %].")
    add: Ends | None = Field(None, description="Smallest and largest amount added.")
    distribution: Literal["uniform", "triangular", "normal"] | None = Field(
        None,
        description="How likely values are, for Monte Carlo: uniform over the range, triangular with its top at "
        "today's value, or normal with the range as its central 90 %. A lever without one is not sampled.",
    )
    source: str = Field(min_length=1, description="Basis of the range.")

    @model_validator(mode="after")
    def _one_way_to_move(self) -> Self:
        ways = [key for key in ("set", "scale", "add") if getattr(self, key) is not None]
        if (self.path is None) == (self.blend is None) or len(ways) != (self.path is not None):
            raise problem(
                "lever_way",
                sv="ange path med ett av set, scale och add; eller blend med ett parti",
                en="give path with one of set, scale and add; or blend with a party",
            )
        return self


class Party(Part):
    """A party in the council."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    seats: int = Field(ge=0, description="Seats in the council.")
    weights: dict[Id, Number] | None = Field(None, description="The party's goal weights.")
    source: str | None = Field(None, description="Where the weights come from.")


def _pair(value: object) -> object:
    if not isinstance(value, list | tuple) or len(value) != len(("one", "other")):
        raise problem(
            "apart",
            sv="skriv paren som listor av två partier, till exempel [[v, sd]]",
            en="write the pairs as lists of two parties, such as [[v, sd]]",
        )
    return tuple(value)


Pair = Annotated[
    tuple[Id, Id],
    BeforeValidator(_pair),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "pattern": "^[a-z0-9_-]+$"},
            "minItems": 2,
            "maxItems": 2,
        }
    ),
]


class Council(Part):
    """The council (*kommunfullmäktige*), in which a budget needs more seats for it than against it."""

    seats: int = Field(gt=0, description="Seats; the sum of the parties'.")
    apart: tuple[Pair, ...] = Field(
        (),
        description="Pairs of parties that do not govern together, such as [[v, sd]]: no majority that is listed "
        "without a name has both.",
    )
    source: str | None = Field(None, description="Where the seats and the pairs come from.")

    @field_validator("apart", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class Majority(Part):
    """Parties that can carry a budget together."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    parties: tuple[Id, ...] = Field(
        min_length=1, description="Parties that vote for; their weights count, by seats."
    )
    abstain: tuple[Id, ...] = Field(
        (), description="Parties that abstain, so that fewer seats are needed; their weights do not count."
    )
    source: str | None = Field(None, description="Where it is seen, such as a vote.")

    @field_validator("parties", "abstain", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class GivenPlan(Part):
    """A plan that is not computed: an adopted budget or somebody's proposal."""

    name: str | None = Field(None, description="Name for people; the id if absent.")
    by: str | None = Field(None, description="Who put it forward, and when.")
    completeness: Literal["full", "amendments", "priority_list"] = Field(
        "full",
        description="full: a whole budget; amendments or priority_list: what it does not name follows based_on.",
    )
    based_on: Id | None = Field(None, description="The given plan that supplies what this one does not name.")
    frames: Annotated[dict[Id, SomeMoney], TABLE] = Field(default_factory=dict, description="Frames [money].")
    differences: Annotated[dict[Id, SomeMoney], TABLE] = Field(
        default_factory=dict, description="Frames as differences from based_on [money]."
    )
    spend: Annotated[dict[Id, SomeMoney], TABLE] = Field(
        default_factory=dict, description="Spend by activity [money]; base-year shares where absent."
    )
    total: SomeMoney = Field(
        default_factory=dict,
        description="Its own total where its tax rate differs [money]; else the scenario's.",
    )
    tax_rate: SomeTaxRates = Field(default_factory=dict, description="Its tax rate [kr per 100 kr].")
    source: str | None = Field(None, description="Where it is documented.")


class Settled(Part):
    """Years that are settled: every stock and flow is a number, from an outcome or a forecast.

    They are a longer base: frames of later years are indexed from the last one's, balances and restoration go on from
    it, and what was spent arrives with its lags. ``kommunbudget replan --write`` fills it in.
    """

    basis: dict[Year, str] = Field(
        min_length=1,
        description="What each settled year rests on, such as an outcome or a forecast, and its date.",
    )
    frames: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        description="Frames with the year's appropriations [money]."
    )
    spend: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        description="What each activity cost [money]."
    )
    balances: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        default_factory=dict,
        description="Balance at the end of the year [money], under carry_over.rule: carry.",
    )
    temporary: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        default_factory=dict,
        description="Part of a frame that was appropriated for the year alone [money]; not indexed on.",
    )
    permanent: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        default_factory=dict,
        description="Part of a frame that was appropriated during the year, for good [money].",
    )
    restore: Annotated[dict[Id, dict[Year, Money]], TABLE] = Field(
        default_factory=dict,
        description="What committees set aside in later years to restore deficits [money].",
    )
    result_reserve: dict[Year, Money] = Field(
        default_factory=dict, description="Standing result reserve at the end of the year [money]."
    )
    deficit: dict[Year, Money] = Field(
        default_factory=dict,
        description="What the municipality sets aside of later years' totals to restore its own deficits [money].",
    )


class Review(Part):
    """A question about a probable mistake that somebody has looked at: the figure is right."""

    path: str = Field(
        min_length=1, description="Path that the question names, such as drivers.alder_6_15.2026."
    )
    by: str = Field(min_length=1, description="Who has looked at the figure.")
    date: Date = Field(description="When.")
    why: str | None = Field(None, description="Why it is right.")


class Scenario(Part):
    """A municipality's complete budget problem."""

    format: Literal[1] = Field(description="Version of the file format.")
    title: str = Field(min_length=1, description="Title of reports.")
    municipality: Municipality | None = Field(None, description="The municipality.")
    language: Literal["sv", "en"] = Field("sv", description="Language of reports and messages.")
    currency: Literal["MSEK", "TSEK", "SEK"] = Field(description="Unit of all money in the file.")
    stage: Stage | None = Field(None, description="Stage of the budget process.")
    registry_number: str | None = Field(None, description="Registry number, printed in reports.")
    base_year: Year = Field(description="Year of the adopted budget.")
    years: tuple[Year, ...] = Field(min_length=1, description="Plan years, following the base year.")
    discount: Level = Field(0.0, description="Discount of later years [share/year]; none if absent.")
    frame: Frame = Field(description="The money to divide.")
    indexation: Indexation = Field(description="How frames are indexed.")
    stability: Stability = Field(default_factory=Stability, description="How far frames may move.")
    carry_over: CarryOver = Field(description="Rules for carrying balances over.")
    committees: Annotated[dict[Id, Committee], TABLE] = Field(min_length=1, description="Committees by id.")
    activities: Annotated[dict[Id, Activity], TABLE] = Field(
        default_factory=dict,
        description="Activities by id; a committee without any is one activity with its own id.",
    )
    drivers: Annotated[dict[Id, Annotated[dict[Year, Number], *YEARLY_FROM_BASE]], TABLE] = Field(
        default_factory=dict, description="Counts that costs follow, from the base year on."
    )
    weights: Weights = Field(description="Who stands behind the weights.")
    goals: Annotated[dict[Id, Goal], TABLE] = Field(min_length=1, description="Goals by id.")
    effects: Annotated[dict[Id, dict[Id, Effect]], TABLE] = Field(
        default_factory=dict, description="Effects by activity and goal."
    )
    packages: dict[Id, Ambition] = Field(
        default_factory=dict,
        description="What committees say that each level of funding gives, by activity: they give its effects.",
    )
    complements: Annotated[dict[Id, Complement], TABLE] = Field(default_factory=dict, description="By id.")
    evidence_ranges: EvidenceRanges | None = Field(
        None, description="How large effects of each grade may be; without it nothing is called certain."
    )
    missing: tuple[str, ...] = Field(
        (), description="What the sources do not hold; printed on the first page."
    )
    reviewed: tuple[Review, ...] = Field(
        (),
        description="Questions about probable mistakes that somebody has looked at; they are not asked again.",
    )
    decisions: Annotated[dict[Id, Decision], TABLE] = Field(default_factory=dict, description="By id.")
    profiles: Annotated[dict[Id, Profile], TABLE] = Field(
        default_factory=dict, description="Weights to compare with, by id, each with its owner."
    )
    objective: Objective = Field(default_factory=Objective, description="The objective to maximise.")
    worlds: Annotated[dict[Id, World], TABLE] = Field(
        default_factory=dict, description="Possible outside worlds."
    )
    risk: Risk | None = Field(
        None,
        description="Attitude to what is not known; without it, worlds are weighed by their probability.",
    )
    levers: Annotated[dict[Id, DeclaredLever], TABLE] = Field(
        default_factory=dict, description="Assumptions that sensitivity studies move, with their ranges."
    )
    council: Council | None = Field(
        None, description="The council: its seats, and who do not govern together."
    )
    parties: Annotated[dict[Id, Party], TABLE] = Field(default_factory=dict, description="Parties by id.")
    majorities: Annotated[dict[Id, Majority], TABLE] = Field(
        default_factory=dict, description="Majorities by id."
    )
    plans: Annotated[dict[Id, GivenPlan], TABLE] = Field(
        default_factory=dict, description="Given plans by id."
    )
    settled: Settled | None = Field(
        None, description="The first plan years, where they are settled; the rest is planned from there."
    )
    _origin: Origin = PrivateAttr(default_factory=Origin)

    @field_validator("years", "missing", "reviewed", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    def __eq__(self, other: object) -> bool:
        """Return whether two scenarios have the same content, from whatever files they were read."""
        return isinstance(other, Scenario) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    @property
    def origin(self) -> Origin:
        """The files that the scenario was read from, the place of each value, and the warnings."""
        return self._origin

    @property
    def has_drivers(self) -> bool:
        """Whether any activity's need follows a driver."""
        return any(activity.driver is not None for activity in self.activities.values())

    def judges(self, plan: str) -> bool:
        """Return whether a plan may be judged by V: a given one only where need follows a driver.

        Somebody's plan may have counted on more old people or fewer children. Where need follows nobody, that looks
        like a priority, or like waste.

        Args:
            plan: Id of a plan.
        """
        return plan not in self.plans or self.has_drivers
