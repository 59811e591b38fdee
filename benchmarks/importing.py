"""Megabytes of published data imported a second, by shape, on one core: ``python benchmarks/importing.py``."""

from __future__ import annotations

import gc
import io
import json
import random
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.file.sheet import grids_of
from models.file.tree import parse
from models.importing.common import File
from models.importing.jsonstat import read_jsonstat
from models.importing.kolada import read_kolada
from models.importing.ledger import read_sie
from models.importing.px import read_px
from solver.output.published import leave_published

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.importing.common import Read

AIM = 20.0
"""The least that is acceptable [MB/s]."""
RUNS = 5
MILLION = 1_000_000
SIZES = {"Region": 290, "Alder": 101, "Kon": 2, "Tid": 25}
MAP = """
table: T
select: {Region: "7", Kon: sum}
time: Tid
drivers: {skola: {Alder: [6..15]}, gamla: {Alder: [80..100]}}
"""
ACCOUNTS = """
dimension: 1
objects: {"10": ks, "20..29": familj, "300": teknisk}
accounts: {"3": income, "4": purchases, "5": labour, "6": other}
"""


def kolada(draw: random.Random) -> bytes:
    """Ten indicators of 290 municipalities in 27 years, all genders."""
    values = [
        {
            "kpi": f"N{15000 + kpi}",
            "municipality": f"{1000 + area}",
            "period": year,
            "values": [
                {
                    "gender": gender,
                    "count": 1,
                    "status": "",
                    "value": round(100 * draw.random(), 2),
                    "isdeleted": False,
                }
                for gender in genders
            ],
        }
        for kpi in range(10)
        for genders in ("T" if kpi % 2 else "TKM",)
        for area in range(290)
        for year in range(1998, 2025)
    ]
    return json.dumps({"values": values, "count": len(values), "next_url": None}).encode()


def codes(name: str) -> list[str]:
    """The codes of a dimension."""
    return [str(2000 + n if name == "Tid" else n) for n in range(SIZES[name])]


def cells(draw: random.Random) -> list[int]:
    """The cells of a table of population, SIZES in order."""
    count = 1
    for size in SIZES.values():
        count *= size
    return [draw.randrange(2000) for _ in range(count)]


def jsonstat(values: list[int], *, sparse: bool) -> bytes:
    """The table as JSON-stat."""
    dimension = {
        name: {"category": {"index": codes(name), "label": {code: code for code in codes(name)}}}
        for name in SIZES
    }
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "id": list(SIZES),
            "size": list(SIZES.values()),
            "dimension": dimension,
            "role": {"time": ["Tid"]},
            "extension": {"px": {"tableid": "T"}},
            "value": {str(n): one for n, one in enumerate(values)} if sparse else values,
        }
    ).encode()


def px(values: list[int]) -> bytes:
    """The table as PX."""
    names = ",".join(f'"{name}"' for name in SIZES)
    head = [
        f'{word}="T";' for word in ("TITLE", "CONTENTS", "UNITS", "MATRIX", "SUBJECT-AREA", "SUBJECT-CODE")
    ]
    head += ['CODEPAGE="utf-8";', "DECIMALS=0;", f"STUB={names};"]
    for name in SIZES:
        listed = ",".join(f'"{code}"' for code in codes(name))
        head.append(f'VALUES("{name}")={listed};')
    rows = (" ".join(map(str, values[n : n + SIZES["Tid"]])) for n in range(0, len(values), SIZES["Tid"]))
    return "\n".join([*head, "DATA=", *rows, ";"]).encode()


def ledger(draw: random.Random) -> bytes:
    """A year's vouchers of a municipality as SIE 4: two rows each, with an object and texts."""
    lines = ["#SIETYP 4", "#RAR 0 20240101 20241231", '#DIM 1 "Ansvar"']
    sums = dict.fromkeys(("3110", "4610", "5010", "6010"), 0)
    for n in range(40_000):
        account, ore, month = draw.choice(list(sums)), draw.randint(1, MILLION), draw.randint(1, 12)
        sums[account] += ore
        object_, kronor = draw.choice(("10", "21", "22", "300")), f"{ore / 100:.2f}"
        lines += [
            f'#VER A {n} 2024{month:02d}15 "Faktura leverantör {n}" 20240119 "Lönesystem"',
            "{",
            f'#TRANS {account} {{1 "{object_}"}} {kronor} 20240110 "rad text"',
            f'#TRANS 1930 {{}} -{kronor} 20240110 "rad text"',
            "}",
        ]
    lines += [f"#RES 0 {account} {ore / 100:.2f}" for account, ore in sums.items()]
    return "\n".join(lines).encode()


