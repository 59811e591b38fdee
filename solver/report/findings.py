"""What an answer says and what it costs, in sentences: no table, no points, no V.

Every sentence is one that the numbers allow: none is said of a difference that is rounded to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.answer import reasons
from solver.report.words import ONE_KRONA, rounded
from solver.studies.certainty import LESS_TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from solver.answer.result import Result
    from solver.report.words import Words
    from solver.studies.certainty import Certainty
    from solver.studies.room import Span
    from solver.studies.views import View, Views

GAIN = ("indexation_own_priorities", "same_money", "proposal")
"""Plans whose worth over the one before is a part of the gain."""
MOST_TIES = 3
"""The number of ranges told where other plans are equally good, the widest of each committee or activity."""


def by_marginals(w: Words, certainty: Certainty) -> str:
    """What is said after the room where no plan has so little money as it is measured by; else nothing."""
    if not certainty.by_marginals:
        return ""
    less = w.spoken_percent(LESS_TOTAL)
    return w.say(
        f" Med {less} mindre pengar finns ingen plan; vad den hade gett är räknat efter ramutrymmets marginalvärden.",
        f" With {less} less money there is no plan; what it would have given is told by the marginals of the total.",
    )


def shows(w: Words, msek: float) -> bool:
    """Whether an amount is more than nothing once it is rounded."""
    return bool(rounded(msek * w.per_msek, w.money_decimals))


def years_told(w: Words, years: Sequence[int]) -> str:
    """Plan years in a sentence: ``alla planår`` or ``2025 och 2026``."""
    if tuple(years) == w.figures.years and len(years) > 1:
        return w.say("alla planår", "in every plan year")
    return w.say("", "in ") + w.listed([str(y) for y in years])


# ------------------------------------------------------------------------------------------------- what it says


def finding(w: Words, result: Result, certainty: Certainty | None) -> str:
    """The finding as a heading."""
    if not any(_moved(w, result, c) for c in result.figures.committees):
        return w.term("no_frame_changes")
    if certainty is not None and certainty.nothing:
        return w.term("nothing_certain")
    return w.say("Vad räkneförslaget säger", "What the computed proposal says")


def _moved(w: Words, result: Result, c: str) -> list[int]:
    """The years in which a committee's frame differs from indexation by more than rounding."""
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    return [y for y in result.figures.years if shows(w, new[c, y] - old[c, y])]


def certain(w: Words, result: Result, certainty: Certainty | None) -> Iterator[str]:
    """A sentence for each committee whose change is certain, and one for all that is within the margin of error."""
    if certainty is None:
        yield w.say(
            "Hur säkra ändringarna är har inte räknats här.",
            "How sure the changes are was not computed here.",
        )
        return
    told = False
    for c in w.scenario.committees:
        for more in (True, False):
            years = [
                y
                for y in result.figures.years
                if certainty.by_place[c, y].certain and (certainty.by_place[c, y].difference > 0) == more
            ]
            if years:
                told = True
                yield _certain(w, c, years, abs(certainty.by_place[c, years[-1]].difference), more=more)
    within = any(
        not certainty.by_place[c, y].certain for c in result.figures.committees for y in _moved(w, result, c)
    )
    if within and told:
        yield w.term("others_within_the_margin")
    elif within:
        yield w.say(
            "Alla ändringar är inom felmarginalen. Det betyder inte att uppräkningen är bäst: många fördelningar är "
            "ungefär lika bra, och valet mellan dem är politiskt.",
            "All changes are within the margin of error. That does not mean that indexation is best: many divisions "
            "are about equally good, and the choice between them is political.",
        )


def _certain(w: Words, c: str, years: Sequence[int], last: float, *, more: bool) -> str:
    name, when, amount, y = w.committee(c), years_told(w, years), w.money(last), years[-1]
    if len(years) == 1:
        return w.say(
            f"Säkert: {name} får {'mer' if more else 'mindre'} än uppräkning {when}, {amount}.",
            f"Certain: {name} gets {'more' if more else 'less'} than indexation {when}, {amount}.",
        )
    return w.say(
        f"Säkert: {name} får {'mer' if more else 'mindre'} än uppräkning {when}; {y} är det {amount}.",
        f"Certain: {name} gets {'more' if more else 'less'} than indexation {when}; in {y} it is {amount}.",
    )


