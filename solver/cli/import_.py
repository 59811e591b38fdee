"""The import of a filled-in form as a scenario, and of published data as tidy tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.common import add, add_file, fail, say, writing

if TYPE_CHECKING:
    from models.importing.common import Read
    from models.problems import Language
    from solver.output.published import Change

PUBLISHERS = ("kolada", "scb", "px", "sie", "sheet")
WITH_ADDRESS = ("kolada", "scb", "px")
"""Those whose answers have an address that a map gives."""
MOST_TOLD = 20
"""How many revised values are printed; a publisher may revise a whole year."""


@click.command(name="import")
@click.argument("files", metavar="BOOK.xlsx | FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--from", "publisher", type=click.Choice(PUBLISHERS), help="Whose shape published files have.")
@click.option(
    "--map", "maps", multiple=True, type=click.Path(path_type=Path), help="What is taken; repeatable."
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="With --from sheet: write the map that the sheet seems to need to this YAML file, and end.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder [<workbook's name>, or imported].")
@click.option(
    "--retrieved", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="When the files were fetched."
)
@click.option("--revise", is_flag=True, help="Replace tables whose values the publisher has changed.")
@click.option("--check", is_flag=True, help="Read and tell, but write nothing.")
@click.option(
    "--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of messages."
)
def import_(
    files: tuple[Path, ...],
    publisher: str | None,
    maps: tuple[Path, ...],
    template: Path | None,
    out: Path | None,
    retrieved: Any,
    revise: bool,
    check: bool,
    language: Language,
) -> None:
    """Turn a filled-in form back into a scenario, or published files (--from) into tidy tables.

    A form gives YAML, and its tables as CSV beside it. Files of Kolada, SCB, a ledger or a budget sheet give
    tables as CSV and SOURCES.csv, which says where each comes from. Nothing is fetched from a network: with
    --from kolada, scb or px and a map, but no file, the addresses to fetch are printed.
    """
    if template is not None:
        _template(publisher, files, template, language)
    elif publisher is None:
        if len(files) != 1 or maps:
            raise click.UsageError(
                "ge en ifylld arbetsbok, eller säg med --from varifrån filerna kommer / "
                "give one filled-in workbook, or say with --from where the files come from"
            )
        _form(files[0], out)
    elif not files:
        _addresses(publisher, maps, language)
    else:
        from models.importing.sources import read_published  # noqa: PLC0415 - only this verb waits for it

        date = retrieved.date().isoformat() if retrieved else ""
        read = read_published(publisher, files, maps, retrieved=date, language=language)
        for note in read.notes:
            click.echo(note.line(language), err=True)
        _tell_counts(read, language)
        if not check:
            _leave(read, out if out is not None else Path("imported"), language, revise=revise)


def _template(publisher: str | None, files: tuple[Path, ...], template: Path, language: Language) -> None:
    """Write the map that a budget sheet seems to need."""
    from models.importing.sources import template_of  # noqa: PLC0415 - only this verb waits for it
    from models.problems import Refused  # noqa: PLC0415

    if publisher != "sheet" or len(files) != 1 or template.suffix.casefold() not in {".yaml", ".yml"}:
        raise click.UsageError(
            "--template FIL.yaml skriver en karta ur ett budgetblad: --from sheet BLAD / "
            "--template FILE.yaml writes a map from one budget sheet: --from sheet SHEET"
        )
    try:
        text = template_of(files[0], language)
    except Refused as refused:
        fail(f"{files[0]}: {refused.sv}\n{files[0]}: {refused.en}")
    click.echo(str(add_file(template, text.encode())))


def _addresses(publisher: str, maps: tuple[Path, ...], language: Language) -> None:
    """Print the addresses that answer maps, and what to do with the answers; nothing is fetched."""
    from models.importing.sources import addresses_of  # noqa: PLC0415 - only this verb waits for it
    from models.problems import Refused  # noqa: PLC0415

    if not maps or publisher not in WITH_ADDRESS or (publisher == "kolada" and len(maps) > 1):
        raise click.UsageError(
            "ge minst en fil; eller --from kolada, scb eller px med --map KARTA utan fil, så skrivs adresserna att "
            "hämta / give at least one file; or --from kolada, scb or px with --map MAP and no file, for the addresses "
            "to fetch"
        )
    try:
        found = addresses_of(publisher, maps)
    except Refused as refused:
        fail(f"{refused.sv}\n{refused.en}")
    for address, _ in found:
        click.echo(address)
    sv, names = language == "sv", " ".join(name for _, name in found)
    told = (
        "Öppna adressen i en webbläsare och spara svaret som"
        if sv
        else "Open the address in a browser and save the answer as"
    )
    for _, name in found:
        click.echo(f"{told} {name}", err=True)
    if publisher != "kolada":
        click.echo(
            "Har tabellen månader och inte år, skriv 2025M12 i stället för 2025 i adressen"
            if sv
            else "If the table has months and not years, write 2025M12 for 2025 in the address",
            err=True,
        )
    of_maps = " ".join(f"--map {path}" for path in maps)
    told, date = ("Läs det sedan med", "ÅÅÅÅ-MM-DD") if sv else ("Then read it by", "YYYY-MM-DD")
    words = f"kommunbudget import --from {publisher} {names} {of_maps} --retrieved {date}"
    click.echo(f"{told}: {words}", err=True)


def _form(book: Path, out: Path | None) -> None:
    """Import a filled-in form."""
    from models.importing.form import imported  # noqa: PLC0415 - only this verb waits for them
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


def _leave(read: Read, folder: Path, language: Language, *, revise: bool) -> None:
    """Leave tables in a folder and print where; without ``revise``, print what has changed and end."""
    from solver.output.published import RevisedError, leave_published  # noqa: PLC0415

    try:
        with writing(folder):
            changes = leave_published(folder, read, revise=revise)
    except RevisedError as revised:
        _tell_changes(revised.changes, language)
        fail(revised.sv if language == "sv" else revised.en)
    _tell_changes(changes, language)
    for table in read.tables:
        click.echo(str(folder / f"{table.name}.csv"))
    click.echo(str(folder / "SOURCES.csv"))


def _tell_counts(read: Read, language: Language) -> None:
    """Print how much of each file was taken, and what was left out and why."""
    from models.importing.common import REASONS  # noqa: PLC0415 - only this verb waits for it

    which = 0 if language == "sv" else 1
    words = (("lästa", "utelämnade"), ("read", "left out"))[which]
    for source in read.sources:
        counts = sorted(source.left_out.items())
        left = ", ".join(
            f"{REASONS.get(reason, (reason, reason))[which]} {count}" for reason, count in counts
        )
        text = f"{source.file.name}: {source.rows} {words[0]}"
        click.echo(f"{text}; {words[1]}: {left}" if left else text, err=True)


def _tell_changes(changes: tuple[Change, ...], language: Language) -> None:
    """Print what an earlier import said otherwise."""
    sv = language == "sv"
    for one in changes[:MOST_TOLD]:
        where = f"{one.table}: {' '.join(one.key)} {one.column}"
        if one.before is None:
            text = f"{where}: {'ny' if sv else 'new'}, {one.after}"
        elif one.after is None:
            text = f"{where}: {'borta' if sv else 'gone'}, {one.before}"
        else:
            text = f"{where}: {'reviderad' if sv else 'revised'}, {one.before} → {one.after}"
        click.echo(text, err=True)
    more = len(changes) - MOST_TOLD
    if more > 0:
        click.echo(f"… {more} till" if sv else f"… {more} more", err=True)
