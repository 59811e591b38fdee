/* What the page is made of: everything that it tells of the municipality comes from here. */

const byId = (id) => document.getElementById(id);
const lp = JSON.parse(byId("lp").textContent);
const { scenario, committees, goals, levers, presets, words } = lp;
const years = scenario.years;
const settledYears = lp.settled?.years ?? [];
const isSettled = (year) => settledYears.includes(year);
const plannedYears = years.filter((year) => !isSettled(year));

const SAME = 1e-9; // values that differ by less are the same
const NONE = "–"; // what stands where there is no number
