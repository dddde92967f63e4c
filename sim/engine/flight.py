"""Flight while a district is still held: hourly, by nearness of the front and bombardment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.book import FlowBook
from sim.engine.ground import Floats
from sim.engine.journeys import Way, Ways, set_out
from sim.engine.world import FLIGHT, Ints, Steps, World
from sim.episode.movement import Corridor, Flight
from sim.episode.places import CIVILIANS


@dataclass(frozen=True, slots=True)
class Crossing:
    """A corridor that people can reach now; ``chance`` (district) that whoever leaves takes it.

    The chance is given that no corridor before it was taken.
    """

    corridor: Corridor
    way: Way
    chance: Floats


@dataclass(frozen=True, slots=True)
class Pressure:
    """What makes people leave, as long as ground, shelling and corridors stay as they are.

    ``districts`` those that anybody may leave, ``daily`` (district) the rate at which they do,
    ``hourly`` the chance that it amounts to in an hour; it holds until minute ``until`` or until
    ``ground`` has changed more often.
    """

    ground: int
    until: int
    districts: Ints
    daily: Floats
    hourly: Floats
    crossings: tuple[Crossing, ...]

    def chance(self, minutes: int) -> Floats:
        """The chance (district) of leaving within so many minutes."""
        return self.hourly if minutes == HOUR else chance_within(self.daily, minutes)


def chance_within(daily: Floats, minutes: int) -> Floats:
    """The chance that something of a daily rate happens within so many minutes."""
    return np.asarray(-np.expm1(-daily * minutes / DAY))


def feel_pressure(world: World, ways: Ways, since: int) -> Pressure:
    """The daily rates from minute ``since`` on: across the lines by corridor, and deeper in."""
    flight, front = world.episode.flight, world.ground.front()
    level = next((lv for start, lv in reversed(flight.bombardment) if start <= since), 0.0)
    near = front.near[:, front.held]
    across = [flight.cross_near_front * near[c.party] * c.is_open(since) for c in flight.corridors]
    retreat = flight.retreat_near_front * near.sum(axis=0) + flight.retreat_bombed * level
    rates = np.stack([*across, retreat])
    daily = rates.sum(axis=0)
    some = np.flatnonzero(daily > 0)
    crossings = share_out(world, ways, rates[:-1, some], daily[some])
    hourly = chance_within(daily[some], HOUR)
    until = min((minute for minute in turns(flight) if minute > since), default=world.end + 1)
    return Pressure(world.ground.changes, until, front.held[some], daily[some], hourly, crossings)


def share_out(world: World, ways: Ways, rates: Floats, rate_left: Floats) -> tuple[Crossing, ...]:
    """Turn the rates (corridor, district) into the chance of each corridor, one after another."""
    crossings = []
    for corridor, way, rate in zip(world.episode.flight.corridors, ways.across, rates, strict=True):
        chance = np.divide(rate, rate_left, out=np.zeros_like(rate), where=rate_left > 0)
        if chance.any():
            crossings.append(Crossing(corridor, way, np.clip(chance, 0, 1)))
        rate_left = rate_left - rate
    return tuple(crossings)


def turns(flight: Flight) -> Iterator[int]:
    """The minutes at which shelling changes, or a corridor opens or closes."""
    yield from (start for start, _ in flight.bombardment)
    for closure in (closure for corridor in flight.corridors for closure in corridor.closures):
        yield from (closure.start, closure.end)


class Decisions:
    """The hourly decisions of civilians, with what they depend on kept until it changes."""

    def __init__(self, world: World, book: FlowBook, ways: Ways) -> None:
        self.world = world
        self.book = book
        self.ways = ways
        self.rng = world.streams.at("flight")
        self.last = 0
        self.civilians = world.inside[CIVILIANS]
        self.pressure = feel_pressure(world, ways, since=0)

    def decide(self) -> None:
        """Let the time since the last decision count, by what held in that time; then let people leave."""
        since, self.last = self.last, self.world.now
        elapsed = self.last - since
        if elapsed == 0:
            return
        if since >= self.pressure.until or self.world.ground.changes != self.pressure.ground:
            self.pressure = feel_pressure(self.world, self.ways, since)
        self.book.day = (self.last - 1) // DAY
        districts = self.pressure.districts
        leaving = self.rng.binomial(self.civilians[districts], self.pressure.chance(elapsed))
        some = leaving.nonzero()[0]
        if some.size:
            self._part_ways(some, districts[some], leaving[some], elapsed)

    def _part_ways(self, some: Ints, districts: Ints, rest: Ints, elapsed: int) -> None:
        """Split those who leave over the ways out, by their rates, within what a corridor lets through."""
        left = int(np.add.reduce(rest))
        for crossing in self.pressure.crossings:
            going = self.rng.binomial(rest, crossing.chance[some])
            total = int(np.add.reduce(going))
            if total:
                rest, left = rest - going, left - total
                capacity = crossing.corridor.capacity * elapsed // HOUR
                self._cross(crossing.way, districts, going, total, capacity)
        self._retreat(districts, rest, left)

    def _cross(self, way: Way, districts: Ints, people: Ints, total: int, capacity: int) -> None:
        if total > capacity:
            people, total = let_through(people, capacity), capacity
        if total == 0:
            return
        self.civilians[districts] -= people
        self.book.leave(way, CIVILIANS, districts, people, total)
        set_out(self.world, way, CIVILIANS, total)

    def _retreat(self, districts: Ints, people: Ints, total: int) -> None:
        """Who has nowhere else to go stays."""
        front = self.world.ground.front()
        if not total:
            return
        ways = front.elsewhere[districts]
        if front.dead_end:
            people = np.where(ways.any(axis=1), people, 0)
            total = int(np.add.reduce(people))
        if total:
            self.civilians[districts] -= people
            reached = self.rng.multinomial(people, ways)
            self.book.retreat(self.ways.retreat, CIVILIANS, districts, reached)
            set_out(self.world, self.ways.retreat, CIVILIANS, total, np.add.reduce(reached, axis=0))


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


def run_flight(world: World, decisions: Decisions, moments: list[int], count: Callable[[], None]) -> Steps:
    """Let people decide at each of the moments (the hours, and every change of control)."""
    for minute in moments:
        yield world.until(minute, FLIGHT)
        decisions.decide()
        world.check()
        count()


def run_returns(world: World, book: FlowBook) -> Steps:
    """From the documented day on, some of those who crossed go home, once a day at its hour."""
    flight = world.episode.flight
    rng = world.streams.at("returns")
    source = world.outside_index(flight.return_from)
    chance = -np.expm1(-flight.return_rate)
    minute = flight.return_starts
    while minute < world.end:
        yield world.until(minute, FLIGHT)
        people = int(rng.binomial(world.away[CIVILIANS, source], chance))
        world.away[CIVILIANS, source] -= people
        world.behind[CIVILIANS, flight.return_to] += people
        book.day = world.now // DAY
        book.come_home(CIVILIANS, source, flight.return_to, people)
        minute += DAY
