"""How a chart of figures divides its box: heading, signs, plot, dates, and the key of speakers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.patches import Circle

from sim.drawings.figure_marks import DOT, ring
from sim.drawings.layout import Box
from sim.drawings.speakers_key import LEADING, key_lines, people_said, share_said
from sim.drawings.stage import Look, Sheet, points, write
from sim.drawings.textblock import wide
from sim.scene import palette
from sim.scene.palette import FAINT_INK, INK
from sim.scene.story import Story

HEAD = 1.75
"""Heading's room, in heights of its text."""

ROW = 1.3
"""From one line of signs or numbers to the next, in heights of small text, as all sizes below."""

NARROW = 24.0
"""A box narrower than this has its signs and numbers in three rows, else in two."""

ABOVE, CLEAR = 1.5, 1.6
"""Free height over the plot, and how much above the plot letters may use, up to the rows' descenders."""

LABELS = 3.3
"""Room of the scale at the plot's left."""

DATES = 2.0
"""Room of the dates under the plot."""

BESIDE = 1.0
"""Room at the plot's right, for figures of the last day and their letters."""

SAMPLE = 1.9
"""Length of a sign's sample."""


class Block(NamedTuple):
    """Base line of the first row under the heading, the plot and the key, in page units."""

    rows: float
    plot: Box
    key: Box


def narrow(look: Look, place: Box) -> bool:
    """Is there room for one number in a row only?"""
    return place.wide < NARROW * look.layout.type.small


def block_of(look: Look, place: Box, story: Story) -> Block:
    """The parts of a box; two charts of one size have their plots and keys at the same height."""
    size, head = look.layout.type.small, HEAD * look.layout.type.heading
    rows = 3 if narrow(look, place) else 2
    lines = max(_lines(look, place, story))
    key = max(0, lines) * LEADING * size
    top = place.y + head + (rows * ROW + ABOVE) * size
    foot = place.bottom - key - DATES * size
    left = place.x + LABELS * size
    plot = Box(left, top, place.right - left - BESIDE * size, max(foot - top, size))
    return Block(place.y + head + 0.75 * size, plot, Box(place.x, place.bottom - key, place.wide, key))


def _lines(look: Look, place: Box, story: Story) -> list[int]:
    """Lines that the keys of the charts of this box's size need."""
    layout = look.layout
    found = [0]
    for box, figures, says in (
        (layout.evacuated, story.evacuated.figures, people_said(look.say)),
        (layout.share, story.share.figures, share_said(look.say)),
    ):
        if box is not None and (box.wide, box.tall) == (place.wide, place.tall):
            found.append(key_lines(look, place.wide, figures, says))
    return found


def draw_signs(layer: Sheet, place: Box, base: float, *, drives: bool) -> None:
    """What the dashes, the dot and the ring mean, from the reading side, in as many rows as it takes."""
    look, size = layer.look, layer.look.layout.type.small
    signs: list[tuple[str, Callable[[Sheet, float, float], None]]] = [
        ("sign.modelled", _dashes),
        ("sign.said", _dot),
    ]
    signs += [("sign.drives", _ring)] if drives else []
    along, y = 0.0, base
    for key, draw in signs:
        text = look.say(key)
        needs = SAMPLE * size + wide(text, size)
        if along and along + needs > place.wide:
            along, y = 0.0, y + ROW * size
        start = place.right - along if look.say.rtl else place.x + along
        turn = -1 if look.say.rtl else 1
        draw(layer, start + turn * 0.7 * size, y - 0.34 * size)
        write(
            layer.page, start + turn * SAMPLE * size, y, text, size=size, color=FAINT_INK,
            ha="right" if look.say.rtl else "left",
        )  # fmt: skip
        along += needs + 1.1 * size


def line_colour(look: Look) -> str:
    """Of the modelled line."""
    return palette.INK if look.grey else palette.BAND_TEXTURE_COLOURS["evacuated"]


def _dashes(layer: Sheet, x: float, y: float) -> None:
    half = 0.7 * layer.look.layout.type.small
    layer.page.plot(
        (x - half, x + half), (y, y), color=line_colour(layer.look), linewidth=points(2.0),
        linestyle=(0, (2.2, 1.1)),
    )  # fmt: skip


def _dot(layer: Sheet, x: float, y: float) -> None:
    layer.page.add_artist(Circle((x, y), DOT * layer.look.layout.type.small, facecolor=INK, linewidth=0))


def _ring(layer: Sheet, x: float, y: float) -> None:
    size = layer.look.layout.type.small
    _dot(layer, x, y)
    ring(layer, x, y, size)
