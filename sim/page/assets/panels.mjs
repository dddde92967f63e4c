/** The page around the stage: head, content note, tabs and the panel shown. */
import { P, metaOf } from "./data.mjs";
import { onChange, set, state } from "./clock.mjs";
import { el, fresh, plain, setLanguage, t } from "./texts.mjs";
import { keepArrows, original, textures } from "./widgets.mjs";
import { claimsPanel } from "./claims.mjs";
import { accountPanel } from "./beside.mjs";
import { placePanel } from "./places.mjs";
import { timelinePanel } from "./timeline.mjs";
import { tablePanel } from "./tables.mjs";
import { searchPanel } from "./search.mjs";
import { glossaryPanel, methodPanel, periodText } from "./method.mjs";
import { downloadPanel } from "./downloads.mjs";
import { preparePrint } from "./printing.mjs";

const LANGUAGE_NAMES = { en: "English", ar: "العربية" };
const MOVING = ["claims", "place", "timeline", "table", "account"];
const drawn = { tab: "", day: 0 };

/** Panels by the name of their view, in the order of the tabs. */
function panelOf(tab) {
  return { claims: claimsPanel, account: accountPanel, place: placePanel, timeline: timelinePanel, table: tablePanel, search: searchPanel,
    method: methodPanel, glossary: glossaryPanel, download: downloadPanel }[tab];
}

/** The names of all views that have a tab. */
export function tabNames() {
  return ["claims", "account", "place", "timeline", "table", "search", "method", "glossary", "download"];
}

/** The tab that is open: for the view of the map, the place in focus or what is said. */
export function shownTab() {
  if (tabNames().includes(state.view)) return state.view;
  return state.place ? "place" : "claims";
}

/** Fill the page around the stage and follow the state. */
export function startPanels() {
  document.body.append(textures());
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
  window.addEventListener("beforeprint", preparePrint);
  onChange(followState);
  drawAll();
}

/** An element of the page. */
function byId(id) {
  return document.getElementById(id);
}

/** Show what a change asks for. */
function followState(now, keys) {
  const tab = shownTab();
  if (keys.includes("place") && state.place && !keys.includes("view") && tab !== "place") set({ view: "place" });
  else if (keys.includes("lang") || keys.includes("digits")) drawAll();
  else if (tab !== drawn.tab || keys.some((key) => ["account", "second", "place"].includes(key))) drawPanel(keys);
  else if (MOVING.includes(tab) && (keys.includes("day") || (keys.includes("minute") && !state.playing))) drawPanel(keys);
}

/** All words of the page anew. */
function drawAll() {
  setLanguage(state.lang);
  document.title = plain(P.title);
  fresh(byId("skip"), t("panel.skip"));
  drawHead();
  byId("panel").setAttribute("aria-label", t("panel.panel"));
  fresh(byId("foot"), el("p", {}, original(P.note), " ", t("panel.foot")), el("p", {}, t("words.licence")));
  drawPanel([]);
}

/** Title, period, and the reader's settings. */
function drawHead() {
  fresh(byId("title"), el("span", { lang: "en", dir: "ltr" }, plain(P.title)));
  fresh(byId("subtitle"), periodText());
  const focus = document.activeElement?.id;
  fresh(byId("settings"), el("div", { class: "row", role: "group", "aria-label": t("panel.language") }, languageButtons("head"), state.lang === "ar" ? ["arab", "latn"].map((digits) => el("button", { type: "button", id: `digits-${digits}`, "aria-pressed": String(digits === state.digits),
    onclick: () => set({ digits }), "aria-label": t(`panel.digits.${digits}`) }, digits === "arab" ? "٠١٢٣" : "0123")) : null));
  if (focus) byId(focus)?.focus();
}

/** A button for each language, its name in itself. */
function languageButtons(where) {
  return P.languages.map((lang) => el("button", { type: "button", id: `${where}-${lang}`, lang, "aria-pressed": String(lang === state.lang),
    onclick: () => { set({ lang }); byId(`${where}-${lang}`).focus(); } }, LANGUAGE_NAMES[lang] ?? lang));
}

/** Tabs and the panel; what had the focus has it again. */
function drawPanel(keys) {
  const tab = shownTab();
  const focus = document.activeElement;
  const inPanel = byId("panel").contains(focus);
  const id = focus?.id;
  drawTabs(tab);
  const view = byId("view");
  view.setAttribute("role", "tabpanel");
  view.setAttribute("aria-labelledby", `tab-${tab}`);
  fresh(view, panelOf(tab)());
  const changed = drawn.tab !== "" && drawn.tab !== tab;
  drawn.tab = tab;
  if (inPanel) (byId(id) ?? view).focus({ preventScroll: true });
  else if (changed && keys.includes("view") && state.seen) view.focus();
}

/** The row of tabs: one is in the order of Tab, arrows go between them. */
function drawTabs(open) {
  const names = tabNames();
  const buttons = names.map((name) => el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === open), "aria-controls": "view",
    tabindex: name === open ? "0" : "-1", onclick: () => set({ view: name }), onkeydown: moveTab }, t(`panel.tab.${name}`)));
  fresh(byId("tabs"), el("div", { class: "tabs", role: "tablist", "aria-label": t("panel.panel") }, buttons));
}

/** Arrows, Home and End among the tabs. */
function moveTab(event) {
  keepArrows(event);
  const names = tabNames();
  const at = names.indexOf(event.target.id.slice(4));
  const onward = document.documentElement.dir === "rtl" ? -1 : 1;
  const to = { ArrowRight: at + onward, ArrowLeft: at - onward, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const name = names[(to + names.length) % names.length];
  set({ view: name });
  byId(`tab-${name}`).focus();
}

/** Open the content note, in the reader's language; resolves when it was read, and only then may anything play. */
export function openNote() {
  const note = byId("note");
  let isRead = false;
  drawNote();
  onChange((now, keys) => keys.includes("lang") && !isRead && drawNote());
  note.showModal();
  return new Promise((resolve) => {
    note.addEventListener("close", () => {
      if (!isRead) note.showModal();
    });
    byId("note-seen").addEventListener("click", () => {
      isRead = true;
      note.close();
      set({ seen: true });
      resolve();
    });
  });
}

/** The words of the note; the scenario's own stay in their language. */
function drawNote() {
  const { strings, note } = metaOf();
  const say = (key) => strings[state.lang][key];
  fresh(byId("note-title"), say("note.title"));
  fresh(byId("note-text"), el("span", { lang: "en", dir: "ltr" }, plain(note, 4000)));
  fresh(byId("note-more"), say("note.more"));
  fresh(byId("note-seen"), say("note.seen"));
  fresh(byId("note-languages"), languageButtons("note"));
}
