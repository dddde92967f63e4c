/** The scrubber over the chart of what was claimed, and the date to be typed. */
import { DAY_MINUTES, isDayEnd, set, state } from "./clock.mjs";
import { claimsChart, CHART_TALL } from "./charts.mjs";
import { P, accountIndex } from "./data.mjs";
import { minuteOf } from "./links.mjs";
import { scrubSentence } from "./sentences.mjs";
import { dateIso, el, fresh, t } from "./texts.mjs";

export const THUMB = 24;
const FINE = 1 / 96;

/** The range over its chart; `update(scene)` keeps it in step. */
export function makeScrubber() {
  const range = el("input", { type: "range", min: "0", max: String(P.days), step: "1", class: "stage-range-input", id: "stage-scrub" });
  const chart = el("div", { class: "stage-chart-box" });
  const label = el("label", { for: "stage-scrub", class: "stage-label" });
  const hint = el("p", { class: "stage-hint" });
  const box = el("div", { class: "stage-scrubber" }, label, el("div", { class: "stage-over", dir: "ltr" }, chart, range), hint);
  const scrubber = { box, range, chart, label, hint, drawn: "" };
  range.addEventListener("pointerdown", () => { range.step = String(FINE); });
  range.addEventListener("pointerup", () => showPosition(scrubber));
  range.addEventListener("input", () => set({ minute: Number(range.value) * DAY_MINUTES, playing: false }));
  new ResizeObserver(() => drawChart(scrubber)).observe(chart);
  chart.setAttribute("data-tall", String(CHART_TALL));
  return scrubber;
}

/** Draw the chart anew when account, language or width have changed. */
function drawChart(scrubber) {
  const wide = scrubber.chart.clientWidth;
  const look = `${state.account} ${state.lang} ${state.digits} ${wide}`;
  if (!wide || look === scrubber.drawn) return;
  scrubber.drawn = look;
  fresh(scrubber.chart, claimsChart(accountIndex(state.account), wide, THUMB / 2));
}

/** Put the thumb where the clock stands. */
function showPosition({ range }) {
  range.step = isDayEnd(state.minute) || state.minute === 0 ? "1" : String(1 / DAY_MINUTES);
  range.value = String(state.minute / DAY_MINUTES);
}

/** Follow the state; the sentence is written when it stands still. */
export function updateScrubber(scrubber, scene) {
  fresh(scrubber.label, t("stage.scrub"));
  fresh(scrubber.hint, t("stage.chart-key"));
  drawChart(scrubber);
  moveScrubber(scrubber, scene);
}

/** The quick part, for each frame. */
export function moveScrubber(scrubber, scene) {
  if (!scrubber.range.matches(":active")) showPosition(scrubber);
  if (!state.playing) scrubber.range.setAttribute("aria-valuetext", scrubSentence(scene));
}

/** A date to be typed, for those who do not drag. */
export function makeDateBox() {
  const input = el("input", { type: "date", id: "stage-date-box", min: dateIso(0), max: dateIso(P.days - 1) });
  const label = el("label", { for: "stage-date-box" });
  const go = () => {
    const minute = minuteOf(input.value);
    if (minute !== null && minute > 0 && minute <= P.end) set({ minute, playing: false });
  };
  input.addEventListener("change", go);
  input.addEventListener("blur", () => showDate({ input }));
  return { box: el("span", { class: "stage-field" }, label, input), input, label };
}

/** The date of the moment, unless somebody is typing there. */
export function showDate({ input }) {
  if (document.activeElement !== input) input.value = dateIso(state.day - 1);
}
