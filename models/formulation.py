"""The Pyomo model: sets, variables, named quantities, constraints and objective.

No other module builds Pyomo models. Each response curve is split into segments: funding level = first
breakpoint + sum of fill. Because the curve is concave, each slope is lower than the one before, so that an
optimum fills the segments in order. The first segment extends down to level 0; the last is flat and
unbounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC
from pyomo.core.expr import LinearExpression

from models import indexation as rules
from models.constraint import Quantities, Rows
from models.constraints import rows as all_rows
from models.objectives import OBJECTIVES, weighted
from models.outcomes import breakpoints, response, slope_right
from models.plan import changes, settled_attainment
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.aim import Aim
    from models.figures import Figures, Response
    from models.indexation import Indexation


OUTCOMES = ("fill", "funding", "weakest", "attainment", "attained")
"""Variables and rows that tell what spend gives: those of the levels, and those of the goals."""


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
        like: The model that has what ``taken`` tells; None for a model that is whole.
    """

    model: Any
    aims: tuple[Aim, ...]
    families: dict[str, Rows]
    q: Quantities
    segments: Segments
    like: Formulation | None = None

    @property
    def taken(self) -> tuple[Any, ...]:
        """The Pyomo variables and rows of outcomes that are those of ``like``: all that the model has not itself."""
        if self.like is None:
            return ()
        names = [name for name in OUTCOMES if self.model.component(name) is None]
        return tuple(self.like.model.component(name) for name in names)


def formulate(figures: Figures, baseline: Indexation, like: Formulation | None = None) -> Formulation:
    """Build the Pyomo model of a scenario.

    Args:
        figures: Figures of the scenario.
        baseline: Its indexation baseline.
        like: The whole model of a scenario that differs in rules, or has more effects. What is said there of funding
            levels holds here too, and is not stated again where the two have the same needs.

    Returns:
        The model, with V as its objective.
    """
    with PauseGC():  # garbage collection finds nothing here, and slows large models down
        return _formulate(figures, baseline, like)


def _formulate(figures: Figures, baseline: Indexation, like: Formulation | None) -> Formulation:
    m = pyo.ConcreteModel()
    families = {family.name: family for family in all_rows(figures, baseline)}
    q = _variables(m, figures, baseline, counting_moves="frame_change" in families)
    like = like if like is not None and _serves(like, figures) else None
    segments = _segments(m, q) if like is None else like.segments
    if like is not None and _same_outcomes(like.q.figures, figures):
        q.attainment = like.q.attainment
    else:
        _attainment(m, q, segments)
    for family in families.values():
        constraint = pyo.Constraint(list(family.index))
        m.add_component(family.name, constraint)
        for index in family.index:
            excess = family.excess(q, *index)
            if not hasattr(excess, "is_expression_type"):  # a constant: keep the row, to report it
                excess = m.constants[family.name, *index] = pyo.Expression(expr=excess)
                excess.construct()
            key = index if len(index) > 1 else index[0]
            constraint.add(key, excess == 0 if family.equal else excess <= 0)
    m.objective = pyo.Objective(expr=weighted.value(q, q.attainment), sense=pyo.maximize)
    return Formulation(
        model=m, aims=_aims(m, q), families=families, q=q, segments=segments, like=like
    )


def _serves(like: Formulation, figures: Figures) -> bool:
    """Return whether the funding levels of a model are those of figures too, with all their bends."""
    of = like.q.figures
    known = {r.path: r for r in of.responses}
    return (
        like.like is None
        and (of.need, of.open_years) == (figures.need, figures.open_years)
        and all(known.get(r.path) == r for r in figures.responses)
    )


def _same_outcomes(of: Figures, figures: Figures) -> bool:
    """Return whether goals attain the same at the same funding levels."""
    return (of.responses, of.reference, of.settled_spend) == (
        figures.responses,
        figures.reference,
        figures.settled_spend,
    )


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


def _variables(m: Any, figures: Figures, baseline: Indexation, *, counting_moves: bool) -> Quantities:
    q = Quantities(figures=figures, indexation=baseline)
    years = figures.open_years
    each = [(c, y) for c in figures.committees for y in years]
    funded = [key for key in figures.need if key[1] in years]
    m.constants = {}
    m.frame = pyo.Var(each, bounds=lambda _, c, y: (_least_frame(figures, baseline, c, y), None))
    m.spend = pyo.Var(funded, within=pyo.NonNegativeReals)
    m.given_total = pyo.Var(years)
    m.reserve = pyo.Var(years)
    q.frame = {(c, figures.scenario.base_year): figures.base_frame[c] for c in figures.committees}
    q.frame |= figures.settled_frame | {key: m.frame[key] for key in each}
    q.spend = figures.fixed | figures.settled_spend | {key: m.spend[key] for key in funded}
    q.given_total = {y: m.given_total[y] for y in years}
    q.reserve = {y: m.reserve[y] for y in years}
    q.indexed = {
        (c, y): rules.indexed(figures, c, y, q.frame[c, y - 1])
        for c in figures.committees
        for y in figures.years
    }
    _restoration(m, q, each)
    _result_reserve(m, q)
    _balances(m, q, each)
    if counting_moves:
        m.increase = pyo.Var(each, within=pyo.NonNegativeReals)
        m.decrease = pyo.Var(each, within=pyo.NonNegativeReals)
        q.increase, q.decrease = changes(q, figures.settled_frame)
        q.increase |= {key: m.increase[key] for key in each}
        q.decrease |= {key: m.decrease[key] for key in each}
    return q


