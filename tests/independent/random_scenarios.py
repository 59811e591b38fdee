"""Random scenarios in the form of the file, to test laws that must hold for every municipality.

``document(seed)`` gives what a YAML file would hold: shares as text with a percent sign, money in the file's
currency, series as one value or by year. Features are switched on at random, limits are drawn near what the
indexation baseline does so that they bind often and clash seldom. What is drawn depends on the seed alone.

Every draw has a name and a random stream of its own, made of the seed and the name: whoever adds a draw gives it
a new name, and every scenario without the new key stays what it was.
"""

from __future__ import annotations

import math
import os
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models import units
from models.scenario import Scenario
from tests.independent.formulation import Baseline, Facts, indexation, rolled, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Document = dict[str, Any]

COMMITTEES = ("kommunstyrelse", "barn", "social", "vard", "teknik", "kultur", "miljo", "arbetsmarknad")
KINDS = ("drift", "stod", "skola", "omsorg", "service", "utveckling")
GOALS = ("trygghet", "behorighet", "delaktighet", "sysselsattning", "klimat", "halsa", "foretagsklimat")
PARTIES = ("s", "m", "c", "v", "kd")
EVIDENCE = ("calibrated", "literature", "committee", "assumption")
ADJUSTMENTS = ("one_off", "full_year", "technical", "demography", "capital")
CLASSES = ("wages", "purchased", "rents", "other")
STAGES = (
    "forutsattningar",
    "preliminar_ram",
    "skrivelse",
    "forslag",
    "beslut",
    "tillagg",
    "prognos",
    "utfall",
)
FIRST_SEED = int(os.environ.get("FIRST_SEED", "0"))
"""Where the seeds of the tests begin: CI asks for another one each time."""
PER_MSEK = {"MSEK": 1, "TSEK": 1000, "SEK": 1_000_000}


def read(document: Document) -> Scenario:
    """Read a document as a scenario, with the validation of the models."""
    given = units.context(
        years=tuple(document["years"]), base_year=document["base_year"], currency=document["currency"]
    )
    return Scenario.model_validate(document, context=given)


def seeds(count: int, after: int = 0) -> range:
    """Seeds of scenarios: the same every time, unless ``FIRST_SEED`` asks for new ones.

    Args:
        count: How many.
        after: How many to pass over first.
    """
    return range(FIRST_SEED + after, FIRST_SEED + after + count)


def document(seed: int) -> Document:
    """Return a random scenario as the content of a file."""
    return _Author(seed).write()


def percent(value: float, digits: int = 1) -> str:
    """Return a fraction as it is written in a file: 0.021 as ``2.1 %``."""
    return f"{round(100 * value, digits):g} %"


