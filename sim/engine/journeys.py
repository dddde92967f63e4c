"""People on their way on foot: off a place now, at another after a travel time."""

from __future__ import annotations

from dataclasses import dataclass

import simpy

from sim.engine.world import Ints, World


@dataclass(frozen=True, slots=True)
class Way:
    """A way that everybody needs equally long for.

    ``place`` is the index of a place outside; None leads to the districts that people retreat to.
    """

    kind: str
    place: int | None
    minutes: int


@dataclass(slots=True)
class Party:
    """People of one group who set out on one way in the same minute.

    ``reached`` (district) is where they go if they retreat; ``ground`` is how often the ground had
    changed when they left.
    """

    way: Way
    ground: int
    group: int
    people: int
    reached: Ints | None


@dataclass(frozen=True)
class Ways:
    """All the ways: across the lines by the order of the corridors, into custody, and retreat."""

    across: tuple[Way, ...]
    custody: Way
    retreat: Way


def open_ways(world: World) -> Ways:
    """The ways of the episode."""
    flight = world.episode.flight
    across = tuple(Way("flight", world.outside_index(c.destination), c.travel) for c in flight.corridors)
    custody = Way("surrender", world.outside_index(flight.custody), flight.surrender_minutes)
    return Ways(across, custody, Way("retreat", None, flight.retreat_minutes))


def set_out(world: World, way: Way, group: int, people: int, reached: Ints | None = None) -> None:
    """Put people who have just left their place on their way; ``reached`` is where they retreat to."""
    if people:
        world.road[group] += people
        minute = world.now + way.minutes
        due = world.under_way.get(minute) or expect(world, minute)
        due.append(Party(way, world.ground.changes, group, people, reached))


def expect(world: World, minute: int) -> list[Party]:
    """Let those who will be under way to this minute arrive then; those of the end do not arrive."""
    due = world.under_way[minute] = []
    arrival = simpy.Event(world.env)
    arrival.callbacks.append(lambda _: arrive(world, minute))
    world.settle(arrival, minute)
    return due


def arrive(world: World, minute: int) -> None:
    """Let those who are due arrive, in the order in which they set out."""
    for party in world.under_way.pop(minute):
        world.road[party.group] -= party.people
        if party.reached is not None:
            world.take_in(party.group, party.reached, since=party.ground)
        else:
            world.away[party.group, party.way.place] += party.people
