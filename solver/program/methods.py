"""The choice of a solver method for a program, by its size or by name, with the reason.

The answer does not depend on the method: interior point ends with crossover at a vertex, the tie-break
follows, and the certificate is the same. Only time and memory depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.program.warm import METHODS, offers

AUTO = "auto"
CHOICES = (AUTO, *METHODS)
"""The choices of a user."""
SIMPLEX_BELOW = 700_000
"""Number of columns below which simplex is used.

On one core simplex was the fastest up to the largest program that was measured, 690 000 columns. From 330 000
to 690 000 its time grew by a factor of 3.4 and HiPO's by 2.8, so beyond that HiPO is the better guess; see
``benchmarks/README.md``."""
PACKAGE = "highspy-extras"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method and the reason for it.

    Attributes:
        name: A key of ``warm.METHODS``.
        requested: The user's choice, one of ``CHOICES``.
        sv: The reason in Swedish.
        en: The reason in English.
    """

    name: str
    requested: str
    sv: str
    en: str

    @property
    def presolves(self) -> bool:
        """Whether the first solve presolves: this is faster for interior point, but not for simplex."""
        return self.name != "simplex"

    def record(self, language: str) -> dict[str, str]:
        """Return the entry for ``result.json``, with the reason in the given language."""
        return {"asked": self.requested, "used": self.name, "why": self.sv if language == "sv" else self.en}


def method_for(columns: int, requested: str = AUTO) -> Method:
    """Choose the method for a program.

    Args:
        columns: Number of columns of the program.
        requested: One of ``CHOICES``.

    Raises:
        ValueError: There is no such method.
    """
    if requested not in CHOICES:
        raise ValueError(f"the methods are {', '.join(CHOICES)}, not {requested!r}")
    if requested in ("simplex", "ipm"):
        sv, en = f"{requested}: begärd", f"{requested}: asked for"
        return Method(name=requested, requested=requested, sv=sv, en=en)
    if requested == AUTO and columns < SIMPLEX_BELOW:
        few = f"{columns} < {SIMPLEX_BELOW}"
        return Method(
            name="simplex",
            requested=requested,
            sv=f"auto: simplex, {few} kolumner",
            en=f"auto: simplex, {few} columns",
        )
    many = f"{columns} ≥ {SIMPLEX_BELOW}"
    sv, en = (f"auto: {many} kolumner; ", f"auto: {many} columns; ") if requested == AUTO else ("", "")
    if offers("hipo"):
        sv, en = (f"{sv}hipo", f"{en}hipo") if requested == AUTO else ("hipo: begärd", "hipo: asked for")
        return Method(name="hipo", requested=requested, sv=sv, en=en)
    return Method(
        name="ipm",
        requested=requested,
        sv=f"{sv}hipo finns inte i denna HiGHS (paketet {PACKAGE}): ipm i stället",
        en=f"{en}hipo is not in this HiGHS (package {PACKAGE}): ipm instead",
    )
