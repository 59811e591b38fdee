"""JSON-stat 2.0, as SCB's interface PxWeb 2 answers: a cube of cells, row-major over ``id`` and ``size``.

Values are a list, or an object of those that are not missing; categories have an index (a list, or positions by
code) unless there is only one. The number of values is compared with the product of sizes before anything else:
a list that is one value short gives one region's figures to the next.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from models.importing.common import problem
from models.importing.cube import MOST_CELLS, Cube, Dimension, iso_date
from models.importing.drivers import read_drivers
from models.importing.json_text import line_of, read_json
from models.problems import Problem, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.file.tree import Tree
    from models.importing.common import File, Read
    from models.importing.cube import Cells

NUMBERS = {int, float, type(None)}


class _WrongError(Refused):
    """A wrong part of the file, with its keys from the root on."""

    def __init__(self, keys: Sequence[str | int], sv: str, en: str) -> None:
        super().__init__(sv, en)
        self.keys = keys


def read_jsonstat(files: Sequence[File], maps: Sequence[Tree]) -> Read:
    """Read answers of SCB's as drivers; see ``models.importing.drivers``."""
    return read_drivers(files, maps, cube)


def cube(file: File) -> Cube | Problem:
    """Return the table in a JSON-stat file, or what is wrong with it."""
    read = read_json(file)
    if isinstance(read, Problem):
        return read
    root, text = read
    try:
        return _cube(file, root)
    except _WrongError as wrong:
        path = ".".join(map(str, wrong.keys))
        return problem(file.name, line_of(text, wrong.keys), path, wrong.sv, wrong.en)


def _cube(file: File, root: Any) -> Cube:
    if not isinstance(root, dict) or root.get("class") != "dataset" or "id" not in root or "size" not in root:
        raise _WrongError(
            [],
            "filen är inte JSON-stat 2 (class dataset med id och size); hämta tabellen med outputFormat=json-stat2",
            "the file is not JSON-stat 2 (class dataset with id and size); fetch the table as json-stat2",
        )
    ids, sizes = root["id"], root["size"]
    if not _texts(ids) or not isinstance(sizes, list) or len(ids) != len(sizes) or len(set(ids)) < len(ids):
        raise _WrongError(
            ["id"],
            "id och size ska vara lika långa listor, utan upprepning; hämta tabellen igen",
            "id and size must be lists of the same length, nothing twice; fetch the table again",
        )
    if any(type(size) is not int or size < 1 for size in sizes) or prod(sizes) > MOST_CELLS:
        raise _WrongError(
            ["size"],
            f"size ska vara hela tal från 1, högst {MOST_CELLS} celler i allt; hämta en mindre tabell",
            f"size must be whole numbers from 1, {MOST_CELLS} cells at most; fetch a smaller table",
        )
    dimensions = tuple(_dimension(root, name, size) for name, size in zip(ids, sizes, strict=True))
    px = _mapping(_mapping(root.get("extension")).get("px"))
    time = _mapping(root.get("role")).get("time") or []
    return Cube(
        file=file,
        tables=tuple(dict.fromkeys(str(px[key]) for key in ("tableid", "matrix") if px.get(key))),
        publisher=str(root.get("source") or ""),
        vintage=iso_date(str(root.get("updated") or "")),
        dimensions=dimensions,
        time=tuple(time) if _texts(time) else (),
        notes=tuple(map(str, root.get("note") or ())),
        cells=_cells(root, prod(sizes)),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _dimension(root: dict[str, Any], name: str, size: int) -> Dimension:
    dimension = _mapping(_mapping(root.get("dimension")).get(name))
    category = _mapping(dimension.get("category"))
    labels = {code: str(label) for code, label in _mapping(category.get("label")).items()}
    index: Any = category.get("index", list(labels) if len(labels) == 1 else None)
    if isinstance(index, dict) and sorted(map(str, index.values())) == sorted(map(str, range(len(index)))):
        index = sorted(index, key=index.__getitem__)
    if not _texts(index):
        raise _WrongError(
            ["dimension", name],
            f"kategorierna i {name} har ingen ordning (category.index); hämta tabellen igen",
            f"the categories of {name} have no order (category.index); fetch the table again",
        )
    if len(index) != size or len(set(index)) != size:
        raise _WrongError(
            ["dimension", name],
            f"{name} har {len(set(index))} olika kategorier men size säger {size}; hämta tabellen igen",
            f"{name} has {len(set(index))} different categories but size says {size}; fetch the table again",
        )
    return Dimension(
        id=name,
        name=str(dimension.get("label") or name),
        codes=tuple(index),
        labels=labels,
        total=str(_mapping(dimension.get("extension")).get("eliminationValueCode") or ""),
    )


def _cells(root: dict[str, Any], count: int) -> Cells:
    values, status = root.get("value"), _status(root.get("status"), count)
    if isinstance(values, list):
        if len(values) != count:
            raise _WrongError(
                ["value"],
                f"filen har {len(values)} värden men dimensionerna ger {count}; hämta tabellen igen",
                f"the file has {len(values)} values but the dimensions make {count}; fetch the table again",
            )
        if not set(map(type, values)) <= NUMBERS:
            where = next(n for n, value in enumerate(values) if type(value) not in NUMBERS)
            raise _no_number(where, values[where])
        return lambda position: (values[position], status(position))
    if not isinstance(values, dict):
        raise _WrongError(
            [],
            "filen har inga värden (value); hämta data, inte metadata: adressen slutar på /data",
            "the file has no values (value); fetch data, not metadata: the address ends in /data",
        )
    if not _are_positions(values, count):
        key = next(key for key in values if not _are_positions({key: None}, count))
        raise _WrongError(
            ["value", key],
            f"plats {key} finns inte: dimensionerna ger 0 till {count - 1}; hämta tabellen igen",
            f"there is no position {key}: the dimensions make 0 to {count - 1}; fetch the table again",
        )
    if not set(map(type, values.values())) <= NUMBERS:
        key = next(key for key, value in values.items() if type(value) not in NUMBERS)
        raise _no_number(key, values[key])
    return lambda position: (values.get(str(position)), status(position))


def _are_positions(keys: Mapping[str, Any], count: int) -> bool:
    """Return whether all keys are positions below a number, written without leading zeros."""
    if not keys:
        return True
    listed = f",{','.join(keys)}"
    plain = listed.isascii() and "" not in keys and listed.count(",") == len(keys)
    if not plain or listed.encode().translate(None, b",0123456789") or listed.count(",0") > ("0" in keys):
        return False
    longest, last = max(map(len, keys)), str(count - 1)
    return longest < len(last) or (
        longest == len(last) and max(zip(map(len, keys), keys, strict=True))[1] <= last
    )


def _no_number(where: int | str, value: Any) -> _WrongError:
    return _WrongError(
        ["value", where],
        f"{value!r} är inget tal; hämta tabellen igen och ändra den inte",
        f"{value!r} is no number; fetch the table again and do not edit it",
    )


def _status(status: Any, count: int) -> Callable[[int], str]:
    """Return the statuses of cells by position: one for all, a list, or an object of some."""
    if status is None or isinstance(status, str):
        return lambda _position: status or ""
    if isinstance(status, list) and len(status) == count:
        return lambda position: str(status[position] or "")
    if isinstance(status, dict):
        return lambda position: str(status.get(str(position)) or "")
    raise _WrongError(
        ["status"],
        f"status ska vara en text, {count} texter eller texter efter plats; hämta tabellen igen",
        f"status must be a text, {count} texts or texts by position; fetch the table again",
    )
