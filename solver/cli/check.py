"""The check of scenario files: every problem, without solving."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solver.cli.common import CHANGES, WRONG, reader, scenario_error


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@CHANGES
def check(scenarios: tuple[Path, ...], changes: tuple[str, ...]) -> None:
    """Tell every problem of scenario files, with line numbers; nothing is solved."""
    from solver.answer.stating import state  # noqa: PLC0415 - --help does not wait for it

    wrong = False
    for path in scenarios:
        try:
            scenario = reader()(path, changes=changes)
            state(scenario)
        except scenario_error() as error:
            wrong = True
            click.echo(str(error), err=True)
        else:
            for warning in scenario.origin.warnings:
                click.echo(warning, err=True)
            n = len(scenario.origin.warnings)
            right = {
                "sv": f"{path}: inga fel, {n} varning{'ar' if n != 1 else ''}",
                "en": f"{path}: no errors, {n} warning{'s' if n != 1 else ''}",
            }
            click.echo(right[scenario.language])
    if wrong:
        sys.exit(WRONG)
