"""The style of every plot: settings of matplotlib, and how text is measured in it."""

from __future__ import annotations

from typing import Any

TEXT = 10.0
"""Size of plain text [points]."""
POINT, SLACK = 1 / 72, 1.04
"""A point in inches, and the factor by which measured text may grow when it is drawn."""
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],
    "font.size": TEXT,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.8,
    "svg.hashsalt": "kommunbudget",
    "svg.fonttype": "none",
    "path.simplify": False,
}
