"""The room for choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, STUDY, Common, number, run_study

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@click.option(
    "--within", default="0.5 %", show_default=True, metavar="SHARE", help="How much of V may be given up."
)
@click.option("--activities", is_flag=True, help="Tell the room of each activity's cost too.")
@number("--alternatives", 0, 20, 4, "How many whole plans to look for.")
@STUDY
def room(scenario: Path, within: str, activities: bool, alternatives: int, **common: Unpack[Common]) -> None:
    """Tell the least and greatest frames among near-optimal plans, and whole plans that differ."""
    from solver.studies.room import within_of  # noqa: PLC0415 - only this verb waits for it

    try:
        share = within_of(within)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--within") from error
    run_study(
        scenario,
        lambda read: solver.room(read, share, activities=activities, alternatives=alternatives),
        **common,
    )
