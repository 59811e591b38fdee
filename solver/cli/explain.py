"""Account for one committee."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.common import CHANGES, OUT, SCENARIO, answered, leave, read_for, say


@click.command()
@SCENARIO
@click.argument("committee")
@CHANGES
@OUT
def explain(scenario: Path, committee: str, changes: tuple[str, ...], out: Path | None) -> None:
    """Account for one COMMITTEE (id or name): why not more, why not less, what the first krona would change."""
    read_scenario = read_for(out, scenario, changes)
    from solver.report.studies.explain import account  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.explain import explain as explain_committee  # noqa: PLC0415

    explanation = answered(read_scenario, lambda: explain_committee(read_scenario, committee))
    left = leave(explanation, out, scenario.stem)
    click.echo(account(explanation))
    say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")
