"""The order of a film: what minute each frame shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.scene.marks import Beat

FADE, FADES = 4, 6
"""One picture gives way to the next in at most 4 frames, and in at most a sixth of a second."""


@dataclass(frozen=True)
class Shot:
    """One beat in frames: ``minutes`` is what they show while the clock goes, then ``rest`` frames stand.

    ``card`` is the card's kind, None for a day; a card has no minutes.  ``at`` is the minute that
    stands at the end, ``first`` the number of the shot's first frame in the film.
    """

    name: str
    card: str | None
    minutes: tuple[int, ...]
    at: int
    rest: int
    first: int

    @property
    def frames(self) -> int:
        return len(self.minutes) + self.rest

    def minute(self, frame: int) -> int:
        """What a frame of the shot shows, counted from 0."""
        return self.minutes[frame] if frame < len(self.minutes) else self.at


def shots(beats: Iterable[Beat], fps: int) -> tuple[Shot, ...]:
    """A shot for each beat, of a frame at least; the film lasts as long as the beats to half a frame."""
    found: list[Shot] = []
    first, seconds = 0, 0.0
    for beat in beats:
        seconds += beat.seconds
        frames = max(1, round(seconds * fps) - first)
        run = 0 if beat.day is None else min(frames, round(beat.run * fps))
        card = beat.kind if beat.day is None else None
        found.append(Shot(beat.name, card, _minutes(beat, run), beat.end, frames - run, first))
        first += frames
    return tuple(found)


def _minutes(beat: Beat, run: int) -> tuple[int, ...]:
    """Of frames 1 to ``run``: evenly from the start, which the frame before has shown, to the end."""
    long = beat.end - beat.start
    return tuple(beat.start + (2 * long * i + run) // (2 * run) for i in range(1, run + 1))


def fade_frames(fps: int) -> int:
    """Mixed frames between two pictures; none below 6 frames a second."""
    return min(FADE, fps // FADES)


def frames_in(reel: Sequence[Shot]) -> int:
    """Frames of the whole film."""
    return sum(shot.frames for shot in reel)
