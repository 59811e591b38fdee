"""What the page tells: names, owners, limits in words, sets of weights and given plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import baselines
from models.council import majorities_of, weights_of
from models.file.writing import as_stated
from models.indexation import indexation
from models.reading import digest
from solver.answer import reasons
from solver.answer.standing import behind
from solver.answer.worth import handed_out
from solver.report import owners
from solver.report.limits import owner_of
from solver.report.words import Words
from solver.studies.certainty import LESS_TOTAL
from solver.studies.given import judged
from solver.web.arrays import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.figures import Figures
    from models.plan import Plan
    from solver.answer.stating import StatedScenario
    from solver.web.arrays import Json, Shipped
    from solver.web.sliders import Slider

SAME = 1e-12
"""Final weights that differ by less than this are the same."""
TOP = 10.0
"""The highest weight of a set that is told by its first year."""


def told(shipped: Shipped) -> Json:
    """Return everything of the page that is words, by the keys of the page's data."""
    figures = shipped.figures
    w = Words(figures)
    return {
        "scenario": _scenario(figures, w),
        "committees": [
            {
                "id": c,
                "name": w.committee(c),
                "base": figures.base_frame[c],
                "measured": c in figures.measured,
            }
            for c in figures.scenario.committees
        ],
        "activities": [
            {
                "id": a,
                "name": line.name,
                "committees": line.shares,
                "base": line.base,
                "measured": line.measured,
            }
            for a, line in figures.lines.items()
        ],
        "goals": list(_goals(figures, w)),
        "goal_order": list(figures.goals),
        "committee_order": list(figures.committees),
        "levers": [_lever(shipped, slider) for slider in shipped.sliders],
        **_rows(shipped.template.stated, w),
        "presets": list(_presets(figures)),
        "given": list(_given(shipped, w)),
    }


def _scenario(f: Figures, w: Words) -> Json:
    s = f.scenario
    return {
        "title": s.title,
        "municipality": None if s.municipality is None else s.municipality.name,
        "digest": digest(s),
        "file": Path(s.origin.path or "scenario.yaml").name,
        "changes": list(s.origin.changes),
        "weights_owner": s.weights.owner,
        "weights_derived": s.weights.rule == "krona_neutral",
        "owner": w.owner(),
        "standing": w.standing(),
        "stage": s.stage,
        "stage_name": w.stage(),
        "registry_number": s.registry_number,
        "missing": list(s.missing),
        "not_judged": w.not_judged(),
        "past_the_target": w.term("past_the_target"),
        "currency": s.currency,
        "unit": w.unit,
        "per_msek": w.per_msek,
        "money_decimals": w.money_decimals,
        "room_less_total": LESS_TOTAL,
        "language": s.language,
        "base_year": s.base_year,
        "years": list(f.years),
        "outcome_years": list(f.outcome_years),
        **({"settled": w.settled()} if f.settled_years else {}),
    }


def _goals(f: Figures, w: Words) -> Iterator[Json]:
    for g, goal in f.scenario.goals.items():
        i = goal.indicator
        yield {
            "id": g,
            "name": w.goal(g),
            "area": goal.area,
            "owner": goal.owner,
            "weight": goal.weight,
            "movable": g in f.counted_goals and any(f.weight_factor[g, y] > 0 for y in f.years),
            "source": goal.source,
            "decimals": w.goal_decimals(g),
            "price": None if (price := f.price_of_a_point(g)) is None else price[0],
            "indicator": None
            if i is None
            else {
                "id": i.id,
                "name": i.name,
                "unit": i.unit,
                "present": i.present,
                "floor": i.floor,
                "target": i.target,
            },
        }


def _lever(shipped: Shipped, slider: Slider) -> Json:
    lever, s = slider.lever, shipped.scenario
    w = Words(shipped.figures)
    beyond = w.say(
        "längre bort styrs en nämnd som inget mål mäter av en egen gräns, eller går scenariot inte att räkna",
        "beyond it a limit of its own steers a committee that no goal measures, or no scenario can be computed",
    )
    return {
        "id": lever.id,
        "name": _lever_name(w, slider),
        "path": lever.path,
        "kind": lever.kind,
        "unit": lever.unit,
        "low": lever.low,
        "high": lever.high,
        "base": slider.base,
        "step": slider.step,
        "source": lever.source or owner_text(w, lever.path),
        "ends": {
            side: beyond if short else None
            for side, short in zip(("low", "high"), slider.shortened, strict=True)
        },
        "leaves": _leaves(as_stated(s), lever.path),
    }


NAMES = {
    "frame.total": ("Ramutrymmet", "The total"),
    "frame.revenue": ("Skatteintäkter och statsbidrag", "Taxes and grants"),
    "stability.max_decrease": ("Taket för minskning", "The cap on decrease"),
    "stability.max_increase": ("Taket för ökning", "The cap on increase"),
    "stability.turnover": ("Taket för omfördelning", "The cap on reallocation"),
}
"""What the usual levers are called."""


def _lever_name(w: Words, slider: Slider) -> str:
    lever = slider.lever
    return w.say(*NAMES[lever.path]) if lever.name == lever.path and lever.path in NAMES else lever.name


def owner_text(w: Words, path: str) -> str | None:
    """Return who stands behind what a path says, or what it rests on."""
    return behind(w.said, path)


