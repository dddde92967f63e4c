"""Dates and minutes: minute 0 is the scenario's first midnight, in local time, without leaps."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAY = 24 * 60
HOUR = 60


@dataclass(frozen=True)
class Calendar:
    """The days of a scenario; ``last`` is included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def minutes(self) -> int:
        """Minute of the midnight that ends the last day."""
        return self.days * DAY

    def minute(self, day: date, clock: int = 0) -> int:
        """Minutes since the first midnight of ``clock`` (minutes past midnight) on ``day``."""
        return (day - self.first).days * DAY + clock

    def day_of(self, minute: int) -> date:
        """The day on which a minute falls; midnight belongs to the day that begins."""
        return self.first + timedelta(days=minute // DAY)

    def stamp(self, minute: int) -> str:
        """``2016-12-15 14:30``."""
        return f"{self.day_of(minute).isoformat()} {minute % DAY // HOUR:02d}:{minute % HOUR:02d}"

    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]


def is_clock(text: str) -> bool:
    """Is it ``HH:MM``, from 00:00 to 24:00?"""
    return re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", text) is not None


def clock_minutes(text: str) -> int:
    """Minutes past midnight of ``HH:MM``; 24:00 is the end of the day."""
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes)
