"""What the proposal costs, on the first page: the gain in money, reserves, the dearest demands, money without use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.outcomes import response
from solver.report import findings, owners, rule_names
from solver.report.html.sheet import Passage
from solver.report.words import ONE_KRONA, capital, rounded
from solver.studies.certainty import LESS_TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.answer.result import Result
    from solver.report.words import Words
    from solver.studies.certainty import Certainty
    from solver.studies.prices import Price, Prices

MOST = 2
"""Demands that are named."""
SMALLEST_GAIN = 1e-6
"""Differences of V below this are rounding [points]."""


def gain(result: Result, w: Words, sure: Certainty) -> Passage:
    """The gain as money a year, and whether it is larger than the margin of error."""
    title = w.say("Vinsten", "The gain")
    if result.gain()[0] <= SMALLEST_GAIN:
        worth = result.worth("proposal")
        if worth is not None and worth < 0 and findings.shows(w, worth):
            kept = w.say(
                "Räkneförslaget håller gränser som uppräkningen bryter.",
                "The proposal keeps limits that indexation breaks.",
            )
            texts = [findings.gained(w, worth), *([kept] if result.broken("indexation") else [])]
            return Passage(title=title, texts=(" ".join(texts),))
        text = w.say(
            "Måluppfyllelsen blir inte högre än vid uppräkning.",
            "Goal attainment is not higher than under indexation.",
        )
        return Passage(title=title, texts=(text,))
    if sure.money is None:
        text = w.say(
            "Uppräkningen når inte samma måluppfyllelse med mer pengar: kurvorna tar slut före.",
            "Indexation does not reach the same attainment with more money: the curves end before.",
        )
        return Passage(title=title, texts=(text,))
    texts = [findings.gained(w, sure.money)]
    if findings.draws_money(result):
        without = result.worth("same_money") if "same_money" in result.plans else None
        if without is not None and 0 < without < sure.money:
            texts.append(
                w.say(
                    f"Utan pengar ur reserver: {w.money(without)}.",
                    f"Without money out of reserves: {w.money(without)}.",
                )
            )
    margin = LESS_TOTAL * min(result.figures.total[y] for y in result.figures.open_years)
    if sure.money < margin and findings.shows(w, sure.money):
        texts.append(
            w.say(
                f"Det är mindre än felmarginalen: planer räknas som ungefär lika bra inom {w.money(margin)}.",
                f"That is less than the margin of error: plans count as about as good within {w.money(margin)}.",
            )
        )
    return Passage(title=title, texts=(" ".join(texts),))


# --------------------------------------------------------------------------------------------------- reserves


def reserves(result: Result, w: Words) -> Passage:
    """The reserves that are drawn, of what, and what is left; money returned, and money that no curve has use for."""
    texts = [
        *_balances(result, w),
        *findings.not_carried(w, result),
        *_result_reserve(result, w),
        *_returned(result, w),
        *_unused(result, w),
    ]
    if not texts:
        texts = [
            w.say(
                "Underlaget har inga sparade medel och ingen resultatreserv.",
                "The evidence has no balances and no result reserve.",
            )
        ]
    return Passage(title=w.say("Reserver", "Reserves"), texts=tuple(texts), listed=len(texts) > 1)


def _years(w: Words, amounts: dict[int, float]) -> str:
    return w.listed([str(y) for y, v in amounts.items() if v > ONE_KRONA])


def _balances(result: Result, w: Words) -> Iterator[str]:
    q, years = result.proposal.q, result.figures.open_years
    untouched = 0.0
    for c in w.scenario.committees:
        used = {y: q.used[c, y] for y in years}
        opening = max(q.balance[c, years[0] - 1], 0.0)
        if sum(used.values()) > ONE_KRONA:
            taken, when = w.money(sum(used.values())), _years(w, used)
            had = opening + sum(q.saved[c, y] for y in years)
            left = w.money(q.balance[c, years[-1]])
            yield w.say(
                f"{w.committee(c)}: {taken} av {w.money(had)} sparade medel används {when}; {left} är kvar "
                f"{years[-1]}.",
                f"{w.committee(c)}: {taken} of {w.money(had)} in balances is used in {when}; {left} is left in "
                f"{years[-1]}.",
            )
        else:
            untouched += opening
    if untouched > ONE_KRONA:
        amount = w.money(untouched)
        yield w.say(
            f"Andra sparade medel, {amount}, rörs inte.", f"Other balances, {amount}, are not touched."
        )


def _result_reserve(result: Result, w: Words) -> Iterator[str]:
    reserve, q, years = w.scenario.frame.result_reserve, result.proposal.q, result.figures.open_years
    if reserve is None:
        return
    opening, left = w.money(q.result_reserve[years[0] - 1]), w.money(q.result_reserve[years[-1]])
    told = []
    for amounts, sv, en in ((q.deposit, "sätts av", "is set aside"), (q.withdrawal, "tas", "is drawn")):
        of_year = {y: amounts[y] for y in years}
        if (amount := sum(of_year.values())) > ONE_KRONA:
            when = _years(w, of_year)
            told.append(w.say(f"{w.money(amount)} {sv} {when}", f"{w.money(amount)} {en} in {when}"))
    if told:
        yield w.say(
            f"Resultatreserven, {opening}: {w.listed(told)}; {left} är kvar {years[-1]}.",
            f"The result reserve, {opening}: {w.listed(told)}; {left} is left in {years[-1]}.",
        )
    else:
        yield w.say(
            f"Resultatreserven, {opening}, rörs inte.", f"The result reserve, {opening}, is not touched."
        )


def _amounts(w: Words, amounts: dict[int, float]) -> str:
    return w.listed([f"{w.money(v)} {y}" for y, v in amounts.items() if _shows(w, v)])


def _shows(w: Words, amount: float) -> bool:
    return bool(rounded(amount * w.per_msek, w.money_decimals))


def _returned(result: Result, w: Words) -> Iterator[str]:
    q, f = result.proposal.q, result.figures
    back = {y: sum(q.returned[c, y] for c in f.committees) for y in f.open_years}
    if any(_shows(w, v) for v in back.values()):
        yield w.say(
            f"Nämnderna lämnar tillbaka {_amounts(w, back)}.",
            f"Committees hand back {_amounts(w, back)}.",
        )


def unused(result: Result) -> dict[int, float]:
    """Return what measured activities have past the end of every curve, by plan year [MSEK].

    A curve ends at the level from which it rises no more.
    """
    f, spend = result.figures, result.proposal.q.spend
    end: dict[str, float] = {}
    for r in f.responses:
        top = response(r.curve, r.curve[-1][0])
        last = next(level for level, points in r.curve if points >= top)
        for a in r.members:
            end[a] = max(end.get(a, 0.0), last)
    return {
        y: sum(
            max(spend[a, y] - level * f.need[a, y], 0.0)
            for a, level in end.items()
            if f.need.get((a, y), 0.0) > 0
        )
        for y in f.years
    }


def _unused(result: Result, w: Words) -> Iterator[str]:
    past = unused(result)
    if any(_shows(w, v) for v in past.values()):
        yield w.say(
            f"{_amounts(w, past)} har ingen användning som kurvorna känner.",
            f"{_amounts(w, past)} has no use that the curves know.",
        )


# ----------------------------------------------------------------------------------------------------- prices


def dearest(w: Words, found: Prices) -> Passage:
    """The decisions and limits that cost most, and who may change them; never the model's own rules."""
    title = w.term("cost_most")
    told = [
        f"{_priced(w, price)} ({owners.who(w, price)})"
        for price in owners.demands(found.entries)
        if price.money is None or _shows(w, price.money)
    ]
    if not told:
        none = w.say(
            "Inget beslut och ingen gräns kostar så att det syns.",
            "No decision and no limit costs so that it shows.",
        )
        return Passage(title=title, texts=(none,))
    return Passage(title=title, texts=tuple(told[:MOST]), listed=True)


def _priced(w: Words, price: Price) -> str:
    name = rule_names.name(w, price)
    name = capital(name)
    if price.money is None:
        return f"{name} – {w.term('no_total_makes_up')}"
    least = w.term("at_least") + " " if price.at_least else ""
    amount = w.money(price.money)
    return w.say(f"{name} – {least}{amount} om året", f"{name} – {least}{amount} a year")
