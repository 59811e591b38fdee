"""Problems in scenario files, each with its place in the file and its text in Swedish and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.scenario import Place

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
Name = TypeVar("Name")
Entry = TypeVar("Entry")
ALIKE, LONGER, SAME = 0.9, 3, 5
"""Names with this similarity, of which neither is longer by more letters, are probably one, where so many letters at
the beginning or the end are the same [-]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error or a warning, with advice on what to write instead.

    Attributes:
        path: Dotted path of the value in the file; ``""`` for the file as a whole.
        place: Place in the file; None where there is no file.
        sv: Message in Swedish.
        en: Message in English.
    """

    path: str
    place: Place | None = None
    sv: str
    en: str

    def line(self, language: Language) -> str:
        """Return the message on one line: ``file:line: path: message``."""
        text = self.sv if language == "sv" else self.en
        return ": ".join(filter(None, (str(self.place or ""), self.path, " ".join(text.split()))))


class ScenarioError(Exception):
    """The scenario has errors that must be corrected in its file; carries all of them.

    Attributes:
        problems: The errors, in the order of the file.
        language: Language of the file.
    """

    def __init__(self, problems: Iterable[Problem], language: Language = "sv") -> None:
        """Store the problems of a file and its language."""
        self.problems = tuple(problems)
        self.language: Language = language
        super().__init__(self.problems, language)

    def __str__(self) -> str:
        """Return one line per problem, and their number where there are several."""
        lines = [problem.line(self.language) for problem in self.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} fel" if self.language == "sv" else f"{len(lines)} problems")
        return "\n".join(lines)


class Refused(Exception):  # noqa: N818 - caught where the place in the file is known
    """A request that cannot be met, in both languages; the caller adds the place in the file."""

    def __init__(self, sv: str, en: str) -> None:
        """Store the message in both languages, with advice on what to do instead."""
        super().__init__(en)
        self.sv = sv
        self.en = en


class UnknownNameError(KeyError, ValueError):
    """An argument names something that there is not: a fault of the call, not of a file."""

    def __str__(self) -> str:
        """Return the message, which ``KeyError`` would put in quotes."""
        return str(self.args[0])


def one_of(name: Name, known: Iterable[Name], many: str) -> Name:
    """Return the name that an argument gives, one of those that there are.

    Args:
        name: The name.
        known: The names that there are.
        many: What they are called together, such as ``committees``.

    Raises:
        UnknownNameError: It is none of them; the message says what was asked, and what there is.
    """
    there = tuple(known)
    if name in there:
        return name
    nearest = near(name, there) if isinstance(name, str) else None
    hint = "" if nearest is None else f"; did you mean {nearest}?"
    shown = few_of([str(one) for one in there], 20)
    raise UnknownNameError(
        f"the {many} are {shown}, not {name!r}{hint}"
        if there
        else f"there are no {many}, so none is {name!r}"
    )


def entry_of(name: tuple[Any, ...], entries: Mapping[tuple[Any, ...], Entry], *many: str) -> Entry:
    """Return the entry of a name in parts, such as a committee and a year.

    Args:
        name: The name.
        entries: The entries by name.
        many: What each part is called, as in ``one_of``.

    Raises:
        UnknownNameError: There is none; the message is of the first part that goes with none of those before it.
    """
    for n, parts in enumerate(many):
        one_of(name[n], dict.fromkeys(there[n] for there in entries if there[:n] == name[:n]), parts)
    return entries[name]


def near(name: object, known: Iterable[object], *, cutoff: float = 0.6) -> str | None:
    """Return the known name that is most similar to a name; None where none is similar enough.

    Args:
        name: Name to look for.
        known: Known names.
        cutoff: Lowest similarity that counts, between 0 and 1, as in ``difflib.get_close_matches``.
    """
    by_text = {str(candidate).casefold(): str(candidate) for candidate in known}
    matches = get_close_matches(str(name).casefold(), list(by_text), n=1, cutoff=cutoff)
    return by_text[matches[0]] if matches else None


def spelt_alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that are probably one, spelt in two ways: a letter, a hyphen, a space or an ending.

    Args:
        names: Names; of many, only those that begin or end alike are held against one another.
    """
    plain = {name: re.sub(r"[\W_]+|(en|et|n)$", "", name.casefold()) for name in names}
    groups: dict[tuple[int, str], list[str]] = {}
    for name, text in plain.items():
        groups.setdefault((0, text[:SAME]), []).append(name)
        groups.setdefault((1, text[-SAME:]), []).append(name)
    pairs = dict.fromkeys(pair for group in groups.values() for pair in combinations(group, 2))
    order = {name: n for n, name in enumerate(plain)}
    found = [pair for pair in pairs if _alike(plain[pair[0]], plain[pair[1]])]
    return sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > LONGER or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    compared = SequenceMatcher(None, one, other, autojunk=False)
    return bool(compared.quick_ratio() >= ALIKE and compared.ratio() >= ALIKE)


def few_of(names: Sequence[str], most: int = 4) -> str:
    """Return the first of some names, and how many they are where that is not all."""
    return ", ".join(names[:most]) + (f" … ({len(names)})" if len(names) > most else "")


def did_you_mean(name: object, known: Iterable[object]) -> tuple[str, str]:
    """Return the end of a message about an unknown name, in Swedish and English."""
    names = sorted({str(candidate) for candidate in known})
    nearest = near(name, names)
    if nearest is not None:
        return f"; menas {nearest}?", f"; did you mean {nearest}?"
    if not names:
        return "; det finns inga att välja bland", "; there are none to choose from"
    few = 8
    shown = ", ".join(names[:few]) + (" …" if len(names) > few else "")
    return f"; välj bland {shown}", f"; choose among {shown}"
