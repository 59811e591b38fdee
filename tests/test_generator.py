"""Made-up municipalities in any size: they read, they have a plan, and they say that they are made up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.reading import check, digest, read
from scenarios.generate import Size, exempelkoping
from solver.answer.stating import state
from solver.program.warm import WarmSolver

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("size", ["1x1x1", "2x3x2", "5x4x3", "17x5x4"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_there_is_always_a_plan(size, seed):
    document = exempelkoping(size, seed)
    assert check(document).problems == ()
    stated = state(read(document))
    optimum = WarmSolver(stated.program).optimise()
    assert optimum is not None
    plan = stated.plan(optimum.x, "proposal")
    assert plan.broken(stated.formulation.families.values()) == ()
    assert plan.value == pytest.approx(optimum.value, abs=1e-6)


def test_the_size_is_what_was_asked_for():
    scenario = read(exempelkoping("3x4x5", 7))
    assert (len(scenario.committees), len(scenario.activities), len(scenario.years)) == (3, 12, 5)
    assert {a.committee for a in scenario.activities.values()} == set(scenario.committees)
    wide = read(exempelkoping(Size(committees=3, activities=4, years=2, goals=5, segments=3), 7, total=900.0))
    assert len(wide.goals) == 5
    assert {len(e.curve) for found in wide.effects.values() for e in found.values()} == {4}
    assert sum(a.base for a in wide.activities.values()) == pytest.approx(900.0, abs=1.0)


def test_it_uses_the_rules_that_a_real_budget_uses():
    families = set(state(read(exempelkoping("17x5x4", 1))).formulation.families)
    assert {
        "account", "balance", "carry_over_room", "reserve_min", "growth_max", "max_decrease", "max_increase",
        "turnover", "floor", "ceiling", "goal_floor", "decided_at_least", "unmeasured_activity", "curve_start",
    } <= families  # fmt: skip


def test_a_seed_is_one_municipality():
    one, again, other = (digest(read(exempelkoping("4x3x2", seed))) for seed in (0, 0, 1))
    assert one == again
    assert one != other


def test_it_says_that_it_is_made_up():
    document = exempelkoping("2x2x2", 0)
    assert "påhittad" in document["title"]
    assert document["municipality"] == {"name": "Exempelköping", "code": "9999", "population": 18462}


def test_the_command_writes_what_the_function_gives(tmp_path):
    command = [sys.executable, "scenarios/generate.py", "4x3x2", "--seed", "5"]
    subprocess.run([*command, "--out", str(tmp_path / "made.yaml")], check=True, cwd=ROOT)
    shown = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, encoding="utf-8").stdout
    text = (tmp_path / "made.yaml").read_text(encoding="utf-8")
    assert text == shown
    assert text.startswith("# Påhittad kommun")
    assert digest(read(tmp_path / "made.yaml")) == digest(read(exempelkoping("4x3x2", 5)))


@pytest.mark.parametrize("text", ["", "17x5", "0x5x4", "17x5x4x3", "a", "17x5x100"])
def test_a_size_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="committees x activities x years"):
        Size.parse(text)


@pytest.mark.slow
def test_the_largest_named_size_fits_in_a_file(tmp_path):
    subprocess.run(
        [sys.executable, "scenarios/generate.py", "20x40x10", "--out", str(tmp_path / "large.yaml")],
        check=True,
        cwd=ROOT,
    )
    assert len(read(tmp_path / "large.yaml").activities) == 800
