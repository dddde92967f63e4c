"""What stands still: the plate of a moment on a canvas, and the spots that stay on it."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from sim.drawings.ahead import Ahead
from sim.drawings.planes import Area, Form, changed, copy, empty, laid, paint, shares
from sim.drawings.plates import Plate, Spots, Staging, Sweep
from sim.drawings.sprites import Places, Stamper, quartered

FEW = 200
"""Up to so many spots that came or went are mended one by one; above, all are laid anew."""

Laid = dict[str, Places]
"""Kind of sprite -> places within the picture, from the bottom up."""

Codes = NDArray[np.int64]
"""A number for each place."""


def even(sweep: Sweep) -> Area:
    """The whole samples of every channel within a sweep's box."""
    return Area(
        sweep.left + sweep.left % 2, sweep.top + sweep.top % 2, sweep.right // 2 * 2, sweep.bottom // 2 * 2
    )


class Ground:
    """A plate on a canvas.

    ``keep`` is how much may show of what is laid on it, ``later`` how it looks where a sweep has
    passed.  Moving on to another plate paints again only where the two differ.  The bytes are those of a
    fresh start, because each sample depends on its own pixels alone.
    """

    def __init__(self, form: Form, sweeps: tuple[Area, ...]) -> None:
        self.form, self.sweeps = form, sweeps
        self.canvas, self.later = empty(form), empty(form)
        self.keep = np.zeros(form.length, dtype=np.uint8)
        self._plate: Plate | None = None

    def move_to(self, plate: Plate) -> list[Area]:
        """Lay another plate; returns where the canvas or ``keep`` may have changed."""
        names, under = self._differing(plate)
        for area in names:
            covered = shares(self.form, plate.names[_part(area)][..., 3].astype(np.uint32))
            for view, share in zip(self.form.views(self.keep, area), covered, strict=True):
                view[:] = 255 - share
        for area in [*under, *names]:
            paint(self.form, self.canvas, laid(plate.under[_part(area)], plate.names[_part(area)]), area)
        if self._plate is None or plate.swept is not self._plate.swept:
            for area in self.sweeps:
                paint(self.form, self.later, plate.swept[_part(area)], area)
        self._plate = plate
        return [*under, *names]

    def _differing(self, plate: Plate) -> tuple[list[Area], list[Area]]:
        """Where names, and where what lies under them, are not as they were."""
        before = self._plate
        if before is None:
            return [self.form.whole], []
        names = [] if plate.names is before.names else changed(plate.names, before.names)
        under = [] if plate.under is before.under else changed(plate.under, before.under)
        return names, under


def _part(area: Area) -> tuple[slice, slice]:
    return slice(area.top, area.bottom), slice(area.left, area.right)


class Standing:
    """The canvas of all that stands: a plate and its standing spots, kept up from minute to minute."""

    def __init__(self, staging: Staging, stamper: Stamper, ahead: Ahead | None = None) -> None:
        self.canvas = empty(stamper.form)
        self.ground = Ground(stamper.form, tuple(even(sweep) for sweep in staging.sweeps))
        self._staging, self._stamper = staging, stamper
        self._ahead = ahead or Ahead(staging)
        self._window = np.zeros(stamper.form.length, dtype=np.uint8)
        self._key: Hashable = None
        self._spots: Spots | None = None
        self._laid: Laid = {}
        self._news: list[NDArray[np.int64]] | None = None

    def news(self) -> list[NDArray[np.int64]] | None:
        """The samples that changed since this was asked last; None where it may be any of them."""
        news, self._news = self._news, []
        return news

    def is_at(self, minute: int) -> bool:
        """Whether the plate is that of the minute."""
        return self._spots is not None and self._ahead.key(minute) == self._key

    def begin(self, minute: int) -> None:
        """Go to any minute.  The bytes do not depend on what was laid before."""
        key = self._ahead.key(minute)
        areas = [] if self._spots is not None and key == self._key else self._move_to(minute)
        self._key = key
        self._go_on(self._ahead.standing(minute), areas)

    def follow(self, minute: int) -> bool:
        """Go on to a minute of the same plate; whether anything changed.  The bytes are those of `begin`."""
        return self._go_on(self._ahead.standing(minute), [])

    def _move_to(self, minute: int) -> list[Area]:
        return self.ground.move_to(self._staging.plate(minute))

    def _go_on(self, spots: Spots, areas: list[Area]) -> bool:
        """Lay what changed of the spots, and everything within some areas."""
        if spots is self._spots and not areas:
            return False
        self._spots, before, self._laid = spots, self._laid, self._inside(spots)
        dirty = _dirty(before, self._laid)
        if dirty is None:
            self._lay_all()
        elif dirty or areas:
            self._mend(dirty, areas)
        return dirty is None or bool(dirty or areas)

    def _inside(self, spots: Spots) -> Laid:
        return {
            kind: self._stamper.inside(kind, quartered(spots[kind]))
            for kind in self._staging.kinds
            if kind in spots
        }

    def _lay_all(self) -> None:
        self._news = None
        np.copyto(self.canvas, self.ground.canvas)
        for kind, places in self._laid.items():
            self._stamper.stamp(self.canvas, kind, places, self.ground.keep)

    def _mend(self, dirty: Laid, areas: list[Area]) -> None:
        """Lay areas and the samples under some places anew: the plate, then all spots that touch them."""
        form, keep, window = self._stamper.form, self.ground.keep, self._window
        samples = [self._stamper.samples(kind, p).ravel() for kind, p in dirty.items()]
        boxes = [np.array(areas, dtype=np.int64).reshape(-1, 4)]
        boxes += [self._stamper.boxes(kind, p) for kind, p in dirty.items()]
        for there in samples:
            self.canvas[there], window[there] = self.ground.canvas[there], keep[there]
        for area in areas:
            copy(form, self.ground.canvas, self.canvas, area)
            copy(form, keep, window, area)
        self._news = None if areas or self._news is None else [*self._news, *samples]
        for kind, places in self._laid.items():
            touched = self._stamper.touching(kind, places, np.concatenate(boxes))
            self._stamper.stamp(self.canvas, kind, touched, window)
        for there in samples:
            window[there] = 0
        for area in areas:
            for view in form.views(window, area):
                view[:] = 0


def _dirty(before: Laid, now: Laid) -> Laid | None:
    """The places that came or went; None where too many did, or where the others changed their order."""
    found: Laid = {}
    for kind in [*before, *(kind for kind in now if kind not in before)]:
        old, new = _without_ends(_codes(before.get(kind)), _codes(now.get(kind)))
        if not len(old) and not len(new):
            continue
        stayed, kept = np.isin(old, new), np.isin(new, old)
        if not np.array_equal(old[stayed], new[kept]):
            return None
        codes = np.concatenate([old[~stayed], new[~kept]])
        if len(codes):
            found[kind] = np.column_stack([codes & 0xFFFFFFFF, codes >> 32])
    return found if sum(map(len, found.values())) <= FEW else None


def _without_ends(old: Codes, new: Codes) -> tuple[Codes, Codes]:
    """Two rows without what is the same at the start of both, and then at the end of both."""
    start = _alike(old, new)
    old, new = old[start:], new[start:]
    end = _alike(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _alike(old: Codes, new: Codes) -> int:
    """How many numbers are the same at the start of both."""
    most = min(len(old), len(new))
    apart = old[:most] != new[:most]
    first = int(apart.argmax()) if most else 0
    return first if most and apart[first] else most


def _codes(places: Places | None) -> Codes:
    """One number for each place."""
    return np.empty(0, np.int64) if places is None else places[:, 1] << 32 | places[:, 0]
