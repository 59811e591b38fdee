"""Generate ``docs/gallery.md`` and its plots from the shipped scenarios: ``python docs/gallery.py``.

``--check`` fails if the page is not current; it compares titles and texts, not pixels. So do the tests, entry by
entry.
"""

from __future__ import annotations

import base64
import sys
import textwrap
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from solver import (
    compare,
    evaluate,
    explain,
    frontier,
    intervals,
    ladder,
    majorities,
    montecarlo,
    plots,
    prices,
    revealed_weights,
    room,
    sensitivity,
    sobol,
    solve,
    tornado,
    weight_map,
    workshop,
    worlds,
)
from solver.answer.result import Result
from solver.studies.certainty import certainty

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver import Picture
    from solver.report.plotting import Answer

SJOBO, HOOR, GROUPS, EXAMPLE, DOWNTURN = (
    HERE.parent / "scenarios" / f"{name}.yaml"
    for name in (
        "sjobo-2025",
        "hoor-2025",
        "hoor-2025-exempelmajoriteter",
        "exempelkoping",
        "exempelkoping-lagkonjunktur",
    )
)
RESOLUTION = 150
WIDTH = 110
"""Longest line of the page, headings excepted."""
PAGE = """# Gallery

The program makes every plot here from a shipped scenario; `python docs/gallery.py` makes them again. Sjöbo
and Höör are real budgets with assumed effects; Exempelköping is made up ([source or
assumption](scenarios.md)). The title of a plot states its finding; beneath it are the owner of the weights
and the run. The text of each plot is computed from the same rows as its table.

`kommunbudget run SCENARIO --plots` writes them as SVG and PNG, and so do the commands of the studies. In
Python:

```python
from solver import plots, solve
from solver.studies.certainty import certainty

result = solve("scenarios/sjobo-2025.yaml")
pictures = plots(result, certainty=certainty(result))
pictures["frames"]  # shows itself in a notebook
pictures["frames"].figure  # a matplotlib Figure
pictures["frames"].table, pictures["frames"].alt
```

Every plot is 1280 × 720 points, to be read from ten metres: at most twelve rows (the rest together as one,
with its sum), a title of at most two lines. They can be printed in black and white: what differs in colour
also differs in hatch, mark or dashes, and nothing is red or green.

## Budgetverkstaden: the live page

![The page with Parti B's weights in Exempelköping: sliders for weights and limits, frames with their room,
what it buys and what it gives up](img/exempelkoping-workshop.png)

`kommunbudget web scenarios/exempelkoping.yaml`: [what it is and how it is read](workshop.md). The picture is
the page itself, in a browser.
"""
WORKSHOP = "exempelkoping-workshop"
SCREEN = (1280, 720)
WORKSHOP_STATE = """new Promise((done) => {
  const rests = (then) => (document.body.dataset.rests === "yes" ? then() : setTimeout(rests, 50, then));
  const press = () => document.querySelector("[data-id='party:b']").click();
  rests(() => { press(); setTimeout(rests, 100, () => done(true)); });
})"""
"""Script that waits for the live page, takes a party's weights, and waits for the answer."""


