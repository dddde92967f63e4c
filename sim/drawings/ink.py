"""Transparent pictures laid over each other, only where there is any ink."""

from __future__ import annotations

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
        laid[ink.part] = over(laid[ink.part], ink.pixels)
    return laid


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
