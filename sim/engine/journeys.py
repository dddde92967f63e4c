"""People on their way on foot: off a place now, at another after a travel time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import simpy

from sim.engine.world import Ints, Steps, World


@dataclass
class Way:
    """A way that everybody needs equally long for, so that whoever sets out first arrives first.

    ``place`` is the index of a place outside; None leads to the districts that people retreat to.
    ``parties`` are under way: their arrival, their group, how many they are, and where they go
    (by district) if they retreat.
    """

    kind: str
    place: int | None
    minutes: int
    parties: deque[tuple[simpy.Event, int, int, Ints | None]] = field(default_factory=deque)
    somebody: simpy.Event | None = None


@dataclass(frozen=True)
class Ways:
    """All the ways: across the lines by the order of the corridors, into custody, and retreat."""

    across: tuple[Way, ...]
    custody: Way
    retreat: Way


def open_ways(world: World) -> Ways:
    """The ways of the episode, with nobody on them, and the processes that let people arrive."""
    flight = world.episode.flight
    across = tuple(Way("flight", world.outside_index(c.destination), c.travel) for c in flight.corridors)
    custody = Way("surrender", world.outside_index(flight.custody), flight.surrender_minutes)
    retreat = Way("retreat", None, flight.retreat_minutes)
    for way in (*across, custody, retreat):
        world.env.process(run_way(world, way))
    return Ways(across, custody, retreat)


def set_out(world: World, way: Way, group: int, people: int, reached: Ints | None = None) -> None:
    """Put people who have just left their place on their way; ``reached`` is where they retreat to."""
    if not people:
        return
    world.road[group] += people
    way.parties.append((world.env.timeout(way.minutes), group, people, reached))
    if way.somebody is not None:
        way.somebody.succeed()
        way.somebody = None


def run_way(world: World, way: Way) -> Steps:
    """Let those under way arrive, one party after another."""
    while True:
        if not way.parties:
            way.somebody = world.env.event()
            yield way.somebody
        arrival, group, people, reached = way.parties.popleft()
        yield arrival
        world.road[group] -= people
        if reached is not None:
            take_in(world, group, reached)
        else:
            world.away[group, way.place] += people


def take_in(world: World, group: int, people: Ints) -> None:
    """Let people (district) stand in the districts they chose; in the lost part if nothing else is left."""
    world.inside[group] += people
    lost = world.ground.front().lost
    stranded = people[lost]
    if np.logical_or.reduce(stranded):
        world.inside[group, lost] -= stranded
        world.behind[group, lost] += stranded
