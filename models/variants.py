"""Changes of scenarios, with one syntax for ``change`` in a file, ``--set``, worlds and levers.

A path consists of keys, ids and years with dots between: ``goals.trygghet.weight``, ``frame.total.2025``. To
change one year of a series that is written as a single value, the series is first expanded to a value for
each year.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.file import shape
from models.file.asking import suspicions
from models.file.checks.politics import is_inside
from models.file.crosschecks import crosscheck
from models.file.doubts import remarks
from models.file.ends import Way, spanned
from models.file.facts import Facts
from models.file.loading import by_level
from models.file.tree import Figure, Tree, invisible, join, parse_value, paths, place, within
from models.file.validation import Validated, validate, validate_edits
from models.file.writing import as_stated
from models.problems import Problem, Refused, ScenarioError, near
from models.scenario import Edit, Scenario
from models.units import SHARE, share, write_share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from models.scenario import Place

YEAR_DIGITS = 4
WAYS: tuple[Way, ...] = ("set", "scale", "add")
"""How the values of a lever apply to what stands at its path."""


def edit(text: str) -> Edit:
    """Return ``PATH=VALUE`` as an edit; the value is written as in the file, and ``null`` removes.

    Raises:
        Refused: Path or value is missing, or the value cannot be read.
    """
    path, mark, value = text.partition("=")
    path, value = path.strip(), value.strip()
    if not (mark and path and value):
        raise Refused(
            f"skriv SÖKVÄG=VÄRDE, som frame.total.2025=1260, inte {text!r} (null tar bort)",
            f"write PATH=VALUE, such as frame.total.2025=1260, not {text!r} (null removes)",
        )
    if " #" in value and value[0] not in "\"'[{":  # plain text; YAML would read the rest as a comment
        return Edit(path=path, set=value)
    tree = parse_value(value)
    if tree.problems or not isinstance(tree.root, dict) or set(tree.root) != {"value"}:
        raise Refused(
            f"värdet {value!r} går inte att läsa; skriv det som i filen, text i citattecken",
            f"the value {value!r} cannot be read; write it as in the file, text in quotes",
        )
    return Edit(path=path, set=tree.root["value"])


def change(document: dict[str, Any], edits: Iterable[str | Edit]) -> dict[str, Any]:
    """Return a changed copy of a plain tree.

    Args:
        document: Tree with the structure of the file.
        edits: Changes, in order; ``PATH=VALUE`` is a ``set``.

    Raises:
        ScenarioError: An edit names a path that does not exist, or cannot be applied.
    """
    tree = Tree(root=_copy(document))
    for wanted in edits:
        _, text = apply(tree, wanted, None)
        if text is not None:
            path = wanted if isinstance(wanted, str) else wanted.path
            tree.problems.append(Problem(path=path, sv=text.sv, en=text.en))
    if tree.problems:
        raise ScenarioError(tree.problems, language(tree.root))
    result: dict[str, Any] = tree.root
    return result


def vary(
    scenario: Scenario, edits: Sequence[str | Edit], places: Mapping[str, Place] | None = None
) -> Scenario:
    """Return a changed scenario; the original is not modified.

    Nothing new is asked about: the questions are those of the original, as it was read.

    Args:
        scenario: Scenario to start from.
        edits: Changes, in order; ``PATH=VALUE`` is a ``set``.
        places: Places of what the edits add, by dotted path.

    Raises:
        ScenarioError: An edit cannot be applied, or the changed scenario has errors.
    """
    root = change(as_stated(scenario), edits)
    judged = judge(Tree(root=root))
    if judged.problems:
        raise ScenarioError([_placed(problem, places or {}) for problem in judged.problems], language(root))
    made = judged.scenario
    warnings = (*scenario.origin.questions, *(problem.line(made.language) for problem in judged.remarks))
    written = tuple(
        wanted if isinstance(wanted, str) else f"{wanted.path}: {_operation(wanted)}" for wanted in edits
    )
    origin = scenario.origin
    found, changes = {**origin.places, **(places or {})}, (*origin.changes, *written)
    made._origin = replace(origin, warnings=warnings, places=found, changes=changes)  # noqa: SLF001 - as in reading
    return made


def as_file(scenario: Scenario, path: str, title: str) -> Scenario:
    """Return a scenario as it would be in a file of its own; its values keep the places where they were read.

    Args:
        scenario: The scenario.
        path: The file.
        title: Its title there.
    """
    made = scenario.model_copy(update={"title": title})
    made._origin = replace(scenario.origin, path=path)  # noqa: SLF001 - as above
    return made


def _placed(problem: Problem, places: Mapping[str, Place]) -> Problem:
    """Return a problem with the place of what an edit adds, where it is about that."""
    added = any(within(problem.path, path) for path in places)
    return replace(problem, place=place(places, problem.path)) if added else problem


def found_at(document: dict[str, Any], path: str) -> tuple[Any, ...]:
    """Return all single values at or below a path, in the order of the file.

    Args:
        document: Plain tree with the structure of the file.
        path: Keys, ids and years with dots between.

    Raises:
        Refused: The path does not exist.
    """
    above, key, _ = _find(_around(document, path), path, new=False)
    values: list[Any] = []
    _leaves(above[key], path, lambda value, _: values.append(value))
    return tuple(values)


def _operation(wanted: Edit) -> str:
    return ", ".join(f"{key} {value}" for key, value in wanted.model_dump().items() if key != "path")


# -------------------------------------------------------------------------------------------- whole scenarios


def language(root: object) -> Any:
    """Return the language of a tree; Swedish where the file does not state a known one."""
    return "en" if isinstance(root, dict) and root.get("language") == "en" else "sv"


class Judged(NamedTuple):
    """A tree as a scenario, with what is wrong with it.

    Attributes:
        facts: The validated file.
        problems: Its problems.
        remarks: Its warnings, if it has no problems.
        worlds: The validated file of each world that changes something, by id, if all could be applied.
    """

    facts: Facts
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    worlds: Mapping[str, Facts]

    @property
    def scenario(self) -> Scenario:
        """The scenario, complete only if there are no problems."""
        return self.facts.scenario


def judge(tree: Tree) -> Judged:
    """Return a tree as a scenario, with its problems and, if there are none, its warnings.

    Args:
        tree: Tree without ``extends`` and ``change``.
    """
    file = validate(tree.root, tree.places, tree.broken)
    _place_packages(tree, file.scenario)
    facts = Facts(file=file)
    problems = [*tree.problems, *invisible(tree), *file.problems, *crosscheck(facts, tree.places)]
    whole = not problems
    worlds: dict[str, Facts] = {}
    for id_ in file.scenario.worlds:
        problems += _world(tree, file, id_, worlds if whole else None)
    for id_ in file.scenario.levers:
        problems += _lever(tree, file, id_)
    warnings = () if problems else (*remarks(facts, tree.places), *_reviews(tree, file.scenario))
    return Judged(facts=facts, problems=tuple(problems), remarks=warnings, worlds=worlds)


def _place_packages(tree: Tree, scenario: Scenario) -> None:
    """Give the effects that packages give their places in the file."""
    for activity, said in getattr(scenario, "packages", {}).items():
        above = tree.places.get(f"packages.{activity}")
        if above is not None:
            tree.places.setdefault(f"effects.{activity}", above)
            for goal in said.base.points:
                here = tree.places.get(f"packages.{activity}.base.points.{goal}", above)
                tree.places.setdefault(f"effects.{activity}.{goal}", here)


def questions(tree: Tree, judged: Judged) -> tuple[Problem, ...]:
    """Return what a tree without problems asks about: figures that are probably mistakes.

    Args:
        tree: Tree without ``extends`` and ``change``.
        judged: The same as a scenario.
    """
    facts = judged.facts
    asked = suspicions(facts)
    found = [question.problem(tree.places) for question in asked]
    known = {question.path for question in asked}
    reviewed = {review.path for review in facts.scenario.reviewed}
    for id_, changed in judged.worlds.items():
        new = [q for q in suspicions(changed) if q.path not in known]
        for n, wanted in enumerate(facts.scenario.worlds[id_].change):
            here = f"worlds.{id_}.change.{n}"
            its = [q for q in new if within(q.path, wanted.path) or within(wanted.path, q.path)]
            found += [q._replace(path=here).problem(tree.places) for q in its if here not in reviewed]
    return tuple(dict.fromkeys(found))


def plan_questions(scenario: Scenario, id_: str) -> tuple[Problem, ...]:
    """Return what a given plan of a scenario asks about.

    Args:
        scenario: The scenario.
        id_: Id of the plan.
    """
    asked = suspicions(Facts(file=validate(as_stated(scenario), {})))
    return tuple(q.problem(scenario.origin.places) for q in asked if within(q.path, f"plans.{id_}"))


def _changed(tree: Tree, edits: Iterable[Edit]) -> tuple[Tree, list[tuple[int, Refused]]]:
    """Return a tree changed as in a world, and what cannot be changed by its position."""
    copy = Tree(root=_copy({key: value for key, value in tree.root.items() if key != "worlds"}))
    refused = []
    for n, wanted in enumerate(edits):
        _, text = apply(copy, wanted, None)
        if text is not None:
            refused.append((n, text))
    return copy, refused


def _world(tree: Tree, file: Validated, id_: str, worlds: dict[str, Facts] | None) -> Iterable[Problem]:
    """Return the problems of a world: changes that cannot be applied, or errors in the changed scenario.

    The changed scenario is added to ``worlds``; None where the file has other problems, which it would repeat.
    """
    above, edits = f"worlds.{id_}.change", file.scenario.worlds[id_].change
    copy, refused = _changed(tree, edits)
    problems = [
        Problem(path=join(above, n), place=place(tree.places, join(above, n)), sv=text.sv, en=text.en)
        for n, text in refused
        if not _doubtful(file, edits[n].path) and not is_inside(edits[n].path)
    ]
    if refused or not edits or worlds is None:
        return problems
    changed = validate(copy.root, {})
    worlds[id_] = Facts(file=changed)
    return [
        Problem(
            path=above,
            place=place(tree.places, above),
            sv=f"i världen blir {problem.path} fel: {problem.sv}",
            en=f"in this world {problem.path} is wrong: {problem.en}",
        )
        for problem in (*changed.problems, *crosscheck(worlds[id_], {}))
    ]


def _reviews(tree: Tree, scenario: Scenario) -> Iterable[Problem]:
    """Warn of reviews whose path names nothing, so that they silence no question."""
    for n, review in enumerate(scenario.reviewed):
        if review.path in tree.places:  # also effects that packages give
            continue
        try:
            found_at(tree.root, review.path)
        except Refused as refused:
            here = f"reviewed.{n}.path"
            yield Problem(path=here, place=place(tree.places, here), sv=refused.sv, en=refused.en)


def _doubtful(file: Validated, path: str) -> bool:
    """Return whether a path leads into a section with problems of its own, which tell more than it can."""
    return path.partition(".")[0] in Scenario.model_fields.keys() - file.sound


def _lever(tree: Tree, file: Validated, id_: str) -> Iterable[Problem]:
    """Yield the first problem with a lever's range, where the section that it moves has no problems itself.

    Whether the scenario is valid at these ends is checked when the lever is used.
    """
    lever, here, text = file.scenario.levers[id_], f"levers.{id_}", None
    if _doubtful(file, lever.path or "parties"):
        return
    if lever.blend is not None and lever.blend in file.scenario.parties:
        here, text = f"{here}.blend", _unblendable(file.scenario, lever.blend)
    for key in WAYS:
        ends = getattr(lever, key)
        if ends is not None:
            here = f"{here}.{key}"
            try:
                leaves = found_at(tree.root, str(lever.path))
                spanned(leaves, str(lever.path), (str(ends[0]), str(ends[1])), key)
            except Refused as refused:
                text = refused
            for end in ends if text is None else ():
                one = Edit(path=str(lever.path), **{key: end})
                _, text = apply(Tree(root=_around(tree.root, one.path)), one, None)
    if text is not None:
        yield Problem(path=here, place=place(tree.places, here), sv=text.sv, en=text.en)


def _unblendable(scenario: Scenario, party: str) -> Refused | None:
    """Return why weights cannot be blended with a party's; None where they can."""
    weights = scenario.parties[party].weights
    if weights is None:
        return Refused(
            f"partiet {party} har inga vikter (weights); ange dem, eller ta bort spaken",
            f"the party {party} has no weights; give them, or remove the lever",
        )
    if not any(weights.values()):
        return Refused(f"vikterna för {party} är alla noll", f"the weights of {party} are all nothing")
    return None


