/** One district: its 38 days as a strip, why it has its colour today, and the claims for and against. */
import { P, claimOf } from "./data.mjs";
import { goToDay, set, state } from "./clock.mjs";
import { clockTime, el, listed, longDate, num, plain, shortDate, span, t } from "./texts.mjs";
import { dayStrip, linkButton, modelled, original, picker, quote, sharesInWords, tag } from "./widgets.mjs";
import { changesIn, dailyGround, groundAt, incidentAt, isDriving, nameOfPlace, peopleAt, provenanceRows, settledRows, soleHolder, today, toldOn } from "./facts.mjs";
import { sourceOf, unitWord } from "./claims.mjs";

/** The panel of the place in focus. */
export function placePanel() {
  const index = P.places.id.indexOf(state.place);
  const options = [{ value: "", label: t("panel.place.choose") }, ...districtOptions()];
  return el("div", { class: "stack-wide" }, el("h2", {}, index < 0 ? t("panel.tab.place") : placeTitle(index)),
    picker(t("panel.place.pick"), "pick-place", options, state.place ?? "", (id) => set({ place: id || null, view: "place" })),
    index < 0 || index >= P.districts.count ? el("p", {}, t("panel.place.none")) : districtParts(index));
}

/** All districts by name in the reader's language. */
export function districtOptions() {
  return P.places.id.slice(0, P.districts.count).map((id) => ({ value: id, label: nameOfPlace(id) }))
    .sort((a, b) => a.label.localeCompare(b.label, state.lang));
}

/** The name in both writings. */
function placeTitle(index) {
  const [name, arabic] = [P.places.name[index], P.places.arabic[index]];
  const latin = el("span", { lang: "en", dir: "ltr" }, plain(name, 80));
  const own = arabic ? el("span", { lang: "ar", dir: "rtl" }, plain(arabic, 80)) : null;
  return state.lang === "ar" && own ? [own, " · ", latin] : own ? [latin, " · ", own] : latin;
}

/** What is told of a district. */
function districtParts(index) {
  const now = groundAt(state.minute)[index];
  return [stateBlock(index, now), whyBlock(index, now), historyBlock(index), claimsBlock(index)];
}

/** Who holds it, and how many people are modelled there. */
function stateBlock(index, now) {
  const people = peopleAt(index, today());
  return el("div", { class: "stack" }, el("p", { class: "value", id: "place-state" }, stateSentence(index, now.shares)),
    el("p", { class: "small" }, t("panel.place.area", { km2: num(P.districts.km2[index], 2) }), " · ", t("panel.place.people"), " ", modelled(num(people))));
}

/** `Held by the opposition at the end of 27 November 2016.` */
function stateSentence(index, shares) {
  const holder = soleHolder(shares);
  const when = longDate(today());
  if (holder === null) return t("panel.place.empty", { date: when });
  if (holder === -1) return t("panel.place.shared", { date: when, parts: listed(sharesInWords(shares)) });
  return t("panel.place.held", { date: when, party: t(`party.${P.parties[holder]}`) });
}

/** Why is it this colour today? From what its last change rests on. */
function whyBlock(index, now) {
  const told = toldOn(today(), index);
  const spoken = told.claims.length ? t("panel.place.told", { n: told.claims.length }) : t("panel.place.silent");
  return el("section", { class: "stack" }, el("h3", {}, t("panel.place.why")), el("p", { id: "place-why" }, whySentence(now), " ", spoken,
    told.contested ? [" ", t("panel.place.contested")] : null), basisList(now));
}

/** The sentence: since when, and by claim or by assumption. */
function whySentence(now) {
  if (now.last === null) return t("panel.place.since-start");
  const { minute } = now.last;
  return t(now.basis.includes("assumption:") ? "panel.place.by-assumption" : "panel.place.by-claim", { date: longDate(Math.floor(minute / 1440)), time: clockTime(minute) });
}

/** Each claim or assumption behind a state. */
function basisList(now) {
  return el("ul", { class: "plain voices" }, now.basis.split(";").map((one) => el("li", {}, basisItem(one))));
}

