/** The live map: districts that can be pointed at and reached by keys, people, convoys, names. */
import { onChange, set, state } from "./clock.mjs";
import { P, accountIndex, kept } from "./data.mjs";
import { baseLayers, cellRings, edgePaths, extentOf, fillPaths, frontPaths, nextDrawing, pathD, scaleTextures, texturesOf } from "./drawing.mjs";
import { convoysAt, standingAt, travellersAt } from "./motion.mjs";
import { doubtMarks, nameTexts, placedNames } from "./names.mjs";
import { forgetSprites, paintMoving, paintStanding, sizeCanvas } from "./paint.mjs";
import { districtSentence } from "./sentences.mjs";
import { el, fresh, num, svg, t } from "./texts.mjs";

export { drawMap } from "./drawing.mjs";

const ARROWS = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, 1], arrowdown: [0, -1] };

/** A map that follows an account; `point(mark)` is told of the district pointed at (null: none). */
export function makeMap({ name, point }) {
  const id = nextDrawing();
  const view = P.map.view;
  const [across, down] = extentOf(view);
  const box = { viewBox: `0 0 ${across.toFixed(1)} ${down.toFixed(1)}` };
  const base = baseLayers(id, view);
  const layer = (part) => svg("g", { class: `stage-${part}` });
  const map = {
    id, view, across, down, name, point, scale: 1, scene: null, painted: "", fills: new Map(), current: 0,
    parts: { fills: layer("fills"), edges: layer("edges"), fronts: layer("fronts"), over: layer("over"), names: layer("names"), doubts: layer("doubts"), scalebar: layer("scalebar") },
    standing: el("canvas", { class: "stage-canvas" }), moving: el("canvas", { class: "stage-canvas" }),
  };
  const { fills, edges, fronts, over, names, doubts, scalebar } = map.parts;
  map.list = svg("g", { class: "stage-list", role: "listbox", "aria-label": name });
  map.ground = svg("svg", { ...box, class: "stage-ground" }, texturesOf(id),
    svg("g", { "aria-hidden": "true" }, ...base.below, fills, ...base.above, edges, fronts, ...base.route), map.list);
  map.top = svg("svg", { ...box, class: "stage-top", "aria-hidden": "true" }, over, doubts, names, scalebar);
  map.box = el("div", { class: "stage-map", dir: "ltr" }, map.ground, map.standing, map.moving, map.top);
  fillList(map);
  new ResizeObserver(() => resizeMap(map)).observe(map.box);
  return map;
}

/** One focusable area for each district. */
function fillList(map) {
  map.options = cellRings().map((ring, index) => {
    const option = svg("path", {
      d: pathD(ring, map.view, true), role: "option", tabindex: index ? "-1" : "0", "aria-selected": "false", class: "stage-option",
    });
    option.addEventListener("focus", () => focusOption(map, index));
    option.addEventListener("blur", () => showOver(map));
    option.addEventListener("pointerenter", () => map.point(map.scene?.districts[index] ?? null));
    option.addEventListener("pointerleave", () => map.point(null));
    option.addEventListener("click", () => set({ place: P.places.id[index] }));
    return option;
  });
  map.list.append(...map.options);
  map.list.addEventListener("keydown", (event) => optionKey(map, event));
}

/** A district has the focus: it is the one that Tab comes back to. */
function focusOption(map, index) {
  map.options[map.current].setAttribute("tabindex", "-1");
  map.current = index;
  map.options[index].setAttribute("tabindex", "0");
  map.point(map.scene?.districts[index] ?? null);
  showOver(map);
}

/** Arrow keys lead to the neighbour, Enter opens the district's panel. */
function optionKey(map, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const direction = ARROWS[event.key.toLowerCase()];
  if (event.key === "Enter") set({ place: P.places.id[map.current] });
  if (direction) map.options[neighbourOf(map.current, direction)].focus();
  if (direction || event.key === "Enter") event.preventDefault();
}

/** The nearest district in a direction; the same one where there is none. */
export function neighbourOf(index, [dx, dy]) {
  const [x, y] = P.map.middles[index];
  const ranked = cellRings().flatMap((_, other) => {
    const [east, north] = [P.map.middles[other][0] - x, P.map.middles[other][1] - y];
    const ahead = east * dx + north * dy;
    const aside = Math.abs(east * dy - north * dx);
    return ahead > 0 && aside <= 1.5 * ahead ? [[ahead + 2 * aside, other]] : [];
  });
  return ranked.length ? ranked.reduce((best, one) => (one[0] < best[0] ? one : best))[1] : index;
}

/** Draw what stands; `apart` are the districts that differ from the other map. */
export function showScene(map, scene, apart = []) {
  const isSame = map.scene?.key === scene.key && map.lang === `${state.lang} ${state.digits}` && map.apart?.join() === apart.join();
  map.scene = scene;
  if (isSame) return;
  Object.assign(map, { apart, lang: `${state.lang} ${state.digits}` });
  drawFills(map);
  fresh(map.parts.edges, edgePaths(scene.districts, map.view));
  fresh(map.parts.fronts, frontPaths(scene.fronts, map.view));
  nameOptions(map);
  showOver(map);
  if (map.placed) fresh(map.parts.doubts, doubtMarks(scene.districts, map.view, map.scale, map.placed.boxes));
}

