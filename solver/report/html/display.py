"""Answers where HTML is shown, as in a notebook: what it is, one finding, one short table; all else is in the tables.

``solver.files.rich`` finds the way here; names, numbers and sentences are the report's.
"""

from __future__ import annotations

import math
from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING, Any

from models.reading import digest
from models.scenario import FULL_POINTS
from solver.answer.result import Result
from solver.report import levers, rule_names
from solver.report.frame_table import FrameTable
from solver.report.studies import frontier as stability
from solver.report.studies import sensitivity
from solver.report.studies import weight_map as weighing
from solver.report.studies.compare import words_of as words_of_two
from solver.report.studies.evaluate import breach
from solver.report.studies.national import words_of
from solver.report.terminal import RUN_ID
from solver.report.words import NONE, Words
from solver.studies.compare import Comparison
from solver.studies.curve import Curve
from solver.studies.evaluate import Evaluation
from solver.studies.explain import CAUSES, Explanation
from solver.studies.frontier import Frontier
from solver.studies.intervals import Intervals
from solver.studies.montecarlo import MonteCarlo
from solver.studies.national import NationalGrants
from solver.studies.prices import Prices
from solver.studies.revealed import Revealed
from solver.studies.room import Room, spans_of
from solver.studies.sobol import Sobol
from solver.studies.tornado import Tornado
from solver.studies.weight_map import WeightMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 12
"""Rows of a table; how many more there are is told."""
DECIMALS = 3


def shown(
    w: Words,
    title: str,
    sentences: Iterable[str],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> str:
    """A heading, sentences and a table as HTML; whatever they hold stays text.

    Args:
        w: How it is written.
        title: The heading.
        sentences: One paragraph.
        head: The table's columns, the first one of names.
        rows: Its cells, written.
    """
    told = " ".join(filter(None, sentences))
    left = 'style="text-align:left"'
    cells = "".join(f'<th scope="col" {left if not n else ""}>{escape(h)}</th>' for n, h in enumerate(head))
    body = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:normal">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in more)
        + "</tr>"
        for name, *more in rows[:MOST]
    )
    hidden = len(rows) - MOST
    one = hidden == 1
    more = w.say(f"{hidden} {'rad' if one else 'rader'} till.", f"{hidden} more {'row' if one else 'rows'}.")
    rest = f"<p>{more}</p>" if hidden > 0 else ""
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    lang = w.say("sv", "en")
    return (
        f'<div lang="{lang}"><p><strong>{escape(title)}</strong></p><p>{escape(told)}</p>{table}{rest}</div>'
    )


def run(w: Words) -> str:
    """What kind of document this is, and of which run."""
    return f"{w.standing()}, {w.say('körning', 'run')} {digest(w.scenario)[:RUN_ID]}."


@singledispatch
def html(answer: Any) -> str:
    """An answer as a short piece of HTML.

    Raises:
        TypeError: It is none.
    """
    raise TypeError(f"{type(answer).__name__} has no display")


@html.register
def _result(found: Result) -> str:
    w, y = Words(found.figures), found.figures.years[0]
    t, d = FrameTable.of(found, w, y), w.money_decimals
    value, before = (w.number(plan.value, DECIMALS) for plan in (found.proposal, found.plans["indexation"]))
    rows = [
        [
            w.committee(c),
            *(w.number(v, d) for v in (t.base[c], t.proposal[c] - t.difference[c], t.proposal[c])),
            w.signed(t.difference[c], d),
        ]
        for c in found.scenario.committees
    ]
    said = w.say(
        f"V {value} av {FULL_POINTS:g}, mot {before} vid uppräkning. {_resting(w, found)}",
        f"V {value} of {FULL_POINTS:g}, against {before} under indexation. {_resting(w, found)}",
    )
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        str(found.scenario.base_year),
        w.plan_id("indexation"),
        w.plan_id("proposal"),
        w.say("Mot uppräkning", "Against indexation"),
    ]
    return shown(w, found.scenario.title, [w.owner(), said, run(w)], head, rows)


def _resting(w: Words, found: Result) -> str:
    share = found.evidence().get("assumption", 0.0)
    rests = w.percent(share, 0)
    return w.say(
        f"{rests} av omfördelningen vilar på antaganden utan underlag.",
        f"{rests} of the reallocation rests on assumptions without support.",
    )


