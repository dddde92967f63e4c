/** What panels ask of the payload beyond the scene: figures with their checks, incidents, histories, provenance. */
import { P, accountIndex, controlChanges, dayIndexOf, drivingSet, figureOf, kept, toldMap } from "./data.mjs";
import { DAY_MINUTES, state } from "./clock.mjs";
import { evacuatedAt, stateAt } from "./scenes.mjs";
import { plain } from "./texts.mjs";
import { peopleOf, provenanceOf, territoryOf } from "./unpack.mjs";

/** The number of the account shown. */
export function shownAccount() {
  return accountIndex(state.account);
}

/** The day, from 0, that the page shows. */
export function today() {
  return dayIndexOf(state.minute);
}

/** A figure with what the account's replay makes of it. */
export function checkedFigure(index) {
  const { checks: { replayed, role, verdict, reason }, moments } = P.accounts[shownAccount()];
  const [, minute, since] = moments.find(([figure]) => figure === index) ?? [];
  const moved = minute === undefined ? {} : { minute, since };
  return { ...figureOf(index), ...moved, replayed: replayed[index], drives: role[index] === 1, verdict: P.verdicts[verdict[index]], reason: P.reasons[reason[index]] };
}

/** An incident by its number. */
export function incidentAt(index) {
  const { claim, minute, when, kind, place, accounts } = P.incidents;
  return { claim: claim[index], minute: minute[index], when: when[index], kind: kind[index], place: place[index], accounts: accounts[index] };
}

/** What is told of a claim as an incident; undefined where it is none. */
export function incidentOf(claim) {
  return kept("panel incidents", () => new Map(P.incidents.claim.map((one, index) => [one, incidentAt(index)]))).get(claim);
}

/** The other claims of the groups of which not all can be true. */
export function rivalsOf(claim) {
  return P.disagreements.filter((group) => group.includes(claim)).flat().filter((one) => one !== claim);
}

/** The changes of control of one district in the account shown. */
export function changesIn(district) {
  return controlChanges(shownAccount()).filter((change) => change.district === district);
}

/** Each district's state at a minute; `shares` are parts of one, `basis` is text. */
export function groundAt(minute, account = shownAccount()) {
  return stateAt(account, minute).map(({ shares, basis, last }) => ({ shares: shares.map((share) => share / 10000), basis: P.bases[basis], last }));
}

/** The same at the end of each day. */
export function dailyGround(account = shownAccount()) {
  return kept(`panel ground ${account}`, () => Array.from({ length: P.days }, (_, day) => groundAt((day + 1) * DAY_MINUTES, account)));
}

/** The only party in a district; null where nobody holds it, -1 where it is shared. */
export function soleHolder(shares) {
  const present = shares.flatMap((share, party) => (share > 0.005 ? [party] : []));
  return present.length > 1 ? -1 : present[0] ?? null;
}

/** Claims of a district's control on a day, and whether they contradict each other. */
export function toldOn(day, district) {
  return toldMap(shownAccount()).get(day * P.districts.count + district) ?? { contested: 0, claims: [] };
}

/** Whole people at a place at the end of a day, of a group or of all. */
export function peopleAt(place, day, group = null) {
  const account = shownAccount();
  const counts = kept(`panel people ${account}`, () => peopleOf(P, account));
  const one = (g) => counts[(g * P.places.id.length + place) * P.days + day];
  return group === null ? one(0) + one(1) + one(2) : one(group);
}

/** Each party's km² ×1000, share of the enclave ×10000 and km² on claims ×1000 at the end of a day. */
export function territoryOn(day, account = shownAccount()) {
  const numbers = kept(`panel territory ${account}`, () => territoryOf(P, account));
  return P.parties.map((_, party) => [0, 1, 2].map((column) => numbers[(day * P.parties.length + party) * 3 + column]));
}

/** Where values came from: rows of path, value, basis and reason. */
export function provenanceRows() {
  const account = shownAccount();
  const { path, value, basis, reason } = P.provenance;
  return kept(`panel provenance ${account}`, () => [...provenanceOf(P, account)].map((row) => (
    { path: path[row], value: value[row], basis: basis[row], reason: reason[row] })));
}

/** Does the replay shown rest on a claim? */
export function isDriving(claim) {
  return drivingSet(shownAccount()).has(claim);
}

/** A place's name in the reader's language. */
export function nameOfPlace(id) {
  const list = [P.places, P.otherPlaces].find((one) => one.id.includes(id));
  if (!list) return plain(id, 80);
  const index = list.id.indexOf(id);
  return plain(state.lang === "ar" && list.arabic[index] ? list.arabic[index] : list.name[index], 80);
}

/** The questions that the account shown has settled, as rows. */
export function settledRows() {
  const { path, followed, over, rule, fell } = P.accounts[shownAccount()].settled;
  return path.map((one, index) => ({ path: one, followed: followed[index], over: over[index], rule: rule[index], fell: fell[index] === 1 }));
}

/** Modelled people who left with convoys and were not brought back, of all groups, by a minute. */
export function evacuatedBy(minute) {
  return evacuatedAt(shownAccount(), minute).reduce((sum, people) => sum + people, 0);
}
