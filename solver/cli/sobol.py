"""Sobol indices of uncertain assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import SCENARIO, SWEEP, Common, number, run_sweep

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@SCENARIO
@number(
    "--base",
    16,
    1 << 20,
    256,
    "Points of each sample, a power of two; answered are base times (assumptions + 2).",
)
@SWEEP
def sobol(
    scenario: Path, base: int, seed: int, workers: int | None, cluster: str | None, **common: Unpack[Common]
) -> None:
    """Tell which uncertain assumptions the spread of V and of each frame comes from (Sobol indices)."""
    if base & (base - 1):
        raise click.BadParameter(f"{base} är ingen tvåpotens / is no power of two", param_hint="--base")
    run_sweep(scenario, lambda read, **how: solver.sobol(read, base, seed, **how), workers, cluster, **common)
