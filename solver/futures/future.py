"""The futures of a scenario: a world of a scenario, declared in its file or drawn from its levers, and its program.

Every world is stated with the budget's weights, and with what is measured there: otherwise V of two worlds would be
told in different units. Committees that nothing measures begin where the budget puts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from models.constraints import rows as families_of
from models.constraints.unmeasured import unmeasured_frames
from models.figures import Figures
from models.indexation import indexation
from models.variants import vary
from solver.answer.stating import StatedScenario, state
from solver.futures.year_one import YearOne, first_frames
from solver.levers.parts import same_shape, varied
from solver.levers.template import Template, frame_keys
from solver.program.compiled import with_parts
from solver.two_stage.problem import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.constraint import Name, Rows
    from models.indexation import Indexation
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.program.compiled import Array, Indices, LinearProgram

BUDGET = "budget"
"""Id of block 0, which is no world's: ids of worlds stand after ``WORLD``."""
WORLD = "world."
SOURCES = ("frame_balance", "account")
"""Families whose rows more money relieves: in the whole frame, and in the account of a committee."""


@dataclass(frozen=True, kw_only=True)
class Future:
    """One future: a world, or the budget as it stands.

    Attributes:
        program: The program that maximises V with it; the first year's frames are among its columns.
        first: Columns of the first year's frames, sorted by committee.
        frame: Indexation's frames, by committee and year [MSEK].
        need: Need by activity and year [MSEK].
        figured: Gives the figures of the scenario with its changes.
        as_budgeted: Whether it is the budget itself, with every rule of the first year.
    """

    program: LinearProgram
    first: Indices
    frame: Mapping[tuple[str, int], float]
    need: Mapping[tuple[str, int], float]
    figured: Callable[[], Figures]
    as_budgeted: bool = False

    @cached_property
    def figures(self) -> Figures:
        """Its figures."""
        return self.figured()

    @cached_property
    def baseline(self) -> Indexation:
        """Its indexation."""
        return indexation(self.figures)

    @cached_property
    def families(self) -> dict[str, Rows]:
        """Its families of rows, by name."""
        return {family.name: family for family in families_of(self.figures, self.baseline)}

    @cached_property
    def sources(self) -> tuple[Name, ...]:
        """Rows that more money relieves, in the order of a block's relief."""
        return tuple(name for name in self.program.rows if name[0] in SOURCES)

    def block(self, id_: str, probability: float) -> Block:
        """Return it as a block of a two-stage program.

        Args:
            id_: The block's id.
            probability: Its probability.
        """
        at = {name: i for i, name in enumerate(self.program.rows)}
        return Block(
            id=id_,
            program=self.program,
            first=self.first,
            probability=probability,
            relief=tuple(np.array([at[name]], np.int32) for name in self.sources),
        )


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The scenario as it stands, on whose figures the first year's frames are decided.

    Attributes:
        scenario: The scenario, without worlds and levers, which may name what a world lacks.
    """

    scenario: Scenario

    @classmethod
    def of(cls, scenario: Scenario) -> Budget:
        """Return the budget of a scenario."""
        return cls(scenario=scenario.model_copy(update={"worlds": {}, "levers": {}}))

    @cached_property
    def stated(self) -> StatedScenario:
        """It, stated."""
        return state(self.scenario)

    @cached_property
    def standing(self) -> Figures:
        """Its figures as worlds are stated beside: what it decides of the first year is decided."""
        stated = self.stated
        begun = unmeasured_frames(stated.figures, stated.baseline, stated.figures.open_years[0])
        return Figures(scenario=self.scenario, begun=begun)

    @cached_property
    def future(self) -> Future:
        """It, as a future: every rule, every year."""
        stated = self.stated
        column = {name: j for j, name in enumerate(stated.program.columns)}
        return Future(
            program=stated.program,
            first=np.array([column[name] for name in first_frames(stated)], np.int32),
            frame=stated.baseline.frame,
            need=stated.figures.need,
            figured=lambda: stated.figures,
            as_budgeted=True,
        )

    @cached_property
    def shape(self) -> YearOne:
        """The change of the first year for programs of the budget's own shape."""
        return YearOne.of(self.stated.program, self.stated)

    def year_one(self, program: LinearProgram) -> YearOne:
        """Return the change of the first year for a program."""
        if same_shape(program, self.stated.program):
            return self.shape
        return YearOne.of(program, self.stated)

    def world(self, stated: StatedScenario) -> Future:
        """Return a world of it.

        Args:
            stated: The world's scenario, stated with ``standing``.
        """
        change, figures = self.year_one(stated.program), stated.figures  # nothing keeps the model in Pyomo
        first = figures.open_years[0]
        return Future(
            program=change.world(stated.program, figures.planned_surplus[first]),
            first=change.frames,
            frame=stated.baseline.frame,
            need=figures.need,
            figured=lambda: figures,
        )


