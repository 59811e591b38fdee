"""Every rule says of itself all that the reports need, and what it says reaches each of them.

The walk returns one line for each fault, which names the family; a rule that leaves something out fails it by name.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, replace
from types import SimpleNamespace

import pytest

from models.constraint import BySubject, Never, Rows, Whole
from models.constraints import CONSTRAINTS, every, unmeasured
from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from models.scenario import Edit
from models.variants import vary
from solver import prices, solve
from solver.answer.no_plan import Clash, NoPlanError
from solver.answer.ways import Relief, Way, Written
from solver.program.compiled import compile_model
from solver.program.marginals import Marginal
from solver.report import no_plan
from solver.report.because import because
from solver.report.html.limits_evidence_plans import binding
from solver.report.studies import text_of
from solver.report.words import Words, capital
from tests.cases import EVERY_RULE, merged, two_committees, with_every_rule

UNPRICED = {"total", "curve_start", "no_new_deficit"}
"""Limits without a price of their own."""
HARD = {"curve_start", "no_new_deficit", "balanced_budget"}
"""Limits that nothing relieves."""
REQUIRED = [f.name for f in fields(Rows) if f.default is MISSING]


def looked_at(scenario):
    """Everything that the walk looks at."""
    result = solve(scenario)
    figures = result.figures
    stated = formulate(figures, indexation(figures))
    found = prices(scenario)
    return SimpleNamespace(
        scenario=scenario,
        result=result,
        figures=figures,
        stated=stated,
        program=compile_model(stated.model),
        words=Words(figures),
        prices=found,
        price_list=" ".join(text_of(found).split()),
    )


@pytest.fixture(scope="module", params=["sv", "en"])
def case(request):
    """The scenario that has nearly every family, in one language."""
    return looked_at(read(two_committees(**EVERY_RULE, language=request.param)))


def built(figures):
    """The families of each file of rules; a rule that leaves a field out is named by its file."""
    made, faults = [], []
    for module in (*CONSTRAINTS, unmeasured):
        given = (figures, indexation(figures)) if module is unmeasured else (figures,)
        try:
            made += module.rows(*given)
        except TypeError as error:
            faults.append(f"{module.__name__}: {error}")
    return made, faults


def walk(case, families):
    """The faults of families, one line each."""
    return [
        f"{rows.name}: {fault}"
        for rows in families
        for look in (words, figure, direction, reasons, price, conflict, page)
        for fault in look(case, rows)
    ]


def filled(case, rows, text):
    return case.words.filled(text, **dict(zip(rows.over, rows.index[0], strict=True)))


def words(_, rows):
    """Words in both languages, which name no other thing than the index."""
    if not rows.index:
        yield "no scenario of the walk has a row of it"
    for what, text in (("says", rows.says), ("noun", rows.noun)):
        if not (all(text) and text[0] != text[1]):
            yield f"{what} is not in both languages"
        if any(set(re.findall(r"{(\w+)}", part)) - set(rows.over) for part in text):
            yield f"{what} names what its index does not hold"
    if any(f"{{{over}}}" not in part for part in rows.says for over in rows.over):
        yield "says does not tell whose row it is, and when"


def figure(case, rows):
    """A limit has a figure, and the money that it amounts to is the bound of a row that holds one quantity."""
    if rows.role != "limit":
        return
    if (rows.amount is None) != (rows.statutory or rows.name == "no_new_deficit"):
        yield "a limit without a figure"
    if rows.amount is None:
        return
    program = case.program
    for i, (name, index) in enumerate(program.rows):
        amount = rows.amount(*index) if name == rows.name else None
        if amount is None or rows.unit == "points" or program.start[i + 1] - program.start[i] != 1:
            continue
        told = [x for x in (amount.least, amount.most) if x is not None]
        told += [amount.value] if amount.kind == "money" else []
        if [pytest.approx(abs(program.row_upper[i]), abs=1e-9)] != told:
            yield f"its row holds {program.row_upper[i]}, its words tell {told}"


def direction(case, rows):
    """The declared direction is that of the excess when what the rule holds grows by one."""
    if rows.role != "limit":
        if rows.pushes != "none":
            yield "pushes is for limits that somebody set"
        return
    q, index = case.result.proposal.q, rows.index[0]
    kind, key = rows.over[0], index
    if kind == "decision":
        (bound,) = [b for b in case.figures.bounds if (b.id, b.year) == index]
        kind, key = (
            {"frame": "committee", "spend": "activity", "goal": "goal"}[bound.kind],
            (bound.target, bound.year),
        )
    held = {"committee": "frame", "activity": "spend", "goal": "attainment", "year": "increase"}[kind]
    key = (case.figures.committees[0], *index) if kind == "year" else key
    series = getattr(q, held)
    more = rows.excess(replace(q, **{held: {**series, key: series[key] + 1}}), *index) - rows.excess(
        q, *index
    )
    way = "none" if abs(more) < 1e-9 else "all" if kind == "year" else "down" if more > 0 else "up"
    way = "both" if rows.equal and way in {"up", "down"} else way
    if rows.pushes != way:
        yield f"pushes is {rows.pushes} where its excess says {way}"


def reasons(case, rows):
    """A limit that pushes a committee is told in the sentence of a committee."""
    if rows.pushes == "none":
        return
    measured = sorted(case.figures.measured)
    index = next(i for i in rows.index if rows.over[0] != "committee" or i[0] in measured)
    m = Marginal(rows=rows, index=index, value=1.0, tightened=1.0, down=-1.0, up=1.0)
    result = replace(case.result, marginals=(m,))
    told = " ".join(because(result, c, index[-1]) for c in measured)
    if case.words.limit(rows, index, whole=False, figure=False) not in told:
        yield "no sentence of a committee names it"


def price(case, rows):
    """A limit is in the price list, by its name, and a rule of the model's own is not."""
    if rows.role == "account":
        return
    if (rows.role == "rule") > isinstance(rows.priced, Never):
        yield "is the model's own and has a price"
    if isinstance(rows.priced, Never):
        known = rows.role == "rule" or rows.name in UNPRICED
        if not known or not rows.priced.why:
            yield "has no price"
        return
    found = [p for p in case.prices.entries if p.rule == rows.priced.rule]
    subjects = {p.subject for p in found}
    wanted = {str(i[0]) for i in rows.index} if isinstance(rows.priced, BySubject) else {""}
    if not wanted <= subjects:
        yield f"its price is missing for {sorted(wanted - subjects)}"
    counted = ("", "")
    if isinstance(rows.priced, BySubject):
        counted = rows.priced.many
        if any("{n}" not in part for part in counted):
            yield "several of it are not counted"
    many = case.words.filled(counted, n=len([p for p in found if p.subject and not p.points]))
    for p in found:
        whole = None if p.subject or isinstance(rows.priced, Whole) else rows.priced.whole
        name = case.words.filled(
            whole or rows.priced.name, **({rows.over[0]: p.subject} if p.subject else {})
        )
        if not (name and any(text and text in case.price_list for text in (name, capital(name), many))):
            yield f"the price list does not name {p.subject or 'it'}"