def listed(tree: Tree) -> list[tuple[str, Edit]]:
    """Return the edits under ``change``, each with its path; add errors in them to the tree's problems."""
    raw = tree.root.pop("change", None)
    if raw is None:
        return []
    if not isinstance(raw, list):
        tree.problems.append(
            Problem(
                path="change",
                place=place(tree.places, "change"),
                sv="ska vara en lista av ändringar, som [{path: goals.trygghet.weight, scale: 150 %}]",
                en="must be a list of changes, such as [{path: goals.trygghet.weight, scale: 150 %}]",
            )
        )
        return []
    edits, problems = validate_edits(raw, tree.places)
    tree.problems += [p for p in problems if not any(within(p.path, above) for above in tree.broken)]
    return list(edits.items())


# --------------------------------------------------------------------------------------------------- one edit


def apply(tree: Tree, wanted: str | Edit, at: Place | None) -> tuple[str, Refused | None]:
    """Apply an edit to a tree in place.

    Args:
        tree: Tree to change, with its places.
        wanted: The edit.
        at: Place of the edit, which becomes the place of the changed values.

    Returns:
        The path, and the reason where the edit cannot be applied; the tree is then unchanged.
    """
    try:
        done = edit(wanted) if isinstance(wanted, str) else wanted
        _apply(tree.root, done)
    except Refused as refused:
        return str(wanted), refused
    except RecursionError:
        return str(wanted), Refused("ändringen är för djup", "the change is too deep")
    for path in [path for path in tree.places if within(path, done.path)]:
        del tree.places[path]
    if at is not None:
        tree.places[done.path] = at
        tree.places |= {path: at for path in paths(tree.root) if within(path, done.path)}
    return done.path, None


