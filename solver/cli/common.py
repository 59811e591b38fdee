"""What verbs share: their common options, how they read, answer, write, speak and fail.

What needs the solver is imported by the verb that needs it, so that ``check`` and ``--help`` answer at once.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict, TypeVar, cast

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.scenario import Scenario
    from solver.report.plots import Answer
    from solver.sweeping.sweep import Progress

T = TypeVar("T")
StudyT = TypeVar("StudyT", bound="Summed")
WRONG, NO_PLAN, OUR_FAULT, INTERRUPTED = 2, 3, 1, 130
SCENARIO = click.argument("scenario", type=click.Path(path_type=Path))
CHANGES = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change the scenario first; may be repeated.",
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


class Study(Protocol):
    """What a study answers with: something that can be left in a folder."""

    def save(self, folder: Path, /, *, beside: Mapping[str, bytes]) -> Path:
        """Write its files under a folder and say where."""


class Summed(Study, Protocol):
    """A study that can be printed as its ``result.json``."""

    def summary(self) -> dict[str, object]:
        """What its ``result.json`` holds."""


def reader() -> Callable[..., Scenario]:
    """The reader of scenario files, when it is first needed."""
    from models.reading import read  # noqa: PLC0415 - --help does not wait for it

    return read


def scenario_error() -> type[Exception]:
    """The error of a wrong file, when it is first needed."""
    from models.problems import ScenarioError  # noqa: PLC0415

    return ScenarioError


def read(path: Path, changes: tuple[str, ...]) -> Scenario:
    """A scenario file, changed as asked."""
    return reader()(path, changes=changes)


def read_for(out: Path | None, path: Path, changes: tuple[str, ...]) -> Scenario:
    """A scenario file, changed as asked; end readably, before anything is worked out, where no answer may be left."""
    scenario = read(path, changes)
    result_folder(out, path.stem, scenario)
    return scenario


def answered(scenario: Scenario, ask: Callable[[], T]) -> T:
    """What a study answers; where the limits leave no plan, say so and end."""
    from solver.answer.no_plan import NoPlanError  # noqa: PLC0415 - only verbs that solve wait for it
    from solver.report import screen  # noqa: PLC0415

    try:
        return ask()
    except NoPlanError as found:
        click.echo(screen.no_plan(scenario, found))
        sys.exit(NO_PLAN)


def told(summary: dict[str, object]) -> str:
    """What ``--json`` prints."""
    return json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)


def asked() -> str:
    """The command that runs, as it is typed again beside the file: files without folders, no folder for the answer."""
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
            told = [] if one is True else [one.name if isinstance(one, Path) else str(one)]
            words += [*flag, *told]
    return shlex.join(words)


UNSAID = ("out", "as_json", "every_year", "plots", "workers", "cluster")
"""Options that change no answer."""


def leave(study: Study, out: Path | None, stem: str, *, plots: bool = False) -> Path:
    """Leave a study's files and its page, and say where, under ``studies/`` in the result's folder.

    Args:
        study: The study.
        out: The result's folder; the scenario's own if absent.
        stem: The scenario's name.
        plots: Whether to leave its plots too, where it has any.
    """
    from solver.report.html.study_page import page  # noqa: PLC0415 - only verbs that answer wait for it

    beside = {"report.html": page(study, asked())}
    if plots:
        from solver.report.plots import drawn  # noqa: PLC0415 - nor for pictures that nobody asks for

        beside |= drawn(cast("Answer", study))
    folder = result_folder(out, stem)
    with writing(folder):
        return study.save(folder, beside=beside)


def tell(
    scenario: Scenario,
    study: StudyT,
    text: Callable[[StudyT], str],
    *,
    out: Path | None,
    stem: str,
    as_json: bool,
    plots: bool = False,
) -> None:
    """Leave a study's files, print it as text or as its ``result.json``, and say where the files are."""
    left = leave(study, out, stem, plots=plots)
    click.echo(told(study.summary()) if as_json else text(study))
    say(scenario, f"Tabellerna ligger i {left}", f"The tables are in {left}")


def result_folder(out: Path | None, stem: str, *scenarios: Scenario) -> Path:
    """The folder of a scenario's result; end readably where none may be left."""
    from solver.output.places import input_folders, refuse_place  # noqa: PLC0415 - --help does not wait for it

    folder = out if out is not None else Path("results") / stem
    with writing(folder):
        refuse_place(folder, input_folders(*scenarios))
    return folder


def add_file(path: Path, content: bytes) -> Path:
    """Add a file to a folder that there is, whole or not at all, and say where; end readably where it is already."""
    with writing(path):
        path.parent.stat()
    return add(path.parent, {path.name: content})


def add(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None] | None = None) -> Path:
    """Add files to a folder, all or none, and say where the first is; end readably where one is there already."""
    from solver.output.folders import add_to_folder  # noqa: PLC0415 - only verbs that write wait for it

    with writing(folder):
        add_to_folder(folder, files, check)
    return folder / next(iter(files))


class Sweeping(TypedDict):
    """Who answers the points of a study, where parts are kept, and who is told how far it has come."""

    workers: int | None
    cluster: str | None
    folder: Path
    progress: Callable[[Progress], None]


@contextlib.contextmanager
def sweeping(
    scenario: Scenario, folder: Path, workers: int | None, cluster: str | None
) -> Iterator[Sweeping]:
    """What a study that sweeps is asked with; its progress on stderr, its failures and Ctrl-C as one readable text."""
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


def say(scenario: Scenario, sv: str, en: str) -> None:
    """Tell on stderr, in the scenario's language."""
    click.echo(sv if scenario.language == "sv" else en, err=True)


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


def fail(text: str) -> None:
    """End with one readable text: the command or the file is wrong."""
    click.echo(text, err=True)
    sys.exit(WRONG)
