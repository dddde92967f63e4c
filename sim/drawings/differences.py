"""Differences day by day: how many more or fewer with a what-if, and what the pairs leave open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sim.drawings.chart import ticks
from sim.drawings.chart_page import page_svg, save_page_png
from sim.drawings.evacuated_chart import DASHES
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.stage import Look, Sheet, box, points, sheet, write
from sim.drawings.textblock import BOLD, LEADING, wide, wrapped
from sim.scene.palette import BAND_TEXTURE_COLOURS, FAINT_INK, INK, RULE
from sim.scene.phrases import phrases

LETTERS = Type(small=12.5, body=13.5, heading=16.0, caption=14.0, date=22.0)
WIDE, SCALE = 1200.0, 1.5
"""Page units across, and pixels for one."""

MARGIN, LEFT, RIGHT = 28.0, 118.0, 1172.0
"""Left edge of words; left and right edge of the plots."""

HEAD, TALL, FOOT = 64.0, 190.0, 46.0
"""Of a panel: height of its heading, of its plot, and of its dates."""

ROOM = 1.12
"""What a plot reaches beyond the largest value, above and below."""

COLOUR, OUTER, INNER = BAND_TEXTURE_COLOURS["evacuated"], 0.2, 0.5
"""Of the bands, and their opacity."""


class Panel(NamedTuple):
    """One number at each day's end: mean, ends of its interval, and where 9 of 10 pairs lie."""

    heading: str
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    least: Sequence[float]
    most: Sequence[float]


class Differences(NamedTuple):
    """A page of panels over the same days; ``marked`` stands above the title, ``foot`` below all."""

    marked: str
    title: str
    warning: str
    subtitle: str
    dates: tuple[str, ...]
    panels: tuple[Panel, ...]
    foot: str


class _Plot(NamedTuple):
    """A box with one place for each day, and values up to ``reach`` above and below its middle."""

    top: float
    days: int
    reach: float

    def x(self, day: int) -> float:
        return LEFT + (RIGHT - LEFT) * (day + 0.5) / self.days

    def y(self, value: float) -> float:
        return self.top + TALL / 2 * (1 - value / self.reach)


def save_differences_png(path: Path, shown: Differences) -> Path:
    """Write the page as PNG; the same differences give the same bytes."""
    return save_page_png(path, partial(_drawn, shown))


def differences_svg(shown: Differences) -> str:
    """The page as SVG with letters as outlines, and its words as title and description."""
    told = " ".join((shown.warning, *(_spoken(shown, panel) for panel in shown.panels), shown.foot))
    return page_svg(partial(_drawn, shown), f"{shown.marked} {shown.title}", told)


def _spoken(shown: Differences, panel: Panel) -> str:
    day = max(range(len(panel.mean)), key=lambda at: abs(panel.mean[at]))
    low, high = _number(panel.low[day]), _number(panel.high[day])
    return (
        f"{panel.heading}: largest at the end of {shown.dates[day]}, {_number(panel.mean[day])} "
        f"(95 % interval of the mean {low} to {high})."
    )


def _drawn(shown: Differences) -> Sheet:
    """Words, panels below each other, the key and the foot, on a page as high as they need."""
    size, broad = LETTERS.body, WIDE - 2 * MARGIN
    title = wrapped(shown.title, LETTERS.date, broad, weight=BOLD)
    warning, foot = (wrapped(text, size, broad) for text in (shown.warning, shown.foot))
    top = 44 + (len(title) * LETTERS.date + (len(warning) + 1) * size) * LEADING + 22
    below = top + len(shown.panels) * (HEAD + TALL + FOOT)
    none = Box(0, 0, 0, 0)
    tall = below + 44 + len(foot) * size * LEADING + 14
    layer = sheet(Look(Layout("differences", WIDE, tall, LETTERS, none, none, none), phrases("en"), SCALE))
    write(layer.page, MARGIN, 28, shown.marked, size=LETTERS.caption, fontweight=BOLD, color=COLOUR)
    y = _lines(layer, title, 56, LETTERS.date, fontweight=BOLD)
    y = _lines(layer, warning, y, size, color=INK)
    _lines(layer, [shown.subtitle], y + 6, size, color=FAINT_INK)
    for number, panel in enumerate(shown.panels):
        _panel(layer, panel, shown.dates, top + number * (HEAD + TALL + FOOT))
    _key(layer, below + 10)
    _lines(layer, foot, below + 46, size, color=FAINT_INK)
    return layer


