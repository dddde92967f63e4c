"""Dates in English words, whatever the machine's language."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def long_date(day: date) -> str:
    """``15 November 2016``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """``15 Nov``."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]
