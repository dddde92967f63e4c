"""The whole way out in a small map of its own, and where on it the large map lies."""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.patches import Rectangle

from sim.drawings.fitting import fit_beside
from sim.drawings.layout import Box
from sim.drawings.map import ROUTE_DASHES
from sim.drawings.stage import Sheet, box, points
from sim.drawings.strokes import closed, disc, shapes, strokes
from sim.drawings.typeset import Block, block_of, set_line
from sim.scene import palette
from sim.scene.geography import View
from sim.scene.ground import Ground
from sim.scene.marks import Point, Ring

PAD = 7.0
"""Page units between the frame and what is written."""


def to_page(point: Point, view: View, place: Box) -> Point:
    """A point in km on the page when all of ``view`` is shown in the middle of a box, true to scale."""
    scale = min(place.wide / (view.east - view.west), place.tall / (view.north - view.south))
    x, y = (view.west + view.east) / 2, (view.south + view.north) / 2
    return (
        place.x + place.wide / 2 + (point[0] - x) * scale,
        place.y + place.tall / 2 - (point[1] - y) * scale,
    )


def draw_inset(layer: Sheet, ground: Ground) -> None:
    """Frame, pale ground, the whole way with its destinations, and a rectangle for the large map.

    Raises `ValueError` for a layout without room for it.
    """
    place = layer.look.layout.inset
    if place is None:
        raise ValueError(f"the layout '{layer.look.layout.name}' has no inset")
    page, grey = layer.page, layer.look.grey
    frame: dict[str, Any] = {"edgecolor": palette.RULE, "linewidth": points(0.8)}
    paper = palette.BACKGROUND if grey else palette.LAND
    box(page, *place, facecolor=paper, **frame)
    mask = Rectangle((place.x, place.y), place.wide, place.tall, transform=page.transData)
    for artist in _ground(layer, ground, place):
        artist.set_clip_path(mask)
    _texts(layer, ground, place)
    box(page, *place, facecolor="none", **frame)


def _ground(layer: Sheet, ground: Ground, place: Box) -> list[Artist]:
    page, grey = layer.page, layer.look.grey
    old = {name.id for name in ground.names if name.kind == "old-town"}
    city = [_ring(s.points, ground, place) for s in ground.outline("outline") if s.id not in old]
    cells = [_ring(cell, ground, place) for cell in ground.cells]
    ways = [_ring(way.points, ground, place) for way in ground.ways]
    river = [_ring(line.points, ground, place) for line in ground.line("river")]
    roads = [_ring(line.points, ground, place) for line in ground.line("road")]
    fill = palette.BACKGROUND if grey else palette.CITY
    enclave = palette.BACKGROUND if grey else ENCLAVE
    blue, navy = (palette.INK, palette.INK) if grey else (palette.WATER, palette.ROUTE)
    found = [
        shapes(page, city, fill, gid="inset-city"),
        strokes(page, [] if grey else roads, palette.ROAD, 1.0, gid="inset-roads"),
        strokes(page, river, blue, 0.7 if grey else 1.3, gid="inset-river"),
        strokes(page, map(closed, cells if grey else []), palette.INK, 2.4, gid="inset-edge"),
        shapes(page, cells, enclave, gid="inset-cells", edge=enclave, width=0.6),
        strokes(page, [_frame(ground, place)], palette.INK, 0.8, gid="inset-view"),
        strokes(page, ways, palette.CASING, 3.4, gid="inset-way-casing"),
        strokes(page, ways, navy, 1.7, gid="inset-way", dashes=ROUTE_DASHES),
    ]
    return [artist for artist in found if artist is not None]


ENCLAVE = "#c9c3b8"


def _ring(ring: Ring, ground: Ground, place: Box) -> Ring:
    return tuple(to_page(point, ground.far, place) for point in ring)


def _frame(ground: Ground, place: Box) -> Ring:
    """The outline of the large map, a little inside the inset's own where it is larger."""
    view = ground.view
    west, north = to_page((view.west, view.north), ground.far, place)
    east, south = to_page((view.east, view.south), ground.far, place)
    west, north = max(west, place.x + 3), max(north, place.y + 3)
    east, south = min(east, place.right - 3), min(south, place.bottom - 3)
    return (west, north), (east, north), (east, south), (west, south), (west, north)


def _texts(layer: Sheet, ground: Ground, place: Box) -> None:
    """Each destination with a spot; the heading says that it is schematic."""
    look = layer.look
    say, small = look.say, look.layout.type.small
    _title(layer, place)
    taken = [_spot(to_page(at, ground.far, place)) for _, at in ground.destinations]
    for known, at in ground.destinations:
        spot = to_page(at, ground.far, place)
        disc(layer.page, [spot], 8.0, palette.CASING)
        disc(layer.page, [spot], 5.6, palette.ROUTE)
        name = known.arabic or known.name if say.rtl else known.name
        near = block_of(name, small, say.lang)
        fitted = _fitted(near, spot, taken, place)
        if fitted is not None:
            taken.append(_write(layer, fitted[0], (fitted[1][0] + place.x, fitted[1][1] + place.y), place))


def _title(layer: Sheet, place: Box) -> None:
    """Above the frame, from the side where reading starts."""
    say, small = layer.look.say, layer.look.layout.type.small
    x, side = (place.right, "right") if say.rtl else (place.x, "left")
    pen: dict[str, Any] = {"size": small, "halo": 2.4, "ha": side, "fontweight": "semibold"}
    set_line(layer.page, x, place.y - 0.45 * small, say("inset.title"), **pen)


def _spot(at: Point) -> tuple[float, float, float, float]:
    return at[0] - 5, at[1] - 5, at[0] + 5, at[1] + 5


def _fitted(
    name: Block, spot: Point, taken: list[tuple[float, float, float, float]], place: Box
) -> tuple[Block, Point] | None:
    """The name on one or two lines beside its spot, inside the frame."""
    local = [(w - place.x, n - place.y, e - place.x, s - place.y) for w, n, e, s in taken]
    for block in name.variants():
        if block.wide <= place.wide - 2 * PAD:
            at = spot[0] - place.x, spot[1] - place.y
            found = fit_beside(block, at, local, (place.wide, place.tall), PAD)
            if found is not None:
                return block, (found[0], found[1])
    return None


def _write(layer: Sheet, block: Block, at: Point, place: Box) -> tuple[float, float, float, float]:
    """Write a block with its top left corner at a place; what it covers."""
    for number, line in enumerate(block.lines):
        x, y = at[0] + block.wide / 2, at[1] + block.above + number * block.pitch
        set_line(layer.page, x, y, line, size=block.size, halo=2.4, ha="center", fontweight=block.weight)
    return at[0], at[1], at[0] + block.wide, at[1] + block.tall
