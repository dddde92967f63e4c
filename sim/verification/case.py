"""A verification case, what it reads off replays, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, isinf

OURS = "ours"
"""Kin of a case that resembles no test of the standards."""


@dataclass(frozen=True)
class Reading:
    """One number read off replays; it holds from ``low`` to ``high``, both ends included.

    Both equal ``expected`` where nothing is left to chance.
    """

    what: str
    expected: float
    found: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.found <= self.high

    @property
    def is_drawn(self) -> bool:
        """Is there an interval of both sides?"""
        return -inf < self.low < self.high < inf

    @property
    def tolerance(self) -> str:
        """``exact``, ``at least``, ``at most``, or the interval."""
        if self.low == self.high == self.expected:
            return "exact"
        if isinf(self.high):
            return "at least"
        return "at most" if isinf(self.low) else f"{number(self.low)} to {number(self.high)}"


def exact(what: str, expected: float, found: float) -> Reading:
    """A reading without tolerance."""
    return Reading(what, expected, found, expected, expected)


def at_least(what: str, least: float, found: float) -> Reading:
    """A guard against a case that passes because nothing happened in it."""
    return Reading(what, least, found, least, inf)


def at_most(what: str, most: float, found: float) -> Reading:
    return Reading(what, most, found, -inf, most)


@dataclass(frozen=True)
class Case:
    """What is built, what must come out and why, and how it is read off the replay.

    ``kin`` is the standard's test that the case resembles, ``formula`` the expectation,
    ``criterion`` the tolerance with its reason.
    """

    id: str
    title: str
    kin: str
    built: str
    formula: str
    criterion: str
    measure: Callable[[], Iterable[Reading]]


@dataclass(frozen=True)
class Outcome:
    """A case's readings; ``fault`` names the error that ended its run, if one did."""

    case: Case
    readings: tuple[Reading, ...]
    fault: str = ""

    @property
    def passed(self) -> bool:
        return not self.fault and bool(self.readings) and all(reading.holds for reading in self.readings)

    @property
    def told(self) -> Reading | None:
        """The one that a line has room for: the first that fails, else the last that chance bears on."""
        failing = (reading for reading in self.readings if not reading.holds)
        drawn = (reading for reading in reversed(self.readings) if reading.is_drawn)
        return next(failing, next(drawn, self.readings[-1] if self.readings else None))

    @property
    def expected(self) -> str:
        return "a run to its end" if self.told is None else number(self.told.expected)

    @property
    def found(self) -> str:
        """What was found, or the name of the error that ended the run."""
        return self.fault.partition(":")[0] if self.told is None else number(self.told.found)

    @property
    def tolerance(self) -> str:
        return "exact" if self.told is None else self.told.tolerance


def run(case: Case) -> Outcome:
    """Play a case and read it off; an engine that breaks off has failed the case."""
    try:
        return Outcome(case, tuple(case.measure()))
    except Exception as error:
        return Outcome(case, (), f"{type(error).__name__}: {error}")


def number(value: float) -> str:
    """``12,345`` or ``0.25``; whole numbers stay whole."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
