"""The workbook of a follow-up: sheets of the page's names; differences and sums are formulas over rounded thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import followed, goals_followed
from solver.report.excel import opened
from solver.report.excel.book import Column, Total, money
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.report.excel.book import Cell, Sheet
    from solver.studies.follow_up import FollowUpStudy

COMPUTED: Mapping[str, tuple[str, ...]] = {
    "deviation": ("budget", "-forecast"),
    "own": ("deviation", "-exempt"),
    "closing": ("opening", "own", "returned", "borne", "decided"),
}
"""Columns that are sums of others in their row, as live formulas."""


def workbook(study: FollowUpStudy) -> bytes:
    """Return a follow-up as a workbook; the same follow-up gives the same bytes.

    Args:
        study: The follow-up.
    """
    w = Words(study.figures)
    lead = f"{followed.stage(w, study)}. {followed.base(w, study)}"
    book, sheets = opened(w, study.subject, [lead], followed.SHEETS)
    _state(sheets["state"], w, study)
    _committees(sheets["committees"], w, study)
    _appropriations(sheets["appropriations"], w, study)
    _year_end(sheets["year_end"], w, study)
    _goals(sheets["goals"], w, study)
    _from_here(sheets["from_here"], w, study)
    _accuracy(sheets["accuracy"], w, study)
    _learning(sheets["learning"], w, study)
    return book.finished()


def _goals(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    for sentence in goals_followed.sentences(w, study):
        sheet.note(sentence)
    heads = goals_followed.heads(w, study)
    signed = {"by_money", "by_need", "surprise"}
    columns = [Column(key="name", head=w.term("goal"), width=36)]
    columns += [
        Column(key=key, head=head, kind="moved_points" if key in signed else "points", width=13)
        for key, head in heads.items()
    ]
    columns.append(Column(key="verdict", head=w.say("omdöme", "verdict"), width=34))
    rows: list[Mapping[str, Cell]] = [
        {
            "name": w.goal(g),
            **{key: row[key] for key in heads},
            "verdict": goals_followed.verdict(w, study.goals[g]),
        }
        for g, row in goals_followed.cells(study).items()
    ]
    sheet.table(columns, rows)


def _from_here(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    for sentence in followed.here_sentences(w, study):
        sheet.note(sentence)
    here = study.here
    if here is None:
        return
    names, amounts = followed.here_frames(w, here)
    head = w.say(f"Ramar {here.year}, tkr", f"Frames {here.year}, TSEK")
    columns = [Column(key="name", head=head, width=36)]
    columns += [
        Column(
            key=key,
            head=title,
            kind="moved" if key == "change" else "money",
            adds=("replan", "-planned") if key == "change" else (),
            summed=True,
            width=14,
        )
        for key, title in zip(followed.HERE, followed.here_heads(w), strict=True)
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **dict(zip(followed.HERE[:-1], row[:-1], strict=True))}
        for name, row in zip(names[:-1], amounts[:-1], strict=True)
    ]
    sheet.table(columns, rows, [Total(name=names[-1], cells={}, of="rows")])
    sheet.gap()
    plans = {"planned": 0, "nothing": 1, "replan": 3}
    columns = [Column(key="name", head=w.term("value_by_year"), width=36)]
    columns += [
        Column(key=key, head=followed.here_heads(w)[k], kind="points", width=14) for key, k in plans.items()
    ]
    values: list[Mapping[str, Cell]] = [
        {"name": name, **dict(zip(plans, row, strict=True))}
        for name, row in followed.here_values(w, study, here)
    ]
    sheet.table(columns, values)


def _learning(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    heads = goals_followed.lesson_heads(w)
    found = goals_followed.lesson_rows(w, study)
    if found:
        columns = [Column(key=str(k), head=head, width=40 if not k else 16) for k, head in enumerate(heads)]
        sheet.table(columns, [{str(k): cell for k, cell in enumerate(row)} for row in found])
    for sentence in (*goals_followed.lesson_sentences(w, study), *goals_followed.change_lines(study)):
        sheet.note(sentence)


def _state(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    for sentence in followed.sentences(w, study):
        sheet.note(sentence)
    bridge = study.money.bridge
    if not bridge:
        return
    sheet.gap()
    rows: list[Mapping[str, Cell]] = [
        {"name": w.say(*followed.BRIDGE[name]), "amount": followed.thousands(amount)}
        for name, amount in bridge.items()
        if name != "result"
    ]
    head = w.say("Från budgeterat resultat", "From the budgeted result")
    columns = [
        Column(key="name", head=head, width=44),
        money(w, "amount", ("tkr", "TSEK"), moved=True),
    ]
    sheet.table(columns, rows, [Total(name=w.say(*followed.BRIDGE["result"]), cells={}, of="rows")])


def _committees(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    names, keys, amounts, signed = followed.committee_table(w, study)
    sheet.note(w.say("Tkr mot budget; + är överskott.", "TSEK against budget; + is a surplus."))
    whole = [k for k, key in enumerate(keys) if amounts[-1][k] is not None]
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [
        Column(
            key=key,
            head=followed.heading_of(w, study, key),
            kind="moved" if key in signed else "money",
            adds=COMPUTED.get(key, ()) if "forecast" in keys else (),
            summed=k in whole,
            width=14,
        )
        for k, key in enumerate(keys)
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **{key: x for key, x in zip(keys, row, strict=True) if key not in COMPUTED}}
        for name, row in zip(names[:-1], amounts[:-1], strict=True)
    ]
    sheet.table(columns, rows, [Total(name=names[-1], cells={}, of="rows")])
    _steps(sheet, w, study)
    for sentence in (*followed.exempt_sentences(w, study), *followed.measure_sentences(w, study)):
        sheet.note(sentence)
    _measures(sheet, w, study)
    _comments(sheet, w, study)


def _steps(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    """Write what has changed since the report that it is compared with."""
    if study.against is None:
        return
    names, amounts = followed.step_table(w, study)
    keys = ("before", "appropriated", "lowered", "now")
    sheet.gap()
    earlier = study.against.report.date
    sheet.heading(w.say(f"Sedan rapporten {earlier}, tkr", f"Since the report of {earlier}, TSEK"))
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [
        Column(
            key=key,
            head=head,
            kind="moved",
            adds=keys[:-1] if key == "now" else (),
            summed=True,
            width=14,
        )
        for key, head in zip(keys, followed.step_headings(w, study), strict=True)
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **dict(zip(keys[:-1], row[:-1], strict=True))}
        for name, row in zip(names[:-1], amounts[:-1], strict=True)
    ]
    sheet.table(columns, rows, [Total(name=names[-1], cells={}, of="rows")], stays=False)


def _measures(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    measures = study.report.content.measures
    if not measures:
        return
    sheet.gap()
    sheet.heading(w.say("Åtgärder", "Measures"))
    columns = [
        Column(key="name", head=w.say("Nämnd: åtgärd", "Committee: measure"), width=36),
        money(w, "effect", ("Effekt i år\ntkr", "Effect this year\nTSEK"), moved=True),
        Column(key="from", head=w.term("from"), width=14),
        Column(key="included", head=w.say("Inräknad i\nprognosen", "Counted in\nthe forecast"), width=14),
        Column(key="by", head=w.term("decided_by"), width=14),
    ]
    rows: list[Mapping[str, Cell]] = [
        {
            "name": f"{w.committee(m.committee)}: {m.name or id_}",
            "effect": followed.thousands(m.effect),
            "from": "" if m.start is None else m.start.isoformat(),
            "included": w.term("yes") if m.included else w.term("no"),
            "by": m.by,
        }
        for id_, m in measures.items()
    ]
    sheet.table(columns, rows, stays=False)


def _comments(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    told = {id_: entry for id_, entry in study.report.ends.items() if entry.comment}
    if not told:
        return
    sheet.gap()
    sheet.heading(w.say("Vad nämnderna säger om siffrorna", "What the committees say of the figures"))
    for id_, entry in told.items():
        who = f" ({entry.author})" if entry.author else ""
        sheet.note(f"{followed.name_of(w, id_)}: {entry.comment}{who}")


def _appropriations(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    rows: list[Mapping[str, Cell]] = []
    for name, (date, by, kind, source), amounts, _, stands in followed.appropriation_rows(w, study):
        rows += [
            {
                "name": name,
                "date": date,
                "by": by,
                "kind": kind,
                "source": source,
                "to": followed.name_of(w, key),
                "amount": amount,
                "stands": stands,
            }
            for key, amount in amounts.items()
        ]
    if rows:
        columns = [
            Column(key="name", head=w.term("appropriation"), width=36),
            Column(key="date", head=w.term("date"), width=12),
            Column(key="by", head=w.term("decided_by"), width=24),
            Column(key="kind", head=w.term("kind_of_appropriation"), width=18),
            Column(key="source", head=w.say("Av vilka pengar", "Of what money"), width=22),
            Column(key="to", head=w.term("to"), width=30),
            money(w, "amount", ("tkr", "TSEK"), moved=True),
            Column(key="stands", head=w.term("next_year_too"), width=10),
        ]
        sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")])
    else:
        sheet.note(w.term("no_appropriations"))
    sheet.note(followed.reserve_sentence(w, study))


def _year_end(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    if not study.outcome:
        sheet.note(w.term("expected_if_the_forecast_holds"))
    sheet.note(followed.rule_sentence(w))
    names, keys, amounts = followed.closing_table(w, study)
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [
        Column(
            key=key,
            head=followed.closing_heading(w, study, key),
            kind="moved",
            adds=tuple(term for term in COMPUTED[key] if term in keys) if key == "closing" else (),
            summed=True,
            width=14,
        )
        for key in keys
    ]
    rows: list[Mapping[str, Cell]] = [
        {"name": name, **{key: x for key, x in zip(keys, row, strict=True) if key != "closing"}}
        for name, row in zip(names[:-1], amounts[:-1], strict=True)
    ]
    sheet.table(columns, rows, [Total(name=names[-1], cells={}, of="rows")])
    for sentence in followed.decided_sentences(w, study):
        sheet.note(sentence)
    _restoring(sheet, w, study)
    _legal(sheet, w, study)


def _restoring(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    years, amounts = followed.restoring_table(w, study)
    rows: list[Mapping[str, Cell]] = [
        {"name": w.committee(c), **dict(zip(years, row, strict=True))}
        for c, row in zip(w.scenario.committees, amounts, strict=True)
        if any(row)
    ]
    if not rows:
        return
    sheet.gap()
    sheet.heading(w.term("deficits_to_restore"))
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [money(w, year, (year, year)) for year in years]
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")], stays=False)


def _legal(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    told = followed.legal_rows(w, study)
    if not told:
        return
    sheet.gap()
    y = study.follow_up.year
    sheet.heading(w.say(f"Balanskravsutredning {y}, tkr", f"The balance requirement {y}, TSEK"))
    columns = [
        Column(key="name", head=w.term("item"), width=48),
        money(w, "amount", ("tkr", "TSEK")),
    ]
    rows: list[Mapping[str, Cell]] = [{"name": name, "amount": followed.thousands(x)} for name, x in told]
    sheet.table(columns, rows, stays=False)
    for sentence in followed.exceptional_sentences(w, study):
        sheet.note(sentence)


def _accuracy(sheet: Sheet, w: Words, study: FollowUpStudy) -> None:
    sheet.note(w.say("Avvikelse mot budget, tkr.", "Deviation from budget, TSEK."))
    dates, amounts = followed.vintage_table(w, study)
    *earlier, last = dates
    heads = {date: followed.vintage_heading(w, date) for date in dates}
    if study.outcome:
        heads[last] = w.say(f"Utfall\n{last}", f"Outcome\n{last}")
    shown = [*earlier[-4:], last]  # a printed page has ten columns
    columns = [Column(key="name", head=w.term("committee"), width=36)]
    columns += [Column(key=date, head=heads[date], kind="moved", summed=True, width=14) for date in shown]
    if study.outcome:
        columns += [
            Column(
                key=f"against {date}",
                head=w.say(f"Utfall mot\n{date}", f"Outcome against\n{date}"),
                kind="moved",
                adds=(last, f"-{date}"),
                summed=True,
                width=14,
            )
            for date in shown[:-1]
        ]
    rows: list[Mapping[str, Cell]] = [
        {"name": w.committee(c), **dict(zip(dates, row, strict=True))}
        for c, row in zip(w.scenario.committees, amounts[:-1], strict=True)
    ]
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")])
    for sentence in followed.accuracy_sentences(w, study):
        sheet.note(sentence)
