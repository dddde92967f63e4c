/** The stage: date, one map or two, controls, scrubber, captions; all of it follows the clock. */
import { DAY_MINUTES, isDayEnd, onChange, state } from "./clock.mjs";
import { makeControls, showHelp, showPlaying, updateControls } from "./controls.mjs";
import { P, accountIndex, accountOf, incidentsAt, speakerName } from "./data.mjs";
import { makeInset, showInset, writeInset } from "./inset.mjs";
import { startKeys } from "./keys.mjs";
import { legendList } from "./legend.mjs";
import { makeMap, nameOptions, showMotion, showScene, watchColours, watchPlace, writeNames } from "./map.mjs";
import { areApart, sceneAt } from "./scenes.mjs";
import { makeScrubber, moveScrubber, showDate, updateScrubber } from "./scrubber.mjs";
import { daySentence, districtSentence } from "./sentences.mjs";
import { clockTime, el, fresh, longDate, plain, t, weekday } from "./texts.mjs";

const QUIET_TIME = 350;
const stage = { maps: [], captions: true, timer: 0, spoken: "" };

/** Build everything into `#stage` and followStage the state. */
export function startStage() {
  const root = document.getElementById("stage");
  Object.assign(stage, {
    root, date: el("h2", { class: "stage-date" }), maps: [newMap(), newMap()], inset: makeInset(), scrubber: makeScrubber(),
    tip: el("p", { class: "stage-tip", "aria-hidden": "true" }), apart: el("p", { class: "stage-apart-words" }), said: el("div", { class: "stage-captions" }), legend: el("details", { class: "stage-legend", open: true }),
    controls: makeControls({ captions: toggleCaptions }),
  });
  const figures = stage.maps.map((map) => {
    map.title = el("h3", { class: "stage-account" });
    const inset = map === stage.maps[0] && stage.inset ? stage.inset.box : null;
    return (map.figure = el("div", { class: "stage-figure" }, map.title, el("div", { class: "stage-around" }, map.box, inset)));
  });
  root.append(stage.date, el("div", { class: "stage-maps" }, figures), stage.apart, stage.tip, stage.controls.main, stage.scrubber.box, stage.controls.more, stage.said, stage.legend);
  startKeys(root, { captions: toggleCaptions, help: () => showHelp(stage.controls) });
  watchColours(() => stage.maps);
  watchPlace(() => stage.maps);
  onChange(followStage);
  followStage(state, ["lang", "account", "minute", "day"]);
}

/** A map whose pointed-at district is told below it. */
function newMap() {
  return makeMap({ name: "", point: showPointed });
}

/** The sentence of the district pointed at; without one, how to point at one. */
function showPointed(mark) {
  stage.pointed = mark ? mark.index : -1;
  fresh(stage.tip, mark ? districtSentence(mark) : t("stage.point"));
}

/** Do what the changes ask for, and no more: most calls are frames. */
function followStage(now, keys) {
  const isWhole = keys.some((key) => ["lang", "digits", "account", "second"].includes(key));
  const scene = sceneAt(now.account, now.minute);
  if (isWhole) rewrite();
  if (isWhole || keys.some((key) => ["minute", "day", "playing"].includes(key))) showMoment(scene, keys);
  if (keys.includes("playing")) showPlaying(stage.controls);
  if (keys.includes("speed")) stage.controls.speed.select.value = String(now.speed);
  if (!now.playing) speak(scene);
}

/** All words anew. */
function rewrite() {
  const second = stage.maps[1];
  const accounts = [state.account, state.second];
  second.figure.hidden = !state.second;
  stage.root.classList.toggle("stage-two", Boolean(state.second));
  stage.maps.forEach((map, at) => {
    if (!accounts[at]) return;
    map.name = t("stage.map-name", { account: plain(accountOf(accounts[at]).name, 60) });
    fresh(map.title, t("stage.account", { account: plain(accountOf(accounts[at]).name, 60) }));
    writeNames(map);
  });
  if (stage.inset) writeInset(stage.inset);
  stage.root.setAttribute("aria-label", t("stage.name"));
  fresh(stage.legend, el("summary", {}, t("stage.legend")), legendList());
  fresh(stage.tip, t("stage.point"));
  updateControls(stage.controls, stage.captions);
  updateScrubber(stage.scrubber, sceneAt(state.account, state.minute));
}

