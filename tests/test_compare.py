"""Two scenarios or two results against each other; the base is always told."""

from __future__ import annotations

import csv

import pytest

from models.reading import read
from solver import ScenarioError, compare, solve
from solver.report.studies import text_of
from tests.cases import merged, two_committees
from tests.independent import formulation
from tests.test_cli import SJOBO, command, left, scenario_file


def test_what_changed_is_told_by_key_with_its_place():
    a, b = read(SJOBO), read(SJOBO, changes=["stability.max_increase=2 %", "goals.stod_lss.weight=3"])
    found = compare(a, b)
    told = {c.path: (c.a, c.b) for c in found.changes}
    assert told["goals.stod_lss.weight"] == (1, 3)
    assert {path for path in told if path.startswith("stability")} == {
        f"stability.max_increase.{y}" for y in a.years
    }
    assert all(c.place_a.startswith("sjobo-2025.yaml:") for c in found.changes)
    assert all(c.place_b.startswith("--set") for c in found.changes)


def test_a_thing_compared_with_itself_differs_in_nothing():
    found = compare(SJOBO, SJOBO)
    assert not found.changes
    assert not found.tightened
    assert not found.eased
    assert found.crossed == pytest.approx(found.a.by_plan["proposal"])
    differences = [r["difference"] for r in found.rows() if r["difference"] != ""]
    assert differences
    assert not any(differences)


def test_differences_are_those_of_two_independent_solves():
    one, other = two_committees(), two_committees(frame={"total": {2025: 1030, 2026: 1061}})
    found = compare(one, other)
    first, second = (formulation.solve(read(d)) for d in (one, other))
    for (c, y), amount in second.frames.items():
        assert found.b.frames["proposal", c, y] == pytest.approx(amount, abs=1e-5)
        assert found.a.frames["proposal", c, y] == pytest.approx(first.frames[c, y], abs=1e-5)
    rows = {(r["plan"], r["quantity"]): r for r in found.rows() if r["quantity"] == "value"}
    assert rows["proposal", "value"]["difference"] == pytest.approx(second.value - first.value, abs=1e-6)


def test_the_value_of_b_by_as_measure_agrees_with_the_independent_formulation():
    a = read(SJOBO)
    b = read(SJOBO, changes=["goals.stod_lss.weight=5", "indexation.index=3.5 %"])
    found = compare(a, b)
    q = found.b.result.proposal.q
    value, _ = formulation.evaluate(a, q.frame, q.spend)
    assert found.crossed == pytest.approx(value, abs=1e-9)
    assert found.crossed <= found.a.by_plan["proposal"] + 1e-6


def test_saved_results_are_compared_by_their_tables(tmp_path):
    one, other = two_committees(), two_committees(stability={"max_increase": "0.1 %", "max_decrease": "4 %"})
    folders = [solve(d).save(tmp_path / name) for name, d in (("a", one), ("b", other))]
    saved, live = compare(*folders), compare(one, other)
    assert saved.a.frames == pytest.approx(live.a.frames)
    assert saved.b.by_plan == pytest.approx(live.b.by_plan)
    assert set(saved.a.attainment) == set(live.a.attainment)
    assert set(saved.tightened) == set(live.tightened)
    assert "A (jämförelsebas)" in text_of(saved)
    mixed = compare(folders[0] / "result.json", other)
    assert mixed.b.by_plan == pytest.approx(live.b.by_plan)
    assert {(c.path, c.a, c.b) for c in mixed.changes} == {(c.path, c.a, c.b) for c in live.changes}
    assert "stability.max_increase" in text_of(mixed)
    assert "Skolnämnden" in text_of(mixed)


def test_other_committees_and_years_are_shown_as_missing():
    other = merged(
        two_committees(), {"committees": {"audit": {"name": "Revisionen", "base": 2}}, "years": [2025]}
    )
    other["frame"] = {"total": {2025: 1022}}
    found = compare(two_committees(), other)
    assert list(found.committees) == ["school", "care", "audit"]
    assert found.years == (2025, 2026)
    assert found.crossed is None
    text = text_of(found, every_year=True)
    line = next(line for line in text.splitlines() if line.startswith("Revisionen"))
    assert line.split()[1:] == ["2,0", "–", "2,0", "–", "–"]


