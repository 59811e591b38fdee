"""No plan: which limits clash, and the cheapest relief.

An elastic program lets every limit give way for its price, one per MSEK (a goal point costs what one more
point costs in money). Its optimum is the cheapest relief. Its marginals prove the clash (Farkas): only rows
with a marginal have a part in it. Taking these away one at a time, and keeping each without which the rest
could be met, leaves an irreducible conflict. Chinneck, *Feasibility and Infeasibility in Optimization*
(2008), chapters 6-7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.stating import chosen_plan
from solver.answer.ways import Outcome, Relief, Trial, Way, tightened, typed
from solver.program.compiled import LinearProgram
from solver.program.extending import with_rows
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from models.constraint import Index, Name, Rows
    from models.formulation import Formulation
    from solver.answer.stating import StatedScenario
    from solver.answer.ways import Written

NOTHING = 1e-9
"""A relief smaller than this is none [MSEK or points]; the solver's own tolerance."""
PROVES = 1e-7
"""A row whose marginal is smaller has no part in the proof of a clash."""
TRIED = 1e-6
"""Amounts this near each other are the same [MSEK]."""
ROUNDS = 12
"""How many times a way is measured anew, where the reader refuses a limit or the relief moved its own measure."""
BEFORE_THE_LAW = 1e4
"""How many times as dear it is to break a statutory limit as to ease another, where both are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A limit in the irreducible conflict.

    Attributes:
        rows: The family.
        index: Where.
        amount: What the row holds a single quantity to, such as a total or a floor [unit of the row]; None where
            it ties several together, such as a band on last year's frame.
        possible: Where this limit clashes alone, with what no limit set: what it would have to be [unit of the
            row]; None for one among several and where the row ties several quantities together.
    """

    rows: Rows
    index: Index
    amount: float | None
    possible: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the other limits in the conflict ask of the only total among them.

    Attributes:
        year: The year of the total.
        total: The least total with which they can be met, or the largest where it is below today's [MSEK].
    """

    year: int
    total: float


class NoPlanError(Exception):
    """The limits leave no plan: choose one to relax.

    Attributes:
        conflict: Limits that cannot all be met; without any one of them the rest can.
        relief: The cheapest way to a plan, tried; None where none is.
        others: Other ways, tried: without touching a decision, one family of limits alone, the decisions of one owner
            alone; in the order of ``ways``.
        least: The cheapest relief, whether the file can hold it or not; empty where none is enough.
        hard: Where no relief is enough: limits that cannot be eased, and cannot all be met without the others either.
        bound: What the conflict asks of a total; None where it holds none, or those of several years.
        unlawful: The least breach of statutory limits, whatever else gives way; empty where a lawful plan can be had.
            It is told, and is no way out.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what was found
        self,
        formulation: Formulation,
        conflict: tuple[Clash, ...],
        ways: Sequence[Way],
        bound: Bound | None = None,
        unlawful: tuple[Relief, ...] = (),
        least: tuple[Relief, ...] = (),
        hard: tuple[Clash, ...] = (),
    ) -> None:
        """Keep what was found."""
        clashing = dict.fromkeys(clash.rows.path(*clash.index) for clash in conflict)
        super().__init__(f"the limits leave no plan; these cannot all be met: {', '.join(clashing)}")
        self.formulation, self.conflict, self.bound = formulation, conflict, bound
        self.unlawful, self.least, self.hard = unlawful, least, hard
        self.relief = min(
            ways, key=lambda way: (round(way.cost, 6), bool(way.owners), *_few(way)), default=None
        )
        self.others = tuple(way for way in _by_owner(ways) if way is not self.relief)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is pickled, as it is where a process of its own has found it."""
        found = self.conflict, self.ways, self.bound, self.unlawful, self.least, self.hard
        return NoPlanError, (self.formulation, *found)

    @property
    def ways(self) -> tuple[Way, ...]:
        """All ways by who may decide: the scenario's own limits before decisions; within each, cheapest first."""
        # the law is never among them
        return _by_owner([way for way in (self.relief, *self.others) if way is not None])


def _by_owner(ways: Sequence[Way]) -> tuple[Way, ...]:
    return tuple(sorted(ways, key=lambda way: (bool(way.owners), round(way.cost, 6), *_few(way))))


def _few(way: Way) -> tuple[int, tuple[str, ...]]:
    """What orders ways that cost the same: the fewest changes, then the names of owners, which say nothing."""
    return len(way.written), way.owners


