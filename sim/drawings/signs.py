"""The signs of what moves or stands on the map: people, convoys and their trails, in page units."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from sim.drawings.strokes import disc, shapes, strokes
from sim.scene import palette
from sim.scene.marks import Point

DOT = 3.4
"""Across, for 100 people who stay: some 2,600 of them stand on the map."""

TRAVELLER = 4.6
"""Across, for 100 people on their way, with the casing."""

TRAIL = 2.6
"""Across, for one point of a convoy's trail."""

CONVOY = 8.0
"""Side of a convoy's square."""

KINDS = ("trail", "held", "captured", "travelling", "convoy-modelled", "convoy", "convoy-turned-back")
"""From the bottom up."""


def draw_sign(axes: Axes, kind: str, x: ArrayLike, y: ArrayLike) -> None:
    """Draw signs of one kind with their middles at ``x``, ``y`` (one or many) of axes in page units.

    Raises `ValueError` for a kind that there is not.
    """
    spots = list(zip(np.atleast_1d(x).tolist(), np.atleast_1d(y).tolist(), strict=True))
    if kind == "trail":
        disc(axes, spots, TRAIL, palette.ROUTE, alpha=0.55)
    elif kind == "held":
        disc(axes, spots, DOT, palette.PEOPLE_HELD)
    elif kind == "captured":
        disc(axes, spots, DOT + 0.6, palette.INK)
        disc(axes, spots, DOT - 0.7, palette.PEOPLE_CAPTURED)
    elif kind == "travelling":
        disc(axes, spots, TRAVELLER, palette.CASING)
        disc(axes, spots, TRAVELLER - 1.6, palette.PEOPLE_TRAVELLING)
    elif kind in KINDS:
        _convoy(axes, spots, kind)
    else:
        raise ValueError(f"no sign '{kind}'; known: {', '.join(KINDS)}")


def _convoy(axes: Axes, spots: list[Point], kind: str) -> None:
    """A square: filled when documented, hollow when modelled; crossed out when it was turned back."""
    _squares(axes, spots, CONVOY + 2.4, palette.CASING)
    _squares(axes, spots, CONVOY, palette.ROUTE)
    if kind == "convoy-modelled":
        _squares(axes, spots, CONVOY - 3.6, palette.CASING)
    if kind == "convoy-turned-back":
        arm = CONVOY / 2 + 2.0
        for width, colour in ((4.2, palette.CASING), (2.0, palette.INK)):
            lines = [line for x, y in spots for line in _cross(x, y, arm)]
            strokes(axes, lines, colour, width, gid="turned-back")


def _cross(x: float, y: float, arm: float) -> Iterable[tuple[Point, Point]]:
    yield (x - arm, y - arm), (x + arm, y + arm)
    yield (x - arm, y + arm), (x + arm, y - arm)


def _squares(axes: Axes, spots: list[Point], side: float, colour: str) -> None:
    half = side / 2
    corners = (-half, -half), (half, -half), (half, half), (-half, half)
    shapes(axes, [tuple((x + dx, y + dy) for dx, dy in corners) for x, y in spots], colour, gid="convoy")
