"""WCAG 2.2's rule on flashes (success criterion 2.3.1): at most three, general or red, in any one second."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.drawings.planes import Canvas, Form, rgb_of
from sim.errors import SimError

SCREEN = (1024, 768)
"""Pixels of the screen on which the rule measures; a film fills it as far as its shape allows."""

FIELD = (341, 256)
"""Pixels of that screen in a field of 10 degrees."""

LARGE = 21_824
"""Pixels of a field above which what flashes is too large: a quarter of it."""

CHANGE, DARK = 0.1, 0.8
"""Least change of relative luminance that makes a flash, and below what the darker side must be."""

SATURATED, SHIFT = 0.8, 0.2
"""Least share of red in a saturated red, and the change of u'v' that makes it flash."""

MOST = 6
"""Opposing changes in a second: three pairs."""

COLUMNS = 120
"""About so many samples across a picture."""

Thumb = NDArray[np.uint8]
"""(3, rows, columns) levels of the form's channels."""

_LINEAR = np.where(
    np.arange(256) <= 0.04045 * 255,
    np.arange(256) / 255 / 12.92,
    ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4,
)
"""Of each level of sRGB."""

_WHITE = (0.1978, 0.4683)
"""u' and v' of the white point, which stand for black too."""


def spacing(form: Form) -> int:
    """Pixels from one sample to the next."""
    return max(2, round(form.wide / COLUMNS / 2) * 2)