def _apply(root: dict[str, Any], done: Edit) -> None:
    setting = "set" in done.model_fields_set
    above, key, exists = _find(root, done.path, new=setting and done.set is not None)
    if setting and done.set is None:
        del above[key]
        return
    if setting:
        above[key] = _copy(done.set)
        if isinstance(above, dict) and not exists:
            ordered = dict(by_level(above))
            above.clear()
            above.update(ordered)
    elif done.scale is not None:
        above[key] = _leaves(above[key], done.path, _scaled(done.scale))
    else:
        above[key] = _leaves(above[key], done.path, _added(done.add))


def _find(root: dict[str, Any], path: str, *, new: bool) -> tuple[Any, Any, bool]:
    """Return the container that holds the value at a path, its key in it, and whether the key exists."""
    here: Any = root
    above: Any = None
    last: Any = None
    parts, trail = path.split("."), ""
    while parts:
        if _single(here) and above is not None and len(parts) == 1 and _is_year(parts[0]):
            here = above[last] = dict.fromkeys(_years(root, path), here)
        key, taken = _key(here, parts)
        if taken == 0 and parts[0] == "0" and _alone(here, trail):
            parts = parts[1:]
            continue
        if taken == 0:
            whole = len(parts) == 1 or parts[-1].endswith("%")
            if new and isinstance(here, dict) and whole:
                text = ".".join(parts)
                return here, int(text) if text.isdecimal() and _is_year(text) else text, False
            if new and isinstance(here, dict) and _optional_part(trail, parts[0]):
                key, taken = parts[0], 1
                here[key] = {}
            else:
                raise _nothing(here, trail, parts, path)
        above, last, here = here, key, here[key]
        trail, parts = join(trail, key), parts[taken:]
    return above, last, True


