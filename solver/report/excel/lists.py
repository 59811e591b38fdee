"""The other sheets of the workbook: activities, goals, limits, plans, assumptions, provenance."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from models.scenario import FULL_POINTS
from models.units import write_share
from solver.answer.result import BUILT_IN
from solver.output.provenance import provenance
from solver.output.rows import written
from solver.report.excel.book import TKR, Column, Total, amount, tkr
from solver.report.limits import behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.figures import Figures
    from models.scenario import Complement, Effect
    from solver.answer.result import Result
    from solver.program.marginals import Marginal
    from solver.report.excel.book import Cell, Sheet
    from solver.report.words import Words

TELLS = ("source", "by", "author", "floor_basis", "owner")
"""Keys of the file that say who stands behind something, or what it rests on."""


def activities(sheet: Sheet, w: Words, result: Result) -> None:
    """What each activity costs at unchanged service, indexed and proposed."""
    columns = [
        Column(key="name", head=w.term("activity"), width=34),
        Column(key="committee", head=w.term("committee"), width=28),
        Column(
            key="base",
            head=w.say(f"Kostnad\n{w.scenario.base_year}", f"Cost\n{w.scenario.base_year}"),
            kind="money",
            summed=True,
            width=11,
        ),
    ]
    years = result.figures.years
    for y in years:
        columns += [
            Column(
                key=f"need{y}", head=w.say(f"Behov\n{y}", f"Need\n{y}"), kind="money", summed=True, width=11
            ),
            Column(
                key=f"old{y}",
                head=w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}"),
                kind="money",
                summed=True,
                width=11,
            ),
            Column(
                key=f"new{y}",
                head=w.say(f"Förslag\n{y}", f"Proposal\n{y}"),
                kind="money",
                summed=True,
                width=11,
            ),
            Column(
                key=f"more{y}",
                head=w.say(f"Mot uppr.\n{y}", f"Difference\n{y}"),
                kind="moved",
                adds=(f"new{y}", f"-old{y}"),
                summed=True,
                width=11,
            ),
            Column(
                key=f"level{y}",
                head=w.say(f"Nivå\n{y}", f"Level\n{y}"),
                kind="share",
                ratio=(f"new{y}", f"need{y}"),
                width=10,
            ),
        ]
    new, old, need = result.proposal.q.spend, result.plans["indexation"].q.spend, result.figures.need
    rows: list[dict[str, Cell]] = []
    place = {c: k for k, c in enumerate(w.scenario.committees)}
    for a, line in sorted(
        result.figures.lines.items(), key=lambda item: min(place[c] for c in item[1].shares)
    ):
        row: dict[str, Cell] = {
            "name": line.name,
            "committee": w.listed([w.committee(c) for c in line.shares]),
            "base": amount(line.base),
        }
        for y in years:
            row |= {
                f"old{y}": amount(old[a, y]),
                f"new{y}": amount(new[a, y]),
                f"need{y}": amount(need[a, y]) if (a, y) in need else None,
            }
        rows.append(row)
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")])
    sheet.note(
        w.say(
            "Behov: kostnad vid oförändrad verksamhet; nivå: förslag / behov, tom för fasta belopp. Delningen inom en "
            "nämnd är vägledande: nämnden beslutar om den, om inte fullmäktige har öronmärkt.",
            "Need: cost of unchanged service; level: proposal / need, empty for fixed amounts. The split inside a "
            "committee is indicative: the committee decides it, unless the council has earmarked.",
        )
    )


def now(figures: Figures, g: str) -> float:
    """A goal's attainment today [points]."""
    i = figures.scenario.goals[g].indicator
    if i is not None:
        return FULL_POINTS * (i.present - i.floor) / (i.target - i.floor)
    return figures.reference[g, figures.years[0]]


