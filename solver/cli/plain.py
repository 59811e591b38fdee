"""The verbs of studies that have no options of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

import solver
from solver.cli.common import CHANGES, JSON, OUT, SCENARIO, STUDY, Common, options, run_study

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {
    "certainty": "Tell how sure the answer is: the room around each change, in how many draws it holds, what it rests "
    "on.",
    "frontier": "Tell what stability costs: V against the turnover allowed, and who gains and gives first as it is "
    "let out.",
    "intervals": "Tell within what every weight and effect may move with the answer the same, and which changes it "
    "first.",
    "prices": "Tell what each rule costs, by solving again without it, and what other ways of working would cost.",
    "tornado": "Move each declared assumption to both ends of its range: what moves V and the frames most.",
    "views": "Find the best plan under each profile's and party's weights, and measure everyone's plan by everyone's "
    "yardstick.",
}
"""The help of each verb; a verb has the name of the public function that it calls."""
UNDRAWN = ("views",)
"""Studies without pictures."""


def plain(name: str) -> click.Command:
    """Return the verb of a study that has no options of its own.

    Args:
        name: The name of the verb and of the public function.
    """

    @click.command(name, help=PLAIN[name])
    @SCENARIO
    @(options(OUT, CHANGES, JSON) if name in UNDRAWN else STUDY)
    def verb(scenario: Path, **common: Unpack[Common]) -> None:
        run_study(scenario, getattr(solver, name), **common)

    return verb