@html.register
def _prices(found: Prices) -> str:
    w = Words(found.result.figures)
    rows = [
        [
            rule_names.name(w, price),
            NONE if price.points is None else w.fine(price.points, DECIMALS),
            NONE if price.money is None else w.fine(price.money * w.per_msek, w.money_decimals),
            w.say("krav", "rule") if price.in_force else w.say("annat sätt", "other way"),
        ]
        for price in found.entries
        if price.points
    ]
    said = w.say(
        "V utan kravet mindre V med det; för andra sätt räkneförslagets V mindre V då.",
        "V without the rule less V with it; for other ways the proposal's V less V then.",
    )
    head = [
        w.say("Krav", "Rule"),
        w.say("Målpoäng", "Goal points"),
        w.say(f"{w.unit} per år", f"{w.unit} a year"),
        "",
    ]
    title = w.say(f"Prislista: {w.scenario.title}", f"Price list: {w.scenario.title}")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _room(found: Room) -> str:
    w, y = Words(found.result.figures), found.result.figures.years[0]
    rows = [
        [w.committee(span.id), *map(w.amount, (span.least, span.proposal, span.greatest))]
        for span in spans_of(found.spans, "frame", y)
    ]
    within = w.spoken_percent(found.within)
    said = w.say(
        f"Bland planer vars V är högst {within} lägre än räkneförslagets; varje tal för sig.",
        f"Among plans whose V is at most {within} below the proposal's; each figure by itself.",
    )
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        w.say("Minst", "Least"),
        w.plan_id("proposal"),
        w.say("Störst", "Greatest"),
    ]
    title = w.say(f"Handlingsutrymme: {w.scenario.title}", f"Room for choice: {w.scenario.title}")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _revealed(found: Revealed) -> str:
    w = Words(found.stated.figures)
    rows = [
        [w.goal(g), *(w.percent(v) for v in (weight.stated, weight.revealed, weight.low, weight.high))]
        for g, weight in found.goals.items()
    ]
    regret, stated = w.fine(found.regret, DECIMALS), w.fine(found.stated_regret, DECIMALS)
    said = w.say(
        f"Planen ligger {regret} poäng under den bästa med de vikter som förklarar den bäst, {stated} med de angivna.",
        f"The plan is {regret} points below the best under the weights that explain it best, {stated} under the "
        "stated ones.",
    )
    head = [
        w.say("Mål, vikt", "Goal, weight"),
        w.say("Angiven", "Stated"),
        w.say("Motsvarar planen", "Explains the plan"),
        w.say("Från", "From"),
        w.say("Till", "To"),
    ]
    name = w.plan(found.plan)
    title = w.say(f"Vilka vikter motsvarar {name}?", f"Which weights does {name} answer to?")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _evaluation(found: Evaluation) -> str:
    w, y = Words(found.stated.figures), found.stated.figures.years[0]
    rows = []
    for c in found.scenario.committees:
        own, indexed = float(found.plan.q.frame[c, y]), float(found.indexation.q.frame[c, y])
        rows.append([w.committee(c), w.amount(indexed), w.amount(own), w.amount(own - indexed, sign=True)])
    n, best = len(found.broken), found.best
    said = w.say(
        f"V {w.number(found.value, DECIMALS)}"
        + (f", mot {w.number(best.value, DECIMALS)} för den bästa planen med samma total" if best else "")
        + f". Planen bryter {n} gränser.",
        f"V {w.number(found.value, DECIMALS)}"
        + (
            f", against {w.number(best.value, DECIMALS)} for the best plan with the same total"
            if best
            else ""
        )
        + f". The plan breaks {n} limits.",
    )
    most = max(found.broken, key=lambda b: abs(b.amount), default=None)
    worst = "" if most is None else f"{w.say('Mest', 'Most')}: {breach(w, most).rstrip('.')}."
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        w.plan_id("indexation"),
        w.say("Planen", "The plan"),
        w.say("Mot uppräkning", "Against indexation"),
    ]
    return shown(w, w.plan(found.plan), [said, worst, run(w)], head, rows)


@html.register
def _comparison(found: Comparison) -> str:
    w = words_of_two(found)
    y = found.years[0]

    def cells(id_: str, name: str) -> list[str]:
        amounts = [side.frames.get(("proposal", id_, y)) for side in (found.a, found.b)]
        told = [NONE if amount is None else w.amount(amount) for amount in amounts]
        a, b = amounts
        return [name, *told, NONE if a is None or b is None else w.amount(b - a, sign=True)]

    n = len(found.changes)
    said = w.say(
        f"A (jämförelsebas): {found.a.name}. B: {found.b.name}. {n} nycklar skiljer i indata.",
        f"A (comparison base): {found.a.name}. B: {found.b.name}. {n} keys differ in the input.",
    )
    head = [w.say(f"Räkneförslag {y}, {w.unit}", f"Proposal {y}, {w.unit}"), "A", "B", "B − A"]
    rows = [cells(c, name) for c, name in found.committees.items()]
    return shown(w, w.say("B jämfört med A", "B against A"), [said], head, rows)