def goals(sheet: Sheet, w: Words, result: Result) -> None:
    """Attainment of every goal: now, indexed, proposed, target."""
    f, targets = result.figures, w.scenario.objective.targets or {}
    columns = [
        Column(key="name", head=w.term("goal"), width=42),
        Column(key="area", head=w.term("goal_area"), width=18),
        Column(key="owner", head=w.say("Ansvarig nämnd", "Owner"), width=26),
        Column(key="weight", head=w.say("Vikt", "Weight"), kind="share", summed=True, width=9),
        Column(key="now", head=w.term("now_two_lines"), kind="points", width=9),
    ]
    for y in f.years:
        columns += [
            Column(key=f"old{y}", head=w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}"), kind="points", width=10.5),
            Column(key=f"new{y}", head=w.say(f"Förslag\n{y}", f"Proposal\n{y}"), kind="points", width=10.5),
            Column(
                key=f"more{y}",
                head=w.say(f"Mot uppr.\n{y}", f"Difference\n{y}"),
                kind="moved_points",
                adds=(f"new{y}", f"-old{y}"),
                width=10.5,
            ),
        ]
    last = f.years[-1]
    columns += [
        Column(
            key="minimum", head=w.say(f"Miniminivå\n{last}", f"Minimum\n{last}"), kind="points", width=11.5
        ),
        Column(key="target", head=w.term("target"), kind="points", width=9),
        Column(key="measure", head=w.term("indicator"), width=36),
        Column(key="unit", head=w.term("unit"), width=14),
        Column(key="present", head=w.say("Värde\ni dag", "Value\ntoday"), kind="plain", width=9),
        Column(key="zero", head=w.say("Värde för\n0 poäng", "Value of\n0 points"), kind="plain", width=10),
        Column(
            key="hundred",
            head=w.say("Värde för\n100 poäng", "Value of\n100 points"),
            kind="plain",
            width=10.5,
        ),
    ]
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    rows: list[dict[str, Cell]] = []
    for g, goal in w.scenario.goals.items():
        i = goal.indicator
        row: dict[str, Cell] = {
            "name": w.goal(g),
            "area": goal.area,
            "owner": w.committee(goal.owner) if goal.owner else None,
            "weight": written(f.weight[g]),
            "now": written(now(f, g)),
            "minimum": goal.minimum[last] if goal.minimum else None,
            "target": targets.get(g, FULL_POINTS),
        }
        if i is not None:
            named = " ".join(filter(None, (i.id, i.name)))
            row |= {"measure": named, "unit": i.unit, "present": i.present, "zero": i.floor}
            row["hundred"] = i.target
        for y in f.years:
            row |= {f"old{y}": written(old[g, y]), f"new{y}": written(new[g, y])}
        rows.append(row)
    sheet.table(columns, rows, [Total(name=w.term("sum"), cells={}, of="rows")])
    sheet.note(
        w.say(
            "Målpoäng 0–100, oavrundade. 100 är målnivån; vad som går över den räknas inte.",
            "Goal points 0–100, not rounded. 100 is the target; what passes it does not count.",
        )
    )


# ----------------------------------------------------------------------------------------------------- limits


