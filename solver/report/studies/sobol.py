"""The record of Sobol indices: which assumptions the spread of V and of each frame comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import levers
from solver.report.plots.sobol import pictures
from solver.report.studies.record import Short, StudyReport
from solver.report.studies.sampled import independence, ranges
from solver.report.words import Words, rounded
from solver.studies.sobol import Sobol

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.sobol import Shares

MOST = 3
"""The number of assumptions named for each committee."""
LEAST = 0.01
"""A smaller part of the variance is not named for a committee [share]."""
STILL = 1e-4
"""A frame that spreads less than this does not spread [MSEK]."""


def _note(w: Words, study: Sobol) -> str:
    points = w.number(study.base * (len(study.levers) + 2), 0)
    return w.say(
        f"{points} punkter (Saltelli, bas {study.base}, frö {study.seed}) ur de fördelningar som scenariot anger",
        f"{points} points (Saltelli, base {study.base}, seed {study.seed}) from the distributions that the "
        "scenario states",
    )


def _lines(page: Page, w: Words, study: Sobol) -> list[str]:
    lines = independence(page, w)
    if study.left_out:
        lines += page.text(_left_out(w, study))
    of_value, *of_frames = study.shares
    lines += _value(page, w, study, of_value)
    lines += page.text(
        w.say(
            "Ensamt: så stor del av variansen som försvinner om antagandet blir känt. Med samspel: den del där "
            "antagandet är inblandat, ensamt eller tillsammans med andra. ± är 95 procents osäkerhet i skattningen; "
            "tal under noll är skattningsfel.",
            "Alone: the part of the variance that goes if the assumption becomes known. With others: the part in which "
            "it is involved, alone or together with others. ± is the 95 per cent uncertainty of the estimate; figures "
            "below nothing are error.",
        )
    )
    lines += _frames(page, w, study, of_frames)
    lines += ranges(page, w, study.levers)
    return lines


def _left_out(w: Words, study: Sobol) -> str:
    n, of = w.number(study.left_out, 0), w.number(study.base, 0)
    return w.say(
        f"{n} av {of} baspunkter är utelämnade, därför att gränserna inte går ihop i någon av deras punkter; delarna "
        "gäller de övriga.",
        f"{n} of {of} base points are left out because the limits leave no plan in one of their points; the parts are "
        "of the others.",
    )


def _value(page: Page, w: Words, study: Sobol, of_value: Shares) -> list[str]:
    spread = w.points(of_value.deviation, 2)
    title = w.say(
        f"Viktad måluppfyllelse (V), standardavvikelse {spread}",
        f"Weighted goal attainment (V), standard deviation {spread}",
    )
    lines = page.heading(title)
    indices = of_value.indices
    if indices is None:
        return [*lines, *page.text(w.say("Inget antagande ändrar V.", "No assumption moves V."))]
    order = sorted(
        range(len(study.levers)), key=lambda k: (-rounded(float(indices.total[k]), 6), study.levers[k].id)
    )
    rows = [
        [
            levers.name(w, study.levers[k]),
            w.percent(float(indices.first[k]), 0),
            f"±{w.number(100 * float(indices.first_error[k]), 0)}",
            w.percent(float(indices.total[k]), 0),
            f"±{w.number(100 * float(indices.total_error[k]), 0)}",
        ]
        for k in order
    ]
    assumption, alone, with_others = w.terms("assumption", "alone", "with_others")
    head = [assumption, alone, "", with_others, ""]
    return [*lines, *page.table(head, rows)]


def _frames(page: Page, w: Words, study: Sobol, of_frames: list[Shares]) -> list[str]:
    year = study.result.figures.open_years[0]
    title = w.say(
        f"Ram mot uppräkning {year}: vad spridningen kommer av, med samspel",
        f"Frame against indexation {year}: what the spread comes from, with others",
    )
    rows, still = [], []
    by_committee = {told.committee: told for told in of_frames}
    for c in w.scenario.committees:
        told = by_committee[c]
        if told.indices is None or told.deviation < STILL:
            still.append(w.committee(c))
            continue
        total = told.indices.total
        order = sorted(range(len(total)), key=lambda k: (-rounded(float(total[k]), 6), study.levers[k].id))
        parts = [
            f"{levers.name(w, study.levers[k])} {w.percent(float(total[k]), 0)}"
            for k in order[:MOST]
            if total[k] >= LEAST
        ]
        rows.append([w.committee(c), w.fine(told.deviation * w.per_msek, w.money_decimals), "; ".join(parts)])
    head = [
        *w.terms("committee"),
        w.say(f"Std.avv.\n{w.unit}", f"Std. dev.\n{w.unit}"),
        w.say("Mest av", "Most from"),
    ]
    lines = page.heading(title)
    if rows:
        lines += page.table(head, rows, left=(0, 2))
    if still:
        lines += page.text(
            f"{w.say('Utan spridning', 'No spread')}: {', '.join(still)}.",
            hanging="  ",
        )
    return lines


def _short(w: Words, study: Sobol) -> Short:
    of_value = study.shares[0].indices
    rows = []
    if of_value is not None:
        order = sorted(
            range(len(study.levers)), key=lambda k: (-float(of_value.total[k]), study.levers[k].id)
        )
        rows = [
            [
                levers.name(w, study.levers[k]),
                w.percent(float(of_value.first[k]), 0),
                w.percent(float(of_value.total[k]), 0),
            ]
            for k in order
        ]
    spread = w.points(study.shares[0].deviation, 2)
    said = w.say(
        f"V:s standardavvikelse är {spread}. Så stor del av variansen kommer av:",
        f"The standard deviation of V is {spread}. So much of the variance comes from:",
    )
    head = w.terms("assumption", "alone", "with_others")
    return Short(sentences=[said], head=head, rows=rows)


REPORT = StudyReport(
    of=Sobol,
    title=("Vad osäkerheten kommer av", "What the uncertainty comes from"),
    question=(
        "Vilka antaganden kommer spridningen i V och i ramarna av?",
        "Which assumptions does the spread of V and of the frames come from?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    note=_note,
)