@html.register
def _explanation(found: Explanation) -> str:
    w = Words(found.result.figures)
    names = {
        "volume": w.say("volymer", "volumes"),
        "price": w.say("egna priser och effektivisering", "own prices and efficiency"),
        "goals": w.say("målen och deras vikter", "goals and their weights"),
        "limits": w.say("gränser och beslut", "limits and decisions"),
    }
    rows = [
        [w.plan_id("indexation"), *(w.amount(y.reason.proposal - y.reason.difference) for y in found.years)],
        *([names[cause], *(w.amount(y.parts[cause], sign=True) for y in found.years)] for cause in CAUSES),
        [w.plan_id("proposal"), *(w.amount(y.reason.proposal) for y in found.years)],
    ]
    head = [
        w.say(f"Ram och orsaker, {w.unit}", f"Frame and causes, {w.unit}"),
        *(str(y.year) for y in found.years),
    ]
    return shown(w, w.committee(found.committee), [w.owner(), run(w)], head, rows)


@html.register
def _curve(found: Curve) -> str:
    w, y = Words(found.result.figures), found.result.figures.years[0]
    today = found.lever.today
    middle = today if today is not None and found.low <= today <= found.high else (found.low + found.high) / 2
    ends = [found.low, middle, found.high]
    place = {c: n for n, (c, year) in enumerate(found.frames) if year == y}
    states = [found.at(at) for at in ends]
    rows = [["V", *(w.number(state.value, DECIMALS) for state in states)]]
    rows += [
        [w.committee(c), *(w.amount(float(state.frames[n])) for state in states)] for c, n in place.items()
    ]
    head = [
        w.say(f"V, och ramar {y}, {w.unit}", f"V, and frames {y}, {w.unit}"),
        *(levers.value(w, found.lever, at) for at in ends),
    ]
    what = levers.name(w, found.lever)
    title = w.say(f"Känslighet: {what}", f"Sensitivity: {what}")
    return shown(w, title, [*sensitivity.sentences(w, found), run(w)], head, rows)


@html.register
def _intervals(found: Intervals) -> str:
    w = Words(found.result.figures)
    rows = []
    for e in found.entries:
        source = (
            "" if e.kind == "weight" else e.activity if e.kind == "complement" else w.activity(e.activity)
        )
        high = w.say("utan gräns", "no limit") if math.isinf(e.high) else w.number(e.high, DECIMALS)
        name = f"{source} → {w.goal(e.goal)}" if source else w.goal(e.goal)
        rows.append([name, w.number(e.low, DECIMALS), w.number(e.today, DECIMALS), high])
    head = [
        w.say("Antagande", "Assumption"),
        w.say("Från", "From"),
        w.say("I dag", "Today"),
        w.say("Till", "To"),
    ]
    said = w.say(
        "Ett antagande i taget; inom intervallet är hela räkneförslaget detsamma. Det som ändrar svaret först står "
        "överst.",
        "One assumption at a time; within the interval the whole proposal is the same. What changes it first is at "
        "the top.",
    )
    title = w.say("Hur långt svaret håller", "How far the answer holds")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _montecarlo(found: MonteCarlo) -> str:
    w = Words(found.result.figures)
    y = found.result.figures.years[0]
    rows = [
        [w.committee(sign.committee), w.amount(sign.proposed, sign=True), w.percent(sign.keeps, 0)]
        for sign in found.signs
        if sign.year == y
    ]
    n = w.number(found.draws, 0)
    said = w.say(
        f"{n} dragningar, frö {found.seed}; {found.without_plan} av dem lämnar ingen plan.",
        f"{n} draws, seed {found.seed}; {found.without_plan} of them leave no plan.",
    )
    head = [
        w.say(f"Mot uppräkning {y}, {w.unit}", f"Against indexation {y}, {w.unit}"),
        w.plan_id("proposal"),
        w.say("Samma riktning", "Same direction"),
    ]
    title = w.say("Om antagandena slår fel", "If assumptions turn out otherwise")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _sobol(found: Sobol) -> str:
    w = Words(found.result.figures)
    of_value = found.shares[0].indices
    rows = []
    if of_value is not None:
        order = sorted(
            range(len(found.levers)), key=lambda k: (-float(of_value.total[k]), found.levers[k].id)
        )
        rows = [
            [
                levers.name(w, found.levers[k]),
                w.percent(float(of_value.first[k]), 0),
                w.percent(float(of_value.total[k]), 0),
            ]
            for k in order
        ]
    spread = w.points(found.shares[0].deviation, 2)
    said = w.say(
        f"V:s standardavvikelse är {spread}. Så stor del av variansen kommer av:",
        f"The standard deviation of V is {spread}. So much of the variance comes from:",
    )
    head = [
        w.say("Antagande", "Assumption"),
        w.say("Ensamt", "Alone"),
        w.say("Med samspel", "With others"),
    ]
    title = w.say("Vad osäkerheten kommer av", "What the uncertainty comes from")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _national(found: NationalGrants) -> str:
    w, national = words_of(found.country), found.country.national
    y = national.years[0]
    rows = [
        [scenario.title, w.amount(found.country.even(id_, y)), w.amount(found.grants[id_, y])]
        for id_, scenario in found.country.municipalities.items()
    ]
    value, bound = w.number(found.value, DECIMALS), w.number(found.bound, DECIMALS)
    said = w.say(
        f"V i landet {value} av {FULL_POINTS:g}; ingen fördelning når över {bound}.",
        f"The country's V is {value} of {FULL_POINTS:g}; no division reaches beyond {bound}.",
    )
    head = [
        w.say(f"Bidrag {y}, {w.unit}", f"Grants {y}, {w.unit}"),
        w.say("Lika per invånare", "Equal per inhabitant"),
        w.plan_id("proposal"),
    ]
    return shown(w, national.title, [said], head, rows)


