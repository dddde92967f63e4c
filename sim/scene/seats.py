"""Where dots may stand in a district: an even pattern, in an order that is even at every length.

Places say nothing about where in the district people lived.
"""

from __future__ import annotations

import math
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.scene.marks import Point, Ring
from sim.scene.polygons import area, measured

Box4 = tuple[float, float, float, float]
"""West, south, east and north in km."""

EDGE = 0.045
"""km that a dot keeps off the edge of a district and off a name."""

ROOMY = 0.24
"""km: dots stand no farther apart than that, so that few of them do not look like a street plan."""

TIGHT = 0.85
"""Dots give way to names unless that would bring them nearer than this part of their distance."""

JITTER = 0.09
"""Part of the distance by which each dot is moved off the pattern."""

SHRINK, SHRINKINGS = 0.8, 14
"""Each step of the search for a distance that fits, and how often it is tried."""

HALVINGS = 5
"""Steps in which the largest distance is then found."""

GRID = 16
"""Points of the grid, each way, on which the room in a district is measured."""

Floats = NDArray[np.float64]


@lru_cache(maxsize=1024)
def seats(district: str, ring: Ring, count: int, clear: tuple[Box4, ...]) -> tuple[Point, ...]:
    """At least ``count`` places inside a district, as far apart as they can be; those under names last.

    Any first so many of them are spread over the district.
    """
    if count <= 0:
        return ()
    whole = _Pattern(district, ring, ())
    distance = whole.widest(count)
    free = _Pattern(district, ring, clear)
    if len(free.clear):
        beside = free.widest(count)
        if beside >= TIGHT * distance:
            return _ordered(free.points(beside), clear)
    return _ordered(whole.points(distance), clear)


class _Pattern:
    """Triangles of one size inside a ring, turned by an angle of the district's own."""

    def __init__(self, district: str, ring: Ring, clear: tuple[Box4, ...]) -> None:
        corners = np.array(ring)
        self.ring = ring
        self.seed = zlib.crc32(district.encode())
        self.angle = self.seed % 1000 / 1000 * math.pi / 3
        low, high = corners.min(axis=0), corners.max(axis=0)
        (west, south), (east, north) = low.tolist(), high.tolist()
        self.middle, self.reach = (low + high) / 2, math.hypot(east - west, north - south) / 2
        near = [box for box in clear if box[0] < east and west < box[2] and box[1] < north and south < box[3]]
        self.clear = np.array(near).reshape(-1, 4)
        across, down = np.meshgrid(np.linspace(west, east, GRID), np.linspace(south, north, GRID))
        inside, off = measured(ring, np.stack([across.ravel(), down.ravel()], axis=1))
        self.edge = min(EDGE, 0.4 * float(off[inside].max(initial=0.0)))

    def widest(self, count: int) -> float:
        """The largest distance, at most `ROOMY`, at which ``count`` places fit; 0 if they never do."""
        low = min(ROOMY, math.sqrt(2 / math.sqrt(3) * area(self.ring) / count))
        for _ in range(SHRINKINGS):
            if len(self.points(low)) >= count:
                break
            low *= SHRINK
        else:
            return 0.0
        high = low / SHRINK
        for _ in range(HALVINGS if low < ROOMY else 0):
            half = (low + high) / 2
            low, high = (half, high) if len(self.points(half)) >= count else (low, half)
        return low

    def points(self, distance: float) -> Floats:
        steps = int(self.reach / distance * 1.2) + 2
        rows, columns = np.mgrid[-steps : steps + 1, -steps : steps + 1]
        across = (columns + 0.5 * (rows % 2)) * distance
        down = rows * distance * math.sqrt(3) / 2
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        turn = np.array([[cos, -sin], [sin, cos]])
        grid = np.stack([across.ravel(), down.ravel()], axis=1)
        shift = np.random.default_rng(self.seed).uniform(-JITTER, JITTER, grid.shape) * distance
        found: Floats = (grid + shift) @ turn.T + self.middle
        return found[self._fit(found)]

    def _fit(self, points: Floats) -> NDArray[np.bool_]:
        inside, off = measured(self.ring, points)
        return np.asarray(inside & (off > self.edge) & ~under(points, self.clear))


def under(points: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Which of the points lie in or near any of the boxes?"""
    x, y = points[:, 0, None], points[:, 1, None]
    west, south, east, north = boxes.T
    hit = (west - EDGE < x) & (x < east + EDGE) & (south - EDGE < y) & (y < north + EDGE)
    return np.asarray(hit.any(axis=1))


def _ordered(points: Floats, clear: tuple[Box4, ...]) -> tuple[Point, ...]:
    """The one nearest the middle first, then always the farthest from all before; those under names last."""
    last = under(points, np.array(clear).reshape(-1, 4))
    far = -np.hypot(*(points - points.mean(axis=0)).T)
    order: list[int] = []
    for part in (np.flatnonzero(~last), np.flatnonzero(last)):
        for _ in range(len(part)):
            best = int(part[np.argmax(far[part])])
            gaps = np.hypot(*(points - points[best]).T)
            far = np.minimum(far, gaps) if order else gaps
            far[best] = -np.inf
            order.append(best)
    return tuple((float(x), float(y)) for x, y in points[order])
