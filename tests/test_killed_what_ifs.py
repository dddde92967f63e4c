"""What-ifs of the valley: what they set, and how they are refused in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_killed_faults import ANOTHER_DAY, SPAN, told
from test_killed_resolve import VALLEY, edited

from sim.errors import FaultsFound, SimError
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import WhatIf, apply_what_if, apply_what_ifs, list_what_ifs, load_what_if


def asking(values: dict[str, Any], name: str = "asked") -> Scenario:
    scenario = load_scenario(VALLEY)
    return apply_what_if(scenario, name, WhatIf(question="What if?", because="a test", set=values))


FIT = "see `sim schema` for what fits"
BAD_VALUES: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a key": (
        {"people.flight.stay_when_capturd": 1},
        [("people.flight.stay_when_capturd",
          "touches nothing: no 'stay_when_capturd' in people.flight.stay_when_capturd",
          "did you mean 'stay_when_captured'?")],
    ),
    "a file": (
        {"places.x": 1},
        [("places.x", "touches nothing: no 'places' in places.x", "there is: control, people")],
    ),
    "below a value": (
        {"people.flight.custody.deep": 1},
        [("people.flight.custody.deep", "touches nothing: no 'deep' in people.flight.custody.deep",
          "there is: nothing below")],
    ),
    "no more than six are named": (
        {"people.flight.zzz": 1},
        [("people.flight.zzz", "touches nothing: no 'zzz' in people.flight.zzz",
          "there is: bombardment, corridors, cross_near_front, cross_when_captured, custody, "
          "fighters_surrender_when_captured")],
    ),
    "a whole part": (
        {"people.flight": 1},
        [("people.flight", "touches nothing: people.flight is not a value that can be set",
          "name people.flight.stay_when_captured")],
    ),
    "a name": (
        {"people.flight.custody": 1},
        [("people.flight.custody", "touches nothing: people.flight.custody is not a value that can be set",
          "name people.flight.stay_when_captured")],
    ),
    "after the end": (
        {"people.evacuation.opens": "2001-03-11 00:00"},
        [("people.evacuation.opens", f"2001-03-11 00:00 lies outside {SPAN}", ANOTHER_DAY)],
    ),
    "before the start": (
        {"people.evacuation.opens": "2001-03-04 23:59"},
        [("people.evacuation.opens", f"2001-03-04 23:59 lies outside {SPAN}", ANOTHER_DAY)],
    ),
    "no share": (
        {"people.flight.stay_when_captured": 2},
        [("set", "flight.stay_when_captured: Value error, 2 is not between 0 and 1", FIT)],
    ),
    "no number": (
        {"people.flight.stay_when_captured": "half"},
        [("set", "flight.stay_when_captured.assume: Input should be a valid number", FIT)],
    ),
    "two at once": (
        {"people.a": 1, "control.steps.tile-works-8-mar.share": 7},
        [("people.a", "touches nothing: no 'a' in people.a", "there is: evacuation, flight, population"),
         ("set", "steps.5.share: Value error, 7 is not between 0 and 1", FIT)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("values", "faults"), BAD_VALUES.values(), ids=BAD_VALUES)
def test_what_a_what_if_gets_wrong(values: dict[str, Any], faults: list[tuple[str, str, str]]) -> None:
    with pytest.raises(FaultsFound) as caught:
        asking(values)
    assert told(caught) == [("asked.yaml", 1, *fault) for fault in faults]


def test_a_fault_of_a_what_ifs_file_has_its_line(tmp_path: Path) -> None:
    scenario = edited(tmp_path, {"twice-the-buses": {"people.evacuation.fleet.ambulances": "people.nothing"}})
    with pytest.raises(FaultsFound) as caught:
        apply_what_ifs(scenario, ["twice-the-buses"])
    assert told(caught) == [
        ("twice-the-buses.yaml", 5, "people.nothing", "touches nothing: no 'nothing' in people.nothing",
         "there is: evacuation, flight, population")
    ]  # fmt: skip


@pytest.mark.parametrize("stamp", ["2001-03-05 00:00", "2001-03-10 23:59"])
def test_a_what_if_may_set_a_moment_of_the_first_and_last_day(stamp: str) -> None:
    people = asking({"people.evacuation.opens": stamp}).people
    assert people.evacuation is not None
    assert people.evacuation.opens.assume == stamp
    assert people.evacuation.opens.claims is None


def test_what_is_set_is_assumed_for_the_question_and_nothing_else_changes() -> None:
    before, after = load_scenario(VALLEY), asking({"control.steps.tile-works-8-mar.share": 0.75})
    share = after.control.steps[5].share
    assert share is not None
    assert (share.assume, share.because) == (0.75, "what-if asked: What if?")
    assert after.what_ifs == ("asked",)
    assert (after.people, after.control.start) == (before.people, before.control.start)
    assert after.control.steps[:5] == before.control.steps[:5]


def test_names_of_what_ifs_and_one_that_is_none() -> None:
    scenario = load_scenario(VALLEY)
    assert list_what_ifs(scenario) == ("twice-the-buses",)
    assert load_what_if(scenario, "twice-the-buses").set["people.evacuation.fleet.buses"] == 20
    for name, hint in [("twice-the-bus", "did you mean 'twice-the-buses'?"), ("z", "known: twice-the-buses")]:
        with pytest.raises(SimError) as caught:
            load_what_if(scenario, name)
        assert (str(caught.value), caught.value.hint) == (f"no what-if '{name}' in valley", hint)


def test_a_scenario_without_what_ifs_says_none(tmp_path: Path) -> None:
    scenario = edited(tmp_path, {})
    (scenario.folder / "what-ifs" / "twice-the-buses.yaml").unlink()
    with pytest.raises(SimError) as caught:
        load_what_if(scenario, "x")
    assert caught.value.hint == "known: none"
