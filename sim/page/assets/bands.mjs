/** Where most of many replays lie: bands in the chart of claims, a switch, and a table of the day; only in pages that ask for it. */
import { BETWEEN, LANE, TOP, evacuatedSteps, roundMost } from "./charts.mjs";
import { DAY_MINUTES, onChange, state } from "./clock.mjs";
import { P, accountOf, figureOf, kept } from "./data.mjs";
import { evacuatedBy, peopleAt, shownAccount, territoryOn, today } from "./facts.mjs";
import { THUMB } from "./scrubber.mjs";
import { captioned } from "./tables.mjs";
import { el, fresh, listed, num, pct, plain, svg, t } from "./texts.mjs";
import { capturedOf, summed } from "./unpack.mjs";
import { sortTable } from "./widgets.mjs";

const WHOLE_PART = 10000;
const OUTER = [0, 3];
const HALF = [1, 2];
const bands = { shown: true, key: null, chart: null };

/** Lines of a number by day: 5, 25, 75 and 95 % of the replays lie below them. */
function spreadLines(at) {
  return kept(`spread ${at}`, () => [0, 1, 2, 3].map((level) => {
    const start = (at * 4 + level) * P.days;
    return summed(P.streams.spread.slice(start, start + P.days));
  }));
}

/** The three numbers, as they travel. */
const insideLines = () => spreadLines(0);
const evacuatedLines = () => spreadLines(1);
const shareLines = () => spreadLines(2).map((line) => line.map((part) => part / WHOLE_PART));

/** Are the bands those of the account shown? */
function isOwn() {
  return state.account === P.spread.account;
}

/** A band between two lines: forth along the upper one, back along the lower one. */
function bandArea(minutes, [low, high], x, y) {
  const corner = (values) => (minute, at) => `${x(minute).toFixed(1)} ${y(values[at]).toFixed(1)}`;
  const back = minutes.map(corner(low)).reverse();
  return `M${[...minutes.map(corner(high)), ...back].join("L")}Z`;
}

/** Both bands of a lane, under its stair. */
function laneBands(lane, minutes, lines, x, y, edge = "") {
  const stair = lane.querySelector(".stage-stair");
  for (const [name, [low, high]] of [["outer", OUTER], ["half", HALF]]) {
    stair.before(svg("path", { d: bandArea(minutes, [lines[low], lines[high]], x, y), class: `stage-band stage-band-${name} ${name === "outer" ? edge : ""}` }));
  }
}

/** Draw the bands into the chart as it stands, or take them away. */
function drawBands() {
  const chart = bands.chart.querySelector("svg");
  if (!chart) return;
  chart.querySelectorAll(".stage-band").forEach((one) => one.remove());
  if (!bands.shown || !isOwn()) return;
  const wide = chart.viewBox.baseVal.width;
  const x = (minute) => THUMB / 2 + ((wide - THUMB) * minute) / P.end;
  const y = (top, most) => (value) => top + LANE - (LANE * value) / most;
  const ends = Array.from({ length: P.days }, (_, day) => (day + 1) * DAY_MINUTES);
  const [share, evacuated] = [...chart.querySelectorAll(".stage-stair")].map((stair) => stair.parentNode);
  laneBands(share, [0, ...ends], shareLines().map((line) => [line[0], ...line]), x, y(TOP, 1));
  if (!evacuated) return;
  const { opens } = P.spread;
  const after = evacuatedLines().map((line) => [0, ...line.filter((_, day) => ends[day] > opens)]);
  laneBands(evacuated, [opens, ...ends.filter((end) => end > opens)], after, x, y(TOP + LANE + BETWEEN, mostEvacuated()), "stage-band-edged");
}

/** The largest number of the lane of the evacuated, as the chart has it. */
function mostEvacuated() {
  const figures = P.charts.evacuated.map(figureOf).flatMap(({ low, best, high }) => [low, best, high]);
  return roundMost([...figures, ...evacuatedSteps(shownAccount()).map(([, value]) => value)]);
}