def diagnose(formulation: Formulation, program: LinearProgram) -> NoPlanError:
    """Find the conflict and the ways out of an infeasible program, each tried before it is told."""
    limits = {
        i: rows
        for i, (family, _) in enumerate(program.rows)
        if (rows := formulation.families.get(family)) is not None and rows.role != "account"
    }
    soft = _soft(formulation, program, lambda *_: True)
    found = _relieve(formulation, program, soft)
    conflict = irreducible(program, [i for i in limits if i in found.proof], set(limits))
    clashes = tuple(
        Clash(
            rows=limits[i],
            index=program.rows[i][1],
            amount=_held_to(program, i),
            possible=_held_to(program, i, _alone(formulation, program, i, limits, conflict))
            if len(conflict) == 1
            else None,
        )
        for i in conflict
    )
    trial = Trial.of(formulation.q.figures.scenario)
    ways: dict[tuple[tuple[str, ...], ...], Way] = {}
    for may in _kinds(formulation, [program.rows[i] for i in soft if i in conflict]):
        way = _way(formulation, program, may, trial)
        if way is not None:
            ways.setdefault((way.families, way.owners), way)
    bound = _bound(formulation, program, limits, conflict, tuple(ways.values()))
    if found.reliefs is not None:
        return NoPlanError(formulation, clashes, tuple(ways.values()), bound, least=found.reliefs)
    hard = _hard(program, set(limits), soft)
    return NoPlanError(
        formulation,
        clashes,
        tuple(ways.values()),
        bound,
        _unlawful(formulation, program, soft, limits),
        hard=tuple(
            Clash(rows=limits[i], index=program.rows[i][1], amount=_held_to(program, i)) for i in hard
        ),
    )


def _hard(program: LinearProgram, limits: set[int], soft: Collection[int]) -> list[int]:
    """The irreducible conflict of what cannot be eased, where all that can be is; empty where accounts alone clash."""
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    which = np.array(sorted(soft), np.int32)
    lower[which], upper[which] = -np.inf, np.inf
    hard = limits - set(soft)
    freed = replace(program, row_lower=lower, row_upper=upper)
    try:
        return irreducible(freed, sorted(hard), hard)
    except SolverFaultError:
        return []


def _by(formulation: Formulation, rows: Rows, index: Index) -> str:
    """Who decided a limit; empty where it is no decision."""
    return formulation.q.figures.scenario.decisions[str(index[0])].by if rows.over[0] == "decision" else ""


May = Callable[["Rows", "Index"], bool]
"""Whether a limit may give way."""


def _kinds(formulation: Formulation, clashing: Sequence[Name]) -> Iterator[May]:
    """What may give way together: all; all but decisions; each family; the decisions of each owner, and of all."""
    families = formulation.families
    by = partial(_by, formulation)
    decided_by = dict.fromkeys(by(families[name], index) for name, index in clashing)
    yield lambda *_: True
    yield lambda rows, index: not by(rows, index)
    for name in dict.fromkeys(name for name, index in clashing if not by(families[name], index)):
        yield partial(lambda name, rows, _: rows.name == name, name)
    for owner in filter(None, decided_by):
        yield partial(lambda owner, rows, index: by(rows, index) == owner, owner)
    yield lambda rows, index: bool(by(rows, index))


def _bound(
    formulation: Formulation,
    program: LinearProgram,
    limits: Mapping[int, Rows],
    conflict: Collection[int],
    ways: Sequence[Way],
) -> Bound | None:
    """What the conflict asks of the only total in it; None where it holds none or several, or where it is not sure.

    The model's own rules follow a baseline that moves with the total. Where they have a part in the conflict, the
    amount is sure only where the trial of the total alone found the same.
    """
    totals = [i for i in conflict if limits[i].name == "total"]
    if len(totals) != 1:
        return None
    year = int(program.rows[totals[0]][1][0])
    amount = _alone(formulation, program, totals[0], limits, conflict)
    total = _held_to(program, totals[0], amount)
    tried = [way.cost for way in ways if way.families == ("total",)]
    follows = any(limits[i].role == "rule" for i in conflict)
    if total is None or (follows and not any(abs(cost - abs(amount)) < TRIED for cost in tried)):
        return None
    return Bound(year=year, total=total)


