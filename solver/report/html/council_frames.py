"""Frames on the first page: the table of all plan years with its room, and the sentences that tell what is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.answer.reasons import inside
from solver.output.rows import written
from solver.report.heading import certain_changes, moves, uncertain
from solver.report.html.sheet import Cell, Grid, Told
from solver.report.words import ONE_KRONA, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.plan import Plan
    from solver.answer.result import Result
    from solver.report.html.sheet import Cells
    from solver.report.words import Words
    from solver.studies.certainty import Certainty

MOST_ROWS, FEW = 12, 8
"""Committees with a row of their own, and how many there may be before those that do not move share a row."""
ENDED = "y p"
"""The look of the one column of a settled year."""
BANDS = 2
"""Committees whose moves inside are named."""


# ------------------------------------------------------------------------------------------------------ order


def has_room(w: Words, sure: Certainty | None, c: str) -> bool:
    """Whether a committee has a room that shows."""
    if sure is None:
        return False
    own = (change for change in sure.changes if change.committee == c)
    return any(rounded((change.greatest - change.least) * w.per_msek, w.money_decimals) for change in own)


def largest(result: Result, w: Words, sure: Certainty | None, most: int) -> list[str]:
    """The committees that are shown, in the order of the file: certain changes first, then the largest."""

    def rank(c: str) -> tuple[bool, float, float]:
        certain = sure is not None and any(ch.certain for ch in sure.changes if ch.committee == c)
        return not certain, -moves(result, w, c), -result.figures.base_frame[c]

    kept = set(sorted(w.scenario.committees, key=rank)[:most])
    return [c for c in w.scenario.committees if c in kept]


# ------------------------------------------------------------------------------------------------------ table


def frames_grid(result: Result, w: Words, sure: Certainty | None) -> Grid:
    """Frames of every plan year against indexation, the room beside.

    Args:
        result: The answer.
        w: Its words.
        sure: How sure it is; without it there is no room.
    """
    years, base = result.figures.years, w.scenario.base_year
    of = largest(result, w, sure, MOST_ROWS)
    if len(w.scenario.committees) > FEW:
        of = [c for c in of if moves(result, w, c) or has_room(w, sure, c)]
    rest = [c for c in w.scenario.committees if c not in of]
    rows = [_row(result, w, sure, w.committee(c), [c]) for c in of]
    if rest:
        still = not any(moves(result, w, c) for c in rest)
        name = w.say(f"Övriga {len(rest)}", f"The other {len(rest)}")
        name += w.say(", som vid uppräkning", ", as indexation") if still else ""
        rows.append(_row(result, w, None, name, rest, blank=sure is not None))
    first, last = years[0], years[-1]
    named = str(first) if first == last else f"{first}–{last}"
    under = ""
    if sure is not None:
        under = w.say(
            "– utrymme: skillnaden minst och mest bland planer som är ungefär lika bra¹",
            "– room: the least and greatest difference among plans that are about as good¹",
        )
    return Grid(
        caption=w.say(
            f"Ramar {named} mot uppräkning samma år, {w.unit}",
            f"Frames {named} against indexation of the same year, {w.unit}",
        ),
        under=under,
        head=_head(w, years, base, room=sure is not None),
        groups=(tuple(rows),),
        foot=tuple(_sums(result, w, room=sure is not None)),
    )


def _head(w: Words, years: Sequence[int], base: int, *, room: bool) -> tuple[Cells, ...]:
    tall = 3 if room else 2
    top = [
        Cell(text=w.term("committee"), scope="col", look="l", tall=tall),
        Cell(text=w.say(f"Årets ram|{base}", f"This year|{base}"), scope="col", tall=tall),
    ]
    middle, low = [], []
    for y in years:
        if y in w.figures.settled_years:  # a fact in one column: no indexation, no difference and no room
            top.append(Cell(text=str(y), scope="colgroup", look="y"))
            middle.append(Cell(text=w.proposed(y), scope="col", look=ENDED, tall=2 if room else 1))
            continue
        top.append(Cell(text=str(y), scope="colgroup", look="y", wide=5 if room else 3))
        names = (
            (w.say("Uppräk-|ning", "Index-|ation"), "y"),
            (w.proposed(y), "p"),
            (w.say("Skill-|nad", "Differ-|ence"), ""),
        )
        middle += [Cell(text=text, scope="col", look=look, tall=2 if room else 1) for text, look in names]
        if room:
            middle.append(Cell(text=w.term("room"), scope="colgroup", look="u", wide=2))
            low += [Cell(text=text, scope="col") for text in (w.say("minst", "least"), w.say("mest", "most"))]
    return (tuple(top), tuple(middle), tuple(low)) if room else (tuple(top), tuple(middle))


def _row(  # noqa: PLR0913 - a row, of whom
    result: Result,
    w: Words,
    sure: Certainty | None,
    name: str,
    of: Sequence[str],
    *,
    blank: bool = False,
) -> Cells:
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    cells = [
        Cell(text=name, scope="row"),
        Cell(text=w.amount(sum(result.figures.base_frame[c] for c in of))),
    ]
    for y in result.figures.years:
        before, after = sum(old[c, y] for c in of), sum(new[c, y] for c in of)
        if y in result.figures.settled_years:
            cells.append(Cell(text=w.amount(after), look=ENDED))
            continue
        change = sure.by_place[of[0], y] if sure is not None else None
        shown = w.amount(after - before, sign=True)
        dot = ""
        if change is not None and rounded((after - before) * w.per_msek, w.money_decimals):
            dot = "full" if change.certain else "open"
        cells += [
            Cell(text=w.amount(before), look="y"),
            Cell(text=w.amount(after), look="p"),
            Cell(text=shown, dot=dot),
        ]
        if change is not None:
            ends = (change.least - change.indexation, change.greatest - change.indexation)
            cells += [Cell(text=w.amount(end, sign=True), look="room") for end in ends]
        elif blank:
            cells += [Cell(text=""), Cell(text="")]
    return tuple(cells)


def _sums(result: Result, w: Words, *, room: bool) -> Iterator[Cells]:
    new, old = result.proposal, result.plans["indexation"]
    order, years = result.figures.committees, result.figures.years
    empty = (Cell(text=""), Cell(text="")) if room else ()

    def row(name: str, base: str, of: Callable[[Plan, int], float], *, settled: bool = False) -> Cells:
        cells = [Cell(text=name, scope="row"), Cell(text=base)]
        for y in years:
            before, after = of(old, y), of(new, y)
            if y in result.figures.settled_years:
                cells.append(Cell(text=w.amount(after) if settled else "", look=ENDED))
                continue
            cells += [
                Cell(text=w.amount(before), look="y"),
                Cell(text=w.amount(after), look="p"),
                Cell(text=w.amount(after - before, sign=True)),
                *empty,
            ]
        return tuple(cells)

    yield row(
        w.quantity("frames"),
        w.amount(sum(result.figures.base_frame.values())),
        lambda plan, y: sum(plan.q.frame[c, y] for c in order),
        settled=True,
    )
    if any(plan.q.reserve[y] > ONE_KRONA for plan in (new, old) for y in years):
        yield row(w.quantity("reserve"), "", lambda plan, y: plan.q.reserve[y])
    moved = [Cell(text=w.term("reallocated"), scope="row"), Cell(text="")]
    for y in years:
        if y in result.figures.settled_years:
            moved.append(Cell(text="", look=ENDED))
            continue
        moved += [
            Cell(text="", look="y"),
            Cell(text="", look="p"),
            Cell(text=w.amount(result.reallocated(y))),
            *empty,
        ]
    yield tuple(moved)


# -------------------------------------------------------------------------------------------------- sentences


def told(result: Result, w: Words, sure: Certainty | None) -> Told:
    """One sentence for each certain change, one for all within the margin, one for what moves inside committees."""
    items = [*_sure_sentences(result, w, sure)] if sure is not None else []
    return Told(items=(*items, (w.say("Inom nämnder", "Inside"), _inside(result, w))))


def _sure_sentences(result: Result, w: Words, sure: Certainty) -> Iterator[tuple[str, str]]:
    years = result.figures.years
    last = years[-1]
    for c, sign, own in certain_changes(sure):
        amount = w.money(abs(sure.by_place[c, own[-1]].difference))
        more = w.term("more") if sign > 0 else w.term("less")
        if len(own) == 1:
            text = w.say(
                f"{w.committee(c)} får {own[0]} {amount} {more} än vid uppräkning.",
                f"{w.committee(c)} gets {amount} {more} than under indexation in {own[0]}.",
            )
        else:
            named = w.listed([str(y) for y in own])
            text = w.say(
                f"{w.committee(c)} får {more} än vid uppräkning {named}; {own[-1]} är det {amount}.",
                f"{w.committee(c)} gets {more} than under indexation in {named}; in {own[-1]} it is {amount}.",
            )
        yield w.say("● Säkert", "● Certain"), text
    label = w.say("○ Felmarginal", "○ Margin of error")
    if not any(moves(result, w, c) for c in w.scenario.committees):
        yield (
            label,
            w.say(
                "Räkneförslaget flyttar inget mellan nämnderna.",
                "The computed proposal moves nothing between committees.",
            ),
        )
    elif sure.nothing:
        amount = w.money(result.reallocated(last))
        text = w.say(
            f"Alla ändringar är inom felmarginalen; räkneförslaget omfördelar {amount} {last}.",
            f"All changes are within the margin of error; the proposal reallocates {amount} in {last}.",
        )
        if not sure.draws:
            text += w.say(
                " Ingen effekt har något spann i underlaget, och utan spann kan inget kallas säkert.",
                " No effect has a range in the evidence, and without ranges nothing can be called certain.",
            )
        yield label, text
    elif uncertain(w, sure):
        yield (
            label,
            w.term("others_within_the_margin"),
        )


def _inside(result: Result, w: Words) -> str:
    f, last = result.figures, result.figures.years[-1]
    if all(len(f.lines_of[c]) == 1 for c in f.committees):
        return w.say(
            "Ingen nämnd har flera verksamheter i underlaget.",
            "No committee has several activities in the evidence.",
        )
    amount = result.moved_inside(last)
    limit = _limit(w, last)
    if not rounded(amount * w.per_msek, w.money_decimals):
        return (
            w.say(f"{last} flyttas inget inom nämnderna.", f"In {last} nothing moves inside committees.")
            + limit
        )
    changes: dict[str, dict[str, float]] = {}
    for (a, c, y), change in inside(f, result.proposal).items():
        if y == last:
            changes.setdefault(c, {})[a] = change
    size = {c: sum(abs(v) for v in of.values()) / 2 for c, of in changes.items()}
    first = [c for c in sorted(size, key=lambda c: -written(size[c]))[:BANDS] if size[c] >= amount / 10]
    named = "; ".join(_most(w, w.committee(c), changes[c]) for c in first)
    return (
        w.say(
            f"{last} flyttas {w.money(amount)} mellan verksamheter inom nämnderna, mest i {named}.",
            f"In {last}, {w.money(amount)} moves between activities inside committees, most in {named}.",
        )
        + limit
    )


def _most(w: Words, name: str, changes: Mapping[str, float]) -> str:
    to, away = max(changes, key=lambda a: changes[a]), min(changes, key=lambda a: changes[a])
    gains, loses = (w.amount(changes[a], sign=True) for a in (to, away))
    return w.say(
        f"{name}: till {w.activity(to)} ({gains}), från {w.activity(away)} ({loses})",
        f"{name}: to {w.activity(to)} ({gains}), from {w.activity(away)} ({loses})",
    )


def _limit(w: Words, y: int) -> str:
    """How fast an activity may change, or that nobody has said it."""
    own = w.scenario.stability.activities
    down = None if own is None or own.max_decrease is None else own.max_decrease[y]
    up = None if own is None or own.max_increase is None else own.max_increase[y]
    if down is None and up is None:
        return w.say(
            " Varning: ingen gräns är satt för hur fort en verksamhet får ändras.",
            " Warning: no limit is set for how fast an activity may change.",
        )
    parts = [
        *([w.say("sjunka högst ", "fall at most ") + w.spoken_percent(down)] if down is not None else ()),
        *([w.say("stiga högst ", "rise at most ") + w.spoken_percent(up)] if up is not None else ()),
    ]
    return w.say(
        f" Gräns: en verksamhets nivå får {w.listed(parts)} om året.",
        f" Limit: the level of an activity may {w.listed(parts)} a year.",
    )
