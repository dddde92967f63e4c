"""Dots of people in a few numbers: the page works out each dot's hour by the rules of the scene."""

from __future__ import annotations

import numpy as np

from sim.days import DAY
from sim.scene.crowd import Crowd
from sim.scene.dots import DayDots
from sim.scene.flows import Ints


def dots_stream(crowd: Crowd) -> list[int]:
    """Dots at the start by district, then day by day what `_day` says."""
    found: list[int] = crowd.first.tolist()
    standing, captured = crowd.first, np.zeros_like(crowd.first)
    for number, dots in enumerate(crowd.days):
        after = dots.held + dots.captured
        found += [*_day(crowd, number, dots), *_sparse(dots.captured - captured)]
        found += _sparse(after - standing - _gains(crowd, number, len(after)))
        standing, captured = after, dots.captured
    return found


def _day(crowd: Crowd, number: int, dots: DayDots) -> list[int]:
    """Journeys, who is late, and boardings; then come captured dots, and what the rest does not explain.

    Journeys (inner, outer, home): how many pairs, then origin, destination and dots of each, the
    origin less the one before.  Late: how many, then place and dots.  Boardings: how many, then
    minute of the day, how many districts, and district and dots of each.  Districts and places are
    counted from the one before.
    """
    found = [*_pairs(dots.inner), *_pairs(dots.outer), *_pairs(dots.home), *_sparse(dots.late)]
    boardings = crowd.boardings(number)
    found.append(len(boardings))
    for minute, aboard in boardings:
        found += [minute - number * DAY, *_sparse(aboard)]
    return found


def _gains(crowd: Crowd, number: int, count: int) -> Ints:
    """(district) dots more at a day's end than at its beginning by journeys and boardings."""
    gains = -sum((aboard for _, aboard in crowd.boardings(number)), np.zeros(count, dtype=np.int64))
    midnight = (number + 1) * DAY
    late = [j for j in crowd.journeys[number - 1] if j.arrives > number * DAY] if number else []
    for journey in crowd.journeys[number]:
        if journey.origin < count:
            gains[journey.origin] -= 1
    for journey in (*late, *(j for j in crowd.journeys[number] if j.arrives <= midnight)):
        if journey.destination < count:
            gains[journey.destination] += 1
    return gains


def _pairs(dots: Ints) -> list[int]:
    rows, ends = np.nonzero(dots)
    found, before = [len(rows)], 0
    for row, end in zip(rows.tolist(), ends.tolist(), strict=True):
        found += [row - before, end, int(dots[row, end])]
        before = row
    return found


def _sparse(*counts: Ints) -> list[int]:
    """How many places have anything, then for each its number, from the one before, and its counts."""
    places = np.flatnonzero(np.any(np.stack(counts) != 0, axis=0)).tolist()
    found, before = [len(places)], 0
    for place in places:
        found += [place - before, *(int(count[place]) for count in counts)]
        before = place
    return found
