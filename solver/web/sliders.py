"""The levers of the page, and the ranges within which the same rows hold.

A committee that nothing measures follows indexation within its own limits, so its row is another one where it meets
a limit. The page has the rows of one program, and a lever therefore ends where they would change. What decides a row
is affine in each lever by itself, so rows that are the same at all corners of the ranges are the same within them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from models.constraints import unmeasured
from models.figures import Figures
from models.indexation import indexation
from models.levers import at_path, lever
from models.problems import Problem, ScenarioError, did_you_mean
from solver.levers.parts import varied

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from models.levers import Lever
    from models.scenario import Scenario

MOST = 12
"""Levers on one page, at most."""
MONEY, LIMITS = ("97 %", "103 %"), ("max_decrease", "max_increase", "turnover")
"""The range of the money, and the keys of ``stability`` that have a slider."""
STEP = {"scale": 0.001, "share": 0.001}
"""Step of a slider: a tenth of a per cent, or of a percentage point."""
STEPS, CORNERS = 60, 6
"""A number's range in steps; and levers with which rows may change, at most: all corners of their ranges are tried."""
APART = ("worlds", "levers", "plans")
"""Parts of a scenario that no row depends on."""
HALVINGS, ROUNDING = 8, 1e-9
"""Halvings of a way towards the base; and what is rounding in a number of steps."""
BETWEEN = ("stability.turnover", "stability.activities", "stability.solidarity")
"""Limits that hold no single frame, so that no row of an unmeasured committee depends on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A lever on the page.

    Attributes:
        lever: The lever, over the range that the page offers.
        step: Step of its values.
        base: The value that the scenario has.
        shortened: Whether the lower and the upper end are nearer than asked for, because rows change beyond them.
    """

    lever: Lever
    step: float
    base: float
    shortened: tuple[bool, bool]


def sliders(scenario: Scenario, asked: Sequence[str] | None = None) -> tuple[Slider, ...]:
    """Return the levers of a scenario's page.

    Args:
        scenario: The scenario.
        asked: ``PATH``, ``PATH=LOW..HIGH`` or the id of a declared lever; the money and the set limits of stability
            if absent.

    Raises:
        ScenarioError: A lever does not exist, changes weights, has no single value today, moves the same as another, or
            has a range in which other rows hold.
    """
    levers = _default(scenario) if asked is None else tuple(_asked(scenario, text) for text in asked)
    if len(levers) > MOST:
        raise refused(
            scenario,
            f"{len(levers)} reglage är för många; välj högst {MOST} med --levers",
            f"{len(levers)} sliders are too many; choose at most {MOST} with --levers",
        )
    return _Box(scenario, levers).shrunk()


def refused(scenario: Scenario, sv: str, en: str, path: str = "web") -> ScenarioError:
    """Return the error of a page that cannot be made."""
    problem = Problem(path=path, place=scenario.origin.place(path), sv=sv, en=en)
    return ScenarioError((problem,), scenario.language)


def lean(scenario: Scenario) -> Scenario:
    """Return a scenario without what no row depends on, so that a changed one is read faster."""
    return scenario.model_copy(update={key: {} for key in APART})


def _default(scenario: Scenario) -> tuple[Lever, ...]:
    frame, stability = scenario.frame, scenario.stability
    money = "frame.total" if frame.total is not None else "frame.revenue"
    levers = [at_path(scenario, money, *MONEY, "scale")]
    for key in LIMITS:
        if getattr(stability, key) is None:
            continue
        by_year = set(getattr(stability, key).values())
        path = f"stability.{key}"
        if len(by_year) == 1:
            most = max(2 * by_year.pop(), 0.05)
            levers.append(at_path(scenario, path, "0 %", f"{100 * most:.1f} %", "set"))
        else:
            levers.append(at_path(scenario, path, "0 %", "200 %", "scale"))
    return tuple(levers)


def _asked(scenario: Scenario, text: str) -> Lever:
    what, mark, ends = (part.strip() for part in text.partition("="))
    if mark:
        low, between, high = ends.partition("..")
        if not between:
            raise refused(
                scenario,
                f"skriv ett intervall som {what}=97 %..103 %, inte {text!r}",
                f"write a range such as {what}=97 %..103 %, not {text!r}",
                what,
            )
        found = lever(scenario, what, low.strip(), high.strip())
    else:
        usual = {known.path: known for known in _default(scenario)}
        known = (*usual, *scenario.levers)
        if what not in known:
            sv, en = did_you_mean(what, known)
            raise refused(
                scenario,
                f"inget reglage heter så{sv}; något annat skrivs med intervall, som {what}=97 %..103 %",
                f"no slider is called so{en}; anything else is written with a range, such as {what}=97 %..103 %",
                what,
            )
        found = usual[what] if what in usual else lever(scenario, what)
    if found.moves_weights:
        raise refused(
            scenario,
            f"{what} flyttar vikter, och dem har sidan egna reglage för; ta bort det ur --levers",
            f"{what} moves weights, for which the page has sliders of its own; leave it out of --levers",
            what,
        )
    if found.today is None:
        raise refused(
            scenario,
            f"{what} har flera olika värden i dag, och reglaget ger alla samma; ta ett av dem, med år eller id efter "
            "vägen, eller deklarera en spak med scale eller add",
            f"{what} has several values today, and the slider gives all the same; take one of them, with the year or "
            "id after the path, or declare a lever with scale or add",
            what,
        )
    return found


