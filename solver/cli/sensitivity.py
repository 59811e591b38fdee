"""How the answer moves with one lever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.common import (
    CHANGES,
    OUT,
    PLOTS,
    SCENARIO,
    JoinsPercent,
    answered,
    read_for,
    tell,
)

if TYPE_CHECKING:
    from models.levers import Kind


@click.command(cls=JoinsPercent)
@SCENARIO
@click.option(
    "--lever",
    required=True,
    metavar="LEVER",
    help="A lever of the scenario, a path, blend:PARTY (from the stated weights to a party's) or area:NAME.",
)
@click.option("--from", "low", metavar="VALUE", help="Least value: 97 %, 1250. The lever's own if absent.")
@click.option("--to", "high", metavar="VALUE", help="Greatest value.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["set", "scale", "add"]),
    help="What the values are: new values, factors or additions. A percentage of an amount is a factor, if not said.",
)
@OUT
@CHANGES
@PLOTS
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def sensitivity(
    scenario: Path,
    lever: str,
    low: str | None,
    high: str | None,
    kind: Kind | None,
    out: Path | None,
    changes: tuple[str, ...],
    plots: bool,
    as_json: bool,
) -> None:
    """Follow the answer along one lever: every breakpoint where the curve is exact, else with its error.

    kommunbudget sensitivity SCENARIO --lever frame.total --from 97 % --to 103 %
    """
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.sensitivity import curve  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.sensitivity import sensitivity as followed  # noqa: PLC0415

    found = answered(read_scenario, lambda: followed(read_scenario, lever, low, high, kind=kind))
    tell(read_scenario, found, curve, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
