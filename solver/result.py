"""The answer: plans, marginals, certificate, as tidy tables and files.

Amounts leave here in the file's currency. The same scenario, program version and solver version give the same
bytes.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from models.baselines import frames_of
from models.indexation import BRIDGE
from models.plan import TOLERANCE
from models.reading import digest
from models.units import PER_MSEK
from solver import certificate as checks
from solver import explain, warm
from solver.stages import FACE, LOSS, SPREAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from models.constraint import Breach, Index, Rows
    from models.figures import Figures
    from models.indexation import Indexation
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.aims import Reached
    from solver.certificate import Certificate
    from solver.compiled import LinearProgram
    from solver.diagnose import NoPlanError, Way
    from solver.explain import Reason
    from solver.marginals import Marginal

    Table: TypeAlias = pd.DataFrame

FORMAT = 1
DECIMALS = 9
"""Decimals of written numbers: thousandths of a krona where money is in MSEK."""
BUILT_IN = ("indexation", "indexation_own_priorities", "volume")
Row = dict[str, Any]


def written(value: float) -> float:
    """A number as it is written: rounded to ``DECIMALS``, never minus nothing."""
    return round(float(value), DECIMALS) + 0.0


@dataclass(frozen=True, kw_only=True)
class Result:
    """An optimal, certified answer.

    Attributes:
        scenario: What was asked.
        figures: What follows from it alone.
        indexation: The baseline's frames and bridge.
        families: The rules, by name.
        plans: ``proposal``, the baselines and every given plan, by id.
        marginals: The limits that bind, with what relief is worth to what the form of the objective puts first.
        reached: What the proposal reaches of every aim of the form, in turn, V last; each proved optimal.
        certificate: The check of the answer.
        program: The linear program that was solved.
        method: How.
    """

    scenario: Scenario
    figures: Figures
    indexation: Indexation
    families: dict[str, Rows]
    plans: dict[str, Plan]
    marginals: tuple[Marginal, ...]
    reached: tuple[Reached, ...]
    certificate: Certificate
    program: LinearProgram
    method: str

    @property
    def proposal(self) -> Plan:
        """The answer."""
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
        """The limits that a plan breaks."""
        return self.plans[plan].broken(self.families.values())

    def gain(self) -> tuple[float, float | None, float | None]:
        """The gain over indexation [points]: whole, the council's part (between), the committees' (within)."""
        whole = self.value - self.plans["indexation"].value
        own = self.plans.get("indexation_own_priorities")
        if own is None:
            return whole, None, None
        return whole, self.value - own.value, own.value - self.plans["indexation"].value

    def evidence(self) -> dict[str, float]:
        """How much of the reallocation rests on each grade of evidence [share]."""
        return explain.evidence(self.figures, self.proposal, self.plans["indexation"])

    def reason(self, committee: str, year: int) -> Reason:
        """Why a committee's frame differs from indexation in a year."""
        return explain.reason(
            self.figures, self.proposal, self.plans["indexation"], self.marginals, committee, year
        )

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tidy tables, by name; amounts in the file's currency."""
        import pandas as pd  # noqa: PLC0415 - only those who look at tables wait for it

        return {name: pd.DataFrame(rows, columns=list(COLUMNS[name])) for name, rows in self._rows().items()}

    def _rows(self) -> dict[str, list[Row]]:
        return {
            "frames": list(_frames(self)),
            "spend": list(_spend(self)),
            "attainment": list(_attainment(self)),
            "marginals": list(_marginals(self)),
            "moves": list(_moves(self)),
            "bridge": list(_bridge(self)),
        }

    def summary(self) -> dict[str, Any]:
        """What ``result.json`` holds."""
        whole, council, committees = self.gain()
        return {
            **_header(self.scenario),
            "status": "optimal",
            "value": written(self.value),
            "gain": {
                "total": written(whole),
                "council": None if council is None else written(council),
                "committees": None if committees is None else written(committees),
            },
            "baselines": {
                id_: {
                    "value": written(plan.value),
                    "kind": "baseline" if id_ in BUILT_IN else "given",
                    "name": plan.name or id_,
                    "broken": [_breach(self.scenario, b) for b in self.broken(id_)],
                }
                for id_, plan in sorted(self.plans.items())
                if id_ != "proposal"
            },
            "weights": {g: written(w) for g, w in self.figures.weight.items()},
            "objective": _objective(self),
            "evidence": {grade: written(share) for grade, share in self.evidence().items()},
            "certificate": {
                "primal": _residual(self.certificate.primal),
                "dual": _residual(self.certificate.dual),
                "gap": _residual(self.certificate.gap),
                "recomputed_value": written(self.certificate.recomputed_value),
                "dual_bound": written(self.certificate.dual_bound),
            },
            "provenance": provenance(self.scenario),
        }

    def save(self, folder: str | Path) -> Path:
        """Write ``result.json`` and ``tables/``, all or nothing; an earlier result stands until the new one is whole.

        Raises:
            OSError: The folder cannot be written.
        """
        files = {"result.json": _json(self.summary())}
        files |= {f"tables/{name}.csv": _csv(COLUMNS[name], rows) for name, rows in self._rows().items()}
        return replace_folder(Path(folder), files)


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
        "degenerate",
        "path",
        "place",
    ),
    "moves": ("plan", "year", "committee", "quantity", "value", "unit"),
    "bridge": ("plan", "year", "committee", "quantity", "value", "unit"),
}
"""Columns of each table."""


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
    for m in result.marginals:
        money = m.rows.unit == "money"
        scale = factor if money else 1.0
        yield {
            "plan": "proposal",
            "row": m.rows.name,
            **located(m.rows, m.index),
            "quantity": "marginal",
            "value": written(m.value / scale),
            "tightened": _end(m.tightened / scale),
            "unit": f"points per {currency if money else 'point'}",
            "down": _end(m.down * scale),
            "up": _end(m.up * scale),
            "degenerate": "yes" if m.degenerate else "no",
            "path": m.rows.path(*m.index),
            "place": str(result.scenario.origin.place(m.rows.path(*m.index)) or ""),
        }


