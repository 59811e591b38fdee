"""The answer over all ways to divide weight between two or three goal areas."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import (
    CHANGES,
    CLUSTER,
    OUT,
    PLOTS,
    SCENARIO,
    WORKERS,
    answered,
    read,
    result_folder,
    sweeping,
    tell,
)


@click.command("weight-map")
@SCENARIO
@click.option(
    "--areas", required=True, metavar="A,B[,C]", help="Two or three goal areas, with commas between."
)
@click.option(
    "--steps",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="Into how many steps the whole is divided.",
)
@WORKERS
@CLUSTER
@OUT
@CHANGES
@PLOTS
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def weight_map(
    scenario: Path,
    areas: str,
    steps: int,
    workers: int | None,
    cluster: str | None,
    out: Path | None,
    changes: tuple[str, ...],
    plots: bool,
    as_json: bool,
) -> None:
    """Map the answer over the weights of two goal areas, or of three as a triangle."""
    read_scenario = read(scenario, changes)
    from solver.report.studies.weight_map import weight_map as text  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.weight_map import weight_map as study  # noqa: PLC0415

    names = [name.strip() for name in areas.split(",")]
    folder = result_folder(out, scenario.stem, read_scenario)
    with sweeping(read_scenario, folder, workers, cluster) as asked:
        found = answered(read_scenario, lambda: study(read_scenario, names, steps, **asked))
    tell(read_scenario, found, text, out=out, stem=scenario.stem, plots=plots, as_json=as_json)
