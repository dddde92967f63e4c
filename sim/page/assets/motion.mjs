/** What moves at a minute: dots of a hundred people, those on their way, convoys with where they were. */
import { DAY_MINUTES } from "./clock.mjs";
import { P, kept, seatList, stripeCuts } from "./data.mjs";
import { countsAt, travellingAt } from "./dots.mjs";
import { ringsOf } from "./unpack.mjs";

const TRAIL_STEP = 250;
const HOLDER = 1;

/** The lines of a stream as lists of points in metres. */
export function pointLists(stream) {
  return ringsOf(stream).map((flat) => Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(2 * at, 2 * at + 2)));
}

/** The cuts between the stripes of a shared district. */
export function cutsOf(district, parts) {
  return stripeCuts().get(`${district}:${parts.join(":")}`) ?? [];
}

/** Which party's stripe covers a point of a shared district? */
function stripeAt(mark, cuts, [x, y]) {
  const [dx, dy] = P.map.along;
  const number = cuts.filter((cut) => cut < x * dx + y * dy).length;
  return mark.present[number % mark.present.length];
}

/** Seats on the opposition's ground of a district, and the others. */
function partedSeats(mark) {
  return kept(`seats ${mark.index} ${mark.parts}`, () => {
    const seats = seatList()[mark.index];
    const cuts = mark.holding === "shared" ? cutsOf(mark.index, mark.parts) : [];
    const isOwn = (seat) => (mark.holding === "shared" ? stripeAt(mark, cuts, seat) === HOLDER : mark.parts[HOLDER] > 0);
    const own = seats.filter(isOwn);
    const taken = new Set(own);
    return { own, other: seats.filter((seat) => !taken.has(seat)) };
  });
}

/** Where the dots of a district stand: in held and in captured ground. */
function dotsIn(mark, [held, captured]) {
  return kept(`dots ${mark.index} ${held} ${captured} ${mark.parts}`, () => {
    const { own, other } = partedSeats(mark);
    const standing = [...own.slice(0, held), ...[...other].reverse().slice(0, Math.max(0, held - own.length))];
    const taken = new Set(standing);
    const free = [...other, ...[...own].reverse()].filter((seat) => !taken.has(seat));
    return { held: standing, captured: free.slice(0, captured) };
  });
}

/** All dots that stand at a minute, and a key that changes only when they do. */
export function standingAt(account, minute, scene) {
  const counts = countsAt(P, account, minute);
  return { key: `${account} ${counts.join()} ${scene.key}`, dots: scene.districts.map((mark) => dotsIn(mark, counts[mark.index])) };
}

/** The middle of a district, or where dots go beyond them. */
function endOf(place) {
  const count = P.districts.count;
  return place < count ? P.map.middles[place] : P.map.ends[place - count];
}

/** Does the map show a point? */
function isShown([x, y]) {
  const [west, south, east, north] = P.map.view;
  return x >= west && x <= east && y >= south && y <= north;
}

/** A place on the map, or where the way from the other one leaves it. */
function shownEnd(place, other) {
  const [to, from] = [endOf(place), endOf(other)];
  if (isShown(to)) return to;
  const [west, south, east, north] = P.map.view;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const across = dx ? ((dx > 0 ? east : west) - from[0]) / dx : 1;
  const up = dy ? ((dy > 0 ? north : south) - from[1]) / dy : 1;
  const part = Math.min(1, across, up);
  return [from[0] + part * dx, from[1] + part * dy];
}

/** Where the dots on their way are. */
export function travellersAt(account, minute) {
  return travellingAt(P, account, minute).map((journey) => {
    const { origin, destination, departs, arrives } = journey;
    const ends = kept(`way ${origin} ${destination}`, () => [shownEnd(origin, destination), shownEnd(destination, origin)]);
    const part = (minute - departs) / (arrives - departs);
    return [0, 1].map((axis) => ends[0][axis] + part * (ends[1][axis] - ends[0][axis]));
  });
}

