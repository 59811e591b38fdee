"""The re-plan from a report of a follow-up."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

import solver
from solver.cli.common import (
    JSON,
    NO_PLAN,
    OUT,
    PLOTS,
    add_file,
    fail,
    leave,
    options,
    result_folder,
    say,
    show,
)

if TYPE_CHECKING:
    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.studies.follow_up import FollowUpStudy


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", metavar="DATE", help="The report to plan from, such as 2025-08-31 [the latest].")
@click.option(
    "--act", is_flag=True, help="Propose changes within the year that bring the result to its target."
)
@click.option(
    "--write",
    "target",
    metavar="SCENARIO.yaml",
    type=click.Path(path_type=Path),
    help="Leave the scenario that extends the old one, with the settled years filled in.",
)
@options(OUT, PLOTS, JSON)
def replan(
    file: Path, at: str | None, act: bool, target: Path | None, out: Path | None, plots: bool, as_json: bool
) -> None:
    """Re-plan from a follow-up FILE: what was planned, what comes if nothing is done, what to do now."""
    from models.follow_up.reading import read_follow_up  # noqa: PLC0415 - --help does not wait for them
    from solver.answer.no_plan import NoPlanError  # noqa: PLC0415
    from solver.report.excel.replan import workbook  # noqa: PLC0415

    given = read_follow_up(file)
    scenario = given.scenario
    result_folder(out, file.stem, scenario)
    beside = out if out is not None else Path("results") / Path(scenario.origin.path or file).stem
    if target is not None:
        _refuse(target, Path(scenario.origin.path or file))
    try:
        study = solver.replan(given, at=at, act=act, beside=beside)
    except NoPlanError as error:
        _without_plan(error, solver.follow_up(given, at=at), target, act=act)
        sys.exit(NO_PLAN)
    if target is not None:
        _write(study.scenario, study.followed, target)
    left = leave(study, out, file.stem, plots=plots, more={"report.xlsx": workbook(study)})
    show(study, as_json=as_json)
    say(scenario, f"Tabellerna ligger i {left}", f"The tables are in {left}")


def _write(scenario: Scenario, followed: FollowUpStudy, target: Path) -> None:
    """Leave the scenario from here, which extends the old one."""
    from solver.studies.replan import scenario_file  # noqa: PLC0415 - --help does not wait for it

    source = Path(followed.scenario.origin.path or "")
    extends = PurePath(os.path.relpath(source, target.parent)).as_posix()
    add_file(target, scenario_file(scenario, followed, extends).encode())
    say(scenario, f"Scenariot härifrån ligger i {target}", f"The scenario from here is in {target}")


def _without_plan(error: NoPlanError, followed: FollowUpStudy, target: Path | None, *, act: bool) -> None:
    """Tell why there is no plan from here; the ways out are of the scenario from here, and not of the old one."""
    from models.variants import as_file  # noqa: PLC0415 - --help does not wait for them
    from solver.report import screen  # noqa: PLC0415
    from solver.studies.replan import title_from_here  # noqa: PLC0415

    scenario = error.formulation.q.figures.scenario
    if target is not None:
        _write(scenario, followed, target)
    named = target or Path("NY.yaml" if scenario.language == "sv" else "NEW.yaml")
    told = as_file(scenario, str(named), title_from_here(scenario, followed))
    click.echo(screen.no_plan(told, error))
    if target is None:
        file, date = shlex.quote(followed.follow_up.path), followed.report.date
        again = f"kommunbudget replan {file} --at {date}{' --act' * act} --write {named}"
        say(
            scenario,
            f"{named} är scenariot härifrån, som det gamla inte är; lämna det först med\n  {again}",
            f"{named} is the scenario from here, which the old one is not; leave it first with\n  {again}",
        )


def _refuse(target: Path, source: Path) -> None:
    """End readably where the scenario from here could not extend the old one: it names files in its own folder."""
    if target.suffix.casefold() not in {".yaml", ".yml"}:
        fail(
            f"{target}: scenariot är en .yaml-fil / {target}: the scenario is a .yaml file",
        )
    if not source.resolve().is_relative_to(target.parent.resolve()):
        fail(
            f"{target}: lägg scenariot i samma mapp som det ärver av, {source.parent or '.'}\n"
            f"{target}: put the scenario in the folder of the one that it extends, {source.parent or '.'}"
        )
    if target.exists():
        fail(f"{target} finns redan; välj ett annat namn / {target} exists; choose another name")