def _alone(here: Any, trail: str) -> bool:
    """Return whether a mapping stands where a list of mappings may, as its only entry."""
    annotation = shape.at(tuple(trail.split("."))) if trail and isinstance(here, dict) else None
    return annotation is not None and shape.is_list(annotation)


def _single(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _is_year(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) == YEAR_DIGITS


def _years(root: dict[str, Any], path: str) -> list[int]:
    """The years of a series that is written as a single value; a decision's own where it names them."""
    years, base = root.get("years"), root.get("base_year")
    table, _, rest = path.partition(".")
    entries = root.get("decisions") if table == "decisions" else None
    entry = entries.get(rest.partition(".")[0]) if isinstance(entries, dict) else None
    own = entry.get("years") if isinstance(entry, dict) else None
    given = own or years
    span = [y for y in given if isinstance(y, int)] if isinstance(given, list) else []
    return [base, *span] if path.startswith("drivers.") and isinstance(base, int) else span


def _key(here: Any, parts: list[str]) -> tuple[Any, int]:
    """Return the key that a path's first parts name, and the number of these parts; 0 if there is none."""
    if isinstance(here, list):
        fits = parts[0].isdecimal() and parts[0].isascii() and int(parts[0]) < len(here)
        return (int(parts[0]), 1) if fits else (None, 0)
    if isinstance(here, dict):
        by_text = {str(key): key for key in here}
        for taken in range(len(parts), 0, -1):  # a key such as 97.5 % contains a dot
            text = ".".join(parts[:taken])
            if text in by_text:
                return by_text[text], taken
    return None, 0


def _optional_part(trail: str, key: str) -> bool:
    """Return whether a key that a path leads through is a part of the file that may be absent."""
    part = shape.model(shape.at(tuple(trail.split(".")) if trail else ()))
    field = None if part is None else part.model_fields.get(key)
    if field is None or field.is_required():
        return False
    return shape.model(field.annotation) is not None or (
        part is Scenario and field.default_factory is not None
    )


def _nothing(here: Any, trail: str, parts: list[str], path: str) -> Refused:
    if not isinstance(here, dict | list):
        return Refused(
            f"{path} finns inte: {trail} är ett enda värde", f"there is no {path}: {trail} is a single value"
        )
    keys = [str(key) for key in here] if isinstance(here, dict) else [str(n) for n in range(len(here))]
    nearest = near(parts[0], keys)
    if nearest is not None:
        right = ".".join((join(trail, nearest), *parts[1:]))
        return Refused(f"{path} finns inte; menas {right}?", f"there is no {path}; did you mean {right}?")
    few = 8
    shown = ", ".join(keys[:few]) + (" …" if len(keys) > few else "")
    within_sv, within_en = (
        (f"under {trail} finns", f"under {trail} there is") if trail else ("filen har", "the file has")
    )
    return Refused(f"{path} finns inte; {within_sv} {shown}", f"there is no {path}; {within_en} {shown}")


def _leaves(value: Any, path: str, operation: Callable[[Any, str], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _leaves(entry, join(path, key), operation) for key, entry in value.items()}
    if isinstance(value, list):
        return [_leaves(entry, join(path, n), operation) for n, entry in enumerate(value)]
    return operation(value, path)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_share(value: object) -> bool:
    return isinstance(value, str) and SHARE.fullmatch(value.strip()) is not None


def _number(value: Any, result: Decimal) -> int | float:
    if isinstance(value, int) and result == result.to_integral_value():
        return int(result)
    return float(result)


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)) if isinstance(value, Figure) else repr(value))


