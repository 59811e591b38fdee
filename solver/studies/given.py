"""Somebody's plan, from an id, a sheet of frames, a mapping, or a ``Plan``.

In every form it becomes a given plan of the scenario and is read, checked and completed as one: spends that it does
not name follow base-year shares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import baselines
from models.figures import Figures
from models.file.checks.plans import RESERVED
from models.file.folder import TABLES, Folder
from models.file.frames import TOTAL, missing, read_frames
from models.file.sheet import name_of
from models.file.tree import parse, plain
from models.importing.common import File
from models.importing.plan_sheet import frames_by_map
from models.plan import TOLERANCE, Plan
from models.problems import Problem, Refused, ScenarioError, did_you_mean, few_of
from models.scenario import Edit, Place
from models.units import PER_MSEK
from models.variants import plan_questions, vary
from solver.studies.study import PlanStudy

if TYPE_CHECKING:
    from models.file.frames import Frames
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario

PlanSource = str | Path | Mapping[str, Any] | Plan
BUILT_IN = ("indexation", "volume", "proposal")
"""Plans that every scenario has, beside those that it gives."""


class GivenStudy(PlanStudy):
    """A study of one plan that somebody gives.

    Attributes:
        stated: The scenario, stated.
        plan: The plan.
    """

    plan: Plan

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """Questions about the plan's figures that are probably mistakes."""
        return doubts(self.plan)


def judged(scenario: Scenario) -> bool:
    """Whether a given plan can be judged: need follows the population, so that more people are not taken for waste."""
    return scenario.has_drivers


def plan_of(
    stated: StatedScenario,
    source: PlanSource,
    *,
    differences_to: str | None = None,
    based_on: str | None = None,
    sheet_map: str | Path | None = None,
) -> Plan:
    """Return somebody's plan, completed.

    Args:
        stated: The scenario.
        source: A given plan's id, ``indexation``, ``volume`` or ``proposal``; the path of a CSV or Excel
            sheet of frames; a mapping shaped as an entry of ``plans``; or a plan.
        differences_to: The numbers of a sheet are differences to this plan.
        based_on: The plan that supplies what a sheet does not name.
        sheet_map: Path of a map (YAML) of a sheet of any layout; without one it has committees in rows and plan
            years in columns, in the scenario's currency.

    Raises:
        ScenarioError: The plan is unknown, its sheet is wrong, or it is no sheet and is asked for as one; the error
            lists all problems.
        TypeError: It is none of these.
    """
    scenario = stated.scenario
    asked = {"differences_to": differences_to, "based_on": based_on, "sheet_map": sheet_map}
    _refuse_idle(scenario, source, [name for name, value in asked.items() if value is not None])
    if isinstance(source, Plan):
        return source
    if isinstance(source, str) and source in (*scenario.plans, *BUILT_IN):
        return _known(stated, source)
    edits: list[Edit] = []
    places: dict[str, Place] = {}
    if isinstance(source, Mapping):
        id_, entry = _free(scenario, "plan"), plain(source)
    elif not isinstance(source, str | Path):
        kind = type(source).__name__
        raise TypeError(
            f"a plan is an id, the path of a sheet, or a mapping such as {{'frames': {{'skola': {{2026: 600}}}}}}, "
            f"not {kind}"
        )
    else:
        path = Path(source)
        if not (isinstance(source, Path) or path.suffix.casefold() in TABLES):
            raise _unknown(scenario, str(source))
        id_ = _free(scenario, re.sub(r"[^a-z0-9]+", "_", path.stem.casefold()).strip("_") or "plan")
        reference = differences_to or based_on
        if reference is not None and reference not in scenario.plans:
            if reference not in BUILT_IN:
                raise _unknown(scenario, reference)
            known = _known(stated, reference)
            reference = _free(scenario, f"enligt_{reference}")
            edits.append(Edit(path=f"plans.{reference}", set=_entry(scenario, known)))
        found = _sheet(scenario, path, sheet_map, changes=differences_to is not None)
        entry, sheet = _from_sheet(stated, path, found, reference, differences=differences_to is not None)
        places = _places(
            sheet, path, f"plans.{id_}", "differences" if differences_to is not None else "frames"
        )
    edits.append(Edit(path=f"plans.{id_}", set=entry))
    figures = Figures(scenario=vary(scenario, edits, places), standing=stated.figures.standing)
    return baselines.given(figures, stated.baseline, id_)


