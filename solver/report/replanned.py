"""A re-plan in words and in tables of amounts, for the page, the terminal and the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.report.indicator import indicated
from solver.report.words import rounded
from solver.studies.replan import NOTHING, PLANS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Breach
    from models.plan import Plan
    from solver.report.words import Words
    from solver.studies.in_year import InYear
    from solver.studies.replan import Replan

DECIMALS = 2
"""Decimals of V."""
FEW = 4
"""Limits that a sentence names."""


def sentences(w: Words, study: Replan) -> list[str]:
    """Return what is compared, what the year took and gave, what is restored, and what doing nothing breaks."""
    return [
        _compared(w, study),
        *_result(w, study),
        *_spent(w, study),
        *_restored(w, study),
        _broken(w, study),
        *_funded(w, study),
        *_anyway(w, study),
    ]


def _funded(w: Words, study: Replan) -> list[str]:
    """Return of what money the re-planned frames differ in all from the planned ones, a sentence a year."""
    old, new = study.planned.q, study.result.proposal.q
    told = []
    for y in study.figures.open_years:
        drawn = float(new.withdrawal[y] - new.deposit[y]) - float(old.withdrawal[y] - old.deposit[y])
        kept, total = float(new.reserve[y] - old.reserve[y]), float(new.total[y] - old.total[y])
        parts = {
            w.say("ur resultatreserven", "out of the result reserve"): drawn,
            w.say("ur det som annars är till fullmäktiges förfogande", "out of the council's reserve"): -kept,
            w.say("av ett annat ramutrymme", "of another total"): total - drawn,
        }
        if not rounded((total - kept) * w.per_msek, w.money_decimals):
            continue
        of = [
            f"{w.money(x, sign=True)} {name}"
            for name, x in parts.items()
            if rounded(x * w.per_msek, w.money_decimals)
        ]
        size, larger = w.money(abs(total - kept)), total > kept
        told.append(
            w.say(
                f"De omplanerade ramarna {y} är tillsammans {size} {'större' if larger else 'mindre'} än de planerade: "
                f"{w.listed(of)}.",
                f"The re-planned frames of {y} together are {size} {'larger' if larger else 'smaller'} than the "
                f"planned: {w.listed(of)}.",
            )
        )
    return told


def _anyway(w: Words, study: Replan) -> list[str]:
    """Return how much of what is moved the program would have moved before the year, where the plan is another's."""
    y, before = study.figures.open_years[0], study.before
    if before is None or before is study.planned:
        return []
    now, since = study.reallocated(y, study.planned), study.reallocated(y, before)
    return [
        w.say(
            f"Omplaneringen flyttar {w.money(now)} mellan nämnderna {y} mot planerat. Planen är någon annans: mot "
            f"räkneförslaget före året flyttas {w.money(since)}, och det är vad beslutet för {study.year} och året har "
            "ändrat.",
            f"The re-plan moves {w.money(now)} between committees in {y} against the planned. That plan is somebody "
            f"else's: against the computed proposal before the year {w.money(since)} is moved, which is what the "
            f"decision for {study.year} and the year have changed.",
        )
    ]


def _compared(w: Words, study: Replan) -> str:
    y, f = study.year, study.figures
    rests = f.scenario.settled.basis[y] if f.scenario.settled else ""
    years = w.listed([str(year) for year in f.open_years])
    plan = w.plan(study.planned)
    text = w.say(
        f"{y} räknas som avslutat: {rests}. {years} planeras på nytt därifrån, med samma mål, effekter, vikter och "
        f"krav. Planerat är {plan}. Görs inget står de planerade ramarna kvar, och nämnderna använder det som blir "
        "kvar efter återställning.",
        f"{y} counts as settled: {rests}. {years} are planned anew from there, with the same goals, effects, weights "
        f"and limits. Planned is {plan}. If nothing is done the planned frames stand, and committees use what is left "
        "after restoration.",
    )
    if study.planned.own_total:
        text += w.say(
            " Den planen har ett eget ramutrymme; omplaneringen har scenariots.",
            " That plan has a total of its own; the re-plan has the scenario's.",
        )
    return text


