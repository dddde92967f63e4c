/** How it was made: what is known, what is assumed, what is modelled; where each number comes from; the words. */
import { P } from "./data.mjs";
import { el, fresh, longDate, num, pct, t } from "./texts.mjs";
import { original, picker, tag, worded } from "./widgets.mjs";
import { provenanceRows, shownAccount } from "./facts.mjs";
import { folded } from "./search.mjs";
import { accountName } from "./timeline.mjs";

const sought = { part: "", words: "" };
const STEPS = ["control", "shared", "people", "map", "figures"];

/** The panel. */
export function methodPanel() {
  const account = P.accounts[shownAccount()];
  return el("div", { class: "stack-wide" }, el("h2", {}, t("panel.tab.method")), standingBlock(), readingBlock(), scoreBlock(account), unansweredBlock(), originBlock(), documentBlock(account));
}

/** Known, assumed, modelled: counts and what they are. */
function standingBlock() {
  const rows = provenanceRows();
  const count = (kind) => rows.filter((row) => row.basis.split(";").every((one) => one.startsWith(kind))).length;
  const parts = [["known", count("claim:")], ["measured", count("dataset:")], ["assumed", rows.filter((row) => row.basis.includes("assumption:")).length]];
  return el("section", { class: "stack" }, el("p", {}, t("panel.method.counted", { n: P.claims.id.length, speakers: num(P.speakers.name.length), documents: num(documentCount()) })),
    el("dl", { class: "terms" }, parts.map(([id, n]) => [el("dt", {}, t(`panel.method.${id}`, { n })), el("dd", {}, t(`panel.method.${id}-is`))]),
      el("dt", {}, t("panel.method.modelled")), el("dd", {}, t("panel.method.modelled-is"))));
}

/** Documents that claims were read from. */
function documentCount() {
  return new Set(P.claims.id.map((id) => id.slice(0, 3))).size;
}

/** How to read the map, in the film's own words. */
function readingBlock() {
  const known = STEPS.map((id) => `card.method-${id}`).filter((key) => P.strings.en[key]);
  return el("section", { class: "stack" }, el("h3", {}, t("panel.method.reading")), el("ul", {}, known.map((key) => el("li", {}, t(key))), el("li", {}, t("card.deaths"))));
}

/** How the replay stands against the figures that did not drive it. */
function scoreBlock(account) {
  const { role, verdict } = account.checks;
  const held = role.map((one, index) => (one === 1 ? null : P.verdicts[verdict[index]])).filter(Boolean);
  const of = (name) => num(held.filter((one) => one === name).length);
  const scores = account.scores.map(([name, answered, within, error]) => el("li", {}, original(name), ": ", t("panel.method.rival", {
    answered: num(answered), within: num(within), error: error === null ? "–" : pct(error) })));
  return el("section", { class: "stack" }, el("h3", {}, t("panel.method.checks")), el("p", {}, t("panel.method.verdicts", { n: held.length, agrees: of("agrees"), explained: of("explained"), differs: of("differs"),
    drives: num(role.filter((one) => one === 1).length) })), scores.length ? el("ul", {}, scores) : null);
}

/** Figures that no replay can answer, with the reason. */
function unansweredBlock() {
  return el("details", {}, el("summary", { id: "unanswered" }, t("panel.method.unanswered", { n: P.unchecked.length })),
    el("ul", { class: "small" }, P.unchecked.map(([claim, reason]) => el("li", {}, original(`${P.claims.id[claim]}: ${P.claims.text[claim]}. ${reason}`)))));
}

/** The provenance of each value, by part of the scenario and by words. */
function originBlock() {
  const list = el("div", { id: "origins" });
  const show = () => fresh(list, originList());
  const parts = [...new Set(provenanceRows().map((row) => row.path.split(".")[0]))];
  const options = [{ value: "", label: t("panel.all") }, ...parts.map((id) => ({ value: id, label: worded(`panel.part.${id}`, id) }))];
  show();
  return el("section", { class: "stack" }, el("h3", {}, t("panel.method.origin")), el("p", { class: "measure" }, t("panel.method.origin-lead")),
    picker(t("panel.method.part"), "pick-part", options, sought.part, (value) => { sought.part = value; show(); }),
    el("label", { class: "field", for: "origin-box" }, el("span", {}, t("panel.method.words")), el("input", { type: "search", id: "origin-box", value: sought.words, autocomplete: "off",
      onkeydown: (event) => event.stopPropagation(), oninput: (event) => { sought.words = event.target.value; show(); } })), list);
}

/** The rows wanted, folded where there are many. */
function originList() {
  const words = folded(sought.words).split(" ").filter(Boolean);
  const rows = provenanceRows().filter((row) => (!sought.part || row.path.split(".")[0] === sought.part)
    && words.every((word) => folded(`${row.path} ${row.value} ${row.basis} ${row.reason}`).includes(word)));
  const summary = t("panel.method.rows", { n: rows.length });
  return el("details", { open: rows.length < 30 }, el("summary", { id: "origin-rows" }, summary), el("ul", { class: "plain voices small" }, rows.map((row) => el("li", {},
    tag(t(originKind(row.basis)), row.basis.includes("assumption:") ? "modelled" : ""), " ", original(`${row.path} = ${row.value}`), el("br"), original(row.reason), " ", el("span", { class: "faint" }, original(row.basis))))));
}

/** The word for what a basis is. */
function originKind(basis) {
  return basis.includes("assumption:") ? "panel.assumed" : basis.startsWith("claim:") ? "panel.documented" : "panel.dataset";
}

/** The documents, credits, and what this was made from. */
function documentBlock(account) {
  return el("section", { class: "stack" }, el("h3", {}, t("panel.method.documents")),
    P.documents.length ? el("ul", { class: "plain" }, P.documents.map((one) => el("li", {}, original(`${one.id}: ${one.title}`), one.description ? el("p", { class: "small faint" }, original(one.description)) : null))) : null,
    el("p", { class: "small" }, t("panel.method.account", { account: accountName(account) }), " ", t("words.licence")),
    el("p", { class: "small faint" }, original(`${P.program.name} ${P.program.version} · ${P.scenario} · ${account.id} · seed ${P.seed} · inputs ${account.inputs.slice(0, 16)} · trace ${account.digest.slice(0, 16)}`)));
}

/** The glossary: the terms, then the contested words with who uses which and why ours. */
export function glossaryPanel() {
  return el("div", { class: "stack-wide" }, el("h2", {}, t("panel.tab.glossary")), termList("glossary"),
    el("section", { class: "stack" }, el("h3", {}, t("panel.glossary.contested")), el("p", { class: "measure" }, t("panel.glossary.lead")), termList("contested")));
}

/** Terms whose keys begin so, with what they mean here. */
function termList(start) {
  const keys = Object.keys(P.strings.en).filter((key) => key.startsWith(`${start}.`) && !key.endsWith(".means"));
  return el("dl", { class: "terms" }, keys.map((key) => [el("dt", {}, t(key)), el("dd", {}, t(`${key}.means`))]));
}

/** The first and last day in words, for the head of the page. */
export function periodText() {
  return t("panel.period", { first: longDate(0), last: longDate(P.days - 1) });
}
