"""What activities cost, and what goals reach: by activity in tkr, by goal in its own unit and in points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.output.rows import written
from solver.report.excel.book import Column, Total, amount, money, settled, three, tkr
from solver.report.excel.frames import rounding_note, solver_note
from solver.report.excel.inputs import in_order
from solver.report.excel.live import Live, Number, added, given_or, live
from solver.report.indicator import today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures
    from models.scenario import Indicator
    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Sheet
    from solver.report.excel.indexing import Indexed
    from solver.report.words import Words

Points = dict[tuple[str, int], tuple[Live, Live]]
"""The cells of a goal's points in a year: indexation's and the proposal's."""
Natural = dict[tuple[str, int], tuple[str, Number, Live, Live]]
"""A goal in a year in its own unit, else in points: the unit, today's value, indexation's and the proposal's cells."""
Scales = dict[str, tuple["Indicator", "Mapping[str, Live]"]]
"""The indicator of each goal that has one, and the cells of its scale."""


def activities(sheet: Sheet, w: Words, result: Result, indexed: Indexed) -> None:
    """Write what each activity costs at unchanged service, indexed and proposed, a year at a time."""
    f, new = result.figures, result.proposal.q.spend
    lines = in_order(w, f)
    for y in f.settled_years:
        _settled_activities(sheet, w, f, indexed, y)
    for y in f.open_years:
        sheet.heading(w.say(f"Verksamheter {y}, {tkr(w)}", f"Activities {y}, {tkr(w)}"))
        spend = _split(sheet, w, f, indexed, y)
        rows: list[dict[str, Cell]] = [
            {
                "name": line.name,
                "committee": w.listed([w.committee(c) for c in line.shares]),
                "base": indexed.inputs.base[a],
                "need": indexed.need.get((a, y)),
                "old": spend[a],
                "new": amount(new[a, y]),
            }
            for a, line in lines.items()
        ]
        base = w.scenario.base_year
        table = sheet.table(
            [
                Column(key="name", head=w.term("activity"), width=34),
                Column(key="committee", head=w.term("committee"), width=31),
                Column(
                    key="base",
                    head=w.say(f"Kostnad\n{base}", f"Cost\n{base}"),
                    kind="money",
                    summed=True,
                    width=12,
                ),
                Column(
                    key="need", head=w.say(f"Behov\n{y}", f"Need\n{y}"), kind="money", summed=True, width=12
                ),
                *three(w, y, "", "solver"),
                Column(
                    key="old_level",
                    head=w.say("Nivå i\nuppräkning", "Level in\nindexation"),
                    kind="share",
                    ratio="old",
                    of=("need",),
                    width=12,
                ),
                Column(
                    key="level",
                    head=w.say("Nivå i\nförslag", "Level in\nproposal"),
                    kind="share",
                    ratio="new",
                    of=("need",),
                    width=12,
                ),
            ],
            rows,
            [Total(name=w.term("sum"), cells={}, of="rows")],
            stays=False,
        )
        indexed.spend |= {(a, y): row["old"] for a, row in zip(lines, table.rows, strict=True)}
    sheet.note(solver_note(w))
    sheet.note(rounding_note(w))
    sheet.note(
        w.say(
            "Behov: kostnad vid oförändrad verksamhet. Nivå: kostnad / behov, tom för fasta belopp; summans nivå "
            "gäller bara verksamheter som har ett behov. Delningen inom en nämnd är vägledande: nämnden beslutar om "
            "den, om inte fullmäktige har öronmärkt.",
            "Need: cost of unchanged service. Level: cost / need, empty for fixed amounts; the sum's level is of "
            "activities that have a need only. The split inside a committee is indicative: the committee decides it, "
            "unless the council has earmarked.",
        )
    )


