"""Wrong files: each mistake is told once, at its place, with what to write instead."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.file.checks.plans import RESERVED
from models.file.tree import MAX_BYTES, parse
from models.problems import ScenarioError
from models.reading import check, document, read
from models.scenario import Scenario
from solver import solve
from tests.cases import EVERY_RULE, effect, merged, two_committees

GOOD = """\
format: 1
title: Exempelköping (påhittad)
municipality: {name: Exempelköping, code: "0000", population: 20000}
currency: MSEK
base_year: 2024
years: [2025, 2026]
frame:
  total: {2025: 1020, 2026: 1050}
indexation: {index: 3 %}
stability:
  max_increase: 4 %
carry_over: {rule: none}
committees:
  skola: {name: Skolnämnd, base: 600.5}
  vard:
    name: Vårdnämnd
    cost_classes: {wages: 80 %, other: 20 %}
  ks: {base: 40, adjustments: {2025: {one_off: 1}}}
activities:
  grundskola: {committee: skola, base: 600.5, driver: elever, floor: 95 %, floor_basis: Skollagen}
  hemtjanst: {name: Hemtjänst, committee: vard, base: 400}
  skog: {committee: ks, base: -1, fixed: -1}
  stab: {name: Stab, committee: ks, base: 41}
drivers:
  elever: {2024: 2000, 2025: 1990, 2026: 1980}
weights: {owner: Exempel}
goals:
  kunskap: {name: Kunskap, weight: 1, reference: 60, owner: skola, area: Lärande}
  trygghet: {name: Trygghet, weight: 1, reference: 50}
effects:
  grundskola:
    kunskap: {curve: {90 %: -9, 100 %: 0, 110 %: 3}, evidence: assumption, author: A, date: 2024-09-01}
  hemtjanst:
    trygghet:
      curve: {90 %: -8, 100 %: 0, 110 %: 4}
      lag: [60 %, 40 %]
      evidence: assumption
      author: A
      date: 2024-09-01
decisions:
  las: {frame: ks, years: [2025], equals: 45, by: KF}
worlds:
  bas: {probability: 60 %}
  lag: {probability: 40 %, change: [{path: frame.total, scale: 98 %}]}
parties:
  s: {seats: 20, weights: {kunskap: 2}}
  m: {seats: 19}
majorities:
  styre: {parties: [s], abstain: [m]}
plans:
  antagen: {frames: {skola: 610, vard: 405, ks: {2025: 41, 2026: 42}}}
  yrkande: {based_on: antagen, differences: {skola: {2025: 1}}}
