"""Tables in PX format, as PxWeb and PC-Axis save them: keywords, then the cells row-major over stub and heading.

Encoding is what CODEPAGE says, else Windows-1252 where CHARSET stands and code page 437 where not. A keyword may
have a language in brackets and sub-keys in parentheses; texts that follow each other without a comma are one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

from models.importing.common import problem
from models.importing.cube import MOST_CELLS, Cube, Dimension, iso_date
from models.importing.drivers import read_drivers
from models.problems import Problem, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.file.tree import Tree
    from models.importing.common import File, Read
    from models.importing.cube import Cells

CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]*)"')
CHARSET = re.compile(rb"CHARSET\s*=")
MARK = codecs.BOM_UTF8
SPACE = re.compile(r"\s*")
KEYWORD = re.compile(r'([A-Z][A-Z0-9-]*)(?:\[([^\]"]*)\])?(?:\(((?:\s*"[^"]*"\s*,?)*)\))?\s*=')
VALUE = re.compile(r'((?:"[^"]*+"|[^";]++)*+);')
WELL_QUOTED = re.compile(r'(?:"[^"]*+"(?!\w)|[^"\w]++|\w++(?!"))*+')
"""Where a quotation mark stands inside a text, a word touches the mark that is taken for its end."""
PIECE = re.compile(r'"([^"]*)"|(,)|([^\s",]+)')
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
MISSING = {"." * n: f"DATASYMBOL{n}" for n in range(1, 7)} | {"-": "DATASYMBOLNIL"}
"""How missing cells are written, and the keyword that says how the publisher shows them."""
STRUCTURE = {"STUB", "HEADING", "VALUES", "CODES", "VARIABLECODE", "ELIMINATION", "TIMEVAL", "CONTVARIABLE"}
"""Keywords, beside those that must be there, that may stand once only."""
REQUIRED = ("TITLE", "CONTENTS", "UNITS", "MATRIX", "SUBJECT-AREA", "SUBJECT-CODE", "DECIMALS")
MOST_DECIMALS = 15

Key = tuple[str, str]


class _WrongError(Refused):
    """A wrong part of the file, with its line and keyword."""

    def __init__(self, line: int, keyword: str, sv: str, en: str) -> None:
        super().__init__(sv, en)
        self.line = line
        self.keyword = keyword


@dataclass(slots=True, kw_only=True)
class _Head:
    """The keywords of the file's main language: lists of texts by keyword and sub-key, and their lines."""

    values: dict[Key, list[str]] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)

    def list(self, keyword: str, under: str = "") -> list[str]:
        return self.values.get((keyword, under), [])

    def text(self, keyword: str, under: str = "") -> str:
        return " ".join(self.list(keyword, under))

    def any(self, keyword: str) -> str:
        """Return the first text of a keyword, whatever it is of."""
        return next((" ".join(texts) for (word, _), texts in self.values.items() if word == keyword), "")

    def line(self, keyword: str, under: str = "") -> int:
        return self.lines.get((keyword, under), 1)


def read_px(files: Sequence[File], maps: Sequence[Tree]) -> Read:
    """Read PX tables as drivers; see ``models.importing.drivers``."""
    return read_drivers(files, maps, cube)


def cube(file: File) -> Cube | Problem:
    """Return the table in a PX file, or what is wrong with it."""
    try:
        return _cube(file)
    except _WrongError as wrong:
        return problem(file.name, wrong.line, wrong.keyword, wrong.sv, wrong.en)


def _cube(file: File) -> Cube:
    text = _decoded(file.data)
    head, start = _head(text)
    _check(head)
    names = head.list("STUB") + head.list("HEADING")
    dimensions = tuple(_dimension(head, name) for name in names)
    time = tuple(d.id for d, name in zip(dimensions, names, strict=True) if ("TIMEVAL", name) in head.values)
    return Cube(
        file=file,
        tables=tuple(dict.fromkeys(filter(None, (head.text("TABLEID"), head.text("MATRIX"))))),
        publisher=head.text("SOURCE"),
        vintage=iso_date(head.any("LAST-UPDATED") or head.text("CREATION-DATE")),
        dimensions=dimensions,
        time=time,
        notes=tuple(" ".join(texts) for (word, _), texts in head.values.items() if word in {"NOTE", "NOTEX"}),
        cells=_cells(text, start, head, prod(len(one.codes) for one in dimensions)),
    )


# ---------------------------------------------------------------------------------------------------------- text


