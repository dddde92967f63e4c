"""A page of bands: each number as many replays have it, the single replay, and the figures held out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.patches import Circle

from sim.days import DAY
from sim.drawings.chart import Plot, date_labels, first_days, gridlines, heading, people_scale
from sim.drawings.chart_page import page_svg, save_page_png
from sim.drawings.evacuated_chart import DASHES, LINE, ROOM
from sim.drawings.figure_marks import DOT, draw_figures, place_figures
from sim.drawings.figures_block import line_colour
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.shading import draw_signs, shade, signs_wide
from sim.drawings.speakers_key import LEADING, Say, draw_key, key_entries, key_lines, people_said, share_said
from sim.drawings.stage import Look, Sheet, points, sheet, write
from sim.drawings.telling import made_from, plain
from sim.drawings.textblock import BOLD, wide, wrapped
from sim.result.replay import Replay
from sim.result.spread import MEDIAN, WIDE, Spread
from sim.scene.marks import Point
from sim.scene.palette import FAINT_INK, INK
from sim.scene.panels import Panel, spread_panels
from sim.scene.phrases import Phrases, phrases

LETTERS = Type(small=12.0, body=13.0, heading=16.0, caption=14.5, date=24.0)
ACROSS, SCALE = 1200.0, 1.5
"""Page units across, and pixels for one."""

MARGIN, GUTTER, COLUMNS = 28.0, 40.0, 2
HEAD, TALL, LABELS, DATES, BETWEEN = 34.0, 150.0, 44.0, 34.0, 26.0
"""Page units: a panel's heading, its plot, its scale, its dates, and free height to the next row."""

TITLE, SIGNS = 74.0, 30.0
"""Page units of title and subtitle, and of the row that says what is what."""

CLEAR = 1.4
"""How much above a plot letters may use, in heights of small text."""

MIDDLE, THIN = (0, (6.0, 1.6, 1.0, 1.6)), 1.1
"""How the median is drawn, and how thick it is."""


class _Row(NamedTuple):
    """Panels side by side, the top of them, and the height of their longest key."""

    panels: tuple[Panel, ...]
    top: float
    key: float


def spread_png(path: Path, replay: Replay, spread: Spread, words: Sequence[str]) -> Path:
    """Write the page as PNG; ``replay`` is the single replay, ``words`` stand below the panels.

    The same ensemble gives the same bytes.  Raises `SimError` when it cannot be written.
    """
    return save_page_png(path, partial(_drawn, replay, spread, words))


def spread_svg(replay: Replay, spread: Spread, words: Sequence[str]) -> str:
    """The page as SVG with letters as outlines, and what it shows in words as its description."""
    say = phrases("en")
    told = [_spoken(panel, say) for panel in spread_panels(replay, spread)]
    return page_svg(partial(_drawn, replay, spread, words), _title(replay, say), " ".join([*told, *words]))


def _spoken(panel: Panel, say: Phrases) -> str:
    """A panel's last day in a sentence."""
    write_one = say.percent if panel.is_share else say.number
    low, high = (write_one(float(panel.lines[end, -1])) for end in WIDE)
    single = write_one(float(panel.single[-1]))
    return say("bands.panel-told", name=_name(panel, say), low=low, high=high, single=single)


def _title(replay: Replay, say: Phrases) -> str:
    return say("bands.page-title", title=plain(replay.episode.title))


def _name(panel: Panel, say: Phrases) -> str:
    return say(f"bands.panel-{panel.key}", place=plain(panel.place))


def _drawn(replay: Replay, spread: Spread, words: Sequence[str]) -> Sheet:
    """Panels two by two on a page as high as they need, and the words below."""
    say, none = phrases("en"), Box(0, 0, 0, 0)
    look = Look(Layout("bands", ACROSS, ACROSS, LETTERS, none, none, none), say, SCALE)
    panels, rows, top = spread_panels(replay, spread), [], TITLE + SIGNS
    for at in range(0, len(panels), COLUMNS):
        side = panels[at : at + COLUMNS]
        row = _Row(side, top, max(_key_tall(look, panel) for panel in side))
        rows.append(row)
        top += HEAD + TALL + DATES + row.key + BETWEEN
    size, width = LETTERS.body, ACROSS - 2 * MARGIN
    lines = [line for text in [*words, made_from(replay, say)] for line in wrapped(text, size, width)]
    tall = top + (len(lines) + 1) * size * 1.4
    layer = sheet(Look(Layout("bands", ACROSS, tall, LETTERS, none, none, none), say, SCALE))
    _draw_title(layer, replay, spread)
    for row in rows:
        for number, panel in enumerate(row.panels):
            _draw_panel(layer, replay, panel, _place(number, row.top, row.key))
    for number, line in enumerate(lines):
        write(layer.page, MARGIN, top + size * (1 + 1.4 * number), line, size=size, color=FAINT_INK)
    return layer


