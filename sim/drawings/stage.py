"""The sheet that everything is drawn on: a page in pixels, a map in km, layers laid over each other.

A frame is 1280 × 720 page pixels; ``scale`` 1.5 gives 1920 × 1080 from the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from numpy.typing import NDArray

from sim.scene.geography import View
from sim.scene.palette import BACKGROUND, CASING, INK

WIDTH, HEIGHT = 1280, 720
MAP_WIDTH, MAP_HEIGHT = 794, 667
"""The map stands at the top left; its sides are as 1.19 to 1, as the view's."""

COLUMN = 812
"""Left edge of the right-hand column; it ends at RIGHT."""

RIGHT = 1264
SMALL, BODY, HEADING, LARGE = 11.5, 13.0, 14.0, 33.0
"""Heights of text in pixels; nothing is smaller than SMALL."""

Pixels = NDArray[np.uint8]
"""(height, width, 4) red, green, blue, alpha; not multiplied by alpha."""

_INKED: Any = {
    "font.family": ["DejaVu Sans"],
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "none",
    "hatch.linewidth": 0.7,
    "path.sketch": None,
    "axes.unicode_minus": True,
}


@contextmanager
def inked() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever a user's settings say; no text is read as mathematics."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_INKED)
        yield


@dataclass(frozen=True)
class Sheet:
    """One layer while it is drawn: ``page`` in pixels from the top left, ``ground`` in km."""

    figure: Figure
    canvas: FigureCanvasAgg
    page: Axes
    ground: Axes

    def pixels(self) -> Pixels:
        """Draw the layer."""
        canvas: Any = self.canvas
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()


def sheet(view: View | None, scale: float) -> Sheet:
    """An empty, transparent layer."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100 * scale)
    figure.patch.set_alpha(0.0)
    canvas = FigureCanvasAgg(figure)
    ground = figure.add_axes((0.0, 1 - MAP_HEIGHT / HEIGHT, MAP_WIDTH / WIDTH, MAP_HEIGHT / HEIGHT))
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    page.set_xlim(0, WIDTH)
    page.set_ylim(HEIGHT, 0)
    if view is not None:
        ground.set_xlim(view.west, view.east)
        ground.set_ylim(view.south, view.north)
    for axes in (ground, page):
        axes.axis("off")
        axes.patch.set_alpha(0.0)
    return Sheet(figure, canvas, page, ground)


def blank(scale: float) -> Pixels:
    """A sheet of paper."""
    red, green, blue = (int(BACKGROUND[at : at + 2], 16) for at in (1, 3, 5))
    paper = np.empty((round(HEIGHT * scale), round(WIDTH * scale), 4), dtype=np.uint8)
    paper[:] = (red, green, blue, 255)
    return paper


def over(below: Pixels, above: Pixels) -> Pixels:
    """Lay a layer over an opaque one, in whole numbers so that every machine gets the same bytes."""
    alpha = above[..., 3:].astype(np.uint16)
    mixed = above[..., :3] * alpha + below[..., :3] * (255 - alpha) + 127
    laid = below.copy()
    laid[..., :3] = (mixed // 255).astype(np.uint8)
    return laid


def fade(first: Pixels, second: Pixels, part: int, parts: int) -> Pixels:
    """``part`` of ``parts`` of the way from one frame to another, in whole numbers."""
    mixed = first.astype(np.uint16) * (parts - part) + second.astype(np.uint16) * part
    return (mixed // parts).astype(np.uint8)


def points(pixels: float) -> float:
    """Pixels of a 1280-pixel frame as typographic points."""
    return pixels * 0.72


def write(
    axes: Axes, x: float, y: float, text: str, *, size: float = BODY, halo: float = 0.0, **more: Any
) -> Text:
    """Put text at a place; ``size`` and ``halo`` in pixels.  The place is the left end of the base line."""
    more.setdefault("color", INK)
    written = axes.text(x, y, text[:200], fontsize=points(size), **more)
    if halo:
        written.set_path_effects([withStroke(linewidth=points(halo), foreground=CASING)])
    return written


def box(axes: Axes, x: float, y: float, wide: float, tall: float, **more: Any) -> Rectangle:
    """A rectangle in page pixels from its top left corner."""
    more.setdefault("linewidth", 0)
    patch = Rectangle((x, y), wide, tall, **more)
    axes.add_patch(patch)
    return patch


def panel(axes: Axes, x: float, y: float, wide: float, tall: float, **more: Any) -> FancyBboxPatch:
    """A rectangle with round corners."""
    patch = FancyBboxPatch((x + 4, y + 4), wide - 8, tall - 8, boxstyle="round,pad=4,rounding_size=5", **more)
    axes.add_patch(patch)
    return patch
