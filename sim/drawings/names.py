"""Names on the map, each where its measured text fits: in its district, or in free ground with a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.drawings.callouts import Box4, Callout, Wish, place_callouts
from sim.drawings.fitting import fit_beside, fit_inside, meet, spread
from sim.drawings.furniture import furniture_box, inset_box
from sim.drawings.stage import Look, Sheet, points
from sim.drawings.strokes import disc, strokes
from sim.drawings.textures import unit_of
from sim.drawings.typeset import Block, block_of, set_line
from sim.scene import palette
from sim.scene.ground import Ground
from sim.scene.marks import NameMark, Point, Ring
from sim.scene.polygons import area

LEAST = 0.25
"""km²: smaller districts get a line to their name only where all larger ones have found a place."""

REACH = 0.205
"""Longest line from a name to its district, as a part of the map's width."""

LONG = 8.5
"""Sizes of the text: a wider name beside a line is broken."""

AWAY = 18.0
"""Page units that what is said of the surroundings keeps off names, so that it is not read with one."""

EDGE = 5.0
"""Page units that names keep off the map's edge."""


HALO, GREY_HALO = 2.4, 4.2
"""Page units of white around letters; black textures need more."""


class Pen(NamedTuple):
    """How names of one kind are written."""

    size: float
    colour: str
    weight: str = "normal"
    style: str = "normal"


@dataclass(frozen=True)
class PlacedName:
    """A name in its place: ``box`` (west, south, east, north) in km is what its text covers.

    ``lines`` are (text, x, y) with the middle of each base line in km; ``leader`` goes from the
    district to the name, empty where the name stands in its ground; ``pin`` is the point of a
    landmark, None for ground.
    """

    id: str
    kind: str
    lines: tuple[tuple[str, float, float], ...]
    box: tuple[float, float, float, float]
    leader: tuple[Point, ...]
    pin: Point | None
    pen: Pen

    @property
    def text(self) -> str:
        return " ".join(line for line, _, _ in self.lines)


class _Plot(NamedTuple):
    """Page units from the map's top left corner instead of km."""

    unit: float
    west: float
    north: float
    size: tuple[float, float]

    def flat(self, point: Point) -> Point:
        return (point[0] - self.west) / self.unit, (self.north - point[1]) / self.unit

    def ring(self, ring: Ring) -> Ring:
        return tuple(self.flat(point) for point in ring)

    def km(self, point: Point) -> Point:
        return self.west + point[0] * self.unit, self.north - point[1] * self.unit


def place_names(ground: Ground, look: Look) -> tuple[PlacedName, ...]:
    """Names in their places, the same on every picture of a look.

    No two cover each other, none leaves the map or covers legend, inset, scale bar or a way out;
    lines cross neither names nor each other.  Of landmarks only the heaviest is named.
    Districts without room are left unnamed, the smallest first.
    A name that the language lacks is written in English.
    """
    plot = _plot(ground, look)
    taken = _kept_free(ground, look, plot)
    cells = tuple(plot.ring(cell) for cell in ground.cells)
    found: list[PlacedName] = []
    waiting: list[tuple[NameMark, Block]] = []
    for mark in ground.names:
        if mark.kind == "landmark" and any(name.kind == "landmark" for name in found):
            continue
        text = text_of(mark, look)
        placed = _placed(mark, text, look, plot, cells, taken)
        if placed is not None:
            found.append(placed)
            taken.append(_grown(_units(placed.box, plot), 1.5, aside=4.0))
        elif mark.kind == "district":
            waiting.append((mark, compact(block_of(text, look.layout.type.small, look.say.lang))))
    found += _called_out(waiting, ground, look, plot, taken)
    return (*found, *_surroundings(found, ground, look, plot, taken))


def compact(block: Block) -> Block:
    """A long name on the two lines that are narrowest."""
    if block.wide <= LONG * block.size:
        return block
    return min(block.variants(), key=lambda variant: variant.wide)


def text_of(mark: NameMark, look: Look) -> str:
    return mark.arabic or mark.text if look.say.lang == "ar" else mark.text


