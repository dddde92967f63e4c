"""Films of a staging: each shot composed and encoded by itself, joined in order into one file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

from sim.drawings.compositor import Compositor
from sim.drawings.encode import Coding, Encoder, Joiner, Packet, TooLarge, x264
from sim.drawings.flash import FlashWatch, Thumb, thumb
from sim.drawings.planes import Form, yuv
from sim.drawings.plates import Staging
from sim.drawings.shots import Shot, fade_frames, frames_in
from sim.drawings.stage import inked
from sim.drawings.workers import hands_for, in_order
from sim.store import replacing

Tell = Callable[[str], None] | None

MOST, TURNS = 8, 4
"""A process takes up to 8 shots in a row, because each fades from the one before, then at hand; but no
more than leave about 4 turns for each process."""

PAUSE = 0.2
"""Seconds between two tellings of progress."""


class Piece(NamedTuple):
    """One frame's share of a film: its number, a thumb of it if it is a new picture, packets of its shot."""

    number: int
    picture: Thumb | None
    packets: list[Packet]
    first: int


def save_film(
    path: Path,
    staging: Staging,
    reel: Sequence[Shot],
    *,
    fps: int,
    title: str,
    chapters: Sequence[str],
    coding: Coding | None = None,
    workers: int | None = None,
    most_bytes: int | None = None,
    tell: Tell = None,
) -> Path:
    """Write a film with a chapter for each shot; the same staging and reel give the same bytes.

    ``coding`` is H.264 at crf 18 unless another is given.  ``workers`` is the number of processes, by
    default one for each core; the bytes do not depend on it.  ``tell`` hears of progress.  Raises
    `SimError` when the film flashes more than WCAG allows or cannot be written, `TooLarge` when it
    takes more than ``most_bytes``; then, as after an interrupt, what was there before stays.  One
    picture is composed before the work is shared out, so that each process has at hand what never
    changes.
    """
    coding, row = coding or x264(), min(MOST, max(1, len(reel) // (TURNS * hands_for(workers))))
    compositor = Compositor(staging, yuv(*staging.size), fade=fade_frames(fps))
    compositor.still(reel[0].at)
    make = partial(_block, compositor, reel, coding, fps, row)
    progress = Progress("film", frames_in(reel), tell)
    with inked(), replacing(path) as temporary:
        with closing(in_order(make, -(-len(reel) // row), workers, progress.step)) as pieces:
            _join(temporary, pieces, _chapters(reel, chapters, fps), title, coding, compositor.form, fps)
        check_size(temporary, most_bytes)
    return path


def _join(
    path: Path, pieces: Iterator[Piece], chapters: list[Any], title: str, coding: Coding, form: Form, fps: int
) -> None:
    """Write all pieces into one file, looking for flashes as they go by."""
    watch = FlashWatch(form)
    with av.open(str(path), "w", format=coding.kind, options=dict(coding.container)) as container:
        container.metadata["title"] = title
        container.set_chapters(chapters)
        joiner = Joiner(container, coding, form, fps)
        for piece in pieces:
            if piece.picture is not None:
                watch.see(piece.number / fps, piece.picture)
            for packet in piece.packets:
                joiner.write(packet, piece.first)


def check_size(path: Path, most_bytes: int | None) -> None:
    """Raises `TooLarge` for a file of more than ``most_bytes``."""
    size = path.stat().st_size
    if most_bytes is not None and size > most_bytes:
        raise TooLarge(
            f"the file takes {size / 1e6:.1f} MB, more than {most_bytes / 1e6:g} MB",
            hint="show fewer days with --from and --until, or a smaller --size",
        )


def _block(
    compositor: Compositor, reel: Sequence[Shot], coding: Coding, fps: int, row: int, block: int
) -> Iterator[Piece]:
    """Some shots in a row."""
    for number in range(block * row, min(len(reel), (block + 1) * row)):
        yield from _pieces(compositor, reel, coding, fps, number)


def _pieces(
    compositor: Compositor, reel: Sequence[Shot], coding: Coding, fps: int, number: int
) -> Iterator[Piece]:
    """One shot, frame by frame; its last piece has the packets that the encoder held back."""
    shot, before = reel[number], reel[number - 1] if number else None
    encoder = Encoder(coding, compositor.form, fps)
    last = shot.first + shot.frames - 1
    seen: Thumb | None = None
    for at, frame in enumerate(compositor.frames(shot, before), shot.first):
        picture = _unlike(seen, thumb(compositor.form, frame.canvas)) if frame.fresh else None
        seen = seen if picture is None else picture
        packets = encoder.push(frame.canvas)
        if at == last:
            packets += encoder.finish()
        yield Piece(at, picture, packets, shot.first)


def _unlike(seen: Thumb | None, picture: Thumb) -> Thumb | None:
    """None for a thumb that shows nothing new."""
    return None if seen is not None and np.array_equal(picture, seen) else picture


def _chapters(reel: Sequence[Shot], names: Sequence[str], fps: int) -> list[Any]:
    """One for each shot, as PyAV takes them."""
    return [
        {
            "id": number, "start": shot.first, "end": shot.first + shot.frames,
            "time_base": Fraction(1, fps), "metadata": {"title": name},
        }
        for number, (shot, name) in enumerate(zip(reel, names, strict=True))
    ]  # fmt: skip


class Progress:
    """Tells how far the work is, a few times a second; after a while also how long it will take."""

    def __init__(self, what: str, frames: int, tell: Tell) -> None:
        self._what, self._frames, self._tell, self._done = what, frames, tell, 0
        self._start = self._told = time.monotonic()

    def step(self) -> None:
        """One more frame is done."""
        self._done += 1
        now = time.monotonic()
        if self._tell is None or (now - self._told < PAUSE and self._done < self._frames):
            return
        self._told = now
        rate = self._done / max(now - self._start, 1e-6)
        left = f", {(self._frames - self._done) / rate:.0f} s left" if now - self._start > 10 * PAUSE else ""
        self._tell(f"{self._what}: {rate:.0f} frames a second{left}; {self._done} of {self._frames}")
