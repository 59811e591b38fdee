"""The answer on a terminal: one page of aligned plain text, most important first.

Sections: frames of all plan years against indexation, what is certain, what moves inside committees, what it buys in
units that people can picture, what it costs, what it rests on, how others see it, why, what a point costs, limits,
plans, warnings and certificate. Numbers are rounded one by one. All wording and rounding is in ``words`` and
``findings``; what goes where is here.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from models.reading import digest
from models.scenario import FULL_POINTS
from solver.answer.result import BUILT_IN
from solver.answer.standing import STANDINGS
from solver.output.rows import written
from solver.report import ambitions, because, findings, limits, owners
from solver.report import no_plan as no_plan_words
from solver.report.frame_table import all_years
from solver.report.indicator import indicated, passed, today
from solver.report.limits import none_binds
from solver.report.terminal import GAP, Page, columns, pad, page_of
from solver.report.words import MOST_DECIMALS, NONE, RUN_ID, Words, capital, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.answer.result import Result
    from solver.program.marginals import Marginal
    from solver.studies.beside import Beside
    from solver.studies.certainty import Certainty
    from solver.studies.goal_room import GoalSpan
    from solver.studies.room import Span
    from solver.studies.views import Views

MOST_MARGINALS = 12
V_DECIMALS = 2
"""Decimals of V, at most."""
HEAD = 12
"""Columns of a name in a heading, before it is broken into lines."""


# ------------------------------------------------------------------------------------------------- the answer


def answer(
    result: Result,
    *,
    beside: Beside | None = None,
    every_year: bool = False,
    width: int | None = None,
    color: bool = False,
) -> str:
    """The answer as a person reads it.

    Args:
        result: The answer.
        beside: Studies made beside it: how sure it is, and how others see it; what was not made is left out.
        every_year: Whether to say why for every plan year, not only the first.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    page, w = page_of(width, color=color), Words(result.figures)
    certainty = beside.certainty if beside is not None else None
    lines = [*_title(page, w)]
    lines += all_years(page, w, result, certainty)
    lines += found(page, w, result, certainty, beside.ties if beside is not None else None)
    if certainty is not None and certainty.nothing and certainty.goals:
        lines += goal_room(page, w, certainty.goals, result.figures.years[-1])
    lines += goal_table(page, w, result)
    lines += evidence(page, w, result, certainty)
    lines += others(page, w, beside.views if beside is not None else None)
    for y in result.figures.open_years if every_year else result.figures.open_years[:1]:
        lines += why(page, w, result, y)
    lines += point_prices(page, w, result)
    lines += binding(page, w, result)
    lines += plans(page, w, result)
    lines += studied_apart(page, w)
    lines += _end(page, w, result)
    return "\n".join(lines)


def _title(page: Page, w: Words) -> list[str]:
    s = w.scenario
    stage = (
        w.say(f"uppgifternas skede: {w.stage()}", f"stage of the figures: {w.stage()}") if w.stage() else ""
    )
    run = w.term("run_inside") + f" {digest(s)[:RUN_ID]}"
    lines = [
        *page.heading(s.title)[1:],
        *page.text(w.owner()),
        *page.text(" · ".join(filter(None, (w.standing(), stage, run)))),
    ]
    if settled := w.settled():
        lines += page.text(settled)
    if s.missing:
        lines += page.text(f"{w.term('missing_in_the_sources')}: {'; '.join(s.missing)}.")
    return lines


def found(
    page: Page, w: Words, result: Result, certainty: Certainty | None, ties: Sequence[Span] | None = None
) -> list[str]:
    """What is certain, what moves inside committees, what else is as good, what it is worth and which reserves go."""
    lines = page.heading(findings.finding(w, result, certainty))
    told = [*findings.certain(w, result, certainty), findings.inside(w, result)]
    told += [findings.equally_good(w, ties), findings.gain(w, result)]
    told += [form_first(w, result), *findings.reserves(w, result)]
    for sentence in filter(None, told):
        lines += page.text(sentence, hanging="  ")
    return lines


def form_first(w: Words, result: Result) -> str:
    """What the form of the objective puts before V, and what was reached of it; nothing where V is all."""
    before = result.plans["indexation"].scores
    told = [
        f"{w.aim(aim.name)} {w.number(aim.value, V_DECIMALS)} ({w.number(old.value, V_DECIMALS)})"
        for aim, old in zip(result.reached[: w.aims], before[: w.aims], strict=True)
    ]
    if not told:
        return ""
    first = w.say("Före V går, med uppräkning inom parentes", "Before V come, with indexation in brackets")
    form = w.form()
    return f"{form[0].upper()}{form[1:]}. {first}: {', '.join(told)} {w.term('points')}."


