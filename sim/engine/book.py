"""What the engine writes down about people on foot: one line a day for each pair of places."""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.engine.journeys import Way, Ways
from sim.engine.world import Ints, World
from sim.episode.places import CIVILIANS, GROUPS
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
        self.walks: dict[int, list[Ints]] = {}
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

    def walk(self, ways: Ways, cells: Ints, across: list[int], retreating: int) -> None:
        """Count civilians who decide to leave: ``cells`` (person) of a sheet of districts by ways out.

        The ways out are the corridors, for each of which ``across`` says how many take it, then districts.
        """
        self.walks.setdefault(self.day, []).append(cells)
        latest, now = self.latest[self.day], self.world.now
        for way, total in zip(ways.across, across, strict=True):
            if total:
                self.crossed[cast(int, way.place)] += total
                latest[cast(int, way.place)] = now + way.minutes
        if retreating:
            latest[RETREAT] = now + ways.retreat.minutes

    def retreat(self, way: Way, group: int, origin: int | Ints, reached: Ints) -> None:
        """Count people who retreat from a district (or several) to others; ``reached`` ends in districts."""
        self._sheet(RETREAT, way.minutes, group)[:, : self.districts][origin] += reached

    def come_home(self, group: int, place: int, district: int, people: int) -> None:
        """Count people going home from a place outside."""
        if people:
            self._sheet(RETURN, 0, group)[self.districts + place, district] += people

    def _sheet(self, way: int, minutes: int, group: int) -> Ints:
        """The counts of today; journeys that begin now arrive after ``minutes``."""
        self.latest[self.day][way] = self.world.now + minutes
        return self._sheet_of(self.day, group)

    def _sheet_of(self, day: int, group: int) -> Ints:
        sheet = self.sheets.get((day, group))
        if sheet is None:
            sheet = np.zeros((len(self.names), len(self.names)), dtype=np.int64)
            self.sheets[day, group] = sheet
        return sheet

    def _add_walks(self) -> None:
        """Put those who decided to leave on the sheets of their days."""
        places = [self.world.outside_index(c.destination) for c in self.world.episode.flight.corridors]
        shape = self.districts, len(places) + self.districts
        for day, cells in self.walks.items():
            counts = np.bincount(np.concatenate(cells), minlength=shape[0] * shape[1]).reshape(shape)
            sheet = self._sheet_of(day, CIVILIANS)[: self.districts]
            sheet[:, : self.districts] += counts[:, len(places) :]
            for corridor, place in enumerate(places):
                sheet[:, self.districts + place] += counts[:, corridor]
        self.walks.clear()

    def entries(self) -> list[PeopleMoved]:
        """One entry for each day, group, origin and destination with anybody on it."""
        self._add_walks()
        if not self.sheets:
            return []
        origin, destination, way, kind = self._pairs()
        keys = sorted(self.sheets)
        filled = [np.flatnonzero(self.sheets[key]) for key in keys]
        lengths, of = [len(cells) for cells in filled], np.concatenate(filled)
        days, groups = (np.repeat(part, lengths) for part in np.array(keys).T)
        people = [self.sheets[key].reshape(-1)[cells] for key, cells in zip(keys, filled, strict=True)]
        columns = (
            days * DAY, self._arrivals()[days, way[of]], origin[of], destination[of],
            np.array(GROUPS, dtype=object)[groups], np.concatenate(people), kind[of],
            np.full(len(of), "", dtype=object), ("model:" + kind)[of],
        )  # fmt: skip
        lines = zip(*(column.tolist() for column in columns), strict=True)
        return list(map(partial(tuple.__new__, PeopleMoved), lines))

    def _pairs(self) -> tuple[NDArray[np.object_], NDArray[np.object_], Ints, NDArray[np.object_]]:
        """Origin, destination, way and kind of movement for each cell of a sheet."""
        places, districts = len(self.names), self.districts
        origin, to = np.divmod(np.arange(places * places), places)
        way = np.where(origin >= districts, RETURN, np.where(to < districts, RETREAT, to - districts))
        kinds = ["flight"] * len(self.world.outside) + ["retreat", "return"]
        kinds[self.world.outside_index(self.world.episode.flight.custody)] = "surrender"
        names = np.array(self.names, dtype=object)
        return names[origin], names[to], way, np.array(kinds, dtype=object)[way]

    def _arrivals(self) -> NDArray[np.object_]:
        """When the last of a day's travellers arrived, by way; None if that was not before the end."""
        arrivals = np.array(self.latest, dtype=object)
        arrivals[arrivals >= self.world.end] = None
        return arrivals
