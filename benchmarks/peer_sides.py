"""The same linear program at many points, each side as a user of that library would write it.

A side gets finished arrays and loads them once; at each point it gets the arrays again and passes on what has changed,
in the way that its library offers. A side imports its own library only, so that its memory can be measured alone:

    python benchmarks/peer_sides.py WORK SIDE

solves the work that ``peers.py`` has left in a file and prints the largest memory of the process [MB].
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Answer = tuple[float, Array]
TIGHT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
"""Tolerances of every side, the same as ours."""
PRICE, LATER_PRICE = 1e-9, 1e-7
"""Prices below these count as zero: in the first stage, and in the steps of the tie-break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The arrays of one point: maximise ``cost·x``, rows within bounds; and the references of the tie-break."""

    cost: Array
    row_lower: Array
    row_upper: Array
    data: Array
    reference: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A program and the points at which it is solved.

    Attributes:
        name: Its name.
        base: The arrays as the scenario stands.
        points: The arrays at each point.
        lower: Lower bounds of columns; no point changes them, nor the upper ones.
        upper: Upper bounds of columns.
        start: Where each row begins among the entries.
        index: Column of each entry.
        frames: Columns of frames.
        measured: Columns that the tie-break measures, frames first.
        weights: Their weights in the tie-break.
        movement: Cost of the tie-break's last step, shape (columns,).
    """

    name: str
    base: Numbers
    points: list[Numbers]
    lower: Array
    upper: Array
    start: Array
    index: Array
    frames: Array
    measured: Array
    weights: Array
    movement: Array

    @property
    def equal(self) -> Array:
        """Whether a row is an equality."""
        return self.base.row_lower == self.base.row_upper

    @property
    def row_of(self) -> Array:
        """Row of each entry."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def moving(self, name: str) -> Array:
        """Positions of one of the arrays that any point changes."""
        was = getattr(self.base, name)
        return np.flatnonzero(np.any([getattr(at, name) != was for at in self.points], axis=0))


class ByHand:
    """Written by hand on highspy: one instance, warm, which changes the entries that differ from the last point."""

    def __init__(self, work: Work) -> None:
        """Load the program."""
        import highspy  # noqa: PLC0415 - each side imports its own library

        self.work, self.now = work, work.base
        self.row_of = work.row_of
        self.highs = highspy.Highs()
        for key, value in {"output_flag": False, "presolve": "off", "threads": 1, **TIGHT}.items():
            self.highs.setOptionValue(key, value)
        at, n = work.base, len(work.lower)
        self.highs.passModel(
            n, len(at.row_lower), len(at.data), int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize),
            0.0, -at.cost, work.lower, work.upper, at.row_lower, at.row_upper, work.start, work.index, at.data,
            np.zeros(n, np.int32),
        )  # fmt: skip

    def move(self, at: Numbers) -> None:
        """Change what differs from the last point."""
        highs, was, self.now = self.highs, self.now, at
        cost = np.flatnonzero(at.cost != was.cost).astype(np.int32)
        if len(cost):
            highs.changeColsCost(len(cost), cost, -at.cost[cost])
        rows = np.flatnonzero((at.row_upper != was.row_upper) | (at.row_lower != was.row_lower)).astype(
            np.int32
        )
        if len(rows):
            highs.changeRowsBounds(len(rows), rows, at.row_lower[rows], at.row_upper[rows])
        for k in np.flatnonzero(at.data != was.data).tolist():
            highs.changeCoeff(int(self.row_of[k]), int(self.work.index[k]), float(at.data[k]))

    def at(self, at: Numbers) -> Answer:
        """Solve from the last basis."""
        self.move(at)
        self.highs.run()
        x = np.array(self.highs.getSolution().col_value)
        return -self.highs.getInfo().objective_function_value, x[self.work.frames]


class ByHandNearest(ByHand):
    """The same with the tie-break: in three steps, each on what the prices of those before hold fixed."""

    def __init__(self, work: Work) -> None:
        """Load the program, and columns and rows that measure deviations."""
        super().__init__(work)
        n, m, k = len(work.lower), len(work.base.row_lower), len(work.measured)
        none, inf = np.zeros(2 * k), np.full(2 * k, np.inf)
        empty = np.empty(0, np.int32)
        self.highs.addCols(2 * k, none, none, inf, 0, empty, empty, np.empty(0))
        over = np.arange(n, n + k)
        entries = np.column_stack([work.measured, over, over + k]).astype(np.int32).ravel()
        reference = work.base.reference
        self.highs.addRows(
            k,
            reference,
            reference,
            3 * k,
            np.arange(0, 3 * k, 3, dtype=np.int32),
            entries,
            np.tile([1.0, -1.0, 1.0], k),
        )
        self.columns, self.rows = np.arange(n + 2 * k, dtype=np.int32), np.arange(m + k, dtype=np.int32)
        self.lower, self.upper = np.concatenate([work.lower, none]), np.concatenate([work.upper, inf])
        first, weights = len(work.frames), work.weights
        self.steps = [
            np.concatenate([np.zeros(n), *2 * [np.where((np.arange(k) < first) == frames, weights, 0.0)]])
            for frames in (True, False)
        ]
        self.steps.append(np.concatenate([work.movement, none]))

    def at(self, at: Numbers) -> Answer:
        """Solve from the last basis, select the nearest optimum, and put everything back."""
        highs = self.highs
        self.move(at)
        lower, upper = self.lower.copy(), self.upper.copy()
        low, high = (np.concatenate([b, at.reference]) for b in (at.row_lower, at.row_upper))
        highs.changeRowsBounds(len(self.rows), self.rows, low, high)
        highs.setOptionValue("simplex_strategy", 1)
        highs.run()
        value, basis = -highs.getInfo().objective_function_value, highs.getBasis()
        highs.setOptionValue("simplex_strategy", 4)
        for n, cost in enumerate(self.steps):
            found, least = highs.getSolution(), LATER_PRICE if n else PRICE
            for value_, dual, one, two in (
                (found.col_value, found.col_dual, lower, upper),
                (found.row_value, found.row_dual, low, high),
            ):
                x, priced = np.array(value_), np.abs(dual) > least
                near = np.abs(x - one) <= np.abs(x - two)
                two[priced & near], one[priced & ~near] = one[priced & near], two[priced & ~near]
            highs.changeColsBounds(len(self.columns), self.columns, lower, upper)
            highs.changeRowsBounds(len(self.rows), self.rows, low, high)
            highs.changeColsCost(len(self.columns), self.columns, cost)
            highs.run()
        x = np.array(highs.getSolution().col_value)
        highs.changeColsBounds(len(self.columns), self.columns, self.lower, self.upper)
        highs.changeColsCost(
            len(self.columns),
            self.columns,
            np.concatenate([-at.cost, np.zeros(len(self.columns) - len(at.cost))]),
        )
        low, high = (np.concatenate([b, at.reference]) for b in (at.row_lower, at.row_upper))
        highs.changeRowsBounds(len(self.rows), self.rows, low, high)
        highs.setBasis(basis)
        return value, x[self.work.frames]


class Linprog:
    """scipy: ``linprog`` takes all arrays every time."""

    def __init__(self, work: Work) -> None:
        """Keep what does not change."""
        import scipy.optimize  # noqa: PLC0415
        import scipy.sparse  # noqa: PLC0415

        self.work, self.equal = work, work.equal
        self.solve, self.sparse = scipy.optimize.linprog, scipy.sparse.csr_array
        self.bounds = np.column_stack([work.lower, work.upper])

    def at(self, at: Numbers) -> Answer:
        """Solve."""
        matrix = self.sparse(
            (at.data, self.work.index, self.work.start), shape=(len(self.equal), len(at.cost))
        )
        found = self.solve(
            -at.cost, matrix[~self.equal], at.row_upper[~self.equal], matrix[self.equal], at.row_upper[self.equal],
            self.bounds, method="highs", options=TIGHT,
        )  # fmt: skip
        return -float(found.fun), found.x[self.work.frames]


class Cvxpy:
    """cvxpy: parameters for what moves, compiled once as a disciplined parametrised program."""

    def __init__(self, work: Work) -> None:
        """State the problem with a parameter for each moving array."""
        import cvxpy  # noqa: PLC0415
        from scipy.sparse import csr_array  # noqa: PLC0415

        self.work, self.library = work, cvxpy
        n, m = len(work.lower), len(work.start) - 1
        self.x = x = cvxpy.Variable(n, bounds=[work.lower, work.upper])
        self.changed, self.parameters = {}, {}
        for name in ("cost", "row_upper", "data"):
            which = self.changed[name] = work.moving(name)
            if len(which):
                self.parameters[name] = cvxpy.Parameter(len(which))
        fixed = {name: getattr(work.base, name).copy() for name in ("cost", "row_upper", "data")}
        for name, which in self.changed.items():
            fixed[name][which] = 0.0
        body: Any = csr_array((fixed["data"], work.index, work.start), shape=(m, n)) @ x
        right: Any = fixed["row_upper"]
        aim: Any = fixed["cost"] @ x
        if "data" in self.parameters:
            at = self.changed["data"]
            spread = csr_array((np.ones(len(at)), (work.row_of[at], np.arange(len(at)))), shape=(m, len(at)))
            body += spread @ cvxpy.multiply(self.parameters["data"], x[work.index[at]])
        if "row_upper" in self.parameters:
            at = self.changed["row_upper"]
            spread = csr_array((np.ones(len(at)), (at, np.arange(len(at)))), shape=(m, len(at)))
            right = right + spread @ self.parameters["row_upper"]
        if "cost" in self.parameters:
            aim += self.parameters["cost"] @ x[self.changed["cost"]]
        equal = work.equal
        rows = [body[equal] == right[equal], body[~equal] <= right[~equal]]
        self.problem = cvxpy.Problem(cvxpy.Maximize(aim), rows)
        if not self.problem.is_dcp(dpp=True):
            raise AssertionError("the parametrised problem is not compiled once")

    def at(self, at: Numbers) -> Answer:
        """Solve with the parameters' new values."""
        for name, parameter in self.parameters.items():
            parameter.value = getattr(at, name)[self.changed[name]]
        self.problem.solve(solver=self.library.HIGHS, **TIGHT)
        return float(self.problem.value), self.x.value[self.work.frames]


