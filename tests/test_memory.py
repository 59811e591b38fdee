"""Pauses of the garbage collector, and memory given back."""

from __future__ import annotations

import ctypes
import gc

import pytest

from models.memory import give_back, uncollected


def test_a_pause_ends_as_it_began():
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


@uncollected()
def refused():
    assert not gc.isenabled()
    raise ValueError("refused")


def test_a_pause_ends_with_an_error():
    with pytest.raises(ValueError, match="refused"):
        refused()
    assert gc.isenabled()


@pytest.mark.parametrize("missing", [TypeError, OSError, AttributeError])
def test_nothing_is_given_back_where_the_c_library_has_no_call_for_it(monkeypatch, missing):
    def no_library(_):
        raise missing("no such library")

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    give_back(circles=True)


def test_circles_are_searched_for_only_where_asked():
    class Knot:
        alive = 0

        def __init__(self):
            self.own = self
            Knot.alive += 1

        def __del__(self):
            Knot.alive -= 1

    with uncollected():
        Knot()
        give_back()
        assert Knot.alive == 1
        give_back(circles=True)
        assert Knot.alive == 0
