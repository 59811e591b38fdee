"""Why a committee gets what it gets: the sentence *därför att*, all parts computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.answer import reasons
from solver.report.words import (
    MOST_DECIMALS,
    NO_BREAK,
    ONE_KRONA,
    Words,
    rounded,
    rounded_parts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.answer.reasons import Reason
    from solver.answer.result import Result
    from solver.program.marginals import Marginal


@dataclass(frozen=True, slots=True)
class Cause:
    """A part of a committee's difference from indexation: an amount in MSEK and the clause that tells it."""

    amount: float
    clause: str


def because(result: Result, committee: str, year: int, shown: float | None = None) -> str:
    """Why a committee's frame differs from indexation, in one to three sentences.

    Args:
        result: The answer.
        committee: The committee.
        year: The plan year.
        shown: The difference as the table shows it, in the report's unit; the rounded difference if absent.
    """
    w, r = Words(result.figures), result.reason(committee, year)
    whole, decimals = _whole(w, r.difference, shown)
    name, by_decision = w.committee(committee), _locked(w, committee, year)
    against = w.say("mot uppräkning", "against indexation")
    lead = f"{name}: {w.signed(whole, decimals)}{NO_BREAK}{w.unit} {against}"
    if not whole:
        lead = f"{name}: {w.say('som vid uppräkning', 'as under indexation')}"
    if by_decision:
        return f"{lead}, {w.term('because')} {by_decision}."
    if not r.measured:
        return f"{lead}, {w.term('because')} {_unmeasured(result, w, r)}."
    causes, told = _causes(result, w, r)
    return " ".join(filter(None, (_joined(w, lead, causes, whole, decimals), _hindered(result, w, r, told))))


def _whole(w: Words, difference: float, shown: float | None) -> tuple[float, int]:
    """The difference to tell, and its decimals: as the table has it, finer where only rounding makes it 0."""
    decimals, exact = w.money_decimals, difference * w.per_msek
    whole = rounded(exact, decimals) if shown is None else shown
    if whole or abs(difference) < ONE_KRONA:
        return whole, decimals
    while not whole and decimals < MOST_DECIMALS:
        decimals += 1
        whole = rounded(exact, decimals)
    return whole, decimals


def _locked(w: Words, c: str, y: int) -> str:
    for b in w.figures.bounds:
        if (b.kind, b.target, b.year, b.sense) == ("frame", c, y, "equals"):
            return w.say(
                f"beslutet {w.decision(b.id)} fastställer ramen till {w.money(b.amount)}",
                f"the decision {w.decision(b.id)} fixes the frame at {w.money(b.amount)}",
            )
    return ""


def _unmeasured(result: Result, w: Words, r: Reason) -> str:
    follows = any(
        rows.role == "rule" and rows.over[0] == "committee" and (r.committee, r.year) in rows.index
        for rows in result.families.values()
    )
    if follows:
        return w.say(
            "inget mål mäter den: den följer uppräkningen", "no goal measures it: it follows indexation"
        )
    for b in w.figures.bounds:
        if (b.kind, b.target, b.year) == ("frame", r.committee, r.year):
            sense = w.term("at_least") if b.sense == "at_least" else w.term("at_most")
            return w.say(
                f"beslutet {w.decision(b.id)} ger den {sense} {w.money(b.amount)}",
                f"the decision {w.decision(b.id)} gives it {sense} {w.money(b.amount)}",
            )
    return w.say("alla dess kostnader är fasta belopp", "all its costs are fixed amounts")


def _causes(result: Result, w: Words, r: Reason) -> tuple[list[Cause], Marginal | None]:
    """The parts of the difference, and the limit that is told as one of them."""
    q, c, y = result.proposal.q, r.committee, r.year
    restore = w.figures.restore[c, y]
    carried = r.proposal - result.proposal.own_cost(c, y) - restore
    decided = _decided(result, c, y)
    by_decision = sum(_over_need(result, c, a, y) for a in decided)
    following = sum(
        _over_need(result, c, a, y)
        for a in w.figures.lines_of[c]
        if a not in decided and not w.figures.lines[a].measured
    )
    goals = r.priority - restore - carried - by_decision - following
    clause, told = _priority(result, w, r, goals)
    still = w.say(" vid dagens volymer", " at today's volumes") if abs(r.volume) > ONE_KRONA else ""
    costs = w.say(
        f"oförändrad verksamhet{still} kostar {'mer' if r.price > 0 else 'mindre'} än uppräkningen ger",
        f"unchanged service{still} costs {'more' if r.price > 0 else 'less'} than indexation gives",
    )
    saves = w.say("medel sparas till senare år", "money is saved for later years")
    draws = w.say("sparade medel används", "saved money is used")
    return [
        Cause(r.volume, _volume(w, r)),
        Cause(r.price, costs),
        Cause(restore, w.say("tidigare underskott återställs", "an earlier deficit is restored")),
        Cause(carried, saves if q.saved[c, y] >= q.used[c, y] else draws),
        Cause(by_decision, _by_decision(result, w, r, decided)),
        Cause(following, w.say("det som inte mäts följer med", "what is not measured follows along")),
        Cause(goals, clause),
    ], told