def _settled_activities(sheet: Sheet, w: Words, f: Figures, indexed: Indexed, y: int) -> None:
    """Write what each activity cost in a settled year, beside its need; every plan has that cost."""
    lines, base = in_order(w, f), w.scenario.base_year
    sheet.heading(
        w.say(
            f"Avslutat {y}: verksamheternas kostnad, {tkr(w)}", f"Settled {y}: cost of activities, {tkr(w)}"
        )
    )
    table = sheet.table(
        [
            Column(key="name", head=w.term("activity"), width=34),
            Column(key="committee", head=w.term("committee"), width=31),
            money(w, "base", (f"Kostnad\n{base}", f"Cost\n{base}")),
            money(w, "need", (f"Behov\n{y}", f"Need\n{y}")),
            settled(w, y),
            Column(
                key="level",
                head=w.term("level_in_a_heading"),
                kind="share",
                ratio="new",
                of=("need",),
                width=12,
            ),
        ],
        [
            {
                "name": line.name,
                "committee": w.listed([w.committee(c) for c in line.shares]),
                "base": indexed.inputs.base[a],
                "need": indexed.need.get((a, y)),
                "new": indexed.inputs.settled_spend[a, y],
            }
            for a, line in lines.items()
        ],
        [Total(name=w.term("sum"), cells={}, of="rows")],
        stays=False,
    )
    indexed.spend |= {(a, y): row["new"] for a, row in zip(lines, table.rows, strict=True)}


