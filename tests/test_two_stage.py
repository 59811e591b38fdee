"""Two stages: known answers from the literature, 60 made-up compositions against scipy, laws, relief and Ctrl-C."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise, product

import numpy as np
import pytest

from solver.program.warm import SolverFaultError, WarmSolver
from solver.two_stage import common as choosing
from solver.two_stage import extensive as one_program
from solver.two_stage.common import METHODS, common
from solver.two_stage.extensive import values_at
from solver.two_stage.held import HeldBlock
from solver.two_stage.l_shaped import _groups
from solver.two_stage.master import Master
from solver.two_stage.problem import Block, Form, NoCommonError, TwoStage, tail_mean
from tests.compositions import Composition, Future, block, budgets, dense, problem
from tests.independent.random_scenarios import FIRST_SEED
from tests.independent.two_stage import alone, extensive

SAME = 1e-7
BOTH = ("extensive", "l-shaped")
INF = np.inf


def future(cost, *, below=(), most=(), equal=(), amount=(), high=None, probability=0.0, offset=0.0):
    columns = len(cost)
    return Future(
        probability=probability,
        cost=np.array(cost, float),
        offset=offset,
        below=np.array(below, float).reshape(-1, columns),
        most=np.array(most, float),
        equal=np.array(equal, float).reshape(-1, columns),
        amount=np.array(amount, float),
        low=np.zeros(columns),
        high=np.full(columns, INF) if high is None else np.array(high, float),
    )


def composition(futures, n, anchor=None):
    return Composition(
        futures=tuple(futures),
        anchor=np.zeros(n) if anchor is None else np.array(anchor, float),
        omega=np.linspace(1, 1.1, n),
    )


def answer(made, form=None, method="auto", **more):
    return common(problem(made), form or Form(), anchor=made.anchor, omega=made.omega, method=method, **more)


def own(made):
    """Return the V of each future that it would have, were it certain and the first stage lawful in the budget."""
    return np.array(
        [answer(alone(made, k)).aim if f.probability else 0.0 for k, f in enumerate(made.futures)]
    )


def forms(made):
    return (
        Form(),
        Form(kind="worst"),
        Form(kind="cvar", tail=0.3, weight=0.6),
        Form(kind="regret", best=own(made)),
    )


def random_ones(made, seeds):
    """Return made-up compositions in which some first stage leaves every future a plan."""
    found = [made(FIRST_SEED + seed) for seed in range(seeds)]
    return [m for m in found if extensive(m, "expected") is not None]


# ------------------------------------------------------------------------------- T7: the farmer of Birge and Louveaux


def farmer():
    """500 acres of wheat, corn and sugar beet; yields 20 % above the mean, mean, 20 % below (profit in dollars).

    Columns: acres of the three; tonnes sold of wheat, corn, beet to 6 000 tonnes, beet beyond; tonnes bought of wheat
    and corn. 200 tonnes of wheat and 240 of corn feed the cattle.
    """
    land = future([0, 0, 0], below=[[1, 1, 1]], most=[500])
    return composition([land, *(harvest(k, 1 / 3) for k in (1.2, 1.0, 0.8))], 3)


def harvest(factor, probability):
    wheat, corn, beet = 2.5 * factor, 3.0 * factor, 20.0 * factor
    return future(
        [-150, -230, -260, 170, 150, 36, 10, -238, -210],
        below=[
            [-wheat, 0, 0, 1, 0, 0, 0, -1, 0],
            [0, -corn, 0, 0, 1, 0, 0, 0, -1],
            [0, 0, -beet, 0, 0, 1, 1, 0, 0],
        ],
        most=[-200, -240, 0],
        high=[INF] * 5 + [6000] + [INF] * 3,
        probability=probability,
    )


@pytest.mark.parametrize("method", BOTH)
def test_the_farmer(method):
    """Costs of the page are minus these profits: −108 390 is a profit of 108 390."""
    made = farmer()
    found = answer(made, method=method)
    assert found.first == pytest.approx([170, 80, 250], abs=SAME)
    assert found.aim == found.mean == pytest.approx(108_390)
    assert found.values == pytest.approx([0, 167_000, 109_350, 48_820])
    assert own(made) @ problem(made).probability == pytest.approx(115_405.5556, abs=1e-4)
    assert own(made) @ problem(made).probability - found.aim == pytest.approx(7_015.5556, abs=1e-4)
    mean = composition([made.futures[0], harvest(1.0, 1.0)], 3)
    planted = answer(mean, method=method).first
    assert planted == pytest.approx([120, 80, 300], abs=SAME)
    held = answer(made, method=method, held=planted)
    assert held.aim == pytest.approx(107_240)
    assert found.aim - held.aim == pytest.approx(1_150)


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("weight", "aim", "first", "values"),
    [
        (0.5, 81_950, [100, 100, 300], [147_000, 117_500, 56_800]),
        (1.0, 59_950, [100, 25, 375], [113_250, 86_600, 59_950]),
    ],
)
def test_the_farmer_who_fears_the_worst_third(method, weight, aim, first, values):
    found = answer(farmer(), Form(kind="cvar", tail=1 / 3, weight=weight), method)
    assert found.aim == pytest.approx(aim)
    assert found.first == pytest.approx(first, abs=SAME)
    assert found.values[1:] == pytest.approx(values)


# ---------------------------------------------------------------------------- T8: 55 that are to be 80 in three periods


def investor():
    """Stocks and bonds, two outcomes a period; a point for each unit above 80, four less for each below.

    The first stage is the first division; a future is the first period's outcome, and holds the tree after it.
    """
    outcomes = ((1.25, 1.14), (1.06, 1.12))
    # columns: the first division; the division after the first period and after two outcomes of the second; four ends
    futures = [future([0, 0], equal=[[1, 1]], amount=[55])]
    for first in outcomes:
        rows, columns = [], 2 + 2 + 4 + 8
        row = np.zeros(columns)
        row[0:2], row[2:4] = first, -1
        rows.append(row)
        for k, second in enumerate(outcomes):
            row = np.zeros(columns)
            row[2:4], row[4 + 2 * k : 6 + 2 * k] = second, -1
            rows.append(row)
        for end, (k, third) in enumerate(product((0, 1), outcomes)):
            row = np.zeros(columns)
            row[4 + 2 * k : 6 + 2 * k], row[8 + 2 * end : 10 + 2 * end] = third, (-1, 1)
            rows.append(row)
        cost = np.concatenate([np.zeros(8), np.tile([0.25, -1.0], 4)])
        futures.append(future(cost, equal=rows, amount=[0, 0, 0, 80, 80, 80, 80], probability=0.5))
    return composition(futures, 2)


@pytest.mark.parametrize("method", BOTH)
def test_the_investor(method):
    found = answer(investor(), method=method)
    assert found.aim == pytest.approx(-1.514085, abs=1e-6)
    assert found.first == pytest.approx([41.479, 13.521], abs=1e-3)


# --------------------------------------------------------------------------------- T1e: two objectives, least regret


def regretted(*, relative):
    """2x + 3y, at best 10, and 3x + y, at best 12, under 15x + 15y <= 60 and 25x + 50y <= 150."""
    best = (10, 12)
    times = [1 / b if relative else 1.0 for b in best]
    futures = [
        future([2 * times[0], 3 * times[0]], probability=0.5),
        future([3 * times[1], times[1]], probability=0.5),
    ]
    budget = future([0, 0], below=[[15, 15], [25, 50]], most=[60, 150])
    made = composition([budget, *futures], 2)
    return made, np.array([0.0, 1.0, 1.0]) if relative else np.array([0.0, *best])


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("relative", "regret", "first"), [(False, 4 / 3, [10 / 3, 2 / 3]), (True, 0.125, [3.25, 0.75])]
)
def test_the_least_regret(method, relative, regret, first):
    made, best = regretted(relative=relative)
    assert own(made) == pytest.approx(best)
    found = answer(made, Form(kind="regret", best=best), method)
    assert found.aim == pytest.approx(-regret)
    assert found.first == pytest.approx(first, abs=SAME)
    assert (best - found.values)[1:] == pytest.approx([regret, regret])


# ------------------------------------------------------------------------------------- made-up ones against scipy


@pytest.mark.seeded
@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize("make", [budgets, dense])
def test_scipy_finds_the_same(make, method):
    """30 compositions of each kind, in four forms: aim, mean and first stage of three programs in scipy."""
    found = none = 0
    for seed in range(FIRST_SEED, FIRST_SEED + 30):
        made = make(seed)
        alones = [
            extensive(alone(made, k), "expected") if f.probability else None
            for k, f in enumerate(made.futures)
        ]
        possible = all(a is not None or not f.probability for a, f in zip(alones, made.futures, strict=True))
        best = np.array([0.0 if a is None else a.aim for a in alones])
        for kind in ("expected", "worst", "cvar", *(["regret"] if possible else [])):
            risk = {"tail": 0.3, "weight": 0.6} if kind == "cvar" else {}
            theirs = extensive(made, kind, best=best, **risk)
            form = Form(kind=kind, best=best if kind == "regret" else None, **risk)
            if theirs is None:
                none += 1
                with pytest.raises(NoCommonError):
                    answer(made, form, method)
                continue
            found += 1
            ours = answer(made, form, method)
            assert ours.aim == pytest.approx(theirs.aim, abs=1e-9), (seed, kind)
            assert ours.mean == pytest.approx(theirs.mean, abs=1e-9), (seed, kind)
            assert ours.first == pytest.approx(theirs.first, abs=SAME), (seed, kind)
            assert 0 <= ours.bound - ours.aim + 1e-10 <= 2e-8
    assert found > 30
    assert none > 0 or make is budgets


@pytest.mark.seeded
def test_both_methods_give_the_same_mean():
    """Σ probability · V of the L-shaped method is the extensive form's to 1e-10, frames to 1e-7."""
    few = random_ones(budgets, 10)
    many = random_ones(partial(budgets, futures=40, committees=5, spread=0.3), 3)
    for made in (*few, *many):
        for form in (*forms(made), Form(kind="cvar", tail=0.1, weight=1.0)):
            together, cut = (answer(made, form, method) for method in BOTH)
            assert cut.mean == pytest.approx(together.mean, abs=1e-10)
            assert cut.first == pytest.approx(together.first, abs=SAME)
    assert many


