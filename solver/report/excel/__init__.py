"""The workbook ``report.xlsx``: the answer in sheets that an economist recognises."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from models.reading import document
from solver.output.provenance import header
from solver.report.excel import accounts, frames, lists
from solver.report.excel.book import Book, tkr
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.answer.result import Result
    from solver.report.excel.book import Kind, Sheet

RUN_ID = 12
"""Digits of the digest that name a run."""
POINTS, FINE = 2, 4
"""Decimals of goal points in a cell, and of small numbers such as marginals."""


def workbook(result: Result) -> bytes:
    """The answer as a workbook; the same answer gives the same bytes.

    Args:
        result: An answer.
    """
    w = Words(result.figures)
    said, head = document(w.scenario), header(w.scenario)
    book = Book(w.scenario.title, f"kommunbudget {version('kommunbudget')}", _formats(w))
    footer = f"{w.term('run')} {head['digest'][:RUN_ID]}"
    standing = f"{w.standing()}. {w.owner()}"

    def add(name: str, title: str, write: Callable[[Sheet], None]) -> None:
        notes = [w.scenario.title, standing]
        write(book.sheet(name, title, notes, footer))

    add(
        w.say("Ramar", "Frames"),
        w.say("Ramar för beslut, tkr", "Frames for decision, TSEK"),
        lambda s: frames.decision(s, w, result),
    )
    for y in result.figures.years:
        add(
            w.say(f"Ramtablå {y}", f"Frame table {y}"),
            w.say(
                f"Ramtablå {y}: från årets ram till räkneförslag, {tkr(w)}",
                f"Frame table {y}: from this year's frame to the proposal, {tkr(w)}",
            ),
            lambda s, y=y: frames.bridge(s, w, result, y),  # type: ignore[misc]
        )
    add(
        w.say("Resultat", "Result"),
        w.say("Ramutrymme och balanskrav", "Total and balanced-budget rule"),
        lambda s: accounts.reconciliation(s, w, result),
    )
    add(
        w.say("Nämndernas resultat", "Balances"),
        w.say(
            f"Nämndernas ackumulerade resultat i räkneförslaget, {tkr(w)}",
            f"The committees' balances in the proposal, {tkr(w)}",
        ),
        lambda s: accounts.balances(s, w, result),
    )
    add(
        w.say("Verksamheter", "Activities"),
        w.say(f"Verksamheter, {tkr(w)}", f"Activities, {tkr(w)}"),
        lambda s: lists.activities(s, w, result),
    )
    add(
        w.term("goals"),
        w.term("goals_points_0_100"),
        lambda s: lists.goals(s, w, result),
    )
    add(
        w.say("Gränser", "Limits"),
        w.say("Gränser som binder", "Limits that bind"),
        lambda s: lists.limits(s, w, result, said),
    )
    add(
        w.say("Planer", "Plans"),
        w.say("Planer bredvid varandra", "Plans compared"),
        lambda s: lists.plans(s, w, result),
    )
    add(
        w.say("Brutna krav", "Broken limits"),
        w.term("limits_that_the_plans_break"),
        lambda s: lists.broken(s, w, result, said),
    )
    add(
        w.say("Antaganden", "Assumptions"),
        w.say("Antaganden och underlag", "Assumptions and evidence"),
        lambda s: lists.assumptions(s, w, result, said),
    )
    add(
        w.term("provenance"),
        w.term("provenance"),
        lambda s: lists.origin(s, w, result, head),
    )
    return book.finished()


def _formats(w: Words) -> Callable[[Kind], str]:
    known: dict[Kind, str] = {
        "money": w.cell(0),
        "moved": w.cell(0, sign=True),
        "share": w.cell(1, percent=True),
        "moved_share": w.cell(1, sign=True, percent=True),
        "points": w.cell(POINTS),
        "moved_points": w.cell(POINTS, sign=True),
        "plain": "General",
        "fine": w.cell(FINE),
    }
    return lambda kind: known[kind]
