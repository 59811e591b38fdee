"""What the proposal rests on and is held by: limits that bind, evidence, other plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reading import document
from solver.answer.result import BUILT_IN
from solver.answer.standing import STANDINGS, behind, standing
from solver.report import findings, limits, owners, screen
from solver.report.findings import shows
from solver.report.html.audit import without_folder
from solver.report.html.blocks import BLOCKS, Section, Table, Text, laid
from solver.report.studies import backtest, views
from solver.report.words import NONE, capital

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.answer.result import Result
    from solver.answer.standing import Standing
    from solver.program.marginals import Marginal
    from solver.report.html.blocks import Block
    from solver.report.words import Words
    from solver.studies.backtest import Backtest
    from solver.studies.certainty import Certainty
    from solver.studies.room import Span
    from solver.studies.views import Views


def binding(result: Result, w: Words) -> Section:
    """The limits that bind: what relief is worth, for how far, who stands behind them and where they stand."""
    said = document(w.scenario)
    told = sorted(screen.set_by_somebody(result), key=screen.order)
    rules = sorted(screen.set_by_nobody(result), key=screen.order)
    title = w.say("Bindande krav, med pris och ägare", "Limits that bind, with price and owner")
    blocks: list[Block] = []
    if told:
        blocks.append(Text(text=screen.legend(w, result)))
        blocks.append(_table(w, said, told, title))
    else:
        blocks.append(Text(text=limits.none_binds(w)))
    inside = []
    if rules:
        name = w.term("own_rules_that_bind")
        inside.append(Section(id="krav-modell", title=name, blocks=_own_rules(w, rules, name)))
    broken = _broken(result, w)
    return Section(id="krav", title=title, blocks=tuple(blocks), inside=(*inside, broken), page=True)


def _own_rules(w: Words, rules: Sequence[Marginal], caption: str) -> tuple[Text, Table]:
    """The model's own rules that bind, without a price: they are no demands."""
    rows = tuple((capital(w.limit(m.rows, m.index)), _place(w, m)) for m in rules)
    head = (w.term("rule_in_a_heading"), w.term("where_it_stands"))
    return Text(text=owners.no_price(w)), Table(
        caption=caption, heard=True, head=head, rows=rows, words=(0, 1)
    )


def _place(w: Words, m: Marginal) -> str:
    path = m.rows.path(*m.index)
    return without_folder(w.scenario, w.place(path)) or path


def _table(w: Words, said: dict[str, object], found: Sequence[Marginal], caption: str) -> Table:
    rows = []
    for m in found:
        path = m.rows.path(*m.index)
        rows.append(
            (
                capital(w.limit(m.rows, m.index)),
                limits.marginal(w, m),
                owners.behind(w, m.rows, behind(said, path)),
                _place(w, m),
            )
        )
    head = (
        w.term("limit"),
        w.say("Pris på marginalen", "Price at the margin"),
        w.term("who_may_change"),
        w.term("where_it_stands"),
    )
    return Table(caption=caption, heard=True, head=head, rows=tuple(rows), words=(0, 1, 2, 3))


def _broken(result: Result, w: Words) -> Section:
    title = w.term("limits_that_the_plans_break")
    rows = []
    for id_ in shown(w, result):
        for b in limits.told(w, result.broken(id_)):
            amount = w.money(abs(b.amount)) if b.rows.unit == "money" else w.points(abs(b.amount))
            whose = kind_of(w, standing(w.said, b.rows, b.index))
            rows.append((w.plan(result.plans[id_]), capital(w.limit(b.rows, b.index)), whose, amount))
    if not rows:
        text = w.term("no_plan_breaks_any_limit")
        return Section(id="krav-brutna", title=title, blocks=(Text(text=text),))
    head = (
        w.term("plan"),
        w.term("limit"),
        w.say("Vems gränsen är", "Whose limit"),
        w.say("Bryts med", "Broken by"),
    )
    return Section(
        id="krav-brutna",
        title=title,
        blocks=(Table(caption=title, heard=True, head=head, rows=tuple(rows), words=(0, 1, 2)),),
    )


def kind_of(w: Words, kind: Standing) -> str:
    """Whose a broken limit is, of the three kinds that are told apart."""
    known = {
        "adopted": ("antagen regel", "adopted rule"),
        "assumption": ("scenarioförfattarens antagande", "assumption of the scenario's author"),
        "reach": ("kurvornas räckvidd: vår okunskap", "reach of the curves: what we do not know"),
    }
    return w.say(*known[kind])


def shown(w: Words, result: Result) -> list[str]:
    """The plans in the order that they are told: the proposal, the baselines, given plans."""
    first = ["proposal", *BUILT_IN]
    return [id_ for id_ in [*first, *(p for p in w.scenario.plans if p not in first)] if id_ in result.plans]


