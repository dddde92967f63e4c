"""Helpers for tests of what stands beside the map: where the ink of every text of a page lies."""

from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath, text_to_path

from sim.drawings.layout import Box
from sim.drawings.stage import Sheet
from sim.drawings.typeface import FAMILIES


class Ink(NamedTuple):
    """A text, its height and colour as written, and the box of its ink in page units from the top left."""

    text: str
    size: float
    colour: str
    box: Box


@lru_cache(maxsize=65536)
def outline(text: str, points: float, weight: str) -> tuple[float, float, float, float, float]:
    """(advance, left, low, right, high) in points round the origin of the base line."""
    font = FontProperties(family=list(FAMILIES), weight=weight, size=points)
    path = TextPath((0, 0), text, size=points, prop=font)
    inked = path.vertices[path.codes != path.CLOSEPOLY]
    low, high = inked.min(axis=0), inked.max(axis=0)
    across, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return across, low[0], low[1], high[0], high[1]


def ink_of(written: Text) -> Ink:
    points, weight = written.get_fontsize(), str(written.get_fontweight())
    across, left, low, right, high = (n / 0.72 for n in outline(written.get_text(), points, weight))
    x, y = written.get_position()
    start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[written.get_horizontalalignment()] * across
    box = Box(start + left, y - high, right - left, high - low)
    return Ink(written.get_text(), points / 0.72, str(written.get_color()), box)


def inks(layer: Sheet) -> list[Ink]:
    """Every text on the page of a layer."""
    return [ink_of(text) for text in layer.page.texts if text.get_text().strip()]


def overlaps(found: list[Ink], by: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of texts whose ink shares more than ``by`` units both ways."""
    return [(a.text, b.text) for a, b in combinations(found, 2) if touch(a.box, b.box, by)]


def touch(one: Box, other: Box, by: float = 1.0) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > by and down > by


def within(inner: Box, outer: Box, by: float = 1.0) -> bool:
    return (
        inner.x >= outer.x - by
        and inner.right <= outer.right + by
        and inner.y >= outer.y - by
        and inner.bottom <= outer.bottom + by
    )
