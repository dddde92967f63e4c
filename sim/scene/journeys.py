"""When each dot of a day sets out and arrives; the hours are schematic, the day is the replay's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.days import DAY, HOUR
from sim.result.trace import ControlChanged
from sim.scene.dots import DayDots
from sim.scene.flows import Ints
from sim.scene.marks import Travel

TRAVEL = 3 * HOUR
"""Minutes that a dot is on its way, however far it goes; those who arrive by midnight may hurry."""

SHORTEST = HOUR // 2
"""Minutes that a dot is on its way at least, and that it is away at midnight if it arrives the next day."""

RUSH = 4 * HOUR
"""Minutes within which people leave a district after it was captured."""

GOLDEN = 0.6180339887498949
"""Steps by this part of a stretch of time fill it evenly, however many there are."""


class Journey(NamedTuple):
    """One dot's way: districts by index, places outside from their number on."""

    kind: Travel
    origin: int
    destination: int
    departs: int
    arrives: int


def journeys_of(
    day: int, dots: DayDots, kinds: tuple[Travel, ...], changes: list[ControlChanged], index: dict[str, int]
) -> list[Journey]:
    """The journeys of a day (from 0), by departure.

    They are spread over the day; from a district that changed hands on that day they begin with the
    first change and within four hours.  Those who are on the way at midnight are the last to go to
    their place.
    """
    captured: dict[int, int] = {}
    for change in changes:
        captured.setdefault(index[change.district], change.minute - day * DAY)
    planned = []
    for number, (kind, origin, to) in enumerate(_ways(dots, kinds)):
        start = captured.get(origin, 0)
        length = min(RUSH, DAY - start) if origin in captured else DAY
        planned.append(Journey(kind, origin, to, start + int(length * ((number + 1) * GOLDEN % 1.0)), 0))
    found = []
    left = dots.late.tolist()
    for journey in sorted(planned, key=lambda journey: -journey.departs):
        if left[journey.destination] > 0:
            left[journey.destination] -= 1
            departs = max(journey.departs, DAY + SHORTEST - TRAVEL)
            arrives = departs + TRAVEL
        else:
            departs = min(journey.departs, DAY - SHORTEST)
            arrives = min(departs + TRAVEL, DAY)
        found.append(journey._replace(departs=day * DAY + departs, arrives=day * DAY + arrives))
    return sorted(found, key=lambda journey: (journey.departs, journey.origin, journey.destination))


def _ways(dots: DayDots, kinds: tuple[Travel, ...]) -> list[tuple[Travel, int, int]]:
    """One entry for each dot, in turn from one origin after the other."""
    districts = len(dots.held)
    ways: list[tuple[Travel, int, int]] = []
    ways += [("retreat", a, b) for a, b in _pairs(dots.inner)]
    ways += [(kinds[b], a, districts + b) for a, b in _pairs(dots.outer)]
    ways += [("return", districts + a, b) for a, b in _pairs(dots.home)]
    return ways


def _pairs(dots: Ints) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(dots)
    counts = dots[rows, columns]
    return list(zip(np.repeat(rows, counts).tolist(), np.repeat(columns, counts).tolist(), strict=True))
