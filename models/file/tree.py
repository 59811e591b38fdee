"""YAML text as a plain tree of mappings, lists and values, with the line of each.

YAML is read as events, never as objects: anchors, aliases, tags and merge keys are refused before they take
effect. Values have JSON's kinds only: ``no``, ``12:30``, ``1_000``, ``0x1F`` and ``2024-09-01`` are text.

The events come from libyaml, in a tenth of the time that ruamel.yaml takes. What libyaml does not read, ruamel.yaml
reads again: its messages say more, and are the ones explained here.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from numbers import Integral
from typing import TYPE_CHECKING, Any

import yaml

from models.problems import Problem
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from ruamel.yaml.error import MarkedYAMLError

MAX_BYTES = 10_000_000
MAX_DEPTH = 20
MAX_VALUES = 500_000
"""So many values take 0.3 GB and two or three seconds; a budget of 100 x 90 x 10 has 310 000 in 5 MB."""
MAX_PROBLEMS = 1_000

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
FLOAT = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
DECIMALS = re.compile(r"[0-9]+(\s*%)?")
"""What stands after a decimal comma."""
NOT_FINITE = re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE)
DIFFERENT = re.compile("^%|[\t\x85\u2028\u2029\ufeff]", re.MULTILINE)
"""What the two readers of YAML take differently: directives, tabs, byte order marks, line ends of YAML 1.1 only."""
EXPLAINED, LONG = 50_000, 1_000_000
"""Malformed text after so many values, or longer than so many characters, gets the general message: ruamel.yaml would
take seconds to come so far."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Characters of a text that steer a terminal or the direction of reading, and are not seen themselves."""
WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Unquoted words that are no text: nothing, and truth values."""
JSON_YEAR = re.compile("[12][0-9]{3}")
NUMERIC = frozenset("+-.0123456789")
"""What a number begins with."""
LONGEST_INTEGER = 18
LONGEST_KEY = 60


class Figure(float):
    """A number with more printed decimals than its value shows, such as 698.60."""

    decimals: int

    @classmethod
    def of(cls, value: float, decimals: int) -> Figure:
        """Return a number with its number of printed decimals."""
        figure = cls(value)
        figure.decimals = decimals
        return figure


class Unreadable:
    """Placeholder in the tree for a value with a problem that is already reported."""

    def __repr__(self) -> str:
        """Return an ellipsis; the value itself is never shown."""
        return "…"


@dataclass(slots=True, kw_only=True)
class Tree:
    """The content of a file as a plain tree.

    Attributes:
        root: Mappings (text or integer keys), lists and plain values; None if nothing could be read.
        places: Place of each key and list entry, by dotted path.
        problems: Problems of the text.
        broken: Paths at and below which no further problems are reported.
        files: SHA-256 of each file read, by its path relative to the scenario.
    """

    root: Any = None
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)


def join(path: str, key: object) -> str:
    """Return a dotted path extended by a key."""
    return f"{path}.{key}" if path else str(key)


def within(path: str, above: str) -> bool:
    """Return whether a path is at or below another."""
    return not above or path == above or path.startswith(f"{above}.")


def place(places: Mapping[str, Place], path: str) -> Place | None:
    """Return the place of a path, else of the nearest path above it that has one, else of the first key."""
    while path:
        if path in places:
            return places[path]
        path = path.rpartition(".")[0]
    return next(iter(places.values()), None)


def paths(value: Any, path: str = "") -> list[str]:
    """Return all dotted paths below a value."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    result = []
    for key, entry in below:
        here = join(path, key)
        result += [here, *paths(entry, here)]
    return result