def _end(value: float) -> float | str:
    return "" if abs(value) == float("inf") else written(value)


def _moves(result: Result) -> Iterator[Row]:
    for id_, plan in _plans(result):
        for name in ("indexed", "increase", "decrease", "saved", "used", "balance"):
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
    for (c, y), terms in sorted(result.indexation.bridge.items()):
        for name in BRIDGE:
            yield {
                "plan": "indexation",
                "year": y,
                "committee": c,
                "quantity": name,
                **_money(result, terms[name]),
            }


def located(rows: Rows, index: Index) -> dict[str, Any]:
    """Which year, committee, activity, goal or decision a row concerns."""
    found: dict[str, Any] = dict.fromkeys(("year", "committee", "activity", "goal", "decision"), "")
    return found | dict(zip(rows.over, index, strict=True))


# ----------------------------------------------------------------------------------------------------------- the files


def provenance(scenario: Scenario) -> dict[str, Any]:
    """Versions, tolerances, inputs and changes that an answer rests on."""
    packages = ("kommunbudget", "pyomo", "highspy", "numpy", "pydantic")
    return {
        "versions": {name: version(name) for name in packages},
        "tolerances": {
            "primal": checks.PRIMAL,
            "dual": checks.DUAL,
            "gap": checks.GAP,
            "limits": TOLERANCE,
            "face": FACE,
            "tie_break_loss": LOSS,
            "tie_break_spread": SPREAD,
        },
        "options": {key: value for key, value in warm.OPTIONS.items() if key != "output_flag"},
        "inputs": dict(sorted(scenario.origin.files.items())),
        "changes": list(scenario.origin.changes),
    }


def _header(scenario: Scenario) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "scenario": scenario.title,
        "digest": digest(scenario),
        "currency": scenario.currency,
        "years": list(scenario.years),
        "weights_owner": scenario.weights.owner,
        "warnings": list(scenario.origin.warnings),
    }


def _objective(result: Result) -> Row:
    """The form of the objective, what the proposal reaches of each of its aims, and what the baselines reach."""
    return {
        "form": result.scenario.objective.form,
        "stages": [
            {
                "name": aim.name,
                "value": written(aim.value),
                "best": written(aim.best),
                "gap": _residual(aim.gap),
                "unit": "points",
            }
            for aim in result.reached
        ],
        "baselines": {
            id_: [written(value) for value in (*(score.value for score in plan.scores), plan.value)]
            for id_, plan in sorted(result.plans.items())
            if id_ != "proposal"
        },
    }


def _residual(value: float) -> float:
    """A residual to two digits: below that it is the machine's, not the answer's."""
    return float(f"{value:.1e}")


def _breach(scenario: Scenario, b: Breach) -> Row:
    scale = PER_MSEK[scenario.currency] if b.rows.unit == "money" else 1.0
    where = {key: value for key, value in located(b.rows, b.index).items() if value != ""}
    return {
        "row": b.rows.name,
        **where,
        "amount": written(b.amount * scale),
        "unit": scenario.currency if b.rows.unit == "money" else "points",
        "path": b.rows.path(*b.index),
    }


