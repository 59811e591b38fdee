"""The frame tables: whole tkr for the decision, and the bridges of indexation and of the proposal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import floor
from typing import TYPE_CHECKING

from solver.report.excel.book import ACROSS, TKR, Column, Total, amount, money, settled, three, tkr
from solver.report.excel.indexing import OUTSIDE, TASKS
from solver.report.excel.live import given_or, live
from solver.report.words import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.plan import Plan
    from solver.answer.result import Result
    from solver.report.excel.book import Cell, Sheet
    from solver.report.excel.indexing import Indexed
    from solver.report.excel.inputs import Inputs
    from solver.report.excel.live import Live
    from solver.report.words import Words

TOLD = ("name", "base", "old", "new", "more")
"""Columns of the decision before the plans of others."""


def solver_note(w: Words) -> str:
    """Return the note that tells which numbers are the solver's."""
    return w.say(
        "Grått och kursivt: räknat av lösaren; ändras inte när indata ändras.",
        "Grey italics: computed by the solver; does not change when inputs change.",
    )


def rounding_note(w: Words) -> str:
    """Return the note on rounding."""
    return w.say(
        "Cellerna är oavrundade. Avrundat i visningen; summor kan avvika i sista siffran.",
        "Cells are not rounded. Rounded where shown; sums may differ in the last digit.",
    )


def decision(sheet: Sheet, w: Words, result: Result) -> None:
    """Write frames in whole tkr that add up exactly, a year at a time, given plans beside."""
    base, order = w.scenario.base_year, tuple(w.scenario.committees)
    given = [id_ for id_ in w.scenario.plans if id_ in result.plans]
    others = ACROSS - len(TOLD)
    for y in result.figures.settled_years:
        _settled_decision(sheet, w, result, y)
    for y in result.figures.open_years:
        whole, kept = _whole(result, order, y, given)
        for n in range(0, max(len(given), 1), others):
            part = given[n : n + others]
            columns = [
                Column(key="name", head=w.term("committee")),
                Column(
                    key="base",
                    head=w.say(f"Ram\n{base}", f"Frame\n{base}"),
                    kind="money",
                    summed=True,
                    width=12,
                ),
                *three(w, y, "solver", "solver"),
                *(
                    Column(key=id_, head=w.plan(result.plans[id_]), kind="money", summed=True, width=16)
                    for id_ in part
                ),
            ]
            sheet.heading(w.say(f"Ramar för beslut {y}, tkr", f"Frames for decision {y}, TSEK"))
            keys = ("base", "old", "new", *part)
            rows: list[dict[str, Cell]] = [
                {"name": w.committee(c), **{key: whole[key][k] for key in keys}} for k, c in enumerate(order)
            ]
            reserves: dict[str, Cell] = {key: kept[key] for key in keys if key in kept}
            sheet.table(
                columns,
                rows,
                [
                    Total(name=w.quantity("frames"), cells={}, of="rows"),
                    Total(name=w.quantity("reserve"), cells=reserves),
                    Total(name=w.quantity("total"), cells={"base": None}, of="above"),
                ],
                stays=False,
            )
    sheet.note(
        w.say(
            "Det här bladet är beslutet: hela tkr, avrundade så att delarna är exakt lika med summan. Alla andra blad "
            "har oavrundade tal. Talen här är skrivna av programmet och ändras inte när indata ändras.",
            "This sheet is the decision: whole TSEK, rounded so that the parts are exactly the sum. All other sheets "
            "have unrounded numbers. The numbers here are written by the program and do not change when inputs change.",
        )
    )
    if result.figures.settled_years:
        sheet.note(
            w.say(
                "Avslutade år är inget att besluta: ramarna är de som gällde, med årets anslag.",
                "Settled years are nothing to decide: the frames are those that held, with the year's appropriations.",
            )
        )
    if given:
        sheet.note(
            w.say(
                "Planer med annat ramutrymme än scenariots har sitt eget på sista raden.",
                "Plans with another total than the scenario's have their own on the last row.",
            )
        )


def _settled_decision(sheet: Sheet, w: Words, result: Result, y: int) -> None:
    """Write the frames of a settled year in whole tkr: every plan has them."""
    base, order = w.scenario.base_year, tuple(w.scenario.committees)
    whole, kept = _whole(result, order, y, [])
    sheet.heading(
        w.say(
            f"Avslutat {y}: ramar med årets anslag, tkr",
            f"Settled {y}: frames with the year's appropriations, TSEK",
        )
    )
    sheet.table(
        [
            Column(key="name", head=w.term("committee")),
            money(w, "base", (f"Ram\n{base}", f"Frame\n{base}")),
            settled(w, y),
        ],
        [
            {"name": w.committee(c), **{key: whole[key][k] for key in ("base", "new")}}
            for k, c in enumerate(order)
        ],
        [
            Total(name=w.quantity("frames"), cells={}, of="rows"),
            Total(name=w.quantity("reserve"), cells={"new": kept["new"]}),
            Total(name=w.quantity("total"), cells={"base": None}, of="above"),
        ],
        stays=False,
    )


