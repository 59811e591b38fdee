"""Cells of published tables as drivers of a scenario, by a map.

A map says for each driver which categories of each dimension are added, for every year of the table::

    table: TAB638                       # the table's id, checked
    select: {Region: "1267", Kon: sum, ContentsCode: BE0101N1}
    time: Tid
    years: [2023..2028]                 # those that must be there; all if absent
    drivers: {alder_6_15: {Alder: [6..15]}, alder_80_plus: {Alder: [80..]}}
    measure: year_end                   # or mean: of the year's two ends

Nothing is counted twice: a category that is the total of others, or overlaps another, is not added to them. Two
maps may give the same driver, one its history and one its forecast, each with ``years`` of its own; the seam
between them is told. Sums are exact, whatever the order of the cells.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import fsum, inf
from typing import TYPE_CHECKING, Any

from models.importing.common import BEYOND, Read, Source, Table, number
from models.importing.maps import RANGE, at, entries, unknown_keys, years
from models.problems import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.file.tree import Tree
    from models.importing.common import File
    from models.importing.cube import Cube, Dimension

KEYS = ("table", "select", "time", "years", "drivers", "measure")
SUM = "sum"
MEASURES = ("year_end", "mean")
ID = re.compile(r"[a-z0-9_-]+")
YEAR, DECEMBER, OTHER_MONTH = (
    re.compile(r"(\d{4})"),
    re.compile(r"(\d{4})(?:M12|[KQ]4)"),
    re.compile(r"\d{4}(?:M\d{2}|[KQ]\d)"),
)
NOISE_FROM = 2025
"""From this reference year on SCB adds random noise to each cell (Cell Key Method): a sum adds it up."""
NOISE = re.compile(r"\bCKM\b|Cell Key|slumpmässig osäkerhet|random uncertainty", re.IGNORECASE)
SCB = re.compile(r"\bSCB\b|Statistics Sweden|Statistikmyndigheten|Statistiska centralbyrån", re.IGNORECASE)
COUNTY = 2
"""Length of a county's code; a municipality's code begins with its county's."""
LICENCE = "{0}: öppna data. Råvärden: Källa: {0}. Summor och medel: Egen bearbetning av data från {0}"
FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A driver in a year.

    Attributes:
        value: None where a part is missing.
        status: The publisher's statuses of its parts.
        cells: How many cells were added.
    """

    value: float | None
    status: str
    cells: int


@dataclass(slots=True, kw_only=True)
class _Series:
    """A driver as one map and its table give it.

    Attributes:
        ends: By year, at the end of the year, all years of the table.
        years: The years that the map takes.
        cube: The table.
        tree: The map.
        measure: ``year_end`` or ``mean``.
    """

    ends: dict[int, _Cell]
    years: list[int]
    cube: Cube
    tree: Tree
    measure: str


@dataclass(slots=True, kw_only=True)
class _Taking:
    """A map at work on its table."""

    tree: Tree
    cube: Cube
    problems: list[Problem] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    missing: dict[int, str] = field(default_factory=dict)

    def wrong(self, path: str, sv: str, en: str) -> None:
        self.problems.append(at(self.tree, path, sv, en))


def read_drivers(files: Sequence[File], maps: Sequence[Tree], cube: Callable[[File], Cube | Problem]) -> Read:
    """Read tables as drivers.

    Args:
        files: The tables.
        maps: Their maps, at least one a table, in any order: each finds its table by its id.
        cube: Reads a file as a table.

    Returns:
        ``drivers``: id and a column a year, empty where a cell is missing, as a scenario reads it;
        ``driver_values``: each value with its measure, table, number of cells added, noise, status and vintage.
    """
    read = Read()
    cubes: list[Cube] = []
    for file in files:
        table = cube(file)
        if isinstance(table, Problem):
            read.problems.append(table)
        else:
            cubes.append(table)
    if read.problems:
        return read
    pairs = list(_paired(cubes, maps, read.problems))
    series: dict[str, list[_Series]] = {}
    for tree, table in pairs:
        taking = _Taking(tree=tree, cube=table)
        for name, one in _take(taking).items():
            series.setdefault(name, []).append(one)
        read.problems += taking.problems
        read.sources.append(_source(taking))
    if read.problems:
        return read
    _join(series, read)
    return read


# ------------------------------------------------------------------------------------------- maps and their tables


def _paired(
    cubes: Sequence[Cube], maps: Sequence[Tree], problems: list[Problem]
) -> Iterator[tuple[Tree, Cube]]:
    """Yield each map with its table."""
    left = list(cubes)
    for tree in maps:
        if not isinstance(tree.root, dict):
            problems.append(
                at(tree, "", "skriv kartan med nycklar, som table: TAB638", "write keys: table: TAB638")
            )
            continue
        problems += unknown_keys(tree, tree.root, KEYS)
        named = tree.root.get("table")
        if named is None and len(cubes) > 1:
            sv, en = "flera filer: skriv table: i varje karta", "several files: write table: in each map"
            problems.append(at(tree, "table", sv, en))
            continue
        found = next((one for one in (*left, *cubes) if named is None or str(named) in one.tables), None)
        if found is None:
            there = [name for one in cubes for name in one.tables]
            sv, en = did_you_mean(named, there)
            problems.append(
                at(tree, "table", f"ingen fil är tabellen {named}{sv}", f"no file is the table {named}{en}")
            )
            continue
        left = [one for one in left if one is not found]
        yield tree, found
    if not problems:
        for one in left:
            problems.append(
                Problem(
                    path=one.file.name,
                    sv="tabellen har ingen karta; ge en med --map, till exempel " + _begin(one),
                    en="the table has no map; give one with --map, for example " + _begin(one),
                )
            )


def _begin(cube: Cube) -> str:
    """Return a map of a table on one line, with the first category of each dimension."""
    time = _time_of(cube)
    others = [one for one in cube.dimensions if one.id != time]
    first = {one.id: one.codes[0] for one in others}
    own = max(others, key=lambda one: len(one.codes)).id if others else ""
    whole = {
        "table": next(iter(cube.tables), ""),
        "select": {name: code for name, code in first.items() if name != own},
        "time": time,
        "drivers": {"id": {own: [first.get(own, "")]}},
    }
    return json.dumps(whole, ensure_ascii=False)


def _time_of(cube: Cube) -> str:
    """Return the dimension of time; empty where none is called so and not exactly one looks like years.

    Codes of municipalities look like years too: 1980 is Västerås.
    """
    if cube.time:
        return cube.time[0]
    every = [one.id for one in cube.dimensions if all(map(_is_time, one.codes))]
    return every[0] if len(every) == 1 else ""


def _is_time(code: str) -> bool:
    return _year(code) is not None or OTHER_MONTH.fullmatch(code) is not None


def _year(code: str) -> int | None:
    """Return the year that a time's code is the end of; None where it is another month or no time."""
    match = YEAR.fullmatch(code) or DECEMBER.fullmatch(code)
    return int(match[1]) if match else None


