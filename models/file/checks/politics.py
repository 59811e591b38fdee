"""Checks of worlds, majorities and profiles: what a world may change, sums, each party votes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import ROUNDS_TO_ONE, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding


STATED = "stated"
"""Id of the scenario's own weights."""
OUTSIDE = (
    "frame.*",
    "indexation",
    "drivers",
    "goals.*.reference",
    "effects",
    "packages",
    "complements",
    *(f"activities.*.{key}" for key in ("price", "variable_share", "efficiency", "need", "fixed")),
)
"""What a world may change: these paths and all below them."""
DECIDED = ("frame.reserve_min", "frame.result_target")
"""What the council decides among these."""
MAY_SV = (
    "en omvärld ändrar frame (inte reserve_min och result_target), indexation, drivers, goals.*.reference, effects, "
    "packages, complements och verksamheters price, variable_share, efficiency, need och fixed"
)
MAY_EN = (
    "a world changes frame (not reserve_min and result_target), indexation, drivers, goals.*.reference, effects, "
    "packages, complements, and price, variable_share, efficiency, need and fixed of activities"
)
RESERVED = {
    "common": ("de gemensamma ramarna", "the common frames"),
    "ordinary": ("räkneförslaget", "the proposal"),
}
"""What may not be the id of a world, and what it means."""
HISTORY = ("base_year", "years", "base", "opening_balance", "opening")
"""Keys that say how it was or which years it is about."""


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


def unchanged(facts: Facts) -> Iterator[Finding]:
    """Check that a single world changes something."""
    worlds = facts.table("worlds")
    if facts.has("worlds") and len(worlds) == 1 and not any(world.change for world in worlds.values()):
        yield (
            "worlds",
            "en enda omvärld utan change: då är ingenting osäkert; lägg till en omvärld, eller ta bort worlds",
            "a single world without change: then nothing is uncertain; add a world, or remove worlds",
        )


def outside(facts: Facts) -> Iterator[Finding]:
    """Check that worlds change what happens to the municipality, not what it decides."""
    for id_, world in facts.table("worlds").items():
        for n, wanted in enumerate(world.change):
            if is_inside(wanted.path):
                sv, en = _decided_or_past(wanted.path)
                yield (
                    f"worlds.{id_}.change.{n}.path",
                    f"{wanted.path} är {sv} och ingen omvärld; {MAY_SV}",
                    f"{wanted.path} is {en} and no outside world; {MAY_EN}",
                )


def common_names(facts: Facts) -> Iterator[Finding]:
    """Check that no world has the name of another plan in the table of frames."""
    for id_ in RESERVED:
        if id_ in facts.ids("worlds"):
            yield (
                f"worlds.{id_}",
                f"{id_} betyder {RESERVED[id_][0]} i tabellen över ramar; byt id",
                f"{id_} means {RESERVED[id_][1]} in the table of frames; change the id",
            )


def may_differ(path: str) -> bool:
    """Return whether a path is something that a world may change."""
    parts = path.split(".")

    def below(pattern: str) -> bool:
        keys = pattern.split(".")
        return len(parts) >= len(keys) and all(k in ("*", part) for k, part in zip(keys, parts, strict=False))

    return any(map(below, OUTSIDE)) and not any(map(below, DECIDED))


def is_inside(path: str) -> bool:
    """Return whether a path of a scenario's key is no outside world: any other path is told to name nothing."""
    return path.partition(".")[0] in Scenario.model_fields and not may_differ(path)


def _decided_or_past(path: str) -> tuple[str, str]:
    past = any(part in HISTORY for part in path.split("."))
    return ("historia", "history") if past else ("rådets eget beslut", "the council's own decision")


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