class _Author:
    """Writes one document."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.streams: dict[str, random.Random] = {}
        self.currency = self.draw("currency").choice(("MSEK", "MSEK", "MSEK", "TSEK", "SEK"))
        self.base_year = self.draw("base_year").choice((2023, 2024, 2025))
        self.years = [self.base_year + k for k in range(1, self.draw("years").choice((2, 3, 3, 4)) + 1)]
        self.payers: dict[str, list[str]] = {}  # by activity, implied ones too
        self.ordinary: list[str] = []  # activities with a funding level and a base
        self.measured: list[str] = []
        self.doc: Document = {}
        self.smooth = self.chance("effects smooth", 0.45)
        self.ranges = self.chance("ranges used", 0.35)
        self.named = self.chance("adjustments named", 0.45)

    # drawing ----------------------------------------------------------------------------------------------

    def draw(self, name: str) -> random.Random:
        """The random stream of one draw."""
        if name not in self.streams:
            self.streams[name] = random.Random(f"{self.seed}:{name}")
        return self.streams[name]

    def chance(self, name: str, probability: float) -> bool:
        return self.draw(name).random() < probability

    def near(self, name: str, low: float, high: float) -> float:
        return self.draw(name).uniform(low, high)

    def money(self, msek: float, digits: int = 1) -> float:
        amount = round(round(msek, digits) * PER_MSEK[self.currency], 6)
        return amount if self.currency == "MSEK" else int(amount) if amount == int(amount) else amount

    def series(self, name: str, draw: Callable[[random.Random], Any], by_year: float = 0.3) -> Any:
        by_itself = self.draw(name)
        if self.chance(f"{name} by year", by_year):
            return {y: draw(by_itself) for y in self.years}
        return draw(by_itself)

    def source(self, name: str, part: Document) -> Document:
        if self.chance(f"{name}.source", 0.05):
            part["source"] = "Budgetunderlag, bilaga 2"
        return part

    # the whole --------------------------------------------------------------------------------------------

    def write(self) -> Document:
        self.doc = {
            "format": 1,
            "title": f"Slumpkommun {self.draw('title').randrange(1000)}",
            "currency": self.currency,
            "base_year": self.base_year,
            "years": self.years,
        }
        self.doc |= {"frame": {"total": 1}, "indexation": self.indexation(), "carry_over": self.carry_over()}
        self.services()
        self.moved_tasks()
        self.coming()
        self.goals()
        self.effects()
        self.unweighted()
        self.stability()
        self.narrow_limits()
        self.income()
        self.association()
        self.total()
        self.some_weight()
        self.limits(indexation(read(self.doc)))
        self.people()
        self.descriptions()
        return self.doc

    def some_weight(self) -> None:
        """Take the weights as they are stated where krona-neutral ones would all be 0."""
        try:
            weights(read(self.doc))
        except ValueError:
            self.doc["weights"]["rule"] = "stated"

    def indexation(self) -> Document:
        form = self.draw("indexation.index form").random()
        part: Document = {
            "index": self.series("indexation.index", lambda draw: percent(draw.uniform(0.015, 0.038)), 0.4)
        }
        if form < 0.25:
            part["index"] = {
                k: self.series(
                    f"indexation.index.{k}",
                    lambda draw: percent(draw.uniform(0.015, 0.038)),
                    0.4,
                )
                for k in CLASSES
            }
        if self.chance("indexation.requirement used", 0.5):
            part["requirement"] = self.series(
                "indexation.requirement",
                lambda draw: draw.choice(("0.5 %", "1 %", "0.8 %", "0.2 %")),
            )
        if self.chance("indexation.source", 0.2):
            part["source"] = "SKR, PKV, april"
        return part

    def carry_over(self) -> Document:
        if self.chance("carry_over.rule", 0.45):
            part: Document = {"rule": "none"}
            if self.chance("carry_over.write_off used", 0.3):
                part["write_off"] = self.chance("carry_over.write_off", 0.8)
        else:
            part = {"rule": "carry"}
            for key, draw in (
                (
                    "keep_surplus",
                    lambda draw: draw.choice(("50 %", "75 %", "90 %", "100 %")),
                ),
                (
                    "cap_share",
                    lambda draw: draw.choice(("0.5 %", "1 %", "2 %", "5 %")),
                ),
                ("cap_amount", lambda draw: self.money(draw.uniform(0.5, 6))),
                ("room_share", lambda draw: draw.choice(("0.2 %", "0.5 %", "1 %"))),
            ):
                if self.chance(f"carry_over.{key} used", 0.5):
                    part[key] = draw(self.draw(f"carry_over.{key}"))
        if self.chance("carry_over.restore_years used", 0.5):
            part["restore_years"] = self.draw("carry_over.restore_years").choice((1, 2, 3, 4))
        return self.source("carry_over", part)

    # committees and activities ----------------------------------------------------------------------------

    def services(self) -> None:
        names = self.draw("committees").sample(COMMITTEES, self.draw("committees count").randint(2, 6))
        committees: Document = {c: {} for c in names}
        activities: Document = {}
        drivers: Document = {}
        plain = self.chance("activities plain", 0.12)
        unmeasured = [c for c in names[2:] if self.chance(f"{c} unmeasured", 0.2)]
        for c in names:
            if plain or self.chance(f"{c} plain", 0.08):
                committees[c]["base"] = self.money(
                    math.exp(self.near(f"{c}.base", math.log(15), math.log(700)))
                )
                self.payers[c] = [c]
                self.ordinary.append(c)
                self.measured += [] if c in unmeasured else [c]
                continue
            for kind in self.draw(f"{c} kinds").sample(KINDS, self.draw(f"{c} kinds count").randint(1, 4)):
                a = f"{c}_{kind}"
                self.payers[a] = [c]
                self.ordinary.append(a)
                activities[a] = self.activity(a, drivers) | {"committee": c}
            own = [a for a in activities if self.payers[a] == [c]]
            if c not in unmeasured:
                self.measured += [
                    a for n, a in enumerate(own) if n == 0 or self.chance(f"{a} measured", 0.75)
                ]
            self.odd_ones(c, activities, measured=c not in unmeasured)
        self.joint(activities, names)
        if activities:
            self.doc["activities"] = activities
        if drivers:
            self.doc["drivers"] = drivers
        self.doc["committees"] = committees
        for c in names:
            self.committee(c)

    def activity(self, a: str, drivers: Document) -> Document:
        size = math.exp(
            self.near(f"{a}.base", math.log(5), math.log(800 if self.chance(f"{a}.base large", 0.3) else 200))
        )
        part: Document = {"base": self.money(size)}
        if self.chance(f"{a}.driver used", 0.35):
            driver = (
                self.draw(f"{a}.driver").choice([*drivers, None])
                if drivers and self.chance(f"{a}.driver shared", 0.2)
                else None
            )
            if driver is None:
                driver = f"antal_{len(drivers) + 1}"
                count, drift = (
                    self.draw(f"{a}.driver count").randint(200, 6000),
                    self.near(f"{a}.driver drift", -0.012, 0.018),
                )
                drivers[driver] = {
                    self.base_year + k: round(count * (1 + drift) ** k) for k in range(len(self.years) + 1)
                }
                if self.chance(f"{a}.driver level", 0.05):
                    drivers[driver] = count
            part["driver"] = driver
            if self.chance(f"{a}.variable_share used", 0.6):
                part["variable_share"] = self.draw(f"{a}.variable_share").choice(
                    ("40 %", "60 %", "75 %", "80 %", "100 %")
                )
        if self.chance(f"{a}.price used", 0.2):
            part["price"] = self.series(f"{a}.price", lambda draw: percent(draw.uniform(0.015, 0.04)), 0.6)
        if self.chance(f"{a}.efficiency used", 0.15):
            part["efficiency"] = self.series(
                f"{a}.efficiency",
                lambda draw: draw.choice(("0.3 %", "0.5 %", "1 %", "0 %")),
            )
        return part

    def odd_ones(self, c: str, activities: Document, *, measured: bool) -> None:
        """Activities that are carried as fixed amounts, and new ones."""
        if self.chance(f"{c}_avgifter used", 0.08):
            self.payers[f"{c}_avgifter"] = [c]
            activities[f"{c}_avgifter"] = {
                "committee": c,
                "base": self.money(-self.near(f"{c}_avgifter.base", 0.2, 1.5)),
            }
        if self.chance(f"{c}_hyra used", 0.1):
            base = self.near(f"{c}_hyra.base", 1, 12)
            self.payers[f"{c}_hyra"] = [c]
            activities[f"{c}_hyra"] = {
                "committee": c,
                "base": self.money(base),
                "fixed": {y: self.money(base * 1.025 ** (y - self.base_year)) for y in self.years}
                if self.chance(f"{c}_hyra.fixed by year", 0.7)
                else self.money(base),
            }
        if measured and self.chance(f"{c}_ny used", 0.1):
            need, a = self.near(f"{c}_ny.need", 1, 4), f"{c}_ny"
            self.payers[a] = [c]
            activities[a] = {
                "committee": c,
                "base": 0,
                "need": {y: self.money(need * 1.03 ** (y - self.base_year)) for y in self.years}
                if self.chance(f"{c}_ny.need by year", 0.6)
                else self.money(need),
            }
            self.measured += [a] if self.chance(f"{c}_ny measured", 0.85) else []

    def joint(self, activities: Document, names: list[str]) -> None:
        able = [c for c in names if sum(self.payers[a] == [c] for a in self.measured if a in activities) > 0]
        if len(able) < 2 or not self.chance("samverkan used", 0.25):
            return
        payers = self.draw("samverkan.shares").sample(
            able, 3 if len(able) > 2 and self.chance("samverkan.shares of three", 0.2) else 2
        )
        parts = ("60 %", "40 %") if len(payers) == 2 else ("50 %", "30 %", "20 %")
        part = {
            "shares": dict(zip(payers, parts, strict=True)),
            "base": self.money(self.near("samverkan.base", 4, 40)),
        }
        if self.chance("samverkan.need used", 0.15):
            part = {
                "shares": part["shares"],
                "base": 0,
                "need": self.money(self.near("samverkan.need", 2, 6)),
            }
        else:
            self.ordinary.append("samverkan")
        activities["samverkan"] = part
        self.payers["samverkan"] = payers
        if "need" in part or self.chance("samverkan measured", 0.7):
            self.measured.append("samverkan")

    def committee(self, c: str) -> None:
        part = self.doc["committees"][c]
        by_class = (
            any(k in CLASSES for k in self.doc["indexation"]["index"])
            if isinstance(self.doc["indexation"]["index"], dict)
            else False
        )
        if by_class or self.chance(f"{c}.cost_classes used", 0.1):
            wages = self.draw(f"{c}.cost_classes.wages").choice((50, 60, 70, 80))
            split = self.draw(f"{c}.cost_classes").choice(
                (
                    {"wages": wages, "other": 100 - wages},
                    {"wages": wages, "rents": 10, "other": 90 - wages},
                    {"wages": wages - 10, "purchased": 90 - wages, "rents": 10, "other": 10},
                )
            )
            part["cost_classes"] = {k: f"{n} %" for k, n in split.items()}
        size = sum(self.paid(a, c) for a, payers in self.payers.items() if c in payers)
        if "base" not in part and self.chance(f"{c}.base used", 0.25):
            part["base"] = round(size * PER_MSEK[self.currency], 3)
        if self.chance(f"{c}.opening_balance used", 0.4):
            part["opening_balance"] = self.money(
                self.draw(f"{c}.opening_balance sign").choice((-1, -1, 1, 1))
                * size
                * self.near(f"{c}.opening_balance", 0.002, 0.012)
            )
        if self.chance(f"{c}.adjustments used", 0.25):
            part["adjustments"] = {
                y: self.source(
                    f"{c}.adjustments.{y}",
                    {
                        k: self.money(self.near(f"{c}.adjustments.{y}.{k}", -0.006, 0.006) * size)
                        for k in self.draw(f"{c}.adjustments.{y}").sample(
                            ADJUSTMENTS, self.draw(f"{c}.adjustments.{y} count").randint(1, 3)
                        )
                    },
                )
                for y in self.draw(f"{c}.adjustments years").sample(
                    self.years, self.draw(f"{c}.adjustments years count").randint(1, 2)
                )
            }

    def paid(self, a: str, c: str) -> float:
        """Return what a committee pays for an activity in the base year [MSEK]."""
        if a == c:
            return self.doc["committees"][c]["base"] / PER_MSEK[self.currency]
        activity = self.doc["activities"][a]
        share = float(activity["shares"][c].split()[0]) / 100 if "shares" in activity else 1.0
        return share * activity["base"] / PER_MSEK[self.currency]

    def moved_tasks(self) -> None:
        """Adjustments that name their activity, in lists."""
        for c, committee in self.doc["committees"].items():
            able = [a for a in self.payers if self.payers[a] == [c]]
            if self.named and self.chance(f"{c}.adjustments named", 0.45):
                year = self.draw(f"{c}.adjustments named year").choice(self.years)
                entries = []
                for k in range(self.draw(f"{c}.adjustments named count").randint(1, 2)):
                    at = f"{c}.adjustments named {k}"
                    a = self.draw(f"{at} activity").choice(able)
                    size = abs(self.paid(a, c)) or 10.0
                    low = -0.04 if a in self.ordinary else 0.01  # what a new activity gets is above 0
                    kinds = self.draw(f"{at} kinds").sample(ADJUSTMENTS, 2)
                    entry = {k: self.money(self.near(f"{at} {k}", low, 0.04) * size, 2) for k in kinds}
                    entries.append(self.source(at, entry | {"activity": a}))
                self.adjust(committee, year, *entries)
        joint = self.doc.get("activities", {}).get("samverkan")
        if joint and self.chance("samverkan.adjustments used", 0.6):
            year = self.draw("samverkan.adjustments year").choice(self.years)
            kind = self.draw("samverkan.adjustments").choice(("one_off", "full_year", "technical", "capital"))
            for c, share in joint["shares"].items():
                amount = self.money(float(share.split()[0]) / 100)
                self.adjust(self.doc["committees"][c], year, {kind: amount, "activity": "samverkan"})

    def adjust(self, committee: Document, year: int, *entries: Document) -> None:
        """Add adjustments to those of a year."""
        stated = committee.setdefault("adjustments", {}).get(year, [])
        committee["adjustments"][year] = [*(stated if isinstance(stated, list) else [stated]), *entries]

    def coming(self) -> None:
        """A new activity that begins in the second year or later."""
        able = [c for c in self.doc["committees"] if any(self.payers[a] == [c] for a in self.measured)]
        if not self.chance("kommande used", 0.1) or not able:
            return
        c = self.draw("kommande committee").choice(able)
        if c in self.payers:  # a committee without activities
            return
        begins = self.draw("kommande begins").choice(self.years[1:])
        need = {y: 0 if y < begins else self.money(self.near("kommande.need", 1, 3)) for y in self.years}
        self.doc["activities"]["kommande"] = {"committee": c, "base": 0, "need": need}
        self.payers["kommande"] = [c]
        self.measured += ["kommande"] if self.chance("kommande measured", 0.8) else []

    # goals and effects ------------------------------------------------------------------------------------

    def goals(self) -> None:
        goals: Document = {}
        for g in self.draw("goals").sample(GOALS, self.draw("goals count").randint(2, 6)):
            goal: Document = {"weight": self.draw(f"{g}.weight").choice((1, 1, 2, 3, 5, 0.5))}
            form = self.draw(f"{g} form").random()
            if form < 0.75:
                level = (
                    self.near(f"{g}.reference high", 93, 99)
                    if self.chance(f"{g}.reference is high", 0.15)
                    else self.near(f"{g}.reference", 35, 85)
                )
                goal["reference"] = (
                    round(level, 1)
                    if self.chance(f"{g}.reference level", 0.7)
                    else {y: round(level + 0.4 * (y - self.base_year), 1) for y in self.years}
                )
            if form > 0.65:
                low, high = (60, 95) if self.chance(f"{g}.indicator rising", 0.7) else (12, 2)
                goal["indicator"] = {
                    "present": round(low + self.near(f"{g}.indicator.present", 0.3, 0.9) * (high - low), 1),
                    "floor": low,
                    "target": high,
                }
            if "drivers" in self.doc and self.chance(f"{g}.weight_follows used", 0.15):
                goal["weight_follows"] = self.draw(f"{g}.weight_follows").choice(list(self.doc["drivers"]))
            goals[g] = goal
        self.doc["goals"] = goals
        weights: Document = {"owner": "Exempel: ingen politisk avsändare"}
        if self.chance("weights.rule used", 0.55):
            weights["rule"] = self.draw("weights.rule").choice(("stated", "krona_neutral", "krona_neutral"))
        self.doc["weights"] = self.source("weights", weights)

    def curve(self, at: str, *, new: bool) -> dict[str, float]:
        low = (
            self.draw(f"{at}.curve new low").choice((0, 0, 40))
            if new
            else self.draw(f"{at}.curve low").choice((70, 75, 80, 80, 85, 85, 90))
        )
        levels = [low, 100]
        if not new and self.chance(f"{at}.curve ends today", 0.12):
            pass  # ends at today's level
        else:
            levels += self.draw(f"{at}.curve high").sample(
                (103, 105, 108, 110, 115, 120), self.draw(f"{at}.curve high count").choice((1, 1, 2))
            )
        if self.chance(f"{at}.curve between used", 0.5):
            levels.append(self.draw(f"{at}.curve between").choice((60, 80) if new else (92, 95, 97)))
        if not new and self.chance(f"{at}.curve starts today", 0.02):
            levels = [level for level in levels if level >= 100]
            levels += [110] if len(levels) == 1 else []
        levels.sort()
        slope = round(
            self.near(f"{at}.curve slope", 0.3, 2.0) * (0.15 if new else 1.0), 2
        )  # goal points per percentage point
        points = [0.0]
        for a, b in pairwise(levels):
            points.append(points[-1] + slope * (b - a))
            slope = max(0.0, min(slope - 0.01, round(slope * self.near(f"{at}.curve bends", 0.3, 0.85), 2)))
        today = points[levels.index(100)]
        curve = {f"{level} %": round(p - today, 2) + 0.0 for level, p in zip(levels, points, strict=True)}
        steps = [(q - p) / (b - a) for (a, p), (b, q) in pairwise(zip(levels, points, strict=True))]
        # Only a flat last step can be as steep as the one before, and it adds nothing.
        while len(steps) > 1 and steps[-1] >= steps[-2] - 1e-9:
            curve.popitem()
            steps.pop()
        return curve

    def lag(self, at: str) -> list[str]:
        parts = self.draw(f"{at}.lag count").randint(2, 4)
        cuts = sorted(self.draw(f"{at}.lag").sample(range(1, 10), parts - 1))
        return [f"{10 * (b - a)} %" for a, b in pairwise([0, *cuts, 10])]

    def claim(self, at: str) -> Document:
        part: Document = {
            "evidence": self.draw(f"{at}.evidence").choice(EVIDENCE),
            "author": "Exempel",
            "date": "2024-09-01",
        }
        if self.chance(f"{at}.lag used", 0.5):
            part["lag"] = self.lag(at)
        if self.ranges and self.chance(f"{at}.range used", 0.3):
            part["range"] = self.draw(f"{at}.range").choice((["50 %", "150 %"], ["80 %", "130 %"]))
        return self.source(at, part)

    def effect(self, a: str, g: str, *, new: bool) -> Document:
        """An effect as a curve, an elasticity or a logarithm."""
        at = f"effects.{a}.{g}"
        part: Document = {"curve": self.curve(at, new=new)} | self.claim(at)
        smooth = not new and self.smooth and self.chance(f"{at} smooth", 0.5)
        indicator = self.doc["goals"][g].get("indicator")
        if smooth and indicator and self.chance(f"{at}.elasticity used", 0.75):
            del part["curve"]
            rising = indicator["target"] > indicator["floor"]
            size = (
                self.near(f"{at}.elasticity", 0.1, 0.6)
                if rising
                else -self.near(f"{at}.elasticity", 0.3, 1.4)
            )
            part["elasticity"] = round(size, 2)
            if "range" not in part and self.chance(f"{at}.se used", 0.6):
                part["se"] = round(abs(size) * self.near(f"{at}.se", 0.1, 0.5) + 0.005, 3)
        elif smooth:
            del part["curve"]
            level = self.draw(f"{at}.at").choice((80, 90, 95, 105, 110, 125))
            points = round(self.near(f"{at}.points", 0.2, 1.2) * (level - 100), 1)
            part |= {"shape": "log", "at": f"{level} %", "points": points}
        return part

    def unweighted(self) -> None:
        """A goal of weight 0, with or without a minimum; it measures only with one."""
        if not self.chance("tillit used", 0.25):
            return
        start = round(self.near("tillit.reference", 40, 80), 1)
        self.doc["goals"]["tillit"] = {"weight": 0, "reference": start}
        for k, a in enumerate(
            self.draw("tillit activities").sample(self.ordinary, min(2, len(self.ordinary)))
        ):
            if k == 0 or self.chance("tillit second used", 0.5):
                self.doc["effects"].setdefault(a, {})["tillit"] = self.effect(a, "tillit", new=False)
        if self.chance("tillit.minimum used", 0.4):
            self.doc["goals"]["tillit"]["minimum"] = round(start - self.near("tillit.minimum", 0.3, 3), 1)

    def income(self) -> None:
        """A committee whose net cost is below zero; limits on its change would have no room between them."""
        limits = self.doc.get("stability", {})
        if "max_decrease" in limits or "max_increase" in limits or not self.chance("bolag used", 0.8):
            return
        committees, activities = self.doc["committees"], self.doc.setdefault("activities", {})
        committees["bolag"] = self.classes()
        self.payers["bolag_utdelning"] = ["bolag"]
        gain = -self.near("bolag_utdelning.base", 4, 9)
        activities["bolag_utdelning"] = {"committee": "bolag", "base": self.money(gain)}
        if self.chance("bolag_utdelning.fixed used", 0.3):
            activities["bolag_utdelning"]["fixed"] = {
                y: self.money(gain * 1.01 ** (y - self.base_year)) for y in self.years
            }
        if self.chance("bolag_drift used", 0.6):
            self.payers["bolag_drift"] = ["bolag"]
            self.ordinary.append("bolag_drift")
            activities["bolag_drift"] = {
                "committee": "bolag",
                "base": self.money(self.near("bolag_drift.base", 1, 3)),
            }
            if self.chance("bolag_drift measured", 0.5):
                g = self.draw("bolag_drift goal").choice(list(self.doc["goals"]))
                self.doc["effects"]["bolag_drift"] = {g: self.effect("bolag_drift", g, new=False)}

    def classes(self) -> Document:
        """A committee with cost classes where the index is by class."""
        index = self.doc["indexation"]["index"]
        by_class = isinstance(index, dict) and "wages" in index
        return {"cost_classes": {"wages": "40 %", "other": "60 %"}} if by_class else {}

    def association(self) -> None:
        """A committee that pays for a joint programme only, with adjustments that name none."""
        if not self.chance("forbund used", 0.1):
            return
        committees, activities = self.doc["committees"], self.doc.setdefault("activities", {})
        able = [c for c in committees if c != "bolag" and c not in self.payers]
        if not able:
            return
        other = self.draw("forbund other").choice(able)
        committees["forbund"] = self.classes()
        base = self.near("forbund_drift.base", 5, 30)
        activities["forbund_drift"] = {
            "shares": {"forbund": "60 %", other: "40 %"},
            "base": self.money(base),
        }
        if "base" in committees[other]:
            del committees[other]["base"]
        self.payers["forbund_drift"] = ["forbund", other]
        if self.chance("forbund.adjustments used", 0.7):
            kinds = self.draw("forbund.adjustments").sample(ADJUSTMENTS, 2)
            entry = {
                k: self.money(self.near(f"forbund.adjustments.{k}", -0.02, 0.03) * base, 2) for k in kinds
            }
            committees["forbund"]["adjustments"] = {self.draw("forbund year").choice(self.years): entry}
        if self.chance("forbund_drift measured", 0.6):
            g = self.draw("forbund_drift goal").choice(self.drawn("goals"))
            self.doc["effects"]["forbund_drift"] = {g: self.effect("forbund_drift", g, new=False)}

    def effects(self) -> None:
        goals = list(self.doc["goals"])
        if not self.measured:
            self.measured.append(self.ordinary[0])
        effects: Document = {}
        for n, a in enumerate(self.measured):
            new = "need" in self.doc.get("activities", {}).get(a, {})
            chosen = self.draw(f"effects.{a} goals").sample(
                goals, min(len(goals), self.draw(f"effects.{a} goals count").choice((1, 1, 2, 3)))
            )
            if goals[n % len(goals)] not in chosen and self.chance(f"effects.{a} goals spread", 0.8):
                chosen[0] = goals[n % len(goals)]
            effects[a] = {g: self.effect(a, g, new=new) for g in chosen}
        self.doc["effects"] = effects
        able = [a for a in self.measured if a in self.ordinary]
        groups: Document = {}
        for k in range(2):
            members = self.draw(f"samspel_{k}.members").sample(
                able, min(len(able), self.draw(f"samspel_{k}.members count").choice((2, 2, 3)))
            )
            if len({c for a in members for c in self.payers[a]}) > 1 and self.chance(
                f"samspel_{k} used", 0.2
            ):
                groups[f"samspel_{k}"] = {
                    "goal": self.draw(f"samspel_{k}.goal").choice(goals),
                    "members": members,
                    "curve": self.curve(f"samspel_{k}", new=False),
                } | self.claim(f"samspel_{k}")
                if (
                    self.chance(f"samspel_{k} alone", 0.2) and len(effects) > 2
                ):  # measured by the complement alone
                    effects.pop(members[0], None)
        if groups:
            self.doc["complements"] = groups

    # money and limits -------------------------------------------------------------------------------------

    def stability(self) -> None:
        part: Document = {}
        for key, probability, draw in (
            ("max_decrease", 0.7, lambda draw: percent(draw.uniform(0.01, 0.05))),
            ("max_increase", 0.7, lambda draw: percent(draw.uniform(0.012, 0.06))),
            ("turnover", 0.5, lambda draw: percent(draw.uniform(0.012, 0.05))),
            ("change_price", 0.3, lambda draw: draw.choice((0, 2, 5, 10, 20))),
        ):
            if self.chance(f"stability.{key} used", probability):
                part[key] = (
                    draw(self.draw(f"stability.{key}"))
                    if key == "change_price"
                    else self.series(f"stability.{key}", draw, 0.2)
                )
        if part and self.chance("stability used", 0.85):
            self.doc["stability"] = self.source("stability", part)
            for c, committee in self.doc["committees"].items():
                for key in ("max_decrease", "max_increase"):
                    if self.chance(f"{c}.{key} used", 0.12):
                        committee[key] = self.series(
                            f"{c}.{key}", lambda draw: percent(draw.uniform(0.015, 0.04)), 0.2
                        )
        if self.chance("discount used", 0.5):
            self.doc["discount"] = self.draw("discount").choice(("2 %", "3 %", "3.5 %", "0 %"))

    def narrow_limits(self) -> None:
        """Limits inside committees, and such of unmeasured committees that indexation breaks them."""
        for c, committee in self.doc["committees"].items():
            if any(c in self.payers[a] for a in self.measured) or not self.chance(f"{c} held", 0.5):
                continue  # limits so narrow that indexation breaks them, where they say what the frame is
            for key in ("max_decrease", "max_increase"):
                committee[key] = self.series(
                    f"{c}.{key} narrow", lambda draw: percent(draw.uniform(0, 0.006))
                )
        if self.chance("stability.activities used", 0.2):
            inside: Document = {
                key: self.series(
                    f"stability.activities.{key}", lambda draw: percent(draw.uniform(0.022, 0.07)), 0.2
                )
                for key in ("max_decrease", "max_increase")
                if self.chance(f"stability.activities.{key} used", 0.75)
            }
            if inside:
                inside = self.source("stability.activities", inside)
                self.doc.setdefault("stability", {})["activities"] = inside

    def total(self) -> None:
        standing = rolled(read(self.doc))
        frames = {y: sum(x for (_, at), x in standing.items() if at == y) for y in self.years}
        part: Document = {}
        least = (
            self.draw("frame.reserve_min").choice((0.003, 0.005, 0.01))
            if self.chance("frame.reserve_min used", 0.5)
            else 0.0
        )
        if least:
            part["reserve_min"] = self.series("frame.reserve_min", lambda _: percent(least), 0.1)
        drift = self.near("frame.total drift", -0.006, 0.012)
        total = {
            y: x * (1 + drift + self.near("frame.total", -0.001, 0.001)) / (1 - least)
            for y, x in frames.items()
        }
        form = self.draw("frame form").random()
        if form < 0.45:
            part["total"] = {y: self.money(x) for y, x in total.items()}
            if self.chance("frame.central told", 0.15):
                part["central"] = self.series("frame.central", lambda _: self.money(20))
            elif self.chance(
                "frame.revenue used", 0.3
            ):  # a budget that the rule of balance tests, without a target
                part["central"] = {y: self.money(0.03 * x) for y, x in total.items()}
                part["revenue"] = {
                    y: self.money(x * self.near("frame.revenue", 1.03, 1.045)) for y, x in total.items()
                }
        else:
            both, target = form > 0.9, self.draw("frame.result_target").choice((0.0, 0.01, 0.02, 0.02))
            target = (
                0.02 if both and target else target
            )  # 2 % of whole fives has one decimal, as the total has
            step = 5 if both else 1
            central = {y: round(0.03 * x, 1) for y, x in total.items()}
            revenue = {y: step * round((x + central[y]) / (1 - target) / step) for y, x in total.items()}
            part |= {
                "revenue": {y: self.money(x) for y, x in revenue.items()},
                "result_target": percent(target),
                "central": {y: self.money(x) for y, x in central.items()},
            }
            if both:
                part["total"] = {y: self.money(revenue[y] * (1 - target) - central[y]) for y in self.years}
            if self.chance("frame.result_reserve used", 0.45):
                size = sum(frames.values()) / len(frames)
                keeps = part["result_reserve"] = self.result_reserve(size)
                if both and not keeps.get("use_in_surplus"):
                    years = keeps.get("use_in", ())
                    part["total"] |= {y: self.money(revenue[y] - central[y]) for y in years}
        if self.chance("frame.tax_rate used", 0.2):
            part["tax_rate"] = round(self.near("frame.tax_rate", 17, 24), 2)
        self.doc["frame"] = self.source("frame", part)

    def result_reserve(self, size: float) -> Document:
        """The result reserve of a municipality whose frames are about so large a year [MSEK]."""
        keeps: Document = {"opening": self.money(self.near("frame.result_reserve.opening", 0, 0.02) * size)}
        if self.chance("frame.result_reserve.cap used", 0.7):
            keeps["cap"] = self.series(
                "frame.result_reserve.cap",
                lambda draw: draw.choice(("3 %", "4 %", "5 %")),
                0.2,
            )
        if self.chance("frame.result_reserve.cap below opening", 0.25):
            keeps["cap"] = "0.5 %"
        if self.chance("frame.result_reserve.max_withdrawal used", 0.7):
            keeps["max_withdrawal"] = self.series(
                "frame.result_reserve.max_withdrawal",
                lambda draw: self.money(draw.uniform(0.002, 0.008) * size),
                0.2,
            )
        if self.chance("frame.result_reserve.use_in used", 0.6):
            keeps |= self.use_of_reserve()
        return self.source("frame.result_reserve", keeps)

    def use_of_reserve(self) -> Document:
        count = self.draw("frame.result_reserve.use_in count").randint(1, len(self.years) - 1)
        part: Document = {
            "use_in": sorted(self.draw("frame.result_reserve.use_in").sample(self.years, count))
        }
        if self.chance("frame.result_reserve.use_in_surplus used", 0.4):
            part["use_in_surplus"] = self.chance("frame.result_reserve.use_in_surplus", 0.8)
        if self.chance("frame.result_reserve.by used", 0.6):
            part["by"] = "KF:s riktlinjer för god ekonomisk hushållning"
        return part

    def limits(self, baseline: Baseline) -> None:
        """Add limits near the values of indexation, so that they bind."""
        facts = Facts(read(self.doc))
        for a in self.ordinary:
            levels = [baseline.spend[a, y] / facts.need[a, y] for y in self.years]
            stated = self.doc.get("activities", {}).get(a)
            if stated is None:
                continue
            if self.chance(f"{a}.floor used", 0.2):
                stated["floor"] = percent(max(min(levels) - self.near(f"{a}.floor", 0.0, 0.04), 0.0), 0)
                stated["floor_basis"] = "Bedömning av förvaltningen 2024-09"
                if self.chance(f"{a}.floor by year", 0.2):
                    stated["floor"] = dict.fromkeys(self.years, stated["floor"])
            if self.chance(f"{a}.ceiling used", 0.1):
                stated["ceiling"] = percent(max(levels) + self.near(f"{a}.ceiling", 0.01, 0.06), 0)
            if "driver" in stated and self.chance(f"{a}.unit_cost_max used", 0.3):
                users = facts.scenario.drivers[stated["driver"]]
                most = {
                    y: baseline.spend[a, y] / users[y] * self.near(f"{a}.unit_cost_max", 1.005, 1.04)
                    for y in self.years
                }
                stated["unit_cost_max"] = (
                    {y: self.money(x, 5) for y, x in most.items()}
                    if self.chance(f"{a}.unit_cost_max by year", 0.7)
                    else self.money(max(most.values()), 5)
                )
        if self.chance("frame.growth_max used", 0.25):
            frames = [
                sum(facts.base_frame.values()),
                *(sum(baseline.frames[c, y] for c in facts.committees) for y in self.years),
            ]
            most = max(b / a for a, b in pairwise(frames))
            self.doc["frame"]["growth_max"] = self.series(
                "frame.growth_max",
                lambda draw: percent(most - 1 + draw.uniform(-0.001, 0.01)),
                0.2,
            )
        for g, goal in self.doc["goals"].items():
            if self.chance(f"{g}.minimum used", 0.25):
                least = {
                    y: round(min(baseline.attainment[g, y] - self.near(f"{g}.minimum", -0.3, 2.5), 99), 1)
                    for y in self.years
                }
                goal["minimum"] = least if self.chance(f"{g}.minimum by year", 0.4) else min(least.values())
        self.decisions(baseline)
        self.plans(baseline)

    def drawn(self, table: str) -> list[str]:
        """The committees or goals among which others choose: what came later would change what they choose."""
        return [key for key in self.doc[table] if key not in {"bolag", "forbund", "tillit"}]

    def decisions(self, baseline: Baseline) -> None:
        if self.chance("decisions unused", 0.45):
            return
        decisions: Document = {}
        able = [a for a in self.payers if (a in self.ordinary and a != "bolag_drift") or a.endswith("_ny")]
        for k in range(self.draw("decisions count").randint(1, 3)):
            kind = self.draw(f"decisions.{k} kind").choice(("frame", "spend", "spend", "goal"))
            target = self.draw(f"decisions.{k} target").choice(
                {"frame": self.drawn("committees"), "spend": able, "goal": self.drawn("goals")}[kind]
            )
            if any(d.get(kind) == target for d in decisions.values()):
                continue
            years = sorted(
                self.draw(f"decisions.{k}.years").sample(
                    self.years, self.draw(f"decisions.{k}.years count").randint(1, len(self.years))
                )
            )
            if kind == "goal":
                form, amounts = (
                    "at_least",
                    {
                        y: round(
                            min(
                                baseline.attainment[target, y] + self.near(f"decisions.{k} points", -2, 0.5),
                                99,
                            ),
                            1,
                        )
                        for y in years
                    },
                )
            else:
                form = self.draw(f"decisions.{k} form").choice(("equals", "at_least", "at_most"))
                lean = {"equals": 0.0, "at_least": -0.002, "at_most": 0.002}[form]
                usual = baseline.frames if kind == "frame" else baseline.spend
                amounts = {
                    y: self.money(
                        max(0.0, usual[target, y])
                        * (1 + lean + self.near(f"decisions.{k} amount", -0.008, 0.008))
                    )
                    for y in years
                }
            decision: Document = {
                kind: target,
                "by": self.draw(f"decisions.{k}.by").choice(("KF § 114", "Yrkande 17", "KS § 23")),
            }
            if len(years) < len(self.years) or self.chance(f"decisions.{k}.years used", 0.5):
                decision["years"] = years
            scalar = len(years) == 1 or (
                form != "equals" and self.chance(f"decisions.{k} for all years", 0.2)
            )
            bound = min(amounts.values()) if form == "at_least" else max(amounts.values())
            decision[form] = bound if scalar else amounts
            if form == "at_least" and kind != "goal" and self.chance(f"decisions.{k}.at_most used", 0.1):
                high = {y: self.money(x / PER_MSEK[self.currency] * 1.03 + 1) for y, x in amounts.items()}
                decision["at_most"] = max(high.values()) if scalar else high
            if self.chance(f"decisions.{k}.name used", 0.2):
                decision["name"] = "Tidigare beslut"
            decisions[f"beslut_{k + 1}"] = self.source(f"decisions.{k}", decision)
        if decisions:
            self.doc["decisions"] = decisions

    def plans(self, baseline: Baseline) -> None:
        if self.chance("plans unused", 0.75):
            return
        total = Facts(read(self.doc)).total
        committees = self.drawn("committees")
        frames = {
            c: {
                y: self.money(baseline.frames[c, y] * self.near("plans.antagen.frames", 0.988, 1.004))
                for y in self.years
            }
            for c in self.doc["committees"]
        }
        plans: Document = {"antagen": {"name": "Antagen plan", "by": "KF 2024-11-27", "frames": frames}}
        if self.chance("plans.antagen.completeness used", 0.4):
            plans["antagen"]["completeness"] = "full"
        if self.chance("plans.antagen.spend used", 0.4):
            a = self.draw("plans.antagen.spend").choice([a for a in self.ordinary if a != "bolag_drift"])
            plans["antagen"]["spend"] = {a: {y: self.money(baseline.spend[a, y]) for y in self.years}}
        if self.chance("plans.antagen.total used", 0.4):
            plans["antagen"]["total"] = {y: self.money(1.006 * x) for y, x in total.items()}
        if self.chance("plans.skuggbudget used", 0.6):
            c, *others = self.draw("plans.skuggbudget committees").sample(committees, 2)
            y = self.draw("plans.skuggbudget year").choice(self.years)
            other: Document = {
                "by": "Oppositionen",
                "based_on": "antagen",
                "completeness": self.draw("plans.skuggbudget.completeness").choice(
                    ("amendments", "priority_list")
                ),
                "differences": {c: {y: self.money(1.5)}},
            }
            if self.chance("plans.skuggbudget.frames used", 0.4):
                other["frames"] = {others[0]: {y: self.money(baseline.frames[others[0], y])}}
            plans["skuggbudget"] = other
        for p, plan in plans.items():
            if self.chance(f"plans.{p}.tax_rate used", 0.3):
                plan["tax_rate"] = round(self.near(f"plans.{p}.tax_rate", 17, 24), 2)
            if self.chance(f"plans.{p}.source", 0.2):
                plan["source"] = "Budgethandling 2024"
        self.doc["plans"] = plans

    # keys that the model does not use ---------------------------------------------------------------------

    def people(self) -> None:
        if self.chance("worlds used", 0.2):
            goals = [g for g in self.drawn("goals") if "reference" in self.doc["goals"][g]]
            change: list[Document] = [{"path": "indexation.requirement", "set": "0.4 %"}]
            if "total" in self.doc["frame"] and "result_target" not in self.doc["frame"]:
                change = [{"path": "frame.total", "scale": "99 %"}]
            if self.chance("worlds second change", 0.5) and goals:
                change.append({"path": f"goals.{goals[-1]}.reference", "add": -1})
            if self.chance("worlds third change", 0.5):
                change.append({"path": "indexation.requirement", "set": "0.3 %"})
            self.doc["worlds"] = {
                "bas": {"probability": "60 %"},
                "lag": {
                    "name": "Lågkonjunktur",
                    "probability": "40 %",
                    "change": change,
                    "source": "antagande",
                },
            }
        if self.chance("risk used", 0.2):
            form = self.draw("risk.form").choice(("expected", "worst", "cvar", "regret"))
            self.doc["risk"] = {"form": form, "by": "KS arbetsutskott", "source": "§ 12"}
            if form == "cvar":
                self.doc["risk"] |= {"tail": "20 %", "weight": "50 %"}
        if self.chance("parties used", 0.2):
            self.parties()
        if self.chance("objective used", 0.25):
            self.doc["objective"] = {"form": "weighted"}
        self.beside()

    def beside(self) -> None:
        """What is told beside the answer, and moves nothing in it."""
        if self.chance("profiles used", 0.2):
            profile: Document = {
                "owner": "Exempel",
                "weights": {g: self.draw(f"profiles.{g}").randint(1, 6) for g in self.doc["goals"]},
            }
            for key, value in (("name", "Skolan först"), ("source", "Budgetmotion 2024")):
                if self.chance(f"profiles.skolan_forst.{key} used", 0.3):
                    profile[key] = value
            self.doc["profiles"] = {"skolan_forst": profile}
        if self.chance("evidence_ranges used", 0.25):
            ranges: Document = {
                grade: self.draw(f"evidence_ranges.{grade}").choice((["70 %", "130 %"], ["0 %", "200 %"]))
                for grade in EVIDENCE
                if self.chance(f"evidence_ranges.{grade} used", 0.8)
            }
            self.doc["evidence_ranges"] = self.source("evidence_ranges", ranges | {"by": "Ekonomikontoret"})
        if self.chance("missing used", 0.15):
            self.doc["missing"] = ["befolkningsprognos per ålder"]

    def parties(self) -> None:
        seats = {p: self.draw(f"parties.{p}.seats").randint(3, 15) for p in PARTIES}
        self.doc["parties"] = {p: {"seats": n} for p, n in seats.items()}
        for p, party in self.doc["parties"].items():
            if p in ("s", "m") or self.chance(f"parties.{p}.weights used", 0.5):
                party["weights"] = {
                    g: self.draw(f"parties.{p}.weights").randint(1, 5) for g in self.doc["goals"]
                }
            if self.chance(f"parties.{p}.name used", 0.3):
                party["name"] = p.upper()
            self.source(f"parties.{p}", party)
        if self.chance("majorities used", 0.6):
            weighted = sorted(
                (p for p in PARTIES if "weights" in self.doc["parties"][p]), key=lambda p: -seats[p]
            )
            self.doc["majorities"] = {"styre": {"parties": weighted[:3]}}
            if self.chance("majorities.styre.abstain used", 0.6):
                aside = [p for p in PARTIES if p not in weighted[:3]]
                self.doc["majorities"]["styre"] |= {"abstain": aside[:1], "name": "Styret"}
                self.source("majorities.styre", self.doc["majorities"]["styre"])
        if self.chance("council used", 0.5):
            self.doc["council"] = {"seats": sum(seats.values()), "apart": [["v", "kd"]]}
            if self.chance("council.source used", 0.5):
                self.doc["council"]["source"] = "Valmyndigheten 2022"

    def descriptions(self) -> None:
        if self.chance("municipality used", 0.3):
            self.doc["municipality"] = {"name": "Slumpkommun"}
            if self.chance("municipality.code used", 0.5):
                total = sum(Facts(read(self.doc)).base_frame.values())
                self.doc["municipality"] |= {"code": "1265", "population": max(1, round(total / 0.06))}
        for key, probability, values in (
            ("language", 0.3, ("sv", "en")),
            ("stage", 0.3, STAGES),
            ("registry_number", 0.2, ("KS 2024/123",)),
        ):
            if self.chance(f"{key} used", probability):
                self.doc[key] = self.draw(f"{key}").choice(values)
        for table in ("committees", "activities"):
            for key, part in self.doc.get(table, {}).items():
                if self.chance(f"{table}.{key}.name used", 0.3):
                    part["name"] = key.title()
                if table == "activities" and self.chance(f"activities.{key}.statutory used", 0.15):
                    part["statutory"] = True
                self.source(f"{table}.{key}", part)
        self.goal_descriptions()

    def goal_descriptions(self) -> None:
        committees = self.drawn("committees")
        for g, goal in self.doc["goals"].items():
            goal |= {
                k: v
                for k, v in (
                    ("name", g.title()),
                    ("area", self.draw(f"{g}.area").choice(("Lärande", "Omsorg"))),
                    ("owner", self.draw(f"{g}.owner").choice(committees)),
                )
                if self.chance(f"{g}.{k} used", 0.4)
            }
            if "indicator" in goal and self.chance(f"{g}.indicator.id used", 0.5):
                goal["indicator"] |= {"id": "N15428", "name": "Behöriga", "unit": "%"}
                self.source(f"{g}.indicator", goal["indicator"])
            self.source(g, goal)


# --------------------------------------------------------------------------------------------------- coverage

TABLES = frozenset(
    {
        "committees",
        "committees.*.adjustments",
        "activities",
        "activities.*.shares",
        "drivers",
        "goals",
        "effects",
        "effects.*",
        "complements",
        "decisions",
        "worlds",
        "parties",
        "parties.*.weights",
        "majorities",
        "plans",
        "plans.*.frames",
        "plans.*.differences",
        "plans.*.spend",
        "profiles",
        "profiles.*.weights",
    }
)
"""Mappings whose keys are ids or years: told as ``*``."""
LEAVES = frozenset({"effects.*.*.curve", "complements.*.curve"})
"""Mappings whose keys are values."""
TOLD = frozenset(
    {
        "currency",
        "language",
        "stage",
        "carry_over.rule",
        "weights.rule",
        "effects.*.*.evidence",
        "complements.*.evidence",
        "plans.*.completeness",
        "objective.form",
        "risk.form",
    }
)
"""Keys whose values are told too, as ``key=value``."""


def keys_used(document: Document) -> set[str]:
    """Return the generic patterns of the keys that a document uses, such as ``committees.*.max_decrease``."""
    return set(_keys(document, ""))


def _keys(value: Any, path: str) -> Iterator[str]:
    if path:
        yield path
    if path in TOLD:
        yield f"{path}={value}"
    if isinstance(value, list) and path in {"worlds.*.change", "committees.*.adjustments.*"}:
        for edit in value:
            yield from _keys(edit, path)
    if not isinstance(value, dict) or path in LEAVES:
        return
    if path == "decisions.*":
        kind = next(k for k in ("frame", "spend", "goal") if k in value)
        yield from (f"{path}.{kind}.{bound}" for bound in ("equals", "at_least", "at_most") if bound in value)
    for key, inner in value.items():
        if path in TABLES:
            yield from _keys(inner, f"{path}.*")
        elif isinstance(key, str):
            yield from _keys(inner, f"{path}.{key}" if path else key)


def _under(prefix: str, names: str, values: Iterable[str] = ()) -> set[str]:
    return {f"{prefix}.{name}" for name in names.split()} | {f"{prefix}={value}" for value in values}


ALL_KEYS: frozenset[str] = frozenset(
    {
        "format",
        "title",
        "municipality",
        "language",
        "currency",
        "stage",
        "registry_number",
        "base_year",
        "years",
        "discount",
        "frame",
        "indexation",
        "stability",
        "carry_over",
        "committees",
        "activities",
        "drivers",
        "drivers.*",
        "weights",
        "goals",
        "effects",
        "complements",
        "decisions",
        "objective",
        "worlds",
        "council",
        "risk",
        "parties",
        "majorities",
        "plans",
        "profiles",
        "evidence_ranges",
        "missing",
    }
    | _under("municipality", "name code population")
    | _under("currency", "", PER_MSEK)
    | _under("language", "", ("sv", "en"))
    | _under("stage", "", STAGES)
    | _under(
        "frame", "total revenue result_target central reserve_min growth_max result_reserve tax_rate source"
    )
    | _under("frame.result_reserve", "opening cap max_withdrawal use_in use_in_surplus by source")
    | _under("indexation", "index requirement source")
    | _under("indexation.index", " ".join(CLASSES))
    | _under("stability", "max_decrease max_increase turnover change_price activities source")
    | _under("stability.activities", "max_decrease max_increase source")
    | _under("carry_over", "rule keep_surplus cap_share cap_amount room_share restore_years write_off source")
    | _under("carry_over.rule", "", ("none", "carry"))
    | _under(
        "committees.*", "name base opening_balance max_decrease max_increase cost_classes adjustments source"
    )
    | _under("committees.*.cost_classes", " ".join(CLASSES))
    | _under("committees.*.adjustments.*", " ".join((*ADJUSTMENTS, "activity", "source")))
    | _under(
        "activities.*",
        """name committee shares base need fixed driver variable_share price efficiency floor
        floor_basis ceiling unit_cost_max statutory source""",
    )
    | _under("activities.*.shares", "*")
    | _under("weights", "owner rule source")
    | _under("weights.rule", "", ("stated", "krona_neutral"))
    | _under("goals.*", "name area owner weight weight_follows reference minimum indicator source")
    | _under("goals.*.indicator", "id name unit present floor target source")
    | _under("effects.*", "*")
    | _under("effects.*.*", "curve elasticity se shape at points lag range evidence author date source")
    | _under("effects.*.*.evidence", "", EVIDENCE)
    | _under("complements.*", "goal members curve lag range evidence author date source")
    | _under("complements.*.evidence", "", EVIDENCE)
    | _under(
        "decisions.*",
        """frame spend goal years equals at_least at_most by name source frame.equals
        frame.at_least frame.at_most spend.equals spend.at_least spend.at_most goal.at_least""",
    )
    | _under("objective", "form")
    | _under("objective.form", "", ("weighted",))
    | _under("worlds.*", "name probability change source")
    | _under("risk", "form tail weight by source")
    | _under("risk.form", "", ("expected", "worst", "cvar", "regret"))
    | _under("worlds.*.change", "path set scale add")
    | _under("council", "seats apart source")
    | _under("parties.*", "name seats weights source")
    | _under("parties.*.weights", "*")
    | _under("majorities.*", "name parties abstain source")
    | _under("plans.*", "name by completeness based_on frames differences spend total tax_rate source")
    | _under("profiles.*", "name owner weights source")
    | _under("profiles.*.weights", "*")
    | _under("evidence_ranges", " ".join((*EVIDENCE, "by", "source")))
    | _under("plans.*.frames", "*")
    | _under("plans.*.differences", "*")
    | _under("plans.*.spend", "*")
    | _under("plans.*.completeness", "", ("full", "amendments", "priority_list"))
)
"""Every key that the random scenarios are to use; other forms of the objective are not among them."""
