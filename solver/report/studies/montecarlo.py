"""The record of a Monte Carlo study: the spread of frames and V, and which changes keep their direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.montecarlo import pictures
from solver.report.studies.record import Short, StudyReport
from solver.report.studies.sampled import independence, ranges
from solver.report.words import NONE, Words
from solver.studies.montecarlo import QUANTILES, MonteCarlo
from solver.studies.moving import ENOUGH

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.montecarlo import Sign

SAFE = 0.9
"""A change counts as one that keeps its direction if it does in at least this share of the draws."""
DECIMALS = 1


def _note(w: Words, study: MonteCarlo) -> str:
    return w.say(
        f"{w.number(study.draws, 0)} dragningar (latinsk hyperkub, frö {study.seed}) ur de fördelningar som scenariot "
        "anger",
        f"{w.number(study.draws, 0)} draws (Latin hypercube, seed {study.seed}) from the distributions that the "
        "scenario states",
    )


def _lines(page: Page, w: Words, study: MonteCarlo) -> list[str]:
    lines = independence(page, w)
    if study.without_plan:
        lines += page.text(_without_plan(w, study))
    lines += ["", *page.text(_value(w, study))]
    told = _directions(w, study)
    if told:
        lines += page.text(told)
    for y in study.result.figures.open_years:
        lines += _differences(page, w, study, y)
    lines += page.text(
        w.say(
            f"Procentsatserna är hur stor del av dragningarna som ligger under talet. {_samma(w)}",
            f"The percentages are how much of the draws lies below the figure. {_samma(w)}",
        )
    )
    lines += _frames(page, w, study, study.result.figures.open_years[0])
    lines += ranges(page, w, study.levers)
    return lines


def _samma(w: Words) -> str:
    return w.say(
        "Samma riktning: i hur många procent av dragningarna ramen ligger på samma sida om uppräkningen som i "
        "räkneförslaget, med 95 procents osäkerhetsintervall för att dragningarna är ändligt många.",
        "Same direction: in how many per cent of the draws the frame lies on the same side of indexation as in the "
        "proposal, with a 95 per cent interval for the draws being finitely many.",
    )


def _without_plan(w: Words, study: MonteCarlo) -> str:
    n, of = w.number(study.without_plan, 0), w.number(study.draws, 0)
    return w.say(
        f"I {n} av {of} dragningar går gränserna inte ihop, så att det inte finns någon plan; allt nedan gäller de "
        "övriga.",
        f"In {n} of {of} draws the limits leave no plan; all below is of the others.",
    )


def _value(w: Words, study: MonteCarlo) -> str:
    low, lower, _, upper, high = (w.number(float(v), DECIMALS) for v in study.value)
    proposed = w.number(study.result.value, DECIMALS)
    return w.say(
        f"Viktad måluppfyllelse (V): {proposed} med antagandena som de står; i hälften av dragningarna mellan {lower} "
        f"och {upper}, i nio av tio mellan {low} och {high}.",
        f"Weighted goal attainment (V): {proposed} with the assumptions as they stand; between {lower} and {upper} in "
        f"half of the draws, between {low} and {high} in nine of ten.",
    )


def _directions(w: Words, study: MonteCarlo) -> str:
    year = study.result.figures.open_years[0]
    signs = [sign for sign in study.signs if sign.year == year]
    if not signs:
        return ""
    safe = sum(sign.keeps >= SAFE for sign in signs)
    proposed = w.counted(
        len(signs),
        ("föreslagen ändring", "föreslagna ändringar"),
        ("proposed change", "proposed changes"),
    )
    many = str(safe) if safe else w.term("none_of_them")
    their = w.say("", "its" if safe == 1 else "their")
    kept = w.say(
        f"Av {proposed} {year} mot uppräkning behåller {many} sin riktning i minst nio av tio dragningar.",
        f"Of {proposed} in {year} against indexation, {many} keep{'s' * (safe == 1)} {their} direction in at least "
        "nine of ten draws.",
    )
    least = min(signs, key=lambda sign: sign.keeps)
    if least.keeps == 1:
        return kept
    keeps, name = w.percent(least.keeps, 0), w.committee(least.committee)
    return kept + w.say(f" Minst säker är {name}: {keeps}.", f" Least certain is {name}: {keeps}.")


def _heads(w: Words) -> list[str]:
    return [w.percent(q, 0) for q in QUANTILES]


def _differences(page: Page, w: Words, study: MonteCarlo, y: int) -> list[str]:
    signs = {sign.committee: sign for sign in study.signs if sign.year == y}
    rows, still = [], []
    for c in w.scenario.committees:
        drawn = study.differences[c, y]
        sign = signs.get(c)
        if sign is None and abs(drawn).max() < ENOUGH:
            still.append(w.committee(c))
            continue
        proposed = 0.0 if sign is None else sign.proposed
        amounts = [w.amount(proposed, sign=True), *(w.amount(float(v), sign=True) for v in drawn)]
        rows.append([w.committee(c), *amounts, *_keeps(w, sign)])
    head = [
        *w.terms("committee", "proposal"),
        *_heads(w),
        w.say("Samma\nriktning", "Same\ndirection"),
        w.say("Intervall", "Interval"),
    ]
    lines = page.heading(
        w.say(f"Ram mot uppräkning {y}, {w.unit}", f"Frame against indexation {y}, {w.unit}")
    )
    if rows:
        lines += page.table(head, rows)
    if still:
        lines += page.text(
            f"{w.say('Utan skillnad i någon dragning', 'No difference in any draw')}: {', '.join(still)}.",
            hanging="  ",
        )
    return lines


def _keeps(w: Words, sign: Sign | None) -> list[str]:
    if sign is None:
        return [NONE, NONE]
    return [
        w.percent(sign.keeps, 0),
        f"{w.number(100 * sign.at_least, 0)}–{w.number(100 * sign.at_most, 0)}",
    ]


def _frames(page: Page, w: Words, study: MonteCarlo, y: int) -> list[str]:
    proposal = study.result.proposal.q
    rows = [
        [
            w.committee(c),
            w.amount(proposal.frame[c, y]),
            *(w.amount(float(v)) for v in study.frames[c, y]),
        ]
        for c in w.scenario.committees
    ]
    head = [*w.terms("committee", "proposal"), *_heads(w)]
    title = w.say(
        f"Ram {y}, {w.unit} (övriga år i tabellen)", f"Frame {y}, {w.unit} (other years in the table)"
    )
    return [*page.heading(title), *page.table(head, rows)]


def _short(w: Words, study: MonteCarlo) -> Short:
    y = study.result.figures.open_years[0]
    rows = [
        [w.committee(sign.committee), w.amount(sign.proposed, sign=True), w.percent(sign.keeps, 0)]
        for sign in study.signs
        if sign.year == y
    ]
    n = w.number(study.draws, 0)
    said = w.say(
        f"{n} dragningar, frö {study.seed}; {study.without_plan} av dem lämnar ingen plan.",
        f"{n} draws, seed {study.seed}; {study.without_plan} of them leave no plan.",
    )
    head = [
        w.say(f"Mot uppräkning {y}, {w.unit}", f"Against indexation {y}, {w.unit}"),
        w.plan_id("proposal"),
        w.say("Samma riktning", "Same direction"),
    ]
    return Short(sentences=[said], head=head, rows=rows)


REPORT = StudyReport(
    of=MonteCarlo,
    title=("Om antagandena slår fel", "If assumptions turn out otherwise"),
    question=(
        "Hur mycket sprider sig ramarna, och vilka ändringar behåller sin riktning?",
        "How far do the frames spread, and which changes keep their direction?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    note=_note,
)