def inside(w: Words, result: Result) -> str:
    """What moves between activities inside committees, a year at a time, and whether anything limits it."""
    amounts = {y: result.moved_inside(y) for y in result.figures.open_years}
    if not any(shows(w, v) for v in amounts.values()):
        return w.say(
            "Inom nämnderna flyttas inget mellan verksamheter.",
            "Nothing moves between activities inside the committees.",
        )
    by_year = w.listed([w.say(f"{w.money(v)} {y}", f"{w.money(v)} in {y}") for y, v in amounts.items()])
    text = w.say(
        f"Inom nämnderna flyttas {by_year}, utöver vad ramarnas ändring ger var verksamhet.",
        f"Inside the committees {by_year} move, beyond what the change of frames gives each activity.",
    )
    y = max(amounts, key=lambda year: (amounts[year], year))
    by_activity: dict[str, float] = {}
    for (a, _, year), amount in reasons.inside(result.figures, result.proposal).items():
        if year == y:
            by_activity[a] = by_activity.get(a, 0.0) + amount
    most, least = (of(by_activity, key=lambda a: (by_activity[a], a)) for of in (max, min))
    if shows(w, by_activity[most]) and shows(w, by_activity[least]):
        gets = f"{w.activity(most)} ({w.amount(by_activity[most], sign=True)})"
        gives = f"{w.activity(least)} ({w.amount(by_activity[least], sign=True)})"
        text += w.say(f" Mest {y} är {gets} och {gives}.", f" The largest in {y} are {gets} and {gives}.")
    if w.scenario.stability.activities is None:
        text += w.say(
            " Ingen gräns är satt för hur fort en verksamhet får ändras.",
            " No limit is set on how fast an activity may change.",
        )
    return text


def equally_good(w: Words, ties: Sequence[Span] | None) -> str:
    """Where other plans have exactly the same V, with the least and the greatest amount; nothing where none has."""
    seen = [span for span in ties or () if shows(w, span.greatest - span.least)]
    kind = "frame" if any(span.kind == "frame" for span in seen) else "spend"
    widest: dict[str, Span] = {}
    for span in seen:
        wide = widest.get(span.id)
        if span.kind == kind and (wide is None or span.greatest - span.least > wide.greatest - wide.least):
            widest[span.id] = span
    order = sorted(widest.values(), key=lambda span: (span.least - span.greatest, span.id))
    if not order:
        return ""
    name = w.committee if kind == "frame" else w.activity
    ranges = [
        w.say(
            f"{name(s.id)} {w.amount(s.least)} till {w.money(s.greatest)} {s.year}",
            f"{name(s.id)} {w.amount(s.least)} to {w.money(s.greatest)} in {s.year}",
        )
        for s in order[:MOST_TIES]
    ]
    more = len(order) - len(ranges)
    others = w.say(f" och {more} till", f" and {more} more") if more else ""
    what = w.say(
        "ramar" if kind == "frame" else "fördelningar inom nämnderna",
        "frames" if kind == "frame" else "splits inside committees",
    )
    listed = f"{'; '.join(ranges)}{others}"
    return w.say(
        f"Andra {what} är exakt lika bra, var för sig: {listed}. Räkneförslaget är den plan bland dem som ligger "
        'närmast uppräkningen (kommunbudget room --within "0 %").',
        f"Other {what} are exactly as good, each by itself: {listed}. The proposal is the plan among them that is "
        'nearest to indexation (kommunbudget room --within "0 %").',
    )


# -------------------------------------------------------------------------------------------------- what it buys


def gained(w: Words, money: float) -> str:
    """What a gain over indexation is worth in money a year, in a sentence; said as none where it rounds to 0."""
    if not shows(w, money):
        return w.say(
            "Måluppfyllelsen är den som uppräkning hade gett, avrundat till pengar.",
            "Goal attainment is what indexation would have given, rounded to money.",
        )
    if money < 0:
        return w.say(
            f"Måluppfyllelsen är den som uppräkning hade gett med {w.money(-money)} mindre om året.",
            f"Goal attainment is what indexation would have given with {w.money(-money)} less a year.",
        )
    return w.say(
        f"Samma måluppfyllelse som uppräkning hade gett med {w.money(money)} mer om året.",
        f"The same goal attainment as indexation would have given with {w.money(money)} more a year.",
    )


