"""What the proposal rests on and is held by: limits that bind, evidence, other plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reading import document
from solver.answer.result import BUILT_IN
from solver.report import limits, screen
from solver.report.html.audit import without_folder
from solver.report.html.blocks import BLOCKS, Section, Table, Text, laid
from solver.report.words import rounded, rounded_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.program.marginals import Marginal
    from solver.report.html.blocks import Block
    from solver.report.words import Words


def upper(text: str) -> str:
    """A text that begins a row or a sentence."""
    return text[:1].upper() + text[1:]


def binding(result: Result, w: Words) -> Section:
    """The limits that bind: what relief is worth, for how far, who stands behind them and where they stand."""
    said = document(w.scenario)
    told = sorted(screen.set_by_somebody(result), key=screen.order)
    rules = sorted((m for m in result.marginals if m.rows.role == "rule"), key=screen.order)
    title = w.say("Bindande krav, med pris och ägare", "Limits that bind, with price and owner")
    blocks: list[Block] = []
    if told:
        blocks.append(Text(text=screen.legend(w, result)))
        blocks.append(_table(w, said, told, title))
    else:
        blocks.append(Text(text=w.term("no_limit_that_somebody_set_binds")))
    inside = []
    if rules:
        name = w.say("Modellens egna regler som binder", "The model's own rules that bind")
        inside.append(Section(id="krav-modell", title=name, blocks=(_table(w, said, rules, name),)))
    broken = _broken(result, w)
    return Section(id="krav", title=title, blocks=tuple(blocks), inside=(*inside, broken), page=True)


def _table(w: Words, said: dict[str, object], found: Sequence[Marginal], caption: str) -> Table:
    rows = []
    for m in found:
        path = m.rows.path(*m.index)
        rows.append(
            (
                upper(w.limit(m.rows, m.index)),
                limits.marginal(w, m),
                limits.behind(said, path) or w.say("ingen angiven", "nobody stated"),
                without_folder(w.scenario, w.place(path)) or path,
            )
        )
    head = (
        w.term("limit"),
        w.say("Pris på marginalen", "Price at the margin"),
        w.term("who_stands_behind_it"),
        w.say("Var det står", "Where it stands"),
    )
    return Table(caption=caption, heard=True, head=head, rows=tuple(rows), words=(0, 1, 2, 3))


def _broken(result: Result, w: Words) -> Section:
    title = w.term("limits_that_the_plans_break")
    rows = []
    for id_ in shown(w, result):
        for b in result.broken(id_):
            money = b.rows.unit == "money"
            amount = w.fine_money(abs(b.amount)) if money else w.fine_points(abs(b.amount))
            rows.append((w.plan(result.plans[id_]), upper(w.limit(b.rows, b.index)), amount))
    if not rows:
        text = w.term("no_plan_breaks_any_limit")
        return Section(id="krav-brutna", title=title, blocks=(Text(text=text),))
    head = (w.term("plan"), w.term("limit"), w.say("Bryts med", "Broken by"))
    return Section(
        id="krav-brutna",
        title=title,
        blocks=(Table(caption=title, heard=True, head=head, rows=tuple(rows), words=(0, 1)),),
    )


def shown(w: Words, result: Result) -> list[str]:
    """The plans in the order that they are told: the proposal, the baselines, given plans."""
    first = ["proposal", *BUILT_IN]
    return [id_ for id_ in [*first, *(p for p in w.scenario.plans if p not in first)] if id_ in result.plans]


def evidence(result: Result, w: Words, pictures: Sequence[Block]) -> Section:
    """How much rests on each grade, and the run without effects beside."""
    told = laid(screen.evidence(BLOCKS, w, result), "underlag", "").inside[0]
    y = result.figures.years[0]
    name = w.say(f"Utan effekter: ramar {y}, {w.unit}", f"Without effects: frames {y}, {w.unit}")
    beside = Section(
        id="underlag-utan",
        title=name,
        blocks=(
            Text(
                text=w.say(
                    "Utan effektsamband finns bara regler kvar: uppräkningen, som följer prisindex, och volymmodellen, "
                    "som följer befolkningen.",
                    "Without effects only rules remain: indexation, which follows prices, and the volume model, which "
                    "follows the population.",
                )
            ),
            frames_of(
                result,
                w,
                [id_ for id_ in ("proposal", "indexation", "volume") if id_ in result.plans],
                y,
                name,
            ),
        ),
    )
    return Section(
        id="underlag", title=told.title, blocks=(*told.blocks, *pictures), inside=(beside,), page=True
    )


def frames_of(result: Result, w: Words, ids: Sequence[str], y: int, caption: str) -> Table:
    """Frames of plans beside each other, each column rounded so that it adds up to its total."""
    order = tuple(w.scenario.committees)
    columns = []
    for id_ in ids:
        q = result.plans[id_].q
        parts = [*(q.frame[c, y] for c in order), q.reserve[y]]
        whole = q.total[y] * w.per_msek
        columns.append(
            (
                *rounded_parts([p * w.per_msek for p in parts], whole, w.money_decimals),
                rounded(whole, w.money_decimals),
            )
        )
    names = [*(w.committee(c) for c in order), w.quantity("reserve"), w.quantity("total")]
    rows = tuple(
        (name, *(w.number(column[k], w.money_decimals) for column in columns)) for k, name in enumerate(names)
    )
    head = (w.term("committee"), *(w.plan(result.plans[id_]) for id_ in ids))
    return Table(caption=caption, heard=True, head=head, rows=rows, sums=1)


def plans(result: Result, w: Words, pictures: Sequence[Block]) -> Section:
    """Every plan by the same measure; each given plan against both comparison bases."""
    told = laid(screen.plans(BLOCKS, w, result), "planer", "").inside[0]
    inside = [_given(result, w, id_) for id_ in shown(w, result) if id_ in w.scenario.plans]
    return Section(
        id="planer", title=told.title, blocks=(*told.blocks, *pictures), inside=tuple(inside), page=True
    )


def _given(result: Result, w: Words, id_: str) -> Section:
    """A given plan's frames, against indexation and against the proposal."""
    plan, years, d = result.plans[id_], result.figures.years, w.money_decimals
    order = tuple(w.scenario.committees)

    def column(of: str, y: int) -> list[float]:
        q = result.plans[of].q
        parts = [*(q.frame[c, y] for c in order), q.reserve[y]]
        whole = q.total[y] * w.per_msek
        return [*rounded_parts([p * w.per_msek for p in parts], whole, d), rounded(whole, d)]

    names = [*(w.committee(c) for c in order), w.quantity("reserve"), w.quantity("total")]
    cells: list[list[str]] = [[name] for name in names]
    head = [w.term("committee")]
    for y in years:
        own, old, new = (column(of, y) for of in (id_, "indexation", "proposal"))
        head += [
            w.say(f"Plan {y}", f"Plan {y}"),
            w.say(f"Mot upp\u00adräkning {y}", f"Against indexation {y}"),
            w.say(f"Mot räkne\u00adförslaget {y}", f"Against the proposal {y}"),
        ]
        for row, mine, indexed, proposed in zip(cells, own, old, new, strict=True):
            row += [w.number(mine, d), w.signed(mine - indexed, d), w.signed(mine - proposed, d)]
    name = w.plan(plan)
    caption = w.say(
        f"{name}: ramar, {w.unit}, mot uppräkning och mot räkneförslaget samma år",
        f"{name}: frames, {w.unit}, against indexation and against the proposal of the same year",
    )
    by = w.scenario.plans[id_].by
    blocks: list[Block] = []
    if by:
        blocks.append(Text(text=w.say(f"Framlagd av: {by}", f"Put forward by: {by}")))
    if plan.own_total:
        text = w.say(
            "Planen har eget ramutrymme: en del av skillnaden är mer eller mindre pengar, inte andra prioriteringar.",
            "The plan has a total of its own: part of the difference is more or less money, not other priorities.",
        )
        blocks.append(Text(text=text))
    rows = tuple(tuple(row) for row in cells)
    blocks.append(Table(caption=caption, head=tuple(head), rows=rows, sums=1))
    more = w.say(
        f"Närmaste plan som håller kraven, och bästa plan med samma pengar: kommunbudget evaluate, {id_}.",
        f"The nearest plan that keeps the limits, and the best with the same money: kommunbudget evaluate, {id_}.",
    )
    blocks.append(Text(text=more, role="note"))
    return Section(id=f"plan-{id_}", title=name, blocks=tuple(blocks))
