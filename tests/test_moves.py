"""Journeys on foot: sheets of counts, the same as entries, as text and as sums."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from sim.days import DAY
from sim.engine.play import play
from sim.result.moves import Moves
from sim.result.replay import Replay
from sim.result.trace import PeopleMoved, minute_of
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

PLACES = ("hill", "mill's", "town", "custody")
"""Two districts, two places outside; a name may hold what ``repr`` has to mind."""


def moves(counts: dict[tuple[int, int], list[tuple[int, int, int]]]) -> Moves:
    sheets = {}
    for key, cells in counts.items():
        sheets[key] = np.zeros((4, 4), dtype=np.int64)
        for origin, to, people in cells:
            sheets[key][origin, to] = people
    latest = np.array([[70, 80, 90, 100], [DAY + 10, 2 * DAY, DAY + 30, 0]])
    return Moves(sheets, latest, PLACES, 2, 1, 2 * DAY)


FEW = {(1, 0): [(1, 2, 7), (1, 0, 3)], (0, 1): [(0, 3, 5)], (0, 0): [(2, 0, 2), (0, 2, 4)]}


def test_entries_by_day_group_origin_and_destination() -> None:
    assert moves(FEW).entries() == [
        PeopleMoved(0, 70, "hill", "town", "civilians", 4, "flight", "", "model:flight"),
        PeopleMoved(0, 100, "town", "hill", "civilians", 2, "return", "", "model:return"),
        PeopleMoved(0, 80, "hill", "custody", "fighters", 5, "surrender", "", "model:surrender"),
        PeopleMoved(DAY, DAY + 30, "mill's", "hill", "civilians", 3, "retreat", "", "model:retreat"),
        PeopleMoved(DAY, DAY + 10, "mill's", "town", "civilians", 7, "flight", "", "model:flight"),
    ]


def test_who_is_on_the_road_at_the_end_has_not_arrived() -> None:
    (late,) = moves({(1, 1): [(0, 3, 1)]}).entries()
    assert late.arrived is None


@pytest.mark.parametrize("counts", [FEW, {}])
def test_texts_are_the_entries(counts: dict[tuple[int, int], list[tuple[int, int, int]]]) -> None:
    told = moves(counts)
    texts = [(minute, text) for minute, texts in told.texts() for text in texts]
    assert texts == [(entry.departed, repr(entry)) for entry in told.entries()]


def test_sums_are_those_of_the_entries() -> None:
    told = moves({**FEW, (1, 2): [(1, 2, 11)]})
    sums: Counter[tuple[int, str]] = Counter()
    for entry in told.entries():
        sums[entry.departed, entry.kind] += entry.people
    assert told.sums() == sums
    assert moves({}).sums() == {}


@pytest.fixture(scope="module")
def flagship() -> Replay:
    return play(resolve(load_scenario("aleppo-2016")))


def test_the_digest_is_that_of_the_trace(flagship: Replay) -> None:
    text = "\n".join(map(repr, flagship.trace))
    assert flagship.digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_trace_is_in_order_and_whole(flagship: Replay) -> None:
    assert len(flagship.trace) == len(flagship.told) + len(flagship.movements)
    assert all(minute_of(one) <= minute_of(other) for one, other in pairwise(flagship.trace))
    kinds = [isinstance(entry, PeopleMoved) for entry in flagship.trace if minute_of(entry) == DAY]
    assert kinds == sorted(kinds)


def test_what_was_counted_can_no_longer_be_changed(flagship: Replay) -> None:
    with pytest.raises(ValueError, match="read-only"):
        flagship.moves.counts[0, 0][0, 0] = 1
