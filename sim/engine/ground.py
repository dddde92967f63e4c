"""The ground: who holds how much of each district, and what the front looks like from there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.episode.places import GOVERNMENT, OPPOSITION, PARTIES, SDF, Territory

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Front:
    """What people can see of the front from each district, between 0 and 1.

    ``near`` (party, district) how much of a district's surroundings that party holds; ``share``
    (district) how much of it the opposition holds; ``refuge`` (district) the part of those
    overtaken by the front who retreat that chooses a district, all zero when nothing is left.
    """

    near: Floats
    share: Floats
    refuge: Floats
    open_ground: bool

    @cached_property
    def edges(self) -> Floats:
        """The upper edge (district) of each district's part of the numbers from 0 to 1, by refuge."""
        return whole(np.cumsum(self.refuge))

    @cached_property
    def lost(self) -> Ints:
        """The districts that the opposition holds nothing of."""
        return np.flatnonzero(self.share <= 0)

    @cached_property
    def dead_end(self) -> bool:
        """Whether somebody has no other district to go to."""
        return bool(np.count_nonzero(self.refuge) < 2)


def whole(edges: Floats) -> Floats:
    """Rising edges whose last part is made to reach beyond 1, whatever rounding has done to it."""
    edges[edges > 1 - 1e-12] = 1.5
    return edges


class Ground:
    """Shares (district, party) as they stand, and the front they make."""

    def __init__(self, territory: Territory, start: Floats) -> None:
        self.shares = start.copy()
        self.territory = territory
        self.changes = 0
        edges = territory.touching.sum(axis=1) + territory.faces_government + territory.faces_sdf
        self._edges = np.maximum(edges, 1)
        self._seen: tuple[int, Front] | None = None

    def front(self) -> Front:
        """The front of this moment; looked at again only after a change."""
        if self._seen is None or self._seen[0] != self.changes:
            self._seen = self.changes, self._look()
        return self._seen[1]

    def _look(self) -> Front:
        """Surroundings are the districts that share an edge and the ground beyond the enclave's edge.

        People retreat by area held, away from the front.
        """
        land, shares, edges = self.territory, self.shares, self._edges
        near = np.zeros((len(PARTIES), len(edges)))
        near[GOVERNMENT] = land.touching @ shares[:, GOVERNMENT] + land.faces_government
        near[SDF] = land.touching @ shares[:, SDF] + land.faces_sdf
        near /= edges
        held = shares[:, OPPOSITION].copy()
        refuge = held * land.areas * np.minimum(np.maximum(1 - np.add.reduce(near), 0.05), 1)
        room = float(np.add.reduce(refuge))
        if room > 0:
            refuge /= room
        return Front(near, held, refuge, room > 0)

    def hold(self, district: int, party: int, share: float) -> tuple[float, float]:
        """Give ``party`` that share of a district; returns the opposition's share before and after.

        What a party gains comes from the opposition first, then from whoever else is there; what
        it gives up goes to the opposition (or, from the opposition, to the government).
        """
        before = self.shares[district].tolist()
        after = _shift(before.copy(), party, share)
        self.shares[district] = after
        self.changes += 1
        return before[OPPOSITION], after[OPPOSITION]


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
