"""The map: what never changes, what changes with control, and what each day adds."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon

from sim.drawings.stage import BODY, MAP_HEIGHT, MAP_WIDTH, SMALL, Sheet, box, points, write
from sim.episode.places import PARTIES
from sim.scene import palette
from sim.scene.ground import Ground
from sim.scene.labels import LETTER
from sim.scene.marks import ConvoyMark, DistrictMark, FrontMark, LabelMark, PeopleMark, Ring, Scene
from sim.scene.polygons import contains, edge_distance

FRONT, CASING = 2.6, 5.2
"""Pixels."""


def draw_ground(layer: Sheet, ground: Ground) -> None:
    """Land, the built-up city, the Kurdish quarter, river, roads, the way out."""
    view = ground.view
    sides = (view.west, view.south), (view.east, view.south), (view.east, view.north), (view.west, view.north)
    _fill(layer.ground, sides, palette.LAND)
    for shape in ground.outline("outline"):
        if shape.id != "old-city":
            _fill(layer.ground, shape.points, palette.CITY)
    for shape in ground.outline("control"):
        _fill(layer.ground, shape.points, palette.PARTY_COLOURS["sdf"], texture="sdf", edge=palette.INK)
    for shape in ground.line("road"):
        _line(layer.ground, shape.points, palette.ROAD, 1.6)
    for shape in ground.line("river"):
        _line(layer.ground, shape.points, palette.WATER, 2.4)
    for cell in ground.cells:
        _fill(layer.ground, cell, palette.LAND)


def draw_control(layer: Sheet, ground: Ground, scene: Scene) -> None:
    """Districts by who holds them: stripes where control is shared, outlines by what the change rests on."""
    for mark in scene.districts:
        for stripe in mark.stripes:
            party = PARTIES[stripe.party]
            _fill(layer.ground, stripe.ring, palette.PARTY_COLOURS[party], texture=party)
    for shape in ground.line("river"):
        _line(layer.ground, shape.points, palette.WATER, 1.8, alpha=0.9)
    for mark in scene.districts:
        _outline(layer.ground, mark)
    _fronts(layer.ground, scene.fronts)


def draw_names(layer: Sheet, ground: Ground) -> None:
    """Everything on the map that has to stay legible on top."""
    for shape in ground.outline("outline"):
        if shape.id == "old-city":
            ring = (*shape.points, shape.points[0])
            _line(layer.ground, ring, palette.OLD_CITY, 1.4, linestyle=(0, (1, 1.6)))
            _old_city(layer.ground, shape.points)
    for shape in ground.line("route"):
        _line(layer.ground, shape.points, palette.ROUTE, 2.0, linestyle=(0, (5, 2.5)))
    for label in ground.labels:
        _label(layer.ground, label)
    _surroundings(layer, ground)
    _scale(layer, ground)


def draw_day(layer: Sheet, ground: Ground, scene: Scene) -> None:
    """People, convoys, and where reports differ."""
    for people in scene.people:
        _dots(layer.ground, people)
    for convoy in scene.convoys:
        _convoy(layer.ground, convoy)
    if scene.convoys:
        y = min(p[1] for p in ground.line("route")[0].points if ground.view.shows(p)) - 0.67
        write(layer.ground, ground.view.west + 1.55, y, _that_day(scene), size=SMALL, halo=2.6)
    for mark in scene.districts:
        if mark.reports_differ:
            _differs(layer.ground, *_beside(ground, mark))


def _that_day(scene: Scene) -> str:
    totals = scene.totals
    noun = "convoy" if totals.convoys_today == 1 else "convoys"
    back = f", {totals.convoys_turned_back} turned back" if totals.convoys_turned_back else ""
    return f"· {totals.convoys_today} {noun} that day{back}"


def _fill(axes: Axes, ring: Ring, colour: str, *, texture: str = "", edge: str | None = None) -> None:
    if len(ring) < 3:
        return
    hatch = palette.PARTY_TEXTURES.get(texture) or None
    ink = palette.PARTY_TEXTURE_COLOURS.get(texture, colour)
    patch = Polygon(ring, closed=True, facecolor=colour, edgecolor=ink, linewidth=0, hatch=hatch)
    axes.add_patch(patch)
    if edge is not None:
        axes.add_patch(Polygon(ring, closed=True, fill=False, edgecolor=edge, linewidth=points(1.0)))


def _line(axes: Axes, ring: Ring, colour: str, width: float, **more: Any) -> None:
    xs, ys = zip(*ring, strict=True)
    axes.plot(xs, ys, color=colour, linewidth=points(width), solid_capstyle="round", **more)


def _outline(axes: Axes, mark: DistrictMark) -> None:
    dotted = mark.outline == "assumed"
    width = 1.9 if mark.changed or dotted else 0.9
    colour = palette.INK if mark.changed or dotted else "#5b5148"
    if dotted:
        under: dict[str, Any] = {"edgecolor": palette.CASING, "linewidth": points(3.2), "alpha": 0.6}
        axes.add_patch(Polygon(mark.ring, closed=True, fill=False, **under))
    style: Any = (0, (1, 1.5)) if dotted else "solid"
    pen: dict[str, Any] = {"edgecolor": colour, "linewidth": points(width), "linestyle": style}
    axes.add_patch(Polygon(mark.ring, closed=True, fill=False, **pen))


def _fronts(axes: Axes, fronts: tuple[FrontMark, ...]) -> None:
    """A dark stroke in a white casing; broken where the line runs inside a shared district."""
    casing: dict[str, Any] = {"colors": palette.CASING, "linewidths": points(CASING), "capstyle": "round"}
    stroke: dict[str, Any] = {"colors": palette.INK, "linewidths": points(FRONT)}
    sure: dict[str, Any] = {**stroke, "linestyles": ["solid"], "capstyle": "round"}
    unsure: dict[str, Any] = {**stroke, "linestyles": [(0, (2.2, 1.4))], "capstyle": "butt"}
    certain, uncertain = ([f.points for f in fronts if f.sure is known] for known in (True, False))
    for lines, pen in ((certain + uncertain, casing), (certain, sure), (uncertain, unsure)):
        axes.add_collection(LineCollection(lines, **pen), autolim=False)


def _dots(axes: Axes, people: PeopleMark) -> None:
    """Hollow, because they are modelled."""
    xs, ys = zip(*people.dots, strict=True)
    edge, fill = ("#1f4f41", "#ffffff") if people.ground == "held" else ("#5e110a", "#f6d9d5")
    axes.plot(
        xs, ys, linestyle="none", marker="o", markersize=points(5.2), markerfacecolor=fill,
        markeredgecolor=edge, markeredgewidth=points(1.1),
    )  # fmt: skip


def _convoy(axes: Axes, convoy: ConvoyMark) -> None:
    """A square on the route: filled when documented, hollow when modelled, crossed when turned back."""
    fill = palette.CASING if convoy.modelled else palette.ROUTE
    draw_square(axes, convoy.at, fill)
    if convoy.turned_back:
        axes.plot(
            *convoy.at, marker="x", markersize=points(12), markeredgewidth=points(2.6), color=palette.INK,
            zorder=6,
        )  # fmt: skip


def draw_square(axes: Axes, at: tuple[float, float], fill: str) -> None:
    axes.plot(
        *at, marker="s", markersize=points(8.5), markerfacecolor=fill, markeredgecolor=palette.ROUTE,
        markeredgewidth=points(1.8), zorder=5,
    )  # fmt: skip


def _differs(axes: Axes, x: float, y: float) -> None:
    axes.plot(
        x, y, marker="D", markersize=points(8.5), markerfacecolor="#ffffff", markeredgecolor=palette.INK,
        markeredgewidth=points(1.8), zorder=7,
    )  # fmt: skip


def _beside(ground: Ground, mark: DistrictMark) -> tuple[float, float]:
    """The middle of a district; where it has a name, on the left of that, or above it if there is no room."""
    names = [label for label in ground.labels if label.kind == "district"]
    own = next((n for n in names if n.text.replace("\n", " ") == mark.label.split(" (")[0]), None)
    if own is None:
        return mark.centre
    left = own.at[0] - max(map(len, own.text.split("\n"))) * LETTER / 2 - 0.12, own.at[1]
    above = own.at[0], own.at[1] + 0.13 * (own.text.count("\n") + 1) + 0.12
    return left if contains(mark.ring, left) and edge_distance(mark.ring, left) > 0.08 else above


def _label(axes: Axes, label: LabelMark) -> None:
    x, y = label.at
    if label.kind == "landmark":
        axes.plot(x, y, marker="^", markersize=points(8), color=palette.INK)
        y += 0.24
    middle: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 1.0}
    weight = "bold" if label.kind == "party-ground" else "normal"
    write(axes, x, y, label.text, size=SMALL, halo=2.6, fontweight=weight, **middle)


def _old_city(axes: Axes, ring: Ring) -> None:
    """The name stands north of the outline, off the districts."""
    x, y = max(ring, key=lambda p: p[1])
    pen: dict[str, Any] = {"size": SMALL, "halo": 2.6, "color": palette.OLD_CITY, "style": "italic"}
    write(axes, x, y + 0.1, "Old City", ha="center", **pen)


def _surroundings(layer: Sheet, ground: Ground) -> None:
    """Whose the ground outside was on the first day, and where the way out leads."""
    faint: dict[str, Any] = {"size": SMALL, "color": palette.FAINT_INK, "halo": 2.6, "style": "italic"}
    write(layer.page, 176, 396, "west of the city:", **faint, ha="center")
    write(layer.page, 176, 411, "government-held throughout", **faint, ha="center")
    for shape in ground.line("river"):
        north = max(shape.points, key=lambda p: p[1])
        wet = {**faint, "color": "#3d6d92"}
        write(layer.ground, north[0] + 0.1, ground.view.north - 0.33, shape.name, **wet)
    routes = ground.line("route")
    if routes:
        y = min(p[1] for p in routes[0].points if ground.view.shows(p)) - 0.4
        write(layer.ground, ground.view.west + 0.25, y, routes[0].name, **faint)
        write(layer.ground, ground.view.west + 0.25, y - 0.27, "(schematic)", **faint)


def _scale(layer: Sheet, ground: Ground) -> None:
    """Scale bar and north arrow, bottom left."""
    km = MAP_WIDTH / (ground.view.east - ground.view.west)
    x, y = 16.0, MAP_HEIGHT - 16.0
    box(layer.page, x, y, km, 4, facecolor=palette.INK)
    box(layer.page, x + km, y, km, 4, facecolor="#ffffff", edgecolor=palette.INK, linewidth=points(1))
    write(layer.page, x + 2 * km + 6, y + 6, "2 km", size=SMALL)
    arrow = {"arrowstyle": "-|>", "color": palette.INK, "shrinkA": 0}
    layer.page.annotate("", (x + 8, y - 42), (x + 8, y - 12), arrowprops=arrow)
    write(layer.page, x + 18, y - 22, "N", size=BODY, fontweight="bold")
