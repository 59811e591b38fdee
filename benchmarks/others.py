"""Solve the same linear program with other libraries, where they are installed (extra ``benchmark``).

scipy, cvxpy, PuLP and linopy get the finished arrays, which spares them most of our work: computing figures and
stating rules. Pyomo's persistent interfaces get our own stated model, with the total as a mutable parameter.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import by_hand
import numpy as np
import pyomo.environ as pyo
import warm
from building import AGREE, ours, theirs
from measuring import Row, clock, row, side_by_side

from models.formulation import formulate
from solver.program.warm import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from building import Case

    from solver.program.compiled import LinearProgram

Answer = tuple[float, list[float]]
LOOSE = 1e-5
"""Largest accepted difference between a library's optimum and ours [points]; it has tolerances of its own."""
PERSISTENT_AIM = 5.0


def split(p: LinearProgram) -> tuple[Any, Any, np.ndarray[Any, Any]]:
    """Return the equalities and the inequalities as sparse matrices, and a mask of the rows that are equalities."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - an extra

    matrix = csr_array((p.data, p.index, p.start), shape=(len(p.rows), len(p.columns)))
    equal = p.row_lower == p.row_upper
    return matrix[equal], matrix[~equal], equal


def with_scipy(p: LinearProgram) -> Answer:
    """Solve by ``linprog`` with method highs."""
    from scipy.optimize import linprog  # noqa: PLC0415

    a_eq, a_ub, equal = split(p)
    bounds = np.column_stack([p.lower, p.upper])
    found = linprog(
        -p.cost,
        A_ub=a_ub,
        b_ub=p.row_upper[~equal],
        A_eq=a_eq,
        b_eq=p.row_upper[equal],
        bounds=bounds,
        method="highs",
    )
    return -float(found.fun), found.x.tolist()


def with_cvxpy(p: LinearProgram) -> Answer:
    """Solve in matrix form by HiGHS."""
    import cvxpy  # noqa: PLC0415

    a_eq, a_ub, equal = split(p)
    x = cvxpy.Variable(len(p.columns))
    low, high = np.isfinite(p.lower), np.isfinite(p.upper)
    rows = [a_eq @ x == p.row_upper[equal], a_ub @ x <= p.row_upper[~equal]]
    rows += [x[low] >= p.lower[low], x[high] <= p.upper[high]]
    problem = cvxpy.Problem(cvxpy.Maximize(p.cost @ x), rows)
    problem.solve(solver=cvxpy.HIGHS)
    return float(problem.value), x.value.tolist()


def with_pulp(p: LinearProgram) -> Answer:
    """State term by term and solve by its HiGHS."""
    import pulp  # noqa: PLC0415

    problem = pulp.LpProblem("kommunbudget", pulp.LpMaximize)
    x = [
        pulp.LpVariable(f"x{j}", low if np.isfinite(low) else None, high if np.isfinite(high) else None)
        for j, (low, high) in enumerate(zip(p.lower.tolist(), p.upper.tolist(), strict=True))
    ]
    problem += pulp.LpAffineExpression((x[j], float(p.cost[j])) for j in np.flatnonzero(p.cost))
    index, data = p.index.tolist(), p.data.tolist()
    for i, (low, high) in enumerate(zip(p.row_lower.tolist(), p.row_upper.tolist(), strict=True)):
        part = slice(p.start[i], p.start[i + 1])
        body = pulp.LpAffineExpression((x[j], v) for j, v in zip(index[part], data[part], strict=True))
        problem += body == high if low == high else body <= high
    problem.solve(pulp.HiGHS(msg=False))
    return float(pulp.value(problem.objective)), [v.value() for v in x]


def with_linopy(p: LinearProgram) -> Answer:
    """State by padded tables of terms and solve by HiGHS."""
    import linopy  # noqa: PLC0415
    import xarray  # noqa: PLC0415

    model = linopy.Model()
    x = model.add_variables(lower=p.lower, upper=p.upper, dims=["column"], name="x")
    labels, lengths = x.labels.to_numpy(), np.diff(p.start)
    equal = p.row_lower == p.row_upper
    for name, rows in (("equal", np.flatnonzero(equal)), ("most", np.flatnonzero(~equal))):
        widest = int(lengths[rows].max())
        columns, values = np.full((len(rows), widest), -1), np.full((len(rows), widest), np.nan)
        for n, i in enumerate(rows):
            part = slice(p.start[i], p.start[i + 1])
            columns[n, : lengths[i]], values[n, : lengths[i]] = labels[p.index[part]], p.data[part]
        terms = xarray.Dataset(
            {
                "coeffs": (("row", "_term"), values),
                "vars": (("row", "_term"), columns),
                "const": (("row",), np.zeros(len(rows))),
            }
        )
        bound = xarray.DataArray(p.row_upper[rows], dims=["row"])
        body = linopy.LinearExpression(terms, model)
        model.add_constraints(body == bound if name == "equal" else body <= bound, name=name)
    model.add_objective((xarray.DataArray(p.cost, dims=["column"]) * x).sum(), sense="max")
    model.solve(solver_name="highs", io_api="direct", output_flag=False)
    return float(model.objective.value), model.solution["x"].to_numpy().tolist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistent:
    """One of Pyomo's persistent interfaces, on our stated model with the total as a parameter."""

    model: Any
    solver: Any

    @classmethod
    def of(cls, made: Case, solver: Any) -> Persistent:
        """State the model and make the total mutable."""
        m = formulate(made.figures, made.baseline).model
        m.moved = pyo.Param(initialize=1.0, mutable=True)
        for y in made.figures.years:
            m.total[y].set_value(m.given_total[y] - made.figures.total[y] * m.moved == 0)
        return cls(model=m, solver=solver)

    def at(self, total: float) -> Answer:
        """Solve, warm after the first time."""
        self.model.moved.set_value(total)
        self.solver.solve(self.model)
        return float(pyo.value(self.model.objective)), [v.value for v in self.model.frame.values()]


