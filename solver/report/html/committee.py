"""One page per committee, to be cited by itself: why, in parts; bridge, split, goals, balance and assumptions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.bridge import bridge_of, real_change
from models.outcomes import response
from models.packages import packages_of
from models.units import write_share
from solver.report import account, ambitions, because
from solver.report.html.blocks import Listing, Section, Table, Text
from solver.report.html.goals import goal_table
from solver.report.indicator import indicated
from solver.report.words import NO_BREAK, NONE, ONE_KRONA, RUN_ID, capital
from solver.studies.packages import lying

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.figures import Response
    from models.scenario import Complement, Effect
    from solver.answer.result import Result
    from solver.report.frame_table import FrameTable
    from solver.report.html.blocks import Block
    from solver.report.words import Words

PERCENT = 0.01
"""What is added to and taken from a committee's service in the table of one per cent [share]."""


def anchor(c: str) -> str:
    """The anchor of a committee's page."""
    return f"namnd-{c}"


def committee(result: Result, w: Words, c: str, tables: Sequence[FrameTable]) -> Section:
    """A committee's page.

    Args:
        result: The answer.
        w: Its words.
        c: The committee.
        tables: Frames of each year that is planned.
    """
    run = w.digest[:RUN_ID]
    name = w.committee(c)
    cite = w.say(
        f"Citera som: {w.scenario.title}. {name}. {w.standing()}. Körning {run}, report.html#{anchor(c)}.",
        f"Cite as: {w.scenario.title}. {name}. {w.standing()}. Run {run}, report.html#{anchor(c)}.",
    )
    told = [because.because(result, c, t.year) for t in tables]
    why = tuple(f"{t.year}: {_after_name(text, name)}" for t, text in zip(tables, told, strict=True))
    blocks: list[Block] = [
        Text(text=f"{w.standing()}. {w.owner()}", role="stamp"),
        Text(text=cite, role="note"),
    ]
    why_title = w.say("varför, jämfört med uppräkning samma år", "why, against indexation of the same year")
    inside = [
        _titled(w, c, "varfor", why_title, Listing(items=why)),
        _parts(result, w, c, tables),
        _bridge(result, w, c, tables),
        *_activities(result, w, c, tables[0]),
        *_goals(result, w, c),
        *_balance(result, w, c),
        *_claims(result, w, c),
        *_ambitions(result, w, c),
    ]
    return Section(id=anchor(c), title=name, blocks=tuple(blocks), inside=tuple(inside), page=True)


def _after_name(text: str, name: str) -> str:
    return text.removeprefix(f"{name}: ")


def _titled(w: Words, c: str, kind: str, title: str, *blocks: Block) -> Section:
    """A section of a committee's page; its table is named by the committee too, for those who hear it."""
    named = f"{w.committee(c)}: {title}"
    told = (replace(b, caption=named, heard=True) if isinstance(b, Table) else b for b in blocks)
    return Section(id=f"{anchor(c)}-{kind}", title=capital(title), blocks=tuple(told))


def _parts(result: Result, w: Words, c: str, tables: Sequence[FrameTable]) -> Section:
    """The parts of the difference from indexation, years as columns: those of its own study, ``explain``."""
    rows = account.part_rows(w, [result.reason(c, t.year) for t in tables])
    head = (w.term("item"), *(str(t.year) for t in tables))
    table = Table(caption="", head=head, rows=tuple(map(tuple, rows)), sums=1)
    note = Text(text=w.term("rounded_sums"), role="note")
    return _titled(w, c, "delar", account.parts_title(w), table, note)


