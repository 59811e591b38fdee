"""Generate a made-up country: municipalities of many sizes that share a national grant frame.

    python scenarios/national.py DIR --municipalities 290

The command writes ``DIR/national.yaml`` and one scenario per municipality, Exempelköping 1 to n, from
``scenarios/generate.py`` with the seeds 0 to n - 1. No figure belongs to a real municipality, and every title says
so. The same number gives the same bytes. Each municipality has money of its own for about nine tenths of its
spending; an equal grant per inhabitant covers the rest, so that a division with a plan for everybody always exists.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from models.national import FILE, National, country
from models.reading import read, write
from models.units import context
from scenarios.generate import BASE_YEAR, MADE_UP, NOBODY, Size, exempelkoping

if TYPE_CHECKING:
    from models.national import Country

LARGEST = Size(committees=17, activities=5, years=4)
"""Size of the largest municipality."""
GRANTED = 0.1
"""The grants, as a share of the municipalities' spending."""
UNEQUAL = 0.005
"""Largest difference of a municipality's own money from nine tenths, as a share of its spending."""
LEAST, MOST = "90 %", "110 %"
"""Bounds of a grant against an equal one per inhabitant; at most a hundredth of a municipality's money is moved."""
HEAD = "# Påhittat, gjort av scenarios/national.py: inget här finns i verkligheten.\n\n"


def municipality(seed: int, most: Size = LARGEST, *, alike: bool = False) -> dict[str, Any]:
    """Return a made-up municipality without its grant, of a random size.

    Args:
        seed: Seed of the random draws; 0 is a seed.
        most: The largest size.
        alike: Whether the municipality has the largest size whatever the seed.
    """
    drawn = random.Random(seed)  # noqa: S311 - made-up figures, no secrets
    size = replace(
        most,
        committees=drawn.randint(min(4, most.committees), most.committees),
        activities=drawn.randint(min(2, most.activities), most.activities),
    )
    size = most if alike else size
    total = round(min(max(drawn.lognormvariate(7, 0.8), 200), 12000))
    made = exempelkoping(size, seed, total=total, title=f"Exempelköping {seed + 1} (påhittad)")
    made["municipality"]["name"] = f"Exempelköping {seed + 1}"
    own = 1 - GRANTED + drawn.uniform(-UNEQUAL, UNEQUAL)
    made["frame"]["total"] = {y: round(amount * own, 1) for y, amount in made["frame"]["total"].items()}
    return made


def national(municipalities: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the content of ``national.yaml``: the files, and the grants that complete their own money."""
    years = municipalities[0]["years"]
    own = {y: sum(m["frame"]["total"][y] for m in municipalities) for y in years}
    return {
        "format": 1,
        "title": f"Ett påhittat land: Exempelköping 1–{len(municipalities)}",
        "language": "sv",
        "currency": "MSEK",
        "years": years,
        "owner": NOBODY,
        "grants": {y: round(own[y] * GRANTED / (1 - GRANTED), 1) for y in years},
        "least": LEAST,
        "most": MOST,
        "municipalities": {name: f"{name}.yaml" for name in map(_name, range(len(municipalities)))},
        "source": MADE_UP,
    }


def _name(seed: int) -> str:
    return f"exempelkoping-{seed + 1:03}"


def made_up(count: int, most: Size = LARGEST, *, alike: bool = False) -> Country:
    """Return a made-up country without writing it.

    Args:
        count: Number of municipalities.
        most: The largest size.
        alike: Whether all municipalities have the largest size.
    """
    made = [municipality(seed, most, alike=alike) for seed in range(count)]
    stated = national(made)
    given = context(years=tuple(stated["years"]), base_year=BASE_YEAR, currency=stated["currency"])
    return country(
        National.model_validate(stated, context=given), {_name(n): read(m) for n, m in enumerate(made)}
    )


def write_country(folder: Path, count: int) -> None:
    """Write a made-up country to a folder, which is made if it does not exist.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = [municipality(seed) for seed in range(count)]
    for n, one in enumerate(made):
        text = HEAD + write(read(one))
        (folder / f"{_name(n)}.yaml").write_text(text, encoding="utf-8", newline="\n")
    lines = []
    for key, value in national(made).items():
        if isinstance(value, dict):
            lines += [f"{key}:", *(f"  {k}: {v}" for k, v in value.items())]
        else:
            lines.append(f"{key}: {value if isinstance(value, int | list) else _quoted(value)}")
    (folder / FILE).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _quoted(text: str) -> str:
    return f'"{text}"'


def main() -> None:
    """Write a made-up country."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the folder to write to")
    parser.add_argument("--municipalities", type=int, default=290)
    asked = parser.parse_args()
    if asked.municipalities < 1:
        parser.error("a country has at least one municipality")
    write_country(asked.folder, asked.municipalities)


if __name__ == "__main__":
    main()
