"""The record of an evaluation: the same text for a plan of the opposition and of the majority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.answer.standing import by_standing
from solver.report.findings import shows
from solver.report.indicator import today
from solver.report.plots.evaluate import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport, check_first, settled
from solver.report.words import NONE, ONE_KRONA, SMALL_GAIN, Words, capital
from solver.studies.evaluate import Evaluation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.constraint import Breach
    from models.plan import Plan
    from solver.answer.standing import Standing
    from solver.report.terminal import Page


def _lines(page: Page, w: Words, e: Evaluation) -> list[str]:
    lines = [line for sentence in _money(w, e) for line in page.text(sentence)]
    if e.judged:
        lines += _values(page, w, e)
    for y in w.figures.open_years if page.every_year else w.figures.open_years[:1]:
        lines += _frames(page, w, e, y)
    return [*lines, *_goals(page, w, e), *_broken(page, w, e), *_repair(page, w, e)]


def points_decimals(differences: Iterable[float]) -> int:
    """Return the number of decimals that differences of this size need [points]."""
    largest = max((abs(d) for d in differences), default=0.0)
    return 1 if largest >= 10 * SMALL_GAIN else 2 if largest >= SMALL_GAIN or not largest else 3


def _opening(page: Page, w: Words, e: Evaluation) -> list[str]:
    s = w.scenario
    owner = w.owner().removesuffix(".")
    lines = page.heading(s.title)[1:]
    lines += page.text(REPORT.full_title(e))
    given = e.plan.q.figures.scenario.plans.get(e.plan.id)
    if given is not None and given.by:
        lines += page.text(w.say(f"Framlagd av: {given.by}", f"Put forward by: {given.by}"))
    if given is not None and given.source:
        lines += page.text(w.say(f"Källa: {given.source}", f"Source: {given.source}"))
    lines += page.text(
        w.say(
            f"Jämfört med uppräkning samma år. {owner}.",
            f"Compared with indexation the same year. {owner}.",
        )
    )
    return [*lines, *settled(page, w), *check_first(page, w, e.questions)]


def _money(w: Words, e: Evaluation) -> list[str]:
    """Return how much more or less the plan hands out than indexation, with tax rates, and what that does."""
    told = []
    if not e.same_money:
        amounts = w.listed([f"{y} {w.fine_money(amount, sign=True)}" for y, amount in e.more.items()])
        told.append(
            w.say(
                f"Planen delar ut mer (+) eller mindre (−) än uppräkningen: {amounts}.",
                f"The plan hands out more (+) or less (−) than indexation: {amounts}.",
            )
        )
    rates = [
        f"{y} {NONE if theirs is None else w.number(theirs, 2)} ({NONE if ours is None else w.number(ours, 2)})"
        for y, (ours, theirs) in e.tax_rates.items()
        if theirs is not None
    ]
    if rates:
        told.append(
            w.say(
                f"Skattesats, kr per 100 kr, planens (scenariots): {w.listed(rates)}.",
                f"Tax rate, kr per 100 kr, the plan's (the scenario's): {w.listed(rates)}.",
            )
        )
    if not e.judged:
        return [*told, w.not_judged()]
    money, division = (w.fine(part, 2, sign=True) for part in e.gain)
    if not e.same_money:
        told.append(
            w.say(
                f"Av skillnaden i V mot uppräkning kommer {money} poäng av pengarna och {division} av fördelningen. "
                "Här nedan jämförs planen med planer som delar ut lika mycket.",
                f"Of the difference in V from indexation {money} points come of the money and {division} of the "
                "division. Below the plan is compared with plans that hand out as much.",
            )
        )
    if e.worth is not None:
        told.append(_worth(w, e.worth))
    return told


def _worth(w: Words, worth: float) -> str:
    """What the division is worth, with the digits that every other report has."""
    if not shows(w, worth):
        exactly = "" if not worth else w.say(", avrundat till pengar", ", rounded to money")
        return w.say(
            f"Planens fördelning är lika bra som uppräkning{exactly}.",
            f"The plan's division is as good as indexation{exactly}.",
        )
    amount, more = w.money(abs(worth)), w.term("more") if worth > 0 else w.term("less")
    return w.say(
        f"Planens fördelning är lika bra som uppräkning med {amount} {more} om året.",
        f"The plan's division is as good as indexation with {amount} {more} a year.",
    )


# ----------------------------------------------------------------------------------------------------- value


def _values(page: Page, w: Words, e: Evaluation) -> list[str]:
    names = {
        "plan": w.plan(e.plan),
        "indexation_same_money": w.say("Uppräkning, lika mycket utdelat", "Indexation, as much handed out"),
        "proposal": w.term("computed_proposal"),
        "best_same_total": w.say("Bästa plan, lika mycket utdelat", "Best plan, as much handed out"),
        "own_priorities": w.say(
            "Planens ramar, nämnderna prioriterar inom dem", "The plan's frames, committees choosing inside"
        ),
        "repair": w.say("Närmaste plan som inte bryter något krav", "Nearest plan that breaks no limit"),
    }
    apart = {"indexation", *(() if e.best is e.proposal else ("proposal",))}
    plans = {id_: e.plans[id_] for id_ in names if id_ in e.plans and id_ not in apart}
    decimals = points_decimals(e.value - p.value for p in plans.values())
    rows = []
    for id_, p in plans.items():
        same = id_ == "plan"
        rows.append(
            [
                names[id_],
                w.number(p.value, decimals),
                NONE if same else w.signed(e.value - p.value, decimals),
                NONE if same else w.amount(e.reallocated(p)),
                str(len(p.broken(e.stated.formulation.families.values()))),
            ]
        )
    head = [
        *w.terms("plan"),
        w.term("v_points"),
        w.say("Planen\nmot denna", "The plan\nagainst this"),
        w.say(f"Omfördelat\n{w.unit}", f"Reallocated\n{w.unit}"),
        w.term("broken_limits"),
    ]
    title = w.say(
        "Viktad måluppfyllelse (V), och vad planen omfördelar mot var och en, planåren sammanlagt",
        "Weighted goal attainment (V), and what the plan reallocates against each, the sum of the plan years",
    )
    lines = [*page.heading(title), *page.table(head, rows)]
    if e.best is None:
        lines += page.text(
            w.say(
                "Med planens ramutrymme finns ingen plan som håller alla krav.",
                "With the plan's total there is no plan that keeps every limit.",
            )
        )
    elif e.value > e.best.value + ONE_KRONA:
        lines += page.text(
            w.say(
                "Planen når högre än bästa plan som håller kraven, eftersom den bryter några av dem.",
                "The plan reaches higher than the best plan that keeps the limits, for it breaks some of them.",
            )
        )
    return lines


# ---------------------------------------------------------------------------------------------------- frames


def _frames(page: Page, w: Words, e: Evaluation, y: int) -> list[str]:
    s, d = w.scenario, w.money_decimals
    f, new, old = e.stated.figures, e.plan.q, e.indexation.q
    best = None if e.best is None else e.best.q

    def row(name: str, base: float | None, kind: str, key: object) -> list[str]:
        before, after = (float(getattr(q, kind)[key]) for q in (old, new))
        return [
            name,
            NONE if base is None else w.number(base * w.per_msek, d),
            w.amount(before),
            w.amount(after),
            w.amount(after - before, sign=True),
            NONE if name == w.quantity("reserve") else _share(w, after, before),
            NONE if best is None else w.amount(float(getattr(best, kind)[key])),
        ]

    rows = [row(w.committee(c), f.base_frame[c], "frame", (c, y)) for c in s.committees]
    rows.append(row(w.quantity("reserve"), None, "reserve", y))
    rows.append(row(w.quantity("total"), None, "total", y))
    head = [
        *w.terms("committee"),
        str(s.base_year),
        w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"),
        w.say(f"Planen\n{y}", f"The plan\n{y}"),
        w.say(f"Mot uppräkning\n{w.unit}", f"Against indexation\n{w.unit}"),
        "\n%",
        w.say("Bästa plan,\nsamma utrymme", "Best plan,\nsame total"),
    ]
    title = w.say(
        f"Ramar {y}, {w.unit}, jämfört med uppräkning samma år",
        f"Frames {y}, {w.unit}, against indexation of the same year",
    )
    note = w.term("rounded_sums")
    return [*page.heading(title), *page.table(head, rows, sums=1), *page.text(note)]


def _share(w: Words, new: float, old: float) -> str:
    return w.signed(100 * (new - old) / old, 1) if abs(old) > ONE_KRONA else NONE


# ----------------------------------------------------------------------------------------------------- goals


def _goals(page: Page, w: Words, e: Evaluation) -> list[str]:
    f = e.stated.figures
    shown = dict.fromkeys((f.open_years[0], f.years[-1]))
    plans = [e.indexation, e.plan, *([e.proposal] if e.proposal else [])]
    goals = list(w.scenario.goals)

    def at(plan: Plan, g: str, y: int) -> float:
        return min(float(plan.q.attainment[g, y]), FULL_POINTS)

    gaps = (at(p, g, y) - at(e.indexation, g, y) for p in plans for g in goals for y in shown)
    decimals = min(points_decimals(gaps), 2)
    head = [*w.terms("goal"), w.term("now")]
    for y in shown:
        head += [w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}"), w.say(f"Planen\n{y}", f"The plan\n{y}"), "\n+/−"]
        head += [w.say(f"Förslag\n{y}", f"Proposal\n{y}")] if e.proposal else []
    rows = []
    for g in goals:
        row = [w.goal(g), w.number(today(f, g), decimals)]
        for y in shown:
            before, after = at(e.indexation, g, y), at(e.plan, g, y)
            row += [w.number(before, decimals), w.number(after, decimals), w.signed(after - before, decimals)]
            row += [w.number(at(e.proposal, g, y), decimals)] if e.proposal else []
        rows.append(row)
    title = w.say(
        "Mål, poäng 0–100 (+/− är planen mot uppräkning)",
        "Goals, points 0–100 (+/− is the plan against indexation)",
    )
    return [*page.heading(title), *page.table(head, rows), *page.text(w.term("rounded_sums"))]


# ---------------------------------------------------------------------------------------------------- limits


def breach(w: Words, b: Breach) -> str:
    """Return a broken limit in words, with the amount by which it is broken."""
    text = w.limit(b.rows, b.index)
    amount = w.fine_money(abs(b.amount)) if b.rows.unit == "money" else w.fine_points(abs(b.amount))
    return w.say(f"{text}: bryts med {amount}", f"{text}: broken by {amount}")


def _broken(page: Page, w: Words, e: Evaluation) -> list[str]:
    lines = page.heading(
        w.say(f"Krav som planen bryter: {len(e.broken)}", f"Limits that the plan breaks: {len(e.broken)}")
    )
    if not e.broken:
        return [*lines, *page.text(w.say("Inget krav bryts.", "No limit is broken."))]
    for kind, breaches in by_standing(w.said, e.broken).items():
        if breaches:
            lines += page.text(f"{standing_name(w, kind)}: {len(breaches)}")
        for b in breaches:
            text, place = breach(w, b), w.place(b.rows.path(*b.index))
            lines += page.text(f"{capital(text)}  {place}".rstrip(), hanging="  ")
    return lines


def standing_name(w: Words, kind: Standing) -> str:
    """Return what broken limits of a kind are called."""
    names = {
        "adopted": ("Antagna regler och beslut", "Adopted rules and decisions"),
        "assumption": (
            "Gränser som bara scenariots författare har satt",
            "Limits that only the scenario's author set",
        ),
        "reach": (
            "Där kurvorna tar slut, vilket är underlagets brist och inte planens",
            "Where the curves end, which is a lack of the evidence and not of the plan",
        ),
    }
    return w.say(*names[kind])


def _repair(page: Page, w: Words, e: Evaluation) -> list[str]:
    if not e.broken:
        return []
    title = w.say("Minsta ändring så att inget krav bryts", "The least change so that no limit is broken")
    lines = page.heading(title)
    if e.repair is None:
        text = w.say(
            "Ingen plan med detta ramutrymme håller alla krav; kommunbudget run visar vilka som krockar.",
            "No plan with this total keeps every limit; kommunbudget run tells which clash.",
        )
        return [*lines, *page.text(text)]
    f, r = e.stated.figures, e.repair
    change = w.fine(r.plan.value - e.value, 2, sign=True)
    if r.moved > ONE_KRONA:
        lines += page.text(
            w.say(
                f"Dessa ramar ändras{f'; V ändras med {change} poäng' if e.judged else ''}.",
                f"These frames change{f'; V changes by {change} points' if e.judged else ''}.",
            )
        )
        rows = []
        for c in w.scenario.committees:
            moves = [r.plan.q.frame[c, y] - e.plan.q.frame[c, y] for y in f.years]
            if any(abs(m) > ONE_KRONA for m in moves):
                told = (w.fine(m * w.per_msek, w.money_decimals, sign=True) for m in moves)
                shown = [t if abs(m) > ONE_KRONA else NONE for t, m in zip(told, moves, strict=True)]
                rows.append([w.committee(c), *shown])
        head = [w.say(f"Ändrad ram, {w.unit}", f"Changed frame, {w.unit}"), *map(str, f.years)]
        lines += page.table(head, rows)
    else:
        lines += page.text(
            w.say(
                f"Ramarna kan stå kvar; kostnaderna inom dem ändras med sammanlagt {w.fine_money(r.spent)}"
                + (f", och V med {change} poäng." if e.judged else "."),
                f"The frames can stay; costs inside them change by {w.fine_money(r.spent)} in all"
                + (f", and V by {change} points." if e.judged else "."),
            )
        )
    rule = w.say(
        "Regeln att det som inte mäts inte flyttas gäller räkneförslaget, inte en politisk plan, och är släppt här.",
        "That what is not measured is not moved binds the computed proposal, not a politician's plan, and is let go "
        "here.",
    )
    return [*lines, *page.text(rule)]


def _short(w: Words, study: Evaluation) -> Short:
    y = study.stated.figures.open_years[0]
    rows = []
    for c in study.scenario.committees:
        own, indexed = float(study.plan.q.frame[c, y]), float(study.indexation.q.frame[c, y])
        rows.append([w.committee(c), w.amount(indexed), w.amount(own), w.amount(own - indexed, sign=True)])
    n, best = len(study.broken), study.best
    reached = w.number(study.value, SHORT_DECIMALS)
    highest = "" if best is None else w.number(best.value, SHORT_DECIMALS)
    value = w.say(
        f"V {reached}{highest and f', mot {highest} för den bästa planen med samma total'}.",
        f"V {reached}{highest and f', against {highest} for the best plan with the same total'}.",
    )
    limits = w.counted(n, ("gräns", "gränser"), ("limit", "limits"))
    said = w.say(f"Planen bryter {limits}.", f"The plan breaks {limits}.")
    said = f"{value if study.judged else w.not_judged()} {said}"
    most = max(study.broken, key=lambda b: abs(b.amount), default=None)
    worst = "" if most is None else f"{w.say('Mest', 'Most')}: {breach(w, most).rstrip('.')}."
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        w.plan_id("indexation"),
        w.say("Planen", "The plan"),
        w.term("against_indexation_on_a_line"),
    ]
    return Short(sentences=[said, worst], head=head, rows=rows, title=w.plan(study.plan))


REPORT = StudyReport(
    of=Evaluation,
    title=("Utvärdering", "Evaluation"),
    question=(
        "Vad ger planen mot uppräkning och mot räkneförslaget samma år, och vilka krav bryter den?",
        (
            "What does the plan give against indexation and the proposal of the same year, and which limits does it "
            "break?"
        ),
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=lambda w, e: w.plan(e.plan),
    opening=_opening,
)