def _place(number: int, top: float, key: float) -> Box:
    across = (ACROSS - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
    return Box(MARGIN + number * (across + GUTTER), top, across, HEAD + TALL + DATES + key)


def _key_tall(look: Look, panel: Panel) -> float:
    lines = key_lines(look, _place(0, 0, 0).wide, panel.figures, _says(look, panel))
    return lines * LEADING * LETTERS.small


def _draw_title(layer: Sheet, replay: Replay, spread: Spread) -> None:
    """Title, what the replays are, and what each kind of line is."""
    say = layer.look.say
    write(layer.page, MARGIN, 38, _title(replay, say), size=LETTERS.date, fontweight=BOLD)
    what = say.listed([say(f"bands.{kind}") for kind in spread.drawn])
    about = say(
        "bands.page-about", n=say.number(spread.runs), account=plain(replay.episode.account_name), what=what
    )
    write(layer.page, MARGIN, 62, about, size=LETTERS.caption, color=FAINT_INK)
    size, base = LETTERS.body, TITLE + 12
    draw_signs(layer, MARGIN, base, size)
    x = MARGIN + signs_wide(layer.look, size) + 1.4 * size
    for key, style in (("bands.single", _single_style(layer.look)), ("bands.median", _median_style())):
        layer.page.plot((x, x + 34), (base - 4, base - 4), **style)
        x += 34 + 0.5 * size
        write(layer.page, x, base, say(key), size=size, color=FAINT_INK)
        x += wide(say(key), size) + 1.4 * size
    _dot(layer, x + DOT * size, base - 4, size)
    write(layer.page, x + size, base, say("bands.held-out"), size=size, color=FAINT_INK)


def _single_style(look: Look) -> dict[str, Any]:
    return {"color": line_colour(look), "linewidth": points(LINE), "linestyle": DASHES}


def _median_style() -> dict[str, Any]:
    return {"color": INK, "linewidth": points(THIN), "linestyle": MIDDLE}


def _dot(layer: Sheet, x: float, y: float, size: float) -> None:
    layer.page.add_artist(Circle((x, y), DOT * size, facecolor=INK, linewidth=0))


def _draw_panel(layer: Sheet, replay: Replay, panel: Panel, place: Box) -> None:
    """Heading, scale, bands, median, the single replay, figures, and the key of their speakers."""
    look, say = layer.look, layer.look.say
    heading(layer, place, _name(panel, say))
    plot = _plot(replay, panel, place)
    parts = {part: say.percent(part) for part in (0.0, 0.5, 1.0)}
    gridlines(layer, plot, parts if panel.is_share else people_scale(say, plot.top, 3))
    first = round(plot.first / DAY)
    days = first_days(replay.calendar) if first == 0 else (first, replay.calendar.days - 1)
    date_labels(layer, plot, replay.calendar, days)
    shade(layer, plot, panel.minutes, panel.lines, False)
    x = [plot.x(minute) for minute in panel.minutes]
    for values, style in ((panel.lines[MEDIAN], _median_style()), (panel.single, _single_style(look))):
        layer.page.plot(x, [plot.y(float(value)) for value in values], **style)
    line = tuple(zip(x, (plot.y(float(value)) for value in panel.single), strict=True))
    _draw_figures(layer, plot, panel, place, line)


def _draw_figures(layer: Sheet, plot: Plot, panel: Panel, place: Box, line: tuple[Point, ...]) -> None:
    """Figures in the plot, whose ``line`` their letters keep off, and their speakers below it."""
    small, end = LETTERS.small, round(plot.last)
    draw_figures(layer, place_figures(plot, panel.figures, small, clear=CLEAR * small, line=line), end)
    says = _says(layer.look, panel)
    key = Box(place.x, plot.box.bottom + DATES, place.wide, place.bottom - plot.box.bottom - DATES)
    draw_key(layer, key_entries(layer.look, key, panel.figures, says), panel.figures, says, end)


def _says(look: Look, panel: Panel) -> Say:
    return share_said(look.say) if panel.is_share else people_said(look.say)


def _plot(replay: Replay, panel: Panel, place: Box) -> Plot:
    """Minutes by people or part of the ground; from the first midnight, or a day before the road opens."""
    known = [v for mark in panel.figures for v in (mark.low, mark.best, mark.high) if v is not None]
    top = (
        1.0
        if panel.is_share
        else ROOM * max([1.0, *known, float(panel.lines.max()), float(panel.single.max())])
    )
    first = float(panel.minutes[0]) - DAY
    frame = Box(place.x + LABELS, place.y + HEAD, place.wide - LABELS - LETTERS.small, TALL)
    return Plot(frame, first, float(replay.calendar.minutes), top)
