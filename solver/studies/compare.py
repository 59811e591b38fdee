"""Compare two scenarios or two results: what changed in the input, and what it did to frames, goals and value.

A is always the comparison base; every difference is B less A. A side is a scenario, which is solved, or a
result that a run left, which is read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from models.plan import Choices, Plan, complete
from models.problems import Problem, ScenarioError
from models.reading import digest, document, read
from models.scenario import Place, Scenario
from models.units import MSEK_PER
from solver.answer.no_plan import NoPlanError
from solver.answer.reasons import moved
from solver.answer.result import Result
from solver.answer.solving import solve
from solver.output.manifest import FolderError, read_answer
from solver.output.places import input_folders
from solver.output.rows import Row, written
from solver.program.marginals import NOTHING
from solver.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.figures import Figures
    from solver.studies.study import Tables

Source = Scenario | Result | str | Path | Mapping[str, Any]
COLUMNS = ("plan", "year", "committee", "goal", "row", "key", "quantity", "a", "b", "difference", "unit")
"""Columns of the table; money in MSEK, whatever the currencies of the two."""
SAME = 1e-6
"""Amounts that differ by less are the same [MSEK or points]."""
Key = tuple[str, str, int]
"""Plan, committee or goal, year."""
Bind = tuple[str, tuple[str, ...]]
"""Family of rows, index as text."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: The title, and the path of the file.
        digest: The digest of the scenario.
        language: Its language.
        currency: Its currency.
        base_year: Its base year.
        years: Its plan years.
        committees: Names by id.
        goals: Names by id.
        weights: By goal [share].
        base: Base-year frames [MSEK].
        frames: By plan, committee and year [MSEK]; the reserve stands under "reserve", the total under "total".
        attainment: By plan, goal and year [points].
        by_plan: V by plan [points].
        binding: The limits that bind, with their paths in the scenario.
        inputs: The values of the input, by dotted path.
        places: The place of each path: file and line.
        result: The solved scenario; None where it was read, or the limits leave no plan.
        clash: The reason that there is no plan; None where there is one.
    """

    name: str
    digest: str
    language: str
    currency: str
    base_year: int
    years: tuple[int, ...]
    committees: dict[str, str] = field(default_factory=dict)
    goals: dict[str, str] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    base: dict[str, float] = field(default_factory=dict)
    frames: dict[Key, float] = field(default_factory=dict)
    attainment: dict[Key, float] = field(default_factory=dict)
    by_plan: dict[str, float] = field(default_factory=dict)
    binding: dict[Bind, str] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    result: Result | None = None
    clash: NoPlanError | None = None

    @property
    def solved(self) -> bool:
        """Whether it has a proposal."""
        return "proposal" in self.by_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A key that differs between the two.

    Attributes:
        path: The dotted path of the key.
        a: The value in A; None where A has none.
        b: The value in B; None where B has none.
        place_a: The place in A's file.
        place_b: The place in B's file.
    """

    path: str
    a: Any
    b: Any
    place_a: str
    place_b: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Study):
    """B against A.

    Attributes:
        a: The comparison base.
        b: The side that is compared with it.
        changes: The keys that differ.
        crossed: V of B's proposal by A's figures, goals and weights [points]; None where it has no meaning.
    """

    study = "compare"

    a: Side
    b: Side
    changes: tuple[Change, ...]
    crossed: float | None

    @property
    def years(self) -> tuple[int, ...]:
        """Plan years of either."""
        return tuple(sorted({*self.a.years, *self.b.years}))

    @property
    def told_years(self) -> tuple[int, ...]:
        """Plan years of both; of either where they have none in common."""
        return tuple(y for y in self.a.years if y in self.b.years) or self.years

    @property
    def committees(self) -> dict[str, str]:
        """Committees of either, A's order first; names by id."""
        return _union(self.a.committees, self.b.committees)

    @property
    def goals(self) -> dict[str, str]:
        """Goals of either, A's order first; names by id."""
        return _union(self.a.goals, self.b.goals)

    def reallocated(self, year: int) -> float | None:
        """Return what is moved between committees from A's proposal to B's in a year [MSEK].

        It is the smaller of the sum of increases and the sum of decreases of frames; None where one has no proposal
        for the year.
        """
        pairs = [
            (self.a.frames.get(("proposal", c, year)), self.b.frames.get(("proposal", c, year)))
            for c in self.committees
        ]
        if not all(side.solved and year in side.years for side in (self.a, self.b)):
            return None
        return moved((b or 0.0) - (a or 0.0) for a, b in pairs)

    @property
    def tightened(self) -> tuple[Bind, ...]:
        """Limits that bind in B and not in A."""
        return tuple(key for key in self.b.binding if key not in self.a.binding)

    @property
    def eased(self) -> tuple[Bind, ...]:
        """Limits that bind in A and not in B."""
        return tuple(key for key in self.a.binding if key not in self.b.binding)

    def rows(self) -> list[Row]:
        """Return the rows of the table."""
        return [{**dict.fromkeys(COLUMNS, ""), **row} for row in _rows(self)]

    def summary(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""

        def told(side: Side) -> dict[str, Any]:
            value = side.by_plan.get("proposal")
            return {
                "name": side.name,
                "digest": side.digest,
                "currency": side.currency,
                "years": list(side.years),
                "status": "optimal" if side.solved else "no_plan",
                "value": None if value is None else written(value),
            }

        return {
            "study": "compare",
            "base": "a",
            "a": told(self.a),
            "b": told(self.b),
            "crossed_value": None if self.crossed is None else written(self.crossed),
            "changes": [
                {"path": c.path, "a": _told(c.a), "b": _told(c.b), "place_a": c.place_a, "place_b": c.place_b}
                for c in self.changes
            ],
            "binding_in_b_only": [_bind(key) for key in self.tightened],
            "binding_in_a_only": [_bind(key) for key in self.eased],
        }

    @property
    def folder(self) -> str:
        """The name of its folder, by the digests of the two."""
        return f"compare-{self.a.digest[:12]}-{self.b.digest[:12]}"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Folders of the input files of both sides."""
        results = (side.result for side in (self.a, self.b) if side.result is not None)
        return tuple(input_folders(*(result.scenario for result in results)))

    @property
    def subject(self) -> str:
        """The names of the two."""
        return f"{self.b.name} against {self.a.name}"

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"comparison": (COLUMNS, self.rows)}


def compare(a: Source, b: Source) -> Comparison:
    """Compare B with A.

    Args:
        a: The comparison base: a scenario or its file, its content, a result, or the folder or ``result.json``
            that a run left.
        b: The other one, in any of these forms.

    Raises:
        ScenarioError: One of them cannot be read.
    """
    first, second = _side(a), _side(b)
    paths = dict.fromkeys((*first.inputs, *second.inputs))
    changes = tuple(
        Change(
            path=path,
            a=first.inputs.get(path),
            b=second.inputs.get(path),
            place_a=first.places.get(path, ""),
            place_b=second.places.get(path, ""),
        )
        for path in paths
        if first.inputs.get(path) != second.inputs.get(path)
    )
    return Comparison(
        a=first,
        b=second,
        changes=changes,
        crossed=_crossed(first, second),
    )


def _union(a: dict[str, str], b: dict[str, str]) -> dict[str, str]:
    """Return the names of both, in A's order first; an id alone is no name."""
    return {
        key: next((n for n in (a.get(key), b.get(key)) if n not in (None, key)), key) for key in {**a, **b}
    }


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | list) else str(value)


