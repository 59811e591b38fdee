"""The backtest of a scenario's curves on a panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import CHANGES, JSON, OUT, SCENARIO, TABLE, Common, run_study

if TYPE_CHECKING:
    from models.scenario import Scenario


@click.command()
@SCENARIO
@click.option(
    "--panel",
    required=True,
    metavar="PANEL.csv",
    type=click.Path(path_type=Path),
    help="Indicators by municipality and year.",
)
@click.option(
    "--cost",
    "costs",
    multiple=True,
    metavar="OUTCOME=COST",
    help="The key figure of cost that answers to an outcome; may be repeated. Some of Kolada's are known.",
)
@OUT
@CHANGES
@JSON
def backtest(scenario: Path, panel: Path, costs: tuple[str, ...], **common: Unpack[Common]) -> None:
    """Compare what the curves would have said from one year to the next with what came, beside "no change".

    kommunbudget backtest SCENARIO --panel panel.csv
    """
    known = {}
    for text in costs:
        outcome, sign, cost = text.partition("=")
        if not (outcome.strip() and sign and cost.strip()):
            raise click.UsageError(
                f"{text}: skriv UTFALL=KOSTNAD, som N15033=N15027 / write OUTCOME=COST, such as N15033=N15027"
            )
        known[outcome.strip()] = cost.strip()

    def ask(read: Scenario) -> solver.Backtest:
        return solver.backtest(read, panel, costs=known)

    run_study(scenario, ask, where=TABLE, **common)