def invisible(tree: Tree) -> Iterator[Problem]:
    """Yield a problem for each text with a character that would steer a terminal or turn the reading."""
    if INVISIBLE.search("\n".join(_texts(tree.root))):
        yield from _invisible(tree.root, "", tree.places)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, keys left out."""
    below = [value]
    while below:
        here = below.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, dict):
            below += here.values()
        elif isinstance(here, list):
            below += here


def _invisible(value: Any, path: str, places: Mapping[str, Place]) -> Iterator[Problem]:
    if isinstance(value, str) and (odd := INVISIBLE.search(value)):
        code = f"U+{ord(odd.group()):04X}"
        yield Problem(
            path=path,
            place=place(places, path),
            sv=f"texten har det osynliga tecknet {code}; ta bort det",
            en=f"the text has the invisible character {code}; remove it",
        )
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in below:
        yield from _invisible(entry, join(path, key), places)


def folded(key: object) -> str:
    """Return a key without differences of case or Unicode form, to compare similar keys."""
    text = str(key)
    if text.isascii():  # has one form only
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def decimals(value: float) -> int:
    """Return the number of decimals that a number was written with, as far as it is known."""
    if isinstance(value, Figure):
        return value.decimals
    if isinstance(value, int):
        return 0
    mantissa, _, exponent = repr(value).partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


@lru_cache(maxsize=4_096)  # the same words stand again and again, and are kept once
def scalar(text: str) -> Any:
    """Return the value of an unquoted YAML 1.2 word: None, a truth value, a number or text."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMERIC:
        return text
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= LONGEST_INTEGER else float(text)
    if FLOAT.fullmatch(text):
        return figure(text)
    if NOT_FINITE.fullmatch(text):
        return math.nan if "n" in text.casefold()[:2] else float(text.replace(".", ""))
    return text


def figure(text: str) -> float:
    """Return a decimal number that keeps its number of printed decimals."""
    value = float(text)
    if repr(value) == text:
        return value
    printed = len(re.split("[eE]", text)[0].partition(".")[2])
    plain = not {"e", "E"} & set(text)
    return (
        Figure.of(value, printed) if plain and math.isfinite(value) and decimals(value) != printed else value
    )


# --------------------------------------------------------------------------------------------- text to events


def decoded(data: bytes, name: str) -> tuple[str, Problem | None]:
    """Return the text of a file in UTF-8, with or without a byte order mark, or no text and the problem.

    Args:
        data: Content of the file.
        name: Name of the file in messages.
    """
    if data.startswith(b"PK\x03\x04"):
        book = name.casefold().endswith(".xlsx")
        form_sv = "; ett ifyllt formulär blir ett scenario med kommunbudget import" if book else ""
        form_en = "; kommunbudget import makes a scenario of a filled form" if book else ""
        return "", Problem(
            path="",
            place=Place(file=name, line=1),
            sv=f"filen är en arbetsbok eller ett arkiv; här behövs en textfil (YAML eller CSV){form_sv}",
            en=f"the file is a workbook or an archive; a text file (YAML or CSV) is needed here{form_en}",
        )
    table = name.casefold().endswith(".csv")
    sv, en = (" (i Excel: CSV UTF-8)", " (in Excel: CSV UTF-8)") if table else ("", "")
    for mark, encoding in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if data.startswith(mark):
            return "", Problem(
                path="",
                place=Place(file=name, line=1),
                sv=f"filen är {encoding}; spara den som UTF-8{sv}",
                en=f"the file is {encoding}; save it as UTF-8{en}",
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, start) + 1
        byte = data[start : start + 1]
        guess = byte.decode("cp1252", errors="replace")
        return "", Problem(
            path="",
            place=Place(file=name, line=line),
            sv=f"filen är inte UTF-8 (0x{byte.hex()} är {guess!r} i Windows-1252); spara den som UTF-8{sv}",
            en=f"the file is not UTF-8 (0x{byte.hex()} is {guess!r} in Windows-1252); save it as UTF-8{en}",
        )
    odd = UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        code = f"U+{ord(odd.group()):04X}"
        return "", Problem(
            path="",
            place=Place(file=name, line=line),
            sv=f"styrtecknet {code} får inte stå i filen; ta bort det",
            en=f"the control character {code} may not stand in the file; remove it",
        )
    return text, None


def parse(data: bytes, name: str) -> Tree:
    """Read YAML; errors are among the result's problems.

    Args:
        data: Content of the file, at most ``MAX_BYTES``.
        name: Name of the file in messages.
    """
    text, problem = decoded(data, name)
    if problem is not None:
        return Tree(problems=[problem])
    different = DIFFERENT.search(text)
    if different and len(text) > LONG:
        return Tree(problems=[_plainer(different, name)])
    return (None if different else _by_libyaml(text, name)) or _by_ruamel(text, name)


