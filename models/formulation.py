"""The Pyomo model: sets, variables, named quantities, constraints and objective.

No other module builds Pyomo models. Each response curve is split into segments: funding level = first
breakpoint + sum of fill. Because the curve is concave, each slope is lower than the one before, so that an
optimum fills the segments in order. The first segment extends down to level 0; the last is flat and
unbounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyomo.core as pyo
from pyomo.core.expr import LinearExpression

from models import indexation as rules
from models.constraint import Quantities, Rows
from models.constraints import rows as all_rows
from models.memory import uncollected
from models.objectives import OBJECTIVES, weighted
from models.outcomes import breakpoints, response, slope_right
from models.plan import changes, settled_attainment
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from models.aim import Aim
    from models.constraint import Index, Name
    from models.figures import Figures, Response
    from models.indexation import Indexation


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulation:
    """A formulated model.

    Attributes:
        model: The Pyomo model; its objective is V, to be maximised.
        aims: Aims of the objective form before V, in order; the score of the k-th is the variable
            ``score[k]``.
        families: Families of rows in the model, by name.
        q: Quantities of the model, as Pyomo variables and expressions.
        segments: The funding levels that curves depend on, and the variables that they are made of.
    """

    model: Any
    aims: tuple[Aim, ...]
    families: dict[str, Rows]
    q: Quantities
    segments: Segments

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is pickled and copied: a model cannot be, so that its figures state it anew."""
        return formulate, (self.q.figures, self.q.indexation)


Key = Any
"""What a variable is indexed by: a tuple, or one id or year."""
Limits = tuple[float | None, float | None]
"""Bounds of a variable; None where there is none."""
FREE: Limits = (None, None)
NOT_NEGATIVE: Limits = (0.0, None)
New = Callable[[str, Iterable[Key], Limits | Callable[..., Limits]], Mapping[Key, Any]]
"""What makes the variables of a name, by key, from their bounds, the same for all or by key."""


@uncollected()
def formulate(figures: Figures, baseline: Indexation) -> Formulation:
    """Build the Pyomo model of a scenario.

    Args:
        figures: Figures of the scenario.
        baseline: Its indexation baseline.

    Returns:
        The model, with V as its objective.
    """
    m = pyo.ConcreteModel()
    new = declaring(m)
    families = {family.name: family for family in all_rows(figures, baseline)}
    q = quantities(new, figures, baseline, families)
    segments = _segments(m, new, q)
    _attainment(m, new, q, segments)
    for family in families.values():
        _rows(m, q, family, family.index)
    m.objective = pyo.Objective(expr=weighted.value(q, q.attainment), sense=pyo.maximize)
    return Formulation(model=m, aims=_aims(m, q), families=families, q=q, segments=segments)


@uncollected()
def formulate_rest(
    taken: Formulation,
    figures: Figures,
    baseline: Indexation,
    rows: Mapping[str, tuple[Rows, list[Index]]],
    *,
    outcomes: bool,
) -> tuple[Formulation, dict[Name, Limits]]:
    """Build what a variant of a scenario has besides another model; see ``restating``.

    Args:
        taken: The other model, whole. Its variables are the variant's too, as far as the variant has them.
        figures: Figures of the variant.
        baseline: Its indexation baseline.
        rows: Its families of rows by name, each with those of its rows that are built.
        outcomes: Whether attainment is built.

    Returns:
        The model of the rest, with V as its objective; and the bounds of the variant's variables, by name and index,
        but for segments, and for attainment that is not built.
    """
    m = pyo.ConcreteModel()
    declare, found = declaring(m), {}

    def new(name: str, keys: Iterable[Key], limits: Limits | Callable[..., Limits]) -> Any:
        keys = list(keys)
        for key in keys:
            at = key if isinstance(key, tuple) else (key,)
            found[name, at] = limits(*at) if callable(limits) else limits
        there = taken.model.component(name)
        has = there is not None and all(key in there for key in keys)
        return there if has else declare(name, keys, limits)

    q = quantities(new, figures, baseline, rows)
    if outcomes:
        _attainment(m, new, q, taken.segments)
    else:
        q.attainment = taken.q.attainment
    for family, index in rows.values():
        if index:
            _rows(m, q, family, index)
    m.objective = pyo.Objective(expr=weighted.value(q, q.attainment), sense=pyo.maximize)
    families = {name: family for name, (family, _) in rows.items()}
    rest = Formulation(model=m, aims=(), families=families, q=q, segments=taken.segments)
    return rest, found


