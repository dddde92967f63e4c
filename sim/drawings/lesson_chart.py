"""Each speaker's figure of the evacuated by its moment, named at the mark, for paper without colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sim.days import DAY
from sim.drawings.callouts import Callout, Wish, place_callouts
from sim.drawings.chart import Plot, date_labels, gridlines, heading, ticks
from sim.drawings.evacuated_chart import DASHES, LINE, ROOM
from sim.drawings.figure_marks import Placed, draw_figures, place_figures
from sim.drawings.figures_block import draw_signs
from sim.drawings.fitting import spread
from sim.drawings.layout import Box, Layout, Type
from sim.drawings.lesson_map import FINE, FULL, NONE, printed
from sim.drawings.speakers_key import Say, people_said
from sim.drawings.stage import Look, Pixels, Sheet, box, inked, points, sheet, write
from sim.drawings.textblock import BOLD, balanced, wide
from sim.scene.marks import Point, Ring
from sim.scene.palette import FAINT_INK, INK
from sim.scene.phrases import Phrases
from sim.scene.story import Story

LETTERS = Type(small=11.5, body=12.0, heading=13.5, caption=12.0, date=12.0)
"""Eight points and more at the page's full width."""

MOST = 20
"""Figures whose words a page may have room for; to look for it among more would take minutes."""

HEIGHTS = (400.0, 480.0, 580.0, 700.0)
"""Page units of height that are tried until every figure's words find a place."""

HEAD, SIDE, FOOT, END = 56.0, 48.0, 24.0, 10.0
"""Page units round the plot: heading and signs above, scale, dates, and what is free at the right."""

BROAD, PITCH = 150.0, 1.2
"""Widest line of a figure's words in page units, and from one line to the next in heights of text."""

REACH, OFF = 260.0, 3.0
"""Page units: the longest line from a figure to its words; how far words keep off figures."""

NEAR = 15.0
"""Page units from a figure within which its line to its words may cross the modelled line."""

ANCHORED = 0.55
"""How far along the modelled line its own words are tied, as a part of its length in time."""


class _Words(NamedTuple):
    """Lines of text, the last of them heavier where ``bold``; where they stand, and what they belong to."""

    lines: tuple[str, ...]
    bold: bool
    anchor: Point
    weight: float


def draw_chart(story: Story, say: Phrases) -> Pixels | None:
    """The chart; None where nobody gives a figure, or more are given than a page has room for."""
    if not 0 < len(story.evacuated.figures) <= MOST:
        return None
    with inked():
        for tall in HEIGHTS:
            layout = Layout("lesson-chart", FULL, tall, LETTERS, NONE, NONE, NONE)
            drawn = _drawn(story, Look(layout, say, FINE, grey=True))
            if drawn is not None:
                return drawn
    return None


def _drawn(story: Story, look: Look) -> Pixels | None:
    plot, size = _plot(story, look.layout), look.layout.type.small
    line = _line(story, plot)
    figures = tuple(replace(mark, letter="") for mark in story.evacuated.figures)
    placed = place_figures(plot, figures, size, clear=0.0, line=())
    words = [*(_said(figure, people_said(look.say), size) for figure in placed), _modelled(look.say, line)]
    callouts = _placed_words(words, placed, line, plot, size)
    if None in callouts:
        return None
    layer = sheet(look)
    _frame(layer, story, plot)
    layer.page.plot(*zip(*line, strict=True), color=INK, linewidth=points(LINE), linestyle=DASHES)
    found = [callout for callout in callouts if callout is not None]
    for one, callout in zip(words, found, strict=True):
        _tied(layer, one, callout, plot)
    draw_figures(layer, placed, story.minutes)
    for one, callout in zip(words, found, strict=True):
        _written(layer, one, callout, plot)
    return printed(layer)


def _plot(story: Story, layout: Layout) -> Plot:
    """Minutes from a day before the evacuation to the replay's end, by people."""
    chart = story.evacuated
    known = [v for mark in chart.figures for v in (mark.low, mark.best, mark.high) if v is not None]
    top = ROOM * max(1.0, *known, *chart.modelled.tolist())
    first = min(chart.starts, story.minutes - DAY)
    place = Box(SIDE, HEAD, layout.wide - SIDE - END, layout.tall - HEAD - FOOT)
    return Plot(place, float(first), float(story.minutes), top)


