"""Entries by id as rows and columns: nested keys with dots, years as columns, as ``tables`` reads them.

The one place that decides which columns a table has, for CSV files and for forms alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.file import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from models.file.shape import Kind

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Attributes:
        keys: The nested keys that it stands for.
        kind: What one of its values is.
        owner: The model whose key it is, and the key.
        field: That key's field.
    """

    keys: Keys
    kind: Kind
    owner: tuple[str, str]
    field: FieldInfo

    @property
    def name(self) -> str:
        """Its heading: ``indicator.present``."""
        return ".".join(map(str, self.keys))


def columns(
    part: type[BaseModel],
    entries: Sequence[Mapping[Any, Any]],
    years: Sequence[int],
    *,
    every: bool,
    without: Iterable[str] = (),
) -> list[Column]:
    """The columns of a table.

    A series is one column where every entry has the same value in all plan years, and a column a year otherwise.

    Args:
        part: What an entry is.
        entries: The entries.
        years: The plan years.
        every: Whether keys that no entry has get their column too.
        without: Keys that stand elsewhere.
    """
    found: list[Column] = []
    for name, field in part.model_fields.items():
        if name in without:
            continue
        values = [entry[name] for entry in entries if name in entry]
        if not values and not every:
            continue
        owner, kind = (part.__name__, name), shape.kind(field)
        nested = shape.model(field.annotation)
        if nested is not None:
            found += [
                Column(keys=(name, *below.keys), kind=below.kind, owner=below.owner, field=below.field)
                for below in columns(nested, values, years, every=every)
            ]
        elif shape.is_series(field.annotation):
            if all(_level(value, years) for value in values):
                found.append(Column(keys=(name,), kind=kind, owner=owner, field=field))
            else:
                named = {year for value in values if isinstance(value, dict) for year in value}
                found += [
                    Column(keys=(name, y), kind=kind, owner=owner, field=field)
                    for y in sorted({*named, *years})
                ]
        elif kind == "tree" and (keys := _keys(field, values)):
            below_kind = _below(field)
            found += [Column(keys=(name, key), kind=below_kind, owner=owner, field=field) for key in keys]
        else:
            found.append(Column(keys=(name,), kind=kind, owner=owner, field=field))
    return found


def _level(value: Any, years: Sequence[int]) -> bool:
    """Whether a series has one value for all plan years."""
    if not isinstance(value, dict):
        return True
    return set(value) == set(years) and len({repr(entry) for entry in value.values()}) == 1


def _keys(field: FieldInfo, values: Sequence[Any]) -> list[str]:
    """The keys of mappings from ids to plain values: those the model fixes, or those in use."""
    core = shape.bare(field.annotation)
    below = shape.entry(core)
    if (
        below is None
        or shape.is_list(core)
        or shape.model(below) is not None
        or shape.entry(below) is not None
    ):
        return []
    if any(not isinstance(value, dict) for value in values):
        return []
    fixed = [key for key in shape.keys(core) if any(key in value for value in values)]
    return fixed or list(dict.fromkeys(key for value in values for key in value))


def _below(field: FieldInfo) -> Kind:
    percent = any("%" in repr(getattr(mark, "json_schema", "")) for mark in shape.marks(field.annotation))
    return "share" if percent else "number"


def at(entry: Mapping[Any, Any], column: Column) -> Any:
    """What an entry has in a column; None where nothing stands there."""
    here: Any = entry
    for n, key in enumerate(column.keys):
        if n and isinstance(key, int) and not isinstance(here, dict):  # one value for every year
            return here
        if not isinstance(here, dict) or key not in here:
            return None
        here = here[key]
        series = (
            n == len(column.keys) - 1 and isinstance(here, dict) and shape.is_series(column.field.annotation)
        )
        if series:
            return next(iter(here.values()), None)
    return here
