"""Packages of a committee beside a scenario's answer."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

import solver
from solver.cli.common import CHANGES, JSON, OUT, SCENARIO, Common, run_study


@click.command()
@SCENARIO
@click.argument("file", metavar="[PACKAGES.yaml]", required=False, type=click.Path(path_type=Path))
@OUT
@CHANGES
@JSON
def packages(scenario: Path, file: Path | None, **common: Unpack[Common]) -> None:
    """Turn a committee's packages into curves, ask about increasing returns, and tell where the proposal lies.

    The packages are the scenario's own, or those of a file.

    kommunbudget packages SCENARIO [PACKAGES.yaml]
    """
    run_study(scenario, lambda read: solver.packages(read, file), **common)
