"""The answer on a terminal: one page of aligned plain text, most important first.

Sections: what is proposed, why, goals, limits, evidence, plans, warnings and certificate. Columns that are
summed are rounded so that they add up to what stands under them. All wording and rounding is in ``words``;
what goes where is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reading import digest
from models.scenario import FULL_POINTS
from solver.report import because, limits
from solver.report import no_plan as no_plan_words
from solver.report.frame_table import FrameTable, frame_table
from solver.report.terminal import GAP, RUN_ID, Page, columns, pad, page_of
from solver.report.words import MOST_DECIMALS, NO_BREAK, NONE, Words, points_decimals, rounded, rounded_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.answer.result import Result
    from solver.program.marginals import Marginal

MOST_MARGINALS = 12


# ------------------------------------------------------------------------------------------------- the answer


def answer(result: Result, *, every_year: bool = False, width: int | None = None, color: bool = False) -> str:
    """The answer as a person reads it.

    Args:
        result: The answer.
        every_year: Whether to show the frames of every plan year, not only the first.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    page, w = page_of(width, color=color), Words(result.figures)
    years = result.figures.years if every_year else result.figures.years[:1]
    frames = {y: FrameTable.of(result, w, y) for y in years}
    lines = [*_title(page, w)]
    for y in years:
        lines += frame_table(page, w, result, frames[y])
    lines += ["", *page.text(gained(w, result, frames[years[0]]))]
    lines += page.text(first) if (first := form_first(w, result)) else []
    for y in years:
        lines += why(page, w, result, frames[y])
    lines += goal_table(page, w, result)
    lines += binding(page, w, result)
    lines += evidence(page, w, result)
    lines += plans(page, w, result)
    lines += _end(page, w, result)
    return "\n".join(lines)


def _title(page: Page, w: Words) -> list[str]:
    s = w.scenario
    stage = (
        w.say(f"uppgifternas skede: {w.stage()}", f"stage of the figures: {w.stage()}") if w.stage() else ""
    )
    run = w.term("run_inside") + f" {digest(s)[:RUN_ID]}"
    return [
        *page.heading(s.title)[1:],
        *page.text(w.owner()),
        *page.text(" · ".join(filter(None, (w.standing(), stage, run)))),
    ]


def gained(w: Words, result: Result, t: FrameTable) -> str:
    """What the proposal gains over indexation, whose part it is, and how much money moves the first year."""
    whole, council, own = result.gain()
    decimals = points_decimals([whole])
    new, old = rounded(result.value, decimals), rounded(result.plans["indexation"].value, decimals)
    gain = rounded(new - old, decimals)
    moves = (*t.difference.values(), t.reserve[1])
    moved = min(sum(v for v in moves if v > 0), -sum(v for v in moves if v < 0))
    amount = f"{w.number(moved, w.money_decimals)}{NO_BREAK}{w.unit}"
    before, after, more = w.number(old, decimals), w.number(new, decimals), w.signed(gain, decimals)
    text = w.say(
        f"Viktad måluppfyllelse (V): {after} poäng av 100 mot {before} vid uppräkning, {more}",
        f"Weighted goal attainment (V): {after} points of 100 against {before} under indexation, {more}",
    )
    if council is not None and own is not None:
        between, within = (w.signed(p, decimals) for p in rounded_parts([council, own], gain, decimals))
        text += w.say(
            f": {between} genom omfördelning mellan nämnderna (fullmäktiges del) "
            f"och {within} genom prioritering inom dem (nämndernas del)",
            f": {between} by reallocation between the committees (the council's part) "
            f"and {within} by priorities inside them (the committees' part)",
        )
    moving = w.say(
        f" {t.year} flyttas {amount} mellan ramarna.", f" In {t.year}, {amount} moves between the frames."
    )
    return f"{text}.{moving}"


def form_first(w: Words, result: Result) -> str:
    """What the form of the objective puts before V, and what was reached of it; nothing where V is all."""
    before = result.plans["indexation"].scores
    told = []
    for aim, old in zip(result.reached[: w.aims], before[: w.aims], strict=True):
        decimals = points_decimals([aim.value - old.value])
        told.append(f"{w.aim(aim.name)} {w.number(aim.value, decimals)} ({w.number(old.value, decimals)})")
    if not told:
        return ""
    first = w.say("Före V går, med uppräkning inom parentes", "Before V come, with indexation in brackets")
    form = w.form()
    return f"{form[0].upper()}{form[1:]}. {first}: {', '.join(told)} {w.term('points')}."


