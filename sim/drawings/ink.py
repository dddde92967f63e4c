"""Transparent pictures laid over each other, only where there is any ink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from sim.drawings.stage import Pixels, over


class Ink(NamedTuple):
    """The part of a transparent picture outside which it is empty: rows, columns, and its pixels."""

    rows: slice
    columns: slice
    pixels: Pixels

    @property
    def part(self) -> tuple[slice, slice]:
        return self.rows, self.columns


def ink_of(picture: Pixels) -> Ink:
    """Cut a transparent picture down to what is drawn on it."""
    alpha = picture[..., 3]
    rows = np.flatnonzero(alpha.any(axis=1))
    if not len(rows):
        return Ink(slice(0, 0), slice(0, 0), picture[:0, :0].copy())
    columns = np.flatnonzero(alpha[rows[0] : rows[-1] + 1].any(axis=0))
    tall, wide = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return Ink(tall, wide, picture[tall, wide].copy())


def lay(below: Pixels, *inks: Ink) -> Pixels:
    """Lay inks over an opaque picture, the first one first."""
    laid = below.copy()
    for ink in inks:
        _lay_on(laid[ink.part], ink.pixels)
    return laid


def lay_within(below: Pixels, inks: Sequence[Ink], boxes: Iterable[tuple[slice, slice]]) -> Pixels:
    """`lay` inside some boxes; what lies outside them is ``below`` or anything else."""
    laid = np.empty_like(below)
    for rows, columns in boxes:
        laid[rows, columns] = below[rows, columns]
        for ink in inks:
            tall, wide = _common(rows, ink.rows), _common(columns, ink.columns)
            _lay_on(laid[tall, wide], ink.pixels[_from(tall, ink.rows), _from(wide, ink.columns)])
    return laid


def _lay_on(ground: Pixels, pixels: Pixels) -> None:
    """The bytes of `over`, written where the ground is; opaque pixels are copied as they are."""
    alpha = pixels[..., 3]
    np.copyto(ground.view(np.uint32), pixels.view(np.uint32), where=(alpha == 255)[..., None])
    rows, columns = np.nonzero((alpha > 0) & (alpha < 255))
    ground[rows, columns] = over(ground[rows, columns], pixels[rows, columns])


def _common(first: slice, second: slice) -> slice:
    start = max(first.start, second.start)
    return slice(start, max(start, min(first.stop, second.stop)))


def _from(part: slice, whole: slice) -> slice:
    """A part counted from the start of the whole; empty parts may lie anywhere."""
    start = max(0, part.start - whole.start)
    return slice(start, start + part.stop - part.start)


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
