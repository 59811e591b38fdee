"""A map proposed from what a budget sheet looks like; a person reads it before it is used.

Nothing is decided that the sheet does not show: the unit is left open where no word says it, and columns that are
not read are told with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

from models.file.amounts import amount_in, says_change, unit_in
from models.file.sheet import grids_of, name_of
from models.file.tree import folded
from models.file.writing import flow
from models.importing.sheet import OUTCOME, side_of
from models.importing.sums import Row, is_part, sums_of
from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.file.sheet import Cell, Grid
    from models.importing.common import File
    from models.problems import Language

LATEST_HEADING = 40
"""Last row in which a sheet may have its headings."""
MOST = 0.6
"""A column is of amounts, or of texts, where so many of its cells are [share]."""
AMOUNT = re.compile(r"belopp|amount|beløp|summa|utfall|budget", re.IGNORECASE)
"""Words of a heading whose column holds the amounts, where years are rows."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
COLUMN_WORDS = (
    ("one_off", r"engångs|one.?off"),
    ("full_year", r"helår|full.?year"),
    ("technical", r"teknisk|flytt|technical"),
    ("demography", r"demogra|volym"),
    ("capital", r"kapital|internränt|avskriv|capital"),
    ("base", r"\bbas|ram i år|nuvarande|\bbase"),
)
"""Patterns of headings without a year, and the columns that they mean."""
TERM_WORDS = (
    ("base", r"vedtatt budsjett|antagen budget|beslutad budget|gällande budget|adopted|^bas"),
    ("full_year", r"helår|full.?year"),
    ("requirement", r"^(?!.*(lønn|lön|pris)).*(effektivis|krav)"),
    ("price_and_wages", r"\bpris|lønn|lön|index|uppräkn|price"),
    ("demography", r"demogra|volym"),
    ("capital", r"kapital|avskriv|internränt"),
    ("one_off", r"engångs|engangs|one.?off"),
    ("technical", r"teknisk|flytt|omfördel|organisat|technical"),
)
"""Patterns in the text of a change group, and the terms that they mean; a group without any is a reallocation."""
LETTERS = {"ø": "o", "æ": "a", "ß": "ss", "ð": "d"}


@dataclass(slots=True, kw_only=True)
class _Seen:
    """The layout of a sheet as it seems."""

    grid: Grid
    heading: int = 0
    rows: list[int] = field(default_factory=list)
    label: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    unread: dict[int, tuple[str, str]] = field(default_factory=dict)
    group: int = 0
    committee: int = 0
    year: int = 0
    terms: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    until: int = 0
    parts: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)


def proposed(file: File, language: Language = "sv") -> str:
    """Return a map of a budget sheet as text, with what was seen as comments.

    Args:
        file: A workbook or CSV.
        language: Language of the comments.

    Raises:
        Refused: The file cannot be read, or holds no rows with amounts below a heading.
    """
    best: _Seen | None = None
    for grid in grids_of(file.data, file.name):
        seen = _look(grid) if not grid.hidden else None
        if seen is not None and (best is None or len(seen.rows) > len(best.rows)):
            best = seen
    if best is None:
        raise Refused(
            "inget blad har en rubrikrad med årtal eller kolumnnamn och belopp under den; skriv kartan för hand",
            "no sheet has a row of headings with years or names and amounts below it; write the map by hand",
        )
    return _written(best, file.name.rpartition("/")[2], language)


# ------------------------------------------------------------------------------------------------------- looking


def _look(grid: Grid) -> _Seen | None:
    there = sorted({row for row, _ in grid.cells})
    for heading in there:
        if heading > LATEST_HEADING:
            return None
        rows = [row for row in there if row > heading]
        heads = {k: cell for (row, k), cell in sorted(grid.cells.items()) if row == heading}
        amounts = [k for k in heads if _is_of(grid, rows, k, numbers=True)]
        until = next((row for row in rows if _is_heading(grid, row, amounts)), 0)
        if until:  # another table below this one
            rows = [row for row in rows if row < until]
            amounts = [k for k in heads if _is_of(grid, rows, k, numbers=True)]
        plain = all(YEAR.fullmatch(_text(c)) or not _meant_as_number(c, grid.comma) for c in heads.values())
        if plain and len(amounts) > 1 and (long := _long(grid, heading, heads, amounts, rows)) is not None:
            return long
        if plain and any(_column_of(_text(heads[k])) for k in amounts) and len(heads) > 1:
            seen = _Seen(grid=grid, heading=heading, until=until)
            _columns(seen, heads, amounts, rows)
            if seen.label and seen.columns:
                seen.rows = [r for r in rows if _has_amounts(seen, r)]
                seen.titles = _titles(seen)
                seen.parts = [r for r in seen.rows if is_part(_label(seen, r, seen.label))]
                seen.rows = [r for r in seen.rows if r not in seen.parts]
                _groups(seen, heads)
                return seen if seen.rows else None
    return None