def _over_need(result: Result, c: str, a: str, y: int) -> float:
    """What a committee spends on an activity beyond the cost of unchanged service [MSEK]."""
    f = result.figures
    spent: float = result.proposal.q.spend[a, y]
    return f.lines[a].shares[c] * (spent - f.need.get((a, y), f.fixed.get((a, y), 0.0)))


def _decided(result: Result, c: str, y: int) -> dict[str, str]:
    """Activities of a committee whose spend a decision sets in a year, and the decision."""
    spend, lines = result.proposal.q.spend, result.figures.lines_of[c]
    return {
        b.target: b.id
        for b in result.figures.bounds
        if (b.kind, b.year) == ("spend", y)
        and b.target in lines
        and abs(spend[b.target, y] - b.amount) < ONE_KRONA
    }


def _by_decision(result: Result, w: Words, r: Reason, decided: Mapping[str, str]) -> str:
    if not decided:
        return ""
    most = max(decided, key=lambda a: (abs(_over_need(result, r.committee, a, r.year)), a))
    name, amount = w.decision(decided[most]), w.money(result.proposal.q.spend[most, r.year])
    if len(decided) == 1:
        return w.say(f"beslutet {name} ger {amount}", f"the decision {name} gives {amount}")
    return w.say(
        f"{len(decided)} beslut binder belopp, mest {name}",
        f"{len(decided)} decisions bind amounts, most {name}",
    )


def _volume(w: Words, r: Reason) -> str:
    if not r.drivers:
        return w.say("volymerna ändras", "volumes change")
    driver, change, _ = r.drivers[0]
    decimals = 0 if abs(change) >= 10 or change == int(change) else 1  # noqa: PLR2004 - whole persons, small indices
    up = change > 0
    text = w.say(
        f"antalet {w.driver(driver)} {'ökar' if up else 'minskar'} med {w.number(abs(change), decimals)}",
        f"the number {w.driver(driver)} {'rises' if up else 'falls'} by {w.number(abs(change), decimals)}",
    )
    if sum(1 for _, _, cost in r.drivers if cost) > 1:
        return w.say(f"volymerna ändras, mest genom att {text}", f"volumes change, mostly as {text}")
    return text


def _priority(result: Result, w: Words, r: Reason, amount: float) -> tuple[str, Marginal | None]:
    held, other = (r.less, "less") if amount > 0 else (r.more, "more")
    if held is not None and not _told_by_decision(w, held):
        text = w.limit(held.rows, held.index, whole=held.rows.over[0] != "committee")
        keeps = (
            w.say("håller kostnaden uppe", "keeps spending up")
            if amount > 0
            else w.say("håller kostnaden nere", "keeps spending down")
        )
        return f"{text}, {keeps}", held
    shifts = sorted(served(result, r.committee, r.year).items(), key=lambda item: (-item[1], item[0]))
    room = _room(result, r.year)
    limits = any(
        getattr(result.reason(c, r.year), "more" if other == "less" else "less")
        for c in w.figures.committees
        if c != r.committee and c in w.figures.measured
    )
    if amount > 0:
        return _gains(w, shifts, spare=r.difference <= 0 < room, limits=limits), None
    return _loses(w, shifts, short=r.difference >= 0 > room, limits=limits), None


def _told_by_decision(w: Words, m: Marginal) -> bool:
    """Whether a limit is a decision on a spend, which is a part of its own."""
    return m.rows.over[0] == "decision" and reasons.subject(w.figures, m)[0] == "activity"


def _gains(w: Words, shifts: list[tuple[str, float]], *, spare: bool, limits: bool) -> str:
    best = shifts[0] if shifts and shifts[0][1] > 0 else None
    mostly = (
        w.say(f", mest för målet {w.goal(best[0])}", f", most for the goal {w.goal(best[0])}") if best else ""
    )
    if not best:
        return w.say("det som blir över ger inget mål mer", "what is left over gives no goal more")
    if spare:
        return (
            w.say(
                "utrymmet räcker till mer än oförändrad verksamhet",
                "the total covers more than unchanged service",
            )
            + mostly
        )
    if w.aims:
        return w.say(f"{w.form()} sätter det före annat", f"{w.form()} puts it before other things") + mostly
    where = w.say(" där gränserna medger mer", " where the limits allow more") if limits else ""
    return (
        w.say(
            f"pengarna ger mer måluppfyllelse per krona här än på annat håll{where}",
            f"money gives more attainment per krona here than elsewhere{where}",
        )
        + mostly
    )


