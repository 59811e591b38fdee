"""A third statement of the model: from the content of a scenario file, by ``docs/model.md``.

It shares no line with the program or with the formulation beside it, and reads percentages, years and tables itself,
so that reading is compared too. ``docs/method/interpretation.md`` decides where the model page leaves a choice.
Money stays in the file's currency. There is no tie-break: V, the baselines and the weights are what it tells.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog, nnls

MOVED = ("one_off", "full_year", "technical")
TINY = 1e-9
SENSE = {"equals": "=", "at_least": ">", "at_most": "<"}
NO_PLAN = 2
"""The status that scipy gives a programme without a solution."""
POINTS = ("response", "counted")
"""Variables in goal points; all others are money."""


class RefusedError(ValueError):
    """The scenario is an error by the words of the page."""


# reading


def share(value):
    """'5 %' or a plain fraction, as a fraction."""
    if isinstance(value, str):
        text = value.replace("\u00a0", " ").strip()
        if text.endswith("%"):
            return float(text[:-1].strip().replace(",", ".")) / 100
        return float(text)
    return float(value)


def at_year(value, year, read=float, default=None):
    """A value that is one for all years or a mapping by year."""
    if value is None:
        return default
    if isinstance(value, dict):
        if year in value:
            return read(value[year])
        if str(year) in value:
            return read(value[str(year)])
        raise RefusedError(f"no value for {year}")
    return read(value)


def by_class(index):
    return isinstance(index, dict) and any(
        isinstance(key, str) and not key.strip().isdigit() for key in index
    )


# response curves


class Curve:
    """Concave, piecewise linear, zero at level 1, never falling, flat after its last breakpoint."""

    def __init__(self, points):
        self.x = [x for x, _ in sorted(points)]
        self.y = [y for _, y in sorted(points)]
        corners = pairwise(zip(self.x, self.y, strict=True))
        self.slopes = [(q - p) / (b - a) for (a, p), (b, q) in corners]
        if not any(abs(x - 1) < TINY and abs(y) < TINY for x, y in points):
            raise RefusedError("a curve holds 100 %: 0")
        if any(s < -TINY for s in self.slopes):
            raise RefusedError("a curve that falls")
        if any(b > a + 1e-7 * max(1, abs(a)) for a, b in pairwise(self.slopes)):
            raise RefusedError("a curve that is not concave")

    @property
    def first(self):
        return self.x[0]

    def pieces(self):
        """(intercept, slope) of the lines whose minimum is the curve."""
        lines = [(y - s * x, s) for x, y, s in zip(self.x, self.y, self.slopes, strict=False)]
        return [*lines, (self.y[-1], 0.0)]

    def __call__(self, level):
        """Below the first breakpoint the first segment goes on (given plans)."""
        return min(c + s * level for c, s in self.pieces())

    def slope_at_one(self):
        """The mean of left and right slope; 0 beyond the last; at the first the right one alone."""
        at = min(range(len(self.x)), key=lambda i: abs(self.x[i] - 1))
        right = self.slopes[at] if at < len(self.slopes) else 0.0
        return right if at == 0 else (self.slopes[at - 1] + right) / 2


def common_steps():
    """Steps of 1 % from 95 to 105 % and of 2.5 % on either side of them, from 80 to 120 %."""
    wide = [80 + 2.5 * i for i in range(17)]
    percent = [p for p in wide if not 95 <= p <= 105] + list(range(95, 106))
    return [p / 100 for p in sorted(percent)]


def curve_of(effect, goal):
    if "curve" in effect:
        return Curve([(share(k), float(v)) for k, v in effect["curve"].items()])
    if "elasticity" in effect:
        indicator = goal["indicator"]
        present, low, high = (float(indicator[k]) for k in ("present", "floor", "target"))
        scale = 100 * present / (high - low)
        power = float(effect["elasticity"])
        return Curve([(x, scale * (x**power - 1)) for x in common_steps()])
    if effect.get("shape") == "log":
        size = float(effect["points"]) / math.log(share(effect["at"]))
        return Curve([(x, size * math.log(x)) for x in common_steps()])
    raise RefusedError("an effect without curve, elasticity or shape")


def curve_of_packages(said, g, goal):
    """The line through what is said of each level: the answers' median where several answered, against 100 %."""
    told = [(said["base"]["level"], said["base"]["points"][g])]
    told += [(step["to"], step["points"][g]) for step in said["steps"]]
    lines = [{share(k): float(v) for k, v in told}]
    if said.get("respondents"):
        lines = [{share(k): float(v[g]) for k, v in of.items()} for of in said["respondents"].values()]
    points = []
    for x in lines[0]:
        against = [line[x] - line[1.0] for line in lines]
        points.append((x, statistics.median(against)))
    if said.get("unit") == "indicator":
        low, high = (float(goal["indicator"][k]) for k in ("floor", "target"))
        points = [(x, 100 * y / (high - low)) for x, y in points]
    return Curve(points)


@dataclass
class Effect:
    """One response; several members: the least of their responses (complements)."""

    members: tuple
    goal: str
    curve: Curve
    lag: list
    own: bool = True


# the scenario's quantities


@dataclass(frozen=True, eq=False)
class Activity:
    name: str
    shares: dict
    base: float
    given_need: bool
    fixed: dict | None
    raw: dict

    @property
    def joint(self):
        return len(self.shares) > 1

    @property
    def new(self):
        return self.given_need and self.base == 0


