"""Words and numbers: formats to the letter, parts that add up, sentences that tell what is computed."""

from __future__ import annotations

import ast
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bridge import real_change
from models.figures import Figures
from solver import NoPlanError, read, solve
from solver.report import limits
from solver.report import no_plan as no_plan_words
from solver.report.because import because
from solver.report.excel.frames import rounded_parts
from solver.report.terms import TERMS
from solver.report.words import Words, rounded
from tests.cases import EVERY_RULE, effect, two_committees

ROOT = Path(__file__).parents[1]
N, B, M = "\u202f", "\u00a0", "\u2212"


def speaking(**sections):
    return Words(Figures(scenario=read(two_committees(**sections))))


@pytest.fixture(scope="module")
def sv():
    return speaking()


@pytest.fixture(scope="module")
def en():
    return speaking(language="en")


# -------------------------------------------------------------------------------- rounding

AMOUNTS = st.lists(st.floats(-1e5, 1e5, allow_nan=False), min_size=1, max_size=12)


@given(values=AMOUNTS, decimals=st.integers(0, 3))
def test_rounded_parts_add_up_to_the_rounded_total(values, decimals):
    total = sum(values)
    parts = rounded_parts(values, total, decimals)
    step = Decimal(1).scaleb(-decimals)
    whole = Decimal(repr(round(total, 9))).quantize(step, ROUND_HALF_UP)
    assert sum(Decimal(repr(p)).quantize(step) for p in parts) == whole
    assert all(abs(p - v) <= 10.0**-decimals + 1e-6 for p, v in zip(parts, values, strict=True))


@given(values=AMOUNTS, decimals=st.integers(0, 2), off=st.integers(-40, 40))
def test_they_add_up_to_a_total_that_is_not_quite_their_sum(values, decimals, off):
    total = sum(values) + off * 10.0**-decimals
    parts = rounded_parts(values, total, decimals)
    assert round(sum(parts) * 10**decimals) == round(rounded(total, decimals) * 10**decimals)


def test_a_decision_that_raises_what_is_not_measured_is_the_reason():
    """Culture has 10.0 by indexation of 1 020 MSEK over 1 020, and 12 by the council's decision."""
    result = solve(
        two_committees(
            frame={"total": {2025: 1020, 2026: 1050}},
            committees={"culture": {"name": "Kultur", "base": 10}},
            decisions={"d": {"frame": "culture", "years": [2025], "at_least": 12, "by": "KF"}},
        )
    )
    told = because(result, "culture", 2025)
    assert "därför att beslutet d (KF) ger den minst 12,0" in told
    assert "följer uppräkningen" not in told
    assert "den följer uppräkningen" in because(result, "culture", 2026)


def test_nothing_has_no_more_decimals_than_it_needs(sv):
    assert [sv.fine(v, 3, sign=True) for v in (0.0, 1e-9, 2e-6, -0.0004, 0.25)] == [
        "0,000",
        "0,000",
        "+0,000002",
        f"{M}0,0004",
        "+0,250",
    ]


@pytest.mark.parametrize(
    ("msek", "text"), [(0.142, "0,142"), (0.0314, "0,0314"), (1.25, "1,25"), (125.0, "125,0"), (0.0, "0,0")]
)
def test_a_cost_per_unit_has_figures_that_tell_it_from_another(sv, msek, text):
    assert sv.per_unit(msek) == f"{text}{B}mnkr"


def test_nothing_stays_nothing_where_others_have_remainders():
    assert rounded_parts([0.04, 0.0, -0.04], 0.0, 1) == (0.0, 0.0, 0.0)
    assert rounded_parts([1.05, 0.0, -1.05], 0.0, 1)[1] == 0.0
    assert rounded_parts([], 0.0, 1) == ()


# -------------------------------------------------------------------------------- numbers


