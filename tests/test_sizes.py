"""Numbers of absurd sizes: whatever a run refuses for them, the check refuses, and says where."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from models.problems import ScenarioError
from models.reading import document, read, write
from models.variants import found_at
from solver.answer.stating import state
from solver.cli import commands
from tests.cases import EVERY_RULE, always, two_committees

NUMBERS = (1e-12, 1e-7, 1e-4, 1e5, 2e6, 1e9, 1e15)
SHARES = ("0.00000001 %", "0.0001 %", "99.99999999 %", "-99.9999 %", "1000 %", "99999 %", "1000000000000 %")
NOT_SIZES = ("years", "base_year", "format", "worlds", "parties", "majorities", "plans", "profiles")


def leaves(value, path=()):
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in below:
        yield from leaves(entry, (*path, key))
    if not isinstance(value, dict | list) and path[0] not in NOT_SIZES:
        yield path, value


def sizes(value):
    if isinstance(value, str):
        return SHARES if value.endswith("%") else ()
    return () if isinstance(value, bool) else NUMBERS


def mutations():
    """Every number of a scenario with every rule, at every size."""
    plain = document(read(two_committees(**EVERY_RULE)))
    return [(path, size) for path, value in leaves(plain) for size in sizes(value)]


def changed(path, size):
    plain = document(read(two_committees(**EVERY_RULE)))
    here = plain
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = size
    return plain


def refused(act, plain):
    """The problems for which a document is refused; none where it is not."""
    try:
        act(plain)
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("part", always(range(4), 1))
def test_a_number_of_any_size_is_refused_at_its_place_or_stated(part):
    """What the model cannot hold is told with the path of a limit, activity, effect or weight of the file."""
    told = 0
    for path, size in mutations()[part::4]:
        plain = changed(path, size)
        if problems := refused(read, plain):
            assert all(problem.path for problem in problems), (path, size)
            continue
        for problem in refused(lambda plain: state(read(plain)), plain):
            assert found_at(plain, problem.path.removesuffix(".2025").removesuffix(".2026")), (path, size)
            assert "orimligt stora eller små" in problem.sv
            told += 1
    assert told


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ("goals.safety.weight=1e9", "goals.knowledge.weight"),
        ("goals.knowledge.weight=1e-9", "goals.knowledge.weight"),
        ("stability.turnover=0.00000001 %", "stability.turnover"),
        ("carry_over.keep_surplus=99.99999999 %", "carry_over.keep_surplus"),
        ("drivers.pupils.2024=0.001", "activities.lessons"),
        ("activities.lessons.unit_cost_max=90000", "activities.lessons.unit_cost_max"),
        ("effects.care.safety.curve.110 %=1e-12", "effects.care.safety"),
        ("complements.together.curve.105 %=1e-12", "complements.together"),
        ("goals.safety.reference=1e9", "goals.safety.reference"),
        ("committees.audit.base=1e-7", "committees.audit"),
        ("frame.revenue=1e9", "frame.revenue"),
        ("stability.max_increase=100000000 %", "stability.max_increase"),
    ],
)
def test_check_and_run_refuse_the_same_with_the_line(tmp_path, change, path):
    file = tmp_path / "x.yaml"
    file.write_text(write(read(two_committees(**EVERY_RULE))), encoding="utf-8")
    told = {}
    for verb in (("check", str(file)), ("run", str(file), "--out", str(tmp_path / "out"))):
        done = CliRunner().invoke(commands, [*verb, "--set", change])
        error = done.exception
        told[verb[0]] = done.stderr + (f"{error}\n" if isinstance(error, ScenarioError) else "")
        assert done.exit_code != 0
    assert told["run"] == told["check"]
    refused = [
        line for line in told["check"].splitlines() if f": {path}" in line and "stämmer det?" not in line
    ]
    assert refused[0].startswith(("--set:1: ", f"{file.as_posix()}:"))
