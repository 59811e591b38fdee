/* Elements and tables. Names come from the scenario and go in as text, never as markup. */

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const button = (text, onclick, attributes = {}) =>
  el("button", { type: "button", onclick, ...attributes }, text);
const head = (text, attributes = {}) => el("th", { scope: "col", ...attributes }, text);
const rowHead = (text, attributes = {}) => el("th", { scope: "row", ...attributes }, text);
const cell = (text = "", look = null) => el("td", { class: look }, text);
const caption = (id, text, under = "") =>
  el("caption", { id }, text, under ? el("span", {}, ` ${under}`) : "");

function fill(table, top, heads, groups, foot = []) {
  table.replaceChildren(
    top,
    el("thead", {}, ...heads.map((cells) => el("tr", {}, ...cells))),
    ...groups.map((rows) => el("tbody", {}, ...rows)),
    ...(foot.length ? [el("tfoot", {}, ...foot)] : []),
  );
}

const tr = (...cells) => el("tr", {}, ...cells);
