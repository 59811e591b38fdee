"""What a command imports: a library that an answer does not need is not waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.reading import read, write
from scenarios.generate import exempelkoping

ROOT = Path(__file__).parent.parent
NEVER = {
    *("scipy", "SALib", "linearmodels", "pyarrow", "distributed"),
    *("pandas", "matplotlib.pyplot", "pyomo.environ"),
}
"""What is for large problems and for studies of their own; of Pyomo and matplotlib, all that is not used."""
REPORT = {"matplotlib", "jinja2", "xlsxwriter", "solver.report.html"}
"""What writes the files of a run."""
LOADED = """
import sys
from solver.cli import main
sys.argv[0] = "kommunbudget"
main()
print("\\n" + " ".join(sys.modules))
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("loaded") / "small.yaml"
    path.write_text(write(read(exempelkoping("2x3x2", 1))), encoding="utf-8")
    return path


def loaded(*words):
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_a_check_waits_for_no_report_and_no_follow_up(scenario):
    modules = loaded("check", str(scenario))
    assert "pyomo.core" in modules
    assert modules & (NEVER | REPORT | {"models.follow_up.reading"}) == set()


def test_a_run_of_a_small_scenario_waits_for_no_library_of_large_ones(scenario, tmp_path):
    modules = loaded("run", str(scenario), "--out", str(tmp_path / "out"))
    assert modules >= REPORT
    assert modules & NEVER == set()