def _is_heading(grid: Grid, row: int, amounts: Sequence[int]) -> bool:
    """Whether a row has texts with years where amounts stand: the heading of another table below."""
    cells = [grid.cells[row, k] for k in amounts if (row, k) in grid.cells]
    return (
        sum(
            1
            for c in cells
            if isinstance(c.value, str) and YEAR.search(c.value) and not YEAR.fullmatch(c.value)
        )
        > 1
    )


def _long(
    grid: Grid, heading: int, heads: Mapping[int, Cell], amounts: Sequence[int], rows: Sequence[int]
) -> _Seen | None:
    """Return what a sheet with a column of years and one of amounts looks like; None where it is no such sheet."""
    years = [
        k for k in amounts
        if len(found := {_text(grid.cells[row, k]) for row in rows if (row, k) in grid.cells}) > 1
        and all(YEAR.fullmatch(text) for text in found)
    ]  # fmt: skip
    others = [k for k in amounts if k not in years and not _column_of(_text(heads[k]))]
    others.sort(key=lambda k: not AMOUNT.search(_text(heads[k])) and not unit_in(_text(heads[k])))
    texts = [
        k
        for k in heads
        if k not in amounts and _is_of(grid, rows, k, numbers=False) and _varies(grid, rows, k)
    ]
    if len(years) != 1 or not others or not texts:
        return None
    seen = _Seen(grid=grid, heading=heading, year=years[0], label=texts[0])
    seen.columns = {"amount": others[0]}
    seen.unread = dict.fromkeys(others[1:], ("okänd", "unknown"))
    seen.rows = [r for r in rows if _has_amounts(seen, r)]
    seen.committee, seen.label = _who(seen, texts)
    if says_change(_text(heads[others[0]])):
        seen.said["kind"] = "differences"
    return seen if seen.rows else None