def declaring(m: Any) -> New:
    """Return what declares the variables of a Pyomo model."""

    def new(name: str, keys: Iterable[Key], limits: Limits | Callable[..., Limits]) -> Any:
        bounds = (lambda _, *key: limits(*key)) if callable(limits) else limits
        m.add_component(name, pyo.Var(list(keys), bounds=bounds))
        return m.component(name)

    return new


def _rows(m: Any, q: Quantities, family: Rows, index: Iterable[Index]) -> None:
    constraint = pyo.Constraint(pyo.Any)
    m.add_component(family.name, constraint)
    for at in index:
        excess = family.excess(q, *at)
        if not hasattr(excess, "is_expression_type"):  # a constant: keep the row, to report it
            excess = pyo.Expression(expr=excess)
            excess.construct()
        constraint.add(at if len(at) > 1 else at[0], excess == 0 if family.equal else excess <= 0)


def _aims(m: Any, q: Quantities) -> tuple[Aim, ...]:
    """Add a score variable for each aim of the objective form, bounded above by all its pieces."""
    figures = q.figures
    form = OBJECTIVES[figures.scenario.objective.form]
    full = {g: form.full(figures, g) for g in figures.goals}
    short = [key for key in q.attainment if full[key[0]] < FULL_POINTS]
    m.counted, m.counting = pyo.Var(short), pyo.Constraint(short)
    for key in short:
        m.counted[key].setub(full[key[0]])
        m.counting.add(key, m.counted[key] - q.attainment[key] <= 0)
    aims = form.aims(figures, {**q.attainment, **{key: m.counted[key] for key in short}})
    m.score = pyo.Var(range(len(aims)))
    m.scoring = pyo.Constraint([(k, *index) for k, aim in enumerate(aims) for index in aim.pieces])
    for k, aim in enumerate(aims):
        for index, piece in aim.pieces.items():
            m.scoring.add((k, *index), m.score[k] - piece <= 0)
    return aims


def _least_frame(figures: Figures, baseline: Indexation, c: str, y: int) -> float | None:
    """Return the lower bound of a frame: 0, or indexation's frame where that is income.

    A committee whose costs are all fixed or decided has none: its account says what its frame is.
    """
    return None if figures.settled(c, y) else min(0.0, baseline.frame[c, y])


def quantities(new: New, figures: Figures, baseline: Indexation, families: Collection[str]) -> Quantities:
    """Return the quantities that are decided, as variables and what follows from them; all but attainment.

    Args:
        new: What makes the variables.
        figures: Figures of the scenario.
        baseline: Its indexation baseline.
        families: Names of its families of rows; one of them tells whether changes of frames are counted.
    """
    q = Quantities(figures=figures, indexation=baseline)
    years = figures.open_years
    each = [(c, y) for c in figures.committees for y in years]
    funded = [key for key in figures.need if key[1] in years]
    frame = new("frame", each, lambda c, y: (_least_frame(figures, baseline, c, y), None))
    spend = new("spend", funded, NOT_NEGATIVE)
    given_total, reserve = new("given_total", years, FREE), new("reserve", years, FREE)
    q.frame = {(c, figures.scenario.base_year): figures.base_frame[c] for c in figures.committees}
    q.frame |= figures.settled_frame | {key: frame[key] for key in each}
    q.spend = figures.fixed | figures.settled_spend | {key: spend[key] for key in funded}
    q.given_total = {y: given_total[y] for y in years}
    q.reserve = {y: reserve[y] for y in years}
    q.indexed = {
        (c, y): rules.indexed(figures, c, y, q.frame[c, y - 1])
        for c in figures.committees
        for y in figures.years
    }
    _restoration(new, q, each)
    _result_reserve(new, q)
    _balances(new, q, each)
    if "frame_change" in families:
        increase, decrease = new("increase", each, NOT_NEGATIVE), new("decrease", each, NOT_NEGATIVE)
        q.increase, q.decrease = changes(q, figures.settled_frame)
        q.increase |= {key: increase[key] for key in each}
        q.decrease |= {key: decrease[key] for key in each}
    return q


