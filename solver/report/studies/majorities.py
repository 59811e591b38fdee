"""The record of majorities: robust frames, what majorities disagree on, and what each gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.majorities import behind, majority_name, quoted, seats, together
from solver.report.plots.majorities import pictures
from solver.report.studies.record import Short, StudyReport, settled
from solver.report.words import NONE, RUN_ID, Words, points_decimals, rounded
from solver.studies.majorities import NOTHING, Majorities
from solver.studies.moving import ENOUGH

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.majorities import Outlook, Range

PER_CENT_DECIMALS = 2
"""Decimals of regret in per cent."""


def _opening(page: Page, w: Words, study: Majorities) -> list[str]:
    run = f"{w.standing()} · {w.term('run_inside')} {w.digest[:RUN_ID]}"
    return [
        *page.heading(REPORT.full_title(study))[1:],
        *page.text(behind(w)),
        *page.text(run),
        *settled(page, w),
    ]


def _lines(page: Page, w: Words, study: Majorities) -> list[str]:
    lines = []
    for sentence in (*_disagreement(w, study), _finding(w, study), *_what_they_are(w, study)):
        lines += page.text(sentence)
    for y in w.figures.open_years:
        lines += _ranges(page, w, study, y)
    lines += _given_up(page, w, study)
    lines += _needed(page, w, study)
    return [
        *lines,
        *page.heading(w.term("how_proved")),
        *page.text(_proof(w, study)),
    ]


# ---------------------------------------------------------------------------------------------------- in words


def regret_amount(w: Words, study: Majorities, value: float) -> str:
    """Return a regret with its unit: points, or per cent of the majority's own best."""
    if study.relative:
        return f"{w.fine(value, PER_CENT_DECIMALS)} {w.term('per_cent')}"
    return f"{w.fine(value, _decimals(study))} {w.term('points')}"


def _decimals(study: Majorities) -> int:
    return points_decimals([o.regret for o in study.outlooks])


def _disagreement(w: Words, study: Majorities) -> list[str]:
    """Return what majorities disagree on most in the first plan year, and what all of them would change."""
    if len(study.outlooks) == 1:
        return []
    y = w.figures.open_years[0]
    found = study.ranges(y)
    most, told = found[0], []
    if rounded(most.contested * w.per_msek, w.money_decimals):
        name = w.committee(most.committee)
        low, high = (w.amount(frame - most.indexation, sign=True) for frame in (most.least, most.greatest))
        told.append(
            w.say(
                f"{y} är majoriteterna mest oense om {name}: från {low} till {high} {w.unit} mot uppräkning.",
                f"In {y} the majorities disagree most on {name}: from {low} to {high} {w.unit} against indexation.",
            )
        )
    else:
        told.append(
            w.say(f"Majoriteterna är eniga om ramarna {y}.", f"The majorities agree on the frames of {y}.")
        )
    agreed = [
        f"{w.committee(r.committee)} ({w.money(r.agreed, sign=True)})"
        for r in sorted(found, key=lambda r: (-written(abs(r.agreed)), r.committee))
        if rounded(r.agreed * w.per_msek, w.money_decimals)
    ]
    if agreed:
        told.append(
            w.say(
                f"Alla vill ändra ramen för {w.listed(agreed)} minst så mycket.",
                f"All want to change the frame of {w.listed(agreed)} by at least so much.",
            )
        )
    return [" ".join(told)]


def _finding(w: Words, study: Majorities) -> str:
    n = len(study.outlooks)
    if n == 1:
        name = quoted(w, study.outlooks[0].majority)
        return w.say(
            f"Med en enda majoritet, {name}, är de robusta ramarna dess egna bästa.",
            f"With a single majority, {name}, the robust frames are its own best.",
        )
    if study.largest <= NOTHING:
        every = ("Båda", "Both") if n == 2 else (f"Alla {n}", f"All {n}")  # noqa: PLR2004 - a word for two
        return w.say(
            f"{every[0]} majoriteterna når sin egen bästa plan med samma ramar: ingen av dem ger upp något.",
            f"{every[1]} majorities reach their own best plan with the same frames: none of them gives anything up.",
        )
    most = regret_amount(w, study, study.largest)
    of = w.say(" av sitt V", " of its V") if study.relative else ""
    return w.say(
        f"Med de robusta ramarna ger ingen av de {n} majoriteterna upp mer än {most}{of} mot sin egen bästa plan. "
        f"Vilka andra ramar som än väljs inom reglerna ger någon av dem upp minst lika mycket. {deciding(w, study)}",
        f"With the robust frames none of the {n} majorities gives up more than {most}{of} against its own best plan. "
        f"Whatever other frames are chosen within the rules, some of them gives up at least as much. "
        f"{deciding(w, study)}",
    )


