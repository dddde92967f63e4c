"""People on their way on foot: off a place now, at another after a travel time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import simpy

from sim.engine.world import Ints, Steps, World


@dataclass(slots=True)
class Party:
    """People of one group who set out on one way in the same minute.

    ``reached`` (district) is where they go if they retreat; ``ground`` is how often the ground had
    changed when they left.
    """

    arrival: simpy.Event
    departed: int
    ground: int
    group: int
    people: int
    reached: Ints | None


@dataclass(slots=True)
class Way:
    """A way that everybody needs equally long for, so that whoever sets out first arrives first.

    ``place`` is the index of a place outside; None leads to the districts that people retreat to.
    ``next_arrival`` is set while nobody is under way; the next to set out give it its moment.
    """

    kind: str
    place: int | None
    minutes: int
    parties: deque[Party] = field(default_factory=deque)
    next_arrival: simpy.Event | None = None


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
    last, now = way.parties[-1] if way.parties else None, world.now
    if last is not None and last.departed == now and last.group == group:
        last.people += people
        last.ground = min(last.ground, world.ground.changes)
        last.reached = None if last.reached is None or reached is None else last.reached + reached
        return
    arrival = way.next_arrival or world.env.event()
    way.next_arrival = None
    world.settle(arrival, now + way.minutes)
    way.parties.append(Party(arrival, now, world.ground.changes, group, people, reached))


def run_way(world: World, way: Way) -> Steps:
    """Let those under way arrive, one party after another."""
    while True:
        if way.parties:
            yield way.parties[0].arrival
        else:
            way.next_arrival = world.env.event()
            yield way.next_arrival
        party = way.parties.popleft()
        world.road[party.group] -= party.people
        if party.reached is not None:
            world.take_in(party.group, party.reached, since=party.ground)
        else:
            world.away[party.group, way.place] += party.people
