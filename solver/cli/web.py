"""The live page: one offline file in which a councillor moves weights and limits, and the program answers."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

import solver
from solver.cli.common import CHANGES, NO_PLAN, SCENARIO, STRICT, ask, read, say, writing

if TYPE_CHECKING:
    from models.problems import Language

PAGE = "budgetverkstad.html"
"""The page's usual name."""


@click.command()
@SCENARIO
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(PAGE), show_default=True, help="The page."
)
@click.option(
    "--levers",
    metavar="A,B,…",
    help="What has a slider: paths, PATH=LOW..HIGH or declared levers [the money and the set limits of stability].",
)
@click.option("--language", type=click.Choice(["sv", "en"]), help="Of the page [the scenario's].")
@CHANGES
@STRICT
def web(
    scenario: Path,
    out: Path,
    levers: str | None,
    language: Language | None,
    changes: tuple[str, ...],
    *,
    strict: bool,
) -> None:
    """Leave one offline page in which weights and limits are moved and the program answers in the browser.

    kommunbudget web scenarios/sjobo-2025.yaml --levers "frame.total=98 %..102 %,stability.turnover"
    """
    read_scenario = read(scenario, changes, strict=strict)
    ask(read_scenario)
    asked = None if levers is None else [part.strip() for part in levers.split(",") if part.strip()]
    try:
        page = solver.workshop(read_scenario, asked, language=language)
    except solver.NoPlanError:
        why = shlex.join(["kommunbudget", "run", str(scenario), *(f"--set={change}" for change in changes)])
        say(
            read_scenario,
            f"Kraven lämnar ingen plan, och en verkstad börjar i en. Skälen: {why}",
            f"The limits leave no plan, and a workshop begins in one. The reasons: {why}",
        )
        raise SystemExit(NO_PLAN) from None
    with writing(out):
        left = page.save(out)
    say(read_scenario, f"Budgetverkstaden ligger i {left}", f"The budget workshop is in {left}")