"""


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def written(folder, text):
    path = folder / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_file_that_the_mistakes_are_made_in_is_right(tmp_path):
    found = check(written(tmp_path, GOOD))
    assert found.problems == ()
    assert isinstance(read(tmp_path / "x.yaml"), Scenario)


# what is replaced, by what, the path that is told, the key phrase in Swedish and in English
MISTAKES = [
    # single values
    (
        "max_increase: 4 %",
        "max_increase: 0.04",
        "stability.max_increase",
        "'0.04 %' eller '4 %'",
        "percent sign",
    ),
    ("max_increase: 4 %", "max_increase: 4,5 %", "stability.max_increase", "'4.5 %'", "decimal point"),
    (
        "max_increase: 4 %",
        "max_increase: -4 %",
        "stability.max_increase",
        "ska vara minst 0 %",
        "must be at least 0 %",
    ),
    ("max_increase: 4 %", "max_increase: {2025: 4 %}", "stability.max_increase", "saknar 2026", "lacks 2026"),
    (
        "max_increase: 4 %",
        "max_increase: {'2025': 4 %, 2026: 4 %}",
        "stability.max_increase",
        "utan citattecken: 2025",
        "without quotes: 2025",
    ),
    (
        "max_increase: 4 %",
        "max_increas: 4 %",
        "stability.max_increas",
        "menas max_increase?",
        "did you mean max_increase?",
    ),
    (
        "max_increase: 4 %",
        "zzz: 4 %",
        "stability.zzz",
        "välj bland activities",
        "choose among activities",
    ),
    ("base: 40,", "base: 1_000,", "committees.ks.base", "'1_000'", "without quotes or unit"),
    ("base: 40,", "base: 0x1F,", "committees.ks.base", "'0x1F'", "without quotes or unit"),
    ("base: 40,", "base: 12:30,", "committees.ks.base", "'12:30'", "without quotes or unit"),
    ("base: 40,", "base: 0123,", "committees.ks.base", "'0123'", "without quotes or unit"),
    ("base: 40,", "base: .nan,", "committees.ks.base", "ändligt tal", "finite number"),
    ("base: 40,", "base: 1e999,", "committees.ks.base", "ändligt tal", "finite number"),
    ("base: 40,", "base: 2e9,", "committees.ks.base", "orimligt mycket pengar", "absurdly much money"),
    ("base: 40,", "base: [1],", "committees.ks.base", "inte en lista", "not a list"),
    ("base: 40,", "base: -40,", "committees.ks.base", "summan av verksamheternas base ger 40", "gives 40"),
    (
        "one_off: 1}",
        "one_of: 1}",
        "committees.ks.adjustments.2025.one_of",
        "menas one_off?",
        "did you mean one_off?",
    ),
    ("title: Exempelköping (påhittad)", "title: 2025", "title", '"2025"', "put quotes"),
    ("title: Exempelköping (påhittad)", "title: ''", "title", "får inte vara tomt", "must not be empty"),
    ('code: "0000"', "code: 1265", "municipality.code", '"1265"', "put quotes"),
    ('code: "0000"', 'code: "12"', "municipality.code", "fyra siffror", "four digits"),
    ("population: 20000", "population: 2.5", "municipality.population", "heltal", "whole number"),
    ("format: 1", "format: 2", "format", "ska vara 1, inte 2", "must be 1, not 2"),
    ("rule: none", "rule: nonne", "carry_over.rule", "menas none?", "did you mean none?"),
    ("years: [2025, 2026]", "years: 2025", "years", "ska vara en lista", "must be a list"),
    (
        "stability:\n  max_increase: 4 %",
        "stability: 4 %",
        "stability",
        "ska vara en mappning",
        "must be a mapping",
    ),
    (
        "fixed: -1}",
        "fixed: -1, statutory: yes}",
        "activities.skog.statutory",
        "true eller false",
        "true or false",
    ),
    (
        "date: 2024-09-01}",
        "date: 2024-13-01}",
        "effects.grundskola.kunskap.date",
        "2024-09-01",
        "write the date",
    ),
    ("date: 2024-09-01}", "date: 1 sept}", "effects.grundskola.kunskap.date", "2024-09-01", "write the date"),
    ("lag: [60 %, 40 %]", "lag: [60 %, 50 %]", "effects.hemtjanst.trygghet.lag", "110 %", "add up to 110 %"),
    ("110 %: 4}", "110 %: 9}", "effects.hemtjanst.trygghet.curve", "konkav", "concave"),
    (
        "skola: {name: Skolnämnd, base: 600.5}",
        "Skola: {base: 600.5}",
        "committees.Skola",
        "små bokstäver",
        "lower-case",
    ),
    # the text
    ("title: Exempelköping (påhittad)", "title: &a Budget", "title", "ankare (&a)", "anchors (&a)"),
    ("base: 40,", "base: *a,", None, "", ""),
    ("title: Exempelköping (påhittad)", "title: !!str Budget", "title", "typmärken", "tags"),
    ("stability:\n", "stability:\n  <<: {}\n", "stability", "sammanslagning (<<)", "merge keys (<<)"),
    ("currency: MSEK", "currency: MSEK\ncurrency: SEK", "currency", "redan på rad 4", "line 4 already"),
    (
        "max_increase: 4 %",
        "max_increase: 4 %\n  max_increase: 5 %",
        "stability.max_increase",
        "redan på rad 11",
        "line 11 already",
    ),
    (
        "max_increase: 4 %",
        "max_increase: 4 %\n  Max_increase: 5 %",
        "stability.Max_increase",
        "bara i skiftläge",
        "in case or Unicode form",
    ),
    (
        "weights: {owner: Exempel}",
        "---\nweights: {owner: Exempel}",
        "",
        "flera dokument",
        "several documents",
    ),
    ("rule: none}", "rule: none", "", "klammer", "brace"),
    ("  max_increase: 4 %", "\tmax_increase: 4 %", "", "tabbtecken", "tabs"),
    ("currency: MSEK", "currency: @MSEK", "", "kan inte börja med tecknet @", "cannot begin with @"),
    ("owner: Exempel}", "owner: 'Exempel}", "", "citattecken är inte avslutat", "not closed"),
    (
        "title: Exempelköping (påhittad)",
        "title: Budget: ett förslag",
        "",
        "kolon mitt i ett värde",
        "colon inside",
    ),
    ("{2024: 2000,", "{2024: 2000, 2024: 2001,", "drivers.elever.2024", "redan på rad 25", "line 25 already"),
    # names
    (
        "committee: vard",
        "committee: vrad",
        "activities.hemtjanst.committee",
        "menas vard?",
        "did you mean vard?",
    ),
    (
        "driver: elever",
        "driver: elevr",
        "activities.grundskola.driver",
        "menas elever?",
        "did you mean elever?",
    ),
    ("owner: skola", "owner: skolan", "goals.kunskap.owner", "menas skola?", "did you mean skola?"),
    (
        "  hemtjanst:\n    trygghet",
        "  hemtjans:\n    trygghet",
        "effects.hemtjans",
        "menas hemtjanst?",
        "did you mean hemtjanst?",
    ),
    (
        "  hemtjanst:\n    trygghet",
        "  vard:\n    trygghet",
        "effects.vard",
        "ange en av dem: hemtjanst",
        "name one of them: hemtjanst",
    ),
    (
        "    kunskap: {curve",
        "    kunskp: {curve",
        "effects.grundskola.kunskp",
        "inget mål kunskp",
        "no goal kunskp",
    ),
    ("frame: ks", "frame: kss", "decisions.las.frame", "ingen nämnd kss", "no committee kss"),
    ("{kunskap: 2}", "{kunskp: 2}", "parties.s.weights.kunskp", "menas kunskap?", "did you mean kunskap?"),
    ("parties: [s]", "parties: [sd]", "majorities.styre.parties.0", "inget parti sd", "no party sd"),
    (
        "based_on: antagen",
        "based_on: antagn",
        "plans.yrkande.based_on",
        "menas antagen?",
        "did you mean antagen?",
    ),
    (
        "name: Vårdnämnd",
        "name: SKOLNÄMND",
        "committees.vard.name",
        "inte att skilja från Skolnämnd",
        "cannot be told",
    ),
    # sums and units
    (
        "base: 600.5}",
        "base: 600.6}",
        "committees.skola.base",
        "ger 600.5 mnkr (skillnad +0.1)",
        "gives 600.5 MSEK",
    ),
    (
        "total: {2025: 1020, 2026: 1050}",
        (
            "total: {2025: 1020, 2026: 1050}\n"
            "  revenue: 1100\n  result_target: 0 %\n  central: {2025: 80, 2026: 50.6}"
        ),
        "frame.total.2026",
        "ger 1049.4 mnkr",
        "gives 1049.4 MSEK",
    ),
    (
        "total: {2025: 1020, 2026: 1050}",
        "total: {2025: 1020000, 2026: 1050000}",
        "frame.total",
        "troligen förväxlade",
        "probably confused",
    ),
    ("years: [2025, 2026]", "years: [2026, 2025]", "years", "skriv [2025, 2026]", "write [2025, 2026]"),
    ("{probability: 60 %}", "{probability: 50 %}", "worlds", "90 %; de ska bli 100 %", "must be 100 %"),
    (
        "abstain: [m]",
        "abstain: [s]",
        "majorities.styre.abstain.0",
        "redan i majoriteten",
        "in the majority already",
    ),
    # service, decisions, plans
    (
        "fixed: -1}",
        "fixed: -1, floor: 90 %, floor_basis: x}",
        "activities.skog.floor",
        "fast belopp",
        "fixed amount",
    ),
    (
        "floor: 95 %",
        "floor: 95 %, ceiling: 94 %",
        "activities.grundskola.floor",
        "högre än taket",
        "above the ceiling",
    ),
    ("{2024: 2000,", "{2024: 0,", "drivers.elever.2024", "kan inte följas", "cannot be followed"),
    (
        "years: [2025], equals: 45",
        "years: [2027], equals: 45",
        "decisions.las.years",
        "planår ur 2025, 2026",
        "plan years",
    ),
    (
        "equals: 45",
        "equals: {2025: 45, 2026: 46}",
        "decisions.las.equals",
        "beslutets år: 2025",
        "decision's years: 2025",
    ),
    (
        "  las: {",
        "  tak: {frame: ks, at_most: 44, by: M}\n  las: {",
        "decisions.las.equals",
        "går inte ihop med tak",
        "contradicts tak",
    ),
    ("frame: ks, years", "spend: skog, years", "decisions.las.spend", "fast belopp", "fixed amount"),
    (
        "vard: 405, ks: {2025: 41, 2026: 42}",
        "vard: 405, ks: {2025: 41}",
        "plans.antagen",
        "ks 2026",
        "ks 2026",
    ),
    (
        "differences: {",
        "frames: {skola: {2025: 600}}, differences: {",
        "plans.yrkande.differences.skola",
        "står också under frames",
        "under frames as well",
    ),
    (
        "{based_on: antagen, differences",
        "{differences",
        "plans.yrkande.differences",
        "kräver based_on",
        "needs based_on",
    ),
    ("scale: 98 %}", "scale: 0.98}", "worlds.lag.change.0.scale", "98 %", "98 %"),
    (
        "path: frame.total, scale",
        "path: frame.totl, scale",
        "worlds.lag.change.0",
        "menas frame.total?",
        "did you mean frame.total?",
    ),
    # worlds and attitude to risk
    ("  lag: {probability: 40 %", "  common: {probability: 40 %", "worlds.common", "byt id", "change the id"),
    *(
        (
            "path: frame.total, scale",
            f"path: {path}, {way}",
            "worlds.lag.change.0.path",
            f"{path} {sv}",
            f"{path} {en}",
        )
        for path, way, sv, en in (
            ("stability.max_increase", "scale", "är rådets eget beslut", "is the council's own decision"),
            ("weights.owner", "set", "är rådets eget beslut", "is the council's own decision"),
            ("goals.kunskap.weight", "scale", "är rådets eget beslut", "is the council's own decision"),
            ("frame.reserve_min", "set", "är rådets eget beslut", "is the council's own decision"),
            ("frame.result_target.2025", "set", "är rådets eget beslut", "is the council's own decision"),
            ("carry_over.rule", "set", "är rådets eget beslut", "is the council's own decision"),
            ("decisions.las.equals", "scale", "är rådets eget beslut", "is the council's own decision"),
            (
                "activities.grundskola.floor",
                "scale",
                "är rådets eget beslut",
                "is the council's own decision",
            ),
            ("activities.grundskola.base", "scale", "är historia", "is history"),
            ("committees.ks.opening_balance", "set", "är historia", "is history"),
            ("base_year", "set", "är historia", "is history"),
        )
    ),
    (
        "  bas: {probability: 60 %}\n  lag: {probability: 40 %, change: [{path: frame.total, scale: 98 %}]}",
        "  bas: {probability: 100 %}",
        "worlds",
        "ingenting osäkert",
        "nothing is uncertain",
    ),
    *(
        ("parties:\n", f"risk: {risk}\nparties:\n", path, sv, en)
        for risk, path, sv, en in (
            ("{form: cvar, tail: 0 %, weight: 50 %, by: KS}", "risk.tail", "mer än 0 %", "more than 0 %"),
            (
                "{form: cvar, tail: 100 %, weight: 50 %, by: KS}",
                "risk.tail",
                "mindre än 100 %",
                "less than 100 %",
            ),
            ("{form: cvar, tail: 20 %, weight: 150 %, by: KS}", "risk.weight", "100 %", "100 %"),
            ("{form: cvar, tail: 20 %, by: KS}", "risk", "kräver weight", "needs weight"),
            ("{form: worst, tail: 20 %, by: KS}", "risk", "hör till form: cvar", "belongs to form: cvar"),
            ("{form: worst}", "risk.by", "saknas", "missing"),
            ("{form: worts, by: KS}", "risk.form", "menas worst?", "did you mean worst?"),
        )
    ),
]


NEWER = """\
format: 1
title: Exempelköping (påhittad)
currency: MSEK
base_year: 2024
years: [2025, 2026]
frame:
  revenue: {2025: 1100, 2026: 1120}
  result_target: 2 %
  central: 50
  tax_rate: 21.5
  result_reserve: {opening: 10, cap: 5 %, max_withdrawal: 5, use_in: [2026], use_in_surplus: false, by: KF}
