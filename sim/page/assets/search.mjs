/** Search for a place or a claim, in plain text; marks over letters and Arabic vowels do not matter. */
import { P, kept } from "./data.mjs";
import { goToDay, set } from "./clock.mjs";
import { el, fresh, longDate, num, t } from "./texts.mjs";
import { linkButton, placeMark } from "./widgets.mjs";
import { incidentOf } from "./facts.mjs";
import { claimItem } from "./places.mjs";

const MOST = 40;
const asked = { text: "" };

/** The panel: a box, and what is found. */
export function searchPanel() {
  const found = el("div", { class: "stack-wide", id: "found" });
  const box = el("input", { type: "search", id: "search-box", value: asked.text, autocomplete: "off", spellcheck: "false",
    onkeydown: (event) => event.stopPropagation(), oninput: (event) => { asked.text = event.target.value; fresh(found, results()); } });
  fresh(found, results());
  return el("div", { class: "stack" }, el("h2", {}, t("panel.tab.search")),
    el("label", { class: "field", for: "search-box" }, el("span", {}, t("panel.search.label")), box), el("p", { class: "small faint" }, t("panel.search.hint")), found);
}

/** Letters without case, marks, vowels; forms of alef, ya and ta as one; articles' hyphens as spaces. */
export function folded(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640]/g, "").toLowerCase()
    .replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/ؤ/g, "و").replace(/ئ/g, "ي").replace(/[-–’'ʿʾ"]/g, " ")
    .replace(/[٠-٩]/g, (one) => String("٠١٢٣٤٥٦٧٨٩".indexOf(one))).replace(/\s+/g, " ").trim();
}

/** Places and claims of which all words are found. */
export function searchFor(text) {
  const words = folded(text).split(" ").filter(Boolean);
  const has = (hay) => words.every((word) => hay.includes(word));
  const places = kept("hay places", () => [P.places, P.otherPlaces].flatMap((list) => list.id.map((id, index) =>
    ({ id, district: list === P.places && index < P.districts.count, hay: folded(`${id} ${list.name[index]} ${list.arabic[index]}`) }))));
  const claims = kept("hay claims", () => P.claims.id.map((id, index) => folded([id, P.speakers.name[P.claims.by[index]], P.claims.text[index], P.claims.at[index],
    P.claims.scope[index], placeWords(index)].join(" "))));
  if (!words.length) return { places: [], claims: [] };
  return { places: places.filter((one) => has(one.hay)), claims: claims.flatMap((hay, index) => (has(hay) ? [index] : [])) };
}

/** The names of the place that a claim tells of. */
function placeWords(claim) {
  const id = incidentOf(claim)?.place;
  const list = [P.places, P.otherPlaces].find((one) => id && one.id.includes(id));
  return list ? `${list.name[list.id.indexOf(id)]} ${list.arabic[list.id.indexOf(id)]}` : "";
}

/** What is found, in words first. */
function results() {
  if (!folded(asked.text)) return [];
  const { places, claims } = searchFor(asked.text);
  return [el("p", { role: "status", id: "found-count" }, t("panel.search.count", { n: claims.length, places: num(places.length) })),
    places.length ? el("ul", { class: "plain" }, places.slice(0, MOST).map(placeResult)) : null,
    claims.length ? el("ul", { class: "plain voices" }, claims.slice(0, MOST).map((claim) => el("li", {}, claimItem(claim), dayLink(claim)))) : null,
    claims.length > MOST ? el("p", {}, t("panel.search.more", { n: claims.length - MOST })) : null];
}

/** A place: a button to its panel where it is a district. */
function placeResult(place) {
  const name = placeMark(place.id);
  return el("li", {}, place.district ? linkButton(name, () => set({ place: place.id, view: "place" })) : [name, " ", el("span", { class: "faint small" }, t("panel.search.no-district"))]);
}

/** A button to the day of a claim. */
function dayLink(claim) {
  const minute = incidentOf(claim)?.minute ?? null;
  if (minute === null) return null;
  const day = Math.floor(minute / 1440);
  return linkButton(t("panel.search.go", { date: longDate(day) }), () => goToDay(day + 1));
}