def _refuse_idle(scenario: Scenario, source: PlanSource, asked: list[str]) -> None:
    """Refuse options that would be passed over: those of a sheet for another plan, and two plans to start from."""
    shown = ", ".join({"sheet_map": "--map"}.get(name, f"--{name.replace('_', '-')}") for name in asked)
    if asked and not _is_sheet(scenario, source):
        sv, en = (source, source) if isinstance(source, str) else ("planen", "the plan")
        raise _wrong(
            scenario,
            f"{shown} hör till ett blad (.csv eller .xlsx), och {sv} är inget; ta bort det, eller ange bladets fil",
            f"{shown}: for a sheet (.csv or .xlsx), which {en} is not; leave it out, or name the sheet's file",
        )
    if {"differences_to", "based_on"} <= set(asked):
        raise _wrong(
            scenario,
            "ange --differences-to eller --based-on, inte båda: skillnader räknas från planen som gäller i övrigt",
            "give --differences-to or --based-on, not both: differences are from the plan that holds otherwise",
        )


def _is_sheet(scenario: Scenario, source: PlanSource) -> bool:
    """Whether a plan is given as a file; what has neither a known id nor a sheet's ending is told by ``plan_of``."""
    if isinstance(source, str):
        return source not in (*scenario.plans, *BUILT_IN)
    return isinstance(source, Path)


def doubts(plan: Plan) -> tuple[str, ...]:
    """Return what a plan's figures ask about, in the scenario's language: those that are probably mistakes."""
    scenario = plan.q.figures.scenario
    if plan.id not in scenario.plans:
        return ()
    return tuple(question.line(scenario.language) for question in plan_questions(scenario, plan.id))


def _places(sheet: Frames, file: Path, plan: str, part: str) -> dict[str, Place]:
    """Return the place of each row and cell of a sheet, by the path that it has in the plan."""

    def place(line: int, column: int) -> Place:
        cell = f"{sheet.sheet}!{name_of(line, column)}" if sheet.sheet and column else ""
        return Place(file=file.as_posix(), line=line, cell=cell)

    first = min(sheet.columns.values(), default=0)
    found = {plan: place(sheet.heading, first)}
    for c, line in sheet.lines.items():
        path = f"{plan}.total" if c == TOTAL else f"{plan}.{part}.{c}"
        found[path] = place(line, first)
        found |= {f"{path}.{y}": place(line, column) for y, column in sheet.columns.items()}
    return found


def _known(stated: StatedScenario, id_: str) -> Plan:
    if id_ in stated.scenario.plans:
        return baselines.given(stated.figures, stated.baseline, id_)
    if id_ == "proposal":
        best = stated.best()
        if best is None:
            raise _wrong(
                stated.scenario,
                "kraven lämnar ingen plan, så det finns inget räkneförslag; kör kommunbudget run",
                "the limits leave no plan, so there is no proposal; run kommunbudget run",
            )
        return best
    rule = baselines.indexed if id_ == "indexation" else baselines.volume
    return rule(stated.figures, stated.baseline)


def _free(scenario: Scenario, wanted: str) -> str:
    taken, n, id_ = {*scenario.plans, *RESERVED}, 1, wanted if wanted[0].isalpha() else f"plan_{wanted}"
    first = id_
    while id_ in taken:
        n += 1
        id_ = f"{first}_{n}"
    return id_


