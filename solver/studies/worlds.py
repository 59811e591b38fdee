r"""Worlds: the first year's frames are decided before it is known what happens, the rest adapts.

.. math::
   \max_x \sum_\omega \pi_\omega V_\omega(x), \qquad
   EVPI = \sum_\omega \pi_\omega V_\omega^* - \sum_\omega \pi_\omega V_\omega(x), \qquad
   VSS = \sum_\omega \pi_\omega V_\omega(x) - \sum_\omega \pi_\omega V_\omega(x^0)

In words: the frames x are lawful on the budget's own figures and the same in every world; :math:`V_\omega^*` is the
best V of a world over all such frames, had it been known; :math:`x^0` are the frames of the ordinary proposal. Instead
of the mean, the worst world, the worst part of the probability (CVaR) or the largest regret may be aimed at. One
answer in four stages: the form; then most mean V; then frames nearest to indexation; then each world's ordinary answer
with these frames. Birge and Louveaux, *Introduction to Stochastic Programming* (2011), chapters 2 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from models.file.checks.politics import may_differ
from models.problems import Problem, ScenarioError
from models.units import PER_MSEK
from solver.answer.tie_break import omega
from solver.futures.future import BUDGET, WORLD, Declared, Drawn, Futures
from solver.futures.no_plan import (
    WorldsWithoutPlanError,
    conflict,
    decisive,
    lacking,
    told,
)
from solver.futures.tasks import FIRST_YEAR, Answers, OwnOptima
from solver.output.rows import residual_written, written
from solver.program.certificate import UncertifiedError
from solver.studies.asking import answered, is_share, refuse_but_whole
from solver.studies.sampling import check, drawn_levers, latin, lever_summary, none_has_a_plan, values
from solver.studies.study import AnswerStudy, table_of
from solver.sweeping.executors import processors
from solver.sweeping.sweep import sweep
from solver.two_stage.common import GAP, common
from solver.two_stage.problem import Common, Form, NoCommonError, TwoStage, tail_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.futures.future import Future
    from solver.futures.no_plan import Lacks, Limit
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.study import Tables
    from solver.sweeping.sweep import Progress
    from solver.two_stage.problem import Progress as Rounds

Kind = Literal["expected", "worst", "cvar", "regret"]
TAIL, WEIGHT = 0.2, 0.5
"""Tail and its weight where ``cvar`` is asked for without them and the file has no ``risk`` [share]."""
SEED = 0
ZERO = 1e-9
"""Differences of V below this are rounding [points]."""
WORTH = 1e-9
"""A total whose marginal is smaller is worth nothing [points per MSEK]."""
WORLDS = ("world", "probability", "quantity", "value", "unit")
FRAMES = ("plan", "year", "committee", "value", "unit")
YEAR_ONE = ("world", *FIRST_YEAR, "unit")
LEFT_OUT = ("draw", "levers", "rule", "missing", "unit")
DRAWN = ("draw", "lever", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attitude:
    """The aim that the first year's frames are chosen for.

    Attributes:
        form: ``expected``, ``worst``, ``cvar`` or ``regret``.
        tail: ``cvar``: the worst part of the probability [share]; None under other forms.
        weight: ``cvar``: its weight [share]; None under other forms.
        by: Who has this attitude; None where the study was asked for it, and for the mean where nobody has said.
    """

    form: Kind
    tail: float | None = None
    weight: float | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A world and its answer.

    Attributes:
        id: Its id in the file, or the number of the draw.
        name: Its name; the id if it has none.
        probability: Its probability [share].
        as_budgeted: Whether nothing in it is otherwise than in the budget.
        own: V had it been known [points].
        value: V with the common frames [points].
        ordinary: V with the ordinary proposal's frames [points]; None where they leave it no plan.
        lacks: What then is missing; empty where nothing is, None where no money would help.
        reserve: What is left of the first year's reserve [MSEK].
        absorbed: How much of the planned surplus was never made [MSEK].
        deficit: The first year's deficit [MSEK], restored in later years.
        deposit: What the first year puts into the result reserve [MSEK].
        frames: Frames of all plan years by committee and year [MSEK].
        gap: The gap of its answer [points].
    """

    id: str
    name: str
    probability: float
    as_budgeted: bool
    own: float
    value: float
    ordinary: float | None
    lacks: Lacks
    reserve: float
    absorbed: float
    deficit: float
    deposit: float
    frames: Mapping[tuple[str, int], float]
    gap: float

    @property
    def borrowed(self) -> float:
        """What the first year puts into the result reserve out of what is missing [MSEK]."""
        return min(self.deposit, self.absorbed + self.deficit)

    @property
    def regret(self) -> float:
        """Regret of the common frames in it [points]; 0 where it is rounding."""
        given_up = self.own - self.value
        return given_up if abs(given_up) > ZERO else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A drawn world that no lawful frames survive.

    Attributes:
        draw: Its number.
        limit: The limit that weighs most in the proof of it; None where bookkeeping alone clashes.
        lacks: What is missing; None where no money would help.
    """

    draw: int
    limit: Limit | None
    lacks: Lacks


@dataclass(frozen=True, kw_only=True, repr=False)
class Worlds(AnswerStudy):
    """The first year's frames for more than one world, and the answer of each.

    Attributes:
        result: The ordinary answer, whose frames of the first year are compared with.
        attitude: What the frames are chosen for.
        worlds: The worlds, sorted by id; draws by number.
        common: The common frames and their proof.
        points: Drawn values of the levers, shape (draws, levers); None for the worlds of the file.
        levers: The levers that were drawn.
        not_drawn: Levers with a distribution that no world may move.
        left_out: Draws that no lawful frames survive.
        seed: The seed of the draws; None for the worlds of the file.
    """

    study = "worlds"
    frames_table = table_of("frames")
    """Frames in common, of the ordinary proposal, and of every world, as a table."""
    year_one_table = table_of("year1")
    """The first year's reserve, surplus, deficit and deposit in every world, as a table."""

    result: Result
    attitude: Attitude
    worlds: tuple[World, ...]
    common: Common
    points: Array | None = None
    levers: tuple[Lever, ...] = ()
    not_drawn: tuple[Lever, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    seed: int | None = None

    @property
    def draws(self) -> int | None:
        """The number of draws; None for the worlds of the file."""
        return None if self.points is None else len(self.points)

    @cached_property
    def frames(self) -> dict[str, float]:
        """The common frames of the first year, by committee [MSEK]."""
        return dict(zip(self.figures.committees, map(float, self.common.first), strict=True))

    @cached_property
    def ordinary_frames(self) -> dict[str, float]:
        """The ordinary proposal's frames of the first year, by committee [MSEK]."""
        q, first = self.result.proposal.q, self.figures.open_years[0]
        return {c: float(q.frame[c, first]) for c in self.figures.committees}

    @property
    def insured(self) -> dict[str, float]:
        """By how much the common frames of the first year differ from the ordinary ones, by committee [MSEK]."""
        return {c: amount - self.ordinary_frames[c] for c, amount in self.frames.items()}

    @property
    def value(self) -> float:
        """The mean V with the common frames, recomputed from every world's plan [points]."""
        return sum(world.probability * world.value for world in self.worlds)

    @property
    def aim(self) -> float:
        """Value of the form's aim, recomputed from every world's plan; under regret minus the largest [points]."""
        return _aim(self.attitude, self.worlds)

    @property
    def bounded(self) -> bool:
        """Whether a bound on the aim is proved; always, where the search was not interrupted."""
        return bool(np.isfinite(self.common.bound))

    @property
    def known(self) -> float:
        """The mean V had the world been known [points]."""
        return sum(world.probability * world.own for world in self.worlds)

    @property
    def worth_of_knowing(self) -> float:
        """EVPI: what it would be worth to know which world comes [points]."""
        return _rounded_away(self.known - self.value)

    @property
    def ordinary_value(self) -> float | None:
        """The mean V with the ordinary proposal's frames [points]; None where they leave a world no plan."""
        found = [(w.probability, w.ordinary) for w in self.worlds]
        if any(value is None for _, value in found):
            return None
        return sum(p * value for p, value in found if value is not None)

    @property
    def worth_of_counting(self) -> float | None:
        """VSS: what it is worth to count with several worlds [points]; None where there is nothing to compare with."""
        before = self.ordinary_value
        return None if before is None else _rounded_away(self.value - before)

    @cached_property
    def per_million(self) -> float | None:
        """Points that another MSEK of total in each plan year gives the ordinary proposal; None where it gives none."""
        found = [m.value for m in self.result.marginals if m.rows.name == "total"]
        worth = sum(found)
        return worth if np.isfinite(worth) and worth > WORTH else None

    def in_money(self, points: float | None) -> float | None:
        """Return points as money in each plan year, at the margin of the ordinary proposal's total [MSEK a year]."""
        return None if points is None or self.per_million is None else points / self.per_million

    @property
    def without_ordinary(self) -> tuple[World, ...]:
        """The worlds that the ordinary proposal's frames leave no plan."""
        return tuple(world for world in self.worlds if world.ordinary is None)

    def restored(self, world: World) -> dict[int, float]:
        """Return how much of a world's deficit each later year restores [MSEK]."""
        years = self.figures.open_years[1:4]
        return {y: world.deficit / len(years) for y in years} if world.deficit > 0 else {}

    def rows(self) -> list[Row]:
        """Return V of each world as tidy rows: had it been known, with common and ordinary frames, and the regret."""
        rows: list[Row] = []
        for world in self.worlds:
            quantities = {
                "own": world.own,
                "expected_frames": world.value,
                "ordinary_frames": world.ordinary,
                "regret": world.regret,
            }
            rows += [
                {
                    "world": world.id,
                    "probability": written(world.probability),
                    "quantity": quantity,
                    "value": written(value),
                    "unit": "points",
                }
                for quantity, value in quantities.items()
                if value is not None
            ]
        return rows

    def frame_rows(self) -> list[Row]:
        """Return all frames as tidy rows: of the first year in common, of the ordinary proposal, of every world."""
        first, proposal = self.figures.open_years[0], self.result.proposal.q.frame
        plans: dict[str, Mapping[tuple[str, int], float]] = {
            "common": {(c, first): amount for c, amount in self.frames.items()},
            "ordinary": {
                (c, y): float(proposal[c, y])
                for c in self.figures.committees
                for y in self.figures.open_years
            },
        }
        plans |= {world.id: world.frames for world in self.worlds}
        currency = self.scenario.currency
        return [
            {
                "plan": plan,
                "year": y,
                "committee": c,
                "value": written(amount * PER_MSEK[currency]),
                "unit": currency,
            }
            for plan, frames in plans.items()
            for (c, y), amount in frames.items()
        ]

    def year_one_rows(self) -> list[Row]:
        """Return what becomes of the first year in each world; money in the file's currency."""
        currency = self.scenario.currency
        return [
            {
                "world": world.id,
                **{key: written(getattr(world, key) * PER_MSEK[currency]) for key in FIRST_YEAR},
                "unit": currency,
            }
            for world in self.worlds
        ]

    def left_out_rows(self) -> list[Row]:
        """Return the draws that were left out: their levers, a limit in the way, the money that is missing."""
        assert self.points is not None  # noqa: S101 - the table is of draws
        currency = self.scenario.currency
        return [
            {
                "draw": one.draw,
                "levers": "; ".join(
                    f"{lever.id} = {value:.6g}"
                    for lever, value in zip(self.levers, self.points[one.draw], strict=True)
                ),
                "rule": "" if one.limit is None else one.limit.rows.path(*one.limit.index),
                "missing": ""
                if one.lacks is None
                else written(sum(m.amount for m in one.lacks) * PER_MSEK[currency]),
                "unit": currency,
            }
            for one in self.left_out
        ]

    def drawn_rows(self) -> list[Row]:
        """Return the drawn values as tidy rows."""
        assert self.points is not None  # noqa: S101 - the table is of draws
        return [
            {"draw": n, "lever": lever.id, "value": written(value), "unit": lever.unit}
            for n, drawn in enumerate(self.points)
            for lever, value in zip(self.levers, drawn, strict=True)
        ]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        scale, asked = PER_MSEK[self.scenario.currency], self.attitude

        def both(points: float | None) -> dict[str, Any]:
            money = self.in_money(points)
            return {
                "points": None if points is None else written(points),
                "money_a_year": None if money is None else written(money * scale),
            }

        content: dict[str, Any] = {
            "form": {"kind": asked.form, "tail": asked.tail, "weight": asked.weight, "by": asked.by},
            "status": "interrupted" if self.common.interrupted else "optimal",
            "value": written(self.value),
            "aim": written(self.aim),
            "known": written(self.known),
            "ordinary_value": None if self.ordinary_value is None else written(self.ordinary_value),
            "evpi": both(self.worth_of_knowing),
            "vss": both(self.worth_of_counting),
            "worlds": {
                world.id: {"name": world.name, "probability": written(world.probability)}
                for world in self.worlds
            },
            "ordinary_leaves_no_plan": {
                world.id: None if world.lacks is None else written(sum(m.amount for m in world.lacks) * scale)
                for world in self.without_ordinary
            },
            "certificate": {
                "bound": written(self.common.bound) if self.bounded else None,
                "gap": residual_written(self.common.bound - self.aim) if self.bounded else None,
                "largest_world_gap": residual_written(max(abs(world.gap) for world in self.worlds)),
            },
            "method": {"name": self.common.method, "iterations": self.common.iterations},
        }
        if self.seed is not None:
            content |= {
                "draws": self.draws,
                "left_out": len(self.left_out),
                "sampling": {"method": "latin hypercube", "seed": self.seed, "scipy": version("scipy")},
                "assumption": "levers are independent of each other",
                "levers": [lever_summary(lever) for lever in self.levers],
                "not_drawn": [lever.id for lever in self.not_drawn],
            }
        return content

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        tables: dict[str, tuple[Sequence[str], Callable[[], list[Row]]]] = {
            "worlds": (WORLDS, self.rows),
            "frames": (FRAMES, self.frame_rows),
            "year1": (YEAR_ONE, self.year_one_rows),
        }
        if self.points is not None:
            tables |= {"draws": (DRAWN, self.drawn_rows), "left_out": (LEFT_OUT, self.left_out_rows)}
        return tables


def _rounded_away(points: float) -> float:
    return points if abs(points) > ZERO else 0.0


def _aim(attitude: Attitude, worlds: Sequence[World]) -> float:
    counted = [world for world in worlds if world.probability > 0]
    p, v = (np.array([getattr(world, key) for world in counted]) for key in ("probability", "value"))
    if attitude.form == "worst":
        return float(v.min())
    if attitude.form == "regret":
        return -max(world.own - world.value for world in counted)
    mean = float(p @ v)
    if attitude.tail is None or attitude.weight is None:
        return mean
    return (1 - attitude.weight) * mean + attitude.weight * tail_mean(p, v, attitude.tail)


def worlds(  # noqa: PLR0913 - the question, the attitude, the draws, the workers and the folder
    scenario: Scenario | str | Path | Mapping[str, Any],
    form: Kind | None = None,
    tail: float | None = None,
    weight: float | None = None,
    *,
    draws: int | None = None,
    seed: int = SEED,
    method: str = "auto",
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    rounds: Callable[[Rounds], None] | None = None,
) -> Worlds:
    """Choose the first year's frames for more than one world, and answer each with them.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        form: What the frames are chosen for; the file's ``risk`` if absent, else the mean.
        tail: ``cvar``: the worst part of the probability [share]; the file's if absent, else 0.2.
        weight: ``cvar``: its weight [share]; the file's if absent, else 0.5.
        draws: Number of worlds that are drawn from the scenario's levers; the file's worlds if absent.
        seed: The seed of the draws; any number from 0.
        method: One of ``solver.two_stage.common.METHODS``; the answer does not depend on it.
        executor: The executor that answers worlds; see ``solver.sweeping.sweep.sweep`` for this and the rest.
        workers: The number of processes, and of threads for the common frames.
        cluster: The address of a dask scheduler.
        folder: The folder that keeps parts of the answer.
        progress: Called with the progress of a pass over the worlds.
        rounds: Called with the progress of the search for the common frames, where it goes in rounds.

    Raises:
        ValueError: The form is none of the four, its numbers are outside their range, there are no draws, or the seed
            is negative.
        ScenarioError: The file is wrong, its objective is not V, it has no worlds, or nothing may be drawn.
        NoPlanError: The budget's own limits leave no plan.
        WorldsWithoutPlanError: No lawful frames survive a world, or all of them together.
        UncertifiedError: An answer did not pass its own check.
        MissingExtraError: scipy, or what the sweep needs, is not installed.
    """
    if draws is not None:
        refuse_but_whole(1, draws=draws)
    refuse_but_whole(0, seed=seed)
    result, _ = answered(scenario)
    attitude = _attitude(result.scenario, form, tail, weight)
    asked = _declared(result.scenario) if draws is None else _drawn(result, draws, seed)

    def swept(task: OwnOptima | Answers, points: Array) -> Array:
        return sweep(
            task,
            points,
            executor=executor,
            workers=workers,
            cluster=cluster,
            folder=folder,
            progress=progress,
        )

    own = swept(OwnOptima(futures=asked.futures), asked.points)[:, 0]
    kept = _survivors(result.scenario, asked, own)
    futures = {n: asked.futures.at(asked.points[n]) for n in kept}
    probability = asked.probability if draws is None else np.full(len(asked.points), 1 / len(kept))
    problem, best = _blocks(asked, futures, probability, own)
    threads = workers or processors()
    found = _common(result, problem, _form(attitude, best), asked, futures, method, threads, rounds)
    first = result.figures.open_years[0]
    ordinary = tuple(float(result.proposal.q.frame[c, first]) for c in result.figures.committees)
    task = Answers(futures=asked.futures, common=tuple(map(float, found.first)), ordinary=ordinary)
    answers = swept(task, asked.points[kept])
    made = tuple(
        _world(asked, task, n, float(probability[n]), float(own[n]), answer, futures[n])
        for n, answer in zip(kept, answers, strict=True)
    )
    study = Worlds(
        result=result,
        attitude=attitude,
        worlds=made,
        common=found,
        points=None if draws is None else asked.points,
        levers=asked.levers,
        not_drawn=asked.not_drawn,
        left_out=tuple(_left_out(asked, n) for n in range(len(own)) if n not in futures),
        seed=None if draws is None else seed,
    )
    if not found.interrupted and not abs(found.bound - study.aim) <= GAP * max(1.0, abs(study.aim)):
        raise UncertifiedError(
            f"the common frames are not proved: bound less aim {found.bound - study.aim:.3g} points"
        )
    return study


# ------------------------------------------------------------------------------------------------ what is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The worlds that are asked about.

    Attributes:
        futures: Where they come from.
        points: Their points, shape (worlds, numbers of a point).
        ids: Their ids.
        names: Their names.
        probability: Their probabilities, shape (worlds,); of draws that all survive.
        levers: The levers that are drawn.
        not_drawn: Levers with a distribution that no world may move.
    """

    futures: Futures
    points: Array
    ids: tuple[str, ...]
    names: tuple[str, ...]
    probability: Array
    levers: tuple[Lever, ...] = ()
    not_drawn: tuple[Lever, ...] = ()


def _attitude(scenario: Scenario, form: Kind | None, tail: float | None, weight: float | None) -> Attitude:
    """Return the attitude to risk: as asked for, else the file's, else the mean."""
    stated = scenario.risk
    if form is None and (tail is not None or weight is not None):
        form = "cvar"
    if form is None:
        if stated is None:
            return Attitude(form="expected")
        return Attitude(form=stated.form, tail=stated.tail, weight=stated.weight, by=stated.by)
    if form not in get_args(Kind):
        raise ValueError(f"the forms are {', '.join(get_args(Kind))}, not {form!r}")
    if form != "cvar":
        if tail is not None or weight is not None:
            raise ValueError(f"tail and weight belong to cvar, not to {form}")
        own = stated is not None and stated.form == form
        return Attitude(form=form, by=stated.by if own and stated is not None else None)
    ours = stated if stated is not None and stated.form == "cvar" else None
    tail_ = tail if tail is not None else (ours.tail if ours is not None else None) or TAIL
    weight_ = weight if weight is not None else ours.weight if ours is not None else WEIGHT
    if not (is_share(tail_) and 0 < tail_ < 1 and is_share(weight_)):
        raise ValueError(
            f"a tail lies between 0 and 1 and a weight from 0 to 1, not {tail_!r} and {weight_!r}"
        )
    same = ours is not None and (ours.tail, ours.weight) == (tail_, weight_)
    return Attitude(form=form, tail=tail_, weight=weight_, by=ours.by if same and ours is not None else None)


def _declared(scenario: Scenario) -> _Asked:
    """Return the worlds of the file.

    Raises:
        ScenarioError: It has none.
    """
    if not scenario.worlds:
        problem = Problem(
            path="worlds",
            place=scenario.origin.place("worlds"),
            sv="scenariot har inga omvärldar; skriv worlds med sannolikheter och change, eller dra dem ur spakarna med "
            "--draws",
            en="the scenario has no worlds; write worlds with probabilities and changes, or draw them from levers with "
            "--draws",
        )
        raise ScenarioError((problem,), scenario.language)
    futures = Declared(scenario=scenario)
    stated = np.array([scenario.worlds[id_].probability for id_ in futures.ids])
    return _Asked(
        futures=futures,
        points=np.arange(len(futures.ids), dtype=float)[:, None],
        ids=futures.ids,
        names=tuple(scenario.worlds[id_].name or id_ for id_ in futures.ids),
        probability=stated / stated.sum(),
    )


def _drawn(result: Result, draws: int, seed: int) -> _Asked:
    """Return drawn worlds.

    Raises:
        ScenarioError: No lever with a distribution may be drawn, or the scenario is invalid at a drawn value.
        MissingExtraError: scipy is not installed.
    """
    scenario = result.scenario
    having = drawn_levers(result.figures, effects=False)
    levers = tuple(
        lever for lever in having if lever.kind in ("set", "scale", "add") and may_differ(lever.path)
    )
    if not levers:
        ids = ", ".join(lever.id for lever in having)
        problem = Problem(
            path="levers",
            place=scenario.origin.place("levers"),
            sv=f"ingen spak får dras: {ids} flyttar rådets egna beslut eller vikter; ange distribution för en spak som "
            "flyttar omvärlden, som frame.revenue",
            en=f"no lever may be drawn: {ids} moves the council's own decisions or weights; give distribution for a "
            "lever that moves the outside world, such as frame.revenue",
        )
        raise ScenarioError((problem,), scenario.language)
    points = values(levers, latin(len(levers), draws, seed))
    check(scenario, levers, points)
    return _Asked(
        futures=Drawn(scenario=scenario, levers=levers),
        points=points,
        ids=tuple(str(n) for n in range(draws)),
        names=tuple(str(n) for n in range(draws)),
        probability=np.full(draws, 1 / draws),
        levers=levers,
        not_drawn=tuple(lever for lever in having if lever not in levers),
    )


# ----------------------------------------------------------------------------------------------------- the steps


def _survivors(scenario: Scenario, asked: _Asked, own: Array) -> list[int]:
    """Return the worlds that some lawful frames survive.

    Raises:
        WorldsWithoutPlanError: A declared world is not among them.
        ScenarioError: No drawn world is.
    """
    lost = [n for n, value in enumerate(own) if np.isnan(value)]
    if lost and not asked.levers:
        budget = asked.futures.budget
        futures = {asked.ids[n]: asked.futures.at(asked.points[n]) for n in lost}
        raise WorldsWithoutPlanError(
            scenario,
            {id_: conflict(budget, future) for id_, future in futures.items()},
            {id_: lacking(budget, future) for id_, future in futures.items()},
        )
    if len(lost) == len(own):
        raise ScenarioError((none_has_a_plan(scenario),), scenario.language)
    return [n for n in range(len(own)) if n not in lost]


def _blocks(
    asked: _Asked, futures: Mapping[int, Future], probability: Array, own: Array
) -> tuple[TwoStage, Array]:
    """Return the program of the budget and all worlds, and V of each block had it been known."""
    budget = asked.futures.budget.future
    ordinary = [n for n, future in futures.items() if future.as_budgeted]
    others = [n for n, future in futures.items() if not future.as_budgeted]
    blocks = [budget.block(BUDGET, float(sum(probability[n] for n in ordinary)))]
    blocks += [futures[n].block(WORLD + asked.ids[n], float(probability[n])) for n in others]
    best = [float(own[ordinary[0]]) if ordinary else 0.0, *(float(own[n]) for n in others)]
    names = tuple(budget.program.columns[j] for j in budget.first)
    return TwoStage(blocks=tuple(blocks), names=names), np.array(best)


def _form(attitude: Attitude, best: Array) -> Form:
    regret = attitude.form == "regret"
    return Form(kind=attitude.form, tail=attitude.tail, weight=attitude.weight, best=best if regret else None)


def _common(  # noqa: PLR0913, PLR0917 - what is chosen, and how
    result: Result,
    problem: TwoStage,
    form: Form,
    asked: _Asked,
    futures: Mapping[int, Future],
    method: str,
    workers: int,
    rounds: Callable[[Rounds], None] | None,
) -> Common:
    """Choose the common frames; see ``solver.two_stage.common``.

    Raises:
        WorldsWithoutPlanError: No lawful frames survive all worlds together.
    """
    stated = asked.futures.budget.stated
    first = stated.figures.open_years[0]
    committees = stated.figures.committees
    anchor = np.array([stated.baseline.frame[c, first] for c in committees])
    near = np.array([omega("frame", c, first) for c in committees])
    try:
        return common(
            problem, form, anchor=anchor, omega=near, method=method, workers=workers, on_progress=rounds
        )
    except NoCommonError as error:
        by_block = {WORLD + asked.ids[n]: future for n, future in futures.items()}
        by_block[BUDGET] = asked.futures.budget.future
        lacks = None
        if error.missing is not None:
            lacks = {
                id_.removeprefix(WORLD): told(by_block[id_].sources, amounts)
                for id_, amounts in error.missing.items()
            }
        raise WorldsWithoutPlanError(result.scenario, {}, lacks) from error


def _world(  # noqa: PLR0913, PLR0917 - what is known of it
    asked: _Asked, task: Answers, n: int, probability: float, own: float, answer: Array, future: Future
) -> World:
    value, gap, ordinary, reserve, absorbed, deficit, deposit, *frames = map(float, answer)
    if np.isnan(value):
        raise UncertifiedError(f"the common frames leave the world {asked.ids[n]} no plan (numerical)")
    lacks: Lacks = ()
    if np.isnan(ordinary):
        lacks = lacking(asked.futures.budget, future, np.array(task.ordinary))
    return World(
        id=asked.ids[n],
        name=asked.names[n],
        probability=probability,
        as_budgeted=future.as_budgeted,
        own=own,
        value=value,
        ordinary=None if np.isnan(ordinary) else ordinary,
        lacks=lacks,
        reserve=reserve,
        absorbed=absorbed,
        deficit=deficit,
        deposit=deposit,
        frames=dict(zip(task.keys, frames, strict=True)),
        gap=gap,
    )


def _left_out(asked: _Asked, n: int) -> LeftOut:
    budget, future = asked.futures.budget, asked.futures.at(asked.points[n])
    return LeftOut(draw=n, limit=decisive(budget, future), lacks=lacking(budget, future))
