"""The record of worlds, *Det vi inte vet*: V in each, the worth of knowing, what common frames insure against."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from models.figures import Figures
from models.units import write_share
from solver.report.plots.worlds import name_inside, pictures, set_names, world_name
from solver.report.studies.record import Short, StudyReport
from solver.report.studies.sampled import independence, ranges
from solver.report.words import MINUS, NO_BREAK, NONE, Words, points_decimals, rounded
from solver.report.worlds_without_plan import lacks
from solver.studies.moving import ENOUGH
from solver.studies.worlds import Worlds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Edit, Scenario
    from solver.report.terminal import Page
    from solver.studies.worlds import Attitude, World
    from solver.two_stage.problem import Progress

MANY = 12
"""Worlds that have a row each; of more, the spread is told."""
SPREAD = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
"""Parts of the worlds at or below the figures that are told of many."""
ROUND_DECIMALS = 6
"""Decimals of V in a round of the search."""
NAMED = 3
"""Worlds that a sentence names."""


def _note(w: Words, study: Worlds) -> str:
    if study.seed is None:
        found = w.counted(len(study.worlds), ("omvärld", "omvärldar"), ("world", "worlds"))
        return w.say(f"{found} ur scenariot", f"{found} of the scenario")
    return w.say(
        f"{w.number(len(study.worlds), 0)} lika sannolika omvärldar dragna ur spakarna (latinsk hyperkub, frö "
        f"{study.seed})",
        f"{w.number(len(study.worlds), 0)} worlds of the same probability drawn from the levers (Latin hypercube, seed "
        f"{study.seed})",
    )


def _lines(page: Page, w: Words, study: Worlds) -> list[str]:
    lines: list[str] = []
    for sentence in (_what(w), attitude(w, study.attitude), *_findings(w, study)):
        lines += page.text(sentence)
    lines += _insured(page, w, study)
    lines += _values(page, w, study)
    lines += _first_year(page, w, study)
    lines += _described(page, w) if study.seed is None else _drawn(page, w, study)
    lines += page.heading(w.term("how_proved"))
    return lines + page.text(_proof(w, study))


def _what(w: Words) -> str:
    y = w.figures.open_years[0]
    return w.say(
        f"Ramarna {y} beslutas innan det är känt vilken omvärld det blir. De är desamma i alla och håller alla krav på "
        "budgetens egna siffror; allt annat anpassas när vi vet. Alla omvärldar mäts med budgetens vikter.",
        f"Frames {y} are decided before it is known which world comes. They are the same in all and keep every limit "
        "on the budget's own figures; all else adapts once we know. All worlds are measured with the budget's weights.",
    )


def attitude(w: Words, asked: Attitude) -> str:
    """Return what the frames are chosen for, and whose attitude it is."""
    chosen = {
        "expected": ("högst V i medeltal över omvärldarna", "the highest V on average over the worlds"),
        "worst": ("högst V i den sämsta omvärlden", "the highest V in the worst world"),
        "regret": ("minst största ånger", "the least largest regret"),
        "cvar": ("", ""),
    }[asked.form]
    if asked.form == "cvar":
        tail, weight = (w.percent(share or 0.0, 0) for share in (asked.tail, asked.weight))
        chosen = (
            f"medeltalet och de sämsta {tail} av sannolikheten, som väger {weight}",
            f"the average and the worst {tail} of the probability, which weighs {weight}",
        )
    said = w.say(f"Ramarna är valda för {chosen[0]}", f"Frames are chosen for {chosen[1]}")
    if asked.by is not None:
        return w.say(
            f"{said}; riskattityden är {asked.by}.", f"{said}; the attitude to risk is of {asked.by}."
        )
    if asked.form == "expected":
        return f"{said}."
    return w.say(
        f"{said}; så ställdes frågan, och ingen står bakom den riskattityden i scenariot.",
        f"{said}; so it was asked, and nobody stands behind this attitude to risk in the scenario.",
    )


def round_of(scenario: Scenario, at: Progress) -> str:
    """Return one round of the search for the common frames as a line.

    Args:
        scenario: The scenario, for its language.
        at: The round.
    """
    w = Words(Figures(scenario=scenario))
    best = NONE if at.aim is None else w.number(at.aim, ROUND_DECIMALS)
    bound = w.number(at.bound, ROUND_DECIMALS) if np.isfinite(at.bound) else NONE
    return w.say(
        f"varv {at.iteration}: bäst {best}, högst {bound} poäng ({w.number(at.seconds)} s)",
        f"round {at.iteration}: best {best}, at most {bound} points ({w.number(at.seconds)} s)",
    )


# ------------------------------------------------------------------------------------------------------ findings


def worth(w: Words, study: Worlds, points: float) -> str:
    """Return points with what they are worth in money each plan year, at the margin of the total.

    Money that rounds to nothing is told as less than the least amount that is shown, without points.
    """
    money = study.in_money(points)
    if money is None:
        return w.fine_points(points)
    if not rounded(money * w.per_msek, w.money_decimals):
        least = w.money(10.0**-w.money_decimals / w.per_msek)
        return w.say(f"mindre än {least} om året", f"less than {least} a year")
    decimals = decimals_of(study)
    told = w.points(points, decimals) if rounded(points, decimals) else w.fine_points(points)
    return w.say(f"{told}, {w.money(money)} om året", f"{told}, {w.money(money)} a year")


def _findings(w: Words, study: Worlds) -> list[str]:
    told = [_counting(w, study), _knowing(w, study)]
    if study.per_million is not None and (study.worth_of_knowing or study.worth_of_counting):
        told.append(
            w.say(
                "I pengar: så mycket mer i ramutrymme varje planår hade gett räkneförslaget lika många poäng, "
                "räknat på marginalen.",
                "In money: so much more total in each plan year would have given the proposal as many points, "
                "at the margin.",
            )
        )
    if study.left_out:
        n, of = w.number(len(study.left_out), 0), w.number(study.draws or 0, 0)
        told.append(
            w.say(
                f"{n} av {of} dragningar överlevs inte av några lagliga ramar. De är utelämnade, och allt ovan och "
                "nedan gäller de övriga; left_out.csv säger vilket krav som står i vägen och vad som saknas.",
                f"{n} of {of} draws are survived by no lawful frames. They are left out, and all above and below is of "
                "the others; left_out.csv says which limit is in the way and what is missing.",
            )
        )
    return told


def _counting(w: Words, study: Worlds) -> str:
    gained = study.worth_of_counting
    if gained is None:
        return _no_comparison(w, study)
    if not gained:
        return w.say(
            "Att räkna med flera omvärldar ger inget i medeltal utöver räkneförslagets ramar (VSS 0).",
            "To count with several worlds gives nothing on average beyond the proposed frames (VSS 0).",
        )
    if gained < 0:
        lost = worth(w, study, -gained)
        return w.say(
            f"I medeltal kostar dessa ramar {lost} mot räkneförslagets: det är priset för att hålla emot det sämre.",
            f"On average these frames cost {lost} against the proposed ones: that is the price of guarding against the "
            "worse.",
        )
    return w.say(
        f"Att räkna med flera omvärldar är värt {worth(w, study, gained)} mot räkneförslagets ramar, som är räknade på "
        "scenariot som det står (VSS).",
        f"To count with several worlds is worth {worth(w, study, gained)} against the proposed frames, which are "
        "computed on the scenario as it stands (VSS).",
    )


def _no_comparison(w: Words, study: Worlds) -> str:
    lost = study.without_ordinary
    if len(lost) > NAMED:
        n, of = w.number(len(lost), 0), w.number(len(study.worlds), 0)
        return w.say(
            f"Räkneförslagets ramar lämnar ingen plan i {n} av {of} omvärldar. Därför finns inget att jämföra "
            "medeltalet med (inget VSS).",
            f"The proposed frames leave no plan in {n} of {of} worlds. So there is nothing to compare the average "
            "with (no VSS).",
        )
    told = w.listed([f"{name_inside(w, study, world)} ({lacks(w, world.lacks)})" for world in lost])
    return w.say(
        f"Räkneförslagets ramar lämnar ingen plan i {told}. Därför finns inget att jämföra medeltalet med (inget VSS).",
        f"The proposed frames leave no plan in {told}. So there is nothing to compare the average with (no VSS).",
    )


def _knowing(w: Words, study: Worlds) -> str:
    points = study.worth_of_knowing
    if not points:
        return w.say(
            "Att veta vilken omvärld som kommer vore inget värt: samma ramar är bäst i alla (EVPI 0).",
            "To know which world comes would be worth nothing: the same frames are best in all (EVPI 0).",
        )
    return w.say(
        f"Att veta innan ramarna beslutas vore värt {worth(w, study, points)} (EVPI).",
        f"To know before frames are decided would be worth {worth(w, study, points)} (EVPI).",
    )


# -------------------------------------------------------------------------------------------------------- tables


def _insured(page: Page, w: Words, study: Worlds) -> list[str]:
    y = w.figures.open_years[0]
    lines = page.heading(
        w.say(f"Vad ramarna {y} försäkrar mot, {w.unit}", f"What frames {y} insure against, {w.unit}")
    )
    if all(abs(amount) < ENOUGH for amount in study.insured.values()):
        return lines + page.text(
            w.say(
                f"Ingenting: de gemensamma ramarna {y} är räkneförslagets.",
                f"Nothing: the common frames {y} are those of the proposal.",
            )
        )
    rows = [
        [
            w.committee(c),
            w.amount(study.ordinary_frames[c]),
            w.amount(study.frames[c]),
            w.amount(study.insured[c], sign=True),
        ]
        for c in w.scenario.committees
    ]
    head = [*w.terms("committee", "proposal"), set_names(w)["expected_frames"], w.term("difference")]
    return lines + page.table(head, rows)


def value_head(w: Words) -> list[str]:
    """Return the headings of V with each set of frames, and of the regret."""
    names = set_names(w)
    return [
        *(names[key] for key in ("expected_frames", "ordinary_frames", "own")),
        w.term("regret"),
    ]


def value_cells(w: Words, world: World, decimals: int) -> list[str]:
    """Return V of a world with each set of frames and the regret, as text; a dash where frames leave it no plan."""
    ordinary = NONE if world.ordinary is None else w.number(world.ordinary, decimals)
    return [
        w.number(world.value, decimals),
        ordinary,
        w.number(world.own, decimals),
        w.number(world.regret, decimals),
    ]


def decimals_of(study: Worlds) -> int:
    """Return the decimals that differences between sets of frames need."""
    apart = [world.regret for world in study.worlds]
    apart += [world.value - world.ordinary for world in study.worlds if world.ordinary is not None]
    return points_decimals(apart)


def _values(page: Page, w: Words, study: Worlds) -> list[str]:
    title = w.say("Viktad måluppfyllelse (V) i varje omvärld", "Weighted goal attainment (V) in each world")
    decimals = decimals_of(study)
    if len(study.worlds) > MANY:
        return page.heading(title) + _spread(page, w, study, decimals)
    rows = [
        [world_name(w, study, world), w.percent(world.probability), *value_cells(w, world, decimals)]
        for world in study.worlds
    ]
    mean = [
        w.number(study.value, decimals),
        NONE if study.ordinary_value is None else w.number(study.ordinary_value, decimals),
        w.number(study.known, decimals),
        w.number(study.worth_of_knowing, decimals),
    ]
    rows.append([w.term("on_average"), w.percent(1.0), *mean])
    head = [w.term("world"), w.say("Sannolikhet", "Probability"), *value_head(w)]
    lines = page.heading(title) + page.table([_two_lines(cell) for cell in head], rows, sums=1)
    told = w.say(
        "Ånger är vad de gemensamma ramarna ger upp mot de bästa lagliga, hade vi vetat.",
        "Regret is what the common frames give up against the best lawful ones, had we known.",
    )
    if study.without_ordinary:
        told += w.say(f" {NONE} Ramarna lämnar ingen plan.", f" {NONE} The frames leave no plan.")
    return lines + page.text(told)


def _two_lines(text: str) -> str:
    first, _, last = text.rpartition(" ")
    return f"{first}\n{last}" if first else last


def _spread(page: Page, w: Words, study: Worlds, decimals: int) -> list[str]:
    series = {
        set_names(w)["expected_frames"]: [world.value for world in study.worlds],
        set_names(w)["ordinary_frames"]: [x.ordinary for x in study.worlds if x.ordinary is not None],
        set_names(w)["own"]: [world.own for world in study.worlds],
        w.term("regret"): [world.regret for world in study.worlds],
    }
    rows = [
        [name, *(w.number(float(v), decimals) for v in np.quantile(found, SPREAD, method="inverted_cdf"))]
        for name, found in series.items()
        if found
    ]
    ends = {0.0: w.term("lowest"), 1.0: w.term("highest")}
    lines = page.table(["", *(ends.get(q, w.percent(q, 0)) for q in SPREAD)], rows)
    told = w.say(
        "Procentsatserna är hur stor del av omvärldarna som har så mycket eller mindre.",
        "The percentages are the share of worlds that have as much or less.",
    )
    lost = len(study.without_ordinary)
    if lost:
        told += w.say(
            f" Räkneförslagets ramar gäller de {len(study.worlds) - lost} omvärldar där de lämnar någon plan.",
            f" The proposed frames are told for the {len(study.worlds) - lost} worlds that they leave a plan.",
        )
    return lines + page.text(told)


def _first_year(page: Page, w: Words, study: Worlds) -> list[str]:
    y = w.figures.open_years[0]
    lines = page.heading(
        w.say(
            f"Vem som återställer vad: {y} i varje omvärld, {w.unit}",
            f"Who restores what: {y} in each world, {w.unit}",
        )
    )
    lines += page.text(
        w.say(
            "Det som saknas tas i lagens ordning: reserven, det planerade överskottet, och sedan ett underskott som "
            "återställs i lika stora steg de följande åren, högst tre.",
            "What is missing is taken in the order of the law: the reserve, the planned surplus, and then a deficit "
            "that is restored in equal steps in the following years, at most three.",
        )
    )
    if borrowed := _borrowed(w, study):
        lines += page.text(borrowed)
    if len(study.worlds) > MANY:
        return lines + page.text(_many_deficits(w, study))
    later = w.figures.years[1:4]
    rows = [
        [
            world_name(w, study, world),
            w.amount(world.reserve),
            w.amount(world.absorbed),
            w.amount(world.deficit),
            *(w.amount(-study.restored(world).get(t, 0.0), sign=True) for t in later),
        ]
        for world in study.worlds
    ]
    head = [
        w.term("world"),
        w.say("Reserv\nkvar", "Reserve\nleft"),
        w.say("Överskott som\nuteblev", "Surplus\nnot made"),
        w.term("deficit"),
        *(w.say(f"Ramutrymme\n{t}", f"Total\n{t}") for t in later),
    ]
    return lines + page.table(head, rows)


def _borrowed(w: Words, study: Worlds) -> str:
    """Return in which worlds the result reserve is filled with what is missing; nothing where in none."""
    found = [world for world in study.worlds if rounded(world.borrowed * w.per_msek, w.money_decimals)]
    if not found:
        return ""
    most = max(found, key=lambda world: world.borrowed)
    name, put, short = (
        world_name(w, study, most),
        w.money(most.deposit),
        w.money(most.absorbed + most.deficit),
    )
    n = w.counted(len(found), ("omvärld", "omvärldar"), ("world", "worlds"))
    return w.say(
        f"I {n} fylls resultatreserven samma år som pengar saknas (mest i {name}: {put} sätts av och {short} saknas). "
        "Det är lån av senare år och inget sparande. Ange ett tak (frame.result_reserve.cap), eller första planåret i "
        "use_in: då sätts inget av det året.",
        f"In {n} the result reserve is filled in the year in which money is missing (most in {name}: {put} is set "
        f"aside and {short} is missing). That is borrowed from later years and not saved. State a cap "
        "(frame.result_reserve.cap), or the first plan year in use_in: nothing is then set aside that year.",
    )


def _many_deficits(w: Words, study: Worlds) -> str:
    short = [world for world in study.worlds if rounded(world.deficit * w.per_msek, w.money_decimals)]
    if not short:
        return w.say("Ingen omvärld ger underskott.", "No world gives a deficit.")
    n, of = w.number(len(short), 0), w.number(len(study.worlds), 0)
    most = w.money(max(world.deficit for world in short))
    return w.say(
        f"{n} av {of} omvärldar ger ett underskott, som mest {most}; year1.csv har alla.",
        f"{n} of {of} worlds give a deficit, at most {most}; year1.csv has all.",
    )


def _described(page: Page, w: Words) -> list[str]:
    """Return what is otherwise in each world of the file, and where that comes from."""
    lines = page.heading(w.say("Vad som skiljer omvärldarna från budgeten", "What differs from the budget"))
    for id_, world in sorted(w.scenario.worlds.items()):
        differs = ", ".join(_change(w, edit) for edit in world.change) or w.say("ingenting", "nothing")
        source = world.source or w.term("no_source")
        lines += page.text(f"{world.name or id_}: {differs} ({source}).", hanging="  ")
    return lines


def _change(w: Words, edit: Edit) -> str:
    """Return a change with all its decimals: it is the file's own figure, and no result."""
    if edit.scale is not None:
        return f"{edit.path} × {_typed(w, write_share(edit.scale))}"
    if "set" in edit.model_fields_set:
        return f"{edit.path} = {_typed(w, edit.set)}"
    less, amount = str(edit.add).startswith("-"), str(edit.add).lstrip("+-")
    return f"{edit.path} {MINUS if less else '+'} {_typed(w, amount)}"


