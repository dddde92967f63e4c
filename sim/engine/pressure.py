"""What makes people leave a district that is still held: the front near by, and shelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.ground import Floats, Front, whole
from sim.engine.world import World
from sim.episode.movement import Flight

HARDLY = 1e-290
"""A daily rate at which nobody ever leaves, and yet none: every district draws its number every hour."""

NO_ROOM = 1e-12
"""A part of the refuge in other districts that counts as none."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """What makes people leave, as long as ground, shelling and corridors stay as they are.

    ``daily`` (district) is the rate at which they do, at most ``highest``, and ``hourly`` the chance
    that it amounts to in an hour.  ``edges`` part the numbers from 0 to 1 among the ways out of the
    first district, those from 2 to 3 among the ways out of the next, and so on: for each the
    corridors, then the districts.  At a ``dead_end`` somebody has no other district to go to.  All
    holds until minute ``until`` or until ``ground`` has changed more often.
    """

    ground: int
    until: int
    daily: Floats
    highest: float
    hourly: Floats
    edges: Floats
    dead_end: bool

    def chance(self, minutes: int) -> Floats:
        """The chance (district) of leaving within so many minutes."""
        return self.hourly if minutes == HOUR else chance_within(self.daily, minutes)


def chance_within(daily: Floats, minutes: int) -> Floats:
    """The chance that something of a daily rate happens within so many minutes."""
    return np.asarray(-np.expm1(-daily * minutes / DAY))


def feel_pressure(world: World, since: int) -> Pressure:
    """The daily rates from minute ``since`` on: across the lines by corridor, and deeper in."""
    flight, front = world.episode.flight, world.ground.front()
    level = next((lv for start, lv in reversed(flight.bombardment) if start <= since), 0.0)
    held = front.share > 0
    near = front.near * held
    rates = np.empty((len(flight.corridors) + 1, len(held)))
    for rate, c in zip(rates, flight.corridors, strict=False):
        rate[:] = flight.cross_near_front * near[c.party] * c.is_open(since)
    rates[-1] = flight.retreat_near_front * np.add.reduce(near) + flight.retreat_bombed * level
    rates[-1] *= held
    daily = np.maximum(np.add.reduce(rates), HARDLY)
    until = min((minute for minute in turns(flight) if minute > since), default=world.end + 1)
    edges = share_out(front, rates / daily)
    highest = float(daily.max())
    hourly = chance_within(daily, HOUR)
    return Pressure(world.ground.changes, until, daily, highest, hourly, edges, front.dead_end)


def share_out(front: Front, parts: Floats) -> Floats:
    """`Pressure.edges` from the part (corridor and then retreat, district) of those who leave.

    Who retreats goes to another district, each by its part of the refuge; who would and has nowhere
    else to go is sent to their own district: they stay.
    """
    *across, deeper = parts
    districts, corridors = len(deeper), len(across)
    room = front.open_ground - front.refuge
    chosen = np.divide(deeper, room, out=np.zeros(districts), where=room > NO_ROOM)
    own = np.where(room > NO_ROOM, 0.0, deeper) - front.refuge * chosen
    edges = np.empty((districts, corridors + districts))
    np.add.accumulate(parts[:-1].T, axis=1, out=edges[:, :corridors])
    retreat = edges[:, corridors:]
    np.multiply(chosen[:, np.newaxis], front.refuge.cumsum(), out=retreat)
    retreat += _from_their_own_on(districts) * own[:, np.newaxis]
    retreat += np.add.reduce(parts[:-1])[:, np.newaxis]
    edges = whole(edges)
    edges += 2.0 * np.arange(districts)[:, np.newaxis]
    return edges.reshape(-1)


@lru_cache(maxsize=8)
def _from_their_own_on(districts: int) -> Floats:
    """(from, to) 1 for their own district and all after it, else 0."""
    return np.triu(np.ones((districts, districts)))


def turns(flight: Flight) -> Iterator[int]:
    """The minutes at which shelling changes, or a corridor opens or closes."""
    yield from (start for start, _ in flight.bombardment)
    for closure in (closure for corridor in flight.corridors for closure in corridor.closures):
        yield from (closure.start, closure.end)
