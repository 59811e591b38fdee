"""What each rule costs."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, PLOTS, SCENARIO, answered, read_for, tell


@click.command()
@SCENARIO
@OUT
@CHANGES
@PLOTS
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the list.")
def prices(scenario: Path, out: Path | None, changes: tuple[str, ...], plots: bool, as_json: bool) -> None:
    """Tell what each rule costs, by solving again without it, and what other ways of working would cost."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.prices import price_list  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.prices import prices as priced  # noqa: PLC0415

    found = answered(read_scenario, lambda: priced(read_scenario))
    tell(read_scenario, found, price_list, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
