"""The reconciliation of the balance requirement (*balanskravsutredning*), in the legal lines.

The lines are those that annual reports print, as Malmö's of 2013–2015: the year's result, adjustments, the result after
them, the result reserve and exceptional reasons, the balance result, and deficits of earlier years. What remains below
nothing is restored within three years.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.follow_up.file import Reconciliation
from models.follow_up.year_end import MUNICIPAL_YEARS

LINES = (
    "result",
    "capital_gains",
    "exempt_gains",
    "exempt_losses",
    "unrealised_losses",
    "reversed_losses",
    "after_adjustments",
    "to_reserve",
    "from_reserve",
    "exceptional",
    "balance_result",
    "earlier_deficit",
    "sum",
    "to_restore",
)
"""The lines in their order; ``after_adjustments``, ``balance_result`` and ``sum`` are sums of those above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRequirement:
    """The reconciliation of a year.

    Attributes:
        lines: Signed amount of each line [MSEK].
    """

    lines: dict[str, float]

    @property
    def kept(self) -> bool:
        """Whether nothing is left to restore."""
        return not self.lines["to_restore"]

    def restore(self, year: int) -> dict[int, float]:
        """Return what each of the coming three years restores, off its total [MSEK].

        Args:
            year: The year of the deficit.
        """
        deficit = self.lines["to_restore"]
        return {year + n: deficit / MUNICIPAL_YEARS for n in range(1, MUNICIPAL_YEARS + 1)} if deficit else {}


def balance_requirement(result: float, given: Reconciliation | None = None) -> BalanceRequirement:
    """Return the reconciliation of a year.

    Args:
        result: The year's result [MSEK].
        given: What stands between it and the balance requirement; nothing if absent.
    """
    r = given or Reconciliation()
    after = (
        result - r.capital_gains + r.exempt_gains + r.exempt_losses + r.unrealised_losses - r.reversed_losses
    )
    balance = after - r.to_reserve + r.from_reserve + r.exceptional
    total = balance - r.earlier_deficit
    amounts = (
        result,
        -r.capital_gains,
        r.exempt_gains,
        r.exempt_losses,
        r.unrealised_losses,
        -r.reversed_losses,
        after,
        -r.to_reserve,
        r.from_reserve,
        r.exceptional,
        balance,
        -r.earlier_deficit,
        total,
        max(-total, 0.0),
    )
    return BalanceRequirement(lines={name: x + 0.0 for name, x in zip(LINES, amounts, strict=True)})
