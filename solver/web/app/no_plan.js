/* Where there is no plan: what is missing, the ways back, and the marks on the sliders. */

const ONE_KRONA = 1e-6; // less than this is rounding [MSEK]

function showNoPlan() {
  byId("missing").textContent = say("looking_for_plan");
  byId("nearest").replaceChildren(back());
  byId("stale-note").textContent = last ? say("stale", { position: positionName(last) }) : "";
}

const back = () =>
  button(say(last ? "go_back" : "start_over"), () => {
    go(last ?? scenarioItself);
    byId("frames-region").focus();
  });

/** What is missing, and the nearest value of each slider that gives a plan; null where it could not be proved. */
function showMissing(found) {
  if (found === null) {
    byId("missing").textContent = say("missing_unproved");
    return;
  }
  const { perYear, nearest } = found;
  const amounts = listed(
    years.flatMap((year, y) =>
      perYear?.[y] > ONE_KRONA ? [say("money_in", { money: fine(perYear[y]), year })] : [],
    ),
  );
  const ways = levers.filter(({ id }) => (nearest[id] ?? null) !== null);
  const lacks = amounts ? say("missing", { amounts }) : say("missing_unknown");
  byId("missing").textContent = `${lacks} ${say(ways.length ? "change_one" : "no_single_change")}`;
  byId("nearest").replaceChildren(...ways.map((lever) => wayBack(lever, nearest[lever.id])), back());
  announce(byId("missing").textContent);
}

function wayBack(lever, value) {
  return button(say("lever_to", { lever: lever.name, value: leverText(lever, value) }), () => {
    go({ ...now, levers: { ...now.levers, [lever.id]: value } });
    byId("frames-region").focus();
  });
}

/** The steps of a slider that lie between two ends; null where none does. */
function inSteps(lever, span) {
  const step = (value, whole) => lever.low + whole((value - lever.low) / lever.step) * lever.step;
  const low = step(span.low, (steps) => Math.ceil(steps - 1e-6));
  const high =
    span.high > lever.high - SAME ? lever.high : step(span.high, (steps) => Math.floor(steps + 1e-6));
  return low <= high + SAME ? { low, high } : null;
}

function endsText(lever, span) {
  if (span === null) return say("no_plan_on_slider");
  const low = leverText(lever, span.low).replace(PERCENT_SIGN, "");
  return say("plan_between", { low, high: leverText(lever, span.high) });
}

/** Mark on each slider where there is a plan with the others as they stand. */
function showEnds(ends) {
  for (const lever of levers) {
    const row = byId(`lever-${lever.id}`).closest(".slider");
    const span = ends?.[lever.id] ? inSteps(lever, ends[lever.id]) : null;
    const mark = row.querySelector(".ends i");
    mark.hidden = span === null;
    row.querySelector(".share").textContent = ends ? endsText(lever, span) : "";
    if (span === null) continue;
    const share = (value) => (100 * (value - lever.low)) / (lever.high - lever.low);
    mark.style.left = `${share(span.low)}%`;
    mark.style.width = `${share(span.high) - share(span.low)}%`;
  }
}
