"""HiGHS that cannot be loaded is told in a sentence, with what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCENARIO = str(ROOT / "scenarios" / "exempelkoping.yaml")
UNDEFINED = "highspy/_core.so: undefined symbol: _ZN5Highs13releaseMemoryEv"
"""What the loader says where OR-tools has loaded its own HiGHS before."""
REFUSE = """
import importlib.abc, sys, types
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "highspy":
            raise {error}
sys.meta_path.insert(0, Refuse())
{before}
sys.argv[0] = "kommunbudget"
"""
ORTOOLS = "sys.modules['ortools'] = types.ModuleType('ortools')"


def ran(folder, error, before, then):
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-c", REFUSE.format(error=error, before=before) + then, "run", SCENARIO],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("error", "before", "told"),
    [
        (f"ImportError({UNDEFINED!r})", ORTOOLS, "OR-tools has already loaded another HiGHS"),
        (f"ImportError({UNDEFINED!r})", "", "another library has already loaded another HiGHS"),
        ("ModuleNotFoundError('no highspy', name='highspy')", "", "pip install highspy"),
        ("ImportError('no such file')", "", "cannot be loaded (no such file)"),
    ],
)
def test_the_command_says_why(tmp_path, error, before, told):
    done = ran(tmp_path, error, before, "from solver.cli import main; main()")
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout


def test_a_program_gets_an_import_error_that_says_why(tmp_path):
    then = "\ntry:\n    from solver import solve\nexcept ImportError as error:\n    print(error)"
    done = ran(tmp_path, f"ImportError({UNDEFINED!r})", ORTOOLS, then)
    assert "run them in processes of their own" in done.stdout