class Futures(Protocol):
    """Where worlds come from: each is named by a point, a row of numbers."""

    @property
    def budget(self) -> Budget:
        """The scenario as it stands."""

    @property
    def identity(self) -> tuple[Any, ...]:
        """All that a world depends on, beside the scenario and the point."""

    def at(self, point: Array, /) -> Future:
        """Return the world of a point.

        Raises:
            ScenarioError: The scenario is invalid there.
        """


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The worlds of a scenario's file; a point is a position among the ids.

    Attributes:
        scenario: The scenario.
    """

    scenario: Scenario

    @cached_property
    def budget(self) -> Budget:
        """The scenario as it stands."""
        return Budget.of(self.scenario)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the worlds, sorted."""
        return tuple(sorted(self.scenario.worlds))

    @property
    def identity(self) -> tuple[Any, ...]:
        """All that a world depends on, beside the scenario and the point."""
        return tuple((id_, self.scenario.worlds[id_].change) for id_ in self.ids)

    @cached_property
    def as_budgeted(self) -> frozenset[str]:
        """Worlds in which nothing is otherwise than in the budget."""
        return frozenset(id_ for id_ in self.ids if self._changed(id_) == self.budget.scenario)

    def at(self, point: Array, /) -> Future:
        """Return the world of a position.

        Raises:
            ScenarioError: The world's numbers are such that no answer would be reliable.
        """
        id_ = self.ids[int(point[0])]
        if id_ in self.as_budgeted:
            return self.budget.future
        return self.budget.world(state(self._changed(id_), self.budget.standing))

    def _changed(self, id_: str) -> Scenario:
        edits = self.scenario.worlds[id_].change
        return vary(self.budget.scenario, edits) if edits else self.budget.scenario

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without what each worker states for itself."""
        return {"scenario": self.scenario}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Worlds drawn from levers; a point is the value of each.

    Attributes:
        scenario: The scenario.
        levers: The levers that move.
    """

    scenario: Scenario
    levers: tuple[Lever, ...]

    @cached_property
    def budget(self) -> Budget:
        """The scenario as it stands."""
        return Budget.of(self.scenario)

    @property
    def identity(self) -> tuple[Any, ...]:
        """All that a world depends on, beside the scenario and the point."""
        return self.levers

    @cached_property
    def template(self) -> Template:
        """The arrays of a world as a function of the levers."""
        return Template.of(self.budget.scenario, self.levers, standing=self.budget.standing)

    def _change(self, shape: LinearProgram) -> YearOne:
        """Return the change of the first year for one of the template's programs, found once."""
        if id(shape) not in self._changes:
            self._changes[id(shape)] = shape, self.budget.year_one(shape)
        return self._changes[id(shape)][1]

    @cached_property
    def _changes(self) -> dict[int, tuple[LinearProgram, YearOne]]:
        return {}

    @cached_property
    def _keys(self) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Committee and year of each frame, activity and year of each need, in the order of the arrays."""
        stated = self.template.stated
        return frame_keys(stated), tuple(sorted(stated.figures.need))

    def at(self, point: Array, /) -> Future:
        """Return the world of some values: from arrays where they are known, otherwise stated anew.

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        found = self.template.program_at(point)
        if found is None:
            return self.budget.world(self.template.state(point))
        shape, parts = found
        change, (frames, needs) = self._change(shape), self._keys
        return Future(
            program=change.world(with_parts(shape, parts), float(parts["surplus"][0])),
            first=change.frames,
            frame=dict(zip(frames, parts["frame"].tolist(), strict=True)),
            need=dict(zip(needs, parts["need"].tolist(), strict=True)),
            figured=lambda: self._figures(point),
        )

    def _figures(self, point: Array) -> Figures:
        """The figures of a world; only its plan asks for them."""
        at = dict(zip(self.levers, map(float, point), strict=True))
        scenario, standing = varied(self.template.scenario, at), self.budget.standing
        return standing if scenario is standing.scenario else Figures(scenario=scenario, standing=standing)

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without what each worker compiles for itself."""
        return {"scenario": self.scenario, "levers": self.levers}
