"""What no file can know alone: that the claims, places and steps it names exist, and their days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sim.errors import Fault, FaultsFound
from sim.record.claim import Claim
from sim.record.load import Record
from sim.scenario.gazetteer import OUTSIDE, TerritoryFile
from sim.scenario.parts import Found, Keys, Parts
from sim.scenario.schema import Head
from sim.scenario.values import judge_values
from sim.yamlfile import MAX_FAULTS, lines_of, load_yaml

Kinds = dict[str, dict[str, None]]
"""Known ids by the kind of thing they name."""


NAMES = {
    "claims": "claim",
    "claim": "claim",
    "fitted_to": "claim",
    "read_as": "claim",
    "read_range": "claim",
    "restates": "claim",
    "places": "ground",
    "destination": "outside",
    "custody": "outside",
    "return_to": "district",
    "return_from": "outside",
    "destinations": "outside",
    "step": "step",
    "account": "account",
    "accounts": "account",
    "convoy": "convoy",
}
"""Which kind of id stands under a key (a gap is measured from a district or a point)."""

SAID = {
    "ground": "'{}' is off the map of districts",
    "outside": "no place '{}' outside the enclave",
}

NEAR = 20
"""Unknown names of one file for which a near one is looked for: that takes long where much is known."""

MOMENTS = {"at", "since", "starts", "ends", "opens", "due", "arrives", "turned_back", "return_starts"}
"""Keys under which a moment stands."""


def judge_references(parts: Parts) -> Iterator[Fault]:
    """A fault for each id that a scenario file names and nothing defines, and each day out of range.

    What a faulty file would have defined is not held against the others.  Of one file no more than
    `MAX_FAULTS` are told.
    """
    for path, found in groupby(_judge_all(parts), key=lambda fault: fault[0]):
        first = list(islice(found, MAX_FAULTS))
        lines = lines_of(path, [keys for _, keys, _, _ in first])
        for line, (_, keys, problem, remedy) in zip(lines, first, strict=True):
            yield Fault(str(path), line, ".".join(map(str, keys)), problem, remedy)


def _judge_all(parts: Parts) -> Iterator[Found]:
    known = _known(parts)
    for stem in ("scenario", "control", "people", "figures"):
        path = parts.folder / f"{stem}.yaml"
        data = _raw(path)
        yield from _judge_names(path, data, known)
        if parts.head is not None:
            yield from _judge_stamps(path, data, parts.head)
        if parts.head is not None and parts.record is not None:
            yield from _judge_claim_days(path, data, parts.head, parts.record)
    yield from _judge_partition(parts)
    yield from _judge_listed_once(parts)
    yield from judge_values(parts)


def judge_models(parts: Parts, data: Mapping[str, Any]) -> Iterator[Found]:
    """What `judge_references` holds against control, people and figures, read from their plain data."""
    known = _known(parts)
    for stem, part in data.items():
        path = parts.folder / f"{stem}.yaml"
        yield from _judge_names(path, part, known)
        if parts.head is not None:
            yield from _judge_stamps(path, part, parts.head)
    yield from judge_values(parts)


def _raw(path: Path) -> Any:
    """The plain data of a file; None when it is no YAML, which is reported elsewhere."""
    try:
        return load_yaml(path)
    except FaultsFound:
        return None


def _known(parts: Parts) -> Kinds:
    """Ids by kind; a kind whose file is faulty is left out."""
    known: Kinds = {}
    if parts.record is not None:
        known["claim"] = dict.fromkeys(parts.record.claims)
        known["account"] = dict.fromkeys(parts.record.accounts.accounts)
    if parts.control is not None:
        known["step"] = dict.fromkeys(step.id for step in parts.control.steps)
    if parts.people is not None:
        evacuation = parts.people.evacuation
        known["convoy"] = dict.fromkeys(convoy.id for convoy in evacuation.convoys) if evacuation else {}
    if parts.territory is not None:
        known["district"] = dict.fromkeys(parts.territory.districts)
        known["ground"] = dict.fromkeys([*parts.territory.districts, *parts.territory.groups])
    if parts.territory is not None and parts.places is not None:
        inside = parts.territory.districts
        places = parts.places.places
        known["outside"] = dict.fromkeys(
            place.id for place in places if place.role in OUTSIDE and place.id not in inside
        )
        known["place"] = dict.fromkeys([*inside, *(place.id for place in places if place.role == "point")])
    return known


def _judge_names(path: Path, data: Any, known: Kinds) -> Iterator[Found]:
    told = 0
    for keys, kind, name in _named(data, ()):
        if kind in known and name not in known[kind]:
            told += 1
            near = get_close_matches(name, known[kind], n=1) if told <= NEAR else []
            remedy = f"did you mean '{near[0]}'?" if near else f"name one of {len(known[kind])} known"
            yield (path, keys, SAID.get(kind, f"no {kind} '{{}}'").format(name), remedy)


def _named(data: Any, keys: Keys) -> Iterator[tuple[Keys, str, str]]:
    """Every (keys, kind, id) that the data names, wherever it stands."""
    for below, value in _items(data):
        if isinstance(data, dict) and below in NAMES:
            is_gap = below == "places" and data.get("measure") == "gap"
            kind = "place" if is_gap else NAMES[str(below)]
            yield from (((*keys, below), kind, name) for name in _ids(str(below), value))
        yield from _named(value, (*keys, below))


def _items(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, list):
        yield from enumerate(data)
    elif isinstance(data, dict):
        yield from data.items()


def _ids(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (
            value if key in ("read_as", "read_range") else (v for v in value.values() if isinstance(v, str))
        )
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _judge_stamps(path: Path, data: Any, head: Head) -> Iterator[Found]:
    """Assumed moments must fall within the scenario's days."""
    for keys, stamp in _stamps(data, ()):
        if not head.first.isoformat() <= stamp[:10] <= head.last.isoformat():
            yield (path, keys, f"{stamp} lies outside {head.first} to {head.last}", _DAY)


