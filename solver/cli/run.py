"""The run of a scenario: a plan, compared with indexation and explained, and its files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solver.cli.common import (
    JSON,
    NO_PLAN,
    PLOTS,
    SCENARIO,
    STRICT,
    YEARS,
    ask,
    command_line,
    json_text,
    read,
    result_folder,
    say,
    writing,
)


@click.command()
@SCENARIO
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the result [results/<scenario name>]."
)
@click.option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario; may be repeated."
)
@YEARS
@JSON
@PLOTS
@click.option(
    "--method",
    type=click.Choice(["auto", "simplex", "ipm", "hipo"]),
    default="auto",
    show_default=True,
    help="Method of the solver: by the size of the program, or named; the answer is the same.",
)
@STRICT
@click.option(
    "--panel",
    metavar="PANEL.csv",
    type=click.Path(path_type=Path),
    help="Tell in the report how the curves did on this panel, as backtest does.",
)
@click.option(
    "--web", "with_web", is_flag=True, help="Leave budgetverkstad.html, the live page, beside the report."
)
def run(
    scenario: Path,
    out: Path | None,
    changes: tuple[str, ...],
    every_year: bool,
    as_json: bool,
    plots: bool,
    method: str,
    *,
    strict: bool,
    panel: Path | None = None,
    with_web: bool = False,
) -> None:
    """Find a plan, compare it with indexation, explain it, and leave the files in DIR.

    Asks first about figures that are probably mistakes, as check does.
    """
    read_scenario = read(scenario, changes, strict=strict)
    ask(read_scenario)
    from models.memory import give_back  # noqa: PLC0415
    from models.panel import read_panel  # noqa: PLC0415
    from solver.answer.no_plan import NoPlanError  # noqa: PLC0415 - only this verb waits for the solver
    from solver.answer.solving import solve  # noqa: PLC0415
    from solver.answer.unsolved import no_plan_summary, save_no_plan  # noqa: PLC0415
    from solver.report import screen  # noqa: PLC0415

    if with_web:
        from solver.levers.engine import refuse_other_forms  # noqa: PLC0415 - before any work, where there is no page

        refuse_other_forms(read_scenario)
    folder = result_folder(out, scenario.stem, read_scenario)
    tested_on = None if panel is None else read_panel(panel, read_scenario.language)
    try:
        result = solve(read_scenario, method=method)
    except NoPlanError as error:
        from solver.report.html.study_page import no_plan  # noqa: PLC0415 - only where there is none

        page = no_plan(read_scenario, error, command_line())
        with writing(folder):
            save_no_plan(read_scenario, error, folder, beside={"report.html": page})
        summary = no_plan_summary(read_scenario, error)
        click.echo(json_text(summary) if as_json else screen.no_plan(read_scenario, error))
        say(read_scenario, f"Svaret ligger i {folder}", f"The answer is in {folder}")
        sys.exit(NO_PLAN)
    from solver.report.excel import workbook  # noqa: PLC0415 - not needed where there is no plan
    from solver.report.html import report  # noqa: PLC0415
    from solver.report.plotting import plot_files  # noqa: PLC0415
    from solver.studies.beside import beside as make_beside  # noqa: PLC0415

    studies = make_beside(result, tested_on)
    give_back()
    files = {}
    for name, made in (("report.html", report), ("report.xlsx", workbook)):
        files[name] = made(result, studies)
        give_back(circles=name == "report.xlsx")  # its cells are the largest part of an answer
    if plots:
        files |= plot_files(result, studies.certainty)
    if with_web:
        from solver.web.workshop import workshop  # noqa: PLC0415 - 1.3 MB of HiGHS for the browser

        files["budgetverkstad.html"] = workshop(read_scenario).html
    with writing(folder):
        result.save(folder, beside=files)
    click.echo(
        json_text(result.summary())
        if as_json
        else screen.answer(result, beside=studies, every_year=every_year)
    )
    say(read_scenario, result.method.sv, result.method.en)
    say(
        read_scenario,
        f"Tabeller och result.json ligger i {folder}",
        f"Tables and result.json are in {folder}",
    )
