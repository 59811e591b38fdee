"""The first sheet, in the order of the first page, and the sheets of evidence and of the plans of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report import owners, rule_names
from solver.report.excel.book import ACROSS, TKR, Column, Total, amount, money, three, tkr
from solver.report.excel.frames import rounding_note, solver_note
from solver.report.excel.live import Live, added, live
from solver.report.excel.services import decimals
from solver.report.findings import gain
from solver.report.heading import heading
from solver.report.indicator import indicated
from solver.report.words import capital, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Sheet, Written
    from solver.report.excel.indexing import Indexed
    from solver.report.excel.services import Natural
    from solver.report.words import Words
    from solver.studies.beside import Beside
    from solver.studies.certainty import Certainty
    from solver.studies.prices import Prices
    from solver.studies.views import View, Views

DEAREST = 5
"""Decisions and limits that are told with what they cost."""
SMALLEST = 1e-6
"""Amounts below this are nothing [MSEK]."""


def answer(  # noqa: PLR0913, PLR0917 - what the sheet tells
    sheet: Sheet, w: Words, result: Result, indexed: Indexed, natural: Natural, studies: Beside
) -> None:
    """Write the answer in the order of the first page: what it says, buys, costs and rests on."""
    certain = studies.certainty
    for text in _lead(w):
        sheet.note(text)
    sheet.gap()
    for y in result.figures.settled_years:
        _ended(sheet, w, result, indexed, y)
    _says(sheet, w, result, indexed, certain)
    _buys(sheet, w, result, natural, certain)
    _costs(sheet, w, result, studies.prices)
    if certain is not None:
        _rests(sheet, w, certain)
    sheet.note(solver_note(w))
    sheet.note(rounding_note(w))


def _lead(w: Words) -> list[str]:
    lines: list[str] = [text] if (text := w.settled()) else []
    if w.stage():
        lines.append(f"{w.term('stage')}: {w.stage()}.")
    if w.scenario.missing:
        lines.append(f"{w.term('missing_in_the_sources')}: {'; '.join(w.scenario.missing)}.")
    return lines


def _says(sheet: Sheet, w: Words, result: Result, indexed: Indexed, certain: Certainty | None) -> None:
    sheet.heading(w.say("Vad det säger", "What it says"))
    if certain is None:
        sheet.note(
            w.say(
                "Utrymme och dragningar är inte räknade i den här körningen: inget är prövat mot felmarginalen.",
                "Room and draws were not computed in this run: no change is tested against the margin of error.",
            )
        )
    else:
        sheet.note(f"{heading(result, w, certain).removesuffix('.')}.")
    sheet.gap()
    for y in result.figures.open_years:
        frames = _frames(sheet, w, result, indexed, certain, y)
        _moved(sheet, w, result, frames, y)
    _how_sure(sheet, w, certain)
    sheet.gap()


def _frames(  # noqa: PLR0913, PLR0917 - whose frames, which year, and how sure they are
    sheet: Sheet, w: Words, result: Result, indexed: Indexed, certain: Certainty | None, y: int
) -> Written:
    """Write the frames of a year beside indexation, each difference with its room."""
    order = tuple(w.scenario.committees)
    sheet.heading(
        w.say(
            f"Ramar {y} mot uppräkning samma år, {tkr(w)}",
            f"Frames {y} against indexation of the same year, {tkr(w)}",
        )
    )
    rows: list[dict[str, Cell]] = [
        {
            "name": w.committee(c),
            "old": indexed.frame[c, y],
            "new": indexed.proposed[c, y],
            **_sure(w, certain, c, y),
        }
        for c in order
    ]
    room = [
        Column(
            key="least",
            head=w.say("Skillnad\nminst", "Difference\nleast"),
            kind="moved",
            source="solver",
            width=11,
        ),
        Column(
            key="most",
            head=w.say("Skillnad\nmest", "Difference\ngreatest"),
            kind="moved",
            source="solver",
            width=11,
        ),
        Column(
            key="holds",
            head=w.say("Riktningen\nhåller i", "Direction\nholds in"),
            kind="whole_share",
            source="solver",
            width=11,
        ),
        Column(key="mark", head=w.say("Säkert?", "Certain?"), source="solver", width=20),
    ]
    total = indexed.inputs.total[y]
    return sheet.table(
        [
            Column(key="name", head=w.term("committee")),
            *three(w, y, "", "solver"),
            *(room if certain is not None else []),
        ],
        rows,
        [
            Total(name=w.quantity("frames"), cells={}, of="rows"),
            Total(
                name=w.quantity("reserve"),
                cells={
                    "old": total - added([indexed.frame[c, y] for c in order]),
                    "new": amount(result.proposal.q.reserve[y]),
                },
            ),
            Total(name=w.quantity("total"), cells={}, of="above"),
        ],
        stays=False,
    )


def _moved(sheet: Sheet, w: Words, result: Result, frames: Written, y: int) -> None:
    """Write what moves in a year: between committees, by the table of their frames, and inside them."""
    cells = frames.numbers["more"]
    differences = [row["more"].value for row in frames.rows]
    moved = min(sum(d for d in differences if d > 0), -sum(d for d in differences if d < 0))
    between = Live(f'MIN(SUMIF({cells},">0"),-SUMIF({cells},"<0"))', moved)
    sheet.table(
        [
            Column(key="name", head=w.say("Vad som flyttas", "What is moved")),
            Column(key="value", head=tkr(w), kind="money", width=13),
        ],
        [
            {
                "name": w.term("reallocated_between"),
                "value": between,
            },
            {
                "name": w.say("Flyttas inom nämnder (lösaren)", "Moved inside committees (solver)"),
                "value": amount(result.moved_inside(y)),
            },
        ],
        stays=False,
    )


def _how_sure(sheet: Sheet, w: Words, certain: Certainty | None) -> None:
    """Write what the columns above mean."""
    sheet.note(
        w.say(
            "Omfördelat: det mindre av alla ökningar och alla minskningar mot uppräkning samma år.",
            "Reallocated: the smaller of all increases and all decreases against indexation of the same year.",
        )
    )
    if certain is None:
        return
    sheet.note(
        w.say(
            "Minst och mest: skillnaden bland planer som är minst lika bra som den bästa med 0,2 procent mindre "
            "pengar, varje nämnd för sig; alla kan inte få mest samtidigt.",
            "Least and greatest: the difference among plans at least as good as the best with 0.2 per cent less "
            "money, each committee by itself; not all can have most at once.",
        )
    )
    sheet.note(
        w.say(
            "Säkert: uppräkningen ligger utanför utrymmet, och riktningen håller i minst 90 procent av "
            f"dragningarna ({certain.draws}, frö {certain.seed}).",
            "Certain: indexation is outside the room, and the direction holds in at least 90 per cent of the draws "
            f"({certain.draws}, seed {certain.seed}).",
        )
        if certain.draws
        else w.say(
            "Inget kallas säkert: ingen effekt har ett intervall, så inget har dragits.",
            "Nothing is called certain: no effect has a range, so nothing was drawn.",
        )
    )


def _ended(sheet: Sheet, w: Words, result: Result, indexed: Indexed, y: int) -> None:
    """Write how a settled year ended, committee by committee: the frame, the cost, and the balance that it left."""
    f, found = result.figures, indexed.inputs
    sheet.heading(w.say(f"Avslutat {y}: ram och kostnad, {tkr(w)}", f"Settled {y}: frame and cost, {tkr(w)}"))
    sheet.table(
        [
            Column(key="name", head=w.term("committee")),
            money(w, "frame", ("Ram med årets\nanslag", "Frame with\nappropriations")),
            money(w, "cost", (f"Kostnad\n{y}", f"Cost\n{y}")),
            money(
                w, "left", ("= Kvar av\nramen", "= Left of\nthe frame"), adds=("frame", "-cost"), moved=True
            ),
            *(
                [money(w, "balance", ("Utgående\nresultat", "Closing\nbalance"), moved=True)]
                if f.carries
                else ()
            ),
        ],
        [
            {
                "name": w.committee(c),
                "frame": found.settled_frame[c, y],
                "cost": found.settled_cost(f, c, y),
                "balance": found.settled_balance.get((c, y)),
            }
            for c in w.scenario.committees
        ],
        [Total(name=w.term("sum"), cells={}, of="rows")],
        stays=False,
    )


def _sure(w: Words, certain: Certainty | None, c: str, y: int) -> dict[str, Cell]:
    if certain is None:
        return {}
    change = certain.by_place[c, y]
    mark = w.term("within_the_margin")
    if abs(change.difference) <= SMALLEST:
        mark = w.say("som uppräkning", "as indexation")
    elif change.certain:
        mark = w.say("säkert", "certain")
    return {
        "least": amount(change.least - change.indexation),
        "most": amount(change.greatest - change.indexation),
        "holds": change.holds if abs(change.difference) > SMALLEST else None,
        "mark": mark,
    }


def _buys(sheet: Sheet, w: Words, result: Result, natural: Natural, certain: Certainty | None) -> None:
    last = result.figures.years[-1]
    sheet.heading(w.say(f"Vad det köper och ger upp, {last}", f"What it buys and gives up, {last}"))
    rows: list[dict[str, Cell]] = []
    for g in w.scenario.goals:
        unit, now, old, new = natural[g, last]
        row: dict[str, Cell] = {"name": w.goal(g), "old": old, "new": new, "now": now, "unit": unit}
        rows.append(row | _room_of_goal(w, certain, g, last) | decimals(w, g))
    room = [
        Column(key=key, head=w.term(f"{key}_in_the_room"), kind="points", source="solver", width=11)
        for key in ("worst", "best")
    ]
    sheet.table(
        [
            Column(key="name", head=w.term("goal")),
            *three(w, last, "solver", "solver", "points"),
            Column(key="now", head=w.term("now_two_lines"), kind="points", width=11),
            *(room if certain is not None else ()),
            Column(key="unit", head=w.term("unit"), width=16),
        ],
        rows,
        stays=False,
    )
    if certain is not None:
        sheet.note(gain(w, result))
    sheet.gap()


def _room_of_goal(w: Words, certain: Certainty | None, g: str, y: int) -> dict[str, Cell]:
    """What a goal can be among plans that are about as good, in its own unit; the worst is empty where not proved."""
    i = w.scenario.goals[g].indicator

    def value(points: float | None) -> float | None:
        if points is None:
            return None
        return written(points if i is None else indicated(i, points))

    spans = () if certain is None else certain.goals
    span = next((span for span in spans if (span.goal, span.year) == (g, y)), None)
    return {} if span is None else {"worst": value(span.least), "best": value(span.greatest)}


def _costs(sheet: Sheet, w: Words, result: Result, prices: Prices | None) -> None:
    sheet.heading(w.say("Vad det kostar", "What it costs"))
    _reserves(sheet, w, result)
    _demands(sheet, w, prices)


def _reserves(sheet: Sheet, w: Words, result: Result) -> None:
    """Write the result reserve and the balances: opening, put aside, taken and left over the plan years."""
    f, q, years = result.figures, result.proposal.q, result.figures.open_years
    before = years[0] - 1
    rows: list[dict[str, Cell]] = []
    if w.scenario.frame.result_reserve is not None:
        rows.append(
            {
                "name": w.term("the_result_reserve_in_a_row"),
                "opening": amount(q.result_reserve[before]),
                "into": amount(sum(q.deposit[y] for y in years)),
                "taken": amount(-sum(q.withdrawal[y] for y in years)),
            }
        )
    for c in w.scenario.committees:
        into = sum(f.restore[c, y] + q.saved[c, y] for y in years)
        taken = sum(q.used[c, y] for y in years)
        opening = q.balance[c, before]
        if abs(opening) > SMALLEST or into > SMALLEST or taken > SMALLEST:
            rows.append(
                {
                    "name": w.committee(c),
                    "opening": amount(opening),
                    "into": amount(into),
                    "taken": amount(-taken),
                }
            )
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    if rows:
        sheet.table(
            [
                Column(key="name", head=w.say("Reserver och sparade medel", "Reserves and balances")),
                Column(key="opening", head=w.say("Ingående", "Opening"), kind="moved", width=13),
                Column(
                    key="into",
                    head=w.say(f"Sätts av\n{span}", f"Put aside\n{span}"),
                    kind="moved",
                    source="solver",
                    width=13,
                ),
                Column(
                    key="taken",
                    head=w.say(f"Tas\n{span}", f"Taken\n{span}"),
                    kind="moved",
                    source="solver",
                    width=13,
                ),
                Column(
                    key="left",
                    head=w.say("= Kvar", "= Left"),
                    kind="moved",
                    adds=("opening", "into", "taken"),
                    width=13,
                ),
            ],
            rows,
            stays=False,
        )
    else:
        sheet.note(
            w.say(
                "Inga reserver och inga sparade medel finns eller tas.",
                "There are no reserves or balances, and none are taken.",
            )
        )
        sheet.gap()


def _demands(sheet: Sheet, w: Words, prices: Prices | None) -> None:
    """Write the decisions and limits that cost most, and who may change them."""
    dear = [
        p
        for p in owners.demands(prices.entries if prices is not None else ())
        if p.money is None or rounded(p.money * TKR, 0)
    ]
    if dear:
        sheet.table(
            [
                Column(
                    key="name",
                    head=w.term("cost_most"),
                ),
                Column(
                    key="money",
                    head=w.say("tkr om året,\nminst", "TSEK a year,\nat least"),
                    kind="money",
                    source="solver",
                    width=13,
                ),
                Column(key="by", head=w.term("who_may_change"), width=30),
            ],
            [
                {
                    "name": capital(rule_names.name(w, p))
                    + (f" ({w.term('no_total_makes_up')})" if p.money is None else ""),
                    "money": None if p.money is None else amount(p.money),
                    "by": owners.who(w, p),
                }
                for p in dear[:DEAREST]
            ],
            stays=False,
        )


def _rests(sheet: Sheet, w: Words, certain: Certainty) -> None:
    sheet.heading(w.term("what_it_rests_on"))
    _grades(sheet, w, certain)


def _grades(sheet: Sheet, w: Words, certain: Certainty) -> None:
    years = certain.result.figures.open_years
    for n in range(0, len(years), ACROSS - 1):
        part = years[n : n + ACROSS - 1]
        sheet.table(
            [
                Column(
                    key="name",
                    head=w.say(
                        f"Underlagets grad: så långt flyttas ramarna, {tkr(w)}",
                        f"Grade of evidence: how far frames move, {tkr(w)}",
                    ),
                ),
                *(Column(key=str(y), head=str(y), kind="money", source="solver", width=13) for y in part),
            ],
            [
                {"name": w.grade(grade), **{str(y): amount(by_year[y]) for y in part}}
                for grade, by_year in certain.grades.items()
            ],
            stays=False,
        )
    sheet.note(
        w.say(
            "Så långt flyttas ramarna när alla effekter av graden får den gemensamma kurvan. Talen läggs inte ihop "
            "och är inga andelar.",
            "How far frames move when all effects of the grade get the common curve. The numbers do not add up and "
            "are no shares.",
        )
    )


def evidence(sheet: Sheet, w: Words, certain: Certainty | None) -> None:
    """Write what the answer rests on, by grade of evidence, and what was drawn."""
    if certain is None:
        sheet.note(
            w.say(
                "Inte räknat i den här körningen. Varje effekt och dess underlag står på bladet Antaganden.",
                "Not computed in this run. Every effect and its evidence is on the sheet Assumptions.",
            )
        )
        return
    _grades(sheet, w, certain)
    drawn, all_ = len(certain.drawn), len(certain.result.figures.responses)
    sheet.note(
        w.say(
            f"Dragningar: {certain.draws}, frö {certain.seed}. Vikterna hålls. Effekter vars storlek drogs: {drawn} av "
            f"{all_}.",
            f"Draws: {certain.draws}, seed {certain.seed}. Weights are held. Effects whose size was drawn: {drawn} of "
            f"{all_}.",
        )
    )
    sheet.note(solver_note(w))


def views(sheet: Sheet, w: Words, result: Result, indexed: Indexed, found: Views) -> None:
    """Write the best plans under the weights of others at the same money, and everyone's plan by everyone's yardstick.

    Args:
        sheet: The sheet.
        w: How the report is written.
        result: The answer.
        indexed: The cells of indexation.
        found: The study of views.
    """
    every = [view for view in found.views if view.kind != "stated"]
    for y in result.figures.open_years:
        for n in range(0, len(every), ACROSS - 2):
            _view_table(sheet, w, indexed, every[n : n + ACROSS - 2], y)
    if not every:
        sheet.note(
            w.say(
                "Scenariot anger inga vikter för profiler eller partier.",
                "The scenario states no weights of profiles or parties.",
            )
        )
        sheet.gap()
    _matrix(sheet, w, found)
    sheet.note(solver_note(w))


def _view_table(sheet: Sheet, w: Words, indexed: Indexed, part: Sequence[View], y: int) -> None:
    sheet.heading(
        w.say(
            f"Skillnad mot uppräkning {y} med samma pengar, {tkr(w)}",
            f"Difference against indexation {y}, same money, {tkr(w)}",
        )
    )
    rows: list[dict[str, Cell]] = [
        {
            "name": w.committee(c),
            "proposal": indexed.proposed[c, y] - indexed.frame[c, y],
            **{v.id: live(amount(v.frames[c, y])) - indexed.frame[c, y] for v in part},
        }
        for c in w.scenario.committees
    ]
    sheet.table(
        [
            Column(key="name", head=w.term("committee")),
            Column(key="proposal", head=w.term("computed_proposal"), kind="moved", summed=True, width=13),
            *(
                Column(key=v.id, head=v.name, kind="moved", summed=True, source="solver", width=14)
                for v in part
            ),
        ],
        rows,
        [Total(name=w.quantity("frames"), cells={}, of="rows")],
        stays=False,
    )


def _matrix(sheet: Sheet, w: Words, found: Views) -> None:
    names = {view.id: view.name or w.term("stated_weights") for view in found.views}
    of_plan = {view.plan.id: view.name or w.term("computed_proposal") for view in found.views}
    plans = list(found.plans)
    yardsticks = list(names)
    sheet.heading(
        w.say(
            f"Allas planer med allas måttstock, {tkr(w)} om året mot uppräkning",
            f"Everyone's plan by everyone's yardstick, {tkr(w)} a year against indexation",
        )
    )
    for n in range(0, len(yardsticks), ACROSS - 1):
        part = yardsticks[n : n + ACROSS - 1]
        sheet.table(
            [
                Column(key="name", head=w.term("plan")),
                *(Column(key=v, head=names[v], kind="moved", source="solver", width=14) for v in part),
            ],
            [
                {
                    "name": of_plan.get(plan) or w.plan(found.plans[plan]),
                    **{
                        v: amount(value) if (value := found.matrix.get((plan, v))) is not None else None
                        for v in part
                    },
                }
                for plan in plans
            ],
            stays=False,
        )
    sheet.note(
        w.say(
            "Tom cell: kurvorna tar slut innan så mycket pengar har någon användning.",
            "Empty cell: the curves end before that much money has any use.",
        )
    )
