/** Names and marks of doubt on the map, as many as there is room for. */
import { P } from "./data.mjs";
import { cellRings, projected } from "./drawing.mjs";
import { isRtl, num, plain, svg } from "./texts.mjs";
import { state } from "./clock.mjs";

const SIZE = 12;
const LINE = 1.15;
const TOUCH = 3;
const WIDEST = 34;
const ruler = { pen: null };

/** How wide a text is on the screen. */
function widthOf(text, size) {
  ruler.pen ??= document.createElement("canvas").getContext("2d");
  ruler.pen.font = `${size}px system-ui, sans-serif`;
  return ruler.pen.measureText(text).width;
}

/** Do two boxes (left, top, right, bottom) meet? */
function meet(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/** A name on one line, and parted into two lines as even as can be. */
function layouts(text) {
  const words = text.split(" ");
  const parted = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")]);
  const even = parted.sort((a, b) => Math.max(...a.map((line) => line.length)) - Math.max(...b.map((line) => line.length)));
  return [[text], ...even.slice(0, 1)];
}

/** Is a box (screen units) inside a ring, as far as its corners and the middles of its sides tell? */
function fitsRing(box, ring) {
  const [left, top, right, bottom] = [box[0] + TOUCH, box[1] + TOUCH, box[2] - TOUCH, box[3] - TOUCH];
  const middle = (left + right) / 2;
  return [[left, top], [right, top], [left, bottom], [right, bottom], [middle, top], [middle, bottom]].every((point) => insideRing(point, ring));
}

/** Is a point inside a ring? */
export function insideRing([x, y], ring) {
  let inside = false;
  ring.forEach(([x1, y1], at) => {
    const [x0, y0] = ring.at(at - 1);
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  });
  return inside;
}

/** Where each name goes: lines, middle and box in screen units; those without room are left out. */
export function placedNames(view, scale, [wide, tall], taken = []) {
  const boxes = [...taken];
  const found = [];
  const rings = cellRings().map((ring) => ring.map((point) => projected(view, point).map((value) => value * scale)));
  const numbers = new Map(P.places.id.slice(0, P.districts.count).map((id, index) => [id, index]));
  for (const [id, latin, arabic, kind, x, y] of P.map.names) {
    const text = plain(isRtl(state.lang) && arabic ? arabic : latin, WIDEST);
    const [left, top] = projected(view, [x, y]).map((value) => value * scale);
    const ring = kind === "district" ? rings[numbers.get(id)] : null;
    const place = roomFor(text, [left, top], ring, boxes, [wide, tall], kind);
    if (!place) continue;
    boxes.push(place.box);
    found.push({ ...place, id, kind });
  }
  return { names: found, boxes };
}

/** The first layout that fits; null if none does. */
function roomFor(text, [x, y], ring, boxes, [wide, tall], kind) {
  for (const lines of layouts(text)) {
    const across = Math.max(...lines.map((line) => widthOf(line, SIZE))) + 2 * TOUCH;
    const down = lines.length * SIZE * LINE + 2;
    const beside = kind === "landmark" ? across / 2 + 4 : 0;
    const middle = Math.min(Math.max(x + beside, across / 2 + 2), wide - across / 2 - 2);
    const box = [middle - across / 2, y - down / 2, middle + across / 2, y + down / 2];
    const isOnMap = box[1] >= 2 && box[3] <= tall - 2 && across < wide && Math.abs(middle - beside - x) < across;
    if (isOnMap && !boxes.some((other) => meet(box, other)) && (!ring || fitsRing(box, ring))) return { lines, at: [middle, y], spot: [x, y], box };
  }
  return null;
}

/** Texts of placed names; `unit` is a screen unit in the units of the drawing. */
export function nameTexts(names, unit) {
  return names.flatMap(({ lines, at, kind, spot }) => {
    const first = at[1] - ((lines.length - 1) * SIZE * LINE) / 2 + SIZE * 0.35;
    const texts = lines.map((line, number) => svg("text", {
      x: (at[0] * unit).toFixed(1), y: ((first + number * SIZE * LINE) * unit).toFixed(1), class: `stage-name stage-name-${kind}`, "font-size": (SIZE * unit).toFixed(2),
    }, line));
    const dot = svg("circle", { cx: (spot[0] * unit).toFixed(1), cy: (spot[1] * unit).toFixed(1), r: (2.2 * unit).toFixed(2), class: "stage-spot" });
    return kind === "landmark" ? [dot, ...texts] : texts;
  });
}

/** A spot inside a district that keeps off the names, so many screen units around it. */
function freeSpot(index, view, scale, boxes, reach) {
  const label = P.districts.label.slice(2 * index, 2 * index + 2);
  const middle = P.map.middles[index];
  const ring = cellRings()[index];
  const away = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((turn) => [0.35, 0.6].map((part) => ring[turn % ring.length].map((value, axis) => middle[axis] + part * (value - middle[axis]))));
  const around = (point) => {
    const [x, y] = projected(view, point).map((value) => value * scale);
    return [x - reach, y - reach, x + reach, y + reach];
  };
  const free = [middle, label, ...away].find((point) => !boxes.some((box) => meet(box, around(point))));
  return projected(view, free ?? middle);
}

/** Diamonds: hollow where claims contradict each other; with the number of speakers where reports differ. */
export function doubtMarks(districts, view, scale, boxes) {
  const taken = [...boxes];
  const size = Math.min(1, Math.max(0.65, scale * 2.4));
  return districts.filter(({ word }) => word === "disputed" || word === "reports differ").flatMap((mark) => {
    const reach = (mark.word === "disputed" ? 7 : 11) * size;
    const [x, y] = freeSpot(mark.index, view, scale, taken, reach);
    taken.push([x * scale - reach, y * scale - reach, x * scale + reach, y * scale + reach]);
    return diamond(x, y, mark.word === "disputed" ? null : num(mark.difference.speakers.length), size / scale);
  });
}

/** One diamond; with a text in it, or hollow. */
export function diamond(x, y, text, unit) {
  const corner = (east, south, reach) => `${(x + east * reach * unit).toFixed(1)} ${(y + south * reach * unit).toFixed(1)}`;
  const shape = (reach) => `M${corner(-1, 0, reach)}L${corner(0, -1, reach)}L${corner(1, 0, reach)}L${corner(0, 1, reach)}Z`;
  if (text === null) return [svg("path", { d: shape(6.5), class: "stage-disputed" })];
  const label = svg("text", { x: x.toFixed(1), y: (y + 4 * unit).toFixed(1), "font-size": (11 * unit).toFixed(2), class: "stage-differ-number" }, text);
  return [svg("path", { d: shape(11), class: "stage-differ" }), label];
}
