"""The contingency ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, STUDY, Common, JoinsPercent, run_study

if TYPE_CHECKING:
    from pathlib import Path

    from solver.studies.rungs import Later


@click.command(cls=JoinsPercent)
@SCENARIO
@click.option("--year", type=int, required=True, metavar="YEAR", help="The plan year whose total moves.")
@click.option("--from", "low", required=True, metavar="SHARE", help="The lowest rung: -3 %; 0 % for none.")
@click.option("--to", "high", required=True, metavar="SHARE", help="The highest rung: 1 %; 0 % for none.")
@click.option(
    "--step", default="0.5 %", show_default=True, metavar="SHARE", help="The step between the rungs."
)
@click.option(
    "--later",
    type=click.Choice(["same", "shocked"]),
    default="same",
    show_default=True,
    help="Later years keep their totals, or are shocked alike.",
)
@click.option(
    "--plan",
    default="proposal",
    show_default=True,
    metavar="PLAN",
    help="The decided plan: an id or a sheet.",
)
@STUDY
def ladder(
    scenario: Path,
    year: int,
    low: str,
    high: str,
    step: str,
    later: Later,
    plan: str,
    **common: Unpack[Common],
) -> None:
    """Tell what yields first if money falls short in a year, in an order to adopt with the budget.

    kommunbudget ladder SCENARIO --year 2025 --from -3 % --to 1 %
    """
    run_study(
        scenario,
        lambda read: solver.ladder(read, year, low, high, step=step, later=later, plan=plan),
        **common,
    )
