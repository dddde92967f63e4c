"""People by group of places over the days: one stacked area, faint to come and full once it has been."""

from __future__ import annotations

import numpy as np

from sim.drawings.stage import COLUMN, HEIGHT, RIGHT, SMALL, WIDTH, Pixels, Sheet, box, points, write
from sim.scene import palette
from sim.scene.bands import BANDS, PeopleBands

TOP, TALL = 300.0, 90.0
"""Page pixels of the plot."""

LEFT = COLUMN + 40.0
ROWS, ROW = TOP + TALL + 22.0, 17.0


def draw_chart(layer: Sheet, bands: PeopleBands, *, faint: bool) -> None:
    """The stack over all days; the day's column comes out of the full one up to the cursor."""
    axes = layer.figure.add_axes(
        (LEFT / WIDTH, 1 - (TOP + TALL) / HEIGHT, (RIGHT - LEFT) / WIDTH, TALL / HEIGHT), zorder=-1
    )
    axes.axis("off")
    days = np.arange(bands.counts.shape[0]) + 0.5
    edges = np.concatenate([[0.0], days, [days[-1] + 0.5]])
    axes.set_xlim(0, bands.counts.shape[0])
    axes.set_ylim(0, bands.everyone)
    base = np.zeros(len(edges))
    for number, band in enumerate(BANDS):
        count = bands.counts[:, number]
        top = base + np.concatenate([count[:1], count, count[-1:]])
        axes.fill_between(
            edges, base, top, facecolor=palette.BAND_COLOURS[band], alpha=0.22 if faint else 1.0,
            hatch=None if faint else palette.BAND_TEXTURES[band] or None, linewidth=0,
            edgecolor=palette.BAND_TEXTURE_COLOURS[band],
        )  # fmt: skip
        base = top


def draw_chart_frame(layer: Sheet, bands: PeopleBands) -> None:
    """Title, scale, and the names of the bands."""
    write(layer.page, COLUMN, TOP - 13, "People (modelled)", size=14, fontweight="bold")
    write(layer.page, RIGHT, TOP - 13, "where they were at the end of each day", size=SMALL, ha="right")
    for part in (0.0, 0.5, 1.0):
        y = TOP + TALL * (1 - part)
        text = f"{bands.everyone * part / 1000:,.0f}k" if part else "0"
        write(layer.page, LEFT - 5, y, text, size=SMALL, ha="right", va="center")
        box(layer.page, LEFT, y - 0.4, RIGHT - LEFT, 0.8, facecolor="#00000030")
    for number, (band, name) in enumerate(zip(BANDS, bands.names, strict=True)):
        y = ROWS + ROW * number
        box(
            layer.page, COLUMN, y - 10, 14, 11, facecolor=palette.BAND_COLOURS[band],
            edgecolor=palette.BAND_TEXTURE_COLOURS[band], hatch=palette.BAND_TEXTURES[band] or None,
        )  # fmt: skip
        write(layer.page, COLUMN + 21, y, name, size=12.5)


def draw_chart_day(layer: Sheet, bands: PeopleBands, day: int) -> None:
    """The cursor of a day (from 0), and the numbers rounded to hundreds: the model knows no better."""
    x = cursor(bands, day)
    layer.page.plot((x, x), (TOP - 3, TOP + TALL + 3), color=palette.INK, linewidth=points(1.6))
    for number, count in enumerate(bands.counts[day]):
        write(layer.page, RIGHT, ROWS + ROW * number, about(int(count)), size=12.5, ha="right")


def about(count: int) -> str:
    """A modelled number to the nearest hundred."""
    return f"{round(count, -2):,}" if count >= 50 else "fewer than 100" if count else "0"


def cursor(bands: PeopleBands, day: int) -> float:
    """Where the end of a day (from 0) stands in the chart, in page pixels."""
    return LEFT + (RIGHT - LEFT) * (day + 1) / len(bands.counts)


def revealed(faint: Pixels, full: Pixels, bands: PeopleBands, day: int, scale: float) -> Pixels:
    """The full chart up to the cursor, the faint one behind it."""
    column = round(cursor(bands, day) * scale)
    joined = faint.copy()
    joined[:, :column] = full[:, :column]
    return joined