def _bind(key: Bind) -> str:
    return f"{key[0]}[{','.join(key[1])}]"


# --------------------------------------------------------------------------------------------------- the two sides


def _side(source: Source) -> Side:
    if isinstance(source, Result):
        return _solved(source.scenario, source)
    if isinstance(source, str | Path):
        path = Path(source)
        if path.is_dir() or path.name == "result.json":
            return _saved(path)
    scenario = source if isinstance(source, Scenario) else read(source)
    try:
        return _solved(scenario, solve(scenario))
    except NoPlanError as found:
        return _solved(scenario, None, found)


def _flat(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    entries = enumerate(tree) if _is_list_of_entries(tree) else tree.items() if isinstance(tree, dict) else ()
    below = [pair for key, entry in entries for pair in _flat(entry, f"{path}.{key}" if path else str(key))]
    yield from below or [(path, tree)]


def _is_list_of_entries(tree: Any) -> bool:
    """Whether a value is a list such as the adjustments of a year, whose entries have keys of their own."""
    return isinstance(tree, list) and any(isinstance(entry, dict) for entry in tree)


def _name(scenario: Scenario) -> str:
    origin = scenario.origin
    told = [
        scenario.title,
        PurePath(origin.path or "").name,
        *(f"--set {change}" for change in origin.changes),
    ]
    return " · ".join(filter(None, told))


def _solved(scenario: Scenario, result: Result | None, clash: NoPlanError | None = None) -> Side:
    inputs = dict(_flat(document(scenario)))
    origin = scenario.origin
    places = {path: origin.within(str(at)) for path in inputs if (at := origin.place(path)) is not None}
    head: dict[str, Any] = {
        "name": _name(scenario),
        "digest": digest(scenario),
        "language": scenario.language,
        "currency": scenario.currency,
        "base_year": scenario.base_year,
        "years": scenario.years,
        "committees": {c: committee.name or c for c, committee in scenario.committees.items()},
        "goals": {g: goal.name or g for g, goal in scenario.goals.items()},
        "inputs": inputs,
        "places": places,
        "result": result,
        "clash": clash,
    }
    if result is None:
        return Side(**head)
    frames: dict[Key, float] = {}
    attainment: dict[Key, float] = {}
    for id_, plan in result.plans.items():
        for y in scenario.years:
            frames |= {(id_, c, y): plan.q.frame[c, y] for c in result.figures.committees}
            frames |= {(id_, "reserve", y): plan.q.reserve[y], (id_, "total", y): plan.q.total[y]}
        attainment |= {(id_, g, y): points for (g, y), points in plan.q.attainment.items()}
    return Side(
        **head,
        weights=result.figures.part,
        base=result.figures.base_frame,
        frames=frames,
        attainment=attainment,
        by_plan={id_: plan.value for id_, plan in result.plans.items() if scenario.judges(id_)},
        binding={
            (m.rows.name, tuple(map(str, m.index))): m.rows.path(*m.index)
            for m in result.marginals
            if m.rows.role == "limit" and m.size > NOTHING
        },
    )


def _saved(path: Path) -> Side:
    """Read a result that a run left.

    Raises:
        ScenarioError: It cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    place = Place(file=(folder / "result.json").as_posix(), line=1)
    try:
        side = _of_files(folder, read_answer(folder))
    except FolderError as error:
        raise ScenarioError((Problem(path="", place=place, sv=error.sv, en=error.en),)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = Problem(
            path="",
            place=place,
            sv="inget läsbart resultat; ange en mapp som kommunbudget run har lämnat, eller scenariots fil",
            en="no readable result; name a folder that kommunbudget run has left, or the scenario's file",
        )
        raise ScenarioError((problem,)) from error
    return side


def _of_files(folder: Path, files: Mapping[str, bytes]) -> Side:
    told = json.loads(files["result.json"])
    asked = told["input"]
    head: dict[str, Any] = {
        "name": f"{told['scenario']} · {folder.as_posix()}",
        "digest": told["digest"],
        "language": asked.get("language", "sv"),
        "currency": told["currency"],
        "base_year": asked["base_year"],
        "years": tuple(told["years"]),
        "committees": {c: committee.get("name", c) for c, committee in asked["committees"].items()},
        "goals": {g: goal.get("name", g) for g, goal in asked["goals"].items()},
        "inputs": dict(_flat(asked)),
    }
    if told["status"] != "optimal":
        return Side(**head)
    msek = float(MSEK_PER[told["currency"]])
    frames: dict[Key, float] = {}
    base: dict[str, float] = {}
    for row in _table(files, "frames"):
        where, amount = row["committee"] or row["quantity"], float(row["value"]) * msek
        if int(row["year"]) in told["years"]:
            frames[row["plan"], where, int(row["year"])] = amount
        else:
            base[where] = amount
    attainment = {
        (row["plan"], row["goal"], int(row["year"])): float(row["value"])
        for row in _table(files, "attainment")
        if row["quantity"] == "attainment"
    }
    binding = {}
    for row in _table(files, "marginals"):
        found = tuple(row[key] for key in ("year", "committee", "activity", "goal", "decision"))
        index = (*(i for i in found[1:] if i), *(i for i in found[:1] if i))
        worth = any(float(row[side] or 0) for side in ("value", "tightened"))
        if not row["row"].startswith("unmeasured") and (worth or not row.get("no_plan")):
            binding[row["row"], index] = row["path"]
    return Side(
        **head,
        weights=told["weights"],
        base=base,
        frames=frames,
        attainment=attainment,
        by_plan={
            "proposal": told["value"],
            **{id_: b["value"] for id_, b in told["baselines"].items() if b["value"] is not None},
        },
        binding=binding,
    )


def _table(files: Mapping[str, bytes], name: str) -> Iterable[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"tables/{name}.csv"].decode(), newline="")))


# ---------------------------------------------------------------------------------------------------- across the two


def _crossed(a: Side, b: Side) -> float | None:
    """Return V of B's proposal by A's figures, goals and weights, where the two have the same activities and years."""
    if a.result is None or b.result is None:
        return None
    ours, theirs = a.result.figures, b.result.figures
    if _shape(ours) != _shape(theirs):
        return None
    return valued(ours, a.result, b.result.proposal)


def _shape(figures: Figures) -> tuple[object, ...]:
    return (
        figures.years,
        figures.scenario.base_year,
        figures.committees,
        tuple(figures.lines),
        tuple(figures.need),
    )


def valued(figures: Figures, result: Result, plan: Plan) -> float:
    """Return V of another scenario's plan by these figures [points]."""
    q = plan.q
    choices = Choices(frame=q.frame, spend=q.spend, saved=q.saved, used=q.used, total=q.given_total)
    return complete(figures, result.indexation, choices, id_="crossed").value


# ------------------------------------------------------------------------------------------------------- the table


def _pair(a: float | None, b: float | None, unit: str) -> Row:
    return {
        "a": "" if a is None else written(a),
        "b": "" if b is None else written(b),
        "difference": "" if a is None or b is None else written(b - a),
        "unit": unit,
    }


def _rows(c: Comparison) -> Iterator[Row]:
    for change in c.changes:
        a, b = ("" if v is None else str(v) for v in (change.a, change.b))
        yield {"key": change.path, "quantity": "input", "a": a, "b": b}
    for id_ in dict.fromkeys((*c.a.by_plan, *c.b.by_plan)):
        yield {
            "plan": id_,
            "quantity": "value",
            **_pair(c.a.by_plan.get(id_), c.b.by_plan.get(id_), "points"),
        }
    for kind, unit in (("frames", "MSEK"), ("attainment", "points")):
        mine, theirs = getattr(c.a, kind), getattr(c.b, kind)
        for plan, what, y in sorted({*mine, *theirs}):
            quantity = (
                "attainment" if kind == "attainment" else what if what in ("reserve", "total") else "frame"
            )
            where = (
                {"goal": what}
                if quantity == "attainment"
                else {"committee": what if quantity == "frame" else ""}
            )
            pair = _pair(mine.get((plan, what, y)), theirs.get((plan, what, y)), unit)
            yield {"plan": plan, "year": y, **where, "quantity": quantity, **pair}
    for key in (*c.tightened, *c.eased):
        yield {
            "plan": "proposal",
            "row": _bind(key),
            "quantity": "binds",
            "a": "yes" if key in c.a.binding else "no",
            "b": "yes" if key in c.b.binding else "no",
        }