class Scenario:
    """Need, moved base, indexation, weights: all that is known before anything is chosen."""

    def __init__(self, doc):
        self.doc = doc
        self.base_year = int(doc["base_year"])
        self.years = [int(y) for y in doc["years"]]
        self.T = len(self.years)
        self.plan = range(1, self.T + 1)
        self.committees = doc["committees"]
        self.goals = doc["goals"]
        self.stability = doc.get("stability") or {}
        self.decisions = doc.get("decisions") or {}
        self._activities()
        self._effects()
        self._frame_money()
        self._adjustments()
        self._need()
        self._indexation()
        self._measured()
        self._weights()

    @property
    def unit(self):
        """An amount of money that is about as large as a goal point."""
        return sum(self.given_total.values()) / len(self.given_total) / 1000

    def year(self, t):
        return self.base_year if t == 0 else self.years[t - 1]

    def of(self, value, t, read=float, default=None):
        return at_year(value, self.year(t), read, default)

    # activities

    def _activities(self):
        self.acts = {}
        for name, raw in (self.doc.get("activities") or {}).items():
            payers = raw.get("shares") or {raw["committee"]: 1.0}
            self._add(name, {c: share(v) for c, v in payers.items()}, raw)
        for c, raw in self.committees.items():
            if not any(c in a.shares for a in self.acts.values()):
                self._add(c, {c: 1.0}, {k: raw[k] for k in ("base",) if k in raw})
        self.of_committee = {c: [a for a in self.acts.values() if c in a.shares] for c in self.committees}
        self.base_frame = {}
        for c, raw in self.committees.items():
            summed = sum(a.shares[c] * a.base for a in self.of_committee[c])
            self.base_frame[c] = float(raw["base"]) if raw.get("base") is not None else summed

    def _add(self, name, shares, raw):
        base = float(raw.get("base") or 0)
        given = raw.get("need") is not None
        fixed = None
        if raw.get("fixed") is not None:
            fixed = {t: self.of(raw["fixed"], t) for t in self.plan}
        elif base <= 0 and not given:
            fixed = dict.fromkeys(self.plan, base)
        self.acts[name] = Activity(name, shares, base, given, fixed, raw)

    def loose(self, c):
        """The committee's activities that are not fixed."""
        return [a for a in self.of_committee[c] if a.fixed is None]

    # effects

    def _effects(self):
        self.effects = []
        for name, per_goal in (self.doc.get("effects") or {}).items():
            for g, raw in per_goal.items():
                curve = curve_of(raw, self.goals[g])
                self.effects.append(Effect((name,), g, curve, self._lag(raw)))
        for name, said in (self.doc.get("packages") or {}).items():
            for g in said["base"]["points"]:
                curve = curve_of_packages(said, g, self.goals[g])
                self.effects.append(Effect((name,), g, curve, self._lag(said)))
        for raw in (self.doc.get("complements") or {}).values():
            curve = curve_of(raw, self.goals[raw["goal"]])
            self.effects.append(Effect(tuple(raw["members"]), raw["goal"], curve, self._lag(raw), own=False))
        self.L = max((len(e.lag) - 1 for e in self.effects), default=0)
        self.all_years = range(1, self.T + self.L + 1)

    @staticmethod
    def _lag(raw):
        return [share(v) for v in raw.get("lag") or [1.0]]

    # money

    def _frame_money(self):
        frame = self.doc["frame"]
        self.rer = frame.get("result_reserve") or None
        self.use_in = {int(y) for y in (self.rer or {}).get("use_in") or []}
        self.revenue = {t: self.of(frame.get("revenue"), t) for t in self.plan}
        self.central = {t: self.of(frame.get("central"), t, default=0.0) for t in self.plan}
        self.has_revenue = frame.get("revenue") is not None
        self.total_given = frame.get("total") is not None
        on_top = bool((self.rer or {}).get("use_in_surplus"))
        self.given_total = {}
        for t in self.plan:
            deficit_year = self.year(t) in self.use_in and not on_top
            if self.total_given and not deficit_year:
                self.given_total[t] = self.of(frame["total"], t)
                continue
            target = 0.0 if deficit_year else self.of(frame.get("result_target"), t, share, 0.0)
            self.given_total[t] = self.revenue[t] * (1 - target) - self.central[t]
        self.reserve_least = {
            t: self.of(frame.get("reserve_min"), t, share, 0.0) * self.given_total[t] for t in self.plan
        }

    # adjustments and need

    def index(self, c, t):
        raw = self.doc["indexation"].get("index")
        if by_class(raw):
            classes = self.committees[c]["cost_classes"]
            return sum(share(v) * self.of(raw[k], t, share) for k, v in classes.items())
        return self.of(raw, t, share, 0.0)

    def growth(self, c, t):
        """1 + index - requirement."""
        requirement = self.of(self.doc["indexation"].get("requirement"), t, share, 0.0)
        return 1 + self.index(c, t) - requirement

    def _adjustments(self):
        """Per committee and year: a list of (activity or None, moved, capital, demography)."""
        self.entries = {}
        for c, raw in self.committees.items():
            by_year = {int(y): v for y, v in (raw.get("adjustments") or {}).items()}
            for t in self.plan:
                entries = by_year.get(self.year(t)) or []
                if isinstance(entries, dict):
                    entries = [entries]
                self.entries[c, t] = [
                    (
                        e.get("activity"),
                        sum(float(e.get(k) or 0) for k in MOVED),
                        float(e.get("capital") or 0),
                        float(e.get("demography") or 0),
                    )
                    for e in entries
                ]
        self.moved_frame = {k: sum(e[1] for e in v) for k, v in self.entries.items()}
        self.added_frame = {k: sum(e[2] + e[3] for e in v) for k, v in self.entries.items()}

    def next_frame(self, c, t, frame):
        """`indexed[c,t]` from last year's frame."""
        return (frame + self.moved_frame[c, t]) * self.growth(c, t) + self.added_frame[c, t]

    def _spread(self, c, t):
        """Each activity's part (moved, capital) of the committee's adjustments of that year."""
        parts = {}

        def give(name, moved, capital):
            old = parts.get(name, (0.0, 0.0))
            parts[name] = (old[0] + moved, old[1] + capital)

        open_ones = [a for a in self.loose(c) if not a.given_need]
        takers = [a for a in open_ones if not a.joint] or open_ones
        for name, moved, capital, _ in self.entries[c, t]:
            if name is None:
                whole = sum(self.need[a.name, t - 1] for a in takers)
                for a in takers:
                    part = self.need[a.name, t - 1] / whole
                    give(a.name, part * moved, part * capital)
            elif name not in self.acts or c not in self.acts[name].shares:
                raise RefusedError(f"{c}: an adjustment names {name}, which is not its activity")
            elif self.acts[name].fixed is None:
                give(name, moved, capital)
        return parts

    def _check_joint(self, t):
        for a in self.acts.values():
            if not a.joint or a.fixed is not None:
                continue
            named = {
                c: [sum(e[i] for e in self.entries[c, t] if e[0] == a.name) for i in (1, 2)] for c in a.shares
            }
            for i in (0, 1):
                whole = sum(v[i] for v in named.values())
                if any(abs(named[c][i] - s * whole) > 1e-6 for c, s in a.shares.items()):
                    raise RefusedError(f"{a.name}: adjustments not in proportion to shares")

    def driver(self, name, t):
        return at_year(self.doc["drivers"][name], self.year(t))

    def volume(self, a, t):
        if not a.raw.get("driver") or t == 0:
            return 1.0
        part = self.of(a.raw.get("variable_share"), t, share, 1.0)
        ratio = self.driver(a.raw["driver"], t) / self.driver(a.raw["driver"], 0)
        return 1 + part * (ratio - 1)

    def _need(self):
        self.need, self.moved_base = {}, {}
        for a in self.acts.values():
            self.need[a.name, 0] = a.base
            for c, s in a.shares.items():
                self.moved_base[a.name, c, 0] = s * a.base
        for t in self.plan:
            self._check_joint(t)
            parts = {c: self._spread(c, t) for c in self.committees}
            for a in self.acts.values():
                if a.fixed is None:
                    self._need_of(a, t, parts)

    def _need_of(self, a, t, parts):
        moved = capital = 0.0
        for c in a.shares:
            m, k = parts[c].get(a.name, (0.0, 0.0))
            moved, capital = moved + m, capital + k
            last = self.moved_base[a.name, c, t - 1]
            now = (last + m) * self.growth(c, t) + k
            if (m or k) and now <= 0:
                raise RefusedError(f"{a.name}: an adjustment takes its moved base to zero or below")
            self.moved_base[a.name, c, t] = now
        if a.given_need:
            need = self.of(a.raw["need"], t)
            if need <= 0 and self.need[a.name, t - 1] > 0:
                raise RefusedError(f"{a.name}: need must stay above zero")
        else:
            own = a.raw.get("price")
            if own is not None:
                price = self.of(own, t, share)
            else:
                price = sum(s * self.index(c, t) for c, s in a.shares.items())
            gain = self.of(a.raw.get("efficiency"), t, share, 0.0)
            if self.volume(a, t) <= 0:
                raise RefusedError(f"{a.name}: volume must be above zero")
            grown = (1 + price) * (1 - gain) * self.volume(a, t) / self.volume(a, t - 1)
            need = (self.need[a.name, t - 1] + moved) * grown + capital
            if need <= 0:
                raise RefusedError(f"{a.name}: need must be above zero")
        self.need[a.name, t] = need

    # carry-over

    def opening(self, c):
        return float(self.committees[c].get("opening_balance") or 0)

    def restore(self, c, t):
        rule = self.doc["carry_over"]
        deficit = -self.opening(c)
        if deficit <= 0 or (rule["rule"] == "none" and rule.get("write_off")):
            return 0.0
        steps = int(rule.get("restore_years") or 3)
        return deficit / steps if t <= steps else 0.0

    def balance_cap(self, c):
        rule = self.doc["carry_over"]
        caps = []
        if rule.get("cap_amount") is not None:
            caps.append(float(rule["cap_amount"]))
        if rule.get("cap_share") is not None:
            caps.append(share(rule["cap_share"]) * max(0.0, self.base_frame[c]))
        return min(caps, default=None)

    def standing(self, c):
        """Return the balance that the plan begins with: a surplus above the cap has returned to the centre."""
        cap = self.balance_cap(c)
        return self.opening(c) if cap is None else min(self.opening(c), cap)

    # indexation

    def decided(self, kind, target, t):
        """Return sense and amount of the decisions about this target that year."""
        found = []
        for d in self.decisions.values():
            if d.get(kind) != target:
                continue
            years = d.get("years")
            if years is not None and self.year(t) not in [int(y) for y in years]:
                continue
            found += [(sense, self.of(d[sense], t)) for sense in SENSE if d.get(sense) is not None]
        return found

    def _indexation(self):
        self.unscaled, self.baseline, self.baseline_spend = {}, {}, {}
        rolled = dict(self.base_frame)
        for t in self.plan:
            rolled = {c: self.next_frame(c, t, rolled[c]) for c in rolled}
            fixed = {}
            for c in rolled:
                self.unscaled[c, t] = rolled[c]
                for sense, amount in self.decided("frame", c, t):
                    if sense == "equals":
                        fixed[c] = amount
            left = self.given_total[t] - self.reserve_least[t] - sum(fixed.values())
            whole = sum(v for c, v in rolled.items() if c not in fixed)
            factor = self.factor(left, whole)
            for c in rolled:
                self.baseline[c, t] = fixed[c] if c in fixed else rolled[c] * factor
            self._baseline_spend(t)

    @staticmethod
    def factor(left, whole):
        """Return the year's common factor: frames and the least reserve meet the total; income pays for nothing."""
        return max(0.0, left / whole) if whole > 0 else 1.0

    def taken(self, a, t):
        """Return the amount at which a spend is carried or decided, or None."""
        if a.fixed is not None:
            return a.fixed[t]
        for sense, amount in self.decided("spend", a.name, t):
            if sense == "equals":
                return amount
        return 0.0 if a.given_need and self.need[a.name, t] == 0 else None

    def _baseline_spend(self, t):
        """Divide frames by base-year share after what is taken; a joint programme gets what its payers set aside."""
        left, pool, whole = {}, {}, {}
        for a in self.acts.values():
            amount = self.taken(a, t)
            if amount is not None:
                self.baseline_spend[a.name, t] = amount
        for c in self.committees:
            pool[c] = [a for a in self.of_committee[c] if self.taken(a, t) is None]
            whole[c] = sum(self.moved_base[a.name, c, t] for a in pool[c])
            left[c] = self.baseline[c, t] - self.restore(c, t)
            left[c] -= sum(
                a.shares[c] * self.baseline_spend[a.name, t] for a in self.of_committee[c] if a not in pool[c]
            )
        for a in self.acts.values():
            if a.joint and self.taken(a, t) is None:
                self.baseline_spend[a.name, t] = sum(
                    self.moved_base[a.name, c, t] / whole[c] * left[c] for c in a.shares if whole[c]
                )
        for c in self.committees:
            own = [a for a in pool[c] if not a.joint]
            rest = left[c] - sum(a.shares[c] * self.baseline_spend[a.name, t] for a in pool[c] if a.joint)
            basis = sum(self.moved_base[a.name, c, t] for a in own)
            for a in own:
                part = self.moved_base[a.name, c, t] / basis if basis else 0.0
                self.baseline_spend[a.name, t] = rest if len(own) == 1 else rest * part

    # limits of one activity

    def spend_limits(self, a, t):
        """Return sense and amount of an activity's own limits: floor, ceiling, unit-cost ceiling and decisions."""
        limits = []
        need = self.need.get((a.name, t), 0.0)
        if need > 0 and a.fixed is None:
            for key, sense in (("floor", "at_least"), ("ceiling", "at_most")):
                if a.raw.get(key) is not None:
                    limits.append((sense, self.of(a.raw[key], t, share) * need))
            if a.raw.get("unit_cost_max") is not None:
                users = self.driver(a.raw["driver"], t)
                limits.append(("at_most", self.of(a.raw["unit_cost_max"], t) * users))
        return limits + self.decided("spend", a.name, t)

    def baseline_breaks(self, a, t, senses):
        """Whether an activity's spend in indexation breaks one of its own limits of these senses."""
        x = self.baseline_spend[a.name, t]
        for sense, amount in self.spend_limits(a, t):
            beyond = amount - x if sense == "at_least" else x - amount
            if sense in senses and beyond > TINY * max(1.0, abs(amount)):
                return True
        return False

    # what is measured, and weights

    def _measured(self):
        decided = {d["goal"] for d in self.decisions.values() if d.get("goal")}
        counts = {
            g
            for g, raw in self.goals.items()
            if float(raw.get("weight") or 0) > 0 or raw.get("minimum") is not None or g in decided
        }
        self.measured = {m for e in self.effects if e.goal in counts for m in e.members}

    def unmeasured_committee(self, c):
        return not any(a.name in self.measured for a in self.of_committee[c])

    def _neutral(self, t):
        goals = list(self.goals)
        rows, right = [], []
        for name in self.acts:
            a = self.acts[name]
            own = [e for e in self.effects if e.own and e.members == (name,)]
            if name not in self.measured or not own or a.fixed is not None:
                continue
            if a.new and self.need[name, t] <= 0:
                continue
            row = np.zeros(len(goals))
            for e in own:
                row[goals.index(e.goal)] += e.curve.slope_at_one()
            rows.append(row)
            moved = sum(self.moved_base[name, c, t] for c in a.shares)
            right.append(self.need[name, t] if a.new else moved)
        return dict(zip(goals, least_norm_nnls(np.array(rows), np.array(right)).tolist(), strict=True))

    def _weights(self):
        neutral = (self.doc.get("weights") or {}).get("rule") == "krona_neutral"
        self.weights = {}
        for t in self.plan:
            w = {g: float(raw.get("weight") or 0) for g, raw in self.goals.items()}
            if neutral:
                start = self._neutral(t)
                w = {g: w[g] * start[g] for g in w}
            for g, raw in self.goals.items():
                if raw.get("weight_follows"):
                    d = raw["weight_follows"]
                    w[g] *= self.driver(d, t) / self.driver(d, 0)
            whole = sum(w.values())
            if whole <= 0:
                raise RefusedError("no goal has a weight")
            for g in w:
                self.weights[g, t] = w[g] / whole
        for t in self.all_years:
            for g in self.goals:
                self.weights[g, t] = self.weights[g, min(t, self.T)]
        rate = share(self.doc.get("discount") or 0)
        raw_d = {t: (1 + rate) ** -t for t in self.all_years}
        self.discount = {t: v / sum(raw_d.values()) for t, v in raw_d.items()}

    def reference(self, g, t):
        raw = self.goals[g]
        if raw.get("reference") is not None:
            return self.of(raw["reference"], min(t, self.T))
        i = raw["indicator"]
        low = float(i["floor"])
        return 100 * (float(i["present"]) - low) / (float(i["target"]) - low)

    def exists(self, name, t):
        return 1 <= t <= self.T and self.need.get((name, t), 0.0) > 0

    # a plan's value by the definitions, not by the LP

    def attainment(self, spend, g, t):
        points = self.reference(g, t)
        for e in self.effects:
            if e.goal != g:
                continue
            for back, part in enumerate(e.lag):
                s = t - back
                if all(self.exists(m, s) for m in e.members):
                    points += part * min(e.curve(spend[m, s] / self.need[m, s]) for m in e.members)
        return points

    def value(self, frames, spend):
        """V of any plan, by the definitions."""
        points = sum(
            self.discount[t] * self.weights[g, t] * min(100.0, self.attainment(spend, g, t))
            for g in self.goals
            for t in self.all_years
        )
        moved = 0.0
        for c, t in frames:
            before = frames[c, t - 1] if t > 1 else self.base_frame[c]
            price = self.of(self.stability.get("change_price"), t, float, 0.0)
            moved += price * abs(frames[c, t] - self.next_frame(c, t, before)) / self.given_total[t]
        return points - moved