def _scaled(scale: float) -> Callable[[Any, str], Any]:
    def operation(value: Any, path: str) -> Any:
        if _is_number(value):
            return _number(value, _exact(value) * Decimal(repr(scale)))
        if _is_share(value):
            return write_share(float(_exact(share(value)) * Decimal(repr(scale))))
        raise Refused(
            f"scale gäller tal och andelar; {path} är inget sådant, peka ut talet",
            f"scale is for numbers and shares; {path} is neither, point at the number",
        )

    return operation


def _added(amount: Any) -> Callable[[Any, str], Any]:
    if not (_is_number(amount) or _is_share(amount)):
        raise Refused(
            f"add ska vara ett tal, eller en andel som '1 %', inte {amount!r}",
            f"add must be a number, or a share such as '1 %', not {amount!r}",
        )

    def operation(value: Any, path: str) -> Any:
        if _is_number(value) and _is_number(amount):
            return _number(value, _exact(value) + _exact(amount))
        if _is_share(value) and _is_share(amount):
            return write_share(float(_exact(share(value)) + _exact(share(amount))))
        raise Refused(
            f"add lägger tal till tal och andelar till andelar; {path} passar inte med {amount!r}",
            f"add adds numbers to numbers and shares to shares; {path} does not fit {amount!r}",
        )

    return operation


def _around(root: dict[str, Any], path: str) -> dict[str, Any]:
    """Return a tree that may be changed at a path without changing the original: the section it leads to is a copy."""
    section = path.partition(".")[0]
    return {key: _copy(value) if str(key) == section else value for key, value in root.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(entry) for key, entry in value.items()}
    return [_copy(entry) for entry in value] if isinstance(value, list) else value