# --------------------------------------------------------------------------------------------------- one map


def _take(taking: _Taking) -> dict[str, _Series]:
    """Return the drivers of a map."""
    tree, cube = taking.tree, taking.cube
    time = _time(taking)
    wanted = _wanted(taking)
    measure = tree.root.get("measure", "year_end")
    if measure not in MEASURES:
        sv, en = did_you_mean(measure, MEASURES)
        taking.wrong("measure", f"måttet {measure} finns inte{sv}", f"there is no measure {measure}{en}")
    drivers = tree.root.get("drivers")
    if not isinstance(drivers, dict) or not drivers:
        taking.wrong(
            "drivers",
            "skriv minst en drivare, som drivers: {alder_6_15: {Alder: [6..15]}}",
            "write at least one driver, as drivers: {alder_6_15: {Alder: [6..15]}}",
        )
        return {}
    select = tree.root.get("select", {})
    shared = _selection(taking, "select", select if isinstance(select, dict) else {}, time)
    if not isinstance(select, dict):
        taking.wrong("select", 'skriv urvalet som {Region: "1267"}', 'write it as {Region: "1267"}')
    found: dict[str, _Series] = {}
    for name, parts in drivers.items():
        path = f"drivers.{name}"
        if not isinstance(parts, dict) or not ID.fullmatch(str(name)):
            taking.wrong(
                path,
                "skriv drivaren som alder_6_15: {Alder: [6..15]}, med a–z, siffror, _ och - i id:t",
                "write the driver as alder_6_15: {Alder: [6..15]}, its id of a–z, digits, _ and -",
            )
            continue
        own = _selection(taking, path, parts, time)
        if shared.keys() & own.keys():
            both = ", ".join(sorted(shared.keys() & own.keys()))
            taking.wrong(
                path, f"{both} står också i select; behåll en", f"{both} stands in select too; keep one"
            )
        chosen = _whole(taking, path, shared | own, time)
        if time is not None and not taking.problems and chosen is not None:
            try:
                ends = _ends(taking, time, chosen)
            except Refused as refused:
                taking.wrong(path, refused.sv, refused.en)
            else:
                years_ = wanted or sorted(ends)
                found[str(name)] = _Series(
                    ends=ends, years=years_, cube=cube, tree=tree, measure=str(measure)
                )
    return {} if taking.problems else found