def thumb(form: Form, canvas: Canvas) -> Thumb:
    """A few samples of a picture, at the middle of squares."""
    step = spacing(form)
    rows, columns = form.tall // step, form.wide // step
    found = np.empty((3, rows, columns), dtype=np.uint8)
    for number, (view, channel) in enumerate(zip(form.views(canvas, form.whole), form.channels, strict=True)):
        part = step // channel.sub
        found[number] = view[part // 2 :: part, part // 2 :: part][:rows, :columns]
    return found


class FlashWatch:
    """Sees a film go by and raises `SimError` with the time when it flashes more than the rule allows.

    Counted for each sample: changes of luminance (or to and from saturated red) that oppose the one
    before.  Changes of a second count together wherever in the second they happen, so the test is
    stricter than the rule, which asks for flashes at the same time.
    """

    def __init__(self, form: Form, *, remedy: str = "make it slower with --speed") -> None:
        step = spacing(form)
        scale = min(SCREEN[0] / form.wide, SCREEN[1] / form.tall) * step
        self._form, self._remedy = form, remedy
        self._area, self._shape = scale * scale, (form.tall // step, form.wide // step)
        self._field = tuple(max(1, round(side / scale)) for side in reversed(FIELD))
        self._seen: Thumb | None = None
        samples = self._shape[0] * self._shape[1]
        self._general, self._red = _General(samples), _Red(samples)

    def see(self, seconds: float, picture: Thumb) -> None:
        """One more frame that differs from the one before; ``seconds`` from the start of the film."""
        levels = picture.reshape(3, -1)
        if self._seen is None:
            where = np.arange(levels.shape[1])
        else:
            where = np.flatnonzero((levels != self._seen).any(axis=0))
        if not len(where):
            return
        linear = _LINEAR[_rgb(self._form, levels[:, where])]
        self._seen = levels.copy()
        for kind, counter in (("flashes", self._general), ("flashes red", self._red)):
            counter.see(seconds, where, linear)
            if self._covers(counter.often()):
                raise SimError(
                    f"it {kind} more than three times in the second before {seconds:.1f} s (WCAG 2.3.1)",
                    hint=self._remedy,
                )

    def _covers(self, often: NDArray[np.bool_] | None) -> bool:
        """Whether samples fill more than a quarter of some field."""
        if often is None:
            return False
        sums = np.pad(often.reshape(self._shape).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        tall, wide = (min(a, b) for a, b in zip(self._field, self._shape, strict=True))
        fields = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
        return bool(fields.max() * self._area > LARGE)


def _rgb(form: Form, levels: Thumb) -> NDArray[np.uint8]:
    """(n, 3) red, green, blue of samples."""
    if form.name == "bgra":
        return levels[::-1].T
    light, first, second = levels.astype(np.int64)
    return rgb_of(light, first - 128, second - 128)


class _Counter:
    """How often each sample changed in the last second."""

    def __init__(self, samples: int) -> None:
        self._counts = np.zeros(samples, dtype=np.int32)
        self._recent: deque[tuple[float, NDArray[np.int64]]] = deque()

    def see(self, seconds: float, where: NDArray[np.int64], linear: NDArray[np.float64]) -> None:
        while self._recent and self._recent[0][0] <= seconds - 1 + 1e-9:
            self._counts[self._recent.popleft()[1]] -= 1
        turned = self._turned(where, linear)
        if len(turned):
            self._counts[turned] += 1
            self._recent.append((seconds, turned))

    def often(self) -> NDArray[np.bool_] | None:
        """Samples with more changes than three flashes have; None where there are none."""
        often = self._counts > MOST
        return often if often.any() else None

    def _turned(self, where: NDArray[np.int64], linear: NDArray[np.float64]) -> NDArray[np.int64]:
        raise NotImplementedError


class _General(_Counter):
    """Turns of luminance: from the last peak or trough, whichever came later."""

    def __init__(self, samples: int) -> None:
        super().__init__(samples)
        self._peak, self._trough = np.full(samples, -np.inf), np.full(samples, np.inf)
        self._rising, self._falling = np.zeros((2, samples), dtype=bool)

    def _turned(self, where: NDArray[np.int64], linear: NDArray[np.float64]) -> NDArray[np.int64]:
        light = linear @ np.array([0.2126, 0.7152, 0.0722])
        peak, trough = self._peak[where], self._trough[where]
        fell = (peak - light >= CHANGE) & (light < DARK) & ~self._falling[where]
        rose = (light - trough >= CHANGE) & (trough < DARK) & ~self._rising[where]
        self._falling[where] = (self._falling[where] | fell) & ~rose
        self._rising[where] = (self._rising[where] | rose) & ~fell
        self._peak[where] = np.where(fell, light, np.maximum(peak, light))
        self._trough[where] = np.where(rose, light, np.minimum(trough, light))
        turned: NDArray[np.int64] = where[fell | rose]
        return turned


class _Red(_Counter):
    """Changes to or from a saturated red, each from where the last one ended."""

    def __init__(self, samples: int) -> None:
        super().__init__(samples)
        self._at = np.full((samples, 2), np.nan)
        self._was_red = np.zeros(samples, dtype=bool)
        self._is_placed = False

    def _turned(self, where: NDArray[np.int64], linear: NDArray[np.float64]) -> NDArray[np.int64]:
        total = linear.sum(axis=1)
        red = linear[:, 0] >= SATURATED * np.maximum(total, 1e-9)
        if self._is_placed and not red.any() and not self._was_red[where].any():
            return where[:0]
        self._is_placed = True
        at = _chromaticity(linear)
        far = np.hypot(*(at - self._at[where]).T) > SHIFT
        turned = far & (red | self._was_red[where])
        moved = turned | np.isnan(self._at[where, 0])
        self._at[where[moved]], self._was_red[where[moved]] = at[moved], red[moved]
        found: NDArray[np.int64] = where[turned]
        return found


def _chromaticity(linear: NDArray[np.float64]) -> Any:
    """(n, 2) u' and v' of CIE 1976."""
    x, y, z = (
        linear @ np.array(row)
        for row in ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    )
    total = x + 15 * y + 3 * z
    black = total < 1e-6
    safe = np.where(black, 1.0, total)
    return np.column_stack(
        [np.where(black, _WHITE[0], 4 * x / safe), np.where(black, _WHITE[1], 9 * y / safe)]
    )
