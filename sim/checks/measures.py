"""Read off a replay the same thing that a claim gives a number for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import cos, hypot, radians

import numpy as np

from sim.days import DAY
from sim.episode.figure import Figure
from sim.episode.places import GOVERNMENT, GROUPS, PARTIES
from sim.episode.sheet import Points
from sim.result.replay import Replay

Spot = tuple[float, float]
"""(longitude, latitude) in degrees."""

KM_PER_DEGREE = 111.19
"""Kilometres in a degree of latitude on a sphere of 6,371 km."""


def measure(replay: Replay, figure: Figure) -> float:
    """The replayed value of what ``figure`` claims, in the claim's unit.

    Not counted anywhere: deaths, and people who were never in the enclave.
    """
    return _MEASURES[figure.measure](replay, figure)


def _control(replay: Replay, figure: Figure) -> float:
    """Share (0 to 1) of the named ground, by the area facts.

    Speakers mean whole districts: parts outside the enclave count as the government's.
    """
    territory = replay.episode.territory
    rows = [territory.index(district) for district in figure.places]
    party = PARTIES.index(figure.party or "government")
    held = replay.shares_at(figure.minute)[rows, party] @ territory.areas[rows]
    outside = (territory.whole[rows] - territory.areas[rows]).sum() if party == GOVERNMENT else 0.0
    return round(float((held + outside) / territory.whole[rows].sum()), 9)


def _enclave_share(replay: Replay, figure: Figure) -> float:
    return _area(replay, figure) / replay.episode.territory.km2


def _area(replay: Replay, figure: Figure) -> float:
    """km² held, from the area facts."""
    shares = replay.shares_at(figure.minute)[:, PARTIES.index(figure.party or "government")]
    return float(shares @ replay.episode.territory.areas)


def _held(replay: Replay, figure: Figure, minute: int) -> set[int]:
    """Districts of which the party holds at least half."""
    shares = replay.shares_at(minute)[:, PARTIES.index(figure.party or "government")]
    return set(np.flatnonzero(shares >= 0.5).tolist())


def _among(replay: Replay, figure: Figure) -> set[int]:
    """The districts that a figure names; all where it names none."""
    territory = replay.episode.territory
    return {territory.index(district) for district in figure.places or territory.districts}


def _districts_held(replay: Replay, figure: Figure) -> float:
    return len(_held(replay, figure, figure.minute) & _among(replay, figure))


def _districts_gained(replay: Replay, figure: Figure) -> float:
    gained = _held(replay, figure, figure.minute) - _held(replay, figure, figure.since - 1)
    return len(gained & _among(replay, figure))


def _gap(replay: Replay, figure: Figure) -> float:
    """Metres from the named place to the nearest drawn cell that the party holds half of; 0 within it.

    A district is measured from its own cell.  Drawn cells are schematic: good to a few hundred metres.
    """
    told = replay.episode
    spots = {place.id: ((place.lon, place.lat),) for place in (*told.places, *told.landmarks)}
    grounds = [told.sheet.cells.get(name) or spots[name] for name in figure.places]
    held = [told.sheet.cells[told.territory.districts[i]] for i in _held(replay, figure, figure.minute)]
    return min((_apart(ground, ring) for ground in grounds for ring in held), default=float("inf"))


@lru_cache(maxsize=1024)
def _apart(ground: Points, ring: Points) -> float:
    """Metres between a cell, or a point by itself, and another cell; 0 where they meet.

    Cells do not move: the members of an ensemble ask for the same again and again.
    """
    if any(_within(spot, ring) for spot in ground):
        return 0.0
    there = [_distance(spot, *edge) for spot in ground for edge in _edges(ring)]
    back = [_distance(spot, *edge) for spot in ring for edge in _edges(ground)] if len(ground) > 1 else []
    return min([*there, *back])


def _edges(ring: Points) -> list[tuple[Spot, Spot]]:
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def _within(spot: Spot, ring: Points) -> bool:
    """Does a line eastwards from the spot cross the ring an odd number of times?"""
    lon, lat = spot
    crossed = [
        a[0] + (b[0] - a[0]) * (lat - a[1]) / (b[1] - a[1]) for a, b in _edges(ring) if _rises(a, b, lat)
    ]
    return sum(at > lon for at in crossed) % 2 == 1


def _rises(a: Spot, b: Spot, lat: float) -> bool:
    return (a[1] > lat) != (b[1] > lat)


def _distance(spot: Spot, a: Spot, b: Spot) -> float:
    """Metres from a point to a segment, on a plane at the point's latitude."""
    scale = 1000 * KM_PER_DEGREE
    across = cos(radians(spot[1])) * scale
    ax, ay = (a[0] - spot[0]) * across, (a[1] - spot[1]) * scale
    bx, by = (b[0] - spot[0]) * across, (b[1] - spot[1]) * scale
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return hypot(ax + along * (bx - ax), ay + along * (by - ay))


def _present(replay: Replay, figure: Figure) -> float:
    """People in opposition-held ground on the hour, those on the road not counted."""
    row = int(np.searchsorted(replay.hours.minute, figure.minute, side="right")) - 1
    counts = replay.hours.inside[row] if row >= 0 else replay.episode.population.inside.sum(axis=1)
    return float(counts[_columns(figure)].sum())


def _crossed(replay: Replay, figure: Figure) -> float:
    """People who set out across the lines from ``since`` to the figure's moment."""
    before, after = replay.fled_at(figure.since), replay.fled_at(figure.minute)
    ways = [figure.destination] if figure.destination else list(after)
    return float(sum(after[way] - before[way] for way in ways))


def _displaced(replay: Replay, figure: Figure) -> float:
    """Journeys out of a district by whole days, across the lines or deeper in; one person may make two."""
    last = figure.minute - figure.minute % DAY
    days = [
        m for m in replay.movements if m.kind in ("flight", "retreat") and figure.since <= m.departed < last
    ]
    return float(sum(move.people for move in days))


def _evacuated(replay: Replay, figure: Figure) -> float:
    gone = np.array(replay.evacuated_at(figure.minute)) - np.array(replay.evacuated_at(figure.since))
    return float(gone[_columns(figure)].sum())


def _aboard(replay: Replay, figure: Figure) -> float:
    people = [convoy.people for convoy in replay.convoys if convoy.convoy == figure.convoy]
    return float(np.array(people[-1])[_columns(figure)].sum()) if people else 0.0


def _convoys(replay: Replay, figure: Figure) -> float:
    """Convoys that left by the figure's moment, one that was turned back not counted."""
    left = [c for c in replay.convoys if c.departed is not None and c.departed <= figure.minute]
    return float(sum(convoy.outcome != "turned back" for convoy in left))


def _surrendered(replay: Replay, figure: Figure) -> float:
    minutes, counts = replay.hours.minute, replay.hours.surrendered
    rows = np.searchsorted(minutes, [figure.since, figure.minute], side="right") - 1
    before, after = (int(counts[row]) if row >= 0 else 0 for row in rows)
    return float(after - before)


def _columns(figure: Figure) -> list[int]:
    return [GROUPS.index(figure.group)] if figure.group else list(range(len(GROUPS)))


_MEASURES: dict[str, Callable[[Replay, Figure], float]] = {
    "control": _control,
    "enclave-share": _enclave_share,
    "area": _area,
    "districts-held": _districts_held,
    "districts-gained": _districts_gained,
    "gap": _gap,
    "present": _present,
    "crossed": _crossed,
    "displaced": _displaced,
    "evacuated": _evacuated,
    "aboard": _aboard,
    "convoys": _convoys,
    "surrendered": _surrendered,
}
