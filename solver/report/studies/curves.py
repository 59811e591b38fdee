"""The record of an estimated curve: three estimates, the tests in words, the grade, and what to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.curves import pictures
from solver.report.studies.panel_record import kpi_name, opening, publisher, source, words_of
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NO_BREAK, NONE
from solver.studies.curves import LEVELS, MUNICIPALITIES, PIECE, YEARS, CurveEstimate

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.report.words import Words
    from solver.studies.curves import Target
    from solver.studies.panel_fits import Fit

DECIMALS = 3
POINTS = 2
WAYS = {
    "within": ("inom kommun", "within municipalities"),
    "between": ("mellan kommuner", "between municipalities"),
    "differences": ("från år till år", "from year to year"),
}
TAKEN = {
    "within": ("kommun och år", "municipality and year"),
    "between": ("år", "year"),
    "differences": ("kommun och år", "municipality and year"),
}


def _opening(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    return opening(page, w, study, REPORT.full_title(study))


def _lines(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    lines += _ways(page, w, study)
    lines += page.heading(w.say("Prövningar", "Tests"))
    for sentence in tests(w, study):
        lines += page.text(sentence)
    return [*lines, *_breaks(page, w, study), *_points(page, w, study), *_to_paste(page, w, study)]


def sentences(w: Words, study: CurveEstimate) -> list[str]:
    """Return the finding, what was estimated, where the curve is cut, what it is, and the grade, a sentence each."""
    return [
        _finding(w, study),
        _form(w, study),
        *([_cut(w, study)] if study.target is not None else []),
        _agreement(w, study),
        _kind(w),
        _grade(w, study),
    ]


def _form(w: Words, study: CurveEstimate) -> str:
    """Return whether the outcome itself or its logarithm was estimated, and why."""
    if study.form == "log":
        return w.say(
            "Utfallet är skattat i logaritm: procent mot procent.",
            "The outcome is estimated in logarithm: per cent against per cent.",
        )
    return w.say(
        "Utfallet är skattat i nivå och inte i logaritm, som för andelar och det som kan vara 0: enheter mot procent.",
        "The outcome is estimated in level and not in logarithm, as shares and what may be 0 are: units against per "
        "cent.",
    )


def _cut(w: Words, study: CurveEstimate) -> str:
    """Return between which funding levels the curve is told, and which of them were not seen."""
    low, high = (_level(w, level) for level in (study.levels[0], study.levels[-1]))
    seen = f" {w.term('to_inside')} ".join(w.percent(end, 1) for end in study.moved)
    outside = [_level(w, level) for level in study.levels if study.extrapolated(level)]
    told = w.say(
        f"Kurvan är skuren vid {low} och {high} av oförändrad verksamhet; sett inom kommun är {seen}.",
        f"The curve is cut at {low} and {high} of unchanged service; seen within municipalities is {seen}.",
    )
    if not outside:
        return told
    return told + w.say(
        f" Extrapolerat är {w.listed(outside)}.",
        f" Extrapolated: {w.listed(outside)}.",
    )


def _finding(w: Words, study: CurveEstimate) -> str:
    cost, outcome = (
        w.say(f"”{name}”", f"“{name}”")
        for name in (kpi_name(w, study.panel, kpi) for kpi in (study.cost, study.outcome))
    )
    size = w.signed(study.within.estimate, DECIMALS)
    error = w.number(study.within.se, DECIMALS)
    n, many = study.within.values, study.within.municipalities
    years = f"{study.years[0]}–{study.years[-1]}"
    if study.form == "log":
        return w.say(
            f"Inom kommun har 1 procent mer av {cost}, mot året för alla, gått ihop med {size} procent av {outcome} "
            f"(medelfel {error}; {n} värden, {many} kommuner, {years}).",
            f"Within municipalities, 1 per cent more of {cost}, against that year's of all, has gone with {size} per "
            f"cent of {outcome} (standard error {error}; {n} values, {many} municipalities, {years}).",
        )
    small = w.signed(study.within.estimate / 100, DECIMALS)
    return w.say(
        f"Inom kommun har 1 procent mer av {cost}, mot året för alla, gått ihop med {small} enheter av {outcome} "
        f"({size} per logenhet, medelfel {error}; {n} värden, {many} kommuner, {years}).",
        f"Within municipalities, 1 per cent more of {cost}, against that year's of all, has gone with {small} units of "
        f"{outcome} ({size} per unit of log, standard error {error}; {n} values, {many} municipalities, {years}).",
    )


def _agreement(w: Words, study: CurveEstimate) -> str:
    """Return whether the three ways agree, which is what evidence there is."""
    signs = {fitted.estimate > 0 for fitted in study.ways.values()}
    clear = sum(fitted.clear for fitted in study.ways.values())
    if len(signs) > 1:
        return w.say(
            "De tre skattningarna har inte samma tecken: jämförelser av olika slag säger emot varandra.",
            "The three estimates do not have the same sign: comparisons of different kinds contradict each other.",
        )
    return w.say(
        f"De tre skattningarna har samma tecken; {clear} av 3 går att skilja från 0.",
        f"The three estimates have the same sign; {clear} of 3 can be told from 0.",
    )


def _kind(w: Words) -> str:
    return w.say(
        "Sambandet är samvariation. Mäter utfallet personal, platser eller annat som köps för samma pengar säger det "
        "vad pengar brukar köpa; det är till en del samma räkenskap, och säger inget om vad verksamheten åstadkommer.",
        "The relation is co-movement. Where the outcome counts staff, places or anything else bought for the same "
        "money, it tells what money usually buys; it is in part the same account, and tells nothing of what the "
        "service achieves.",
    )


def _grade(w: Words, study: CurveEstimate) -> str:
    rule = w.say(
        f"Regeln för calibrated: 95-procentsbandet vid ±5 % utesluter 0, samma tecken inom kommun och från år till år, "
        f"minst {MUNICIPALITIES} kommuner och {YEARS} år.",
        f"The rule for calibrated: the 95% band at ±5% excludes 0, the same sign within municipalities and from year "
        f"to year, at least {MUNICIPALITIES} municipalities and {YEARS} years.",
    )
    against = "; ".join(w.say(doubt.sv, doubt.en) for doubt in study.doubts)
    if study.wrong_shape:
        shape = w.say(study.wrong_shape[0].sv, study.wrong_shape[0].en)
        return w.say(f"Ingen kurva skrivs: {shape}. {rule}", f"No curve is written: {shape}. {rule}")
    if not against:
        met = w.say("Regeln är uppfylld. ", "The rule is met. ")
        return met + rule
    if study.grade == "assumption":
        return w.say(
            f"Kurvan är ett antagande som {study.author} står för, inte en skattning: {against}. {rule}",
            f"The curve is an assumption that {study.author} stands behind, not an estimate: {against}. {rule}",
        )
    return w.say(
        f"Ingen kurva skrivs: {against}. {rule} Den som vill stå för kurvan ändå skriver "
        "--as-assumption --author NAMN.",
        f"No curve is written: {against}. {rule} Whoever stands behind the curve all the same writes --as-assumption "
        "--author NAME.",
    )


def _ways(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    head = [
        w.term("estimate_in_a_heading"),
        w.say("Tar bort", "Takes away"),
        w.term("value"),
        w.term("standard_error"),
        w.term("ninety_five"),
        w.say("Värden", "Values"),
    ]
    rows = [
        [
            w.say(*WAYS[way]),
            w.say(*TAKEN[way]),
            w.number(fitted.estimate, DECIMALS),
            w.number(fitted.se, DECIMALS),
            _interval(w, fitted),
            w.number(fitted.values, 0),
        ]
        for way, fitted in study.ways.items()
    ]
    low, high = study.quantiles(0.025, 0.975)
    rows.append(
        [
            w.say("inom kommun, bootstrap", "within, bootstrap"),
            w.say(f"{len(study.drawn)} dragningar", f"{len(study.drawn)} draws"),
            NONE,
            w.number(float(study.drawn.std(ddof=1)), DECIMALS),
            _span(w, low, high, DECIMALS),
            NONE,
        ]
    )
    return [
        *page.heading(w.say("Tre sätt att se på samma par", "Three ways to look at the same pairs")),
        *page.table(head, rows, left=(0, 1)),
    ]


def _interval(w: Words, fitted: Fit) -> str:
    return _span(w, fitted.low, fitted.high, DECIMALS)


def _span(w: Words, low: float, high: float, decimals: int) -> str:
    return f"{w.number(low, decimals)} {w.term('to_inside')} {w.number(high, decimals)}"


def tests(w: Words, study: CurveEstimate) -> list[str]:
    """Return what each test says, a sentence each."""
    return [_lead(w, study), _held(w, study), _smallest(w, study)]


def _lead(w: Words, study: CurveEstimate) -> str:
    lead = study.lead
    if lead is None:
        return w.say(
            "Nästa års kostnad: för få år för att pröva.", "Next year's cost: too few years for a test."
        )
    size, error = w.number(lead.estimate, DECIMALS), w.number(lead.se, DECIMALS)
    if lead.clear:
        return w.say(
            f"Nästa års kostnad, när årets är känd: {size} (medelfel {error}). Den spelar roll, vilket talar emot att "
            "pengarna kommer först: samvariation, inte belagd effekt.",
            f"Next year's cost, given this year's: {size} (standard error {error}). It matters, which speaks against "
            "money coming first: co-movement, not a proven effect.",
        )
    return w.say(
        f"Nästa års kostnad, när årets är känd: {size} (medelfel {error}). Den spelar ingen synlig roll; det visar "
        "inte att pengarna är orsaken, bara att just detta prov inte talar emot.",
        f"Next year's cost, given this year's: {size} (standard error {error}). It plays no visible part; that does "
        "not show that money is the cause, only that this test does not speak against it.",
    )


def _held(w: Words, study: CurveEstimate) -> str:
    if study.held is None:
        return w.say(
            "Gemensam nämnare: inte prövad, ingen angiven. Delas både kostnad och utfall med samma antal, ange det med "
            "--denominator; då hålls det lika.",
            "Shared denominator: not tested, none stated. Where cost and outcome are divided by the same number, "
            "state it with --denominator; it is then held fixed.",
        )
    size, error = w.number(study.held.estimate, DECIMALS), w.number(study.held.se, DECIMALS)
    before, name = w.number(study.within.estimate, DECIMALS), str(study.denominator)
    said = w.say(
        f"Gemensam nämnare: med {kpi_name(w, study.panel, name)} lika blir sambandet {size} (medelfel {error}) mot "
        f"{before}. ",
        f"Shared denominator: with {kpi_name(w, study.panel, name)} held fixed the relation is {size} (standard error "
        f"{error}) against {before}. ",
    )
    return said + (
        w.say("Räknesättet ensamt är inte sambandet.", "Arithmetic alone is not the relation.")
        if study.held.clear
        else w.say(
            "Det som återstår går inte att skilja från 0: sambandet kan vara räknesättet.",
            "What is left cannot be told from 0: the relation may be arithmetic.",
        )
    )


def _smallest(w: Words, study: CurveEstimate) -> str:
    size = w.number(study.smallest, DECIMALS)
    return w.say(
        f"Minsta samband som panelen kunde ha visat: {size} åt endera hållet (2,8 medelfel, fyra gånger av fem vid 5 "
        "procents nivå). Ett mindre kan finnas utan att synas.",
        f"The smallest relation that the panel could have shown: {size} either way (2.8 standard errors, four times of "
        "five at the 5 per cent level). A smaller one may exist unseen.",
    )


def _breaks(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    if not study.breaks:
        return []
    head = [
        w.say("Utan år", "Without year"),
        w.say("Inom kommun", "Within"),
        w.term("standard_error"),
    ]
    rows = [
        [str(t), w.number(fitted.estimate, DECIMALS), w.number(fitted.se, DECIMALS)]
        for t, fitted in study.breaks.items()
    ]
    title = w.say("Brott: ett år i taget utelämnat", "Breaks: one year at a time left out")
    return [*page.heading(title), *page.table(head, rows)]


def _level(w: Words, level: float) -> str:
    return w.percent(level, 0)


def _points(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    title = w.say("Kurvan i målpoäng", "The curve in goal points")
    seen = " – ".join(w.percent(end, 1) for end in study.moved)
    told = w.say(
        f"Kostnaden har rört sig {seen} inom kommun (5:e till 95:e percentilen, efter årseffekter). Utanför är kurvan "
        "extrapolerad, och formen är vald, inte sedd.",
        f"Cost has moved {seen} within municipalities (5th to 95th percentile, after effects of years). Outside, the "
        "curve is extrapolated, and its form is chosen, not seen.",
    )
    if study.target is not None:
        told += _limits(w, study.target)
    if study.target is None:
        ask = w.say(
            " Med --scenario, --activity och --goal blir sambandet en kurva i målpoäng.",
            " With --scenario, --activity and --goal the relation becomes a curve in goal points.",
        )
        return [*page.heading(title), *page.text(told + ask)]
    rows = []
    for n, level in enumerate(study.levels):
        at, low, high = study.points(level)
        error = study.errors[n] if n < len(study.errors) else None
        outside = study.extrapolated(level)
        rows.append(
            [
                _level(w, level),
                w.number(at, POINTS),
                _span(w, low, high, POINTS),
                NONE if error is None else w.number(error, DECIMALS),
                w.say("extrapolerat", "extrapolated") if outside else "",
            ]
        )
    head = [
        w.term("level_in_a_heading"),
        w.term("points"),
        w.term("ninety_five"),
        w.say("Polylinjens fel\ntill nästa", "Polyline's error\nto the next"),
        "",
    ]
    coarse = max(study.errors, default=0.0)
    if coarse > PIECE:
        told += w.say(
            f" Polylinjen är {w.number(coarse, DECIMALS)} poäng från kurvan, över gränsen {w.number(PIECE, POINTS)}.",
            f" The polyline is {w.number(coarse, DECIMALS)} points off the curve, above the limit of "
            f"{w.number(PIECE, POINTS)}.",
        )
    return [*page.heading(title), *page.text(told), *page.table(head, rows, left=(0, 4))]


def _limits(w: Words, target: Target) -> str:
    """Return how far the scenario lets the activity move in a year, which widens where the curve is cut."""
    low, high = (w.percent(end, 1) for end in target.limits)
    return w.say(
        f" Scenariots gränser för ett år är {low} – {high}; kurvan går till närmaste brytpunkt utanför båda, minst 95 "
        "till 105 procent.",
        f" The scenario's limits of a year are {low} – {high}; the curve goes to the next breakpoint outside both, at "
        "least from 95 to 105 per cent.",
    )


def _to_paste(page: Page, w: Words, study: CurveEstimate) -> list[str]:
    lines = yaml_lines(study, w)
    if not lines:
        return []
    ends = f"{_level(w, study.levels[0])} – {_level(w, study.levels[-1])}"
    note = w.say(
        "Att klistra in i scenariot. Skriv author och date: den som står för bedömningen, och när. I scenariot räknas "
        f"samma form också utanför {ends}; det är då extrapolerat.",
        "To paste into the scenario. Write author and date: who stands behind the judgement, and when. The scenario "
        f"uses the same form outside {ends} too; it is then extrapolated.",
    )
    return [*page.heading(w.say("YAML", "YAML")), *page.text(note), *lines]


def yaml_lines(study: CurveEstimate, w: Words) -> list[str]:
    """Return the effect as lines of a scenario file; none where no curve is written.

    The band is a lever of the scenario by itself: ``se`` gives a normal one, ``range`` one of the central 90 %.

    Args:
        study: The estimate.
        w: The words of the study.
    """
    target = study.target
    if study.grade is None or target is None:
        return []
    if study.form == "log":
        form = [
            f"      elasticity: {study.within.estimate:.3f}",
            f"      se: {study.within.se:.3f}",
        ]
    else:
        least, most = (f"{100 * max(end, 0.0):.0f} %" for end in study.size)
        at = float(target.points(study.drawn[:1] * 0 + study.within.estimate, LEVELS[-1], study.form)[0])
        form = [
            "      shape: log",
            f"      at: {100 * LEVELS[-1]:.0f} %",
            f"      points: {at:.3f}",
            f"      range: [{least}, {most}]",
        ]
    lines = ["effects:", f"  {target.activity}:", f"    {target.goal}:", *form]
    lines.append(f"      evidence: {study.grade}")
    if study.author:
        lines.append(f'      author: "{_quoted(study.author)}"')
    return [f"  {line}" for line in [*lines, f'      source: "{_quoted(_basis(w, study))}"']]


def _basis(w: Words, study: CurveEstimate) -> str:
    """Return the source of an effect: what was estimated, on what, and with which band."""
    of = publisher((study.cost, study.outcome), study.file)
    size, error = w.number(study.within.estimate, DECIMALS), w.number(study.within.se, DECIMALS)
    low, high = (w.number(v, DECIMALS) for v in study.quantiles(0.025, 0.975))
    years, many = f"{study.years[0]}–{study.years[-1]}", study.within.municipalities
    seen = " – ".join(w.percent(end, 0) for end in study.moved)
    return w.say(
        f"egen bearbetning av data från {of}: {study.outcome} på {study.cost} inom kommun med årseffekter, {size} "
        f"(medelfel {error}, 95 % {low} till {high}), {many} kommuner {years}; sett {seen}",
        f"own processing of data from {of}: {study.outcome} on {study.cost} within municipalities with effects of "
        f"years, {size} (standard error {error}, 95% {low} to {high}), {many} municipalities {years}; seen {seen}",
    )


def _quoted(text: str) -> str:
    return text.replace(NO_BREAK, " ").replace("\\", "\\\\").replace('"', '\\"')


def _short(w: Words, study: CurveEstimate) -> Short:
    rows = [
        [
            w.say(*WAYS[way]),
            w.number(fitted.estimate, DECIMALS),
            w.number(fitted.se, DECIMALS),
            _interval(w, fitted),
        ]
        for way, fitted in study.ways.items()
    ]
    head = [
        w.term("estimate_in_a_heading"),
        w.term("value"),
        w.term("standard_error"),
        w.term("ninety_five"),
    ]
    cut = [_cut(w, study)] if study.target is not None else []
    return Short(sentences=[_finding(w, study), *cut, _grade(w, study)], head=head, rows=rows)


REPORT = StudyReport(
    of=CurveEstimate,
    title=("Kurva ur panel", "Curve from a panel"),
    question=(
        "Vad har kostnad och utfall haft med varandra att göra, och räcker det till en kurva?",
        "What have cost and outcome had to do with each other, and is it enough for a curve?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=lambda _, study: study.subject,
    words=words_of,
    opening=_opening,
    source=source,
)
