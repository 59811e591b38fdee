"""The parts that verbs share: their common options, and how they read, answer, write, print and fail.

The solver is imported by the function that needs it, so that ``check`` and ``--help`` answer at once.
"""

from __future__ import annotations

import contextlib
import json
import math
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, TypeVar, Unpack

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.scenario import Scenario
    from solver.studies.study import Study
    from solver.sweeping.sweep import Progress

T = TypeVar("T")
StudyT = TypeVar("StudyT", bound="Study")
Verb = TypeVar("Verb", bound="Callable[..., None]")
WRONG, NO_PLAN, OUR_FAULT, INTERRUPTED = 2, 3, 1, 130
SCENARIO = click.argument("scenario", type=click.Path(path_type=Path))
CHANGES = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change the scenario first; may be repeated.",
)
STRICT = click.option(
    "--strict", is_flag=True, help="A figure that is probably a mistake, and not reviewed, is an error."
)
OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, studies/ in it [results/<scenario name>]."
)
SEED = click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of the draws; the same seed, the same draws.",
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1), help="Processes [as many as there are processors]; 1 starts none."
)
CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="A dask scheduler, tcp://host:8786, instead of processes of this machine.",
)
PLOTS = click.option("--plots", is_flag=True, help="Leave plots/ too, as SVG and PNG.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print result.json instead of the tables.")
YEARS = click.option(
    "--years", "every_year", is_flag=True, help="Say why for every plan year, not only the first."
)
DIFFERENCES_TO = click.option(
    "--differences-to", metavar="PLAN", help="The sheet's numbers are differences to this plan."
)
BASED_ON = click.option(
    "--based-on", metavar="PLAN", help="The plan that supplies what the sheet does not name."
)
SHEET_MAP = click.option(
    "--map",
    "sheet_map",
    type=click.Path(path_type=Path),
    help="Map of a sheet of any layout; import --from sheet --template writes one.",
)
PANEL = click.argument("panel", metavar="PANEL.csv", type=click.Path(path_type=Path))
LANGUAGE = click.option(
    "--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of the report."
)
UNSAID = ("out", "as_json", "every_year", "plots", "workers", "cluster", "strict")
"""Options that change no answer."""
TABLE, TABLES = ("Tabellen ligger i", "The table is in"), ("Tabellerna ligger i", "The tables are in")


class Common(TypedDict, total=False):
    """Values of the options that studies share: folder, changes, plots, JSON, every plan year."""

    out: Path | None
    changes: tuple[str, ...]
    plots: bool
    as_json: bool
    every_year: bool


class Sweeping(TypedDict):
    """Values for a study that sweeps: processes or a cluster, the folder of parts, and the meter of progress."""

    workers: int | None
    cluster: str | None
    folder: Path
    progress: Callable[[Progress], None]


class SweptAsk(Protocol):
    """A function that asks a study of a scenario and hands its sweep these values."""

    def __call__(self, scenario: Scenario, /, **how: Unpack[Sweeping]) -> Study:
        """Return the study."""


def options(*several: Callable[[Verb], Verb]) -> Callable[[Verb], Verb]:
    """Return options as one decorator, in the order in which they are given."""

    def decorate(verb: Verb) -> Verb:
        for option in reversed(several):
            verb = option(verb)
        return verb

    return decorate


STUDY = options(OUT, CHANGES, PLOTS, JSON)
"""Options of a study that has plots."""
SWEEP = options(SEED, WORKERS, CLUSTER, OUT, CHANGES, PLOTS, JSON)
"""Options of a study that draws and sweeps."""


def number(flag: str, least: int, most: int, default: int, text: str) -> Callable[[Verb], Verb]:
    """Return an option that is a whole number.

    Args:
        flag: Its name, as ``--draws``.
        least: The least that it may be.
        most: The greatest.
        default: Its value where it is not given, which ``--help`` shows.
        text: Its help.
    """
    return click.option(flag, type=click.IntRange(least, most), default=default, show_default=True, help=text)


class Amount(click.FloatRange):
    """A number with a least value; every option that is no whole number has this type.

    Click takes ``nan`` and ``inf`` for numbers, and no bound stops ``nan``.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; refuse one that is not finite."""
        found = float(super().convert(value, param, ctx))
        if not math.isfinite(found):
            self.fail(
                f"skriv ett ändligt tal, som 1.5, inte {value} / write a finite number, such as 1.5, not {value}",
                param,
                ctx,
            )
        return found


