/** The whole way out in a small map of its own, and where on it the large map lies. */
import { P, kept } from "./data.mjs";
import { cellRings, extentOf, linesIn, nextDrawing, pathD, projected } from "./drawing.mjs";
import { paintMoving, sizeCanvas } from "./paint.mjs";
import { convoysAt } from "./motion.mjs";
import { el, fresh, isRtl, plain, svg, t } from "./texts.mjs";
import { state } from "./clock.mjs";

/** A small map beside or on the large one; null where no route is known. */
export function makeInset() {
  if (!P.map.ways.length && !P.map.destinations.length) return null;
  const view = P.map.far;
  const [across, down] = extentOf(view);
  const inset = { id: nextDrawing(), view, across, down, canvas: el("canvas", { class: "stage-canvas" }), words: svg("g"), title: el("p", { class: "stage-inset-title" }) };
  const drawing = svg("svg", { viewBox: `0 0 ${across.toFixed(1)} ${down.toFixed(1)}`, class: "stage-inset-map", "aria-hidden": "true" }, insetGround(view, inset.words));
  inset.box = el("div", { class: "stage-inset" }, inset.title, el("div", { class: "stage-inset-frame", dir: "ltr" }, drawing, inset.canvas));
  new ResizeObserver(() => resizeInset(inset)).observe(inset.box);
  return inset;
}

/** Land, city, districts, roads, river, the way out, the frame of the large map. */
function insetGround(view, words) {
  const [across, down] = extentOf(view);
  const path = (points, name, closed = false) => svg("path", { d: pathD(points, view, closed), class: `stage-inset-${name}` });
  const kindsOf = (name, list, kind) => linesIn(name).filter((_, at) => list[at][2] === kind);
  const [west, south, east, north] = P.map.view;
  const ways = linesIn("ways");
  return [
    svg("rect", { width: across.toFixed(1), height: down.toFixed(1), class: "stage-land" }),
    ...kindsOf("outlines", P.map.outlines, "outline").map((points) => path(points, "city", true)),
    ...kindsOf("lines", P.map.lines, "road").map((points) => path(points, "road")),
    ...kindsOf("lines", P.map.lines, "river").map((points) => path(points, "river")),
    ...cellRings().map((points) => path(points, "cells", true)),
    path([[west, north], [east, north], [east, south], [west, south]], "view", true),
    ...ways.map((points) => path(points, "way-casing")), ...ways.map((points) => path(points, "way")), words,
  ];
}

/** Fit to the size on the screen. */
function resizeInset(inset) {
  const wide = inset.canvas.parentNode.clientWidth;
  if (!wide) return;
  const scale = wide / inset.across;
  const ratio = sizeCanvas(inset.canvas, wide, (wide * inset.down) / inset.across);
  inset.frame = { scale: (scale * ratio) / 10, west: inset.view[0], north: inset.view[3], ratio, wide };
  inset.unit = 1 / scale;
  writeInset(inset);
  if (inset.last) showInset(inset, ...inset.last);
}

/** Heading and the names of the destinations in the reader's language. */
export function writeInset(inset) {
  fresh(inset.title, t("inset.title"));
  if (!inset.unit) return;
  const unit = inset.unit;
  const names = kept("place numbers", () => new Map(P.places.id.map((id, index) => [id, index])));
  fresh(inset.words, P.map.destinations.flatMap(([id, east, north], number) => {
    const index = names.get(id);
    const text = plain(isRtl(state.lang) && P.places.arabic[index] ? P.places.arabic[index] : P.places.name[index], 40);
    const [x, y] = projected(inset.view, [east, north]);
    const half = Math.min(text.length * 3.3 * unit, inset.across / 2 - 4 * unit);
    const middle = Math.min(Math.max(x, half + 6 * unit), inset.across - half - 6 * unit);
    const below = y > inset.down * 0.6 ? -9 : 18;
    return [
      svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: (4 * unit).toFixed(1), class: "stage-inset-spot" }),
      svg("text", { x: middle.toFixed(1), y: (y + below * unit).toFixed(1), "font-size": (11 * unit).toFixed(1), class: "stage-name stage-name-far", id: `${inset.id}-${number}` }, text),
    ];
  }));
}

/** Draw the convoys of a minute. */
export function showInset(inset, account, minute) {
  inset.last = [account, minute];
  if (inset.frame) paintMoving(inset.canvas, inset.frame, [], convoysAt(account, minute));
}
