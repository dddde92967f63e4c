"""The spots of coming minutes, worked out together: one kind of work in a row is quicker than in turns."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from sim.drawings.plates import Spots, Staging


class _Told(NamedTuple):
    key: Hashable
    standing: Spots
    moving: Spots


class Ahead:
    """Keys and spots of a staging; those of the minutes named last are at hand."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._told: dict[int, _Told] = {}

    def look(self, minutes: Iterable[int]) -> None:
        """Work out the spots of some minutes, and let go of all others."""
        self._told = {minute: self._tell(minute) for minute in dict.fromkeys(minutes)}

    def key(self, minute: int) -> Hashable:
        return self._at(minute).key

    def standing(self, minute: int) -> Spots:
        return self._at(minute).standing

    def moving(self, minute: int) -> Spots:
        return self._at(minute).moving

    def _at(self, minute: int) -> _Told:
        if minute not in self._told:
            self.look([minute])
        return self._told[minute]

    def _tell(self, minute: int) -> _Told:
        staging = self._staging
        return _Told(staging.key(minute), staging.standing(minute), staging.moving(minute))
