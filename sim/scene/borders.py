"""Shared edges of neighbouring cells, and the outer edge of the enclave."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.scene.marks import Point, Ring

TOLERANCE = 0.02
"""Edges at most 20 m apart are one edge; the drawn lines are good to 100-200 m only."""

SLIVER = 0.03
"""An outer edge of up to 30 m is a crack between cells, not an edge."""

NEIGHBOUR = 0.08
"""Two outlines drawn apart (the enclave's, the Kurdish quarter's) are one edge up to 80 m."""

Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Border:
    """A line on which a district meets another one, or (``second`` None) ground of party ``beyond``."""

    first: int
    second: int | None
    beyond: int | None
    points: Ring


def inner_borders(cells: Sequence[Ring], pairs: Iterable[tuple[int, int]]) -> list[Border]:
    """One border for each unbroken line along which two cells that touch meet."""
    found = []
    for first, second in pairs:
        met = (overlap(a, b) for a in edges(cells[first]) for b in edges(cells[second]))
        lines = chained([segment for segment in met if segment is not None])
        found += [Border(first, second, None, line) for line in lines]
    return found


def outer_borders(
    cells: Sequence[Ring], inner: Sequence[Border], *, other: Sequence[Ring], party: int, main: int
) -> list[Border]:
    """The edges that no other cell shares.

    They face ``party`` where they lie on a ring of ``other``, else ``main``.
    """
    shared: dict[int, list[Segment]] = defaultdict(list)
    for border in inner:
        for owner in (border.first, border.second):
            if owner is not None:
                shared[owner] += list(pairwise(border.points))
    foreign = [edge for ring in other for edge in edges(ring)]
    sides = (party, main)
    return [border for i, ring in enumerate(cells) for border in _outer(i, ring, shared[i], foreign, sides)]


def _outer(
    index: int, ring: Ring, shared: list[Segment], foreign: list[Segment], sides: tuple[int, int]
) -> list[Border]:
    facing: dict[int, list[Segment]] = {sides[0]: [], sides[1]: []}
    for edge in edges(ring):
        for part in remainder(edge, shared):
            near = any(overlap(part, other, NEIGHBOUR) is not None for other in foreign)
            facing[sides[0] if near else sides[1]].append(part)
    return [Border(index, None, party, line) for party, parts in facing.items() for line in chained(parts)]


def edges(ring: Ring) -> list[Segment]:
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def overlap(first: Segment, second: Segment, tolerance: float = TOLERANCE) -> Segment | None:
    """The part of ``first`` along which ``second`` runs within ``tolerance`` km, or None."""
    span = _span(first, second, tolerance)
    return None if span is None else (_point(first, span[0]), _point(first, span[1]))


def remainder(edge: Segment, taken: Iterable[Segment]) -> list[Segment]:
    """What is left of ``edge`` when the parts that run along ``taken`` are cut out."""
    length = math.dist(*edge)
    spans = sorted(span for other in taken if (span := _span(edge, other)) is not None)
    left, at = [], 0.0
    for start, end in [*spans, (length, length)]:
        if start - at > SLIVER:
            left.append((_point(edge, at), _point(edge, start)))
        at = max(at, end)
    return left


def _span(first: Segment, second: Segment, tolerance: float = TOLERANCE) -> tuple[float, float] | None:
    (ax, ay), (bx, by) = first
    length = math.dist(*first)
    if length == 0:
        return None
    ux, uy = (bx - ax) / length, (by - ay) / length
    along = [(x - ax) * ux + (y - ay) * uy for x, y in second]
    beside = [(y - ay) * ux - (x - ax) * uy for x, y in second]
    low, high = max(0.0, min(along)), min(length, max(along))
    if high - low <= tolerance or abs(along[1] - along[0]) == 0:
        return None
    slope = (beside[1] - beside[0]) / (along[1] - along[0])
    gaps = [abs(beside[0] + slope * (at - along[0])) for at in (low, high)]
    return (low, high) if max(gaps) <= tolerance else None


def _point(segment: Segment, along: float) -> Point:
    (ax, ay), (bx, by) = segment
    part = along / math.dist(*segment)
    return ax + part * (bx - ax), ay + part * (by - ay)


def chained(segments: Sequence[Segment]) -> list[Ring]:
    """Segments joined end to end into lines where their ends meet."""
    waiting = list(segments)
    lines = []
    while waiting:
        line = list(waiting.pop(0))
        while (found := _next(line, waiting)) is not None:
            _join(line, waiting.pop(found))
        lines.append(tuple(line))
    return lines


def _next(line: list[Point], waiting: list[Segment]) -> int | None:
    ends = (line[0], line[-1])
    for at, segment in enumerate(waiting):
        if any(math.dist(end, point) <= TOLERANCE for end in ends for point in segment):
            return at
    return None


def _join(line: list[Point], segment: Segment) -> None:
    for point, rest in (segment, segment[::-1]):
        if math.dist(line[-1], point) <= TOLERANCE:
            line.append(rest)
            return
        if math.dist(line[0], point) <= TOLERANCE:
            line.insert(0, rest)
            return
