"""Monte Carlo and Sobol indices: against closed forms, against single solves, and the commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from models.problems import ScenarioError
from models.reading import read
from models.variants import vary
from solver import solve
from solver.answer.no_plan import NoPlanError
from solver.levers.parts import varied
from solver.report.progress import SILENCE, Meter
from solver.report.studies import text_of
from solver.studies.montecarlo import QUANTILES, montecarlo
from solver.studies.sampling import indices, interval, saltelli
from solver.studies.sobol import sobol
from solver.sweeping.sweep import Progress
from tests.cases import EVERY_RULE, effect, held, merged, two_committees
from tests.commands import ROOT, command
from tests.test_cli import left, scenario_file
from tests.test_sweep import PATIENCE, kept, until

SCENARIOS = ROOT / "scenarios"
DRAWS = 400


def declared(path, low, high, distribution="uniform", way="set"):
    return {"path": path, way: [low, high], "distribution": distribution, "source": "assumption"}


def drawn(draws=DRAWS, seed=0, *, levers, **sections):
    return montecarlo(read(two_committees(levers=levers, **sections)), draws, seed, effects=False, workers=1)


# ------------------------------------------------------------------------------------------------ Monte Carlo


def triangular(q):
    """Of a triangle over [55, 65] with its top at 60."""
    return 55 + np.sqrt(50 * q) if q < 0.5 else 65 - np.sqrt(50 * (1 - q))


CLOSED = {
    "uniform": lambda q: 55 + 10 * q,
    "triangular": triangular,
    "normal": lambda q: NormalDist(60, 10 / (2 * NormalDist().inv_cdf(0.95))).inv_cdf(q),
}


@pytest.mark.parametrize("distribution", CLOSED)
def test_quantiles_of_v_where_it_is_linear(distribution):
    """Half of V is knowledge, so V moves half a point for each point of its reference, and no frame moves at all."""
    found = drawn(levers={"known": declared("goals.knowledge.reference", 55, 65, distribution)})
    expected = [found.result.value + (CLOSED[distribution](q) - 60) / 2 for q in QUANTILES]
    assert found.value == pytest.approx(expected, abs=0.1)
    for (c, y), quantiles in found.frames.items():
        assert quantiles == pytest.approx([found.result.proposal.q.frame[c, y]] * 5, abs=1e-6)
    assert found.signs
    assert {sign.keeps for sign in found.signs} == {1.0}


def test_the_probability_that_a_change_keeps_its_sign():
    """Care is worth 0.8 per 4.12 MSEK, school 0.9 per 6.18: the money goes to care while its effect is above 0.75."""
    curve = declared("effects.care.safety.curve", "50 %", "150 %", way="scale")
    found = drawn(levers={"effect": curve})
    assert [sign.proposed for sign in found.signs if sign.year == 2025] == pytest.approx([4.12, -4.12])
    for sign in found.signs:
        assert sign.keeps == pytest.approx(0.75, abs=2 / DRAWS)
        assert sign.at_least < 0.75 < sign.at_most
    low, _, middle, _, high = found.differences["care", 2025]
    assert (middle, high) == pytest.approx((4.12, 4.12))
    assert low < -4
    assert "behåller ingen sin riktning i minst nio av tio" in " ".join(text_of(found).split())


def test_draws_that_leave_no_plan_are_counted_and_left_out():
    """Frames of 1 030 may fall by 2 % to 1 009.4, which is 98.99 % of the total: a quarter of the range is below."""
    total = declared("frame.total", "98 %", "102 %", way="scale")
    found = drawn(levers={"total": total}, stability={"max_decrease": "2 %"})
    assert found.without_plan == pytest.approx(DRAWS * (1009.4 / 1019.7 - 0.98) / 0.04, abs=1)
    assert sum(map(np.isfinite, found.answers[:, 0])) == DRAWS - found.without_plan
    assert {row["draws"] for row in found.sign_rows()} == {DRAWS - found.without_plan}
    low, *_, high = (sum(q[k] for (_, y), q in found.frames.items() if y == 2025) for k in range(5))
    assert low == pytest.approx(1009.4 + 0.05 * (1.02 * 1019.7 - 1009.4), abs=0.2)
    assert high == pytest.approx(1009.4 + 0.95 * (1.02 * 1019.7 - 1009.4), abs=0.2)
    for language, text in (("sv", "gränserna inte ihop"), ("en", "leave no plan")):
        assert text in text_of(
            drawn(levers={"total": total}, stability={"max_decrease": "2 %"}, language=language)
        )


def test_each_draw_is_the_answer_of_a_changed_file():
    every = merged(
        EVERY_RULE,
        {
            "levers": {
                "wages": declared("indexation.index", "-1 %", "1 %", "normal", "add"),
                "effect": declared("effects.lessons.knowledge.curve", "50 %", "150 %", "triangular", "scale"),
                "known": declared("goals.knowledge.weight", 0.5, 2),
            }
        },
    )
    found = montecarlo(read(two_committees(**every)), 30, 7, effects=False, workers=1)
    solved = 0
    for n in (0, 11, 15, 20, 29):
        at = dict(zip(found.levers, map(float, found.points[n]), strict=True))
        try:
            result = held(found.scenario, varied(found.scenario, at))
        except NoPlanError:
            assert np.isnan(found.answers[n]).all()
            continue
        solved += 1
        assert found.answers[n, 0] == pytest.approx(result.value, abs=1e-7)
        frames, differences = (f(found.answers)[n] for f in (found.task.frames, found.task.differences))
        for k, key in enumerate(found.task.keys):
            assert frames[k] == pytest.approx(result.proposal.q.frame[key], abs=1e-5)
            indexed = result.plans["indexation"].q.frame[key]
            assert differences[k] == pytest.approx(frames[k] - indexed, abs=1e-9)
    assert solved


def test_no_drawn_effect_is_smaller_than_nothing():
    indicator = {"present": 50, "floor": 0, "target": 100}
    uncertain = {"elasticity": 0.1, "se": 0.2, "lag": ["100 %"], "evidence": "literature", "author": "x"}
    found = montecarlo(
        two_committees(
            goals={"safety": {"reference": None, "indicator": indicator}},
            effects={"care": {"safety": {"curve": None, **uncertain}}},
        ),
        draws=32,
    )
    (size,) = (k for k, lever in enumerate(found.levers) if lever.kind == "size")
    assert found.points[:, size].min() == 0
    assert "minst 0" in text_of(found)


def test_a_latin_hypercube_has_one_draw_in_each_slice():
    found = drawn(64, levers={"known": declared("goals.knowledge.reference", 55, 65)})
    assert sorted(np.floor((found.points[:, 0] - 55) / 10 * 64).astype(int)) == list(range(64))


def test_a_seed_gives_its_draws_and_nought_is_one():
    levers = {"known": declared("goals.knowledge.reference", 55, 65)}
    one, again, other = (drawn(32, seed, levers=levers) for seed in (0, 0, 1))
    assert one.points.tobytes() == again.points.tobytes() != other.points.tobytes()
    assert one.summary() == again.summary()


def test_the_interval_of_a_probability():
    """Wilson's, worked by hand for 8 of 11 (ten independent draws): 0.727 to (0.9194 ± 0.3159) / 1.3842."""
    assert interval(8, 11) == pytest.approx((0.4197, 0.9080), abs=2e-3)
    low, high = interval(400, 400)
    assert high == 1.0
    assert low == pytest.approx(1 / (1 + 1.96**2 / 399), abs=1e-4)