def _decoded(data: bytes) -> str:
    named = CODEPAGE.search(data)
    encoding = (
        named[1].decode("ascii", "replace").strip()
        if named
        else "cp1252"
        if CHARSET.search(data)
        else "cp437"
    )
    if data.startswith(MARK):
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise _WrongError(
            1,
            "CODEPAGE",
            f"teckenkodningen {encoding} är okänd; spara tabellen på nytt ur PxWeb",
            f"the encoding {encoding} is unknown; save the table anew from PxWeb",
        ) from error
    except UnicodeDecodeError as error:
        raise _WrongError(
            data.count(b"\n", 0, error.start) + 1,
            "CODEPAGE",
            f"texten är inte {encoding}, som filen säger; spara tabellen på nytt ur PxWeb",
            f"the text is not {encoding}, as the file says; save the table anew from PxWeb",
        ) from error


def _head(text: str) -> tuple[_Head, int]:
    """Return the keywords before the cells, and where the cells begin."""
    head, at = _Head(), 0
    if text.lstrip()[:1] == "<":
        raise _WrongError(
            1,
            "",
            "filen är en webbsida (HTML), ingen PX-tabell; spara tabellen som px ur PxWeb",
            "the file is a web page (HTML), no PX table; save the table as px from PxWeb",
        )
    line, counted = 1, 0
    while True:
        at = _skip(text, at)
        line, counted = line + text.count("\n", counted, at), at
        keyword = KEYWORD.match(text, at)
        if at == len(text):
            raise _WrongError(
                text.count("\n") + 1,
                "DATA",
                "filen har inga celler (DATA=); den är avkortad, spara den igen",
                "the file has no cells (DATA=); it is cut off, save it again",
            )
        if keyword is None:
            raise _no_keyword(line)
        word, language, under = keyword[1], keyword[2], tuple(PIECE.findall(keyword[3] or ""))
        if word == "DATA":
            return head, keyword.end()
        value = VALUE.match(text, keyword.end())
        if value is None or not WELL_QUOTED.fullmatch(value[1]):
            raise _WrongError(
                line,
                word,
                "ett citattecken eller ; saknas efter nyckelordet, eller står inne i en text; spara tabellen igen",
                "a quotation mark or ; is missing after the keyword, or stands in a text; save the table again",
            )
        key = (word, ",".join(piece[0] for piece in under if not piece[1]))
        if language is None:
            if key in head.values and word in {*STRUCTURE, *REQUIRED}:
                raise _WrongError(
                    line,
                    word,
                    f"nyckelordet står två gånger, först på rad {head.lines[key]}; spara tabellen igen",
                    f"the keyword stands twice, first on line {head.lines[key]}; save the table again",
                )
            head.values.setdefault(key, list(_pieces(value[1])))
            head.lines.setdefault(key, line)
        at = value.end()


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _no_keyword(line: int) -> _WrongError:
    return _WrongError(
        line,
        "",
        "raden är inget PX-nyckelord (NYCKELORD=värde;); spara tabellen som px ur PxWeb",
        "the line is no PX keyword (KEYWORD=value;); save the table as px from PxWeb",
    )


def _pieces(text: str) -> Iterator[str]:
    """Yield the values of a keyword; texts that no comma stands between are joined."""
    whole: str | None = None
    for quoted, comma, bare in PIECE.findall(text):
        if comma:
            yield whole or ""
            whole = None
        else:
            whole = (whole or "") + (quoted or bare)
    if whole is not None:
        yield whole


# ------------------------------------------------------------------------------------------------------- keywords


def _check(head: _Head) -> None:
    """Refuse files that lack what a table must have, or are of a kind that is not read."""
    present = {word for word, _ in head.values}
    for word in REQUIRED:
        if word not in present:
            raise _WrongError(
                1,
                word,
                "nyckelordet saknas, och en PX-tabell måste ha det; spara tabellen igen",
                "the keyword is missing, and a PX table must have it; save the table again",
            )
    decimals = head.text("DECIMALS")
    if not decimals.isdecimal() or int(decimals) > MOST_DECIMALS:
        raise _WrongError(
            head.line("DECIMALS"),
            "DECIMALS",
            f"{decimals!r} är inget antal decimaler från 0 till {MOST_DECIMALS}",
            f"{decimals!r} is no number of decimals from 0 to {MOST_DECIMALS}",
        )
    if "KEYS" in present:
        raise _WrongError(
            next(line for (word, _), line in head.lines.items() if word == "KEYS"),
            "KEYS",
            "tabeller som bara har några av sina rader (KEYS) läses inte; spara tabellen utan KEYS",
            "tables with some of their rows only (KEYS) are not read; save the table without KEYS",
        )
    names = head.list("STUB") + head.list("HEADING")
    if not names or len(set(names)) < len(names):
        raise _WrongError(
            head.line("STUB"),
            "STUB",
            "STUB och HEADING ska tillsammans nämna varje dimension en gång; spara tabellen igen",
            "STUB and HEADING must together name each dimension once; save the table again",
        )
    _check_contents(head, names)


