"""A ledger by a map: net cost per committee or activity, class and month, each krona once.

Everything that is left has come from rows which agree with ``#RES`` of every account (``models.importing.sie``).
What the map does not name is told with its amount, and refused where it is more than rounding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from models.importing.budget import plain_text
from models.importing.common import MOST_PROBLEMS, Read, Source, Table, problem
from models.importing.maps import MapReader, not_an_id
from models.importing.sie import Entry, day, kronor, ledger, of_result, reconcile
from models.importing.sums import spans
from models.problems import few_of, near
from models.units import IDENTIFIER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.file.tree import Tree
    from models.importing.common import File
    from models.importing.sie import Ledger, Reconciled

UNMAPPED = 0.001
"""Largest part of all cost that may stand on objects which the map does not name [share]."""
CLASSES = ("income", "purchases", "labour", "other", "finance")
"""Classes of accounts."""
WAGES = re.compile(r"löner\b|lön\b|\barvode|arbetsgivaravg|\bPO-pålägg", re.IGNORECASE)
"""Words of an account's name that say that it is of labour."""
COSTS = ("purchases", "labour", "other")
"""Those of the classes that are costs of the service, whose shares are proposed as cost classes."""
NO_OBJECT = "none"
"""Name in a map of amounts on no object of its dimension."""
KEYS = ("dimension", "year", "objects", "accounts", "exclude")


@dataclass(slots=True, kw_only=True)
class _Map:
    """The map of a ledger."""

    dimension: str = ""
    year: int | None = None
    objects: dict[str, str] = field(default_factory=dict)
    ranges: list[tuple[str, str, str]] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)

    def id_of(self, number: str) -> str | None:
        """The committee or activity of an object; None where the map names none."""
        if number in self.objects:
            return self.objects[number]
        return next((id_ for low, high, id_ in self.ranges if _between(low, number, high)), None)

    def class_of(self, account: str) -> str | None:
        """The class of an account, by its longest group in the map; None where it is in none."""
        for length in range(len(account), 0, -1):
            if account[:length] in self.accounts:
                return self.accounts[account[:length]]
        return None

    def excluded(self, account: str) -> bool:
        return any(account.startswith(group) for group in self.exclude)


def _between(low: str, number: str, high: str) -> bool:
    return len(low) == len(number) == len(high) and number.isdecimal() and low <= number <= high


def _map(tree: Tree) -> tuple[_Map, MapReader]:
    reader = MapReader(tree, KEYS)
    found = _Map(dimension=reader.text("dimension"), year=reader.whole("year"))
    for key, id_ in reader.mapping("objects", required=True).items():
        path, text = f"objects.{key}", str(key)
        if not IDENTIFIER.fullmatch(str(id_)):
            reader.complain(path, *not_an_id(id_))
        low, dots, high = text.partition("..")
        if not dots:
            found.objects[text] = str(id_)
        elif len(low) == len(high) and low.isdecimal() and high.isdecimal() and low <= high:
            found.ranges.append((low, high, str(id_)))
        else:
            reader.complain(
                path,
                f"spannet {text} ska ha lika många siffror i båda ändar, som 20..29",
                f"the range {text} must have as many digits at both ends, such as 20..29",
            )
        found.places[text] = path
    _overlaps(found, reader)
    for key, name in reader.mapping("accounts", required=True).items():
        if name not in CLASSES:
            near_ = near(name, CLASSES)
            reader.complain(
                f"accounts.{key}",
                f"okänd klass {name}; välj bland {', '.join(CLASSES)}" + (f" ({near_}?)" if near_ else ""),
                f"unknown class {name}; choose among {', '.join(CLASSES)}"
                + (f" ({near_}?)" if near_ else ""),
            )
        found.accounts[str(key)] = name
    found.exclude = tuple(reader.texts("exclude"))
    for group in (*found.accounts, *found.exclude):
        if not re.fullmatch(r"\d{1,10}", group):
            reader.complain(
                "exclude" if group in found.exclude else "accounts",
                f'{group!r} är inga kontosiffror; skriv dem som "46"',
                f'{group!r} is no digits of accounts; write them as "46"',
            )
    return found, reader


