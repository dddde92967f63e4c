"""People as dots: how many dots a district gets, and where they stand.

Positions are a fixed sequence for each district, so a dot stays where it was while it stands for
somebody.  They say nothing about where in the district people lived.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.episode.places import OPPOSITION
from sim.scene.labels import Box
from sim.scene.marks import DistrictMark, PeopleMark, Point, Ring
from sim.scene.polygons import contains, edge_distance
from sim.scene.stripes import holder_at

UNIT = 1000
"""People that one dot stands for."""

STEP = (0.7548776662466927, 0.5698402909980532)
"""Irrational steps that fill a square evenly (the plastic number's powers)."""

EDGE = 0.05
"""km that a dot keeps off the edge of a district, and off a name."""

Part = Literal["held", "captured"]

SEATS = 400
"""Length of a district's sequence of positions."""


def crowd(
    districts: tuple[DistrictMark, ...],
    held: NDArray[np.int64],
    captured: NDArray[np.int64],
    *,
    names: tuple[Box, ...] = (),
) -> tuple[PeopleMark, ...]:
    """Dots for people in the part that the opposition held, and for people in the part it lost.

    Ground under ``names`` is used last, so that names stay legible.
    """
    return (*_marks(districts, held, "held", names), *_marks(districts, captured, "captured", names))


def _marks(
    districts: tuple[DistrictMark, ...], people: NDArray[np.int64], ground: Part, names: tuple[Box, ...]
) -> list[PeopleMark]:
    dots = dots_of(tuple(int(n) for n in people))
    return [
        PeopleMark(mark.id, ground, UNIT, places(mark, count, ground, names))
        for mark, count in zip(districts, dots, strict=True)
        if count
    ]


def dots_of(people: tuple[int, ...], unit: int = UNIT) -> tuple[int, ...]:
    """Whole dots by district that sum to ``sum(people) // unit``, by largest remainder; ties by order."""
    dots = [count // unit for count in people]
    missing = sum(people) // unit - sum(dots)
    order = sorted(range(len(people)), key=lambda i: (-(people[i] % unit), i))
    for at in order[:missing]:
        dots[at] += 1
    return tuple(dots)


def places(mark: DistrictMark, count: int, ground: Part, names: tuple[Box, ...]) -> tuple[Point, ...]:
    """The first ``count`` positions that lie in the right part of the district; any part if there is none."""
    seats = positions(mark.id, mark.ring, names)
    if mark.state == "shared":
        wanted = ground == "held"
        fitting = [p for p in seats if (holder_at(mark.stripes, p) == OPPOSITION) == wanted]
        seats = tuple(fitting) if len(fitting) >= count else (*fitting, *seats)
    return seats[:count]


@lru_cache(maxsize=1024)
def positions(district: str, ring: Ring, names: tuple[Box, ...]) -> tuple[Point, ...]:
    """A fixed, even sequence of points inside a district; those on its edge or under a name come last."""
    start = zlib.crc32(district.encode()) / 2**32
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    spots = (
        (min(xs) + (start + n * STEP[0]) % 1.0 * wide, min(ys) + (start + n * STEP[1]) % 1.0 * tall)
        for n in range(SEATS * 3)
    )
    inside = [spot for spot in spots if contains(ring, spot)]
    off_edge = [spot for spot in inside if edge_distance(ring, spot) > EDGE]
    clear = [spot for spot in off_edge if not any(_under(spot, name) for name in names)]
    ranked = dict.fromkeys([*clear, *off_edge, *inside])
    return tuple(ranked)[:SEATS]


def _under(spot: Point, name: Box) -> bool:
    west, south, east, north = name
    return west - EDGE < spot[0] < east + EDGE and south - EDGE < spot[1] < north + EDGE
