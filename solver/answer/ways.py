"""Ways out of no plan: what would be typed, rounded to readable digits, and whether it gives a plan.

Nothing is told that was not tried. A way is tried as it is typed: through the reader, with every change in the text
that is printed, and then by solving.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Literal

from models.problems import ScenarioError
from models.reading import digest, read
from models.units import PER_MSEK
from models.variants import vary
from solver.answer.stating import StatedScenario, state
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.constraint import Index, Rows
    from models.scenario import Scenario

COARSEST = {"money": -1, "share": -4, "points": -1}
"""The power of ten to which a limit is rounded first: 0.1 MSEK, 0.01 per cent, 0.1 points."""
KRONA, EXACT = 6, 9
"""Decimals of amounts that have to meet others: to the krona, and exactly."""
LEVELS: tuple[tuple[int, int], ...] = (
    (0, 0),
    (1, 1),
    (3, 3),
    (KRONA, 0),
    (KRONA, 3),
    (EXACT, 3),
    (EXACT, EXACT),
)
"""How finely equalities and other limits are written, one try after the other: decimals beyond the coarsest; from
``KRONA`` on the nearest number with as many decimals."""
SIGNIFICANT = 3
"""A small limit, such as a unit cost, keeps as many figures from the start."""
RESIDUE = 1e-9
"""A limit this near a round one is that one, up to the solver's tolerance [its unit]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """How far one limit must give way.

    Attributes:
        rows: The family.
        index: Where.
        amount: By how much; negative where an equality must fall [unit of the row].
        cost: The same in money, with what the key's other rows give way [MSEK].
        path: Where in the scenario the limit stands.
        stated: What it is, in the unit in which the file states it; None where no amount is told.
        needed: What it would have to be, in the same unit; None where no key holds it.
        by: Who decided it; empty where it is no decision.
    """

    rows: Rows
    index: Index
    amount: float
    cost: float
    path: str
    stated: float | None
    needed: float | None
    by: str = ""

    @property
    def stated_in(self) -> Literal["money", "share", "points"]:
        """How the file states the limit."""
        kind = self.rows.amount(*self.index).kind if self.rows.amount else "money"
        return "money" if kind == "per_unit" else kind

    @property
    def shared(self) -> bool:
        """Whether its key holds the limits of others too."""
        return str(self.index[0]) not in self.path.split(".")

    @property
    def side(self) -> float:
        """Whether a larger limit relieves (1) or a smaller one (-1)."""
        return self.rows.looser or math.copysign(1, (self.needed or 0.0) - (self.stated or 0.0))

    @property
    def looseness(self) -> float:
        """The needed limit, so that more is looser; without end where there is none."""
        return -math.inf if self.needed is None else self.side * self.needed

    @property
    def written(self) -> bool:
        """Whether some value of the key relieves: the needed one lies beyond the stated one."""
        if self.needed is None or self.stated is None or not math.isfinite(self.needed):
            return False
        return self.side * (self.needed - self.stated) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A change of the file, as it is typed.

    Attributes:
        relief: The limit.
        value: What it becomes, in the unit in which the file states it, money in MSEK.
        text: ``path=value``.
    """

    relief: Relief | None
    value: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to a plan, tried as it is typed.

    Attributes:
        cost: What it costs [MSEK].
        reliefs: Which limits give way and how far, one for each key of the file.
        written: The changes of the file that do it.
    """

    cost: float
    reliefs: tuple[Relief, ...]
    written: tuple[Written, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """The families of limits that give way."""
        return tuple(sorted({r.rows.name for r in self.reliefs}))

    @property
    def owners(self) -> tuple[str, ...]:
        """Those whose decisions give way; empty where only the scenario's own limits do."""
        return tuple(sorted({r.by for r in self.reliefs if r.by}))

    @property
    def changes(self) -> tuple[str, ...]:
        """The changes of the file, ``path=value`` each."""
        return tuple(one.text for one in self.written)


def typed(scenario: Scenario, reliefs: Sequence[Relief]) -> list[tuple[Written, ...]]:
    """The changes that write reliefs, the most readable first, the exact ones last.

    Each limit is rounded to the side that relieves. Amounts that are held to from both sides may have to meet others:
    where rounder ones give no plan they are written to the krona, then exactly.
    """
    found: dict[tuple[str, ...], tuple[Written, ...]] = {}
    for equal, other in LEVELS:
        changes = tuple(
            one
            for relief in reliefs
            for one in _written(scenario, relief, _value(relief, equal if relief.rows.equal else other))
        )
        found.setdefault(tuple(one.text for one in changes), changes)
    return list(found.values())


