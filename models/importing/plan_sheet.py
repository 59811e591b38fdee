"""A budget sheet of any layout as somebody's plan, by a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.frames import Frames
from models.file.tree import Figure, place
from models.importing.budget import of_committees
from models.importing.sheet import by_map
from models.problems import Problem, did_you_mean
from models.scenario import Place
from models.units import MSEK_PER

if TYPE_CHECKING:
    from models.file.tree import Tree
    from models.importing.common import File
    from models.scenario import Scenario


def frames_by_map(file: File, tree: Tree, scenario: Scenario, *, changes: bool) -> Frames:
    """Read frames, or changes, of a sheet by a map, in the scenario's currency; errors are among its problems.

    Args:
        file: A workbook or CSV.
        tree: Its map.
        scenario: Scenario with the committees and plan years.
        changes: Whether the numbers are meant as changes to another plan.
    """
    budget, problems, _ = by_map(file, tree)
    if budget is None or problems:
        return Frames(problems=problems or [_nothing(file, scenario)])
    found = Frames(sheet=budget.sheet, problems=problems)
    meant = "differences" if changes else "frames"
    if budget.kind != meant:
        found.problems.append(
            Problem(
                path="kind",
                place=place(tree.places, "kind"),
                sv="kartan säger förändringar; ange planen som de är mot med --differences-to"
                if not changes
                else "kartan säger ramar men --differences-to väntar förändringar; skriv kind: differences",
                en="the map says changes; name the plan that they are against with --differences-to"
                if not changes
                else "the map says frames but --differences-to expects changes; write kind: differences",
            )
        )
    ratio = MSEK_PER[budget.unit] / MSEK_PER[scenario.currency]
    shift = -ratio.adjusted()
    unknown: set[str] = set()
    first = {committee: id_ for id_, committee in reversed(budget.committees.items())}
    for (id_, column), amount in of_committees(budget).items():
        if not column.isdecimal() or int(column) not in scenario.years:
            continue
        where = budget.places.get((first.get(id_, id_), column), Place(file=file.name, line=1))
        if amount is None:
            of = ", ".join(a for a, c in budget.committees.items() if c == id_)
            sv = f"{id_} {column}: någon av verksamheterna {of} saknar belopp; skriv det, eller 0"
            en = f"{id_} {column}: one of the activities {of} has no amount; write it, or 0"
            found.problems.append(Problem(path="", place=where, sv=sv, en=en))
            continue
        if id_ not in scenario.committees:
            if id_ not in unknown:
                unknown.add(id_)
                sv, en = did_you_mean(id_, scenario.committees)
                sv = f"okänd nämnd {id_}{sv}; kartan ska ge scenariots id under names"
                en = f"unknown committee {id_}{en}; the map must give the scenario's id under names"
                found.problems.append(Problem(path="", place=where, sv=sv, en=en))
            continue
        value = Figure.of(float(amount * ratio), max(budget.decimals + shift, 0))
        found.frames.setdefault(id_, {})[int(column)] = value
        found.lines.setdefault(id_, where.line)
    if not found.frames and not found.problems:
        found.problems.append(_nothing(file, scenario))
    return found


def _nothing(file: File, scenario: Scenario) -> Problem:
    years = ", ".join(map(str, scenario.years))
    return Problem(
        path="columns",
        place=Place(file=file.name, line=1),
        sv=f"kartan ger inga belopp för planåren; skriv dem under columns: {years}",
        en=f"the map gives no amounts for the plan years; write them under columns: {years}",
    )
