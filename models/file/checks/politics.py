"""Checks of worlds and majorities: probabilities sum to 100 %, seats to the council's, each party votes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import ROUNDS_TO_ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding


STATED = "stated"
"""Id of the scenario's own weights."""


def probabilities(facts: Facts) -> Iterator[Finding]:
    """Check that the worlds' probabilities sum to 100 %."""
    worlds = facts.table("worlds")
    whole = sum(world.probability for world in worlds.values())
    if facts.has("worlds") and worlds and abs(whole - 1) >= ROUNDS_TO_ONE:
        yield (
            "worlds",
            f"sannolikheterna blir tillsammans {100 * whole:.6g} %; de ska bli 100 %",
            f"the probabilities add up to {100 * whole:.6g} %; they must be 100 %",
        )


def weights(facts: Facts) -> Iterator[Finding]:
    """Check that no profile or party has a negative weight, and that no id stands for both."""
    for section in ("profiles", "parties"):
        for id_, holder in facts.table(section).items():
            yield from (
                (
                    f"{section}.{id_}.weights.{g}",
                    "en vikt kan inte vara negativ; skriv 0 eller mer",
                    "a weight cannot be negative; write 0 or more",
                )
                for g, weight in (holder.weights or {}).items()
                if weight < 0
            )
    for section in ("profiles", "parties"):
        if STATED in facts.ids(section):
            yield (
                f"{section}.{STATED}",
                f"{STATED} betyder scenariots egna vikter; byt id",
                f"{STATED} means the scenario's own weights; change the id",
            )
    for id_ in facts.ids("profiles"):
        if id_ in facts.ids("parties"):
            yield (
                f"profiles.{id_}",
                f"partiet {id_} räknas också som profil; byt ett av id:na",
                f"the party {id_} counts as a profile too; change one of the ids",
            )


def votes(facts: Facts) -> Iterator[Finding]:
    """Check that a party occurs only once in a majority."""
    for id_, majority in facts.table("majorities").items():
        seen: set[str] = set()
        for key in ("parties", "abstain"):
            for n, party in enumerate(getattr(majority, key)):
                if party in seen:
                    yield (
                        f"majorities.{id_}.{key}.{n}",
                        f"{party} står redan i majoriteten; behåll ett ställe",
                        f"{party} stands in the majority already; keep one place",
                    )
                seen.add(party)


def seats(facts: Facts) -> Iterator[Finding]:
    """Check that the parties' seats sum to the council's, and that a pair apart is two parties."""
    council = facts.scenario.council if facts.has("council") else None
    if council is None:
        return
    if facts.has("parties"):
        total = sum(party.seats for party in facts.table("parties").values())
        if total != council.seats:
            yield (
                "council.seats",
                f"fullmäktige har {council.seats} mandat, men partierna under parties har tillsammans {total}",
                f"the council has {council.seats} seats, but the parties under parties have {total} together",
            )
    for n, (one, other) in enumerate(council.apart):
        if one == other:
            yield (
                f"council.apart.{n}",
                f"{one} står två gånger; ett par är två partier",
                f"{one} stands twice; a pair is two parties",
            )


def counted(facts: Facts) -> Iterator[Finding]:
    """Check that a majority's own parties have weights and seats: without them it has no weights of its own."""
    if not facts.has("parties"):
        return
    parties = facts.table("parties")
    for id_, majority in facts.table("majorities").items():
        known = [(n, p, parties[p]) for n, p in enumerate(majority.parties) if p in parties]
        for n, p, party in known:
            here = f"majorities.{id_}.parties.{n}"
            if party.weights is None:
                yield (
                    here,
                    f"{p} har inga vikter (weights), så majoriteten kan inte räknas; ange dem, eller ta bort den",
                    f"{p} has no weights, so the majority cannot be computed; give them, or remove it",
                )
            elif not any(party.weights.values()):
                yield here, f"vikterna för {p} är alla noll", f"the weights of {p} are all nothing"
        if known and not any(party.seats for *_, party in known):
            yield (
                f"majorities.{id_}.parties",
                "partierna har inga mandat, och vikterna vägs efter mandaten",
                "the parties have no seats, and weights are weighed by seats",
            )
