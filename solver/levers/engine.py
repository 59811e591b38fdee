"""The warm engine: a scenario answered again and again, with its levers at other values each time.

One solver stays warm. Between two points only the entries that changed are edited and the basis is kept, so that an
answer costs about what a program written by hand on the solver would cost; the tie-break takes the small program that
is left of the optima's face. Warm, cold and rebuilt answers are the same: the tie-break has one optimum whatever the
path to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.plan import attainment
from models.problems import Problem, ScenarioError
from solver.answer.tie_break import nearest_of
from solver.levers.template import PARTS, Template, frame_keys, parts_of, same_shape, with_parts
from solver.program.certificate import GAP, UncertifiedError, dual_bound, residual
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.levers import Lever
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.stating import Stated
    from solver.levers.template import Moving, Parts
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The answer with the levers at some values.

    Attributes:
        values: Where the levers stand.
        value: V [points].
        frames: Proposed frames [MSEK], in the order of ``Engine.frames``.
        baseline: Indexed frames [MSEK], in the same order.
        spend: Spends [MSEK], in the order of ``Engine.spends``.
        optimum: The first stage's, for its marginals.
        x: Columns of the answer.
    """

    values: Array
    value: float
    frames: Array
    baseline: Array
    spend: Array
    optimum: Optimum
    x: Array


