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


def _own(figures: Figures) -> dict[str, list[str]]:
    """Committees that pay for ordinary activities of their own and nothing else, with these."""
    found: dict[str, list[str]] = {}
    ordinary = {a for a, _ in figures.need}
    for c in sorted(figures.committees):
        lines = figures.lines_of[c]
        if lines and all(len(figures.lines[a].shares) == 1 and a in ordinary for a in lines):
            found[c] = sorted(lines)
    return found


def _capped(content: Document, figures: Figures, draw: random.Random) -> None:
    """An activity that must have more than its ceiling, or than its unit cost, allows."""
    activities = content.get("activities", {})
    ids = sorted({a for a, _ in figures.need if a in activities})
    if not ids:
        return
    a = draw.choice([a for a in ids if "driver" in activities[a]] or ids)
    y = draw.choice([y for b, y in figures.need if b == a])
    need, part = figures.need[a, y], draw.uniform(0.85, 0.99)
    activities[a].pop("floor", None)
    if "driver" in activities[a] and draw.random() < 0.7:
        unit = need * part / figures.scenario.drivers[activities[a]["driver"]][y]
        activities[a]["unit_cost_max"] = _money(figures, unit, 6)
    else:
        activities[a]["ceiling"] = f"{100 * part:.1f} %"
    content.setdefault("decisions", {})["tightened-spend"] = {
        "spend": a,
        "years": [y],
        "at_least": _money(figures, need * draw.uniform(0.99, 1.05)),
        "by": draw.choice(("KF", "Yrkande 17")),
    }


def _keeping(figures: Figures, draw: random.Random, base: float) -> Document:
    """A narrow rule for what committees may keep and draw."""
    rule: Document = {"rule": "carry"}
    if draw.random() < 0.5:
        rule["keep_surplus"] = f"{draw.uniform(20, 95):.0f} %"
    if draw.random() < 0.5:
        rule["cap_share"] = f"{draw.uniform(0.5, 4):.1f} %"
    if draw.random() < 0.5:
        rule["cap_amount"] = _money(figures, max(base, 1) * draw.uniform(0.005, 0.04))
    if draw.random() < 0.5:
        rule["room_share"] = f"{draw.uniform(0.1, 1):.1f} %"
    return rule


def _saved(content: Document, figures: Figures, draw: random.Random) -> None:
    """A committee that must save in one year what it spends in the next, under narrow rules."""
    own = _own(figures)
    if not own:
        return
    c = draw.choice(sorted(own))
    first, second = figures.years[:2]
    base, extra = figures.base_frame[c], draw.uniform(0.03, 0.12)
    content["carry_over"] = _keeping(figures, draw, base)
    decisions = content.setdefault("decisions", {})
    for y, amount in ((first, base * (1 + extra)), (second, base)):
        decisions[f"tightened-frame-{y}"] = {
            "frame": c,
            "years": [y],
            "equals": max(_money(figures, amount), 0),
            "by": "KF",
        }
    for a in own[c]:
        for y, sense, part in ((first, "at_most", 1), (second, "at_least", 1 + extra * draw.uniform(0.5, 1))):
            decisions[f"tightened-{a}-{y}"] = {
                "spend": a,
                "years": [y],
                sense: max(_money(figures, part * figures.lines[a].base), 0),
                "by": draw.choice(("KF", "Yrkande")),
            }


def _drawn(content: Document, figures: Figures, draw: random.Random) -> None:
    """A year with too little money, and a result reserve that may give a little of what it has."""
    if figures.scenario.frame.revenue is None or "total" in content["frame"]:
        return
    y = draw.choice(figures.years)
    revenue = figures.scenario.frame.revenue
    content["frame"]["revenue"] = {
        t: _money(figures, amount * (draw.uniform(0.9, 0.97) if t == y else 1))
        for t, amount in revenue.items()
    }
    content["frame"]["result_reserve"] = {
        "opening": _money(figures, 0.1 * revenue[y]),
        "max_withdrawal": _money(figures, revenue[y] * draw.uniform(0.001, 0.01)),
        "use_in": [y],
        "by": "KF",
    }


def _promise(content: Document, figures: Figures, draw: random.Random) -> None:
    """An attainment that somebody decided, with little room inside committees."""
    g = draw.choice(sorted(content["goals"]))
    y = draw.choice(figures.years)
    content.setdefault("decisions", {})["tightened-goal"] = {
        "goal": g,
        "years": [y],
        "at_least": round(draw.uniform(60, 100), 1),
        "by": "KF mål 3",
    }
    if draw.random() < 0.6:
        inside = content.setdefault("stability", {}).setdefault("activities", {})
        inside["max_increase"] = f"{draw.uniform(0, 0.5):.1f} %"


def _unlawful(content: Document, figures: Figures, draw: random.Random) -> None:
    """Frames that the revenue does not pay for."""
    frame = content["frame"]
    if figures.scenario.frame.revenue is not None:
        return
    central = figures.scenario.frame.central or {}
    frame.pop("result_target", None)
    frame["revenue"] = {
        y: _money(figures, (figures.total[y] + central.get(y, 0.0)) * draw.uniform(0.93, 1.0))
        for y in figures.years
    }
    frame.setdefault("central", 0)


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
    _capped,
    _saved,
    _saved,
    _drawn,
    _promise,
    _unlawful,
    _decided("at_least", 1.05, 1.5),
    _decided("equals", 0.8, 1.3),
    _decided("at_most", 0.6, 0.95),
)
