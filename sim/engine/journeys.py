"""People on their way: off a place now, at another after a travel time, and written down by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.days import DAY
from sim.engine.world import ARRIVAL, Ints, Steps, World
from sim.episode.places import GROUPS, OPPOSITION
from sim.result.trace import PeopleMoved

class FlowBook:
    """People by (day, group, origin, destination) whose journeys began that day.

    Origins and destinations are districts, then places outside.  ``latest`` keeps, for each day
    and kind, the minute at which the last of that day's travellers arrives.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = (*world.episode.territory.districts, *world.outside)
        days, places = world.episode.calendar.days, len(self.names)
        self.flows = np.zeros((days, len(GROUPS), places, places), dtype=np.int32)
        self.latest: dict[tuple[int, str], int] = {}
        self.set_out: dict[str, int] = {c.destination: 0 for c in world.episode.flight.corridors}

    def add(self, kind: str, arrival: int, group: int, origin: object, destination: object, people: object) -> None:
        """Count ``people`` (a number or an array that fits the index) as leaving now."""
        day = min(self.world.now // DAY, len(self.flows) - 1)
        self.flows[day, group, origin, destination] += people  # type: ignore[index]
        self.latest[day, kind] = max(arrival, self.latest.get((day, kind), 0))
        if kind == "flight":
            self.set_out[self.names[destination]] += int(np.sum(people))  # type: ignore[index]

    def crossed(self) -> list[int]:
        """People who have set out across the lines so far, by corridor."""
        return list(self.set_out.values())

    def entries(self) -> list[PeopleMoved]:
        """One entry for each day, group, origin and destination with anybody on it."""
        return [self._entry(*map(int, index)) for index in np.argwhere(self.flows)]

    def _entry(self, day: int, group: int, origin: int, destination: int) -> PeopleMoved:
        kind = self._kind(origin, destination)
        arrived: int | None = self.latest[day, kind]
        if arrived is not None and arrived > self.world.episode.calendar.minutes:
            arrived = None
        people = int(self.flows[day, group, origin, destination])
        return PeopleMoved(
            day * DAY, arrived, self.names[origin], self.names[destination], GROUPS[group], people, kind, "",
            f"model:{kind}",
        )  # fmt: skip

    def _kind(self, origin: int, destination: int) -> str:
        districts = len(self.world.episode.territory.districts)
        if origin >= districts:
            return "return"
        if destination < districts:
            return "retreat"
        custody = self.names[destination] == self.world.episode.flight.custody
        return "surrender" if custody else "flight"


@dataclass(frozen=True)
class Journey:
    """A kind of movement, the place outside it leads to, and its minutes on the road."""

    kind: str
    destination: str
    minutes: int


def arrive_outside(world: World, journey: Journey, group: int, people: int) -> None:
    """Put people (already off their place) on the road to a place outside."""
    if people:
        world.road[group] += people
        world.env.process(run_journey(world, journey, group, people))


def run_journey(world: World, journey: Journey, group: int, people: int) -> Steps:
    """Be on the road, then stand at the destination."""
    yield world.until(world.now + journey.minutes, ARRIVAL)
    world.road[group] -= people
    world.away[group, world.outside_index(journey.destination)] += people


def arrive_inside(world: World, minutes: int, group: int, people: Ints) -> None:
    """Put ``people`` (district of destination) on the road within the enclave."""
    total = int(people.sum())
    if total:
        world.road[group] += total
        world.env.process(run_retreat(world, minutes, group, people))


def run_retreat(world: World, minutes: int, group: int, people: Ints) -> Steps:
    """Be on the road, then stand in the chosen districts; in their lost part if nothing else is left."""
    yield world.until(world.now + minutes, ARRIVAL)
    world.road[group] -= people.sum()
    held = world.shares[:, OPPOSITION] > 0
    world.inside[group] += np.where(held, people, 0)
    world.behind[group] += np.where(held, 0, people)