def _result(w: Words, study: Replan) -> list[str]:
    money, outcome = study.followed.money, study.followed.outcome
    if money.result is None:
        return [
            w.say(
                "Kommunens resultat är inte känt: rapporten eller scenariot säger inte intäkterna.",
                "The municipality's result is not known: the report or the scenario does not tell revenue.",
            )
        ]
    was = w.say("blev", "was") if outcome else w.say("väntas bli", "is expected to be")
    text = w.say(
        f"Kommunens resultat {study.year} {was} {w.money(money.result)}",
        f"The municipality's result of {study.year} {was} {w.money(money.result)}",
    )
    if money.municipality.target is not None:
        text += w.say(
            f"; målet är {w.money(money.municipality.target)}",
            f"; the target is {w.money(money.municipality.target)}",
        )
    return [text + "."]


def _spent(w: Words, study: Replan) -> list[str]:
    """Return what the year cost against the plan, its parts, and what that spending gave."""
    more, over, given = study.more_spent, study.overspent, study.appropriated
    if not any(rounded(x * w.per_msek, w.money_decimals) for x in (more, over, given)):
        return [
            w.say(
                f"{study.year} kostar vad planen räknade med.",
                f"{study.year} costs what the plan counted with.",
            )
        ]
    parts = [
        w.say(
            f"{w.money(given, sign=True)} i anslag under året",
            f"{w.money(given, sign=True)} by appropriations",
        ),
        w.say(  # a cost has the opposite sign of the follow-up's deviation
            f"{w.money(over, sign=True)} i kostnader mot budgeten",
            f"{w.money(over, sign=True)} in costs against the budget",
        ),
    ]
    rest = more - over - given
    if rounded(rest * w.per_msek, w.money_decimals):
        parts.append(
            w.say(
                f"{w.money(rest, sign=True)} som planen sparade, återställde eller lämnade tillbaka",
                f"{w.money(rest, sign=True)} that the plan saved, restored or handed back",
            )
        )
    points, split = w.signed(study.overspend_value, DECIMALS), w.listed(parts)
    size, more_or_less = w.money(abs(more)), w.term("more") if more >= 0 else w.term("less")
    costs = w.term("cost" if study.followed.outcome else "will_cost")
    text = w.say(
        f"{study.year} {costs} {size} {more_or_less} än planen räknade med: {split}. Det ger {points} poäng i V",
        f"{study.year} {costs} {size} {more_or_less} than the plan counted with: {split}. It gives {points} in V",
    )
    if more >= 0 and study.followed.outcome:
        text += w.say(", och pengarna är använda", ", and the money is spent")
    elif not study.followed.outcome:
        text += w.say(", om prognosen stämmer", ", if the forecast comes true")
    return [f"{text}."]


def _restored(w: Words, study: Replan) -> list[str]:
    settled = study.nothing.q.figures.scenario.settled
    due: dict[int, float] = dict(settled.deficit) if settled else {}
    for series in (settled.restore if settled else {}).values():
        for y, amount in series.items():
            due[y] = due.get(y, 0.0) + amount
    told = [f"{w.money(due[y])} {y}" for y in sorted(due) if rounded(due[y] * w.per_msek, w.money_decimals)]
    if not told:
        return []
    return [
        w.say(
            f"Underskott återställs: {w.listed(told)}. Hur snabbt är ett beslut, med ett pris.",
            f"Deficits are restored: {w.listed(told)}. How fast is a decision, with a price.",
        )
    ]


def _broken(w: Words, study: Replan) -> str:
    later = [b for b in study.broken[NOTHING] if b.rows.role == "limit"]
    if not later:
        return w.say("Görs inget bryts inget krav.", "If nothing is done no limit is broken.")
    return w.say(
        f"Görs inget bryts {len(later)} krav: {_named(w, later)}.",
        f"If nothing is done {len(later)} limits are broken: {_named(w, later)}."
        if len(later) > 1
        else f"If nothing is done a limit is broken: {_named(w, later)}.",
    )


def _named(w: Words, breaches: Sequence[Breach]) -> str:
    largest = sorted(breaches, key=lambda b: -abs(b.amount))
    told = [w.limit(b.rows, b.index) for b in largest[:FEW]]
    if len(largest) > FEW:
        told.append(w.say(f"{len(largest) - FEW} till", f"{len(largest) - FEW} more"))
    return "; ".join(told)


