/** What is said at the moment shown: each question with every speaker's figure, and which can both be true. */
import { P, claimOf, kept } from "./data.mjs";
import { state } from "./clock.mjs";
import { clockTime, el, fresh, longDate, num, pct, span, t } from "./texts.mjs";
import { axisLabels, axisOf, modelled, original, picker, placeMark, quote, rangePlot, tag, worded } from "./widgets.mjs";
import { checkedFigure, evacuatedBy, incidentOf, provenanceRows, today } from "./facts.mjs";
import { bothTrue } from "./together.mjs";

const MEASURES = ["evacuated", "aboard", "convoys", "enclave-share", "area", "districts-held", "districts-gained", "control",
  "crossed", "displaced", "surrendered", "present", "gap"];
const GROUND = ["enclave-share", "area", "districts-held", "districts-gained", "control", "gap"];
const RESTS_ON = { evacuated: ["evacuation."], aboard: ["evacuation."], convoys: ["evacuation."], crossed: ["flight."],
  displaced: ["flight."], surrendered: ["flight."], present: ["population.", "flight."], "enclave-share": ["territory.", "control."],
  area: ["territory."], "districts-held": ["control."], "districts-gained": ["control."], control: ["control."], gap: ["places."] };
const opened = new Map();
const compared = new Map();

/** The whole panel. */
export function claimsPanel() {
  const questions = questionsAt(state.minute);
  const first = questions.find((one) => one.id === "evacuated") ?? questions.find((one) => one.fresh > 0) ?? questions[0];
  return el("div", { class: "stack-wide" },
    el("div", { class: "stack" }, el("h2", {}, t("panel.claims.title", { date: longDate(today()) })),
      el("p", { class: "measure" }, t("panel.claims.lead"))),
    questions.length ? null : el("p", {}, t("panel.claims.none")),
    questions.map((one) => questionBlock(one, one === first)));
}

/** The questions that somebody has given a number for by a minute, each with its entries, the latest first. */
export function questionsAt(minute) {
  const figures = P.figures.id.map((_, index) => checkedFigure(index)).filter((one) => one.minute <= minute);
  const byMeasure = MEASURES.map((id) => question(id, figures.filter((one) => one.measure === id)));
  return [...byMeasure, question("deaths", told("casualty", minute)), question("others", told(null, minute))].filter((one) => one.entries.length);
}

/** A question: of single districts only what is said on the day, else all that was said by then. */
function question(id, entries) {
  const isNew = (one) => Math.floor(Math.max(0, one.minute - 1) / 1440) === today();
  const kept = id === "control" ? entries.filter(isNew) : entries;
  return { id, entries: kept.sort((a, b) => b.minute - a.minute), fresh: kept.filter(isNew).length };
}

/** Claims with a number that no replay answers: the dead and injured, or all others. */
function told(kind, minute) {
  const measured = kept("measured", () => new Set(P.figures.claim));
  return kept(`told ${kind}`, () => P.claims.id.map((_, index) => index).filter((index) => {
    const incident = incidentOf(index);
    const isNumber = P.claims.unit[index] !== "event" && [P.claims.low, P.claims.best, P.claims.high].some((c) => c[index] !== null);
    const fits = kind ? incident?.kind === kind : incident?.kind !== "casualty";
    return isNumber && !measured.has(index) && incident?.minute != null && fits && (kind !== null || P.claims.unit[index] !== "share");
  })).filter((index) => incidentOf(index).minute <= minute)
    .map((index) => ({ ...claimOf(index), claim: index, minute: incidentOf(index).minute, replayed: null, drives: false }));
}

/** One question, folded unless it is the first or was opened. */
function questionBlock(one, isFirst) {
  const node = el("details", { class: "question", open: opened.get(one.id) ?? isFirst, "data-question": one.id },
    el("summary", { id: `q-${one.id}` }, el("h3", { class: "inline" }, t(`panel.q.${one.id}`)), " ", el("span", { class: "faint small" }, countOf(one))));
  const fill = () => node.open && node.children.length === 1 && node.append(...questionParts(one));
  node.addEventListener("toggle", () => { opened.set(one.id, node.open); fill(); });
  fill();
  return node;
}

/** `13 figures by 6 speakers, 2 of this day`. */
function countOf(one) {
  const speakers = new Set(one.entries.map((entry) => P.claims.by[entry.claim])).size;
  return t("panel.claims.count", { n: one.entries.length, speakers: num(speakers), today: num(one.fresh) });
}