def _loses(w: Words, shifts: list[tuple[str, float]], *, short: bool, limits: bool) -> str:
    if not shifts or shifts[-1][1] >= 0:
        return w.say("inget mål förlorar på mindre pengar här", "no goal loses by less money here")
    mostly = w.say(
        f"; här förlorar målet {w.goal(shifts[-1][0])} mest",
        f"; here the goal {w.goal(shifts[-1][0])} loses most",
    )
    if short:
        return (
            w.say(
                "utrymmet inte räcker till oförändrad verksamhet",
                "the total does not cover unchanged service",
            )
            + mostly
        )
    if w.aims:
        return w.say(f"{w.form()} sätter annat före", f"{w.form()} puts other things first") + mostly
    held = w.say(" eller hålls kvar där av gränser", " or is kept there by limits") if limits else ""
    return (
        w.say(
            f"pengarna ger mer måluppfyllelse per krona på annat håll{held}",
            f"money gives more attainment per krona elsewhere{held}",
        )
        + mostly
    )


def served(result: Result, c: str, year: int) -> dict[str, float]:
    """What a year's spending gives each goal through a committee, against unchanged service [points of V]."""
    from models.outcomes import response  # noqa: PLC0415 - only sentences need it

    figures, level, last = result.figures, result.proposal.level, result.figures.years[-1]
    found: dict[str, float] = {}
    for r in figures.responses:
        if any(c in figures.lines[a].shares for a in r.members):
            gain = response(r.curve, min(level.get((a, year), 1.0) for a in r.members))
            when = sum(
                share * figures.discount[y]
                for y in figures.outcome_years
                for lag, share in enumerate(r.lag)
                if min(y - lag, last) == year
            )
            found[r.goal] = found.get(r.goal, 0.0) + figures.weight[r.goal] * when * gain
    return found


def _room(result: Result, y: int) -> float:
    """What the frames hold beyond the cost of unchanged service [MSEK]."""
    f = result.figures
    need = sum(f.need.get((a, y), f.fixed.get((a, y), 0.0)) for a in f.lines)
    spent: float = sum(result.proposal.q.spend[a, y] for a in f.lines)
    return spent - need


def _joined(w: Words, lead: str, causes: list[Cause], whole: float, decimals: int) -> str:
    parts = rounded_parts([c.amount * w.per_msek for c in causes], whole, decimals)
    told = [(amount, c.clause) for amount, c in zip(parts, causes, strict=True) if amount]
    if not told:
        return f"{lead}, {w.term('because')} " + w.say(
            "oförändrad verksamhet kostar vad uppräkningen ger, och inget mål flyttar pengar.",
            "unchanged service costs what indexation gives, and no goal moves money.",
        )
    sign = 1 if whole >= 0 else -1
    with_it = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign > 0]
    against = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign < 0]
    text = f"{lead}, {w.term('because')} {w.listed(with_it)}"
    if against:
        link = w.say("trots att", "although") if whole else w.say("medan", "while")
        text += f", {link} {w.listed(against)}"
    return f"{text}."


def _clause(w: Words, amount: float, decimals: int, text: str) -> str:
    figure = w.signed(amount, decimals)
    head, semicolon, tail = text.partition("; ")
    return f"{head} ({figure}{NO_BREAK}{w.unit}{semicolon}{tail})"


def _hindered(result: Result, w: Words, r: Reason, told: Marginal | None) -> str:
    said = []
    for m, (sv, en) in ((r.more, ("Mer", "More")), (r.less, ("Mindre", "Less"))):
        if m is not None and m is not told:
            text = w.limit(m.rows, m.index, whole=m.rows.over[0] == "goal")
            said.append(f"{w.say(sv, en)}{_to(w, m)} {w.say('hindras av', 'is held back by')} {text}.")
    own = any(
        m.binds
        and m.rows.role == "limit"
        and m.index[-1] == r.year
        and reasons.concerns(w.figures, m, r.committee)
        for m in result.marginals
    )
    if said or own or told is not None:
        return " ".join(said)
    for_all = (m for m in result.marginals if m.binds and m.rows.pushes == "all" and m.index[-1] == r.year)
    if (m := next(for_all, None)) is not None:
        name = w.limit(m.rows, m.index, whole=False, figure=False)
        return unbound(w) + w.say(f", men {name} gör det.", f", but {name} does.")
    return f"{unbound(w)}."


def unbound(w: Words) -> str:
    """What is said of a committee that no limit of its own keeps where it is."""
    return w.say("Ingen egen gräns binder", "No limit of its own binds")


def _to(w: Words, m: Marginal) -> str:
    kind, id_ = reasons.subject(w.figures, m)
    return f" {w.term('to_inside')} {w.activity(id_)}" if kind == "activity" else ""