def why(page: Page, w: Words, result: Result, year: int) -> list[str]:
    """Why each committee gets what it gets in a year."""
    lines = page.heading(
        w.say(
            f"Varför, nämnd för nämnd, mot uppräkning {year}",
            f"Why, committee by committee, against indexation {year}",
        )
    )
    told = [because.because(result, c, year) for c in w.scenario.committees]
    for sentence in told:
        lines += page.text(sentence, hanging="  ")
    if any("(" in sentence for sentence in told):
        lines += page.text(w.term("rounded_sums"))
    if w.aims or not any(f"{because.unbound(w)}." in sentence for sentence in told):
        return lines
    note = w.say(
        "Där ingen egen gräns binder hade en flyttad krona, till eller från nämnden, inte höjt V.",
        "Where no limit of its own binds, a krona moved to or from the committee would not have raised V.",
    )
    return [*lines, *page.text(note)]


# ------------------------------------------------------------------------------------------------------ goals


def goal_table(page: Page, w: Words, result: Result) -> list[str]:
    """Every goal now, indexed and proposed in the last plan year: in its own unit, or in points where it has none."""
    y = result.figures.years[-1]
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    rows = []
    for g in w.scenario.goals:
        name, (present, before, after), decimals = natural(
            w, g, (today(result.figures, g), old[g, y], new[g, y])
        )
        i = w.scenario.goals[g].indicator
        rows.append(
            [
                name,
                w.number(present if i is None else i.present, decimals),
                w.number(before, decimals),
                w.number(after, decimals),
                w.signed(after - before, decimals),
            ]
        )
    head = [
        w.term("goal"),
        w.term("now"),
        w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}"),
        w.say(f"Förslag\n{y}", f"Proposal\n{y}"),
        w.term("against_indexation"),
    ]
    title = w.say(f"Vad pengarna ger {y}", f"What the money gives in {y}")
    notes = [w.term("rounded_sums"), *([w.term("past_the_target")] if passed(result) else [])]
    return [*page.heading(title), *page.table(head, rows), *page.text(" ".join(notes))]


def goal_room(page: Page, w: Words, spans: Sequence[GoalSpan], year: int) -> list[str]:
    """What each goal can be in a year among plans that are about as good: in its own unit, or in points."""
    rows = []
    for span in spans:
        if span.year == year:
            ends = (span.indexation, span.proposal, span.greatest)
            name, values, decimals = natural(w, span.goal, ends)
            told = [w.number(value, decimals) for value in values]
            worst = NONE
            if span.least is not None:
                worst = w.number(natural(w, span.goal, (span.least,))[1][0], decimals)
            rows.append([name, *told[:2], worst, told[2]])
    head = [
        w.term("goal"),
        w.say(f"Uppräkn.\n{year}", f"Indexed\n{year}"),
        w.say(f"Förslag\n{year}", f"Proposal\n{year}"),
        *w.terms("worst_in_the_room", "best_in_the_room"),
    ]
    title = w.say(
        f"Vad utrymmet rymmer {year}, varje mål för sig",
        f"What the room holds in {year}, each goal by itself",
    )
    lines = [*page.heading(title), *page.table(head, rows)]
    if any(span.least is None for span in spans if span.year == year):
        lines += page.text(worst_not_found(w))
    return lines


def worst_not_found(w: Words) -> str:
    """What a dash stands for where the room of a goal has no worst end."""
    return w.say(
        f"{NONE}: det sämsta kunde inte bevisas och sägs därför inte.",
        f"{NONE}: the worst could not be proved and is therefore not told.",
    )


def natural(w: Words, g: str, points: tuple[float, ...]) -> tuple[str, tuple[float, ...], int]:
    """A goal's points in the unit of its indicator.

    Returns:
        Its name with the unit; the values, points where it has no indicator; and the decimals that show them.
    """
    i = w.scenario.goals[g].indicator
    if i is None:
        capped = tuple(min(value, FULL_POINTS) for value in points)
        return f"{w.goal(g)} ({w.say('poäng 0–100', 'points 0–100')})", capped, w.goal_decimals(g)
    values = tuple(indicated(i, value) for value in points)
    measured = ", ".join(filter(None, (i.name, i.unit)))
    name = f"{w.goal(g)} ({measured})" if measured else w.goal(g)
    return name, values, w.goal_decimals(g)


