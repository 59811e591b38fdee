"""The answer along one lever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, STUDY, Common, JoinsPercent, run_study

if TYPE_CHECKING:
    from pathlib import Path

    from models.file.ends import Way


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
@STUDY
def sensitivity(
    scenario: Path,
    lever: str,
    low: str | None,
    high: str | None,
    kind: Way | None,
    **common: Unpack[Common],
) -> None:
    """Follow the answer along one lever: every breakpoint where the curve is exact, else with its error.

    kommunbudget sensitivity SCENARIO --lever frame.total --from 97 % --to 103 %
    """
    run_study(scenario, lambda read: solver.sensitivity(read, lever, low, high, kind=kind), **common)
