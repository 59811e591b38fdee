"""What is shipped with the page: one JSON object with the compiled program, its levers, and everything told.

Its reference positions are answered by the program itself, so that a browser that computes otherwise is found out.
"""

from __future__ import annotations

import json
import random
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from models.reading import digest
from models.variants import vary
from solver.answer.no_plan import diagnose
from solver.levers.engine import Engine, refuse_other_forms
from solver.levers.template import Template
from solver.web.arrays import Shipped
from solver.web.sliders import lean, sliders
from solver.web.told import told
from solver.web.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.problems import Language
    from models.scenario import Scenario
    from solver.web.arrays import Json

FORMAT = 1
REFERENCES = 12
"""Reference positions, the first of which is the scenario as it stands."""
OF_SETTLED = "settled_"
"""How words begin that only a page with settled years has."""
HALF_STEPS = 20
"""Highest weight of a slider, in steps of a half."""


def export(
    scenario: Scenario, levers: Sequence[str] | None = None, *, language: Language | None = None
) -> Json:
    """Return what is shipped of a scenario.

    Args:
        scenario: The scenario; its objective is V.
        levers: Levers as in ``solver.web.sliders.sliders``; the money and the set limits of stability if absent.
        language: Language of the page; the scenario's if absent.

    Raises:
        ScenarioError: The page cannot answer exactly; the error names why.
        NoPlanError: The limits leave no plan at the scenario's own values.
    """
    refuse_other_forms(scenario)
    run = digest(scenario)
    if language is not None and language != scenario.language:
        scenario = vary(scenario, [f"language={language}"])
    shipped = Shipped(scenario, sliders(scenario, levers))
    shipped.refuse_moving_curves()
    names = told(shipped)
    names["scenario"]["digest"] = run
    settled = bool(shipped.figures.settled_years)
    spoken = 0 if scenario.language == "sv" else 1
    return {
        "format": FORMAT,
        "program": version("kommunbudget"),
        "highs": version("highspy"),
        **names,
        **shipped.arrays(),
        **shipped.measures(),
        **({"settled": shipped.settled()} if settled else {}),
        "reference": list(references(shipped)),
        "words": {
            key: texts[spoken] for key, texts in WORDS.items() if settled or not key.startswith(OF_SETTLED)
        },
    }


def references(shipped: Shipped) -> Iterator[Json]:
    """Yield the reference positions with the program's own answers; the same scenario has the same ones."""
    drawn = random.Random(digest(shipped.scenario))  # noqa: S311 - no secret
    engine = engine_of(shipped)
    for n in range(REFERENCES):
        values, weights = standing(shipped) if n == 0 else position(shipped, drawn)
        point = engine.at_weights(weights, list(values.values()))
        if n == 0 and point is None:
            raise diagnose(shipped.template.stated.formulation, shipped.template.program)
        frames: dict[str, list[float]] = {}
        if point is not None:
            for (c, _), frame in zip(engine.frames, point.frames.tolist(), strict=True):
                frames.setdefault(c, []).append(frame)
        yield {
            "levers": values,
            "weights": weights,
            "value": None if point is None else point.value,
            "frames": None if point is None else frames,
        }


def engine_of(shipped: Shipped) -> Engine:
    """Return the program's own engine over the page's levers, which states the scenario anew where it must."""
    if not shipped.priced:
        return Engine(shipped.scenario, template=shipped.template)
    scenario, levers = lean(shipped.scenario), [slider.lever for slider in shipped.sliders]
    return Engine(scenario, template=Template.of(scenario, levers, standing=shipped.figures))


def standing(shipped: Shipped) -> tuple[dict[str, float], dict[str, float]]:
    """Return the levers and weights of the scenario as it stands."""
    return {s.lever.id: s.base for s in shipped.sliders}, dict(shipped.figures.stated_weight)


def position(shipped: Shipped, drawn: random.Random) -> tuple[dict[str, float], dict[str, float]]:
    """Return a position drawn among the steps of all sliders, not all weights being 0."""
    values = {}
    for s in shipped.sliders:
        steps = int((s.lever.high - s.lever.low) / s.step + 1e-9)
        values[s.lever.id] = round(s.lever.low + drawn.randint(0, steps) * s.step, 12)
    weights = {g: drawn.randint(0, HALF_STEPS) / 2 for g in shipped.figures.goals}
    if not any(weights.values()):
        weights[shipped.figures.goals[0]] = 1.0
    return values, weights


def as_json(shipped: Any) -> str:
    """Return what is shipped as JSON that can stand in a page: no ``<`` in it."""
    text = json.dumps(shipped, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
