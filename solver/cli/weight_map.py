"""The map of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import CLUSTER, SCENARIO, STUDY, WORKERS, Common, number, run_sweep

if TYPE_CHECKING:
    from pathlib import Path


@click.command("weight-map")
@SCENARIO
@click.option(
    "--areas", required=True, metavar="A,B[,C]", help="Two or three goal areas, with commas between."
)
@number("--steps", 1, 1000, 20, "Into how many steps the whole is divided.")
@WORKERS
@CLUSTER
@STUDY
def weight_map(
    scenario: Path, areas: str, steps: int, workers: int | None, cluster: str | None, **common: Unpack[Common]
) -> None:
    """Map the answer over the weights of two goal areas, or of three as a triangle."""
    names = [name.strip() for name in areas.split(",")]
    run_sweep(
        scenario, lambda read, **how: solver.weight_map(read, names, steps, **how), workers, cluster, **common
    )