class Engine:
    """A scenario whose objective is V, answered at any values of some levers.

    Attributes:
        template: Its arrays as a function of the levers.
        frames: Committee and year of each frame.
        spends: Activity and year of each spend that is chosen.
    """

    def __init__(
        self, scenario: Scenario, levers: Sequence[Lever] = (), *, template: Template | None = None
    ) -> None:
        """Compile a scenario.

        Args:
            scenario: As it stands.
            levers: What moves.
            template: The same, compiled already.

        Raises:
            ScenarioError: The scenario is wrong or does not stand a lever's range, or its objective is not V.
        """
        refuse_other_forms(scenario)
        self.template = template or Template.of(scenario, levers)
        self._stated = self.template.stated
        self._stated_for: Array | None = None
        self._last: tuple[Array | None, Array | None] = (None, None)
        self.frames = frame_keys(self._stated)
        self.spends = tuple(sorted(self._stated.figures.need))
        self._load()

    def _load(self) -> None:
        """A solver of the program as it is stated now, and where its answers stand."""
        self._last = (None, None)
        program = self._stated.program
        self._solver = WarmSolver(program)
        self._parts = _own(self._stated)
        self._weighed = False
        self._all_rows = np.arange(len(program.rows), dtype=np.int32)
        self._all_columns = np.arange(len(program.columns), dtype=np.int32)
        place = {name: j for j, name in enumerate(program.columns)}
        self._frame_columns = np.array([place["frame", key] for key in self.frames], np.int32)
        self._spend_columns = np.array([place["spend", key] for key in self.spends], np.int32)

    @property
    def levers(self) -> tuple[Lever, ...]:
        """What moves, in the order of values."""
        return self.template.levers

    @property
    def program(self) -> LinearProgram:
        """The program as it was last solved."""
        return with_parts(self._stated.program, self._parts)

    def reset(self) -> None:
        """Forget where the solvers stand: the next answer does not depend on the points before."""
        self._stated = self.template.stated
        self._load()

    def optimum(self, values: Sequence[float] | Array) -> Optimum | None:
        """The first stage alone, warm: V and its marginals; None where the limits leave no plan.

        Raises:
            ScenarioError: The scenario does not stand these values.
        """
        self._move(np.asarray(values, float))
        return self._solver.optimise()

    def at(self, values: Sequence[float] | Array) -> Point | None:
        """The answer after the tie-break, checked; None where the limits leave no plan.

        Raises:
            ScenarioError: The scenario does not stand these values.
            UncertifiedError: The answer did not stand up to its own check.
        """
        asked = np.asarray(values, float)
        return self._point(asked, self.optimum(asked))

    def at_weights(self, weights: Array) -> Point | None:
        """The answer with other final goal weights and every lever at its base.

        Args:
            weights: Sum 1, goals sorted, shape (goals,).

        Raises:
            UncertifiedError: The answer did not stand up to its own check.
        """
        template = self.template
        self._move(template.base)
        self._parts["cost"][template.attained] = weights[template.goal] * template.discount
        self._weighed = True
        self._edit({"cost"}, self._all_rows, self._all_columns, {})
        return self._point(template.base, self._solver.optimise())

    def _point(self, asked: Array, first: Optimum | None) -> Point | None:
        if first is None:
            return None
        frame = dict(zip(self.frames, self._parts["frame"].tolist(), strict=True))
        need = dict(zip(self.spends, self._parts["need"].tolist(), strict=True))
        x = nearest_of(self.program, first, frame, need)
        self._check(first, x)
        return Point(
            values=asked,
            value=first.value,
            frames=x[self._frame_columns],
            baseline=self._parts["frame"].copy(),
            spend=x[self._spend_columns],
            optimum=first,
            x=x,
        )

    def _check(self, first: Optimum, x: Array) -> None:
        program = self.program
        bound, dual = dual_bound(program, first.marginal)
        off = residual(program, x)
        if off > GAP or dual > GAP or abs(bound - first.value) > GAP:
            raise UncertifiedError(
                f"a point is off by {off:.3g} in a row, {dual:.3g} in a marginal, {bound - first.value:.3g} in V"
            )

    def _move(self, values: Array) -> None:
        """Edit what differs from the last point."""
        template = self.template
        if template.rebuilds(values):
            self._restate(template.state(values))
            self._stated_for = values
            return
        self._stated_for = None
        if self._stated is not template.stated:
            self._restate(template.stated)
        affine, weighing = values[template.straight], values[template.weighs]
        changed = set() if _same(affine, self._last[0]) else self._straight(values)
        if self._weighed or (len(weighing) and ("cost" in changed or not _same(weighing, self._last[1]))):
            self._weighed = False
            self._parts["cost"][template.attained] = (
                template.weights(values)[template.goal] * template.discount
            )
            changed.add("cost")
        self._last = (affine, weighing)
        if changed:
            self._edit(changed, template.moving_rows, template.moving_columns, template.moving)

    def _straight(self, values: Array) -> set[str]:
        """Put affine levers at some values; the arrays that changed."""
        changed = set()
        for name, part in self.template.moving.items():
            new, entries = self.template.moved(name, values), part.entries
            if not np.array_equal(new, self._parts[name][entries]):
                changed.add(name)
                self._parts[name][entries] = new
        return changed

    def _restate(self, stated: Stated) -> None:
        """Another statement; where it has the same shape the bases are kept."""
        if not same_shape(stated.program, self._stated.program):
            self._stated = stated
            self._load()
            return
        self._stated, self._last = stated, (None, None)
        parts = _own(stated)
        changed = {name for name in PARTS if not np.array_equal(parts[name], self._parts[name])}
        self._parts = parts
        self._edit(changed, self._all_rows, self._all_columns, {})

    def _edit(self, changed: set[str], rows: Indices, columns: Indices, moving: Mapping[str, Moving]) -> None:
        """Tell the solver what changed; rows and columns are those that may have."""
        solver, parts = self._solver, self._parts
        if "row_lower" in changed or "row_upper" in changed:
            solver.limit(rows, parts["row_lower"][rows], parts["row_upper"][rows])
        if "lower" in changed or "upper" in changed:
            solver.bound(columns, parts["lower"][columns], parts["upper"][columns])
        if "cost" in changed or "offset" in changed:
            solver.aim(parts["cost"], float(parts["offset"][0]))
        if "data" in changed:
            everything = np.arange(len(parts["data"]), dtype=np.int32)
            places = moving["data"].entries if "data" in moving else everything
            solver.coefficients(places, parts["data"][places])

    def attainment(self, point: Point) -> dict[tuple[str, int], float]:
        """Attainment of every goal [points] by the response curves, over plan and tail years, uncapped."""
        figures = self._stated_at(point).figures
        level = {key: point.spend[k] / figures.need[key] for k, key in enumerate(self.spends)}
        return attainment(figures, level)

    def _stated_at(self, point: Point) -> Stated:
        """A statement with the curves, needs and references of a point."""
        template = self.template
        if not template.rebuilds(point.values) and not {"data", "reference", "need"} & set(template.moving):
            return template.stated
        if self._stated_for is not None and np.array_equal(self._stated_for, point.values):
            return self._stated
        return template.state(point.values)

    def plan(self, point: Point) -> Plan:
        """The whole plan at a point, everything computed anew from the changed file."""
        return self.template.state(point.values).plan(point.x, "proposal")


def _own(stated: Stated) -> Parts:
    """The arrays of a statement, to be changed in place."""
    return {name: array.copy() for name, array in parts_of(stated).items()}


def _same(now: Array, then: Array | None) -> bool:
    return then is not None and np.array_equal(now, then)


def refuse_other_forms(scenario: Scenario) -> None:
    """Studies of levers are told in V.

    Raises:
        ScenarioError: The objective is not V alone.
    """
    form = scenario.objective.form
    if form != "weighted":
        problem = Problem(
            path="objective.form",
            place=scenario.origin.place("objective.form"),
            sv=f"frågan räknas i viktad måluppfyllelse och kan inte besvaras för formen {form}; skriv weighted",
            en=f"the question is told in weighted goal attainment and has no answer for the form {form}; "
            "write weighted",
        )
        raise ScenarioError((problem,), language=scenario.language)
