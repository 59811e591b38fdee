"""Tier 2: one rule at a time, with the arithmetic, and what the answer would be without the rule.

The case is ``two_committees``: the first year's total is 1 019.7, need 618 and 412. Short of 10.3. A krona
more to school is worth 0.9/6.18 = 0.1456 points of knowledge, to care 0.8/4.12 = 0.1942 of safety; above
level 1 0.0485 and 0.0971. Weights are equal, so care is kept at 412 and school takes the whole cut: 607.7,
level 0.98333, 1.5 points lost.
"""

from __future__ import annotations

import pytest

from solver import NoPlanError, read, sensitivity, solve
from tests.cases import effect, merged, two_committees
from tests.independent import formulation

approx = lambda value: pytest.approx(value, abs=1e-6)  # noqa: E731 - a shorter name for one thing


def frames(result, year=2025):
    return {c: result.frames[c, year] for c in result.figures.committees}


def test_without_rules_the_cut_falls_where_a_krona_does_least():
    result = solve(two_committees())
    assert frames(result) == {"care": approx(412.0), "school": approx(607.7)}
    assert frames(result, 2026) == {"care": approx(424.36), "school": approx(625.931)}
    # V = mean over both years of (knowledge 60 − 0.9·1.66667 + safety 50)/2
    assert result.value == approx((60 - 90 * (1 - 607.7 / 618) + 50) / 2)


def test_indexation_cuts_evenly():
    """1 019.7/1 030 = 0.99: each committee gets 0.99 of its indexed frame; 0.9 + 0.8 points are lost."""
    result = solve(two_committees())
    indexation = result.plans["indexation"]
    assert indexation.q.frame["school", 2025] == approx(594 * 1.03)
    assert indexation.value == approx((60 - 0.9 + 50 - 0.8) / 2)
    assert result.broken("indexation") == ()


def test_max_decrease_holds_the_school():
    """At most 1.2 % down from 618: 610.584, so care must give 2.884."""
    result = solve(two_committees(stability={"max_decrease": "1.2 %"}))
    assert frames(result) == {"care": approx(409.116), "school": approx(610.584)}


def test_max_increase_holds_the_care():
    """With 1 050 there is more than need; nobody may pass 1 % above its indexed frame, the rest is reserve."""
    document = two_committees(frame={"total": {2025: 1050, 2026: 1081.5}}, stability={"max_increase": "1 %"})
    result = solve(document)
    assert frames(result) == {"care": approx(416.12), "school": approx(624.18)}
    assert result.proposal.q.reserve[2025] == approx(1050 - 416.12 - 624.18)


def test_caps_on_income_are_shares_of_its_size():
    """Dividends of 10 are −10.3 indexed; 2 % of 10.3 down is −10.506, and that leaves 0.206 more for the others.

    One per cent short of need, the others have use for every krona; care is the dearer to cut, and school gets it.
    """
    document = two_committees(
        frame={"total": {2025: 1009.4, 2026: 1039.682}},
        committees={"company": {"name": "Bolag"}},
        activities={"dividend": {"committee": "company", "base": -10, "fixed": {2025: -10.506, 2026: -10.8}}},
        stability={"max_decrease": "2 %", "max_increase": "2 %"},
    )
    result = solve(document)
    assert frames(result)["company"] == approx(-10.506)
    assert frames(result)["care"] == approx(412)
    assert frames(result)["school"] == approx(1009.4 + 10.506 - 412)


def solidary(share, **sections):
    return two_committees(stability={"solidarity": {"max_share": share}}, **sections)


def test_solidarity_shares_the_loss():
    """Together they lose 1 030 - 1 019.7 = 10.3 in 2025; 60 % of it is 6.18 for school, which leaves 4.12 for care.

    In 2026 the total is the indexed frames to the krona: nothing is lost, so nobody may fall and nobody can rise.
    """
    result = solve(solidary("60 %"))
    assert frames(result) == {"care": approx(412 - 4.12), "school": approx(618 - 6.18)}
    assert frames(result, 2026) == {"care": approx(407.88 * 1.03), "school": approx(611.82 * 1.03)}
    assert result.value == approx(formulation.solve(read(solidary("60 %"))).value)
    binding = {m.index: m.value for m in result.marginals if m.rows.name == "solidarity"}
    assert binding["school", 2025] > 0


