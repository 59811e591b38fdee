"""The forms of the objective, one file each: the aims that come before V."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.aim import Form
from models.objectives import goal_programming, lexicographic, leximin, maximin, weighted
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from models.figures import Figures


def _met(_: Figures, __: str) -> float:
    return FULL_POINTS


OBJECTIVES = {
    "weighted": Form(aims=weighted.aims, full=_met),
    "maximin": Form(aims=maximin.aims, full=_met),
    "leximin": Form(aims=leximin.aims, full=_met, levels=True),
    "lexicographic": Form(aims=lexicographic.aims, full=_met),
    "goal_programming": Form(aims=goal_programming.aims, full=goal_programming.target),
}
"""Forms of the objective, by their names in the scenario file."""
