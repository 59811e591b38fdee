/* What is copied and printed. */

/** Show a text so that it can be seen and selected, and put it on the clipboard where the browser lets it. */
async function keep(text, label) {
  byId("copied").hidden = false;
  const field = byId("copied-text");
  field.hidden = false;
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

/** The last plan as lines of text: whose weights, the limits, frames of all years, goals of the shown one. */
function asText() {
  const { plan, weights, levers: values } = last;
  const ended = isSettled(shown.year);
  const goalLine = (goal) => {
    const reached = (ended ? [plan] : [plan.indexation, plan]).map((of) => inMeasure(of, goal, shown.year));
    return `  ${measureName(goal)}: ${[presentOf(goal), ...reached].join(" / ")}`;
  };
  const frameLine = (c) => {
    const told = (year, y) =>
      isSettled(year)
        ? `${say("settled_year", { year })} ${amount(plan.frames[c.id][y])}`
        : `${year} ${amount(plan.frames[c.id][y])} (${difference(againstIndexation(plan, c, y))})`;
    return `  ${c.name}: ${years.map(told).join("; ")}`;
  };
  const measured = ended
    ? say("settled_measured", { year: scenario.base_year, settled: shown.year })
    : say("now_indexation_proposal", { year: scenario.base_year });
  return [
    `${say("workshop")}: ${scenario.title}`,
    say("no_decision"),
    "",
    byId("owner").textContent,
    ...goals.map((goal) => `  ${goal.name}: ${weightText(weights[goal.id] ?? 0)}`),
    ...levers.map((lever) => `${lever.name}: ${leverText(lever, values[lever.id])}`),
    "",
    `${say("all_years")} (${say("all_years_under", { unit: scenario.unit })})`,
    ...committees.map(frameLine),
    "",
    `${say("goals_of", { year: shown.year })} (${measured})`,
    ...goals.map(goalLine),
    "",
    byId("worth").textContent,
    say("rounded"),
    `${say("digest")}: ${scenario.digest}`,
    location.href,
  ].join("\n");
}

async function keepArguments() {
  const line = await unlessFault("argument", now.levers, weightsOf(now));
  if (line !== null) {
    keep(line, say("the_line"));
    return;
  }
  byId("copied").hidden = false;
  byId("copied-text").hidden = true;
  byId("copied-label").textContent = say("no_line");
  announce(say("no_line"));
}

/** What is printed of the controls: the position in words and numbers. */
function showPrinted() {
  const rows = [
    ...goals.map((g) =>
      tr(
        rowHead(say("weight_of", { goal: g.name })),
        cell(weightText(now.weights[g.id] ?? 0)),
        cell(percent(shares[g.id] ?? 0, 0)),
      ),
    ),
    ...levers.map((l) => tr(rowHead(l.name), cell(leverText(l, now.levers[l.id])), cell(""))),
  ];
  const table = el("table");
  fill(
    table,
    el("caption", {}, byId("owner").textContent),
    [[head(say("particular"), { class: "left" }), head(say("value")), head(say("part_of_weight"))]],
    [rows],
  );
  byId("printed").replaceChildren(table, el("p", {}, `${say("digest")}: ${scenario.digest}`));
}
