"""What makes a claim whole: ids, dates, units, scopes, links."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.estimate import Estimate
from sim.record.claim import Claim, Kind, Measure, Party, Scope, Status, When

FIELDS: dict[str, Any] = {
    "id": "004-p24-03",
    "kind": Kind.CONTROL,
    "measure": Measure.CONTROL_SHARE,
    "place": "old-town",
    "party": Party.GOVERNMENT,
    "text": "All of the old town is held by the government",
    "when": When(day=date(2016, 12, 7), basis="stated"),
    "wording": "all",
    "value": Estimate(low=1, best=1, high=1),
    "unit": "share",
    "said_by": "sohr",
    "paragraph": 24,
    "tokens": ("old town",),
    "status": Status.REPORTED,
}
SCOPE = Scope(who="civilians", since="15 Nov", where="the enclave")


def claim(**changed: Any) -> Claim:
    return Claim(**(FIELDS | changed))


def refused(message: str, **changed: Any) -> None:
    with pytest.raises(ValidationError, match=message):
        claim(**changed)


def test_a_claim_knows_its_document_and_place() -> None:
    assert claim().document == "004"
    assert claim().locator == "004 ¶24"
    assert claim().order == ("004", 24, 3)


@given(
    a=st.tuples(st.integers(0, 999), st.integers(1, 999), st.integers(0, 99)),
    b=st.tuples(st.integers(0, 999), st.integers(1, 999), st.integers(0, 99)),
)
def test_reading_order_is_document_then_paragraph_then_number(
    a: tuple[int, int, int], b: tuple[int, int, int]
) -> None:
    first, second = (
        claim(id=f"{document:03d}-p{paragraph:02d}-{number:02d}", paragraph=paragraph)
        for document, paragraph, number in (a, b)
    )
    assert (first.order < second.order) is (a < b)


@pytest.mark.parametrize(
    "given", ["4-p24-03", "004-24-03", "004-p24-3", "004-p24-003", "004-p24-03 ", "004-p24-03\n"]
)
def test_an_id_has_one_form(given: str) -> None:
    refused("should match pattern", id=given)


@pytest.mark.parametrize("given", ["p04", "004-p24-003"])
def test_links_are_ids_too(given: str) -> None:
    refused("should match pattern", disputes=(given,))
    refused("should match pattern", apart=(given,))


def test_the_id_names_the_paragraph() -> None:
    refused("another paragraph", paragraph=25)
    assert claim(id="004-p124-03", paragraph=124).paragraph == 124


def test_a_paragraph_is_counted_from_one() -> None:
    refused("greater than or equal to 1", paragraph=0, id="004-p00-01")


@pytest.mark.parametrize("count", [0, 9])
def test_there_are_one_to_eight_tokens(count: int) -> None:
    refused("Tuple should have at", tokens=tuple(str(n) for n in range(count)))
    assert len(claim(tokens=tuple("12345678")).tokens) == 8


def test_unit_measure_and_value_say_together_that_something_only_happened() -> None:
    event: dict[str, Any] = {"unit": "event", "measure": Measure.EVENT, "value": Estimate()}
    assert claim(**event).value.is_empty
    refused("goes with an empty value", unit="event")
    refused("goes with an empty value", value=Estimate())
    refused("goes with an empty value", **event | {"value": Estimate(low=1)})
    refused("measure 'event' goes with unit 'event'", measure=Measure.EVENT)
    refused("measure 'event' goes with unit 'event'", **event | {"measure": Measure.AREA})


@pytest.mark.parametrize("measure", [m for m in Measure if m not in (Measure.EVENT, Measure.CONTROL_SHARE)])
def test_every_number_but_a_share_of_a_place_needs_a_scope(measure: Measure) -> None:
    refused("a number needs a scope", measure=measure)
    assert claim(measure=measure, scope=SCOPE).scope == SCOPE


@pytest.mark.parametrize("missing", ["who", "since", "where"])
def test_a_scope_says_who_since_when_and_where(missing: str) -> None:
    given = {name: text for name, text in SCOPE.model_dump().items() if name != missing}
    with pytest.raises(ValidationError, match="Field required"):
        Scope(**given)


@pytest.mark.parametrize("field", ["kind", "measure", "party", "status"])
def test_words_of_a_list_are_of_that_list(field: str) -> None:
    refused("Input should be", **{field: "nonsense"})


@pytest.mark.parametrize("changed", [{"said": "5"}, {"said": True}, {"said": (1.0,)}, {"said": float("inf")}])
def test_said_is_a_number_or_two(changed: dict[str, Any]) -> None:
    refused("said", **changed)


def test_a_claim_is_frozen_and_takes_no_other_keys() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        claim().text = "other"  # type: ignore[misc]
    refused("Extra inputs are not permitted", colour="red")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"basis": "inferred", "day": date(2016, 12, 7)}, "needs 'because'"),
        ({"basis": "none"}, "needs 'because'"),
        ({"basis": "none", "because": "x", "day": date(2016, 12, 7)}, "basis 'none' goes with no day"),
        ({"basis": "stated"}, "basis 'none' goes with no day"),
        ({"basis": "inferred", "because": "x"}, "basis 'none' goes with no day"),
        ({"basis": "stated", "day": date(2016, 12, 7), "until": date(2016, 12, 6)}, "not later"),
        ({"basis": "none", "because": "x", "until": date(2016, 12, 6)}, "needs a 'day'"),
        ({"basis": "guessed", "day": date(2016, 12, 7)}, "should match pattern"),
    ],
)
def test_a_date_says_how_it_is_known(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        When(**given)


def test_dates_that_are_coherent() -> None:
    day = date(2016, 12, 7)
    assert When(basis="stated", day=day, until=day).until == day
    assert When(basis="inferred", day=day, because="x").day == day
    assert When(basis="none", because="x").day is None
