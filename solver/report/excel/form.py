"""The form: a workbook to fill in, today's values in it, with units, explanations and lists to choose from."""

from __future__ import annotations

import datetime as dt
import textwrap
from decimal import Decimal
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.file import shape
from models.file.cells import shown
from models.file.form import AMOUNTS, PAGES, README, SETTLED, filled
from models.file.form import HEADS as ROWS
from models.file.form_help import HEADS
from models.problems import Refused
from models.scenario import EVIDENCE
from models.units import SHARE
from solver.report.excel.book import NOTE, TALL, TITLE, TOP, Book, cell
from solver.report.excel.explained import KEYS
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.file.flat import Column
    from models.file.form import Filled
    from models.file.shape import Kind
    from models.scenario import Scenario
    from solver.report.excel.book import Look

ACROSS, DEEP = 110, 96
"""Characters across the first sheet, and the height of explanations above a table."""
LAST = 1000
"""Rows that are set up to be filled in."""
LONGEST_TEXT = 32_767
"""Characters that a cell holds."""
FROM = dt.date(1900, 3, 1)
"""Dates before this are text: workbooks disagree about them."""
LISTS = {
    ("Activity", "committee"): "committees",
    ("Activity", "driver"): "drivers",
    ("Goal", "owner"): "committees",
    ("Goal", "weight_follows"): "drivers",
    ("Adjustment", "activity"): "activities",
    ("Decision", "frame"): "committees",
    ("Decision", "spend"): "activities",
    ("Decision", "goal"): "goals",
    ("Complement", "goal"): "goals",
    ("GivenPlan", "based_on"): "plans",
    ("DeclaredLever", "blend"): "parties",
}
"""Keys whose values are ids of another sheet."""
HEAD_LISTS = {
    ("adjustments", "committee"): "committees",
    ("effects", "activity"): "activities",
    ("effects", "goal"): "goals",
    ("packages", "activity"): "activities",
    ("packages", "goal"): "goals",
    ("amounts", "plan"): "plans",
}
"""The same for the columns that name a row."""
FILL: Look = {"bg_color": "#FFFBEA", "border": 1, "border_color": "#D9D9D9", "valign": "vcenter"}
TOLD: Look = {"text_wrap": True, "valign": "top", "font_color": "#404040", "indent": 1}


def form(scenario: Scenario) -> bytes:
    """The form of a scenario; the same scenario gives the same bytes.

    Args:
        scenario: Any scenario.

    Raises:
        Refused: It says something that no cell holds.
    """
    w = Words(Figures(scenario=scenario))
    book = Book(scenario.title, f"kommunbudget {version('kommunbudget')}", lambda _: "General")
    _readme(book, w)
    for sheet in filled(scenario):
        _Form(book, w, sheet).write()
    return book.finished()


def _readme(book: Book, w: Words) -> None:
    page = book.book.add_worksheet(w.say(*README))
    page.hide_gridlines(2)
    page.set_column(0, 0, ACROSS * 1.1)
    lines = [
        w.say("Formulär: underlag till ramar", "Form: the figures behind the frames"),
        w.scenario.title,
        "",
        w.say(
            "Fyll i de gula cellerna. Första raden på varje blad är scenariofilens nycklar och läses av programmet: "
            "ändra den inte. Andra raden är enheten, tredje vad uppgiften betyder.",
            "Fill in the yellow cells. The first row of every sheet are the keys of the scenario file, which the "
            "program reads: leave it. The second row is the unit, the third what the value means.",
        ),
        w.say(
            "Andelar skrivs med procenttecken: 3 % eller 3,5 %. Belopp skrivs i den enhet som currency på bladet "
            "Inställningar anger, utan enhet i cellen.",
            "Shares are written with their percent sign: 3 % or 3.5 %. Amounts are in the unit that currency on the "
            "sheet Settings tells, without a unit in the cell.",
        ),
        w.say(
            "Tom cell betyder att uppgiften saknas; inget fylls i i det tysta. Nya rader skrivs under de andra. En "
            "kolumn som price gäller alla år; skriv price.2025, price.2026 … i rubriken för ett värde per år.",
            "An empty cell is absent; nothing is filled in silently. New rows are written below the others. A "
            "column such as price holds for every year; write price.2025, price.2026 … as headings for a value a year.",
        ),
        w.say(
            "Formler går bra: värdet läses, och programmet säger vilka celler som var beräknade. Egna blad läses inte.",
            "Formulas are fine: their values are read, and the program tells which cells were computed. Sheets of your "
            "own are not read.",
        ),
        w.say(
            "När det är klart: kommunbudget import FIL.xlsx. Alla fel sägs på en gång, med blad och cell.",
            "When it is done: kommunbudget import FILE.xlsx. Every problem is told at once, with sheet and cell.",
        ),
        "",
        w.say("Blad:", "Sheets:") + " " + ", ".join(w.say(p.sv, p.en) for p in PAGES),
    ]
    for row, line in enumerate(lines):
        look: Look = TITLE if not row else {**NOTE, "text_wrap": True, "valign": "top"}
        page.set_row(row, TALL * max(1, len(textwrap.wrap(line, ACROSS))))
        page.write_string(row, 0, line, book.format(look))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


