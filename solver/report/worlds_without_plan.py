"""Worlds that no lawful frames survive, in words: the limits that clash, and the money that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures import Figures
from solver.futures.future import BUDGET
from solver.report.terminal import page_of
from solver.report.words import Words

if TYPE_CHECKING:
    from solver.futures.no_plan import Lacks, Limit, Missing, WorldsWithoutPlanError


SHOWN = 6
"""Worlds whose missing money is told, the greatest first."""


def without_plan(error: WorldsWithoutPlanError, *, width: int | None = None, color: bool = False) -> str:
    """Return why worlds have no plan, as a person reads it on a terminal.

    Args:
        error: What was found.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    page, w = page_of(width, color=color), Words(Figures(scenario=error.scenario))
    lines = page.heading(error.scenario.title)[1:]
    if not error.alone:
        return "\n".join(lines + page.text(_together(w, error), hanging="  "))
    for id_, limits in error.alone.items():
        lines += page.heading(
            w.say(
                f"Omvärlden {_name(w, id_)} överlevs inte av några ramar som håller budgetens krav.",
                f"The world {_name(w, id_)} is survived by no frames that keep the budget's limits.",
            )
        )
        lines += page.text(w.say("Dessa går inte ihop:", "These cannot all be met:"))
        told = [_limit(w, one) for one in limits] or [
            w.say(
                "belopp som inget krav har satt: fasta kostnader, återställda underskott och nämndernas konton",
                "amounts that no limit set: fixed costs, restored deficits and committees' accounts",
            )
        ]
        for text in told:
            lines += page.text(text, "  ", "    ")
        missing = lacks(w, (error.lacks or {}).get(id_))
        lines += page.text(f"{missing[0].upper()}{missing[1:]}.")
    place = w.place("worlds")
    lines += page.text(
        w.say(
            "Ändra omvärlden, eller det krav som budgeten kan släppa på.",
            "Change the world, or a limit that the budget can ease.",
        )
        + (f"  {place}" if place else "")
    )
    return "\n".join(lines)


def _name(w: Words, id_: str) -> str:
    if id_ == BUDGET:
        return w.term("the_budget")
    world = w.scenario.worlds.get(id_)
    if world is None:
        return w.say(f"dragning {id_}", f"draw {id_}")
    return world.name or id_


def _limit(w: Words, one: Limit) -> str:
    side = w.say("i budgeten", "in the budget") if one.of_budget else w.say("i omvärlden", "in the world")
    return f"{side}: {w.limit(one.rows, one.index)}  {w.place(one.rows.path(*one.index))}".rstrip()


def lacks(w: Words, found: Lacks) -> str:
    """Return the money without which there is no plan: ``det saknas 4,3 mnkr: Vård 2025 4,3``."""
    if found is None:
        return w.say("inga pengar räcker", "no money is enough")
    if not found:
        return w.say("det saknas inga pengar", "no money is missing")
    whole = w.fine_money(sum(one.amount for one in found))
    if len(found) == 1:
        return w.say(
            f"det saknas {whole}, {_where(w, found[0])}", f"{whole} is missing, {_where(w, found[0])}"
        )
    parts = w.listed([_missing(w, one) for one in found])
    return w.say(f"det saknas {whole}: {parts}", f"{whole} is missing: {parts}")


def _missing(w: Words, one: Missing) -> str:
    return f"{_where(w, one)} {w.fine_money(one.amount)}"


def _where(w: Words, one: Missing) -> str:
    where = w.committee(one.committee) if one.committee else w.say("ramutrymmet", "the total")
    return f"{where} {one.year}"


def _together(w: Words, error: WorldsWithoutPlanError) -> str:
    said = w.say(
        "Varje omvärld för sig överlevs av några ramar, men inga ramar överlever alla tillsammans.",
        "Each world is survived by some frames, but no frames survive all of them together.",
    )
    if error.lacks is None:
        return said + w.say(" Inga pengar räcker.", " No money is enough.")
    order = sorted(error.lacks.items(), key=lambda item: -sum(one.amount for one in item[1] or ()))
    told = [f"{_name(w, id_)}: {lacks(w, found)}" for id_, found in order[:SHOWN]]
    if len(order) > SHOWN:
        told.append(w.say(f"och {len(order) - SHOWN} till", f"and {len(order) - SHOWN} more"))
    cheapest = w.say("Den billigaste lättnaden över alla", "The cheapest relief over all")
    return f"{said} {cheapest}: {'; '.join(told)}."
