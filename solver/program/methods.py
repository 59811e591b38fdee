"""Which method of the solver takes a program: by its size, or as named; the reason is told.

The answer does not depend on it: interior point ends with crossover at a vertex, the tie-break follows, and the
certificate is the same. Only time and memory do.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.program.warm import METHODS, offers

AUTO = "auto"
CHOICES = (AUTO, *METHODS)
"""What may be asked for."""
SIMPLEX_BELOW = 700_000
"""Columns below which simplex is used: on one core it was the fastest up to the largest that was measured, 690 000.

From 330 000 to 690 000 its time grew by a factor of 3.4 and HiPO's by 2.8: beyond that HiPO is the better guess; see
``benchmarks/README.md``."""
PACKAGE = "highspy-extras"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method and why it was chosen.

    Attributes:
        name: A key of ``warm.METHODS``.
        asked: What was asked for, one of ``CHOICES``.
        sv: The reason in Swedish.
        en: The reason in English.
    """

    name: str
    asked: str
    sv: str
    en: str

    @property
    def presolves(self) -> bool:
        """Whether the first solve presolves: interior point gains by it, simplex from a plain start does not."""
        return self.name != "simplex"

    def told(self, language: str) -> dict[str, str]:
        """What ``result.json`` says of it."""
        return {"asked": self.asked, "used": self.name, "why": self.sv if language == "sv" else self.en}


def method_for(columns: int, asked: str = AUTO) -> Method:
    """The method that takes a program.

    Args:
        columns: How large the program is.
        asked: One of ``CHOICES``.

    Raises:
        ValueError: There is no such method.
    """
    if asked not in CHOICES:
        raise ValueError(f"the methods are {', '.join(CHOICES)}, not {asked!r}")
    if asked in ("simplex", "ipm"):
        sv, en = f"{asked}: begärd", f"{asked}: asked for"
        return Method(name=asked, asked=asked, sv=sv, en=en)
    if asked == AUTO and columns < SIMPLEX_BELOW:
        few = f"{columns} < {SIMPLEX_BELOW}"
        return Method(
            name="simplex",
            asked=asked,
            sv=f"auto: simplex, {few} kolumner",
            en=f"auto: simplex, {few} columns",
        )
    many = f"{columns} ≥ {SIMPLEX_BELOW}"
    sv, en = (f"auto: {many} kolumner; ", f"auto: {many} columns; ") if asked == AUTO else ("", "")
    if offers("hipo"):
        sv, en = (f"{sv}hipo", f"{en}hipo") if asked == AUTO else ("hipo: begärd", "hipo: asked for")
        return Method(name="hipo", asked=asked, sv=sv, en=en)
    return Method(
        name="ipm",
        asked=asked,
        sv=f"{sv}hipo finns inte i denna HiGHS (paketet {PACKAGE}): ipm i stället",
        en=f"{en}hipo is not in this HiGHS (package {PACKAGE}): ipm instead",
    )
