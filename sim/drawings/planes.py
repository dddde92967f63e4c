"""Pictures as canvases of bytes: Y, U and V for films; blue, green, red and alpha for GIFs and stills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.drawings.stage import over

Canvas = NDArray[np.uint8]
"""A whole picture as one run of bytes, in the order in which its encoder wants them."""

Levels = NDArray[Any]
"""(height, width) or (height, width, channels) of whole numbers."""


class Area(NamedTuple):
    """A rectangle of pixels; its sides are even, so that it covers whole samples of every channel."""

    left: int
    top: int
    right: int
    bottom: int


class Channel(NamedTuple):
    """Where a channel's samples lie on a canvas: the first, from one to the next, from row to row.

    ``sub`` is how many pixels share one sample along each side.
    """

    start: int
    step: int
    row: int
    sub: int


@dataclass(frozen=True)
class Form:
    """A way to lay a picture of one size out in bytes; ``name`` is FFmpeg's."""

    name: str
    wide: int
    tall: int
    length: int
    channels: tuple[Channel, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The canvas as PyAV wants to see it."""
        return (self.tall * 3 // 2, self.wide) if self.name == "yuv420p" else (self.tall, self.wide, 4)

    @property
    def whole(self) -> Area:
        return Area(0, 0, self.wide, self.tall)

    def views(self, canvas: Canvas, area: Area) -> Iterator[NDArray[np.uint8]]:
        """The samples of an area, channel by channel; writing to them writes to the canvas."""
        for start, step, row, sub in self.channels:
            tall, wide = (area.bottom - area.top) // sub, (area.right - area.left) // sub
            first = start + area.top // sub * row + area.left // sub * step
            yield np.ndarray((tall, wide), np.uint8, canvas, offset=first, strides=(row, step))


def yuv(wide: int, tall: int) -> Form:
    """Planar YUV with one colour for four pixels, bt709, limited range; both sides even."""
    luma, chroma = wide * tall, wide * tall // 4
    channels = (
        Channel(0, 1, wide, 1),
        Channel(luma, 1, wide // 2, 2),
        Channel(luma + chroma, 1, wide // 2, 2),
    )
    return Form("yuv420p", wide, tall, luma + 2 * chroma, channels)


def bgra(wide: int, tall: int) -> Form:
    """Blue, green, red and a full alpha, pixel by pixel."""
    row = 4 * wide
    return Form("bgra", wide, tall, row * tall, tuple(Channel(c, 4, row, 1) for c in range(3)))


def empty(form: Form) -> Canvas:
    """An opaque canvas of black; in YUV, of the bytes that stand for nothing."""
    canvas = np.zeros(form.length, dtype=np.uint8)
    if form.name == "bgra":
        canvas[3::4] = 255
    return canvas


def copy(form: Form, source: Canvas, canvas: Canvas, area: Area) -> None:
    """Take the samples of an area over from another canvas."""
    for view, other in zip(form.views(canvas, area), form.views(source, area), strict=True):
        view[:] = other


def paint(form: Form, canvas: Canvas, pixels: NDArray[np.uint8], area: Area) -> None:
    """Lay an opaque picture of the area's size, (height, width, 3 or 4), on a canvas."""
    for view, levels in zip(form.views(canvas, area), colours(form, pixels[..., :3]), strict=True):
        view[:] = levels


def colours(form: Form, rgb: Levels) -> tuple[Levels, ...]:
    """A picture's levels channel by channel, in whole numbers: the same bytes on any machine."""
    red, green, blue = (rgb[..., c] for c in range(3))
    if form.name == "bgra":
        return blue, green, red
    light = luma(red, green, blue)
    red, green, blue = (_sums(part) for part in (red, green, blue))
    return light, *chroma(red, green, blue, parts=4)


def luma(red: Levels, green: Levels, blue: Levels) -> Levels:
    """bt709 luma from 16 to 235 of levels from 0 to 255."""
    light: Levels = red * np.uint32(11966) + green * np.uint32(40254) + blue * np.uint32(4064)
    return (light + np.uint32((16 << 16) + (1 << 15)) >> np.uint32(16)).astype(np.uint8)


def chroma(red: Levels, green: Levels, blue: Levels, *, parts: int) -> tuple[Levels, Levels]:
    """bt709 colour differences from 16 to 240 of sums over ``parts`` pixels."""
    red, green, blue = (part.astype(np.int32) for part in (red, green, blue))
    middle, unit = (128 << 16) * parts + (parts << 15), (1 << 16) * parts
    first = (-6596 * red - 22189 * green + 28785 * blue + middle) // unit
    second = (28785 * red - 26145 * green - 2640 * blue + middle) // unit
    return first.astype(np.uint8), second.astype(np.uint8)


def shares(form: Form, alpha: Levels) -> Iterator[Levels]:
    """How much of each sample (0 to 255) a transparent picture covers, channel by channel."""
    for channel in form.channels:
        yield alpha if channel.sub == 1 else (_sums(alpha) + 2) // 4


def _sums(part: Levels) -> Levels:
    """Of each square of four pixels."""
    rows = part[0::2].astype(np.uint16) + part[1::2]
    sums: Levels = rows[:, 0::2] + rows[:, 1::2]
    return sums


def to_rgb(form: Form, canvas: Canvas) -> NDArray[np.uint8]:
    """(height, width, 3) red, green, blue of a canvas; each colour of YUV fills its four pixels."""
    parts = [view.astype(np.int64) for view in form.views(canvas, form.whole)]
    if form.name == "bgra":
        return np.stack(parts[::-1], axis=-1).astype(np.uint8)
    light, first, second = (parts[0], *(part.repeat(2, 0).repeat(2, 1) - 128 for part in parts[1:]))
    return rgb_of(light, first, second)


def rgb_of(light: Levels, first: Levels, second: Levels) -> NDArray[np.uint8]:
    """Red, green and blue, on a new last axis, of bt709 luma and of colour differences around zero."""
    grey = (light - 16) * 76309 + 32768
    parts = (grey + 117489 * second, grey - 13975 * first - 34925 * second, grey + 138438 * first)
    return np.stack([np.clip(part >> 16, 0, 255) for part in parts], axis=-1).astype(np.uint8)


def changed(now: NDArray[np.uint8], before: NDArray[np.uint8], step: int = 32) -> list[Area]:
    """Areas outside which two (height, width, 4) pictures are equal, from the top; none if they are equal."""
    tall, wide = now.shape[:2]
    unequal = now.view(np.uint32)[..., 0] != before.view(np.uint32)[..., 0]
    rows = np.logical_or.reduceat(unequal.any(axis=1), np.arange(0, tall, step))
    found: list[Area] = []
    for start, end in _runs(rows):
        top, bottom = start * step, min(end * step, tall)
        columns = np.logical_or.reduceat(unequal[top:bottom].any(axis=0), np.arange(0, wide, step))
        found += [Area(a * step, top, min(b * step, wide), bottom) for a, b in _runs(columns)]
    return found


def _runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where stretches of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def laid(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The bytes of `over`, for pictures (height, width, 4) that have ink in a few places only."""
    found, alpha = below.copy(), above[..., 3]
    np.copyto(found.view(np.uint32)[..., 0], above.view(np.uint32)[..., 0], where=alpha == 255)
    soft = np.flatnonzero((alpha > 0) & (alpha < 255))
    flat = found.reshape(-1, 4)
    flat[soft] = over(flat[soft], above.reshape(-1, 4)[soft])
    return found
