"""Tiny episodes for tests: a row of districts, and nothing happens unless a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import numpy as np

import sim.engine.play as engine
from sim.days import Calendar
from sim.engine.world import World
from sim.episode.control import ControlStep
from sim.episode.episode import Episode
from sim.episode.movement import Convoy, Corridor, Evacuation, Fleet, Flight, Population, Window
from sim.episode.places import GROUPS, PARTIES, Place, Territory
from sim.episode.sheet import MapSheet
from sim.result.replay import Replay

FIRST = date(2001, 3, 5)
OUTSIDE = ("camp", "custody", "hills", "next-door", "town")
GOVERNMENT_ROAD = Corridor("road", "town", PARTIES.index("government"), 90, 10**9, ())
SDF_ROAD = Corridor("lane", "next-door", PARTIES.index("sdf"), 30, 10**9, ())
NOBODY_MOVES = Flight(
    stay=0.5, cross=0.25, surrender=0.25, cross_near_front=0.0, retreat_near_front=0.0, retreat_bombed=0.0,
    retreat_minutes=45, surrender_minutes=20, custody="custody", corridors=(GOVERNMENT_ROAD,),
    bombardment=((0, 1.0),), return_to=0, return_from="town", return_starts=10**9, return_rate=0.0,
)  # fmt: skip
ONE_CONVOY_OF_BUSES = Fleet(
    buses=2, seats=50, buses_per_convoy=2, ambulances=0, ambulances_per_convoy=0, wounded_per_ambulance=0,
    loading_bays=1, loading=60, checkpoint=10, road=50, unloading=20, returning=40, load_per_convoy=100,
)  # fmt: skip


def territory(
    districts: int,
    *,
    government: Sequence[float] = (),
    sdf: Sequence[float] = (),
    areas: Sequence[float] = (),
) -> Territory:
    """``districts`` in a row, 1 km² each; the first faces the government unless said otherwise."""
    touching = np.eye(districts, k=1) + np.eye(districts, k=-1)
    km2 = np.array(areas or [1.0] * districts)
    facing = np.array(government or [1.0] + [0.0] * (districts - 1))
    return Territory(
        tuple(f"d{n}" for n in range(districts)),
        km2,
        km2,
        touching,
        facing,
        np.array(sdf or [0.0] * districts),
    )


def step(
    minute: int,
    district: int,
    share: float = 1.0,
    *,
    party: str = "government",
    exactly: bool = False,
    id: str = "",
) -> ControlStep:
    """From ``minute`` on ``party`` holds ``share`` of a district."""
    name = id or f"{party}-{district}-{minute}-{share:g}"
    return ControlStep(minute, district, PARTIES.index(party), share, exactly, name, "assumption:test")


def evacuation(
    *,
    opens: int = 0,
    ends: int = 10**6,
    closures: Sequence[Window] = (),
    convoys: Sequence[Convoy] = (),
    **fleet: int,
) -> Evacuation:
    """One road, one bay, one convoy's worth of buses; ``fleet`` replaces numbers of the vehicles."""
    return Evacuation(
        opens, ends, tuple(closures), replace(ONE_CONVOY_OF_BUSES, **fleet), tuple(convoys), 1,
        ("hills", "camp", "hills"), "assumption:test",
    )  # fmt: skip


def closure(start: int, end: int, id: str = "shut") -> Window:
    return Window(id, start, end, "assumption:test")


def convoy(
    due: int,
    *,
    id: str = "named",
    people: int | None = None,
    wounded: int | None = None,
    back: int | None = None,
) -> Convoy:
    return Convoy(id, due, people, wounded, back, "assumption:test")


def people(
    civilians: Sequence[int], fighters: Sequence[int] | None = None, wounded: Sequence[int] | None = None
) -> Population:
    """Whole people by district."""
    nobody = [0] * len(civilians)
    inside = np.array([civilians, fighters or nobody, wounded or nobody], dtype=np.int64)
    return Population(inside, "assumption:test")


def episode(
    population: Population,
    *,
    days: int = 2,
    land: Territory | None = None,
    start: Sequence[Sequence[float]] | None = None,
    steps: Sequence[ControlStep] = (),
    flight: Flight = NOBODY_MOVES,
    plan: Evacuation | None = None,
) -> Episode:
    """An episode in which the opposition holds everything and everybody stays where they are."""
    land = land or territory(population.inside.shape[1])
    shares = np.array(start if start is not None else [[0.0, 1.0, 0.0]] * len(land.districts))
    return Episode(
        scenario="tiny", title="Tiny", subtitle="-", question="-", content_note="-", enclave_name="-",
        account="reference", account_name="Reference", what_ifs=(), inputs_hash="",
        calendar=Calendar(FIRST, FIRST + timedelta(days=days - 1)),
        places=(*(_place(d, float(km2)) for d, km2 in zip(land.districts, land.areas, strict=True)),
                *(_place(name, None) for name in OUTSIDE)),
        landmarks=(), territory=land, sheet=MapSheet("schematic", (), (), {}),
        start=shares, start_basis=("assumption:test",) * len(land.districts),
        steps=tuple(sorted(steps, key=lambda s: s.minute)),
        population=population, flight=flight, evacuation=plan,
        incidents=(), settled=(), provenance=(), driving=frozenset(), figures=(), unanswered=(), voices={},
        disagreements=(),
    )  # fmt: skip


def _place(name: str, km2: float | None) -> Place:
    return Place(name, name, "", "district", 0.0, 0.0, km2, "assumption:test", None)


class Watched(World):
    """A world that is counted anew, without its own sums, after every single event."""

    total_at_start: int
    events: int

    def __init__(self, episode: Episode, rng_seed: int) -> None:
        super().__init__(episode, rng_seed)
        self.total_at_start = int(episode.population.inside.sum())
        self.by_group = episode.population.inside.sum(axis=1)
        self.events = 0
        self._step = self.env.step
        self.env.step = self._count  # type: ignore[method-assign]

    def _count(self) -> None:
        self._step()
        self.events += 1
        slots = (self.inside, self.behind, self.away, self.road.reshape(len(GROUPS), 1))
        assert all(np.issubdtype(slot.dtype, np.integer) for slot in slots)
        assert all((slot >= 0).all() for slot in slots), f"fewer than nobody at minute {self.now}"
        found = sum(slot.sum(axis=1) for slot in slots)
        assert found.tolist() == self.by_group.tolist(), f"people lost or doubled at minute {self.now}"
        assert np.allclose(self.shares.sum(axis=1), 1), f"shares do not sum to 1 at minute {self.now}"


def play_watched(
    told: Episode, *, rng_seed: int = 0, world: Callable[[Episode, int], World] = Watched
) -> Replay:
    """`play`, counting everybody by group after every event."""
    with patch.object(engine, "World", world):
        return engine.play(told, rng_seed=rng_seed)


def placed(replay: Replay, place: str, day: int = -1) -> list[int]:
    """(civilians, fighters, wounded) at a place at the end of a day."""
    return replay.people[day, :, replay.places.index(place)].tolist()  # type: ignore[no-any-return]


def everybody(replay: Replay) -> int:
    return int(replay.episode.population.inside.sum())


def departures(replay: Replay) -> list[int]:
    return sorted(c.departed for c in replay.convoys if c.departed is not None)