class Pulp:
    """PuLP: one problem whose constants and coefficients are changed in place; each solve passes all of it."""

    def __init__(self, work: Work) -> None:
        """State the problem term by term."""
        import pulp  # noqa: PLC0415

        self.work, self.library = work, pulp
        self.problem = problem = pulp.LpProblem("work", pulp.LpMaximize)
        ends = zip(work.lower.tolist(), work.upper.tolist(), strict=True)
        self.x = [
            pulp.LpVariable(f"x{j}", low if np.isfinite(low) else None, high if np.isfinite(high) else None)
            for j, (low, high) in enumerate(ends)
        ]
        at = work.base
        problem += pulp.LpAffineExpression((self.x[j], float(at.cost[j])) for j in np.flatnonzero(at.cost))
        index, data = work.index.tolist(), at.data.tolist()
        self.rows = []
        for i, (high, equal) in enumerate(zip(at.row_upper.tolist(), work.equal.tolist(), strict=True)):
            part = slice(work.start[i], work.start[i + 1])
            body = pulp.LpAffineExpression(
                (self.x[j], v) for j, v in zip(index[part], data[part], strict=True)
            )
            self.rows.append(body == high if equal else body <= high)
            problem += self.rows[-1]
        self.row_of, self.changed = (
            work.row_of,
            {name: work.moving(name) for name in ("cost", "row_upper", "data")},
        )

    def at(self, at: Numbers) -> Answer:
        """Change what moves and solve."""
        for i in self.changed["row_upper"].tolist():
            self.rows[i].changeRHS(float(at.row_upper[i]))
        for k in self.changed["data"].tolist():
            self.rows[self.row_of[k]].expr[self.x[self.work.index[k]]] = float(at.data[k])
        for j in self.changed["cost"].tolist():
            self.problem.objective[self.x[j]] = float(at.cost[j])
        self.problem.solve(self.library.HiGHS(msg=False, **TIGHT))
        x = [self.x[j].value() for j in self.work.frames.tolist()]
        return float(self.library.value(self.problem.objective)), np.array(x)


