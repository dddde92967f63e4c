"""What the charts share: a plot of minutes by values in page units, its few lines and its labels."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.days import DAY, Calendar
from sim.drawings.layout import Box
from sim.drawings.stage import Sheet, box, write
from sim.drawings.textblock import BOLD, near, wide
from sim.scene.palette import FAINT_INK, RULE
from sim.scene.phrases import Phrases

GRID = 1.0
"""Thickness of a gridline in page units: a thinner one may fall between two pixels."""

THOUSANDS = 10_000.0
"""From this top on, a scale of people is written in thousands."""

LABEL_GAP = 5.0
"""Between a plot and its labels."""

SWATCH = 0.82
"""Side of a sample of a fill, in heights of the text beside it."""

DATE_GAP = 1.15
"""From a plot's foot to the base line of its dates, in heights of text."""


class Plot(NamedTuple):
    """A box: minutes from left to right in every language, values from 0 at the foot to ``top``."""

    box: Box
    first: float
    last: float
    top: float

    def x(self, minute: float) -> float:
        return self.box.x + self.box.wide * (minute - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return self.box.bottom - self.box.tall * value / self.top


def heading(layer: Sheet, place: Box, text: str) -> None:
    """A chart's name at the top of its box."""
    size = layer.look.layout.type.heading
    write(
        layer.page, y=place.y + 0.85 * size, text=text, size=size, fontweight=BOLD, **near(layer.look, place)
    )


def gridlines(layer: Sheet, plot: Plot, labelled: dict[float, str]) -> None:
    """Hairlines at values, labelled at their left end; the foot is darker."""
    size = layer.look.layout.type.small
    for value, text in labelled.items():
        y, place = plot.y(value), plot.box
        box(layer.page, place.x, y - GRID / 2, place.wide, GRID, facecolor=RULE if value else FAINT_INK)
        write(
            layer.page, place.x - LABEL_GAP, y + 0.34 * size, text, size=size, color=FAINT_INK, ha="right"
        )  # fmt: skip


def date_labels(layer: Sheet, plot: Plot, calendar: Calendar, days: tuple[int, ...]) -> None:
    """Short dates under days (from 0), as many as stand clear of each other, the last days first."""
    size, say = layer.look.layout.type.small, layer.look.say
    y, free = plot.box.bottom + DATE_GAP * size, math.inf
    for day in sorted(days, reverse=True):
        text, x = say.short_date(calendar.day_of(day * DAY)), plot.x((day + 0.5) * DAY)
        half = wide(text, size) / 2
        x = min(max(x, plot.box.x + half), plot.box.right - half)
        if x + half > free:
            continue
        free = x - half - size
        write(layer.page, x, y, text, size=size, color=FAINT_INK, ha="center")


def first_days(calendar: Calendar) -> tuple[int, ...]:
    """The first and the last day (from 0), and the first of each month between."""
    firsts = [n for n, day in enumerate(calendar.dates()) if day.day == 1]
    return tuple(sorted({0, *firsts, calendar.days - 1}))


def ticks(top: float, most: int = 3) -> tuple[float, ...]:
    """Round values from 0 to at most ``top``, no more than ``most`` of them above 0."""
    if top <= 0:
        return (0.0,)
    step = 10.0 ** math.floor(math.log10(top / most))
    step *= next(factor for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if top / (step * factor) < most + 1)
    return tuple(step * n for n in range(math.floor(top / step + 1e-9) + 1))


def people_scale(say: Phrases, top: float, most: int) -> dict[float, str]:
    """Round numbers of people up to ``top`` and how they are written at the side of a plot."""
    values = ticks(top, most)
    if top < THOUSANDS:
        return {value: say.number(value) for value in values}
    rest = {value: say("chart.thousands", n=say.number(value / 1000)) for value in values if value}
    return {0.0: say.number(0), **rest}


def swatch_box(x: float, base: float, size: float) -> Box:
    """Where a small square of a fill stands beside text on ``base``."""
    return Box(x, base - 0.76 * size, SWATCH * size, SWATCH * size)
