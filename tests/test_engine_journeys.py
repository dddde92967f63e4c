"""People on their way: the events at which they arrive, and where the draws of their captures stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from episodes import GOVERNMENT_ROAD, NOBODY_MOVES, SDF_ROAD, episode, people, step

from sim.days import HOUR
from sim.engine import control
from sim.engine.journeys import open_ways
from sim.engine.play import play
from sim.engine.streams import Lots
from sim.engine.world import World
from sim.episode.places import CIVILIANS

SCATTERING = replace(NOBODY_MOVES, stay=0.2, cross=0.3, surrender=0.5, corridors=(GOVERNMENT_ROAD, SDF_ROAD))


def test_an_event_of_arrival_serves_again() -> None:
    """Two ways take two events, however often people set out on them."""
    world = World(episode(people([100, 0]), flight=SCATTERING), 0)
    ways = open_ways(world)
    for hour in range(1, 6):
        for way in ways.across:
            ways.set_out(way, CIVILIANS, hour)
        world.env.run(until=world.now + 100)
    assert len(ways.idle) == len(set(ways.idle)) == 2
    assert world.road[CIVILIANS] == 0
    assert [world.away[CIVILIANS, way.place] for way in ways.across] == [15, 15]


def test_those_who_set_out_at_once_and_singly_arrive_alike() -> None:
    told = episode(people([100, 50]), flight=SCATTERING)
    worlds = [World(told, 0), World(told, 0)]
    at_once, singly = (open_ways(world) for world in worlds)
    reached = worlds[0].inside[CIVILIANS] * 0 + 2
    at_once.walk([3, 0], 4, reached)
    singly.set_out(singly.across[0], CIVILIANS, 3)
    singly.set_out(singly.retreat, CIVILIANS, 4, reached)
    for minute in (1, 59, 61, 89, 91, 500):
        for world in worlds:
            world.env.run(until=minute)
        assert worlds[0].people.tolist() == worlds[1].people.tolist()


def test_captures_whose_checksums_are_neighbours_draw_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a capture and each of its groups draw stands at an address that no other capture reads.

    All other addresses are minutes, from the first hour on.
    """
    checksums, read = count(), list[int]()
    seek: Callable[[Lots, int], None] = Lots.seek

    def noted(self: Lots, address: int) -> None:
        read.append(address)
        seek(self, address)

    monkeypatch.setattr(control, "crc32", lambda _: next(checksums))
    monkeypatch.setattr(Lots, "seek", noted)
    steps = [step(600, 0), step(630, 1), step(650, 2)]
    play(episode(people([900] * 4, [300] * 4, [300] * 4), steps=steps, flight=SCATTERING))
    of_captures = [address for address in read if address < HOUR]
    assert len(of_captures) == len(set(of_captures)) == 3 * 4
