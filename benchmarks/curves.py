"""A curve estimated on a panel of 66 municipalities and 8 years, compared with one fit of linearmodels."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import clock, machine, row, side_by_side, table

from models.panel import parsed_panel
from solver.studies.curves import curves
from solver.studies.panel_fits import fit, logs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OWN = Path(__file__).resolve().parents[1] / "notebooks" / "data" / "kolada_2018_2025.csv"
AIM = 30.0
REPEATS = 7


def timed(work: Callable[[], object]) -> Callable[[], Mapping[str, float]]:
    """Return a run of one phase."""

    def run() -> Mapping[str, float]:
        start = clock()
        work()
        return {"all": clock() - start}

    return run


def main() -> None:
    """Measure and print."""
    head, *lines = OWN.read_text(encoding="utf-8").splitlines()
    kpis = head.split(",")[3:]
    made = ["municipality,year,kpi,value"]
    for line in lines:
        code, _, year, *values = line.split(",")
        made += [f"{code},{year},{kpi},{value}" for kpi, value in zip(kpis, values, strict=True)]
    panel = parsed_panel("\n".join(made).encode(), OWN.name)
    x, y = (
        logs(((i, t), v) for (i, t, kpi), v in panel.values.items() if kpi == name)
        for name in ("N15027", "N15033")
    )
    if not math.isclose(fit(y, [x]).estimate, -0.409, abs_tol=5e-4):
        raise AssertionError("the panel does not give the known estimate")
    times = side_by_side(
        {"curves": timed(lambda: curves(panel, "N15027", "N15033")), "fit": timed(lambda: fit(y, [x]))},
        REPEATS,
    )
    print(machine())
    found = times["curves"]["all"], times["fit"]["all"]
    told = row("curves with 500 draws, against one fit of linearmodels", *found, AIM)
    print(table("66 municipalities, 8 years", [told], "one fit,"))


if __name__ == "__main__":
    main()