WRONG = {
    "no lever has a distribution": {},
    "a triangle has its top": {"known": declared("goals.knowledge.reference", 61, 65, "triangular")},
    "with known = ": {
        "known": declared("effects.care.safety.curve", "-1 %", "200 %", "normal", "scale"),
    },
    "no plan in any draw": {"total": declared("frame.total", "90 %", "95 %", way="scale")},
}


@pytest.mark.parametrize("told", WRONG)
def test_what_cannot_be_drawn_is_told(told):
    sections = {"stability": {"max_decrease": "2 %"}, "language": "en", "levers": WRONG[told]}
    with pytest.raises(ScenarioError, match=told):
        montecarlo(read(two_committees(**sections)), 16, effects=False, workers=1)


def test_wrong_numbers_of_draws_are_refused():
    for draws, seed, said in (
        (0, 0, "draws"),
        ("10", 0, "draws .*'10'"),
        (1.5, 0, "draws"),
        (10, -1, "seed"),
    ):
        with pytest.raises(ValueError, match=said):
            montecarlo(two_committees(), draws, seed)
    for base, seed, said in ((100, 0, "power of two"), (8, 0, "from 16, not 8"), (64, -1, "seed")):
        with pytest.raises(ValueError, match=said):
            sobol(two_committees(), base, seed)


# ---------------------------------------------------------------------------------------------- Sobol indices


def test_indices_of_ishigami():
    """Ishigami and Homma (1990), a = 7, b = 0.1: known in closed form."""
    x = 2 * np.pi * saltelli(3, 2048, 0) - np.pi
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = indices(y, 3, 0)
    assert found is not None
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert np.all(np.abs(found.first - [0.3139, 0.4424, 0.0]) <= 2 * found.first_error + 1e-3)
    again = indices(y, 3, 0)
    assert again is not None
    assert again.first_error.tobytes() == found.first_error.tobytes()  # nought is a seed


