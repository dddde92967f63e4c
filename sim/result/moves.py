"""Journeys on foot as they were counted, and as entries of the trace for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.episode.places import GROUPS
from sim.result.trace import PeopleMoved

Ints = NDArray[np.int64]

RETREAT, RETURN = -2, -1
"""Ways that do not lead to a place outside; the others go by the index of that place."""


@dataclass(frozen=True)
class Moves:
    """People by day, group, origin and destination.

    ``counts`` holds a sheet (origin, destination) for each (day, group) on which anybody set out;
    ``latest`` (day, way) is the minute at which the last of that day's travellers arrives.  ``places``
    are so many ``districts``, then the places outside, of which ``custody`` is one; ``end`` is the
    minute at which the replay ends.
    """

    counts: Mapping[tuple[int, int], Ints]
    latest: Ints
    places: tuple[str, ...]
    districts: int
    custody: int
    end: int

    def entries(self) -> list[PeopleMoved]:
        """One for each day, group, origin and destination with anybody on it, in that order."""
        day, group, cell, people = self._filled
        origin, to = np.divmod(np.arange(len(self.places) ** 2), len(self.places))
        names, kind = np.array(self.places, dtype=object), np.array(self._kinds, dtype=object)
        way = self._ways[cell]
        columns = (
            day * DAY, self._arrivals[day, way], names[origin][cell], names[to][cell],
            np.array(GROUPS, dtype=object)[group], people, kind[way],
            np.full(len(cell), "", dtype=object), ("model:" + kind)[way],
        )  # fmt: skip
        lines = zip(*(column.tolist() for column in columns), strict=True)
        return list(map(partial(tuple.__new__, PeopleMoved), lines))

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """`entries`, each as ``repr`` has it, a sheet at a time with the minute that begins its day.

        No more than a sheet of them is in memory: a few megabytes at once take longer than their letters.
        """
        ways, routes, arrivals = self._ways.tolist(), _routes(self.places), self._arrivals.tolist()
        ends = [f", kind={kind!r}, convoy='', basis={'model:' + kind!r})" for kind in self._kinds]
        for day, group, cells, people in self._sheets:
            starts = [f"PeopleMoved(departed={day * DAY}, arrived={a}, " for a in arrivals[day]]
            route, found = routes[group], zip(cells.tolist(), people.tolist(), strict=True)
            yield day * DAY, [f"{starts[way := ways[c]]}{route[c]}{n}{ends[way]}" for c, n in found]

    def sums(self) -> dict[tuple[int, str], int]:
        """People by the minute that begins the day and by kind, whatever their places and groups."""
        days, _, cell, people = self._filled
        kinds = list(dict.fromkeys(self._kinds))
        of = np.array([kinds.index(kind) for kind in self._kinds])[self._ways[cell]]
        sums = np.bincount(days * len(kinds) + of, weights=people).astype(np.int64)
        told = [divmod(int(at), len(kinds)) for at in np.flatnonzero(sums)]
        return {(day * DAY, kinds[kind]): int(sums[day * len(kinds) + kind]) for day, kind in told}

    @cached_property
    def _filled(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Day, group, cell of the sheet, and people, of every cell with anybody in it."""
        if not self._sheets:
            nobody = np.zeros(0, dtype=np.int64)
            return nobody, nobody, nobody, nobody
        days, groups, cells, people = zip(*self._sheets, strict=True)
        lengths = [len(found) for found in cells]
        day, group = (np.repeat(part, lengths) for part in (days, groups))
        return day, group, np.concatenate(cells), np.concatenate(people)

    @cached_property
    def _sheets(self) -> list[tuple[int, int, Ints, Ints]]:
        """Day, group, cells with anybody in them, and people there, of each sheet in order."""
        flat = ((key, self.counts[key].reshape(-1)) for key in sorted(self.counts))
        return [(*key, cells := np.flatnonzero(sheet > 0), sheet[cells]) for key, sheet in flat]

    @cached_property
    def _ways(self) -> Ints:
        """The way of each cell of a sheet."""
        origin, to = np.divmod(np.arange(len(self.places) ** 2), len(self.places))
        inner = np.where(to < self.districts, RETREAT, to - self.districts)
        return np.where(origin >= self.districts, RETURN, inner)

    @cached_property
    def _kinds(self) -> list[str]:
        """The kind of movement of each way."""
        kinds = ["flight"] * (len(self.places) - self.districts) + ["retreat", "return"]
        kinds[self.custody] = "surrender"
        return kinds

    @cached_property
    def _arrivals(self) -> NDArray[np.object_]:
        """When the last of a day's travellers arrived, by way; None if that was not before the end."""
        arrivals = self.latest.astype(object)
        arrivals[arrivals >= self.end] = None
        return arrivals


@lru_cache(maxsize=8)
def _routes(places: tuple[str, ...]) -> list[list[str]]:
    """What `Moves.texts` has of each group and cell of a sheet; the same for every replay of a scenario."""
    routes = [f"origin={origin!r}, destination={to!r}, " for origin in places for to in places]
    return [[f"{route}group={group!r}, people=" for route in routes] for group in GROUPS]
