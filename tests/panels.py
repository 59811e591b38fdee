"""Panels for tests: the eight units of the known answers, and those that the notebook reads."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

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


def written(panel):
    """The rows of a panel."""
    return [f"{code},{year},{kpi},{value!r},," for (code, year, kpi), value in panel.values.items()]


def drawn_panel(slope, municipalities=40, years=8, *, noise=0.02, differences=None, seed=1):
    """A panel in which log had is slope times log cost, but for noise; in differences another slope if asked."""
    draw = np.random.default_rng(seed)
    lines = []
    for i in range(municipalities):
        cost = 5.0 + draw.normal(0, 0.05, years).cumsum() / 2
        had = slope * cost + draw.normal(0, noise, years) + i / 100
        if differences is not None:  # a slow wave of one slope, and quick steps of the other
            quick = draw.normal(0, 0.02, years)
            slow = np.linspace(0, draw.normal(0, 0.15), years)
            cost, had = 5 + slow + quick, slope * slow + differences * quick + i / 100
        lines += [f"{1000 + i},{2010 + t},cost,{math.exp(cost[t])!r}," for t in range(years)]
        lines += [f"{1000 + i},{2010 + t},had,{math.exp(had[t])!r}," for t in range(years)]
    return rows(lines)
