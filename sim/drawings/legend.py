"""The legend: every state, mark and line of the map, on every picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from sim.drawings.layout import Box
from sim.drawings.map import (
    CHANGED,
    OUTLINES,
    ROUTE_DASHES,
    TOLD,
    draw_front,
    draw_hollow_diamond,
    draw_numbered_diamond,
)
from sim.drawings.signs import draw_sign
from sim.drawings.stage import Look, Sheet, panel
from sim.drawings.strokes import closed, shapes, strokes
from sim.drawings.textures import fill
from sim.drawings.typeset import set_line, width
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES
from sim.scene import palette
from sim.scene.marks import Ring

PAD, GAP, BETWEEN = 9.0, 6.0, 11.0
"""Page units: inside the panel, from a sign to its words, between columns."""

SIGN, TALL = 20.0, 11.0
"""Page units that a sign takes."""

PITCH, TIGHT = 1.42, 1.12
"""From row to row in sizes of the text: as it should be, and at least."""

GROUP = 0.45
"""Rows between groups."""

SHORT = 4
"""Rows of a column that has no room to be parted."""

UNIT = 100
"""People that one dot stands for."""

Draw = Callable[[Sheet, float, float], None]


class Entry(NamedTuple):
    """A sign (drawn from its left end, in the middle of its height) and what it means."""

    key: str
    draw: Draw
    text: str


class _Plan(NamedTuple):
    """Entries by columns, with the widths of their words, and the height of a row."""

    columns: _Columns
    widths: tuple[float, ...]
    pitch: float


def entries(look: Look) -> tuple[tuple[Entry, ...], ...]:
    """Everything that a map may show, in groups."""
    say = look.say

    def entry(key: str, draw: Draw, **values: object) -> Entry:
        return Entry(key, draw, say(f"legend.{key}", **values))

    def sign(kind: str, **values: object) -> Entry:
        return entry(kind, partial(_sign, kind), **values)

    held = [entry(f"held-by-{name}", partial(_held, index)) for index, name in enumerate(PARTIES)]
    return (
        (*held, entry("shared", _shared), entry("empty", _empty)),
        (
            entry("told", _told), entry("no-source", _no_source), entry("changed", partial(_edge, 5)),
            entry("claimed", partial(_edge, 1)), entry("assumed", partial(_edge, 2)),
        ),
        (entry("front", partial(_front, True)), entry("front-unsure", partial(_front, False)),
         entry("disputed", _disputed), entry("differ", _differ)),
        (entry("held-people", partial(_sign, "held"), n=say.number(UNIT)), sign("captured"),
         sign("travelling")),
        (sign("convoy"), sign("convoy-modelled"), sign("convoy-turned-back"), entry("trail", _trail),
         entry("route", _route)),
    )  # fmt: skip


def draw_legend(layer: Sheet) -> None:
    """Signs and words in as many columns as the box needs; from the right in Arabic.

    Raises `ValueError` where the layout has no legend or too little room for it.
    """
    look = layer.look
    place = look.layout.legend
    if place is None:
        raise ValueError(f"the layout '{look.layout.name}' has no legend")
    plan = planned(look)
    if _on_the_map(place, look.layout.map):
        pen: dict[str, Any] = {"facecolor": palette.BACKGROUND, "edgecolor": "none", "alpha": 0.94}
        panel(layer.page, *place, **pen)
    pad = _pad(look)
    x = place.x + pad
    used = sum(SIGN + GAP + words for words in plan.widths)
    spare = (place.wide - 2 * pad - used) / max(1, len(plan.widths) - 1)
    between = min(spare, BETWEEN if pad else 3 * BETWEEN)
    for column, words in zip(plan.columns, plan.widths, strict=True):
        _column(layer, column, x, words, plan.pitch)
        x += SIGN + GAP + words + between


def _column(layer: Sheet, groups: Sequence[Sequence[Entry]], x: float, words: float, pitch: float) -> None:
    look = layer.look
    place, size, rtl = look.layout.legend, look.layout.type.small, look.say.rtl
    assert place is not None
    left = place.x + place.right - x - SIGN if rtl else x
    at = left - GAP if rtl else left + SIGN + GAP
    y = place.y + _pad(look) + pitch / 2
    for group in groups:
        for entry in group:
            entry.draw(layer, left, y)
            set_line(layer.page, at, y + 0.35 * size, entry.text, size=size, ha="right" if rtl else "left")
            y += pitch
        y += GROUP * pitch


def planned(look: Look) -> _Plan:
    """The fewest columns that are not too tall, as wide as their words; groups stay whole if they can."""
    place, size = look.layout.legend, look.layout.type.small
    assert place is not None
    groups, pad = entries(look), _pad(look)
    for columns in (way for number in range(1, 12) for way in _ways(groups, number)):
        rows = max(_rows(column) for column in columns)
        widths = tuple(_words(column, size) for column in columns)
        across = 2 * pad + sum(SIGN + GAP + w for w in widths) + BETWEEN * (len(widths) - 1)
        tall = (place.tall - 2 * pad) / rows
        if tall >= TIGHT * size and across <= place.wide:
            return _Plan(columns, widths, min(PITCH * size, tall))
    raise ValueError(f"no room for the legend in the layout '{look.layout.name}' ({look.say.lang})")


_Columns = tuple[tuple[tuple[Entry, ...], ...], ...]


def _ways(groups: Sequence[tuple[Entry, ...]], number: int) -> Iterable[_Columns]:
    """Whole groups over columns, as even as can be; then entries in order, some groups running on."""
    if number <= len(groups):
        cuts = combinations(range(1, len(groups)), number - 1)
        ways = [[groups[a:b] for a, b in pairwise((0, *cut, len(groups)))] for cut in cuts]
        yield tuple(tuple(part) for part in min(ways, key=lambda way: max(map(_rows, way))))
    every = [(g, entry) for g, group in enumerate(groups) for entry in group]
    most = -(-len(every) // number)
    parts = [every[start : start + most] for start in range(0, len(every), most)]
    yield tuple(_grouped(part) for part in parts)


def _grouped(part: Sequence[tuple[int, Entry]]) -> tuple[tuple[Entry, ...], ...]:
    """Entries by their groups; short columns are not parted."""
    if len(part) <= SHORT:
        return (tuple(entry for _, entry in part),)
    kinds = dict.fromkeys(g for g, _ in part)
    return tuple(tuple(entry for k, entry in part if k == g) for g in kinds)


def _rows(column: Sequence[Sequence[Entry]]) -> float:
    return sum(len(group) for group in column) + GROUP * (len(column) - 1)


def _words(column: Sequence[Sequence[Entry]], size: float) -> float:
    return max(width(entry.text, size) for group in column for entry in group)


def _pad(look: Look) -> float:
    """A panel on the map needs air at its edge; beside the map white space does."""
    place = look.layout.legend
    return PAD if place is not None and _on_the_map(place, look.layout.map) else 0.0


def _on_the_map(first: Box, second: Box) -> bool:
    across = first.x < second.right and second.x < first.right
    return across and first.y < second.bottom and second.y < first.bottom


def _swatch(x: float, y: float, wide: float = SIGN) -> Ring:
    return (x, y - TALL / 2), (x + wide, y - TALL / 2), (x + wide, y + TALL / 2), (x, y + TALL / 2)


def _held(party: int, layer: Sheet, x: float, y: float) -> None:
    fill(layer.page, [_swatch(x, y)], party, unit=1.0, quiet=False, grey=layer.look.grey)
    _rim(layer, x, y)


def _rim(layer: Sheet, x: float, y: float) -> None:
    if layer.look.grey:
        strokes(layer.page, [closed(_swatch(x, y))], palette.INK, 0.6, gid="legend")


def _shared(layer: Sheet, x: float, y: float) -> None:
    """Two parties' stripes."""
    grey, low, high = layer.look.grey, y + TALL / 2, y - TALL / 2
    fill(layer.page, [_swatch(x, y)], OPPOSITION, unit=1.0, quiet=False, grey=grey)
    bands = [((a, low), (a + 5, high), (a + 10, high), (a + 5, low)) for a in (x, x + SIGN / 2)]
    fill(layer.page, bands, GOVERNMENT, unit=1.0, quiet=False, grey=grey)
    _rim(layer, x, y)


