"""Generate Exempelköping in any size: made-up municipalities for benchmarks and tests.

    python scenarios/generate.py 17x5x4 --seed 1 --out exempelkoping-17x5x4.yaml
    python scenarios/generate.py 20x40x10 > large.yaml

The size is committees x activities of each x plan years. No figure belongs to a real municipality: every amount,
curve and count is drawn from the seed, and the title, the names and the sources say so. The same size and seed
give the same bytes. There is always a plan: the total nearly covers unchanged service, and limits leave room.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.reading import read, write

BASE_YEAR = 2024
MADE_UP = "påhittad"
NOBODY = "Exempel: ingen politisk avsändare"
FUNDED = 0.996
"""The total, as a share of the cost of unchanged service."""
INDEX, REQUIREMENT, RESERVE = 0.03, 0.002, 0.005
LAGS = (("100 %",), ("60 %", "40 %"), ("40 %", "40 %", "20 %"))
DRIVERS = 6
SERVED = 2
"""Number of goals that a measured activity serves."""
WORTH = 80.0
"""Points that a goal would lose, by today's slopes, if none of its activities were funded."""
PER_INHABITANT = 0.065
"""Total [MSEK per inhabitant]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of a municipality.

    Attributes:
        committees: Number of committees.
        activities: Number of activities of each committee.
        years: Number of plan years.
        goals: Number of goals.
        segments: Number of segments of each response curve, without the flat end.
    """

    committees: int
    activities: int
    years: int
    goals: int = 12
    segments: int = 4

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read ``17x5x4``.

        Raises:
            ValueError: The text is not three positive numbers.
        """
        found = re.fullmatch(r"([1-9]\d{0,3})x([1-9]\d{0,3})x([1-9]\d?)", text)
        if found is None:
            raise ValueError(f"{text!r} is not committees x activities x years, such as 17x5x4")
        committees, activities, years = map(int, found.groups())
        return cls(committees=committees, activities=activities, years=years)


def exempelkoping(
    size: Size | str, seed: int, *, total: float = 1200.0, title: str = "Exempelköping (påhittad)"
) -> dict[str, Any]:
    """Return a made-up municipality as a scenario document, in the form that ``models.reading.read`` takes.

    Args:
        size: Its size, a ``Size`` or text such as ``17x5x4``.
        seed: Seed of the random draws; 0 is a seed.
        total: Approximate spending in the base year [MSEK].
        title: Its title, which must say that it is made up.
    """
    size = Size.parse(size) if isinstance(size, str) else size
    drawn = random.Random(seed)  # noqa: S311 - made-up figures, no secrets
    years = [BASE_YEAR + n for n in range(1, size.years + 1)]
    drivers = {f"antal_{n:02}": _driver(drawn, years) for n in range(1, DRIVERS + 1)}
    committees = [f"namnd_{n:02}" for n in range(1, size.committees + 1)]
    activities = _activities(drawn, size, committees, total, list(drivers))
    effects = _effects(drawn, size, activities)
    followed = {made.get("driver") for made in activities.values()}
    totals = {y: round(_need(activities, drivers, y) * FUNDED / (1 - RESERVE), 1) for y in years}
    return {
        "format": 1,
        "title": f"{title}, {size.committees} × {size.activities} × {size.years}, frö {seed}",
        "municipality": {
            "name": "Exempelköping",
            "code": "9999",
            "population": round(total / PER_INHABITANT),
        },
        "currency": "MSEK",
        "base_year": BASE_YEAR,
        "years": years,
        "discount": "3 %",
        "frame": {"total": totals, "reserve_min": _share(RESERVE), "growth_max": "6 %", "source": MADE_UP},
        "indexation": {"index": _share(INDEX), "requirement": _share(REQUIREMENT), "source": MADE_UP},
        "stability": {"max_decrease": "3 %", "max_increase": "4 %", "turnover": "3 %", "source": MADE_UP},
        "carry_over": {
            "rule": "carry",
            "keep_surplus": "75 %",
            "cap_share": "3 %",
            "room_share": "0.5 %",
            "restore_years": min(3, size.years),
            "source": MADE_UP,
        },
        "committees": {c: _committee(drawn, c, n) for n, c in enumerate(committees)},
        "activities": activities,
        "drivers": {d: counts for d, counts in drivers.items() if d in followed},
        "weights": {"owner": NOBODY, "source": MADE_UP},
        "goals": _goals(drawn, size, effects),
        "effects": effects,
        "decisions": _decisions(activities),
    }


def _share(value: float) -> str:
    return f"{round(100 * value, 4):g} %"


def _driver(drawn: random.Random, years: list[int]) -> dict[int, int]:
    """Draw a count that changes by at most one per cent a year."""
    change, count = drawn.uniform(-0.01, 0.01), drawn.uniform(800, 4000)
    return {y: round(count * (1 + change) ** n) for n, y in enumerate([BASE_YEAR, *years])}


def _committee(drawn: random.Random, c: str, n: int) -> dict[str, Any]:
    """Draw a committee; every third has a small opening surplus, every third a small deficit."""
    opening = {0: drawn.uniform(0.1, 0.5), 1: -drawn.uniform(0.05, 0.3)}.get(n % 3)
    found: dict[str, Any] = {"name": f"Nämnd {c[-2:]}", "source": MADE_UP}
    return found if opening is None else {**found, "opening_balance": round(opening, 2)}


def _activities(
    drawn: random.Random, size: Size, committees: list[str], total: float, drivers: list[str]
) -> dict[str, dict[str, Any]]:
    """Draw the activities; few of them have most of the costs, as in reality, and every second follows a count."""
    each = [(c, n) for c in committees for n in range(1, size.activities + 1)]
    weight = {key: drawn.lognormvariate(0, 0.9) for key in each}
    whole = sum(weight.values())
    found = {}
    for n, (c, k) in enumerate(each):
        made: dict[str, Any] = {
            "name": f"Verksamhet {c[-2:]}-{k:02}",
            "committee": c,
            "base": max(round(total * weight[c, k] / whole, 3), 0.05),
        }
        if n % 2:
            made |= {
                "driver": drawn.choice(drivers),
                "variable_share": _share(round(drawn.uniform(0.3, 0.9), 2)),
            }
        if n % 4 == 1:
            made |= {
                "floor": _share(round(drawn.uniform(0.88, 0.94), 2)),
                "floor_basis": "Påhittad bedömning",
            }
        if not (n - 2) % 7:
            made["ceiling"] = _share(round(drawn.uniform(1.06, 1.12), 2))
        found[f"{c}_{k:02}"] = {**made, "source": MADE_UP}
    return found


def _measured(activities: dict[str, dict[str, Any]]) -> list[str]:
    """Return all activities but every tenth, and always the first of each committee."""
    return [a for n, a in enumerate(activities) if (n + 1) % 10 or a.endswith("_01")]


def _effects(
    drawn: random.Random, size: Size, activities: dict[str, dict[str, Any]]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Draw two goals for each measured activity, with about the same effect per krona, give or take a half."""
    goals = [f"mal_{n:02}" for n in range(1, size.goals + 1)]
    serves = {a: drawn.sample(goals, min(SERVED, size.goals)) for a in _measured(activities)}
    for g in goals:  # every goal is served
        if not any(g in found for found in serves.values()):
            serves[drawn.choice(list(serves))][-1] = g
    cost = {g: sum(activities[a]["base"] for a, found in serves.items() if g in found) for g in goals}
    effects: dict[str, dict[str, dict[str, Any]]] = {}
    for a, found in serves.items():
        levels = _levels(drawn, size)
        lag = list(drawn.choices(LAGS, (5, 3, 2))[0])
        effects[a] = {
            g: {
                "curve": _curve(drawn, levels, WORTH * activities[a]["base"] / cost[g]),
                "lag": lag,
                "evidence": "assumption",
                "author": "Exempel",
                "date": "2024-09-01",
                "source": MADE_UP,
            }
            for g in sorted(set(found))
        }
    return effects


