"""The report ``report.html``: one self-contained, accessible page with a part for each reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.frame_table import FrameTable
from solver.report.html.audit import audit
from solver.report.html.beside import implied, priced
from solver.report.html.blocks import Links, Section
from solver.report.html.committee import anchor, committee
from solver.report.html.council import council
from solver.report.html.documents import document
from solver.report.html.frames import frames
from solver.report.html.goals import goals
from solver.report.html.limits_evidence_plans import binding, evidence, plans
from solver.report.html.page import written
from solver.report.html.pictures import figures
from solver.report.html.sources import sources
from solver.report.plotting import plots
from solver.report.words import Words
from solver.studies.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.html.blocks import Figure

FRAMES, GOALS, EVIDENCE, PLANS = ("changes", "balances"), ("goals",), ("evidence",), ("frames",)
"""Pictures of each section."""


def report(result: Result, beside: Beside | None = None) -> bytes:
    """Return the answer as a page of HTML; the same answer gives the same bytes.

    Args:
        result: An answer.
        beside: Studies that were made beside it; the page names the call that makes those it lacks.
    """
    w, more = Words(result.figures), beside or Beside()
    found = plots(result, certainty=more.certainty)
    tables = [FrameTable.of(result, w, y) for y in result.figures.years]
    planned = [t for t in tables if t.year in result.figures.open_years]

    def drawn(names: Sequence[str]) -> Sequence[Figure]:
        return figures((found[name] for name in names if name in found), w)

    committees = w.scenario.committees
    listed = Section(
        id="namnder",
        title=w.say("En sida per nämnd", "A page for each committee"),
        blocks=(Links(items=tuple((anchor(c), w.committee(c)) for c in committees)),),
    )
    sections = (
        frames(result, w, tables, drawn(FRAMES)),
        goals(result, w, drawn(GOALS)),
        binding(result, w),
        *((priced(w, more.prices),) if more.prices else ()),
        evidence(result, w, more.certainty, drawn(EVIDENCE), more.backtest),
        plans(result, w, more.views, drawn(PLANS), more.ties),
        sources(w),
        listed,
        *(committee(result, w, c, planned) for c in committees),
        audit(result, w, implied(w, more.weights) if more.weights else None),
    )
    title = w.say(f"Räkneförslag: {w.scenario.title}", f"Computed proposal: {w.scenario.title}")
    return written(document(w, title, (), sections, first=council(result, w, more)))