def rounded_parts(values: Sequence[float], total: float, decimals: int) -> tuple[float, ...]:
    """Parts rounded so that they add up to the rounded total (largest remainder).

    Args:
        values: The parts.
        total: What they are parts of; as a rule their sum.
        decimals: Decimals to keep.

    Returns:
        The rounded parts, in the order given.
    """
    scale = Decimal(10) ** decimals
    exact = [Decimal(repr(round(float(v), 9))) * scale for v in values]
    units = [floor(v) for v in exact]
    short = int((Decimal(repr(round(float(total), 9))) * scale).quantize(Decimal(1), ROUND_HALF_UP)) - sum(
        units
    )
    if units:
        each, short = divmod(short, len(units)) if not 0 <= short <= len(units) else (0, short)
        remainder = [v - u for v, u in zip(exact, units, strict=True)]
        first = sorted(range(len(units)), key=lambda k: (-remainder[k], -abs(exact[k]), k))[:short]
        units = [u + each + (k in first) for k, u in enumerate(units)]
    return tuple(float(Decimal(u) / scale) for u in units)


def _whole(
    result: Result, order: tuple[str, ...], y: int, given: list[str]
) -> tuple[dict[str, tuple[float, ...]], dict[str, float]]:
    """Return frames in whole tkr by column, and reserves, that add up to the total in whole tkr."""
    figures = [result.figures.base_frame[c] * TKR for c in order]
    whole: dict[str, tuple[float, ...]] = {"base": rounded_parts(figures, sum(figures), 0)}
    kept: dict[str, float] = {}
    for key, id_ in (("old", "indexation"), ("new", "proposal"), *((id_, id_) for id_ in given)):
        q = result.plans[id_].q
        parts = [*(q.frame[c, y] * TKR for c in order), q.reserve[y] * TKR]
        *frames, reserve = rounded_parts(parts, rounded(q.total[y] * TKR, 0), 0)
        whole[key], kept[key] = tuple(frames), reserve
    return whole, kept


def bridge(sheet: Sheet, w: Words, result: Result, indexed: Indexed, y: int) -> None:
    """Write the bridges of a year: indexation from its own frame of the year before, and the proposal from its own.

    A settled year has one bridge, to the frame that it had.
    """
    if y in result.figures.settled_years:
        _of_settled(sheet, w, result, indexed, y)
        return
    _of_indexation(sheet, w, result, indexed, y)
    _of_proposal(sheet, w, result, indexed, y)
    sheet.note(solver_note(w))
    sheet.note(rounding_note(w))
    sheet.note(
        w.say(
            "Varje brygga börjar där planens eget föregående år slutade. Osthyvel: uppräkningens ram i år, skalad till "
            "ramutrymmet, mot den egna ramen året före uppräknad. Realt mot index: ramen mot den egna ramen året före "
            "med engångs-, helårs- och tekniska poster, uppräknad med index, och årets kapitalkostnad. Osthyvel och "
            "ändrad skillnad: det som räkneförslaget ändrar mot uppräkning av den egna ramen, med osthyveln, som på "
            "sidan står för sig.",
            "Every bridge begins where the plan's own previous year ended. Scaling: indexation's frame this year, "
            "scaled to the total, against its own frame of last year, indexed. Real, on index: the frame against its "
            "own frame of last year with one-off, full-year and technical amounts, indexed, and this year's "
            "capital cost. Scaling and changed difference: what the proposal changes against indexation of its own "
            "frame, and the scaling, which the page tells apart.",
        )
    )
    if y - 1 in result.figures.settled_years:
        base = w.scenario.base_year
        sheet.note(
            w.say(
                f"Den egna ramen {y - 1} är den avslutade, i båda bryggorna. Engångsposter: även anslag för bara "
                f"{y - 1}, som upphör. Uppräkningen rullas från {base}: i osthyveln {y} ligger därför också vad ramen "
                f"{y - 1} avvek från den rullade ramen.",
                f"The own frame of {y - 1} is the settled one in both bridges. One-off items: also what was "
                f"appropriated for {y - 1} alone, which ends. Indexation is rolled forward from {base}: the scaling of "
                f"{y} therefore holds also what the frame of {y - 1} differed from the frame rolled forward.",
            )
        )


