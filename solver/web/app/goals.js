/* What the money buys and gives up, and what that is worth. */

const FULL_POINTS = 100;

/** Attainment in the unit of the goal's measure, which counts to its target; points where it has none. */
function natural(goal, points) {
  const counted = Math.min(points, FULL_POINTS);
  const i = goal.indicator;
  return i ? i.floor + (counted / FULL_POINTS) * (i.target - i.floor) : counted;
}

/** What a goal stands at today, as in the report: its measure, or the points that the first year is planned from. */
function presentOf(goal) {
  const start = lp.reference_points[lp.goal_order.indexOf(goal.id)][outcomeAt(plannedYears[0])];
  return number(goal.indicator ? goal.indicator.present : natural(goal, start), goal.decimals);
}

function measureName(goal) {
  const i = goal.indicator;
  if (!i) return say("in_points", { goal: goal.name });
  return [i.name || goal.name, i.unit].filter(Boolean).join(", ");
}

const points = (plan, goal, year) => Math.min(plan.attainment[goal.id][outcomeAt(year)], FULL_POINTS);
const inMeasure = (plan, goal, year) => number(natural(goal, points(plan, goal, year)), goal.decimals);

/** Amounts of the plan years that show, as ``3,0 mnkr 2025 och 1,0 mnkr 2026``; empty where none does. */
function moneyByYear(amounts) {
  const parts = years.map((year, y) => [amounts[y] ?? 0, year]).filter(([msek]) => shows(msek));
  return listed(parts.map(([msek, year]) => say("money_in", { money: money(msek), year })));
}

/** What becomes of a goal in the shown year; `worth` orders goals by their part of what changes. */
function changeOf(goal) {
  const { plan } = last;
  const [before, after] = [plan.indexation, plan].map((of) => points(of, goal, shown.year));
  const [indexed, proposed] = [plan.indexation, plan].map((of) => inMeasure(of, goal, shown.year));
  const worth = Math.abs(after - before) * (shares[goal.id] ?? 0);
  return { goal, better: after > before, visible: indexed !== proposed, indexed, proposed, worth };
}

function goalRow({ goal, indexed, proposed, visible }) {
  return tr(
    rowHead(measureName(goal), { class: "wraps" }),
    cell(presentOf(goal), "base"),
    cell(indexed),
    el("td", { class: "proposal" }, visible ? el("b", {}, proposed) : proposed),
  );
}

function goalGroup(title, changes) {
  const nothing = () => tr(rowHead(say("nothing_shows")), cell("", "base"), cell(), cell("", "proposal"));
  const label = tr(el("th", { scope: "rowgroup", colspan: 4 }, say(title)));
  return [label, ...(changes.length ? changes.map(goalRow) : [nothing()])];
}

/** What each goal comes to in a settled year by the curves, at what was spent; what was measured is not known here. */
function showSettledGoals() {
  const row = (goal) =>
    tr(
      rowHead(measureName(goal), { class: "wraps" }),
      cell(presentOf(goal), "base"),
      cell(inMeasure(last.plan, goal, shown.year), "proposal"),
    );
  fill(
    byId("goals"),
    caption("goals-caption", say("goals_of", { year: shown.year }), say("settled_goals")),
    [
      [
        head(say("inhabitant_meets"), { class: "left" }),
        head(say("now", { year: scenario.base_year }), { class: "base" }),
        head(say("settled_year", { year: shown.year }), { class: "proposal" }),
      ],
    ],
    [goals.map(row)],
  );
}

function showGoals() {
  if (isSettled(shown.year)) {
    showSettledGoals();
    showWorth();
    return;
  }
  const changes = goals.map(changeOf).sort((a, b) => b.worth - a.worth);
  const seen = changes.filter((change) => change.visible);
  const unseen = changes.filter((change) => !change.visible);
  const buys = seen.filter((change) => change.better);
  const givesUp = seen.filter((change) => !change.better);
  const groups = [goalGroup("it_buys", buys), goalGroup("it_gives_up", givesUp)];
  if (unseen.length) groups.push(goalGroup("unmoved", unseen));
  fill(
    byId("goals"),
    caption("goals-caption", say("goals_of", { year: shown.year }), say("against_indexation_short")),
    [
      [
        head(say("inhabitant_meets"), { class: "left" }),
        head(say("now", { year: scenario.base_year }), { class: "base" }),
        head(say("indexation_short")),
        head(say("proposal"), { class: "proposal" }),
      ],
    ],
    groups,
  );
  showWorth();
}

/** The gain as money, and the saved money and reserves that it takes. */
function showWorth() {
  const { plan } = last;
  const key = worthKey(plan);
  const gain = plan.gain ? money(Math.abs(plan.gain)) : "";
  const sure = key === "worth_more" ? howSure(plan) : [];
  const drawn = [
    ["used", plan.used],
    ["withdrawn", plan.withdrawal],
  ].flatMap(([key, amounts]) => {
    const told = moneyByYear(amounts);
    return told ? [say(key, { amounts: told })] : [];
  });
  const past = pastTarget(plan) ? [scenario.past_the_target] : [];
  byId("worth").textContent = [say(key, { money: gain }), ...sure, ...drawn, ...past].join(" ");
}

/** Whether a measure is better than its target in the shown year, which is then what is shown. */
function pastTarget(plan) {
  const reached = (goal) => [plan, plan.indexation].map((of) => of.attainment[goal.id][outcomeAt(shown.year)]);
  return goals.some((goal) => goal.indicator && Math.max(...reached(goal)) > FULL_POINTS);
}

/** Whether the gain is less than the margin of error; or more, while no change of a frame is by itself. */
function howSure({ gain, indexation }) {
  const totals = plannedYears.map((year) => indexation.total[years.indexOf(year)]);
  const margin = scenario.room_less_total * Math.min(...totals);
  if (gain < margin) return [say("gain_within", { money: money(margin) })];
  const year = shown.year;
  const together = rooms[year] && changesOf(last.plan, at()).every(({ c }) => !outside(c.id, year));
  return together ? [say("gain_together", { year })] : [];
}

function worthKey({ weightless, binding, gain }) {
  if (weightless) return "worth_weightless";
  if (binding === null) return outcome === "plan" ? "waits" : "not_computed";
  if (gain === null) return "worth_unknown";
  if (!shows(gain)) return "worth_same";
  return gain < 0 ? "worth_less" : "worth_more";
}