# ------------------------------------------------------------------------------------------------------------- laws


@pytest.mark.seeded
@pytest.mark.parametrize("method", BOTH)
def test_to_know_is_worth_no_less_and_to_reckon_with_all_no_less_than_with_one(method):
    """WS >= RP >= what the frames of the budget alone are worth, where they leave every future a plan."""
    held = 0
    for made in random_ones(budgets, 12):
        counted = [f.probability for f in made.futures]
        ws, rp = float(own(made) @ counted), answer(made, method=method).aim
        assert ws >= rp - 1e-9
        ordinary = answer(alone(made, 0), method=method).first
        try:
            worth = answer(made, method=method, held=ordinary)
        except NoCommonError:
            continue
        held += 1
        assert worth.first == pytest.approx(ordinary, abs=1e-9)
        assert rp >= worth.aim - 1e-9
    assert held


@pytest.mark.seeded
@pytest.mark.parametrize("method", BOTH)
def test_a_future_split_in_two_and_another_order_change_nothing(method):
    for made in random_ones(budgets, 6):
        n = len(made.futures)
        last = replace(made.futures[-1], probability=made.futures[-1].probability / 2)
        split = replace(made, futures=(*made.futures[:-1], last, last))
        turned = replace(made, futures=(made.futures[0], *made.futures[:0:-1]))
        for form in forms(made):
            best = form.best
            plain = answer(made, form, method)
            twice = answer(
                split, form if best is None else replace(form, best=np.append(best, best[-1])), method
            )
            other = answer(
                turned, form if best is None else replace(form, best=best[[0, *range(n - 1, 0, -1)]]), method
            )
            for changed in (twice, other):
                assert changed.aim == pytest.approx(plain.aim, abs=1e-9)
                assert changed.mean == pytest.approx(plain.mean, abs=1e-9)
                assert changed.first == pytest.approx(plain.first, abs=SAME)


