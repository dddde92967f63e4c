"""Episodes drawn at random from a fixed seed: closures, convoys sent back, ground lost and regained."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import PCG64, Generator

from sim.days import DAY
from sim.episode.control import ControlStep
from sim.episode.episode import Episode
from sim.episode.movement import Evacuation
from sim.episode.places import OPPOSITION, PARTIES
from sim.verification.build import LANE, ROAD, STILL, episode, land, named, people, plan, shut, step

BUSY = 3 * DAY
"""The minute from which on everything is lost and over; what follows is quiet."""

DAYS = 5
DISTRICTS = 3


def drawn(seed: int, *, is_by_road: bool = True, is_on_foot: bool = True) -> Episode:
    """Three districts and three busy days, with convoys, with people on foot, or both."""
    rng = Generator(PCG64([2016, seed]))
    heads = rng.integers(0, 400, size=(3, DISTRICTS)).tolist()
    ground = land(DISTRICTS, government=(1, 0, 0), sdf=(0, 0, 1), areas=(1.0, 0.5, 2.5))
    road = replace(ROAD, capacity=int(rng.choice([0, 3, 10**6])))
    busy = replace(
        STILL, cross=float(rng.choice([0.0, 0.25, 0.5])), cross_near_front=0.8, retreat_near_front=0.5,
        retreat_bombed=0.3, corridors=(road, LANE), return_starts=int(rng.integers(0, BUSY)), return_rate=0.4,
    )  # fmt: skip
    return episode(
        people(*heads), days=DAYS, ground=ground, steps=_steps(rng) if is_on_foot else (),
        flight=busy if is_on_foot else STILL, evacuation=_plan(rng) if is_by_road else None,
    )  # fmt: skip


def _steps(rng: Generator) -> list[ControlStep]:
    """Eight changes by anybody, up or down, then everything falls."""
    moments = [*rng.integers(0, BUSY, size=6).tolist(), 600, DAY]
    changes = [
        step(
            minute, int(rng.integers(DISTRICTS)), float(rng.choice([0.0, 0.2, 0.5, 1 / 3, 1.0])),
            party=int(rng.integers(len(PARTIES))), exactly=bool(rng.integers(2)), id=f"change-{number}",
        )
        for number, minute in enumerate(moments)
    ]  # fmt: skip
    fall = [step(BUSY, district, 0.0, party=OPPOSITION, exactly=True) for district in range(DISTRICTS)]
    return [*changes, *fall]


def _plan(rng: Generator) -> Evacuation:
    """Any fleet, three closures, three convoys that are told of, some sent back."""
    starts = rng.integers(0, BUSY, size=3).tolist()
    closures = [shut(start, start + int(rng.integers(0, 600))) for start in starts]
    due = sorted(rng.choice(BUSY - 400, size=3, replace=False).tolist())
    convoys = [
        named(
            minute, id=f"named-{minute}", people=[None, 0, 70][rng.integers(3)],
            wounded=[None, 3][rng.integers(2)], back=[None, minute + 100][rng.integers(2)],
        )
        for minute in due
    ]  # fmt: skip
    return plan(
        opens=int(rng.choice([0, 300, DAY])), ends=BUSY - 200, closures=closures, convoys=convoys,
        fighters_from=int(rng.integers(1, 6)),
        buses=int(rng.integers(0, 7)), buses_per_convoy=int(rng.integers(0, 4)),
        seats=int(rng.choice([0, 1, 33])), ambulances=int(rng.integers(0, 3)),
        ambulances_per_convoy=int(rng.integers(0, 2)), wounded_per_ambulance=2,
        loading_bays=int(rng.integers(1, 4)), loading=int(rng.choice([1, 45, 60])),
        load_per_convoy=int(rng.choice([0, 50, 100])),
    )  # fmt: skip