def _restoration(m: Any, q: Quantities, each: list[tuple[str, int]]) -> None:
    """Add what is set aside for deficits of settled years: rows hold it up, so that it can give way by name."""
    figures = q.figures
    m.restored = pyo.Var(
        [key for key in each if key in figures.restoring], bounds=lambda _, c, y: (0, figures.restore[c, y])
    )
    m.set_aside = pyo.Var(figures.setting_aside, bounds=lambda _, y: (0, figures.set_aside[y]))
    q.restored = figures.restore | {key: m.restored[key] for key in figures.restoring}
    q.set_aside = figures.set_aside | {y: m.set_aside[y] for y in figures.setting_aside}


def _result_reserve(m: Any, q: Quantities) -> None:
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
    m.deposit = pyo.Var(saving, within=pyo.NonNegativeReals)
    m.withdrawal = pyo.Var(drawing, within=pyo.NonNegativeReals)
    m.result_reserve_balance = pyo.Var(years, within=pyo.NonNegativeReals)
    q.result_reserve = {figures.scenario.base_year: reserve.opening, **figures.settled_result_reserve}
    for y in years:
        q.deposit[y] = m.deposit[y] if y in saving else 0.0
        q.withdrawal[y] = m.withdrawal[y] if y in drawing else 0.0
        q.result_reserve[y] = m.result_reserve_balance[y]
        q.total[y] = m.given_total[y] + q.withdrawal[y] - q.deposit[y]


def _balances(m: Any, q: Quantities, each: list[tuple[str, int]]) -> None:
    figures = q.figures
    m.returned = pyo.Var(each, within=pyo.NonNegativeReals)
    q.returned = {key: m.returned[key] for key in each}
    if not figures.carries:
        q.saved = dict.fromkeys(each, 0.0)
        q.used = dict.fromkeys(each, 0.0)
        return
    m.saved = pyo.Var(each, within=pyo.NonNegativeReals)
    m.used = pyo.Var(each, within=pyo.NonNegativeReals)
    m.standing = pyo.Var(each)
    q.saved = {key: m.saved[key] for key in each}
    q.used = {key: m.used[key] for key in each}
    q.balance = {(c, figures.scenario.base_year): figures.opening[c] for c in figures.committees}
    q.balance |= figures.settled_balance | {key: m.standing[key] for key in each}


def _segments(m: Any, q: Quantities) -> Segments:
    """Add the segments of all funding levels."""
    sources = _sources(q.figures)
    m.fill = pyo.Var([(f.id, y, k) for f in sources.values() for y in f.years for k in range(len(f.bends))])
    m.funding, m.weakest = pyo.ConstraintList(), pyo.ConstraintList()
    fill = {
        id_: {y: tuple(m.fill[id_, y, k] for k in range(len(source.bends))) for y in source.years}
        for id_, source in sources.items()
    }
    for id_, source in sources.items():
        for y in source.years:
            _fill(m, q, source, y, fill[id_][y])
    return Segments(sources=sources, fill=fill)


def _attainment(m: Any, q: Quantities, segments: Segments) -> None:
    """Add the attainment that funding levels give each goal."""
    figures = q.figures
    keys = [(g, y) for g in figures.goals for y in figures.outcome_years]
    m.attainment, m.attained = pyo.Var(keys), pyo.ConstraintList()
    q.attainment = {key: m.attainment[key] for key in keys}
    arrived = settled_attainment(figures)
    for g in figures.goals:
        worths = [_worth(r, segments) for r in figures.responses if r.goal == g]
        for y in figures.outcome_years:
            _attained(m, q, worths, g, y, arrived[g, y])


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


def _fill(m: Any, q: Quantities, source: Source, y: int, fill: tuple[Any, ...]) -> None:
    """Tie a source's segments to its members' spend: equality for one member, an upper bound for several."""
    first = source.bends[0]
    widths = (*(b - a for a, b in pairwise(source.bends)), None)
    for k, width in enumerate(widths):
        fill[k].setlb(0.0 if k else -first)
        fill[k].setub(width)
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


def _attained(m: Any, q: Quantities, worths: list[Worth], g: str, y: int, arrived: float) -> None:  # noqa: PLR0913, PLR0917 - a row's parts
    """Bound a goal's attainment in a year by the sum of its contributions [points].

    Lags are counted; ``arrived`` is the attainment with what settled years gave. Outside the plan years the funding
    level is 1, which gives nothing.
    """
    reached = least = arrived
    terms = [(1.0, q.attainment[g, y])]
    for worth in worths:
        for lag, share in enumerate(worth.lag):
            t = y - lag
            if share and t in worth.fill:
                reached += share * worth.at_first
                least += share * worth.at_nothing
                terms += [(-share * gain, worth.fill[t][k]) for k, gain in worth.gains]
    q.attainment[g, y].setlb(min(least, FULL_POINTS) - 1.0)  # never binds, but bounds the dual
    q.attainment[g, y].setub(FULL_POINTS)
    m.attained.add(_linear(-reached, terms) <= 0)