def conflict(case, rows):
    """A limit is named where there is no plan, and offered as a way out if it can be eased."""
    if rows.role == "account":
        return
    if rows.role == "limit" and rows.eased == (rows.name in HARD):
        yield "is eased where it may not be, or the other way round"
    if isinstance(rows.relief, Never):
        if not rows.relief.why:
            yield "does not say why nothing relieves it"
        return
    index = rows.index[0]
    path = rows.path(*index)
    relief = Relief(rows=rows, index=index, amount=1.0, cost=1.0, path=path, stated=0.0, needed=1.0)
    written = Written(relief=relief, value=1.0, text=f"{path}=1")
    way = Way(cost=1.0, reliefs=(relief,), written=(written,))
    cheaper = Way(cost=0.0, reliefs=(), written=())
    clash = Clash(rows=rows, index=index, amount=None)
    _, clashes, ways = no_plan.no_plan(case.scenario, NoPlanError(case.stated, (clash,), (cheaper, way)))
    if filled(case, rows, rows.says) not in clashes[0][0]:
        yield "a conflict does not name it"
    text = " ".join(ways)
    name = no_plan.REVENUE if path.startswith("frame.revenue") else rows.relief
    if not all(rows.relief) or f"{case.words.say(*name)}{case.words.say(',', ' alone,')}" not in text:
        yield "a way out does not name it"
    says = name if name is not rows.relief or relief.shared else rows.says
    if filled(case, rows, says) not in text:
        yield "a relief does not name it"


def page(case, rows):
    """A limit or rule that binds is in the report's table of limits, with its figure."""
    if rows.role == "account":
        return
    m = Marginal(rows=rows, index=rows.index[0], value=1.0, tightened=1.0, down=-1.0, up=1.0)
    section = binding(replace(case.result, marginals=(m,)), case.words)
    text = filled(case, rows, rows.says)
    if capital(text) not in repr(section):
        yield "the table of limits does not name it"


# ----------------------------------------------------------------------------------------------------- the walk


def test_every_rule_says_what_the_reports_need(case):
    families, missing = built(case.figures)
    assert missing == []
    assert walk(case, [rows for rows in families if rows.index or rows.name not in elsewhere(case)]) == []


