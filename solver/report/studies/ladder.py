"""The record of a contingency ladder: what yields on each rung, the frames to adopt, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.ladder import percent, pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport, check_first
from solver.report.words import NO_BREAK, SHOWN_RELIEFS, Words, capital, rounded
from solver.studies.given import judged
from solver.studies.ladder import Ladder
from solver.studies.moving import RESERVE, RESULT_RESERVE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.constraint import Index, Rows
    from solver.report.terminal import Page
    from solver.studies.ladder import Flight, Rung
    from solver.studies.rungs import End

DECIMALS = 3
ACROSS = 7
"""Rungs side by side in a table."""
MOST_ACTIVITIES = 20
"""Activities in the table of what happens inside committees; the rest are in the file."""
FEW = 3
"""How many holders are named on a rung in a notebook."""
AT_ONCE = 5e-6
"""A ladder that ends nearer to rung 0 than this ends at once [share of the total]."""
NOTHING = 1e-6
"""A smaller price of the order is none [points]; two solves may differ by it."""


def _lines(page: Page, w: Words, study: Ladder) -> list[str]:
    lines = check_first(page, w, study.questions)
    lines += [""] if lines else []
    for sentence in sentences(w, study):
        lines += page.text(sentence, hanging="  ")
    lines += _overview(page, w, study)
    for flight in (study.down, study.up):
        if flight.rungs:
            lines += _yielding(page, w, study, flight)
            lines += _frames(page, w, study, flight)
            lines += _inside(page, w, study, flight)
    return lines


# -------------------------------------------------------------------------------------------------- sentences


def sentences(w: Words, study: Ladder) -> list[str]:
    """Return what the ladder is, how far it goes and what its order costs, a sentence or two each."""
    return [
        _what(w, study),
        *_reserve(w, study),
        *(_reach(w, study, flight) for flight in (study.down, study.up) if flight.asked),
        *_price(w, study),
        *_given(w, study),
    ]


def _what(w: Words, study: Ladder) -> str:
    y, total = study.year, w.money(float(study.plan.q.given_total[study.year]))
    plan = w.plan(study.plan)
    years = study.figures.open_years
    text = w.say(
        f"Ordningen är tänkt att beslutas med budgeten. Steg 0 är planen som den utgår från ({plan}), med {total} i "
        f"ramutrymme {y}. Varje steg ned är en plan med mindre pengar som klarar samma krav; det som en nämnd eller "
        "verksamhet har gett upp får den inte tillbaka längre ned. Uppåt är det tvärtom.",
        f"The order is meant to be adopted with the budget. Rung 0 is the plan that it starts from ({plan}), with a "
        f"total of {total} in {y}. Each rung down is a plan with less money that keeps the same limits; what a "
        "committee or an activity has given up it does not get back lower down. Upward it is the other way round.",
    )
    if y > years[0]:
        text += w.say(f" Åren före {y} står som i den planen.", f" Years before {y} stand as in that plan.")
    if y == years[-1]:
        return text
    if study.later == "shocked":
        return text + w.say(
            " Senare år får lika stor andel mindre eller mer, och väljs på nytt på varje steg.",
            " Later years have the same share less or more, and are chosen anew on every rung.",
        )
    return text + w.say(
        " Senare år har det ramutrymme som planen räknar med, och väljs på nytt på varje steg.",
        " Later years have the total that the plan counts with, and are chosen anew on every rung.",
    )


def _reserve(w: Words, study: Ladder) -> list[str]:
    reserve, total = study.held(study.decided, RESERVE), float(study.plan.q.given_total[study.year])
    if not study.down.asked or not rounded(reserve * w.per_msek, w.money_decimals) or reserve < 0:
        return []
    to, amount = percent(w, -rounded(reserve / total, 5)), w.money(reserve)
    return [
        w.say(
            f"Reserven, {amount}, används först; den räcker till {to}.",
            f"The reserve, {amount}, is used first; it lasts to {to}.",
        )
    ]


def _reach(w: Words, study: Ladder, flight: Flight) -> str:
    end, down = flight.end, flight is study.down
    if end is None:
        to = percent(w, flight.asked)
        return w.say(
            f"Hela vägen {'ned' if down else 'upp'} till {to} finns planer som klarar kraven.",
            f"All the way {'down' if down else 'up'} to {to} there are plans that keep the limits.",
        )
    at = percent(w, end.shock)
    if abs(end.shock) < AT_ONCE:
        text = w.say(
            f"{'Ned' if down else 'Upp'}åt går det inte att ta något steg: då lämnar kraven ingen plan.",
            f"No rung {'down' if down else 'up'} can be taken: the limits then leave no plan.",
        )
    elif down:
        text = w.say(
            f"Trappan slutar vid {at}: ingen får minska mer.",
            f"The ladder ends at {at}: nobody may fall more.",
        )
    else:
        text = w.say(
            f"Uppåt slutar trappan vid {at}: därefter lämnar kraven ingen plan.",
            f"Upward the ladder ends at {at}: beyond that the limits leave no plan.",
        )
    stops = _stops(w, end)
    return text + w.say(f" Det som hindrar: {stops}.", f" What stops it: {stops}.") if stops else text


def _stops(w: Words, end: End) -> str:
    """Return the limits that end a ladder, those of one kind together with whose they are."""
    of: dict[str, list[str]] = {}
    for rows, index in end.limits:
        noun, _ = w.named(rows, index, whole=False)
        of.setdefault(noun, []).append("" if noun != w.say(*rows.noun) else _subject(w, rows, index))
    return w.listed([f"{noun} ({_few(w, names)})" if any(names) else noun for noun, names in of.items()])


def _subject(w: Words, rows: Rows, index: Index) -> str:
    """Return whose a limit is; nothing for a limit of the whole municipality."""
    named: dict[str, Callable[[str], str]] = {
        "committee": w.committee,
        "activity": w.activity,
        "goal": w.goal,
    }
    return named[rows.over[0]](str(index[0])) if rows.over[0] in named else ""


def _few(w: Words, names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    more = len(shown) - SHOWN_RELIEFS
    if more > 1:
        return w.listed([*shown[:SHOWN_RELIEFS], w.say(f"{more} till", f"{more} more")])
    return w.listed(shown)


def _price(w: Words, study: Ladder) -> list[str]:
    told = []
    for flight, way in ((study.down, w.say("nedåt", "downward")), (study.up, w.say("uppåt", "upward"))):
        if flight.price is None:
            continue
        if flight.price <= NOTHING:
            text = w.say(
                f"Ordningen {way} kostar ingenting: att välja om på varje steg hade inte gett högre V.",
                f"The order {way} costs nothing: choosing anew on every rung would not have given a higher V.",
            )
        else:
            points = w.fine_points(flight.price)
            text = w.say(
                f"Ordningen {way} kostar i medeltal {points} mot att välja om på varje steg.",
                f"The order {way} costs {points} on average against choosing anew on every rung.",
            )
        told.append(text)
    return told


def _given(w: Words, study: Ladder) -> list[str]:
    """Return what a reader must know of a decided plan that is not the proposal."""
    told = []
    if study.broken:
        n = len(study.broken)
        them = w.say("det" if n == 1 else "dem", "it" if n == 1 else "them")
        limits = "limit" if n == 1 else "limits"
        told.append(
            w.say(
                f"Planen bryter själv {n} krav. Stegen får bryta {them} lika mycket, inte mer.",
                f"The plan itself breaks {n} {limits}. Its rungs may break {them} as much, not more.",
            )
        )
    if study.plan.id in w.scenario.plans and not judged(w.scenario):
        told.append(
            w.not_judged()
            + w.say(
                " Stegens V skiljer bara planens egna steg åt, med olika mycket pengar och samma invånare.",
                " V of the rungs tells only the plan's own rungs apart, with more or less money and the same people.",
            )
        )
    elif rounded(study.continued, DECIMALS) > rounded(study.plan.value, DECIMALS):
        own, anew = w.number(study.plan.value, DECIMALS), w.number(study.continued, DECIMALS)
        told.append(
            w.say(
                f"Med samma ramar {study.year} och resten vald så bra som kraven medger är V {anew}, mot {own} för "
                "planen som den står. Stegens V är räknade på det sättet.",
                f"With the same frames in {study.year} and the rest chosen as well as the limits allow, V is {anew}, "
                f"against {own} for the plan as it stands. V of the rungs is counted that way.",
            )
        )
    return told


# ----------------------------------------------------------------------------------------------------- tables


def name(w: Words, rung: Rung) -> str:
    """Return the name of a rung."""
    return f"{w.term('rung')} {w.signed(rung.number, 0)}"


def _head(w: Words, rung: Rung) -> str:
    return f"{name(w, rung)}:\n{_change(w, rung)}" if rung.number else f"{name(w, rung)}\n"


def _change(w: Words, rung: Rung) -> str:
    return percent(w, rung.shock) if rung.number else "0"


def _parts(rungs: Sequence[Rung]) -> list[Sequence[Rung]]:
    return [rungs[n : n + ACROSS] for n in range(0, len(rungs), ACROSS)]


def _overview(page: Page, w: Words, study: Ladder) -> list[str]:
    title = w.say(f"Stegen, {study.year}", f"The rungs, {study.year}")
    head = [
        w.term("rung"),
        w.say("Ändring", "Change"),
        w.say(f"Ramutrymme\n{w.unit}", f"Total\n{w.unit}"),
        w.say(f"Reserv\n{w.unit}", f"Reserve\n{w.unit}"),
        "V",
        w.say("V, valt\npå nytt", "V, chosen\nanew"),
        w.say("Ordningen\nkostar", "The order\ncosts"),
    ]
    rows = [
        [
            name(w, rung),
            _change(w, rung),
            w.amount(float(rung.plan.q.given_total[study.year])),
            w.amount(study.held(rung, RESERVE)),
            w.number(rung.plan.value, DECIMALS),
            w.number(rung.best, DECIMALS) if rung.number else "",
            (w.fine(rung.given_up, DECIMALS) if rung.given_up > NOTHING else "0") if rung.number else "",
        ]
        for rung in reversed(study.rungs)
    ]
    return [*page.heading(title), *page.table(head, rows)]


def _yielding(page: Page, w: Words, study: Ladder, flight: Flight) -> list[str]:
    """Return who has less, or more, on each rung than on the one before."""
    y = study.year
    title = (
        w.say(
            f"Om ramutrymmet {y} blir mindre: vad som ger vika på varje steg, {w.unit}",
            f"If the total of {y} is less: what yields on each rung, {w.unit}",
        )
        if flight is study.down
        else w.say(
            f"Om ramutrymmet {y} blir större: vem som får på varje steg, {w.unit}",
            f"If the total of {y} is more: who gets on each rung, {w.unit}",
        )
    )
    moved, still = _moved(w, study, flight)
    lines = page.heading(title)
    for rungs in _parts(flight.rungs):
        head = [w.term("against_the_rung_before"), *(_head(w, rung) for rung in rungs)]
        rows = [
            [_holder(w, h), *(w.amount(study.change(rung, h), sign=True) for rung in rungs)] for h in moved
        ]
        sums = [sum(study.change(rung, h) for h in study.holders) for rung in rungs]
        rows.append([w.term("sum"), *(w.amount(amount, sign=True) for amount in sums)])
        lines += page.table(head, rows, sums=1)
    if still:
        names = w.listed([_holder(w, h) for h in still])
        d = w.money_decimals
        least = f"{w.number(0.5 * 10.0**-d, d + 1)}{NO_BREAK}{w.unit}"
        text = w.say(
            f"Ingen ändring, eller mindre än {least} på varje steg: {names}.",
            f"No change, or less than {least} on each rung: {names}.",
        )
        lines += page.text(text, hanging="  ")
    return lines


def _moved(w: Words, study: Ladder, flight: Flight) -> tuple[list[str], list[str]]:
    """Return who has less or more on any rung than on the one before, in the file's order, and who has not."""
    order = [h for h in (RESERVE, RESULT_RESERVE) if h in study.holders] + list(w.scenario.committees)
    seen = {
        h
        for h in order
        for rung in flight.rungs
        if rounded(study.change(rung, h) * w.per_msek, w.money_decimals)
    }
    return [h for h in order if h in seen], [h for h in order if h not in seen]