def _overlaps(found: _Map, reader: MapReader) -> None:
    """Complain of objects that the map names twice."""
    for k, (low, high, _) in enumerate(found.ranges):
        inside = [number for number in found.objects if _between(low, number, high)]
        inside += [
            f"{a}..{b}" for a, b, _ in found.ranges[:k] if len(a) == len(low) and a <= high and low <= b
        ]
        for other in inside:
            reader.complain(
                f"objects.{low}..{high}",
                f"objekt {other} står två gånger, för sig och i {low}..{high}; behåll ett",
                f"object {other} stands twice, by itself and in {low}..{high}; keep one",
            )


def read_sie(files: Sequence[File], maps: Sequence[Tree]) -> Read:
    """Read one ledger by one map: ``actual.csv``, ``budget.csv`` if it has one, ``base.csv`` and ``accounts.csv``.

    Args:
        files: The ledger.
        maps: Its map: ``dimension``, ``objects``, ``accounts``, and where needed ``exclude`` and ``year``.
    """
    read = Read()
    if len(files) != 1 or len(maps) != 1:
        name = files[0].name if files else "sie"
        read.problems.append(
            problem(
                name,
                1,
                "",
                "ge en SIE-fil och en karta (--map) i taget, med dimension, objects och accounts",
                "give one SIE file and one map (--map) at a time, with dimension, objects and accounts",
            )
        )
        return read
    found = ledger(files[0])
    chosen, reader = _map(maps[0])
    read.problems += [*found.problems, *reader.problems]
    if not read.problems:
        _Sorting(found, chosen, reader, read).sort(files[0])
    return read


Key = tuple[str, str, str]
"""Committee or activity, class, and month."""


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Amounts by key, with the lines that they are the sum of, and costs by cost class [öre].

    ``municipal`` says whether accounts are of Kommun-Bas, where 5 is labour.
    """

    municipal: bool
    amounts: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, key: Key, entry: Entry) -> None:
        self.amounts[key] += entry.amount
        self.lines[key].append(entry.line)
        if key[1] in COSTS:
            self.costs[key[0]][self._cost_class(key[1], entry.account)] += entry.amount

    def _cost_class(self, class_: str, account: str) -> str:
        """Return the cost class of indexation: wages are what the map calls labour, 46 and 60 are of Kommun-Bas."""
        if class_ == "labour":
            return "wages"
        return {"46": "purchased", "60": "rents"}.get(account[:2], "other") if self.municipal else "other"

    def cost(self) -> int:
        """All cost of the service [öre]."""
        return sum(abs(amount) for (_, class_, _), amount in self.amounts.items() if class_ in COSTS)

    def table(self, name: str) -> Table:
        """Return the amounts in kronor, with the lines of the file that each is the sum of."""
        rows: list[tuple[str, ...]] = [
            (*key, kronor(amount), spans(self.lines[key])) for key, amount in sorted(self.amounts.items())
        ]
        return Table(name=name, columns=("id", "class", "month", "amount", "lines"), keys=3, rows=rows)

    def base(self, source: str) -> Table:
        """Return the year's net cost of each committee or activity without finance, in kronor."""
        by_id: Counter[str] = Counter()
        for (id_, class_, _), amount in self.amounts.items():
            by_id[id_] += amount if class_ != "finance" else 0
        rows: list[tuple[str, ...]] = [
            (id_, kronor(amount), "SEK", source) for id_, amount in sorted(by_id.items())
        ]
        return Table(name="base", columns=("id", "base", "currency", "source"), keys=1, rows=rows)


def shares(parts: Mapping[str, int]) -> dict[str, str]:
    """Return parts as percentages with one decimal that add up to 100, largest remainders first."""
    total = sum(parts.values())
    exact = {name: 1000 * part / total for name, part in parts.items()}
    whole = {name: int(x) for name, x in exact.items()}
    for name in sorted(exact, key=lambda n: whole[n] - exact[n])[: 1000 - sum(whole.values())]:
        whole[name] += 1
    return {name: f"{n / 10:.1f}" for name, n in sorted(whole.items(), key=lambda item: (-item[1], item[0]))}


