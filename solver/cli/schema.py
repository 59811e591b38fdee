"""The JSON Schema of scenario files."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, so that editors complete and check keys."""
    from models.reading import schema as made  # noqa: PLC0415 - not needed by the other verbs

    click.echo(json.dumps(made(), ensure_ascii=False, indent=2))
