"""The weights under which a plan comes nearest to optimal."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, PLOTS, SCENARIO, leave, read_for, say


@click.command()
@SCENARIO
@click.option("--plan", required=True, metavar="PLAN", help="A plan's id, or a CSV or Excel sheet of frames.")
@click.option("--areas", is_flag=True, help="One weight per goal area, stated proportions inside.")
@click.option(
    "--within",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Regret beyond the least that is counted as none [points].",
)
@click.option("--differences-to", metavar="PLAN", help="The sheet's numbers are differences to this plan.")
@click.option("--based-on", metavar="PLAN", help="The plan that supplies what the sheet does not name.")
@CHANGES
@OUT
@PLOTS
def weights(
    scenario: Path,
    plan: str,
    areas: bool,
    within: float,
    differences_to: str | None,
    based_on: str | None,
    changes: tuple[str, ...],
    out: Path | None,
    plots: bool,
) -> None:
    """Tell the weights under which a plan comes nearest to optimal."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.revealed import revealed  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.revealed import revealed_weights  # noqa: PLC0415

    found = revealed_weights(
        read_scenario,
        plan,
        by="area" if areas else "goal",
        within=within,
        differences_to=differences_to,
        based_on=based_on,
    )
    left = leave(found, out, scenario.stem, plots=plots)
    click.echo(revealed(found))
    say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")
