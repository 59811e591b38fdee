"""Evaluate somebody's plan."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, SCENARIO, add_file, leave, read_for, say


@click.command()
@SCENARIO
@click.argument("plan", required=False)
@click.option("--differences-to", metavar="PLAN", help="The sheet's numbers are differences to this plan.")
@click.option("--based-on", metavar="PLAN", help="The plan that supplies what the sheet does not name.")
@click.option(
    "--template", type=click.Path(path_type=Path), help="Write the empty sheet to this CSV file and end."
)
@CHANGES
@click.option("--years", "every_year", is_flag=True, help="Show the frames of every plan year.")
@OUT
def evaluate(
    scenario: Path,
    plan: str | None,
    differences_to: str | None,
    based_on: str | None,
    template: Path | None,
    changes: tuple[str, ...],
    every_year: bool,
    out: Path | None,
) -> None:
    """Evaluate a PLAN: an id of the scenario, or a CSV or Excel sheet of frames."""
    read_scenario = read_for(out, scenario, changes)
    if template is not None:
        from models.file.frames import template as sheet  # noqa: PLC0415 - not needed by the other verbs

        if template.suffix.casefold() != ".csv":
            raise click.UsageError("mallen är en .csv-fil / the template is a .csv file")
        click.echo(str(add_file(template, sheet(read_scenario).encode("utf-8-sig"))))
        return
    if plan is None:
        raise click.UsageError("PLAN saknas: ett id eller en fil / PLAN is missing: an id or a file")
    from solver.report.studies.evaluate import evaluation  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.evaluate import evaluate as evaluated  # noqa: PLC0415

    found = evaluated(read_scenario, plan, differences_to=differences_to, based_on=based_on)
    left = leave(found, out, scenario.stem)
    click.echo(evaluation(found, every_year=every_year))
    say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")
