"""Kolada's answers, version 3 and 2 of its interface, as ``panel.csv`` and ``kpi.csv``.

Both versions answer ``{"values": [{"kpi", "municipality", "period", "values": [{"gender", "status", "value"}]}]}``.
Version 3 names the next page ``next_url`` and has ``isdeleted``; version 2 says ``next_page``. Values are those of
all together (gender ``T``). What is deleted, without a value or marked by the publisher is left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from models.importing.common import BEYOND, MOST_PROBLEMS, Read, Source, Table, number, problem
from models.importing.json_text import line_of, read_json
from models.importing.maps import at, entries, unknown_keys, years
from models.problems import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.file.tree import Tree
    from models.importing.common import File

ADDRESS = "https://api.kolada.se/v3"
MOST_KPIS, MOST_YEARS, MOST_MUNICIPALITIES = 25, 25, 8
"""How much one request may ask for: with 33 municipalities the server refuses it."""
LICENCE = (
    "Kolada (RKA): fri användning. Råvärden: Källa: Kolada. "
    "Egna beräkningar: Egen bearbetning av data från Kolada"
)
MAP_KEYS = ("kpis", "municipalities", "years", "also")
ANSWER = {"values", "count", "next_url", "previous_url", "next_page", "previous_page"}
RECORD = {"kpi", "municipality", "period", "values"}
VALUE = {"gender", "count", "status", "value", "isdeleted"}
METADATA = {
    "id",
    "title",
    "description",
    "definition",
    "is_divided_by_gender",
    "municipality_type",
    "auspices",
    "operating_area",
    "perspective",
    "prel_publication_date",
    "publication_date",
    "ou_publication_date",
    "publ_period",
    "has_ou_data",
}
"""Keys that are known; any other is told, since a publisher may give one a meaning."""
KPI_COLUMNS = (
    "id",
    "title",
    "description",
    "municipality_type",
    "auspices",
    "operating_area",
    "prel_publication_date",
    "publication_date",
    "publ_period",
)
KPI = re.compile(r"[A-Z]\d{5}")
MUNICIPALITY = re.compile(r"\d{4}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PAGE = re.compile(r"([?&])page=(\d+)")
YEAR = re.compile(r"[12][0-9]{3}")
NO_RECORD = (
    "posten har inte kpi, municipality, period och values som Kolada skriver dem; hämta svaret igen",
    "the record does not have kpi, municipality, period and values as Kolada writes them; fetch it again",
)

Key = tuple[str, str, str]


@dataclass(slots=True, kw_only=True)
class _Answer:
    """One file of Kolada's."""

    file: File
    text: str
    root: dict[str, Any]
    kpis: set[str] = field(default_factory=set)
    municipalities: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def metadata(self) -> bool:
        values = self.root["values"]
        return bool(values) and "id" in values[0]

    @property
    def next(self) -> str:
        return self.root.get("next_url") or self.root.get("next_page") or ""

    @property
    def previous(self) -> str:
        return self.root.get("previous_url") or self.root.get("previous_page") or ""


@dataclass(slots=True, kw_only=True)
class _Panel:
    """The values gathered from all files."""

    asked: _Asked
    values: dict[Key, str] = field(default_factory=dict)
    read: Read = field(default_factory=Read)


@dataclass(slots=True, kw_only=True)
class _Asked:
    """The selection of a map; an empty set asks for all."""

    kpis: set[str] = field(default_factory=set)
    municipalities: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)
    also: set[str] = field(default_factory=set)


def read_kolada(files: Sequence[File], maps: Sequence[Tree] = ()) -> Read:
    """Read Kolada's answers: pages of values, and metadata of indicators, in any order.

    Args:
        files: The answers as they were saved.
        maps: At most one: ``kpis``, ``municipalities`` and ``years`` that must be there, no others being taken,
            and ``also``, the nation or regions that are taken besides municipalities.

    Returns:
        ``panel``: municipality, year, kpi, value, status, preliminary; ``kpi``: metadata, where a file has it.
    """
    panel = _Panel(asked=_Asked())
    read = panel.read
    for tree in maps:
        read.problems += _take_map(tree, panel.asked)
    answers: list[_Answer] = []
    for file in files:
        answer = _answer(file)
        if isinstance(answer, Problem):
            read.problems.append(answer)
        else:
            answers.append(answer)
    for answer in answers:
        if not answer.metadata:
            _values(answer, panel)
    read.problems += _missing_pages(answers)
    if maps and not read.problems:
        read.problems += _not_there(maps[0], panel, answers)
    described = {} if read.problems else _metadata(answers, read)
    if read.problems:
        return read
    read.tables.append(_panel_table(panel, described, answers))
    if described:
        read.tables.append(_kpi_table(described))
    read.sources += [_source(answer) for answer in answers]
    read.notes += [*_unknown(answers), *_judged(panel, answers)]
    return read


