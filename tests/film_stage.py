"""A made-up staging for tests of the film: plates that change, spots that stand and spots that move."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, lru_cache

import numpy as np

from sim.drawings.plates import Plate, Spots, Sweep
from sim.drawings.stage import Pixels
from sim.scene.marks import Beat

DAY = 1440
RED, GREEN, YELLOW, INK, PAPER = (194, 54, 40), (162, 221, 198), (250, 193, 6), (26, 28, 30), (247, 245, 240)


def filled(wide: int, tall: int, colour: tuple[int, ...], alpha: int = 255) -> Pixels:
    pixels = np.empty((tall, wide, 4), dtype=np.uint8)
    pixels[:] = (*colour, alpha)
    return pixels


def disc(colour: tuple[int, int, int], radius: float, side: int, across: float, down: float) -> Pixels:
    """A round spot with soft edges, moved by parts of a pixel."""
    y, x = np.mgrid[0:side, 0:side] + 0.5
    far = np.hypot(x - side // 2 - across, y - side // 2 - down)
    sprite = filled(side, side, colour, 0)
    sprite[..., 3] = (np.clip(radius + 0.5 - far, 0, 1) * 255).astype(np.uint8)
    return sprite


class MadeUp:
    """Two districts that change hands at noon, dots that leave by the hour, carts that drive east.

    Dots crowd so much that they overlap; letters of a half-transparent sign lie over some of them.
    """

    kinds = ("dot", "ring", "cart")

    def __init__(
        self, wide: int = 256, tall: int = 144, days: int = 4, dots: int = 300, carts: int = 6
    ) -> None:
        self.size, self.minutes = (wide, tall), days * DAY
        rng = np.random.default_rng(5)
        self._dots = rng.random((dots, 2)) * (wide * 0.6, tall * 0.7) + (8, 12)
        self._carts = rng.random((6, 2)) * (wide * 0.4, tall * 0.8) + (10, 10)
        self.plates = 0

    @property
    def sweeps(self) -> tuple[Sweep, ...]:
        wide, tall = self.size
        right = wide - wide // 4
        return (Sweep(right, tall // 2, wide - 4, tall - 8, right + 3.0, wide - 9.0),)

    def key(self, minute: int) -> Hashable:
        return (max(0, minute - 1) // DAY, (minute + DAY // 2) // DAY)

    @lru_cache(maxsize=2)  # noqa: B019
    def _plate(self, day: int, turn: int) -> Plate:
        wide, tall = self.size
        self.plates += 1
        under = filled(wide, tall, PAPER)
        under[8 : tall // 2, 8 : wide // 2, :3] = RED if turn % 2 else GREEN
        under[tall // 2 : tall - 20, 9 : wide // 3, :3] = GREEN if turn % 3 else YELLOW
        under[4:24, wide - 60 : wide - 60 + 5 * (day + 1), :3] = INK
        names = filled(wide, tall, INK, 0)
        names[tall // 3 : tall // 3 + 6, 20 : wide // 2, 3] = 255
        names[tall // 3 + 6, 20 : wide // 2, 3] = 120
        swept = filled(wide, tall, (90, 140, 200))
        return Plate(under, names, swept)

    def plate(self, minute: int) -> Plate:
        return self._plate(*self.key(minute))

    def standing(self, minute: int) -> Spots:
        gone = minute // 60
        return self._standing(gone)

    @lru_cache(maxsize=2)  # noqa: B019
    def _standing(self, gone: int) -> Spots:
        stay = np.ones(len(self._dots), dtype=bool)
        stay[(np.arange(gone) * 7) % len(stay)] = False
        return {"dot": self._dots[::2][stay[::2]], "ring": self._dots[1::2][stay[1::2]]}

    def moving(self, minute: int) -> Spots:
        if self.minutes // 3 < minute <= self.minutes // 2:
            return {}
        driven = np.array([minute / self.minutes * self.size[0] * 0.25, 0.0])
        return {"cart": self._carts + driven}

    @cache  # noqa: B019
    def sprite(self, kind: str, across: float, down: float) -> Pixels:
        if kind == "dot":
            return disc(INK, 2.2, 9, across, down)
        if kind == "ring":
            under = disc((255, 255, 255), 3.4, 15, across, down)
            top = disc((40, 80, 160), 2.4, 15, across, down)
            share = top[..., 3:] / 255.0
            under[..., :3] = np.round(top[..., :3] * share + under[..., :3] * (1 - share))
            return under
        return disc((120, 60, 20), 4.0, 21, across, down)

    @cache  # noqa: B019
    def card(self, kind: str) -> Pixels:
        return filled(*self.size, PAPER if kind == "title" else (230, 228, 220))


def beats(days: int = 4, *, run: float = 1.0, rest: float = 0.5, card: float = 0.5) -> tuple[Beat, ...]:
    """A title, the days, an end."""
    middle = [
        Beat("day", f"day-{day:02d}", day, (day - 1) * DAY, day * DAY, run, rest)
        for day in range(1, days + 1)
    ]
    return (
        Beat("title", "title", None, 0, 0, 0.0, card),
        *middle,
        Beat("end", "end", None, days * DAY, days * DAY, 0.0, card),
    )
