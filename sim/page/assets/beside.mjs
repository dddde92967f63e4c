/** Whose account: which is followed, what it passes over, and where a second one parts from it. */
import { P, accountIndex, claimOf } from "./data.mjs";
import { set, state } from "./clock.mjs";
import { el, listed, longDate, num, t } from "./texts.mjs";
import { linkButton, original, picker, placeMark, radios, sharesInWords } from "./widgets.mjs";
import { dailyGround, groundAt, settledRows, today } from "./facts.mjs";
import { accountName } from "./timeline.mjs";

/** The panel. */
export function accountPanel() {
  const options = P.accounts.map((account, index) => ({ value: account.id, label: accountName(account), hint: index === P.own ? t("panel.account.own") : "" }));
  return el("div", { class: "stack-wide" }, el("div", { class: "stack" }, el("h2", {}, t("panel.tab.account")),
    el("p", { class: "measure" }, t("panel.account.lead")),
    radios(t("panel.account.pick"), "account", options, state.account, (id) => set({ account: id }))), settledBlock(), besideBlock());
}

/** What the account settled: questions on which it passed someone over, and where it had no word of its own. */
function settledBlock() {
  const all = settledRows();
  const contested = all.filter((one) => one.over.length);
  const fell = all.filter((one) => one.fell);
  return el("section", { class: "stack" }, el("h3", {}, t("panel.account.settled")),
    el("p", {}, t("panel.account.counts", { n: all.length, contested: num(contested.length), fell: num(fell.length) })),
    settledList("panel.account.over", contested), settledList("panel.account.fell", fell));
}

/** A folded list of settled questions. */
function settledList(key, list) {
  if (!list.length) return null;
  return el("details", {}, el("summary", { id: key }, t(key, { n: list.length })), el("ul", { class: "plain voices" }, list.map((one) => el("li", {},
    el("p", { class: "small faint" }, original(`${one.path} · ${one.rule}`)),
    one.followed < 0 ? null : el("p", {}, t("panel.account.followed"), " ", shortClaim(one.followed)),
    one.over.map((claim) => el("p", {}, t("panel.account.passed"), " ", shortClaim(claim)))))));
}

/** A claim in one line. */
function shortClaim(index) {
  const claim = claimOf(index);
  return original(`${claim.speaker}, ${claim.at}: ${claim.text}`);
}

/** A second account beside the first. */
function besideBlock() {
  const others = P.accounts.filter((account) => account.id !== state.account);
  if (!others.length) return null;
  const options = [{ value: "", label: t("panel.beside.none") }, ...others.map((account) => ({ value: account.id, label: accountName(account) }))];
  return el("section", { class: "stack" }, el("h3", {}, t("panel.beside.title")),
    picker(t("panel.beside.pick"), "pick-second", options, state.second ?? "", (id) => set({ second: id || null })),
    state.second ? differences() : el("p", {}, t("panel.beside.lead")));
}

/** The districts on which the two differ now, in words, and on how many district-days in all. */
function differences() {
  const [first, second] = [accountIndex(state.account), accountIndex(state.second)];
  const [mine, theirs] = [groundAt(state.minute, first), groundAt(state.minute, second)];
  const parts = mine.map((one, index) => index).filter((index) => differs(mine[index], theirs[index]));
  const days = dailyGround(first).reduce((sum, states, day) => sum + states.filter((one, index) => differs(one, dailyGround(second)[day][index])).length, 0);
  const names = [first, second].map((index) => accountName(P.accounts[index]));
  return el("div", { class: "stack" }, el("p", {}, t("panel.beside.count", { n: parts.length, date: longDate(today()) })),
    el("ul", {}, parts.map((index) => el("li", {}, linkButton(placeMark(P.places.id[index]), () => set({ place: P.places.id[index], view: "place" })), ": ",
      t("panel.beside.one", { account: names[0], parts: listed(sharesInWords(mine[index].shares)) }), " ",
      t("panel.beside.one", { account: names[1], parts: listed(sharesInWords(theirs[index].shares)) })))),
    el("p", { class: "small" }, t("panel.beside.days", { n: days })));
}

/** Do two states of a district differ? */
function differs(first, second) {
  return first.shares.some((share, index) => Math.abs(share - second.shares[index]) > 1e-9);
}
