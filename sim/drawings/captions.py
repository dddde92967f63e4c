"""What is said of the day: at most two captions, who says so, where it stands, whether it is disputed."""

from __future__ import annotations

from matplotlib.patches import Polygon

from sim.drawings.layout import Box
from sim.drawings.stage import Sheet, points, write
from sim.drawings.textblock import ASCENT, LEADING, near, wide, wrapped
from sim.scene.marks import Caption, Scene
from sim.scene.palette import BACKGROUND, FAINT_INK, INK

MOST = 2
"""Captions a day."""

GAP = 0.72
"""Between two captions, in heights of their text."""

DIAMOND = 0.36
"""From the middle of the mark "disputed" to its corners, in heights of the text beside it."""


def draw_captions(layer: Sheet, scene: Scene) -> None:
    """The day's captions, or that nothing dated is told; nothing at all where captions are off."""
    place = layer.look.layout.captions
    if place is None or not layer.look.captions:
        return
    write_captions(layer, place, scene.captions[:MOST], len(scene.untold))


def write_captions(layer: Sheet, place: Box, captions: tuple[Caption, ...], too_long: int) -> None:
    """Captions from the top of a box; else how many are ``too_long`` for it, or that nothing is told."""
    type_ = layer.look.layout.type
    y = place.y + ASCENT * type_.caption
    if not captions:
        say = layer.look.say
        why = say.count("caption.too-long", too_long) if too_long else say("caption.none")
        for number, line in enumerate(wrapped(why, type_.body, place.wide)):
            at = y + LEADING * type_.body * number
            write(layer.page, y=at, text=line, size=type_.body, color=FAINT_INK, **near(layer.look, place))
    for caption in captions:
        y = _caption(layer, place, y, caption)


def caption_lines(caption: Caption, size: float, width: float) -> tuple[str, ...]:
    """The caption's own lines where they fit a width, else as many as it takes."""
    if all(wide(line, size) <= width for line in caption.lines):
        return caption.lines
    return tuple(wrapped(caption.text, size, width))


def _caption(layer: Sheet, place: Box, y: float, caption: Caption) -> float:
    """One caption from base line ``y``; returns the next caption's."""
    type_ = layer.look.layout.type
    for line in caption_lines(caption, type_.caption, place.wide):
        write(layer.page, place.x, y, line, size=type_.caption)
        y += type_.caption * 1.2
    y -= type_.caption * 1.2 - type_.small * LEADING * 1.02
    y = _source(layer, place, y, caption)
    return y + GAP * type_.caption + type_.caption


def _source(layer: Sheet, place: Box, y: float, caption: Caption) -> float:
    """Speaker and locator, and after them the mark of a disputed claim; returns the last base line."""
    say, size = layer.look.say, layer.look.layout.type.small
    lines = wrapped(f"{caption.speaker}, {caption.locator}", size, place.wide)
    for number, line in enumerate(lines):
        write(layer.page, place.x, y + 1.2 * size * number, line, size=size, color=FAINT_INK)
    y += 1.2 * size * (len(lines) - 1)
    if not caption.disputed:
        return y
    disputed, along = say("caption.disputed"), wide(lines[-1], size) + 0.9 * size
    if along + size + wide(disputed, size) > place.wide:
        along, y = 0.0, y + 1.2 * size
    diamond(layer, place.x + along + DIAMOND * size, y - 0.34 * size, DIAMOND * size)
    write(layer.page, place.x + along + size, y, disputed, size=size, color=FAINT_INK)
    return y


def diamond(layer: Sheet, x: float, y: float, half: float) -> None:
    """The hollow mark of a disputed claim."""
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    layer.page.add_artist(
        Polygon(corners, facecolor=BACKGROUND, edgecolor=INK, linewidth=points(1.2), gid="disputed")
    )
