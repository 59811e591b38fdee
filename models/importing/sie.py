"""A ledger in SIE 4, read and reconciled.

What one row means differs between programs: the row with an empty object list is the account's whole, and rows
with objects are its parts; or it is only what has no object. The file does not say which. Both are tried against
``#RES`` of each account, and the one that agrees on every account is taken; where neither does, nothing is.

Amounts are whole öre inside, so that no order of rows changes a sum.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.importing.common import MOST_PROBLEMS, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.importing.common import File
    from models.problems import Problem

FIELD = re.compile(r'\{((?:"(?:\\.|[^"\\])*"|[^}"])*)\}|"((?:\\.|[^"\\])*)"|([^\s{}"]+)')
"""A field: a list of objects, a quoted text, or a word."""
VOUCHER = re.compile(r"""\s*#\w+(?:\s+(?:"(?:\\.|[^"\\])*"|[^\s"]+)){2}\s+"?(\d{8})"?(?!\S)""")
"""A voucher's series, number and date."""
AMOUNT = re.compile(r"[-+]?\d+(?:\.\d{1,2})?")
ORE = 100
"""Öre in a krona."""
LEAST_TYPE = 2
"""Lowest ``#SIETYP`` that has results per period."""
KNOWN = (
    *("ADRESS", "BKOD", "ENHET", "FLAGGA", "FNR", "FTYP", "IB", "KPTYP", "KTYP", "OIB", "OMFATTN"),
    *("ORGNR", "OUB", "PROSA", "SRU", "TAXAR", "UB", "VALUTA", "RTRANS", "BTRANS"),
)
"""Labels of the format that say nothing of results, or correct rows that stand in the file as corrected."""

Object = tuple[str, str]
"""Number of a dimension, and number of an object in it."""


