"""Plots of majorities: legible and with a finding, few named majorities, many without a name, and agreement."""

from __future__ import annotations

import pytest

from solver import majorities, plots
from tests.cases import two_committees
from tests.test_majorities import council, example
from tests.test_plots import legible, political


def many_parties():
    """Nine parties with Höör's seats and made-up weights: 36 minimal majorities."""
    seats = (11, 9, 8, 3, 2, 2, 2, 2, 2)
    parties = {
        f"p{n}": {"seats": s, "weights": {"knowledge": n % 4, "safety": 5 - n % 5}}
        for n, s in enumerate(seats)
    }
    return two_committees(parties=parties, language="en", council={"seats": 41})


@pytest.mark.parametrize("of", ["example", "hoor", "relative", "many", "agreed"])
def test_pictures_are_legible_and_say_a_finding(of):
    found = {
        "example": lambda: example(minimal=True),
        "hoor": lambda: majorities("scenarios/hoor-2025-exempelmajoriteter.yaml", minimal=True),
        "relative": lambda: example(relative=True),
        "many": lambda: majorities(many_parties(), minimal=True),
        "agreed": lambda: majorities(council({"p": (1, 1, 0)}, {"p": ["p"]})),
    }[of]()
    pictures = plots(found)
    assert set(pictures) == {"ranges", "regrets"}
    for picture in pictures.values():
        legible(picture.figure)
        assert len(picture.title) > 20
        assert picture.alt.endswith(".")
        note = next(t for t in picture.figure.texts if t.get_label() == "note").get_text().replace("\n", " ")
        assert found.scenario.title in note
        for axes in picture.figure.axes:
            assert len(axes.get_yticklabels()) <= 12
            for patch in axes.patches:
                assert not any(map(political, (patch.get_facecolor(), patch.get_edgecolor())))
