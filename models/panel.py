"""Panels: published indicators by municipality and year, read from a CSV file.

The columns are ``municipality, year, kpi, value`` and, where known, ``status`` and ``preliminary``; a panel whose
municipalities stand as ``municipality_code`` beside a name, or whose indicators stand as ``kpi_id``, is read as well.
A value that is empty, or that has a status of its publisher, is left out and counted; it is never 0.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from models.file.tree import decoded
from models.problems import Problem, ScenarioError, did_you_mean
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.problems import Language

REQUIRED = ("municipality", "year", "kpi", "value")
LARGEST = 500_000_000
"""Largest file that is read [bytes]."""
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f"))
"""Spaces between groups of digits."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
NATION_OR_REGION = re.compile(r"00\d\d")
"""Codes of no municipality: the nation's, 0000, and those of regions."""
Key = tuple[str, int, str]
"""Municipality, year and indicator."""
OTHER_UNIT = 300.0
"""A value so many times the others of its municipality, or they of it, is in another unit [-]."""
COST = re.compile(r"kostnad|cost", re.IGNORECASE)
"""Words of an indicator's title that say that it is a cost."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Values of indicators by municipality and year.

    Attributes:
        file: The file as it was named.
        sha256: Digest of its bytes.
        values: Value of each municipality, year and indicator [the indicator's unit].
        names: Name of each municipality; its code where the file tells no name.
        titles: Title of each indicator that has one.
        units: Unit of each indicator that has one.
        preliminary: Which values are preliminary.
        left_out: How many rows were left out, by reason: ``empty``, ``status``, ``nation``.
    """

    file: str
    sha256: str
    values: Mapping[Key, float]
    names: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    preliminary: frozenset[Key] = frozenset()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def kpis(self) -> tuple[str, ...]:
        """The indicators, sorted."""
        return tuple(sorted({kpi for _, _, kpi in self.values}))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years, ascending."""
        return tuple(sorted({year for _, year, _ in self.values}))

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities, sorted by code."""
        return tuple(sorted({code for code, _, _ in self.values}))

    def known(self, kpi: str, language: Language = "sv") -> str:
        """Return an indicator's id.

        Raises:
            ScenarioError: The panel has no such indicator; the message names the nearest.
        """
        if kpi in self.kpis:
            return kpi
        raise self.refused(
            f"nyckeltalet {kpi} finns inte i panelen{did_you_mean(kpi, self.kpis)[0]}",
            f"the indicator {kpi} is not in the panel{did_you_mean(kpi, self.kpis)[1]}",
            language,
        )

    def amount(self, kpi: str, language: Language = "sv") -> str:
        """Return the id of an indicator that is an amount, such as a cost per pupil.

        Raises:
            ScenarioError: The panel has no such indicator, a value of it is below 0, or one is in another unit than the
                others of its municipality.
        """
        self.known(kpi, language)
        of: dict[str, dict[int, float]] = {}
        for (code, year, id_), value in self.values.items():
            if id_ == kpi:
                of.setdefault(code, {})[year] = value
        for code, series in sorted(of.items()):
            usual = median(series.values())
            for year, value in sorted(series.items()):
                where = f"{self.names[code]} {year}"
                if value < 0:
                    raise self.refused(
                        f"{kpi} är {value:g} för {where}, och en kostnad är inte under 0; en avvikelse i procent "
                        f"räknas om av headroom, som 1+{kpi}%",
                        f"{kpi} is {value:g} for {where}, and a cost is not below 0; a deviation in per cent is "
                        f"turned into one by headroom, as 1+{kpi}%",
                        language,
                    )
                if value and usual and not 1 / OTHER_UNIT < value / usual < OTHER_UNIT:
                    raise self.refused(
                        f"{kpi} är {value:g} för {where} mot {usual:g} andra år; står det i en annan enhet (kr, tkr)? "
                        "rätta värdet",
                        f"{kpi} is {value:g} for {where} against {usual:g} in other years; is it in another unit? "
                        "correct the value",
                        language,
                    )
        return kpi

    def municipality(self, name: str, language: Language = "sv") -> str:
        """Return a municipality's code by its code or its name.

        Raises:
            ScenarioError: The panel has no such municipality; the message names the nearest.
        """
        by_name = {self.names[code].casefold(): code for code in self.municipalities}
        found = name if name in self.municipalities else by_name.get(name.casefold())
        if found is not None:
            return found
        sv, en = did_you_mean(name, self.municipalities if name.isdecimal() else self.names.values())
        raise self.refused(
            f"kommunen {name} finns inte i panelen{sv}",
            f"the municipality {name} is not in the panel{en}",
            language,
        )

    def refused(self, sv: str, en: str, language: Language = "sv") -> ScenarioError:
        """Return the error of something that this panel cannot be asked."""
        return ScenarioError([Problem(path=self.file, sv=sv, en=en)], language)


