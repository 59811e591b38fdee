"""Validation of a plain tree: each value is checked on its own, each problem has a message and a place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError

from models.file import shape
from models.file.tree import Unreadable, folded, place, within
from models.packages import with_effects
from models.problems import Problem, did_you_mean, near
from models.scenario import Edit, Scenario
from models.units import IDENTIFIER, MSEK_PER, context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic_core import ErrorDetails

    from models.scenario import Place

Texts = tuple[str, str]
MOST = 1000
"""Largest number of problems of single values that are reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """The result of validating a tree.

    Attributes:
        root: The tree.
        scenario: The scenario; where there are problems, only its valid parts.
        sound: Sections of the file without problems.
        lost: Sections whose ids could not be read.
        problems: Problems of single values.
    """

    root: Mapping[str, Any]
    scenario: Scenario
    sound: frozenset[str]
    lost: frozenset[str]
    problems: tuple[Problem, ...]


def given(root: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validation context of a tree, from its years and currency as far as they are valid."""
    years = root.get("years")
    base = root.get("base_year")
    currency = root.get("currency")
    whole = isinstance(years, list) and all(isinstance(y, int) and not isinstance(y, bool) for y in years)
    return context(
        years=tuple(years) if isinstance(years, list) and whole else (),
        base_year=base if isinstance(base, int) and not isinstance(base, bool) else 0,
        currency=currency if isinstance(currency, str) and currency in MSEK_PER else "MSEK",
    )


def validate(root: Mapping[str, Any], places: Mapping[str, Place], broken: Iterable[str] = ()) -> Validated:
    """Validate every value of a tree on its own.

    Args:
        root: Tree without ``extends`` and ``change``.
        places: Place of each value, by dotted path.
        broken: Paths at and below which problems are already reported.
    """
    reported = set(broken)
    quiet = tuple(reported)
    errors: list[ErrorDetails] = []
    try:
        scenario = Scenario.model_validate(root, context=given(root))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=True)
    if not errors and not quiet:
        every = frozenset(Scenario.model_fields)
        return Validated(
            root=root, scenario=with_effects(scenario), sound=every, lost=frozenset(), problems=()
        )
    problems = _problems(errors, root, places)
    reported |= {problem.path for problem in problems}
    problems = [problem for problem in problems if not any(within(problem.path, above) for above in quiet)]
    reported |= _misspelt(root)
    scenario, sound = _partial(root, reported)
    lost = frozenset(name for name in Scenario.model_fields if name in reported or "" in reported)
    return Validated(root=root, scenario=scenario, sound=sound, lost=lost, problems=tuple(problems))


def _misspelt(root: Mapping[str, Any]) -> set[str]:
    """Return the sections that stand under a wrong name."""
    sections = Scenario.model_fields
    unknown = islice((name for name in root if name not in sections), MOST)
    nearest = {near(name, sections) for name in unknown}
    return {name for name in nearest if name is not None and name not in root}


def validate_edits(items: list[Any], places: Mapping[str, Place]) -> tuple[dict[str, Edit], list[Problem]]:
    """Return the valid edits under the file's ``change`` by path, and the problems of the others.

    Args:
        items: Entries under ``change``.
        places: Place of each value, by dotted path.
    """
    edits: dict[str, Edit] = {}
    problems: list[Problem] = []
    for n, item in enumerate(items):
        try:
            edits[f"change.{n}"] = Edit.model_validate(item)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=True)
            for detail in errors:
                detail["loc"] = ("change", n, *detail["loc"])
            problems += _problems(errors, {"change": items}, places)
    return edits, problems


def _problems(
    errors: list[ErrorDetails], root: Mapping[str, Any], places: Mapping[str, Place]
) -> list[Problem]:
    result: dict[tuple[str, str], Problem] = {}
    for error in _without_echoes(errors, root):
        path = ".".join(map(str, _path(error, root)))
        sv, en = _texts(error, root)
        result.setdefault((path, sv), Problem(path=path, place=place(places, path), sv=sv, en=en))
    return list(result.values())


# ----------------------------------------------------------------------------------------- where, in the tree


def _path(error: ErrorDetails, root: Mapping[str, Any]) -> tuple[object, ...]:
    """Return the path of an error in the file, without union tags and years that the file does not have."""
    path: list[object] = []
    here: Any = root
    for key in error["loc"]:
        if (isinstance(here, dict) and key in here) or (
            isinstance(here, list) and isinstance(key, int) and key < len(here)
        ):
            path.append(key)
            here = here[key]  # type: ignore[index]
        elif isinstance(here, dict) and error["type"] == "missing" and key == error["loc"][-1]:
            path.append(key)
    return tuple(path)


def _without_echoes(errors: list[ErrorDetails], root: Mapping[str, Any]) -> list[ErrorDetails]:
    """Return the errors without missing keys that are only misspelt, and lists short only of entries in error."""
    misspelt = set()
    for error in errors[:MOST]:
        if error["type"] == "extra_forbidden":
            above = _path(error, root)[:-1]
            misspelt.add((*above, near(error["loc"][-1], shape.keys(shape.at(above)))))
    return [
        e
        for e in errors[:MOST]
        if not (e["type"] == "missing" and _path(e, root) in misspelt) and not _long_enough(e)
    ]


def _long_enough(error: ErrorDetails) -> bool:
    """Whether a list was called too short because its entries are wrong, which is told of each."""
    return error["type"] == "too_short" and len(error["input"]) >= error.get("ctx", {}).get("min_length", 1)


# --------------------------------------------------------------------------------------------- what, in words


def _shown(value: object) -> Texts:
    if value is None:
        return "tomt", "nothing"
    if isinstance(value, bool):
        return (str(value).lower(),) * 2
    if isinstance(value, dict):
        return "en mappning", "a mapping"
    if isinstance(value, list | tuple):
        return "en lista", "a list"
    text = repr(value) if isinstance(value, str | int | float) else "…"
    longest = 60
    return (text if len(text) <= longest else f"{text[:longest]}…",) * 2


def _texts(error: ErrorDetails, root: Mapping[str, Any]) -> Texts:
    kind, ctx = error["type"], error.get("ctx", {})
    if "sv" in ctx and "en" in ctx:
        return str(ctx["sv"]), str(ctx["en"])
    path = _path(error, root)
    if kind == "extra_forbidden":
        sv, en = did_you_mean(path[-1], shape.keys(shape.at(path[:-1])))
        return f"okänd nyckel{sv}", f"unknown key{en}"
    if kind == "missing":
        return "saknas; nyckeln är obligatorisk", "is missing; the key is required"
    if isinstance(error["input"], Unreadable):
        return "värdet går inte att läsa", "the value cannot be read"
    make = TEXTS.get(kind)
    if make is None and shape.is_text(shape.at(path)) and kind == "value_error":
        make = TEXTS["date_type"]
    message = (
        make(error, ctx)
        if make
        else (
            "värdet går inte att använda här; se docs/scenario.md",
            "the value cannot be used here; see docs/scenario.md",
        )
    )
    sv, en = _shown(error["input"])
    return message[0].replace("<input>", sv), message[1].replace("<input>", en)


def _text_wanted(error: ErrorDetails, _: Mapping[str, Any]) -> Texts:
    value = error["input"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'ska vara text; sätt citattecken: "{value}"', f'must be text; put quotes around it: "{value}"'
    return "ska vara text, inte <input>", "must be text, not <input>"


def _choice(error: ErrorDetails, ctx: Mapping[str, Any]) -> Texts:
    expected = str(ctx.get("expected", ""))
    names = [name.strip().strip("'") for name in expected.replace(" or ", ", ").split(",")]
    nearest = near(error["input"], names)
    hint_sv, hint_en = (f"; menas {nearest}?", f"; did you mean {nearest}?") if nearest else ("", "")
    if len(names) == 1:
        return f"ska vara {names[0]}, inte <input>", f"must be {names[0]}, not <input>"
    shown = ", ".join(names[:-1])
    return (
        f"ska vara {shown} eller {names[-1]}, inte <input>{hint_sv}",
        f"must be {shown} or {names[-1]}, not <input>{hint_en}",
    )


def _mapping(_: ErrorDetails, __: Mapping[str, Any]) -> Texts:
    return "ska vara en mappning (nyckel: värde), inte <input>", "must be a mapping (key: value), not <input>"


def _table(error: ErrorDetails, ctx: Mapping[str, Any]) -> Texts:
    if isinstance(error["input"], str) and len(error["loc"]) == 1:
        return (
            "ska vara en mappning med id som nycklar, eller en CSV-fil (.csv), inte <input>",
            "must be a mapping by id, or a CSV file (.csv), not <input>",
        )
    return _mapping(error, ctx)


def _short(error: ErrorDetails, ctx: Mapping[str, Any]) -> Texts:
    least = ctx.get("min_length", 1)
    if isinstance(error["input"], str) or least == 1:
        return "får inte vara tomt; fyll i det", "must not be empty; fill it in"
    return f"ska ha minst {least} poster", f"must have at least {least} entries"


def _fixed(sv: str, en: str) -> Callable[[ErrorDetails, Mapping[str, Any]], Texts]:
    return lambda _, ctx: (sv.format_map(dict(ctx)), en.format_map(dict(ctx)))


_WHOLE = _fixed(
    "ska vara ett heltal utan citattecken, inte <input>", "must be a whole number without quotes, not <input>"
)
_DATE = _fixed("skriv datumet som 2024-09-01, inte <input>", "write the date as 2024-09-01, not <input>")
_LIST = _fixed("ska vara en lista, som [a, b], inte <input>", "must be a list, such as [a, b], not <input>")

TEXTS: dict[str, Callable[[ErrorDetails, Mapping[str, Any]], Texts]] = {
    "string_type": _text_wanted,
    "string_too_short": _short,
    "string_pattern_mismatch": _fixed(
        'ska vara fyra siffror i citattecken, som "1265", inte <input>',
        'must be four digits in quotes, such as "1265", not <input>',
    ),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "bool_type": _fixed("ska vara true eller false, inte <input>", "must be true or false, not <input>"),
    "literal_error": _choice,
    "dict_type": _table,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": _short,
    "greater_than": _fixed("ska vara större än {gt}, inte <input>", "must be greater than {gt}, not <input>"),
    "less_than": _fixed("ska vara mindre än {lt}, inte <input>", "must be less than {lt}, not <input>"),
    "greater_than_equal": _fixed("ska vara minst {ge}, inte <input>", "must be at least {ge}, not <input>"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "is_instance_of": _mapping,
}
"""Messages for errors that pydantic detects itself; ``units`` and ``scenario`` give theirs directly."""


# -------------------------------------------------------------------------------------------- the sound parts


def _partial(root: Mapping[str, Any], reported: set[str]) -> tuple[Scenario, frozenset[str]]:
    """Return the valid parts of a tree with problems, and the names of its sections without problems."""
    whole = "" in reported
    sound: set[str] = set()
    parts: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        wrong = [path for path in reported if path and (within(path, name) or within(name, path))]
        if name in root and not whole:
            value = _pruned(root[name], name, wrong)
            try:
                if name == "years" and not wrong:
                    parts[name] = tuple(value)
                elif value is not None:
                    plain: Any = field.annotation
                    whole_type: Any = Annotated[plain, *field.metadata] if field.metadata else plain
                    adapter: TypeAdapter[Any] = TypeAdapter(whole_type)
                    parts[name] = adapter.validate_python(value, context=given(root))
            except (ValidationError, TypeError):
                continue
        if not wrong and (name in parts or not field.is_required()):
            sound.add(name)
    return with_effects(Scenario.model_construct(**parts)), frozenset(sound)


def _pruned(value: Any, name: str, wrong: list[str]) -> Any:
    """Return a table without its invalid entries; None for anything else that is invalid."""
    if not wrong:
        return value
    table = isinstance(value, dict) and (shape.is_table(Scenario, name) or name == "packages")
    if not table or name in wrong:
        return None
    depth = 2 if name == "effects" else 1
    result: dict[Any, Any] = {}
    for id_, item in value.items():
        if not any(within(path, f"{name}.{id_}") for path in wrong):
            result[id_] = item
        elif depth > 1 and isinstance(item, dict) and f"{name}.{id_}" not in wrong:
            kept = {
                key: entry
                for key, entry in item.items()
                if not any(within(path, f"{name}.{id_}.{key}") for path in wrong)
            }
            if kept:
                result[id_] = kept
    return result


def known(root: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the ids that a table of the file defines, valid or not; a malformed id in its likely form."""
    value = root.get(name)
    ids = map(str, value) if isinstance(value, dict) else ()
    return tuple(id_ if IDENTIFIER.fullmatch(id_) else folded(id_) for id_ in ids)
