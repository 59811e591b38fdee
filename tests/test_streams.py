"""Output on any encoding, into a closed pipe and onto a full disk: no fault of ours, and the proper exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from solver.cli.streams import plainly
from tests.cases import two_committees
from tests.commands import ROOT, command

MAIN = "import sys; sys.argv[0] = 'kommunbudget'; from solver.cli import main; main()"
ENCODINGS = ("cp1252", "latin-1", "cp850", "ascii")
SCENARIO = "liten.yaml"
IMPOSSIBLE = ("--set", "frame.reserve_min=40 %")


@pytest.fixture(autouse=True)
def _small_scenario(tmp_path):
    with (tmp_path / SCENARIO).open("w", encoding="utf-8") as file:
        YAML().dump(two_committees(), file)


def program(*words):
    return [sys.executable, "-c", MAIN, *words]


def environment(encoding="utf-8"):
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": paths}


def ran(folder, encoding, *words):
    return subprocess.run(
        program(*words), cwd=folder, env=environment(encoding), capture_output=True, check=False
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("run", SCENARIO, "--out", "out"), 0),
        (("run", SCENARIO, "--out", "out", *IMPOSSIBLE), 3),
        (("check", SCENARIO, "--set", "frame.total–2025=1"), 2),
        (
            (
                "sensitivity",
                SCENARIO,
                "--out",
                "out",
                "--lever",
                "frame.total",
                "--from",
                "99 %",
                "--to",
                "101 %",
            ),
            0,
        ),
        (("room", SCENARIO, "--out", "out", "--within", "0,1 –"), 2),
        (("--help",), 0),
    ],
    ids=["run", "no plan", "error", "study", "usage", "help"],
)
def test_every_encoding_is_written_in_what_it_can(tmp_path, encoding, words, status):
    """In this process; the next test and those of pipes and disks have processes of their own."""
    done = command(*words, cwd=tmp_path, encoding=encoding)
    text = done.stdout + done.stderr
    assert done.returncode == status, text
    assert "fel i programmet" not in text
    assert "Traceback" not in text
    assert text.strip()


def test_the_text_is_the_same_but_for_what_the_encoding_lacks(tmp_path):
    words = ("run", SCENARIO, "--out", "out")
    whole = ran(tmp_path, "utf-8", *words).stdout.decode("utf-8")
    plain = ran(tmp_path, "ascii", *words).stdout.decode("ascii")
    assert "\u2212" in whole
    assert "?" not in plain
    assert len(plain.splitlines()) == len(whole.splitlines())
    first = whole.splitlines()[0].replace("ö", "o").replace("å", "a").replace("–", "-")
    assert plain.splitlines()[0] == first


def test_characters_have_plain_counterparts():
    def written(text, encoding):
        return text.encode(encoding, "plain-for-this-test").decode(encoding)

    import codecs

    codecs.register_error("plain-for-this-test", plainly)
    assert written("1\u202f254,0 − 3 – 10⁻¹³ ≤ …", "ascii") == "1 254,0 - 3 - 10-13 <= ..."
    assert written("åäö −1", "latin-1") == "åäö -1"
    assert written("åäö 漢", "ascii") == "aao ?"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are told differently")
@pytest.mark.parametrize(("words", "status"), [((), 0), (IMPOSSIBLE, 3)])
def test_a_closed_pipe_ends_quietly_with_the_status_of_the_answer(tmp_path, words, status):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        program("run", SCENARIO, "--out", "out", *words),
        cwd=tmp_path,
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.returncode == status
    assert b"fel" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
    assert (tmp_path / "out" / "result.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_stdout_is_told_in_one_line_and_a_full_stderr_is_not(tmp_path):
    with Path("/dev/full").open("wb") as full:
        words = program("run", SCENARIO, "--out", "out")
        out = subprocess.run(
            words, cwd=tmp_path, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
        err = subprocess.run(
            words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=full, check=False
        )
    assert out.returncode == 2
    told = out.stderr.decode()
    assert "output could not be written" in told
    assert "fel i programmet" not in told
    assert "Exception ignored" not in told
    assert err.returncode == 0
    assert err.stdout
