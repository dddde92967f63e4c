/** The table twin of all that is drawn: control, ground, people, figures and convoys of the day. */
import { P, claimOf } from "./data.mjs";
import { DAY_MINUTES, set, state } from "./clock.mjs";
import { clockTime, el, longDate, num, pct, shortDate, span, t } from "./texts.mjs";
import { exactShare, linkButton, original, placeMark, sortTable } from "./widgets.mjs";
import { checkedFigure, groundAt, nameOfPlace, peopleAt, territoryOn, today, toldOn } from "./facts.mjs";
import { unitWord, verdictOf } from "./claims.mjs";
import { accountName } from "./timeline.mjs";

/** The panel: five tables of the day shown. */
export function tablePanel() {
  return el("div", { class: "stack-wide" }, el("h2", {}, t("panel.tab.table")), el("p", { class: "measure" }, t("panel.table.lead")),
    territoryTable(), controlTable(), peopleTable(), figureTable(), convoyTable());
}

/** A caption with day and account. */
export function captioned(key) {
  return t("panel.table.caption", { what: t(key), date: longDate(today()), account: accountName(P.accounts.find((one) => one.id === state.account)) });
}

/** km² by party at the end of the day, and what they rest on. */
function territoryTable() {
  const columns = [{ label: t("panel.col.party") }, ...["km2", "share", "on-claims", "on-assumptions"].map((id) => ({ label: t(`panel.col.${id}`), n: true, places: 3 }))];
  const rows = territoryOn(today()).map(([km2, share, claims], index) => [t(`party.${P.parties[index]}`), km2 / 1000,
    { sort: share, node: pct(share / 10000) }, claims / 1000, (km2 - claims) / 1000]);
  return sortTable("table-territory", captioned("panel.table.territory"), columns, rows);
}

/** Shares by district at the end of the day, and what the last change rests on. */
function controlTable() {
  const columns = [{ label: t("panel.col.district") }, ...P.parties.map((id) => ({ label: t(`party.${id}`), n: true })), { label: t("panel.col.sources"), n: true },
    { label: t("panel.col.basis") }];
  const states = groundAt((today() + 1) * DAY_MINUTES);
  const rows = states.map((one, index) => {
    const id = P.places.id[index];
    const name = { sort: nameOfPlace(id), node: linkButton(placeMark(id), () => set({ place: id, view: "place" }), { id: `row-${id}` }) };
    return [name, ...one.shares.map((share) => ({ sort: share, node: exactShare(share) })), toldOn(today(), index).claims.length, { sort: one.basis, node: original(one.basis) }];
  });
  return sortTable("table-control", captioned("panel.table.control"), columns, rows);
}

/** People by place and group at the end of the day. */
function peopleTable() {
  const columns = [{ label: t("panel.col.place") }, ...P.groups.map((id) => ({ label: t(`panel.group.${id}`), n: true })), { label: t("panel.col.sum"), n: true }];
  const rows = P.places.id.map((id, place) => [{ sort: nameOfPlace(id), node: id === "in-transit" ? t("people.road") : placeMark(id) }, ...P.groups.map((_, group) => peopleAt(place, today(), group)),
    peopleAt(place, today())]).filter((row) => row.at(-1) > 0);
  return el("div", {}, sortTable("table-people", captioned("panel.table.people"), columns, rows), el("p", { class: "small" }, t("card.deaths")));
}

/** Figures of the day: who says what, and what the replay has. */
function figureTable() {
  const columns = [{ label: t("panel.col.figure") }, { label: t("panel.col.said"), n: true }, { label: t("panel.col.who") }, { label: t("panel.col.source") },
    { label: t("panel.col.replayed"), n: true }, { label: t("panel.col.verdict") }];
  const iso = P.figures.day;
  const day = new Date(Date.parse(P.first) + today() * 864e5).toISOString().slice(0, 10);
  const figures = iso.flatMap((one, index) => (one === day ? [checkedFigure(index)] : []));
  if (!figures.length) return el("p", {}, t("panel.table.no-figures"));
  const rows = figures.map((one) => [t(`panel.q.${one.measure}`), { sort: one.best ?? one.low ?? one.high ?? 0, node: el("span", {}, span(one.low, one.best, one.high, one.unit), " ", unitWord(one.unit)) },
    { sort: one.by, node: original(one.by) }, { sort: claimOf(one.claim).id, node: original(claimOf(one.claim).at) },
    { sort: Number(one.replayed), node: el("span", { "data-replayed": one.replayed }, replayedText(one)) }, { sort: one.verdict, node: verdictOf(one) }]);
  return sortTable("table-figures", captioned("panel.table.figures"), columns, rows);
}

/** A replayed value in its unit. */
function replayedText(one) {
  const value = Number(one.replayed);
  if (!Number.isFinite(value)) return one.replayed;
  return one.unit === "share" ? pct(value) : num(value, Number.isInteger(value) ? 0 : 1);
}

/** Convoys up to the end of the day. */
function convoyTable() {
  const { convoys } = P.accounts.find((one) => one.id === state.account);
  const end = (today() + 1) * DAY_MINUTES;
  const shown = convoys.id.map((_, index) => index).filter((index) => convoys.due[index] < end);
  if (!shown.length) return el("p", {}, t("panel.table.no-convoys"));
  const columns = [{ label: t("panel.col.convoy") }, { label: t("panel.col.departed") }, { label: t("panel.col.arrived") }, { label: t("panel.col.people"), n: true },
    { label: t("panel.col.outcome") }, { label: t("panel.col.basis") }];
  const rows = shown.map((index) => [original(convoys.id[index]), whenCell(convoys.departed[index]), whenCell(convoys.arrived[index]),
    convoys.people[index].reduce((a, b) => a + b, 0), original(convoys.outcome[index]), original(P.bases[convoys.basis[index]] ?? convoys.basis[index])]
    .map((cell, column) => (cell instanceof Node ? { sort: cell.textContent, node: cell } : cell) ?? columns[column].label));
  return sortTable("table-convoys", captioned("panel.table.convoys"), columns, rows);
}

/** A moment as a cell; empty where it never came. */
function whenCell(minute) {
  return minute === null ? { sort: -1, node: "–" } : { sort: minute, node: `${shortDate(Math.floor(minute / DAY_MINUTES))} ${clockTime(minute)}` };
}