def point_prices(page: Page, w: Words, result: Result) -> list[str]:
    """What one more point of each goal costs at today's service."""
    f = result.figures
    goals = tuple(w.scenario.goals)
    rows = []
    for g in goals:
        price = f.price_of_a_point(g)
        cost = NONE if price is None else w.fine(price[0] * w.per_msek, w.money_decimals)
        where = w.say("ingen krona hjälper", "no krona helps") if price is None else w.activity(price[1])
        rows.append([w.goal(g), w.number(100 * f.part[g], 1), cost, where])
    head = [
        w.term("goal"),
        w.say("Vikt\n%", "Weight\n%"),
        w.say(f"1 poäng\n{w.unit}", f"1 point\n{w.unit}"),
        w.say("Billigast genom", "Cheapest through"),
    ]
    base = w.scenario.base_year
    title = w.say(
        f"Vad en poäng kostar: en poäng till vid dagens verksamhet, {base} års kostnad, fullt genomslag",
        f"What a point costs: one more point at today's service, cost of {base}, full effect",
    )
    return [*page.heading(title), *page.table(head, rows, left=(0, 3)), *page.text(w.term("rounded_sums"))]


# ----------------------------------------------------------------------------------------------------- limits


def binding(page: Page, w: Words, result: Result) -> list[str]:
    """The limits that bind, and what relief is worth."""
    limits = sorted(set_by_somebody(result), key=order)
    rules = sorted(set_by_nobody(result), key=order)
    lines = page.heading(
        w.say("Gränser som binder, och vad en lättnad är värd", "Limits that bind, and what relief is worth")
    )
    if not limits:
        lines += page.text(none_binds(w))
    else:
        lines += page.text(legend(w, result))
    for m in limits[:MOST_MARGINALS]:
        lines += _limit(page, w, m)
    if (left := len(limits) - MOST_MARGINALS) > 0:
        lines += page.text(
            w.say(f"{left} till står i tables/marginals.csv.", f"{left} more in tables/marginals.csv.")
        )
    return lines + _rules(page, w, rules)


def legend(w: Words, result: Result) -> str:
    """How a limit's price is read."""
    text = w.say(
        "Målpoängen är viktade, som V. Plus är lättnad eller ökning, minus skärpning eller minskning.",
        "Goal points are weighted, as V. Plus is relief or increase, minus is tightening or decrease.",
    )
    if w.aims:
        first = w.aim(result.reached[0].name)
        text = w.say(
            f"Målpoängen är vad som vinns i det som går först: {first}. Plus är lättnad eller ökning.",
            f"Goal points are what is gained in what comes first: {first}. Plus is relief or increase.",
        )
    return text


def order(m: Marginal) -> tuple[float, str, str]:
    """Largest first."""
    return -written(m.size), m.rows.name, str(m.index)


def _rules(page: Page, w: Words, rules: Sequence[Marginal]) -> list[str]:
    """The model's own rules, which have no price."""
    if not rules:
        return []
    told = [
        f"{name} ({n} {w.say('rad' if n == 1 else 'rader', 'row' if n == 1 else 'rows')})"
        for name, n in owners.own_rules(w, rules)
    ]
    text = w.say(
        f"Modellens egna regler binder också: {'; '.join(told)}.",
        f"The model's own rules bind too: {'; '.join(told)}.",
    )
    return page.text(f"{text} {owners.no_price(w)}")


def set_by_somebody(result: Result) -> list[Marginal]:
    """Marginals of limits that somebody set; what would be written as nothing is not told."""
    return [m for m in _binding(result) if m.rows.role == "limit" and not m.rows.own]


def set_by_nobody(result: Result) -> list[Marginal]:
    """Marginals of the model's own rules, which are told without them."""
    return [m for m in _binding(result) if m.rows.own]


def _binding(result: Result) -> list[Marginal]:
    return [m for m in result.marginals if m.binds and rounded(m.size, MOST_DECIMALS)]


def _limit(page: Page, w: Words, m: Marginal) -> list[str]:
    place, text = w.place(m.rows.path(*m.index)), w.limit(m.rows, m.index)
    text = capital(text)
    room = page.width - columns(text) - columns(place)
    first = [text + " " * room + place] if place and room >= len(GAP) else page.text(text)
    if place and room < len(GAP):
        first += [pad(place, page.width, right=True)] if columns(place) <= page.width else page.text(place)
    owner = limits.owner_of(w, m.rows, m.index)
    whose = w.say(f" Bakom den: {owner}.", f" Behind it: {owner}.") if owner and owner not in text else ""
    return [*first, *page.text(f"{limits.marginal(w, m)}.{whose}", "  ")]


# --------------------------------------------------------------------------------------------------- evidence


