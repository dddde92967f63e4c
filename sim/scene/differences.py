"""Where the replays of several accounts do not agree on who holds a district."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from sim.result.replay import Replay
from sim.result.trace import ControlChanged
from sim.scene.claims import claims_of, speaker_name
from sim.scene.marks import Difference
from sim.scene.stripes import LEAST

PART = 0.25
"""Shares of a district held that differ by more than this are different reports."""


class Differences:
    """The accounts side by side; ``turns`` are the minutes at which any of them changes."""

    def __init__(self, replays: tuple[Replay, ...]) -> None:
        self.replays = replays
        self.turns = sorted({change.minute for replay in replays for change in replay.control_changes})
        self._changes = [_by_district(replay) for replay in replays]
        self._shares: dict[int, NDArray[np.float64]] = {}

    def of(self, district: str, minute: int) -> Difference | None:
        """What differs between the accounts just after the changes of ``minute``; None where nothing does."""
        if len(self.replays) < 2:
            return None
        index = self.replays[0].episode.territory.index(district)
        shares = self._at(minute)[:, index]
        if not (shares.max(axis=0) - shares.min(axis=0) > PART).any() and _one_holder(shares):
            return None
        holders = tuple(
            (replay.episode.account_name, holder_of(tuple(row)))
            for replay, row in zip(self.replays, shares.tolist(), strict=True)
        )
        return Difference(holders, self._speakers(district, minute, shares))

    def _at(self, minute: int) -> NDArray[np.float64]:
        """(account, district, party), kept until the next change."""
        turn = bisect_right(self.turns, minute)
        if turn not in self._shares:
            self._shares[turn] = np.stack([replay.shares_at(minute) for replay in self.replays])
        return self._shares[turn]

    def _speakers(self, district: str, minute: int, shares: NDArray[np.float64]) -> tuple[str, ...]:
        """Behind the last change of the first account, and of each that differs from it."""
        named: dict[str, None] = {}
        for number, replay in enumerate(self.replays):
            if number and _alike(shares[0], shares[number]):
                continue
            past = [c for c in self._changes[number].get(district, []) if c.minute <= minute]
            for claim in sorted(claims_of(past[-1].basis)) if past else []:
                voice = replay.episode.voices.get(claim)
                if voice is not None:
                    named[speaker_name(voice.said_by)] = None
        return tuple(named)


def _by_district(replay: Replay) -> dict[str, list[ControlChanged]]:
    found: dict[str, list[ControlChanged]] = {}
    for change in replay.control_changes:
        found.setdefault(change.district, []).append(change)
    return found


def holder_of(shares: tuple[float, ...]) -> int | None:
    """The party with the largest share; of equal shares the first in the order of parties; None if nobody."""
    if not any(share > LEAST for share in shares):
        return None
    return max(range(len(shares)), key=lambda party: (shares[party], -party))


def _one_holder(shares: NDArray[np.float64]) -> bool:
    """The same holder in all accounts; where one of them has it shared, the shares decide alone."""
    whole = [row for row in shares.tolist() if sum(share > LEAST for share in row) == 1]
    return len({holder_of(tuple(row)) for row in whole}) < 2


def _alike(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    return not (np.abs(first - second) > PART).any() and _one_holder(np.stack([first, second]))