def _time(taking: _Taking) -> Dimension | None:
    """Return the dimension of time."""
    named = str(taking.tree.root.get("time") or _time_of(taking.cube))
    found = taking.cube.dimension(named)
    if not named:
        sv = "skriv vilken dimension som är tid, som time: Tid"
        taking.wrong("time", sv, "write which dimension is time, as time: Tid")
        return None
    if found is None:
        sv, en = did_you_mean(named, [one.id for one in taking.cube.dimensions])
        taking.wrong("time", f"dimensionen {named} finns inte{sv}", f"there is no dimension {named}{en}")
        return None
    odd = [code for code in found.codes if not _is_time(code)]
    if odd or not any(_year(code) for code in found.codes):
        what = odd[0] if odd else found.codes[-1]
        taking.wrong(
            "time",
            f"{what} är varken ett år eller en december; hämta tabellen med år, eller med månaden december",
            f"{what} is neither a year nor a December; fetch the table by year, or with the month of December",
        )
        return None
    return found


def _wanted(taking: _Taking) -> list[int]:
    try:
        return years(taking.tree.root.get("years", []))
    except Refused as refused:
        taking.wrong("years", refused.sv, refused.en)
        return []


def _selection(
    taking: _Taking, path: str, parts: Mapping[Any, Any], time: Dimension | None
) -> dict[str, tuple[str, ...]]:
    """Return the codes that a map chooses of each dimension that it names."""
    found = {}
    for name, value in parts.items():
        here = f"{path}.{name}"
        dimension = taking.cube.dimension(str(name))
        if dimension is None:
            sv, en = did_you_mean(name, [one.id for one in taking.cube.dimensions])
            taking.wrong(here, f"dimensionen {name} finns inte{sv}", f"there is no dimension {name}{en}")
        elif time is not None and dimension.id == time.id:
            taking.wrong(here, "tiden väljs med years", "time is chosen by years")
        else:
            try:
                codes = _codes(dimension, value)
                _refuse_twice(dimension, codes)
            except Refused as refused:
                taking.wrong(here, refused.sv, refused.en)
            else:
                found[dimension.id] = codes
                continue
        found[str(name)] = ()
    return found


def _whole(
    taking: _Taking, path: str, chosen: dict[str, tuple[str, ...]], time: Dimension | None
) -> dict[str, tuple[str, ...]] | None:
    """Return a choice with the dimensions that have one category only; None where one is not chosen."""
    result, whole = dict(chosen), True
    for one in taking.cube.dimensions:
        if one.id in result or time is None or one.id == time.id:
            continue
        if len(one.codes) == 1:
            result[one.id] = one.codes
            continue
        whole = False
        total = next((code for code in one.codes if one.is_total(code)), SUM)
        taking.wrong(
            path,
            f"{one.id} är inte vald; skriv {one.id}: {total} eller en av dess koder i select",
            f"{one.id} is not chosen; write {one.id}: {total} or one of its codes in select",
        )
    return result if whole else None