/** What stands under a question. */
function questionParts(one) {
  const axes = new Map([...new Set(one.entries.map((entry) => entry.unit))].map((unit) => [unit, axisFor(one.entries, unit)]));
  const single = axes.size === 1 ? axisLabels([...axes.values()][0]) : null;
  return [one.id === "deaths" ? el("p", { class: "measure" }, t("panel.claims.deaths")) : null, replayedNow(one.id), single,
    el("ol", { class: "plain voices" }, one.entries.map((entry) => voice(entry, axes.get(entry.unit)))),
    togetherBlock(one), assumedFor(one.id)].filter(Boolean);
}

/** The axis of all entries in a unit, their replayed values with them. */
function axisFor(entries, unit) {
  const values = entries.filter((one) => one.unit === unit).flatMap((one) => [one.low, one.best, one.high, replayedOf(one)]);
  return axisOf(values.filter((value) => value !== null), unit);
}

/** The replayed value as a number; null where there is none. */
function replayedOf(entry) {
  return entry.replayed === null || entry.replayed === "" || !Number.isFinite(Number(entry.replayed)) ? null : Number(entry.replayed);
}

/** The replay's own number at the moment shown, where it has one. */
function replayedNow(id) {
  if (id !== "evacuated") return null;
  return el("p", { id: "replayed-evacuated" }, t("panel.claims.now"), " ", modelled(num(evacuatedBy(state.minute))));
}

/** One speaker's figure: value, range, scope, wording, where it stands, and what the replay has. */
function voice(entry, axis) {
  const claim = claimOf(entry.claim);
  const letter = P.letters.find(([, name]) => name === claim.speaker.replace(/ \(own voice of \d+\)$/, ""))?.[0];
  return el("li", { class: "stack-tight", "data-claim": claim.id },
    el("p", {}, el("span", { class: "value num" }, span(entry.low, entry.best, entry.high, entry.unit)), " ", unitWord(entry.unit), " · ",
      el("b", {}, original(claim.speaker)), letter ? el("span", { class: "faint" }, ` (${letter})`) : null),
    rangePlot(axis, entry, replayedOf(entry)),
    el("p", { class: "small" }, longDate(Math.max(0, Math.floor((entry.minute - 1) / 1440))), t("list.comma"), clockTime(entry.minute), " · ", whereOf(entry), quote(claim.text)),
    claim.scope ? el("p", { class: "small" }, t("panel.claims.scope"), " ", quote(claim.scope)) : null,
    el("p", { class: "small faint" }, claim.wording && claim.wording !== "as-stated" ? [t("panel.claims.wording"), " ", original(`“${claim.wording}”`), " · "] : null, sourceOf(claim)),
    replayLine(entry));
}

/** Of what ground or convoy a figure speaks. */
function whereOf(entry) {
  return (entry.places ?? []).map((id) => [placeMark(id), " · "]);
}

/** A unit in the reader's language, the record's own word where there is none. */
export function unitWord(unit) {
  if (unit === "share") return "";
  return worded(`panel.unit.${unit}`, unit);
}

/** Document, paragraph and id of a claim. */
export function sourceOf(claim) {
  return el("span", {}, t("panel.source", { document: claim.document, paragraph: num(Number(claim.paragraph)) }), " · ", original(claim.id));
}

/** The replayed value beside a figure, and what it is worth. */
function replayLine(entry) {
  const value = replayedOf(entry);
  if (value === null) return null;
  return el("p", { class: "small" }, t("panel.claims.replay"), " ", replayedMark(entry), " · ", entry.drives ? t("panel.drives") : verdictOf(entry));
}

/** The replayed value with what it is: worked out from control, or modelled. */
export function replayedMark(entry) {
  const value = replayedOf(entry);
  if (value === null) return el("span", {}, t("panel.no-value"));
  const text = entry.unit === "share" ? pct(value) : num(value, Number.isInteger(value) ? 0 : 1);
  return GROUND.includes(entry.measure) ? el("span", {}, el("span", { class: "num" }, text), " ", tag(t("panel.computed"), "modelled")) : modelled(text);
}

/** What the comparison says, with its reason in the record's words. */
export function verdictOf(entry) {
  const side = /^the replay is (higher|lower) than claimed/.exec(entry.reason)?.[1];
  const reason = side ? t(`panel.side.${side}`) : entry.reason && quote(entry.reason);
  return el("span", {}, t(`panel.verdict.${entry.verdict}`), reason ? [": ", reason] : null);
}

