"""The weights under which a plan comes nearest to optimal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import (
    BASED_ON,
    CHANGES,
    DIFFERENCES_TO,
    OUT,
    PLOTS,
    SCENARIO,
    SHEET_MAP,
    TABLE,
    Amount,
    Common,
    run_study,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@click.option("--plan", required=True, metavar="PLAN", help="A plan's id, or a CSV or Excel sheet of frames.")
@click.option("--areas", is_flag=True, help="One weight per goal area, stated proportions inside.")
@click.option(
    "--within",
    type=Amount(min=0),
    default=0.0,
    help="Regret beyond the least that is counted as none [points].",
)
@DIFFERENCES_TO
@BASED_ON
@SHEET_MAP
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
    sheet_map: Path | None,
    **common: Unpack[Common],
) -> None:
    """Tell the weights under which a plan comes nearest to optimal."""
    run_study(
        scenario,
        lambda read: solver.revealed_weights(
            read,
            plan,
            by="area" if areas else "goal",
            within=within,
            differences_to=differences_to,
            based_on=based_on,
            sheet_map=sheet_map,
        ),
        where=TABLE,
        **common,
    )
