/** Parts that several panels are made of: choices, tables that can be sorted, range plots, strips of days. */
import { nameOfPlace } from "./facts.mjs";
import { el, svg, t, num, pct, plain, fresh, hasText } from "./texts.mjs";

const PARTY_NAMES = ["government", "opposition", "sdf"];
const sortedBy = new Map();

/** A group of radio buttons; `options` are {value, label, hint}. */
export function radios(legend, name, options, value, pick) {
  return el("fieldset", {}, el("legend", {}, legend), options.map((option) =>
    el("label", { class: "choice" },
      el("input", { type: "radio", id: `${name}-${option.value}`, name, value: option.value, checked: option.value === value,
        onkeydown: keepArrows, onchange: () => pick(option.value) }),
      el("span", {}, option.label, option.hint ? el("span", { class: "faint small" }, " ", option.hint) : null))));
}

/** A labelled list to choose one from; `options` are {value, label}. */
export function picker(label, id, options, value, pick) {
  const list = el("select", { id, onkeydown: keepArrows, onchange: (event) => pick(event.target.value) },
    options.map((option) => el("option", { value: option.value, selected: option.value === value }, option.label)));
  return el("label", { class: "field", for: id }, el("span", {}, label), list);
}

/** A button that looks like a link. */
export function linkButton(label, act, attrs = {}) {
  return el("button", { type: "button", class: "text", ...attrs, onclick: act }, label);
}

/** Keys that move within a control are not the page's. */
export function keepArrows(event) {
  if (event.key.startsWith("Arrow") || event.key.length === 1 || ["Home", "End", "PageUp", "PageDown"].includes(event.key)) {
    event.stopPropagation();
  }
}

/** A word in a frame: `modelled` is dashed. */
export function tag(text, kind = "") {
  return el("span", { class: `tag ${kind}` }, text);
}

/** A number of the model, never without the word. */
export function modelled(text) {
  return el("span", {}, el("span", { class: "modelled-text num" }, text), " ", tag(t("panel.modelled"), "modelled"));
}

/** A claim's text as it is in the record: English, kept apart in direction. */
export function original(text, attrs = {}, longest = 2000) {
  return el("span", { lang: "en", dir: "ltr", ...attrs }, plain(text, longest));
}

/** A place's name, marked as English where it has no other. */
export function placeMark(id) {
  const name = nameOfPlace(id);
  return /[A-Za-z]/.test(name) ? original(name) : name;
}

/** The same as a sentence: on a line of its own where the reader's language runs the other way. */
export function quote(text) {
  return original(text, { class: "quote" }, 20000);
}

/** The text of a key that ends in an id of the record; the id itself where there is none. */
export function worded(key, id) {
  return hasText(key) ? t(key) : plain(id, 60);
}

/** A share with as many places as the data package has. */
export function exactShare(share) {
  const hundredths = Math.round(share * 10000);
  return hundredths % 100 === 0 ? pct(share) : `${num(hundredths / 100, hundredths % 10 ? 2 : 1)}${pct(0).slice(-1)}`;
}

/** Shares by party in words: `government 60%, opposition 40%`. */
export function sharesInWords(shares) {
  const parts = shares.map((share, index) => [share, index]).filter(([share]) => share > 0.00005);
  return parts.map(([share, index]) => t("panel.share-of", { party: t(`party.${PARTY_NAMES[index]}`), share: exactShare(share) }));
}

/** A table with a caption whose columns can be sorted; cells are text, numbers, or {sort, node}. */
export function sortTable(id, caption, columns, rows) {
  const body = el("tbody");
  const heads = columns.map((column, index) => el("th", { scope: "col", class: column.n ? "n" : null },
    el("button", { type: "button", onclick: () => turn(index) }, column.label)));
  const turn = (index) => {
    const before = sortedBy.get(id);
    sortedBy.set(id, { index, down: before?.index === index && !before.down });
    arrange();
  };
  const arrange = () => {
    const by = sortedBy.get(id);
    const ordered = by ? [...rows].sort((a, b) => compare(a[by.index], b[by.index]) * (by.down ? -1 : 1)) : rows;
    heads.forEach((head, index) => setSort(head, by, index));
    fresh(body, ordered.map((row) => tableRow(row, columns)));
  };
  arrange();
  const table = el("table", { id }, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads)), body);
  return scroller(table, caption);
}

/** Mark the column that a table is sorted by. */
function setSort(head, by, index) {
  if (by?.index === index) head.setAttribute("aria-sort", by.down ? "descending" : "ascending");
  else head.removeAttribute("aria-sort");
}

/** One row; its first cell heads it. */
function tableRow(row, columns) {
  return el("tr", {}, row.map((cell, index) => {
    const inside = typeof cell === "number" ? num(cell, columns[index].places ?? 0) : cell?.node ?? cell;
    return index === 0 ? el("th", { scope: "row" }, inside) : el("td", { class: columns[index].n ? "n" : null }, inside);
  }));
}

