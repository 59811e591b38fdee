"""The import of a filled-in form as a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import fail, say, writing


@click.command(name="import")
@click.argument("book", metavar="BOOK.xlsx", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the scenario [<workbook's name>].")
def import_(book: Path, out: Path | None) -> None:
    """Turn a filled-in form back into a scenario: YAML, and its tables as CSV beside it."""
    from models.importing import imported  # noqa: PLC0415 - only this verb waits for them
    from models.reading import read  # noqa: PLC0415
    from solver.output.folders import add_to_folder  # noqa: PLC0415

    found = imported(book)
    folder = out if out is not None else Path(book.stem)

    def same(path: Path) -> None:
        if read(path) != found.scenario:
            raise AssertionError("the files do not say what the form says")

    with writing(folder):
        try:
            target = add_to_folder(folder, found.files, same)
        except FileExistsError as error:
            fail(f"{error} finns redan; ange en annan mapp med --out / exists already; name another by --out")
    click.echo(str(target))
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
