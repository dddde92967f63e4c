"""The arranged evacuation: vehicles, bays, a road that closes, and convoys that go or come back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import simpy

from sim.engine.world import ARRIVAL, WINDOW, Ints, Steps, World
from sim.episode.movement import Convoy, Evacuation
from sim.episode.places import CIVILIANS, FIGHTERS, WOUNDED
from sim.result.trace import ConvoyRan, WindowChanged

@dataclass
class LiveEvacuation:
    """The evacuation as it runs: vehicles at hand, bays, and convoys that a closure would meet."""

    plan: Evacuation
    buses: simpy.Container
    ambulances: simpy.Container
    bays: simpy.Resource
    boarding: dict[str, simpy.Process] = field(default_factory=dict)
    open_again: simpy.Event | None = None
    numbered: int = 0


def live_evacuation(world: World, plan: Evacuation) -> LiveEvacuation:
    """The vehicles of ``plan``, all at the loading place."""
    env, fleet = world.env, plan.fleet
    return LiveEvacuation(
        plan,
        simpy.Container(env, capacity=fleet.buses, init=fleet.buses),
        simpy.Container(env, capacity=fleet.ambulances, init=fleet.ambulances),
        simpy.Resource(env, capacity=fleet.loading_bays),
    )


def run_road(world: World, live: LiveEvacuation) -> Steps:
    """Open the road, close it at each suspension, and tell the convoys that are boarding."""
    plan = live.plan
    yield world.until(plan.opens, WINDOW)
    world.log(WindowChanged(world.now, "evacuation", True, plan.basis))
    for closure in (c for c in plan.closures if c.start < plan.ends):
        yield world.until(closure.start, WINDOW)
        live.open_again = world.until(min(closure.end, plan.ends), WINDOW)
        world.log(WindowChanged(world.now, closure.id, False, closure.basis))
        for convoy in list(live.boarding.values()):
            convoy.interrupt(closure.id)
        yield live.open_again
        live.open_again = None
        world.log(WindowChanged(world.now, closure.id, True, closure.basis))
    yield world.until(plan.ends, WINDOW)
    world.log(WindowChanged(world.now, "evacuation", False, plan.basis))
    for convoy in list(live.boarding.values()):
        convoy.interrupt("evacuation over")


def run_convoy(world: World, live: LiveEvacuation, convoy: Convoy) -> Steps:
    """Take one named convoy from the enclave to where its people go, leaving when it is due."""
    yield world.until(convoy.due - live.plan.fleet.loading)
    aboard = yield from depart(world, live, convoy)
    if aboard is not None:
        yield from drive(world, live, convoy, aboard)


def run_berth(world: World, live: LiveEvacuation) -> Steps:
    """After the named convoys, load one after another while people wait and the road stays open."""
    plan = live.plan
    named = [convoy.turned_back or convoy.due for convoy in plan.convoys]
    yield world.until(max([plan.opens, *named]))
    while True:
        if live.open_again is not None:
            yield live.open_again
        if world.inside.sum() == 0 or world.now + plan.fleet.loading > plan.ends:
            return
        convoy = Convoy(f"modelled-{live.numbered + 1:02d}", world.now + plan.fleet.loading, *[None] * 3, "model:convoys")
        aboard = yield from depart(world, live, convoy)
        if aboard is not None and aboard.any():
            world.env.process(drive(world, live, convoy, aboard))
        elif aboard is not None:
            yield from give_back(live)


def depart(world: World, live: LiveEvacuation, convoy: Convoy) -> Generator[simpy.Event, object, Ints | None]:
    """Load and take people aboard: (group, district).

    If the road closes before that, everybody gets off again, nobody counts as moved, and the
    vehicles stay for the next convoy: None.
    """
    number = next_number(live)
    live.boarding[convoy.id] = world.env.process(load(world, live))
    closure = yield live.boarding[convoy.id]
    del live.boarding[convoy.id]
    if closure is not None:
        outcome = f"did not leave: {closure}"
        world.log(ConvoyRan(convoy.id, convoy.due, None, None, (0, 0, 0), outcome, convoy.basis))
        return None
    return board(world, live, convoy, number)


def load(world: World, live: LiveEvacuation) -> Generator[simpy.Event, object, object]:
    """Wait for vehicles and a bay, then load.

    Returns None when loaded.  If the road closes meanwhile, what was taken is given back and the
    id of the closure is returned.
    """
    fleet = live.plan.fleet
    buses = live.buses.get(fleet.buses_per_convoy)
    ambulances = live.ambulances.get(fleet.ambulances_per_convoy)
    try:
        yield buses
        yield ambulances
        with live.bays.request() as bay:
            yield bay
            yield world.env.timeout(fleet.loading)
    except simpy.Interrupt as closure:
        take_off(live.buses, buses, fleet.buses_per_convoy)
        take_off(live.ambulances, ambulances, fleet.ambulances_per_convoy)
        return closure.cause
    return None


def take_off(pool: simpy.Container, request: simpy.Event, vehicles: int) -> None:
    """Give back vehicles that were handed out, or stop waiting for them."""
    if request.triggered:
        pool.put(vehicles)
    else:
        request.cancel()  # type: ignore[attr-defined]


def next_number(live: LiveEvacuation) -> int:
    """Convoys are numbered in the order in which they begin to load, from one."""
    live.numbered += 1
    return live.numbered


def board(world: World, live: LiveEvacuation, convoy: Convoy, number: int) -> Ints:
    """Take people aboard: (group, district).

    Wounded go in ambulances; the other places are filled by lot among those who wait, fighters
    only from the convoy on from which they were let go.
    """
    plan, rng = live.plan, world.streams.at("convoy", convoy.id)
    aboard = np.zeros_like(world.inside)
    beds = plan.fleet.ambulances_per_convoy * plan.fleet.wounded_per_ambulance
    aboard[WOUNDED] = pick(rng, world.inside[WOUNDED], beds if convoy.wounded is None else convoy.wounded)
    seats = convoy.people if convoy.people is not None else plan.fleet.load_per_convoy
    seats = min(seats, plan.fleet.buses_per_convoy * plan.fleet.seats) - int(aboard[WOUNDED].sum())
    waiting = world.inside[CIVILIANS : FIGHTERS + 1].copy()
    if number < plan.fighters_from_convoy:
        waiting[FIGHTERS - CIVILIANS] = 0
    aboard[CIVILIANS : FIGHTERS + 1] = pick(rng, waiting.ravel(), seats).reshape(waiting.shape)
    world.inside -= aboard
    world.road += aboard.sum(axis=1)
    world.check()
    return aboard


def pick(rng: np.random.Generator, waiting: Ints, places: int) -> Ints:
    """``places`` people drawn from those who wait, everyone equally likely; all of them if few."""
    if places >= waiting.sum():
        return waiting.copy()
    return np.asarray(rng.multivariate_hypergeometric(waiting, max(0, places), method="marginals"))


def drive(world: World, live: LiveEvacuation, convoy: Convoy, aboard: Ints) -> Steps:
    """Pass the checkpoint, reach the destination, unload and come back; or be turned back."""
    departed, fleet = world.now, live.plan.fleet
    if convoy.turned_back is not None:
        yield from turn_back(world, live, convoy, aboard, departed)
        return
    yield world.env.timeout(fleet.checkpoint + fleet.road)
    people = tuple(int(n) for n in aboard.sum(axis=1))
    for group, count in enumerate(people):
        world.away[group, world.outside_index(live.plan.destinations[group])] += count
        world.road[group] -= count
    world.log(ConvoyRan(convoy.id, convoy.due, departed, world.now, people, "arrived", convoy.basis))  # type: ignore[arg-type]
    world.check()
    yield world.env.timeout(fleet.unloading + fleet.returning)
    yield from give_back(live)


def turn_back(world: World, live: LiveEvacuation, convoy: Convoy, aboard: Ints, departed: int) -> Steps:
    """Be stopped on the road and bring everybody back to where they came from."""
    assert convoy.turned_back is not None
    yield world.until(max(convoy.turned_back, world.now), ARRIVAL)
    people = tuple(int(n) for n in aboard.sum(axis=1))
    world.inside += aboard
    world.road -= aboard.sum(axis=1)
    world.log(ConvoyRan(convoy.id, convoy.due, departed, world.now, people, "turned back", convoy.basis))  # type: ignore[arg-type]
    world.check()
    yield from give_back(live)


def give_back(live: LiveEvacuation) -> Steps:
    """Return the vehicles of one convoy."""
    yield live.buses.put(live.plan.fleet.buses_per_convoy)
    yield live.ambulances.put(live.plan.fleet.ambulances_per_convoy)
