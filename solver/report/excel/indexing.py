"""Indexation and need as formulas over the sheet of inputs: what the model computes before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.report.excel.book import Column, Total, money, tkr
from solver.report.excel.inputs import in_order
from solver.report.excel.live import Live, added, given_or, largest, live, quotient

if TYPE_CHECKING:
    from models.figures import Figures
    from solver.report.excel.book import Cell, Sheet
    from solver.report.excel.inputs import Inputs
    from solver.report.words import Words

TASKS = ("one_off", "full_year", "technical")
OUTSIDE = ("demography", "capital")
"""Adjustments that are not indexed."""


@dataclass(slots=True, kw_only=True)
class Indexed:
    """The cells of indexation and need.

    Attributes:
        inputs: The cells of the sheet of inputs.
        rolled: Frames rolled forward before scaling [tkr].
        factor: Scaling factor of each year [-].
        frame: Frames of indexation [tkr].
        proposed: Frames of the proposal, which the solver computed [tkr].
        need: Need of each activity and plan year [tkr].
        part: Each activity's own part of its committee's indexed frame, ``moved_base`` [tkr].
        spend: Spend of each activity under indexation [tkr].
    """

    inputs: Inputs
    rolled: dict[tuple[str, int], Live] = field(default_factory=dict)
    factor: dict[int, Live] = field(default_factory=dict)
    frame: dict[tuple[str, int], Live] = field(default_factory=dict)
    proposed: dict[tuple[str, int], Live] = field(default_factory=dict)
    need: dict[tuple[str, int], Live] = field(default_factory=dict)
    part: dict[tuple[str, str, int], Live] = field(default_factory=dict)
    spend: dict[tuple[str, int], Live] = field(default_factory=dict)


def rolling(sheet: Sheet, w: Words, f: Figures, found: Inputs) -> Indexed:
    """Write frames rolled forward year by year, and the factor that scales them to the total (*osthyvel*)."""
    indexed = Indexed(inputs=found)
    order = tuple(w.scenario.committees)
    before: dict[str, Live] = {}
    for y in f.years:
        first, settled = y == f.years[0], y in f.settled_years
        sheet.heading(w.say(f"Rullade ramar {y}, {tkr(w)}", f"Frames rolled forward to {y}, {tkr(w)}"))
        columns = [
            Column(key="name", head=w.term("committee")),
            money(w, "last", (f"Ram\n{y - 1}" if first else f"Rullad ram\n{y - 1}", f"Frame\n{y - 1}")),
            money(w, "tasks", ("Engångs, helår,\ntekniskt", "One-off, full-\nyear, technical"), moved=True),
            Column(key="index", head="Index", kind="share", width=10),
            Column(
                key="requirement",
                head=w.say("Effektivi-\nseringskrav", "Efficiency\nrequirement"),
                kind="share",
                width=12,
            ),
            money(w, "outside", ("Demografi\noch kapital", "Demography\nand capital"), moved=True),
            *([_appropriated(w)] if settled else ()),
            money(w, "rolled", (f"= Rullad\nram {y}", f"= Rolled\nframe {y}")),
        ]
        if not settled:
            columns += [
                money(w, "locked", ("Låst av\nbeslut", "Fixed by\ndecision")),
                money(w, "free", ("= Skalas till\nramutrymmet", "= Scaled to\nthe total")),
            ]
        rows: list[dict[str, Cell]] = []
        for c in order:
            last = found.base_frame[c] if first else before[c]
            tasks, outside = found.adjusted(c, y, *TASKS), found.adjusted(c, y, *OUTSIDE)
            adjusted = last if tasks is None else last + tasks
            rolled = adjusted * (live(1) + found.index[c, y] - found.requirement[y])
            rolled = rolled if outside is None else rolled + outside
            if settled:
                rolled = rolled + found.appropriated(c, y)
            locked = found.locked.get((c, y))
            filled = (c, y) in f.locked
            free = rolled if locked is None else given_or(locked, filled=filled, otherwise=rolled) - locked
            rows.append(
                {
                    "name": w.committee(c),
                    "last": last,
                    "tasks": tasks,
                    "index": found.index[c, y],
                    "requirement": found.requirement[y],
                    "outside": outside,
                    "appropriated": found.appropriated(c, y) if settled else None,
                    "rolled": rolled,
                    "locked": locked if filled else None,
                    "free": free,
                }
            )
        written = sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")], stays=False)
        before = {c: row["rolled"] for c, row in zip(order, written.rows, strict=True)}
        indexed.rolled |= {(c, y): rolled for c, rolled in before.items()}
        if not settled:
            indexed.factor[y] = _factor(sheet, w, f, found, written.totals[0]["free"], y)
    sheet.note(
        w.say(
            "Rullad ram = (ram året före + engångs-, helårs- och tekniska poster) × (1 + index − krav) + demografi och "
            "kapital. Alla ramar som inget beslut låser räknas gånger samma tal (osthyveln), så att ramar och minsta "
            "reserv blir ramutrymmet.",
            "Rolled frame = (last year's frame + one-off, full-year and technical amounts) × (1 + index − requirement) "
            "+ demography and capital. All frames that no decision fixes are multiplied by one number, so that frames "
            "and the smallest reserve are the total.",
        )
    )
    if f.settled_years:
        base = w.scenario.base_year
        sheet.note(
            w.say(
                f"Avslutade år har sina egna ramar och skalas inte. Åren efter dem rullas ändå från {base}, med vad "
                "som anslogs under de avslutade åren; anslag för bara ett år upphör året efter.",
                "Settled years have their own frames and are not scaled. The frames of later years are still rolled "
                f"forward from {base}, with what settled years appropriated; what was for one year alone ends the year "
                "after.",
            )
        )
    return indexed


def _appropriated(w: Words) -> Column:
    """Return the column of what a settled year appropriated."""
    return money(w, "appropriated", ("Anslag\nunder året", "Appropriated\nin the year"), moved=True)


def _factor(  # noqa: PLR0913, PLR0917 - a table of the sheet
    sheet: Sheet, w: Words, f: Figures, found: Inputs, free: Live, y: int
) -> Live:
    total, share = found.total[y], found.reserve_share[y]
    locks = [found.locked[c, y] for c in f.committees if (c, y) in found.locked]
    rows: list[dict[str, Cell]] = [
        {"name": w.quantity("total"), "value": total},
        {"name": w.say("− Minsta reserv", "− Smallest reserve"), "value": share * total},
        {"name": w.say("− Låsta ramar", "− Fixed frames"), "value": added(locks) if locks else 0},
    ]
    columns = [
        Column(key="name", head=w.say(f"Att fördela {y}", f"To divide {y}")),
        Column(key="value", head=w.term("tsek"), kind="money", width=13),
    ]
    written = sheet.table(columns, rows, stays=False)
    whole, reserve, locked = (row["value"] for row in written.rows)
    factor = quotient(largest(whole - reserve - locked, 0), free, 1)
    scaled = sheet.table(
        [
            Column(key="name", head=w.say("Osthyvel", "Scaling")),
            Column(key="factor", head=w.say("Gånger", "Times"), kind="fine", width=13),
        ],
        [{"name": w.say(f"Alla fria ramar {y}", f"All free frames {y}"), "factor": factor}],
        stays=False,
    )
    return scaled.rows[0]["factor"]


def need(sheet: Sheet, w: Words, f: Figures, indexed: Indexed) -> None:
    """Write the cost of unchanged service, and each activity's part of its committee's indexed frame."""
    found = indexed.inputs
    lines = [a for a in in_order(w, f) if (a, f.years[0]) in f.all_need]
    if not lines:
        sheet.note(w.say("Alla verksamheter har fasta belopp.", "All activities have fixed amounts."))
        return
    pairs = [(a, c) for a in lines for c in f.lines[a].shares]
    now: dict[str, Live] = {a: found.base[a] for a in lines}
    own = {(a, c): _part(found, f, a, c, found.base[a]) for a, c in pairs}
    for y in f.years:
        tasks, capital = _moved(f, found, lines, now, y)
        sheet.heading(w.say(f"Behov {y}, {tkr(w)}", f"Need {y}, {tkr(w)}"))
        rows: list[dict[str, Cell]] = []
        for a in lines:
            row: dict[str, Cell] = {"name": f.lines[a].name, "last": now[a]}
            if (a, y) in found.need:
                rows.append({**row, "need": found.need[a, y]})
                continue
            into, onto = _of(tasks, f, a), _of(capital, f, a)
            price = found.own_price.get((a, y)) or added(
                [_part(found, f, a, c, found.index[c, y]) for c in f.lines[a].shares]
            )
            growth = live(1) + price
            if (a, y) in found.efficiency:
                growth = growth * (live(1) - found.efficiency[a, y])
            volume = None
            if (a, y) in found.volume:
                volume = found.volume[a, y]
                if (a, y - 1) in found.volume:
                    volume = volume / found.volume[a, y - 1]
                growth = growth * volume
            value = (now[a] if into is None else now[a] + into) * growth
            rows.append(
                {
                    **row,
                    "tasks": into,
                    "price": price,
                    "efficiency": found.efficiency.get((a, y)),
                    "volume": volume,
                    "capital": onto,
                    "need": value if onto is None else value + onto,
                }
            )
        last = (
            w.say(f"Kostnad {y - 1}", f"Cost {y - 1}")
            if y == f.years[0]
            else w.say(f"Behov {y - 1}", f"Need {y - 1}")
        )
        written = sheet.table(
            [
                Column(key="name", head=w.term("activity")),
                Column(key="last", head=last, kind="money", width=13),
                Column(key="tasks", head=w.term("moved_tasks"), kind="moved", width=12),
                Column(key="price", head=w.say("Pris", "Price"), kind="share", width=10),
                Column(
                    key="efficiency", head=w.say("Effek-\ntivitet", "Effi-\nciency"), kind="share", width=10
                ),
                Column(
                    key="volume",
                    head=w.say("Volym mot\nåret före", "Volume on\nlast year"),
                    kind="fine",
                    width=12,
                ),
                Column(key="capital", head=w.term("capital"), kind="moved", width=12),
                Column(
                    key="need",
                    head=w.say(f"= Behov\n{y}", f"= Need\n{y}"),
                    kind="money",
                    summed=True,
                    width=13,
                ),
            ],
            rows,
            [Total(name=w.term("sum"), cells={}, of="rows")],
            stays=False,
        )
        _parts(sheet, w, f, indexed, pairs, own, tasks, capital, y)
        now = {a: row["need"] for a, row in zip(lines, written.rows, strict=True)}
        indexed.need |= {(a, y): value for a, value in now.items() if (a, y) in f.need}
    sheet.note(
        w.say(
            "Behov: vad oförändrad verksamhet kostar. = (behov året före + flyttade uppgifter) × (1 + pris) × "
            "(1 − effektivitet) × volym + kapital. Del: verksamhetens egen del av nämndens uppräknade ram.",
            "Need: what unchanged service costs. = (last year's need + moved tasks) × (1 + price) × (1 − efficiency) × "
            "volume + capital. Part: the activity's own part of its committee's indexed frame.",
        )
    )


def _part(found: Inputs, f: Figures, a: str, c: str, whole: Live) -> Live:
    return whole if len(f.lines[a].shares) == 1 else found.share[a, c] * whole


def _of(parts: dict[tuple[str, str], Live], f: Figures, a: str) -> Live | None:
    its = [parts[a, c] for c in f.lines[a].shares if (a, c) in parts]
    return added(its) if its else None


Parts = dict[tuple[str, str], Live]


def _moved(f: Figures, found: Inputs, lines: list[str], now: dict[str, Live], y: int) -> tuple[Parts, Parts]:
    """Return the parts of a year's adjustments that move need before it grows, and after, by activity and committee.

    An adjustment without an activity is spread in proportion to last year's need over the committee's own
    activities, or its joint ones where it has no others.
    """
    tasks: Parts = {}
    capital: Parts = {}
    for c in f.committees:
        for named, amounts in found.entries.get((c, y), ()):
            task = [amounts[kind] for kind in TASKS if amounts[kind].value]
            onto = [amounts["capital"]] if amounts["capital"].value else []
            for a, share in _spread(f, found, lines, now, c, named).items():
                for amounts_, into in ((task, tasks), (onto, capital)):
                    if amounts_:
                        moved = added(amounts_) if share is None else added(amounts_) * share
                        into[a, c] = into[a, c] + moved if (a, c) in into else moved
    return tasks, capital


def _spread(  # noqa: PLR0913, PLR0917 - what an adjustment is spread over
    f: Figures, found: Inputs, lines: list[str], now: dict[str, Live], c: str, named: str | None
) -> dict[str, Live | None]:
    """Return the share of an adjustment that each activity takes; None for the whole."""
    if named is not None:
        return {named: None} if named in lines else {}
    years = f.years
    its = [a for a in lines if c in f.lines[a].shares and (a, years[0]) not in found.need]
    pool = [a for a in its if len(f.lines[a].shares) == 1] or its
    whole = added([now[a] for a in pool]) if pool else live(0)
    if not whole.value:
        return {}
    return {pool[0]: None} if len(pool) == 1 else {a: now[a] / whole for a in pool}


def _parts(  # noqa: PLR0913, PLR0917 - a table of the sheet of need
    sheet: Sheet,
    w: Words,
    f: Figures,
    indexed: Indexed,
    pairs: list[tuple[str, str]],
    own: dict[tuple[str, str], Live],
    tasks: Parts,
    capital: Parts,
    y: int,
) -> None:
    found = indexed.inputs
    rows: list[dict[str, Cell]] = []
    for a, c in pairs:
        into, onto = tasks.get((a, c)), capital.get((a, c))
        before = own[a, c] if into is None else own[a, c] + into
        value = before * (live(1) + found.index[c, y] - found.requirement[y])
        rows.append(
            {
                "name": f.lines[a].name
                if len(f.lines[a].shares) == 1
                else f"{f.lines[a].name} ({w.committee(c)})",
                "last": own[a, c],
                "tasks": into,
                "capital": onto,
                "part": value if onto is None else value + onto,
            }
        )
    written = sheet.table(
        [
            Column(
                key="name",
                head=w.say("Del av nämndens uppräknade ram", "Part of the committee's indexed frame"),
            ),
            Column(key="last", head=w.say(f"Del {y - 1}", f"Part {y - 1}"), kind="money", width=12),
            Column(key="tasks", head=w.term("moved_tasks"), kind="moved", width=10),
            Column(key="capital", head=w.term("capital"), kind="moved", width=10),
            Column(key="part", head=w.say(f"= Del\n{y}", f"= Part\n{y}"), kind="money", width=12),
        ],
        rows,
        stays=False,
    )
    for pair, row in zip(pairs, written.rows, strict=True):
        own[pair] = row["part"]
        indexed.part[*pair, y] = row["part"]
