"""The keys of a follow-up file, as ``docs/method/follow-up.md`` describes it.

Frozen pydantic models without behaviour, as those of the scenario. Money is in MSEK inside and in the file's
currency outside; shares are fractions inside and carry a percent sign outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, field_validator, model_validator

from models.scenario import Date, Part
from models.units import Change, Fraction, Id, Money, Number, Year, problem

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Appropriation", "Content", "Exempt", "Measure", "Observed", "Reconciliation", "ReportContent"]

Kind = Literal["supplementary", "rebudgeted", "transfer", "technical"]
"""Supplementary appropriation (*tilläggsanslag*), money moved over the year-end (*ombudgetering*), or within the year
between committees or activities (*omdisponering*); a moved task (*teknisk justering*) is no change of priority."""
WITHIN = ("transfer", "technical")
"""Those that take no money from elsewhere: they sum to nothing."""
FundedBy = Literal["reserve", "result", "revenue"]
"""The council's reserve, the municipality's result, or new revenue."""
ZERO = 1e-6
"""Amounts that differ by less are the same: one krona [MSEK]."""


class Exempt(Part):
    """Activities whose committee is relieved (*befriad*) of the duty to adapt its costs."""

    activities: tuple[Id, ...] = Field(
        min_length=1, description="The activities; their deviation is the council's."
    )
    by: str = Field(min_length=1, description="Who decided it.")

    @field_validator("activities", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


class FiveYears(Part):
    """How net cost was spread over the months of earlier years."""

    method: Literal["five_year"] = Field(description="The mean over earlier years, usually five.")
    table: str = Field(min_length=1, description="Table of year;month;amount, or id;year;month;amount.")
    source: str = Field(min_length=1, description="Where the amounts come from.")


def _profile_form(value: object) -> str:
    written = isinstance(value, dict) and any(key in value for key in FiveYears.model_fields)
    return "five_year" if written else "shares"


class Appropriation(Part):
    """A decision during the year that moves money to, from or between committees."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    date: Date = Field(description="When it was decided.")
    by: str = Field(min_length=1, description="Who decided it.")
    kind: Kind = Field(description="supplementary, rebudgeted, transfer or technical.")
    amounts: dict[Id, Money] = Field(
        min_length=1, description="Signed amounts by committee or activity [money]."
    )
    funded_by: FundedBy | None = Field(
        None, alias="from", description="reserve, result or revenue; not for a transfer, which sums to 0."
    )
    permanent: bool = Field(default=False, description="Whether it stands next year too.")
    name: str | None = Field(None, description="Name for people; the id if absent.")
    source: str | None = Field(None, description="Where it is documented.")

    @model_validator(mode="after")
    def _says_from_what_money(self) -> Self:
        total = sum(self.amounts.values())
        if self.kind in WITHIN:
            if abs(total) > ZERO:
                raise problem(
                    "transfer_sum",
                    sv=f"en omdisponering ({self.kind}) ska vara 0 i summa, inte {total:+.6g} mnkr; rätta beloppen, "
                    "eller skriv kind: supplementary och from:",
                    en=f"a transfer ({self.kind}) must sum to 0, not {total:+.6g} MSEK; correct the amounts, or write "
                    "kind: supplementary and from:",
                )
            if self.funded_by is not None:
                raise problem(
                    "transfer_from",
                    sv="en omdisponering tar inga pengar utifrån; ta bort from",
                    en="a transfer takes no money from elsewhere; remove from",
                )
        elif self.funded_by is None:
            raise problem(
                "unsaid_money",
                sv="skriv av vilka pengar: from: reserve (KF:s förfogande), result (kommunens resultat) eller revenue "
                "(ny intäkt)",
                en="say of what money: from: reserve (the council's), result (the municipality's) or revenue (new)",
            )
        return self


class Measure(Part):
    """What a committee does about a feared deficit (*åtgärd*)."""

    committee: Id = Field(description="The committee.")
    effect: Money = Field(description="What it betters the year's result by [money].")
    start: Date | None = Field(None, alias="from", description="From when.")
    included: bool = Field(description="Whether the forecast counts it already.")
    by: str = Field(min_length=1, description="Who decided it.")
    name: str | None = Field(None, description="Name for people; the id if absent.")
    source: str | None = Field(None, description="Where it is documented.")


