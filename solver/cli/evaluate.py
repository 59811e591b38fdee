"""The evaluation of somebody's plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import (
    BASED_ON,
    CHANGES,
    DIFFERENCES_TO,
    OUT,
    PLOTS,
    SCENARIO,
    SHEET_MAP,
    TABLE,
    YEARS,
    Common,
    add_file,
    read,
    run_study,
)

if TYPE_CHECKING:
    from models.scenario import Scenario


@click.command()
@SCENARIO
@click.argument("plan", required=False)
@DIFFERENCES_TO
@BASED_ON
@SHEET_MAP
@click.option(
    "--template", type=click.Path(path_type=Path), help="Write the empty sheet to this CSV file and end."
)
@CHANGES
@YEARS
@PLOTS
@OUT
def evaluate(
    scenario: Path,
    plan: str | None,
    differences_to: str | None,
    based_on: str | None,
    sheet_map: Path | None,
    template: Path | None,
    **common: Unpack[Common],
) -> None:
    """Evaluate a PLAN: an id of the scenario, or a CSV or Excel sheet of frames."""
    if template is not None:
        if any(given is not None for given in (plan, differences_to, based_on, sheet_map)):
            raise click.UsageError(
                "--template skriver ett tomt blad och värderar ingen plan; ange SCENARIO och --template / "
                "--template writes an empty sheet and evaluates no plan; give SCENARIO and --template"
            )
        _write_template(read(scenario, common["changes"]), template)
        return
    if plan is None:
        raise click.UsageError("PLAN saknas: ett id eller en fil / PLAN is missing: an id or a file")
    run_study(
        scenario,
        lambda read: solver.evaluate(
            read, plan, differences_to=differences_to, based_on=based_on, sheet_map=sheet_map
        ),
        where=TABLE,
        **common,
    )


def _write_template(scenario: Scenario, path: Path) -> None:
    from models.file.frames import template  # noqa: PLC0415 - not needed by the other verbs

    if path.suffix.casefold() != ".csv":
        raise click.UsageError("mallen är en .csv-fil / the template is a .csv file")
    click.echo(str(add_file(path, template(scenario).encode("utf-8-sig"))))
