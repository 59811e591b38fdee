"""No plan: which limits clash, and the cheapest relief.

An elastic program lets every limit give way for its price, one per MSEK (a goal point costs what one more
point costs in money). Its optimum is the cheapest relief. Its marginals prove the clash (Farkas): only rows
with a marginal have a part in it. Taking these away one at a time, and keeping each without which the rest
could be met, leaves an irreducible conflict. Chinneck, *Feasibility and Infeasibility in Optimization*
(2008), chapters 6-7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.units import PER_MSEK
from solver.answer.stating import chosen_plan
from solver.program.compiled import LinearProgram
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.constraint import Index, Rows
    from models.formulation import Formulation

NOTHING = 1e-7
"""A relief smaller than this is none [MSEK or points]."""
STEPS = {"money": 1e-6, "share": 1e-9, "points": 1e-6}
"""To what a suggested limit is rounded: a krona, a millionth of a per cent or of a goal point."""
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
    """

    rows: Rows
    index: Index
    amount: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """How far one limit must give way.

    Attributes:
        rows: The family.
        index: Where.
        amount: By how much; negative where an equality must fall [unit of the row].
        cost: The same in money [MSEK].
        path: Where in the scenario the limit stands.
        needed: What it would have to be, in the unit in which the file states it; None where no key holds it.
    """

    rows: Rows
    index: Index
    amount: float
    cost: float
    path: str
    needed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to a plan.

    Attributes:
        families: The families of limits that were allowed to give way.
        cost: What it costs [MSEK].
        reliefs: Which limits give way and how far.
    """

    families: tuple[str, ...]
    cost: float
    reliefs: tuple[Relief, ...]
    currency: str

    @property
    def changes(self) -> tuple[str, ...] | None:
        """The changes of the file that do it, ``path=value`` each; None where some limit has no key of its own.

        One key may hold the limit of several rows: then the loosest that any of them needs is written.
        """
        needed: dict[str, Relief] = {}
        for relief in self.reliefs:
            if relief.needed is None:
                return None
            earlier = needed.get(relief.path)
            looser = relief.rows.looser
            if earlier is None or looser * relief.needed > looser * (earlier.needed or 0.0):
                needed[relief.path] = relief
        return tuple(f"{path}={self._written(relief)}" for path, relief in needed.items())

    def _written(self, relief: Relief) -> str:
        """The limit that is needed, rounded to the side on which it is looser, and one step further."""
        step = STEPS[relief.rows.stated_in]
        side = relief.rows.looser or math.copysign(1, relief.amount)
        limit = (round(side * (relief.needed or 0.0) / step + 1) * side) * step
        if relief.rows.stated_in == "share":
            return f"{100 * limit:.7f} %"
        return f"{limit * (PER_MSEK[self.currency] if relief.rows.stated_in == 'money' else 1.0):.6f}"


class NoPlanError(Exception):
    """The limits leave no plan: choose one to relax.

    Attributes:
        conflict: Limits that cannot all be met; without any one of them the rest can.
        relief: The cheapest way to a plan.
        others: Ways that touch one family of limits alone, cheapest first.
        unlawful: The least breach of statutory limits, whatever else gives way; empty where a lawful plan can be had.
            It is told, and is no way out.
    """

    def __init__(
        self,
        formulation: Formulation,
        conflict: tuple[Clash, ...],
        relief: Way | None,
        others: tuple[Way, ...],
        unlawful: tuple[Relief, ...] = (),
    ) -> None:
        """Keep what was found."""
        clashing = dict.fromkeys(clash.rows.path(*clash.index) for clash in conflict)
        super().__init__(f"the limits leave no plan; these cannot all be met: {', '.join(clashing)}")
        self.formulation, self.conflict, self.relief, self.others = formulation, conflict, relief, others
        self.unlawful = unlawful


def diagnose(formulation: Formulation, program: LinearProgram) -> NoPlanError:
    """Find the conflict and the ways out of an infeasible program."""
    limits = {
        i: rows
        for i, (family, _) in enumerate(program.rows)
        if (rows := formulation.families.get(family)) is not None and rows.role != "account"
    }
    soft = [i for i, rows in limits.items() if rows.eased]
    cheapest, proof = _relieve(formulation, program, soft)
    conflict = _irreducible(program, [i for i in limits if i in proof], set(limits))
    clashes = tuple(
        Clash(rows=limits[i], index=program.rows[i][1], amount=_held_to(program, i)) for i in conflict
    )
    others = []
    for name in dict.fromkeys(limits[i].name for i in soft if i in conflict):
        way, _ = _relieve(formulation, program, [i for i in soft if limits[i].name == name])
        if way is not None:
            others.append(way)
    others.sort(key=lambda way: way.cost)
    law = () if cheapest is not None else _unlawful(formulation, program, soft, limits)
    return NoPlanError(formulation, clashes, cheapest, tuple(others), law)


def _unlawful(
    formulation: Formulation, program: LinearProgram, soft: Collection[int], limits: Mapping[int, Rows]
) -> tuple[Relief, ...]:
    """The least breach of statutory limits, all others eased as far as it takes; empty where none is enough."""
    statutory = [i for i, rows in limits.items() if rows.statutory]
    if not statutory:
        return ()
    way, _ = _relieve(formulation, program, [*soft, *statutory], dict.fromkeys(statutory, BEFORE_THE_LAW))
    return () if way is None else tuple(relief for relief in way.reliefs if relief.rows.statutory)


def _held_to(program: LinearProgram, row: int) -> float | None:
    alone = program.start[row + 1] - program.start[row] == 1
    return float(abs(program.row_upper[row])) if alone else None


def point_price(formulation: Formulation, g: str) -> float:
    """What a goal point counts for in money when limits are weighed against each other [MSEK/point]."""
    figures = formulation.q.figures
    found = figures.price_of_a_point(g)
    return found[0] if found else sum(figures.total.values()) / len(figures.total) / 100


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
    formulation: Formulation, program: LinearProgram, prices: dict[int, float]
) -> tuple[LinearProgram, list[tuple[int, float]]]:
    """The program with a slack for every priced row, maximising minus what the slacks cost.

    The slack of a total that follows from revenue is a change of revenue, so that it moves with it every row that
    counts revenue.
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
    moved = _with_total(formulation, program)
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


