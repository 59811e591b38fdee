"""What is recorded of a scenario under some levers: when, how it is proved, and where it has an answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.problems import ScenarioError
from solver.answer.stating import state
from solver.levers.parts import alike, parts_as, varied
from solver.levers.recorded import UntraceableError, moves_of, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.figures import Figures
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.levers.parts import Parts
    from solver.levers.recorded import Recorded
    from solver.program.compiled import Array

COMPARED = (1.0, 0.5, 0.25, 0.125, 0.0625)
"""How far from the recorded place it is compared with a restatement [share of the way into the levers' ranges]."""
APART = 0.381966
"""Levers are compared at different shares of their ranges: this, twice this, and so on, less whole ranges."""


class Records:
    """The records of a scenario: one at the base of its levers, one where curves have another shape.

    Each is compared entry by entry with a restatement before its first answer.

    Attributes:
        scenario: The scenario.
        levers: The levers.
        standing: Figures of the scenario as it stands.
        base: Base value of each lever: today's, or the middle of its range if it has none, shape (levers,).
        stated: The scenario stated with every lever at its base.
        moves: What the levers move.
        bending: Whether the program has other columns when a lever leaves its base, shape (levers,).
        restated: How many points no record had an answer for.
    """

    def __init__(
        self,
        scenario: Scenario,
        levers: Sequence[Lever],
        standing: Figures,
        stated: StatedScenario | None = None,
    ) -> None:
        """Find what the levers move; nothing is recorded yet.

        Args:
            scenario: The scenario.
            levers: The levers.
            standing: Figures of the scenario as it stands.
            stated: The scenario, if it is stated already.

        Raises:
            ScenarioError: The scenario is invalid, now or at an end of a lever's range.
        """
        self.scenario, self.levers, self.standing = scenario, tuple(levers), standing
        self.restated = 0
        self._ahead: dict[bytes, Array | None] = {}
        self._given = stated
        self.base = np.array([(lv.low + lv.high) / 2 if lv.today is None else lv.today for lv in levers])
        self.stated = self.state(self.base)
        self.moves = moves_of(self.levers, self.base, standing, lambda at: varied(scenario, at))
        self.bending = np.isin(np.arange(len(self.levers)), list(self.moves.bending))

    def state(self, values: Array) -> StatedScenario:
        """State the scenario with the levers at some values, shape (levers,).

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        scenario = varied(self.scenario, dict(zip(self.levers, map(float, values), strict=True)))
        if self._given is not None and scenario is self._given.scenario:
            return self._given
        return state(scenario, self.standing)

    def at(self, values: Array) -> tuple[Recorded | None, Parts]:
        """Return the record that holds at some values, and the arrays there; None and none where no record does."""
        record = self._of(values)
        parts = None
        if record is not None and (key := values.tobytes()) in self._ahead:
            found = self._ahead.pop(key)
            parts = None if found is None else record.put(found)
        elif record is not None:
            parts = record.parts(values)
        if record is None or parts is None:
            self.restated += 1
            return None, {}
        return record, parts

    def _of(self, values: Array) -> Recorded | None:
        """Return the record of what is moved at some values; None where nothing is recorded of it."""
        moved = values != self.base
        record = self.bent if moved[self.bending].any() else self.plain
        return None if record is None or moved[list(record.moves.unknown)].any() else record

    def foresee(self, points: Array) -> None:
        """Repeat the records at points that are asked for next, shape (points, levers): faster than one by one."""
        self._ahead.clear()
        of = [self._of(values) for values in points]
        for record in {id(r): r for r in of if r is not None}.values():
            own = points[[r is record for r in of]]
            found = record.at_many(own)
            if found is not None:
                self._ahead |= {values.tobytes(): one for values, one in zip(own, found, strict=True)}

    @cached_property
    def plain(self) -> Recorded | None:
        """The record at the base; None where nothing can be recorded."""
        return self._made(self.base, bent=False) if self.levers else None

    @cached_property
    def bent(self) -> Recorded | None:
        """The record where curves have another shape, and so the program other columns; None likewise."""
        middle = np.array([(lever.low + lever.high) / 2 for lever in self.levers])
        return self._made(np.where(self.bending, middle, self.base), bent=True)

    def _made(self, place: Array, *, bent: bool) -> Recorded | None:
        try:
            stated = self.stated if place is self.base else self.state(place)
        except ScenarioError:  # a restatement says so at its own values
            return None
        try:
            record = self._recorded(place, stated, range(len(self.levers)), bent=bent)
        except UntraceableError:
            able = [k for k in range(len(self.levers)) if self._can(place, stated, k, bent=bent)]
            if not able:
                return None
            record = self._recorded(place, stated, able, bent=bent)
        return record if self._proved(record, place, bent=bent) else None

    def _recorded(self, place: Array, stated: StatedScenario, able: Sequence[int], *, bent: bool) -> Recorded:
        moves = self.moves.without(set(range(len(self.levers))) - set(able))
        return recorded(moves, place, self.standing, stated, bent=bent)

    def _can(self, place: Array, stated: StatedScenario, k: int, *, bent: bool) -> bool:
        try:
            self._recorded(place, stated, [k], bent=bent)
        except UntraceableError:
            return False
        return k not in self.moves.unknown

    def _proved(self, record: Recorded, place: Array, *, bent: bool) -> bool:
        """Compare a record with a restatement.

        Where guards fail at nothing but the end of a range, such as a size of 0, that is the place: where the record is
        right, they need not hold there.
        """
        for values in self._places(record, place, bent=bent):
            found = record.beyond(values)
            if found is None:
                continue
            (parts, differences), guards = found, record.replay.guards
            if guards.fail_around(differences):
                continue
            try:
                anew = parts_as(self._anew(record, values, bent=bent), record.stated.program)
            except ScenarioError:  # each lever may go so far alone, but not all together
                continue
            same = anew is not None and alike(parts, anew)
            fail = ~guards.hold(differences)
            if same:
                record.replay.guards = guards.or_at_zero(fail)
            if same or not fail.any():
                return same
        return False

    def _anew(self, record: Recorded, values: Array, *, bent: bool) -> StatedScenario:
        """State the scenario anew; curves have the levels of another shape where they are recorded so."""
        if bent and (values == self.base)[self.bending].any():
            given = record.moves.given(values).tolist()
            return state(record.moves.at(given, bent=True), self.standing)
        return self.state(values)

    def _places(self, record: Recorded, place: Array, *, bent: bool) -> Iterator[Array]:
        """Yield places with all levers away from a place, ever nearer."""
        guards = record.replay.guards
        low, high = (np.array([getattr(lever, end) for lever in self.levers]) for end in ("low", "high"))
        share = (np.arange(1, len(place) + 1) * APART) % 1
        still = np.isin(np.arange(len(place)), list(record.moves.unknown)) | (self.bending & (not bent))
        away = np.where(still, place, low + share * (high - low))
        crossed = away.copy()
        ends = [(k, end) for k in np.flatnonzero(~still) for end in (low[k], high[k])]
        points = np.tile(place, (len(ends), 1))
        points[np.arange(len(ends)), [k for k, _ in ends]] = [end for _, end in ends]
        found = record.beyond_many(points) if ends else None
        for (k, end), differences in zip(ends, () if found is None else found[1].T, strict=found is not None):
            if not guards.fail_around(differences) and not guards.hold(differences).all():
                crossed[k] = end
        if (crossed != away).any():
            yield crossed
        yield from (place + step * (away - place) for step in COMPARED)