/** The lines that convoys follow, with how far along each point lies. */
function convoyRoutes() {
  return kept("routes", () => pointLists(P.streams.routes).map((points) => {
    const reach = [0];
    for (let at = 1; at < points.length; at += 1) {
      reach.push(reach[at - 1] + Math.hypot(points[at][0] - points[at - 1][0], points[at][1] - points[at - 1][1]));
    }
    return { points, reach, length: reach.at(-1) };
  }));
}

/** The point so many metres along a route. */
function alongRoute({ points, reach }, metres) {
  for (let at = 1; at < points.length; at += 1) {
    if (metres <= reach[at] && reach[at] > reach[at - 1]) {
      const part = Math.max(0, metres - reach[at - 1]) / (reach[at] - reach[at - 1]);
      return [0, 1].map((axis) => points[at - 1][axis] + part * (points[at][axis] - points[at - 1][axis]));
    }
  }
  return points.at(-1);
}

/** All convoys to be seen at a minute, in the order in which they were due. */
export function convoysAt(account, minute) {
  const { convoys } = P.accounts[account];
  const order = kept(`due ${account}`, () => [...convoys.id.keys()].sort((a, b) => convoys.due[a] - convoys.due[b]));
  return order.flatMap((index) => convoyMark(convoyRow(convoys, index), minute) ?? []);
}

/** One convoy as a record; `there` is the minute of arrival, or until when one that never left waits. */
function convoyRow(convoys, index) {
  const row = {};
  for (const [key, column] of Object.entries(convoys)) row[key] = column[index];
  return { ...row, back: row.outcome === "turned back" };
}

/** A convoy at a minute; null where it is not to be seen. */
function convoyMark(row, minute) {
  const status = convoyStatus(row, minute);
  const route = convoyRoutes()[row.route];
  if (status === null || !route) return null;
  return {
    id: row.id, status, modelled: Boolean(row.modelled), people: row.people.reduce((sum, count) => sum + count, 0),
    at: alongRoute(route, metresAt(row, route, minute)), trail: trailOf(row, route, minute),
  };
}

/** Waiting, on the road, turned back or arrived; null before it is due and after its trail has gone. */
function convoyStatus(row, minute) {
  if (row.departed === null) return row.due <= minute && minute < row.there ? "waiting" : null;
  const last = row.arrived === null ? minute : row.arrived + DAY_MINUTES - 1;
  if (minute < Math.min(row.due, row.departed) || minute > last) return null;
  if (minute < row.departed) return "waiting";
  if (row.back) return "turned back";
  return row.arrived !== null && minute >= row.arrived ? "arrived" : "on the road";
}

/** How far along its way the head is: out, and back again when it was turned back. */
function metresAt(row, route, minute) {
  if (row.departed === null || minute <= row.departed) return 0;
  const part = Math.min(1, (minute - row.departed) / Math.max(1, row.there - row.departed));
  return (row.back ? 1 - Math.abs(2 * part - 1) : part) * route.length;
}

/** Where the head was in the last 24 hours, oldest first; a place passed twice stands once. */
function trailOf(row, route, minute) {
  if (row.departed === null || minute <= row.departed) return [];
  const [begin, end] = [Math.max(row.departed, minute - DAY_MINUTES), Math.min(minute, row.there)];
  const turn = Math.floor((row.departed + row.there) / 2);
  const moments = row.back && begin < turn && turn < end ? [begin, turn, end] : [begin, end];
  const points = [];
  for (let at = 1; at < moments.length; at += 1) {
    const [from, to] = [metresAt(row, route, moments[at - 1]), metresAt(row, route, moments[at])];
    points.push(...stretchOf(route, from, to));
  }
  return [...new Set(points)];
}

/** Points every quarter of a kilometre between two places on a route. */
function stretchOf(route, from, to) {
  const steps = [];
  for (let step = Math.ceil(Math.min(from, to) / TRAIL_STEP); step <= Math.max(from, to) / TRAIL_STEP; step += 1) {
    steps.push(kept(`on ${convoyRoutes().indexOf(route)} ${step}`, () => alongRoute(route, step * TRAIL_STEP)));
  }
  return to >= from ? steps : steps.reverse();
}