def test_swedish_numbers(sv):
    assert sv.number(1254) == f"1{N}254,0"
    assert sv.number(-1234567.891, 2) == f"{M}1{N}234{N}567,89"
    assert sv.signed(12.4) == "+12,4"
    assert sv.signed(-0.25) == f"{M}0,3"
    assert sv.signed(-0.04) == sv.signed(0.04) == sv.number(-0.0) == "0,0"
    assert sv.percent(0.02) == f"2,0{B}%"
    assert sv.percent(-0.021, sign=True) == f"{M}2,1{B}%"
    assert sv.spoken_percent(0.03) == "3,0 procent"
    assert sv.spoken_percent(0.0175) == "1,75 procent"
    assert sv.money(12.44) == f"12,4{B}mnkr"
    assert sv.money(-3, sign=True) == f"{M}3,0{B}mnkr"
    assert sv.fine_money(0.0312) == f"0,03{B}mnkr"
    assert sv.points(65) == "65,0 poäng"
    assert sv.tiny(2.27e-13) == "2,3·10⁻¹³"
    assert sv.tiny(0.0) == "0"
    assert sv.listed(["a"]) == "a"
    assert sv.listed(["a", "b", "c"]) == "a, b och c"


def test_english_numbers(en):
    assert en.number(1254) == "1,254.0"
    assert en.signed(-1234.5) == f"{M}1,234.5"
    assert en.percent(0.02) == "2.0%"
    assert en.money(12.4) == f"12.4{B}MSEK"
    assert en.spoken_percent(0.03) == "3.0 per cent"
    assert en.listed(["a", "b"]) == "a and b"


def test_one_is_told_in_the_singular(sv, en):
    names = ("nyckel", "nycklar"), ("key", "keys")
    assert [sv.counted(n, *names) for n in (0, 1, 2)] == ["0 nycklar", "1 nyckel", "2 nycklar"]
    assert [en.counted(n, *names) for n in (0, 1, 2)] == ["0 keys", "1 key", "2 keys"]


def test_thousands_of_kronor_are_whole():
    thousands = speaking(
        currency="TSEK",
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
        frame={"total": {2025: 1019700, 2026: 1050291}},
    )
    assert thousands.money(1019.7) == f"1{N}019{N}700{B}tkr"
    assert thousands.money(-0.0004, sign=True) == f"0{B}tkr"


# -------------------------------------------------------------------------------- names


def test_who_stands_behind_the_weights():
    plain = speaking(weights={"owner": "Alliansen"})
    assert plain.owner() == "Räkneförslag med de vikter som Alliansen har angett."
    assert speaking().owner() == "Räkneförslag med angivna vikter (Exempel: ingen politisk avsändare)."


def test_standing():
    assert speaking().standing() == "Arbetsmaterial"
    assert speaking(registry_number="KS 2024/1").standing() == "Underlag i ärende KS 2024/1"


def test_drivers_are_named_by_their_ids(sv, en):
    assert sv.driver("alder_6_15") == "i ålder 6–15"
    assert en.driver("alder_80") == "aged 80"
    assert en.driver("alder_80_plus") == "aged 80 and over"
    assert sv.driver("alder_1_15_vagda") == "i ålder 1–15 (vägda med prislapp)"
    assert en.driver("alder_65_plus_vagda") == "aged 65 and over (weighted by price tag)"
    assert sv.driver("antal_elever") == "antal elever"


@pytest.fixture(scope="module")
def every_rule():
    return solve(two_committees(**EVERY_RULE))


def test_every_limit_has_words_and_an_amount(every_rule):
    w = Words(every_rule.figures)
    said = {
        rows.name: w.limit(rows, rows.index[0])
        for rows in every_rule.families.values()
        if rows.role == "limit"
    }
    assert said["max_increase"] == "taket för ökning för Revisionen 2025, 4,0 procent"
    own = w.limit(every_rule.families["max_decrease"], ("care", 2026))
    assert own == "taket för minskning för Vårdnämnden 2026, 1,0 procent"
    assert said["floor"] == "golvet för lessons 2025, 95,0 procent av oförändrad verksamhet"
    assert said["goal_floor"] == "miniminivån för Fler klarar skolan 2025, 55,0 poäng"
    assert said["decided_at_least"] == f"beslutet lock (KF) 2025, minst 405,0{B}mnkr"
    assert said["decided_at_most"] == f"beslutet demand (Yrkande 1) 2026, högst 640,0{B}mnkr"
    assert said["decided_goal"] == "beslutet promise (KF) 2026, minst 47,0 poäng"
    assert said["turnover"] == "taket för omfördelning 2025, 3,0 procent av ramutrymmet"
    assert said["total"] == f"ramutrymmet 2025, 1{N}019,7{B}mnkr"
    without = {"balanced_budget", "no_new_deficit"}
    assert all(re.search(r"\d,\d", text) for name, text in said.items() if name not in without)