def year_rows(w: Words, study: Replan, y: int) -> tuple[dict[str, str], list[str], list[list[float]]]:
    """Return headings, names and amounts of the three plans' frames in a year, by committee [MSEK].

    Args:
        w: Language and names.
        study: The study.
        y: A plan year that is not settled.
    """
    heads = {
        "planned": w.say("planerad\nram", "planned\nframe"),
        "stands": w.say("görs inget:\nram", "nothing\ndone: frame"),
        "restored": w.term("of_it_restored"),
        "used": w.term("to_use"),
        "new": w.say("omplanerad\nram", "re-planned\nframe"),
        "new_used": w.term("to_use"),
        "against": w.say("ram mot\nplanerad", "frame against\nplanned"),
    }
    return (
        heads,
        [w.committee(c) for c in study.scenario.committees],
        [_of(study, c, y) for c in study.scenario.committees],
    )


def _of(study: Replan, c: str, y: int) -> list[float]:
    old, still, new = study.plans.values()
    planned, frame = float(old.q.frame[c, y]), float(new.q.frame[c, y])
    stands, restored = float(still.q.frame[c, y]), still.q.figures.restore[c, y]
    return [planned, stands, restored, still.own_cost(c, y), frame, new.own_cost(c, y), frame - planned]


def goal_rows(w: Words, study: Replan) -> list[tuple[str, list[float]]]:
    """Return the goals of the last plan year in their own units, by plan; each with its name and unit."""
    y = study.figures.years[-1]
    found = []
    for g in study.scenario.goals:
        i = study.scenario.goals[g].indicator
        unit = w.term("points") if i is None else i.unit or ""
        values = [_natural(w, plan, g, y) for plan in study.plans.values()]
        found.append((f"{w.goal(g)}, {unit}".rstrip(", "), values))
    return found


def _natural(w: Words, plan: Plan, g: str, y: int) -> float:
    """Return a goal's attainment as it counts, in its indicator's unit where it has one, else in points."""
    points = min(float(plan.q.attainment[g, y]), FULL_POINTS)
    i = w.scenario.goals[g].indicator
    return points if i is None else indicated(i, points)


def plan_heads(w: Words) -> list[str]:
    """Return the names of the three plans."""
    return [
        w.term("planned"),
        w.term("nothing_done"),
        w.term("re_plan"),
    ]


def value_rows(w: Words, study: Replan) -> list[tuple[str, list[float]]]:
    """Return V by year and in all, by plan [points]; each year says whether it is settled or after the plan."""
    f, by_plan = study.figures, study.value_by_year
    marks = dict.fromkeys(f.settled_years, w.term("year_settled"))
    after = w.term("year_after")
    rows = [
        (
            f"{y}{marks.get(y, '' if y in f.years else after)}",
            [by_plan[id_][y] for id_ in PLANS],
        )
        for y in f.outcome_years
    ]
    return [*rows, ("V", [plan.value for plan in study.plans.values()])]


def act_rows(w: Words, study: Replan) -> list[tuple[str, float, float]]:
    """Return the activities that are lowered within the year: what is left of them, and the change [MSEK]."""
    act = study.act
    if act is None:
        return []
    return [
        (w.activity(a), act.freedom[a], -amount)
        for a, amount in sorted(act.cut.items(), key=lambda item: (-item[1], item[0]))
    ]


def act_sentences(w: Words, study: Replan) -> list[str]:
    """Return what is lacking to the target, what is left of the year, and how far the least changes go."""
    act = study.act
    if act is None:
        return []
    if not rounded(act.gap * w.per_msek, w.money_decimals):
        return [
            w.say("Resultatet når målet utan ändringar.", "The result reaches its target without any change.")
        ]
    sentences = _least(w, act) if act.cut else _none(w, act)
    if act.not_told:
        told = w.listed([w.committee(c) for c in act.not_told])
        sentences.append(
            w.say(
                f"Rapporten säger inte utfallet för {told}; där föreslås inget.",
                f"The report does not tell what {told} has spent; nothing is proposed there.",
            )
        )
    if act.cut:
        sentences.append(appropriations(w, study))
    return [*sentences, *_ladder(w, study)]