def gain(w: Words, result: Result) -> str:
    """What the gain over indexation is worth in money a year, in its three parts."""
    worth = {id_: result.worth(id_) for id_ in GAIN if id_ in result.plans}
    whole = worth["proposal"]
    if whole is None:
        return w.say(
            "Vinsten kan inte sägas i pengar: kurvorna tar slut innan uppräkning med mer pengar når lika långt.",
            "The gain cannot be told in money: the curves end before indexation with more money reaches as far.",
        )
    if not shows(w, whole):
        return gained(w, whole)
    text = gained(w, whole).removesuffix(".")
    if whole > 0:
        text = w.say(
            f"Vinsten: samma måluppfyllelse som uppräkning hade gett med {w.money(whole)} mer om året",
            f"The gain: the same goal attainment as indexation would have given with {w.money(whole)} more a year",
        )
    own, same = (worth.get(id_) for id_ in GAIN[:2])
    if own is None or same is None:
        return f"{text}."
    within, between, rest = own, same - own, whole - same
    parts = w.say(
        f": {w.amount(within, sign=True)} genom prioritering inom nämnderna, {w.amount(between, sign=True)} genom "
        "omfördelning mellan dem",
        f": {w.amount(within, sign=True)} by priorities inside the committees, {w.amount(between, sign=True)} by "
        "reallocation between them",
    )
    shown = [rounded(part * w.per_msek, w.money_decimals) for part in (within, between, rest, whole)]
    adds_up = not rounded(sum(shown[:-1]) - shown[-1], w.money_decimals)
    note = "" if adds_up else f" {w.term('rounded_sums')}"
    if draws_money(result):
        last = w.say(
            f" och {w.amount(rest, sign=True)} genom pengar ur sparade medel och reserver, med avdrag för vad det "
            "kostar att hålla gränser som uppräkningen bryter.",
            f" and {w.amount(rest, sign=True)} by money out of balances and reserves, less the cost of keeping limits "
            "that indexation breaks.",
        )
    elif shows(w, rest):
        last = w.say(
            f" och {w.amount(rest, sign=True)} genom att gränser hålls som uppräkningen bryter.",
            f" and {w.amount(rest, sign=True)} by keeping limits that indexation breaks.",
        )
    else:
        last = w.say(" och inget ur reserver.", " and nothing out of reserves.")
    return f"{text}{parts}{last}{note}"


def draws_money(result: Result) -> bool:
    """Whether the proposal draws on balances or on the result reserve."""
    q = result.proposal.q
    return any(v > ONE_KRONA for v in (*q.used.values(), *q.withdrawal.values()))


# ------------------------------------------------------------------------------------------------- what it costs


def reserves(w: Words, result: Result) -> Iterator[str]:
    """Which reserves are drawn and what is left of them, what is handed back, and money without any known use."""
    drawn = [*_balances(w, result), *_result_reserve(w, result)]
    yield from drawn
    if not drawn:
        yield w.say("Inga sparade medel och inga reserver används.", "No balances and no reserves are drawn.")
    yield from not_carried(w, result)
    q, years = result.proposal.q, result.figures.open_years
    for c in w.scenario.committees:
        if told := _by_year(w, {y: float(q.returned[c, y]) for y in years}):
            yield w.say(f"{w.committee(c)} lämnar tillbaka {told}.", f"{w.committee(c)} hands back {told}.")
    if told := _by_year(w, {y: unused(result, y) for y in years}):
        yield w.say(
            f"Utan användning som kurvorna känner är {told}: mer än verksamheternas kurvor räcker till.",
            f"Without any use that the curves know: {told}, more than the curves of the activities reach.",
        )


def not_carried(w: Words, result: Result) -> Iterator[str]:
    """What the rule of carry-over does with balances of the base year that committees do not bring with them."""
    f = result.figures
    if f.settled_years:
        return
    given = {c: committee.opening_balance for c, committee in w.scenario.committees.items()}
    back = sum(max(amount, 0.0) - max(f.opening[c], 0.0) for c, amount in given.items())
    off = sum(min(f.opening[c], 0.0) - min(amount, 0.0) for c, amount in given.items())
    base = w.scenario.base_year
    if shows(w, back):
        yield w.say(
            f"Av nämndernas sparade medel {base} går {w.money(back)} tillbaka till kommunen, enligt regeln för över- "
            "och underskott.",
            f"Of the committees' balances of {base} {w.money(back)} goes back to the municipality, by the rule of "
            "carry-over.",
        )
    if shows(w, off):
        yield w.say(
            f"Nämndernas underskott {base} skrivs av: {w.money(off)}.",
            f"The committees' deficits of {base} are written off: {w.money(off)}.",
        )