def test_solidarity_where_the_total_rises():
    """With 1 050 there are 20 more than the indexed frames: frames stay there, and the reserve keeps the rest."""
    document = solidary("60 %", frame={"total": {2025: 1050, 2026: 1081.5}})
    result = solve(document)
    assert frames(result) == {"care": approx(412), "school": approx(618)}
    assert result.proposal.q.reserve[2025] == approx(20)
    assert result.value == approx(formulation.solve(read(document)).value)


def test_solidarity_that_leaves_a_part_of_the_loss_to_nobody_has_no_plan():
    """40 % for each of two is 80 % of the loss of 10.3: 2.06 is left, and somebody must bear it.

    Easing one committee's row takes 4.12 + 2.06 = 6.18, 60 % of the loss; both by half as much, 50 %: 2.06 either
    way. Or nothing is lost: totals of 1 030 and 1 060.9, the indexed frames, for 10.3 + 10.609.
    """
    with pytest.raises(NoPlanError) as found:
        solve(solidary("40 %"))
    error = found.value
    assert {clash.rows.name for clash in error.conflict} == {"solidarity", "total"}
    way = error.relief
    assert way is not None
    assert way.families == ("solidarity",)
    assert way.cost == approx(2.06)
    (written,) = way.written
    assert written.text.startswith("stability.solidarity.max_share.2025=")
    assert 0.5 <= written.value <= 0.6
    (other,) = error.others
    assert other.changes == ("frame.total.2025=1030", "frame.total.2026=1060.9")
    assert other.cost == approx(10.3 + 10.609)
    for changes in (way.changes, other.changes):
        assert solve(read(solidary("40 %"), changes=changes)).certificate.primal < 1e-6
    for short in ("stability.solidarity.max_share.2025=49.9 %", "frame.total.2025=1030"):
        with pytest.raises(NoPlanError):
            solve(read(solidary("40 %"), changes=(short,)))


def test_turnover_counts_both_ways():
    """Turnover 1.5 % of 1 019.7 = 15.2955 of moves; the cut itself takes 10.3, nothing more is needed."""
    moved = solve(two_committees(stability={"turnover": "1.5 %"}))
    assert frames(moved) == {"care": approx(412.0), "school": approx(607.7)}
    with pytest.raises(NoPlanError):
        solve(two_committees(stability={"turnover": "1 %"}))  # 10.197 < 10.3: the cut alone is more


def test_growth_max_leaves_money_in_reserve():
    """1 % growth of 1 000: frames 1 010 of 1 019.7."""
    result = solve(two_committees(frame={"growth_max": "1 %"}))
    assert sum(frames(result).values()) == approx(1010.0)
    assert result.proposal.q.reserve[2025] == approx(9.7)


def test_reserve_is_kept_first():
    """1 % of 1 019.7 is 10.197: school is left with 1 009.503 − 412."""
    result = solve(two_committees(frame={"reserve_min": "1 %"}))
    assert frames(result) == {"care": approx(412.0), "school": approx(597.503)}


def test_floor_and_ceiling_are_levels_of_need():
    """School at least 99 % of 618 = 611.82; without the floor 607.7."""
    activities = {
        "lessons": {"committee": "school", "base": 600, "floor": "99 %", "floor_basis": "Exempel"},
        "homes": {"committee": "care", "base": 400},
    }
    effects = {
        "school": None,
        "care": None,
        "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
        "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
    }
    result = solve(two_committees(activities=activities, effects=effects))
    assert frames(result) == {"care": approx(407.88), "school": approx(611.82)}
    del activities["lessons"]["floor"]
    activities["homes"]["ceiling"] = "98.5 %"
    result = solve(two_committees(activities=activities, effects=effects))
    assert frames(result) == {"care": approx(405.82), "school": approx(613.88)}