/** Replace the fills of districts that look different now. */
function drawFills(map) {
  for (const mark of map.scene.districts) {
    const look = `${mark.parts} ${mark.word === "no source"}`;
    const before = map.fills.get(mark.index);
    if (before?.look === look) continue;
    const group = before?.group ?? map.parts.fills.appendChild(svg("g"));
    fresh(group, fillPaths(map.id, mark, map.view));
    map.fills.set(mark.index, { look, group });
  }
}

/** Whole sentences as names of the districts; while playing they wait. */
export function nameOptions(map) {
  if (state.playing || !map.scene) return;
  map.list.setAttribute("aria-label", map.name);
  map.scene.districts.forEach((mark, index) => {
    map.options[index].setAttribute("aria-label", districtSentence(mark));
    map.options[index].setAttribute("aria-selected", String(state.place === mark.id));
  });
}

/** Rings above the people: differences, the chosen district, the focused one. */
export function showOver(map) {
  const rings = cellRings();
  const ring = (index, name) => svg("path", { d: pathD(rings[index], map.view, true), class: name });
  const chosen = P.places.id.indexOf(state.place);
  const focused = map.options.findIndex((option) => option === document.activeElement && option.matches(":focus-visible"));
  const apart = map.apart ?? [];
  fresh(map.parts.over, [
    ...apart.map((index) => ring(index, "stage-apart-casing")), ...apart.map((index) => ring(index, "stage-apart")),
    ...(chosen >= 0 && chosen < rings.length ? [ring(chosen, "stage-chosen-casing"), ring(chosen, "stage-chosen")] : []),
    ...(focused >= 0 ? [ring(focused, "stage-focus-casing"), ring(focused, "stage-focus")] : []),
  ]);
}

/** Draw what moves at a minute. */
export function showMotion(map, account, minute) {
  if (!map.frame) return;
  const { key, dots } = standingAt(account, minute, map.scene);
  if (map.painted !== key) paintStanding(map.standing, map.frame, dots);
  map.painted = key;
  paintMoving(map.moving, map.frame, travellersAt(account, minute), convoysAt(account, minute));
}

/** Fit everything to the size on the screen. */
export function resizeMap(map) {
  const wide = map.box.clientWidth;
  if (!wide) return;
  const tall = (wide * map.down) / map.across;
  map.scale = wide / map.across;
  const ratio = sizeCanvas(map.standing, wide, tall);
  sizeCanvas(map.moving, wide, tall);
  const [west, , , north] = map.view;
  map.frame = { scale: (map.scale * ratio) / 10, west, north, ratio, wide };
  map.painted = "";
  scaleTextures(map.ground, 1 / map.scale);
  writeNames(map, wide, tall);
  if (map.scene) showMotion(map, accountIndex(map.scene.account), state.minute);
}

/** Names, doubts, scale bar and arrow for the size and language. */
export function writeNames(map, wide = map.box.clientWidth, tall = (wide * map.down) / map.across) {
  if (!map.frame) return;
  const inset = wide >= 560 ? [[0, 0, wide * 0.33, wide * 0.33]] : [];
  map.placed = kept(`names ${state.lang} ${Math.round(wide)}`, () => placedNames(map.view, map.scale, [wide, tall], [...inset, [0, tall - 44, 150, tall]]));
  fresh(map.parts.names, nameTexts(map.placed.names, 1 / map.scale));
  fresh(map.parts.scalebar, scaleBar(map, tall));
  if (map.scene) fresh(map.parts.doubts, doubtMarks(map.scene.districts, map.view, map.scale, map.placed.boxes));
}

/** A bar of one, two or five kilometres, and an arrow to the north. */
function scaleBar(map, tall) {
  const unit = 1 / map.scale;
  const km = [5, 2, 1].find((length) => length * 100 * map.scale <= 120) ?? 1;
  const [left, low] = [14 * unit, (tall - 16) * unit];
  const right = left + km * 100;
  const text = (x, y, words, size) => svg("text", { x: x.toFixed(1), y: y.toFixed(1), "font-size": (size * unit).toFixed(1), class: "stage-furniture" }, words);
  const north = right + 18 * unit;
  return [
    svg("path", { d: `M${left} ${low - 5 * unit}V${low}H${right}V${low - 5 * unit}`, class: "stage-bar" }),
    text((left + right) / 2, low - 7 * unit, t("furniture.km", { n: num(km) }), 11),
    svg("path", { d: `M${north} ${low - 14 * unit}l${4 * unit} ${14 * unit}l${-4 * unit} ${-3 * unit}l${-4 * unit} ${3 * unit}Z`, class: "stage-north" }),
    text(north, low - 17 * unit, t("furniture.north"), 11),
  ];
}

/** New colours when the colour scheme changes. */
export function watchColours(maps) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    forgetSprites();
    for (const map of maps()) resizeMap(map);
  });
}

/** Keep the rings in step with the chosen place. */
export function watchPlace(maps) {
  onChange((_, keys) => {
    if (!keys.includes("place")) return;
    for (const map of maps()) {
      showOver(map);
      nameOptions(map);
    }
  });
}
