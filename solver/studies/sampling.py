r"""Values drawn for levers from the distributions that the scenario declares. The one door to scipy and SALib.

.. math::  x_k = F_k^{-1}(u_k), \qquad u \in (0, 1)^{levers}

where :math:`F_k` is uniform over the lever's range, triangular over it with its top at today's value, or normal with
the range as its central 90 %. Levers are drawn independently of each other: an assumption that every report repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import effect_levers
from models.levers import declared
from models.problems import Problem, ScenarioError
from solver.levers.parts import varied
from solver.output.rows import written
from solver.sweeping.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.figures import Figures
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.program.compiled import Array

CENTRAL = 0.9
"""The part of a normal distribution that lies in the lever's range."""
EDGE = 1e-9
"""Draws stay this far from both ends of the probability."""
CONFIDENCE = 0.95
"""The confidence of intervals for indices."""
RESAMPLES = 200
"""Bootstrap samples behind an interval of an index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """Sobol indices of one answer, one number per lever.

    Attributes:
        first: Part of the variance that goes with the lever alone [share], shape (levers,).
        first_error: Half the 95 % interval of it.
        total: Part that goes with it alone or together with others [share], shape (levers,).
        total_error: Half the 95 % interval of it.
    """

    first: Array
    first_error: Array
    total: Array
    total_error: Array


def drawn_levers(figures: Figures, *, effects: bool) -> tuple[Lever, ...]:
    """Return the declared levers that have a distribution, sorted by id, then those on curves of effects.

    Args:
        figures: Figures of the scenario.
        effects: Whether size and shape of effects are drawn too.

    Raises:
        ScenarioError: There is none, or one has a distribution that does not fit its range.
    """
    scenario = figures.scenario
    levers = tuple(lever for lever in declared(scenario) if lever.distribution is not None)
    if effects:
        levers += effect_levers(figures)
    problems = []
    if not levers:
        problems.append(
            Problem(
                path="levers",
                place=scenario.origin.place("levers"),
                sv="ingen spak har någon fördelning; ange distribution (uniform, triangular eller normal) för dem som "
                "är osäkra",
                en="no lever has a distribution; give distribution (uniform, triangular or normal) for those that are "
                "uncertain",
            )
        )
    for lever in levers:
        if lever.distribution == "triangular" and (
            lever.today is None or not lever.low <= lever.today <= lever.high
        ):
            path = f"levers.{lever.id}.distribution"
            problems.append(
                Problem(
                    path=path,
                    place=scenario.origin.place(path),
                    sv="en triangel har sin topp vid dagens värde, som ska vara ett och ligga i intervallet; skriv "
                    "uniform eller ändra intervallet",
                    en="a triangle has its top at today's value, which must be one and lie in the range; write "
                    "uniform or change the range",
                )
            )
    if problems:
        raise ScenarioError(problems, scenario.language)
    return levers


def values(levers: Sequence[Lever], shares: Array) -> Array:
    """Return values of levers at shares of their probability.

    Args:
        levers: The levers, each with a distribution.
        shares: From 0 to 1, shape (points, levers).

    Returns:
        Shape (points, levers).

    Raises:
        MissingExtraError: scipy is not installed.
    """
    _, stats = _scipy()
    inside = np.clip(shares, EDGE, 1 - EDGE)
    found = np.empty_like(inside)
    for k, lever in enumerate(levers):
        width = lever.high - lever.low
        if lever.distribution == "normal":
            deviation = width / (2 * stats.norm.ppf((1 + CENTRAL) / 2))
            found[:, k] = stats.norm.ppf(inside[:, k], (lever.low + lever.high) / 2, deviation)
        elif lever.distribution == "triangular" and lever.today is not None:
            found[:, k] = stats.triang.ppf(inside[:, k], (lever.today - lever.low) / width, lever.low, width)
        else:
            found[:, k] = lever.low + width * inside[:, k]
        if lever.kind == "size":  # no effect is smaller than nothing
            np.maximum(found[:, k], 0.0, out=found[:, k])
    return found


def check(scenario: Scenario, levers: Sequence[Lever], points: Array) -> None:
    """Check that the scenario is valid at the least and greatest drawn value of each lever, before anything is solved.

    Raises:
        ScenarioError: It is not; the error names the lever and its value.
    """
    for lever, drawn in zip(levers, points.T, strict=True):
        if (
            lever.distribution == "normal"
        ):  # the other distributions stay in their range, which compiling checks
            varied(scenario, {lever: float(drawn.min())})
            varied(scenario, {lever: float(drawn.max())})


def latin(levers: int, draws: int, seed: int) -> Array:
    """Draw a Latin hypercube: each lever's probability is cut into as many slices as there are draws, one draw in each.

    Args:
        levers: The number of levers.
        draws: How many.
        seed: Any number from 0.

    Returns:
        Shares of probability, shape (draws, levers).

    Raises:
        MissingExtraError: scipy is not installed.
    """
    qmc, _ = _scipy()
    return np.asarray(qmc.LatinHypercube(levers, rng=np.random.default_rng(seed)).random(draws), float)


def saltelli(levers: int, base: int, seed: int) -> Array:
    """Draw Saltelli's points: two samples of a scrambled Sobol sequence, and mixtures of them, one lever at a time.

    Args:
        levers: The number of levers.
        base: Points of a sample, a power of two.
        seed: Any number from 0.

    Returns:
        Shares of probability, shape (base · (levers + 2), levers); a block of levers + 2 rows for each base point.

    Raises:
        MissingExtraError: SALib is not installed.
    """
    sample, _ = _salib()
    rng = np.random.default_rng(seed)
    return np.asarray(sample(_problem(levers), base, calc_second_order=False, seed=rng), float)


def indices(answers: Array, levers: int, seed: int) -> Indices | None:
    """Estimate Sobol indices from the answers at Saltelli's points.

    Args:
        answers: One number for each point, whole blocks of levers + 2.
        levers: The number of levers.
        seed: The seed of the bootstrap; any number from 0.

    Returns:
        The indices; None where the answer is the same in both samples, whatever their mixtures give.

    Raises:
        MissingExtraError: SALib is not installed.
    """
    _, analyze = _salib()
    samples = answers.reshape(-1, levers + 2)[:, [0, -1]]
    if np.ptp(samples) <= EDGE * max(1.0, float(np.abs(samples).max())):
        return None
    found = analyze(
        _problem(levers),
        answers,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=seed + 1,  # SALib treats the seed 0 as no seed
    )
    return Indices(
        first=np.asarray(found["S1"], float),
        first_error=np.asarray(found["S1_conf"], float),
        total=np.asarray(found["ST"], float),
        total_error=np.asarray(found["ST_conf"], float),
    )


def interval(kept: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a probability that was observed ``kept`` times of ``of``.

    It presumes independent draws. The error of a Latin hypercube is at most that of one draw fewer (Owen 1997), so the
    interval is computed for that number.

    Raises:
        MissingExtraError: scipy is not installed.
    """
    _, stats = _scipy()
    n = max(of - 1, 1)
    share = kept / of
    z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * float(np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def lever_summary(lever: Lever) -> dict[str, Any]:
    """Return a lever that was drawn as ``result.json`` has it."""
    return {
        "id": lever.id,
        "moves": f"{lever.kind} {lever.path}",
        "low": written(lever.low),
        "high": written(lever.high),
        "unit": lever.unit,
        "distribution": lever.distribution,
        "source": lever.source,
    }


def none_has_a_plan(scenario: Scenario) -> Problem:
    """Return the problem that no draw, or too few, leaves a plan."""
    return Problem(
        path="levers",
        place=scenario.origin.place("levers"),
        sv="gränserna går inte ihop i någon dragning, eller i för få; gör intervallen smalare",
        en="the limits leave no plan in any draw, or in too few; make the ranges narrower",
    )


def _problem(levers: int) -> dict[str, Any]:
    return {
        "num_vars": levers,
        "names": [str(k) for k in range(levers)],
        "bounds": [[0.0, 1.0]] * levers,
    }


def _scipy() -> tuple[Any, Any]:
    try:
        from scipy import stats  # noqa: PLC0415 - half a second, for those who draw
    except ImportError as missing:
        raise MissingExtraError("sweep") from missing
    return stats.qmc, stats


def _salib() -> tuple[Any, Any]:
    try:
        from SALib.analyze.sobol import analyze  # noqa: PLC0415 - for those who ask for indices
        from SALib.sample.sobol import sample  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError("sweep") from missing
    return sample, analyze