def evidence(
    result: Result,
    w: Words,
    sure: Certainty | None,
    pictures: Sequence[Block],
    tested: Backtest | None = None,
) -> Section:
    """What disappears when effects of a grade get the common curve, and in how many draws each change holds.

    Args:
        result: The answer.
        w: Its words.
        sure: How sure it is; the section says how it is found where it is absent.
        pictures: What is drawn of it.
        tested: Its curves against what came; None where no panel was given.
    """
    title = w.say("Vad svaret vilar på", "What the answer rests on")
    if sure is None:
        text = w.say(
            "Hur säkert svaret är har inte räknats här. Kommandot kommunbudget certainty gör det, eller i Python "
            "report(result, beside(result)).",
            "How sure the answer is was not computed here. The command kommunbudget certainty does it, or in Python "
            "report(result, beside(result)).",
        )
        if w.aims:
            text = w.say(
                f"Hur säkert svaret är räknas i viktad måluppfyllelse, och har inget svar för {w.form()}.",
                f"How sure the answer is is told in weighted attainment, and has no answer for {w.form()}.",
            )
        found = _came(w, tested)
        return Section(id="underlag", title=title, blocks=(Text(text=text),), inside=found, page=True)
    years = result.figures.open_years
    blocks: list[Block] = []
    if sure.grades:
        name = w.say(
            f"Så långt flyttas ramarna om gradens effekter får den gemensamma kurvan, {w.unit}",
            f"How far frames move if effects of a grade get the common curve, {w.unit}",
        )
        rows = tuple(
            (w.grade(grade), *(w.amount(amounts[y]) for y in years)) for grade, amounts in sure.grades.items()
        )
        head = (w.term("grade_of_evidence"), *map(str, years))
        blocks.append(Table(caption=name, head=head, rows=rows))
        note = w.say(
            "Den gemensamma kurvan har effektens egen lutning i dag och samma form för alla. Graderna läggs inte ihop: "
            "de är inga delar av en helhet.",
            "The common curve has the effect's own slope today and one shape for all. Grades are not added up: they "
            "are no parts of a whole.",
        )
        blocks.append(Text(text=note, role="note"))
    else:
        blocks.append(Text(text=w.term("no_effects")))
    inside = (*((_draws(result, w, sure),) if sure.draws else ()), *_came(w, tested))
    if not sure.draws:
        text = w.say(
            "Ingen effekt har något spann i underlaget, och utan spann kan inget kallas säkert.",
            "No effect has a range in the evidence, and without ranges nothing can be called certain.",
        )
        blocks.append(Text(text=text))
    return Section(id="underlag", title=title, blocks=(*blocks, *pictures), inside=inside, page=True)


def _came(w: Words, tested: Backtest | None) -> tuple[Section, ...]:
    """The curves against what came, as their own command tells it; nothing where no panel was given."""
    if tested is None:
        return ()
    return (
        laid(backtest.REPORT.lines(BLOCKS, w, tested), "underlag-utfall", backtest.REPORT.name(w, tested)),
    )


def _draws(result: Result, w: Words, sure: Certainty) -> Section:
    """In how many draws each committee's change against indexation holds."""
    years = result.figures.open_years
    title = w.say(
        f"I hur många av {sure.draws} dragningar riktningen mot uppräkning håller",
        f"In how many of {sure.draws} draws the direction against indexation holds",
    )
    rows = []
    for c in w.scenario.committees:
        cells = []
        for y in years:
            change = sure.by_place[c, y]
            moves = shows(w, change.difference)
            cells.append(NONE if change.holds is None or not moves else w.percent(change.holds, 0))
        rows.append((w.committee(c), *cells))
    note = w.say(
        f"Varje effekts storlek dras för sig ur sitt spann, frö {sure.seed}. En dragning där nämnden inte flyttas "
        "håller inte riktningen.",
        f"The size of each effect is drawn from its own range, seed {sure.seed}. A draw in which a committee does not "
        "move does not hold its direction.",
    )
    table = Table(caption=title, heard=True, head=(w.term("committee"), *map(str, years)), rows=tuple(rows))
    return Section(id="underlag-dragningar", title=title, blocks=(table, Text(text=note, role="note")))


# ------------------------------------------------------------------------------------------------------ plans


def plans(
    result: Result,
    w: Words,
    seen: Views | None,
    pictures: Sequence[Block],
    ties: Sequence[Span] | None = None,
) -> Section:
    """Every plan at the same money, with its tax rate and the limits that it breaks; each given plan by itself.

    Args:
        result: The answer.
        w: Its words.
        seen: How others see it; without it there is no matrix.
        pictures: What is drawn of the plans.
        ties: The room of frames and spends among plans that are equally good; None where nobody asked.
    """
    tied = findings.equally_good(w, ties)
    title = w.say("Planer och jämförelser, med samma pengar", "Plans and baselines, at the same money")
    inside = [_given(result, w, id_) for id_ in shown(w, result) if id_ in w.scenario.plans]
    if seen is not None:
        inside.insert(0, _matrix(w, seen))
    return Section(
        id="planer",
        title=title,
        blocks=(
            _compared(result, w, title),
            *_notes(w),
            *((Text(text=tied),) if tied else ()),
            *pictures,
        ),
        inside=tuple(inside),
        page=True,
    )


