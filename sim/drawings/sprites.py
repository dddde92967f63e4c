"""Small pictures stamped onto a canvas many at a time, at places counted in quarters of a pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.drawings.planes import Canvas, Form, Levels, colours, shares
from sim.drawings.stage import Pixels

QUARTERS = 4
"""Steps in which a sprite moves within a pixel."""

PHASES = 2 * QUARTERS
"""Steps along one side of the two by two pixels that share a colour."""

ONE_COLOUR = 3 * 255
"""A sprite has one colour when no sample of it, laid over anything, is more than 3 of 255 from that."""

Places = NDArray[np.int64]
"""(n, 2) places in quarters of a pixel, across and down."""

Draw = Callable[[float, float], Pixels]
"""A sprite moved by parts of a pixel, its middle pixel at the spot."""


def quartered(spots: NDArray[np.float64]) -> Places:
    """Places in pixels as places in quarters of a pixel."""
    return np.floor(np.asarray(spots, dtype=np.float64).reshape(-1, 2) * QUARTERS + 0.5).astype(np.int64)


@dataclass(frozen=True)
class Stamp:
    """One kind of sprite cut for one form of canvas, in each of its phases.

    ``alpha`` and ``ink`` (colour times alpha, from 0 to 65025) are (phases, samples); ``offsets``
    says where a sample lies from the sprite's corner in its channel, ``channel`` which channel that
    is.  ``colour`` is the sprite's level in each sample's channel if it has one colour only.  The
    corner lies ``reach`` pixels left of and above the even pixel at or before the spot.
    """

    side: int
    reach: int
    alpha: NDArray[np.uint32]
    ink: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    channel: NDArray[np.int64]
    colour: NDArray[np.float32] | None


def cut(form: Form, draw: Draw) -> Stamp:
    """All phases of a sprite, without the samples that are transparent in each of them."""
    drawn = {
        (x, y): _trimmed(draw(x / QUARTERS, y / QUARTERS)) for y in range(QUARTERS) for x in range(QUARTERS)
    }
    half = max(half for half, _ in drawn.values())
    reach = half + half % 2
    side = 2 * reach + 2
    rows = [
        _samples(form, _placed(drawn[x % QUARTERS, y % QUARTERS], side, x // QUARTERS, y // QUARTERS))
        for y in range(PHASES)
        for x in range(PHASES)
    ]
    alpha, ink = (np.stack(part) for part in zip(*rows, strict=True))
    offsets, channel = _offsets(form, side)
    used = alpha.any(axis=0)
    alpha, ink, channel = alpha[:, used], ink[:, used], channel[used]
    return Stamp(side, reach, alpha, ink, offsets[used], channel, _colour(alpha, ink, channel))


def _colour(
    alpha: NDArray[np.uint32], ink: NDArray[np.uint32], channel: NDArray[np.int64]
) -> NDArray[np.float32] | None:
    """The level of each sample's channel in a sprite of one colour; None where it has more than one."""
    levels = np.zeros(len(channel), dtype=np.float32)
    for number in range(int(channel.max(initial=-1)) + 1):
        own = channel == number
        densest = np.unravel_index(alpha[:, own].argmax(), alpha[:, own].shape)
        levels[own] = round(float(ink[:, own][densest]) / max(float(alpha[:, own][densest]), 1.0))
    apart = np.abs(ink - alpha * levels.astype(np.float64))
    return levels if apart.max(initial=0.0) <= ONE_COLOUR else None


def _trimmed(sprite: Pixels) -> tuple[int, Pixels]:
    """A sprite without its empty margin, and the pixels from its middle to its side."""
    middle = sprite.shape[0] // 2
    rows, columns = np.nonzero(sprite[..., 3])
    half = int(max(np.abs(rows - middle).max(), np.abs(columns - middle).max())) if len(rows) else 0
    part = slice(middle - half, middle + half + 1)
    return half, sprite[part, part]


def _placed(trimmed: tuple[int, Pixels], side: int, right: int, down: int) -> Pixels:
    """The sprite in a square of even sides, its spot ``right`` and ``down`` of the middle's even pixel."""
    half, sprite = trimmed
    square = np.zeros((side, side, 4), dtype=np.uint8)
    left, top = side // 2 - 1 - half + right, side // 2 - 1 - half + down
    square[top : top + 2 * half + 1, left : left + 2 * half + 1] = sprite
    return square


