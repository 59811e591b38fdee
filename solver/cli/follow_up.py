"""The follow-up of a budget year."""

from __future__ import annotations

from pathlib import Path

import click

import solver
from solver.cli.common import JSON, OUT, PLOTS, TABLES, leave, result_folder, say, show


@click.command("follow-up")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", metavar="DATE", help="Date of the report, as 2025-08-31 [the latest].")
@click.option("--against", metavar="DATE", help="Date of an earlier report to compare with [the one before].")
@PLOTS
@OUT
@JSON
def follow_up(
    file: Path, at: str | None, against: str | None, out: Path | None, *, plots: bool, as_json: bool
) -> None:
    """Follow up a budget year: FILE names the scenario, what was decided, appropriations and reports.

    Tells each committee's deviation from its budget, forecast and season side by side, the year-end by the stated
    rule, the balance requirement, and how good the forecasts were. See docs/method/follow-up.md.
    """
    from models.follow_up.reading import read_follow_up  # noqa: PLC0415 - --help does not wait for them
    from solver.report.excel.follow_up import workbook  # noqa: PLC0415

    given = read_follow_up(file)
    place = result_folder(out, file.stem, given.scenario)
    study = solver.follow_up(given, at=at, against=against, beside=place)
    folder = leave(study, out, file.stem, plots=plots, more={"report.xlsx": workbook(study)})
    show(study, as_json=as_json)
    sv, en = TABLES
    say(study.scenario, f"{sv} {folder}", f"{en} {folder}")
