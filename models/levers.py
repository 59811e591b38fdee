"""Levers: named scalar changes of a scenario.

A lever changes one thing: numbers or shares at a path (set, scaled or added to; paths as in ``variants``),
the weights on a line from the stated ones to a party's (*blend*), or a goal area's share of all weight
(*area*). A lever of weights moves stated ones; each year's final weights follow, scaled to sum 1. Values are
plain numbers: a share or factor is a fraction (0.97), an amount is in the file's currency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from models.figures import Figures
from models.file.ends import Way, end_value, ordered, spanned
from models.file.writing import as_stated
from models.problems import Problem, Refused, ScenarioError, near
from models.scenario import Edit
from models.units import write_share
from models.variants import found_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import DeclaredLever, Scenario

Kind = Literal["set", "scale", "add", "blend", "area", "size", "shape"]
CURVES = ("size", "shape")
"""Kinds of levers that change curves of effects, see ``effect_levers``."""
Distribution = Literal["uniform", "triangular", "normal"]
WEIGHT_PARTS = 3
SAME = 1e-9
"""Normalisers and weights that differ by less than this differ by rounding only [share]."""
STATED = "stated"
"""Name of the scenario's own weights in a blend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A named scalar change of a scenario.

    Attributes:
        id: Id in tables: the id in the file, otherwise the path.
        name: Name to display.
        kind: ``set``, ``scale`` or ``add`` for a path, ``blend`` of two weight sets, ``area`` for an area's
            share of weight, ``size`` and ``shape`` for curves of effects (see ``effect_levers``).
        path: Path that is changed; the area for ``area``, ``from:to`` for ``blend``, the grade of evidence for
            ``shape``.
        unit: ``share`` where values are fractions, otherwise ``number``.
        low: Smallest value.
        high: Largest value.
        today: Value that leaves the scenario unchanged; None where there is none (several different numbers
            at the path).
        distribution: Probability distribution of the values; None where the file states none.
        source: Source of the range.
        ends: For ``blend``: weight of each goal at 0 and at 1, in the file's form, sorted by goal.
    """

    id: str
    name: str
    kind: Kind
    path: str
    unit: Literal["share", "number"]
    low: float
    high: float
    today: float | None
    distribution: Distribution | None = None
    source: str | None = None
    ends: tuple[tuple[str, float, float], ...] = ()

    @property
    def goal(self) -> str | None:
        """The goal whose weight the lever changes; None where it does not change a single goal's weight."""
        parts = self.path.split(".")
        weighs = len(parts) == WEIGHT_PARTS and (parts[0], parts[2]) == ("goals", "weight")
        return parts[1] if weighs and self.kind in ("set", "scale", "add") else None

    @property
    def moves_weights(self) -> bool:
        """Whether the lever changes goal weights and nothing else."""
        return self.kind in ("blend", "area") or self.goal is not None

    def stated(self, figures: Figures, stated: Mapping[str, float], value: float) -> dict[str, float]:
        """Return the stated weights with the lever at a value; only for levers that change weights.

        Args:
            figures: Figures of the scenario, whose krona-neutral weights multiply stated ones.
            stated: Stated weight of each goal.
            value: Value of the lever.
        """
        if self.kind == "blend":
            return {g: (1 - value) * a + value * b for g, a, b in self.ends}
        if self.kind == "area":
            times = _multipliers(figures)
            inside = {g for g in stated if figures.scenario.goals[g].area == self.path}
            part = sum(stated[g] * times[g] for g in inside)
            rest = sum(stated[g] * times[g] for g in stated if g not in inside)
            return {
                g: stated[g] * (value / part if g in inside else (1 - value) / rest if rest else 0.0)
                for g in stated
            }
        old = stated[str(self.goal)]
        new = {"set": value, "scale": old * value, "add": old + value}[self.kind]
        return {**stated, str(self.goal): new}

    def edits(self, scenario: Scenario, value: float) -> tuple[Edit, ...]:
        """Return the edits of the scenario that put the lever at a value.

        Args:
            scenario: Scenario to change.
            value: Value of the lever.
        """
        return edits(scenario, {self: value})

    def over(self, low: float, high: float) -> Lever:
        """Return the same lever over another range."""
        return replace(self, low=low, high=high)


