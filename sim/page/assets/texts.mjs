/** Words, numbers and dates as the reader's language writes them, and elements made without markup. */
import { P } from "./data.mjs";
import { state } from "./clock.mjs";

const EASTERN = { "0": "٠", "1": "١", "2": "٢", "3": "٣", "4": "٤", "5": "٥", "6": "٦", "7": "٧", "8": "٨", "9": "٩",
  ".": "٫", ",": "٬", "%": "٪" };
const WESTERN = Object.fromEntries(Object.entries(EASTERN).map(([latin, arabic]) => [arabic, latin]));
const RTL = ["ar", "fa", "he", "ur"];
const LONGEST = 300;
const SVG_SPACE = "http://www.w3.org/2000/svg";
const ALLOWED = new Set([
  "class", "id", "type", "role", "for", "name", "value", "checked", "tabindex", "lang", "dir", "scope", "href",
  "download", "min", "max", "step", "list", "title", "open", "autocomplete", "selected", "spellcheck"
]);
const DRAWN = new Set([
  "class", "id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "points", "viewBox",
  "fill", "text-anchor", "patternUnits", "role", "tabindex", "lang", "dir", "focusable", "href", "font-size",
  "dy", "dx", "direction"
]);

/** Is the language written from right to left? */
export function isRtl(lang) {
  return RTL.includes(lang);
}

/** Digits as the reader chose them: Eastern Arabic in Arabic unless Latin ones are asked for. */
export function figures(text) {
  if (state.lang !== "ar") return text;
  return state.digits === "latn"
    ? text.replace(/[٠-٩٫٬٪]/g, (one) => WESTERN[one])
    : text.replace(/CC BY 4\.0|[0-9]|(?<=[0-9])[.,](?=[0-9])|(?<=[0-9])%/g, (one) => EASTERN[one] ?? one);
}

/** A whole number or one with decimal places, with separators. */
export function num(value, places = 0) {
  const rounded = Math.abs(value) * 10 ** places < 0.5 ? 0 : value;
  return figures(rounded.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }));
}

/** A part of one as a percentage. */
export function pct(part) {
  return figures(`${Math.round(100 * part)}%`);
}

/** A stranger's text fit for a label: no control or override characters, at most 300 letters. */
export function plain(text, longest = LONGEST) {
  const clean = String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2028\u2029]/g, " ");
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

/** A text of the strings file, its values put in and kept apart in direction. */
export function t(key, values = {}) {
  const found = P.strings[state.lang][key];
  if (found === undefined) throw new Error(`no text '${key}'`);
  const text = typeof found === "string" ? found : found[form(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}|[^{]+/g, (part, name) => {
    if (!name) return figures(part);
    if (!(name in values)) throw new Error(`the text '${key}' needs a value for '${name}'`);
    return isolated(typeof values[name] === "number" ? num(values[name]) : String(values[name]));
  });
}

/** Is there such a text? */
export function hasText(key) {
  return P.strings[state.lang][key] !== undefined;
}

/** The plural form of a count, by the rules of the reader's language. */
function form(count) {
  return new Intl.PluralRules(state.lang).select(Number(count));
}

/** A Latin word inside an Arabic sentence keeps its own direction. */
function isolated(text) {
  return isRtl(state.lang) && /[A-Za-z\u00c0-\u024f]/.test(text) && !text.includes("\u2068") ? `\u2068${text}\u2069` : text;
}

/** `A, B and C` in the reader's language. */
export function listed(items) {
  if (items.length < 2) return items.join("");
  const first = items.slice(0, -1).map(isolated).join(t("list.comma"));
  return t("list.and", { first, last: items.at(-1) });
}

/** What a speaker gave: a number, a range, at least, at most; shares as percentages. */
export function span(low, best, high, unit = "people") {
  const write = unit === "share" ? pct : (value) => num(value, Number.isInteger(value) ? 0 : 1);
  if (best !== null) return low !== null && high !== null && low < high ? `${write(best)} (${range(write, low, high)})` : write(best);
  if (low !== null && high !== null) return low === high ? write(low) : range(write, low, high);
  if (low !== null) return t("number.at-least", { n: write(low) });
  return high === null ? "" : t("number.at-most", { n: write(high) });
}

/** Two ends of a range; in Arabic the smaller stands at the right, as it is read. */
function range(write, low, high) {
  return `${write(low)}–${write(high)}`;
}

/** The date of a day, counted from 0. */
export function dateOf(day) {
  const [year, month, first] = P.first.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, first + day));
}

/** `15 November 2016`. */
export function longDate(day) {
  const date = dateOf(day);
  return `${figures(String(date.getUTCDate()))} ${t(`month.${date.getUTCMonth() + 1}`)} ${figures(String(date.getUTCFullYear()))}`;
}

/** `15 Nov`. */
export function shortDate(day) {
  const date = dateOf(day);
  return `${figures(String(date.getUTCDate()))} ${t(`month.${date.getUTCMonth() + 1}.short`)}`;
}

/** The name of the day of the week. */
export function weekday(day) {
  return t(`weekday.${dateOf(day).getUTCDay() || 7}`);
}

/** `2016-11-15`. */
export function dateIso(day) {
  return dateOf(day).toISOString().slice(0, 10);
}

/** `14:30` of a minute past any midnight. */
export function clockTime(minute) {
  const pad = (value) => String(value).padStart(2, "0");
  return figures(`${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`);
}

/** Give the document the reader's language and direction. */
export function setLanguage(lang) {
  document.documentElement.lang = lang;
  document.documentElement.dir = isRtl(lang) ? "rtl" : "ltr";
}

/** An element with allowed attributes, listeners (`onclick` …) and children as text or nodes. */
export function el(tag, attrs = {}, ...children) {
  return filled(document.createElement(tag), attrs, children, ALLOWED);
}

/** The same in SVG. */
export function svg(tag, attrs = {}, ...children) {
  return filled(document.createElementNS(SVG_SPACE, tag), attrs, children, DRAWN);
}

/** Replace all children of a node. */
export function fresh(node, ...children) {
  node.replaceChildren(...children.flat(9).filter(isThere).map(asNode));
  return node;
}

/** Put attributes, listeners and children on a node; refuses what is not on the list. */
function filled(node, attrs, children, allowed) {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else setSafely(node, name, value, allowed);
  }
  node.append(...children.flat(9).filter(isThere).map(asNode));
  return node;
}

/** One attribute, when it may be set from data. */
function setSafely(node, name, value, allowed) {
  const fine = allowed.has(name) || name.startsWith("aria-") || name.startsWith("data-");
  if (!fine) throw new Error(`the attribute '${name}' may not be set`);
  if (name === "href" && !/^(#|data:text\/csv|blob:)/.test(value)) throw new Error("a link may only lead into the page");
  node.setAttribute(name, value === true ? "" : String(value));
}

/** Neither missing nor switched off. */
function isThere(child) {
  return child !== null && child !== undefined && child !== false;
}

/** Text becomes a text node; nodes stay. */
function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}
