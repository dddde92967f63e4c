"""Names that do not fit into their districts: each in free ground, at the end of a line.

Places are in page units from the map's top left corner, y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.scene.marks import Point, Ring

GRAIN = 4.0
"""Page units between the points at which free ground is looked for."""

ROUNDS = 24
"""Times that all names are set anew, those first that found no place before."""

SPACE = 2.0
"""Page units left free around a name."""

MOST = 4000
"""Places that are tried for a name, the cheapest ones."""

ASIDE = np.array([-8.0, 0.0, 8.0, 0.0])
"""Page units more between names on one line, so that two are not read as one."""

STEEP = 0.25
"""How much more a line's rise costs than its length: flat lines are calmer."""

Array = NDArray[np.float64]
Box4 = tuple[float, float, float, float]
"""West, north, east and south in page units."""


class Wish(NamedTuple):
    """A name that looks for a place: the size of its text, and the point in its district."""

    wide: float
    tall: float
    anchor: Point
    weight: float


class Callout(NamedTuple):
    """The box of a name and where its line ends."""

    box: Box4
    end: Point


@dataclass(frozen=True)
class _Choices:
    """Places that a name could take, the best first: boxes (n, 4), ends of lines (n, 2), costs (n,)."""

    boxes: Array
    ends: Array
    costs: Array


def place_callouts(
    wishes: Sequence[Wish],
    *,
    size: tuple[float, float],
    shut: Sequence[Ring],
    taken: Sequence[Box4],
    reach: float,
) -> list[Callout | None]:
    """A place for each name, or None: no two names or lines cross, no line is longer than ``reach``.

    Names keep off the rings ``shut`` and the boxes ``taken``; lines keep off the boxes only.  The
    heaviest names are set first; what finds no place is tried earlier in the next round.
    """
    free = _sums(_shut(size, shut, taken))
    choices = [_choices(wish, size, free, taken, reach) for wish in wishes]
    order = sorted(range(len(wishes)), key=lambda i: (-wishes[i].weight, i))
    best: tuple[tuple[float, float], list[int | None]] | None = None
    for _ in range(ROUNDS):
        found = _set(wishes, choices, order)
        lost = [i for i in order if found[i] is None]
        score = (
            -sum(w.weight for w, f in zip(wishes, found, strict=True) if f is not None),
            _cost(choices, found),
        )
        if best is None or score < best[0]:
            best = score, found
        if not lost:
            break
        order = [*lost, *(i for i in order if found[i] is not None)]
    return _settled(wishes, choices, [] if best is None else best[1])


def _settled(
    wishes: Sequence[Wish], choices: Sequence[_Choices], found: list[int | None]
) -> list[Callout | None]:
    """Each name once more at its best place among the others, twice over."""
    for _ in range(2):
        for i in range(len(found)):
            if found[i] is not None:
                others = [(j, f) for j, f in enumerate(found) if f is not None and j != i]
                found[i] = _first_free(wishes, choices, i, others)
    return [None if f is None else _callout(choices[i], f) for i, f in enumerate(found)]


def _callout(choices: _Choices, at: int) -> Callout:
    west, north, east, south = (float(v) for v in choices.boxes[at])
    return Callout((west, north, east, south), (float(choices.ends[at][0]), float(choices.ends[at][1])))


def _cost(choices: Sequence[_Choices], found: Sequence[int | None]) -> float:
    return float(sum(choices[i].costs[f] for i, f in enumerate(found) if f is not None))


def _set(wishes: Sequence[Wish], choices: Sequence[_Choices], order: Sequence[int]) -> list[int | None]:
    found: list[int | None] = [None] * len(wishes)
    for i in order:
        others = [(j, f) for j, f in enumerate(found) if f is not None]
        found[i] = _first_free(wishes, choices, i, others)
    return found


def _first_free(
    wishes: Sequence[Wish], choices: Sequence[_Choices], i: int, others: Sequence[tuple[int, int]]
) -> int | None:
    """The best choice of name ``i`` that meets none of the others."""
    mine, anchor = choices[i], np.array(wishes[i].anchor)
    left = np.arange(len(mine.costs))
    for j, f in others:
        box, start, end = grown(choices[j].boxes[f], SPACE), np.array(wishes[j].anchor), choices[j].ends[f]
        left = left[~boxes_meet(mine.boxes[left], box + ASIDE)]
        left = left[~lines_meet_box(anchor, mine.ends[left], box)]
        left = left[~lines_cross(anchor, mine.ends[left], start, end)]
        left = left[~line_meets_boxes(start, end, mine.boxes[left], SPACE)]
    return int(left[0]) if len(left) else None


def _choices(
    wish: Wish, size: tuple[float, float], free: NDArray[np.int64], taken: Sequence[Box4], reach: float
) -> _Choices:
    """Every place where the name fits, with the side of its box from which the line starts."""
    corners = _corners(wish, size, free)
    x, y = wish.anchor
    west, north, east, south = corners[:, 0], corners[:, 1], corners[:, 2], corners[:, 3]
    across, down = (west + east) / 2, (north + south) / 2
    sides = [(west - 3, down), (east + 3, down), (across, north - 2), (across, south + 1)]
    right = [x < west - 6, x > east + 6, y < north - 6, y > south + 6]
    boxes, ends, costs = [], [], []
    for number, ((ex, ey), fits) in enumerate(zip(sides, right, strict=True)):
        length = np.hypot(ex - x, ey - y)
        cost = length + STEEP * np.abs(ey - y) + (14.0 if number > 1 else 0.0)
        keep = fits & (length <= reach)
        boxes.append(corners[keep])
        ends.append(np.stack([ex, ey], axis=1)[keep])
        costs.append(cost[keep])
    found = _Choices(np.concatenate(boxes), np.concatenate(ends), np.concatenate(costs))
    return _clear_of(found, wish.anchor, taken)


