"""Who held how much of the ground, by the end of each day, with the shares that speakers gave beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.drawings.chart import SWATCH, Plot, date_labels, first_days, gridlines, heading, swatch_box
from sim.drawings.figure_marks import Placed, draw_figures, place_figures
from sim.drawings.figures_block import CLEAR, ROW, Block, block_of, narrow
from sim.drawings.layout import Box, Layout
from sim.drawings.shading import shade
from sim.drawings.speakers_key import draw_key, key_entries, share_said
from sim.drawings.stage import Look, Sheet, points, write
from sim.drawings.sweeps import SweepBox
from sim.drawings.textblock import BOLD, far, near, wide
from sim.drawings.textures import fill
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES, SDF
from sim.scene import palette
from sim.scene.marks import Scene, Totals
from sim.scene.story import Story

ORDER = (GOVERNMENT, SDF, OPPOSITION)
"""Parties from the foot of the chart up: speakers' figures are of the government's share."""

EDGE = 1.4
"""Thickness of the line that figures are to be read against."""

FAINT = 0.26
"""Opacity of days to come."""


def share_box(layout: Layout) -> Box:
    """The layout's box for this chart.  Raises `ValueError` where it has none."""
    if layout.share is None:
        raise ValueError(f"the layout {layout.name} has no chart of the ground held")
    return layout.share


def share_block(look: Look, story: Story) -> Block:
    """The parts of the chart's box: plot and key."""
    return block_of(look, share_box(look.layout), story)


def share_plot(look: Look, story: Story) -> Plot:
    """Minutes of the replay by part of the enclave of the first day, 1 at the top."""
    return Plot(share_block(look, story).plot, 0.0, float(story.minutes), 1.0)


def share_sweep(look: Look, story: Story) -> SweepBox:
    """The whole plot, from the first minute to the last."""
    plot = share_plot(look, story)
    return SweepBox(plot.box, plot.x(0.0), plot.x(story.minutes))


def draw_share_frame(layer: Sheet, story: Story) -> None:
    """Heading, names of the parties, scale and dates."""
    look, place = layer.look, share_box(layer.look.layout)
    km2 = look.say.number(story.replay.episode.territory.km2, 1)
    heading(layer, place, look.say("share.heading", km2=km2))
    for party, cell, y in _cells(look, share_block(look, story).rows):
        _party(layer, cell, y, party)
    plot = share_plot(look, story)
    gridlines(layer, plot, {part: look.say.percent(part) for part in (0.0, 0.5, 1.0)})
    date_labels(layer, plot, story.replay.calendar, first_days(story.replay.calendar))


def draw_share_area(layer: Sheet, story: Story, faint: bool) -> None:
    """The parties' shares stacked, a step for each day; faint for what is still to come."""
    plot, edges = share_plot(layer.look, story), share_edges(story.share.shares)
    x = [plot.x(day * DAY) for day in np.repeat(np.arange(len(edges) + 1), 2)[1:-1]]
    for number, party in enumerate(ORDER):
        name = PARTIES[party]
        low, high = ([plot.y(part) for part in np.repeat(edges[:, at], 2)] for at in (number, number + 1))
        if faint:
            colour = palette.CASING if layer.look.grey else palette.PARTY_COLOURS[name]
            layer.page.fill_between(x, low, high, facecolor=colour, alpha=FAINT, linewidth=0)
        else:
            ring = (*zip(x, low, strict=True), *reversed([*zip(x, high, strict=True)]))
            fill(layer.page, [ring], party, unit=1.0, quiet=False, grey=layer.look.grey)
    if story.shaded is not None:
        minutes = np.repeat(np.arange(len(edges) + 1), 2)[1:-1] * float(DAY)
        shade(layer, plot, minutes, np.repeat(story.shaded.share, 2, axis=1), faint)
    if not faint:
        y = [plot.y(part) for part in np.repeat(edges[:, 1], 2)]
        layer.page.plot(x, y, color=palette.INK, linewidth=points(EDGE), gid="share-computed")