/** A band's sample. */
function bandSign(name) {
  const square = (one) => svg("path", { d: "M1 3H29V17H1Z", class: `stage-band-${one}` });
  return svg("svg", { viewBox: "0 0 30 20", class: "stage-sign", "aria-hidden": "true" }, square("outer"), name === "half" ? square("half") : null);
}

/** What the bands are, in words, and the switch. */
function writeKey() {
  const what = listed(P.spread.drawn.map((kind) => t(`bands.${kind}`)));
  const button = el("button", { type: "button", class: "stage-button", onclick: () => { bands.shown = !bands.shown; drawBands(); writeKey(); } }, t("bands.switch"));
  button.setAttribute("aria-pressed", String(bands.shown));
  const hadFocus = bands.key.contains(document.activeElement);
  const own = [button, el("span", {}, bandSign("outer"), t("bands.nine")), el("span", {}, bandSign("half"), t("bands.half")),
    el("span", { class: "stage-hint" }, t("bands.told", { n: num(P.spread.runs), what }))];
  const other = el("span", { class: "stage-hint" }, t("bands.other", { account: plain(accountOf(P.spread.account).name, 60) }));
  fresh(bands.key, isOwn() ? own : other);
  if (hadFocus && isOwn()) button.focus();
}

/** Modelled people in ground that the opposition holds, at the end of a day. */
function insideOn(day) {
  const { count } = P.districts;
  const captured = kept(`band captured ${shownAccount()}`, () => capturedOf(P, shownAccount()));
  let people = 0;
  for (let place = 0; place < count; place += 1) {
    people += peopleAt(place, day) - P.groups.reduce((sum, _, group) => sum + captured[(group * count + place) * P.days + day], 0);
  }
  return people;
}

/** The day's numbers: the replay's own, and between which most replays lie. */
function bandTable() {
  const day = today();
  const columns = [{ label: t("bands.number") }, { label: t("panel.col.replayed"), n: true }, { label: t("bands.nine"), n: true }, { label: t("bands.half-of"), n: true }];
  const between = (lines, [low, high], write) => {
    const [from, to] = [write(lines[low][day]), write(lines[high][day])];
    return { sort: lines[low][day], node: from === to ? from : t("bands.range", { low: from, high: to }) };
  };
  const row = (key, own, lines, write) => [t(key), { sort: own, node: write(own) }, between(lines, OUTER, write), between(lines, HALF, write)];
  return sortTable("table-bands", captioned("bands.table"), columns, [
    row("bands.inside-name", insideOn(day), insideLines(), num),
    row("bands.evacuated-name", evacuatedBy((day + 1) * DAY_MINUTES), evacuatedLines(), num),
    row("bands.share-name", territoryOn(day)[0][1] / WHOLE_PART, shareLines(), pct)]);
}

/** Put the table behind that of the ground, whenever the tables are drawn anew. */
function addTable() {
  const ground = document.getElementById("table-territory");
  if (ground && isOwn() && !document.getElementById("table-bands")) ground.closest(".scroll").after(bandTable());
}

/** Begin once the stage stands: the bands follow the chart, the table the tables. */
function startBands(chart) {
  bands.chart = chart;
  bands.key = el("div", { class: "stage-bands" });
  chart.closest(".stage-scrubber").append(bands.key);
  new MutationObserver(drawBands).observe(chart, { childList: true });
  new MutationObserver(addTable).observe(document.getElementById("view"), { childList: true });
}

/** Follow the state. */
function followBands(now, keys) {
  const chart = document.querySelector(".stage-chart-box");
  if (!chart) return;
  const isNew = !bands.chart;
  if (isNew) startBands(chart);
  if (isNew || keys.some((key) => ["lang", "digits", "account"].includes(key))) {
    writeKey();
    drawBands();
    addTable();
  }
}

onChange(followBands);
