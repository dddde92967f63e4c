"""What-ifs: pure steps that set what they name, and refuse what is not there."""

from copy import deepcopy
from typing import Any

import pytest

from sim import api
from sim.errors import FaultsFound, SimError
from sim.scenario import overlay
from sim.scenario.load import Scenario
from sim.scenario.overlay import WhatIf, apply_what_if, apply_what_ifs, list_what_ifs, load_what_if
from sim.scenario.resolve import resolve

BUSES, STAY, CROSS = (
    "people.evacuation.fleet.buses",
    "people.flight.stay_when_captured",
    "people.flight.cross_when_captured",
)


def set_to(scenario: Scenario, values: dict[str, Any], name: str = "a-question") -> Scenario:
    return apply_what_if(scenario, name, WhatIf(question="What if?", because="it is asked", set=values))


def faults_of(scenario: Scenario, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(FaultsFound) as caught:
        set_to(scenario, values)
    return [(fault.key, fault.problem, fault.remedy) for fault in caught.value.faults]


def test_what_is_set_becomes_an_assumption(flagship: Scenario) -> None:
    episode = resolve(set_to(flagship, {BUSES: 30.0}))
    assert episode.evacuation is not None
    assert episode.evacuation.fleet.buses == 30
    row = next(row for row in episode.provenance if row.path == "evacuation.fleet.buses")
    assert row.basis == "assumption:evacuation.fleet.buses"
    assert row.reason == "what-if a-question: What if?"
    assert episode.what_ifs == ("a-question",)


def test_a_step_of_control_is_set_too(flagship: Scenario) -> None:
    episode = resolve(set_to(flagship, {"control.steps.factories-rest.share": 0.8}))
    assert {step.share for step in episode.steps if step.id == "factories-rest"} == {0.8}


def test_a_claim_that_is_set_aside_no_longer_drives(flagship: Scenario) -> None:
    assert "004-p339-02" in resolve(flagship).driving
    assert "004-p339-02" not in resolve(set_to(flagship, {BUSES: 30.0})).driving


@pytest.mark.parametrize(
    "values",
    [
        {STAY: 0.5, CROSS: 0.25},
        {"people.flight.retreat_minutes": 60.0, "people.evacuation.fleet.seats": 50.0},
        {"people.flight.corridors.to-government.people_per_hour": 1000.0},
        {"people.evacuation.convoys.convoy-04.due": "2016-12-15 20:00"},
        {"control.steps.factories-rest.share": 1.0},
    ],
)
def test_a_value_set_to_itself_changes_nothing_that_happens(
    flagship: Scenario, values: dict[str, Any]
) -> None:
    same, other = api.replay(flagship), api.replay(set_to(flagship, values))
    assert other.digest == same.digest


def test_another_value_does_change_what_happens(flagship: Scenario) -> None:
    same, other = api.replay(flagship), api.replay(set_to(flagship, {STAY: 0.6}))
    assert other.digest != same.digest


def test_the_scenario_itself_is_not_changed(flagship: Scenario) -> None:
    before = (flagship.people.model_dump_json(), flagship.control.model_dump_json(), flagship.what_ifs)
    changed = set_to(flagship, {BUSES: 30.0, "control.steps.factories-rest.share": 0.5})
    assert (
        flagship.people.model_dump_json(),
        flagship.control.model_dump_json(),
        flagship.what_ifs,
    ) == before
    assert changed.people != flagship.people
    assert changed.record is flagship.record


def test_of_two_what_ifs_on_one_value_the_later_counts(flagship: Scenario) -> None:
    first, second = (
        WhatIf(question="One?", because="x", set={BUSES: 10.0}),
        WhatIf(question="Two?", because="x", set={BUSES: 20.0}),
    )
    one_two = apply_what_if(apply_what_if(flagship, "one", first), "two", second)
    two_one = apply_what_if(apply_what_if(flagship, "two", second), "one", first)
    assert (one_two.people.evacuation.fleet.buses.assume, one_two.what_ifs) == (20, ("one", "two"))
    assert (two_one.people.evacuation.fleet.buses.assume, two_one.what_ifs) == (10, ("two", "one"))


def test_what_ifs_that_touch_different_values_may_come_in_any_order(flagship: Scenario) -> None:
    names = ("half-the-buses", "more-stay")
    there, back = apply_what_ifs(flagship, names), apply_what_ifs(flagship, names[::-1])
    assert there.people == back.people
    assert there.control == back.control
    assert there.what_ifs == back.what_ifs[::-1]


def test_every_what_if_of_the_folder_changes_the_replay_of_every_account(flagship: Scenario) -> None:
    plain = {account: api.replay(flagship, account=account) for account in flagship.head.accounts}
    for name in list_what_ifs(flagship):
        changed = apply_what_ifs(flagship, [name])
        for account, replay in plain.items():
            assert api.replay(changed, account=account).digest != replay.digest, (name, account)


def test_a_what_if_that_is_not_there_names_the_nearest(flagship: Scenario) -> None:
    with pytest.raises(SimError, match="no what-if 'half-the-busses' in aleppo-2016") as caught:
        load_what_if(flagship, "half-the-busses")
    assert caught.value.hint == "did you mean 'half-the-buses'?"


@pytest.mark.parametrize("name", ["../scenario", "half-the-buses.yaml", "", "/etc/passwd"])
def test_only_names_of_the_folder_are_what_ifs(flagship: Scenario, name: str) -> None:
    with pytest.raises(SimError, match="no what-if"):
        load_what_if(flagship, name)


@pytest.mark.parametrize(
    ("path", "problem", "remedy"),
    [
        ("people.evacuation.fleet.busses", "no 'busses' in", "did you mean 'buses'?"),
        ("peoples.evacuation.fleet.buses", "no 'peoples' in", "did you mean 'people'?"),
        ("control.steps.factories-res.share", "no 'factories-res' in", "did you mean 'factories-rest'?"),
        ("control.steps.hanano-26-nov.share", "no 'share' in", "there is: claims, id, places"),
        ("figures.0.at", "no 'figures' in", "there is: control, people"),
        ("people.flight", "people.flight is not a value", "name people.flight."),
        ("people.flight.custody", "people.flight.custody is not a value", "name people.flight.stay_when"),
        ("people.flight.return_rate.assume", "is not a value", "name people.flight.return_rate"),
        ("control.steps.hanano-26-nov", "is a whole step", "name control.steps.factories-rest.share"),
        ("control.steps.factories-rest", "is a whole step", "name control.steps.factories-rest.share"),
        ("people.flight.corridors", "is not a value", "name people.flight.corridors.to-government.minutes"),
        ("people.population.density.0.weight", "no '0' in", "nothing below"),
        ("", "no '' in", "there is: control, people"),
    ],
)
def test_a_what_if_that_touches_nothing_says_what_there_is(
    flagship: Scenario, path: str, problem: str, remedy: str
) -> None:
    ((key, found, offered),) = faults_of(flagship, {path: 0.5})
    assert key == path
    assert found.startswith("touches nothing: ")
    assert problem in found
    assert remedy in offered


def test_all_paths_that_touch_nothing_are_reported_at_once(flagship: Scenario) -> None:
    found = faults_of(flagship, {"people.a": 1.0, "control.b": 1.0, "people.flight.return_rate": 7.0})
    assert len(found) == 3


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (BUSES, "thirty", "valid number"),
        (BUSES, -1.0, "-1 is not between 0"),
        (STAY, 1.5, "1.5 is not between 0 and 1"),
        (CROSS, 0.75, "more than all"),
        ("people.evacuation.opens", 30.0, "valid string"),
        ("people.evacuation.opens", "tomorrow", "pattern"),
        ("people.evacuation.opens", "2016-12-15", "pattern"),
        ("people.evacuation.opens", "2016-11-31 10:00", "day is out of range"),
        ("people.evacuation.opens", "2017-01-01 10:00", "lies outside 2016-11-15 to 2016-12-22"),
        ("control.steps.factories-rest.share", 1.2, "1.2 is not between 0 and 1"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    flagship: Scenario, path: str, value: Any, problem: str
) -> None:
    found = faults_of(flagship, {path: value})
    assert any(problem in said for _, said, _ in found), found


def every_path(node: Any, path: str) -> list[str]:
    """Every path of a file's data, list items by their id."""
    below = node.items() if isinstance(node, dict) else []
    if isinstance(node, list):
        below = [(item["id"], item) for item in node if isinstance(item, dict) and "id" in item]
    return [path, *(found for key, value in below for found in every_path(value, f"{path}.{key}"))]


@pytest.mark.parametrize("stem", ["people", "control"])
def test_what_a_path_that_is_no_value_is_told_to_name_can_be_set(flagship: Scenario, stem: str) -> None:
    """For every path of the file: it is a value, or the remedy names one."""
    data = {stem: getattr(flagship, stem).model_dump(mode="json", exclude_unset=True)}
    value = {"assume": 1, "because": "x"}
    remedies = []
    for path in every_path(data[stem], stem):
        try:
            overlay._set(deepcopy(data), path, value)
        except overlay._Misses as miss:
            remedies.append(miss.remedy)
    assert len(remedies) > 50
    for remedy in remedies:
        overlay._set(deepcopy(data), remedy.removeprefix("name "), value)
