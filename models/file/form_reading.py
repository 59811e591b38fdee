"""Reading of a filled-in form to a tree, each value with its cell; reports all problems together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.file import flat, shape
from models.file.cells import as_text, meant
from models.file.form import (
    AMOUNTS,
    LEVEL_COLUMNS,
    OF_PACKAGES,
    PAGES,
    README,
    SECTIONS,
    SETTLED,
    TOLD,
    UNNAMED,
    leaves,
    part_of,
)
from models.file.form_help import is_help
from models.file.sheet import UNCOMPUTED, grids, name_of
from models.file.tables import as_list
from models.file.tree import Tree, Unreadable, join
from models.problems import Problem, Refused, did_you_mean
from models.scenario import Adjustment, Ambition, Effect, GivenPlan, PackageStep, Place, Scenario
from models.units import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.file.form import Page
    from models.file.shape import Kind
    from models.file.sheet import Cell, Grid


@dataclass(slots=True, kw_only=True)
class Read:
    """The content of a filled-in form.

    Attributes:
        tree: Tree of the scenario, with the cell of each value.
        computed: Cells whose values came from formulas, such as ``Sheet!C5``.
        ignored: Sheets that do not belong to the form.
        sheets: All sheets, in the workbook's order.
    """

    tree: Tree = field(default_factory=lambda: Tree(root={}))
    computed: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """A sheet that is being read."""

    file: str
    grid: Grid
    page: Page
    read: Read
    heading: int = 1
    heads: dict[str, int] = field(default_factory=dict)

    def place(self, row: int, column: int) -> Place:
        return Place(file=self.file, line=row, cell=f"{self.grid.name}!{name_of(row, column)}")

    def complain(self, row: int, column: int, sv: str, en: str, path: str = "") -> None:
        self.read.tree.problems.append(Problem(path=path, place=self.place(row, column), sv=sv, en=en))
        if path:
            self.read.tree.broken.add(path)

    def rows(self) -> list[int]:
        """Return the rows with a value in any column of the form, without units, explanations and their columns."""
        own = {k: name for name, k in self.heads.items() if name not in TOLD}
        rows: dict[int, dict[str, Any]] = {}
        for (row, k), cell in self.grid.cells.items():
            if row > self.heading and k in own:
                rows.setdefault(row, {})[own[k]] = cell.value
        head = self.page.marks[0]
        return sorted(r for r, row in rows.items() if not is_help(self.page.sort, head, row))

    def cell(self, row: int, head: str) -> Cell | None:
        column = self.heads.get(head)
        return None if column is None else self.grid.cells.get((row, column))

    def word(self, row: int, head: str) -> str:
        """Return the id in a column that identifies a row; empty where there is none."""
        cell = self.cell(row, head)
        if cell is None or not self.sound(cell, row, head, ""):
            return ""
        return str(as_text(cell)).strip()

    def sound(self, cell: Cell, row: int, head: str, path: str) -> bool:
        """Return whether a cell holds a value; record that it is computed, or report its error."""
        column = self.heads[head]
        if cell.formula:
            self.read.computed.append(self.place(row, column).cell)
        if not cell.error:
            return cell.value is not None
        sv, en = (
            f"cellen visar {cell.error}; rätta formeln eller skriv värdet",
            f"the cell shows {cell.error}; correct the formula or write the value",
        )
        if cell.error == UNCOMPUTED:
            sv, en = (
                "formeln är inte uträknad; öppna och spara arbetsboken i ett kalkylprogram",
                "the formula is not worked out; open and save the workbook in a spreadsheet program",
            )
        self.complain(row, column, sv, en, path)
        return False

    def put(self, row: int, head: str, keys: flat.Keys, kind: Kind) -> None:
        """Put a cell's value into the tree."""
        cell, path = self.cell(row, head), ".".join(map(str, keys))
        if cell is None or not self.sound(cell, row, head, path):
            return
        self.read.tree.places[path] = self.place(row, self.heads[head])
        try:
            value = meant(cell, kind)
        except Refused as refused:
            self.complain(row, self.heads[head], refused.sv, refused.en, path)
            value = Unreadable()
        here = self.below(row, head, keys[:-1])
        if here is None or keys[-1] in here:
            self.complain(
                row,
                self.heads[head],
                f"{path} står redan i en annan cell; fyll i en av dem",
                f"{path} stands in another cell already; fill in one of them",
            )
        else:
            here[keys[-1]] = value

    def below(self, row: int, head: str, keys: flat.Keys) -> dict[Any, Any] | None:
        """Return the mapping at a path, created if missing; None where the path holds anything else."""
        here, path = self.read.tree.root, ""
        for key in keys:
            path = join(path, key)
            self.read.tree.places.setdefault(path, self.place(row, self.heads[head]))
            here = here.setdefault(key, {})
            if not isinstance(here, dict):
                return None
        return dict_of(here)


