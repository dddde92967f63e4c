/** Buttons that steer: play, step, speed, date, second account, captions, link, citation, help. */
import { SPEEDS, onChange, set, state, stepDays, togglePlay } from "./clock.mjs";
import { P, accountOf } from "./data.mjs";
import { KEYS, stepIncident } from "./keys.mjs";
import { linkOf, momentStamp, writeHash } from "./links.mjs";
import { makeDateBox, showDate } from "./scrubber.mjs";
import { el, fresh, longDate, num, plain, t } from "./texts.mjs";

const HASH_SHOWN = 16;

/** All controls; `tools` has what captions do. */
export function makeControls(tools) {
  const button = (act, name) => el("button", { type: "button", class: `stage-button stage-${name}`, onclick: act });
  const parts = {
    back: button(() => stepDays(-1), "step"), play: button(togglePlay, "play"), on: button(() => stepDays(1), "step"),
    earlier: button(() => stepIncident(-1), "step"), later: button(() => stepIncident(1), "step"),
    captions: button(tools.captions, "toggle"), link: button(() => copyLink(parts), "tool"), cite: button(() => showCitation(parts), "tool"),
    help: button(() => showHelp(parts), "tool"), speed: makeSelect("stage-speed", (value) => set({ speed: Number(value) })),
    second: makeSelect("stage-second", (value) => set({ second: value || null })), date: makeDateBox(),
    said: el("p", { class: "stage-said", role: "status" }), dialog: el("dialog", { class: "stage-dialog", "aria-labelledby": "stage-dialog-title" }),
  };
  parts.main = el("div", { class: "stage-row" }, el("span", { class: "stage-transport", dir: "ltr" }, parts.back, parts.play, parts.on), parts.earlier, parts.later, parts.speed.box);
  parts.more = el("div", { class: "stage-row" }, parts.date.box, parts.second.box, parts.captions, parts.link, parts.cite, parts.help, parts.said, parts.dialog);
  onChange((_, keys) => {
    if (keys.some((key) => key !== "minute")) parts.said.replaceChildren();
  });
  return parts;
}

/** A labelled list to choose from. */
function makeSelect(id, act) {
  const select = el("select", { id, onchange: () => act(select.value) });
  const label = el("label", { for: id });
  return { box: el("span", { class: "stage-field" }, label, select), select, label };
}

/** The choices of a list, and which is chosen. */
function fillSelect({ select, label }, words, choices, chosen) {
  fresh(label, words);
  fresh(select, choices.map(([value, text]) => el("option", { value }, text)));
  select.value = chosen;
}

/** Words and states of all controls. */
export function updateControls(parts, hasCaptions) {
  const named = (button, key, sign) => {
    fresh(button, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "hidden-text" }, t(key)));
    button.setAttribute("title", t(key));
  };
  named(parts.back, "stage.day-back", "|◀");
  named(parts.on, "stage.day-on", "▶|");
  showPlaying(parts);
  fresh(parts.earlier, t("stage.incident-back"));
  fresh(parts.later, t("stage.incident-on"));
  fresh(parts.captions, t("stage.captions"));
  parts.captions.setAttribute("aria-pressed", String(hasCaptions));
  for (const name of ["link", "cite", "help"]) fresh(parts[name], t(`stage.${name}`));
  fillSelect(parts.speed, t("stage.speed"), SPEEDS.map((speed) => [speed, t("stage.times", { n: num(speed, Number.isInteger(speed) ? 0 : 1) })]), String(state.speed));
  const others = P.accounts.filter(({ id }) => id !== state.account);
  parts.second.box.hidden = !others.length;
  fillSelect(parts.second, t("stage.second"), [["", t("stage.second-none")], ...others.map(({ id, name }) => [id, plain(name, 60)])], state.second ?? "");
  fresh(parts.date.label, t("stage.date-box"));
  showDate(parts.date);
}

/** The button says what it does next. */
export function showPlaying({ play }) {
  fresh(play, el("span", { "aria-hidden": "true" }, state.playing ? "❚❚ " : "▶ "), t(state.playing ? "stage.pause" : "stage.play"));
}

/** Put a text on the clipboard; where that is not allowed, show it selected. */
async function copied(parts, text, heading) {
  try {
    await navigator.clipboard.writeText(text);
    fresh(parts.said, t("stage.copied"));
  } catch {
    openDialog(parts, heading, selectedText(text, heading));
  }
}

/** A text that can be selected and copied by hand. */
function selectedText(text, heading) {
  const box = el("textarea", { class: "stage-copy", "aria-label": heading, dir: "auto" });
  box.readOnly = true;
  box.value = text;
  queueMicrotask(() => box.select());
  return [el("p", {}, t("stage.copy-by-hand")), box];
}

/** The address of what is shown. */
function copyLink(parts) {
  writeHash();
  return copied(parts, linkOf(state), t("stage.link"));
}

/** Title, date, account, hash of the data, licence. */
export function citation() {
  const account = accountOf(state.account);
  return t("stage.citation", {
    title: plain(P.title), subtitle: plain(P.subtitle), date: longDate(state.day - 1), moment: momentStamp(state.minute), account: plain(account.name),
    program: `${P.program.name} ${P.program.version}`, inputs: account.inputs.slice(0, HASH_SHOWN), trace: account.digest.slice(0, HASH_SHOWN),
  });
}

/** The citation in a box, selected, with a button that copies it. */
function showCitation(parts) {
  const text = citation();
  const copy = el("button", { type: "button", onclick: () => copied(parts, text, t("stage.cite")).then(() => parts.dialog.close()) }, t("stage.copy"));
  openDialog(parts, t("stage.cite"), [...selectedText(text, t("stage.cite")), copy]);
}

/** What each key does. */
export function showHelp(parts) {
  const rows = KEYS.filter((entry) => entry.help).map(({ help, shown }) =>
    el("tr", {}, el("th", { scope: "row", dir: "ltr" }, shown.map((key) => el("kbd", {}, key))), el("td", {}, t(`stage.key-${help}`))));
  const map = el("tr", {}, el("th", { scope: "row", dir: "ltr" }, ["←", "↑", "→", "↓", "Enter"].map((key) => el("kbd", {}, key))), el("td", {}, t("stage.key-map")));
  openDialog(parts, t("stage.help"), [el("p", {}, t("stage.help-focus")), el("table", { class: "stage-keys" }, el("tbody", {}, rows, map))]);
}

/** A dialog with a heading and a button that closes it; the focus goes back to where it was. */
function openDialog({ dialog }, heading, content) {
  set({ playing: false });
  const close = el("button", { type: "button", onclick: () => dialog.close() }, t("stage.close"));
  fresh(dialog, el("h2", { id: "stage-dialog-title" }, heading), content, el("p", { class: "stage-row" }, close));
  if (!dialog.open) dialog.showModal();
}
