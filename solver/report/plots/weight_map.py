"""The plot of a map of weights: the answers over the weights of two goal areas, or of three as a triangle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.plots.drawing import (
    FILLS,
    SMALL,
    Key,
    Panel,
    Style,
    money,
    sheet,
    short,
    styled,
    tick,
    wrapped,
)
from solver.report.plots.pictures import Picture
from solver.report.words import Words, rounded
from solver.studies.weight_map import PAIR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Sheet
    from solver.studies.weight_map import WeightMap

MOST = 8
"""Answers with a fill of their own; the others have one together."""
TOLD = 3
"""The number of committees that the text of an answer names."""
REST: Style = {"facecolor": "#f1efe9", "edgecolor": "#333333"}
HERE: Style = {"marker": "*", "markerfacecolor": "#f0d9a8", "markeredgecolor": "black", "markersize": 13}
"""The stated weights."""
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.5, sqrt(3) / 2))
"""The corners of the triangle, where all weight is on the first, the second or the third area."""


def weight_map_rows(found: WeightMap) -> list[Row]:
    """Return the answer at every point, the stated weights, and each answer's frames in the first year.

    Answers that look the same in the first year, as amounts are written, are one here.
    """
    letters, y = "abc"[: len(found.areas)], found.result.figures.open_years[0]
    named = {f"area_{k}": name for k, name in zip(letters, found.areas, strict=True)}
    w = Words(found.result.figures)
    frames: dict[int, dict[str, float]] = {}
    for r in found.region_rows():
        if r["quantity"] == "frame" and r["year"] == y:
            frames.setdefault(r["region"], {})[r["committee"]] = r["value"]
    seen: dict[tuple[float, ...], int] = {}
    answer = {}
    for region, by_committee in frames.items():
        look = tuple(rounded(money(w, {"value": v}), w.money_decimals) for v in by_committee.values())
        answer[region] = seen.setdefault(look, region)
    rows: list[Row] = []
    for n, parts in enumerate(found.points.tolist()):
        shares = {k: written(part) for k, part in zip(letters, parts, strict=True)}
        told = {
            **named,
            **shares,
            "quantity": "answer" if n else "today",
            "answer": answer[int(found.regions[n])],
        }
        rows.append({**told, "value": written(found.values[n]), "unit": "points"})
    for region in seen.values():
        for c, value in frames[region].items():
            told = {"answer": region, "committee": c, "year": y, "unit": found.scenario.currency}
            rows.append({**named, **told, "quantity": "difference", "value": written(value - frames[1][c])})
    return rows


@styled
def weight_map(w: Words, rows: list[Row]) -> Drawing:
    """Draw the answers as fields of a map of two areas' weights; the same fill is the same frames.

    Args:
        w: Language, units and names.
        rows: Tidy rows: ``quantity`` is ``answer`` (with ``a``, ``b`` and ``c``, the shares of all weight, and the
            number of the ``answer``), ``today`` (the stated shares) or ``difference`` (the ``value`` by which an
            answer's frame of a ``committee`` exceeds the proposed one); ``area_a`` and so on name the areas.
    """
    m = _Map.of(w, rows)
    x, y = m.areas[:2]
    panel = Panel(
        label=w.say(f"vikten på {x}, procent av all vikt", f"weight of {x}, per cent of all weight"),
        over=w.say(f"Vikten på {y}, procent av all vikt", f"Weight of {y}, per cent of all weight"),
    )
    made = sheet(w, m.finding, [panel], body=4.6, right=3.0, keys=m.keys(), remarks=[m.remark()])
    axes = made.axes[0]
    step = _step(p[0] for p in m.field)
    for at, answer in m.field.items():
        (a, b), h = at[:2], step / 2
        corners = [(a - h, b - h), (a + h, b - h), (a + h, b + h), (a - h, b + h)]
        axes.fill(*zip(*corners, strict=True), linewidth=0, label=f"{answer}", **m.style(answer))
    for answer, at in m.middles().items():
        _numbered(made, m, answer, (at[0], at[1]))
    if m.today is not None:
        axes.plot([m.today[0]], [m.today[1]], linestyle="none", zorder=4, label="today", **HERE)
    ends = [min(v) - step / 2 for v in zip(*(p[:2] for p in m.field), strict=True)]
    far = [max(v) + step / 2 for v in zip(*(p[:2] for p in m.field), strict=True)]
    axes.set_xlim(ends[0], far[0])
    axes.set_ylim(ends[1], far[1])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: tick(w, 100 * value))
    return made.figure


@styled
def weight_triangle(w: Words, rows: list[Row]) -> Drawing:
    """Draw the answers as fields of a triangle, all weight on one of three areas in each corner.

    Args:
        w: Language, units and names.
        rows: Tidy rows as of ``weight_map``, with a third area.
    """
    m = _Map.of(w, rows)
    made = sheet(
        w, m.finding, [Panel(label="")], body=5.0, left=1.6, right=1.6, keys=m.keys(), remarks=[m.remark()]
    )
    axes = made.axes[0]
    size = _step(p[0] / sum(p) for p in m.field) / sqrt(3)
    turns = [pi / 6 + k * pi / 3 for k in range(6)]
    (edge,) = axes.fill(
        *zip(*CORNERS, strict=True), facecolor="none", edgecolor="black", linewidth=1.0, zorder=3
    )
    for at, answer in m.field.items():
        x, y = _placed(at)
        corners = [(x + 1.02 * size * cos(t), y + 1.02 * size * sin(t)) for t in turns]
        (cell,) = axes.fill(*zip(*corners, strict=True), linewidth=0, label=f"{answer}", **m.style(answer))
        cell.set_clip_path(edge)
    for answer, at in m.middles().items():
        _numbered(made, m, answer, _placed(at))
    if m.today is not None:
        x, y = _placed(m.today)
        axes.plot([x], [y], linestyle="none", zorder=4, label="today", **HERE)
    for (x, y), area, va in zip(CORNERS, m.areas, ("top", "top", "bottom"), strict=True):
        told = wrapped(w.say(f"Bara {area}", f"Only {area}"), 2.4, SMALL)
        axes.annotate(
            told,
            (x, y),
            xytext=(0, 6 if va == "bottom" else -6),
            textcoords="offset points",
            ha="center",
            va=va,
            fontsize=SMALL,
        )
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.05, 0.93)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return made.figure


def weight_map_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the map or the triangle shows, for readers who do not see it."""
    m = _Map.of(w, rows)
    told = [
        w.say(
            f"svar {m.number(answer)} ({w.percent(m.part(answer), 0)}): {m.told(answer)}",
            f"answer {m.number(answer)} ({w.percent(m.part(answer), 0)}): {m.told(answer)}",
        )
        for answer in m.order[:MOST]
    ]
    areas = w.listed(m.areas)
    return w.say(
        f"Karta över svar för olika vikter på {areas}. {m.finding}. {'; '.join(told)}.",
        f"Map of answers for different weights of {areas}. {m.finding}. {'; '.join(told)}.",
    )


# --------------------------------------------------------------------------------------------------- the map

Place = tuple[float, ...]
BOX = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "#333333", "linewidth": 0.6}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Map:
    """Rows as a field of answers.

    Attributes:
        w: Language, units and names.
        areas: Names of the areas.
        field: The answer at each place.
        differences: Frames of each answer less the proposed ones, in the unit of the report.
        today: The stated weights; None where they are not on the map.
        stated: The answer there.
        order: Answers, those that cover most first.
    """

    w: Words
    areas: tuple[str, ...]
    field: dict[Place, int]
    differences: dict[int, dict[str, float]]
    today: Place | None
    stated: int
    order: tuple[int, ...]

    @classmethod
    def of(cls, w: Words, rows: list[Row]) -> _Map:
        letters = [k for k in "abc" if rows[0].get(f"area_{k}")]
        areas = tuple(short(str(rows[0][f"area_{k}"]), 60) for k in letters)
        field: dict[Place, int] = {}
        differences: dict[int, dict[str, float]] = {}
        today, stated = None, -1
        for r in rows:
            place = tuple(float(r[k]) for k in letters) if r["quantity"] in ("answer", "today") else ()
            if r["quantity"] == "answer":
                field[place] = int(r["answer"])
            elif r["quantity"] == "today":
                today, stated = place, int(r.get("answer", -1))
            elif r["quantity"] == "difference":
                differences.setdefault(int(r["answer"]), {})[r["committee"]] = money(w, r)
        covered = {answer: sum(v == answer for v in field.values()) for answer in field.values()}
        order = sorted(covered, key=lambda answer: (-covered[answer], answer))
        if stated in order[MOST:]:  # the answer of the stated weights has a fill, however small its field
            order.remove(stated)
            order.insert(MOST - 1, stated)
        return cls(
            w=w,
            areas=areas,
            field=field,
            differences=differences,
            today=today,
            stated=stated,
            order=tuple(order),
        )

    def part(self, answer: int) -> float:
        """Return the share of the map that an answer covers."""
        return sum(v == answer for v in self.field.values()) / len(self.field)

    def number(self, answer: int) -> str:
        """Return the name of an answer, as in the tables."""
        return str(answer)

    def style(self, answer: int) -> Style:
        """Return the fill of an answer."""
        place = self.order.index(answer)
        return FILLS[place] if place < MOST else REST

    def middles(self) -> dict[int, Place]:
        """Return the place of the number of each answer with a fill: its cell nearest to the middle of them."""
        found = {}
        for answer in self.order[:MOST]:
            cells = [p for p, v in self.field.items() if v == answer]
            middle = [sum(v) / len(cells) for v in zip(*cells, strict=True)]
            found[answer] = min(
                cells, key=lambda p: sum((a - b) ** 2 for a, b in zip(p, middle, strict=True))
            )
        return found

    def told(self, answer: int) -> str:
        """Return the changes of an answer against the proposal, in words."""
        d = self.w.money_decimals
        moved = {c: rounded(v, d) for c, v in self.differences.get(answer, {}).items()}
        largest = sorted((c for c in moved if moved[c]), key=lambda c: -written(abs(moved[c])))
        if not largest:
            return self.w.say("räkneförslagets ramar", "the proposed frames")
        told = [f"{short(self.w.committee(c), 40)} {self.w.signed(moved[c], d)}" for c in largest[:TOLD]]
        return ", ".join(told) + (" …" if len(largest) > TOLD else "")

    def keys(self) -> list[Key]:
        """Return the keys of the answers and of the star."""
        found = [
            Key(text=f"{self.number(answer)}: {self.told(answer)}", style=self.style(answer), kind="fill")
            for answer in self.order[:MOST]
        ]
        if len(self.order) > MOST:
            rest = len(self.order) - MOST
            found.append(
                Key(text=self.w.say(f"{rest} andra svar", f"{rest} other answers"), style=REST, kind="fill")
            )
        if self.today is not None:
            found.append(Key(text=self.w.term("stated_weights"), style=HERE))
        return found

    def remark(self) -> str:
        """Return the remark that explains the fields."""
        return self.w.say(
            f"Varje fält är ett svar: samma ramar {self.year} överallt i fältet. Belopp: {self.w.unit} mot "
            "räkneförslaget.",
            f"Each field is an answer: the same frames {self.year} all over it. Amounts: {self.w.unit} against the "
            "proposal.",
        )

    @property
    def year(self) -> int:
        """The year of the frames."""
        return self.w.figures.open_years[0]

    @property
    def finding(self) -> str:
        """Return the title: how many answers there are, and how much of the map the largest covers."""
        areas, n = self.w.listed(self.areas), len(self.order)
        most = self.w.percent(self.part(self.order[0]), 0)
        if n == 1:
            return self.w.say(
                f"Vikterna på {areas} ändrar ingen ram", f"The weights of {areas} change no frame"
            )
        return self.w.say(
            f"Vikterna på {areas} ger {n} olika svar {self.year}; det vanligaste täcker {most} av kartan",
            f"The weights of {areas} give {n} different answers in {self.year}; the most common covers {most} of the "
            "map",
        )


def _numbered(made: Sheet, m: _Map, answer: int, at: tuple[float, float]) -> None:
    """Draw the number of an answer in its field; beside the star in that of the stated weights."""
    made.axes[0].annotate(
        m.number(answer),
        at,
        xytext=(16, 8) if answer == m.stated else (0, 0),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=SMALL,
        bbox=BOX,
        zorder=5,
    )


def _step(values: Iterable[float]) -> float:
    """Return the distance between neighbours of a grid."""
    found = sorted({round(v, 9) for v in values})
    return min(b - a for a, b in pairwise(found)) if len(found) > 1 else 1.0


def _placed(at: Place) -> tuple[float, float]:
    """Return the place of three shares in the triangle."""
    whole = sum(at)
    return (
        sum(share * x for share, (x, _) in zip(at, CORNERS, strict=True)) / whole,
        sum(share * y for share, (_, y) in zip(at, CORNERS, strict=True)) / whole,
    )


def pictures(w: Words, study: WeightMap, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    draw = weight_map if len(study.areas) == PAIR else weight_triangle
    yield Picture(name="weight-map", words=w, rows=weight_map_rows(study), draw=draw, tell=weight_map_alt)
