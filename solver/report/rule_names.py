"""Names of rules and ways of working in the price list and its plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.constraint import BySubject, Never, Whole

if TYPE_CHECKING:
    from models.constraint import Said
    from solver.report.words import Words
    from solver.studies.prices import Price


def name(w: Words, price: Price) -> str:
    """What a price is the price of, to stand inside a sentence."""
    return _way(w, price) if price.rule in (*WAYS, "carry_over", "evidence") else _rule(w, price)


def priced(w: Words) -> dict[str, tuple[str, BySubject | Whole]]:
    """The rules that have a price, by their key in the list: the kind of their subjects, and their words."""
    families = w.families.values()
    return {
        rows.priced.rule: (rows.over[0], rows.priced)
        for rows in families
        if not isinstance(rows.priced, Never)
    }


def _rule(w: Words, price: Price) -> str:
    kind, rule = priced(w)[price.rule]
    if price.subject:
        return w.filled(rule.name, **{kind: price.subject})
    return w.say(*(rule.name if isinstance(rule, Whole) or rule.whole is None else rule.whole))


WAYS: dict[str, Said] = {
    "stability": ("stabilitetskraven tillsammans", "the stability limits together"),
    "change_price": ("priset på att flytta pengar", "the price of moving money"),
    "indexation": ("generell uppräkning", "general indexation"),
    "one_year": ("ett år i taget", "one year at a time"),
    "silos": (
        "stuprör: varje nämnd räknar bara sina egna mål",
        "silos: each committee counts only its own goals",
    ),
}
"""What is priced and is no family of rows."""
CARRY_OVER = {
    "none": ("inget resultat följer med till nästa år", "nothing is carried over"),
    "all": ("hela överskottet följer med, utan tak", "all of a surplus is carried over, no cap"),
    "three_quarters": (
        "75 procent av överskottet följer med, utan tak",
        "75 per cent of a surplus is carried over, no cap",
    ),
    "one_per_cent": (
        "överskott följer med, högst 1 procent av ramen",
        "surpluses are carried over, at most 1 per cent of the frame",
    ),
}


def _way(w: Words, price: Price) -> str:
    subject = price.subject
    if price.rule == "carry_over":
        return w.say(*CARRY_OVER[subject])
    if price.rule == "evidence":
        better = w.say(
            "" if subject == "calibrated" else " eller bättre",
            "" if subject == "calibrated" else " or better",
        )
        return w.say(
            f"bara effekter som är {_grade(w, subject)}{better}", f"only effects {_grade(w, subject)}{better}"
        )
    return w.say(*WAYS[price.rule])


def _grade(w: Words, grade: str) -> str:
    known = {
        "calibrated": ("skattade på data", "estimated from data"),
        "literature": ("belagda i litteratur", "supported by literature"),
        "committee": ("bedömda av nämnden", "judged by the committee"),
    }
    return w.say(*known[grade])
