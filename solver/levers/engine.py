"""The warm engine: solve one scenario at many values of its levers.

One solver stays warm. Between two points only the entries that changed are edited and the basis is kept, so
that a solve costs about as much as in a program written directly against the solver. The tie-break solves the
small program of the optimal face. Warm, cold and rebuilt solves give the same answer, because the tie-break
has one optimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.plan import attainment, settled_level
from models.problems import Problem, ScenarioError
from solver.answer.tie_break import Nearest
from solver.levers.parts import PARTS, parts_of, same_shape, with_entries
from solver.levers.template import Template, frame_keys
from solver.program.certificate import GAP, UncertifiedError, dual_bound, residual
from solver.program.compiled import with_parts
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.figures import Figures
    from models.levers import Lever
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.levers.affine import Moving
    from solver.levers.parts import Parts
    from solver.levers.recorded import Recorded
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The answer with the levers at some values.

    Attributes:
        values: Values of the levers, shape (levers,).
        value: V [points].
        frames: Proposed frames [MSEK], in the order of ``Engine.frames``.
        baseline: Indexed frames [MSEK], in the same order.
        spend: Spends [MSEK], in the order of ``Engine.spends``.
        marginal: Marginals of the rows, shape (rows,).
        x: Columns of the answer, shape (columns,).
    """

    values: Array
    value: float
    frames: Array
    baseline: Array
    spend: Array
    marginal: Array
    x: Array


