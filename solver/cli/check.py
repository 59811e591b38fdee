"""The check of scenario files: every problem, and figures that are probably mistakes, without solving."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solver.cli.common import CHANGES, STRICT, WRONG, ask, read, scenario_error


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@CHANGES
@STRICT
def check(scenarios: tuple[Path, ...], changes: tuple[str, ...], *, strict: bool) -> None:
    """Tell every problem of scenario files, with line numbers; nothing is solved.

    Asks about figures that are probably mistakes, each with its line, the figure as read and its likely reading:
    an amount in another unit, a level for a change, a jump from year to year, rows or years exchanged, a wrong
    sign, a sum row, limits that never bind. A figure that is right is written under reviewed in the scenario, with
    its path, who has looked at it and when; it is then not asked about again.
    """
    from models.follow_up.kind import is_follow_up  # noqa: PLC0415 - --help does not wait for them
    from solver.answer.stating import state  # noqa: PLC0415

    wrong = False
    for path in scenarios:
        try:
            if is_follow_up(path):
                _follow_up(path)
                continue
            scenario = read(path, changes, strict=strict)
            ask(scenario)
            state(scenario)
        except scenario_error() as error:
            wrong = True
            click.echo(str(error), err=True)
            continue
        asked = len(scenario.origin.questions)
        warnings = scenario.origin.warnings[asked:]
        for warning in warnings:
            click.echo(warning, err=True)
        sv = [_count(asked, "fråga", "frågor")] * bool(asked) + [
            _count(len(warnings), "varning", "varningar")
        ]
        en = [_count(asked, "question", "questions")] * bool(asked) + [
            _count(len(warnings), "warning", "warnings")
        ]
        right = {"sv": f"{path}: inga fel, {', '.join(sv)}", "en": f"{path}: no errors, {', '.join(en)}"}
        click.echo(right[scenario.language])
    if wrong:
        sys.exit(WRONG)


def _follow_up(path: Path) -> None:
    """Check a follow-up with its scenario and tables."""
    from models.follow_up.money import decided, vintages  # noqa: PLC0415 - few files are follow-ups
    from models.follow_up.reading import read_follow_up  # noqa: PLC0415
    from solver.studies.follow_up import decided_plan  # noqa: PLC0415

    given = read_follow_up(path)
    vintages(given, decided(decided_plan(given), given.year))
    for warning in given.warnings:
        click.echo(warning, err=True)
    n = len(given.warnings)
    right = {
        "sv": f"{path}: inga fel, {_count(n, 'varning', 'varningar')}",
        "en": f"{path}: no errors, {_count(n, 'warning', 'warnings')}",
    }
    click.echo(right[given.scenario.language])


def _count(n: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{n} {one if n == 1 else many}"