# -------------------------------------------------------------------------------- why


def parts(sentence):
    """The difference that a sentence begins with, and the sum of its parts, each rounded by itself."""
    figures = [
        float(text.replace(M, "-").replace(",", ".").replace(N, ""))
        for text in re.findall(rf"[+{M}][\d{N}]+(?:,\d+)?(?={B}mnkr)", sentence)
    ]
    return figures[0], pytest.approx(sum(figures[1:]), abs=0.05 * len(figures) + 1e-9)


def told(document, committee, year=2025):
    return because(solve(two_committees(**document)), committee, year)


def test_money_goes_where_a_krona_gives_more():
    """The total is 1 % short: care keeps its service, school carries the whole shortfall."""
    care, school = told({}, "care"), told({}, "school")
    assert care.startswith(
        f"Vårdnämnden: +4,1{B}mnkr mot uppräkning, därför att oförändrad verksamhet kostar mer"
    )
    assert "pengarna ger mer måluppfyllelse per krona på annat håll" in school
    assert "här förlorar målet Fler klarar skolan mest" in school
    assert school.endswith("Ingen egen gräns binder.")
    for sentence in (care, school):
        whole, summed = parts(sentence)
        assert whole == summed


def test_a_gain_names_the_goal_that_gains_most():
    rich = {"frame": {"total": {2025: 1050, 2026: 1080}}}
    sentence = told(rich, "care")
    assert (
        "pengarna ger mer måluppfyllelse per krona här än på annat håll, mest för målet Tryggare äldre"
        in sentence
    )


def test_a_cap_that_keeps_from_more_is_named_with_its_share():
    rich = {"frame": {"total": {2025: 1050, 2026: 1080}}, "stability": {"max_increase": "2.5 %"}}
    assert "Mer hindras av taket för ökning, 2,5 procent." in told(rich, "care")


def test_a_floor_that_keeps_spending_up_is_the_cause():
    floors = {
        "activities": {
            "lessons": {"committee": "school", "base": 600, "floor": "99.5 %", "floor_basis": "Exempel"}
        },
        "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
    }
    assert "Mindre till lessons hindras av golvet, 99,5 procent av oförändrad verksamhet." in told(
        floors, "school"
    )


def test_a_cap_below_unchanged_service_is_the_cause():
    tight = {
        "frame": {"total": {2025: 1030, 2026: 1060.9}},
        "activities": {"lessons": {"committee": "school", "base": 600, "ceiling": "98 %"}},
        "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
    }
    sentence = told(tight, "school")
    assert "taket för lessons 2025, 98,0 procent av oförändrad verksamhet, håller kostnaden nere" in sentence
    assert "hindras" not in sentence
    assert "där gränserna medger mer" in told(tight, "care")


def test_a_floor_is_no_cause_of_what_another_activity_gets():
    """Crafts, of 10, stand on their floor at 98 % of 10.3: −0.206. Elderly care gets 10 % of 401.7: +40.17."""
    two = {
        "frame": {"total": {2025: 1031, 2026: 1062}},
        "activities": {
            "elderly": {"committee": "care", "base": 390},
            "crafts": {"committee": "care", "base": 10, "floor": "98 %", "floor_basis": "Exempel"},
        },
        "effects": {
            "care": None,
            "elderly": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 7})},
            "crafts": {"safety": effect({"90 %": -0.02, "100 %": 0, "110 %": 0.01})},
        },
    }
    sentence = told(two, "care")
    assert f"här än på annat håll, mest för målet Tryggare äldre (+40,0{B}mnkr)" in sentence
    assert "håller kostnaden uppe" not in sentence
    assert sentence.endswith("Mindre till crafts hindras av golvet, 98,0 procent av oförändrad verksamhet.")


