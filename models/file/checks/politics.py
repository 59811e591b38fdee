"""Checks of worlds and majorities: probabilities sum to 100 %, each party votes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import SUM_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding


def probabilities(facts: Facts) -> Iterator[Finding]:
    """Check that the worlds' probabilities sum to 100 %."""
    worlds = facts.table("worlds")
    whole = sum(world.probability for world in worlds.values())
    if facts.has("worlds") and worlds and abs(whole - 1) > SUM_TOLERANCE:
        yield (
            "worlds",
            f"sannolikheterna blir tillsammans {100 * whole:.6g} %; de ska bli 100 %",
            f"the probabilities add up to {100 * whole:.6g} %; they must be 100 %",
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
