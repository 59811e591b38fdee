"""Golden tests of published arithmetic; tolerance is one unit of the printed precision.

Sources stand with each test. Committees' and activities' names are those of the sources.
"""

from __future__ import annotations

import pytest

from models.bridge import bridge_of
from models.figures import Figures
from models.indexation import indexation
from models.reading import read
from solver import solve
from tests.cases import two_committees


def test_a_frame_rolled_forward_three_years():
    """tkr, 2 %: 1 047 144 + 20 943 + 12 000 = 1 080 087 ... (Vård- och omsorgsnämnden, budget; the source truncates).

    https://5dok.org/document/y96rok8l-v%C3%A5rd-och-omsorgsn%C3%A4mnden-budget.html
    """
    demography = {2025: 12000, 2026: 26500, 2027: 22400}
    document = two_committees(
        currency="TSEK",
        years=[2025, 2026, 2027],
        frame={"total": 3_000_000},
        indexation={"index": "2 %"},
        committees={
            "care": {"base": 1_047_144, "adjustments": {y: {"demography": d} for y, d in demography.items()}},
            "school": {"base": 600_000},
        },
    )
    baseline = indexation(Figures(scenario=read(document)))
    plan, before = solve(document).plans["indexation"], 1047.144
    printed = {2025: (20943, 1_080_087), 2026: (21602, 1_128_189), 2027: (22563, 1_173_152)}
    for y, (rise, frame) in printed.items():
        here = baseline.unscaled["care", y]
        assert here * 1000 - before * 1000 - demography[y] == pytest.approx(rise, abs=1)
        before = here
        assert baseline.unscaled["care", y] * 1000 == pytest.approx(frame, abs=1)
        terms = sum(amount for name, amount in bridge_of(plan, "care", y).items() if name != "frame")
        assert terms == pytest.approx(baseline.frame["care", y], abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "people", "printed"),
    [
        (125.9, 1062.5, 133.8),
        (144.6, 219.5, 31.7),
        (162.2, 685.0, 111.1),
        (137.0, 692.5, 94.9),
        (135.7, 665.5, 90.3),
        (181.3, 635.5, 115.2),
        (21.9, 3411.0, 74.7),
        (137.3, 1054.0, 144.7),
        (381.1, 173.0, 65.9),
    ],
)
def test_unit_price_times_mean_population(unit, people, printed):
    """Sjöbo 2024, tkr × mean population = mnkr; need is base · volume.

    https://finansiellinfo.se/Sjobo/Budget-2024/Resultatfordelningsmodell.html
    """
    document = two_committees(
        drivers={"people": {2024: 1000, 2025: people, 2026: people}},
        activities={"priced": {"committee": "school", "base": unit, "driver": "people", "price": "0 %"}},
        committees={"school": {"base": None}},
        effects={"school": None},
    )
    assert Figures(scenario=read(document)).need["priced", 2025] == pytest.approx(printed, abs=0.1)


def test_a_band_sends_what_is_above_to_the_city_and_leaves_the_deficit():
    """Göteborg 2019, tkr: 90 084 − 2 365 − 7 719 = 80 000; −16 149 − 2 787 = −18 936.

    https://5dok.org/document/zwvo4nxg-yrkande-ang-bokslutsberedning-avseende.html
    """
    document = two_committees(
        currency="TSEK",
        frame={"total": 3_000_000},
        committees={
            "school": {"base": 6_000_000, "opening_balance": 90_084 - 2_365},
            "care": {"base": 4_000_000, "opening_balance": -16_149 - 2_787},
        },
        carry_over={"rule": "carry", "cap_amount": 80_000},
    )
    figures = Figures(scenario=read(document))
    stated = figures.scenario.committees["school"].opening_balance
    assert figures.opening["school"] * 1000 == pytest.approx(80_000, abs=1)
    assert (stated - figures.opening["school"]) * 1000 == pytest.approx(7_719, abs=1)
    assert figures.opening["care"] * 1000 == pytest.approx(-18_936, abs=1)


def test_frames_and_central_pot_make_the_printed_total():
    """Höör 2025, tkr: 1 149 581 + 94 677 = 1 244 258 (budget 2025, printed totals)."""
    frame = read("scenarios/hoor-2025.yaml").frame
    assert (frame.total[2025] + frame.central[2025]) * 1000 == pytest.approx(1_244_258, abs=1)
