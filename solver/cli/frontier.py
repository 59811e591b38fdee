"""What stability costs: V against how much may be moved."""

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
def frontier(scenario: Path, out: Path | None, changes: tuple[str, ...], plots: bool, as_json: bool) -> None:
    """Tell what stability costs: V against the turnover allowed, and who gains and gives first as it is let out."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.frontier import frontier as text  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.frontier import frontier as study  # noqa: PLC0415

    found = answered(read_scenario, lambda: study(read_scenario))
    tell(read_scenario, found, text, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
