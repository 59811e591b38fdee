"""Moves of money in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.report.words import Words
    from solver.studies.moving import Move

MOST = 3
"""The number of moves that are named; the rest are added together."""


def altogether(w: Words) -> str:
    """Return over which years amounts moved are summed: `` sammanlagt 2025–2027``; one year stands by itself."""
    first, *others = w.figures.years
    return (
        w.say(f" sammanlagt {first}–{others[-1]}", f" in {first}–{others[-1]} taken together")
        if others
        else f" {first}"
    )


def moves_in_words(w: Words, moves: Sequence[Move], name: Callable[[str], str]) -> str:
    """Return moves as a list in words, the largest first; empty where there are none.

    Args:
        w: Language and currency.
        moves: The moves, the largest first.
        name: The function that names the source and the target of a move.
    """
    texts = [
        w.say(
            f"{w.fine_money(m.amount)} från {name(m.source)} till {name(m.target)}",
            f"{w.fine_money(m.amount)} from {name(m.source)} to {name(m.target)}",
        )
        for m in moves[:MOST]
    ]
    rest = sum(m.amount for m in moves[MOST:])
    if rest:
        texts.append(w.say(f"{w.fine_money(rest)} mellan andra", f"{w.fine_money(rest)} between others"))
    return w.listed(texts) if texts else ""
