"""Ranges of assumptions: what may be written, what is refused, and that a single replay never sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ensembles import RANGES, valley

from sim.engine.play import play
from sim.ensemble.plan import KINDS, drawn_of, make_plan
from sim.errors import FaultsFound
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import apply_what_ifs
from sim.scenario.resolve import resolve

STAYS = '{assume: 0.5, because: "half stay, the others part evenly"}'
REFUSED = {
    "leaves out the assumed 0.5": "low: 0.6, high: 0.7",
    "leaves 0 to 1": "low: 0.3, high: 1.5",
    "range 0.6 to 0.4 leaves out": "low: 0.6, high: 0.4",
    "shape": "low: 0.3, high: 0.6, shape: normal",
    "lowest": "lowest: 0.3, high: 0.6",
    "valid number": "low: few, high: 0.6",
    "high": "low: 0.3",
    'got ".inf"': "low: 0.3, high: .inf",
}


@pytest.fixture(scope="module")
def ranged(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load_scenario(valley(tmp_path_factory.mktemp("ranged")))


@pytest.mark.parametrize("said", REFUSED)
def test_a_hostile_range_is_a_fault_with_its_line(said: str, tmp_path: Path) -> None:
    folder = valley(tmp_path, {STAYS: REFUSED[said]})
    lines = (folder / "people.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "range" in text)
    with pytest.raises(FaultsFound) as found:
        load_scenario(folder)
    assert {(fault.line, Path(fault.file).name) for fault in found.value.faults} == {(line, "people.yaml")}
    assert said in str(found.value)


def test_a_range_needs_a_reason(tmp_path: Path) -> None:
    folder = valley(tmp_path)
    file = folder / "people.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(', because: "a guess"}', "}", 1), encoding="utf-8"
    )
    with pytest.raises(FaultsFound, match="because"):
        load_scenario(folder)


def test_a_claim_has_no_range_but_its_own(tmp_path: Path) -> None:
    folder = valley(tmp_path, {})
    file = folder / "people.yaml"
    claimed = "{claims: [000-p02-02]}"
    ranged = '{claims: [000-p02-02], range: {low: 1, high: 2, because: "a guess"}}'
    file.write_text(file.read_text(encoding="utf-8").replace(claimed, ranged), encoding="utf-8")
    with pytest.raises(FaultsFound, match="goes with 'assume'"):
        load_scenario(folder)


def test_a_single_replay_and_its_provenance_are_the_same_with_ranges(
    ranged: Scenario, tmp_path: Path
) -> None:
    bare = resolve(load_scenario(valley(tmp_path, {})))
    told = resolve(ranged)
    assert told.provenance == bare.provenance
    assert play(told, rng_seed=7).digest == play(bare, rng_seed=7).digest


def test_the_plan_names_every_number_once_with_a_reason(ranged: Scenario) -> None:
    plan = make_plan(ranged, "reference", KINDS)
    assert len({number.name for number in plan}) == len(plan)
    assert all(number.reason for number in plan)
    assert all(number.said_by for number in plan if number.kind == "claims")
    assert all(number.low <= number.value <= number.high for number in plan)
    assert plan == make_plan(ranged, "reference", KINDS)


def test_assumptions_are_drawn_within_their_ranges_and_claims_within_their_wording(ranged: Scenario) -> None:
    drawn = {number.name: number for number in drawn_of(make_plan(ranged, "reference", KINDS))}
    stay = drawn["flight.stay_when_captured"]
    assert (stay.low, stay.value, stay.high, stay.shape) == (0.3, 0.5, 0.6, "triangular")
    assert drawn["flight.cross_near_front"].shape == "uniform"
    assert "population.spread" not in drawn, "a range that leaves nothing open"
    for name, number in drawn.items():
        if number.kind == "claims":
            said = ranged.record.claim(name).value
            assert (number.low, number.high) == (said.low, said.high)
            assert number.shape == ("uniform" if said.best is None else "triangular")


def test_what_cannot_be_drawn_says_why(flagship: Scenario) -> None:
    left = {n.name: n.reason for n in make_plan(flagship, "reference", KINDS) if not n.shape}
    assert "leaves no range" in left["004-p14-01"]
    assert "read as 1" in left["004-p24-08"]
    assert "no range is given" in left["evacuation.fleet.seats"]


def test_of_kinds_that_are_not_asked_for_nothing_is_drawn(ranged: Scenario) -> None:
    for kind in ("claims", "assumptions"):
        assert {number.kind for number in drawn_of(make_plan(ranged, "reference", [kind]))} == {kind}
    assert not drawn_of(make_plan(ranged, "reference", ["chance"]))


def test_what_a_what_if_sets_is_not_drawn(flagship: Scenario) -> None:
    asked = apply_what_ifs(flagship, ["more-stay"])
    drawn = {number.name for number in drawn_of(make_plan(asked, "reference", KINDS))}
    assert "flight.stay_when_captured" not in drawn
    assert "flight.retreat_near_front" in drawn


def test_the_flagship_gives_ranges_with_reasons_of_their_own(flagship: Scenario) -> None:
    drawn = [n for n in drawn_of(make_plan(flagship, "reference", KINDS)) if n.kind == "assumptions"]
    assert len(drawn) >= 15
    assert all(len(number.reason) > 20 for number in drawn)
    assert len(RANGES) == 5
