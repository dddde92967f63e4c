/** The legend: every state, mark and line that the map may show. */
import { nextDrawing, paintOf, scaleTextures, texturesOf } from "./drawing.mjs";
import { diamond } from "./names.mjs";
import { el, num, svg, t } from "./texts.mjs";

const BOX = "M1 3H29V17H1Z";
const PEOPLE = 100;

/** Everything that a map may show, in groups: the key of its words, and its sign. */
function signsOf(id) {
  const fill = (party, quiet = false, d = BOX) => svg("path", { d, ...paintOf(id, party, quiet) });
  const edge = (loud) => [fill(0, loud < 4), svg("path", { d: BOX, class: `stage-edge-${loud}` })];
  const halves = (quiet) => [fill(0, quiet, "M1 3H15V17H1Z"), fill(1, quiet, "M15 3H29V17H15Z")];
  const front = (name) => [svg("path", { d: "M2 10H28", class: "stage-front-casing" }), svg("path", { d: "M2 10H28", class: `stage-front ${name}` })];
  const dots = (name) => [6, 15, 24].map((x) => svg("circle", { cx: x, cy: 10, r: name === "travelling" ? 2.6 : 2.2, class: `stage-sign-${name}` }));
  const convoy = (hollow, crossed) => [
    svg("rect", { x: 11, y: 6, width: 8, height: 8, class: hollow ? "stage-sign-hollow" : "stage-sign-convoy" }),
    crossed ? svg("path", { d: "M9 4L21 16M21 4L9 16", class: "stage-sign-cross" }) : null,
  ];
  return [
    ["held-by-government", fill(0)], ["held-by-opposition", fill(1)], ["held-by-sdf", fill(2)],
    ["shared", [fill(1), fill(0, false, "M1 17L6 3H12L7 17ZM14 17L19 3H25L20 17Z")]], ["empty", svg("path", { d: BOX, class: "stage-sign-empty" })],
    ["told", [...halves(false), svg("path", { d: BOX, class: "stage-edge-3" })]], ["no-source", halves(true)],
    ["changed", edge(5)], ["claimed", edge(1)], ["assumed", edge(2)],
    ["front", front("")], ["front-unsure", front("stage-unsure")],
    ["disputed", diamond(15, 10, null, 1)], ["differ", diamond(15, 10, t("legend.n"), 0.88)],
    ["held-people", dots("held")], ["captured", dots("captured")], ["travelling", dots("travelling")],
    ["convoy", convoy(false, false)], ["convoy-modelled", convoy(true, false)], ["convoy-turned-back", convoy(false, true)],
    ["trail", [...[3, 7, 11, 15, 19].map((x) => svg("circle", { cx: x, cy: 10, r: 1.5, class: "stage-sign-trail" })), svg("rect", { x: 21, y: 6, width: 8, height: 8, class: "stage-sign-convoy" })]],
    ["route", svg("path", { d: "M1 10H29", class: "stage-sign-route" })],
  ];
}

/** A list of signs with their words. */
export function legendList() {
  const id = nextDrawing();
  const rows = signsOf(id).map(([key, sign], at) => {
    const drawing = svg("svg", { viewBox: "0 0 30 20", class: "stage-sign", "aria-hidden": "true" }, at ? null : texturesOf(id), sign);
    return el("li", {}, drawing, el("span", {}, key === "held-people" ? t("legend.held-people", { n: num(PEOPLE) }) : t(`legend.${key}`)));
  });
  const list = el("ul", { class: "stage-signs" }, rows);
  scaleTextures(list, 1);
  return list;
}