def _least(w: Words, act: InYear) -> list[str]:
    """Return what is lacking, what is left of the year, and how far the least changes go."""
    left = sum(act.freedom.values())
    sentences = [
        w.say(
            f"Till resultatmålet saknas {w.money(act.gap)}. Det som är kvar av året och inte är bundet av utfall och "
            f"golv är {w.money(left)} i de nämnder som något mål mäter.",
            f"The result lacks {w.money(act.gap)} to its target. What is left of the year, and not bound by what is "
            f"spent and by floors, is {w.money(left)} in the committees that a goal measures.",
        ),
        w.say(
            f"De minsta ändringarna ger {w.money(act.reached)}; bland lika stora är det de som kostar målen minst.",
            f"The least changes give {w.money(act.reached)}; of those as large they cost the goals least.",
        ),
    ]
    if rounded(act.short * w.per_msek, w.money_decimals):
        sentences.append(
            w.say(
                f"Ändå saknas {w.money(act.short)}: målet nås inte inom året.",
                f"Still {w.money(act.short)} is lacking: the target is not reached within the year.",
            )
        )
    return sentences


def _none(w: Words, act: InYear) -> list[str]:
    """Return what is lacking where nothing can be changed."""
    return [
        w.say(
            f"Till resultatmålet saknas {w.money(act.gap)}. Inget föreslås: i de nämnder som något mål mäter, och vars "
            "utfall rapporten säger, är inget kvar av året som inte är bundet av utfall och golv.",
            f"The result lacks {w.money(act.gap)} to its target. Nothing is proposed: in the committees that a goal "
            "measures, and whose spending the report tells, nothing is left of the year that is not bound by what is "
            "spent and by floors.",
        )
    ]


def _ladder(w: Words, study: Replan) -> list[str]:
    """Return what the contingency ladder that lies beside takes of committees for as much."""
    found = study.ladder
    if found is None:
        return []
    taken = sorted(found.changes.items(), key=lambda item: (item[1], item[0]))
    whom = w.listed(
        [
            f"{w.committee(c)} {w.money(x, sign=True)}"
            for c, x in taken
            if rounded(x * w.per_msek, w.money_decimals)
        ]
    ) or w.say("inget", "nothing")
    rung = f"{w.number(found.rung, 0)} ({w.percent(found.shock)})"
    told = (
        w.say(
            f"Det första steg i beredskapstrappan som tar minst så mycket av nämnderna är {rung}: {whom}.",
            f"The first rung of the contingency ladder that takes as much of committees is {rung}: {whom}.",
        )
        if found.enough
        else w.say(
            f"Beredskapstrappan tar inte så mycket av nämnderna ens på sitt sista steg, {rung}: {whom}.",
            f"The contingency ladder does not take as much of committees even on its last rung, {rung}: {whom}.",
        )
    )
    return [
        told,
        w.say(
            f"Trappan utgår från samma plan och gäller hela {study.year}; förslaget här gäller det som är kvar av "
            "året. Den tar fullmäktiges reserv först, och det som är kvar av reserven är redan räknat i resultatet.",
            f"The ladder starts from the same plan and is of all {study.year}; the proposal here is of what is left "
            "of the year. It takes the council's reserve first, and what is left of that is in the result already.",
        ),
    ]


def appropriations(w: Words, study: Replan) -> str:
    """Return which committees' frames an appropriation must change for it."""
    act = study.act
    taken = {
        c: x
        for c, x in (act.appropriations if act else {}).items()
        if rounded(x * w.per_msek, w.money_decimals)
    }
    if not taken:
        return w.say(
            "Nämnderna minskar egna underskott, så inget anslag behöver ändras.",
            "Committees reduce deficits of their own, so that no appropriation need change.",
        )
    told = w.listed([f"{w.committee(c)} {w.money(x, sign=True)}" for c, x in taken.items()])
    return w.say(
        f"En ram ändras inom året bara genom ett anslagsbeslut; det behövs för {told}.",
        f"A frame changes within the year by an appropriation alone; one is needed for {told}.",
    )
