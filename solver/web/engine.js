"use strict";
/*
 * The engine of the page: the program's own answer in the browser.
 *
 * A port of solver.levers.engine, solver.program.face, solver.answer.tie_break and solver.program.certificate over
 * the arrays that solver.web.export ships. Nothing is modelled here: the arrays move along the template's lines,
 * HiGHS solves, the tie-break selects the plan nearest to indexation, and a certificate in plain JavaScript proves
 * the answer before it leaves. Money is in MSEK, shares are fractions, attainment is in goal points.
 */

const FACE = 1e-9; // reduced costs and marginals below this are zero when the optimal face is fixed
const TIE_BREAK_FACE = 1e-7; // the same within the tie-break
const PIVOT = 1e-3; // least coefficient by which a row fixes a column, as a share of the row's largest
const GAP = 1e-6; // largest residual, price at an infinite bound, and gap of a proved answer
const LOSS = 1e-6; // how much V may differ before and after the tie-break
const TOLERANCE = 1e-9; // HiGHS' tolerances, primal and dual; prices are finer where money is large
const ORDINARY = 1024; // money up to twice which prices are told to that tolerance
const ROUNDING = 1e-7; // feasibility tolerance once columns are fixed
const DIFFERS = 1e-7; // a reference position that differs by more stops the page
const LESS_TOTAL = 0.002; // how much less total the plans in the room are worth, as a share
const BISECTIONS = 10; // solves for each end of where there is a plan
const PLACES = 16; // places along a slider where a plan is looked for when there is none here
const FULL_POINTS = 100;
const SMALLEST = 1e-6; // differences of V below this are rounding
const FIRST_STEP = 0.002; // first step of the search for an amount, as a share of the smallest total
const HALVINGS = 40;
const DEAREST = 8; // limits whose worth is told
const NEGLIGIBLE = "0.000000000000001"; // a weight that counts for nothing while its goal still measures
const FRAME = 1, SPEND = 2, MOVED = 3; // the steps of the tie-break
const AT_LOWER = 0, BASIC = 1, AT_UPPER = 2; // statuses of HiGHS
const DUAL_SIMPLEX = 1, PRIMAL_SIMPLEX = 4, SCALING = 2;
const OPTIONS = {
  output_flag: false,
  random_seed: 0,
  presolve: "off",
  solver: "simplex",
  primal_feasibility_tolerance: TOLERANCE,
  dual_feasibility_tolerance: TOLERANCE,
};

/** Numbers as they are shipped: null is infinite, "-" is minus infinite. */
function numbers(values) {
  return Float64Array.from(values, (value) => (value === null ? Infinity : value === "-" ? -Infinity : value));
}

/** A linear program to maximise: plain arrays, the matrix by rows. */
function programOf(lp) {
  const start = Int32Array.from(lp.start);
  return {
    cost: numbers(lp.cost),
    offset: lp.offset,
    lower: numbers(lp.lower),
    upper: numbers(lp.upper),
    rowLower: numbers(lp.row_lower),
    rowUpper: numbers(lp.row_upper),
    start,
    index: Int32Array.from(lp.index),
    data: numbers(lp.data),
    rowOf: rowsOf(start),
  };
}

/** How many times finer than the tolerances say prices are found: a power of two; see solver.program.compiled. */
function finenessOf({ cost, lower, upper, rowLower, rowUpper }) {
  if (!cost.some((price) => price !== 0)) return 1;
  let largest = ORDINARY;
  for (const bounds of [lower, upper, rowLower, rowUpper]) {
    for (const bound of bounds) if (Number.isFinite(bound)) largest = Math.max(largest, Math.abs(bound));
  }
  return 2 ** Math.floor(Math.log2(largest / ORDINARY));
}

/** The row of each entry. */
function rowsOf(start) {
  const rows = new Int32Array(start[start.length - 1]);
  for (let i = 0; i + 1 < start.length; i++) rows.fill(i, start[i], start[i + 1]);
  return rows;
}

/** The program with more columns, each with one entry in a row, and no upper bound. */
function withColumns(program, rows, coefficients, costs) {
  const n = program.cost.length, added = rows.length;
  const start = [0], index = [], data = [];
  for (let i = 0; i + 1 < program.start.length; i++) {
    for (let p = program.start[i]; p < program.start[i + 1]; p++) {
      index.push(program.index[p]);
      data.push(program.data[p]);
    }
    const k = rows.indexOf(i);
    if (k >= 0) {
      index.push(n + k);
      data.push(coefficients[k]);
    }
    start.push(index.length);
  }
  const begins = Int32Array.from(start);
  return {
    ...program,
    cost: Float64Array.from([...new Float64Array(n), ...costs]),
    offset: 0,
    lower: Float64Array.from([...program.lower, ...new Float64Array(added)]),
    upper: Float64Array.from([...program.upper, ...new Float64Array(added).fill(Infinity)]),
    start: begins,
    index: Int32Array.from(index),
    data: Float64Array.from(data),
    rowOf: rowsOf(begins),
  };
}

/** The program with one more row, at most a bound. */
function withRow(program, coefficients, upper) {
  const columns = [], data = [];
  coefficients.forEach((value, j) => {
    if (value !== 0) {
      columns.push(j);
      data.push(value);
    }
  });
  const entries = program.data.length + data.length;
  const start = Int32Array.from([...program.start, entries]);
  return {
    ...program,
    rowLower: Float64Array.from([...program.rowLower, -Infinity]),
    rowUpper: Float64Array.from([...program.rowUpper, upper]),
    start,
    index: Int32Array.from([...program.index, ...columns]),
    data: Float64Array.from([...program.data, ...data]),
    rowOf: rowsOf(start),
  };
}