@html.register
def _tornado(found: Tornado) -> str:
    w = Words(found.result.figures)
    rows = []
    for bar in found.bars:
        ends = (bar.low, bar.high)
        values = [w.number(end.value, DECIMALS) for end in ends]
        span = " – ".join(levers.value(w, bar.lever, end.answered_at) for end in ends)
        rows.append([levers.name(w, bar.lever), span, *values, w.number(bar.width, DECIMALS)])
    value = w.number(found.result.value, DECIMALS)
    said = w.say(
        f"V är {value} med antagandena som de står; ett i taget flyttas till sitt lägsta och högsta värde.",
        f"V is {value} with the assumptions as they stand; one at a time is moved to its lowest and highest value.",
    )
    head = [
        w.say("Antagande", "Assumption"),
        w.say("Från – till", "From – to"),
        w.say("V lägst", "V at the low end"),
        w.say("V högst", "V at the high end"),
        w.say("Vidd", "Width"),
    ]
    title = w.say("Känslighet: vad ändrar mest?", "Sensitivity: what changes most?")
    return shown(w, title, [said, run(w)], head, rows)


@html.register
def _frontier(found: Frontier) -> str:
    w = Words(found.result.figures)
    rows = [
        [
            f"{w.percent(step.start, 2)} – {w.percent(step.stop, 2)}",
            *(w.number(value, DECIMALS) for value in step.value),
            w.fine_points(step.worth / w.per_msek),
        ]
        for step in found.steps
    ]
    head = [
        w.say("Omfördelning, av ramutrymmet", "Turnover, of the total"),
        w.say("V från", "V from"),
        w.say("V till", "V to"),
        w.say(f"Poäng per {w.unit}", f"Points per {w.unit}"),
    ]
    title = w.say("Vad kostar stabiliteten?", "What does stability cost?")
    what, *_, price, bands = stability.sentences(w, found)
    return shown(w, title, [what, price, bands, run(w)], head, rows)


@html.register
def _weight_map(found: WeightMap) -> str:
    w = Words(found.result.figures)
    named = w.listed(list(found.areas))
    title = w.say(f"Vikterna på {named}", f"The weights of {named}")
    rows = []
    for region in range(1, int(found.regions.max()) + 1):
        members = found.regions[1:] == region
        share, nearest = float(members.mean()), float(found.distance[found.regions == region].min())
        rows.append([str(region), w.percent(share), w.percent(nearest)])
    head = [
        w.say("Svar", "Answer"),
        w.say("Del av kartan", "Part of the map"),
        w.say("Flyttad vikt, minst", "Weight moved, at least"),
    ]
    return shown(w, title, [*weighing.sentences(w, found), run(w)], head, rows)
