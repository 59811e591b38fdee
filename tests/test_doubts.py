"""Warnings that need figures: each is told once a kind, with its places, and only where there is reason."""

from __future__ import annotations

import math

import pytest

from models.outcomes import STEPS, elastic, log_error, logarithmic, polyline_error, response
from models.reading import check, read, write
from tests.cases import effect, merged, two_committees

RANGES = {"assumption": ["0 %", "200 %"], "by": "Exempel"}
TOWN = {"name": "Exempelköping", "population": 15_000}


def warnings(**sections):
    known = {"evidence_ranges": RANGES, "municipality": TOWN}
    return read(two_committees(**merged(known, sections))).origin.warnings


def the_one(words, **sections):
    (found,) = [line for line in warnings(**sections) if words in line]
    return found


# ---------------------------------------------------------------------------------------- krona-neutral weights


SHARED = {
    "weights": {"rule": "krona_neutral"},
    "committees": {"school": {"base": None}},
    "activities": {
        "large": {"committee": "school", "base": 540},
        "small": {"committee": "school", "base": 60},
    },
    "effects": {
        "school": None,
        **{a: {"knowledge": effect({"90 %": -10.5, "100 %": 0, "110 %": 9.5})} for a in ("large", "small")},
    },
}
"""Two activities of 540 and 60 on one goal with the same curve; the slope at 100 % is the mean of 105 and 95: 100."""


def test_activities_that_no_weights_make_equal_are_named_with_year_and_figure():
    """The weight fits 540 and 60 by 3 (the mean, 300 / 100), so that a krona is worth 300/540 and 300/60."""
    line = the_one("en krona är inte lika mycket värd", **SHARED)
    assert line.startswith("effects.small: ")
    assert line.endswith("; 2 ställen: effects.small (2025: 5,00), effects.large (2025: 0,56)")
    english = the_one("a krona is not worth here", **merged(SHARED, {"language": "en"}))
    assert english.endswith("; 2 places: effects.small (2025: 5.00), effects.large (2025: 0.56)")


def test_neutral_weights_are_not_warned_about():
    assert warnings(weights={"rule": "krona_neutral"}) == ()
    stated = merged(
        SHARED, {"weights": {"rule": "stated"}, "stability": {"activities": {"max_decrease": "2 %"}}}
    )
    assert warnings(**stated) == ()


def test_a_stated_weight_that_becomes_0_is_told():
    """Level at 100 % and rising only beyond it is impossible, so a goal without slope at 100 % is one with none."""
    flat = {"care": {"safety": effect({"90 %": 0, "100 %": 0})}}
    line = the_one("den krona-neutrala vikten blir 0", weights={"rule": "krona_neutral"}, effects=flat)
    assert line.startswith("goals.safety.weight: ")
    assert line.endswith("(2025, 2026)")


# -------------------------------------------------------------------------------------------- what is measured


def test_an_effect_on_a_goal_that_does_not_count_measures_nothing():
    off = {"goals": {"safety": {"weight": 0}}}
    assert the_one("effekten mäter inget", **off).startswith("effects.care.safety: ")
    for counted in (
        {"goals": {"safety": {"weight": 0, "minimum": 20}}},
        {
            "goals": {"safety": {"weight": 0}},
            "decisions": {"d": {"goal": "safety", "at_least": 20, "by": "KF"}},
        },
    ):
        assert not [line for line in warnings(**counted) if "mäter inget" in line]


def test_nothing_limits_moves_inside_committees():
    shared = merged(SHARED, {"weights": {"rule": "stated"}})
    assert the_one("skriv stability.activities", **shared).endswith("Gäller school")
    limited = merged(shared, {"stability": {"activities": {"max_decrease": "2 %"}}})
    assert not [line for line in warnings(**limited) if "stability.activities" in line]
    assert not [line for line in warnings() if "stability.activities" in line]


# ------------------------------------------------------------------------------------------------ how sure


def test_without_ranges_nothing_is_certain():
    (line,) = warnings(evidence_ranges=None)
    assert "ingenting kallas säkert" in line
    line = the_one(
        "varken se, range eller evidence_ranges", effects={"care": {"safety": {"evidence": "committee"}}}
    )
    assert line.startswith("effects.care.safety: ")
    own = {"care": {"safety": {"evidence": "committee", "range": ["50 %", "150 %"]}}}
    assert warnings(effects=own) == ()


# ------------------------------------------------------------------------------------------ shapes of curves


