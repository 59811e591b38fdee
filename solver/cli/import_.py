"""The import of a filled-in form as a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import add, say


@click.command(name="import")
@click.argument("book", metavar="BOOK.xlsx", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the scenario [<workbook's name>].")
def import_(book: Path, out: Path | None) -> None:
    """Turn a filled-in form back into a scenario: YAML, and its tables as CSV beside it."""
    from models.importing import imported  # noqa: PLC0415 - only this verb waits for them
    from models.reading import read  # noqa: PLC0415

    found = imported(book)
    folder = out if out is not None else Path(book.stem)

    def same(path: Path) -> None:
        if read(path) != found.scenario:
            raise AssertionError("the files do not say what the form says")

    click.echo(str(add(folder, found.files, same)))
    for warning in found.warnings:
        click.echo(warning, err=True)
    if found.computed:
        cells = ", ".join(found.computed)
        say(
            found.scenario,
            f"Beräknade celler, lästa som värden: {cells}",
            f"Computed cells, read as values: {cells}",
        )
    if found.ignored:
        names = ", ".join(found.ignored)
        say(found.scenario, f"Blad som inte hör till formuläret: {names}", f"Sheets not of the form: {names}")
