"""The starter scenario, with comments."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import fail, writing

STARTER = "exempelkoping.yaml"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a commented starter scenario in DIR."""
    target = folder / STARTER
    if target.exists():
        fail(f"{target} finns redan; välj en annan mapp / exists already; choose another folder")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for source in _starter():
            with (folder / source.name).open("xb") as file:
                file.write(source.read_bytes())
    click.echo(str(target))


def _starter() -> list[Path]:
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "starter", here.parent / "scenarios"):
        if (folder / STARTER).is_file():
            return sorted(folder.glob("exempelkoping*"))
    raise FileNotFoundError(STARTER)