def evidence(page: Page, w: Words, result: Result, certainty: Certainty | None = None) -> list[str]:
    """How far frames move when effects of each grade get the common curve: what the answer rests on."""
    title = w.term("what_it_rests_on")
    said = [line for sentence in ambitions.told(w, result) for line in page.text(sentence)]
    if certainty is None or not certainty.grades:
        text = w.say("Det har inte räknats här.", "It was not computed here.")
        return [*page.heading(title), *page.text(text), *said]
    years = result.figures.open_years
    head = [w.term("grade_of_evidence"), *map(str, years)]
    rows = [
        [w.grade(grade), *(w.amount(moved[y]) for y in years)] for grade, moved in certainty.grades.items()
    ]
    note = w.say(
        f"Så långt flyttas ramarna, {w.unit}, om alla effekter av en grad får den gemensamma kurvan. Gradernas tal "
        "läggs inte ihop.",
        f"How far frames move, {w.unit}, if all effects of a grade get the common curve. The grades do not add up.",
    )
    return [*page.heading(title), *page.table(head, rows), *page.text(note), *said]


# ------------------------------------------------------------------------------------------------------ others


def others(page: Page, w: Words, views: Views | None) -> list[str]:
    """How others see it: each view's best plan against indexation the last year, and everyone's plan by every view."""
    if views is None or len(views.views) < 2:  # noqa: PLR2004 - the proposal's own view alone is nobody else's
        return []
    y = views.figures.years[-1]
    names = ["\n".join(textwrap.wrap(findings.view_name(w, view), HEAD)) for view in views.views]
    rows = [
        [w.committee(c), *(w.amount(views.difference(view, c, y), sign=True) for view in views.views)]
        for c in w.scenario.committees
    ]
    title = w.say(
        f"Så ser andra det, med samma pengar: skillnad mot uppräkning {y}, {w.unit}",
        f"How others see it, with the same money: difference from indexation {y}, {w.unit}",
    )
    lines = [
        *page.heading(title),
        *page.table([w.term("committee"), *names], rows),
        *page.text(findings.agreed(w, views, y)),
    ]
    title = w.say(
        f"Allas plan med allas mått: värd så mycket mer om året än uppräkning med samma pengar, {w.unit}",
        f"Everyone's plan by everyone's yardstick: worth so much more a year than indexation of the same money, "
        f"{w.unit}",
    )
    matrix = [[name, *cells] for name, cells in findings.each_plan(w, views)]
    return [*lines, *page.heading(title), *page.table([w.term("plan"), *names], matrix)]


# ------------------------------------------------------------------------------------------------------ plans


def plans(page: Page, w: Words, result: Result) -> list[str]:
    """Every plan beside each other: what it moves, whose limits it breaks, and last its V."""
    order = ["proposal", *BUILT_IN]
    order += [id_ for id_ in w.scenario.plans if id_ not in order]
    plans = [result.plans[id_] for id_ in order if id_ in result.plans]
    first, last = result.figures.open_years[0], result.figures.years[-1]
    rows, said = [], []
    for p in plans:
        breaches = result.broken(p.id)
        kinds = limits.counted(w, breaches)
        rows.append(
            [
                w.plan(p),
                w.amount(result.reallocated(last, p.id)),
                *(str(kinds[name]) for name in STANDINGS),
                w.number(p.value, V_DECIMALS) if w.scenario.judges(p.id) else NONE,
            ]
        )
        if limits.told(w, breaches):
            said += page.text(f"{w.plan(p)} {limits.broken(w, breaches)}.", hanging="  ")
        if p.own_total:
            said += page.text(_own_total(w, p, first), hanging="  ")
    head = [
        w.term("plan"),
        w.say(f"Omfördelat\n{last}", f"Reallocated\n{last}"),
        w.say("Brutna krav:\nantagna", "Limits broken:\nadopted"),
        w.say("\nförfattarens", "\nthe author's"),
        w.say("kurvornas\nräckvidd", "reach\nof the\ncurves"),
        w.term("v_points"),
    ]
    title = w.say("Planer och jämförelser", "Plans and baselines")
    note = w.say(
        "Antagna krav är beslutade eller lagstadgade; författarens har bara scenariots författare satt; kurvornas "
        "räckvidd är vad vi inte vet. Planer med olika mycket pengar rangordnas inte efter V.",
        "Adopted limits are decided or statutory; the author's only the author of the scenario has set; the reach of "
        "the curves is what we do not know. Plans with different money are not ranked by V.",
    )
    lines = [*page.heading(title), *page.table(head, rows), *page.text(note)]
    if not all(w.scenario.judges(p.id) for p in plans):
        lines += page.text(w.not_judged())
    return [*lines, *said]


