"""The contract of a rule: named rows whose excess is a formula over named quantities.

A formula is a plain function of ``Quantities``. In the LP these hold Pyomo variables and expressions, on a
finished plan they hold numbers: the same function is the row (``excess <= 0``), the check, and through its
name the marginal, the conflict and the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.figures import Figures
    from models.indexation import Indexation

Index = tuple[str | int, ...]
Name = tuple[str, Index]
"""Family and index of a row, or name and index of a variable."""


@dataclass(slots=True, kw_only=True)
class Quantities:
    """The quantities of ``docs/model.md`` by their names, keyed by ids and calendar years.

    Values are numbers (a plan) or Pyomo variables and expressions (the LP). ``frame`` holds the base year
    too. In the LP only ``increase - decrease`` is tied to the frame: both can grow together. A rule may bound
    them from above, and never counts them as a credit.

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
        restored: Set aside to restore a deficit [money].
        set_aside: The same of the municipality: off the year's total [money].
        saved: Put aside [money].
        used: Drawn from the balance [money].
        returned: Handed back to the centre [money]: what a committee neither spends nor keeps.
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
    restored: dict[tuple[str, int], Any] = field(default_factory=dict)
    set_aside: dict[int, Any] = field(default_factory=dict)
    saved: dict[tuple[str, int], Any] = field(default_factory=dict)
    used: dict[tuple[str, int], Any] = field(default_factory=dict)
    returned: dict[tuple[str, int], Any] = field(default_factory=dict)
    balance: dict[tuple[str, int], Any] = field(default_factory=dict)
    reserve: dict[int, Any] = field(default_factory=dict)
    deposit: dict[int, Any] = field(default_factory=dict)
    withdrawal: dict[int, Any] = field(default_factory=dict)
    result_reserve: dict[int, Any] = field(default_factory=dict)
    attainment: dict[tuple[str, int], Any] = field(default_factory=dict)


Said = tuple[str, str]
"""Words in Swedish and in English; ``{committee}``, ``{activity}``, ``{goal}``, ``{decision}`` and ``{year}`` are
filled in from an index."""
OF_TOTAL: Said = ("av ramutrymmet", "of the total")
UNCHANGED: Said = ("av oförändrad verksamhet", "of unchanged service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The figure of a limit, for the report to round and write.

    Attributes:
        value: The figure [its kind].
        kind: Money [MSEK], money per unit of a driver [MSEK], a share [fraction] or goal points.
        of: What a share is a share of.
        sense: Whether the figure is a least or a largest one, where the noun does not say so.
        least: The least money that the limit amounts to, where the file alone tells [MSEK].
        most: The most money, likewise [MSEK].
    """

    value: float
    kind: Literal["money", "per_unit", "share", "points"]
    of: Said = ("", "")
    sense: Literal["", "at_least", "at_most"] = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BySubject:
    """A rule of the price list that is taken away for one subject at a time, the first of its index.

    Attributes:
        rule: Its key in the list; families with the same key are taken away together.
        name: What it is called, such as ``golvet för {activity}``.
        many: What several of them are called, with their number ``{n}``.
        whole: What all of them are called, where they are also taken away together; else nothing.
        group: The key under which several rules are also taken away together; else nothing.
    """

    rule: str
    name: Said
    many: Said
    whole: Said | None = None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A rule of the price list that is taken away as a whole.

    Attributes:
        rule: Its key in the list; families with the same key are taken away together.
        name: What it is called.
        group: The key under which several rules are also taken away together; else nothing.
        kept: The quantity that is not negative without the rule either; else nothing.
    """

    rule: str
    name: Said
    group: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """A thing that is not done to a family: it has no price of its own, or nothing relieves it.

    Attributes:
        why: The reason, a clause that follows a colon.
    """

    why: str


BOOKKEEPING = Never(why="it ties quantities together, and nobody set it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A family of rows: one rule, for every index that it applies to, and all that is said of it.

    Attributes:
        name: Its name, everywhere.
        index: Where it applies; a limit that is not set has no row.
        over: The meaning of the index, such as ("committee", "year").
        excess: By how much the rule is broken, in ``unit``; the row is ``excess <= 0``, or ``== 0``.
        path: Where in the scenario the limit of an index stands.
        says: What one row is called, whose and when included.
        noun: The same without whose and when.
        amount: The figure of an index; None where the family has none.
        pushes: In which direction a limit holds a committee: ``down``: it keeps it from more; ``up``: from less;
            ``both``: either, as its marginal tells; ``all``: it holds the moves of all committees together; ``none``.
        priced: How the price list tells its price.
        statutory: Whether the law asks it: then it is named in a conflict, and never eased.
        relief: What its limits are called where they are the ones to ease.
        equal: Whether both signs break it.
        unit: Money [MSEK] or goal points.
        role: ``limit``: somebody set it; ``rule``: the model's own rule on proposals; ``account``: bookkeeping that
            ties quantities together.
        needs: What the limit would have to be for a finished plan to keep it, as its amount is stated; None where no
            single key of the file holds the limit, and for an index that no value of it helps.
        looser: Whether a larger limit is looser (1), a smaller one is (-1), or now one and now the other (0).
        with_total: By how much an index is relieved when the total of its year rises by one because revenue does,
            beside what the total itself does; None where revenue has no part in it.
        stated: The figures and the baseline that the formulas are of.
    """

    name: str
    index: tuple[Index, ...]
    over: tuple[str, ...]
    excess: Callable[..., Any]
    path: Callable[..., str]
    says: Said
    noun: Said
    amount: Callable[..., Amount] | None
    pushes: Literal["up", "down", "both", "all", "none"]
    priced: BySubject | Whole | Never
    statutory: bool
    relief: Said | Never
    equal: bool = False
    unit: Literal["money", "points"] = "money"
    role: Literal["limit", "rule", "account"] = "limit"
    needs: Callable[..., float | None] | None = None
    looser: Literal[-1, 0, 1] = 0
    with_total: Callable[..., float] | None = None
    stated: tuple[Figures, Indexation] | tuple[()] = field(default=(), compare=False, repr=False)

    @property
    def eased(self) -> bool:
        """Whether its limits may give way where there is no plan."""
        return self.role == "limit" and not self.statutory and not isinstance(self.relief, Never)

    @property
    def own(self) -> bool:
        """Whether it is the model's own: nobody set it, nothing eases it, and it has no price."""
        never = isinstance(self.priced, Never) and isinstance(self.relief, Never)
        return self.role == "rule" or (self.role == "limit" and never and not self.statutory)


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