def tightened(
    scenario: Scenario,
    changes: tuple[Written, ...],
    works: Callable[[tuple[Written, ...]], bool],
    *,
    whole: bool,
) -> tuple[Written, ...]:
    """The same changes, with each key that holds several limits as near to what is stated as works.

    The cheapest relief can often be divided among the limits of a key in many ways, and the one that was found need not
    be even: 60 and 40 per cent where 50 and 50 cost the same. Steps that double from the value found, then halving,
    find the round value nearest to the stated one; most often the first step fails and nothing nearer works.

    Args:
        scenario: The scenario that is changed.
        changes: Changes that work.
        works: Whether changes work as well as these.
        whole: Whether keys of a single limit may be further off than it takes, too.
    """
    found = list(changes)
    for k, change in enumerate(changes):
        relief = change.relief
        if relief is None or relief.rows.equal or not (relief.shared or whole):
            continue
        step = Decimal(1).scaleb(COARSEST[relief.stated_in])
        side, stated = Decimal(relief.side), Decimal(repr(relief.stated))
        loosest = Decimal(repr(change.value)).quantize(step, ROUND_CEILING if side > 0 else ROUND_FLOOR)
        good, bad, failed = 0, int(abs(loosest - stated) / step), False
        while bad - good > 1:
            nearer = (good + bad) // 2 if failed else min(2 * good + 1, bad - 1)
            (tried,) = _written(scenario, relief, loosest - side * step * nearer)
            if works((*found[:k], tried, *found[k + 1 :])):
                good, found[k] = nearer, tried
            else:
                bad, failed = nearer, True
    return tuple(found)


def _value(relief: Relief, finer: int) -> Decimal:
    """The limit that is written: rounded to the side that relieves, or from ``KRONA`` on to the nearest number."""
    needed = Decimal(repr(relief.needed))
    kind = relief.stated_in
    if finer >= KRONA:
        decimals = finer + (2 if kind == "share" else 0)
        return needed.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    step = Decimal(1).scaleb(min(COARSEST[kind], _reach(relief)) - finer)
    nearest = needed.quantize(step, ROUND_HALF_EVEN)
    if abs(nearest - needed) <= Decimal(repr(RESIDUE)):
        return nearest
    return needed.quantize(step, ROUND_CEILING if relief.side > 0 else ROUND_FLOOR)


def _reach(relief: Relief) -> int:
    """The power of ten that leaves a limit its first figures, and does not round its relief to many times as much."""
    needed, gap = abs(relief.needed or 0.0), abs((relief.needed or 0.0) - (relief.stated or 0.0))
    coarsest = COARSEST[relief.stated_in]
    figures = math.floor(math.log10(needed)) - SIGNIFICANT + 1 if needed > RESIDUE else coarsest
    return min(figures, coarsest if gap >= 10.0**coarsest else coarsest - 1)


def _written(scenario: Scenario, relief: Relief, value: Decimal) -> Iterator[Written]:
    """The change of a limit; with a given total that has to agree with a revenue, that of the revenue too."""
    if relief.stated_in == "share":
        text = f"{_plain(100 * value)} %"
    else:
        scale = Decimal(repr(PER_MSEK[scenario.currency])) if relief.stated_in == "money" else Decimal(1)
        text = _plain(value * scale)
    yield Written(relief=relief, value=float(value), text=f"{relief.path}={text}")
    frame = scenario.frame
    if relief.rows.name != "total" or None in {_given(frame.total), _given(frame.result_target)}:
        return
    if frame.revenue is not None and frame.central is not None and frame.result_target is not None:
        y = int(relief.index[0])
        reserve = frame.result_reserve
        deficit = reserve is not None and not reserve.use_in_surplus and y in (reserve.use_in or ())
        target = 0.0 if deficit else frame.result_target[y]
        revenue = (float(value) + frame.central[y]) / (1 - target)
        decimal = Decimal(repr(revenue)).quantize(Decimal(1).scaleb(-EXACT), ROUND_HALF_EVEN)
        scaled = _plain(decimal * Decimal(repr(PER_MSEK[scenario.currency])))
        yield Written(relief=None, value=revenue, text=f"frame.revenue.{y}={scaled}")


def _given(value: object) -> object:
    return None if value is None else 1


def _plain(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trial.

    Attributes:
        refused: Paths of what the reader refuses; empty where it takes all.
        stated: The changed scenario; None where it was refused.
        gives_a_plan: Whether its limits leave a plan.
    """

    refused: tuple[str, ...] = ()
    stated: StatedScenario | None = None
    gives_a_plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Trials of changes of one scenario, as they are typed.

    Attributes:
        scenario: The scenario.
        from_file: Whether its file and the changes of its command give it, so that the command can be typed again.
    """

    scenario: Scenario
    from_file: bool

    @classmethod
    def of(cls, scenario: Scenario) -> Trial:
        """Trials of a scenario; through its own file where that gives it."""
        origin = scenario.origin
        if origin.path is None:
            return cls(scenario=scenario, from_file=False)
        try:
            same = digest(read(origin.path, changes=origin.changes)) == digest(scenario)
        except (ScenarioError, OSError):
            same = False
        return cls(scenario=scenario, from_file=same)

    def attempt(self, changes: Sequence[str]) -> Outcome:
        """Read the scenario with changes and look for a plan."""
        origin = self.scenario.origin
        try:
            if self.from_file and origin.path is not None:
                changed = read(origin.path, changes=(*origin.changes, *changes))
            else:
                changed = vary(self.scenario, changes)
            stated = state(changed)
        except ScenarioError as error:
            return Outcome(refused=tuple(problem.path for problem in error.problems) or ("",))
        # limits that only just meet may pass with presolve and fail without it; the answer must stand both ways
        found = [WarmSolver(stated.program, presolve=presolve).optimise() for presolve in (True, False)]
        return Outcome(stated=stated, gives_a_plan=None not in found)
