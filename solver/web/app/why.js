/* Which limits hold the frames, and which cost most. */

const SHOWN_LIMITS = 6;
const SHOWN_REASONS = 2; // limits named for each committee

/** A limit with its owner, which the name of a decision may already tell. */
function withOwner({ sentence, owner }) {
  const told = owner && sentence.includes(`(${owner})`);
  return capital(told ? sentence : `${sentence} (${owner || say("no_owner")})`);
}
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether a limit is of a committee or of something that it pays for. */
function concerns(row, c) {
  if (row.committee) return row.committee === c;
  const paid = row.activity ? lp.activities.find((a) => a.id === row.activity) : null;
  return paid ? c in paid.committees : false;
}

/** How a limit holds the whole of a committee, and how something that it pays for. */
const HELD = {
  up: ["held_up", "held_up_in_part"],
  down: ["held_down", "held_down_in_part"],
  both: ["held", "held_in_part"],
};

/** Which limits hold a frame, those that hold it the same way together; of a part, they are not the whole cause. */
function heldBy(limits) {
  const keys = limits.map(({ direction, committee }) => HELD[direction ?? "both"][committee ? 0 : 1]);
  const name = (limit) => (limit.committee && !limit.decision ? limit.noun : limit.sentence);
  const held = (key) => listed(limits.filter((_, k) => keys[k] === key).map(name));
  const ways = listed([...new Set(keys)].map((key) => say(key, { limit: held(key) })));
  return limits.some(({ committee }) => committee) ? `${ways}.` : `${ways}; ${say("rest_decides")}`;
}

/** Why a committee's frame is not indexation's: the dearest limits of its own. */
function reason({ c, change }, limits) {
  const own = limits.filter((limit) => concerns(limit, c.id)).slice(0, SHOWN_REASONS);
  const text = own.length ? heldBy(own) : say("no_own_limit");
  return el("li", {}, el("b", {}, `${c.name} ${difference(change)}: `), text);
}

function costOf(limit) {
  const one = limit.unit === "points" ? say("one_point") : money(1);
  const key = !limit.equal ? "relief" : limit.by < 0 ? "less_of_it" : "more_of_it";
  const relief = say(key, { one, worth: money(limit.worth) });
  return el("li", {}, `${withOwner(limit)}: ${relief}`);
}

function showWhy() {
  const { binding } = last.plan;
  if (binding === null) {
    byId("why").replaceChildren(el("p", { class: "note" }, say(outcome === "plan" ? "waits" : "not_computed")));
    return;
  }
  const limits = binding.map((limit) => ({ ...limit, ...window.describeRow(lp, limit.row) }));
  const ofYear = limits.filter(({ year }) => !year || year === shown.year);
  const reasons = changesOf(last.plan, at()).map((change) => reason(change, ofYear));
  const held = isSettled(shown.year)
    ? [el("p", {}, say("settled_held", { year: shown.year }))]
    : [
        el("p", { class: "note" }, say("why_note", { year: shown.year })),
        reasons.length ? el("ul", {}, ...reasons) : el("p", {}, say("as_indexation")),
      ];
  const dearest = limits.filter(({ worth }) => worth > 0 && shows(worth)).sort((a, b) => b.worth - a.worth);
  const costs = dearest.slice(0, SHOWN_LIMITS).map(costOf);
  const n = limits.length - costs.length;
  const others = n ? say(n === 1 ? "one_binds" : "others_bind", { n }) : "";
  byId("why").replaceChildren(
    ...held,
    el("h3", {}, say("limits_that_bind")),
    costs.length ? el("ul", {}, ...costs) : el("p", {}, say("no_limit_binds")),
    el("p", { class: "note" }, [others, say("ease_note")].filter(Boolean).join(" ")),
  );
}
