"""Convoys: they load in a bay, leave when everybody is aboard, and arrive or come back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import simpy

from sim.days import HOUR
from sim.engine.evacuation import OVER, LiveEvacuation, give_back, open_road, stayed, take_off
from sim.engine.quantiles import hypergeometric
from sim.engine.world import ARRIVAL, Ints, Steps, World
from sim.episode.movement import Convoy
from sim.episode.places import CIVILIANS, FIGHTERS, WOUNDED
from sim.result.trace import ConvoyRan


def run_convoy(world: World, live: LiveEvacuation, convoy: Convoy) -> Steps:
    """Take one named convoy from the enclave to where its people go, leaving when it is due."""
    yield world.until(convoy.due - live.plan.fleet.loading)
    aboard = yield from depart(world, live, convoy, convoy.id)
    if aboard is not None:
        yield from drive(world, live, convoy, aboard)


def run_berth(world: World, live: LiveEvacuation, berth: int) -> Steps:
    """After the named convoys, load one after another as long as the road is open in time."""
    plan = live.plan
    named = [convoy.turned_back or convoy.due for convoy in plan.convoys]
    yield world.until(max([plan.opens, *named]))
    while True:
        yield from open_road(live)
        if live.over or world.now + plan.fleet.loading > plan.ends:
            return
        if np.count_nonzero(world.inside):
            yield from run_next(world, live, berth)
        else:
            yield world.env.timeout(HOUR)


def run_next(world: World, live: LiveEvacuation, berth: int) -> Steps:
    """Load a convoy that no document names; if nobody could board, pause for an hour.

    Its lots go by the minute and not by its number: an earlier convoy more or less shifts no lots.
    """
    due = world.now + live.plan.fleet.loading
    convoy = Convoy(f"modelled-{live.numbered + 1:02d}", due, None, None, None, "model:convoys")
    aboard = yield from depart(world, live, convoy, f"berth {berth} at {due}")
    if aboard is not None and aboard.any():
        world.env.process(drive(world, live, convoy, aboard))
    elif aboard is not None:
        yield from give_back(live)
        yield world.env.timeout(HOUR)


def depart(
    world: World, live: LiveEvacuation, convoy: Convoy, lots: str
) -> Generator[simpy.Event, object, Ints | None]:
    """Load, once the road is open, and take people aboard: (group, district), by the ``lots`` of that name.

    If the road closes before that, everybody gets off again, nobody counts as moved, and the
    vehicles stay for the next convoy: None.
    """
    live.waiting[convoy.id] = convoy
    yield from open_road(live)
    number, closure = live.next_number(), OVER if live.over else None
    if closure is None:
        live.boarding[convoy.id] = world.env.process(load(world, live))
        closure = yield live.boarding[convoy.id]  # type: ignore[assignment]
        del live.boarding[convoy.id]
    del live.waiting[convoy.id]
    if closure is not None:
        world.log(stayed(convoy, closure))
        return None
    return board(world, live, convoy, number, lots)


def load(world: World, live: LiveEvacuation) -> Generator[simpy.Event, object, object]:
    """Wait for vehicles and a bay, then load.

    Returns None when loaded.  If the road closes meanwhile, what was taken is given back and the
    id of the closure is returned.
    """
    requests = [(pool, vehicles, pool.get(vehicles)) for pool, vehicles in live.pools()]
    try:
        for _, _, handed_out in requests:
            yield handed_out
        with live.bays.request() as bay:
            yield bay
            yield world.env.timeout(live.plan.fleet.loading)
    except simpy.Interrupt as closure:
        take_off(requests)
        return closure.cause
    return None


def board(world: World, live: LiveEvacuation, convoy: Convoy, number: int, lots: str) -> Ints:
    """Take people aboard: (group, district).

    Wounded go in ambulances; the other places are filled by lot among those who wait, fighters
    only from the convoy on from which they were let go.
    """
    plan, rng = live.plan, world.streams.at("convoy", lots)
    draw, aboard = float(rng.random()), np.zeros(world.inside.shape, dtype=np.int64)
    beds = plan.fleet.ambulances_per_convoy * plan.fleet.wounded_per_ambulance
    aboard[WOUNDED] = pick(rng, world.inside[WOUNDED], beds if convoy.wounded is None else convoy.wounded)
    load = convoy.people if convoy.people is not None else plan.fleet.load_per_convoy
    seats = min(load - int(aboard[WOUNDED].sum()), plan.fleet.buses_per_convoy * plan.fleet.seats)
    waiting = np.add.reduce(world.inside, axis=1).tolist()
    civilians, fighters = waiting[CIVILIANS], waiting[FIGHTERS]
    if number < plan.fighters_from_convoy:
        fighters = 0
    taken = min(max(0, seats), civilians + fighters)
    fighters = hypergeometric(draw, fighters, civilians, taken)
    aboard[CIVILIANS] = pick(rng, world.inside[CIVILIANS], taken - fighters)
    aboard[FIGHTERS] = pick(rng, world.inside[FIGHTERS], fighters)
    world.inside -= aboard
    world.road += np.add.reduce(aboard, axis=1)
    world.check()
    return aboard


def pick(rng: np.random.Generator, waiting: Ints, places: int) -> Ints:
    """``places`` people drawn from those who wait, everyone equally likely; all of them if few."""
    if places <= 0:
        return np.zeros_like(waiting)
    if places >= np.add.reduce(waiting):
        return waiting.copy()
    return np.asarray(rng.multivariate_hypergeometric(waiting, places, method="marginals"))


def drive(world: World, live: LiveEvacuation, convoy: Convoy, aboard: Ints) -> Steps:
    """Pass the checkpoint, reach the destination, unload and come back; or be turned back."""
    fleet = live.plan.fleet
    civilians, fighters, wounded = people = aboard.sum(axis=1)
    told = (int(civilians), int(fighters), int(wounded))
    ran = ConvoyRan(convoy.id, convoy.due, world.now, None, told, "on the road", convoy.basis)
    live.under_way[convoy.id], ground = ran, world.ground.changes
    if convoy.turned_back is not None:
        yield world.until(max(convoy.turned_back, world.now), ARRIVAL)
        world.take_in(slice(None), aboard, since=ground)
    else:
        yield world.env.timeout(fleet.checkpoint + fleet.road)
        for group, count in enumerate(told):
            world.away[group, world.outside_index(live.plan.destinations[group])] += count
    world.road -= people
    world.check()
    outcome = "arrived" if convoy.turned_back is None else "turned back"
    world.log(replace(live.under_way.pop(convoy.id), arrived=world.now, outcome=outcome))
    if convoy.turned_back is None:
        yield world.env.timeout(fleet.unloading + fleet.returning)
    yield from give_back(live)
