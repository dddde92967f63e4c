"""The sheet that everything is drawn on: a page in its own units, a map in km, layers over each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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

from sim.drawings.layout import Box, Layout
from sim.drawings.typeface import FAMILIES, use_typeface
from sim.scene.geography import View
from sim.scene.palette import BACKGROUND, CASING, INK
from sim.scene.phrases import Phrases

Pixels = NDArray[np.uint8]
"""(height, width, 4) red, green, blue, alpha; not multiplied by alpha."""

_INKED: Any = {
    "font.family": list(FAMILIES),
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "none",
    "hatch.linewidth": 0.7,
    "path.sketch": None,
    "axes.unicode_minus": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "sim",
    "pdf.fonttype": 42,
}

_SET = ContextVar("inked", default=False)


@dataclass(frozen=True)
class Look:
    """How a picture is made, whatever it shows: page, pixels for a unit, language, what is left out.

    ``grey`` draws for printers that know black and white only: textures and outlines, no colour.
    """

    layout: Layout
    say: Phrases
    scale: float = 1.0
    captions: bool = True
    grey: bool = False

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height."""
        return round(self.layout.wide * self.scale), round(self.layout.tall * self.scale)


@contextmanager
def inked() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever a user's settings say; no text is read as mathematics.

    Setting them takes half a millisecond; inside another `inked` it is not done again.
    """
    if _SET.get():
        yield
        return
    use_typeface()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_INKED)
        mark = _SET.set(True)
        try:
            yield
        finally:
            _SET.reset(mark)


@dataclass(frozen=True)
class Sheet:
    """One layer while it is drawn: ``page`` in page units from the top left, ``ground`` in km."""

    look: Look
    figure: Figure
    page: Axes
    ground: Axes

    def pixels(self) -> Pixels:
        """Draw the layer; the pixels are good until it is drawn again."""
        canvas: Any = self.figure.canvas
        if not isinstance(canvas, FigureCanvasAgg):
            canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())


def sheet(look: Look, view: View | None = None, *, place: Box | None = None) -> Sheet:
    """An empty, transparent layer; ``place`` is where the ground stands (default: the layout's map)."""
    layout = look.layout
    figure = Figure(figsize=(layout.wide / 100, layout.tall / 100), dpi=100 * look.scale)
    figure.patch.set_alpha(0.0)
    ground = ground_axes(figure, look, view, place or layout.map)
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    page.set_xlim(0, layout.wide)
    page.set_ylim(layout.tall, 0)
    page.axis("off")
    page.patch.set_alpha(0.0)
    return Sheet(look, figure, page, ground)


def wipe(layer: Sheet) -> None:
    """Take everything off a layer, so that another can be drawn on it: axes are dear, artists are cheap."""
    for axes in list(layer.figure.axes):
        if axes not in (layer.page, layer.ground):
            axes.remove()
            continue
        for artist in (*axes.lines, *axes.patches, *axes.texts, *axes.collections):
            artist.remove()


def ground_axes(figure: Figure, look: Look, view: View | None, place: Box) -> Axes:
    """Axes in km over a box of the page."""
    wide, tall = look.layout.wide, look.layout.tall
    axes = figure.add_axes((place.x / wide, 1 - place.bottom / tall, place.wide / wide, place.tall / tall))
    if view is not None:
        axes.set_xlim(view.west, view.east)
        axes.set_ylim(view.south, view.north)
    axes.axis("off")
    axes.patch.set_alpha(0.0)
    return axes


def blank(look: Look) -> Pixels:
    """A sheet of paper."""
    wide, tall = look.pixels
    red, green, blue = (int(BACKGROUND[at : at + 2], 16) for at in (1, 3, 5))
    paper = np.empty((tall, wide, 4), dtype=np.uint8)
    paper[:] = (red, green, blue, 255)
    return paper


def over(below: Pixels, above: Pixels) -> Pixels:
    """Lay a layer over an opaque one, in whole numbers so that every machine gets the same bytes."""
    alpha = above[..., 3:].astype(np.uint16)
    mixed = above[..., :3] * alpha + below[..., :3] * (255 - alpha) + 127
    laid = below.copy()
    laid[..., :3] = (mixed // 255).astype(np.uint8)
    return laid


def points(units: float) -> float:
    """Page units (a hundredth of an inch) as typographic points."""
    return units * 0.72


def write(axes: Axes, x: float, y: float, text: str, *, size: float, halo: float = 0.0, **more: Any) -> Text:
    """Put text with the left end of its base line at a place; ``size`` and ``halo`` in page units."""
    more.setdefault("color", INK)
    written = axes.text(x, y, text[:200], fontsize=points(size), **more)
    if halo:
        written.set_path_effects([withStroke(linewidth=points(halo), foreground=CASING)])
    return written


def box(axes: Axes, x: float, y: float, wide: float, tall: float, **more: Any) -> Rectangle:
    """A rectangle in page units from its top left corner."""
    more.setdefault("linewidth", 0)
    patch = Rectangle((x, y), wide, tall, **more)
    axes.add_artist(patch)
    return patch


def panel(axes: Axes, x: float, y: float, wide: float, tall: float, **more: Any) -> FancyBboxPatch:
    """A rectangle with round corners."""
    patch = FancyBboxPatch((x + 4, y + 4), wide - 8, tall - 8, boxstyle="round,pad=4,rounding_size=5", **more)
    axes.add_artist(patch)
    return patch
