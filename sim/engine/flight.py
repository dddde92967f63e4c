"""Flight while a district is still held: hourly, by nearness of the front and bombardment."""

from __future__ import annotations

from collections.abc import Callable
from operator import gt

import numpy as np
import simpy

from sim.days import DAY, HOUR
from sim.engine.book import FlowBook
from sim.engine.journeys import Ways
from sim.engine.pressure import pressures
from sim.engine.quantiles import binomial
from sim.engine.streams import Floats, largest
from sim.engine.world import FLIGHT, Ints, Steps, World
from sim.episode.movement import Flight
from sim.episode.places import CIVILIANS


class Decisions:
    """The hourly decisions of civilians, with what they depend on kept until it changes.

    Whether they leave is one number for each district, which way each takes one number of its own.
    Both are read at the address of the minute.
    """

    def __init__(self, world: World, book: FlowBook, ways: Ways) -> None:
        self.world = world
        self.book = book
        self.ways = ways
        self.lots = world.streams.lots("flight")
        self.last = 0
        self.civilians = world.inside[CIVILIANS]
        self.pressures = pressures(world.episode.flight, world.ground, world.end)
        self.pressure = next(self.pressures)
        self.rooms: dict[int, tuple[Ints, Floats]] = {}
        self.ranks, self.apart = np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0))
        self.choices = len(ways.across) + len(self.civilians)
        self.choice = np.tile(np.arange(self.choices), len(self.civilians))
        self.hourly_limits = limits(world.episode.flight, HOUR)

    def decide(self) -> None:
        """Let the time since the last decision count, by what held in that time; then let people leave."""
        now, since, pressure = self.world.now, self.last, self.pressure
        self.last, elapsed = now, now - since
        if elapsed == 0:
            return
        while since >= pressure.until:
            self.pressure = pressure = next(self.pressures)
        lots = self.lots
        lots.seek(now)
        highest = pressure.highest * elapsed / DAY
        leaving = lots.binomials(self.civilians, pressure.chance(elapsed), highest)
        most = largest(leaving)
        if most:
            self.book.day = (now - 1) // DAY
            self._part_ways(leaving, most, elapsed)

    def _part_ways(self, leaving: Ints, most: int, elapsed: int) -> None:
        """Split those who leave over the ways out, by their rates, within what a corridor lets through.

        Their numbers are looked up in rising order, which is quicker.
        """
        ranks, apart = self.rooms.get(most) or self._make_room(most)
        numbers = self.lots.uniforms(most, len(leaving))
        drawn = np.add(numbers, apart, numbers)[ranks < leaving]
        drawn.sort()
        cells = self.pressure.edges.searchsorted(drawn, side="right")
        reached = np.bincount(self.choice[cells], minlength=self.choices)
        corridors = len(self.hourly_limits)
        across = reached[:corridors].tolist()
        most_across = self.hourly_limits if elapsed == HOUR else limits(self.world.episode.flight, elapsed)
        if self.pressure.dead_end or any(map(gt, across, most_across)):
            cells, leaving, reached = self._hold_back(cells, most_across)
            across = reached[:corridors].tolist()
        self.civilians -= leaving
        self.book.walk(self.last, self.ways, cells, across)
        self.ways.walk(across, len(cells) - sum(across), reached[corridors:])

    def _make_room(self, most: int) -> tuple[Ints, Floats]:
        """Ranks of so many people of each district, and what parts districts: both (rank, district); kept."""
        districts = len(self.civilians)
        if most > len(self.ranks):
            self.ranks = np.repeat(np.arange(most), districts).reshape(most, districts)
            self.apart = np.tile(2.0 * np.arange(districts), (most, 1))
            self.rooms.clear()
        room = self.rooms[most] = self.ranks[:most], self.apart[:most]
        return room

    def _hold_back(self, cells: Ints, most_across: list[int]) -> tuple[Ints, Ints, Ints]:
        """Without those whom a corridor does not let through, or who have nowhere else to go.

        Returns the cells of those who do leave, how many by district, and by choice.
        """
        districts = len(self.civilians)
        counts = np.bincount(cells, minlength=districts * self.choices).reshape(districts, self.choices)
        for corridor, limit in enumerate(most_across):
            counts[:, corridor] = let_through(counts[:, corridor], limit)
        np.fill_diagonal(counts[:, len(most_across) :], 0)
        return np.repeat(np.arange(counts.size), counts.ravel()), counts.sum(axis=1), counts.sum(axis=0)


def limits(flight: Flight, minutes: int) -> list[int]:
    """How many people each corridor lets through within so many minutes."""
    return [corridor.capacity * minutes // HOUR for corridor in flight.corridors]


def let_through(people: Ints, capacity: int) -> Ints:
    """At most ``capacity`` of ``people``, each place keeping its part; the odd ones go to the first."""
    total = int(np.add.reduce(people))
    if total <= capacity:
        return people
    passed = people * capacity // total
    short = capacity - int(passed.sum())
    spare = np.flatnonzero(people > passed)[:short]
    passed[spare] += 1
    return np.asarray(passed)


def keep_deciding(world: World, decisions: Decisions, moments: list[int], count: Callable[[], None]) -> None:
    """Let people decide at each of the moments (the hours, and every change of control).

    Each moment calls for the next, which is quicker than a process that waits for each; the same
    event happens again and again, which is quicker than a new one each time.
    """
    coming, hour = iter(moments), simpy.Event(world.env)

    def wait() -> None:
        minute = next(coming, None)
        if minute is not None:
            hour.callbacks = [decide]
            world.settle(hour, minute, FLIGHT)

    def decide(_: simpy.Event) -> None:
        decisions.decide()
        count()
        wait()

    wait()


def run_returns(world: World, book: FlowBook) -> Steps:
    """From the documented day on, some of those who crossed go home, once a day at its hour."""
    flight = world.episode.flight
    lots = world.streams.lots("returns")
    source = world.outside_index(flight.return_from)
    chance = -np.expm1(-flight.return_rate)
    minute = flight.return_starts
    while minute < world.end:
        yield world.until(minute, FLIGHT)
        lots.seek(minute)
        people = binomial(float(lots.uniforms(1)[0]), int(world.away[CIVILIANS, source]), float(chance))
        world.away[CIVILIANS, source] -= people
        world.behind[CIVILIANS, flight.return_to] += people
        book.day = world.now // DAY
        book.come_home(CIVILIANS, source, flight.return_to, people)
        minute += DAY
