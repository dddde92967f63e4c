"""Evacuated so far: the modelled line, dashed, and each speaker's figure as a mark with its range."""

from __future__ import annotations

import numpy as np

from sim.days import DAY
from sim.drawings.chart import Plot, date_labels, gridlines, heading, people_scale
from sim.drawings.figure_marks import Placed, draw_figures, place_figures
from sim.drawings.figures_block import CLEAR, Block, block_of, draw_signs, line_colour
from sim.drawings.layout import Box, Layout
from sim.drawings.shading import shade
from sim.drawings.speakers_key import draw_key, key_entries, people_said
from sim.drawings.stage import Look, Sheet, points, write
from sim.drawings.sweeps import SweepBox
from sim.drawings.textblock import near
from sim.scene.palette import FAINT_INK
from sim.scene.story import Story

LINE = 2.0
"""Thickness of the modelled line."""

DASHES = (0, (3.2, 1.6))
"""Modelled lines are never drawn through."""

FAINT = 0.35
"""Opacity of what is still to come."""

ROOM = 1.06
"""The scale reaches a little above the largest number."""


def evacuated_box(layout: Layout) -> Box:
    """The layout's box for this chart.  Raises `ValueError` where it has none."""
    if layout.evacuated is None:
        raise ValueError(f"the layout {layout.name} has no chart of the evacuated")
    return layout.evacuated


def evacuated_block(look: Look, story: Story) -> Block:
    """The parts of the chart's box: plot and key."""
    return block_of(look, evacuated_box(look.layout), story)


def evacuated_plot(look: Look, story: Story) -> Plot:
    """Minutes from a day before the evacuation to the replay's end, by people."""
    chart = story.evacuated
    known = [v for mark in chart.figures for v in (mark.low, mark.best, mark.high) if v is not None]
    shown = [] if story.shaded is None else [float(story.shaded.evacuated.max())]
    top = max([1.0, *known, *shown, float(np.max(chart.modelled, initial=0.0))])
    first = min(chart.starts, story.minutes - DAY)
    return Plot(evacuated_block(look, story).plot, float(first), float(story.minutes), ROOM * top)


def evacuated_sweep(look: Look, story: Story) -> SweepBox:
    """The plot; the edge comes into it a day before the evacuation."""
    plot = evacuated_plot(look, story)
    return SweepBox(plot.box, plot.x(0.0), plot.x(story.minutes))


def draw_evacuated_frame(layer: Sheet, story: Story) -> None:
    """Heading, signs, scale and dates."""
    look, place = layer.look, evacuated_box(layer.look.layout)
    heading(layer, place, look.say("evacuated.heading"))
    if not story.evacuated.figures and not np.any(story.evacuated.modelled):
        size = look.layout.type.small
        y = place.y + 3.0 * size
        write(
            layer.page, y=y, text=look.say("evacuated.none"), size=size, color=FAINT_INK, **near(look, place)
        )
        return
    plot = evacuated_plot(look, story)
    drives = any(mark.drives for mark in story.evacuated.figures)
    draw_signs(layer, place, evacuated_block(look, story).rows, drives=drives)
    gridlines(layer, plot, people_scale(look.say, plot.top, 3))
    days = range(round(plot.first / DAY), story.replay.calendar.days)
    date_labels(layer, plot, story.replay.calendar, (days[0], days[len(days) // 2], days[-1]))


def draw_evacuated_line(layer: Sheet, story: Story, faint: bool) -> None:
    """The modelled line over the shading round it; faint for what is still to come."""
    chart, plot = story.evacuated, evacuated_plot(layer.look, story)
    if story.shaded is not None and len(chart.hours):
        shade(layer, plot, story.shaded.minutes, story.shaded.evacuated, faint)
    shown = chart.hours >= plot.first
    x = [plot.x(float(minute)) for minute in chart.hours[shown]]
    y = [plot.y(float(people)) for people in chart.modelled[shown]]
    layer.page.plot(
        x, y, color=line_colour(layer.look), linewidth=points(LINE), linestyle=DASHES,
        alpha=FAINT if faint else 1.0, gid="evacuated-modelled",
    )  # fmt: skip


def evacuated_figures(look: Look, story: Story) -> tuple[Placed, ...]:
    """Every figure with its place on the page, whether or not it has been said yet."""
    size = look.layout.type.small
    plot, chart = evacuated_plot(look, story), story.evacuated
    line = [(plot.x(float(m)), plot.y(float(n))) for m, n in zip(chart.hours, chart.modelled, strict=True)]
    return place_figures(plot, chart.figures, size, clear=CLEAR * size, line=tuple(line))


def draw_evacuated_marks(layer: Sheet, story: Story, minute: int) -> None:
    """The figures said by a minute, and the key with each speaker's latest."""
    look, figures = layer.look, story.evacuated.figures
    says = people_said(look.say)
    draw_figures(layer, evacuated_figures(look, story), minute)
    entries = key_entries(look, evacuated_block(look, story).key, figures, says)
    draw_key(layer, entries, figures, says, minute)
