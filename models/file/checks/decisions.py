"""Checks of decisions: their years, and whether they can hold together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding

BOUNDS = ("equals", "at_least", "at_most")


def years(facts: Facts) -> Iterator[Finding]:
    """Check that a decision's years are plan years, and that its amounts cover exactly these years."""
    for id_, decision in facts.table("decisions").items() if facts.years else ():
        own = facts.years if decision.years is None else decision.years
        strange = [y for y in own if y not in facts.years] or [y for n, y in enumerate(own) if y in own[:n]]
        if strange or not own:
            span = ", ".join(map(str, facts.years))
            which = ", ".join(map(str, strange)) or "[]"
            yield (
                f"decisions.{id_}.years",
                f"{which} passar inte; skriv planår ur {span}, vart och ett en gång",
                f"{which} does not fit; write plan years among {span}, each once",
            )
            continue
        raw = facts.root["decisions"].get(id_) or facts.root["decisions"].get(int(id_))
        for key in BOUNDS:
            if isinstance(raw.get(key), dict) and set(raw[key]) != set(own):
                span = ", ".join(map(str, own))
                yield (
                    f"decisions.{id_}.{key}",
                    f"ange ett värde för vart och ett av beslutets år: {span}",
                    f"give one value for each of the decision's years: {span}",
                )


class _Bound(NamedTuple):
    path: str
    id: str
    sense: str
    amount: float


def possible(facts: Facts) -> Iterator[Finding]:
    """Check that no decision is impossible by itself."""
    for id_, d in facts.table("decisions").items():
        if d.spend is not None and facts.carried(d.spend):
            yield (
                f"decisions.{id_}.spend",
                f"{d.spend} förs som ett fast belopp; ändra base eller fixed i stället",
                f"{d.spend} is carried as a fixed amount; change base or fixed instead",
            )
            continue
        if d.goal is not None and any(points > FULL_POINTS for points in (d.at_least or {}).values()):
            yield (
                f"decisions.{id_}.at_least",
                "100 poäng är det mesta som räknas; skriv högst 100",
                "100 points is the most that counts; write at most 100",
            )
        for sense in ("equals", "at_most"):
            if any(amount < 0 for amount in (getattr(d, sense) or {}).values()):
                yield (
                    f"decisions.{id_}.{sense}",
                    "ett belopp under 0 kan inte uppfyllas; skriv 0 eller mer",
                    "an amount below 0 cannot be met; write 0 or more",
                )


def together(facts: Facts) -> Iterator[Finding]:
    """Check that no two decisions contradict each other."""
    reported = set()
    for (target, year), bounds in _bounds(facts).items():
        for early, late in combinations(bounds, 2):
            if _contradict(early, late) and (early.path, late.path) not in reported:
                reported.add((early.path, late.path))
                yield (
                    late.path,
                    f"går inte ihop med {early.id} ({early.sense}) för {target} {year}; ändra ett av dem",
                    f"contradicts {early.id} ({early.sense}) for {target} in {year}; change one of them",
                )


def _bounds(facts: Facts) -> dict[tuple[str, int], list[_Bound]]:
    result: dict[tuple[str, int], list[_Bound]] = {}
    for id_, d in facts.table("decisions").items() if facts.years else ():
        kind, target = ("frame", d.frame) if d.frame else ("spend", d.spend) if d.spend else ("goal", d.goal)
        for sense in BOUNDS:
            for year, amount in (getattr(d, sense) or {}).items():
                if d.years is None or year in d.years:
                    bound = _Bound(f"decisions.{id_}.{sense}", id_, sense, amount)
                    result.setdefault((f"{kind} {target}", year), []).append(bound)
    return result


def _contradict(one: _Bound, other: _Bound) -> bool:
    if one.sense == other.sense == "equals":
        return True
    return any(low > high for low in _lows(one, other) for high in _highs(one, other))


def _lows(*bounds: _Bound) -> list[float]:
    return [bound.amount for bound in bounds if bound.sense != "at_most"]


def _highs(*bounds: _Bound) -> list[float]:
    return [bound.amount for bound in bounds if bound.sense != "at_least"]