def _ends(taking: _Taking, time: Dimension, chosen: Mapping[str, tuple[str, ...]]) -> dict[int, _Cell]:
    """Return a driver at the end of each year.

    Raises:
        Refused: A number is no published one.
    """
    cube = taking.cube
    strides = cube.strides()
    places = [
        [one.codes.index(code) * strides[one.id] for code in chosen[one.id]]
        for one in cube.dimensions
        if one.id != time.id
    ]
    offsets = [sum(parts) for parts in product(*places)]
    found = {}
    for n, code in enumerate(time.codes):
        year = _year(code)
        if year is None:
            continue
        positions = [offset + n * strides[time.id] for offset in offsets]
        cells = [cube.cells(position) for position in positions]
        taking.used.update(positions)
        missing = {
            position: status or "no_value"
            for position, (value, status) in zip(positions, cells, strict=True)
            if value is None
        }
        taking.missing |= missing
        values = [value for value, _ in cells if value is not None]
        if any(not -BEYOND < value < BEYOND for value in values):
            raise Refused(
                f"ett tal för {year} är orimligt stort; {cube.file.name} är skadad, hämta den igen",
                f"a number of {year} is impossibly large; {cube.file.name} is damaged, fetch it again",
            )
        exact = sum(values) if all(isinstance(value, int) for value in values) else fsum(values)
        found[year] = _Cell(
            value=None if missing else exact,
            status=" ".join(sorted({status for _, status in cells if status})),
            cells=len(cells),
        )
    return found


# ---------------------------------------------------------------------------------------------------- categories


def _codes(dimension: Dimension, value: Any) -> tuple[str, ...]:
    """Return the codes of a dimension that a map chooses, each once.

    Raises:
        Refused: A code is not there, a range does not fit the classes, or ``sum`` would count a total.
    """
    if value == SUM:
        total = next((code for code in dimension.codes if dimension.is_total(code)), None)
        if total is not None:
            raise Refused(
                f"sum skulle räkna dubbelt: {total} är summan av de andra; skriv {dimension.id}: {total}",
                f"sum would count twice: {total} is the sum of the others; write {dimension.id}: {total}",
            )
        return dimension.codes
    found: dict[str, None] = {}
    for text in entries(value):
        span = RANGE.fullmatch(text)
        if text in dimension.codes:
            found[text] = None
        elif span:
            found |= dict.fromkeys(_classes(dimension, int(span[1]), float(span[2] or inf), text))
        else:
            sv, en = did_you_mean(text, [*dimension.codes, *dimension.labels.values()])
            meant = [code for code, label in dimension.labels.items() if label == text]
            if len(meant) == 1:
                sv, en = f"; skriv koden {meant[0]}", f"; write the code {meant[0]}"
            elif meant:
                which = ", ".join(meant)
                sv, en = (
                    f"; {len(meant)} koder heter så, skriv de som gäller: {which}",
                    (f"; {len(meant)} codes have that name, write those that apply: {which}"),
                )
            raise Refused(
                f"{text} finns inte i {dimension.id}{sv}", f"there is no {text} in {dimension.id}{en}"
            )
    if not found:
        raise Refused(f"välj minst en kod av {dimension.id}", f"choose at least one code of {dimension.id}")
    return tuple(found)


def _class(code: str) -> tuple[int, float] | None:
    """Return the first and last whole number of a class: ``7``, ``5-9``, ``-4``, ``100+``, ``85-``, ``100+10``."""
    match = re.fullmatch(r"(\d*)(?:(-|–|\+)(\d*))?", code.removesuffix("w").strip())
    if not match or not code or not (match[1] or match[3]):
        return None
    first = int(match[1] or 0)
    if match[2] is None:
        return first, first
    if match[2] == "+" or not match[3]:
        return first, inf
    return first, int(match[3])