def test_a_decided_cut_does_not_hide_what_the_rest_of_the_money_gives():
    """Of 400, homes of 300 are decided at 303, 6 below their need of 309; day care of 100 gets 2 more than its 103.
    Both serve the same goal, which loses 1.2 points by the cut and gains 0.2 by the rest."""
    two = {
        "frame": {"total": {2025: 1026, 2026: 1062}},
        "activities": {
            "homes": {"committee": "care", "base": 300},
            "day": {"committee": "care", "base": 100},
        },
        "effects": {
            "care": None,
            "homes": {"safety": effect({"90 %": -6, "100 %": 0, "110 %": 5})},
            "day": {"safety": effect({"90 %": -2, "100 %": 0, "110 %": 0.9})},
        },
        "decisions": {
            "cut": {"name": "Färre platser", "spend": "homes", "equals": 303, "by": "KF", "years": [2025]}
        },
    }
    sentence = told(two, "care")
    assert f"beslutet Färre platser (KF) ger 303,0{B}mnkr ({M}6,0{B}mnkr)" in sentence
    assert f"mest för målet Tryggare äldre (+2,0{B}mnkr)" in sentence
    assert "inget mål mer" not in sentence


PUPILS = {
    "activities": {
        "lessons": {"committee": "school", "base": 600, "driver": "elever", "variable_share": "80 %"}
    },
    "drivers": {"elever": {2024: 6000, 2025: 6213, 2026: 6300}},
    "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -20, "100 %": 0, "110 %": 3})}},
}


def test_a_driver_is_counted():
    """213 more pupils of 6 000 cost 618 · 0.8 · 0.0355 = 17.55, which is written 17.6 whatever the other parts."""
    sentence = told(PUPILS, "school")
    assert f"antalet elever ökar med 213 (+17,6{B}mnkr)" in sentence
    whole, summed = parts(sentence)
    assert whole == summed


def test_what_no_goal_measures_follows_indexation():
    audit = {"committees": {"audit": {"name": "Revisionen", "base": 2}}}
    assert told(audit, "audit") == (
        "Revisionen: som vid uppräkning, därför att inget mål mäter den: den följer uppräkningen."
    )


def test_a_committee_of_fixed_amounts_alone_is_not_said_to_follow_indexation():
    """Forest, of −20, is carried as a fixed amount; indexation makes it −20.4 of a total of 999.7."""
    forest = {
        "committees": {"forest": {"name": "Skogsnämnden", "base": -20}},
        "frame": {"total": {2025: 999.7, 2026: 1029.7}},
    }
    assert told(forest, "forest") == (
        f"Skogsnämnden: +0,4{B}mnkr mot uppräkning, därför att alla dess kostnader är fasta belopp."
    )


def test_a_locked_frame_is_told_by_its_decision():
    lock = {"decisions": {"las": {"name": "Låst ram", "frame": "care", "equals": 405, "by": "KF § 1"}}}
    assert told(lock, "care") == (
        "Vårdnämnden: som vid uppräkning, därför att beslutet Låst ram (KF § 1) fastställer ramen till "
        f"405,0{B}mnkr."
    )


def test_a_decided_spend_is_a_part_of_its_own():
    """The money of an earmark is not said to follow from goals."""
    earmark = {
        "activities": {
            "lessons": {"committee": "school", "base": 500},
            "meals": {"committee": "school", "base": 100},
        },
        "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
        "decisions": {"mat": {"name": "Skolmaten", "spend": "meals", "equals": 108, "by": "KF"}},
    }
    sentence = told(earmark, "school")
    assert f"beslutet Skolmaten (KF) ger 108,0{B}mnkr (+5,0{B}mnkr)" in sentence
    whole, summed = parts(sentence)
    assert whole == summed


def test_a_deficit_that_is_restored_is_a_part_of_its_own():
    deficit = {
        "carry_over": {"rule": "carry", "restore_years": 2},
        "committees": {"care": {"opening_balance": -2}},
    }
    assert f"tidigare underskott återställs (+1,0{B}mnkr)" in told(deficit, "care")


def test_where_nothing_moves_the_sentence_says_why():
    even = {"frame": {"total": {2025: 1030, 2026: 1060.9}}}
    assert told(even, "care") == (
        "Vårdnämnden: som vid uppräkning, därför att oförändrad verksamhet kostar vad uppräkningen ger, "
        "och inget mål flyttar pengar. Ingen egen gräns binder."
    )


