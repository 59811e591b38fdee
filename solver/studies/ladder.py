r"""The contingency ladder (*beredskapstrappa*): what yields first if money falls short, decided with the budget.

.. math::
   0 = s_0 > s_1 > \dots, \qquad total_{yk} = total_y (1 + s_k), \qquad \max \sum_k V_k

In words: each rung is a lawful plan of its own with less money in one year, and the rungs are nested: what a committee
or an activity has given up it does not get back lower down, so that the order can be adopted as it stands. The reserve
is used first. A second ladder upward says who gets first if there is more. How the rungs are stated and solved stands
in ``rungs``. Its price is what choosing anew on every rung would give, the mean of V_k* − V_k.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.file.ends import end_value
from models.problems import Problem, Refused, ScenarioError
from models.reading import read
from models.scenario import Scenario
from models.units import PER_MSEK
from solver.answer.solving import answer
from solver.answer.stating import StatedScenario, state
from solver.levers.engine import refuse_other_forms
from solver.output.rows import located, residual_written, written
from solver.studies.given import GivenStudy, plan_of
from solver.studies.moving import RESERVE, RESULT_RESERVE
from solver.studies.rungs import Stair
from solver.studies.study import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from models.constraint import Breach
    from models.plan import Plan
    from solver.output.rows import Row
    from solver.studies.given import PlanSource
    from solver.studies.rungs import End, Later, Proof
    from solver.studies.study import Tables

STEP = "0.5 %"
LATER: tuple[Later, ...] = ("same", "shocked")
MOST_RUNGS = 60
"""Rungs of a ladder: more are no order that anybody can adopt."""
SMALLEST_STEP = 1e-4
"""The least step between rungs [share of the total]."""
SAME = 1e-9
"""Shocks that differ less are the same [share of the total]."""
LADDER = ("rung", "shock", "year", "committee", "activity", "change", "cumulative", "V", "unit")
RUNGS = ("rung", "shock", "year", "quantity", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A rung of a ladder.

    Attributes:
        number: Its number: −1, −2 … downward, 1, 2 … upward, 0 for the decided plan.
        shock: Its shock [share of the total].
        plan: Its plan.
        best: The greatest V with as much money and the same limits, without the order from rung to rung [points].
    """

    number: int
    shock: float
    plan: Plan
    best: float

    @property
    def given_up(self) -> float:
        """V that the order costs on this rung [points]."""
        return self.best - self.plan.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """The rungs of one ladder, downward or upward.

    Attributes:
        rungs: From the one nearest to the decided plan on.
        asked: The last shock that was asked for [share of the total].
        end: Where the limits end it before that; None where it goes all the way.
        proof: Its check; None where it has no rungs.
    """

    rungs: tuple[Rung, ...]
    asked: float
    end: End | None
    proof: Proof | None

    @property
    def price(self) -> float | None:
        """The price of the order: the mean of V_k* − V_k over the rungs [points]; None where there are none."""
        return sum(rung.given_up for rung in self.rungs) / len(self.rungs) if self.rungs else None