def no_plan_summary(scenario: Scenario, found: NoPlanError) -> dict[str, Any]:
    """What ``result.json`` holds where the limits leave no plan."""

    def scaled(rows: Rows, amount: float) -> dict[str, Any]:
        money = rows.unit == "money"
        scale = PER_MSEK[scenario.currency] if money else 1.0
        return {"amount": written(amount * scale), "unit": scenario.currency if money else "points"}

    def placed(rows: Rows, index: Index) -> Row:
        where = {key: value for key, value in located(rows, index).items() if value != ""}
        path = rows.path(*index)
        return {"row": rows.name, **where, "path": path, "place": str(scenario.origin.place(path) or "")}

    def told(way: Way | None) -> Row | None:
        if way is None:
            return None
        return {
            "cost": written(way.cost * PER_MSEK[scenario.currency]),
            "unit": scenario.currency,
            "limits": [{**placed(r.rows, r.index), **scaled(r.rows, r.amount)} for r in way.reliefs],
            "changes": None if way.changes is None else list(way.changes),
        }

    return {
        **_header(scenario),
        "status": "no_plan",
        "conflict": [
            {**placed(clash.rows, clash.index), **scaled(clash.rows, clash.amount)}
            for clash in found.conflict
        ],
        "relief": told(found.relief),
        "other_reliefs": [told(way) for way in found.others],
        "provenance": provenance(scenario),
    }


def save_no_plan(scenario: Scenario, found: NoPlanError, folder: str | Path) -> Path:
    """Write ``result.json`` that says why there is no plan; an earlier answer is kept beside it, in ``earlier/``.

    Raises:
        OSError: The folder cannot be written.
    """
    return replace_folder(
        Path(folder), {"result.json": _json(no_plan_summary(scenario, found))}, keep="earlier"
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _csv(columns: Sequence[str], rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def data_frame(rows: list[Row], columns: Sequence[str]) -> Table:
    """Tidy rows as a table."""
    import pandas as pd  # noqa: PLC0415 - only those who look at tables wait for it

    return pd.DataFrame(rows, columns=list(columns))


def study_summary(scenario: Scenario, study: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What ``result.json`` of a study holds."""
    return {**_header(scenario), "study": study, **content, "provenance": provenance(scenario)}


def save_study(
    folder: str | Path,
    name: str,
    summary: Mapping[str, Any],
    tables: Mapping[str, tuple[Sequence[str], list[Row]]],
) -> Path:
    """Write a study's ``result.json`` and ``tables/`` to ``studies/NAME/`` in a result's folder, all or nothing.

    What a run left in the folder is not touched, and a later run leaves studies alone.

    Args:
        folder: The result's folder; made where it does not exist.
        name: The study, with what it is of; what the same one left there is replaced.
        summary: What ``result.json`` holds.
        tables: Columns and rows by the table's name.

    Returns:
        The study's folder.

    Raises:
        OSError: The folder cannot be written.
    """
    files = {f"tables/{table}.csv": _csv(columns, rows) for table, (columns, rows) in tables.items()}
    return replace_folder(Path(folder) / "studies" / name, {"result.json": _json(summary), **files})


def replace_folder(folder: Path, files: Mapping[str, bytes], *, keep: str | None = None) -> Path:
    """Put files in a folder in place of what an earlier run left there, in one step.

    The new folder is written whole beside the old one and then takes its place. Files that no run leaves are
    moved along.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by relative path.
        keep: Name of a folder inside that takes the earlier result, rather than nothing.

    Raises:
        OSError: The folder cannot be written.
        FileExistsError: The folder is a file.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file")
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        _swap(folder, fresh, keep)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


OURS = ("result.json", "tables", "report.html", "report.xlsx", "plots")
"""What a run leaves; anything else in the folder is somebody's own and is left alone."""


def _swap(folder: Path, fresh: Path, keep: str | None) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / folder.name
    for item in folder.iterdir():
        if item.name not in OURS:
            target = fresh / item.name
            if item.is_dir():
                shutil.copytree(item, target, symlinks=True)
            else:
                shutil.copy2(item, target)
    if keep is not None and (folder / "tables").exists():
        shutil.rmtree(fresh / keep, ignore_errors=True)
        for name in OURS:
            if (folder / name).exists():
                (fresh / keep).mkdir(exist_ok=True)
                item = folder / name
                (shutil.copytree if item.is_dir() else shutil.copy2)(item, fresh / keep / name)
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