indexation: {index: 3 %}
carry_over: {rule: none}
stability:
  activities: {max_decrease: 2 %, max_increase: 4 %}
committees:
  skola:
    adjustments:
      2025: [{one_off: 1}, {technical: -2, activity: grundskola}]
      2026: {technical: -6, activity: insats}
  vard:
    adjustments:
      2026: {technical: -4, activity: insats}
  ks: {base: 40}
activities:
  grundskola: {committee: skola, base: 600}
  hemtjanst: {committee: vard, base: 400, driver: hem, price: 3 %}
  insats: {shares: {skola: 60 %, vard: 40 %}, base: 20}
  simhall: {committee: vard, base: 0, need: {2025: 0, 2026: 5}}
drivers:
  aldre: {2024: 100, 2025: 101, 2026: 102}
  hem: {2024: 100, 2025: 101, 2026: 90}
weights: {owner: Exempel}
goals:
  kunskap: {weight: 1, indicator: {present: 60, floor: 0, target: 100}}
  trygghet: {weight: 1, weight_follows: aldre, reference: 50}
  simning: {weight: 1, indicator: {present: 60, floor: 90, target: 10}}
effects:
  grundskola: {kunskap: {elasticity: 0.4, se: 0.1, evidence: calibrated, author: A, date: 2024-09-01}}
  hemtjanst: {trygghet: {shape: log, at: 110 %, points: 3, evidence: assumption, author: A, date: 2024-09-01}}
  insats: {simning: {elasticity: -0.3, range: [50 %, 150 %], evidence: literature, author: A, date: 2024-09-01}}
evidence_ranges: {assumption: [0 %, 200 %], by: Exempel}
missing: [prognos]
profiles:
  skolan: {owner: Exempel, weights: {kunskap: 3}}
parties:
  s: {seats: 20}
plans:
  egen: {tax_rate: 22, frames: {skola: 610, vard: 405, ks: 41}}
