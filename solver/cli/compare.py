"""Compare two scenarios or two results."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solver.cli.common import NO_PLAN, OUT, leave, read


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
@click.option("--years", "every_year", is_flag=True, help="Show the frames of every plan year.")
@OUT
def compare(a: Path, b: Path | None, changes: tuple[str, ...], every_year: bool, out: Path | None) -> None:
    """Compare B with A: scenario files, or folders that run has left."""
    if b is None and not changes:
        raise click.UsageError("ange B eller --set / give B or --set")
    from solver.report.studies.compare import comparison  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.compare import compare as compared  # noqa: PLC0415

    found = compared(a, read(b or a, changes) if changes else b or a)
    left = leave(found, out, a.parent.name if a.name == "result.json" else a.stem)
    click.echo(comparison(found, every_year=every_year))
    click.echo(f"{left}", err=True)
    if not (found.a.solved and found.b.solved):
        sys.exit(NO_PLAN)
