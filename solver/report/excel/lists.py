"""Sheets that list: limits, plans, what plans break, assumptions, provenance."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from models.packages import packages_of
from models.scenario import EVIDENCE
from models.units import write_share
from solver.answer.result import BUILT_IN
from solver.answer.standing import STANDINGS, behind, standing
from solver.output.provenance import provenance
from solver.output.rows import written
from solver.report import owners
from solver.report.ambitions import heads, step_name
from solver.report.excel.book import ACROSS, TKR, Column, Total, amount, settled, tkr
from solver.report.excel.frames import frame, rounding_note, solver_note
from solver.report.excel.live import added
from solver.report.limits import none_binds
from solver.report.limits import told as told_breaches
from solver.report.words import capital

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.outcomes import Curve
    from models.scenario import Complement, Effect
    from solver.answer.result import Result
    from solver.program.marginals import Marginal
    from solver.report.excel.book import Cell, Sheet
    from solver.report.excel.indexing import Indexed
    from solver.report.excel.live import Live
    from solver.report.words import Words

TELLS = ("source", "by", "author", "floor_basis", "owner")
"""Keys of the file that say who stands behind something, or what it rests on."""


# ----------------------------------------------------------------------------------------------------- limits


def limits(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """Write the limits that bind, what relief is worth, how far that holds, and who set them."""
    fine: dict[str, tuple[str, str]] = {
        "value": ("Värdet av\nlättnad", "Worth of\nrelief"),
        "tightened": ("Kostnad för\nskärpning", "Cost of\ntightening"),
        "down": ("Gäller\nfrån", "Holds\nfrom"),
        "up": ("Gäller\ntill", "Holds\nto"),
    }
    numbers = {
        key: Column(key=key, head=w.say(*head), kind="fine", source="solver", width=12)
        for key, head in fine.items()
    }
    columns = [
        Column(key="limit", head=w.say("Gräns som binder", "Limit that binds"), width=58),
        Column(key="year", head=w.term("year"), kind="plain", width=8),
        numbers["value"],
        numbers["tightened"],
        Column(key="unit", head=w.term("unit"), width=24),
        numbers["down"],
        numbers["up"],
        Column(key="owner", head=w.term("who_stands_behind_it"), width=44),
        Column(key="place", head=w.term("where_it_stands"), width=44),
    ]
    bind = [m for m in result.marginals if m.binds]
    set_by_somebody = [m for m in bind if m.rows.role == "limit" and not m.rows.own]
    sheet.table(columns, [_marginal(w, said, m) for m in set_by_somebody])
    if not set_by_somebody:
        sheet.note(none_binds(w))
    if rules := [m for m in bind if m.rows.own]:
        sheet.heading(w.term("own_rules_that_bind"))
        sheet.table(
            [
                Column(key="limit", head=w.term("rule_in_a_heading"), width=58),
                Column(key="year", head=w.term("year"), kind="plain", width=8),
                Column(key="place", head=w.term("where_it_stands"), width=44),
            ],
            [{key: _marginal(w, said, m)[key] for key in ("limit", "year", "place")} for m in rules],
        )
        sheet.note(owners.no_price(w))
    sheet.note(
        w.say(
            "Värdet gäller en liten ändring, mellan 'från' och 'till'; tomt är obegränsat, eller att ingen plan finns "
            "åt det hållet.",
            "The worth is of a small change, between 'from' and 'to'; empty is without end, or no plan that way.",
        )
    )


def _marginal(w: Words, said: Mapping[str, Any], m: Marginal) -> dict[str, Cell]:
    money = m.rows.unit == "money"
    scale = w.per_msek if money else 1.0
    text, path = w.limit(m.rows, m.index), m.rows.path(*m.index)
    per = w.unit if money else w.term("point")
    year = m.index[-1] if m.index and isinstance(m.index[-1], int) else None
    return {
        "limit": capital(text),
        "year": year,
        "value": _finite(m.value / scale),
        "tightened": _finite(m.tightened / scale),
        "unit": w.say(f"målpoäng per {per}", f"goal points per {per}"),
        "down": _finite(m.down * scale),
        "up": _finite(m.up * scale),
        "owner": behind(said, path),
        "place": w.scenario.origin.within(w.place(path)) or path,
    }


def _finite(value: float) -> float | None:
    return written(value) if isfinite(value) else None


# ------------------------------------------------------------------------------------------------------ plans


def shown(w: Words, result: Result) -> list[str]:
    """The plans in the order that they are told: the proposal, the baselines, given plans."""
    first = ["proposal", *BUILT_IN]
    return [id_ for id_ in [*first, *(p for p in w.scenario.plans if p not in first)] if id_ in result.plans]


def plans(sheet: Sheet, w: Words, result: Result, indexed: Indexed) -> None:
    """Write the plans beside each other: what they have to divide, goal attainment, broken limits, frames."""
    order, years = shown(w, result), result.figures.open_years
    old = written(result.plans["indexation"].value)
    rates = any(w.scenario.plans[id_].tax_rate for id_ in w.scenario.plans)
    of_year = w.scenario.frame.tax_rate or {}
    rows: list[dict[str, Cell]] = []
    for id_ in order:
        plan = result.plans[id_]
        given = w.scenario.plans.get(id_)
        rate = {**of_year, **given.tax_rate} if given is not None else of_year
        rows.append(
            {
                "name": w.plan(plan),
                "by": given.by if given is not None else None,
                "total": amount(sum(plan.q.given_total[y] for y in years)),
                "rate": rate.get(years[0]),
                "value": written(plan.value) if w.scenario.judges(id_) else None,
                "old": old if w.scenario.judges(id_) else None,
                "broken": len(told_breaches(w, result.broken(id_))),
            }
        )
    summed = w.say(
        f"Ramutrymme\n{years[0]}–{years[-1]}, {tkr(w)}", f"Total\n{years[0]}–{years[-1]}, {tkr(w)}"
    )
    tax = Column(
        key="rate",
        head=w.say(f"Skattesats\n{years[0]}", f"Tax rate\n{years[0]}"),
        kind="points",
        width=12,
    )
    sheet.table(
        [
            Column(key="name", head=w.term("plan"), width=36),
            Column(key="by", head=w.term("who"), width=18),
            Column(key="total", head=summed, kind="money", width=16),
            *([tax] if rates or of_year else []),
            Column(key="value", head=w.term("v_points"), kind="points", source="solver", width=13),
            Column(
                key="old",
                head=w.say("Uppräkning\npoäng", "Indexation\npoints"),
                kind="points",
                source="solver",
                width=13,
            ),
            Column(
                key="gain",
                head=w.term("against_indexation"),
                kind="moved_points",
                adds=("value", "-old"),
                width=13,
            ),
            Column(key="broken", head=w.term("broken_limits"), kind="plain", source="solver", width=13),
        ],
        rows,
        stays=False,
    )
    sheet.note(
        w.say(
            "Planer med olika ramutrymme eller skattesats ska inte rangordnas efter poängen: en del av skillnaden är "
            "pengar.",
            "Plans with different totals or tax rates are not to be ranked by points: part of the difference is money.",
        )
    )
    if not all(map(w.scenario.judges, order)):
        sheet.note(w.not_judged())
    sheet.gap()
    for y in result.figures.settled_years:
        _settled_frames(sheet, w, indexed, y)
    for y in years:
        for n in range(0, len(order), ACROSS - 1):
            _frames(sheet, w, result, indexed, order[n : n + ACROSS - 1], y)
    sheet.note(solver_note(w))
    sheet.note(rounding_note(w))


def _frames(  # noqa: PLR0913, PLR0917 - a table of the sheet
    sheet: Sheet, w: Words, result: Result, indexed: Indexed, order: list[str], y: int
) -> None:
    sheet.heading(w.say(f"Ramar {y}, {tkr(w)}", f"Frames {y}, {tkr(w)}"))
    columns = [Column(key="name", head=w.term("committee"))] + [
        Column(
            key=id_,
            head=w.plan(result.plans[id_]),
            kind="money",
            summed=True,
            source="" if id_ == "indexation" or id_ in w.scenario.plans else "solver",
            width=15,
        )
        for id_ in order
    ]
    rows: list[dict[str, Cell]] = [
        {"name": w.committee(c), **{id_: frame(indexed, result.plans[id_], c, y) for id_ in order}}
        for c in w.scenario.committees
    ]
    kept: dict[str, Cell] = {id_: amount(result.plans[id_].q.reserve[y]) for id_ in order}
    if "indexation" in kept:
        kept["indexation"] = indexed.inputs.total[y] - added(
            [indexed.frame[c, y] for c in w.scenario.committees]
        )
    sheet.table(
        columns,
        rows,
        [
            Total(name=w.quantity("frames"), cells={}, of="rows"),
            Total(name=w.quantity("reserve"), cells=kept),
            Total(name=w.quantity("total"), cells={}, of="above"),
        ],
        stays=False,
    )


def _settled_frames(sheet: Sheet, w: Words, indexed: Indexed, y: int) -> None:
    sheet.heading(
        w.say(f"Avslutat {y}: ramar i alla planer, {tkr(w)}", f"Settled {y}: frames of all plans, {tkr(w)}")
    )
    found = indexed.inputs
    frames = [indexed.frame[c, y] for c in w.scenario.committees]
    whole = found.total[y]
    if found.result_reserve:
        whole = whole + (found.result_reserve[y - 1] - found.result_reserve[y])
    sheet.table(
        [Column(key="name", head=w.term("committee")), settled(w, y)],
        [
            {"name": w.committee(c), "new": cell}
            for c, cell in zip(w.scenario.committees, frames, strict=True)
        ],
        [
            Total(name=w.quantity("frames"), cells={}, of="rows"),
            Total(name=w.quantity("reserve"), cells={"new": whole - added(frames)}),
            Total(name=w.quantity("total"), cells={}, of="above"),
        ],
        stays=False,
    )


def broken(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """Write every limit that a plan breaks, and by how much, split by whose limit it is."""
    names = {
        "adopted": w.say("Antagna regler", "Adopted rules"),
        "assumption": w.say("Scenariots antaganden", "The scenario's assumptions"),
        "reach": w.say("Kurvornas räckvidd", "Reach of the curves"),
    }
    every = [
        (id_, b, standing(said, b.rows, b.index))
        for id_ in shown(w, result)
        for b in told_breaches(w, result.broken(id_))
    ]
    if not every:
        sheet.note(w.term("no_plan_breaks_any_limit"))
        return
    sheet.table(
        [
            Column(key="plan", head=w.term("plan"), width=42),
            *(
                Column(key=kind, head=names[kind].replace(" ", "\n", 1), kind="plain", width=14)
                for kind in STANDINGS
            ),
        ],
        [
            {
                "plan": w.plan(result.plans[id_]),
                **{kind: sum(1 for own, _, its in every if own == id_ and its == kind) for kind in STANDINGS},
            }
            for id_ in shown(w, result)
        ],
        stays=False,
    )
    sheet.note(
        w.say(
            "Kurvornas räckvidd är vår okunskap, inte planens fel: där vet sambanden inte vad pengarna ger. "
            "Scenariots antaganden är gränser som ingen har antagit.",
            "The reach of the curves is our ignorance, not the plan's fault: there the effects do not know what money "
            "gives. The scenario's assumptions are limits that nobody has adopted.",
        )
    )
    sheet.gap()
    for kind in STANDINGS:
        rows: list[dict[str, Cell]] = []
        for id_, b, its in every:
            if its == kind:
                money = b.rows.unit == "money"
                text = w.limit(b.rows, b.index)
                rows.append(
                    {
                        "plan": w.plan(result.plans[id_]),
                        "limit": capital(text),
                        "amount": written(b.amount * (TKR if money else 1.0)),
                        "unit": tkr(w) if money else w.term("points"),
                        "owner": behind(said, b.rows.path(*b.index)),
                    }
                )
        if rows:
            sheet.heading(names[kind])
            sheet.table(
                [
                    Column(key="plan", head=w.term("plan"), width=42),
                    Column(key="limit", head=w.term("limit"), width=58),
                    Column(
                        key="amount",
                        head=w.say("Bryts\nmed", "Broken\nby"),
                        kind="fine",
                        source="solver",
                        width=12,
                    ),
                    Column(key="unit", head=w.term("unit"), width=10),
                    Column(key="owner", head=w.term("who_stands_behind_it"), width=44),
                ],
                rows,
                stays=False,
            )


# ------------------------------------------------------------------------------------ assumptions, provenance


def assumptions(sheet: Sheet, w: Words, result: Result, said: Mapping[str, Any]) -> None:
    """Write what the answer rests on: every effect with its uncertainty, ranges by grade, every source."""
    sheet.heading(w.say("Effektsamband", "Effects"))
    curve = result.figures.curve
    claims: list[tuple[str, str, Effect | Complement, Curve]] = [
        (w.activity(a), w.goal(g), claim, curve(claim, g))
        for a, served in w.scenario.effects.items()
        for g, claim in served.items()
    ]
    claims += [
        (w.listed([w.activity(a) for a in c.members]), w.goal(c.goal), c, c.curve)
        for c in w.scenario.complements.values()
    ]
    sheet.table(
        [
            Column(key="what", head=w.term("activity"), width=40),
            Column(key="evidence", head=w.term("grade_of_evidence"), width=20),
            Column(key="goal", head=w.term("goal"), width=40),
            Column(key="curve", head=w.say("Nivå: poäng", "Level: points"), width=44),
            Column(key="lag", head=w.say("När", "When"), width=20),
            Column(key="size", head=w.say("Osäkerhet", "Uncertainty"), width=24),
            Column(key="author", head=w.term("who"), width=22),
            Column(key="date", head=w.term("date"), width=12),
            Column(key="source", head=w.term("source"), width=44),
        ],
        [
            {
                "what": what,
                "goal": goal,
                "curve": _curve(w, claim, points),
                "lag": ", ".join(_percent(w, part) for part in claim.lag),
                "size": _size(w, claim),
                "evidence": w.grade(claim.evidence or "unknown"),
                "author": claim.author,
                "date": claim.date.isoformat() if claim.date else None,
                "source": claim.source,
            }
            for what, goal, claim, points in claims
        ],
    )
    _packages(sheet, w)
    _ranges(sheet, w)
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
    if reviews := w.reviews():
        sheet.heading(w.term("reviewed"))
        for review in reviews:
            sheet.note(review)


def _packages(sheet: Sheet, w: Words) -> None:
    """Write what committees say that each level gives, with the lowest and highest answer; nothing without packages."""
    packages = packages_of(w.scenario)
    if not packages:
        return
    sheet.heading(w.say("Ambitionsnivåer", "Packages"))
    rows: list[dict[str, Any]] = []
    for a, package in packages.items():
        for goal in package.goals:
            spread = package.spread(goal)
            for step, (level, points) in zip(package.steps, package.curve(goal), strict=True):
                least, most = spread.get(level, (None, None))
                rows.append(
                    {
                        "what": w.activity(a),
                        "name": step_name(w, step),
                        "goal": w.goal(goal),
                        "contents": step.contents or None,
                        "level": level,
                        "points": points,
                        "own": step.points[goal],
                        "least": least,
                        "most": most,
                        "answers": len(package.respondents),
                    }
                )
    at, contents, curve, own, low, high = heads(w)
    sheet.table(
        [
            Column(key="what", head=w.term("activity"), width=40),
            Column(key="name", head=w.term("between_levels"), width=20),
            Column(key="goal", head=w.term("goal"), width=40),
            Column(key="contents", head=contents, width=44),
            Column(key="level", head=at, kind="share", width=20),
            Column(key="points", head=curve, kind="fine", width=24),
            Column(key="own", head=own, kind="fine", width=22),
            Column(key="least", head=low, kind="fine", width=12),
            Column(key="most", head=high, kind="fine", width=44),
            Column(key="answers", head=w.say("Antal svar", "Answers"), kind="plain", width=12),
        ],
        rows,
    )


def _curve(w: Words, claim: Effect | Complement, points: Curve) -> str:
    """Return the curve as the file has it: an elasticity, a logarithm, or points by level."""
    elasticity, shape = getattr(claim, "elasticity", None), getattr(claim, "shape", None)
    if elasticity is not None:
        return f"{w.say('elasticitet', 'elasticity')} {_plain(w, elasticity)}"
    shown_ = [(getattr(claim, "at", 1.0), getattr(claim, "points", 0.0))] if shape is not None else points
    listed = "; ".join(f"{_percent(w, at)}: {w.number(p, 1)}" for at, p in shown_)
    return listed if shape is None else f"{w.say('logaritm genom', 'logarithm through')} {listed}"


def _size(w: Words, claim: Effect | Complement) -> str:
    """Return how sure the size of an effect is, as the file has it; empty where its grade's range holds."""
    se = getattr(claim, "se", None)
    parts = []
    if se is not None:
        parts.append(f"{w.say('medelfel', 'standard error')} {_plain(w, se)}")
    if claim.range is not None:
        low, high = claim.range
        parts.append(f"{_percent(w, low)}–{_percent(w, high)}")
    return "; ".join(parts)


