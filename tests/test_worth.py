"""What a plan is worth in money: the least amount at which indexation reaches as far."""

from __future__ import annotations

import pytest

from solver.answer.worth import STEPS, _crossing


def crossing(f, low, high):
    """The amount, and how often the function was asked."""
    asked = []

    def counted(x):
        asked.append(x)
        return f(x)

    return _crossing(counted, (low, f(low)), (high, f(high))), len(asked)


@pytest.mark.parametrize(
    ("f", "low", "high", "least"),
    [
        (lambda x: 0.03 * x - 0.01, 0.0, 8.0, 1 / 3),
        (lambda x: min(2 * x, 1 + x / 2, 3.25 + x / 8) - 3.5, 0.0, 16.0, 2.5 / 0.5),
        (lambda x: min(2 * x, 1 + x / 2, 3.25 + x / 8) - 1.0, 0.0, 16.0, 0.5),
        (lambda x: min(3 * x, 1.0) - 1.0, 0.0, 8.0, 1 / 3),
        (lambda x: min(3 * x, 1.0) + 6.0, -8.0, 0.0, -2.0),
    ],
    ids=["straight", "last kink but one", "before the kinks", "it has ended at 0", "below nothing"],
)
def test_the_least_amount_of_a_function_in_straight_pieces(f, low, high, least):
    found, asked = crossing(f, low, high)
    assert found == pytest.approx(least, abs=1e-10)
    assert asked <= STEPS


def test_a_straight_piece_is_asked_once():
    assert crossing(lambda x: 0.03 * x - 0.01, 0.0, 8.0)[1] == 1