def test_a_difference_that_is_rounded_to_nothing_is_said_to_be_small():
    near = {"frame": {"total": {2025: 1029.9, 2026: 1060.9}}}
    assert told(near, "care") == (
        f"Vårdnämnden: som vid uppräkning (skillnaden är mindre än 0,05{B}mnkr). Ingen egen gräns binder."
    )


def test_the_turnover_binds_everybody():
    sentence = told({**PUPILS, "stability": {"turnover": "2 %"}}, "school")
    assert "Ingen egen gräns binder, men taket för omfördelning gör det." in sentence


def test_english_sentences():
    sentence = told({"language": "en"}, "school")
    assert "against indexation, because money gives more attainment per krona elsewhere" in sentence
    assert "although unchanged service costs more than indexation gives" in sentence


ALL_PARTS = [
    {},
    EVERY_RULE,
    {"frame": {"total": {2025: 1050, 2026: 1080}}, "stability": {"max_increase": "2.5 %"}},
]


@pytest.mark.parametrize("document", ALL_PARTS)
def test_the_parts_of_every_sentence_add_up_and_nobody_is_told_what_to_do(document):
    result = solve(two_committees(**document))
    for c in result.figures.committees:
        for y in result.figures.years:
            sentence = because(result, c, y)
            assert not re.search(r"\bbör\b|optimal", sentence)
            assert "-" not in sentence
            if "mot uppräkning" in sentence and result.reason(c, y).measured:
                whole, summed = parts(sentence)
                assert whole == summed


@settings(max_examples=12)
@given(total=st.floats(985, 1060), price=st.floats(-2, 6))
def test_parts_add_up_whatever_the_money(total, price):
    document = two_committees(
        frame={"total": {2025: total, 2026: total}},
        activities={"lessons": {"committee": "school", "base": 600, "price": f"{price:.2f} %"}},
        effects={
            "school": None,
            "lessons": {"knowledge": effect({"60 %": -36, "100 %": 0, "110 %": 3})},
            "care": {"safety": effect({"60 %": -32, "100 %": 0, "110 %": 4})},
        },
    )
    result = solve(document)
    for c in ("school", "care"):
        sentence = because(result, c, 2025)
        if "mot uppräkning" in sentence:
            whole, summed = parts(sentence)
            assert whole == summed


# -------------------------------------------------------------------------------- marginals


def test_a_marginal_is_told_with_its_reach():
    result = solve(two_committees())
    w = Words(result.figures)
    total = next(m for m in result.marginals if m.rows.name == "total" and m.index == (2025,))
    text = limits.marginal(w, total)
    assert re.fullmatch(
        rf"1{B}mnkr mer ger \+0,\d{{3}} målpoäng \(gäller för {M}[\d,]+ till \+[\d,]+ mnkr\)", text
    )


@pytest.mark.parametrize(
    ("tightened", "down", "up", "text"),
    [
        (
            0.02,
            -3.2,
            5.1,
            rf"ger +0,010 målpoäng (gäller till +5,1 mnkr); 1{B}mnkr åt andra hållet ger {M}0,020 (till {M}3,2 mnkr)",
        ),
        (float("inf"), 0.0, 5.1, "ger +0,010 målpoäng (gäller till +5,1 mnkr); skärpning lämnar ingen plan"),
        (0.01, -3.2, float("inf"), f"ger +0,010 målpoäng (gäller för {M}3,2 till obegränsat mnkr)"),
    ],
)
def test_a_marginal_with_two_sides_tells_both(tightened, down, up, text):
    from dataclasses import replace

    result = solve(two_committees())
    total = next(m for m in result.marginals if m.rows.name == "total")
    told = limits.marginal(
        Words(result.figures), replace(total, value=0.01, tightened=tightened, down=down, up=up)
    )
    assert told == f"1{B}mnkr mer {text}"


# -------------------------------------------------------------------------------- no plan


def no_plan(document):
    scenario = read(document)
    with pytest.raises(NoPlanError) as found:
        solve(scenario)
    return no_plan_words.no_plan(scenario, found.value)