def _way(formulation: Formulation, program: LinearProgram, may: May, trial: Trial) -> Way | None:
    """Find the cheapest way that eases these limits alone and gives a plan as it is typed; None where none does.

    A limit that the reader would refuse, or that no key holds, is left out and the rest is measured anew. A relief
    that moves what it is measured against is measured again where it stands.
    """
    stated, prices = program, _prices(formulation, program, _soft(formulation, program, may))
    refused: set[str] = set()
    merged: dict[str, Relief] = {}
    for _ in range(ROUNDS):
        reliefs = _writable(formulation, program, _soft(formulation, program, may, refused))
        if reliefs is None:
            return None
        now = _by_path(merged, reliefs)
        scenario = formulation.q.figures.scenario
        changes, outcome = _tried(trial, typed(scenario, tuple(now.values())))
        if outcome.stated is not None and outcome.gives_a_plan:
            least = _given_way(outcome.stated, stated, prices)
            as_cheap = partial(_as_cheap, trial, stated, prices, least)
            cost = sum(relief.cost for relief in now.values())
            return Way(
                cost=min(cost, least) if merged else cost,
                reliefs=tuple(now.values()),
                written=tightened(scenario, changes, as_cheap, whole=bool(merged)),
            )
        bad = {path for path in now if any(_within(path, refusal) for refusal in outcome.refused)}
        if outcome.stated is not None:
            merged, formulation, program = now, outcome.stated.formulation, outcome.stated.program
        elif bad:
            refused |= bad
        else:
            return None
    return None


def _tried(trial: Trial, ways: Sequence[tuple[Written, ...]]) -> tuple[tuple[Written, ...], Outcome]:
    """The most readable of some writings of the same changes that gives a plan, else the exact one; what came of it.

    Where the exact one gives none, nothing between is tried: rounding is not what is wrong.
    """

    def attempt(changes: tuple[Written, ...]) -> Outcome:
        return trial.attempt([change.text for change in changes])

    first, *between, exact = ways if len(ways) > 1 else (*ways, *ways)
    outcome = attempt(first)
    if outcome.gives_a_plan or first is exact:
        return first, outcome
    last = attempt(exact)
    if not last.gives_a_plan:
        return exact, last
    for changes in between:
        outcome = attempt(changes)
        if outcome.gives_a_plan:
            return changes, outcome
    return exact, last


def _soft(
    formulation: Formulation, program: LinearProgram, may: May, refused: Collection[str] = ()
) -> list[int]:
    """The rows of limits that may give way, but for those whose keys the reader refuses to change."""
    return [
        i
        for i, (family, index) in enumerate(program.rows)
        if (rows := formulation.families.get(family)) is not None
        and rows.eased
        and may(rows, index)
        and rows.path(*index) not in refused
    ]


def _writable(
    formulation: Formulation, program: LinearProgram, soft: Sequence[int]
) -> tuple[Relief, ...] | None:
    """The cheapest relief of the soft rows that keys of the file can hold; None where that is not enough."""
    while reliefs := _relieve(formulation, program, soft).reliefs:
        unwritable = {(r.rows.name, r.index) for r in reliefs if not r.written}
        if not unwritable:
            return reliefs
        soft = [i for i in soft if program.rows[i] not in unwritable]
    return None


def _as_cheap(
    trial: Trial,
    program: LinearProgram,
    prices: Mapping[int, float],
    least: float,
    changes: Sequence[Written],
) -> bool:
    """Whether changes give a plan in which rows of the unchanged program give way by so little [MSEK]."""
    outcome = trial.attempt([change.text for change in changes])
    if not outcome.gives_a_plan or outcome.stated is None:
        return False
    return _given_way(outcome.stated, program, prices) <= least + TRIED


def _given_way(changed: StatedScenario, program: LinearProgram, prices: Mapping[int, float]) -> float:
    """The least that rows of the unchanged program give way in a plan of the changed scenario [MSEK].

    Without end where the two programs have not the same columns, so that nothing can be compared.
    """
    if changed.program.columns != program.columns:
        return float("inf")
    added = dict(enumerate(prices.values(), start=len(changed.program.rows)))
    elastic, _ = slackened(with_rows(changed.program, program, list(prices)), added)
    optimum = WarmSolver(elastic).optimise()
    return float("inf") if optimum is None else -optimum.value


def _within(path: str, refusal: str) -> bool:
    """Whether a refusal concerns a path: it stands there, above it or below it."""
    return f"{path}.".startswith(f"{refusal}.") or f"{refusal}.".startswith(f"{path}.")


def _by_path(earlier: Mapping[str, Relief], reliefs: Sequence[Relief]) -> dict[str, Relief]:
    """Reliefs by the key that holds them: the loosest that any row needs, at the cost of all of them."""
    found = dict(earlier)
    for relief in reliefs:
        before = found.get(relief.path)
        if before is None:
            found[relief.path] = relief
            continue
        loosest = relief if relief.rows.equal or relief.looseness > before.looseness else before
        found[relief.path] = replace(loosest, stated=before.stated, cost=before.cost + relief.cost)
    return found


