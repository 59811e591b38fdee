"""The command line: verbs and exit statuses, no logic.

Exit status: 0 done, 2 the command or the file is wrong, 3 the limits leave no plan, 1 a fault of ours, 130
interrupted. What needs the solver is imported by the verb that needs it, so that ``check`` and ``--help``
answer at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.scenario import Scenario

T = TypeVar("T")
WRONG, NO_PLAN, OUR_FAULT, INTERRUPTED = 2, 3, 1, 130
STARTER = "exempelkoping.yaml"


class Study(Protocol):
    """What a study answers with: something that can be left in a folder."""

    def save(self, folder: Path, /) -> Path:
        """Write its files under a folder and say where."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kommunbudget", prog_name="kommunbudget")
def commands() -> None:
    """Räkneförslag till kommunens ramar, med skäl för varje krona. / Explained budget frames for municipalities.

    Start: kommunbudget new DIR, then kommunbudget run DIR/exempelkoping.yaml
    """


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the result [results/<scenario name>]."
)
@click.option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario; may be repeated."
)
@click.option("--years", "every_year", is_flag=True, help="Show the frames of every plan year.")
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
@click.option("--plots", is_flag=True, help="Leave plots/ too, as SVG and PNG.")
@click.option(
    "--method",
    type=click.Choice(["simplex", "ipm"]),
    default="simplex",
    show_default=True,
    help="Method of the solver; the answer is the same.",
)
def run(
    scenario: Path,
    out: Path | None,
    changes: tuple[str, ...],
    every_year: bool,
    as_json: bool,
    plots: bool,
    method: str,
) -> None:
    """Find a plan, compare it with indexation, explain it, and leave the files in DIR."""
    read_scenario = _read(scenario, changes)
    from solver.diagnose import NoPlanError  # noqa: PLC0415 - only this verb waits for the solver
    from solver.files import no_plan_summary, save_no_plan  # noqa: PLC0415
    from solver.report import screen  # noqa: PLC0415
    from solver.solving import solve  # noqa: PLC0415

    folder = out if out is not None else Path("results") / scenario.stem
    try:
        result = solve(read_scenario, method=method)
    except NoPlanError as found:
        with _writing(folder):
            save_no_plan(read_scenario, found, folder)
        if as_json:
            click.echo(
                json.dumps(
                    no_plan_summary(read_scenario, found), ensure_ascii=False, indent=2, sort_keys=True
                )
            )
        else:
            click.echo(screen.no_plan(read_scenario, found))
        _say(read_scenario, f"Svaret ligger i {folder}", f"The answer is in {folder}")
        sys.exit(NO_PLAN)
    drawn: dict[str, bytes] = {}
    if plots:
        from solver.report.plots import drawn as draw  # noqa: PLC0415 - only those who ask wait for matplotlib

        drawn = draw(result)
    with _writing(folder):
        result.save(folder, beside=drawn)
    if as_json:
        click.echo(json.dumps(result.summary(), ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(screen.answer(result, every_year=every_year))
    _say(
        read_scenario,
        f"Tabeller och result.json ligger i {folder}",
        f"Tables and result.json are in {folder}",
    )


@commands.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
def check(scenarios: tuple[Path, ...], changes: tuple[str, ...]) -> None:
    """Tell every problem of scenario files, with line numbers; nothing is solved."""
    wrong = False
    for path in scenarios:
        try:
            scenario = _reader()(path, changes=changes)
        except _scenario_error() as error:
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


STUDIES = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, studies/ in it [results/<scenario name>]."
)


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("committee")
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
@STUDIES
def explain(scenario: Path, committee: str, changes: tuple[str, ...], out: Path | None) -> None:
    """Account for one COMMITTEE (id or name): why not more, why not less, what the first krona would change."""
    read_scenario = _read(scenario, changes)
    from solver.report.explain import account  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.why import why  # noqa: PLC0415

    explanation = _answered(read_scenario, lambda: why(read_scenario, committee))
    left = _left(explanation, out, scenario.stem)
    click.echo(account(explanation))
    _say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@STUDIES
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the list.")
def prices(scenario: Path, out: Path | None, changes: tuple[str, ...], as_json: bool) -> None:
    """Tell what each rule costs, by solving again without it, and what other ways of working would cost."""
    read_scenario = _read(scenario, changes)
    from solver.report.prices import price_list  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.prices import prices as priced  # noqa: PLC0415

    found = _answered(read_scenario, lambda: priced(read_scenario))
    left = _left(found, out, scenario.stem)
    click.echo(_told(found.summary()) if as_json else price_list(found))
    _say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--within", default="0.5 %", show_default=True, metavar="SHARE", help="How much of V may be given up."
)
@click.option("--activities", is_flag=True, help="Tell the room of each activity's cost too.")
@click.option(
    "--alternatives",
    type=click.IntRange(0, 20),
    default=4,
    show_default=True,
    help="How many whole plans to look for.",
)
@STUDIES
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
@click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
def room(
    scenario: Path,
    within: str,
    activities: bool,
    alternatives: int,
    out: Path | None,
    changes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell the least and greatest frames among near-optimal plans, and whole plans that differ."""
    read_scenario = _read(scenario, changes)
    from solver.report.room import room_for_choice  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.room import room as around  # noqa: PLC0415
    from solver.studies.room import within_of  # noqa: PLC0415

    try:
        share = within_of(within)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--within") from error
    found = _answered(
        read_scenario,
        lambda: around(read_scenario, share, activities=activities, alternatives=alternatives),
    )
    left = _left(found, out, scenario.stem)
    click.echo(_told(found.summary()) if as_json else room_for_choice(found))
    _say(read_scenario, f"Tabellerna ligger i {left}", f"The tables are in {left}")


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("plan", required=False)
@click.option("--differences-to", metavar="PLAN", help="The sheet's numbers are differences to this plan.")
@click.option("--based-on", metavar="PLAN", help="The plan that supplies what the sheet does not name.")
@click.option(
    "--template", type=click.Path(path_type=Path), help="Write the empty sheet to this CSV file and end."
)
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
@click.option("--years", "every_year", is_flag=True, help="Show the frames of every plan year.")
@STUDIES
def evaluate(
    scenario: Path,
    plan: str | None,
    differences_to: str | None,
    based_on: str | None,
    template: Path | None,
    changes: tuple[str, ...],
    every_year: bool,
    out: Path | None,
) -> None:
    """Evaluate a PLAN: an id of the scenario, or a CSV or Excel sheet of frames."""
    read_scenario = _read(scenario, changes)
    if template is not None:
        from models.file.frames import template as sheet  # noqa: PLC0415 - not needed by the other verbs

        if template.suffix.casefold() != ".csv":
            raise click.UsageError("mallen är en .csv-fil / the template is a .csv file")
        with _writing(template), template.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(sheet(read_scenario))
        click.echo(str(template))
        return
    if plan is None:
        raise click.UsageError("PLAN saknas: ett id eller en fil / PLAN is missing: an id or a file")
    from solver.report.evaluate import evaluation  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.evaluate import evaluate as evaluated  # noqa: PLC0415

    told = evaluated(read_scenario, plan, differences_to=differences_to, based_on=based_on)
    left = _left(told, out, scenario.stem)
    click.echo(evaluation(told, every_year=every_year))
    _say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")


@commands.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--plan", required=True, metavar="PLAN", help="A plan's id, or a CSV or Excel sheet of frames.")
@click.option("--areas", is_flag=True, help="One weight per goal area, stated proportions inside.")
@click.option(
    "--within",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Regret beyond the least that is counted as none [points].",
)
@click.option("--differences-to", metavar="PLAN", help="The sheet's numbers are differences to this plan.")
@click.option("--based-on", metavar="PLAN", help="The plan that supplies what the sheet does not name.")
@click.option("--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change the scenario first.")
@STUDIES
def weights(
    scenario: Path,
    plan: str,
    areas: bool,
    within: float,
    differences_to: str | None,
    based_on: str | None,
    changes: tuple[str, ...],
    out: Path | None,
) -> None:
    """Tell the weights under which a plan comes nearest to optimal."""
    read_scenario = _read(scenario, changes)
    from solver.report.revealed import revealed  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.revealed import revealed_weights  # noqa: PLC0415

    told = revealed_weights(
        read_scenario,
        plan,
        by="area" if areas else "goal",
        within=within,
        differences_to=differences_to,
        based_on=based_on,
    )
    left = _left(told, out, scenario.stem)
    click.echo(revealed(told))
    _say(read_scenario, f"Tabellen ligger i {left}", f"The table is in {left}")


@commands.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", required=False, type=click.Path(path_type=Path))
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change B first; B is A where it is not given.",
)
@click.option("--years", "every_year", is_flag=True, help="Show the frames of every plan year.")
@STUDIES
def compare(a: Path, b: Path | None, changes: tuple[str, ...], every_year: bool, out: Path | None) -> None:
    """Compare B with A: scenario files, or folders that run has left."""
    if b is None and not changes:
        raise click.UsageError("ange B eller --set / give B or --set")
    from solver.report.compare import comparison  # noqa: PLC0415 - only this verb waits for it
    from solver.studies.compare import compare as compared  # noqa: PLC0415

    told = compared(a, _read(b or a, changes) if changes else b or a)
    left = _left(told, out, a.parent.name if a.name == "result.json" else a.stem)
    click.echo(comparison(told, every_year=every_year))
    click.echo(f"{left}", err=True)
    if not (told.a.solved and told.b.solved):
        sys.exit(NO_PLAN)


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a commented starter scenario in DIR."""
    target = folder / STARTER
    if target.exists():
        _fail(f"{target} finns redan; välj en annan mapp / exists already; choose another folder")
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for source in _starter():
            with (folder / source.name).open("xb") as file:
                file.write(source.read_bytes())
    click.echo(str(target))


@commands.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, so that editors complete and check keys."""
    from models.reading import schema as made  # noqa: PLC0415 - not needed by the other verbs

    click.echo(json.dumps(made(), ensure_ascii=False, indent=2))


def _starter() -> list[Path]:
    here = Path(__file__).resolve().parent
    for folder in (here / "starter", here.parent / "scenarios"):
        if (folder / STARTER).is_file():
            return sorted(folder.glob("exempelkoping*"))
    raise FileNotFoundError(STARTER)


def _reader() -> Callable[..., Scenario]:
    from models.reading import read  # noqa: PLC0415 - --help does not wait for it

    return read


def _scenario_error() -> type[Exception]:
    from models.problems import ScenarioError  # noqa: PLC0415

    return ScenarioError


def _read(path: Path, changes: tuple[str, ...]) -> Scenario:
    return _reader()(path, changes=changes)


def _answered(scenario: Scenario, ask: Callable[[], T]) -> T:
    """What a study answers; where the limits leave no plan, say so and end."""
    from solver.diagnose import NoPlanError  # noqa: PLC0415 - only verbs that solve wait for it
    from solver.report import screen  # noqa: PLC0415

    try:
        return ask()
    except NoPlanError as found:
        click.echo(screen.no_plan(scenario, found))
        sys.exit(NO_PLAN)


def _told(summary: dict[str, object]) -> str:
    return json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)


def _left(study: Study, out: Path | None, stem: str) -> Path:
    """Where a study's files were left, under ``studies/`` in the result's folder."""
    folder = out if out is not None else Path("results") / stem
    with _writing(folder):
        return study.save(folder)


def _say(scenario: Scenario, sv: str, en: str) -> None:
    click.echo(sv if scenario.language == "sv" else en, err=True)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        _fail(f"{folder}: går inte att skriva ({reason}) / cannot be written ({reason})")


def _fail(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(WRONG)


def main() -> None:
    """Run the command; end with its exit status and one readable text, never a traceback."""
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG)
    except (click.Abort, KeyboardInterrupt):
        click.echo("avbrutet / interrupted", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if isinstance(error, _scenario_error()):
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
