"""Units of the scenario file: conversion between values as people write them and the floats used inside.

A file has ``2.1 %``, ``1254.0`` (in the scenario's currency) or ``{2025: ..., 2026: ...}``. Inside the
program, a share is a fraction, money is in MSEK and a series is a mapping with every plan year. Validators
that depend on other parts of the file (plan years, base year, currency) get them from the pydantic validation
context, see ``context``.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import GetJsonSchemaHandler, SerializationInfo, ValidationInfo
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

MSEK_PER = {"MSEK": Decimal(1), "TSEK": Decimal("0.001"), "SEK": Decimal("0.000001")}
"""MSEK per unit of each currency; inside the program money is always in MSEK."""

PER_MSEK = {currency: float(1 / msek) for currency, msek in MSEK_PER.items()}
"""Units of each currency per MSEK."""

LARGEST_MSEK = 1e7
"""Largest amount accepted [MSEK], more than Sweden produces in a year."""
LARGEST_SHARE = 1000.0
"""Largest share or change accepted, 100 000 %: more is no limit, and nothing grows so."""
LARGEST = 1e13
"""Largest number of any kind accepted; the same limit in kronor."""

PLAIN = frozenset({int, float})
"""What almost every number of a file is."""
SHARE = re.compile(r"[+-]?\d+(\.\d+)?\s*%")
IDENTIFIER = re.compile(r"[a-z0-9_-]+")


def problem(code: str, *, sv: str, en: str) -> PydanticCustomError:
    """Return a validation error with its message in both languages; ``reading`` picks the file's language."""
    literal = en.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError(code, literal, {"sv": sv, "en": en})


def context(*, years: tuple[int, ...], base_year: int, currency: str) -> dict[str, Any]:
    """Return the validation context: the parts of the file that validators depend on.

    Args:
        years: Plan years, in order.
        base_year: Year of the adopted budget.
        currency: Currency of the file, a key of ``MSEK_PER``.
    """
    return {"years": years, "base_year": base_year, "msek": MSEK_PER[currency]}


def _given(info: ValidationInfo | SerializationInfo) -> Mapping[str, Any]:
    return info.context or {"years": (), "base_year": None, "msek": Decimal(1)}


# --------------------------------------------------------------------------------------------------- numbers and money


