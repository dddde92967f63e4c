"""What stands still: the plate of a moment on a canvas, and the spots that stay on it."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from sim.drawings.planes import Area, Form, changed, empty, laid, paint, shares
from sim.drawings.plates import Plate, Spots, Staging, Sweep
from sim.drawings.sprites import Places, Stamper, quartered

FEW = 200
"""Up to so many spots that came or went are mended one by one; above, all are laid anew."""

Laid = dict[str, Places]
"""Kind of sprite -> places within the picture, from the bottom up."""


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

    def move_to(self, plate: Plate) -> None:
        names, under = self._differing(plate)
        for area in names:
            covered = shares(self.form, plate.names[_part(area)][..., 3].astype(np.uint32))
            for view, share in zip(self.form.views(self.keep, area), covered, strict=True):
                view[:] = 255 - share
        for area in [*under, *names]:
            paint(self.form, self.canvas, laid(plate.under[_part(area)], plate.names[_part(area)]), area)
        for area in self.sweeps:
            paint(self.form, self.later, plate.swept[_part(area)], area)
        self._plate = plate

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

    def __init__(self, staging: Staging, stamper: Stamper) -> None:
        self.canvas = empty(stamper.form)
        self.ground = Ground(stamper.form, tuple(even(sweep) for sweep in staging.sweeps))
        self._staging, self._stamper = staging, stamper
        self._window = np.zeros(stamper.form.length, dtype=np.uint8)
        self._key: Hashable = None
        self._spots: Spots | None = None
        self._laid: Laid = {}

    def is_at(self, minute: int) -> bool:
        """Whether the plate is that of the minute."""
        return self._spots is not None and self._staging.key(minute) == self._key

    def begin(self, minute: int) -> None:
        """Lay the plate of a minute and all its standing spots anew."""
        key = self._staging.key(minute)
        if self._spots is None or key != self._key:
            self.ground.move_to(self._staging.plate(minute))
        self._key, self._spots = key, self._staging.standing(minute)
        self._laid = self._inside(self._spots)
        self._lay_all()

    def follow(self, minute: int) -> bool:
        """Go on to a minute of the same plate; whether anything changed.  The bytes are those of `begin`."""
        spots = self._staging.standing(minute)
        if spots is self._spots:
            return False
        self._spots, before, self._laid = spots, self._laid, self._inside(spots)
        dirty = _dirty(before, self._laid)
        if dirty is None:
            self._lay_all()
        elif dirty:
            self._mend(dirty)
        return dirty is None or bool(dirty)

    def _inside(self, spots: Spots) -> Laid:
        return {
            kind: self._stamper.inside(kind, quartered(spots[kind]))
            for kind in self._staging.kinds
            if kind in spots
        }

    def _lay_all(self) -> None:
        np.copyto(self.canvas, self.ground.canvas)
        for kind, places in self._laid.items():
            self._stamper.stamp(self.canvas, kind, places, self.ground.keep)

    def _mend(self, dirty: Laid) -> None:
        """Lay the samples under some places anew: the plate, then all spots that touch them, in order."""
        samples = np.concatenate([self._stamper.samples(kind, p).ravel() for kind, p in dirty.items()])
        squares = np.concatenate([self._stamper.squares(kind, p) for kind, p in dirty.items()])
        self.canvas[samples] = self.ground.canvas[samples]
        self._window[samples] = self.ground.keep[samples]
        for kind, places in self._laid.items():
            touched = self._stamper.touching(kind, places, squares)
            self._stamper.stamp(self.canvas, kind, touched, self._window)
        self._window[samples] = 0


def _dirty(before: Laid, now: Laid) -> Laid | None:
    """The places that came or went; None where too many did, or where the others changed their order."""
    found: Laid = {}
    for kind in [*before, *(kind for kind in now if kind not in before)]:
        old, new = _codes(before.get(kind)), _codes(now.get(kind))
        stayed, kept = np.isin(old, new), np.isin(new, old)
        if not np.array_equal(old[stayed], new[kept]):
            return None
        codes = np.concatenate([old[~stayed], new[~kept]])
        if len(codes):
            found[kind] = np.column_stack([codes & 0xFFFFFFFF, codes >> 32])
    return found if sum(map(len, found.values())) <= FEW else None


def _codes(places: Places | None) -> NDArray[np.int64]:
    """One number for each place."""
    return np.empty(0, np.int64) if places is None else places[:, 1] << 32 | places[:, 0]
