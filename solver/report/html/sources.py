"""Where every amount comes from: base amounts, indicators, frame, index and limits, each with its source and links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from solver.report.html.blocks import Section, Sources, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.report.html.blocks import Block
    from solver.report.words import Words

LINK = re.compile(r"https?://[^\s<>\")\]]+[^\s<>\")\].,;:]")
LEVEL = re.compile(r"\bnivå ([PSD])\b|\blevel ([PSD])\b")
KOLADA = re.compile(r"kolada", re.IGNORECASE)


def sources(w: Words) -> Section:
    """Every source that the scenario states, with the level of each where it says one.

    Args:
        w: The words of the scenario.
    """
    title = w.say("Underlag och källor", "Evidence and sources")
    blocks: list[Block] = [
        Text(
            text=w.say(
                "Nivå där underlaget anger den: P utgivarens egen sida, S avskrift, D räknat här. Vad som är antagande "
                "står som assumption med den som gjort det.",
                "Level where the evidence states it: P the publisher's own page, S a transcription, D computed here. "
                "What is assumed is marked assumption, with whoever assumed it.",
            )
        ),
        *(_table(w, name, rows) for name, rows in _groups(w) if rows),
    ]
    return Section(id="kallor", title=title, blocks=tuple(blocks), page=True)


def _groups(w: Words) -> Iterator[tuple[str, list[tuple[str, str, str | None]]]]:
    s = w.scenario
    base = w.say(f"Basbelopp {s.base_year}, {w.unit}", f"Base amounts {s.base_year}, {w.unit}")
    yield (
        base,
        [
            *(
                (w.committee(c), w.amount(w.figures.base_frame[c]), own.source)
                for c, own in s.committees.items()
            ),
            *((w.activity(a), w.amount(own.base), own.source) for a, own in s.activities.items()),
        ],
    )
    yield (
        w.say("Nyckeltal", "Indicators"),
        [
            (
                i.name or w.goal(g),
                " ".join(filter(None, (w.number(i.present, w.goal_decimals(g)), i.unit))),
                _raw(w, i.source),
            )
            for g, goal in s.goals.items()
            if (i := goal.indicator) is not None
        ],
    )
    reserve = s.frame.result_reserve
    others = [
        (w.say("Ramutrymme", "Total"), "", s.frame.source),
        (w.say("Resultatreserv", "Result reserve"), "", reserve.source if reserve is not None else None),
        (w.say("Index och effektiviseringskrav", "Index and requirement"), "", s.indexation.source),
        (w.say("Stabilitet", "Stability"), "", s.stability.source),
        (w.say("Över- och underskott", "Carry-over"), "", s.carry_over.source),
        (w.term("weights"), "", s.weights.source),
        (
            w.say("Spann per evidensgrad", "Ranges by grade"),
            s.evidence_ranges.by if s.evidence_ranges is not None else "",
            s.evidence_ranges.source if s.evidence_ranges is not None else None,
        ),
        *((w.plan_id(p), own.by or "", own.source) for p, own in s.plans.items()),
    ]
    yield w.say("Övrigt", "Other"), [row for row in others if row[1] or row[2]]


def _raw(w: Words, source: str | None) -> str | None:
    """The source of an indicator's value; one from Kolada is named as its terms ask."""
    if source is None or not KOLADA.search(source):
        return source
    named = w.say("Källa: Kolada", "Source: Kolada")
    return source if named in source else f"{named}. {source}"


def _table(w: Words, caption: str, rows: list[tuple[str, str, str | None]]) -> Sources:
    told = []
    for name, value, source in rows:
        level = LEVEL.search(source or "")
        told.append(
            (
                name,
                value,
                next(filter(None, level.groups())) if level else "",
                pieces(source) if source else ((w.say("inget underlag angivet", "no source stated"), ""),),
            )
        )
    head = (
        w.term("particular"),
        w.term("value"),
        w.term("level_in_a_heading"),
        w.term("source"),
    )
    return Sources(caption=caption, head=head, rows=tuple(told))


def pieces(text: str) -> tuple[tuple[str, str], ...]:
    """Return a text in pieces: (text, link), the link empty where it is none."""
    found: list[tuple[str, str]] = []
    at = 0
    for link in LINK.finditer(text):
        found += [(text[at : link.start()], ""), (link[0], link[0])]
        at = link.end()
    found.append((text[at:], ""))
    return tuple(piece for piece in found if piece[0])
