/* Sliders, number fields and presets. */

const WEIGHT_STEP = 0.5;
const WEIGHT_TOP = Math.max(10, ...presets.flatMap((p) => Object.values(p.weights)).map(Math.ceil));

/** A range with a number field beside it; both set the same value. */
function slider({ id, name, low, high, step, read, write, text, note, ends = false }) {
  const [noteId, wrongId] = [`${id}-note`, `${id}-wrong`];
  const range = el("input", { type: "range", id, min: low, max: high, step, "aria-describedby": noteId });
  const field = el("input", {
    type: "text",
    class: "typed",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": say("typed", { name }),
    "aria-describedby": wrongId,
  });
  const wrong = el("p", { class: "wrong", id: wrongId, role: "alert", hidden: true });
  const paint = () => {
    range.value = read();
    range.setAttribute("aria-valuetext", text(read()));
    field.value = text(read()).replace(PERCENT_SIGN, "");
    field.removeAttribute("aria-invalid");
    wrong.hidden = true;
    wrong.textContent = ""; // what is hidden still describes its field to those who listen
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
    "div",
    { class: "slider" },
    el("label", { for: id }, name),
    el("span", { class: "share", id: noteId }, note),
    el(
      "span",
      { class: "track" },
      range,
      ends ? el("span", { class: "ends", "aria-hidden": "true" }, el("i", { hidden: true })) : null,
    ),
    field,
    wrong,
  );
  return { row, paint };
}

const leverPercent = (value) => plain(100 * value, 1) + PERCENT_SIGN;
const leverNumber = (value) => plain(value, 1);
const weightText = (value) => plain(value, 1, 3); // weights of a majority may have no end

/** A number as people type it, with comma or point, with or without a percent sign; null where it is none. */
function typed(text, per) {
  const ungrouped = swedish ? text : text.replace(/,(?=\d{3}\b)/g, "");
  const clean = ungrouped
    .replace(/[\s\u202f\u00a0%]/g, "")
    .replace("\u2212", "-")
    .replace(",", ".");
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
  byId("lever-rows").replaceChildren(
    ...levers.map((lever) => {
      const made = slider({
        id: `lever-${lever.id}`,
        name: isShare(lever) ? `${lever.name},\u00a0%` : lever.name,
        low: lever.low,
        high: lever.high,
        step: lever.step,
        read: () => now.levers[lever.id],
        write: (value) => {
          now.levers[lever.id] = value;
        },
        text: isShare(lever) ? leverPercent : leverNumber,
        note: "",
        ends: true,
      });
      painters.push(made.paint);
      return made.row;
    }),
  );
  byId("limits").hidden = levers.length === 0;
  showWhereSlidersEnd();
  paintControls();
}

/** Why a slider ends where it does, where it does not go as far as was asked. */
function showWhereSlidersEnd() {
  const told = levers.flatMap((l) =>
    [
      ["low", l.low],
      ["high", l.high],
    ]
      .filter(([side]) => l.ends[side])
      .map(([side, value]) =>
        el("li", {}, say("slider_ends", { lever: l.name, value: leverText(l, value), why: l.ends[side] })),
      ),
  );
  byId("slider-ends").hidden = told.length === 0;
  byId("slider-ends")
    .querySelector("ul")
    .replaceChildren(...told);
}

function presetGroups() {
  const kinds = ["stated", "profile", "party", "majority"].filter((kind) =>
    presets.some((p) => p.kind === kind),
  );
  return kinds.map((kind) => {
    const label = el("span", { class: "kind", id: `presets-${kind}` }, say(`presets_${kind}`));
    const buttons = presets
      .filter((p) => p.kind === kind)
      .map((p) =>
        button(
          presetName(p),
          () => {
            go({ ...now, weights: { ...p.weights }, preset: p.exact === false ? p.id : null });
          },
          { "data-id": p.id, "aria-pressed": "false" },
        ),
      );
    return el("div", { class: "buttons", role: "group", "aria-labelledby": label.id }, label, ...buttons);
  });
}

function weightGroup(area) {
  const id = `area-${goals.findIndex((g) => (g.area ?? "") === area)}`;
  const title = el(
    "p",
    { class: "area", id },
    el("b", {}, area || say("other_goals")),
    el("span", { class: "soft" }, ""),
  );
  title.dataset.area = area;
  const rows = goals
    .filter((g) => (g.area ?? "") === area)
    .map((goal) => {
      if (!goal.movable)
        return el(
          "p",
          { class: "slider" },
          el("span", {}, goal.name),
          el("span", { class: "share" }, say("not_movable")),
        );
      const price = goal.price === null ? "" : fine(goal.price);
      const made = slider({
        id: `weight-${goal.id}`,
        name: goal.name,
        low: 0,
        high: WEIGHT_TOP,
        step: WEIGHT_STEP,
        read: () => now.weights[goal.id] ?? 0,
        write: (value) => {
          now.weights[goal.id] = value;
          now.preset = null;
        },
        text: weightText,
        note: price,
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
    note.textContent = [percent(shares[note.dataset.goal] ?? 0, 0), note.dataset.price]
      .filter(Boolean)
      .join(" · ");
  }
  for (const title of byId("weight-rows").querySelectorAll(".area")) {
    const inside = goals.filter((g) => (g.area ?? "") === title.dataset.area);
    title.lastElementChild.textContent = ` ${percent(
      inside.reduce((sum, g) => sum + (shares[g.id] ?? 0), 0),
      0,
    )}`;
  }
}