def _clear_of(choices: _Choices, anchor: Point, taken: Sequence[Box4]) -> _Choices:
    """Without those whose line would run through a taken box; the cheapest first."""
    left = np.argsort(choices.costs, kind="stable")[:MOST]
    for box in taken:
        left = left[~lines_meet_box(np.array(anchor), choices.ends[left], np.array(box))]
    return _Choices(choices.boxes[left], choices.ends[left], choices.costs[left])


def _corners(wish: Wish, size: tuple[float, float], free: NDArray[np.int64]) -> Array:
    """Boxes (n, 4) of the name's size that cover no shut point."""
    across, down = (int(np.ceil((side + 2 * SPACE) / GRAIN)) for side in (wish.wide, wish.tall))
    rows, columns = free.shape[0] - 1 - down, free.shape[1] - 1 - across
    if rows <= 0 or columns <= 0:
        return np.empty((0, 4))
    sums = free[down:, across:] - free[:-down, across:] - free[down:, :-across] + free[:-down, :-across]
    j, i = np.nonzero(sums == 0)
    west, north = i * GRAIN + SPACE, j * GRAIN + SPACE
    boxes = np.stack([west, north, west + wish.wide, north + wish.tall], axis=1)
    inside = (boxes[:, 2] <= size[0] - SPACE) & (boxes[:, 3] <= size[1] - SPACE)
    return np.asarray(boxes[inside], dtype=np.float64)


def _shut(size: tuple[float, float], rings: Sequence[Ring], taken: Sequence[Box4]) -> NDArray[np.bool_]:
    """(rows, columns): grains of the map that no name may cover."""
    columns, rows = int(size[0] / GRAIN), int(size[1] / GRAIN)
    xs, ys = (np.arange(columns) + 0.5) * GRAIN, (np.arange(rows) + 0.5) * GRAIN
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    shut = np.zeros(rows * columns, dtype=bool)
    for ring in rings:
        near = ((points >= np.min(ring, axis=0)) & (points <= np.max(ring, axis=0))).all(axis=1)
        shut[near] |= Path(np.array(ring)).contains_points(points[near])
    half = GRAIN / 2
    for west, north, east, south in taken:
        x, y = points[:, 0], points[:, 1]
        shut |= (x + half > west) & (x - half < east) & (y + half > north) & (y - half < south)
    return shut.reshape(rows, columns)


def _sums(shut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Sums of everything above and to the left, so that any box is counted in four steps."""
    sums = np.zeros((shut.shape[0] + 1, shut.shape[1] + 1), dtype=np.int64)
    sums[1:, 1:] = shut.cumsum(axis=0).cumsum(axis=1)
    return sums


def grown(box: Array, by: float) -> Array:
    return np.asarray(box + np.array([-by, -by, by, by]))


def boxes_meet(boxes: Array, box: Array) -> NDArray[np.bool_]:
    """Which of the boxes (n, 4) cover a part of ``box``?"""
    over = (boxes[:, 0] < box[2]) & (box[0] < boxes[:, 2]) & (boxes[:, 1] < box[3]) & (box[1] < boxes[:, 3])
    return np.asarray(over)


def lines_meet_box(start: Array, ends: Array, box: Array) -> NDArray[np.bool_]:
    """Which lines from ``start`` to ``ends`` (n, 2) run through ``box``?"""
    boxes = np.broadcast_to(box, (len(ends), 4))
    return _through(np.broadcast_to(start, ends.shape), ends, boxes)


def line_meets_boxes(start: Array, end: Array, boxes: Array, by: float) -> NDArray[np.bool_]:
    """Which of the boxes (n, 4), grown by ``by``, does one line run through?"""
    wide = boxes + np.array([-by, -by, by, by])
    return _through(np.broadcast_to(start, (len(boxes), 2)), np.broadcast_to(end, (len(boxes), 2)), wide)


def _through(starts: Array, ends: Array, boxes: Array) -> NDArray[np.bool_]:
    """Is any part of each line inside its box?"""
    enter, leave = np.zeros(len(ends)), np.ones(len(ends))
    for k in (0, 1):
        way = ends[:, k] - starts[:, k]
        way = np.where(np.abs(way) < 1e-9, 1e-9, way)
        first, second = (boxes[:, k] - starts[:, k]) / way, (boxes[:, k + 2] - starts[:, k]) / way
        enter = np.maximum(enter, np.minimum(first, second))
        leave = np.minimum(leave, np.maximum(first, second))
    return np.asarray(enter < leave)


def lines_cross(start: Array, ends: Array, other_start: Array, other_end: Array) -> NDArray[np.bool_]:
    """Which lines from ``start`` to ``ends`` (n, 2) cross another line?"""
    side = _side(other_start, other_end, start) * _side(other_start, other_end, ends)
    back = _side(start, ends, other_start) * _side(start, ends, other_end)
    return np.asarray((side <= 0) & (back <= 0))


def _side(a: Array, b: Array, p: Array) -> Array:
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (p[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (p[..., 0] - a[..., 0])
    )