def _entry(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Return a plan as the file would hold it; spends where a committee's add up to its frame."""
    f, factor = plan.q.figures, PER_MSEK[scenario.currency]
    frames: dict[str, dict[int, float]] = {}
    spend: dict[str, dict[int, float]] = {}
    uneven = {
        (c, y)
        for c in f.committees
        for y in f.years
        if abs(plan.q.frame[c, y] - f.restore[c, y] - plan.own_cost(c, y)) > TOLERANCE
    }
    for c in f.committees:
        frames[c] = {y: plan.q.frame[c, y] * factor for y in f.years}
    for a, y in f.need:
        if not any((c, y) in uneven for c in f.lines[a].shares):
            spend.setdefault(a, {})[y] = plan.q.spend[a, y] * factor
    return {"frames": frames, "spend": spend}


def _sheet(scenario: Scenario, path: Path, sheet_map: str | Path | None, *, changes: bool) -> Frames:
    """Return what a sheet says, by a map where there is one."""
    data = _bytes(scenario, path)
    if sheet_map is None:
        return read_frames(data, path.as_posix(), scenario, changes=changes)
    tree = parse(_bytes(scenario, Path(sheet_map)), Path(sheet_map).as_posix())
    if tree.problems:
        raise ScenarioError(tree.problems, scenario.language)
    return frames_by_map(File(name=path.as_posix(), data=data), tree, scenario, changes=changes)


def _bytes(scenario: Scenario, path: Path) -> bytes:
    try:
        return Folder(shown=path.parent).bytes(path.name)
    except Refused as refused:
        place = Place(file=path.as_posix(), line=1)
        problem = Problem(path="", place=place, sv=refused.sv, en=refused.en)
        raise ScenarioError((problem,), scenario.language) from refused


def _from_sheet(
    stated: StatedScenario, path: Path, sheet: Frames, reference: str | None, *, differences: bool
) -> tuple[dict[str, Any], Frames]:
    scenario = stated.scenario
    gaps = missing(scenario, sheet.frames)
    if gaps and reference is None and not sheet.problems:
        shown = few_of([f"{c} {y}" for c, y in gaps])
        c, y = next((gap for gap in gaps if gap[0] in sheet.lines), gaps[0])
        line, column = sheet.lines.get(c, sheet.heading), sheet.columns.get(y, 0)
        cell = f"{sheet.sheet}!{name_of(line, column)}" if sheet.sheet and column and c in sheet.lines else ""
        sheet.problems.append(
            Problem(
                path="",
                place=Place(file=path.as_posix(), line=line, cell=cell),
                sv=f"ram saknas för {shown}; fyll i, eller ange planen som gäller i övrigt med --based-on",
                en=f"the frame is missing for {shown}; fill it in, or name the plan that holds otherwise with "
                "--based-on",
            )
        )
    if sheet.problems:
        raise ScenarioError(sheet.problems, scenario.language)
    which = {"sv": f", bladet {sheet.sheet}", "en": f", sheet {sheet.sheet}"}[scenario.language]
    entry: dict[str, Any] = {"name": path.stem, "source": path.name + (which if sheet.sheet else "")}
    if reference is not None:
        entry |= {"based_on": reference, "completeness": "amendments"}
    entry["differences" if differences else "frames"] = sheet.frames
    if sheet.total:
        before = _total(stated, reference) if differences and reference is not None else {}
        entry["total"] = {y: amount + before.get(y, 0.0) for y, amount in sheet.total.items()}
    return entry, sheet


def _total(stated: StatedScenario, reference: str) -> dict[int, float]:
    """Return the total that differences are added to, in the file's currency."""
    scenario, factor = stated.scenario, PER_MSEK[stated.scenario.currency]
    if reference not in scenario.plans:
        return {y: amount * factor for y, amount in stated.figures.total.items()}
    known = baselines.given(stated.figures, stated.baseline, reference)
    return {y: known.q.given_total[y] * factor for y in scenario.years}


def _unknown(scenario: Scenario, id_: str) -> ScenarioError:
    sv, en = did_you_mean(id_, [*scenario.plans, *BUILT_IN])
    return _wrong(
        scenario,
        f"ingen plan och ingen .csv- eller .xlsx-fil heter {id_}{sv}",
        f"no plan is called {id_}{en}",
    )


def _wrong(scenario: Scenario, sv: str, en: str) -> ScenarioError:
    return ScenarioError((Problem(path="", sv=sv, en=en),), scenario.language)