def _plain(w: Words, value: float) -> str:
    return f"{value:g}".replace(".", ",") if w.swedish else f"{value:g}"


def _ranges(sheet: Sheet, w: Words) -> None:
    ranges = w.scenario.evidence_ranges
    sheet.heading(
        w.say("Hur stora effekterna kan vara, efter underlagets grad", "How large effects may be, by grade")
    )
    if ranges is None:
        sheet.note(
            w.say(
                "Scenariot anger inga intervall (evidence_ranges): inget kallas därför säkert.",
                "The scenario gives no ranges (evidence_ranges): nothing is therefore called certain.",
            )
        )
        sheet.gap()
        return
    sheet.table(
        [
            Column(key="grade", head=w.term("grade_of_evidence"), width=40),
            Column(key="low", head=w.term("least"), kind="share", width=20),
            Column(key="high", head=w.term("greatest"), kind="share", width=14),
        ],
        [
            {"grade": w.grade(grade), "low": ends[0], "high": ends[1]}
            for grade in EVIDENCE
            if (ends := getattr(ranges, grade)) is not None
        ],
        stays=False,
    )
    said = ranges.by + (f". {ranges.source}" if ranges.source else "")
    sheet.note(f"{w.say('Andel av effektens storlek. Vem', 'Share of the size of the effect. Who')}: {said}")
    sheet.gap()


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
    """Write where base amounts and measures come from, and what an auditor needs to make the same numbers again."""
    _sources(sheet, w)
    made, c = provenance(w.scenario), result.certificate
    rows: list[tuple[str, Cell]] = [
        (w.term("run"), head["digest"][:12]),
        (w.term("digest"), head["digest"]),
        (w.say("Scenario", "Scenario"), head["scenario"]),
        (w.term("file"), w.scenario.origin.path and str(w.scenario.origin.path).rpartition("/")[2]),
        (w.term("standing"), w.standing()),
        (w.term("stage"), w.stage() or None),
        (w.term("owner_of_the_weights"), head["weights_owner"]),
        (w.say("Valuta i filen", "Currency of the file"), head["currency"]),
        (w.term("v_weighted_attainment"), written(result.value)),
        (w.term("v_recomputed_by_separate_code"), c.recomputed_value),
        (w.say("Dualitetsgap", "Duality gap"), w.tiny(abs(c.gap))),
        (w.term("largest_row_residual"), w.tiny(c.primal)),
    ]
    rows += [(w.say(f"SHA-256 av {n}", f"SHA-256 of {n}"), v) for n, v in made["inputs"].items()]
    rows += [(w.say(f"Version av {n}", f"Version of {n}"), v) for n, v in made["versions"].items()]
    rows += [(w.say(f"Tolerans: {n}", f"Tolerance: {n}"), f"{v:g}") for n, v in made["tolerances"].items()]
    rows += [(w.say(f"Lösare: {n}", f"Solver: {n}"), str(v)) for n, v in made["options"].items()]
    rows += [(w.term("change_at_the_run"), text) for text in made["changes"]]
    sheet.heading(w.say("Körningen", "The run"))
    sheet.table(
        [
            Column(key="what", head=w.term("particular"), width=48),
            Column(key="value", head=w.term("value"), width=76),
        ],
        [{"what": what, "value": f"{v:.9f}" if isinstance(v, float) else v} for what, v in rows],
        stays=False,
    )