def _of_settled(sheet: Sheet, w: Words, result: Result, indexed: Indexed, y: int) -> None:
    """Write how the frame of a settled year follows from the one before; every plan has it."""
    found, order = indexed.inputs, tuple(w.scenario.committees)
    rows: list[dict[str, Cell]] = []
    for c in order:
        last = _frame_before(indexed.proposed, indexed, result, c, y)
        rows.append(
            {
                "name": w.committee(c),
                **_own_steps(found, c, y, last),
                "outside": found.adjusted(c, y, *OUTSIDE),
                "appropriated": found.appropriated(c, y),
                "frame": found.settled_frame[c, y],
            }
        )
    terms = ("last", "tasks", "price", "requirement", "outside", "appropriated")
    sheet.heading(
        w.say(
            f"Avslutat {y}: från ramen {y - 1} till ramen med årets anslag, {tkr(w)}",
            f"Settled {y}: from the frame of {y - 1} to the frame with the year's appropriations, {tkr(w)}",
        )
    )
    written = sheet.table(
        [
            *_step_columns(w, _start(result, y, (f"Ram\n{y - 1}", f"Frame\n{y - 1}"))),
            money(w, "outside", ("Demografi\noch kapital", "Demography\nand capital"), moved=True),
            money(w, "appropriated", ("Anslag\nunder året", "Appropriated\nin the year"), moved=True),
            money(
                w,
                "beyond",
                ("Beslutat utöver\nuppräkning", "Decided beyond\nindexation"),
                adds=("frame", *(f"-{term}" for term in terms)),
                moved=True,
            ),
            money(w, "frame", (f"= Avslutat\n{y}", f"= Settled\n{y}")),
        ],
        rows,
        [Total(name=w.quantity("frames"), cells={}, of="rows")],
        stays=False,
    )
    for c, row in zip(order, written.rows, strict=True):
        indexed.frame[c, y] = indexed.proposed[c, y] = row["frame"]
    sheet.note(rounding_note(w))
    sheet.note(
        w.say(
            "Ramen är den som gällde och är densamma i alla planer. Den prövas inte mot några gränser och ändras inte.",
            "The frame is the one that held and is the same in all plans. It is tested against no limits and is not "
            "changed.",
        )
    )


def _frame_before(
    of: Mapping[tuple[str, int], Live], indexed: Indexed, result: Result, c: str, y: int
) -> Live:
    """Return a plan's own frame of the year before; the base-year frame in the first plan year."""
    return indexed.inputs.base_frame[c] if y == result.figures.years[0] else of[c, y - 1]


def _start(result: Result, y: int, own: tuple[str, str]) -> tuple[str, str]:
    """Return the heading of the frame that a bridge begins in: the base year's, a settled one, or a plan's own."""
    if y == result.figures.years[0]:
        return f"Ram\n{y - 1}", f"Frame\n{y - 1}"
    if y - 1 in result.figures.settled_years:
        return f"Avslutat\n{y - 1}", f"Settled\n{y - 1}"
    return own


def _own_steps(found: Inputs, c: str, y: int, last: Live) -> dict[str, Cell]:
    """Return the cells from a plan's own frame of the year before to what of it is indexed."""
    tasks = found.adjusted(c, y, *TASKS)
    adjusted = last if tasks is None else last + tasks
    return {
        "last": last,
        "tasks": tasks,
        "price": adjusted * found.index[c, y],
        "requirement": live(0) - adjusted * found.requirement[y],
    }


def _step_columns(w: Words, start: tuple[str, str]) -> tuple[Column, ...]:
    """Return the columns of these cells, after the committee's; ``start`` heads the frame that they begin in."""
    return (
        Column(key="name", head=w.term("committee")),
        money(w, "last", start),
        money(w, "tasks", ("Engångs, helår,\ntekniskt", "One-off, full-\nyear, technical"), moved=True),
        money(w, "price", ("Pris och\nlön", "Price and\nwages"), moved=True),
        money(w, "requirement", ("Effektivi-\nseringskrav", "Efficiency\nrequirement"), moved=True),
    )