def dict_of(here: Any) -> dict[Any, Any]:
    """Return a mapping of the tree, with its type."""
    mapping: dict[Any, Any] = here
    return mapping


def read_form(data: bytes, name: str) -> Read:
    """Read a filled-in form; errors are among the problems of the result's tree.

    Args:
        data: Content of the workbook.
        name: Name of the workbook in messages.
    """
    read = Read()
    try:
        content = grids(data, name)
    except Refused as refused:
        place = Place(file=name, line=1)
        read.tree.problems.append(Problem(path="", place=place, sv=refused.sv, en=refused.en))
        read.tree.root = None
        return read
    read.sheets = [grid.name for grid in content]
    known = {title.casefold(): page for page in PAGES for title in (page.sv, page.en)}
    here = {known[grid.name.casefold()].id: grid for grid in content if grid.name.casefold() in known}
    if not here:
        _no_form(read, name)
        return read
    read.ignored = [
        grid.name for grid in content if grid.name.casefold() not in known and grid.name not in README
    ]
    swedish = any(grid.name == page.sv != page.en for page in PAGES for grid in content)
    for page in PAGES:
        grid = here.get(page.id)
        if grid is None:
            _missing(read, name, page.sv if swedish else page.en, read.ignored)
        else:
            _page(_Sheet(file=name, grid=grid, page=page, read=read))
    for effect in _effects_read(read.tree.root):
        if isinstance(effect.get("curve"), dict):
            effect["curve"] = _by_level(effect["curve"])
    return read


