"""Fills of ground: a party's colour and its own texture, which runs on from one district to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes

from sim.drawings.strokes import disc, shapes, strokes
from sim.episode.places import PARTIES
from sim.scene import palette
from sim.scene.marks import Point, Ring

Segment = tuple[Point, Point]


class Texture(NamedTuple):
    """Lines at ``angles`` degrees; ``gap`` and ``width`` in page units; ``dots`` breaks them into dots."""

    angles: tuple[float, ...]
    gap: float
    width: float
    dots: bool = False


COLOURED = {
    "government": Texture((45.0,), 7.0, 0.8),
    "opposition": Texture((), 1.0, 0.0),
    "sdf": Texture((45.0, -45.0), 8.0, 0.8),
}
"""Beside colour, textures stay in the background."""

GREY = {
    "government": Texture((45.0,), 3.6, 1.3),
    "opposition": Texture((30.0,), 6.0, 1.5, dots=True),
    "sdf": Texture((45.0, -45.0), 6.5, 0.9),
}
"""On paper without colour, textures alone tell the parties apart."""

GREY_QUIET = {
    "government": Texture((45.0,), 3.6, 0.6),
    "opposition": Texture((), 1.0, 0.0),
    "sdf": Texture((45.0, -45.0), 6.5, 0.4),
}


def fill(axes: Axes, rings: Iterable[Ring], party: int, *, unit: float, quiet: bool, grey: bool) -> None:
    """Fill rings as ground of a party; ``unit`` is a page unit in the units of the axes."""
    name, parts = PARTIES[party], [ring for ring in rings if len(ring) > 2]
    colour = (palette.QUIET_COLOURS if quiet else palette.PARTY_COLOURS)[name]
    ink = (palette.QUIET_TEXTURE_COLOURS if quiet else palette.PARTY_TEXTURE_COLOURS)[name]
    texture = (GREY_QUIET if quiet else GREY)[name] if grey else COLOURED[name]
    if grey:
        colour, ink = palette.CASING, palette.INK
    shapes(axes, parts, colour, gid=f"held-{name}", edge=colour, width=0.5)
    if axes.yaxis_inverted():
        texture = texture._replace(angles=tuple(-angle for angle in texture.angles))
    lines = [line for ring in parts for line in _lines(ring, texture, unit)]
    if texture.dots:
        disc(axes, dots_on(lines, texture.gap * unit), texture.width * unit, ink)
    else:
        strokes(axes, lines, ink, texture.width, gid=f"texture-{name}", round_ends=False)


@lru_cache(maxsize=16384)
def _lines(ring: Ring, texture: Texture, unit: float) -> tuple[Segment, ...]:
    found = [s for angle in texture.angles for s in hatch(ring, angle, texture.gap * unit)]
    return tuple(found)


def hatch(ring: Ring, angle: float, gap: float) -> list[Segment]:
    """The parts inside ``ring`` of lines at ``angle`` degrees, ``gap`` apart counted from the origin."""
    along = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turned = [(x * along[0] + y * along[1], y * along[0] - x * along[1]) for x, y in ring]
    low, high = min(p[1] for p in turned), max(p[1] for p in turned)
    found: list[Segment] = []
    for step in range(math.ceil(low / gap), math.floor(high / gap) + 1):
        beside = step * gap
        cuts = sorted(_cuts(turned, beside))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            found.append((_back((start, beside), along), _back((end, beside), along)))
    return found


def _cuts(turned: list[Point], beside: float) -> Iterable[float]:
    for a, b in pairwise([*turned, turned[0]]):
        if (a[1] > beside) != (b[1] > beside):
            yield a[0] + (beside - a[1]) / (b[1] - a[1]) * (b[0] - a[0])


def _back(point: Point, along: Point) -> Point:
    return point[0] * along[0] - point[1] * along[1], point[0] * along[1] + point[1] * along[0]


def dots_on(lines: Iterable[Segment], gap: float) -> list[Point]:
    """Dots every ``gap`` along lines, half of that off their ends."""
    found: list[Point] = []
    for (ax, ay), (bx, by) in lines:
        length = math.dist((ax, ay), (bx, by))
        count = int(length / gap)
        for number in range(count):
            part = 0.5 + (number - (count - 1) / 2) * gap / length
            found.append((ax + part * (bx - ax), ay + part * (by - ay)))
    return found


def unit_of(axes: Axes) -> float:
    """How many units of the axes one page unit (a hundredth of an inch) is, from west to east."""
    west, east = axes.get_xlim()
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float((east - west) / (axes.get_position().width * figure.get_figwidth() * 100))
