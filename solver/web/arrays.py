"""The program of the page: its arrays, how they move with the levers, and what attainment follows from.

Nothing here is stated anew. The arrays are those of ``solver.levers.template``; curves, indexation and needs are the
figures that the program itself measures plans by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.figures import Figures
from models.indexation import indexation, indexed
from models.plan import settled_level
from models.scenario import Edit
from models.variants import vary
from solver.answer.tie_break import MOVED, omega
from solver.levers.parts import SAME, difference, varied
from solver.levers.template import Template, frame_keys
from solver.web.sliders import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.problems import ScenarioError
    from models.scenario import Scenario
    from solver.levers.affine import Moving
    from solver.program.compiled import Array
    from solver.web.sliders import Slider

COLUMNS = 6000
"""Columns of a program that is answered while a slider is dragged, at most."""
GOALS = 40
"""Goals on one page, at most."""
KINDS = {"frame": 1, "spend": 2, **dict.fromkeys(MOVED, 3)}
"""Steps of the tie-break in which a kind of columns is measured."""
STILL = 1e-9
"""What differs by less along a lever does not move [its unit]."""
Json = dict[str, Any]


def numbers(values: Iterable[float]) -> list[Any]:
    """Return numbers as JSON has them: whole ones without a point, inf as null, -inf as ``-``."""
    return [_number(float(value)) for value in values]


def _number(value: float) -> Any:
    if not np.isfinite(value):
        return None if value > 0 else "-"
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


@dataclass(frozen=True)
class Shipped:
    """What is shipped of a scenario's program.

    Attributes:
        scenario: The scenario.
        sliders: The levers of the page.
    """

    scenario: Scenario
    sliders: tuple[Slider, ...]

    @cached_property
    def figures(self) -> Figures:
        """The scenario's figures."""
        return Figures(scenario=self.scenario)

    @cached_property
    def priced(self) -> bool:
        """Whether the price of moving money is shipped apart, since it is divided by a total that levers move."""
        stability = self.scenario.stability
        return stability.change_price > 0 and stability.turnover is not None

    @cached_property
    def template(self) -> Template:
        """The arrays as a function of the levers, without the price of moving money where that is shipped apart.

        Raises:
            ScenarioError: The arrays are not affine in the levers together, or there are too many of them.
        """
        base = self.scenario
        if self.priced:
            base = vary(base, [Edit(path="stability.change_price", set=0)])
        found = Template.of(base, [s.lever for s in self.sliders], standing=self.figures)
        self._refuse(found)
        return found

    def _refuse(self, template: Template) -> None:
        broken = [lv.id for lv, affine in zip(template.levers, template.affine, strict=True) if not affine]
        if broken:
            raise self._refused(
                f"reglaget {', '.join(broken)} ändrar inte talen rätlinjigt tillsammans med de andra (ett index som "
                "kumuleras, till exempel), och sidan kan då inte räkna exakt; ta bort det ur --levers, eller ge ett "
                "kortare intervall som SÖKVÄG=LÄGST..HÖGST",
                f"the slider {', '.join(broken)} does not change the numbers along straight lines together with the "
                "others (an index that cumulates, for example), so that the page could not compute exactly; leave it "
                "out of --levers, or give a shorter range as PATH=LOW..HIGH",
            )
        columns = len(template.program.columns)
        if columns > COLUMNS:
            raise self._refused(
                f"programmet har {columns} kolumner, fler än de {COLUMNS} som hinner lösas om medan man drar i ett "
                "reglage; slå ihop nämnder eller verksamheter som inget mål skiljer åt",
                f"the program has {columns} columns, more than the {COLUMNS} that can be solved again while a slider "
                "is dragged; put together committees or activities that no goal tells apart",
            )
        if len(self.figures.goals) > GOALS:
            raise self._refused(
                f"{len(self.figures.goals)} mål är fler än de {GOALS} som får plats med var sitt reglage",
                f"{len(self.figures.goals)} goals are more than the {GOALS} that have room for a slider each",
            )

    def _refused(self, sv: str, en: str) -> ScenarioError:
        return refused(self.scenario, sv, en)

    def arrays(self) -> Json:
        """Return the program, its moving entries, and the references of the tie-break."""
        template = self.template
        program, stated = template.program, template.stated
        position = {name: j for j, name in enumerate(program.columns)}
        figures, years = self.figures, self.figures.years
        known = {"frame": stated.baseline.frame, "spend": figures.need}
        kinds = [
            KINDS.get(kind, 0) if key in known.get(kind, {key: 0}) else 0 for kind, key in program.columns
        ]
        row = {name: i for i, name in enumerate(program.rows)}
        return {
            "cost": numbers(program.cost),
            "offset": program.offset,
            "lower": numbers(program.lower),
            "upper": numbers(program.upper),
            "row_lower": numbers(program.row_lower),
            "row_upper": numbers(program.row_upper),
            "start": program.start.tolist(),
            "index": program.index.tolist(),
            "data": numbers(program.data),
            "kind": kinds,
            "omega": [
                omega(kind, str(key[0]) if len(key) > 1 else "", int(key[-1])) if step else 0
                for step, (kind, key) in zip(kinds, program.columns, strict=True)
            ],
            "moving": {name: _moving(part) for name, part in template.moving.items()},
            "attained": template.attained.tolist(),
            "goal": [figures.goals.index(g) for g, _ in template.outcomes],
            "year": [
                min(years.index(y) if y in years else len(years) - 1, len(years) - 1)
                for _, y in template.outcomes
            ],
            "discount": [figures.discount[y] for _, y in template.outcomes],
            "frame_columns": [position["frame", key] for key in frame_keys(stated)],
            "frame_ref": numbers(stated.baseline.frame[key] for key in frame_keys(stated)),
            "spend_columns": [position["spend", key] for key in sorted(figures.open_need)],
            "spend_keys": [list(key) for key in sorted(figures.open_need)],
            "need": numbers(figures.need[key] for key in sorted(figures.open_need)),
            "by_year": {
                kind: [position.get((kind, (y,))) for y in years]
                for kind in ("reserve", "given_total", "deposit", "withdrawal")
            },
            "used_columns": [
                [j for (kind, key), j in position.items() if kind == "used" and key[1] == y] for y in years
            ],
            "total_rows": [row["total", (y,)] for y in figures.open_years],
            "moved_price": self._price(position),
        }

    def _price(self, position: dict[Any, int]) -> Json | None:
        """Return the price of moving money and the columns whose cost it is, divided by the year's total."""
        if not self.priced:
            return None
        found = [
            (j, self.figures.years.index(int(key[1])))
            for (kind, key), j in position.items()
            if kind in ("increase", "decrease")
        ]
        return {
            "columns": [j for j, _ in found],
            "year": [y for _, y in found],
            "price": self.scenario.stability.change_price,
        }

    def measures(self) -> Json:
        """Return what plans are measured by: curves, references, weights' factors, indexation and its movements."""
        f = self.figures
        plain = indexation(f)
        return {
            "curves": [
                {
                    "goal": f.goals.index(r.goal),
                    "members": list(r.members),
                    "curve": [list(point) for point in r.curve],
                    "lag": list(r.lag),
                }
                for r in f.responses
            ],
            "reference_points": [numbers(f.reference[g, y] for y in f.outcome_years) for g in f.goals],
            "outcome_discount": [f.discount[y] for y in f.outcome_years],
            "factor": [numbers(f.weight_factor[g, y] for y in f.years) for g in f.goals],
            "fixed": {a: numbers(f.fixed.get((a, y), 0.0) for y in f.years) for a in f.lines},
            "change_price": self.scenario.stability.change_price,
            "growth": self._growth(f),
            "reserve_share": numbers(f.reserve_share[y] for y in f.years),
            "total": self._along("total", lambda g: [g.total[y] for y in f.years]),
            "indexation": {
                "spend": self._along("indexation", _indexed_spends),
                "frame_slope": {c: numbers(plain.slope[c, y] for y in f.years) for c in f.committees},
                "spend_slope": self._spend_slopes(f),
            },
        }

    def settled(self) -> Json:
        """Return the settled years with their frames, spends and funding levels, which no slider moves."""
        f = self.figures
        level = settled_level(f)
        return {
            "years": list(f.settled_years),
            "frames": {c: numbers(f.settled_frame[c, y] for y in f.settled_years) for c in f.committees},
            "spends": {a: numbers(f.settled_spend[a, y] for y in f.settled_years) for a in f.lines},
            "level": {a: numbers(level.get((a, y), 1.0) for y in f.settled_years) for a in f.lines},
        }

    @staticmethod
    def _growth(f: Figures) -> Json:
        """Return last year's frame to this year's indexed frame as an affine function, by committee and year."""
        constant = {(c, y): indexed(f, c, y, 0.0) for c in f.committees for y in f.years}
        return {
            "factor": {
                c: numbers(indexed(f, c, y, 1.0) - constant[c, y] for y in f.years) for c in f.committees
            },
            "constant": {c: numbers(constant[c, y] for y in f.years) for c in f.committees},
        }

    @staticmethod
    def _spend_slopes(f: Figures) -> Json:
        """Return how each spend under indexation changes per krona more in its year's total."""
        less, more = (indexation(f, dict.fromkeys(f.years, step)).spend for step in (-0.5, 0.5))
        return {a: numbers(more[a, y] - less[a, y] for y in f.years) for a in f.lines}

    def _along(self, what: str, of: Callable[[Figures], Sequence[float]]) -> Json:
        """Return numbers at the base and their change per unit of each lever.

        Raises:
            ScenarioError: They do not move along straight lines.
        """
        base, slopes = np.array(of(self.figures)), []
        for k, slider in enumerate(self.sliders):
            lever, today = slider.lever, slider.base
            low, middle, high = (
                self._at(k, value, of) for value in (lever.low, (lever.low + lever.high) / 2, lever.high)
            )
            slope = (high - low) / (lever.high - lever.low)
            for value, found in ((lever.low, low), ((lever.low + lever.high) / 2, middle)):
                off = np.abs(difference(base + slope * (value - today), found))
                if np.any(off > SAME * np.maximum(1.0, np.abs(found))):
                    raise self._refused(
                        f"reglaget {lever.id} flyttar {what} på ett sätt som sidan inte kan följa; ta bort det ur "
                        "--levers",
                        f"the slider {lever.id} moves {what} in a way that the page cannot follow; leave it out of "
                        "--levers",
                    )
            slopes.append(np.where(np.abs(slope) > STILL * np.maximum(1.0, np.abs(base)), slope, 0.0))
        return {"base": numbers(base), "slope": [numbers(slope) for slope in slopes]}

    def _at(self, k: int, value: float, of: Callable[[Figures], Sequence[float]]) -> Array:
        return np.array(of(self._figures_at(k, value)), float)

    def _figures_at(self, k: int, value: float) -> Figures:
        return Figures(scenario=varied(self.scenario, {self.sliders[k].lever: value}), standing=self.figures)

    def refuse_moving_curves(self) -> None:
        """Check that no lever moves what the page holds still: curves, references, weights, growth, settled years.

        Raises:
            ScenarioError: A lever moves some of it.
        """
        own = _held(self.figures)
        for k, slider in enumerate(self.sliders):
            for value in (slider.lever.low, slider.lever.high):
                if _held(self._figures_at(k, value)) != own:
                    raise self._refused(
                        f"reglaget {slider.lever.id} ändrar effektkurvor, utgångslägen, behov, index eller avslutade "
                        "år, som sidan håller stilla; ta bort det ur --levers",
                        f"the slider {slider.lever.id} changes effect curves, references, needs, indices or settled "
                        "years, which the page holds still; leave it out of --levers",
                    )


def _indexed_spends(f: Figures) -> list[float]:
    spend = indexation(f).spend
    return [spend[a, y] for a in f.lines for y in f.years]


def _held(f: Figures) -> tuple[Any, ...]:
    settled = f.settled_frame, f.settled_spend, f.temporary
    return f.responses, f.reference, f.discount, f.need, f.fixed, f.index, f.requirement, settled


def _moving(part: Moving) -> Json:
    return {
        "entries": part.entries.tolist(),
        "base": numbers(part.base),
        "slope": [numbers(row) for row in part.slope],
    }