def workbook(draw: random.Random) -> bytes:
    """A sheet of 3 000 rows: two columns of text, one of percentages, one of formulas, and twenty of numbers."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        percent, sheet = book.add_format({"num_format": "0.0%"}), book.add_worksheet("Ramar")
        for row in range(3000):
            sheet.write_row(row, 0, [f"n{row}", f"Verksamhet {row}"])
            sheet.write_number(row, 2, round(draw.random(), 4), percent)
            sheet.write_formula(row, 3, f"=E{row + 1}*2", None, 1.5)
            sheet.write_row(row, 4, [round(1000 * draw.random(), 2) for _ in range(20)])
    return target.getvalue()


def text_sheet(draw: random.Random) -> bytes:
    """A sheet of 20 000 rows as CSV: two columns of text and 22 of numbers with a decimal comma."""
    rows = (
        ";".join(
            [
                f"n{n}",
                f"Verksamhet {n}",
                *(f"{1000 * draw.random():.2f}".replace(".", ",") for _ in range(22)),
            ]
        )
        for n in range(20_000)
    )
    return "\n".join(rows).encode()


def unpacked(data: bytes) -> int:
    """The bytes that are parsed: a workbook's parts unpacked, any other file as it is."""
    if not data.startswith(b"PK"):
        return len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(part.file_size for part in archive.infolist())


def cells_speed(shape: str, name: str, data: bytes) -> str:
    """Read a sheet's cells repeatedly; return a line of the table."""
    ours = []
    for _ in range(RUNS):
        gc.collect()
        start = time.process_time()
        (grid,) = grids_of(data, name)
        found = sum(1 for _ in grid.cells)
        ours.append(time.process_time() - start)
        if not found:
            raise AssertionError(name)
        del grid
    size = unpacked(data) / MILLION
    rate = size / statistics.median(ours)
    return f"| {shape} | {size:.1f} | {rate:.0f} | – | {'met' if rate >= AIM else 'not met'} |"


def speed(name: str, data: bytes, reader: Callable[[File], Read]) -> str:
    """Read a file and leave its tables, repeatedly; return a line of the table."""
    ours, bare = [], []
    for _ in range(RUNS):
        gc.collect()
        start = time.process_time()
        read = reader(File(name=name, data=data))
        if read.problems:
            raise AssertionError(read.problems)
        with tempfile.TemporaryDirectory() as folder:
            leave_published(folder, read)
        ours.append(time.process_time() - start)
        del read
        if data.startswith(b"{"):
            start = time.process_time()
            json.loads(data)
            bare.append(time.process_time() - start)
    size = len(data) / MILLION
    rate = size / statistics.median(ours)
    parser = f"{size / statistics.median(bare):.0f}" if bare else "–"
    return f"| {name} | {size:.1f} | {rate:.0f} | {parser} | {'met' if rate >= AIM else 'not met'} |"


def main() -> None:
    """Print the table."""
    draw = random.Random(1)
    tree = parse(MAP.encode(), "map.yaml")
    values = cells(draw)
    print(
        f"| shape | MB | MB/s of processor time | json.loads alone | at least {AIM:g} |\n|---|---|---|---|---|"
    )
    print(speed("Kolada v3", kolada(draw), lambda file: read_kolada([file])))
    for name, sparse in (("JSON-stat, dense", False), ("JSON-stat, sparse", True)):
        print(speed(name, jsonstat(values, sparse=sparse), lambda file: read_jsonstat([file], [tree])))
    print(speed("PX", px(values), lambda file: read_px([file], [tree])))
    accounts = parse(ACCOUNTS.encode(), "map.yaml")
    print(speed("SIE 4", ledger(draw), lambda file: read_sie([file], [accounts])))
    print(cells_speed("sheet as CSV, its cells", "sheet.csv", text_sheet(draw)))
    print(cells_speed("workbook unpacked, its cells", "sheet.xlsx", workbook(draw)))


if __name__ == "__main__":
    main()