def _plainer(different: re.Match[str], name: str) -> Problem:
    """Return the problem of a long text with a character that ruamel.yaml would have to read."""
    code, line = f"U+{ord(different.group()):04X}", different.string.count("\n", 0, different.start()) + 1
    return Problem(
        path="",
        place=Place(file=name, line=line),
        sv=f"i en fil över {LONG / 1e6:.0f} MB får tecknet {code} inte stå här; skriv blanksteg i stället",
        en=f"in a file above {LONG / 1e6:.0f} MB the character {code} may not stand here; write spaces instead",
    )


def _by_libyaml(text: str, name: str) -> Tree | None:
    """Read YAML by libyaml; None where it is not installed, or where ruamel.yaml has to explain what is wrong."""
    if not yaml.__with_libyaml__:
        return None
    builder = _Builder(name, yaml.events)
    parser = yaml.CSafeLoader(text)
    wrong: Exception | None = None
    try:
        builder.document(iter(parser.get_event, None))
    except (_Stop, yaml.YAMLError, ValueError) as error:
        wrong = error
    finally:
        parser.dispose()
    short = builder.values <= EXPLAINED and len(text) <= LONG and not isinstance(wrong, _TooMuch)
    if short and (wrong or builder.tree.problems):
        return None
    if isinstance(wrong, _Stop):
        builder.stop(wrong.problem)
    elif wrong is not None:
        mark = getattr(wrong, "problem_mark", None)
        line = min(mark.line, text.count("\n")) + 1 if mark else 1  # at its end libyaml counts a line more
        builder.stop(builder.problem("", line, *SYNTAX[-1][1:]), alone=True)
    return builder.tree


def _by_ruamel(text: str, name: str) -> Tree:
    """Read YAML by ruamel.yaml, with an explanation where the text is malformed."""
    from ruamel.yaml import YAML, events  # noqa: PLC0415 - few files need it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    builder = _Builder(name, events)
    try:
        builder.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except _Stop as stop:
        builder.stop(stop.problem)
    except MarkedYAMLError as error:
        mark = _mark(error)
        sv, en = _translated(error, text)
        builder.stop(builder.problem("", mark.line + 1 if mark else 1, sv, en), alone=True)
    except (
        YAMLError,
        ValueError,
        IndexError,
        AttributeError,
        AssertionError,
        TypeError,
    ):  # the YAML reader raises these on some malformed text
        builder.stop(builder.problem("", 1, *SYNTAX[-1][1:]), alone=True)
    return builder.tree


def _continues(value: Any, key: Any) -> bool:
    """Return whether a plain key holds the decimals of the number before it: ``{2025: 1360,8}``."""
    return (
        key.start_mark.index == value.end_mark.index + 1
        and not value.style
        and not key.style
        and INTEGER.fullmatch(value.value) is not None
        and DECIMALS.fullmatch(key.value) is not None
    )


def parse_value(text: str) -> Tree:
    """Read one value as written after a key: ``1260``, ``3 %``, ``{2025: 1}``, ``null``."""
    return parse(f"value: {text}".encode(), "--set")


