"""Accounts that an economist reconciles: the total, the balanced-budget rule, the committees' balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.excel.book import Column, Total, amount, tkr
from solver.report.excel.lists import shown

if TYPE_CHECKING:
    from models.plan import Plan
    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Kind, Sheet
    from solver.report.words import Words


def reconciliation(sheet: Sheet, w: Words, result: Result) -> None:
    """From revenue to the total, and the test of the balanced-budget rule, for every plan and year."""
    frame = w.scenario.frame
    plans = [result.plans[id_] for id_ in shown(w, result)]
    every = [(y, plan) for y in result.figures.years for plan in plans]
    sheet.heading(w.say(f"Ramutrymme, {tkr(w)}", f"Total, {tkr(w)}"))
    sheet.table(
        _columns_of_total(w),
        [_of_total(w, plan, y) for y, plan in every],
        stays=False,
    )
    if frame.revenue is None:
        sheet.note(
            w.say(
                "Scenariot anger inga intäkter: ramutrymmet är givet och balanskravet prövas inte.",
                "The scenario gives no revenue: the total is given and the balanced-budget rule is not tested.",
            )
        )
        return
    sheet.heading(w.say(f"Balanskravet, {tkr(w)}", f"The balanced-budget rule, {tkr(w)}"))
    sheet.table(
        [
            *_named(w),
            _money(w, "revenue", "Intäkter", "Revenue"),
            _money(w, "central", "Centrala\nposter", "Central\nitems", kind="moved"),
            _money(w, "spend", "Verksamheternas\nnettokostnad", "Net cost of\nactivities", kind="moved"),
            _money(w, "withdrawal", "Uttag ur\nresultatreserv", "From result\nreserve", kind="moved"),
            _money(
                w,
                "result",
                "= Balanskravs-\nresultat",
                "= Result under\nthe rule",
                adds=("revenue", "central", "spend", "withdrawal"),
            ),
            Column(
                key="share",
                head=w.say("Del av\nintäkterna", "Share of\nrevenue"),
                kind="share",
                ratio=("result", "revenue"),
                width=12,
            ),
        ],
        [_of_rule(w, plan, y) for y, plan in every],
        stays=False,
    )
    sheet.note(
        w.say(
            "Provet görs på vad som förbrukas, inte på ramarna: att använda ett sparat överskott sänker kommunens "
            "resultat. Resultatet ska vara minst noll.",
            "The test is on what is spent, not on the frames: using a saved surplus lowers the municipality's result. "
            "The result must be nothing or more.",
        )
    )


def _money(  # noqa: PLR0913 - a column
    w: Words, key: str, sv: str, en: str, *, kind: Kind = "money", adds: tuple[str, ...] = ()
) -> Column:
    return Column(key=key, head=w.say(sv, en), kind=kind, adds=adds, width=15)


def _named(w: Words) -> list[Column]:
    return [
        Column(key="name", head=w.term("plan"), width=42),
        Column(key="year", head=w.term("year"), kind="plain", width=8),
    ]


def _columns_of_total(w: Words) -> list[Column]:
    derived = w.scenario.frame.total is None
    reserve = w.scenario.frame.result_reserve is not None
    from_revenue = [
        _money(w, "revenue", "Intäkter", "Revenue"),
        _money(w, "target", "Resultatmål", "Result\ntarget", kind="moved"),
        _money(w, "central", "Centrala\nposter", "Central\nitems", kind="moved"),
    ]
    own = _money(w, "own", "Eget\nramutrymme", "A total of\nits own", kind="moved")
    given = _money(w, "given", "Givet\nramutrymme", "Given\ntotal")
    reserves = [
        _money(w, "withdrawal", "Uttag ur\nresultatreserv", "From result\nreserve", kind="moved"),
        _money(w, "deposit", "Avsättning till\nresultatreserv", "Into result\nreserve", kind="moved"),
    ]
    start = [*from_revenue, own] if derived else [given]
    parts = [*start, *(reserves if reserve else [])]
    return [
        *_named(w),
        *parts,
        _money(w, "total", "= Ramutrymme", "= Total", adds=tuple(c.key for c in parts)),
        _money(w, "frames", "Summa\nramar", "All\nframes"),
        _money(
            w,
            "reserve",
            "= Till KF:s\nförfogande",
            "= The council's\nreserve",
            adds=("total", "-frames"),
        ),
    ]


def _of_total(w: Words, plan: Plan, y: int) -> dict[str, Cell]:
    frame, q = w.scenario.frame, plan.q
    row: dict[str, Cell] = {"name": w.plan(plan), "year": y}
    if frame.total is None and frame.revenue and frame.result_target and frame.central:
        revenue, target, central = (
            frame.revenue[y],
            frame.revenue[y] * frame.result_target[y],
            frame.central[y],
        )
        row |= {
            "revenue": amount(revenue),
            "target": amount(-target),
            "central": amount(-central),
            "own": amount(q.given_total[y] - (revenue - target - central)),
        }
    else:
        row["given"] = amount(q.given_total[y])
    return row | {
        "withdrawal": amount(q.withdrawal[y]),
        "deposit": amount(-q.deposit[y]),
        "frames": amount(sum(q.frame[c, y] for c in w.figures.committees)),
    }


def _of_rule(w: Words, plan: Plan, y: int) -> dict[str, Cell]:
    frame, q = w.scenario.frame, plan.q
    return {
        "name": w.plan(plan),
        "year": y,
        "revenue": amount((frame.revenue or {})[y]),
        "central": amount(-(frame.central or {})[y]),
        "spend": amount(-sum(q.spend[a, y] for a in w.figures.lines)),
        "withdrawal": amount(q.withdrawal[y]),
    }


def balances(sheet: Sheet, w: Words, result: Result) -> None:
    """Each committee's carry-over account in the proposal, year by year."""
    f, q = result.figures, result.proposal.q
    base = w.scenario.base_year

    def money(key: str, head: str, *, kind: Kind = "moved", adds: tuple[str, ...] = ()) -> Column:
        return Column(key=key, head=head, kind=kind, adds=adds, summed=True, width=12)

    columns = [
        Column(key="name", head=w.term("committee"), width=34),
        money(f"balance{base}", w.say(f"Ingående\n{f.years[0]}", f"Opening\n{f.years[0]}")),
    ]
    for y in f.years:
        terms = [
            money(f"restore{y}", w.say(f"Återställs\n{y}", f"Restored\n{y}")),
            money(f"kept{y}", w.say(f"Sparas\n{y}", f"Saved\n{y}")),
            money(f"used{y}", w.say(f"Används\n{y}", f"Used\n{y}")),
        ]
        last = f"balance{y - 1}" if y > f.years[0] else f"balance{base}"
        closing = w.say(f"= Utgående\n{y}", f"= Closing\n{y}")
        columns += [*terms, money(f"balance{y}", closing, adds=(last, *(c.key for c in terms)))]
    rows: list[dict[str, Cell]] = []
    for c in w.scenario.committees:
        row: dict[str, Cell] = {
            "name": w.committee(c),
            f"balance{base}": amount(f.opening[c]),
        }
        for y in f.years:
            row |= {
                f"restore{y}": amount(f.restore[c, y]),
                f"kept{y}": amount(f.keep_surplus * q.saved[c, y]),
                f"used{y}": amount(-q.used[c, y]),
            }
        rows.append(row)
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")])
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
