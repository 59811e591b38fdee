"""The form: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, SCENARIO, add_file, fail, read, say


@click.command()
@SCENARIO
@click.option("--out", type=click.Path(path_type=Path), help="The workbook [<scenario name>.xlsx].")
@CHANGES
def form(scenario: Path, out: Path | None, changes: tuple[str, ...]) -> None:
    """Make a workbook to fill in, with today's values; import turns it back into a scenario."""
    read_scenario = read(scenario, changes)
    from models.problems import Refused  # noqa: PLC0415 - only this verb waits for them
    from solver.report.excel.form import form as made  # noqa: PLC0415

    target = out if out is not None else Path(f"{scenario.stem}.xlsx")
    if target.suffix.casefold() != ".xlsx":
        raise click.UsageError("formuläret är en .xlsx-fil / the form is an .xlsx file")
    try:
        book = made(read_scenario)
    except Refused as refused:
        fail(refused.sv if read_scenario.language == "sv" else refused.en)
    else:
        click.echo(str(add_file(target, book)))
        say(
            read_scenario,
            f"Fyll i, sedan: kommunbudget import {target}",
            f"Fill it in, then: kommunbudget import {target}",
        )
