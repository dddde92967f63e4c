/** Who held what at a minute, what that rests on, and what is said of it: the rules of the scene. */
import { DAY_MINUTES } from "./clock.mjs";
import { P, accountIndex, captionsOf, controlChanges, controlStart, dayIndexOf, kept, placeIn, settledMinute, speakerName, toldMap } from "./data.mjs";

const WHOLE = 10000;
const LEAST_SHARE = 50;
const PART_APART = 2500;
const OPPOSING = 1;

/** Parties whose share is large enough to be seen. */
export function presentIn(shares) {
  return shares.flatMap((share, party) => (share > LEAST_SHARE ? [party] : []));
}

/** The party with the largest share, of equal ones the first; null when nobody holds it. */
export function holderOf(shares) {
  if (!presentIn(shares).length) return null;
  return shares.reduce((best, share, party) => (share > shares[best] ? party : best), 0);
}

/** Shares (of 10,000) and the last change of each district of an account at a minute; kept by the number of changes. */
export function stateAt(account, minute) {
  const changes = controlChanges(account);
  const times = kept(`times ${account}`, () => changes.map((change) => change.minute));
  const done = placeIn(times, settledMinute(minute));
  return kept(`state ${account} ${done}`, () => stateAfter(account, changes.slice(0, done)));
}

/** The state after some changes. */
function stateAfter(account, changes) {
  const rows = controlStart(account).map(({ shares, basis }) => ({ shares: [...shares], basis, last: null }));
  for (const change of changes) rows[change.district] = { shares: [...change.shares], basis: change.basis, last: change };
  return rows;
}

/** Districts on whose holder the accounts differ at a minute. */
export function differingAt(minute) {
  const times = kept("differ times", () => P.differ.map(([at]) => at));
  const at = placeIn(times, settledMinute(minute)) - 1;
  return at < 0 ? [] : P.differ[at][1];
}

/** Does a share differ by more than a quarter, or the one who holds all of it? */
export function areApart(first, second) {
  const single = [first, second].filter((shares) => presentIn(shares).length === 1).map(holderOf);
  return first.some((share, party) => Math.abs(share - second[party]) > PART_APART) || new Set(single).size > 1;
}

/** Claims named in a basis, as numbers. */
export function claimsIn(basis) {
  const numbers = kept("claim numbers", () => new Map(P.claims.id.map((id, index) => [id, index])));
  const names = P.bases[basis].split(";").filter((part) => part.startsWith("claim:")).map((part) => part.slice(6));
  return names.filter((name) => numbers.has(name)).map((name) => numbers.get(name));
}

/** The speakers behind the last change by the account shown, and by each that differs from it. */
function differenceOf(account, district, minute) {
  const states = P.accounts.map((_, index) => stateAt(index, minute)[district]);
  const order = [account, ...states.keys()].filter((index, at, all) => all.indexOf(index) === at);
  const speakers = new Set();
  for (const index of order) {
    if (index !== account && !areApart(states[account].shares, states[index].shares)) continue;
    if (states[index].last) for (const claim of claimsIn(states[index].last.basis)) speakers.add(speakerName(P.speakers.name[P.claims.by[claim]]));
  }
  return { speakers: [...speakers] };
}

/** One district as it is seen. */
function districtMark(account, index, row, minute, differing) {
  const day = dayIndexOf(minute);
  const told = toldMap(account).get(day * P.districts.count + index);
  const present = presentIn(row.shares);
  const word = differing.includes(index) ? "reports differ" : told?.contested ? "disputed" : told ? "told" : "no source";
  return {
    index, id: P.places.id[index], name: P.places.name[index], arabic: P.places.arabic[index],
    parts: row.shares, shares: row.shares.map((share) => share / WHOLE), present,
    holder: holderOf(row.shares), holding: ["empty", "held"][present.length] ?? "shared",
    outline: row.last === null ? "start" : P.bases[row.basis].includes("assumption:") ? "assumed" : "documented",
    changed: row.last !== null && row.last.minute >= day * DAY_MINUTES, word, sources: told?.claims.length ?? 0,
    difference: differing.includes(index) ? differenceOf(account, index, minute) : null,
  };
}

/** Lines between two holders of whom one is the opposition: number of the border, and whether it is sure. */
export function frontsOf(districts) {
  const isSure = (mark) => mark.holding === "held" && mark.outline !== "assumed";
  return P.map.borders.flatMap(([first, second, beyond], border) => {
    const [one, other] = [districts[first], second < 0 ? null : districts[second]];
    const sides = [one.holder, other ? other.holder : beyond];
    const isFront = sides[0] !== sides[1] && sides.includes(OPPOSING);
    return isFront ? [{ border, sure: isSure(one) && (!other || isSure(other)) }] : [];
  });
}

/** Equal for minutes of equal districts, fronts, captions and day. */
export function sceneKey(account, minute) {
  const times = kept("all times", () => {
    const all = P.accounts.flatMap((_, index) => controlChanges(index).map((change) => change.minute));
    return [...new Set([...all, ...P.differ.map(([at]) => at)])].sort((a, b) => a - b);
  });
  return `${account} ${dayIndexOf(minute)} ${placeIn(times, settledMinute(minute))}`;
}

/** All that stands at a minute by an account: districts, fronts, captions, ground, people, convoys. */
export function sceneAt(id, minute) {
  const account = accountIndex(id);
  const still = kept(`scene ${sceneKey(account, minute)}`, () => stillOf(account, minute));
  return { ...still, minute, evacuated: evacuatedAt(account, minute), convoys: convoysToday(account, minute) };
}

/** The part of a scene that stays the same until control or the day changes. */
function stillOf(account, minute) {
  const differing = differingAt(minute);
  const districts = stateAt(account, minute).map((row, index) => districtMark(account, index, row, minute, differing));
  const day = dayIndexOf(minute);
  return {
    key: sceneKey(account, minute), account: P.accounts[account].id, day: day + 1, districts, fronts: frontsOf(districts),
    captions: captionsOf(account, day), km2: groundOf(districts),
  };
}

/** Square kilometres by party. */
export function groundOf(districts) {
  return P.parties.map((_, party) => districts.reduce((sum, mark) => sum + mark.shares[party] * P.districts.km2[mark.index], 0));
}

/** Modelled people by group who left with convoys by a minute and were not brought back. */
export function evacuatedAt(account, minute) {
  const { departed, outcome, people } = P.accounts[account].convoys;
  const [now, sums] = [settledMinute(minute), [0, 0, 0]];
  departed.forEach((at, index) => {
    const counts = at !== null && at <= now && (outcome[index] === "arrived" || outcome[index] === "on the road");
    if (counts) people[index].forEach((number, group) => { sums[group] += number; });
  });
  return sums;
}

/** Convoys that left on the day of a minute, and how many of these were back. */
function convoysToday(account, minute) {
  const { departed, arrived, outcome } = P.accounts[account].convoys;
  const [begin, now] = [dayIndexOf(minute) * DAY_MINUTES, settledMinute(minute)];
  const left = departed.flatMap((at, index) => (at !== null && at >= begin && at <= now ? [index] : []));
  const back = left.filter((index) => outcome[index] === "turned back" && arrived[index] !== null && arrived[index] <= now);
  return { left: left.length, back: back.length };
}
