"""The command line: verbs and exit statuses, no logic; one file a verb, and one for studies without options.

Exit status: 0 done, 2 the command or the file is wrong, 3 the limits leave no plan, 1 a fault of ours, 130
interrupted.
"""

from __future__ import annotations

import gc
import os
import sys

import click

from solver.cli.backtest import backtest
from solver.cli.check import check
from solver.cli.common import INTERRUPTED, OUR_FAULT, WRONG, scenario_error
from solver.cli.compare import compare
from solver.cli.curves import curves
from solver.cli.evaluate import evaluate
from solver.cli.explain import explain
from solver.cli.follow_up import follow_up
from solver.cli.form import form
from solver.cli.headroom import headroom
from solver.cli.import_ import import_
from solver.cli.ladder import ladder
from solver.cli.majorities import majorities
from solver.cli.montecarlo import montecarlo
from solver.cli.national import national
from solver.cli.new import new
from solver.cli.packages import packages
from solver.cli.plain import PLAIN, plain
from solver.cli.replan import replan
from solver.cli.room import room
from solver.cli.run import run
from solver.cli.schema import schema
from solver.cli.sensitivity import sensitivity
from solver.cli.sobol import sobol
from solver.cli.streams import settle
from solver.cli.web import web
from solver.cli.weight_map import weight_map
from solver.cli.weights import weights
from solver.cli.worlds import worlds
from solver.program.missing import SolverNotLoadedError
from solver.sweeping.extras import MissingExtraError

RUBBISH = 5_000
"""Objects between two looks for rubbish: a command is short, and makes many that stay. More would take memory."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kommunbudget", prog_name="kommunbudget")
def commands() -> None:
    """Räkneförslag till kommunens ramar, med skäl för varje krona. / Explained budget frames for municipalities.

    Start: kommunbudget new DIR, then kommunbudget run DIR/exempelkoping.yaml
    """


for _verb in (
    run,
    check,
    explain,
    room,
    ladder,
    sensitivity,
    weight_map,
    majorities,
    montecarlo,
    sobol,
    evaluate,
    follow_up,
    weights,
    worlds,
    compare,
    national,
    packages,
    backtest,
    curves,
    headroom,
    replan,
    new,
    form,
    import_,
    schema,
    web,
    *map(plain, PLAIN),
):
    commands.add_command(_verb)


def main() -> None:
    """Run the command; end with its exit status and one readable text, never a traceback."""
    settle()
    gc.set_threshold(RUBBISH)
    os.environ["MPLBACKEND"] = (
        "agg"  # plots are drawn into files; whatever backend is set may be unusable here
    )
    try:
        _refuse_stripped()
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG)
    except (click.Abort, KeyboardInterrupt):
        click.echo("avbrutet / interrupted", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:
        if _interrupted(error):
            click.echo("avbrutet / interrupted", err=True)
            sys.exit(INTERRUPTED)
        if isinstance(error, (scenario_error(), SolverNotLoadedError, MissingExtraError)):
            click.echo(str(error), err=True)
            sys.exit(WRONG)
        if os.environ.get("KOMMUNBUDGET_TRACEBACK"):
            raise
        click.echo(
            f"Ett fel i programmet, inte i filen: {type(error).__name__}: {error}\n"
            "(A fault of the program. Set KOMMUNBUDGET_TRACEBACK=1 and report what it prints.)",
            err=True,
        )
        sys.exit(OUR_FAULT)


def _refuse_stripped() -> None:
    """End readably where Python drops docstrings, which Pyomo reads while it is imported."""
    if sys.flags.optimize > 1:
        raise click.ClickException(
            "kör Python utan -OO (PYTHONOPTIMIZE=2): Pyomo, som ställer upp modellen, behöver sina docstrings / "
            "run Python without -OO (PYTHONOPTIMIZE=2): Pyomo, which states the model, needs its docstrings"
        )


def _interrupted(error: BaseException | None) -> bool:
    """Return whether an interrupt is behind an error: Python turns one inside a class definition into another error."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False
