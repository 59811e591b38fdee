"""The page of each study: what its terminal says, its pictures, and how it is made again.

``page(study, asked)`` is the page. A study gets one by a function here, with its title and its question, and a line
in ``PAGES``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from solver.output.provenance import foundations
from solver.report import screen
from solver.report.html.audit import reproduced, traced, without_folder
from solver.report.html.blocks import BLOCKS, Section, Text, edited, laid
from solver.report.html.documents import document
from solver.report.html.page import written
from solver.report.html.pictures import figures
from solver.report.studies import compare as comparison
from solver.report.studies import evaluate as evaluation
from solver.report.studies import explain as explanation
from solver.report.studies import frontier as stability
from solver.report.studies import intervals as held
from solver.report.studies import montecarlo as drawn
from solver.report.studies import national as division
from solver.report.studies import prices as price_list
from solver.report.studies import revealed as weighed
from solver.report.studies import room as around
from solver.report.studies import sensitivity as followed
from solver.report.studies import sobol as shared
from solver.report.studies import tornado as ends
from solver.report.studies import weight_map as mapped
from solver.report.words import Words
from solver.studies.compare import Comparison
from solver.studies.curve import Curve
from solver.studies.evaluate import Evaluation
from solver.studies.explain import Explanation
from solver.studies.frontier import Frontier
from solver.studies.intervals import Intervals
from solver.studies.montecarlo import MonteCarlo
from solver.studies.national import NationalGrants
from solver.studies.prices import Prices
from solver.studies.revealed import Revealed
from solver.studies.room import Room
from solver.studies.sobol import Sobol
from solver.studies.tornado import Tornado
from solver.studies.weight_map import WeightMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.report.plots import Picture


def page(study: Any, asked: str) -> bytes:
    """A study as a page of HTML; the same study gives the same bytes.

    Args:
        study: The study.
        asked: The command that asked for it; empty where there was none.

    Raises:
        TypeError: The study has no page.
    """
    made = PAGES.get(type(study))
    if made is None:
        raise TypeError(f"{type(study).__name__} has no page: write it in solver.report.html.study_page")
    return made(study, asked)


def no_plan(scenario: Scenario, error: NoPlanError, asked: str) -> bytes:
    """Why there is no plan, as a page of HTML."""
    w = Words(error.formulation.q.figures)
    title = w.say("Kraven går inte ihop", "The limits leave no plan")
    lines = screen.no_plan_on(BLOCKS, scenario, error)
    return _page(w, f"{title}: {scenario.title}", "", lines, reproduced(w, asked))


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
    """A page of what a terminal report wrote on ``BLOCKS``.

    Args:
        w: How it is written.
        title: What it is called.
        question: What the study answers, in a sentence.
        lines: What the report wrote; a heading of its own at the top is left out, for the page has a title.
        behind: What an auditor needs.
        pictures: Pictures of the study.
        stamp: What kind of document it is; the scenario's own if absent.
        run: Digest of what was run; the scenario's if absent.
    """
    said = Text(text=title)
    told = [line for line in lines if getattr(line, "block", None) != said]  # the page has said its title
    whole = laid(told, "svar", w.say("I korthet", "In short"))
    sections = [replace(whole, inside=()), *whole.inside]
    if not whole.blocks:
        first, *rest = whole.inside
        sections = [replace(first, title=whole.title), *rest] if first.blocks else rest
    if shown := figures(pictures, w, told=True):
        sections.insert(1, Section(id="bilder", title=w.say("Bilder", "Pictures"), blocks=shown))
    audit = Section(id="granskning", title=w.say("För granskning", "For auditors"), inside=tuple(behind))
    sections.append(audit)
    scenario = w.scenario
    if hasattr(scenario, "origin"):
        sections = [edited(section, lambda text: without_folder(scenario, text)) for section in sections]
    return written(document(w, title, (question,), sections, stamp=stamp, run=run))


def _drawn(study: object) -> Iterable[Picture]:
    """The pictures of a study; none where nobody has drawn it."""
    from solver.report.plots import Answer, plots  # noqa: PLC0415 - only pages with pictures wait for matplotlib

    return plots(study).values() if isinstance(study, Answer) else ()


# ------------------------------------------------------------------------------------------------- each study


def _compare(found: Comparison, asked: str) -> bytes:
    w = comparison.words_of(found)
    run = w.say("Körning", "Run")
    rows = [(f"{run} A", found.a.digest), (f"{run} B", found.b.digest)]
    return _page(
        w,
        w.say("Jämförelse: B jämfört med A", "Comparison: B against A"),
        w.say(
            "Vad skiljer i indata, och vad gör det för ramar, mål, värde och krav?",
            "What differs in the input, and what does it do to frames, goals, value and limits?",
        ),
        comparison.lines_on(BLOCKS, found, every_year=True),
        traced(w, rows, foundations(), asked),
        stamp=w.say("Arbetsmaterial", "Working material"),
        run=found.b.digest,
    )


def _curve(found: Curve, asked: str) -> bytes:
    w = Words(found.result.figures)
    return _page(
        w,
        w.say(f"Känslighet: {w.scenario.title}", f"Sensitivity: {w.scenario.title}"),
        w.say(
            "Hur ändras svaret när ett antagande ändras?", "How does the answer change with an assumption?"
        ),
        followed.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _evaluate(found: Evaluation, asked: str) -> bytes:
    w = Words(found.stated.figures)
    name = w.plan(found.plan)
    return _page(
        w,
        w.say(f"Utvärdering: {name}", f"Evaluation: {name}"),
        w.say(
            "Vad ger planen mot uppräkning och mot räkneförslaget samma år, och vilka krav bryter den?",
            "What does the plan give against indexation and the proposal of the same year, and which limits does it "
            "break?",
        ),
        evaluation.lines_on(BLOCKS, found, every_year=True),
        reproduced(w, asked),
    )


def _explain(found: Explanation, asked: str) -> bytes:
    w = Words(found.result.figures)
    name = w.committee(found.committee)
    return _page(
        w,
        w.say(f"Varför: {name}", f"Why: {name}"),
        w.say("Varför inte mer, och varför inte mindre?", "Why not more, and why not less?"),
        explanation.lines_on(BLOCKS, found),
        reproduced(w, asked),
    )


def _frontier(found: Frontier, asked: str) -> bytes:
    w = Words(found.result.figures)
    return _page(
        w,
        w.say(
            f"Vad kostar stabiliteten? {w.scenario.title}", f"What does stability cost? {w.scenario.title}"
        ),
        w.say(
            "Hur mycket måluppfyllelse ger det att ramar får ändras mer, och vem får och ger först?",
            "How much attainment does it give that frames may change more, and who gets and gives first?",
        ),
        stability.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _intervals(found: Intervals, asked: str) -> bytes:
    w = Words(found.result.figures)
    return _page(
        w,
        w.say(
            f"Hur långt svaret håller: {w.scenario.title}", f"How far the answer holds: {w.scenario.title}"
        ),
        w.say(
            "Hur mycket får varje vikt och effekt ändras innan svaret gör det?",
            "How much may every weight and effect change before the answer does?",
        ),
        held.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _montecarlo(found: MonteCarlo, asked: str) -> bytes:
    w = Words(found.result.figures)
    title = w.say("Om antagandena slår fel", "If assumptions turn out otherwise")
    return _page(
        w,
        f"{title}: {w.scenario.title}",
        w.say(
            "Hur mycket sprider sig ramarna, och vilka ändringar behåller sin riktning?",
            "How far do the frames spread, and which changes keep their direction?",
        ),
        drawn.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _national(found: NationalGrants, asked: str) -> bytes:
    w = division.words_of(found.country)
    made = found.summary()["provenance"]
    rows = [
        (w.say("Landets fingeravtryck (SHA-256)", "Digest of the country (SHA-256)"), found.country.digest),
        (w.say("Vem som står bakom vikterna", "Owner of the weights"), found.country.national.owner),
    ]
    title = found.country.national.title
    return _page(
        w,
        w.say(f"Nationell bidragsram: {title}", f"National grant frame: {title}"),
        w.say("Vart går kronorna, och varför dit?", "Where does the money go, and why there?"),
        division.lines_on(BLOCKS, found),
        traced(w, rows, made, asked),
        stamp=w.say("Arbetsmaterial", "Working material"),
        run=found.country.digest,
    )


def _prices(found: Prices, asked: str) -> bytes:
    w = Words(found.result.figures)
    return _page(
        w,
        w.say(f"Prislista: {w.scenario.title}", f"Price list: {w.scenario.title}"),
        w.say(
            "Vad kostar varje krav och beslut, och vad skulle andra sätt att arbeta kosta?",
            "What does each limit and decision cost, and what would other ways of working cost?",
        ),
        price_list.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _weights(found: Revealed, asked: str) -> bytes:
    w = Words(found.stated.figures)
    name = w.plan(found.plan)
    return _page(
        w,
        w.say(f"Vilka vikter motsvarar planen? {name}", f"Which weights match the plan? {name}"),
        w.say(
            "Under vilka vikter kommer planen närmast det bästa, och hur skiljer de sig från de angivna?",
            "Under which weights does the plan come nearest to the best, and how do they differ from the stated ones?",
        ),
        weighed.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _room(found: Room, asked: str) -> bytes:
    w = Words(found.result.figures)
    return _page(
        w,
        w.say(f"Handlingsutrymme: {w.scenario.title}", f"Room for choice: {w.scenario.title}"),
        w.say(
            "Hur mycket får varje ram ändras utan att måluppfyllelsen blir mycket lägre?",
            "How much may each frame change without much loss of attainment?",
        ),
        around.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _sobol(found: Sobol, asked: str) -> bytes:
    w = Words(found.result.figures)
    title = w.say("Vad osäkerheten kommer av", "What the uncertainty comes from")
    return _page(
        w,
        f"{title}: {w.scenario.title}",
        w.say(
            "Vilka antaganden kommer spridningen i V och i ramarna av?",
            "Which assumptions does the spread of V and of the frames come from?",
        ),
        shared.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _tornado(found: Tornado, asked: str) -> bytes:
    w = Words(found.result.figures)
    title = w.say("Känslighet: vad ändrar mest?", "Sensitivity: what changes most?")
    return _page(
        w,
        f"{title} {w.scenario.title}",
        w.say(
            "Vilka antaganden ändrar V och ramarna mest, inom vad som är rimligt för dem?",
            "Which assumptions change V and the frames most, within what is plausible for them?",
        ),
        ends.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


def _weight_map(found: WeightMap, asked: str) -> bytes:
    w = Words(found.result.figures)
    areas = w.listed(list(found.areas))
    return _page(
        w,
        w.say(f"Vikterna på {areas}: {w.scenario.title}", f"The weights of {areas}: {w.scenario.title}"),
        w.say(
            "Hur långt kan man tycka olika om vikterna och ändå få samma svar?",
            "How far may people disagree about the weights and still get the same answer?",
        ),
        mapped.lines_on(BLOCKS, found),
        reproduced(w, asked),
        pictures=_drawn(found),
    )


PAGES: dict[type, Callable[[Any, str], bytes]] = {
    Comparison: _compare,
    Curve: _curve,
    Evaluation: _evaluate,
    Explanation: _explain,
    Frontier: _frontier,
    Intervals: _intervals,
    MonteCarlo: _montecarlo,
    NationalGrants: _national,
    Prices: _prices,
    Revealed: _weights,
    Room: _room,
    Sobol: _sobol,
    Tornado: _tornado,
    WeightMap: _weight_map,
}
"""Every study and who makes its page."""
