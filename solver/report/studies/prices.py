"""The record of the price list: what each rule costs, what other ways would cost, and who would have moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.constraint import BySubject
from solver.report import owners, rule_names
from solver.report.moves import altogether
from solver.report.plots.prices import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import NONE, Words, capital
from solver.studies.prices import Prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.terminal import Page
    from solver.studies.moving import Move
    from solver.studies.prices import Price

MOST_MOVES = 2
MANY = 2
"""More rules of a kind than this that cost nothing are counted, not listed."""
DECIMALS = 3


def _note(w: Words, study: Prices) -> str:
    value = w.number(study.result.value, DECIMALS)
    return w.say(f"räkneförslagets V är {value} poäng av 100", f"the proposal's V is {value} points of 100")


def _lines(page: Page, w: Words, study: Prices) -> list[str]:
    settled = study.result.figures.settled_years
    each = (
        w.say("varje år som återstår", "each year that is left")
        if settled
        else w.say("varje planår", "each plan year")
    )
    rules = [price for price in study.entries if price.in_force]
    ways = [price for price in study.entries if not price.in_force]
    lines = page.heading(w.say("Vad kraven kostar", "What the rules cost"))
    lines += page.text(
        w.say(
            "V utan kravet mindre V med det; båda är uträknade, allt annat är lika. I pengar: så mycket större "
            f"ramutrymme {each} hade gett lika mycket.",
            "V without the rule less V with it; both are solved for, all else equal. In money: so much more total in "
            f"{each} would have given as much.",
        )
    )
    lines += _section(page, w, rules, w.term("limit"))
    lines += page.heading(w.say("Vad andra sätt att arbeta kostar", "What other ways of working cost"))
    lines += page.text(
        w.say(
            "Räkneförslagets V mindre V på det andra sättet; minus betyder att det andra sättet ger mer. I pengar: så "
            f"mycket mindre ramutrymme {each} hade räckt för samma V som på det andra sättet.",
            "The proposal's V less V in the other way; minus means that the other way gives more. In money: so much "
            f"less total in {each} would have been enough for the same V as in the other way.",
        )
    )
    lines += _section(page, w, ways, w.say("Sätt", "Way"))
    return lines


def _section(page: Page, w: Words, prices: Sequence[Price], what: str) -> list[str]:
    told = [price for price in prices if price.points != 0]
    free = [price for price in prices if price.points == 0]
    lines = []
    if told:
        head = [what, w.say("\nMålpoäng", "\nGoal points"), w.say(f"{w.unit}\nper år", f"{w.unit}\na year")]
        rows = [[capital(rule_names.name(w, price)), points(w, price), _money(w, price)] for price in told]
        if told[0].in_force:
            head.append(w.term("who_may_change"))
            rows = [[*row, owners.who(w, price)] for row, price in zip(rows, told, strict=True)]
        lines += ["", *page.table(head, rows, left=(0, 3)), ""]
        for n, price in enumerate(told):
            if not any(price.moves and _alike(w, price, earlier) for earlier in told[:n]):
                lines += page.text(f"{capital(rule_names.name(w, price))}: {_told(w, price)}", hanging="  ")
        if any(price.status == "priced" and price.money is None for price in told):
            lines += page.text(
                w.say(
                    f"{NONE}: inget ramutrymme som de andra kraven tillåter är värt lika mycket.",
                    f"{NONE}: no total that the other rules allow is worth as much.",
                )
            )
    if free:
        lines += page.text(
            f"{w.say('Kostar ingenting', 'Costs nothing')}: {'; '.join(_free(w, free))}.", hanging="  "
        )
    none = w.say("Scenariot har inga.", "The scenario has none.")
    return lines or page.text(none)


def _alike(w: Words, price: Price, other: Price) -> bool:
    """Return whether the same limit was taken away in both, alone or with others, so that one sentence is enough."""
    groups = {rule: told.group for rule, (_, told) in rule_names.priced(w).items() if told.group}
    of = [groups.get(p.rule, p.rule) for p in (price, other)]
    return of[0] == of[1] and of[0] in groups.values() and price.moves == other.moves


def _free(w: Words, free: Sequence[Price]) -> list[str]:
    names = []
    for rule in dict.fromkeys(price.rule for price in free):
        of_it = [price for price in free if price.rule == rule]
        own = [price for price in of_it if price.subject]
        names += [rule_names.name(w, price) for price in of_it if not price.subject or len(own) <= MANY]
        if len(own) > MANY:
            names.append(_counted(w, rule, len(own)))
    return names


def _counted(w: Words, rule: str, n: int) -> str:
    known = {
        "carry_over": (f"{n} andra regler för överföring", f"{n} other carry-over rules"),
        "evidence": (f"{n} krav på evidens", f"{n} demands on evidence"),
    }
    if rule in known:
        return w.say(*known[rule])
    _, told = rule_names.priced(w)[rule]
    return w.filled(told.many, n=n) if isinstance(told, BySubject) else w.say(*told.name)


def points(w: Words, price: Price) -> str:
    """Return the price in goal points, in words."""
    return NONE if price.points is None else w.fine(price.points, DECIMALS)


def _money(w: Words, price: Price) -> str:
    if price.money is None:
        return NONE
    amount = w.fine(price.money * w.per_msek, w.money_decimals)
    return f"{w.term('at_least')} {amount}" if price.at_least else amount


# ---------------------------------------------------------------------------------------------------- sentences


def _told(w: Words, price: Price) -> str:
    """Return who would have moved, and the caveats of the price."""
    if price.status == "dead_end":
        return w.say(
            f"leder till en återvändsgränd {price.year}: de tidigare årens val lämnar ingen plan det året.",
            f"leads to a dead end in {price.year}: the choices of earlier years leave no plan for it.",
        )
    if price.status == "no_plan":
        return w.say("då finns ingen plan som klarar de andra kraven.", "then no plan meets the other rules.")
    return " ".join(filter(None, (_moved(w, price), _caveats(w, price))))


def _moved(w: Words, price: Price) -> str:
    without = w.say("Utan kravet hade", "Without it,") if price.in_force else w.say("Då hade", "Then")
    moved = w.say("flyttats", "would have moved")
    moves, named = (price.moves, w.holder) if price.moves else (price.inside, w.activity)
    inside = (
        "" if price.moves or not moves else w.say(" inom nämndernas ramar", " inside the committees' frames")
    )
    if not moves:
        return w.say(
            "Inga pengar flyttas mellan nämnderna, bara mellan åren.",
            "No money moves between committees, only between years.",
        )

    def flow(move: Move) -> str:
        source, target = named(move.source), named(move.target)
        return w.say(f"från {source} till {target}", f"from {source} to {target}")

    first, *others = moves
    flows = [f"{w.fine_money(first.amount)} {moved} {flow(first)}{inside}"]
    flows += [f"{w.fine_money(move.amount)} {flow(move)}" for move in others[: MOST_MOVES - 1]]
    rest = sum(move.amount for move in others[MOST_MOVES - 1 :])
    if rest > 0:
        flows.append(w.say(f"{w.fine_money(rest)} mellan andra", f"{w.fine_money(rest)} between others"))
    return f"{without} {w.listed(flows)},{altogether(w)}."


def _caveats(w: Words, price: Price) -> str:
    notes = []
    if price.rule == "decision" and not price.relaxed:
        notes.append(
            w.say(
                "Utan beslutet gäller regeln att det som inte mäts inte flyttas, så priset kan vara negativt.",
                "Without it the rule holds that what is not measured is not moved: the price may be negative.",
            )
        )
    if price.rule == "one_year":
        notes.append(
            w.say(
                "Varje år avgörs för det årets utfall, och tidigare års val ligger fast.",
                "Each year is decided for its own outcomes, and the choices of earlier years stand.",
            )
        )
    if price.rule == "silos":
        notes.append(w.say("Ramarna är räkneförslagets.", "The frames are the proposal's."))
    if price.rule == "carry_over":
        notes.append(
            w.say(
                "Det som står kvar på nämndernas konton efter sista planåret är inte värt något här.",
                "What stands on the committees' accounts after the last plan year is worth nothing here.",
            )
        )
    if price.broken:
        notes.append(
            w.say(
                f"Bryter {price.broken} krav.",
                f"Breaks {price.broken} {'limit' if price.broken == 1 else 'limits'}.",
            )
        )
    return " ".join(notes)


def _short(w: Words, study: Prices) -> Short:
    rows = [
        [
            rule_names.name(w, price),
            NONE if price.points is None else w.fine(price.points, SHORT_DECIMALS),
            NONE if price.money is None else w.fine(price.money * w.per_msek, w.money_decimals),
            w.say("krav", "limit") if price.in_force else w.say("annat sätt", "other way"),
        ]
        for price in study.entries
        if price.points
    ]
    said = w.say(
        "V utan kravet mindre V med det; för andra sätt räkneförslagets V mindre V då.",
        "V without the rule less V with it; for other ways the proposal's V less V then.",
    )
    head = [
        w.term("limit"),
        w.say("Målpoäng", "Goal points"),
        w.say(f"{w.unit} per år", f"{w.unit} a year"),
        "",
    ]
    return Short(sentences=[said], head=head, rows=rows, title=REPORT.full_title(study))


REPORT = StudyReport(
    of=Prices,
    title=("Prislista", "Price list"),
    question=(
        "Vad kostar varje krav och beslut, och vad skulle andra sätt att arbeta kosta?",
        "What does each limit and decision cost, and what would other ways of working cost?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    note=_note,
)
