"""The workbook of a re-plan: the three plans on one sheet, a year at a time, in thousands of kronor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import replanned
from solver.report.excel import opened
from solver.report.excel.book import Column, Total
from solver.report.followed import stage, thousands
from solver.report.replanned import plan_heads
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.report.excel.book import Cell, Sheet
    from solver.studies.replan import Replan

SHEET = ("Härifrån", "From here")


def workbook(study: Replan) -> bytes:
    """Return a re-plan as a workbook; the same re-plan gives the same bytes.

    Args:
        study: The re-plan.
    """
    w = Words(study.figures)
    book, sheets = opened(w, study.subject, [f"{stage(w, study.followed)}."], {"from_here": SHEET})
    sheet = sheets["from_here"]
    for sentence in replanned.sentences(w, study):
        sheet.note(sentence)
    for y in study.figures.open_years:
        _year(sheet, w, study, y)
    _plans(sheet, w.term("goals"), [w.term("goal"), *plan_heads(w)], replanned.goal_rows(w, study))
    _plans(sheet, w.term("value_by_year"), [w.term("year"), *plan_heads(w)], replanned.value_rows(w, study))
    if study.act is not None:
        _act(sheet, w, study)
    return book.finished()


def _year(sheet: Sheet, w: Words, study: Replan, y: int) -> None:
    sheet.gap()
    sheet.heading(w.say(f"Ramar {y}, tkr", f"Frames {y}, TSEK"))
    heads, names, amounts = replanned.year_rows(w, study, y)
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [
        Column(key=key, head=head, kind="moved" if key == "against" else "money", summed=True, width=13)
        for key, head in heads.items()
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **{key: thousands(x) for key, x in zip(heads, row, strict=True)}}
        for name, row in zip(names, amounts, strict=True)
    ]
    sheet.table(columns, rows, [Total(name=w.quantity("frames"), cells={}, of="rows")], stays=False)


def _plans(sheet: Sheet, title: str, heads: list[str], found: list[tuple[str, list[float]]]) -> None:
    sheet.gap()
    sheet.heading(title)
    columns = [Column(key="name", head=heads[0], width=36)]
    columns += [Column(key=head, head=head, kind="points", width=13) for head in heads[1:]]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **dict(zip(heads[1:], values, strict=True))} for name, values in found
    ]
    sheet.table(columns, rows, stays=False)


def _act(sheet: Sheet, w: Words, study: Replan) -> None:
    sheet.gap()
    sheet.heading(w.say(f"Inom {study.year}, tkr", f"Within {study.year}, TSEK"))
    for sentence in replanned.act_sentences(w, study):
        sheet.note(sentence)
    found = replanned.act_rows(w, study)
    if not found:
        return
    columns = [
        Column(key="name", head=w.term("activity"), width=36),
        Column(key="left", head=w.say("kvar att ändra", "left to change"), kind="money", width=13),
        Column(key="change", head=w.say("ändring", "change"), kind="moved", summed=True, width=13),
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, "left": thousands(left), "change": thousands(change)} for name, left, change in found
    ]
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")], stays=False)
