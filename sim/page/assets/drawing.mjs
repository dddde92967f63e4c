/** The ground of a map as SVG: land, river, districts with their fills, edges and fronts. */
import { P, kept } from "./data.mjs";
import { cutsOf, pointLists } from "./motion.mjs";
import { svg } from "./texts.mjs";

const METRES = 10;
const PARTY_CLASSES = ["gov", "opp", "sdf"];
const drawnMaps = { count: 0 };

/** From metres to the units of a drawing, whose origin is the view's north-western corner. */
export function projected([west, , , north], [x, y]) {
  return [(x - west) / METRES, (north - y) / METRES];
}

/** Width and height of a view in the drawing's units. */
export function extentOf([west, south, east, north]) {
  return [(east - west) / METRES, (north - south) / METRES];
}

/** The `d` of a path through points in metres. */
export function pathD(points, view, isClosed = false) {
  const steps = points.map((point) => projected(view, point).map((value) => value.toFixed(1)).join(" "));
  return steps.length ? `M${steps.join("L")}${isClosed ? "Z" : ""}` : "";
}

/** Rings or lines of a stream as lists of points. */
export function linesIn(name) {
  return kept(`lines ${name}`, () => pointLists(P.streams[name]));
}

/** The rings of the districts. */
export function cellRings() {
  return linesIn("cells");
}

/** The part of a ring on one side of a line across the stripes' direction. */
export function clippedRing(ring, limit, isBelow) {
  const [dx, dy] = P.map.along;
  const off = ([x, y]) => (isBelow ? 1 : -1) * (x * dx + y * dy - limit);
  return ring.flatMap((point, at) => {
    const before = ring.at(at - 1);
    const [here, there] = [off(point), off(before)];
    const cross = here > 0 !== there > 0 ? [before.map((value, axis) => value + (there / (there - here)) * (point[axis] - value))] : [];
    return here > 0 ? cross : [...cross, point];
  });
}

/** A district's ground by party: the whole ring, or stripes. */
export function groundsOf(mark) {
  return kept(`grounds ${mark.index} ${mark.parts}`, () => {
    const ring = cellRings()[mark.index];
    if (mark.present.length < 2) return mark.present.map((party) => ({ party, ring }));
    const cuts = cutsOf(mark.index, mark.parts);
    return [...cuts, Infinity].map((upper, at) => {
      const lower = at ? cuts[at - 1] : -Infinity;
      const above = lower === -Infinity ? ring : clippedRing(ring, lower, false);
      return { party: mark.present[at % mark.present.length], ring: upper === Infinity ? above : clippedRing(above, upper, true) };
    });
  });
}

