"""Arithmetic that is done once and repeated in numpy at other values.

Plain formulas are run on ``Number``s. Each operation on one is written in a record, each comparison becomes a guard
with its outcome. Where all guards come out the same at other values, the record repeats exactly what the formulas do
there, operation by operation in the same order; where one does not, the formulas would take another way, and the
record has no answer. A number has no way back to a plain float: what cannot be recorded, such as a function of numpy
or ``math``, raises TypeError, so that nothing is silently taken for constant.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.program.compiled import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.program.compiled import Array, Indices

Mask = np.ndarray[Any, np.dtype[np.bool_]]
ROUNDING = 1e-12
"""Numbers that differ by less than this are compared as equal [share of their size]."""
GIVEN = "given"
"""What a number that no operation gives is called: a constant, or a value that the record depends on."""


def power(a: Array, b: Array) -> Array:
    """Compute a ** b elementwise as Python does; numpy's own may differ in the last digit."""
    found = [x**y for x, y in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)]
    return np.array(found).reshape(a.shape)


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": power,
}
GUARDS = {"less": (True, False, False), "less_equal": (True, True, False), "equal": (False, True, False)}
"""Whether a comparison comes out true where its left side is less than, equal to and greater than its right side."""


class Record:
    """The operations and guards of one run of some formulas."""

    def __init__(self) -> None:
        """Start an empty record."""
        self.values: list[float] = []
        """Value of each number in the run."""
        self.steps: list[tuple[str, int, int]] = []
        """Operation that gives each number, and the two numbers that it takes."""
        self.guards: dict[tuple[str, int, int], bool] = {}
        """Outcome of each comparison of two numbers."""
        self._constants: dict[float, int] = {}

    def given(self, value: float) -> Number:
        """Return a value that the record depends on, as a number."""
        return self._new(value, (GIVEN, 0, 0))

    def _new(self, value: float, step: tuple[str, int, int]) -> Number:
        self.values.append(value)
        self.steps.append(step)
        return Number(self, len(self.values) - 1, value)

    def place(self, x: Number | float) -> int:
        """Return the place of a number, or of a constant."""
        if isinstance(x, Number):
            return x.place
        if x not in self._constants:
            self._constants[x] = self._new(float(x), (GIVEN, 0, 0)).place
        return self._constants[x]

    def done(self, operation: str, a: Number | float, b: Number | float, value: float) -> Number:
        """Write an operation and its result."""
        return self._new(value, (operation, self.place(a), self.place(b)))

    def met(self, guard: str, a: Number | float, b: Number | float, outcome: bool) -> bool:  # noqa: FBT001 - what is written
        """Write a comparison and return its outcome."""
        self.guards[guard, self.place(a), self.place(b)] = outcome
        return outcome


def _value(x: Any) -> float | None:
    """Return the value of an operand; None where it is no number."""
    if isinstance(x, Number):
        return x.value
    return float(x) if isinstance(x, int | float) else None


def _forth(name: str, of: Callable[[Any, Any], Any], same: float | None) -> Any:
    """Return a method that does an operation; ``same`` is the right operand that changes nothing."""

    def method(self: Number, other: Any) -> Any:
        b = _value(other)
        if b is None:
            return NotImplemented
        if same is not None and b == same and not isinstance(other, Number):
            return self
        return self.record.done(name, self, other, of(self.value, b))

    return method


def _back(name: str, of: Callable[[Any, Any], Any], same: float | None) -> Any:
    """Return the method for a plain number on the left; ``same`` is the left operand that changes nothing."""

    def method(self: Number, other: Any) -> Any:
        a = _value(other)
        if a is None:
            return NotImplemented
        return (
            self if same is not None and a == same else self.record.done(name, other, self, of(a, self.value))
        )

    return method


def _compared(
    name: str, of: Callable[[Any, Any], Any], *, turned: bool = False, negated: bool = False
) -> Any:
    """Return a method that compares; ``turned`` has the operands in the other order."""

    def method(self: Number, other: Any) -> Any:
        b = _value(other)
        if b is None:
            return NotImplemented
        a, left, right = self.value, self, other
        if turned:
            a, b, left, right = b, a, other, self
        return self.record.met(name, left, right, of(a, b)) != negated

    return method


class Number:
    """A float whose operations are written in a record."""

    __slots__ = ("place", "record", "value")

    def __init__(self, record: Record, place: int, value: float) -> None:
        """Make the number at a place of a record."""
        self.record, self.place, self.value = record, place, value

    __add__, __radd__ = _forth("add", operator.add, 0.0), _back("add", operator.add, 0.0)
    __sub__, __rsub__ = _forth("subtract", operator.sub, 0.0), _back("subtract", operator.sub, None)
    __mul__, __rmul__ = _forth("multiply", operator.mul, 1.0), _back("multiply", operator.mul, 1.0)
    __truediv__, __rtruediv__ = (
        _forth("divide", operator.truediv, 1.0),
        _back("divide", operator.truediv, None),
    )
    __pow__, __rpow__ = _forth("power", operator.pow, 1.0), _back("power", operator.pow, None)
    __lt__, __gt__ = _compared("less", operator.lt), _compared("less", operator.lt, turned=True)
    __le__, __ge__ = (
        _compared("less_equal", operator.le),
        _compared("less_equal", operator.le, turned=True),
    )
    __eq__ = _compared("equal", operator.eq)
    __ne__ = _compared("equal", operator.eq, negated=True)

    def __hash__(self) -> int:
        """Return the hash of the value, which Pyomo asks to see whether it is 0 or 1."""
        return hash(self.value)

    def __neg__(self) -> Number:
        return self.record.done("multiply", self, -1.0, -self.value)

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        return -self if self < 0 else self

    def __bool__(self) -> bool:
        return bool(self != 0.0)


