/* Everyone's plan by everyone's yardstick. */

/** The presets' weights, and those of the sliders and of saved positions where they are nobody else's. */
function yardsticksNow() {
  const sticks = presets.map((preset) => ({
    id: preset.id,
    name: presetName(preset),
    weights: preset.exact ? preset.weights : preset.id,
  }));
  const own = [
    { name: say("own_weights"), position: now },
    ...saved.map((position, k) => ({ name: say("saved_name", { letter: letter(k) }), position })),
  ];
  for (const { name, position } of own) {
    if (!weightless(position) && !stickOf(position, sticks)) {
      sticks.push({ id: name, name, weights: position.weights });
    }
  }
  return sticks;
}

/** The yardstick of a position; none where nothing weighs. */
function stickOf(position, sticks) {
  const preset = presetOf(position);
  if (preset) return sticks.find(({ id }) => id === preset.id);
  return sticks.find(({ weights }) => typeof weights !== "string" && same(weights, position.weights));
}

/** Measure every plan; those of the yardsticks have the money and the limits of the sliders. */
async function measure(stale) {
  const sticks = yardsticksNow();
  const plans = [];
  for (const { id, name, weights } of sticks) {
    const plan = await ask("solve", now.levers, weights);
    if (stale()) return;
    if (plan.kind === "plan") plans.push({ name, plan, own: id });
  }
  saved.forEach((position, k) => {
    const own = stickOf(position, sticks)?.id;
    if (position.plan) plans.push({ name: `${letter(k)}: ${position.name}`, plan: position.plan, own });
  });
  for (const plan of givenPlans()) if (plan.judged) plans.push({ name: plan.name, plan });
  const cells = await unlessFault(
    "matrix",
    plans.map(({ plan }) => plan),
    sticks.map(({ weights }) => weights),
  );
  if (stale() || cells === null) return;
  yardsticks = { plans, sticks, cells };
  showMatrix();
  showCompare();
}

function showMatrix() {
  const found = yardsticks !== null && outcome === "plan";
  byId("matrix-region").hidden = !found;
  const waits = outcome === "plan" ? "waits" : "matrix_without_plan";
  byId("matrix-note").textContent = say(found ? "matrix_note" : waits, { unit: scenario.unit });
  if (!found) return;
  const { plans, sticks, cells } = yardsticks;
  const worth = (value, framed) => {
    const text = value === null ? NONE : difference(value);
    return framed ? el("td", { class: "own" }, el("b", {}, text)) : cell(text);
  };
  const rows = plans.map(({ name, own }, i) =>
    tr(rowHead(name, { class: "wraps" }), ...sticks.map(({ id }, j) => worth(cells[i][j], id === own))),
  );
  rows.push(tr(rowHead(say("indexation")), ...sticks.map(() => cell(amount(0)))));
  fill(
    byId("matrix"),
    caption("matrix-caption", say("matrix_caption", { unit: scenario.unit })),
    [[head(say("plan"), { class: "left" }), ...sticks.map(({ name }) => head(name, { class: "name" }))]],
    [rows],
  );
}
