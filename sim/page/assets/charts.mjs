/** What was claimed, as a chart behind the scrubber: people evacuated so far, and the government's share of the ground. */
import { P, controlChanges, drivingSet, figureOf, kept } from "./data.mjs";
import { DAY_MINUTES, state } from "./clock.mjs";
import { evacuatedAt, groundOf, stateAt } from "./scenes.mjs";
import { isRtl, num, pct, plain, shortDate, span, svg, t } from "./texts.mjs";

const ONE_HOUR = 60;
export const TOP = 18;
export const LANE = 44;
export const BETWEEN = 22;
const WHOLE_SHARE = 10000;

/** Height of the chart on the screen. */
export const CHART_TALL = TOP + LANE + BETWEEN + LANE + 34;

/** Corners of a stair through (minute, value). */
function stairs(points, x, y) {
  return points.map(([minute, value], at) => (at ? `H${x(minute).toFixed(1)}V${y(value).toFixed(1)}` : `M${x(minute).toFixed(1)} ${y(value).toFixed(1)}`)).join("");
}

/** The government's share of the enclave at each change. */
function shareSteps(account) {
  return kept(`share steps ${account}`, () => {
    const minutes = [0, ...new Set(controlChanges(account).map((change) => change.minute)), P.end];
    const km2At = (minute) => groundOf(stateAt(account, minute).map((row, index) => ({ index, shares: row.shares.map((part) => part / WHOLE_SHARE) })));
    return minutes.map((minute) => [minute, km2At(minute)[0] / P.km2]);
  });
}

/** Modelled people evacuated at each full hour. */
export function evacuatedSteps(account) {
  return kept(`evacuated ${account}`, () => {
    const first = P.starts;
    const hours = Array.from({ length: Math.floor((P.end - first) / ONE_HOUR) + 1 }, (_, at) => first + at * ONE_HOUR);
    return hours.map((minute) => [minute, evacuatedAt(account, minute).reduce((sum, count) => sum + count, 0)]);
  });
}

/** One speaker's figure: its range, an arrow where the wording leaves a side open, its best value; ringed when it drives. */
function figureSigns(index, account, x, y, most) {
  const figure = figureOf(index);
  const { low, best, high } = figure;
  const at = x(figure.minute);
  const [floor, roof] = [y(low ?? best ?? 0), y(high ?? most)];
  const middle = y(best ?? low ?? high);
  const says = `${plain(figure.by, 80)}: ${span(low, best, high, figure.unit)}`;
  const arrow = high === null && best === null ? `M${at - 3} ${roof + 5}L${at} ${roof}L${at + 3} ${roof + 5}` : "";
  const bar = low !== null || high !== null ? svg("path", { d: `M${at} ${floor}V${best !== null && high === null ? middle : roof}${arrow}M${at - 3} ${floor}H${at + 3}`, class: "stage-range" }) : null;
  const ring = drivingSet(account).has(figure.claim) ? svg("circle", { cx: at, cy: middle, r: 5.5, class: "stage-ring" }) : null;
  return svg("g", {}, svg("title", {}, says), bar, ring, svg("circle", { cx: at, cy: middle, r: 2.8, class: "stage-point" }));
}

/** One lane: heading, axis with its largest value, stair, figures. */
function lane({ top, heading, most, write, steps, figures, account, x }) {
  const y = (value) => top + LANE - (LANE * Math.min(value, most)) / most;
  const right = x(P.end);
  return svg("g", {},
    svg("text", { x: x(0), y: top - 6, ...readingSide() }, t("stage.lane", { heading, least: write(0), most: write(most) })),
    svg("path", { d: `M${x(0)} ${top}H${right}M${x(0)} ${top + LANE}H${right}`, class: "stage-axis" }),
    svg("path", { d: stairs(steps, x, y), class: "stage-stair" }),
    figures.map((index) => figureSigns(index, account, x, y, most)));
}

/** Words that begin at the left, in either direction of writing. */
function readingSide() {
  return isRtl(state.lang) ? { direction: "rtl", "text-anchor": "end" } : {};
}

/** A round number not below the largest one claimed or modelled. */
export function roundMost(values) {
  const largest = Math.max(1, ...values.filter((value) => value !== null));
  const step = 10 ** Math.floor(Math.log10(largest));
  return Math.ceil(largest / step) * step;
}

/** Key days as ticks, and dates that have room. */
function dateAxis(account, x, top) {
  const keyDays = P.accounts[account].keyDays;
  const ticks = keyDays.map((day) => `M${x((day - 0.5) * DAY_MINUTES).toFixed(1)} ${top}v7`).join("");
  const wide = x(P.end) - x(0);
  const days = wide < 420 ? [1, P.days] : [1, Math.round(P.days / 2), P.days];
  const anchors = ["start", days.length === 3 ? "middle" : "end", "end"];
  return svg("g", {}, svg("path", { d: ticks, class: "stage-tick" }), days.map((day, at) => svg("text", {
    x: at ? (day === P.days ? x(P.end) : x((day - 0.5) * DAY_MINUTES)) : x(0), y: top + 21, "text-anchor": anchors[at], class: "stage-date-label" }, shortDate(day - 1))));
}

/** The whole chart for a width; `pad` is kept free on both sides. */
export function claimsChart(account, wide, pad) {
  const x = (minute) => pad + ((wide - 2 * pad) * minute) / P.end;
  const evacuated = evacuatedSteps(account);
  const figures = P.charts.evacuated.map(figureOf).flatMap(({ low, best, high }) => [low, best, high]);
  const most = roundMost([...figures, ...evacuated.map(([, value]) => value)]);
  const second = TOP + LANE + BETWEEN;
  const lanes = [
    lane({ top: TOP, heading: t("stage.lane-share"), most: 1, write: pct, steps: shareSteps(account), figures: P.charts.share, account, x }),
    evacuated.length > 1 ? lane({ top: second, heading: t("stage.lane-evacuated"), most, write: num, steps: evacuated, figures: P.charts.evacuated, account, x }) : null,
  ];
  return svg("svg", { viewBox: `0 0 ${wide} ${CHART_TALL}`, width: wide, height: CHART_TALL, class: "stage-chart", "aria-hidden": "true" }, lanes, dateAxis(account, x, second + LANE + 4));
}