def _classes(dimension: Dimension, first: int, last: float, text: str) -> list[str]:
    """Return the finest classes that together are a range, without hole or overlap.

    Raises:
        Refused: There are none.
    """
    by_start: dict[int, tuple[float, str]] = {}
    for code in dimension.codes:
        span = None if dimension.is_total(code) else _class(code)
        if span and (span[0] not in by_start or span[1] < by_start[span[0]][0]):
            by_start[span[0]] = (span[1], code)
    found, need = [], first
    while need <= last:
        end, code = by_start.get(need, (None, ""))
        if end is None:
            what = f"{need} och uppåt" if last == inf else str(need)
            what_en = f"{need} and above" if last == inf else str(need)
            raise Refused(
                f"{text} går inte att lägga ihop: ingen klass i {dimension.id} börjar med {what}",
                f"{text} cannot be put together: no class of {dimension.id} begins with {what_en}",
            )
        if end > last:
            raise Refused(
                f"{text} skär klassen {code} i {dimension.id}; ändra gränsen, eller hämta finare klasser",
                f"{text} cuts the class {code} of {dimension.id}; move the end, or fetch finer classes",
            )
        found.append(code)
        if end == inf:
            break
        need = int(end) + 1
    return found


def _refuse_twice(dimension: Dimension, codes: Sequence[str]) -> None:
    """Refuse codes that would be counted twice if they were added.

    Raises:
        Refused: One is the total of others, overlaps another, or is a municipality's county.
    """
    if len(codes) == 1:
        return
    for code in codes:
        within = [other for other in codes if _is_area(code, other)]
        if dimension.is_total(code) or within:
            whole = (
                f"{code} är summan av andra ({', '.join(within[:FEW])})"
                if within
                else f"{code} är summan av andra"
            )
            whole_en = (
                f"{code} is the sum of others ({', '.join(within[:FEW])})"
                if within
                else f"{code} is the sum of others"
            )
            raise Refused(
                f"{whole} och skulle räknas dubbelt; skriv bara {code}, eller bara delarna",
                f"{whole_en} and would be counted twice; write {code} alone, or the parts alone",
            )
    spans = sorted((span, code) for code in codes if (span := _class(code)))
    for (before, code), (after, other) in pairwise(spans):
        if after[0] <= before[1]:
            raise Refused(
                f"klasserna {code} och {other} överlappar och skulle räknas dubbelt; behåll en",
                f"the classes {code} and {other} overlap and would be counted twice; keep one",
            )


def _is_area(code: str, other: str) -> bool:
    """Return whether a county's or the nation's code has a municipality's within it."""
    if len(code) != COUNTY or not code.isdigit() or not other.isdigit() or code == other:
        return False
    return (len(other) == 2 * COUNTY and other.startswith(code)) or (
        code == "00" and len(other) in {COUNTY, 2 * COUNTY}
    )


# ------------------------------------------------------------------------------------------------------- joining


def _join(series: Mapping[str, Sequence[_Series]], read: Read) -> None:
    """Put the drivers of all maps together, with the seams between maps."""
    values: dict[str, dict[int, tuple[_Cell, _Series]]] = {}
    for name, several in sorted(series.items()):
        values[name] = _joined(name, several, read)
    if read.problems:
        return
    every = sorted({year for by_year in values.values() for year in by_year})
    rows: list[tuple[str, ...]] = [
        (name, *(_shown(by_year[year][0]) if year in by_year else "" for year in every))
        for name, by_year in values.items()
    ]
    read.tables.append(Table(name="drivers", columns=("id", *map(str, every)), keys=1, rows=rows))
    columns = ("id", "year", "value", "measure", "table", "cells", "noise", "status", "vintage")
    told: list[tuple[str, ...]] = []
    for name, by_year in values.items():
        for year, (cell, one) in sorted(by_year.items()):
            noise = "yes" if _noisy(one, year) else "no"
            table = next(iter(one.cube.tables), "")
            told.append(
                (
                    name,
                    str(year),
                    _shown(cell),
                    one.measure,
                    table,
                    str(cell.cells),
                    noise,
                    cell.status,
                    one.cube.vintage,
                )
            )
    read.tables.append(Table(name="driver_values", columns=columns, keys=2, rows=told))
    read.notes += [note for name, by_year in values.items() for note in _notes(name, by_year)]


def _shown(cell: _Cell) -> str:
    return "" if cell.value is None else number(cell.value)