def _bridge(result: Result, w: Words, c: str, tables: Sequence[FrameTable]) -> Section:
    """From the committee's own proposed frame of the year before, years as columns, and the real change."""
    rows = account.bridge_rows(w, [bridge_of(result.proposal, c, t.year) for t in tables])
    changes = [real_change(result.proposal, c, t.year) for t in tables]
    shares = [t.share[c] for t in tables]
    ends = [
        [
            w.say("Förslag mot uppräkning, procent", "Proposal less indexation, per cent"),
            *(NONE if s is None else w.percent(s, sign=True) for s in shares),
        ],
        [
            w.say("Realt mot året före, justerat", "Real, on the year before, adjusted"),
            *(NONE if r is None else w.percent(r, sign=True) for r in changes),
        ],
    ]
    head = (w.term("item"), *(str(t.year) for t in tables))
    table = Table(caption="", head=head, rows=tuple(map(tuple, (*rows, *ends))))
    note = w.say(
        "Varje år börjar i räkneförslagets egen ram året före. Real förändring räknas mot den, med årets flyttade "
        "uppgifter, engångsposter och kapitalkostnader.",
        "Each year begins in the proposal's own frame the year before. Real change is on it, with the year's moved "
        "tasks, one-offs and capital cost.",
    )
    text = Text(text=f"{note} {w.term('rounded_sums')}", role="note")
    return _titled(w, c, "brygga", account.bridge_title(w), table, text)


def _activities(result: Result, w: Words, c: str, t: FrameTable) -> Iterator[Section]:
    """How the frame of the first plan year divides over the activities; nothing for a committee that is its own."""
    f, y = result.figures, t.year
    own = f.lines_of[c]
    if own == (c,):
        return
    share = {a: f.lines[a].shares[c] for a in own}

    def column(frame: float, costs: Sequence[float]) -> tuple[float, ...]:
        """Costs, what else the frame holds, and the frame [MSEK]."""
        return (*costs, frame - sum(costs), frame)

    base = column(f.base_frame[c], [share[a] * f.lines[a].base for a in own])
    old, new = (
        column(plan.q.frame[c, y], [share[a] * plan.q.spend[a, y] for a in own])
        for plan in (result.plans["indexation"], result.proposal)
    )
    levels = [result.proposal.level.get((a, y)) for a in own]
    names = [
        *(_activity(w, a, share[a]) for a in own),
        w.say("Till balanskontot", "To the balance account"),
        w.say("Ram", "Frame"),
    ]
    ends = [*(NONE if v is None else w.percent(v) for v in levels), NONE, NONE]
    rows = [
        (name, w.amount(was), w.amount(before), w.amount(after), w.amount(after - before, sign=True), end)
        for name, was, before, after, end in zip(names, base, old, new, ends, strict=True)
        if name == names[-1] or name != names[-2] or max(abs(was), abs(before), abs(after)) > ONE_KRONA
    ]
    title = w.say(f"vägledande fördelning {y}, {w.unit}", f"indicative split {y}, {w.unit}")
    head = (
        w.term("activity"),
        str(w.scenario.base_year),
        w.say(f"Uppräkning {y}", f"Indexation {y}"),
        w.say(f"Förslag {y}", f"Proposal {y}"),
        w.say(f"Mot uppräkning {y}", f"Against indexation {y}"),
        w.say("Av oförändrad verksamhet", "Of unchanged service"),
    )
    note = w.say(
        "Nämnden beslutar om fördelningen inom ramen, om inte fullmäktige har öronmärkt.",
        "The committee decides the split of its frame, unless the council has earmarked.",
    )
    note += f" {w.term('rounded_sums')}"
    table = Table(caption=title, head=head, rows=tuple(rows), sums=1)
    yield _titled(w, c, "verksamheter", title, table, Text(text=note, role="note"))


def _activity(w: Words, a: str, share: float) -> str:
    """An activity's name, whether the law demands it, and the committee's part of it where others have one too."""
    activity = w.figures.activity(a)
    duty = w.term("statutory") if activity is not None and activity.statutory else ""
    return f"{w.activity(a)}{duty}" + ("" if share == 1 else f" ({w.percent(share, 0)})")


# ------------------------------------------------------------------------------------------------- goals


def _concerned(result: Result, c: str) -> list[Response]:
    """Effects and complements that an activity of the committee has a part in."""
    lines = result.figures.lines
    return [r for r in result.figures.responses if any(c in lines[a].shares for a in r.members)]


