"""Why a committee gets what it gets: the sentence *därför att*, all parts computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.answer import reasons
from solver.output.rows import written
from solver.report.words import NO_BREAK, ONE_KRONA, Words, rounded

if TYPE_CHECKING:
    from solver.answer.reasons import Reason
    from solver.answer.result import Result
    from solver.program.marginals import Marginal


@dataclass(frozen=True, slots=True)
class Cause:
    """A part of a committee's difference from indexation: an amount in MSEK and the clause that tells it."""

    amount: float
    clause: str


def because(result: Result, committee: str, year: int) -> str:
    """Why a committee's frame differs from indexation, in one to three sentences.

    Args:
        result: The answer.
        committee: The committee.
        year: The plan year.
    """
    w, r = Words(result.figures), result.reason(committee, year)
    whole, decimals = rounded(r.difference * w.per_msek, w.money_decimals), w.money_decimals
    name = w.committee(committee)
    lead = f"{name}: {w.signed(whole, decimals)}{NO_BREAK}{w.unit} {w.say('mot uppräkning', 'against indexation')}"
    if not whole:
        lead = f"{name}: {w.say('som vid uppräkning', 'as under indexation')}{_nearly(w, r.difference)}"
    if r.fixed:
        amount = w.money(r.proposal)
        fixes = w.say(
            f"beslutet {w.decision(r.fixed)} fastställer ramen till {amount}",
            f"the decision {w.decision(r.fixed)} fixes the frame at {amount}",
        )
        return f"{lead}, {w.term('because')} {fixes}."
    if not r.measured:
        return f"{lead}, {w.term('because')} {_unmeasured(result, w, r)}."
    causes, told = _causes(result, w, r)
    return " ".join(filter(None, (_joined(w, lead, causes, whole, decimals), _hindered(result, w, r, told))))


def _nearly(w: Words, difference: float) -> str:
    """What is said of a difference that is rounded to nothing and is not nothing."""
    if abs(difference) < ONE_KRONA:
        return ""
    half = w.number(0.5 * 10.0**-w.money_decimals, w.money_decimals + 1)
    return w.say(
        f" (skillnaden är mindre än {half}{NO_BREAK}{w.unit})",
        f" (the difference is less than {half}{NO_BREAK}{w.unit})",
    )