def pen_of(mark: NameMark, look: Look) -> Pen:
    """Whose ground it is stands out; water is blue and slanted; nothing is smaller than the smallest type."""
    small, body = look.layout.type.small, look.layout.type.body
    slanted = "normal" if look.say.lang == "ar" else "italic"
    if mark.kind == "party-ground":
        return Pen(body, palette.INK, "semibold")
    if mark.kind == "river":
        return Pen(small, palette.INK if look.grey else palette.WATER_INK, style=slanted)
    if mark.kind == "old-town":
        return Pen(small, palette.INK if look.grey else palette.OLD_CITY, style=slanted)
    return Pen(small, palette.INK)


def _plot(ground: Ground, look: Look) -> _Plot:
    view, place = ground.view, look.layout.map
    return _Plot((view.east - view.west) / place.wide, view.west, view.north, (place.wide, place.tall))


def _kept_free(ground: Ground, look: Look, plot: _Plot) -> list[Box4]:
    """Legend, inset, scale bar, and boxes along the ways out."""
    layout = look.layout
    blocks = [b for b in (layout.legend, inset_box(layout), furniture_box(layout)) if b is not None]
    left, top = layout.map.x, layout.map.y
    boxes = [_grown((b.x - left, b.y - top, b.right - left, b.bottom - top), 3) for b in blocks]
    pins = [plot.flat(mark.at) for mark in ground.names if mark.kind == "landmark"][:1]
    boxes += [(x - 7, y - 7, x + 7, y + 7) for x, y in pins]
    for way in ground.ways:
        for x, y in spread(plot.ring(way.points), 8.0):
            boxes.append((x - 5, y - 5, x + 5, y + 5))
    return boxes


def _placed(
    mark: NameMark, text: str, look: Look, plot: _Plot, cells: tuple[Ring, ...], taken: Sequence[Box4]
) -> PlacedName | None:
    """In its ring if it has one, beside its point if not; None where there is no room."""
    pen = pen_of(mark, look)
    block = block_of(text, pen.size, look.say.lang, weight=pen.weight, style=pen.style)
    if mark.kind in ("landmark", "direction"):
        at = plot.flat(mark.at)
        east = at[0] > plot.size[0] / 2
        shown = block_of(_towards(text, east), pen.size, look.say.lang) if mark.kind == "direction" else block
        box = fit_beside(shown, at, taken, plot.size, EDGE, off=cells)
        pin = mark.at if mark.kind == "landmark" else None
        return None if box is None else _name(mark, shown, box, pen, plot, pin=pin)
    if mark.kind == "river":
        box = _along(block, plot.ring(mark.ring), taken, plot)
        return None if box is None else _name(mark, block, box, pen, plot)
    holes = cells if mark.kind == "old-town" else ()
    best = fit_inside(block.variants(), plot.ring(mark.ring), taken, plot.size, EDGE, holes=holes)
    return None if best is None else _name(mark, best[0], best[1], pen, plot)


def _towards(text: str, east: bool) -> str:
    return f"{text} →" if east else f"← {text}"


def _along(block: Block, line: Ring, taken: Sequence[Box4], plot: _Plot) -> Box4 | None:
    """Beside the most northern point of a line where there is room."""
    for x, y in spread(line, 12.0):
        for west in (x + 9, x - 9 - block.wide):
            box = west, y - block.tall / 2, west + block.wide, y + block.tall / 2
            inside = (
                box[0] > EDGE
                and box[1] > EDGE
                and box[2] < plot.size[0] - EDGE
                and box[3] < plot.size[1] - EDGE
            )
            if inside and not any(meet(box, other) for other in taken):
                return box
    return None


def _called_out(
    waiting: Sequence[tuple[NameMark, Block]], ground: Ground, look: Look, plot: _Plot, taken: list[Box4]
) -> list[PlacedName]:
    """Names in free ground, those of the larger districts first; then what smaller ones still find room."""
    shut = [plot.ring(cell) for cell in ground.cells]
    shut += [plot.ring(shape.points) for shape in ground.outline("control")]
    large = [(mark, block) for mark, block in waiting if area(mark.ring) >= LEAST * 0.98]
    wishes = [Wish(b.wide, b.tall, plot.flat(m.at), area(m.ring)) for m, b in large]
    reach = REACH * plot.size[0]
    callouts = place_callouts(wishes, size=plot.size, shut=shut, taken=taken, reach=reach)
    found = []
    for (mark, block), callout in zip(large, callouts, strict=True):
        if callout is not None:
            found.append(_name(mark, block, callout.box, pen_of(mark, look), plot, callout=callout))
    return found


