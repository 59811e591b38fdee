"""Documents in the file's form that hold the keys which have several forms, drawn at random."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from models.file.tree import INVISIBLE
from tests.cases import effect, two_committees

SEEN = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(chr(n) for n in range(0x10000) if INVISIBLE.match(chr(n))),
)
"""Characters that a text of a file may have."""
TEXT = st.text(SEEN, min_size=1, max_size=12)
SMALL = st.integers(-2000, 2000).map(lambda n: n / 1000)
COUNTS = st.integers(100, 9000)
SIGNED = {"evidence": "assumption", "author": "Exempel", "date": "2024-09-01", "source": "assumption"}


def shares(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low * 100, high * 100).map(lambda n: f"{n / 100:g} %")


@st.composite
def ranges(draw: st.DrawFn) -> list[str]:
    low, high = sorted(draw(st.lists(st.integers(0, 300), min_size=2, max_size=2)))
    return [f"{low} %", f"{high} %"]


def some(draw: st.DrawFn, **keys: st.SearchStrategy[Any]) -> dict[str, Any]:
    return {key: draw(values) for key, values in keys.items() if draw(st.booleans())}


@st.composite
def adjustment(draw: st.DrawFn, *activities: str) -> dict[str, Any]:
    amounts = dict.fromkeys(("one_off", "full_year", "technical", "demography", "capital"), SMALL)
    return some(
        draw, **amounts, source=TEXT, **({"activity": st.sampled_from(activities)} if activities else {})
    )


@st.composite
def adjustments(draw: st.DrawFn, *activities: str) -> dict[int, Any]:
    entries = st.one_of(adjustment(), st.lists(adjustment(*activities), min_size=1, max_size=3))
    return {y: draw(entries) for y in (2025, 2026) if draw(st.booleans())}


@st.composite
def response(draw: st.DrawFn) -> dict[str, Any]:
    """Return an effect in one of its three forms, on a goal with an indicator where more is better."""
    form = draw(st.sampled_from(["curve", "elasticity", "shape"]))
    more = some(draw, range=ranges(), lag=st.just(["60 %", "40 %"])) | SIGNED
    if form == "curve":
        return effect({"90 %": -9, "97.5 %": -2, "100 %": 0, "110 %": 3}) | more
    if form == "elasticity":
        se = some(draw, se=st.integers(1, 500).map(lambda n: n / 1000))
        return {"elasticity": draw(st.integers(1, 1000)) / 1000, **se, **more}
    above = draw(st.booleans())
    at = draw(shares(101, 150) if above else shares(50, 99))
    points = draw(st.integers(1, 2000)) / 100
    return {"shape": "log", "at": at, "points": points if above else -points, **more}


@st.composite
def reviews(draw: st.DrawFn) -> dict[str, Any]:
    return {"path": draw(TEXT), "by": draw(TEXT), "date": "2024-09-10", **some(draw, why=TEXT)}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a document with any selection of the keys."""
    use = draw(st.sampled_from([[], [2025], [2025, 2026], [2026, 2025]]))
    used = {"use_in": use, "use_in_surplus": draw(st.booleans())} if use else {}
    years = (2024, 2025, 2026)
    document = two_committees(
        frame={
            "total": None,
            "revenue": {2025: 1150.0, 2026: 1185.0},
            "result_target": "2 %",
            "central": {2025: 107.3, 2026: 111.0},
            "result_reserve": {"opening": 20, "cap": "5 %", **used, **some(draw, by=TEXT, source=TEXT)},
            **some(draw, tax_rate=st.integers(1500, 3500).map(lambda n: n / 100)),
        },
        stability=some(
            draw,
            activities=st.builds(
                lambda low, high: {"max_decrease": low, "max_increase": high}, shares(1, 9), shares(1, 9)
            ),
        ),
        committees={
            "school": {"base": None, "adjustments": draw(adjustments("lessons", "meals"))},
            "care": {"adjustments": draw(adjustments("care"))},
        },
        activities={
            "lessons": {"committee": "school", "base": 500},
            "meals": {"committee": "school", "base": 100},
        },
        drivers={"pupils": dict(zip(years, draw(st.tuples(COUNTS, COUNTS, COUNTS)), strict=True))},
        goals={
            goal: {"indicator": {"present": 60, "floor": 0, "target": 100}}
            | some(draw, weight_follows=st.just("pupils"))
            for goal in ("knowledge", "safety")
        },
        missing=draw(st.lists(TEXT, max_size=3)),
        reviewed=draw(st.lists(reviews(), max_size=2)),
        plans={
            "given": {"frames": {"school": 610, "care": 405}}
            | some(draw, tax_rate=st.integers(1500, 3500).map(lambda n: n / 100))
        },
    )
    document["effects"] = {
        "lessons": {"knowledge": draw(response())},
        "care": {goal: draw(response()) for goal in ("safety", "knowledge")},
    }
    if draw(st.booleans()):
        grades = dict.fromkeys(("calibrated", "literature", "committee", "assumption"), ranges())
        document["evidence_ranges"] = {"by": draw(TEXT), **some(draw, **grades, source=TEXT)}
    if draw(st.booleans()):
        weights = {
            "safety": draw(st.integers(0, 9)),
            **some(draw, knowledge=st.integers(0, 900).map(lambda n: n / 100)),
        }
        document["profiles"] = {
            "other": {"owner": draw(TEXT), "weights": weights, **some(draw, name=TEXT, source=TEXT)}
        }
    if draw(st.booleans()):
        document["parties"] = {"s": {"seats": 3, "weights": {"safety": 1}}, "v": {"seats": 2}}
        document["council"] = {"seats": 5, **some(draw, apart=st.just([["s", "v"]]), source=TEXT)}
        document["majorities"] = {"m": {"parties": ["s"], **some(draw, abstain=st.just(["v"]), source=TEXT)}}
    return document
