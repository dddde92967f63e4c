"""One number of an episode, and the law that an ensemble draws it from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.ensemble.order import Bound

CLAIMS, ASSUMPTIONS, CHANCE = "claims", "assumptions", "chance"
KINDS = (CLAIMS, ASSUMPTIONS, CHANCE)
"""What can be varied."""

TRIANGULAR, UNIFORM = "triangular", "uniform"


@dataclass(frozen=True)
class Number:
    """One number of an episode, and the law it is drawn from; no ``shape`` where it stays as it is.

    ``name`` is a path of the scenario, or the id of a claim, which is drawn once wherever it is used;
    ``sim.scenario.settle`` says what stands behind the one or the other for what is read into a claim
    and for a claim's moment.  ``value`` is what a single replay uses: the peak of a triangular law.
    ``claim`` is the claim that the number is of.  A moment counts whole minutes ``since`` another one,
    and its ``bounds`` keep it in its place among the others; by ``turn`` they are drawn.
    """

    name: str
    kind: str
    used_at: tuple[str, ...]
    low: float
    value: float
    high: float
    shape: str
    said_by: str
    reason: str
    claim: str = ""
    since: str = ""
    bounds: tuple[Bound, ...] = ()
    turn: int = 0

    def told(self, value: float, write: Callable[[float], str]) -> str:
        """A value as it is written: a moment as ``2016-12-15 14:30``, anything else by ``write``."""
        if not self.since:
            return write(value)
        moment = datetime.fromisoformat(self.since) + timedelta(minutes=int(value))
        return moment.isoformat(sep=" ", timespec="minutes")