def test_unit_cost_is_per_head():
    """At most 0.25 for each of 2 420 pupils: 605; without it 607.7."""
    activities = {
        "lessons": {
            "committee": "school",
            "base": 600,
            "driver": "pupils",
            "variable_share": "0 %",
            "unit_cost_max": 0.25,
        }
    }
    effects = {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}}
    drivers = {"pupils": {2024: 2400, 2025: 2420, 2026: 2600}}
    result = solve(two_committees(activities=activities, effects=effects, drivers=drivers))
    assert frames(result) == {"care": approx(414.7), "school": approx(605.0)}


def test_need_follows_volume_price_and_efficiency():
    """600 · (1 + 0.8·(2 520/2 400 − 1)) · 1.04 · 0.99 = 642.4704."""
    activities = {
        "lessons": {
            "committee": "school",
            "base": 600,
            "driver": "pupils",
            "variable_share": "80 %",
            "price": "4 %",
            "efficiency": "1 %",
        }
    }
    effects = {"school": None, "lessons": {"knowledge": effect({"80 %": -18, "100 %": 0, "110 %": 3})}}
    drivers = {"pupils": {2024: 2400, 2025: 2520, 2026: 2520}}
    result = solve(two_committees(activities=activities, effects=effects, drivers=drivers))
    assert result.figures.need["lessons", 2025] == approx(600 * 1.04 * 1.04 * 0.99)
    assert result.figures.need["lessons", 2026] == approx(600 * 1.04 * 1.04**2 * 0.99**2)


def test_cost_classes_make_the_index():
    """70 % wages at 2 % and 30 % other at 5 %: 2.9 %."""
    classes = {"wages": "70 %", "other": "30 %"}
    document = two_committees(
        indexation={"index": {"wages": "2 %", "other": "5 %"}},
        committees={"school": {"cost_classes": classes}, "care": {"cost_classes": {"wages": "100 %"}}},
    )
    assert solve(document).figures.index["school", 2025] == approx(0.029)


def test_minimum_of_a_goal_is_bought_at_any_price():
    """Knowledge at least 59.1: level 0.99 of school, 611.82, although care is worth more."""
    result = solve(two_committees(goals={"knowledge": {"minimum": 59.1}}))
    assert frames(result) == {"care": approx(407.88), "school": approx(611.82)}


def test_decisions_hold():
    locked = solve(
        two_committees(decisions={"lock": {"frame": "care", "equals": 405, "years": [2025], "by": "KF"}})
    )
    assert frames(locked) == {"care": approx(405.0), "school": approx(614.7)}
    assert locked.plans["indexation"].q.frame["care", 2025] == approx(405.0)
    least = solve(
        two_committees(decisions={"d": {"spend": "school", "at_least": 612, "years": [2025], "by": "KF"}})
    )
    assert frames(least) == {"care": approx(407.7), "school": approx(612.0)}
    goal = solve(
        two_committees(decisions={"g": {"goal": "knowledge", "at_least": 59.1, "years": [2025], "by": "KF"}})
    )
    assert frames(goal) == {"care": approx(407.88), "school": approx(611.82)}