admit(Number)


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of a record, told by the difference between the left and the right side of each.

    Attributes:
        holding: Whether a guard holds where its difference is negative, zero and positive, shape (guards, 3).
    """

    holding: Mask

    def hold(self, differences: Array) -> Mask:
        """Return whether each guard holds at some differences, shape (guards,), or with points; none does at NaN."""
        negative, zero, positive = self.holding.T.reshape(3, -1, *[1] * (differences.ndim - 1))
        at_least = np.where(differences > 0, positive, (differences == 0) & zero)
        return np.asarray(np.where(differences < 0, negative, at_least), bool)

    def fail_around(self, differences: Array) -> bool:
        """Whether a guard fails at some differences and not only there, as it may where its difference is zero."""
        return bool((~self.hold(differences) & (differences != 0)).any())

    def hold_between(self, low: Array, high: Array) -> Mask:
        """Return whether each guard holds wherever its difference lies between two bounds, shape (guards,)."""
        met = np.column_stack([low < 0, (low <= 0) & (high >= 0), high > 0])
        return np.asarray((~met | self.holding).all(axis=1))

    def or_at_zero(self, which: Mask) -> Guards:
        """Return the guards, of which some hold where their difference is zero too, shape (guards,)."""
        return Guards(self.holding | np.outer(which, (False, True, False)))

    def of(self, which: Any) -> Guards:
        """Return some of the guards."""
        return Guards(self.holding[which])


def settled(difference: Array, size: Array) -> Array:
    """Return differences of numbers of some size, 0 where they are rounding."""
    return np.where(np.abs(difference) > ROUNDING * np.maximum(1.0, size), difference, 0.0)


class Replay:
    """What a record gives at other values of what it depends on.

    Attributes:
        guards: The guards.
    """

    def __init__(self, record: Record, given: Sequence[Number], asked: Sequence[Number]) -> None:
        """Put the operations that matter in an order in which many are done at once.

        Args:
            record: The record.
            given: The values that it depends on.
            asked: The numbers that are asked for.
        """
        count = len(record.values)
        asked_at = [x.place for x in asked]
        needed = np.zeros(count, bool)
        needed[asked_at] = True
        for _, a, b in record.guards:
            needed[[a, b]] = True
        depth = np.zeros(count, int)
        for at in range(count - 1, -1, -1):
            name, a, b = record.steps[at]
            if needed[at] and name != GIVEN:
                needed[[a, b]] = True
        for at, (name, a, b) in enumerate(record.steps):
            if name != GIVEN:
                depth[at] = 1 + max(depth[a], depth[b])
        kept = [at for at in range(count) if needed[at]]
        kept.sort(key=lambda at: (depth[at], record.steps[at][0]))
        new = {at: n for n, at in enumerate(kept)}
        self._start = np.array([record.values[at] for at in kept])
        self._given = [(k, new[x.place]) for k, x in enumerate(given) if x.place in new]
        self._asked = np.array([new[at] for at in asked_at], np.int32)
        self._steps = _grouped(kept, new, depth.tolist(), record)
        self._left = np.array([new[a] for _, a, _ in record.guards], np.int32)
        self._right = np.array([new[b] for _, _, b in record.guards], np.int32)
        outcomes = np.array(list(record.guards.values()), bool).reshape(-1, 1)
        true_at = np.array([GUARDS[name] for name, _, _ in record.guards], bool).reshape(-1, 3)
        _, differences = self.beyond([x.value for x in given]) or (None, np.empty(0))
        self.guards = Guards(true_at == outcomes).or_at_zero(differences == 0)

    def at(self, values: Array) -> Array | None:
        """Compute the numbers that were asked for; None where a guard comes out otherwise.

        Args:
            values: Values of what the record depends on, in the order given.

        Returns:
            Shape (asked,).
        """
        found = self.beyond(values)
        return None if found is None or not self.guards.hold(found[1]).all() else found[0]

    def beyond(self, values: Array | Sequence[float]) -> tuple[Array, Array] | None:
        """Compute the numbers that were asked for wherever the guards come out, and the differences of these.

        Args:
            values: Values of what the record depends on, in the order given: shape (given,), or (given, points).

        Returns:
            Shapes (asked,) and (guards,), or with points; None where the formulas would stop, at a power of 0.
        """
        found = (
            self._start.copy()
            if np.ndim(values) == 1
            else np.repeat(self._start[:, None], np.shape(values)[1], 1)
        )
        for k, place in self._given:
            found[place] = values[k]
        try:
            with np.errstate(all="ignore"):
                for operation, begin, end, a, b in self._steps:
                    found[begin:end] = operation(found[a], found[b])
                left, right = found[self._left], found[self._right]
                return found[self._asked], np.where(left == right, 0.0, settled(left - right, np.abs(left)))
        except ArithmeticError:
            return None


def _grouped(
    kept: list[int], new: dict[int, int], depth: list[int], record: Record
) -> list[tuple[Callable[[Any, Any], Any], int, int, Indices, Indices]]:
    """Return the operations in groups: those of the same kind whose operands are known at the same time."""
    groups: list[tuple[Callable[[Any, Any], Any], int, int, Indices, Indices]] = []
    begin = 0
    while begin < len(kept):
        name, end = record.steps[kept[begin]][0], begin
        of = depth[kept[begin]], name
        while end < len(kept) and (depth[kept[end]], record.steps[kept[end]][0]) == of:
            end += 1
        if name != GIVEN:
            steps: list[Any] = [record.steps[at] for at in kept[begin:end]]
            a, b = (np.array([new[step[n]] for step in steps], np.int32) for n in (1, 2))
            groups.append((OPERATIONS[name], begin, end, a, b))
        begin = end
    return groups