def _relieve(
    formulation: Formulation,
    program: LinearProgram,
    soft: Collection[int],
    dear: Mapping[int, float] | None = None,
) -> tuple[Way | None, set[int]]:
    """The cheapest relief of the soft rows, some of them dearer, and the rows that prove it necessary."""
    prices = {i: _price(formulation, program, i) * (dear or {}).get(i, 1.0) for i in soft}
    elastic, slacks = _elastic(formulation, program, prices)
    optimum = WarmSolver(elastic, presolve=True).optimise()
    if optimum is None:
        return None, set(range(len(program.rows)))
    n = len(program.columns)
    relieved = chosen_plan(formulation, program, optimum.x[:n], "relieved").q
    given: dict[int, float] = {}
    for k, (i, sign) in enumerate(slacks):
        given[i] = given.get(i, 0.0) + sign * float(optimum.x[n + k])
    reliefs = []
    for i, amount in given.items():
        if abs(amount) > NOTHING:
            family, index = program.rows[i]
            rows = formulation.families[family]
            reliefs.append(
                Relief(
                    rows=rows,
                    index=index,
                    amount=amount,
                    cost=abs(amount) * _price(formulation, program, i),
                    path=rows.path(*index),
                    needed=None if rows.needs is None else rows.needs(relieved, *index),
                )
            )
    way = Way(
        families=tuple(sorted({r.rows.name for r in reliefs})),
        cost=sum(r.cost for r in reliefs),
        reliefs=tuple(reliefs),
        currency=formulation.q.figures.scenario.currency,
    )
    return way, set(np.flatnonzero(np.abs(optimum.marginal) > NOTHING).tolist())


def _irreducible(program: LinearProgram, candidates: list[int], limits: set[int]) -> list[int]:
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
