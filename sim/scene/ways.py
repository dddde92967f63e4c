"""The lines that convoys follow, and places along them."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from sim.scene.ground import Ground, Shape
from sim.scene.marks import Point, Ring

JOINT = 0.05
"""km: a route that begins so near to a point of another one is its branch."""

SPACING = 0.25
"""km between the points of a trail."""


@dataclass(frozen=True)
class Way:
    """A line that convoys follow, and how far along it (km) each of its points lies."""

    points: Ring
    reach: tuple[float, ...]

    @property
    def length(self) -> float:
        """km from end to end."""
        return self.reach[-1]

    def at(self, km: float) -> Point:
        """The point so many km along; beyond the ends, the end."""
        number = min(max(bisect_right(self.reach, km), 1), len(self.points) - 1)
        (ax, ay), (bx, by) = self.points[number - 1 : number + 1]
        start, end = self.reach[number - 1 : number + 1]
        part = min(1.0, max(0.0, (km - start) / (end - start)))
        return ax + part * (bx - ax), ay + part * (by - ay)

    def between(self, start: float, end: float) -> list[Point]:
        """Points at the multiples of `SPACING` from ``start`` to ``end`` km, in that order."""
        low, high = min(start, end), max(start, end)
        steps = range(math.ceil(low / SPACING - 1e-9), math.floor(high / SPACING + 1e-9) + 1)
        points = [self.at(step * SPACING) for step in steps]
        return points if start <= end else points[::-1]


def way_of(points: Ring) -> Way:
    """A way along the points; a point that stands twice in a row counts once."""
    line = [points[0], *(b for a, b in pairwise(points) if a != b)]
    reach = [0.0]
    for a, b in pairwise(line):
        reach.append(reach[-1] + math.dist(a, b))
    return Way(tuple(line), tuple(reach))


def ways_to(ground: Ground) -> dict[str, Way]:
    """By destination, the route (or the route with its branch) that ends nearest to it."""
    lines = [
        *(way.points for way in ground.ways if not _is_branch(way, ground.ways)),
        *_branched(ground.ways),
    ]
    return {
        place.id: way_of(min(lines, key=lambda line: math.dist(line[-1], at)))
        for place, at in ground.destinations
    }


def _branched(ways: tuple[Shape, ...]) -> list[Ring]:
    """Each branch with the part of its trunk before it."""
    return [
        (*trunk.points[:number], *branch.points)
        for branch in ways
        for trunk in ways
        if (number := _joint(branch, trunk)) is not None
    ]


def _is_branch(way: Shape, ways: tuple[Shape, ...]) -> bool:
    return any(_joint(way, other) is not None for other in ways)


def _joint(branch: Shape, trunk: Shape) -> int | None:
    """The number of the trunk's point at which a branch leaves it, other than its first one."""
    near = (math.dist(point, branch.points[0]) <= JOINT for point in trunk.points)
    numbers = [number for number, close in enumerate(near) if close and number and branch is not trunk]
    return numbers[0] if numbers else None
