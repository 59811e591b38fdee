"""The half page for a councillor: what is proposed, gained and given up, its cost, who decides, what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.report import limits, screen
from solver.report.html.blocks import Section, Text
from solver.report.words import points_decimals, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from solver.answer.result import Result
    from solver.report.frame_table import FrameTable
    from solver.report.words import Words

MOST = 3
"""How many committees or goals a sentence names."""
DECIMALS = 2
"""Of goal points, as in the table of goals."""


def council(result: Result, w: Words, frames: FrameTable, dearest: str) -> Section:
    """The half page.

    Args:
        result: The answer.
        w: Its words.
        frames: Frames of the first plan year.
        dearest: What the dearest rules cost, as a sentence; empty where nobody asked.
    """
    base = w.say("Allt jämförs med uppräkning samma år.", "All is compared with indexation of the same year.")
    lead = f"{w.owner()} {base}"
    title = w.say("På två minuter", "In two minutes")
    told: list[tuple[str, Iterator[str]]] = [
        (w.say("Vad som föreslås", "What is proposed"), _proposed(w, frames)),
        (w.say("Vad det ger mot uppräkning", "What it gains over indexation"), _gained(result, w, frames)),
        (w.say("Vad som ges upp", "What is given up"), _given_up(result, w, frames)),
        (
            w.say("Vad det kostar och vem som beslutar", "What it costs and who decides"),
            _cost(result, w, dearest),
        ),
        (w.say("Vad det vilar på", "What it rests on"), _rests(result, w)),
    ]
    inside = tuple(
        Section(id=f"minuter-{n}", title=name, blocks=tuple(Text(text=text) for text in texts))
        for n, (name, texts) in enumerate(told, start=1)
    )
    return Section(id="minuter", title=title, blocks=(Text(text=lead, role="lead"),), inside=inside)


def _proposed(w: Words, t: FrameTable) -> Iterator[str]:
    total = w.number(t.frames("proposal") + t.reserve[0], w.money_decimals)
    yield w.say(
        f"Ramutrymmet {t.year} är {total} {w.unit}.", f"The total of {t.year} is {total} {w.unit}."
    ) + (f" {named}" if (named := _moves(w, t)) else "")


def _moves(w: Words, t: FrameTable) -> str:
    order = sorted(t.difference, key=lambda c: -t.difference[c])
    up = [c for c in order if t.difference[c] > 0]
    down = [c for c in reversed(order) if t.difference[c] < 0]
    if not up and not down:
        return w.say("Varje ram är som vid uppräkning.", "Every frame is as under indexation.")
    write: Callable[[str], str] = lambda c: (  # noqa: E731 - one line of a sentence
        f"{w.committee(c)} ({w.signed(t.difference[c], w.money_decimals)} {w.unit})"
    )
    parts = []
    if up:
        parts.append(f"{w.say('Mer än vid uppräkning', 'More than under indexation')}: {_few(w, up, write)}.")
    if down:
        parts.append(
            f"{w.say('Mindre än vid uppräkning', 'Less than under indexation')}: {_few(w, down, write)}."
        )
    return " ".join(parts)


def _few(w: Words, ids: list[str], write: Callable[[str], str]) -> str:
    named = [write(id_) for id_ in ids[:MOST]]
    if (rest := len(ids) - MOST) > 0:
        named.append(w.say(f"{rest} till", f"{rest} more"))
    return w.listed(named)


def _changes(result: Result, w: Words) -> dict[str, float]:
    """What each goal gains in the last plan year, as the table of goals shows it [points]."""
    y = result.figures.years[-1]
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    return {
        g: rounded(min(new[g, y], FULL_POINTS), DECIMALS) - rounded(min(old[g, y], FULL_POINTS), DECIMALS)
        for g in w.scenario.goals
    }


def _sentence(result: Result, w: Words, sign: int) -> str:
    change = _changes(result, w)
    moved = sorted((g for g in change if change[g] * sign > 0), key=lambda g: -abs(change[g]))
    return _few(w, moved, lambda g: f"{w.goal(g)} ({w.signed(change[g], DECIMALS)})") if moved else ""


def _gained(result: Result, w: Words, t: FrameTable) -> Iterator[str]:
    yield screen.gained(w, result, t)
    if first := screen.form_first(w, result):
        yield first
    y = result.figures.years[-1]
    if up := _sentence(result, w, 1):
        yield w.say(f"Målpoäng som vinns mest till {y}: {up}.", f"Goal points gained most by {y}: {up}.")


def _given_up(result: Result, w: Words, t: FrameTable) -> Iterator[str]:
    y = result.figures.years[-1]
    down = _sentence(result, w, -1)
    if down:
        yield w.say(
            f"Målpoäng som ges upp mest till {y}: {down}.", f"Goal points given up most by {y}: {down}."
        )
    else:
        yield w.say(
            f"Inget mål hamnar lägre {y} än vid uppräkning.",
            f"No goal ends lower in {y} than under indexation.",
        )
    less = -sum(v for v in t.difference.values() if v < 0)
    if rounded(less, w.money_decimals):
        amount = f"{w.number(less, w.money_decimals)} {w.unit}"
        yield w.say(
            f"De nämnder som får mindre än vid uppräkning får {t.year} tillsammans {amount} mindre.",
            f"The committees with less than under indexation get {amount} less together in {t.year}.",
        )


def _cost(result: Result, w: Words, dearest: str) -> Iterator[str]:
    f = result.figures
    new, old = result.proposal.q, result.plans["indexation"].q
    extra = sum(new.total[y] - old.total[y] for y in f.years)
    if rounded(extra * w.per_msek, w.money_decimals):
        amount = w.money(abs(extra))
        more = w.say(
            f"Förslaget använder {amount} mer än uppräkningen över planåren, ur resultatreserven.",
            f"Over the plan years the proposal uses {amount} more than indexation, out of the result reserve.",
        )
        less = w.say(
            f"Förslaget sätter av {amount} till resultatreserven över planåren, jämfört med uppräkningen.",
            f"Over the plan years the proposal puts {amount} into the result reserve, against indexation.",
        )
        yield more if extra > 0 else less
    else:
        yield w.say(
            "Förslaget ryms i samma ramutrymme som uppräkningen: det kostar inga nya pengar, det flyttar dem.",
            "The proposal fits in the same total as indexation: it costs no new money, it moves it.",
        )
    yield w.say(
        "Kommunfullmäktige beslutar om ramarna, målen och deras vikter, kommunstyrelsen bereder, och varje nämnd "
        "beslutar om fördelningen inom sin ram. Hur mycket varje ram kan ändras utan stor förlust visar "
        "kommunbudget room, och hur säker den är kommunbudget montecarlo.",
        "The council decides on frames, goals and their weights, the executive board prepares, and each committee "
        "decides the split of its frame. kommunbudget room tells how much each frame may change without much loss, "
        "and kommunbudget montecarlo how certain it is.",
    )
    yield dearest or w.say(
        "Vad varje krav och beslut kostar räknar kommunbudget prices ut.",
        "kommunbudget prices tells what each limit and decision costs.",
    )
    if w.scenario.decisions:
        told = _few(w, list(w.scenario.decisions), w.decision)
        yield w.say(
            f"Beslut och yrkanden som räkneförslaget följer: {told}.",
            f"Decisions and demands that the proposal follows: {told}.",
        )


def _rests(result: Result, w: Words) -> Iterator[str]:
    yield limits.resting(w, result.evidence())
    whole = result.gain()[0]
    decimals = points_decimals([whole])
    value = rounded(result.value, decimals)
    old = rounded(result.plans["indexation"].value, decimals)
    spread = (w.number(value, decimals), w.number(old, decimals))
    text = w.say(
        f"Utan effekter finns bara uppräkningen och volymmodellen kvar. Mätt med samma effekter når räkneförslaget "
        f"{spread[0]} poäng av 100 och uppräkningen {spread[1]}",
        f"Without effects only indexation and the volume model remain. Measured by the same effects the proposal "
        f"reaches {spread[0]} points of 100 and indexation {spread[1]}",
    )
    if "volume" in result.plans:
        other = w.number(result.plans["volume"].value, decimals)
        text += w.say(f", volymmodellen {other}", f", the volume model {other}")
    yield f"{text}."
    yield w.say(
        "Effektsambanden är antaganden med angiven upphovsman: i jämförelser mellan kommuner finns inget tydligt "
        "samband mellan resurser och kvalitet.",
        "The effects are assumptions with a named author: across municipalities there is no clear relation between "
        "resources and quality.",
    )
