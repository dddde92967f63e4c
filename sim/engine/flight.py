"""Flight while a district is still held: hourly, by nearness of the front and bombardment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY, HOUR
from sim.engine.journeys import FlowBook, Journey, arrive_inside, arrive_outside
from sim.engine.world import FLIGHT, Ints, Steps, World
from sim.episode.places import CIVILIANS, GOVERNMENT, OPPOSITION, SDF

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Front:
    """What people can see of the front from each district, between 0 and 1.

    ``near`` (party, district) how much of a district's surroundings that party holds; ``refuge``
    (district) the weight with which people who retreat choose a district; ``held`` the districts
    that the opposition holds any of.
    """

    near: Floats
    refuge: Floats
    held: Ints


def look_at_front(world: World) -> Front:
    """The front as the present shares make it.

    Surroundings are the districts that share an edge and the ground beyond the enclave's edge.
    People retreat by area held, away from the front.
    """
    territory = world.episode.territory
    shares = world.shares
    edges = territory.touching.sum(axis=1) + territory.faces_government + territory.faces_sdf
    near_government = territory.touching @ shares[:, GOVERNMENT] + territory.faces_government
    near_sdf = territory.touching @ shares[:, SDF] + territory.faces_sdf
    near = np.stack([near_government, np.zeros_like(edges), near_sdf]) / np.maximum(edges, 1)
    held = shares[:, OPPOSITION]
    refuge = held * territory.areas * np.clip(1 - near.sum(axis=0), 0.05, 1)
    return Front(near, refuge, np.flatnonzero(held > 0))


def refuge_weights(world: World) -> Floats:
    """Weights (district) by which those who retreat choose where to go; all zero when nothing is left."""
    return look_at_front(world).refuge


class Decisions:
    """The hourly decisions of civilians, with what they depend on kept until it changes."""

    def __init__(self, world: World, book: FlowBook) -> None:
        self.world = world
        self.book = book
        self.rng = world.streams.at("flight")
        self.last = 0
        self.seen: tuple[int, float, tuple[bool, ...]] | None = None
        self.front = look_at_front(world)
        self.rates = np.zeros((0, 0))

    def decide(self) -> None:
        """Let the time since the last decision count, then let people leave."""
        elapsed, self.last = self.world.now - self.last, self.world.now
        if elapsed == 0:
            return
        self._look()
        held = self.front.held
        total = self.rates.sum(axis=0)
        here = self.world.inside[CIVILIANS, held]
        leaving = self.rng.binomial(here, -np.expm1(-total * elapsed / DAY))
        if leaving.any():
            self._part_ways(held, leaving, total, elapsed)

    def _look(self) -> None:
        """Rebuild the daily rates (way out, held district) when ground, shelling or a corridor changed."""
        flight, now = self.world.episode.flight, self.world.now
        level = next((lv for start, lv in reversed(flight.bombardment) if start <= now), 0.0)
        is_open = tuple(corridor.is_open(now) for corridor in flight.corridors)
        key = (self.world.ground, level, is_open)
        if key == self.seen:
            return
        self.seen, self.front = key, look_at_front(self.world)
        near = self.front.near[:, self.front.held]
        ways = [
            flight.cross_near_front * near[corridor.party] * opened
            for corridor, opened in zip(flight.corridors, is_open, strict=True)
        ]
        retreat = flight.retreat_near_front * near.sum(axis=0) + flight.retreat_bombed * level
        self.rates = np.stack([*ways, retreat])

    def _part_ways(self, held: Ints, leaving: Ints, total: Floats, elapsed: int) -> None:
        """Split those who leave over the ways out, by their rates, within what a corridor lets through."""
        rest, rate_left = leaving, total
        flight = self.world.episode.flight
        for corridor, rate in zip(flight.corridors, self.rates[:-1], strict=True):
            chance = np.divide(rate, rate_left, out=np.zeros_like(rate), where=rate_left > 0)
            going = self.rng.binomial(rest, np.clip(chance, 0, 1))
            rest, rate_left = rest - going, rate_left - rate
            passed = let_through(going, corridor.capacity * elapsed // HOUR)
            self._cross(corridor.destination, corridor.travel, held, passed)
        self._retreat(held, rest)

    def _cross(self, destination: str, minutes: int, held: Ints, people: Ints) -> None:
        if not people.any():
            return
        world = self.world
        world.inside[CIVILIANS, held] -= people
        column = len(world.shares) + world.outside_index(destination)
        self.book.add("flight", world.now + minutes, CIVILIANS, held, column, people)
        arrive_outside(world, Journey("flight", destination, minutes), CIVILIANS, int(people.sum()))

    def _retreat(self, held: Ints, people: Ints) -> None:
        if not people.any() or self.front.refuge.sum() == 0:
            return
        world = self.world
        minutes = world.episode.flight.retreat_minutes
        weights = self.front.refuge / self.front.refuge.sum()
        world.inside[CIVILIANS, held] -= people
        pairs = self.rng.multinomial(people, weights)
        self.book.add("retreat", world.now + minutes, CIVILIANS, held, slice(0, len(weights)), pairs)
        arrive_inside(world, minutes, CIVILIANS, pairs.sum(axis=0))


def let_through(people: Ints, capacity: int) -> Ints:
    """At most ``capacity`` of ``people``, each place keeping its part; the odd ones go to the first."""
    total = int(people.sum())
    if total <= capacity:
        return people
    passed = people * capacity // total
    short = capacity - int(passed.sum())
    spare = np.flatnonzero(people > passed)[:short]
    passed[spare] += 1
    return np.asarray(passed)


def run_flight(
    world: World, decisions: Decisions, moments: list[int], count_hour: Callable[[list[int]], None]
) -> Steps:
    """Let people decide at each of the moments (the hours, and every change of control)."""
    for minute in moments:
        if minute > world.now:
            yield world.until(minute, FLIGHT)
        decisions.decide()
        world.check()
        count_hour(decisions.book.crossed())


def run_returns(world: World, book: FlowBook) -> Steps:
    """From the documented day on, some of those who crossed go home, once a day at noon."""
    flight = world.episode.flight
    rng = world.streams.at("returns")
    source = world.outside_index(flight.return_from)
    chance = -np.expm1(-flight.return_rate)
    minute = flight.return_starts
    while minute <= world.episode.calendar.minutes:
        yield world.until(minute, FLIGHT)
        people = int(rng.binomial(world.away[CIVILIANS, source], chance))
        world.away[CIVILIANS, source] -= people
        world.behind[CIVILIANS, flight.return_to] += people
        book.add("return", world.now, CIVILIANS, len(world.shares) + source, flight.return_to, people)
        minute += DAY
