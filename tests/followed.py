"""Follow-ups that tests write: a scenario of two committees, a follow-up of it, and their files in a folder."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from models.file.writing import written

if TYPE_CHECKING:
    from pathlib import Path


def scenario(frames: dict[str, float], **sections: Any) -> dict[str, Any]:
    """Return a scenario whose plan ``antagen`` gives these frames in its one year, with 10 for the council."""
    first = next(iter(frames))
    document: dict[str, Any] = {
        "format": 1,
        "title": "Exempelköping (påhittad)",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025],
        "frame": {"total": {2025: round(sum(frames.values()) + 10.0, 6)}},
        "indexation": {"index": "0 %"},
        "carry_over": {"rule": "carry", "keep_surplus": "75 %", "cap_amount": 2.0},
        "committees": {c: {"name": f"Nämnd {c}", "base": amount} for c, amount in frames.items()},
        "weights": {"owner": "Exempel"},
        "goals": {"mal": {"weight": 1, "reference": 50}},
        "effects": {
            first: {
                "mal": {
                    "curve": {"90 %": -5, "100 %": 0, "110 %": 2},
                    "evidence": "assumption",
                    "author": "Exempel",
                    "date": "2024-09-01",
                }
            }
        },
        "plans": {"antagen": {"frames": {c: {2025: amount} for c, amount in frames.items()}}},
    }
    return {**document, **sections}


def follow_up(reports: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """Return a follow-up of that scenario."""
    document: dict[str, Any] = {
        "format": 1,
        "kind": "follow_up",
        "follows": "budget.yaml",
        "plan": "antagen",
        "year": 2025,
        "title": "Uppföljning (påhittad)",
        "reports": reports,
    }
    return {**document, **sections}


def supplementary(amounts: dict[str, float], date: str = "2025-03-26", **more: Any) -> dict[str, Any]:
    """Return a supplementary appropriation from the council's reserve."""
    given = {"date": date, "by": "KF", "kind": "supplementary", "amounts": amounts, "from": "reserve"}
    return {**given, **more}


def lay(
    folder: Path, budget: dict[str, Any], followed: dict[str, Any], tables: dict[str, str] | None = None
) -> Path:
    """Write a scenario, a follow-up and its tables in a folder, and return the follow-up's path."""
    (folder / "budget.yaml").write_text(written(deepcopy(budget)), encoding="utf-8")
    for name, text in (tables or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "uppfoljning.yaml"
    path.write_text(written(deepcopy(followed)), encoding="utf-8")
    return path