def _unmeasured(result: Result, w: Words, r: Reason) -> str:
    rule = result.families.get("unmeasured_committee")
    if rule is not None and (r.committee, r.year) in rule.index:
        held = abs(r.difference) >= ONE_KRONA
        as_far = (
            w.say(" så långt dess egna gränser medger", " as far as its own limits allow") if held else ""
        )
        return w.say(
            f"inget mål mäter den: den följer uppräkningen{as_far}",
            f"no goal measures it: it follows indexation{as_far}",
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
    """The parts of the difference in words, and the limit that is told as one of them."""
    clause, told = _priority(result, w, r, r.parts["goals"])
    still = w.say(" vid dagens volymer", " at today's volumes") if abs(r.parts["volume"]) > ONE_KRONA else ""
    dearer = r.parts["price"] > 0
    balance = r.parts["balance"]
    clauses = {
        "volume": _volume(w, r),
        "price": w.say(
            f"oförändrad verksamhet{still} kostar {'mer' if dearer else 'mindre'} än uppräkningen ger",
            f"unchanged service{still} costs {'more' if dearer else 'less'} than indexation gives",
        ),
        "restore": w.say("tidigare underskott återställs", "an earlier deficit is restored"),
        "balance": w.say("medel sparas till senare år", "money is saved for later years")
        if balance > 0
        else w.say("sparade medel används", "saved money is used"),
        "returned": w.say("pengar lämnas tillbaka", "money is handed back"),
        "decisions": _by_decision(result, w, r),
        "unmeasured": w.say("det som inte mäts följer med", "what is not measured follows along"),
        "goals": clause,
    }
    return [Cause(r.parts[name], clauses[name]) for name in reasons.PARTS], told


def _by_decision(result: Result, w: Words, r: Reason) -> str:
    if not r.decided:
        return ""
    name = w.decision(r.decided[0][0])
    if len(r.decided) > 1:
        return w.say(
            f"{len(r.decided)} beslut binder belopp, mest {name}",
            f"{len(r.decided)} decisions bind amounts, most {name}",
        )
    decided = w.scenario.decisions[r.decided[0][0]]
    q = result.proposal.q
    amount = q.frame[r.committee, r.year] if decided.frame else q.spend[decided.spend or "", r.year]
    part = r.parts["decisions"]
    if decided.at_least is not None and part < 0:  # it is no less for the decision, which holds it up
        return w.say(
            f"pengarna stannar vid vad beslutet {name} kräver, {w.money(amount)}",
            f"money stops at what the decision {name} demands, {w.money(amount)}",
        )
    if decided.at_most is not None and part > 0:
        return w.say(
            f"pengarna stannar vid vad beslutet {name} tillåter, {w.money(amount)}",
            f"money stops at what the decision {name} allows, {w.money(amount)}",
        )
    return w.say(f"beslutet {name} ger {w.money(amount)}", f"the decision {name} gives {w.money(amount)}")


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
    if held is not None and not _told_by_decision(w, held) and _explains(w, held, r):
        text = w.limit(held.rows, held.index, whole=held.rows.over[0] != "committee")
        keeps = (
            w.say("håller kostnaden uppe", "keeps spending up")
            if amount > 0
            else w.say("håller kostnaden nere", "keeps spending down")
        )
        return f"{text}, {keeps}", held
    shifts = sorted(served(result, r).items(), key=lambda item: (-written(item[1]), item[0]))
    room = _room(result, r.year)
    limits = any(
        getattr(result.reason(c, r.year), "more" if other == "less" else "less")
        for c in w.figures.committees
        if c != r.committee and c in w.figures.measured
    )
    if amount > 0:
        return _gains(w, shifts, spare=r.difference <= 0 < room, limits=limits), None
    return _loses(w, shifts, short=r.difference >= 0 > room, limits=limits), None


def _explains(w: Words, m: Marginal, r: Reason) -> bool:
    """Whether a limit is the whole cause of a part: without what it is set on, nothing of that sign would be left."""
    whole, held = (
        rounded(amount * w.per_msek, w.money_decimals)
        for amount in (r.parts["goals"], reasons.behind_it(w.figures, m, r))
    )
    return whole != 0 and (held >= whole if whole > 0 else held <= whole)


def _told_by_decision(w: Words, m: Marginal) -> bool:
    """Whether a limit is a decision on a spend, which is a part of its own."""
    return m.rows.over[0] == "decision" and reasons.subject(w.figures, m)[0] == "activity"


def _gains(w: Words, shifts: list[tuple[str, float]], *, spare: bool, limits: bool) -> str:
    best = shifts[0] if shifts and shifts[0][1] > 0 else None
    mostly = (
        w.say(f", mest för målet {w.goal(best[0])}", f", most for the goal {w.goal(best[0])}") if best else ""
    )
    if not best:
        return w.say("det som blir över inte ger något mål mer", "what is left over gives no goal more")
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


def served(result: Result, reason: Reason) -> dict[str, float]:
    """What the part of goals gives each goal through a committee, against unchanged service [points of V].

    It is what is lost if the activities of that part alone go back to unchanged service; those whose amounts are
    decided are a part of their own.
    """
    from models.outcomes import response  # noqa: PLC0415 - only sentences need it

    figures, level = result.figures, result.proposal.level
    found: dict[str, float] = {}
    for r in figures.responses:
        if any(a in reason.beyond for a in r.members):
            at = {a: level.get((a, reason.year), 1.0) for a in r.members}
            without = [1.0 if a in reason.beyond else value for a, value in at.items()]
            gain = response(r.curve, min(at.values())) - response(r.curve, min(without))
            weighed = sum(
                share * figures.discount[y] * figures.weight[r.goal, y]
                for y in figures.outcome_years
                for lag, share in enumerate(r.lag)
                if y - lag == reason.year
            )
            found[r.goal] = found.get(r.goal, 0.0) + weighed * gain
    return found


def _room(result: Result, y: int) -> float:
    """What the frames hold beyond the cost of unchanged service [MSEK]."""
    f = result.figures
    need = sum(f.need.get((a, y), f.fixed.get((a, y), 0.0)) for a in f.lines)
    spent: float = sum(result.proposal.q.spend[a, y] for a in f.lines)
    return spent - need


def _joined(w: Words, lead: str, causes: list[Cause], whole: float, decimals: int) -> str:
    sign = 1 if whole >= 0 else -1
    told = [(rounded(c.amount * w.per_msek, decimals), c.clause) for c in causes]
    with_it = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign > 0]
    against = [_clause(w, amount, decimals, text) for amount, text in told if amount * sign < 0]
    if not whole and not with_it:
        with_it, against = against, []
    if not with_it:
        most = max(causes, key=lambda c: c.amount * sign)
        if not whole and lead.endswith(")"):
            return f"{lead}."
        if abs(most.amount) < ONE_KRONA or not whole:
            return f"{lead}, {w.term('because')} " + w.say(
                "oförändrad verksamhet kostar vad uppräkningen ger, och inget mål flyttar pengar.",
                "unchanged service costs what indexation gives, and no goal moves money.",
            )
        with_it = [w.say(f"mest {most.clause}", f"mostly {most.clause}")]
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
    if w.aims:  # limits are known by what they cost the first aim
        return w.say(
            f"Ingen egen gräns hindrar det som {w.form()} sätter först",
            f"No limit of its own stands in the way of what {w.form()} puts first",
        )
    return w.say("Ingen egen gräns binder", "No limit of its own binds")


def _to(w: Words, m: Marginal) -> str:
    kind, id_ = reasons.subject(w.figures, m)
    return f" {w.term('to_inside')} {w.activity(id_)}" if kind == "activity" else ""
