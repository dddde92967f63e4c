"""What no file can know alone: that the claims, places and steps it names exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault
from sim.yamlfile import line_of, load_yaml

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

Keys = tuple[str | int, ...]
Kinds = dict[str, list[str]]
"""Known ids by the kind of thing they name."""

NAMES = {
    "claims": "claim",
    "claim": "claim",
    "fitted_to": "claim",
    "read_as": "claim",
    "restates": "claim",
    "places": "place",
    "destination": "place",
    "custody": "place",
    "return_to": "place",
    "return_from": "place",
    "destinations": "place",
    "step": "step",
    "account": "account",
    "accounts": "account",
    "convoy": "convoy",
}
"""Which kind of id stands under a key."""


def judge_references(scenario: Scenario) -> Iterator[Fault]:
    """A fault for each id that a scenario file names and nothing defines."""
    known = _known(scenario)
    for stem in ("scenario", "control", "people", "figures"):
        path = scenario.folder / f"{stem}.yaml"
        for keys, kind, name in _named(load_yaml(path), ()):
            if name not in known[kind]:
                near = get_close_matches(name, known[kind], n=1)
                remedy = f"did you mean '{near[0]}'?" if near else f"name one of {len(known[kind])} known"
                yield _fault(path, keys, f"no {kind} '{name}'", remedy)
    yield from _judge_districts(scenario)
    yield from _judge_dates(scenario)


def _known(scenario: Scenario) -> Kinds:
    convoys = scenario.people.evacuation.convoys if scenario.people.evacuation else ()
    places = [place.id for place in scenario.places.places]
    return {
        "claim": list(scenario.record.claims),
        "place": [*places, *scenario.territory.groups],
        "step": [step.id for step in scenario.control.steps],
        "account": list(scenario.record.accounts.accounts),
        "convoy": [convoy.id for convoy in convoys],
    }


def _named(data: Any, keys: Keys) -> Iterator[tuple[Keys, str, str]]:
    """Every (keys, kind, id) that the data names, wherever it stands."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _named(item, (*keys, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in NAMES:
                yield from ((((*keys, key)), NAMES[key], name) for name in _ids(key, value))
            yield from _named(value, (*keys, key))


def _ids(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (value if key == "read_as" else (v for v in value.values() if isinstance(v, str)))
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _judge_districts(scenario: Scenario) -> Iterator[Fault]:
    """Ground must be of the partition, and every district must be a place with a cell."""
    path = scenario.folder / "control.yaml"
    for index, step in enumerate(scenario.control.steps):
        for name in step.places:
            if name not in scenario.territory.groups and name not in scenario.territory.districts:
                near = get_close_matches(
                    name, [*scenario.territory.districts, *scenario.territory.groups], n=1
                )
                remedy = f"did you mean '{near[0]}'?" if near else "name a district of territory.yaml"
                yield _fault(
                    path, ("steps", index, "places"), f"'{name}' is off the map of districts", remedy
                )
    places = {place.id for place in scenario.places.places}
    for district in scenario.territory.districts:
        keys = ("districts", district)
        if district not in places:
            yield _fault(
                scenario.folder / "territory.yaml", keys, f"no place '{district}'", "add it to places.yaml"
            )
        if district not in scenario.sheet.districts:
            yield _fault(
                scenario.folder / "territory.yaml",
                keys,
                f"'{district}' has no cell in map.yaml",
                "write the map anew",
            )


def _judge_dates(scenario: Scenario) -> Iterator[Fault]:
    """Assumed moments must fall within the scenario's days."""
    first, last = scenario.head.first.isoformat(), scenario.head.last.isoformat()
    for stem in ("control", "people", "figures"):
        path = scenario.folder / f"{stem}.yaml"
        for keys, stamp in _stamps(load_yaml(path), ()):
            if not first <= stamp[:10] <= last:
                yield _fault(
                    path, keys, f"{stamp} lies outside {first} to {last}", "choose a day of the scenario"
                )


def _stamps(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _stamps(item, (*keys, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key == "assume" and isinstance(value, str) and value[:4].isdigit():
                yield (*keys, key), value
            yield from _stamps(value, (*keys, key))


def _fault(path: Path, keys: Keys, problem: str, remedy: str) -> Fault:
    return Fault(str(path), line_of(path, keys), ".".join(map(str, keys)), problem, remedy)
