"""Accounts that an economist reconciles: the total, the balanced-budget rule, the committees' balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import TOLERANCE
from solver.report.excel.book import Column, Total, amount, money, tkr
from solver.report.excel.frames import frame, rounding_note, solver_note
from solver.report.excel.lists import shown
from solver.report.excel.live import Live, added, largest, live, smallest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Quantities
    from models.figures import Figures
    from models.plan import Plan
    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Sheet, Source
    from solver.report.excel.indexing import Indexed
    from solver.report.words import Words


def reconciliation(sheet: Sheet, w: Words, result: Result, indexed: Indexed) -> None:
    """Write the way from revenue to the total, and the test of the balanced-budget rule, for every plan and year."""
    plans = [result.plans[id_] for id_ in shown(w, result)]
    f = result.figures
    ended = [(y, result.proposal) for y in f.settled_years]  # the same in every plan
    every = [(y, plan) for y in f.open_years for plan in plans]
    sheet.heading(w.say(f"Ramutrymme, {tkr(w)}", f"Total, {tkr(w)}"))
    sheet.table(
        _columns_of_total(w, plans),
        [_of_total(w, indexed, plan, y) for y, plan in [*ended, *every]],
        stays=False,
    )
    if ended:
        sheet.note(
            w.say(
                "Avslutade år: pengarna är de som scenariot har, ramarna är de som gällde med årets anslag. Hur året "
                "gick står i uppföljningen.",
                "Settled years: the money is that of the scenario, and the frames are those that held with the year's "
                "appropriations. A follow-up tells how the year ended.",
            )
        )
        sheet.gap()
    if w.scenario.frame.revenue is None:
        sheet.note(
            w.say(
                "Scenariot anger inga intäkter: ramutrymmet är givet och balanskravet prövas inte.",
                "The scenario gives no revenue: the total is given and the balanced-budget rule is not tested.",
            )
        )
        sheet.note(solver_note(w))
        return
    sheet.heading(w.say(f"Balanskravet, {tkr(w)}", f"The balanced-budget rule, {tkr(w)}"))
    spent = "Verksam-\nheternas\nnettokostnad", "Net cost of\nactivities"
    sheet.table(
        [
            *_named(w),
            money(w, "revenue", ("Intäkter", "Revenue")),
            money(w, "central", ("Centrala\nposter", "Central\nitems"), moved=True),
            money(w, "spend", spent, moved=True, source="solver"),
            money(
                w,
                "withdrawal",
                ("Uttag ur\nresultatreserv", "From result\nreserve"),
                moved=True,
                source="solver",
            ),
            money(
                w,
                "result",
                ("= Balanskravs-\nresultat", "= Result under\nthe rule"),
                adds=("revenue", "central", "spend", "withdrawal"),
            ),
            Column(
                key="share",
                head=w.say("Del av\nintäkterna", "Share of\nrevenue"),
                kind="share",
                ratio="result",
                of=("revenue",),
                width=12,
            ),
        ],
        [_of_rule(w, indexed, plan, y) for y, plan in every],
        stays=False,
    )
    sheet.note(solver_note(w))
    sheet.note(rounding_note(w))
    if tested := w.rule_of_planned():
        sheet.note(tested)
    sheet.note(
        w.say(
            "Provet görs på vad som förbrukas, inte på ramarna: att använda ett sparat överskott sänker kommunens "
            "resultat. Resultatet ska vara minst noll.",
            "The test is on what is spent, not on the frames: using a saved surplus lowers the municipality's result. "
            "The result must be nothing or more.",
        )
    )


def _named(w: Words) -> list[Column]:
    return [
        Column(key="name", head=w.term("plan"), width=36),
        Column(key="year", head=w.term("year"), kind="plain", width=8),
    ]


def _columns_of_total(w: Words, plans: Sequence[Plan]) -> list[Column]:
    own = money(w, "own", ("Eget\nramutrymme", "A total of\nits own"), moved=True)
    aside = any(w.figures.set_aside.values())
    start = [money(w, "given", ("Givet\nramutrymme", "Given\ntotal"))]
    if aside:
        start.append(
            money(w, "aside", ("Återställs\nav kommunen", "Restored by the\nmunicipality"), moved=True)
        )
    if w.scenario.frame.total is None:
        target = ("Resultatmål", "Result\ntarget")
        both = ("Resultatmål och\nåterställande", "Target and\nrestoration")
        start = [
            money(w, "revenue", ("Intäkter", "Revenue")),
            money(w, "target", both if aside else target, moved=True),
            money(w, "central", ("Centrala\nposter", "Central\nitems"), moved=True),
        ]
    parts = [*start, *([own] if any(plan.own_total for plan in plans) else [])]
    if w.scenario.frame.result_reserve is not None:
        head = ("Ur (+) eller till\nresultatreserv", "From (+) or into\nresult reserve")
        parts.append(money(w, "drawn", head, moved=True, source="solver"))
    return [
        *_named(w),
        *parts,
        money(w, "total", ("= Ramutrymme", "= Total"), adds=tuple(c.key for c in parts)),
        money(w, "frames", ("Summa\nramar", "All\nframes")),
        money(
            w, "reserve", ("= Till KF:s\nförfogande", "= The council's\nreserve"), adds=("total", "-frames")
        ),
    ]


def _minus(cell: Live) -> Live:
    return live(0) - cell


def _of_total(w: Words, indexed: Indexed, plan: Plan, y: int) -> dict[str, Cell]:
    q, found, f = plan.q, indexed.inputs, plan.q.figures
    settled = y in f.settled_years
    row: dict[str, Cell] = {"name": w.proposed(y) if settled else w.plan(plan), "year": y}
    if w.scenario.frame.total is None:
        revenue = found.revenue[y]
        target = _minus(revenue * found.target[y])
        row |= {
            "revenue": revenue,
            "target": target - found.set_aside[y] if found.set_aside else target,
            "central": _minus(found.central[y]),
        }
    else:
        row["given"] = found.given[y]
        row["aside"] = _minus(found.set_aside[y]) if found.set_aside else None
    if settled and found.result_reserve:
        drawn = found.result_reserve[y - 1] - found.result_reserve[y]
        row |= {"drawn": drawn, "drawn:live": 1}
    if abs(q.given_total[y] - f.total[y]) > TOLERANCE:
        row["own"] = amount(q.given_total[y] - f.total[y])
    frames = [frame(indexed, plan, c, y) for c in w.scenario.committees]
    formulas = [cell for cell in frames if isinstance(cell, Live)]
    return (
        {"drawn": amount(q.withdrawal[y] - q.deposit[y])}
        | row
        | {
            "frames": added(formulas)
            if len(formulas) == len(frames)
            else amount(sum(q.frame[c, y] for c in f.committees)),
        }
    )


def _of_rule(w: Words, indexed: Indexed, plan: Plan, y: int) -> dict[str, Cell]:
    q, found, lines = plan.q, indexed.inputs, plan.q.figures.lines
    spend: Cell = amount(-sum(q.spend[a, y] for a in lines))
    computed: dict[str, Cell] = {}
    if plan.id == "indexation":
        spend = _minus(added([indexed.spend[a, y] for a in lines]))
        computed = {"spend:live": 1}
    return {
        **computed,
        "name": w.plan(plan),
        "year": y,
        "revenue": found.revenue[y],
        "central": _minus(found.central[y]),
        "spend": spend,
        "withdrawal": amount(q.withdrawal[y]),
    }


def balances(sheet: Sheet, w: Words, result: Result, indexed: Indexed) -> None:
    """Write each committee's carry-over account in the proposal, year by year; a settled year's is what it was."""
    f, q, found = result.figures, result.proposal.q, indexed.inputs
    before = dict(found.opening)

    order = tuple(w.scenario.committees)
    for y in f.years:
        settled = y in f.settled_years
        by: Source = "" if settled else "solver"
        if f.settled_years:
            name = w.settled_in(y) if settled else f"{w.term('computed_proposal')} {y}"
            sheet.heading(f"{name}, {tkr(w)}")
        columns = [
            Column(key="name", head=w.term("committee")),
            money(w, "opening", (f"Ingående\n{y}", f"Opening\n{y}"), moved=True),
            money(w, "restore", ("Återställs", "Restored"), moved=True),
            money(
                w, "saved", ("Ökat", "Increased") if settled else ("Sparas", "Saved"), moved=True, source=by
            ),
            money(
                w, "used", ("Minskat", "Decreased") if settled else ("Används", "Used"), moved=True, source=by
            ),
            money(
                w,
                "balance",
                (f"= Utgående\n{y}", f"= Closing\n{y}"),
                moved=True,
                adds=("opening", "restore", "saved", "used"),
            ),
            money(w, "returned", ("Lämnas tillbaka\ntill kommunen", "Handed back"), moved=True, source=by),
        ]
        rows: list[dict[str, Cell]] = [
            {
                "name": w.committee(c),
                "opening": before[c],
                "restore": found.restore.get((c, y), 0),
                **(_ended(indexed, f, before[c], c, y) if settled else _moved(q, c, y)),
            }
            for c in order
        ]
        written = sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")], stays=False)
        before = {c: row["balance"] for c, row in zip(order, written.rows, strict=True)}
    rule = w.scenario.carry_over
    said = (
        w.say("Regeln är att resultat följer nämnden.", "The rule is that results follow the committee.")
        if f.carries
        else w.say(
            "Regeln är att inget resultat följer nämnden.",
            "The rule is that no result follows the committee.",
        )
    )
    sheet.note(f"{said} {rule.source or ''}".strip())
    if f.settled_years:
        sheet.note(
            w.say(
                "Avslutade år: det utgående resultatet är givet på Indata; ökat och minskat är vägen dit. Det som "
                "sedan är kvar av ramen lämnas tillbaka.",
                "Settled years: the closing balance is given on Inputs; increased and decreased is the way there. What "
                "then is left of the frame is handed back.",
            )
        )
    sheet.note(solver_note(w))


def _moved(q: Quantities, c: str, y: int) -> dict[str, Cell]:
    """Return what a committee saves, uses and hands back in the proposal [tkr]."""
    return {
        "saved": amount(q.saved[c, y]),
        "used": amount(-q.used[c, y]),
        "returned": amount(q.returned[c, y]),
    }


def _ended(indexed: Indexed, f: Figures, opening: Live, c: str, y: int) -> dict[str, Cell]:
    """Return the same of a settled year, from its closing balance, its frame and its cost [tkr]."""
    found = indexed.inputs
    restored = found.restore.get((c, y), live(0))
    closing = found.settled_balance.get((c, y))
    change = live(0) if closing is None else closing - opening - restored
    left = found.settled_frame[c, y] - restored - change - found.settled_cost(f, c, y)
    return {"saved": largest(change, 0), "used": smallest(change, 0), "returned": largest(left, 0)}
