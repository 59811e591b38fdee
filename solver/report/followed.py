"""A follow-up in words and in tables of whole thousands of kronor, for the page, the terminal and the workbook.

Each amount of a table is rounded first, and deviations and sums are of the rounded ones, so that every row and column
adds up. Sentences tell exact amounts, with as many decimals as a thousand kronor needs.
"""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

from models.baselines import stated_spends
from solver.report.words import NO_BREAK, NONE, ONE_KRONA, RUN_ID, rounded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from models.follow_up.money import Account, Accuracy
    from models.follow_up.year_end import Closing
    from solver.report.words import Words
    from solver.studies.follow_up import FollowUpStudy
    from solver.studies.from_here import FromHere

MONTHS = {
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
V_DECIMALS = 2
"""Decimals of V."""
THOUSAND = 1000
"""Thousands of kronor per million."""
SHEETS = {
    "state": ("Läget", "Where things stand"),
    "committees": ("Nämnderna", "The committees"),
    "appropriations": ("Anslag under året", "Appropriations during the year"),
    "year_end": ("Bokslut och balanser", "Year-end and balances"),
    "goals": ("Mål", "Goals"),
    "from_here": ("Härifrån", "From here"),
    "accuracy": ("Hur bra var prognoserna", "How good the forecasts were"),
    "learning": ("Vad vi lärde oss om kurvorna", "What we learned of the curves"),
}
"""Sections of the page, and sheets of the workbook."""
KINDS = {
    "supplementary": ("tilläggsanslag", "supplementary appropriation"),
    "rebudgeted": ("ombudgetering", "moved over the year-end"),
    "transfer": ("omdisponering", "transfer"),
    "technical": ("teknisk justering", "technical adjustment"),
}
SOURCES = {
    "reserve": ("fullmäktiges förfogande", "the council's reserve"),
    "result": ("kommunens resultat", "the municipality's result"),
    "revenue": ("ny intäkt", "new revenue"),
}
BRIDGE = {
    "budgeted": ("Budgeterat resultat", "Budgeted result"),
    "revenue": ("Intäkter mot budget", "Revenue against budget"),
    "central": ("Centrala poster mot budget", "Central items against budget"),
    "committees": ("Nämndernas avvikelser", "The committees' deviations"),
    "reserve": ("Kvar av fullmäktiges förfogande", "Left of the council's reserve"),
    "appropriated": ("Anslag av resultatet eller ny intäkt", "Appropriated of the result or new revenue"),
    "result": ("Resultat", "Result"),
}
LEGAL = {
    "result": ("Årets resultat", "The year's result"),
    "capital_gains": ("Samtliga realisationsvinster", "All capital gains"),
    "exempt_gains": ("Vissa realisationsvinster enligt undantag", "Capital gains by exception"),
    "exempt_losses": ("Vissa realisationsförluster enligt undantag", "Capital losses by exception"),
    "unrealised_losses": ("Orealiserade förluster i värdepapper", "Unrealised losses on securities"),
    "reversed_losses": (
        "Återföring av orealiserade förluster i värdepapper",
        "Reversal of unrealised losses on securities",
    ),
    "after_adjustments": ("Resultat efter balanskravsjusteringar", "Result after adjustments"),
    "to_reserve": ("Medel till resultatreserven", "To the result reserve"),
    "from_reserve": ("Medel från resultatreserven", "From the result reserve"),
    "exceptional": ("Synnerliga skäl", "Exceptional reasons"),
    "balance_result": ("Balanskravsresultat", "Balance result"),
    "earlier_deficit": ("Balanskravsunderskott från tidigare år", "Deficits of earlier years"),
    "sum": ("Summa", "Sum"),
    "to_restore": ("Balanskravsresultat att återställa", "To be restored"),
}
LEGAL_SUMS = ("result", "after_adjustments", "balance_result", "sum", "to_restore")
"""Lines that are told though they are nothing."""


def thousands(msek: float) -> int:
    """Return an amount in whole thousands of kronor, rounded half away from nothing."""
    return int(rounded(msek * THOUSAND, 0))


def told_money(w: Words, msek: float, *, sign: bool = False) -> str:
    """Return an amount with its unit and as many decimals as its thousands of kronor need, so that amounts add up."""
    exact, decimals = msek * w.per_msek, w.money_decimals
    most = decimals + (2 if w.scenario.currency == "MSEK" else 0)
    while decimals < most and abs(rounded(exact, decimals) - rounded(exact, most)) > ONE_KRONA:
        decimals += 1
    return f"{(w.signed if sign else w.number)(exact, decimals)}{NO_BREAK}{w.unit}"


def day(w: Words, date: dt.date, *, year: bool = True) -> str:
    """Return a date in words: ``31 augusti 2025``."""
    name = f"{date.day} {MONTHS[w.scenario.language][date.month - 1]}"
    return f"{name} {date.year}" if year else name


def stage(w: Words, study: FollowUpStudy) -> str:
    """Return the stage and the vintage of what is told, as one line."""
    report = study.report
    kind = _kind(w, study)
    made = w.say(f"underlag från {report.vintage}", f"tables of {report.vintage}")
    return w.say(f"Per {day(w, report.date)}: {kind}, {made}", f"At {day(w, report.date)}: {kind}, {made}")


def _kind(w: Words, study: FollowUpStudy) -> str:
    """Return whether a forecast or an outcome is told, and whether closing entries are missing."""
    if not study.outcome:
        told = w.term("forecast")
        return (
            w.say(f"preliminär {told}", f"preliminary {told}") if study.report.content.preliminary else told
        )
    told = w.term("outcome")
    return w.say(f"preliminärt {told}", f"preliminary {told}") if study.report.content.preliminary else told


def base(w: Words, study: FollowUpStudy) -> str:
    """Return what everything is compared with, as a sentence."""
    what = study.money.decided
    given = w.scenario.plans.get(what.plan)
    name = (given.name if given is not None else None) or w.plan_id(what.plan)
    by = f", {given.by}" if given is not None and given.by else ""
    n = len(study.money.appropriations)
    if not n:
        return w.say(
            f"Jämfört med {name}{by}; inga anslag under året.",
            f"Compared with {name}{by}; no appropriations during the year.",
        )
    return w.say(
        f"Jämfört med {name}{by}, och {n} anslag till och med {day(w, study.report.date)}.",
        f"Compared with {name}{by}, and {n} appropriation{'s' if n > 1 else ''} up to "
        f"{day(w, study.report.date)}.",
    )


def against_budget(w: Words, study: FollowUpStudy) -> str:
    """Return the name of the budget that deviations are against."""
    if study.money.appropriations:
        return w.say("budgeten efter anslag under året", "the budget with the year's appropriations")
    return w.term("the_budget")


def title(w: Words, study: FollowUpStudy, sheet: str, more: str = "") -> str:
    """Return the heading of a section: its name, the report's date and stage, and what it is compared with."""
    when = study.report.date.isoformat()
    kind = _kind(w, study)
    return f"{w.say(*SHEETS[sheet])}, {kind} {when}{f', {more}' if more else ''}"


def bridge_rows(w: Words, bridge: dict[str, float]) -> list[list[str]]:
    """Return the bridge from the budgeted result: rounded rows, and the sum of them."""
    parts = {name: thousands(amount) for name, amount in bridge.items() if name != "result"}
    rows = [
        [w.say(*BRIDGE[name]), w.number(x, 0) if name == "budgeted" else w.signed(x, 0)]
        for name, x in parts.items()
        if x or name == "budgeted"
    ]
    return [*rows, [w.say(*BRIDGE["result"]), w.number(sum(parts.values()), 0)]]


def sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return where things stand in sentences: the result, the balance requirement, and the largest deviations."""
    told = [*_result(w, study), *(_deviation(w, study, c) for c in study.largest)]
    if not study.largest:
        told.append(
            w.say(
                f"Ingen nämnd avviker från {against_budget(w, study)}.",
                f"No committee deviates from {against_budget(w, study)}.",
            )
        )
    if not study.outcome and all(account.profile is None for account in study.money.committees.values()):
        when = day(w, study.report.date)
        told.append(
            w.say(
                f"Ingen säsong är angiven för {when} (profile), så prognoserna står utan en trend att jämföra med.",
                f"No season is stated for {when} (profile), so forecasts stand without a trend beside them.",
            )
        )
    if study.report.content.preliminary:
        told.append(
            w.say(
                "Siffrorna är preliminära: bokslutsposter saknas ännu.",
                "The figures are preliminary: closing entries are not in yet.",
            )
            if study.outcome
            else w.say("Siffrorna är preliminära.", "The figures are preliminary.")
        )
    told += study.follow_up.warnings
    return told


def _result(w: Words, study: FollowUpStudy) -> list[str]:
    money = study.money
    if money.result is None:
        missing = _missing(w, study)
        return [
            w.say(
                f"Kommunens resultat räknas inte: {missing} saknas. Nämnderna avviker tillsammans "
                f"{told_money(w, money.deviation, sign=True)}.",
                f"The municipality's result is not told: {missing} missing. The committees deviate by "
                f"{told_money(w, money.deviation, sign=True)} together.",
            )
        ]
    amount = told_money(w, money.result)
    target = money.municipality.target
    end = study.outcome
    if target is None:
        told = [
            w.say(
                f"Kommunens resultat {'blev' if end else 'väntas bli'} {amount}; något resultatmål är inte angivet.",
                f"The municipality's result {'was' if end else 'is expected to be'} {amount}; no target is stated.",
            )
        ]
    else:
        gap = money.result - target
        how = w.say("över", "above") if gap > 0 else w.say("under", "below")
        gap_told = (
            w.say("lika med målet", "equal to the target")
            if abs(gap) < ONE_KRONA
            else w.say(
                f"{told_money(w, abs(gap))} {how} målet {told_money(w, target)}",
                f"{told_money(w, abs(gap))} {how} the target of {told_money(w, target)}",
            )
        )
        told = [
            w.say(
                f"Kommunens resultat {'blev' if end else 'väntas bli'} {amount}, {gap_told}.",
                f"The municipality's result {'was' if end else 'is expected to be'} {amount}, {gap_told}.",
            )
        ]
    if not money.municipality.central_told:
        told.append(
            w.say(
                "De centrala posterna är budgetens, eftersom rapporten inte säger något om dem.",
                "Central items are the budget's, for the report says nothing of them.",
            )
        )
    return [*told, *_balance(w, study)]


def _missing(w: Words, study: FollowUpStudy) -> str:
    whole = study.money.municipality
    names = []
    if whole.revenue is None:
        names.append(w.say("rapportens revenue", "the report's revenue"))
    if whole.central is None:
        names.append(w.say("centrala poster (central)", "central items (central)"))
    return w.listed(names)


def _balance(w: Words, study: FollowUpStudy) -> list[str]:
    found = study.balance_requirement
    assert found is not None  # noqa: S101 - the result is told
    given = study.follow_up.reconciliation(study.report)
    total = told_money(w, found.lines["sum"])
    unadjusted = w.say(
        " Rapporten anger inga balanskravsjusteringar.", " The report states no adjustments for it."
    )
    more = "" if given is not None else unadjusted
    drawn = study.money.municipality.withdrawal
    if abs(drawn) > ONE_KRONA and given is None:
        amount = told_money(w, drawn)
        more += w.say(f" Uttag ur resultatreserven: {amount}.", f" Drawn from the result reserve: {amount}.")
    if found.kept:
        kept = w.say(
            f"Balanskravet {'klaras' if study.outcome else 'väntas klaras'}: {total}.{more}",
            f"The balance requirement is {'kept' if study.outcome else 'expected to be kept'}: {total}.{more}",
        )
        return [kept]
    steps = found.restore(study.follow_up.year)
    each = told_money(w, next(iter(steps.values())))
    return [
        w.say(
            f"Balanskravet {'klaras inte' if study.outcome else 'väntas inte klaras'}: {total}. Det återställs inom "
            f"tre år, i lika delar {each} om året {min(steps)}–{max(steps)}.{more}",
            f"The balance requirement is {'not kept' if study.outcome else 'not expected to be kept'}: {total}. It is "
            f"restored within three years, in equal parts {each} a year {min(steps)}–{max(steps)}.{more}",
        )
    ]


def _deviation(w: Words, study: FollowUpStudy, c: str) -> str:
    """Return a committee's deviation, what it said before, and what the season says, as a sentence."""
    account = study.money.committees[c]
    now = told_money(w, account.deviation, sign=True)
    before = ""
    if study.against is not None:
        month = MONTHS[w.scenario.language][study.against.report.date.month - 1]
        earlier = told_money(w, study.steps[c].before, sign=True).rpartition(NO_BREAK)[0]
        before = f" ({earlier} {w.say('i', 'in')} {month})"
    name, budget = w.committee(c), against_budget(w, study)
    text = (
        w.say(f"{name}: {now} mot {budget}{before}.", f"{name}: {now} against {budget}{before}.")
        if study.outcome
        else w.say(
            f"{name} prognostiserar {now} mot {budget}{before}.",
            f"{name} forecasts {now} against {budget}{before}.",
        )
    )
    if abs(account.exempt) > ONE_KRONA:
        part = told_money(w, account.exempt, sign=True)
        text += w.say(
            f" Därav {part} i verksamhet som nämnden är befriad från att anpassa.",
            f" {part} of it in activities that it is relieved of adapting.",
        )
    if account.trend_deviation is not None:
        trend = w.fine_money(account.trend_deviation, sign=True)
        text += " " + w.say(
            f"Med {season(w, study)} blir det {trend}.", f"With {season(w, study)} it is {trend}."
        )
    return text


def season(w: Words, study: FollowUpStudy) -> str:
    """Return what the season is."""
    n = study.follow_up.season_years
    words = {
        2: ("två", "two"),
        3: ("tre", "three"),
        4: ("fyra", "four"),
        5: ("fem", "five"),
        6: ("sex", "six"),
    }
    if not n:
        return w.say("den angivna säsongen", "the stated season")
    if n == 1:
        return w.say("säsongen året före", "the season of the year before")
    sv, en = words.get(n, (str(n), str(n)))
    return w.say(f"säsongen de {sv} senaste åren", f"the season of the last {en} years")


def account_row(account: Account, before: float | None) -> dict[str, int | None]:
    """Return a committee's row in thousands of kronor; deviation and own are of the rounded amounts.

    Args:
        account: The committee.
        before: The deviation of the report that it is compared with [MSEK]; None for the first.
    """
    budget, forecast, exempt = map(thousands, (account.budget, account.forecast, account.exempt))
    trend = account.trend
    return {
        "budget": budget,
        "actual": None if account.actual is None else thousands(account.actual),
        "forecast": forecast,
        "deviation": budget - forecast,
        "exempt": exempt,
        "own": budget - forecast - exempt,
        "before": None if before is None else thousands(before),
        "trend": None if trend is None else budget - thousands(trend),
    }


def committee_table(
    w: Words, study: FollowUpStudy
) -> tuple[list[str], list[str], list[list[int | None]], list[str]]:
    """Return the table of committees: names of rows, headings, amounts in thousands of kronor, and which are signed.

    The last row is the sum of those above; a column that some row lacks has no sum.
    """
    rows = {
        c: account_row(study.money.committees[c], study.steps[c].before if c in study.steps else None)
        for c in w.scenario.committees
    }
    columns = [
        name
        for name in ("budget", "actual", "forecast", "deviation", "exempt", "own", "before", "trend")
        if any(row[name] is not None for row in rows.values())
        and (name != "actual" or not study.outcome)
        and (name not in {"exempt", "own"} or study.follow_up.exempt)
    ]
    amounts = [[row[name] for name in columns] for row in rows.values()]
    sums: list[int | None] = []
    for column in zip(*amounts, strict=True):
        told = [x for x in column if x is not None]
        sums.append(sum(told) if len(told) == len(column) else None)
    names = [w.committee(c) for c in rows]
    return (
        [*names, w.term("sum")],
        columns,
        [*amounts, sums],
        ["deviation", "exempt", "own", "before", "trend"],
    )


def heading_of(w: Words, study: FollowUpStudy, column: str) -> str:
    """Return the heading of a column of the table of committees."""
    earlier = "" if study.against is None else study.against.report.date.isoformat()
    until = study.report.date.isoformat()
    known = {
        "budget": ("Budget\nhela året", "Budget\nof the year"),
        "actual": (f"Utfall t.o.m.\n{until}", f"Actual to\n{until}"),
        "forecast": ("Utfall\nhela året", "Outcome\nof the year")
        if study.outcome
        else ("Prognos\nhela året", "Forecast\nof the year"),
        "deviation": ("Avvikelse\nmot budget", "Against\nbudget"),
        "exempt": ("Därav\nbefriat", "Of it\nexempt"),
        "own": ("Nämndens\negen", "The com-\nmittee's own"),
        "before": (f"Avvikelse\n{earlier}", f"Deviation\n{earlier}"),
        "trend": ("Avvikelse\nenligt säsong", "Against budget\nby the season"),
    }
    return w.say(*known[column])


def exempt_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return who relieved which activities, and of which of them the decided plan states no budget."""
    given = study.follow_up.content.exempt
    if given is None:
        return []
    lines = [
        w.say(
            f"Befriade från kravet att anpassa kostnaderna, {given.by}: avvikelsen stannar hos fullmäktige.",
            f"Relieved of adapting the costs, {given.by}: the deviation stays with the council.",
        )
    ]
    if computed := [w.activity(a) for a in given.activities if _is_computed(study, a)]:
        names = w.listed(computed)
        lines.append(
            w.say(
                f"Planen anger ingen budget för {names}; den är beräknad som en del av nämndens ram. På den vilar hur "
                "mycket som är befriat, och därmed vad nämnden själv svarar för.",
                f"The plan states no budget for {names}; it is computed as a part of the committee's frame. What is "
                "exempt rests on it, and so does what the committee answers for itself.",
            )
        )
    return lines


def _is_computed(study: FollowUpStudy, a: str) -> bool:
    """Return whether an activity's budget is a computed part of a frame that the decided plan states."""
    plan = study.scenario.plans.get(study.money.decided.plan)
    if plan is None or a not in study.money.activities:
        return False
    figures, key = study.figures, (a, study.follow_up.year)
    alone = all(len(figures.lines_of[c]) == 1 for c in figures.lines[a].shares)
    return not alone and key not in figures.fixed and key not in stated_spends(figures, plan)


def step_table(w: Words, study: FollowUpStudy) -> tuple[list[str], list[list[int]]]:
    """Return the names and, in thousands of kronor, each deviation then, what changed it, and now, with their sums.

    The last of the four is the sum of the others: what was appropriated since, and what the forecast was lowered by.
    """
    rows = []
    for c in w.scenario.committees:
        step = study.steps[c]
        before, given, lowered = map(thousands, (step.before, step.appropriations, step.forecast))
        rows.append([before, given, lowered, before + given + lowered])
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return [*(w.committee(c) for c in w.scenario.committees), w.term("sum")], [*rows, sums]


def step_headings(w: Words, study: FollowUpStudy) -> list[str]:
    """Return the headings of that table."""
    assert study.against is not None  # noqa: S101 - there are steps
    earlier, now = (one.report.date.isoformat() for one in (study.against, study.money))
    outcome = study.outcome
    return [
        w.say(f"Avvikelse\n{earlier}", f"Deviation\n{earlier}"),
        w.say("Anslag\nsedan dess", "Appropriated\nsince"),
        w.say("Utfall under\nprognosen (+)", "Outcome below\nforecast (+)")
        if outcome
        else w.say("Sänkt\nprognos (+)", "Forecast\nlowered (+)"),
        w.say(f"Avvikelse\n{now}", f"Deviation\n{now}"),
    ]


def measure_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return who expects a deficit of their own without a measure, and what measures are not counted yet."""
    if study.outcome:
        return []
    acting = {m.committee for m in study.report.content.measures.values()}
    idle = [
        w.committee(c)
        for c, account in study.money.committees.items()
        if account.own < -ONE_KRONA and c not in acting
    ]
    told = []
    if idle:
        told.append(
            w.say(
                f"Väntar eget underskott utan att rapporten anger någon åtgärd: {w.listed(idle)}.",
                f"Expect a deficit of their own, and the report states no measure: {w.listed(idle)}.",
            )
        )
    more = sum(account.measures for account in study.money.committees.values())
    if abs(more) > ONE_KRONA:
        amount = told_money(w, more, sign=True)
        told.append(
            w.say(
                f"Åtgärder som prognoserna inte räknar med: {amount} i år, om de får den effekt som anges.",
                f"Measures that forecasts do not count: {amount} this year, if they have the effect stated.",
            )
        )
    return told


def appropriation_rows(
    w: Words, study: FollowUpStudy
) -> list[tuple[str, list[str], dict[str, int], int, str]]:
    """Return each appropriation: its name, words, amounts by committee or activity, sum, and whether it stands."""
    found = []
    for id_, a in study.money.appropriations.items():
        amounts = {key: thousands(x) for key, x in a.amounts.items()}
        source = NONE if a.funded_by is None else w.say(*SOURCES[a.funded_by])
        words = [a.date.isoformat(), a.by, w.say(*KINDS[a.kind]), source]
        stands = w.term("yes") if a.permanent else w.term("no")
        found.append((a.name or id_, words, amounts, sum(amounts.values()), stands))
    return found


def reserve_sentence(w: Words, study: FollowUpStudy) -> str:
    """Return what is left of the council's reserve, and that budgets and reserve are the total, as a sentence."""
    money = study.money
    used, left = money.funded("reserve"), money.reserve
    outside = money.funded("result") + money.funded("revenue")
    total = told_money(w, money.budget + left)
    text = w.say(
        f"Av fullmäktiges förfogande, {told_money(w, money.decided.reserve)}, är {told_money(w, used)} anslaget och "
        f"{told_money(w, left)} kvar. Nämndernas budgetar och det som är kvar är tillsammans {total}",
        f"Of the council's reserve, {told_money(w, money.decided.reserve)}, {told_money(w, used)} is appropriated and "
        f"{told_money(w, left)} left. The committees' budgets and what is left are {total} together",
    )
    if abs(outside) > ONE_KRONA:
        more = told_money(w, outside, sign=True)
        return text + w.say(
            f": beslutat ramutrymme och {more} av resultatet eller ny intäkt.",
            f": the decided total and {more} of the result or new revenue.",
        )
    return text + w.say(", det beslutade ramutrymmet.", ", the decided total.")


def name_of(w: Words, id_: str) -> str:
    """Return the name of a committee or an activity."""
    return w.committee(id_) if id_ in w.scenario.committees else w.activity(id_)


def closing_row(one: Closing) -> dict[str, int]:
    """Return a committee's year-end in thousands of kronor; the last but the restored sums the others."""
    told = {
        "opening": thousands(one.opening),
        "own": thousands(one.own),
        "returned": -thousands(one.returned),
        "borne": thousands(one.borne),
        "decided": thousands(one.decided),
    }
    return {**told, "closing": sum(told.values()), "restored": thousands(one.restored)}


def closing_table(w: Words, study: FollowUpStudy) -> tuple[list[str], list[str], list[list[int]]]:
    """Return the bridge of each committee's balance: names, columns, and amounts in thousands with their sum."""
    rows = {c: closing_row(study.year_end[c]) for c in w.scenario.committees}
    always = {"opening", "own", "returned", "closing"}
    columns = [
        name
        for name in ("opening", "own", "returned", "borne", "decided", "closing", "restored")
        if name in always or any(row[name] for row in rows.values())
    ]
    amounts = [[row[name] for name in columns] for row in rows.values()]
    sums = [sum(column) for column in zip(*amounts, strict=True)]
    return [*(w.committee(c) for c in rows), w.term("sum")], columns, [*amounts, sums]


def closing_heading(w: Words, study: FollowUpStudy, column: str) -> str:
    """Return the heading of a column of the year-end."""
    y = study.follow_up.year
    known = {
        "opening": (f"Ingående\n{y}", f"Opening\n{y}"),
        "own": ("Eget\nresultat", "Own\nresult"),
        "returned": ("Lämnas\ntillbaka", "Handed\nback"),
        "borne": ("Bärs av\nkommunen", "Borne by the\nmunicipality"),
        "decided": ("Annat beslut\nav KF", "Other council\ndecision"),
        "closing": (f"Utgående\n{y}", f"Closing\n{y}"),
        "restored": ("Därav åter-\nställt i år", "Of it restored\nthis year"),
    }
    return w.say(*known[column])


def decided_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return for which committees the council has decided other balances than the rule's, and who that was."""
    given = study.report.content
    if not given.balances:
        return []
    who = w.listed([w.committee(c) for c in given.balances])
    return [
        w.say(
            f"Fullmäktige har beslutat andra balanser än regelns för {who}: {given.balances_by}.",
            f"The council has decided other balances than the rule's for {who}: {given.balances_by}.",
        )
    ]


def rule_sentence(w: Words) -> str:
    """Return the scenario's rule of carry-over as a sentence."""
    rule = w.scenario.carry_over
    if rule.rule == "none":
        return w.say(
            "Regel: inga resultat förs över. Ett överskott går tillbaka till kommunen och ett underskott bärs av den.",
            "Rule: no results are carried. A surplus returns to the municipality, and a deficit is borne by it.",
        )
    kept = w.spoken_percent(1.0 if rule.keep_surplus is None else rule.keep_surplus)
    caps = [
        w.spoken_percent(rule.cap_share) + w.say(" av basårets ram", " of the base-year frame")
        if rule.cap_share is not None
        else "",
        w.fine_money(rule.cap_amount) if rule.cap_amount is not None else "",
    ]
    cap = w.say(" och ", " and ").join(filter(None, caps))
    limit = w.say(f", högst {cap} i balans", f", at most {cap} in balance") if cap else ""
    return w.say(
        f"Regel: {kept} av ett överskott behålls{limit}; ett underskott förs över helt och återställs på "
        f"{rule.restore_years} år från nästa år.",
        f"Rule: {kept} of a surplus is kept{limit}; a deficit is carried in full and restored over "
        f"{rule.restore_years} years from the next.",
    )


def restoring_table(w: Words, study: FollowUpStudy) -> tuple[list[str], list[list[int]]]:
    """Return the years in which deficits are restored, and amounts in thousands of kronor of each committee."""
    years = sorted({n for one in study.year_end.values() for n in one.restore})
    rows = [[thousands(study.year_end[c].restore.get(n, 0.0)) for n in years] for c in w.scenario.committees]
    return [str(study.follow_up.year + n) for n in years], rows


def exceptional_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return who decided that there were exceptional reasons, where anybody did."""
    given = study.follow_up.reconciliation(study.report)
    if given is None or not given.exceptional_by:
        return []
    by = given.exceptional_by
    return [w.say(f"Synnerliga skäl: {by}.", f"Exceptional reasons: {by}.")]


def legal_rows(w: Words, study: FollowUpStudy) -> list[tuple[str, float]]:
    """Return the lines of the balance requirement that are told [MSEK]; empty where the result is not."""
    found = study.balance_requirement
    if found is None:
        return []
    given = study.follow_up.reconciliation(study.report)
    told = [n for n in LEGAL if found.lines[n] or n in LEGAL_SUMS]
    if given is None:  # nothing stands between the two
        told = [n for n in told if n in {"result", "from_reserve", "balance_result", "to_restore"}]
    return [(w.say(*LEGAL[name]), found.lines[name]) for name in told]


def vintage_table(w: Words, study: FollowUpStudy) -> tuple[list[str], list[list[int]]]:
    """Return the dates of the reports, and each committee's deviations in thousands of kronor with their sums."""
    rows = [
        [account_row(money.committees[c], None)["deviation"] or 0 for money in study.moneys]
        for c in w.scenario.committees
    ]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return [money.report.date.isoformat() for money in study.moneys], [*rows, sums]


def mean_miss(rows: Iterable[Accuracy], *, trend: bool = False) -> float | None:
    """Return by how much forecasts, or trends, missed the outcome on average [MSEK]; None without any."""
    misses = [row.trend_difference if trend else row.difference for row in rows]
    told = [abs(miss) for miss in misses if miss is not None]
    return sum(told) / len(told) if told and len(told) == len(misses) else None


def vintage_heading(w: Words, date: str) -> str:
    """Return the heading of a report's forecasts."""
    return w.say(f"Prognos\n{date}", f"Forecast\n{date}")


def accuracy_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return how far each report's forecasts, and the trends beside them, were from the outcome on average."""
    if not study.outcome:
        when = w.say(
            "Hur bra prognoserna är visar sig när året är slut.",
            "How good the forecasts are is seen when the year is over.",
        )
        since = w.say("Tabellen visar hur de har ändrats.", "The table shows how they have changed.")
        return [f"{when} {since}" if len(study.moneys) > 1 else when]
    told = []
    for money in study.moneys[:-1]:
        date = money.report.date.isoformat()
        rows = [row for (when, c), row in study.accuracies.items() if when == date and c]
        miss, trend = mean_miss(rows), mean_miss(rows, trend=True)
        if miss is None:
            continue
        when = day(w, money.report.date, year=False)
        text = w.say(
            f"Prognoserna per {when} missade utfallet med {w.fine_money(miss)} per nämnd i medeltal",
            f"Forecasts at {when} missed the outcome by {w.fine_money(miss)} per committee on average",
        )
        if trend is not None:
            text += w.say(
                f", säsongens trend med {w.fine_money(trend)}",
                f", the season's trend by {w.fine_money(trend)}",
            )
        told.append(f"{text}.")
    return told


def here_sentences(w: Words, study: FollowUpStudy) -> list[str]:
    """Return where the three plans are from, or which command makes them."""
    when, here = study.report.date, study.here
    name = shlex.quote(PurePath(study.follow_up.path).name or w.say("FIL", "FILE"))
    call = f"kommunbudget replan {name} --at {when}"
    if here is None:
        return [
            w.say(
                "Uppföljningen räknar bara ihop vad som har hänt; den planerar inget. Vad som var planerat, vad det "
                f"blir om inget görs och vad som går att göra nu räknas av {call}. Görs uppföljningen om därefter står "
                "de tre planerna här.",
                "The follow-up only adds up what has happened; it plans nothing. What was planned, what comes if "
                f"nothing is done and what can be done now is computed by {call}. A follow-up made after it has the "
                "three plans here.",
            )
        ]
    return [
        w.say(
            f"Ur omplaneringen av samma rapport och samma filer ({call}, körning {here.run[:RUN_ID]}); där står av "
            "vilka pengar ramarna är andra än de planerade, och vilka krav som bryts om inget görs.",
            f"From the re-plan of the same report and the same files ({call}, run {here.run[:RUN_ID]}); it tells of "
            "what money frames are other than the planned, and which limits are broken if nothing is done.",
        ),
        w.say(
            f"Mot planen kostar {study.follow_up.year} {w.money(here.more_spent, sign=True)}, och det ger "
            f"{w.signed(here.gave, V_DECIMALS)} poäng i V: ett år som kostar mer har högre V det året.",
            f"Against the plan {study.follow_up.year} costs {w.money(here.more_spent, sign=True)}, which gives "
            f"{w.signed(here.gave, V_DECIMALS)} points of V: a year that costs more has a higher V that year.",
        ),
        w.say(
            "Varje belopp är avrundat till tkr; skillnader och summor är av de avrundade.",
            "Each amount is rounded to TSEK; differences and sums are of the rounded ones.",
        ),
    ]


HERE = ("planned", "nothing", "restores", "replan", "change")
"""Columns of frames from here."""


def here_heads(w: Words) -> list[str]:
    """Return the headings of the frames from here."""
    return [
        w.term("planned"),
        w.term("nothing_done"),
        w.term("of_it_restored"),
        w.term("re_plan"),
        w.say("mot\nplanerat", "against\nplanned"),
    ]


def here_frames(w: Words, here: FromHere) -> tuple[list[str], list[list[int]]]:
    """Return frames of the first year from here in thousands of kronor: names, and rows, the last one of sums."""
    rows = []
    for c in w.scenario.committees:
        old, still, new = (thousands(here.frames[id_][c]) for id_ in ("planned", "nothing", "replan"))
        rows.append([old, still, thousands(here.restores[c]), new, new - old])
    names = [*(w.committee(c) for c in w.scenario.committees), w.term("sum")]
    return names, [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def here_values(w: Words, study: FollowUpStudy, here: FromHere) -> list[tuple[str, list[float]]]:
    """Return V by year and in all of the three plans [points]; each year says whether it is settled or after it."""
    f = study.figures
    settled, after = w.terms("year_settled", "year_after")
    rows = [
        (
            f"{y}{settled if y < here.year else '' if y in f.years else after}",
            [here.by_year[id_][y] for id_ in ("planned", "nothing", "replan")],
        )
        for y in sorted(here.by_year["planned"])
    ]
    return [*rows, ("V", [here.values[id_] for id_ in ("planned", "nothing", "replan")])]