def _samples(form: Form, square: Pixels) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Alpha and ink of a square, all channels in one row."""
    alpha = square[..., 3].astype(np.uint32)
    levels = colours(form, square[..., :3])
    ink: list[Levels] = []
    for channel, share, level in zip(form.channels, shares(form, alpha), levels, strict=True):
        ink.append(share * level if channel.sub == 1 else _shared_ink(form, square, share, channel.start))
    return (
        np.concatenate([share.ravel() for share in shares(form, alpha)]).astype(np.uint32),
        np.concatenate([part.ravel() for part in ink]).astype(np.uint32),
    )


def _shared_ink(form: Form, square: Pixels, share: Levels, start: int) -> Levels:
    """Ink of a colour shared by four pixels: their colours weighed by their alpha."""
    alpha = square[..., 3:].astype(np.uint32)
    weighed = (square[..., :3] * alpha).reshape(share.shape[0], 2, share.shape[1], 2, 3).sum(axis=(1, 3))
    total = alpha.reshape(share.shape[0], 2, share.shape[1], 2).sum(axis=(1, 3))[..., None]
    mean = ((weighed + total // 2) // np.maximum(total, 1)).astype(np.uint8)
    number = [channel.start for channel in form.channels].index(start)
    doubled = mean.repeat(2, axis=0).repeat(2, axis=1)
    return share * colours(form, doubled)[number]


def _offsets(form: Form, side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each sample from the corner of a square in its channel, and its channel's number."""
    offsets, numbers = [], []
    for number, (_, step, row, sub) in enumerate(form.channels):
        along = np.arange(side // sub)
        offsets.append((along[:, None] * row + along[None, :] * step).ravel())
        numbers.append(np.full((side // sub) ** 2, number))
    return np.concatenate(offsets), np.concatenate(numbers)


class Stamper:
    """Stamps sprites onto canvases of one form, each place over those before it."""

    def __init__(self, form: Form, stamps: dict[str, Stamp]) -> None:
        self.form, self.stamps = form, stamps
        self._seen = np.ones(form.length, dtype=np.float32)
        self._first = np.zeros(form.wide * form.tall // 4, dtype=np.int32)

    def inside(self, kind: str, places: Places) -> Places:
        """Places whose sprite lies within the picture; the others cannot be stamped."""
        stamp = self.stamps[kind]
        even = places // PHASES * 2
        edge = np.array([self.form.wide, self.form.tall]) - stamp.side + stamp.reach
        kept: Places = places[((even >= stamp.reach) & (even <= edge)).all(axis=1)]
        return kept

    def samples(self, kind: str, places: Places) -> NDArray[np.int64]:
        """(n, samples) of a canvas that stamps at places inside the picture cover."""
        stamp = self.stamps[kind]
        corner = places // PHASES * 2 - stamp.reach
        corners = [
            start + corner[:, 1] // sub * row + corner[:, 0] // sub * step
            for start, step, row, sub in self.form.channels
        ]
        covered: NDArray[np.int64] = np.stack(corners, axis=1)[:, stamp.channel] + stamp.offsets
        return covered

    def touching(self, kind: str, places: Places, boxes: NDArray[np.int64]) -> Places:
        """The places whose square touches one of the boxes (n, 4): left, top, right, bottom in pixels."""
        side = self.stamps[kind].side
        left, top = (places // PHASES * 2 - self.stamps[kind].reach).T[:, :, None]
        near = (left < boxes[:, 2]) & (left + side > boxes[:, 0])
        near &= (top < boxes[:, 3]) & (top + side > boxes[:, 1])
        touched: Places = places[near.any(axis=1)]
        return touched

    def boxes(self, kind: str, places: Places) -> NDArray[np.int64]:
        """(n, 4): left, top, right and bottom in pixels of what stamps cover."""
        stamp = self.stamps[kind]
        corner = places // PHASES * 2 - stamp.reach
        return np.column_stack([corner, corner + stamp.side])

    def stamp(self, canvas: Canvas, kind: str, places: Places, keep: Canvas) -> NDArray[np.int64]:
        """Stamp at places inside the picture; ``keep`` (0 to 255 for each sample) is how much may show.

        Returns `samples`.
        """
        stamp, samples = self.stamps[kind], self.samples(kind, places)
        if not len(places):
            return samples
        phases = places[:, 1] % PHASES * PHASES + places[:, 0] % PHASES
        if stamp.colour is not None:
            self._cover(canvas, stamp.colour, samples, stamp.alpha[phases], keep)
            return samples
        for part in self._turns(stamp, places):
            _blend(canvas, samples[part], stamp.alpha[phases[part]], stamp.ink[phases[part]], keep)
        return samples

    def _cover(self, canvas: Canvas, colour: Any, samples: Any, alpha: Any, keep: Canvas) -> None:
        """Stamps of one colour all at once: what shows through a sample is the product over its stamps."""
        through = np.float32(1) - (alpha * keep[samples]).astype(np.float32) / np.float32(65025)
        self._seen[samples] = 1
        np.multiply.at(self._seen, samples, through)
        mixed = colour + (canvas[samples] - colour) * self._seen[samples]
        canvas[samples] = np.floor(mixed + np.float32(0.5)).astype(np.uint8)

    def _turns(self, stamp: Stamp, places: Places) -> list[NDArray[np.int64]]:
        """Groups of stamps that do not touch each other; a stamp comes after all it covers."""
        row, side = self.form.wide // 2, stamp.side // 2
        corner = places // PHASES - stamp.reach // 2
        first = corner[:, 1] * row + corner[:, 0]
        along = np.arange(side)
        square = (along[:, None] * row + along[None, :]).ravel()
        ends = square[[0, side - 1, -side, -1]]
        left, turns = np.arange(len(places)), []
        while len(left):
            covered = first[left, None] + square
            self._first[covered[::-1]] = left[::-1, None].astype(np.int32)
            free = (self._first[first[left, None] + ends] == left[:, None]).all(axis=1)
            turns.append(left[free])
            left = left[~free]
        return turns


def _blend(canvas: Canvas, samples: Any, alpha: Any, ink: Any, keep: Canvas) -> None:
    """Lay stamps over a canvas in whole numbers, rounded once."""
    kept = keep[samples].astype(np.uint32)
    below = canvas[samples] * (np.uint32(65025) - alpha * kept)
    canvas[samples] = ((below + ink * kept + np.uint32(32512)) // np.uint32(65025)).astype(np.uint8)