def _goals(result: Result, w: Words, c: str) -> Iterator[Section]:
    moved = {r.goal for r in _concerned(result, c)}
    own = [g for g, goal in w.scenario.goals.items() if g in moved or goal.owner == c]
    if not own:
        text = w.say(
            "Inget mål mäter nämnden; den följer uppräkningen eller ett beslut.",
            "No goal measures the committee; it follows indexation or a decision.",
        )
        yield _titled(w, c, "mal", w.say("mål", "goals"), Text(text=text))
        return
    title = w.say("mål, poäng 0–100", "goals, points 0–100")
    note = Text(text=w.term("rounded_sums"), role="note")
    yield _titled(w, c, "mal", title, goal_table(result, w, own, title), note)
    if any(w.scenario.goals[g].indicator is not None for g in own):
        title = w.say("indikatorer", "indicators")
        yield _titled(w, c, "indikatorer", title, _indicators(result, w, own, title))
    if moved:
        title = w.say("en procent mer eller mindre", "one per cent more or less")
        yield _titled(w, c, "procent", title, *_per_cent(result, w, c, title))


def _indicators(result: Result, w: Words, own: Sequence[str], caption: str) -> Table:
    """The goals as their indicators measure them: now, indexed, proposed, target."""
    y = result.figures.years[-1]
    rows = []
    for g in own:
        i = w.scenario.goals[g].indicator
        if i is None:
            continue
        d = w.goal_decimals(g)
        rows.append(
            (
                " ".join(filter(None, (i.name or w.goal(g), i.id and f"({i.id})"))),
                i.unit or NONE,
                w.number(i.present, d),
                w.number(indicated(i, result.plans["indexation"].q.attainment[g, y]), d),
                w.number(indicated(i, result.proposal.q.attainment[g, y]), d),
                w.number(i.target, d),
            )
        )
    head = (
        w.term("indicator"),
        w.term("unit"),
        w.term("now_two_lines"),
        w.say(f"Uppräkning {y}", f"Indexed {y}"),
        w.say(f"Förslag {y}", f"Proposal {y}"),
        w.say("Målvärde", "Target"),
    )
    return Table(caption=caption, head=head, rows=tuple(rows), words=(0, 1))


def _per_cent(result: Result, w: Words, c: str, caption: str) -> tuple[Block, ...]:
    """What a per cent of all the committee's measured service would do to each goal, lags past."""
    f, y = result.figures, result.figures.open_years[0]
    level = result.proposal.level
    change: dict[str, list[float]] = {}
    for r in _concerned(result, c):
        at = [level.get((a, y), 1.0) for a in r.members]
        mine = [c in f.lines[a].shares for a in r.members]
        now = response(r.curve, min(at))
        for k, step in enumerate((-PERCENT, PERCENT)):
            moved = min(v * (1 + step) if own else v for v, own in zip(at, mine, strict=True))
            change.setdefault(r.goal, [0.0, 0.0])[k] += response(r.curve, moved) - now
    rows = tuple(
        (w.goal(g), *(w.fine(v, 2, sign=True) for v in change[g])) for g in w.scenario.goals if g in change
    )
    amount = PERCENT * sum(
        f.lines[a].shares[c] * result.proposal.q.spend[a, y] for a in f.lines_of[c] if f.lines[a].measured
    )
    text = w.say(
        f"En procent av det som mäts är {w.money(amount)} {y}. Målpoäng när hela effekten har kommit, om nivån ändras "
        "lika mycket i alla nämndens mätta verksamheter.",
        f"One per cent of what is measured is {w.money(amount)} in {y}. Goal points when the whole effect has come, if "
        "the level changes as much in all the committee's measured activities.",
    )
    minus, plus = w.percent(-PERCENT, 0), w.percent(PERCENT, 0, sign=True)
    table = Table(caption=caption, head=(w.term("goal"), minus, plus), rows=rows)
    return Text(text=text), table


# ------------------------------------------------------------------------------------------- account, claims