_DAY = "choose a day of the scenario"
_DATED = re.compile("[0-9]{4}-")


def _stamps(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    for below, value in _items(data):
        if below in ("assume", "earliest", "latest") and isinstance(value, str) and _DATED.match(value):
            yield (*keys, below), value
        yield from _stamps(value, (*keys, below))


def _judge_claim_days(path: Path, data: Any, head: Head, record: Record) -> Iterator[Found]:
    """A claim that gives a moment must have a day, and one of the scenario's."""
    for keys, name in _dating(data, ()):
        claim = record.claims.get(name)
        if claim is not None and not _within(claim, head):
            day = "no day" if claim.when.day is None else f"the day {claim.when.day}"
            problem = f"claim {name} has {day}; expected one within {head.first} to {head.last}"
            yield (path, keys, problem, "leave it out, or give 'at' with a reason")


def _within(claim: Claim, head: Head) -> bool:
    return claim.when.day is not None and head.first <= claim.when.day <= head.last


def _dating(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Every claim whose own moment is used: of a moment, of a step or a figure without 'at'."""
    for below, value in _items(data):
        here = (*keys, below)
        if isinstance(value, dict):
            of_item = keys[-1:] in (("steps",), ("figures",)) and "at" not in value
            if below in MOMENTS or of_item:
                for key in ("claims", "claim"):
                    yield from (((*here, key), name) for name in _ids(key, value.get(key)))
        yield from _dating(value, here)


def _judge_partition(parts: Parts) -> Iterator[Found]:
    """Every district must be a place with a cell, and be given to somebody at the start, once."""
    if parts.territory is None:
        return
    path = parts.folder / "territory.yaml"
    places = {place.id for place in parts.places.places} if parts.places else None
    for district in parts.territory.districts:
        keys = ("districts", district)
        if places is not None and district not in places:
            yield (path, keys, f"no place '{district}'", "add it to places.yaml")
        if parts.sheet is not None and district not in parts.sheet.districts:
            yield (path, keys, f"'{district}' has no cell in map.yaml", "write the map anew")
    yield from _judge_start(parts, parts.territory)


def _judge_start(parts: Parts, territory: TerritoryFile) -> Iterator[Found]:
    if parts.control is None:
        return
    path, given = parts.folder / "control.yaml", set[str]()
    for index, entry in enumerate(parts.control.start):
        for name in entry.places:
            districts = territory.groups[name].districts if name in territory.groups else (name,)
            twice = [district for district in districts if district in given]
            if twice:
                keys = ("start", index, "places")
                yield (path, keys, f"'{twice[0]}' has shares at the start already", "name it once")
            given.update(districts)
    missing = [district for district in territory.districts if district not in given]
    if missing:
        problem = f"no shares at the start for {', '.join(missing)}"
        yield (path, ("start",), problem, "add them to 'start'")


def _judge_listed_once(parts: Parts) -> Iterator[Found]:
    """A claim is one figure, or unchecked, and only once."""
    if parts.figures is None:
        return
    listed: Mapping[Keys, tuple[str, ...]] = {
        **{("figures", i, "claim"): (entry.claim,) for i, entry in enumerate(parts.figures.figures)},
        **{("unchecked", i, "claims"): entry.claims for i, entry in enumerate(parts.figures.unchecked)},
    }
    seen = set[str]()
    for keys, claims in listed.items():
        for claim in claims:
            if claim in seen:
                path = parts.folder / "figures.yaml"
                yield (path, keys, f"claim {claim} stands twice among the figures", "name it once")
            seen.add(claim)