def _balances(w: Words, result: Result) -> Iterator[str]:
    q, years = result.proposal.q, result.figures.open_years
    for c in w.scenario.committees:
        left = w.money(q.balance[c, years[-1]])
        if told := _by_year(w, {y: float(q.used[c, y]) for y in years}):
            yield w.say(
                f"{w.committee(c)} använder {told} av sparade medel; {left} är kvar {years[-1]}.",
                f"{w.committee(c)} draws {told} of its balance; {left} is left in {years[-1]}.",
            )
        if told := _by_year(w, {y: float(q.saved[c, y]) for y in years}):
            yield w.say(
                f"{w.committee(c)} sparar {told}; dess sparade medel är {left} {years[-1]}.",
                f"{w.committee(c)} saves {told}; its balance is {left} in {years[-1]}.",
            )


def _result_reserve(w: Words, result: Result) -> Iterator[str]:
    if w.scenario.frame.result_reserve is None:
        return
    q, last = result.proposal.q, result.figures.years[-1]
    left = w.money(q.result_reserve[last])
    if told := _by_year(w, {y: q.withdrawal[y] for y in result.figures.open_years}):
        yield w.say(
            f"Ur resultatreserven tas {told}; {left} är kvar {last}.",
            f"Out of the result reserve comes {told}; {left} is left in {last}.",
        )
    if told := _by_year(w, {y: q.deposit[y] for y in result.figures.open_years}):
        yield w.say(
            f"Till resultatreserven avsätts {told}; den är {left} {last}.",
            f"Into the result reserve goes {told}; it is {left} in {last}.",
        )


def _by_year(w: Words, amounts: Mapping[int, float]) -> str:
    """Amounts of the years that have one: ``3,0 mnkr 2025 och 2,0 mnkr 2026``."""
    return w.listed(
        [w.say(f"{w.money(v)} {y}", f"{w.money(v)} in {y}") for y, v in amounts.items() if shows(w, v)]
    )


def unused(result: Result, year: int) -> float:
    """Return money of a year that no curve knows a use for [MSEK].

    It is what measured activities have beyond the end of every curve of theirs and, where more money would raise no
    goal, what is handed back.
    """
    figures = result.figures
    scarce = any(m.binds and m.rows.name == "total" and m.index == (year,) for m in result.marginals)
    back = 0.0 if scarce else sum(result.proposal.q.returned[c, year] for c in figures.committees)
    ends: dict[str, float] = {}
    for r in figures.responses:
        for a in r.members:
            ends[a] = max(ends.get(a, 0.0), r.curve[-1][0])
    beyond = (
        result.proposal.q.spend[a, year] - end * figures.need[a, year]
        for a, end in ends.items()
        if figures.lines[a].measured and (a, year) in figures.need
    )
    return float(back + sum(amount for amount in beyond if amount > ONE_KRONA))


# -------------------------------------------------------------------------------------------- how others see it


def view_name(w: Words, view: View) -> str:
    """Name of a set of weights; the scenario's own are the proposal's."""
    return w.term("proposal") if view.kind == "stated" else view.name or view.id


def agreed(w: Words, views: Views, year: int) -> str:
    """On which committees all views agree about the direction, and on which they differ."""
    signs: dict[str, set[int]] = {
        c: {
            (d > 0) - (d < 0)
            for view in views.views
            for d in [rounded(views.difference(view, c, year) * w.per_msek, w.money_decimals)]
        }
        for c in w.scenario.committees
    }
    more = [w.committee(c) for c, found in signs.items() if found == {1}]
    less = [w.committee(c) for c, found in signs.items() if found == {-1}]
    split = [w.committee(c) for c, found in signs.items() if {1, -1} <= found]
    told = []
    if more:
        told.append(w.say(f"Alla ger mer till {w.listed(more)}.", f"All give more to {w.listed(more)}."))
    if less:
        told.append(w.say(f"Alla ger mindre till {w.listed(less)}.", f"All give less to {w.listed(less)}."))
    if split:
        told.append(w.say(f"De är oense om {w.listed(split)}.", f"They differ on {w.listed(split)}."))
    return " ".join(told)


def worth(w: Words, value: float | None) -> str:
    """What a plan is worth against indexation, in money a year; curves that end before have no amount."""
    return w.say("kurvorna slut", "curves end") if value is None else w.amount(value, sign=True)


def each_plan(w: Words, views: Views) -> Iterator[tuple[str, Sequence[str]]]:
    """Everyone's plan by everyone's yardstick: the plan's name and its worth by each view."""
    of_view = {view.plan.id: view_name(w, view) for view in views.views}
    for id_, plan in views.plans.items():
        if id_ != "indexation":
            name = of_view.get(id_) or w.plan(plan)
            yield name, [worth(w, views.matrix[id_, view.id]) for view in views.views]