class Amounts(Part):
    """An amount of the municipality as a whole: to date, and for the whole year."""

    actual: Money | None = Field(None, description="To date; the outcome on 31 December [money].")
    forecast: Money | None = Field(None, description="Expected of the whole year [money].")
    source: str | None = Field(None, description="Where it is documented.")


class LedgerTable(Part):
    """A ledger and the map that sorts it, as ``kommunbudget import --from sie`` takes them."""

    ledger: str = Field(min_length=1, description="The SIE file.")
    map: str = Field(min_length=1, description="The map (YAML).")


def _table_form(value: object) -> str:
    if isinstance(value, str | list):
        return "paths"
    return "ledger" if isinstance(value, dict) and ("ledger" in value or "map" in value) else "inline"


def _paths(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


TableContent = Annotated[
    Annotated[
        tuple[str, ...], BeforeValidator(_paths, json_schema_input_type=str | tuple[str, ...]), Tag("paths")
    ]
    | Annotated[LedgerTable, Tag("ledger")]
    | Annotated[dict[Id, Money], Tag("inline")],
    Discriminator(_table_form),
]


class Reconciliation(Part):
    """What stands between the year's result and the balance requirement (*balanskravsutredning*)."""

    capital_gains: Money = Field(0.0, ge=0, description="Samtliga realisationsvinster, taken out [money].")
    exempt_gains: Money = Field(
        0.0, ge=0, description="Vissa realisationsvinster enligt undantag, put back [money]."
    )
    exempt_losses: Money = Field(
        0.0, ge=0, description="Vissa realisationsförluster enligt undantag, put back [money]."
    )
    unrealised_losses: Money = Field(
        0.0, ge=0, description="Orealiserade förluster i värdepapper, put back [money]."
    )
    reversed_losses: Money = Field(0.0, ge=0, description="Återföring av sådana, taken out [money].")
    to_reserve: Money = Field(0.0, ge=0, description="Medel till resultatreserven [money].")
    from_reserve: Money = Field(0.0, ge=0, description="Medel från resultatreserven [money].")
    exceptional: Money = Field(0.0, description="Synnerliga skäl [money].")
    exceptional_by: str | None = Field(None, description="Who decided that there were such, and why.")
    earlier_deficit: Money = Field(
        0.0, ge=0, description="Deficit of earlier years not restored yet [money]."
    )
    source: str | None = Field(None, description="Where it is documented.")

    @model_validator(mode="after")
    def _reasons_have_an_owner(self) -> Self:
        if self.exceptional and not self.exceptional_by:
            raise problem(
                "exceptional_by",
                sv="synnerliga skäl beslutas av fullmäktige; skriv exceptional_by: vem, när och varför",
                en="exceptional reasons are decided by the council; write exceptional_by: who, when and why",
            )
        return self


class ReportContent(Part):
    """A report: what has been spent, and what is expected of the year."""

    actual: TableContent | None = Field(None, description="Net cost to date by committee or activity.")
    forecast: TableContent | None = Field(None, description="Net cost expected of the whole year.")
    forecast_is: Literal["cost", "deviation"] = Field(
        "cost", description="Whether the forecast is net cost, or deviation from budget (+ is a surplus)."
    )
    revenue: Amounts | None = Field(None, description="Taxes, general grants and equalisation [money].")
    central: Amounts | None = Field(
        None, description="Pensions, finance net; the budget's if absent [money]."
    )
    withdrawal: Amounts | None = Field(None, description="From the result reserve [money].")
    measures: dict[Id, Measure] = Field(default_factory=dict, description="Measures by id.")
    counts: tuple[Id, ...] | None = Field(
        None, description="The appropriations that it counts; those decided on or before its date if absent."
    )
    balances: dict[Id, Money] | None = Field(
        None, description="Closing balances that the council decided, where they are not the rule's [money]."
    )
    balances_by: str | None = Field(None, description="Who decided them.")
    reconciliation: Reconciliation | None = Field(
        None, description="Of the balance requirement, at year-end."
    )
    preliminary: bool = Field(default=False, description="Closing entries are not in yet.")
    vintage: Date | None = Field(None, description="When the tables were made, if later than the date.")
    source: str | None = Field(None, description="Where it is documented.")

    @field_validator("counts", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _decided_by_somebody(self) -> Self:
        if self.balances and not self.balances_by:
            raise problem(
                "balances_by",
                sv="ett beslut som avviker från regeln har en avsändare; skriv balances_by: KF § …",
                en="a decision that departs from the rule has an owner; write balances_by: council § …",
            )
        return self


class Observed(Part):
    """An indicator's value as it was published."""

    value: Number = Field(description="The value [the indicator's unit].")
    source: str | None = Field(None, description="Who published it.")
    preliminary: bool = Field(default=False, description="Whether it may be revised.")


class Opening(Part):
    """Balances at the end of the year before, where that year is settled."""

    balances: dict[Id, Money] = Field(description="Balance by committee [money].")
    by: str = Field(min_length=1, description="Who decided them.")


class Content(Part):
    """The content of a follow-up file."""

    format: Literal[1] = Field(description="Version of the file format.")
    kind: Literal["follow_up"] = Field(description="What the file is.")
    follows: str = Field(min_length=1, description="The scenario, in this file's folder.")
    plan: str = Field(min_length=1, description="What was decided: a given plan's id, or proposal.")
    year: Year = Field(description="The year that is followed.")
    title: str = Field(min_length=1, description="Title of reports.")
    currency: Literal["MSEK", "TSEK", "SEK"] | None = Field(
        None, description="Unit of all money in this file and its tables; the scenario's if absent."
    )
    result_target: Money | None = Field(
        None, description="The year's result target [money]; the scenario's share of revenue if absent."
    )
    opening: Opening | None = Field(
        None, description="Balances of a settled year before; the scenario's if absent."
    )
    exempt: Exempt | None = Field(None, description="Activities that are relieved of responsibility.")
    profile: (
        Annotated[
            Annotated[FiveYears, Tag("five_year")] | Annotated[dict[Date, Fraction], Tag("shares")],
            Discriminator(_profile_form),
        ]
        | None
    ) = Field(None, description="Part of the year's net cost that has come by each date; no trend if absent.")
    appropriations: dict[Id, Appropriation] = Field(default_factory=dict, description="By id, in date order.")
    reports: dict[Date, ReportContent] = Field(
        default_factory=dict, description="By date; none before the first report."
    )
    indicators: dict[Id, dict[Year, Observed]] = Field(
        default_factory=dict, description="Observed, by goal and year."
    )
    noise: dict[Id, Annotated[Number, Field(gt=0)]] = Field(
        default_factory=dict,
        description="Standard deviation of yearly change, by goal [the indicator's unit].",
    )
    national: dict[Id, dict[Year, Number]] = Field(
        default_factory=dict,
        description="The nation's value by goal and year, which the noise is taken net of [the indicator's unit].",
    )
    drivers: dict[Id, dict[Year, Number]] = Field(
        default_factory=dict, description="Counts as they were, in the place of the planned ones."
    )
    prices: dict[Id, dict[Year, Change]] = Field(
        default_factory=dict, description="Price change of an activity as it was [share/year]."
    )
    source: str | None = Field(None, description="Where the figures come from.")


def is_outcome(date: dt.date) -> bool:
    """Whether a report of a date is the year's outcome (*bokslut*): 31 December."""
    return (date.month, date.day) == (12, 31)


MODELS: dict[tuple[str, ...], type[Part]] = {
    (): Content,
    ("exempt",): Exempt,
    ("opening",): Opening,
    ("profile",): FiveYears,
    ("appropriations", "*"): Appropriation,
    ("reports", "*"): ReportContent,
    ("reports", "*", "measures", "*"): Measure,
    ("reports", "*", "reconciliation"): Reconciliation,
    ("reports", "*", "revenue"): Amounts,
    ("reports", "*", "central"): Amounts,
    ("reports", "*", "withdrawal"): Amounts,
    ("reports", "*", "actual"): LedgerTable,
    ("indicators", "*", "*"): Observed,
}
"""What stands below each path of the file; ``*`` is any id."""


def keys(above: tuple[object, ...]) -> tuple[str, ...]:
    """Return the keys that are known below a path of the file; none where any id may stand."""
    for pattern, model in MODELS.items():
        if len(pattern) == len(above) and all(
            p in {"*", str(key)} for p, key in zip(pattern, above, strict=True)
        ):
            return tuple(field.alias or name for name, field in model.model_fields.items())
    return ()
