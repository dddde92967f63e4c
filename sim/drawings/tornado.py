"""Tornadoes: for each figure, how far each number moves it from the one end of its range to the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sim.drawings.chart import ticks
from sim.drawings.chart_page import page_svg, save_page_png
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.stage import Look, Sheet, box, points, sheet, write
from sim.drawings.textblock import BOLD, LEADING, balanced, wide, wrapped
from sim.scene.palette import BAND_COLOURS, BAND_TEXTURE_COLOURS, FAINT_INK, INK, RULE
from sim.scene.phrases import phrases

LETTERS = Type(small=12.0, body=13.0, heading=16.0, caption=14.0, date=22.0)
WIDE, SCALE = 1200.0, 1.5
"""Page units across, and pixels for one."""

MARGIN, LABELS, BARS, TOLD = 28.0, 368.0, 408.0, 1000.0
"""Left edge, width of the words, left edge of the bars with their ends, left edge of the index."""

ENDS, WORDS = 132.0, 1000.0
"""Room for what stands at a bar's end; width of the words below all panels."""

HALF, GAP, HEAD, FOOT = 15.0, 12.0, 66.0, 34.0
"""Height of a bar, free height between two numbers; of a panel's heading and of its scale."""

LOW, HIGH = "#c9d6ea", BAND_TEXTURE_COLOURS["evacuated"]
"""Fills of the low and of the high end: apart in lightness, and always in the same order."""


class Bar(NamedTuple):
    """One number: its words, who says it where it is a claim's, its range, and what each end gives."""

    words: str
    speaker: str
    low_said: str
    high_said: str
    low: float
    high: float
    told: str


class Panel(NamedTuple):
    """One figure: what the single replay gives, what other seeds alone give, and the bars.

    Of the bars the first ``level`` cannot be told apart; ``note`` says so.
    """

    heading: str
    single: float
    least: float
    most: float
    chance: str
    bars: tuple[Bar, ...]
    level: int
    note: str


class Tornado(NamedTuple):
    """A page of panels; ``measured`` heads the column of indices, ``foot`` says how all was made."""

    title: str
    subtitle: str
    measured: str
    panels: tuple[Panel, ...]
    foot: str


class _Row(NamedTuple):
    """A bar with its words broken into lines, and where it stands."""

    bar: Bar
    lines: tuple[str, ...]
    speaker: tuple[str, ...]
    top: float
    tall: float


class _Scale(NamedTuple):
    """Values along the bars."""

    least: float
    most: float

    def x(self, value: float) -> float:
        left, right = BARS + ENDS, TOLD - 14.0 - ENDS
        return left + (right - left) * (value - self.least) / (self.most - self.least)


def save_tornado_png(path: Path, tornado: Tornado) -> Path:
    """Write the page as PNG; the same tornado gives the same bytes."""
    return save_page_png(path, partial(_drawn, tornado))


def tornado_svg(tornado: Tornado) -> str:
    """The page as SVG with letters as outlines, and its words as title and description."""
    told = " ".join((*(_spoken(panel) for panel in tornado.panels), tornado.foot))
    return page_svg(partial(_drawn, tornado), tornado.title, told)


def _spoken(panel: Panel) -> str:
    bars = "; ".join(
        f"{bar.words}: {_number(bar.low)} at {bar.low_said}, {_number(bar.high)} at {bar.high_said}"
        for bar in panel.bars
    )
    return f"{panel.heading}, modelled: {_number(panel.single)} in the single replay. {bars}."


def _drawn(tornado: Tornado) -> Sheet:
    """All panels below each other, on a page as high as they need."""
    size = LETTERS.body
    foot = wrapped(tornado.foot, size, WORDS)
    tops, y = [], 104.0
    for panel in tornado.panels:
        tops.append(y)
        y += _height(panel)
    none = Box(0, 0, 0, 0)
    layout = Layout("tornado", WIDE, y + 34 + len(foot) * size * LEADING + 18, LETTERS, none, none, none)
    layer = sheet(Look(layout, phrases("en"), SCALE))
    write(layer.page, MARGIN, 42, tornado.title, size=LETTERS.date, fontweight=BOLD)
    write(layer.page, MARGIN, 66, tornado.subtitle, size=LETTERS.caption, color=FAINT_INK)
    for panel, top in zip(tornado.panels, tops, strict=True):
        _panel(layer, panel, top, tornado.measured)
    _key(layer, y + 12)
    for number, line in enumerate(foot):
        write(layer.page, MARGIN, y + 46 + number * size * LEADING, line, size=size, color=FAINT_INK)
    return layer


def _rows(panel: Panel, top: float) -> list[_Row]:
    rows, y = [], top + HEAD
    for bar in panel.bars:
        lines = tuple(balanced(bar.words, LETTERS.body, LABELS))
        speaker = tuple(wrapped(bar.speaker, LETTERS.small, LABELS)) if bar.speaker else ()
        tall = max(2 * HALF, (len(lines) + len(speaker)) * LETTERS.body * LEADING)
        rows.append(_Row(bar, lines, speaker, y, tall))
        y += tall + GAP
    return rows


def _height(panel: Panel) -> float:
    rows = _rows(panel, 0.0)
    last = rows[-1].top + rows[-1].tall + GAP if rows else HEAD
    return last + HALF + GAP + FOOT


def _scale(panel: Panel) -> _Scale:
    values = [panel.single, panel.least, panel.most, *(v for bar in panel.bars for v in (bar.low, bar.high))]
    least, most = min(values), max(values)
    spare = (most - least) * 0.02 or max(1.0, abs(most) * 0.1)
    return _Scale(least - spare, most + spare)


