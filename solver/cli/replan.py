"""The re-plan from a report of a follow-up."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import click

import solver
from solver.cli.common import (
    JSON,
    OUT,
    PLOTS,
    add_file,
    answer_or_exit,
    fail,
    leave,
    options,
    result_folder,
    say,
    show,
)


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
    from models.follow_up.reading import read_follow_up  # noqa: PLC0415 - --help does not wait for it
    from solver.report.excel.replan import workbook  # noqa: PLC0415

    given = read_follow_up(file)
    scenario = given.scenario
    result_folder(out, file.stem, scenario)
    beside = out if out is not None else Path("results") / Path(scenario.origin.path or file).stem
    if target is not None:
        _refuse(target, Path(scenario.origin.path or file))
    study = answer_or_exit(scenario, lambda: solver.replan(given, at=at, act=act, beside=beside))
    if target is not None:
        source = Path(scenario.origin.path or file)
        extends = PurePath(os.path.relpath(source, target.parent)).as_posix()
        add_file(target, study.scenario_file(extends).encode())
        say(scenario, f"Scenariot härifrån ligger i {target}", f"The scenario from here is in {target}")
    left = leave(study, out, file.stem, plots=plots, more={"report.xlsx": workbook(study)})
    show(study, as_json=as_json)
    say(scenario, f"Tabellerna ligger i {left}", f"The tables are in {left}")


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
