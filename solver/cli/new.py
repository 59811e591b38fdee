"""The starter scenario with comments, or a first scenario from imported tables."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.common import add, add_file

if TYPE_CHECKING:
    from models.problems import Language

STARTER = "exempelkoping.yaml"


@click.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from",
    "tables",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="TABLES",
    help="Make the scenario of the tables that import --from has left in this folder.",
)
@click.option(
    "--map",
    "start",
    type=click.Path(path_type=Path),
    help="With --from: what no table says, such as which activity an indicator measures.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="With --from: write the map that the tables leave open to this YAML file, and end.",
)
@click.option(
    "--language",
    type=click.Choice(["sv", "en"]),
    default="sv",
    show_default=True,
    help="Of the scenario made with --from, and of messages.",
)
def new(
    folder: Path | None, tables: Path | None, start: Path | None, template: Path | None, language: Language
) -> None:
    """Make a commented starter scenario in DIR, or with --from a first scenario of imported tables.

    kommunbudget new exempelkoping --from imported --map start.yaml

    What no table says is an assumption, and listed as missing; nothing is filled in silently.
    """
    if tables is None and (start is not None or template is not None):
        raise click.UsageError("--map och --template kräver --from / --map and --template need --from")
    if (folder is None) != (template is not None):
        raise click.UsageError(
            "ge mappen där scenariot ska ligga, eller --template FIL.yaml / "
            "give the folder of the scenario, or --template FILE.yaml"
        )
    if tables is not None and template is not None:
        from models.importing.start_template import start_template  # noqa: PLC0415 - only --template waits for it

        click.echo(str(add_file(template, start_template(tables, language).encode())))
    elif tables is not None and folder is not None:
        _from_tables(folder, tables, start, language)
    elif folder is not None:
        files = {source.name: source.read_bytes() for source in _starter()}
        click.echo(str(add(folder, {STARTER: files.pop(STARTER), **files})))


def _from_tables(folder: Path, tables: Path, start: Path | None, language: Language) -> None:
    """Leave a scenario of imported tables; tell what to look at, what is missing, and what to do next."""
    from models.importing.starting import new_scenario  # noqa: PLC0415 - only --from waits for them
    from models.reading import read  # noqa: PLC0415

    made = new_scenario(tables, start, language=language)

    def same(path: Path) -> None:
        if read(path) != made.scenario:
            raise AssertionError("the files do not say what the tables say")

    path = add(folder, made.files, same)
    click.echo(str(path))
    for question in made.asked:
        click.echo(question.line(language), err=True)
    click.echo("Saknas i tabellerna:" if language == "sv" else "Missing in the tables:", err=True)
    for text in made.missing:
        click.echo(f"- {text}", err=True)
    told = "Läs antagandena i filen; sedan" if language == "sv" else "Read the assumptions in the file; then"
    named = shlex.quote(str(path))
    click.echo(f"{told}: kommunbudget check {named}; kommunbudget run {named}", err=True)


def _starter() -> list[Path]:
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "starter", here.parent / "scenarios"):
        if (folder / STARTER).is_file():
            return sorted(folder.glob("exempelkoping*"))
    raise FileNotFoundError(STARTER)
