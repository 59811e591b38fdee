"""The result of a scenario: plans, marginals and certificate, as objects and as tidy tables.

Amounts in tables and files are in the scenario's currency. The same scenario, program version and solver
version give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from models.baselines import frames_of
from models.bridge import bridge_of
from models.problems import one_of
from models.reading import document
from models.units import PER_MSEK
from solver.answer import reasons
from solver.answer.worth import handed_out, worth_in_money
from solver.output.folders import replace_folder
from solver.output.places import input_folders
from solver.output.provenance import header, provenance
from solver.output.rows import Row, as_csv, as_json, breach, data_frame, located, residual_written, written
from solver.showing import brief, rich

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.constraint import Breach, Rows
    from models.figures import Figures
    from models.indexation import Indexation
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.objective_stages import AimValue
    from solver.answer.reasons import GoalShift, Reason
    from solver.output.rows import Table
    from solver.program.certificate import Certificate
    from solver.program.compiled import LinearProgram
    from solver.program.marginals import Marginal
    from solver.program.methods import Method

T = TypeVar("T")
BUILT_IN = ("indexation", "indexation_own_priorities", "same_money", "volume")


@dataclass(frozen=True, kw_only=True, repr=False)
class Result:
    """An optimal, certified answer.

    Attributes:
        scenario: The scenario.
        figures: Quantities derived from the scenario before solving.
        indexation: Frames and bridge of the indexation baseline.
        families: The families of rows, by name.
        plans: ``proposal``, the baselines and every given plan, by id.
        marginals: The limits and rules of which a little more or less changes V or leaves no plan, with their
            marginals, in points of the objective's first stage.
        reached: The proposal's value of every aim of the objective, V last; each stage is proved optimal.
        certificate: Residuals and gap of the answer.
        program: The linear program that was solved.
        method: The solver method and the reason for it.
    """

    scenario: Scenario
    figures: Figures
    indexation: Indexation
    families: dict[str, Rows]
    plans: dict[str, Plan]
    marginals: tuple[Marginal, ...]
    reached: tuple[AimValue, ...]
    certificate: Certificate
    program: LinearProgram
    method: Method

    @property
    def proposal(self) -> Plan:
        """The proposed plan."""
        return self.plans["proposal"]

    @property
    def value(self) -> float:
        """V of the proposal [points]."""
        return self.proposal.value

    @property
    def frames(self) -> dict[tuple[str, int], float]:
        """Proposed frames [MSEK] by committee and plan year."""
        return frames_of(self.proposal)

    def broken(self, plan: str) -> tuple[Breach, ...]:
        """Return the limits that a plan breaks, by how much; the plan by its id in ``plans``.

        Raises:
            UnknownNameError: There is no such plan.
        """
        return self._broken[one_of(plan, self.plans, "plans")]

    @cached_property
    def _broken(self) -> dict[str, tuple[Breach, ...]]:
        return {id_: plan.broken(self.families.values()) for id_, plan in self.plans.items()}

    def gain(self) -> tuple[float, float | None, float | None, float | None]:
        """Split the gain of the proposal over indexation.

        Returns:
            The whole gain; the committees' part (within their frames), the council's part (between them), which
            together are reallocation; and the rest: money out of balances and reserves, less the cost of keeping
            limits that indexation breaks, which may be negative [points]. Parts are None where indexation with own
            priorities, or the best plan with the same money, is not feasible.
        """
        indexed = self.plans["indexation"].value
        own, same = self.plans.get("indexation_own_priorities"), self.plans.get("same_money")
        if own is None or same is None:
            return self.value - indexed, None, None, None
        return self.value - indexed, own.value - indexed, same.value - own.value, self.value - same.value

    def worth(self, plan: str) -> float | None:
        """Return the least amount a year that indexation with a plan's money needs more to reach its V [MSEK].

        Less than 0 where the plan is worse than indexation; None where no amount is enough. For a given plan
        indexation hands out as much as the plan does, so that what is compared is the division of the same money.

        Args:
            plan: Id of the plan.

        Raises:
            UnknownNameError: There is no such plan.
        """
        return self._once(("worth", one_of(plan, self.plans, "plans")), lambda: self._worth(plan))

    def _worth(self, id_: str) -> float | None:
        plan = self.plans[id_]
        total = handed_out(plan) if id_ in self.scenario.plans else None
        return worth_in_money(self.figures, plan, total)

    def _once(self, key: tuple[str | int, ...], found: Callable[[], T]) -> T:
        """Return what is found, by what is asked; several pages ask the same."""
        if key not in self._asked:
            self._asked[key] = found()
        return self._asked[key]  # type: ignore[no-any-return]

    @cached_property
    def _asked(self) -> dict[tuple[str | int, ...], Any]:
        return {}

    def reallocated(self, year: int, plan: str = "proposal") -> float:
        """Return what a plan moves between committees in a year [MSEK].

        It is the smaller of the sum of increases and the sum of decreases of frames against indexation.

        Args:
            year: A plan year.
            plan: Id of the plan.

        Raises:
            UnknownNameError: There is no such year or plan.
        """
        one_of(year, self.figures.years, "plan years")
        one_of(plan, self.plans, "plans")
        new, old = self.plans[plan].q.frame, self.plans["indexation"].q.frame
        return reasons.moved(new[c, year] - old[c, year] for c in self.figures.committees)

    def moved_inside(self, year: int, plan: str = "proposal") -> float:
        """Return what a plan moves between activities inside committees in a year [MSEK].

        For each committee it is the smaller of the sum of increases and the sum of decreases of spends against what
        the committee's spending, divided as in indexation, would give each activity.

        Args:
            year: A plan year.
            plan: Id of the plan.

        Raises:
            UnknownNameError: There is no such year or plan.
        """
        one_of(year, self.figures.years, "plan years")
        one_of(plan, self.plans, "plans")
        moved = self._once(
            ("moved_inside", plan), lambda: reasons.moved_inside(self.figures, self.plans[plan])
        )
        return sum(moved[c, year] for c in self.figures.committees)

    def evidence(self) -> dict[str, float]:
        """Return the share of the reallocation that rests on each grade of evidence [share]."""
        return dict(self._evidence)

    @cached_property
    def _evidence(self) -> dict[str, float]:
        return reasons.evidence(self.figures, self.proposal, self.plans["indexation"])

    def reason(self, committee: str, year: int) -> Reason:
        """Explain how a committee's frame differs from indexation in a year.

        Args:
            committee: Id of the committee.
            year: A plan year.

        Raises:
            UnknownNameError: There is no such committee or year.
        """
        one_of(committee, self.figures.committees, "committees")
        one_of(year, self.figures.years, "plan years")
        known = self.figures, self.proposal, self.plans["indexation"]
        return self._once(
            ("reason", committee, year),
            lambda: reasons.reason(*known, self.marginals, self._shifts[committee], committee, year),
        )

    @cached_property
    def _shifts(self) -> dict[str, tuple[GoalShift, ...]]:
        return reasons.shifts(self.figures, self.proposal, self.plans["indexation"])

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tidy tables, by name; amounts in the scenario's currency."""
        return {name: data_frame(self.rows(name), COLUMNS[name]) for name in TABLES}

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a tidy table; amounts in the scenario's currency.

        Raises:
            UnknownNameError: There is no such table.
        """
        made = TABLES[one_of(table, TABLES, "tables")]
        return self._once(("rows", table), lambda: list(made(self)))

    def frame_table(self, year: int | None = None) -> Table:
        """Return the frames of a year by committee and plan; amounts in the scenario's currency.

        Args:
            year: A plan year; the first if absent.

        Raises:
            UnknownNameError: There is no such year.
        """
        y = self.figures.open_years[0] if year is None else one_of(year, self.figures.years, "plan years")
        scale = PER_MSEK[self.scenario.currency]
        plans, base = dict(_plans(self)), self.scenario.base_year
        rows: list[Row] = []
        for c in self.scenario.committees:
            by_plan = {id_: written(plan.q.frame[c, y] * scale) for id_, plan in plans.items()}
            known = {
                "name": self.scenario.committees[c].name or c,
                str(base): self.proposal.q.frame[c, base] * scale,
            }
            difference = {"against_indexation": written(by_plan["proposal"] - by_plan["indexation"])}
            rows.append({"committee": c, **known, **by_plan, **difference})
        columns = ("committee", "name", str(base), *plans, "against_indexation")
        return data_frame(rows, columns).set_index("committee")

    def summary(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        gain = zip(("total", "committees", "council", "rest"), self.gain(), strict=True)
        return {
            **header(self.scenario),
            "status": "optimal",
            "value": written(self.value),
            "gain": {name: None if points is None else written(points) for name, points in gain},
            "baselines": {
                id_: {
                    "value": written(plan.value) if self.scenario.judges(id_) else None,
                    "kind": "baseline" if id_ in BUILT_IN else "given",
                    "name": plan.name or id_,
                    "broken": [breach(self.scenario, b) for b in self.broken(id_)],
                }
                for id_, plan in sorted(self.plans.items())
                if id_ != "proposal"
            },
            "weights": {g: written(w) for g, w in self.figures.part.items()},
            "objective": _objective(self),
            "evidence": {grade: written(share) for grade, share in self.evidence().items()},
            "certificate": {
                "primal": residual_written(self.certificate.primal),
                "dual": residual_written(self.certificate.dual),
                "gap": residual_written(self.certificate.gap),
                "recomputed_value": written(self.certificate.recomputed_value),
                "dual_bound": written(self.certificate.dual_bound),
                "both_ways": residual_written(self.certificate.both_ways),
            },
            "input": document(self.scenario),
            "provenance": {
                **provenance(self.scenario),
                "method": self.method.record(self.scenario.language),
            },
        }

    def save(self, folder: str | Path, *, beside: Mapping[str, bytes] | None = None) -> Path:
        """Write ``result.json`` and ``tables/``; an earlier result is replaced once all files are written.

        Args:
            folder: The folder, created if it does not exist.
            beside: Other files of the same answer, such as plots, by their path in the folder.

        Returns:
            The folder.

        Raises:
            FolderError: The folder is one that no answer is left in, or holds somebody's own files in the way.
            OSError: The folder cannot be written.
        """
        files = {"result.json": as_json(self.summary())}
        for name, made in TABLES.items():  # not kept: those of a large budget take much memory
            files[f"tables/{name}.csv"] = as_csv(COLUMNS[name], made(self))
        files |= beside or {}
        return replace_folder(Path(folder), files, inputs=input_folders(self.scenario))

    def __repr__(self) -> str:
        return brief(self, self.scenario.title)

    def _repr_html_(self) -> str:
        return rich(self)


# ---------------------------------------------------------------------------------------------------------- the tables

COLUMNS: dict[str, tuple[str, ...]] = {
    "frames": ("plan", "year", "committee", "quantity", "value", "unit"),
    "spend": ("plan", "year", "committee", "activity", "quantity", "value", "unit"),
    "attainment": ("plan", "year", "goal", "quantity", "value", "unit"),
    "marginals": (
        "plan",
        "row",
        "year",
        "committee",
        "activity",
        "goal",
        "decision",
        "quantity",
        "value",
        "unit",
        "tightened",
        "down",
        "up",
        "no_plan",
        "degenerate",
        "path",
        "place",
    ),
    "moves": ("plan", "year", "committee", "quantity", "value", "unit"),
    "bridge": ("plan", "year", "committee", "quantity", "value", "unit"),
}
"""Columns of each tidy table."""


def _money(result: Result, value: float) -> dict[str, Any]:
    currency = result.scenario.currency
    return {"value": written(value * PER_MSEK[currency]), "unit": currency}


def _plans(result: Result) -> Iterator[tuple[str, Plan]]:
    order = ["proposal", *BUILT_IN]
    for id_ in [*order, *sorted(set(result.plans) - set(order))]:
        if id_ in result.plans:
            yield id_, result.plans[id_]


def _frames(result: Result) -> Iterator[Row]:
    for id_, plan in _plans(result):
        for (c, y), amount in sorted(plan.q.frame.items()):
            yield {"plan": id_, "year": y, "committee": c, "quantity": "frame", **_money(result, amount)}
        for name, series in (("reserve", plan.q.reserve), ("total", plan.q.total)):
            for y in result.figures.years:
                yield {"plan": id_, "year": y, "committee": "", "quantity": name, **_money(result, series[y])}


def _spend(result: Result) -> Iterator[Row]:
    figures = result.figures
    for id_, plan in _plans(result):
        for (a, y), amount in sorted(plan.q.spend.items()):
            where = {"plan": id_, "year": y, "committee": "+".join(figures.lines[a].shares), "activity": a}
            yield {**where, "quantity": "spend", **_money(result, amount)}
            if (a, y) in figures.need:
                yield {**where, "quantity": "need", **_money(result, figures.need[a, y])}
                yield {**where, "quantity": "level", "value": written(plan.level[a, y]), "unit": "share"}


def _attainment(result: Result) -> Iterator[Row]:
    for id_, plan in _plans(result):
        for (g, y), points in sorted(plan.q.attainment.items()):
            yield {
                "plan": id_,
                "year": y,
                "goal": g,
                "quantity": "attainment",
                "value": written(points),
                "unit": "points",
            }
    for (g, y), points in sorted(result.figures.reference.items()):
        yield {
            "plan": "",
            "year": y,
            "goal": g,
            "quantity": "reference",
            "value": written(points),
            "unit": "points",
        }


def _marginals(result: Result) -> Iterator[Row]:
    currency, factor = result.scenario.currency, PER_MSEK[result.scenario.currency]
    origin = result.scenario.origin
    for m in result.marginals:
        money = m.rows.unit == "money"
        scale = factor if money else 1.0
        yield {
            "plan": "proposal",
            "row": m.rows.name,
            **located(m.rows, m.index),
            "quantity": "marginal",
            "value": _end(m.value / scale),
            "tightened": _end(m.tightened / scale),
            "unit": f"points per {currency if money else 'point'}",
            "down": _end(m.down * scale),
            "up": _end(m.up * scale),
            "no_plan": m.no_plan,
            "degenerate": "yes" if m.degenerate else "no",
            "path": m.rows.path(*m.index),
            "place": origin.within(str(origin.place(m.rows.path(*m.index)) or "")),
        }


def _end(value: float) -> float | str:
    return "" if abs(value) == float("inf") else written(value)


def _moves(result: Result) -> Iterator[Row]:
    for id_, plan in _plans(result):
        for name in ("indexed", "increase", "decrease", "saved", "used", "returned", "balance"):
            for (c, y), amount in sorted(getattr(plan.q, name).items()):
                if y in result.figures.years:
                    yield {"plan": id_, "year": y, "committee": c, "quantity": name, **_money(result, amount)}
        for (c, y), amount in sorted(result.figures.restore.items()):
            if amount:
                yield {
                    "plan": id_,
                    "year": y,
                    "committee": c,
                    "quantity": "restore",
                    **_money(result, amount),
                }
        if result.scenario.frame.result_reserve is not None:
            for name in ("deposit", "withdrawal", "result_reserve"):
                for y in result.figures.years:
                    amount = getattr(plan.q, name)[y]
                    yield {
                        "plan": id_,
                        "year": y,
                        "committee": "",
                        "quantity": name,
                        **_money(result, amount),
                    }


def _bridge(result: Result) -> Iterator[Row]:
    """Yield how each plan's frames follow from its own of the year before; the years chain."""
    for id_, plan in _plans(result):
        for c in result.figures.committees:
            for y in result.figures.years:
                for name, amount in bridge_of(plan, c, y).items():
                    yield {"plan": id_, "year": y, "committee": c, "quantity": name, **_money(result, amount)}


def _objective(result: Result) -> Row:
    """Return the form of the objective, and the value of each of its aims in all plans."""
    return {
        "form": result.scenario.objective.form,
        "stages": [
            {
                "name": aim.name,
                "value": written(aim.value),
                "best": written(aim.best),
                "gap": residual_written(aim.gap),
                "unit": "points",
            }
            for aim in result.reached
        ],
        "baselines": {
            id_: [written(value) for value in (*(score.value for score in plan.scores), plan.value)]
            for id_, plan in sorted(result.plans.items())
            if id_ != "proposal" and result.scenario.judges(id_)
        },
    }


TABLES: dict[str, Callable[[Result], Iterator[Row]]] = {
    "frames": _frames,
    "spend": _spend,
    "attainment": _attainment,
    "marginals": _marginals,
    "moves": _moves,
    "bridge": _bridge,
}
"""What makes the rows of each tidy table."""
