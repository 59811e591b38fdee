"""Reading what is right: values, places, tables, inheritance, warnings, schema, and the way back."""

from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import variants
from models.figures import Figures
from models.file import shape
from models.file.packing import packed
from models.file.tree import parse
from models.follow_up.reading import read_follow_up
from models.national import read_country
from models.problems import ScenarioError
from models.reading import check, digest, document, read, schema, write
from models.scenario import Place, Scenario
from tests.cases import effect, two_committees
from tests.keys import TEXT, documents

ROOT = Path(__file__).parents[1]
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if "uppfoljning" not in path.name)


def in_file(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def as_yaml(mapping):
    return write(read(mapping))


# ---------------------------------------------------------------------------------------------- plain values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("+2", 2),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("0123", "0123"),
        ("2024-09-01", "2024-09-01"),
        ("'1'", "1"),
        ('"a\\nb"', "a\nb"),
        ("=", "="),
        ("3 %", "3 %"),
        ("1.2.3", "1.2.3"),
        (".", "."),
        ("e5", "e5"),
    ],
)
def test_a_value_is_what_it_looks_like(text, value):
    found = parse(f"a: {text}".encode(), "x").root["a"]
    assert found == value
    assert type(found) is type(value) or isinstance(value, float)


def test_money_is_msek_inside_and_the_files_currency_outside():
    thousands = read(
        two_committees(
            currency="TSEK",
            frame={"total": {2025: 1_019_700, 2026: 1_050_291}},
            committees={"school": {"base": 600_000.5}, "care": {"base": 400_000}},
        )
    )
    assert thousands.committees["school"].base == 600.0005
    assert document(thousands)["committees"]["school"]["base"] == 600_000.5


def test_numbers_of_numpy_are_numbers():
    """A scenario that a program puts together has years and amounts out of tables."""
    plain, made = two_committees(), two_committees(years=np.array([2025, 2026]), base_year=np.int64(2024))
    made["frame"]["total"] = {np.int64(2025): np.float32(1019.5), np.int64(2026): np.int64(1050)}
    made["committees"]["school"]["base"] = np.int64(600)
    plain["frame"]["total"] = {2025: 1019.5, 2026: 1050}
    assert digest(read(made)) == digest(read(plain))


def test_changes_may_be_one_or_come_one_at_a_time():
    """The answer names its changes however they were given."""
    for changes in ("discount=2 %", ["discount=2 %"], iter(["discount=2 %"])):
        scenario = read(two_committees(), changes=changes)
        assert scenario.discount == 0.02
        assert scenario.origin.changes == ("discount=2 %",)


def test_every_key_and_value_has_its_place(tmp_path):
    path = in_file(tmp_path, "x.yaml", as_yaml(two_committees()))
    lines = path.read_text().splitlines()
    places = read(path).origin.places
    for name in ("frame.total.2025", "goals.safety.weight", "effects.care.safety.curve.90 %"):
        key = name.split(".")[-1]
        assert key in lines[places[name].line - 1]
    assert places["goals"] == Place(file=path.as_posix(), line=lines.index("goals:") + 1)


# --------------------------------------------------------------------------------------- inheritance and CSV


@pytest.mark.parametrize(
    ("reader", "text", "says"),
    [
        (
            read,
            "kind: follow_up\nfollows: x.yaml\n",
            "k.yaml:1: kind: filen är en uppföljning och inget scenario",
        ),
        (
            read,
            "title: x\nmunicipalities: {a: x.yaml}\ngrants: 3\n",
            "k.yaml:2: municipalities: filen fördelar",
        ),
        (read, "packages:\n  lessons: {author: x}\n", "k.yaml:1: packages: filen har bara ambitionsnivåer"),
        (read_follow_up, as_yaml(two_committees()), "k.yaml:1: filen är ett scenario och ingen uppföljning"),
        (
            read_country,
            as_yaml(two_committees()),
            "k.yaml:1: filen är ett scenario; statsbidragen står i en egen fil",
        ),
    ],
)
def test_a_file_of_another_kind_is_told_as_that_once(reader, text, says, tmp_path):
    with pytest.raises(ScenarioError) as error:
        reader(in_file(tmp_path, "k.yaml", text))
    (problem,) = error.value.problems
    assert says in problem.line("sv")