class Percent(click.ParamType):  # type: ignore[type-arg]  # a plain class in older versions of click
    """A share with its percent sign, ``1.5 %``, as in a scenario file."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share as a fraction."""
        from models.units import share  # noqa: PLC0415 - --help does not wait for it

        try:
            return share(value)
        except ValueError as error:  # pydantic's, with the text in both languages
            told = getattr(error, "context", None) or {}
            return self.fail(f"{told.get('sv', error)} / {told.get('en', error)}", param, ctx)


class JoinsPercent(click.Command):
    """A command that takes ``--from 97 %`` as people write it, the sign a word of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join a lone percent sign to the number before it."""
        joined: list[str] = []
        for word in args:
            if word == "%" and joined:
                joined[-1] += " %"
            else:
                joined.append(word)
        return super().parse_args(ctx, joined)


# ---------------------------------------------------------------------------------------------------- read


def reader() -> Callable[..., Scenario]:
    """Return the reader of scenario files, imported when it is first needed."""
    from models.reading import read  # noqa: PLC0415 - --help does not wait for it

    return read


def scenario_error() -> type[Exception]:
    """Return the error of a wrong file, imported when it is first needed."""
    from models.problems import ScenarioError  # noqa: PLC0415

    return ScenarioError


def read(path: Path, changes: tuple[str, ...], *, strict: bool = False) -> Scenario:
    """Read a scenario file and change it; with ``strict``, a figure that is probably a mistake is an error."""
    return reader()(path, changes=changes, strict=strict)


def ask(scenario: Scenario) -> None:
    """Print on stderr what a scenario asks about, and what to write where a figure is right."""
    for question in scenario.origin.questions:
        click.echo(question, err=True)
    if scenario.origin.questions:
        say(
            scenario,
            "Rätta siffran; om den stämmer, skriv path, by och date under reviewed, så ställs frågan inte igen.",
            "Correct the figure; if it is right, write path, by and date under reviewed, and it is not asked again.",
        )


def read_for(out: Path | None, path: Path, changes: tuple[str, ...]) -> Scenario:
    """Read a scenario file and change it; exit readably, before any work, where no answer may be left."""
    scenario = read(path, changes)
    result_folder(out, path.stem, scenario)
    return scenario


# -------------------------------------------------------------------------------------------------- answer


def run_study(
    path: Path,
    ask: Callable[[Scenario], Study],
    *,
    where: tuple[str, str] = TABLES,
    **common: Unpack[Common],
) -> Study:
    """Read a scenario, ask a study of it, leave the study's files, print it, and return it.

    Args:
        path: The scenario's file.
        ask: Asks the study.
        where: The words before the folder of the tables, in Swedish and English.
        **common: Values of the common options.
    """
    scenario = read_for(common.get("out"), path, common.get("changes", ()))
    study = answer_or_exit(scenario, lambda: ask(scenario))
    left = leave(study, common.get("out"), path.stem, plots=common.get("plots", False))
    show(study, as_json=common.get("as_json", False), every_year=common.get("every_year", False))
    say(scenario, *(f"{words} {left}" for words in where))
    return study


def run_sweep(
    path: Path, ask: SweptAsk, workers: int | None, cluster: str | None, **common: Unpack[Common]
) -> Study:
    """Read a scenario, ask a study that sweeps, leave the study's files, print it, and return it.

    Args:
        path: The scenario's file.
        ask: Asks the study.
        workers: How many processes; as many as there are processors if absent.
        cluster: The address of a dask scheduler, instead of processes.
        **common: Values of the common options.
    """

    def swept(scenario: Scenario) -> Study:
        with sweeping(
            scenario, result_folder(common.get("out"), path.stem, scenario), workers, cluster
        ) as how:
            return ask(scenario, **how)

    return run_study(path, swept, **common)


def answer_or_exit(scenario: Scenario, ask: Callable[[], T]) -> T:
    """Return what a study answers; where the limits leave no plan, print why and exit."""
    from solver.answer.no_plan import NoPlanError  # noqa: PLC0415 - only verbs that solve wait for it
    from solver.report import screen  # noqa: PLC0415

    try:
        return ask()
    except NoPlanError as error:
        click.echo(screen.no_plan(scenario, error))
        sys.exit(NO_PLAN)