/** Textures of the parties, loud and quiet; `id` keeps those of several drawings apart. */
export function texturesOf(id) {
  const tile = (name, size, ...lines) => svg("pattern", { id: `${id}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse", class: "stage-texture" },
    svg("rect", { width: size, height: size, class: `stage-fill-${name}` }), ...lines);
  const stroke = (name, d) => svg("path", { d, class: `stage-line-${name}` });
  return svg("defs", {}, ["", "-quiet"].flatMap((tone) => [
    tile(`gov${tone}`, 7, stroke(`gov${tone}`, "M0 3.5H7")),
    tile(`sdf${tone}`, 8, stroke(`sdf${tone}`, "M0 4H8M4 0V8")),
  ]));
}

/** Textures keep their size on the screen, whatever the size of the map. */
export function scaleTextures(root, unit) {
  for (const pattern of root.querySelectorAll(".stage-texture")) {
    pattern.setAttribute("patternTransform", `rotate(-45) scale(${unit.toFixed(3)})`);
  }
}

/** The paint of a party's ground. */
export function paintOf(id, party, isQuiet) {
  const name = PARTY_CLASSES[party] + (isQuiet ? "-quiet" : "");
  return party === 1 ? { class: `stage-fill-${name}` } : { fill: `url(#${id}-${name})`, class: `stage-seam-${name}` };
}

/** One group of a drawing. */
function layerOf(name, ...children) {
  return svg("g", { class: `stage-${name}` }, ...children);
}

/** Land, city, roads, river, the quarter held by another party throughout, the empty cells. */
export function baseLayers(id, view) {
  const { outlines, lines } = P.map;
  const old = new Set(P.map.names.filter(([, , , kind]) => kind === "old-town").map(([name]) => name));
  const shapes = linesIn("outlines").map((points, at) => ({ name: outlines[at][0], kind: outlines[at][2], points }));
  const ways = linesIn("lines").map((points, at) => ({ kind: lines[at][2], points }));
  const draw = (list, name, closed) => layerOf(name, list.map(({ points }) => svg("path", { d: pathD(points, view, closed) })));
  const ofKind = (kind) => ways.filter((way) => way.kind === kind);
  const [width, height] = extentOf(view);
  const below = [
    svg("rect", { width: width.toFixed(1), height: height.toFixed(1), class: "stage-land" }),
    draw(shapes.filter((shape) => shape.kind === "outline" && !old.has(shape.name)), "city", true),
    draw(ofKind("road"), "road"), draw(ofKind("river"), "river"),
    layerOf("quarter", shapes.filter((shape) => shape.kind === "control").map(({ points }) => svg("path", { d: pathD(points, view, true), ...paintOf(id, 2, true) }))),
    layerOf("cells", cellRings().map((ring) => svg("path", { d: pathD(ring, view, true) }))),
  ];
  const above = [draw(ofKind("river"), "river"), draw(shapes.filter((shape) => old.has(shape.name)), "old", true)];
  const routes = linesIn("ways").map((points) => ({ points }));
  return { below, above, route: [draw(routes, "route-casing"), draw(routes, "route")] };
}

/** How loudly a district's edge speaks, from 0 (as at the start) to 5 (changed that day). */
export function loudnessOf(mark) {
  const isAssumed = mark.outline === "assumed";
  if (mark.changed) return isAssumed ? 4 : 5;
  if (isAssumed) return 2;
  if (mark.word !== "no source") return 3;
  return mark.outline === "documented" ? 1 : 0;
}

/** The fills of a district. */
export function fillPaths(id, mark, view) {
  const isQuiet = mark.word === "no source";
  return groundsOf(mark).map(({ party, ring }) => svg("path", { d: pathD(ring, view, true), ...paintOf(id, party, isQuiet) }));
}

/** The edges of all districts, the quietest first. */
export function edgePaths(districts, view) {
  const rings = cellRings();
  const order = [...districts].sort((one, other) => loudnessOf(one) - loudnessOf(other));
  return order.map((mark) => svg("path", { d: pathD(rings[mark.index], view, true), class: `stage-edge-${loudnessOf(mark)}` }));
}

/** Fronts with their casing; broken where they are not sure. */
export function frontPaths(fronts, view) {
  const borders = linesIn("borders");
  const whole = (list) => list.map(({ border }) => pathD(borders[border], view)).join("");
  return [
    svg("path", { d: whole(fronts), class: "stage-front-casing" }),
    svg("path", { d: whole(fronts.filter((front) => front.sure)), class: "stage-front" }),
    svg("path", { d: whole(fronts.filter((front) => !front.sure)), class: "stage-front stage-unsure" }),
  ];
}

/** A name for the textures of one more drawing. */
export function nextDrawing() {
  drawnMaps.count += 1;
  return `map${drawnMaps.count}`;
}

/** A still map of a scene in an `<svg>`: for print, small multiples, strips. */
export function drawMap(target, scene, { label = "", width = 300 } = {}) {
  const [id, view] = [nextDrawing(), P.map.view];
  const [across, down] = extentOf(view);
  const base = baseLayers(id, view);
  target.replaceChildren(
    texturesOf(id), ...base.below, ...scene.districts.flatMap((mark) => fillPaths(id, mark, view)), ...base.above,
    ...edgePaths(scene.districts, view), ...frontPaths(scene.fronts, view), ...base.route,
  );
  const frame = { viewBox: `0 0 ${across.toFixed(1)} ${down.toFixed(1)}`, role: "img", "aria-label": label, class: "stage-still" };
  for (const [name, value] of Object.entries(frame)) target.setAttribute(name, value);
  scaleTextures(target, across / width);
  return target;
}