def least_norm_nnls(matrix, right):
    """argmin over w >= 0 of the distance, and of several the one of least norm."""
    right = right / np.abs(right).mean()  # weights are scaled to the sum 1 afterwards
    w, _ = nnls(matrix, right)
    w, large = w / w.max(), w.max()
    _, sizes, basis = np.linalg.svd(matrix)
    rank = int((sizes > 1e-10 * max(sizes, default=0)).sum())
    null = basis[rank:].T
    if null.shape[1] == 0:
        return w * large
    # w = p + null z with p in the row space: least |z| with null z >= -p (Lawson and Hanson, LDP)
    p = w - null @ (null.T @ w)
    null, p = (
        np.where(np.abs(part) > 1e-12, part, 0.0) for part in (null, p)
    )  # rounding would count as a bound
    stacked = np.vstack([null.T, -p[None, :]])
    target = np.zeros(null.shape[1] + 1)
    target[-1] = 1.0
    u, _ = nnls(stacked, target)
    r = stacked @ u - target
    z = -r[:-1] / r[-1] if abs(r[-1]) > 1e-14 else null.T @ w
    return np.maximum(p + null @ z, 0.0) * large


# the programme


@dataclass
class Program:
    names: dict = field(default_factory=dict)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    gain: list = field(default_factory=list)
    rows: list = field(default_factory=list)

    def var(self, key, low=0.0, high=None, gain=0.0):
        self.names[key] = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.gain.append(gain)

    def row(self, terms, sense, right, name=""):
        """sense '<', '>' or '='."""
        self.rows.append((terms, sense, right, name))

    def solve(self, unit=1.0):
        """Solve with money told in units, so that money and points are of like size."""
        size = np.array([1.0 if key[0] in POINTS else unit for key in self.names])
        parts = {"<": ([], []), "=": ([], [])}
        for terms, sense, right, _ in self.rows:
            line = np.zeros(len(size))
            sign = -1.0 if sense == ">" else 1.0
            for key, k in terms:
                line[self.names[key]] += sign * k
            told = 1.0 if any(key[0] in POINTS for key, _ in terms) else unit
            kind = parts["=" if sense == "=" else "<"]
            kind[0].append(line * size / told)
            kind[1].append(sign * right / told)
        (a_ub, b_ub), (a_eq, b_eq) = parts["<"], parts["="]
        bounds = [
            tuple(None if x is None else x / k for x in ends)
            for *ends, k in zip(self.low, self.high, size, strict=True)
        ]
        found = linprog(
            -np.array(self.gain) * size,
            A_ub=np.array(a_ub) if a_ub else None,
            b_ub=b_ub or None,
            A_eq=np.array(a_eq) if a_eq else None,
            b_eq=b_eq or None,
            bounds=bounds,
            method="highs",
        )
        if found.status == NO_PLAN:
            return None
        if found.status != 0:
            raise RuntimeError(found.message)
        return -found.fun, dict(zip(self.names, (found.x * size).tolist(), strict=True))


