"""From the words of a document to the range they leave open."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.estimate import Estimate
from sim.record.wording import Phrase, Rule, Wording
from sim.yamlfile import load_model

SEEDS = Path(__file__).parents[1] / "seeds"
WORDING = load_model(SEEDS / "wording.yaml", Wording)


def value(wording: str, said: float | tuple[float, float] | None, unit: str = "people") -> Estimate:
    return WORDING.value(wording, said, unit)


def around(low: float | None, best: float | None, high: float | None) -> Estimate:
    return Estimate(low=low, best=best, high=high)


@pytest.mark.parametrize(
    ("said", "unit", "low", "high"),
    [
        (0, "people", 0, 0),
        (7, "people", 7, 7),
        (99, "people", 99, 99),
        (90, "buses", 90, 90),
        (100, "people", 95, 105),
        (250, "people", 245, 255),
        (251, "people", 251, 251),
        (2500, "people", 2450, 2550),
        (8000, "people", 7600, 8400),
        (16000, "people", 15500, 16500),
        (40_000, "people", 38_000, 42_000),
        (1_000_000, "people", 950_000, 1_050_000),
        (2.6, "km2", 2.55, 2.65),
        (16, "km2", 15.5, 16.5),
        (40, "km2", 38, 42),
        (0, "km2", 0, 0),
        (0.93, "share", 0.925, 0.935),
        (0.75, "share", 0.745, 0.755),
        (0.6, "share", 0.57, 0.63),
        (0.07, "share", 0.0665, 0.0735),
    ],
)
def test_rounded_leaves_half_a_unit_and_never_more_than_a_twentieth(
    said: float, unit: str, low: float, high: float
) -> None:
    assert value("as-stated", said, unit) == around(low, said, high)


NUMBERS = st.one_of(
    st.integers(0, 2_000_000).map(float),
    st.integers(0, 10_000).map(lambda n: n / 10),
    st.integers(0, 100).map(lambda n: n / 100),
)


@given(said=NUMBERS, unit=st.sampled_from(["people", "buses", "km2", "share"]))
def test_a_rounded_value_contains_what_was_said_and_is_narrow(said: float, unit: str) -> None:
    found = value("as-stated", said, unit)
    assert found.best == said
    assert found.agrees(said)
    assert found.low is not None
    assert found.high is not None
    assert found.high - said <= said * 0.05 + 1e-6
    assert said - found.low <= said * 0.05 + 1e-6
    assert math.isclose(found.high - said, said - found.low, abs_tol=2e-6)


@given(said=st.integers(1, 99), zeros=st.integers(2, 8))
def test_a_rounder_number_leaves_more(said: int, zeros: int) -> None:
    assert 0.0 == _width(said) <= _width(said * 10 ** (zeros - 1)) <= _width(said * 10**zeros)


def _width(said: float) -> float:
    found = value("as-stated", said)
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


@pytest.mark.parametrize("unit", ["share", "km2", "people"])
@pytest.mark.parametrize("said", [1e-9, 5e-8, 1e-5, 1e15, 1e17, 1e300])
def test_no_number_makes_rounding_run_for_ever(said: float, unit: str) -> None:
    try:
        found = value("as-stated", said, unit)
    except ValueError:
        assert said < 1e-4
    else:
        assert found.agrees(said)


@given(said=NUMBERS)
@pytest.mark.parametrize("wording", sorted(n for n, p in WORDING.phrases.items() if p.rule is Rule.FACTOR))
def test_factors_widen_to_the_side_their_word_says(wording: str, said: float) -> None:
    phrase, found = WORDING.phrases[wording], value(wording, said)
    assert (found.low is None, found.high is None) == (phrase.low is None, phrase.high is None)
    assert found.best == (None if phrase.no_best else said)
    assert (found.low or 0) <= said + 1e-6
    assert found.high is None or said <= found.high + 1e-6
    if phrase.low is not None:
        assert found.low == pytest.approx(said * phrase.low, abs=1e-6)


@pytest.mark.parametrize(
    ("wording", "said", "expected"),
    [
        ("exactly", 8000, around(8000, 8000, 8000)),
        ("about", 1000, around(900, 1000, 1100)),
        ("nearly", 1000, around(900, None, 1000)),
        ("over", 1000, around(1000, None, None)),
        ("at-least", 45, around(45, None, None)),
        ("up-to", 45, around(None, None, 45)),
        ("less-than", 45, around(None, None, 45)),
        ("between", (3.0, 5.0), around(3, None, 5)),
        ("between", (4.0, 4.0), around(4, None, 4)),
        ("all", None, around(1, 1, 1)),
        ("repelled", None, around(0, 0, 0)),
        ("half", None, around(0.45, None, 0.55)),
        ("dozens", None, around(24, None, 99)),
        ("a-number", None, around(2, None, None)),
        ("no-number", None, around(None, None, None)),
    ],
)
def test_each_rule_by_an_example(
    wording: str, said: float | tuple[float, float] | None, expected: Estimate
) -> None:
    assert value(wording, said) == expected


def test_the_examples_cover_every_rule_of_the_table() -> None:
    assert {phrase.rule for phrase in WORDING.phrases.values()} == set(Rule)


@pytest.mark.parametrize(
    ("wording", "said", "message"),
    [
        ("between", None, "needs 'said' to be two numbers"),
        ("between", 5.0, "needs 'said' to be two numbers"),
        ("between", (5.0, 3.0), "rising order"),
        ("as-stated", None, "needs 'said' to be one number"),
        ("as-stated", (1.0, 2.0), "needs 'said' to be one number"),
        ("about", None, "needs 'said' to be one number"),
        ("exactly", (1.0, 2.0), "needs 'said' to be one number"),
        ("all", 1.0, "goes without a number"),
        ("dozens", 24.0, "goes without a number"),
        ("no-number", 0.0, "goes without a number"),
        ("half", (0.4, 0.6), "goes without a number"),
    ],
)
def test_a_number_too_many_or_too_few_is_refused(wording: str, said: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        value(wording, said)


def test_shares_of_the_table_are_shares_and_in_order() -> None:
    for name, phrase in WORDING.phrases.items():
        if phrase.rule is Rule.SHARE:
            assert phrase.low is not None, name
            assert phrase.high is not None, name
            assert 0 <= phrase.low <= phrase.high <= 1, name
        assert phrase.low is None or phrase.high is None or phrase.low <= phrase.high, name


def test_parts_of_the_day_rise_from_night_to_night() -> None:
    order = ["early-hours", "early", "morning", "noon", "afternoon", "later", "evening", "night", "end"]
    clocks = [WORDING.clock(part) for part in order]
    assert clocks == sorted(set(clocks))
    assert set(order) | {"day"} == set(WORDING.parts_of_day)


def test_no_part_of_the_day_is_its_middle_and_a_clock_time_is_itself() -> None:
    assert WORDING.clock(None) == WORDING.clock("day") == 12 * 60
    assert WORDING.clock("17:45") == 17 * 60 + 45
    assert WORDING.clock("24:00") == 24 * 60


def test_a_table_without_day_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs 'day'"):
        Wording(phrases={"all": Phrase(rule=Rule.SHARE, low=1, high=1, because="whole")}, parts_of_day={})