/** A claim with its speaker, or an assumption with its reason. */
export function basisItem(basis) {
  const [kind, id] = [basis.slice(0, basis.indexOf(":")), basis.slice(basis.indexOf(":") + 1)];
  const claim = kind === "claim" ? P.claims.id.indexOf(id) : -1;
  if (claim >= 0) return claimItem(claim);
  const rows = provenanceRows().filter((row) => row.basis === basis);
  return el("p", {}, tag(t(kind === "assumption" ? "panel.assumed" : "panel.dataset"), "modelled"), " ", quote(rows[0] ? rows[0].reason : id));
}

/** A claim in a few lines: who, what, when, where it stands. */
export function claimItem(index, extra = null) {
  const claim = claimOf(index);
  const value = claim.unit === "event" ? null : span(claim.low, claim.best, claim.high, claim.unit);
  return el("div", { "data-claim": claim.id }, el("p", {}, extra, el("b", {}, original(claim.speaker)), ": ", quote(claim.text),
    value ? el("span", {}, " · ", el("span", { class: "num" }, value), " ", unitWord(claim.unit)) : null),
  el("p", { class: "small faint" }, original(claim.when), " · ", sourceOf(claim), isDriving(index) ? [" · ", tag(t("panel.followed"))] : null));
}

/** The days as a strip, its sentence, and the changes as buttons. */
function historyBlock(index) {
  const changes = changesIn(index);
  const spoken = Array.from({ length: P.days }, (_, day) => day).filter((day) => toldOn(day, index).claims.length);
  const label = t("panel.place.strip", { place: nameOfPlace(P.places.id[index]), first: longDate(0), last: longDate(P.days - 1), n: changes.length });
  return el("section", { class: "stack" }, el("h3", {}, t("panel.place.history")),
    dayStrip(dailyGround().map((states) => states[index].shares), today(), spoken, label, (day) => goToDay(day + 1)),
    el("p", { class: "row small strip-ends", dir: "ltr" }, el("span", {}, shortDate(0)), el("span", {}, shortDate(P.days - 1))),
    el("p", { class: "small faint" }, t("panel.place.strip-key")),
    changes.length ? el("ul", { class: "plain" }, changes.map(changeItem)) : el("p", {}, t("panel.place.no-change")));
}

/** One change: a button that goes to its day, and what it brought. */
function changeItem(change, number) {
  const day = Math.floor(change.minute / 1440);
  const shares = change.shares.map((share) => share / 10000);
  return el("li", {}, linkButton(longDate(day), () => goToDay(day + 1), { id: `change-${number}` }), " ", clockTime(change.minute), ": ",
    listed(sharesInWords(shares)), P.bases[change.basis].includes("assumption:") ? [" ", tag(t("panel.assumed"), "modelled")] : null);
}

/** Claims of its control up to now: followed, passed over, and all others that speak of it. */
function claimsBlock(index) {
  const steps = new Set(changesIn(index).map((change) => `control.${P.steps[change.step]}`));
  const settled = settledRows().filter((one) => steps.has(one.path));
  const followed = new Set(settled.map((one) => one.followed));
  const over = [...new Set(settled.flatMap((one) => one.over))].filter((one) => !followed.has(one));
  const others = spokenOf(P.places.id[index]).filter((one) => !followed.has(one) && !over.includes(one));
  return el("section", { class: "stack" }, el("h3", {}, t("panel.place.claims")),
    claimList(t("panel.place.for"), [...followed].filter((one) => one >= 0)), claimList(t("panel.place.against"), over),
    claimList(t("panel.place.others"), others));
}

/** Claims of incidents at a place, in order. */
function spokenOf(id) {
  return P.incidents.place.map((place, index) => (place === id ? incidentAt(index).claim : -1)).filter((claim) => claim >= 0);
}

/** A folded list of claims under a heading. */
function claimList(heading, claims) {
  if (!claims.length) return el("p", { class: "faint" }, `${heading}: ${num(0)}`);
  return el("details", { open: claims.length < 6 }, el("summary", {}, `${heading}: ${num(claims.length)}`),
    el("ul", { class: "plain voices" }, claims.map((claim) => el("li", {}, claimItem(claim)))));
}
