"""Worlds as one program, from ``worlds-majorities.md`` only: the extensive form, to compare the program with.

The budget and every world are written by ``formulation.Model``; here they get columns of their own, the first year's
frames in common, the first year's rules of a world, and the aims of the forms. scipy's ``linprog`` solves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.independent.formulation import Model, Program, combine, constant, rolled, total_of, value_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from models.scenario import Scenario
    from tests.independent.formulation import Expression

Kind = Literal["expected", "worst", "cvar", "regret"]
FRAMES_ALONE = ("reserve_min", "growth_max", "down", "up", "solidarity", "turnover", "follows")
"""Rows that speak of frames alone, and of the least reserve: those of the first year are the budget's."""


class World(Model):
    """A world: its own scenario, the budget's weights, and the first year's rules of a world."""

    def __init__(self, scenario: Scenario, budget: Model) -> None:
        """Write every row.

        Args:
            scenario: The world's scenario.
            budget: The budget.
        """
        self.budget = budget
        super().__init__(scenario, budget.by)
        first, p = self.years[0], self.program
        for name in [n for n in p.rows if n[0] in FRAMES_ALONE and n[-1] == first]:
            del p.rows[name]
        for name in [n for n in p.rows if n[0] == "change" and n[-1] == first]:
            del p.rows[name]  # the budget's own column counts these moves
        del p.rows["reserve", first]
        more = total_of((self.absorbed(), self.deficit()))
        p.at_least(("reserve", first), total_of((self.reserve(first), more)), {})
        given = scenario.frame
        surplus = 0.0
        if given.revenue is not None and given.result_target is not None and not self.covers_deficit(first):
            surplus = given.result_target[first] * given.revenue[first]
        p.at_least(("absorbed",), constant(surplus), self.absorbed())
        if len(self.years) == 1:
            p.equal(("deficit",), self.deficit(), {})
        if ("balanced", first) in p.rows:
            _, row = p.rows.pop(("balanced", first))
            p.at_least(("balanced", first), self.deficit(), row)

    def covers_deficit(self, y: int) -> bool:
        """Return whether the result reserve covers a budgeted deficit, so that no surplus is planned."""
        keeps = self.scenario.frame.result_reserve
        return self.uses_reserve(y) and keeps is not None and not keeps.use_in_surplus

    def absorbed(self) -> Expression:
        """Return how much of the planned surplus was never made."""
        return self.program.column("absorbed")

    def deficit(self) -> Expression:
        """Return the first year's deficit."""
        return self.program.column("deficit")

    def restored(self, y: int) -> float:
        """Return the part of the deficit that a year restores."""
        later = self.years[1:4]
        return 1 / len(later) if y in later else 0.0

    def whole(self, y: int) -> Expression:
        """Return the total less what is restored."""
        return combine((1.0, constant(self.total[y])), (-self.restored(y), self.deficit()))

    def followed(self, c: str, y: int) -> Expression:
        """Return the frame of indexation at the total that is left."""
        locked = {k for k in self.committees if self.fixed_by_decision("frame", k, y) is not None}
        sizes = rolled(self.scenario)
        free = sum(sizes[k, y] for k in self.committees if k not in locked)
        part = 0.0
        if c not in locked and free > 0 and self.baseline.frames[c, y]:
            part = (1 - self.reserve_min(y)) * sizes[c, y] / free
        return combine(
            (1.0, constant(self.baseline.frames[c, y])), (-part * self.restored(y), self.deficit())
        )

    def begun(self, _c: str, _y: int) -> float | None:
        """Return the budget's frame of an unmeasured committee in the first year."""
        return self.budget.standing_frames(_c)[_y][0] if _y == self.years[0] else None

    def _judge(self, a: str) -> Model:
        shared = any(c in self.measured_committees for c in self.payers[a])
        return self.budget if shared else self

    def _own_limits(self, a: str, y: int) -> tuple[list[float], list[float]]:
        return super()._own_limits(a, y) if self._judge(a) is self else self.budget._own_limits(a, y)

    def _out(self, a: str, y: int) -> bool:
        if (a, y) in self.carried or self.fixed_by_decision("spend", a, y) is not None:
            return True
        highest = min(self._own_limits(a, y)[1], default=float("inf"))
        return a not in self.measured and self._judge(a).baseline.spend[a, y] > highest + 1e-9

    def _decided(self, a: str, y: int) -> bool:
        if self._out(a, y) or self._keeps_at_least(a, y):
            return True
        lowest = max(self._own_limits(a, y)[0], default=-float("inf"))
        return a not in self.measured and self._judge(a).baseline.spend[a, y] < lowest - 1e-9

    def loss(self) -> Expression:
        """Return -V; moves of the first year's frames at the budget's price."""
        price, first = self.scenario.stability.change_price, self.years[0]
        loss = super().loss()
        for c in self.committees if price > 0 else ():
            loss["change", c, first] = price / self.budget.total[first]
        return loss


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An optimum of the extensive form.

    Attributes:
        aim: Value of the form.
        frames: The first year's frames by committee; unique under ``expected`` only where the optimum is.
        values: V of each world at this optimum; under other forms than ``expected`` it may be any that reaches the aim.
    """

    aim: float
    frames: dict[str, float]
    values: dict[str, float]


class Joint:
    """The budget and some worlds as one program."""

    def __init__(self, budget: Scenario, worlds: Mapping[str, Scenario]) -> None:
        """Write them.

        Args:
            budget: The scenario as it stands.
            worlds: Each world's scenario by its id; one that equals the budget is the budget.
        """
        self.budget = Model(budget)
        self.first = self.budget.years[0]
        self.blocks: dict[str, Model] = {
            id_: self.budget if scenario == budget else World(scenario, self.budget)
            for id_, scenario in worlds.items()
        }
        self.base = Program()
        self._add("", self.budget)
        for id_, world in self.blocks.items():
            if world is not self.budget:
                self._add(id_, world)

    def named(self, id_: str, name: Hashable) -> Hashable:
        """Return the name of a block's column: frames and moves of the first year are common."""
        common = isinstance(name, tuple) and name[0] in ("frame", "change") and name[-1] == self.first
        return name if common or name is None else (id_, name)

    def told(self, id_: str, expression: Expression) -> Expression:
        """Return an expression of a block as one of the whole."""
        own = "" if self.blocks.get(id_) is self.budget else id_
        return {self.named(own, name): x for name, x in expression.items()}

    def _add(self, id_: str, model: Model) -> None:
        loss, p = model.loss(), model.program
        for name in loss:  # a column of the loss may have no row of its own
            if name is not None and name not in p.columns:
                p.column(*name)  # type: ignore[misc]
        for name, n in p.columns.items():
            low, high = p.bounds[n]
            whole = self.named(id_, name)
            if id_ and whole == name:
                self.base.column(*name, low=low, high=high)  # type: ignore[misc] # the budget bounds it already
                continue
            self.base.columns[whole] = len(self.base.columns)
            self.base.bounds.append((low, high))
        for row, (sense, expression) in p.rows.items():
            self.base.rows[id_, *row] = (sense, {self.named(id_, k): x for k, x in expression.items()})

    def value(self, id_: str) -> Expression:
        """Return V of a world."""
        return self.told(id_, combine((-1.0, self.blocks[id_].loss())))

    def solve(
        self,
        probability: Mapping[str, float],
        kind: Kind = "expected",
        *,
        tail: float = 1.0,
        weight: float = 0.0,
        own: Mapping[str, float] | None = None,
        held: Mapping[str, float] | None = None,
    ) -> Answer | None:
        """Return an optimum; None where there is no plan.

        Args:
            probability: Probability of each world.
            kind: The form.
            tail: The worst part of the probability.
            weight: Its weight.
            own: V of each world had it been known, for regret.
            held: The first year's frames, where they are held.
        """
        p = Program()
        p.columns, p.bounds, p.rows = dict(self.base.columns), list(self.base.bounds), dict(self.base.rows)
        values = {id_: self.value(id_) for id_ in self.blocks}
        mean = combine(*((probability[id_], v) for id_, v in values.items()))
        aim = mean
        if kind in ("worst", "regret"):
            aim = p.column("aim", low=None)
            for id_, v in values.items():
                p.at_least(("aim", id_), combine((1.0, v), (-1.0, constant((own or {}).get(id_, 0.0)))), aim)
        if kind == "cvar":
            level = p.column("level", low=None)
            short = {id_: p.column("short", id_) for id_ in values}
            for id_, v in values.items():
                p.at_least(("short", id_), short[id_], combine((1.0, level), (-1.0, v)))
            worst = combine((1.0, level), *((-probability[id_] / tail, x) for id_, x in short.items()))
            aim = combine((1 - weight, mean), (weight, worst))
        for c, amount in (held or {}).items():
            p.equal(("held", c), {("frame", c, self.first): 1.0}, constant(amount))
        found = p.minimise(combine((-1.0, aim)), "highs-ds")
        if found is None:
            return None
        loss, x = found
        return Answer(
            aim=-loss,
            frames={c: float(x[p.columns["frame", c, self.first]]) for c in self.budget.committees},
            values={id_: value_of(v, p.columns, x) for id_, v in values.items()},
        )


def own_value(budget: Scenario, world: Scenario) -> float | None:
    """Return V of a world had it been known: the program of the budget and that world."""
    found = Joint(budget, {"own": world}).solve({"own": 1.0})
    return None if found is None else found.aim


def value_with(budget: Scenario, world: Scenario, frames: Mapping[str, float]) -> float | None:
    """Return the best V of a world with the first year's frames held, whatever the budget says of them."""
    joint = Joint(budget, {"own": world})
    if world != budget:
        joint.base.rows = {
            name: row for name, row in joint.base.rows.items() if name[0] or name[1] == "change"
        }
    found = joint.solve({"own": 1.0}, held=frames)
    return None if found is None else found.aim
