"""What a plan is worth in money: the least amount at which indexation reaches as far."""

from __future__ import annotations

import pytest

from solver import solve
from solver.answer.worth import STEPS, _crossing
from tests.cases import PLAIN, merged


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


def test_a_plan_put_forward_is_compared_with_indexation_that_hands_out_as_much():
    """Two of 200 lie idle in both plans. *Even* divides the other 198 as indexation does. *Other* gives a 1 more, worth
    1 point, and b 1 less, worth 0.5: V rises by (1 − 0.5) / 2 = 0.25. A million more to indexation is half a point of
    a and a quarter of b, 0.375 of V: 0.25 / 0.375 = 2/3."""
    plans = {
        "even": {"completeness": "full", "frames": {"a": 99, "b": 99}},
        "other": {"completeness": "full", "frames": {"a": 100, "b": 98}},
    }
    result = solve(merged(PLAIN, {"plans": plans}))
    assert result.worth("even") == pytest.approx(0, abs=1e-9)
    assert result.worth("other") == pytest.approx(2 / 3, abs=1e-9)
