"""What turns first: by hand, and by stating the changed scenario on both sides of the value."""

from __future__ import annotations

import pytest

from models.effect_levers import with_curves
from models.variants import vary
from solver import tornado
from solver.answer.stating import state
from solver.report.studies import text_of
from solver.report.words import Words
from solver.studies.turning import STEPS, is_knowledge, largest_change
from tests.cases import SHIPPED, always, shipped
from tests.test_certainty import MOVING, two
from tests.test_report import first_page, parsed


def moving(low, high):
    content = two(*MOVING)
    content["effects"]["a"]["ga"]["range"] = [low, high]
    return content


def test_a_weaker_effect_turns_where_a_krona_gives_as_much_elsewhere():
    """A krona gives 0.9 of a's size in a and costs 0.5 in b: nothing moves below a size of 5/9.

    That is (1 − 5/9) of the way to a size of 0. Above it ten go to a, as far as its curve is steep.
    """
    found = tornado(moving("0 %", "100 %"))
    first = found.first
    assert (first.lever.id, first.committee, first.year) == ("size:a.ga", found.watched[0], 2025)
    assert first.turns_at == pytest.approx(5 / 9, abs=2e-6)
    assert 0 < first.holds_at - first.turns_at <= 1e-6
    assert abs(first.before) == pytest.approx(10)
    assert first.then == pytest.approx(0, abs=1e-4)
    assert first.part == pytest.approx(4 / 9, abs=2e-6)
    assert "vid 55,6 %; i dag 100 %" in " ".join(text_of(found).split())


def test_where_no_range_reaches_the_value_nothing_turns():
    found = tornado(moving("60 %", "140 %"))
    assert found.first is None
    assert f"prövat i {STEPS} steg" in " ".join(text_of(found).split())
    assert found.first_rows() == []


def test_where_nothing_moves_there_is_nothing_to_turn():
    content = two((-10, 9), (-10, 9))
    content["effects"]["a"]["ga"]["range"] = ["90 %", "110 %"]
    found = tornado(content)
    assert largest_change(found.result) is None
    assert (found.watched, found.first) == (None, None)
    assert "ingen riktning finns att vända" in " ".join(text_of(found).split())


def at(result, lever, value):
    """The difference from indexation with a lever at a value, by stating the changed scenario from its beginning."""
    if lever.kind in ("size", "shape"):
        changed = with_curves(result.scenario, result.figures, {lever: value})
    else:
        without = vary(result.scenario, [])
        changed = vary(without, lever.edits(without, value))
    stated = state(changed, result.figures)
    return stated.best().q.frame, stated.baseline.frame


@pytest.mark.parametrize("name", always(SHIPPED, 1))
def test_on_one_side_the_direction_holds_and_on_the_other_it_does_not(name):
    result, made, page = shipped(name)
    first = made.tornado.first
    key = first.committee, first.year
    assert is_knowledge(first.lever)
    assert key == largest_change(result)
    assert first.lever.low <= first.turns_at <= first.lever.high
    for value, told, holds in (
        (first.holds_at, first.before, True),
        (first.turns_at, first.then, False),
    ):
        new, old = at(result, first.lever, value)
        assert new[key] - old[key] == pytest.approx(told, abs=1e-3)
        assert ((new[key] - old[key]) * first.proposed > 1e-4) == holds
    w = Words(result.figures)
    text = first_page(parsed(page)).text
    assert f"vänder riktningen för {w.committee(first.committee)} {first.year}" in text
