"""Headroom of a municipality among comparable ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import solver
from models.units import IDENTIFIER
from solver.cli.common import JSON, LANGUAGE, PANEL, TABLE, JoinsPercent, Percent, add_file, leave, show

if TYPE_CHECKING:
    from models.problems import Language
    from solver.studies.headroom import Headroom


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
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    help="Leave the suggested limit with its source as YAML, for --committee; never a requirement.",
)
@click.option("--committee", metavar="ID", help="With --write: whose whole frame the measures are of.")
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
    write: Path | None,
    committee: str | None,
    uniform: float | None,
    language: Language,
    out: Path | None,
    as_json: bool,
) -> None:
    """Tell up to how much less comparable municipalities have used for as much: never a requirement.

    kommunbudget headroom panel.csv --municipality Höör --inputs 1+N20900% --outputs 1/U23401
    """
    if (write is None) != (committee is None):
        raise click.UsageError(
            "--write och --committee hör ihop: gränsen gäller en nämnds hela ram / "
            "--write and --committee go together: the limit is of a committee's whole frame"
        )
    if committee is not None and not IDENTIFIER.fullmatch(committee):
        raise click.UsageError(
            f"--committee: {committee} är inget id; skriv nämndens id i scenariot, som skola / "
            f"{committee} is no id; write the committee's id in the scenario, such as skola"
        )
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
    if write is not None and committee is not None:
        _write(study, write, committee, language)


def _write(study: Headroom, path: Path, committee: str, language: Language) -> None:
    """Leave the suggested limit as YAML; tell where there is none to suggest."""
    from solver.report.studies.headroom import scenario_lines  # noqa: PLC0415 - only --write waits for them
    from solver.report.studies.panel_record import words_of  # noqa: PLC0415

    lines = scenario_lines(study, words_of(study), committee)
    if lines:
        click.echo(str(add_file(path, "".join(f"{line}\n" for line in lines).encode())), err=True)
    elif language == "sv":
        click.echo(
            f"Spannets nedre ände är 0: det finns ingen gräns att föreslå, och {path} skrevs inte", err=True
        )
    else:
        click.echo(
            f"The lower end of the range is 0: there is no limit to suggest, and {path} was not written",
            err=True,
        )


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