def test_extends_merges_by_key_and_null_removes(tmp_path):
    (tmp_path / "sub").mkdir()
    in_file(tmp_path / "sub", "base.yaml", as_yaml(two_committees(stability={"turnover": "3 %"})))
    path = in_file(
        tmp_path,
        "x.yaml",
        "extends: sub/base.yaml\ntitle: Ny\nstability: null\ngoals:\n  safety: {weight: 5}\n"
        "effects: {care: {safety: {curve: {95 %: -4, 100 %: 0}}}}\n",
    )
    found = read(path)
    assert (found.title, found.goals["safety"].weight, found.goals["safety"].name) == (
        "Ny",
        5,
        "Tryggare äldre",
    )
    assert found.stability.turnover is None
    assert [level for level, _ in found.effects["care"]["safety"].curve] == [0.95, 1.0]  # replaced whole
    assert found.effects["care"]["safety"].author == "Exempel"
    assert set(found.origin.files) == {"x.yaml", "sub/base.yaml"}
    assert str(found.origin.places["goals.safety.weight"]) == f"{path.as_posix()}:5"
    assert found.origin.places["goals.safety.name"].file.endswith("sub/base.yaml")


SEMICOLON = (
    "\ufeffid;name;base;opening_balance;cost_classes.wages;cost_classes.other;adjustments.2025.one_off\r\n"
    "school;Skolnämnden;600;(1 000,5);70 %;30 %;\u22121,5\r\n"
    "\r\n"
    "care;Vårdnämnden;4\u202f00;\u20132;72,5 %;27,5 %;\r\n"
)


def test_a_semicolon_table_reads_as_people_write_it(tmp_path):
    plain = two_committees()
    plain["committees"] = {
        "school": {
            "name": "Skolnämnden",
            "base": 600,
            "opening_balance": -1000.5,
            "cost_classes": {"wages": "70 %", "other": "30 %"},
            "adjustments": {2025: {"one_off": -1.5}},
        },
        "care": {
            "name": "Vårdnämnden",
            "base": 400,
            "opening_balance": -2,
            "cost_classes": {"wages": "72.5 %", "other": "27.5 %"},
        },
    }
    path = with_table(tmp_path, "committees", SEMICOLON.replace("4\u202f00", "400"))
    assert read(path) == read(plain)
    assert str(read(path).origin.places["committees.care.base"]).endswith("committees.csv:4")
    (problem,) = check(
        with_table(tmp_path, "committees", SEMICOLON)
    ).problems  # no thousands are grouped like that
    assert "kolumnen base" in problem.sv


def with_table(folder, key, table):
    (folder / f"{key}.csv").write_bytes(table.encode())
    text = as_yaml(two_committees()).splitlines()
    start = next(n for n, line in enumerate(text) if line.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(text)) if not text[n].startswith(" ")), len(text))
    return in_file(folder, "x.yaml", "\n".join([*text[:start], f"{key}: {key}.csv", *text[end:]]) + "\n")


def test_effects_in_a_table(tmp_path):
    table = (
        "activity,goal,level,points,lag,evidence,author,date,source\n"
        'school,knowledge,90 %,-9,"60 %, 40 %",assumption,Exempel,2024-09-01,assumption\n'
        "school,knowledge,100 %,0,,,,,\n"
        "school,knowledge,110 %,3,60 % | 40 %,assumption,Exempel,2024-09-01,assumption\n"
        "care,safety,90 %,-8,,assumption,Exempel,2024-09-01,assumption\n"
        "care,safety,100 %,0,,,,,\ncare,safety,110 %,4,,,,,\n"
    )
    expected = two_committees()
    expected["effects"]["school"]["knowledge"] = effect(
        {"90 %": -9, "100 %": 0, "110 %": 3}, lag=["60 %", "40 %"]
    )
    assert read(with_table(tmp_path, "effects", table)) == read(expected)
    wrong = table.replace("110 %,3,60 % | 40 %", "110 %,3,50 % | 50 %")
    (problem,) = check(with_table(tmp_path, "effects", wrong)).problems
    assert problem.place.line == 4
    assert "kolumnen lag skiljer sig" in problem.sv


def test_drivers_in_a_table_of_years(tmp_path):
    in_file(tmp_path, "drivers.csv", "id,2024,2025,2026\nold,2000,2100,2200.5\n")
    path = in_file(tmp_path, "x.yaml", as_yaml(two_committees()) + "drivers: drivers.csv\n")
    assert read(path).drivers == {"old": {2024: 2000.0, 2025: 2100.0, 2026: 2200.5}}
    in_file(tmp_path, "drivers.csv", "id,2024,2025,antal\nold,2000,2100,3\n")
    (problem,) = check(path).problems
    assert "okänd kolumn antal" in problem.sv