def _split(sheet: Sheet, w: Words, f: Figures, indexed: Indexed, y: int) -> dict[str, Live]:
    """Write what each committee may divide under indexation, and return each activity's spend.

    The same rule as ``models.indexation.split``: restoration and fixed amounts first, the rest in proportion to the
    activities' parts of the indexed frame.
    """
    found = indexed.inputs
    taken = {a: given_or(found.fixed[a, y], filled=True, otherwise=0) for a in f.lines if (a, y) in f.fixed}
    taken |= {a: found.earmarked[a, y] for a in f.lines if (a, y) in f.earmarked}
    free = [a for a in f.lines if a not in taken]
    joint = [a for a in free if len(f.lines[a].shares) > 1]

    def paid(a: str, c: str, amount_: Live) -> Live:
        return amount_ if len(f.lines[a].shares) == 1 else found.share[a, c] * amount_

    order = tuple(w.scenario.committees)
    rows: list[dict[str, Cell]] = []
    for c in order:
        its = [a for a in f.lines_of[c] if a in taken]
        parts = [indexed.part[a, c, y] for a in f.lines_of[c] if a in free]
        restore = found.restore.get((c, y))
        rows.append(
            {
                "name": w.committee(c),
                "frame": indexed.frame[c, y],
                "restore": live(0) - restore if restore is not None else None,
                "taken": live(0) - added([paid(a, c, taken[a]) for a in its]) if its else None,
                "parts": added(parts) if parts else None,
            }
        )
    columns = [
        Column(
            key="name", head=w.say("Uppräkning delas inom nämnden", "Indexation divided inside the committee")
        ),
        Column(key="frame", head=w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"), kind="money", width=12),
        Column(key="restore", head=w.term("restored"), kind="moved", width=12),
        Column(
            key="taken", head=w.say("Fasta och\nöronmärkta", "Fixed or\nearmarked"), kind="moved", width=12
        ),
        Column(
            key="room",
            head=w.say("= Att dela", "= To divide"),
            kind="money",
            adds=("frame", "restore", "taken"),
            width=12,
        ),
        Column(key="parts", head=w.say("Delarnas\nsumma", "Sum of\nparts"), kind="money", width=12),
    ]
    written_ = sheet.table(columns, rows, stays=False)
    of = dict(zip(order, written_.rows, strict=True))
    spend: dict[str, Live] = dict(taken)
    if joint:
        amounts: list[dict[str, Cell]] = [
            {
                "name": f.lines[a].name,
                "spend": added(
                    [
                        of[c]["room"] * indexed.part[a, c, y] / of[c]["parts"]
                        for c in f.lines[a].shares
                        if of[c]["parts"].value
                    ]
                ),
            }
            for a in joint
        ]
        together = sheet.table(
            [
                Column(key="name", head=w.say("Gemensamma program", "Joint programmes")),
                Column(
                    key="spend", head=w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"), kind="money", width=12
                ),
            ],
            amounts,
            stays=False,
        )
        spend |= {a: row["spend"] for a, row in zip(joint, together.rows, strict=True)}
    for c in order:
        shared = [a for a in f.lines_of[c] if a in joint]
        alone = [a for a in f.lines_of[c] if a in free and a not in joint]
        left = of[c]["room"]
        for a in shared:
            left = left - found.share[a, c] * spend[a]
        parts = [indexed.part[a, c, y] for a in alone]
        whole = (of[c]["parts"] if not shared else added(parts)) if parts else live(0)
        for a in alone:
            if whole.value:
                spend[a] = left * indexed.part[a, c, y] / whole
            else:
                spend[a] = left if len(alone) == 1 else live(0)
    return spend


# ------------------------------------------------------------------------------------------------------ goals


def points(sheet: Sheet, w: Words, result: Result) -> Points:
    """Write the attainment of every goal in points, a year at a time, and return the cells."""
    f, targets = result.figures, w.scenario.objective.targets or {}
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    goals, found = w.scenario.goals, Points()
    for y in f.years:
        rows: list[dict[str, Cell]] = [
            {
                "name": w.goal(g),
                "area": goal.area,
                "owner": w.committee(goal.owner) if goal.owner else None,
                "weight": written(f.part[g]),
                "now": written(today(f, g)),
                "old": written(old[g, y]),
                "new": written(new[g, y]),
                "minimum": goal.minimum[y] if goal.minimum else None,
                "target": targets.get(g, FULL_POINTS),
            }
            for g, goal in goals.items()
        ]
        minimum = Column(
            key="minimum", head=w.say(f"Miniminivå\n{y}", f"Minimum\n{y}"), kind="points", width=12
        )
        table = sheet.table(
            [
                Column(key="name", head=w.term("goal")),
                Column(key="area", head=w.term("goal_area"), width=18),
                Column(key="owner", head=w.say("Ansvarig nämnd", "Owner"), width=31),
                Column(key="weight", head=w.term("weight_in_a_heading"), kind="share", summed=True, width=9),
                Column(key="now", head=w.term("now_two_lines"), kind="points", width=9),
                *_reached(w, y),
                *(() if y in f.settled_years else (minimum,)),
                Column(key="target", head=w.term("target"), kind="points", width=9),
            ],
            rows,
            [Total(name=w.term("sum"), cells={}, of="rows")],
            stays=False,
        )
        found |= {
            (g, y): (row.get("old", row["new"]), row["new"]) for g, row in zip(goals, table.rows, strict=True)
        }
    sheet.note(solver_note(w))
    if f.settled_years:
        sheet.note(_expected(w))
    sheet.note(
        w.say(
            "Målpoäng 0–100, oavrundade. 100 är målnivån; vad som går över den räknas inte. Vikt: målets del av V över "
            "alla år.",
            "Goal points 0–100, not rounded. 100 is the target; what passes it does not count. Weight: the goal's part "
            "of V over all years.",
        )
    )
    return found


def _reached(w: Words, y: int) -> list[Column]:
    """Return the columns of what goals reach in a year: indexation, proposal and difference, or a settled year's."""
    if y in w.figures.settled_years:
        return [settled(w, y, "points", "solver")]
    return three(w, y, "solver", "solver", "points")


def _expected(w: Words) -> str:
    """Return what a goal of a settled year is."""
    return w.say(
        "Avslutade år: vad kurvorna ger vid årets kostnad, lika i alla planer; inte vad som har uppmätts.",
        "Settled years: what the curves give at the year's cost, the same in all plans; not what was observed.",
    )


def decimals(w: Words, g: str) -> dict[str, Cell]:
    """Return how the cells of a goal look in its own unit: with one decimal where its scale is long."""
    if w.goal_decimals(g) > 1:
        return {}
    values = ("now", "old", "new", "worst", "best")
    return {**{f"{key}:kind": "tenths" for key in values}, "more:kind": "moved_tenths"}


def goals(sheet: Sheet, w: Words, result: Result, found: Points) -> Natural:
    """Write goals in the units of their indicators: today, indexation, proposal, a year at a time.

    Values are formulas over the points and the scale of the indicator.

    Returns:
        The cells of every goal; of goals without an indicator, those of the points.
    """
    natural: Natural = {
        (g, y): (w.term("points"), written(today(result.figures, g)), *cells)
        for (g, y), cells in found.items()
    }
    measured = {g: goal.indicator for g, goal in w.scenario.goals.items() if goal.indicator is not None}
    without = [w.goal(g) for g in w.scenario.goals if g not in measured]
    if measured:
        scales = _scales(sheet, w, measured)
        for y in result.figures.years:
            natural |= _met(sheet, w, found, scales, y)
    if without:
        sheet.note(
            w.say("Utan mått, bara i poäng: ", "Without a measure, in points only: ")
            + w.listed(without)
            + "."
        )
    sheet.note(
        w.say(
            "Värdena följer av poängen på bladet Målpoäng, som lösaren har räknat; de ändras inte när pengarna ändras.",
            "The values follow from the points on the sheet Goal points, which the solver computed; they do not change "
            "when money does.",
        )
    )
    if result.figures.settled_years:
        sheet.note(_expected(w))
    return natural


def _scales(sheet: Sheet, w: Words, measured: Mapping[str, Indicator]) -> Scales:
    """Write the indicators of goals and their scales; return each with its cells."""
    sheet.heading(w.say("Måtten och deras skala", "The measures and their scale"))
    scales = sheet.table(
        [
            Column(key="name", head=w.term("goal")),
            Column(key="measure", head=w.term("indicator"), width=40),
            Column(key="unit", head=w.term("unit"), width=16),
            Column(
                key="present",
                head=w.say("Värde\ni dag", "Value\ntoday"),
                kind="plain",
                source="input",
                width=12,
            ),
            Column(
                key="zero",
                head=w.say("Värde för\n0 poäng", "Value of\n0 points"),
                kind="plain",
                source="input",
                width=12,
            ),
            Column(
                key="hundred",
                head=w.say("Värde för\n100 poäng", "Value of\n100 points"),
                kind="plain",
                source="input",
                width=12,
            ),
            Column(key="source", head=w.term("source"), width=44),
        ],
        [
            {
                "name": w.goal(g),
                "measure": " ".join(filter(None, (i.id, i.name))),
                "unit": i.unit,
                "present": i.present,
                "zero": i.floor,
                "hundred": i.target,
                "source": i.source,
            }
            for g, i in measured.items()
        ],
        stays=False,
    )
    return {g: (i, row) for (g, i), row in zip(measured.items(), scales.rows, strict=True)}


def _met(sheet: Sheet, w: Words, found: Points, scales: Scales, y: int) -> Natural:
    """Write the measured goals of a year in the unit of their indicator, by formulas over points and scale."""
    sheet.heading(
        w.say(f"Avslutat {y}: vad kurvorna ger", f"Settled {y}: what the curves give")
        if y in w.figures.settled_years
        else w.say(f"Vad invånaren möter {y}", f"What residents meet {y}")
    )
    rows: list[dict[str, Cell]] = []
    for g, (i, scale) in scales.items():
        zero, hundred = scale["zero"], scale["hundred"]
        old, new = (zero + at * (hundred - zero) / FULL_POINTS for at in found[g, y])
        rows.append(
            {
                "name": w.goal(g),
                "unit": i.unit,
                "now": scale["present"],
                "old": old,
                "new": new,
                **decimals(w, g),
            }
        )
    table = sheet.table(
        [
            Column(key="name", head=w.term("goal")),
            Column(key="unit", head=w.term("unit"), width=16),
            Column(key="now", head=w.term("now_two_lines"), kind="points", width=12),
            *_reached(w, y),
        ],
        rows,
        stays=False,
    )
    return {
        (g, y): (i.unit or "", scale["present"], row.get("old", row["new"]), row["new"])
        for (g, (i, scale)), row in zip(scales.items(), table.rows, strict=True)
    }