def _rate(w: Words, id_: str) -> str:
    """A plan's tax rate in the last plan year; a dash where none is stated."""
    y = w.figures.years[-1]
    given = w.scenario.plans.get(id_)
    own = None if given is None else given.tax_rate.get(y)
    rate = own if own is not None or w.scenario.frame.tax_rate is None else w.scenario.frame.tax_rate[y]
    return NONE if rate is None else w.number(rate, 2)


def _compared(result: Result, w: Words, caption: str) -> Table:
    y = result.figures.years[-1]
    ids = shown(w, result)
    rated = any(_rate(w, id_) != NONE for id_ in ids)
    head = [w.term("plan"), w.say(f"Ramutrymme {y}, {w.unit}", f"Total {y}, {w.unit}")]
    head += [w.say(f"Skattesats {y}, kr", f"Tax rate {y}, kr")] if rated else []
    head += [
        w.say(f"Omfördelat {y}, {w.unit}", f"Reallocated {y}, {w.unit}"),
        w.say(
            f"Mot uppräkning med samma pengar, {w.unit} om året",
            f"Against indexation of the same money, {w.unit} a year",
        ),
        w.say("Bryter antagna regler", "Adopted rules broken"),
        w.say("Bryter författarens antaganden", "Author's assumptions broken"),
        w.say("Utanför kurvornas räckvidd", "Outside the curves"),
    ]
    rows = []
    for id_ in ids:
        plan = result.plans[id_]
        worth = result.worth(id_) if w.scenario.judges(id_) else None
        broken = limits.counted(w, result.broken(id_))
        rows.append(
            (
                w.plan(plan),
                w.amount(plan.q.total[y]),
                *((_rate(w, id_),) if rated else ()),
                w.amount(result.reallocated(y, id_)),
                NONE if worth is None else w.amount(worth, sign=True),
                *(str(broken[kind]) for kind in STANDINGS),
            )
        )
    return Table(caption=caption, heard=True, head=tuple(head), rows=tuple(rows))


def _notes(w: Words) -> Iterator[Text]:
    yield Text(
        text=w.say(
            f"Mot uppräkning, med räkneförslagets vikter: {views.measured(w)} Ett streck: kurvorna tar slut före, "
            "eller inget omdöme. Gränser som bryts med mindre än avrundningen räknas inte.",
            f"Against indexation, by the weights of the proposal: {views.measured(w)} A dash: the curves end before, "
            "or no verdict. Limits broken by less than rounding do not count.",
        ),
        role="note",
    )
    if not w.has_drivers and w.scenario.plans:
        yield Text(
            text=w.say(
                "Inget omdöme ges om de framlagda planerna: underlaget har ingen befolkningsprognos, som de kan ha "
                "räknat med.",
                "No verdict is given on the plans put forward: the evidence has no forecast of the population, which "
                "they may have counted on.",
            ),
            role="note",
        )


def _matrix(w: Words, seen: Views) -> Section:
    """Everyone's plan by everyone's yardstick."""
    title = w.say(
        f"Allas planer med allas måttstock, {w.unit} om året mot uppräkning med samma pengar",
        f"Everyone's plan by everyone's yardstick, {w.unit} a year against indexation of the same money",
    )
    judged = [id_ for id_ in seen.plans if w.scenario.judges(id_)]
    rows = [
        row
        for id_, row in zip(seen.plans, views.matrix_rows(w, seen, seen.views), strict=True)
        if id_ in judged
    ]
    head = (w.term("plan"), *(views.view_name(w, view) for view in seen.views))
    table = Table(caption=title, heard=True, head=head, rows=tuple(map(tuple, rows)))
    return Section(
        id="planer-alla", title=title, blocks=(table, Text(text=views.matrix_note(w), role="note"))
    )


def _given(result: Result, w: Words, id_: str) -> Section:
    """A given plan's frames, against indexation and against the proposal."""
    plan, years = result.plans[id_], result.figures.years
    order = tuple(w.scenario.committees)

    def column(of: str, y: int) -> list[float]:
        q = result.plans[of].q
        return [*(q.frame[c, y] for c in order), q.reserve[y], q.total[y]]

    names = [*(w.committee(c) for c in order), w.quantity("reserve"), w.quantity("total")]
    cells: list[list[str]] = [[name] for name in names]
    head = [w.term("committee")]
    for y in years:
        own, old, new = (column(of, y) for of in (id_, "indexation", "proposal"))
        if y in result.figures.settled_years:  # the same in every plan, and nobody's
            head.append(w.settled_in(y))
            for n, (row, mine) in enumerate(zip(cells, own, strict=True)):
                row.append(w.amount(mine) if n < len(order) else NONE)
            continue
        head += [
            w.say(f"Plan {y}", f"Plan {y}"),
            w.say(f"Mot upp\u00adräkning {y}", f"Against indexation {y}"),
            w.say(f"Mot räkne\u00adförslaget {y}", f"Against the proposal {y}"),
        ]
        for row, mine, indexed, proposed in zip(cells, own, old, new, strict=True):
            row += [w.amount(mine), w.amount(mine - indexed, sign=True), w.amount(mine - proposed, sign=True)]
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
    blocks.append(Text(text=w.term("rounded_sums"), role="note"))
    return Section(id=f"plan-{id_}", title=name, blocks=tuple(blocks))
