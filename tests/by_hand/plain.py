"""The arithmetic of model.md in plain Python, read straight from a scenario file.

It imports nothing of the program: what it says of a scenario is a second opinion. It knows what the three shipped
scenarios use and no more: one curve or complement an effect, and goals and activities that share each other
either as one activity with several goals or as one goal with several activities.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Line = list[tuple[float, float]]

STEPS = [
    *(80 + 2.5 * n for n in range(6)),
    *range(95, 106),
    *(107.5 + 2.5 * n for n in range(6)),
]
"""Levels where elasticities and logs are cut into straight pieces [per cent]."""


def number(value: Any) -> float:
    """Return a share such as "2.1 %" as 0.021, and a number as it stands."""
    if isinstance(value, str):
        return float(value.removesuffix("%")) / 100
    return float(value)


def in_year(value: Any, year: int) -> float:
    """Return the number of a year, from one value for all years or one a year."""
    return number(value[year] if isinstance(value, dict) else value)


def points(curve: Line, level: float) -> float:
    """Return goal points at a funding level: straight between breakpoints, the first piece extended, then flat.

    Args:
        curve: Levels [1] and points, the levels increasing.
        level: Funding level [1].
    """
    for (left, low), (right, high) in pairwise(curve):
        if level <= right:
            return low + (high - low) * (level - left) / (right - left)
    return curve[-1][1]


def slope_at_one(curve: Line) -> float:
    """Return the mean of the slopes to the left and to the right of level 1 [points per unit of level]."""
    at = [level for level, _ in curve].index(1.0)
    pairs = [(curve[at - 1], curve[at])]
    pairs += [(curve[at], curve[at + 1])] if at + 1 < len(curve) else [((1.0, 0.0), (2.0, 0.0))]
    return sum((high - low) / (right - left) for (left, low), (right, high) in pairs) / 2


def curve_of(effect: Mapping[str, Any], indicator: Mapping[str, Any] | None) -> Line:
    """Return an effect as breakpoints, whichever way the file gives it."""
    if "curve" in effect:
        return [(number(level), float(value)) for level, value in effect["curve"].items()]
    levels = [step / 100 for step in STEPS]
    if "elasticity" in effect:
        assert indicator is not None
        present, width = indicator["present"], indicator["target"] - indicator["floor"]
        return [(level, 100 * present * (level ** effect["elasticity"] - 1) / width) for level in levels]
    return [(level, effect["points"] * log(level) / log(number(effect["at"]))) for level in levels]


class Plain:
    """A scenario file and what follows from it by arithmetic alone.

    Attributes:
        file: The file as it stands.
        years: Plan years.
        all_years: Plan years and tail years.
    """

    def __init__(self, path: Path) -> None:
        """Read a scenario file without data files.

        Args:
            path: The YAML file.
        """
        self.file = YAML(typ="safe", pure=True).load(path)
        self.base_year: int = self.file["base_year"]
        self.years: list[int] = list(self.file["years"])
        lags = [len(r["lag"]) for r in self.responses]
        self.all_years = [self.base_year + n for n in range(1, len(self.years) + max(lags))]
        self.committees: dict[str, Any] = self.file["committees"]
        self.activities: dict[str, Any] = dict(self.file["activities"])
        paying = {c for line in self.activities.values() for c in line.get("shares", [line.get("committee")])}
        for c, line in self.committees.items():
            if c not in paying:
                self.activities[c] = {"committee": c, "base": line["base"]}

    @cached_property
    def responses(self) -> list[dict[str, Any]]:
        """Effects and complements: goal, members, curve, lag and whether it is an effect of its own."""
        made = []
        for a, goals in self.file["effects"].items():
            for g, effect in goals.items():
                curve = curve_of(effect, self.file["goals"][g].get("indicator"))
                made.append({"goal": g, "members": [a], "curve": curve, "own": True, "given": effect})
        for given in self.file.get("complements", {}).values():
            members = {"goal": given["goal"], "members": given["members"]}
            made.append({**members, "curve": curve_of(given, None), "own": False, "given": given})
        for response in made:
            response["lag"] = [number(part) for part in response["given"].get("lag", ["100 %"])]
        return made

    def payers(self, a: str) -> dict[str, float]:
        """Return who pays an activity, and which part."""
        line = self.activities[a]
        if "shares" in line:
            return {c: number(part) for c, part in line["shares"].items()}
        return {line["committee"]: 1.0}

    def fixed(self, a: str, y: int) -> float | None:
        """Return the fixed amount of an activity, None where it has a level [money]."""
        line = self.activities[a]
        if "fixed" in line:
            return in_year(line["fixed"], y)
        return float(line["base"]) if line["base"] <= 0 and "need" not in line else None

    def index(self, c: str, y: int) -> float:
        """Return a committee's index of a year: the scenario's, or the mean over its cost classes."""
        index = self.file["indexation"]["index"]
        classes = self.committees[c].get("cost_classes")
        if classes is None:
            return in_year(index, y)
        return sum(number(part) * in_year(index[kind], y) for kind, part in classes.items())

    def requirement(self, y: int) -> float:
        """Return the efficiency requirement of a year."""
        return in_year(self.file["indexation"].get("requirement", 0), y)

    def adjustment(self, c: str, y: int, *kinds: str) -> list[tuple[float, str | None]]:
        """Return amounts of a committee's adjustments of some kinds, and the activity of each."""
        items = self.committees[c].get("adjustments", {}).get(y, [])
        items = [items] if isinstance(items, dict) else items
        return [(sum(item.get(kind, 0) for kind in kinds), item.get("activity")) for item in items]

    def moved(self, a: str, c: str, y: int, *kinds: str) -> float:
        """Return an activity's part of adjustments: its own, and of those that name none by last year's need."""
        spread = [
            b
            for b, line in self.activities.items()
            if line.get("committee") == c and self.fixed(b, y) is None and "need" not in line
        ]
        amount = 0.0
        for value, named in self.adjustment(c, y, *kinds):
            if named == a:
                amount += value
            elif named is None and value and a in spread:
                amount += value * self.need(a, y - 1) / sum(self.need(b, y - 1) for b in spread)
        return amount

    def volume(self, a: str, y: int) -> float:
        """Return the volume factor of an activity against the base year."""
        line = self.activities[a]
        if "driver" not in line:
            return 1.0
        count = self.file["drivers"][line["driver"]]
        return 1 + number(line["variable_share"]) * (count[y] / count[self.base_year] - 1)

    def need(self, a: str, y: int) -> float:
        """Return what unchanged service costs in a year [money]."""
        line = self.activities[a]
        if y == self.base_year:
            return float(line["base"])
        if "need" in line:
            return in_year(line["need"], y)
        shares = self.payers(a)
        price = sum(part * self.index(c, y) for c, part in shares.items())
        if "price" in line:
            price = in_year(line["price"], y)
        growth = (1 + price) * (1 - in_year(line.get("efficiency", 0), y))
        growth *= self.volume(a, y) / self.volume(a, y - 1)
        moved = sum(self.moved(a, c, y, "one_off", "full_year", "technical") for c in shares)
        capital = sum(self.moved(a, c, y, "capital") for c in shares)
        return (self.need(a, y - 1) + moved) * growth + capital

    def moved_base(self, a: str, c: str, y: int) -> float:
        """Return an activity's own part of its committee's indexed frame [money]."""
        if y == self.base_year:
            return self.payers(a)[c] * self.activities[a]["base"]
        moved = self.moved(a, c, y, "one_off", "full_year", "technical")
        growth = 1 + self.index(c, y) - self.requirement(y)
        return (self.moved_base(a, c, y - 1) + moved) * growth + self.moved(a, c, y, "capital")

    def indexed(self, c: str, y: int, last: float) -> float:
        """Return last year's frame with the year's adjustments, index and requirement [money]."""
        before = sum(amount for amount, _ in self.adjustment(c, y, "one_off", "full_year", "technical"))
        after = sum(amount for amount, _ in self.adjustment(c, y, "demography", "capital"))
        return (last + before) * (1 + self.index(c, y) - self.requirement(y)) + after

    def rolled(self, c: str, y: int) -> float:
        """Return the indexed frame rolled forward from the base year, before scaling [money]."""
        if y == self.base_year:
            line = self.committees[c]
            return float(line["base"])
        return self.indexed(c, y, self.rolled(c, y - 1))

    def total(self, y: int) -> float:
        """Return the municipality's frame before deposits and withdrawals [money]."""
        frame = self.file["frame"]
        if "total" in frame:
            return in_year(frame["total"], y)
        in_use = y in frame.get("result_reserve", {}).get("use_in", [])
        target = 0.0 if in_use else in_year(frame["result_target"], y)
        return in_year(frame["revenue"], y) * (1 - target) - in_year(frame["central"], y)

    def decided(self, kind: str, y: int) -> dict[str, float]:
        """Return the frames or spends that decisions fix in a year [money]."""
        return {
            d[kind]: in_year(d["equals"], y)
            for d in self.file.get("decisions", {}).values()
            if kind in d and "equals" in d and y in d.get("years", self.years)
        }

    def indexation(self, y: int, more: float = 0.0) -> dict[str, float]:
        """Return the frames of general indexation, scaled to the total by one factor a year [money].

        Args:
            y: A plan year.
            more: What is added to the total [money].
        """
        locked = self.decided("frame", y)
        reserve = in_year(self.file["frame"].get("reserve_min", 0), y)
        room = (1 - reserve) * (self.total(y) + more) - sum(locked.values())
        free = sum(self.rolled(c, y) for c in self.committees if c not in locked)
        return {c: locked.get(c, self.rolled(c, y) * room / free) for c in self.committees}

    def restored(self, c: str) -> float:
        """Return what a committee restores of an opening deficit in each year of its restoration [money]."""
        return max(-self.committees[c].get("opening_balance", 0), 0) / self.file["carry_over"].get(
            "restore_years", 3
        )

    def divided(self, frame: Mapping[str, float], y: int) -> dict[str, float]:
        """Return spends when every committee divides its frame by base-year share, decided amounts first [money].

        A joint programme gets the sum of its committees' shares; their own activities divide what is left.

        Args:
            frame: Frame of each committee [money].
            y: A plan year, among those in which deficits are restored.
        """
        earmarked = self.decided("spend", y)
        first = {a: earmarked.get(a, self.fixed(a, y)) for a in self.activities}
        spend = {a: amount for a, amount in first.items() if amount is not None}
        free = {c: [a for a in self.activities if a not in spend and c in self.payers(a)] for c in frame}
        left = {
            c: frame[c] - self.restored(c) - sum(self.payers(a).get(c, 0) * x for a, x in spend.items())
            for c in frame
        }
        own = {c: [a for a in free[c] if len(self.payers(a)) == 1] for c in frame}
        for a in sorted({a for c in frame for a in free[c]} - {a for c in frame for a in own[c]}):
            spend[a] = sum(
                left[c] * self.moved_base(a, c, y) / sum(self.moved_base(b, c, y) for b in free[c])
                for c in self.payers(a)
            )
        for c in frame:
            joint = sum(self.payers(a)[c] * spend[a] for a in free[c] if a not in own[c])
            whole = sum(self.moved_base(a, c, y) for a in own[c])
            spend |= {a: (left[c] - joint) * self.moved_base(a, c, y) / whole for a in own[c]}
        return spend

    def weights(self, y: int) -> dict[str, float]:
        """Return the goals' weights of a year, sum 1; tail years have those of the last plan year."""
        t = min(y, self.years[-1])
        raw: dict[str, float] = {}
        for g, goal in self.file["goals"].items():
            own = [r for r in self.responses if r["own"] and r["goal"] == g]
            rows = [(slope_at_one(r["curve"]), self.worth(r["members"][0], t)) for r in own]
            if len(own) == 1:
                # Several goals of one activity: the weights of least norm with Σ S·w = base.
                (a,) = own[0]["members"]
                slopes = [
                    slope_at_one(r["curve"]) for r in self.responses if r["own"] and r["members"] == [a]
                ]
                raw[g] = rows[0][0] * rows[0][1] / sum(s * s for s in slopes)
            else:
                # Several activities of one goal: the w that minimises Σ (S·w − base)².
                raw[g] = sum(s * b for s, b in rows) / sum(s * s for s, _ in rows)
            raw[g] *= goal["weight"]
            if "weight_follows" in goal:
                count = self.file["drivers"][goal["weight_follows"]]
                raw[g] *= count[t] / count[self.base_year]
        whole = sum(raw.values())
        return {g: value / whole for g, value in raw.items()}

    def worth(self, a: str, y: int) -> float:
        """Return the money that an activity's row of krona-neutral weights aims at [money]."""
        if "need" in self.activities[a]:
            return self.need(a, y)
        return sum(self.moved_base(a, c, y) for c in self.payers(a))

    def reference(self, g: str, y: int) -> float:
        """Return a goal's points at unchanged service."""
        goal = self.file["goals"][g]
        if "reference" in goal:
            return in_year(goal["reference"], min(y, self.years[-1]))
        i = goal["indicator"]
        return 100 * (i["present"] - i["floor"]) / (i["target"] - i["floor"])

    def attainment(self, g: str, y: int, spend: Mapping[tuple[str, int], float]) -> float:
        """Return a goal's points in a plan or tail year.

        Args:
            g: The goal.
            y: The year.
            spend: Spend of each activity and plan year [money]; outside the plan the level is 1.
        """
        reached = self.reference(g, y)
        for r in self.responses:
            if r["goal"] == g:
                for years_ago, part in enumerate(r["lag"]):
                    if y - years_ago in self.years:
                        t = y - years_ago
                        levels = [spend[a, t] / self.need(a, t) for a in r["members"]]
                        reached += part * min(points(r["curve"], level) for level in levels)
        return reached

    def discounted(self) -> dict[int, float]:
        """Return how much each plan and tail year counts, sum 1."""
        rate = number(self.file["discount"])
        count = {y: (1 + rate) ** (self.base_year - y) for y in self.all_years}
        return {y: part / sum(count.values()) for y, part in count.items()}

    def outcome(self, spend: Mapping[tuple[str, int], float]) -> float:
        """Return the weighted goal attainment of a plan, before any price of change [points].

        Args:
            spend: Spend of each activity and plan year [money].
        """
        return sum(
            counts * weight * min(self.attainment(g, y, spend), 100.0)
            for y, counts in self.discounted().items()
            for g, weight in self.weights(y).items()
        )

    def price_of_change(self, frame: Mapping[tuple[str, int], float]) -> float:
        """Return what a plan's changes of frames against last year's indexed frames cost in V [points].

        Args:
            frame: Frame of each committee and plan year [money].
        """
        price = number(self.file["stability"].get("change_price", 0))
        last = {c: self.rolled(c, self.base_year) for c in self.committees}
        cost = 0.0
        for y in self.years:
            for c in self.committees:
                cost += abs(frame[c, y] - self.indexed(c, y, last[c])) / self.total(y)
                last[c] = frame[c, y]
        return price * cost
