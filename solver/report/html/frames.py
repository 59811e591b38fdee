"""For the ekonomichef: frame tables, the bridge with real change, the result against the balanced-budget rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bridge import CHAIN, bridge_of, real_change
from solver.report.frame_table import frame_table
from solver.report.html.blocks import BLOCKS, Section, Table, Text, laid
from solver.report.html.law import law
from solver.report.words import NONE, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.answer.result import Result
    from solver.report.frame_table import FrameTable
    from solver.report.html.blocks import Block
    from solver.report.words import Words

BESIDE = ("indexation", "difference")
"""What stands beside a bridge: indexation of the same year, and the difference from it."""
ALWAYS = ("last_year", "reallocation", "frame", *BESIDE)
LEVELS = ("last_year", "frame", "indexation")
"""Terms that are frames; the others are changes."""


def frames(result: Result, w: Words, tables: Sequence[FrameTable], pictures: Sequence[Block]) -> Section:
    """Frames of every plan year, and the bridge from this year's frames.

    Args:
        result: The answer.
        w: Its words.
        tables: Frames of each plan year.
        pictures: What is drawn of them.
    """
    inside = []
    for t in tables:
        told = laid(frame_table(BLOCKS, w, result, t), f"ramar-{t.year}", "").inside[0]
        blocks = (*told.blocks, *(pictures if t.year == result.figures.open_years[0] else ()))
        inside.append(Section(id=f"ramar-{t.year}", title=told.title, blocks=blocks))
    inside += [_bridge(result, w, t.year) for t in tables if t.year in result.figures.open_years]
    if w.scenario.frame.revenue is not None:
        inside.append(_reconciliation(result, w))
    inside.append(law(result, w))
    title = w.say("Ramar och brygga", "Frames and bridge")
    return Section(id="ramar", title=title, inside=tuple(inside), page=True)


def _term(w: Words, name: str) -> str:
    """A term of the bridge in a heading; soft hyphens tell where a narrow column may break it."""
    known = {
        "last_year": ("Ram året före", "Frame the year before"),
        "one_off": ("Engångs\u00adposter", "One-off items"),
        "full_year": ("Helårs\u00adeffekter", "Full-year effects"),
        "technical": ("Tekniska juste\u00adringar", "Technical adjust\u00adments"),
        "price_and_wages": ("Pris och lön", "Price and wages"),
        "requirement": ("Effekti\u00adviserings\u00adkrav", "Efficiency require\u00adment"),
        "demography": ("Demo\u00adgrafi", "Demo\u00adgraphy"),
        "capital": ("Kapital\u00adkostnad", "Capital cost"),
        "scaling": ("Osthyvel till ram\u00adutrymmet", "Scaling to the total"),
        "reallocation": ("Ändrad skillnad mot upp\u00adräkning", "Change in the difference from indexation"),
        "frame": ("Räkne\u00adförslag", "Computed proposal"),
        "indexation": ("Upp\u00adräkning", "Indexation"),
        "difference": ("Mot upp\u00adräkning", "Against indexation"),
    }
    return w.say(*known[name])


def _line(result: Result, c: str, y: int) -> dict[str, float]:
    """A committee's bridge from its own proposed frame of the year before, with indexation beside [MSEK]."""
    old = result.plans["indexation"].q.frame[c, y]
    terms = bridge_of(result.proposal, c, y)
    return {**terms, "indexation": old, "difference": terms["frame"] - old}


def _shown(w: Words, lines: Iterable[Mapping[str, float]]) -> list[str]:
    """The terms of some bridges that are told: the ends, and those that are not nothing everywhere."""
    found = list(lines)
    return [
        name
        for name in (*CHAIN, *BESIDE)
        if name in ALWAYS or any(rounded(line[name] * w.per_msek, w.money_decimals) for line in found)
    ]


