"""The one mutable thing: the clock, the ground, and where everybody is.

People stand in one integer array by (group, slot).  A slot is a district's part that the
opposition holds, a district's part that it lost, a place outside, or the road.  Every verb takes
people from one slot and puts the same people into another, so the total cannot change; it is
compared with the first midnight's at every change of state.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.ground import Ground
from sim.engine.streams import Streams
from sim.episode.episode import Episode
from sim.episode.places import GROUPS
from sim.result.trace import Entry

Steps = Generator[simpy.Event, object, None]
Ints = NDArray[np.int64]

FLIGHT, DAY_END, WINDOW, CONTROL, ARRIVAL = -4, -3, -2, -1, 1
"""Order of things that fall in one minute: people decide, for the time up to it and by what held in
that time; the day's state is taken; roads open or close; control changes; journeys and convoys go
on (SimPy's normal rank, first come first served)."""


class LostPeople(AssertionError):
    """The people counted differ from those of the first midnight: a defect of the engine."""


class World:
    """State and verbs for the processes of one run."""

    def __init__(self, episode: Episode, rng_seed: int) -> None:
        self.episode = episode
        self.end = episode.calendar.minutes
        self.env = simpy.Environment()
        self.streams = Streams(rng_seed)
        self.told: list[Entry] = []
        self.ground = Ground(episode.territory, episode.start, episode.steps)
        self.shares = self.ground.shares
        self.outside = tuple(place.id for place in episode.places if place.km2 is None)
        self._lay_out(len(episode.territory.districts))
        self.total = int(self.people.sum())

    def _lay_out(self, districts: int) -> None:
        self.people = np.zeros((len(GROUPS), 2 * districts + len(self.outside) + 1), dtype=np.int64)
        self._everybody = self.people.reshape(-1)
        self.inside = self.people[:, :districts]
        self.behind = self.people[:, districts : 2 * districts]
        self.away = self.people[:, 2 * districts : -1]
        self.road = self.people[:, -1]
        self.inside += self.episode.population.inside

    @property
    def now(self) -> int:
        return self.env.now  # type: ignore[return-value]

    def until(self, minute: int, rank: int = ARRIVAL) -> simpy.Event:
        """An event at ``minute``, before or after others of that minute by ``rank``."""
        event = simpy.Event(self.env)
        self.settle(event, minute, rank)
        return event

    def settle(self, event: simpy.Event, minute: int, rank: int = ARRIVAL) -> None:
        """Let a waiting event happen at ``minute``.

        On the last midnight people decide and the day's state is taken; all else belongs to the day after.
        """
        if minute >= self.end and rank > DAY_END:
            rank = ARRIVAL
        event._ok, event._value, left = True, None, minute - self.env.now
        self.env.schedule(event, rank, left if left > 0 else 0)  # type: ignore[arg-type]

    def outside_index(self, place: str) -> int:
        return self.outside.index(place)

    def log(self, entry: Entry) -> None:
        self.told.append(entry)

    def take_in(self, group: int | slice, people: Ints, *, since: int) -> None:
        """Let people stand in their districts; in the lost part where the opposition holds nothing now.

        They chose districts that it held when the ground had changed ``since`` times.
        """
        inside = self.inside[group]
        inside += people
        if since == self.ground.changes:
            return
        lost = self.ground.front().lost
        stranded = people.take(lost, axis=-1)
        if np.count_nonzero(stranded):
            inside[..., lost] -= stranded
            self.behind[group, lost] += stranded

    def check(self) -> None:
        """Raise `LostPeople` unless everybody is somewhere, once."""
        everybody = self._everybody
        if np.add.reduce(everybody) != self.total or everybody.item(everybody.argmin()) < 0:
            self.deny(self.people, self.now)

    def check_all(self, states: Ints, minutes: Ints) -> None:
        """`check` for states of the past (moment, group, slot)."""
        everybody = states.reshape(len(states), -1)
        wrong = (everybody.sum(axis=1) != self.total) | (everybody.min(axis=1, initial=0) < 0)
        for moment in np.flatnonzero(wrong)[:1]:
            self.deny(states[moment], int(minutes[moment]))

    def deny(self, people: Ints, minute: int) -> None:
        raise LostPeople(f"{people.sum()} people at minute {minute}, {self.total} at the start")
