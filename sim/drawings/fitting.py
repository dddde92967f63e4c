"""Where a text fits: inside a ring, beside a point; and where a mark stands clear of texts.

Places are in page units from the map's top left corner, y down, unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.drawings.callouts import Box4
from sim.drawings.typeset import Block
from sim.scene.marks import Point, Ring

STEP = 3.0
"""Page units between the places that are tried."""

INSIDE = 0.88
"""So much of a name lies in its district, or the name does not stand there."""

ROOM = 5.0
"""Page units around a name of a district that are better inside than outside."""

FAR_OFF = 0.004
"""What a page unit off the middle costs, in shares of the room."""

MOST = 160
"""Points across a ring at most; larger rings are measured more coarsely."""

FINE = 1.0
"""Page units between the points by which the inside of a ring is measured."""

COVER, AIR = 6.0, 1.2
"""What covering a text costs a diamond against leaving its district; how far it keeps off, by its reach."""

Array = NDArray[np.float64]


def fit_inside(
    blocks: Sequence[Block], ring: Ring, taken: Sequence[Box4], size: tuple[float, float], edge: float,
    *, holes: tuple[Ring, ...] = (), room: float = ROOM,
) -> tuple[Block, Box4] | None:  # fmt: skip
    """The block and its box with most room in ``ring``; of equal room, the one with fewer lines.

    ``holes`` are rings that count as outside; ``room`` are the page units around that are better inside.
    """
    best: tuple[float, Block, Box4] | None = None
    for block in blocks:
        found = _best_inside(block, ring, taken, size, edge, holes, room)
        if found is not None and (best is None or found[0] > best[0] + 1e-9):
            best = found[0], block, found[1]
    return None if best is None else best[1:]


def _best_inside(
    block: Block, ring: Ring, taken: Sequence[Box4], size: tuple[float, float], edge: float,
    holes: tuple[Ring, ...], room: float,
) -> tuple[float, Box4] | None:  # fmt: skip
    filled = _filled(ring, holes)
    middles = _grid(ring)
    across, down = block.wide / 2, block.tall / 2
    half = np.array([across, down])
    low, high = middles - half, middles + half
    clear = (low >= edge).all(axis=1) & (high <= np.array(size) - edge).all(axis=1)
    for west, north, east, south in taken:
        over = (low[:, 0] < east) & (west < high[:, 0]) & (low[:, 1] < south) & (north < high[:, 1])
        clear &= ~over
    clear &= _share(filled, middles, half) >= INSIDE
    middles = middles[clear]
    if not len(middles):
        return None
    score = _share(filled, middles, half + room) - FAR_OFF * _off(middles, ring)
    at = int(np.argmax(score))
    x, y = (float(v) for v in middles[at])
    return float(score[at]), (x - across, y - down, x + across, y + down)


def _grid(ring: Ring) -> Array:
    low, high = np.min(ring, axis=0), np.max(ring, axis=0)
    step = max(STEP, float((high - low).max()) / MOST * 3)
    xs, ys = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step)
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _off(middles: Array, ring: Ring) -> Array:
    """Distance from the middle of the ring's corners' box."""
    box = np.array([[min(p[k] for p in ring), max(p[k] for p in ring)] for k in (0, 1)])
    return np.asarray(np.hypot(*(middles - box.mean(axis=1)).T))


class _Filled(NamedTuple):
    """Points inside a ring, ``fine`` apart, summed from the corner at ``west`` and ``north``."""

    sums: NDArray[np.int64]
    west: float
    north: float
    fine: float


@lru_cache(maxsize=256)
def _filled(ring: Ring, holes: tuple[Ring, ...]) -> _Filled:
    (west, north), (east, south) = np.min(ring, axis=0).tolist(), np.max(ring, axis=0).tolist()
    fine = max(FINE, max(east - west, south - north) / MOST)
    xs, ys = np.arange(west, east + fine, fine), np.arange(north, south + fine, fine)
    spots = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside = Path(np.array(ring)).contains_points(spots)
    for hole in holes:
        near = ((spots >= np.min(hole, axis=0)) & (spots <= np.max(hole, axis=0))).all(axis=1)
        inside[near] &= ~Path(np.array(hole)).contains_points(spots[near])
    sums = np.zeros((len(ys) + 1, len(xs) + 1), dtype=np.int64)
    sums[1:, 1:] = inside.reshape(len(ys), len(xs)).cumsum(axis=0).cumsum(axis=1)
    return _Filled(sums, west, north, fine)


def _share(filled: _Filled, middles: Array, half: Array) -> Array:
    """How much of a box around each middle lies inside."""
    sums, corner = filled.sums, np.array([filled.west, filled.north])
    low = np.rint((middles - half - corner) / filled.fine).astype(np.int64)
    size = np.maximum(np.rint(2 * half / filled.fine).astype(np.int64), 1)
    high, most = low + size, np.array(sums.shape[::-1]) - 1
    (x0, y0), (x1, y1) = np.clip(low, 0, most).T, np.clip(high, 0, most).T
    inside = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
    return np.asarray(inside / (size[0] * size[1]))


def fit_beside(
    block: Block, at: Point, taken: Sequence[Box4], size: tuple[float, float], edge: float,
    *, off: tuple[Ring, ...] = (),
) -> Box4 | None:  # fmt: skip
    """Above, below, right or left of a point where it is free, best clear of the rings ``off``.

    At the map's edge it is pushed inwards.
    """
    wide, tall = block.wide, block.tall
    x, y = at
    corners = [
        (x - wide / 2, y - 8 - tall),
        (x - wide / 2, y + 8),
        (x + 8, y - tall / 2),
        (x - 8 - wide, y - tall / 2),
    ]
    found: list[Box4] = []
    for left, north in corners:
        west = min(max(left, edge), size[0] - edge - wide)
        box = west, north, west + wide, north + tall
        inside = north >= edge and box[3] <= size[1] - edge
        if inside and not any(meet(box, other) for other in taken):
            found.append(box)
    return min(found, key=lambda free: _covered(free, off), default=None)


def _covered(box: Box4, rings: tuple[Ring, ...]) -> int:
    """How many of 27 points of a box lie in the rings."""
    spots = np.stack(np.meshgrid(np.linspace(box[0], box[2], 9), np.linspace(box[1], box[3], 3)), axis=-1)
    return sum(int(Path(np.array(ring)).contains_points(spots.reshape(-1, 2)).sum()) for ring in rings)


def meet(first: Box4, second: Box4) -> bool:
    """Do two boxes cover a common part?"""
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def spread(line: Ring, step: float) -> list[Point]:
    """Points along a line, at most ``step`` apart."""
    found: list[Point] = [line[0]]
    for (ax, ay), (bx, by) in pairwise(line):
        parts = max(1, math.ceil(math.dist((ax, ay), (bx, by)) / step))
        found += [(ax + (bx - ax) * n / parts, ay + (by - ay) * n / parts) for n in range(1, parts + 1)]
    return found


def mark_places(wanted: Sequence[tuple[Ring, float]], taken: Sequence[Box4]) -> list[Point]:
    """The middle of a mark in each ring, as far off texts and edges as there is room; km, y up.

    Each wish is a ring and how far its mark reaches; boxes are (west, south, east, north).  Marks
    keep off each other too.  Where a text fills the whole ring the mark covers a part of it.
    """
    boxes, found = list(taken), []
    for ring, reach in wanted:
        x, y = _clearest(ring, reach, boxes)
        boxes.append((x - reach, y - reach, x + reach, y + reach))
        found.append((x, y))
    return found


def _clearest(ring: Ring, reach: float, boxes: Sequence[Box4]) -> Point:
    xs, ys = (np.linspace(min(p[k] for p in ring), max(p[k] for p in ring), 40) for k in (0, 1))
    spots = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    spots = spots[Path(np.array(ring)).contains_points(spots)]
    if not len(spots):
        return float(np.mean(xs)), float(np.mean(ys))
    score = np.minimum(_to_edges(spots, ring), 1.3 * reach)
    for west, south, east, north in boxes:
        dx = np.maximum(np.maximum(west - spots[:, 0], spots[:, 0] - east), 0)
        dy = np.maximum(np.maximum(south - spots[:, 1], spots[:, 1] - north), 0)
        score -= COVER * np.maximum(AIR * reach - dx - dy, 0)
    score -= 0.1 * np.hypot(*(spots - spots.mean(axis=0)).T)
    at = int(np.argmax(score))
    return float(spots[at, 0]), float(spots[at, 1])


def _to_edges(spots: Array, ring: Ring) -> Array:
    found = np.full(len(spots), np.inf)
    for a, b in pairwise([*ring, ring[0]]):
        start, way = np.array(a), np.array(b) - np.array(a)
        length = float(way @ way)
        if length > 0:
            part = np.clip((spots - start) @ way / length, 0, 1)
            found = np.minimum(found, np.hypot(*(spots - start - part[:, None] * way).T))
    return found
