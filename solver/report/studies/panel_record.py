"""Shared by the records of studies of a panel: words without a scenario, opening, and where they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from solver.report.studies.record import Source
from solver.report.words import RUN_ID, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.panel import Panel
    from solver.report.terminal import Page
    from solver.report.words import Words
    from solver.studies.panel_study import PanelStudy


KOLADA = re.compile(r"[NU]\d{5}")
"""How Kolada's indicators are named, whose terms ask that own processing is told as such."""


def publisher(kpis: Iterable[str], file: str) -> str:
    """Return whose data indicators are: Kolada's by their ids, else those of the file."""
    return "Kolada" if all(KOLADA.fullmatch(kpi) for kpi in kpis) else file


def words_of(study: PanelStudy) -> Words:
    """Return the words of a panel's study."""
    return words_in(study.language)


def opening(page: Page, w: Words, study: PanelStudy, title: str) -> list[str]:
    """Return what stands above the body on a terminal: the title, the panel and the run.

    Args:
        page: The page.
        w: The words.
        study: The study.
        title: Its full title.
    """
    run = f"{panel_sentence(w, study.panel)} · {w.term('run_inside')} {study.digest[:RUN_ID]}"
    return [*page.heading(title)[1:], *page.text(run)]


def panel_sentence(w: Words, panel: Panel) -> str:
    """Return a panel in words: its file and size, and what was left out of it."""
    years = f"{panel.years[0]}–{panel.years[-1]}"
    name, many = panel.file.rpartition("/")[2], len(panel.municipalities)
    of = publisher(panel.kpis, name)
    of = of if of == name else f"{of} ({name})"
    text = w.say(
        f"Egen bearbetning av data från {of}: {many} kommuner {years}",
        f"Own processing of data from {of}: {many} municipalities {years}",
    )
    reasons = {
        "empty": w.say("tomma", "empty"),
        "status": w.say("med utgivarens markering", "marked by the publisher"),
        "nation": w.say("för riket eller regioner", "for the nation or regions"),
    }
    left = [f"{count} {reasons[reason]}" for reason, count in panel.left_out.items()]
    return text + (w.say(" · utelämnade rader: ", " · rows left out: ") + w.listed(left) if left else "")


def source(w: Words, study: PanelStudy) -> Source:
    """Return what identifies a panel's study."""
    rows = [
        (w.term("run"), study.digest[:RUN_ID]),
        (w.term("digest"), study.digest),
        (w.say("Panel", "Panel"), panel_sentence(w, study.panel)),
    ]
    return Source(rows=rows, provenance=study.provenance, digest=study.digest)


def kpi_name(w: Words, panel: Panel, kpi: str) -> str:
    """Return an indicator's title and id, or its id."""
    title = panel.titles.get(kpi)
    return kpi if title is None else w.say(f"{title} ({kpi})", f"{title} ({kpi})")