def addresses(tree: Tree) -> list[str]:
    """Return the addresses that answer a map, each small enough for the server, and that of the metadata.

    Args:
        tree: A map with ``kpis``, ``municipalities`` and ``years``.

    Raises:
        Refused: The map has an error, or does not say all three.
    """
    asked = _Asked()
    problems = list(_take_map(tree, asked))
    if problems:
        raise Refused(problems[0].line("sv"), problems[0].line("en"))
    if not (asked.kpis and asked.municipalities and asked.years):
        raise Refused(
            "en adress behöver kartans kpis, municipalities och years",
            "an address needs kpis, municipalities and years of the map",
        )
    found = []
    areas = sorted(asked.municipalities | asked.also)
    for kpis in _some(sorted(asked.kpis), MOST_KPIS):
        found.append(f"{ADDRESS}/kpi/{','.join(kpis)}")
        for some in _some(areas, MOST_MUNICIPALITIES):
            found += [
                f"{ADDRESS}/data/kpi/{','.join(kpis)}/municipality/{','.join(some)}/year/{','.join(span)}"
                for span in _some(sorted(asked.years), MOST_YEARS)
            ]
    return found


def _some(all_: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """Yield a list in parts."""
    for start in range(0, len(all_), most):
        yield all_[start : start + most]


# ------------------------------------------------------------------------------------------------------- the map


def _take_map(tree: Tree, asked: _Asked) -> Iterator[Problem]:
    """Take what a map asks for; yield its problems."""
    if not isinstance(tree.root, dict):
        yield at(tree, "", "skriv kartan som kpis: [N15033]", "write the map as kpis: [N15033]")
        return
    yield from unknown_keys(tree, tree.root, MAP_KEYS)
    for key, into, shape, sv, en in (
        ("kpis", asked.kpis, KPI, "ett nyckeltals id, som N15033", "an indicator's id, such as N15033"),
        (
            "municipalities",
            asked.municipalities,
            MUNICIPALITY,
            'en kommunkod, som "1267"',
            'a code, as "1267"',
        ),
        ("also", asked.also, MUNICIPALITY, 'riket "0000" eller en region', 'the nation "0000" or a region'),
    ):
        try:
            codes = entries(tree.root.get(key, []))
        except Refused as refused:
            yield at(tree, key, refused.sv, refused.en)
            continue
        for code in codes:
            if shape.fullmatch(code):
                into.add(code)
            else:
                yield at(tree, key, f"{code} är inte {sv}", f"{code} is not {en}")
    try:
        asked.years |= {str(year) for year in years(tree.root.get("years", []))}
    except Refused as refused:
        yield at(tree, "years", refused.sv, refused.en)


def _not_there(tree: Tree, panel: _Panel, answers: Sequence[_Answer]) -> Iterator[Problem]:
    """Yield a problem for each indicator, area or year that a map asks for and no value is of."""
    asked = panel.asked
    areas = set[str]().union(*(answer.municipalities for answer in answers))
    for n, key, wanted, in_files in (
        (2, "kpis", asked.kpis, set[str]().union(*(answer.kpis for answer in answers))),
        (0, "municipalities", asked.municipalities, areas),
        (0, "also", asked.also, areas),
        (1, "years", asked.years, set[str]().union(*(answer.periods for answer in answers))),
    ):
        for code in sorted(wanted - {found[n] for found in panel.values}):
            if code in in_files:
                sv, en = (
                    "; det som finns är utelämnat (kartan, status, kön)",
                    "; what there is is left out (map, status, gender)",
                )
            else:
                sv, en = did_you_mean(code, in_files)
            yield at(
                tree, key, f"{code} har inget värde i filerna{sv}", f"{code} has no value in the files{en}"
            )


# ----------------------------------------------------------------------------------------------------- the answers


def _answer(file: File) -> _Answer | Problem:
    read = read_json(file, alike=True)
    if isinstance(read, Problem):
        return read
    root, text = read
    values = root.get("values") if isinstance(root, dict) else None
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        return problem(
            file.name,
            1,
            "values",
            "filen är inget svar från Kolada: listan values saknas; hämta en adress som programmet skriver ut",
            "the file is no answer of Kolada's: there is no list values; fetch an address that the program prints",
        )
    for key in ("next_url", "next_page", "previous_url", "previous_page"):
        if not isinstance(root.get(key), (str, type(None))):
            return problem(
                file.name,
                line_of(text, [key]),
                key,
                "adressen är ingen text; hämta svaret igen",
                "the address is no text; fetch the answer again",
            )
    return _Answer(file=file, text=text, root=root)


def _values(answer: _Answer, panel: _Panel) -> None:
    """Take the values of a file; add what is wrong to the problems."""
    asked, left = panel.asked, answer.left_out
    wrong: list[tuple[list[str | int], tuple[str, str]]] = []
    for n, record in enumerate(answer.root["values"]):
        read = _record(record, answer.kpis)
        if read is None:
            wrong.append((["values", n], NO_RECORD))
            continue
        key, parts = read
        area, year, kpi = key
        answer.kpis.add(kpi)
        answer.municipalities.add(area)
        answer.periods.add(year)
        reason = _outside(key, asked)
        if reason:
            left[reason] += len(parts)
            continue
        for m, one in enumerate(parts):
            value = _value(one, left)
            if value is None:
                continue
            said = value if isinstance(value, tuple) else _keep(answer, panel, key, value)
            if said is not None:
                wrong.append((["values", n, "values", m], said))
    for keys, (sv, en) in wrong[:MOST_PROBLEMS]:
        path = ".".join(map(str, keys))
        panel.read.problems.append(problem(answer.file.name, line_of(answer.text, keys), path, sv, en))


def _record(record: Any, known: set[str]) -> tuple[Key, list[Any]] | None:
    """Return municipality, year and indicator of a record, and its values; None where it is no record.

    Args:
        record: The record.
        known: Indicators that other records are of.
    """
    try:
        kpi, area, year, parts = (
            record["kpi"],
            record["municipality"],
            str(record["period"]),
            record["values"],
        )
    except KeyError:
        return None
    texts = isinstance(kpi, str) and isinstance(area, str) and isinstance(parts, list)
    return (
        ((area, year, kpi), parts)
        if texts and (kpi in known or KPI.fullmatch(kpi)) and YEAR.fullmatch(year)
        else None
    )


def _keep(answer: _Answer, panel: _Panel, key: Key, value: str) -> tuple[str, str] | None:
    """Keep a value; return what is wrong where another file, or another record, says something else."""
    if key not in panel.values:
        panel.values[key] = value
        answer.rows += 1
        return None
    was = panel.values[key]
    if was == value:
        answer.left_out["duplicate"] += 1
        return None
    what = f"{key[2]} {key[0]} {key[1]}"
    return (
        f"{what} är {value} här och {was} tidigare i filerna; ta bort den post eller fil som är äldre",
        f"{what} is {value} here and {was} earlier in the files; leave out the older record or file",
    )


def _outside(key: Key, asked: _Asked) -> str:
    """Return why a record is left out; empty where it is taken."""
    area, year, kpi = key
    if not MUNICIPALITY.fullmatch(area):
        return "group"
    if area in asked.also:
        pass
    elif area.startswith("00"):
        return "nation_or_region"
    elif asked.municipalities and area not in asked.municipalities:
        return "not_asked"
    if (asked.kpis and kpi not in asked.kpis) or (asked.years and year not in asked.years):
        return "not_asked"
    return ""


def _value(one: Any, left: Counter[str]) -> str | tuple[str, str] | None:
    """Return a value as text, None where it is left out, or what is wrong in Swedish and English."""
    try:
        if one.get("gender") != "T":
            left["gender"] += 1
            return None
        value = one["value"]
    except (AttributeError, KeyError):
        return "värdet saknar value; hämta svaret igen", "there is no value; fetch the answer again"
    if one.get("isdeleted"):
        left["deleted"] += 1
    elif one.get("status"):
        left[str(one["status"])] += 1
    elif value is None:
        left["no_value"] += 1
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not -BEYOND < value < BEYOND:
        return f"{value!r} är inget tal; hämta svaret igen", f"{value!r} is no number; fetch the answer again"
    else:
        return number(value)
    return None


# ------------------------------------------------------------------------------------------------------- pages


def _missing_pages(answers: Sequence[_Answer]) -> Iterator[Problem]:
    """Yield a problem for each page that a file points to and no given file is."""
    numbers = [_own_number(answer) for answer in answers]
    have = {(_query(answer), n) for answer, n in zip(answers, numbers, strict=True) if n is not None}
    unnumbered = [answer for answer, n in zip(answers, numbers, strict=True) if n is None]
    for answer in answers:
        for key, url, step in (("next", answer.next, 1), ("previous", answer.previous, -1)):
            page = PAGE.search(url)
            if not url or (_base(url), int(page[2]) if page else None) in have:
                continue
            last = next((one for one in unnumbered if step == 1 and _may_answer(one, url)), None)
            if last is not None:
                unnumbered.remove(last)
                continue
            what = page[2] if page else "?"
            yield problem(
                answer.file.name,
                line_of(answer.text, [f"{key}_url" if f"{key}_url" in answer.root else f"{key}_page"]),
                "",
                f"sidan {what} saknas: spara {url} och ge filen med de andra",
                f"page {what} is missing: save {url} and give the file with the others",
            )


def _own_number(answer: _Answer) -> int | None:
    """Return which page a file is, by the pages beside it; None where it points to none."""
    for url, step in ((answer.next, -1), (answer.previous, 1)):
        page = PAGE.search(url)
        if page:
            return int(page[2]) + step
    return None


def _query(answer: _Answer) -> str:
    return _base(answer.next or answer.previous)


def _base(url: str) -> str:
    """Return an address without its page."""
    return PAGE.sub(r"\1", url).rstrip("?&").replace("&&", "&").replace("?&", "?")


def _may_answer(answer: _Answer, url: str) -> bool:
    """Return whether a file without neighbours may be the last page of a question."""
    for word, there in (
        ("kpi", answer.kpis),
        ("municipality", answer.municipalities),
        ("year", answer.periods),
    ):
        asked = re.search(rf"/{word}/([^/?]+)", url)
        if asked and not there <= set(asked[1].replace("%2C", ",").split(",")):
            return False
    return not answer.metadata


# ------------------------------------------------------------------------------------------------------- metadata


def _metadata(answers: Iterable[_Answer], read: Read) -> dict[str, dict[str, str]]:
    """Return the metadata of indicators by id, sorted; files that contradict each other are a problem."""
    found: dict[str, dict[str, str]] = {}
    for answer in answers:
        for n, one in enumerate(answer.root["values"] if answer.metadata else ()):
            row = {key: _text(one.get(key)) for key in KPI_COLUMNS}
            if found.setdefault(row["id"], row) != row:
                read.problems.append(
                    problem(
                        answer.file.name,
                        line_of(answer.text, ["values", n]),
                        f"values.{n}",
                        f"{row['id']} beskrivs på två sätt i filerna; ge den senaste beskrivningen",
                        f"{row['id']} is described in two ways in the files; give the latest description",
                    )
                )
            if "Ã" in row["title"]:
                read.notes.append(
                    problem(
                        answer.file.name,
                        line_of(answer.text, ["values", n]),
                        row["id"],
                        "titeln är felkodad hos källan; id:t avgör",
                        "the title is wrongly encoded by the publisher; the id decides",
                    )
                )
            answer.rows += 1
    return dict(sorted(found.items()))


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _preliminary(kpi: dict[str, str] | None, year: str, retrieved: str) -> str:
    """Return ``yes`` or ``no``; empty where nothing says.

    A year is preliminary where it is the indicator's publication period, the preliminary figures had come when
    the file was fetched, and the final ones had not.
    """
    if kpi is None or not retrieved or not kpi["publ_period"]:
        return ""
    if year != kpi["publ_period"]:
        return "no"
    early, final = kpi["prel_publication_date"][:10], kpi["publication_date"][:10]
    if not DATE.fullmatch(final):
        return ""
    return "yes" if DATE.fullmatch(early) and early <= retrieved < final else "no"


# ------------------------------------------------------------------------------------------------------- the rows


def _panel_table(panel: _Panel, described: dict[str, dict[str, str]], answers: Sequence[_Answer]) -> Table:
    retrieved = min((answer.file.retrieved for answer in answers), default="")
    known = {
        (kpi, year): _preliminary(described.get(kpi), year, retrieved)
        for kpi, year in {(kpi, year) for _, year, kpi in panel.values}
    }
    rows: list[tuple[str, ...]] = [
        (area, year, kpi, value, "", known[kpi, year])
        for (area, year, kpi), value in sorted(panel.values.items())
    ]
    columns = ("municipality", "year", "kpi", "value", "status", "preliminary")
    return Table(name="panel", columns=columns, keys=3, rows=rows)


def _kpi_table(described: dict[str, dict[str, str]]) -> Table:
    rows = [tuple(row[key] for key in KPI_COLUMNS) for row in described.values()]
    return Table(name="kpi", columns=KPI_COLUMNS, keys=1, rows=rows)


def _source(answer: _Answer) -> Source:
    version = "v2" if {"next_page", "previous_page"} & answer.root.keys() else "v3"
    if answer.metadata:
        query = "kpi"
    else:
        areas, periods = len(answer.municipalities), sorted(answer.periods)
        query = (
            f"{','.join(sorted(answer.kpis))}; {areas} municipalities; {'–'.join(periods[:1] + periods[-1:])}"
        )
    return Source(
        file=answer.file,
        publisher="Kolada (RKA)",
        table=f"api.kolada.se {version}",
        query=query,
        licence=LICENCE,
        rows=answer.rows,
        left_out=answer.left_out,
    )


def _unknown(answers: Iterable[_Answer]) -> Iterator[Problem]:
    """Yield a note for each key that Kolada's documentation did not have when this was written."""
    for answer in answers:
        records = answer.root["values"]
        kinds = [(ANSWER, [answer.root]), (METADATA if answer.metadata else RECORD, records)]
        if not answer.metadata:
            kinds.append((VALUE, [one for record in records for one in record["values"]]))
        for known, mappings in kinds:
            for key in sorted(set(chain.from_iterable(mappings)) - known):
                yield problem(
                    answer.file.name,
                    1,
                    key,
                    "nyckeln är okänd och lästes inte; se efter i Koladas dokumentation vad den betyder",
                    "the key is unknown and was not read; see in Kolada's documentation what it means",
                )


def _judged(panel: _Panel, answers: Sequence[_Answer]) -> Iterator[Problem]:
    """Yield what a reader of the panel must know: version, years, what is preliminary or not known to be final."""
    rows = next(table.rows for table in panel.read.tables if table.name == "panel")
    name = answers[0].file.name if answers else ""
    for answer in answers:
        if {"next_page", "previous_page"} & answer.root.keys():
            yield problem(
                answer.file.name,
                1,
                "",
                "svaret är av Koladas version 2, som är ersatt av version 3",
                "the answer is of Kolada's version 2, which version 3 has replaced",
            )
    if rows and len({row[1] for row in rows}) == 1:
        yield problem(
            name,
            1,
            "",
            f"panelen har bara ett år ({rows[0][1]}); kurvor behöver minst fem",
            f"the panel has one year only ({rows[0][1]}); curves need five at least",
        )
    early = sorted({f"{row[2]} {row[1]}" for row in rows if row[5] == "yes"})
    if early:
        shown = ", ".join(early[:5]) + (" …" if len(early) > 5 else "")  # noqa: PLR2004
        yield problem(
            name,
            1,
            "",
            f"preliminära värden: {shown}; ta dem inte som basår",
            f"preliminary values: {shown}; do not take them as base year",
        )
    if rows and any(not row[5] for row in rows):
        yield problem(
            name,
            1,
            "",
            "om värden är preliminära är inte känt; ge nyckeltalens metadata och --retrieved DATUM med",
            "whether values are preliminary is not known; give the indicators' metadata and --retrieved DATE too",
        )