def limits(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """The limits that bind, what relief is worth, how far that holds, and who set them."""
    columns = [
        Column(key="limit", head=w.say("Gräns som binder", "Limit that binds"), width=58),
        Column(key="year", head=w.term("year"), kind="plain", width=8),
        Column(key="value", head=w.say("Värdet av\nlättnad", "Worth of\nrelief"), kind="fine", width=12),
        Column(
            key="tightened",
            head=w.say("Kostnad för\nskärpning", "Cost of\ntightening"),
            kind="fine",
            width=12,
        ),
        Column(key="unit", head=w.term("unit"), width=24),
        Column(key="down", head=w.say("Gäller\nfrån", "Holds\nfrom"), kind="fine", width=12),
        Column(key="up", head=w.say("Gäller\ntill", "Holds\nto"), kind="fine", width=12),
        Column(key="owner", head=w.term("who_stands_behind_it"), width=44),
        Column(key="place", head=w.say("Var den står", "Where it stands"), width=44),
    ]
    bind = [m for m in result.marginals if m.binds]
    set_by_somebody = [m for m in bind if m.rows.role == "limit"]
    rest = [m for m in bind if m.rows.role != "limit"]
    for n, found in enumerate((set_by_somebody, rest)):
        if n and found:
            sheet.heading(
                w.say(
                    "Modellens egna regler och konton som binder",
                    "The model's own rules and accounts that bind",
                )
            )
        if found or not n:
            sheet.table(columns, [_marginal(w, said, m) for m in found])
        if not found and not n:
            sheet.note(w.term("no_limit_that_somebody_set_binds"))
    sheet.note(
        w.say(
            "Värdet gäller en liten ändring, mellan 'från' och 'till'; tomt är obegränsat, eller att ingen plan finns "
            "åt det hållet. Vad ett krav kostar i sin helhet: kommunbudget prices.",
            "The worth is of a small change, between 'from' and 'to'; empty is without end, or no plan that way. What "
            "a limit costs as a whole: kommunbudget prices.",
        )
    )


def _marginal(w: Words, said: Mapping[str, Any], m: Marginal) -> dict[str, Cell]:
    money = m.rows.unit == "money"
    scale = w.per_msek if money else 1.0
    text, path = w.limit(m.rows, m.index), m.rows.path(*m.index)
    per = w.unit if money else w.term("point")
    year = m.index[-1] if m.index and isinstance(m.index[-1], int) else None
    return {
        "limit": text[:1].upper() + text[1:],
        "year": year,
        "value": _finite(m.value / scale),
        "tightened": _finite(m.tightened / scale),
        "unit": w.say(f"målpoäng per {per}", f"goal points per {per}"),
        "down": _finite(m.down * scale),
        "up": _finite(m.up * scale),
        "owner": behind(said, path),
        "place": w.place(path) or path,
    }


def _finite(value: float) -> float | None:
    return written(value) if isfinite(value) else None


# ------------------------------------------------------------------------------------------------------ plans


def shown(w: Words, result: Result) -> list[str]:
    """The plans in the order that they are told: the proposal, the baselines, given plans."""
    first = ["proposal", *BUILT_IN]
    return [id_ for id_ in [*first, *(p for p in w.scenario.plans if p not in first)] if id_ in result.plans]


def plans(sheet: Sheet, w: Words, result: Result) -> None:
    """The plans beside each other: value, broken limits, frames."""
    order = shown(w, result)
    sheet.table(
        [
            Column(key="name", head=w.term("plan"), width=42),
            Column(key="by", head=w.term("who"), width=18),
            Column(key="value", head=w.term("v_points"), kind="points", width=13),
            Column(key="old", head=w.say("Uppräkning\npoäng", "Indexation\npoints"), kind="points", width=13),
            Column(
                key="gain",
                head=w.term("against_indexation"),
                kind="moved_points",
                adds=("value", "-old"),
                width=13,
            ),
            Column(key="broken", head=w.term("broken_limits"), kind="plain", width=13),
        ],
        [
            {
                "name": w.plan(result.plans[id_]),
                "by": w.scenario.plans[id_].by if id_ in w.scenario.plans else None,
                "value": written(result.plans[id_].value),
                "old": written(result.plans["indexation"].value),
                "broken": len(result.broken(id_)),
            }
            for id_ in order
        ],
        stays=False,
    )
    for y in result.figures.years:
        sheet.heading(w.say(f"Ramar {y}, {tkr(w)}", f"Frames {y}, {tkr(w)}"))
        columns = [Column(key="name", head=w.term("committee"))] + [
            Column(
                key=id_, head=w.plan(result.plans[id_]), kind="money", summed=True, width=18 if k == 0 else 13
            )
            for k, id_ in enumerate(order)
        ]
        rows: list[dict[str, Cell]] = [
            {
                "name": w.committee(c),
                **{id_: amount(result.plans[id_].q.frame[c, y]) for id_ in order},
            }
            for c in w.scenario.committees
        ]
        kept: dict[str, Cell] = {id_: amount(result.plans[id_].q.reserve[y]) for id_ in order}
        sheet.table(
            columns,
            rows,
            [
                Total(name=w.quantity("frames"), cells={}, of="rows"),
                Total(name=w.quantity("reserve"), cells=kept),
                Total(name=w.quantity("total"), cells={}, of="above"),
            ],
        )


def broken(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """Every limit that a plan breaks, and by how much."""
    rows: list[dict[str, Cell]] = []
    for id_ in shown(w, result):
        for b in result.broken(id_):
            money = b.rows.unit == "money"
            text = w.limit(b.rows, b.index)
            rows.append(
                {
                    "plan": w.plan(result.plans[id_]),
                    "limit": text[:1].upper() + text[1:],
                    "amount": written(b.amount * (TKR if money else 1.0)),
                    "unit": tkr(w) if money else w.term("points"),
                    "owner": behind(said, b.rows.path(*b.index)),
                }
            )
    sheet.table(
        [
            Column(key="plan", head=w.term("plan"), width=42),
            Column(key="limit", head=w.term("limit"), width=58),
            Column(key="amount", head=w.say("Bryts\nmed", "Broken\nby"), kind="fine", width=12),
            Column(key="unit", head=w.term("unit"), width=10),
            Column(key="owner", head=w.term("who_stands_behind_it"), width=44),
        ],
        rows,
    )
    if not rows:
        sheet.note(w.term("no_plan_breaks_any_limit"))


# ------------------------------------------------------------------------------------ assumptions, provenance


def assumptions(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """What the answer rests on: shares by evidence grade, every effect, every source."""
    shares = result.evidence()
    sheet.table(
        [
            Column(key="grade", head=w.say("Omfördelningen vilar på", "The reallocation rests on"), width=40),
            Column(key="share", head=w.say("Del", "Share"), kind="share", summed=True, width=14),
        ],
        [{"grade": w.grade(grade), "share": written(share)} for grade, share in shares.items()],
        [Total(name=w.term("sum"), cells={}, of="rows")] if shares else [],
        stays=False,
    )
    sheet.heading(w.say("Effektsamband", "Effects"))
    claims: list[tuple[str, str, Effect | Complement]] = [
        (w.activity(a), w.goal(g), claim)
        for a, served in w.scenario.effects.items()
        for g, claim in served.items()
    ]
    claims += [
        (w.listed([w.activity(a) for a in c.members]), w.goal(c.goal), c)
        for c in w.scenario.complements.values()
    ]
    sheet.table(
        [
            Column(key="what", head=w.term("activity"), width=40),
            Column(key="evidence", head=w.term("grade_of_evidence"), width=20),
            Column(key="goal", head=w.term("goal"), width=40),
            Column(key="curve", head=w.say("Nivå: poäng", "Level: points"), width=44),
            Column(key="lag", head=w.say("När", "When"), width=20),
            Column(key="author", head=w.term("who"), width=22),
            Column(key="date", head=w.say("Datum", "Date"), width=12),
            Column(key="source", head=w.term("source"), width=44),
        ],
        [
            {
                "what": what,
                "goal": goal,
                "curve": "; ".join(f"{_percent(w, at)}: {w.number(p, 1)}" for at, p in claim.curve),
                "lag": ", ".join(_percent(w, part) for part in claim.lag),
                "evidence": w.grade(claim.evidence or "unknown"),
                "author": claim.author,
                "date": claim.date.isoformat() if claim.date else None,
                "source": claim.source,
            }
            for what, goal, claim in claims
        ],
    )
    sheet.heading(w.say("Vem och vad uppgifterna vilar på", "Who and what the figures rest on"))
    told = [row for row in _told(said, "") if not str(row["path"]).startswith("effects.")]
    sheet.table(
        [
            Column(key="path", head=w.say("Plats i scenariot", "Place in the scenario"), width=40),
            Column(key="key", head=w.say("Nyckel", "Key"), width=20),
            Column(key="text", head=w.term("particular"), width=40),
        ],
        told,
    )
    warnings = w.scenario.origin.warnings
    if warnings:
        sheet.heading(w.term("warnings"))
        for warning in warnings:
            sheet.note(warning)


def _percent(w: Words, share: float) -> str:
    text = write_share(share)
    return text.replace(".", ",") if w.swedish else text.replace(" ", "")


def _told(tree: Any, path: str) -> Iterator[dict[str, Cell]]:
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if key in TELLS and isinstance(value, str):
            yield {"path": path, "key": str(key), "text": value}
        else:
            yield from _told(value, f"{path}.{key}" if path else str(key))


def origin(sheet: Sheet, w: Words, result: Result, head: Mapping[str, Any]) -> None:
    """What an auditor needs to make the same numbers again."""
    made, c = provenance(w.scenario), result.certificate
    rows: list[tuple[str, Cell]] = [
        (w.term("run"), head["digest"][:12]),
        (w.term("digest"), head["digest"]),
        (w.say("Scenario", "Scenario"), head["scenario"]),
        (w.say("Fil", "File"), w.scenario.origin.path and str(w.scenario.origin.path).rpartition("/")[2]),
        (w.term("standing"), w.standing()),
        (w.say("Skede", "Stage"), w.stage() or None),
        (w.term("owner_of_the_weights"), head["weights_owner"]),
        (w.say("Valuta i filen", "Currency of the file"), head["currency"]),
        (w.term("v_weighted_attainment"), written(result.value)),
        (w.term("v_recomputed_by_separate_code"), c.recomputed_value),
        (w.say("Dualitetsgap", "Duality gap"), w.tiny(abs(c.gap))),
        (w.term("largest_row_residual"), w.tiny(c.primal)),
    ]
    rows += [(w.say(f"Version av {n}", f"Version of {n}"), v) for n, v in made["versions"].items()]
    rows += [(w.say(f"Tolerans: {n}", f"Tolerance: {n}"), f"{v:g}") for n, v in made["tolerances"].items()]
    rows += [(w.say(f"Lösare: {n}", f"Solver: {n}"), str(v)) for n, v in made["options"].items()]
    rows += [(w.say(f"SHA-256 av {n}", f"SHA-256 of {n}"), v) for n, v in made["inputs"].items()]
    rows += [(w.term("change_at_the_run"), text) for text in made["changes"]]
    sheet.table(
        [
            Column(key="what", head=w.term("particular"), width=48),
            Column(key="value", head=w.term("value"), width=76),
        ],
        [{"what": what, "value": f"{v:.9f}" if isinstance(v, float) else v} for what, v in rows],
    )