def test_an_answer_that_never_moves_has_no_indices():
    """Nor has one that moves between the two samples alone: there is no spread to divide."""
    still = np.full((16, 3), 0.1)
    assert indices(still.ravel(), 1, 0) is None
    still[3, 1] = 0.2
    assert indices(still.ravel(), 1, 0) is None


def test_indices_where_v_is_linear():
    """V moves half a point for each of a reference: variances 10²/48 and 4²/48, and nothing works together."""
    levers = {
        "known": declared("goals.knowledge.reference", 55, 65),
        "safe": declared("goals.safety.reference", 48, 52),
    }
    found = sobol(read(two_committees(levers=levers)), 256, effects=False, workers=1)
    of_value, *of_frames = found.shares
    assert of_value.deviation == pytest.approx(np.sqrt((100 + 16) / 48), abs=0.02)
    assert of_value.indices is not None
    for index in (of_value.indices.first, of_value.indices.total):
        assert index == pytest.approx([100 / 116, 16 / 116], abs=0.02)
    assert [told.indices for told in of_frames] == [None, None]
    assert found.left_out == 0


def test_base_points_without_a_plan_are_left_out():
    """A quarter of all totals leave none; a base point has two of its own, so a half remains: 0.7525²."""
    levers = {
        "total": declared("frame.total", "98 %", "102 %", way="scale"),
        "known": declared("goals.knowledge.reference", 55, 65),
    }
    found = sobol(
        read(two_committees(levers=levers, stability={"max_decrease": "2 %"}, language="en")),
        256,
        effects=False,
        workers=1,
    )
    assert found.left_out == pytest.approx(256 * (1 - 0.7525**2), abs=12)
    assert f"{found.left_out} of 256 base points are left out" in " ".join(text_of(found).split())


# ---------------------------------------------------------------------------------------------------- reports


@cache
def drawn_once():
    scenario = vary(read(SCENARIOS / "exempelkoping.yaml"), ["levers.loner=null"])
    return montecarlo(scenario, 24, effects=False, workers=1), sobol(scenario, 16, effects=False, workers=1)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_texts_fit_and_never_say_what_to_do(language):
    """Drawn once, and told of the answer in either language, since no figure depends on it."""
    told_in = solve(vary(drawn_once()[0].scenario, [f"language={language}"]))
    texts = [text_of(replace(study, result=told_in), width=100) for study in drawn_once()]
    for text in texts:
        assert max(map(len, text.splitlines())) <= 100
        for word in ("bör ", "optimal budget", " nan", "should "):
            assert word not in text.lower(), word
        for lever in ("Skatteintäkter och bidrag", "Antalet äldre"):
            assert lever in text
        assert ("oberoende av varandra" if language == "sv" else "independently of each other") in text


class Terminal:
    """A stream that says whether it is one."""

    def __init__(self, *, live):
        self.live, self.text = live, ""

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_progress_tells_what_remains():
    times = iter([0.0, 0.0, 10.0, 3610.0])
    stream = Terminal(live=True)
    meter = Meter(stream, "sv", lambda: next(times))
    meter(Progress(done=256, points=1024, earlier=256))
    assert stream.text == f"\r[{'#' * 7}{'-' * 23}] 256 av 1024"
    stream.text = ""
    meter(Progress(done=512, points=1024, earlier=256))  # 256 points in 10 s, 512 remain
    assert stream.text == f"\r[{'#' * 15}{'-' * 15}] 512 av 1024, 0:20 kvar"
    meter(Progress(done=513, points=1024, earlier=256))
    assert stream.text.endswith(f"513 av 1024, {spoken_hours(3610 / 257 * 511)} kvar")
    meter.clear()
    assert stream.text.endswith("\r")


def spoken_hours(seconds):
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def test_progress_is_quiet_where_nobody_looks():
    times = iter([0.0, 1.0, SILENCE + 1, SILENCE + 2])
    stream = Terminal(live=False)
    meter = Meter(stream, "en", lambda: next(times))
    for done in (1, 2, 3):
        meter(Progress(done=done, points=4, earlier=0))
    assert stream.text.count("\n") == 1
    assert "2 of 4" in stream.text
    meter.clear()


# --------------------------------------------------------------------------------------------------- commands


