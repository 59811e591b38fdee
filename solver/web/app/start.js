/* The start of the page. */

function radio(group, name, choices, chosen, choose) {
  for (const [value, text] of choices) {
    const input = el("input", {
      type: "radio",
      name,
      value: String(value),
      id: `${name}-${value}`,
      checked: value === chosen,
    });
    input.addEventListener("change", () => choose(value));
    group.append(el("label", { for: input.id }, input, text));
  }
}

function makeChoices() {
  radio(
    byId("years"),
    "year",
    years.map((y) => [y, isSettled(y) ? say("settled_choice", { year: y }) : String(y)]),
    shown.year,
    (year) => {
      shown.year = year;
      show();
      showCompare();
      settle();
    },
  );
  const bases = [
    ["indexation", say("indexation_word")],
    ["this_year", say("this_year_word", { year: scenario.base_year })],
  ];
  radio(byId("bases"), "base", bases, shown.base, (base) => {
    shown.base = base;
    show();
  });
}

function paintYear() {
  for (const input of byId("years").querySelectorAll("input")) {
    input.checked = Number(input.value) === shown.year;
  }
}

function jumpTo(id) {
  const target = byId(id);
  target.scrollIntoView();
  (target.matches("fieldset") ? target.querySelector("button, input") : target).focus();
}

function listen() {
  byId("save").addEventListener("click", save);
  byId("reset").addEventListener("click", () => {
    if (!saved.length) byId("warning").hidden = true; // nothing is left of the address
    go(scenarioItself);
  });
  byId("to-weights").addEventListener("click", () => jumpTo("weights"));
  byId("to-answer").addEventListener("click", () => jumpTo(outcome === "none" ? "noplan" : "frames-region"));
  new IntersectionObserver(([{ isIntersecting }]) =>
    document.body.classList.toggle("away", !isIntersecting),
  ).observe(byId("answer"));
  for (const link of document.querySelectorAll("[data-to]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      jumpTo(link.dataset.to);
    });
  }
  byId("copy-address").addEventListener("click", () => {
    writeAddress();
    keep(location.href, say("the_address"));
  });
  byId("copy-text").addEventListener("click", async () => {
    await solving; // the text is of the position where the sliders stand
    if (outcome === "plan") keep(asText(), say("the_text"));
  });
  byId("copy-arguments").addEventListener("click", keepArguments);
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    byId("missing-sources").open = true;
  });
  window.addEventListener("hashchange", async () => {
    if (!readAddress()) return;
    turn += 1; // what was asked before is not shown here
    document.body.dataset.rests = "no";
    paintYear();
    paintControls();
    await solveSaved();
    showSaved();
    showCompare();
    moved();
  });
}

function showHead() {
  byId("standing").textContent = [
    say("weights_by", { owner: scenario.weights_owner }),
    scenario.standing,
    `${say("digest_short")} ${digestShown}`,
  ].join(" · ");
  byId("about").textContent = [say("about"), scenario.settled].filter(Boolean).join(" ");
  byId("missing-sources").hidden = scenario.missing.length === 0;
  byId("missing-sources").querySelector("summary").textContent = say("missing_sources", {
    n: scenario.missing.length,
  });
  byId("missing-sources")
    .querySelector("ul")
    .replaceChildren(...scenario.missing.map((what) => el("li", {}, what)));
}

function refuse(text) {
  document.body.classList.add("stopped");
  byId("stop").hidden = false;
  byId("stop").textContent = text;
  byId("waiting").hidden = true;
}

function computesOtherwise(mismatches) {
  return say("computes_otherwise", { n: mismatches.length, of: lp.reference.length });
}

async function start() {
  showHead();
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") {
    refuse(say("no_webassembly"));
    return;
  }
  try {
    await begin(await started());
  } catch (error) {
    refuse(say("no_start", { what: error.message }));
  }
}

async function begin(engine) {
  if (engine.mismatches.length) {
    refuse(computesOtherwise(engine.mismatches));
    return;
  }
  engine.checked.then((mismatches) => {
    if (mismatches.length) refuse(computesOtherwise(mismatches));
    else byId("proof").textContent = say("proof", {
      n: lp.reference.length,
      program: lp.program,
      highs: engine.version,
    });
  });
  ask = engine.ask;
  readAddress();
  makeChoices();
  makeControls();
  listen();
  await solveSaved();
  showSaved();
  await request();
  showCompare();
  document.body.classList.remove("starting");
  byId("waiting").hidden = true;
  settle();
}
