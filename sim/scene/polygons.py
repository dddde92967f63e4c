"""Plane geometry of rings: areas, half-planes, points inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.scene.marks import Point, Ring


def area(ring: Ring) -> float:
    """Unsigned area in the square of the ring's unit."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def middle(ring: Ring) -> Point:
    """Centre of gravity."""
    total = x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        total += cross
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (3 * total), y / (3 * total)


def clip(ring: Ring, *, along: Point, limit: float, below: bool) -> Ring:
    """The part of ``ring`` where the projection on ``along`` is below (or above) ``limit``."""
    sign = 1.0 if below else -1.0
    gaps = [sign * (limit - (p[0] * along[0] + p[1] * along[1])) for p in ring]
    kept: list[Point] = []
    for at, (point, gap) in enumerate(zip(ring, gaps, strict=True)):
        after, next_gap = ring[(at + 1) % len(ring)], gaps[(at + 1) % len(ring)]
        if gap >= 0:
            kept.append(point)
        if (gap >= 0) != (next_gap >= 0):
            part = gap / (gap - next_gap)
            kept.append((point[0] + part * (after[0] - point[0]), point[1] + part * (after[1] - point[1])))
    return tuple(kept)


def contains(ring: Ring, point: Point) -> bool:
    """Is ``point`` inside, by counting crossings of a ray to the east?"""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def measured(ring: Ring, points: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Of (n, 2) points, which lie inside (n), and how far each is from the nearest edge (n)."""
    a = np.array(ring)
    along = np.roll(a, -1, axis=0) - a
    over = points[:, None] - a
    crosses = (over[..., 1] < 0) != (over[..., 1] < along[:, 1])
    rise = np.where(along[:, 1] == 0, 1.0, along[:, 1])
    inside = (crosses & (over[..., 0] < over[..., 1] * along[:, 0] / rise)).sum(axis=1) % 2 == 1
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    part = np.clip((over * along).sum(axis=2) / length, 0.0, 1.0)
    off = over - part[..., None] * along
    return inside, np.sqrt((off**2).sum(axis=2).min(axis=1))
