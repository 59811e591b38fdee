"""The council: which parties can carry a budget together, and the goal weights that they have together.

A *majority* is a set of parties that vote for a budget. It carries if it has more seats than those who vote against
it; who abstains does neither. A *minimal* majority has more than half of all seats, and no member that it can do
without. No majority has a probability, and none comes before another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from models.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from models.figures import Figures
    from models.scenario import Scenario

GoalWeights = dict[tuple[str, int], float]
"""Final weight of each goal and outcome year."""
MOST, MOST_PARTIES = 1000, 18
"""Minimal majorities, and parties with seats, that are listed at most; nine parties have fewer than 130 majorities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Majority:
    """A majority and its seats.

    Attributes:
        id: Id in the file; of one without a name, the ids of its parties with ``+`` between.
        name: Name in the file; empty where it has none.
        parties: Parties that vote for, sorted; their weights count, by seats.
        abstain: Parties that abstain, sorted.
        named: Whether the file names it.
        minimal: Whether it is a minimal majority.
        seats_for: Seats for.
        seats_against: Seats against: of all parties that neither vote for nor abstain.
    """

    id: str
    name: str
    parties: tuple[str, ...]
    abstain: tuple[str, ...]
    named: bool
    minimal: bool
    seats_for: int
    seats_against: int

    @property
    def carries(self) -> bool:
        """Whether it has more seats for than against."""
        return self.seats_for > self.seats_against