def test_what_is_not_measured_is_not_moved():
    """Audit follows indexation, 0.99·3·1.03; the school's offices keep 1/60 of what the school spends."""
    result = solve(
        two_committees(
            committees={"school": {"base": None}, "audit": {"name": "Revisionen", "base": 3}},
            activities={
                "lessons": {"committee": "school", "base": 590},
                "offices": {"committee": "school", "base": 10},
            },
            effects={"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
            frame={"total": {2025: 1019.7 * 1.003, 2026: 1050.291 * 1.003}},
        )
    )
    assert result.frames["audit", 2025] == approx(0.99 * 3 * 1.03)
    assert result.proposal.q.spend["offices", 2025] == approx(result.frames["school", 2025] / 60)


@pytest.mark.parametrize(
    ("keep", "saved", "returned"),
    [("75 %", 20.9, 9.1), ("60 %", 18.0, 12.0)],
)
def test_a_saved_krona_is_kept_in_part(keep, saved, returned):
    """30 above need the first year, 20.9 too little the second; above level 1 a krona does nothing here.

    Keeping 75 %, 20.9 kept asks for 20.9/3 = 6.97 handed back: 27.87 of the 30, so the second year is whole. Nobody
    can use the rest, and all of 30 − 20.9 = 9.1 is handed back. Keeping 60 %, the 30 are 18 kept and 12 handed back,
    and 2.9 are lacking in 2026: care stays at 424.36, school loses 90·2.9/636.54 points.
    """
    flat = {
        "school": {"knowledge": effect({"80 %": -18, "100 %": 0})},
        "care": {"safety": effect({"80 %": -16, "100 %": 0})},
    }
    document = two_committees(
        frame={"total": {2025: 1060, 2026: 1040}},
        effects=flat,
        carry_over={"rule": "carry", "keep_surplus": keep},
    )
    result = solve(document)
    q = result.proposal.q
    both = ("care", "school")
    assert sum(q.saved[c, 2025] for c in both) == approx(saved)
    assert sum(q.returned[c, 2025] for c in both) == approx(returned)
    assert sum(q.used[c, 2026] for c in both) == approx(saved)
    assert sum(q.balance[c, 2026] for c in both) == approx(0.0)
    lost = 90 * (20.9 - saved) / 636.54
    assert result.value == approx((60 + 50 + 60 - lost + 50) / 4)
    none = solve(two_committees(frame={"total": {2025: 1060, 2026: 1040}}, effects=flat))
    assert none.value == approx((60 + 50 + 60 - 90 * 20.9 / 636.54 + 50) / 4)


def test_a_committee_of_net_income_may_state_its_base():
    """−10 is carried as it is, and leaves the others 1 029.7 in 2025; its activity says the same."""
    forest = {"committee": "forest", "base": -10}
    ways = ({}, {"activities": {"wood": forest}})
    frames = [solve(two_committees(committees={"forest": {"base": -10}}, **way)).frames for way in ways]
    assert frames[0] == approx(frames[1])
    assert frames[0]["forest", 2025] == approx(-10)
    assert frames[0]["school", 2025] + frames[0]["care", 2025] == approx(1029.7)


def test_an_opening_deficit_is_restored_in_equal_steps():
    """−6 over three years: 2 a year leave the school's frame, under either rule."""
    for rule in ("none", "carry"):
        result = solve(
            two_committees(committees={"school": {"opening_balance": -6}}, carry_over={"rule": rule})
        )
        assert result.figures.restore["school", 2025] == approx(2.0)
        assert result.proposal.own_cost("school", 2025) == approx(result.frames["school", 2025] - 2)
    off = solve(
        two_committees(
            committees={"school": {"opening_balance": -6}}, carry_over={"rule": "none", "write_off": True}
        )
    )
    assert off.proposal.own_cost("school", 2025) == approx(off.frames["school", 2025])


def test_a_balance_cap_and_the_room_hold():
    """Opening 10 is cut to the cap of 4; at most 0.2 % of the total, 2.0394, is drawn in 2025."""
    result = solve(
        two_committees(
            committees={"school": {"opening_balance": 10}},
            carry_over={"rule": "carry", "cap_amount": 4, "room_share": "0.2 %"},
        )
    )
    q = result.proposal.q
    assert q.balance["school", 2024] == approx(4.0)
    assert q.used["school", 2025] + q.used["care", 2025] == approx(2.0394)


def test_the_balanced_budget_counts_what_is_spent():
    """Revenue 1 100, central 85: at most 1 015 may be spent although the frames take 1 019.7."""
    document = two_committees(
        frame={"revenue": 1100, "central": {2025: 85, 2026: 0}}, carry_over={"rule": "carry"}
    )
    result = solve(document)
    spent = sum(amount for (_, y), amount in result.proposal.q.spend.items() if y == 2025)
    assert spent == approx(1015.0)


def test_the_result_reserve_moves_money_to_the_poor_year():
    """Derived totals 1 060 and 1 030.9 against need of 1 030 and 1 060.9: 30 is put by and taken out again.

    Only a year that ``use_in`` names may draw: without it nothing is put by. What is drawn is the budgeted deficit:
    frames of 1 060.9 against revenue less central of 1 030.9, or 1 042.9 where 12 is the most.
    """
    flat = {
        "school": {"knowledge": effect({"80 %": -18, "100 %": 0})},
        "care": {"safety": effect({"80 %": -16, "100 %": 0})},
    }
    document = two_committees(
        frame={
            "total": None,
            "revenue": {2025: 1100, 2026: 1070.9},
            "result_target": "0 %",
            "central": 40,
            "result_reserve": {"opening": 0},
        },
        effects=flat,
    )
    q = solve(document).proposal.q
    assert q.deposit[2025] == q.withdrawal[2026] == approx(0.0)
    assert q.frame["school", 2026] + q.frame["care", 2026] + q.reserve[2026] == approx(1030.9)
    reserve = document["frame"]["result_reserve"]
    for most, drawn in ((None, 30.0), (12, 12.0)):
        reserve.update({"use_in": [2026]} if most is None else {"max_withdrawal": most})
        q = solve(document).proposal.q
        assert q.deposit[2025] == approx(drawn)
        assert q.withdrawal[2026] == approx(drawn)
        assert (q.withdrawal[2025], q.deposit[2026], q.result_reserve[2026]) == approx((0.0,) * 3)
        assert q.frame["school", 2026] + q.frame["care", 2026] + q.reserve[2026] == approx(1030.9 + drawn)


def test_complements_are_worth_what_the_weakest_member_allows():
    """With a joint effect both committees share the cut in proportion: each level is 0.99."""
    document = two_committees(
        effects={"school": {"knowledge": effect({"90 %": -0.1, "100 %": 0})}, "care": None},
        complements={
            "both": {"goal": "safety", "members": ["school", "care"], **effect({"90 %": -20, "100 %": 0})}
        },
    )
    result = solve(document)
    assert result.proposal.level["school", 2025] == approx(0.99)
    assert result.proposal.level["care", 2025] == approx(0.99)


def test_a_joint_programme_is_paid_in_fixed_proportions():
    document = two_committees(
        committees={"school": {"base": None}, "care": {"base": None}},
        activities={
            "lessons": {"committee": "school", "base": 590},
            "homes": {"committee": "care", "base": 390},
            "early": {"shares": {"school": "50 %", "care": "50 %"}, "base": 20},
        },
        effects={
            "school": None,
            "care": None,
            "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
            "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
            "early": {"safety": effect({"90 %": -9, "100 %": 0, "110 %": 6})},
        },
    )
    result = solve(document)
    q = result.proposal.q
    assert q.spend["early", 2025] == approx(22.66)  # level 1.10: by far the most per krona
    assert q.frame["school", 2025] == approx(q.spend["lessons", 2025] + 11.33)
    assert q.frame["care", 2025] == approx(q.spend["homes", 2025] + 11.33)


def test_lags_reach_into_the_tail():
    """The effect comes a year late: V has three outcome years, the first at the reference."""
    document = two_committees(
        effects={
            "school": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3}, lag=["0 %", "100 %"])},
            "care": None,
        }
    )
    result = solve(document)
    assert result.figures.outcome_years == (2025, 2026, 2027)
    assert result.proposal.q.attainment["knowledge", 2025] == approx(60.0)
    assert result.proposal.q.attainment["knowledge", 2027] == approx(
        60 - 90 * (1 - result.proposal.level["school", 2026])
    )


