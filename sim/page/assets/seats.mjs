/** Where dots may stand in a district: an even pattern, in an order that is even at every length. */
import { ringsOf } from "./unpack.mjs";

const SEAT_EDGE = 45;
const SEAT_ROOMY = 240;
const SEAT_JITTER = 0.09;
const SEAT_SHRINK = 0.85;

/** For each district as many seats as it ever needs, [x, y] in metres; their places mean nothing. */
export function seatsOf(head) {
  return ringsOf(head.streams.cells).map((ring, at) => seatsIn(ring, head.streams.seats[at], at + 1));
}

/** Seats in one ring. */
function seatsIn(ring, count, seed) {
  if (!count) return [];
  let distance = Math.min(SEAT_ROOMY, Math.sqrt((1.155 * ringArea(ring)) / count));
  let places = patternIn(ring, distance, seed);
  while (places.length < count) {
    distance *= SEAT_SHRINK;
    places = patternIn(ring, distance, seed);
  }
  return spreadOut(places).slice(0, count);
}

/** Unsigned area of [x, y, x, y …]. */
function ringArea(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    sum += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
  }
  return Math.abs(sum) / 2;
}

/** Triangles of one size, turned and jittered by the district's own number, that lie well inside. */
function patternIn(ring, distance, seed) {
  const xs = ring.filter((_, i) => i % 2 === 0);
  const ys = ring.filter((_, i) => i % 2 === 1);
  const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const steps = Math.ceil(Math.hypot(Math.max(...xs) - middle[0], Math.max(...ys) - middle[1]) / distance) * 2;
  const [cos, sin] = [Math.cos(seed), Math.sin(seed)];
  const edge = Math.min(SEAT_EDGE, distance / 3);
  const found = [];
  for (let row = -steps; row <= steps; row += 1) {
    for (let column = -steps; column <= steps; column += 1) {
      const x = (column + 0.5 * (row & 1) + seatJitter(seed, row, column)) * distance;
      const y = (row * 0.866 + seatJitter(seed, column, row + 999)) * distance;
      const point = [middle[0] + x * cos - y * sin, middle[1] + x * sin + y * cos];
      if (liesInside(ring, point, edge)) found.push(point);
    }
  }
  return found;
}

/** A small number of a seat's own, always the same. */
function seatJitter(seed, a, b) {
  const wave = Math.sin(seed * 12.9898 + a * 78.233 + b * 37.719) * 43758.5453;
  return (wave - Math.floor(wave) - 0.5) * 2 * SEAT_JITTER;
}

/** Is a point inside, and farther than `edge` from it? */
function liesInside(ring, [x, y], edge) {
  let inside = false;
  for (let i = 0; i < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
    const [dx, dy] = [bx - ax, by - ay];
    const part = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(ax + part * dx - x, ay + part * dy - y) < edge) return false;
  }
  return inside;
}

/** The place nearest to the middle first, then always the one farthest from all before. */
function spreadOut(places) {
  const middle = [0, 1].map((k) => places.reduce((sum, place) => sum + place[k], 0) / places.length);
  let far = places.map(([x, y]) => -Math.hypot(x - middle[0], y - middle[1]));
  const order = [];
  while (order.length < places.length) {
    const best = far.indexOf(Math.max(...far));
    const gaps = places.map(([x, y]) => Math.hypot(x - places[best][0], y - places[best][1]));
    far = far.map((value, at) => (order.length ? Math.min(value, gaps[at]) : gaps[at]));
    order.push(best);
    for (const done of order) far[done] = -Infinity;
  }
  return order.map((at) => places[at]);
}