def inherited(folder, parent, child):
    in_file(folder, "parent.yaml", as_yaml(parent))
    return in_file(folder, "x.yaml", "extends: parent.yaml\n" + child)


def test_an_inherited_curve_is_replaced_whole(tmp_path):
    """A child's breakpoints are never mixed with its parent's: only 95, 100 and 105 % are left."""
    parent = two_committees(
        effects={"care": {"safety": effect({"90 %": -10, "100 %": 0, "110 %": 9}, range=["50 %", "150 %"])}}
    )
    path = inherited(
        tmp_path, parent, "effects: {care: {safety: {curve: {95 %: -5, 100 %: 0, 105 %: 4.8}}}}\n"
    )
    found = read(path).effects["care"]["safety"]
    assert found.curve == ((0.95, -5.0), (1.0, 0.0), (1.05, 4.8))
    assert (found.range, found.author) == ((0.5, 1.5), "Exempel")
    path = inherited(tmp_path, parent, "effects: {care: {safety: {shape: log, at: 110 %, points: 2}}}\n")
    found = read(path).effects["care"]["safety"]
    assert (found.curve, found.shape, found.points) == (None, "log", 2.0)


@pytest.mark.parametrize(
    "child", ["effects: {care: {}}\n", "effects: {care: {safety: null}}\n", "effects: {care: null}\n"]
)
def test_an_activity_that_loses_its_effects_affects_nothing(tmp_path, child):
    scenario = read(inherited(tmp_path, two_committees(), child))
    kept = child == "effects: {care: {}}\n"
    assert ("safety" in scenario.effects.get("care", {})) == kept
    figures = Figures(scenario=scenario)
    assert figures.lines["care"].measured == kept
    assert figures.responses
    assert Figures(scenario=read(two_committees(effects={"care": {"safety": None}}))).measured == {"school"}


def test_adjustments_and_lists_are_inherited_by_replacing_them(tmp_path):
    parent = two_committees(
        committees={"care": {"adjustments": {2025: {"one_off": 1}, 2026: {"capital": 2}}}}, missing=["a", "b"]
    )
    child = "committees: {care: {adjustments: {2025: [{technical: 3, activity: care}]}}}\nmissing: [c]\n"
    scenario = read(inherited(tmp_path, parent, child))
    first, second = scenario.committees["care"].adjustments.values()
    assert [(entry.one_off, entry.technical, entry.activity) for entry in first] == [(0.0, 3.0, "care")]
    assert second[0].capital == 2.0
    assert scenario.missing == ("c",)


# -------------------------------------------------------------------------------------------------- warnings


RANGES = {"assumption": ["0 %", "200 %"], "by": "Exempel"}


def test_warnings_are_told_in_the_files_language():
    unsure = two_committees(
        language="en",
        goals={"lonely": {"weight": 1, "reference": 50}},
        drivers={"spare": 10},
        effects={"care": {"safety": {"curve": {"90 %": -8, "100 %": 0}, "evidence": "calibrted"}}},
        weights={"rule": "krona_neutral"},
    )
    unsure["effects"]["care"]["safety"].pop("author")
    told = "\n".join(read(unsure).origin.warnings)
    for phrase in (
        "goals.lonely: nothing affects the goal; its krona-neutral weight becomes 0",
        "drivers.spare: no activity and no weight follows",
        "unknown evidence grade calibrted; did you mean calibrated?",
        "author missing",
    ):
        assert phrase in told
    swedish = "\n".join(read(unsure | {"language": "sv"}).origin.warnings)
    assert "inget påverkar målet" in swedish
    assert "author saknas" in swedish


def test_activities_that_affect_nothing_are_one_warning():
    idle = two_committees(committees={"a": {"base": 1}, "b": {"base": 1}})
    assert [w for w in read(idle).origin.warnings if "behåller sin andel" in w] == [
        "committees: påverkar inget mål och behåller sin andel: a, b"
    ]


def test_many_activities_that_affect_nothing_are_counted():
    idle = two_committees(committees={f"a{n:02}": {"base": 1} for n in range(30)})
    assert [w for w in read(idle).origin.warnings if "behåller sin andel" in w] == [
        "committees: påverkar inget mål och behåller sin andel: a00, a01, a02 … (30)"
    ]