def _holder(w: Words, holder: str) -> str:
    named = w.holder(holder)
    return capital(named)


def _frames(page: Page, w: Words, study: Ladder, flight: Flight) -> list[str]:
    """Return the frames of each rung: the table to adopt."""
    y = study.year
    title = (
        w.say(
            f"Att besluta om ramutrymmet blir mindre: ramar {y} på varje steg, {w.unit}",
            f"To adopt if the total is less: frames of {y} on each rung, {w.unit}",
        )
        if flight is study.down
        else w.say(
            f"Att besluta om ramutrymmet blir större: ramar {y} på varje steg, {w.unit}",
            f"To adopt if the total is more: frames of {y} on each rung, {w.unit}",
        )
    )
    lines = page.heading(title)
    committees = list(w.scenario.committees)
    for rungs in _parts(flight.rungs):
        shown = (study.decided, *rungs)
        head = [w.term("committee"), *(_head(w, rung) for rung in shown)]
        rows = [[w.committee(c), *(w.amount(study.held(r, c)) for r in shown)] for c in committees]
        rows.append([_holder(w, RESERVE), *(w.amount(study.held(r, RESERVE)) for r in shown)])
        if any(rounded(study.held(r, RESULT_RESERVE) * w.per_msek, w.money_decimals) for r in shown):
            name = w.say("Till (+) eller ur (−) resultatreserven", "To (+) or out of (−) the result reserve")
            rows.append([name, *(w.amount(study.held(r, RESULT_RESERVE), sign=True) for r in shown)])
        sums = [float(r.plan.q.given_total[y]) for r in shown]
        rows.append([w.quantity("total"), *(w.amount(amount) for amount in sums)])
        lines += page.table(head, rows, sums=1)
    return [*lines, *page.text(w.term("rounded_sums"))]