class _Sorting:
    """Sorts the rows of a ledger by a map."""

    def __init__(self, found: Ledger, chosen: _Map, reader: MapReader, read: Read) -> None:
        self.found, self.map, self.reader, self.read = found, chosen, reader, read

    def complain(self, line: int, sv: str, en: str) -> None:
        self.read.problems.append(problem(self.found.name, line, "", sv, en))

    def note(self, line: int, sv: str, en: str) -> None:
        self.read.notes.append(problem(self.found.name, line, "", sv, en))

    def sort(self, file: File) -> None:
        year = self._year()
        if year is None or not self._dimension():
            return
        agreed = reconcile(self.found, year)
        if agreed.differing:
            self._differing(agreed)
            return
        self._told(agreed)
        actual = self._split(agreed.entries, year, parts_in_whole=agreed.parts_in_whole)
        budget_rows = [e for e in self.found.budget.get(year, ()) if of_result(e.account)]
        budget = self._split(budget_rows, year, parts_in_whole=self._budget_dialect(agreed, budget_rows))
        self._objects_known([*actual, *budget])
        came = self._by_key(actual, agreed)
        planned = self._by_key(budget, None)
        if self.read.problems:
            return
        self.read.tables.append(came.table("actual"))
        if planned.amounts:
            self.read.tables.append(planned.table("budget"))
        by = ("#PSALDO" if agreed.from_balances else "#VER") if not planned.amounts else "#PBUDGET"
        self.read.tables.append((planned if planned.amounts else came).base(by))
        self.read.tables.append(self._accounts(agreed))
        self._named_otherwise(agreed)
        self._cost_classes(came)
        self._source(file, agreed)

    # ------------------------------------------------------------------------------------ year, dimension, dialect

    def _year(self) -> int | None:
        wanted, years = self.map.year, self.found.years
        if wanted is None:
            if 0 in years:
                return 0
            self.complain(
                1,
                "raden #RAR 0 saknas; skriv år (year) i kartan, eller exportera om filen",
                "there is no line #RAR 0; write year in the map, or export the file again",
            )
            return None
        for number, (first, last) in years.items():
            if first[:4] <= str(wanted) <= last[:4] and first[4:] == "0101" and last[4:] == "1231":
                return number
        spans = ", ".join(f"{day(a)} till {day(b)}" for a, b in years.values())
        spans_en = ", ".join(f"{day(a)} to {day(b)}" for a, b in years.values())
        self.complain(
            1,
            f"filen täcker inte budgetåret {wanted}; den har {spans}. Exportera rätt år",
            f"the file does not cover the budget year {wanted}; it has {spans_en}. Export the right year",
        )
        return None

    def _dimension(self) -> bool:
        number = self.map.dimension
        if not number and {*self.map.objects} == {NO_OBJECT} and not self.map.ranges:
            return True
        used = {d for rows in self._all() for e in rows for d, _ in e.objects}
        known = {**dict.fromkeys(sorted(used), ""), **self.found.dimensions}
        known |= {d: known.get(d, "") for d, _ in self.found.objects}
        if number in known:
            return True
        told = ", ".join(f"{d} {name}".strip() for d, name in sorted(known.items()))
        sv = (
            f"; den har {told}"
            if told
            else "; den har inga dimensioner: skriv objects: {none: nämnd} utan dimension"
        )
        en = (
            f"; it has {told}" if told else "; it has none: write objects: {none: committee} and no dimension"
        )
        if number:
            self.reader.complain(
                "dimension",
                f"filen har ingen dimension {number}{sv}",
                f"the file has no dimension {number}{en}",
            )
        else:
            self.reader.complain(
                "",
                f"skriv dimension: numret på den som bär ansvar eller verksamhet{sv}",
                f"write dimension: the number of the one that carries committees or activities{en}",
            )
        self.read.problems += self.reader.problems
        return False

    def _all(self) -> Iterable[list[Entry]]:
        yield from self.found.balances.values()
        yield from self.found.budget.values()
        yield self.found.postings

    def _differing(self, agreed: Reconciled) -> None:
        for n, (account, (result, whole, parts)) in enumerate(agreed.differing.items()):
            if n == MOST_PROBLEMS:
                break
            line = self.found.result.get(agreed.year, {}).get(account, (0, 1))[1]
            rows = "#PSALDO" if agreed.from_balances else "#TRANS"
            self.complain(
                line,
                f"konto {account} stämmer inte: #RES är {kronor(result)}, {rows} utan objekt {kronor(whole)} "
                f"och med objekt {kronor(parts)}, tillsammans {kronor(whole + parts)}; exportera om filen "
                "med hela året",
                f"account {account} does not agree: #RES is {kronor(result)}, {rows} without objects "
                f"{kronor(whole)} and with objects {kronor(parts)}, together {kronor(whole + parts)}; "
                "export the file again with the whole year",
            )

    def _told(self, agreed: Reconciled) -> None:
        count, both = len(agreed.accounts), len(agreed.both)
        if not agreed.from_balances:
            sv, en = "verifikatens rader", "rows of vouchers"
        elif not both:
            sv = "#PSALDO, där inget konto har rader både med och utan objekt"
            en = "#PSALDO, where no account has rows both with and without objects"
        elif agreed.parts_in_whole:
            sv = f"#PSALDO; raden utan objekt är hela kontot, prövat på {both} konton som har båda"
            en = f"#PSALDO; the row without objects is the whole account, tried on {both} accounts that have both"
        else:
            sv = f"#PSALDO; raden utan objekt är bara det som saknar objekt, prövat på {both} konton som har båda"
            en = f"#PSALDO; the row without objects is what has no object, tried on {both} accounts that have both"
        self.note(
            1,
            f"{count} av {count} resultatkonton stämmer mot #RES, ur {sv}",
            f"{count} of {count} accounts of the result agree with #RES, from {en}",
        )
        if self.found.encoding == "CP437":
            self.note(1, "texten är läst som CP437", "the text was read as CP437")
        if self.found.damaged:
            self.note(
                self.found.damaged[0],
                f"skadad text på {len(self.found.damaged)} rader: tecken gick förlorade innan filen kom hit",
                f"damaged text on {len(self.found.damaged)} lines: characters were lost before the file came here",
            )
        if self.found.unknown:
            told = ", ".join(f"{label} {n}" for label, n in sorted(self.found.unknown.items()))
            self.note(1, f"okända etiketter, inte lästa: {told}", f"unknown labels, not read: {told}")

    def _budget_dialect(self, agreed: Reconciled, rows: list[Entry]) -> bool:
        """Whether a row of ``#PBUDGET`` without objects is the whole: as ``#PSALDO`` has it, else by its own sums."""
        if agreed.from_balances and agreed.both:
            return agreed.parts_in_whole
        whole: Counter[tuple[str, str]] = Counter()
        parts: Counter[tuple[str, str]] = Counter()
        for e in rows:
            (parts if e.objects else whole)[e.account, e.month] += e.amount
        both = whole.keys() & parts.keys()
        if both and any(whole[key] != parts[key] for key in both):
            account, month = min(key for key in both if whole[key] != parts[key])
            line = next(e.line for e in rows if (e.account, e.month) == (account, month))
            self.complain(
                line,
                f"#PBUDGET för konto {account} {month} har rader både med och utan objekt, och inget i filen säger "
                "om raden utan objekt är summan; exportera med #PSALDO, eller bara budget per objekt",
                f"#PBUDGET of account {account} in {month} has rows both with and without objects, and nothing in "
                "the file says whether the row without is their sum; export with #PSALDO, or the budget per object",
            )
        return bool(both)

    # ------------------------------------------------------------------------------------------------ the amounts

    def _split(self, entries: list[Entry], year: int, *, parts_in_whole: bool) -> list[tuple[str, Entry]]:
        """Return rows with the object of the map's dimension that each is of, each krona once.

        Where rows with objects are parts of a whole, the rows of the dimension alone are taken where there are
        any, else those that have it among others; what is left of the whole has no object. An account without
        any row of its whole has its parts alone.
        """
        self._within(entries, year)
        wanted = self.map.dimension
        if not parts_in_whole:
            number = cache(lambda objects: dict(objects).get(wanted, NO_OBJECT))
            return [(number(e.objects), e) for e in entries]
        split: list[tuple[str, Entry]] = []
        by_month: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for e in entries:
            by_month[e.account, e.month].append(e)
        alone = {e.account for e in entries if len(e.objects) == 1 and e.objects[0][0] == wanted}
        with_whole = {e.account for e in entries if not e.objects}
        for (account, month), rows in by_month.items():
            left, line = 0, rows[0].line
            for e in rows:
                numbers = dict(e.objects)
                if not e.objects:
                    left, line = left + e.amount, e.line
                elif wanted in numbers and (account not in alone or len(e.objects) == 1):
                    left -= e.amount
                    split.append((numbers[wanted], e))
            if left and account in with_whole:
                split.append((NO_OBJECT, Entry(line, account, (), month, left)))
        return split

    def _within(self, entries: list[Entry], year: int) -> None:
        first, last = self.found.years.get(year, ("", ""))
        low, high = f"{first[:4]}-{first[4:6]}", f"{last[:4]}-{last[4:6]}"
        outside = [e for e in entries if not low <= e.month <= high]
        for e in outside[:MOST_PROBLEMS]:
            self.complain(
                e.line,
                f"månaden {e.month} ligger utanför räkenskapsåret {day(first)} till {day(last)}; exportera om filen",
                f"the month {e.month} lies outside the financial year {day(first)} to {day(last)}; "
                "export the file again",
            )

    def _objects_known(self, split: Iterable[tuple[str, Entry]]) -> None:
        """Complain of objects of the map that the file does not have."""
        there = {number for number, _ in split}
        there |= {number for d, number in self.found.objects if d == self.map.dimension}
        for number in self.map.objects:
            if number != NO_OBJECT and number not in there:
                other = next((n for n in sorted(there) if n.lstrip("0") == number.lstrip("0")), None)
                other = other or near(number, there)
                self.reader.complain(
                    self.map.places[number],
                    f"filen har inget objekt {number}"
                    + (f'; skriv "{other}"?' if other else "; ta bort det"),
                    f"the file has no object {number}" + (f'; write "{other}"?' if other else "; remove it"),
                )
        self.read.problems += self.reader.problems

    def _by_key(self, split: list[tuple[str, Entry]], agreed: Reconciled | None) -> _Sums:
        """Return amounts by committee or activity, class and month; complain of what the map leaves out."""
        sums = _Sums(municipal=self.map.class_of("5") == "labour")
        stray: dict[str, Counter[str]] = {}
        where: dict[str, int] = {}
        classless: dict[str, int] = {}
        out = 0
        class_of, id_of, excluded = cache(self.map.class_of), cache(self.map.id_of), cache(self.map.excluded)
        for number, e in split:
            class_, id_ = class_of(e.account), id_of(number)
            if excluded(e.account):
                out += e.amount
            elif class_ is None:
                classless.setdefault(e.account, e.line)
            elif id_ is None:
                stray.setdefault(number, Counter())[class_] += e.amount
                where.setdefault(number, e.line)
            else:
                sums.add((id_, class_, e.month), e)
        for account, line in sorted(classless.items())[:MOST_PROBLEMS]:
            self.complain(
                line,
                f"konto {account} {self.found.accounts.get(account, '')} står inte i kartan; lägg det i accounts "
                "eller exclude",
                f"account {account} {self.found.accounts.get(account, '')} is not in the map; put it in accounts "
                "or exclude",
            )
        self._strays(stray, where, sums.cost())
        if agreed is not None:
            self._total(sums, stray, agreed, out)
        return sums

    def _strays(self, stray: Mapping[str, Counter[str]], where: Mapping[str, int], cost: int) -> None:
        amounts = {number: sum(map(abs, by_class.values())) for number, by_class in stray.items()}
        too_much = sum(amounts.values()) > UNMAPPED * (cost + sum(amounts.values()))
        tell = self.complain if too_much else self.note
        for number in sorted(amounts, key=lambda n: (-amounts[n], n))[:MOST_PROBLEMS]:
            name = self.found.objects.get((self.map.dimension, number), "")
            net = kronor(sum(stray[number].values()))
            sv, en = f"objekt {number} {name}".strip(), f"object {number} {name}".strip()
            if number == NO_OBJECT:
                sv = f"det som saknar objekt i dimension {self.map.dimension}"
                en = f"what has no object in dimension {self.map.dimension}"
            key = number if number == NO_OBJECT else f'"{number}"'
            do = (
                ("lägg det", "put it")
                if too_much
                else ("det är inte läst; lägg det", "it is not read; put it")
            )
            tell(
                where[number],
                f"{sv} har {net} kr som kartan inte nämner; {do[0]} i objects, som {key}: nämnd",
                f"{en} has SEK {net} that the map does not name; {do[1]} in objects, such as {key}: committee",
            )

    def _total(self, sums: _Sums, stray: Mapping[str, Counter[str]], agreed: Reconciled, out: int) -> None:
        """Hold the mapped total against ``#RES`` of the mapped accounts; the difference is what stands on no object."""
        result = self.found.result.get(agreed.year, {})
        right = sum(x for a, (x, _) in result.items() if of_result(a) and not self.map.excluded(a))
        got = sum(sums.amounts.values()) + sum(sum(by.values()) for by in stray.values())
        if not self.read.problems and abs(got - right) > agreed.rounding:
            self.complain(
                1,
                f"kartans konton är tillsammans {kronor(got)} men deras #RES {kronor(right)}; skillnaden är "
                f"{kronor(got - right)}",
                f"the accounts of the map add up to {kronor(got)} but their #RES to {kronor(right)}; they differ "
                f"by {kronor(got - right)}",
            )
        if out:
            self.note(
                1,
                f"utelämnat enligt exclude ({', '.join(self.map.exclude)}): {kronor(out)} kr",
                f"left out by exclude ({', '.join(self.map.exclude)}): SEK {kronor(out)}",
            )

    # ------------------------------------------------------------------------------------------------- the tables

    def _accounts(self, agreed: Reconciled) -> Table:
        """Return the reconciliation per account."""
        whole: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        for e in agreed.entries:
            (parts if e.objects else whole)[e.account] += e.amount
        result = self.found.result.get(agreed.year, {})
        rows: list[tuple[str, ...]] = [
            (
                account,
                plain_text(self.found.accounts.get(account, "")),
                "exclude" if self.map.excluded(account) else self.map.class_of(account) or "",
                kronor(result.get(account, (0, 0))[0]),
                kronor(whole[account]),
                kronor(parts[account]),
                str(result[account][1]) if account in result else "",
            )
            for account in agreed.accounts
        ]
        columns = ("account", "name", "class", "res", "without_objects", "with_objects", "line")
        return Table(name="accounts", columns=columns, keys=1, rows=rows)

    def _named_otherwise(self, agreed: Reconciled) -> None:
        """Tell accounts that by their name are of wages and that the map has among other costs."""
        wages = {a: name for a in agreed.accounts if WAGES.search(name := self.found.accounts.get(a, ""))}
        class_of = {a: self.map.class_of(a) for a in agreed.accounts if not self.map.excluded(a)}
        odd = [
            (a, f"{a} {wages[a]}", class_of[a]) for a in wages if class_of.get(a) in {"purchases", "other"}
        ]
        if odd:
            named = few_of([name for _, name, _ in odd])
            first = odd[0][0][:1]
            self.note(
                1,
                f"kontona {named} är {odd[0][2]} i kartan men heter som löner; i Kommun-Bas är 5 arbetskraft: skriv "
                f'"{first}": labour under accounts',
                f"the accounts {named} are {odd[0][2]} in the map but are called wages; in Kommun-Bas 5 is labour: "
                f'write "{first}": labour under accounts',
            )

    def _cost_classes(self, sums: _Sums) -> None:
        """Propose cost classes of indexation with their shares, from the accounts of each committee's costs."""
        for id_, by_class in sorted(sums.costs.items()):
            total = sum(by_class.values())
            if total <= 0 or min(by_class.values()) < 0:
                continue
            told = ", ".join(f"{name}: {part} %" for name, part in shares(by_class).items())
            self.note(
                1,
                f"förslag till cost_classes för {id_}: {{{told}}}",
                f"proposed cost_classes of {id_}: {{{told}}}",
            )

    def _source(self, file: File, agreed: Reconciled) -> None:
        left: Counter[str] = Counter({f"okänd etikett {k}": n for k, n in self.found.unknown.items()})
        self.read.sources.append(
            Source(
                file=file,
                publisher=self.found.company,
                table="SIE 4" if self.found.sort is None else f"SIE {self.found.sort}",
                query=f"dimension {self.map.dimension}, {day(self.found.years[agreed.year][0])[:4]}",
                vintage=self.found.made,
                licence="kommunens egen bokföring",
                rows=len(agreed.entries),
                left_out=left,
            )
        )
