"""The record of a municipality's headroom: up to how much, within what, and by whom the mark is set."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from models.file.writing import flow
from models.panel import names_of
from solver.report.studies.panel_record import kpi_name, opening, publisher, source, words_of
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NO_BREAK
from solver.studies.headroom import RETURNS, Headroom

if TYPE_CHECKING:
    from models.panel import Measure
    from solver.report.terminal import Page
    from solver.report.words import Words

DECIMALS = 1
WEIGHT_DECIMALS = 2
COMMENT = 100
"""Widest line of a comment."""
PROPOSAL = (
    "Förslag ur jämförbara kommuner, inget krav och ingen besparing.",
    "A suggestion from comparable municipalities, no requirement and no saving.",
)
SHOWN_PEERS = 40
"""Peers that are named one by one; how many more there are is told."""


def _opening(page: Page, w: Words, study: Headroom) -> list[str]:
    return opening(page, w, study, REPORT.full_title(study))


def _lines(page: Page, w: Words, study: Headroom) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    return [
        *lines,
        *_ranges(page, w, study),
        *_frontier(page, w, study),
        *_years(page, w, study),
        *_compared(page, w, study),
        *_to_paste(page, w, study),
    ]


def sentences(w: Words, study: Headroom) -> list[str]:
    """Return the findings, a sentence each."""
    constant, variable = (w.percent(study.of(kind).headroom, DECIMALS) for kind in RETURNS)
    least, most = (w.percent(end, DECIMALS) for end in study.range)
    name, y = study.subject, study.year
    told = [
        w.say(
            f"{name} {y}: upp till {constant} med konstant skalavkastning, upp till {variable} med variabel. Med andra "
            f"år, med någon av de kommuner som sätter märket utelämnad och med båda antagandena: {least} till {most}.",
            f"{name} {y}: up to {constant} under constant returns to scale, up to {variable} under variable. With "
            "other years, with any one of the municipalities that set the mark left out, and with both assumptions: "
            f"{least} to {most}.",
        ),
        w.say(
            "Det är en övre gräns för vad som skiljer i just dessa mått, inte en besparing och inte ett krav. "
            "Kvalitet, behov och redovisning som måtten inte fångar syns som utrymme fast de inte är det.",
            "It is an upper limit of what differs in just these measures, not a saving and not a requirement. "
            "Quality, need and accounting that the measures miss show as headroom although they are not.",
        ),
    ]
    if not study.need_is_in:
        told.append(
            w.say(
                "Minst ett mått på insatser är en rå kostnad: skillnader i behov och löner ligger i utrymmet. Med "
                "kostnad genom referenskostnad, 1+KPI% av nettokostnadsavvikelsen, är behovet borträknat.",
                "At least one input is a raw cost: differences in need and pay are part of the headroom. With cost "
                "over reference cost, 1+KPI% of the deviation of net cost, need is taken out.",
            )
        )
    if own := [kind for kind in RETURNS if list(study.of(kind).weights) == [study.municipality]]:
        kinds = w.listed([_returns(w, kind) for kind in own])
        told.append(
            w.say(
                f"Med {kinds} skalavkastning sätter {name} själv märket; ingen blandning av andra har lika mycket för "
                "mindre.",
                f"Under {kinds} returns {name} sets the mark itself; no mixture of others has as much for less.",
            )
        )
    return [*told, *_uniform(w, study), *_preliminary(w, study)]


def _uniform(w: Words, study: Headroom) -> list[str]:
    if study.uniform is None:
        return []
    uniform, least = w.percent(study.uniform, DECIMALS), w.percent(study.range[0], DECIMALS)
    return [
        w.say(
            f"Osthyveln är {uniform} för alla, vad de än har. Spannets nedre ände för {study.subject} är {least}.",
            f"The uniform requirement is {uniform} for all, whatever they have. The lower end of the range of "
            f"{study.subject} is {least}.",
        )
    ]


def _preliminary(w: Words, study: Headroom) -> list[str]:
    kpis = {kpi for kind in study.measures for m in kind for kpi in m.kpis}
    if any(year == study.year and kpi in kpis for _, year, kpi in study.panel.preliminary):
        return [w.say(f"Värden för {study.year} är preliminära.", f"Values of {study.year} are preliminary.")]
    return []


def _returns(w: Words, kind: str) -> str:
    return w.say(*{"constant": ("konstant", "constant"), "variable": ("variabel", "variable")}[kind])


def _span(w: Words, ends: tuple[float, float]) -> str:
    least, most = (w.percent(end, DECIMALS) for end in ends)
    return f"{least} – {most}"


def _range_rows(w: Words, study: Headroom) -> list[list[str]]:
    """Return the headroom of each return to scale, with its ranges over years and without each frontier peer."""
    return [
        [
            _returns(w, kind),
            w.percent(study.of(kind).headroom, DECIMALS),
            _span(w, study.over_years(kind)),
            _span(w, study.over_peers(kind)),
        ]
        for kind in RETURNS
    ]


def _ranges(page: Page, w: Words, study: Headroom) -> list[str]:
    head = [
        w.term("returns_to_scale"),
        w.say(f"Upp till\n{study.year}", f"Up to\n{study.year}"),
        w.term("over_the_years"),
        w.say("Utan någon\nav dem som sätter märket", "Without any one\nthat sets the mark"),
    ]
    return [
        *page.heading(w.say("Upp till hur mycket", "Up to how much")),
        *page.table(head, _range_rows(w, study)),
    ]


def _frontier(page: Page, w: Words, study: Headroom) -> list[str]:
    rows = []
    for kind in RETURNS:
        for peer, weight in sorted(study.of(kind).weights.items(), key=lambda item: (-item[1], item[0])):
            theta = study.without.get((kind, peer))
            left = w.say("kommunen själv", "the municipality itself")
            if theta is not None:
                left = w.percent(max(1 - theta, 0.0), DECIMALS)
            rows.append([study.panel.names[peer], _returns(w, kind), w.number(weight, WEIGHT_DECIMALS), left])
    head = [
        w.say("Sätter märket", "Sets the mark"),
        w.term("returns_to_scale"),
        w.term("weight_in_a_heading"),
        w.say("Utan den, upp till", "Without it, up to"),
    ]
    title = w.say(f"Vilka som sätter märket {study.year}", f"Who sets the mark in {study.year}")
    return [*page.heading(title), *page.table(head, rows, left=(0, 1))]


def _years(page: Page, w: Words, study: Headroom) -> list[str]:
    rows = [
        [
            str(year),
            *(w.percent(study.of(kind, year).headroom, DECIMALS) for kind in RETURNS),
            str(len(study.peers[year])),
        ]
        for year in study.peers
    ]
    head = [
        w.term("year"),
        w.say("Konstant, upp till", "Constant, up to"),
        w.say("Variabel, upp till", "Variable, up to"),
        w.say("Jämförda", "Compared"),
    ]
    return [*page.heading(w.say("År för år", "Year by year")), *page.table(head, rows)]


def _compared(page: Page, w: Words, study: Headroom) -> list[str]:
    inputs, outputs = (w.listed([_measure(w, study, m) for m in kind]) for kind in study.measures)
    names = names_of(study.panel, study.peers[study.year])
    shown, hidden = names[:SHOWN_PEERS], len(names) - SHOWN_PEERS
    more = w.say(f" och {hidden} till", f" and {hidden} more") if hidden > 0 else ""
    who = ", ".join(shown) + more
    lines = page.text(
        w.say(f"Insatser: {inputs}. Resultat: {outputs}.", f"Inputs: {inputs}. Outputs: {outputs}.")
    )
    lines += page.text(w.say(f"Jämförda {study.year}: {who}.", f"Compared with in {study.year}: {who}."))
    if study.missing:
        missing = w.listed(names_of(study.panel, study.missing))
        lines += page.text(
            w.say(
                f"Utan alla värden {study.year}, därför inte med: {missing}.",
                f"Without every value in {study.year}, therefore not in: {missing}.",
            )
        )
    return [*page.heading(w.say("Vad som jämförs, med vilka", "What is compared, with whom")), *lines]


def _measure(w: Words, study: Headroom, m: Measure) -> str:
    names = w.listed([kpi_name(w, study.panel, kpi) for kpi in m.kpis])
    if m.over_reference:
        return w.say(f"kostnad genom referenskostnad ur {names}", f"cost over reference cost from {names}")
    return names if m.text in m.kpis else f"{m.text}: {names}"


def _to_paste(page: Page, w: Words, study: Headroom) -> list[str]:
    """Return a suggested limit with its source, to paste into a committee; no requirement."""
    suggested = suggestion(w, study)
    if suggested is None:
        return []
    limit, said = suggested
    lines = [f"    # {said}", f"    max_decrease: {limit}"]
    return [*page.heading(w.say("Att klistra in", "To paste")), *page.text(_no_requirement(w)), *lines]


def suggestion(w: Words, study: Headroom) -> tuple[str, str] | None:
    """Return a suggested ``max_decrease`` and its source; None where not every way of computing supports one.

    Args:
        w: The words of the study.
        study: The headroom.
    """
    if study.suggested_limit is None:
        return None
    kpis = (kpi for kind in study.measures for m in kind for kpi in m.kpis)
    of = publisher(kpis, study.file)
    said = w.say(
        f"egen bearbetning av data från {of}: DEA {study.year}, upp till "
        f"{w.percent(study.of('constant').headroom)}, spann {_span(w, study.range)}",
        f"own processing of data from {of}: DEA {study.year}, up to "
        f"{w.percent(study.of('constant').headroom)}, range {_span(w, study.range)}",
    )
    return f"{100 * study.suggested_limit:g} %", said.replace(NO_BREAK, " ")


def _no_requirement(w: Words) -> str:
    return w.say(
        "Kan klistras in på nämnden (committees), om någon vill stå för det och måtten gäller hela dess ram. Gränsen "
        "gäller varje planår; talet är spannets nedre ände, så långt alla räknesätten stödjer ett utrymme. Den "
        "tillåter en minskning och kräver ingen.",
        "May be pasted into the committee, if somebody stands behind it and the measures are of its whole frame. The "
        "limit holds for each plan year; the number is the lower end of the range, as far as every way of computing "
        "supports a headroom. It allows a decrease and requires none.",
    )


def scenario_lines(study: Headroom, w: Words, committee: str) -> list[str]:
    """Return the suggestion as lines of a scenario file: ``max_decrease`` and ``source`` of a committee, no more.

    Args:
        study: The headroom.
        w: The words of the study.
        committee: Id of the committee whose whole frame the measures are of.

    Returns:
        The lines; none where not every way of computing supports a headroom.
    """
    suggested = suggestion(w, study)
    if suggested is None:
        return []
    limit, said = suggested
    uniform = " ".join(_uniform(w, study))
    told = [w.say(*PROPOSAL), _no_requirement(w), *([uniform] if uniform else [])]
    return [
        *(f"# {line}" for text in told for line in textwrap.wrap(text.replace(NO_BREAK, " "), COMMENT)),
        "committees:",
        f"  {flow(committee)}:",
        f"    max_decrease: {limit}",
        f"    source: {flow(said)}",
    ]


def _short(w: Words, study: Headroom) -> Short:
    head = [
        w.term("returns_to_scale"),
        w.say(f"Upp till {study.year}", f"Up to {study.year}"),
        w.term("over_the_years"),
        w.say("Utan någon som sätter märket", "Without any that sets the mark"),
    ]
    return Short(sentences=sentences(w, study)[:2], head=head, rows=_range_rows(w, study))


REPORT = StudyReport(
    of=Headroom,
    title=("Effektiviseringsutrymme", "Headroom"),
    question=(
        "Upp till hur mycket mindre har jämförbara kommuner använt för lika mycket?",
        "Up to how much less have comparable municipalities used for as much?",
    ),
    lines=_lines,
    short=_short,
    subject=lambda _, study: study.subject,
    words=words_of,
    opening=_opening,
    source=source,
)