def _empty(layer: Sheet, x: float, y: float) -> None:
    shapes(layer.page, [_swatch(x, y)], palette.LAND, gid="legend", edge=palette.RULE, width=0.9)


def _told(layer: Sheet, x: float, y: float) -> None:
    _halves(layer, x, y, quiet=False)
    strokes(layer.page, [closed(_swatch(x, y))], palette.INK, TOLD, gid="legend")


def _no_source(layer: Sheet, x: float, y: float) -> None:
    _halves(layer, x, y, quiet=True)
    _rim(layer, x, y)


def _halves(layer: Sheet, x: float, y: float, *, quiet: bool) -> None:
    half, grey = SIGN / 2, layer.look.grey
    fill(layer.page, [_swatch(x, y, half)], GOVERNMENT, unit=1.0, quiet=quiet, grey=grey)
    fill(layer.page, [_swatch(x + half, y, half)], OPPOSITION, unit=1.0, quiet=quiet, grey=grey)


def _edge(loud: int, layer: Sheet, x: float, y: float) -> None:
    """A district's outline, on the fill that goes with it."""
    colour, thick, dashes = OUTLINES[loud]
    quiet = thick != CHANGED
    fill(layer.page, [_swatch(x, y)], GOVERNMENT, unit=1.0, quiet=quiet, grey=layer.look.grey)
    pen = palette.INK if layer.look.grey else colour
    strokes(layer.page, [closed(_swatch(x, y))], pen, thick, dashes=dashes, gid="legend")


def _front(sure: bool, layer: Sheet, x: float, y: float) -> None:
    draw_front(layer.page, [((x + 1, y), (x + SIGN - 1, y))], sure=sure)


def _disputed(layer: Sheet, x: float, y: float) -> None:
    draw_hollow_diamond(layer.page, x + SIGN / 2, y)


def _differ(layer: Sheet, x: float, y: float) -> None:
    draw_numbered_diamond(layer.page, x + SIGN / 2, y, layer.look.say("legend.n"), layer.look)


def _sign(kind: str, layer: Sheet, x: float, y: float) -> None:
    """People in threes, so that they are seen."""
    middle = x + SIGN / 2
    many = [middle] if kind.startswith("convoy") else [middle - 6, middle, middle + 6]
    draw_sign(layer.page, kind, many, [y] * len(many))


def _trail(layer: Sheet, x: float, y: float) -> None:
    many = [x + 2.0 + 2.6 * n for n in range(6)]
    draw_sign(layer.page, "trail", many, [y] * len(many))
    draw_sign(layer.page, "convoy", x + SIGN - 4, y)


def _route(layer: Sheet, x: float, y: float) -> None:
    strokes(layer.page, [((x, y), (x + SIGN, y))], palette.ROUTE, 1.8, dashes=ROUTE_DASHES, gid="legend")
