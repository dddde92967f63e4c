"""Shared districts as stripes: each party's stripes cover exactly its share of the cell.

Where in the district a party stands is not known, so the stripes run the same way everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from sim.scene.marks import Point, Ring, Stripe
from sim.scene.polygons import area, clip

ALONG: Point = (math.cos(math.radians(-35)), math.sin(math.radians(-35)))
"""Stripes stand across this direction."""

PERIOD = 0.42
"""km: about one set of stripes for each so many km of a cell's extent."""

LEAST = 0.005
"""A smaller share is not drawn."""


@lru_cache(maxsize=4096)
def stripes(ring: Ring, shares: tuple[float, float, float]) -> tuple[Stripe, ...]:
    """Stripes over ``ring`` whose areas stand as ``shares`` do."""
    present = [(party, share) for party, share in enumerate(shares) if share > LEAST]
    whole = sum(share for _, share in present)
    if not present:
        return ()
    if len(present) == 1:
        return (Stripe(present[0][0], ring),)
    sets = _sets(ring)
    found: list[Stripe] = []
    done, lower = 0.0, -math.inf
    for _ in range(sets):
        for party, share in present:
            done += share / whole / sets
            upper = _cut(ring, min(done, 1.0))
            found.append(Stripe(party, _between(ring, lower, upper)))
            lower = upper
    return tuple(found)


def _sets(ring: Ring) -> int:
    reach = [p[0] * ALONG[0] + p[1] * ALONG[1] for p in ring]
    return max(2, round((max(reach) - min(reach)) / PERIOD))


def _between(ring: Ring, lower: float, upper: float) -> Ring:
    part = ring if lower == -math.inf else clip(ring, along=ALONG, limit=lower, below=False)
    return part if upper == math.inf else clip(part, along=ALONG, limit=upper, below=True)


@lru_cache(maxsize=65536)
def _cut(ring: Ring, part: float) -> float:
    """The limit below which ``part`` of the ring's area lies, by halving; infinite for all of it."""
    if part > 1 - 1e-9:
        return math.inf
    reach = [p[0] * ALONG[0] + p[1] * ALONG[1] for p in ring]
    low, high, wanted = min(reach), max(reach), part * area(ring)
    for _ in range(40):
        half = (low + high) / 2
        if area(clip(ring, along=ALONG, limit=half, below=True)) < wanted:
            low = half
        else:
            high = half
    return (low + high) / 2


def holders_at(marks: tuple[Stripe, ...], points: Iterable[Point]) -> list[int | None]:
    """The party whose stripe covers each point, or None."""
    spreads = [([p[0] * ALONG[0] + p[1] * ALONG[1] for p in mark.ring], mark.party) for mark in marks]
    ends = [(min(spread), max(spread), party) for spread, party in spreads if spread]
    reaches = (point[0] * ALONG[0] + point[1] * ALONG[1] for point in points)
    return [next((party for low, high, party in ends if low <= reach <= high), None) for reach in reaches]
