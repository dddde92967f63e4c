"""What the engine writes down about people on foot: one line a day for each pair of places."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import fields
from itertools import repeat

import numpy as np

from sim.days import DAY
from sim.engine.journeys import Way
from sim.engine.world import Ints, World
from sim.episode.places import GROUPS
from sim.result.trace import PeopleMoved

KINDS = ("flight", "surrender", "retreat", "return")
FLIGHT, SURRENDER, RETREAT, RETURN = range(4)


class FlowBook:
    """People by (day, group, origin, destination) whose journeys began that day.

    Origins and destinations are districts, then places outside.  ``latest`` (day, kind) keeps the
    minute at which the last of that day's travellers arrives; ``crossed`` counts those who have
    set out across the lines so far, by place outside.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = (*world.episode.territory.districts, *world.outside)
        self.districts = len(world.shares)
        days, places = world.episode.calendar.days, len(self.names)
        self.flows = np.zeros((days, len(GROUPS), places, places), dtype=np.int64)
        self.latest: list[list[int]] = [[0] * len(KINDS) for _ in range(days)]
        self.crossed = [0] * len(world.outside)

    def leave(self, way: Way, group: int, origin: int | Ints, people: int | Ints, total: int) -> None:
        """Count people leaving a district (or several) for a place outside."""
        assert way.place is not None
        kind = FLIGHT if way.kind == "flight" else SURRENDER
        column = self._sheet(kind, way.minutes, group)[:, self.districts + way.place]
        column[origin] += people
        if kind == FLIGHT:
            self.crossed[way.place] += total

    def retreat(self, way: Way, group: int, origin: int | Ints, reached: Ints) -> None:
        """Count people who retreat from a district (or several) to others; ``reached`` ends in districts."""
        self._sheet(RETREAT, way.minutes, group)[origin, : self.districts] += reached

    def come_home(self, group: int, place: int, district: int, people: int) -> None:
        """Count people going home from a place outside."""
        self._sheet(RETURN, 0, group)[self.districts + place, district] += people

    def _sheet(self, kind: int, minutes: int, group: int) -> Ints:
        """The (origin, destination) counts of today; journeys that begin now arrive after ``minutes``."""
        now = self.world.now
        day = min(now // DAY, len(self.latest) - 1)
        latest = self.latest[day]
        latest[kind] = max(latest[kind], now + minutes)
        return self.flows[day, group]  # type: ignore[no-any-return]

    def entries(self) -> list[PeopleMoved]:
        """One entry for each day, group, origin and destination with anybody on it."""
        flat = self.flows.reshape(-1)
        cells = np.flatnonzero(flat)
        day, group, origin, destination = np.unravel_index(cells, self.flows.shape)
        kind = self._kinds(origin, destination)
        names, arrivals = np.array(self.names, dtype=object), np.array(self._arrivals(), dtype=object)
        kinds = np.array(KINDS, dtype=object)[kind].tolist()
        basis = np.array([f"model:{name}" for name in KINDS], dtype=object)[kind].tolist()
        groups = np.array(GROUPS, dtype=object)[group].tolist()
        return in_columns(
            (day * DAY).tolist(), arrivals[day, kind].tolist(), names[origin].tolist(), names[destination].tolist(),
            groups, flat[cells].tolist(), kinds, [""] * len(cells), basis,
        )  # fmt: skip

    def _arrivals(self) -> list[list[int | None]]:
        """When the last of a day's travellers arrived (day, kind); None if that was not before the end."""
        end = self.world.end
        return [[minute if minute <= end else None for minute in day] for day in self.latest]

    def _kinds(self, origin: Ints, destination: Ints) -> Ints:
        custody = self.districts + self.world.outside_index(self.world.episode.flight.custody)
        outwards = np.where(destination == custody, SURRENDER, FLIGHT)
        from_inside = np.where(destination < self.districts, RETREAT, outwards)
        return np.where(origin >= self.districts, RETURN, from_inside)


def in_columns(*columns: Sequence[object]) -> list[PeopleMoved]:
    """Entries from the columns of a table, in the order of their fields.

    A frozen entry sets its fields one by one; for twenty thousand of them, which was a fifth of a
    replay, it is twice as fast to fill the same slots column by column.
    """
    entries = list(map(object.__new__, repeat(PeopleMoved, len(columns[0]))))
    for field, column in zip(fields(PeopleMoved), columns, strict=True):
        fill = getattr(PeopleMoved, field.name).__set__
        deque(map(fill, entries, column), maxlen=0)
    return entries
