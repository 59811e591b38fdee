"""The record of a backtest: how often the direction was right, and how near the curves were beside *no change*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.studies.panel_record import kpi_name, panel_sentence
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NONE, RUN_ID, capital
from solver.studies.backtest import Backtest

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.report.words import Words
    from solver.studies.backtest import Tested

DECIMALS = 3
WHY = {
    "indicator": ("målet har ingen indikator med id", "the goal has no indicator with an id"),
    "panel": ("nyckeltalet finns inte i panelen", "the key figure is not in the panel"),
    "cost_panel": (
        "kostnaden som hör till nyckeltalet finns inte i panelen",
        "the cost that answers to the key figure is not in the panel",
    ),
    "cost": (
        "ingen kostnad är känd för nyckeltalet; ange den med --cost",
        "no cost is known for the key figure; state it with --cost",
    ),
    "few": ("för få kommuner har båda nyckeltalen två år i rad", "too few have both two years in a row"),
    "complement": ("kurvan följer flera verksamheter", "the curve follows several activities"),
}


def _lines(page: Page, w: Words, study: Backtest) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    return [*lines, *_table(page, w, study), *_own(page, w, study), *_untested(page, w, study)]


def sentences(w: Words, study: Backtest) -> list[str]:
    """Return what was tested and found, a sentence each."""
    told = [f"{panel_sentence(w, study.panel)}, SHA-256 {study.panel.sha256[:RUN_ID]}."]
    if not study.tested:
        nothing = w.say("Ingen kurva kunde prövas.", "No curve could be tested.")
        return [*told, nothing]
    told.append(
        w.say(
            "Ur varje kommuns indikator ett år och dess reala kostnadsändring till nästa, mot mittkommunens, säger "
            "kurvan nästa års indikator. Bredvid står ”ingen ändring”: att indikatorn blir som förra året.",
            "From each municipality's indicator one year and its real change of cost to the next, against that of the "
            "middle municipality, the curve says the next year's indicator. Beside it stands “no change”: that the "
            "indicator stays as last year.",
        )
    )
    told += [_verdict(w, study, test) for test in study.tested]
    told.append(
        w.say(
            "En kurva som är skattad på samma panel prövas välvilligt. Provet säger hur kurvan följer enskilda år, "
            "inte om sambandet är orsak.",
            "A curve that was estimated on the same panel is tested kindly. The test tells how the curve follows "
            "single years, not whether the relation is a cause.",
        )
    )
    return told


def _verdict(w: Words, study: Backtest, test: Tested) -> str:
    name, error, unchanged = (
        _name(w, test),
        w.number(test.error, DECIMALS),
        w.number(test.unchanged, DECIMALS),
    )
    hits, many = test.directions
    share = w.percent(hits / many, 0) if many else NONE
    unit = study.unit(test) or w.say("enheter", "units")
    unit = w.say("procentenheter", "percentage points") if unit == "%" else unit
    said = w.say(
        f"{name}: rätt riktning i {hits} av {many} ({share}); i snitt {error} {unit} fel, mot {unchanged} för ingen "
        "ändring",
        f"{name}: the right direction in {hits} of {many} ({share}); off by {error} {unit} on average, "
        f"against {unchanged} for no change",
    )
    worse = test.error > test.unchanged
    ends = {
        "better": ("; kurvan var närmare.", "; the curve was nearer."),
        "worse": (
            "; kurvan gjorde sämre ifrån sig än ingen ändring.",
            "; the curve did worse than no change.",
        ),
        "same": (
            "; kurvan gjorde sämre ifrån sig än ingen ändring, men skillnaden går inte att skilja från slumpen."
            if worse
            else "; kurvan var närmare, men skillnaden går inte att skilja från slumpen.",
            "; the curve did worse than no change, but the difference cannot be told from chance."
            if worse
            else "; the curve was nearer, but the difference cannot be told from chance.",
        ),
    }
    return said + w.say(*ends[test.verdict])


def _name(w: Words, test: Tested) -> str:
    return f"{w.activity(test.effect.partition('.')[0])} – {w.goal(test.goal)}"


def _cells(w: Words, test: Tested) -> list[str]:
    hits, many = test.directions
    return [
        w.number(len(test.pairs), 0),
        w.percent(hits / many, 0) if many else NONE,
        w.number(test.error, DECIMALS),
        w.number(test.unchanged, DECIMALS),
    ]


def _head(w: Words) -> list[str]:
    return [
        w.say("Effekt", "Effect"),
        w.say("Par av\når", "Pairs of\nyears"),
        w.say("Rätt\nriktning", "Right\ndirection"),
        w.say("Fel i snitt,\nkurvan", "Mean error,\nthe curve"),
        w.say("Fel i snitt,\ningen ändring", "Mean error,\nno change"),
    ]


def _table(page: Page, w: Words, study: Backtest) -> list[str]:
    if not study.tested:
        return []
    rows = [
        [
            f"{_name(w, test)} ({test.outcome})",
            *_cells(w, test),
            f"{w.signed(test.better[0], DECIMALS)} ± {w.number(1.96 * test.better[1], DECIMALS)}",
        ]
        for test in study.tested
    ]
    head = [*_head(w), w.say("Närmare med,\n95 %", "Nearer by,\n95%")]
    return [
        *page.heading(w.say("Alla kommuner i panelen", "All municipalities of the panel")),
        *page.table(head, rows),
    ]


def _own(page: Page, w: Words, study: Backtest) -> list[str]:
    if study.own is None:
        return []
    name = study.panel.names[study.own]
    rows = [
        [f"{_name(w, test)} ({test.outcome})", *_cells(w, own)]
        for test in study.tested
        if (own := test.of(study.own)) is not None
    ]
    if not rows:
        return []
    few = w.say(
        "Få år: en enda kommuns tal säger inget om kurvan.",
        "Few years: the numbers of a single municipality say nothing of the curve.",
    )
    return [
        *page.heading(w.say(f"{name} ensam", f"{name} alone")),
        *page.text(few),
        *page.table(_head(w), rows),
    ]


def _untested(page: Page, w: Words, study: Backtest) -> list[str]:
    if not study.untested:
        return []
    lines = page.heading(w.say("Inte prövade", "Not tested"))
    for reason, words in WHY.items():
        names = [_effect(w, study, effect) for effect, found in study.untested.items() if found == reason]
        if names:
            lines += page.text(f"{capital(w.say(*words))}: {'; '.join(names)}.")
    return lines


def _effect(w: Words, study: Backtest, effect: str) -> str:
    found = next(r for r in study.figures.responses if r.id == effect)
    if found.complement:
        return effect
    goal, indicator = w.goal(found.goal), w.scenario.goals[found.goal].indicator
    named = f"{w.activity(found.members[0])} – {goal}"
    if indicator is None or indicator.id is None:
        return named
    return f"{named} ({kpi_name(w, study.panel, indicator.id)})"


def _short(w: Words, study: Backtest) -> Short:
    rows = [[_name(w, test), *_cells(w, test)] for test in study.tested]
    head = [" ".join(cell.split()) for cell in _head(w)]
    return Short(sentences=sentences(w, study)[:1], head=head, rows=rows)


REPORT = StudyReport(
    of=Backtest,
    title=("Kurvorna mot utfallet", "The curves against what came"),
    question=(
        "Vad hade kurvorna sagt från ett år till nästa, och vad blev det?",
        "What would the curves have said from one year to the next, and what came?",
    ),
    lines=_lines,
    short=_short,
)
