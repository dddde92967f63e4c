"""Transparent pictures laid over each other, only where there is any ink."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.drawings.planes import changed
from sim.drawings.stage import Pixels, over

OPAQUE = 1 << 24
"""A pixel read as one number shows something from here on: its highest byte is its alpha."""

Box = tuple[slice, slice]
"""Rows and columns."""


class Ink(NamedTuple):
    """The part of a transparent picture outside which it is empty: rows, columns, and its pixels."""

    rows: slice
    columns: slice
    pixels: Pixels

    @property
    def part(self) -> Box:
        return self.rows, self.columns


def ink_of(picture: Pixels) -> Ink:
    """Cut a transparent picture down to what is drawn on it."""
    drawn = _numbers(picture) >= OPAQUE
    rows = np.flatnonzero(drawn.any(axis=1))
    if not len(rows):
        return Ink(slice(0, 0), slice(0, 0), picture[:0, :0].copy())
    columns = np.flatnonzero(drawn[rows[0] : rows[-1] + 1].any(axis=0))
    tall, wide = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return Ink(tall, wide, picture[tall, wide].copy())


def lay(below: Pixels, *inks: Ink) -> Pixels:
    """Lay inks over an opaque picture, the first one first."""
    laid = below.copy()
    for ink in inks:
        _lay_on(laid[ink.part], ink.pixels)
    return laid


class Pile:
    """Inks over an opaque picture; what does not differ from the inks laid last is not laid again.

    ``boxes`` are the parts of the picture that are wanted: outside them it may show anything.
    """

    def __init__(self, below: Pixels, boxes: Iterable[Box]) -> None:
        self._below, self._boxes = below, tuple(boxes)
        self._inks: tuple[Ink, ...] = ()
        self._laid = below

    def lay(self, *inks: Ink) -> Pixels:
        """`lay` inside the boxes; the same picture as long as nothing differs, so not to be written to."""
        pairs = zip_longest(inks, self._inks)
        apart = [part for now, before in pairs if now is not before for part in _differing(now, before)]
        parts = [_common(part, box) for part in apart for box in self._boxes]
        parts = [part for part in parts if not _is_empty(part)]
        if parts:
            self._laid = self._laid.copy()
        for part in parts:
            self._laid[part] = self._below[part]
            for ink in inks:
                _lay_part(self._laid, ink, part)
        self._inks = inks
        return self._laid


def _lay_part(ground: Pixels, ink: Ink, box: Box) -> None:
    part = _common(ink.part, box)
    if not _is_empty(part):
        rows, columns = (_from(some, whole) for some, whole in zip(part, ink.part, strict=True))
        _lay_on(ground[part], ink.pixels[rows, columns])


def _lay_on(ground: Pixels, pixels: Pixels) -> None:
    """The bytes of `over`, written where the ground is; opaque pixels are copied as they are."""
    below, above = _numbers(ground), _numbers(pixels)
    alpha = (above >> np.uint32(24)).astype(np.uint8)
    np.copyto(below, above, where=alpha == 255)
    rows, columns = np.divmod(np.flatnonzero(alpha - np.uint8(1) < 254), max(1, alpha.shape[1]))
    below[rows, columns] = _numbers(over(_pixels(below[rows, columns]), _pixels(above[rows, columns])))


def _numbers(pixels: Pixels) -> NDArray[np.uint32]:
    """Each pixel as one number, its alpha the highest byte."""
    numbers: NDArray[np.uint32] = pixels.view("<u4")[..., 0]
    return numbers


def _pixels(numbers: NDArray[np.uint32]) -> Pixels:
    return numbers.view(np.uint8).reshape(-1, 4)


def _differing(now: Ink | None, before: Ink | None) -> list[Box]:
    """Outside what boxes two inks show the same."""
    if now is None or before is None or now.part != before.part:
        return [_hull((now, before))]
    top, left = now.rows.start, now.columns.start
    return [
        (slice(top + area.top, top + area.bottom), slice(left + area.left, left + area.right))
        for area in changed(now.pixels, before.pixels)
    ]


def _hull(inks: Iterable[Ink | None]) -> Box:
    """The smallest box with all of some inks in it."""
    parts = [ink.part for ink in inks if ink is not None and not _is_empty(ink.part)]
    if not parts:
        return slice(0, 0), slice(0, 0)
    rows, columns = (
        slice(min(side.start for side in sides), max(side.stop for side in sides))
        for sides in zip(*parts, strict=True)
    )
    return rows, columns


def _is_empty(box: Box) -> bool:
    return any(side.start >= side.stop for side in box)


def _common(first: Box, second: Box) -> Box:
    rows, columns = (
        slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(first, second, strict=True)
    )
    return rows, columns


def _from(part: slice, whole: slice) -> slice:
    """A part counted from the start of the whole."""
    return slice(part.start - whole.start, part.stop - whole.start)


def stacked(below: Pixels, ink: Ink) -> Pixels:
    """Lay ink over another transparent picture, to the nearest whole number."""
    high, low = ink.pixels.astype(np.float64) / 255, below[ink.part].astype(np.float64) / 255
    shown = low[..., 3:] * (1 - high[..., 3:])
    alpha = high[..., 3:] + shown
    colours = high[..., :3] * high[..., 3:] + low[..., :3] * shown
    np.divide(colours, alpha, out=colours, where=alpha > 0)
    laid = below.copy()
    laid[ink.part] = np.rint(np.concatenate([colours, alpha], axis=2) * 255)
    return laid
