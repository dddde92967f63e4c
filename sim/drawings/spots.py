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
from sim.scene.marks import ConvoyMark, Motion, PeopleMark, Point


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
                kept[key] = self._placed.get(key) or (mark, _on_page(mark.dots, view, box))
                found[mark.ground].append(kept[key][1])
        self._placed = kept
        return {kind: np.concatenate(places) for kind, places in found.items() if places}


def _on_page(dots: Sequence[Point], view: View, box: Box) -> NDArray[np.float64]:
    """`to_page` for many points at once."""
    together: Any = tuple(np.array(dots, dtype=np.float64).T)
    return np.stack(to_page(together, view, box), axis=1)


def moving_spots(maps: Sequence[tuple[Motion, Box]], view: View, far: View, inset: Box | None) -> Spots:
    """People on their way, convoys and their trails, (n, 2) in page units; on the inset, convoys only.

    What leaves the view, and what the inset covers, is left out of the maps.
    """
    found: dict[str, list[Point]] = {kind: [] for kind in KINDS}
    for motion, box in maps:
        for kind, at in _movers(motion):
            spot = to_page(at, view, box)
            if view.shows(at) and not (inset is not None and _inside(inset, spot)):
                found[kind].append(spot)
    if inset is not None:
        for convoy in maps[0][0].convoys:
            for kind, at in _convoy(convoy):
                found[kind].append(to_page(at, far, inset))
    return as_spots(found)


def as_spots(found: dict[str, list[Point]]) -> dict[str, NDArray[np.float64]]:
    return {kind: np.array(points) for kind, points in found.items() if points}


def scaled(spots: Spots, scale: float) -> Spots:
    """Page units as pixels."""
    return {kind: points * scale for kind, points in spots.items()}


def draw_spots(layer: Sheet, kind: str, spots: NDArray[np.float64]) -> None:
    """Signs of one kind at page places (n, 2)."""
    draw_sign(layer.page, kind, spots[:, 0], spots[:, 1])


def _movers(motion: Motion) -> Iterable[tuple[str, Point]]:
    for traveller in motion.travellers:
        yield "travelling", traveller.at
    for convoy in motion.convoys:
        yield from _convoy(convoy)


def _convoy(convoy: ConvoyMark) -> Iterable[tuple[str, Point]]:
    """Trail first, then the head; a convoy that has arrived has no head any more."""
    for point in convoy.trail:
        yield "trail", point
    if convoy.status == "turned back":
        yield "convoy-turned-back", convoy.at
    elif convoy.status != "arrived":
        yield "convoy-modelled" if convoy.modelled else "convoy", convoy.at


def _inside(box: Box, at: Point) -> bool:
    return box.x <= at[0] <= box.right and box.y <= at[1] <= box.bottom
