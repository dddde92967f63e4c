"""Who holds what, kept up from state to state: only what differs, and what touches it, is painted anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from sim.drawings.ink import Box, Ink
from sim.drawings.map import Near, everywhere
from sim.drawings.stage import Look, Pixels
from sim.scene.geography import View
from sim.scene.marks import FrontMark, Ring, Scene

REACH = 8.0
"""Page units: farther than any stroke reaches from its line."""

Bounds = tuple[float, float, float, float]
"""West, south, east and north in km."""


class Control:
    """The ink of who holds what, its bytes those of a fresh painting.

    Each shape and each line is painted by itself, so a pixel depends only on those that reach it and
    on their order.
    """

    def __init__(self, look: Look, view: View) -> None:
        self._look, self._view = look, view
        self._scene: Scene | None = None
        self._ink = Ink(slice(0, 0), slice(0, 0), np.empty((0, 0, 4), dtype=np.uint8))

    def ink(self, scene: Scene, paint: Callable[[Near], Pixels]) -> Ink:
        """The ink of a scene; ``paint`` paints all that is near on an empty page."""
        apart = None if self._scene is None else differing(self._scene, scene)
        self._scene = scene
        if apart is None:
            view = self._view
            rows, columns = self._part((view.west, view.south, view.east, view.north))
            self._ink = Ink(rows, columns, paint(everywhere)[rows, columns].copy())
        elif apart:
            self._mend(apart, paint)
        return self._ink

    def _mend(self, apart: Sequence[Bounds], paint: Callable[[Near], Pixels]) -> None:
        rows, columns, pixels = self._ink
        unit = (self._view.east - self._view.west) / self._look.layout.map.wide
        fresh, mended = paint(near(apart, 2 * REACH * unit)), pixels.copy()
        for tall, wide in map(self._part, apart):
            inside = slice(tall.start - rows.start, tall.stop - rows.start)
            mended[inside, wide.start - columns.start : wide.stop - columns.start] = fresh[tall, wide]
        self._ink = Ink(rows, columns, mended)

    def _part(self, bounds: Bounds) -> Box:
        """The pixels of the map that strokes within bounds can reach."""
        view, place, scale = self._view, self._look.layout.map, self._look.scale
        west, south, east, north = bounds
        across, up = place.wide / (view.east - view.west), place.tall / (view.north - view.south)
        top, bottom = (place.y + (view.north - y) * up for y in (north, south))
        left, right = (place.x + (x - view.west) * across for x in (west, east))
        wide, tall = self._look.pixels
        return (
            _pixels(top - REACH, bottom + REACH, (place.y, place.bottom), scale, tall),
            _pixels(left - REACH, right + REACH, (place.x, place.right), scale, wide),
        )


def _pixels(start: float, end: float, within: tuple[float, float], scale: float, most: int) -> slice:
    """The pixels of a stretch of the page, as far as it lies within another one or touches it."""
    first, last = max(start, within[0]) * scale, min(end, within[1]) * scale
    return slice(max(0, math.floor(first) - 1), min(most, max(0, math.ceil(last) + 1)))


def differing(before: Scene, now: Scene) -> list[Bounds] | None:
    """Where two scenes differ in who holds what; None when their fronts stand in another order."""
    gone, come = _apart(before.fronts, now.fronts), _apart(now.fronts, before.fronts)
    if [f for f in before.fronts if f not in gone] != [f for f in now.fronts if f not in come]:
        return None
    marks = [mark for mark, was in zip(now.districts, before.districts, strict=True) if mark != was]
    return [*(bounds(mark.ring) for mark in marks), *(bounds(front.points) for front in (*gone, *come))]


def _apart(fronts: Sequence[FrontMark], others: Sequence[FrontMark]) -> list[FrontMark]:
    known = set(others)
    return [front for front in fronts if front not in known]


def near(areas: Sequence[Bounds], reach: float) -> Near:
    """Tells of a ring, or of a line, whether it comes within so many km of an area."""
    grown = [(w - reach, s - reach, e + reach, n + reach) for w, s, e, n in areas]

    def comes_near(ring: Ring) -> bool:
        west, south, east, north = bounds(ring)
        return any(w < east and west < e and s < north and south < n for w, s, e, n in grown)

    return comes_near


@lru_cache(maxsize=4096)
def bounds(ring: Ring) -> Bounds:
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