def _joined(name: str, several: Sequence[_Series], read: Read) -> dict[int, tuple[_Cell, _Series]]:
    """Return a driver by year, each year from one map."""
    first = several[0]
    ends: dict[int, tuple[_Cell, _Series]] = {}
    for one in several:
        if one.measure != first.measure:
            read.problems.append(
                at(
                    one.tree,
                    "measure",
                    f"{name} mäts som {first.measure} i den andra kartan; skriv samma mått",
                    f"{name} is measured as {first.measure} in the other map; write the same measure",
                )
            )
        both = ends.keys() & set(one.years)
        if both:
            listed = ", ".join(map(str, sorted(both)[:FEW]))
            read.problems.append(
                at(
                    one.tree,
                    f"drivers.{name}",
                    f"{listed} kommer ur två kartor; skriv years i båda, utan gemensamma år",
                    f"{listed} comes from two maps; write years in both, none of them in common",
                )
            )
        ends |= {year: (one.ends[year], one) for year in one.years if year in one.ends}
    if first.measure == "mean":
        means = _means(ends)
        lost = ", ".join(map(str, sorted(ends.keys() - means.keys())))
        if lost and means:
            sv, en = f"inget medel för {lost}: året före finns inte", f"no mean of {lost}: no year before it"
            read.notes.append(at(first.tree, f"drivers.{name}", sv, en))
        ends = means
    read.problems += _holes(name, several, ends)
    return ends


def _holes(
    name: str, several: Sequence[_Series], ends: Mapping[int, tuple[_Cell, _Series]]
) -> Iterator[Problem]:
    """Yield a problem for each year that a map asks for and that has no value, and for a driver without any."""
    for one in several:
        for year in one.years if one.tree.root.get("years") else ():
            cell = ends[year][0] if year in ends else None
            if cell is None or cell.value is None:
                yield _no_year(one, name, year, cell)
    if not ends:
        sv, en = "tabellen har inget år att räkna på", "the table has no year to count with"
        yield at(several[0].tree, f"drivers.{name}", sv, en)


def _no_year(one: _Series, name: str, year: int, cell: _Cell | None) -> Problem:
    """Return the problem of a year that a map asks for."""
    if cell is not None:
        mark = f" ({cell.status})" if cell.status else ""
        sv = f"saknar värde i tabellen{mark}; ta bort året ur years, eller hämta en annan tabell"
        en = f"has no value in the table{mark}; remove the year from years, or fetch another table"
    elif year in one.ends:
        sv = f"är ett medelvärde som också behöver 31 december {year - 1}; hämta det året också, eller börja senare"
        en = f"is a mean that needs 31 December {year - 1} too; fetch that year too, or begin later"
    else:
        there = "–".join(map(str, sorted(one.ends)[:1] + sorted(one.ends)[-1:]))
        sv = f"finns inte i tabellen (den har {there}); hämta året, eller ta bort det ur years"
        en = f"is not in the table (it has {there}); fetch the year, or remove it from years"
    return at(one.tree, "years", f"{name} {year} {sv}", f"{name} {year} {en}")


def _means(ends: Mapping[int, tuple[_Cell, _Series]]) -> dict[int, tuple[_Cell, _Series]]:
    """Return the mean of each year's two ends, which price tags are paid for; a year before, in any map, is used."""
    found = {}
    for year, (cell, one) in sorted(ends.items()):
        before = ends[year - 1][0] if year - 1 in ends else one.ends.get(year - 1)
        if before is None:
            continue
        known = before.value is not None and cell.value is not None
        found[year] = (
            _Cell(
                value=((before.value or 0) + (cell.value or 0)) / 2 if known else None,
                status=" ".join(sorted({*before.status.split(), *cell.status.split()})),
                cells=before.cells + cell.cells,
            ),
            one,
        )
    return found


def _noisy(one: _Series, year: int) -> bool:
    """Return whether cells of a year carry the publisher's noise: it says so, or it is SCB's outcome from 2025 on."""
    told = any(NOISE.search(note) for note in one.cube.notes)
    outcome = bool(SCB.search(one.cube.publisher)) and str(year) <= one.cube.vintage[:4]
    return year >= NOISE_FROM and (told or outcome)