def test_change_price_stops_moves_that_are_worth_less():
    """In 2025 the common cut of 10.3 against indexed frames is all that moves; in 2026 indexed frames are followed."""
    dear = solve(two_committees(stability={"change_price": 500}))
    q = dear.proposal.q
    assert sum(q.increase.values()) + sum(q.decrease.values()) == approx(10.3)
    paid = 500 * 10.3 / 1019.7
    outcome = sum(
        dear.figures.discount[y] * 0.5 * q.attainment[g, y]
        for g in ("knowledge", "safety")
        for y in (2025, 2026)
    )
    assert dear.value == approx(outcome - paid)


def test_neutral_weights_make_a_krona_worth_the_same():
    """Mean slopes today: 60 and 60 points per level; 618/60 and 412/60, then 3 % more of both: 0.6 and 0.4 a year."""
    result = solve(two_committees(weights={"rule": "krona_neutral"}))
    assert result.figures.weight == {
        (g, y): approx(w) for g, w in (("knowledge", 0.6), ("safety", 0.4)) for y in (2025, 2026)
    }


def test_a_fixed_amount_is_carried_as_it_is():
    result = solve(
        two_committees(
            committees={"school": {"base": None}},
            activities={
                "lessons": {"committee": "school", "base": 610},
                "fees": {"committee": "school", "base": -10},
            },
            effects={"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
        )
    )
    q = result.proposal.q
    assert q.spend["fees", 2025] == -10
    assert q.frame["school", 2025] == approx(q.spend["lessons", 2025] - 10)


def test_a_new_activity_is_built_up_from_its_need():
    result = solve(
        two_committees(
            committees={"school": {"base": None}},
            activities={
                "lessons": {"committee": "school", "base": 600},
                "bridge": {"committee": "school", "base": 0, "need": {2025: 5, 2026: 10}},
            },
            effects={
                "school": None,
                "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
                "bridge": {"safety": effect({"0 %": -6, "100 %": 0})},
            },
        )
    )
    assert result.proposal.q.spend["bridge", 2025] == approx(5.0)
    assert result.plans["indexation"].level["bridge", 2025] == 0.0


@pytest.mark.parametrize(
    ("kind", "indexed", "part"),
    [("technical", 23 * 1.03, 5 / 23), ("demography", 20 * 1.03 + 3, 5 / 20)],
)
def test_a_joint_programme_between_unmeasured_committees_leaves_a_plan(kind, indexed, part):
    """Two unmeasured offices share a programme and have different adjustments: each still pays half of it.

    A technical 3 is a's, which is not joint: the programme's base-year share in north is 5 of 15 + 3 + 5, in south 5
    of 10, the same amount. Demography moves the frame only: 5 of 20 in north is more than south's half, and the
    programme gets what both set aside for it. Frames are indexation's: all by total/(618 + 412 + north + 10.3).
    """
    result = solve(
        two_committees(
            committees={
                "north": {"base": 20, "adjustments": {2025: {kind: 3}}},
                "south": {"base": 10},
            },
            activities={
                "a": {"committee": "north", "base": 15},
                "b": {"committee": "south", "base": 5},
                "both": {"shares": {"north": "50 %", "south": "50 %"}, "base": 10},
            },
            frame={"total": {2025: 1050.3, 2026: 1081.8}},
        )
    )
    q = result.proposal.q
    assert q.frame["north", 2025] == approx(q.spend["a", 2025] + q.spend["both", 2025] / 2)
    assert q.frame["south", 2025] == approx(q.spend["b", 2025] + q.spend["both", 2025] / 2)
    scale = 1050.3 / (618 + 412 + indexed + 10.3)
    assert q.frame["north", 2025] == approx(indexed * scale)
    assert q.frame["south", 2025] == approx(10.3 * scale)
    assert q.spend["both", 2025] == approx(indexed * scale * part + 10.3 * scale / 2)


def test_a_committee_of_fixed_amounts_has_the_frame_that_they_take():
    result = solve(
        two_committees(
            committees={"election": {"base": None}},
            activities={"votes": {"committee": "election", "base": 0.5, "fixed": {2025: 0, 2026: 1.2}}},
        )
    )
    assert result.frames["election", 2025] == approx(0.0)
    assert result.frames["election", 2026] == approx(1.2)


def test_a_limit_that_is_worth_nothing_to_relieve_but_leaves_no_plan_when_tightened_is_in_the_table():
    """School is to have at least 618 and care at least 401.7: together the whole total of 1 019.7.

    A krona less of the total leaves no plan, and so does a krona more of either decision. A krona less of school's is
    worth what care gains more than school loses.
    """
    decisions = {
        "school": {"frame": "school", "years": [2025], "at_least": 618, "by": "KF"},
        "care": {"frame": "care", "years": [2025], "at_least": 401.7, "by": "KF"},
    }
    result = solve(two_committees(decisions=decisions))
    rows = {(row["row"], row["decision"], row["year"]): row for row in result.rows("marginals")}
    for id_ in decisions:
        row = rows["decided_at_least", id_, 2025]
        assert (row["no_plan"], row["tightened"]) == ("tightened", "")
    # care below today's level is worth more a krona (0.8 / 4.12) than school (0.9 / 6.18): only school's is a price
    assert rows["decided_at_least", "school", 2025]["value"] == pytest.approx(
        (0.8 / 4.12 - 0.9 / 6.18) * 0.5 * result.figures.discount[2025]
    )
    assert rows["decided_at_least", "care", 2025]["value"] == 0
    total = rows["total", "", 2025]
    assert total["value"] > 0
    assert (total["no_plan"], total["tightened"]) == ("tightened", "")


def lower_limit(total):
    """Committee a: am is measured (90 MSEK), au is not (10) and is to have at least 10.2."""
    return {
        "format": 1,
        "title": "Exempel",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025],
        "frame": {"total": total},
        "indexation": {"index": "0 %"},
        "carry_over": {"rule": "none"},
        "committees": {"a": {}, "b": {"base": 100}},
        "activities": {"am": {"committee": "a", "base": 90}, "au": {"committee": "a", "base": 10}},
        "weights": {"owner": "Exempel"},
        "goals": {"ga": {"weight": 1, "reference": 50}, "gb": {"weight": 1, "reference": 50}},
        "effects": {
            "am": {"ga": effect({"80 %": -20, "100 %": 0, "120 %": 18})},
            "b": {"gb": effect({"80 %": -5, "100 %": 0, "120 %": 4})},
        },
        "decisions": {"krav": {"spend": "au", "at_least": 10.2, "by": "KF"}},
    }


