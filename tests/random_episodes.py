"""Random tiny episodes: any ground, any changes of control, any ways out, any evacuation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from episodes import (
    NOBODY_MOVES,
    OUTSIDE,
    closure,
    convoy,
    episode,
    evacuation,
    people,
    step,
    territory,
)
from hypothesis import strategies as st

from sim.days import DAY
from sim.episode.episode import Episode
from sim.episode.movement import Corridor, Evacuation, Flight, Window
from sim.episode.places import GOVERNMENT, PARTIES, SDF, Territory

LAST = 3 * DAY
"""The longest of these episodes, in minutes."""

MOMENTS = st.one_of(st.sampled_from([0, 1, 600, DAY - 1, DAY, 2 * DAY - 1, 2 * DAY]), st.integers(0, LAST))
SHARES = st.sampled_from([0.0, 1e-9, 0.2, 1 / 3, 0.5, 0.999999, 1.0])
RATES = st.sampled_from([0.0, 1e-12, 0.01, 0.3, 0.8, 1.0])
MINUTES = st.sampled_from([0, 1, 30, 60, 90, DAY, 5 * DAY])
START = st.sampled_from([(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.2, 0.7, 0.1), (0.0, 0.0, 1.0), (0.5, 0.5, 0.0)])
CUSTODY = "custody"
PLACES = st.sampled_from([place for place in OUTSIDE if place != CUSTODY])


@st.composite
def grounds(draw: st.DrawFn) -> Territory:
    """One to four districts, any of which may touch, and face either side or none."""
    count = draw(st.integers(1, 4))
    flags = st.lists(st.sampled_from([0.0, 1.0]), min_size=count, max_size=count)
    areas = draw(st.lists(st.sampled_from([1e-6, 0.5, 1.0, 2.5, 400.0]), min_size=count, max_size=count))
    touching = np.triu(np.array([draw(flags) for _ in range(count)]), 1)
    land = territory(count, government=draw(flags), sdf=draw(flags), areas=areas)
    return replace(land, touching=touching + touching.T)


@st.composite
def steps_of_control(draw: st.DrawFn, districts: int) -> list:  # type: ignore[type-arg]
    """Up to eight changes anywhere, by any party, up or down, at the same minute too."""
    return [
        step(
            draw(MOMENTS), draw(st.integers(0, districts - 1)), draw(SHARES),
            party=draw(st.sampled_from(PARTIES)), exactly=draw(st.booleans()), id=f"step-{number}",
        )
        for number in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


@st.composite
def closures(draw: st.DrawFn) -> tuple[Window, ...]:
    """Up to three; they may meet, lie in one another, or end before they begin."""
    starts = draw(st.lists(MOMENTS, max_size=3, unique=True))
    return tuple(closure(at, at + draw(st.integers(-60, 900)), f"shut-{at}") for at in starts)


@st.composite
def flights(draw: st.DrawFn, districts: int) -> Flight:
    """Any rates, up to three corridors, shelling that rises and falls; ways may lead to one place."""
    stay, cross = draw(st.sampled_from([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.25), (0.3, 0.7)]))
    corridors = tuple(
        Corridor(f"way-{n}", draw(PLACES), draw(st.sampled_from([GOVERNMENT, SDF])), draw(MINUTES),
                 draw(st.sampled_from([0, 1, 7, 10**6])), draw(closures()))
        for n in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    turns = sorted(draw(st.lists(MOMENTS, max_size=3, unique=True)))
    return replace(
        NOBODY_MOVES, stay=stay, cross=cross, surrender=draw(RATES), cross_near_front=draw(RATES),
        retreat_near_front=draw(RATES), retreat_bombed=draw(RATES), retreat_minutes=draw(MINUTES),
        surrender_minutes=draw(MINUTES), custody=CUSTODY, corridors=corridors,
        bombardment=tuple((minute, draw(RATES)) for minute in turns),
        return_to=draw(st.integers(0, districts - 1)), return_from=draw(PLACES), return_starts=draw(MOMENTS),
        return_rate=draw(RATES),
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Evacuation:
    """An evacuation of any size, with suspensions and convoys that documents name."""
    due = sorted(draw(st.lists(MOMENTS, max_size=3, unique=True)))
    named = [
        convoy(at, id=f"named-{at}", people=draw(st.sampled_from([None, 0, 70])),
               wounded=draw(st.sampled_from([None, 0, 3])),
               back=draw(st.sampled_from([None, None, at + 100, max(0, at - 100)])))
        for at in due
    ]  # fmt: skip
    plan = evacuation(
        opens=draw(MOMENTS), ends=draw(MOMENTS.map(lambda minute: minute + DAY)), closures=draw(closures()),
        convoys=named, buses=draw(st.integers(0, 6)), seats=draw(st.sampled_from([0, 1, 33])),
        buses_per_convoy=draw(st.integers(0, 3)), ambulances=draw(st.integers(0, 2)),
        ambulances_per_convoy=draw(st.integers(0, 2)), wounded_per_ambulance=draw(st.integers(0, 2)),
        loading_bays=draw(st.integers(0, 3)), loading=draw(st.sampled_from([1, 45, 60, 2 * DAY])),
        checkpoint=draw(MINUTES), road=draw(MINUTES), unloading=draw(MINUTES), returning=draw(MINUTES),
        load_per_convoy=draw(st.sampled_from([0, 50, 100])),
    )  # fmt: skip
    ends_at = tuple(draw(st.lists(PLACES, min_size=3, max_size=3)))
    return replace(plan, fighters_from_convoy=draw(st.integers(0, 4)), destinations=ends_at)


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    """One to three days of up to four districts with up to some thousand people."""
    land = draw(grounds())
    count = len(land.districts)
    heads = st.lists(st.sampled_from([0, 1, 7, 60, 400]), min_size=count, max_size=count)
    return episode(
        people(draw(heads), draw(heads), draw(heads)),
        days=draw(st.integers(1, 3)),
        land=land,
        start=draw(st.lists(START, min_size=count, max_size=count)),
        steps=draw(steps_of_control(count)),
        flight=draw(flights(count)),
        plan=draw(st.none() | plans()),
    )