def declared(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers that the scenario declares, sorted by id.

    Raises:
        ScenarioError: A declared lever does not fit the scenario; the exception lists all that do not.
    """
    levers, problems = [], []
    for id_, stated in sorted(scenario.levers.items()):
        try:
            levers.append(_declared(scenario, id_, stated))
        except Refused as refused:
            path = f"levers.{id_}"
            at = scenario.origin.place(path)
            problems.append(Problem(path=path, place=at, sv=refused.sv, en=refused.en))
    if problems:
        raise ScenarioError(problems, scenario.language)
    return tuple(levers)


def _declared(scenario: Scenario, id_: str, stated: DeclaredLever) -> Lever:
    extra: dict[str, Any] = {"distribution": stated.distribution, "source": stated.source}
    if stated.blend is not None:
        blended = blend(scenario, STATED, stated.blend)
        return replace(blended, id=id_, name=stated.name or blended.name, **extra)
    kind, ends = next((k, e) for k in ("set", "scale", "add") if (e := getattr(stated, k)) is not None)
    moved = at_path(scenario, str(stated.path), str(ends[0]), str(ends[1]), kind)  # type: ignore[arg-type]
    return replace(moved, id=id_, name=stated.name or moved.name, **extra)


def lever(
    scenario: Scenario, what: str, low: str | None = None, high: str | None = None, kind: Way | None = None
) -> Lever:
    """Return the lever that a text describes: a declared lever, a path, a blend or an area.

    Args:
        scenario: Scenario that the lever changes.
        what: Id of a declared lever, a path, ``blend:PARTY``, ``blend:PARTY:PARTY`` or ``area:NAME``.
        low: Smallest value as written in the file, such as ``97 %`` or ``1250``; that of the declared lever
            if absent.
        high: Largest value, likewise.
        kind: ``set``, ``scale`` or ``add``; if absent, a percentage of a plain number is a factor
            (``scale``), and anything else a new value (``set``).

    Raises:
        ScenarioError: There is no such lever, or the values do not fit it.
    """
    try:
        return _lever(scenario, what, low, high, kind)
    except Refused as refused:
        problem = Problem(path=what, sv=refused.sv, en=refused.en)
        raise ScenarioError((problem,), scenario.language) from refused


def _lever(scenario: Scenario, what: str, low: str | None, high: str | None, kind: Way | None) -> Lever:
    for end in (low, high):
        if end is not None and not isinstance(end, str):
            raise Refused(
                f"skriv värdet som i filen, inom citattecken: '97 %' eller '1250', inte {end!r}",
                f"write the value as the file does, in quotes: '97 %' or '1250', not {end!r}",
            )
    if kind is not None and kind not in get_args(Way):
        ways = ", ".join(get_args(Way))
        raise Refused(f"välj bland {ways}, inte {kind!r}", f"choose among {ways}, not {kind!r}")
    if what in scenario.levers:
        base = _declared(scenario, what, scenario.levers[what])
        if low is None and high is None:
            return base
        ends = (end_value(low, base.unit, base.low), end_value(high, base.unit, base.high))
        return base.over(*ordered(*ends))
    head, _, tail = what.partition(":")
    if head in ("blend", "area"):
        weighing = blend(scenario, *_parties(tail)) if head == "blend" else area(scenario, tail)
        ends = (end_value(low, "share", weighing.low), end_value(high, "share", weighing.high))
        if min(ends) < 0 or max(ends) > 1:
            raise Refused(
                "värdena ska ligga mellan 0 % och 100 %", "the values must lie between 0 % and 100 %"
            )
        return weighing.over(*ordered(*ends))
    if low is None or high is None:
        known = ", ".join(sorted(scenario.levers)) or "–"
        nearest = near(what, scenario.levers)
        if nearest is not None:
            raise Refused(
                f"ingen spak heter så; menas {nearest}?", f"no lever is called so; did you mean {nearest}?"
            )
        raise Refused(
            f"ange från och till, till exempel --from 97 % --to 103 % (scenariots egna spakar: {known})",
            f"give from and to, such as --from 97 % --to 103 % (the scenario's own levers: {known})",
        )
    return at_path(scenario, what, low, high, kind)


def part_of(figures: Figures, moved: Lever, value: float) -> float:
    """Return the lever goal's part of all weight at a value [share]; for blend and area, the value itself.

    The part is counted over all outcome years, discounted, as in ``Figures.part``. Where the lever is straight, all
    final weights are affine in it.
    """
    if moved.goal is None:
        return value
    weights = weights_at(figures, {moved: value})
    return sum(figures.discount[y] * weights[moved.goal, y] for y in figures.outcome_years)


def straight(figures: Figures, moved: Lever) -> bool:
    """Whether a lever moves final weights along a straight line between the ends of its range.

    Stated weights are affine in the value; each year divides them by their sum N, so that a year's final weights are
    ``((1 - t) N_low W_low + t N_high W_high) / ((1 - t) N_low + t N_high)`` at the share t of the range. That is
    the same point of every year's line exactly where N_high / N_low is the same in all years whose weights move.
    """
    return _stretch(figures, moved) is not None


def value_along(figures: Figures, moved: Lever, place: float) -> float:
    """Return the value at which a straight lever has gone a share of its line of final weights.

    Args:
        figures: Figures of the scenario as it stands.
        moved: Straight lever that changes weights.
        place: Share of the way from the weights at its least value to those at its greatest [share].

    Raises:
        ValueError: The lever is not straight.
    """
    stretch = _stretch(figures, moved)
    if stretch is None:
        raise ValueError(f"{moved.id} does not move weights along a straight line")
    share_ = place / (stretch * (1 - place) + place)
    return moved.low + share_ * (moved.high - moved.low)


def _stretch(figures: Figures, moved: Lever) -> float | None:
    """Return N_high / N_low, the same in every year whose weights move; None where it differs between years."""
    ends = [stated_at(figures, {moved: value}) for value in (moved.low, moved.high)]
    finals = [figures.weights_of(stated) for stated in ends]
    factor = figures.as_it_stands.weight_factor
    ratios = []
    for y in figures.years:
        low, high = (sum(stated[g] * factor[g, y] for g in figures.goals) for stated in ends)
        moves = any(abs(finals[1][g, y] - finals[0][g, y]) > SAME for g in figures.goals)
        if moves and not (low and high):
            return None
        if moves:
            ratios.append(high / low)
    if not ratios:
        return 1.0
    if moved.goal is None:  # the value itself is told as the part
        ratios.append(1.0)
    return ratios[0] if max(ratios) - min(ratios) <= SAME * max(ratios) else None


def _parties(tail: str) -> tuple[str, str]:
    first, mark, second = tail.partition(":")
    return (first, second) if mark else (STATED, first)


def at_path(scenario: Scenario, path: str, low: str, high: str, kind: Way | None = None) -> Lever:
    """Return a lever that changes the numbers or shares at a path.

    Args:
        scenario: Scenario that the lever changes.
        path: Path of a number or share, or of several of the same kind.
        low: Smallest value as written in the file.
        high: Largest value, likewise.
        kind: How values apply; as in ``lever``.

    Raises:
        Refused: The path does not exist or holds anything else than numbers or shares, or the values do not
            fit.
    """
    span = spanned(found_at(as_stated(scenario), path), path, (low, high), kind)
    now = {"scale": 1.0, "add": 0.0, "set": span.today}[span.kind]
    return Lever(
        id=path, name=path, kind=span.kind, path=path, unit=span.unit, low=span.low, high=span.high, today=now
    )


# ----------------------------------------------------------------------------------------------------- weights


def _multipliers(figures: Figures) -> dict[str, float]:
    """Return the factor that multiplies each goal's stated weight in the first plan year."""
    factor = figures.as_it_stands.weight_factor
    return {g: factor[g, figures.years[0]] for g in figures.goals}


def stated_at(figures: Figures, at: Mapping[Lever, float]) -> dict[str, float]:
    """Return the stated weights with weight levers at given values.

    Args:
        figures: Figures of the unchanged scenario.
        at: Levers and their values; applied in this order.
    """
    weights = figures.stated_weight
    for moved, value in at.items():
        weights = moved.stated(figures, weights, value)
    return weights


def weights_at(figures: Figures, at: Mapping[Lever, float]) -> dict[tuple[str, int], float]:
    """Return the final weight of each goal and outcome year, sum 1 a year, with weight levers at given values.

    Args:
        figures: Figures of the unchanged scenario.
        at: Levers and their values; applied in this order.
    """
    return figures.weights_of(stated_at(figures, at))


def blend(scenario: Scenario, start: str, end: str) -> Lever:
    """Return a lever from one set of weights (0) to another (1), each scaled to sum 1 in the first plan year.

    Args:
        scenario: Scenario with the parties.
        start: Id of a party, or ``stated`` for the scenario's own weights.
        end: The same.

    Raises:
        Refused: There is no such party, it has stated no weights, or all weights are zero.
    """
    figures = Figures(scenario=scenario)
    times = _multipliers(figures)
    sets = [_weight_set(scenario, which) for which in (start, end)]
    whole = [sum(weights[g] * times[g] for g in figures.goals) for weights in sets]
    if not all(whole):
        raise Refused("vikterna är alla noll", "the weights are all nothing")
    ends = tuple((g, sets[0][g] / whole[0], sets[1][g] / whole[1]) for g in figures.goals)
    names = [
        scenario.weights.owner if which == STATED else scenario.parties[which].name or which
        for which in (start, end)
    ]
    return Lever(
        id=f"blend:{start}:{end}",
        name=f"{names[0]} → {names[1]}",
        kind="blend",
        path=f"{start}:{end}",
        unit="share",
        low=0.0,
        high=1.0,
        today=0.0 if start == STATED else None,
        ends=ends,
    )


def _weight_set(scenario: Scenario, which: str) -> dict[str, float]:
    if which == STATED:
        return {g: goal.weight for g, goal in scenario.goals.items()}
    party = scenario.parties.get(which)
    if party is None or party.weights is None:
        having = [id_ for id_, p in sorted(scenario.parties.items()) if p.weights is not None]
        nearest = near(which, having)
        hint = f"{nearest}?" if nearest else ", ".join(having) or "–"
        raise Refused(
            f"inget parti {which!r} med vikter; finns: {hint}",
            f"no party {which!r} with weights; there is: {hint}",
        )
    return {g: party.weights.get(g, 0.0) for g in scenario.goals}


def area(scenario: Scenario, name: str) -> Lever:
    """Return a lever for a goal area's share of all weight in the first plan year, from 0 to 1.

    Proportions between goals inside the area, and between goals outside it, are kept.

    Args:
        scenario: Scenario whose goals have areas.
        name: Name of the area.

    Raises:
        Refused: There is no such area, or its goals have none or all of the weight.
    """
    areas = sorted({goal.area for goal in scenario.goals.values() if goal.area})
    if name not in areas:
        nearest = near(name, areas)
        hint = f"{nearest}?" if nearest else ", ".join(areas) or "–"
        raise Refused(f"inget målområde {name!r}; finns: {hint}", f"no goal area {name!r}; there is: {hint}")
    figures = Figures(scenario=scenario)
    first = figures.years[0]
    now = sum(figures.weight[g, first] for g in figures.goals if scenario.goals[g].area == name)
    if not 0 < now < 1:
        raise Refused(
            f"målområdet {name} väger {'allt' if now else 'ingenting'}, så dess del kan inte ändras",
            f"the goal area {name} weighs {'everything' if now else 'nothing'}, so its part cannot be moved",
        )
    return Lever(
        id=f"area:{name}", name=name, kind="area", path=name, unit="share", low=0.0, high=1.0, today=now
    )


def edits(scenario: Scenario, at: Mapping[Lever, float]) -> tuple[Edit, ...]:
    """Return the edits of the scenario that put levers at given values, in the same order.

    Args:
        scenario: Scenario to change.
        at: Levers and their values.
    """
    result = []
    whole = any(moved.kind in ("blend", "area") for moved in at)
    for moved, value in ((moved, float(value)) for moved, value in at.items()):
        if moved.moves_weights and whole:
            continue
        if moved.kind == "scale":
            result.append(Edit(path=moved.path, scale=write_share(value)))  # type: ignore[arg-type]  # as in the file
        else:
            written: Any = write_share(value) if moved.unit == "share" else value
            result.append(Edit(path=moved.path, **{moved.kind: written}))
    if whole:
        weighing = {moved: value for moved, value in at.items() if moved.moves_weights}
        stated = stated_at(Figures(scenario=scenario), weighing)
        result += [Edit(path=f"goals.{g}.weight", set=stated[g]) for g in sorted(stated)]
    return tuple(result)