"""
# the same for the keys of this file
NEWER_MISTAKES = [
    # the result reserve
    (
        "use_in: [2026]",
        "use_in: [2027]",
        "frame.result_reserve.use_in.0",
        "planår ur 2025, 2026",
        "among 2025, 2026",
    ),
    ("use_in: [2026]", "use_in: [2026, 2026]", "frame.result_reserve.use_in.1", "en gång", "each once"),
    ("use_in: [2026]", "use_in: 2026", "frame.result_reserve.use_in", "ska vara en lista", "must be a list"),
    (
        "use_in: [2026], use_in_surplus: false",
        "use_in_surplus: true",
        "frame.result_reserve",
        "ange use_in, som [2026]",
        "give use_in, as [2026]",
    ),
    (
        "max_withdrawal: 5",
        "max_withdrawal: -5",
        "frame.result_reserve.max_withdrawal",
        "kan inte vara negativt",
        "cannot be negative",
    ),
    (
        "tax_rate: 21.5",
        "tax_rate: 21.5 %",
        "frame.tax_rate",
        "utan citattecken och enhet",
        "without quotes or unit",
    ),
    ("tax_rate: 22,", "tax_rate: 0,", "plans.egen.tax_rate", "större än 0", "greater than 0"),
    ("tax_rate: 22,", "tax_rate: 2150,", "plans.egen.tax_rate", "mindre än 100", "less than 100"),
    (
        "max_decrease: 2 %",
        "max_decrease: 2",
        "stability.activities.max_decrease",
        "procenttecken",
        "percent sign",
    ),
    (
        "activities: {max_decrease",
        "activities: {max_decreas",
        "stability.activities.max_decreas",
        "menas max_decrease?",
        "did you mean max_decrease?",
    ),
    # adjustments and needs
    (
        "activity: grundskola}",
        "activity: grundskol}",
        "committees.skola.adjustments.2025.1.activity",
        "menas grundskola?",
        "did you mean grundskola?",
    ),
    (
        "activity: grundskola}",
        "activity: hemtjanst}",
        "committees.skola.adjustments.2025.1.activity",
        "hör inte till skola utan till vard",
        "does not belong to skola but to vard",
    ),
    (
        "{technical: -2, activity",
        "{techncal: -2, activity",
        "committees.skola.adjustments.2025.1.techncal",
        "menas technical?",
        "did you mean technical?",
    ),
    (
        "2026: {technical: -6, activity",
        "2026: {techncal: -6, activity",
        "committees.skola.adjustments.2026.techncal",
        "menas technical?",
        "did you mean technical?",
    ),
    (
        "technical: -4, activity: insats",
        "technical: -4, activity: simhal",
        "committees.vard.adjustments.2026.activity",
        "menas simhall?",
        "did you mean simhall?",
    ),
    (
        "technical: -4, activity",
        "technical: -5, activity",
        "committees.skola.adjustments.2026",
        "skriv i varje nämnd: skola -6.6, vard -4.4",
        "write in each committee: skola -6.6, vard -4.4",
    ),
    (
        "technical: -4, activity: insats",
        "technical: -4",
        "committees.skola.adjustments.2026",
        "skola -3.6",
        "skola -3.6",
    ),
    (
        "technical: -2,",
        "technical: -700,",
        "activities.grundskola",
        "behovet måste vara över 0",
        "need must be above 0",
    ),
    (
        "price: 3 %",
        "price: -100 %",
        "activities.hemtjanst",
        "kostar 0 mnkr 2025, och behovet måste vara över 0",
        "costs 0 MSEK in 2025, and need must be above 0",
    ),
    (
        "price: 3 %",
        "efficiency: 120 %",
        "activities.hemtjanst",
        "effektiviseringen som tar det dit",
        "efficiency that takes it there",
    ),
    (
        "2026: 90}",
        "2026: 0}",
        "activities.hemtjanst.driver",
        "volymen blir 0 eller mindre 2026",
        "becomes 0 or less in 2026",
    ),
    ("2026: 5}}", "2026: -5}}", "activities.simhall.need.2026", "skriv 0 innan", "write 0 before"),
    # effects
    (
        "elasticity: 0.4,",
        "elasticity: 0,",
        "effects.grundskola.kunskap.elasticity",
        "ta bort effekten",
        "remove",
    ),
    (
        "elasticity: 0.4,",
        "elasticity: -0.4,",
        "effects.grundskola.kunskap.elasticity",
        "färre poäng",
        "fewer points",
    ),
    ("elasticity: 0.4,", "elasticity: 1.4,", "effects.grundskola.kunskap.elasticity", "konkav", "concave"),
    (
        "elasticity: 0.4,",
        "elasticity: 41,",
        "effects.grundskola.kunskap.elasticity",
        "orimligt stort",
        "absurdly",
    ),
    (
        "elasticity: -0.3,",
        "elasticity: 0.3,",
        "effects.insats.simning.elasticity",
        "lägre värden",
        "lower values",
    ),
    (
        "indicator: {present: 60, floor: 0,",
        "reference: {2025: 60, 2026: 60}, indicator: {present: 0, floor: -9,",
        "effects.grundskola.kunskap.elasticity",
        "kräver ett värde över 0",
        "needs a value above 0",
    ),
    (
        "indicator: {present: 60, floor: 0, target: 100}",
        "reference: 60",
        "effects.grundskola.kunskap.elasticity",
        "saknar indicator",
        "has no indicator",
    ),
    ("se: 0.1", "se: -0.1", "effects.grundskola.kunskap.se", "större än 0", "greater than 0"),
    ("elasticity: 0.4, se", "se", "effects.grundskola.kunskap", "exakt en av curve", "exactly one of curve"),
    (
        "points: 3",
        "curve: {90 %: -1, 100 %: 0}, points: 3",
        "effects.hemtjanst.trygghet",
        "exakt en",
        "exactly one",
    ),
    (
        "points: 3",
        "points: 3, se: 1",
        "effects.hemtjanst.trygghet",
        "se hör till elasticity",
        "se belongs to",
    ),
    ("points: 3, ", "", "effects.hemtjanst.trygghet", "kräver at och points", "needs at and points"),
    ("at: 110 %, ", "", "effects.hemtjanst.trygghet", "kräver at och points", "needs at and points"),
    (
        "at: 110 %",
        "at: 100 %",
        "effects.hemtjanst.trygghet",
        "inte vara 0 % eller 100 %",
        "neither 0 % nor 100 %",
    ),
    ("at: 110 %", "at: 90 %", "effects.hemtjanst.trygghet", "under 0 under 100 %", "below 0 below 100 %"),
    ("shape: log", "shape: lgo", "effects.hemtjanst.trygghet.shape", "ska vara log", "must be log"),
    (
        "[50 %, 150 %]",
        "[150 %, 50 %]",
        "effects.insats.simning.range",
        "från minst till mest",
        "least to most",
    ),
    ("[50 %, 150 %]", "[-50 %, 150 %]", "effects.insats.simning.range", "inte vara negativt", "not negative"),
    ("[50 %, 150 %]", "50 %", "effects.insats.simning.range", "[minst, mest]", "[least, most]"),
    ("[0 %, 200 %]", "[200 %, 0 %]", "evidence_ranges.assumption", "från minst till mest", "least to most"),
    ("[0 %, 200 %], by: Exempel", "[0 %, 200 %]", "evidence_ranges.by", "obligatorisk", "required"),
    ("missing: [prognos]", "missing: prognos", "missing", "ska vara en lista", "must be a list"),
    # weights
    (
        "weight_follows: aldre",
        "weight_follows: aldr",
        "goals.trygghet.weight_follows",
        "menas aldre?",
        "mean aldre?",
    ),
    (
        "weight_follows: aldre",
        "weight_follows: noll",
        "goals.trygghet.weight_follows",
        "ingen volym (driver) noll",
        "no driver noll",
    ),
    (
        "{kunskap: 3}",
        "{kunskp: 3}",
        "profiles.skolan.weights.kunskp",
        "menas kunskap?",
        "did you mean kunskap?",
    ),
    (
        "{kunskap: 3}",
        "{kunskap: -3}",
        "profiles.skolan.weights.kunskap",
        "inte vara negativ",
        "cannot be negative",
    ),
    ("{kunskap: 3}", "{}", "profiles.skolan.weights", "får inte vara tomt", "must not be empty"),
    ("owner: Exempel, weights", "weights", "profiles.skolan.owner", "obligatorisk", "required"),
    ("  skolan: {", "  s: {", "profiles.s", "räknas också som profil", "counts as a profile too"),
    ("  skolan: {", "  stated: {", "profiles.stated", "scenariots egna vikter", "own weights"),
    *(
        ("  egen: {", f"  {id_}: {{", f"plans.{id_}", "programmet räknar fram", "the program computes")
        for id_ in RESERVED
    ),
]


def test_the_file_with_newer_keys_is_right(tmp_path):
    assert check(written(tmp_path, NEWER)).problems == ()


@pytest.mark.parametrize(("old", "new", "path", "sv", "en"), NEWER_MISTAKES)
def test_one_mistake_with_a_newer_key_is_one_problem_at_its_line(tmp_path, old, new, path, sv, en):  # noqa: PLR0917
    assert old in NEWER
    text = NEWER.replace(old, new, 1)
    found = check(written(tmp_path, text)).problems
    assert [p.path for p in found] == [path], [p.line("sv") for p in found]
    assert sv in found[0].sv
    assert en in found[0].en
    assert not re.search(r"pydantic|Input|NoneType|Traceback", found[0].sv + found[0].en)
    line = text.splitlines()[found[0].place.line - 1]
    assert any(key in line for key in path.split(".")[-3:]), line


def test_a_weight_follows_a_driver_above_0_only(tmp_path):
    text = NEWER.replace("2026: 102}", "2026: 102}\n  barn: {2024: 10, 2025: 0, 2026: 5}")
    text = text.replace("weight_follows: aldre", "weight_follows: barn")
    (problem,) = check(written(tmp_path, text)).problems
    assert (problem.path, problem.place.line) == (
        "goals.trygghet.weight_follows",
        line_of(text, "  trygghet: {w"),
    )
    assert "barn är 0 2025" in problem.sv


def test_a_part_of_the_frame_is_above_0(tmp_path):
    """Demography and requirement aside, what is moved out of an activity is at most its part of the frame."""
    text = NEWER.replace("index: 3 %}", "index: 3 %, requirement: {2025: 0 %, 2026: 100 %}}")
    found = check(written(tmp_path, text.replace("index: 3 %,", "index: 0 %,"))).problems
    assert [p.path for p in found] == [
        "committees.ks",
        "activities.grundskola",
        "activities.hemtjanst",
        "activities.insats",
    ]
    assert "del av skola:s uppräknade ram blir 0 mnkr 2026" in found[1].sv


def test_krona_neutral_weights_that_are_all_0_are_an_error_of_the_file(tmp_path):
    """No effect slopes at 100 %, so that no krona is worth anything and nothing is left to maximise."""
    text = GOOD.replace("owner: Exempel}", "owner: Exempel, rule: krona_neutral}")
    text = re.sub(r"curve: \{[^}]*\}", "curve: {90 %: 0, 100 %: 0}", text)
    (problem,) = check(written(tmp_path, text)).problems
    assert problem.path == "weights.rule"
    assert "alla mål får vikten 0" in problem.sv
    with pytest.raises(ScenarioError, match="alla mål får vikten 0"):
        read(tmp_path / "x.yaml")


def test_krona_neutral_weights_that_are_all_0_in_one_year_are_an_error_too():
    """The only activity that is measured is new in 2026: nothing is left to maximise in 2025."""
    scenario = two_committees(
        weights={"rule": "krona_neutral"},
        committees={"school": {"base": 600}},
        activities={"lessons": {"committee": "school", "base": 600}, "tutors": NEW_IN_2026},
        goals={"safety": None},
        effects={
            "school": None,
            "care": None,
            "tutors": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
        },
    )
    with pytest.raises(ScenarioError, match="alla mål får vikten 0 2025 när"):
        read(scenario)
    with pytest.raises(ScenarioError, match="alla mål får vikten 0 2025 när"):
        solve(scenario)


NEW_IN_2026 = {"committee": "school", "base": 0, "need": {2025: 0, 2026: 5}}


@pytest.mark.parametrize(("old", "new", "path", "sv", "en"), [m for m in MISTAKES if m[2] is not None])
def test_one_mistake_is_one_problem_at_its_place(tmp_path, old, new, path, sv, en):  # noqa: PLR0917
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = check(written(tmp_path, text)).problems
    assert [p.path for p in found] == [path], [p.line("sv") for p in found]
    assert sv in found[0].sv
    assert en in found[0].en
    assert found[0].place is not None
    assert found[0].place.file == (tmp_path / "x.yaml").as_posix()
    first, last = line_of(text, new), line_of(text, new) + new.count("\n")
    if found[0].path.startswith(("worlds", "plans", "frame.total", "decisions", "committees", "stability")):
        first -= 4  # the key may stand above what was changed in it
    assert first <= found[0].place.line <= max(last, first) + 2


def test_no_jargon_leaks(tmp_path):
    jargon = re.compile(r"pydantic|Input|validation|\bdict|NoneType|instance|Traceback")
    for old, new, *_ in MISTAKES:
        for problem in check(written(tmp_path, GOOD.replace(old, new, 1))).problems:
            assert not jargon.search(problem.sv + problem.en)


def test_an_alias_is_told_where_it_stands(tmp_path):
    text = GOOD.replace("title: Ex", "title: &a Ex", 1).replace("base: 40,", "base: *a,")
    found = check(written(tmp_path, text)).problems
    assert [(p.path, p.place.line) for p in found] == [
        ("title", 2),
        ("committees.ks.base", line_of(text, "*a")),
    ]


def test_all_problems_are_told_together_in_the_order_of_the_file(tmp_path):
    text = GOOD
    for old, new in (
        ("max_increase: 4 %", "max_increase: 0.04"),
        ("driver: elever", "driver: elevr"),
        ("weight: 1, reference: 50", "weight: x, reference: 50"),
        ("currency: MSEK", "currency: MSEK\nfoo: 1"),
        ("{probability: 60 %}", "{probability: 50 %}"),
    ):
        text = text.replace(old, new, 1)
    with pytest.raises(ScenarioError) as error:
        read(written(tmp_path, text))
    paths = [p.path for p in error.value.problems]
    assert paths == [
        "foo",
        "stability.max_increase",
        "activities.grundskola.driver",
        "goals.trygghet.weight",
        "worlds",
    ]
    told = str(error.value).splitlines()
    assert told[-1] == "5 fel"
    assert told[1].startswith(f"{(tmp_path / 'x.yaml').as_posix()}:12: stability.max_increase: skriv andelar")


def test_the_language_of_the_file_is_spoken(tmp_path):
    with pytest.raises(ScenarioError) as error:
        read(written(tmp_path, f"language: en\n{GOOD.replace('max_increase: 4 %', 'max_increase: 0.04')}"))
    assert str(error.value).endswith("write shares with a percent sign: '0.04 %' or '4 %', not 0.04")


def test_a_missing_key_is_told_at_the_section(tmp_path):
    found = check(written(tmp_path, GOOD.replace("weight: 1, reference: 60", "reference: 60"))).problems
    assert [(p.path, p.place.line) for p in found] == [
        ("goals.kunskap.weight", line_of(GOOD, "  kunskap: {name"))
    ]


SHIPPED = sorted(Path("scenarios").glob("*-2025.yaml"))


@pytest.mark.parametrize(
    "file", [path for path in SHIPPED if "kind:" not in path.read_text(encoding="utf-8")]
)
def test_a_misspelt_section_is_one_problem_and_so_is_a_base_year_that_is_none(file):
    """Nothing that refers to the section, or is dated by the year, is told beside it."""
    content = document(read(file))
    for section in sorted(content.keys() - {"format"}):
        wrong = {(f"{key[:1]}{key}" if key == section else key): part for key, part in content.items()}
        with pytest.raises(ScenarioError) as error:
            read(wrong)
        assert [problem.path for problem in error.value.problems] == [f"{section[:1]}{section}"], section
    with pytest.raises(ScenarioError) as error:
        read(content | {"base_year": "tjugo"})
    assert [problem.path for problem in error.value.problems] == ["base_year"]


def test_a_missing_section_and_a_missing_effect(tmp_path):
    text = GOOD.replace("carry_over: {rule: none}\n", "")
    assert [p.path for p in check(written(tmp_path, text)).problems] == ["carry_over"]
    start, end = GOOD.index("effects:"), GOOD.index("decisions:")
    found = check(written(tmp_path, GOOD[:start] + GOOD[end:])).problems
    assert [p.path for p in found] == ["effects"]
    assert "minst en" in found[0].sv


# -------------------------------------------------------------------------------------------------- the file


def only(path):
    (problem,) = check(path).problems
    return problem


@pytest.mark.parametrize(
    ("data", "line", "phrase"),
    [
        (b"", 1, "tom"),
        (b"# bara en kommentar\n", 1, "tom"),
        (b"- 1\n- 2\n", 1, "nycklar och värden"),
        ("title: Sjö\nname: Höör\n".encode("cp1252"), 1, "inte UTF-8"),
        (b"title: a\nname: H\xf6\xf6r\n", 2, "'ö' i Windows-1252"),
        ("title: a\n".encode("utf-16"), 1, "UTF-16"),
        (b"PK\x03\x04\x14\x00", 1, "en arbetsbok eller ett arkiv; här behövs en textfil (YAML eller CSV)"),
        (b"title: a\nname: \x07\n", 2, "U+0007"),
        (b"a: " + b"[" * 30 + b"]" * 30, 1, "djupare än 20"),
        (b"a: [" + b"1," * 500_000 + b"1]", 1, "fler än 500000"),
        (b"[" * 100_000, 1, "djupare än 20"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, data, line, phrase):
    problem = only(written(tmp_path, data))
    assert problem.place.line == line
    assert phrase in problem.sv


def test_a_filled_form_is_to_be_imported_first(tmp_path):
    (tmp_path / "form.xlsx").write_bytes(b"PK\x03\x04\x14\x00")
    assert "ett ifyllt formulär blir ett scenario med kommunbudget import" in only(tmp_path / "form.xlsx").sv


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    problem = only(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MAX_BYTES
    assert "100.0 MB" in problem.sv


def test_a_missing_file_suggests_the_nearest(tmp_path):
    written(tmp_path, GOOD)
    assert "menas x.yaml?" in only(tmp_path / "y.yaml").sv
    assert "mapp" in only(tmp_path).sv


def test_a_missing_file_suggests_no_file_of_another_kind(tmp_path):
    for name in ("node.js", "nodes.csv", "national.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert only(tmp_path / "node.yaml").sv == "filen node.yaml finns inte"
    assert only(tmp_path / "national.yaml").sv == "filen national.yaml finns inte"
    assert only(tmp_path / "node").sv == "filen node finns inte; menas nodes.csv?"
    (tmp_path / "nodes.YML").write_text("", encoding="utf-8")
    assert only(tmp_path / "node.yaml").sv == "filen node.yaml finns inte; menas nodes.YML?"


def test_a_byte_order_mark_is_no_key(tmp_path):
    assert check(written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).problems == ()


# --------------------------------------------------------------------------------------------- what it names


def test_extends_in_a_ring_tells_the_chain(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: c.yaml\n")
    (tmp_path / "c.yaml").write_text("# c\nextends: b.yaml\n")
    problem = only(tmp_path / "a.yaml")
    assert "b.yaml → c.yaml → b.yaml" in problem.sv
    assert str(problem.place) == f"{(tmp_path / 'c.yaml').as_posix()}:2"


def test_a_long_chain_of_files_is_refused_where_it_becomes_too_long(tmp_path):
    (tmp_path / "s0.yaml").write_text(GOOD)
    for n in range(1, 1201):
        (tmp_path / f"s{n}.yaml").write_text(f"extends: s{n - 1}.yaml\n")
    assert not check(tmp_path / "s40.yaml").problems
    problem = only(tmp_path / "s1200.yaml")
    assert "i fler än 50 led" in problem.sv
    assert "in more than 50 steps" in problem.en
    assert problem.place.file.endswith("s1150.yaml")


@pytest.mark.parametrize(
    "named", ["../base.yaml", "/etc/passwd", "C:/x.yaml", "link.yaml", "sub/../../base.yaml"]
)
def test_nothing_is_read_from_outside_the_folder(tmp_path, named):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "base.yaml").write_text(GOOD)
    (folder / "link.yaml").symlink_to(tmp_path / "base.yaml")
    for text in (
        f"extends: {named}\n",
        GOOD.replace("goals:", f"drivers: {named.replace('.yaml', '')}.csv\ngoals:"),
    ):
        for problem in check(written(folder, text)).problems:
            assert "elever" not in problem.sv or "driver" in problem.path
    problem = only(written(folder, f"title: x\nextends: {named}\n"))
    assert problem.path == "extends"
    assert problem.place.line == 2
    assert any(phrase in problem.sv for phrase in ("utanför", "relativt"))


def test_a_mistake_in_an_extended_file_is_told_there(tmp_path):
    (tmp_path / "base.yaml").write_text(GOOD.replace("max_increase: 4 %", "max_increase: 4"))
    problem = only(written(tmp_path, "extends: base.yaml\ntitle: Ny\n"))
    assert str(problem.place) == f"{(tmp_path / 'base.yaml').as_posix()}:11"


TABLE = "id;name;weight;reference.2025;reference.2026\nkunskap;K;1;60;60\ntrygghet;T;1,5;50;50,5\n"


def with_goals(folder, table):
    start, end = GOOD.index("goals:"), GOOD.index("effects:")
    (folder / "goals.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return written(folder, GOOD[:start] + "goals: goals.csv\n" + GOOD[end:])


def test_a_table_that_is_right(tmp_path):
    table = TABLE
    assert read(with_goals(tmp_path, table)).goals["trygghet"].reference == {2025: 50.0, 2026: 50.5}


@pytest.mark.parametrize(
    ("old", "new", "path", "line", "phrase"),
    [
        ("1,5", "1.5", "goals.trygghet.weight", 3, "kolumnen weight: skriv decimalkomma, 1,5"),
        ("1,5", "x", "goals.trygghet.weight", 3, "kolumnen weight: skriv ett tal"),
        ("trygghet", "kunskap", "goals.kunskap", 3, "finns redan på rad 2"),
        ("weight", "wieght", "goals", 1, "menas weight?"),
        ("weight", "name", "goals", 1, "finns två gånger"),
        ("id;", "nr;", "goals", 1, "kolumnen id saknas"),
        ("T;1,5", "T;1,5;7;8;9", "goals", 3, "celler"),
        ("T;1,5", '"T;1,5', "goals", 3, "citattecknen"),
        ("1,5", "-1,5", "goals.trygghet.weight", 3, "minst 0"),
    ],
)
def test_a_mistake_in_a_table_is_told_there(tmp_path, old, new, path, line, phrase):  # noqa: PLR0917
    table = TABLE
    found = check(with_goals(tmp_path, table.replace(old, new, 1))).problems
    own = [p for p in found if p.place.file.endswith("goals.csv")]
    assert [(p.path, p.place.line) for p in own] == [(path, line)], [p.line("sv") for p in found]
    assert phrase in own[0].sv


def test_a_missing_table_suggests_the_nearest(tmp_path):
    with_goals(tmp_path, TABLE)
    text = (tmp_path / "x.yaml").read_text().replace("goals.csv", "gols.csv")
    problem = only(written(tmp_path, text))
    assert problem.path == "goals"
    assert "menas goals.csv?" in problem.sv


def test_a_table_in_windows_1252_is_told(tmp_path):
    problem = only(with_goals(tmp_path, TABLE.replace("K;", "Kö;").encode("cp1252")))
    assert problem.place.line == 2
    assert "UTF-8" in problem.sv


# ------------------------------------------------------------------------- what the eye does not see, or misreads


def test_decimal_commas_between_braces_are_told_as_such(tmp_path):
    text = GOOD.replace("total: {2025: 1020, 2026: 1050}", "total: {2025: 1360,8, 2026: 1418,8}")
    problems = check(written(tmp_path, text)).problems
    assert [(problem.path, problem.sv) for problem in problems] == [
        ("frame.total.2025", "skriv decimalpunkt: 1360.8, inte 1360,8"),
        ("frame.total.2026", "skriv decimalpunkt: 1418.8, inte 1418,8"),
    ]
    assert {problem.place.line for problem in problems} == {line_of(text, "  total:")}


@pytest.mark.parametrize("written_", ["-1,5", "1360,80", "12,5 %"])
def test_a_decimal_comma_in_any_flow_mapping(written_):
    right = written_.replace(",", ".")
    problem, *_ = parse(f"a: {{x: 1, b: {written_}, c: 2}}\n".encode(), "x").problems
    assert problem.path == "a.b"
    assert problem.sv == f"skriv decimalpunkt: {right}, inte {written_}"
    assert problem.en == f"write a decimal point: {right}, not {written_}"


def test_a_key_after_a_comma_is_a_key():
    tree = parse(b"a: {2025: 1,2026: 2, 2027: 3, x: 1,y: 2}\nb: [1,5]\n", "x")
    assert tree.root == {"a": {2025: 1, 2026: 2, 2027: 3, "x": 1, "y": 2}, "b": [1, 5]}
    assert not tree.problems


@pytest.mark.parametrize("code", ["\\e", "\\x9B", "\\u202E", "\\u200F", "\\u2066", "\\x85", "\\r"])
def test_characters_that_steer_a_terminal_are_refused_with_the_line(tmp_path, code):
    text = GOOD.replace("name: Kunskap", f'name: "Kun{code}skap"')
    problem = only(written(tmp_path, text))
    assert problem.path == "goals.kunskap.name"
    assert "det osynliga tecknet U+" in problem.sv
    assert problem.place.line == line_of(text, 'name: "Kun')


@pytest.mark.parametrize(
    ("lever", "key", "sv"),
    [
        ({"path": "frame.total", "scale": ["102 %", "98 %"]}, "scale", "från ska vara mindre än till"),
        ({"path": "frame.total", "set": [1000, 1000]}, "set", "från ska vara mindre än till"),
        ({"path": "frame.total", "set": ["3 %", "4 %"]}, "set", "skriv ett tal, inte '3 %'"),
        ({"path": "indexation.index", "set": [3, 4]}, "set", "skriv en andel med procenttecken"),
        ({"path": "indexation.index", "add": [1, 2]}, "add", "skriv en andel med procenttecken"),
        ({"path": "goals.safety.name", "set": [1, 2]}, "set", "är inget tal, ingen andel"),
        ({"path": "goals.safty.weight", "set": [1, 2]}, "set", "menas goals.safety.weight?"),
        ({"path": "frame.total", "scale": [0.9, 1.1]}, "scale", "skriv en andel med procenttecken"),
        ({"blend": "silent"}, "blend", "har inga vikter"),
        ({"blend": "zero"}, "blend", "är alla noll"),
    ],
)
def test_a_lever_that_no_study_could_move_is_told_by_the_check(lever, key, sv):
    parties = {"silent": {"seats": 1}, "zero": {"seats": 1, "weights": {"safety": 0}}}
    goals = {"safety": {"name": "Trygghet"}}
    said = two_committees(parties=parties, goals=goals, levers={"x": {**lever, "source": "Exempel"}})
    (problem,) = check(said).problems
    assert problem.path == f"levers.x.{key}"
    assert sv in problem.sv


def test_a_cost_per_unit_needs_units():
    changes = merged(EVERY_RULE, {"drivers": {"pupils": {2026: 0}}})
    (problem,) = check(two_committees(**changes)).problems
    assert problem.path == "activities.lessons.unit_cost_max"
    assert "pupils är 0 2026" in problem.sv
    assert "pupils is 0 in 2026" in problem.en


def test_a_surplus_of_all_revenue_is_refused():
    (problem,) = check(two_committees(**merged(EVERY_RULE, {"frame": {"result_target": "100 %"}}))).problems
    assert problem.path == "frame.result_target"
    assert "skriv mindre än 100 %" in problem.sv


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ("activities.lessons.efficiency=200 %", "activities.lessons"),
        ("indexation.index=-100 %", "committees.audit"),
    ],
)
def test_a_need_of_nothing_is_refused_where_it_arises(change, path):
    problems = check(two_committees(**EVERY_RULE), [change]).problems
    assert any(problem.path == path and "behovet måste vara över 0" in problem.sv for problem in problems)


def test_such_a_character_of_a_table_is_refused_there(tmp_path):
    problem = only(with_goals(tmp_path, TABLE.replace(";T;", ";T\u202ex;")))
    assert str(problem.place).endswith("goals.csv:3")


@pytest.mark.parametrize("shares", [["33.333333 %"] * 3, ["33.33 %"] * 3, ["16.67 %"] * 6])
def test_shares_that_round_to_100_are_scaled_to_it(shares):
    said = effect({"90 %": -8, "100 %": 0, "110 %": 4}, lag=shares)
    lag = read(two_committees(effects={"care": {"safety": said}})).effects["care"]["safety"].lag
    assert sum(lag) == pytest.approx(1, abs=1e-15)
    assert lag[0] == pytest.approx(1 / len(shares), abs=1e-12)


def test_shares_that_do_not_round_to_100_are_refused_in_figures_that_show_it():
    said = effect({"90 %": -8, "100 %": 0, "110 %": 4}, lag=["33.3 %"] * 3)
    (problem,) = check(two_committees(effects={"care": {"safety": said}})).problems
    assert problem.sv == "andelarna blir tillsammans 99.9 %; de ska bli 100 %"


# ------------------------------------------------------------------------------------------------------ fuzz

FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""All examples write to one folder, one after another."""


