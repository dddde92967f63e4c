"""A number as somebody gave it: a range, and the best guess within it where there is one."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.base import Model


class Estimate(Model):
    """``low <= best <= high``; a missing bound is unbounded, a missing best is not invented."""

    low: float | None = None
    best: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        known = [v for v in (self.low, self.best, self.high) if v is not None]
        if known != sorted(known):
            raise ValueError("low, best and high must stand in rising order")
        return self

    @property
    def is_empty(self) -> bool:
        """True when the claim carries no number at all."""
        return self.low is None and self.best is None and self.high is None

    def agrees(self, value: float) -> bool:
        """Does ``value`` lie within the range, bounds included?"""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def meets(self, other: Estimate) -> bool:
        """Can one value satisfy both ranges?"""
        low = max((v for v in (self.low, other.low) if v is not None), default=None)
        high = min((v for v in (self.high, other.high) if v is not None), default=None)
        return low is None or high is None or low <= high

    def central(self) -> float:
        """The best guess; failing that the middle of a closed range; failing that the one bound."""
        if self.best is not None:
            return self.best
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        bound = self.low if self.low is not None else self.high
        if bound is None:
            raise ValueError("an empty estimate has no central value")
        return bound

    def __str__(self) -> str:
        if self.low == self.high and self.low is not None:
            return _written(self.low)
        return f"{_written(self.low)}–{_written(self.high)}"


def _written(bound: float | None) -> str:
    """Whole numbers with all their digits; a missing bound is left blank."""
    if bound is None:
        return ""
    return str(int(bound)) if bound == int(bound) else f"{bound:g}"
