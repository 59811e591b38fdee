"""Monte Carlo over what is uncertain."""

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
    "--draws", type=click.IntRange(10, 1_000_000), default=1024, show_default=True, help="How many draws."
)
@SEED
@WORKERS
@CLUSTER
@OUT
@CHANGES
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def montecarlo(
    scenario: Path,
    draws: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    out: Path | None,
    changes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draw what is uncertain: the spread of each frame, and which proposed changes keep their direction."""
    read_scenario = read(scenario, changes)
    from solver.report.studies.montecarlo import montecarlo as text  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.montecarlo import montecarlo as study  # noqa: PLC0415

    folder = result_folder(out, scenario.stem, read_scenario)
    with sweeping(read_scenario, folder, workers, cluster) as asked:
        found = answered(read_scenario, lambda: study(read_scenario, draws, seed, **asked))
    tell(read_scenario, found, text, out=out, stem=scenario.stem, as_json=as_json)
