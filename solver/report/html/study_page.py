"""The page of a study, and the page of a scenario whose limits leave no plan.

A page holds what the terminal tells, the pictures, and what an auditor needs to make the study again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.report import screen
from solver.report.html.audit import reproduced, traced, without_folder
from solver.report.html.blocks import BLOCKS, Section, Text, edited, laid
from solver.report.html.documents import document
from solver.report.html.page import written
from solver.report.html.pictures import figures
from solver.report.studies import report_of
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.report.plots.pictures import Picture


def page(study: object, command: str) -> bytes:
    """Return a study as a page of HTML; the same study gives the same bytes.

    Args:
        study: The study.
        command: The command that ran it; empty where there was none.

    Raises:
        TypeError: The study has no record.
    """
    report = report_of(study)
    w = report.words(study)
    lines = report.on(BLOCKS, study)
    source = report.source(w, study) if report.source else None
    if source is None:
        behind, stamp, run = reproduced(w, command), None, None
    else:
        behind = traced(w, source.rows, source.provenance, command)
        stamp, run = w.term("working_material"), source.digest
    return _page(
        w,
        report.full_title(study),
        w.say(*report.question),
        lines,
        behind,
        pictures=[picture for picture in report.pictures_of(study) or () if picture.rows],
        stamp=stamp,
        run=run,
    )


def no_plan(scenario: Scenario, error: NoPlanError, command: str) -> bytes:
    """Return a page of HTML that tells why there is no plan.

    Args:
        scenario: The scenario.
        error: The limits that clash.
        command: The command that ran.
    """
    w = Words(error.formulation.q.figures)
    title = w.term("the_limits_leave_no_plan")
    lines = screen.no_plan_on(BLOCKS, scenario, error)
    return _page(w, f"{title}: {scenario.title}", "", lines, reproduced(w, command))


def _page(  # noqa: PLR0913 - the parts of a page, by name
    w: Words,
    title: str,
    question: str,
    lines: Sequence[str],
    behind: Sequence[Section],
    *,
    pictures: Iterable[Picture] = (),
    stamp: str | None = None,
    run: str | None = None,
) -> bytes:
    """Return a page of the blocks that a terminal report wrote on ``BLOCKS``.

    Args:
        w: Language, currency and names.
        title: The title.
        question: The question that the study answers, in a sentence.
        lines: The blocks; a heading that repeats the page's title is left out.
        behind: The sections for an auditor.
        pictures: Pictures of the study.
        stamp: The kind of document; the scenario's own if absent.
        run: Digest of what was run; the scenario's if absent.
    """
    heading = Text(text=title)
    below = [line for line in lines if getattr(line, "block", None) != heading]
    whole = laid(below, "svar", w.say("I korthet", "In short"))
    sections = [replace(whole, inside=()), *whole.inside]
    if not whole.blocks:
        first, *rest = whole.inside
        sections = [replace(first, title=whole.title), *rest] if first.blocks else rest
    if shown := figures(pictures, w, told=True):
        sections.insert(1, Section(id="bilder", title=w.say("Bilder", "Pictures"), blocks=shown))
    audit = Section(id="granskning", title=w.term("for_auditors"), inside=tuple(behind))
    sections.append(audit)
    scenario = w.scenario
    if hasattr(scenario, "origin"):
        sections = [edited(section, lambda text: without_folder(scenario, text)) for section in sections]
    return written(document(w, title, (question,), sections, stamp=stamp, run=run))
