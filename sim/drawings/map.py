"""The map below people and names: the ground, who holds it on whose word, fronts, marks of doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.drawings.fitting import mark_places
from sim.drawings.names import PlacedName
from sim.drawings.stage import Look, Sheet
from sim.drawings.strokes import closed, shapes, strokes
from sim.drawings.textures import fill, unit_of
from sim.drawings.typeset import set_line
from sim.episode.places import PARTIES
from sim.scene import palette
from sim.scene.ground import Ground
from sim.scene.marks import DistrictMark, FrontMark, Point, Ring

FRONT, CASING = 2.8, 5.8
"""Page units: the stroke of a front line, and the white below it."""

CHANGED, TOLD, ASSUMED, PLAIN = 2.1, 1.1, 1.0, 0.9
"""Page units: outlines of districts, by how much the day says of them."""

DOTTED: Any = (0, (1.0, 1.7))
DASHED: Any = (0, (2.4, 1.5))
ROUTE_DASHES: Any = (0, (4.0, 2.2))

DIAMOND, HOLLOW = 10.5, 5.5
"""Page units from the middle to a corner: reports differ (with a number inside), disputed."""


Near = Callable[[Ring], bool]
"""Whether a ring or a line comes near to what is to be painted."""


def everywhere(_: Ring) -> bool:
    return True


def draw_base(layer: Sheet, ground: Ground) -> None:
    """Land, built-up city, the quarter that another party holds throughout, roads, river, the empty cells."""
    axes, grey, view = layer.ground, layer.look.grey, ground.view
    corners = (
        (view.west, view.south),
        (view.east, view.south),
        (view.east, view.north),
        (view.west, view.north),
    )
    paper = palette.BACKGROUND
    shapes(axes, [corners], paper if grey else palette.LAND, gid="land")
    old = _old_towns(ground)
    city = [shape.points for shape in ground.outline("outline") if shape.id not in old]
    shapes(axes, city, paper if grey else palette.CITY, gid="city")
    if not grey:
        strokes(axes, _lines(ground, "road"), palette.ROAD, 1.5, gid="roads")
    _river(layer, ground, 2.4)
    quarter = [shape.points for shape in ground.outline("control")]
    fill(axes, quarter, SDF_QUARTER, unit=unit_of(axes), quiet=True, grey=grey)
    strokes(axes, map(closed, quarter), palette.INK, PLAIN, gid="quarter")
    shapes(axes, ground.cells, paper if grey else palette.LAND, gid="cells")


SDF_QUARTER = PARTIES.index("sdf")


def draw_control(
    layer: Sheet,
    ground: Ground,
    districts: Sequence[DistrictMark],
    fronts: Sequence[FrontMark],
    near: Near = everywhere,
) -> None:
    """Who holds each district, on what that rests, and the lines between holders.

    A district of which nobody speaks that day is paler, and its edge thin.  What is not ``near`` may
    be left out.
    """
    axes, grey = layer.ground, layer.look.grey
    _fills(axes, districts, layer.look, near)
    _river(layer, ground, 1.6, near)
    _outlines(axes, [mark for mark in districts if near(mark.ring)], layer.look)
    _fronts(axes, [front for front in fronts if near(front.points)])
    names = _old_towns(ground)
    towns = [shape.points for shape in ground.outline("outline") if shape.id in names]
    old = [closed(town) for town in towns if near(town)]
    strokes(axes, old, palette.INK if grey else palette.OLD_CITY, 1.2, dashes=(0, (1.0, 2.0)), gid="old-city")
    route = [line for line in _lines(ground, "route") if near(line)]
    strokes(axes, route, palette.CASING, 3.6, gid="route-casing")
    strokes(axes, route, palette.INK if grey else palette.ROUTE, 1.8, dashes=ROUTE_DASHES, gid="route")


def _river(layer: Sheet, ground: Ground, width: float, near: Near = everywhere) -> None:
    """Blue, or a thin double line on paper without colour."""
    lines = [line for line in _lines(ground, "river") if near(line)]
    if layer.look.grey:
        strokes(layer.ground, lines, palette.INK, 2.6, gid="river-banks")
        strokes(layer.ground, lines, palette.CASING, 1.4, gid="river")
    else:
        strokes(layer.ground, lines, palette.WATER, width, gid="river")


def marked_of(districts: Sequence[DistrictMark]) -> tuple[DistrictMark, ...]:
    """Those that get a diamond."""
    return tuple(mark for mark in districts if mark.word in ("disputed", "reports differ"))


def draw_words(
    layer: Sheet, ground: Ground, districts: Sequence[DistrictMark], names: Sequence[PlacedName]
) -> None:
    """A diamond with the number of speakers where reports differ; a hollow one where claims contradict."""
    marked = marked_of(districts)
    unit = unit_of(layer.ground)
    wanted = [(mark.ring, reach_of(mark) * unit) for mark in marked]
    taken = [name.box for name in names] + [
        _around(name.leader[0], 4 * unit) for name in names if name.leader
    ]
    places = mark_places(wanted, taken)
    for mark, (x, y) in zip(marked, places, strict=True):
        if mark.word == "disputed":
            draw_hollow_diamond(layer.ground, x, y, unit)
        else:
            speakers = 0 if mark.difference is None else len(mark.difference.speakers)
            draw_numbered_diamond(layer.ground, x, y, layer.look.say.number(speakers), layer.look, unit)


def _around(at: Point, by: float) -> tuple[float, float, float, float]:
    return at[0] - by, at[1] - by, at[0] + by, at[1] + by


def reach_of(mark: DistrictMark) -> float:
    """Page units from the middle of a district's diamond to its corner."""
    return HOLLOW if mark.word == "disputed" else DIAMOND