def test_the_commands_leave_tables_and_the_same_bytes(tmp_path):
    levers = {"known": declared("goals.knowledge.reference", 55, 65)}
    path = scenario_file(tmp_path, levers=levers)
    for verb, tables, size, runs in (
        ("montecarlo", ("montecarlo", "signs", "draws"), ("--draws", 60), (1, 2, 2)),
        ("sobol", ("sobol",), ("--base", 16), (1, 2)),
    ):
        seen = []
        for n, workers in enumerate(runs):
            out = tmp_path / verb / str(min(n, 1))  # a third finds the parts of the second
            done = command(verb, path, *size, "--workers", workers, "--out", out, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            seen.append((done.stdout, left(out / "studies" / verb)))
            assert kept(out)
        assert all(one == seen[0] for one in seen)
        assert set(seen[0][1]) == {
            ".kommunbudget.json",
            "result.json",
            "report.html",
            *(f"tables/{name}.csv" for name in tables),
        }
        told = json.loads(command(verb, path, *size, "--out", out, "--json", cwd=tmp_path).stdout)
        assert told["sampling"]["seed"] == 0
        assert told["levers"][0]["source"] == "assumption"


@pytest.mark.parametrize("verb", ["montecarlo", "sobol"])
def test_the_commands_say_what_is_wrong(tmp_path, verb):
    path = scenario_file(tmp_path, levers={"known": declared("goals.knowledge.reference", 55, 65)})
    size = ("--draws", 16) if verb == "montecarlo" else ("--base", 16)
    log = {**effect({}), "curve": None, "shape": "log", "at": "110 %", "points": 3}
    smooth = {
        "effects": {"school": {"knowledge": log}, "care": {"safety": log}}
    }  # no shape but the common one
    without = tmp_path / "without"
    without.mkdir()
    for words, text, status in (
        ((path, "--workers", 1, "--cluster", "tcp://x:1"), "--cluster", 2),
        ((path, "--workers", 0), "--workers", 2),
        ((path, "--seed", -1), "--seed", 2),
        ((scenario_file(without, **smooth),), "fördelning", 2),
        ((path, "--set", "frame.total=100", "--set", "stability.max_decrease=2 %"), "", 3),
    ):
        done = command(verb, *words, *size, cwd=tmp_path)
        assert done.returncode == status, done.stdout + done.stderr
        assert text in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()
    if verb == "sobol":
        assert "--base" in command(verb, path, "--base", 100, cwd=tmp_path).stderr


@pytest.mark.parametrize("library", ["scipy", "pyarrow", "SALib"])
def test_a_verb_without_its_extra_says_what_to_install(tmp_path, library):
    path = scenario_file(tmp_path, levers={"known": declared("goals.knowledge.reference", 55, 65)})
    hide = f"import sys; sys.modules[{library!r}] = None; from solver.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hide, "sobol", str(path), "--base", "16"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'kommunbudget[sweep]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


HELD = """
import signal
from pathlib import Path

from solver.cli import main
from solver.sweeping.parts import Parts

write = Parts.write


def held(self, *given):
    write(self, *given)
    Path("reached").touch()
    while True:
        signal.pause()


if __name__ == "__main__":  # workers import this file too
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to Ctrl-C
    Parts.write = held
    main()
"""
"""The command, which says when it has kept its first part and then waits for a signal."""


@pytest.mark.slow
def test_ctrl_c_says_that_the_command_goes_on(tmp_path):
    """Interrupted after its first part; the same command then finds it and ends as one that was never interrupted."""
    path = scenario_file(tmp_path, levers={"known": declared("goals.knowledge.reference", 55, 65)})
    words = ("montecarlo", path, "--draws", 300)  # two parts
    (tmp_path / "held.py").write_text(HELD, encoding="utf-8")
    going = subprocess.Popen(
        [sys.executable, "held.py", *map(str, words), "--workers", "2", "--out", str(tmp_path / "one")],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    until((tmp_path / "reached").exists, going)
    os.killpg(going.pid, signal.SIGINT)
    out, err = going.communicate(timeout=PATIENCE)
    assert going.returncode == 130, err
    assert err.splitlines()[0] == "avbrutet; samma kommando fortsätter där det slutade"
    assert "Traceback" not in err
    assert not out
    assert not (tmp_path / "one" / "studies").exists()
    before = {part: part.stat().st_mtime_ns for part in kept(tmp_path)}
    assert len(before) == 1
    again = command(*words, "--workers", 1, "--out", tmp_path / "one", cwd=tmp_path)
    whole = command(*words, "--workers", 1, "--out", tmp_path / "two", cwd=tmp_path)
    assert again.returncode == whole.returncode == 0, again.stderr + whole.stderr
    assert again.stdout == whole.stdout
    assert left(tmp_path / "one" / "studies") == left(tmp_path / "two" / "studies")
    assert all(part.stat().st_mtime_ns == at for part, at in before.items())


def test_the_studies_are_public():
    import solver

    assert solver.montecarlo is montecarlo
    assert solver.sobol is sobol
    assert Path(solver.montecarlo.__code__.co_filename).name == "montecarlo.py"
