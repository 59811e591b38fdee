"""Maps of weights: against solving again, regions worked by hand, and the convexity that theory asks for."""

from __future__ import annotations

import csv
import json
import pickle

import numpy as np
import pytest

from models.figures import Figures
from models.problems import ScenarioError
from models.reading import read
from models.variants import vary
from solver import weight_map
from solver.levers.engine import Engine
from solver.report.studies import text_of
from solver.studies.weight_map import Weighing, grid, regions
from tests.cases import held, two_committees
from tests.test_cli import command, left, scenario_file

SJOBO, HOOR, EXAMPLE = (f"scenarios/{name}.yaml" for name in ("sjobo-2025", "hoor-2025", "exempelkoping"))
PAIR = ("Lärande", "Trygghet och omsorg")
TRIPLE = (*PAIR, "Samhälle")
AREAS = {
    "goals": {
        "knowledge": {"area": "Kunskap"},
        "safety": {"area": "Trygghet"},
        "other": {"name": "Annat", "area": "Annat", "weight": 1, "reference": 50},
    }
}


def small(**sections):
    """One year and a third goal that nothing moves."""
    return two_committees(years=[2025], frame={"total": {2025: 1019.7, 2026: None}}, **AREAS, **sections)


def with_weights(scenario, parts, areas):
    """The file with stated weights that give areas these parts of the first year's weight."""
    weight, first = Figures(scenario=scenario).weight, scenario.years[0]
    inside = {area: [g for g in scenario.goals if scenario.goals[g].area == area] for area in areas}
    now = {area: sum(weight[g, first] for g in goals) for area, goals in inside.items()}
    rest = (1 - sum(parts)) / (1 - sum(now.values())) if 1 - sum(now.values()) > 1e-9 else 0.0
    times = dict.fromkeys(scenario.goals, rest)
    for area, part in zip(areas, parts, strict=True):
        times |= dict.fromkeys(inside[area], part / now[area])
    return vary(scenario, [f"goals.{g}.weight={scenario.goals[g].weight * t!r}" for g, t in times.items()])


@pytest.mark.parametrize(
    ("scenario", "areas"), [(SJOBO, PAIR), (HOOR, TRIPLE), (EXAMPLE, ("Lärande", "Trygghet"))]
)
def test_points_are_what_solving_the_changed_file_gives(scenario, areas):
    found = weight_map(scenario, areas, 6, workers=1)
    assert found.values[0] == pytest.approx(found.result.value, abs=1e-6)
    np.testing.assert_allclose(
        found.frames[0], [found.result.frames[key] for key in found.task.keys], atol=2e-6
    )
    inside = np.flatnonzero((found.points > 0).all(axis=1) & (found.points.sum(axis=1) < 1))
    for n in np.random.default_rng(0).choice(inside, 4, replace=False):
        again = held(found.scenario, with_weights(found.scenario, found.points[n].tolist(), areas))
        assert found.values[n] == pytest.approx(again.value, abs=2e-6)
        np.testing.assert_allclose(found.frames[n], [again.frames[key] for key in found.task.keys], atol=2e-6)


def test_weights_keep_proportions_and_add_up():
    scenario = read(HOOR)
    figures = Figures(scenario=scenario)
    now = np.array(
        [[figures.discount[y] * figures.weight[g, y] for y in figures.outcome_years] for g in figures.goals]
    )
    for areas in (PAIR, TRIPLE):
        task = Weighing(scenario=scenario, areas=areas)
        np.testing.assert_allclose(task.weights(task.stated), now, atol=1e-15)
        for parts in grid(task.stated, 5):
            weights = task.weights(parts)
            assert weights.sum() == pytest.approx(1, abs=1e-12)
            for name, part in zip(areas, parts, strict=True):
                inside = [n for n, g in enumerate(figures.goals) if scenario.goals[g].area == name]
                first, before = weights[:, 0] / figures.discount[figures.years[0]], now[:, 0]
                assert first[inside].sum() == pytest.approx(part, abs=1e-12)
                np.testing.assert_allclose(
                    first[inside] * before[inside].sum(), before[inside] * part, atol=1e-12
                )
    np.testing.assert_allclose(grid(task.stated, 5).sum(axis=1), task.stated.sum())


def kind_by_hand(a, b):
    """Which way money goes: a krona of school is worth 0.9/6.18 points below and 0.3/6.18 above, of care 0.8 and 0.4.

    The total is 10.3 short. The dearer keeps what it has; it gets more if even that is worth more than the other's.
    """
    school, more_school = a * 0.9 / 6.18, a * 0.3 / 6.18
    care, more_care = b * 0.8 / 4.12, b * 0.4 / 4.12
    sums = [("to care", more_care - school), ("school cut", care - school), ("care cut", school - care)]
    if more_school > care:
        return "to school", more_school - care
    kind = next((kind, by) for kind, by in sums if by > 0)
    return kind[0], min(abs(more_care - school), abs(care - school), abs(more_school - care))


def test_regions_worked_by_hand():
    found = weight_map(small(), ("Kunskap", "Trygghet"), 20, workers=1)
    kinds = {}
    for n in range(1, len(found.points)):
        a, b = found.points[n]
        kind, clear = kind_by_hand(a, b) if a + b else ("", 0)
        if clear > 1e-6:
            kinds.setdefault(kind, set()).add(int(found.regions[n]))
    assert len(kinds) == 4
    assert all(len(ids) == 1 for ids in kinds.values()), kinds
    assert kinds["school cut"] == {1}, "as with the stated weights, which are equal"
    (only,) = kinds["care cut"]
    members = found.frames[found.regions == only]
    school = found.task.keys.index(("school", 2025))
    np.testing.assert_allclose(members[:, school], 618, atol=1e-6)
    counts = np.bincount(found.regions[1:])
    assert found.same == pytest.approx(counts[1] / (len(found.points) - 1))