def _restoration(new: New, q: Quantities, each: list[tuple[str, int]]) -> None:
    """Add what is set aside for deficits of settled years: rows hold it up, so that it can give way by name."""
    figures = q.figures
    restoring = [key for key in each if key in figures.restoring]
    restored = new("restored", restoring, lambda c, y: (0, figures.restore[c, y]))
    set_aside = new("set_aside", figures.setting_aside, lambda y: (0, figures.set_aside[y]))
    q.restored = figures.restore | {key: restored[key] for key in restoring}
    q.set_aside = figures.set_aside | {y: set_aside[y] for y in figures.setting_aside}


def _result_reserve(new: New, q: Quantities) -> None:
    figures = q.figures
    reserve = figures.scenario.frame.result_reserve
    years = figures.open_years
    if reserve is None:
        q.deposit = dict.fromkeys(years, 0.0)
        q.withdrawal = dict.fromkeys(years, 0.0)
        q.total = dict(q.given_total)
        return
    saving = [y for y in years if y not in figures.withdrawal_years]
    drawing = [y for y in years if y in figures.withdrawal_years]
    deposit, withdrawal = new("deposit", saving, NOT_NEGATIVE), new("withdrawal", drawing, NOT_NEGATIVE)
    balance = new("result_reserve_balance", years, NOT_NEGATIVE)
    q.result_reserve = {figures.scenario.base_year: reserve.opening, **figures.settled_result_reserve}
    for y in years:
        q.deposit[y] = deposit[y] if y in saving else 0.0
        q.withdrawal[y] = withdrawal[y] if y in drawing else 0.0
        q.result_reserve[y] = balance[y]
        q.total[y] = q.given_total[y] + q.withdrawal[y] - q.deposit[y]


def _balances(new: New, q: Quantities, each: list[tuple[str, int]]) -> None:
    figures = q.figures
    returned = new("returned", each, NOT_NEGATIVE)
    q.returned = {key: returned[key] for key in each}
    if not figures.carries:
        q.saved = dict.fromkeys(each, 0.0)
        q.used = dict.fromkeys(each, 0.0)
        return
    saved, used = new("saved", each, NOT_NEGATIVE), new("used", each, NOT_NEGATIVE)
    standing = new("standing", each, FREE)
    q.saved = {key: saved[key] for key in each}
    q.used = {key: used[key] for key in each}
    q.balance = {(c, figures.scenario.base_year): figures.opening[c] for c in figures.committees}
    q.balance |= figures.settled_balance | {key: standing[key] for key in each}


def _segments(m: Any, new: New, q: Quantities) -> Segments:
    """Add the segments of all funding levels."""
    sources = _sources(q.figures)
    limits = {
        (source.id, y, k): width
        for source in sources.values()
        for y in source.years
        for k, width in enumerate(source.widths)
    }
    variables = new("fill", limits, lambda *key: limits[key])
    m.funding, m.weakest = pyo.ConstraintList(), pyo.ConstraintList()
    fill = {
        id_: {y: tuple(variables[id_, y, k] for k in range(len(source.bends))) for y in source.years}
        for id_, source in sources.items()
    }
    for id_, source in sources.items():
        for y in source.years:
            _fund(m, q, source, y, fill[id_][y])
    return Segments(sources=sources, fill=fill)