@settings(max_examples=150, suppress_health_check=FOLDER)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(tmp_path, data):
    with pytest.raises(ScenarioError) as error:
        read(written(tmp_path, data))
    assert str(error.value)


PIECES = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "\t",
    "&a",
    "*a",
    "!!x",
    "<<: *a",
    "null",
    "1e9",
    "%",
    "'",
    '"',
    "#",
    "|",
    ">",
    "? ",
    "---",
    "2025",
    "x.csv",
    "~",
    "é",
    "\u2028",
    " ",
    "-1",
    "0 %",
    "{}",
    "[]",
    "true",
]


@settings(max_examples=250, suppress_health_check=FOLDER)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), st.sampled_from(PIECES)), max_size=4)
)
def test_a_mutated_file_is_a_scenario_or_refused_in_words(tmp_path, mutations):
    text = GOOD
    for at, length, piece in mutations:
        text = text[:at] + piece + text[at + length :]
    path = written(tmp_path, text)
    found = check(path)
    if found.problems:
        assert all(p.line("sv") and p.line("en") and "\n" not in p.line("sv") for p in found.problems)
    else:
        assert isinstance(read(path), Scenario)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["3 %", "x.csv"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.integers(2024, 2027), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=250)
@given(st.sampled_from(sorted(Scenario.model_fields)), VALUES, st.data())
def test_any_value_anywhere_is_a_scenario_or_refused_in_words(section, value, data):
    document = parse(GOOD.encode(), "x").root
    part = document.get(section)
    if isinstance(part, dict) and part and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(part, key=str)))
        inner = part[key]
        if isinstance(inner, dict) and inner and data.draw(st.booleans()):
            inner[data.draw(st.sampled_from(sorted(inner, key=str)))] = value
        else:
            part[key] = value
    else:
        document[section] = value
    for problem in check(document).problems:
        assert problem.sv
        assert "pydantic" not in problem.sv