def _check_contents(head: _Head, names: Sequence[str]) -> None:
    """Refuse a dimension of contents that is not there, and units of a content that is not there."""
    of = head.text("CONTVARIABLE")
    if not of:
        return
    if of not in names:
        raise _WrongError(
            head.line("CONTVARIABLE"),
            "CONTVARIABLE",
            f"{of} är ingen dimension i STUB eller HEADING; spara tabellen igen",
            f"{of} is no dimension of STUB or HEADING; save the table again",
        )
    for word, under in head.values:
        if word == "UNITS" and under and under not in head.list("VALUES", of):
            raise _WrongError(
                head.line(word, under),
                word,
                f"{under} är inget innehåll i {of}; spara tabellen igen",
                f"{under} is no content of {of}; save the table again",
            )


def _dimension(head: _Head, name: str) -> Dimension:
    labels = head.list("VALUES", name)
    if not labels:
        only = ("TIMEVAL", name) in head.values
        raise _WrongError(
            head.line("TIMEVAL", name) if only else head.line("STUB"),
            name,
            "dimensionen har bara TIMEVAL och inga VALUES; spara tabellen med VALUES"
            if only
            else "dimensionen har inga VALUES; spara tabellen igen",
            "the dimension has TIMEVAL alone and no VALUES; save the table with VALUES"
            if only
            else "the dimension has no VALUES; save the table again",
        )
    codes = head.list("CODES", name) or labels
    if len(codes) != len(labels) or len(set(codes)) < len(codes):
        raise _WrongError(
            head.line("CODES", name),
            name,
            f"{len(set(codes))} olika koder (CODES) men {len(labels)} värden (VALUES); spara tabellen igen",
            f"{len(set(codes))} different CODES but {len(labels)} VALUES; save the table again",
        )
    total = head.text("ELIMINATION", name)
    times = labels.count(total) if total else 0
    if times > 1 and total not in codes:
        raise _WrongError(
            head.line("ELIMINATION", name),
            "ELIMINATION",
            f"{times} värden i {name} heter {total}; hämta tabellen utan de värden som inte är summan",
            f"{times} values of {name} are named {total}; fetch the table without those that are no total",
        )
    of_label = dict(zip(labels, codes, strict=True))
    return Dimension(
        id=head.text("VARIABLECODE", name) or name,
        name=name,
        codes=tuple(codes),
        labels=dict(zip(codes, labels, strict=True)),
        total=of_label.get(total, total if total in codes else ""),
    )


# ---------------------------------------------------------------------------------------------------------- cells


def _cells(text: str, start: int, head: _Head, count: int) -> Cells:
    if count > MOST_CELLS:
        raise _WrongError(
            1,
            "DATA",
            f"tabellen har fler än {MOST_CELLS} celler; hämta en mindre",
            f"the table has more than {MOST_CELLS} cells; fetch a smaller one",
        )
    data = text[start:].rstrip()
    if not data.endswith(";"):
        raise _WrongError(
            text.count("\n") + 1,
            "DATA",
            "cellerna slutar utan ;: filen är avkortad, spara den igen",
            "the cells end without ;: the file is cut off, save it again",
        )
    inside = re.search(r";[ \t]*[^\s;]", data)
    if inside:
        raise _WrongError(
            text.count("\n", 0, start + inside.start()) + 1,
            "DATA",
            "; står mellan två celler; det får bara stå sist på raden",
            "; stands between two cells; it may only end a line",
        )
    tokens = data.replace(";", " ").replace(",", " ").replace('"', " ").split()
    wrong = {token for token in set(tokens) if token not in MISSING and not NUMBER.fullmatch(token)}
    if wrong:
        token = next(token for token in tokens if token in wrong)
        where = re.compile(rf'(?<![^\s,;"]){re.escape(token)}(?![^\s,;"])').search(text, start)
        raise _WrongError(
            text.count("\n", 0, where.start() if where else start) + 1,
            "DATA",
            f"{token} är varken ett tal eller ett tecken för saknat värde (., .., ..., -); spara tabellen igen",
            f"{token} is neither a number nor a mark of a missing value (., .., ..., -); save the table again",
        )
    if len(tokens) != count:
        raise _WrongError(
            text.count("\n", 0, start) + 1,
            "DATA",
            f"filen har {len(tokens)} celler men dimensionerna ger {count}; spara tabellen igen, med decimalpunkt",
            f"the file has {len(tokens)} cells but the dimensions make {count}; save it again, with decimal points",
        )
    shown = {mark: head.text(word) or mark for mark, word in MISSING.items()}

    def cells(position: int) -> tuple[int | float | None, str]:
        token = tokens[position]
        if token in shown:
            return None, shown[token]
        return (int(token) if token.lstrip("+-").isdecimal() else float(token)), ""

    return cells
