"""Every declared lever at both ends of its range."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, PLOTS, SCENARIO, answered, read_for, tell


@click.command()
@SCENARIO
@OUT
@CHANGES
@PLOTS
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def tornado(scenario: Path, out: Path | None, changes: tuple[str, ...], plots: bool, as_json: bool) -> None:
    """Move each declared assumption to both ends of its range: what moves V and the frames most."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.tornado import tornado as text  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.tornado import tornado as study  # noqa: PLC0415

    found = answered(read_scenario, lambda: study(read_scenario))
    tell(read_scenario, found, text, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
