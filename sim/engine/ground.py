"""The ground: who holds how much of each district, and what the front looks like from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.episode.control import ControlStep
from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES, SDF, Territory

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = 20_000
"""Districts of all the states of the ground that are looked at together."""


@dataclass(eq=False)
class Front:
    """What people can see of the front from each district, between 0 and 1.

    ``near`` (party, district) how much of a district's surroundings that party holds; ``share``
    (district) how much of it the opposition holds; ``refuge`` (district) the part of those
    overtaken by the front who retreat that chooses a district, all zero when nothing is left, and
    ``edges`` (district) the upper edge of each such part of the numbers from 0 to 1.  At a
    ``dead_end`` somebody has no other district to go to.
    """

    near: Floats
    share: Floats
    refuge: Floats
    edges: Floats
    open_ground: bool
    dead_end: bool

    @cached_property
    def lost(self) -> Ints:
        """The districts that the opposition holds nothing of."""
        return np.flatnonzero(self.share <= 0)


def whole(edges: Floats) -> Floats:
    """Rising edges whose last part is made to reach beyond 1, whatever rounding has done to it."""
    edges[edges > 1 - 1e-12] = 1.5
    return edges


@dataclass(frozen=True)
class Change:
    """What a step does: its district's ``shares`` (party) then, the opposition's before and after."""

    step: ControlStep
    shares: list[float]
    before: float
    after: float


class Ground:
    """Shares (district, party) as they stand, and the front they make.

    Nothing but the ``steps`` changes them, and these are known ahead: the front is worked out for
    many changes at once.
    """

    def __init__(self, territory: Territory, start: Floats, steps: Iterable[ControlStep]) -> None:
        self.shares = start.copy()
        self.changes = 0
        self.course = tuple(course(start, steps))
        self._territory = territory
        self._neighbours = neighbours(territory.touching)
        edges = territory.touching.sum(axis=1) + territory.faces_government + territory.faces_sdf
        self._edges = np.maximum(edges, 1)
        self._foreseen = start.copy()
        self._fronts: dict[int, Front] = {}
        self._looked = 0

    def take(self) -> Change:
        """Let the next change happen."""
        change = self.course[self.changes]
        self.shares[change.step.district] = change.shares
        self.changes += 1
        return change

    def front(self) -> Front:
        """The front of this moment."""
        return self.front_after(self.changes)

    def front_after(self, changes: int) -> Front:
        """The front when the ground has changed, or will have changed, so many times."""
        while changes >= self._looked:
            states = self._foresee()
            self._fronts.update(enumerate(self._look(states), self._looked))
            self._looked += len(states)
        return self._fronts[changes]

    def forget(self, changes: int) -> None:
        """Let go of the fronts before so many changes, as far as they are past."""
        for number in range(min(self._fronts), min(changes, self.changes)):
            del self._fronts[number]

    def _foresee(self) -> Floats:
        """The next states (state, district, party) of the ground."""
        last = min(self._looked + AT_ONCE // len(self.shares), len(self.course))
        coming = range(self._looked, last + 1)
        states = np.empty((len(coming), *self.shares.shape))
        for state, changes in zip(states, coming, strict=True):
            if changes:
                change = self.course[changes - 1]
                self._foreseen[change.step.district] = change.shares
            state[:] = self._foreseen
        return states

    def _look(self, states: Floats) -> Iterator[Front]:
        """The front of each state.

        Surroundings are the districts that share an edge and the ground beyond the enclave's edge.
        People retreat by area held, away from the front.
        """
        land = self._territory
        near = np.zeros((len(states), len(PARTIES), len(self._edges)))
        near[:, GOVERNMENT] = self._beside(states[:, :, GOVERNMENT]) + land.faces_government
        near[:, SDF] = self._beside(states[:, :, SDF]) + land.faces_sdf
        near /= self._edges
        held = states[:, :, OPPOSITION].copy()
        refuge = held * land.areas * np.minimum(np.maximum(1 - np.add.reduce(near, axis=1), 0.05), 1)
        room = np.add.reduce(refuge, axis=1)
        refuge /= np.where(room > 0, room, 1)[:, np.newaxis]
        edges = whole(np.add.accumulate(refuge, axis=1))
        dead_end = np.count_nonzero(refuge, axis=1) < 2
        return map(Front, near, held, refuge, edges, (room > 0).tolist(), dead_end.tolist())

    def _beside(self, shares: Floats) -> Floats:
        """The sum of the shares (state, district) of those districts that share an edge with each.

        A product of matrices would say the same, and put several cores to work on it.
        """
        padded = np.zeros((len(shares), shares.shape[1] + 1))
        padded[:, :-1] = shares
        return np.asarray(np.add.reduce(padded[:, self._neighbours], axis=2))


def neighbours(touching: Floats) -> Ints:
    """For each district the numbers of those that touch it, filled up with the number after the last."""
    districts, others = np.nonzero(touching)
    counts = np.bincount(districts, minlength=len(touching))
    place = np.arange(len(others)) - np.repeat(np.cumsum(counts) - counts, counts)
    found = np.full((len(touching), counts.max()), len(touching))
    found[districts, place] = others
    return found


def course(start: Floats, steps: Iterable[ControlStep]) -> Iterator[Change]:
    """What each of the steps changes, one after the other; those that change nothing are left out.

    What a party gains comes from the opposition first, then from whoever else is there; what it
    gives up goes to the opposition (or, from the opposition, to the government).
    """
    shares = start.tolist()
    for step in steps:
        held = shares[step.district]
        share = step.share if step.exactly else max(step.share, held[step.party])
        if abs(share - held[step.party]) >= 1e-12:
            shares[step.district] = after = _shift(held.copy(), step.party, share)
            yield Change(step, after, held[OPPOSITION], after[OPPOSITION])


def _shift(shares: list[float], party: int, share: float) -> list[float]:
    change = share - shares[party]
    shares[party] = share
    for other in (p for p in (OPPOSITION, GOVERNMENT, SDF) if p != party):
        taken = min(max(change, -1.0), shares[other]) if change > 0 else change
        shares[other] -= taken
        change -= taken
        if abs(change) < 1e-12:
            break
    return [0.0 if held < 1e-9 else min(held, 1.0) for held in shares]
