"""The command line: statuses, streams, files left behind, and what it does not import."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.cases import two_committees
from tests.commands import ROOT, command, process

SJOBO = ROOT / "scenarios" / "sjobo-2025.yaml"
FILES = {
    ".kommunbudget.json",
    "result.json",
    "report.html",
    "report.xlsx",
    *(f"tables/{name}.csv" for name in ("frames", "spend", "attainment", "marginals", "moves", "bridge")),
}


def scenario_file(folder, **changes):
    path = folder / "exempel.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(two_committees(**changes), file)
    return path


def left(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """What a run of Sjöbo in a process of its own has left, and what it has printed."""
    out = tmp_path_factory.mktemp("real") / "out"
    other = (
        "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    )  # strings hash otherwise than in this process
    return out, process("run", SJOBO, "--out", out, PYTHONHASHSEED=other)


def test_run_on_a_real_scenario(real):
    out, done = real
    assert done.returncode == 0, done.stderr
    assert "Familjenämnd" in done.stdout
    assert set(left(out)) == FILES
    told = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert told["status"] == "optimal"
    assert told["value"] > told["baselines"]["indexation"]["value"]
    assert abs(told["certificate"]["gap"]) < 1e-6
    assert told["certificate"]["recomputed_value"] == pytest.approx(told["value"])
    assert "sjobo-2025.yaml" in told["provenance"]["inputs"]
    with (out / "tables" / "frames.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    handed = sum(
        float(r["value"])
        for r in rows
        if (r["plan"], r["year"], r["quantity"]) == ("proposal", "2025", "frame")
    )
    assert handed <= 1360.8 + 1e-6
    assert {r["unit"] for r in rows} == {"MSEK"}


def test_the_default_folder_is_named_after_the_scenario(tmp_path):
    path = scenario_file(tmp_path)
    done = command("run", path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(left(tmp_path / "results" / "exempel")) == FILES


def test_json_is_the_file(tmp_path):
    path = scenario_file(tmp_path)
    done = command("run", path, "--out", tmp_path / "out", "--json")
    assert json.loads(done.stdout) == json.loads(
        (tmp_path / "out" / "result.json").read_text(encoding="utf-8")
    )


def test_set_changes_the_scenario_and_is_remembered(tmp_path):
    path = scenario_file(tmp_path)
    done = command("run", path, "--out", tmp_path / "out", "--set", "frame.total.2025=1030", "--json")
    told = json.loads(done.stdout)
    assert told["provenance"]["changes"] == ["frame.total.2025=1030"]
    with (tmp_path / "out" / "tables" / "frames.csv").open(encoding="utf-8") as file:
        total = [
            r["value"]
            for r in csv.DictReader(file)
            if (r["plan"], r["year"], r["quantity"]) == ("proposal", "2025", "total")
        ]
    assert total == ["1030.0"]


def test_amounts_leave_in_the_files_currency(tmp_path):
    path = scenario_file(
        tmp_path,
        currency="TSEK",
        frame={"total": {2025: 1019700, 2026: 1050291}},
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
    )
    done = command("run", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out" / "tables" / "frames.csv").open(encoding="utf-8") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if (r["plan"], r["year"], r["committee"]) == ("proposal", "2025", "care")
        ]
    assert [(float(r["value"]), r["unit"]) for r in rows] == [(pytest.approx(412000), "TSEK")]


def test_two_runs_leave_the_same_bytes(real, tmp_path):
    """In a process of its own, and in this one where strings hash otherwise and much has been loaded before."""
    out, first = real
    done = command("run", SJOBO, "--out", tmp_path / "two")
    assert done.returncode == 0, done.stderr
    assert left(out) == left(tmp_path / "two")
    assert done.stdout.replace(str(tmp_path / "two"), str(out)) == first.stdout


def test_no_plan_is_status_3_with_conflict_and_relief(tmp_path):
    path = scenario_file(tmp_path, stability={"max_decrease": "0.5 %"})
    done = command("run", path, "--out", tmp_path / "out")
    assert done.returncode == 3, done.stderr
    assert "Kraven går inte ihop" in done.stdout
    told = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert told["status"] == "no_plan"
    assert len(told["conflict"]) >= 2
    again = command(
        "run",
        path,
        "--out",
        tmp_path / "relieved",
        *(word for change in told["relief"]["changes"] for word in ("--set", change)),
    )
    assert again.returncode == 0, again.stdout + again.stderr


def test_an_earlier_answer_survives_no_plan(tmp_path):
    path = scenario_file(tmp_path)
    command("run", path, "--out", tmp_path / "out")
    before = left(tmp_path / "out")
    done = command("run", path, "--out", tmp_path / "out", "--set", "stability.max_decrease=0.5 %")
    assert done.returncode == 3
    assert json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))["status"] == "no_plan"
    assert left(tmp_path / "out" / "earlier") == before


@pytest.mark.parametrize(
    "changes", [["frame.total=abc"], ["no.such.path=1"], ["stability.max_increase=0.04"]]
)
def test_a_wrong_file_or_change_is_status_2_and_harms_nothing(tmp_path, changes):
    path = scenario_file(tmp_path)
    command("run", path, "--out", tmp_path / "out")
    before = left(tmp_path / "out")
    done = command("run", path, "--out", tmp_path / "out", *(word for c in changes for word in ("--set", c)))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert left(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("changes", "stage", "said"),
    [
        (["objective.form=maximin"], "least", "Formen maximin"),
        (["objective.form=leximin"], "least", "Formen leximin"),
        (
            ["objective={form: lexicographic, areas: [Vård], tolerance: 1 %}"],
            "Vård",
            "Formen rangordnade målområden",
        ),
        (
            ["objective={form: goal_programming, targets: {safety: 55}}"],
            "shortfall",
            "Formen målprogrammering",
        ),
    ],
)
def test_every_form_of_the_objective_runs(tmp_path, changes, stage, said):
    path = scenario_file(tmp_path, goals={"safety": {"area": "Vård"}})
    done = command("run", path, "--out", tmp_path / "out", *(word for c in changes for word in ("--set", c)))
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    told = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))["objective"]
    assert told["form"] in changes[0]
    assert told["stages"][0]["name"] == stage
    assert told["stages"][-1]["name"] == "weighted"


@pytest.mark.parametrize(
    "words", [["run"], ["run", "nope.yaml"], ["walk"], ["run", "x", "--colour"], ["check"]]
)
def test_a_wrong_command_is_status_2(words, tmp_path):
    done = command(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    path = scenario_file(tmp_path)
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = command("run", path, "--out", tmp_path / "taken")
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


def test_somebodys_own_files_are_left_alone(tmp_path):
    path = scenario_file(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "anteckning.txt").write_text("min", encoding="utf-8")
    command("run", path, "--out", tmp_path / "out")
    assert set(left(tmp_path / "out")) == {*FILES, "anteckning.txt"}
    assert {p.name for p in tmp_path.iterdir()} == {"out", "exempel.yaml"}


def test_check_tells_every_problem_and_solves_nothing(tmp_path):
    path = scenario_file(tmp_path, indexation={"index": 0.03}, weights={"owner": None}, frame={"totla": 1})
    done = command("check", path)
    assert done.returncode == 2
    for part in ("indexation.index", "weights", "frame.totla"):
        assert part in done.stderr
    assert command("check", SJOBO).returncode == 0


def test_new_makes_a_starter_that_runs(tmp_path):
    done = command("new", tmp_path / "start")
    assert done.returncode == 0, done.stderr
    started = Path(done.stdout.strip())
    plainest = ("--set", "objective.form=maximin")  # without the studies that a run of this size makes beside
    assert command("run", started, *plainest, "--out", tmp_path / "out").returncode == 0
    again = command("new", tmp_path / "start")
    assert again.returncode == 2
    assert started.read_bytes() == (ROOT / "scenarios" / "exempelkoping.yaml").read_bytes()


def test_schema_is_json():
    told = json.loads(command("schema").stdout)
    assert {"format", "committees", "extends", "change"} <= set(told["properties"])


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["check", str(SJOBO)]])
def test_quick_verbs_import_no_heavy_library(words):
    """Checking states the model, as a run does, so it needs Pyomo; nothing of it makes tables or draws."""
    script = (
        f"import sys; sys.argv = ['kommunbudget', *{words!r}]\n"
        "try:\n    from solver.cli import main; main()\n"
        "except SystemExit: pass\n"
        "heavy = {m.split('.')[0] for m in sys.modules} & set('pyomo pandas matplotlib highspy scipy'.split())\n"
        "stated = {'pyomo', 'highspy'} if 'check' in sys.argv else set()\n"
        "assert heavy <= stated, heavy\n"
        "assert stated or 'numpy' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_an_interrupt_is_status_130(tmp_path):
    script = (
        "import sys\nfrom solver import cli\n"
        "def stop(*_, **__): raise KeyboardInterrupt\n"
        "sys.modules['solver.cli.run'].read = stop\n"
        "sys.argv = ['kommunbudget', 'run', 'x.yaml']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


def test_an_interrupt_that_python_turned_into_another_error_is_status_130_too(tmp_path):
    """As while a model is being made: Python tells an interrupt in ``__set_name__`` as a RuntimeError."""
    script = (
        "import sys\nfrom solver import cli\n"
        "class Stop:\n    def __set_name__(self, *_): raise KeyboardInterrupt\n"
        "def fail(*_, **__): type('Model', (), {'field': Stop()})\n"
        "def wrapped(*_, **__):\n    try: fail()\n    except KeyboardInterrupt as e: raise RuntimeError('x') from e\n"
        "sys.modules['solver.cli.run'].read = wrapped\n"
        "sys.argv = ['kommunbudget', 'run', 'x.yaml']; cli.main()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False, env=env
    )
    assert done.returncode == 130
    assert done.stderr.splitlines() == ["avbrutet / interrupted"]


def test_python_without_docstrings_is_refused_in_a_sentence():
    words = [sys.executable, "-OO", "-m", "solver", "check", str(SJOBO)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
    assert done.returncode == 2
    assert "run Python without -OO" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unusable_backend_of_matplotlib_is_no_matter(tmp_path):
    words = ("run", scenario_file(tmp_path), "--out", tmp_path / "out", "--plots")
    done = process(*words, MPLBACKEND="module://no.such")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out" / "plots").glob("*.png"))


def test_files_that_are_left_name_the_scenario_relative_to_its_folder(tmp_path):
    path = scenario_file(tmp_path, stability={"max_decrease": "1 %"}, evidence_ranges=None)
    for words in (
        ("run", path, "--out", tmp_path / "out"),
        ("run", path, "--set", "frame.reserve_min=60 %", "--out", tmp_path / "none"),
        ("compare", path, path, "--set", "frame.total=1010", "--out", tmp_path / "out"),
    ):
        command(*words)
    files = left(tmp_path / "out") | left(tmp_path / "none")
    texts = {n: data.decode() for n, data in files.items() if n.endswith((".json", ".csv", ".html"))}
    assert "exempel.yaml:" in texts["result.json"]
    assert "exempel.yaml:" in texts["tables/marginals.csv"]
    assert not [name for name, text in texts.items() if tmp_path.as_posix() in text]


def test_names_that_look_like_formulas_are_text_in_every_csv(tmp_path):
    names = {"school": {"name": "=1+1"}, "care": {"name": "@vård", "source": "+46"}}
    path = scenario_file(tmp_path, committees=names)
    for words in (
        ("evaluate", path, "--template", tmp_path / "mall.csv"),
        ("run", path, "--out", tmp_path / "out"),
        ("prices", path, "--out", tmp_path / "out"),
        ("form", path, "--out", tmp_path / "bok.xlsx"),
        ("import", tmp_path / "bok.xlsx", "--out", tmp_path / "import"),
    ):
        done = command(*words)
        assert done.returncode == 0, done.stderr
    csvs = list(tmp_path.rglob("*.csv"))
    assert len(csvs) > 8
    for file in csvs:
        text = file.read_text(encoding="utf-8-sig")
        rows = csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ",")
        risky = [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@"}]
        assert not risky, (file.name, risky)
    assert "'=1+1" in (tmp_path / "mall.csv").read_text(encoding="utf-8-sig")
    assert "=1+1" in (tmp_path / "import" / "bok.yaml").read_text(encoding="utf-8")


def test_a_fault_of_ours_is_status_1_without_traceback(tmp_path):
    script = (
        "import sys\nfrom solver import cli\n"
        "def fail(*_, **__): raise ZeroDivisionError('x')\n"
        "sys.modules['solver.cli.run'].read = fail\n"
        "sys.argv = ['kommunbudget', 'run', 'x.yaml']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


COMMAND = Path(sys.executable).with_name("kommunbudget")


@pytest.mark.skipif(not COMMAND.exists(), reason="the package is not installed here")
def test_the_installed_command_is_the_module():
    done = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("kommunbudget, version")


def test_numbers_that_no_answer_could_rest_on_are_told(tmp_path):
    path = scenario_file(
        tmp_path, committees={"school": {"base": 6e7}, "care": {"base": 4e7}}, frame={"total": 1e8}
    )
    done = command("run", path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "orimligt" in done.stderr
    assert not (tmp_path / "out").exists()