@dataclass(slots=True)
class Entry:
    """An amount on an account in a month.

    Attributes:
        line: Line of the file.
        account: Account number.
        objects: Objects that it stands on.
        month: Year and month, such as ``2024-01``.
        amount: Amount [öre]; cost is positive.
    """

    line: int
    account: str
    objects: tuple[Object, ...]
    month: str
    amount: int


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The content of a SIE file.

    Attributes:
        name: The file as it was named.
        encoding: How its text was read: ``UTF-8`` or ``CP437``.
        damaged: Lines whose text holds a replacement character, and was damaged before it came here.
        company: Name and number of the organisation.
        made: Date when the file was made, and by which program.
        sort: ``#SIETYP``; None where the file does not say.
        years: First and last day of each year, by its number: 0 is this year, -1 the one before.
        accounts: Names of accounts.
        dimensions: Names of dimensions.
        objects: Names of objects.
        balances: Changes per month by year, from ``#PSALDO``.
        budget: The same from ``#PBUDGET``.
        postings: Rows of vouchers, all of year 0.
        result: ``#RES`` by year and account, with its line [öre].
        unknown: Labels that were not known, with how many lines each.
        problems: What is wrong in the file.
    """

    name: str
    encoding: str = "UTF-8"
    damaged: list[int] = field(default_factory=list)
    company: str = ""
    made: str = ""
    sort: int | None = None
    years: dict[int, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[Object, str] = field(default_factory=dict)
    balances: dict[int, list[Entry]] = field(default_factory=dict)
    budget: dict[int, list[Entry]] = field(default_factory=dict)
    postings: list[Entry] = field(default_factory=list)
    result: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


# ------------------------------------------------------------------------------------------------------ the file


def ledger(file: File) -> Ledger:
    """Read a SIE file; errors are among the result's problems, each with its line.

    Args:
        file: The file: lines ``#LABEL field field …``, in UTF-8 or CP437 whatever ``#FORMAT`` says.
    """
    return _Reader(file).read()


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.found = Ledger(name=file.name)
        self.lists: dict[str, tuple[Object, ...]] = {"": ()}
        self.voucher: tuple[int, str] | None = None
        self.balance = 0
        self.told: Counter[str] = Counter()
        self.seen: dict[tuple[Any, ...], int] = {}
        self.labels: dict[str, Callable[[int, str], None]] = {
            "#TRANS": self._transaction,
            "#PSALDO": lambda n, line: self._period(n, line, self.found.balances),
            "#PBUDGET": lambda n, line: self._period(n, line, self.found.budget),
            "#VER": self._voucher,
            "{": self._nothing,
            "}": self._voucher_ends,
            "#RES": self._result,
            "#RAR": self._year,
            "#KONTO": lambda _, line: self._named(line, self.found.accounts),
            "#DIM": lambda _, line: self._named(line, self.found.dimensions),
            "#UNDERDIM": lambda _, line: self._named(line, self.found.dimensions),
            "#OBJEKT": self._object,
            "#SIETYP": self._sort,
            "#FORMAT": self._nothing,
            "#FNAMN": self._company,
            "#PROGRAM": self._program,
            "#GEN": self._made,
            **{f"#{label}": self._nothing for label in KNOWN},
        }

    def complain(self, kind: str, line: int, sv: str, en: str) -> None:
        """Add a problem, as long as few of the same kind are told."""
        self.told[kind] += 1
        if self.told[kind] <= MOST_PROBLEMS:
            self.found.problems.append(problem(self.file.name, line, "", sv, en))

    def read(self) -> Ledger:
        text = self._text()
        labels, unknown = self.labels, self.found.unknown
        for number, line in enumerate(text.split("\n"), start=1):
            reader = labels.get(line.partition(" ")[0])
            if reader is not None:
                reader(number, line)
                continue
            words = line.split(None, 1)
            if not words:
                continue
            reader = labels.get(words[0].upper())
            if reader is not None:
                reader(number, line)
            elif words[0].startswith("#"):
                unknown[words[0]] += 1
            else:
                self.complain(
                    "line",
                    number,
                    f"raden börjar inte med en etikett som #RES: {line[:30]!r}; är det en SIE-fil?",
                    f"the line does not begin with a label such as #RES: {line[:30]!r}; is it a SIE file?",
                )
                # the first line tells another kind of file
                if number == 1 or self.told["line"] > MOST_PROBLEMS:
                    break
        if self.voucher is not None:
            self._open(self.voucher[0])
        self._whole()
        return self.found

    def _text(self) -> str:
        data = self.file.data
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, self.found.encoding = data.decode("cp437"), "CP437"
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\ufffd" in text:
            self.found.damaged = [n for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
        return text

    def _whole(self) -> None:
        """Complain of what the file as a whole lacks."""
        f = self.found
        if f.problems:
            return
        if f.sort is not None and f.sort < LEAST_TYPE:
            self.complain(
                "file",
                1,
                f"filen är SIE typ {f.sort}, som bara har årssaldon; exportera typ 4",
                f"the file is SIE type {f.sort}, which has balances of a year only; export type 4",
            )
        elif not f.years:
            self.complain(
                "file",
                1,
                "raden #RAR 0 saknas, så räkenskapsåret är okänt; exportera om filen",
                "there is no line #RAR 0, so that the financial year is unknown; export the file again",
            )
        elif not f.result:
            self.complain(
                "file",
                1,
                "filen har ingen rad #RES, så den går inte att stämma av; exportera typ 4 med saldon "
                "(en importfil, .si, räcker inte)",
                "the file has no line #RES, so that it cannot be reconciled; export type 4 with balances "
                "(an import file, .si, is not enough)",
            )
        elif not f.balances and not f.postings:
            self.complain(
                "file",
                1,
                "filen har varken #PSALDO eller #VER, så månader och objekt saknas; exportera typ 4",
                "the file has neither #PSALDO nor #VER, so that months and objects are missing; export type 4",
            )

    # ------------------------------------------------------------------------------------------------- the labels

    def _nothing(self, _number: int, _line: str) -> None:
        """Pass by a line that says nothing of results."""

    def _named(self, line: str, names: dict[str, str]) -> None:
        words = _fields(line)
        if len(words) > 1:
            names[words[1]] = words[2] if len(words) > 2 else ""  # noqa: PLR2004 - label, number, name

    def _object(self, number: int, line: str) -> None:
        words = _fields(line)
        if len(words) < 3:  # noqa: PLR2004 - label, dimension, object
            self._short(number, "#OBJEKT dimension objekt namn")
        else:
            self.found.objects[words[1], words[2]] = words[3] if len(words) > 3 else ""  # noqa: PLR2004

    def _sort(self, number: int, line: str) -> None:
        words = _fields(line)
        kind = words[1][:1] if len(words) > 1 else ""
        if kind.isdecimal():
            self.found.sort = int(kind)
        else:
            self._short(number, "#SIETYP 4")

    def _company(self, _number: int, line: str) -> None:
        words = _fields(line)
        self.found.company = words[1] if len(words) > 1 else ""

    def _program(self, _number: int, line: str) -> None:
        self.found.made = " ".join([self.found.made, *_fields(line)[1:]]).strip()

    def _made(self, _number: int, line: str) -> None:
        words = _fields(line)
        if len(words) > 1 and re.fullmatch(r"\d{8}", words[1]):
            self.found.made = f"{day(words[1])} {self.found.made}".strip()

    def _year(self, number: int, line: str) -> None:
        words = _fields(line)
        ends = words[2:4]
        if len(ends) < 2 or not all(re.fullmatch(r"\d{8}", day) for day in ends) or not _whole(words[1]):  # noqa: PLR2004
            self._short(number, "#RAR 0 20240101 20241231")
        else:
            self.found.years[int(words[1])] = (ends[0], ends[1])

    def _result(self, number: int, line: str) -> None:
        words = _fields(line)
        if len(words) < 4 or not _whole(words[1]):  # noqa: PLR2004 - label, year, account, amount
            self._short(number, "#RES 0 5010 1234.00")
            return
        amount = self._amount(number, words[3])
        year = self.found.result.setdefault(int(words[1]), {})
        if words[2] in year and amount is not None and year[words[2]][0] != amount:
            before = year[words[2]][1]
            self.complain(
                "twice",
                number,
                f"#RES för konto {words[2]} står redan på rad {before} med ett annat belopp; rätta filen",
                f"#RES of account {words[2]} stands on line {before} already with another amount; correct the file",
            )
        elif amount is not None:
            year[words[2]] = (amount, number)

    def _period(self, number: int, line: str, into: dict[int, list[Entry]]) -> None:
        head, closed, tail = line.partition("}")
        before, opened, inside = head.partition("{")
        words, after = before.split(), tail.split(None, 1)
        if not (opened and closed and len(words) == 4 and after) or inside.count('"') % 2:  # noqa: PLR2004 - label, year, period, account
            split = _parts(line)
            if split is None or len(split[0]) != 4:  # noqa: PLR2004
                self._short(number, '#PSALDO 0 202401 5010 {1 "100"} 1234.00')
                return
            words, inside, after = split
        words = [word.strip('"') for word in words]
        period = words[2]
        if not _whole(words[1]) or not (len(period) == 6 and period.isdecimal()):  # noqa: PLR2004 - yyyymm
            self._short(number, '#PSALDO 0 202401 5010 {1 "100"} 1234.00')
            return
        amount, objects = self._amount(number, after[0]), self._objects(number, inside)
        if amount is None or objects is None:
            return
        key = (words[0], words[1], period, words[3], objects)
        if key in self.seen:
            self.complain(
                "twice",
                number,
                f"samma konto, månad och objekt står redan på rad {self.seen[key]}; behåll en av raderna",
                f"the same account, month and objects stand on line {self.seen[key]} already; keep one of the rows",
            )
            return
        self.seen[key] = number
        month = f"{period[:4]}-{period[4:]}"
        into.setdefault(int(words[1]), []).append(Entry(number, words[3], objects, month, amount))

    def _voucher(self, number: int, line: str) -> None:
        if self.voucher is not None:
            self._open(self.voucher[0])
        dated = VOUCHER.match(line)
        if dated is None:
            self._short(number, '#VER A 1 20240131 "text"')
        self.voucher = (number, "" if dated is None else dated[1])
        self.balance = 0

    def _voucher_ends(self, _number: int, _line: str) -> None:
        if self.voucher is None:
            return
        start, self.voucher = self.voucher[0], None
        if self.balance:
            self.complain(
                "balance",
                start,
                f"verifikatet balanserar inte: raderna är tillsammans {kronor(self.balance)} kr; "
                "rätta det i ekonomisystemet och exportera om filen",
                f"the voucher does not balance: its rows add up to SEK {kronor(self.balance)}; "
                "correct it in the ledger and export the file again",
            )

    def _open(self, number: int) -> None:
        self.voucher = None
        self.complain(
            "open",
            number,
            "verifikatet saknar avslutande klammer }; filen är kanske avhuggen, exportera om den",
            "the voucher has no closing bracket }; the file may be cut off, export it again",
        )

    def _transaction(self, number: int, line: str) -> None:
        if self.voucher is None:
            self.complain(
                "loose",
                number,
                "#TRANS står utanför ett verifikat (#VER { … }); exportera om filen",
                "#TRANS stands outside a voucher (#VER { … }); export the file again",
            )
            return
        head, closed, tail = line.partition("}")  # quick; where it is not so plain, by fields
        before, opened, inside = head.partition("{")
        words, after = before.split(), tail.split(None, 2)
        if not (opened and closed and len(words) == 2 and after) or inside.count('"') % 2:  # noqa: PLR2004 - label, account
            split = _parts(line)
            if split is None or len(split[0]) != 2:  # noqa: PLR2004
                self._short(number, '#TRANS 5010 {1 "100"} 1234.00')
                return
            words, inside, after = split
        amount, objects = self._amount(number, after[0]), self._objects(number, inside)
        if amount is None or objects is None:
            return
        self.balance += amount
        day = self.voucher[1]
        if len(after) > 1:  # the row's own date, where it has one of the year
            first, last = self.found.years.get(0, ("", ""))
            own = after[1].strip('"')
            day = own if len(own) == 8 and own.isdecimal() and first <= own <= last else day  # noqa: PLR2004
        account = words[1].strip('"')
        self.found.postings.append(Entry(number, account, objects, f"{day[:4]}-{day[4:6]}", amount))

    # ------------------------------------------------------------------------------------------------- the fields

    def _objects(self, number: int, inside: str) -> tuple[Object, ...] | None:
        found = self.lists.get(inside)
        if found is None:
            words = _fields(inside)
            if len(words) % 2:
                self.complain(
                    "objects",
                    number,
                    f"objektlistan {{{inside}}} ska ha dimension och objekt parvis; exportera om filen",
                    f"the list of objects {{{inside}}} must have dimension and object in pairs; "
                    "export the file again",
                )
                return None
            found = tuple(sorted(zip(words[::2], words[1::2], strict=True)))
            self.lists[inside] = found
        return found

    def _amount(self, number: int, text: str) -> int | None:
        if not AMOUNT.fullmatch(text):
            text = text.strip('"')
            if not AMOUNT.fullmatch(text):
                if re.fullmatch(r"[-+]?[\d ]+,\d+", text):
                    point = text.replace(",", ".")
                    sv = f"beloppet {text} har decimalkomma; SIE har punkt, {point}: exportera om filen"
                    en = f"the amount {text} has a decimal comma; SIE has a point, {point}: export the file again"
                else:
                    sv = f"{text[:30]!r} är inget belopp i kronor och ören, som 1234.50; exportera om filen"
                    en = f"{text[:30]!r} is no amount in kronor and öre, such as 1234.50; export the file again"
                self.complain("amount", number, sv, en)
                return None
        return round(float(text) * ORE)

    def _short(self, number: int, example: str) -> None:
        self.complain(
            "fields",
            number,
            f"raden har inte sina fält, som {example}; exportera om filen",
            f"the line lacks fields, such as {example}; export the file again",
        )


def _fields(text: str) -> list[str]:
    """Return the fields of a line, without the quotation marks; a list of objects as its text."""
    found = []
    for listed, quoted, word in FIELD.findall(text):
        found.append(listed or quoted.replace('\\"', '"') or word)
    return found


def _parts(line: str) -> tuple[list[str], str, list[str]] | None:
    """Return what stands before the list of objects, in it, and after it; None where there is no list."""
    matches = [*FIELD.finditer(line)]
    at = next((k for k, match in enumerate(matches) if match[1] is not None), None)
    if at is None or at + 1 == len(matches):
        return None
    words = [match[2] if match[2] is not None else match[3] for match in matches if match[1] is None]
    return words[:at], matches[at][1], words[at:]


def _whole(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,3}", text) is not None


def day(text: str) -> str:
    """Return a date of the file, yyyymmdd, as 2024-01-31."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def kronor(ore: int) -> str:
    """Return öre as kronor with two decimals."""
    sign, whole, part = "-" if ore < 0 else "", *divmod(abs(ore), ORE)
    return f"{sign}{whole}.{part:02d}"


