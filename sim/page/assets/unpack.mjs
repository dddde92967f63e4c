/** From the bytes of the payload to what they say: `decodePayload`, then one function for each kind of number. */
export { countsAt, dotsOf, travellingAt } from "./dots.mjs";
export { seatsOf } from "./seats.mjs";

const SEVERAL = ["convoys", "checks", "settled"];
const OWN_FIRST = ["people", "captured", "territory"];

/** What the loader has unpacked: the head as bytes of JSON, and the numbers. */
export async function unpack() {
  return { head: document.getElementById("texts").unpacked, numbers: document.getElementById("numbers").unpacked };
}

/** Whole numbers of either sign, seven bits to a byte, the lowest first. */
export function fromVarints(bytes) {
  const found = [];
  let [rest, scale] = [0, 1];
  for (const byte of bytes) {
    rest += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      found.push(rest % 2 ? -(rest + 1) / 2 : rest / 2);
      rest = 0;
      scale = 1;
    }
  }
  return found;
}

/** Steps added up. */
export function summed(steps) {
  let total = 0;
  return Array.from(steps, (step) => (total += step));
}

/** The payload as the contract says: head, with `streams` as plain lists of numbers. */
export function decodePayload(bytes) {
  const head = JSON.parse(new TextDecoder().decode(bytes.head));
  const streams = {};
  let at = 0;
  for (const [name, length] of head.streams) {
    streams[name] = fromVarints(bytes.numbers.subarray(at, at + length));
    at += length;
  }
  return wholeHead({ ...head, streams });
}

/** Columns written out, tables of accounts given back to them, and what follows from something else put in. */
function wholeHead(head) {
  for (const name of ["places", "otherPlaces", "claims", "incidents", "figures", "provenance", "unchecked", ...SEVERAL]) {
    head[name] = Object.fromEntries(Object.entries(head[name]).map(([key, packed]) => [key, unpackedColumn(packed, head.streams)]));
  }
  const keys = unpackedColumn(head.strings.keys, head.streams);
  for (const [lang, said] of Object.entries(head.strings.texts)) {
    head.strings[lang] = Object.fromEntries(keys.map((key, at) => [key, said[at]]));
  }
  delete head.strings.keys;
  delete head.strings.texts;
  head.captions = unpackedColumn(head.captions, head.streams);
  head.unchecked = head.unchecked.claim.map((claim, row) => [claim, head.unchecked.why[row]]);
  for (const name of SEVERAL) partTable(head, name);
  head.accounts.forEach((account, i) => (account.captions = head.captions.slice(i * head.days, (i + 1) * head.days)));
  head.map.names = allMapNames(head);
  for (const [table, rules] of Object.entries(FOLLOWING)) followRules(head, table, rules);
  for (const name of [...SEVERAL, "captions"]) delete head[name];
  for (const name of Object.keys(head.streams)) if (/^\d/.test(name)) delete head.streams[name];
  return head;
}

/** A column as a list, however it travelled. */
function unpackedColumn(packed, streams) {
  if (Array.isArray(packed)) return packed;
  if ("i" in packed) return summed(streams[packed.i]);
  if ("n" in packed) return streams[packed.n];
  if ("s" in packed) return streams[packed.s].map((number) => packed.t[number]);
  let before = "";
  const ends = packed.t.split("\n");
  return streams[packed.f].map((shared, row) => (before = before.slice(0, shared) + ends[row]));
}

/** Each account its rows of a table that travelled for all of them. */
function partTable(head, name) {
  const { rows, ...columns } = head[name];
  let start = 0;
  head.accounts.forEach((account, i) => {
    const cut = ([key, values]) => [key, values.slice(start, start + rows[i])];
    account[name] = Object.fromEntries(Object.entries(columns).map(cut));
    start += rows[i];
  });
}

/** Names on the map, those of districts from the places, at the numbers where they stood. */
function allMapNames(head) {
  const { names, order, heavy } = head.map;
  const all = [];
  order.forEach((at, i) => {
    const place = heavy[i];
    const [x, y] = head.districts.label.slice(2 * place, 2 * place + 2);
    all[at] = [head.places.id[place], head.places.name[place].split(" (")[0], head.places.arabic[place], "district", x, y];
  });
  let next = 0;
  for (let at = 0; next < names.length; at += 1) if (!all[at]) all[at] = names[next++];
  delete head.map.order;
  delete head.map.heavy;
  return all;
}

const FOLLOWING = {
  claims: { at: (head, row) => locatorOf(row.id) },
  incidents: { when: (head, row) => stampOf(head, row.minute) },
  figures: {
    id: (head, row) => `${row.measure}:${head.claims.id[row.claim]}`,
    by: (head, row) => head.speakers.name[head.claims.by[row.claim]],
    day: (head, row) => isoDay(head, Math.floor(Math.max(0, row.minute - 1) / 1440)),
    unit: (head, row) => head.claims.unit[row.claim],
    low: (head, row) => head.claims.low[row.claim],
    best: (head, row) => head.claims.best[row.claim],
    high: (head, row) => head.claims.high[row.claim],
  },
  provenance: { basis: (head, row) => `assumption:${row.path}`, reason: reasonFrom },
};

/** Replace each 0 of a column by what its rule gives. */
function followRules(head, table, rules) {
  for (const [column, rule] of Object.entries(rules)) {
    head[table][column] = head[table][column].map((value, at) => (value === 0 ? rule(head, rowOf(head[table], at)) : value));
  }
}