def _inside(page: Page, w: Words, study: Ladder, flight: Flight) -> list[str]:
    """Return which activities have less or more on each rung than on the one before."""
    change = _changes(w, study, flight)
    if not change:
        return []
    y, down = study.year, flight is study.down
    less = w.say("mindre" if down else "större", "less" if down else "more")
    title = w.say(
        f"Inom nämnderna om ramutrymmet {y} blir {less}: kostnad mot steget före, {w.unit}",
        f"Inside committees if the total of {y} is {less}: cost against the rung before, {w.unit}",
    )
    biggest = sorted(change, key=lambda a: (-round(sum(map(abs, change[a])), 9), a))[:MOST_ACTIVITIES]
    lines = page.heading(title)
    for first in range(0, len(flight.rungs), ACROSS):
        part = slice(first, first + ACROSS)
        head = [w.term("activity"), *(_head(w, rung) for rung in flight.rungs[part])]
        rows = [
            [w.activity(a), *(w.amount(v, sign=True) for v in change[a][part])]
            for a in change
            if a in biggest
        ]
        lines += page.table(head, rows)
    if hidden := len(change) - len(biggest):
        more = w.counted(
            hidden,
            ("verksamhet till ändras mindre; den", "verksamheter till ändras mindre; de"),
            ("more activity changes less; it is", "more activities change less; they are"),
        )
        lines += page.text(w.say(f"{more} står i tabellen.", f"{more} in the table."))
    return lines