def _line(story: Story, plot: Plot) -> list[Point]:
    """The modelled line on the page."""
    chart = story.evacuated
    return [(plot.x(float(m)), plot.y(float(n))) for m, n in zip(chart.hours, chart.modelled, strict=True)]


def _frame(layer: Sheet, story: Story, plot: Plot) -> None:
    """Heading, signs, scale, and a tick at each midnight with the day's date between two of them."""
    look, place = layer.look, Box(0, 4, layer.look.layout.wide, HEAD)
    heading(layer, place, look.say("evacuated.heading"))
    drives = any(mark.drives for mark in story.evacuated.figures)
    draw_signs(layer, place, 38.0, drives=drives)
    gridlines(layer, plot, {value: look.say.number(value) for value in ticks(plot.top, 5)})
    days = range(int(plot.first // DAY), story.days)
    for day in days[1:]:
        box(layer.page, plot.x(day * DAY) - 0.5, plot.box.bottom - 5, 1.0, 5.0, facecolor=FAINT_INK)
    date_labels(layer, plot, story.replay.calendar, tuple(days))


def _said(placed: Placed, says: Say, size: float) -> _Words:
    """A speaker's name, and the figure below it."""
    middle = placed.best if placed.best is not None else placed.ink.y + placed.ink.tall / 2
    lines = (*balanced(placed.mark.speaker, size, BROAD), says(placed.mark))
    return _Words(lines, True, (placed.x, middle), 1.0)


def _modelled(say: Phrases, line: Sequence[Point]) -> _Words:
    text = say("list.comma").join([say("glossary.replay"), say("sign.modelled")])
    return _Words((text,), False, line[round(ANCHORED * (len(line) - 1))], 0.5)


def _placed_words(
    words: Sequence[_Words], placed: Sequence[Placed], line: Sequence[Point], plot: Plot, size: float
) -> list[Callout | None]:
    """Where words stand clear of figures, of the modelled line and of each other; None without a place.

    Places are counted from the plot's top left corner.
    """
    left, top = plot.box.x, plot.box.y
    shut = [_around(figure.ink, left, top) for figure in placed]
    taken = []
    for x, y in spread(tuple(line), 4.0):
        shut.append(_around(Box(x - 2, y - 2, 4, 4), left, top))
        if all(math.dist((x, y), one.anchor) > NEAR for one in words):
            taken.append((x - left - 2, y - top - 2, x - left + 2, y - top + 2))
    wishes = []
    for one in words:
        across = max(wide(text, size, BOLD) for text in one.lines)
        anchor = one.anchor[0] - left, one.anchor[1] - top
        wishes.append(Wish(across, PITCH * size * len(one.lines), anchor, one.weight))
    room = plot.box.wide + END - 2, plot.box.tall
    return place_callouts(wishes, size=room, shut=shut, taken=taken, reach=REACH)


def _around(ink: Box, left: float, top: float) -> Ring:
    """A box with some air, as a ring of the plot."""
    west, north = ink.x - left - OFF, ink.y - top - OFF
    east, south = ink.right - left + OFF, ink.bottom - top + OFF
    return (west, north), (east, north), (east, south), (west, south)


def _tied(layer: Sheet, one: _Words, callout: Callout, plot: Plot) -> None:
    """A thin line from a mark to its words."""
    end = plot.box.x + callout.end[0], plot.box.y + callout.end[1]
    layer.page.plot(
        (one.anchor[0], end[0]), (one.anchor[1], end[1]), color=INK, linewidth=points(0.8), gid="tie"
    )


def _written(layer: Sheet, one: _Words, callout: Callout, plot: Plot) -> None:
    """Words flush with the side of their box from which the line starts, or in its middle."""
    size, (west, north, east, _) = layer.look.layout.type.small, callout.box
    end = callout.end[0]
    x, side = (east, "right") if end > east else (west, "left") if end < west else (end, "center")
    x, y = plot.box.x + x, plot.box.y + north
    for number, text in enumerate(one.lines):
        weight = BOLD if one.bold and number == len(one.lines) - 1 else "normal"
        write(
            layer.page, x, y + (0.85 + PITCH * number) * size, text, size=size, fontweight=weight,
            ha=side, halo=2.2, zorder=7,
        )  # fmt: skip
