"""Warnings: content of a file that is allowed but deserves attention; the report repeats them.

Warnings of one kind are one line, with their number and the first places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.file.tree import place
from models.outcomes import STEPS
from models.problems import Problem, near
from models.scenario import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.file.facts import Facts
    from models.scenario import Claim, Complement, Effect, Place

LITTLE = 1e-9
"""Less than this is rounding [share]."""
NEAR_ENOUGH = 1.0
"""Difference between a reference and its indicator that causes no warning [points]."""
NAMED, ON_A_LINE = 3, 10
"""Number of places that a warning of several names, and the most names that it lists in full."""


class Remark(NamedTuple):
    """A warning at one place; those with the same sentences are one kind.

    Attributes:
        path: Dotted path.
        sv: Sentence in Swedish, the same at every place of its kind.
        en: The same in English.
        figure: What is particular to the place, in either language, such as ``2025: 1.26``.
    """

    path: str
    sv: str
    en: str
    figure: str = ""


def told(found: Sequence[Remark], places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return remarks as warnings, one a kind.

    Args:
        found: Remarks, in order.
        places: Place of each value, by dotted path.
    """
    kinds: dict[tuple[str, str], list[Remark]] = {}
    for remark in dict.fromkeys(found):
        kinds.setdefault((remark.sv, remark.en), []).append(remark)
    return tuple(
        Problem(
            path=of[0].path,
            place=place(places, of[0].path),
            sv=sv + _where(of, places, ("rad", "ställen", ",")),
            en=en + _where(of, places, ("line", "places", ".")),
        )
        for (sv, en), of in kinds.items()
    )


def _where(of: Sequence[Remark], places: Mapping[str, Place], words: tuple[str, str, str]) -> str:
    line, several, mark = words
    if len(of) == 1:
        return f" ({of[0].figure.replace('.', mark)})" if of[0].figure else ""
    named = []
    for remark in of[:NAMED]:
        at = place(places, remark.path)
        where = "" if at is None else at.cell or f"{line} {at.line}"
        within = ", ".join(filter(None, (remark.figure.replace(".", mark), where)))
        named.append(f"{remark.path} ({within})" if within else remark.path)
    more = " …" if len(of) > NAMED else ""
    return f"; {len(of)} {several}: {', '.join(named)}{more}"


def few(names: Sequence[str]) -> str:
    """Return names for a warning: all of them, or the first few and how many there are where they fill no line."""
    if len(names) <= ON_A_LINE:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} … ({len(names)})"


class Claimed(NamedTuple):
    """An effect or a complement.

    Attributes:
        path: Dotted path.
        members: The activities that have it.
        goal: The goal that it serves.
        said: What the file says.
    """

    path: str
    members: tuple[str, ...]
    goal: str
    said: Effect | Complement


def claims(facts: Facts) -> Iterator[Claimed]:
    """Yield every effect and complement."""
    for a, effects in facts.table("effects").items():
        yield from (Claimed(f"effects.{a}.{g}", (a,), g, effect) for g, effect in effects.items())
    for id_, group in facts.table("complements").items():
        yield Claimed(f"complements.{id_}", group.members, group.goal, group)


def evidence(facts: Facts) -> Iterator[Remark]:
    """Warn of effects without a known evidence grade, author or date."""
    for path, _, _, said in claims(facts):
        grade = said.evidence
        if grade not in EVIDENCE:
            nearest = near(grade, EVIDENCE) if grade else None
            hint_sv = f"menas {nearest}?" if nearest else f"skriv {', '.join(EVIDENCE)}"
            hint_en = f"did you mean {nearest}?" if nearest else f"write {', '.join(EVIDENCE)}"
            sv, en = (
                (f"okänd evidensgrad {grade}", f"unknown evidence grade {grade}")
                if grade
                else ("evidensgrad (evidence) saknas", "no evidence grade")
            )
            at = path if grade is None else f"{path}.evidence"
            yield Remark(at, f"{sv}; {hint_sv}", f"{en}; {hint_en}")
        lacking = _unsigned(said)
        if lacking:
            yield Remark(path, f"{' och '.join(lacking)} saknas", f"{' and '.join(lacking)} missing")


def _unsigned(claim: Claim) -> list[str]:
    return [key for key in ("author", "date") if getattr(claim, key) is None]


def unaffected(facts: Facts) -> Iterator[Remark]:
    """Warn of goals that nothing affects, and of activities that affect no goal."""
    reached = {claim.goal for claim in claims(facts)}
    krona_neutral = facts.scenario.weights.rule == "krona_neutral"
    for id_ in facts.ids("goals"):
        if id_ not in reached:
            zero_sv, zero_en = (
                ("; dess kronneutrala vikt blir 0", "; its krona-neutral weight becomes 0")
                if krona_neutral
                else ("", "")
            )
            yield Remark(
                f"goals.{id_}", f"inget påverkar målet{zero_sv}", f"nothing affects the goal{zero_en}"
            )
    effective = {goal for effects in facts.table("effects").values() for goal in effects}
    for id_ in facts.ids("goals"):
        if krona_neutral and id_ in reached and id_ not in effective:
            yield Remark(
                f"goals.{id_}",
                "bara ett komplement påverkar målet; dess kronneutrala vikt blir 0",
                "only a complement affects the goal; its krona-neutral weight becomes 0",
            )
    used = {member for claim in claims(facts) for member in claim.members}
    idle = [id_ for id_ in facts.lines if id_ not in used and not facts.carried(id_)]
    if idle:
        listed = few(idle)
        section = "activities" if "activities" in facts.root else "committees"
        yield Remark(
            section,
            f"påverkar inget mål och behåller sin andel: {listed}",
            f"affect no goal and keep their share: {listed}",
        )


