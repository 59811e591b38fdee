"""Panels for tests: the eight units of the known answers, and those that the notebook reads."""

from __future__ import annotations

from pathlib import Path

from models.panel import parsed_panel

ROOT = Path(__file__).parents[1]
X, Y = (2, 3, 3, 4, 5, 5, 6, 8), (1, 3, 2, 3, 4, 2, 3, 5)
"""Input and output of T13."""


def rows(values, *, name="panel.csv", language="sv"):
    lines = ["municipality,year,kpi,value,status,preliminary", *values]
    return parsed_panel("\n".join(lines).encode(), name, language)


def t13(year=2024):
    made = [f"{k + 1001},{year},cost,{x}," for k, x in enumerate(X)]
    return rows([*made, *(f"{k + 1001},{year},had,{y}," for k, y in enumerate(Y))])


def of_the_project(name="kolada_2018_2025.csv"):
    """A panel of the notebook, a line for each value."""
    head, *lines = (ROOT / "notebooks" / "data" / name).read_text(encoding="utf-8").splitlines()
    kpis = head.split(",")[3:]
    made = ["municipality_code,municipality,year,kpi_id,value"]
    for line in lines:
        code, called, year, *values = line.split(",")
        made += [f"{code},{called},{year},{kpi},{value}" for kpi, value in zip(kpis, values, strict=True)]
    return parsed_panel("\n".join(made).encode(), name)
