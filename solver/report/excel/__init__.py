"""The workbook ``report.xlsx``: the answer in sheets that an economist recognises, live where no solver is needed."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from models.reading import document
from solver.output.provenance import header
from solver.report.excel import accounts, answer, frames, indexing, lists, services
from solver.report.excel.book import Book, tkr
from solver.report.excel.inputs import inputs
from solver.report.words import POINTS_DECIMALS, RUN_ID, Words
from solver.studies.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from solver.answer.result import Result
    from solver.report.excel.book import Kind, Sheet

FINE = 4
"""Decimals of small numbers in a cell, such as marginals."""


def workbook(result: Result, beside: Beside | None = None) -> bytes:
    """Return the answer as a workbook; the same answer gives the same bytes.

    Index, need, indexation's frames and spends, differences and sums are formulas over a sheet of inputs. What the
    solver computed is marked so. Every sheet tells whether the inputs are still those that the solver had.
    A settled year is a fact among the inputs, told as such; the years after it go on from there.

    Args:
        result: An answer.
        beside: Studies made beside it; the sheets that tell them say so where they are absent.
    """
    w, studies = Words(result.figures), beside or Beside()
    said, head = document(w.scenario), header(w.scenario)
    book = Book(w.scenario.title, f"kommunbudget {version('kommunbudget')}", formats(w))
    sheets = _sheets(book, w, studies, f"{w.term('run')} {head['digest'][:RUN_ID]}")

    # Sheets stand in the order of a reader; they are written in the order of their formulas.
    found = inputs(sheets["inputs"], w, result.figures)
    indexed = indexing.rolling(sheets["rolling"], w, result.figures, found)
    for y in result.figures.years:
        frames.bridge(sheets[f"bridge{y}"], w, result, indexed, y)
    indexing.need(sheets["need"], w, result.figures, indexed)
    services.activities(sheets["activities"], w, result, indexed)
    natural = services.goals(sheets["goals"], w, result, services.points(sheets["points"], w, result))
    answer.answer(sheets["answer"], w, result, indexed, natural, studies)
    frames.decision(sheets["decision"], w, result)
    accounts.reconciliation(sheets["total"], w, result, indexed)
    accounts.balances(sheets["balances"], w, result, indexed)
    lists.limits(sheets["limits"], w, result, said)
    lists.plans(sheets["plans"], w, result, indexed)
    lists.broken(sheets["broken"], w, result, said)
    answer.evidence(sheets["evidence"], w, studies.certainty)
    if studies.views is not None:
        answer.views(sheets["views"], w, result, indexed, studies.views)
    lists.assumptions(sheets["assumptions"], w, result, said)
    lists.origin(sheets["origin"], w, result, head)
    state = lists.control(sheets["control"], w, result, indexed)
    for key, sheet in sheets.items():
        if key != "control":
            cell = f"'{sheets['control'].name}'!$A${sheets['control'].state + 1}"
            sheet.formula_text(sheet.state, f"={cell}", state)
    return book.finished()


def _sheets(book: Book, w: Words, studies: Beside, footer: str) -> dict[str, Sheet]:
    """Add the sheets in the order of a reader: name and title in both languages."""
    unit = tkr(w)
    names: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
        "answer": (("Svaret", "Answer"), ("Räkneförslag, inget beslut", "A computed proposal, no decision")),
        "decision": (("Ramar", "Frames"), ("Ramar för beslut, tkr", "Frames for decision, TSEK")),
        "inputs": (("Indata", "Inputs"), ("Indata", "Inputs")),
        "rolling": (
            ("Uppräkning", "Indexation"),
            (
                "Generell uppräkning: rullade ramar och osthyvel",
                "General indexation: frames rolled forward and scaled",
            ),
        ),
        **{
            f"bridge{y}": (
                (f"Ramtablå {y}", f"Frame table {y}"),
                (f"Ramtablå {y}: bryggor, {unit}", f"Frame table {y}: bridges, {unit}"),
            )
            for y in w.figures.years
        },
        "total": (("Resultat", "Result"), ("Ramutrymme och balanskrav", "Total and balanced-budget rule")),
        "balances": (
            ("Nämndernas resultat", "Balances"),
            (
                f"Nämndernas ackumulerade resultat i räkneförslaget, {unit}",
                f"The committees' balances in the proposal, {unit}",
            ),
        ),
        "need": (
            ("Behov", "Need"),
            (f"Vad oförändrad verksamhet kostar, {unit}", f"What unchanged service costs, {unit}"),
        ),
        "activities": (("Verksamheter", "Activities"), (f"Verksamheter, {unit}", f"Activities, {unit}")),
        "goals": (("Mål", "Goals"), ("Mål i egna mått", "Goals in their own units")),
        "points": (("Målpoäng", "Goal points"), ("Mål, poäng 0–100", "Goals, points 0–100")),
        "limits": (("Gränser", "Limits"), ("Gränser som binder", "Limits that bind")),
        "plans": (("Planer", "Plans"), ("Planer bredvid varandra", "Plans compared")),
        "broken": (
            ("Brutna krav", "Broken limits"),
            ("Krav som planerna bryter", "Limits that the plans break"),
        ),
        "views": (
            ("Andras vikter", "Views"),
            ("Andras vikter, samma pengar", "The weights of others, same money"),
        ),
        "evidence": (("Underlag", "Evidence"), ("Vad räkneförslaget vilar på", "What the proposal rests on")),
        "assumptions": (
            ("Antaganden", "Assumptions"),
            ("Antaganden och underlag", "Assumptions and evidence"),
        ),
        "origin": (("Spårbarhet", "Provenance"), ("Spårbarhet", "Provenance")),
        "control": (
            ("Kontroll", "Check"),
            ("Kontroll: hör alla tal ihop?", "Check: do all numbers belong together?"),
        ),
    }
    if studies.views is None:
        del names["views"]
    notes = [w.scenario.title, f"{w.standing()}. {w.owner()}"]
    return {
        key: book.sheet(w.say(*name), w.say(*title), notes, footer) for key, (name, title) in names.items()
    }


def opened(
    w: Words, title: str, notes: Sequence[str], names: Mapping[str, tuple[str, str]]
) -> tuple[Book, dict[str, Sheet]]:
    """Return the workbook of a study of a follow-up, and its sheets in order, each named in both languages.

    Args:
        w: Words of the scenario.
        title: Title of the workbook, and the first line of every sheet.
        notes: Lines under the title of every sheet.
        names: Names of the sheets by their keys.
    """
    book = Book(title, f"kommunbudget {version('kommunbudget')}", formats(w))
    footer = f"{w.term('run')} {w.digest[:RUN_ID]}"
    lines = [title, *notes, f"{w.standing()}."]
    return book, {key: book.sheet(w.say(*name), w.say(*name), lines, footer) for key, name in names.items()}


def formats(w: Words) -> Callable[[Kind], str]:
    """Return the number format of each kind of column."""
    known: dict[Kind, str] = {
        "money": _unsigned(w, 0),
        "moved": w.cell(0, sign=True),
        "share": _unsigned(w, 1, percent=True),
        "moved_share": w.cell(1, sign=True, percent=True),
        "points": _unsigned(w, POINTS_DECIMALS),
        "moved_points": w.cell(POINTS_DECIMALS, sign=True),
        "tenths": _unsigned(w, 1),
        "moved_tenths": w.cell(1, sign=True),
        "whole_share": _unsigned(w, 0, percent=True),
        "plain": "General",
        "fine": _unsigned(w, FINE),
    }
    return lambda kind: known[kind]


def _unsigned(w: Words, decimals: int, *, percent: bool = False) -> str:
    """Return a number format in which what rounds to nothing has no minus."""
    least = 0.5 * 10.0 ** -(decimals + 2 * percent)
    above, below, nothing = w.cell(decimals, percent=percent).split(";")
    shown = f"{least:.{decimals + 2 * percent + 1}f}"
    return f"[>={shown}]{above};[<=-{shown}]{below};{nothing}"
