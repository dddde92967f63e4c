"""Small episodes for the cases: a row of districts in which nothing happens unless a case asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.days import DAY, Calendar
from sim.episode.control import ControlStep
from sim.episode.episode import Episode
from sim.episode.movement import Convoy, Corridor, Evacuation, Fleet, Flight, Population, Window
from sim.episode.places import GOVERNMENT, PARTIES, SDF, Place, Territory
from sim.episode.sheet import MapSheet

FIRST = date(2001, 3, 5)
BASIS = "assumption:verification"
OUTSIDE = ("camp", "custody", "hills", "next-door", "town")
NO_LIMIT = 10**9
SURE = 1e4
"""A daily rate at which whoever may leave does so within an hour: exp(-SURE / 24) is 0 in floating point."""

ROAD = Corridor("road", "town", GOVERNMENT, 90, NO_LIMIT, ())
LANE = Corridor("lane", "next-door", SDF, 30, NO_LIMIT, ())
STILL = Flight(
    stay=0.5, cross=0.25, surrender=0.25, cross_near_front=0.0, retreat_near_front=0.0, retreat_bombed=0.0,
    retreat_minutes=45, surrender_minutes=20, custody="custody", corridors=(ROAD,),
    bombardment=((0, 1.0),), return_to=0, return_from="town", return_starts=10**9, return_rate=0.0,
)  # fmt: skip
"""Nobody leaves of their own accord; of those overtaken half stay, a quarter cross, a quarter retreat."""

LOADING, WAY, ROUND, SEATS = 60, 60, 180, 100
"""Of `FLEET`: minutes of loading, from departure to arrival, and of a round trip; people in a convoy."""

FLEET = Fleet(
    buses=2, seats=50, buses_per_convoy=2, ambulances=0, ambulances_per_convoy=0, wounded_per_ambulance=0,
    loading_bays=1, loading=60, checkpoint=10, road=50, unloading=20, returning=40, load_per_convoy=100,
)  # fmt: skip
"""Buses for one convoy and one bay."""


def land(
    districts: int = 1,
    *,
    government: Sequence[float] = (),
    sdf: Sequence[float] = (),
    areas: Sequence[float] = (),
    is_apart: bool = False,
) -> Territory:
    """``districts`` of 1 km² in a row, or ``is_apart`` from each other; the first faces the government."""
    touching = (
        np.zeros((districts, districts)) if is_apart else np.eye(districts, k=1) + np.eye(districts, k=-1)
    )
    km2 = np.array(areas or [1.0] * districts)
    facing = np.array(government or [1.0] + [0.0] * (districts - 1))
    names = tuple(f"d{n}" for n in range(districts))
    return Territory(names, km2, km2, touching, facing, np.array(sdf or [0.0] * districts))


def step(
    minute: int,
    district: int,
    share: float = 1.0,
    *,
    party: int = GOVERNMENT,
    exactly: bool = False,
    id: str = "",
) -> ControlStep:
    """From ``minute`` on a party holds ``share`` of a district."""
    name = id or f"{PARTIES[party]}-{district}-{minute}-{share:g}"
    return ControlStep(minute, district, party, share, exactly, name, BASIS)


def shut(start: int, end: int) -> Window:
    return Window(f"shut-{start}", start, end, BASIS)


def named(
    due: int,
    *,
    id: str = "named",
    people: int | None = None,
    wounded: int | None = None,
    back: int | None = None,
) -> Convoy:
    """A convoy that is told of; ``back`` is the minute at which it is turned back."""
    return Convoy(id, due, people, wounded, back, BASIS)


def plan(
    *,
    opens: int = 0,
    ends: int = 10**6,
    closures: Sequence[Window] = (),
    convoys: Sequence[Convoy] = (),
    fighters_from: int = 1,
    **fleet: int,
) -> Evacuation:
    """An evacuation with `FLEET`, in which ``fleet`` replaces numbers; fighters go to the camp."""
    vehicles, destinations = replace(FLEET, **fleet), ("hills", "camp", "hills")
    return Evacuation(
        opens, ends, tuple(closures), vehicles, tuple(convoys), fighters_from, destinations, BASIS
    )


def people(civilians: Sequence[int], fighters: Sequence[int] = (), wounded: Sequence[int] = ()) -> Population:
    """Whole people by district."""
    nobody = [0] * len(civilians)
    inside = np.array([civilians, fighters or nobody, wounded or nobody], dtype=np.int64)
    return Population(inside, BASIS)


def episode(
    population: Population,
    *,
    days: int = 2,
    ground: Territory | None = None,
    steps: Sequence[ControlStep] = (),
    flight: Flight = STILL,
    evacuation: Evacuation | None = None,
) -> Episode:
    """An episode in which the opposition holds everything and everybody stays where they are."""
    ground = ground or land(population.inside.shape[1])
    districts = ground.districts
    return Episode(
        scenario="case", title="Case", subtitle="-", question="-", content_note="-", enclave_name="-",
        account="reference", account_name="Reference", what_ifs=(), inputs_hash="",
        calendar=Calendar(FIRST, FIRST + timedelta(days=days - 1)), places=_places(ground),
        landmarks=(), territory=ground, sheet=MapSheet("-", (), (), {}),
        start=np.array([[0.0, 1.0, 0.0]] * len(districts)), start_basis=(BASIS,) * len(districts),
        steps=tuple(sorted(steps, key=lambda change: change.minute)),
        population=population, flight=flight, evacuation=evacuation,
        incidents=(), settled=(), provenance=(), driving=frozenset(), figures=(), unanswered=(), voices={},
        disagreements=(),
    )  # fmt: skip


def _places(ground: Territory) -> tuple[Place, ...]:
    inside = zip(ground.districts, ground.areas.tolist(), strict=True)
    named_places = [*inside, *((name, None) for name in OUTSIDE)]
    return tuple(Place(name, name, "", "district", 0.0, 0.0, km2, BASIS, None) for name, km2 in named_places)


def shuttle(
    civilians: int,
    *,
    convoys: int = 1,
    bays: int = 1,
    days: int = 5,
    closures: Sequence[Window] = (),
    **fleet: int,
) -> Episode:
    """One district emptied by buses for so many convoys of 100, loading in so many bays, from minute 0."""
    vehicles: dict[str, Any] = {"buses": 2 * convoys, "loading_bays": bays, **fleet}
    drive = plan(ends=days * DAY, closures=closures, **vehicles)
    return episode(people([civilians]), days=days, evacuation=drive)