@dataclass(frozen=True, kw_only=True, repr=False)
class Ladder(GivenStudy):
    """A contingency ladder.

    Attributes:
        stated: The scenario.
        plan: The decided plan, rung 0.
        year: The shocked year.
        later: Whether later years keep their totals (``same``) or are shocked alike (``shocked``).
        step: The step between rungs [share of the total].
        down: The ladder downward.
        up: The ladder upward.
        continued: The greatest V from the decided plan on where nothing happens, later years chosen anew [points].
        broken: Limits that the decided plan breaks; its rungs may break them as much.
    """

    study = "ladder"
    rungs_table = table_of("rungs")
    """Total, reserve and V of every rung as a table."""

    stated: StatedScenario
    plan: Plan
    year: int
    later: Later
    step: float
    down: Flight
    up: Flight
    continued: float
    broken: tuple[Breach, ...]

    @property
    def decided(self) -> Rung:
        """The decided plan as rung 0."""
        return Rung(number=0, shock=0.0, plan=self.plan, best=self.plan.value)

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Every rung, from the lowest to the highest, the decided plan between."""
        return (*reversed(self.down.rungs), self.decided, *self.up.rungs)

    def above(self, rung: Rung) -> Rung:
        """Return the rung before, nearer to the decided plan."""
        if rung.number == 0:
            return rung
        rungs = self.down.rungs if rung.number < 0 else self.up.rungs
        n = abs(rung.number) - 1
        return rungs[n - 1] if n else self.decided

    def change(self, rung: Rung, holder: str) -> float:
        """Return what a holder has more than on the rung before in the shocked year [MSEK].

        Args:
            rung: The rung.
            holder: A committee, ``RESERVE`` or ``RESULT_RESERVE``: what is taken out of that is less in it.
        """
        return self.held(rung, holder) - self.held(self.above(rung), holder)

    def held(self, rung: Rung, holder: str) -> float:
        """Return what a holder has on a rung in the shocked year [MSEK]; see ``change``."""
        q, y = rung.plan.q, self.year
        if holder == RESERVE:
            return float(q.reserve[y])
        if holder == RESULT_RESERVE:
            return float(q.given_total[y] - q.total[y])
        return float(q.frame[holder, y])

    @property
    def holders(self) -> tuple[str, ...]:
        """Who may have more or less: the reserve, the result reserve where there is one, and the committees."""
        figures = self.figures
        of_result = (RESULT_RESERVE,) if figures.scenario.frame.result_reserve is not None else ()
        return (RESERVE, *of_result, *figures.committees)

    # ---------------------------------------------------------------------------------------- tables

    def rows(self) -> list[Row]:
        """Return who has more or less on each rung, frames and activities, as tidy rows; money in the file's currency.

        A row without activity is a frame, or what the council keeps in reserve.
        """
        return [row for rung in self.rungs for row in self._rows_of(rung)]

    def _rows_of(self, rung: Rung) -> Iterator[Row]:
        currency = self.scenario.currency
        scale, above, y = PER_MSEK[currency], self.above(rung), self.year
        where = {"rung": rung.number, "shock": written(rung.shock), "year": y}
        value = {"V": written(rung.plan.value), "unit": currency}
        for holder in self.holders:
            amounts = [scale * self.held(r, holder) for r in (rung, above, self.decided)]
            yield {**where, "committee": holder, "activity": "", **_differences(*amounts), **value}
        for a, line in self.figures.lines.items():
            if (a, y) in self.figures.need:
                spends = [scale * float(r.plan.q.spend[a, y]) for r in (rung, above, self.decided)]
                of = {"committee": "+".join(line.shares), "activity": a}
                yield {**where, **of, **_differences(*spends), **value}

    def rung_rows(self) -> list[Row]:
        """Return total, reserve, V and V without the order of each rung as tidy rows; money in the file's currency."""
        currency, y = self.scenario.currency, self.year
        scale = PER_MSEK[currency]
        return [
            {
                "rung": rung.number,
                "shock": written(rung.shock),
                "year": y,
                "quantity": quantity,
                "value": written(value),
                "unit": unit,
            }
            for rung in self.rungs
            for quantity, value, unit in (
                ("total", float(rung.plan.q.given_total[y]) * scale, currency),
                ("reserve", self.held(rung, RESERVE) * scale, currency),
                ("value", rung.plan.value, "points"),
                ("value_without_order", rung.best, "points"),
            )
        ]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "plan": {"id": self.plan.id, "name": self.plan.name, "value": written(self.plan.value)},
            "questions": list(self.questions),
            "year": self.year,
            "later": self.later,
            "step": written(self.step),
            "value_if_nothing_happens": written(self.continued),
            "broken_by_the_plan": len(self.broken),
            "rungs": self.rung_rows(),
            "down": _told(self.down),
            "up": _told(self.up),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"ladder": (LADDER, self.rows), "rungs": (RUNGS, self.rung_rows)}


def _differences(here: float, above: float, decided: float) -> Row:
    return {"change": written(here - above), "cumulative": written(here - decided)}


def _told(flight: Flight) -> dict[str, Any]:
    end, proof = flight.end, flight.proof
    return {
        "asked": written(flight.asked),
        "rungs": len(flight.rungs),
        "ends": None
        if end is None
        else {
            "shock": written(end.shock),
            "limits": [
                {"row": rows.name, **{k: v for k, v in located(rows, index).items() if v != ""}}
                | {"path": rows.path(*index)}
                for rows, index in end.limits
            ],
        },
        "price_of_the_order": None if flight.price is None else written(flight.price),
        "certificate": None
        if proof is None
        else {
            "value": written(proof.value),
            "gap": residual_written(proof.gap),
            "primal": residual_written(proof.primal),
        },
    }


# --------------------------------------------------------------------------------------------------- asking


def ladder(  # noqa: PLR0913 - what is asked, by name
    scenario: Scenario | str | Path | Mapping[str, Any],
    year: int,
    low: str | float,
    high: str | float,
    *,
    step: str | float = STEP,
    later: Later = "same",
    plan: PlanSource = "proposal",
) -> Ladder:
    """Find the order in which money yields if the total of a year falls short, and who gets first if there is more.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        year: The plan year whose total moves.
        low: The lowest shock, as ``"-3 %"`` or −0.03 [share of the total]; 0 for no ladder downward.
        high: The highest shock; 0 for no ladder upward.
        step: The step between rungs, likewise.
        later: Whether later years keep their totals (``same``) or are shocked alike (``shocked``).
        plan: The decided plan: an id of the scenario, ``proposal``, ``indexation``, ``volume``, a sheet or a plan.

    Raises:
        ScenarioError: The file or the plan is wrong, the objective is not V, or year and shocks do not fit.
        NoPlanError: The limits leave no proposal, where that is rung 0.
        UncertifiedError: A ladder did not pass its own check.
    """
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    least, most, stride = _asked(asked, year, low, high, step, later)
    refuse_other_forms(asked)
    stated = state(asked)
    decided = answer(stated).proposal if plan == "proposal" else plan_of(stated, plan)
    families = tuple(stated.formulation.families.values())
    return Ladder(
        stated=stated,
        plan=decided,
        year=year,
        later=later,
        step=stride,
        down=_flight(Stair(stated=stated, plan=decided, year=year, later=later, down=True), least, stride),
        up=_flight(Stair(stated=stated, plan=decided, year=year, later=later, down=False), most, stride),
        continued=decided.value
        if plan == "proposal"
        else Stair(stated=stated, plan=decided, year=year, later=later, down=True).continued(),
        broken=decided.broken(families),
    )