/** Row `at` of a table of columns. */
export function rowOf(table, at) {
  return Object.fromEntries(Object.entries(table).map(([key, values]) => [key, values[at]]));
}

/** `004-p24-01` as `004 ¶24`. */
function locatorOf(id) {
  const found = /^(\d{3})-p0*(\d+)-\d+$/.exec(id);
  return found ? `${found[1]} ¶${found[2]}` : id;
}

/** Day `day` from 0 as `2016-12-15`. */
export function isoDay(head, day) {
  return new Date(Date.parse(head.first) + day * 86400000).toISOString().slice(0, 10);
}

/** A minute as `2016-12-15 14:30`, nothing as an empty text. */
export function stampOf(head, minute) {
  if (minute === null) return "";
  const two = (number) => String(number).padStart(2, "0");
  return `${isoDay(head, Math.floor(minute / 1440))} ${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** Speaker and locator of a claim, the id of a dataset. */
function reasonFrom(head, row) {
  const [kind, name] = [row.basis.slice(0, row.basis.indexOf(":")), row.basis.slice(row.basis.indexOf(":") + 1)];
  if (kind === "dataset") return name;
  const number = head.claims.id.indexOf(name);
  return `${head.speakers.name[head.claims.by[number]]}, ${head.claims.at[number]}`;
}

/** Rings of a stream as [x, y, x, y …] in metres, all of them. */
export function ringsOf(stream) {
  const found = [];
  for (let at = 0; at < stream.length; ) {
    const count = stream[at];
    const xs = summed(Array.from({ length: count }, (_, i) => stream[at + 1 + 2 * i]));
    const ys = summed(Array.from({ length: count }, (_, i) => stream[at + 2 + 2 * i]));
    found.push(xs.flatMap((x, i) => [x, ys[i]]));
    at += 1 + 2 * count;
  }
  return found;
}

/** Numbers of an account that travel as what it has more than the scenario's own. */
function ownAdded(head, name, i) {
  const [own, part] = [head.streams[`${name}.${head.own}`], head.streams[`${name}.${i}`]];
  return i === head.own || !OWN_FIRST.includes(name) ? part : part.map((value, at) => value + own[at]);
}

/** Steps [group][day][place] added up, as numbers [group][place][day]. */
function runsByDay(steps, days, places) {
  const found = new Int32Array(steps.length);
  steps.forEach((step, at) => {
    const [place, day] = [at % places, Math.floor(at / places) % days];
    const to = (Math.floor(at / places / days) * places + place) * days + day;
    found[to] = step + (day ? found[to - 1] : 0);
  });
  return found;
}

/** People [group][place][day], whole. */
export function peopleOf(head, i) {
  return runsByDay(ownAdded(head, "people", i), head.days, head.places.id.length);
}

/** People [group][district][day] in the part that the opposition does not hold. */
export function capturedOf(head, i) {
  return runsByDay(ownAdded(head, "captured", i), head.days, head.districts.count);
}

/** Rows of `width` steps from day to day, added up. */
function dayRows(steps, width) {
  const found = Int32Array.from(steps);
  for (let at = width; at < found.length; at += 1) found[at] += found[at - width];
  return found;
}

/** Numbers [day][party][km2 ×1000, share ×10000, km2 on claims ×1000]. */
export function territoryOf(head, i) {
  return dayRows(ownAdded(head, "territory", i), 3 * head.parties.length);
}

/** People gone across the lines so far, [day][place of fledTo]. */
export function fledOf(head, i) {
  return dayRows(head.streams[`fled.${i}`], head.accounts[i].fledTo.length);
}

/** Who held each district at the start. */
export function startOf(head, i) {
  return rowsOfWidth(head.streams[`start.${i}`], 4).map(([g, o, s, basis]) => ({ shares: [g, o, s], basis }));
}

/** Changes of control in order. */
export function controlOf(head, i) {
  let minute = 0;
  return rowsOfWidth(head.streams[`control.${i}`], 8).map(([step, district, g, o, s, party, basis, name]) => {
    minute += step;
    return { minute, district, shares: [g, o, s], party, basis, step: name };
  });
}

/** A list cut into rows of equal length. */
function rowsOfWidth(list, width) {
  return Array.from({ length: list.length / width }, (_, at) => list.slice(at * width, (at + 1) * width));
}

/** Where the stripes of a shared state are cut, by `district:g:o:s`. */
export function stripesOf(head) {
  const [found, stream] = [new Map(), head.streams.stripes];
  for (let at = 0; at < stream.length; at += 5 + stream[at + 4]) {
    found.set(stream.slice(at, at + 4).join(":"), summed(stream.slice(at + 5, at + 5 + stream[at + 4])));
  }
  return found;
}

/** What the record says of a district on a day, by `day * districts + district`. */
export function toldOf(head, i) {
  const [found, stream] = [new Map(), head.streams[`told.${i}`]];
  let day = 0;
  for (let at = 0; at < stream.length; at += 4 + stream[at + 3]) {
    day += stream[at];
    const claims = stream.slice(at + 4, at + 4 + stream[at + 3]);
    found.set(day * head.districts.count + stream[at + 1], { contested: stream[at + 2] === 1, claims });
  }
  return found;
}

/** Claims that the replay rests on. */
export function drivingOf(head, i) {
  return new Set(summed(head.streams[`driving.${i}`]));
}

/** Rows of `provenance` in the order of the account's table. */
export function provenanceOf(head, i) {
  return summed(head.streams[`prov.${i}`]);
}
