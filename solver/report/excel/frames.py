"""The frame tables: whole tkr for the decision, and the bridge from this year's frame to the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import BRIDGE
from solver.report.excel.book import TKR, Column, Total, amount, tidy
from solver.report.words import rounded, rounded_parts

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Kind, Sheet
    from solver.report.words import Words

ADJUSTED = BRIDGE[:4]
INDEXED = ("adjusted", *BRIDGE[4:8])


def decision(sheet: Sheet, w: Words, result: Result) -> None:
    """Frames in whole tkr, rounded so that they add up to the total."""
    base = w.scenario.base_year
    columns = [
        Column(key="name", head=w.term("committee"), width=34),
        Column(key="base", head=w.say(f"Ram\n{base}", f"Frame\n{base}"), kind="money", summed=True, width=12),
    ]
    for y in result.figures.years:
        columns += [
            Column(
                key=f"old{y}",
                head=w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"),
                kind="money",
                summed=True,
                width=13,
            ),
            Column(
                key=f"new{y}",
                head=w.say(f"Räkneförslag\n{y}", f"Proposal\n{y}"),
                kind="money",
                summed=True,
                width=14,
            ),
            Column(
                key=f"more{y}",
                head=w.say(f"Mot uppr.\n{y}", f"Difference\n{y}"),
                kind="moved",
                adds=(f"new{y}", f"-old{y}"),
                summed=True,
                width=12,
            ),
        ]
    order = tuple(w.scenario.committees)
    figures = [result.figures.base_frame[c] * TKR for c in order]
    whole: dict[str, tuple[float, ...]] = {"base": rounded_parts(figures, sum(figures), 0)}
    kept: dict[str, float] = {}
    for y in result.figures.years:
        for key, plan in (("old", "indexation"), ("new", "proposal")):
            q = result.plans[plan].q
            parts = [*(q.frame[c, y] * TKR for c in order), q.reserve[y] * TKR]
            *frames, reserve = rounded_parts(parts, rounded(q.total[y] * TKR, 0), 0)
            whole[f"{key}{y}"], kept[f"{key}{y}"] = tuple(frames), reserve
    rows: list[dict[str, Cell]] = [
        {"name": w.committee(c), **{key: values[k] for key, values in whole.items()}}
        for k, c in enumerate(order)
    ]
    sheet.table(
        columns,
        rows,
        [
            Total(name=w.quantity("frames"), cells={}, of="rows"),
            Total(name=w.quantity("reserve"), cells=kept),
            Total(name=w.quantity("total"), cells={"base": None}, of="above"),
        ],
    )
    sheet.note(
        w.say(
            "Hela tkr, avrundade så att delarna är lika med summan. Oavrundade belopp står i ramtablåerna.",
            "Whole TSEK, rounded so that the parts equal the sum. Unrounded amounts stand in the frame tables.",
        )
    )


def bridge(sheet: Sheet, w: Words, result: Result, y: int) -> None:
    """Committees as rows, the terms of the bridge as columns, live sums."""
    years = result.figures.years
    first = y == years[0]
    rows = [_row(result, w, c, y) for c in w.scenario.committees]
    q = {plan: result.plans[plan].q for plan in ("indexation", "proposal")}
    old, new = (amount(q[plan].reserve[y]) for plan in ("indexation", "proposal"))
    reserve: dict[str, Cell] = {"indexation": old, "moved": tidy(new - old)}
    index = {row["index"] for row in rows}
    together: dict[str, Cell] = {"index": index.pop()} if len(index) == 1 else {}
    sheet.table(
        _columns(w, y, first=first),
        rows,
        [
            Total(name=w.quantity("frames"), cells=together, of="rows"),
            Total(name=w.quantity("reserve"), cells=reserve),
            Total(name=w.quantity("total"), cells={}, of="above"),
        ],
    )
    sheet.note(
        w.say(
            "Från vänster: ram, engångsposter, helårseffekter och tekniska justeringar ger justerad ram; med pris och "
            "lön, effektiviseringskrav, demografi och kapital uppräknad ram; med osthyvel till ramutrymmet uppräkning; "
            "med omfördelningen räkneförslaget.",
            "From the left: frame, one-off items, full-year effects and technical adjustments make the adjusted frame; "
            "price and wages, efficiency requirement, demography and capital make the indexed frame; scaling to the "
            "total makes indexation; the reallocation makes the proposal.",
        )
    )
    sheet.note(
        w.say(
            "Real förändring = (1 + förändring mot året före) / (1 + index) − 1. Cellerna är oavrundade och visas i "
            "hela tkr, så en visad summa kan skilja en tkr från delarna; på bladet Ramar gör den aldrig det.",
            "Real change = (1 + change on the year before) / (1 + index) − 1. Cells are not rounded and are shown in "
            "whole TSEK, so a shown sum may differ by one from its parts; on the sheet Frames it never does.",
        )
    )
    if not first:
        sheet.note(
            w.say(
                f"Ramen {y - 1} i bryggan är uppräkningen före osthyveln; räkneförslaget {y - 1} står till höger.",
                f"The frame of {y - 1} in the bridge is indexation before scaling; its proposal is on the right.",
            )
        )


def _row(result: Result, w: Words, c: str, y: int) -> dict[str, Cell]:
    terms = result.indexation.bridge[c, y]
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    return {
        "name": w.committee(c),
        **{name: amount(terms[name]) for name in BRIDGE if name != "indexation"},
        "moved": amount(new[c, y] - old[c, y]),
        "before": amount(new[c, y - 1]),
        "index": result.figures.index[c, y],
    }


def _columns(w: Words, y: int, *, first: bool) -> list[Column]:
    def money(key: str, sv: str, en: str, *, adds: tuple[str, ...] = (), moved: bool = False) -> Column:
        kind: Kind = "moved" if moved else "money"
        return Column(key=key, head=w.say(sv, en), kind=kind, adds=adds, summed=True, width=12)

    start = money("last_year", f"Ram\n{y - 1}", f"Frame\n{y - 1}")
    rolled = money("last_year", f"Uppräknad\nram {y - 1}", f"Indexed\nframe {y - 1}")
    return [
        Column(key="name", head=w.term("committee"), width=30),
        start if first else rolled,
        money("one_off", "Engångs-\nposter", "One-off\nitems", moved=True),
        money("full_year", "Helårs-\neffekter", "Full-year\neffects", moved=True),
        money("technical", "Tekniska\njusteringar", "Technical\nadjustments", moved=True),
        money("adjusted", "= Justerad\nram", "= Adjusted\nframe", adds=ADJUSTED),
        money("price_and_wages", "Pris och\nlön", "Price and\nwages", moved=True),
        money("requirement", "Effektivi-\nseringskrav", "Efficiency\nrequirement", moved=True),
        money("demography", "Demografi", "Demography", moved=True),
        money("capital", "Kapital-\nkostnad", "Capital\ncost", moved=True),
        money("indexed", "= Uppräknad\nram", "= Indexed\nframe", adds=INDEXED),
        money("scaling", "Osthyvel till\nramutrymmet", "Scaling to\nthe total", moved=True),
        money("indexation", f"= Uppräkning\n{y}", f"= Indexation\n{y}", adds=("indexed", "scaling")),
        money("moved", "Förslag mot\nuppräkning", "Proposal less\nindexation", moved=True),
        money("proposal", f"= Räkne-\nförslag {y}", f"= Proposal\n{y}", adds=("indexation", "moved")),
        Column(
            key="against",
            head=w.say("Mot upp-\nräkning", "On\nindexation"),
            kind="moved_share",
            ratio=("moved", "indexation"),
            width=9.5,
        ),
        money("before", f"Ram\n{y - 1}" if first else f"Förslag\n{y - 1}", f"Frame\n{y - 1}"),
        Column(
            key="growth",
            head=w.say(f"Mot\n{y - 1}", f"On\n{y - 1}"),
            kind="moved_share",
            ratio=("proposal", "before", "less one"),
            width=9.5,
        ),
        Column(key="index", head="Index", kind="share", width=9.5),
        Column(
            key="real",
            head=w.say("Realt mot\nindex", "Real, on\nindex"),
            kind="moved_share",
            ratio=("growth", "index", "real"),
            width=9.5,
        ),
    ]
