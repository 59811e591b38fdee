"""Random scenarios whose limits are tightened until they clash, for the ways out of no plan.

``document(seed)`` tightens one to three limits of the random scenario of the same seed. Most of these have no plan;
which have is for the test to find. What is drawn depends on the seed alone.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.reading import read
from models.units import PER_MSEK
from tests.independent import random_scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]


def document(seed: int) -> Document:
    """Return a random scenario with some of its limits tightened."""
    draw = random.Random(f"{seed}:tightened")
    content = random_scenarios.document(seed)
    content.pop("worlds", None)
    content.pop("levers", None)
    figures = Figures(scenario=read(content))
    for tighten in draw.sample(TIGHTENED, draw.choice((1, 2, 2, 3))):
        tighten(content, figures, draw)
    return content


def _money(figures: Figures, msek: float, digits: int = 2) -> float:
    return round(msek * PER_MSEK[figures.scenario.currency], digits)


def _less_money(content: Document, figures: Figures, draw: random.Random) -> None:
    """A total, or the revenue that gives it, that is too small in some year."""
    frame = content["frame"]
    key = "total" if "total" in frame else "revenue"
    given = getattr(figures.scenario.frame, key)
    part = draw.uniform(0.7, 0.97)
    years = draw.sample(figures.years, draw.randint(1, len(figures.years)))
    frame[key] = {y: _money(figures, amount * (part if y in years else 1)) for y, amount in given.items()}
    if key == "total" and {"revenue", "result_target", "central"} <= set(frame):
        del frame["result_target"]


def _reserve(content: Document, _: Figures, draw: random.Random) -> None:
    content["frame"]["reserve_min"] = f"{draw.uniform(4, 15):.1f} %"


def _growth(content: Document, _: Figures, draw: random.Random) -> None:
    content["frame"]["growth_max"] = f"{draw.uniform(-8, -1):.1f} %"


def _bands(content: Document, _: Figures, draw: random.Random) -> None:
    content.setdefault("stability", {})[draw.choice(("max_decrease", "max_increase"))] = (
        f"{draw.uniform(0, 0.4):.1f} %"
    )


def _turnover(content: Document, _: Figures, draw: random.Random) -> None:
    content.setdefault("stability", {})["turnover"] = f"{draw.uniform(0, 0.3):.1f} %"


def _inside(content: Document, _: Figures, draw: random.Random) -> None:
    content.setdefault("stability", {})["activities"] = {"max_decrease": f"{draw.uniform(0, 0.2):.1f} %"}


def _solidarity(content: Document, _: Figures, draw: random.Random) -> None:
    content.setdefault("stability", {})["solidarity"] = {"max_share": f"{draw.uniform(1, 20):.1f} %"}


def _minimum(content: Document, _: Figures, draw: random.Random) -> None:
    goal = content["goals"][draw.choice(sorted(content["goals"]))]
    goal["minimum"] = round(draw.uniform(70, 100), 1)


def _floor(content: Document, figures: Figures, draw: random.Random) -> None:
    """Floors of ordinary activities above what they have."""
    ids = sorted(a for a, _ in figures.need if a in content.get("activities", {}))
    for a in draw.sample(sorted(set(ids)), min(2, len(set(ids)))):
        content["activities"][a].pop("ceiling", None)
        content["activities"][a] |= {"floor": f"{draw.uniform(102, 115):.1f} %", "floor_basis": "Exempel"}


def _decided(sense: str, low: float, high: float) -> Callable[[Document, Figures, random.Random], None]:
    def decide(content: Document, figures: Figures, draw: random.Random) -> None:
        """Frames that are decided in one year, or in all."""
        decisions = content.setdefault("decisions", {})
        for n, c in enumerate(draw.sample(sorted(figures.committees), min(2, len(figures.committees)))):
            amount = _money(figures, figures.base_frame[c] * draw.uniform(low, high))
            decision = {"frame": c, sense: max(amount, 0), "by": "Yrkande"}
            if draw.random() < 0.6:
                decision["years"] = [draw.choice(figures.years)]
            decisions[f"tightened-{sense.replace('_', '-')}-{n}"] = decision

    return decide


TIGHTENED = (
    _less_money,
    _less_money,
    _reserve,
    _growth,
    _bands,
    _turnover,
    _inside,
    _solidarity,
    _minimum,
    _floor,
    _decided("at_least", 1.05, 1.5),
    _decided("equals", 0.8, 1.3),
    _decided("at_most", 0.6, 0.95),
)
