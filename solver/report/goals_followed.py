"""Goals of a follow-up in words and tables: expected, realised, and what outcomes say of the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.follow_up.goals import INSIDE_95, changes, tells_need
from solver.report.words import NONE, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.follow_up.goals import Outcome
    from solver.report.words import Words
    from solver.studies.follow_up import FollowUpStudy

DECIMALS = 1
"""Decimals of points."""
LITTLE = 0.05
"""Weight of the data below which outcomes say next to nothing of a curve [share]."""
COLUMNS = ("planned", "by_money", "by_need", "expected", "realised", "surprise", "noise")


def heads(w: Words, study: FollowUpStudy) -> dict[str, str]:
    """Return the headings of the columns that are told."""
    told = {
        "planned": w.term("planned"),
        "by_money": w.say("andra\npengar", "other\nmoney"),
        "by_need": w.say("annan volym\noch pris", "other volume\nand price"),
        "expected": w.say("väntat", "expected"),
        "realised": w.term("outcome"),
        "surprise": w.say("utfall mot\nväntat", "outcome\nagainst expected"),
        "noise": w.say("vanlig\nvariation ±", "ordinary\nvariation ±"),
    }
    return {key: text for key, text in told.items() if key != "by_need" or tells_need(study.follow_up)}


def cells(study: FollowUpStudy) -> dict[str, dict[str, float | None]]:
    """Return the numbers of every goal, by column [points]; None where there is none."""
    return {g: _cells(found) for g, found in study.goals.items()}


def _cells(found: Outcome) -> dict[str, float | None]:
    amounts: dict[str, float | None] = {key: getattr(found, key) for key in COLUMNS if key != "noise"}
    return {**amounts, "noise": None if found.noise is None else INSIDE_95 * found.noise}


def verdict(w: Words, found: Outcome) -> str:
    """Return whether a goal's outcome can be told from ordinary variation, or why nothing is said."""
    told = {
        "inside": w.say(
            "går inte att skilja från vanlig variation", "cannot be told from ordinary variation"
        ),
        "more": w.say("mer än vanlig variation", "more than ordinary variation"),
        "less": w.say("mindre än vanlig variation", "less than ordinary variation"),
    }
    if found.verdict is not None:
        preliminary = w.say(" (preliminärt)", " (preliminary)") if found.preliminary else ""
        return told[found.verdict] + preliminary
    if found.realised is None:
        return w.say("inget utfall", "no outcome")
    return w.say("variationen är inte känd: inget omdöme", "variation not known: no verdict")


def sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return what the table compares, and how much it can say."""
    told = tells_need(study.follow_up)
    need = (
        w.say(
            "Volymer och priser är de som uppföljningen anger, annars de planerade.",
            "Volumes and prices are those that the follow-up tells, otherwise the planned ones.",
        )
        if told
        else w.say(
            "Volymer och priser är de planerade: uppföljningen säger inga andra.",
            "Volumes and prices are the planned ones: the follow-up tells no others.",
        )
    )
    y = study.follow_up.year
    cost = w.term("cost" if study.outcome else "will_cost")
    lines = [
        w.say(
            f"Väntat är vad effektkurvorna ger för det som verksamheterna {cost} {y}, inte för det som planerades. "
            f"{need}",
            f"Expected is what the curves give for what activities {cost} in {y}, not for what was planned. {need}",
        )
    ]
    seen = [found for found in study.goals.values() if found.verdict is not None]
    return [*lines, *judged(w, seen)] if seen else lines


def judged(w: Words, seen: Sequence[Outcome]) -> list[str]:
    """Return how many outcomes of known variation can be told from it, and what the money was expected to do."""
    inside = sum(found.verdict == "inside" for found in seen)
    known = w.say(
        f"{len(seen)} mål har ett utfall och en känd variation", f"Goals of known variation: {len(seen)}"
    )
    one = len(seen) == 1
    if not inside:
        which = "det går att skilja" if one else "alla går att skilja"
    elif inside == len(seen):
        which = "det går inte att skilja" if one else "inget av dem går att skilja"
    else:
        which = f"{inside} av dem går inte att skilja"
    told = w.say(
        f"{known}; {which} från vanlig variation.",
        f"{known}; outcomes that cannot be told from ordinary variation: {inside}.",
    )
    if not inside:
        return [told]
    effect = max(abs(found.by_money) for found in seen)
    bands = [INSIDE_95 * (found.noise or 0.0) for found in seen]
    least = (
        w.say("minst ", "at least ") if rounded(max(bands), DECIMALS) > rounded(min(bands), DECIMALS) else ""
    )
    told += w.say(
        f" Andra pengar än de planerade väntades ge högst {w.points(effect, DECIMALS)}; den vanliga variationen är "
        f"{least}±{w.points(min(bands), DECIMALS)} (95 procent).",
        f" Other money than the planned was expected to give {w.points(effect, DECIMALS)} at most; ordinary variation "
        f"is {least}±{w.points(min(bands), DECIMALS)} (95 per cent).",
    )
    if effect < min(bands):
        told += w.say(
            " Ett utfall inom variationen varken bekräftar eller motsäger alltså kurvan.",
            " So an outcome inside the variation neither confirms nor contradicts the curve.",
        )
    return [told]


# ----------------------------------------------------------------------------------------------------- learning


def lesson_heads(w: Words) -> list[str]:
    """Return the headings of the table of learning."""
    return [
        w.term("goal"),
        w.say("storlek\n(1 är kurvan)", "size\n(1 is the curve)"),
        w.say("nio av tio\nmellan", "nine of ten\nbetween"),
        w.say("utfallens\nvikt", "weight of\noutcomes"),
        w.say("år", "years"),
    ]


def lesson_rows(w: Words, study: FollowUpStudy) -> list[list[str]]:
    """Return the cells of the table of learning."""
    return [
        [
            w.goal(g),
            w.number(found.size, 2),
            f"{w.number(found.low, 2)}–{w.number(found.high, 2)}",
            w.percent(found.weight, 1),
            str(found.observations),
        ]
        for g, found in study.lessons.items()
    ]


def lesson_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return what outcomes say of the curves, and how a person would apply it; nothing is applied by itself."""
    if not study.lessons:
        return [
            w.say(
                "Inget mål har både ett utfall, en känd variation och en kurva med känd osäkerhet: inget går att lära.",
                "No goal has an outcome, a known variation and a curve of known uncertainty: nothing can be learned.",
            )
        ]
    n = max(found.observations for found in study.lessons.values())
    years = (
        w.say("ett års utfall", "one year's outcome")
        if n == 1
        else w.say(f"{n} års utfall", f"{n} years' outcomes")
    )
    lines = []
    for g, found in study.lessons.items():
        if found.weight < LITTLE:
            lines.append(
                w.say(
                    f"{w.goal(g)}: {years} säger nästan ingenting om kurvan.",
                    f"{w.goal(g)}: {years} says next to nothing of the curve.",
                )
            )
    how = (
        w.say(
            "Den som vill räkna med det skriver dessa rader under change i scenariot:",
            "Whoever wants to count with it writes these lines under change in the scenario:",
        )
        if change_lines(study)
        else w.say(
            "Storlekarna är kurvans, på en hundradel när: det finns inget att skriva in.",
            "Sizes are the curve's to a hundredth: there is nothing to write.",
        )
    )
    return [
        *lines,
        f"{w.say('Inget av detta ändrar räkneförslaget.', 'None of this changes the proposal.')} {how}",
    ]


def change_lines(study: FollowUpStudy) -> list[str]:
    """Return the lines that a person writes under ``change`` to apply what was learned; none that change nothing."""
    return [
        f"- {{path: {path}, scale: {scale}}}"
        for g, found in study.lessons.items()
        if rounded(found.size, 2) != 1
        for path, scale in changes(study.figures, g, found.size)
    ]


def number(w: Words, value: float | None, *, sign: bool = False) -> str:
    """Return points as a cell."""
    if value is None:
        return NONE
    return w.signed(value, DECIMALS) if sign else w.number(value, DECIMALS)
