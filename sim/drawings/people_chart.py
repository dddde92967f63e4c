"""Where people were, day by day (modelled): a stacked area, faint to come and full once it has been."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.drawings.chart import (
    SWATCH,
    Plot,
    date_labels,
    first_days,
    gridlines,
    heading,
    people_scale,
    swatch_box,
)
from sim.drawings.layout import Box, Layout
from sim.drawings.shading import draw_signs, shade, signs_wide
from sim.drawings.stage import Look, Sheet, box, write
from sim.drawings.sweeps import SweepBox
from sim.drawings.textblock import BOLD, far, near
from sim.scene import palette
from sim.scene.bands import BANDS, PeopleBands
from sim.scene.shaded import Shaded
from sim.scene.story import Story

HEAD = 1.75
"""Heading's room, in heights of its text."""

FOOT = 1.5
"""Room of the dates, in heights of small text."""

LABELS = 3.3
"""Room of the scale at the plot's left, in heights of small text; the same in every language."""

TABLE = 0.47
"""Part of the box's width for the table of bands."""

GREY_TEXTURES = {
    "held": "",
    "captured": "....",
    "crossed": "/////",
    "sdf": "xxxx",
    "evacuated": "\\\\\\\\\\",
    "road": "|||||",
}
"""Matplotlib's hatches by band, for paper without colour."""

FAINT = 0.26
"""Opacity of days to come."""


def people_box(layout: Layout) -> Box:
    """The layout's box for this chart.  Raises `ValueError` where it has none."""
    if layout.people is None:
        raise ValueError(f"the layout {layout.name} has no chart of people")
    return layout.people


def people_plot(layout: Layout, days: int, everyone: float) -> Plot:
    """The plot: days of the replay by people."""
    place, type_ = people_box(layout), layout.type
    left = place.x + LABELS * type_.small
    right = place.right - TABLE * place.wide - type_.small
    top, foot = place.y + HEAD * type_.heading, place.bottom - FOOT * type_.small
    return Plot(Box(left, top, right - left, foot - top), 0.0, float(days * DAY), max(1.0, everyone))


def people_sweep(layout: Layout) -> SweepBox:
    """The whole plot, from the first minute at its left edge to the last at its right."""
    place = people_plot(layout, 1, 1.0).box
    return SweepBox(place, place.x, place.right)


def draw_people_frame(layer: Sheet, bands: PeopleBands, shaded: Shaded | None = None) -> None:
    """Heading, scale and the names of the bands; what shading means, where there is any."""
    look, place = layer.look, people_box(layer.look.layout)
    say, small = look.say, look.layout.type.small
    heading(layer, place, say("people.heading"))
    if shaded is not None:
        x = place.x if say.rtl else place.right - signs_wide(look, small)
        draw_signs(layer, x, place.y + 0.85 * look.layout.type.heading, small)
    plot = people_plot(look.layout, len(bands.counts), _top(bands, shaded))
    gridlines(layer, plot, people_scale(say, plot.top, 2))
    for band, y in _rows(look):
        table = _table(look)
        side = near(look, table)
        square = swatch_box(side["x"] - (SWATCH * small if look.say.rtl else 0.0), y, small)
        box(layer.page, *square, gid=f"band-{band}", **_fill(look, band))
        write(layer.page, y=y, text=say(f"people.{band}"), size=small, **near(look, table, 1.25 * small))


def draw_people_dates(layer: Sheet, story: Story) -> None:
    """Dates under the plot; nothing where the layout has no such chart."""
    if layer.look.layout.people is not None:
        plot = people_plot(layer.look.layout, len(story.bands.counts), story.bands.everyone)
        date_labels(layer, plot, story.replay.calendar, first_days(story.replay.calendar))


def draw_people_area(layer: Sheet, bands: PeopleBands, faint: bool, shaded: Shaded | None = None) -> None:
    """The stack over all days, each at the day's end; the first day's values stand from its start.

    People still in opposition-held ground lie at the foot, so shading round their edge is of them.
    """
    plot = people_plot(layer.look.layout, len(bands.counts), _top(bands, shaded))
    minutes = np.arange(len(bands.counts) + 1) * float(DAY)
    tops = stacked(bands)
    x = np.array([plot.x(minute) for minute in minutes])
    for number, band in enumerate(BANDS):
        low, high = _down(plot, tops[:, number]), _down(plot, tops[:, number + 1])
        filled = {**_fill(layer.look, band), "linewidth": 0}
        if faint:
            filled |= {"alpha": FAINT, "hatch": None}
        layer.page.fill_between(x, low, high, gid=f"area-{band}", **filled)
    if shaded is not None:
        shade(layer, plot, minutes, np.concatenate([shaded.inside[:, :1], shaded.inside], axis=1), faint)


def _top(bands: PeopleBands, shaded: Shaded | None) -> float:
    """Everybody, and as many as there may be by the shading."""
    return max(float(bands.everyone), 0.0 if shaded is None else float(shaded.inside.max()))


def _fill(look: Look, band: str) -> dict[str, Any]:
    """Colour and texture of a band; in grey its texture alone, in a thin frame."""
    if look.grey:
        texture = GREY_TEXTURES[band] or None
        return {"facecolor": palette.CASING, "edgecolor": palette.INK, "hatch": texture, "linewidth": 0.5}
    return {
        "facecolor": palette.BAND_COLOURS[band],
        "edgecolor": palette.BAND_TEXTURE_COLOURS[band],
        "hatch": palette.BAND_TEXTURES[band] or None,
    }


def stacked(bands: PeopleBands) -> NDArray[np.int64]:
    """(days + 1, bands + 1) people below each edge: the start as the first day's end, then each day's end."""
    counts = np.concatenate([bands.counts[:1], bands.counts])
    return np.concatenate([np.zeros((len(counts), 1), np.int64), counts.cumsum(axis=1)], axis=1)


def _down(plot: Plot, values: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.array([plot.y(float(value)) for value in values])


def draw_people_day(layer: Sheet, bands: PeopleBands, day: int) -> None:
    """The numbers at the end of a day (from 0), to the nearest hundred: the model knows no better."""
    look = layer.look
    small = look.layout.type.small
    for (_, y), count in zip(_rows(look), bands.counts[day], strict=True):
        text = look.say.about(int(count))
        write(layer.page, y=y, text=text, size=small, fontweight=BOLD, **far(look, _table(look)))


def _table(look: Look) -> Box:
    """Where the bands are named, always at the right of the plot, because time runs to the right."""
    place = people_box(look.layout)
    across = TABLE * place.wide
    return Box(place.right - across, place.y, across, place.tall)


def _rows(look: Look) -> list[tuple[str, float]]:
    """Each band with its base line, from the top of the stack down."""
    place, type_ = people_box(look.layout), look.layout.type
    first = place.y + HEAD * type_.heading + 0.8 * type_.small
    step = (place.bottom - 0.25 * type_.small - first) / (len(BANDS) - 1)
    order = list(reversed(BANDS))
    return [(band, first + step * order.index(band)) for band in BANDS]
