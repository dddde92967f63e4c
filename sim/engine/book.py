"""What the engine writes down about people on foot: one line a day for each pair of places."""

from __future__ import annotations

import numpy as np

from sim.engine.journeys import Way, Ways
from sim.engine.world import Ints, World
from sim.episode.places import CIVILIANS
from sim.result.moves import RETREAT, RETURN, Moves


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
        self.walks: list[list[Ints]] = [[] for _ in days]
        self.latest: list[list[int]] = [[0] * (len(world.outside) + 2) for _ in days]
        self.crossed = [0] * len(world.outside)
        self.day = 0

    def leave(self, way: Way, group: int, origin: int | Ints, people: int | Ints, total: int) -> None:
        """Count people leaving a district (or several) for a place outside."""
        assert way.place is not None
        self._sheet(way.place, way.minutes, group)[origin, self.districts + way.place] += people
        if way.kind == "flight":
            self.crossed[way.place] += total

    def walk(self, now: int, ways: Ways, cells: Ints, across: list[int]) -> None:
        """Count civilians who decide to leave: ``cells`` (person) of a sheet of districts by ways out.

        The ways out are the corridors, for each of which ``across`` says how many take it, then districts.
        """
        self.walks[self.day].append(cells)
        latest, retreating = self.latest[self.day], len(cells)
        for way, total in zip(ways.across, across, strict=True):
            if total:
                retreating -= total
                assert way.place is not None
                place = way.place
                self.crossed[place] += total
                latest[place] = max(latest[place], now + way.minutes)
        if retreating:
            latest[RETREAT] = now + ways.retreat.minutes

    def retreat(self, way: Way, group: int, origin: int | Ints, reached: Ints) -> None:
        """Count people who retreat from a district (or several) to others; ``reached`` ends in districts."""
        self._sheet(RETREAT, way.minutes, group)[origin, : self.districts] += reached

    def come_home(self, group: int, place: int, district: int, people: int) -> None:
        """Count people going home from a place outside."""
        if people:
            self._sheet(RETURN, 0, group)[self.districts + place, district] += people

    def _sheet(self, way: int, minutes: int, group: int) -> Ints:
        """The counts of today; journeys that begin now arrive after ``minutes``."""
        latest = self.latest[self.day]
        latest[way] = max(latest[way], self.world.now + minutes)
        return self._sheet_of(self.day, group)

    def _sheet_of(self, day: int, group: int) -> Ints:
        sheet = self.sheets.get((day, group))
        if sheet is None:
            sheet = np.zeros((len(self.names), len(self.names)), dtype=np.int64)
            self.sheets[day, group] = sheet
        return sheet

    def _add_walks(self) -> None:
        """Put those who decided to leave on the sheets of their days."""
        corridors = self.world.episode.flight.corridors
        outside = [self.districts + self.world.outside_index(c.destination) for c in corridors]
        to = np.array([*outside, *range(self.districts)])
        routes = np.add.outer(len(self.names) * np.arange(self.districts), to).reshape(-1)
        for day, cells in enumerate(self.walks):
            if cells:
                sheet = self._sheet_of(day, CIVILIANS).reshape(-1)
                sheet += np.bincount(routes[np.concatenate(cells)], minlength=len(sheet))
                cells.clear()

    def moves(self) -> Moves:
        """What was written down; its sheets can no longer be written to."""
        self._add_walks()
        for sheet in self.sheets.values():
            sheet.setflags(write=False)
        custody = self.world.outside_index(self.world.episode.flight.custody)
        return Moves(self.sheets, np.array(self.latest), self.names, self.districts, custody, self.world.end)
