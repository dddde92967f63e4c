"""Every entry of `LIMITS` is enforced, and who goes beyond it is told the limit and the number found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from doors import SCENARIO, VALLEY, copied_valley, validate

from sim.base import LIMITS
from sim.engine.play import play
from sim.episode.places import WOUNDED
from sim.errors import SimError
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

COUNTED = {
    "districts": 5,
    "places": 10,
    "points of a line": 4,
    "outlines and lines": 1,
    "accounts": 2,
    "speakers": 3,
    "claims": 16,
    "claims to one question": 2,
    "steps": 7,
    "changes of control": 11,
    "corridors": 1,
    "closures": 1,
    "turns of the bombardment": 2,
    "weights of districts": 1,
    "convoys": 3,
    "figures": 4,
    "what-ifs": 1,
}
"""How many of each the valley has, at the most in one list."""

WRITTEN = {
    "days": ("scenario", "last: 2001-03-10", "last: 2002-03-06", "1 to 366 days, not 367"),
    "people": ("people", "everyone: {claims: [000-p02-01, 000-p02-03]}",
               'everyone: {assume: 100000001, because: "x"}', "1e+08 is not between 0 and 1e+08"),
    "loading bays": ("people", "loading_bays: {assume: 1,", "loading_bays: {assume: 21,",
                     "21 is not between 0 and 20"),
    "minutes after a moment": ("control", "after: 120", "after: 527041",
                               "527,041 minutes, more than the limit of 527,040"),
}  # fmt: skip
"""Limits on a number that is written: file, the number, one beyond the limit, and what is said."""


CONVOYS = "convoys of one replay"
"""The limit that only playing can meet."""


def test_every_limit_is_tried() -> None:
    assert {*COUNTED, *WRITTEN, CONVOYS} == set(LIMITS)


@pytest.mark.parametrize("what", COUNTED)
def test_one_more_than_the_limit_is_refused(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, count = copied_valley(tmp_path), COUNTED[what]
    monkeypatch.setitem(LIMITS, what, count)
    assert validate(project).status == 0
    monkeypatch.setitem(LIMITS, what, count - 1)
    said = validate(project)
    assert (said.status, said.is_located) == (2, True)
    assert f"{count} {what}, more than the limit of {count - 1}" in said.text


def test_a_replay_loads_no_more_convoys_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = resolve(load_scenario(VALLEY / SCENARIO))
    loaded = sum(convoy.outcome != "did not leave: end of the replay" for convoy in play(valley).convoys)
    monkeypatch.setitem(LIMITS, CONVOYS, 2 * loaded)
    assert play(valley).convoys
    monkeypatch.setitem(LIMITS, CONVOYS, 3)
    with pytest.raises(SimError, match=r"^4 convoys of one replay, more than the limit of 3$") as caught:
        play(valley)
    assert caught.value.hint == "lower loading_bays, or lengthen loading, in people.yaml"


def test_convoys_that_load_in_no_time_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can say so, but a program can: a bus for each, and none of them takes a minute."""
    valley = resolve(load_scenario(VALLEY / SCENARIO))
    assert valley.evacuation is not None
    fleet = replace(
        valley.evacuation.fleet, buses=10**7, buses_per_convoy=1, seats=0, load_per_convoy=0, loading=0,
        ambulances=10**7, wounded_per_ambulance=1, checkpoint=0, road=0, unloading=0, returning=0,
    )  # fmt: skip
    inside = valley.population.inside.copy()
    inside[WOUNDED] = 10**6
    endless = replace(
        valley,
        evacuation=replace(valley.evacuation, fleet=fleet, convoys=()),
        population=replace(valley.population, inside=inside),
    )
    monkeypatch.setitem(LIMITS, CONVOYS, 2_000)
    with pytest.raises(SimError, match=r"^2,001 convoys of one replay, more than the limit of 2,000$"):
        play(endless)


@pytest.mark.parametrize("what", WRITTEN)
def test_a_number_beyond_the_limit_is_refused(what: str, tmp_path: Path) -> None:
    project = copied_valley(tmp_path)
    stem, old, new, says = WRITTEN[what]
    path = project / SCENARIO / f"{stem}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    said = validate(project)
    assert (said.status, said.is_located) == (2, True)
    assert says in said.text
