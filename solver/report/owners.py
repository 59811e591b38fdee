"""Who may change what has a price: those who stand behind it, by the file; the law; or nobody that is stated.

The model's own rules are no demands: nobody set them, and they have no price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.answer.standing import behind as behind_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.constraint import Rows
    from solver.program.marginals import Marginal
    from solver.report.words import Words
    from solver.studies.prices import Price

ASSUMED = ("assumption", "antagande")
"""How a source that is an assumption begins."""
SMALLEST = 1e-6
"""Prices below this are rounding [MSEK or points]."""
TOGETHER = ("stability", "change_price")
"""Prices that are no demand of their own: limits that are told one by one, and a price in what is aimed at."""


def who(w: Words, price: Price) -> str:
    """Return who may change a rule that has a price."""
    families = [rows for rows in w.families.values() if getattr(rows.priced, "rule", None) == price.rule]
    if families and all(rows.statutory for rows in families):
        return _by_law(w)
    return named(w, price.by or behind_path(w.said, price.path))


def behind(w: Words, rows: Rows, said: str | None) -> str:
    """Return who may change a limit behind which the file names somebody, or nobody."""
    return _by_law(w) if rows.statutory else said or w.term("nobody_stated")


def _by_law(w: Words) -> str:
    return w.say("lagen: riksdagen ensam", "the law: the Riksdag alone")


def named(w: Words, said: str | None) -> str:
    """Return who stands behind a limit, without what it rests on."""
    if not said:
        return w.term("nobody_stated")
    start = next((word for word in ASSUMED if said.casefold().startswith(word)), None)
    if start is None:
        return said
    by = said[len(start) :].partition(":")[0].strip().removeprefix("av ").removeprefix("by ")
    return w.say("antagande", "assumption") + (f", {by}" if by else "")


def demands(prices: Iterable[Price]) -> list[Price]:
    """Return the prices of what somebody demands and that costs something, dearest first.

    First of all is what no total makes up for: it costs points, and no amount is worth as much.
    """
    own = [price for price in prices if price.in_force and price.rule not in TOGETHER]
    beyond = [p for p in own if p.money is None and (p.points or 0.0) > SMALLEST]
    return [
        *sorted(beyond, key=lambda p: -(p.points or 0.0)),
        *sorted((p for p in own if (p.money or 0.0) > SMALLEST), key=lambda p: -(p.money or 0.0)),
    ]


def own_rules(w: Words, rules: Sequence[Marginal]) -> list[tuple[str, int]]:
    """Return the model's own rules that bind, by name, and in how many rows each does."""
    found: dict[str, list[Marginal]] = {}
    for m in rules:
        found.setdefault(m.rows.name, []).append(m)
    return [(w.say(*of[0].rows.noun), len(of)) for of in found.values()]


def no_price(w: Words) -> str:
    """What is said of the model's own rules."""
    return w.say(
        "Ingen har ställt dem som krav, och de har inget pris.",
        "Nobody has set them as a demand, and they have no price.",
    )