/** Order of two cells: numbers before texts, texts by the letters of their language. */
function compare(a, b) {
  const [first, second] = [a, b].map((cell) => (cell !== null && typeof cell === "object" && "sort" in cell ? cell.sort : cell ?? ""));
  if (typeof first === "number" && typeof second === "number") return first - second;
  return String(first).localeCompare(String(second), ["en", "ar"], { numeric: true });
}

/** A box that scrolls sideways, and by keyboard too. */
export function scroller(content, label) {
  const name = typeof label === "string" ? label : label.textContent;
  return el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": name, onkeydown: keepArrows }, content);
}

/** The axis that all ranges of a question share: from zero to a round number beyond the largest. */
export function axisOf(values, unit) {
  const most = Math.max(...values.filter((value) => Number.isFinite(value)), 0);
  if (unit === "share") return { top: 1, ticks: [0, 0.5, 1], unit };
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  const top = Math.max(1, Math.ceil((most * 1.02) / step) * step);
  return { top, ticks: [0, top / 2, top], unit };
}

/** One speaker's range on an axis, the replayed value dashed and hollow beside it. */
export function rangePlot(axis, value, replayed = null) {
  const place = (one) => `${(2 + 96 * Math.min(1, Math.max(0, one / axis.top))).toFixed(2)}%`;
  const low = value.low ?? 0;
  const high = value.high ?? axis.top;
  const marks = [
    svg("line", { class: "axis", x1: "2%", x2: "98%", y1: 12, y2: 12 }),
    value.low === null && value.high === null && value.best === null ? null
      : svg("line", { class: value.low === null || value.high === null ? "bar open" : "bar", x1: place(low), x2: place(high), y1: 12, y2: 12 }),
    value.low === null ? null : svg("line", { class: "bar", x1: place(low), x2: place(low), y1: 6, y2: 18 }),
    value.high === null ? null : svg("line", { class: "bar", x1: place(high), x2: place(high), y1: 6, y2: 18 }),
    value.best === null ? null : svg("circle", { class: "dot", cx: place(value.best), cy: 12, r: 5 }),
    replayed === null ? null : svg("line", { class: "replayed", x1: place(replayed), x2: place(replayed), y1: 0, y2: 24 }),
    replayed === null ? null : svg("circle", { class: "replayed-dot", cx: place(replayed), cy: 12, r: 4 }),
  ];
  return svg("svg", { class: "plot", height: 24, width: "100%", "aria-hidden": "true", focusable: "false", direction: "ltr" }, ...marks);
}

/** The numbers under an axis. */
export function axisLabels(axis) {
  const write = (value) => (axis.unit === "share" ? pct(value) : num(value, Number.isInteger(value) ? 0 : 1));
  const ends = ["start", "middle", "end"];
  const texts = axis.ticks.map((tick, index) =>
    svg("text", { x: `${2 + 48 * index}%`, y: 14, "text-anchor": ends[index], "font-size": 12 }, write(tick)));
  return svg("svg", { class: "plot", height: 18, width: "100%", "aria-hidden": "true", focusable: "false", direction: "ltr" }, ...texts);
}

/** A strip of days: `days` of shares by party; `now` is outlined; days of claims carry a dot. */
export function dayStrip(days, now, spoken, label, pick) {
  const wide = 100 / days.length;
  const columns = days.map((shares, day) => stack(shares, day * wide, wide));
  const dots = spoken.map((day) => svg("circle", { class: "dot", cx: `${(day + 0.5) * wide}%`, cy: 52, r: 2.5 }));
  const here = svg("rect", { class: "now", x: `${now * wide}%`, y: 1, width: `${wide}%`, height: 42 });
  const node = svg("svg", { class: "strip plot", width: "100%", height: 58, role: "img", "aria-label": label, focusable: "false" },
    columns, dots, here);
  node.addEventListener("click", (event) => {
    const box = node.getBoundingClientRect();
    pick(Math.min(days.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * days.length))));
  });
  return node;
}

/** One day's shares as a column: government below, then SDF, the opposition on top. */
function stack(shares, x, wide) {
  let y = 43;
  return [0, 2, 1].filter((index) => shares[index] > 0).map((index) => {
    const height = 41 * shares[index];
    y -= height;
    return svg("rect", { x: `${x}%`, y, width: `${wide}%`, height, fill: `url(#panel-${PARTY_NAMES[index]})` });
  });
}

/** The textures of the parties, once for all strips. */
export function textures() {
  const texture = (name, ...marks) => svg("pattern", { id: `panel-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    svg("rect", { class: `fill-${name}`, width: 6, height: 6 }), ...marks);
  return svg("svg", { width: 0, height: 0, "aria-hidden": "true", focusable: "false", class: "textures" }, svg("defs", {},
    texture("government", svg("path", { class: "line-government", d: "M-1 1l2-2M0 6l6-6M5 7l2-2" })),
    texture("opposition"),
    texture("sdf", svg("path", { class: "line-sdf", d: "M-1 1l2-2M0 6l6-6M5 7l2-2M-1 5l2 2M0 0l6 6M5-1l2 2" }))));
}