def _balance(result: Result, w: Words, c: str) -> Iterator[Section]:
    """The committee's balance over the years; nothing where there is none."""
    f, q, years = result.figures, result.proposal.q, result.figures.years
    base = w.scenario.base_year
    series = {
        w.say("Ingående balans", "Opening balance"): [
            q.balance[c, y - 1] if y > base else 0.0 for y in years
        ],
        w.say("Sparas", "Saved"): [q.saved[c, y] for y in years],
        w.say("Används", "Used"): [-q.used[c, y] for y in years],
        w.say("Återställt underskott", "Deficit restored"): [f.restore[c, y] for y in years],
    }
    if not any(abs(v) > ONE_KRONA for values in series.values() for v in values):
        return
    rows = [
        (name, *(w.amount(v, sign=n > 0) for v in values)) for n, (name, values) in enumerate(series.items())
    ]
    closing = (w.amount(q.balance[c, y]) for y in years)
    rows.append((w.say("Utgående balans", "Closing balance"), *closing))
    title = w.say(f"balanskonto, {w.unit}", f"balance account, {w.unit}")
    head = (w.term("item"), *map(str, years))
    table = Table(caption=title, head=head, rows=tuple(rows), sums=1)
    yield _titled(w, c, "balans", title, table)


def _claims(result: Result, w: Words, c: str) -> Iterator[Section]:
    found = _concerned(result, c)
    if not found:
        return
    title = w.say("antaganden att bekräfta eller bestrida", "assumptions to confirm or dispute")
    yield _titled(w, c, "antaganden", title, claims(w, found, title))


def _ambitions(result: Result, w: Words, c: str) -> Iterator[Section]:
    """What the committee says that each level gives, how far apart those who answered are, and where we are."""
    own = {a: p for a, p in packages_of(w.scenario).items() if c in result.figures.lines[a].shares}
    if not own:
        return
    blocks: list[Block] = []
    lies = lying(result, own)
    for a, package in own.items():
        who = ", ".join(filter(None, (package.author, package.date)))
        for goal in package.goals:
            caption = f"{w.activity(a)} → {w.goal(goal)} ({who})"
            told = tuple(ambitions.rows(w, package, goal))
            blocks.append(Table(caption=caption, head=ambitions.heads(w), rows=told, words=(0, 1)))
            if said := ambitions.spread(w, package, goal):
                blocks.append(Text(text=said, role="note"))
        where = tuple(ambitions.lies(w, package, at) for at in lies if at.activity == a)
        if where:
            blocks.append(Listing(items=where))
    title = w.say("ambitionsnivåer", "packages")
    yield Section(id=f"{anchor(c)}-ambitioner", title=capital(title), blocks=tuple(blocks))


def claims(w: Words, found: Sequence[Response], caption: str) -> Table:
    """Effects with what they claim, on which grade, and who stands behind them."""
    s = w.scenario
    rows = []
    for r in found:
        claim: Effect | Complement = s.complements[r.id] if r.complement else s.effects[r.members[0]][r.goal]
        who = ", ".join(filter(None, (claim.author, claim.date.isoformat() if claim.date else None)))
        rows.append(
            (
                f"{' + '.join(w.activity(a) for a in r.members)} → {w.goal(r.goal)}",
                "; ".join(f"{_percent(w, at)}: {w.signed(p, 1)}" for at, p in r.curve),
                ", ".join(_percent(w, part) for part in claim.lag),
                w.grade(r.evidence),
                who or NONE,
                claim.source or NONE,
            )
        )
    head = (
        w.term("assumption"),
        w.say("Nivå: målpoäng", "Level: goal points"),
        w.say("Andel som kommer samma år, året efter …", "Share that comes the same year, the next …"),
        w.term("grade_of_evidence"),
        w.term("by_date"),
        w.term("source"),
    )
    return Table(caption=caption, head=head, rows=tuple(rows), words=(0, 1, 2, 3, 4, 5))


def _percent(w: Words, share: float) -> str:
    text = write_share(share)
    return text.replace(".", ",").replace(" ", NO_BREAK) if w.swedish else text.replace(" ", "")