def activities(facts: Facts) -> Iterator[Remark]:
    """Warn of floors without a basis or below the curves, and of new activities that get no money."""
    spends = {d.spend for d in facts.table("decisions").values()}
    first: dict[str, float] = {}
    for _, members, _, said in claims(facts):
        for a in members:
            first[a] = max(first.get(a, 0.0), STEPS[0] if said.curve is None else said.curve[0][0])
    for id_, activity in facts.table("activities").items():
        if activity.floor is not None and not activity.floor_basis:
            yield Remark(
                f"activities.{id_}.floor",
                "golv utan floor_basis; skriv vad det vilar på, vem som bedömt det och när",
                "a floor without floor_basis; write what it rests on, who judged it and when",
            )
        if activity.floor is not None and id_ in first and min(activity.floor.values()) < first[id_]:
            yield Remark(
                f"activities.{id_}.floor",
                "golvet ligger under kurvornas första nivå, som gäller",
                "the floor lies below the curves' first level, which holds",
                f"{100 * first[id_]:.4g} %",
            )
        if activity.need is not None and id_ not in first and id_ not in spends:
            yield Remark(
                f"activities.{id_}",
                "ny verksamhet utan effekt och utan beslut om spend; den får inga pengar",
                "a new activity without effect and without a decision on its spend; it gets no money",
            )


def unused(facts: Facts) -> Iterator[Remark]:
    """Warn of values that do not affect the result of a run."""
    by_class = any(isinstance(value, dict) for value in facts.scenario.indexation.index.values())
    classed = [id_ for id_, c in facts.table("committees").items() if c.cost_classes is not None]
    if classed and not by_class:
        yield Remark(
            f"committees.{classed[0]}.cost_classes",
            "används inte; indexation.index är inte uppdelat på kostnadsslag",
            "is not used; indexation.index is not given by cost class",
        )
    followed = {a.driver for a in facts.table("activities").values()}
    followed |= {goal.weight_follows for goal in facts.table("goals").values()}
    for id_ in facts.ids("drivers"):
        if id_ not in followed:
            yield Remark(
                f"drivers.{id_}",
                "ingen verksamhet och ingen vikt följer volymen",
                "no activity and no weight follows the driver",
            )
    for id_, group in facts.table("complements").items():
        payers = {payer for member in group.members for payer in facts.shares(member) or {member: 1.0}}
        if len(payers) == 1:
            yield Remark(
                f"complements.{id_}.members",
                f"alla hör till {next(iter(payers))}; det är inget samarbete mellan nämnder",
                f"all belong to {next(iter(payers))}; this is no co-operation between committees",
            )


def unit(facts: Facts) -> Iterator[Remark]:
    """Warn where no population says what unit the money is in."""
    municipality = facts.scenario.municipality
    if municipality is None or municipality.population is None:
        yield Remark(
            "currency" if municipality is None else "municipality",
            "folkmängd (municipality.population) saknas, så att beloppens enhet inte prövas mot invånarna",
            "there is no municipality.population, so that the unit of amounts is not tested against inhabitants",
        )


def references(facts: Facts) -> Iterator[Remark]:
    """Warn of references that differ from their indicator."""
    for id_, goal in facts.table("goals").items():
        if goal.reference is None or goal.indicator is None:
            continue
        i, year = goal.indicator, facts.years[0]
        points = 100 * (i.present - i.floor) / (i.target - i.floor)
        if abs(points - goal.reference[year]) > NEAR_ENOUGH:
            yield Remark(
                f"goals.{id_}.reference",
                f"{goal.reference[year]:.4g} poäng {year}, indikatorn ger {points:.4g}; det förra gäller",
                f"{goal.reference[year]:.4g} points in {year}, indicator gives {points:.4g}; the first holds",
            )


def today(facts: Facts) -> Iterator[Remark]:
    """Warn of packages whose indicator has another value at 100 % than the goal says of today."""
    for a, said in facts.table("packages").items():
        levels = [("base", said.base.level, said.base.points)]
        levels += [(f"steps.{n}", step.to, step.points) for n, step in enumerate(said.steps)]
        where, values = next((at, points) for at, level, points in levels if level == 1.0)
        for goal, value in values.items() if said.unit is not None else ():
            indicator = facts.table("goals")[goal].indicator
            if value != indicator.present:
                yield Remark(
                    f"packages.{a}.{where}.points.{goal}",
                    f"{value:g} vid 100 %, men målets indikator är {indicator.present:g} i dag; poäng räknas mot "
                    f"{value:g}",
                    f"{value:g} at 100 %, but the goal's indicator is {indicator.present:g} today; points are "
                    f"against {value:g}",
                )


def solidarity(facts: Facts) -> Iterator[Remark]:
    """What sharing losses does to all frames together, by the number of committees that share."""
    asked = facts.scenario.stability.solidarity if facts.has("stability") else None
    n, shares = len(facts.ids("committees")), asked.max_share if asked else {}
    path = "stability.solidarity.max_share"
    if never_up := ", ".join(str(y) for y, share in shares.items() if n * share > 1 + LITTLE):
        yield Remark(
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
        yield Remark(
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
