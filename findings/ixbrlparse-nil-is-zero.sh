#!/usr/bin/env bash
# ixbrlparse: an amount that is reported as having no value is read as 0.
#
# Versions: ixbrlparse 0.12.0.
# Behaviour: XBRL marks a fact without value with xsi:nil="true", and a zero is written as 0 or by a format
#   such as ixt:fixed-zero. Read from a report of annual accounts, both are the number 0, in .numeric and in
#   the table, which has no column for the mark. The same holds for a plain XBRL file.
# Why one would not guess it: the specification keeps the two apart, and an amount that cannot be read is an
#   error in this library; its documentation does not speak of nil. A mean over the reports counts those
#   who did not report as if they had spent nothing.
# Seen:
#   inline: Care 120.0, Parks 0, Roads 0; mean 40.0, of the reported 60.0
#   plain: Care 120.0, Parks 0.0, Roads 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check ixbrlparse==0.12.0
cd "$work"
venv/bin/python - <<'PY'
import io
import sys

from ixbrlparse import IXBRL

NAMES = """xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="http://www.xbrl.org/2003/instance"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" xmlns:k="http://k.example/"
  xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" """
SCHEMA = '<link:schemaRef xlink:type="simple" xlink:href="k.xsd"/>'
ABOUT = """<xbrli:context id="c"><xbrli:entity>
  <xbrli:identifier scheme="http://s.example/">1</xbrli:identifier></xbrli:entity>
  <xbrli:period><xbrli:instant>2025-12-31</xbrli:instant></xbrli:period></xbrli:context>
  <xbrli:unit id="SEK"><xbrli:measure>iso4217:SEK</xbrli:measure></xbrli:unit>"""
FACT = 'contextRef="c" unitRef="SEK"'
inline = f"""<html xmlns="http://www.w3.org/1999/xhtml" {NAMES}><head><title>Accounts</title></head><body>
  <div style="display:none"><ix:header><ix:references>{SCHEMA}</ix:references>
  <ix:resources>{ABOUT}</ix:resources></ix:header></div><p>
  <ix:nonFraction name="k:Care" {FACT} decimals="0">120</ix:nonFraction>
  <ix:nonFraction name="k:Parks" {FACT} decimals="0" format="ixt:fixed-zero">-</ix:nonFraction>
  <ix:nonFraction name="k:Roads" {FACT} xsi:nil="true"/></p></body></html>"""
plain = f"""<xbrli:xbrl {NAMES}>{SCHEMA}{ABOUT}<k:Care {FACT} decimals="0">120</k:Care>
  <k:Parks {FACT} decimals="0">0</k:Parks><k:Roads {FACT} xsi:nil="true"/></xbrli:xbrl>"""

# The reader tells the two kinds apart by the first line of the file.
seen = {kind: {f.name: f.value for f in IXBRL(io.StringIO(text)).numeric}
        for kind, text in (("inline", inline), ("plain", '<?xml version="1.0"?>\n' + plain))}
said = {kind: ", ".join(f"{k} {v}" for k, v in facts.items()) for kind, facts in seen.items()}
read = seen["inline"].values()
print(f"inline: {said['inline']}; mean {sum(read) / len(read)}, of the reported {120.0 / 2}")
print("plain:", said["plain"])
if any(facts != {"Care": 120, "Parks": 0, "Roads": 0} for facts in seen.values()):
    sys.exit("changed: ixbrlparse reads another thing from a fact without value")
PY
