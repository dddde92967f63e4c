/** On paper: six small maps, and who gave figures up to the day shown. */
import { P, claimOf } from "./data.mjs";
import { DAY_MINUTES, state } from "./clock.mjs";
import { drawMap } from "./map.mjs";
import { sceneAt } from "./scenes.mjs";
import { el, fresh, longDate, plain, span, svg, t } from "./texts.mjs";
import { original, tag } from "./widgets.mjs";
import { checkedFigure, shownAccount, today } from "./facts.mjs";
import { replayedMark, unitWord } from "./claims.mjs";
import { accountName } from "./timeline.mjs";

const MAPS = 6;

/** Fill the part of the page that only paper shows. */
export function preparePrint() {
  const account = accountName(P.accounts[shownAccount()]);
  fresh(document.getElementById("print"), el("h2", {}, t("panel.print.heading", { title: plain(P.title) })), el("p", {}, plain(P.question)),
    el("div", { class: "six" }, printedDays().map(printedMap)), el("p", { class: "small" }, t("card.method-map"), " ", t("card.deaths")),
    sourceTable(t("panel.print.sources", { date: longDate(today()), account })), el("p", { class: "small" }, t("words.licence")));
}

/** First and last day and the key days between them, six in all, from 0. */
export function printedDays() {
  const key = P.accounts[shownAccount()].keyDays.map((day) => day - 1);
  const days = [...new Set([0, ...key, P.days - 1])].sort((a, b) => a - b);
  if (days.length <= MAPS) return days;
  return Array.from({ length: MAPS }, (_, index) => days[Math.round((index * (days.length - 1)) / (MAPS - 1))]);
}

/** One small map with its date. */
function printedMap(day) {
  const label = t("panel.print.day", { date: longDate(day), day: day + 1, days: P.days });
  const target = svg("svg", {});
  drawMap(target, sceneAt(state.account, (day + 1) * DAY_MINUTES), { label, width: 230 });
  return el("figure", {}, target, el("figcaption", {}, label));
}

/** Each figure up to the day shown but those of single districts, with speaker and paragraph. */
function sourceTable(caption) {
  const until = (today() + 1) * DAY_MINUTES;
  const figures = P.figures.id.map((_, index) => checkedFigure(index)).filter((one) => one.minute <= until && one.measure !== "control");
  const heads = ["figure", "said", "who", "source", "replayed"].map((id) => el("th", { scope: "col" }, t(`panel.col.${id}`)));
  const rows = figures.map((one) => el("tr", {}, el("th", { scope: "row" }, t(`panel.q.${one.measure}`)),
    el("td", {}, span(one.low, one.best, one.high, one.unit), " ", unitWord(one.unit)), el("td", {}, original(one.by)), el("td", {}, original(claimOf(one.claim).at)),
    el("td", {}, replayedMark(one), one.drives ? [" ", tag(t("panel.followed"))] : null)));
  return el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows));
}