def elsewhere(case):
    """The families that only the other scenarios of ``with_every_rule`` have, and the scenario of each."""
    found = {}
    for scenario in with_every_rule()[1:]:
        figures = Figures(scenario=scenario)
        names = formulate(figures, indexation(figures)).families
        found |= {name: scenario for name in names if name not in case.stated.families}
    return found


def test_a_rule_that_is_shown_elsewhere_says_what_the_reports_need(case):
    for name, scenario in elsewhere(case).items():
        there = looked_at(vary(scenario, [Edit(path="language", set=case.scenario.language)]))
        assert walk(there, [there.stated.families[name]]) == []


@pytest.mark.parametrize("given", [True, False])
def test_what_revenue_moves_beside_the_total_is_told(given):
    """With 2 % result target a total of 1 more takes 1/0.98 more revenue; where it is given, it takes none."""
    frame = {"total": {2025: 1019.7, 2026: 1050.3}, "result_target": None, "result_reserve": None}
    scenario = read(merged(two_committees(**EVERY_RULE), {"frame": frame if given else {}}))
    more = [Edit(path=f"frame.{'total' if given else 'revenue'}.2025", add=1 if given else 1 / 0.98)]
    (here, families), (there, _) = (_compiled(s) for s in (scenario, vary(scenario, more)))
    for row, before, after in zip(here.rows, here.row_upper, there.row_upper, strict=True):
        rows = families.get(row[0])
        told = rows.with_total(*row[1]) if rows and rows.with_total and row[1][-1] == 2025 else 0.0
        if row[0] == "total":
            assert after - before == pytest.approx(float(row[1] == (2025,)))
        elif not (rows and rows.role == "rule"):  # the baseline of what is not measured moves with the total
            assert after - before == pytest.approx(told), row


def _compiled(scenario):
    figures = Figures(scenario=scenario)
    stated = formulate(figures, indexation(figures))
    return compile_model(stated.model), stated.families


OMITTED = [
    ("max_increase", {"pushes": "none"}),
    ("max_decrease", {"pushes": "none"}),
    ("floor", {"pushes": "down"}),
    ("turnover", {"pushes": "none"}),
    ("turnover", {"priced": Never(why="")}),
    ("turnover", {"priced": Whole(rule="turnover", name=("", ""))}),
    ("floor", {"priced": Never(why="forgotten")}),
    (
        "goal_floor",
        {"priced": BySubject(rule="lost", name=("a {goal}", "b {goal}"), many=("{n} a", "{n} b"))},
    ),
    ("growth_max", {"relief": ("", "")}),
    ("growth_max", {"relief": Never(why="forgotten")}),
    ("balanced_budget", {"statutory": False}),
    ("balanced_budget", {"statutory": False, "relief": ("balanskravet", "the balanced-budget rule")}),
    ("reserve_min", {"amount": None}),
    ("carry_over_room", {"noun": ("", "the room")}),
    ("balance_cap", {"says": ("taket för sparade medel", "the cap on balances")}),
    ("carry_over_room", {"says": ("", "")}),
    ("result_reserve_cap", {"index": ()}),
]


@pytest.mark.parametrize(
    ("name", "left_out"), OMITTED, ids=lambda v: v if isinstance(v, str) else "-".join(v)
)
def test_what_a_rule_leaves_out_fails_the_walk_by_name(case, name, left_out):
    faults = [
        line
        for look in (words, figure, direction, reasons, price, conflict)
        for line in first(look, case, replace(case.stated.families[name], **left_out))
    ]
    assert faults
    assert all(line.startswith(f"{name}: ") for line in faults)


def first(look, case, rows):
    """The faults that one look finds; none where a family has no row to look at."""
    return [f"{rows.name}: {fault}" for fault in look(case, rows)] if rows.index or look is words else []


@pytest.mark.parametrize("field", [name for name in REQUIRED if name != "name"])
def test_a_field_that_is_left_out_fails_the_walk_by_file(field, monkeypatch):
    figures = Figures(scenario=read(two_committees(**EVERY_RULE)))
    whole = next(rows for rows in every(figures, indexation(figures)) if rows.name == "turnover")

    def lacking(_):
        kept = {f.name: getattr(whole, f.name) for f in fields(Rows) if f.name != field}
        return (Rows(**kept),)

    monkeypatch.setattr("models.constraints.stability.rows", lacking)
    _, faults = built(figures)
    assert len(faults) == 1
    assert faults[0].startswith("models.constraints.stability: ")
    assert f"'{field}'" in faults[0]
