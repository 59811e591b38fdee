"""Checks of names: every id refers to something that exists, and no two names look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.facts import HINTS
from models.file.tree import folded
from models.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding

Reference = tuple[str, str, str]
"""Dotted path, id at that path, and table that should define the id."""

KINDS = {
    "committees": ("nämnd", "committee"),
    "lines": ("verksamhet", "activity"),
    "goals": ("mål", "goal"),
    "drivers": ("volym (driver)", "driver"),
    "parties": ("parti", "party"),
    "plans": ("plan", "plan"),
}


def references(facts: Facts) -> Iterator[Finding]:
    """Check that every id that is referred to exists."""
    names = {kind: dict.fromkeys(facts.lines if kind == "lines" else facts.ids(kind)) for kind in KINDS}
    reported = 0
    for path, id_, kind in _references(facts):
        tables = ("activities", "committees") if kind == "lines" else (kind,)
        if id_ in names[kind] or not facts.listed(*tables):
            continue
        sv, en = KINDS[kind]
        own = facts.paid_by.get(id_)
        if kind == "lines" and own:
            few = ", ".join(own[:5])
            yield (
                path,
                f"{id_} är en nämnd med egna verksamheter; ange en av dem: {few}",
                f"{id_} is a committee with activities of its own; name one of them: {few}",
            )
            continue
        reported += 1
        hint_sv, hint_en = did_you_mean(id_, names[kind]) if reported <= HINTS else ("", "")
        yield path, f"det finns {_no(sv)} {sv} {id_}{hint_sv}", f"there is no {en} {id_}{hint_en}"


def _no(noun: str) -> str:
    return "inget" if noun in {"mål", "parti"} else "ingen"


def _references(facts: Facts) -> Iterator[Reference]:
    yield from _service(facts)
    yield from _adjusted(facts)
    yield from _outcomes(facts)
    yield from _decided(facts)
    yield from _political(facts)


def _service(facts: Facts) -> Iterator[Reference]:
    for id_, a in facts.table("activities").items():
        at = f"activities.{id_}"
        if a.committee is not None:
            yield f"{at}.committee", a.committee, "committees"
        yield from ((f"{at}.shares.{c}", c, "committees") for c in a.shares or ())
        if a.driver is not None:
            yield f"{at}.driver", a.driver, "drivers"


def _adjusted(facts: Facts) -> Iterator[Reference]:
    for id_, committee in facts.table("committees").items():
        for y, entries in committee.adjustments.items():
            yield from (
                (f"{facts.adjustment(id_, y, n)}.activity", entry.activity, "lines")
                for n, entry in enumerate(entries)
                if entry.activity is not None
            )


def _outcomes(facts: Facts) -> Iterator[Reference]:
    for id_, goal in facts.table("goals").items():
        if goal.owner is not None:
            yield f"goals.{id_}.owner", goal.owner, "committees"
        if goal.weight_follows is not None:
            yield f"goals.{id_}.weight_follows", goal.weight_follows, "drivers"
    for id_, effects in facts.table("effects").items():
        if id_ in facts.table("packages") and facts.at(f"effects.{id_}") is None:
            continue  # its packages give them all, and are checked on their own
        yield f"effects.{id_}", id_, "lines"
        yield from ((f"effects.{id_}.{g}", g, "goals") for g in effects)
    for id_, k in facts.table("complements").items():
        yield f"complements.{id_}.goal", k.goal, "goals"
        yield from ((f"complements.{id_}.members.{n}", m, "lines") for n, m in enumerate(k.members))


def _decided(facts: Facts) -> Iterator[Reference]:
    for id_, d in facts.table("decisions").items():
        for key, named, kind in (
            ("frame", d.frame, "committees"),
            ("spend", d.spend, "lines"),
            ("goal", d.goal, "goals"),
        ):
            if named is not None:
                yield f"decisions.{id_}.{key}", named, kind
    if facts.has("objective"):
        yield from ((f"objective.targets.{g}", g, "goals") for g in facts.scenario.objective.targets or ())


def _political(facts: Facts) -> Iterator[Reference]:
    for id_, lever in facts.table("levers").items():
        if lever.blend is not None:
            yield f"levers.{id_}.blend", lever.blend, "parties"
    for id_, profile in facts.table("profiles").items():
        yield from ((f"profiles.{id_}.weights.{g}", g, "goals") for g in profile.weights)
    for id_, party in facts.table("parties").items():
        yield from ((f"parties.{id_}.weights.{g}", g, "goals") for g in party.weights or ())
    council = facts.scenario.council if facts.has("council") else None
    for n, pair in enumerate(() if council is None else council.apart):
        yield from ((f"council.apart.{n}.{k}", p, "parties") for k, p in enumerate(pair))
    for id_, majority in facts.table("majorities").items():
        yield from ((f"majorities.{id_}.parties.{n}", p, "parties") for n, p in enumerate(majority.parties))
        yield from ((f"majorities.{id_}.abstain.{n}", p, "parties") for n, p in enumerate(majority.abstain))
    for id_, plan in facts.table("plans").items():
        at = f"plans.{id_}"
        if plan.based_on is not None:
            yield f"{at}.based_on", plan.based_on, "plans"
        yield from ((f"{at}.frames.{c}", c, "committees") for c in plan.frames)
        yield from ((f"{at}.differences.{c}", c, "committees") for c in plan.differences)
        yield from ((f"{at}.spend.{a}", a, "lines") for a in plan.spend)


def areas(facts: Facts) -> Iterator[Finding]:
    """Check that every goal area in the objective has goals."""
    if not facts.has("objective", "goals"):
        return
    existing = {goal.area for goal in facts.table("goals").values() if goal.area}
    for n, area in enumerate(facts.scenario.objective.areas or ()):
        if area not in existing:
            sv, en = did_you_mean(area, existing)
            yield f"objective.areas.{n}", f"inget mål har area {area}{sv}", f"no goal has the area {area}{en}"


def ambiguous(facts: Facts) -> Iterator[Finding]:
    """Check that no activity has the id of a committee without activities, itself an activity."""
    for id_ in facts.ids("activities"):
        if id_ in facts.alone:
            yield (
                f"activities.{id_}",
                f"nämnden {id_} saknar verksamheter och är själv verksamheten {id_}; byt ett av id:na",
                f"the committee {id_} has no activities and is itself the activity {id_}; change one id",
            )


def alike(facts: Facts) -> Iterator[Finding]:
    """Check that no two names differ only in case, spaces or Unicode form."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for id_, committee in facts.table("committees").items():
        groups.setdefault("committees", []).append((id_, committee.name or id_))
    for id_, goal in facts.table("goals").items():
        groups.setdefault("goals", []).append((id_, goal.name or id_))
    for id_, activity in facts.table("activities").items():
        for payer in facts.shares(id_):
            groups.setdefault(f"activities of {payer}", []).append((id_, activity.name or id_))
    reported = set()
    for group, members in groups.items():
        first: dict[str, tuple[str, str]] = {}
        for id_, name in members:
            other, other_name = first.setdefault(folded(" ".join(name.split())), (id_, name))
            path = f"{group.split()[0]}.{id_}.name"
            if other != id_ and path not in reported:
                reported.add(path)
                yield (
                    path,
                    f"namnet {name} går inte att skilja från {other_name} ({other}); byt ett av namnen",
                    f"the name {name} cannot be told from {other_name} ({other}); change one of them",
                )
