"""Lines, areas and discs in the units of their axes, with widths in page units; axes keep their limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection

from sim.drawings.stage import points
from sim.scene.marks import Point, Ring

FLAT = 2.0
"""Everything is laid in the order in which it is drawn, below texts."""


def strokes(
    axes: Axes,
    lines: Iterable[Ring],
    colour: str,
    width: float,
    *,
    gid: str,
    dashes: Any = None,
    round_ends: bool = True,
) -> LineCollection | None:
    """Lines with round ends, or broken by ``dashes`` (in widths of the line); None if there are none."""
    drawn = [line for line in lines if len(line) > 1]
    if not drawn:
        return None
    style, cap = ("solid", "round" if round_ends else "butt") if dashes is None else (dashes, "butt")
    pen: dict[str, Any] = {
        "colors": colour,
        "linewidths": points(width),
        "linestyles": [style],
        "capstyle": cap,
    }
    made = LineCollection(drawn, **pen, joinstyle="round")
    made.set_gid(gid)
    made.set_zorder(FLAT)
    axes.add_collection(made, autolim=False)
    return made


def shapes(
    axes: Axes, rings: Iterable[Ring], colour: str, *, gid: str, edge: str = "none", width: float = 0.0
) -> PolyCollection:
    """Filled rings."""
    pen: dict[str, Any] = {"facecolors": colour, "edgecolors": edge, "linewidths": points(width)}
    made = PolyCollection([ring for ring in rings if len(ring) > 2], **pen)
    made.set_gid(gid)
    made.set_zorder(FLAT)
    axes.add_collection(made, autolim=False)
    return made


def disc(axes: Axes, spots: Iterable[Point], across: float, colour: str, **more: Any) -> None:
    """Round spots, ``across`` in the units of the axes."""
    places = list(spots)
    if not places:
        return
    sizes, turned = [across] * len(places), [0.0] * len(places)
    where: dict[str, Any] = {"units": "x", "offsets": places, "offset_transform": axes.transData}
    made = EllipseCollection(sizes, sizes, turned, facecolors=colour, linewidths=0, **where, **more)
    made.set_zorder(FLAT)
    axes.add_collection(made, autolim=False)


def closed(ring: Ring) -> Ring:
    """A ring as a line that ends where it began, with a joint there."""
    return (*ring, ring[0], ring[1])
