"""Monte Carlo over uncertain assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, SWEEP, Common, number, run_sweep

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@number("--draws", 10, 1_000_000, 1024, "How many draws.")
@SWEEP
def montecarlo(
    scenario: Path,
    draws: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    **common: Unpack[Common],
) -> None:
    """Draw what is uncertain: the spread of each frame, and which proposed changes keep their direction."""
    run_sweep(
        scenario, lambda read, **how: solver.montecarlo(read, draws, seed, **how), workers, cluster, **common
    )
