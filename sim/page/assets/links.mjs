/** Links that lead to a moment, an account and a view; they follow the address and the back button. */
import { DAY_MINUTES, isDayEnd, onChange, set, state } from "./clock.mjs";
import { dateIso } from "./texts.mjs";
import { P } from "./data.mjs";

const HASH_DELAY = 500;
const HASH_KEYS = ["minute", "account", "second", "view", "lang", "place", "digits"];
const hashStand = { timer: 0, first: {} };

/** `2016-12-15` of a day's end, `2016-12-15T14:30` of a moment within it. */
export function momentStamp(minute) {
  if (isDayEnd(minute)) return dateIso(minute / DAY_MINUTES - 1);
  const clock = minute % DAY_MINUTES;
  const pad = (value) => String(value).padStart(2, "0");
  return `${dateIso(Math.floor(minute / DAY_MINUTES))}T${pad(Math.floor(clock / 60))}:${pad(clock % 60)}`;
}

/** The minute of such a text; null when it is none. */
export function minuteOf(stamp) {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):([0-5]\d))?$/.exec(stamp ?? "");
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number);
  const first = P.first.split("-").map(Number);
  const days = Math.round((Date.UTC(year, month - 1, day) - Date.UTC(first[0], first[1] - 1, first[2])) / 864e5);
  return found[4] === undefined ? (days + 1) * DAY_MINUTES : days * DAY_MINUTES + hour * 60 + minute;
}

/** The part of the address after `#` for the state as it is. */
export function hashOf(now) {
  const parts = new URLSearchParams({ t: momentStamp(now.minute), account: now.account });
  if (now.second) parts.set("second", now.second);
  if (now.view !== "map") parts.set("view", now.view);
  if (now.place) parts.set("place", now.place);
  if (now.lang !== P.languages[0]) parts.set("lang", now.lang);
  if (now.digits !== hashStand.first.digits) parts.set("digits", now.digits);
  return `#${parts.toString().replaceAll("%3A", ":")}`;
}

/** Changes that an address asks for; what it leaves out is as it was at first. */
export function readHash(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const text = (name, key) => parts.get(name) ?? hashStand.first[key];
  return {
    minute: minuteOf(parts.get("t")) ?? hashStand.first.minute,
    account: text("account", "account"), second: text("second", "second"), view: text("view", "view"),
    place: text("place", "place"), lang: text("lang", "lang"), digits: text("digits", "digits"),
  };
}

/** Is it an address of ours, and not a place in the page such as `#main`? */
function isStateHash(hash) {
  return hash === "" || hash.includes("=");
}

/** Take the address's wishes, then keep both in step; `first` is the state without an address. */
export function startLinks() {
  hashStand.first = { ...state };
  if (location.hash.includes("=")) set(readHash(location.hash));
  window.addEventListener("hashchange", () => {
    if (isStateHash(location.hash) && location.hash !== hashOf(state)) set({ ...readHash(location.hash), playing: false });
  });
  onChange((now, keys) => {
    if (keys.includes("playing") || keys.some((key) => HASH_KEYS.includes(key))) rememberHash(keys);
  });
}

/** A deliberate change becomes an entry of the history; steps in quick succession become one. */
function rememberHash(keys) {
  clearTimeout(hashStand.timer);
  if (state.playing || !state.seen) return;
  const slow = keys.every((key) => key === "minute" || key === "day");
  hashStand.timer = setTimeout(writeHash, slow ? HASH_DELAY : 0);
}

/** Write the state into the address. */
export function writeHash() {
  const hash = hashOf(state);
  const nothing = location.hash === "" && hash === hashOf({ ...state, ...hashStand.first });
  if (!nothing && location.hash !== hash) location.hash = hash;
}

/** The whole address of what is shown. */
export function linkOf(now) {
  return `${location.href.split("#")[0]}${hashOf(now)}`;
}
