"""Degrees laid flat, and what part of the ground a map shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.episode.sheet import Points
from sim.scene.marks import Point, Ring

EARTH_RADIUS = 6371.0088
"""Mean radius in km (IUGG)."""

MARGIN = 0.75
"""km of ground shown around the enclave on the north, east and south."""

ASPECT = 1.19
"""Width of the view by its height; the surplus lies in the west: the government-held city and the way out."""


FAR_ASPECT = 1.1
"""Width by height of the view of the whole way out."""

FAR_MARGIN = 0.06
"""Part of the far view's width that is kept free on each side."""


@dataclass(frozen=True)
class Projection:
    """Equirectangular, true to scale at ``lat`` and good to 0.1 % over 20 km; x east, y north, in km."""

    lon: float
    lat: float

    def flat(self, lon: float, lat: float) -> Point:
        degree = math.radians(1) * EARTH_RADIUS
        return (lon - self.lon) * degree * math.cos(math.radians(self.lat)), (lat - self.lat) * degree

    def ring(self, points: Points) -> Ring:
        return tuple(self.flat(lon, lat) for lon, lat in points)


@dataclass(frozen=True)
class View:
    """What the map shows, in km."""

    west: float
    south: float
    east: float
    north: float

    def shows(self, point: Point, *, margin: float = 0.0) -> bool:
        return (
            self.west + margin <= point[0] <= self.east - margin
            and self.south + margin <= point[1] <= self.north - margin
        )


def projection_round(rings: Sequence[Points]) -> Projection:
    """The projection whose origin is the middle of the rings' bounding box."""
    lons, lats = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    return Projection((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)


def view_round(cells: Sequence[Ring]) -> View:
    """A view with the margin on the north, east and south, and the surplus of its width in the west."""
    xs, ys = [p[0] for ring in cells for p in ring], [p[1] for ring in cells for p in ring]
    south, north, east = min(ys) - MARGIN, max(ys) + MARGIN, max(xs) + MARGIN
    width = max((north - south) * ASPECT, east - min(xs) + MARGIN)
    middle, half = (south + north) / 2, width / ASPECT / 2
    return View(east - width, middle - half, east, middle + half)


def far_round(rings: Sequence[Ring]) -> View:
    """The smallest view of its aspect that shows all the points with a margin, in the middle."""
    xs, ys = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    inner = 1 - 2 * FAR_MARGIN
    width = max(max(xs) - min(xs), (max(ys) - min(ys)) * FAR_ASPECT) / inner
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return View(x - width / 2, y - width / FAR_ASPECT / 2, x + width / 2, y + width / FAR_ASPECT / 2)
