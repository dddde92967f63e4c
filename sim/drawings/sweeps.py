"""What is shown by a moving edge: full on its left, as time that has passed, faint on its right."""

from __future__ import annotations

from typing import NamedTuple

from sim.drawings.layout import Box


class SweepBox(NamedTuple):
    """A box in page units; ``start`` and ``end`` are the edge's x at the replay's first and last minute.

    Where a chart shows a part of the time only, ``start`` lies outside its box.
    """

    box: Box
    start: float
    end: float