/** Which figures can both be true: two that the reader picks, then all that cannot. */
function togetherBlock(one) {
  if (one.entries.length < 2) return null;
  const answers = el("div", { class: "stack", "aria-live": "polite" });
  const label = (entry) => `${span(entry.low, entry.best, entry.high, entry.unit)} · ${claimOf(entry.claim).speaker.slice(0, 60)} · ${claimOf(entry.claim).id}`;
  const options = one.entries.map((entry, index) => ({ value: String(index), label: label(entry) }));
  const chosen = (compared.get(one.id) ?? tellingPair(one.entries)).map((index) => (one.entries[index] ? index : "0"));
  const show = () => fresh(answers, pairSentence(one.entries[chosen[0]], one.entries[chosen[1]]));
  const pick = (side) => (value) => { chosen[side] = value; compared.set(one.id, chosen); show(); };
  show();
  return el("div", { class: "stack" }, el("h4", {}, t("panel.together.title")),
    picker(t("panel.together.first"), `first-${one.id}`, options, chosen[0], pick(0)),
    picker(t("panel.together.second"), `second-${one.id}`, options, chosen[1], pick(1)), answers, cannotList(one));
}

/** Two figures of all people, counted from the first day on, by different speakers, where there are such. */
function tellingPair(entries) {
  const order = entries.map((entry, index) => ({ index, rank: (entry.group ? 2 : 0) + (entry.since ? 1 : 0), by: P.claims.by[entry.claim] }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  const other = order.find((one) => one.by !== order[0].by) ?? order[1];
  return [String(order[0].index), String(other.index)];
}

/** The answer for two entries in a sentence, and their scopes. */
export function pairSentence(first, second) {
  if (first.claim === second.claim) return el("p", {}, t("panel.together.same"));
  const found = bothTrue(first, second);
  return [el("p", {}, el("span", { class: `verdict ${found.answer}` }, t(`panel.together.${found.answer}`)), " ", reasonOf(found, first, second),
    found.recorded ? [" ", t("panel.together.recorded")] : null),
  el("ul", { class: "small" }, [first, second].map((entry) => el("li", {}, original(scopeOf(entry)))))];
}

/** The reason in words; numbers in the unit of the claims. */
function reasonOf(found, first, second) {
  const { low, high, gap, unit } = found.values;
  const write = (value) => (unit === "share" ? pct(value) : num(value));
  if (found.reason === "overlap") return t("panel.why.overlap", { range: span(low, null, high, unit) });
  if (gap !== undefined) return t(`panel.why.${found.reason}`, { gap: write(gap) });
  return t(`panel.why.${found.reason}`, { first: claimOf(first.claim).id, second: claimOf(second.claim).id });
}

/** What a claim counts, in its own words. */
function scopeOf(entry) {
  const claim = claimOf(entry.claim);
  return `${claim.speaker} (${claim.at}): ${claim.scope || claim.text}`;
}

/** All pairs that cannot both be true. */
function cannotList(one) {
  const pairs = one.entries.flatMap((first, index) => one.entries.slice(index + 1).map((second) => [first, second]));
  const none = pairs.filter(([first, second]) => bothTrue(first, second).answer === "no");
  const heading = t("panel.together.count", { n: none.length, pairs: num(pairs.length) });
  if (!none.length) return el("p", {}, heading);
  return el("details", {}, el("summary", { id: `no-${one.id}` }, heading), el("ul", {}, none.slice(0, 40).map(([first, second]) =>
    el("li", {}, original(`${claimOf(first.claim).speaker}, ${claimOf(first.claim).at}`), " / ", original(`${claimOf(second.claim).speaker}, ${claimOf(second.claim).at}`), ": ",
      reasonOf(bothTrue(first, second), first, second)))));
}

/** What the program itself assumed for a question. */
function assumedFor(id) {
  const wanted = RESTS_ON[id] ?? [];
  const rows = provenanceRows().filter((row) => row.basis.startsWith("assumption:") && wanted.some((start) => row.path.startsWith(start)));
  if (!rows.length) return null;
  return el("details", {}, el("summary", { id: `assumed-${id}` }, t("panel.claims.assumed", { n: rows.length })),
    el("ul", { class: "small" }, rows.map((row) => el("li", {}, original(`${row.path}: ${row.value}. ${row.reason}`)))));
}
