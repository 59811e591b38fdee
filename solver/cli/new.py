"""The starter scenario, with comments."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import add

STARTER = "exempelkoping.yaml"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a commented starter scenario in DIR."""
    files = {source.name: source.read_bytes() for source in _starter()}
    click.echo(str(add(folder, {STARTER: files.pop(STARTER), **files})))


def _starter() -> list[Path]:
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "starter", here.parent / "scenarios"):
        if (folder / STARTER).is_file():
            return sorted(folder.glob("exempelkoping*"))
    raise FileNotFoundError(STARTER)