class Linopy:
    """linopy: one model whose arrays are replaced; each solve passes all of it."""

    def __init__(self, work: Work) -> None:
        """State the model by padded tables of terms."""
        import linopy  # noqa: PLC0415
        import xarray  # noqa: PLC0415

        self.work, self.arrays = work, xarray.DataArray
        self.model = model = linopy.Model()
        self.x = model.add_variables(lower=work.lower, upper=work.upper, dims=["column"], name="x")
        labels, lengths = self.x.labels.to_numpy(), np.diff(work.start)
        self.rows, self.places = {}, {}
        for name, rows in (("equal", np.flatnonzero(work.equal)), ("most", np.flatnonzero(~work.equal))):
            place = np.arange(int(lengths[rows].max()))
            filled = place < lengths[rows][:, None]
            entry = np.where(filled, work.start[rows][:, None] + place, 0)
            terms = xarray.Dataset(
                {
                    "coeffs": (("row", "_term"), np.where(filled, work.base.data[entry], np.nan)),
                    "vars": (("row", "_term"), np.where(filled, labels[work.index[entry]], -1)),
                    "const": (("row",), np.zeros(len(rows))),
                }
            )
            body = linopy.LinearExpression(terms, model)
            bound = xarray.DataArray(work.base.row_upper[rows], dims=["row"])
            model.add_constraints(body == bound if name == "equal" else body <= bound, name=name)
            self.rows[name], self.places[name] = rows, (entry, filled)
        model.add_objective((self.arrays(work.base.cost, dims=["column"]) * self.x).sum(), sense="max")
        self.changed = {name: len(work.moving(name)) > 0 for name in ("cost", "row_upper", "data")}

    def at(self, at: Numbers) -> Answer:
        """Replace what moves and solve."""
        model = self.model
        for name, rows in self.rows.items():
            if self.changed["row_upper"]:
                model.constraints[name].rhs = self.arrays(at.row_upper[rows], dims=["row"])
            if self.changed["data"]:
                entry, filled = self.places[name]
                found = np.where(filled, at.data[entry], np.nan)
                model.constraints[name].coeffs = self.arrays(found, dims=["row", "_term"])
        if self.changed["cost"]:
            aim = (self.arrays(at.cost, dims=["column"]) * self.x).sum()
            model.add_objective(aim, sense="max", overwrite=True)
        model.solve(solver_name="highs", io_api="direct", set_names=False, output_flag=False, **TIGHT)
        return float(model.objective.value), model.solution["x"].to_numpy()[self.work.frames]


