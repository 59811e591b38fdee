"""Random scenarios with figures as Swedish municipalities have them, of which nothing is a mistake.

``documents(seeds)`` takes random scenarios and makes each a municipality's: tasks that move leave one committee for
another, the election committee has its cycle, prices, drivers, central items and tax rates are those of ordinary
years, an adopted plan departs from indexation as councils do, and others differ from it by what is worth a motion.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.indexation import indexation
from models.reading import read
from tests.independent import random_scenarios
from tests.independent.random_scenarios import PER_MSEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.scenario import Scenario

Document = dict[str, Any]


SMALLEST = 150.0
"""The money of a small municipality [MSEK]."""


def documents(seeds: Iterable[int]) -> Iterator[tuple[int, Document]]:
    """Yield realistic scenarios as the content of files, each with its seed; those that are too small are left out."""
    for seed in seeds:
        made = random_scenarios.document(seed)
        scenario = read(made)
        if min(Figures(scenario=scenario).total.values()) > SMALLEST:
            yield seed, document(seed, made)


def document(seed: int, made: Document) -> Document:
    """Return a random scenario with realistic figures."""
    drawn = random.Random(f"realistic {seed}")
    _still(made)
    _moved(made, drawn)
    _drivers(made, drawn)
    _goals(made, drawn)
    _elections(made, drawn)
    scenario = read(made)
    _inhabitants(made, scenario, drawn)
    _plans(made, scenario, drawn)
    return made


def _money(made: Document, msek: float) -> float:
    return round(round(msek, 2) * PER_MSEK[made["currency"]], 6)


def _entries(adjustments: Document) -> list[Document]:
    return [
        e for entries in adjustments.values() for e in (entries if isinstance(entries, list) else [entries])
    ]


def _still(made: Document) -> None:
    """Take away what binds to amounts that are drawn anew, and tasks that move to nowhere."""
    made.pop("decisions", None)
    made.pop("plans", None)
    for committee in made["committees"].values():
        for entry in _entries(committee.get("adjustments", {})):
            entry.pop("technical", None)
    for goal in made["goals"].values():
        goal.pop("minimum", None)
    for activity in made.get("activities", {}).values():
        activity.pop("unit_cost_max", None)


def _moved(made: Document, drawn: random.Random) -> None:
    """Move a task from one committee to another, as much away as there."""
    able = [
        c
        for c in made["committees"]
        if c in {a.get("committee") for a in made.get("activities", {}).values() if a["base"] > 0}
    ]
    if len(able) > 1 and drawn.random() < 0.5:
        giver, taker = drawn.sample(able, 2)
        own = [
            a["base"] for a in made["activities"].values() if a.get("committee") == giver and a["base"] > 0
        ]
        amount = _money(made, drawn.uniform(0.005, 0.04) * min(own) / PER_MSEK[made["currency"]])
        year = drawn.choice(made["years"])
        for c, x in ((giver, -amount), (taker, amount)):
            given = made["committees"][c].setdefault("adjustments", {})
            before = given.get(year, [])
            given[year] = [*(before if isinstance(before, list) else [before]), {"technical": x}]


def _drivers(made: Document, drawn: random.Random) -> None:
    """Let counts grow or fall by up to eight per cent a year, and small ones jump."""
    for series in made.get("drivers", {}).values():
        if isinstance(series, dict) and drawn.random() < 0.5:
            count = series[made["base_year"]]
            for year in made["years"]:
                count = max(1, round(count * (1 + drawn.uniform(-0.08, 0.08))))
                series[year] = count
    if drawn.random() < 0.3:
        years = (made["base_year"], *made["years"])
        made.setdefault("drivers", {})["elever_sarskola"] = {y: drawn.randint(6, 30) for y in years}


def _goals(made: Document, drawn: random.Random) -> None:
    """Let one goal weigh much, and measure with indicators of all kinds."""
    scales = ((60, 100, 84.4), (14, 9, 11.1), (6.5, 4.5, 5.6), (150, 14, 37), (0, 1, 0.4), (3000, 1500, 2200))
    for goal in made["goals"].values():
        if drawn.random() < 0.3 and "indicator" not in goal and "reference" in goal:
            floor, target, present = drawn.choice(scales)
            goal["indicator"] = {"present": present, "floor": floor, "target": target}
    if len(made["goals"]) > 2 and drawn.random() < 0.3:
        first, *others = made["goals"].values()
        first["weight"] = drawn.choice((3, 5, 8)) * max(0.5, *(goal["weight"] for goal in others))


def _elections(made: Document, drawn: random.Random) -> None:
    """Add an election committee with money in one year, one-off items that follow it, and a small audit."""
    index = made["indexation"]["index"]
    by_class = isinstance(index, dict) and "wages" in index
    classes: Document = {"cost_classes": {"wages": "20 %", "purchased": "80 %"}} if by_class else {}
    if drawn.random() < 0.6:
        made["committees"]["revision"] = {"base": _money(made, drawn.uniform(0.8, 3)), **classes}
    if drawn.random() < 0.6:
        cost = round(drawn.uniform(0.4, 1.5), 2)
        votes = drawn.choice(made["years"])
        paid = {y: _money(made, cost if y == votes else 0.0) for y in made["years"]}
        made["committees"]["valnamnd"] = {
            **classes,
            "adjustments": {
                votes: {"one_off": _money(made, cost)},
                votes + 1: {"one_off": _money(made, -cost)},
            },
        }
        if votes + 1 not in made["years"]:
            del made["committees"]["valnamnd"]["adjustments"][votes + 1]
        made.setdefault("activities", {})["val"] = {"committee": "valnamnd", "base": 0, "fixed": paid}


def _inhabitants(made: Document, scenario: Scenario, drawn: random.Random) -> None:
    total = Figures(scenario=scenario).total[scenario.years[0]]
    made["municipality"] = {
        "name": "Slumpkommun",
        "population": max(1, round(total / drawn.uniform(0.05, 0.09))),
    }


def _plans(made: Document, scenario: Scenario, drawn: random.Random) -> None:
    """Add an adopted plan that adds up to the total less a reserve, and two that differ from it."""
    figures = Figures(scenario=scenario)
    frames = indexation(figures).unscaled
    lean = {c: drawn.uniform(-0.02, 0.02) for c in figures.committees}
    plan: Document = {c: {} for c in figures.committees}
    for n, y in enumerate(figures.years, start=1):
        wanted = {c: frames[c, y] * (1 + n * lean[c]) for c in figures.committees}
        room = figures.total[y] * (1 - figures.reserve_share[y]) * drawn.uniform(0.985, 1.0)
        scale = room / sum(wanted.values())
        if not 0.92 < scale < 1.08:
            return
        for c in figures.committees:
            plan[c][y] = _money(made, wanted[c] * scale)
    large = [c for c in figures.committees if figures.base_frame[c] > 10]
    moved = _money(made, drawn.uniform(0.5, 3))
    made["plans"] = {
        "antagen": {"by": "KF", "frames": plan},
        "motforslag": {
            "by": "Oppositionen",
            "based_on": "antagen",
            "differences": {c: dict.fromkeys(figures.years, moved) for c in large[:2]},
            "total": {y: _money(made, figures.total[y]) + 2 * moved for y in figures.years},
            "tax_rate": round(drawn.uniform(19, 23), 2),
        },
        "lista": {
            "by": "Ett parti",
            "based_on": "antagen",
            "completeness": "priority_list",
            "differences": {c: {figures.years[0]: x} for c, x in zip(large, (moved, -moved), strict=False)},
        },
    }
