r"""The frontier (*vad kostar stabiliteten?*): V against how much may be moved.

.. math::  \theta \mapsto \max V \quad \text{over plans with} \quad
           \sum_c (increase_{ct} + decrease_{ct}) \le \theta \cdot total_t

In words: from the tightest limit that leaves a plan to the plan that the limit on all changes together no longer binds.
The curve is exact and concave: on each stretch another krona moved is worth the same, and the stretches in order show
which committees gain and give first as the limit is raised. Limits on single frames (the bands) are kept; a second
curve is without them.

The limit counts changes against last year's indexed frames, as the rule says. What a plan gains by its division is
told against indexation of the same year that hands out as much, and money that lies idle in the reserve stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.constraints.stability import turned_over
from models.indexation import indexation, indexed
from models.levers import at_path
from models.plan import Choices, complete
from models.scenario import Edit
from models.units import PER_MSEK, write_share
from models.variants import vary
from solver.answer.reasons import moved
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.output.rows import written
from solver.studies.asking import answered
from solver.studies.curve import STEADY
from solver.studies.moving import ENOUGH, RESERVE, Move, matched
from solver.studies.sensitivity import curve
from solver.studies.study import AnswerStudy, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from models.figures import Figures
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.studies.curve import Curve, State, Stretch
    from solver.studies.study import Tables

TURNOVER = "stability.turnover"
BANDS = ("max_decrease", "max_increase")
BEYOND = 1.05
"""The curve goes on beyond the place where the limit no longer binds, by this factor."""
LEAST_RANGE = 0.01
"""The curve reaches at least so far [share of the total]."""
SAME_WORTH = 0.01
"""Stretches whose worth differs less, and on which the same committees gain and give, are one step [share of it]."""
NARROW = 1e-9
"""A stretch shorter than this is joined with its neighbour [share of the total]."""
FRONTIER = ("bands", "piece", "turnover", "quantity", "year", "committee", "value", "unit")
MOVES = ("bands", "step", "from", "to", "quantity", "source", "target", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The changes between two places of the limit.

    Attributes:
        start: The limit where the step begins [share of the total].
        stop: The limit where it ends.
        value: V at both [points].
        allowed: The amount that the limit allows at both, the planned years together [MSEK].
        turned: All changes together at both, against last year's indexed frames, the planned years together [MSEK].
        reallocated: What is moved between committees against indexation at both, the sum of the plan years [MSEK].
        idle: How much less than indexation is handed out at both, the sum of the plan years [MSEK].
        change: The gain of each committee, the plan years together [MSEK]; with ``RESERVE``, sum 0.
    """

    start: float
    stop: float
    value: tuple[float, float]
    allowed: tuple[float, float]
    turned: tuple[float, float]
    reallocated: tuple[float, float]
    idle: tuple[float, float]
    change: Mapping[str, float]

    @property
    def worth(self) -> float:
        """The worth of another MSEK of changes [points per MSEK]; moved between two committees it counts twice."""
        return (self.value[1] - self.value[0]) / (self.allowed[1] - self.allowed[0])

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves, from those who give to those who get; the reserve gives where less lies idle in it."""
        return matched(self.change)

    @property
    def handed_out(self) -> float:
        """Money handed out of the reserve on the step, the sum of the plan years [MSEK]; negative where put there."""
        return -self.change[RESERVE]


@dataclass(frozen=True, kw_only=True, repr=False)
class Frontier(AnswerStudy):
    """V against how much may be moved.

    Attributes:
        result: The answer as the scenario stands.
        kept: The curve with the bands kept.
        lifted: The curve without them; None where the scenario sets none.
    """

    study = "frontier"
    moves_table = table_of("moves")
    """The steps as a table."""

    result: Result
    kept: Curve
    lifted: Curve | None

    @property
    def curves(self) -> tuple[tuple[str, Curve], ...]:
        """The curves with the bands ``kept`` and ``lifted``."""
        lifted = () if self.lifted is None else (("lifted", self.lifted),)
        return (("kept", self.kept), *lifted)

    @property
    def stated(self) -> float | None:
        """The limit that the scenario sets [share of the total]; None where it sets none or one for each year."""
        return _one_limit(self.scenario)

    @property
    def forced(self) -> Step:
        """The changes against indexation that are needed at the tightest limit that leaves a plan."""
        plan, first = self.result.plans["indexation"], self.kept.stretches[0].start
        baseline = {key: plan.q.frame[key] for key in self.kept.frames}
        return Step(
            start=0.0,
            stop=first.at,
            value=(plan.value, first.value),
            allowed=(0.0, self.allowed(first)),
            turned=(turned(self.result, baseline), self.turned(first)),
            reallocated=(0.0, self.reallocated(first)),
            idle=(0.0, self.idle(first)),
            change=self._change(baseline, _frames(self.kept, first)),
        )

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The changes as the limit is raised, in order, with the bands kept."""
        return self.steps_of(self.kept)

    def steps_of(self, found: Curve) -> tuple[Step, ...]:
        """Return the changes as the limit is raised along a curve, in order, until V rises no more."""
        steps: list[Step] = []
        for stretch in found.stretches:
            if stretch.start.at >= binds_to(found):
                break
            step = self._step(found, stretch)
            if steps and _one_step(steps[-1], step):
                steps[-1] = _joined(steps[-1], step)
            else:
                steps.append(step)
        return tuple(steps)

    def _step(self, found: Curve, stretch: Stretch) -> Step:
        a, b = stretch.start, stretch.stop
        return Step(
            start=a.at,
            stop=b.at,
            value=(a.value, b.value),
            allowed=(self.allowed(a), self.allowed(b)),
            turned=(self.turned(a), self.turned(b)),
            reallocated=(self.reallocated(a), self.reallocated(b)),
            idle=(self.idle(a), self.idle(b)),
            change=self._change(_frames(found, a), _frames(found, b)),
        )

    def _change(
        self, old: Mapping[tuple[str, int], float], new: Mapping[tuple[str, int], float]
    ) -> dict[str, float]:
        figures = self.result.figures
        change = {c: sum(new[c, y] - old[c, y] for y in figures.open_years) for c in figures.committees}
        return {**change, RESERVE: -sum(change.values())}

    def allowed(self, state: State) -> float:
        """Return the amount that the limit allows at a place of a curve, the planned years together [MSEK]."""
        figures = self.result.figures
        return state.at * sum(figures.total[y] for y in figures.open_years)

    def turned(self, state: State) -> float:
        """Return all changes together at a place of a curve, the planned years together [MSEK]."""
        return turned(self.result, _frames(self.kept, state))

    def _against(self, state: State, y: int) -> list[float]:
        frames, indexed_ = _frames(self.kept, state), self.result.plans["indexation"].q.frame
        return [frames[c, y] - indexed_[c, y] for c in self.result.figures.committees]

    def reallocated(self, state: State) -> float:
        """Return what is moved between committees against indexation, the sum of the plan years [MSEK]."""
        return sum(moved(self._against(state, y)) for y in self.result.figures.open_years)

    def idle(self, state: State) -> float:
        """Return how much less than indexation is handed out, the sum of the plan years [MSEK]."""
        return -sum(sum(self._against(state, y)) for y in self.result.figures.open_years) + 0.0

    def same_money(self, state: State) -> float:
        """Return V of the indexation that hands out as much each year as at a place of a curve [points]."""
        figures = self.result.figures
        share = figures.reserve_share
        more = {y: sum(self._against(state, y)) / (1 - share[y]) for y in figures.open_years}
        baseline = indexation(figures, more)
        choices = Choices(frame=baseline.frame, spend=baseline.spend)
        return complete(figures, baseline, choices, id_="indexation").value

    # ---------------------------------------------------------------------------------------- tables

    def rows(self) -> list[Row]:
        """Return V, the changes and every frame at each breakpoint as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        rows: list[Row] = []
        for bands, found in self.curves:
            states = [found.stretches[0].start, *(s.stop for s in found.stretches)]
            for n, at in enumerate(states):
                where = dict.fromkeys(FRONTIER, "") | {
                    "bands": bands,
                    "piece": n,
                    "turnover": written(at.at),
                }
                for quantity, value in (("value", at.value), ("indexation_same_money", self.same_money(at))):
                    rows.append({**where, "quantity": quantity, "value": written(value), "unit": "points"})
                for quantity, amount in (
                    ("allowed", self.allowed(at)),
                    ("turned_over", self.turned(at)),
                    ("reallocated", self.reallocated(at)),
                    ("idle_reserve", self.idle(at)),
                ):
                    rows.append(
                        {**where, "quantity": quantity, "value": written(amount * money), "unit": currency}
                    )
                rows += [
                    {
                        **where,
                        "quantity": "frame",
                        "committee": c,
                        "year": y,
                        "value": written(at.frames[k] * money),
                        "unit": currency,
                    }
                    for k, (c, y) in enumerate(found.frames)
                ]
        return rows

    def move_rows(self) -> list[Row]:
        """Return who gives and who gets on each step, and its worth, as tidy rows; money in the file's currency.

        Step 0 holds the changes that are needed against indexation at the tightest limit that leaves a plan.
        """
        rows: list[Row] = []
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        for bands, found in self.curves:
            steps = self.steps_of(found)
            numbered = enumerate(steps, start=1) if bands == "lifted" else enumerate((self.forced, *steps))
            for n, step in numbered:
                where = {
                    "bands": bands,
                    "step": n,
                    "from": written(step.start),
                    "to": written(step.stop),
                    "source": "",
                    "target": "",
                }
                if n:
                    unit = f"points per {currency}"
                    rows.append(
                        {**where, "quantity": "worth", "value": written(step.worth / money), "unit": unit}
                    )
                rows += [
                    {
                        **where,
                        "quantity": "handed_out" if RESERVE in (move.source, move.target) else "moved",
                        "source": move.source,
                        "target": move.target,
                        "value": written(move.amount * money),
                        "unit": currency,
                    }
                    for move in step.moves
                ]
        return rows

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "value": written(self.result.value),
            "stated": None if self.stated is None else written(self.stated),
            "curves": {
                bands: {
                    "exact": found.exact,
                    "why_not_exact": found.why[0 if self.scenario.language == "sv" else 1],
                    "error": written(found.error[0]),
                    "plans_from": written(found.low),
                    "binds_to": written(binds_to(found)),
                    "value_from": written(found.stretches[0].start.value),
                    "value_to": written(found.stretches[-1].stop.value),
                }
                for bands, found in self.curves
            },
            "moves": self.move_rows(),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"frontier": (FRONTIER, self.rows), "moves": (MOVES, self.move_rows)}


def frontier(scenario: Scenario | str | Path | Mapping[str, Any]) -> Frontier:
    """Trace V against how much may be moved, from indexation to where the limit no longer binds.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.

    Raises:
        ScenarioError: The file is wrong, or its objective is not V.
        NoPlanError: The limits leave no plan as the scenario stands.
        UncertifiedError: An answer did not pass its own check.
    """
    result, _ = answered(scenario)
    # levers and worlds may name a key that the study removes, and they are no part of the answer
    asked = result.scenario.model_copy(update={"levers": {}, "worlds": {}})
    has_bands = any(getattr(asked.stability, band) for band in BANDS) or any(
        getattr(committee, band) is not None for committee in asked.committees.values() for band in BANDS
    )
    standing = result.figures
    lifted = _curve(vary(asked, _without_bands(asked)), standing) if has_bands else None
    return Frontier(result=result, kept=_curve(asked, standing), lifted=lifted)


def _curve(scenario: Scenario, standing: Figures) -> Curve:
    """Return the curve along the limit, from zero to beyond where it no longer binds and beyond the stated one."""
    remove = [Edit(path=TURNOVER, set=None)] if scenario.stability.turnover is not None else []
    free = vary(scenario, remove) if remove else scenario
    result = answer(state(free, standing))
    needed = max(turned_over(result.proposal.q, y) or 0.0 for y in result.figures.open_years)
    stated = max((scenario.stability.turnover or {}).values(), default=0.0)
    high = max(BEYOND * needed, BEYOND * stated, LEAST_RANGE)
    limited = vary(scenario, [Edit(path=TURNOVER, set=write_share(high))])
    lever = at_path(limited, TURNOVER, "0 %", write_share(high), "set")
    if scenario.stability.turnover is not None:
        limited = scenario
    return curve(answer(state(limited, standing)), replace(lever, today=_one_limit(scenario)))


def _one_limit(scenario: Scenario) -> float | None:
    limits = set((scenario.stability.turnover or {}).values())
    return limits.pop() if len(limits) == 1 else None


def _without_bands(scenario: Scenario) -> list[Edit]:
    edits = [Edit(path=f"stability.{band}", set=None) for band in BANDS if getattr(scenario.stability, band)]
    return edits + [
        Edit(path=f"committees.{c}.{band}", set=None)
        for c, committee in scenario.committees.items()
        for band in BANDS
        if getattr(committee, band) is not None
    ]


def _frames(found: Curve, state: State) -> dict[tuple[str, int], float]:
    return dict(zip(found.frames, state.frames.tolist(), strict=True))


def turned(result: Result, frames: Mapping[tuple[str, int], float]) -> float:
    """Return all changes of frames against last year's indexed ones, up and down, over the planned years [MSEK].

    Args:
        result: The answer, for the rules of indexation.
        frames: Frame of each committee and year [MSEK].
    """
    figures = result.figures
    years = (figures.scenario.base_year, *figures.years)
    base = {(c, years[0]): figures.base_frame[c] for c in figures.committees}
    whole = {**base, **figures.settled_frame, **frames}
    changes = (
        abs(float(whole[c, y] - indexed(figures, c, y, whole[c, before])))
        for c in figures.committees
        for before, y in pairwise(years)
        if y in figures.open_years
    )
    return sum(changes)


def binds_to(found: Curve) -> float:
    """Return the limit from which V rises no more [share of the total]."""
    best = found.stretches[-1].stop.value
    for stretch in reversed(found.stretches):
        if best - stretch.start.value > STEADY:
            return stretch.stop.at
    return found.low


def _one_step(a: Step, b: Step) -> bool:
    """Return whether two neighbours are one step to a reader: the same worth, and the same signs of all changes."""
    if min(a.stop - a.start, b.stop - b.start) < NARROW:
        return True
    alike = abs(a.worth - b.worth) <= SAME_WORTH * max(a.worth, b.worth)
    return alike and _signs(a.change) == _signs(b.change)


def _signs(change: Mapping[str, float]) -> dict[str, float]:
    return {c: float(np.sign(amount)) if abs(amount) > ENOUGH else 0.0 for c, amount in change.items()}


def _joined(a: Step, b: Step) -> Step:
    return Step(
        start=a.start,
        stop=b.stop,
        value=(a.value[0], b.value[1]),
        allowed=(a.allowed[0], b.allowed[1]),
        turned=(a.turned[0], b.turned[1]),
        reallocated=(a.reallocated[0], b.reallocated[1]),
        idle=(a.idle[0], b.idle[1]),
        change=_sum((a.change, b.change)),
    )


def _sum(changes: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {c: sum(change[c] for change in changes) for c in changes[0]}