function dot(a, b) {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** One HiGHS model that is solved again and again from its last basis; see solver.program.warm. */
class Solver {
  constructor(highs, program) {
    this.highs = highs;
    this.cost = program.cost.slice();
    this.fineness = finenessOf(program);
    this.lower = program.lower.slice();
    this.upper = program.upper.slice();
    this.rowLower = program.rowLower.slice();
    this.rowUpper = program.rowUpper.slice();
    this.model = highs.createModel();
    this.model.options.set(OPTIONS); // before there is a program, of which HiGHS would tell
    this.model.passModel({
      numCols: this.cost.length,
      numRows: this.rowLower.length,
      colCost: this.cost.map((value) => -this.fineness * value),
      colLower: this.bounds(this.lower),
      colUpper: this.bounds(this.upper),
      rowLower: this.bounds(this.rowLower),
      rowUpper: this.bounds(this.rowUpper),
      matrix: {
        format: "csr",
        numRows: this.rowLower.length,
        numCols: this.cost.length,
        starts: program.start,
        indices: program.index,
        values: program.data,
      },
    });
    this.strategy = 0;
  }

  dispose() {
    this.model.dispose();
  }

  /** Bounds as HiGHS has them. */
  bounds(values) {
    const infinite = this.highs.infinity;
    const own = Float64Array.from(values);
    return own.map((v) => (v === Infinity ? infinite : v === -Infinity ? -infinite : v));
  }

  /** Set the objective. */
  aim(cost) {
    const changed = [];
    for (let j = 0; j < cost.length; j++) if (cost[j] !== this.cost[j]) changed.push(j);
    if (!changed.length) return;
    this.cost = cost.slice();
    const indices = Int32Array.from(changed);
    this.model.changeColsCost({ kind: "set", indices }, Float64Array.from(changed, (j) => -this.fineness * cost[j]));
  }

  /** Set the bounds of columns, in rising order. */
  bound(columns, lower, upper) {
    if (!columns.length) return;
    columns.forEach((j, k) => {
      this.lower[j] = lower[k];
      this.upper[j] = upper[k];
    });
    const indices = Int32Array.from(columns);
    this.model.changeColsBounds({ kind: "set", indices }, this.bounds(lower), this.bounds(upper));
  }

  /** Set the bounds of rows, in rising order. */
  limit(rows, lower, upper) {
    if (!rows.length) return;
    rows.forEach((i, k) => {
      this.rowLower[i] = lower[k];
      this.rowUpper[i] = upper[k];
    });
    const indices = Int32Array.from(rows);
    this.model.changeRowsBounds({ kind: "set", indices }, this.bounds(lower), this.bounds(upper));
  }

  /** Add two columns for each deviation from a reference: x - over + under = reference. Returns the first of them. */
  measure(columns, reference) {
    const n = columns.length, first = this.cost.length, rows = this.rowLower.length;
    const none = new Float64Array(2 * n), infinite = new Float64Array(2 * n).fill(Infinity);
    const empty = { starts: new Int32Array(2 * n + 1), indices: new Int32Array(0), values: new Float64Array(0) };
    const added = { format: "csc", numRows: rows, numCols: 2 * n, ...empty };
    this.model.addCols({ cost: none, lower: none, upper: this.bounds(infinite), matrix: added });
    const starts = new Int32Array(n + 1), indices = new Int32Array(3 * n), values = new Float64Array(3 * n);
    columns.forEach((j, k) => {
      starts[k + 1] = 3 * (k + 1);
      indices.set([j, first + k, first + n + k], 3 * k);
      values.set([1, -1, 1], 3 * k);
    });
    const held = Float64Array.from(reference);
    const matrix = { format: "csr", numRows: n, numCols: first + 2 * n, starts, indices, values };
    this.model.addRows({ lower: held, upper: held, matrix });
    this.cost = joined(this.cost, none);
    this.lower = joined(this.lower, none);
    this.upper = joined(this.upper, infinite);
    this.rowLower = joined(this.rowLower, held);
    this.rowUpper = joined(this.rowUpper, held);
    return first;
  }

  /** Start the next solve from a vertex: what lies between its bounds there is basic. HiGHS completes the basis. */
  beginAt(x, program) {
    const activity = this.rowLower.slice(); // rows of deviations are equalities
    for (let i = 0; i + 1 < program.start.length; i++) {
      activity[i] = 0;
      for (let p = program.start[i]; p < program.start[i + 1]; p++) activity[i] += program.data[p] * x[program.index[p]];
    }
    this.model.setBasis({
      colStatus: statuses(x, this.lower, this.upper),
      rowStatus: statuses(activity, this.rowLower, this.rowUpper),
    });
  }

  /** Keep later solves on the optimal face: what has a price stays at the bound where it rests. */
  hold(optimum, tolerance) {
    const least = tolerance / optimum.fineness;
    const [columns, at] = resting(this.lower, this.upper, optimum.x, optimum.reduced, least);
    this.bound(columns, at, at);
    const [rows, on] = resting(this.rowLower, this.rowUpper, optimum.activity, optimum.marginal, least);
    this.limit(rows, on, on);
  }

  /** Solve from the last basis; null where the program has no solution. */
  optimise(primal = false) {
    return this.solved(primal) ? this.solution() : null;
  }

  /** Whether the program has a solution, solved from the last basis. */
  solved(primal = false) {
    const status = this.highs.constants.modelStatus;
    let found = this.run(primal);
    for (const scaling of [SCALING, 0]) {
      if (found === status.optimal || found === status.infeasible) break;
      this.model.clearSolver();
      this.model.options.set({ simplex_scale_strategy: scaling });
      found = this.run(!primal);
      this.model.options.set({ simplex_scale_strategy: SCALING });
    }
    if (found === status.infeasible) return false;
    if (found !== status.optimal) throw new Error(`HiGHS: status ${found}`);
    return true;
  }

  solution() {
    const solution = this.model.getSolution();
    return {
      x: solution.colValue,
      activity: solution.rowValue,
      marginal: solution.rowDual.map((price) => -price / this.fineness),
      reduced: solution.colDual.map((price) => -price / this.fineness),
      fineness: this.fineness,
    };
  }

  run(primal) {
    const strategy = primal ? PRIMAL_SIMPLEX : DUAL_SIMPLEX;
    if (strategy !== this.strategy) {
      this.strategy = strategy;
      this.model.options.set({ simplex_strategy: strategy });
    }
    this.model.run();
    return this.model.getModelStatus();
  }

  /** Optimise on a face; with a larger tolerance where rounding has left nothing of it. */
  optimiseOnFace() {
    let found = this.optimise(true);
    if (found === null) {
      this.model.options.set({ primal_feasibility_tolerance: ROUNDING });
      found = this.optimise(true);
      this.model.options.set({ primal_feasibility_tolerance: TOLERANCE });
    }
    if (found === null) throw new Error("the tie-break lost the optimum");
    return found;
  }
}

function joined(a, b) {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** HiGHS' statuses of columns or rows: basic between their bounds, otherwise at the nearer one. */
function statuses(values, lower, upper) {
  const found = new Int32Array(values.length);
  for (let k = 0; k < found.length; k++) {
    const above = values[k] - lower[k], below = upper[k] - values[k];
    found[k] = above > TOLERANCE && below > TOLERANCE ? BASIC : below < above ? AT_UPPER : AT_LOWER;
  }
  return found;
}

function negative(values) {
  return values.map((value) => -value); // several times as fast as Float64Array.from with a function
}

/** What has a price, in rising order, and the bound where it rests. */
function resting(lower, upper, value, price, tolerance) {
  const places = [], at = [];
  for (let k = 0; k < lower.length; k++) {
    if (Math.abs(price[k]) > tolerance) {
      places.push(k);
      at.push(Math.abs(value[k] - lower[k]) <= Math.abs(value[k] - upper[k]) ? lower[k] : upper[k]);
    }
  }
  return [places, at];
}

/** The bounds on the optimal face. */
function faceBounds(lower, upper, value, price, fineness) {
  const low = lower.slice(), high = upper.slice();
  const [places, at] = resting(lower, upper, value, price, FACE / fineness);
  places.forEach((k, n) => {
    low[k] = high[k] = at[n];
  });
  return [low, high];
}

/** The optimal face as a smaller program, without the columns that cannot vary on it; see solver.program.face. */
function faceOf(program, optimum) {
  const { start, index, data, rowOf } = program;
  const n = program.lower.length, m = program.rowLower.length;
  const { fineness } = optimum;
  const [lower, upper] = faceBounds(program.lower, program.upper, optimum.x, optimum.reduced, fineness);
  const [rowLower, rowUpper] = faceBounds(
    program.rowLower, program.rowUpper, optimum.activity, optimum.marginal, fineness,
  );
  const largest = new Float64Array(m), total = new Float64Array(m), left = new Int32Array(m);
  const fixed = new Uint8Array(n), x = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (lower[j] === upper[j]) {
      fixed[j] = 1;
      x[j] = lower[j];
    }
  }
  let open = [];
  for (let p = 0; p < data.length; p++) {
    const i = rowOf[p];
    largest[i] = Math.max(largest[i], Math.abs(data[p]));
    if (fixed[index[p]]) total[i] += data[p] * x[index[p]];
    else {
      open.push(p);
      left[i]++;
    }
  }
  for (;;) {
    const last = [];
    for (const p of open) {
      const i = rowOf[p], j = index[p];
      if (left[i] !== 1 || rowLower[i] !== rowUpper[i] || fixed[j]) continue;
      if (Math.abs(data[p]) < PIVOT * largest[i]) continue;
      fixed[j] = 1; // two rows may fix the same column: the first one does
      last.push(p);
    }
    if (!last.length) break;
    for (const p of last) x[index[p]] = (rowUpper[rowOf[p]] - total[rowOf[p]]) / data[p];
    open = open.filter((p) => {
      if (!fixed[index[p]]) return true;
      total[rowOf[p]] += data[p] * x[index[p]];
      left[rowOf[p]]--;
      return false;
    });
  }
  return smaller({ n, x, fixed, open, lower, upper, rowLower, rowUpper, total, optimum }, program);
}

/** The free columns and the rows that contain them. */
function smaller(found, program) {
  const { n, x, fixed, open, lower, upper, rowLower, rowUpper, total, optimum } = found;
  const free = [], place = new Int32Array(n);
  for (let j = 0; j < n; j++) {
    if (!fixed[j]) {
      place[j] = free.length;
      free.push(j);
      x[j] = optimum.x[j];
    }
  }
  const rows = [], start = [], index = new Int32Array(open.length), data = new Float64Array(open.length);
  open.forEach((p, k) => {
    if (!rows.length || rows[rows.length - 1] !== program.rowOf[p]) {
      rows.push(program.rowOf[p]);
      start.push(k);
    }
    index[k] = place[program.index[p]];
    data[k] = program.data[p];
  });
  start.push(open.length);
  return {
    free,
    x,
    program: {
      cost: new Float64Array(free.length),
      lower: Float64Array.from(free, (j) => lower[j]),
      upper: Float64Array.from(free, (j) => upper[j]),
      rowLower: Float64Array.from(rows, (i) => rowLower[i] - total[i]),
      rowUpper: Float64Array.from(rows, (i) => rowUpper[i] - total[i]),
      start: Int32Array.from(start),
      index,
      data,
    },
  };
}

/** The proof of an answer from the raw arrays: the largest residual, and the bound that marginals prove. */
function certificate(program, x, marginal) {
  const { cost, lower, upper, rowLower, rowUpper, index, data, rowOf } = program;
  const activity = new Float64Array(rowLower.length), reduced = cost.slice();
  for (let p = 0; p < data.length; p++) {
    activity[rowOf[p]] += data[p] * x[index[p]];
    reduced[index[p]] -= data[p] * marginal[rowOf[p]];
  }
  let residual = 0, bound = program.offset, infinite = 0;
  const weigh = (price, low, high) => {
    const at = price > 0 ? high : low;
    if (Number.isFinite(at)) bound += price * at;
    else infinite = Math.max(infinite, Math.abs(price));
  };
  for (let j = 0; j < cost.length; j++) {
    residual = Math.max(residual, lower[j] - x[j], x[j] - upper[j]);
    weigh(reduced[j], lower[j], upper[j]);
  }
  for (let i = 0; i < activity.length; i++) {
    residual = Math.max(residual, rowLower[i] - activity[i], activity[i] - rowUpper[i]);
    weigh(marginal[i], rowLower[i], rowUpper[i]);
  }
  return { residual, bound, infinite };
}

/** Check an answer; throws where it is not proved. */
function prove(program, x, optimum, value) {
  const found = certificate(program, x, optimum.marginal);
  const gap = Math.abs(found.bound - value);
  if (!(found.residual <= GAP && found.infinite <= GAP / optimum.fineness && gap <= GAP)) {
    throw new Error(
      `not proved: residual ${found.residual}, price at an infinite bound ${found.infinite}, gap ${gap}`,
    );
  }
}

/** Goal points of a response curve at a funding level; straight beyond its first point, flat beyond its last. */
function response(curve, level) {
  let k = curve.length - 1;
  while (k > 0 && curve[k][0] > level) k--;
  if (k === curve.length - 1) return curve[k][1];
  const [from, points] = curve[k], [to, there] = curve[k + 1];
  return points + ((there - points) / (to - from)) * (level - from);
}

/** What a limit is called, what it is about and who stands behind it; `row` is the place of a row in lp.rows. */
function describeRow(lp, row) {
  const [n, owner, ...index] = lp.rows[row];
  const family = lp.families[n];
  const told = { family: family.name, owner: lp.owners[owner], unit: family.unit };
  const named = {
    committee: (id) => lp.committees.find((one) => one.id === id)?.name,
    activity: (id) => lp.activities.find((one) => one.id === id)?.name,
    goal: (id) => lp.goals.find((one) => one.id === id)?.name,
    decision: (id) => lp.decisions[id].name,
  };
  family.over.forEach((key, k) => {
    told[key] = index[k];
  });
  const filled = (text) =>
    text.replace(/\{(\w+)\}/g, (_, key) => String(named[key]?.(told[key]) ?? told[key] ?? ""));
  const { committee, activity, goal } = lp.decisions[told.decision] ?? {};
  return {
    committee,
    activity,
    goal,
    ...told,
    equal: family.equal,
    direction: family.direction,
    statutory: family.statutory,
    sentence: filled(family.says),
    noun: filled(family.noun),
  };
}

/** The engine over what is shipped and a loaded HiGHS. */
function createEngine(lp, highs) {
  const years = lp.scenario.years, outcomes = lp.scenario.outcome_years;
  const goals = lp.goal_order, committees = lp.committee_order;
  const settled = lp.settled ?? { years: [], frames: {}, spends: {}, level: {} };
  const opens = settled.years.length, count = years.length - opens; // the first planned year, and how many are
  const program = programOf(lp);
  const moving = Object.entries(lp.moving).map(([name, part]) => ({
    name,
    entries: part.entries,
    base: numbers(part.base),
    slope: part.slope.map(numbers),
  }));
  const frameRef = numbers(lp.frame_ref), need = numbers(lp.need);
  const arrays = {
    cost: program.cost,
    lower: program.lower,
    upper: program.upper,
    row_lower: program.rowLower,
    row_upper: program.rowUpper,
    data: program.data,
    frame: frameRef,
    need,
  };
  const frameAt = new Map(lp.frame_columns.map((j, k) => [j, k]));
  const spendAt = new Map(lp.spend_columns.map((j, k) => [j, k]));
  const base = lp.levers.map((lever) => lever.base);
  const baseFrame = new Map(lp.committees.map((committee) => [committee.id, committee.base]));
  const settledMoves = movesOf(settled.frames, settled.years);
  const main = new Solver(highs, program);
  place({});

  /** Values of the levers, in their order. */
  function valuesOf(levers) {
    return lp.levers.map((lever) => {
      const value = levers?.[lever.id] ?? lever.base;
      const slack = 1e-9 * Math.max(1, Math.abs(value));
      if (!(value >= lever.low - slack && value <= lever.high + slack)) {
        throw new RangeError(`${lever.id}: ${value}`);
      }
      return value;
    });
  }

  function along(start, slope, moved) {
    let value = start;
    for (let l = 0; l < moved.length; l++) value += slope[l] * moved[l];
    return value;
  }

  /** Move the program to the levers' values, and pass on what changed. */
  function place(levers) {
    const moved = valuesOf(levers).map((value, l) => value - base[l]);
    const rows = new Set(), columns = new Set();
    for (const part of moving) {
      const array = arrays[part.name];
      if (array === undefined) continue; // what plans are measured by is shipped apart
      part.entries.forEach((e, k) => {
        const value = along(part.base[k], part.slope[k], moved);
        if (value === array[e]) return;
        array[e] = value;
        if (part.name === "data") main.model.changeCoefficient(program.rowOf[e], program.index[e], value);
        else if (part.name.startsWith("row_")) rows.add(e);
        else if (part.name === "lower" || part.name === "upper") columns.add(e);
      });
    }
    const rising = (set) => [...set].sort((a, b) => a - b);
    const limits = rising(rows), bounds = rising(columns);
    main.limit(limits, limits.map((i) => program.rowLower[i]), limits.map((i) => program.rowUpper[i]));
    main.bound(bounds, bounds.map((j) => program.lower[j]), bounds.map((j) => program.upper[j]));
    const price = lp.moved_price;
    if (price) {
      const total = totalAt(moved);
      price.columns.forEach((j, k) => {
        program.cost[j] = -price.price / total[price.year[k]];
      });
      const ofSettled = settledMoves.reduce((sum, moves, y) => sum + (price.price / total[y]) * moves, 0);
      program.offset = lp.offset - ofSettled;
    }
    return moved;
  }

  /** The total of each year. */
  function totalAt(moved) {
    return years.map((_, y) => {
      let value = lp.total.base[y];
      for (let l = 0; l < moved.length; l++) value += lp.total.slope[l][y] * moved[l];
      return value;
    });
  }

  /** Final weight of each goal and plan year, sum 1 a year; 0 where all weights are. */
  function finalWeights(weights) {
    let stated = weights;
    if (typeof weights === "string") {
      const preset = lp.presets.find((one) => one.id === weights);
      if (preset === undefined) throw new RangeError(weights);
      if (preset.final) return preset.final;
      stated = preset.weights;
    }
    const raw = goals.map((g, k) => lp.factor[k].map((factor) => (stated[g] ?? 0) * factor));
    const sum = years.map((_, y) => raw.reduce((all, of) => all + of[y], 0));
    return raw.map((of) => of.map((value, y) => (sum[y] ? value / sum[y] : 0)));
  }

  /** Set the weights in the objective. */
  function weigh(final) {
    lp.attained.forEach((j, k) => {
      program.cost[j] = lp.discount[k] * final[lp.goal[k]][lp.year[k]];
    });
    main.aim(program.cost);
  }

  /** Select the optimum nearest to indexation; see solver.answer.tie_break. */
  function nearest(optimum) {
    const face = faceOf(program, optimum);
    if (!face.free.some((j) => lp.kind[j] > 0)) return face.x; // nothing is left to choose
    const solver = new Solver(highs, face.program);
    try {
      const aims = [];
      let x = Float64Array.from(face.free, (j) => face.x[j]);
      for (const [kind, at, reference] of [[FRAME, frameAt, frameRef], [SPEND, spendAt, need]]) {
        const columns = [];
        face.free.forEach((j, k) => {
          if (lp.kind[j] === kind) columns.push(k);
        });
        if (!columns.length) continue;
        const wanted = columns.map((k) => reference[at.get(face.free[k])]);
        const first = solver.measure(columns, wanted), by = columns.map((k, n) => x[k] - wanted[n]);
        x = joined(x, [...by.map((more) => Math.max(more, 0)), ...by.map((more) => Math.max(-more, 0))]);
        aims.push((cost) => columns.forEach((k, n) => {
          cost[first + n] = cost[first + columns.length + n] = -lp.omega[face.free[k]];
        }));
      }
      aims.push((cost) => face.free.forEach((j, k) => {
        if (lp.kind[j] === MOVED) cost[k] = -lp.omega[j];
      }));
      solver.beginAt(x, face.program);
      let step = null;
      for (const aim of aims) {
        if (step !== null) solver.hold(step, TIE_BREAK_FACE);
        const cost = new Float64Array(solver.cost.length);
        aim(cost);
        if (!cost.some((price, k) => price !== 0 && solver.lower[k] < solver.upper[k])) continue;
        solver.aim(cost);
        step = solver.optimiseOnFace();
      }
      if (step !== null) face.free.forEach((j, k) => { face.x[j] = step.x[k]; });
      return face.x;
    } finally {
      solver.dispose();
    }
  }

  /** V of columns. */
  function objective(x) {
    return dot(program.cost, x) + program.offset;
  }

  /** The proved answer, or null where there is no plan. */
  function answer(levers, weights) {
    const moved = place(levers), final = finalWeights(weights);
    weigh(final);
    const first = main.optimise();
    if (first === null) return null;
    const value = objective(first.x), x = nearest(first);
    const loss = Math.abs(objective(x) - value);
    if (!(loss <= LOSS)) throw new Error(`the tie-break changed V by ${loss}`);
    prove(program, x, first, value);
    return { moved, final, first, value, x };
  }

  // ------------------------------------------------------------------------------------------- what a plan is

  /** Attainment of each goal and outcome year by the response curves, uncapped. */
  function attainmentOf(spends) {
    const found = lp.reference_points.map((points) => points.slice());
    const level = (a, y) => {
      if (y < opens) return settled.level[a][y];
      const k = needAt.get(`${a}|${y}`);
      return k === undefined ? 1 : spends[a][y] / need[k];
    };
    for (const { goal, members, curve, lag } of lp.curves) {
      const points = years.map((_, y) => response(curve, Math.min(...members.map((a) => level(a, y)))));
      outcomes.forEach((_, t) => {
        lag.forEach((share, n) => {
          if (t >= n && t - n < points.length) found[goal][t] += share * points[t - n];
        });
      });
    }
    return Object.fromEntries(goals.map((g, k) => [g, found[k]]));
  }

  /** How much frames move from last year's indexed ones, by year. */
  function movesOf(frames, over = years) {
    return over.map((_, y) =>
      committees.reduce((sum, c) => {
        const last = y ? frames[c][y - 1] : baseFrame.get(c);
        const indexed = lp.growth.factor[c][y] * last + lp.growth.constant[c][y];
        return sum + Math.abs(frames[c][y] - indexed);
      }, 0),
    );
  }

  /** Indexation with the levers moved, and more in each year's total. */
  function indexationAt(moved, more) {
    const { frame_slope: frameSlope, spend, spend_slope: spendSlope } = lp.indexation;
    const reference = referenceFrames(moved), frames = {}, spends = {};
    committees.forEach((c, k) => {
      frames[c] = framesOf(c, (y) => reference[k * count + y - opens] + frameSlope[c][y] * more[y]);
    });
    lp.activities.forEach(({ id }, k) => {
      spends[id] = years.map((_, y) => {
        const n = k * years.length + y;
        let value = spend.base[n];
        for (let l = 0; l < moved.length; l++) value += spend.slope[l][n] * moved[l];
        return value + spendSlope[id][y] * more[y];
      });
    });
    return { frames, spends };
  }

  /** A committee's frames by year: a settled one is given, the others are told. */
  function framesOf(c, planned) {
    return years.map((_, y) => (y < opens ? settled.frames[c][y] : planned(y)));
  }

  /** The frames of indexation with the levers moved, in the order of the arrays. */
  function referenceFrames(moved) {
    const values = numbers(lp.frame_ref), part = moving.find((one) => one.name === "frame");
    part?.entries.forEach((e, k) => {
      values[e] = along(part.base[k], part.slope[k], moved);
    });
    return values;
  }

  /** V of a plan by final weights: counted attainment, less the price of moving money. */
  function valueOf(plan, final, total) {
    let value = 0;
    goals.forEach((g, k) => {
      outcomes.forEach((_, t) => {
        const weight = final[k][Math.min(t, years.length - 1)];
        value += lp.outcome_discount[t] * weight * Math.min(plan.attainment[g][t], FULL_POINTS);
      });
    });
    if (!lp.change_price) return value;
    return value - movesOf(plan.frames).reduce((sum, moves, y) => sum + (lp.change_price / total[y]) * moves, 0);
  }

  /** The plan of proved columns, with indexation beside it. */
  function planOf(found) {
    const { moved, x } = found, total = totalAt(moved);
    const frames = {}, spends = {};
    committees.forEach((c, k) => {
      frames[c] = framesOf(c, (y) => x[lp.frame_columns[k * count + y - opens]]);
    });
    for (const [a, amounts] of Object.entries(lp.fixed)) {
      spends[a] = amounts.map((amount, y) => (y < opens ? settled.spends[a][y] : amount));
    }
    lp.spend_keys.forEach(([a, y], k) => {
      spends[a][years.indexOf(y)] = x[lp.spend_columns[k]];
    });
    const column = (kind) => lp.by_year[kind].map((j) => (j === null ? 0 : x[j]));
    const plan = {
      frames,
      spends,
      attainment: attainmentOf(spends),
      reserve: ofPlanned(column("reserve")),
      total: column("given_total").map((amount, y) => (y < opens ? total[y] : amount)),
      deposit: column("deposit"),
      withdrawal: column("withdrawal"),
      used: lp.used_columns.map((columns) => columns.reduce((sum, j) => sum + x[j], 0)),
      moved: movesOf(frames),
    };
    const indexed = indexationAt(moved, new Float64Array(years.length));
    const handed = years.map((_, y) => committees.reduce((sum, c) => sum + indexed.frames[c][y], 0));
    const indexation = {
      ...indexed,
      attainment: attainmentOf(indexed.spends),
      total,
      reserve: ofPlanned(total.map((amount, y) => amount - handed[y])),
    };
    return { ...plan, indexation };
  }

  /** Amounts by year, none in a settled one: the page tells its frames, and not what became of the money. */
  function ofPlanned(amounts) {
    return amounts.map((amount, y) => (y < opens ? null : amount));
  }

  // ------------------------------------------------------------------------------------------- worth in money

  /**
   * The least amount a year by which indexation's total would have to be another for it to reach V. `priced` are the
   * totals that the price of moving money is divided by, as in V of the plan.
   */
  function amountFor(aim, final, moved, more, priced = totalAt(moved)) {
    const total = totalAt(moved).map((amount, y) => amount + more[y]);
    const smallest = Math.min(...total.slice(opens));
    const reached = (amount) => {
      const plan = indexationAt(moved, more.map((own) => own + amount));
      return valueOf({ ...plan, attainment: attainmentOf(plan.spends) }, final, priced);
    };
    const here = reached(0);
    if (Math.abs(aim - here) <= SMALLEST) return 0;
    let low = 0, high = FIRST_STEP * smallest;
    if (aim > here) {
      let before = here;
      for (let now = reached(high); now < aim; now = reached(high)) {
        if (now - before <= SMALLEST * SMALLEST) return null; // the curves have ended
        [low, high, before] = [high, 2 * high, now];
      }
    } else {
      [low, high] = [-high, 0];
      while (reached(low) >= aim) {
        if (low <= -smallest) return null;
        [low, high] = [Math.max(2 * low, -smallest), low];
      }
    }
    for (let n = 0; n < HALVINGS; n++) {
      const middle = (low + high) / 2;
      if (reached(middle) >= aim) high = middle;
      else low = middle;
    }
    return high;
  }

  const nothingMoved = base.map(() => 0);

  /** What a plan is worth by some weights against indexation with the same money, in MSEK a year. */
  function worth(plan, weights) {
    const final = finalWeights(weights), total = totalAt(nothingMoved);
    const more = plan.total.map((amount, y) => amount - total[y]);
    return amountFor(counted(plan, weights), final, nothingMoved, more, pricedBy(plan));
  }

  /**
   * The limits that bind, dearest first. A cold solve names them, so that they do not depend on the way here. What
   * easing by one unit gives is solved for the dearest; the others have their marginal, and no worth in money.
   */
  function bindingOf(found) {
    const { value, final, moved } = found, none = years.map(() => 0);
    const marginal = coldMarginals();
    const binding = [...marginal.keys()]
      .filter((i) => lp.rows[i] !== null && Math.abs(marginal[i]) > FACE)
      .sort((a, b) => Math.abs(marginal[b]) - Math.abs(marginal[a]));
    const here = binding.length ? amountFor(value, final, moved, none) : null;
    return binding
      .map((row, k) => {
        if (k >= DEAREST) return { row, price: marginal[row], worth: null };
        const by = lp.families[lp.rows[row][0]].equal && marginal[row] < 0 ? -1 : 1;
        const price = gainOfEasing(row, value, by);
        const there = price === null || here === null ? null : amountFor(value + price, final, moved, none);
        return { row, price, by, worth: there === null ? null : there - here };
      })
      .filter(({ price }) => price === null || Math.abs(price) > FACE);
  }

  function coldMarginals() {
    const solver = new Solver(highs, program);
    try {
      return solver.optimise().marginal;
    } finally {
      solver.dispose();
    }
  }

  /** How much V grows when a row's limits are one unit higher, or lower; null where that leaves no plan. */
  function gainOfEasing(row, value, by) {
    const low = program.rowLower[row], high = program.rowUpper[row];
    main.limit([row], [low + by], [high + by]);
    const eased = main.optimise();
    main.limit([row], [low], [high]);
    return eased === null ? null : objective(eased.x) - value;
  }

  // ---------------------------------------------------------------------------------------------- the answers

  function solve(levers, weights, detailed = false) {
    const started = performance.now();
    try {
      const found = answer(levers, weights);
      if (found === null) return { kind: "none", milliseconds: performance.now() - started };
      const plan = planOf(found), none = years.map(() => 0);
      return {
        kind: "plan",
        value: found.value,
        ...plan,
        binding: detailed ? bindingOf(found) : null,
        gain: detailed ? amountFor(found.value, found.final, found.moved, none) : null,
        weightless: found.final.every((of) => of.every((weight) => weight === 0)),
        milliseconds: performance.now() - started,
      };
    } catch (error) {
      return faultOf(error);
    }
  }

  /** What is told of a failure; the solver starts anew after it. */
  function faultOf(error) {
    main.model.clearSolver();
    return { kind: "fault", what: String(error?.message ?? error) };
  }

  /** Whether there is a plan with the levers at some values. */
  function planned(levers) {
    place(levers);
    return main.solved();
  }

  /** The range of one lever in which there is a plan, the others as they stand; null where none was found. */
  function endsOf(levers, lever) {
    const there = (value) => planned({ ...levers, [lever.id]: value });
    const now = levers[lever.id] ?? lever.base;
    const nth = (_, n) => lever.low + (n / PLACES) * (lever.high - lever.low);
    const inside = [now, lever.base, ...Array.from({ length: PLACES + 1 }, nth)].find(there);
    if (inside === undefined) return null;
    const edge = (end) => {
      if (there(end)) return end;
      let [good, bad] = [inside, end];
      for (let n = 0; n < BISECTIONS; n++) {
        const middle = (good + bad) / 2;
        if (there(middle)) good = middle;
        else bad = middle;
      }
      return good;
    };
    return { low: edge(lever.low), high: edge(lever.high) };
  }

  function ends(levers) {
    return Object.fromEntries(lp.levers.map((lever) => [lever.id, endsOf(levers, lever)]));
  }

  /** How much more each year's total would have to be for there to be a plan; null where no total is enough. */
  function missingMoney() {
    const signs = lp.total_rows.map((i, y) => {
      for (let p = program.start[i]; p < program.start[i + 1]; p++) {
        if (program.index[p] === lp.by_year.given_total[opens + y]) return -Math.sign(program.data[p]);
      }
      return -1;
    });
    const costs = lp.total_rows.map((_, y) => -(1 + y / 1000)); // earlier years first, where it is the same
    const solver = new Solver(highs, withColumns(program, lp.total_rows, signs, costs));
    try {
      const found = solver.optimise();
      if (found === null) return null;
      const amounts = Array.from(found.x.slice(program.cost.length), (v) => Math.max(0, v));
      return [...settled.years.map(() => 0), ...amounts];
    } finally {
      solver.dispose();
    }
  }

  /** The nearest value of a lever with a plan, in its steps; null where there is none. */
  function nearestOf(levers, lever) {
    const range = endsOf(levers, lever), now = levers[lever.id] ?? lever.base;
    if (range === null) return null;
    const up = now <= range.low, target = up ? range.low : now >= range.high ? range.high : now;
    const steps = (target - lever.low) / lever.step;
    for (let n = -1; n <= 2; n++) { // bisection stops inside, perhaps just past a step
      const rounded = up ? Math.ceil(steps - 1e-9) + n : Math.floor(steps + 1e-9) - n;
      const value = Number((lever.low + rounded * lever.step).toPrecision(12));
      if (value < lever.low || value > lever.high) continue;
      if (planned({ ...levers, [lever.id]: value })) return value;
    }
    return planned({ ...levers, [lever.id]: target }) ? target : null;
  }

  function missing(levers) {
    place(levers);
    const perYear = missingMoney();
    const nearest = Object.fromEntries(lp.levers.map((lever) => [lever.id, nearestOf(levers, lever)]));
    return { perYear, nearest };
  }

  /** V of the best plan with less total each year; by marginals where there is no such plan. */
  function valueWithLess(optimum, value, moved) {
    const rows = lp.total_rows, total = totalAt(moved);
    const low = rows.map((i) => program.rowLower[i]), high = rows.map((i) => program.rowUpper[i]);
    const less = (bounds) => bounds.map((bound, y) => bound - LESS_TOTAL * total[opens + y]);
    main.limit(rows, less(low), less(high));
    const found = main.optimise();
    main.limit(rows, low, high);
    if (found !== null) return Math.min(objective(found.x), value);
    return value - LESS_TOTAL * rows.reduce((sum, i, y) => sum + total[opens + y] * optimum.marginal[i], 0);
  }

  /** The least and greatest frames of a planned year among plans at least as good as the best with 0.2 % less total. */
  function room(levers, weights, year) {
    const found = answer(levers, weights), y = years.indexOf(year);
    if (found === null) return null;
    const least = valueWithLess(found.first, found.value, found.moved);
    const near = { ...withRow(program, negative(program.cost), program.offset - least), offset: 0 };
    const solver = new Solver(highs, near);
    const furthest = (j, sign) => {
      const cost = new Float64Array(program.cost.length);
      cost[j] = sign;
      solver.aim(cost);
      const end = solver.optimise(true);
      if (end === null) throw new Error("the room lost the optimum");
      prove({ ...near, cost }, end.x, end, sign * end.x[j]);
      return end.x[j];
    };
    try {
      return Object.fromEntries(
        committees.map((c, k) => {
          const j = lp.frame_columns[k * count + y - opens], own = found.x[j];
          return [c, [Math.min(furthest(j, -1), own), Math.max(furthest(j, 1), own)]];
        }),
      );
    } finally {
      solver.dispose();
    }
  }

  /** Each goal's part of all weight over all outcome years, discounted; all 0 where there are no weights. */
  function shares(weights) {
    const final = finalWeights(weights);
    return Object.fromEntries(
      goals.map((g, k) => [
        g,
        outcomes.reduce((sum, _, t) => sum + lp.outcome_discount[t] * final[k][Math.min(t, years.length - 1)], 0),
      ]),
    );
  }

  /** V of any plan by some weights, in points. */
  function counted(plan, weights) {
    return valueOf(plan, finalWeights(weights), pricedBy(plan));
  }

  /** The totals that the price of moving money is divided by: the scenario's, or those of the sliders. */
  function pricedBy(plan) {
    const given = plan.kind === "given" || plan.kind === "indexation";
    return given ? totalAt(nothingMoved) : plan.total;
  }

  /** What each plan is worth by each set of weights; see worth. */
  function matrix(plans, sets) {
    return plans.map((plan) => sets.map((weights) => worth(plan, weights)));
  }

  /** The reference positions, from one to before another, whose answers differ from the program's own. */
  function check(from = 0, to = lp.reference.length) {
    const started = performance.now(), mismatches = [];
    for (let position = from; position < to; position++) {
      const what = differs(lp.reference[position]);
      if (what) mismatches.push({ position, what });
    }
    return { mismatches, milliseconds: performance.now() - started };
  }

  /** How the answer of planned years at a reference position differs from the program's; nothing where not. */
  function differs({ levers, weights, value, frames }) {
    let found;
    try {
      found = answer(levers, weights);
    } catch (error) {
      return faultOf(error).what;
    }
    if ((value === null) !== (found === null)) return found === null ? "no plan" : "a plan";
    if (found === null) return "";
    let most = Math.abs(found.value - value);
    committees.forEach((c, k) => {
      frames[c].forEach((frame, y) => {
        most = Math.max(most, Math.abs(frame - found.x[lp.frame_columns[k * count + y]]));
      });
    });
    return most <= DIFFERS ? "" : `differs by ${most}`;
  }

  // ------------------------------------------------------------------------------------------ the command line

  /** The command that gives the same frames; null where no command does. */
  function argument(levers, weights) {
    const preset = typeof weights === "string" ? lp.presets.find((one) => one.id === weights) : null;
    if (preset && !preset.exact) return null;
    const stated = preset ? preset.weights : weights;
    if (finalWeights(stated).every((of) => of.every((weight) => weight === 0))) return null;
    const changes = [...lp.scenario.changes];
    for (const lever of lp.levers) {
      const value = levers[lever.id] ?? lever.base;
      if (value === lever.base && lever.leaves !== null) continue;
      if (lever.leaves === null) return null;
      changes.push(...settings(lever, value));
    }
    for (const goal of lp.goals) {
      const weight = stated[goal.id] ?? 0;
      if (weight === goal.weight) continue;
      if (!goal.movable && weight > 0) return null;
      if (goal.movable) changes.push(`goals.${goal.id}.weight=${weight > 0 ? plain(weight) : NEGLIGIBLE}`);
    }
    return ["kommunbudget run", quoted(lp.scenario.file), ...changes.map((one) => `--set ${quoted(one)}`)].join(" ");
  }

  /** The changes that put a lever at a value. */
  function settings(lever, value) {
    const written = (amount, share) => (share ? `${plain(amount * 100)}%` : plain(amount));
    if (lever.kind === "set") return [`${lever.path}=${written(value, lever.unit === "share")}`];
    return lever.leaves.map(({ path, today }) => {
      const share = typeof today === "string", now = share ? Number.parseFloat(today) / 100 : today;
      return `${path}=${written(lever.kind === "scale" ? now * value : now + value, share)}`;
    });
  }

  const needAt = new Map(lp.spend_keys.map(([a, y], k) => [`${a}|${years.indexOf(y)}`, k]));
  return {
    solve,
    ends,
    missing,
    room,
    shares,
    worth,
    counted,
    matrix,
    check,
    argument,
    references: lp.reference.length,
    digest: lp.scenario.digest,
    version: highs.version.string,
    memory: () => highs.memoryBytes,
  };
}

/** A number as it is typed: at most fifteen digits, never with an exponent. */
function plain(value) {
  const text = String(Number(value.toPrecision(15)));
  return text.includes("e") ? value.toFixed(15) : text;
}

/** A word of a command line; a share is one without quotes, since Windows' own shell does not know single ones. */
function quoted(text) {
  return /^[\w./=%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The bytes of base64 text packed by gzip. */
async function unpacked(text) {
  const letters = atob(text.trim()), bytes = new Uint8Array(letters.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = letters.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Load HiGHS from its bytes, and make the engine. */
async function startEngine(lp, wasm) {
  const highs = await new Promise((resolve, reject) => {
    const instantiateWasm = (imports, done) => {
      WebAssembly.instantiate(wasm, imports).then((made) => done(made.instance, made.module), reject);
      return {};
    };
    Module({ instantiateWasm }).then(resolve, reject);
  });
  return createEngine(lp, highs);
}

/** Check the reference positions after the first one at a time, so that questions are answered between them. */
async function checkedRest(engine) {
  const mismatches = [];
  for (let position = 1; position < engine.references; position++) {
    await new Promise((done) => setTimeout(done));
    mismatches.push(...engine.check(position, position + 1).mismatches);
  }
  return mismatches;
}

/**
 * Answer messages in a worker: {id, call, args} by {id, result}. The scenario as it stands is the first reference
 * position: `ready` tells whether it is answered as by the program, `checked` the same of the others.
 */
function serveEngine(scope) {
  let engine = null;
  const begin = async ({ lp, wasm }) => {
    engine = await startEngine(lp, wasm);
    scope.postMessage({ id: "ready", version: engine.version, ...engine.check(0, 1) });
    scope.postMessage({ id: "checked", mismatches: await checkedRest(engine) });
  };
  scope.onmessage = ({ data }) => {
    if (data.id === "start") {
      begin(data).catch((error) => scope.postMessage({ id: "failed", what: String(error?.message ?? error) }));
      return;
    }
    let result;
    try {
      result = engine[data.call](...data.args);
    } catch (error) {
      result = { kind: "fault", what: String(error?.message ?? error) };
    }
    scope.postMessage({ id: data.id, result });
  };
}