FLOORS = {
    "activities": {
        "lessons": {"committee": "school", "base": 600, "floor": "99.5 %", "floor_basis": "Exempel"},
        "homes": {"committee": "care", "base": 400, "floor": "99 %", "floor_basis": "Exempel"},
    },
    "effects": {
        "school": None,
        "care": None,
        "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
        "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
    },
}


def test_what_is_required_what_there_is_and_what_is_missing():
    """2026: 0.995 · 636.54 + 0.99 · 424.36 = 1 053.47 is required, 1 050.291 is there."""
    lead, clashes, ways = no_plan(two_committees(**FLOORS))
    assert lead[0].startswith(
        f"Kraven går inte ihop: 2026 kräver de 1{N}053,5{B}mnkr, utrymmet är 1{N}050,3{B}mnkr. "
        f"Det saknas 3,2{B}mnkr."
    )
    assert f"golvet för homes 2026, 99,0 procent av oförändrad verksamhet (minst 420,1{B}mnkr)" in [
        t for t, _ in clashes
    ]
    assert f"  höj ramutrymmet 2025 från 1{N}019,7{B}mnkr till 1{N}022,8{B}mnkr (3,1{B}mnkr)" in ways
    assert "    --set 'activities.homes.floor.2025=98.25 %' \\" in ways


def test_what_is_required_is_not_claimed_where_no_total_helps():
    """Frames may not fall by more than 1.5 % nor grow by more than 1 %: no total mends that."""
    lead, _, _ = no_plan(two_committees(frame={"growth_max": "1 %"}, stability={"max_decrease": "1.5 %"}))
    assert lead == ["Kraven går inte ihop."]


def test_the_command_repeats_earlier_changes():
    changed = read(two_committees(), changes=("discount=3 %",))
    assert no_plan_words.command(changed, ("frame.total.2025=1030",)) == [
        "kommunbudget run SCENARIO \\",
        "  --set 'discount=3 %' \\",
        "  --set frame.total.2025=1030",
    ]


def test_a_moved_task_is_no_change_of_priority():
    """Five millions of tasks move from care to school: frames, need and so the answer move with them.

    School's indexed frame is (600 + 5) * 1.03, its need the same; care's (400 - 5) * 1.03. With just that total nothing
    is left to explain: every part is 0.
    """
    moved = {"school": {2025: {"technical": 5.0}}, "care": {2025: {"technical": -5.0}}}
    result = solve(
        two_committees(
            frame={"total": {2025: 1030.0, 2026: 1060.9}},
            committees={c: {"adjustments": entry} for c, entry in moved.items()},
        )
    )
    for c, frame in (("school", 605 * 1.03), ("care", 395 * 1.03)):
        r = result.reason(c, 2025)
        assert r.proposal == pytest.approx(frame, abs=1e-6)
        assert all(part == pytest.approx(0, abs=1e-6) for part in r.parts.values())
        assert sum(r.parts.values()) == pytest.approx(r.difference, abs=1e-9)
        assert real_change(result.proposal, c, 2025) == pytest.approx(0, abs=1e-9)


# ---------------------------------------------------------------------------------------- one word for one word


def said():
    """Every pair of texts that is written out in the reports, in Swedish and English, and where."""
    for path in sorted((ROOT / "solver").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "say"
            ):
                texts = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                if len(texts) == 2:
                    yield tuple(texts), f"{path.relative_to(ROOT)}:{node.lineno}"


def test_a_word_that_stands_more_than_once_stands_in_the_table():
    places = {}
    for pair, place in said():
        if not pair[0].startswith("[$"):  # number formats of a workbook
            places.setdefault(pair, []).append(place)
    assert {pair: where for pair, where in places.items() if len(where) > 1 or pair in TERMS.values()} == {}


def test_one_english_word_for_one_swedish():
    english = {}
    for sv, en in (*TERMS.values(), *(pair for pair, _ in said())):
        plain = (sv.replace("\n", " ").strip().casefold(), en.replace("\n", " ").strip().casefold())
        english.setdefault(plain[0], set()).add(plain[1].removesuffix("s"))
    adverbs = {"mest", "minst", "högst"}  # Swedish has one word for "at least" and "least"
    assert {sv: words for sv, words in english.items() if len(words) > 1 and sv not in adverbs} == {}
