/** What documents tell of, in order, by speaker family. */
import { P, kept } from "./data.mjs";
import { set, state } from "./clock.mjs";
import { el, fresh, longDate, plain, t, weekday } from "./texts.mjs";
import { linkButton, picker, placeMark, worded } from "./widgets.mjs";
import { incidentAt, today } from "./facts.mjs";
import { claimItem } from "./places.mjs";

const wanted = { family: "", kind: "", days: "day" };

/** The panel: filters, then days with their incidents. */
export function timelinePanel() {
  const list = el("div", { class: "stack-wide", id: "timeline-list" });
  const show = () => fresh(list, timelineDays());
  const pick = (name) => (value) => { wanted[name] = value; show(); };
  show();
  return el("div", { class: "stack" }, el("h2", {}, t("panel.tab.timeline")), el("p", { class: "measure" }, t("panel.timeline.lead")),
    picker(t("panel.timeline.family"), "pick-family", choices("family", families()), wanted.family, pick("family")),
    picker(t("panel.timeline.kind"), "pick-kind", choices("kind", kinds()), wanted.kind, pick("kind")),
    picker(t("panel.timeline.days"), "pick-days", ["day", "until", "all"].map((id) => ({ value: id, label: t(`panel.days.${id}`) })), wanted.days, pick("days")), list);
}

/** Families of speakers, the commonest first. */
function families() {
  return kept("families", () => byCount(P.incidents.claim.map((claim) => P.speakers.family[P.claims.by[claim]])));
}

/** Kinds of incidents, the commonest first. */
function kinds() {
  return kept("kinds", () => byCount(P.incidents.kind));
}

/** Distinct entries, the commonest first. */
function byCount(entries) {
  const counts = new Map();
  for (const one of entries) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
}

/** Options of a filter, all of them first. */
function choices(name, ids) {
  return [{ value: "", label: t("panel.all") }, ...ids.map((id) => ({ value: id, label: worded(`panel.${name}.${id}`, id) }))];
}

/** The incidents wanted, day by day. */
function timelineDays() {
  const days = new Map();
  for (const one of P.incidents.claim.map((_, index) => incidentAt(index)).filter(isWanted)) {
    const day = one.minute === null ? -1 : Math.floor(one.minute / 1440);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  const total = [...days.values()].reduce((sum, list) => sum + list.length, 0);
  return [el("p", { role: "status" }, t("panel.timeline.count", { n: total })), [...days].map(([day, list]) => timelineDay(day, list))];
}

/** Does an incident pass the filters? */
function isWanted(one) {
  const day = one.minute === null ? -1 : Math.floor(one.minute / 1440);
  const inTime = wanted.days === "all" || (wanted.days === "day" ? day === today() : day <= today() && day >= 0);
  const family = P.speakers.family[P.claims.by[one.claim]];
  return inTime && (!wanted.family || family === wanted.family) && (!wanted.kind || one.kind === wanted.kind);
}

/** A day's heading, which leads to it, and its incidents. */
function timelineDay(day, list) {
  const heading = day < 0 ? t("panel.timeline.undated") : [`${weekday(day)} `, day === today() ? longDate(day)
    : linkButton(longDate(day), () => set({ minute: (day + 1) * 1440, playing: false }), { id: `day-${day}` })];
  return el("section", {}, el("h3", {}, heading), el("ul", { class: "plain voices" }, list.map(timelineItem)));
}

/** One incident with kind, place and family, and the accounts that follow it where not all do. */
function timelineItem(one) {
  const family = P.speakers.family[P.claims.by[one.claim]];
  const all = (1 << P.accounts.length) - 1;
  const names = P.accounts.filter((_, index) => one.accounts & (1 << index)).map((account) => accountName(account));
  const head = [worded(`panel.kind.${one.kind}`, one.kind), " · ", placeMark(one.place), " · ", worded(`panel.family.${family}`, family)];
  return el("li", {}, el("p", { class: "small faint" }, head, (one.accounts & all) === all ? null
    : [" · ", t("panel.timeline.followed", { n: names.length, names: names.join(t("list.comma")) })]), claimItem(one.claim));
}

/** An account's name: the reader's language where the strings have it, else as in the scenario. */
export function accountName(account) {
  const key = `panel.account.${account.id}`;
  return state.lang !== "en" && P.strings[state.lang][key] ? t(key) : plain(account.name, 80);
}