def deciding(w: Words, study: Majorities) -> str:
    """Return which majorities hold the largest regret up, as a sentence."""
    named = w.listed([quoted(w, o.majority) for o in study.deciding])
    return w.say(
        f"Det är {named} som avgör: inga ramar är bättre för dem alla.",
        f"It is {named} that decide: no frames are better for all of them.",
    )


def _what_they_are(w: Words, study: Majorities) -> list[str]:
    told = [
        w.say(
            "Majoriteterna har inga sannolikheter, och ingen går före en annan. I var och en vägs partiernas vikter "
            "efter mandaten; den som avstår lånar inte ut sina mandat.",
            "Majorities have no probabilities, and none comes before another. In each, the parties' weights are "
            "weighed by seats; who abstains lends no seats.",
        )
    ]
    if study.minimal:
        told.append(_minimal(w, study))
    for o in study.outlooks:
        if not o.majority.carries:
            name = quoted(w, o.majority)
            told.append(
                w.say(
                    f"{name} {seats(w, o.majority)}. Den räknas ändå, för att scenariot namnger den.",
                    f"{name} is {seats(w, o.majority)}. It is counted all the same, because the scenario names it.",
                )
            )
    return told


def _minimal(w: Words, study: Majorities) -> str:
    """Return what minimal majorities are, and that nobody's weights count where nobody has a majority."""
    all_seats = sum(party.seats for party in w.scenario.parties.values())
    n = len(study.listed or ())
    counted = w.say(
        "Den enda minsta majoriteten är räknad" if n == 1 else f"De {n} minsta majoriteterna är räknade",
        "The only minimal majority is counted" if n == 1 else f"The {n} minimal majorities are counted",
    )
    told = w.say(
        f"{counted} ur mandaten: mer än hälften av {all_seats}, och ingen medlem kan undvaras.",
        f"{counted} from the seats: more than half of {all_seats}, and no member can be spared.",
    )
    if not n:
        told = w.say(
            f"Inga partier som styr ihop har mer än hälften av {all_seats} mandat.",
            f"No parties that govern together have more than half of {all_seats} seats.",
        )
    if apart := w.listed([together(pair) for pair in _apart(w)]):
        told += w.say(
            f" De som enligt scenariot inte styr ihop är inte med i samma: {apart}.",
            f" Those who by the scenario do not govern together are not in the same one: {apart}.",
        )
    return told + w.say(
        " Att en majoritet kan bildas säger inte att någon vill bilda den. Vems vikter som gäller när ingen har "
        "majoritet avgör inte programmet: en minoritet som andra släpper fram räknas bara när scenariot namnger den.",
        " That a majority can be formed does not say that anybody wants to form it. Whose weights count when nobody "
        "has a majority is not decided by the program: a minority that others let through is counted only when the "
        "scenario names it.",
    )


def _apart(w: Words) -> tuple[tuple[str, str], ...]:
    return w.scenario.council.apart if w.scenario.council is not None else ()


def _proof(w: Words, study: Majorities) -> str:
    gap = w.tiny(max(abs(o.certificate.gap) for o in study.outlooks))
    best = w.say(
        f"Varje majoritets egen bästa plan är bevisad för sig (största dualitetsgap {gap} poäng).",
        f"Each majority's own best plan is proved by itself (largest duality gap {gap} points).",
    )
    if study.largest <= NOTHING:
        return best
    missing = w.tiny(abs(study.largest - study.bound))
    unit = w.term("per_cent") if study.relative else w.term("points")
    return best + w.say(
        f" Att inga ramar ger en mindre största ånger är bevisat med dualitet, på {missing} {unit} när.",
        f" That no frames give a smaller largest regret is proved by duality, to within {missing} {unit}.",
    )


