"""The shipped scenarios say what their sources say: every figure against the rows of ``scenarios/data``."""

from __future__ import annotations

import csv
import json
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from models import units
from models.figures import Figures
from models.outcomes import slope_today
from models.reading import read
from models.scenario import Scenario
from solver import certainty, solve

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "scenarios"
DATA = FOLDER / "data"
REAL = ("sjobo-2025", "hoor-2025")
SHIPPED = (*REAL, "exempelkoping")
EVERY_KEY = "exempelkoping-alla-nycklar"
EXAMPLES = ("exempelkoping", "exempelkoping-lagkonjunktur", EVERY_KEY)
YEARS = (2025, 2026, 2027)
NOBODY = "Exempel: inget parti står bakom"

SJOBO_COMMITTEES = {
    "kommunstyrelse": "Kommunstyrelse",
    "familj": "Familjenämnd",
    "vard_omsorg": "Vård- och omsorgsnämnd",
    "teknisk": "Teknisk nämnd",
    "samhallsbyggnad": "Samhällsbyggnadsnämnd",
    "valnamnd": "Valnämnd",
    "overformyndare": "Överförmyndarnämnd",
    "revision": "Revision",
}
POLITICS, LEISURE, CULTURE = "Politisk verksamhet", "Turism- och fritidsverksamhet", "Kulturverksamhet"
CENTRAL, DEVELOPMENT = "Kommunövergripande verksamhet", "Exploateringsverksamhet"
TECHNICAL = "Teknisk verksamhet - skattefinansierad"
SJOBO_ACTIVITIES = {
    "ks_overgripande": CENTRAL,
    "ks_politisk": POLITICS,
    "ks_turism_fritid": LEISURE,
    "ks_teknisk": TECHNICAL,
    "ks_exploatering": DEVELOPMENT,
    "ks_raddning": "Räddningstjänst",
    "familj_politisk": POLITICS,
    "familj_ifo": "Individ- och familjeomsorg",
    "familj_forskola_skola": "Förskole-, fritidshems- och grundskoleverksamhet",
    "familj_gymnasium": "Gymnasieskola",
    "familj_vuxen_arbete": "Vuxenutbildning, arbetsmarknad och integration",
    "familj_fritid": LEISURE,
    "familj_kultur": CULTURE,
    "vo_politisk": POLITICS,
    "vo_funktionsnedsattning": "Verksamhet för personer med funktionsnedsättning",
    "vo_aldreomsorg": "Äldreomsorg",
    "teknisk_politisk": POLITICS,
    "teknisk_overgripande": CENTRAL,
    "teknisk_skattefinansierad": TECHNICAL,
    "teknisk_fritid": LEISURE,
    "teknisk_kultur": CULTURE,
    "teknisk_exploatering": DEVELOPMENT,
    "sbn_politisk": POLITICS,
    "sbn_miljo": "Miljö- och hälsoskyddsverksamhet",
    "sbn_plan_bygg": "Plan- och byggverksamhet",
    "val": POLITICS,
}
HOOR_COMMITTEES = {
    "kommunfullmaktige": "Kommunfullmäktige",
    "valnamnd": "Valnämnd",
    "revision": "Revision",
    "kommunstyrelse": "Kommunstyrelse",
    "socialnamnd": "Socialnämnd",
    "barn_utbildning": "Barn- och utbildningsnämnd",
    "tillstand_tillsyn": "Tillstånds- och tillsynsnämnd",
    "kultur_arbete_folkhalsa": "Nämnden för kultur, arbete och folkhälsa",
    "va_raddning": "VA/Räddningsnämnd (skattefinansierad del)",
    "va_avgift": "VA (avgiftsfinansierad del)",
    "overformyndare": "Överförmyndarnämnd",
}
HOOR_EARMARKED = {
    "ks_gymnasium": "Gymnasieverksamhet",
    "ks_bostadsanpassning": "Bostadsanpassningsbidrag",
    "soc_ekonomiskt_bistand": "Ekonomiskt bistånd",
    "kaf_badet": "Badet",
}
MAKERS = "kommunbudgets upphovsmän"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree(name: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def exact(value: float | str) -> Decimal:
    return Decimal(str(value))


def printed(municipality: str) -> dict[tuple[str, str, int], Decimal]:
    return {
        (row["committee"], row["activity"], int(row["year"])): exact(row["amount_msek"])
        for row in table("committee_budgets.csv")
        if row["municipality"] == municipality
    }


def totals(municipality: str) -> dict[tuple[str, int], Decimal]:
    return {
        (row["item"], int(row["year"])): exact(row["amount_msek"])
        for row in table("committee_budget_totals_printed.csv")
        if row["municipality"] == municipality
    }


def scenario(name: str) -> Scenario:
    found = tree(name)
    given = units.context(
        years=tuple(found["years"]), base_year=found["base_year"], currency=found["currency"]
    )
    return Scenario.model_validate(found, context=given)


@pytest.mark.parametrize("name", SHIPPED)
def test_is_a_valid_scenario(name: str) -> None:
    assert scenario(name).years == YEARS


@pytest.mark.parametrize("name", [*REAL, *EXAMPLES])
def test_reads_without_a_problem(name: str) -> None:
    reading = pytest.importorskip("models.reading")
    assert reading.read(FOLDER / f"{name}.yaml").base_year == 2024


@pytest.mark.parametrize("name", SHIPPED)
def test_committee_base_is_the_sum_of_its_activities(name: str) -> None:
    s = scenario(name)
    paid: dict[str, float] = {}
    for activity in s.activities.values():
        for committee, share in (activity.shares or {str(activity.committee): 1.0}).items():
            paid[committee] = paid.get(committee, 0.0) + share * activity.base
    for id_, total in paid.items():
        assert s.committees[id_].base == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_activity_answers_at_the_level_of_today(name: str) -> None:
    for response in Figures(scenario=scenario(name)).responses:
        below = [gain for level, gain in response.curve if level < 1]
        assert below
        assert max(below) < 0


@pytest.mark.parametrize("name", SHIPPED)
def test_no_change_is_larger_than_the_margin_of_error(name: str) -> None:
    """As docs/scenarios.md says of all three: indexation lies in the room, and no sign holds."""
    found = certainty(FOLDER / f"{name}.yaml")
    assert found.draws == 200
    assert found.nothing
    moved = [change for change in found.changes if abs(change.difference) > 0.1]
    assert moved
    assert not any(change.outside for change in moved)
    assert all(change.holds is not None and change.holds < 0.9 for change in moved)
    if name == "sjobo-2025":  # within a step of 1 per cent of the polylines
        assert all(abs(change.difference) < 0.01 * change.indexation for change in moved)


@pytest.mark.parametrize(
    ("name", "value", "reallocated"),
    [
        ("sjobo-2025", 57.16, (0.6, 0.9, 1.5)),
        ("hoor-2025", 46.66, (5.1, 6.2, 8.5)),
        ("exempelkoping", 57.98, (3.9, 2.0, 5.7)),
    ],
)
def test_optimum_is_the_known_one(name: str, value: float, reallocated: tuple[float, ...]) -> None:
    """As the changelog states them: V in points, and what is moved against indexation each year in MSEK."""
    result = solve(FOLDER / f"{name}.yaml")
    assert round(result.value, 2) == value
    old = result.plans["indexation"].q.frame
    for year, amount in zip(YEARS, reallocated, strict=True):
        change = [result.frames[c, year] - old[c, year] for c in result.scenario.committees]
        assert round(min(sum(max(x, 0) for x in change), sum(max(-x, 0) for x in change)), 1) == amount


def test_hoor_earmarks_leave_the_rest_above_unchanged_service() -> None:
    result = solve(FOLDER / "hoor-2025.yaml")
    spend, need = result.plans["indexation"].q.spend, result.figures.need
    for year in YEARS:
        assert spend["ks_gymnasium", year] < need["ks_gymnasium", year]
        assert spend["ks_ovrigt", year] > 1.02 * need["ks_ovrigt", year]
        assert (
            result.frames["kommunstyrelse", year] < result.plans["indexation"].q.frame["kommunstyrelse", year]
        )


@pytest.mark.parametrize("name", SHIPPED)
def test_sources_are_said_to_lack_something_and_ranges_have_an_author(name: str) -> None:
    s = scenario(name)
    assert s.missing
    assert s.evidence_ranges is not None
    assert s.evidence_ranges.by == (MAKERS if name in REAL else "Exempel: ekonomikontoret")
    grades = {effect.evidence for effects in s.effects.values() for effect in effects.values()}
    without = {
        effect.evidence
        for effects in s.effects.values()
        for effect in effects.values()
        if effect.se is None and effect.range is None
    }
    assert without <= grades
    assert all(getattr(s.evidence_ranges, str(grade)) for grade in without)


# ------------------------------------------------------------------------------------------------------ Sjöbo


def test_sjobo_base_year_as_printed() -> None:
    s, rows, sums = tree("sjobo-2025"), printed("Sjöbo"), totals("Sjöbo")
    for id_, activity in s["activities"].items():
        committee = SJOBO_COMMITTEES[activity["committee"]]
        assert exact(activity["base"]) == rows[committee, SJOBO_ACTIVITIES[id_], 2024]
        for year, amount in activity.get("fixed", {}).items():
            assert exact(amount) == rows[committee, SJOBO_ACTIVITIES[id_], year]
    for id_, committee in s["committees"].items():
        name = SJOBO_COMMITTEES[id_]
        expected = sums.get((f"sum_{name}_printed", 2024), rows.get((name, POLITICS, 2024)))
        assert exact(committee["base"]) == expected


def test_sjobo_leaves_out_only_rows_that_are_zero_and_financing() -> None:
    s, rows = tree("sjobo-2025"), printed("Sjöbo")
    used = {(SJOBO_COMMITTEES[a["committee"]], SJOBO_ACTIVITIES[id_]) for id_, a in s["activities"].items()}
    used |= {("Överförmyndarnämnd", POLITICS), ("Revision", POLITICS)}
    for (committee, activity, year), amount in rows.items():
        if (committee, activity) not in used and committee != "Finansiering" and year >= 2024:
            assert amount == 0


def test_sjobo_plan_as_printed() -> None:
    plan, rows, sums = tree("sjobo-2025")["plans"]["antagen"], printed("Sjöbo"), totals("Sjöbo")
    activities = tree("sjobo-2025")["activities"]
    assert set(plan["frames"]) == set(SJOBO_COMMITTEES)
    assert set(plan["spend"]) == set(SJOBO_ACTIVITIES)
    for id_, years in plan["spend"].items():
        for year in YEARS:
            committee = SJOBO_COMMITTEES[activities[id_]["committee"]]
            assert exact(years[year]) == rows[committee, SJOBO_ACTIVITIES[id_], year]
    for id_, years in plan["frames"].items():
        own = [a for a in activities if activities[a]["committee"] == id_]
        for year in YEARS:
            name = SJOBO_COMMITTEES[id_]
            assert exact(years[year]) == sums.get(
                (f"sum_{name}_printed", year), rows.get((name, POLITICS, year))
            )
            if own:
                assert exact(years[year]) == sum(exact(plan["spend"][a][year]) for a in own)


def test_sjobo_total_is_what_the_plan_divides() -> None:
    s = tree("sjobo-2025")
    for year, printed_total in zip(YEARS, ("1360.8", "1418.4", "1470.8"), strict=True):
        assert exact(s["frame"]["total"][year]) == exact(printed_total)
        assert sum(exact(years[year]) for years in s["plans"]["antagen"]["frames"].values()) == exact(
            printed_total
        )


def test_sjobo_revenue_in_the_comment() -> None:
    text = (FOLDER / "sjobo-2025.yaml").read_text(encoding="utf-8")
    rows = table("sjobo_financing.csv")
    for year in YEARS:
        total = sum(
            exact(row["amount_msek"])
            for row in rows
            if row["item"] == "SUM_PRINTED"
            and int(row["year"]) == year
            and row["group"] in {"tax_revenue", "state_grants_equalisation"}
        )
        assert f"{total:,}".replace(",", " ").replace(".", ",") in text


AGES = {
    "familj_forskola_skola": ("1-5", "6", "7-9", "10-12", "13-15"),
    "familj_gymnasium": ("16-18",),
    "vo_aldreomsorg": ("65-79", "80-89", "90+"),
}
"""Age classes that the cost of an activity follows in Sjöbo's own model."""
CLASSES = {"1-5": (1, 5), "6": (6, 6), "7-9": (7, 9), "10-12": (10, 12), "13-15": (13, 15), "16-18": (16, 18)}
"""First and last age of the classes of children."""
Counts = dict[str, float]


def price_tags() -> dict[tuple[int, str], Decimal]:
    return {
        (int(row["budget_year"]), row["age_class"]): exact(row["cost_per_inhabitant_tkr"])
        for row in table("sjobo_price_tags.csv")
    }


def population(column: str) -> dict[int, Counts]:
    """Return a column of the printed population by budget year and age class."""
    found: dict[int, Counts] = {}
    for row in table("sjobo_population_by_age.csv"):
        found.setdefault(int(row["budget_year"]), {})[row["age_class"]] = float(row[column])
    return found


def aged(end: Counts, mean: Counts, years: int) -> Counts:
    """Return the mean population that many years ahead, as the file says: children age, others are held.

    Args:
        end: Residents by age class on 31 December of the year from which children age.
        mean: Mean population of that year.
        years: Number of years ahead.
    """
    of_age = {
        age: end[k] / (last - first + 1)
        for k, (first, last) in CLASSES.items()
        for age in range(first, last + 1)
    }

    def after(k: str, n: int) -> float:
        first, last = CLASSES[k]
        return sum(of_age[age - n] for age in range(first, last + 1))

    moving = [k for k in CLASSES if k != "1-5"]
    return mean | {k: (after(k, years - 1) + after(k, years)) / 2 for k in moving}


def weighted(activity: str, mean: Counts) -> float:
    """Return the number that an activity's cost follows, by the price tags of 2024 and the printed means of 2024."""
    tags, today = price_tags(), population("mean_budget_year")[2024]
    tkr = sum(float(tags[2024, k]) * mean[k] for k in AGES[activity])
    mean_tag = sum(float(tags[2024, k]) * today[k] for k in AGES[activity]) / sum(
        today[k] for k in AGES[activity]
    )
    return tkr / mean_tag


def test_sjobo_price_tags_give_the_printed_contributions() -> None:
    """tkr × mean population = mnkr, every row of four budgets; persons in whole numbers 2018."""
    means = {(y, k): n for y, by_class in population("mean_budget_year").items() for k, n in by_class.items()}
    for row in table("sjobo_price_tags.csv"):
        year, k = int(row["budget_year"]), row["age_class"]
        assert float(row["mean_population"]) == means[year, k]
        found = exact(row["cost_per_inhabitant_tkr"]) * exact(row["mean_population"]) / 1000
        assert abs(found - exact(row["municipal_contribution_msek"])) <= exact("0.08"), (year, k)


def test_sjobo_base_amounts_are_price_tags_times_mean_population() -> None:
    """So the whole of each amount follows the number: 461.8, 115.2 and 285.3 of the operating budget."""
    s, tags = tree("sjobo-2025"), price_tags()
    today = population("mean_budget_year")[2024]
    for activity, classes in AGES.items():
        msek = sum(tags[2024, k] * exact(today[k]) for k in classes) / 1000
        assert round(msek, 1) == exact(s["activities"][activity]["base"])
        assert s["activities"][activity]["variable_share"] == "100 %"
    assert {id_ for id_, activity in s["activities"].items() if "driver" in activity} == set(AGES)


def test_sjobo_drivers_follow_from_the_printed_population() -> None:
    """2024 as printed; then children a year older at a time, and the mean of 2024 where nothing can be aged."""
    s = tree("sjobo-2025")
    end, today = population("dec31_same_year")[2024], population("mean_budget_year")[2024]
    assert set(s["drivers"]) == {s["activities"][activity]["driver"] for activity in AGES}
    for activity in AGES:
        series = s["drivers"][s["activities"][activity]["driver"]]
        assert series[2024] == round(weighted(activity, today), 1)
        for year in YEARS:
            ahead = weighted(activity, aged(end, today, year - 2024))
            assert series[year] == pytest.approx(ahead, abs=0.05 + 1e-9)
    # two of them by hand: half of 7–9 at the end of 2024 and of those who are 7–9 a year later; 16–18 in 2027
    assert aged(end, today, 1)["7-9"] == pytest.approx((687 + 2 / 3 * 687 + 219) / 2)
    assert aged(end, today, 3)["16-18"] == pytest.approx(((655 + 2 * 672) / 3 + 672) / 2)


def test_sjobo_lever_of_each_driver_is_how_far_the_same_projection_has_been_off() -> None:
    """From 2017, 2018, 2020 and 2021 to the printed mean three years later; widened to whole per cent."""
    means = {y - 1: by_class for y, by_class in population("mean_year_before").items()}
    means |= population("mean_budget_year")
    ends = {y - 1: by_class for y, by_class in population("dec31_before").items()}
    ends |= population("dec31_same_year")
    s, told = tree("sjobo-2025"), (FOLDER / "sjobo-2025.yaml").read_text(encoding="utf-8")
    page = " ".join((ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8").split())
    expected = {
        "familj_forskola_skola": ("antal_barn", (0.6, 4.6)),
        "familj_gymnasium": ("antal_unga", (-2.2, 6.6)),
        "vo_aldreomsorg": ("antal_aldre", (1.7, 6.2)),
    }
    for activity, (id_, span) in expected.items():
        off = [
            100 * weighted(activity, means[y + 3]) / weighted(activity, aged(ends[y], means[y], 3)) - 100
            for y in (2017, 2018, 2020, 2021)
        ]
        assert (round(min(off), 1), round(max(off), 1)) == span
        lever = s["levers"][id_]
        low, high = min(0, math.floor(min(off))), math.ceil(max(off))
        assert lever["scale"] == [f"{100 + low} %", f"{100 + high} %"]
        assert lever["path"] == f"drivers.{s['activities'][activity]['driver']}.2027"
        for end in span:
            assert swedish(str(abs(end))) in told
            assert str(abs(end)) in page
    at_the_end = weighted("vo_aldreomsorg", population("dec31_same_year")[2024])
    assert round(100 * at_the_end / weighted("vo_aldreomsorg", means[2024]) - 100, 1) == 1.7
    assert round(285.3 * 1.03**3 * 0.062) == 19  # MSEK: what the worst case would cost in 2027


def test_hoor_has_no_drivers_and_says_so() -> None:
    s = tree("hoor-2025")
    assert "drivers" not in s
    assert not any("driver" in activity for activity in s["activities"].values())
    (said,) = [line for line in s["missing"] if "befolkningsprognos" in line]
    assert "inget omdöme" in said


# ------------------------------------------------------------------------------------------------------- Höör


def test_hoor_base_year_as_printed() -> None:
    s, rows = tree("hoor-2025"), printed("Höör")
    assert len(s["committees"]) == 11
    for id_, committee in s["committees"].items():
        assert exact(committee["base"]) == rows[HOOR_COMMITTEES[id_], "total", 2024]
    short = totals("Höör")["sum_committees_printed", 2024] - sum(
        exact(c["base"]) for c in s["committees"].values()
    )
    assert short == exact("0.001")  # the print's own rounding


def test_hoor_totals_as_printed() -> None:
    s, sums = tree("hoor-2025"), totals("Höör")
    for year in YEARS:
        total, central = exact(s["frame"]["total"][year]), exact(s["frame"]["central"][year])
        assert total == sums["sum_committees_printed", year]
        assert central == sums["central_compensation_printed", year]
        assert total + central == sums["total_budget_frame_printed", year]


def test_hoor_index_is_the_growth_of_the_frames_rounded_down() -> None:
    s, sums = tree("hoor-2025"), totals("Höör")
    for year in YEARS:
        growth = sums["sum_committees_printed", year] / sums["sum_committees_printed", year - 1] - 1
        assert s["indexation"]["index"][year] == f"{math.floor(growth * 1000) / 10} %"


def test_hoor_earmarks_as_printed() -> None:
    s = tree("hoor-2025")
    rows = {
        (row["activity"], int(row["year"])): exact(row["amount_msek"])
        for row in table("hoor_earmarked_of_which_2023_2027.csv")
    }
    decided = {d["spend"]: d["equals"] for d in s["decisions"].values() if "spend" in d}
    assert set(decided) == set(HOOR_EARMARKED)
    for id_, name in HOOR_EARMARKED.items():
        assert exact(s["activities"][id_]["base"]) == rows[name, 2024]
        for year in YEARS:
            assert exact(decided[id_][year]) == rows[name, year]


def test_hoor_governing_plan_as_printed() -> None:
    plan, rows = tree("hoor-2025")["plans"]["styret"], printed("Höör")
    for id_, years in plan["frames"].items():
        for year in YEARS:
            assert exact(years[year]) == rows.get((HOOR_COMMITTEES[id_], "total", year), exact(0))
    for year in YEARS:
        assert sum(exact(years[year]) for years in plan["frames"].values()) == exact(plan["total"][year])


@pytest.mark.parametrize(
    ("plan", "sources"),
    [
        ("s", {2025: "S", 2026: "S+MP", 2027: "S"}),
        ("mp", {2025: "MP", 2026: "S+MP", 2027: "MP"}),
        ("v", {2025: "V", 2026: "V"}),
    ],
)
def test_hoor_opposition_as_printed(plan: str, sources: dict[int, str]) -> None:
    s = tree("hoor-2025")
    found = s["plans"][plan]
    rows = {
        (int(row["year"]), row["party"], row["committee"]): row["difference_vs_governing_msek"]
        for row in table("hoor_alternative_budgets_vs_governing.csv")
    }
    assert found["based_on"] == "styret"
    for year in YEARS:
        governing = exact(s["frame"]["total"][year])
        if year not in sources:
            assert all(year not in years for years in found["differences"].values())
            assert exact(found["total"][year]) == governing
            continue
        for id_, years in found["differences"].items():
            assert exact(years[year]) == exact(rows[year, sources[year], HOOR_COMMITTEES[id_]])
        listed = sum(exact(years[year]) for years in found["differences"].values())
        stated = rows[year, sources[year], "TOTAL_DIFFERENCE_AS_STATED"]
        own = max(listed, exact(stated)) if stated else listed
        assert exact(found["total"][year]) == governing + own
        if stated and listed > exact(stated):
            assert listed - exact(stated) <= exact("0.06")


def test_hoor_seats_as_printed() -> None:
    seats = {
        r["party"].lower(): int(r["seats"]) for r in table("council_seats.csv") if r["municipality"] == "Höör"
    }
    parties = tree("hoor-2025")["parties"]
    assert {id_: party["seats"] for id_, party in parties.items()} == seats
    assert sum(seats.values()) == 41
    assert not any("weights" in party for party in parties.values())
    assert tree("hoor-2025")["council"] == {"seats": 41, "source": "data/council_seats.csv"}


def test_hoor_profiles_are_one_for_each_goal_area_by_one_rule_and_nobodys() -> None:
    s = scenario("hoor-2025")
    doubled = []
    for id_, profile in s.profiles.items():
        assert profile.owner == NOBODY
        assert str(profile.name).startswith("Exempel")
        assert str(profile.name).endswith("(inget parti står bakom)")
        assert str(profile.source).startswith("assumption av kommunbudgets upphovsmän")
        assert set(profile.weights.values()) == {2}
        (area,) = {s.goals[g].area for g in profile.weights}
        assert set(profile.weights) == {g for g, goal in s.goals.items() if goal.area == area}, id_
        doubled.append(area)
    assert sorted(doubled, key=str) == sorted({goal.area for goal in s.goals.values()}, key=str)


def test_hoor_example_groups_are_no_party() -> None:
    """They have the council's seats, none has a party's, and each weighs as a profile does, or all goals alike."""
    real, made_up = (read(FOLDER / f"{name}.yaml") for name in ("hoor-2025", "hoor-2025-exempelmajoriteter"))
    assert "påhittade" in made_up.title
    assert not set(real.parties) & set(made_up.parties)
    seats = {party.seats for party in made_up.parties.values()}
    assert not seats & {party.seats for party in real.parties.values()}
    assert sum(party.seats for party in made_up.parties.values()) == 41
    assert len(seats) == len(made_up.parties) == 5
    profiles = [dict.fromkeys(real.goals, 1.0) | profile.weights for profile in real.profiles.values()]
    assert [party.weights for party in made_up.parties.values()] == [
        *profiles,
        dict.fromkeys(real.goals, 1.0),
    ]
    for party in made_up.parties.values():
        assert str(party.name).startswith("Exempelgrupp")
        assert "inget parti står bakom" in str(party.name)
        assert str(party.source).startswith("påhittad")
    names = [party.name for party in real.parties.values()]
    text = (FOLDER / "hoor-2025-exempelmajoriteter.yaml").read_text(encoding="utf-8")
    assert not any(str(name) in text for name in names)
    assert made_up.goals == real.goals
    assert made_up.plans == real.plans


# ---------------------------------------------------------------------------------------- both municipalities


@pytest.mark.parametrize("name", REAL)
def test_present_values_as_published(name: str) -> None:
    s = tree(name)
    values = {
        row["kpi_id"]: exact(row["value"])
        for row in table("kolada_panel_2018_2025.csv")
        if row["municipality_code"] == s["municipality"]["code"] and row["year"] == "2024"
    }
    indicators = [goal["indicator"] for goal in s["goals"].values() if "indicator" in goal]
    assert {indicator["id"] for indicator in indicators} == {"N15033", "N11102", "N15428", "U23401"}
    for indicator in indicators:
        assert exact(indicator["present"]) == values[indicator["id"]]


@pytest.mark.parametrize("name", REAL)
def test_population_as_published(name: str) -> None:
    municipality = tree(name)["municipality"]
    rows = {row["municipality_code"]: row for row in table("scb_municipal_context_2002_2022.csv")}
    assert str(municipality["population"]) == rows[municipality["code"]]["population_prev_dec31"]


def estimates() -> dict[str, tuple[str, str]]:
    """Return the estimate and its standard error by goal, as written in the one file that holds them."""
    return {row["goal"]: (row["estimate"], row["se"]) for row in table("estimates.csv")}


def swedish(figure: str) -> str:
    return figure.replace("-", "−").replace(".", ",")


@pytest.mark.parametrize("name", REAL)
def test_calibrated_effects_follow_from_the_estimates(name: str) -> None:
    s, known = scenario(name), estimates()
    calibrated = {
        f"effects.{a}.{g}": (g, effect)
        for a, effects in s.effects.items()
        for g, effect in effects.items()
        if effect.evidence == "calibrated"
    }
    assert (
        {g for g, _ in calibrated.values()}
        == set(known)
        == {
            "larartathet",
            "personal_forskola",
            "tackning_aldre",
        }
    )
    for path, (g, effect) in calibrated.items():
        estimate, se = (float(figure) for figure in known[g])
        off = round(100 * 1.645 * se / abs(estimate))  # the central 90 per cent
        if g == "tackning_aldre":  # 10 percentage points are 100 points
            assert (effect.shape, effect.at) == ("log", 1.1)
            assert effect.points == pytest.approx(100 * estimate * math.log(1.1) / 10, abs=0.0005)
            assert effect.range == pytest.approx((1 - off / 100, 1 + off / 100))
        else:
            assert (effect.elasticity, effect.se) == (estimate, se)
        assert effect.source is not None
        assert "egen bearbetning av data från Kolada" in effect.source
        assert swedish(known[g][0]) in effect.source
        assert f"medelfel {swedish(known[g][1])}" in effect.source
        lever = next(lever for lever in s.levers.values() if (lever.path or "").startswith(path))
        assert lever.scale == (f"{100 - off} %", f"{100 + off} %")
        assert f"medelfel {swedish(known[g][1])}" in lever.source


def test_estimates_are_those_that_the_notebook_prints() -> None:
    book = json.loads((ROOT / "notebooks" / "5_what_the_data_can_tell.ipynb").read_text(encoding="utf-8"))
    printed_by_it = "".join(
        "".join(output.get("text", "")) for cell in book["cells"] for output in cell.get("outputs", [])
    )
    found = re.findall(r"^(\w+) +stated (\S+) \((\S+)\) +here (\S+) \((\S+)\)$", printed_by_it, re.MULTILINE)
    assert {goal: (estimate, se) for goal, estimate, se, _, _ in found} == {
        goal: (f"{float(estimate):.2f}", f"{float(se):.2f}") for goal, (estimate, se) in estimates().items()
    }
    for goal, estimate, se, here, its_se in found:
        precision = len(estimates()[goal][0].partition(".")[2])
        assert round(float(here), precision) == float(estimate)
        assert round(float(its_se), 2) == float(se)


def test_page_states_the_estimates() -> None:
    page = " ".join((ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8").split())
    for estimate, se in estimates().values():
        signed = f"+{estimate}" if float(estimate) > 0 else estimate.replace("-", "−")
        assert re.search(rf"{re.escape(signed)} .{{0,40}}?\(se {re.escape(se)}\)", page), (signed, se)


@pytest.mark.parametrize("name", REAL)
def test_every_curve_has_the_same_shape(name: str) -> None:
    """A kink would need a source, and there is none."""
    for effects in scenario(name).effects.values():
        for effect in effects.values():
            assert effect.curve is None


@pytest.mark.parametrize("name", REAL)
def test_assumed_effects_share_one_point_per_cent_by_cost(name: str) -> None:
    s = scenario(name)
    figures = Figures(scenario=s)
    part = {"behorighet": 0.2, "vantetid_boende": 0.5}
    for goal in s.goals:
        own = [r for r in figures.responses if r.goal == goal and r.evidence == "assumption"]
        cost = sum(figures.lines[r.members[0]].base for r in own)
        for r in own:
            effect = s.effects[r.members[0]][goal]
            whole = part.get(goal, 1.0) * figures.lines[r.members[0]].base / cost
            assert effect.points == pytest.approx(100 * whole * math.log(1.1), rel=0.002)
            assert slope_today(r.curve) == pytest.approx(100 * whole, rel=0.003)


@pytest.mark.parametrize("name", REAL)
def test_the_base_year_budget_stands_behind_the_weights(name: str) -> None:
    s = scenario(name)
    assert s.weights.rule == "krona_neutral"
    assert s.weights.owner.startswith(f"Basårets budget {s.base_year}, antagen av kommunfullmäktige")
    assert {goal.weight for goal in s.goals.values()} == {1.0}
    assert {profile.owner for profile in s.profiles.values()} <= {NOBODY}


@pytest.mark.parametrize("name", REAL)
def test_every_effect_is_signed(name: str) -> None:
    for effects in scenario(name).effects.values():
        assert {effect.author for effect in effects.values()} == {MAKERS}


@pytest.mark.parametrize("name", REAL)
def test_base_amounts_name_source_level_and_link(name: str) -> None:
    s = tree(name)
    level, link = {
        "sjobo-2025": (r"nivå P", "https://finansiellinfo.se/Sjobo/Budget-2025/Driftbudget.html"),
        "hoor-2025": (
            r"nivå S: avskrift|nivå D: räknat här ur S",
            "https://github.com/Sillen2024/hoor-kommunval",
        ),
    }[name]
    assert link.removeprefix("https://") in (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for part in (*s["committees"].values(), *s["activities"].values()):
        if part["base"]:
            assert re.search(rf"\(({level})\)", part["source"])
            assert link in part["source"]


@pytest.mark.parametrize("name", REAL)
def test_adjustments_name_what_is_carried_as_fixed_and_leave_need_alone(name: str) -> None:
    s = scenario(name)
    named = [
        entry.activity
        for committee in s.committees.values()
        for entries in committee.adjustments.values()
        for entry in entries
    ]
    assert named
    assert all(id_ is not None and s.activities[id_].fixed is not None for id_ in named)


def test_hoor_tax_rates_as_printed() -> None:
    s = tree("hoor-2025")
    own = {
        int(row["year"]): float(row["value"])
        for row in table("index_and_assumptions.csv")
        if (row["area"], row["item"]) == ("Höör", "municipal tax rate") and int(row["year"]) in YEARS
    }
    assert s["frame"]["tax_rate"] == s["plans"]["styret"]["tax_rate"] == own
    proposed = {
        (int(row["year"]), party.lower()): float(row["proposed_tax_rate_pct"])
        for row in table("hoor_alternative_budgets_vs_governing.csv")
        for party in row["party"].split("+")
        if int(row["year"]) in YEARS
    }
    for party in ("s", "mp", "v"):
        assert s["plans"][party]["tax_rate"] == {
            y: proposed[y, party] for y in YEARS if (y, party) in proposed
        }


@pytest.mark.parametrize("name", REAL)
def test_curves_on_results_are_assumptions(name: str) -> None:
    for effects in scenario(name).effects.values():
        if "behorighet" in effects:
            assert effects["behorighet"].evidence == "assumption"
            assert "ingen effekt" in (effects["behorighet"].source or "")


@pytest.mark.parametrize("name", REAL)
def test_every_figure_names_its_source_or_says_assumption(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    plain = {"format", "base_year", "years", "code", "date"}
    bare: list[str] = []

    def walk(node: Any, *, sourced: bool) -> None:
        sourced = sourced or "source" in node
        for key, value in node.items():
            line = lines[node.lc.value(key)[0]]
            if isinstance(value, dict):
                walk(value, sourced=sourced)
            elif (
                sourced
                or isinstance(value, bool)
                or key in plain
                or re.search(r"#.*(assumption|data/)", line)
            ):
                continue
            elif isinstance(value, int | float) or re.fullmatch(r"[\d.]+ %", str(value)):
                bare.append(line.strip())

    walk(YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8")), sourced=False)
    assert not bare


# ------------------------------------------------------------------------------------------------ the example


def test_example_says_that_it_is_made_up() -> None:
    for name in EXAMPLES:
        assert "påhittad" in tree(name)["title"]
        assert "PÅHITTAD" in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]


def test_example_profiles_and_guideline_say_that_they_are_made_up() -> None:
    s = scenario("exempelkoping")
    assert s.profiles
    assert all(
        "Exempel" in profile.owner and "inget parti" in profile.owner for profile in s.profiles.values()
    )
    assert s.frame.result_reserve is not None
    assert str(s.frame.result_reserve.by).startswith("Påhittat")


def test_example_moves_a_task_between_committees() -> None:
    committees = scenario("exempelkoping").committees
    moved = [e for c in committees.values() for e in c.adjustments.get(2025, ()) if e.technical]
    assert {(e.activity, e.technical) for e in moved} == {("ledning", 2.0), ("grundskola", -2.0)}


def test_example_has_a_kink_only_with_a_source() -> None:
    for effects in scenario("exempelkoping").effects.values():
        for goal, effect in effects.items():
            levels = [level for level, _ in effect.curve or ()]
            if levels and levels[-1] > 1:
                assert "knäcken" in str(effect.source), goal


def test_the_example_with_every_key_has_a_plan_and_sets_every_key() -> None:
    solver = pytest.importorskip("solver")
    result = solver.solve(FOLDER / f"{EVERY_KEY}.yaml")
    assert result.certificate.gap < 1e-6
    s = result.scenario
    assert s.frame.result_reserve.use_in == (2026,)
    forms = {
        key
        for effects in s.effects.values()
        for effect in effects.values()
        for key in ("curve", "elasticity", "se", "shape", "at", "points", "range")
        if getattr(effect, key) is not None
    }
    assert forms == {"curve", "elasticity", "se", "shape", "at", "points", "range"}
    assert [entry.activity for entry in s.committees["barn"].adjustments[2025]] == [None, "grundskola"]
    assert s.missing
    assert s.evidence_ranges is not None
    assert s.plans["motforslag"].tax_rate is not None


def test_an_example_names_every_key_with_the_files_that_it_extends() -> None:
    """A new key is shown in its last file, so that the answers to ``exempelkoping.yaml`` stay what they are."""

    def keys(schema: dict[str, Any]) -> set[str]:
        found = set(schema.get("properties", {}))
        return found.union(*(keys(part) for part in schema.get("$defs", {}).values()))

    file, text = f"{EVERY_KEY}.yaml", ""
    while file:
        text += (FOLDER / file).read_text(encoding="utf-8")
        file = tree(Path(file).stem).get("extends")
    wanted = keys(Scenario.model_json_schema()) | {"extends", "change"}
    assert {key for key in wanted if not re.search(rf"(?<![a-z_]){key}:", text)} == set()
