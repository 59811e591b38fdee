"""What the answer rests on, on the first page: evidence, what would turn it round, and how others see it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from models.effect_levers import effect_levers
from models.file.tree import within
from models.scenario import EVIDENCE
from solver.answer.reasons import moved
from solver.report import levers, turning
from solver.report.findings import shows
from solver.report.heading import moves
from solver.report.html.council_frames import largest
from solver.report.html.sheet import Cell, Grid, Passage, Small
from solver.report.studies.certainty import without_plan
from solver.report.words import NONE, capital, rounded
from solver.studies.moving import ENOUGH
from solver.studies.turning import is_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.figures import Response
    from models.levers import Lever
    from solver.answer.result import Result
    from solver.report.html.sheet import Piece
    from solver.report.words import Words
    from solver.studies.certainty import Certainty
    from solver.studies.tornado import Bar, End, Tornado
    from solver.studies.views import View, Views

Frames: TypeAlias = "Mapping[tuple[str, int], float]"
MOST_FINDERS = 2
"""Committees that are named as those who can find something out."""
MOST_VIEWS, MOST_ROWS, MOST_LEVERS = 7, 8, 4
"""Views, committees and levers that the first page has room for."""
HEAD_WIDTH = 11
"""Characters of a line of a name in a heading."""


# ---------------------------------------------------------------------------------------------------- evidence


def evidence(result: Result, w: Words, sure: Certainty) -> list[Piece]:
    """How far frames move when a grade's effects get the common curve, and in how many draws directions hold."""
    y = result.figures.years[-1]
    order = [*(g for g in EVIDENCE if g in sure.grades), *(g for g in sure.grades if g not in EVIDENCE)]
    amounts = {g: sure.grades[g][y] for g in order}
    shown = {g: rounded(v * w.per_msek, w.money_decimals) for g, v in amounts.items()}
    title = w.term("what_it_rests_on")
    pieces: list[Piece] = []
    if any(shown.values()):
        most = max(order, key=lambda g: amounts[g])
        pieces.append(
            Grid(
                caption=w.say(f"{title}: mest {w.grade(most)}", f"{title}: mostly {w.grade(most)}"),
                under=w.say(
                    f"Så långt flyttas ramarna {y}, {w.unit}, om gradens effekter får den gemensamma kurvan; läggs "
                    "inte ihop",
                    f"How far frames of {y} move, {w.unit}, if effects of the grade get the common curve; not added up",
                ),
                head=(
                    (
                        Cell(text=w.say("Underlagets grad", "Grade of evidence"), scope="col", look="l"),
                        Cell(text=w.unit, scope="col"),
                    ),
                ),
                groups=(
                    tuple(
                        (Cell(text=w.grade(g), scope="row"), Cell(text=w.amount(amounts[g]))) for g in order
                    ),
                ),
            )
        )
    elif order:
        text = w.say(
            f"Ramarna {y} blir desamma om effekterna får den gemensamma kurvan: ingen kurvas form avgör dem.",
            f"Frames of {y} stay the same if effects get the common curve: the shape of no curve decides them.",
        )
        pieces.append(Passage(title=title, texts=(text,)))
    else:
        text = w.term("no_effects")
        pieces.append(Passage(title=title, texts=(text,)))
    if (held := _held(w, sure, y)) is not None:
        pieces.append(Small(text=held))
    return pieces


def _held(w: Words, sure: Certainty, y: int) -> str | None:
    """In how many draws the directions of a year hold; None where nothing was drawn, or nothing moves."""
    held = [
        change.holds
        for change in sure.changes
        if change.year == y
        and change.holds is not None
        and rounded(change.difference * w.per_msek, w.money_decimals)
    ]
    if not held:
        return None
    low, high = (w.percent(v, 0) for v in (min(held), max(held)))
    span = low if low == high else w.say(f"mellan {low} och {high}", f"between {low} and {high}")
    told = w.say(
        f"Nämndernas riktning {y} håller i {span} av {sure.draws} dragningar av effekternas storlek.",
        f"The committees' directions in {y} hold in {span} of {sure.draws} draws of the size of effects.",
    )
    return told + without_plan(w, sure)


# ------------------------------------------------------------------------------------------------------ levers


@dataclass(frozen=True, slots=True)
class _Turn:
    """A difference of the last plan year that is reversed or gone at an end of a lever."""

    lever: Lever
    end: End
    committee: str
    lost: float


def _at(found: Tornado, difference: object, y: int) -> dict[str, float]:
    values = np.asarray(difference)
    return {c: float(values[k]) for k, (c, year) in enumerate(found.frames) if year == y}


def _turns(found: Tornado, y: int) -> list[_Turn]:
    """The differences of a year that a lever reverses or removes at an end, levers that move V most first."""
    today = _at(found, found.today[1], y)
    return [
        _Turn(bar.lever, end, c, abs(today[c]))
        for bar in found.bars
        for _, end in bar.ends
        for c, then in _at(found, end.difference, y).items()
        if abs(today[c]) >= ENOUGH and np.sign(today[c]) * then < ENOUGH
    ]