def test_what_sharing_losses_does_to_all_frames_is_told():
    """Of two committees, 60 % each is more than the whole, 40 % less, and 50 % is neither."""
    share = {2025: "60 %", 2026: "40 %", 2027: "50 %"}
    told = read(
        two_committees(
            years=[2025, 2026, 2027],
            frame={"total": 1000},
            municipality={"name": "Exempelköping", "population": 15_000},
            stability={"solidarity": {"max_share": share}},
            evidence_ranges=RANGES,
        )
    ).origin.warnings
    assert len(told) == 2
    assert "kan tillsammans inte bli mer än förra årets uppräknade 2025;" in told[0]
    assert "2 nämnder bär tillsammans inte hela minskningen 2026:" in told[1]


def test_a_count_of_0_is_refused_where_it_stands():
    """All of the cost follows the count, so that a year without anybody leaves no need to measure against."""
    (problem,) = check(
        two_committees(
            committees={"school": {"base": None}},
            activities={"lessons": {"committee": "school", "base": 600, "driver": "pupils"}},
            drivers={"pupils": {2024: 100, 2025: 0, 2026: 100}},
            effects={"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0})}},
        )
    ).problems
    assert (problem.path, "volymen blir 0 eller mindre 2025" in problem.sv) == (
        "activities.lessons.driver",
        True,
    )


def test_a_scenario_without_doubts_has_no_warnings():
    town = {"name": "Exempelköping", "population": 15_000}
    assert read(two_committees(evidence_ranges=RANGES, municipality=town)).origin.warnings == ()
    (line,) = read(two_committees(evidence_ranges=RANGES)).origin.warnings
    assert line.startswith("currency: folkmängd (municipality.population) saknas")


# -------------------------------------------------------------------------------------------------- and back


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.name)
def test_a_shipped_scenario_round_trips(path, tmp_path):
    scenario = read(path)
    again = read(in_file(tmp_path, "x.yaml", write(scenario)))
    assert again == scenario
    assert digest(again) == digest(scenario)
    assert document(again) == document(scenario)


MONEY = st.integers(-10_000_000, 10_000_000).map(lambda n: n / 1000)
SHARES = st.integers(0, 2000).map(lambda n: f"{n / 100:g} %")


@settings(max_examples=100)
@given(TEXT, MONEY, SHARES, st.sampled_from(["MSEK", "TSEK", "SEK"]), st.data())
def test_any_scenario_round_trips(title, money, share, currency, data):
    scenario = read(
        two_committees(
            title=title,
            currency=currency,
            registry_number=data.draw(TEXT),
            stability={"max_increase": {2025: share, 2026: "1 %"}},
            committees={"10": {"base": abs(money), "opening_balance": money, "source": data.draw(TEXT)}},
            decisions={"d": {"frame": "care", "years": [2026], "at_least": money, "by": data.draw(TEXT)}},
            worlds={
                "w": {
                    "probability": "100 %",
                    "change": [
                        {"path": "frame.source", "set": data.draw(TEXT)},
                        {"path": "indexation.source", "set": data.draw(TEXT)},
                    ],
                }
            },
            parties={"p": {"seats": 3, "weights": {"safety": abs(money)}}},
        )
    )
    tree = parse(write(scenario).encode(), "x")
    assert tree.problems == []
    assert read(tree.root) == scenario


@settings(max_examples=60)
@given(documents())
def test_any_form_of_the_keys_round_trips(plain):
    scenario = read(plain)
    tree = parse(write(scenario).encode(), "x")
    assert tree.problems == []
    assert read(tree.root) == scenario
    judge = jsonschema.Draft202012Validator(SCHEMA)
    assert [e.message for e in judge.iter_errors(as_json(plain))] == []


@settings(max_examples=60)
@given(documents(), st.sampled_from(["sv", "en"]))
def test_any_form_of_the_keys_is_packed_and_read_back(tmp_path_factory, plain, language):
    scenario, folder = read(plain | {"language": language}), tmp_path_factory.mktemp("packed")
    for name, data in packed(scenario, "x").items():
        (folder / name).write_bytes(data)
    assert read(folder / "x.yaml") == scenario
    assert (folder / "x-effects.csv").exists()


def test_a_list_of_adjustments_is_packed_in_columns_with_positions():
    several = [{"one_off": -1}, {"technical": -2, "activity": "care"}]
    s = read(two_committees(committees={"care": {"adjustments": {2025: several, 2026: {"capital": 1}}}}))
    head, _, care = packed(s, "x")["x-committees.csv"].decode("utf-8-sig").splitlines()
    assert head.split(";")[3:] == [
        "adjustments.2025.0.one_off",
        "adjustments.2025.1.technical",
        "adjustments.2025.1.activity",
        "adjustments.2026.capital",
    ]
    assert care == "care;Vårdnämnden;400;-1;-2;care;1"