@pytest.mark.seeded
@pytest.mark.parametrize("method", BOTH)
def test_the_tail_goes_from_the_worst_to_the_mean(method):
    for made in random_ones(budgets, 6):
        mean, worst = answer(made, method=method), answer(made, Form(kind="worst"), method)
        for tail, like in ((1.0, mean), (1e-12, worst)):
            found = answer(made, Form(kind="cvar", tail=tail, weight=1.0), method)
            assert found.aim == pytest.approx(like.aim, abs=1e-9)
            assert found.first == pytest.approx(like.first, abs=SAME)
        unweighted = answer(made, Form(kind="cvar", tail=0.2, weight=0.0), method)
        assert unweighted.first == pytest.approx(mean.first, abs=SAME)


@pytest.mark.seeded
@pytest.mark.parametrize("method", BOTH)
def test_one_certain_future_is_regretted_by_nothing(method):
    for made in random_ones(budgets, 6):
        for k in range(1, len(made.futures)):
            single = alone(made, k)
            found = answer(single, Form(kind="regret", best=own(single)), method)
            assert found.aim == pytest.approx(0, abs=1e-9)
            assert found.first == pytest.approx(answer(single, method=method).first, abs=SAME)


@pytest.mark.seeded
def test_workers_change_no_byte():
    made = random_ones(partial(budgets, futures=40, committees=5, spread=0.3), 5)[0]
    for form in (Form(), Form(kind="cvar", tail=0.2, weight=0.5)):
        one, many = (answer(made, form, "l-shaped", workers=n) for n in (1, 4))
        assert one.first.tobytes() == many.first.tobytes()
        assert one.values.tobytes() == many.values.tobytes()
        assert (one.aim, one.bound, one.iterations) == (many.aim, many.bound, many.iterations)