def _sources(sheet: Sheet, w: Words) -> None:
    """Write the source of each committee's base-year frame and of each measure."""
    s = w.scenario
    rows: list[dict[str, Cell]] = [
        {"what": w.committee(c), "value": committee.source} for c, committee in s.committees.items()
    ]
    rows += [
        {"what": activity.name or a, "value": activity.source}
        for a, activity in s.activities.items()
        if activity.source
    ]
    measures: list[dict[str, Cell]] = [
        {"what": " ".join(filter(None, (i.id, i.name))) or w.goal(g), "value": i.source}
        for g, goal in s.goals.items()
        if (i := goal.indicator) is not None
    ]
    for title, found in (
        (w.say(f"Basbeloppen {s.base_year}", f"Base amounts of {s.base_year}"), rows),
        (w.say("Måtten", "The measures"), measures),
    ):
        if found:
            sheet.heading(title)
            sheet.table(
                [
                    Column(key="what", head=w.term("particular"), width=48),
                    Column(key="value", head=w.term("source"), width=76),
                ],
                [{**row, "value": row["value"] or w.say("källa saknas", "no source")} for row in found],
                stays=False,
            )


def control(sheet: Sheet, w: Words, result: Result, indexed: Indexed) -> str:
    """Write what the solver was given beside what the inputs now give, and the state of the inputs.

    Returns:
        The value of the state.
    """
    f = result.figures
    same = w.say(
        "Indata är de som lösaren hade: alla tal hör ihop.",
        "The inputs are those that the solver had: all numbers belong together.",
    )
    other = w.say(
        "INDATA ÄR ÄNDRADE: uppräkningen är omräknad, räkneförslaget är det inte. Kör om programmet.",
        "THE INPUTS ARE CHANGED: indexation is recomputed, the proposal is not. Run the program again.",
    )
    ranges = []
    for y in f.years:
        solved = result.plans["indexation"].q
        rows: list[dict[str, Cell]] = [
            {
                "name": w.committee(c),
                "old": amount(solved.frame[c, y]),
                "now": indexed.frame[c, y],
            }
            for c in w.scenario.committees
        ]
        rows += [
            {"name": f.lines[a].name, "old": amount(f.need[a, t]), "now": indexed.need[a, t]}
            for a, t in f.need
            if t == y
        ]
        rows.append(
            {
                "name": w.quantity("total"),
                "old": amount(f.total[y]),
                "now": indexed.inputs.total[y],
            }
        )
        rows += _beside_indexation(w, indexed, y)
        rows += _settled_facts(w, result, indexed, y)
        what = w.say(
            f"Uppräkning, behov, fasta belopp och ramutrymme {y}, {tkr(w)}",
            f"Indexation, need, fixed amounts and total {y}, {tkr(w)}",
        )
        ended = w.say(
            f"Avslutat {y}: det givna, behov och ramutrymme, {tkr(w)}",
            f"Settled {y}: what is given, need and total, {tkr(w)}",
        )
        sheet.heading(ended if y in f.settled_years else what)
        table = sheet.table(
            [
                Column(key="name", head=w.term("item"), width=44),
                Column(
                    key="old",
                    head=w.say("När lösaren\nräknade", "When the\nsolver ran"),
                    kind="money",
                    source="solver",
                    width=14,
                ),
                Column(
                    key="now",
                    head=w.say("Med dagens\nindata", "With the\ninputs now"),
                    kind="money",
                    width=14,
                ),
                Column(key="more", head=w.term("difference"), kind="moved", adds=("now", "-old"), width=14),
            ],
            rows,
            stays=False,
        )
        ranges.append(table.numbers["more"])
    cells = ",".join(ranges)
    limit = 0.001
    sheet.formula_text(
        sheet.state, f'=IF(AND(MAX({cells})<{limit},MIN({cells})>-{limit}),"{same}","{other}")', same
    )
    return same


