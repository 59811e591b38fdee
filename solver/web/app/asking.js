/* What is asked of the engine, and when. */

const SETTLES_AFTER = 250; // milliseconds without a change, after which the hand rests

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
  byId("copied").hidden = true; // it is of another position
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
  if (answer.kind === "plan") last = { plan: answer, ...position };
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

/** An answer, or null where the engine failed to prove it: it is then not told. */
async function unlessFault(call, ...args) {
  const answer = await ask(call, ...args);
  return answer?.kind === "fault" ? null : answer;
}

/** Where there is a plan and what is missing; or reasons, the room year by year, and everyone's yardstick. */
async function follow(stale) {
  const ends = await unlessFault("ends", now.levers);
  if (stale()) return;
  showEnds(ends);
  if (outcome === "none") {
    const missing = await unlessFault("missing", now.levers);
    if (!stale()) showMissing(missing);
  }
  if (outcome !== "plan") return;
  const detailed = await ask("solve", now.levers, weightsOf(now), true);
  if (stale()) return;
  take(detailed, copyOf(now));
  for (const year of [shown.year, ...years].filter((y, k, all) => !isSettled(y) && all.indexOf(y) === k)) {
    if (outcome !== "plan") return;
    const room = await unlessFault("room", now.levers, weightsOf(now), year);
    if (stale()) return;
    rooms[year] = room;
    show();
  }
  await measure(stale);
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
