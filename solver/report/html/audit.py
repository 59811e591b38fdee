"""For the auditor: run id, inputs, versions, tolerances, judgements by grade, and how to make the same again."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any

from models.effect_levers import claim_of
from models.figures import UNKNOWN_EVIDENCE
from models.scenario import EVIDENCE
from solver.output.provenance import provenance
from solver.report.html.blocks import Code, Section, Table, Text
from solver.report.words import NONE, RUN_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.report.html.blocks import Block
    from solver.report.words import Words


def audit(result: Result, w: Words, implied: Section | None) -> Section:
    """The auditors' pages.

    Args:
        result: The answer.
        w: Its words.
        implied: The weights that a given plan answers to; None where nobody asked.
    """
    c = result.certificate
    checks = [
        (w.term("v_weighted_attainment"), w.number(result.value, 6)),
        (
            w.term("v_recomputed_by_separate_code"),
            w.number(c.recomputed_value, 6),
        ),
        (w.say("Dualitetsgap, poäng", "Duality gap, points"), w.tiny(abs(c.gap))),
        (w.term("largest_row_residual"), w.tiny(c.primal)),
        (w.say("Största dualavvikelse", "Largest dual residual"), w.tiny(c.dual)),
        (
            w.say(
                f"Mest som en nämnd både sparar och använder ett år, {w.unit}",
                f"Most saved and used in a year, {w.unit}",
            ),
            w.tiny(c.both_ways * w.per_msek),
        ),
        (w.say("Hur det löstes", "How it was solved"), w.say(result.method.sv, result.method.en)),
    ]
    name = w.say("Kontroll av svaret", "Check of the answer")
    checked = Section(id="granskning-kontroll", title=name, blocks=(_facts(w, name, checks),))
    return Section(
        id="granskning",
        title=w.term("for_auditors"),
        blocks=_warnings(w.scenario, w),
        inside=(
            checked,
            _grades(result, w),
            _weights(result, w),
            *_neutrality(result, w),
            *((implied,) if implied else ()),
            *reproduced(w, run_command(w.scenario)),
        ),
        page=True,
    )


def _facts(w: Words, caption: str, rows: list[tuple[str, str]]) -> Table:
    head = (w.term("particular"), w.term("value"))
    return Table(caption=caption, heard=True, head=head, rows=tuple(rows), words=(0, 1))


def _warnings(s: Scenario, w: Words) -> tuple[Block, ...]:
    reviewed = tuple(Text(text=f"{w.term('reviewed')}: {text}") for text in w.reviews())
    if not s.origin.warnings:
        return (Text(text=w.say("Inga varningar.", "No warnings.")), *reviewed)
    asked, warning = w.say("Fråga", "Question"), w.say("Varning", "Warning")
    told = tuple(
        Text(text=f"{asked if text in s.origin.questions else warning}: {without_folder(s, text)}")
        for text in s.origin.warnings
    )
    return (*told, *reviewed)


def file_of(s: Scenario) -> str:
    """The scenario's file without its folder: a report is the same wherever the file lies."""
    return (s.origin.path or "").replace("\\", "/").rpartition("/")[2]


def without_folder(s: Scenario, text: str) -> str:
    """A text that names the scenario's file, without the file's folder."""
    path = s.origin.path or ""
    folder = path[: len(path) - len(file_of(s))]
    return text.replace(folder, "") if folder else text


def _grades(result: Result, w: Words) -> Section:
    """How many judgements there are of each grade."""
    count = Counter(r.evidence for r in result.figures.responses)
    rows = tuple((w.grade(g), str(count[g])) for g in (*EVIDENCE, UNKNOWN_EVIDENCE) if count[g])
    title = w.say("Bedömningar per evidensgrad", "Judgements by grade of evidence")
    if not rows:
        text = w.term("no_effects")
        return Section(id="granskning-evidens", title=title, blocks=(Text(text=text),))
    head = (w.term("grade_of_evidence"), w.say("Antal effektsamband", "Effects"))
    blocks: list[Block] = [Table(caption=title, heard=True, head=head, rows=rows)]
    if error := max(
        result.figures.curve_error(claim_of(w.scenario, r), r.goal) for r in result.figures.responses
    ):
        off = w.fine(error)
        text = w.say(
            f"Släta kurvor räknas som raka bitar, som avviker högst {off} poäng från dem.",
            f"Smooth curves are computed as straight pieces, which are off by at most {off} points.",
        )
        blocks.append(Text(text=text, role="note"))
    return Section(id="granskning-evidens", title=title, blocks=tuple(blocks))