def _leaves(tree: Any, path: str) -> list[Json] | None:
    """Return the single values at or below a path with their own paths, as the file has them; None in a list."""
    here = tree
    for part in path.split("."):
        if not isinstance(here, dict):
            return None
        by_text = {str(key): key for key in here}
        if part not in by_text:
            return None
        here = here[by_text[part]]
    found = here if isinstance(here, dict) else {None: here}
    return [
        {"path": path if key is None else f"{path}.{key}", "today": value} for key, value in found.items()
    ]


# ------------------------------------------------------------------------------------------------------ limits


def _rows(stated: StatedScenario, w: Words) -> Json:
    """Return the limits of the program's rows: family and owner by number, then the index; nothing for others."""
    families: list[Json] = []
    names: dict[str, int] = {}
    who: dict[str | None, int] = {}
    rows: list[list[Any] | None] = []
    for family, index in stated.program.rows:
        limit = stated.formulation.families.get(family)
        if limit is None or limit.role != "limit" or limit.own:
            rows.append(None)
            continue
        if family not in names:
            names[family] = len(families)
            families.append(
                {
                    "name": family,
                    "says": w.say(*limit.says),
                    "noun": w.say(*limit.noun),
                    "over": list(limit.over),
                    "unit": limit.unit,
                    "equal": limit.equal,
                    "statutory": limit.statutory,
                    "direction": limit.pushes if limit.pushes in ("up", "down") else None,
                }
            )
        said = owner_of(w, limit, index)
        owner = owners.behind(w, limit, owners.named(w, said)) if said or limit.statutory else None
        rows.append([names[family], who.setdefault(owner, len(who)), *index])
    decisions = {
        id_: {"name": w.decision(id_), "committee": d.frame, "activity": d.spend, "goal": d.goal}
        for id_, d in stated.scenario.decisions.items()
    }
    return {"rows": rows, "families": families, "owners": list(who), "decisions": decisions}


# ----------------------------------------------------------------------------------------------------- weights


def _presets(f: Figures) -> Iterator[Json]:
    s = f.scenario
    stated = dict(f.stated_weight)
    yield _preset("stated", "", s.weights.owner, "stated", stated)
    for id_, profile in s.profiles.items():
        yield _preset(
            f"profile:{id_}", profile.name or id_, profile.owner, "profile", {**stated, **profile.weights}
        )
    weighed = {id_: party for id_, party in s.parties.items() if any((party.weights or {}).values())}
    for id_, party in weighed.items():
        weights = {g: (party.weights or {}).get(g, 0.0) for g in f.goals}
        name = party.name or id_
        yield _preset(f"party:{id_}", name, name, "party", weights)
    if not s.majorities:
        return
    known = [m for m in majorities_of(s, minimal=False) if all(p in weighed for p in m.parties)]
    for majority in known:
        final = weights_of(f, [majority])[majority.id]
        name = majority.name or majority.id
        parties = ", ".join(s.parties[p].name or p for p in majority.parties)
        weights = _first_year(f, final)
        again = f.weights_of(weights)
        exact = all(abs(again[key] - value) <= SAME for key, value in final.items())
        yield {
            **_preset(f"majority:{majority.id}", name, parties, "majority", weights),
            "exact": exact,
            "final": None if exact else [numbers(final[g, y] for y in f.years) for g in f.goals],
        }


def _preset(id_: str, name: str, owner: str, kind: str, weights: Mapping[str, float]) -> Json:
    return {
        "id": id_,
        "name": name,
        "owner": owner,
        "kind": kind,
        "weights": dict(weights),
        "exact": True,
        "final": None,
    }


def _first_year(f: Figures, final: Mapping[tuple[str, int], float]) -> dict[str, float]:
    """Return the stated weights that give final ones in the first plan year, the highest being ``TOP``."""
    y = f.years[0]
    raw = {g: final[g, y] / f.weight_factor[g, y] if f.weight_factor[g, y] else 0.0 for g in f.goals}
    most = max(raw.values())
    return {g: TOP * value / most if most else 0.0 for g, value in raw.items()}


# ------------------------------------------------------------------------------------------------- given plans


def _given(shipped: Shipped, w: Words) -> Iterator[Json]:
    f = shipped.figures
    baseline = indexation(f)
    indexed = baselines.indexed(f, baseline)
    yield _plan(indexed, w.say("Generell uppräkning", "General indexation"), "", "indexation")
    for id_, plan in f.scenario.plans.items():
        completed = baselines.given(f, baseline, id_)
        told = _plan(completed, plan.name or id_, plan.by or "", "given")
        total, new, old = handed_out(completed), completed.q.frame, indexed.q.frame
        moved = [reasons.moved(new[c, y] - old[c, y] for c in f.committees) for y in f.years]
        yield {
            **told,
            "total": [total[y] for y in f.years],
            "reallocated": moved,
            "judged": judged(f.scenario),
        }


def _plan(plan: Plan, name: str, by: str, kind: str) -> Json:
    q, f = plan.q, plan.q.figures
    return {
        "id": plan.id,
        "name": name,
        "by": by,
        "kind": kind,
        "frames": {c: [float(q.frame[c, y]) for y in f.years] for c in f.committees},
        "attainment": {g: [float(q.attainment[g, y]) for y in f.outcome_years] for g in f.goals},
        "total": [float(q.given_total[y]) for y in f.years],
        "judged": True,
    }