@pytest.mark.seeded
def test_the_first_stage_nearest_to_the_anchor_is_one():
    """Where several first stages are equally good, the anchor decides: here any division of 10 is worth 10.

    Omega is 1 and 1.1, so the first variable yields as long as it can.
    """
    budget = future([1, 1], below=[[1, 1]], most=[10])
    for anchor, first in (([4, 9], [1, 9]), ([0, 0], [10, 0]), ([20, 1], [9, 1])):
        made = composition([budget, future([1, 1], probability=1.0)], 2, anchor)
        for method in BOTH:
            found = answer(made, method=method)
            assert found.aim == pytest.approx(10)
            # omega is 1 and 1.1, so the nearer is the one that moves the second variable less
            assert found.first == pytest.approx(first, abs=SAME), anchor


# ------------------------------------------------------------------------------------------------ cuts and numbers


@pytest.mark.seeded
@pytest.mark.parametrize("make", [budgets, dense])
def test_a_cut_lies_above_v_everywhere(make):
    """From any x, with a plan or without: no other x is worth more, or has a plan, than the cut says."""
    rng = np.random.default_rng(FIRST_SEED)
    told = {True: 0, False: 0}
    for seed in range(FIRST_SEED, FIRST_SEED + 6):
        made = make(seed)
        for b in problem(made).blocks:
            xs = [made.anchor + rng.normal(0, 0.05, len(made.anchor)) * (1 + made.anchor) for _ in range(4)]
            xs = [np.clip(x, b.program.lower[b.first], b.program.upper[b.first]) for x in xs]
            cuts = [HeldBlock(b).at(x) for x in xs]
            for cut, here in zip(cuts, xs, strict=True):
                told[bool(np.isnan(cut.value))] += 1
                assert np.isnan(cut.value) or cut.constant + cut.slope @ here == pytest.approx(cut.value)
                assert not np.isnan(cut.value) or cut.constant + cut.slope @ here < 0
                for other, x in zip(cuts, xs, strict=True):
                    if not np.isnan(other.value):
                        least = 0.0 if np.isnan(cut.value) else other.value
                        assert cut.constant + cut.slope @ x >= least - 1e-8
    assert min(told.values()) > 0


def test_the_mean_of_the_worst_tail_by_hand():
    p, v = np.array([0.5, 0.2, 0.3]), np.array([4.0, 1.0, 2.0])
    assert tail_mean(p, v, 0.1) == pytest.approx(1)
    assert tail_mean(p, v, 0.4) == pytest.approx((0.2 * 1 + 0.2 * 2) / 0.4)
    assert tail_mean(p, v, 1.0) == pytest.approx(2.8)
    form = Form(kind="cvar", tail=0.4, weight=0.25)
    assert form.value(p, v) == pytest.approx(0.75 * 2.8 + 0.25 * 1.5)