def _weights(result: Result, w: Words) -> Section:
    f = result.figures
    goals = tuple(w.scenario.goals)
    shares = [100 * f.part[g] for g in goals]
    title = w.term("stated_weights")
    rows = tuple(
        (w.goal(g), w.number(w.scenario.goals[g].weight, 2), w.number(share, 1))
        for g, share in zip(goals, shares, strict=True)
    )
    head = (
        w.term("goal"),
        w.say("Vikt i filen", "Weight in the file"),
        w.say("Procent av V", "Per cent of V"),
    )
    said = w.owner()
    if not w.aims:
        said += " " + w.say(
            "Vilka vikter en lagd budget motsvarar räknar kommandot kommunbudget weights ut.",
            "The command kommunbudget weights works out which weights a budget answers to.",
        )
    return Section(
        id="granskning-vikter",
        title=title,
        blocks=(Text(text=said), Table(caption=title, heard=True, head=head, rows=rows)),
    )


def _neutrality(result: Result, w: Words) -> tuple[Section, ...]:
    """What a krona is worth in each activity at unchanged service, against what krona-neutral weights aim at."""
    f = result.figures
    if w.scenario.weights.rule != "krona_neutral" or not f.neutrality:
        return ()
    activities = dict.fromkeys(a for a, _ in f.neutrality)
    rows = tuple(
        (
            w.activity(a),
            *(w.number(f.neutrality[a, y], 2) if (a, y) in f.neutrality else NONE for y in f.open_years),
        )
        for a in activities
    )
    title = w.say("Värdet av en krona mot genomsnittet", "The value of a krona against the mean")
    text = w.say(
        "Vid oförändrad verksamhet, med basårets vikter före de angivna. 1 är neutralt; utanför 0,95 till 1,05 "
        "flyttas pengar av att mål delas av flera verksamheter.",
        "At unchanged service, with the weights of the base-year budget before the stated ones. 1 is neutral; outside "
        "0.95 to 1.05 money moves because goals are shared by activities.",
    )
    head = (w.term("activity"), *map(str, f.open_years))
    table = Table(caption=title, heard=True, head=head, rows=rows)
    return (Section(id="granskning-neutralt", title=title, blocks=(Text(text=text), table)),)


def reproduced(w: Words, asked: str) -> tuple[Section, ...]:
    """Run id, inputs, versions and tolerances of a scenario's answer, and the command that makes the same bytes.

    Args:
        w: The words of the scenario.
        asked: The command; empty where there was none.
    """
    s = w.scenario
    whole = w.digest
    rows = [
        (w.term("run"), whole[:RUN_ID]),
        (w.term("digest"), whole),
        (w.term("standing"), w.standing()),
        (w.term("owner_of_the_weights"), s.weights.owner),
    ]
    return traced(w, rows, provenance(s), asked)


def traced(w: Words, rows: list[tuple[str, str]], made: Mapping[str, Any], asked: str) -> tuple[Section, ...]:
    """What an answer was made from, and how it is made again.

    Args:
        w: How it is written.
        rows: What comes first.
        made: Versions, tolerances, options, and where it has them inputs and changes, as in ``result.json``.
        asked: The command; empty where there was none.
    """
    told = list(rows)
    told += [(w.say(f"SHA-256 av {n}", f"SHA-256 of {n}"), v) for n, v in made.get("inputs", {}).items()]
    told += [(w.term("change_at_the_run"), text) for text in made.get("changes", ())]
    told += [(w.say(f"Version av {n}", f"Version of {n}"), v) for n, v in made["versions"].items()]
    told += [(w.say(f"Tolerans: {n}", f"Tolerance: {n}"), f"{v:g}") for n, v in made["tolerances"].items()]
    told += [(w.say(f"Lösare: {n}", f"Solver: {n}"), str(v)) for n, v in made["options"].items()]
    name = w.say("Indata, versioner och toleranser", "Inputs, versions and tolerances")
    again = w.say("Så görs samma svar igen", "How to make the same answer again")
    blocks: list[Block] = [
        Text(
            text=w.say(
                "Svaret gjordes i ett Python-program. Indata och versioner ovan ger samma svar igen.",
                "The answer was made in a Python program. The inputs and versions above give the same answer again.",
            )
        )
    ]
    if asked:
        text = w.say(
            "Samma filer, programversion och lösarversion ger samma byte i result.json, tables och den här rapporten.",
            "The same files, program version and solver version give the same bytes in result.json, tables and this "
            "report.",
        )
        blocks = [Text(text=text), Code(text=asked)]
    return (
        Section(id="granskning-indata", title=name, blocks=(_facts(w, name, told),)),
        Section(id="granskning-igen", title=again, blocks=tuple(blocks)),
    )


def run_command(s: Scenario) -> str:
    """The command that makes the answer of a scenario's file; empty where there is no file."""
    changes = [part for change in s.origin.changes for part in ("--set", change)]
    return shlex.join(["kommunbudget", "run", file_of(s), *changes]) if s.origin.path else ""