/** Draw one moment. */
function showMoment(scene, keys) {
  const scenes = [scene, state.second ? sceneAt(state.second, state.minute) : null];
  const apart = scenes[1] ? scene.districts.flatMap((mark, index) => (areApart(mark.parts, scenes[1].districts[index].parts) ? [index] : [])) : [];
  stage.maps.forEach((map, at) => {
    if (!scenes[at]) return;
    showScene(map, scenes[at], apart);
    showMotion(map, accountIndex(scenes[at].account), state.minute);
    if (keys.includes("playing")) nameOptions(map);
  });
  if (stage.inset) showInset(stage.inset, accountIndex(state.account), state.minute);
  moveScrubber(stage.scrubber, scene);
  showDateLine();
  showApart(apart);
  showCaptions(scene);
  if (keys.includes("day") || keys.includes("lang")) showPointed(scene.districts[stage.pointed]);
  if (keys.includes("day")) showDate(stage.controls.date);
}

/** Write a text only when it has become another one. */
function writeOnce(node, look, make) {
  if (node.dataset.look === look) return;
  node.dataset.look = look;
  fresh(node, make());
}

/** The date, the largest text. */
function showDateLine() {
  const day = state.day - 1;
  const clock = isDayEnd(state.minute) ? "" : clockTime(Math.floor((state.minute % DAY_MINUTES) / 60) * 60);
  writeOnce(stage.date, `${state.lang} ${state.digits} ${day} ${clock}`, () => [
    el("span", { class: "stage-day" }, longDate(day)), " ",
    el("span", { class: "stage-more" }, [weekday(day), t("stage.day-of", { day: state.day, days: P.days }), clock].filter(Boolean).join(" · ")),
  ]);
}

/** How many districts differ between two accounts. */
function showApart(apart) {
  stage.apart.hidden = !state.second;
  if (state.second) writeOnce(stage.apart, `${state.lang} ${state.digits} ${apart.length}`, () => [t("stage.apart", { n: apart.length, all: P.districts.count })]);
}

/** What is said of the day, in the words of the record; at an incident's minute, that incident. */
function showCaptions(scene) {
  stage.said.hidden = !stage.captions;
  const incidents = state.playing || isDayEnd(state.minute) ? [] : incidentsAt(state.minute);
  writeOnce(stage.said, `${state.lang} ${scene.account} ${scene.day} ${incidents.length ? state.minute : ""}`, () => {
    const told = incidents.length ? incidents.map((claim) => ({ claim, lines: [claim.text] })) : scene.captions;
    return [el("h3", {}, t(incidents.length ? "stage.incident" : "stage.said-today")), told.length ? told.map(captionOf) : el("p", {}, t("caption.none"))];
  });
}

/** One caption: the words, who says so, where it stands. */
function captionOf({ claim, lines, disputed }) {
  const who = el("cite", { lang: "en", dir: "ltr" }, `${plain(speakerName(claim.speaker), 120)}, ${claim.at}`);
  return el("p", { class: "stage-caption" }, el("span", { lang: "en", dir: "ltr" }, plain(lines.join(" "))), " ", el("span", { class: "stage-who" }, who, disputed ? ` ◇ ${t("caption.disputed")}` : ""));
}

/** Captions on or off. */
function toggleCaptions() {
  stage.captions = !stage.captions;
  showCaptions(sceneAt(state.account, state.minute));
  updateControls(stage.controls, stage.captions);
}

/** Tell the day to those who listen, once it stands still and the note was read. */
function speak(scene) {
  clearTimeout(stage.timer);
  if (!state.seen) return;
  const words = daySentence(scene);
  if (words === stage.spoken) return;
  stage.timer = setTimeout(() => {
    if (state.playing) return;
    stage.spoken = words;
    fresh(document.getElementById("announce"), words);
  }, QUIET_TIME);
}
