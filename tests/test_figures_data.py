"""The figures of the flagship: every number of the record is checked, or it is said why not."""

from collections import Counter

from sim.scenario.figures import Measured
from sim.scenario.load import Scenario
from sim.scenario.resolve import reached_places
from sim.scenario.resolve_figures import share_entries


def listed(scenario: Scenario) -> Counter[str]:
    """How often each claim stands among shares, figures and the unchecked."""
    shares = (entry.claim for entry in share_entries(scenario))
    figures = (entry.claim for entry in scenario.figures.figures)
    unchecked = (claim for entry in scenario.figures.unchecked for claim in entry.claims)
    return Counter([*shares, *figures, *unchecked])


def test_every_number_of_the_days_is_checked_or_said_why_not(flagship: Scenario) -> None:
    first, last = flagship.head.first, flagship.head.last
    numeric = {
        claim.id
        for claim in flagship.record.claims.values()
        if not claim.value.is_empty and claim.when.day is not None and first <= claim.when.day <= last
    }
    assert len(numeric) > 200
    assert numeric <= set(listed(flagship))


def test_no_claim_stands_twice(flagship: Scenario) -> None:
    assert [claim for claim, times in listed(flagship).items() if times > 1] == []


def test_only_claims_with_a_number_are_listed(flagship: Scenario) -> None:
    assert [claim for claim in listed(flagship) if flagship.record.claims[claim].value.is_empty] == []


def test_every_place_of_a_figure_can_be_measured(flagship: Scenario) -> None:
    ground = {*flagship.territory.districts, *flagship.territory.groups}
    points = {place.id for place in flagship.places.places if place.role == "point"}
    for entry in (*flagship.figures.figures, *share_entries(flagship)):
        known = ground | points if entry.measure is Measured.GAP else ground
        assert set(entry.places) <= known, entry.claim


def test_every_destination_of_a_figure_is_reached(flagship: Scenario) -> None:
    reached = reached_places(flagship)
    for entry in flagship.figures.figures:
        assert entry.destination is None or entry.destination in reached, entry.claim


def test_every_reason_of_the_unchecked_is_a_sentence_of_its_own(flagship: Scenario) -> None:
    reasons = Counter(entry.reason for entry in flagship.figures.unchecked)
    assert all(len(reason.split()) >= 6 for reason in reasons)
    assert max(reasons.values()) == 1


def test_a_figure_reads_the_unit_that_its_claim_counts(flagship: Scenario) -> None:
    units = {
        Measured.CONTROL: {"share"},
        Measured.ENCLAVE_SHARE: {"share"},
        Measured.AREA: {"km2"},
        Measured.DISTRICTS_HELD: {"districts"},
        Measured.DISTRICTS_GAINED: {"districts"},
        Measured.GAP: {"m", "metres", "km"},
        Measured.CONVOYS: {"convoys"},
    }
    for entry in flagship.figures.figures:
        unit = flagship.record.claims[entry.claim].unit
        assert unit in units.get(entry.measure, {"people"}), entry.claim


def test_a_figure_is_of_a_day_of_the_scenario_or_gives_its_moment(flagship: Scenario) -> None:
    for entry in flagship.figures.figures:
        day = flagship.record.claims[entry.claim].when.day
        assert entry.at is not None or (day is not None and flagship.head.first <= day <= flagship.head.last)
