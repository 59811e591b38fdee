"""The display of an answer or a study in a notebook: a title, one finding and one short table.

Everything else is in the answer's tables. ``solver.showing`` leads here; a study's display is in its record.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.answer.result import Result
from solver.report.frame_table import FrameTable
from solver.report.studies import report_of
from solver.report.studies.record import SHORT_DECIMALS, run_sentence
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 12
"""Rows of a table; how many more there are is told."""


def shown(
    w: Words,
    title: str,
    sentences: Iterable[str],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> str:
    """Return a heading, sentences and a table as HTML; all text is escaped.

    Args:
        w: Language and number format.
        title: The heading.
        sentences: One paragraph.
        head: The table's columns, the first one of names.
        rows: Its cells, as text.
    """
    told = " ".join(filter(None, sentences))
    left = 'style="text-align:left"'
    cells = "".join(f'<th scope="col" {left if not n else ""}>{escape(h)}</th>' for n, h in enumerate(head))
    body = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:normal">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in more)
        + "</tr>"
        for name, *more in rows[:MOST]
    )
    hidden = len(rows) - MOST
    one = hidden == 1
    more = w.say(f"{hidden} {'rad' if one else 'rader'} till.", f"{hidden} more {'row' if one else 'rows'}.")
    rest = f"<p>{more}</p>" if hidden > 0 else ""
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    lang = w.say("sv", "en")
    return (
        f'<div lang="{lang}"><p><strong>{escape(title)}</strong></p><p>{escape(told)}</p>{table}{rest}</div>'
    )


def html(answer: object) -> str:
    """Return an answer as a short piece of HTML.

    Args:
        answer: The answer of a scenario, or a study.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(answer, Result):
        return _result(answer)
    w, short = report_of(answer).display(answer)
    return shown(w, short.title or "", short.sentences, short.head, short.rows)


def _result(result: Result) -> str:
    w, y = Words(result.figures), result.figures.open_years[0]
    t, d = FrameTable.of(result, w, y), w.money_decimals
    value, gain = w.number(result.value, SHORT_DECIMALS), w.fine(result.gain()[0], sign=True)
    rows = [
        [
            w.committee(c),
            *(w.number(v, d) for v in (t.base[c], t.indexation[c], t.proposal[c])),
            w.signed(t.difference[c], d),
        ]
        for c in result.scenario.committees
    ]
    said = w.say(
        f"V {value} av {FULL_POINTS:g}, {gain} poäng mot uppräkning. {y} omfördelas {w.money(result.reallocated(y))}.",
        f"V {value} of {FULL_POINTS:g}, {gain} points against indexation. In {y}, {w.money(result.reallocated(y))} is "
        "reallocated.",
    )
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        str(result.scenario.base_year),
        w.plan_id("indexation"),
        w.plan_id("proposal"),
        w.term("against_indexation_on_a_line"),
    ]
    return shown(w, result.scenario.title, [w.owner(), said, run_sentence(w)], head, rows)