# ------------------------------------------------------------------------------------------------------ tables


def _range_head(w: Words) -> list[str]:
    return [
        w.term("committee"),
        w.term("indexation"),
        w.term("robust_frames_two_lines"),
        *w.terms("least", "greatest"),
        w.say("Omstritt", "Contested"),
        w.say("Enigt", "Agreed"),
    ]


def _range_row(w: Words, r: Range) -> list[str]:
    changes = (r.robust, r.least, r.greatest)
    return [
        w.committee(r.committee),
        w.amount(r.indexation),
        *(w.amount(frame - r.indexation, sign=True) for frame in changes),
        w.amount(r.contested),
        w.amount(r.agreed, sign=True),
    ]


def moves(w: Words, r: Range) -> bool:
    """Whether any majority, or the robust plan, moves a committee's frame by an amount that shows."""
    return any(
        rounded((frame - r.indexation) * w.per_msek, w.money_decimals)
        for frame in (r.robust, r.least, r.greatest)
    )


def _ranges(page: Page, w: Words, study: Majorities, y: int) -> list[str]:
    found = study.ranges(y)
    shown = [r for r in found if moves(w, r)]
    still = [w.committee(r.committee) for r in found if not moves(w, r)]
    lines = page.heading(
        w.say(
            f"Ramar {y} mot uppräkning samma år, {w.unit}: mest omstridda först",
            f"Frames {y} against indexation the same year, {w.unit}: the most contested first",
        )
    )
    if shown:
        lines += page.table(_range_head(w), [_range_row(w, r) for r in shown])
        if y == w.figures.open_years[0]:
            lines += page.text(_meaning(w, study))
        lines += page.text(w.term("rounded_sums"))
    if still:
        lines += page.text(
            w.say(
                f"Som vid uppräkning i alla planer: {w.listed(still)}.",
                f"As with indexation in every plan: {w.listed(still)}.",
            ),
            hanging="  ",
        )
    return lines


def _meaning(w: Words, study: Majorities) -> str:
    told = w.say(
        "Minst och störst: den lägsta och den högsta ramen bland majoriteternas egna bästa planer. Omstritt: "
        "skillnaden mellan dem. Enigt: den ändring som alla går minst så långt som; 0 där några vill ge mer och andra "
        "mindre.",
        "Least and greatest: the lowest and the highest frame among the majorities' own best plans. Contested: the "
        "difference between them. Agreed: the change that all go at least as far as; 0 where some want to give more "
        "and others less.",
    )
    every = [r for y in w.figures.open_years for r in study.ranges(y)]
    if any(r.robust > r.greatest + ENOUGH or r.robust < r.least - ENOUGH for r in every):
        told += w.say(
            " De robusta ramarna är en egen plan och ingen medelväg: en ram kan ligga utanför spannet.",
            " The robust frames are a plan of their own and no average: a frame may lie outside the span.",
        )
    return told


def _given_up(page: Page, w: Words, study: Majorities) -> list[str]:
    title = w.say("Vad varje majoritet ger upp, poäng (V)", "What each majority gives up, points (V)")
    rows = [_outlook_row(w, study, o) for o in study.by_regret]
    note = w.say(
        "V är den viktade måluppfyllelsen med majoritetens egna vikter, så V jämförs inom en rad och inte mellan "
        "rader. Ånger är egen bästa minus robusta ramar. Vinst kvar är den del av majoritetens vinst mot uppräkning "
        "som de robusta ramarna ger.",
        "V is the weighted attainment by the majority's own weights, so that V is compared within a row and not "
        "between rows. Regret is own best less robust frames. Gain kept is the part of the majority's gain over "
        "indexation that the robust frames give.",
    )
    if any(o.gain_kept is not None and rounded(o.gain_kept, 2) < 0 for o in study.outlooks):
        note += w.say(
            " Ett minus: för den majoriteten är de robusta ramarna sämre än uppräkning.",
            " A minus: for that majority the robust frames are worse than indexation.",
        )
    return [
        *page.heading(title),
        *page.table(_outlook_head(w, study), rows, left=(0, len(rows[0]) - 1)),
        *page.text(note),
    ]


