"""The record of a comparison; the text always names the comparison base."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from models.scenario import FULL_POINTS
from solver.output.provenance import foundations
from solver.report.plots.compare import pictures
from solver.report.studies.record import Short, Source, StudyReport
from solver.report.words import NONE, ONE_KRONA, RUN_ID, Words
from solver.studies.compare import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.terminal import Page
    from solver.studies.compare import Bind, Change, Side

MOST_CHANGES = 40
YEAR_DIGITS = 4


def _opening(page: Page, w: Words, c: Comparison) -> list[str]:
    lines = page.heading(REPORT.full_title(c))[1:]
    for letter, side in (("A", c.a), ("B", c.b)):
        base = w.say(" (jämförelsebas)", " (comparison base)") if letter == "A" else ""
        stage = w.stage_name(side.inputs.get("stage"))
        said = w.say(f"skede: {stage}", f"stage: {stage}") if stage else ""
        run = f"{w.term('run_inside')} {side.digest[:RUN_ID]}"
        lines += page.text(
            f"{letter}{base}: " + " · ".join(filter(None, (side.name, said, run))), hanging="  "
        )
    return lines


def _lines(page: Page, w: Words, c: Comparison) -> list[str]:
    lines = _changes(page, w, c)
    without = [letter for letter, side in (("A", c.a), ("B", c.b)) if not side.solved]
    if without:
        letters = w.listed(without)
        text = w.say(
            f"Kraven i {letters} lämnar ingen plan. kommunbudget run visar vilka krav som krockar.",
            f"The limits of {letters} leave no plan. kommunbudget run tells which of them clash.",
        )
        return [*lines, "", *page.text(text)]
    lines += _values(page, w, c)
    for y in c.years if page.every_year else c.years[:1]:
        lines += _frames(page, w, c, y)
    return [*lines, *_goals(page, w, c), *_limits(page, w, c)]


def _source(w: Words, c: Comparison) -> Source:
    run = w.term("run")
    return Source(
        rows=[(f"{run} A", c.a.digest), (f"{run} B", c.b.digest)],
        provenance=foundations(),
        digest=c.b.digest,
    )


def _words(c: Comparison) -> Words:
    """Return the words of A: its language and currency."""
    scenario = SimpleNamespace(language=c.a.language, currency=c.a.currency)
    return Words(cast("Any", SimpleNamespace(scenario=scenario)))  # a saved result has no more than this


# ------------------------------------------------------------------------------------------------------ input


def _changes(page: Page, w: Words, c: Comparison) -> list[str]:
    title = w.say("Vad som skiljer i indata (A → B)", "What differs in the input (A → B)")
    lines = page.heading(title)
    if not c.changes:
        return [*lines, *page.text(w.say("Inget skiljer.", "Nothing differs."))]
    told = _told(c.changes)
    for path, a, b, place in told[:MOST_CHANGES]:
        lines += page.text(f"{path}: {a} → {b}  {place}".rstrip(), hanging="    ")
    more = len(told) - MOST_CHANGES
    if more > 0:
        lines += page.text(w.say(f"{more} till står i tabellen.", f"{more} more stand in the table."))
    return lines


def _told(changes: Sequence[Change]) -> list[tuple[str, str, str, str]]:
    """Return key, A, B and place of each change; years of a series that change alike are one entry."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for change in changes:
        above, _, last = change.path.rpartition(".")
        a, b = (NONE if v is None else _cut(v) for v in (change.a, change.b))
        place = Path(change.place_b or change.place_a).name
        yearly = last.isdecimal() and len(last) == YEAR_DIGITS
        found.setdefault((above if yearly else change.path, a, b, place), []).extend([last] if yearly else [])
    return [
        (f"{path}.{_span(years)}" if years else path, a, b, place)
        for (path, a, b, place), years in found.items()
    ]