def read_panel(path: str | Path, language: Language = "sv") -> Panel:
    """Read a panel.

    Args:
        path: The CSV file: UTF-8, comma and decimal point, or semicolon and decimal comma.
        language: Language of the errors.

    Raises:
        ScenarioError: The file cannot be read, or has wrong rows; the error names the first of each kind with its
            line.
    """
    name = Path(path).as_posix()
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        told = Problem(
            path=name, sv=f"filen går inte att läsa ({reason})", en=f"the file cannot be read ({reason})"
        )
        raise ScenarioError([told], language) from error
    return parsed_panel(data, name, language)


def parsed_panel(data: bytes, name: str, language: Language = "sv") -> Panel:
    """Return the panel of a file's bytes; see ``read_panel``.

    Args:
        data: Content of the file.
        name: Its name in messages.
        language: Language of the errors.

    Raises:
        ScenarioError: The file has wrong rows.
    """
    reading = _Reading(name)
    if len(data) > LARGEST:
        reading.complain(1, f"filen är större än {LARGEST} byte", f"the file is larger than {LARGEST} bytes")
    else:
        text, problem = decoded(data, name)
        if problem is not None:
            reading.problems.append(problem)
        else:
            reading.read(text)
    if reading.problems:
        raise ScenarioError(reading.problems, language)
    return Panel(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        values=reading.values,
        names=reading.names,
        titles=reading.titles,
        units=reading.units,
        preliminary=frozenset(reading.preliminary),
        left_out=dict(sorted(reading.left_out.items())),
    )