def turned_first(w: Words, found: Tornado) -> Passage:
    """The knowledge that would turn the answer round first, and at which value."""
    return Passage(title=w.say("Vänder först", "Turns first"), texts=(turning.first(w, found),))


def knowledge(result: Result, w: Words, found: Tornado | None) -> Piece:
    """The knowledge that would change the answer: levers, what they move, and who can find it out."""
    title = w.say("Kunskap som skulle ändra svaret", "Knowledge that would change the answer")
    if found is None:
        text = w.say(
            "Scenariot anger inga antaganden att pröva (levers): vad mer kunskap skulle ändra är därför inte känt.",
            "The scenario names no assumptions to try (levers): nobody can say what more knowledge changes.",
        )
        if result.scenario.levers or effect_levers(result.figures):
            text = w.say(
                "Vad mer kunskap skulle ändra har inte räknats här.",
                "What more knowledge would change has not been computed here.",
            )
        return Passage(title=title, texts=(text,))
    y = result.figures.years[-1]
    known = [bar for bar in found.bars if is_knowledge(bar.lever)]
    bars = [bar for bar in known if shows(w, _between(found, bar, y))]
    bars.sort(key=lambda bar: (-_between(found, bar, y), bar.lever.id))
    rows = [
        (
            Cell(text=capital(levers.name(w, bar.lever)), scope="row", look="w"),
            Cell(text=_grade_and_range(w, bar.lever), look="l w"),
            Cell(text=w.amount(_between(found, bar, y))),
            Cell(text=_who(w, bar.lever), look="l y w"),
        )
        for bar in bars[:MOST_LEVERS]
    ]
    if not rows:
        text = w.say(
            "Underlaget anger inga spann för det vi inte vet.",
            "The evidence states no ranges for what we do not know.",
        )
        if known:
            text = w.say(
                f"Inget av det som är osäkert omfördelar något {y} inom sitt spann.",
                f"Nothing that is uncertain reallocates anything in {y} within its range.",
            )
        return Passage(title=title, texts=(text,))
    return Grid(
        caption=title,
        under=w.say(
            f"– så mycket omfördelas {y}, {w.unit}, mellan spannets ändar",
            f"– how much is reallocated in {y}, {w.unit}, between the ends of the range",
        ),
        head=(
            (
                Cell(text=w.say("Det vi inte vet", "What we do not know"), scope="col", look="l"),
                Cell(text=w.say("I dag: grad och spann", "Today: grade and range"), scope="col", look="l"),
                Cell(text=w.say(f"Flyttar, {w.unit}", f"Moves, {w.unit}"), scope="col"),
                Cell(text=w.say("Vem kan ta reda på det", "Who can find out"), scope="col", look="l y"),
            ),
        ),
        groups=(tuple(rows),),
    )


def _between(found: Tornado, bar: Bar, y: int) -> float:
    """How much is reallocated in a year from one end of a lever to the other [MSEK]."""
    low, high = (_at(found, end.difference, y) for end in (bar.low, bar.high))
    return moved(high[c] - low[c] for c in low)


def _effects(w: Words, lever: Lever) -> list[Response]:
    """The effects whose curves a lever moves."""
    if lever.kind == "shape":
        return [r for r in w.figures.responses if r.evidence == lever.path]
    return [r for r in w.figures.responses if within(lever.path, r.path)]


def _grade_and_range(w: Words, lever: Lever) -> str:
    span = w.say(
        f"{levers.value(w, lever, lever.low)} till {levers.value(w, lever, lever.high)}",
        f"{levers.value(w, lever, lever.low)} to {levers.value(w, lever, lever.high)}",
    )
    if lever.kind == "shape":  # its name has the grade
        return span
    return ", ".join((*(w.grade(r.evidence) for r in _effects(w, lever)), span))


def _who(w: Words, lever: Lever) -> str:
    """Who can find out: the committees whose effects a lever moves, or whoever makes the forecast."""
    activities = [a for r in _effects(w, lever) for a in r.members]
    found = dict.fromkeys(c for a in activities for c in w.figures.lines[a].shares)
    if not found:
        return w.say("den som gör prognosen", "whoever makes the forecast")
    if len(found) > MOST_FINDERS:
        return w.say(f"{len(found)} nämnder", f"{len(found)} committees")
    return w.listed([w.committee(c) for c in found])


# ------------------------------------------------------------------------------------------------------ others


