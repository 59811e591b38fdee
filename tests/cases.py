"""Small scenarios that tests share, as documents in the file's form, and the scenarios that rules are shown on."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from models.figures import Figures
from models.reading import read
from solver import solve
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.report.html import report
from solver.studies.beside import Beside, beside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario
    from solver.answer.result import Result

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def always(values: Iterable[Any], *places: int) -> list[Any]:
    """Return values for ``parametrize`` of which those at ``places`` always run, and the rest are slow."""
    return [
        value if place in places else pytest.param(value, marks=pytest.mark.slow)
        for place, value in enumerate(values)
    ]


def two_committees(**sections: Any) -> dict[str, Any]:
    """Return made-up Exempelköping: school and care, two goals, two years, 1 000 MSEK, 3 % index.

    Need is 618 + 412 = 1 030 the first year and 636.54 + 424.36 = 1 060.9 the second; the total is 1 % short
    of it. A per cent of school is 6.18 MSEK and worth 0.9 points of knowledge below today's level and 0.3
    above; a per cent of care is 4.12 MSEK and worth 0.8 points of safety below and 0.4 above.
    """
    document: dict[str, Any] = {
        "format": 1,
        "title": "Exempelköping (påhittad)",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025, 2026],
        "frame": {"total": {2025: 1019.7, 2026: 1050.291}},
        "indexation": {"index": "3 %"},
        "carry_over": {"rule": "none"},
        "committees": {
            "school": {"name": "Skolnämnden", "base": 600},
            "care": {"name": "Vårdnämnden", "base": 400},
        },
        "weights": {"owner": "Exempel: ingen politisk avsändare"},
        "goals": {
            "knowledge": {"name": "Fler klarar skolan", "weight": 1, "reference": 60},
            "safety": {"name": "Tryggare äldre", "weight": 1, "reference": 50},
        },
        "effects": {
            "school": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
            "care": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
        },
    }
    return merged(document, sections)


PLAIN = {
    "format": 1,
    "title": "T",
    "currency": "MSEK",
    "base_year": 2024,
    "years": [2025],
    "frame": {"total": 200},
    "indexation": {"index": "0 %"},
    "carry_over": {"rule": "none"},
    "committees": {"a": {"base": 100}, "b": {"base": 100}},
    "weights": {"owner": "x"},
    "goals": {"ga": {"weight": 1, "reference": 50}, "gb": {"weight": 1, "reference": 50}},
    "effects": {
        "a": {"ga": {"curve": {"90 %": -10, "100 %": 0, "110 %": 9}}},
        "b": {"gb": {"curve": {"90 %": -5, "100 %": 0, "110 %": 4}}},
    },
}
"""Two committees of 100 and a total of 200; a per cent of a is worth 1 point below today's level and 0.9 above, of b
0.5 and 0.4."""


SHIPPED = ("sjobo-2025", "hoor-2025", "exempelkoping")
"""The shipped scenarios of ordinary size."""


class Shipped(NamedTuple):
    """What a run makes of a shipped scenario: its answer, the studies beside it, and the page of both."""

    result: Result
    made: Beside
    page: bytes


@cache
def shipped(name: str) -> Shipped:
    """Return what a run makes of a shipped scenario, made once in a process; nobody changes it."""
    result = solve(SCENARIOS / f"{name}.yaml")
    made = beside(result)
    return Shipped(result, made, report(result, made))


def held(standing: Scenario, changed: Scenario) -> Result:
    """Return the answer of a study's variant: weights, measured set and switches as the scenario stands."""
    return answer(state(changed, Figures(scenario=standing)))


def effect(curve: dict[str, float], **more: Any) -> dict[str, Any]:
    """Return an effect with every required key."""
    told = {"evidence": "assumption", "author": "Exempel", "date": "2024-09-01", "source": "assumption"}
    return {"curve": curve, **told, **more}


