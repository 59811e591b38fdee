"""The record of a division of national grants: the country, its years, and who gains and loses most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures import Figures
from models.national import inhabitants
from models.scenario import FULL_POINTS
from solver.report.studies.record import SHORT_DECIMALS, Short, Source, StudyReport
from solver.report.words import RUN_ID, Words
from solver.studies.national import NationalGrants

if TYPE_CHECKING:
    from models.national import Country
    from solver.country.dantzig_wolfe import Progress
    from solver.country.division import ShortOfGrantsError
    from solver.report.terminal import Page

DECIMALS = 3
MOST = 20
"""Municipalities shown: those whose grants differ most from an equal amount per inhabitant."""
KRONOR = 1e6


def words_of(country: Country) -> Words:
    """Return the words of a country: its language and currency."""
    first = next(iter(country.municipalities.values()))
    said = {"language": country.national.language, "currency": country.national.currency}
    return Words(Figures(scenario=first.model_copy(update=said)))


def _opening(page: Page, w: Words, study: NationalGrants) -> list[str]:
    n, owner, run = (
        len(study.country.municipalities),
        study.country.national.owner,
        study.country.digest[:RUN_ID],
    )
    return [
        *page.heading(REPORT.full_title(study))[1:],
        *page.text(
            w.say(
                f"Räkneförslag för {n} kommuner med de vikter som {owner} har angett: kommunerna vägs "
                f"efter antalet invånare · körning {run}",
                f"Computed proposal for {n} municipalities with the weights stated by {owner}: "
                f"municipalities count by their inhabitants · run {run}",
            )
        ),
    ]


def _lines(page: Page, w: Words, study: NationalGrants) -> list[str]:
    return [
        *page.text(_value(w, study)),
        *page.text(_proof(w, study)),
        *_years(page, w, study),
        *_municipalities(page, w, study),
    ]


def _source(w: Words, study: NationalGrants) -> Source:
    country = study.country
    return Source(
        rows=[
            (w.say("Landets fingeravtryck (SHA-256)", "Digest of the country (SHA-256)"), country.digest),
            (w.term("owner_of_the_weights"), country.national.owner),
        ],
        provenance=study.provenance,
        digest=country.digest,
    )


def _value(w: Words, study: NationalGrants) -> str:
    value = w.number(study.value, DECIMALS)
    if study.even_value is None:
        return w.say(
            f"V i landet: {value} av 100. Lika bidrag per invånare lämnar någon kommun utan plan.",
            f"The country's V: {value} of 100. An equal grant per inhabitant leaves somebody without a plan.",
        )
    even, gain = w.number(study.even_value, DECIMALS), w.fine(study.value - study.even_value, 3, sign=True)
    return w.say(
        f"V i landet: {value} av 100, mot {even} med lika bidrag per invånare ({gain}).",
        f"The country's V: {value} of 100, against {even} with an equal grant per inhabitant ({gain}).",
    )


def _proof(w: Words, study: NationalGrants) -> str:
    bound, gap = w.number(study.bound, DECIMALS), w.tiny(max(study.gap, 0.0))
    text = w.say(
        f"Ingen fördelning når över {bound}; gapet till den bevisade gränsen är {gap} poäng.",
        f"No division reaches beyond {bound}; the gap to the proved bound is {gap} points.",
    )
    ended = {
        "interrupted": w.say(" Avbruten innan gapet slöts.", " Interrupted before the gap was closed."),
        "out_of_time": w.say(
            " Tiden tog slut innan gapet slöts.", " Time ran out before the gap was closed."
        ),
        "stalled": w.say(" Gapet gick inte att sluta helt.", " The gap could not be closed altogether."),
    }
    return text + ended.get(study.division.ended, "")


def _years(page: Page, w: Words, study: NationalGrants) -> list[str]:
    national = study.country.national
    rows = [
        [
            str(y),
            w.amount(national.grants[y]),
            w.amount(float(study.division.grants[:, t].sum())),
            w.fine(1000 * float(study.division.prices[t]), 3),
        ]
        for t, y in enumerate(national.years)
    ]
    head = [
        w.term("year"),
        w.say(f"Bidragsram\n{w.unit}", f"Grant frame\n{w.unit}"),
        w.say(f"Fördelat\n{w.unit}", f"Divided\n{w.unit}"),
        w.say("Poäng per miljard,\npå marginalen", "Points per billion,\nat the margin"),
    ]
    return [*page.heading(w.say("Bidragsramen", "The grant frame")), *page.table(head, rows)]


def _municipalities(page: Page, w: Words, study: NationalGrants) -> list[str]:
    country, years = study.country, study.country.national.years
    rows = []
    for m, (id_, scenario) in enumerate(country.municipalities.items()):
        people = inhabitants(scenario)
        grant = sum(study.grants[id_, y] for y in years) / len(years)
        even = sum(country.even(id_, y) for y in years) / len(years)
        name = id_ if scenario.municipality is None else scenario.municipality.name
        difference = grant - even
        cells = [
            name,
            w.number(people, 0),
            w.amount(grant),
            w.amount(difference, sign=True),
            w.number(KRONOR * grant / people, 0),
            w.signed(KRONOR * difference / people, 0),
            w.number(float(study.division.values[m]), DECIMALS),
            w.signed(float(study.division.values[m] - study.division.before[m]), DECIMALS)
            if study.even_value is not None
            else "–",
        ]
        rows.append((-abs(difference), id_, cells))
    head = [
        w.say("Kommun", "Municipality"),
        w.say("\nInvånare", "\nInhabitants"),
        w.say(f"Bidrag\n{w.unit}/år", f"Grant\n{w.unit}/year"),
        w.say("Mot lika\nper inv.", "Against\nequal"),
        w.say("\nkr/inv.", "SEK per\ninhabitant"),
        w.term("against_equal"),
        "\nV",
        w.term("against_equal"),
    ]
    shown = [cells for *_, cells in sorted(rows)[:MOST]]
    title = w.say("Kommunerna", "The municipalities")
    if len(rows) > len(shown):
        title = w.say(
            f"De {MOST} kommuner vars bidrag skiljer sig mest från lika per invånare (alla finns i grants.csv)",
            f"The {MOST} municipalities whose grants differ most from equal ones (all are in grants.csv)",
        )
    text = w.say(
        "Medel över planåren. Kronor fördelas dit de ger mest viktad måluppfyllelse inom gränserna; behov som inget "
        "mål mäter syns inte.",
        "Means over the plan years. Kronor go where they give most weighted attainment within the limits; needs that "
        "no goal measures do not show.",
    )
    return [*page.heading(title), *page.table(head, shown), *page.text(text)]


def short(country: Country, error: ShortOfGrantsError) -> str:
    """Return in words and amounts why there is no division."""
    w = words_of(country)
    if error.municipality is not None:
        scenario = country.municipalities[error.municipality]
        name = error.municipality if scenario.municipality is None else scenario.municipality.name
        return w.say(
            f"Inget räkneförslag: {name} har ingen plan, hur stort bidraget än är inom gränserna. Svaret på varför "
            f"ger kommunbudget run på kommunens fil, med bidraget lagt till ramen.",
            f"No proposal: {name} has no plan, whatever its grant within the limits. kommunbudget run on its file, "
            "with a grant added to its frame, tells why.",
        )
    missing = w.fine_money(error.missing or 0.0)
    return w.say(
        f"Inget räkneförslag: bidragsramen räcker inte till en plan för varje kommun. Det saknas minst {missing}, "
        "alla år tillsammans.",
        f"No proposal: the grant frame does not give every municipality a plan. At least {missing} is missing, all "
        "years together.",
    )


def round_of(w: Words, at: Progress) -> str:
    """Return one round of the search as a line."""
    value = "–" if at.value is None else w.number(at.value, 6)
    gap = "–" if at.gap is None else w.tiny(max(at.gap, 0.0))
    return w.say(
        f"omgång {at.iteration}: V {value}, gräns {w.number(at.bound, 6)}, gap {gap}, {w.number(at.seconds)} s",
        f"round {at.iteration}: V {value}, bound {w.number(at.bound, 6)}, gap {gap}, {w.number(at.seconds)} s",
    )


def _short(w: Words, study: NationalGrants) -> Short:
    w, national = words_of(study.country), study.country.national
    y = national.years[0]
    rows = [
        [scenario.title, w.amount(study.country.even(id_, y)), w.amount(study.grants[id_, y])]
        for id_, scenario in study.country.municipalities.items()
    ]
    value, bound = w.number(study.value, SHORT_DECIMALS), w.number(study.bound, SHORT_DECIMALS)
    said = w.say(
        f"V i landet {value} av {FULL_POINTS:g}; ingen fördelning når över {bound}.",
        f"The country's V is {value} of {FULL_POINTS:g}; no division reaches beyond {bound}.",
    )
    head = [
        w.say(f"Bidrag {y}, {w.unit}", f"Grants {y}, {w.unit}"),
        w.say("Lika per invånare", "Equal per inhabitant"),
        w.plan_id("proposal"),
    ]
    return Short(sentences=[said], head=head, rows=rows, title=study.subject)


REPORT = StudyReport(
    of=NationalGrants,
    title=("Nationell bidragsram", "National grant frame"),
    question=(
        "Vart går kronorna, och varför dit?",
        "Where does the money go, and why there?",
    ),
    lines=_lines,
    short=_short,
    subject=lambda _, study: study.subject,
    words=lambda study: words_of(study.country),
    opening=_opening,
    source=_source,
)
