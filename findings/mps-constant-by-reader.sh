#!/usr/bin/env bash
# MPS: the constant of a cost is added, subtracted or lost, by who reads the file.
#
# Versions: highspy 1.15.1, swiglpk 5.0.13, pyscipopt 6.3.0, mip 2.0.0 (Python-MIP, with its CBC and HiGHS).
# Behaviour: minimise x + 10, 4 <= x <= 9; the optimum is 14. HiGHS writes the 10 as the right side -10 of
#   the objective row. HiGHS, SCIP and Python-MIP with HiGHS read 14 from that file, GLPK -6, Python-MIP
#   with CBC 4. A file that GLPK writes is wrong in the others by as much.
# Why one would not guess it: x is 4 everywhere and each one calls it optimal; HiGHS and GLPK read their own
#   files right, and a program is sent on to have its figure checked by another. CPLEX' manual has the
#   minus; GLPK's takes the number as it stands, and a footnote there calls that non-standard. What a budget
#   is bound to before the first decision is such a constant.
# Seen:
#   line of the constant, by HiGHS: RHS_V Obj -10; by GLPK: RHS1 R0000000 10
#   HiGHS' file: HiGHS 14.0 SCIP 14.0 MIP-HiGHS 14.0 GLPK -6.0 MIP-CBC 4.0
#   GLPK's file: HiGHS -6.0 SCIP -6.0 MIP-HiGHS -6.0 GLPK 14.0 MIP-CBC 4.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  highspy==1.15.1 swiglpk==5.0.13 pyscipopt==6.3.0 mip==2.0.0 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY' | grep -v -e '^Empty problem' -e '^Optimal' -e '^Running HiGHS'
import sys
from pathlib import Path

import highspy
import mip
import pyscipopt
import swiglpk as glpk

glpk.glp_term_out(0)


def highs():
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    return h


def by_highs(file):
    h = highs()
    h.readModel(file)
    h.run()
    return h.getObjectiveValue()


def by_scip(file):
    m = pyscipopt.Model()
    m.hideOutput()
    m.readProblem(file)
    m.optimize()
    return m.getObjVal()


def by_glpk(file, copy=None):
    p = glpk.glp_create_prob()
    glpk.glp_read_mps(p, glpk.GLP_MPS_FILE, None, file)
    if copy:
        glpk.glp_set_obj_coef(p, 0, 10.0)
        glpk.glp_write_mps(p, glpk.GLP_MPS_FILE, None, copy)
    glpk.glp_simplex(p, None)
    return glpk.glp_get_obj_val(p)


def by_mip(file, solver):
    m = mip.Model(solver_name=solver)
    m.verbose = 0
    m.read(file)
    m.optimize()
    return m.objective_value


h = highs()
h.minimize(h.addVariable(lb=4, ub=9, name="x") + 10)
h.writeModel("highs.mps")
by_glpk("highs.mps", copy="glpk.mps")
files = {"HiGHS'": "highs.mps", "GLPK's": "glpk.mps"}
rows = [line.split() for file in files.values() for line in Path(file).read_text().splitlines()]
lines = [" ".join(row) for row in rows if len(row) == 3 and row[0].startswith("RHS")]
print("line of the constant, by HiGHS: {}; by GLPK: {}".format(*lines))
seen = {}
for name, file in files.items():
    seen[name] = {"HiGHS": by_highs(file), "SCIP": by_scip(file), "MIP-HiGHS": by_mip(file, "HIGHS"),
                  "GLPK": by_glpk(file), "MIP-CBC": by_mip(file, "CBC")}
    print(f"{name} file:", *(f"{k} {v}" for k, v in seen[name].items()))
if [list(s.values()) for s in seen.values()] != [[14, 14, 14, -6, 4], [-6, -6, -6, 14, 4]]:
    sys.exit("changed: the constant in an MPS file is read otherwise")
PY