def _lines(layer: Sheet, lines: Sequence[str], y: float, size: float, **more: Any) -> float:
    """Lines below each other; where the next would stand."""
    for line in lines:
        write(layer.page, MARGIN, y, line, size=size, **more)
        y += size * LEADING
    return y


def _panel(layer: Sheet, panel: Panel, dates: tuple[str, ...], top: float) -> None:
    """Heading, scale, both bands and the mean."""
    values = (*panel.least, *panel.most, *panel.low, *panel.high)
    plot = _Plot(top + HEAD, len(dates), ROOM * max(1.0, *map(abs, values)))
    box(layer.page, MARGIN, top, WIDE - 2 * MARGIN, 1.0, facecolor=RULE)
    write(layer.page, MARGIN, top + 26, panel.heading, size=LETTERS.heading, fontweight=BOLD)
    _scale(layer, plot)
    _dates(layer, plot, dates)
    x = [plot.x(day) for day in range(len(dates))]
    for low, high, veil in ((panel.least, panel.most, OUTER), (panel.low, panel.high, INNER)):
        foot, head = ([plot.y(value) for value in side] for side in (low, high))
        layer.page.fill_between(x, foot, head, facecolor=COLOUR, alpha=veil, linewidth=0)
    mean = [plot.y(value) for value in panel.mean]
    layer.page.plot(x, mean, color=INK, linewidth=points(2.0), linestyle=DASHES)


def _scale(layer: Sheet, plot: _Plot) -> None:
    """Hairlines at round values above and below zero, and which way is more."""
    size = LETTERS.small
    above = ticks(plot.reach, 2)
    for value in sorted({*above, *(-value for value in above)}):
        y = plot.y(value)
        box(layer.page, LEFT, y - 0.5, RIGHT - LEFT, 1.0, facecolor=RULE if value else INK)
        text = _number(value) if value else "no difference"
        write(layer.page, LEFT - 6, y + 0.34 * size, text, size=size, color=FAINT_INK, ha="right")
    for text, y in (
        ("more with the what-if", plot.top - 9),
        ("fewer with the what-if", plot.top + TALL + 15),
    ):
        write(layer.page, LEFT, y, text, size=size, color=FAINT_INK)


def _dates(layer: Sheet, plot: _Plot, dates: tuple[str, ...]) -> None:
    """As many days as stand clear of each other, the last one among them."""
    size, free = LETTERS.small, WIDE
    for day in reversed(range(len(dates))):
        half = wide(dates[day], size) / 2
        if plot.x(day) + half <= free:
            write(
                layer.page,
                plot.x(day),
                plot.top + TALL + 33,
                dates[day],
                size=size,
                color=FAINT_INK,
                ha="center",
            )
            free = plot.x(day) - half - size


def _key(layer: Sheet, y: float) -> None:
    x, size = MARGIN, LETTERS.body
    said = ((OUTER, "9 of 10 pairs of replays lie in here"), (INNER, "95 % interval of the mean difference"))
    for veil, text in said:
        box(layer.page, x, y, 24, 13, facecolor=COLOUR, alpha=veil)
        write(layer.page, x + 32, y + 11, text, size=size)
        x += 32 + wide(text, size) + 30
    layer.page.plot((x, x + 30), (y + 7, y + 7), color=INK, linewidth=points(2.0), linestyle=DASHES)
    write(layer.page, x + 38, y + 11, "mean difference, modelled", size=size)


def _number(value: float) -> str:
    """With its sign; the minus is the one that stands as wide as the plus."""
    text = f"{value:+,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:+,.1f}"
    return text.replace("-", "\u2212")
