"""The invented valley from its files to its last evening: what is settled reaches the engine unchanged."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from episodes import everybody, play_watched

from sim.episode.places import OPPOSITION
from sim.result.replay import Replay
from sim.scenario.basis import Quantity
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.overlay import WhatIf, apply_what_if
from sim.scenario.resolve import resolve
from sim.scenario.schema import Fleet

VALLEY = Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"


@cache
def valley() -> Scenario:
    return load_scenario(VALLEY)


@cache
def told_by(account: str) -> Replay:
    return play_watched(resolve(valley(), account=account), rng_seed=7)


def assumed() -> dict[str, float]:
    """Every number of people.yaml that is an assumption, by the path that a what-if would use."""
    people = valley().people
    assert people.evacuation is not None
    groups = {
        "people.population": people.population,
        "people.flight": people.flight,
        "people.flight.corridors.mill-road": people.flight.corridors[0],
        "people.evacuation.fleet": people.evacuation.fleet,
    }
    return {
        f"{path}.{name}": value.assume
        for path, group in groups.items()
        for name in type(group).model_fields
        if isinstance(value := getattr(group, name), Quantity) and value.assume is not None
    }


def test_all_assumed_numbers_are_found() -> None:
    assert len(assumed()) == len(Fleet.model_fields) + 8 + 2 + 3  # fleet, flight, corridor, population


@pytest.mark.parametrize("path", assumed())
def test_a_what_if_that_sets_a_value_to_itself_changes_nothing(path: str) -> None:
    what_if = WhatIf(question="What if it were what it is?", because="a test", set={path: assumed()[path]})
    same = play_watched(resolve(apply_what_if(valley(), "itself", what_if)), rng_seed=7)
    assert same.digest == told_by("reference").digest
    assert np.array_equal(same.people, told_by("reference").people)


def test_a_what_if_on_a_moment_and_a_step_set_to_themselves_change_nothing() -> None:
    what_if = WhatIf(
        question="What if it were what it is?",
        because="a test",
        set={
            "people.flight.return_starts": "2001-03-09 12:00",
            "people.evacuation.convoys.convoy-2.due": "2001-03-09 11:30",
            "control.steps.tile-works-8-mar.share": 0.25,
        },
    )
    same = play_watched(resolve(apply_what_if(valley(), "itself", what_if)), rng_seed=7)
    assert np.array_equal(same.people, told_by("reference").people)
    assert np.array_equal(same.control, told_by("reference").control)


@pytest.mark.parametrize("account", ["reference", "north"])
def test_everybody_is_somewhere_on_every_day(account: str) -> None:
    replay = told_by(account)
    assert everybody(replay) == 4_300
    assert (replay.people.sum(axis=(1, 2)) == 4_300).all()
    assert np.allclose(replay.control.sum(axis=2), 1)


def test_the_ground_goes_as_the_gazette_tells() -> None:
    """Opposition shares at the end of each day, district by district, exact."""
    expected = {
        "mill-end": [1, 0, 0, 0, 0, 0],
        "orchard-row": [1, 1, 0.5, 0, 0, 0],
        "stone-bridge": [1, 1, 1, 0, 0, 0],
        "tile-works": [1, 1, 1, 0.75, 0.75, 0],
        "west-gate": [1, 1, 1, 1, 1, 0],
    }
    replay = told_by("reference")
    for district, shares in expected.items():
        index = replay.episode.territory.index(district)
        assert replay.control[:, index, OPPOSITION].tolist() == pytest.approx(shares), district


def test_the_counter_attack_is_told_by_one_account_and_not_by_the_other() -> None:
    early = told_by("reference").calendar.minutes // 6 * 3 + 240  # 8 March, 04:00
    orchard = told_by("reference").episode.territory.index("orchard-row")
    shares = {a: float(told_by(a).shares_at(early)[orchard, OPPOSITION]) for a in ("reference", "north")}
    assert shares == {"reference": 1.0, "north": 0.5}
    assert "orchard-row-8-mar-early" not in {c.step for c in told_by("north").control_changes}


def test_convoys_of_the_valley_do_as_the_gazette_tells() -> None:
    first, second, third, *others = told_by("reference").convoys
    stamp = told_by("reference").calendar.stamp
    assert (stamp(first.departed or 0), sum(first.people), first.people[1]) == ("2001-03-09 10:00", 200, 0)
    assert (second.outcome, third.outcome) == ("arrived", "turned back")
    assert stamp(third.arrived or 0) == "2001-03-09 15:00"
    assert min(stamp(c.departed) for c in others if c.departed is not None) >= "2001-03-10 10:00"


def test_the_order_of_the_steps_in_the_file_matters_only_within_a_minute() -> None:
    control = valley().control
    turned = replace(valley(), control=control.model_copy(update={"steps": _turned(control.steps)}))
    one, other = (play_watched(resolve(told), rng_seed=7) for told in (valley(), turned))
    assert np.array_equal(one.control, other.control)


def _turned(steps: tuple) -> tuple:  # type: ignore[type-arg]
    """The same steps with the first two, which lie a day apart, in each other's place."""
    first, second, *rest = steps
    return (second, first, *rest)
