"""Writing of a Scenario: its plain tree, YAML text and digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Any

from models.file import shape
from models.file.tree import scalar
from models.packages import effects_of
from models.scenario import Scenario
from models.units import context

WORD = re.compile(r"(?!-( |$))[A-Za-zÅÄÖåäö0-9+-][\wåäöÅÄÖ.%/()+–-]*( [\wåäöÅÄÖ.%/()+–-]+)*")
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
WIDEST = 100
HOLDERS = (dict, list, tuple)


def document(scenario: Scenario) -> dict[str, Any]:
    """Return the plain tree of a scenario, with the structure of its file.

    Money is in the file's currency and shares have percent signs. Keys that are absent or have their default
    are left out, and so are effects that packages give; CSV tables, ``extends`` and ``change`` are written out.

    Args:
        scenario: Any scenario.
    """
    return _tree(scenario, as_stated=False)


def as_stated(scenario: Scenario) -> dict[str, Any]:
    """Return the plain tree of a scenario as ``document`` does, with the keys that its file states at their default.

    A path of the file is then one of the tree: ``discount: 0 %`` may be moved.

    Args:
        scenario: Any scenario.
    """
    return _tree(scenario, as_stated=True)


def _tree(scenario: Scenario, *, as_stated: bool) -> dict[str, Any]:
    dumped = _own(scenario).model_dump(
        context=context(years=scenario.years, base_year=scenario.base_year, currency=scenario.currency),
        exclude_none=True,
        exclude_unset=as_stated,
        exclude_defaults=not as_stated,
    )
    head = {"format": scenario.format, "title": scenario.title, "language": scenario.language}
    tree: dict[str, Any] = _plain(head | dumped, Scenario)
    return tree


def _own(scenario: Scenario) -> Scenario:
    """Return a scenario without the effects that its packages give."""
    if not scenario.packages:
        return scenario
    given = effects_of(scenario)
    own = {
        a: {g: effect for g, effect in served.items() if given.get(a, {}).get(g) != effect}
        for a, served in scenario.effects.items()
    }
    return scenario.model_copy(update={"effects": {a: served for a, served in own.items() if served}})


def _plain(value: Any, annotation: Any) -> Any:
    if isinstance(value, dict):
        part = shape.model(annotation)
        fields = {} if part is None else part.model_fields
        return {
            key: _plain(entry, shape.step(annotation, key)) if isinstance(entry, HOLDERS) else _single(entry)
            for key, entry in value.items()
            if not (entry == {} and key in fields and fields[key].default_factory is not None)
        }
    if isinstance(value, list | tuple):
        below = shape.entry(annotation)
        return [_plain(entry, below) for entry in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value.isoformat() if isinstance(value, dt.date) else value


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of a scenario's content, independent of the order and form of its files.

    Args:
        scenario: Any scenario.
    """
    text = json.dumps(document(scenario), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write(scenario: Scenario) -> str:
    """Return a scenario as YAML; reading it returns an equal scenario.

    Args:
        scenario: Any scenario.
    """
    return written(document(scenario))


def written(tree: dict[str, Any]) -> str:
    """Return a plain tree as YAML text."""
    return "".join(f"{line}\n" for line in _block(tree, ""))


def _block(mapping: dict[Any, Any], indent: str) -> list[str]:
    lines = []
    for key, value in mapping.items():
        head, line = f"{indent}{_scalar(key)}:", flow(value)
        nested = isinstance(value, dict) and any(isinstance(entry, dict) for entry in value.values())
        if isinstance(value, dict) and value and (nested or len(head) + len(line) > WIDEST):
            lines += [head, *_block(value, f"{indent}  ")]
        elif _texts(value) and len(head) + len(line) > WIDEST:
            lines += [head, *(f"{indent}  - {flow(text)}" for text in value)]
        else:
            lines.append(f"{head} {line}")
    return lines


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def flow(value: Any) -> str:
    """Return a value of the plain tree as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(float(value)) if isinstance(value, float) else str(value)
    text = str(value)
    if WORD.fullmatch(text) and scalar(text) == text:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return UNSAFE.sub(_escaped, quoted)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\u{code:04x}"