def appsi() -> Any:
    """Return Pyomo's appsi interface."""
    from pyomo.contrib.appsi.solvers import Highs  # noqa: PLC0415

    return Highs()


def contrib() -> Any:
    """Return Pyomo's newer persistent interface."""
    from pyomo.contrib.solver.solvers.highs import Highs  # noqa: PLC0415

    return Highs()


LIBRARIES: dict[str, tuple[str, Callable[[LinearProgram], Answer]]] = {
    "scipy": ("scipy linprog", with_scipy),
    "cvxpy": ("cvxpy", with_cvxpy),
    "pulp": ("PuLP", with_pulp),
    "linopy": ("linopy", with_linopy),
}
PERSISTENT: dict[str, Callable[[], Any]] = {"appsi": appsi, "contrib": contrib}


def cold(made: Case, repeats: int) -> list[Row]:
    """Measure from finished arrays, or from the stated model, to frames, against the whole program by hand."""
    p, f, b = made.stated.program, made.figures, made.baseline
    value = by_hand.Solver(by_hand.build(f), OPTIONS).solve()
    runs: dict[str, Callable[[], Mapping[str, float]]] = {
        "by hand": lambda: theirs(f),
        "kommunbudget": lambda: ours(f, b),
    }

    def through(name: str, answer: Callable[[], Answer]) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            start = clock()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found, _ = answer()
            took = clock() - start
            if abs(found - value) > LOOSE:
                raise AssertionError(f"{name} found {found!r}, by hand {value!r}")
            return {"all": took}

        return run

    for package, (name, answer) in LIBRARIES.items():
        if find_spec(package) is None:
            print(f"({name} is not installed: left out)")
        else:
            runs[f"{name}, from finished arrays"] = through(name, lambda answer=answer: answer(p))  # type: ignore[misc]
    for name, solver in PERSISTENT.items():
        runs[f"Pyomo {name}, stated by us"] = through(
            name,
            lambda solver=solver: Persistent.of(made, solver()).at(1.0),  # type: ignore[misc]
        )
    times = side_by_side(runs, repeats)
    return [
        row(name, found["all"], times["by hand"]["all"]) for name, found in times.items() if name != "by hand"
    ]


def persistent(made: Case, repeats: int) -> list[Row]:
    """Measure re-solves at sorted totals: Pyomo's persistent interfaces against our warm engine."""
    asked = [knobs.total for knobs in warm.points(made)["total moved, sorted"]][::4]
    engine = warm.engine(made)
    rest = warm.values(warm.today(made))[1:]

    def sweep(answer: Callable[[float], float], got: list[float]) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            answer(asked[0])
            start = clock()
            got[:] = [answer(total) for total in asked]
            return {"each": (clock() - start) / len(asked)}

        return run

    def we(total: float) -> float:
        optimum = engine.optimum([total, *rest])
        if optimum is None:
            raise AssertionError("no plan")
        return optimum.value

    answers: dict[str, list[float]] = {name: [] for name in ("kommunbudget", *PERSISTENT)}
    runs = {"kommunbudget": sweep(we, answers["kommunbudget"])}
    for name, solver in PERSISTENT.items():
        theirs_ = Persistent.of(made, solver())
        runs[name] = sweep(lambda total, p=theirs_: p.at(total)[0], answers[name])  # type: ignore[misc]
    times = side_by_side(runs, repeats)
    for name, got in answers.items():
        if not np.allclose(got, answers["kommunbudget"], rtol=0, atol=max(LOOSE, AGREE)):
            raise AssertionError(f"{name} gives other answers")
    ours_ = times["kommunbudget"]["each"]
    return [
        row(f"Pyomo {name}: re-solve, total moved", times[name]["each"], ours_, PERSISTENT_AIM, at_least=True)
        for name in PERSISTENT
    ]