def _surroundings(
    names: Sequence[PlacedName], ground: Ground, look: Look, plot: _Plot, taken: Sequence[Box4]
) -> list[PlacedName]:
    """Who holds the rest of the city, where that is widest; lines of names are left free."""
    old = {name.id for name in ground.names if name.kind == "old-town"}
    city = [plot.ring(s.points) for s in ground.outline("outline") if s.id not in old]
    if not city:
        return []
    shut = tuple(plot.ring(ring) for ring in (*ground.cells, *(s.points for s in ground.outline("control"))))
    boxes = [*taken, *(_grown(_units(name.box, plot), AWAY) for name in names)]
    for leader in (name.leader for name in names if name.leader):
        boxes += [(x - 3, y - 3, x + 3, y + 3) for x, y in spread(plot.ring(leader), 6.0)]
    slanted = "normal" if look.say.rtl else "italic"
    pen = Pen(look.layout.type.small, palette.INK if look.grey else palette.FAINT_INK, style=slanted)
    block = block_of(look.say("map.surroundings"), pen.size, look.say.lang, style=slanted)
    best = fit_inside(block.variants(), max(city, key=area), boxes, plot.size, EDGE, holes=shut, room=AWAY)
    mark = NameMark("surroundings", look.say("map.surroundings"), "", "direction", (0.0, 0.0), (), 0.0)
    return [] if best is None else [_name(mark, best[0], best[1], pen, plot)]


def _name(
    mark: NameMark, block: Block, box: Box4, pen: Pen, plot: _Plot,
    *, callout: Callout | None = None, pin: Point | None = None,
) -> PlacedName:  # fmt: skip
    middle = (box[0] + box[2]) / 2
    lines = []
    for number, text in enumerate(block.lines):
        x, y = plot.km((middle, box[1] + block.above + number * block.pitch))
        lines.append((text, x, y))
    west, north = plot.km((box[0], box[1]))
    east, south = plot.km((box[2], box[3]))
    leader = () if callout is None else (mark.at, plot.km(callout.end))
    return PlacedName(mark.id, mark.kind, tuple(lines), (west, south, east, north), leader, pin, pen)


def _units(box: tuple[float, float, float, float], plot: _Plot) -> Box4:
    west, north = plot.flat((box[0], box[3]))
    east, south = plot.flat((box[2], box[1]))
    return west, north, east, south


def _grown(box: Box4, by: float, *, aside: float | None = None) -> Box4:
    across = by if aside is None else aside
    return box[0] - across, box[1] - by, box[2] + across, box[3] + by


def draw_names(layer: Sheet, ground: Ground, names: Sequence[PlacedName]) -> None:
    """Lines below, then points of landmarks, then every name with a white edge."""
    axes, unit = layer.ground, unit_of(layer.ground)
    halo = GREY_HALO if layer.look.grey else HALO
    leaders = [name.leader for name in names if name.leader]
    strokes(axes, leaders, palette.INK, 0.8, gid="leaders")
    disc(axes, [leader[0] for leader in leaders], 5.0 * unit, palette.CASING)
    disc(axes, [leader[0] for leader in leaders], 3.2 * unit, palette.INK)
    for name in names:
        if name.pin is not None:
            _pin(layer, name.pin, unit)
        pen: dict[str, Any] = {
            "color": name.pen.colour,
            "fontweight": name.pen.weight,
            "style": name.pen.style,
        }
        for text, x, y in name.lines:
            written = set_line(axes, x, y, text, size=name.pen.size, halo=halo, ha="center", **pen)
            written.set_gid(f"name-{name.id}")


def _pin(layer: Sheet, at: Point, unit: float) -> None:
    """A small triangle on a landmark."""
    x, y, half = at[0], at[1], 4.2 * unit
    ring = (x - half, y - half * 0.8), (x + half, y - half * 0.8), (x, y + half)
    axes: Any = layer.ground
    axes.fill(
        *zip(*ring, strict=True), facecolor=palette.INK, edgecolor=palette.CASING, linewidth=points(1.2)
    )
