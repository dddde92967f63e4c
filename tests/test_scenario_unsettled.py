"""What an account cannot settle is told at its line: of a scenario's file, or the what-if that sets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_killed_resolve import Edits, edited

from sim.errors import Fault, FaultsFound
from sim.scenario.overlay import apply_what_ifs
from sim.scenario.resolve import resolve

STAY = 'stay_when_captured: {assume: 0.5, because: "half stay, the others part evenly"}'
CLAIMED = "stay_when_captured: {claims: [000-p02-01], read_as: {000-p02-01: %s}, because: x}"
ASK = "  people.evacuation.fleet.buses: 20\n  people.evacuation.fleet.ambulances: 4\n"


def told(folder: Path, edits: Edits, *what_ifs: str) -> Fault:
    scenario = edited(folder, edits)
    with pytest.raises(FaultsFound) as caught:
        resolve(apply_what_ifs(scenario, list(what_ifs)))
    (fault,) = caught.value.faults
    return fault


def test_the_line_of_the_scenario(tmp_path: Path) -> None:
    fault = told(tmp_path, {"people": {STAY: CLAIMED % 0.8}})
    assert (Path(fault.file).name, fault.line, fault.key) == ("people.yaml", 11, "flight.stay_when_captured")


def test_the_line_of_the_what_if_that_sets_it(tmp_path: Path) -> None:
    edits = {
        "people": {STAY: CLAIMED % 0.7},
        "twice-the-buses": {ASK: "  people.flight.cross_when_captured: 0.4\n"},
    }
    fault = told(tmp_path, edits, "twice-the-buses")
    assert Path(fault.file).name == "twice-the-buses.yaml"
    assert fault.key == "set.people.flight.cross_when_captured"
    line = Path(fault.file).read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert line == "  people.flight.cross_when_captured: 0.4"
    assert "0.7 stay and 0.4 cross" in fault.problem


def test_a_what_if_that_sets_something_else_is_not_to_blame(tmp_path: Path) -> None:
    edits = {"people": {STAY: CLAIMED % 0.8}}
    assert Path(told(tmp_path, edits, "twice-the-buses").file).name == "people.yaml"


def test_an_item_of_a_list_is_found_by_its_id(tmp_path: Path) -> None:
    quiet = 'level: {assume: 0.0, because: "it stops when the road opens"}'
    fault = told(tmp_path, {"people": {quiet: "level: {claims: [000-p02-01]}"}})
    assert fault.key == "flight.bombardment.1.level"
    line = Path(fault.file).read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert line.startswith("  - {id: quiet, ")
