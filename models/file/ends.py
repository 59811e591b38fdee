"""The ends of a lever's range: values as people write them, of the kind at its path, the lower one first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from models.problems import Refused
from models.units import SHARE, share

if TYPE_CHECKING:
    from collections.abc import Sequence

Way = Literal["set", "scale", "add"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range of values for what stands at a path.

    Attributes:
        kind: How values apply.
        unit: ``share`` where values are fractions, otherwise ``number``.
        low: Smallest value.
        high: Largest value.
        today: The value at the path; None where there are several different ones.
    """

    kind: Way
    unit: Literal["share", "number"]
    low: float
    high: float
    today: float | None


def spanned(
    leaves: Sequence[Any],
    path: str,
    ends: tuple[str, str],
    kind: Way | None = None,
) -> Span:
    """Return the range that two texts give for the values at a path.

    Args:
        leaves: The single values at or below the path, as the file has them.
        path: The path.
        ends: Smallest and largest value as written.
        kind: How they apply; if absent, a percentage of a plain number is a factor, anything else a new value.

    Raises:
        Refused: The path holds anything else than numbers or shares, or the ends do not fit.
    """
    shares = [share(leaf) for leaf in leaves if isinstance(leaf, str) and SHARE.fullmatch(leaf.strip())]
    numbers = [float(leaf) for leaf in leaves if isinstance(leaf, int | float) and not isinstance(leaf, bool)]
    if not leaves or max(len(shares), len(numbers)) != len(leaves):
        raise Refused(
            f"{path} är inget tal, ingen andel och ingen serie av sådana; peka ut talet",
            f"{path} is no number, no share and no series of such; point at the number",
        )
    of_shares = bool(shares)
    percent = all("%" in end for end in ends)
    kind = kind or ("scale" if percent and not of_shares else "set")
    unit: Literal["share", "number"] = "share" if kind == "scale" or of_shares else "number"
    low, high = ordered(*(end_value(end, unit, math.nan) for end in ends))
    values = set(shares or numbers)
    return Span(kind=kind, unit=unit, low=low, high=high, today=values.pop() if len(values) == 1 else None)


def end_value(text: str | None, unit: str, otherwise: float) -> float:
    """Return a value parsed as people write it, with decimal point or comma.

    Raises:
        Refused: The text is no value of the unit.
    """
    if text is None:
        return otherwise
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ").replace(",", ".").strip()
    if unit == "share":
        if SHARE.fullmatch(plain):
            return share(plain)
        raise Refused(
            f"skriv en andel med procenttecken, som '97 %', inte {text!r}",
            f"write a share with its percent sign, such as '97 %', not {text!r}",
        )
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused(f"skriv ett tal, inte {text!r}", f"write a number, not {text!r}")
    return value


def ordered(low: float, high: float) -> tuple[float, float]:
    """Return the ends of a range, the lower one first.

    Raises:
        Refused: They are reversed or equal.
    """
    if not low < high:
        raise Refused("från ska vara mindre än till", "from must be less than to")
    return low, high
