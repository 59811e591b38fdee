"""The readers of published data by name, and the files that they are given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from models.file.tree import MAX_BYTES, parse
from models.importing.common import LARGEST, File, Read, Reader, content
from models.importing.jsonstat import read_jsonstat
from models.importing.kolada import addresses, read_kolada
from models.importing.ledger import read_sie
from models.importing.px import read_px
from models.importing.scb_address import scb_addresses, table_of
from models.importing.sheet import read_sheet
from models.importing.sheet_template import proposed
from models.problems import LANGUAGES, Problem, Refused, ScenarioError, one_of
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.problems import Language

LOOKS_LIKE = (
    (("sheet",), re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"), ("en arbetsbok", "a workbook")),
    (("scb", "kolada"), re.compile(rb"\s*[{\[]"), ("JSON", "JSON")),
    (("sie",), re.compile(rb"\s*#FLAGGA\b"), ("en SIE-fil", "a SIE file")),
    (("px",), re.compile(rb"\s*(?:CHARSET|AXIS-VERSION|CODEPAGE)\s*="), ("en PX-fil", "a PX file")),
)
"""How files of a shape begin, which readers read it, and what it is called in Swedish and English."""

READERS: Mapping[str, Reader] = {
    "kolada": read_kolada,
    "scb": read_jsonstat,
    "px": read_px,
    "sie": read_sie,
    "sheet": read_sheet,
}


def read_published(
    kind: str,
    paths: str | Path | Sequence[str | Path],
    maps: str | Path | Sequence[str | Path] = (),
    *,
    retrieved: str = "",
    language: Language = "sv",
) -> Read:
    """Read published files as tidy tables.

    Args:
        kind: Name of the reader, as in ``READERS``.
        paths: The files, or one.
        maps: YAML files that say what is taken, and as what, or one.
        retrieved: The date when the files were fetched; empty where nobody says.
        language: Language of error messages.

    Raises:
        ValueError: There is no such reader.
        ScenarioError: Something is wrong; the exception lists all of it, each with file and line.
    """
    if kind not in READERS:
        raise ValueError(f"the readers are {', '.join(READERS)}, not {kind!r}")
    one_of(language, LANGUAGES, "languages")
    files, problems = [], []
    for path in _each(paths):
        try:
            files.append(File(name=path.as_posix(), data=_bytes(path, LARGEST), retrieved=retrieved))
        except Refused as refused:
            problems.append(Problem(path=path.as_posix(), sv=refused.sv, en=refused.en))
    trees = []
    for path in _each(maps):
        try:
            trees.append(parse(_bytes(path, MAX_BYTES), path.as_posix()))
            problems += trees[-1].problems
        except Refused as refused:
            problems.append(Problem(path=path.as_posix(), sv=refused.sv, en=refused.en))
    problems += [problem for file in files if (problem := _other_shape(file, kind)) is not None]
    if problems:
        raise ScenarioError(problems, language)
    read = READERS[kind](files, trees)
    if read.problems:
        raise ScenarioError(dict.fromkeys(read.problems), language)
    return read


def _each(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return paths that are given as one or as several."""
    return [Path(paths)] if isinstance(paths, str | Path) else [*map(Path, paths)]


def _other_shape(file: File, kind: str) -> Problem | None:
    """Return the problem of a file that begins as those of other readers do; None where it does not."""
    bom = b"\xef\xbb\xbf"
    readers, _, (sv, en) = next(
        (shape for shape in LOOKS_LIKE if shape[1].match(file.data.removeprefix(bom))),
        ((kind,), None, ("", "")),
    )
    if kind in readers:
        return None
    froms = " eller ".join(f"--from {reader}" for reader in readers)
    return Problem(
        path="",
        place=Place(file=file.name, line=1),
        sv=f"filen är {sv}: läs den med {froms}",
        en=f"the file is {en}: read it by {froms.replace(' eller ', ' or ')}",
    )


def addresses_of(kind: str, paths: Sequence[str | Path]) -> list[tuple[str, str]]:
    """Return the addresses that answer maps, each with the name of a file to save the answer in.

    Args:
        kind: ``kolada``, ``scb`` or ``px``.
        paths: The maps; one of Kolada's.

    Raises:
        Refused: A map cannot be read, has an error, or does not say all that an address needs.
    """
    trees = [parse(_bytes(Path(path), MAX_BYTES), Path(path).as_posix()) for path in paths]
    for tree in trees:
        for wrong in tree.problems:
            raise Refused(wrong.line("sv"), wrong.line("en"))
    if kind == "kolada":
        found = [address for tree in trees for address in addresses(tree)]
        return [(address, f"kolada-{n}.json") for n, address in enumerate(found, start=1)]
    end = "px" if kind == "px" else "json"
    tables = [table_of(tree) for tree in trees]
    several = [f"-{n}" if tables.count(table) > 1 else "" for n, table in enumerate(tables, start=1)]
    names = [f"{table}{mark}.{end}" for table, mark in zip(tables, several, strict=True)]
    return list(zip(scb_addresses(trees, kind), names, strict=True))


def template_of(path: Path, language: Language = "sv") -> str:
    """Return the map that a budget sheet seems to need, for a person to correct.

    Args:
        path: The sheet.
        language: Language of its comments.

    Raises:
        Refused: The file cannot be read, or looks like no budget.
    """
    return proposed(File(name=path.as_posix(), data=_bytes(path, LARGEST)), language)


def _bytes(path: Path, largest: int) -> bytes:
    data = content(path, largest)
    if len(data) > largest:
        most = f"{largest // 1_000_000} MB"
        raise Refused(
            f"filen är större än {most}; hämta färre år, områden eller nyckeltal i taget",
            f"the file is larger than {most}; fetch fewer years, areas or indicators at a time",
        )
    if not data.strip():
        raise Refused("filen är tom; hämta och spara den igen", "the file is empty; fetch and save it again")
    return data
