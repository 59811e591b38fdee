"""Packages of a committee: curves, questions with ready alternatives by hand, respondents, and where a level lies."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from ruamel.yaml import YAML

from models.file.package_file import read_packages
from models.outcomes import response
from models.packages import alternatives, questions
from models.problems import ScenarioError
from models.reading import read
from solver import packages
from solver.report.studies import text_of
from solver.report.studies.packages import question_text, yaml_lines
from solver.report.words import Words
from tests.cases import two_committees
from tests.commands import command

STEPS = (("Nattpatrull", 94, -6), ("Dagens nivå", 100, 0), ("Fast omsorgskontakt", 104, 3))
GOALS = {"safety": (150.0, 14.0), "knowledge": None}
ACTIVITIES = ("care", "school")


def text(steps=STEPS, base=-14, more="", goal="safety"):
    lines = [
        "packages:",
        "  care:",
        "    author: Vårdnämnden",
        "    date: 2024-06-12",
        f'    base: {{level: 88 %, contents: "Lagstadgad omsorg", points: {{{goal}: {base}}}}}',
        *more.splitlines(),
        "    steps:",
        *(
            f'      - {{name: {n}, to: {level} %, points: {{{goal}: {p}}}, contents: "mer"}}'
            for n, level, p in steps
        ),
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "packages.yaml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def told(path):
    return read_packages(path, ACTIVITIES, GOALS)


def curve(*points):
    return pytest.approx({level / 100: value for level, value in points})


def test_the_curve_is_the_polyline_of_the_page(file):
    package = told(file(text()))["care"]
    assert package.author == "Vårdnämnden"
    assert dict(package.curve("safety")) == curve((88, -14), (94, -6), (100, 0), (104, 3))
    assert list(questions({"care": package})) == []


# ---------------------------------------------------------------------------------------- increasing returns


def test_below_today_three_ways_by_hand():
    """1 point a per cent, then 1.33: swapped 8 come first, merged 14 over 12, changed the middle is halfway."""
    steep = ((0.88, -14.0), (0.94, -8.0), (1.0, 0.0))
    swap, merge, change = alternatives(steep, 1)
    assert [a.kind for a in (swap, merge, change)] == ["swap", "merge", "change"]
    assert dict(swap.curve) == curve((88, -14), (94, -6), (100, 0))
    assert dict(merge.curve) == curve((88, -14), (100, 0))
    assert dict(change.curve) == curve((88, -14), (94, -7), (100, 0))


def test_across_today_three_ways_by_hand():
    """1 point a per cent, then 1.5. Swapped, 6 come from 94 to 98 and today is 2 up: told against that, 2 less.

    Merged, 12 over 10 per cent, and today is 7.2 above 94 %; changed, 104 % gives 4, as steep as the step below.
    """
    steep = ((0.94, -6.0), (1.0, 0.0), (1.04, 6.0))
    swap, merge, change = alternatives(steep, 1)
    assert dict(swap.curve) == curve((94, -8), (98, -2), (100, 0), (104, 4))
    assert dict(merge.curve) == curve((94, -7.2), (100, 0), (104, 4.8))
    assert dict(change.curve) == curve((94, -6), (100, 0), (104, 4))


@pytest.mark.parametrize(
    "points", [((0.88, -14), (0.94, -8), (1, 0), (1.04, 3)), ((0.9, -2), (1, 0), (1.1, 5))]
)
def test_every_way_out_makes_the_two_steps_fall(points):
    for found in alternatives(points, 1):
        assert response(found.curve, 1.0) == pytest.approx(0)
        kept = [level for level, _ in found.curve]
        slopes = [(response(found.curve, b) - response(found.curve, a)) / (b - a) for a, b in pairwise(kept)]
        low, high = points[0][0], points[2][0]
        inside = [s for s, a in zip(slopes, kept, strict=False) if low <= a < high]
        assert all(b <= a + 1e-9 for a, b in pairwise(inside)), found.kind


def test_a_way_out_that_leaves_another_steep_step_says_so(file):
    """8 points in 6 per cent, 6 in 6, 6 in 4: swapped, the last is steeper than the first; merged, 12 in 10 is not."""
    content = text(steps=(*STEPS[:2], ("Fast omsorgskontakt", 104, 6)))
    ways = next(questions(told(file(content)))).alternatives
    assert [way.settled for way in ways] == [False, True, True]
    shown = text_of(packages(two_committees(), file(content)))
    assert " ".join(shown.split()).count("då frågas om nästa steg") == 1


def test_points_written_as_shares_are_asked_about_and_told_with_the_digits_that_tell(file):
    """0.14 of 100 over 12 per cent; 0.06 over 6 is 0.01 a per cent, above 0.08 over 6: 0.0133."""
    steps = (("Nattpatrull", 94, -0.06), ("Dagens nivå", 100, 0))
    study = packages(two_committees(), file(text(steps, base=-0.12)))
    assert study.weak == {("care", "safety"): 0.12}
    said = " ".join(text_of(study).split())
    assert "poängen för Tryggare äldre är som mest 0,12 av målets 100. Är de skrivna som andelar?" in said
    assert study.summary()["weak"] == [{"activity": "care", "goal": "safety", "most_points": 0.12}]
    steep = packages(two_committees(), file(text((("Nattpatrull", 94, -0.08), steps[1]), base=-0.14)))
    assert (
        "Dagens nivå ger 0,013 poäng per procent för Tryggare äldre, steget under, Nattpatrull, 0,010."
        in " ".join(text_of(steep).split())
    )
    assert packages(two_committees(), file(text())).weak == {}


def test_wrong_steps_are_not_called_no_steps(file):
    with pytest.raises(ScenarioError) as caught:
        told(file(text(steps=tuple((n, level, "mycket") for n, level, _ in STEPS))))
    assert "steps.0.points.safety" in str(caught.value)
    assert "tomt" not in str(caught.value)


def test_a_steeper_step_is_asked_about_and_no_curve_is_written(file):
    steps = (("Nattpatrull", 94, -8), ("Dagens nivå", 100, 0), ("Fast kontakt", 104, 3))
    study = packages(two_committees(), file(text(steps)))
    (question,) = study.asked
    assert question.gains == pytest.approx((1.0, 8 / 6))
    assert (question.below.name, question.above.name) == ("Nattpatrull", "Dagens nivå")
    w = Words(study.figures)
    assert "Dagens nivå ger 1,33 poäng per procent" in question_text(w, question)
    assert "Nattpatrull, 1,00" in question_text(w, question)
    shown = " ".join(text_of(study).split())
    assert "– slå ihop stegen: 88 %: −14,00, 100 %: 0,00, 104 %: +3,00" in shown
    assert "sorteras inte" in shown
    assert yaml_lines(w, study) == []


# ------------------------------------------------------------------------------------------------ respondents

THREE = """\
    respondents:
      A: {88 %: {safety: -14}, 94 %: {safety: -6}, 100 %: {safety: 0}, 104 %: {safety: 3}}
      B: {88 %: {safety: -10}, 94 %: {safety: -4}, 100 %: {safety: 0}, 104 %: {safety: 1}}
      C: {88 %: {safety: -20}, 94 %: {safety: -8}, 100 %: {safety: 0}, 104 %: {safety: 4}}"""


def test_the_median_at_each_level_and_the_spread_by_hand(file):
    """Sizes by least squares on the median: B (140 + 24 + 3) / 241, C (280 + 48 + 12) / 241."""
    package = told(file(text(more=THREE)))["care"]
    assert dict(package.curve("safety")) == curve((88, -14), (94, -6), (100, 0), (104, 3))
    assert package.spread("safety")[0.88] == (-20, -10)
    assert package.sizes("safety") == pytest.approx((167 / 241, 340 / 241))


def test_disagreement_stands_before_the_curve(file):
    study = packages(two_committees(), file(text(more=THREE)))
    shown = text_of(study)
    assert (
        shown.index("3 svar om")
        < shown.index("Var räkneförslaget ligger")
        < shown.index("range: [69 %, 141 %]")
    )
    assert "median av 3 svar" in shown


ONE = """\
    respondents:
      B: {88 %: {safety: -10}, 94 %: {safety: -4}, 100 %: {safety: 0}, 104 %: {safety: 1}}"""


def test_a_single_answer_that_is_not_the_committee_s_is_told_before_the_curve(file):
    shown = text_of(packages(two_committees(), file(text(more=ONE))))
    told_of = shown.index("1 svar, och kurvan är det svaret, inte nämndens egna poäng")
    assert told_of < shown.index("Var räkneförslaget ligger")
    alike = ONE.replace("-10", "-14").replace("-4}", "-6}").replace("safety: 1}", "safety: 3}")
    assert "1 svar, och" not in text_of(packages(two_committees(), file(text(more=alike))))


# ---------------------------------------------------------------------------------------------- the proposal


def test_where_the_proposal_lies_and_what_whole_steps_would_cost(file):
    """The level times need is the spend: from 94 % to the level, and from it to 100 %, are told in money."""
    study = packages(two_committees(), file(text()))
    for at in study.lies:
        need = study.figures.need["care", at.year]
        assert at.ends[0] <= at.level <= at.ends[1]
        assert at.part == pytest.approx((at.level - at.ends[0]) / (at.ends[1] - at.ends[0]))
        assert at.up == pytest.approx((at.ends[1] - at.level) * need)
        assert at.down == pytest.approx((at.ends[0] - at.level) * need)
        assert study.result.proposal.level["care", at.year] == at.level
    assert {at.year for at in study.lies} == {2025, 2026}
    assert "rundas inte" in text_of(study)


def test_a_level_outside_the_steps_is_told_as_such(file):
    steps = (("Dagens nivå", 100, 0),)
    package = told(file(text(steps).replace("level: 88 %", "level: 99.9 %").replace("-14", "-1")))["care"]
    assert package.holding(0.95) is None
    below, above, part = package.holding(0.9995)
    assert (below.name, above.name, part) == ("", "Dagens nivå", pytest.approx(0.5))


def test_what_is_written_is_read_as_the_committee_s_curve(file):
    base = two_committees()
    study = packages(base, file(text(more=THREE)))
    pasted = YAML(typ="safe").load("\n".join(yaml_lines(Words(study.figures), study)))
    effect = pasted["effects"]["care"]["safety"]
    again = read({**base, "effects": {**base["effects"], "care": {"safety": effect}}})
    kept = again.effects["care"]["safety"]
    assert dict(kept.curve) == curve((88, -14), (94, -6), (100, 0), (104, 3))
    assert (kept.evidence, kept.author) == ("committee", "Vårdnämnden")
    assert kept.range == (0.69, 1.41)
    assert "Lagstadgad omsorg" in kept.source


def test_values_of_the_indicator_become_points_against_today(file):
    """From 37 days to 56, on a scale from 150 to 14: 100 · 19 / −136 = −13.97 points."""
    steps = (("Dagens nivå", 100, 37), ("Mer", 104, 30))
    package = told(file(text(steps, base=56, more="    unit: indicator")))["care"]
    assert dict(package.curve("safety")) == curve((88, -100 * 19 / 136), (100, 0), (104, 100 * 7 / 136))


def test_the_command(tmp_path, file):
    of_sjobo = text(goal="vantetid_boende").replace("  care:", "  vo_aldreomsorg:")
    done = command("packages", "scenarios/sjobo-2025.yaml", file(of_sjobo), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "evidence: committee" in done.stdout
    left = tmp_path / "out" / "studies" / "packages"
    assert sorted(f.name for f in left.rglob("*.csv")) == ["curves.csv", "levels.csv"]
    assert json.loads((left / "result.json").read_text(encoding="utf-8"))["asked"] == []


# --------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("x: 1\n", "", "ska ha packages:"),
        (text().replace("  care:", "  caree:"), ":2:", "menas care?"),
        (text(goal="safty"), ":5:", "menas safety?"),
        (text().replace("    author: Vårdnämnden\n", ""), ":2:", "author: saknas"),
        (text().replace("to: 94 %", "to: 0.94"), ":7:", "eller '94 %', inte 0.94"),
        (text().replace("to: 94 %", "to: 87 %"), ":7:", "ska vara högre än 88 %"),
        (text((("A", 94, -6), ("B", 104, 3))), ":2:", "en nivå ska vara 100 %"),
        (text((("A", 94, -6), ("B", 100, 2))), ":8:", "0 poäng vid 100 %"),
        (text().replace("safety: -6", "knowledge: -6"), ":7:", "just målen safety"),
        (text().replace("safety: -6", "safety: mycket"), ":7:", "ska vara ett tal utan citattecken"),
        (text(more="    priority: 1"), ":6:", "okänd nyckel"),
        (
            text(more=THREE.replace("94 %: {safety: -4}, ", "")),
            ":8:",
            "just nivåerna 88 %, 94 %, 100 %, 104 %",
        ),
        (text(goal="knowledge", more="    unit: indicator"), ":5:", "kräver att målet har indicator"),
    ],
)
def test_wrong_files_are_refused_by_line(file, content, line, why):
    with pytest.raises(ScenarioError) as error:
        told(file(content))
    assert why in str(error.value)
    assert line in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.yaml: filen none\.yaml finns inte"):
        told(tmp_path / "none.yaml")


def test_a_file_that_is_too_large(file):
    with pytest.raises(ScenarioError, match=r"filen är 11\.2 MB; högst 10 MB läses"):
        told(file("packages:\n" + "# text\n" * 1_600_000))
