"""Scale bar and north arrow in a corner of the map, and how much of the map such things cover."""

from __future__ import annotations

from typing import Any

from sim.drawings.layout import Box, Layout
from sim.drawings.stage import Sheet, box, points, write
from sim.drawings.strokes import shapes
from sim.scene import palette
from sim.scene.ground import Ground

LENGTHS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""km that a scale bar may stand for."""

LONGEST = 0.16
"""Longest bar, as a part of the map's width."""

MARGIN, ARROW = 16.0, 26.0
"""Page units: off the map's corner; the height of the arrow with its letter."""


HEADING = 1.5
"""Height of the inset's heading in sizes of the smallest type."""


def furniture_box(layout: Layout) -> Box:
    """What arrow, bar and number may cover at most."""
    small, place = layout.type.small, layout.map
    wide = 24 + LONGEST * place.wide + 4 * small
    return Box(place.x + MARGIN - 6, place.bottom - MARGIN - ARROW - 4, wide, ARROW + 8)


def inset_box(layout: Layout) -> Box | None:
    """The inset with its heading above the frame; None where the layout has none."""
    place, tall = layout.inset, HEADING * layout.type.small
    return None if place is None else Box(place.x, place.y - tall, place.wide, place.tall + tall)


def bar_length(ground: Ground) -> float:
    """The longest round number of km that is no longer than it may be."""
    most = (ground.view.east - ground.view.west) * LONGEST
    return max((km for km in LENGTHS if km <= most), default=LENGTHS[0])


def draw_furniture(layer: Sheet, ground: Ground) -> None:
    """A bar as long as a round number of km, and an arrow to the north."""
    layout, say, page = layer.look.layout, layer.look.say, layer.page
    place, small, km = layout.map, layout.type.small, bar_length(ground)
    x, y = place.x + MARGIN, place.bottom - MARGIN
    halves = km / (ground.view.east - ground.view.west) * place.wide / 2
    left = x + 24
    casing: dict[str, Any] = {
        "facecolor": palette.CASING,
        "edgecolor": palette.CASING,
        "linewidth": points(3.0),
    }
    box(page, left, y - 4, 2 * halves, 4, **casing)
    box(page, left, y - 4, halves, 4, facecolor=palette.INK)
    edge: dict[str, Any] = {"edgecolor": palette.INK, "linewidth": points(0.9)}
    box(page, left, y - 4, 2 * halves, 4, facecolor="none", **edge)
    number = say.number(km, 0 if km >= 1 else 1)
    write(page, left + 2 * halves + 6, y, say("furniture.km", n=number), size=small, halo=2.4)
    _arrow(layer, x + 5, y, small)


def _arrow(layer: Sheet, x: float, y: float, small: float) -> None:
    """A half-filled arrow head with the letter for north above it."""
    page, tall = layer.page, 13.0
    left = (x, y - tall), (x - 5, y), (x, y - 3.5)
    right = (x, y - tall), (x + 5, y), (x, y - 3.5)
    shapes(page, [left, right], palette.CASING, gid="north", edge=palette.CASING, width=3.0)
    shapes(page, [left], palette.INK, gid="north", edge=palette.INK, width=0.9)
    shapes(page, [right], palette.CASING, gid="north", edge=palette.INK, width=0.9)
    letter = layer.look.say("furniture.north")
    write(page, x, y - tall - 3, letter, size=small, halo=2.4, ha="center", fontweight="semibold")
