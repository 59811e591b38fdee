"""The curve of a cost and an outcome, estimated on a panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import solver
from solver.cli.common import JSON, LANGUAGE, PANEL, PLOTS, SEED, TABLES, leave, number, show

if TYPE_CHECKING:
    from models.problems import Language


@click.command()
@PANEL
@click.option("--cost", required=True, metavar="KPI", help="Cost per user or inhabitant.")
@click.option("--outcome", required=True, metavar="KPI", help="What is had.")
@click.option("--scenario", type=click.Path(path_type=Path), help="The scenario whose goal the curve is for.")
@click.option("--activity", metavar="ID", help="Its activity.")
@click.option("--goal", metavar="ID", help="Its goal, whose indicator is the outcome.")
@click.option("--denominator", metavar="KPI", help="What both are divided by, to be held fixed in a test.")
@click.option(
    "--form",
    type=click.Choice(["log", "level"]),
    help="What of the outcome is estimated [level where it holds 0 or is a share, else log].",
)
@number("--draws", 100, 100_000, 500, "Draws of the bootstrap.")
@SEED
@click.option("--as-assumption", is_flag=True, help="Write the curve as an assumption where the rule fails.")
@click.option("--author", metavar="NAME", default="", help="Who stands behind it; needed by --as-assumption.")
@LANGUAGE
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, studies/ in it [results/<panel's name>]."
)
@PLOTS
@JSON
def curves(
    panel: Path,
    cost: str,
    outcome: str,
    scenario: Path | None,
    activity: str | None,
    goal: str | None,
    denominator: str | None,
    form: str | None,
    draws: int,
    seed: int,
    as_assumption: bool,
    author: str,
    language: Language,
    out: Path | None,
    plots: bool,
    as_json: bool,
) -> None:
    """Estimate a curve on a panel: three ways, band, tests, grade, and YAML to paste where the rule is met.

    kommunbudget curves panel.csv --cost N15027 --outcome N15033
    """
    if as_assumption != bool(author):
        raise click.UsageError(
            "--as-assumption och --author hör ihop: någon står för ett antagande / --as-assumption and --author go "
            "together: somebody stands behind an assumption"
        )
    if scenario is None and (activity or goal):
        raise click.UsageError(
            "--activity och --goal kräver --scenario / --activity and --goal need --scenario"
        )
    study = solver.curves(
        panel,
        cost,
        outcome,
        scenario=scenario,
        activity=activity,
        goal=goal,
        denominator=denominator,
        form=form,
        draws=draws,
        seed=seed,
        author=author,
        language=language,
    )
    left = leave(study, out, panel.stem, plots=plots and study.target is not None)
    show(study, as_json=as_json)
    click.echo(f"{TABLES[0 if study.language == 'sv' else 1]} {left}", err=True)
