/** What the page knows: the unpacked replays, and the questions that are asked of them. */
import { unpack, decodePayload, controlOf, startOf, stripesOf, toldOf, drivingOf } from "./unpack.mjs";
import { DAY_MINUTES } from "./clock.mjs";
import { seatsOf } from "./seats.mjs";

const READING_SPEED = 15;
const SHORTEST_READING = 3;
const RUNNING = { convoys: 6, usual: 2, quiet: 1.2 };
const LONGEST_DAY = 9;

/** The payload; empty until it was loaded. */
export const P = {};

const memory = new Map();

/** Keep what `make` gives for a key. */
export function kept(key, make) {
  if (!memory.has(key)) memory.set(key, make());
  return memory.get(key);
}

/** Unpack the data and put them into `P`. */
export async function loadPayload() {
  const head = decodePayload(await unpack("payload"));
  const minutes = head.incidents.minute.filter((minute) => minute !== null && minute > 0);
  Object.assign(P, head, {
    languages: Object.keys(head.strings), end: head.days * DAY_MINUTES,
    incidentMinutes: [...new Set(minutes)].filter((m) => m <= head.days * DAY_MINUTES).sort((a, b) => a - b),
  });
  return P;
}

/** The small block that can be read before anything is unpacked. */
export function metaOf() {
  return JSON.parse(document.getElementById("meta").textContent);
}

/** The number of an account by its id; -1 when there is none. */
export function accountIndex(id) {
  return P.accounts.findIndex((account) => account.id === id);
}

/** An account by its id. */
export function accountOf(id) {
  return P.accounts[accountIndex(id)];
}

/** The day, from 0, that a minute belongs to; a midnight belongs to the day that it ends. */
export function dayIndexOf(minute) {
  return Math.max(0, Math.floor((minute - 1) / DAY_MINUTES));
}

/** The last minute whose changes have happened. */
export function settledMinute(minute) {
  return minute > 0 && minute % DAY_MINUTES === 0 ? minute - 1 : minute;
}

/** Where a rising list would take `value`, behind equal ones. */
export function placeIn(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A speaker as printed beside a locator, which names the document already. */
export function speakerName(name) {
  return name.replace(/ \(own voice of \d{3}\)$/, "");
}

/** A claim with its speaker by its number. */
export function claimOf(index) {
  const { claims, speakers } = P;
  const at = claims.at[index];
  const whole = { index, document: claims.id[index].slice(0, 3), paragraph: at.split("¶")[1] ?? "", at };
  for (const key of ["id", "text", "when", "low", "best", "high", "unit", "wording", "scope", "note"]) whole[key] = claims[key][index];
  return { ...whole, speaker: speakers.name[claims.by[index]], family: speakers.family[claims.by[index]] };
}

/** A figure by its number, as a record. */
export function figureOf(index) {
  const record = { index };
  for (const [key, column] of Object.entries(P.figures)) record[key] = column[index];
  return record;
}

/** Claims of the incidents of one minute. */
export function incidentsAt(minute) {
  const found = P.incidents.minute.flatMap((at, index) => (at === minute ? [P.incidents.claim[index]] : []));
  return [...new Set(found)].map(claimOf);
}

/** The captions of a day (from 0): lines, claim, and whether another claim contradicts it. */
export function captionsOf(account, day) {
  const contested = kept("contested", () => new Set(P.disagreements.flat()));
  return (P.accounts[account].captions[day] ?? []).map(([index, start, ...lengths]) => {
    const claim = claimOf(index);
    return { claim, lines: linesOf(claim.text, start, lengths), disputed: contested.has(index) };
  });
}

/** Cut lines of given lengths, each parted by one space, out of a text. */
function linesOf(text, start, lengths) {
  let at = start;
  return lengths.map((length) => {
    const line = text.slice(at, at + length);
    at += length + 1;
    return line;
  });
}

/** Seconds in which the clock goes through a day (from 1), and for which its end is held. */
export function paceOf(account, day) {
  return kept(`pace ${account} ${day}`, () => {
    const lines = captionsOf(account, day - 1).map((one) => Math.max(SHORTEST_READING, one.lines.join("").length / READING_SPEED));
    const isKey = P.accounts[account].keyDays.includes(day);
    const reading = isKey && lines.length ? lines.reduce((sum, one) => sum + one, 1) : lines[0] ?? 0;
    const length = convoysMove(account, day) ? RUNNING.convoys : reading || changesOn(account, day) ? RUNNING.usual : RUNNING.quiet;
    return { run: length, hold: Math.max(0, Math.min(LONGEST_DAY, reading) - length) + (isKey ? 1 : 0) };
  });
}

/** Does any convoy move on a day (from 1)? */
function convoysMove(account, day) {
  const { departed, arrived } = P.accounts[account].convoys;
  const [begin, end] = [(day - 1) * DAY_MINUTES, day * DAY_MINUTES];
  return departed.some((at, index) => at !== null && at < end && (arrived[index] ?? P.end) > begin);
}

/** Does control change on a day (from 1)? */
function changesOn(account, day) {
  return controlChanges(account).some(({ minute }) => Math.floor(minute / DAY_MINUTES) === day - 1);
}

/** All changes of control of an account, in order. */
export function controlChanges(account) {
  return kept(`control ${account}`, () => controlOf(P, account));
}

/** Who held each district at the start. */
export function controlStart(account) {
  return kept(`start ${account}`, () => startOf(P, account));
}

/** Claims about a district by `day * districts + district`. */
export function toldMap(account) {
  return kept(`told ${account}`, () => toldOf(P, account));
}

/** Claims that an account rests on. */
export function drivingSet(account) {
  return kept(`driving ${account}`, () => drivingOf(P, account));
}

/** Where the stripes of shared districts are cut. */
export function stripeCuts() {
  return kept("stripes", () => stripesOf(P));
}

/** Seats of dots by district, in metres. */
export function seatList() {
  return kept("seats", () => seatsOf(P));
}
