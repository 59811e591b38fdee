"""The comparison of two scenarios or two results."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import solver
from solver.cli.common import NO_PLAN, OUT, PLOTS, YEARS, leave, read, show


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", required=False, type=click.Path(path_type=Path))
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change B first; B is A where it is not given.",
)
@YEARS
@PLOTS
@OUT
def compare(
    a: Path, b: Path | None, changes: tuple[str, ...], every_year: bool, plots: bool, out: Path | None
) -> None:
    """Compare B with A: scenario files, or folders that run has left."""
    if b is None and not changes:
        raise click.UsageError("ange B eller --set / give B or --set")
    study = solver.compare(a, read(b or a, changes) if changes else b or a)
    left = leave(study, out, a.parent.name if a.name == "result.json" else a.stem, plots=plots)
    show(study, every_year=every_year)
    click.echo(f"{left}", err=True)
    if not (study.a.solved and study.b.solved):
        sys.exit(NO_PLAN)