def _effects_read(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for served in root.get("effects", {}).values():
        yield from served.values() if isinstance(served, dict) else ()


def _by_level(curve: dict[Any, Any]) -> dict[Any, Any]:
    try:
        return dict(sorted(curve.items(), key=lambda point: share(point[0])))
    except ValueError:
        return curve


def _no_form(read: Read, name: str) -> None:
    read.tree.root = None
    read.tree.problems.append(
        Problem(
            path="",
            place=Place(file=name, line=1),
            sv="arbetsboken är inget formulär; gör ett med kommunbudget form SCENARIO och fyll i det, eller läs ett "
            "budgetblad med --from sheet",
            en="the workbook is no form; make one by kommunbudget form SCENARIO and fill it in, or read a budget sheet "
            "by --from sheet",
        )
    )


def _missing(read: Read, name: str, title: str, others: Sequence[str]) -> None:
    sv, en = did_you_mean(title, others) if others else ("", "")
    read.tree.problems.append(
        Problem(
            path="",
            place=Place(file=name, line=1, cell=title),
            sv=f"bladet saknas; lägg tillbaka det, tomt om inget ska stå där{sv}",
            en=f"the sheet is missing; put it back, empty if nothing belongs there{en}",
        )
    )


LATEST_HEADING = 20
"""Last row in which a sheet may have its headings."""


def _page(sheet: _Sheet) -> None:
    page = sheet.page
    sheet.heading = _heading_row(sheet)
    for (row, k), cell in sorted(sheet.grid.cells.items()):
        if row < sheet.heading:
            sheet.complain(
                row,
                k,
                "står ovanför bladets rubriker och läses inte; ta bort raden",
                "stands above the headings of the sheet and is not read; remove the row",
            )
        elif row == sheet.heading and (title := _heading(cell)):
            if title in sheet.heads:
                sheet.complain(
                    row,
                    k,
                    f"kolumnen {title} finns två gånger; behåll en",
                    f"the column {title} stands twice; keep one",
                )
            sheet.heads[title] = k
        elif row == sheet.heading:
            sheet.complain(row, k, "rubriken går inte att läsa", "the heading is not readable")
    needed = (*page.heads, "value") if page.sort == "keys" else page.heads
    missing = [head for head in needed if head not in sheet.heads]
    for head in missing:
        sv, en = did_you_mean(head, sheet.heads)
        sheet.complain(sheet.heading, 1, f"kolumnen {head} saknas{sv}", f"there is no column {head}{en}")
    if missing:
        return
    _headless(sheet)
    {
        "keys": _read_keys,
        "entries": _read_entries,
        "adjustments": _read_adjustments,
        "effects": _read_effects,
        "packages": _read_packages,
        "amounts": _read_amounts,
        "settled": _read_settled,
        "texts": _read_texts,
        "rows": _read_rows,
    }[page.sort](sheet)


def _heading_row(sheet: _Sheet) -> int:
    """Return the first row that names the columns which identify a row; the first row where none does."""
    named: dict[int, set[str]] = {}
    for (row, _), cell in sheet.grid.cells.items():
        if row <= LATEST_HEADING:
            named.setdefault(row, set()).add(_heading(cell))
    return next((row for row in sorted(named) if named[row].issuperset(sheet.page.marks)), 1)


def _headless(sheet: _Sheet) -> None:
    """Report the first value of each column that has no heading."""
    known = set(sheet.heads.values())
    rows = set(sheet.rows())
    for row, k in sorted(sheet.grid.cells):
        if row in rows and k not in known:
            known.add(k)
            sheet.complain(
                row,
                k,
                "kolumnen har ingen rubrik, så värdet läses inte; skriv rubriken, eller töm kolumnen",
                "the column has no heading, so that the value is not read; write the heading, or empty the column",
            )


def _heading(cell: Cell) -> str:
    if isinstance(cell.value, float | int) and cell.value == int(cell.value):
        return str(int(cell.value))
    return str(cell.value).strip() if isinstance(cell.value, str) else ""


def _keys_of(name: str) -> flat.Keys:
    return tuple(int(part) if part.isdecimal() else part for part in name.split("."))


def _known(sheet: _Sheet, part: Any, without: Sequence[str] = ()) -> dict[str, tuple[flat.Keys, Kind]]:
    """Return the known columns of a sheet besides its heads, each with keys and kind; report unknown ones."""
    known: dict[str, tuple[flat.Keys, Kind]] = {}
    for name, k in sheet.heads.items():
        if name in sheet.page.heads:
            continue
        keys = _keys_of(name)
        kind = _kind_at(part, keys)
        if kind is None or keys[0] in without:
            sv, en = did_you_mean(name, [key for key in shape.keys(part) if key not in without])
            sheet.complain(sheet.heading, k, f"okänd kolumn {name}{sv}", f"unknown column {name}{en}")
        else:
            known[name] = (keys, kind)
    return known


def _kind_at(part: Any, keys: flat.Keys) -> Kind | None:
    """Return the kind of value at nested keys of a model; None where there is no such key."""
    model = shape.model(part)
    if model is None or keys[0] not in model.model_fields:
        return None
    field_ = model.model_fields[str(keys[0])]
    kind = shape.kind(field_)
    if len(keys) == 1:
        return "share" if keys == ("index",) else kind
    if shape.model(field_.annotation) is not None:
        return _kind_at(field_.annotation, keys[1:])
    if shape.is_series(field_.annotation):
        return kind if len(keys) == 2 and isinstance(keys[1], int) else None  # noqa: PLR2004 - key and year
    if kind == "tree" and shape.step(field_.annotation, keys[1]) is not None:
        return "number"
    return None


def _read_keys(sheet: _Sheet) -> None:
    sections = SECTIONS[sheet.page.id]
    years = []
    for name, k in sheet.heads.items():
        if name.isdecimal():
            years.append(int(name))
        elif name not in {"key", "value", *TOLD}:
            sv, en = did_you_mean(name, ("key", "value", *TOLD))
            sheet.complain(sheet.heading, k, f"okänd kolumn {name}{sv}", f"unknown column {name}{en}")
    for row in sheet.rows():
        name = sheet.word(row, "key")
        if not name:
            column = min(k for r, k in sheet.grid.cells if r == row)
            sheet.complain(row, column, "raden har värden men ingen nyckel", "the row has values but no key")
            continue
        keys = _keys_of(name)
        kind = _kind_at(Scenario, keys) if keys[0] in sections else None
        if kind is None:
            known = [c.name for c, _ in leaves(Scenario, {}, sections)]
            sv, en = did_you_mean(name, known)
            sheet.complain(row, sheet.heads["key"], f"okänd nyckel {name}{sv}", f"unknown key {name}{en}")
            continue
        sheet.put(row, "value", keys, kind)
        for year in years:
            sheet.put(row, str(year), (*keys, year), kind)


def _read_entries(sheet: _Sheet) -> None:
    page = sheet.page
    if page.id == "drivers":
        for name, k in sheet.heads.items():
            if name != "id" and not name.isdecimal():
                sheet.complain(
                    sheet.heading,
                    k,
                    f"okänd kolumn {name}; skriv ett årtal",
                    f"unknown column {name}; write a year",
                )
        known: dict[str, tuple[flat.Keys, Kind]] = {
            name: ((int(name),), "number") for name in sheet.heads if name.isdecimal()
        }
    else:
        without = {"committees": ("adjustments",), "plans": AMOUNTS}.get(page.id, ())
        known = _known(sheet, part_of(page.id), without)
    seen: dict[str, int] = {}
    for row in sheet.rows():
        id_ = _name(sheet, row, "id")
        if id_ and id_ in seen:
            _twice(sheet, row, id_, seen[id_])
        elif id_:
            seen[id_] = row
            sheet.below(row, "id", (page.id, id_))
            for name, (keys, kind) in known.items():
                sheet.put(row, name, (page.id, id_, *keys), kind)


def _name(sheet: _Sheet, row: int, head: str) -> str:
    """Return the value that identifies a row in a column; report where it is missing."""
    id_ = sheet.word(row, head)
    if not id_ and not sheet.read.tree.broken.intersection({""}):
        sheet.complain(
            row,
            sheet.heads[head],
            f"kolumnen {head} är tom på raden; fyll i den",
            f"the column {head} is empty in this row; fill it in",
        )
    return id_


def _twice(sheet: _Sheet, row: int, name: str, before: int) -> None:
    sheet.complain(
        row,
        sheet.heads[sheet.page.heads[0]],
        f"{name} finns redan på rad {before}; behåll en av raderna",
        f"{name} stands on row {before} already; keep one of the rows",
    )


def _read_adjustments(sheet: _Sheet) -> None:
    known = _known(sheet, Adjustment)
    seen: dict[flat.Keys, int] = {}
    for row in sheet.rows():
        committee, year = _name(sheet, row, "committee"), _name(sheet, row, "year")
        if not committee or not year:
            continue
        key: int | str = int(year) if year.isdecimal() else year
        if committee not in sheet.read.tree.root.get("committees", {}):
            sv, en = did_you_mean(committee, sheet.read.tree.root.get("committees", {}))
            sheet.complain(
                row,
                sheet.heads["committee"],
                f"okänd nämnd {committee}{sv}",
                f"unknown committee {committee}{en}",
            )
            continue
        above: flat.Keys = ("committees", committee, "adjustments", key)
        path = (*above, seen.get(above, 0))
        seen[above] = seen.get(above, 0) + 1
        sheet.below(row, "committee", path)
        for head, (keys, kind) in known.items():
            sheet.put(row, head, (*path, *keys), kind)
    for _, of, _, in_year in seen:
        years = sheet.read.tree.root["committees"][of]["adjustments"]
        years[in_year] = as_list(years[in_year])


def _read_texts(sheet: _Sheet) -> None:
    page = sheet.page
    for name, k in sheet.heads.items():
        if name not in page.heads:
            sheet.complain(
                sheet.heading, k, f"okänd kolumn {name}; ta bort den", f"unknown column {name}; remove it"
            )
    for row in sheet.rows():
        texts = sheet.read.tree.root.setdefault(page.id, {})
        sheet.put(row, page.heads[0], (page.id, len(texts)), "text")
    if page.id in sheet.read.tree.root:
        sheet.read.tree.root[page.id] = as_list(sheet.read.tree.root[page.id]) or []


def _read_rows(sheet: _Sheet) -> None:
    page, root = sheet.page, sheet.read.tree.root
    known = _known(sheet, part_of(page.id))
    for n, row in enumerate(sheet.rows()):
        for head, (keys, kind) in known.items():
            sheet.put(row, head, (page.id, n, *keys), kind)
    if page.id in root:
        root[page.id] = as_list(root[page.id])


def _read_effects(sheet: _Sheet) -> None:
    known = _known(sheet, Effect, ("curve", "points"))
    root = sheet.read.tree.root
    for row in sheet.rows():
        names = [_name(sheet, row, head) for head in ("activity", "goal")]
        level, points = sheet.cell(row, "level"), sheet.cell(row, "points")
        smooth = any(sheet.cell(row, head) is not None for head in ("elasticity", "shape", "at"))
        if level is not None or not smooth:
            lacks = [head for head, cell in (("level", level), ("points", points)) if cell is None]
            for head in lacks:
                _name(sheet, row, head)
            if lacks:
                continue
        if not all(names):
            continue
        path: flat.Keys = ("effects", *names)
        before = root.get("effects", {}).get(names[0], {}).get(names[1])
        if level is not None:
            _breakpoint(sheet, row, level, path)
        elif points is not None:
            _claim(sheet, row, "points", (*path, "points"), "number", before)
        for head, (keys, kind) in known.items():
            _claim(sheet, row, head, (*path, *keys), kind, before)


def _breakpoint(sheet: _Sheet, row: int, level: Cell, path: flat.Keys) -> None:
    curve = ".".join(map(str, (*path, "curve")))
    at = meant(level, "share") if sheet.sound(level, row, "level", curve) else None
    if at is not None:
        sheet.put(row, "points", (*path, "curve", at if isinstance(at, str) else f"{at:g}"), "number")


def _claim(  # noqa: PLR0913, PLR0917 - a cell and its position in the tree
    sheet: _Sheet, row: int, head: str, keys: flat.Keys, kind: Kind, before: Mapping[str, Any] | None
) -> None:
    """Put a value that all rows of an effect share into the tree; report a row that differs."""
    cell = sheet.cell(row, head)
    if cell is None or before is None or keys[-1] not in before:
        sheet.put(row, head, keys, kind)
    elif sheet.sound(cell, row, head, ""):
        try:
            same = meant(cell, kind) == before[str(keys[-1])]
        except Refused:
            same = False
        if not same:
            sheet.complain(
                row,
                sheet.heads[head],
                f"kolumnen {head} skiljer sig från raden före för samma effekt; skriv lika",
                f"column {head} differs from an earlier row of the same effect; write the same",
            )


def _read_packages(sheet: _Sheet) -> None:
    """Read packages: each activity's levels stand in the order of its rows, the base first, and are not sorted."""
    _known_of_packages(sheet)
    levels: dict[str, dict[str, flat.Keys]] = {}
    for row in sheet.rows():
        lacks = [head for head in sheet.page.heads if sheet.cell(row, head) is None]
        for head in lacks:
            _name(sheet, row, head)
        if lacks:
            continue
        a, goal = _name(sheet, row, "activity"), _name(sheet, row, "goal")
        level = _level(sheet, row, f"packages.{a}")
        if not a or not goal or level is None:
            continue
        person = sheet.word(row, "respondent")
        if person:
            sheet.put(row, "points", ("packages", a, "respondents", person, level, goal), "number")
        else:
            of = levels.setdefault(a, {})
            path = of.setdefault(
                level, ("packages", a, "steps", len(of) - 1) if of else ("packages", a, "base")
            )
            _read_level(sheet, row, a, goal, path)
    for a in levels:
        said = sheet.read.tree.root["packages"][a]
        if isinstance(said.get("steps"), dict):
            said["steps"] = as_list(said["steps"])


def _known_of_packages(sheet: _Sheet) -> None:
    known = ("respondent", *LEVEL_COLUMNS, *OF_PACKAGES)
    for name, k in sheet.heads.items():
        if name not in {*sheet.page.heads, *known}:
            sv, en = did_you_mean(name, known)
            sheet.complain(sheet.heading, k, f"okänd kolumn {name}{sv}", f"unknown column {name}{en}")


def _read_level(sheet: _Sheet, row: int, a: str, goal: str, path: flat.Keys) -> None:
    """Read a row of the committee's own: the points of a goal at a level, and what the level's rows share."""
    of_level, of_all = _copied(sheet, path), _copied(sheet, ("packages", a))
    if not of_level:
        sheet.put(row, "level", (*path, "to" if "steps" in path else "level"), "share")
    sheet.put(row, "points", (*path, "points", goal), "number")
    for head in LEVEL_COLUMNS:
        _claim(sheet, row, head, (*path, head), _kind_at(PackageStep, (head,)) or "text", of_level or None)
    for head in OF_PACKAGES:
        keys = ("packages", a, head)
        _claim(sheet, row, head, keys, _kind_at(Ambition, (head,)) or "text", of_all or None)


def _level(sheet: _Sheet, row: int, path: str) -> str | None:
    """Return the funding level of a row as the file writes it; None where the cell holds none."""
    cell = sheet.cell(row, "level")
    if cell is None or not sheet.sound(cell, row, "level", path):
        return None
    try:
        at = meant(cell, "share")
    except Refused as refused:
        sheet.complain(row, sheet.heads["level"], refused.sv, refused.en, path)
        return None
    return at if isinstance(at, str) else f"{at:g}"


def _copied(sheet: _Sheet, path: flat.Keys) -> dict[Any, Any]:
    """Return what the tree holds at a path before a row is read; empty where it holds nothing."""
    here: Any = sheet.read.tree.root
    for key in path:
        here = here.get(key, {}) if isinstance(here, dict) else {}
    return dict(here) if isinstance(here, dict) else {}


def _years(sheet: _Sheet) -> list[int]:
    """Return the years of a sheet with a column a year; report other columns that are not its own."""
    years = []
    for name, k in sheet.heads.items():
        if name.isdecimal():
            years.append(int(name))
        elif name not in sheet.page.heads:
            sheet.complain(
                sheet.heading,
                k,
                f"okänd kolumn {name}; skriv ett årtal",
                f"unknown column {name}; write a year",
            )
    return years


def _read_settled(sheet: _Sheet) -> None:
    years = _years(sheet)
    for row in sheet.rows():
        part = _name(sheet, row, "part")
        if not part:
            continue
        if part not in SETTLED:
            sv, en = did_you_mean(part, SETTLED)
            sheet.complain(row, sheet.heads["part"], f"okänt: {part}{sv}", f"unknown: {part}{en}")
            continue
        id_ = "" if part in UNNAMED else _name(sheet, row, "id")
        if not id_ and part not in UNNAMED:
            continue
        path: flat.Keys = ("settled", part) if part in UNNAMED else ("settled", part, id_)
        sheet.below(row, "part", path)
        for year in years:
            sheet.put(row, str(year), (*path, year), "text" if part == "basis" else "money")


def _read_amounts(sheet: _Sheet) -> None:
    years = _years(sheet)
    plans = sheet.read.tree.root.get("plans", {})
    for row in sheet.rows():
        plan, part = _name(sheet, row, "plan"), _name(sheet, row, "part")
        if not plan or not part:
            continue
        id_ = "" if part == "total" else _name(sheet, row, "id")
        if plan not in plans or part not in AMOUNTS:
            wrong, unknown, among = ("plan", plan, plans) if plan not in plans else ("part", part, AMOUNTS)
            sv, en = did_you_mean(unknown, among)
            sheet.complain(row, sheet.heads[wrong], f"okänt: {unknown}{sv}", f"unknown: {unknown}{en}")
            continue
        if not id_ and part != "total":
            continue
        path: flat.Keys = ("plans", plan, part) if part == "total" else ("plans", plan, part, id_)
        sheet.below(row, "plan", path)
        kind = shape.kind(GivenPlan.model_fields["total"])
        for year in years:
            sheet.put(row, str(year), (*path, year), kind)
