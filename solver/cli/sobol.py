"""Sobol indices of what is uncertain."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import (
    CHANGES,
    CLUSTER,
    OUT,
    SCENARIO,
    SEED,
    WORKERS,
    answered,
    read,
    result_folder,
    sweeping,
    tell,
)


@click.command()
@SCENARIO
@click.option(
    "--base",
    type=click.IntRange(16, 1 << 20),
    default=256,
    show_default=True,
    help="Points of each sample, a power of two; answered are base times (assumptions + 2).",
)
@SEED
@WORKERS
@CLUSTER
@OUT
@CHANGES
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def sobol(
    scenario: Path,
    base: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    out: Path | None,
    changes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell which uncertain assumptions the spread of V and of each frame comes from (Sobol indices)."""
    if base & (base - 1):
        raise click.BadParameter(f"{base} är ingen tvåpotens / is no power of two", param_hint="--base")
    read_scenario = read(scenario, changes)
    from solver.report.studies.sobol import sobol as text  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.sobol import sobol as study  # noqa: PLC0415

    folder = result_folder(out, scenario.stem, read_scenario)
    with sweeping(read_scenario, folder, workers, cluster) as asked:
        found = answered(read_scenario, lambda: study(read_scenario, base, seed, **asked))
    tell(read_scenario, found, text, out=out, stem=scenario.stem, as_json=as_json)