def share_edges(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """(days, parties + 1) parts of the ground below each edge, by the chart's order."""
    stacked = shares[:, list(ORDER)].cumsum(axis=1)
    return np.concatenate([np.zeros((len(shares), 1)), stacked], axis=1)


def share_figures(look: Look, story: Story) -> tuple[Placed, ...]:
    """Every figure with its place on the page, whether or not it has been said yet."""
    size = look.layout.type.small
    plot, held = share_plot(look, story), story.share.shares[:, GOVERNMENT]
    line = [(plot.x((day + 0.5) * DAY), plot.y(float(part))) for day, part in enumerate(held)]
    return place_figures(plot, story.share.figures, size, clear=CLEAR * size, line=tuple(line))


def draw_share_numbers(layer: Sheet, story: Story, scene: Scene) -> None:
    """Percent and km² of each party at the moment."""
    _numbers(layer, share_block(layer.look, story).rows, scene.totals)


def draw_share_marks(layer: Sheet, story: Story, minute: int) -> None:
    """The figures said by a minute, and the key with each speaker's latest."""
    look, figures = layer.look, story.share.figures
    says = share_said(look.say)
    draw_figures(layer, share_figures(look, story), minute)
    entries = key_entries(look, share_block(look, story).key, figures, says)
    draw_key(layer, entries, figures, says, minute)


def _numbers(layer: Sheet, base: float, totals: Totals) -> None:
    """Percent and km² beside or below each party's name."""
    look = layer.look
    write_numbers = _in_row if narrow(look, share_box(look.layout)) else _below
    for party, cell, y in _cells(look, base):
        percent = look.say.percent(totals.km2[party] / totals.enclave_km2)
        write_numbers(
            layer, cell, y, percent, look.say("share.km2", km2=look.say.number(totals.km2[party], 1))
        )


def _cells(look: Look, base: float) -> list[tuple[int, Box, float]]:
    """Each party, its box and its name's base line: in a narrow chart a row each, else side by side."""
    place, parties = share_box(look.layout), (GOVERNMENT, OPPOSITION, SDF)
    if narrow(look, place):
        row = ROW * look.layout.type.small
        return [(party, place, base + number * row) for number, party in enumerate(parties)]
    return [(party, _third(look, place, number), base) for number, party in enumerate(parties)]


def _in_row(layer: Sheet, place: Box, y: float, percent: str, km2: str) -> None:
    look, size = layer.look, layer.look.layout.type.small
    write(layer.page, y=y, text=km2, size=size, **far(look, place))
    gap = wide(look.say("share.km2", km2=look.say.number(88.8, 1)), size) + 0.9 * size
    write(layer.page, y=y, text=percent, size=size, fontweight=BOLD, **far(look, place, gap))


def _below(layer: Sheet, place: Box, y: float, percent: str, km2: str) -> None:
    look, size = layer.look, layer.look.layout.type.small
    below = y + ROW * size
    write(layer.page, y=below, text=percent, size=size, fontweight=BOLD, **near(look, place, 1.25 * size))
    after = wide(look.say.percent(1.0), size, BOLD) + 1.9 * size
    write(layer.page, y=below, text=km2, size=size, **near(look, place, after))


def _third(look: Look, place: Box, number: int) -> Box:
    across = place.wide / 3
    at = 2 - number if look.say.rtl else number
    return Box(place.x + across * at, place.y, across, place.tall)


def _party(layer: Sheet, place: Box, y: float, party: int) -> None:
    """A party's fill and name."""
    look, size = layer.look, layer.look.layout.type.small
    square = swatch_box(near(look, place)["x"] - (SWATCH * size if look.say.rtl else 0.0), y, size)
    x, top, right, foot = square.x, square.y, square.right, square.bottom
    corners = ((x, top), (right, top), (right, foot), (x, foot))
    fill(layer.page, [corners], party, unit=1.0, quiet=False, grey=look.grey)
    write(layer.page, y=y, text=look.say.party(party), size=size, **near(look, place, 1.25 * size))
