"""Changed scenarios: paths, operations, and what may not be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problems import Refused, ScenarioError
from models.reading import check, digest, read, write
from models.scenario import Edit
from models.variants import change, edit, vary
from tests.cases import effect, two_committees

DOCUMENT = two_committees(
    stability={"turnover": "3 %"},
    drivers={"pupils": 2000},
    activities={
        "primary": {"committee": "school", "base": 600, "driver": "pupils", "variable_share": "80 %"},
        "homes": {"committee": "care", "base": 400},
    },
    effects={
        "school": None,
        "care": None,
        "primary": {"knowledge": effect({"90 %": -9, "97.5 %": -2, "100 %": 0, "110 %": 3})},
        "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
    },
)


def at(document, *keys):
    for key in keys:
        document = document[key]
    return document


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        ("frame.total.2025=1260", ("frame", "total"), {2025: 1260, 2026: 1050.291}),
        ("stability.turnover=5 %", ("stability", "turnover"), "5 %"),
        ("stability.turnover.2026=5 %", ("stability", "turnover"), {2025: "3 %", 2026: "5 %"}),
        ("drivers.pupils.2026=1900", ("drivers", "pupils"), {2024: 2000, 2025: 2000, 2026: 1900}),
        ("title=Plan #2", ("title",), "Plan #2"),
        ("goals.safety.area=Trygg: hela livet", None, None),
        (
            "effects.primary.knowledge.curve.97.5 %=-1",
            ("effects", "primary", "knowledge", "curve", "97.5 %"),
            -1,
        ),
        (
            "effects.primary.knowledge.lag=[60 %, 40 %]",
            ("effects", "primary", "knowledge", "lag"),
            ["60 %", "40 %"],
        ),
        ("decisions.lock={frame: care, equals: 400, by: KF}", ("decisions", "lock", "equals"), 400),
        ("years.0=2025", ("years",), [2025, 2026]),
    ],
)
def test_set_writes_what_the_file_would(text, keys, value):
    if keys is None:
        with pytest.raises(Refused, match=r"citattecken|quotes"):
            edit(text)
    else:
        assert at(change(DOCUMENT, [text]), *keys) == value


LISTED = two_committees(
    frame={
        "total": None,
        "revenue": 1150.0,
        "result_target": "2 %",
        "central": 107.3,
        "result_reserve": {"opening": 10, "use_in": [2025], "by": "KF"},
        "tax_rate": 21.5,
    },
    committees={
        "school": {"adjustments": {2025: [{"one_off": 1}, {"technical": -2, "activity": "school"}]}},
        "care": {"adjustments": {2025: {"technical": 2}}},
    },
    goals={"knowledge": {"indicator": {"present": 60, "floor": 0, "target": 100}}},
    effects={
        "school": {"knowledge": {"curve": None, "elasticity": 0.4, "se": 0.1}},
        "care": {
            "safety": {"curve": None, "shape": "log", "at": "110 %", "points": 3, "range": ["50 %", "150 %"]}
        },
    },
    missing=["prognos"],
    evidence_ranges={"assumption": ["0 %", "200 %"], "by": "Exempel"},
    profiles={"other": {"owner": "Exempel", "weights": {"safety": 2}}},
    plans={"given": {"frames": {"school": 610, "care": 405}, "tax_rate": 22}},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "committees.school.adjustments.2025.1.technical=-3",
            lambda s: s.committees["school"].adjustments[2025][1].technical == -3,
        ),
        (
            "committees.school.adjustments.2025.0.activity=school",
            lambda s: s.committees["school"].adjustments[2025][0].activity == "school",
        ),
        (
            "committees.care.adjustments.2025.technical=3",
            lambda s: s.committees["care"].adjustments[2025][0].technical == 3,
        ),
        (
            "committees.care.adjustments.2025.0.technical=3",
            lambda s: s.committees["care"].adjustments[2025][0].technical == 3,
        ),
        (
            "committees.care.adjustments.2025.0.activity=care",
            lambda s: s.committees["care"].adjustments[2025][0].activity == "care",
        ),
        (
            "committees.care.adjustments.2025=[{one_off: 1}, {capital: 2}]",
            lambda s: len(s.committees["care"].adjustments[2025]) == 2,
        ),
        (
            "committees.care.adjustments.2026={capital: 2}",
            lambda s: s.committees["care"].adjustments[2026][0].capital == 2,
        ),
        ("committees.school.adjustments.2025=null", lambda s: s.committees["school"].adjustments == {}),
        ("frame.tax_rate=22.1", lambda s: s.frame.tax_rate == {2025: 22.1, 2026: 22.1}),
        ("frame.result_reserve.use_in.0=2026", lambda s: s.frame.result_reserve.use_in == (2026,)),
        ("frame.result_reserve.use_in_surplus=true", lambda s: s.frame.result_reserve.use_in_surplus),
        (
            "stability.activities.max_decrease=2 %",
            lambda s: s.stability.activities.max_decrease[2026] == 0.02,
        ),
        ("goals.safety.weight_follows=null", None),
        (
            "effects.school.knowledge.elasticity=0.5",
            lambda s: s.effects["school"]["knowledge"].elasticity == 0.5,
        ),
        ("effects.care.safety.points=4", lambda s: s.effects["care"]["safety"].points == 4),
        ("effects.care.safety.at=120 %", lambda s: s.effects["care"]["safety"].at == 1.2),
        ("effects.care.safety.range.1=200 %", lambda s: s.effects["care"]["safety"].range == (0.5, 2.0)),
        ("missing.0=personal", lambda s: s.missing == ("personal",)),
        ("missing=[a, b]", lambda s: s.missing == ("a", "b")),
        ("evidence_ranges.committee=[50 %, 150 %]", lambda s: s.evidence_ranges.committee == (0.5, 1.5)),
        ("evidence_ranges=null", lambda s: s.evidence_ranges is None),
        (
            "profiles.other.weights.knowledge=1",
            lambda s: s.profiles["other"].weights == {"safety": 2, "knowledge": 1},
        ),
        ("profiles.new={owner: x, weights: {safety: 1}}", lambda s: set(s.profiles) == {"other", "new"}),
        ("plans.given.tax_rate=21", lambda s: s.plans["given"].tax_rate == {2025: 21, 2026: 21}),
    ],
)
def test_a_path_reaches_every_newer_key(text, found):
    """In the file, and in a scenario that was read: there, a sole adjustment without activity has no list."""
    if found is None:
        with pytest.raises(ScenarioError, match="finns inte"):
            change(LISTED, [text])
        return
    assert found(read(LISTED, changes=[text]))
    assert found(vary(read(LISTED), [text]))


def test_adjustments_scale_as_a_whole_and_by_part():
    whole = vary(read(LISTED), [Edit(path="committees.care.adjustments", scale="150 %")])
    assert whole.committees["care"].adjustments[2025][0].technical == 3
    part = vary(read(LISTED), [Edit(path="committees.school.adjustments.2025.1.technical", add=-1)])
    assert [entry.technical for entry in part.committees["school"].adjustments[2025]] == [0, -3]
    smooth = vary(read(LISTED), [Edit(path="effects.school.knowledge.elasticity", scale="50 %")])
    assert smooth.effects["school"]["knowledge"].elasticity == 0.2
    lever = {"a": {"path": "committees.care.adjustments.2025.0.technical", "add": [-1, 1], "source": "x"}}
    assert read(LISTED | {"levers": lever}).levers["a"].add == (-1, 1)


def test_a_changed_value_has_the_place_of_the_change(tmp_path):
    path = tmp_path / "x.yaml"
    more = "change:\n  - {path: committees.school.adjustments.2025.1.activity, set: schol}\n"
    path.write_text(write(read(LISTED)) + more, encoding="utf-8")
    (problem,) = check(path).problems
    assert problem.path == "committees.school.adjustments.2025.1.activity"
    assert path.read_text().splitlines()[problem.place.line - 1].endswith("set: schol}")
    assert "menas school?" in problem.sv


def test_a_new_level_of_a_curve_takes_its_place():
    curve = at(
        change(DOCUMENT, ["effects.homes.safety.curve.95 %=-4"]), "effects", "homes", "safety", "curve"
    )
    assert list(curve) == ["90 %", "95 %", "100 %", "110 %"]


def test_null_removes_and_the_original_stays():
    assert "knowledge" not in change(DOCUMENT, ["goals.knowledge=null"])["goals"]
    assert "knowledge" in DOCUMENT["goals"]


def test_scale_multiplies_all_numbers_and_shares_below():
    def scaled(path, scale):
        return change(DOCUMENT, [Edit(path=path, scale=scale)])

    assert scaled("frame.total", "98 %")["frame"]["total"] == {2025: 999.306, 2026: 1029.28518}
    assert scaled("stability.turnover", "150 %")["stability"]["turnover"] == "4.5 %"
    assert scaled("effects.homes.safety.curve", "50 %")["effects"]["homes"]["safety"]["curve"] == {
        "90 %": -4,
        "100 %": 0,
        "110 %": 2,
    }
    assert scaled("drivers.pupils.2025", "150 %")["drivers"]["pupils"] == {2024: 2000, 2025: 3000, 2026: 2000}


def test_add_adds_like_to_like():
    assert change(DOCUMENT, [Edit(path="indexation.index.2026", add="0.5 %")])["indexation"]["index"] == {
        2025: "3 %",
        2026: "3.5 %",
    }
    assert change(DOCUMENT, [Edit(path="frame.total", add=0.1)])["frame"]["total"][2025] == 1019.8


def test_edits_are_applied_in_order():
    first = [Edit(path="goals.safety.weight", set=4), Edit(path="goals.safety.weight", scale="50 %")]
    assert change(DOCUMENT, first)["goals"]["safety"]["weight"] == 2
    assert change(DOCUMENT, first[::-1])["goals"]["safety"]["weight"] == 4


@pytest.mark.parametrize(
    ("wanted", "phrase"),
    [
        ("frame.totl.2025=1", "menas frame.total.2025?"),
        ("goals.saftey.weight=1", "menas goals.safety.weight?"),
        ("goals.saftey=null", "menas goals.safety?"),
        ("goals.safety.minimum.2025=1", "finns inte"),
        ("title.x=1", "title är ett enda värde"),
        ("years.7=1", "finns inte"),
        ("frame.total", "skriv SÖKVÄG=VÄRDE"),
        ("frame.total=", "null tar bort"),
        ("frame.total={", "går inte att läsa"),
        ("frame.total=1\ntitle: x", "går inte att läsa"),
        ("frame.total=*a", "går inte att läsa"),
        (Edit(path="goals.safety", scale="50 %"), "goals.safety.name är inget sådant"),
        (Edit(path="frame.total", add="1 %"), "passar inte"),
        (Edit(path="frame.total", add=True), "add ska vara ett tal"),
        (Edit(path="frame.revenue", scale="98 %"), "finns inte"),
    ],
)
def test_what_cannot_be_done_is_told(wanted, phrase):
    with pytest.raises(ScenarioError) as error:
        change(DOCUMENT, [wanted])
    assert phrase in str(error.value)


def test_paths_of_worlds_and_levers_are_told_with_the_other_errors():
    moved = {
        "worlds": {
            "w": {"probability": "100 %", "change": [{"path": "frame.totl", "scale": "98 %"}]},
        },
        "levers": {"l": {"path": "frame.totl", "scale": ["98 %", "102 %"], "source": "x"}},
    }
    paths = ["worlds.w.change.0", "levers.l.scale"]
    assert [p.path for p in check({**DOCUMENT, **moved}).problems] == paths
    turned = {**DOCUMENT, **moved, "objective": {"form": "lexicographic", "areas": ["x"]}}
    assert [p.path for p in check(turned).problems] == ["objective.areas.0", *paths]
    broken = {
        **DOCUMENT,
        **moved,
        "frame": {"total": "100 %"},
    }  # the file's own error tells more than the paths can
    assert [p.path for p in check(broken).problems] == ["frame.total"]


def test_vary_makes_a_checked_scenario_and_leaves_the_old():
    old = read(DOCUMENT)
    new = vary(old, ["frame.total.2025=1000", Edit(path="goals.safety.weight", scale="200 %")])
    assert (new.frame.total[2025], old.frame.total[2025]) == (1000, 1019.7)
    assert new.goals["safety"].weight == 2
    assert new.origin.changes == ("frame.total.2025=1000", "goals.safety.weight: scale 200 %")
    assert digest(new) != digest(old)
    with pytest.raises(ScenarioError, match=r"okänd nyckel; menas weight\?"):
        vary(old, ["goals.safety.wieght=1"])


@given(st.floats(0.01, 100).map(lambda x: round(x, 4)))
def test_nothing_changes_when_nothing_is_changed(weight):
    scenario = read(change(DOCUMENT, [Edit(path="goals.safety.weight", set=weight)]))
    assert vary(scenario, []) == scenario
    assert vary(scenario, [Edit(path="goals.safety.weight", scale="100 %")]) == scenario


def test_a_command_line_change_is_told_by_its_number():
    found = check(DOCUMENT, ["stability.turnover=3 %", "stability.turnover=3", "foo.bar.x=1"]).problems
    assert [p.line("en").split(": ")[0] for p in found] == ["--set:2", "--set:3"]
    assert found[0].path == "stability.turnover"


def test_changes_of_a_file_come_before_those_of_the_command_line(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "format: 1\ntitle: t\ncurrency: SEK\nbase_year: 2024\nyears: [2025]\nframe: {total: 100}\n"
        "indexation: {index: 1 %}\n"
        "carry_over: {rule: none}\ncommittees: {a: {base: 50}, b: {base: 50}}\n"
        "weights: {owner: x}\ngoals: {g: {weight: 1, reference: 5}}\n"
        "effects: {a: {g: {curve: {90 %: -1, 100 %: 0}}}}\n"
        "change:\n  - {path: goals.g.weight, set: 2}\n"
    )
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nchange:\n  - {path: goals.g.weight, scale: 300 %}\n")
    assert read(tmp_path / "b.yaml").goals["g"].weight == 6
    assert read(tmp_path / "b.yaml", changes=["goals.g.weight=7"]).goals["g"].weight == 7
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nchange:\n  - {path: goals.g.weight, scal: 300 %}\n")
    (problem,) = check(tmp_path / "b.yaml").problems
    assert problem.place.line == 3
    assert problem.path == "change.1.scal"
    assert "menas scale?" in problem.sv