class _Form:
    """A sheet of the form while it is written."""

    def __init__(self, book: Book, w: Words, sheet: Filled) -> None:
        self.book, self.w, self.sheet = book, w, sheet
        self.page = book.book.add_worksheet(w.say(sheet.page.sv, sheet.page.en))

    def write(self) -> None:
        """Headings, values, empty cells to fill in, lists to choose from."""
        sheet, page = self.sheet, self.page
        keys = sheet.page.sort == "keys"
        page.freeze_panes(ROWS, len(sheet.page.heads) if not keys else 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, ROWS - 1)
        page.set_default_row(TALL)
        page.set_row(2, TALL if keys else DEEP)
        for k, column in enumerate(sheet.columns):
            self._head(k, column)
        for n, row in enumerate(sheet.rows, start=ROWS):
            self._row(n, row)
        empty = 0 if keys else 12
        for n in range(ROWS + len(sheet.rows), ROWS + len(sheet.rows) + empty):
            for k, column in enumerate(sheet.columns):
                page.write_blank(n, k, None, self.book.format(self._look(column, {})))

    def _head(self, k: int, column: Column | str) -> None:
        w, page = self.w, self.page
        name = column if isinstance(column, str) else column.name
        top = {**TOP, "text_wrap": False}
        if name.isdecimal():
            page.write_number(0, k, int(name), self.book.format({**top, "align": "right"}))
        else:
            page.write_string(0, k, name, self.book.format(top))
        page.write_string(1, k, self._unit(column), self.book.format(TOLD))
        page.write_string(2, k, self._explained(column), self.book.format(TOLD))
        wide = 100 if name in {"explanation", "text"} else 36 if name in {"key", "value"} else 0
        text = not isinstance(column, str) and column.kind in {"text", "tree", "list"}
        named = (
            isinstance(column, str)
            and not name.isdecimal()
            and name not in {"level", "points", "year", "unit"}
        )
        page.set_column(k, k, wide or (26 if text or named else max(13, len(name) + 2)))
        for choices in filter(None, [self._choices(column)]):
            page.data_validation(
                ROWS,
                k,
                LAST,
                k,
                {
                    "validate": "list",
                    "source": choices,
                    "error_type": "warning",
                    "error_title": w.say("Finns inte i listan", "Not in the list"),
                    "error_message": w.say(
                        "Välj i listan, eller lägg först till id:t på dess eget blad.",
                        "Choose from the list, or first add the id on its own sheet.",
                    ),
                },
            )

    def _row(self, n: int, row: dict[str, Any]) -> None:
        for k, column in enumerate(self.sheet.columns):
            name = column if isinstance(column, str) else column.name
            of_key = self.sheet.fields.get(str(row.get("key")))
            if of_key is not None and name in {"unit", "explanation"}:
                text = self._unit(of_key) if name == "unit" else self._explained(of_key)
                self.page.write_string(n, k, text, self.book.format(TOLD))
                continue
            look = self._look(column, row)
            kind = self._kind(column, row)
            self._value(n, k, row.get(name), kind, look)
            if name == "value" and of_key is not None and (choices := self._choices(of_key)):
                self.page.data_validation(n, k, n, k, {"validate": "list", "source": choices})

    def _kind(self, column: Column | str, row: dict[str, Any]) -> Kind:
        """What a cell is: on a sheet of keys, what its row's key is."""
        if not isinstance(column, str):
            return column.kind
        of_key = self.sheet.fields.get(str(row.get("key")))
        if of_key is not None and column != "key":
            return of_key.kind
        fixed: dict[str, Kind] = {"level": "share", "points": "number", "year": "count", "text": "text"}
        return fixed.get(column, "number" if column.isdecimal() else "id")

    def _look(self, column: Column | str, row: dict[str, Any]) -> Look:
        kind = self._kind(column, row)
        formats = {"share": self.w.typed(percent=True), "date": "yyyy-mm-dd"}
        texts = {"text", "id", "choice", "list", "tree"}
        number = formats.get(kind, "@" if kind in texts else "General")
        return {**FILL, "num_format": number, "align": "left" if kind in texts else "right", "indent": 1}

    def _value(self, n: int, k: int, value: Any, kind: Kind, look: Look) -> None:
        page, made = self.page, self.book.format(look)
        if value is None:
            page.write_blank(n, k, None, made)
        elif isinstance(value, bool):
            page.write_boolean(n, k, value, made)
        elif kind == "date" and dt.date.fromisoformat(str(value)) >= FROM:
            page.write_datetime(n, k, dt.datetime.fromisoformat(str(value)), made)
        elif kind == "share" and isinstance(value, str) and SHARE.fullmatch(value):
            self._number(n, k, float(Decimal(value.rstrip("% ")) / 100), value, look)
        elif isinstance(value, float | int):
            self._number(n, k, value, repr(value), look)
        else:
            self._text(n, k, str(shown(value, kind)), look)

    def _number(self, n: int, k: int, value: float, text: str, look: Look) -> None:
        """A number; as text where it has more digits than a workbook writes."""
        if float(f"{value:.16G}") == value:
            self.page.write_number(n, k, value, self.book.format(look))
        else:
            self._text(n, k, text, look)

    def _text(self, n: int, k: int, text: str, look: Look) -> None:
        if len(text) > LONGEST_TEXT:
            where = f"{self.page.get_name()}!{cell(n, k)}"
            raise Refused(
                f"{where}: texten är längre än en cell rymmer; korta den i scenariot",
                f"{where}: the text is longer than a cell holds; shorten it in the scenario",
            )
        quoted = {"quote_prefix": True} if text[:1] in {"=", "+", "-", "@"} else {}
        self.page.write_string(n, k, text, self.book.format({**look, **quoted}))

    # ------------------------------------------------------------------------------------------- words

    def _unit(self, column: Column | str) -> str:
        w = self.w
        if isinstance(column, str):
            money = self._money()
            years = {"amounts": money, "settled": money, "drivers": w.say("antal", "count")}.get(
                self.sheet.page.id, ""
            )
            named = {
                "id": "id",
                "year": w.say("år", "year"),
                "level": "%",
                "points": w.term("points"),
                "text": w.term("text"),
            }
            return years if column.isdecimal() else named.get(column, "")
        told = column.field.description or ""
        units = {
            "share": "%",
            "money": self._money(),
            "truth": w.say("SANT/FALSKT", "TRUE/FALSE"),
            "date": w.say("datum", "date"),
            "id": "id",
            "count": w.say("heltal", "whole number"),
            "list": w.say("lista, komma mellan", "list, commas between"),
            "tree": w.say("som i scenariofilen", "as in the scenario file"),
            "choice": w.say("välj", "choose"),
            "text": w.term("text"),
        }
        if column.kind == "number":
            if "points" in told:
                return w.term("points") if "money" not in told else f"{self._money()} / {w.term('points')}"
            return self._money() if "[money" in told else w.say("tal", "number")
        return units[column.kind]

    def _money(self) -> str:
        currency = self.w.scenario.currency
        return self.w.say({"MSEK": "mnkr", "TSEK": "tkr", "SEK": "kr"}[currency], currency)

    def _explained(self, column: Column | str) -> str:
        w = self.w
        if isinstance(column, str):
            if column.isdecimal():
                return w.say(f"År {column}.", f"Year {column}.")
            return w.say(*HEADS[self.sheet.page.sort, column])
        english = column.field.description or ""
        return w.say(KEYS.get(column.owner, english), english)

    def _choices(self, column: Column | str) -> Sequence[str] | str | None:
        """What is chosen from: words, or the ids on another sheet."""
        if isinstance(column, str):
            if column == "part":
                return list(SETTLED if self.sheet.page.sort == "settled" else AMOUNTS)
            other = HEAD_LISTS.get((self.sheet.page.sort, column))
        else:
            if words := shape.choices(column.field.annotation):
                return list(words) if column.kind == "choice" else None
            if column.owner[1] == "evidence":
                return list(EVIDENCE)
            other = LISTS.get(column.owner)
        if other is None:
            return None
        page = next(p for p in PAGES if p.id == other)
        name = self.w.say(page.sv, page.en)
        return f"='{name}'!$A${ROWS + 1}:$A${LAST}"
