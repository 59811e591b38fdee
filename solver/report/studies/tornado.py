"""A tornado on a terminal: which assumption moves V most, whose frames it moves, and what it would turn round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reading import digest
from solver.report import levers
from solver.report.terminal import RUN_ID, page_of
from solver.report.words import NONE, Words, rounded
from solver.studies.moving import ENOUGH

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.tornado import Bar, End, Tornado, Turn

DECIMALS = 2


def tornado(found: Tornado, *, width: int | None = None, color: bool = False) -> str:
    """The study as a person reads it.

    Args:
        found: The study.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(lines_on(page_of(width, color=color), found))


def lines_on(page: Page, found: Tornado) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(found.result.figures)
    lines = [
        *page.heading(
            w.say(
                f"Känslighet: vad ändrar mest? {w.scenario.title}",
                f"Sensitivity: what changes most? {w.scenario.title}",
            )
        )[1:],
        *page.text(w.owner()),
        *page.text(f"{w.standing()} · {w.say('körning', 'run')} {digest(w.scenario)[:RUN_ID]}"),
        *page.text(_how(w, found)),
    ]
    lines += _values(page, w, found)
    lines += _moved(page, w, found, against=False)
    lines += _moved(page, w, found, against=True)
    lines += page.heading(w.say("Ändringar som byter riktning", "Changes that are turned round"))
    for sentence in turned(w, found):
        lines += page.text(sentence, hanging="  ")
    lines += page.heading(w.say("Vad intervallen vilar på", "What the ranges rest on"))
    for bar in found.bars:
        source = bar.lever.source or w.say("ingen källa angiven", "no source stated")
        lines += page.text(f"{_named(w, bar)}: {source}", hanging="  ")
    return lines


def _how(w: Words, found: Tornado) -> str:
    value = w.number(found.result.value, DECIMALS)
    text = w.say(
        f"V är {value} med antagandena som de står. Varje antagande flyttas för sig till sitt lägsta och sitt högsta "
        "värde, allt annat lika. Hur bred en stapel blir beror på intervallet, som någon har angett.",
        f"V is {value} with the assumptions as they stand. Each is moved by itself to its lowest and its highest "
        "value, all else equal. How wide a bar is depends on the range, which somebody has stated.",
    )
    neutral = w.scenario.weights.rule == "krona_neutral"
    if any(
        bar.lever.moves_weights or (neutral and bar.lever.path.startswith("effects.")) for bar in found.bars
    ):
        text += w.say(
            " Där vikterna själva flyttas, eller är krona-neutrala och räknas om för en annan effekt, mäts V med de "
            "nya vikterna.",
            " Where the weights themselves move, or are krona-neutral and follow another effect, V is measured with "
            "the new weights.",
        )
    return text


def _named(w: Words, bar: Bar) -> str:
    name = levers.name(w, bar.lever)
    return name[:1].upper() + name[1:]


def _values(page: Page, w: Words, found: Tornado) -> list[str]:
    rows = [
        [
            _named(w, bar),
            *(cell for _, end in bar.ends for cell in _end(w, found, bar, end)),
            w.number(bar.width, DECIMALS),
        ]
        for bar in found.bars
    ]
    head = [
        w.say("Antagande", "Assumption"),
        w.say("Lägst", "Lowest"),
        w.say("V mot\ni dag", "V against\ntoday"),
        w.say("Högst", "Highest"),
        w.say("V mot\ni dag", "V against\ntoday"),
        w.say("Bredd\npoäng", "Width\npoints"),
    ]
    lines = page.heading(w.say("Viktad måluppfyllelse V", "Weighted goal attainment V"))
    lines += page.table(head, rows)
    for bar in found.bars:
        for _, end in bar.ends:
            if not end.has_plan:
                lines += page.text(_no_plan(w, bar, end), hanging="  ")
    return lines


def _end(w: Words, found: Tornado, bar: Bar, end: End) -> list[str]:
    mark = "" if end.has_plan else "*"
    change = rounded(end.value, DECIMALS) - rounded(found.result.value, DECIMALS)
    return [levers.value(w, bar.lever, end.at) + mark, w.signed(change, DECIMALS)]


def _no_plan(w: Words, bar: Bar, end: End) -> str:
    at, last = levers.value(w, bar.lever, end.at), levers.value(w, bar.lever, end.answered_at)
    return w.say(
        f"* {_named(w, bar)}: vid {at} finns ingen plan som klarar kraven. Planerna slutar vid {last}, och svaret där "
        "visas i stället.",
        f"* {_named(w, bar)}: at {at} no plan keeps the limits. Plans end at {last}, and the answer there is shown "
        "instead.",
    )


def _moved(page: Page, w: Words, found: Tornado, *, against: bool) -> list[str]:
    year = found.result.figures.years[0]
    rows, still = [], []
    for bar in found.bars:
        c, low, high = found.most_moved(bar, against_indexation=against)
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
        w.say("Antagande", "Assumption"),
        w.say("Nämnd", "Committee"),
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


def turned(w: Words, found: Tornado) -> list[str]:
    """Which assumption turns which proposed change round, a sentence each."""
    year = found.result.figures.years[0]
    if not found.turns:
        return [
            w.say(
                f"Ingen: varje föreslagen ändring {year} mot uppräkning har samma riktning vid alla ändar.",
                f"None: every proposed change in {year} against indexation has the same direction at all ends.",
            )
        ]
    return [_turn(w, turn) for turn in found.turns]


def _turn(w: Words, turn: Turn) -> str:
    name, at = levers.name(w, turn.lever), levers.value(w, turn.lever, turn.at)
    now = w.fine_money(turn.proposed, sign=True)
    gone = turn.kind == "gone"
    then = w.say("ingen skillnad", "no difference") if gone else w.fine_money(turn.then, sign=True)
    return w.say(
        f"{w.committee(turn.committee)}: {now} mot uppräkning {turn.year} blir {then} om {name} är {at}.",
        f"{w.committee(turn.committee)}: {now} against indexation in {turn.year} becomes {then} if {name} is {at}.",
    )