def others(
    result: Result, w: Words, sure: Certainty | None, found: Views | None, moving: Tornado | None
) -> list[Piece]:
    """Differences from indexation in the last plan year under everyone's weights, and where each committee turns.

    Nothing where nobody's plan was computed.
    """
    if found is None:
        return []
    y = result.figures.years[-1]
    seen = [view for view in found.views if view.kind != "stated"]
    seen.sort(key=lambda view: view.name)
    frames = [view.plan.q.frame for view in seen]
    columns = frames[:MOST_VIEWS]
    old, new = result.plans["indexation"].q.frame, result.proposal.q.frame
    of = [
        c
        for c in largest(result, w, sure, MOST_ROWS)
        if moves(result, w, c) or _moved_by(w, frames, old, c, y)
    ]
    title = w.say("Så ser andra det, med samma pengar", "How others see it, with the same money")
    if not of:
        return [Passage(title=title, texts=(w.say("Ingen flyttar något.", "Nobody moves anything."),))]
    turn = {} if moving is None else {t.committee: t for t in reversed(_turns(moving, y))}
    head = [
        Cell(text=w.term("committee"), scope="col", look="l"),
        Cell(text=w.say("Försla-|get", "The pro-|posal"), scope="col", look="p"),
        *(Cell(text=_broken(view.name), scope="col") for view in seen[:MOST_VIEWS]),
    ]
    if sure is not None and sure.draws:
        head.append(Cell(text=w.say("Håller i|dragningar", "Holds in|draws"), scope="col"))
    if moving is not None:
        head.append(
            Cell(
                text=w.say("Vänd vid spannets ände", "Turned at the end of a range"),
                scope="col",
                look="l y w",
            )
        )
    rows = []
    for c in of:
        cells = [
            Cell(text=w.committee(c), scope="row", look="w"),
            *(
                Cell(text=w.amount(frame[c, y] - old[c, y], sign=True), look="" if n else "p")
                for n, frame in enumerate((new, *columns))
            ),
        ]
        if sure is not None and sure.draws:
            change = sure.by_place[c, y]
            holds = change.holds if shows(w, change.difference) else None
            cells.append(Cell(text=NONE if holds is None else w.percent(holds, 0)))
        if moving is not None:
            found_turn = turn.get(c)
            told = NONE
            if found_turn is not None:
                at = levers.value(w, found_turn.lever, found_turn.end.answered_at)
                told = f"{capital(levers.name(w, found_turn.lever))}: {at}"
            cells.append(Cell(text=told, look="l y w"))
        rows.append(tuple(cells))
    foot = [Cell(text=w.term("reallocated"), scope="row")]
    foot += [
        Cell(
            text=w.amount(moved(frame[c, y] - old[c, y] for c in result.figures.committees)),
            look="" if n else "p",
        )
        for n, frame in enumerate((new, *columns))
    ]
    foot += [Cell(text="") for _ in range(len(head) - len(foot))]
    grid = Grid(
        caption=title,
        under=w.say(
            f"Skillnad mot uppräkning {y}, {w.unit}, om målen vägs som avsändaren gör",
            f"Difference from indexation {y}, {w.unit}, if goals are weighed as the owner does",
        ),
        head=(tuple(head),),
        groups=(tuple(rows),),
        foot=(tuple(foot),),
    )
    if not seen:
        text = w.say(
            "Inget parti och ingen profil har angett egna vikter i underlaget.",
            "No party and no profile has stated weights of its own in the evidence.",
        )
        return [grid, Small(text=text)]
    hidden = len(seen) - len(columns)
    rest = w.say(
        f"{hidden} till med egna vikter står under Planer och jämförelser.",
        f"{hidden} more with weights of their own stand under Plans and baselines.",
    )
    more = [Small(text=rest)] if hidden else []
    return [grid, *more, *_agreed(w, seen, {c: [f[c, y] - old[c, y] for f in (new, *frames)] for c in of})]


def _broken(name: str) -> str:
    """A name in a heading: its first word, and the rest in lines that leave room for the other columns."""
    first, _, rest = name.partition(" ")
    return "|".join([first, *textwrap.wrap(rest, HEAD_WIDTH, break_long_words=False)])


def _moved_by(w: Words, columns: Sequence[Frames], old: Frames, c: str, y: int) -> bool:
    return any(rounded((frame[c, y] - old[c, y]) * w.per_msek, w.money_decimals) for frame in columns)


def _agreed(w: Words, seen: Sequence[View], by: dict[str, list[float]]) -> Iterator[Small]:
    """On which directions all agree, and on which they do not."""
    if not seen:
        return
    signs = {
        c: {int(np.sign(rounded(v * w.per_msek, w.money_decimals))) for v in values}
        for c, values in by.items()
    }
    up = [w.committee(c) for c, own in signs.items() if own == {1}]
    down = [w.committee(c) for c, own in signs.items() if own == {-1}]
    split = [w.committee(c) for c, own in signs.items() if len(own) > 1]
    told = []
    if up or down:
        parts = [
            *([w.say("mer till ", "more to ") + w.listed(up)] if up else ()),
            *([w.say("mindre till ", "less to ") + w.listed(down)] if down else ()),
        ]
        told.append(w.say(f"Alla ger {', '.join(parts)}.", f"All give {', '.join(parts)}."))
    if split:
        told.append(w.say(f"De är oense om {w.listed(split)}.", f"They disagree on {w.listed(split)}."))
    if told:
        yield Small(text=" ".join(told))