SHOWN: tuple[tuple[str, str, Callable[[], Answer], tuple[str, ...]], ...] = (
    (
        "sjobo",
        f"run scenarios/{SJOBO.name} --plots",
        lambda: solve(SJOBO),
        ("changes", "waterfall-familj", "goals", "evidence"),
    ),
    ("exempelkoping", f"run scenarios/{EXAMPLE.name} --plots", lambda: solve(EXAMPLE), ("paths", "balances")),
    ("hoor", f"run scenarios/{HOOR.name} --plots", lambda: solve(HOOR), ("frames",)),
    (
        "sjobo",
        f"explain scenarios/{SJOBO.name} familj --plots",
        lambda: explain(SJOBO, "familj"),
        ("explain-2025",),
    ),
    (
        "hoor",
        f"evaluate scenarios/{HOOR.name} styret --plots",
        lambda: evaluate(HOOR, "styret"),
        ("evaluate",),
    ),
    (
        "exempelkoping",
        f"compare scenarios/{EXAMPLE.name} scenarios/{DOWNTURN.name} --plots",
        lambda: compare(EXAMPLE, DOWNTURN),
        ("compare",),
    ),
    (
        "exempelkoping",
        f"montecarlo scenarios/{EXAMPLE.name} --draws 128 --plots",
        lambda: montecarlo(EXAMPLE, 128, workers=1),
        ("montecarlo",),
    ),
    (
        "exempelkoping",
        f"sobol scenarios/{EXAMPLE.name} --base 32 --plots",
        lambda: sobol(EXAMPLE, 32, workers=1),
        ("sobol-frame",),
    ),
    ("sjobo", f"room scenarios/{SJOBO.name} --plots", lambda: room(SJOBO, alternatives=0), ("room",)),
    ("exempelkoping", f"prices scenarios/{EXAMPLE.name} --plots", lambda: prices(EXAMPLE), ("prices",)),
    (
        "exempelkoping",
        f"sensitivity scenarios/{EXAMPLE.name} --lever area:Lärande --from '0 %' --to '100 %' --plots",
        lambda: sensitivity(EXAMPLE, "area:Lärande", "0 %", "100 %"),
        ("curve",),
    ),
    (
        "sjobo",
        f"sensitivity scenarios/{SJOBO.name} --lever frame.total --from '97 %' --to '103 %' --plots",
        lambda: sensitivity(SJOBO, "frame.total", "97 %", "103 %"),
        ("stacked",),
    ),
    ("sjobo", f"frontier scenarios/{SJOBO.name} --plots", lambda: frontier(SJOBO), ("frontier",)),
    ("sjobo", f"tornado scenarios/{SJOBO.name} --plots", lambda: tornado(SJOBO), ("tornado",)),
    (
        "sjobo",
        f"weight-map scenarios/{SJOBO.name} --areas 'Lärande,Trygghet och omsorg' --plots",
        lambda: weight_map(SJOBO, ["Lärande", "Trygghet och omsorg"], workers=1),
        ("weight-map",),
    ),
    (
        "exempelkoping",
        f"intervals scenarios/{EXAMPLE.name} --plots",
        lambda: intervals(EXAMPLE),
        ("intervals",),
    ),
    (
        "hoor",
        f"weights scenarios/{HOOR.name} --plan styret --plots",
        lambda: revealed_weights(HOOR, "styret"),
        ("weights-areas",),
    ),
    ("sjobo", f"worlds scenarios/{SJOBO.name} --plots", lambda: worlds(SJOBO), ("worlds",)),
    (
        "hoor",
        f"ladder scenarios/{HOOR.name} --year 2025 --from '-3 %' --to '0 %' --plots",
        lambda: ladder(HOOR, 2025, "-3 %", "0 %"),
        ("ladder",),
    ),
    (
        "hoor",
        f"majorities scenarios/{GROUPS.name} --minimal --plots",
        lambda: majorities(GROUPS, minimal=True),
        ("ranges", "regrets"),
    ),
)
"""(Beginning of the file's name, command, what it answers, its plots) in the order of the page."""


@cache
def chosen(place: int) -> list[tuple[str, str, Picture]]:
    """Return (name of the file, command, plot) of an entry of ``SHOWN``."""
    scenario, command, made, names = SHOWN[place]
    answer = made()
    sure = certainty(answer) if isinstance(answer, Result) else None
    pictures = plots(answer, certainty=sure)
    return [(f"{scenario}-{name}", command, pictures[name]) for name in names]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def section(place: int) -> str:
    """Return the page's text of an entry of ``SHOWN``."""
    parts = []
    for file, command, picture in chosen(place):
        alt = picture.alt.replace("[", "(").replace("]", ")")
        parts += [
            f"## {picture.title}\n",
            f"{_wrapped(f'![{alt}](img/{file}.png)')}\n",
            f"{_wrapped(f'`kommunbudget {command}`, {picture.name}.')}\n",
        ]
    return "\n".join(parts)


def page() -> str:
    """Return the text of the page."""
    return "\n".join([PAGE, *map(section, range(len(SHOWN)))])


def workshop_picture() -> bytes | None:
    """Return a picture of the live page with a party's weights; None where there is no browser."""
    from tests.browser import CHROMIUM, browsing  # noqa: PLC0415 - only the live page needs a browser

    if CHROMIUM is None:
        return None
    with TemporaryDirectory() as folder, browsing(Path(folder) / "profile") as browser:
        page = workshop(EXAMPLE).save(Path(folder) / "page.html")
        browser.open(page, *SCREEN)
        browser.run(WORKSHOP_STATE)
        return base64.b64decode(browser.ask("Page.captureScreenshot", {"format": "png"})["data"])


def main() -> None:
    """Write the page and its plots, or with ``--check`` fail if the page is not current."""
    path, text = HERE / "gallery.md", page()
    if "--check" in sys.argv[1:]:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.exit("docs/gallery.md is not current: run python docs/gallery.py")
        return
    path.write_text(text, encoding="utf-8")
    for file, _, picture in (shown for place in range(len(SHOWN)) for shown in chosen(place)):
        (HERE / "img" / f"{file}.png").write_bytes(picture.png(RESOLUTION))
    if (live := workshop_picture()) is not None:
        (HERE / "img" / f"{WORKSHOP}.png").write_bytes(live)


if __name__ == "__main__":
    main()