def _alone(
    formulation: Formulation,
    program: LinearProgram,
    row: int,
    limits: Mapping[int, Rows],
    conflict: Collection[int],
) -> float:
    """By how much one row of the conflict must give way for the others of it [unit of the row]."""
    off = np.array(sorted(set(limits) - set(conflict)), np.int32)
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    lower[off], upper[off] = -np.inf, np.inf
    freed = replace(program, row_lower=lower, row_upper=upper)
    elastic, slacks = _elastic(formulation, freed, {row: 1.0})
    optimum = WarmSolver(elastic, presolve=True).optimise()
    if optimum is None:
        return float("nan")
    n = len(program.columns)
    return sum(sign * float(optimum.x[n + k]) for k, (_, sign) in enumerate(slacks))


def _unlawful(
    formulation: Formulation, program: LinearProgram, soft: Collection[int], limits: Mapping[int, Rows]
) -> tuple[Relief, ...]:
    """The least breach of statutory limits, all others eased as far as it takes; empty where none is enough."""
    statutory = [i for i, rows in limits.items() if rows.statutory]
    if not statutory:
        return ()
    dear = dict.fromkeys(statutory, BEFORE_THE_LAW)
    reliefs = _relieve(formulation, program, [*soft, *statutory], dear).reliefs
    return tuple(relief for relief in reliefs or () if relief.rows.statutory)


def _held_to(program: LinearProgram, row: int, given_way: float = 0.0) -> float | None:
    """What a row holds a single quantity to once it has given way; None where it ties several together."""
    alone = program.start[row + 1] - program.start[row] == 1
    if not alone or np.isnan(given_way):
        return None
    return float(abs(program.row_upper[row] + given_way))


def point_price(formulation: Formulation, g: str) -> float:
    """What a goal point counts for in money when limits are weighed against each other [MSEK/point]."""
    figures = formulation.q.figures
    found = figures.price_of_a_point(g)
    return found[0] if found else sum(figures.total.values()) / len(figures.total) / 100


def _prices(formulation: Formulation, program: LinearProgram, rows: Iterable[int]) -> dict[int, float]:
    """What limits count for in money when they are weighed against each other [MSEK/unit of the row]."""
    return {i: _price(formulation, program, i) for i in rows}


def _price(formulation: Formulation, program: LinearProgram, row: int) -> float:
    family, index = program.rows[row]
    rows = formulation.families[family]
    if rows.unit == "money":
        return 1.0
    g = str(index[0])
    if rows.over[0] == "decision":
        g = str(formulation.q.figures.scenario.decisions[g].goal)
    return point_price(formulation, g)


def _elastic(
    formulation: Formulation, program: LinearProgram, prices: Mapping[int, float]
) -> tuple[LinearProgram, list[tuple[int, float]]]:
    """The program with a slack for every priced row, maximising minus what the slacks cost.

    The slack of a total that follows from revenue is a change of revenue, so that it moves with it every row that
    counts revenue.
    """
    return slackened(program, prices, _with_total(formulation, program))


def slackened(
    program: LinearProgram,
    prices: Mapping[int, float],
    moved: Mapping[int, Sequence[tuple[int, float]]] = MappingProxyType({}),
) -> tuple[LinearProgram, list[tuple[int, float]]]:
    """The program with a slack for every priced row, and the rows and signs of the slacks.

    Args:
        program: The program; its own objective is left out.
        prices: What a unit of slack costs, by row.
        moved: By row: the other rows that its slack moves, and by how much.
    """
    rows, signs = [], []
    for i in prices:
        rows.append(i)
        signs.append(-1.0)
        if np.isfinite(program.row_lower[i]):
            rows.append(i)
            signs.append(1.0)
    n, extra = len(program.columns), len(rows)
    by_row: dict[int, list[tuple[int, float]]] = {}
    for k, (i, sign) in enumerate(zip(rows, signs, strict=True)):
        by_row.setdefault(i, []).append((n + k, sign))
        for j, factor in moved.get(i, ()):
            by_row.setdefault(j, []).append((n + k, sign * factor))
    start, index, data = [0], [], []
    for i in range(len(program.rows)):
        part = slice(program.start[i], program.start[i + 1])
        index += [*program.index[part].tolist(), *(j for j, _ in by_row.get(i, ()))]
        data += [*program.data[part].tolist(), *(sign for _, sign in by_row.get(i, ()))]
        start.append(len(index))
    cost = np.concatenate([np.zeros(n), [-prices[i] for i in rows]])
    elastic = LinearProgram(
        cost=cost,
        offset=0.0,
        lower=np.concatenate([program.lower, np.zeros(extra)]),
        upper=np.concatenate([program.upper, np.full(extra, np.inf)]),
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        start=np.array(start, np.int32),
        index=np.array(index, np.int32),
        data=np.array(data),
        columns=(*program.columns, *(("slack", (k,)) for k in range(extra))),
        rows=program.rows,
    )
    return elastic, [(i, -sign) for i, sign in zip(rows, signs, strict=True)]