@pytest.mark.parametrize(
    ("curve", "kink"),
    [
        ({"90 %": -9, "100 %": 0, "110 %": 3}, True),
        ({"90 %": -9, "100 %": 0}, True),
        ({"90 %": -10.54, "100 %": 0, "110 %": 9.53}, False),
        ({"98 %": -2.02, "100 %": 0, "102 %": 1.98}, False),
        ({"98 %": -2.02, "100 %": 0, "102 %": 1.8}, True),
        ({"90 %": -9, "100 %": 0, "110 %": 9}, False),
        ({"100 %": 0, "110 %": 9}, False),
    ],
)
def test_a_kink_at_100_needs_a_source(curve, kink):
    """100·ln(level) is −10.54, −2.02, 1.98 and 9.53 at 90, 98, 102 and 110 %."""
    unsourced = warnings(effects={"care": {"safety": effect(curve, source=None)}})
    assert [line.split(": ")[0] for line in unsourced if "ett knä vid 100 %" in line] == [
        "effects.care.safety"
    ] * kink
    assert not [line for line in warnings(effects={"care": {"safety": effect(curve)}}) if "ett knä" in line]


def test_a_polyline_that_misses_its_curve_is_told():
    """A log of 500·ln(level) is 0.06 off between 80 and 82.5 %, one of 300 is 0.04."""

    def at(points):
        return warnings(
            effects={"care": {"safety": {"curve": None, "shape": "log", "at": "110 %", "points": points}}}
        )

    (line,) = [line for line in at(500 * math.log(1.1)) if "raka bitar" in line]
    assert line.endswith("(0,06)")
    assert not [line for line in at(300 * math.log(1.1)) if "raka bitar" in line]
    goals = {"safety": {"indicator": {"present": 60, "floor": 59, "target": 61}}}
    steep = {"care": {"safety": {"curve": None, "elasticity": 0.2}}}
    assert the_one("raka bitar", goals=goals, effects=steep).startswith("effects.care.safety: ")


def test_the_errors_of_polylines_are_the_largest_distances():
    """Against a fine grid of the curves themselves."""
    grid = [0.8 + k * 1e-4 for k in range(4001)]
    log, smooth = logarithmic(1.1, 3.0), elastic(0.4, 60.0, 100.0)
    of_log = max(abs(3.0 * math.log(x) / math.log(1.1) - response(log, x)) for x in grid)
    of_elastic = max(abs(60.0 * (x**0.4 - 1) - response(smooth, x)) for x in grid)
    assert log_error(1.1, 3.0) == pytest.approx(of_log, rel=1e-3)
    assert polyline_error(0.4, 60.0, 100.0) == pytest.approx(of_elastic, rel=1e-3)
    assert STEPS[0] == 0.8


# -------------------------------------------------------------------------------------------- the result reserve


REVENUE = {
    "total": None,
    "revenue": {2025: 1150.0, 2026: 1185.0},
    "result_target": "2 %",
    "central": {2025: 107.3, 2026: 111.0},
}


def reserve(**keys):
    return warnings(frame={**REVENUE, "result_reserve": {"opening": 20, "cap": "5 %", **keys}})


def test_what_is_said_of_the_result_reserve():
    (line,) = reserve(use_in=[2026])
    assert line.startswith("frame.result_reserve.use_in: by saknas")
    assert "den stränga regeln står" in line
    assert reserve(use_in=[2026], by="KF") == ()
    (line,) = reserve(max_withdrawal=5)
    assert line.startswith("frame.result_reserve.max_withdrawal: används inte")
    (line,) = reserve(opening=60)
    assert "60 mnkr är mer än taket (cap), 57.5 2025" in line


# ---------------------------------------------------------------------------------------------- one line a kind


def test_warnings_of_one_kind_are_one_line_with_the_first_three_places(tmp_path):
    many = {f"c{n}": {"base": 10} for n in range(5)}
    unsigned = {
        f"c{n}": {"safety": {"curve": {"90 %": -1, "100 %": 0}, "evidence": "assumption", "source": "x"}}
        for n in range(5)
    }
    document = two_committees(committees=many, effects=unsigned, evidence_ranges=RANGES, municipality=TOWN)
    (line,) = read(document).origin.warnings
    assert line == (
        "effects.c0.safety: author och date saknas; 5 ställen: "
        "effects.c0.safety, effects.c1.safety, effects.c2.safety …"
    )
    path = tmp_path / "x.yaml"

    path.write_text(write(read(document)), encoding="utf-8")
    (line,) = check(path).warnings
    lines = path.read_text().splitlines()
    row = lines.index("  c1:", lines.index("effects:")) + 2
    assert f"effects.c1.safety (rad {row})" in line
