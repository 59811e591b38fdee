"""Within what every weight and effect may move, the answer unmoved."""

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
def intervals(scenario: Path, out: Path | None, changes: tuple[str, ...], plots: bool, as_json: bool) -> None:
    """Tell within what every weight and effect may move with the answer the same, and which changes it first."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.intervals import intervals as page  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.intervals import intervals as found_within  # noqa: PLC0415

    found = answered(read_scenario, lambda: found_within(read_scenario))
    tell(read_scenario, found, page, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
