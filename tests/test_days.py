"""Dates and minutes: minute 0 is the first midnight, the last day is included."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.days import DAY, Calendar, clock_minutes, is_clock

CALENDAR = Calendar(first=date(2016, 11, 15), last=date(2016, 12, 22))


def test_the_last_day_is_included() -> None:
    assert CALENDAR.days == 38
    assert CALENDAR.minutes == 38 * 24 * 60
    assert CALENDAR.dates()[0] == date(2016, 11, 15)
    assert CALENDAR.dates()[-1] == date(2016, 12, 22)
    assert len(CALENDAR.dates()) == CALENDAR.days


def test_a_single_day_has_one_date() -> None:
    day = Calendar(first=date(2024, 2, 29), last=date(2024, 2, 29))
    assert (day.days, day.minutes, day.dates()) == (1, DAY, [date(2024, 2, 29)])


def test_midnight_belongs_to_the_day_that_begins() -> None:
    assert CALENDAR.minute(date(2016, 11, 15)) == 0
    assert CALENDAR.day_of(DAY - 1) == date(2016, 11, 15)
    assert CALENDAR.day_of(DAY) == date(2016, 11, 16)
    assert CALENDAR.stamp(DAY) == "2016-11-16 00:00"
    assert CALENDAR.day_of(-1) == date(2016, 11, 14)
    assert CALENDAR.stamp(-1) == "2016-11-14 23:59"


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), clock=st.integers(0, DAY - 1))
def test_a_minute_and_its_day_go_both_ways(day: date, clock: int) -> None:
    minute = CALENDAR.minute(day, clock)
    assert CALENDAR.day_of(minute) == day
    assert CALENDAR.stamp(minute) == f"{day.isoformat()} {clock // 60:02d}:{clock % 60:02d}"
    assert CALENDAR.minute(day + timedelta(days=1), clock) == minute + DAY


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("00:01", 1), ("14:30", 870), ("23:59", 1439), ("24:00", 1440)]
)
def test_clock_times(text: str, minutes: int) -> None:
    assert is_clock(text)
    assert clock_minutes(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["24:01", "25:00", "12:60", "1:30", "12:5", "12", ":", "a:b", "12:30:00", "-1:00", "12:30\n", "١٢:٣٠"],
)
def test_what_is_no_clock_time(text: str) -> None:
    assert not is_clock(text)
