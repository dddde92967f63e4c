"""How far many replays of one account lie apart at the end of each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.result.replay import Floats

WIDE, NARROW, MEDIAN = (0, 4), (1, 3), 2
"""Lines, by their indexes, between which 9 of 10 replays lie, between which half of them, and the middle."""

Name = tuple[str, str, str]
"""Place (or ``enclave``, ``evacuated``, ``crossed-to-…``), group or party, unit."""

INSIDE, EVACUATED = ("enclave", "all", "people"), ("evacuated", "all", "people")
CROSSED = ("crossed", "all", "people")
GROUND = ("enclave", "government", "km2")
"""Numbers of the whole that charts show."""


@dataclass(frozen=True)
class Spread:
    """``runs`` replays of ``account``; ``lines`` (5, day) of each number, by its name.

    Below the five lines lie 5, 25, 50, 75 and 95 % of the replays, at each day's end.
    ``drawn`` says what differs from replay to replay: some of ``claims``, ``assumptions``, ``chance``.
    """

    account: str
    runs: int
    drawn: tuple[str, ...]
    lines: Mapping[Name, Floats]