def _outlook_head(w: Words, study: Majorities) -> list[str]:
    relative = [w.say("Ånger\n% av V", "Regret\n% of V")] if study.relative else []
    return [
        w.say("Majoritet", "Majority"),
        w.say("Egen\nbästa", "Own\nbest"),
        w.term("indexation"),
        w.term("robust_frames_two_lines"),
        w.term("regret"),
        *relative,
        w.say("Vinst\nkvar", "Gain\nkept"),
        w.term("seats"),
    ]


def _outlook_row(w: Words, study: Majorities, o: Outlook) -> list[str]:
    d = _decimals(study)
    relative = []
    if study.relative:
        relative = [NONE if o.relative_regret is None else w.percent(o.relative_regret, PER_CENT_DECIMALS)]
    return [
        majority_name(o.majority),
        *(w.number(value, d) for value in (o.best, o.indexation, o.robust, o.regret)),
        *relative,
        NONE if o.gain_kept is None else w.percent(o.gain_kept, 0),
        seats(w, o.majority),
    ]


def _needed(page: Page, w: Words, study: Majorities) -> list[str]:
    needed, parties = study.needed, w.scenario.parties
    of = len(study.listed or ())
    counts = needed is not None and of > 0
    head = [w.say("Parti", "Party"), w.say("Kort", "Short"), w.term("seats")]
    head += [w.say(f"Behövs i\nav {of}", f"Needed in\nof {of}")] if counts else []
    head.append(w.say("Vikternas underlag", "Source of the weights"))
    rows = []
    for p in sorted(parties, key=lambda p: (-parties[p].seats, p)):
        told = parties[p].source or w.term("no_source")
        count = [str(needed[p])] if counts and needed is not None else []
        source = told if parties[p].weights is not None else w.say("inga vikter", "no weights")
        rows.append([w.party(p), p.upper(), str(parties[p].seats), *count, source])
    title = w.say("Partierna", "The parties")
    lines = [*page.heading(title), *page.table(head, rows, left=(0, 1, len(head) - 1))]
    if counts:
        lines += page.text(_what_needed_is(w, of))
    council = w.scenario.council
    if council is not None and council.source:
        lines += page.text(w.say(f"Mandat: {council.source}.", f"Seats: {council.source}."))
    return lines


def _what_needed_is(w: Words, of: int) -> str:
    minimal = w.counted(
        of, ("minsta majoritet", "minsta majoriteter"), ("minimal majority", "minimal majorities")
    )
    told = w.say(", och vilka som inte styr ihop", ", and who do not govern together") if _apart(w) else ""
    return w.say(
        f"Behövs i: i hur många av fullmäktiges {minimal} partiet inte kan undvaras. Det är räknat ur "
        f"mandaten{told}; vikterna spelar ingen roll. Antalet är inget mått på inflytande: ett större parti kan "
        "behövas i färre.",
        f"Needed in: in how many of the council's {minimal} the party cannot be spared. It is counted "
        f"from the seats{told}; weights do not matter. The number is no measure of influence: a larger party may be "
        "needed in fewer.",
    )


def _short(w: Words, study: Majorities) -> Short:
    y = w.figures.open_years[0]
    found = study.ranges(y)
    head = [
        w.say(f"Ramar {y} mot uppräkning, {w.unit}", f"Frames {y} against indexation, {w.unit}"),
        *_range_head(w)[1:],
    ]
    rows = [_range_row(w, r) for r in found if moves(w, r)]
    return Short(
        sentences=[_finding(w, study), behind(w)], head=[" ".join(h.split()) for h in head], rows=rows
    )


REPORT = StudyReport(
    of=Majorities,
    title=("Robusta ramar", "Robust frames"),
    question=(
        "Vilka ramar håller vilken majoritet som än styr, och vad är majoriteterna oense om?",
        "Which frames hold whichever majority governs, and what do majorities disagree on?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    opening=_opening,
)