def _varies(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Whether a column says more than one thing; one that does not, such as the municipality's name, names no row."""
    return len({_text(grid.cells[row, column]) for row in rows if (row, column) in grid.cells}) > 1


def _who(seen: _Seen, texts: Sequence[int]) -> tuple[int, int]:
    """Return the columns of committees (0 for none) and of names in a sheet with a column of years.

    A name stands once a year, alone or with its committee; where no column is of such names, the first one is.
    """

    def once(*columns: int) -> bool:
        said = [tuple(_label(seen, r, k) for k in (*columns, seen.year)) for r in seen.rows]
        return len({*said}) == len(said) and len({of[:-1] for of in said}) < len(said)

    label = next((k for k in texts if once(k)), 0)
    if label:
        return next((k for k in texts if k != label and _within(seen, k, label)), 0), label
    pairs = ((a, b) for a, b in combinations(texts, 2) if once(a, b))
    return next(pairs, (0, texts[0]))


def _within(seen: _Seen, whose: int, what: int) -> bool:
    """Whether rows of a text come back with several of another, which each stand with one of it."""
    pairs = {(_label(seen, r, whose), _label(seen, r, what)) for r in seen.rows}
    pairs = {(a, b) for a, b in pairs if a and b}
    return len({a for a, _ in pairs}) < len({b for _, b in pairs}) == len(pairs)


def _has_amounts(seen: _Seen, row: int) -> bool:
    cells = [seen.grid.cells.get((row, k)) for k in seen.columns.values()]
    return any(cell is not None and _meant_as_number(cell, seen.grid.comma) for cell in cells)


def _titles(seen: _Seen) -> list[int]:
    """Return the rows among those read that have a name and nothing else, as a committee's above its activities."""
    columns: dict[int, set[int]] = {}
    for row, column in seen.grid.cells:
        columns.setdefault(row, set()).add(column)
    last = max(seen.rows, default=0)
    return sorted(row for row, of in columns.items() if seen.heading < row < last and of == {seen.label})


def _amount(grid: Grid, row: int, column: int) -> Decimal | None:
    cell = grid.cells.get((row, column))
    if cell is None or cell.error or cell.percent:
        return None
    try:
        amount = amount_in(cell.value, grid.comma)
    except Refused:
        return None
    return None if amount is None else Decimal(f"{amount[0]:.15g}")


def _is_of(grid: Grid, rows: Sequence[int], column: int, *, numbers: bool) -> bool:
    cells = [grid.cells[row, column] for row in rows if (row, column) in grid.cells]
    if not cells:
        return False
    count = sum(map(_meant_as_number, cells, [grid.comma] * len(cells)))
    return (count if numbers else len(cells) - count) > MOST * len(cells)


def _meant_as_number(cell: Cell, comma: bool | None) -> bool:  # noqa: FBT001 - as a sheet has it
    """Whether a cell stands for a number, though it may show an error or a percentage: reading tells of those."""
    if cell.error or cell.percent:
        return True
    try:
        return amount_in(cell.value, comma) is not None
    except Refused:
        return False


def _column_of(head: str) -> str:
    """Return what a heading says that a column of amounts is; empty where it says nothing that is read."""
    years = YEAR.findall(head)
    if len(years) == 1:
        return str(years[0])
    return next((name for name, words in COLUMN_WORDS if re.search(words, head, re.IGNORECASE)), "")


def _columns(seen: _Seen, heads: Mapping[int, Cell], amounts: Sequence[int], rows: Sequence[int]) -> None:
    changes = []
    sides = ("net", "", "cost", "revenue")  # what a frame is, before what it is not
    for k in sorted(amounts, key=lambda k: sides.index(side_of(_text(heads[k])))):
        head, name = _text(heads[k]), _column_of(_text(heads[k]))
        if all(seen.grid.cells[row, k].percent for row in rows if (row, k) in seen.grid.cells):
            seen.unread[k] = ("procent", "percent")
        elif name.isdecimal() and says_change(head):
            changes.append(k)
            seen.unread[k] = ("förändring", "change")
        elif name.isdecimal() and OUTCOME.search(head):
            seen.unread[k] = ("utfall", "outcome")
        elif name.isdecimal() and side_of(head) == "revenue":
            seen.unread[k] = ("intäkter", "revenue")
        elif not name or name in seen.columns:
            seen.unread[k] = (
                (f"{name} finns redan", f"{name} is there already") if name else ("okänd", "unknown")
            )
        else:
            seen.columns[name] = k
    if changes and not any(name.isdecimal() for name in seen.columns):
        seen.said["kind"] = "differences"
        for k in changes:
            seen.columns[_column_of(_text(heads[k]))] = k
            del seen.unread[k]
    seen.columns = dict(sorted(seen.columns.items(), key=lambda column: column[1]))
    years = sorted(name for name in seen.columns if name.isdecimal())
    texts = _names_in(seen.grid, heads, amounts, rows)
    seen.label = next((k for k in texts), 0)
    seen.rows = list(rows)
    if len(texts) > 1 and _within(seen, *texts[:2]):
        seen.committee, seen.label = texts[:2]
    _base_year(seen, heads, years)


def _names_in(
    grid: Grid, heads: Mapping[int, Cell], amounts: Sequence[int], rows: Sequence[int]
) -> list[int]:
    """Return the columns of names: those of texts that say more than one thing, else one without a heading."""
    texts = [k for k in heads if k not in amounts and _is_of(grid, rows, k, numbers=False)]
    if not texts:
        below = sorted({k for r, k in grid.cells if r in {*rows}} - heads.keys())
        return [k for k in below if _is_of(grid, rows, k, numbers=False)][:1]
    return [k for k in texts if _varies(grid, rows, k)] or texts


def _base_year(seen: _Seen, heads: Mapping[int, Cell], years: Sequence[str]) -> None:
    """Take the first year for the base where its heading says adopted budget and the next says plan, else ask."""
    if "base" in seen.columns or "kind" in seen.said or len(years) < 2:  # noqa: PLR2004 - a base and a plan
        return
    first, second = (_text(heads[seen.columns[y]]) for y in years[:2])
    adopted = re.search(r"budget|antagen|beslut|adopted", first, re.IGNORECASE)
    if adopted and not re.search(r"budget|antagen|beslut|adopted", second, re.IGNORECASE):
        column = seen.columns.pop(years[0])
        seen.columns = {"base": column, **seen.columns}
    else:
        seen.said["base"] = years[0]


def _groups(seen: _Seen, heads: Mapping[int, Cell]) -> None:
    """Find a column of change groups: few texts that come back, one of which is the adopted budget."""
    for k in sorted(heads):
        if k in {seen.label, *seen.columns.values()}:
            continue
        values = {_label(seen, r, k) for r in seen.rows} - {""}
        terms = {value: _term(value) for value in values}
        if "base" not in terms.values() or len({*terms.values()}) < 2 or len(values) == len(seen.rows):  # noqa: PLR2004
            continue
        before = k - 1
        pairs = {(_label(seen, r, before), _label(seen, r, k)) for r in seen.rows}
        codes = dict(pairs)
        if (
            before in heads
            and before != seen.label
            and len(codes) == len(pairs)
            and len(codes) == len(values)
        ):
            seen.group = before
            seen.terms = {code: terms[text] for code, text in sorted(codes.items())}
            seen.said |= {f"term {code}": text for code, text in codes.items()}
        else:
            seen.group, seen.terms = k, dict(sorted(terms.items()))
        if "base" in seen.columns:  # the base is a group of its own
            seen.columns = {name: c for name, c in seen.columns.items() if name != "base"}
        return


def _term(text: str) -> str:
    return next((term for term, words in TERM_WORDS if re.search(words, text, re.IGNORECASE)), "reallocation")


# ------------------------------------------------------------------------------------------------------- telling


def _written(seen: _Seen, name: str, language: Language) -> str:
    sv = language == "sv"
    heads = {k: _text(c) for (r, k), c in seen.grid.cells.items() if r == seen.heading}
    rows = _rows(seen)
    totals = {} if seen.group else sums_of(rows, (), _half(rows))
    called = {
        r for r in seen.rows if re.match(r"(del)?summa\b|total", _label(seen, r, seen.label).casefold())
    }
    sums = sorted({*totals, *(called if not seen.group else ())})
    if seen.year:  # a sum has a row for each year
        sums = sorted({n for row in rows if row.numbers & {*sums} for n in row.numbers})
    leaves = [row for row in rows if row.number not in sums]
    ids = _ids(_names(seen, leaves))
    lines = [
        f"# Karta till {name}, föreslagen ur bladet. Läs igenom och rätta innan den används."
        if sv
        else f"# Map of {name}, proposed from the sheet. Read and correct it before it is used."
    ]
    if seen.grid.name:
        lines.append(f"sheet: {flow(seen.grid.name)}")
    lines += [f"heading: {seen.heading}", _row_line(seen)]
    lines += [
        f"  # rad {n} läses inte: {_label(seen, n, seen.label)!r} är en del av en annan rad"
        if sv
        else f"  # row {n} is not read: {_label(seen, n, seen.label)!r} is a part of another row"
        for n in seen.parts
    ]
    lines += [
        f"  # rad {n} {_label(seen, n, seen.label)!r} är en rubrik: är raderna under den verksamheter? Gör då en "
        "kolumn med nämnd (committee), eller läs bara summorna (rows, totals: {keep: …})"
        if sv
        else f"  # row {n} {_label(seen, n, seen.label)!r} is a heading: are the rows under it activities? Then make a "
        "column of committees (committee), or read the sums alone (rows, totals: {keep: …})"
        for n in seen.titles[:1]
    ]
    if seen.until:
        lines.append(
            f"  # från rad {seen.until} är det en annan tabell, som inte läses"
            if sv
            else f"  # from row {seen.until} on there is another table, which is not read"
        )
    lines.append(f"id: {_pointer(heads, seen.label)}")
    lines += _column_lines(seen, heads, sv=sv)
    if "base" in seen.said and not seen.group:
        year = seen.said["base"]
        lines.append(
            f"  # skriv base i stället för {year} om det är basåret (budgeten som gäller nu)"
            if sv
            else f"  # write base for {year} if it is the base year (the budget in force)"
        )
    unread = "läses inte" if sv else "is not read"
    lines += [
        f"  # {name_of(1, k)[:-1]} {heads[k]!r} {unread}: {why[0 if sv else 1]}"
        for k, why in sorted(seen.unread.items())
    ]
    lines += _unit(seen, sv=sv)
    lines += _sign(leaves, sv=sv)
    if "kind" in seen.said:
        lines.append(
            "kind: differences              # "
            + ("rubrikerna säger förändring" if sv else "the headings say change")
        )
    lines += _total_lines(sums, totals, sv=sv)
    lines += _group_lines(seen, heads, sv=sv)
    lines.append(
        "names:                         # " + ("namn i bladet: id" if sv else "name in the sheet: id")
    )
    lines += [f"  {flow(label)}: {id_}" for label, id_ in ids.items()]
    if seen.committee:
        of = _ids([_label(seen, row.number, seen.committee) for row in leaves])
        lines += ["committees:", *(f"  {flow(label)}: {id_}" for label, id_ in of.items())]
    lines += _predecessors(seen, leaves, ids, sv=sv)
    return "\n".join(lines) + "\n"


def _total_lines(sums: Sequence[int], totals: Mapping[int, tuple[int, int]], *, sv: bool) -> list[str]:
    if not sums:
        return []
    return [
        f"totals: {{rows: [{', '.join(map(str, sums))}]}}",
        *(
            f"  # rad {n}: summan av raderna {a}–{b}" if sv else f"  # row {n}: the sum of rows {a}–{b}"
            for n, (a, b) in sorted(totals.items())
        ),
    ]


def _group_lines(seen: _Seen, heads: Mapping[int, str], *, sv: bool) -> list[str]:
    if not seen.group:
        return []
    lines = [
        "group:                         # "
        + (
            "rader efter förändringsgrupp: en brygga från basen till varje års ram"
            if sv
            else "rows by change group: a bridge from the base to each year's frame"
        ),
        f"  column: {_pointer(heads, seen.group)}",
        "  amounts: levels              # levels: "
        + (
            "varje års kolumn är mot basen; changes: mot året före"
            if sv
            else "each year's column is against the base; changes: against the year before"
        ),
        "  terms:",
    ]
    for code, term in seen.terms.items():
        said = seen.said.get(f"term {code}", "")
        lines.append(f"    {flow(code)}: {term}" + (f"  # {said}" if said else ""))
    return lines


def _row_line(seen: _Seen) -> str:
    """Return the rows that are read, as spans where some among them are not."""
    first, spans = seen.rows[0], []
    for part in seen.parts:
        before = [r for r in seen.rows if first <= r < part]
        if before:
            spans.append(f"{before[0]}..{before[-1]}")
        first = part + 1
    after = [r for r in seen.rows if r >= first]
    spans += [f"{after[0]}..{after[-1]}"] if after else []
    return f"rows: {spans[0]}" if len(spans) == 1 else f"rows: [{', '.join(spans)}]"


def _names(seen: _Seen, rows: Sequence[Row]) -> list[str]:
    """Return the name of each row, with its committee before it where two committees have one of that name."""
    labels = [_label(seen, row.number, seen.label) for row in rows]
    whose = [_label(seen, row.number, seen.committee) for row in rows]
    of: dict[str, set[str]] = {}
    for label, committee in zip(labels, whose, strict=True):
        of.setdefault(label, set()).add(committee)
    return [
        f"{committee}: {label}" if len(of[label]) > 1 else label
        for label, committee in zip(labels, whose, strict=True)
    ]


def _rows(seen: _Seen) -> list[Row]:
    """Return the rows with amounts; in a sheet with a row for each year, one row for each name."""
    if not seen.year:
        return [
            Row(
                number=r,
                amounts={
                    n: a for n, k in seen.columns.items() if (a := _amount(seen.grid, r, k)) is not None
                },
            )
            for r in seen.rows
        ]
    found: dict[tuple[str, str], tuple[int, dict[str, Decimal], dict[str, int]]] = {}
    for r in seen.rows:
        key = _label(seen, r, seen.committee), _label(seen, r, seen.label)
        _, amounts, lines = found.setdefault(key, (r, {}, {}))
        amount, year = _amount(seen.grid, r, seen.columns["amount"]), _label(seen, r, seen.year)
        lines[year] = r
        if amount is not None:
            amounts[year] = amount
    return [Row(number=n, amounts=amounts, lines=lines) for n, amounts, lines in found.values()]


def _column_lines(seen: _Seen, heads: Mapping[int, str], *, sv: bool) -> list[str]:
    whose = [f"committee: {_pointer(heads, seen.committee)}"] if seen.committee else []
    if seen.year:
        return [*whose, *_long_lines(seen, heads, sv=sv)]
    return [
        *whose,
        "columns:",
        *(f"  {column}: {_pointer(heads, k)}" for column, k in seen.columns.items()),
    ]


def _long_lines(seen: _Seen, heads: Mapping[int, str], *, sv: bool) -> list[str]:
    """Return the lines of a map of a sheet with a column of years; the base year is left open."""
    years = sorted({_label(seen, r, seen.year) for r in seen.rows} - {""})
    said = (
        f"bladet har {', '.join(years)}: skriv året för budgeten som gäller nu, och skip: [år] för år före det"
        if sv
        else f"the sheet has {', '.join(years)}: write the year of the budget in force, and skip: [year] before it"
    )
    pointers = f"year: {_pointer(heads, seen.year)}, amount: {_pointer(heads, seen.columns['amount'])}"
    if "kind" in seen.said:
        return [f"long: {{{pointers}}}"]
    return [f'long: {{{pointers}, base: "?"}}  # {said}']


def _half(rows: Sequence[Row]) -> Decimal:
    most = max((-int(a.as_tuple().exponent) for row in rows for a in row.amounts.values()), default=0)
    return Decimal(5).scaleb(-max(most, 0) - 1)


def _pointer(heads: Mapping[int, str], column: int) -> str:
    """Return a heading that is the only one of its text, else the letter of its column."""
    head = heads.get(column, "")
    alone = sum(folded(h) == folded(head) for h in heads.values()) == 1
    return flow(head) if head and alone else name_of(1, column)[:-1]


def _unit(seen: _Seen, *, sv: bool) -> list[str]:
    above = [_text(c) for (r, _), c in sorted(seen.grid.cells.items()) if r <= seen.heading]
    found = [(unit, text) for text in above if (unit := unit_in(text))]
    if len({unit for unit, _ in found}) == 1:
        return [f"unit: {found[0][0]}                     # {found[0][1]!r}"]
    ask = "bladet säger inte enheten: skriv SEK, TSEK eller MSEK"
    ask_en = "the sheet does not say its unit: write SEK, TSEK or MSEK"
    return [f'unit: "?"                      # {ask if sv else ask_en}']


def _sign(rows: Sequence[Row], *, sv: bool) -> list[str]:
    total = sum((a for row in rows for a in row.amounts.values()), Decimal(0))
    if total < 0:
        return [
            "sign: cost_negative            # "
            + ("beloppen är tillsammans under noll" if sv else "the amounts add up to less than zero")
        ]
    return ["sign: cost_positive"]


def _predecessors(seen: _Seen, rows: Sequence[Row], ids: Mapping[str, str], *, sv: bool) -> list[str]:
    """Propose who followed whom, where some rows have a base and no frame and others a frame and no base."""
    years = [name for name in seen.columns if name.isdecimal()]
    if seen.group or seen.year or "base" not in seen.columns or not years:
        return []
    named = [(ids[name], row) for name, row in zip(_names(seen, rows), rows, strict=True)]
    ended = [i for i, row in named if row.amounts.get("base") and not any(row.amounts.get(y) for y in years)]
    began = [i for i, row in named if not row.amounts.get("base") and any(row.amounts.get(y) for y in years)]
    if not ended or not began:
        return []
    old, new = ", ".join(ended), ", ".join(began)
    if len(began) == 1:
        how = (
            "basen flyttas; skriv {gammal: 40 %} där en del gick över"
            if sv
            else "the base is moved; write {old: 40 %} where a part went over"
        )
        return [f"predecessors:                  # {how}", f"  {new}: [{old}]"]
    return [
        f"# predecessors: {old} har bas men ingen ram, {new} ram men ingen bas: skriv vem som följde vem,"
        if sv
        else f"# predecessors: {old} have a base but no frame, {new} a frame but no base: write who followed whom,",
        "#   {ny: [gammal]} eller {ny: {gammal: 40 %}}" if sv else "#   {new: [old]} or {new: {old: 40 %}}",
    ]


def _ids(labels: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label in labels:
        if not label or label in found:
            continue
        plain = "".join(LETTERS.get(c, c) for c in folded(label))
        plain = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
        id_ = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "rad"
        n, first = 1, id_
        while id_ in found.values():
            n += 1
            id_ = f"{first}_{n}"
        found[label] = id_
    return found


def _label(seen: _Seen, row: int, column: int) -> str:
    cell = seen.grid.cells.get((row, column))
    return "" if cell is None else _text(cell)


def _text(cell: Cell) -> str:
    value: Any = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""
