"""What makes people leave a district that is still held: the front near by, and shelling."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.ground import Floats, Front, Ground, whole
from sim.episode.movement import Flight

HARDLY = 1e-290
"""A daily rate at which nobody ever leaves, and yet none: every district draws its number every hour."""

NO_ROOM = 1e-12
"""A part of the refuge in other districts that counts as none."""

AT_ONCE = 80_000
"""Ways out of all districts, in all the spells that are worked out together."""


@dataclass(eq=False)
class Pressure:
    """What makes people leave, as long as ground, shelling and corridors stay as they are.

    ``daily`` (district) is the rate at which they do, at most ``highest``, and ``hourly`` the chance
    that it amounts to in an hour.  ``edges`` part the numbers from 0 to 1 among the ways out of the
    first district, those from 2 to 3 among the ways out of the next, and so on: for each the
    corridors, then the districts.  At a ``dead_end`` somebody has no other district to go to.  All
    holds until minute ``until``.
    """

    until: int
    daily: Floats
    highest: float
    hourly: Floats
    edges: Floats
    dead_end: bool

    def chance(self, minutes: int) -> Floats:
        """The chance (district) of leaving within so many minutes."""
        return self.hourly if minutes == HOUR else chance_within(self.daily, minutes)


def pressures(flight: Flight, ground: Ground, end: int) -> Iterator[Pressure]:
    """The pressure of each spell, in order of time, the first from midnight on.

    All that begins or ends a spell is known ahead: pressures are worked out for several at once, and
    of the fronts only those to come are kept.
    """
    changes = [change.step.minute for change in ground.course]
    starts = sorted({0, *(minute for minute in (*changes, *turns(flight)) if 0 < minute < end)})
    spells = list(zip(starts, [*starts[1:], end + 1], strict=True))
    districts = len(ground.shares)
    together = max(1, AT_ONCE // (districts * (districts + len(flight.corridors))))
    for first in range(0, len(spells), together):
        some = spells[first : first + together]
        times = [bisect_right(changes, since) for since, _ in some]
        fronts = [ground.front_after(number) for number in times]
        ground.forget(times[0])
        yield from feel_pressure(flight, fronts, some)


def chance_within(daily: Floats, minutes: int) -> Floats:
    """The chance that something of a daily rate happens within so many minutes."""
    return np.asarray(-np.expm1(-daily * minutes / DAY))


def feel_pressure(
    flight: Flight, fronts: Sequence[Front], spells: Sequence[tuple[int, int]]
) -> Iterator[Pressure]:
    """The pressure of each spell (from, until): across the lines by corridor, and deeper in."""
    held = np.array([front.share for front in fronts]) > 0
    near = np.array([front.near for front in fronts]) * held[:, np.newaxis]
    rates = np.empty((len(spells), len(flight.corridors) + 1, held.shape[1]))
    for number, corridor in enumerate(flight.corridors):
        is_open = np.array([[corridor.is_open(since)] for since, _ in spells])
        rates[:, number] = flight.cross_near_front * near[:, corridor.party] * is_open
    bombed = np.array([[flight.retreat_bombed * shelling(flight, since)] for since, _ in spells])
    rates[:, -1] = (flight.retreat_near_front * np.add.reduce(near, axis=1) + bombed) * held
    daily = np.maximum(np.add.reduce(rates, axis=1), HARDLY)
    edges = share_out(fronts, rates / daily[:, np.newaxis])
    return map(
        Pressure,
        (until for _, until in spells),
        daily,
        daily.max(axis=1).tolist(),
        chance_within(daily, HOUR),
        edges,
        (front.dead_end for front in fronts),
    )


def shelling(flight: Flight, minute: int) -> float:
    """The level of the bombardment at a minute: 0 before the first one holds."""
    return next((level for start, level in reversed(flight.bombardment) if start <= minute), 0.0)


def share_out(fronts: Sequence[Front], parts: Floats) -> Floats:
    """`Pressure.edges` (front, cell) from parts (front, corridor and then retreat, district) of leavers.

    Who retreats goes to another district, each by its part of the refuge; who would and has nowhere
    else to go is sent to their own district: they stay.
    """
    across, deeper = parts[:, :-1], parts[:, -1]
    refuge = np.array([front.refuge for front in fronts])
    room = np.array([[front.open_ground] for front in fronts]) - refuge
    chosen = np.divide(deeper, room, out=np.zeros_like(deeper), where=room > NO_ROOM)
    corridors, districts = across.shape[1:]
    edges = np.empty((len(parts), districts, corridors + districts))
    edges[:, :, :corridors] = across.transpose(0, 2, 1)
    retreat = edges[:, :, corridors:]
    np.multiply(chosen[:, :, np.newaxis], refuge[:, np.newaxis], out=retreat)
    own = np.arange(districts)
    retreat[:, own, own] = np.where(room > NO_ROOM, 0.0, deeper)
    edges = whole(np.add.accumulate(edges, axis=2, out=edges))
    edges += 2.0 * own[:, np.newaxis]
    return edges.reshape(len(parts), -1)


def turns(flight: Flight) -> Iterator[int]:
    """The minutes at which shelling changes, or a corridor opens or closes."""
    yield from (start for start, _ in flight.bombardment)
    for closure in (closure for corridor in flight.corridors for closure in corridor.closures):
        yield from (closure.start, closure.end)
