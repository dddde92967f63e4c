"""What only several files together know of a value: that a share is one, and that a figure is counted."""

from __future__ import annotations

from collections.abc import Iterator

from sim.base import excess
from sim.episode.places import GROUPS
from sim.record.claim import Claim
from sim.scenario.figures import UNITS, FigureEntry
from sim.scenario.gazetteer import OUTSIDE
from sim.scenario.parts import Found, Parts

FARTHEST = 10.0
"""Degrees from the middle of the map at which a place may lie."""


def judge_values(parts: Parts) -> Iterator[Found]:
    """A fault for each value that cannot be what it stands for, as far as the files could be read."""
    yield from _judge_steps(parts)
    yield from _judge_figures(parts)
    yield from _judge_custody(parts)
    yield from _judge_spots(parts)


def _judge_steps(parts: Parts) -> Iterator[Found]:
    """A step's claim gives a share, and the steps together no endless number of changes."""
    if parts.control is None or parts.territory is None:
        return
    path, groups, changes = parts.folder / "control.yaml", parts.territory.groups, 0
    for index, step in enumerate(parts.control.steps):
        changes += sum(len(groups[place].districts) if place in groups else 1 for place in step.places)
        for name in set(step.claims or ()) - set(step.read_as or {}):
            claim = None if parts.record is None else parts.record.claims.get(name)
            if claim is not None and not claim.value.is_empty and not _is_share(claim):
                given = f"{claim.value.central():g}" + (f" {claim.unit}" if claim.unit != "share" else "")
                problem = f"claim {name} gives {given}, which is no share between 0 and 1"
                yield path, ("steps", index, "claims"), problem, "convert it with read_as and a reason"
    too_many = excess("changes of control", changes)
    if too_many:
        yield path, ("steps",), too_many, "name fewer places with each step"


def _is_share(claim: Claim) -> bool:
    return claim.unit == "share" and 0 <= claim.value.central() <= 1


def _judge_figures(parts: Parts) -> Iterator[Found]:
    """What a figure is read off must be counted by the replay, and be what its claim counts."""
    if parts.figures is None:
        return
    path = parts.folder / "figures.yaml"
    ways, claims = _ways_out(parts), {} if parts.record is None else parts.record.claims
    for index, entry in enumerate(parts.figures.figures):
        for key, problem, remedy in _judge_entry(entry, claims.get(entry.claim), ways):
            yield path, ("figures", index, key), problem, remedy
    too_many = excess("figures", len(parts.figures.figures))
    if too_many:
        yield path, ("figures",), too_many, "leave some unlisted"


def _judge_entry(
    entry: FigureEntry, claim: Claim | None, ways: list[str] | None
) -> Iterator[tuple[str, str, str]]:
    """Key, problem and remedy of each fault; what is None could not be read and is not held against it."""
    unit = UNITS.get(entry.measure, "people")
    if claim is not None and claim.unit != unit:
        problem = f"claim {claim.id} is in the unit '{claim.unit}', '{entry.measure.value}' in '{unit}'"
        yield "claim", problem, "give what the claim counts, or list it under 'unchecked'"
    if entry.group not in (None, *GROUPS):
        yield "group", f"no group '{entry.group}'", "one of " + ", ".join(GROUPS)
    if entry.destination is not None and ways is not None and entry.destination not in ways:
        yield "destination", f"no corridor leads to '{entry.destination}'", "name where one leads"


def _judge_custody(parts: Parts) -> Iterator[Found]:
    """Custody is a place of its own: whoever comes there is told to have surrendered."""
    if parts.people is None:
        return
    flight, evacuation = parts.people.flight, parts.people.evacuation
    others = {corridor.destination: f"corridor '{corridor.id}'" for corridor in flight.corridors}
    if evacuation is not None:
        others.update(dict.fromkeys(evacuation.destinations.values(), "the evacuation"))
    if flight.custody in others:
        problem = f"{others[flight.custody]} leads to '{flight.custody}' too, where people have surrendered"
        path, keys = parts.folder / "people.yaml", ("flight", "custody")
        yield path, keys, problem, "give custody a place of its own"


def _judge_spots(parts: Parts) -> Iterator[Found]:
    """A place lies within reach of the map that it is drawn on."""
    if parts.places is None or parts.sheet is None:
        return
    points = [cell.centre for cell in parts.sheet.districts.values()]
    if not points:
        return
    lon, lat = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    for index, place in enumerate(parts.places.places):
        away = max(abs(place.lon - lon), abs(place.lat - lat))
        if away > FARTHEST:
            problem = f"'{place.id}' lies {away:.1f} degrees from the map's middle, more than {FARTHEST:g}"
            yield parts.folder / "places.yaml", ("places", index), problem, "check its lat and lon"


def _ways_out(parts: Parts) -> list[str] | None:
    """Where the corridors lead; None where that is itself at fault."""
    if parts.people is None or parts.places is None:
        return None
    known = {place.id for place in parts.places.places if place.role in OUTSIDE}
    ways = [corridor.destination for corridor in parts.people.flight.corridors]
    return ways if known.issuperset(ways) else None
