"""Arrays of a scenario as a function of its levers: affine where possible, otherwise recorded, otherwise stated again.

The model's formulas are recorded once, see ``recorded``. Where all arrays (objective, bounds, rows, coefficients, and
the references of the tie-break) are affine in a lever from end to end of its range, and stay so with the other levers
at other values, they are stored as base and slopes, see ``affine``. Goal weights are normalised, so the objective is
not affine in one goal's weight; it is computed from the stated weights instead, which is exact for every lever that
changes weights alone. Weights, their factors, the measured set and every switch are those of the scenario as it stands,
however its amounts move. For any other lever (an index that cumulates, for example) the record is repeated at each
value; where it has no answer, the scenario is stated again. The caller does not need to know which case applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.figures import Figures
from solver.levers.affine import Attained, nothing_straight, straight
from solver.levers.parts import parts_of, with_entries
from solver.levers.recorded import stated_weights
from solver.levers.records import Records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.levers.affine import Moving, Straight
    from solver.levers.parts import Parts
    from solver.levers.recorded import Recorded
    from solver.levers.recording import Mask
    from solver.program.compiled import Array, Indices, LinearProgram


def frame_keys(stated: StatedScenario) -> tuple[tuple[str, int], ...]:
    """Return committees and plan years in the order of arrays of frames."""
    return tuple((c, y) for c in stated.figures.committees for y in stated.figures.open_years)


@dataclass(frozen=True)
class Template:
    """The arrays of a scenario as a function of some levers.

    Attributes:
        records: What is recorded of the scenario, under these levers and maybe others, which stay at their base.
        which: Positions of the levers among those of the records.
    """

    records: Records
    which: tuple[int, ...]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        levers: Sequence[Lever],
        *,
        standing: Figures | None = None,
        stated: StatedScenario | None = None,
    ) -> Template:
        """Return a scenario's arrays as a function of levers.

        Args:
            scenario: The scenario with every lever at its base: today's value, or the middle of its range if
                it has none.
            levers: The levers.
            standing: Figures of the scenario as it stands, where this one is a variant of it.
            stated: The scenario, if it is stated already.

        Raises:
            ScenarioError: The scenario is invalid, now or at an end of a lever's range.
        """
        records = Records(scenario, levers, standing or Figures(scenario=scenario), stated)
        return cls(records, tuple(range(len(levers))))

    @classmethod
    def each(
        cls, scenario: Scenario, levers: Sequence[Lever], standing: Figures, stated: StatedScenario
    ) -> tuple[Template, ...]:
        """Return a template of each lever alone; what can be recorded once is recorded together.

        Args:
            scenario: The scenario.
            levers: The levers.
            standing: Figures of the scenario as it stands.
            stated: The scenario stated.

        Raises:
            ScenarioError: The scenario is invalid at an end of a lever's range.
        """
        shared = [lever for lever in levers if lever.today is not None]
        together = Records(scenario, shared, standing, stated)
        alone = {shared[k] for k in together.moves.unknown}
        return tuple(
            cls(together, (shared.index(lever),))
            if lever in shared and lever not in alone
            else cls.of(scenario, (lever,), standing=standing, stated=stated)
            for lever in levers
        )

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.records.scenario

    @property
    def standing(self) -> Figures:
        """Figures of the scenario as it stands."""
        return self.records.standing

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """The levers, in the order of values."""
        return tuple(self.records.levers[k] for k in self.which)

    @cached_property
    def base(self) -> Array:
        """Base value of each lever, shape (levers,)."""
        return self.records.base[self._places]

    @cached_property
    def stated(self) -> StatedScenario:
        """The scenario stated with every lever at its base, with an entry for each coefficient that levers move."""
        record = self.records.plain
        return self.records.stated if record is None else record.stated

    @property
    def program(self) -> LinearProgram:
        """The program at the base."""
        return self.stated.program

    @cached_property
    def _attained(self) -> Attained:
        return Attained.of(self.program, self.stated.figures)

    @cached_property
    def _straight(self) -> Straight:
        record = self.records.plain
        if record is None:
            return nothing_straight(len(self.which))
        return straight(record, self.which, self._attained)

    @property
    def affine(self) -> tuple[bool, ...]:
        """Whether the arrays are affine in a lever, by lever."""
        return tuple(self._straight.affine.tolist())

    @property
    def weighing(self) -> tuple[bool, ...]:
        """Whether a lever changes goal weights alone, by lever."""
        return tuple(self._straight.weighing.tolist())

    @property
    def affine_mask(self) -> Mask:
        """``affine`` as an array, shape (levers,)."""
        return self._straight.affine

    @property
    def weighing_mask(self) -> Mask:
        """``weighing`` as an array, shape (levers,)."""
        return self._straight.weighing

    @property
    def moving(self) -> dict[str, Moving]:
        """The entries that depend on affine levers, by name of the array."""
        return self._straight.moving

    @property
    def attained(self) -> Indices:
        """Columns whose coefficient in the objective is a discounted goal weight, shape (attained,)."""
        return self._attained.columns

    @property
    def outcomes(self) -> tuple[tuple[str, int], ...]:
        """Goal and outcome year of each of these columns."""
        return self._attained.outcomes

    @cached_property
    def _places(self) -> Indices:
        """The levers among those of the records, shape (levers,)."""
        return np.array(self.which, np.intp)

    @cached_property
    def _bending(self) -> Mask:
        """Whether the program has other columns when a lever leaves its base, shape (levers,)."""
        return self.records.bending[self._places]

    @cached_property
    def restating_mask(self) -> Mask:
        """Whether a record or a restatement is needed when a lever leaves its base, shape (levers,)."""
        return ~(self.affine_mask | self.weighing_mask)

    @cached_property
    def moving_rows(self) -> Indices:
        """Rows whose bounds depend on affine levers."""
        return self._moving_any("row_lower", "row_upper")

    @cached_property
    def moving_columns(self) -> Indices:
        """Columns whose bounds depend on affine levers."""
        return self._moving_any("lower", "upper")

    def _moving_any(self, *names: str) -> Indices:
        entries = [self.moving[name].entries for name in names if name in self.moving]
        return np.unique(np.concatenate([np.empty(0, np.int32), *entries])).astype(np.int32)

    def rebuilds(self, values: Array) -> bool:
        """Whether the arrays are those of a record, or of a restatement, at these values, shape (levers,)."""
        moved = values - self.base
        if moved[self._bending | self.restating_mask].any():
            return True
        fence = self._straight.fence
        if fence is not None and not fence.holds(moved[self.affine_mask]):
            return True
        record = self.records.plain
        return self._straight.bent and record is not None and not record.holds(self._whole(values))

    def foresee(self, points: Array) -> None:
        """Prepare points that are asked for next, shape (points, levers): faster than one by one."""
        moved = (points != self.base)[:, self._bending].any(axis=1)
        if not moved.all():
            moved |= (points != self.base)[:, self.restating_mask].any(axis=1)
        if moved.any():
            self.records.foresee(np.array([self._whole(values) for values in points[moved]]))

    def recorded(self, values: Array) -> tuple[Recorded | None, Parts]:
        """Return the record that holds at some values, and the arrays there; None and none where no record does."""
        return self.records.at(self._whole(values))

    def costs(self, stated: Mapping[str, float]) -> Array:
        """Compute the objective's coefficients of attainment under some stated weights.

        Args:
            stated: Stated weight of each goal.

        Returns:
            Discounted final weight of each column of ``attained``, shape (attained,).
        """
        return self._attained.costs(stated)

    def stated_weights(self, values: Array) -> dict[str, float]:
        """Compute the stated weight of each goal at some values of the levers, shape (levers,)."""
        return stated_weights(self.standing, self.levers, values)

    def parts(self, values: Array) -> Parts:
        """Compute all arrays at some values, shape (levers,), stating the scenario again if needed.

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        if self.rebuilds(values):
            record, parts = self.recorded(values)
            return parts if record is not None else parts_of(self.state(values))
        parts, moved = parts_of(self.stated), (values - self.base)[self.affine_mask]
        for name, part in self.moving.items():
            parts[name] = with_entries(parts[name], part.entries, part.at(moved))
        if any(self.weighing):
            costs = self.costs(self.stated_weights(values))
            parts["cost"] = with_entries(parts["cost"], self.attained, costs)
        return parts

    def program_at(self, values: Array) -> tuple[LinearProgram, Parts] | None:
        """Return a program of the shape that some values, shape (levers,), give, and its arrays there.

        Returns:
            None where the scenario has to be stated again.
        """
        if not self.rebuilds(values):
            return self.program, self.parts(values)
        record, parts = self.recorded(values)
        return None if record is None else (record.stated.program, parts)

    def state(self, values: Array) -> StatedScenario:
        """State the scenario with the levers at some values, shape (levers,).

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        return self.records.state(self._whole(values))

    def _whole(self, values: Array) -> Array:
        whole = self.records.base.copy()
        whole[self._places] = values
        return whole
