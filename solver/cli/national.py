"""The division of national grants over municipalities."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import solver
from solver.cli.common import INTERRUPTED, JSON, NO_PLAN, TABLE, Amount, fail, leave, number, show


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--method",
    type=click.Choice(["auto", "simplex", "ipm", "hipo", "dantzig-wolfe"]),
    default="auto",
    show_default=True,
    help="One program of all by a method of the solver, or Dantzig–Wolfe; by size, or named.",
)
@number("--workers", 1, 256, 1, "Municipalities at a time; the answer is the same.")
@click.option("--seconds", type=Amount(min=0), help="Time for the search; Ctrl-C ends it as well.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, studies/national/ in it [results/<folder name>]."
)
@JSON
def national(
    folder: Path, method: str, workers: int, seconds: float | None, out: Path | None, as_json: bool
) -> None:
    """Divide the grants of FOLDER/national.yaml over its municipalities, with a proved bound and gap."""
    from models.national import read_country  # noqa: PLC0415 - only this verb waits for it
    from solver.country.division import ShortOfGrantsError  # noqa: PLC0415
    from solver.program.warm import OutOfTimeError  # noqa: PLC0415
    from solver.report.studies.national import round_of, short, words_of  # noqa: PLC0415
    from solver.studies.national import spread_over  # noqa: PLC0415

    with spread_over(workers) as spread:
        country = read_country(folder, spread=spread)
    w = words_of(country)
    try:
        study = solver.national(
            country,
            method=method,
            workers=workers,
            seconds=seconds,
            progress=lambda at: click.echo(round_of(w, at), err=True),
        )
    except ShortOfGrantsError as error:
        click.echo(short(country, error))
        sys.exit(NO_PLAN)
    except OutOfTimeError:
        fail(
            w.say(
                "Tiden tog slut innan programmet var löst; ge mer tid eller välj --method dantzig-wolfe.",
                "Time ran out before the program was solved; give more, or choose --method dantzig-wolfe.",
            )
        )
    left = leave(study, out, folder.resolve().name if folder.is_dir() else folder.parent.resolve().name)
    show(study, as_json=as_json)
    click.echo(w.say(study.method.sv, study.method.en), err=True)
    click.echo(f"{w.say(*TABLE)} {left}", err=True)
    if study.division.ended == "interrupted":
        sys.exit(INTERRUPTED)