def _typed(w: Words, value: object) -> str:
    """Return a number or a share as the file has it, with the language's decimal mark; anything else unchanged."""
    text = str(value)
    if not re.fullmatch(r"-?[\d.]+\s*%?", text):
        return text
    text = text.replace("-", MINUS).replace(" %", w.say(f"{NO_BREAK}%", "%"))
    return text.replace(".", w.say(",", "."))


def _drawn(page: Page, w: Words, study: Worlds) -> list[str]:
    lines = ranges(page, w, study.levers) + independence(page, w)
    if study.not_drawn:
        names = w.listed([lever.name for lever in study.not_drawn])
        lines += page.text(
            w.say(
                f"Inte dragna, fast de har en fördelning: {names}. De är rådets egna beslut eller vikter, och ingen "
                "omvärld.",
                f"Not drawn, though they have a distribution: {names}. They are the council's own decisions or "
                "weights, and no outside world.",
            )
        )
    return lines


def _proof(w: Words, study: Worlds) -> str:
    gap = w.tiny(max(study.common.bound - study.aim, 0.0)) if study.bounded else ""
    if study.common.interrupted and not gap:
        return w.say(
            "Avbrutet: ramarna är de bästa som hade hittats, och hur långt det är kvar är inte bevisat.",
            "Interrupted: frames are the best that had been found, and how far is left is not proved.",
        )
    if study.common.interrupted:
        return w.say(
            f"Avbrutet: ramarna är de bästa som hade hittats, och inga når mer än {gap} poäng längre.",
            f"Interrupted: frames are the best that had been found, and none reach more than {gap} points further.",
        )
    method = study.common.method
    return w.say(
        f"Inga ramar når längre: bevisat till {gap} poäng ({method}). Varje omvärlds svar har sitt eget bevis.",
        f"No frames reach further: proved to {gap} points ({method}). The answer of each world has its own proof.",
    )


def _short(w: Words, study: Worlds) -> Short:
    decimals = decimals_of(study)
    shown: Sequence[World] = study.worlds if len(study.worlds) <= MANY else ()
    rows = [[world_name(w, study, world), *value_cells(w, world, decimals)] for world in shown]
    if not shown:
        rows = [
            [
                w.term("on_average"),
                w.number(study.value, decimals),
                NONE if study.ordinary_value is None else w.number(study.ordinary_value, decimals),
                w.number(study.known, decimals),
                w.number(study.worth_of_knowing, decimals),
            ]
        ]
    return Short(
        sentences=[attitude(w, study.attitude), *_findings(w, study)],
        head=[w.term("v_points_on_a_line"), *value_head(w)],
        rows=rows,
    )


REPORT = StudyReport(
    of=Worlds,
    title=("Det vi inte vet", "What we do not know"),
    question=(
        "Vilka ramar ska första året ha när vi inte vet vad som händer, och vad vore det värt att veta?",
        "What frames shall the first year have when we do not know what happens, and what would it be worth to know?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    note=_note,
)
