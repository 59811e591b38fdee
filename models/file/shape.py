"""The structure of the scenario file, its keys and kinds of values, from the models of ``scenario``."""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from models.scenario import Edit, Scenario
from models.units import TABLE, identifier, money_inside

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

FILE_KEYS = ("extends", "change")
"""Keys of the file that are not part of the scenario."""


def bare(annotation: Any) -> Any:
    """Return an annotation without validators and without None."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            rest = [part for part in get_args(annotation) if part is not types.NoneType]
            if len(rest) > 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def model(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation stands for; None where it stands for none."""
    core = bare(annotation)
    return core if isinstance(core, type) and issubclass(core, BaseModel) else None


def entry(annotation: Any) -> Any | None:
    """Return the annotation of a mapping's or list's entries; None for anything else."""
    core = bare(annotation)
    if get_origin(core) is dict:
        return get_args(core)[1]
    if get_origin(core) is tuple:
        return get_args(core)[0]
    return None


def step(annotation: Any, key: object) -> Any | None:
    """Return the annotation under a key; None where nothing is allowed there."""
    part = model(annotation)
    if part is not None:
        if part is Scenario and key == "change":
            return tuple[Edit, ...]
        field = part.model_fields.get(str(key))
        return None if field is None else field.annotation
    core = bare(annotation)
    if get_origin(core) in (Union, types.UnionType):
        return next((below for branch in get_args(core) if (below := step(branch, key)) is not None), None)
    below = entry(core)
    alone = get_origin(core) is tuple and isinstance(key, str) and not key.isdecimal()
    return step(below, key) if alone and model(below) is not None else below  # an entry without its list


def at(path: tuple[object, ...]) -> Any | None:
    """Return the annotation at a path; None where nothing is allowed there."""
    here: Any = Scenario
    for key in path:
        here = step(here, key)
        if here is None:
            return None
    return here


def keys(annotation: Any) -> tuple[str, ...]:
    """Return the keys that a mapping may have, where the model fixes them."""
    core = bare(annotation)
    part = model(entry(core)) if get_origin(core) is tuple else model(core)
    if part is not None:
        return tuple(part.model_fields) + (FILE_KEYS if part is Scenario else ())
    if get_origin(core) is dict:
        key = bare(get_args(core)[0])
        return get_args(key) if get_origin(key) is Literal else ()
    return ()


Kind = Literal["text", "id", "date", "choice", "truth", "count", "share", "money", "number", "list", "tree"]


def kind(field: FieldInfo) -> Kind:
    """Return the kind of a key's value, or of a series' values; ``tree`` for anything with parts."""
    annotation: Any = field.annotation
    beside = [*marks(annotation), *field.metadata]
    if is_series(annotation):
        annotation = entry(annotation)
    core = bare(annotation)
    checks = [getattr(mark, "func", None) for mark in beside]
    if core is float and money_inside in checks:
        return "money"
    if get_origin(core) is Literal and all(isinstance(choice, str) for choice in get_args(core)):
        return "choice"
    if core is str:
        return "id" if identifier in checks else "text"
    if get_origin(core) is tuple:
        return "list" if bare(entry(core)) in {str, int, float} else "tree"
    if core is float:
        patterns = {str((getattr(mark, "json_schema", None) or {}).get("pattern")) for mark in beside}
        return "share" if any("%" in pattern for pattern in patterns) else "number"
    named: dict[str, Kind] = {"bool": "truth", "int": "count", "date": "date"}
    return named.get(getattr(core, "__name__", ""), "count" if get_origin(core) is Literal else "tree")


def is_series(annotation: Any) -> bool:
    """Return whether an annotation is a mapping from years to values."""
    arguments: tuple[Any, ...] = get_args(bare(annotation))
    return (
        get_origin(bare(annotation)) is dict
        and bool(arguments)
        and bare(arguments[0]) is int
        and model(arguments[1]) is None
        and not is_list(arguments[1])
    )


def choices(annotation: Any) -> tuple[str, ...]:
    """Return the words that are allowed, where the model fixes them."""
    core = bare(annotation)
    return tuple(map(str, get_args(core))) if get_origin(core) is Literal else ()


def marks(annotation: Any) -> list[Any]:
    """Return the metadata of an annotation and of a series' values, such as validators."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return [*marks(arguments[0]), *arguments[1:]]
    if origin in (Union, types.UnionType):
        return [mark for part in arguments for mark in marks(part)]
    return marks(arguments[1]) if origin is dict else []


def is_text(annotation: Any) -> bool:
    """Return whether the value is text, not to be read as a number or share."""
    core = bare(annotation)
    if get_origin(core) is Literal:
        return all(isinstance(choice, str) for choice in get_args(core))
    return core is str or getattr(core, "__name__", "") == "date"


def is_list(annotation: Any) -> bool:
    """Return whether an annotation is a list."""
    return get_origin(bare(annotation)) is tuple


def is_table(annotation: Any, key: object) -> bool:
    """Return whether a key may hold the name of a CSV file instead of a mapping."""
    part = model(annotation)
    return (
        part is not None and str(key) in part.model_fields and TABLE in part.model_fields[str(key)].metadata
    )


def leads_to_table(annotation: Any) -> bool:
    """Return whether a CSV file may be named anywhere below an annotation; False where nothing is allowed."""
    part = model(annotation)
    if part is not None:
        return _holds_table(part)
    core = bare(annotation)
    if get_origin(core) in (Union, types.UnionType):
        return any(map(leads_to_table, get_args(core)))
    return core is not None and leads_to_table(entry(core))


@cache
def _holds_table(part: type[BaseModel]) -> bool:
    return any(
        is_table(part, key) or leads_to_table(field.annotation) for key, field in part.model_fields.items()
    )