def _notes(name: str, by_year: Mapping[int, tuple[_Cell, _Series]]) -> Iterator[Problem]:
    """Yield what a reader of a driver must know: seams, gaps, noise, and zeros that may be no zeros."""
    path = f"drivers.{name}"
    for (before, (left, old)), (after, (right, new)) in pairwise(sorted(by_year.items())):
        if old is not new:
            yield _seam(path, new.tree, (before, left, old), (after, right, new))
    known = sorted(by_year)
    gaps = [f"{before}–{after}" for before, after in pairwise(known) if after > before + 1]
    if gaps:
        listed = ", ".join(gaps)
        tree = by_year[known[0]][1].tree
        yield at(tree, path, f"år saknas mellan {listed}", f"years are missing between {listed}")
    cells = {year: cell for year, (cell, _) in by_year.items()}
    first = next(iter(by_year.values()))[1].tree
    empty = [str(year) for year, cell in sorted(cells.items()) if cell.value is None]
    if empty:
        marks = ", ".join(sorted({cell.status or "-" for cell in cells.values() if cell.value is None}))
        listed = ", ".join(empty)
        yield at(first, path, f"utan värde {listed} ({marks})", f"without a value {listed} ({marks})")
    zero = [str(year) for year, cell in sorted(cells.items()) if cell.value == 0]
    if zero and len(zero) < len(cells):
        listed = ", ".join(zero)
        yield at(
            first,
            path,
            f"0 år {listed}: området kan ha saknats då; se efter",
            f"0 in {listed}: the area may not have existed then; look it up",
        )
    noisy = [(year, cell.cells) for year, (cell, one) in sorted(by_year.items()) if _noisy(one, year)]
    if any(count > 1 for _, count in noisy):
        year, count = noisy[0][0], max(count for _, count in noisy)
        yield at(
            first,
            path,
            f"från {year} är talet en summa av upp till {count} celler med slumpmässig osäkerhet var; "
            "hämta en publicerad summa där den finns",
            f"from {year} on it is a sum of up to {count} cells, each with random noise; "
            "fetch a published total where there is one",
        )


def _seam(
    path: str, tree: Tree, left: tuple[int, _Cell, _Series], right: tuple[int, _Cell, _Series]
) -> Problem:
    """Return the note of a seam: the level on both sides, the jump, and whether it looks like another unit."""
    (before, old, one), (after, new, other) = left, right
    names = [next(iter(series.cube.tables), "?") for series in (one, other)]
    jump = jump_en = ""
    if old.value is not None and new.value is not None:
        step = new.value - old.value
        sign = "+" if step >= 0 else "−"
        jump = f": {sign}{number(abs(step))}"
        jump += f" ({sign}{abs(100 * step / old.value):.1f} %)" if old.value else ""
        ratio = new.value / old.value if old.value else 1.0
        unlike = ratio > THOUSANDS or 0 < ratio < 1 / THOUSANDS
        jump_en = jump + ("; thousands in one of the tables?" if unlike else "")
        jump = jump.replace(".", ",") + ("; tusental i den ena tabellen?" if unlike else "")
    levels = [_shown(cell) or "?" for cell in (old, new)]
    levels_sv = [level.replace(".", ",") for level in levels]
    return at(
        tree,
        path,
        f"skarv {before} {levels_sv[0]} ({names[0]}) → {after} {levels_sv[1]} ({names[1]}){jump}",
        f"seam {before} {levels[0]} ({names[0]}) → {after} {levels[1]} ({names[1]}){jump_en}",
    )


THOUSANDS = 300
"""A jump by a factor above this suggests that one table counts in thousands."""


def _source(taking: _Taking) -> Source:
    cube, root = taking.cube, taking.tree.root
    asked = {key: root[key] for key in ("select", "time", "years", "drivers", "measure") if key in root}
    left = Counter(taking.missing.values()) + Counter({"not_selected": cube.size - len(taking.used)})
    return Source(
        file=cube.file,
        publisher=cube.publisher,
        table=next(iter(cube.tables), ""),
        query=json.dumps(asked, ensure_ascii=False, sort_keys=True),
        vintage=cube.vintage,
        licence=LICENCE.format(cube.publisher or "?"),
        rows=len(taking.used) - len(taking.missing),
        left_out=left,
    )
