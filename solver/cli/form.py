"""The forms: a workbook to fill in, of a scenario or of a report of its follow-up."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path

import click

from solver.cli.common import CHANGES, SCENARIO, add_file, fail, read, say


@click.command()
@SCENARIO
@click.option("--out", type=click.Path(path_type=Path), help="The workbook [<scenario name>.xlsx].")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Of a follow-up: date of the report to fill in.",
)
@click.option("--committee", metavar="ID", help="Of a follow-up: the committee that fills it in [all].")
@CHANGES
def form(
    scenario: Path,
    out: Path | None,
    at: dt.datetime | None,
    committee: str | None,
    changes: tuple[str, ...],
) -> None:
    """Make a workbook to fill in, with today's values; import turns it back into a scenario.

    Where SCENARIO is a follow-up, it is the form of a report: its budgets, with actual and forecast to fill in.
    """
    target = out if out is not None else Path(f"{scenario.stem}.xlsx")
    if target.suffix.casefold() != ".xlsx":
        raise click.UsageError("formuläret är en .xlsx-fil / the form is an .xlsx file")
    from models.follow_up.kind import is_follow_up  # noqa: PLC0415 - only this verb waits for them

    if is_follow_up(scenario):
        _of_report(scenario, target, at, committee)
    elif at is not None or committee is not None:
        raise click.UsageError(
            "--at och --committee hör till en uppföljning / --at and --committee belong to a follow-up"
        )
    else:
        _of_scenario(scenario, target, changes)


def _of_scenario(path: Path, target: Path, changes: tuple[str, ...]) -> None:
    scenario = read(path, changes)
    from models.problems import Refused  # noqa: PLC0415 - only this verb waits for them
    from solver.report.excel.form import form as made  # noqa: PLC0415

    try:
        book = made(scenario)
    except Refused as refused:
        fail(refused.sv if scenario.language == "sv" else refused.en)
    else:
        click.echo(str(add_file(target, book)))
        then = f"kommunbudget import {shlex.quote(str(target))}"
        say(scenario, f"Fyll i, sedan: {then}", f"Fill it in, then: {then}")


def _of_report(path: Path, target: Path, at: dt.datetime | None, committee: str | None) -> None:
    from models.follow_up.reading import read_follow_up  # noqa: PLC0415 - only this verb waits for them
    from solver.report.excel.report_form import report_form  # noqa: PLC0415

    if at is None:
        raise click.UsageError(
            "ange rapportens datum med --at 2025-08-31 / give the report's date by --at 2025-08-31"
        )
    given = read_follow_up(path)
    click.echo(str(add_file(target, report_form(given, at.date(), committee))))
    say(
        given.scenario,
        f"Fyll i, lägg den bredvid {path.name} och skriv under reports: {at.date()}: "
        f"{{actual: {target.name}, forecast: {target.name}}}",
        f"Fill it in, put it beside {path.name} and write under reports: {at.date()}: "
        f"{{actual: {target.name}, forecast: {target.name}}}",
    )
