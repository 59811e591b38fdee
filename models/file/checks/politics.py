"""Checks of worlds and majorities: probabilities sum to 100 %, each party votes once."""

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
