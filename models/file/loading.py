"""Loading of the main file, the files that it extends and the tables that they name, to one plain tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.file import shape
from models.file.folder import Folder
from models.file.tables import read_table
from models.file.tree import Tree, join, parse, paths
from models.problems import Problem, Refused
from models.scenario import Place, Scenario
from models.units import SHARE, share

if TYPE_CHECKING:
    from pathlib import Path


def load(path: Path) -> Tree:
    """Read a scenario file, the files that it extends and the tables that they name.

    Args:
        path: Main file; all files that it refers to must lie in its folder.

    Returns:
        The tree, with problems; without a root where nothing could be read.
    """
    folder = Folder(shown=path.parent)
    try:
        tree = _file(folder, path.name, ())
    except Refused as refused:
        return Tree(problems=[Problem(path=str(path), sv=refused.sv, en=refused.en)])
    tree.files = folder.read
    return tree


def _file(folder: Folder, name: str, chain: tuple[str, ...]) -> Tree:
    tree = parse(folder.bytes(name), folder.name(name))
    if tree.root is None:
        return tree
    if not isinstance(tree.root, dict):
        place = Place(file=folder.name(name), line=1)
        tree.problems.append(
            Problem(
                path="",
                place=place,
                sv="filen ska bestå av nycklar och värden, som title: Budget 2025",
                en="the file must consist of keys and values, such as title: Budget 2025",
            )
        )
        tree.root = None
        return tree
    other = _other_kind(tree.root)
    if other is not None:
        path, sv, en = other
        tree.problems.append(Problem(path=path, place=tree.places.get(path), sv=sv, en=en))
        tree.root = None
        return tree
    tables(tree, folder, name)
    extended = tree.root.pop("extends", None)
    if extended is None:
        return tree
    try:
        parent = _parent(folder, name, (*chain, name), extended)
    except Refused as refused:
        at = tree.places.get("extends")
        tree.problems.append(Problem(path="extends", place=at, sv=refused.sv, en=refused.en))
        tree.root = None
        return tree
    return inherit(parent, tree)


def _other_kind(root: dict[Any, Any]) -> tuple[str, str, str] | None:
    """Return the key that tells that a file is no scenario, and what to do with it; None where it may be one."""
    if root.get("kind") == "follow_up":
        return (
            "kind",
            "filen är en uppföljning och inget scenario; kommunbudget follow-up läser den",
            "the file is a follow-up and no scenario; kommunbudget follow-up reads it",
        )
    if root.keys() >= {"municipalities", "grants"}:
        return (
            "municipalities",
            "filen fördelar statsbidrag på kommuner och är inget scenario; kommunbudget national läser den",
            "the file divides national grants over municipalities and is no scenario; kommunbudget national reads it",
        )
    if root.keys() == {"packages"}:
        return (
            "packages",
            "filen har bara ambitionsnivåer; kommunbudget packages SCENARIO läser den, eller skriv extends i den",
            "the file has packages alone; kommunbudget packages SCENARIO reads it, or write extends in it",
        )
    return None


LONGEST_CHAIN = 50
"""Largest number of files that extend each other, one after another."""


def _parent(folder: Folder, name: str, chain: tuple[str, ...], extended: object) -> Tree:
    if not isinstance(extended, str):
        raise Refused(
            "skriv namnet på en fil, som extends: bas.yaml", "write the name of a file: extends: base.yaml"
        )
    parent = folder.inside(extended, name)
    if parent in chain:
        circle = " → ".join((*chain[chain.index(parent) :], parent))
        raise Refused(
            f"filerna ärver av varandra i en ring: {circle}; ta bort en extends",
            f"the files extend each other in a ring: {circle}; remove one extends",
        )
    if len(chain) > LONGEST_CHAIN:
        raise Refused(
            f"filerna ärver av varandra i fler än {LONGEST_CHAIN} led; lägg ihop några av dem",
            f"the files extend each other in more than {LONGEST_CHAIN} steps; merge some of them",
        )
    try:
        return _file(folder, parent, chain)
    except Refused as refused:
        raise Refused(f"{extended}: {refused.sv}", f"{extended}: {refused.en}") from refused


# ------------------------------------------------------------------------------------------------ inheritance


def inherit(parent: Tree, child: Tree) -> Tree:
    """Return a tree merged with the one it extends: mappings by key, null removes, the rest replaces."""
    _after(parent, child)
    root = None if parent.root is None else merged(parent.root, child.root)
    places: dict[str, Place] = {}
    for path in paths(root):
        here = child.places.get(path) or parent.places.get(path)
        if here is not None:
            places[path] = here
    broken = {path for path in parent.broken if path not in child.places} | child.broken
    return Tree(root=root, places=places, problems=parent.problems + child.problems, broken=broken)


def _after(parent: Tree, child: Tree) -> None:
    """Put the child's ``change`` after the parent's."""
    before = parent.root.get("change") if parent.root else None
    own = child.root.get("change")
    if isinstance(before, list) and isinstance(own, list):
        child.root["change"] = before + own
        moved = {}
        for path, at in child.places.items():
            head, *rest = path.split(".")
            step = int(rest[0]) + len(before) if head == "change" and rest else None
            moved[path if step is None else ".".join((head, str(step), *rest[1:]))] = at
        child.places = moved


def merged(below: Any, above: Any, path: tuple[Any, ...] = ()) -> Any:
    """Return two values merged; the second overrides the first.

    The curve of an effect is replaced whole, whatever form it has: breakpoints of two files are never mixed.
    """
    if not isinstance(below, dict) or not isinstance(above, dict) or _is_curve(above):
        return above
    of_effect = len(path) == EFFECT_DEPTH and path[0] == "effects"
    replaced = CURVE_FORM if of_effect and CURVE_FORM & above.keys() else frozenset()
    result = {
        key: value
        for key, value in below.items()
        if key not in replaced and not (key in above and above[key] is None)
    }
    for key, value in above.items():
        if value is not None:
            result[key] = merged(result[key], value, (*path, key)) if key in result else value
    return result


CURVE_FORM = frozenset({"curve", "elasticity", "se", "shape", "at", "points"})
"""Keys that together give an effect its curve."""
EFFECT_DEPTH = 3
"""An effect stands at ``effects.ACTIVITY.GOAL``."""


def _is_curve(mapping: dict[Any, Any]) -> bool:
    return bool(mapping) and all(isinstance(key, str) and SHARE.fullmatch(key.strip()) for key in mapping)


def by_level(mapping: dict[Any, Any]) -> dict[Any, Any]:
    """Return a curve with its levels in ascending order; any other mapping unchanged."""
    if mapping and all(isinstance(key, str) and SHARE.fullmatch(key.strip()) for key in mapping):
        return dict(sorted(mapping.items(), key=lambda point: share(point[0])))
    return mapping


# ----------------------------------------------------------------------------------------------------- tables


def tables(tree: Tree, folder: Folder | None, name: str) -> None:
    """Replace the names of CSV files in a tree by the tables in them.

    Args:
        tree: Tree to change in place.
        folder: Folder of the files; None for a mapping made in a program, which has none.
        name: File that names the tables.
    """
    if isinstance(tree.root, dict):
        _tables(tree, folder, name, tree.root, Scenario, "")


def _tables(  # noqa: PLR0913, PLR0917 - recursion needs all of them
    tree: Tree, folder: Folder | None, name: str, value: dict[Any, Any], kind: Any, path: str
) -> None:
    for key, entry in value.items():
        if isinstance(entry, str) and entry.strip().endswith(".csv") and shape.is_table(kind, key):
            below, here = shape.step(kind, key), join(path, key)
            value[key] = _table(tree, folder, name, entry.strip(), here, below)
        elif isinstance(entry, dict) and shape.leads_to_table(below := shape.step(kind, key)):
            _tables(tree, folder, name, entry, below, join(path, key))


def _table(  # noqa: PLR0913, PLR0917 - the same
    tree: Tree, folder: Folder | None, name: str, named: str, path: str, kind: Any
) -> dict[Any, Any]:
    try:
        relative, data = _bytes(folder, name, named)
    except Refused as refused:
        tree.problems.append(Problem(path=path, place=tree.places.get(path), sv=refused.sv, en=refused.en))
        tree.broken.add(path)
        return {}
    read = read_table(data, relative, path, kind)
    tree.problems += read.problems
    tree.broken |= read.broken
    tree.places |= read.places
    return read.root or {}


def _bytes(folder: Folder | None, name: str, named: str) -> tuple[str, bytes]:
    """Return the name of a file in messages, and its content."""
    if folder is None:
        raise Refused(
            f"en mappning har ingen mapp att hitta {named} i; ge tabellen direkt",
            f"a mapping has no folder to find {named} in; give the table itself",
        )
    relative = folder.inside(named, name)
    try:
        return folder.name(relative), folder.bytes(relative)
    except Refused as refused:
        raise Refused(f"{named}: {refused.sv}", f"{named}: {refused.en}") from refused
