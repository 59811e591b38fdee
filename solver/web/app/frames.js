/* The table of frames of the shown year, with the room beside; and of all plan years. */

const ENOUGH = 1e-4; // a hundred kronor [MSEK]: the room is not told apart finer, as in the report

/** Whether indexation lies outside a committee's room: true, false, or null where the room is not computed. */
function outside(c, year) {
  const room = rooms[year]?.[c];
  if (!room) return null;
  const indexed = last.plan.indexation.frames[c][years.indexOf(year)];
  return indexed < room[0] - ENOUGH || indexed > room[1] + ENOUGH;
}

/** A difference from indexation with its mark: filled outside the room, open within the margin of error. */
function marked(text, c, year, change) {
  const out = shows(change) ? outside(c, year) : null;
  if (out === null) return [text];
  const mark = el(
    "span",
    { class: "dot", role: "img", "aria-label": say(out ? "outside_room" : "within_margin") },
    out ? "●" : "○",
  );
  return [mark, out ? el("b", {}, text) : text];
}

/** What the shown frames are compared with: its names, and its amount for each committee. */
function comparison() {
  const year = scenario.base_year;
  if (shown.base === "this_year") {
    const named = { name: say("this_year", { year }), against: say("against_this_year", { year }) };
    return { ...named, indexing: false, of: (c) => c.base };
  }
  const named = { name: say("indexation"), against: say("against_indexation", { year: shown.year }) };
  return { ...named, indexing: true, of: (c) => last.plan.indexation.frames[c.id][at()] };
}

function showFrames() {
  byId("bases").disabled = isSettled(shown.year);
  if (isSettled(shown.year)) {
    showSettledFrames();
    return;
  }
  const base = comparison();
  const room = rooms[shown.year];
  const lines = committees.map((c) => ({
    c,
    change: last.plan.frames[c.id][at()] - base.of(c),
    span: room?.[c.id]?.map((end) => end - base.of(c)),
  }));
  const scale = axis(lines.flatMap(({ change, span = [] }) => [change, ...span]));
  fill(
    byId("frames"),
    caption("frames-caption", say("frames_of", { year: shown.year }), `${base.against}, ${scenario.unit}`),
    framesHead(base),
    [lines.map((line) => frameRow(line, base, scale))],
    framesFoot(base),
  );
  byId("frames").querySelector("th.bar").append(say("bars"), ticks(scale));
  showFramesNote();
}

/** The frames of a settled year beside those of the base year: they are given, and not compared with any plan. */
function showSettledFrames() {
  const frames = last.plan.frames;
  const row = (name, base, settled) =>
    tr(rowHead(name), cell(amount(base), "base"), cell(amount(settled), "proposal"));
  const whole = committees.reduce((sum, c) => sum + c.base, 0);
  fill(
    byId("frames"),
    caption("frames-caption", say("settled_year", { year: shown.year }), scenario.unit),
    [
      [
        head(say("committee"), { class: "left" }),
        head(say("settled_base", { year: scenario.base_year }), { class: "base" }),
        head(say("settled_year", { year: shown.year }), { class: "proposal" }),
      ],
    ],
    [committees.map((c) => row(c.name, c.base, frames[c.id][at()]))],
    [row(say("sum_of_frames"), whole, sumOf(frames, at()))],
  );
  byId("frames-note").textContent = scenario.settled;
}

function framesHead(base) {
  return [
    [
      head(say("committee"), { rowspan: 2, class: "left" }),
      head(base.name, { rowspan: 2, class: "base" }),
      head(say("proposal"), { rowspan: 2, class: "proposal" }),
      head(say("difference"), { rowspan: 2 }),
      el("th", { scope: "colgroup", colspan: 2, class: "over" }, say("room")),
      head("", { rowspan: 2, class: "bar left" }),
    ],
    [head(say("least")), head(say("most"))],
  ];
}

function frameRow({ c, change, span }, base, scale) {
  const { plan } = last;
  const waits = outcome === "plan" && rooms[shown.year] === undefined ? "…" : NONE;
  const ends = span ? span.map(difference) : [waits, waits];
  return tr(
    rowHead(c.name),
    cell(amount(base.of(c)), "base"),
    cell(amount(plan.frames[c.id][at()]), "proposal"),
    // The marks are about indexation: beside another difference they would say something else.
    base.indexing
      ? el("td", {}, ...marked(difference(change), c.id, shown.year, change))
      : cell(difference(change)),
    ...ends.map((end) => cell(end, "room")),
    el("td", { class: "bar" }, bar(change, span, scale)),
  );
}

/** The sum of frames, the council's reserve where there is one, and what is reallocated. */
function framesFoot({ of, indexing }) {
  const { plan } = last;
  const whole = committees.reduce((sum, c) => sum + of(c), 0);
  const reserve = plan.reserve[at()];
  const indexed = plan.indexation.reserve[at()];
  const row = (name, ...texts) => {
    const [base, proposal, change] = texts;
    const sums = [cell(base, "base"), cell(proposal, "proposal"), cell(change)];
    return tr(rowHead(say(name)), ...sums, cell(), cell(), cell("", "bar"));
  };
  const proposed = sumOf(plan.frames, at());
  const rows = [row("sum_of_frames", amount(whole), amount(proposed), difference(proposed - whole))];
  if (shows(reserve) || shows(indexed)) {
    const [base, change] = indexing ? [amount(indexed), difference(reserve - indexed)] : [NONE, ""];
    rows.push(row("council_reserve", base, amount(reserve), change));
  }
  return [...rows, row("moved", "", "", amount(reallocated(plan, at())))];
}

function showFramesNote() {
  const amounts = moneyByYear(last.plan.deposit);
  byId("frames-note").textContent = [
    ...(amounts ? [say("deposit", { amounts })] : []),
    ...(shown.base === "indexation" ? [say("marks_note")] : []),
    say("room_note", { share: percent(scenario.room_less_total) }),
    say("reallocated_note"),
  ].join(" ");
}

const allPlanned = () => say(settledYears.length ? "settled_others" : "all_years");

function showAllYears() {
  const { plan } = last;
  const rows = committees.map((c) =>
    tr(
      rowHead(c.name),
      ...plannedYears.map((year) => {
        const change = againstIndexation(plan, c, years.indexOf(year));
        return el("td", {}, ...marked(difference(change), c.id, year, change));
      }),
    ),
  );
  const foot = [tr(rowHead(say("moved")), ...plannedYears.map((year) => cell(amount(reallocated(plan, years.indexOf(year))))))];
  fill(
    byId("all-years"),
    caption("all-caption", allPlanned(), say("all_years_under", { unit: scenario.unit })),
    [[head(say("committee"), { class: "left" }), ...plannedYears.map((year) => head(String(year)))]],
    [rows],
    foot,
  );
}