def _span(years: list[str]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _cut(value: object, most: int = 24) -> str:
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"


# ------------------------------------------------------------------------------------------------------ value


def _cells(w: Words, a: float | None, b: float | None, decimals: int) -> list[str]:
    """Return A, B and B less A, each rounded by itself."""
    return [
        *(NONE if v is None else w.number(v, decimals) for v in (a, b)),
        NONE if a is None or b is None else w.signed(b - a, decimals),
    ]


def _values(page: Page, w: Words, c: Comparison) -> list[str]:
    names = {
        "proposal": w.term("computed_proposal"),
        "indexation": w.term("indexation"),
        "indexation_own_priorities": w.term("indexation_own_priorities"),
        "same_money": w.term("same_money"),
        "volume": w.term("volume_model"),
    }
    ids = list(dict.fromkeys((*names, *c.a.by_plan, *c.b.by_plan)))
    rows = []
    for id_ in ids:
        a, b = c.a.by_plan.get(id_), c.b.by_plan.get(id_)
        if a is not None or b is not None:
            rows.append([names.get(id_, _plan_name(c, id_)), *_cells(w, a, b, 3)])
    head = [*w.terms("plan"), "A", "B", w.say("B mot A", "B against A")]
    title = w.say(
        "Viktad måluppfyllelse (V), poäng, jämfört med A",
        "Weighted goal attainment (V), points, compared with A",
    )
    lines = [*page.heading(title), *page.table(head, rows)]
    if c.crossed is not None:
        a = c.a.by_plan["proposal"]
        value, less = w.number(c.crossed, 3), w.signed(c.crossed - a, 3)
        lines += page.text(
            w.say(
                f"B:s räkneförslag mätt med A:s kostnader, effekter och vikter: {value} poäng, {less} mot A:s eget.",
                f"B's proposal measured by A's costs, effects and weights: {value} points, {less} against A's own.",
            )
        )
    if c.a.weights != c.b.weights:
        lines += page.text(
            w.say(
                "A och B väger målen olika; V är då inte samma mått i de två kolumnerna.",
                "A and B weigh the goals differently; V is then not the same measure in the two columns.",
            )
        )
    if any(change.path == "objective.form" for change in c.changes):
        lines += page.text(
            w.say(
                "A och B söker inte samma sak (objective.form); V visas för båda men är inte vad båda har höjt.",
                "A and B do not aim at the same (objective.form); V is shown for both, but not both have raised it.",
            )
        )
    return lines


def _plan_name(c: Comparison, id_: str) -> str:
    for side in (c.a, c.b):
        if side.result is not None and id_ in side.result.plans:
            return side.result.plans[id_].name or id_
    return id_


# ----------------------------------------------------------------------------------------------------- frames


def _frames(page: Page, w: Words, c: Comparison, y: int) -> list[str]:
    rows = []
    based = bool(c.a.base or c.b.base)
    quantities = [(what, w.quantity(what)) for what in ("reserve", "total")]
    for what, name in (*c.committees.items(), *quantities):
        a, b = (side.frames.get(("proposal", what, y)) for side in (c.a, c.b))
        base = c.a.base.get(what, c.b.base.get(what))
        share = NONE
        if a is not None and b is not None and abs(a) > ONE_KRONA:
            share = w.signed(100 * (b - a) / a, 1)
        first = [NONE if base is None else w.amount(base)] if based else []
        per = w.per_msek
        cells = _cells(w, None if a is None else a * per, None if b is None else b * per, w.money_decimals)
        rows.append([name, *first, *cells, share])
    year = str(c.a.base_year)
    head = [*w.terms("committee"), *([year] if based else []), "A", "B"]
    head += [w.say(f"B mot A\n{w.unit}", f"B against A\n{w.unit}"), "\n%"]
    title = w.say(
        f"Räkneförslagens ramar {y}, {w.unit}, jämfört med A",
        f"Proposed frames {y}, {w.unit}, compared with A",
    )
    table = page.table(head, rows, sums=len(quantities))
    note = page.text(w.term("rounded_sums"))
    return [*page.heading(title), *table, *note, *page.text(_reallocated(w, c, y))]


def _reallocated(w: Words, c: Comparison, y: int) -> str:
    """Return what is moved between committees from A to B in a year; nothing where one of them has no proposal."""
    amount = c.reallocated(y)
    if amount is None:
        return ""
    told = w.money(amount)
    return w.say(
        f"Omfördelat mellan nämnderna {y}, från A till B: {told}.",
        f"Reallocated between committees in {y}, from A to B: {told}.",
    )


def _goals(page: Page, w: Words, c: Comparison) -> list[str]:
    shown = list(dict.fromkeys((c.years[0], c.years[-1])))

    def at(side: Side, g: str, y: int) -> float | None:
        points = side.attainment.get(("proposal", g, y))
        return None if points is None else min(points, FULL_POINTS)

    rows = []
    for g, name in c.goals.items():
        row = [name]
        for y in shown:
            row += _cells(w, at(c.a, g, y), at(c.b, g, y), 2)
        rows.append(row)
    head = w.terms("goal")
    for y in shown:
        head += [f"A\n{y}", f"B\n{y}", w.say("B mot A\n", "B against A\n")]
    title = w.say("Mål, poäng 0–100, jämfört med A", "Goals, points 0–100, compared with A")
    return [*page.heading(title), *page.table(head, rows), *page.text(w.term("rounded_sums"))]


# ----------------------------------------------------------------------------------------------------- limits


def _limits(page: Page, w: Words, c: Comparison) -> list[str]:
    lines = page.heading(w.say("Krav som binder i bara den ena", "Limits that bind in one of them only"))
    told = [
        *((w.say("Bara i B: ", "Only in B: "), c.b, key) for key in c.tightened),
        *((w.say("Bara i A: ", "Only in A: "), c.a, key) for key in c.eased),
    ]
    if not told:
        return [*lines, *page.text(w.say("Samma krav binder i båda.", "The same limits bind in both."))]
    for where, side, key in told:
        lines += page.text(where + _limit(side, key), hanging="  ")
    return lines


def _limit(side: Side, key: Bind) -> str:
    if side.result is None:
        return f"{key[0]} {' '.join(key[1])} ({side.binding[key]})"
    rows = side.result.families[key[0]]
    index = next(i for i in rows.index if tuple(map(str, i)) == key[1])
    return Words(side.result.figures).limit(rows, index)


def _subject(w: Words, _study: Comparison) -> str:
    return w.say("B jämfört med A", "B against A")


def _short(w: Words, study: Comparison) -> Short:
    y = study.years[0]

    def cells(id_: str, name: str) -> list[str]:
        amounts = [side.frames.get(("proposal", id_, y)) for side in (study.a, study.b)]
        told = [NONE if amount is None else w.amount(amount) for amount in amounts]
        a, b = amounts
        return [name, *told, NONE if a is None or b is None else w.amount(b - a, sign=True)]

    differs = w.counted(
        len(study.changes), ("nyckel skiljer", "nycklar skiljer"), ("key differs", "keys differ")
    )
    said = w.say(
        f"A (jämförelsebas): {study.a.name}. B: {study.b.name}. {differs} i indata.",
        f"A (comparison base): {study.a.name}. B: {study.b.name}. {differs} in the input.",
    )
    head = [w.say(f"Räkneförslag {y}, {w.unit}", f"Proposal {y}, {w.unit}"), "A", "B", "B − A"]
    rows = [cells(c, name) for c, name in study.committees.items()]
    return Short(sentences=[said], head=head, rows=rows, title=_subject(w, study))


REPORT = StudyReport(
    of=Comparison,
    title=("Jämförelse", "Comparison"),
    question=(
        "Vad skiljer i indata, och vad gör det för ramar, mål, värde och krav?",
        "What differs in the input, and what does it do to frames, goals, value and limits?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=_subject,
    words=_words,
    opening=_opening,
    source=_source,
)