def why(page: Page, w: Words, result: Result, t: FrameTable) -> list[str]:
    """Why each committee gets what it gets in a year."""
    lines = page.heading(w.say(f"Varför, nämnd för nämnd {t.year}", f"Why, committee by committee {t.year}"))
    told = [because.because(result, c, t.year, t.difference[c]) for c in w.scenario.committees]
    for sentence in told:
        lines += page.text(sentence, hanging="  ")
    if w.aims or not any(f"{because.unbound(w)}." in sentence for sentence in told):
        return lines
    note = w.say(
        "Där ingen egen gräns binder hade en flyttad krona, till eller från nämnden, inte höjt V.",
        "Where no limit of its own binds, a krona moved to or from the committee would not have raised V.",
    )
    return [*lines, *page.text(note)]


# ------------------------------------------------------------------------------------------------------ goals


def goal_table(page: Page, w: Words, result: Result) -> list[str]:
    """Every goal now, indexed and proposed, and what a point costs."""
    f = result.figures
    shown = (f.years[0], f.years[-1]) if len(f.years) > 1 else f.years
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    goals = tuple(w.scenario.goals)
    decimals = min(points_decimals(new[g, y] - old[g, y] for g in goals for y in shown), 2)
    head = [w.term("goal"), w.term("now")]
    for y in shown:
        head += [w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}"), w.say(f"Förslag\n{y}", f"Proposal\n{y}"), "\n+/−"]
    rows = []
    for g in goals:
        row = [w.goal(g), w.number(now(w, result, g), decimals)]
        for y in shown:
            before, after = (rounded(min(a[g, y], FULL_POINTS), decimals) for a in (old, new))
            row += [w.number(before, decimals), w.number(after, decimals), w.signed(after - before, decimals)]
        rows.append(row)
    title = w.term("goals_points_0_100")
    return [*page.heading(title), *page.table(head, rows), *point_prices(page, w, result)]


def now(w: Words, result: Result, g: str) -> float:
    """A goal's attainment today [points]."""
    i = w.scenario.goals[g].indicator
    if i is not None:
        return min(FULL_POINTS * (i.present - i.floor) / (i.target - i.floor), FULL_POINTS)
    return result.figures.reference[g, result.figures.years[0]]


def point_prices(page: Page, w: Words, result: Result) -> list[str]:
    """What one more point of each goal costs at today's service."""
    f = result.figures
    goals = tuple(w.scenario.goals)
    weights = rounded_parts([100 * f.weight[g] for g in goals], 100, 1)
    rows = []
    for g, weight in zip(goals, weights, strict=True):
        price = f.price_of_a_point(g)
        cost = NONE if price is None else w.fine(price[0] * w.per_msek, w.money_decimals)
        where = w.say("ingen krona hjälper", "no krona helps") if price is None else w.activity(price[1])
        rows.append([w.goal(g), w.number(weight, 1), cost, where])
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
    return [*page.heading(title), *page.table(head, rows, left=(0, 3))]


# ----------------------------------------------------------------------------------------------------- limits


def binding(page: Page, w: Words, result: Result) -> list[str]:
    """The limits that bind, and what relief is worth."""
    limits = sorted(set_by_somebody(result), key=order)
    rules = sorted((m for m in result.marginals if m.rows.role == "rule"), key=order)
    lines = page.heading(
        w.say("Gränser som binder, och vad en lättnad är värd", "Limits that bind, and what relief is worth")
    )
    if not limits and not rules:
        return [*lines, *page.text(w.say("Ingen gräns binder.", "No limit binds."))]
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
    return -m.size, m.rows.name, str(m.index)


def _rules(page: Page, w: Words, rules: Sequence[Marginal]) -> list[str]:
    """The model's own rules on what is not measured: of each the row that weighs most."""
    lines: list[str] = []
    for family in dict.fromkeys(m.rows.name for m in rules):
        of_it = [m for m in rules if m.rows.name == family]
        lines += _limit(page, w, of_it[0])
        if n := len(of_it) - 1:
            lines += page.text(
                w.say(
                    f"Samma regel binder i {n} {'rad' if n == 1 else 'rader'} till, se marginals.csv.",
                    f"The same rule binds in {n} more {'row' if n == 1 else 'rows'}, see marginals.csv.",
                ),
                "  ",
            )
    return lines


def set_by_somebody(result: Result) -> list[Marginal]:
    """Marginals of limits that somebody set; what would be written as nothing is not told."""
    return [
        m for m in result.marginals if m.binds and m.rows.role == "limit" and rounded(m.size, MOST_DECIMALS)
    ]


