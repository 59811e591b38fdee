"""Warnings: content of a file that is allowed but deserves attention; the report repeats them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.facts import Facts
from models.file.tree import place
from models.problems import Problem, near
from models.scenario import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.file.facts import Finding
    from models.file.validation import Validated
    from models.scenario import Claim, Complement, Effect, Place

LITTLE = 1e-9
"""Less than this is rounding [share]."""
NEAR_ENOUGH = 1.0
"""Difference between a reference and its indicator that causes no warning [points]."""


def _claims(facts: Facts) -> Iterator[tuple[str, Effect | Complement]]:
    for a, effects in facts.table("effects").items():
        yield from ((f"effects.{a}.{g}", effect) for g, effect in effects.items())
    yield from ((f"complements.{id_}", group) for id_, group in facts.table("complements").items())


def _affecting(facts: Facts) -> Iterator[tuple[tuple[str, ...], str]]:
    for a, effects in facts.table("effects").items():
        yield from (((a,), g) for g in effects)
    yield from ((group.members, group.goal) for group in facts.table("complements").values())


def evidence(facts: Facts) -> Iterator[Finding]:
    """Warn of effects without a known evidence grade, author or date."""
    for path, claim in _claims(facts):
        grade = claim.evidence
        if grade not in EVIDENCE:
            nearest = near(grade, EVIDENCE) if grade else None
            hint_sv = f"menas {nearest}?" if nearest else f"skriv {', '.join(EVIDENCE)}"
            hint_en = f"did you mean {nearest}?" if nearest else f"write {', '.join(EVIDENCE)}"
            sv, en = (
                (f"okänd evidensgrad {grade}", f"unknown evidence grade {grade}")
                if grade
                else ("evidensgrad (evidence) saknas", "no evidence grade")
            )
            yield (path if grade is None else f"{path}.evidence"), f"{sv}; {hint_sv}", f"{en}; {hint_en}"
        lacking = _unsigned(claim)
        if lacking:
            yield path, f"{' och '.join(lacking)} saknas", f"{' and '.join(lacking)} missing"


def _unsigned(claim: Claim) -> list[str]:
    return [key for key in ("author", "date") if getattr(claim, key) is None]


def unaffected(facts: Facts) -> Iterator[Finding]:
    """Warn of goals that nothing affects, and of activities that affect no goal."""
    reached = {goal for _, goal in _affecting(facts)}
    krona_neutral = facts.scenario.weights.rule == "krona_neutral"
    for id_ in facts.ids("goals"):
        if id_ not in reached:
            zero_sv, zero_en = (
                ("; dess kronneutrala vikt blir 0", "; its krona-neutral weight becomes 0")
                if krona_neutral
                else ("", "")
            )
            yield f"goals.{id_}", f"inget påverkar målet{zero_sv}", f"nothing affects the goal{zero_en}"
    effective = {goal for effects in facts.table("effects").values() for goal in effects}
    for id_ in facts.ids("goals"):
        if krona_neutral and id_ in reached and id_ not in effective:
            yield (
                f"goals.{id_}",
                "bara ett komplement påverkar målet; dess kronneutrala vikt blir 0",
                "only a complement affects the goal; its krona-neutral weight becomes 0",
            )
    used = {member for members, _ in _affecting(facts) for member in members}
    idle = [id_ for id_ in facts.lines if id_ not in used and not facts.carried(id_)]
    if idle:
        listed = ", ".join(idle)
        section = "activities" if "activities" in facts.root else "committees"
        yield (
            section,
            f"påverkar inget mål och behåller sin andel: {listed}",
            f"affect no goal and keep their share: {listed}",
        )


def activities(facts: Facts) -> Iterator[Finding]:
    """Warn of floors without a basis or below the curves, and of new activities that get no money."""
    used = {member for members, _ in _affecting(facts) for member in members}
    spends = {d.spend for d in facts.table("decisions").values()}
    first: dict[str, float] = {}
    for path, claim in _claims(facts):
        for a in getattr(claim, "members", (path.split(".")[1],)):
            first[a] = max(first.get(a, 0.0), claim.curve[0][0])
    for id_, activity in facts.table("activities").items():
        if activity.floor is not None and not activity.floor_basis:
            yield (
                f"activities.{id_}.floor",
                "golv utan floor_basis; skriv vad det vilar på, vem som bedömt det och när",
                "a floor without floor_basis; write what it rests on, who judged it and when",
            )
        if activity.floor is not None and id_ in first and min(activity.floor.values()) < first[id_]:
            yield (
                f"activities.{id_}.floor",
                f"golvet ligger under kurvornas första nivå {first[id_]:.4g} (1 = 100 %), som gäller",
                f"the floor lies below the curves' first level {first[id_]:.4g} (1 = 100 %), which holds",
            )
        if activity.need is not None and id_ not in used and id_ not in spends:
            yield (
                f"activities.{id_}",
                "ny verksamhet utan effekt och utan beslut om spend; den får inga pengar",
                "a new activity without effect and without a decision on its spend; it gets no money",
            )


def unused(facts: Facts) -> Iterator[Finding]:
    """Warn of values that do not affect the result of a run."""
    by_class = any(isinstance(value, dict) for value in facts.scenario.indexation.index.values())
    classed = [id_ for id_, c in facts.table("committees").items() if c.cost_classes is not None]
    if classed and not by_class:
        yield (
            f"committees.{classed[0]}.cost_classes",
            "används inte; indexation.index är inte uppdelat på kostnadsslag",
            "is not used; indexation.index is not given by cost class",
        )
    followed = {a.driver for a in facts.table("activities").values()}
    for id_ in facts.ids("drivers"):
        if id_ not in followed:
            yield f"drivers.{id_}", "ingen verksamhet följer volymen", "no activity follows the driver"
    for id_, group in facts.table("complements").items():
        payers = {payer for member in group.members for payer in facts.shares(member) or {member: 1.0}}
        if len(payers) == 1:
            yield (
                f"complements.{id_}.members",
                f"alla hör till {next(iter(payers))}; det är inget samarbete mellan nämnder",
                f"all belong to {next(iter(payers))}; this is no co-operation between committees",
            )
    present = [name for name in ("worlds", "parties", "majorities") if facts.table(name)]
    if present:
        names = ", ".join(present)
        yield (
            present[0],
            f"{names} är lästa och prövade men används inte; en körning räknar på scenariots egna antaganden",
            f"{names} are read and checked but not used; a run computes the scenario's own assumptions",
        )


def references(facts: Facts) -> Iterator[Finding]:
    """Warn of references that differ from their indicator."""
    for id_, goal in facts.table("goals").items():
        if goal.reference is None or goal.indicator is None:
            continue
        i, year = goal.indicator, facts.years[0]
        points = 100 * (i.present - i.floor) / (i.target - i.floor)
        if abs(points - goal.reference[year]) > NEAR_ENOUGH:
            yield (
                f"goals.{id_}.reference",
                f"{goal.reference[year]:.4g} poäng {year}, indikatorn ger {points:.4g}; det förra gäller",
                f"{goal.reference[year]:.4g} points in {year}, indicator gives {points:.4g}; the first holds",
            )


def solidarity(facts: Facts) -> Iterator[Finding]:
    """What sharing losses does to all frames together, by the number of committees that share."""
    asked = facts.scenario.stability.solidarity if facts.has("stability") else None
    n, shares = len(facts.ids("committees")), asked.max_share if asked else {}
    path = "stability.solidarity.max_share"
    if never_up := ", ".join(str(y) for y, share in shares.items() if n * share > 1 + LITTLE):
        yield (
            path,
            (
                f"ramarna kan tillsammans inte bli mer än förra årets uppräknade {never_up}; det som blir över av "
                "ramutrymmet stannar i reserven"
            ),
            (
                f"frames together cannot be more than last year's indexed ones in {never_up}; the reserve keeps "
                "what the total holds beyond them"
            ),
        )
    if never_down := ", ".join(str(y) for y, share in shares.items() if n * share < 1 - LITTLE):
        yield (
            path,
            (
                f"{n} nämnder bär tillsammans inte hela minskningen {never_down}: ramarna kan då inte bli mindre än "
                "förra årets uppräknade"
            ),
            (
                f"{n} committees together do not bear all of a loss in {never_down}: frames cannot be less than last "
                "year's indexed ones"
            ),
        )


REMARKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    evidence,
    unaffected,
    activities,
    unused,
    references,
    solidarity,
)


def remarks(file: Validated, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return the warnings for a file without problems.

    Args:
        file: Result of validating the file's tree.
        places: Place of each value, by dotted path.
    """
    facts = Facts(file=file)
    findings = dict.fromkeys(finding for remark in REMARKS for finding in remark(facts))
    return tuple(Problem(path=path, place=place(places, path), sv=sv, en=en) for path, sv, en in findings)