def test_a_block_without_a_probability_counts_in_no_form():
    p, v = np.array([0.0, 1.0]), np.array([-100.0, 5.0])
    assert Form(kind="worst").value(p, v) == Form().value(p, v) == 5
    assert Form(kind="regret", best=np.array([np.nan, 7.0])).value(p, v) == -2


def test_many_blocks_share_a_theta_only_where_the_mean_is_sought():
    for futures, sizes in ((30, {1}), (120, {2, 3}), (2_000, {30, 31})):
        made = problem(budgets(0, futures=futures, committees=1, years=1))
        assert {len(group) for group in _groups(made, Form())} == sizes
        assert {len(group) for group in _groups(made, Form(kind="worst"))} == {1}


# --------------------------------------------------------------------------------------------------- no first stage


def short():
    """The frame is at most 3 in one future and at least 5 in the other; money relieves both rows, in all."""
    budget = block(future([1], below=[[1]], most=[10]), 1, id_="budget")
    low = block(future([1], below=[[1]], most=[3], probability=0.5), 1, id_="low", relief=([0],))
    high = block(future([1], below=[[-1]], most=[-5], probability=0.5), 1, id_="high")
    return budget, low, high


@pytest.mark.parametrize("method", BOTH)
def test_what_is_missing_is_told_by_block(method):
    budget, low, high = short()
    made = TwoStage(blocks=(budget, low, high), names=(("frame", ()),))
    with pytest.raises(NoCommonError, match="low lacks 2") as error:
        common(made, Form(), anchor=np.zeros(1), omega=np.ones(1), method=method)
    assert error.value.missing is not None
    assert list(error.value.missing) == ["low"]
    assert error.value.missing["low"] == pytest.approx([2])


@pytest.mark.parametrize("method", BOTH)
def test_where_no_money_helps_nothing_is_said_to_be_missing(method):
    budget, low, high = short()
    made = TwoStage(blocks=(budget, replace(low, relief=()), high), names=(("frame", ()),))
    with pytest.raises(NoCommonError, match="no relief") as error:
        common(made, Form(), anchor=np.zeros(1), omega=np.ones(1), method=method)
    assert error.value.missing is None
    low.program.upper[low.first] = 3.0
    high.program.lower[high.first] = 5.0
    with pytest.raises(NoCommonError, match="no relief"):
        common(made, Form(), anchor=np.zeros(1), omega=np.ones(1), method=method)


def test_a_held_first_stage_that_leaves_a_future_no_plan_says_what_is_missing():
    made = composition(
        [future([1], high=[9]), future([1, -1], below=[[-1, -1]], most=[-6], high=[9, 2], probability=1.0)], 1
    )
    assert answer(made).first == pytest.approx([9])
    assert answer(made, held=np.array([4.0])).aim == pytest.approx(4 - 2)
    assert answer(made, held=np.array([np.nan])).aim == pytest.approx(9)
    with pytest.raises(NoCommonError):
        answer(made, held=np.array([3.0]))


# ---------------------------------------------------------------------------------------------------------- Ctrl-C


def test_interrupted_it_leaves_the_best_so_far_with_a_bound():
    made = budgets(4, futures=30, committees=5)
    form = Form(kind="cvar", tail=0.2, weight=0.5)
    told = []
    whole = answer(made, form, "l-shaped", on_progress=told.append)
    first = next(t.iteration for t in told if t.aim is not None)

    def stop(last, progress):
        if progress.iteration == last:
            raise KeyboardInterrupt

    gaps = []
    for last in range(first, whole.iterations + 1):
        cut = answer(made, form, "l-shaped", on_progress=partial(stop, last))
        assert cut.interrupted
        assert cut.aim == pytest.approx(
            form.value(problem(made).probability, values_at(problem(made), cut.first))
        )
        assert cut.aim <= whole.aim + 1e-9
        assert cut.bound >= whole.aim - 1e-9
        gaps.append(cut.bound - cut.aim)
    assert gaps[0] > 1e-6 > gaps[-1]
    assert not whole.interrupted


