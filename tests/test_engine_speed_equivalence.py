"""The engine at its edges: whatever an episode says, everybody stays counted and the run ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.days import DAY
from sim.engine import play as engine
from sim.engine.evacuation import LiveEvacuation, live_evacuation, suspensions
from sim.engine.play import decision_moments, play, play_at
from sim.episode.episode import Episode
from sim.episode.movement import Convoy, Evacuation, Window
from sim.episode.places import OPPOSITION, PARTIES
from sim.result.replay import Replay
from sim.result.trace import PeopleMoved
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve


@pytest.fixture(scope="module")
def episode() -> Episode:
    return resolve(load_scenario("aleppo-2016"))


def with_fleet(episode: Episode, **fleet: int) -> Episode:
    return with_plan(episode, fleet=replace(plan_of(episode).fleet, **fleet))


def with_plan(episode: Episode, **plan: Any) -> Episode:
    return replace(episode, evacuation=replace(plan_of(episode), **plan))


def with_flight(episode: Episode, **flight: Any) -> Episode:
    return replace(episode, flight=replace(episode.flight, **flight))


def plan_of(episode: Episode) -> Evacuation:
    assert episode.evacuation is not None
    return episode.evacuation


def sound(replay: Replay) -> Replay:
    """Everybody is somewhere at each midnight; convoys are told once; movements and heads agree."""
    people = int(replay.episode.population.inside.sum())
    assert (replay.people.sum(axis=(1, 2)) == people).all()
    assert (replay.people >= 0).all()
    assert np.allclose(replay.control.sum(axis=2), 1, atol=1e-6)
    assert len({convoy.convoy for convoy in replay.convoys}) == len(replay.convoys)
    assert len(replay.hours.minute) == len(replay.hours.inside) == len(replay.hours.fled)
    assert replay.hours.fled.shape[1] == len(replay.hours.destinations)
    assert replay.hours.minute[-1] == replay.calendar.minutes
    names = set(replay.hours.destinations)
    crossed = sum(m.people for m in replay.movements if m.kind == "flight" and m.destination in names)
    assert crossed == replay.hours.fled[-1].sum()
    outside_now = replay.people[-1, :, len(replay.episode.territory.districts) : -1].sum()
    on_road = replay.people[-1, :, -1].sum()
    left = sum(m.people for m in replay.movements if m.kind in ("flight", "surrender"))
    home = sum(m.people for m in replay.movements if m.kind == "return")
    carried = sum(replay.evacuated_at(replay.calendar.minutes))
    retreating = outside_now + on_road - (left + carried - home)
    assert 0 <= retreating <= on_road
    return replay


def one_district(episode: Episode) -> Episode:
    """The first district alone, taken by the government on the tenth day in two halves."""
    land, one = episode.territory, np.zeros((1, 1))
    territory = replace(
        land, districts=land.districts[:1], areas=land.areas[:1], touching=one,
        faces_government=np.ones(1), faces_sdf=np.zeros(1),
    )  # fmt: skip
    step = replace(episode.steps[0], district=0, party=0, exactly=False)
    steps = tuple(replace(step, minute=m, share=s, id=f"s{m}") for m, s in ((10 * DAY, 0.5), (20 * DAY, 1.0)))
    start = np.zeros((1, len(PARTIES)))
    start[0, OPPOSITION] = 1
    inside = episode.population.inside.sum(axis=1, keepdims=True)
    small = replace(
        episode, territory=territory, steps=steps, start=start,
        population=replace(episode.population, inside=inside),
    )  # fmt: skip
    return with_flight(small, return_to=0)


def test_same_inputs_same_bytes(episode: Episode) -> None:
    first, second = play(episode, rng_seed=3), play(episode, rng_seed=3)
    assert first.digest == second.digest
    for name in ("control", "people", "inside"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    assert play(episode, rng_seed=4).digest != first.digest


def test_the_reference_is_sound(episode: Episode) -> None:
    sound(play(episode))


def test_entries_made_in_columns_equal_entries_made_one_by_one(episode: Episode) -> None:
    for move in play(episode).movements[::97]:
        fields = {name: getattr(move, name) for name in PeopleMoved._fields}
        assert move == PeopleMoved(**fields)
        assert isinstance(move.people, int)
        assert isinstance(move.departed, int)


@pytest.mark.parametrize(
    "fleet",
    [
        {"buses": 0}, {"ambulances": 0}, {"buses_per_convoy": 0}, {"ambulances_per_convoy": 0},
        {"buses_per_convoy": 0, "ambulances_per_convoy": 0}, {"seats": 0}, {"loading_bays": 0},
        {"seats": 0, "ambulances_per_convoy": 0}, {"loading": 0}, {"loading_bays": 5}, {"load_per_convoy": 0},
        {"loading": 0, "seats": 0, "wounded_per_ambulance": 0},
        {"road": 0, "checkpoint": 0, "unloading": 0, "returning": 0},
    ],
    ids=str,
)  # fmt: skip
def test_a_fleet_without_something_still_ends(episode: Episode, fleet: dict[str, int]) -> None:
    sound(play(with_fleet(episode, **fleet)))


def test_no_evacuation(episode: Episode) -> None:
    replay = sound(play(replace(episode, evacuation=None)))
    assert replay.convoys == ()


def test_without_buses_every_named_convoy_is_told_as_not_leaving(episode: Episode) -> None:
    replay = sound(play(with_fleet(episode, buses=0)))
    told = {convoy.convoy: convoy.outcome for convoy in replay.convoys}
    assert all(told[convoy.id].startswith("did not leave") for convoy in plan_of(episode).convoys)


def capture_live(monkeypatch: pytest.MonkeyPatch) -> list[LiveEvacuation]:
    seen: list[LiveEvacuation] = []

    def remember(world: Any, plan: Evacuation) -> LiveEvacuation:
        seen.append(live_evacuation(world, plan))
        return seen[-1]

    monkeypatch.setattr(engine, "live_evacuation", remember)
    return seen


@pytest.mark.parametrize("buses", [24, 30, 62])
@pytest.mark.parametrize("gap", [40, 75, 130])
def test_vehicles_are_given_back_once(
    episode: Episode, monkeypatch: pytest.MonkeyPatch, buses: int, gap: int
) -> None:
    """Closures fall on convoys that load, that wait for a bay, and that wait for buses."""
    seen, plan = capture_live(monkeypatch), plan_of(episode)
    starts = range(plan.opens + 5, plan.ends, gap + 200)
    closures = tuple(Window(f"shut-{s}", s, s + gap, "test") for s in starts)
    busy = with_plan(with_fleet(episode, buses=buses, loading_bays=2), closures=closures)
    sound(play(busy))
    live = seen[0]
    assert live.buses.level == buses
    assert live.ambulances.level == plan.fleet.ambulances
    assert not live.boarding
    assert not live.waiting
    assert live.bays.count == 0


def test_closures_that_meet_count_as_one(episode: Episode) -> None:
    plan = replace(
        plan_of(episode),
        closures=(
            Window("late", plan_of(episode).ends + 5, plan_of(episode).ends + 9, "x"),
            Window("c", 46000, 46100, "c"), Window("a", 45000, 45500, "a"), Window("b", 45500, 45800, "b"),
            Window("inside-a", 45010, 45020, "i"), Window("early", 0, 10, "x"),
        ),
    )  # fmt: skip
    assert [(w.id, w.start, w.end) for w in suspensions(plan)] == [
        ("a+inside-a+b", 45000, 45800), ("c", 46000, 46100)
    ]  # fmt: skip
    sound(play(replace(episode, evacuation=plan)))


def test_a_convoy_due_while_the_road_is_shut_waits(episode: Episode) -> None:
    plan = plan_of(episode)
    shut = Window("shut", plan.opens + 60, plan.opens + 3000, "test")
    early = Convoy("early", plan.opens - 400, None, None, None, "test")
    within = Convoy("within", plan.opens + 1500, None, None, None, "test")
    after = Convoy("after", plan.ends + 300, None, None, None, "test")
    replay = sound(play(with_plan(episode, closures=(shut,), convoys=(early, within, after))))
    told = {convoy.convoy: convoy for convoy in replay.convoys}
    assert told["early"].outcome == "did not leave: shut"
    assert told["within"].departed is not None
    assert told["within"].departed >= shut.end
    assert told["after"].outcome == "did not leave: evacuation over"


def test_convoys_on_the_road_at_the_end_are_told(episode: Episode) -> None:
    last = episode.calendar.minutes
    named = Convoy("last", last - 30, None, None, None, "test")
    never = Convoy("never", last + 500, None, None, None, "test")
    plan = {"opens": last - DAY, "ends": last + DAY, "closures": (), "convoys": (named, never)}
    replay = sound(play(with_plan(replace(episode, steps=()), **plan)))
    told = {convoy.convoy: convoy for convoy in replay.convoys}
    assert told["last"].outcome == "on the road"
    assert told["last"].arrived is None
    assert sum(told["last"].people) <= replay.people[-1, :, -1].sum()
    assert told["never"].outcome == "did not leave: end of the replay"


def test_turned_back_people_are_not_put_into_lost_ground(episode: Episode) -> None:
    plan, everywhere = plan_of(episode), range(len(episode.territory.districts))
    convoy = Convoy("back", plan.opens + 200, None, None, plan.opens + 900, "test")
    step = replace(episode.steps[0], party=0, share=1.0, minute=plan.opens + 500, exactly=False)
    steps = tuple(replace(step, district=d, id=f"all-{d}") for d in everywhere)
    replay = sound(play(with_plan(replace(episode, steps=steps), convoys=(convoy,), closures=())))
    assert {c.convoy: c.outcome for c in replay.convoys}["back"] == "turned back"
    assert replay.in_enclave()[-1].sum() == 0


@pytest.mark.parametrize(
    "flight",
    [
        {"corridors": ()}, {"bombardment": ()}, {"bombardment": ((30000, 1.0),)}, {"stay": 0.9, "cross": 0.1},
        {"stay": 0.0, "cross": 0.3}, {"stay": 0.0, "cross": 1.0}, {"retreat_minutes": 0},
        {"surrender_minutes": 0},
        {"cross_near_front": 0.0, "retreat_near_front": 0.0, "retreat_bombed": 0.0},
        {"cross_near_front": 500.0, "retreat_near_front": 500.0}, {"return_starts": 0, "return_rate": 1.0},
        {"return_starts": 54720},
    ],
    ids=str,
)  # fmt: skip
def test_flight_at_its_edges(episode: Episode, flight: dict[str, Any]) -> None:
    sound(play(with_flight(episode, **flight)))


def test_corridors_shut_for_ever_one_corridor_and_two_to_one_place(episode: Episode) -> None:
    first, second = episode.flight.corridors
    for_ever = (Window("for-ever", 0, 10**9, "test"),)
    shut = tuple(replace(c, closures=for_ever) for c in (first, second))
    replay = sound(play(with_flight(replace(episode, steps=()), corridors=shut)))
    assert replay.hours.fled[-1].sum() == 0
    sound(play(with_flight(episode, corridors=(first,))))
    sound(play(with_flight(episode, corridors=(second,))))
    sound(play(with_flight(episode, corridors=(first, replace(second, destination=first.destination)))))
    sound(play(with_flight(episode, corridors=(replace(first, capacity=0), replace(second, capacity=1)))))


@pytest.mark.parametrize("minute", [-600, 0, 1, 54719, 54720, 60000])
def test_steps_at_the_edges_of_time(episode: Episode, minute: int) -> None:
    steps = (replace(episode.steps[0], minute=minute, share=1.0, exactly=False),)
    replay = sound(play(replace(episode, steps=steps)))
    assert len(replay.control_changes) == (1 if minute < episode.calendar.minutes else 0)
    assert np.allclose(replay.shares_at(episode.calendar.minutes), replay.control[-1])


def test_one_district(episode: Episode) -> None:
    replay = sound(play(one_district(episode)))
    assert replay.in_enclave()[-1].sum() == 0


@pytest.mark.parametrize("step", [15, 120, 360, DAY])
def test_other_grids_are_sound(episode: Episode, step: int) -> None:
    sound(play_at(episode, decision_moments(episode, step)))
