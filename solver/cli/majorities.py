"""Majorities and robust frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, STUDY, Common, run_study

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@click.option("--minimal", is_flag=True, help="Count every minimal majority too, from the seats.")
@click.option(
    "--relative", is_flag=True, help="Make the largest regret in per cent of V least, not in points."
)
@STUDY
def majorities(scenario: Path, minimal: bool, relative: bool, **common: Unpack[Common]) -> None:
    """Tell which frames hold whichever majority governs, and what majorities disagree on."""
    run_study(scenario, lambda read: solver.majorities(read, minimal=minimal, relative=relative), **common)