def _of_indexation(sheet: Sheet, w: Words, result: Result, indexed: Indexed, y: int) -> None:
    found, f = indexed.inputs, result.figures
    rows: list[dict[str, Cell]] = []
    order = tuple(w.scenario.committees)
    for c in order:
        last = _frame_before(indexed.frame, indexed, result, c, y)
        tasks, outside = found.adjusted(c, y, *TASKS), found.adjusted(c, y, *OUTSIDE)
        adjusted = last if tasks is None else last + tasks
        scaled = indexed.factor[y] * indexed.rolled[c, y]
        lock = found.locked.get((c, y))
        frame = scaled if lock is None else given_or(lock, filled=(c, y) in f.locked, otherwise=scaled)
        own = adjusted * (live(1) + found.index[c, y] - found.requirement[y])
        rows.append(
            {
                "name": w.committee(c),
                "last": last,
                "one_off": found.adjusted(c, y, "one_off"),
                "full_year": found.adjusted(c, y, "full_year"),
                "technical": found.adjusted(c, y, "technical"),
                "price": adjusted * found.index[c, y],
                "requirement": live(0) - adjusted * found.requirement[y],
                "outside": outside,
                "scaling": frame - (own if outside is None else own + outside),
            }
        )
    terms = ("last", "one_off", "full_year", "technical", "price", "requirement", "outside", "scaling")
    ended = y - 1 in f.settled_years
    sheet.heading(
        w.say(
            f"Uppräkning {y}: från {'den avslutade ramen' if ended else 'uppräkningens egen ram'} {y - 1}, {tkr(w)}",
            f"Indexation {y}: from {'the settled' if ended else 'its own'} frame of {y - 1}, {tkr(w)}",
        )
    )
    start = _start(result, y, (f"Uppräkning\n{y - 1}", f"Indexation\n{y - 1}"))
    written = sheet.table(
        [
            Column(key="name", head=w.term("committee")),
            money(w, "last", start),
            money(w, "one_off", ("Engångs-\nposter", "One-off\nitems"), moved=True),
            money(w, "full_year", ("Helårs-\neffekter", "Full-year\neffects"), moved=True),
            money(w, "technical", ("Tekniska\njusteringar", "Technical\nadjustments"), moved=True),
            money(w, "price", ("Pris och\nlön", "Price and\nwages"), moved=True),
            money(w, "requirement", ("Effektivi-\nseringskrav", "Efficiency\nrequirement"), moved=True),
            money(w, "outside", ("Demografi\noch kapital", "Demography\nand capital"), moved=True),
            money(w, "scaling", ("Osthyvel till\nramutrymmet", "Scaling to\nthe total"), moved=True),
            money(w, "frame", (f"= Uppräkning\n{y}", f"= Indexation\n{y}"), adds=terms),
        ],
        rows,
        [Total(name=w.quantity("frames"), cells={}, of="rows")],
        stays=False,
    )
    for c, row in zip(order, written.rows, strict=True):
        indexed.frame[c, y] = row["frame"]


def _of_proposal(sheet: Sheet, w: Words, result: Result, indexed: Indexed, y: int) -> None:
    found, q = indexed.inputs, result.proposal.q
    rows: list[dict[str, Cell]] = []
    order = tuple(w.scenario.committees)
    for c in order:
        last = _frame_before(indexed.proposed, indexed, result, c, y)
        rows.append(
            {
                "name": w.committee(c),
                **_own_steps(found, c, y, last),
                **{kind: found.adjusted(c, y, kind) for kind in OUTSIDE},
                "frame": amount(q.frame[c, y]),
            }
        )
    ended = y - 1 in result.figures.settled_years
    sheet.heading(
        w.say(
            f"Räkneförslag {y}: från den {'avslutade' if ended else 'egna'} ramen {y - 1}, {tkr(w)}",
            f"Proposal {y}: from {'the settled' if ended else 'its own'} frame of {y - 1}, {tkr(w)}",
        )
    )
    start = _start(result, y, (f"Räkneförslag\n{y - 1}", f"Proposal\n{y - 1}"))
    terms = ("last", "tasks", "price", "requirement", *OUTSIDE)
    written = sheet.table(
        [
            *_step_columns(w, start),
            money(w, "demography", ("Demografi", "Demography"), moved=True),
            money(w, "capital", ("Kapital-\nkostnad", "Capital\ncost"), moved=True),
            money(
                w,
                "moved",
                ("Osthyvel och\nändrad\nskillnad", "Scaling and\nchanged\ndifference"),
                adds=("frame", *(f"-{term}" for term in terms)),
                moved=True,
            ),
            money(w, "frame", (f"= Räkne-\nförslag {y}", f"= Proposal\n{y}"), source="solver"),
            Column(
                key="real",
                head=w.say("Realt mot\nindex", "Real, on\nindex"),
                kind="moved_share",
                ratio="frame",
                of=("last", "tasks", "price", "capital"),
                less_one=True,
                width=10,
            ),
        ],
        rows,
        [Total(name=w.quantity("frames"), cells={}, of="rows")],
        stays=False,
    )
    for c, row in zip(order, written.rows, strict=True):
        indexed.proposed[c, y] = row["frame"]


def frame(indexed: Indexed, plan: Plan, c: str, y: int) -> Cell:
    """Return a plan's frame: the cell that computes or holds it, else the number [tkr]."""
    cells = {"indexation": indexed.frame, "proposal": indexed.proposed}.get(plan.id, {})
    return cells.get((c, y), amount(plan.q.frame[c, y]))
