"""The frozen result of playing one episode."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from sim.days import Calendar
from sim.episode.episode import Episode
from sim.episode.places import OPPOSITION
from sim.result.moves import Moves
from sim.result.trace import ControlChanged, ConvoyRan, Entry, PeopleMoved, digest, in_order, minute_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hours:
    """What was counted on the hour: ``minute`` (hour) and whole people.

    ``inside`` (hour, group) in the opposition-held part; ``fled`` (hour, destination) gone across
    the lines since the start, by the order of ``destinations``; ``surrendered`` (hour) fighters.
    """

    minute: Ints
    inside: Ints
    fled: Ints
    surrendered: Ints
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class Replay:
    """One replay: the episode it played, its random seed, arrays by day, and what happened.

    ``control`` (day, district, party) shares at the end of each local day; ``people``
    (day, group, place) whole people by the order of ``places``; ``inside`` (day, group, district)
    those of them in the part of a district that the opposition held.  ``told`` are the entries of
    the trace but for journeys on foot, by minute; ``moves`` are those journeys.  Deaths are
    incidents and are not taken off the people counted.
    """

    episode: Episode
    rng_seed: int
    places: tuple[str, ...]
    control: Floats
    people: Ints
    inside: Ints
    hours: Hours
    told: tuple[Entry, ...]
    moves: Moves

    @property
    def calendar(self) -> Calendar:
        return self.episode.calendar

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the trace."""
        return digest(in_order([repr(entry) for entry in self.told], self._minutes, self.moves.texts()))

    @cached_property
    def trace(self) -> tuple[Entry, ...]:
        """Everything by minute; of one minute in the order in which it was told, people last."""
        with no_collection():
            moved = groupby(self.movements, key=minute_of)
            return tuple(chain.from_iterable(in_order(self.told, self._minutes, moved)))

    @cached_property
    def _minutes(self) -> list[int]:
        return [minute_of(entry) for entry in self.told]

    @cached_property
    def control_changes(self) -> tuple[ControlChanged, ...]:
        return tuple(entry for entry in self.told if isinstance(entry, ControlChanged))

    @cached_property
    def movements(self) -> tuple[PeopleMoved, ...]:
        with no_collection():
            return tuple(self.moves.entries())

    @cached_property
    def convoys(self) -> tuple[ConvoyRan, ...]:
        return tuple(entry for entry in self.told if isinstance(entry, ConvoyRan))

    def shares_at(self, minute: int) -> Floats:
        """(district, party) shares just after the changes of ``minute``."""
        shares = self.episode.start.copy()
        for step in self.control_changes:
            if step.minute > minute:
                break
            shares[self.episode.territory.index(step.district)] = step.shares
        return shares

    def km2(self) -> Floats:
        """(day, party) area held at the end of each day, from the area facts, in km²."""
        km2: Floats = np.einsum("dip,i->dp", self.control, self.episode.territory.areas)
        return km2

    def in_enclave(self) -> Ints:
        """(day, group) people in opposition-held ground at the end of each day."""
        people: Ints = self.inside.sum(axis=2)
        return people

    def evacuated_at(self, minute: int) -> tuple[int, int, int]:
        """(civilians, fighters, wounded) that left with convoys by ``minute`` and were not brought back."""
        gone = [c.people for c in self.convoys if _gone(c, minute)]
        return tuple(int(sum(part)) for part in zip(*gone, strict=True)) if gone else (0, 0, 0)  # type: ignore[return-value]

    def fled_at(self, minute: int) -> dict[str, int]:
        """People gone across the lines by ``minute``, by destination; convoys are not counted."""
        row = int(np.searchsorted(self.hours.minute, minute, side="right")) - 1
        counts = self.hours.fled[row] if row >= 0 else np.zeros(len(self.hours.destinations), np.int64)
        return {name: int(n) for name, n in zip(self.hours.destinations, counts, strict=True)}

    def end_of_control(self) -> int | None:
        """The minute from which the opposition held nothing, or None."""
        held = self.shares_at(self.calendar.minutes)[:, OPPOSITION].sum()
        if held > 1e-9:
            return None
        return max(entry.minute for entry in self.control_changes)


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep Python from looking for garbage in twenty thousand new entries, all of which are kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _gone(convoy: ConvoyRan, minute: int) -> bool:
    return (
        convoy.departed is not None
        and convoy.departed <= minute
        and convoy.outcome in ("arrived", "on the road")
    )
