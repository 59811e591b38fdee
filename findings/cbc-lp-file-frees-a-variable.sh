#!/usr/bin/env bash
# CBC's LP file: a variable with a ceiling and no floor has no ceiling in the solvers that read it.
#
# Versions: mip 2.0.0 (Python-MIP, with the CBC that it carries), highspy 1.15.1, swiglpk 5.0.13,
#   pyscipopt 6.3.0.
# Behaviour: minimise x - z, z - x <= 4, z <= -1 without a lower bound, 0 <= x <= 10. The optimum is 1, with
#   z = -1. Python-MIP writes the bounds of z as two lines, "z <= -1" and "z Free". CBC and SCIP, reading
#   the file, keep the ceiling and answer 1; HiGHS and GLPK take "Free" at its word, and answer -4, optimal.
# Why one would not guess it: each half of the file is a legal line, no reader warns, and who checks the
#   file with the program that wrote it finds it right. A change of a frame that may only be a cut, or a
#   result that may only be a deficit, is such a variable.
# Seen:
#   lines of z: z <= -1 / z Free
#   Python-MIP itself 1.0, reading its file: CBC 1.0 SCIP 1.0 HiGHS -4.0 GLPK -4.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  mip==2.0.0 highspy==1.15.1 swiglpk==5.0.13 pyscipopt==6.3.0 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY' | grep -v -e '^Empty problem' -e '^Optimal'
import sys
from pathlib import Path

import highspy
import mip
import pyscipopt
import swiglpk

FILE = "cut.lp"


def model():
    m = mip.Model(solver_name="CBC")
    m.verbose = 0
    return m


def by_cbc():
    m = model()
    m.read(FILE)
    m.optimize()
    return m.objective_value


def by_scip():
    m = pyscipopt.Model()
    m.hideOutput()
    m.readProblem(FILE)
    m.optimize()
    return m.getObjVal()


def by_highs():
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.readModel(FILE)
    h.run()
    return h.getObjectiveValue()


def by_glpk():
    p = swiglpk.glp_create_prob()
    swiglpk.glp_term_out(0)
    swiglpk.glp_read_lp(p, None, FILE)
    swiglpk.glp_simplex(p, None)
    return swiglpk.glp_get_obj_val(p)


m = model()
z, x = m.add_var(lb=-mip.INF, ub=-1, name="z"), m.add_var(lb=0, ub=10, name="x")
m += z - x <= 4
m.objective = x - z
m.optimize()
m.write(FILE)
lines = [line.strip() for line in Path(FILE).read_text().splitlines() if line.split()[:1] == ["z"]]
print("lines of z:", " / ".join(lines))
seen = {"CBC": by_cbc(), "SCIP": by_scip(), "HiGHS": by_highs(), "GLPK": by_glpk()}
seen = {name: round(value, 9) for name, value in seen.items()}
print(f"Python-MIP itself {m.objective_value}, reading its file:", *(f"{k} {v}" for k, v in seen.items()))
if m.objective_value != 1 or seen != {"CBC": 1, "SCIP": 1, "HiGHS": -4, "GLPK": -4}:
    sys.exit("changed: the bounds in CBC's LP file, or what is read from them, are others")
PY
