"""A range and a best guess: order, agreement, and how they are written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.estimate import Estimate

NUMBERS = st.floats(-1e7, 1e7, allow_nan=False)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    """Any estimate, each number present or not."""
    numbers = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3)))
    kept = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    low, best, high = (n if keep else None for n, keep in zip(numbers, kept, strict=True))
    return Estimate(low=low, best=best, high=high)


@pytest.mark.parametrize(
    "numbers",
    [{"low": 2, "best": 1}, {"best": 2, "high": 1}, {"low": 2, "high": 1}, {"low": 1, "best": 3, "high": 2}],
)
def test_numbers_out_of_order_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match="rising order"):
        Estimate(**numbers)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), "1", True])
def test_only_finite_numbers_are_numbers(number: Any) -> None:
    with pytest.raises(ValidationError):
        Estimate(low=number)


def test_an_estimate_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Estimate(low=1).low = 2  # type: ignore[misc]


def test_only_an_estimate_without_numbers_is_empty() -> None:
    assert Estimate().is_empty
    assert not any(e.is_empty for e in (Estimate(low=0), Estimate(best=0), Estimate(high=0)))


def test_bounds_are_within() -> None:
    closed = Estimate(low=10, high=20)
    assert [closed.agrees(v) for v in (9.99, 10, 15, 20, 20.01)] == [False, True, True, True, False]


def test_a_missing_bound_is_unbounded() -> None:
    assert Estimate(low=10).agrees(1e12)
    assert not Estimate(low=10).agrees(9)
    assert Estimate(high=10).agrees(-1e12)
    assert not Estimate(high=10).agrees(11)
    assert Estimate(best=10).agrees(99)


def test_ranges_that_touch_meet_and_others_do_not() -> None:
    assert Estimate(low=1, high=2).meets(Estimate(low=2, high=3))
    assert not Estimate(low=1, high=2).meets(Estimate(low=2.1, high=3))
    assert not Estimate(high=2).meets(Estimate(low=3))
    assert Estimate(low=3).meets(Estimate(low=9))
    assert Estimate().meets(Estimate(low=9, high=9))


@given(a=estimates(), b=estimates())
def test_meeting_is_mutual(a: Estimate, b: Estimate) -> None:
    assert a.meets(b) is b.meets(a)
    assert a.meets(a)


@given(a=estimates(), value=NUMBERS)
def test_agreeing_with_a_value_is_meeting_it_from_either_side(a: Estimate, value: float) -> None:
    point = Estimate(low=value, high=value)
    assert a.agrees(value) is a.meets(point) is point.meets(a)


@given(a=estimates(), b=estimates(), value=NUMBERS)
def test_a_value_of_both_means_that_they_meet(a: Estimate, b: Estimate, value: float) -> None:
    assert a.meets(b) or not (a.agrees(value) and b.agrees(value))


@given(a=estimates())
def test_the_central_value_lies_within(a: Estimate) -> None:
    if a.is_empty:
        with pytest.raises(ValueError, match="no central value"):
            a.central()
    else:
        assert a.agrees(a.central())


def test_the_central_value_is_best_then_middle_then_bound() -> None:
    assert Estimate(low=0, best=1, high=10).central() == 1
    assert Estimate(low=0, high=10).central() == 5
    assert Estimate(low=3).central() == 3
    assert Estimate(high=0).central() == 0


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ({"low": 5, "best": 5, "high": 5}, "5"),
        ({"low": 0.25, "high": 0.75}, "0.25–0.75"),
        ({"low": 1234567, "high": 2000000}, "1234567–2000000"),
        ({"low": 250000}, "250000–"),
        ({"high": 0}, "–0"),
        ({"low": 0, "high": 0}, "0"),
        ({}, "–"),
    ],
)
def test_how_it_is_written(numbers: dict[str, float], text: str) -> None:
    assert str(Estimate(**numbers)) == text
