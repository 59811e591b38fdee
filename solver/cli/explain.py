"""The account of one committee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import CHANGES, OUT, PLOTS, SCENARIO, TABLE, Common, run_study

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@click.argument("committee")
@CHANGES
@PLOTS
@OUT
def explain(scenario: Path, committee: str, **common: Unpack[Common]) -> None:
    """Account for one COMMITTEE (id or name): why not more, why not less, what the first krona would change."""
    run_study(scenario, lambda read: solver.explain(read, committee), where=TABLE, **common)