class _Box:
    """The ranges of all levers together, and where in them the rows change."""

    def __init__(self, scenario: Scenario, levers: tuple[Lever, ...]) -> None:
        self.scenario, self.levers = scenario, levers
        self.base = tuple(lv.today for lv in levers if lv.today is not None)  # see _asked
        self.step = tuple(
            STEP.get("scale" if lv.kind == "scale" else lv.unit) or _round_step((lv.high - lv.low) / STEPS)
            for lv in levers
        )
        self._standing = Figures(scenario=scenario)
        self._lean = lean(scenario)
        self._known: dict[tuple[float, ...], tuple[Hashable, ...]] = {}
        for lv, base in zip(levers, self.base, strict=True):
            if not lv.low <= base <= lv.high:
                raise refused(
                    scenario,
                    f"dagens värde för {lv.id} ligger utanför {lv.low:g}–{lv.high:g}; ge ett intervall som har det",
                    f"today's value of {lv.id} is outside {lv.low:g}–{lv.high:g}; give a range that holds it",
                    lv.path,
                )
        if sum(map(self._decides, range(len(levers)))) > CORNERS:
            raise refused(
                scenario,
                f"högst {CORNERS} reglage för pengar och för nämndernas egna gränser ryms; ta bort några ur --levers",
                f"at most {CORNERS} sliders for money and for committees' own limits have room; leave some out of "
                "--levers",
            )
        if twice := [lv.id for k, lv in enumerate(levers) if lv.path in {other.path for other in levers[:k]}]:
            raise refused(
                scenario,
                f"{twice[0]} flyttar detsamma som ett annat reglage; ta bort ett av dem ur --levers",
                f"{twice[0]} moves the same as another slider; leave one of them out of --levers",
                twice[0],
            )

    def _cases(self, values: tuple[float, ...]) -> tuple[Hashable, ...]:
        if values not in self._known:
            at = dict(zip(self.levers, values, strict=True))
            figures = Figures(scenario=varied(self._lean, at), standing=self._standing)
            self._known[values] = unmeasured.cases(figures, indexation(figures))
        return self._known[values]

    def _same(self, values: tuple[float, ...]) -> bool:
        """Whether the rows are the scenario's own; not where no scenario can be stated."""
        try:
            return self._cases(values) == self._own
        except ScenarioError:
            return False

    @cached_property
    def _own(self) -> tuple[Hashable, ...]:
        return self._cases(self.base)

    def _moved(self, k: int, value: float) -> tuple[float, ...]:
        return (*self.base[:k], value, *self.base[k + 1 :])

    def shrunk(self) -> tuple[Slider, ...]:
        """Return the levers over ranges at all of whose corners the rows are the scenario's own."""
        ends = [[self._alone(k, end) for end in (lv.low, lv.high)] for k, lv in enumerate(self.levers)]
        while (corner := self._bad_corner(ends)) is not None:
            nearer = self._towards_base(corner, self._to_blame(corner))
            for k, value in nearer.items():
                ends[k][ends[k].index(corner[k])] = value
        for lv, (low, high) in zip(self.levers, ends, strict=True):
            if low == high:
                raise refused(
                    self.scenario,
                    f"{lv.id} kan inte flyttas något steg utan att andra rader gäller eller scenariot blir ogiltigt; "
                    "ta bort det ur --levers",
                    f"{lv.id} cannot be moved by any step without other rows holding or the scenario becoming invalid; "
                    "leave it out of --levers",
                    lv.path,
                )
        return tuple(
            Slider(
                lever=lv.over(*ends[k]),
                step=self.step[k],
                base=self.base[k],
                shortened=(ends[k][0] > lv.low, ends[k][1] < lv.high),
            )
            for k, lv in enumerate(self.levers)
        )

    def _alone(self, k: int, end: float) -> float:
        """Return how far a lever goes towards an end by itself."""
        corner = self._moved(k, end)
        return end if self._same(corner) else self._towards_base(corner, [k])[k]

    def _towards_base(self, corner: tuple[float, ...], levers: Sequence[int]) -> dict[int, float]:
        """Return where levers come to stand that go from a corner towards their base, until the rows are its own."""
        good, bad = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (good + bad) / 2
            there = list(corner)
            for k in levers:
                there[k] = self.base[k] + middle * (corner[k] - self.base[k])
            good, bad = (middle, bad) if self._same(tuple(there)) else (good, middle)
        return {k: self._whole(k, good * (corner[k] - self.base[k])) for k in levers}

    def _whole(self, k: int, away: float) -> float:
        """Return the value so far away from the base, in whole steps and not further."""
        steps = math.floor(abs(away) / self.step[k] + ROUNDING)
        return round(self.base[k] + math.copysign(steps * self.step[k], away), 12)

    def _bad_corner(self, ends: list[list[float]]) -> tuple[float, ...] | None:
        at = [ends[k] if self._decides(k) else [base] for k, base in enumerate(self.base)]
        return next((corner for corner in product(*at) if not self._same(corner)), None)

    def _decides(self, k: int) -> bool:
        """Whether rows may change with a lever: not with limits that hold no single frame."""
        return not self.levers[k].path.startswith(BETWEEN)

    def _to_blame(self, corner: tuple[float, ...]) -> list[int]:
        """Return the levers without which the rows at a corner would be the scenario's own."""
        moved = [k for k, value in enumerate(corner) if value != self.base[k]]
        blamed = [k for k in moved if self._same((*corner[:k], self.base[k], *corner[k + 1 :]))]
        return blamed or moved


def _round_step(step: float) -> float:
    """Return a step with one digit that is not nought."""
    return float(f"{step:.0e}")