@pytest.mark.parametrize(("scenario", "areas"), [(SJOBO, PAIR), (HOOR, TRIPLE)])
def test_where_one_plan_is_the_answer_is_convex(scenario, areas):
    """Between two points with the same plan every point has it: the objective is linear in weights."""
    steps = 12
    task = Weighing(scenario=read(scenario), areas=areas)
    points = grid(task.stated, steps)
    engine = Engine(task.scenario)
    answers = [engine.at_weights(task.stated_weights(parts)) for parts in points]
    plans = regions(np.array([[*p.frames, *p.spend] for p in answers]), np.arange(len(points), dtype=float))
    place = {tuple(np.rint(p[:2] / points[:, :2].max() * steps).astype(int)): n for n, p in enumerate(points)}
    checked = 0
    for at, n in place.items():
        for other, m in place.items():
            middle = tuple((x + y) // 2 for x, y in zip(at, other, strict=True))
            even = all((x + y) % 2 == 0 for x, y in zip(at, other, strict=True))
            if n < m and even and plans[n] == plans[m]:
                assert plans[place[middle]] == plans[n], (at, other)
                checked += 1
    assert checked > 20


def test_the_engine_forgets_weights_that_were_asked_for():
    scenario = read(SJOBO)
    task = Weighing(scenario=scenario, areas=PAIR)
    engine = Engine(scenario)
    before = engine.at(())
    other = engine.at_weights(task.stated_weights(np.array([0.8, 0.1])))
    after = engine.at(())
    assert abs(other.value - before.value) > 0.1
    assert after.value == pytest.approx(before.value, abs=1e-9)
    np.testing.assert_allclose(after.frames, before.frames, atol=1e-7)


def test_regions_are_numbered_from_the_stated_weights():
    found = weight_map(HOOR, TRIPLE, 8, workers=1)
    assert found.regions[0] == 1
    assert found.distance[0] == pytest.approx(0, abs=1e-12)
    first = [found.distance[found.regions == r].min() for r in range(1, found.regions.max() + 1)]
    assert first == sorted(first)
    others = found.distance[found.regions != 1]
    assert found.nearest == pytest.approx(others.min())
    for n in range(len(found.points)):
        same = np.abs(found.frames - found.frames[n]).max(axis=1) <= 1e-7
        assert len(set(found.regions[same])) == 1


@pytest.mark.slow
def test_two_workers_answer_as_one_and_an_interrupted_map_goes_on(tmp_path):
    pytest.importorskip("pyarrow")
    asked = (small(), ("Kunskap", "Trygghet"), 30)
    one = weight_map(*asked, workers=1)
    two = weight_map(*asked, workers=2, folder=tmp_path)
    np.testing.assert_array_equal(one.answers, two.answers)
    told = []
    again = weight_map(*asked, workers=1, folder=tmp_path, progress=told.append)
    np.testing.assert_array_equal(one.answers, again.answers)
    assert told[-1].earlier == told[-1].points
    assert pickle.loads(pickle.dumps(one.task)).key == one.task.key  # noqa: S301 - ours
    assert Weighing(scenario=one.scenario, areas=("Trygghet", "Kunskap")).key != one.task.key


def test_tables_hold_the_map(tmp_path):
    found = weight_map(small(), ("Kunskap", "Trygghet"), 4, workers=1)
    folder = found.save(tmp_path)
    assert folder.name == "weight-map"
    with (folder / "tables" / "map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * (15 + 1)
    with (folder / "tables" / "regions.csv").open(encoding="utf-8") as file:
        frames = list(csv.DictReader(file))
    counted = {r["region"]: int(r["points"]) for r in frames}
    assert sum(counted.values()) == 15
    for r in frames:
        member = next(int(p["point"]) for p in rows if p["region"] == r["region"])
        k = found.task.keys.index((r["committee"], int(r["year"])))
        assert float(r["value"]) == pytest.approx(found.frames[member, k], abs=2e-6)
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert told["stated"] == pytest.approx([1 / 3, 1 / 3])
    assert left(weight_map(small(), ("Kunskap", "Trygghet"), 4, workers=1).save(tmp_path / "x")) == left(
        folder
    )


def test_the_reports_of_a_map_and_of_a_triangle():
    pair = text_of(weight_map(small(), ("Kunskap", "Trygghet"), 4, workers=1))
    assert "övriga mål delar på resten" in " ".join(pair.split())
    three = weight_map(small(language="en"), ("Kunskap", "Trygghet", "Annat"), 4, workers=1)
    text = " ".join(text_of(three).split())
    assert "all ways to divide the weight that the three have together" in text
    assert f"{three.same * 100:.1f}% of the map's 15 points" in text


@pytest.mark.parametrize(
    ("areas", "says"),
    [
        (("Kunskap",), "två eller tre"),
        (("Kunskap", "Kunskap"), "olika"),
        (("Kunskap", "Tryghet"), "Trygghet"),
    ],
)
def test_wrong_areas_are_refused(areas, says):
    with pytest.raises(ScenarioError, match=says):
        weight_map(small(), areas, 4, workers=1)


def test_two_areas_that_weigh_everything_are_a_line():
    scenario = two_committees(goals={"knowledge": {"area": "Kunskap"}, "safety": {"area": "Trygghet"}})
    with pytest.raises(ScenarioError, match="sensitivity"):
        weight_map(scenario, ("Kunskap", "Trygghet"), 4, workers=1)


def test_the_command_leaves_the_tables(tmp_path):
    path = scenario_file(tmp_path, **AREAS)
    words = "weight-map", path, "--areas", "Kunskap, Trygghet", "--steps", "4", "--workers", "1"
    done = command(*words, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Vikterna på Kunskap och Trygghet" in done.stdout
    assert (tmp_path / "out/studies/weight-map/tables/regions.csv").is_file()
    again = command(*words, "--out", tmp_path / "out", "--json")
    assert json.loads(again.stdout)["points"] == 15
    wrong = command("weight-map", path, "--areas", "Kunskap,Annan", "--out", tmp_path / "none")
    assert wrong.returncode == 2
    assert "goal area" in wrong.stderr or "målområde" in wrong.stderr
    assert not (tmp_path / "none").exists()
