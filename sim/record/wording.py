"""From the words a document uses to the range they leave open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from sim.base import Model, Slug, Words
from sim.days import clock_minutes
from sim.estimate import Estimate


class Rule(StrEnum):
    """How a phrase and a bare number become low, best and high."""

    EXACT = "exact"
    ROUNDED = "rounded"
    FACTOR = "factor"
    BETWEEN = "between"
    SHARE = "share"
    AMOUNT = "amount"
    NONE = "none"


class Phrase(Model):
    """One wording and the range it leaves, with the reason."""

    rule: Rule
    low: float | None = None
    high: float | None = None
    no_best: bool = False
    because: Words


Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class PartOfDay(Model):
    """The clock time at which a replay acts on a vague time of day.

    ``earliest`` and ``latest``, both included, say what else the words may mean: an ensemble draws
    between them.  Without the two a claim stays where it is.
    """

    clock: Clock
    earliest: Clock | None = None
    latest: Clock | None = None
    because: Words

    @model_validator(mode="after")
    def _around_the_clock(self) -> Self:
        if (self.earliest is None) != (self.latest is None):
            raise ValueError("give 'earliest' and 'latest' together, or neither")
        if self.earliest and self.latest and not self.earliest <= self.clock <= self.latest:
            raise ValueError(f"{self.earliest} to {self.latest} leaves out the clock time {self.clock}")
        return self


class Wording(Model):
    """``seeds/wording.yaml``: the one table of phrases and of parts of the day."""

    phrases: dict[Slug, Phrase]
    parts_of_day: dict[Slug, PartOfDay]

    @model_validator(mode="after")
    def _knows_the_day(self) -> Self:
        if "day" not in self.parts_of_day:
            raise ValueError("'parts_of_day' needs 'day', for claims that name no part")
        return self

    def value(self, wording: str, said: float | tuple[float, float] | None, unit: str) -> Estimate:
        """The range that ``said`` in this wording leaves open.

        Raises `ValueError` when the phrase needs a number that is missing, or forbids one.
        """
        phrase = self.phrases[wording]
        if phrase.rule is Rule.BETWEEN:
            if not isinstance(said, tuple):
                raise ValueError(f"'{wording}' needs 'said' to be two numbers")
            if said[0] > said[1]:
                raise ValueError(f"'{wording}' needs 'said' in rising order")
            return Estimate(low=said[0], high=said[1])
        if phrase.rule in (Rule.NONE, Rule.SHARE, Rule.AMOUNT):
            return _numberless(phrase, said)
        if said is None or isinstance(said, tuple):
            raise ValueError(f"'{wording}' needs 'said' to be one number")
        return _around(phrase, said, unit)

    def clock(self, part: str | None) -> int:
        """Minutes past midnight of a part of day, of ``HH:MM``, or of no part at all."""
        if part is not None and ":" in part:
            return clock_minutes(part)
        return clock_minutes(self.parts_of_day[part or "day"].clock)

    def hours(self, part: str | None) -> tuple[int, int] | None:
        """Earliest and latest minute past midnight that a part of day may mean; None where none are given."""
        if part is not None and ":" in part:
            return None
        told = self.parts_of_day[part or "day"]
        if told.earliest is None or told.latest is None:
            return None
        return clock_minutes(told.earliest), clock_minutes(told.latest)


def _numberless(phrase: Phrase, said: float | tuple[float, float] | None) -> Estimate:
    if said is not None:
        raise ValueError("this wording goes without a number in 'said'")
    best = phrase.low if phrase.low == phrase.high else None
    return Estimate(low=phrase.low, best=best, high=phrase.high)


def _around(phrase: Phrase, said: float, unit: str) -> Estimate:
    if phrase.rule is Rule.EXACT:
        return Estimate(low=said, best=said, high=said)
    if phrase.rule is Rule.ROUNDED:
        slack = _rounding_slack(said, unit)
        return Estimate(low=_tidy(said - slack), best=said, high=_tidy(said + slack))
    return Estimate(
        low=None if phrase.low is None else _tidy(said * phrase.low),
        best=None if phrase.no_best else said,
        high=None if phrase.high is None else _tidy(said * phrase.high),
    )


def _rounding_slack(said: float, unit: str) -> float:
    """Half a unit of the last digit that is not zero, at most 5 %; nothing for whole small counts."""
    scale = 100 if unit == "share" else 1
    step = 0.1 if unit == "km2" else 1.0
    number = abs(said) * scale
    is_count = unit not in ("share", "km2")
    if number == 0 or (is_count and (number < 100 or number % 10)):
        return 0.0
    while step <= number and round(number / step, 6) % 10 == 0:
        step *= 10
    return min(step / 2, number * 0.05) / scale


def _tidy(value: float) -> float:
    return round(value, 6)
