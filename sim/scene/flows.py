"""People by day as the trace tells of them: who stood where, who set out, who was still on the road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.result.replay import Replay
from sim.result.trace import ConvoyRan
from sim.scene.marks import Travel

Ints = NDArray[np.int64]


class Boarding(NamedTuple):
    """People who leave the districts with a convoy, or (fewer than 0) come back with it."""

    minute: int
    people: int


class InVain(NamedTuple):
    """People who leave with a convoy, and are ``back`` on the same day because it was turned back."""

    minute: int
    people: int
    back: int


@dataclass(frozen=True)
class DayFlows:
    """One day in people, all groups together.

    ``held`` and ``captured`` (district) stand there at its end.  ``inner`` (district, district) and
    ``outer`` (district, place) have set out that day, ``home`` (place, district) too; ``kinds``
    (place) says what a journey to a place outside is.  ``late`` (district or place) are on the way
    there at midnight.  ``aboard`` (district) left with convoys, less those brought back; the trace
    does not tell the district, so it is what the other numbers leave over.
    """

    held: Ints
    captured: Ints
    inner: Ints
    outer: Ints
    home: Ints
    kinds: tuple[Travel, ...]
    late: Ints
    aboard: Ints
    boardings: tuple[Boarding, ...]
    in_vain: tuple[InVain, ...]


def flows_of(replay: Replay) -> list[DayFlows]:
    """All days in order."""
    days = _Days(replay)
    return [days.flows(day) for day in range(replay.calendar.days)]


def people_at_start(replay: Replay) -> Ints:
    """(district) people on the first midnight."""
    people: Ints = replay.episode.population.inside.sum(axis=0)
    return people


class _Days:
    """The trace's journeys as matrices by day, and who is on the road from one day to the next."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.districts = len(replay.episode.territory.districts)
        self.outside = replay.places[self.districts : -1]
        self.held = replay.inside.sum(axis=1)
        everywhere = replay.people.sum(axis=1)
        self.total = everywhere[:, : self.districts]
        self.away = everywhere[:, self.districts : -1]
        self.kinds: list[Travel] = ["flight"] * len(self.outside)
        self.moves = self._moves()
        self.under_way = np.zeros(self.districts + len(self.outside), dtype=np.int64)

    def _moves(self) -> Ints:
        """(day, from, to) people; districts first, then places outside."""
        index = {name: at for at, name in enumerate((*self.replay.places[: self.districts], *self.outside))}
        moves = np.zeros((self.replay.calendar.days, len(index), len(index)), dtype=np.int64)
        for move in self.replay.movements:
            origin, to = index[move.origin], index[move.destination]
            if move.kind == "convoy":
                continue
            moves[move.departed // DAY, origin, to] += move.people
            if to >= self.districts and move.kind == "surrender":
                self.kinds[to - self.districts] = "surrender"
        return moves

    def flows(self, day: int) -> DayFlows:
        moves, n = self.moves[day], self.districts
        boardings = _boardings(self.replay.convoys, day)
        before = self.total[day - 1] if day else people_at_start(self.replay)
        missing = before - self.total[day] - moves[:n].sum(axis=1) + moves[:, :n].sum(axis=0)
        missing = missing + self.under_way[:n]
        late = np.concatenate([np.zeros_like(missing) if boardings else missing, self._late_outside(day)])
        self.under_way = np.maximum(late, 0)
        return DayFlows(
            held=self.held[day],
            captured=self.total[day] - self.held[day],
            inner=moves[:n, :n],
            outer=moves[:n, n:],
            home=moves[n:, :n],
            kinds=tuple(self.kinds),
            late=self.under_way,
            aboard=missing if boardings else np.zeros_like(missing),
            boardings=boardings,
            in_vain=_in_vain(self.replay.convoys, day),
        )

    def _late_outside(self, day: int) -> Ints:
        """On the way to a place outside at midnight; not told apart from convoys where these go too."""
        moves, n = self.moves[day], self.districts
        before = self.away[day - 1] if day else np.zeros_like(self.away[0])
        arrived = self.away[day] - before + moves[n:].sum(axis=1)
        late = self.under_way[n:] + moves[:, n:].sum(axis=0) - arrived
        plan = self.replay.episode.evacuation
        reached = () if plan is None else plan.destinations
        found: Ints = np.where([place in reached for place in self.outside], 0, late)
        return found


def _boardings(convoys: tuple[ConvoyRan, ...], day: int) -> tuple[Boarding, ...]:
    """What convoys take away that day, and bring back from a day before, in order of time."""
    found = []
    for convoy in convoys:
        left, returned = _left(convoy, day), _returned(convoy, day)
        if left is not None and returned is None:
            found.append(Boarding(left, sum(convoy.people)))
        if returned is not None and left is None:
            found.append(Boarding(returned, -sum(convoy.people)))
    return tuple(sorted(found))


def _in_vain(convoys: tuple[ConvoyRan, ...], day: int) -> tuple[InVain, ...]:
    found = []
    for convoy in convoys:
        left, returned = _left(convoy, day), _returned(convoy, day)
        if left is not None and returned is not None:
            found.append(InVain(left, sum(convoy.people), returned))
    return tuple(sorted(found))


def _left(convoy: ConvoyRan, day: int) -> int | None:
    """The minute at which it left, if that was on the day."""
    return convoy.departed if convoy.departed is not None and convoy.departed // DAY == day else None


def _returned(convoy: ConvoyRan, day: int) -> int | None:
    """The minute at which it was back, if it was turned back and that was on the day."""
    if convoy.arrived is None or convoy.outcome != "turned back":
        return None
    return convoy.arrived if (convoy.arrived - 1) // DAY == day else None
