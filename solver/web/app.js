"use strict";
/* What is on the page and how it answers the hand: nothing is computed here but differences, sums and units of what
   the engine has answered. Names come from the scenario and go in as text, never as markup. */
(() => {
  const byId = (id) => document.getElementById(id);
  const lp = JSON.parse(byId("lp").textContent);
  const { scenario, committees, goals, levers, presets, words } = lp;
  const years = scenario.years;

  const MOST_SAVED = 4;
  const SHOWN_LIMITS = 6;
  const SHOWN_REASONS = 2;
  const STATUS_PAUSE = 500;
  const SETTLES_AFTER = 250;
  const FULL_POINTS = 100;
  const SAME = 1e-9;
  const WEIGHT_STEP = 0.5;
  const WEIGHT_TOP = Math.max(10, ...presets.flatMap((p) => Object.values(p.weights)).map(Math.ceil));
  const BILLION = 1e9;
  const NONE = "–";

  // ------------------------------------------------------------------------------------------- words and numbers

  /** The page's words by their key, with names and numbers filled in. */
  function say(key, filled = {}) {
    return words[key].replace(/\{(\w+)\}/g, (_, name) => filled[name]);
  }

  const swedish = scenario.language === "sv";

  /** How many of the last shown digit a value is: half away from zero, as the program rounds. */
  function rounded(value, decimals) {
    const exact = Math.round(Math.abs(value) * BILLION);
    const unit = 10 ** (9 - decimals);
    const over = exact % unit;
    const count = (exact - over) / unit + (2 * over >= unit ? 1 : 0);
    return value < 0 ? -count : count;
  }

  function number(value, decimals = 1) {
    const count = Math.abs(rounded(value, decimals));
    const digits = String(count).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, swedish ? "\u202f" : ",");
    const part = decimals ? (swedish ? "," : ".") + digits.slice(-decimals) : "";
    return (rounded(value, decimals) < 0 ? "\u2212" : "") + grouped + part;
  }

  function signed(value, decimals = 1) {
    return (rounded(value, decimals) > 0 ? "+" : "") + number(value, decimals);
  }

  const inUnit = (msek) => msek * scenario.per_msek;
  const amount = (msek) => number(inUnit(msek), scenario.money_decimals);
  const difference = (msek) => signed(inUnit(msek), scenario.money_decimals);
  const shows = (msek) => rounded(inUnit(msek), scenario.money_decimals) !== 0;
  const money = (msek) => `${amount(msek)}\u00a0${scenario.unit}`;
  const percent = (share, decimals = 1) => number(100 * share, decimals) + (swedish ? "\u00a0%" : "%");

  /** An amount with as many decimals as it takes to show that it is not nothing. */
  function fine(msek) {
    let decimals = scenario.money_decimals;
    while (msek && !rounded(inUnit(msek), decimals) && decimals < 6) decimals += 1;
    return `${number(inUnit(msek), decimals)}\u00a0${scenario.unit}`;
  }

  /** As few decimals as tell a typed value apart from its neighbours. */
  function plain(value, least) {
    let decimals = least;
    while (decimals < 6 && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6) decimals += 1;
    return number(value, decimals);
  }

  const PERCENT_SIGN = swedish ? "\u00a0%" : "%";
  const isShare = (lever) => lever.unit === "share";
  const leverText = (lever, value) => plain(isShare(lever) ? 100 * value : value, 1) + (isShare(lever) ? PERCENT_SIGN : "");

  function listed(items) {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} ${say("and")} ${items[items.length - 1]}`;
  }

  // ---------------------------------------------------------------------------------------------------- elements

  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") made.addEventListener("click", value);
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function svg(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const button = (text, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, text);
  const head = (text, attributes = {}) => el("th", { scope: "col", ...attributes }, text);
  const rowHead = (text, attributes = {}) => el("th", { scope: "row", ...attributes }, text);
  const cell = (text = "", look = null) => el("td", { class: look }, text);
  const caption = (id, text, under = "") => el("caption", { id }, text, under ? el("span", {}, ` ${under}`) : "");

  function fill(table, top, heads, groups, foot = []) {
    table.replaceChildren(
      top,
      el("thead", {}, ...heads.map((cells) => el("tr", {}, ...cells))),
      ...groups.map((rows) => el("tbody", {}, ...rows)),
      ...(foot.length ? [el("tfoot", {}, ...foot)] : []),
    );
  }

  const tr = (...cells) => el("tr", {}, ...cells);

  // ------------------------------------------------------------------------------------------------------- state

  const stated = presets[0];
  const baseLevers = Object.fromEntries(levers.map((lever) => [lever.id, lever.base]));

  /** Where everything stands: weights of goals, values of levers; `preset` where it alone says the weights exactly. */
  let now = { weights: { ...stated.weights }, levers: { ...baseLevers }, preset: null };
  let shown = { year: years[years.length - 1], base: "indexation" };
  /** The last plan that was found, and where. */
  let last = null;
  let outcome = "plan";
  /** Least and greatest frame of each committee, by year; empty until the hand rests. */
  let rooms = {};
  /** Part of all weight of each goal, as the engine counts it. */
  let shares = {};
  let saved = [];
  const beside = new Set();
  let yardsticks = null;

  const copyOf = (position) => ({
    weights: { ...position.weights }, levers: { ...position.levers }, preset: position.preset,
  });
  const weightsOf = (position) => position.preset ?? position.weights;
  const at = () => years.indexOf(shown.year);
  const outcomeAt = (year) => scenario.outcome_years.indexOf(year);
  const same = (a, b) => goals.every((g) => Math.abs((a[g.id] ?? 0) - (b[g.id] ?? 0)) <= SAME);

  /** The preset whose weights a position has; null where they are one's own. */
  function presetOf(position) {
    if (position.preset) return presets.find((p) => p.id === position.preset);
    return presets.find((p) => p.exact !== false && same(p.weights, position.weights)) ?? null;
  }

  const presetName = (preset) => (preset.kind === "stated" ? say("stated_weights") : preset.name || preset.id);
  const weightsName = (position) => {
    const preset = presetOf(position);
    return preset ? presetName(preset) : say("own_weights");
  };
  /** Whose weights these are, as a part of a sentence. */
  function weightsOfWhom(position) {
    const preset = presetOf(position);
    if (!preset) return say("with_own_weights");
    const keys = { stated: "with_stated_weights", profile: "with_profile" };
    return say(keys[preset.kind] ?? "with_weights_of", { name: presetName(preset) });
  }
  const movedLevers = (position) => levers.filter((l) => Math.abs(position.levers[l.id] - l.base) > SAME);
  const leversText = (position) => movedLevers(position).map((l) => `${l.name} ${leverText(l, position.levers[l.id])}`).join(", ");
  const positionName = (position) => [weightsName(position), leversText(position)].filter(Boolean).join(", ");
  const weightless = (position) => goals.every((g) => !position.weights[g.id]);

  /** The smaller of what is added and what is taken against indexation, as the program's `reallocated`. */
  function reallocated(plan, y) {
    let more = 0;
    let less = 0;
    for (const c of committees) {
      const change = plan.frames[c.id][y] - plan.indexation.frames[c.id][y];
      if (change > 0) more += change;
      else less -= change;
    }
    return Math.min(more, less);
  }

  const sumOf = (frames, y) => committees.reduce((sum, c) => sum + frames[c.id][y], 0);

  // ------------------------------------------------------------------------------------------------------ engine

  let ask = null;

  const script = (...parts) => URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));

  /** Start the engine in a worker; rejects where the browser makes none. */
  function inWorker(loader, wasm) {
    const address = script(loader, "\n", byId("engine").textContent, "\nserveEngine(self);");
    return new Promise((done, refused) => {
      const worker = new Worker(address);
      const waiting = new Map();
      let count = 0;
      const call = (name, ...args) => new Promise((answered) => {
        count += 1;
        waiting.set(count, answered);
        worker.postMessage({ id: count, call: name, args });
      });
      worker.onerror = (event) => refused(new Error(event.message || "no worker"));
      worker.onmessage = ({ data }) => {
        if (data.id === "ready") {
          URL.revokeObjectURL(address);
          done({ ask: call, mismatches: data.mismatches, version: data.version });
        } else if (data.id === "failed") refused(new Error(data.what));
        else {
          waiting.get(data.id)(data.result);
          waiting.delete(data.id);
        }
      };
      worker.postMessage({ id: "start", lp, wasm });
    });
  }

  async function onThisThread(loader, wasm) {
    await new Promise((done, refused) => {
      const tag = el("script", { src: script(loader) });
      tag.addEventListener("load", done);
      tag.addEventListener("error", () => refused(new Error("no script")));
      document.head.append(tag);
    });
    const engine = await window.startEngine(lp, wasm);
    const call = async (name, ...args) => {
      try {
        return engine[name](...args);
      } catch (error) {
        return { kind: "fault", what: String(error) };
      }
    };
    return { ask: call, mismatches: engine.check().mismatches, version: engine.version };
  }

  async function started() {
    const [loader, wasm] = await Promise.all(["highs", "wasm"].map((id) => window.unpacked(byId(id).textContent)));
    try {
      return await inWorker(loader, wasm);
    } catch {
      return onThisThread(loader, wasm);
    }
  }

  // ------------------------------------------------------------------------------------------------ asking again

  let running = false;
  let wanted = false;
  let solving = Promise.resolve();
  /** Rises with every change, so that what was asked before the last one is not shown. */
  let turn = 0;
  let settling = 0;

  /** Solve where everything stands now; while one answer is computed only the newest question waits. */
  function request() {
    turn += 1;
    document.body.dataset.rests = "no";
    rooms = {};
    yardsticks = null;
    wanted = true;
    if (!running) solving = solveNewest();
    return solving;
  }

  async function solveNewest() {
    running = true;
    while (wanted) {
      wanted = false;
      const position = copyOf(now);
      shares = await ask("shares", weightsOf(position));
      take(await ask("solve", position.levers, weightsOf(position)), position);
    }
    running = false;
  }

  function take(answer, position) {
    outcome = answer.kind;
    if (answer.kind === "plan") last = { plan: { ...answer, levers: position.levers }, ...position };
    byId("stop").hidden = answer.kind !== "fault";
    if (answer.kind === "fault") byId("stop").textContent = say("fault", { what: answer.what });
    show();
  }

  function settleSoon() {
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLES_AFTER);
  }

  /** What is computed when the hand rests; `data-rests` of the page tells when it is done. */
  async function settle() {
    clearTimeout(settling);
    document.body.dataset.rests = "no";
    const mine = turn;
    const stale = () => mine !== turn;
    writeAddress();
    await solving;
    await follow(stale);
    if (!stale()) document.body.dataset.rests = "yes";
  }

  /** Where there is a plan and what is missing; or reasons, the room year by year, and everyone's yardstick. */
  async function follow(stale) {
    const ends = await ask("ends", now.levers);
    if (stale()) return;
    showEnds(ends);
    if (outcome === "none") {
      const missing = await ask("missing", now.levers);
      if (!stale()) showMissing(missing);
    }
    if (outcome !== "plan") return;
    const detailed = await ask("solve", now.levers, weightsOf(now), true);
    if (stale()) return;
    take(detailed, copyOf(now));
    for (const year of [shown.year, ...years.filter((y) => y !== shown.year)]) {
      const room = outcome === "plan" ? await ask("room", now.levers, weightsOf(now), year) : null;
      if (stale()) return;
      rooms[year] = room?.kind === "fault" ? null : room;
      show();
    }
    if (outcome === "plan") await measure(stale);
  }

  /** Everyone's plan by everyone's yardstick, with the money and the limits as they stand. */
  async function measure(stale) {
    const sticks = presets.map((p) => ({
      name: presetName(p), kind: p.kind, weights: p.exact === false ? p.id : p.weights, own: p.id,
    }));
    const add = (position, name) => {
      if (!presetOf(position) && !sticks.some((s) => typeof s.weights !== "string" && same(s.weights, position.weights))) {
        sticks.push({ name, kind: "own", weights: position.weights, own: name });
      }
    };
    if (!weightless(now)) add(now, say("own_weights"));
    saved.forEach((s, k) => weightless(s) || add(s, say("weights_of_saved", { letter: letter(k) })));
    const plans = [];
    for (const stick of sticks) {
      const plan = await ask("solve", now.levers, stick.weights);
      if (stale()) return;
      if (plan.kind === "plan") plans.push({ name: stick.name, plan: { ...plan, levers: now.levers }, own: stick.own });
    }
    saved.forEach((s, k) => s.plan && plans.push({ name: `${letter(k)}: ${s.name}`, plan: s.plan, own: null }));
    for (const given of lp.given.filter((g) => g.kind === "given" && g.judged)) {
      plans.push({ name: given.name, plan: given, own: null });
    }
    const cells = await ask("matrix", plans.map((p) => p.plan), sticks.map((s) => s.weights));
    if (stale()) return;
    yardsticks = { plans, sticks, cells };
    showMatrix();
    showCompare();
  }

  /** What follows a change by hand: an answer at once, the rest when the hand rests. */
  function moved() {
    request();
    settleSoon();
  }

  function go(position) {
    now = copyOf(position);
    paintControls();
    moved();
  }

  // ----------------------------------------------------------------------------------------------------- showing

  function show() {
    document.body.classList.toggle("no-plan", outcome === "none");
    byId("noplan").hidden = outcome !== "none";
    byId("save").disabled = outcome !== "plan" || saved.length === MOST_SAVED;
    if (outcome === "none") showNoPlan();
    if (last) {
      showFrames();
      showGoals();
      showAllYears();
      showWhy();
    }
    showShares();
    showAnswer();
    showOwner();
    showMatrix();
    showPrinted();
  }

  /** Whether indexation lies outside a committee's room: true, false, or null where the room is not computed. */
  function outside(c, year) {
    const room = rooms[year]?.[c];
    if (!room) return null;
    const indexed = last.plan.indexation.frames[c][years.indexOf(year)];
    return rounded(inUnit(indexed), 6) < rounded(inUnit(room[0]), 6) || rounded(inUnit(indexed), 6) > rounded(inUnit(room[1]), 6);
  }

  /** A difference from indexation with its mark: filled outside the room, open within the margin of error. */
  function marked(text, c, year, change) {
    const out = shows(change) ? outside(c, year) : null;
    if (out === null) return [text];
    const mark = el("span", { class: "dot", role: "img", "aria-label": say(out ? "outside_room" : "within_margin") }, out ? "●" : "○");
    return [mark, out ? el("b", {}, text) : text];
  }

  function showFrames() {
    const { plan } = last;
    const y = at();
    const room = rooms[shown.year];
    const indexing = shown.base === "indexation";
    const baseOf = (c) => (indexing ? plan.indexation.frames[c.id][y] : c.base);
    const spans = room ? committees.map((c) => room[c.id]?.map((end) => end - baseOf(c))) : [];
    const changes = committees.map((c) => plan.frames[c.id][y] - baseOf(c));
    const scale = axis(Math.max(...changes.map(Math.abs), ...spans.flat().filter((v) => v !== undefined).map(Math.abs), 0));
    const against = indexing ? say("against_indexation", { year: shown.year }) : say("against_this_year", { year: scenario.base_year });
    const baseName = indexing ? say("indexation") : say("this_year", { year: scenario.base_year });
    const rows = committees.map((c, k) => {
      const change = changes[k];
      const against_ = plan.frames[c.id][y] - plan.indexation.frames[c.id][y];
      const ends = spans[k] ? spans[k].map((end) => cell(difference(end), "room")) : [cell(room === undefined ? "…" : NONE, "room"), cell(room === undefined ? "…" : NONE, "room")];
      return tr(
        rowHead(c.name),
        cell(amount(baseOf(c)), "base"),
        cell(amount(plan.frames[c.id][y]), "proposal"),
        el("td", {}, ...marked(difference(change), c.id, shown.year, against_)),
        ...ends,
        el("td", { class: "bar" }, bar(change, spans[k], scale)),
      );
    });
    const blank = () => [cell(), cell(), cell("", "bar")];
    const whole = committees.reduce((sum, c) => sum + baseOf(c), 0);
    const proposed = sumOf(plan.frames, y);
    const foot = [tr(rowHead(say("sum_of_frames")), cell(amount(whole), "base"), cell(amount(proposed), "proposal"), cell(difference(proposed - whole)), ...blank())];
    if (shows(plan.reserve[y]) || shows(plan.indexation.reserve[y])) {
      foot.push(tr(rowHead(say("council_reserve")), cell(indexing ? amount(plan.indexation.reserve[y]) : NONE, "base"), cell(amount(plan.reserve[y]), "proposal"), cell(indexing ? difference(plan.reserve[y] - plan.indexation.reserve[y]) : ""), ...blank()));
    }
    foot.push(tr(rowHead(say("moved")), cell("", "base"), cell("", "proposal"), cell(amount(reallocated(plan, y))), ...blank()));
    fill(
      byId("frames"),
      caption("frames-caption", say("frames_of", { year: shown.year }), `${against}, ${scenario.unit}`),
      [
        [
          head(say("committee"), { rowspan: 2, class: "left" }), head(baseName, { rowspan: 2, class: "base" }),
          head(say("proposal"), { rowspan: 2, class: "proposal" }), head(say("difference"), { rowspan: 2 }),
          el("th", { scope: "colgroup", colspan: 2, class: "over" }, say("room")),
          head("", { rowspan: 2, class: "bar left" }),
        ],
        [head(say("least")), head(say("most"))],
      ],
      [rows],
      foot,
    );
    byId("frames").querySelector("th.bar").append(say("bars"), ticks(scale));
    showFramesNote();
  }

  function showFramesNote() {
    const { plan } = last;
    const reserve = (key, amounts) => years.filter((_, y) => shows(amounts[y])).map((year) => say(key, { year, money: money(amounts[years.indexOf(year)]) }));
    byId("frames-note").textContent = [
      ...reserve("withdrawal", plan.withdrawal), ...reserve("deposit", plan.deposit),
      say("room_note", { share: percent(scenario.room_less_total) }), say("reallocated_note"),
    ].join(" ");
  }

  // The bars are decoration: the table has the numbers. Lengths in hundredths of the half axis.
  const BAR = { width: 150, height: 20, half: 60 };
  const placed = (value, scale) => BAR.width / 2 + (BAR.half * inUnit(value)) / scale.end;

  /** An axis that holds the largest value [the report's unit]: one round step on either side, halved once. */
  function axis(largest) {
    const most = Math.max(inUnit(largest), 1e-6);
    const power = 10 ** Math.floor(Math.log10(most));
    const end = [1, 2, 4, 6, 8, 10].map((n) => n * power).find((n) => n >= most * (1 - SAME));
    return { end, ticks: [-end, -end / 2, 0, end / 2, end] };
  }

  function ticks(scale) {
    const decimals = Math.max(0, -Math.floor(Math.log10(scale.end / 2)));
    const marks = scale.ticks.flatMap((value) => {
      const x = BAR.width / 2 + (BAR.half * value) / scale.end;
      const text = svg("text", { x, y: 9, "text-anchor": "middle", class: "tick" });
      text.textContent = signed(value, value ? decimals : 0);
      return [text, svg("line", { x1: x, x2: x, y1: 11, y2: 15, class: "axis" })];
    });
    return svg("svg", { width: BAR.width, height: 15, viewBox: `0 0 ${BAR.width} 15`, "aria-hidden": "true" }, ...marks);
  }

  function bar(change, span, scale) {
    const zero = BAR.width / 2;
    const parts = [];
    if (span) {
      const [from, to] = span.map((end) => placed(end, scale));
      parts.push(svg("rect", { x: from, y: 3, width: Math.max(to - from, 0.5), height: 14, class: "band" }));
    }
    const to = placed(change, scale);
    parts.push(svg("rect", { x: Math.min(zero, to), y: 6.5, width: Math.abs(to - zero), height: 7, class: "change" }));
    parts.push(svg("line", { x1: zero, x2: zero, y1: 0, y2: BAR.height, class: "zero" }));
    return svg("svg", { width: BAR.width, height: BAR.height, viewBox: `0 0 ${BAR.width} ${BAR.height}`, "aria-hidden": "true" }, ...parts);
  }

  // ------------------------------------------------------------------------------------------------------- goals

  /** Attainment in the unit of the goal's measure, which counts to its target; points where there is no measure. */
  function natural(goal, points) {
    const counted = Math.min(points, FULL_POINTS);
    const i = goal.indicator;
    return i ? i.floor + (counted / FULL_POINTS) * (i.target - i.floor) : counted;
  }

  function measureName(goal) {
    const i = goal.indicator;
    if (!i) return say("in_points", { goal: goal.name });
    return [i.name || goal.name, i.unit].filter(Boolean).join(", ");
  }

  const points = (plan, goal, year) => Math.min(plan.attainment[goal.id][outcomeAt(year)], FULL_POINTS);
  const inMeasure = (plan, goal, year) => number(natural(goal, points(plan, goal, year)), goal.decimals);

  function showGoals() {
    const { plan } = last;
    const changes = goals
      .map((goal) => ({ goal, change: points(plan, goal, shown.year) - points(plan.indexation, goal, shown.year) }))
      .map((of) => ({ ...of, worth: Math.abs(of.change) * (shares[of.goal.id] ?? 0) }))
      .sort((a, b) => b.worth - a.worth);
    const visible = ({ goal }) => inMeasure(plan, goal, shown.year) !== inMeasure(plan.indexation, goal, shown.year);
    const row = ({ goal }) => tr(
      rowHead(measureName(goal), { class: "wraps" }),
      cell(goal.indicator ? number(goal.indicator.present, goal.decimals) : NONE, "base"),
      cell(inMeasure(plan.indexation, goal, shown.year)),
      el("td", { class: "proposal" }, visible({ goal }) ? el("b", {}, inMeasure(plan, goal, shown.year)) : inMeasure(plan, goal, shown.year)),
    );
    const group = (title, of) => [
      el("tr", {}, el("th", { scope: "rowgroup", colspan: 4 }, title)),
      ...(of.length ? of.map(row) : [tr(rowHead(say("nothing_shows")), cell("", "base"), cell(), cell("", "proposal"))]),
    ];
    const bought = changes.filter((of) => of.change > 0 && visible(of));
    const given = changes.filter((of) => of.change < 0 && visible(of));
    const unmoved = changes.filter((of) => !visible(of));
    const groups = [group(say("it_buys"), bought), group(say("it_gives_up"), given)];
    if (unmoved.length) groups.push(group(say("unmoved"), unmoved));
    fill(
      byId("goals"),
      caption("goals-caption", say("goals_of", { year: shown.year }), say("against_indexation_short")),
      [[head(say("inhabitant_meets"), { class: "left" }), head(say("now", { year: scenario.base_year }), { class: "base" }), head(say("indexation_short")), head(say("proposal"), { class: "proposal" })]],
      groups,
    );
    showWorth(plan);
  }

  function showWorth(plan) {
    const { gain } = plan;
    let key = "worth_more";
    if (plan.weightless) key = "worth_weightless";
    else if (plan.binding === null) key = "waits";
    else if (gain === null) key = "worth_unknown";
    else if (!shows(gain)) key = "worth_same";
    else if (gain < 0) key = "worth_less";
    byId("worth").textContent = say(key, { money: gain ? money(Math.abs(gain)) : "" });
  }

  function showAllYears() {
    const { plan } = last;
    const rows = committees.map((c) => tr(rowHead(c.name), ...years.map((year, y) => {
      const change = plan.frames[c.id][y] - plan.indexation.frames[c.id][y];
      return el("td", {}, ...marked(difference(change), c.id, year, change));
    })));
    const foot = [tr(rowHead(say("moved")), ...years.map((_, y) => cell(amount(reallocated(plan, y)))))];
    fill(
      byId("all-years"),
      caption("all-caption", say("all_years"), say("all_years_under", { unit: scenario.unit })),
      [[head(say("committee"), { class: "left" }), ...years.map((year) => head(String(year)))]],
      [rows],
      foot,
    );
  }

  // --------------------------------------------------------------------------------------------------------- why

  const ownerOf = (row) => row.owner || say("no_owner");
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  /** Whether a limit is of a committee or of something that it pays for. */
  function concerns(row, c) {
    if (row.committee) return row.committee === c;
    const paid = row.activity ? lp.activities.find((a) => a.id === row.activity) : null;
    return paid ? c in paid.committees : false;
  }

  /** Which limits hold a frame, those that hold it the same way together. */
  function heldBy(limits) {
    const ways = { up: "held_up", down: "held_down" };
    const keys = [...new Set(limits.map((b) => ways[b.direction] ?? "held"))];
    const names = (key) => limits.filter((b) => (ways[b.direction] ?? "held") === key).map((b) => (b.committee ? b.noun : b.sentence));
    return `${listed(keys.map((key) => say(key, { limit: listed(names(key)) })))}.`;
  }

  function showWhy() {
    const { plan } = last;
    const y = at();
    if (plan.binding === null) {
      byId("why").replaceChildren(el("p", { class: "note" }, say("waits")));
      return;
    }
    const told = plan.binding.filter((b) => lp.rows[b.row]).map((b) => ({ ...b, ...window.describeRow(lp, b.row) }));
    const ofYear = told.filter((b) => b.year === undefined || b.year === null || b.year === shown.year);
    const reasons = committees
      .map((c) => ({ c, change: plan.frames[c.id][y] - plan.indexation.frames[c.id][y] }))
      .filter(({ change }) => shows(change))
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
      .map(({ c, change }) => {
        const own = ofYear.filter((b) => concerns(b, c.id)).slice(0, SHOWN_REASONS);
        const text = own.length ? heldBy(own) : say("no_own_limit");
        return el("li", {}, el("b", {}, `${c.name} ${difference(change)}: `), text);
      });
    const dearest = told.filter((b) => b.worth > 0 && shows(b.worth)).sort((a, b) => b.worth - a.worth);
    const limits = dearest.slice(0, SHOWN_LIMITS).map((b) => el(
      "li", {}, `${capital(b.sentence)} (${ownerOf(b)}): `, say(b.equal ? "more_of_it" : "relief", { one: b.unit === "points" ? say("one_point") : money(1), worth: money(b.worth) }),
    ));
    byId("why").replaceChildren(
      el("p", { class: "note" }, say("why_note", { year: shown.year })),
      reasons.length ? el("ul", {}, ...reasons) : el("p", {}, say("as_indexation")),
      el("h3", {}, say("limits_that_bind")),
      limits.length ? el("ul", {}, ...limits) : el("p", {}, say("no_limit_binds")),
    );
  }

  // ------------------------------------------------------------------------------------------------- the answer

  /** The changes of the shown year, largest first. */
  function changesOf(plan, y) {
    return committees
      .map((c) => ({ c, change: plan.frames[c.id][y] - plan.indexation.frames[c.id][y] }))
      .filter(({ change }) => shows(change))
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  }

  function changed({ c, change }) {
    return say(change > 0 ? "more_to" : "less_to", { committee: c.name, money: money(Math.abs(change)) });
  }

  function showAnswer() {
    const lead = say("answer_lead", { weights: weightsOfWhom(now), year: shown.year });
    const sentence = outcome === "none" ? say("no_plan_here") : last ? answered() : "";
    byId("answer").replaceChildren(...(outcome === "none" ? [el("b", {}, sentence)] : [el("b", {}, `${lead} `), sentence]));
    byId("brief").textContent = briefly();
    announce(sentence);
  }

  function answered() {
    const changes = changesOf(last.plan, at());
    if (last.plan.weightless) return say("weightless");
    if (!changes.length) return say("as_indexation");
    if (!rooms[shown.year]) return `${listed(changes.slice(0, 2).map(changed))} ${say("than_indexation")}.`;
    const certain = changes.filter(({ c }) => outside(c.id, shown.year));
    if (!certain.length) return say("nothing_outside");
    const rest = changes.length - certain.length;
    const within = rest ? say(rest === 1 ? "one_within" : "others_within", { n: rest }) : "";
    return `${listed(certain.map(changed))} ${say("than_indexation")}. ${within}`;
  }

  function briefly() {
    if (outcome === "none") return say("no_plan");
    if (!last) return "";
    const changes = changesOf(last.plan, at()).slice(0, 2).map(({ c, change }) => `${c.name} ${difference(change)}`);
    return `${shown.year}: ${[...changes, say("moved_in_all", { money: money(reallocated(last.plan, at())) })].join(" · ")}`;
  }

  let announced = 0;
  let toSay = null;
  let said = "";

  /** Tell the status to those who listen, at most every half second and never the same twice. */
  function announce(text) {
    const waiting = toSay !== null;
    toSay = text;
    if (waiting) return;
    setTimeout(() => {
      if (toSay !== said) byId("status").textContent = toSay;
      said = toSay;
      toSay = null;
      announced = performance.now();
    }, Math.max(0, STATUS_PAUSE - (performance.now() - announced)));
  }

  function showOwner() {
    const preset = presetOf(now);
    const key = !preset ? "weights_are_own" : preset.owner && preset.owner !== preset.name ? "weights_are" : "weights_are_of";
    byId("owner").textContent = say(key, { weights: weightsOfWhom(now), owner: preset?.owner });
    for (const b of byId("presets").querySelectorAll("button")) b.setAttribute("aria-pressed", String(b.dataset.id === preset?.id));
  }

  // ----------------------------------------------------------------------------------------------------- no plan

  function showNoPlan() {
    byId("missing").textContent = say("looking_for_plan");
    byId("nearest").replaceChildren(back());
    byId("stale-note").textContent = last ? say("stale", { position: positionName(last) }) : "";
  }

  const back = () => button(say("go_back"), () => {
    go(last ?? { weights: stated.weights, levers: baseLevers, preset: null });
    byId("frames-region").focus();
  });

  function showMissing({ perYear, nearest }) {
    const short = (perYear ?? []).map((msek, y) => ({ msek, year: years[y] })).filter(({ msek }) => shows(msek));
    const ways = levers.filter((l) => nearest?.[l.id] !== null && nearest?.[l.id] !== undefined);
    const lacks = short.length
      ? say("missing", { amounts: listed(short.map(({ msek, year }) => say("missing_in", { money: money(msek), year }))) })
      : say("missing_unknown");
    byId("missing").textContent = `${lacks} ${say(ways.length ? "change_one" : "no_single_change")}`;
    byId("nearest").replaceChildren(
      ...ways.map((l) => button(say("lever_to", { lever: l.name, value: leverText(l, nearest[l.id]) }), () => {
        go({ ...now, levers: { ...now.levers, [l.id]: nearest[l.id] } });
        byId("frames-region").focus();
      })),
      back(),
    );
    announce(byId("missing").textContent);
  }

  /** The steps of a slider that lie between two ends; null where none does. */
  function inSteps(lever, span) {
    const step = (value, whole) => lever.low + whole((value - lever.low) / lever.step) * lever.step;
    const low = step(span.low, (steps) => Math.ceil(steps - 1e-6));
    const high = span.high > lever.high - SAME ? lever.high : step(span.high, (steps) => Math.floor(steps + 1e-6));
    return low <= high + SAME ? { low, high } : null;
  }

  /** Mark on each slider where there is a plan with the others as they stand. */
  function showEnds(ends) {
    for (const lever of levers) {
      const row = byId(`lever-${lever.id}`).closest(".slider");
      const span = ends?.[lever.id] ? inSteps(lever, ends[lever.id]) : null;
      const mark = row.querySelector(".ends i");
      const told = row.querySelector(".share");
      mark.hidden = span === null;
      told.textContent = span === null
        ? say("no_plan_on_slider")
        : say("plan_between", { low: leverText(lever, span.low).replace(PERCENT_SIGN, ""), high: leverText(lever, span.high) });
      if (span === null) continue;
      const share = (value) => (100 * (value - lever.low)) / (lever.high - lever.low);
      mark.style.left = `${share(span.low)}%`;
      mark.style.width = `${share(span.high) - share(span.low)}%`;
    }
  }

  // ---------------------------------------------------------------------------------------------------- controls

  /** A range with a number field beside it; both set the same value. */
  function slider({ id, name, low, high, step, read, write, text, note, ends = false }) {
    const range = el("input", { type: "range", id, min: low, max: high, step });
    const field = el("input", { type: "text", class: "typed", inputmode: "decimal", autocomplete: "off", "aria-label": say("typed", { name }) });
    const wrong = el("p", { class: "wrong", role: "alert", hidden: true });
    const paint = () => {
      range.value = read();
      range.setAttribute("aria-valuetext", text(read()));
      field.value = text(read()).replace(PERCENT_SIGN, "");
      field.removeAttribute("aria-invalid");
      wrong.hidden = true;
    };
    range.addEventListener("input", () => {
      write(Number(range.value));
      paint();
      moved();
    });
    range.addEventListener("change", settle);
    field.addEventListener("change", () => {
      const value = typed(field.value, text === leverPercent ? 100 : 1);
      if (value === null || value < low - SAME || value > high + SAME) {
        field.setAttribute("aria-invalid", "true");
        wrong.textContent = say("wrong_number", { low: text(low), high: text(high) });
        wrong.hidden = false;
        return;
      }
      write(value);
      paint();
      moved();
    });
    const row = el(
      "div", { class: "slider" },
      el("label", { for: id }, name), el("span", { class: "share" }, note),
      el("span", { class: "track" }, range, ends ? el("span", { class: "ends", "aria-hidden": "true" }, el("i", { hidden: true })) : null),
      field, wrong,
    );
    return { row, paint };
  }

  const leverPercent = (value) => plain(100 * value, 1) + PERCENT_SIGN;
  const leverNumber = (value) => plain(value, 1);
  const weightText = (value) => plain(value, 1);

  /** A number as people type it, with comma or point, with or without a percent sign; null where it is none. */
  function typed(text, per) {
    const clean = text.replace(/[\s\u202f\u00a0%]/g, "").replace("\u2212", "-").replace(",", ".");
    return /^[-+]?\d*\.?\d+$/.test(clean) ? Number(clean) / per : null;
  }

  let painters = [];

  function paintControls() {
    for (const paint of painters) paint();
  }

  function makeControls() {
    byId("presets").replaceChildren(...presetGroups());
    const areas = [...new Set(goals.map((g) => g.area ?? ""))];
    byId("weight-rows").replaceChildren(...areas.map(weightGroup));
    byId("lever-rows").replaceChildren(...levers.map((lever) => {
      const made = slider({
        id: `lever-${lever.id}`, name: isShare(lever) ? `${lever.name},\u00a0%` : lever.name, low: lever.low, high: lever.high, step: lever.step,
        read: () => now.levers[lever.id], write: (value) => { now.levers[lever.id] = value; },
        text: isShare(lever) ? leverPercent : leverNumber, note: "", ends: true,
      });
      painters.push(made.paint);
      return made.row;
    }));
    byId("limits").hidden = levers.length === 0;
    showWhereSlidersEnd();
    paintControls();
  }

  /** Why a slider ends where it does, where it does not go as far as was asked. */
  function showWhereSlidersEnd() {
    const told = levers.flatMap((l) => [["low", l.low], ["high", l.high]]
      .filter(([side]) => l.ends[side])
      .map(([side, value]) => el("li", {}, say("slider_ends", { lever: l.name, value: leverText(l, value), why: l.ends[side] }))));
    byId("slider-ends").hidden = told.length === 0;
    byId("slider-ends").querySelector("ul").replaceChildren(...told);
  }

  function presetGroups() {
    const kinds = ["stated", "profile", "party", "majority"].filter((kind) => presets.some((p) => p.kind === kind));
    return kinds.map((kind) => {
      const label = el("span", { class: "kind", id: `presets-${kind}` }, say(`presets_${kind}`));
      const buttons = presets.filter((p) => p.kind === kind).map((p) => button(presetName(p), () => {
        go({ ...now, weights: { ...p.weights }, preset: p.exact === false ? p.id : null });
      }, { "data-id": p.id, "aria-pressed": "false" }));
      return el("div", { class: "buttons", role: "group", "aria-labelledby": label.id }, label, ...buttons);
    });
  }

  function weightGroup(area) {
    const id = `area-${goals.findIndex((g) => (g.area ?? "") === area)}`;
    const title = el("p", { class: "area", id }, el("b", {}, area || say("other_goals")), el("span", { class: "soft" }, ""));
    title.dataset.area = area;
    const rows = goals.filter((g) => (g.area ?? "") === area).map((goal) => {
      if (!goal.movable) return el("p", { class: "slider" }, el("span", {}, goal.name), el("span", { class: "share" }, say("not_movable")));
      const price = goal.price === null ? "" : fine(goal.price);
      const made = slider({
        id: `weight-${goal.id}`, name: goal.name, low: 0, high: WEIGHT_TOP, step: WEIGHT_STEP,
        read: () => now.weights[goal.id] ?? 0,
        write: (value) => {
          now.weights[goal.id] = value;
          now.preset = null;
        },
        text: weightText, note: price,
      });
      made.row.querySelector(".share").dataset.goal = goal.id;
      made.row.querySelector(".share").dataset.price = price;
      painters.push(made.paint);
      return made.row;
    });
    return el("div", { role: "group", "aria-labelledby": id }, title, ...rows);
  }

  /** The part of all weight of each goal and area. */
  function showShares() {
    for (const note of byId("weight-rows").querySelectorAll("[data-goal]")) {
      note.textContent = [percent(shares[note.dataset.goal] ?? 0, 0), note.dataset.price].filter(Boolean).join(" · ");
    }
    for (const title of byId("weight-rows").querySelectorAll(".area")) {
      const inside = goals.filter((g) => (g.area ?? "") === title.dataset.area);
      title.lastElementChild.textContent = ` ${percent(inside.reduce((sum, g) => sum + (shares[g.id] ?? 0), 0), 0)}`;
    }
  }

  // ------------------------------------------------------------------------------------------- saved and compared

  const letter = (k) => "ABCD"[k];

  function save() {
    if (saved.length === MOST_SAVED || outcome !== "plan") return;
    saved.push({ ...copyOf(now), name: positionName(now), plan: last.plan });
    changedSaved();
    byId(`saved-${saved.length - 1}`).focus();
  }

  function changedSaved() {
    show();
    showSaved();
    showCompare();
    settle();
  }

  function showSaved() {
    byId("compare-note").textContent = say(saved.length ? "compare_note" : "compare_empty");
    const own = saved.map((position, k) => {
      const field = el("input", { type: "text", id: `saved-${k}`, maxlength: 60, value: position.name });
      field.addEventListener("change", () => {
        position.name = field.value.trim() || positionName(position);
        changedSaved();
      });
      return el(
        "div", { class: "saved" }, el("label", { for: field.id }, say("saved_name", { letter: letter(k) })), field,
        button(say("show"), () => go(position), { "aria-label": say("show_saved", { letter: letter(k) }) }),
        button(say("remove"), () => {
          saved.splice(k, 1);
          changedSaved();
          byId("save").focus();
        }, { "aria-label": say("remove_saved", { letter: letter(k) }) }),
      );
    });
    byId("beside").replaceChildren(...own, ...others());
  }

  /** What may stand beside the saved positions: plans that somebody has put forward, and the presets' plans. */
  function others() {
    const offered = [
      ...lp.given.filter((g) => g.kind === "given").map((g) => ({ id: `given-${g.id}`, name: g.name })),
      ...presets.map((p) => ({ id: `preset-${p.id}`, name: presetName(p) })),
    ];
    const boxes = offered.map(({ id, name }) => {
      const box = el("input", { type: "checkbox", id, checked: beside.has(id) });
      box.addEventListener("change", () => {
        if (box.checked) beside.add(id);
        else beside.delete(id);
        showCompare();
      });
      return el("label", { for: id }, box, name);
    });
    return [el("fieldset", { class: "inline" }, el("legend", {}, say("beside")), ...boxes)];
  }

  function compared() {
    const columns = saved.filter((s) => s.plan).map((s) => ({ title: `${letter(saved.indexOf(s))}: ${s.name}`, plan: s.plan }));
    for (const given of lp.given) if (beside.has(`given-${given.id}`)) columns.push({ title: given.name, plan: given });
    for (const preset of presets) {
      const found = yardsticks?.plans.find((p) => p.own === preset.id);
      if (beside.has(`preset-${preset.id}`) && found) columns.push({ title: presetName(preset), plan: found.plan });
    }
    return columns;
  }

  function showCompare() {
    const columns = compared();
    byId("compare-region").hidden = columns.length === 0;
    if (!columns.length) return;
    const y = at();
    const across = (name, text, attributes = {}) => tr(rowHead(name, attributes), ...columns.map(({ plan }) => cell(text(plan))));
    const money_ = [
      ...committees.map((c) => across(c.name, (plan) => amount(plan.frames[c.id][y]))),
      across(say("sum_of_frames"), (plan) => amount(sumOf(plan.frames, y)), { class: "sum" }),
      across(say("moved"), (plan) => (plan.indexation ? amount(reallocated(plan, y)) : NONE)),
    ];
    const reach = (plan, goal) => (plan.judged === false ? NONE : inMeasure(plan, goal, shown.year));
    const reached = goals.map((goal) => across(measureName(goal), (plan) => reach(plan, goal), { class: "wraps" }));
    const group = (title, rows) => [el("tr", {}, el("th", { scope: "rowgroup", colspan: columns.length + 1 }, title)), ...rows];
    fill(
      byId("compare"),
      caption("compare-caption", say("saved_positions", { year: shown.year })),
      [[head(say("committee_or_goal"), { class: "left" }), ...columns.map(({ title }) => head(title, { class: "name" }))]],
      [group(say("frames_in", { unit: scenario.unit }), money_), group(say("goals"), reached)],
    );
  }

  function showMatrix() {
    const found = yardsticks !== null && outcome === "plan";
    byId("matrix-region").hidden = !found;
    byId("matrix-note").textContent = found ? say("matrix_note", { unit: scenario.unit }) : say(outcome === "plan" ? "waits" : "matrix_without_plan");
    if (!found) return;
    const { plans, sticks, cells } = yardsticks;
    const rows = plans.map(({ name, own }, i) => tr(rowHead(name, { class: "wraps" }), ...sticks.map((stick, j) => {
      const worth = cells[i][j];
      const text = worth === null ? NONE : difference(worth);
      return own === stick.own ? el("td", { class: "own" }, el("b", {}, text)) : cell(text);
    })));
    rows.push(tr(rowHead(say("indexation")), ...sticks.map(() => cell(amount(0)))));
    fill(
      byId("matrix"),
      caption("matrix-caption", say("matrix_caption", { unit: scenario.unit })),
      [[head(say("plan"), { class: "left" }), ...sticks.map((stick) => head(stick.name, { class: "name" }))]],
      [rows],
    );
  }

  // ------------------------------------------------------------------------------------------------- the address

  const digestShown = scenario.digest.slice(0, 12);
  const pairs = (of, values) => of.map(({ id }) => `${encodeURIComponent(id)}:${values[id] ?? 0}`).join(",");

  /** A position as text: values of the levers, weights of the goals, the preset where it alone says the weights. */
  function writtenPosition(position) {
    const preset = position.preset ? `&p=${encodeURIComponent(position.preset)}` : "";
    return `v=${pairs(levers, position.levers)}&w=${pairs(goals, position.weights)}${preset}`;
  }

  function writeAddress() {
    const kept = saved.map((s) => `&s=${encodeURIComponent(`n=${encodeURIComponent(s.name)}&${writtenPosition(s)}`)}`).join("");
    history.replaceState(null, "", `#${writtenPosition(now)}&y=${shown.year}&d=${digestShown}${kept}`);
  }

  /** Read pairs of ids and numbers; what is unknown or out of range is told and left as it was. */
  function readPairs(text, of, low, high, into, unread) {
    for (const pair of text.split(",").filter(Boolean)) {
      const cut = pair.lastIndexOf(":");
      const id = decodeURIComponent(pair.slice(0, cut));
      const value = Number(pair.slice(cut + 1));
      const known = of.find((o) => o.id === id);
      if (!known || pair.slice(cut + 1) === "" || !(value >= low(known) - SAME && value <= high(known) + SAME)) unread.push(id || pair);
      else into[id] = value;
    }
  }

  function readPosition(parameters, unread) {
    const position = copyOf({ weights: stated.weights, levers: baseLevers, preset: null });
    readPairs(parameters.get("v") ?? "", levers, (l) => l.low, (l) => l.high, position.levers, unread);
    readPairs(parameters.get("w") ?? "", goals, () => 0, () => Infinity, position.weights, unread);
    const preset = presets.find((p) => p.id === parameters.get("p") && p.exact === false);
    if (preset) Object.assign(position, { weights: { ...preset.weights }, preset: preset.id });
    else if (parameters.get("p")) unread.push(parameters.get("p"));
    return position;
  }

  /** Take the state from the address, and warn where it was made for another scenario or cannot be read. */
  function readAddress() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    if (!parameters.has("d") && !parameters.has("v") && !parameters.has("w")) return false;
    const unread = [];
    try {
      now = readPosition(parameters, unread);
      saved = parameters.getAll("s").slice(0, MOST_SAVED).map((text) => {
        const inner = new URLSearchParams(text);
        const position = readPosition(inner, unread);
        return { ...position, name: (inner.get("n") ?? positionName(position)).slice(0, 60), plan: null };
      });
    } catch {
      unread.push(location.hash.slice(0, 40));
    }
    const year = Number(parameters.get("y"));
    if (years.includes(year)) shown.year = year;
    const warnings = [];
    if (parameters.get("d") !== digestShown) warnings.push(say("other_digest", { theirs: (parameters.get("d") ?? NONE).slice(0, 12), ours: digestShown }));
    if (unread.length) warnings.push(say("unread", { what: listed([...new Set(unread)]) }));
    byId("warning").hidden = warnings.length === 0;
    byId("warning").textContent = warnings.join(" ");
    return true;
  }

  async function solveSaved() {
    for (const position of saved.filter((s) => !s.plan)) {
      const answer = await ask("solve", position.levers, weightsOf(position));
      position.plan = answer.kind === "plan" ? { ...answer, levers: position.levers } : null;
    }
  }

  // -------------------------------------------------------------------------------------------------- kept outside

  /** Show a text so that it can be seen and selected, and put it on the clipboard where the browser lets it. */
  async function keep(text, label) {
    byId("copied").hidden = false;
    const field = byId("copied-text");
    field.value = text;
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(text);
      byId("copied-label").textContent = say("copied", { what: label });
    } catch {
      byId("copied-label").textContent = say("to_copy", { what: label });
    }
    announce(byId("copied-label").textContent);
  }

  function asText() {
    const { plan } = last;
    const lines = [
      `${say("workshop")}: ${scenario.title}`, say("no_decision"), "",
      `${byId("owner").textContent}`,
      ...goals.map((g) => `  ${g.name}: ${weightText(last.weights[g.id] ?? 0)}`),
      ...levers.map((l) => `${l.name}: ${leverText(l, last.levers[l.id])}`), "",
      `${say("all_years")} (${say("all_years_under", { unit: scenario.unit })})`,
      ...committees.map((c) => `  ${c.name}: ${years.map((year, y) => `${year} ${amount(plan.frames[c.id][y])} (${difference(plan.frames[c.id][y] - plan.indexation.frames[c.id][y])})`).join("; ")}`), "",
      `${say("goals_of", { year: shown.year })} (${say("now_indexation_proposal", { year: scenario.base_year })})`,
      ...goals.map((g) => `  ${measureName(g)}: ${g.indicator ? number(g.indicator.present, g.decimals) : NONE} / ${inMeasure(plan.indexation, g, shown.year)} / ${inMeasure(plan, g, shown.year)}`), "",
      byId("worth").textContent, say("rounded"),
      `${say("digest")}: ${scenario.digest}`, location.href,
    ];
    return lines.join("\n");
  }

  async function keepArguments() {
    const line = await ask("argument", now.levers, weightsOf(now));
    if (typeof line === "string") keep(line, say("the_line"));
    else keep(say("no_line"), say("the_line"));
  }

  /** What is printed of the controls: the position in words and numbers. */
  function showPrinted() {
    const rows = [
      ...goals.map((g) => tr(rowHead(say("weight_of", { goal: g.name })), cell(weightText(now.weights[g.id] ?? 0)), cell(percent(shares[g.id] ?? 0, 0)))),
      ...levers.map((l) => tr(rowHead(l.name), cell(leverText(l, now.levers[l.id])), cell(""))),
    ];
    const table = el("table");
    fill(table, el("caption", {}, byId("owner").textContent), [[head(say("particular"), { class: "left" }), head(say("value")), head(say("part_of_weight"))]], [rows]);
    byId("printed").replaceChildren(table, el("p", {}, `${say("digest")}: ${scenario.digest}`));
  }

  // ------------------------------------------------------------------------------------------------------- start

  function radio(group, name, choices, chosen, choose) {
    for (const [value, text] of choices) {
      const input = el("input", { type: "radio", name, value: String(value), id: `${name}-${value}`, checked: value === chosen });
      input.addEventListener("change", () => choose(value));
      group.append(el("label", { for: input.id }, input, text));
    }
  }

  function makeChoices() {
    radio(byId("years"), "year", years.map((y) => [y, String(y)]), shown.year, (year) => {
      shown.year = year;
      show();
      showCompare();
      settle();
    });
    const bases = [["indexation", say("indexation_word")], ["this_year", say("this_year_word", { year: scenario.base_year })]];
    radio(byId("bases"), "base", bases, shown.base, (base) => {
      shown.base = base;
      show();
    });
  }

  function paintYear() {
    for (const input of byId("years").querySelectorAll("input")) input.checked = Number(input.value) === shown.year;
  }

  function jumpTo(id) {
    const target = byId(id);
    target.scrollIntoView();
    (target.matches("fieldset") ? target.querySelector("button, input") : target).focus();
  }

  function listen() {
    byId("save").addEventListener("click", save);
    byId("reset").addEventListener("click", () => go({ weights: stated.weights, levers: baseLevers, preset: null }));
    byId("to-weights").addEventListener("click", () => jumpTo("weights"));
    byId("to-answer").addEventListener("click", () => jumpTo(outcome === "none" ? "noplan" : "frames-region"));
    new IntersectionObserver(([{ isIntersecting }]) => document.body.classList.toggle("away", !isIntersecting)).observe(byId("answer"));
    for (const link of document.querySelectorAll("[data-to]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        jumpTo(link.dataset.to);
      });
    }
    byId("copy-address").addEventListener("click", () => {
      writeAddress();
      keep(location.href, say("the_address"));
    });
    byId("copy-text").addEventListener("click", () => last && keep(asText(), say("the_text")));
    byId("copy-arguments").addEventListener("click", keepArguments);
    byId("print").addEventListener("click", () => window.print());
    window.addEventListener("beforeprint", () => { byId("missing-sources").open = true; });
    window.addEventListener("hashchange", async () => {
      if (!readAddress()) return;
      document.body.dataset.rests = "no";
      paintYear();
      paintControls();
      await solveSaved();
      showSaved();
      showCompare();
      moved();
    });
  }

  function showHead() {
    byId("standing").textContent = [say("weights_by", { owner: scenario.weights_owner }), scenario.standing, `${say("digest_short")} ${digestShown}`].join(" · ");
    byId("about").textContent = say("about");
    byId("missing-sources").hidden = scenario.missing.length === 0;
    byId("missing-sources").querySelector("summary").textContent = say("missing_sources", { n: scenario.missing.length });
    byId("missing-sources").querySelector("ul").replaceChildren(...scenario.missing.map((what) => el("li", {}, what)));
  }

  function refuse(text) {
    document.body.classList.add("stopped");
    byId("stop").hidden = false;
    byId("stop").textContent = text;
    byId("waiting").hidden = true;
  }

  async function start() {
    showHead();
    if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") {
      refuse(say("no_webassembly"));
      return;
    }
    let engine;
    try {
      engine = await started();
    } catch (error) {
      refuse(say("no_start", { what: error.message }));
      return;
    }
    if (engine.mismatches.length) {
      refuse(say("computes_otherwise", { n: engine.mismatches.length, of: lp.reference.length }));
      return;
    }
    ask = engine.ask;
    byId("proof").textContent = say("proof", { n: lp.reference.length, program: lp.program, highs: engine.version });
    readAddress();
    makeChoices();
    makeControls();
    listen();
    await solveSaved();
    showSaved();
    await request();
    showCompare();
    document.body.classList.remove("starting");
    byId("waiting").hidden = true;
    settle();
  }

  start();
})();