def minimal_majorities(
    seats: Mapping[str, int], apart: Collection[tuple[str, str]] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield every minimal majority once, its parties sorted by id.

    Parties are added from the largest to the smallest. The set that first has more than half of the seats is minimal:
    without its last and smallest member it has not, and so not without a larger one either.

    Args:
        seats: Seats by party.
        apart: Pairs of parties that no majority may both have.
    """
    order = sorted((p for p in seats if seats[p] > 0), key=lambda p: (-seats[p], p))
    left = [sum(seats[p] for p in order[n:]) for n in range(len(order) + 1)]
    half = left[0] / 2
    foes = {frozenset(pair) for pair in apart}

    def grown(chosen: tuple[str, ...], has: int, start: int) -> Iterator[tuple[str, ...]]:
        for n in range(start, len(order)):
            if has + left[n] <= half:
                return
            party = order[n]
            if any(frozenset((party, other)) in foes for other in chosen):
                continue
            if has + seats[party] > half:
                yield tuple(sorted((*chosen, party)))
            else:
                yield from grown((*chosen, party), has + seats[party], n + 1)

    return grown((), 0, 0)


def listed_majorities(scenario: Scenario) -> tuple[tuple[str, ...], ...] | None:
    """Return the minimal majorities of a scenario's council in the order of their ids; None where they are too many."""
    seats = {id_: party.seats for id_, party in scenario.parties.items() if party.seats}
    if len(seats) > MOST_PARTIES:
        return None
    apart = scenario.council.apart if scenario.council is not None else ()
    found = tuple(islice(minimal_majorities(seats, apart), MOST + 1))
    return None if len(found) > MOST else tuple(sorted(found))


def majorities_of(scenario: Scenario, *, minimal: bool) -> tuple[Majority, ...]:
    """Return the majorities that the file names, and with ``minimal`` all minimal ones, in the order of their ids.

    A minimal majority with the parties of a named one is that one.

    Args:
        scenario: The scenario.
        minimal: Whether to list minimal majorities too.

    Raises:
        ScenarioError: There is no majority, there are too many, or a party of a minimal one has no weights.
    """
    known = listed_majorities(scenario)
    if minimal and known is None:
        raise _refused(
            scenario,
            "parties",
            f"fullmäktige har fler än {MOST} minsta majoriteter, eller fler än {MOST_PARTIES} partier; namnge under "
            "majorities dem som är tänkbara, eller skriv under council.apart vilka som inte styr ihop",
            f"the council has more than {MOST} minimal majorities, or more than {MOST_PARTIES} parties; name under "
            "majorities those that are conceivable, or write under council.apart who do not govern together",
        )
    all_seats = sum(party.seats for party in scenario.parties.values())

    def counted(
        id_: str, name: str, parties: Collection[str], abstain: Collection[str], *, named: bool
    ) -> Majority:
        voting, aside = (sum(scenario.parties[p].seats for p in several) for several in (parties, abstain))
        return Majority(
            id=id_,
            name=name,
            parties=tuple(sorted(parties)),
            abstain=tuple(sorted(abstain)),
            named=named,
            minimal=tuple(sorted(parties)) in (known or ()),
            seats_for=voting,
            seats_against=all_seats - voting - aside,
        )

    found = [
        counted(id_, m.name or "", m.parties, m.abstain, named=True) for id_, m in scenario.majorities.items()
    ]
    if minimal:
        have = {majority.parties for majority in found}
        without = [parties for parties in known or () if parties not in have]
        _refuse_without_weights(scenario, without)
        found += [counted("+".join(parties), "", parties, (), named=False) for parties in without]
    if not found:
        raise _none(scenario, minimal=minimal)
    return tuple(sorted(found, key=lambda majority: majority.id))


def weights_of(figures: Figures, majorities: Collection[Majority]) -> dict[str, GoalWeights]:
    r"""Return each majority's weight of every goal and outcome year, sum 1 a year: its parties' mean by seats.

    .. math::  w_m = \sum_{p \in m} seats_p \, w_p \Big/ \sum_{p \in m} seats_p

    Args:
        figures: Figures of the scenario.
        majorities: The majorities.

    Raises:
        ScenarioError: All of a party's weights are on goals that count for nothing, so that they cannot be scaled to 1.
    """
    seats = {p: party.seats for p, party in figures.scenario.parties.items()}
    members = sorted({p for majority in majorities for p in majority.parties if seats[p]})
    of_party = {p: party_weights(figures, p) for p in members}
    result = {}
    for majority in majorities:
        voting = [p for p in majority.parties if seats[p]]
        total = sum(seats[p] for p in voting)
        result[majority.id] = {
            (g, y): sum(seats[p] * of_party[p][g, y] for p in voting) / total
            for g in figures.goals
            for y in figures.outcome_years
        }
    return result


def party_weights(figures: Figures, p: str) -> GoalWeights:
    """Return a party's final weight of every goal and outcome year, sum 1 a year.

    Its stated weights times what multiplies those of the scenario as it stands (krona-neutral weights and volumes),
    scaled to 1. A goal that the party does not name weighs 0.

    Args:
        figures: Figures of the scenario.
        p: The party.

    Raises:
        ScenarioError: Every goal that the party weighs counts for nothing in some year.
    """
    stated = figures.scenario.parties[p].weights or {}
    own = figures.weights_of({g: stated.get(g, 0.0) for g in figures.goals})
    lost = [y for y in figures.years if not any(own[g, y] for g in figures.goals)]
    if lost:
        raise _refused(
            figures.scenario,
            f"parties.{p}.weights",
            f"varje mål som {p} väger har den krona-neutrala vikten 0 år {lost[0]}, så vikterna blir alla noll",
            f"every goal that {p} weighs has the krona-neutral weight 0 in {lost[0]}, so that its weights are all "
            "nothing",
        )
    return own


def _refuse_without_weights(scenario: Scenario, majorities: Collection[Collection[str]]) -> None:
    """Check that every party of these majorities has weights.

    Raises:
        ScenarioError: Some have none; it names them.
    """
    members = {p for parties in majorities for p in parties}
    without = [
        p for p, party in scenario.parties.items() if p in members and not any((party.weights or {}).values())
    ]
    if without:
        raise ScenarioError([_unweighted(scenario, p) for p in without], scenario.language)


def _unweighted(scenario: Scenario, p: str) -> Problem:
    return Problem(
        path=f"parties.{p}",
        place=scenario.origin.place(f"parties.{p}"),
        sv=f"partiet {p} är med i en minsta majoritet men har inga vikter (weights) över 0; ange dem, eller utelämna "
        "--minimal",
        en=f"the party {p} is in a minimal majority but has no weights above 0; give them, or leave out --minimal",
    )


def _none(scenario: Scenario, *, minimal: bool) -> ScenarioError:
    """Return the error of a scenario without majorities."""
    if not scenario.parties:
        return _refused(
            scenario,
            "parties",
            "scenariot har inga partier; skriv dem under parties med mandat (seats) och vikter (weights)",
            "the scenario has no parties; write them under parties with seats and weights",
        )
    if minimal:
        return _refused(
            scenario,
            "council.apart",
            "inga partier som styr ihop har mer än hälften av mandaten; namnge under majorities en minoritet som "
            "andra släpper fram (abstain)",
            "no parties that govern together have more than half of the seats; name under majorities a minority that "
            "others let through (abstain)",
        )
    return _refused(
        scenario,
        "majorities",
        "scenariot har inga majoriteter; skriv dem under majorities, eller räkna alla minsta med --minimal",
        "the scenario has no majorities; write them under majorities, or count all minimal ones with --minimal",
    )


def _refused(scenario: Scenario, path: str, sv: str, en: str) -> ScenarioError:
    problem = Problem(path=path, place=scenario.origin.place(path), sv=sv, en=en)
    return ScenarioError((problem,), scenario.language)