def _with_total(formulation: Formulation, program: LinearProgram) -> dict[int, list[tuple[int, float]]]:
    """By the row of a year's total: the rows that a rise of it also relieves, and by how much."""
    found: dict[int, list[tuple[int, float]]] = {}
    at = {row: i for i, row in enumerate(program.rows)}
    for rows in formulation.families.values():
        if rows.with_total is None:
            continue
        for index in rows.index:
            row, factor = at[rows.name, index], rows.with_total(*index)
            if factor:
                found.setdefault(at["total", (index[-1],)], []).append((row, factor))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relieved:
    """The cheapest relief of some rows, None where it is not enough, and the rows that prove it necessary."""

    reliefs: tuple[Relief, ...] | None
    proof: set[int]


def _relieve(
    formulation: Formulation,
    program: LinearProgram,
    soft: Collection[int],
    dear: Mapping[int, float] | None = None,
) -> _Relieved:
    """The cheapest relief of the soft rows, some of them dearer. No reserve falls below 0 for it."""
    prices = {i: price * (dear or {}).get(i, 1.0) for i, price in _prices(formulation, program, soft).items()}
    lower = program.lower.copy()
    for k, (name, _) in enumerate(program.columns):
        if name == "reserve":
            lower[k] = max(lower[k], 0.0)
    elastic, slacks = _elastic(formulation, replace(program, lower=lower), prices)
    optimum = WarmSolver(elastic, presolve=True).optimise()
    if optimum is None:
        return _Relieved(reliefs=None, proof=set(range(len(program.rows))))
    n = len(program.columns)
    relieved = chosen_plan(formulation, program, optimum.x[:n], "relieved").q
    given: dict[int, float] = {}
    for k, (i, sign) in enumerate(slacks):
        given[i] = given.get(i, 0.0) + sign * float(optimum.x[n + k])
    reliefs = tuple(
        Relief(
            rows=(rows := formulation.families[program.rows[i][0]]),
            index=(index := program.rows[i][1]),
            amount=amount,
            cost=abs(amount) * _price(formulation, program, i),
            path=rows.path(*index),
            stated=_stated(formulation, rows, index),
            needed=None if rows.needs is None else rows.needs(relieved, *index),
            by=_by(formulation, rows, index),
        )
        for i, amount in given.items()
        if abs(amount) > NOTHING
    )
    return _Relieved(reliefs=reliefs, proof=set(np.flatnonzero(np.abs(optimum.marginal) > PROVES).tolist()))


def _stated(formulation: Formulation, rows: Rows, index: Index) -> float | None:
    """What a limit is, in the unit in which the file states it; None where no amount is told."""
    revenue = formulation.q.figures.scenario.frame.revenue
    if rows.name == "total" and rows.path(*index).startswith("frame.revenue") and revenue is not None:
        return revenue[int(index[0])]
    return None if rows.amount is None else rows.amount(*index).value


def irreducible(program: LinearProgram, candidates: list[int], limits: set[int]) -> list[int]:
    """A subset of the candidates that clashes, each of which is needed for it (deletion filter)."""
    solver = WarmSolver(program)
    solver.aim(np.zeros(len(program.columns)))

    def without(rows: Collection[int]) -> bool:
        """Whether the other limits still clash."""
        which = np.array(sorted(rows), np.int32)
        lower, upper = program.row_lower[which], program.row_upper[which]
        solver.limit(which, np.full(len(which), -np.inf), np.full(len(which), np.inf))
        clash = solver.optimise() is None
        if not clash:
            solver.limit(which, lower, upper)
        return clash

    aside = limits - set(candidates)
    if aside and not without(aside):
        candidates = sorted(limits)
    kept = [i for i in candidates if not without([i])]
    if not kept:
        raise SolverFaultError("the model's own rules contradict each other")
    return kept
