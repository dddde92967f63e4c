"""Where most of many replays lie: a light band for 9 of 10 and a darker one for half, with dotted edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.drawings.chart import Plot, swatch_box
from sim.drawings.layout import Box
from sim.drawings.stage import Look, Sheet, box, points, write
from sim.drawings.textblock import wide
from sim.result.replay import Floats
from sim.result.spread import NARROW, WIDE
from sim.scene.palette import FAINT_INK, INK

VEILS = {WIDE: 0.17, NARROW: 0.22}
"""Opacity of each band; the inner one lies over the outer one."""

EDGE, DOTS = 0.9, (0, (1.0, 1.5))
"""Thickness of the outer band's edges, and how they are dotted: no claim is ever drawn so."""

AHEAD = 0.45
"""Part of the opacity that is left for days to come."""

ORDER = 1.5
"""Matplotlib's order: over areas, under the line of the replay that is shown and under figures."""

SIGN = 1.25
"""From a swatch to its words, in heights of text."""

APART = 1.0
"""Between two signs."""


def shade(layer: Sheet, plot: Plot, minutes: Iterable[float], lines: Floats, faint: bool) -> None:
    """Bands between ``lines`` (5, n) at ``minutes`` (n), faint where time is to come."""
    part = AHEAD if faint else 1.0
    x = [plot.x(float(minute)) for minute in minutes]
    for ends, veil in VEILS.items():
        low, high = ([plot.y(float(value)) for value in lines[end]] for end in ends)
        layer.page.fill_between(
            x, low, high, facecolor=INK, alpha=part * veil, linewidth=0, zorder=ORDER, gid="spread"
        )
    for end in WIDE:
        y = [plot.y(float(value)) for value in lines[end]]
        layer.page.plot(x, y, **_dotted(part), gid="spread-edge")


def _dotted(part: float) -> dict[str, Any]:
    return {"color": INK, "linewidth": points(EDGE), "linestyle": DOTS, "alpha": 0.9 * part, "zorder": ORDER}


def signs_wide(look: Look, size: float) -> float:
    """Width of what `draw_signs` draws."""
    words = [look.say(key) for key, _ in _signs()]
    return sum(SIGN * size + wide(text, size) for text in words) + APART * size * (len(words) - 1)


def draw_signs(layer: Sheet, x: float, base: float, size: float) -> None:
    """Both bands as swatches with their words on a base line; ``x`` is the left end of all of it."""
    look = layer.look
    right = x + signs_wide(look, size)
    for key, ends in _signs():
        text = look.say(key)
        needs = SIGN * size + wide(text, size)
        place = swatch_box(right - 0.82 * size if look.say.rtl else x, base, size)
        _swatch(layer, place, ends)
        side: dict[str, Any] = (
            {"x": right - SIGN * size, "ha": "right"} if look.say.rtl else {"x": x + SIGN * size}
        )
        write(layer.page, y=base, text=text, size=size, color=FAINT_INK, **side)
        x, right = x + needs + APART * size, right - needs - APART * size


def _signs() -> tuple[tuple[str, tuple[int, int]], ...]:
    return ("bands.nine", WIDE), ("bands.half", NARROW)


def _swatch(layer: Sheet, place: Box, ends: tuple[int, int]) -> None:
    """A sample of a band as it is where it lies: the inner one over the outer one."""
    for other, veil in VEILS.items():
        if other in (WIDE, ends):
            box(layer.page, *place, facecolor=INK, alpha=veil, gid="spread-sign")
    if ends == WIDE:
        for y in (place.y, place.bottom):
            layer.page.plot((place.x, place.right), (y, y), **_dotted(1.0))