def test_two_years_budgets_are_compared_in_the_years_that_both_have():
    """Last year's plan years 2025 and 2026 beside this year's 2026 and 2027; V is not of the same years."""
    this_year = two_committees(base_year=2025, years=[2026, 2027])
    this_year["frame"]["total"] = {2026: 1050, 2027: 1080}
    this_year["committees"]["audit"] = {"name": "Revisionen", "base": 2}
    found = compare(two_committees(), this_year)
    assert found.told_years == (2026,)
    assert found.reallocated(2025) is None
    assert found.reallocated(2026) > 0
    text = text_of(found)
    assert "Räkneförslagens ramar 2026" in text
    assert "Räkneförslagens ramar 2025" not in text
    assert "A och B har inte samma planår" in text
    line = next(line for line in text.splitlines() if line.startswith("Revisionen"))
    assert line.split()[1] == "–", "its base is of 2025, and the column of 2024"


def test_a_change_in_a_list_of_adjustments_is_told_by_its_own_key():
    first, second = ([{"technical": 2, "source": "ett underlag"}, {"one_off": n}] for n in (1, 3))
    a, b = (
        two_committees(committees={"school": {"adjustments": {2025: entries}}}) for entries in (first, second)
    )
    (change,) = compare(a, b).changes
    assert (change.path, change.a, change.b) == ("committees.school.adjustments.2025.1.one_off", 1, 3)


def test_currencies_meet_in_one():
    thousand = two_committees(
        currency="TSEK",
        frame={"total": {2025: 1019700, 2026: 1050291}},
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
    )
    found = compare(two_committees(), thousand)
    assert found.b.frames == pytest.approx(found.a.frames, abs=1e-6)


def test_rounded_columns_add_up_to_within_rounding_and_say_so():
    text = text_of(compare(SJOBO, read(SJOBO, changes=["goals.stod_lss.weight=5"])))
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Räkneförslagens ramar 2025"))
    rows = lines[start + 4 :][: len(read(SJOBO).committees) + 3]

    amounts = [[part for part in row.split("  ") if part.strip()] for row in rows if not row.startswith("─")]
    for k in (2, 3):
        column = [float(r[k].strip().replace("\u202f", "").replace(",", ".")) for r in amounts]
        assert sum(column[:-1]) == pytest.approx(column[-1], abs=0.05 * len(column) + 1e-9)
    assert "Avrundat; summor kan avvika i sista siffran." in " ".join(text.split())


def test_no_plan_on_one_side():
    found = compare(two_committees(), two_committees(goals={"knowledge": {"minimum": 95}}))
    assert not found.b.solved
    assert found.summary()["b"]["status"] == "no_plan"
    assert "B lämnar ingen plan" in text_of(found)


def test_what_is_no_result_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="inget läsbart resultat"):
        compare(tmp_path, SJOBO)


def test_the_command(tmp_path):
    path = scenario_file(tmp_path)
    out = tmp_path / "out"
    assert command("run", path, "--out", out).returncode == 0
    before = left(out)
    done = command("compare", path, "--set", "frame.total.2025=1030", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "jämfört med A" in done.stdout
    assert "frame.total.2025" in done.stdout
    after = left(out)
    assert {name: after[name] for name in before} == before
    (table,) = [text for name, text in after.items() if name.endswith("comparison.csv")]
    rows = list(csv.DictReader(table.decode().splitlines()))
    assert {"input", "value", "frame", "attainment"} <= {r["quantity"] for r in rows}
    assert command("compare", path).returncode == 2
    done = command("compare", path, "--set", "goals.knowledge.minimum=95", "--out", out)
    assert done.returncode == 3
    assert command("compare", out, path, "--out", out).returncode == 0


def test_two_results_are_compared_by_key_like_the_scenarios_they_came_from(tmp_path):
    """A saved result holds its input: the same keys, names, base year and frames as comparing the scenarios."""
    one, two = (
        two_committees(),
        two_committees(frame={"total": {2025: 1025}}, goals={"safety": {"weight": 2}}),
    )
    solve(one).save(tmp_path / "a")
    solve(two).save(tmp_path / "b")
    saved, live = compare(tmp_path / "a", tmp_path / "b"), compare(read(one), read(two))
    assert {(c.path, c.a, c.b) for c in saved.changes} == {(c.path, c.a, c.b) for c in live.changes}
    assert {c.path for c in saved.changes} == {"frame.total.2025", "goals.safety.weight"}
    assert (saved.a.committees, saved.a.goals, saved.a.base_year) == (live.a.committees, live.a.goals, 2024)
    assert saved.a.base == pytest.approx(live.a.base)
    for key, amount in live.b.frames.items():
        assert saved.b.frames[key] == pytest.approx(amount, abs=1e-8)