def _flight(stair: Stair, last: float, step: float) -> Flight:
    """Return one of the ladders, to its last shock."""
    stated, end = stair.climb(shocks(last, step))
    if not stated:
        return Flight(rungs=(), asked=last, end=end, proof=None)
    plans, proof = stair.solve(stated)
    sign = -1 if stair.down else 1
    rungs = (
        Rung(number=sign * n, shock=rung.shock, plan=plan, best=max(stair.best(rung), plan.value))
        for n, (rung, plan) in enumerate(zip(stated, plans, strict=True), start=1)
    )
    return Flight(rungs=tuple(rungs), asked=last, end=end, proof=proof)


def shocks(last: float, step: float) -> tuple[float, ...]:
    """Return the shocks of a ladder: every step towards the last one, and that [shares of the total].

    Args:
        last: The last shock, negative downward; 0 gives none.
        step: The step, greater than 0.
    """
    sign = -1.0 if last < 0 else 1.0
    whole = int(abs(last) / step + SAME)
    found = [sign * round(n * step, 12) for n in range(1, whole + 1)]
    if abs(last) - whole * step > SAME:
        found.append(last)
    return tuple(found)


def _asked(  # noqa: PLR0913, PLR0917 - what was asked
    scenario: Scenario, year: int, low: str | float, high: str | float, step: str | float, later: str
) -> tuple[float, float, float]:
    """Return least and greatest shock, and the step [shares of the total].

    Raises:
        ScenarioError: They do not fit the scenario or each other; the error lists all that does not.
    """
    problems = [*_misplaced(scenario, year, later)]
    read_: list[float] = []
    for what, value in (("from", low), ("to", high), ("step", step)):
        try:
            read_.append(_share_of(value))
        except Refused as refused:
            problems.append(Problem(path=what, sv=refused.sv, en=refused.en))
    if len(read_) == len(("from", "to", "step")):
        least, most, stride = read_
        problems += [*_reaching_nowhere(least, most), *_too_short(max(-least, most), stride)]
    if problems:
        raise ScenarioError(tuple(problems), scenario.language)
    return least, most, stride


def _share_of(value: str | float) -> float:
    """Return a share as people write it, or as a number.

    Raises:
        Refused: It is none.
    """
    if isinstance(value, str):
        return end_value(value, "share", 0.0)
    if not math.isfinite(value):
        raise Refused("ska vara ett ändligt tal", "must be a finite number")
    return float(value)


def _misplaced(scenario: Scenario, year: int, later: str) -> Iterator[Problem]:
    if year not in scenario.years:
        first, last = scenario.years[0], scenario.years[-1]
        years = f"{first}–{last}" if last > first else f"{first}"
        yield Problem(
            path="year",
            sv=f"{year!r} är inget planår; planåren är {years}",
            en=f"{year!r} is no plan year; the plan years are {years}",
        )
    elif scenario.settled is not None and year in scenario.settled.basis:
        first = next(y for y in scenario.years if y not in scenario.settled.basis)
        yield Problem(
            path="year",
            sv=f"{year} är avslutat: dess pengar är förbrukade, och ingen kan ge vika; välj {first} eller senare",
            en=f"{year} is settled: its money is spent, and nobody can yield; choose {first} or later",
        )
    if later not in LATER:
        yield Problem(
            path="later",
            sv=f"skriv same eller shocked, inte {later!r}",
            en=f"write same or shocked, not {later!r}",
        )


def _reaching_nowhere(least: float, most: float) -> Iterator[Problem]:
    if least > most:
        yield Problem(
            path="from", sv="från ska inte vara större än till", en="from must not be greater than to"
        )
    elif least > 0 or most < 0:
        yield Problem(
            path="from" if least > 0 else "to",
            sv="trappan börjar i den beslutade planen: från ska vara högst 0 % och till minst 0 %",
            en="the ladder begins at the decided plan: from must be at most 0 % and to at least 0 %",
        )
    elif least <= -1 or most > 1:
        yield Problem(
            path="from" if least <= -1 else "to",
            sv="skriv en ändring av ramutrymmet mellan −100 % och 100 %, som −3 %",
            en="write a change of the total between −100 % and 100 %, such as −3 %",
        )


def _too_short(reach: float, stride: float) -> Iterator[Problem]:
    if stride < SMALLEST_STEP - SAME:
        yield Problem(path="step", sv="steget ska vara minst 0,01 %", en="the step must be at least 0.01 %")
    elif reach / stride > MOST_RUNGS + SAME:
        yield Problem(
            path="step",
            sv=f"så korta steg ger fler än {MOST_RUNGS} trappsteg; skriv ett längre",
            en=f"so short a step gives more than {MOST_RUNGS} rungs; write a longer one",
        )
