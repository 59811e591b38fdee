"""A country: municipalities that share a national grant frame, each with its own scenario.

A country is one folder, in which ``national.yaml`` names the grants, the owner of the weights and the
municipalities' scenario files. A municipality's scenario states its money without the grant. With a grant of
g [money] in a year, the scenario is the same with g more in its total (``frame.total``, and g less in
``frame.central`` where revenue is stated, so that the balanced-budget rule counts the grant as income).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from models.file.folder import Folder
from models.file.tree import Tree, parse, place
from models.file.validation import TEXTS, given
from models.memory import uncollected
from models.problems import Problem, Refused, ScenarioError, did_you_mean
from models.reading import digest, read
from models.scenario import Part, Scenario, YearlyMoney
from models.units import Id, Level, Year  # noqa: TC001 - types of fields that pydantic reads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pydantic_core import ErrorDetails

FILE = "national.yaml"


class National(Part):
    """The content of ``national.yaml``: the grants, and the municipalities that share them."""

    format: Literal[1] = Field(description="Version of the file format.")
    title: str = Field(min_length=1, description="Title of reports.")
    language: Literal["sv", "en"] = Field("sv", description="Language of reports and messages.")
    currency: Literal["MSEK", "TSEK", "SEK"] = Field(description="Unit of all money in this file.")
    years: tuple[Year, ...] = Field(min_length=1, description="Plan years, those of every municipality.")
    owner: str = Field(
        min_length=1, description="Who stands behind weighing the municipalities by inhabitants."
    )
    grants: YearlyMoney = Field(description="The national grant frame [money].")
    least: Level | None = Field(
        None, description="Least grant of a municipality [share of an equal amount per inhabitant]."
    )
    most: Level | None = Field(
        None, description="Greatest grant of a municipality [share of an equal amount per inhabitant]."
    )
    municipalities: Annotated[dict[Id, str], Field(min_length=1)] = Field(
        description="Scenario files by id, in this file's folder."
    )
    source: str | None = Field(None, description="Where the grants stand.")

    @field_validator("years", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, kw_only=True)
class Country:
    """A national grant frame and the municipalities that share it.

    Attributes:
        national: Content of ``national.yaml``.
        municipalities: Scenarios by id; their money is without the grant.
        files: SHA-256 of each file read, by its path relative to the folder.
    """

    national: National
    municipalities: Mapping[str, Scenario]
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def share(self) -> dict[str, float]:
        """Share of all inhabitants that live in each municipality, used as its weight; sum 1."""
        people = {id_: inhabitants(scenario) for id_, scenario in self.municipalities.items()}
        whole = sum(people.values())
        return {id_: count / whole for id_, count in people.items()}

    def even(self, id_: str, year: int) -> float:
        """Return the grant with an equal amount per inhabitant [MSEK]."""
        return self.share[id_] * self.national.grants[year]

    def least(self, id_: str, year: int) -> float:
        """Return the smallest grant that a municipality may be given [MSEK]."""
        return (self.national.least or 0.0) * self.even(id_, year)

    def most(self, id_: str, year: int) -> float:
        """Return the largest grant that a municipality may be given, at most the whole grant frame [MSEK]."""
        whole = self.national.grants[year]
        return whole if self.national.most is None else min(whole, self.national.most * self.even(id_, year))

    @property
    def digest(self) -> str:
        """SHA-256 of the grants and all scenarios."""
        content = {
            "national": self.national.model_dump(mode="json", exclude={"municipalities"}),
            "municipalities": {id_: digest(s) for id_, s in self.municipalities.items()},
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def inhabitants(scenario: Scenario) -> int:
    """Return the number of inhabitants of a municipality; ``country`` checks that every scenario states it.

    Raises:
        ValueError: The scenario does not state it.
    """
    if scenario.municipality is None or scenario.municipality.population is None:
        raise ValueError(f"{scenario.title}: municipality.population is missing")
    return scenario.municipality.population


def country(
    national: National, municipalities: Mapping[str, Scenario], files: Mapping[str, str] | None = None
) -> Country:
    """Return a country, after checking that its parts fit together.

    Args:
        national: Content of ``national.yaml``.
        municipalities: Scenarios by id.
        files: SHA-256 of each file read, by its path relative to the folder.

    Raises:
        ScenarioError: They do not fit together; the exception lists all problems.
    """
    problems = list(_misfits(national, municipalities))
    if problems:
        raise ScenarioError(problems, national.language)
    return Country(national=national, municipalities=dict(sorted(municipalities.items())), files=files or {})


@uncollected()
def read_country(folder: str | Path, *, spread: Callable[..., Iterable[Scenario]] = map) -> Country:
    """Read ``national.yaml`` of a folder and every scenario that it names.

    Args:
        folder: Path of the folder, or of the file itself.
        spread: Function that maps over many files, such as a process pool's ``map``.

    Raises:
        ScenarioError: A file cannot be read or has errors; the exception lists all problems.
    """
    path = Path(folder)
    path = path / FILE if path.is_dir() or path.suffix not in (".yaml", ".yml") else path
    at = Folder(shown=path.parent)
    try:
        tree = parse(at.bytes(path.name), at.name(path.name))
    except Refused as refused:
        raise ScenarioError((Problem(path=str(path), sv=refused.sv, en=refused.en),)) from refused
    national = _validated(tree)
    named, problems = {}, []
    for id_, name in sorted(national.municipalities.items()):
        try:
            named[id_] = at.inside(name, path.name)
        except Refused as refused:
            where = f"municipalities.{id_}"
            problems.append(
                Problem(path=where, place=place(tree.places, where), sv=refused.sv, en=refused.en)
            )
    if problems:
        raise ScenarioError(problems, national.language)
    scenarios = dict(zip(named, spread(read, [at.name(name) for name in named.values()]), strict=True))
    files = dict(at.read)
    for id_, scenario in scenarios.items():
        beside = Path(named[id_]).parent
        files |= {(beside / name).as_posix(): sha for name, sha in scenario.origin.files.items()}
    return country(national, scenarios, files)


def _validated(tree: Tree) -> National:
    root = tree.root if isinstance(tree.root, dict) else {}
    language: Literal["sv", "en"] = "en" if root.get("language") == "en" else "sv"
    if tree.problems:
        raise ScenarioError(tree.problems, language)
    if root.keys() & {"committees", "extends"}:
        problem = Problem(
            path="",
            place=place(tree.places, ""),
            sv="filen är ett scenario; statsbidragen står i en egen fil, national.yaml, som namnger scenarierna under "
            "municipalities",
            en="the file is a scenario; grants stand in a file of their own, national.yaml, which names the scenarios "
            "under municipalities",
        )
        raise ScenarioError((problem,), language)
    try:
        return National.model_validate(root, context=given(root))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise ScenarioError([_problem(tree, one) for one in errors], language) from error


def _problem(tree: Tree, error: ErrorDetails) -> Problem:
    path, ctx, kind = ".".join(map(str, error["loc"])), error.get("ctx", {}), error["type"]
    sv, en = "värdet går inte att använda här", "the value cannot be used here"
    if "sv" in ctx and "en" in ctx:
        sv, en = str(ctx["sv"]), str(ctx["en"])
    elif kind == "extra_forbidden":
        near_sv, near_en = did_you_mean(error["loc"][-1], National.model_fields)
        sv, en = f"okänd nyckel{near_sv}", f"unknown key{near_en}"
    elif kind == "missing":
        sv, en = "saknas; nyckeln är obligatorisk", "is missing; the key is required"
    elif kind in TEXTS:
        shown = repr(error["input"])
        sv, en = (text.replace("<input>", shown) for text in TEXTS[kind](error, ctx))
    return Problem(path=path, place=place(tree.places, path), sv=sv, en=en)


def _misfits(national: National, municipalities: Mapping[str, Scenario]) -> Iterator[Problem]:
    if any(amount <= 0 for amount in national.grants.values()):
        yield Problem(path="grants", sv="ska vara större än 0 varje år", en="must be more than 0 every year")
    if national.least is not None and national.least > 1:
        yield Problem(
            path="least",
            sv="ska vara högst 100 %: mer än lika belopp per invånare räcker bidragen inte till för alla",
            en="must be at most 100 %: the grants do not give everybody more than an equal amount per inhabitant",
        )
    if national.most is not None and national.most < 1:
        yield Problem(
            path="most",
            sv="ska vara minst 100 %, så att lika belopp per invånare är tillåtet",
            en="must be at least 100 %, so that an equal amount per inhabitant is allowed",
        )
    for id_, scenario in sorted(municipalities.items()):
        yield from _unfit(national, id_, scenario)


def _unfit(national: National, id_: str, scenario: Scenario) -> Iterator[Problem]:
    """Yield the reasons why one municipality cannot be given grants."""
    reasons: list[tuple[str, str, str]] = []
    if scenario.years != national.years:
        years = ", ".join(map(str, national.years))
        reasons.append(
            ("years", f"ska vara landets planår: {years}", f"must be the country's years: {years}")
        )
    if scenario.municipality is None or scenario.municipality.population is None:
        reasons.append(
            (
                "municipality.population",
                "saknas; bidraget räknas mot antalet invånare",
                "is missing; grants are measured against inhabitants",
            )
        )
    if scenario.objective.form != "weighted":
        reasons.append(
            (
                "objective.form",
                "ska vara weighted: bara viktad måluppfyllelse kan vägas mellan kommuner",
                "must be weighted: only weighted attainment can be weighed between municipalities",
            )
        )
    if scenario.stability.change_price:
        reasons.append(
            (
                "stability.change_price",
                "ska vara 0: priset räknas mot kommunens ram, som här beror på bidraget",
                "must be 0: the price is told against the municipal frame, which here depends on the grant",
            )
        )
    for path, sv, en in reasons:
        yield Problem(path=f"{id_}: {path}", place=scenario.origin.place(path), sv=sv, en=en)
