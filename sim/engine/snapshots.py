"""What is kept of a run besides its trace: the state at each day's end, and head counts."""

from __future__ import annotations

import numpy as np

from sim.days import DAY
from sim.engine.book import FlowBook
from sim.engine.world import DAY_END, Steps, World
from sim.episode.places import FIGHTERS, GROUPS, IN_TRANSIT, PARTIES
from sim.result.replay import Hours, Replay
from sim.result.trace import Entry, minute_of

AT_ONCE = 64
"""Moments of decision whose states are counted together."""


class Snapshots:
    """The state at the end of each day, and head counts at each of the ``moments`` of decision."""

    def __init__(self, world: World, book: FlowBook, moments: list[int]) -> None:
        self.world = world
        self.book = book
        days, districts = world.episode.calendar.days, len(world.shares)
        self.control = np.zeros((days, districts, len(PARTIES)))
        self.people = np.zeros((days, len(GROUPS), districts + len(world.outside) + 1), dtype=np.int64)
        self.inside = np.zeros((days, len(GROUPS), districts), dtype=np.int64)
        self.custody = 2 * districts + world.outside_index(world.episode.flight.custody)
        self.moments = np.array(moments, dtype=np.int64)
        self.counted = 0
        self.heads = np.zeros((len(moments), len(GROUPS)), dtype=np.int64)
        self.surrendered = np.zeros(len(moments), dtype=np.int64)
        self.fled: list[int] = []
        self.states = np.empty((min(AT_ONCE, len(moments)), *world.people.shape), dtype=np.int64)
        self.held = 0

    def take(self, day: int) -> None:
        """Write down the end of a day."""
        world, districts = self.world, len(self.world.shares)
        world.check()
        self.control[day] = world.shares
        self.inside[day] = world.inside
        self.people[day, :, :districts] = world.inside + world.behind
        self.people[day, :, districts:-1] = world.away
        self.people[day, :, -1] = world.road

    def count(self) -> None:
        """Write down where everybody is, and who has set out across the lines so far."""
        self.states[self.held] = self.world.people
        self.held += 1
        self.fled += self.book.crossed
        if self.held == len(self.states):
            self._add_up()

    def _add_up(self) -> None:
        """Count those written down and not counted yet, and make sure that nobody was lost."""
        if not self.held:
            return
        states = self.states[: self.held]
        these = slice(self.counted, self.counted + len(states))
        self.world.check_all(states, self.moments[these])
        self.heads[these] = states[:, :, : len(self.world.shares)].sum(axis=2)
        self.surrendered[these] = states[:, FIGHTERS, self.custody]
        self.counted += len(states)
        self.held = 0

    def freeze(self, rng_seed: int, told: list[Entry]) -> Replay:
        """The replay; its arrays can no longer be written to."""
        world = self.world
        self._add_up()
        hours = self._hours()
        places = (*world.episode.territory.districts, *world.outside, IN_TRANSIT)
        for array in (self.control, self.people, self.inside):
            array.setflags(write=False)
        by_day = self.control, self.people, self.inside
        told_in_order = tuple(sorted(told, key=minute_of))
        return Replay(world.episode, rng_seed, places, *by_day, hours, told_in_order, self.book.moves())

    def _hours(self) -> Hours:
        world = self.world
        crossings = tuple(dict.fromkeys(c.destination for c in world.episode.flight.corridors))
        columns = [world.outside_index(place) for place in crossings]
        fled = np.array(self.fled, dtype=np.int64).reshape(len(self.moments), len(world.outside))[:, columns]
        for array in (self.moments, self.heads, fled, self.surrendered):
            array.setflags(write=False)
        return Hours(self.moments, self.heads, fled, self.surrendered, crossings)


def run_days(world: World, days: Snapshots) -> Steps:
    """At each midnight, after people decided and before anything changes, keep the day that ends."""
    for day in range(world.episode.calendar.days):
        yield world.until((day + 1) * DAY, DAY_END)
        days.take(day)
