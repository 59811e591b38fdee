"""The record of a tornado: which assumption moves V most, whose frames it moves, and which changes it reverses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import levers, turning
from solver.report.plots.tornado import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import NONE, Words, capital, rounded
from solver.studies.moving import ENOUGH
from solver.studies.tornado import Tornado

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.tornado import Bar, End, Turn

DECIMALS = 2


def _lines(page: Page, w: Words, study: Tornado) -> list[str]:
    lines = page.text(_how(w, study))
    lines += _values(page, w, study)
    lines += _moved(page, w, study, against=False)
    lines += _moved(page, w, study, against=True)
    lines += page.heading(w.say("Ändringar som byter riktning", "Changes that are turned round"))
    for sentence in (turning.first(w, study), *turned(w, study)):
        lines += page.text(sentence, hanging="  ")
    lines += page.heading(w.say("Vad intervallen vilar på", "What the ranges rest on"))
    for bar in study.bars:
        source = bar.lever.source or w.term("no_source")
        if bar.lever.kind == "shape":
            source = w.say(
                "varje effekts egen kurva, mot S·ln(nivå) med samma lutning vid oförändrad verksamhet",
                "each effect's own curve, against S·ln(level) with the same slope at unchanged service",
            )
        lines += page.text(f"{_named(w, bar)}: {source}", hanging="  ")
    return lines


def _how(w: Words, study: Tornado) -> str:
    value = w.number(study.result.value, DECIMALS)
    text = w.say(
        f"V är {value} med antagandena som de står. Varje antagande flyttas för sig till sitt lägsta och sitt högsta "
        "värde, allt annat lika. Hur bred en stapel blir beror på intervallet, som någon har angett.",
        f"V is {value} with the assumptions as they stand. Each is moved by itself to its lowest and its highest "
        "value, all else equal. How wide a bar is depends on the range, which somebody has stated.",
    )
    text += w.say(
        " Vikterna ligger fast när en effekt, ett pris eller en volym flyttas.",
        " Weights are held where an effect, a price or a volume is moved.",
    )
    if any(bar.lever.kind == "size" and bar.low.value > study.result.value for bar in study.bars):
        text += w.say(
            " En svagare effekt höjer V bara där verksamheten har mindre pengar än oförändrad service kostar: "
            "minskningen skadar då mindre.",
            " A weaker effect raises V only where the activity has less money than unchanged service costs: the cut "
            "then does less harm.",
        )
    if any(bar.lever.moves_weights for bar in study.bars):
        text += w.say(
            " Där vikterna själva flyttas mäts V med de nya vikterna.",
            " Where the weights themselves move, V is measured with the new weights.",
        )
    return text


def _named(w: Words, bar: Bar) -> str:
    name = levers.name(w, bar.lever)
    return capital(name)


def _values(page: Page, w: Words, study: Tornado) -> list[str]:
    rows = [
        [
            _named(w, bar),
            *(cell for _, end in bar.ends for cell in _end(w, study, bar, end)),
            w.number(bar.width, DECIMALS),
        ]
        for bar in study.bars
    ]
    head = [
        *w.terms("assumption", "lowest", "v_against_today", "highest", "v_against_today"),
        w.say("Bredd\npoäng", "Width\npoints"),
    ]
    lines = page.heading(w.term("weighted_goal_attainment_v"))
    lines += page.table(head, rows)
    for bar in study.bars:
        for _, end in bar.ends:
            if not end.has_plan:
                lines += page.text(_no_plan(w, bar, end), hanging="  ")
    return lines


def _end(w: Words, study: Tornado, bar: Bar, end: End) -> list[str]:
    mark = "" if end.has_plan else "*"
    change = rounded(end.value, DECIMALS) - rounded(study.result.value, DECIMALS)
    return [levers.value(w, bar.lever, end.at) + mark, w.signed(change, DECIMALS)]


def _no_plan(w: Words, bar: Bar, end: End) -> str:
    at, last = levers.value(w, bar.lever, end.at), levers.value(w, bar.lever, end.answered_at)
    return w.say(
        f"* {_named(w, bar)}: vid {at} finns ingen plan som klarar kraven. Planerna slutar vid {last}, och svaret där "
        "visas i stället.",
        f"* {_named(w, bar)}: at {at} no plan keeps the limits. Plans end at {last}, and the answer there is shown "
        "instead.",
    )


def _moved(page: Page, w: Words, study: Tornado, *, against: bool) -> list[str]:
    year = study.result.figures.open_years[0]
    rows, still = [], []
    for bar in study.bars:
        c, low, high = study.most_moved(bar, against_indexation=against)
        if max(abs(low), abs(high)) < ENOUGH:
            still.append(_named(w, bar))
            continue
        ends = [_amount(w, move) for move in (low, high)]
        rows.append([_named(w, bar), w.committee(c), *ends])
    title = (
        w.say(
            f"Skillnaden mot uppräkning som ändras mest {year}, {w.unit}",
            f"The difference from indexation that changes most in {year}, {w.unit}",
        )
        if against
        else w.say(
            f"Ramen som ändras mest {year}, {w.unit}", f"The frame that changes most in {year}, {w.unit}"
        )
    )
    head = [
        *w.terms("assumption", "committee"),
        w.say("Vid lägst", "At lowest"),
        w.say("Vid högst", "At highest"),
    ]
    lines = page.heading(title)
    if rows:
        lines += page.table(head, rows, left=(0, 1))
    if still:
        none = w.say("Ändrar ingen", "Changes none")
        lines += page.text(f"{none}: {', '.join(still)}.", hanging="  ")
    return lines


def _amount(w: Words, move: float) -> str:
    return NONE if abs(move) < ENOUGH else w.amount(move, sign=True)


def turned(w: Words, study: Tornado) -> list[str]:
    """Return which assumption reverses which proposed change, a sentence each."""
    year = study.result.figures.open_years[0]
    if not study.turns:
        return [
            w.say(
                f"Ingen: varje föreslagen ändring {year} mot uppräkning har samma riktning vid alla ändar.",
                f"None: every proposed change in {year} against indexation has the same direction at all ends.",
            )
        ]
    return [_turn(w, turn) for turn in study.turns]


def _turn(w: Words, turn: Turn) -> str:
    name, at = levers.name(w, turn.lever), levers.value(w, turn.lever, turn.at)
    now = w.fine_money(turn.proposed, sign=True)
    gone = turn.kind == "gone"
    then = w.say("ingen skillnad", "no difference") if gone else w.fine_money(turn.then, sign=True)
    return w.say(
        f"{w.committee(turn.committee)}: {now} mot uppräkning {turn.year} blir {then} om {name} är {at}.",
        f"{w.committee(turn.committee)}: {now} against indexation in {turn.year} becomes {then} if {name} is {at}.",
    )


def _short(w: Words, study: Tornado) -> Short:
    rows = []
    for bar in study.bars:
        ends = (bar.low, bar.high)
        values = [w.number(end.value, SHORT_DECIMALS) for end in ends]
        span = " – ".join(levers.value(w, bar.lever, end.answered_at) for end in ends)
        rows.append([levers.name(w, bar.lever), span, *values, w.number(bar.width, SHORT_DECIMALS)])
    value = w.number(study.result.value, SHORT_DECIMALS)
    said = w.say(
        f"V är {value} med antagandena som de står; ett i taget flyttas till sitt lägsta och högsta värde.",
        f"V is {value} with the assumptions as they stand; one at a time is moved to its lowest and highest value.",
    )
    head = [
        *w.terms("assumption"),
        w.say("Från – till", "From – to"),
        w.say("V lägst", "V at the low end"),
        w.say("V högst", "V at the high end"),
        w.say("Vidd", "Width"),
    ]
    return Short(sentences=[said], head=head, rows=rows)


REPORT = StudyReport(
    of=Tornado,
    title=("Känslighet: vad ändrar mest?", "Sensitivity: what changes most?"),
    question=(
        "Vilka antaganden ändrar V och ramarna mest, inom vad som är rimligt för dem?",
        "Which assumptions change V and the frames most, within what is plausible for them?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
)
