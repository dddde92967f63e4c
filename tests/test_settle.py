"""One question at a time: numbers, minutes, and what is written down about each."""

import pytest

from sim.errors import SimError
from sim.record.claim import Kind
from sim.scenario.basis import Moment, Portion, Quantity
from sim.scenario.load import Scenario
from sim.scenario.settle import Settler

MORNING, EVENING, NO_PART, NO_DAY = "004-p47-01", "004-p48-26", "004-p14-01", "000-p02-03"


@pytest.fixture
def settler(flagship: Scenario) -> Settler:
    return Settler(flagship, "reference")


def test_an_assumed_number_is_kept_with_its_reason(settler: Settler) -> None:
    assert settler.number("a.path", Kind.OTHER, Quantity(assume=2.5, because="it was so")) == 2.5
    row = settler.provenance[-1]
    assert (row.path, row.value, row.basis, row.reason) == ("a.path", "2.5", "assumption:a.path", "it was so")
    assert not settler.driving


def test_a_claimed_number_is_the_claims_best(settler: Settler) -> None:
    assert settler.number("a.path", Kind.CONVOY, Quantity(claims=(MORNING,))) == 8500
    row = settler.provenance[-1]
    assert row.basis == f"claim:{MORNING}"
    assert "004 ¶47" in row.reason
    assert settler.driving == {MORNING}


def test_what_is_read_into_a_claim_replaces_its_number(settler: Settler) -> None:
    quantity = Quantity(claims=(MORNING,), read_as={MORNING: 907.0}, because="for one convoy")
    assert settler.number("a.path", Kind.CONVOY, quantity) == 907
    assert settler.provenance[-1].reason.endswith("; read as 907: for one convoy")


def test_the_account_decides_which_conversion_counts(flagship: Scenario) -> None:
    quantity = Quantity(
        claims=(MORNING, "004-p47-08"), read_as={MORNING: 1.0, "004-p47-08": 2.0}, because="x"
    )
    found = {
        account: Settler(flagship, account).number("a.path", Kind.CONVOY, quantity)
        for account in ("monitor", "humanitarian", "reference")
    }
    assert found == {"monitor": 1, "humanitarian": 2, "reference": 2}


def test_what_was_looked_at_drives(settler: Settler) -> None:
    settler.number("a", Kind.OTHER, Quantity(assume=1.0, because="x", fitted_to=(MORNING,)))
    settler.number("b", Kind.CONVOY, Quantity(claims=("004-p47-08",), fitted_to=("004-p46-18",)))
    assert settler.driving == {MORNING, "004-p47-08", "004-p46-18"}
    assert settler.provenance[0].reason == f"x (fitted to {MORNING})"


def test_a_claim_without_a_number_cannot_be_one(settler: Settler) -> None:
    with pytest.raises(SimError, match=f"{EVENING} carries no number"):
        settler.number("a", Kind.CONVOY, Quantity(claims=(EVENING,)))


def test_a_count_cannot_be_a_share(settler: Settler) -> None:
    with pytest.raises(SimError, match="which gives 8500: not between 0 and 1"):
        settler.number("a", Kind.CONVOY, Portion(claims=(MORNING,)))


@pytest.mark.parametrize(("value", "whole"), [(0.5, 0), (1.5, 2), (2.5, 2), (2.4, 2), (2.6, 3)])
def test_whole_numbers_are_rounded_half_to_even(settler: Settler, value: float, whole: int) -> None:
    assert settler.whole("a", Kind.OTHER, Quantity(assume=value, because="x")) == whole


@pytest.mark.parametrize(
    ("claim", "minute"),
    [
        (MORNING, (31 * 24 + 9) * 60),  # 16 December, morning
        (EVENING, (37 * 24 + 19) * 60),  # 22 December, evening
        (NO_PART, (11 * 24 + 12) * 60),  # 26 November, no part of the day: its middle
    ],
)
def test_a_claims_minute_is_its_part_of_the_day(settler: Settler, claim: str, minute: int) -> None:
    assert settler.minute("a", Kind.CONVOY, Moment(claims=(claim,))) == minute
    assert settler.provenance[-1].value == settler.scenario.head.calendar.stamp(minute)


def test_a_claim_without_a_day_gives_no_moment(settler: Settler) -> None:
    with pytest.raises(SimError, match=f"claim {NO_DAY} has no day"):
        settler.minute("a", Kind.CONVOY, Moment(claims=(NO_DAY,)))


@pytest.mark.parametrize(
    "moment",
    [
        {"assume": "2016-11-15 10:00", "because": "it was so", "after": 45},
        {"claims": (MORNING,), "because": "it was so", "after": 45},
        {"step": "a-step", "because": "it was so", "after": 45},
    ],
)
def test_minutes_after_are_added_and_written_down(settler: Settler, moment: dict) -> None:
    settler.steps["a-step"] = 600
    plain = {**moment, "after": 0}
    assert (
        settler.minute("b", Kind.CONVOY, Moment(**moment)) - settler.minute("c", Kind.CONVOY, Moment(**plain))
        == 45
    )
    first, second = settler.provenance
    assert first.value != second.value
    assert "it was so" in first.reason


def test_a_moment_with_a_step_that_has_not_come_is_refused(settler: Settler) -> None:
    with pytest.raises(SimError, match="a waits for step 'later'"):
        settler.minute("a", Kind.CONTROL, Moment(step="later", because="x"))


def test_only_contested_questions_fall_back(flagship: Scenario) -> None:
    settler = Settler(flagship, "opposition")
    settler.follow("alone", Kind.CONTROL, [NO_PART])
    settler.follow("contested", Kind.CONTROL, [NO_PART, "001-p09-01"])
    alone, contested = settler.settled
    assert (alone.fell_back, contested.fell_back) == (False, True)
    assert alone.rule == contested.rule == "fallback to reference: press (rank 2)"
    assert contested.passed_over == ("001-p09-01",)


def test_followers_names_every_account_once(flagship: Scenario) -> None:
    settler = Settler(flagship, "reference")
    settler.follow("end", Kind.CONTROL, ["004-p48-26", "004-p48-24"])
    followers = settler.followers()
    assert followers["004-p48-24"] == ("government",)
    assert sorted(a for accounts in followers.values() for a in accounts) == sorted(flagship.head.accounts)
