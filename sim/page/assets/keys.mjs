/** Keys that steer the replay; they work only while the player has the focus. */
import { DAY_MINUTES, changeSpeed, goToDay, lastMinute, set, state, stepDays, togglePlay } from "./clock.mjs";
import { P } from "./data.mjs";

const WEEK = 7;

/** What each key does; `help` is the text's key in the list of keys. */
export const KEYS = [
  { help: "play", shown: ["Space", "K"], keys: [" ", "k"], act: () => togglePlay() },
  { help: "day", shown: ["←", "→"], keys: ["arrowleft"], act: () => stepDays(-1) },
  { keys: ["arrowright"], act: () => stepDays(1) },
  { help: "week", shown: ["J", "L", "Page Up", "Page Down"], keys: ["j", "pageup"], act: () => stepDays(-WEEK) },
  { keys: ["l", "pagedown"], act: () => stepDays(WEEK) },
  { help: "ends", shown: ["Home", "End"], keys: ["home"], act: () => goToDay(1) },
  { keys: ["end"], act: () => goToDay(lastMinute() / DAY_MINUTES) },
  { help: "incident", shown: [",", "."], keys: [",", "،"], act: () => stepIncident(-1) },
  { keys: ["."], act: () => stepIncident(1) },
  { help: "speed", shown: ["<", ">"], keys: ["<"], act: () => changeSpeed(-1) },
  { keys: [">"], act: () => changeSpeed(1) },
  { help: "sources", shown: ["S"], keys: ["s"], act: () => set({ view: "claims", playing: false }) },
  { help: "table", shown: ["T"], keys: ["t"], act: () => set({ view: "table", playing: false }) },
  { help: "captions", shown: ["C"], keys: ["c"], act: (stage) => stage.captions() },
  { help: "print", shown: ["P"], keys: ["p"], act: () => window.print() },
  { help: "help", shown: ["?"], keys: ["?", "؟"], act: (stage) => stage.help() },
];

/** Latin keys by their place on the keyboard, for those who type with another script. */
const BY_PLACE = { KeyK: "k", KeyJ: "j", KeyL: "l", KeyS: "s", KeyT: "t", KeyC: "c", KeyP: "p" };

/** Listen on the player; `stage` has what opens help and switches captions. */
export function startKeys(root, stage) {
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const found = KEYS.find((entry) => entry.keys.includes(keyName(event)));
    if (!found || takesKey(event)) return;
    event.preventDefault();
    found.act(stage);
  });
}

/** The key in small letters; where a letter of another script is typed, the Latin one at its place. */
export function keyName(event) {
  const key = event.key.toLowerCase();
  const foreign = key.length === 1 && key > "\u007f";
  return foreign && BY_PLACE[event.code] ? BY_PLACE[event.code] : key;
}

/** Does the focused control need the key itself? */
function takesKey(event) {
  const { tagName, type } = event.target;
  if (tagName === "SELECT" || tagName === "TEXTAREA" || event.target.closest("dialog")) return true;
  if (tagName === "INPUT" && type !== "range" && type !== "checkbox") return true;
  const presses = tagName === "BUTTON" || tagName === "SUMMARY" || tagName === "A" || type === "checkbox";
  return presses && event.key === " ";
}

/** Go to the moment of the next (1) or the last (-1) incident. */
export function stepIncident(by) {
  const minutes = P.incidentMinutes;
  const next = by > 0 ? minutes.find((m) => m > state.minute) : minutes.findLast((m) => m < state.minute);
  if (next !== undefined) set({ minute: next, playing: false });
}
