/* The state in the address of the page: the only place where it is kept. */

const digestShown = scenario.digest.slice(0, 12);
const pairs = (of, values) => of.map(({ id }) => `${encodeURIComponent(id)}:${values[id] ?? 0}`).join(",");

/** A position as text: levers, weights, and the preset where it alone says the weights. */
function writtenPosition(position) {
  const preset = position.preset ? `&p=${encodeURIComponent(position.preset)}` : "";
  return `v=${pairs(levers, position.levers)}&w=${pairs(goals, position.weights)}${preset}`;
}

/** The name of a saved position, where it is not the one that it gets by itself. */
const writtenName = (position) =>
  position.name === positionName(position) ? "" : `n=${encodeURIComponent(position.name)}&`;

/** The digest stands last, so that an address that has lost its end is found out. */
function writeAddress() {
  const kept = saved
    .map((s) => `&s=${encodeURIComponent(`${writtenName(s)}${writtenPosition(s)}`)}`)
    .join("");
  history.replaceState(null, "", `#${writtenPosition(now)}&y=${shown.year}${kept}&d=${digestShown}`);
}

/** Read pairs of ids and numbers into values; what is unknown or out of range is told and left as it was. */
function readPairs(text, of, holds, values, unread) {
  for (const pair of (text ?? "").split(",").filter(Boolean)) {
    const cut = pair.lastIndexOf(":");
    const [id, written] = [decodeURIComponent(pair.slice(0, cut)), pair.slice(cut + 1)];
    const known = of.find((one) => one.id === id);
    if (known && written !== "" && holds(Number(written), known)) values[id] = Number(written);
    else unread.push(id || pair);
  }
}

function readPosition(parameters, unread) {
  const position = copyOf(scenarioItself);
  const inRange = (value, { low, high }) => value >= low - SAME && value <= high + SAME;
  const weighs = (value) => value >= 0 && value <= WEIGHT_TOP + SAME;
  readPairs(parameters.get("v"), levers, inRange, position.levers, unread);
  readPairs(parameters.get("w"), goals, weighs, position.weights, unread);
  const asked = parameters.get("p");
  const preset = presets.find(({ id, exact }) => id === asked && !exact);
  if (preset) return { ...position, weights: { ...preset.weights }, preset: preset.id };
  if (asked) unread.push(asked);
  return position;
}

function readSaved(text, unread) {
  const parameters = new URLSearchParams(text);
  const position = readPosition(parameters, unread);
  return {
    ...position,
    name: short(parameters.get("n") ?? "") || positionName(position),
    plan: null,
  };
}

/** Take the state from the address, and warn where it was made for another scenario or cannot be read. */
function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  if (!["d", "v", "w"].some((key) => parameters.has(key))) return false;
  const unread = [];
  try {
    now = readPosition(parameters, unread);
    saved = parameters
      .getAll("s")
      .slice(0, MOST_SAVED)
      .map((text) => readSaved(text, unread));
  } catch {
    unread.push(short(location.hash));
  }
  const year = Number(parameters.get("y"));
  if (years.includes(year)) shown.year = year;
  warn(parameters.get("d") ?? "", unread);
  return true;
}

function warn(theirs, unread) {
  const warnings = [];
  if (theirs !== digestShown) {
    const key = digestShown.startsWith(theirs) ? "cut_address" : "other_digest";
    warnings.push(say(key, { theirs: theirs.slice(0, digestShown.length), ours: digestShown }));
  }
  if (unread.length) warnings.push(say("unread", { what: listed([...new Set(unread)]) }));
  byId("warning").hidden = warnings.length === 0;
  byId("warning").textContent = warnings.join(" ");
}

async function solveSaved() {
  for (const position of saved.filter((s) => !s.plan)) {
    const answer = await ask("solve", position.levers, weightsOf(position));
    position.plan = answer.kind === "plan" ? answer : null;
  }
}
