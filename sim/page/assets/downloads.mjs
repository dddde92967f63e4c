/** The data package's tables, made in the page letter for letter, as links to be saved. */
import { P, accountIndex, claimOf, controlChanges, controlStart, drivingSet, kept } from "./data.mjs";
import { DAY_MINUTES, state } from "./clock.mjs";
import { dateIso, el, t } from "./texts.mjs";
import { original } from "./widgets.mjs";
import { incidentAt, territoryOn } from "./facts.mjs";
import { peopleOf, provenanceOf } from "./unpack.mjs";
import { accountName } from "./timeline.mjs";

const TABLES = { control: controlRows, people: peopleRows, territory: territoryRows, convoys: convoyRows, incidents: incidentRows, checks: checkRows,
  unchecked: uncheckedRows, disagreements: disagreementRows, provenance: originRows };
const saved = { links: [] };

/** The panel: a link for each table of the account shown. */
export function downloadPanel() {
  for (const link of saved.links) URL.revokeObjectURL(link);
  const account = accountIndex(state.account);
  saved.links = Object.keys(TABLES).map((stem) => URL.createObjectURL(new Blob([csvOf(stem, account)], { type: "text/csv" })));
  return el("div", { class: "stack" }, el("h2", {}, t("panel.tab.download")), el("p", { class: "measure" }, t("panel.download.lead", { account: accountName(P.accounts[account]) })),
    el("ul", { class: "plain voices" }, Object.keys(TABLES).map((stem, index) => el("li", {}, tableLink(stem, saved.links[index], account), columnList(stem)))),
    el("p", {}, t("panel.download.movements"), " ", el("code", {}, original(`sim replay ${P.scenario} --account ${P.accounts[account].id}`))),
    el("p", { class: "small" }, t("words.licence")));
}

/** A link that saves a table, with what it holds. */
function tableLink(stem, link, account) {
  const name = `${P.scenario}-${P.accounts[account].id}-${stem}.csv`;
  const rows = TABLES[stem](account).length;
  return el("p", {}, el("a", { href: link, download: name, id: `save-${stem}`, class: "target" }, original(`${stem}.csv`)), " ",
    t(`panel.csv.${stem}`), " · ", t("panel.download.rows", { n: rows }));
}

/** What each column means, folded; in the words of the data package. */
function columnList(stem) {
  return el("details", {}, el("summary", { id: `columns-${stem}` }, t("panel.download.columns", { n: P.columns[stem].length })),
    el("dl", { class: "terms small", lang: "en", dir: "ltr" }, P.columns[stem].map(([name, kind, meaning]) => [el("dt", {}, `${name} (${kind})`), el("dd", {}, meaning)])));
}

/** A whole table as text: its header, then its rows, each ended by a line feed. */
export function csvOf(stem, account) {
  const rows = [P.columns[stem].map(([name]) => name), ...TABLES[stem](account)];
  return rows.map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

/** A field, in quotes only where it must be. */
function quoted(field) {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number as Python writes a float. */
function asFloat(value) {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A bound: nothing where it is open, digits where it is whole, else at most four places. */
function asBound(value) {
  if (value === null) return "";
  return Number.isInteger(value) ? String(value) : value.toFixed(4).replace(/0+$/, "");
}

/** `2016-12-15 14:30`; nothing where it never came. */
function asStamp(minute) {
  if (minute === null) return "";
  const pad = (value) => String(value).padStart(2, "0");
  const clock = minute % DAY_MINUTES;
  return `${dateIso(Math.floor(minute / DAY_MINUTES))} ${pad(Math.floor(clock / 60))}:${pad(clock % 60)}`;
}

/** Numbers from 0 up. */
function upTo(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** Shares at the end of each day. */
function controlRows(account) {
  return kept(`csv control ${account}`, () => {
    const states = controlStart(account).map(({ shares, basis }) => ({ shares, basis }));
    const changes = controlChanges(account);
    let next = 0;
    return upTo(P.days).flatMap((day) => {
      for (; next < changes.length && changes[next].minute < (day + 1) * DAY_MINUTES; next += 1) states[changes[next].district] = changes[next];
      return states.flatMap(({ shares, basis }, district) => P.parties.map((party, index) =>
        [dateIso(day), P.places.id[district], party, asFloat(shares[index] / 10000), P.bases[basis]]));
    });
  });
}

/** Whole people at the end of each day. */
function peopleRows(account) {
  const counts = kept(`panel people ${account}`, () => peopleOf(P, account));
  const places = P.places.id.length;
  return upTo(P.days).flatMap((day) => P.places.id.flatMap((id, place) => P.groups.flatMap((group, index) => {
    const people = counts[(index * places + place) * P.days + day];
    return people ? [[dateIso(day), id, group, people, "model:people"]] : [];
  })));
}

/** Area by party, parted into what rests on claims and on assumptions. */
function territoryRows(account) {
  return upTo(P.days).flatMap((day) => P.parties.map((party, index) => {
    const [km2, share, claims] = territoryOn(day, account)[index];
    return [dateIso(day), party, asFloat(km2 / 1000), asFloat(share / 10000), asFloat(claims / 1000), asFloat((km2 - claims) / 1000)];
  }));
}

/** One row for each convoy. */
function convoyRows(account) {
  const c = P.accounts[account].convoys;
  return c.id.map((id, index) => [id, asStamp(c.due[index]), asStamp(c.departed[index]), asStamp(c.arrived[index]),
    c.people[index].reduce((sum, people) => sum + people, 0), c.outcome[index], P.bases[c.basis[index]]]);
}

/** What the documents tell of. */
function incidentRows() {
  return P.incidents.claim.map((_, index) => {
    const one = incidentAt(index);
    const claim = claimOf(one.claim);
    const accounts = P.accounts.filter((__, bit) => one.accounts & (1 << bit)).map((account) => account.id);
    return [one.when, P.incidents.precision[index], one.kind, one.place, claim.text, claim.id, claim.speaker, accounts.join(";")];
  });
}

/** Every figure with its verdict. */
function checkRows(account) {
  const f = P.figures;
  const c = P.accounts[account].checks;
  return f.id.map((id, index) => [id, P.claims.id[f.claim[index]], f.day[index], f.measure[index], f.unit[index], asBound(f.low[index]), asBound(f.high[index]),
    f.by[index], c.replayed[index], c.role[index] === 1 ? "drives" : "held-out", P.verdicts[c.verdict[index]], P.reasons[c.reason[index]]]);
}

/** Figures that no replay can answer. */
function uncheckedRows() {
  return P.unchecked.map(([claim, reason]) => [P.claims.id[claim], P.claims.id[claim], reason]);
}

/** Claims that cannot all be true, side by side. */
function disagreementRows(account) {
  return P.disagreements.flatMap((group) => group.map((index) => {
    const claim = claimOf(index);
    return [P.claims.id[group[0]], claim.id, claim.speaker, claim.at, claim.when, claim.text, asBound(claim.low), asBound(claim.high), claim.unit,
      drivingSet(account).has(index) ? "yes" : "no"];
  }));
}

/** Where every value came from. */
function originRows(account) {
  const { path, value, basis, reason } = P.provenance;
  return [...provenanceOf(P, account)].map((row) => [path[row], value[row], basis[row], reason[row]]);
}

