"""Where people and convoys stand on the page, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.drawings.inset import to_page
from sim.drawings.layout import Box
from sim.drawings.plates import Spots
from sim.drawings.signs import KINDS, draw_sign
from sim.drawings.stage import Sheet
from sim.scene.geography import View
from sim.scene.marks import Motion, PeopleMark, Point


class Seats:
    """Places of people who stay where they are; a district in which nothing changed is not placed again."""

    def __init__(self) -> None:
        self._placed: dict[tuple[int, Box], tuple[PeopleMark, NDArray[np.float64]]] = {}

    def spots(self, maps: Iterable[tuple[Motion, Box]], view: View) -> Spots:
        """People who stay where they are, (n, 2) in page units."""
        found: dict[str, list[NDArray[np.float64]]] = {"held": [], "captured": []}
        kept = {}
        for motion, box in maps:
            for mark in motion.people:
                key = (id(mark), box)
                kept[key] = self._placed.get(key) or (mark, _on_page(np.array(mark.dots), view, box))
                found[mark.ground].append(kept[key][1])
        self._placed = kept
        return {kind: np.concatenate(places) for kind, places in found.items() if places}


def _on_page(dots: NDArray[np.float64], view: View, box: Box) -> NDArray[np.float64]:
    """`to_page` for many points at once, (n, 2)."""
    together: Any = tuple(dots.T)
    return np.stack(to_page(together, view, box), axis=1)


def moving_spots(maps: Sequence[tuple[Motion, Box]], view: View, far: View, inset: Box | None) -> Spots:
    """People on their way, convoys and their trails, (n, 2) in page units; on the inset, convoys only.

    What leaves the view, and what the inset covers, is left out of the maps.
    """
    found: dict[str, list[NDArray[np.float64]]] = {kind: [] for kind in KINDS}
    for motion, box in maps:
        for kind, points in _movers(motion).items():
            spots = _on_page(points, view, box)
            found[kind].append(spots[_shown(points, spots, view, inset)])
    if inset is not None:
        for kind, points in _movers(maps[0][0]).items():
            if kind != "travelling":
                found[kind].append(_on_page(points, far, inset))
    return {kind: np.concatenate(spots) for kind, spots in found.items() if any(map(len, spots))}


def _shown(
    points: NDArray[np.float64], spots: NDArray[np.float64], view: View, inset: Box | None
) -> NDArray[np.bool_]:
    """Which points lie in the view, and on the page not behind the inset."""
    across, up = points.T
    inside: NDArray[np.bool_] = (
        (view.west <= across) & (across <= view.east) & (view.south <= up) & (up <= view.north)
    )
    if inset is None:
        return inside
    x, y = spots.T
    behind = (inset.x <= x) & (x <= inset.right) & (inset.y <= y) & (y <= inset.bottom)
    shown: NDArray[np.bool_] = inside & ~behind
    return shown


def scaled(spots: Spots, scale: float) -> Spots:
    """Page units as pixels."""
    return {kind: points * scale for kind, points in spots.items()}


def draw_spots(layer: Sheet, kind: str, spots: NDArray[np.float64]) -> None:
    """Signs of one kind at page places (n, 2)."""
    draw_sign(layer.page, kind, spots[:, 0], spots[:, 1])


def _movers(motion: Motion) -> dict[str, NDArray[np.float64]]:
    """(n, 2) places in km by kind; a convoy that has arrived has a trail but no head any more."""
    found: dict[str, list[Point]] = {"travelling": [traveller.at for traveller in motion.travellers]}
    for convoy in motion.convoys:
        found.setdefault("trail", []).extend(convoy.trail)
        if convoy.status == "turned back":
            found.setdefault("convoy-turned-back", []).append(convoy.at)
        elif convoy.status != "arrived":
            kind = "convoy-modelled" if convoy.modelled else "convoy"
            found.setdefault(kind, []).append(convoy.at)
    return {kind: np.array(places, dtype=np.float64) for kind, places in found.items() if places}
