/** The day, and each district, in a whole sentence. */
import { DAY_MINUTES, isDayEnd, state } from "./clock.mjs";
import { P, accountOf } from "./data.mjs";
import { clockTime, isRtl, listed, longDate, num, pct, plain, t } from "./texts.mjs";

const MOST_NAMED = 6;

/** The name of a place in the reader's language where it has one. */
export function placeName(mark) {
  return plain(isRtl(state.lang) && mark.arabic ? mark.arabic : mark.name, 80);
}

/** `27 November 2016, day 13 of 38.`, with the hour where it is not the end of the day. */
export function dateSentence(minute) {
  const day = Math.max(0, Math.floor((minute - 1) / DAY_MINUTES));
  const values = { date: longDate(day), day: day + 1, days: P.days };
  return isDayEnd(minute) ? t("stage.day", values) : t("stage.moment", { ...values, clock: clockTime(minute % DAY_MINUTES) });
}

/** How many people, to the nearest hundred, as all that is modelled. */
export function aboutPeople(count) {
  if (count > 0 && count < 50) return t("number.few", { n: num(100) });
  return num(Math.round(count / 100) * 100);
}

/** All that matters of a moment, for those who do not see the map. */
export function daySentence(scene) {
  const changed = scene.districts.filter((mark) => mark.changed).map(placeName);
  const whole = scene.evacuated.reduce((sum, count) => sum + count, 0);
  const parts = [dateSentence(scene.minute), groundSentence(scene), changeSentence(changed)];
  if (scene.convoys.left) parts.push(t("stage.convoys", { n: scene.convoys.left }));
  if (whole) parts.push(t("stage.evacuated", { n: aboutPeople(whole) }));
  if (state.second) parts.push(t("stage.by-account", { account: plain(accountOf(scene.account).name) }));
  return parts.join(" ");
}

/** Square kilometres by party. */
function groundSentence({ km2 }) {
  const part = (party) => t("stage.ground-part", { km2: num(km2[party], 1), part: pct(km2[party] / P.km2) });
  return t("stage.ground", { whole: num(P.km2, 1), government: part(0), opposition: part(1), sdf: part(2) });
}

/** Where control changed. */
function changeSentence(names) {
  if (!names.length) return t("stage.unchanged");
  return names.length > MOST_NAMED ? t("stage.changed-many", { n: names.length }) : t("stage.changed", { places: listed(names) });
}

/** `Masaken Hanano: held by the government; no source on this day.` */
export function districtSentence(mark) {
  const parts = [holdingWords(mark)];
  if (mark.changed) parts.push(t("stage.district-changed"));
  if (mark.outline === "assumed") parts.push(t("stage.district-assumed"));
  parts.push(wordOf(mark));
  return t("stage.district", { name: placeName(mark), parts: parts.join(t("stage.semicolon")) });
}

/** Who holds a district. */
export function holdingWords(mark) {
  if (mark.holding === "empty") return t("stage.held-nobody");
  if (mark.holding === "held") return t(`stage.held-${P.parties[mark.holder]}`);
  const shares = mark.present.map((party) => t("stage.share", { party: t(`party.${P.parties[party]}`), part: pct(mark.shares[party]) }));
  return t("stage.held-shared", { parts: listed(shares) });
}

/** What the record says of a district that day. */
function wordOf(mark) {
  if (mark.word === "reports differ") return t("stage.word-differ", { n: mark.difference.speakers.length });
  if (mark.word === "disputed") return t("stage.word-disputed");
  return mark.word === "told" ? t("stage.word-told", { n: mark.sources }) : t("stage.word-none");
}

/** What the scrubber says of itself. */
export function scrubSentence(scene) {
  return `${dateSentence(scene.minute)} ${groundSentence(scene)}`;
}
