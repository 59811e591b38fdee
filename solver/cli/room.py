"""Room for choice."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, PLOTS, SCENARIO, answered, read_for, tell


@click.command()
@SCENARIO
@click.option(
    "--within", default="0.5 %", show_default=True, metavar="SHARE", help="How much of V may be given up."
)
@click.option("--activities", is_flag=True, help="Tell the room of each activity's cost too.")
@click.option(
    "--alternatives",
    type=click.IntRange(0, 20),
    default=4,
    show_default=True,
    help="How many whole plans to look for.",
)
@OUT
@CHANGES
@PLOTS
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def room(
    scenario: Path,
    within: str,
    activities: bool,
    alternatives: int,
    out: Path | None,
    changes: tuple[str, ...],
    plots: bool,
    as_json: bool,
) -> None:
    """Tell the least and greatest frames among near-optimal plans, and whole plans that differ."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.room import room_for_choice  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.room import room as around  # noqa: PLC0415
    from solver.studies.room import within_of  # noqa: PLC0415

    try:
        share = within_of(within)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--within") from error
    found = answered(
        read_scenario,
        lambda: around(read_scenario, share, activities=activities, alternatives=alternatives),
    )
    tell(read_scenario, found, room_for_choice, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
