"""Levers on the curves of effects: their size, and their shape between their own and the common one.

The curve of an effect under a size s and a shape θ is

    s ((1 - θ) · own + θ · S ln(level)),   S the slope of its own at level 1,

over its own funding levels: how far down a curve is known is no part of its shape. Weights and what is measured are
those of the scenario as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.file.tree import within
from models.levers import Lever
from models.outcomes import STEPS, Curve, response, scaled_log, slope_today
from models.packages import settled
from models.scenario import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures, Response
    from models.scenario import Complement, Effect, Scenario

CENTRAL_90 = 1.6448536269514722
"""Half the central 90 % of a normal distribution [standard deviations]."""
SAME = 0.01
"""Curves that differ by less than this are the same: a polyline of the common shape is not quite steep as the curve
that it is cut from [points]."""


def claim_of(scenario: Scenario, r: Response) -> Effect | Complement:
    """Return what the file says of an effect or a complement."""
    if r.complement:
        return scenario.complements[r.id]
    return scenario.effects[r.members[0]][r.goal]


def size_range(figures: Figures, r: Response) -> tuple[str, float, float] | None:
    """Return how the size of an effect is drawn: ``uniform`` from low to high, or ``normal`` with mean and deviation.

    Returns:
        None where the effect states neither and its grade has no range.
    """
    claim = claim_of(figures.scenario, r)
    elasticity, se = getattr(claim, "elasticity", None), getattr(claim, "se", None)
    if se is not None and elasticity:
        return "normal", 1.0, se / abs(elasticity)
    ranges = figures.scenario.evidence_ranges
    of_grade = getattr(ranges, r.evidence, None) if ranges is not None else None
    ends = claim.range if claim.range is not None else of_grade
    return None if ends is None else ("uniform", *ends)


def effect_levers(figures: Figures) -> tuple[Lever, ...]:
    """Return levers on the size of each effect that has a range, and on the shape of all effects of each grade.

    An effect that a declared lever moves has no other lever on its size. A grade whose effects have the common curve
    already has none on their shape.

    Args:
        figures: Figures of the scenario.
    """
    declared = [lever.path for lever in figures.scenario.levers.values() if lever.path is not None]
    sizes = [
        _size(figures, r)
        for r in figures.responses
        if size_range(figures, r) is not None and not any(_moves(path, r) for path in declared)
    ]
    present = {r.evidence for r in figures.responses if _bent(r.curve)}
    grades = [grade for grade in (*EVIDENCE, *sorted(present - set(EVIDENCE))) if grade in present]
    return (*sizes, *map(_shape, grades))


def _moves(path: str, r: Response) -> bool:
    """Return whether a declared lever's path moves an effect, or the packages that give it."""
    if path == "packages" or any(within(path, f"packages.{a}") for a in r.members):
        return True
    return within(path, r.path) or within(r.path, path)


def _size(figures: Figures, r: Response) -> Lever:
    how = size_range(figures, r)
    assert how is not None  # noqa: S101 - only effects with a range are asked for
    kind, a, b = how
    low, high = (a, b) if kind == "uniform" else (a - CENTRAL_90 * b, a + CENTRAL_90 * b)
    claim, ranges = claim_of(figures.scenario, r), figures.scenario.evidence_ranges
    own = kind == "normal" or claim.range is not None
    return Lever(
        id=f"size:{r.id}",
        name=r.id,
        kind="size",
        path=r.path,
        unit="share",
        low=low,
        high=high,
        today=1.0,
        distribution="uniform" if kind == "uniform" else "normal",
        source=claim.author if own or ranges is None else ranges.by,
    )


def adds_levels(figures: Figures, grade: str) -> bool:
    """Return whether effects of a grade have more funding levels with another shape of curve than their own."""
    levels = [(r.curve, mixed(r.curve, 1.0)) for r in figures.responses if r.evidence == grade]
    return any(len(own) < len(other) for own, other in levels)


def _shape(grade: str) -> Lever:
    return Lever(
        id=f"shape:{grade}",
        name=grade,
        kind="shape",
        path=grade,
        unit="share",
        low=0.0,
        high=1.0,
        today=0.0,
        distribution="uniform",
    )


def _bent(curve: Curve) -> bool:
    """Return whether a curve has another shape than the common one."""
    other = mixed(curve, 1.0)
    return any(abs(points - response(curve, level)) > SAME for level, points in other)


def mixed(curve: Curve, shape: float) -> Curve:
    """Return a curve on its way from its own shape to the common one, of the same slope at level 1.

    Args:
        curve: The curve.
        shape: Part of the way [share].
    """
    first = curve[0][0]
    steps = (first, *STEPS) if 0 < first < STEPS[0] else STEPS
    common = scaled_log(slope_today(curve), steps)
    levels = sorted({level for level, _ in curve} | {level for level in STEPS if level >= first})
    return tuple(
        (level, (1 - shape) * response(curve, level) + shape * response(common, level)) for level in levels
    )


def with_curves(scenario: Scenario, figures: Figures, at: Mapping[Lever, float]) -> Scenario:
    """Return a scenario with curves of some size and shape.

    Args:
        scenario: The scenario.
        figures: Its figures.
        at: Levers of size and shape, and their values; a size below 0 counts as 0.
    """
    sizes = {lever.path: max(value, 0.0) for lever, value in at.items() if lever.kind == "size"}
    shapes = {lever.path: value for lever, value in at.items() if lever.kind == "shape"}
    effects: dict[str, dict[str, Effect]] = {a: dict(own) for a, own in scenario.effects.items()}
    complements = dict(scenario.complements)
    for r in figures.responses:
        if r.path not in sizes and r.evidence not in shapes:
            continue
        curve = mixed(r.curve, shapes[r.evidence]) if r.evidence in shapes else r.curve
        size = sizes.get(r.path, 1.0)
        new: dict[str, Any] = {"curve": tuple((level, size * points) for level, points in curve)}
        if r.complement:
            complements[r.id] = complements[r.id].model_copy(update=new)
        else:
            blank = dict.fromkeys(("elasticity", "se", "shape", "at", "points"))
            effects[r.members[0]][r.goal] = effects[r.members[0]][r.goal].model_copy(update=blank | new)
    return settled(scenario, effects).model_copy(update={"complements": complements})