def number(value: object) -> float:
    """Return a value as a finite float.

    Raises:
        PydanticCustomError: The value is no plain number: text, a truth value, NaN, infinite or absurdly
            large. The message says what to write instead.
    """
    if value.__class__ in PLAIN and -LARGEST <= value <= LARGEST:  # type: ignore[operator]
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, str):
        plain = (
            value.strip().replace("\N{MINUS SIGN}", "-").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        )
        if re.fullmatch(r"[+-]?\d+,\d+", plain):
            right = plain.replace(",", ".")
            raise problem(
                "decimal_comma",
                sv=f"skriv decimalpunkt: {right}, inte {value!r}",
                en=f"write a decimal point: {right}, not {value!r}",
            )
        raise problem(
            "not_a_number",
            sv=f"ska vara ett tal utan citattecken och enhet, inte {value!r}",
            en=f"must be a number without quotes or unit, not {value!r}",
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise problem(
            "not_a_number",
            sv=f"ska vara ett tal, inte {_kind(value, 'sv')}",
            en=f"must be a number, not {_kind(value, 'en')}",
        )
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise problem("not_finite", sv="ska vara ett ändligt tal", en="must be a finite number")
    if abs(result) > LARGEST:
        raise problem(
            "absurd", sv="är orimligt stort; kontrollera enheten", en="is absurdly large; check the unit"
        )
    return result


def _kind(value: object, language: str) -> str:
    names: tuple[tuple[type, str, str], ...] = (
        (type(None), "tomt", "empty"),
        (bool, "sant/falskt", "true/false"),
        (dict, "en mappning", "a mapping"),
        (list, "en lista", "a list"),
    )
    for kind, sv, en in names:
        if isinstance(value, kind):
            return sv if language == "sv" else en
    return repr(value)


def money_inside(value: object, info: ValidationInfo) -> float:
    """Return an amount in the file's currency converted to MSEK."""
    msek: Decimal = _given(info)["msek"]
    plain = number(value)
    inside = plain if msek == 1 else float(Decimal(repr(plain)) * msek)
    if abs(inside) > LARGEST_MSEK:
        raise problem(
            "absurd",
            sv="är orimligt mycket pengar; kontrollera currency och beloppet",
            en="is absurdly much money; check currency and the amount",
        )
    return inside


def money_outside(value: float, info: SerializationInfo) -> float:
    """Return an amount in MSEK converted to the file's currency."""
    msek: Decimal = _given(info)["msek"]
    return value if msek == 1 else float(Decimal(repr(value)) / msek)


Number = Annotated[float, BeforeValidator(number), WithJsonSchema({"type": "number"})]
Points = Annotated[float, BeforeValidator(number), WithJsonSchema({"type": "number"})]
Money = Annotated[
    float, BeforeValidator(money_inside), PlainSerializer(money_outside), WithJsonSchema({"type": "number"})
]


# -------------------------------------------------------------------------------------------------------------- shares


def share(value: object) -> float:
    """Return the share ``"2.1 %"`` as the fraction 0.021, exactly the nearest float.

    Raises:
        PydanticCustomError: The percent sign is missing, or the value is no share.
    """
    if isinstance(value, str):
        fraction = _fraction(value)
        if fraction is not None:
            return fraction
        text = value.strip()
        if re.fullmatch(r"[+-]?\d+,\d+\s*%", text):
            right = text.replace(",", ".")
            raise problem(
                "decimal_comma",
                sv=f"skriv decimalpunkt: '{right}', inte {value!r}",
                en=f"write a decimal point: '{right}', not {value!r}",
            )
        raise problem(
            "not_a_share",
            sv=f"ska vara en andel med procenttecken, till exempel '2.1 %', inte {value!r}",
            en=f"must be a share with its percent sign, such as '2.1 %', not {value!r}",
        )
    plain = number(value)
    as_percent, as_fraction = f"{plain:g} %", f"{float(Decimal(repr(plain)) * 100):g} %"
    raise problem(
        "share_without_percent",
        sv=f"skriv andelar med procenttecken: '{as_percent}' eller '{as_fraction}', inte {plain:g}",
        en=f"write shares with a percent sign: '{as_percent}' or '{as_fraction}', not {plain:g}",
    )


@lru_cache(maxsize=1_000)  # the same levels stand in most curves
def _fraction(text: str) -> float | None:
    """Return the share that a text says, exactly the nearest float; None where it says none."""
    text = text.strip()
    return float(Decimal(text.rstrip("%").strip()) / 100) if SHARE.fullmatch(text) else None


def write_share(value: float) -> str:
    """Return the fraction 0.021 as ``"2.1 %"``; ``share`` reads the same float back."""
    percent = Decimal(repr(value)) * 100
    return f"{percent.normalize():f} %"


_SHARE_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^\s*[+-]?\d+(\.\d+)?\s*%\s*$"})
Share = Annotated[float, BeforeValidator(share), PlainSerializer(write_share), _SHARE_SCHEMA]


def _between(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        result = share(value)
        if not low <= result <= high:
            least, most = write_share(low), write_share(high)
            sv, en = f"ligga mellan {least} och {most}", f"lie between {least} and {most}"
            if high == LARGEST_SHARE and result < low:  # nobody who is below asks how high it may be
                sv, en = f"vara minst {least}", f"be at least {least}"
            raise problem("share_out_of_range", sv=f"ska {sv}, inte {value}", en=f"must {en}, not {value}")
        return result

    return check


Fraction = Annotated[float, BeforeValidator(_between(0, 1)), PlainSerializer(write_share), _SHARE_SCHEMA]
"""Share between 0 % and 100 %."""
Level = Annotated[
    float, BeforeValidator(_between(0, LARGEST_SHARE)), PlainSerializer(write_share), _SHARE_SCHEMA
]
"""Share of at least 0 %: a funding level, a band, a cap."""
Change = Annotated[
    float, BeforeValidator(_between(-1, LARGEST_SHARE)), PlainSerializer(write_share), _SHARE_SCHEMA
]
"""Yearly change of at least -100 %."""


# ----------------------------------------------------------------------------------------------------- ids and years


def identifier(value: object) -> str:
    """Return a value as an id: lower-case ASCII letters, digits, ``_`` and ``-`` only.

    Raises:
        PydanticCustomError: The value is no id.
    """
    if (
        isinstance(value, int) and not isinstance(value, bool) and value >= 0
    ):  # an id of digits only, written without quotes
        return str(value)
    if isinstance(value, str) and IDENTIFIER.fullmatch(value):
        return value
    raise problem(
        "id_malformed",
        sv=f"ett id skrivs med små bokstäver a–z, siffror, _ och -, inte {value!r}",
        en=f"an id is written with lower-case a–z, digits, _ and -, not {value!r}",
    )


def year(value: object) -> int:
    """Return a value as a year, if it is an integer from 1900 to 2200.

    Raises:
        PydanticCustomError: The value is anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2200:  # noqa: PLR2004 - calendar
        return value
    raise problem(
        "not_a_year",
        sv=f"ska vara ett årtal utan citattecken, inte {value!r}",
        en=f"must be a bare year, not {value!r}",
    )


Id = Annotated[
    str, BeforeValidator(identifier), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9_-]+$"})
]
Year = Annotated[int, BeforeValidator(year), WithJsonSchema({"type": "integer"})]


class _SeriesSchema:
    """JSON Schema of a series: one value, or a mapping from years to values."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        shown = handler(core)
        item = shown.get("additionalProperties", {})
        return {
            "anyOf": [
                item,
                {"type": "object", "patternProperties": {r"^\d{4}$": item}, "additionalProperties": False},
            ]
        }


class _OneOrListSchema:
    """JSON Schema of a mapping by year to one entry, or to a list of entries."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        shown = handler(core)
        item = shown["additionalProperties"]["items"]
        entries = {"anyOf": [item, {"type": "array", "items": item}]}
        return {"type": "object", "patternProperties": {r"^\d{4}$": entries}, "additionalProperties": False}


class _TableSchema:
    """JSON Schema of a table: a mapping by id, or the path of a CSV file."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(core), {"type": "string", "pattern": r"\.csv$"}]}


def _series(*, base: bool = False, partial: bool = False) -> Callable[[object, ValidationInfo], object]:
    def expand(value: object, info: ValidationInfo) -> object:
        given = _given(info)
        years: tuple[int, ...] = given["years"]
        wanted = (given["base_year"], *years) if base and years else years
        if not isinstance(value, dict):
            return dict.fromkeys(wanted, value)
        if not wanted or (base and not given["base_year"]):
            return value  # the years of the file are wrong; that is reported where they stand
        quoted = [y for y in value if isinstance(y, str) and y.isdecimal()]
        if quoted:
            raise problem(
                "not_a_year",
                sv=f"skriv årtalen utan citattecken: {quoted[0]}",
                en=f"write years without quotes: {quoted[0]}",
            )
        missing = [y for y in wanted if y not in value]
        unknown = [y for y in value if y not in wanted]
        if (missing and not partial) or unknown:
            span = ", ".join(map(str, wanted))
            lack_sv = f"saknar {', '.join(map(str, missing))}" if missing and not partial else ""
            lack_en = f"lacks {', '.join(map(str, missing))}" if missing and not partial else ""
            odd = ", ".join(map(str, unknown))
            sv = "; ".join(filter(None, (lack_sv, f"har {odd} som inte hör till åren" if odd else "")))
            en = "; ".join(filter(None, (lack_en, f"has {odd}, not one of the years" if odd else "")))
            raise problem(
                "years",
                sv=f"{sv}; skriv ett värde för vart och ett av {span}",
                en=f"{en}; give one value for each of {span}",
            )
        return {y: value[y] for y in wanted if y in value}

    return expand


YEARLY = (BeforeValidator(_series()), _SeriesSchema())
"""Annotations of a series over the plan years: one value, or every year."""
YEARLY_FROM_BASE = (BeforeValidator(_series(base=True)), _SeriesSchema())
"""Annotations of a series over the base year and the plan years."""
SOME_YEARS = (BeforeValidator(_series(partial=True)), _SeriesSchema())
"""Annotations of a series that need not name every plan year."""
ONE_OR_LIST = _OneOrListSchema()
"""Annotation of a mapping by year to one entry, or to a list of them."""
TABLE = _TableSchema()
"""Annotation of a mapping by id that may be the path of a CSV file instead."""