class Appsi:
    """Pyomo: a model with mutable parameters in the persistent interface appsi, which keeps the basis."""

    def __init__(self, work: Work) -> None:
        """State the model with a mutable parameter for each moving number."""
        import pyomo.environ as pyo  # noqa: PLC0415
        from pyomo.contrib.appsi.solvers import Highs  # noqa: PLC0415
        from pyomo.core.expr.numeric_expr import LinearExpression  # noqa: PLC0415

        self.work, self.value = work, pyo.value
        self.model = m = pyo.ConcreteModel()
        m.x = pyo.Var(range(len(work.lower)))
        for j, (low, high) in enumerate(zip(work.lower.tolist(), work.upper.tolist(), strict=True)):
            m.x[j].setlb(low if np.isfinite(low) else None)
            m.x[j].setub(high if np.isfinite(high) else None)
        self.parameters: dict[str, Any] = {}
        numbers: dict[str, list[Any]] = {}
        for name in ("cost", "row_upper", "data"):
            numbers[name] = getattr(work.base, name).tolist()
            at = {k: numbers[name][k] for k in work.moving(name).tolist()}
            self.parameters[name] = pyo.Param(list(at), initialize=at, mutable=True)
            m.add_component(name, self.parameters[name])
            for k in at:
                numbers[name][k] = self.parameters[name][k]
        m.rows = pyo.ConstraintList()
        index, equal = work.index.tolist(), work.equal.tolist()
        for i, high in enumerate(numbers["row_upper"]):
            part = slice(work.start[i], work.start[i + 1])
            body = LinearExpression(
                constant=0.0, linear_coefs=numbers["data"][part], linear_vars=[m.x[j] for j in index[part]]
            )
            m.rows.add(body == high if equal[i] else body <= high)
        priced = sorted({*np.flatnonzero(work.base.cost).tolist(), *work.moving("cost").tolist()})
        m.aim = pyo.Objective(expr=sum(numbers["cost"][j] * m.x[j] for j in priced), sense=pyo.maximize)
        self.solver = Highs()
        self.solver.highs_options = {"threads": 1, **TIGHT}

    def at(self, at: Numbers) -> Answer:
        """Set the parameters and solve from the last basis."""
        for name, parameters in self.parameters.items():
            values = getattr(at, name)
            for k, parameter in parameters.items():
                parameter.set_value(float(values[k]))
        self.solver.solve(self.model)
        return float(self.value(self.model.aim)), np.array(
            [self.model.x[j].value for j in self.work.frames.tolist()]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side of the measurement.

    Attributes:
        name: Its name.
        of: Its class.
        package: What must be installed.
        every: It is asked at every so manieth point, as it is slow; it starts cold each time.
    """

    name: str
    of: Any
    package: str
    every: int = 1


SIDES: dict[str, Side] = {
    "hand": Side(name="by hand, first stage", of=ByHand, package="highspy"),
    "nearest": Side(name="by hand, with tie-break", of=ByHandNearest, package="highspy"),
    "appsi": Side(name="Pyomo appsi, persistent", of=Appsi, package="pyomo"),
    "linprog": Side(name="scipy linprog", of=Linprog, package="scipy", every=10),
    "cvxpy": Side(name="cvxpy, parametrised", of=Cvxpy, package="cvxpy", every=10),
    "pulp": Side(name="PuLP", of=Pulp, package="pulp", every=10),
    "linopy": Side(name="linopy", of=Linopy, package="linopy", every=10),
}


def main() -> None:
    """Solve some points and print the largest memory of the process [MB]."""
    path, side = sys.argv[1:]
    work = pickle.loads(Path(path).read_bytes())  # noqa: S301 - our own file
    asked = SIDES[side].of(work)
    for numbers in work.points:
        asked.at(numbers)
    print(largest_memory())


def largest_memory() -> float:
    """Return the largest memory of this process [MB]; Linux."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.modules["peer_sides"] = sys.modules["__main__"]  # the name under which the work was written
    main()