def _limit(page: Page, w: Words, m: Marginal) -> list[str]:
    place, text = w.place(m.rows.path(*m.index)), w.limit(m.rows, m.index)
    text = text[:1].upper() + text[1:]
    room = page.width - columns(text) - columns(place)
    first = [text + " " * room + place] if place and room >= len(GAP) else page.text(text)
    if place and room < len(GAP):
        first += [pad(place, page.width, right=True)] if columns(place) <= page.width else page.text(place)
    return [*first, *page.text(limits.marginal(w, m), "  ")]


# --------------------------------------------------------------------------------------------------- evidence


def evidence(page: Page, w: Words, result: Result) -> list[str]:
    """How much of the reallocation rests on which grade of evidence."""
    shares = result.evidence()
    lines = [
        *page.heading(w.say("Vad omfördelningen vilar på", "What the reallocation rests on")),
        *page.text(limits.resting(w, shares)),
    ]
    lines += page.text(
        w.say(
            "Utan antaganden om effekter flyttas inget: varje nämnd följer då uppräkningen, om inte ett krav eller "
            "ett beslut säger annat.",
            "Without assumed effects nothing moves: every committee then follows indexation, unless a limit or a "
            "decision says otherwise.",
        )
    )
    if not shares:
        return lines
    whole = rounded_parts([100 * v for v in shares.values()], 100, 0)
    head = [w.term("grade_of_evidence"), "%"]
    rows = [[w.grade(g), w.number(v, 0)] for g, v in zip(shares, whole, strict=True)]
    if len(rows) == 1:
        return [*lines, *page.table(head, rows)]
    rows.append([w.term("sum"), w.number(sum(whole), 0)])
    return [*lines, *page.table(head, rows, sums=1)]


# ------------------------------------------------------------------------------------------------------ plans


def plans(page: Page, w: Words, result: Result) -> list[str]:
    """Every plan beside each other: value, differences both ways, broken limits."""
    order = ["proposal", "indexation", "indexation_own_priorities", "volume"]
    order += [id_ for id_ in w.scenario.plans if id_ not in order]
    plans = [result.plans[id_] for id_ in order if id_ in result.plans]
    decimals = points_decimals([result.gain()[0]])
    values = {p.id: rounded(p.value, decimals) for p in plans}
    rows, said = [], []
    for p in plans:
        breaches = result.broken(p.id)
        over = w.signed(values[p.id] - values["indexation"], decimals)
        under = w.signed(values[p.id] - values["proposal"], decimals)
        rows.append([w.plan(p), w.number(values[p.id], decimals), over, under, str(len(breaches))])
        if breaches:
            said += page.text(f"{w.plan(p)} {limits.broken(w, breaches)}.", hanging="  ")
        if p.own_total:
            y = result.figures.years[0]
            said += page.text(
                w.say(
                    f"{w.plan(p)} har eget ramutrymme, {y}: {w.money(p.q.total[y])}.",
                    f"{w.plan(p)} has a total of its own, {y}: {w.money(p.q.total[y])}.",
                ),
                hanging="  ",
            )
    head = [
        w.term("plan"),
        w.term("v_points"),
        w.term("against_indexation"),
        w.say("Mot\nförslaget", "Against\nproposal"),
        w.term("broken_limits"),
    ]
    title = w.say(
        "Planer och jämförelser, viktad måluppfyllelse", "Plans and baselines, weighted goal attainment"
    )
    return [*page.heading(title), *page.table(head, rows), *said]


# ---------------------------------------------------------------------------------------------------- the end


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
        f"V omräknat {w.number(c.recomputed_value, 3)}.",
        f"Check: duality gap {w.tiny(abs(c.gap))} points, largest row residual {w.tiny(c.primal)}, "
        f"V recomputed {w.number(c.recomputed_value, 3)}.",
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
    for line in lead:
        lines += page.text(line)
    lines += page.heading(w.say("Krav som krockar", "Limits that clash"))
    for text, place in clashes:
        lines += page.text(f"{text}  {place}".rstrip(), "  ", "    ")
    if len(clashes) == 1:
        lines += page.text(
            w.say(
                "Det går inte ihop med belopp som inget krav har satt: fasta kostnader, återställning av underskott "
                "och att nämndens kostnader ska rymmas i dess ram.",
                "It clashes with amounts that no limit set: fixed costs, restored deficits, and that a committee's "
                "costs must fit in its frame.",
            )
        )
    lines += page.heading(w.say("Vägar till en plan", "Ways to a plan"))
    for line in ways:
        lines += [line] if line.lstrip().startswith(("kommunbudget ", "--set ")) else _hung(page, line)
    return lines


def _hung(page: Page, line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return page.text(line.lstrip(), indent, indent + "  ")