@contextlib.contextmanager
def sweeping(
    scenario: Scenario, folder: Path, workers: int | None, cluster: str | None
) -> Iterator[Sweeping]:
    """Give a study the values of its sweep; show progress on stderr, and failures and Ctrl-C as one readable text."""
    from solver.report.progress import Meter  # noqa: PLC0415
    from solver.sweeping.executors import ClusterError  # noqa: PLC0415
    from solver.sweeping.extras import MissingExtraError  # noqa: PLC0415 - only verbs that sweep wait for it
    from solver.sweeping.sweep import WorkersLostError  # noqa: PLC0415
    from solver.sweeping.working import OtherVersionsError  # noqa: PLC0415

    if workers is not None and cluster is not None:
        raise click.UsageError(
            "ange --workers eller --cluster, inte båda / give --workers or --cluster, not both"
        )
    meter = Meter(sys.stderr, scenario.language)
    try:
        with writing(folder):
            yield Sweeping(workers=workers, cluster=cluster, folder=folder / "sweeps", progress=meter)
    except (MissingExtraError, ClusterError, OtherVersionsError) as error:
        meter.clear()
        fail(str(error))
    except WorkersLostError as error:
        meter.clear()
        click.echo(str(error), err=True)
        say(scenario, "samma kommando fortsätter där det slutade", "the same command goes on from there")
        sys.exit(OUR_FAULT)
    except KeyboardInterrupt:
        meter.clear()
        say(
            scenario,
            "avbrutet; samma kommando fortsätter där det slutade",
            "interrupted; the same command goes on from there",
        )
        sys.exit(INTERRUPTED)
    finally:
        meter.clear()


# --------------------------------------------------------------------------------------------------- leave


def result_folder(out: Path | None, stem: str, *scenarios: Scenario) -> Path:
    """Return the folder of a scenario's result; exit readably where none may be left."""
    from solver.output.places import input_folders, refuse_place  # noqa: PLC0415 - --help does not wait for it

    folder = out if out is not None else Path("results") / stem
    with writing(folder):
        refuse_place(folder, input_folders(*scenarios))
    return folder


def add_file(path: Path, content: bytes) -> Path:
    """Add a file to an existing folder, whole or not at all, and return where; exit readably if it exists."""
    with writing(path):
        path.parent.stat()
    return add(path.parent, {path.name: content})


def add(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None] | None = None) -> Path:
    """Add files to a folder, all or none, and return where the first is; exit readably where one exists already."""
    from solver.output.folders import add_to_folder  # noqa: PLC0415 - only verbs that write wait for it

    with writing(folder):
        add_to_folder(folder, files, check)
    return folder / next(iter(files))


def leave(
    study: Study,
    out: Path | None,
    stem: str,
    *,
    plots: bool = False,
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """Leave a study's files and its page under ``studies/`` in the result's folder, and return where.

    Args:
        study: The study.
        out: The result's folder; the scenario's own if absent.
        stem: The scenario's name.
        plots: Whether to leave its plots too, where it has any.
        more: Other files of the study by name, such as its workbook.
    """
    from solver.report.html.study_page import page  # noqa: PLC0415 - only verbs that answer wait for it
    from solver.report.plotting import plot_files  # noqa: PLC0415

    beside = {"report.html": page(study, command_line()), **(more or {})}
    if plots:
        beside |= plot_files(study)
    folder = result_folder(out, stem)
    with writing(folder):
        return study.save(folder, beside=beside)


def command_line() -> str:
    """Return the command that reproduces this run: file names only, no ``--out``."""
    context = click.get_current_context()
    words = ["kommunbudget", str(context.info_name)]
    for parameter in context.command.params:
        name = str(parameter.name)
        source = context.get_parameter_source(name)
        value = context.params.get(name)
        if source is not ParameterSource.COMMANDLINE or name in UNSAID or value is None:
            continue
        flag = [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
        for one in value if isinstance(value, tuple) else (value,):
            words += [*flag, *([] if one is True else [one.name if isinstance(one, Path) else str(one)])]
    return shlex.join(words)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """End with one readable text where a folder cannot be written, or may not be."""
    from solver.output.manifest import FolderError  # noqa: PLC0415 - --help does not wait for it

    try:
        yield
    except FolderError as error:
        fail(f"{error.sv}\n{error.en}")
    except OSError as error:
        reason = error.strerror or error
        fail(f"{folder}: går inte att skriva ({reason}) / cannot be written ({reason})")


# --------------------------------------------------------------------------------------------------- print


def show(study: Study, *, as_json: bool = False, every_year: bool = False) -> None:
    """Print a study, as text or as its ``result.json``."""
    from solver.report.studies import text_of  # noqa: PLC0415 - only verbs that answer wait for it

    click.echo(json_text(study.summary()) if as_json else text_of(study, every_year=every_year))


def json_text(summary: dict[str, Any]) -> str:
    """Return a summary as ``--json`` prints it."""
    return json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)


def say(scenario: Scenario, sv: str, en: str) -> None:
    """Print a text on stderr, in the scenario's language."""
    click.echo(sv if scenario.language == "sv" else en, err=True)


def fail(text: str) -> None:
    """End with one readable text: the command or the file is wrong."""
    click.echo(text, err=True)
    sys.exit(WRONG)
