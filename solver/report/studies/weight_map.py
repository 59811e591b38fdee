"""A map of weights on a terminal: how much of it has the same answer, and what the other answers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.reading import digest
from solver.report.terminal import RUN_ID, page_of
from solver.report.words import NONE, Words, rounded
from solver.studies.weight_map import PAIR

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.weight_map import WeightMap

MOST_REGIONS = 6
NOTHING = 1e-9


def weight_map(found: WeightMap, *, width: int | None = None, color: bool = False) -> str:
    """The study as a person reads it.

    Args:
        found: The study.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(lines_on(page_of(width, color=color), found))


def lines_on(page: Page, found: WeightMap) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(found.result.figures)
    named = w.listed(list(found.areas))
    lines = [
        *page.heading(
            w.say(f"Vikterna på {named}: {w.scenario.title}", f"The weights of {named}: {w.scenario.title}")
        )[1:],
        *page.text(w.owner()),
        *page.text(f"{w.standing()} · {w.say('körning', 'run')} {digest(w.scenario)[:RUN_ID]}"),
    ]
    for sentence in sentences(w, found):
        lines += page.text(sentence, hanging="  ")
    lines += _regions(page, w, found)
    lines += _frames(page, w, found)
    return lines


def sentences(w: Words, found: WeightMap) -> list[str]:
    """What the map says, one sentence a thing."""
    shares = [w.percent(part) for part in found.task.stated.tolist()]
    stated = w.listed([f"{name} {share}" for name, share in zip(found.areas, shares, strict=True)])
    points = len(found.points) - 1
    kind = (
        w.say(
            "Kartan går över alla delar av all vikt som de två kan ha; övriga mål delar på resten i angivna "
            "proportioner.",
            "The map covers all parts of all weight that the two can have; other goals share the rest in stated "
            "proportions.",
        )
        if len(found.areas) == PAIR
        else w.say(
            "Kartan går över alla sätt att dela den vikt som de tre har tillsammans; övriga mål väger som angivet.",
            "The map covers all ways to divide the weight that the three have together; other goals weigh as stated.",
        )
    )
    told = [
        w.say(f"De angivna vikterna: {stated} av all vikt.", f"The stated weights: {stated} of all weight.")
        + f" {kind}",
        w.say(
            f"Samma ramar som med de angivna vikterna: {w.percent(found.same)} av kartans {w.number(points, 0)} "
            f"punkter. Kartan har {_count(found)} olika svar.",
            f"The same frames as with the stated weights: {w.percent(found.same)} of the map's {w.number(points, 0)} "
            f"points. The map has {_count(found)} different answers.",
        ),
    ]
    if found.nearest is not None:
        near = w.percent(found.nearest)
        told.append(
            w.say(
                f"Närmaste punkt med andra ramar: {near} av all vikt flyttad.",
                f"The nearest point with other frames: {near} of all weight moved.",
            )
        )
    return told


def _count(found: WeightMap) -> int:
    return int(found.regions.max())


def _shown(found: WeightMap) -> list[int]:
    """The stated weights' region, then the largest others."""
    counts = np.bincount(found.regions[1:], minlength=_count(found) + 1)
    others = sorted(range(2, _count(found) + 1), key=lambda region: (-counts[region], region))
    return [1, *others[: MOST_REGIONS - 1]]


def _regions(page: Page, w: Words, found: WeightMap) -> list[str]:
    rows = []
    for region in _shown(found):
        members = np.flatnonzero(found.regions == region)
        grid = members[members > 0]
        spans = [_span(w, found.points[members, k]) for k in range(len(found.areas))]
        rows.append(
            [
                _name(w, region),
                w.percent(len(grid) / (len(found.points) - 1)),
                w.percent(float(found.distance[members].min())),
                *spans,
            ]
        )
    head = [
        w.say("Svar", "Answer"),
        w.say("Del av\nkartan", "Part of\nthe map"),
        w.say("Närmast:\nflyttad vikt", "Nearest:\nweight moved"),
        *found.areas,
    ]
    title = w.say(
        "Svaren, och var de gäller (% av all vikt)", "The answers, and where they hold (% of all weight)"
    )
    lines = [*page.heading(title), *page.table(head, rows)]
    left = _count(found) - len(rows)
    if left > 0:
        lines += page.text(
            w.say(
                f"… och {left} svar till; de står i tabellen.", f"… and {left} more; they are in the table."
            )
        )
    return lines


def _name(w: Words, region: int) -> str:
    return w.say("1 (de angivna)", "1 (as stated)") if region == 1 else str(region)


def _span(w: Words, parts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    low, high = (w.number(100 * float(v), 1) for v in (parts.min(), parts.max()))
    return f"{low}–{high}"


def _frames(page: Page, w: Words, found: WeightMap) -> list[str]:
    year = found.result.figures.years[0]
    shown = _shown(found)
    first = {region: int(np.argmax(found.regions == region)) for region in shown}
    rows = []
    for k, (c, y) in enumerate(found.task.keys):
        if y != year:
            continue
        amounts = [
            rounded(float(found.frames[first[region], k]) * w.per_msek, w.money_decimals) for region in shown
        ]
        differences = [
            NONE if abs(amount - amounts[0]) < NOTHING else w.signed(amount - amounts[0], w.money_decimals)
            for amount in amounts[1:]
        ]
        rows.append([w.committee(c), w.number(amounts[0], w.money_decimals), *differences])
    order = {w.committee(c): n for n, c in enumerate(w.scenario.committees)}
    rows.sort(key=lambda row: order[row[0]])
    head = [
        w.say("Nämnd", "Committee"),
        w.say("Ram,\nsvar 1", "Frame,\nanswer 1"),
        *(w.say(f"Svar {region}\nmot 1", f"Answer {region}\nagainst 1") for region in shown[1:]),
    ]
    title = w.say(f"Ramar {year}, {w.unit}", f"Frames {year}, {w.unit}")
    return [*page.heading(title), *page.table(head, rows)]
