"""The map of what no imported table says: the municipality, whose activities are, what indicators measure.

Every key may be left out. ``"?"`` stands for what is not known yet, as in a proposed map, and says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.importing.common import number
from models.importing.maps import MapReader, years
from models.problems import Refused, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.file.tree import Tree
    from models.problems import Problem

OPEN = "?"
KEYS = ("municipality", "title", "years", "author", "date", "activities", "goals")
MUNICIPALITY = ("name", "code", "population")
ACTIVITY = ("committee", "name", "driver", "variable_share", "statutory")
GOAL = ("activity", "committee", "better", "floor", "target", "name")
BETTER = ("higher", "lower")


@dataclass(slots=True, kw_only=True)
class StartMap:
    """The content of a map.

    Attributes:
        tree: The map as read; None where there is none.
        municipality: Name, code and population.
        title: Title of the scenario; empty where it says none.
        years: Plan years; empty where it says none.
        author: Who stands behind the assumptions; empty where nobody does.
        date: When, as text; empty where it does not say.
        activities: What is said of activities, by id.
        goals: What is said of goals, by the id of their indicator.
        problems: What is wrong with the map.
    """

    tree: Tree | None = None
    municipality: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    years: list[int] = field(default_factory=list)
    author: str = ""
    date: str = ""
    activities: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    goals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def start_map(tree: Tree) -> StartMap:
    """Read a map; what is wrong is among its problems.

    Args:
        tree: The map.
    """
    reader = MapReader(tree, KEYS)
    reader.problems[:0] = tree.problems
    reader.root = _said(reader.root)
    found = StartMap(tree=tree, problems=reader.problems)
    found.title, found.author, found.date = (reader.text(key) for key in ("title", "author", "date"))
    found.municipality = _part(reader, "municipality", reader.root.get("municipality", {}), MUNICIPALITY)
    _municipality(reader, found.municipality)
    _date(reader, found.date)
    found.activities = _parts(reader, "activities", ACTIVITY)
    found.goals = _parts(reader, "goals", GOAL)
    try:
        found.years = years(reader.root.get("years", []))
    except Refused as refused:
        reader.complain("years", refused.sv, refused.en)
    for kpi, said in found.goals.items():
        _goal(reader, kpi, said)
    return found


def _said(value: Any) -> Any:
    """Return a map without what is open."""
    if isinstance(value, dict):
        return {key: _said(entry) for key, entry in value.items() if entry != OPEN}
    return value


def _part(reader: MapReader, path: str, value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        shown = ", ".join(f"{key}: …" for key in keys)
        reader.complain(path, f"ska vara {{{shown}}}", f"must be {{{shown}}}")
        return {}
    for key, entry in value.items():
        if key not in keys:
            sv, en = did_you_mean(key, keys)
            reader.complain(f"{path}.{key}", f"okänd nyckel{sv}", f"unknown key{en}")
        elif isinstance(entry, dict | list):
            reader.complain(f"{path}.{key}", "ska vara ett ord eller ett tal", "must be a word or a number")
    return {key: entry for key, entry in value.items() if entry is not None}


def _parts(reader: MapReader, key: str, keys: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    given = reader.root.get(key) or {}
    if not isinstance(given, dict):
        reader.complain(key, "ska vara {id: {…}}", "must be {id: {…}}")
        return {}
    return {str(id_): _part(reader, f"{key}.{id_}", said, keys) for id_, said in given.items()}


def _municipality(reader: MapReader, said: Mapping[str, Any]) -> None:
    code, people = said.get("code"), said.get("population")
    if code is not None and not isinstance(code, str):
        reader.complain(
            "municipality.code",
            'skriv koden inom citattecken, som "0380": annars försvinner nollan',
            'write the code in quotes, such as "0380": the zero is lost otherwise',
        )
    if people is not None and (isinstance(people, bool) or not isinstance(people, int) or people < 1):
        reader.complain(
            "municipality.population",
            f"skriv antalet invånare i siffror, som 15038, inte {people}",
            f"write the number of inhabitants in figures, such as 15038, not {people}",
        )


def _date(reader: MapReader, said: str) -> None:
    try:
        date.fromisoformat(said or "2024-09-01")
    except ValueError:
        reader.complain(
            "date",
            f"skriv datumet som 2024-09-01, inte {said}",
            f"write the date as 2024-09-01, not {said}",
        )


def _goal(reader: MapReader, kpi: str, said: Mapping[str, Any]) -> None:
    better = said.get("better")
    if better is not None and better not in BETTER:
        reader.complain(
            f"goals.{kpi}.better",
            f"skriv higher om ett högre värde är bättre, lower om ett lägre är det, inte {better}",
            f"write higher if a higher value is better, lower if a lower one is, not {better}",
        )
    ends = [said[key] for key in ("floor", "target") if key in said]
    if len(ends) == 1 or any(isinstance(end, bool) or not isinstance(end, int | float) for end in ends):
        reader.complain(
            f"goals.{kpi}",
            "skriv både floor (värdet som ger 0 poäng) och target (100 poäng) som tal, eller ingen av dem",
            "write both floor (the value of 0 points) and target (100 points) as numbers, or neither",
        )
    elif ends and better is not None and (ends[1] > ends[0]) != (better == BETTER[0]):
        low, high = (number(float(end)) for end in ends)
        reader.complain(
            f"goals.{kpi}",
            f"floor {low} och target {high} säger emot better: {better}; rätta ett av dem",
            f"floor {low} and target {high} contradict better: {better}; correct one of them",
        )