def _bridge(result: Result, w: Words, y: int) -> Section:
    order = tuple(w.scenario.committees)
    lines = {c: _line(result, c, y) for c in order}
    shown = _shown(w, lines.values())

    def row(name: str, line: Mapping[str, float], ends: tuple[str, str]) -> tuple[str, ...]:
        return (name, *(w.amount(line[n], sign=n not in LEVELS) for n in shown), *ends)

    rows = [
        row(
            w.committee(c),
            lines[c],
            (w.percent(result.figures.index[c, y]), _share(w, real_change(result.proposal, c, y))),
        )
        for c in order
    ]
    sums = {name: sum(lines[c][name] for c in order) for name in shown}
    rows.append(row(w.quantity("frames"), sums, (NONE, NONE)))
    first = y == result.figures.open_years[0]
    start = w.say(f"Ram {y - 1}", f"Frame {y - 1}")
    own = w.say(f"Förslagets ram {y - 1}", f"Proposed frame {y - 1}")
    names = [(start if first else own) if n == "last_year" else _term(w, n) for n in shown]
    title = w.say(
        f"Från förslagets ram {y - 1} till räkneförslag {y}, {w.unit}",
        f"From the proposed frame of {y - 1} to the proposal {y}, {w.unit}",
    )
    if first:
        title = w.say(
            f"Från årets ram {y - 1} till räkneförslag {y}, {w.unit}",
            f"From this year's frame {y - 1} to the proposal {y}, {w.unit}",
        )
    head = (w.term("committee"), *names, "Index", w.say("Realt mot index", "Real, on index"))
    notes = [
        w.say(
            f"Realt mot index: räkneförslaget mot ramen {y - 1} med årets flyttade uppgifter, engångsposter och "
            "kapitalkostnader, utöver prisindex. En uppräkning under index är ett effektiviseringskrav som inte syns.",
            f"Real, on index: the proposal on the frame of {y - 1} with the year's moved tasks, one-offs and capital "
            "cost, beyond the price index. Indexing below it is an efficiency requirement that does not show.",
        )
    ]
    notes.append(
        w.say(
            f"Varje år börjar i den ram som räkneförslaget gav året före; ändrad skillnad är vad räkneförslaget ändrar "
            f"{y} utöver uppräkning av den. Mot uppräkning: hela skillnaden mot uppräkning {y}.",
            f"Each year begins in the frame that the proposal gave the year before; the change in the difference is "
            f"what the proposal changes in {y} beyond indexing it. Against indexation: the whole difference in {y}.",
        )
    )
    notes.append(w.term("rounded_sums"))
    if first and (source := w.scenario.indexation.source):
        notes.append(w.say(f"Index: {source}", f"Index: {source}"))
    table = Table(caption=title, heard=True, head=head, rows=tuple(rows), sums=1)
    return Section(id=f"brygga-{y}", title=title, blocks=(table, *(Text(text=n, role="note") for n in notes)))


def _share(w: Words, value: float | None) -> str:
    return NONE if value is None else w.percent(value, sign=True)


def _reconciliation(result: Result, w: Words) -> Section:
    """The result that the proposal leaves in planned years, and what the rule asks, from revenue down."""
    f, frame, q = result.figures, w.scenario.frame, result.proposal.q
    years = f.open_years  # the revenue of a settled year is the budgeted one, its costs what they came to
    revenue, central, target = frame.revenue or {}, frame.central or {}, frame.result_target
    columns = []
    for y in years:
        spent = sum(q.spend[a, y] for a in f.lines)
        left = revenue[y] - central[y] - spent
        drawn = q.withdrawal[y]
        aim = () if target is None else (target[y] * revenue[y],)
        columns.append((revenue[y], -central[y], -spent, left, drawn, left + drawn, *aim))
    names = [
        w.say("Skatter, generella statsbidrag och utjämning", "Taxes, general grants and equalisation"),
        w.say("Centralt, utanför ramarna", "Central items, outside the frames"),
        w.say("Verksamheternas kostnader", "Costs of the activities"),
        w.say("Årets resultat", "Result of the year"),
        w.term("withdrawal_from_the_result_reserve"),
        w.say("Balanskravsresultat", "Result under the balanced-budget rule"),
        w.say("Resultatmål", "Result target"),
    ]
    rows = [
        (name, *(w.amount(column[k]) for column in columns))
        for k, name in enumerate(names[: len(columns[0])])
    ]
    title = w.say(
        f"Resultat- och balanskravsavstämning, {w.unit}",
        f"Result and balanced-budget reconciliation, {w.unit}",
    )
    note = w.say(
        "Prövningen gäller kostnaderna, inte ramarna: att använda sparade medel sänker kommunens resultat. Medlen till "
        "fullmäktiges förfogande är här inte förbrukade.",
        "The test is on what is spent, not on the frames: using balances lowers the result. The council's reserve is "
        "not spent here.",
    )
    head = (w.term("item"), *map(str, years))
    return Section(
        id="balanskrav",
        title=title,
        blocks=(
            Table(caption=title, heard=True, head=head, rows=tuple(rows)),
            Text(
                text=" ".join(filter(None, (w.rule_of_planned(), note, w.term("rounded_sums")))), role="note"
            ),
        ),
    )
