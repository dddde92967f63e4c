"""Frames: what stands is painted once, what moves is stamped on it, and pictures fade into each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.drawings.ahead import Ahead
from sim.drawings.planes import Area, Canvas, Form, copy, empty, paint
from sim.drawings.plates import Staging
from sim.drawings.shots import FADE, Shot
from sim.drawings.sprites import Stamper, cut, quartered
from sim.drawings.stage import inked
from sim.drawings.standing import Laid, Standing, even

TOGETHER = 24
"""Frames of which the spots are worked out at once."""


class Frame(NamedTuple):
    """A composed frame, good until the next one; it is not ``fresh`` when it equals the one before."""

    canvas: Canvas
    fresh: bool


class Above(NamedTuple):
    """What a composed canvas shows above what stands: samples of what moves, the columns of the sweeps."""

    samples: list[NDArray[np.int64]]
    edges: tuple[int, ...]


class Fade:
    """Mixed frames between two pictures: each sample lies between the two, ``length`` times on its way.

    ``part`` counts them from 1.  One that ``covers`` mixes what moves as well as what stands.
    """

    def __init__(self, before: Canvas, after: Canvas, length: int, *, covers: bool) -> None:
        self.length, self.covers, self.part = length, covers, 0
        self._samples = np.flatnonzero(before != after)
        self._before = before[self._samples].astype(np.int32)

    def mix(self, canvas: Canvas) -> None:
        whole = self.length + 1
        after = canvas[self._samples] * np.int32(self.part)
        canvas[self._samples] = (self._before * (whole - self.part) + after + whole // 2) // whole


class Compositor:
    """Composes a staging's frames on canvases of one form; ``fade`` is the number of mixed frames at a cut.

    The bytes of a shot's frames do not depend on what was composed before it.
    """

    def __init__(self, staging: Staging, form: Form, *, fade: int = FADE) -> None:
        self.form, self._staging, self._fade = form, staging, fade
        with inked():
            stamps = {kind: cut(form, partial(staging.sprite, kind)) for kind in staging.kinds}
        self._stamper = Stamper(form, stamps)
        self._ahead = Ahead(staging)
        self._standing = Standing(staging, self._stamper, self._ahead)
        self._canvas = empty(form)
        self._above: Above | None = None
        self._cards: dict[str, Canvas] = {}

    def frames(self, shot: Shot, before: Shot | None = None) -> Iterator[Frame]:
        """Every frame of a shot; the first ones fade from the picture on which the shot before ended."""
        if shot.card is not None:
            yield from self._card_frames(shot, shot.card, before)
        else:
            yield from self._day_frames(shot, before)

    def still(self, minute: int) -> Canvas:
        """The settled picture of a minute; good until the next picture."""
        self._standing.begin(minute)
        self._compose(minute, self._moving(minute), None)
        return self._canvas

    def card(self, kind: str) -> Canvas:
        """A card's canvas, not to be written to."""
        if kind not in self._cards:
            self._cards[kind] = empty(self.form)
            paint(self.form, self._cards[kind], self._staging.card(kind), self.form.whole)
        return self._cards[kind]

    def _card_frames(self, shot: Shot, kind: str, before: Shot | None) -> Iterator[Frame]:
        card, mixed = self.card(kind), 0
        if before is not None:
            old = self.still(before.at) if before.card is None else self.card(before.card)
            fade = Fade(old, card, min(self._fade, shot.frames - 1), covers=True)
            mixed = fade.length
        for number in range(shot.frames):
            if number <= mixed:
                np.copyto(self._canvas, card)
                self._above = None
            if number < mixed:
                fade.part = number + 1
                fade.mix(self._canvas)
            yield Frame(self._canvas, fresh=number <= mixed)

    def _day_frames(self, shot: Shot, before: Shot | None) -> Iterator[Frame]:
        fade = self._open(shot, before)
        self._look_ahead(shot, 0)
        last, moving, edges = -1, self._moving(shot.minute(0)), self._edges(shot.minute(0))
        for number in range(shot.frames):
            if number and number % TOGETHER == 0:
                self._look_ahead(shot, number)
            minute, fresh = shot.minute(number), number == 0
            if number and minute != last:
                was = moving, edges
                if not self._standing.is_at(minute):
                    fade, fresh = self._cut(last, minute, moving, fade, shot.frames - 1 - number), True
                elif self._standing.follow(minute):
                    fresh = True
                moving, edges = self._moving(minute), self._edges(minute)
                fresh = fresh or edges != was[1] or not _equal(moving, was[0])
            if fade is not None:
                fade.part, fresh = fade.part + 1, True
                fade = fade if fade.part <= fade.length else None
            if fresh:
                self._compose(minute, moving, fade)
            yield Frame(self._canvas, fresh)
            last = minute

    def _look_ahead(self, shot: Shot, number: int) -> None:
        self._ahead.look(map(shot.minute, range(number, min(number + TOGETHER, shot.frames))))

    def _open(self, shot: Shot, before: Shot | None) -> Fade | None:
        """Stand at a shot's first minute, about to fade from the picture before."""
        old: Canvas | None = None
        if before is not None and before.card is not None:
            old = self.card(before.card)
        elif before is not None:
            self._standing.begin(before.at)
            self._compose(before.at, {}, None)
            old = self._canvas.copy()
        minute = shot.minute(0)
        self._standing.begin(minute)
        if before is None or old is None:
            return None
        self._compose(minute, {}, None)
        return Fade(old, self._canvas, min(self._fade, shot.frames - 1), covers=before.card is not None)

    def _cut(self, last: int, minute: int, moving: Laid, fade: Fade | None, left: int) -> Fade:
        """Stand on another plate, about to fade from what was seen last."""
        covers = fade is not None and fade.covers
        self._compose(last, moving if covers else {}, fade)
        old = self._canvas.copy()
        self._standing.begin(minute)
        self._compose(minute, {}, None)
        return Fade(old, self._canvas, min(self._fade, left), covers=covers)

    def _compose(self, minute: int, moving: Laid, fade: Fade | None) -> None:
        """What stands, what time has passed, what moves."""
        ground, edges = self._standing.ground, self._edges(minute)
        self._stand(edges)
        for area, edge in zip(ground.sweeps, edges, strict=True):
            copy(self.form, ground.later, self._canvas, Area(area.left, area.top, edge, area.bottom))
        if fade is not None and not fade.covers:
            fade.mix(self._canvas)
        samples = [self._stamper.stamp(self._canvas, k, moving[k], ground.keep) for k in moving]
        if fade is not None and fade.covers:
            fade.mix(self._canvas)
        self._above = Above(samples, edges) if fade is None else None

    def _stand(self, edges: tuple[int, ...]) -> None:
        """What stands, without anything above it; where that is known, only there is it laid anew."""
        above, news = self._above, self._standing.news()
        if (
            above is None
            or news is None
            or any(now < was for now, was in zip(edges, above.edges, strict=True))
        ):
            np.copyto(self._canvas, self._standing.canvas)
            return
        for samples in (*above.samples, *news):
            self._canvas[samples] = self._standing.canvas[samples]

    def _edges(self, minute: int) -> tuple[int, ...]:
        """The column up to which each sweep shows what has passed; even, so that it lies between samples."""
        found = []
        for sweep in self._staging.sweeps:
            area, part = even(sweep), minute / self._staging.minutes
            edge = round((sweep.start + (sweep.end - sweep.start) * part) / 2) * 2
            found.append(min(max(edge, area.left), area.right))
        return tuple(found)

    def _moving(self, minute: int) -> Laid:
        spots = self._ahead.moving(minute)
        laid = {kind: quartered(spots[kind]) for kind in self._staging.kinds if kind in spots}
        return {kind: self._stamper.inside(kind, places) for kind, places in laid.items()}


def _equal(now: Laid, before: Laid) -> bool:
    return now.keys() == before.keys() and all(np.array_equal(now[kind], before[kind]) for kind in now)
