"""What the engine writes down about people on foot: one line a day for each pair of places."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.engine.journeys import Way
from sim.engine.world import Ints, World
from sim.episode.places import GROUPS
from sim.result.trace import PeopleMoved

RETREAT, RETURN = -2, -1
"""Ways that do not lead to a place outside; the others go by the index of that place."""


class FlowBook:
    """People by (origin, destination), on a sheet for each day and group that set out.

    Origins and destinations are districts, then places outside.  ``latest`` (day, way) keeps the
    minute at which the last of that day's travellers arrives; ``crossed`` counts those who have
    set out across the lines so far, by place outside.  ``day`` is the day on which those set out
    who are written down next: at midnight that is the day that ends for people who decide, and the
    day that begins for people overtaken by a change.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = (*world.episode.territory.districts, *world.outside)
        self.districts = len(world.shares)
        self.sheets: dict[tuple[int, int], Ints] = {}
        days = range(world.episode.calendar.days)
        self.latest: list[list[int]] = [[0] * (len(world.outside) + 2) for _ in days]
        self.crossed = [0] * len(world.outside)
        self.day = 0

    def leave(self, way: Way, group: int, origin: int | Ints, people: int | Ints, total: int) -> None:
        """Count people leaving a district (or several) for a place outside."""
        assert way.place is not None
        column = self._sheet(way.place, way.minutes, group)[:, self.districts + way.place]
        column[origin] += people
        if way.kind == "flight":
            self.crossed[way.place] += total

    def retreat(self, way: Way, group: int, origin: int | Ints, reached: Ints) -> None:
        """Count people who retreat from a district (or several) to others; ``reached`` ends in districts."""
        self._sheet(RETREAT, way.minutes, group)[:, : self.districts][origin] += reached

    def come_home(self, group: int, place: int, district: int, people: int) -> None:
        """Count people going home from a place outside."""
        if people:
            self._sheet(RETURN, 0, group)[self.districts + place, district] += people

    def _sheet(self, way: int, minutes: int, group: int) -> Ints:
        """The counts of today; journeys that begin now arrive after ``minutes``."""
        day = self.day
        self.latest[day][way] = self.world.now + minutes
        sheet = self.sheets.get((day, group))
        if sheet is None:
            sheet = np.zeros((len(self.names), len(self.names)), dtype=np.int64)
            self.sheets[day, group] = sheet
        return sheet

    def entries(self) -> list[PeopleMoved]:
        """One entry for each day, group, origin and destination with anybody on it."""
        origin, destination, way, kind = self._pairs()
        departed: list[int] = []
        arrived: list[int | None] = []
        groups: list[str] = []
        cells, people = [], []
        for (day, group), sheet in sorted(self.sheets.items(), key=lambda item: item[0]):
            flat = sheet.reshape(-1)
            filled = np.flatnonzero(flat)
            cells.append(filled)
            people.append(flat[filled])
            departed += [day * DAY] * len(filled)
            groups += [GROUPS[group]] * len(filled)
            arrived += self._arrivals(day)[way[filled]].tolist()
        if not cells:
            return []
        of, basis = np.concatenate(cells), "model:" + kind
        columns = (
            departed, arrived, origin[of].tolist(), destination[of].tolist(), groups,
            np.concatenate(people).tolist(), kind[of].tolist(), [""] * len(of), basis[of].tolist(),
        )  # fmt: skip
        return list(map(partial(tuple.__new__, PeopleMoved), zip(*columns, strict=True)))

    def _pairs(self) -> tuple[NDArray[np.object_], NDArray[np.object_], Ints, NDArray[np.object_]]:
        """Origin, destination, way and kind of movement for each cell of a sheet."""
        places, districts = len(self.names), self.districts
        origin, to = np.divmod(np.arange(places * places), places)
        way = np.where(origin >= districts, RETURN, np.where(to < districts, RETREAT, to - districts))
        kinds = ["flight"] * len(self.world.outside) + ["retreat", "return"]
        kinds[self.world.outside_index(self.world.episode.flight.custody)] = "surrender"
        names = np.array(self.names, dtype=object)
        return names[origin], names[to], way, np.array(kinds, dtype=object)[way]

    def _arrivals(self, day: int) -> NDArray[np.object_]:
        """When the last of a day's travellers arrived, by way; None if that was not before the end."""
        end = self.world.end
        return np.array([minute if minute < end else None for minute in self.latest[day]], dtype=object)