# ---------------------------------------------------------------------------------------- against #RES, per account


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How the rows of a year agree with ``#RES``.

    Attributes:
        year: Number of the year.
        entries: Rows that were added up: all of ``#PSALDO``, else all of ``#VER``, on accounts of the result.
        from_balances: Whether they are of ``#PSALDO``.
        parts_in_whole: Whether a row without objects is the account's whole, of which rows with objects are parts.
        accounts: Accounts that agree.
        both: Accounts that have rows of both kinds, which tell the dialects apart.
        differing: Accounts that differ, with ``#RES``, the rows without objects and those with [öre]; empty
            where a dialect agrees on every account.
        rounding: By how much accounts that agree differ from ``#RES`` all the same, added up [öre].
    """

    year: int
    entries: list[Entry]
    from_balances: bool
    parts_in_whole: bool
    accounts: tuple[str, ...]
    both: tuple[str, ...]
    differing: dict[str, tuple[int, int, int]]
    rounding: int


def of_result(account: str) -> bool:
    """Whether an account is of the income statement: 3 to 8 in Kommun-Bas and in BAS."""
    return account[:1] in {"3", "4", "5", "6", "7", "8"}


def reconcile(found: Ledger, year: int = 0) -> Reconciled:
    """Add up a year's rows per account in both dialects, and hold them against ``#RES``.

    Rows of vouchers are added up as they are: each stands once, with its objects. Where all rows of an account
    are in whole kronor, they may differ by a krona a month.

    Args:
        found: A ledger without problems.
        year: Number of the year; vouchers are of year 0 only.
    """
    from_balances = year in found.balances
    rows = found.balances[year] if from_balances else found.postings if year == 0 else []
    entries = [entry for entry in rows if of_result(entry.account)]
    whole: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    months: dict[str, set[str]] = defaultdict(set)
    odd: set[str] = set()
    kinds: tuple[set[str], set[str]] = (set(), set())
    for entry in entries:
        (parts if entry.objects else whole)[entry.account] += entry.amount
        kinds[bool(entry.objects)].add(entry.account)
        months[entry.account].add(entry.month)
        if entry.amount % ORE:
            odd.add(entry.account)
    result = {a: x for a, (x, _) in found.result.get(year, {}).items() if of_result(a)}
    accounts = sorted(result.keys() | months.keys())
    gap = {
        inside: {a: whole[a] + (0 if inside else parts[a]) - result.get(a, 0) for a in accounts}
        for inside in (True, False)
    }
    off = {
        inside: [a for a, by in gaps.items() if abs(by) > (0 if a in odd else ORE * len(months[a]))]
        for inside, gaps in gap.items()
    }
    dialects = (True, False) if from_balances else (False,)
    best = next((d for d in dialects if not off[d]), min(dialects, key=lambda d: len(off[d])))
    return Reconciled(
        year=year,
        entries=entries,
        from_balances=from_balances,
        parts_in_whole=best,
        accounts=tuple(a for a in accounts if a not in off[best]),
        both=tuple(sorted(kinds[0] & kinds[1])),
        differing={a: (result.get(a, 0), whole[a], parts[a]) for a in off[best]},
        rounding=sum(abs(by) for a, by in gap[best].items() if a not in off[best]),
    )
