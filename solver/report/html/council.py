"""The first page: one A4 that a councillor reads in two minutes, and that says no more than is known.

Its order follows what is known. Where some change is certain, it begins with the frames; where none is, with the
knowledge that would change that, and with the room for choice: of frames and of goals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import findings
from solver.report.heading import heading, moves
from solver.report.html.council_costs import dearest, gain, reserves
from solver.report.html.council_frames import frames_grid, has_room, largest, told
from solver.report.html.council_goals import goals_grid, room_grid
from solver.report.html.council_sure import evidence, knowledge, others, turned_first
from solver.report.html.panels import panels
from solver.report.html.sheet import Band, Sheet, Small
from solver.report.words import RUN_ID
from solver.studies.certainty import HOLDS, LESS_TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.answer.result import Result
    from solver.report.html.sheet import Panels, Piece
    from solver.report.words import Words
    from solver.studies.beside import Beside
    from solver.studies.certainty import Certainty

MOST_PANELS, MOST_MISSING = 6, 12


def council(result: Result, w: Words, more: Beside) -> Sheet:
    """The first page.

    Args:
        result: The answer.
        w: Its words.
        more: The studies beside it; what is missing is said at the foot of the page.
    """
    sure = more.certainty
    nothing = sure is not None and sure.nothing
    still = not any(moves(result, w, c) for c in w.scenario.committees)
    room = any(has_room(w, sure, c) for c in w.scenario.committees)
    money = frames_grid(result, w, sure)
    sentences = told(result, w, sure)
    picture = _picture(result, w, sure)
    costs: list[Piece] = [
        *((gain(result, w, sure),) if sure is not None else ()),
        reserves(result, w),
        *((dearest(w, more.prices),) if more.prices is not None else ()),
    ]
    answer = Band(columns=((money, sentences),))
    if sure is not None and nothing:
        lever = knowledge(result, w, more.tornado)
        rooms = Band(columns=((room_grid(result, w, sure),), tuple(costs)), shape="first")
        first = [Band(columns=((lever,),)), Band(columns=((picture,),)), rooms, answer]
    else:
        bought = Band(columns=((goals_grid(result, w),), tuple(costs)), shape="first")
        first = [answer, Band(columns=((picture,),)), bought]
    rests: list[Piece] = evidence(result, w, sure) if sure is not None else []
    if sure is not None and more.tornado is not None:
        rests.append(turned_first(w, more.tornado))
    seen = others(result, w, sure, more.views, more.tornado)
    columns = tuple(tuple(pieces) for pieces in (rests, seen) if pieces)
    bands = [
        *first,
        *((Band(columns=columns, shape="last" if len(columns) > 1 else "one"),) if columns else ()),
        Band(columns=((Small(text=" ".join(_foot(w, more))),),)),
    ]
    years = result.figures.years
    named = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    stage = (
        w.say(f"uppgifternas skede: {w.stage()}", f"stage of the figures: {w.stage()}") if w.stage() else ""
    )
    about = (
        w.scenario.title,
        w.say(f"nämndernas ramar {named}", f"the committees' frames {named}"),
        w.standing(),
        stage,
    )
    return Sheet(
        kind_of=w.say("Räkneförslag, inget beslut", "Computed proposal, no decision"),
        about=" · ".join(filter(None, about)),
        heading=heading(result, w, sure),
        sure=(w.term("certain"), w.term("within_the_margin")),
        lead=tuple(_lead(result, w, named, nothing=nothing, still=still, room=room)),
        bands=tuple(bands),
    )


def _lead(  # noqa: PLR0913 - what there is to say first
    result: Result, w: Words, named: str, *, nothing: bool, still: bool, room: bool
) -> Iterator[tuple[str, str]]:
    yield "", w.owner()
    if w.aims:
        aims = w.listed([w.aim(aim.name) for aim in result.reached[: w.aims]])
        yield (
            "",
            w.say(
                f"Före den viktade måluppfyllelsen går {aims} ({w.form()}).",
                f"Before the weighted attainment comes {aims} ({w.form()}).",
            ),
        )
    if nothing:
        found = w.say(
            f"Ingen ändring av nämndernas ramar {named} håller utanför felmarginalen.",
            f"No change of the committees' frames {named} holds outside the margin of error.",
        )
        if still:
            found = w.say(
                f"Räkneförslaget ger nämnderna samma ramar {named} som uppräkning.",
                f"The computed proposal gives the committees the frames of indexation {named}.",
            )
        choice = w.say(
            "Det betyder inte att uppräkningen är bäst: många fördelningar är ungefär lika bra, och valet mellan dem "
            "är politiskt.",
            "That does not mean that indexation is best: many divisions are about as good, and the choice between "
            "them is political.",
        )
        yield "", f"{found} {choice}" if room else found
    if settled := w.settled():
        yield "", settled
    label = w.say("Saknas i underlaget:", "Missing in the evidence:")
    if told := [text.rstrip(".") for text in w.scenario.missing]:
        rest = len(told) - MOST_MISSING
        more = [w.say(f"och {rest} till", f"and {rest} more")] if rest > 0 else []
        yield label, f"{'; '.join([*told[:MOST_MISSING], *more])}."
    else:
        yield label, w.say("inget är angivet.", "nothing is stated.")


def _picture(result: Result, w: Words, sure: Certainty | None) -> Panels:
    """The picture, and what it finds in the last plan year."""
    years = result.figures.years
    last = years[-1]
    of = [c for c in largest(result, w, sure, MOST_PANELS) if moves(result, w, c) or has_room(w, sure, c)]
    dots = w.say(
        "Punkt: förslaget (● säker, ○ inom felmarginalen). Band: utrymmet.",
        "Dot: the proposal (● certain, ○ within the margin). Band: the room.",
    )
    under = w.say(
        f"Ram minus uppräkning samma år, {w.unit}. Streckat: uppräkning.",
        f"Frame less indexation of the same year, {w.unit}. Dashed: indexation.",
    )
    if sure is None:
        found = w.say("Räkneförslaget mot uppräkning", "The proposal against indexation")
        return panels(result, w, sure, of, found, under)
    outside = [c for c in w.scenario.committees if sure.by_place[c, last].outside]
    if not any(change.outside for change in sure.changes):
        found = w.say(
            "Handlingsutrymmet: uppräkningen ligger inom varje nämnds band alla år",
            "The room for choice: indexation lies inside every committee's band in all years",
        )
    elif outside:
        one = len(outside) == 1
        found = w.say(
            f"Uppräkningen {last} ligger utanför utrymmet för {len(outside)} {'nämnd' if one else 'nämnder'}",
            f"Indexation of {last} lies outside the room of {len(outside)} {'committee' if one else 'committees'}",
        )
    else:
        found = w.say(
            f"Uppräkningen {last} ligger inom utrymmet för varje nämnd",
            f"Indexation of {last} lies inside the room of every committee",
        )
    return panels(result, w, sure, of, found, f"{under} {dots}")


def _foot(w: Words, more: Beside) -> Iterator[str]:
    """How the page is read, what was not computed, and what it was made from."""
    sure = more.certainty
    if sure is not None:
        less = w.percent(LESS_TOTAL)
        yield w.say(
            f"¹ Utrymme: planer minst lika bra som den bästa med {less} mindre pengar, varje nämnd och varje mål "
            "för sig; alla kan inte få mest samtidigt.",
            f"¹ Room: plans at least as good as the best with {less} less money, each committee and each goal by "
            "itself; all cannot have most at once.",
        ) + findings.by_marginals(w, sure)
        holds = w.percent(HOLDS, 0)
        draws = w.say(
            f"{sure.draws} dragningar (frö {sure.seed}) av effekternas storlek",
            f"{sure.draws} draws (seed {sure.seed}) of the size of effects",
        )
        known = w.say(
            f"uppräkningen ligger utanför utrymmet och riktningen håller i minst {holds} av {draws}; annars inom "
            "felmarginalen.",
            f"indexation lies outside the room and the direction holds in at least {holds} of {draws}; otherwise "
            "within the margin of error.",
        )
        yield w.say("Säker: ", "Certain: ") + (known if sure.draws else w.term("no_range_no_certainty"))
    absent = [
        (name, command)
        for study, name, command in (
            (sure, w.say("hur säkra ändringarna är", "how sure the changes are"), "certainty"),
            (more.views, w.say("hur andra ser det", "how others see it"), "views"),
            (more.prices, w.say("vad beslut och gränser kostar", "what limits cost"), "prices"),
        )
        if study is None
    ]
    if absent and w.aims:
        named = w.listed([name for name, _ in absent])
        yield w.say(
            f"Inte räknat: {named}. Det räknas i viktad måluppfyllelse, och har inget svar för {w.form()}.",
            f"Not computed: {named}. It is told in weighted attainment, and has no answer for {w.form()}.",
        )
    elif absent:
        named = w.listed([f"{name} ({command})" for name, command in absent])
        yield w.say(
            f"Inte räknat här: {named}. Kommandot inom parentes räknar ut det, i Python "
            " report(result, beside(result)).",
            f"Not computed here: {named}. Kommunbudget does it with the command in brackets, or in Python: "
            "report(result, beside(result)).",
        )
    yield w.term("rounded_sums")
    origin = w.scenario.origin.files
    file = next(iter(origin.values()), "")
    digest = w.say(f"Körning {w.digest[:RUN_ID]}", f"Run {w.digest[:RUN_ID]}")
    yield digest + (f", sha256 {file[:4]}…{file[-4:]}" if file else "") + "."
    yield w.say(
        "Källor för varje belopp står under Underlag och källor.",
        "Sources of every amount stand under Evidence and sources.",
    )