def _levels(drawn: random.Random, size: Size) -> list[int]:
    """Draw breakpoints [per cent]: half of the segments below today's level, the rest above."""
    below = (size.segments + 1) // 2
    first, step = drawn.randint(78, 84), drawn.randint(3, 6)
    lower = [100 - round((100 - first) * (below - k) / below) for k in range(below)]
    return [*lower, 100, *(100 + step * k for k in range(1, size.segments - below + 1))]


def _curve(drawn: random.Random, levels: list[int], slope: float) -> dict[str, float]:
    """Draw a concave curve through (100 %, 0), steeper than ``slope`` [points per level] below it and flatter above."""
    slope *= drawn.uniform(0.5, 1.5)
    here = levels.index(100)
    points = {100: 0.0}
    steep = slope
    for k in range(here - 1, -1, -1):
        points[levels[k]] = points[levels[k + 1]] - steep * (levels[k + 1] - levels[k]) / 100
        steep *= drawn.uniform(1.15, 1.6)
    flat = slope
    for k in range(here, len(levels) - 1):
        flat *= drawn.uniform(0.55, 0.85)
        points[levels[k + 1]] = points[levels[k]] + flat * (levels[k + 1] - levels[k]) / 100
    return {f"{level} %": round(points[level], 5) for level in levels}


def _goals(
    drawn: random.Random, size: Size, effects: dict[str, dict[str, dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """Draw the goals; every fourth has a minimum that a lean plan still meets."""
    served = {g for found in effects.values() for g in found}
    goals: dict[str, dict[str, Any]] = {}
    for n in range(1, size.goals + 1):
        reference = drawn.randint(45, 70)
        made: dict[str, Any] = {
            "name": f"Mål {n:02}",
            "area": f"Område {(n - 1) // 4 + 1}",
            "weight": drawn.randint(1, 4),
            "reference": reference,
            "source": MADE_UP,
        }
        if n % 4 == 0:
            made["minimum"] = reference - 8
        goals[f"mal_{n:02}"] = made
    return {g: made for g, made in goals.items() if g in served}


def _decisions(activities: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return one demand: the dearest activity keeps its base-year amount."""
    dearest = max(activities, key=lambda a: float(activities[a]["base"]))
    amount = activities[dearest]["base"]
    return {
        "yrkande_1": {"spend": dearest, "at_least": amount, "by": "Påhittat yrkande 1", "source": MADE_UP}
    }


def _need(activities: dict[str, dict[str, Any]], drivers: dict[str, dict[int, int]], y: int) -> float:
    """Return the cost of unchanged service in a year [MSEK]."""

    def volume(made: dict[str, Any]) -> float:
        if "driver" not in made:
            return 1.0
        count = drivers[made["driver"]]
        return 1 + float(made["variable_share"].rstrip(" %")) / 100 * (count[y] / count[BASE_YEAR] - 1)

    price = (1 + INDEX) ** (y - BASE_YEAR)
    return sum(float(made["base"]) * price * volume(made) for made in activities.values())


def main() -> None:
    """Write a municipality as YAML, to a file or to standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=Size.parse, help="committees x activities of each x plan years")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="the file; without it standard output")
    asked = parser.parse_args()
    text = "# Påhittad kommun, gjord av scenarios/generate.py: inget här finns i verkligheten.\n\n"
    text += write(read(exempelkoping(asked.size, asked.seed)))
    if asked.out is None:
        sys.stdout.write(text)
    else:
        asked.out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
