/** Dots of people: where they may stand, when each sets out and arrives, how many stand where at a minute. */
import { controlOf, ringsOf, startOf } from "./unpack.mjs";

const DOT_DAY = 1440;
const DOT_TRAVEL = 180;
const DOT_SHORTEST = 30;
const DOT_RUSH = 240;
const GOLDEN = 0.6180339887498949;
const EVENT_ORDER = ["change", "come", "home", "leave", "board"];
const dotsKept = new Map();

/** The dots of account `i`: at the start, and day by day (ends, journeys, boardings). */
export function dotsOf(head, i) {
  if (!dotsKept.has(i)) dotsKept.set(i, readDots(head, i));
  return dotsKept.get(i);
}

/** Journeys on their way at a minute, those of the day before with them. */
export function travellingAt(head, i, minute) {
  const { days } = dotsOf(head, i);
  const day = Math.max(0, Math.floor((minute - 1) / DOT_DAY));
  const all = day ? [...days[day - 1].journeys, ...days[day].journeys] : days[day].journeys;
  return all.filter((one) => one.departs <= minute && minute < one.arrives);
}

/** Dots that stand in each district at a minute: [held, captured]. */
export function countsAt(head, i, minute) {
  const dots = dotsOf(head, i);
  const day = Math.max(0, Math.floor((minute - 1) / DOT_DAY));
  dots.days[day].counts ??= countDay(head, i, dots, day);
  return dots.days[day].counts.map((walk) => {
    let at = walk.length - 1;
    while (at > 0 && walk[at][0] > minute) at -= 1;
    return [walk[at][1], walk[at][2]];
  });
}

/** Reads numbers one after the other. */
function numberReader(stream) {
  let at = 0;
  const next = () => stream[at++];
  const pairs = () => {
    let row = 0;
    return Array.from({ length: next() }, () => [(row += next()), next(), next()]);
  };
  const sparse = (size, width) => {
    const found = Array.from({ length: size }, () => Array(width).fill(0));
    let place = 0;
    for (let left = next(); left > 0; left -= 1) {
      place += next();
      for (let k = 0; k < width; k += 1) found[place][k] = next();
    }
    return found;
  };
  return { next, pairs, sparse };
}

/** The stream of an account, read. */
function readDots(head, i) {
  const { next, pairs, sparse } = numberReader(head.streams[`dots.${i}`]);
  const { count } = head.districts;
  const outside = head.accounts[i].kinds.length;
  const changes = controlOf(head, i);
  const first = Array.from({ length: count }, next);
  let [standing, captured, before] = [first, first.map(() => 0), []];
  const days = Array.from({ length: head.days }, (_, day) => {
    const ways = waysOf(pairs(), pairs(), pairs(), head.accounts[i].kinds, count);
    const late = sparse(count + outside, 1).map(([dots]) => dots);
    const boardings = Array.from({ length: next() }, () => ({
      minute: day * DOT_DAY + next(),
      dots: sparse(count, 1).map(([dots]) => dots),
    }));
    const todays = changes.filter(({ minute }) => Math.floor(minute / DOT_DAY) === day);
    const journeys = journeysOf(day, ways, late, todays);
    const [taken, odd] = [sparse(count, 1), sparse(count, 1)];
    captured = captured.map((dots, at) => dots + taken[at][0]);
    const gains = gainsOf(day, before, journeys, boardings, count);
    standing = standing.map((dots, at) => dots + gains[at] + odd[at][0]);
    before = journeys;
    return { held: standing.map((dots, at) => dots - captured[at]), captured, journeys, boardings, changes: todays };
  });
  return { first, days };
}

/** Dots more at a day's end than at its beginning by journeys and boardings, for each district. */
function gainsOf(day, before, journeys, boardings, count) {
  const gains = Array(count).fill(0);
  const add = (at, dots) => at < count && (gains[at] += dots);
  for (const one of before) if (one.arrives > day * DOT_DAY) add(one.destination, 1);
  for (const one of journeys) {
    add(one.origin, -1);
    if (one.arrives <= (day + 1) * DOT_DAY) add(one.destination, 1);
  }
  for (const { dots } of boardings) dots.forEach((number, at) => add(at, -number));
  return gains;
}

/** One entry for each dot, in turn from one origin after the other. */
function waysOf(inner, outer, home, kinds, count) {
  const each = (rows, make) => rows.flatMap(([a, b, dots]) => Array.from({ length: dots }, () => make(a, b)));
  return [
    ...each(inner, (a, b) => ({ kind: "retreat", origin: a, destination: b })),
    ...each(outer, (a, b) => ({ kind: kinds[b], origin: a, destination: count + b })),
    ...each(home, (a, b) => ({ kind: "return", origin: count + a, destination: b })),
  ];
}

