"""The record of a map of weights: how much of it has the same answer, and what the other answers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.report.plots.weight_map import pictures
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NONE, Words, rounded
from solver.studies.weight_map import PAIR, WeightMap

if TYPE_CHECKING:
    from solver.report.terminal import Page

MOST_REGIONS = 6
NOTHING = 1e-9


def _title(w: Words, study: WeightMap) -> str:
    areas = w.listed(list(study.areas))
    return w.say(f"Vikterna på {areas}", f"The weights of {areas}")


def _lines(page: Page, w: Words, study: WeightMap) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence, hanging="  ")
    return [*lines, *_regions(page, w, study), *_frames(page, w, study)]


def sentences(w: Words, study: WeightMap) -> list[str]:
    """Return the findings of the map, a sentence each."""
    shares = [w.percent(part) for part in study.task.stated.tolist()]
    stated = w.listed([f"{name} {share}" for name, share in zip(study.areas, shares, strict=True)])
    points = len(study.points) - 1
    kind = (
        w.say(
            "Kartan går över alla delar av all vikt som de två kan ha; övriga mål delar på resten i angivna "
            "proportioner.",
            "The map covers all parts of all weight that the two can have; other goals share the rest in stated "
            "proportions.",
        )
        if len(study.areas) == PAIR
        else w.say(
            "Kartan går över alla sätt att dela den vikt som de tre har tillsammans; övriga mål väger som angivet.",
            "The map covers all ways to divide the weight that the three have together; other goals weigh as stated.",
        )
    )
    told = [
        w.say(f"De angivna vikterna: {stated} av all vikt.", f"The stated weights: {stated} of all weight.")
        + f" {kind}",
        w.say(
            f"Samma ramar som med de angivna vikterna: {w.percent(study.same)} av kartans {w.number(points, 0)} "
            f"punkter. Kartan har {_count(study)} olika svar.",
            f"The same frames as with the stated weights: {w.percent(study.same)} of the map's {w.number(points, 0)} "
            f"points. The map has {_count(study)} different answers.",
        ),
    ]
    if study.nearest is not None:
        near = w.percent(study.nearest)
        told.append(
            w.say(
                f"Närmaste punkt med andra ramar: {near} av all vikt flyttad.",
                f"The nearest point with other frames: {near} of all weight moved.",
            )
        )
    return told


def _count(study: WeightMap) -> int:
    return int(study.regions.max())


def _shown(study: WeightMap) -> list[int]:
    """Return the stated weights' region, then the largest others."""
    counts = np.bincount(study.regions[1:], minlength=_count(study) + 1)
    others = sorted(range(2, _count(study) + 1), key=lambda region: (-counts[region], region))
    return [1, *others[: MOST_REGIONS - 1]]


def _regions(page: Page, w: Words, study: WeightMap) -> list[str]:
    rows = []
    for region in _shown(study):
        members = np.flatnonzero(study.regions == region)
        grid = members[members > 0]
        spans = [_span(w, study.points[members, k]) for k in range(len(study.areas))]
        rows.append(
            [
                _name(w, region),
                w.percent(len(grid) / (len(study.points) - 1)),
                w.percent(float(study.distance[members].min())),
                *spans,
            ]
        )
    head = [
        *w.terms("answer"),
        w.say("Del av\nkartan", "Part of\nthe map"),
        w.say("Närmast:\nflyttad vikt", "Nearest:\nweight moved"),
        *study.areas,
    ]
    title = w.say(
        "Svaren, och var de gäller (% av all vikt)", "The answers, and where they hold (% of all weight)"
    )
    lines = [*page.heading(title), *page.table(head, rows)]
    left = _count(study) - len(rows)
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


def _frames(page: Page, w: Words, study: WeightMap) -> list[str]:
    year = study.result.figures.open_years[0]
    shown = _shown(study)
    first = {region: int(np.argmax(study.regions == region)) for region in shown}
    rows = []
    for k, (c, y) in enumerate(study.task.keys):
        if y != year:
            continue
        amounts = [
            rounded(float(study.frames[first[region], k]) * w.per_msek, w.money_decimals) for region in shown
        ]
        differences = [
            NONE if abs(amount - amounts[0]) < NOTHING else w.signed(amount - amounts[0], w.money_decimals)
            for amount in amounts[1:]
        ]
        rows.append([w.committee(c), w.number(amounts[0], w.money_decimals), *differences])
    order = {w.committee(c): n for n, c in enumerate(w.scenario.committees)}
    rows.sort(key=lambda row: order[row[0]])
    head = [
        *w.terms("committee"),
        w.say("Ram,\nsvar 1", "Frame,\nanswer 1"),
        *(w.say(f"Svar {region}\nmot 1", f"Answer {region}\nagainst 1") for region in shown[1:]),
    ]
    title = w.say(f"Ramar {year}, {w.unit}", f"Frames {year}, {w.unit}")
    return [*page.heading(title), *page.table(head, rows)]


def _short(w: Words, study: WeightMap) -> Short:
    rows = []
    for region in range(1, int(study.regions.max()) + 1):
        members = study.regions[1:] == region
        share, nearest = float(members.mean()), float(study.distance[study.regions == region].min())
        rows.append([str(region), w.percent(share), w.percent(nearest)])
    head = [
        *w.terms("answer"),
        w.say("Del av kartan", "Part of the map"),
        w.say("Flyttad vikt, minst", "Weight moved, at least"),
    ]
    return Short(sentences=sentences(w, study), head=head, rows=rows)


REPORT = StudyReport(
    of=WeightMap,
    title=_title,
    question=(
        "Hur långt kan man tycka olika om vikterna och ändå få samma svar?",
        "How far may people disagree about the weights and still get the same answer?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
)
