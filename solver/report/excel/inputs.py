"""The sheet of inputs, on which every formula of the workbook rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.figures import ADJUSTMENTS
from solver.report.excel.book import ACROSS, Column, amount, tkr
from solver.report.excel.live import Live, added, live, smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.figures import Figures, Line
    from solver.report.excel.book import Cell, Kind, Sheet
    from solver.report.excel.live import Number
    from solver.report.words import Words

CLASSES = {
    "wages": ("Löner", "Wages"),
    "purchased": ("Köpt verksamhet", "Purchased services"),
    "rents": ("Hyror", "Rents"),
    "other": ("Övrigt", "Other"),
}
"""Names of the cost classes."""
ByCommittee = dict[tuple[str, int], Live]
ByActivity = dict[tuple[str, int], Live]


@dataclass(slots=True, kw_only=True)
class Inputs:
    """The cells of the sheet of inputs.

    Attributes:
        base: Base-year cost of each activity [tkr].
        share: Share of each activity that each committee pays [share].
        base_frame: Base-year frame of each committee [tkr].
        entries: The adjustments of each committee and year, as (activity or None, amounts by kind [tkr]).
        index: Index of each committee and year [share].
        requirement: Efficiency requirement by year [share].
        revenue: Revenue by year [tkr]; empty where the total is given apart.
        target: Result target in force by year [share]; empty likewise.
        central: Central items by year [tkr]; empty where the file has none.
        given: Total by year where the file gives it, before what the municipality restores [tkr]; else empty.
        set_aside: What the municipality restores of deficits of settled years, by year [tkr]; empty where nothing.
        total: Total before deposits and withdrawals by year [tkr].
        reserve_share: Smallest reserve by year [share of total].
        locked: Frames that a decision fixes [tkr]; empty cells where none does.
        opening: Balance that each committee brings into the first plan year [tkr].
        restore: What each committee restores of a deficit by year [tkr].
        settled_frame: Frames of settled years, with the year's appropriations [tkr].
        settled_spend: Cost of the activities in settled years [tkr].
        settled_balance: Balances at the end of settled years [tkr]; empty where none are carried.
        temporary: Part of the settled frames that was appropriated for the year alone [tkr].
        permanent: Part of the settled frames that was appropriated during the year, for good [tkr].
        result_reserve: Result reserve at the end of the base year and of settled years [tkr]; empty without these.
        own_price: Price change of activities that have their own [share].
        efficiency: Believed gain of efficiency of activities that have one [share].
        volume: Volume of activities that follow a driver, against the base year [-].
        need: Need where the file states it [tkr].
        fixed: Amounts carried as fixed [tkr].
        earmarked: Spends that a decision fixes [tkr].
    """

    base: dict[str, Live] = field(default_factory=dict)
    share: dict[tuple[str, str], Live] = field(default_factory=dict)
    base_frame: dict[str, Live] = field(default_factory=dict)
    entries: dict[tuple[str, int], list[tuple[str | None, Mapping[str, Live]]]] = field(default_factory=dict)
    index: ByCommittee = field(default_factory=dict)
    requirement: dict[int, Live] = field(default_factory=dict)
    revenue: dict[int, Live] = field(default_factory=dict)
    target: dict[int, Live] = field(default_factory=dict)
    central: dict[int, Live] = field(default_factory=dict)
    given: dict[int, Live] = field(default_factory=dict)
    set_aside: dict[int, Live] = field(default_factory=dict)
    total: dict[int, Live] = field(default_factory=dict)
    reserve_share: dict[int, Live] = field(default_factory=dict)
    locked: ByCommittee = field(default_factory=dict)
    opening: dict[str, Live] = field(default_factory=dict)
    restore: ByCommittee = field(default_factory=dict)
    settled_frame: ByCommittee = field(default_factory=dict)
    settled_spend: ByActivity = field(default_factory=dict)
    settled_balance: ByCommittee = field(default_factory=dict)
    temporary: ByCommittee = field(default_factory=dict)
    permanent: ByCommittee = field(default_factory=dict)
    result_reserve: dict[int, Live] = field(default_factory=dict)
    own_price: ByActivity = field(default_factory=dict)
    efficiency: ByActivity = field(default_factory=dict)
    volume: ByActivity = field(default_factory=dict)
    need: ByActivity = field(default_factory=dict)
    fixed: ByActivity = field(default_factory=dict)
    earmarked: ByActivity = field(default_factory=dict)

    def adjusted(self, c: str, y: int, *kinds: str) -> Live | None:
        """Return the sum of some kinds of a committee's adjustments in a year [tkr]; None where it has none.

        What a settled year before was given for that year alone is a one-off item that ends.

        Args:
            c: The committee.
            y: The plan year.
            kinds: Of ``one_off``, ``full_year``, ``technical``, ``demography`` and ``capital``.
        """
        found = [
            amounts[kind] for _, amounts in self.entries.get((c, y), ()) for kind in kinds if kind in amounts
        ]
        if "one_off" in kinds and (c, y - 1) in self.temporary:
            found.append(live(0) - self.temporary[c, y - 1])
        return added(found) if found else None

    def appropriated(self, c: str, y: int) -> Live:
        """Return what a committee was appropriated during a settled year [tkr].

        Args:
            c: The committee.
            y: The settled year.
        """
        return self.temporary[c, y] + self.permanent[c, y]

    def settled_cost(self, figures: Figures, c: str, y: int) -> Live:
        """Return what a committee's activities cost in a settled year, its part of joint ones [tkr].

        Args:
            figures: Figures of the scenario.
            c: The committee.
            y: The settled year.
        """
        return added(
            [
                self.settled_spend[a, y]
                if len(figures.lines[a].shares) == 1
                else self.share[a, c] * self.settled_spend[a, y]
                for a in figures.lines_of[c]
            ]
        )


def inputs(sheet: Sheet, w: Words, figures: Figures) -> Inputs:
    """Write the sheet of inputs and return its cells."""
    found = Inputs()
    write = _Writer(sheet, w, figures)
    sheet.note(
        w.say(
            "Gula celler är indata och får ändras. Uppräkningen räknas då om på alla blad, och likaså behov, "
            "skillnader och summor. Vad lösaren har räknat (grått och kursivt) ändras inte.",
            "Yellow cells are inputs and may be changed. Indexation is then recomputed on all sheets, and so are need, "
            "differences and sums. What the solver computed (grey italics) does not change.",
        )
    )
    if settled := w.settled():
        sheet.note(settled)
    sheet.gap()
    write.money(found)
    write.index(found)
    write.committees(found)
    write.settled(found)
    write.adjustments(found)
    write.activities(found)
    return found


class _Writer:
    """Writes the tables of the sheet, one after another."""

    def __init__(self, sheet: Sheet, w: Words, figures: Figures) -> None:
        self.sheet, self.w, self.f = sheet, w, figures

    def _by_year(  # noqa: PLR0913 - a table of the sheet
        self,
        head: str,
        names: Mapping[str, str],
        value: Callable[[str, int], Cell],
        kinds: Kind | Mapping[str, Kind] = "money",
        *,
        computed: bool = False,
        over: Sequence[int] | None = None,
    ) -> dict[tuple[str, int], Live]:
        """Write names down and years across, as many years to a table as a page holds; return every cell.

        The years are those of the plan, or those that it is ``over``. An empty cell is returned too, as 0.
        """
        if not names:
            return {}
        found: dict[tuple[str, int], Live] = {}
        years = self.f.years if over is None else over
        groups = {kinds} if isinstance(kinds, str) else set(kinds.values())
        for kind in sorted(groups):
            its = [key for key in names if isinstance(kinds, str) or kinds[key] == kind]
            for n in range(0, len(years), ACROSS - 1):
                part = years[n : n + ACROSS - 1]
                columns = [
                    Column(key="name", head=head),
                    *(
                        Column(
                            key=str(y), head=str(y), kind=kind, source="" if computed else "input", width=13
                        )
                        for y in part
                    ),
                ]
                rows: list[dict[str, Cell]] = [
                    {"name": names[key], **{str(y): value(key, y) for y in part}} for key in its
                ]
                written = self.sheet.table(columns, rows, stays=False)
                blank = self._blank(written.numbers, its, part)
                found |= {
                    (key, y): row.get(str(y), blank[key, y])
                    for key, row in zip(its, written.rows, strict=True)
                    for y in part
                }
        return found

    @staticmethod
    def _blank(
        numbers: Mapping[str, str], names: Sequence[str], years: Sequence[int]
    ) -> dict[tuple[str, int], Live]:
        """Return empty cells as numbers, which are 0."""
        found = {}
        for y in years:
            sheet, _, cells = numbers[str(y)].rpartition("!")
            column, first = cells.split(":")[0].rsplit("$", 1)
            for n, key in enumerate(names):
                found[key, y] = Live(f"{sheet}!{column}${int(first) + n}", 0.0)
        return found

    # ------------------------------------------------------------------------------------------------ the tables

    def money(self, found: Inputs) -> None:
        """Write the municipality's money: revenue, target, central items, total, what it restores, smallest reserve."""
        w, f, frame = self.w, self.f, self.w.scenario.frame
        derived = frame.total is None
        self.sheet.heading(w.say(f"Kommunens pengar, {tkr(w)}", f"The municipality's money, {tkr(w)}"))
        names, kinds, values = {}, {}, {}

        def row(key: str, sv: str, en: str, kind: Kind, series: Mapping[int, float]) -> None:
            names[key], kinds[key] = w.say(sv, en), kind
            values[key] = {y: amount(series[y]) if kind == "money" else series[y] for y in f.years}

        if frame.revenue is not None:
            row("revenue", "Intäkter", "Revenue", "money", frame.revenue)
        if frame.central is not None:
            row("central", "Centrala poster", "Central items", "money", frame.central)
        if derived and frame.result_target is not None:
            target = {y: 0.0 if y in f.deficit_years else frame.result_target[y] for y in f.years}
            row("target", "Resultatmål som gäller", "Result target in force", "share", target)
        if not derived:
            row("total", "Ramutrymme", "Total", "money", {y: f.total[y] + f.set_aside[y] for y in f.years})
        if any(f.set_aside.values()):
            row(
                "aside",
                "Kommunens återställande av underskott",
                "The municipality's restoration of deficits",
                "money",
                f.set_aside,
            )
        row("reserve", "Minsta reserv", "Smallest reserve", "share", f.reserve_share)
        row("requirement", "Effektiviseringskrav", "Efficiency requirement", "share", f.requirement)
        cells = self._by_year(w.term("item"), names, lambda key, y: values[key][y], kinds)

        def series(key: str) -> dict[int, Live]:
            return {y: cells[key, y] for y in f.years} if key in names else {}

        found.revenue, found.central, found.target = series("revenue"), series("central"), series("target")
        found.reserve_share, found.requirement = series("reserve"), series("requirement")
        found.given, found.set_aside = series("total"), series("aside")
        if not derived and not found.set_aside:
            found.total = found.given
            return
        one = live(1)
        totals = found.given or {
            y: found.revenue[y] * (one - found.target[y]) - found.central[y] for y in f.years
        }
        if found.set_aside:
            totals = {y: totals[y] - found.set_aside[y] for y in f.years}
        computed = self._by_year(
            w.say("Därav", "From it"),
            {"total": w.say("= Ramutrymme, utan reserver", "= Total, without reserves")},
            lambda _, y: totals[y],
            computed=True,
        )
        found.total = {y: computed["total", y] for y in f.years}

    def index(self, found: Inputs) -> None:
        """Write the index: one for all, or by cost class with each committee's cost by class."""
        w, f, s = self.w, self.f, self.w.scenario
        index = s.indexation.index
        names = {c: w.committee(c) for c in s.committees}
        by_class = {str(key): value for key, value in index.items() if isinstance(value, dict)}
        classes = {key: w.say(*CLASSES[key]) for key in by_class}
        self.sheet.heading(w.say("Index för priser och löner", "Index of prices and wages"))
        if not by_class:
            every = {"all": w.say("Alla nämnder", "All committees")}
            first = f.committees[0]
            cells = self._by_year("Index", every, lambda _, y: f.index[first, y], "share")
            found.index = {(c, y): cells["all", y] for c in names for y in f.years}
            return
        cells = self._by_year(
            w.say("Kostnadsslag", "Cost class"), classes, lambda key, y: by_class[key][y], "share"
        )
        columns = [
            Column(key="name", head=w.say("Del av kostnaden", "Share of cost")),
            *(
                Column(key=key, head=name, kind="share", source="input", width=13)
                for key, name in classes.items()
            ),
        ]
        shares = {c: {str(k): v for k, v in (s.committees[c].cost_classes or {}).items()} for c in names}
        rows: list[dict[str, Cell]] = [{"name": names[c], **shares[c]} for c in names]
        written = self.sheet.table(columns, rows, stays=False)
        mean = {
            (c, y): added([row[k] * cells[k, y] for k in shares[c]])
            for c, row in zip(names, written.rows, strict=True)
            for y in f.years
        }
        found.index = self._by_year("Index", names, lambda c, y: mean[c, y], "share", computed=True)

    def committees(self, found: Inputs) -> None:
        """Write frames that a decision fixes, and opening balances with what is restored of deficits."""
        w, f, s = self.w, self.f, self.w.scenario
        names = {c: w.committee(c) for c in s.committees}
        if any(y in f.open_years for _, y in f.locked):
            self.sheet.heading(
                w.say(
                    f"Ramar som beslut låser, {tkr(w)} (tom cell: ramen är fri)",
                    f"Frames that decisions fix, {tkr(w)} (empty cell: the frame is free)",
                )
            )
            found.locked = self._by_year(
                w.term("committee"),
                names,
                lambda c, y: amount(f.locked[c, y]) if (c, y) in f.locked else None,
                over=f.open_years,
            )
        of = f" {f.years[0]}" if f.settled_years else ""
        self.sheet.heading(w.say(f"Ingående resultat{of}, {tkr(w)}", f"Opening balances{of}, {tkr(w)}"))
        written = self.sheet.table(
            [
                Column(key="name", head=w.term("committee")),
                Column(
                    key="opening",
                    head=w.say("Ingående\nresultat", "Opening\nbalance"),
                    kind="moved",
                    source="input",
                    width=13,
                ),
            ],
            [{"name": names[c], "opening": amount(f.opening[c])} for c in names],
            stays=False,
        )
        found.opening = {c: row["opening"] for c, row in zip(names, written.rows, strict=True)}
        begun = f.settled_years or f.years  # after settled years it is they that tell what is restored
        owing = {c: name for c, name in names.items() if any(f.restore[c, y] for y in begun)}
        zero, years = live(0), s.carry_over.restore_years

        def restored(c: str, y: int) -> Cell:
            if not f.restore[c, y]:
                return None
            return zero - smallest(found.opening[c], 0) / years

        found.restore = self._by_year(w.term("restored"), owing, restored, computed=True, over=begun)

    def settled(self, found: Inputs) -> None:
        """Write settled years: frames, appropriations, costs and stocks, and what is restored after them."""
        w, f, s = self.w, self.f, self.w.scenario
        if s.settled is None:
            return
        for y in f.settled_years:
            self.sheet.heading(f"{w.settled_in(y)}, {tkr(w)}")
            self.sheet.note(f"{s.settled.basis[y]}.")
            self._settled_committees(found, y)
            self._settled_activities(found, y)
        if s.frame.result_reserve is not None:
            standing = {s.base_year: s.frame.result_reserve.opening, **f.settled_result_reserve}
            column = Column(key="amount", head=tkr(w), kind="money", source="input", width=13)
            written = self.sheet.table(
                [Column(key="name", head=w.term("the_result_reserve_in_a_row")), column],
                [
                    {"name": w.say(f"Vid utgången av {y}", f"At the end of {y}"), "amount": amount(left)}
                    for y, left in standing.items()
                ],
                stays=False,
            )
            found.result_reserve = {y: row["amount"] for y, row in zip(standing, written.rows, strict=True)}
        due = {c: w.committee(c) for c in s.committees if any(f.restore[c, y] for y in f.open_years)}
        found.restore |= self._by_year(
            w.say("Återställs av avslutade års underskott", "Restored of deficits of settled years"),
            due,
            lambda c, y: amount(f.restore[c, y]),
            over=f.open_years,
        )

    def _settled_committees(self, found: Inputs, y: int) -> None:
        w, f = self.w, self.f
        heads = {
            "frame": ("Ram med årets\nanslag", "Frame with\nappropriations"),
            "temporary": ("Därav anslag\nför året", "Appropriated\nfor the year"),
            "permanent": ("Därav anslag\nför gott", "Appropriated\nfor good"),
            "balance": ("Utgående\nresultat", "Closing\nbalance"),
        }
        facts = {"frame": f.settled_frame, "temporary": f.temporary, "permanent": f.permanent}
        cells = {"frame": found.settled_frame, "temporary": found.temporary, "permanent": found.permanent}
        if f.carries:
            facts["balance"], cells["balance"] = f.settled_balance, found.settled_balance
        columns = [
            Column(
                key=key,
                head=w.say(*heads[key]),
                kind="money" if key == "frame" else "moved",
                source="input",
                width=14,
            )
            for key in facts
        ]
        written = self.sheet.table(
            [Column(key="name", head=w.term("committee")), *columns],
            [
                {"name": w.committee(c), **{key: amount(of[c, y]) for key, of in facts.items()}}
                for c in w.scenario.committees
            ],
            stays=False,
        )
        for c, row in zip(w.scenario.committees, written.rows, strict=True):
            for key, its in cells.items():
                its[c, y] = row[key]

    def _settled_activities(self, found: Inputs, y: int) -> None:
        w, f = self.w, self.f
        lines = in_order(w, f)
        head = w.say(f"Kostnad\n{y}", f"Cost\n{y}")
        written = self.sheet.table(
            [
                Column(key="name", head=w.term("activity")),
                Column(key="spend", head=head, kind="money", source="input", width=14),
            ],
            [{"name": line.name, "spend": amount(f.settled_spend[a, y])} for a, line in lines.items()],
            stays=False,
        )
        found.settled_spend |= {(a, y): row["spend"] for a, row in zip(lines, written.rows, strict=True)}

    def adjustments(self, found: Inputs) -> None:
        """Write the adjustments that are no change of priority."""
        w, f, s = self.w, self.f, self.w.scenario
        keys: list[tuple[str, int, str | None]] = []
        rows: list[dict[str, Cell]] = []
        for c, committee in s.committees.items():
            for y in f.years:
                for entry in committee.adjustments.get(y, ()):
                    keys.append((c, y, entry.activity))
                    amounts = {key: amount(getattr(entry, key)) for key in ADJUSTMENTS}
                    rows.append(
                        {
                            "name": w.committee(c),
                            "year": y,
                            "activity": w.activity(entry.activity) if entry.activity else None,
                            **amounts,
                            "source": entry.source,
                        }
                    )
        if not rows:
            return
        self.sheet.heading(
            w.say(
                f"Poster som inte är ändrad prioritering, {tkr(w)}",
                f"Amounts that are no change of priority, {tkr(w)}",
            )
        )
        heads = {
            "one_off": ("Engångs-\nposter", "One-off\nitems"),
            "full_year": ("Helårs-\neffekter", "Full-year\neffects"),
            "technical": ("Tekniska\njusteringar", "Technical\nadjustments"),
            "demography": ("Demografi", "Demography"),
            "capital": ("Kapital-\nkostnad", "Capital\ncost"),
        }
        written = self.sheet.table(
            [
                Column(key="name", head=w.term("committee")),
                Column(key="year", head=w.term("year"), kind="plain", width=8),
                Column(key="activity", head=w.term("activity"), width=24),
                *(
                    Column(key=key, head=w.say(*heads[key]), kind="moved", source="input", width=13)
                    for key in ADJUSTMENTS
                ),
                Column(key="source", head=w.term("source"), width=32),
            ],
            rows,
            stays=False,
        )
        for (c, y, a), row in zip(keys, written.rows, strict=True):
            found.entries.setdefault((c, y), []).append((a, row))

    def activities(self, found: Inputs) -> None:
        """Write base costs, shares of joint programmes, and what activities have of their own by year."""
        w, f = self.w, self.f
        names = {a: line.name for a, line in in_order(w, f).items()}
        self.sheet.heading(w.say(f"Verksamheternas kostnad, {tkr(w)}", f"Cost of the activities, {tkr(w)}"))
        pairs = [(a, c) for a in names for c in f.lines[a].shares]
        base = w.scenario.base_year
        joint = any(len(f.lines[a].shares) > 1 for a in names)
        share = Column(
            key="share",
            head=w.say("Nämndens\ndel", "Committee's\nshare"),
            kind="share",
            source="input",
            width=13,
        )
        written = self.sheet.table(
            [
                Column(key="name", head=w.term("activity")),
                Column(key="committee", head=w.term("committee")),
                Column(
                    key="base",
                    head=w.say(f"Kostnad\n{base}", f"Cost\n{base}"),
                    kind="money",
                    source="input",
                    width=13,
                ),
                *([share] if joint else []),
            ],
            [
                {
                    "name": names[a],
                    "committee": w.committee(c),
                    "base": amount(f.lines[a].base) if c == next(iter(f.lines[a].shares)) else None,
                    "share": f.lines[a].shares[c] if len(f.lines[a].shares) > 1 else None,
                }
                for a, c in pairs
            ],
            stays=False,
        )
        for (a, c), row in zip(pairs, written.rows, strict=True):
            if a not in found.base:
                found.base[a] = row["base"]
            if "share" in row:
                found.share[a, c] = row["share"]
        found.base_frame = {
            c: added([self.part(found, a, c, found.base[a]) for a in f.lines_of[c]]) for c in f.committees
        }
        self._own_series(found, names)

    def _own_series(self, found: Inputs, names: Mapping[str, str]) -> None:
        w, f = self.w, self.f
        of = {a: f.activity(a) for a in names}

        def those(key: str) -> dict[str, str]:
            return {
                a: names[a]
                for a, entry in of.items()
                if entry is not None and getattr(entry, key) is not None
            }

        def write(  # noqa: PLR0913, PLR0917 - a table of the sheet
            sv: str,
            en: str,
            its: dict[str, str],
            value: Callable[[str, int], Cell],
            kind: Kind,
            over: Sequence[int] | None = None,
        ) -> ByActivity:
            return self._by_year(w.say(sv, en), its, value, kind, over=over)

        found.own_price = write(
            "Egen prisändring",
            "Price change of its own",
            those("price"),
            lambda a, y: of[a].price[y],  # type: ignore[union-attr,index]
            "share",
        )
        found.efficiency = write(
            "Bedömd effektivitetsökning",
            "Believed gain of efficiency",
            those("efficiency"),
            lambda a, y: of[a].efficiency[y],  # type: ignore[union-attr,index]
            "share",
        )
        volumes = {a: f.volume_of(a) for a in those("driver")}
        found.volume = write(
            "Volym mot basåret",
            "Volume against the base year",
            those("driver"),
            lambda a, y: volumes[a][y],
            "fine",
        )
        found.need = write(
            f"Angivet behov, {tkr(w)}",
            f"Stated need, {tkr(w)}",
            those("need"),
            lambda a, y: amount(of[a].need[y]),  # type: ignore[union-attr,index]
            "money",
        )
        carried = {a: name for a, name in names.items() if any((a, y) in f.fixed for y in f.open_years)}
        found.fixed = write(
            f"Fasta belopp, {tkr(w)}",
            f"Fixed amounts, {tkr(w)}",
            carried,
            lambda a, y: amount(f.fixed[a, y]) if (a, y) in f.fixed else None,
            "money",
            f.open_years,
        )
        earmarked = {a: name for a, name in names.items() if any((a, y) in f.earmarked for y in f.open_years)}
        found.earmarked = write(
            f"Öronmärkta belopp, {tkr(w)}",
            f"Earmarked amounts, {tkr(w)}",
            earmarked,
            lambda a, y: amount(f.earmarked[a, y]) if (a, y) in f.earmarked else None,
            "money",
            f.open_years,
        )

    def part(self, found: Inputs, a: str, c: str, whole: Number) -> Live:
        """Return a committee's part of an amount of an activity."""
        return live(whole) if len(self.f.lines[a].shares) == 1 else found.share[a, c] * whole


def in_order(w: Words, figures: Figures) -> dict[str, Line]:
    """Return the activities, those of the file's first committee first."""
    place = {c: k for k, c in enumerate(w.scenario.committees)}
    return dict(sorted(figures.lines.items(), key=lambda item: min(place[c] for c in item[1].shares)))