def _changes(w: Words, study: Ladder, flight: Flight) -> dict[str, list[float]]:
    """Return the change of each activity's cost on each rung, where any is not nothing [MSEK], by committee."""
    y, figures = study.year, study.figures
    order = [
        a
        for c in w.scenario.committees
        for a in figures.lines_of[c]
        if next(iter(figures.lines[a].shares)) == c and figures.lines[a].path.startswith("activities.")
    ]
    found = {
        a: [float(r.plan.q.spend[a, y] - study.above(r).plan.q.spend[a, y]) for r in flight.rungs]
        for a in order
        if (a, y) in figures.need
    }
    return {
        a: changes
        for a, changes in found.items()
        if any(rounded(v * w.per_msek, w.money_decimals) for v in changes)
    }


def _short(w: Words, study: Ladder) -> Short:
    rows = [
        [
            f"{name(w, rung)} ({_change(w, rung)})" if rung.number else name(w, rung),
            w.amount(float(rung.plan.q.given_total[study.year])),
            _first(w, study, rung),
            w.number(rung.plan.value, SHORT_DECIMALS),
        ]
        for rung in reversed(study.rungs)
    ]
    head = [
        w.term("rung"),
        w.say(f"Ramutrymme {study.year}, {w.unit}", f"Total {study.year}, {w.unit}"),
        w.term("against_the_rung_before"),
        "V",
    ]
    _, *told = sentences(w, study)
    return Short(sentences=told, head=head, rows=rows)


def _first(w: Words, study: Ladder, rung: Rung) -> str:
    """Return who has less or more on a rung than on the one before, the largest first."""
    if rung.number == 0:
        return ""
    changes = {h: study.change(rung, h) for h in study.holders}
    seen = sorted(
        (h for h, v in changes.items() if rounded(v * w.per_msek, w.money_decimals)),
        key=lambda h: (-round(abs(changes[h]), 9), h),
    )
    told = [f"{_holder(w, h)}{NO_BREAK}{w.amount(changes[h], sign=True)}" for h in seen[:FEW]]
    more = len(seen) - len(told)
    return ", ".join([*told, *([w.say(f"{more} till", f"{more} more")] if more else [])])


REPORT = StudyReport(
    of=Ladder,
    title=("Beredskapstrappan", "The contingency ladder"),
    question=(
        "Vad ger vika först om pengarna blir mindre, och vem får först om de blir mer?",
        "What yields first if there is less money, and who gets first if there is more?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
)