def test_adjustments_in_a_table_of_their_own_have_a_row_each(tmp_path):
    in_file(tmp_path, "moved.csv", "id;technical;activity\n2025;-2;care\n2026;1;\n2025;0,5;\n")
    text = as_yaml(two_committees()).replace("base: 400}", "base: 400, adjustments: moved.csv}")
    s = read(in_file(tmp_path, "x.yaml", text))
    expected = {2025: [{"technical": -2, "activity": "care"}, {"technical": 0.5}], 2026: {"technical": 1}}
    assert s == read(two_committees(committees={"care": {"adjustments": expected}}))
    in_file(tmp_path, "moved.csv", "id;technical;activity\n2025;-2;\n2025;1;crae\n")
    (problem,) = check(tmp_path / "x.yaml").problems
    assert str(problem.place).endswith("moved.csv:3")
    assert problem.path == "committees.care.adjustments.2025.1.activity"


SMOOTH = (
    "activity;goal;elasticity;se;shape;at;points;level;range;evidence;author;date;source\n"
    "school;knowledge;0,4;0,1;;;;;;assumption;Exempel;2024-09-01;assumption\n"
    "care;safety;;;log;110 %;2,5;;50 %, 150 %;assumption;Exempel;2024-09-01;assumption\n"
    "care;knowledge;;;;;-1;90 %;;assumption;Exempel;2024-09-01;assumption\n"
    "care;knowledge;;;;;0;100 %;;;;;\n"
)


def test_smooth_effects_in_a_table(tmp_path):
    (tmp_path / "goals.csv").write_text(
        "id;weight;reference;indicator.present;indicator.floor;indicator.target\n"
        "knowledge;1;60;60;0;100\nsafety;1;50;;;\n"
    )
    path = with_table(tmp_path, "effects", SMOOTH)
    text = path.read_text()
    start, end = text.index("goals:"), text.index("effects:")
    path.write_text(text[:start] + "goals: goals.csv\n" + text[end:])
    effects = read(path).effects
    assert (effects["school"]["knowledge"].elasticity, effects["school"]["knowledge"].se) == (0.4, 0.1)
    log = effects["care"]["safety"]
    assert (log.shape, log.at, log.points, log.range, log.curve) == ("log", 1.1, 2.5, (0.5, 1.5), None)
    assert effects["care"]["knowledge"].curve == ((0.9, -1.0), (1.0, 0.0))
    more = "school;knowledge;;;;;-1;90 %;;;;;\nschool;knowledge;;;;;0;100 %;;;;;\n"
    (tmp_path / "effects.csv").write_text(SMOOTH + more, encoding="utf-8")
    problems = check(path).problems
    assert [(p.path, p.place.line) for p in problems] == [("effects.school.knowledge", 2)]
    assert "exakt en av curve, elasticity och shape" in problems[0].sv
    (tmp_path / "effects.csv").write_text(SMOOTH.replace("0,4;0,1", ";"), encoding="utf-8")
    (problem,) = check(path).problems
    assert "fyll i kolumnen level, points" in problem.sv


def test_the_digest_ignores_order_and_form_but_no_value():
    first = two_committees(stability={"turnover": "3 %"})
    other = dict(reversed(two_committees(stability={"turnover": {2026: "3.0 %", 2025: "3%"}}).items()))
    other["goals"] = dict(reversed(other["goals"].items()))
    assert digest(read(first)) == digest(read(other))
    assert digest(read(first)) != digest(read(two_committees(stability={"turnover": "3.1 %"})))


# ------------------------------------------------------------------------------------------------ the schema


def as_json(value):
    if isinstance(value, dict):
        return {str(key): as_json(entry) for key, entry in value.items()}
    return [as_json(entry) for entry in value] if isinstance(value, list) else value


SCHEMA = json.loads(json.dumps(schema()))


def test_the_schema_accepts_shipped_files_and_refuses_mistakes():
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    judge = jsonschema.Draft202012Validator(json.loads(json.dumps(made)))
    for path in SHIPPED:
        shown = as_json(parse(path.read_bytes(), "x").root)
        assert [e.message for e in judge.iter_errors(shown)] == [], path.name
    right = as_json(two_committees())
    assert judge.is_valid(right)
    for wrong in (
        right | {"foo": 1},
        right | {"currency": "EUR"},
        right | {"frame": {"total": {"x": 1}}},
        right | {"stability": {"turnover": 0.03}},
        {k: v for k, v in right.items() if k != "goals"},
        right | {"committees": {"Skola": {"base": 1}}},
        right | {"goals": {"g": {"weight": 1, "wieght": 2}}},
    ):
        assert not judge.is_valid(wrong)
    assert judge.is_valid({"extends": "a.yaml", "worlds": None})


