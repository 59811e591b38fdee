#!/usr/bin/env bash
# pysie-accounting: amounts without decimals and vouchers without an entry date are read as if they were not
# there.
#
# Versions: pysie-accounting 0.0.2, pandas 3.1.1.
# Behaviour: of three #RES lines only those with a decimal point are kept; of three #VER entries only the
#   one whose series, number and text stand in quotation marks and that has an entry date. Nothing is said
#   of the others.
# Why one would not guess it: bookkeeping programs leave out the entry date, the quotation marks around a
#   field without spaces, and the decimals of an even amount. What is left reads as a complete, smaller
#   account.
# Seen:
#   results {3010: -150000.0, 6010: 20000.5} sum -129999.5 where it is -39999.5
#   vouchers ['3'] of 1, 2 and 3
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pysie-accounting==0.0.2 pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import sys
from pathlib import Path

from pysie_accounting.pysie import PySIE

Path("year.se").write_text("""#FLAGGA 0
#PROGRAM "Ledger" 1.0
#FORMAT PC8
#GEN 20250110
#SIETYP 4
#FNAMN "Example"
#RAR 0 20240101 20241231
#KONTO 3010 "Fees"
#SRU 3010 7410
#KONTO 5010 "Rent"
#SRU 5010 7513
#KONTO 6010 "Other"
#SRU 6010 7513
#RES 0 3010 -150000.00
#RES 0 5010 90000
#RES 0 6010 20000.50
""" + "".join(f"""#VER {head}
{{
#TRANS 5010 {{}} 1000.00
#TRANS 1930 {{}} -1000.00
}}
""" for head in ('A 1 20240115 Rent 20240116', '"A" "2" 20240115 "Rent"', '"A" "3" 20240115 "Rent" 20240116')))
Path("fields.csv").write_text("SRU,Ink2\n7410,3.1\n7513,3.7\n")
ledger = PySIE()
ledger.open_trans("fields.csv")
ledger.open("year.se")
results = {int(k): float(v) for k, v in zip(ledger.dfres["Konto"], ledger.dfres["Balance"], strict=True)}
print("results", results, "sum", ledger.sum_result(), "where it is", -150000 + 90000 + 20000.5)
print("vouchers", list(ledger.verifikat), "of 1, 2 and 3")
if results != {3010: -150000.0, 6010: 20000.5} or list(ledger.verifikat) != ["3"]:
    sys.exit("changed: pysie-accounting reads other lines of a SIE 4 file")
PY