class _Stop(Exception):  # noqa: N818 - ends the reading, is no error of its own
    """Raised where nothing more can be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


class _TooMuch(_Stop):
    """Raised where a ceiling is passed."""


class _Builder:
    """Builder of a tree from the events of either reader: both have the same classes, by the same names.

    A large file has hundreds of thousands of values, most of them a plain word under a plain key: these take the
    shortest way through ``mapping``.
    """

    def __init__(self, name: str, events: ModuleType) -> None:
        self.name = name
        self.tree = Tree()
        self.values = 0
        self.events: Iterator[Any] = iter(())
        self.scalar: Any = events.ScalarEvent
        self.alias: Any = events.AliasEvent
        self.begins: Any = (events.MappingStartEvent, events.SequenceStartEvent)
        self.ends: Any = (events.MappingEndEvent, events.SequenceEndEvent)
        self.document_start: Any = events.DocumentStartEvent
        self.keys: dict[str, tuple[str | int, str]] = {}  # sound plain keys that were met, also as folded
        self.at = Place(file=name, line=1)

    def problem(self, path: str, line: int, sv: str, en: str) -> Problem:
        return Problem(path=path, place=Place(file=self.name, line=line), sv=sv, en=en)

    def report(self, path: str, line: int, sv: str, en: str) -> None:
        self.tree.problems.append(self.problem(path, line, sv, en))
        if len(self.tree.problems) == MAX_PROBLEMS:
            sv = f"{MAX_PROBLEMS} fel hittills, och här slutar läsningen; rätta dem först"
            en = f"{MAX_PROBLEMS} mistakes so far, and here the reading ends; correct these first"
            raise _TooMuch(self.problem("", line, sv, en))

    def complain(self, path: str, event: Any, sv: str, en: str) -> None:
        self.report(path, event.start_mark.line + 1, sv, en)
        self.tree.broken.add(path)

    def stop(self, problem: Problem, *, alone: bool = False) -> None:
        """Report the problem that ended the reading, alone or after the others."""
        self.tree.problems = [problem] if alone else [*self.tree.problems, problem]
        self.tree.root = None

    def place(self, event: Any) -> Place:
        """Return the place of an event; those on one line share it."""
        line = event.start_mark.line + 1
        if line != self.at.line:
            self.at = Place(file=self.name, line=line)
        return self.at

    def document(self, events: Iterator[Any]) -> None:
        self.events = events
        documents = 0
        for event in self.events:
            if isinstance(event, self.document_start):
                documents += 1
                if documents > 1:
                    raise _Stop(
                        self.problem(
                            "",
                            event.start_mark.line + 1,
                            "filen har flera dokument; ta bort raden --- och skriv allt i ett",
                            "the file holds several documents; remove the line --- and write one",
                        )
                    )
            elif isinstance(event, (self.alias, self.scalar, *self.begins)):
                self.tree.root = self.node(event, "", 0)
        if self.tree.root is None and not self.tree.problems:
            raise _Stop(self.problem("", 1, "filen är tom", "the file is empty"))

    def node(self, event: Any, path: str, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise _TooMuch(self.ceiling(event, depth))
        if isinstance(event, self.scalar) and event.anchor is None and event.tag is None:
            return event.value if event.style else scalar(event.value)
        if isinstance(event, self.alias):
            self.complain(
                path,
                event,
                "alias (*) får inte användas; skriv ut värdet",
                "aliases (*) are not allowed; write the value out",
            )
            return Unreadable()
        if event.anchor is not None:
            self.complain(
                path,
                event,
                f"ankare (&{event.anchor}) får inte användas; ta bort det",
                f"anchors (&{event.anchor}) are not allowed; remove it",
            )
        elif event.tag is not None:
            self.complain(
                path,
                event,
                f"typmärken ({event.tag}) får inte användas; ta bort det",
                f"tags ({event.tag}) are not allowed; remove it",
            )
        if isinstance(event, self.scalar):
            return event.value if event.style else scalar(event.value)
        mapping, _ = self.begins
        if isinstance(event, mapping):
            return self.mapping(path, depth, flow=bool(event.flow_style))
        return self.sequence(path, depth)

    def count(self, event: Any, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise _TooMuch(self.ceiling(event, depth))

    def ceiling(self, event: Any, depth: int) -> Problem:
        """Return which ceiling is passed."""
        sv, en = (
            (
                f"djupare än {MAX_DEPTH} nivåer; ingen nyckel ligger så djupt",
                f"deeper than {MAX_DEPTH} levels; no key lies as deep",
            )
            if depth > MAX_DEPTH
            else (
                f"fler än {MAX_VALUES} värden; lägg tabeller i CSV-filer",
                f"more than {MAX_VALUES} values; put tables in CSV files",
            )
        )
        return self.problem("", event.start_mark.line + 1, sv, en)

    def sequence(self, path: str, depth: int) -> list[Any]:
        entries: list[Any] = []
        while not isinstance(event := next(self.events), self.ends):
            here = join(path, len(entries))
            self.tree.places[here] = self.place(event)
            entries.append(self.node(event, here, depth + 1))
        return entries

    def mapping(self, path: str, depth: int, *, flow: bool) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        seen: dict[str, tuple[str | int, int]] = {}
        above = f"{path}." if path else ""
        before: tuple[Any, Any] | None = None
        while not isinstance(event := next(self.events), self.ends):
            if (
                flow
                and before is not None
                and isinstance(event, self.scalar)
                and _continues(before[1], event)
            ):
                self.events = chain((value := next(self.events),), self.events)
                if isinstance(value, self.scalar) and not value.style and not value.value:
                    self.decimal_comma(join(path, before[0]), before[1], event)
                    self.skip(depth)
                    before = None
                    continue
            named = self.key(event, path, depth)
            if named is None:
                self.skip(depth)
                continue
            key, alike = named
            at = self.place(event)
            here = f"{above}{key}"
            if alike in seen:
                self.twice(here, key, at.line, seen[alike])
                self.skip(depth)
                continue
            seen[alike] = (key, at.line)
            self.tree.places[here] = at
            value = next(self.events)
            entries[key] = self.node(value, here, depth + 1)
            before = (key, value) if isinstance(value, self.scalar) else None
        return entries

    def decimal_comma(self, path: str, whole: Any, rest: Any) -> None:
        """Report a number with a decimal comma, which braces split into a value and a key."""
        written, right = f"{whole.value},{rest.value}", f"{whole.value}.{rest.value}"
        self.complain(
            path,
            rest,
            f"skriv decimalpunkt: {right}, inte {written}",
            f"write a decimal point: {right}, not {written}",
        )

    def twice(self, path: str, key: object, line: int, first: tuple[object, int]) -> None:
        other, before = first
        if str(other) == str(key):
            sv = f"nyckeln finns redan på rad {before}; behåll en av dem"
            en = f"the key stands on line {before} already; keep one of them"
        else:
            sv = f"skiljer sig från {other} på rad {before} bara i skiftläge eller teckenform; behåll en"
            en = f"differs from {other} on line {before} in case or Unicode form only; keep one of them"
        self.report(path, line, sv, en)

    def key(self, event: Any, path: str, depth: int) -> tuple[str | int, str] | None:
        """Return a key, and the same as folded; None if a problem was reported."""
        plain = (
            isinstance(event, self.scalar) and not event.style and event.anchor is None and event.tag is None
        )
        if plain and event.value in self.keys:
            return self.keys[event.value]
        key = self.new_key(event, path, depth)
        if key is None:
            return None
        named = (key, folded(key))
        if plain:
            self.keys[event.value] = named
        return named

    def new_key(self, event: Any, path: str, depth: int) -> str | int | None:
        """Return a key; None if a problem was reported."""
        if not isinstance(event, self.scalar):
            self.complain(
                path, event, "en nyckel ska vara ett ord eller ett årtal", "a key must be a word or a year"
            )
            if isinstance(event, self.begins):
                self.rest(depth)
            return None
        if event.anchor is not None or event.tag is not None:
            self.complain(
                path,
                event,
                "ankare och typmärken får inte användas; ta bort dem",
                "anchors and tags are not allowed; remove them",
            )
        plain = not event.style
        if plain and event.value == "<<":
            self.complain(
                path,
                event,
                "sammanslagning (<<) får inte användas; skriv ut värdena",
                "merge keys (<<) are not allowed; write the values out",
            )
            return None
        if not event.value.strip():
            self.complain(path, event, "det står ingen nyckel före kolon", "there is no key before the colon")
            return None
        if plain and INTEGER.fullmatch(event.value) and len(event.value) <= LONGEST_INTEGER:
            return int(event.value)
        if len(event.value) > LONGEST_KEY or "\n" in event.value:
            self.complain(
                path,
                event,
                f"en nyckel är högst {LONGEST_KEY} tecken på en rad",
                f"a key is at most {LONGEST_KEY} characters on one line",
            )
            return None
        return str(event.value)

    def skip(self, depth: int) -> None:
        """Skip a value."""
        event = next(self.events)
        self.count(event, depth)
        if isinstance(event, self.begins):
            self.rest(depth)

    def rest(self, depth: int) -> None:
        """Skip the rest of a collection."""
        open_ = 1
        while open_:
            event = next(self.events)
            self.count(event, depth + open_)
            open_ += isinstance(event, self.begins)
            open_ -= isinstance(event, self.ends)


SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "cannot start any token",
        "ett värde kan inte börja med tecknet {char}; sätt citattecken om värdet",
        "a value cannot begin with {char}; put quotes around the value",
    ),
    (
        "mapping values are not allowed",
        "kolon mitt i ett värde, eller fel indrag; sätt citattecken om text med kolon",
        "a colon inside a value, or wrong indentation; put quotes around text with a colon",
    ),
    (
        "could not find expected ':'",
        "raden saknar kolon efter nyckeln, eller har fel indrag",
        "the line lacks a colon after the key, or has the wrong indentation",
    ),
    (
        "expected ',' or '}'",
        "en klammer { är inte avslutad; skriv komma mellan värdena och } sist",
        "a brace { is not closed; write commas between the values and } last",
    ),
    (
        "expected ',' or ']'",
        "en hakparentes [ är inte avslutad; skriv komma mellan värdena och ] sist",
        "a bracket [ is not closed; write commas between the values and ] last",
    ),
    ("unexpected end of stream", "ett citattecken är inte avslutat", "a quotation mark is not closed"),
    (
        "unexpected document separator",
        "ett citattecken är inte avslutat före ---",
        "a quotation mark is not closed before ---",
    ),
    (
        "escape",
        "bakstreck i text med \"…\" ska skrivas \\\\; eller använd '…'",
        "write a backslash inside \"…\" as \\\\; or use '…'",
    ),
    (
        "expected <block end>",
        "fel indrag: raden hör inte till blocket ovanför; rikta in den efter sina syskon",
        "wrong indentation: the line does not belong to the block above; align it with its siblings",
    ),
    (
        "sequence entries are not allowed",
        "en lista (-) kan inte börja här; lägg den på en egen rad",
        "a list (-) cannot begin here; put it on a line of its own",
    ),
    (
        "mapping keys are not allowed",
        "ett frågetecken kan inte inleda en nyckel här; sätt citattecken om det",
        "a question mark cannot begin a key here; put quotes around it",
    ),
    (
        "",
        "texten går inte att läsa som YAML; kontrollera indrag, kolon, citattecken och klamrar",
        "the text is no readable YAML; check indentation, colons, quotation marks and braces",
    ),
)
"""Messages of the YAML reader, each with its explanation in Swedish and English; the last matches all."""
TAB = (
    "tabbtecken får inte användas i indrag; skriv blanksteg",
    "tabs may not be used for indentation; write spaces",
)


def _mark(error: MarkedYAMLError) -> Any:
    """Return the position of an error: where an open quotation began, otherwise where reading stopped."""
    if "unexpected" in str(error.problem) and error.context_mark is not None:
        return error.context_mark
    return error.problem_mark or error.context_mark


def _translated(error: MarkedYAMLError, text: str) -> tuple[str, str]:
    message = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    row = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or "'\\t'" in message:
        return TAB
    char = row[mark.column] if mark is not None and mark.column < len(row) else "?"
    for pattern, sv, en in SYNTAX:
        if pattern in message:
            return sv.replace("{char}", char), en.replace("{char}", char)
    return SYNTAX[-1][1:]


# --------------------------------------------------------------------------------------------- plain mappings


def plain(value: Any, depth: int = 0) -> Any:
    """Return a copy of a mapping made in a program, with the kinds of values that a file has.

    Raises:
        ValueError: The mapping is nested deeper than a file may be, or contains itself.
    """
    if depth > MAX_DEPTH:
        raise ValueError
    if hasattr(value, "items"):
        return {_plain_key(key): plain(entry, depth + 1) for key, entry in value.items()}
    if hasattr(value, "tolist"):  # a number or an array of numpy
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(entry, depth + 1) for entry in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _plain_key(key: Any) -> int | str:
    """Return a key as a file has it: a whole number, such as a year, also one of numpy or in text as JSON has it."""
    if isinstance(key, Integral) and not isinstance(key, bool):
        return int(key)
    return int(key) if JSON_YEAR.fullmatch(str(key)) else str(key)
