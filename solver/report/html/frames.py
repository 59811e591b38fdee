"""For the ekonomichef: frame tables, the bridge with real change, the result against the balanced-budget rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import BRIDGE
from solver.report.frame_table import FrameTable, frame_table
from solver.report.html.blocks import BLOCKS, Section, Table, Text, laid
from solver.report.html.law import law
from solver.report.words import NONE, ONE_KRONA, rounded, rounded_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.html.blocks import Block
    from solver.report.words import Words

TERMS = BRIDGE[:-1]
"""The terms that add up to indexation."""


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
        blocks = (*told.blocks, *(pictures if t is tables[0] else ()))
        inside.append(Section(id=f"ramar-{t.year}", title=told.title, blocks=blocks))
    inside += [_bridge(result, w, t.year) for t in tables]
    if w.scenario.frame.revenue is not None:
        inside.append(_reconciliation(result, w))
    inside.append(law(result, w))
    title = w.say("Ramar och brygga", "Frames and bridge")
    return Section(id="ramar", title=title, inside=tuple(inside), page=True)


def term(w: Words, name: str) -> str:
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
        "indexation": ("Upp\u00adräkning", "Indexation"),
        "moved": ("Förslag mot upp\u00adräkning", "Proposal less indexation"),
        "proposal": ("Räkne\u00adförslag", "Computed proposal"),
    }
    return w.say(*known[name])


def terms_of(result: Result, w: Words, t: FrameTable) -> dict[str, dict[str, float]]:
    """Each committee's bridge in the report's unit, rounded so that it adds up to what the frame table shows.

    It begins in the frame table's frames too, so that the first column adds up; the terms between take the rest.

    Args:
        result: The answer.
        w: Its words.
        t: Frames of the year.
    """
    d, bridge, order = w.money_decimals, result.indexation.bridge, tuple(w.scenario.committees)
    exact = [bridge[c, t.year]["last_year"] * w.per_msek for c in order]
    rolled = dict(zip(order, rounded_parts(exact, sum(exact), d), strict=True))
    starts = t.base if t.year == result.figures.years[0] else rolled
    found = {}
    for c in order:
        terms, old = bridge[c, t.year], t.proposal[c] - t.difference[c]
        told = [name for name in TERMS[1:] if terms[name] or name == "scaling"]
        parts = rounded_parts([terms[name] * w.per_msek for name in told], old - starts[c], d)
        found[c] = {
            **dict.fromkeys(TERMS, 0.0),
            "last_year": starts[c],
            **dict(zip(told, parts, strict=True)),
            "indexation": old,
            "moved": t.difference[c],
            "proposal": t.proposal[c],
        }
    return found


def real(result: Result, c: str, y: int) -> float | None:
    """Growth of a committee's proposed frame on the year before, beyond its price index [share]."""
    frame = result.proposal.q.frame
    if abs(frame[c, y - 1]) < ONE_KRONA:
        return None
    growth: float = frame[c, y] / frame[c, y - 1]
    return growth / (1 + result.figures.index[c, y]) - 1


def _bridge(result: Result, w: Words, y: int) -> Section:
    t = FrameTable.of(result, w, y)
    order = tuple(w.scenario.committees)
    lines = terms_of(result, w, t)
    shown = [
        name
        for name in (*TERMS, "indexation", "moved", "proposal")
        if name in ("last_year", "indexation", "moved", "proposal") or any(lines[c][name] for c in order)
    ]
    d = w.money_decimals
    signed = {*TERMS[1:], "moved"}

    def row(name: str, line: dict[str, float], ends: tuple[str, str]) -> tuple[str, ...]:
        cells = (w.signed(line[n], d) if n in signed else w.number(line[n], d) for n in shown)
        return (name, *cells, *ends)

    rows = [
        row(
            w.committee(c),
            lines[c],
            (w.percent(result.figures.index[c, y]), _share(w, real(result, c, y))),
        )
        for c in order
    ]
    sums = {name: rounded(sum(lines[c][name] for c in order), d) for name in shown}
    rows.append(row(w.quantity("frames"), sums, (NONE, NONE)))
    first = y == result.figures.years[0]
    start = w.say(f"Ram {y - 1}", f"Frame {y - 1}")
    rolled = w.say(f"Uppräknad ram {y - 1}", f"Indexed frame {y - 1}")
    names = [(start if first else rolled) if n == "last_year" else term(w, n) for n in shown]
    title = w.say(
        f"Från årets ram till räkneförslag {y}, {w.unit}",
        f"From this year's frame to the proposal {y}, {w.unit}",
    )
    head = (w.term("committee"), *names, "Index", w.say("Realt mot index", "Real, on index"))
    notes = [
        w.say(
            f"Realt mot index: räkneförslaget mot ramen {y - 1}, utöver prisindex. En uppräkning under index är ett "
            "effektiviseringskrav som inte syns.",
            f"Real, on index: the proposal on the frame of {y - 1}, beyond the price index. Indexing below it is an "
            "efficiency requirement that does not show.",
        )
    ]
    if not first:
        notes.append(
            w.say(
                f"Bryggan börjar i uppräkningen av {y - 1} före osthyveln; real förändring räknas mot räkneförslaget "
                f"{y - 1}.",
                f"The bridge begins in the indexation of {y - 1} before scaling; real change is on the proposal of "
                f"{y - 1}.",
            )
        )
    if first and (source := w.scenario.indexation.source):
        notes.append(w.say(f"Index: {source}", f"Index: {source}"))
    table = Table(caption=title, heard=True, head=head, rows=tuple(rows), sums=1)
    return Section(id=f"brygga-{y}", title=title, blocks=(table, *(Text(text=n, role="note") for n in notes)))


def _share(w: Words, value: float | None) -> str:
    return NONE if value is None else w.percent(value, sign=True)


def _reconciliation(result: Result, w: Words) -> Section:
    """The result that the proposal leaves, and what the balanced-budget rule asks, from revenue down."""
    f, frame, q = result.figures, w.scenario.frame, result.proposal.q
    years, d = f.years, w.money_decimals
    revenue, central, target = frame.revenue or {}, frame.central or {}, frame.result_target
    columns = []
    for y in years:
        spent = sum(q.spend[a, y] for a in f.lines)
        parts = [revenue[y], -central[y], -spent, q.withdrawal[y]]
        *shown, drawn = rounded_parts([p * w.per_msek for p in parts], sum(parts) * w.per_msek, d)
        left = rounded(sum(shown), d)
        aim = () if target is None else (rounded(target[y] * revenue[y] * w.per_msek, d),)
        columns.append((*shown, left, drawn, left + drawn, *aim))
    names = [
        w.say("Skatter, generella statsbidrag och utjämning", "Taxes, general grants and equalisation"),
        w.say("Centralt, utanför ramarna", "Central items, outside the frames"),
        w.say("Verksamheternas kostnader", "Costs of the activities"),
        w.say("Årets resultat", "Result of the year"),
        w.say("Uttag ur resultatreserven", "Withdrawal from the result reserve"),
        w.say("Balanskravsresultat", "Result under the balanced-budget rule"),
        w.say("Resultatmål", "Result target"),
    ]
    rows = [
        (name, *(w.number(column[k], d) for column in columns))
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
        blocks=(Table(caption=title, heard=True, head=head, rows=tuple(rows)), Text(text=note, role="note")),
    )
