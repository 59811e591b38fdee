"""The JSON Schema of scenario files, and of follow-ups."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--follow-up", "of_follow_up", is_flag=True, help="Of follow-up files, not of scenarios.")
def schema(*, of_follow_up: bool) -> None:
    """Print the JSON Schema of scenario files, so that editors complete and check keys."""
    if of_follow_up:
        from models.follow_up.reading import schema as made  # noqa: PLC0415 - not needed by the other verbs
    else:
        from models.reading import schema as made  # noqa: PLC0415

    click.echo(json.dumps(made(), ensure_ascii=False, indent=2))
