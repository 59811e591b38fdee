"""Names of rules and ways of working in the price list and its plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.report.words import Words
    from solver.studies.prices import Price


def name(w: Words, price: Price) -> str:
    """What a price is the price of, to stand inside a sentence."""
    return _named_with_subject(w, price) if price.subject else w.say(*NAMES[price.rule])


NAMES = {
    "stability": ("stabilitetskraven tillsammans", "the stability limits together"),
    "bands": ("taken för ökning och minskning", "the caps on increase and decrease"),
    "change_price": ("priset på att flytta pengar", "the price of moving money"),
    "turnover": ("taket för omfördelning", "the cap on reallocation"),
    "reserve_min": ("minsta reserv", "the least reserve"),
    "growth_max": ("ramarnas högsta ökningstakt", "the highest growth of frames"),
    "balanced_budget": ("balanskravet", "the balanced-budget rule"),
    "result_reserve": ("reglerna för resultatreserven", "the rules of the result reserve"),
    "balance_cap": ("taket för sparade medel", "the cap on balances"),
    "carry_over_room": ("utrymmet för att använda sparade medel", "the room for using balances"),
    "unmeasured": ("det som inte mäts flyttas inte", "what is not measured is not moved"),
    "indexation": ("generell uppräkning", "general indexation"),
    "one_year": ("ett år i taget", "one year at a time"),
    "silos": (
        "stuprör: varje nämnd räknar bara sina egna mål",
        "silos: each committee counts only its own goals",
    ),
}
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


def _named_with_subject(w: Words, price: Price) -> str:
    subject = price.subject
    if price.rule == "decision":
        return w.say(f"beslutet {w.decision(subject)}", f"the decision {w.decision(subject)}")
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
    kinds = {
        "bands": ("taken för ökning och minskning för", "the caps on increase and decrease of", w.committee),
        "floor": ("golvet för", "the floor of", w.activity),
        "ceiling": ("taket för", "the ceiling of", w.activity),
        "unit_cost_max": ("högsta kostnad per enhet för", "the highest unit cost of", w.activity),
        "goal_floor": ("miniminivån för", "the minimum of", w.goal),
    }
    sv, en, named = kinds[price.rule]
    return f"{w.say(sv, en)} {named(subject)}"


def _grade(w: Words, grade: str) -> str:
    known = {
        "calibrated": ("skattade på data", "estimated from data"),
        "literature": ("belagda i litteratur", "supported by literature"),
        "committee": ("bedömda av nämnden", "judged by the committee"),
    }
    return w.say(*known[grade])