# ------------------------------------------------------------------------------------------------ light to load


def test_checking_a_file_loads_no_solver():
    code = (
        "import sys\nfrom models.reading import check\n"
        "assert not check('scenarios/sjobo-2025.yaml').problems\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'pyomo', 'pandas', 'matplotlib', 'highspy', 'scipy'}))"
    )
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=here, check=True
    )
    assert out.stdout.strip() == "[]"


# ---------------------------------------------------------------------------------------------------- no work twice


def test_a_file_and_each_of_its_worlds_is_validated_once(monkeypatch):
    asked = []

    def counted(*given):
        asked.append(given)
        return validate(*given)

    validate = variants.validate
    monkeypatch.setattr(variants, "validate", counted)
    scenario = read(ROOT / "scenarios/exempelkoping.yaml")
    changing = [world for world in scenario.worlds.values() if world.change]
    assert changing
    assert len(asked) == 1 + len(changing)


def below(annotation):
    """Annotations one step below."""
    part = shape.model(annotation)
    if part is not None:
        return [shape.step(annotation, key) for key in part.model_fields]
    return [step for step in (shape.step(annotation, "x"), shape.entry(annotation)) if step is not None]


def table_somewhere(annotation):
    part = shape.model(annotation)
    own = part is not None and any(shape.is_table(part, key) for key in part.model_fields)
    return own or any(map(table_somewhere, below(annotation)))


def test_tables_are_looked_for_wherever_one_may_be_named():
    seen = {key: shape.step(Scenario, key) for key in Scenario.model_fields}
    found = {key: shape.leads_to_table(annotation) for key, annotation in seen.items()}
    assert found == {key: table_somewhere(annotation) for key, annotation in seen.items()}
    assert {key for key, leads in found.items() if leads} == {"committees", "plans", "settled"}


@pytest.mark.parametrize("searches", [True, False])
def test_reading_leaves_the_garbage_collector_as_it_was(searches):
    before = gc.isenabled()
    (gc.enable if searches else gc.disable)()
    try:
        read(two_committees())
        assert gc.isenabled() is searches
        check({"format": 1})
        assert gc.isenabled() is searches
    finally:
        (gc.enable if before else gc.disable)()


# ---------------------------------------------------------------------------------------- what has been read stays so


def plain_mappings(value, path="scenario"):
    """Yield the places of mappings that can be changed."""
    if type(value) is dict:
        yield path
    below = getattr(value, "__dict__", value)
    if isinstance(below, dict):
        for key, entry in below.items():
            yield from plain_mappings(entry, f"{path}.{key}")


def test_nothing_of_a_scenario_can_be_changed_in_place():
    scenario = read("scenarios/exempelkoping-alla-nycklar.yaml")
    before = scenario.model_copy(deep=True)
    assert sorted(set(plain_mappings(scenario)) - {"scenario"}) == []
    for change in (
        lambda: scenario.frame.revenue.__setitem__(2025, 1.0),
        scenario.goals.clear,
        scenario.effects.popitem,
        lambda: scenario.committees.update(x=None),
    ):
        with pytest.raises(TypeError, match=r"cannot be changed; read it again, with changes="):
            change()
    kept = pickle.loads(pickle.dumps(scenario))  # noqa: S301 - our own
    assert scenario == before == kept == read(document(scenario))


def test_what_is_no_scenario_is_told():
    with pytest.raises(TypeError, match="a path, a mapping shaped as the file, or what read gave, not int"):
        read(2025)
    with pytest.raises(TypeError, match="read its file or mapping again"):
        read(read(two_committees()), changes=["frame.total=1000"])


@pytest.mark.parametrize("name", ["exempelkoping-alla-nycklar", "sjobo-2025", "hoor-2025"])
def test_the_input_of_an_answer_is_read_back_from_json(name):
    """Keys of JSON are text, and ``result.json`` holds the scenario."""
    scenario = read(f"scenarios/{name}.yaml")
    assert read(json.loads(json.dumps(document(scenario)))) == scenario
    assert read(two_committees(committees={"1000": {"base": 1.0}})).committees["1000"].base == 1.0
