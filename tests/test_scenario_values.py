"""A value is claimed, or assumed with a reason; nothing else parses, whatever is written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sim.scenario.basis import Amount, AssumedShares, Moment, Portion, Quantity
from sim.scenario.gazetteer import Sourced, SourcedArea
from sim.scenario.schema import Closure, DocumentedConvoy, Head, Intensity, Step, Weight

CLAIM = "004-p10-05"
REASON = "because it must be something"
MOMENT = {"assume": "2016-12-15 14:30", "because": REASON}

claims = st.lists(st.sampled_from([CLAIM, "000-p03-04", "001-p09-01"]), min_size=1, max_size=3, unique=True)
numbers = st.floats(-1e6, 1e6)
reasons = st.text("abc xyz", min_size=1, max_size=20)
stamps = st.datetimes().map(lambda when: when.strftime("%Y").zfill(4) + when.strftime("-%m-%d %H:%M"))
maybe = st.one_of(st.none(), claims)


def parses(model: type[BaseModel], data: dict[str, Any]) -> bool:
    try:
        model.model_validate_json(json.dumps(data))
    except ValidationError:
        return False
    return True


def given_keys(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


@given(maybe, st.none() | numbers, st.none() | reasons, st.none() | claims)
def test_a_quantity_parses_only_from_claims_or_with_a_reason(
    claimed: list[str] | None, assume: float | None, because: str | None, fitted: list[str] | None
) -> None:
    data = given_keys(claims=claimed, assume=assume, because=because, fitted_to=fitted)
    has_one_basis = (claimed is None) != (assume is None) and (assume is None or because is not None)
    assert parses(Quantity, data) == has_one_basis


@given(
    claims,
    st.dictionaries(st.sampled_from([CLAIM, "000-p03-04", "002-p01-01"]), numbers),
    st.none() | reasons,
)
def test_what_is_read_into_a_claim_is_of_that_claim_and_has_a_reason(
    claimed: list[str], read: dict[str, float], because: str | None
) -> None:
    data = given_keys(claims=claimed, read_as=read, because=because)
    assert parses(Quantity, data) == (set(read) <= set(claimed) and (not read or because is not None))


@given(numbers)
def test_a_portion_lies_between_nothing_and_all(value: float) -> None:
    assert parses(Portion, {"assume": value, "because": REASON}) == (0 <= value <= 1)
    read = {"claims": [CLAIM], "read_as": {CLAIM: value}, "because": REASON}
    assert parses(Portion, read) == (0 <= value <= 1)


@given(numbers)
def test_an_amount_is_not_below_nothing(value: float) -> None:
    assert parses(Amount, {"assume": value, "because": REASON}) == (value >= 0)


@given(
    maybe,
    st.none() | stamps,
    st.sampled_from([None, "hanano-26-nov"]),
    st.integers(-99, 99),
    st.none() | reasons,
)
def test_a_moment_has_one_basis_and_a_reason_unless_a_claim_gives_it(
    claimed: list[str] | None, assume: str | None, step: str | None, after: int, because: str | None
) -> None:
    data = given_keys(claims=claimed, assume=assume, step=step, after=after, because=because)
    has_one = sum(basis is not None for basis in (claimed, assume, step)) == 1
    needs_reason = claimed is None or after != 0
    assert parses(Moment, data) == (has_one and (because is not None or not needs_reason))


@pytest.mark.parametrize(
    "stamp",
    [
        "2016-12-15",
        "2016-12-15 24:00",
        "2016-12-15T10:00",
        "2016-11-31 10:00",
        "2015-02-29 00:00",
        "15.12.2016 10:00",
        "",
    ],
)
def test_a_moment_that_no_calendar_has_is_refused(stamp: str) -> None:
    assert not parses(Moment, {"assume": stamp, "because": REASON})


@pytest.mark.parametrize(
    "bare",
    [
        0.5,
        5,
        "0.5",
        True,
        None,
        [0.5],
        {},
        {"value": 5},
        {"assume": 5},
        {"because": REASON},
        {"claims": CLAIM},
    ],
)
@pytest.mark.parametrize("model", [Quantity, Portion, Amount, Moment, AssumedShares])
def test_a_bare_value_is_refused_everywhere(model: type[BaseModel], bare: Any) -> None:
    assert not parses(model, bare)


@given(st.floats(0, 1), st.floats(0, 1), st.none() | reasons)
def test_shares_of_a_district_sum_to_one_and_have_a_reason(
    one: float, two: float, because: str | None
) -> None:
    shares = {"government": one, "opposition": two, "sdf": 1 - one - two}
    whole = 0 <= shares["sdf"] <= 1
    assert parses(AssumedShares, given_keys(assume=shares, because=because)) == (
        whole and because is not None
    )


@pytest.mark.parametrize(
    "shares", [{"opposition": 1.1}, {"opposition": 0.9}, {"rebels": 1.0}, {}, {"sdf": -1, "government": 2}]
)
def test_other_shares_are_refused(shares: dict[str, float]) -> None:
    assert not parses(AssumedShares, {"assume": shares, "because": REASON})


STEP = {"id": "a-step", "places": ["hanano"]}
ASSUMED = {
    **STEP,
    "party": "government",
    "share": {"assume": 1, "because": REASON},
    "at": MOMENT,
    "because": REASON,
}


@pytest.mark.parametrize("missing", ["party", "share", "at", "because", "places", "id"])
def test_an_assumed_step_needs_all_of_its_parts(missing: str) -> None:
    assert parses(Step, ASSUMED)
    assert not parses(Step, {key: value for key, value in ASSUMED.items() if key != missing})


@pytest.mark.parametrize(
    "change",
    [
        {"claims": []},
        {"places": []},
        {"claims": [CLAIM], "read_as": {CLAIM: 0.5}},
        {"claims": [CLAIM], "read_as": {"000-p03-04": 0.5}, "because": REASON},
        {"claims": [CLAIM], "read_as": {CLAIM: 1.01}, "because": REASON},
        {"claims": [CLAIM], "share": 0.5},
        {"claims": [CLAIM], "at": "2016-12-15 14:30"},
        {"claims": [CLAIM], "party": "rebels"},
        {"claims": [CLAIM], "exactly": "yes"},
        {"claims": [CLAIM], "note": "x"},
    ],
)
def test_a_claimed_step_takes_nothing_without_a_basis(change: dict[str, Any]) -> None:
    assert parses(Step, {**STEP, "claims": [CLAIM]})
    assert not parses(Step, {**STEP, **change})


def test_a_closure_names_both_ends_and_a_reason() -> None:
    whole = {"id": "shut", "starts": MOMENT, "ends": {"claims": [CLAIM]}, "because": REASON}
    assert parses(Closure, whole)
    for key in whole:
        assert not parses(Closure, {k: v for k, v in whole.items() if k != key})
    assert not parses(Closure, {**whole, "starts": "2016-12-15 14:30"})


@pytest.mark.parametrize("times", [{}, {"due": MOMENT, "arrives": MOMENT}])
def test_a_convoy_gives_one_time(times: dict[str, Any]) -> None:
    assert not parses(DocumentedConvoy, {"id": "convoy-1", **times})


@pytest.mark.parametrize("key", ["people", "wounded"])
@pytest.mark.parametrize("value", [50, {"assume": 50}, {"assume": -1, "because": REASON}])
def test_a_convoy_carries_nobody_without_a_basis(key: str, value: Any) -> None:
    assert parses(DocumentedConvoy, {"id": "convoy-1", "due": MOMENT, key: {"claims": [CLAIM]}})
    assert not parses(DocumentedConvoy, {"id": "convoy-1", "due": MOMENT, key: value})


def test_levels_and_weights_are_quantities_too() -> None:
    assert not parses(Intensity, {"id": "heavy", "starts": MOMENT, "level": 1.0})
    assert not parses(Intensity, {"id": "heavy", "starts": MOMENT, "level": {"assume": 2, "because": REASON}})
    assert not parses(Weight, {"places": ["hanano"], "weight": 0.5})


@given(st.sampled_from([None, "columbia-csr-2016"]), st.none() | reasons, st.none() | reasons)
def test_a_coordinate_has_a_data_set_or_a_reason(
    dataset: str | None, assume: str | None, because: str | None
) -> None:
    data = given_keys(dataset=dataset, assume=assume, because=because)
    has_one_basis = (dataset is None) != (assume is None) and (assume is None or because is not None)
    assert parses(Sourced, data) == has_one_basis
    assert parses(SourcedArea, {**data, "km2": 1.5}) == has_one_basis


@pytest.mark.parametrize("km2", [0, -1, 10_001, "1.5", None])
def test_an_area_is_a_size_that_a_district_may_have(km2: Any) -> None:
    assert not parses(SourcedArea, {"dataset": "columbia-csr-2016", "km2": km2})


@given(st.sampled_from([Quantity, Moment, Step, Closure, DocumentedConvoy, AssumedShares, Head]), reasons)
def test_no_model_takes_a_key_it_does_not_name(model: type[BaseModel], key: str) -> None:
    data = {"x" + key: 1}
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    assert "extra_forbidden" in {error["type"] for error in caught.value.errors()}