def _panel(layer: Sheet, panel: Panel, top: float, measured: str) -> None:
    """Heading, scale, a line at the single replay, a pair of bars for each number, and chance."""
    scale, rows = _scale(panel), _rows(panel, top)
    bottom = top + _height(panel) - FOOT
    box(layer.page, MARGIN, top, WIDE - 2 * MARGIN, 1.0, facecolor=RULE)
    write(layer.page, MARGIN, top + 26, panel.heading, size=LETTERS.heading, fontweight=BOLD)
    single = f"single replay: {_number(panel.single)} (modelled)"
    write(layer.page, scale.x(panel.single), top + 52, single, size=LETTERS.small, ha="center")
    if panel.note:
        write(layer.page, MARGIN, top + 46, panel.note, size=LETTERS.small, color=FAINT_INK)
    for number, line in enumerate(wrapped(measured, LETTERS.small, WIDE - MARGIN - TOLD - 8)[:3]):
        y = top + 20 + number * LETTERS.small * LEADING
        write(layer.page, TOLD + 8, y, line, size=LETTERS.small, color=FAINT_INK)
    for value in _ticks(scale):
        box(layer.page, scale.x(value) - 0.5, top + HEAD - 6, 1.0, bottom - top - HEAD + 6, facecolor=RULE)
        write(
            layer.page, scale.x(value), bottom + 15, _number(value), size=LETTERS.small, color=FAINT_INK,
            ha="center",
        )  # fmt: skip
    for row in rows:
        _pair(layer, row, scale, panel.single)
    _chance(layer, panel, scale, bottom - HALF - GAP)
    _level(layer, rows[: panel.level])
    box(layer.page, scale.x(panel.single) - 0.75, top + HEAD - 8, 1.5, bottom - top - HEAD + 8, facecolor=INK)


def _pair(layer: Sheet, row: _Row, scale: _Scale, single: float) -> None:
    """A number's words, its low end above and its high end below, and its index."""
    bar, y = row.bar, row.top + LETTERS.body
    for lines, colour, size in ((row.lines, INK, LETTERS.body), (row.speaker, FAINT_INK, LETTERS.small)):
        for line in lines:
            write(layer.page, MARGIN, y, line, size=size, color=colour)
            y += LETTERS.body * LEADING
    first = row.top + (row.tall - 2 * HALF) / 2
    _bar(layer, (single, bar.low), scale, first, LOW, f"{bar.low_said}: {_number(bar.low)}")
    _bar(layer, (single, bar.high), scale, first + HALF, HIGH, f"{bar.high_said}: {_number(bar.high)}")
    write(layer.page, TOLD + 8, row.top + row.tall / 2 + 4, bar.told, size=LETTERS.body)


def _bar(layer: Sheet, ends: tuple[float, float], scale: _Scale, top: float, colour: str, text: str) -> None:
    """A bar from the single replay to an end, its text beyond that end."""
    start, end = scale.x(ends[0]), scale.x(ends[1])
    box(
        layer.page, min(start, end), top + 1, abs(end - start), HALF - 2, facecolor=colour, linewidth=0.5,
        edgecolor=HIGH,
    )  # fmt: skip
    left = end < start
    x, side = (end - 6, "right") if left else (end + 6, "left")
    write(layer.page, x, top + HALF - 4, text, size=LETTERS.small, ha=side, halo=2.5)


def _chance(layer: Sheet, panel: Panel, scale: _Scale, top: float) -> None:
    """What other seeds alone give, hatched: no number was moved."""
    start, end = scale.x(panel.least), scale.x(panel.most)
    colour = BAND_TEXTURE_COLOURS["road"]
    box(
        layer.page, start, top + 2, max(1.5, end - start), HALF - 4, facecolor=BAND_COLOURS["road"],
        hatch="////", edgecolor=colour, linewidth=0.5,
    )  # fmt: skip
    write(layer.page, MARGIN, top + 12, "chance alone (other seeds, same numbers)", size=LETTERS.body)
    least, most = _number(panel.least), _number(panel.most)
    text = f"{least} to {most}" if least != most else "no difference"
    write(layer.page, end + 6, top + 12, text,
          size=LETTERS.small, halo=2.5)  # fmt: skip
    write(layer.page, TOLD + 8, top + 12, panel.chance, size=LETTERS.body)


def _level(layer: Sheet, rows: Sequence[_Row]) -> None:
    """A line along the indices of those numbers that cannot be told apart."""
    if len(rows) > 1:
        top, last = rows[0].top, rows[-1]
        box(layer.page, TOLD, top, 2.0, last.top + last.tall - top, facecolor=FAINT_INK)


def _key(layer: Sheet, y: float) -> None:
    x = MARGIN
    for colour, text in ((LOW, "number at the low end of its range"), (HIGH, "at the high end")):
        box(layer.page, x, y, 22, 12, facecolor=colour, edgecolor=HIGH, linewidth=0.5)
        write(layer.page, x + 30, y + 11, text, size=LETTERS.body)
        x += 30 + wide(text, LETTERS.body) + 28
    layer.page.plot((x + 11, x + 11), (y - 2, y + 14), color=INK, linewidth=points(1.5))
    text = "single replay; behind the colon: what the figure comes to"
    write(layer.page, x + 30, y + 11, text, size=LETTERS.body)


def _ticks(scale: _Scale) -> list[float]:
    """Round values within the scale, few enough to stand clear of each other."""
    step = ticks(scale.most - scale.least, 4)[1]
    first = int(scale.least // step) + 1
    values = [n * step for n in range(first, int(scale.most // step) + 1)]
    return [value for value in values if scale.least <= value <= scale.most]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"
