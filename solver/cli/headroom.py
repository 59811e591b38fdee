"""Headroom of a municipality among comparable ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import solver
from solver.cli.common import JSON, LANGUAGE, PANEL, TABLE, JoinsPercent, Percent, leave, show

if TYPE_CHECKING:
    from models.problems import Language


@click.command(cls=JoinsPercent)
@PANEL
@click.option("--municipality", required=True, metavar="NAME", help="Code or name.")
@click.option(
    "--inputs",
    required=True,
    metavar="A[,B]",
    help="What is used, with commas between: KPI, KPI/KPI, or 1+KPI% for cost over reference cost by its deviation.",
)
@click.option(
    "--outputs", required=True, metavar="A[,B]", help="What is had, more being better: KPI, or 1/KPI."
)
@click.option("--peers", metavar="A,B,…", help="Codes or names to compare with [all of the panel].")
@click.option("--year", type=int, help="The year to tell [the last with enough values].")
@click.option("--uniform", type=Percent(), help="A uniform requirement to tell beside, as 1 %.")
@LANGUAGE
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, studies/ in it [results/<panel's name>]."
)
@JSON
def headroom(
    panel: Path,
    municipality: str,
    inputs: str,
    outputs: str,
    peers: str | None,
    year: int | None,
    uniform: float | None,
    language: Language,
    out: Path | None,
    as_json: bool,
) -> None:
    """Tell up to how much less comparable municipalities have used for as much: never a requirement.

    kommunbudget headroom panel.csv --municipality Höör --inputs 1+N20900% --outputs 1/N15033
    """
    study = solver.headroom(
        panel,
        municipality,
        _listed(inputs),
        _listed(outputs),
        peers=None if peers is None else _listed(peers),
        year=year,
        uniform=uniform,
        language=language,
    )
    left = leave(study, out, panel.stem)
    show(study, as_json=as_json)
    click.echo(f"{TABLE[0 if language == 'sv' else 1]} {left}", err=True)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
