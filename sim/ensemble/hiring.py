"""Who plays the members: processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from sim.ensemble.cluster import Cluster, connected
from sim.ensemble.crew import Crew, Player
from sim.ensemble.draws import Floats
from sim.ensemble.rows import Rows


class Hands(Protocol):
    """Those who play members and see to it that their rows come into ``rows``."""

    @property
    def rows(self) -> Rows: ...

    def play(self, members: Sequence[int]) -> Iterator[int]:
        """Play ``members``, in no order; how many are done, piece by piece."""


Hire = Callable[[Player, Floats, Rows, int], Hands]
"""From what to play, (member, number) values, where rows go, and how many members make a piece."""


@contextmanager
def hired(workers: int, dask: str | None) -> Iterator[Hire]:
    """``workers`` processes, or the cluster whose scheduler is at the address ``dask``.

    Raises `SimError` when that cluster cannot be used.
    """
    if dask is None:
        yield lambda job, values, rows, together: Crew(job, values, rows, workers, together)
        return
    with connected(dask) as client:
        yield lambda job, values, rows, together: Cluster(job, values, rows, together, client)