@dataclass(frozen=True)
class Answer:
    """What the statement tells; years are 1, 2, ..., money is in the file's currency.

    Attributes:
        scenario: Need, baseline frames, weights and all else that is known beforehand.
        value: V of the best plan; None if there is none.
        indexation: V of the indexation baseline.
        own: V of indexation with own priorities; None if indexation does not pay for what is fixed.
        same_money: V of the best plan whose frames add up to those of indexation; None likewise.
        frames: The best plan's frames by committee and year (of several such plans, one).
    """

    scenario: Scenario
    value: float | None
    indexation: float
    own: float | None
    same_money: float | None
    frames: dict


class Budget(Program):
    def __init__(self, s):
        super().__init__()
        self.s = s
        form = (s.doc.get("objective") or {}).get("form") or "weighted"
        if form != "weighted":
            raise NotImplementedError(form)
        self.rule = s.doc["carry_over"]
        self.held = {}
        self._variables()
        for t in s.plan:
            self._municipality(t)
            for c in s.committees:
                self._account(c, t)
                self._stability(c, t)
                self._not_measured(c, t)
            for a in s.acts.values():
                self._activity(a, t)
        self._result_reserve()
        self._outcomes()

    # variables

    def _variables(self):
        s = self.s
        for t in s.plan:
            price = s.of(s.stability.get("change_price"), t, float, 0.0) / s.given_total[t]
            self.var(("reserve", t), s.reserve_least[t])
            self.var(("deposit", t), 0.0, 0.0)
            self.var(("withdrawal", t), 0.0, 0.0)
            for c in s.committees:
                settled = all(s.taken(a, t) is not None for a in s.of_committee[c])
                self.var(("frame", c, t), None if settled else min(0.0, s.baseline[c, t]))
                idle = self.rule["rule"] == "none"
                still = s.unmeasured_committee(c)
                self.var(("saved", c, t), 0.0, 0.0 if idle or still else None)
                self.var(("used", c, t), 0.0, 0.0 if idle or still else None)
                self.var(("returned", c, t), 0.0, 0.0 if still else None)
                self.var(("increase", c, t), gain=-price)
                self.var(("decrease", c, t), gain=-price)
            for a in s.acts.values():
                exists = a.fixed is not None or s.exists(a.name, t)
                if a.fixed is not None:
                    self.var(("spend", a.name, t), a.fixed[t], a.fixed[t])
                else:
                    self.var(("spend", a.name, t), 0.0, None if exists else 0.0)

    def at_indexation(self):
        """Return the indexation baseline as a point of this programme."""
        s = self.s
        x = dict.fromkeys(self.names, 0.0)
        balance = {c: s.standing(c) for c in s.committees}
        for t in s.plan:
            x["reserve", t] = s.given_total[t] - sum(s.baseline[c, t] for c in s.committees)
            if s.rer:
                x["result_reserve", t] = float(s.rer.get("opening") or 0)
            for c in s.committees:
                frame = x["frame", c, t] = s.baseline[c, t]
                change = frame - s.next_frame(c, t, s.baseline[c, t - 1] if t > 1 else s.base_frame[c])
                x["increase", c, t], x["decrease", c, t] = max(change, 0.0), max(-change, 0.0)
                balance[c] += s.restore(c, t)
                if ("balance", c, t) in x:
                    x["balance", c, t] = balance[c]
            for a in s.acts:
                x["spend", a, t] = s.baseline_spend[a, t]
            for i, e in enumerate(s.effects):
                if all(s.exists(m, t) for m in e.members):
                    x["response", i, t] = min(e.curve(x["spend", m, t] / s.need[m, t]) for m in e.members)
        for g in s.goals:
            for t in s.all_years:
                x["counted", g, t] = min(100.0, s.attainment(s.baseline_spend, g, t))
        return x

    # 1, 3, 4: the municipality

    def _municipality(self, t):
        s = self.s
        frames = [(("frame", c, t), 1.0) for c in s.committees]
        money = [(("deposit", t), 1.0), (("withdrawal", t), -1.0)]
        self.row([*frames, (("reserve", t), 1.0), *money], "=", s.given_total[t], "total")
        if s.has_revenue:
            spends = [(("spend", a, t), 1.0) for a in s.acts]
            right = s.revenue[t] - s.central[t]
            self.row([*spends, (("withdrawal", t), -1.0)], "<", right, "balanced budget")
        most = s.of(s.doc["frame"].get("growth_max"), t, share)
        if most is not None and t == 1:
            before = sum(s.base_frame[c] + s.moved_frame[c, 1] for c in s.committees)
            self.row(frames, "<", (1 + most) * before, "growth_max")
        elif most is not None:
            last = [(("frame", c, t - 1), -(1 + most)) for c in s.committees]
            self.row(frames + last, "<", 0.0, "growth_max")
        turnover = s.of(s.stability.get("turnover"), t, share)
        if turnover is not None:
            moves = [((k, c, t), 1.0) for c in s.committees for k in ("increase", "decrease")]
            self.row(moves, "<", turnover * s.given_total[t], "turnover")
        if self.rule["rule"] == "carry" and self.rule.get("room_share") is not None:
            room = s.of(self.rule["room_share"], t, share) * s.given_total[t]
            self.row([(("used", c, t), 1.0) for c in s.committees], "<", room, "room_share")

    def _result_reserve(self):
        s = self.s
        if not s.rer or not s.has_revenue:
            return
        opening = float(s.rer.get("opening") or 0)
        for t in s.plan:
            key = ("withdrawal" if s.year(t) in s.use_in else "deposit", t)
            self.high[self.names[key]] = None
            if key[0] == "withdrawal" and s.rer.get("max_withdrawal") is not None:
                self.high[self.names[key]] = s.of(s.rer["max_withdrawal"], t)
            most = None
            if s.rer.get("cap") is not None:
                most = max(s.of(s.rer["cap"], t, share) * s.revenue[t], opening)
            self.var(("result_reserve", t), 0.0, most)
            terms = [
                (("result_reserve", t), 1.0),
                (("deposit", t), -1.0),
                (("withdrawal", t), 1.0),
            ]
            if t > 1:
                terms.append((("result_reserve", t - 1), -1.0))
            self.row(terms, "=", opening if t == 1 else 0.0, "result reserve")

    # 2: the committee's account

    def _account(self, c, t):
        s = self.s
        spends = [(("spend", a.name, t), a.shares[c]) for a in s.of_committee[c]]
        flows = [
            (("frame", c, t), -1.0),
            (("saved", c, t), 1.0),
            (("used", c, t), -1.0),
            (("returned", c, t), 1.0),
        ]
        self.row(spends + flows, "=", -s.restore(c, t), "account")
        if self.rule["rule"] != "carry":
            return
        cap, opening = s.balance_cap(c), s.standing(c)
        restored = sum(s.restore(c, k) for k in range(1, t + 1))
        least = min(0.0, opening + restored)
        self.var(("balance", c, t), least, cap)
        last = [(("balance", c, t - 1), -1.0)] if t > 1 else []
        terms = [(("balance", c, t), 1.0), (("saved", c, t), -1.0), (("used", c, t), 1.0)]
        right = s.restore(c, t) + (opening if t == 1 else 0.0)
        self.row(terms + last, "=", right, "balance")
        keep = s.of(self.rule.get("keep_surplus"), t, share, 1.0)
        self.row([(("saved", c, t), 1 - keep), (("returned", c, t), -keep)], "<", 0.0, "keep")

    # 5: stability

    def band(self, c, t):
        """Return the committee's own largest decrease and increase, each None where not set."""
        s = self.s
        own = s.committees[c]
        return tuple(s.of(own.get(k, s.stability.get(k)), t, share) for k in ("max_decrease", "max_increase"))

    def factors(self, c, t):
        """The least and greatest multiple of the indexed frame; an income's caps go by its size."""
        down, up = self.band(c, t)
        sign = -1.0 if self.s.unscaled[c, t] < 0 else 1.0
        return (
            None if down is None else 1 - sign * down,
            None if up is None else 1 + sign * up,
        )

    def _against(self, c, t, k, row, more=()):
        """The frame (and more) against k times last year's indexed frame; row is its sense and name."""
        s = self.s
        g = s.growth(c, t)
        constant = s.next_frame(c, t, s.base_frame[c] if t == 1 else 0.0)
        last = [(("frame", c, t - 1), -k * g)] if t > 1 else []
        self.row([(("frame", c, t), 1.0), *more, *last], row[0], k * constant, row[1])

    def _stability(self, c, t):
        s = self.s
        low, high = self.factors(c, t)
        if low is not None:
            self._against(c, t, low, (">", "max_decrease"))
        if high is not None:
            self._against(c, t, high, ("<", "max_increase"))
        change = [(("increase", c, t), -1.0), (("decrease", c, t), 1.0)]
        self._against(c, t, 1.0, ("=", "change"), change)
        for sense, amount in s.decided("frame", c, t):
            self.row([(("frame", c, t), 1.0)], SENSE[sense], amount, "decision")
        if s.stability.get("solidarity"):
            most = s.of(s.stability["solidarity"]["max_share"], t, share)
            terms = [(("decrease", c, t), 1.0), (("increase", c, t), -1.0)]
            for k in s.committees:
                terms += [(("decrease", k, t), -most), (("increase", k, t), most)]
            self.row(terms, "<", 0.0, "solidarity")

    # 4, 5: the activity

    def _activity(self, a, t):
        s = self.s
        for sense, amount in s.spend_limits(a, t):
            self.row([(("spend", a.name, t), 1.0)], SENSE[sense], amount, "own limit")
        if a.name not in s.measured or a.fixed is not None:
            return
        inside = s.stability.get("activities") or {}
        before = s.need[a.name, t - 1]
        if inside and before > 0:
            g = s.need[a.name, t] / before
            for key, sense, sign in (("max_decrease", ">", -1), ("max_increase", "<", 1)):
                limit = s.of(inside.get(key), t, share)
                if limit is None:
                    continue
                k = (1 + sign * limit) * g
                last = [(("spend", a.name, t - 1), -k)] if t > 1 else []
                right = k * a.base if t == 1 else 0.0
                self.row([(("spend", a.name, t), 1.0), *last], sense, right, "activity " + key)
        firsts = [e.curve.first for e in s.effects if a.name in e.members]
        if s.exists(a.name, t):
            least = max(firsts) * s.need[a.name, t]
            self.row([(("spend", a.name, t), 1.0)], ">", least, "first breakpoint")

    # what is not measured is not moved

    def _out(self, a, t):
        """Whether a spend is carried or decided, or unmeasured and above an upper limit in indexation."""
        s = self.s
        if s.taken(a, t) is not None:
            return True
        return a.name not in s.measured and s.baseline_breaks(a, t, ("at_most",))

    def _keeps_least(self, a, t):
        """Whether an unmeasured activity with a lower limit has something measured in its pool."""
        s = self.s
        lowest = any(sense == "at_least" for sense, _ in s.spend_limits(a, t))
        if a.name in s.measured or self._out(a, t) or not lowest:
            return False
        return any(
            b.name in s.measured and not self._out(b, t) and (a.joint or not b.joint)
            for c in a.shares
            for b in s.of_committee[c]
        )

    def _alone(self, a, t):
        """Whether an activity is in no pool but its own."""
        s = self.s
        if self._out(a, t) or self._keeps_least(a, t):
            return True
        return a.name not in s.measured and s.baseline_breaks(a, t, ("at_least",))

    def _not_measured(self, c, t):
        s = self.s
        if s.unmeasured_committee(c):
            taken = {a: s.taken(a, t) for a in s.of_committee[c]}
            if None in taken.values():
                self._stand_still(c, t)
            else:  # its account alone says what its frame is
                costs = sum(a.shares[c] * amount for a, amount in taken.items())
                self.held[c, t] = costs + s.restore(c, t)
        for a in s.loose(c):
            if c == next(iter(a.shares)):
                self._keep_share(a, c, t)

    def _keep_share(self, a, c, t):
        s = self.s
        least = self._keeps_least(a, t)
        if not least and (a.name in s.measured or self._alone(a, t)):
            return
        terms = [(("spend", a.name, t), 1.0)]
        for k in a.shares:
            pool = [b for b in s.of_committee[k] if not self._alone(b, t) and (a.joint or not b.joint)]
            pool += [a] if least else []
            basis = sum(s.moved_base[b.name, k, t] for b in pool)
            if basis == 0:
                return
            part = s.moved_base[a.name, k, t] / basis
            terms += [(("spend", b.name, t), -part * b.shares[k]) for b in pool]
            last = a.name == max(b.name for b in pool)
            if last and not a.joint and not any(b.name in s.measured for b in pool):
                return  # follows from the others' rows
        self.row(terms, ">" if least else "=", 0.0, f"base-year share {c}")

    def _stand_still(self, c, t):
        """The indexation baseline's frame within the committee's own band, unless a decision says otherwise."""
        s = self.s
        before = self.held[c, t - 1] if t > 1 else s.base_frame[c]
        indexed, frame, bound = s.next_frame(c, t, before), s.baseline[c, t], None
        low, high = self.factors(c, t)
        if low is not None and frame < low * indexed:
            frame, bound = low * indexed, low
        if high is not None and frame > high * indexed:
            frame, bound = high * indexed, high
        decided = s.decided("frame", c, t)
        held = frame
        for sense, amount in decided:
            held = max(held, amount) if sense != "at_most" else held
            held = min(held, amount) if sense != "at_least" else held
        self.held[c, t] = held
        if abs(held - frame) > TINY * max(1.0, abs(frame)) or "equals" in dict(decided):
            return
        if bound is None:
            self.row([(("frame", c, t), 1.0)], "=", frame, "not measured")
        else:
            self._against(c, t, bound, ("=", "not measured"))

    # outcomes

    def _outcomes(self):
        s = self.s
        for i, e in enumerate(s.effects):
            for t in s.plan:
                there = all(s.exists(m, t) for m in e.members)
                self.var(("response", i, t), None, None if there else 0.0)
                for m in e.members if there else ():
                    for constant, slope in e.curve.pieces():
                        level = (("spend", m, t), -slope / s.need[m, t])
                        self.row([(("response", i, t), 1.0), level], "<", constant, "response")
        for g in s.goals:
            for t in s.all_years:
                self._attainment(g, t)

    def _attainment(self, g, t):
        s = self.s
        terms = [
            (("response", i, t - back), part)
            for i, e in enumerate(s.effects)
            if e.goal == g
            for back, part in enumerate(e.lag)
            if 1 <= t - back <= s.T
        ]
        reference = s.reference(g, t)
        self.var(("counted", g, t), None, 100.0, s.discount[t] * s.weights[g, t])
        counted = [(("counted", g, t), 1.0), *((key, -part) for key, part in terms)]
        self.row(counted, "<", reference, "attainment")
        if t > s.T:
            return
        if s.goals[g].get("minimum") is not None:
            self.row(terms, ">", s.of(s.goals[g]["minimum"], t) - reference, "minimum")
        for sense, amount in s.decided("goal", g, t):
            if sense != "at_least":
                raise NotImplementedError(f"{g}: attainment that is fixed or bounded above")
            self.row(terms, ">", amount - reference, "decision")