def _beside_indexation(w: Words, indexed: Indexed, y: int) -> list[dict[str, Cell]]:
    """Return inputs of a year that the proposal rests on and indexation does not."""
    f, found = w.figures, indexed.inputs
    rows: list[dict[str, Cell]] = [
        {"name": f.lines[a].name, "old": amount(given[a, t]), "now": cell}
        for cells, given in ((found.fixed, f.fixed), (found.earmarked, f.earmarked))
        for (a, t), cell in cells.items()
        if t == y and (a, t) in given
    ]
    if y == f.years[0]:
        rows += [
            {
                "name": f"{w.committee(c)}: {w.say('ingående resultat', 'opening balance')}",
                "old": amount(f.opening[c]),
                "now": cell,
            }
            for c, cell in found.opening.items()
        ]
    return rows


def _settled_facts(w: Words, result: Result, indexed: Indexed, y: int) -> list[dict[str, Cell]]:
    """Return what settled years give of a year beside their frames: the proposal rests on it too."""
    f = result.figures
    if not f.settled_years:
        return []
    found, order = indexed.inputs, tuple(w.scenario.committees)
    parts: list[tuple[tuple[str, str], Mapping[tuple[str, int], Live], Mapping[tuple[str, int], float]]] = [
        (("anslag för året", "appropriated for the year"), found.temporary, f.temporary),
        (("anslag för gott", "appropriated for good"), found.permanent, f.permanent),
        (("utgående resultat", "closing balance"), found.settled_balance, f.settled_balance),
    ]
    if y in f.open_years:
        parts = [(("återställs", "restored"), found.restore, f.restore)]
    rows: list[dict[str, Cell]] = [
        {"name": f"{w.committee(c)}: {w.say(*name)}", "old": amount(given[c, y]), "now": cells[c, y]}
        for name, cells, given in parts
        for c in order
        if (c, y) in cells
    ]
    rows += [
        {
            "name": f"{f.lines[a].name}: {w.say('kostnad', 'cost')}",
            "old": amount(cost),
            "now": found.settled_spend[a, y],
        }
        for (a, t), cost in f.settled_spend.items()
        if t == y
    ]
    if y in f.settled_years and found.result_reserve:
        rows += [
            {
                "name": w.say(
                    f"Resultatreserven vid utgången av {t}", f"The result reserve at the end of {t}"
                ),
                "old": amount(result.proposal.q.result_reserve[t]),
                "now": found.result_reserve[t],
            }
            for t in (y - 1, y)
        ]
    return rows
