"""The figures of a scenario: all data that follow from the file alone, before any decision.

Formulas look everything up in one object, by ids and calendar years. Ids are sorted, so that the order in the
file never matters. Money is in MSEK, shares are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from models.need import ByYear, Needs, Payer, committee_index, growth, needs, price, volume
from models.outcomes import (
    Curve,
    breakpoints,
    elastic,
    log_error,
    logarithmic,
    polyline_error,
    slope_right,
    slope_today,
)
from models.scenario import EVIDENCE, Adjustment, Effect
from models.weights import neutral, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Activity, Complement, Scenario

ADJUSTMENTS = ("one_off", "full_year", "technical", "demography", "capital")
"""Amounts of an adjustment, in the order of the bridge."""
CommitteeYear = tuple[str, int]
ActivityYear = tuple[str, int]
UNKNOWN_EVIDENCE = "unknown"
"""Grade of an effect whose evidence is missing or is none of the known grades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An activity as the model uses it; a committee without activities is one line of its own.

    Attributes:
        id: Id of the activity, or of the committee where it has no activities.
        name: Name to display.
        shares: Share of the cost that each committee pays [share], sum 1.
        base: Net cost in the base year [money].
        new: Whether the activity is new, that is, has no base year.
        measured: Whether an effect or a complement of a goal that counts refers to it.
        path: Dotted path in the scenario.
    """

    id: str
    name: str
    shares: dict[str, float]
    base: float
    new: bool
    measured: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response curve of a goal: an effect of one activity, or a complement of several.

    Attributes:
        id: ``activity.goal`` for an effect, the complement's own id otherwise.
        members: Activities whose lowest funding level drives the response; one for an effect.
        goal: Id of the goal.
        curve: Pairs (funding level [-], points).
        lag: Share of the effect that arrives after 0, 1, ... years, sum 1.
        evidence: Evidence grade; ``unknown`` where the file states none of the known grades.
        complement: Whether it is a complement.
        path: Dotted path in the scenario.
    """

    id: str
    members: tuple[str, ...]
    goal: str
    curve: Curve
    lag: tuple[float, ...]
    evidence: str
    complement: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A bound that a decision sets on one frame, spend or attainment in one year."""

    id: str
    kind: Literal["frame", "spend", "goal"]
    target: str
    year: int
    sense: Literal["equals", "at_least", "at_most"]
    amount: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All data that follow from a scenario alone; computed when first used.

    Attributes:
        scenario: Scenario that the figures are derived from.
        standing: Figures of the scenario as it stands, where ``scenario`` is a study's variant of it; None
            otherwise. The set of measured activities, the krona-neutral weights and the factors that weights
            follow are those of the scenario as it stands, so that no rule switches and no weight moves
            because an amount does.
        weighed: Figures whose factors multiply stated weights, where effects or decisions are left out of ``scenario``:
            what is measured then follows ``scenario``, while weights are held. None otherwise.
        begun: Frames of the first plan year [money] of committees that nothing measures, where the year's frames are
            decided before the scenario is known: worlds share those of the budget. None otherwise.
    """

    scenario: Scenario
    standing: Figures | None = None
    weighed: Figures | None = None
    begun: Mapping[str, float] | None = None

    @property
    def as_it_stands(self) -> Figures:
        """The figures of the scenario as it stands; these figures themselves outside studies."""
        return self.standing or self

    # ------------------------------------------------------------------------------------------------- index sets

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The plan years."""
        return self.scenario.years

    @cached_property
    def settled_years(self) -> tuple[int, ...]:
        """The first plan years, where they are settled; none otherwise."""
        settled = self.scenario.settled
        return () if settled is None else tuple(y for y in self.years if y in settled.basis)

    @cached_property
    def open_years(self) -> tuple[int, ...]:
        """The plan years that are planned: all but the settled ones."""
        return tuple(y for y in self.years if y not in self.settled_years)

    @cached_property
    def settled_frame(self) -> dict[CommitteeYear, float]:
        """Frames of the settled years [money]."""
        return self._of_settled("frames", self.committees)

    @cached_property
    def settled_spend(self) -> dict[ActivityYear, float]:
        """Spend of the settled years [money]."""
        return self._of_settled("spend", tuple(self.lines))

    @cached_property
    def settled_balance(self) -> dict[CommitteeYear, float]:
        """Balances at the end of the settled years [money]; 0 where none are carried."""
        amounts = self._of_settled("balances", self.committees)
        return amounts if self.carries else dict.fromkeys(amounts, 0.0)

    @cached_property
    def temporary(self) -> dict[CommitteeYear, float]:
        """Part of the settled years' frames that was for the year alone [money]: later frames do not build on it."""
        return self._of_settled("temporary", self.committees)

    @cached_property
    def permanent(self) -> dict[CommitteeYear, float]:
        """Part of the settled years' frames that was appropriated during the year, for good [money]."""
        return self._of_settled("permanent", self.committees)

    def _of_settled(self, part: str, ids: tuple[str, ...]) -> dict[tuple[str, int], float]:
        amounts = getattr(self.scenario.settled, part, {})
        return {(id_, y): amounts.get(id_, {}).get(y, 0.0) for id_ in ids for y in self.settled_years}

    @cached_property
    def settled_result_reserve(self) -> ByYear:
        """The standing result reserve at the end of the settled years [money]."""
        settled = self.scenario.settled
        return {} if settled is None else {y: settled.result_reserve.get(y, 0.0) for y in self.settled_years}

    @cached_property
    def committees(self) -> tuple[str, ...]:
        """Committee ids, sorted."""
        return tuple(sorted(self.scenario.committees))

    @cached_property
    def goals(self) -> tuple[str, ...]:
        """Goal ids, sorted."""
        return tuple(sorted(self.scenario.goals))

    @cached_property
    def outcome_years(self) -> tuple[int, ...]:
        """The plan years, and the tail years in which lagged effects still arrive."""
        tail = max((len(r.lag) for r in self.responses), default=1) - 1
        return (*self.years, *range(self.years[-1] + 1, self.years[-1] + 1 + tail))

    @cached_property
    def lines(self) -> dict[str, Line]:
        """The activities by id, sorted; a committee that no activity names is a line with its own id."""
        s = self.scenario
        named = self.as_it_stands.measuring
        lines: dict[str, Line] = {}
        for id_, activity in s.activities.items():
            shares = activity.shares or {str(activity.committee): 1.0}
            lines[id_] = Line(
                id=id_,
                name=activity.name or id_,
                shares={c: shares[c] for c in sorted(shares)},
                base=activity.base,
                new=activity.need is not None,
                measured=id_ in named,
                path=f"activities.{id_}",
            )
        paid = {c for line in lines.values() for c in line.shares}
        for id_, committee in s.committees.items():
            if id_ not in paid:
                lines[id_] = Line(
                    id=id_,
                    name=committee.name or id_,
                    shares={id_: 1.0},
                    base=committee.base or 0.0,
                    new=False,
                    measured=id_ in named,
                    path=f"committees.{id_}",
                )
        return {id_: lines[id_] for id_ in sorted(lines)}

    @cached_property
    def counted_goals(self) -> frozenset[str]:
        """Goals with a stated weight, a minimum or a decision: only effects on these measure anything."""
        decided = {d.goal for d in self.scenario.decisions.values() if d.goal}
        return frozenset(
            g for g, goal in self.scenario.goals.items() if goal.weight > 0 or goal.minimum or g in decided
        )

    @cached_property
    def measuring(self) -> frozenset[str]:
        """Activities to which an effect or a complement of a counted goal refers."""
        s = self.scenario
        by_effect = {a for a, own in s.effects.items() if self.counted_goals.intersection(own)}
        together = {m for k in s.complements.values() if k.goal in self.counted_goals for m in k.members}
        return frozenset(by_effect | together)

    def activity(self, a: str) -> Activity | None:
        """Return the file's entry for an activity; None for a committee without activities."""
        return self.scenario.activities.get(a) if self.lines[a].path.startswith("activities.") else None

    @cached_property
    def lines_of(self) -> dict[str, tuple[str, ...]]:
        """The ids of the activities that each committee pays for."""
        found: dict[str, list[str]] = {c: [] for c in self.committees}
        for a, line in self.lines.items():
            for c in line.shares:
                found[c].append(a)
        return {c: tuple(own) for c, own in found.items()}

    @cached_property
    def measured(self) -> frozenset[str]:
        """The committees with at least one measured activity."""
        return frozenset(c for line in self.lines.values() if line.measured for c in line.shares)

    # ------------------------------------------------------------------------------------------------------ money

    @cached_property
    def total(self) -> ByYear:
        """The total before deposits and withdrawals [money]; the result target is 0 in deficit years.

        What the municipality sets aside to restore deficits of settled years is not in it.
        """
        return {y: amount - self.set_aside[y] for y, amount in self._whole_total.items()}

    @cached_property
    def set_aside(self) -> ByYear:
        """What the municipality restores of its own deficits of settled years [money]: off the year's total."""
        settled = self.scenario.settled
        return {y: 0.0 if settled is None else settled.deficit.get(y, 0.0) for y in self.years}

    @cached_property
    def _whole_total(self) -> ByYear:
        frame = self.scenario.frame
        if frame.total is not None:
            return dict(frame.total)
        revenue, target, central = frame.revenue or {}, frame.result_target or {}, frame.central or {}
        return {
            y: revenue[y] * (1 - (0.0 if y in self.deficit_years else target[y])) - central[y]
            for y in self.years
        }

    @cached_property
    def planned_surplus(self) -> ByYear:
        """The surplus that the total leaves by the result target [money]; 0 where the total is given without one."""
        frame = self.scenario.frame
        if frame.revenue is None or frame.result_target is None:
            return dict.fromkeys(self.years, 0.0)
        return {
            y: 0.0 if y in self.deficit_years else frame.result_target[y] * frame.revenue[y]
            for y in self.years
        }

    @cached_property
    def withdrawal_years(self) -> frozenset[int]:
        """Plan years in which the result reserve may be drawn."""
        reserve = self.scenario.frame.result_reserve
        return frozenset(reserve.use_in or ()) if reserve is not None else frozenset()

    @cached_property
    def deficit_years(self) -> frozenset[int]:
        """Plan years in which the result reserve covers a budgeted deficit: no result target and no deposit."""
        reserve = self.scenario.frame.result_reserve
        if reserve is None or reserve.use_in_surplus:
            return frozenset()
        return self.withdrawal_years

    @cached_property
    def revenue_per_total(self) -> ByYear:
        """How much more revenue a total that is one more takes [money per money]; nothing where it is given apart."""
        frame = self.scenario.frame
        target = frame.result_target
        if target is None or (frame.total is not None and (frame.revenue is None or frame.central is None)):
            return dict.fromkeys(self.years, 0.0)
        return {y: 1.0 if y in self.deficit_years else 1 / (1 - target[y]) for y in self.years}

    @cached_property
    def reserve_share(self) -> ByYear:
        """Smallest reserve [share of total]; 0 where the file sets none."""
        return dict(self.scenario.frame.reserve_min or dict.fromkeys(self.years, 0.0))

    @cached_property
    def base_frame(self) -> dict[str, float]:
        """Frame of each committee in the base year [money]."""
        return {
            c: sum(self.lines[a].shares[c] * self.lines[a].base for a in self.lines_of[c])
            for c in self.committees
        }

    # ----------------------------------------------------------------------------------------- need and indexation

    @cached_property
    def index(self) -> dict[CommitteeYear, float]:
        """Index of each committee and year [share]."""
        return {(c, y): v for c in self.committees for y, v in committee_index(self.scenario, c).items()}

    def price(self, a: str) -> ByYear:
        """Return the yearly price change of an activity [share]."""
        return price(self.years, self.activity(a), self.lines[a].shares, self.index)

    @cached_property
    def adjustment(self) -> dict[CommitteeYear, Adjustment]:
        """Sum of each committee's adjustments in a year [money], all 0 where the file states none.

        What a settled year before was given for that year alone is a one-off item that ends.
        """
        return {(c, y): self._adjusted(c, y) for c in self.committees for y in self.years}

    def _adjusted(self, c: str, y: int) -> Adjustment:
        entries = self.scenario.committees[c].adjustments.get(y, ())
        amounts = {key: sum(getattr(entry, key) for entry in entries) for key in ADJUSTMENTS}
        amounts["one_off"] -= self.temporary.get((c, y - 1), 0.0)
        return Adjustment.model_construct(**amounts)

    @cached_property
    def requirement(self) -> ByYear:
        """Efficiency requirement [share]."""
        return dict(self.scenario.indexation.requirement or dict.fromkeys(self.years, 0.0))

    @cached_property
    def _always_fixed(self) -> dict[str, ByYear]:
        fixed: dict[str, ByYear] = {}
        for a, line in self.lines.items():
            activity = self.activity(a)
            if activity is not None and activity.fixed is not None:
                fixed[a] = dict(activity.fixed)
            elif line.base <= 0 and not line.new:
                fixed[a] = dict.fromkeys(self.years, line.base)
        return fixed

    @cached_property
    def _needs(self) -> Needs:
        return self._needed(still=False)

    def _needed(self, *, still: bool) -> Needs:
        s = self.scenario
        payers = {
            a: Payer(
                shares=line.shares,
                base=line.base,
                growth=growth(s, self.activity(a), self.price(a), still=still),
                given=self._given_need(a),
                fixed=a in self._always_fixed,
            )
            for a, line in self.lines.items()
        }
        adjustments = {
            (c, y): entries for c in self.committees for y, entries in s.committees[c].adjustments.items()
        }
        indexed = {key: index - self.requirement[key[1]] for key, index in self.index.items()}
        return needs(self.years, payers, adjustments, indexed)

    def _given_need(self, a: str) -> ByYear | None:
        activity = self.activity(a)
        return None if activity is None or activity.need is None else dict(activity.need)

    @property
    def all_need(self) -> dict[ActivityYear, float]:
        """The same as ``need``, amounts of 0 and less included; the reader refuses those."""
        return self._needs.need

    @cached_property
    def need(self) -> dict[ActivityYear, float]:
        """Cost of unchanged service [money] for activities that are not carried as fixed amounts."""
        return {key: amount for key, amount in self._needs.need.items() if amount > 0}

    @cached_property
    def open_need(self) -> dict[ActivityYear, float]:
        """The same in years that are planned [money]: these are decided, and have columns."""
        return {key: amount for key, amount in self.need.items() if key[1] in self.open_years}

    @cached_property
    def need_still(self) -> dict[ActivityYear, float]:
        """The same as ``need`` had the drivers stood still since the base year [money]."""
        still = self._needed(still=True).need
        return {key: still[key] for key in self.need}

    @cached_property
    def need_before(self) -> dict[ActivityYear, float]:
        """Need of the year before [money]; the base-year cost in the first plan year."""
        first = self.years[0]
        return {
            (a, y): self.lines[a].base if y == first else self.need.get((a, y - 1), 0.0) for a, y in self.need
        }

    @cached_property
    def moved_base(self) -> dict[tuple[str, str, int], float]:
        """Base-year cost with moved tasks, indexed: the activity's own part of its committee's indexed frame [money].

        Keyed by activity, committee and year, base year included; activities carried as fixed amounts have none.
        """
        return self._needs.moved_base

    @cached_property
    def fixed(self) -> dict[ActivityYear, float]:
        """Amounts carried as fixed [money]; 0 in years in which an activity has no need."""
        return {
            (a, y): self._always_fixed[a][y] if a in self._always_fixed else 0.0
            for a in self.lines
            for y in self.years
            if (a, y) not in self.need
        }

    def volume_of(self, a: str) -> ByYear:
        """Return the volume factor of an activity by year, relative to the base year [-]."""
        return volume(self.scenario, self.activity(a))

    def band(self, key: Literal["max_decrease", "max_increase"], c: str, y: int) -> float | None:
        """Return a committee's own limit on change in a year, else the one for all [share]; None where none is set."""
        own = getattr(self.scenario.committees[c], key)
        series = own if own is not None else getattr(self.scenario.stability, key)
        return None if series is None else series[y]

    def direction(self, c: str) -> int:
        """Return −1 for a committee whose base-year frame is income, else 1: shares are of the frame's size."""
        return -1 if self.base_frame[c] < 0 else 1

    def edge(self, key: Literal["max_decrease", "max_increase"], c: str, y: int) -> float:
        """Return the least or largest frame that a band allows, as a part of the indexed frame; 1 where none is set."""
        sign = -1 if key == "max_decrease" else 1
        return 1 + sign * (self.band(key, c, y) or 0.0) * self.direction(c)

    # ------------------------------------------------------------------------------------------------- carry-over

    @cached_property
    def carries(self) -> bool:
        """Whether balances are carried over between years."""
        return self.scenario.carry_over.rule == "carry"

    @cached_property
    def keep_surplus(self) -> float:
        """Part of a surplus that a committee keeps [share]."""
        kept = self.scenario.carry_over.keep_surplus
        return 1.0 if kept is None else kept

    @cached_property
    def balance_cap(self) -> dict[str, float]:
        """Largest balance of each committee [money]; without an entry where no cap is set."""
        rule = self.scenario.carry_over
        caps = {
            c: [
                cap
                for cap in (
                    rule.cap_amount,
                    None if rule.cap_share is None else rule.cap_share * max(self.base_frame[c], 0.0),
                )
                if cap is not None
            ]
            for c in self.committees
        }
        return {c: min(values) for c, values in caps.items() if values and self.carries}

    @cached_property
    def opening(self) -> dict[str, float]:
        """Balance that each committee brings into the first plan year [money]."""
        rule = self.scenario.carry_over
        result = {}
        for c in self.committees:
            balance = self.scenario.committees[c].opening_balance
            if balance > 0:
                result[c] = min(balance, self.balance_cap.get(c, balance)) if self.carries else 0.0
            else:
                result[c] = 0.0 if rule.write_off else balance
        return result

    @cached_property
    def restore(self) -> dict[CommitteeYear, float]:
        """Amount that each committee sets aside per year to restore an opening deficit [money]."""
        span = self.scenario.carry_over.restore_years
        planned = {
            (c, y): -min(self.opening[c], 0.0) / span if n < span else 0.0
            for c in self.committees
            for n, y in enumerate(self.years)
        }
        return planned | {
            (c, y): self._to_restore.get(c, {}).get(y, 0.0)
            for c in self.committees
            for y in self._after_settled
        }

    @cached_property
    def restoring(self) -> frozenset[CommitteeYear]:
        """Committees and years that restore a deficit of a settled year: rows that may give way."""
        return frozenset(
            key for key, amount in self.restore.items() if amount and key[1] in self._after_settled
        )

    @cached_property
    def setting_aside(self) -> tuple[int, ...]:
        """Years in which the municipality restores a deficit of a settled year, likewise."""
        return tuple(y for y in self._after_settled if self.set_aside[y])

    @property
    def _after_settled(self) -> tuple[int, ...]:
        return self.open_years if self.settled_years else ()

    @property
    def _to_restore(self) -> Mapping[str, Mapping[int, float]]:
        """What committees restore after the settled years [money], years past the plan included."""
        return {} if self.scenario.settled is None else self.scenario.settled.restore

    @cached_property
    def unrestored(self) -> dict[CommitteeYear, float]:
        """Part of a deficit that remains to be restored at the end of each year [money], never positive."""
        result = {}
        for c in self.committees:
            left = min(self.opening[c], 0.0)
            for n, y in enumerate(self.years, start=1):
                left = 0.0 if n >= self.scenario.carry_over.restore_years else left + self.restore[c, y]
                result[c, y] = left
        return result | {
            (c, y): -sum(amount for t, amount in self._to_restore.get(c, {}).items() if t > y)
            - self.left_unrestored[c]
            for c in self.committees
            for y in self._after_settled
        }

    @cached_property
    def left_unrestored(self) -> dict[str, float]:
        """Part of each committee's deficit at the end of the settled years that is never restored [money]."""
        last = self.settled_years[-1] if self.settled_years else None
        return {
            c: max(-self.settled_balance.get((c, last), 0.0) - sum(self._to_restore.get(c, {}).values()), 0.0)  # type: ignore[arg-type]
            for c in self.committees
        }

    # -------------------------------------------------------------------------------------------------- decisions

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """The bounds of all decisions: one per decision, sense and year."""
        bounds = []
        for id_ in sorted(self.scenario.decisions):
            d = self.scenario.decisions[id_]
            for sense in ("equals", "at_least", "at_most"):
                amounts: Mapping[int, float] = getattr(d, sense) or {}
                kind = "frame" if d.frame else "spend" if d.spend else "goal"
                target = d.frame or d.spend or d.goal or ""
                bounds += [
                    Bound(id=id_, kind=kind, target=target, year=y, sense=sense, amount=amounts[y])  # type: ignore[arg-type]
                    for y in self.years
                    if y in amounts and (d.years is None or y in d.years)
                ]
        return tuple(bounds)

    @cached_property
    def bound_of(self) -> dict[tuple[str, int, str], Bound]:
        """The bounds by decision id, year and sense."""
        return {(b.id, b.year, b.sense): b for b in self.bounds}

    @cached_property
    def locked(self) -> dict[CommitteeYear, float]:
        """Frames fixed by a decision [money]."""
        return {
            (b.target, b.year): b.amount for b in self.bounds if b.kind == "frame" and b.sense == "equals"
        }

    @cached_property
    def earmarked(self) -> dict[ActivityYear, float]:
        """Spends fixed by a decision [money]."""
        return {
            (b.target, b.year): b.amount for b in self.bounds if b.kind == "spend" and b.sense == "equals"
        }

    def settled(self, c: str, y: int) -> bool:
        """Whether each of a committee's activities has a fixed or decided amount: its account alone gives its frame."""
        return all((a, y) in self.fixed or (a, y) in self.earmarked for a in self.lines_of[c])

    # --------------------------------------------------------------------------------------------------- outcomes

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """The effects, then the complements, each sorted by id."""
        s = self.scenario

        def made(
            claim: Effect | Complement, id_: str, members: tuple[str, ...], goal: str, path: str
        ) -> Response:
            grade = claim.evidence if claim.evidence in EVIDENCE else UNKNOWN_EVIDENCE
            return Response(
                id=id_,
                members=members,
                goal=goal,
                curve=self.curve(claim, goal),
                lag=claim.lag,
                evidence=grade,
                complement=path.startswith("complements"),
                path=path,
            )

        effects = [
            made(s.effects[a][g], f"{a}.{g}", (a,), g, f"effects.{a}.{g}")
            for a in sorted(s.effects)
            for g in sorted(s.effects[a])
        ]
        complements = [
            made(k, id_, tuple(sorted(k.members)), k.goal, f"complements.{id_}")
            for id_, k in sorted(s.complements.items())
        ]
        return (*effects, *complements)

    def curve(self, claim: Effect | Complement, goal: str) -> Curve:
        """Return the curve of an effect or complement: as written, or from an elasticity or a logarithm.

        Raises:
            CurveShapeError: An elasticity gives a curve that falls or is not concave.
        """
        if claim.curve is not None:
            return claim.curve
        assert isinstance(claim, Effect)  # noqa: S101 - a complement always has a curve
        if claim.elasticity is not None:
            indicator = self.scenario.goals[goal].indicator
            assert indicator is not None  # noqa: S101 - checked when the file is read
            return elastic(claim.elasticity, indicator.present, indicator.target - indicator.floor)
        return logarithmic(claim.at or 0.0, claim.points or 0.0)

    def curve_error(self, claim: Effect | Complement, goal: str) -> float:
        """Return how far a smooth curve is from its straight pieces [points]; 0 where breakpoints are written."""
        if claim.curve is not None:
            return 0.0
        assert isinstance(claim, Effect)  # noqa: S101 - a complement always has a curve
        if claim.elasticity is None:
            return log_error(claim.at or 0.0, claim.points or 0.0)
        indicator = self.scenario.goals[goal].indicator
        assert indicator is not None  # noqa: S101 - checked when the file is read
        return polyline_error(claim.elasticity, indicator.present, indicator.target - indicator.floor)

    @cached_property
    def curves_of(self) -> dict[str, tuple[Response, ...]]:
        """The effects of each activity, without complements."""
        effects: dict[str, list[Response]] = {a: [] for a in self.lines}
        for r in self.responses:
            if not r.complement:
                effects[r.members[0]].append(r)
        return {a: tuple(own) for a, own in effects.items()}

    @cached_property
    def first_level(self) -> dict[str, float]:
        """Lowest funding level in a proposal [-]: the highest first breakpoint of the activity's curves."""
        starts: dict[str, list[float]] = {a: [] for a, line in self.lines.items() if line.measured}
        for r in self.responses:
            for a in starts.keys() & set(r.members):
                starts[a].append(r.curve[0][0])
        return {a: max(levels) for a, levels in starts.items()}

    @cached_property
    def reference(self) -> dict[tuple[str, int], float]:
        """Attainment with unchanged service [points], by goal, over plan and tail years."""
        result = {}
        for g in self.goals:
            goal = self.scenario.goals[g]
            for y in self.outcome_years:
                if goal.reference is not None:
                    result[g, y] = goal.reference[min(y, self.years[-1])]
                elif goal.indicator is not None:
                    i = goal.indicator
                    result[g, y] = 100 * (i.present - i.floor) / (i.target - i.floor)
        return result

    @cached_property
    def neutral_weight(self) -> dict[tuple[str, int], float]:
        """Krona-neutral weights of each goal and plan year, before stated weights [money per point].

        The rows of a year are the measured activities with an effect of their own; a new activity has its need in
        the place of its moved base, from the first year in which it has one.
        """
        own = {a: curves for a, curves in self.curves_of.items() if curves and self.lines[a].measured}
        curves = {(a, r.goal): r.curve for a, found in own.items() for r in found}
        return {
            (g, y): weight
            for y in self.years
            for g, weight in neutral(self.goals, self._priced_bases(tuple(own), y), curves).items()
        }

    def _priced_bases(self, activities: tuple[str, ...], y: int) -> dict[str, float]:
        """Rows of a year's least squares: a new activity has none before it has a need."""
        bases = {a: self.priced_base(a, y) for a in activities}
        return {a: base for a, base in bases.items() if base or not self.lines[a].new}

    def priced_base(self, a: str, y: int) -> float:
        """What a krona-neutral weight of a year sets against an activity [money]; 0 before a new one exists."""
        if self.lines[a].new:
            return self.need.get((a, y), 0.0)
        return sum(self.moved_base.get((a, c, y), 0.0) for c in self.lines[a].shares)

    @cached_property
    def neutrality(self) -> dict[ActivityYear, float]:
        """Value of a krona in each activity against what krona-neutral weights aim at [-]; 1 is neutral.

        For measured activities with an effect of their own that are not new, by plan year.
        """
        return {
            (a, y): sum(self.neutral_weight[r.goal, y] * slope_today(r.curve) for r in curves)
            / self.priced_base(a, y)
            for a, curves in self.curves_of.items()
            if curves and self.lines[a].measured and not self.lines[a].new
            for y in self.years
            if self.priced_base(a, y) > 0
        }

    @cached_property
    def weight_factor(self) -> dict[tuple[str, int], float]:
        """What multiplies the stated weight of each goal and plan year: krona-neutral weight and volume [-]."""
        s = self.scenario
        neutral_ = s.weights.rule == "krona_neutral"
        result = {}
        for g in self.goals:
            driver = s.goals[g].weight_follows
            for y in self.years:
                follows = 1.0 if driver is None else s.drivers[driver][y] / s.drivers[driver][s.base_year]
                result[g, y] = (self.neutral_weight[g, y] if neutral_ else 1.0) * follows
        return result

    @cached_property
    def stated_weight(self) -> dict[str, float]:
        """Weight of each goal as stated in the file."""
        return {g: self.scenario.goals[g].weight for g in self.goals}

    def weights_of(self, stated: Mapping[str, float]) -> dict[tuple[str, int], float]:
        """Return the weight of each goal and outcome year in the objective, sum 1 a year; 0 if all are 0.

        Args:
            stated: Stated weight of each goal. What multiplies it is that of the scenario as it stands.
        """
        factor = (self.weighed or self.as_it_stands).weight_factor
        by_year = {y: normalised({g: stated[g] * factor[g, y] for g in self.goals}) for y in self.years}
        return {(g, y): by_year[min(y, self.years[-1])][g] for g in self.goals for y in self.outcome_years}

    @cached_property
    def weight(self) -> dict[tuple[str, int], float]:
        """Weight of each goal and outcome year in the objective, sum 1 a year; tail years have the last plan year's."""
        return self.weights_of(self.stated_weight)

    @cached_property
    def part(self) -> dict[str, float]:
        """Part of each goal in the objective over all outcome years, discounted, sum 1."""
        return {g: sum(self.discount[y] * self.weight[g, y] for y in self.outcome_years) for g in self.goals}

    @cached_property
    def discount(self) -> ByYear:
        """Weight of each outcome year in the objective, sum 1."""
        raw = {y: (1 + self.scenario.discount) ** -n for n, y in enumerate(self.outcome_years, start=1)}
        whole = sum(raw.values())
        return {y: value / whole for y, value in raw.items()}

    @cached_property
    def breakpoints_of(self) -> dict[str, tuple[float, ...]]:
        """Funding levels at which the effects of each activity have a breakpoint, ascending [-]."""
        return {a: breakpoints(r.curve for r in effects) for a, effects in self.curves_of.items() if effects}

    def price_of_a_point(self, g: str) -> tuple[float, str] | None:
        """Return the cost of one more point of a goal [money/point], and the activity that gives it cheapest.

        The cost is that of a single activity, at today's service and full effect (all lags passed). None
        where no activity raises the goal.
        """
        best: tuple[float, str] | None = None
        for r in self.responses:
            if r.goal != g or r.complement:
                continue
            slope = slope_right(r.curve, 1.0)
            if slope > 0 and self.lines[r.members[0]].base > 0:
                price_ = self.lines[r.members[0]].base / slope
                best = min(best, (price_, r.members[0])) if best else (price_, r.members[0])
        return best
