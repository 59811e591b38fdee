"""Entries by id as rows and columns: nested keys with dots, years as columns, as ``tables`` reads them.

The columns of a table are decided here only, for CSV files and for forms.
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
    """A column of a table.

    Attributes:
        keys: Nested keys that the column holds.
        kind: Kind of its values.
        owner: Name of the model that has the key, and the key.
        field: Field of that key.
    """

    keys: Keys
    kind: Kind
    owner: tuple[str, str]
    field: FieldInfo

    @property
    def name(self) -> str:
        """Heading of the column, such as ``indicator.present``."""
        return ".".join(map(str, self.keys))


def columns(
    part: type[BaseModel],
    entries: Sequence[Mapping[Any, Any]],
    years: Sequence[int],
    *,
    every: bool,
    without: Iterable[str] = (),
) -> list[Column]:
    """Return the columns of a table.

    A series is one column where every entry has the same value in all plan years, and otherwise one column
    per year.

    Args:
        part: Model of an entry.
        entries: Entries of the table.
        years: Plan years.
        every: Whether keys that no entry has get a column too.
        without: Keys that have no column in this table.
    """
    result: list[Column] = []
    for name, field in part.model_fields.items():
        if name in without:
            continue
        values = [entry[name] for entry in entries if name in entry]
        if not values and not every:
            continue
        owner, kind = (part.__name__, name), shape.kind(field)
        nested = shape.model(field.annotation)
        if nested is not None:
            result += [
                Column(keys=(name, *below.keys), kind=below.kind, owner=below.owner, field=below.field)
                for below in columns(nested, values, years, every=every)
            ]
        elif shape.is_series(field.annotation):
            if all(_level(value, years) for value in values):
                result.append(Column(keys=(name,), kind=kind, owner=owner, field=field))
            else:
                named = {year for value in values if isinstance(value, dict) for year in value}
                result += [
                    Column(keys=(name, y), kind=kind, owner=owner, field=field)
                    for y in sorted({*named, *years})
                ]
        elif kind == "tree" and (keys := _keys(field, values)):
            below_kind = _below(field)
            result += [Column(keys=(name, key), kind=below_kind, owner=owner, field=field) for key in keys]
        else:
            result.append(Column(keys=(name,), kind=kind, owner=owner, field=field))
    return result


def _level(value: Any, years: Sequence[int]) -> bool:
    """Return whether a series has the same value in all plan years."""
    if not isinstance(value, dict):
        return True
    return set(value) == set(years) and len({repr(entry) for entry in value.values()}) == 1


def _keys(field: FieldInfo, values: Sequence[Any]) -> list[str]:
    """Return the keys of mappings from ids to plain values: those that the model fixes, or those in use."""
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
    """Return the value of an entry in a column; None where it has none."""
    here: Any = entry
    for n, key in enumerate(column.keys):
        if isinstance(here, list) and isinstance(key, int):
            if key >= len(here):
                return None
            here = here[key]
            continue
        if n and isinstance(key, int) and not isinstance(here, dict):  # the same value for every year
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
