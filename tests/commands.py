"""The command line as tests run it: in this process, or in one of its own where that is what is tested."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solver.cli import main

ROOT = Path(__file__).parents[1]


def command(*words, cwd=ROOT, encoding="utf-8"):
    """Run the command in this process, which has the libraries loaded, with standard streams of an encoding."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding=encoding) for name in ("stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setenv("MPLBACKEND", "agg")
        patch.setattr(sys, "argv", ["kommunbudget", *map(str, words)])
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        sys.stdout.flush()  # main has wrapped both
        sys.stderr.flush()
        told = {name: stream.buffer.getvalue().decode(encoding) for name, stream in streams.items()}
    return subprocess.CompletedProcess(words, status, **told)


def process(*words, cwd=ROOT, **environment):
    """Run the command in a process of its own, as people do."""
    return subprocess.run(
        [sys.executable, "-m", "solver", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )
