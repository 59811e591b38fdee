"""The record of a study: its title, question, lines, short table and pictures, for terminal, page and notebook.

A study's file in this folder makes one ``StudyReport``. A field that is left out has the meaning that nearly all
studies share: the study is of one scenario, and a terminal begins with its title, the owner of the weights and the run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from solver.report.terminal import page_of
from solver.report.words import RUN_ID, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from solver.report.plots.pictures import Picture
    from solver.report.terminal import Page

StudyT = TypeVar("StudyT")
SHORT_DECIMALS = 3
"""Decimals of points in a notebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A study in a notebook: one finding and one short table.

    Attributes:
        sentences: One paragraph; the run is added to it.
        head: The table's columns, the first one of names.
        rows: Its cells, as text.
        title: The title; the study's own if absent.
    """

    sentences: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The origin of a study that is not of one scenario.

    Attributes:
        rows: What identifies the input, as pairs of name and value.
        provenance: Versions, tolerances and options, as in ``result.json``.
        digest: The digest that names the run.
    """

    rows: list[tuple[str, str]]
    provenance: Mapping[str, Any]
    digest: str


def settled(page: Page, w: Words) -> list[str]:
    """Return which years are settled, and that they are not planned; nothing where none is."""
    told = w.settled()
    return page.text(told) if told else []


def check_first(page: Page, w: Words, questions: Sequence[str]) -> list[str]:
    """Return what the figures of somebody's plan ask about, before anything that rests on them."""
    if not questions:
        return []
    lines = page.heading(w.term("check_first"))
    lines += page.text(
        w.say("De här siffrorna ser ut som skrivfel.", "These figures look like mistakes of typing.")
    )
    return [*lines, *(line for question in questions for line in page.text(question, "  ", "    "))]


def words_of_figures(study: Any) -> Words:
    """Return the words of the study's scenario."""
    return Words(study.figures)


def title_of_scenario(w: Words, _study: Any) -> str:
    """Return the scenario's title."""
    return w.scenario.title


def run_sentence(w: Words) -> str:
    """Return the standing of the scenario and its run as a sentence."""
    return f"{w.standing()}, {w.term('run_inside')} {w.digest[:RUN_ID]}."


@dataclass(frozen=True, kw_only=True)
class StudyReport(Generic[StudyT]):
    """All that is said of a study.

    Attributes:
        of: The study's class.
        title: The study's title without its subject, in Swedish and English; a function where it names a part of the
            study.
        question: The question it answers, in a sentence, in Swedish and English.
        lines: The body, on a page of any kind: lines of a terminal, or blocks of a report.
        short: The display in a notebook.
        pictures: Its pictures, of a plan year where they show one; None where it has none.
        subject: What it is about: the scenario, a plan, a committee; stands after the title.
        words: Language, currency and names.
        note: The text after the run on a terminal.
        heading: The heading on a terminal, where it does not name the scenario, which then stands after the run; title
            and subject if absent.
        opening: All that stands above the body on a terminal, where it is not heading, owner and run.
        source: The origin of a study that is not of one scenario.
    """

    of: type[StudyT]
    title: tuple[str, str] | Callable[[Words, StudyT], str]
    question: tuple[str, str]
    lines: Callable[[Page, Words, StudyT], list[str]]
    short: Callable[[Words, StudyT], Short]
    pictures: Callable[[Words, StudyT, int | None], Iterable[Picture]] | None = None
    subject: Callable[[Words, StudyT], str] = title_of_scenario
    words: Callable[[StudyT], Words] = words_of_figures
    note: Callable[[Words, StudyT], str] | None = None
    heading: Callable[[Words, StudyT], str] | None = None
    opening: Callable[[Page, Words, StudyT], list[str]] | None = None
    source: Callable[[Words, StudyT], Source] | None = None

    def name(self, w: Words, study: StudyT) -> str:
        """Return the study's title without its subject."""
        return self.title(w, study) if callable(self.title) else w.say(*self.title)

    def full_title(self, study: StudyT) -> str:
        """Return title and subject."""
        w = self.words(study)
        title = self.name(w, study)
        return f"{title}{'' if title.endswith('?') else ':'} {self.subject(w, study)}"

    def on(self, page: Page, study: StudyT) -> list[str]:
        """Return the study on a page of any kind: lines of a terminal, or blocks of a report."""
        w = self.words(study)
        return [*(self.opening or self._opening)(page, w, study), *self.lines(page, w, study)]

    def _opening(self, page: Page, w: Words, study: StudyT) -> list[str]:
        run = f"{w.standing()} · {w.term('run_inside')} {w.digest[:RUN_ID]}"
        heading, note = self.full_title(study), self.note(w, study) if self.note else ""
        if self.heading:
            heading, note = self.heading(w, study), w.scenario.title
        return [
            *page.heading(heading)[1:],
            *page.text(w.owner()),
            *page.text(" · ".join(filter(None, (run, note)))),
            *settled(page, w),
        ]

    def text(
        self, study: StudyT, *, every_year: bool = False, width: int | None = None, color: bool = False
    ) -> str:
        """Return the study as a person reads it on a terminal.

        Args:
            study: The study.
            every_year: Whether to show the frames of every plan year, where a study shows only the first.
            width: Columns; those of the terminal, at most 100, if absent.
            color: Whether headings are bold.
        """
        return "\n".join(self.on(page_of(width, color=color, every_year=every_year), study))

    def pictures_of(self, study: StudyT, year: int | None = None) -> Iterable[Picture] | None:
        """Return the study's pictures; None where it has none.

        Args:
            study: The study.
            year: The plan year of those that show one; each has a year of its own if absent.
        """
        return None if self.pictures is None else self.pictures(self.words(study), study, year)

    def display(self, study: StudyT) -> tuple[Words, Short]:
        """Return the study's words and its display in a notebook, with the title and the run filled in."""
        w = self.words(study)
        short = self.short(w, study)
        run = [] if self.source else [run_sentence(w)]
        title = self.name(w, study) if short.title is None else short.title
        return w, replace(short, title=title, sentences=[*short.sentences, *run])
