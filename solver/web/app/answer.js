/* The answer: what is shown of it, and the sentence for those who see and those who listen. */

const STATUS_PAUSE = 500; // milliseconds between two messages to those who listen

function show() {
  document.body.classList.toggle("no-plan", outcome === "none");
  byId("noplan").hidden = outcome !== "none";
  byId("why").parentElement.hidden = last === null;
  byId("save").disabled = outcome !== "plan" || saved.length === MOST_SAVED;
  for (const name of ["copy-text", "copy-arguments"]) byId(name).disabled = outcome !== "plan";
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

function changed({ c, change }) {
  return say(change > 0 ? "more_to" : "less_to", { committee: c.name, money: money(Math.abs(change)) });
}

function showAnswer() {
  const whose = outcome === "plan" ? now : (last ?? now);
  const lead = say("answer_lead", { weights: weightsOfWhom(whose), year: shown.year });
  const sentence = outcome === "none" ? say("no_plan_here") : last ? answered() : "";
  const alone = outcome === "none" || isSettled(shown.year);
  byId("answer").replaceChildren(...(alone ? [el("b", {}, sentence)] : [el("b", {}, `${lead} `), sentence]));
  byId("brief").textContent = briefly();
  announce(sentence);
}

function answered() {
  if (isSettled(shown.year)) return say("settled_answer", { year: shown.year });
  const changes = changesOf(last.plan, at());
  if (last.plan.weightless) return say("weightless");
  if (!changes.length) return say("as_indexation");
  if (!rooms[shown.year]) return `${listed(changes.slice(0, 2).map(changed))} ${say("than_indexation")}.`;
  const beyond = changes.filter(({ c }) => outside(c.id, shown.year));
  if (!beyond.length) return say("nothing_outside");
  const rest = changes.length - beyond.length;
  const within = rest ? say(rest === 1 ? "one_within" : "others_within", { n: rest }) : "";
  return `${listed(beyond.map(changed))} ${say("than_indexation")}. ${within}`;
}

function briefly() {
  if (outcome === "none") return say("no_plan");
  if (isSettled(shown.year)) return say("settled_year", { year: shown.year });
  if (!last) return "";
  const changes = changesOf(last.plan, at()).slice(0, 2);
  const moves = say("moved_in_all", { money: money(reallocated(last.plan, at())) });
  return `${shown.year}: ${[...changes.map(({ c, change }) => `${c.name} ${difference(change)}`), moves].join(" · ")}`;
}

let announced = 0;
let toSay = null;
let said = "";

/** Tell the status to those who listen, at most every half second and never the same twice. */
function announce(text) {
  const waiting = toSay !== null;
  toSay = text;
  if (waiting) return;
  setTimeout(
    () => {
      if (toSay !== said) byId("status").textContent = toSay;
      said = toSay;
      toSay = null;
      announced = performance.now();
    },
    Math.max(0, STATUS_PAUSE - (performance.now() - announced)),
  );
}

function showOwner() {
  const preset = presetOf(now);
  const owned = preset?.owner && preset.owner !== preset.name;
  const key = !preset ? "weights_are_own" : owned ? "weights_are" : "weights_are_of";
  byId("owner").textContent = say(key, { weights: weightsOfWhom(now), owner: preset?.owner });
  for (const choice of byId("presets").querySelectorAll("button")) {
    const p = presets.find(({ id }) => id === choice.dataset.id);
    choice.setAttribute("aria-pressed", String(hasPreset(now, p)));
  }
}
