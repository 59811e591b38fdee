/* Saved positions, and the plans of others beside them. */

const MOST_SAVED = 4;
const MOST_LETTERS = 60; // of the name of a saved position

const letter = (k) => "ABCD"[k];
const short = (text) => [...text].slice(0, MOST_LETTERS).join("");

/** Save where the sliders stand, once it is answered. */
async function save() {
  await solving;
  if (saved.length === MOST_SAVED || outcome !== "plan") return;
  saved.push({ ...copyOf(last), name: positionName(last), plan: last.plan });
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
  const notes = [say(saved.length ? "compare_note" : "compare_empty"), say("compare_whose")];
  if (givenPlans().some(({ judged }) => !judged)) notes.push(scenario.not_judged);
  byId("compare-note").textContent = notes.join(" ");
  const own = saved.map((position, k) => {
    const field = el("input", {
      type: "text",
      id: `saved-${k}`,
      maxlength: MOST_LETTERS,
      value: position.name,
    });
    field.addEventListener("change", () => {
      position.name = short(field.value.trim()) || positionName(position);
      field.value = position.name; // the list stays, and with it where the reader is
      showCompare();
      settle();
    });
    const remove = () => {
      saved.splice(k, 1);
      changedSaved();
      byId("save").focus();
    };
    return el(
      "div",
      { class: "saved" },
      el("label", { for: field.id }, say("saved_name", { letter: letter(k) })),
      field,
      button(say("show"), () => go(position), { "aria-label": say("show_saved", { letter: letter(k) }) }),
      button(say("remove"), remove, { "aria-label": say("remove_saved", { letter: letter(k) }) }),
      position.plan ? null : el("span", {}, say("no_plan")),
    );
  });
  byId("beside").replaceChildren(...own, ...others());
}

/** What may stand beside the saved positions: plans that somebody has put forward, and the presets' plans. */
function others() {
  const offered = [
    ...givenPlans().map((g) => ({ id: `given-${g.id}`, name: g.name })),
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

/** Plans that the scenario states. */
const givenPlans = () => lp.given.filter(({ kind }) => kind === "given");

/** The columns of the table: saved positions that have a plan, and what was asked for beside them. */
function compared() {
  const own = saved.map(({ name, plan }, k) => ({ title: `${letter(k)}: ${name}`, plan }));
  const given = givenPlans()
    .filter(({ id }) => beside.has(`given-${id}`))
    .map((plan) => ({ title: plan.name, plan }));
  const measured = (id) => yardsticks?.plans.find(({ own: whose }) => whose === id)?.plan;
  const others_ = presets
    .filter(({ id }) => beside.has(`preset-${id}`))
    .map((preset) => ({ title: presetName(preset), plan: measured(preset.id) }));
  return [...own, ...given, ...others_].filter(({ plan }) => plan);
}

function showCompare() {
  const columns = compared();
  byId("compare-region").hidden = columns.length === 0;
  if (!columns.length) return;
  const row = (name, text, look = null) =>
    tr(rowHead(name, { class: look }), ...columns.map(({ plan }) => cell(text(plan))));
  const group = (title, rows) => [
    tr(el("th", { scope: "rowgroup", colspan: columns.length + 1 }, title)),
    ...rows,
  ];
  const frames = [
    ...committees.map((c) => row(c.name, (plan) => amount(plan.frames[c.id][at()]))),
    row(say("sum_of_frames"), (plan) => amount(sumOf(plan.frames, at()))),
  ];
  if (!isSettled(shown.year)) {
    const moves = (plan) => (plan.indexation ? reallocated(plan, at()) : plan.reallocated[at()]);
    frames.push(row(say("moved"), (plan) => amount(moves(plan))));
  }
  const reached = (plan, goal) => (plan.judged === false ? NONE : inMeasure(plan, goal, shown.year));
  const attained = goals.map((goal) => row(measureName(goal), (plan) => reached(plan, goal), "wraps"));
  const names = columns.map(({ title }) => head(title, { class: "name" }));
  fill(
    byId("compare"),
    caption(
      "compare-caption",
      say(isSettled(shown.year) ? "settled_positions" : "saved_positions", { year: shown.year }),
    ),
    [[head(say("committee_or_goal"), { class: "left" }), ...names]],
    [group(say("frames_in", { unit: scenario.unit }), frames), group(say("goals"), attained)],
  );
}
