/** The one shared state of the page, how it changes, and the clock that plays. */

export const DAY_MINUTES = 1440;

export const SPEEDS = [0.5, 1, 2, 4];

/** Read-only outside; `day` counts from 1 and follows `minute`. */
export const state = {
  minute: DAY_MINUTES, day: 1, account: "", second: null, playing: false, speed: 1, lang: "en", digits: "arab",
  view: "map", place: null, seen: false, embed: false,
};

const LONGEST_FRAME = 0.25;
const rules = { end: DAY_MINUTES, accounts: [], places: [], languages: ["en"], pace: () => ({ run: 2, hold: 0 }), still: () => false };
const hearers = [];
const pulse = { last: 0, exact: 0, hold: 0, written: -1 };

/** Tell the clock where the replay ends, which names exist, and how fast each day goes. */
export function configure(changes) {
  Object.assign(rules, changes);
}

/** Call `fn(state, changedKeys)` after each change. */
export function onChange(fn) {
  hearers.push(fn);
}

/** The day, from 1, that a minute belongs to; a midnight belongs to the day that it ends. */
export function dayOf(minute) {
  return Math.max(1, Math.ceil(minute / DAY_MINUTES));
}

/** Is the minute the end of its day? */
export function isDayEnd(minute) {
  return minute > 0 && minute % DAY_MINUTES === 0;
}

/** The last minute of the replay. */
export function lastMinute() {
  return rules.end;
}

const CHECKS = {
  minute: (value) => Number.isFinite(value),
  account: (value) => rules.accounts.includes(value),
  second: (value) => value === null || rules.accounts.includes(value),
  place: (value) => value === null || rules.places.includes(value),
  lang: (value) => rules.languages.includes(value),
  digits: (value) => value === "latn" || value === "arab",
  speed: (value) => SPEEDS.includes(value),
  view: (value) => /^[a-z-]{1,20}$/.test(value),
  playing: (value) => value === false || (value === true && state.seen),
  seen: (value) => typeof value === "boolean",
  embed: (value) => typeof value === "boolean",
};

/** Change some of the state; what is out of bounds is brought back or refused. */
export function set(changes) {
  const wanted = { ...changes };
  if ("minute" in wanted) wanted.minute = Math.round(Math.min(rules.end, Math.max(0, wanted.minute)));
  if ((wanted.account ?? state.account) === (wanted.second ?? state.second) && state.account) wanted.second = null;
  const keys = Object.keys(wanted).filter((key) => CHECKS[key]?.(wanted[key]) && wanted[key] !== state[key]);
  for (const key of keys) state[key] = wanted[key];
  const day = dayOf(state.minute);
  if (day !== state.day) keys.push("day");
  state.day = day;
  if (keys.includes("playing") && state.playing) startPulse();
  if (keys.length) for (const hear of hearers) hear(state, keys);
}

/** Go some days on or back; from within a day, to its end or to the end of the day before. */
export function stepDays(count) {
  const whole = isDayEnd(state.minute) ? state.day : state.day - (count > 0 ? 1 : 0);
  goToDay(whole + count);
}

/** Go to the end of a day, counted from 1. */
export function goToDay(day) {
  const last = rules.end / DAY_MINUTES;
  set({ minute: Math.min(last, Math.max(1, day)) * DAY_MINUTES, playing: false });
}

/** Play, or pause; from the end it begins again. */
export function togglePlay() {
  if (state.playing) set({ playing: false });
  else if (state.minute >= rules.end) set({ minute: 0, playing: true });
  else set({ playing: true });
}

/** One speed up (1) or down (-1). */
export function changeSpeed(by) {
  const at = SPEEDS.indexOf(state.speed) + by;
  if (SPEEDS[at] !== undefined) set({ speed: SPEEDS[at] });
}

/** Begin to play at the next frame. */
function startPulse() {
  Object.assign(pulse, { last: performance.now(), exact: state.minute, hold: 0, written: state.minute });
  requestAnimationFrame(pulseTick);
}

/** One frame: time goes on, or the day's end is held. */
function pulseTick(now) {
  if (!state.playing) return;
  const seconds = Math.min(LONGEST_FRAME, Math.max(0, now - pulse.last) / 1000) * state.speed;
  pulse.last = now;
  if (state.minute !== pulse.written) Object.assign(pulse, { exact: state.minute, hold: 0 });
  if (pulse.hold > 0) pulse.hold -= seconds;
  else advanceBy(seconds);
  if (state.playing) requestAnimationFrame(pulseTick);
}

/** Move the clock by so many seconds of watching, at most to the end of the day. */
function advanceBy(seconds) {
  const day = dayOf(pulse.exact + 1e-6);
  const { run: length, hold } = rules.pace(day);
  const dayEnd = day * DAY_MINUTES;
  const still = rules.still();
  pulse.exact = still ? dayEnd : Math.min(dayEnd, pulse.exact + (seconds * DAY_MINUTES) / length);
  if (pulse.exact >= dayEnd) pulse.hold = still ? length + hold : hold;
  pulse.written = Math.round(pulse.exact);
  set({ minute: pulse.written, playing: pulse.written < rules.end });
}