def draw_hollow_diamond(axes: Axes, x: float, y: float, unit: float = 1.0) -> None:
    """Claims of that day contradict each other."""
    ring = _diamond(x, y, HOLLOW * unit)
    shapes(axes, [_diamond(x, y, (HOLLOW + 2.2) * unit)], palette.CASING, gid="disputed-casing")
    shapes(axes, [ring], palette.CASING, gid="disputed", edge=palette.INK, width=1.7)


def draw_numbered_diamond(axes: Axes, x: float, y: float, text: str, look: Look, unit: float = 1.0) -> None:
    """Accounts differ on who holds a district; ``text`` is how many speakers stand behind that."""
    shapes(axes, [_diamond(x, y, (DIAMOND + 2.0) * unit)], palette.CASING, gid="differs-casing")
    shapes(axes, [_diamond(x, y, DIAMOND * unit)], palette.INK, gid="differs")
    size, down = 12.0, -1.0 if axes.yaxis_inverted() else 1.0
    at = (x, y - down * 0.35 * size * unit)
    set_line(axes, *at, text, size=size, ha="center", color=palette.CASING, fontweight="semibold")


def draw_front(axes: Axes, lines: Sequence[Ring], *, sure: bool) -> None:
    """A dark stroke in a white casing; broken where it is not sure."""
    strokes(axes, lines, palette.CASING, CASING, gid="front-casing")
    strokes(axes, lines, palette.INK, FRONT, dashes=None if sure else DASHED, gid="fronts")


def _fronts(axes: Axes, fronts: Sequence[FrontMark]) -> None:
    every = [front.points for front in fronts]
    strokes(axes, every, palette.CASING, CASING, gid="front-casing")
    for sure, dashes in ((True, None), (False, DASHED)):
        lines = [front.points for front in fronts if front.sure is sure]
        strokes(axes, lines, palette.INK, FRONT, dashes=dashes, gid="fronts")


def _fills(axes: Axes, districts: Sequence[DistrictMark], look: Look, near: Near) -> None:
    rings: dict[tuple[int, bool], list[Ring]] = defaultdict(list)
    for mark in districts:
        for stripe in mark.stripes:
            rings[stripe.party, mark.word == "no source"].append(stripe.ring)
    for (party, quiet), parts in sorted(rings.items()):
        if shown := _some(parts, near):
            fill(axes, shown, party, unit=unit_of(axes), quiet=quiet, grey=look.grey)


def _some(rings: list[Ring], near: Near) -> list[Ring]:
    """The rings that are near, and a second one where one of many is left.

    Matplotlib paints a single shape in another way than one of several, with a slightly other edge.
    """
    shapes_ = [ring for ring in rings if len(ring) > 2]
    found = [at for at, ring in enumerate(shapes_) if near(ring)]
    if len(found) == 1 < len(shapes_):
        found = sorted({*found, 0 if found[0] else 1})
    return [shapes_[at] for at in found]


def _outlines(axes: Axes, districts: Sequence[DistrictMark], look: Look) -> None:
    """The quietest first, so that an edge of two districts shows what the louder one says."""
    lines: dict[int, list[Ring]] = defaultdict(list)
    for mark in districts:
        lines[_loudness(mark)].append(closed(mark.ring))
    for loud, rings in sorted(lines.items()):
        colour, width, dashes = OUTLINES[loud]
        colour = palette.INK if look.grey else colour
        strokes(axes, rings, colour, width, dashes=dashes, gid="districts")


OUTLINES: tuple[tuple[str, float, Any], ...] = (
    (palette.CASING, PLAIN, None),
    (palette.DOCUMENTED_EDGE, PLAIN, None),
    (palette.INK, ASSUMED, DOTTED),
    (palette.INK, TOLD, None),
    (palette.INK, CHANGED, DOTTED),
    (palette.INK, CHANGED, None),
)
"""Colour, width and dashes by loudness: as at the start; by a claim; assumed; told; changed that day."""


def _loudness(mark: DistrictMark) -> int:
    if mark.changed:
        return 4 if mark.outline == "assumed" else 5
    if mark.outline == "assumed":
        return 2
    if mark.word != "no source":
        return 3
    return 1 if mark.outline == "documented" else 0


def _lines(ground: Ground, kind: str) -> list[Ring]:
    return [shape.points for shape in ground.line(kind)]


def _diamond(x: float, y: float, reach: float) -> Ring:
    return (x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)


def _old_towns(ground: Ground) -> frozenset[str]:
    return frozenset(name.id for name in ground.names if name.kind == "old-town")