def merged(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with changes merged by key; None removes a key, and a curve is replaced as a whole."""
    result = deepcopy(document)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict) and key != "curve":
            result[key] = merged(result[key], value)
        else:
            result[key] = deepcopy(value)
    return result


EVERY_RULE: dict[str, Any] = {
    "frame": {
        "total": None,
        "revenue": {2025: 1150.0, 2026: 1185.0},
        "result_target": "2 %",
        "central": {2025: 107.3, 2026: 111.0},
        "reserve_min": "0.5 %",
        "growth_max": "5 %",
        "result_reserve": {"opening": 20, "cap": "5 %", "max_withdrawal": 10},
    },
    "indexation": {"requirement": "0.5 %"},
    "stability": {"max_decrease": "2 %", "max_increase": "4 %", "turnover": "3 %", "change_price": 1},
    "carry_over": {"rule": "carry", "keep_surplus": "75 %", "cap_share": "5 %", "room_share": "0.5 %"},
    "committees": {
        "school": {"base": None, "opening_balance": -6, "adjustments": {2025: {"one_off": -1, "capital": 2}}},
        "care": {"opening_balance": 3, "max_decrease": "1 %"},
        "audit": {"name": "Revisionen", "base": 2},
    },
    "activities": {
        "lessons": {
            "committee": "school",
            "base": 590,
            "driver": "pupils",
            "variable_share": "80 %",
            "floor": "95 %",
            "floor_basis": "Exempel",
            "ceiling": "108 %",
            "unit_cost_max": 0.3,
        },
        "rent": {"committee": "school", "base": 12, "fixed": 12},
        "offices": {"committee": "school", "base": 10},
        "fees": {"committee": "school", "base": -12},
    },
    "drivers": {"pupils": {2024: 2400, 2025: 2412, 2026: 2390}},
    "goals": {"knowledge": {"minimum": 55}},
    "effects": {
        "school": None,
        "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3}, lag=["60 %", "40 %"])},
    },
    "complements": {
        "together": {
            "goal": "safety",
            "members": ["lessons", "care"],
            **effect({"95 %": -2, "100 %": 0, "105 %": 1}),
        }
    },
    "decisions": {
        "lock": {"frame": "care", "years": [2025], "at_least": 405, "by": "KF"},
        "demand": {"spend": "lessons", "years": [2026], "at_most": 640, "by": "Yrkande 1"},
        "exact": {"spend": "offices", "years": [2026], "equals": 10.4, "by": "KF"},
        "promise": {"goal": "safety", "years": [2026], "at_least": 47, "by": "KF"},
    },
}
"""Changes of ``two_committees`` that bring nearly every family of rows into play."""
LEAST: dict[str, Any] = {
    "committees": {"school": {"base": None}},
    "activities": {
        "lessons": {"committee": "school", "base": 590},
        "offices": {"committee": "school", "base": 10, "floor": "95 %", "floor_basis": "Exempel"},
    },
    "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
}
"""Changes of ``two_committees`` with an activity that is not measured and has a lower limit of its own."""
SETTLED: dict[str, Any] = {
    "years": [2025, 2026, 2027],
    "frame": {"total": {2025: 1019.7, 2026: 1050.291, 2027: 1081.8}},
    "carry_over": {"rule": "carry", "keep_surplus": "75 %", "restore_years": 2},
    "settled": {
        "basis": {2025: "Bokslut 2025 (påhittat)"},
        "frames": {"school": {2025: 612}, "care": {2025: 407.7}},
        "spend": {"school": {2025: 618}, "care": {2025: 405.7}},
        "balances": {"school": {2025: -6}, "care": {2025: 1.5}},
        "temporary": {"school": {2025: 2}},
        "permanent": {"care": {2025: 1}},
        "restore": {"school": {2026: 3, 2027: 3}},
        "deficit": {2026: 1.5},
    },
}
"""Changes of ``two_committees`` with a settled year: school overspent by 6, which it restores over two years."""
OWN_TOTAL = {
    "plans": {
        "egen": {
            "total": {2025: 1100, 2026: 1060, 2027: 1090},
            "frames": {
                "school": {2025: 612, 2026: 636, 2027: 654},
                "care": {2025: 407.7, 2026: 424, 2027: 436},
            },
        }
    },
}
"""A plan with more money than the scenario in every year, the settled one too."""
EVERY_KEY = SCENARIOS / "exempelkoping-alla-nycklar.yaml"
"""The shipped scenario that uses every key, and so has rows of every family."""


def with_every_rule() -> tuple[Scenario, ...]:
    """Scenarios that together have rows of every family; a family is shown on the first that has it."""
    shown = (read(two_committees(**EVERY_RULE)),)
    weighted = ("objective.form=weighted", "objective.targets=null")  # studies are told in V
    others = (read(two_committees(**LEAST)), read(two_committees(**SETTLED)))
    return (*shown, read(EVERY_KEY, changes=weighted), *others) if EVERY_KEY.exists() else (*shown, *others)