def with_frames_of_indexation(s, each):
    """V of the best plan with indexation's frames, each or their sum.

    A limit that indexation breaks gives way as far.
    """
    p = Budget(s)
    at = p.at_indexation()
    still = ("saved", "used", "deposit", "withdrawal")
    for key, i in p.names.items():
        low, high = (0.0, 0.0) if key[0] in still else (p.low[i], p.high[i])
        own = key[0] == "spend" and s.acts[key[1]].fixed is None  # no cost is below zero
        p.low[i] = low if low is None or own else min(low, at[key])
        p.high[i] = None if high is None else max(high, at[key])
    rows, p.rows = p.rows, []
    for terms, sense, right, name in rows:
        stands = sum(k * at[key] for key, k in terms)
        exact = sense == "=" and abs(stands - right) <= TINY * max(1.0, abs(right))
        if sense != "<" and not exact:
            p.row(terms, ">", min(right, stands), name)
        if sense != ">" and not exact:
            p.row(terms, "<", max(right, stands), name)
        if exact:
            p.row(terms, "=", right, name)
    for t in s.plan:
        frames = {("frame", c, t): s.baseline[c, t] for c in s.committees}
        for key, amount in frames.items() if each else ():
            p.row([(key, 1.0)], "=", amount, "frame of indexation")
        p.row([(key, 1.0) for key in frames], "=", sum(frames.values()), "money of indexation")
    found = p.solve(s.unit)
    return None if found is None else found[0]


def solve(document):
    """State and solve a scenario; the objective is the weighted one."""
    s = Scenario(document)
    best = Budget(s).solve(s.unit)
    value, x = (None, {}) if best is None else best
    return Answer(
        scenario=s,
        value=value,
        indexation=s.value(s.baseline, s.baseline_spend),
        own=with_frames_of_indexation(s, each=True),
        same_money=with_frames_of_indexation(s, each=False),
        frames={key[1:]: amount for key, amount in x.items() if key[0] == "frame"},
    )
