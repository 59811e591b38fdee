/* Where everything stands. */

const stated = presets[0];
const baseLevers = Object.fromEntries(levers.map((lever) => [lever.id, lever.base]));

/** The position of the scenario as it stands. */
const scenarioItself = { weights: stated.weights, levers: baseLevers, preset: null };

/** Weights of goals and values of levers; `preset` where it alone says the weights exactly. */
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
  weights: { ...position.weights },
  levers: { ...position.levers },
  preset: position.preset,
});
const weightsOf = (position) => position.preset ?? position.weights;
const at = () => years.indexOf(shown.year);
const outcomeAt = (year) => scenario.outcome_years.indexOf(year);
const same = (a, b) => goals.every((g) => Math.abs((a[g.id] ?? 0) - (b[g.id] ?? 0)) <= SAME);

/** Whether a position has a preset's weights; two presets may have the same. */
const hasPreset = (position, p) =>
  position.preset ? p.id === position.preset : p.exact && same(p.weights, position.weights);

/** The first preset whose weights a position has; null where they are one's own. */
const presetOf = (position) => presets.find((p) => hasPreset(position, p)) ?? null;

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
const leversText = (position) =>
  movedLevers(position)
    .map((l) => `${l.name} ${leverText(l, position.levers[l.id])}`)
    .join(", ");
const positionName = (position) => [weightsName(position), leversText(position)].filter(Boolean).join(", ");
const weightless = (position) => goals.every((g) => !position.weights[g.id]);

/** The smaller of what is added and what is taken against indexation, as the program's `reallocated`. */
function reallocated(plan, y) {
  let more = 0;
  let less = 0;
  for (const c of committees) {
    const change = againstIndexation(plan, c, y);
    if (change > 0) more += change;
    else less -= change;
  }
  return Math.min(more, less);
}

/** How much more a committee has in a plan than under indexation [MSEK]. */
const againstIndexation = (plan, c, y) => plan.frames[c.id][y] - plan.indexation.frames[c.id][y];

/** The committees whose change shows, the largest first. */
function changesOf(plan, y) {
  return committees
    .map((c) => ({ c, change: againstIndexation(plan, c, y) }))
    .filter(({ change }) => shows(change))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

const sumOf = (frames, y) => committees.reduce((sum, c) => sum + frames[c.id][y], 0);