@pytest.mark.parametrize("call", [4, 70, 100, 136])
def test_interrupted_while_the_master_is_changed_the_bound_is_still_one(monkeypatch, call):
    """A cut that the solver has and our copy of its matrix lacks would belie the bound."""
    made = budgets(4, futures=30, committees=5)
    whole = answer(made, method="l-shaped")
    calls = []

    def record(solver, *entries):
        calls.append(entries)
        if len(calls) == call:
            raise KeyboardInterrupt
        original(solver, *entries)

    original = WarmSolver._record_entries
    monkeypatch.setattr(WarmSolver, "_record_entries", record)
    if call == 4:  # before the first x has all its cuts
        with pytest.raises(KeyboardInterrupt):
            answer(made, method="l-shaped")
        return
    cut = answer(made, method="l-shaped")
    assert cut.interrupted
    assert cut.aim <= whole.aim + 1e-9 <= cut.bound + 2e-9
    assert np.isfinite(cut.bound)


def test_interrupted_before_there_is_a_first_stage_it_gives_none(monkeypatch):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Master, "seek_own", stop)
    with pytest.raises(KeyboardInterrupt):
        answer(farmer(), method="l-shaped")


def test_interrupted_after_the_first_program_the_extensive_form_keeps_its_optimum(monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(one_program, "nearest", stop)
    found = answer(farmer(), method="extensive")
    assert found.interrupted
    assert found.aim == pytest.approx(108_390)
    assert found.bound == pytest.approx(108_390)


# ----------------------------------------------------------------------------------------------- what cannot be asked


def test_the_method_follows_the_size(monkeypatch):
    assert answer(farmer()).method == "extensive simplex"
    assert answer(farmer(), method="ipm").method == "extensive ipm"
    monkeypatch.setattr(choosing, "EXTENSIVE_BELOW", 20)
    assert problem(farmer()).columns == 21
    assert answer(farmer()).method == "l-shaped"


def test_progress_is_told_with_an_aim_and_a_bound():
    told = []
    found = answer(budgets(4, futures=30, committees=5), method="l-shaped", on_progress=told.append)
    assert [t.iteration for t in told] == list(range(1, found.iterations + 1))
    assert told[-1].aim == pytest.approx(found.aim, abs=1e-9)
    assert told[-1].bound == found.bound
    told = [t for t in told if t.aim is not None]
    assert len(told) > 3
    assert all(a.aim <= b.aim and a.bound >= b.bound for a, b in pairwise(told))


def test_what_cannot_be_asked_is_refused():
    made = farmer()
    with pytest.raises(ValueError, match=f"{', '.join(METHODS)}, not 'benders'"):
        answer(made, method="benders")
    with pytest.raises(ValueError, match="at least one worker, not 0"):
        answer(made, workers=0)
    with pytest.raises(ValueError, match=r"tail in \(0, 1\], not 0"):
        Form(kind="cvar", tail=0.0, weight=0.5)
    with pytest.raises(ValueError, match=r"weight in \[0, 1\], not 2"):
        Form(kind="cvar", tail=0.5, weight=2.0)
    with pytest.raises(ValueError, match="a tail and a weight"):
        Form(kind="cvar", tail=0.5)
    with pytest.raises(ValueError, match="best V"):
        Form(kind="regret")
    blocks = problem(made).blocks
    with pytest.raises(ValueError, match=r"sum to 0\.666667, not 1"):
        TwoStage(blocks=blocks[:3], names=problem(made).names)
    with pytest.raises(ValueError, match="the same id"):
        TwoStage(blocks=(*blocks, replace(blocks[0], probability=0.0)), names=problem(made).names)
    with pytest.raises(ValueError, match="land has 2 first-stage columns, not 3"):
        TwoStage(
            blocks=(replace(blocks[0], id="land", first=blocks[0].first[:2]), *blocks[1:]),
            names=problem(made).names,
        )


def test_a_search_that_does_not_end_is_a_fault(monkeypatch):
    monkeypatch.setattr("solver.two_stage.l_shaped.MOST_ROUNDS", 1)
    with pytest.raises(SolverFaultError, match="in 1 rounds"):
        answer(farmer(), method="l-shaped")


def test_a_block_has_its_columns_wherever_they_stand():
    """The first-stage columns of the made-up blocks stand at other places in each block."""
    places = [tuple(b.first) for b in problem(farmer()).blocks]
    assert len(set(places)) == len(places)
    assert all(isinstance(b, Block) for b in problem(farmer()).blocks)
