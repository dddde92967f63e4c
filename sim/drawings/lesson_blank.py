"""An outline map to colour: districts, river, old town, a few names, and an empty key beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from sim.drawings.furniture import draw_furniture
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.lesson_map import FINE, FULL, NONE, few_names, printed
from sim.drawings.multiples import near_view
from sim.drawings.names import draw_names
from sim.drawings.stage import Look, Pixels, Sheet, box, inked, points, sheet
from sim.drawings.strokes import closed, strokes
from sim.drawings.textblock import mirrored
from sim.episode.episode import Episode
from sim.scene.geography import View
from sim.scene.ground import Ground, lay_out
from sim.scene.palette import CASING, FAINT_INK, INK
from sim.scene.phrases import Phrases

TALLEST = 610.0
"""Page units of height: tasks above the map and lines below it stand on the same page."""

KEY, BESIDE, UNDER = 148.0, 16.0, 62.0
"""Page units: width of the key beside a map, the gap between, height of the key under a flat map."""

FLAT = 1.2
"""A map wider than so many heights has its key under it."""

BOXES, SWATCH, STEP = 5, (34.0, 24.0), 46.0
"""Empty boxes of the key, their sides, and from one to the next below it, in page units."""

LETTERS = Type(small=11.5, body=12.5, heading=13.0, caption=13.0, date=13.0)

EDGE, BORDER, BANK, WATER = 2.2, 0.9, 3.2, 1.8
"""Page units: the enclave's edge, borders of districts, the river with its banks, the water between."""


class _Parts(NamedTuple):
    wide: float
    tall: float
    map: Box
    key: Box
    below: bool


class BlankMap:
    """The map of an episode without anything that a day shows."""

    def __init__(self, episode: Episode, say: Phrases) -> None:
        ground = lay_out(episode)
        close = near_view(ground)
        self.parts = _parts((close.east - close.west) / (close.north - close.south))
        layout = Layout("lesson-blank", self.parts.wide, self.parts.tall, LETTERS, self.parts.map, NONE, NONE)
        self.look = Look(layout, say, FINE, grey=True)
        self.ground = replace(ground, view=_filling(close, self.parts.map))
        with inked():
            self.names = tuple(n for n in few_names(self.ground, self.look) if n.id != "surroundings")

    def draw(self) -> Pixels:
        with inked():
            layer = sheet(self.look, self.ground.view)
            _land(layer, self.ground)
            draw_names(layer, self.ground, self.names)
            draw_furniture(layer, self.ground)
            box(layer.page, *self.parts.map, facecolor="none", edgecolor=FAINT_INK, linewidth=points(0.8))
            _key(layer, self.parts)
            return printed(layer)


def _parts(aspect: float) -> _Parts:
    """Map and key in the page's full width, the map as large as there is room for."""
    if aspect > FLAT:
        tall = min(FULL / aspect + 2 * UNDER, TALLEST - UNDER)
        return _Parts(
            FULL, tall + UNDER, Box(1, 1, FULL - 2, tall - 2), Box(1, tall + 12, FULL - 2, UNDER - 12), True
        )
    across = FULL - KEY - BESIDE
    tall = min(across / aspect, TALLEST)
    return _Parts(FULL, tall, Box(1, 1, across - 2, tall - 2), Box(FULL - KEY, 1, KEY, tall - 2), False)


def _filling(view: View, place: Box) -> View:
    """The smallest view of a box's shape with all of ``view`` in its middle."""
    across = max(view.east - view.west, (view.north - view.south) * place.wide / place.tall)
    x, y, down = (view.west + view.east) / 2, (view.south + view.north) / 2, across * place.tall / place.wide
    return View(x - across / 2, y - down / 2, x + across / 2, y + down / 2)


def _land(layer: Sheet, ground: Ground) -> None:
    """River, quarter, districts with their common edge, old town."""
    axes = layer.ground
    rivers = [line.points for line in ground.line("river")]
    strokes(axes, rivers, INK, BANK, gid="river-banks")
    strokes(axes, rivers, CASING, WATER, gid="river")
    quarter = [closed(shape.points) for shape in ground.outline("control")]
    strokes(axes, quarter, INK, EDGE, gid="quarter")
    strokes(axes, [closed(cell) for cell in ground.cells], INK, BORDER, gid="districts")
    strokes(axes, [b.points for b in ground.borders if b.second is None], INK, EDGE, gid="edge")
    names = {name.id for name in ground.names if name.kind == "old-town"}
    old = [closed(shape.points) for shape in ground.outline("outline") if shape.id in names]
    strokes(axes, old, INK, 1.4, dashes=(0, (1.0, 2.0)), gid="old-city")


def _key(layer: Sheet, parts: _Parts) -> None:
    """Empty boxes, each with a line to write on."""
    look, key, (wide, tall) = layer.look, parts.key, SWATCH
    step, top = (key.wide / BOXES, 0.0) if parts.below else (0.0, STEP)
    room = step - 12 if parts.below else key.wide
    for number in range(BOXES):
        cell = Box(key.x + step * number, key.y + 8 + top * number, room, tall)
        sign = mirrored(look, cell, cell._replace(wide=wide))
        line = mirrored(look, cell, Box(cell.x + wide + 8, cell.bottom, room - wide - 8, 0))
        box(layer.page, *sign, facecolor="none", edgecolor=INK, linewidth=points(1.0))
        layer.page.plot((line.x, line.right), (line.y, line.y), color=FAINT_INK, linewidth=points(0.8))
