"""Nobody is lost or counted twice, whatever an episode asks for; and who goes where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from episodes import (
    GOVERNMENT_ROAD,
    NOBODY_MOVES,
    SDF_ROAD,
    closure,
    episode,
    evacuation,
    everybody,
    people,
    placed,
    play_watched,
    step,
    territory,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.engine.journeys as journeys
from sim.days import DAY, HOUR
from sim.engine.flight import let_through
from sim.engine.ground import Ground
from sim.engine.play import play
from sim.engine.world import LostPeople
from sim.episode.movement import Corridor
from sim.episode.places import CIVILIANS, FIGHTERS, GOVERNMENT, OPPOSITION, PARTIES
from sim.result.replay import Replay

ALL_FLEE = replace(NOBODY_MOVES, cross_near_front=0.8, retreat_near_front=0.5, retreat_bombed=0.3)


def test_another_seed_moves_other_people() -> None:
    told = episode(people([900, 900], [90, 90]), steps=[step(600, 0)], flight=ALL_FLEE)
    assert play_watched(told, rng_seed=1).digest != play_watched(told, rng_seed=2).digest


@settings(max_examples=40, deadline=None, derandomize=True)
@given(going=st.lists(st.integers(0, 50), min_size=1, max_size=6), capacity=st.integers(0, 200))
def test_a_corridor_lets_through_exactly_what_it_can(going: list[int], capacity: int) -> None:
    passed = let_through(np.array(going), capacity)
    assert passed.sum() == min(sum(going), capacity)
    assert (passed <= going).all()
    assert (passed >= 0).all()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(moves=st.lists(st.tuples(st.sampled_from(range(3)), st.floats(0, 1)), min_size=1, max_size=8))
def test_shares_stay_shares_whoever_moves(moves: list[tuple[int, float]]) -> None:
    steps = [step(60, 0, share, party=PARTIES[party], exactly=True) for party, share in moves]
    ground = Ground(territory(1), np.array([[0.2, 0.7, 0.1]]), steps)
    assert len(ground.course) <= len(steps)
    for change in ground.course:
        before = float(ground.shares[0, OPPOSITION])
        assert ground.take() is change
        assert ground.shares[0, change.step.party] == pytest.approx(change.step.share, abs=1e-9)
        assert ground.shares.sum() == pytest.approx(1)
        assert (ground.shares >= 0).all()
        assert (change.before, change.after) == (before, ground.shares[0, OPPOSITION])
    assert ground.shares[0, moves[-1][0]] == pytest.approx(moves[-1][1], abs=1e-9)


@pytest.mark.parametrize(
    ("party", "share", "expected"),
    [
        ("government", 0.6, (0.6, 0.3, 0.1)),  # a gain comes from the opposition first
        ("government", 0.95, (0.95, 0.0, 0.05)),  # then from whoever else is there
        ("opposition", 0.3, (0.6, 0.3, 0.1)),  # what the opposition gives up goes to the government
        ("opposition", 0.9, (0.0, 0.9, 0.1)),
        ("government", 0.0, (0.0, 0.9, 0.1)),  # what others give up goes to the opposition
        ("sdf", 0.4, (0.2, 0.4, 0.4)),
    ],
)
def test_whom_ground_is_taken_from(party: str, share: float, expected: tuple[float, ...]) -> None:
    change = step(60, 0, share, party=party, exactly=True)
    told = episode(people([0]), start=[[0.2, 0.7, 0.1]], steps=[change])
    told = replace(told, flight=replace(told.flight, corridors=(GOVERNMENT_ROAD, SDF_ROAD)))
    assert play_watched(told).control[-1, 0].tolist() == pytest.approx(list(expected))


# --- captured, retaken, sent back ---------------------------------------------------------------------


def captured(replay: Replay, group: int) -> dict[str, int]:
    """People of a group that left a district as it fell, by kind of movement, and who stayed."""
    found = dict.fromkeys(("flight", "retreat", "surrender"), 0)
    for move in replay.movements:
        if move.origin == "d0" and move.group == ("civilians", "fighters", "wounded")[group]:
            found[move.kind] += move.people
    found["stay"] = placed(replay, "d0")[group]
    return found


def test_everybody_in_a_captured_district_is_accounted_for() -> None:
    replay = play_watched(episode(people([10_000, 0], [1_000, 0], [500, 0]), steps=[step(600, 0)]))
    for group, count in enumerate((10_000, 1_000, 500)):
        assert sum(captured(replay, group).values()) == count
    civilians, fighters = captured(replay, 0), captured(replay, 1)
    assert civilians["stay"] == pytest.approx(5_000, abs=4 * 50)  # four sigma of a binomial
    assert civilians["flight"] == pytest.approx(2_500, abs=4 * 43.3)
    assert fighters["surrender"] == pytest.approx(250, abs=4 * 13.7)
    assert fighters["stay"] == fighters["flight"] == civilians["surrender"] == 0
    assert placed(replay, "town")[0] == civilians["flight"]
    assert placed(replay, "custody") == [0, fighters["surrender"], 0]
    assert placed(replay, "d1")[1] == fighters["retreat"]


def test_half_a_district_captures_half_its_people() -> None:
    flight = replace(NOBODY_MOVES, stay=0.5, cross=0.5)  # nobody retreats into the half that is left
    replay = play_watched(episode(people([10_000, 0]), steps=[step(600, 0, 0.5)], flight=flight))
    assert replay.inside[-1, CIVILIANS, 0] == pytest.approx(5_000, abs=4 * 50)


@pytest.mark.parametrize("districts", [1, 2])
def test_fighters_with_nowhere_to_go_surrender(districts: int) -> None:
    steps = [step(600, n) for n in range(districts)]
    replay = play_watched(episode(people([100] * districts, [80] * districts), steps=steps))
    assert replay.inside[-1].sum() == 0
    assert placed(replay, "custody")[FIGHTERS] <= 80 * districts
    last = f"d{districts - 1}"
    assert [m.kind for m in replay.movements if m.origin == last and m.group == "fighters"] == ["surrender"]
    assert {m.kind for m in replay.movements if m.origin == last and m.group == "civilians"} == {"flight"}


def test_a_retreat_that_is_overtaken_ends_in_lost_ground() -> None:
    """Who set out for a district that falls before they arrive stands there, and not in held ground."""
    told = episode(people([1_000, 0], [100, 0]), steps=[step(600, 0), step(610, 1)])
    replay = play_watched(told)
    assert replay.inside[-1].sum() == 0
    assert sum(placed(replay, "d1")) == sum(m.people for m in replay.movements if m.kind == "retreat") > 0


def test_nobody_retreats_into_lost_ground() -> None:
    told = episode(people([9_000, 0, 0]), steps=[step(0, 1), step(600, 0)], flight=ALL_FLEE)
    replay = play_watched(told)
    after = [m for m in replay.movements if m.kind == "retreat" and m.destination == "d1"]
    before = play_watched(replace(told, steps=())).movements
    assert not after
    assert any(m.destination == "d1" for m in before)


def test_a_counter_attack_gives_people_back() -> None:
    taken = step(600, 0)
    back = step(900, 0, 1.0, party="opposition", exactly=True)
    lost = play_watched(episode(people([1_000, 0]), steps=[taken]))
    regained = play_watched(episode(people([1_000, 0]), steps=[taken, back]))
    stayed = placed(lost, "d0")[0]
    assert lost.inside[-1, CIVILIANS, 0] == 0
    assert regained.inside[-1, CIVILIANS, 0] == stayed == placed(regained, "d0")[0] > 400


def test_half_the_ground_gives_half_the_people_back_rounded_down() -> None:
    steps = [step(600, 0), step(900, 0, 0.5, party="opposition", exactly=True)]
    replay = play_watched(episode(people([1_000, 0]), steps=steps))
    assert replay.inside[-1, CIVILIANS, 0] == placed(replay, "d0")[0] // 2


@pytest.mark.parametrize("starts", [DAY + 12 * HOUR, DAY + 12 * HOUR + 1])
def test_people_return_only_from_the_day_given(starts: int) -> None:
    flight = replace(NOBODY_MOVES, return_starts=starts, return_rate=1.0)
    replay = play_watched(episode(people([4_000, 0]), days=3, steps=[step(600, 0)], flight=flight))
    gone = sum(m.people for m in replay.movements if m.kind == "flight")
    returned = [m for m in replay.movements if m.kind == "return"]
    assert [m.departed // DAY for m in returned] == [1, 2]
    assert placed(replay, "town", 0)[0] == gone
    assert placed(replay, "town", 1)[0] == gone - returned[0].people
    assert returned[0].people == pytest.approx(gone * (1 - np.exp(-1)), abs=4 * np.sqrt(gone * 0.2325))
    assert placed(replay, "d0", 2)[0] == placed(replay, "d0", 0)[0] + sum(m.people for m in returned)


def test_nobody_returns_where_the_day_lies_beyond_the_end() -> None:
    flight = replace(NOBODY_MOVES, return_starts=2 * DAY + 720, return_rate=1.0)
    replay = play_watched(episode(people([4_000, 0]), days=2, steps=[step(600, 0)], flight=flight))
    assert not [m for m in replay.movements if m.kind == "return"]


# --- corridors ----------------------------------------------------------------------------------------


def crossed(replay: Replay) -> list[int]:
    return np.diff(replay.hours.fled.sum(axis=1), prepend=0).tolist()  # type: ignore[no-any-return]


def test_a_closed_corridor_lets_nobody_flee() -> None:
    road = replace(GOVERNMENT_ROAD, closures=(closure(0, 2 * DAY),))
    told = episode(people([5_000, 0]), flight=replace(ALL_FLEE, corridors=(road,)))
    assert sum(crossed(play_watched(told))) == 0
    assert sum(crossed(play_watched(replace(told, flight=ALL_FLEE)))) > 1_000


def test_a_corridor_is_shut_from_the_first_minute_of_its_closure_to_the_last() -> None:
    road = replace(GOVERNMENT_ROAD, closures=(closure(5 * HOUR, 9 * HOUR),))
    replay = play_watched(episode(people([50_000, 0]), flight=replace(ALL_FLEE, corridors=(road,))))
    hours = dict(zip(replay.hours.minute.tolist(), crossed(replay), strict=True))
    assert {h for h in range(1, 24) if hours[h * HOUR] == 0} == {6, 7, 8, 9}


@settings(max_examples=10, deadline=None, derandomize=True)
@given(capacity=st.integers(0, 90), minutes=st.lists(st.integers(1, 2 * DAY - 1), max_size=4))
def test_no_hour_passes_more_than_the_capacity(capacity: int, minutes: list[int]) -> None:
    """Changes of control between the hours make people decide more often, not more of them pass."""
    road = replace(GOVERNMENT_ROAD, capacity=capacity)
    changes = [step(minute, 2, share=0.01 * (n + 1)) for n, minute in enumerate(sorted(minutes))]
    flight = replace(NOBODY_MOVES, cross_near_front=0.8, corridors=(road,))
    told = episode(people([40_000, 0, 0]), steps=changes, flight=flight)
    replay = play_watched(told)
    at = np.concatenate([[0], replay.hours.minute])
    total = np.concatenate([[0], replay.hours.fled.sum(axis=1)])
    hourly = np.diff(total[np.isin(at, range(0, 2 * DAY + 1, HOUR))])
    assert len(hourly) == 48
    assert (hourly <= capacity).all()
    if not minutes:
        assert (hourly[:20] == capacity).all()


@pytest.mark.parametrize(
    "road",
    [replace(GOVERNMENT_ROAD, closures=(closure(0, 2 * DAY),)), replace(GOVERNMENT_ROAD, capacity=10)],
    ids=["closed", "narrow"],
)
def test_people_overtaken_by_the_front_are_across_already(road: Corridor) -> None:
    """Capacity and closures are for those who set out; a quarter of 1,000 crosses, four sigma."""
    told = episode(people([1_000, 0]), steps=[step(600, 0)], flight=replace(NOBODY_MOVES, corridors=(road,)))
    assert sum(crossed(play_watched(told))) == pytest.approx(250, abs=4 * 13.7)


@pytest.mark.parametrize("government", [1.0, 0.75, 0.2, 0.0])
def test_people_overtaken_by_the_front_go_to_whoever_is_near(government: float) -> None:
    """By the parts of their surroundings that each side holds, whoever took the ground; four sigma."""
    land = territory(1, government=(government,), sdf=(1 - government,))
    flight = replace(NOBODY_MOVES, corridors=(GOVERNMENT_ROAD, SDF_ROAD))
    replay = play_watched(
        replace(episode(people([40_000]), steps=[step(600, 0)], flight=flight), territory=land)
    )
    to_government, to_sdf = replay.hours.fled[-1].tolist()
    total = to_government + to_sdf
    assert total == pytest.approx(10_000, abs=4 * 87)
    assert to_government == pytest.approx(total * government, abs=4 * (total * 0.25) ** 0.5 + 1e-9)


def test_where_no_corridor_leads_anywhere_nobody_crosses() -> None:
    told = episode(people([1_000, 0]), steps=[step(600, 0)])
    replay = play_watched(replace(told, flight=replace(NOBODY_MOVES, corridors=())))
    assert sum(crossed(replay)) == 0
    assert placed(replay, "d0")[0] == pytest.approx(750, abs=4 * 13.7)


# --- the engine's own check ---------------------------------------------------------------------------


def test_the_engine_itself_notices_lost_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect put in by hand: who crosses is taken off the district and put nowhere."""
    monkeypatch.setattr(journeys.Ways, "set_out", lambda *_: None)
    told = episode(people([1_000, 0]), steps=[step(600, 0)])
    with pytest.raises(LostPeople, match="1000 at the start"):
        play(told)


@pytest.mark.parametrize("groups", [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_an_almost_empty_enclave_runs(groups: tuple[int, int, int]) -> None:
    count = [[n] for n in groups]
    told = episode(people(*count), steps=[step(600, 0)], flight=ALL_FLEE, plan=evacuation(opens=900))
    replay = play_watched(told)
    assert replay.people[-1].sum() == everybody(replay) == sum(groups)
    assert replay.control[-1, 0, GOVERNMENT] == 1


@pytest.mark.parametrize("districts", [1, 2])
def test_nobody_retreats_to_where_they_are(districts: int) -> None:
    told = episode(people([1_000] * districts), flight=replace(NOBODY_MOVES, retreat_bombed=0.3))
    assert not [m for m in play_watched(told).movements if m.origin == m.destination]
