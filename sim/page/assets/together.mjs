/** Which of two claims can both be true, worked out from what they count and from their ranges. */
import { rivalsOf } from "./facts.mjs";

const TOTALS = ["evacuated", "crossed", "displaced", "surrendered", "convoys", "districts-gained"];
const KINDS = ["convoy", "destination", "party"];

/** `{answer: "yes" | "no", reason, values}` for two figures or claims; `reason` ends a text's key. */
export function bothTrue(first, second) {
  const found = first.measure && second.measure ? byFigures(first, second) : byScopes(first, second);
  const recorded = rivalsOf(first.claim).includes(second.claim);
  return { ...found, recorded };
}

/** Two figures of one measure: who, where, since when, at what moment, then the ranges. */
function byFigures(first, second) {
  if (String(first.places) !== String(second.places)) return { answer: "yes", reason: "places", values: {} };
  for (const kind of KINDS) if (first[kind] !== second[kind]) return { answer: "yes", reason: kind, values: {} };
  if (first.group !== second.group) return byGroups(first, second);
  if (first.since !== second.since) return { answer: "yes", reason: "since", values: {} };
  return first.minute === second.minute ? byRanges(first, second) : byMoments(first, second);
}

/** Different groups: different people, but a part is never more than the whole it belongs to. */
function byGroups(first, second) {
  const [whole, part] = first.group === null ? [first, second] : [second, first];
  if (whole.group !== null) return { answer: "yes", reason: "groups", values: {} };
  const same = whole.since === part.since && whole.minute === part.minute;
  const tooMany = same && lowOf(part) > highOf(whole);
  return tooMany ? { answer: "no", reason: "part-too-large", values: {} } : { answer: "yes", reason: "part", values: {} };
}

/** Different moments: a running total cannot fall, everything else may have changed. */
function byMoments(first, second) {
  const [early, late] = first.minute < second.minute ? [first, second] : [second, first];
  if (!TOTALS.includes(first.measure)) return { answer: "yes", reason: "moments", values: {} };
  const fell = lowOf(early) > highOf(late);
  return fell ? { answer: "no", reason: "fell", values: { gap: lowOf(early) - highOf(late), unit: first.unit } }
    : { answer: "yes", reason: "grew", values: {} };
}

/** The same thing at the same moment: do the ranges meet? */
function byRanges(first, second) {
  const low = Math.max(lowOf(first), lowOf(second));
  const high = Math.min(highOf(first), highOf(second));
  if (low > high) return { answer: "no", reason: "apart", values: { gap: low - high, unit: first.unit } };
  return { answer: "yes", reason: "overlap", values: { low, high: Number.isFinite(high) ? high : null, unit: first.unit } };
}

/** Claims without a measure: their written scopes, and the ranges where these are the same. */
function byScopes(first, second) {
  if (first.unit !== second.unit) return { answer: "yes", reason: "units", values: {} };
  return first.scope === second.scope && first.scope !== "" ? byRanges(first, second) : { answer: "yes", reason: "scopes", values: {} };
}

/** The lower end; nothing counted is below zero. */
function lowOf(value) {
  return value.low ?? (value.high === null ? value.best ?? 0 : 0);
}

/** The upper end; an open one has no limit, a share none beyond the whole. */
function highOf(value) {
  return value.high ?? (value.unit === "share" ? 1 : Infinity);
}