class _Reading:
    """One pass over a file; a kind of error is told where it first stands, not once a row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.values: dict[Key, float] = {}
        self.names: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.preliminary: set[Key] = set()
        self.left_out: Counter[str] = Counter()
        self._lines: dict[Key, int] = {}
        self._told: set[str] = set()

    def complain(self, line: int, sv: str, en: str, kind: str = "") -> None:
        """Add a problem, once where it is of a kind."""
        if kind and kind in self._told:
            return
        self._told.add(kind)
        self.problems.append(Problem(path="", place=Place(file=self.name, line=line), sv=sv, en=en))

    def read(self, text: str) -> None:
        """Read the whole file."""
        if text.lstrip()[:1] in {"<", "{", "["}:
            self.complain(
                1,
                "filen är HTML eller JSON, inte en panel; läs den först med kommunbudget import, eller spara tabellen "
                "som CSV",
                "the file is HTML or JSON, not a panel; read it with kommunbudget import first, or save the table as "
                "CSV",
            )
            return
        comma = ";" in text.partition("\n")[0]
        rows = _records(text, ";" if comma else ",")
        try:
            columns = self._columns(next(rows, (1, []))[1])
            if columns is None:
                return
            for line, cells in rows:
                if any(cells):
                    self._row(line, {c: cells[k] for c, k in columns.items() if k < len(cells)}, comma=comma)
        except csv.Error:
            self.complain(
                1,
                "filen går inte att läsa som CSV; kontrollera citattecknen",
                "the file is no readable CSV; check the quotation marks",
            )
            return
        if not self.values and not self.problems:
            self.complain(
                1,
                "panelen har inga värden; kontrollera kolumnen value",
                "the panel has no values; check the column value",
            )

    def _columns(self, header: list[str]) -> dict[str, int] | None:
        """Return where each column stands; None where one is missing."""
        at = {cell.strip().casefold(): k for k, cell in reversed(list(enumerate(header)))}
        if "municipality_code" in at:
            if "municipality" in at:
                at["name"] = at["municipality"]
            at["municipality"] = at["municipality_code"]
        for own, other in (("kpi", "kpi_id"), ("title", "kpi_name")):
            if own not in at and other in at:
                at[own] = at[other]
        missing = [column for column in REQUIRED if column not in at]
        for column in missing:
            sv, en = did_you_mean(column, [cell for cell in header if cell])
            self.complain(
                1,
                f"kolumnen {column} saknas{sv}; en panel har {', '.join(REQUIRED)}",
                f"there is no column {column}{en}; a panel has {', '.join(REQUIRED)}",
            )
        known = (*REQUIRED, "name", "title", "unit", "status", "preliminary")
        return None if missing else {column: at[column] for column in known if column in at}

    def _row(self, line: int, row: dict[str, str], *, comma: bool) -> None:
        code, kpi, told = row.get("municipality", ""), row.get("kpi", ""), row.get("value", "")
        if not code or not kpi:
            self.complain(
                line,
                "raden saknar municipality eller kpi; fyll i dem",
                "the row has no municipality or kpi; fill them in",
                "key",
            )
            return
        if NATION_OR_REGION.fullmatch(code):
            self.left_out["nation"] += 1
            return
        year = self._year(line, row.get("year", ""))
        if year is None:
            return
        if row.get("status") or not told:
            self.left_out["status" if row.get("status") else "empty"] += 1
            return
        value = self._number(line, told, comma=comma)
        if value is not None:
            self._keep(line, (code, year, kpi), value, row)

    def _keep(self, line: int, key: Key, value: float, row: dict[str, str]) -> None:
        code, _, kpi = key
        if self.values.setdefault(key, value) != value:
            first = self._lines[key]
            self.complain(
                line,
                f"{' '.join(map(str, key))} har två värden: {self.values[key]:g} på rad {first} och {value:g} här; "
                "behåll ett",
                f"{' '.join(map(str, key))} has two values: {self.values[key]:g} on line {first} and {value:g} here; "
                "keep one",
                "twice",
            )
        self._lines.setdefault(key, line)
        self.names.setdefault(code, row.get("name") or code)
        for store, column in ((self.titles, "title"), (self.units, "unit")):
            if row.get(column):
                store.setdefault(kpi, row[column])
        if row.get("preliminary", "").casefold() in {"yes", "true", "1", "ja"}:
            self.preliminary.add(key)

    def _year(self, line: int, told: str) -> int | None:
        if told.isdigit() and FIRST_YEAR <= int(told) <= LAST_YEAR:
            return int(told)
        self.complain(
            line,
            f"{told or 'ett tomt fält'} är inget år; skriv fyra siffror, som 2024",
            f"{told or 'an empty cell'} is no year; write four digits, such as 2024",
            "year",
        )
        return None

    def _number(self, line: int, told: str, *, comma: bool) -> float | None:
        plain = told.translate(SPACES).replace("\u2212", "-")
        try:
            value = float(plain.replace(",", ".") if comma else plain)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.complain(
            line,
            f"{told} är inget tal; skriv decimalpunkt (decimalkomma i en fil med semikolon), och tomt där värde saknas",
            f"{told} is no number; write a decimal point (a comma in a file with semicolons), and nothing where there "
            "is no value",
            "number",
        )
        return None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


# ------------------------------------------------------------------------------------------------------ measures


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure compared between municipalities: an indicator, or a quantity of one or two.

    Attributes:
        text: As it was asked for: ``N15027``, ``1/N15033``, ``N15027/N15030`` or ``1+N20900%``, cost over reference
            cost by its deviation in per cent.
        kpis: Its indicators.
    """

    text: str
    kpis: tuple[str, ...]

    @property
    def over_reference(self) -> bool:
        """Whether need is in it: it is a cost over a reference cost."""
        return self.text.startswith("1+")

    def at(self, panel: Panel, municipality: str, year: int) -> float | None:
        """Return its value; None where an indicator is missing, or is divided by and is 0."""
        found = [panel.values.get((municipality, year, kpi)) for kpi in self.kpis]
        values = [value for value in found if value is not None]
        if len(values) < len(found):
            return None
        if self.over_reference:
            return 1 + values[0] / 100
        if self.text.startswith("1/"):
            values = [1.0, *values]
        if len(values) == 1:
            return values[0]
        return values[0] / values[1] if values[1] else None


FORMS = (
    re.compile(r"1\+(?P<a>\w+)%"),
    re.compile(r"1/(?P<a>\w+)"),
    re.compile(r"(?P<a>[^\W\d]\w*)/(?P<b>\w+)"),
    re.compile(r"(?P<a>\w+)"),
)


def measure(panel: Panel, text: str, language: Language = "sv") -> Measure:
    """Return a measure of a panel.

    Args:
        panel: The panel.
        text: ``KPI``, ``1/KPI``, ``KPI/KPI`` or ``1+KPI%``.
        language: Language of the errors.

    Raises:
        ScenarioError: The text is no measure, or names an indicator that the panel does not have.
    """
    plain = "".join(text.split())
    for form in FORMS:
        found = form.fullmatch(plain)
        if found is not None:
            return Measure(plain, tuple(panel.known(kpi, language) for kpi in found.groups()))
    raise panel.refused(
        f"{text} är inget mått; skriv KPI, 1/KPI, KPI/KPI eller 1+KPI% (avvikelse från referenskostnad i procent)",
        f"{text} is no measure; write KPI, 1/KPI, KPI/KPI or 1+KPI% (deviation from reference cost in per cent)",
        language,
    )


def names_of(panel: Panel, codes: Iterable[str]) -> list[str]:
    """Return the names of municipalities."""
    return [panel.names[code] for code in codes]
