"""Flight while a district is still held: hourly, by nearness of the front and bombardment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import gt

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.book import FlowBook
from sim.engine.ground import Floats, Front, whole
from sim.engine.journeys import Ways, set_out
from sim.engine.quantiles import binomial
from sim.engine.world import FLIGHT, Ints, Steps, World
from sim.episode.movement import Flight
from sim.episode.places import CIVILIANS

HARDLY = 1e-290
"""A daily rate at which nobody ever leaves, and yet none: every district draws its number every hour."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """What makes people leave, as long as ground, shelling and corridors stay as they are.

    ``daily`` (district) is the rate at which they do, at most ``highest``, and ``hourly`` the chance
    that it amounts to in an hour.  ``edges`` part the numbers from 0 to 1 among the ways out of the
    first district, those from 2 to 3 among the ways out of the next, and so on: for each the
    corridors, then the districts.  All holds until minute ``until`` or until ``ground`` has changed
    more often.
    """

    ground: int
    until: int
    daily: Floats
    highest: float
    hourly: Floats
    edges: Floats

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
    near = np.where(front.share > 0, front.near, 0.0)
    across = [flight.cross_near_front * near[c.party] * c.is_open(since) for c in flight.corridors]
    retreat = flight.retreat_near_front * near.sum(axis=0) + flight.retreat_bombed * level
    rates = np.stack([*across, np.where(front.share > 0, retreat, 0.0)])
    daily = np.maximum(rates.sum(axis=0), HARDLY)
    until = min((minute for minute in turns(flight) if minute > since), default=world.end + 1)
    edges = share_out(front, rates / daily)
    highest = float(daily.max())
    return Pressure(world.ground.changes, until, daily, highest, chance_within(daily, HOUR), edges)


def share_out(front: Front, parts: Floats) -> Floats:
    """`Pressure.edges` from the part (corridor and then retreat, district) of those who leave.

    Who would retreat and has nowhere else to go is sent to their own district: they stay.
    """
    *across, deeper = parts
    retreat = front.elsewhere * deeper[:, np.newaxis]
    if front.dead_end:
        np.fill_diagonal(retreat, np.where(front.elsewhere.any(axis=1), 0.0, deeper))
    chances = np.concatenate([*(part[:, np.newaxis] for part in across), retreat], axis=1)
    edges = whole(np.cumsum(chances, axis=1)) + 2.0 * np.arange(len(chances))[:, np.newaxis]
    return np.asarray(edges.ravel())


def turns(flight: Flight) -> Iterator[int]:
    """The minutes at which shelling changes, or a corridor opens or closes."""
    yield from (start for start, _ in flight.bombardment)
    for closure in (closure for corridor in flight.corridors for closure in corridor.closures):
        yield from (closure.start, closure.end)


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
        self.pressure = feel_pressure(world, since=0)
        self.apart = 2.0 * np.arange(len(self.civilians))
        self.ranks = np.arange(0)[:, np.newaxis]
        self.choices = len(ways.across) + len(self.civilians)
        self.choice = np.tile(np.arange(self.choices), len(self.civilians))

    def decide(self) -> None:
        """Let the time since the last decision count, by what held in that time; then let people leave."""
        since, self.last = self.last, self.world.now
        elapsed = self.last - since
        if elapsed == 0:
            return
        if since >= self.pressure.until or self.world.ground.changes != self.pressure.ground:
            self.pressure = feel_pressure(self.world, since)
        self.book.day = (self.last - 1) // DAY
        self.lots.seek(self.last)
        highest = self.pressure.highest * elapsed / DAY
        leaving = self.lots.binomials(self.civilians, self.pressure.chance(elapsed), highest)
        most = int(np.maximum.reduce(leaving))
        if most:
            self._part_ways(leaving, most, elapsed)

    def _part_ways(self, leaving: Ints, most: int, elapsed: int) -> None:
        """Split those who leave over the ways out, by their rates, within what a corridor lets through."""
        if most > len(self.ranks):
            self.ranks = np.arange(most)[:, np.newaxis]
        numbers = self.lots.uniforms(most, len(leaving))
        numbers += self.apart
        cells = self.pressure.edges.searchsorted(numbers[self.ranks[:most] < leaving], side="right")
        reached = np.bincount(self.choice[cells], minlength=self.choices)
        across = reached[: len(self.ways.across)].tolist()
        limits = [c.capacity * elapsed // HOUR for c in self.world.episode.flight.corridors]
        if self.world.ground.front().dead_end or any(map(gt, across, limits)):
            cells, leaving, reached = self._hold_back(cells, limits)
            across = reached[: len(self.ways.across)].tolist()
        self.civilians -= leaving
        retreating = len(cells) - sum(across)
        self.book.walk(self.ways, cells, across, retreating)
        for way, total in zip(self.ways.across, across, strict=True):
            set_out(self.world, way, CIVILIANS, total)
        set_out(self.world, self.ways.retreat, CIVILIANS, retreating, reached[len(across) :])

    def _hold_back(self, cells: Ints, limits: list[int]) -> tuple[Ints, Ints, Ints]:
        """Without those whom a corridor does not let through, or who have nowhere else to go.

        Returns the cells of those who do leave, how many by district, and by choice.
        """
        districts = len(self.civilians)
        counts = np.bincount(cells, minlength=districts * self.choices).reshape(districts, self.choices)
        for corridor, limit in enumerate(limits):
            counts[:, corridor] = let_through(counts[:, corridor], limit)
        np.fill_diagonal(counts[:, len(limits) :], 0)
        return np.repeat(np.arange(counts.size), counts.ravel()), counts.sum(axis=1), counts.sum(axis=0)


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
        count()


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
