"""The contract of a rule: named rows whose excess is a formula over named quantities.

A formula is a plain function of ``Quantities``. In the LP these hold Pyomo variables and expressions, on a
finished plan they hold numbers: the same function is the row (``excess <= 0``), the check, and through its
name the marginal, the conflict and the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.figures import Figures
    from models.indexation import Indexation

Index = tuple[str | int, ...]


@dataclass(slots=True, kw_only=True)
class Quantities:
    """The quantities of ``docs/model.md`` by their names, keyed by ids and calendar years.

    Values are numbers (a plan) or Pyomo variables and expressions (the LP). ``frame`` holds the base year
    too.

    Attributes:
        figures: What follows from the file alone.
        indexation: The baseline.
        given_total: The total before deposits and withdrawals [money].
        total: What frames and reserve share [money].
        frame: Frame of each committee [money].
        indexed: Last year's frame, indexed [money].
        increase: Frame above indexed [money].
        decrease: Frame below indexed [money].
        spend: Net cost of each activity [money].
        saved: Put aside [money].
        used: Drawn from the balance [money].
        balance: Standing balance [money]; holds the opening one under the base year.
        reserve: Unallocated [money].
        deposit: Into the result reserve [money].
        withdrawal: Out of it [money].
        result_reserve: Standing result reserve [money]; the opening one under the base year.
        attainment: Goal points.
    """

    figures: Figures
    indexation: Indexation
    given_total: dict[int, Any] = field(default_factory=dict)
    total: dict[int, Any] = field(default_factory=dict)
    frame: dict[tuple[str, int], Any] = field(default_factory=dict)
    indexed: dict[tuple[str, int], Any] = field(default_factory=dict)
    increase: dict[tuple[str, int], Any] = field(default_factory=dict)
    decrease: dict[tuple[str, int], Any] = field(default_factory=dict)
    spend: dict[tuple[str, int], Any] = field(default_factory=dict)
    saved: dict[tuple[str, int], Any] = field(default_factory=dict)
    used: dict[tuple[str, int], Any] = field(default_factory=dict)
    balance: dict[tuple[str, int], Any] = field(default_factory=dict)
    reserve: dict[int, Any] = field(default_factory=dict)
    deposit: dict[int, Any] = field(default_factory=dict)
    withdrawal: dict[int, Any] = field(default_factory=dict)
    result_reserve: dict[int, Any] = field(default_factory=dict)
    attainment: dict[tuple[str, int], Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A family of rows: one rule, for every index that it applies to.

    Attributes:
        name: Its name, everywhere. index: Where it applies; a limit that is not set has no row. over: What
        the index means, such as ("committee", "year"). excess: By how much the rule is broken, in ``unit``;
        the row is ``excess <= 0``, or ``== 0``. equal: Whether both signs break it. unit: Money [MSEK] or
        goal points. role: ``limit``: somebody set it; ``rule``: the model's own rule on proposals;
        ``account``: bookkeeping
            that ties quantities together.
        says: The rule in words, by language; ``{committee}``, ``{year}`` ... are filled in from the index.
        path: Where in the scenario the limit of an index stands.
        needs: What the limit would have to be for a finished plan to keep it, in ``stated_in``; None where no
            single key of the file holds the limit.
        stated_in: How the file states the limit.
        looser: Whether a larger limit is looser (1), a smaller one is (-1), or neither (0).
    """

    name: str
    index: tuple[Index, ...]
    over: tuple[str, ...]
    excess: Callable[..., Any]
    says: Mapping[str, str]
    path: Callable[..., str]
    equal: bool = False
    unit: Literal["money", "points"] = "money"
    role: Literal["limit", "rule", "account"] = "limit"
    needs: Callable[..., float] | None = None
    stated_in: Literal["money", "share", "points"] = "money"
    looser: Literal[-1, 0, 1] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that a plan breaks.

    Attributes:
        rows: The family.
        index: Where.
        amount: By how much [its unit], signed for equalities.
    """

    rows: Rows
    index: Index
    amount: float
