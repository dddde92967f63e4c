"""The legend: every texture, line and mark of the map, on every frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.patches import Polygon, Rectangle

from sim.drawings.stage import SMALL, Sheet, panel, points, write
from sim.episode.places import PARTIES
from sim.scene import palette
from sim.scene.crowd import UNIT

X, Y, WIDE, ROW = 10.0, 10.0, 312.0, 18.0
PAD = 8.0
SWATCH, TALL = 22.0, 12.0

Draw = Callable[[Sheet, float, float], None]


def draw_legend(layer: Sheet) -> None:
    """A box at the top left of the map, over ground that the replay does not follow."""
    rows = entries()
    tall = ROW * len(rows) + 2 * PAD
    panel(layer.page, X, Y, WIDE, tall, facecolor="#fffffff0", edgecolor=palette.RULE, linewidth=0.7)
    for number, (draw, text) in enumerate(rows):
        y = Y + PAD + ROW * (number + 0.5)
        draw(layer, X + PAD, y)
        write(layer.page, X + PAD + SWATCH + 8, y + 0.5, text, size=SMALL, va="center_baseline")


def entries() -> list[tuple[Draw, str]]:
    return [
        *((_ground(party), f"held by {name}") for party, name in palette.PARTY_NAMES.items()),
        (_shared, "shared: stripes in proportion, place unknown"),
        (_outline("solid", 1.9), "changed that day, documented"),
        (_outline((0, (1, 1.5)), 1.9), "assumed (no claim names it)"),
        (_front("solid"), "front line between holders"),
        (_front((0, (2.2, 1.4))), "front inside a shared district"),
        (_diamond, "reports differ that day"),
        (_dots, f"{UNIT:,} people (modelled), place unknown"),
        (_square(palette.ROUTE), "convoy that day, documented"),
        (_square(palette.CASING), "convoy that day, modelled"),
        (_turned_back, "convoy turned back"),
    ]


def _ground(party: str) -> Draw:
    def draw(layer: Sheet, x: float, y: float) -> None:
        _swatch(layer, x, y, SWATCH, party)

    return draw


def _swatch(layer: Sheet, x: float, y: float, wide: float, party: str) -> None:
    layer.page.add_patch(
        Rectangle(
            (x, y - TALL / 2), wide, TALL, facecolor=palette.PARTY_COLOURS[party], linewidth=0,
            edgecolor=palette.PARTY_TEXTURE_COLOURS[party], hatch=palette.PARTY_TEXTURES[party] or None,
        )
    )  # fmt: skip


def _shared(layer: Sheet, x: float, y: float) -> None:
    _swatch(layer, x, y, SWATCH, PARTIES[1])
    high, low, colour = y - TALL / 2, y + TALL / 2, palette.PARTY_COLOURS[PARTIES[0]]
    for left in (x, x + SWATCH / 2):
        corners = [(left, low), (left + 5, high), (left + 10, high), (left + 5, low)]
        layer.page.add_patch(Polygon(corners, closed=True, facecolor=colour, linewidth=0))


def _outline(style: Any, width: float) -> Draw:
    def draw(layer: Sheet, x: float, y: float) -> None:
        layer.page.add_patch(
            Rectangle(
                (x, y - TALL / 2), SWATCH, TALL, fill=False, edgecolor=palette.INK, linewidth=points(width),
                linestyle=style,
            )
        )  # fmt: skip

    return draw


def _front(style: Any) -> Draw:
    def draw(layer: Sheet, x: float, y: float) -> None:
        layer.page.plot(
            (x, x + SWATCH), (y, y), color=palette.INK, linewidth=points(2.6), linestyle=style,
            dash_capstyle="butt", solid_capstyle="butt",
        )  # fmt: skip

    return draw


def _diamond(layer: Sheet, x: float, y: float) -> None:
    layer.page.plot(
        x + SWATCH / 2, y, marker="D", markersize=points(8.5), markerfacecolor="#ffffff",
        markeredgecolor=palette.INK, markeredgewidth=points(1.8),
    )  # fmt: skip


def _dots(layer: Sheet, x: float, y: float) -> None:
    for at, edge, fill in ((0.3, "#1f4f41", "#ffffff"), (0.7, "#5e110a", "#f6d9d5")):
        layer.page.plot(
            x + SWATCH * at, y, marker="o", markersize=points(5.2), markerfacecolor=fill,
            markeredgecolor=edge, markeredgewidth=points(1.1),
        )  # fmt: skip


def _square(fill: str) -> Draw:
    def draw(layer: Sheet, x: float, y: float) -> None:
        layer.page.plot(
            x + SWATCH / 2, y, marker="s", markersize=points(8.5), markerfacecolor=fill,
            markeredgecolor=palette.ROUTE, markeredgewidth=points(1.8),
        )  # fmt: skip

    return draw


def _turned_back(layer: Sheet, x: float, y: float) -> None:
    _square(palette.ROUTE)(layer, x, y)
    layer.page.plot(
        x + SWATCH / 2, y, marker="x", markersize=points(12), markeredgewidth=points(2.6), color=palette.INK
    )