def _own_total(w: Words, p: Plan, year: int) -> str:
    given, stated = w.scenario.plans.get(p.id), w.scenario.frame.tax_rate
    rate = (given.tax_rate if given is not None else {}).get(year)
    text = w.say(
        f"{w.plan(p)} har eget ramutrymme, {year}: {w.money(p.q.total[year])}",
        f"{w.plan(p)} has a total of its own, {year}: {w.money(p.q.total[year])}",
    )
    if rate is not None and stated is not None:
        own, ours = w.number(rate, 2), w.number(stated[year], 2)
        if own == ours:
            text += w.say(f", med samma skattesats, {own}", f", at the same tax rate, {own}")
        else:
            text += w.say(f", med skattesatsen {own} mot {ours}", f", at a tax rate of {own} against {ours}")
    return f"{text}."


# ---------------------------------------------------------------------------------------------------- the end


def studied_apart(page: Page, w: Words) -> list[str]:
    """How many worlds and majorities the scenario has, and the verbs that count with them; a run does not."""
    counted = {
        "worlds": (len(w.scenario.worlds), ("omvärld", "omvärldar"), ("world", "worlds")),
        "majorities": (len(w.scenario.majorities), ("majoritet", "majoriteter"), ("majority", "majorities")),
    }
    has = {verb: f"{n} {w.say(sv[n > 1], en[n > 1])}" for verb, (n, sv, en) in counted.items() if n}
    if not has or w.aims:
        return []
    told = w.say(
        f"Scenariot har {w.listed(list(has.values()))}: kommunbudget {'/'.join(has)}.",
        f"The scenario has {w.listed(list(has.values()))}: kommunbudget {'/'.join(has)}.",
    )
    return ["", *page.text(told)]


def _end(page: Page, w: Words, result: Result) -> list[str]:
    lines = []
    warnings = w.scenario.origin.warnings
    if warnings:
        lines += page.heading(w.term("warnings"))
        for warning in warnings:
            lines += page.text(warning, hanging="  ")
    c = result.certificate
    text = w.say(
        f"Kontroll: dualitetsgap {w.tiny(abs(c.gap))} poäng, största radavvikelse {w.tiny(c.primal)}, "
        f"V omräknat {w.number(c.recomputed_value, V_DECIMALS)}.",
        f"Check: duality gap {w.tiny(abs(c.gap))} points, largest row residual {w.tiny(c.primal)}, "
        f"V recomputed {w.number(c.recomputed_value, V_DECIMALS)}.",
    )
    return [*lines, "", *page.text(text)]


# ---------------------------------------------------------------------------------------------------- no plan


def no_plan(scenario: Scenario, error: NoPlanError, *, width: int | None = None, color: bool = False) -> str:
    """Why there is no plan, which limits clash and the cheapest ways out.

    Args:
        scenario: What was asked.
        error: What was found.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(no_plan_on(page_of(width, color=color), scenario, error))


def no_plan_on(page: Page, scenario: Scenario, error: NoPlanError) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(error.formulation.q.figures)
    lead, clashes, ways = no_plan_words.no_plan(scenario, error)
    lines = page.heading(scenario.title)[1:]
    lines += _doubted(page, w, scenario)
    for line in lead:
        lines += page.text(line)
    lines += page.heading(w.say("Krav som krockar", "Limits that clash"))
    for text, place in clashes:
        lines += page.text(f"{text}  {place}".rstrip(), "  ", "    ")
    if len(error.conflict) == 1:
        lines += page.text(no_plan_words.lone(w, error.conflict[0]))
    lines += page.heading(w.say("Vägar till en plan", "Ways to a plan"))
    for line in ways:
        lines += [line] if line.lstrip().startswith(("kommunbudget ", "--set ")) else _hung(page, line)
    return lines


def _doubted(page: Page, w: Words, scenario: Scenario) -> list[str]:
    """What to look at before any limit is eased: figures that are probably mistakes."""
    if not scenario.origin.questions:
        return []
    lines = page.heading(w.term("check_first"))
    lines += page.text(
        w.say(
            "De här siffrorna ser ut som skrivfel. Är de det finns det kanske en plan utan att något krav ändras.",
            "These figures look like mistakes of typing. If they are, there may be a plan with every limit as it is.",
        )
    )
    for question in scenario.origin.questions:
        lines += page.text(question, "  ", "    ")
    return lines + page.heading(w.say("Det som inte går ihop", "What does not fit together"))


def _hung(page: Page, line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return page.text(line.lstrip(), indent, indent + "  ")