@pytest.mark.parametrize(
    ("total", "value"), [(198, 55.6), (200, 56.5), (203.97, 56.99625), (204.03, 57.00375)]
)
def test_an_unmeasured_activity_with_a_lower_limit_keeps_at_least_its_share(total, value):
    """Indexation gives au a twentieth of the total, which passes 10.2 at 204: nothing switches there.

    au has a ninth of am's cost, or 10.2 where that is more. b stays at 80 until am is at 120 %, 108 MSEK, au at 12:
    total 200, where V is (68 + 45) / 2. From there b gets 0.25 points a MSEK: at 204.03, (68 + 46.0075) / 2. Below, am
    and au share a MSEK as nine to one: at 198, am has 106.2, 118 %, and V is (66.2 + 45) / 2.
    """
    result = solve(lower_limit(total))
    assert result.value == pytest.approx(value, abs=1e-9)
    spend = result.proposal.q.spend
    assert spend["au", 2025] == pytest.approx(max(10.2, spend["am", 2025] / 9))


def test_the_curve_of_the_total_is_what_runs_at_other_totals_give():
    found = sensitivity(lower_limit(200), "frame.total", "180", "204.03")
    assert found.exact
    for total in (180.5, 191, 198, 203.97, 204.03):
        assert found.at(total).value == pytest.approx(solve(lower_limit(total)).value, abs=1e-7)


def test_a_committee_that_nothing_measures_stays_within_its_limits_at_any_total():
    """The auditors' 10 MSEK follow indexation to 10.1, and no further as the total rises past 1 % more."""
    scenario = two_committees(
        committees={"audit": {"base": 10, "max_increase": "1 %"}},
        indexation={"index": "0 %"},
        frame={"total": {2025: 1000.0, 2026: 1000.0}},
    )
    found = sensitivity(scenario, "frame.total", "1000", "1060")
    assert found.exact
    assert found.high == 1060
    k = found.frames.index(("audit", 2025))
    for total, frame in ((1000, 10000 / 1010), (1015, 10150 / 1010), (1030, 10.1), (1060, 10.1)):
        assert found.at(total).frames[k] == pytest.approx(frame)
        assert solve(merged(scenario, {"frame": {"total": {2025: total, 2026: total}}})).frames[
            "audit", 2025
        ] == pytest.approx(frame)
