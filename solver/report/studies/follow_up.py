"""The record of a follow-up: where things stand, committees, appropriations, the year-end, and forecasts' accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import followed, goals_followed
from solver.report.plots.follow_up import pictures
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NO_BREAK, NONE, RUN_ID
from solver.studies.follow_up import FollowUpStudy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.terminal import Page
    from solver.report.words import Words

TERMINAL = 7
"""Columns of numbers that a terminal holds; of more, the earlier deviation stands in the last table alone."""


def _opening(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    run = f"{w.standing()} · {w.term('run_inside')} {w.digest[:RUN_ID]}"
    lines = page.heading(REPORT.full_title(study))[1:]
    for text in (followed.stage(w, study), followed.base(w, study), run):
        lines += page.text(text)
    return lines if page.width else [*lines, *_told(page, w, study)]  # above the pictures of a page


def _lines(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    return [
        *_state(page, w, study),
        *_committees(page, w, study),
        *_appropriations(page, w, study),
        *_year_end(page, w, study),
        *_goals(page, w, study),
        *_from_here(page, w, study),
        *_accuracy(page, w, study),
        *_learning(page, w, study),
        *([] if page.width else _files(page, w, study)),
    ]


def _told(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    return [line for sentence in followed.sentences(w, study) for line in page.text(sentence)]


def _state(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    bridge, lines = study.money.bridge, page.heading(followed.title(w, study, "state"))
    if page.width or not bridge:
        lines += _told(page, w, study)
    if bridge:
        head = [
            w.say("Från budgeterat resultat, tkr", "From the budgeted result, TSEK"),
            w.term("outcome_in_a_heading") if study.outcome else w.term("forecast_in_a_heading"),
        ]
        lines += page.table(head, followed.bridge_rows(w, bridge), sums=1)
    return lines


def _committees(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    more = w.say("tkr mot budget (+ är överskott)", "TSEK against budget (+ is a surplus)")
    names, columns, amounts, signed = followed.committee_table(w, study)
    kept = [
        k
        for k, column in enumerate(columns)
        if column != "before" or len(columns) <= TERMINAL or not page.width
    ]
    rows = [
        [name, *(_cell(w, row[k], sign=columns[k] in signed) for k in kept)]
        for name, row in zip(names, amounts, strict=True)
    ]
    head = [*w.terms("committee"), *(followed.heading_of(w, study, columns[k]) for k in kept)]
    lines = [*page.heading(followed.title(w, study, "committees", more)), *page.table(head, rows, sums=1)]
    note = w.say(
        "Varje belopp är avrundat till tkr; avvikelser och summor är av de avrundade.",
        "Each amount is rounded to TSEK; deviations and sums are of the rounded ones.",
    )
    lines += page.text(note)
    lines += _steps(page, w, study)
    lines += _exempt(page, w, study)
    lines += _measures(page, w, study)
    for sentence in followed.measure_sentences(w, study):
        lines += page.text(sentence)
    return [*lines, *_comments(page, w, study)]


def _cell(w: Words, x: int | None, *, sign: bool = False) -> str:
    return NONE if x is None else w.signed(x, 0) if sign else w.number(x, 0)


def _steps(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    """Return what has changed since the report that it is compared with."""
    if not study.steps:
        return []
    names, amounts = followed.step_table(w, study)
    rows = [[name, *(w.signed(x, 0) for x in row)] for name, row in zip(names, amounts, strict=True)]
    earlier = study.against.report.date if study.against else ""
    since = w.say(f"Sedan rapporten {earlier}, tkr", f"Since the report of {earlier}, TSEK")
    return page.table([since, *followed.step_headings(w, study)], rows, sums=1)


def _exempt(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    given = study.follow_up.content.exempt
    if given is None:
        return []
    rows = []
    for a in given.activities:
        account = study.money.activities.get(a)
        if account is not None:
            budget, forecast = followed.thousands(account.budget), followed.thousands(account.forecast)
            rows.append(
                [w.activity(a), w.number(budget, 0), w.number(forecast, 0), w.signed(budget - forecast, 0)]
            )
    head = [
        w.say("Befriad verksamhet, tkr", "Exempt activity, TSEK"),
        w.say("Budget", "Budget"),
        w.term("outcome_in_a_heading") if study.outcome else w.term("forecast_in_a_heading"),
        w.say("Avvikelse", "Deviation"),
    ]
    lines = [line for sentence in followed.exempt_sentences(w, study) for line in page.text(sentence)]
    return [*lines, *(page.table(head, rows) if rows else [])]


def _measures(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    measures = study.report.content.measures
    if not measures:
        return []
    rows = [
        [
            m.name or id_,
            w.committee(m.committee),
            w.signed(followed.thousands(m.effect), 0),
            NONE if m.start is None else m.start.isoformat(),
            w.term("yes") if m.included else w.term("no"),
            m.by,
        ]
        for id_, m in measures.items()
    ]
    head = [
        w.say("Åtgärd", "Measure"),
        w.term("committee"),
        w.say("Effekt i år\ntkr", "Effect this year\nTSEK"),
        w.term("from"),
        w.say("Inräknad\ni prognosen", "Counted in\nthe forecast"),
        w.term("decided_by"),
    ]
    return page.table(head, rows, left=(0, 1, 3, 4, 5))


def _comments(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines: list[str] = []
    for id_, entry in study.report.ends.items():
        if entry.comment:
            who = f" ({entry.author})" if entry.author else ""
            lines += page.text(f"{followed.name_of(w, id_)}: {entry.comment}{who}", hanging="  ")
    return lines


def _appropriations(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines = page.heading(followed.title(w, study, "appropriations", w.term("tsek")))
    found = followed.appropriation_rows(w, study)
    if not found:
        text = w.term("no_appropriations")
        return [*lines, *page.text(text)]
    rows = []
    for name, (date, by, kind, source), amounts, summed, stands in found:
        to = w.listed([f"{followed.name_of(w, key)} {w.signed(x, 0)}" for key, x in amounts.items()])
        what = kind if source == NONE else f"{kind}, {w.say('av', 'of')} {source}"
        rows.append([name, f"{date}, {by}", what, to, w.signed(summed, 0), stands])
    head = [
        w.term("appropriation"),
        w.term("decided_by"),
        w.term("kind_of_appropriation"),
        w.term("to"),
        w.term("sum"),
        w.term("next_year_too"),
    ]
    if page.width:  # a terminal has no room for so many columns of words: each appropriation is a paragraph
        for name, by, what, to, total, stands in rows:
            told = f"{name}: {to} ({w.say('summa', 'sum')} {total}). {by}; {what}. {head[5]}: {stands}."
            lines += page.text(" ".join(told.split()), hanging="  ")
    else:
        lines += page.table(head, rows, left=(0, 1, 2, 3, 5))
    return [*lines, *page.text(followed.reserve_sentence(w, study))]


def _year_end(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines = page.heading(followed.title(w, study, "year_end", w.term("tsek")))
    if not study.outcome:
        lines += page.text(w.term("expected_if_the_forecast_holds"))
    lines += page.text(followed.rule_sentence(w))
    names, columns, amounts = followed.closing_table(w, study)
    rows = [[name, *(w.signed(x, 0) for x in row)] for name, row in zip(names, amounts, strict=True)]
    head = [*w.terms("committee"), *(followed.closing_heading(w, study, column) for column in columns)]
    lines += page.table(head, rows, sums=1)
    for sentence in followed.decided_sentences(w, study):
        lines += page.text(sentence)
    return [*lines, *_restoring(page, w, study), *_legal(page, w, study)]


def _restoring(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    years, amounts = followed.restoring_table(w, study)
    rows = [
        [w.committee(c), *(_cell(w, x or None) for x in row)]
        for c, row in zip(w.scenario.committees, amounts, strict=True)
        if any(row)
    ]
    if not rows:
        return []
    head = [w.term("deficits_to_restore"), *years]
    return page.table(head, rows)


def _legal(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    rows = followed.legal_rows(w, study)
    if not rows:
        return []
    title = w.say(
        f"Balanskravsutredning {study.follow_up.year}, tkr",
        f"The balance requirement {study.follow_up.year}, TSEK",
    )
    amounts = [[name, w.number(followed.thousands(x), 0)] for name, x in rows]
    head = [title, w.term("outcome_in_a_heading") if study.outcome else w.term("forecast_in_a_heading")]
    lines = page.table(head, amounts)
    for sentence in followed.exceptional_sentences(w, study):
        lines += page.text(sentence)
    return lines


def _accuracy(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    more = w.say("avvikelse mot budget, tkr", "deviation from budget, TSEK")
    lines = page.heading(followed.title(w, study, "accuracy", more))
    dates, amounts = followed.vintage_table(w, study)
    names = [*(w.committee(c) for c in w.scenario.committees), w.term("sum")]
    *earlier, last = dates
    head = [*w.terms("committee"), *(followed.vintage_heading(w, date) for date in earlier)]
    head.append(
        w.say(f"Utfall\n{last}", f"Outcome\n{last}") if study.outcome else followed.vintage_heading(w, last)
    )
    misses: list[list[str]] = [[] for _ in names]
    if study.outcome:
        head += [w.say(f"Utfall mot\n{date}", f"Outcome against\n{date}") for date in earlier]
        misses = [[w.signed(row[-1] - x, 0) for x in row[:-1]] for row in amounts]
    rows = [
        [name, *(w.signed(x, 0) for x in row), *miss]
        for name, row, miss in zip(names, amounts, misses, strict=True)
    ]
    lines += page.table(head, rows, sums=1)
    for sentence in followed.accuracy_sentences(w, study):
        lines += page.text(sentence)
    return lines


def _goals(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines = page.heading(followed.title(w, study, "goals", w.term("points")))
    for sentence in goals_followed.sentences(w, study):
        lines += page.text(sentence)
    heads = goals_followed.heads(w, study)
    signed = {"by_money", "by_need", "surprise"}
    rows = [
        [w.goal(g), *(goals_followed.number(w, row[key], sign=key in signed) for key in heads)]
        for g, row in goals_followed.cells(study).items()
    ]
    lines += page.table([w.term("goal"), *heads.values()], rows)
    for g, found in study.goals.items():
        if found.realised is not None:
            lines += page.text(f"{w.goal(g)}: {goals_followed.verdict(w, found)}.", hanging="  ")
    return lines


def _from_here(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines, here = page.heading(followed.title(w, study, "from_here")), study.here
    for sentence in followed.here_sentences(w, study):
        lines += page.text(sentence)
    if here is None:
        return lines
    names, amounts = followed.here_frames(w, here)
    rows = [
        [name, *(w.number(x, 0) for x in row), w.signed(change, 0)]
        for name, (*row, change) in zip(names, amounts, strict=True)
    ]
    head = w.say(f"Ramar {here.year}, tkr", f"Frames {here.year}, TSEK")
    lines += page.table([head, *followed.here_heads(w)], rows, sums=1)
    values = [
        [name, *(w.number(x, followed.V_DECIMALS) for x in row)]
        for name, row in followed.here_values(w, study, here)
    ]
    plans = followed.here_heads(w)
    return [*lines, *page.table([w.term("value_by_year"), plans[0], plans[1], plans[3]], values, sums=1)]


def _learning(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    lines = page.heading(followed.title(w, study, "learning"))
    if study.lessons:
        lines += page.table(goals_followed.lesson_heads(w), goals_followed.lesson_rows(w, study))
    for sentence in goals_followed.lesson_sentences(w, study):
        lines += page.text(sentence)
    for line in goals_followed.change_lines(study):
        lines += page.text(line, indent="  ")
    return lines


def _files(page: Page, w: Words, study: FollowUpStudy) -> list[str]:
    """Return the digests of what it rests on, for those who check; a terminal leaves them to ``result.json``."""
    rows = [[name, digest] for name, digest in sorted(study.follow_up.files.items())]
    title = w.say("Filer som uppföljningen vilar på", "Files that the follow-up rests on")
    head = [w.term("file"), "SHA-256"]
    return [*page.heading(title), *page.table(head, rows, left=(0, 1))]


def _short(w: Words, study: FollowUpStudy) -> Short:
    names, columns, amounts, signed = followed.committee_table(w, study)
    kept = [k for k, column in enumerate(columns) if column in {"budget", "forecast", "deviation", "before"}]
    head: Sequence[str] = [followed.heading_of(w, study, columns[k]).replace("\n", " ") for k in kept]
    rows = [
        [name, *(_cell(w, row[k], sign=columns[k] in signed) for k in kept)]
        for name, row in zip(names, amounts, strict=True)
    ]
    told = followed.sentences(w, study)
    return Short(
        sentences=[f"{followed.stage(w, study)}.", *told[: 1 + len(study.largest)]],
        head=[f"{w.term('committee')},{NO_BREAK}{w.term('tsek')}", *head],
        rows=rows,
    )


def _subject(_w: Words, study: FollowUpStudy) -> str:
    return study.subject


REPORT = StudyReport(
    of=FollowUpStudy,
    title=("Uppföljning", "Follow-up"),
    question=(
        "Vad beslutades, vad har hänt, och vad väntas året sluta på?",
        "What was decided, what has happened, and what is the year expected to end at?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=_subject,
    opening=_opening,
)