class Engine:
    """A scenario whose objective is V, solved at any values of its levers.

    Attributes:
        template: Arrays of the scenario as a function of the levers.
        frames: Committee and year of each frame.
        spends: Activity and year of each spend that is a variable.
    """

    def __init__(
        self,
        scenario: Scenario,
        levers: Sequence[Lever] = (),
        *,
        template: Template | None = None,
        standing: Figures | None = None,
        stated: StatedScenario | None = None,
    ) -> None:
        """Compile a scenario.

        Args:
            scenario: The scenario with every lever at its base.
            levers: The levers.
            template: The template of these, if it is compiled already.
            standing: Figures of the scenario as it stands, where this one is a variant of it.
            stated: The scenario, if it is stated already.

        Raises:
            ScenarioError: The scenario is invalid, now or within a lever's range, or its objective is not V.
        """
        refuse_other_forms(scenario)
        self.template = template or Template.of(scenario, levers, standing=standing, stated=stated)
        self._stated = self.template.records.stated  # what is stated already; nothing is recorded yet
        self._stated_at: Array | None = None
        self._record: Recorded | None = None
        self._last: tuple[Array | None, Array | None] = (None, None)
        self._answer: tuple[Nearest, Array] | None = None
        self.frames = frame_keys(self._stated)
        self.spends = tuple(sorted(self._stated.figures.open_need))
        self._load()

    def _load(self) -> None:
        """Load the current program into a new solver, and find the columns of frames and spends."""
        self._last, self._answer = (None, None), None
        program = self._stated.program
        self._solver = WarmSolver(program)
        self._parts = parts_of(self._stated)
        self._custom_weights = False
        self._all_rows = np.arange(len(program.rows), dtype=np.int32)
        self._all_columns = np.arange(len(program.columns), dtype=np.int32)
        position = {name: j for j, name in enumerate(program.columns)}
        self._frame_columns = np.array([position["frame", key] for key in self.frames], np.int32)
        self._spend_columns = np.array([position["spend", key] for key in self.spends], np.int32)

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers, in the order of values."""
        return self.template.levers

    @property
    def program(self) -> LinearProgram:
        """The program of the last solve."""
        return with_parts(self._stated.program, self._parts)

    def reset(self) -> None:
        """Start cold, so that the next answer does not depend on the points before."""
        self._stated = self.template.records.stated
        self._load()

    def optimum(self, values: Sequence[float] | Array) -> Optimum | None:
        """Find the optimum before the tie-break; None where the limits leave no plan.

        Args:
            values: Values of the levers, shape (levers,).

        Raises:
            ScenarioError: The scenario is invalid at these values.
            SolverFaultError: The solver failed.
        """
        self._move(np.asarray(values, float))
        return self._solver.optimise()

    def at(self, values: Sequence[float] | Array) -> Point | None:
        """Find the answer after the tie-break, checked; None where the limits leave no plan.

        Args:
            values: Values of the levers, shape (levers,).

        Raises:
            ScenarioError: The scenario is invalid at these values.
            UncertifiedError: The answer failed its own check.
            SolverFaultError: The solver failed.
        """
        point = np.asarray(values, float)
        self._move(point)
        return self._followed(point) or self._solved(point)

    def at_weights(
        self, stated: Mapping[str, float], values: Sequence[float] | Array | None = None
    ) -> Point | None:
        """Find the answer under other stated weights.

        Args:
            stated: Stated weight of each goal; each year's final weights follow.
            values: Values of the levers, shape (levers,); every lever at its base if absent.

        Returns:
            The answer after the tie-break, checked; None where the limits leave no plan.

        Raises:
            UncertifiedError: The answer failed its own check.
            SolverFaultError: The solver failed.
        """
        template = self.template
        point = template.base if values is None else np.asarray(values, float)
        self._move(point)
        self._weigh(stated)
        self._custom_weights = True
        self._edit({"cost"}, self._all_rows, self._all_columns, {})
        return self._solved(point)

    def _solved(self, values: Array) -> Point | None:
        """Find the answer by solving from the last basis; None where the limits leave no plan."""
        self._answer = None
        first, program = self._solver.optimise(), self.program
        if first is None:
            return None
        nearest = Nearest.of(program, first, self._references())
        fault = _fault(program, first.value, first.marginal, nearest.x)
        if fault:
            raise UncertifiedError(f"the answer at a point is not proved: {fault}")
        self._answer = nearest, first.marginal
        return self._point(values, first.value, first.marginal, nearest.x)

    def _followed(self, values: Array) -> Point | None:
        """Find the answer by the last one's prices; None where more than bounds moved, or they do not prove it."""
        if self._answer is None:
            return None
        last, marginal = self._answer
        program = self.program
        nearest = last.again(program, self._references())
        if nearest is None:
            return None
        value = float(program.cost @ nearest.x) + program.offset
        if _fault(program, value, marginal, nearest.x):
            return None
        self._answer = nearest, marginal
        return self._point(values, value, marginal, nearest.x)

    def _references(self) -> dict[str, dict[tuple[str, int], float]]:
        """Return indexed frames and needs, to which the tie-break measures [MSEK]."""
        return {
            "frame": dict(zip(self.frames, self._parts["frame"].tolist(), strict=True)),
            "spend": dict(zip(self.spends, self._parts["need"].tolist(), strict=True)),
        }

    def _point(self, values: Array, value: float, marginal: Array, x: Array) -> Point:
        return Point(
            values=values,
            value=value,
            frames=x[self._frame_columns],
            baseline=self._parts["frame"].copy(),
            spend=x[self._spend_columns],
            marginal=marginal,
            x=x,
        )

    def _move(self, values: Array) -> None:
        """Edit the entries of the program that differ from the last point."""
        template = self.template
        self._record = None
        if template.rebuilds(values):
            self._record, parts = template.recorded(values)
            self._stated_at = values
            if self._record is not None:
                self._restate(self._record.stated, parts)
            else:
                self._restate(template.state(values))
            return
        self._stated_at = None
        if self._last[0] is None:  # the arrays are those of a record, or of another statement
            self._restate(template.stated)
        affine, weighing = values[template.affine_mask], values[template.weighing_mask]
        changed = set() if _same(affine, self._last[0]) else self._move_affine(values)
        if self._custom_weights or (
            len(weighing) and ("cost" in changed or not _same(weighing, self._last[1]))
        ):
            self._custom_weights = False
            self._weigh(template.stated_weights(values))
            changed.add("cost")
        self._last = (affine, weighing)
        if changed:
            self._edit(changed, template.moving_rows, template.moving_columns, template.moving)

    def _move_affine(self, values: Array) -> set[str]:
        """Set the affine levers, and return the names of the arrays that changed."""
        template, changed = self.template, set()
        moved = (values - template.base)[template.affine_mask]
        for name, part in template.moving.items():
            new, entries = part.at(moved), part.entries
            if not np.array_equal(new, self._parts[name][entries]):
                changed.add(name)
                self._parts[name] = with_entries(self._parts[name], entries, new)
        return changed

    def _weigh(self, stated: Mapping[str, float]) -> None:
        template = self.template
        self._parts["cost"] = with_entries(self._parts["cost"], template.attained, template.costs(stated))

    def _restate(self, stated: StatedScenario, recorded: Parts | None = None) -> None:
        """Load another statement of the scenario; the basis is kept where the shape is the same.

        Args:
            stated: The scenario, or one with the same rows and columns.
            recorded: Its arrays where they are others.
        """
        if stated is not self._stated and not same_shape(stated.program, self._stated.program):
            self._stated = stated
            self._load()
            if recorded is None:
                return
        self._stated, self._last = stated, (None, None)
        parts, old = dict(recorded or parts_of(stated)), self._parts
        changed = {
            name
            for name in PARTS
            if parts[name] is not old[name] and not np.array_equal(parts[name], old[name])
        }
        self._parts = parts
        if "data" in changed and self._solver.renew(self.program):
            self._answer = None
        else:
            self._edit(changed, self._all_rows, self._all_columns, {})

    def _edit(self, changed: set[str], rows: Indices, columns: Indices, moving: Mapping[str, Moving]) -> None:
        """Pass changed arrays to the solver.

        Args:
            changed: Names of the arrays that changed.
            rows: Rows whose bounds may have changed.
            columns: Columns whose bounds may have changed.
            moving: Entries of each array that may have changed; arrays that it lacks are passed in full.
        """
        solver, parts = self._solver, self._parts
        if changed & {"cost", "data"}:  # the last prices need not prove anything now
            self._answer = None
        if "row_lower" in changed or "row_upper" in changed:
            solver.limit(rows, parts["row_lower"][rows], parts["row_upper"][rows])
        if "lower" in changed or "upper" in changed:
            solver.bound(columns, parts["lower"][columns], parts["upper"][columns])
        if "cost" in changed or "offset" in changed:
            solver.aim(parts["cost"], float(parts["offset"][0]))
        if "data" in changed:
            all_entries = np.arange(len(parts["data"]), dtype=np.int32)
            entries = moving["data"].entries if "data" in moving else all_entries
            solver.coefficients(entries, parts["data"][entries])

    def attainment(self, point: Point) -> dict[tuple[str, int], float]:
        """Compute the attainment of goals in plan and tail years by the response curves, uncapped [points]."""
        record = self._record if self._is_at(point) else None
        if record is not None and record.same_curves and not record.stated.figures.settled_years:
            level = dict(zip(self.spends, (point.spend / self._parts["need"]).tolist(), strict=True))
            figures = record.stated.figures
            reference = dict(zip(sorted(figures.reference), self._parts["reference"].tolist(), strict=True))
            return attainment(figures, level, reference)
        figures = self._stated_for(point).figures
        level = {key: point.spend[k] / figures.need[key] for k, key in enumerate(self.spends)}
        return attainment(figures, settled_level(figures) | level)

    def _is_at(self, point: Point) -> bool:
        return self._stated_at is not None and np.array_equal(self._stated_at, point.values)

    def _stated_for(self, point: Point) -> StatedScenario:
        """Return a stated scenario with the curves, needs and references of a point."""
        template = self.template
        if not template.rebuilds(point.values) and not {"data", "reference", "need"} & set(template.moving):
            return template.stated
        if self._record is None and self._is_at(point):
            return self._stated
        return template.state(point.values)

    def plan(self, point: Point) -> Plan:
        """Return the full plan at a point, computed from the scenario with the levers at its values."""
        return self.template.state(point.values).plan(point.x, "proposal")


def _fault(program: LinearProgram, value: float, marginal: Array, x: Array) -> str:
    """Return what of an answer's proof exceeds its tolerance; empty if it is proved."""
    bound, dual = dual_bound(program, marginal)
    violation = residual(program, x)
    if violation <= GAP and dual <= GAP / program.fineness and abs(bound - value) <= GAP:
        return ""
    return (
        f"largest residual of a row {violation:.3g}, of a marginal {dual:.3g}, gap {bound - value:.3g} points"
    )


def _same(new: Array, old: Array | None) -> bool:
    return old is not None and np.array_equal(new, old)


def refuse_other_forms(scenario: Scenario) -> None:
    """Check that the objective is V, in which studies of levers measure.

    Raises:
        ScenarioError: The objective has another form.
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
