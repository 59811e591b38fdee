"""The first year's frames for more than one world."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Unpack, cast

import click

import solver
from solver.cli.common import (
    CLUSTER,
    INTERRUPTED,
    NO_PLAN,
    SCENARIO,
    SEED,
    STUDY,
    WORKERS,
    Common,
    JoinsPercent,
    run_sweep,
)

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario
    from solver.studies.worlds import Worlds


@click.command(cls=JoinsPercent)
@SCENARIO
@click.option(
    "--form",
    type=click.Choice(["expected", "worst", "cvar", "regret"]),
    help="What the frames are chosen for [risk of the scenario, else expected].",
)
@click.option("--tail", metavar="SHARE", help="cvar: the worst part of the probability [risk, else 20 %].")
@click.option("--weight", metavar="SHARE", help="cvar: the weight of that part [risk, else 50 %].")
@click.option(
    "--draws",
    type=click.IntRange(2, 100_000),
    help="Draw so many worlds from the scenario's levers; its own worlds if absent.",
)
@SEED
@WORKERS
@CLUSTER
@STUDY
def worlds(
    scenario: Path,
    form: Any,
    tail: str | None,
    weight: str | None,
    draws: int | None,
    seed: int,
    workers: int | None,
    cluster: str | None,
    **common: Unpack[Common],
) -> None:
    """Choose the first year's frames for more than one world; the rest adapts once it is known which one comes.

    kommunbudget worlds SCENARIO --form cvar --tail 20 % --weight 50 %
    """
    parts = [_share("--tail", tail), _share("--weight", weight)]
    if form not in (None, "cvar") and any(part is not None for part in parts):
        raise click.UsageError(
            f"--tail och --weight hör till --form cvar, inte {form} / --tail and --weight belong to --form cvar, "
            f"not {form}"
        )

    def ask(read: Scenario, **how: Any) -> Worlds:
        from solver.futures.no_plan import WorldsWithoutPlanError  # noqa: PLC0415 - only where it is asked
        from solver.report.studies.worlds import round_of  # noqa: PLC0415
        from solver.report.worlds_without_plan import without_plan  # noqa: PLC0415

        try:
            return solver.worlds(
                read,
                form,
                *parts,
                draws=draws,
                seed=seed,
                rounds=lambda at: click.echo(round_of(read, at), err=True),
                **how,
            )
        except WorldsWithoutPlanError as error:
            click.echo(without_plan(error))
            sys.exit(NO_PLAN)

    study = cast("Worlds", run_sweep(scenario, ask, workers, cluster, **common))
    if study.common.interrupted:
        sys.exit(INTERRUPTED)


def _share(flag: str, text: str | None) -> float | None:
    """Return a share that is written with its percent sign as a fraction; exit readably where it is none."""
    from models.units import share  # noqa: PLC0415 - --help does not wait for it

    if text is None:
        return None
    try:
        found = share(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1 or (flag == "--tail" and found in (0.0, 1.0)):
        ends = "> 0 %, < 100 %" if flag == "--tail" else "0–100 %"
        raise click.UsageError(
            f"{flag} är en andel med procenttecken ({ends}), som '20 %', inte {text!r} / "
            f"{flag} is a share with its percent sign, such as '20 %', not {text!r}"
        )
    return found
