"""What a film needs of a picture: plates that change seldom, and spots that move over them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.drawings.stage import Pixels


class Sweep(NamedTuple):
    """A box of pixels that shows ``before`` on the right of a moving edge and ``after`` on its left.

    ``left``, ``top``, ``right`` and ``bottom`` bound the box; ``start`` and ``end`` are the edge's
    pixel columns at the first and the last minute of the replay.
    """

    left: int
    top: int
    right: int
    bottom: int
    start: float
    end: float


@dataclass(frozen=True)
class Plate:
    """Everything that stands still for a while.

    ``under`` is opaque and lies below what moves; ``names`` is transparent and lies above it.
    ``swept`` is the opaque picture without anything that moves, as it looks when time has passed:
    only its pixels inside the staging's sweeps are used.
    """

    under: Pixels
    names: Pixels
    swept: Pixels


Spots = Mapping[str, NDArray[np.float64]]
"""Kind of sprite -> (n, 2) pixel positions; pixel i covers i to i + 1.  The same object means: unchanged."""


class Staging(Protocol):
    """A replay ready to be filmed in one look."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        ...

    @property
    def minutes(self) -> int:
        """Minutes of the replay."""
        ...

    @property
    def sweeps(self) -> tuple[Sweep, ...]: ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds of sprites, from the bottom up."""
        ...

    def key(self, minute: int) -> Hashable:
        """Plates of equal keys are equal."""
        ...

    def plate(self, minute: int) -> Plate: ...

    def standing(self, minute: int) -> Spots:
        """Spots that seldom change (people who stay where they are)."""
        ...

    def moving(self, minute: int) -> Spots:
        """Spots that change with every frame."""
        ...

    def sprite(self, kind: str, across: float, down: float) -> Pixels:
        """A small transparent picture of odd sides; the spot lies so far into its middle pixel.

        ``across`` and ``down`` are parts of a pixel from its left and top edge, 0 to 1.  A spot at
        x, y is stamped with the middle pixel on (floor(x), floor(y)).
        """
        ...

    def card(self, kind: str) -> Pixels:
        """The opaque card ``title`` or ``end``."""
        ...