def _attainment(m: Any, new: New, q: Quantities, segments: Segments) -> None:
    """Add the attainment that funding levels give each goal, and the row that bounds it."""
    sums = _sums(q.figures, segments)
    attainment = new("attainment", sums, lambda g, y: sums[g, y].limits)
    q.attainment = {key: attainment[key] for key in sums}
    m.attained = pyo.ConstraintList()
    for key, total in sums.items():
        m.attained.add(_linear(-total.reached, [(1.0, q.attainment[key]), *total.terms]) <= 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """What effects give a goal in a year.

    Attributes:
        reached: The points where no segment is filled.
        least: The least that they may be.
        terms: Pairs (points per unit of level, segment), with the sign of the row.
    """

    reached: float
    least: float
    terms: list[tuple[float, Any]]

    @property
    def limits(self) -> Limits:
        """Bounds of the attainment; the lower one never binds, but bounds the dual."""
        return min(self.least, FULL_POINTS) - 1.0, FULL_POINTS


def _sums(figures: Figures, segments: Segments) -> dict[tuple[str, int], _Sum]:
    arrived = settled_attainment(figures)
    found = {}
    for g in figures.goals:
        worths = [_worth(r, segments) for r in figures.responses if r.goal == g]
        for y in figures.outcome_years:
            found[g, y] = _sum(worths, y, arrived[g, y])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """The funding levels that curves depend on, in segments.

    Attributes:
        sources: The levels, by id.
        fill: Variables of the segments of each, by id and plan year.
    """

    sources: dict[str, Source]
    fill: dict[str, dict[int, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The funding level that a curve depends on: of one activity, or the lowest of a complement's members.

    Attributes:
        id: Id of the activity, or path of the complement, which contains a dot and so equals no activity id.
        members: The activities.
        bends: Breakpoints of its curves, ascending [-].
        years: Plan years in which some member has a need to fund.
    """

    id: str
    members: tuple[str, ...]
    bends: tuple[float, ...]
    years: tuple[int, ...]

    @property
    def widths(self) -> tuple[Limits, ...]:
        """Bounds of its segments: the first extends down to level 0, the last is unbounded."""
        first, *others = ((0.0, width) for width in (*(b - a for a, b in pairwise(self.bends)), None))
        return (-self.bends[0], first[1]), *others


def _sources(figures: Figures) -> dict[str, Source]:
    sources: dict[str, tuple[tuple[str, ...], tuple[float, ...]]]
    sources = {a: ((a,), bends) for a, bends in figures.breakpoints_of.items()}
    sources |= {r.path: (r.members, breakpoints((r.curve,))) for r in figures.responses if r.complement}
    return {
        id_: Source(
            id=id_,
            members=members,
            bends=bends,
            years=tuple(y for y in figures.open_years if any((a, y) in figures.need for a in members)),
        )
        for id_, (members, bends) in sources.items()
    }


def _fund(m: Any, q: Quantities, source: Source, y: int, fill: tuple[Any, ...]) -> None:
    """Tie a source's segments to its members' spend: equality for one member, an upper bound for several."""
    first = source.bends[0]
    if len(source.members) == 1:  # spend = need * (first + sum of fill)
        (a,) = source.members
        need = q.figures.need[a, y]
        m.funding.add(_linear(-need * first, [(1.0, q.spend[a, y]), *((-need, part) for part in fill)]) == 0)
        return
    level = first + sum(fill)
    for a in source.members:
        if (a, y) in q.figures.need:
            m.weakest.add(q.figures.need[a, y] * level - q.spend[a, y] <= 0)
        else:  # nothing to fund: the member stays at today's level
            m.weakest.add(level - 1.0 <= 0)


def _linear(constant: float, terms: Iterable[tuple[float, Any]]) -> Any:
    """Return ``constant + sum of coefficient * variable`` as one expression, faster than adding terms up."""
    coefficients, variables = zip(*terms, strict=True)
    return LinearExpression(constant=constant, linear_coefs=coefficients, linear_vars=variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The contribution of an effect or a complement, in points, over the segments of its source.

    Attributes:
        fill: Segments of the source, by plan year.
        lag: Share of the effect that arrives after 0, 1, ... years.
        at_first: Points at the first breakpoint of the source.
        at_nothing: Points at funding level 0, the lowest possible.
        gains: Pairs (segment, points per unit of level), without segments whose slope is 0.
    """

    fill: dict[int, tuple[Any, ...]]
    lag: tuple[float, ...]
    at_first: float
    at_nothing: float
    gains: tuple[tuple[int, float], ...]


def _worth(r: Response, segments: Segments) -> Worth:
    source = segments.sources[r.path if r.complement else r.members[0]]
    gains = ((k, slope_right(r.curve, max(bend, r.curve[0][0]))) for k, bend in enumerate(source.bends))
    return Worth(
        fill=segments.fill[source.id],
        lag=r.lag,
        at_first=response(r.curve, source.bends[0]),
        at_nothing=response(r.curve, 0.0),
        gains=tuple((k, gain) for k, gain in gains if gain),
    )


def _sum(worths: list[Worth], y: int, arrived: float) -> _Sum:
    """Add up the contributions to a goal in a year [points].

    Lags are counted; ``arrived`` is the attainment with what settled years gave. Outside the plan years the funding
    level is 1, which gives nothing.
    """
    reached = least = arrived
    terms: list[tuple[float, Any]] = []
    for worth in worths:
        for lag, share in enumerate(worth.lag):
            t = y - lag
            if share and t in worth.fill:
                reached += share * worth.at_first
                least += share * worth.at_nothing
                terms += [(-share * gain, worth.fill[t][k]) for k, gain in worth.gains]
    return _Sum(reached=reached, least=least, terms=terms)
