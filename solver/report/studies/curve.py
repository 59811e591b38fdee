"""The record of a sensitivity curve: what moves, how far, and where the answer stays the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from solver.report import levers
from solver.report.plots.curve import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import NONE, Words, rounded
from solver.studies.curve import STEADY, Curve, slope

if TYPE_CHECKING:
    from solver.program.compiled import Array
    from solver.report.terminal import Page
    from solver.studies.curve import State, Stretch

DECIMALS = 3
PLACES = 5
"""Places of the curve that are shown, today's beside them."""
MOST_PIECES = 20
"""Pieces between breakpoints that are shown; all are in the tables."""
MOVING = 2
"""Frames that are told to move on a piece, those that move most."""
SLOPE_DECIMALS = 4
SEEN = 6
"""Decimals below which a difference from solving anew is rounding."""


def _heading(w: Words, study: Curve) -> str:
    return f"{REPORT.name(w, study)}: {levers.name(w, study.lever)}"


def _lines(page: Page, w: Words, study: Curve) -> list[str]:
    lines = page.text(" ".join(sentences(w, study)))
    states, ends = _shown(study), _ends(study)
    lines += page.heading(w.term("weighted_goal_attainment_v"))
    lines += _values(page, w, study, states)
    lines += _pieces(page, w, study)
    for y in study.result.figures.open_years:
        lines += page.heading(w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"))
        lines += _frames(page, w, study, ends, y)
    return lines


def sentences(w: Words, study: Curve) -> list[str]:
    """Return the findings of the curve, a sentence each."""
    what = levers.name(w, study.lever)
    told = [_kind(w, study), _checked(w, study), *_plans(w, study)]
    values = [s.value for stretch in study.stretches for s in (stretch.start, stretch.stop)]
    still = study.steady == (study.low, study.high)
    if still and max(values) - min(values) <= STEADY:
        nothing = (
            f"Ingenting i svaret ändras när {what} ändras.",
            f"Nothing in the answer changes when {what} does.",
        )
        told.append(w.say(*nothing))
    elif study.steady is not None:
        low, high = (levers.value(w, study.lever, end) for end in study.steady)
        same = w.say(
            f"Alla ramar är desamma så länge {what} är mellan {low} och {high}.",
            f"All frames stay the same as long as {what} is between {low} and {high}.",
        )
        moves = w.say(f"Ramarna ändras så fort {what} ändras.", f"Frames change as soon as {what} changes.")
        told.append(same if study.steady[1] > study.steady[0] else moves)
    if study.lever.source:
        told.append(w.say(f"Intervallet: {study.lever.source}.", f"The range: {study.lever.source}."))
    return told


def _kind(w: Words, study: Curve) -> str:
    if study.exact:
        kinds = Counter(b.kind for b in study.breakpoints)
        seen = w.counted(
            kinds["value"] + kinds["frames"], ("brytpunkt", "brytpunkter"), ("breakpoint", "breakpoints")
        )
        return w.say(
            f"Kurvan är exakt: {seen} där V eller ramar ändrar riktning, {kinds['activities']} där bara fördelningen "
            f"inom nämnder gör det och {kinds['degenerate']} som inte syns.",
            f"The curve is exact: {seen} where V or frames change direction, {kinds['activities']} where only the "
            f"split inside committees does, and {kinds['degenerate']} that cannot be seen.",
        )
    points, money = (w.fine(study.error[0], DECIMALS), w.fine_money(study.error[1]))
    swept = len(study.stretches) + 1
    text = w.say(
        f"Kurvan är svept i {swept} punkter, eftersom {study.why[0]}. Största avvikelse från en rät linje som hittats "
        f"mellan dem: {points} poäng och {money}.",
        f"The curve was swept at {swept} points, because {study.why[1]}. The largest deviation from a straight line "
        f"found between them: {points} points and {money}.",
    )
    if study.between is not None:
        widest = w.fine(study.between, DECIMALS)
        text += w.say(
            f" Spaken vidgar bara krav, så mellan två punkter kan V högst skilja {widest} poäng.",
            f" The lever only widens limits, so between two points V can differ by {widest} points at most.",
        )
    return text


def _checked(w: Words, study: Curve) -> str:
    """Return where the curve was checked against cold solves, and how far off it was there."""
    places = w.listed([levers.value(w, study.lever, at) for at in study.checked])
    points, money = w.fine(round(study.off[0], SEEN), DECIMALS), w.fine_money(round(study.off[1], SEEN))
    return w.say(
        f"Kontrollerad mot scenariot ställt upp och löst på nytt vid {places}: V skiljer som mest {points} poäng, en "
        f"ram eller kostnad {money}.",
        f"Checked against the scenario stated and solved anew at {places}: V differs by {points} points at most, a "
        f"frame or cost by {money}.",
    )


def _pieces(page: Page, w: Words, study: Curve) -> list[str]:
    """Return every breakpoint with the slopes between: V, and the frames that move; of a swept curve nothing."""
    if not study.exact:
        return []
    per, unit = _step(w, study)
    rows = []
    for n, piece in _around(study):
        jump = [] if n == 0 else _moving(w, study, piece.start.frames - study.pieces[n - 1].stop.frames)
        along = piece.stop.part - piece.start.part
        moving = _moving(w, study, (piece.stop.frames - piece.start.frames) * per / along) if along else []
        told = [w.say("språng: ", "jump: ") + ", ".join(jump)] if jump else []
        told += [", ".join(moving)] if moving else []
        rows.append(
            [
                levers.value(w, study.lever, piece.start.at),
                levers.value(w, study.lever, piece.stop.at),
                w.fine(slope(piece) * per, SLOPE_DECIMALS) if along else NONE,
                "; ".join(told) or NONE,
            ]
        )
    title = w.say(
        f"Brytpunkter och lutningar, per {unit}; ramar i {w.unit}, planåren sammanlagt",
        f"Breakpoints and slopes, per {unit}; frames in {w.unit}, the plan years together",
    )
    head = [*w.terms("from", "to"), w.term("v_points_on_a_line"), w.say("Ramar", "Frames")]
    lines = [*page.heading(title), *page.table(head, rows, left=(0, 3))]
    if hidden := len(study.pieces) - len(rows):
        lines += page.text(
            w.say(
                f"De {len(rows)} närmast dagens värde; ytterligare {hidden} står i tables/breakpoints.csv.",
                f"The {len(rows)} nearest today's value; another {hidden} are in tables/breakpoints.csv.",
            )
        )
    return lines


def _around(study: Curve) -> list[tuple[int, Stretch]]:
    """Return the pieces nearest to today's value, or to the middle, with their numbers."""
    pieces, middle = list(enumerate(study.pieces)), _middle(study)
    here = next((n for n, piece in pieces if middle <= piece.stop.at), len(pieces) - 1)
    first = max(min(here - MOST_PIECES // 2, len(pieces) - MOST_PIECES), 0)
    return pieces[first : first + MOST_PIECES]


def _step(w: Words, study: Curve) -> tuple[float, str]:
    """Return the step of a slope along ``part``, and its name."""
    if study.lever.goal is not None:
        return 0.01, w.say("procentenhet av all vikt", "percentage point of all weight")
    if study.lever.kind == "scale":
        return 0.01, w.say("procent av dagens", "per cent of today's")
    if study.lever.unit == "share":
        return 0.01, w.say("procentenhet", "percentage point")
    return 1.0, w.say("enhet", "unit")


def _moving(w: Words, study: Curve, change: Array) -> list[str]:
    """Return the committees whose frames change most, with the amount, over the plan years together."""
    by_committee = {
        c: sum(float(change[k]) for k, (owner, _) in enumerate(study.frames) if owner == c)
        for c in study.scenario.committees
    }
    most = sorted(by_committee, key=lambda c: (-abs(by_committee[c]), c))
    amounts = {c: rounded(by_committee[c] * w.per_msek, w.money_decimals + 1) for c in most}
    return [
        f"{w.committee(c)} {w.signed(amounts[c], w.money_decimals + 1)}" for c in most[:MOVING] if amounts[c]
    ]


def _plans(w: Words, study: Curve) -> list[str]:
    lever, told = study.lever, []
    margin = 1e-9 * (lever.high - lever.low)
    if study.low > lever.low + margin:
        end = levers.value(w, lever, study.low)
        told.append(
            w.say(
                f"Under {end} finns ingen plan som klarar kraven.", f"Below {end} no plan keeps the limits."
            )
        )
    if study.high < lever.high - margin:
        end = levers.value(w, lever, study.high)
        told.append(
            w.say(f"Över {end} finns ingen plan som klarar kraven.", f"Above {end} no plan keeps the limits.")
        )
    return told


def _middle(study: Curve) -> float:
    today = study.lever.today
    inside = today is not None and study.low <= today <= study.high
    return today if inside and today is not None else (study.low + study.high) / 2


def _shown(study: Curve) -> list[State]:
    places = np.linspace(study.low, study.high, PLACES).tolist()
    return [study.at(place) for place in sorted({*places, _middle(study)})]


def _ends(study: Curve) -> list[State]:
    """Return the answer at the ends of the range and at today's value, which may be one of them."""
    return [study.at(place) for place in sorted({study.low, _middle(study), study.high})]


def _values(page: Page, w: Words, study: Curve, states: list[State]) -> list[str]:
    here = rounded(study.result.value, DECIMALS)
    rows = [
        [
            levers.value(w, study.lever, s.at)
            + (w.say(" (i dag)", " (today)") if s.at == study.lever.today else ""),
            w.number(s.value, DECIMALS),
            w.signed(rounded(s.value, DECIMALS) - here, DECIMALS),
        ]
        for s in states
    ]
    return page.table([levers.name(w, study.lever), "V", w.say("mot i dag", "against today")], rows)


def _frames(page: Page, w: Words, study: Curve, states: list[State], year: int) -> list[str]:
    places = {key: k for k, key in enumerate(study.frames)}
    rows = []
    for c in study.scenario.committees:
        k = places[c, year]
        amounts = [rounded(s.frames[k] * w.per_msek, w.money_decimals) for s in states]
        rows.append(
            [
                w.committee(c),
                *(w.number(a, w.money_decimals) for a in amounts),
                w.signed(amounts[-1] - amounts[0], w.money_decimals),
            ]
        )
    heads = [levers.value(w, study.lever, s.at) for s in states]
    return page.table([w.term("committee"), *heads, w.term("difference")], rows)


def _short(w: Words, study: Curve) -> Short:
    y = study.result.figures.open_years[0]
    place = {c: n for n, (c, year) in enumerate(study.frames) if year == y}
    states = _ends(study)
    rows = [["V", *(w.number(state.value, SHORT_DECIMALS) for state in states)]]
    rows += [
        [w.committee(c), *(w.amount(float(state.frames[n])) for state in states)] for c, n in place.items()
    ]
    head = [
        w.say(f"V, och ramar {y}, {w.unit}", f"V, and frames {y}, {w.unit}"),
        *(levers.value(w, study.lever, state.at) for state in states),
    ]
    return Short(sentences=sentences(w, study), head=head, rows=rows, title=_heading(w, study))


REPORT = StudyReport(
    of=Curve,
    title=("Känslighet", "Sensitivity"),
    question=(
        "Hur ändras svaret när ett antagande ändras?",
        "How does the answer change with an assumption?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    heading=_heading,
)
