"""Play an episode: start the processes, run the clock, freeze what came of it."""

from __future__ import annotations

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.control import run_control
from sim.engine.convoys import live_evacuation, run_berth, run_convoy, run_road
from sim.engine.flight import Decisions, run_flight, run_returns
from sim.engine.journeys import FlowBook
from sim.engine.world import DAY_END, Steps, World
from sim.episode.episode import Episode
from sim.episode.places import FIGHTERS, GROUPS, IN_TRANSIT, PARTIES
from sim.result.replay import Hours, Replay
from sim.result.trace import Entry


def play(episode: Episode, *, rng_seed: int = 0) -> Replay:
    """Replay ``episode`` from its first midnight to the end of its last day.

    The same episode and seed give the same replay.  Raises `LostPeople` if the engine ever loses
    or doubles anybody.
    """
    world = World(episode, rng_seed)
    book, days = FlowBook(world), Snapshots(world)
    world.env.process(run_days(world, days))
    world.env.process(run_control(world, book))
    _start_people(world, book, days)
    _start_evacuation(world)
    world.env.run(until=episode.calendar.minutes + 1)
    return days.freeze(rng_seed, sorted_trace([*world.trace, *book.entries()]))


def _start_people(world: World, book: FlowBook, days: Snapshots) -> None:
    moments = decision_moments(world.episode)
    world.env.process(run_flight(world, Decisions(world, book), moments, days.count_hour))
    world.env.process(run_returns(world, book))


def _start_evacuation(world: World) -> None:
    plan = world.episode.evacuation
    if plan is None:
        return
    live = live_evacuation(world, plan)
    world.env.process(run_road(world, live))
    for convoy in plan.convoys:
        world.env.process(run_convoy(world, live, convoy))
    for _ in range(plan.fleet.loading_bays):
        world.env.process(run_berth(world, live))


def decision_moments(episode: Episode) -> list[int]:
    """Every hour and every documented change between two hours, once, in order."""
    hours = range(HOUR, episode.calendar.minutes + 1, HOUR)
    changes = (step.minute for step in episode.steps if step.minute > 0)
    return sorted({*hours, *(m for m in changes if m <= episode.calendar.minutes)})


def sorted_trace(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries by minute; of one minute, in the order in which they were written."""
    return tuple(sorted(entries, key=_minute))


def _minute(entry: Entry) -> int:
    when = getattr(entry, "minute", None)
    if when is None:
        when = entry.departed if entry.departed is not None else entry.due  # type: ignore[union-attr]
    return int(when)


class Snapshots:
    """The state at the end of each day, and head counts on the hour."""

    def __init__(self, world: World) -> None:
        self.world = world
        days, districts = world.episode.calendar.days, len(world.episode.territory.districts)
        self.control = np.zeros((days, districts, len(PARTIES)))
        self.people = np.zeros((days, len(GROUPS), districts + len(world.outside) + 1), dtype=np.int64)
        self.inside = np.zeros((days, len(GROUPS), districts), dtype=np.int64)
        self.crossings = tuple(c.destination for c in world.episode.flight.corridors)
        self.custody = world.outside_index(world.episode.flight.custody)
        self.hours: list[tuple[int, ...]] = []

    def take(self, day: int) -> None:
        """Write down the end of a day."""
        world, districts = self.world, len(self.world.shares)
        world.check()
        self.control[day] = world.shares
        self.inside[day] = world.inside
        self.people[day, :, :districts] = world.inside + world.behind
        self.people[day, :, districts:-1] = world.away
        self.people[day, :, -1] = world.road

    def count_hour(self, fled: list[int]) -> None:
        """Write down who is inside, who has set out across the lines so far, and who surrendered."""
        world = self.world
        inside = world.inside.sum(axis=1).tolist()
        self.hours.append((world.now, *inside, *fled, int(world.away[FIGHTERS, self.custody])))

    def freeze(self, rng_seed: int, trace: tuple[Entry, ...]) -> Replay:
        """The replay; its arrays can no longer be written to."""
        world, groups = self.world, len(GROUPS)
        table = np.array(self.hours, dtype=np.int64)
        hours = Hours(table[:, 0], table[:, 1 : 1 + groups], table[:, 1 + groups : -1], table[:, -1], self.crossings)
        places = (*world.episode.territory.districts, *world.outside, IN_TRANSIT)
        for array in (self.control, self.people, self.inside, table):
            array.setflags(write=False)
        return Replay(world.episode, rng_seed, places, self.control, self.people, self.inside, hours, trace)


def run_days(world: World, days: Snapshots) -> Steps:
    """At each midnight, before anything else of that minute, keep the state of the day that ends."""
    for day in range(world.episode.calendar.days):
        yield world.until((day + 1) * DAY, DAY_END)
        days.take(day)
