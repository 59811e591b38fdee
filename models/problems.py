"""What is wrong with a scenario file: every problem at once, each with its place, in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Place

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or that deserves a warning, and what to write instead.

    Attributes:
        path: Dotted path of the value in the file, ``""`` for the file as a whole.
        place: Where it stands; None where there is no file.
        sv: The complaint in Swedish.
        en: The complaint in English.
    """

    path: str
    place: Place | None = None
    sv: str
    en: str

    def line(self, language: Language) -> str:
        """The complaint on one line: ``file:line: path: what is wrong``."""
        text = self.sv if language == "sv" else self.en
        return ": ".join(filter(None, (str(self.place or ""), self.path, " ".join(text.split()))))


class ScenarioError(Exception):
    """The file is wrong: edit it. Carries every problem that was found.

    Attributes:
        problems: What is wrong, in the order of the file.
        language: The language that the file asks for.
    """

    def __init__(self, problems: Iterable[Problem], language: Language = "sv") -> None:
        """Collect the problems of a file."""
        self.problems = tuple(problems)
        self.language: Language = language
        super().__init__(self.problems, language)

    def __str__(self) -> str:
        """One line per problem, and their number where there are several."""
        lines = [problem.line(self.language) for problem in self.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} fel" if self.language == "sv" else f"{len(lines)} problems")
        return "\n".join(lines)


class Refused(Exception):  # noqa: N818 - caught where the place is known
    """Something that cannot be done and what to do instead, in both languages, its place not known yet."""

    def __init__(self, sv: str, en: str) -> None:
        """Say why."""
        super().__init__(en)
        self.sv = sv
        self.en = en


def near(name: object, known: Iterable[object], *, cutoff: float = 0.6) -> str | None:
    """The known name that is most like the given one, None where none is."""
    by_text = {str(candidate).casefold(): str(candidate) for candidate in known}
    found = get_close_matches(str(name).casefold(), list(by_text), n=1, cutoff=cutoff)
    return by_text[found[0]] if found else None


def did_you_mean(name: object, known: Iterable[object]) -> tuple[str, str]:
    """The tail of a complaint about a name that names nothing, in Swedish and English."""
    names = sorted({str(candidate) for candidate in known})
    nearest = near(name, names)
    if nearest is not None:
        return f"; menas {nearest}?", f"; did you mean {nearest}?"
    if not names:
        return "; det finns inga att välja bland", "; there are none to choose from"
    few = 8
    shown = ", ".join(names[:few]) + (" …" if len(names) > few else "")
    return f"; välj bland {shown}", f"; choose among {shown}"