/** The journeys of a day by departure: spread over it, within four hours after the first change of control. */
function journeysOf(day, ways, late, changes) {
  const turned = new Map();
  for (const { district, minute } of changes) if (!turned.has(district)) turned.set(district, minute - day * DOT_DAY);
  const planned = ways.map((way, number) => {
    const start = turned.get(way.origin) ?? 0;
    const length = turned.has(way.origin) ? Math.min(DOT_RUSH, DOT_DAY - start) : DOT_DAY;
    return { ...way, departs: start + Math.floor(length * (((number + 1) * GOLDEN) % 1)) };
  });
  const left = [...late];
  const found = planned
    .sort((a, b) => b.departs - a.departs)
    .map((way) => {
      const isLate = left[way.destination] > 0;
      if (isLate) left[way.destination] -= 1;
      const departs = isLate ? Math.max(way.departs, DOT_DAY + DOT_SHORTEST - DOT_TRAVEL) : Math.min(way.departs, DOT_DAY - DOT_SHORTEST);
      const arrives = isLate ? departs + DOT_TRAVEL : Math.min(departs + DOT_TRAVEL, DOT_DAY);
      return { ...way, departs: day * DOT_DAY + departs, arrives: day * DOT_DAY + arrives };
    });
  return found.sort((a, b) => a.departs - b.departs || a.origin - b.origin || a.destination - b.destination);
}

/** For each district the walk through a day: [minute, held, captured] from event to event. */
function countDay(head, i, dots, day) {
  const today = dots.days[day];
  const before = day ? dots.days[day - 1] : { held: dots.first, captured: dots.first.map(() => 0) };
  const shares = sharesBefore(head, i, day);
  const events = eventsOf(dots, day, head.districts.count, shares);
  return events.map((list, at) => {
    const start = [day * DOT_DAY, before.held[at], before.captured[at]];
    return walkOf(start, [(day + 1) * DOT_DAY, today.held[at], today.captured[at]], shares[at], list);
  });
}

/** Ten-thousandths that the opposition held in each district when a day began. */
function sharesBefore(head, i, day) {
  const shares = startOf(head, i).map((one) => one.shares[1]);
  for (const change of controlOf(head, i)) if (change.minute < day * DOT_DAY) shares[change.district] = change.shares[1];
  return shares;
}

/** What happens in each district on a day. */
function eventsOf({ days }, day, count, shares) {
  const events = Array.from({ length: count }, () => []);
  const add = (at, minute, kind, number) => at < count && events[at].push({ minute, kind, number });
  for (const one of day ? days[day - 1].journeys : []) if (one.arrives > day * DOT_DAY) add(one.destination, one.arrives, "come", 1);
  for (const one of days[day].journeys) {
    add(one.origin, one.departs, "leave", -1);
    if (one.arrives <= (day + 1) * DOT_DAY) add(one.destination, one.arrives, one.kind === "return" ? "home" : "come", 1);
  }
  for (const { minute, dots } of days[day].boardings) dots.forEach((number, at) => number && add(at, minute, "board", -number));
  turnsOf(days[day].changes, shares).forEach((turn) => events[turn.district].push(turn));
  return events;
}

/** Changes of control with how much of the day's loss of that district is complete. */
function turnsOf(changes, shares) {
  const now = [...shares];
  const lost = shares.map(() => 0);
  const steps = changes.map(({ minute, district, shares: after }) => {
    lost[district] += Math.max(0, now[district] - after[1]);
    now[district] = after[1];
    return { minute, district, kind: "change", number: 0, share: after[1], gone: lost[district] };
  });
  return steps.map((step) => ({ ...step, part: lost[step.district] ? step.gone / lost[step.district] : 1 }));
}

/** The counts of a day from event to event, by the rules of the scene. */
function walkOf(start, end, share, events) {
  const home = events.reduce((sum, { kind, number }) => sum + (kind === "home" ? number : 0), 0);
  const turning = end[2] - start[2] - home;
  let [turned, held, captured] = [0, start[1], start[2]];
  const walk = [start];
  const order = (event) => EVENT_ORDER.indexOf(event.kind);
  for (const event of [...events].sort((a, b) => a.minute - b.minute || order(a) - order(b))) {
    if (event.kind === "change") {
      const now = Math.floor(turning * event.part + 0.5) - turned;
      [turned, share] = [turned + now, event.share];
      [held, captured] = share > 0 ? [held - now, captured + now] : [0, held + captured];
    } else if (event.kind === "home" || share <= 0) captured += event.number;
    else held += event.number;
    walk.push([event.minute, Math.max(held, 0), Math.max(captured, 0)]);
  }
  return [...walk, end];
}
