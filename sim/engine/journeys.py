"""People on their way on foot: off a place now, at another after a travel time."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy

from sim.engine.world import Ints, World
from sim.episode.places import CIVILIANS


@dataclass(frozen=True, slots=True)
class Way:
    """A way that everybody needs equally long for.

    ``place`` is the index of a place outside; None leads to the districts that people retreat to.
    """

    kind: str
    place: int | None
    minutes: int


Party = tuple[Way, int, int, int, Ints | None]
"""People of one group who set out on one way in the same minute: the way, how often the ground had
changed when they left, the group, how many they are, and by district where they go if they retreat."""


@dataclass(eq=False, slots=True)
class Ways:
    """All the ways: across the lines by the order of the corridors, into custody, and retreat.

    ``under_way`` are those on them, by the minute at which they are due.  An event at which people
    have arrived becomes ``idle`` and serves again, which is quicker than a new one.
    """

    world: World
    across: tuple[Way, ...]
    custody: Way
    retreat: Way
    under_way: dict[int, list[Party]] = field(default_factory=dict)
    idle: list[simpy.Event] = field(default_factory=list)

    def set_out(self, way: Way, group: int, people: int, reached: Ints | None = None) -> None:
        """Put people who have just left their place on their way; ``reached`` is where they retreat to."""
        world = self.world
        world.road[group] += people
        minute = world.now + way.minutes
        due = self.under_way.get(minute) or self._expect(minute)
        due.append((way, world.ground.changes, group, people, reached))

    def walk(self, across: list[int], deeper: int, reached: Ints) -> None:
        """`set_out` for civilians on all the ways at once: so many ``across`` by each way, and ``deeper``."""
        world, now, due = self.world, self.world.now, self.under_way
        ground = world.ground.changes
        world.road[CIVILIANS] += sum(across) + deeper
        for way, people in zip(self.across, across, strict=True):
            if people:
                minute = now + way.minutes
                (due.get(minute) or self._expect(minute)).append((way, ground, CIVILIANS, people, None))
        if deeper:
            minute = now + self.retreat.minutes
            (due.get(minute) or self._expect(minute)).append(
                (self.retreat, ground, CIVILIANS, deeper, reached)
            )

    def _expect(self, minute: int) -> list[Party]:
        """Let those who will be under way to this minute arrive then; those of the end do not arrive."""
        due = self.under_way[minute] = []
        arrival = self.idle.pop() if self.idle else simpy.Event(self.world.env)
        arrival.callbacks = [self._arrive]
        self.world.settle(arrival, minute)
        return due

    def _arrive(self, arrival: simpy.Event) -> None:
        """Let those who are due arrive, in the order in which they set out."""
        world = self.world
        for way, ground, group, people, reached in self.under_way.pop(world.now):
            world.road[group] -= people
            if reached is not None:
                world.take_in(group, reached, since=ground)
            else:
                world.away[group, way.place] += people
        self.idle.append(arrival)


def open_ways(world: World) -> Ways:
    """The ways of the episode, with nobody on them."""
    flight = world.episode.flight
    across = tuple(Way("flight", world.outside_index(c.destination), c.travel) for c in flight.corridors)
    custody = Way("surrender", world.outside_index(flight.custody), flight.surrender_minutes)
    return Ways(world, across, custody, Way("retreat", None, flight.retreat_minutes))
