/* Words and numbers: the only place for rounding and number formats, which are the report's. */

const BILLION = 1e9; // rounding is counted in billionths, as in the program

/** The page's words by their key, with names and numbers filled in. */
function say(key, filled = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => filled[name]);
}

const swedish = scenario.language === "sv";

/** How many of the last shown digit a value is: half away from zero, as the program rounds. */
function rounded(value, decimals) {
  const exact = Math.round(Math.abs(value) * BILLION);
  const unit = 10 ** (9 - decimals);
  const over = exact % unit;
  const count = (exact - over) / unit + (2 * over >= unit ? 1 : 0);
  return value < 0 ? -count : count;
}

function number(value, decimals = 1) {
  const count = Math.abs(rounded(value, decimals));
  const digits = String(count).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, swedish ? "\u202f" : ",");
  const part = decimals ? (swedish ? "," : ".") + digits.slice(-decimals) : "";
  return (rounded(value, decimals) < 0 ? "\u2212" : "") + grouped + part;
}

function signed(value, decimals = 1) {
  return (rounded(value, decimals) > 0 ? "+" : "") + number(value, decimals);
}

const inUnit = (msek) => msek * scenario.per_msek;
const amount = (msek) => number(inUnit(msek), scenario.money_decimals);
const difference = (msek) => signed(inUnit(msek), scenario.money_decimals);
const shows = (msek) => rounded(inUnit(msek), scenario.money_decimals) !== 0;
const money = (msek) => `${amount(msek)}\u00a0${scenario.unit}`;
const percent = (share, decimals = 1) => number(100 * share, decimals) + (swedish ? "\u00a0%" : "%");

/** An amount with as many decimals as it takes to show that it is not nothing. */
function fine(msek) {
  let decimals = scenario.money_decimals;
  while (msek && !rounded(inUnit(msek), decimals) && decimals < 6) decimals += 1;
  return `${number(inUnit(msek), decimals)}\u00a0${scenario.unit}`;
}

/** As few decimals as tell a typed value apart from its neighbours, and not more than there is room for. */
function plain(value, least, most = 6) {
  let decimals = least;
  while (decimals < most && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6)
    decimals += 1;
  return number(value, decimals);
}

const PERCENT_SIGN = swedish ? "\u00a0%" : "%";
const isShare = (lever) => lever.unit === "share";
const leverText = (lever, value) =>
  plain(isShare(lever) ? 100 * value : value, 1) + (isShare(lever) ? PERCENT_SIGN : "");

function listed(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${say("and")} ${items[items.length - 1]}`;
}
