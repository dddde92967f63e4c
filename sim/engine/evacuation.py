"""The evacuation as it runs: a road that opens and closes, and vehicles that are out or at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import simpy

from sim.base import excess
from sim.engine.world import WINDOW, Steps, World
from sim.episode.movement import Convoy, Evacuation, Window
from sim.result.trace import ConvoyRan, WindowChanged

OVER = "evacuation over"


class Endless(Exception):
    """More convoys than one replay may have; raised within the clock, which takes only a plain message on."""


@dataclass
class LiveEvacuation:
    """The evacuation as it runs.

    ``opens`` is the moment at which the road opens (again), None while it is open; ``over`` says
    that it will not any more.  ``waiting`` are convoys yet to leave, ``boarding`` the processes
    that a closure would interrupt, ``under_way`` what is known of convoys that left.
    """

    plan: Evacuation
    buses: simpy.Container
    ambulances: simpy.Container
    bays: simpy.Resource
    opens: simpy.Event | None
    waiting: dict[str, Convoy]
    over: bool = False
    boarding: dict[str, simpy.Process] = field(default_factory=dict)
    under_way: dict[str, ConvoyRan] = field(default_factory=dict)
    numbered: int = 0

    def next_number(self) -> int:
        """Convoys are numbered in the order in which they begin to load, from one.

        Raises `Endless` beyond the limit of one replay: it would go on for hours, or never end.
        """
        self.numbered += 1
        too_many = excess("convoys of one replay", self.numbered)
        if too_many:
            raise Endless(too_many)
        return self.numbered

    def pools(self) -> tuple[tuple[simpy.Container, int], ...]:
        """The vehicles that one convoy takes, by kind; a kind of which it takes none is left out."""
        fleet = self.plan.fleet
        taken = ((self.buses, fleet.buses_per_convoy), (self.ambulances, fleet.ambulances_per_convoy))
        return tuple((pool, vehicles) for pool, vehicles in taken if vehicles > 0)

    def unfinished(self) -> list[ConvoyRan]:
        """Convoys that are on the road, or still waiting to leave, when the replay ends."""
        left = [stayed(convoy, "end of the replay") for convoy in self.waiting.values()]
        return [*self.under_way.values(), *left]


def stayed(convoy: Convoy, why: str) -> ConvoyRan:
    """What is told of a convoy that did not leave."""
    return ConvoyRan(convoy.id, convoy.due, None, None, (0, 0, 0), f"did not leave: {why}", convoy.basis)


def live_evacuation(world: World, plan: Evacuation) -> LiveEvacuation:
    """The vehicles of ``plan``, all at the loading place, and a road that is yet to open."""
    env, fleet = world.env, plan.fleet
    return LiveEvacuation(
        plan,
        parked(env, fleet.buses),
        parked(env, fleet.ambulances),
        simpy.Resource(env, capacity=max(1, fleet.loading_bays)),
        world.until(plan.opens, WINDOW),
        {convoy.id: convoy for convoy in plan.convoys},
    )


def parked(env: simpy.Environment, vehicles: int) -> simpy.Container:
    """So many vehicles at hand; there may be none."""
    return simpy.Container(env, capacity=max(1, vehicles), init=max(0, vehicles))


def run_road(world: World, live: LiveEvacuation) -> Steps:
    """Open the road, close it at each suspension, and tell the convoys that are boarding."""
    plan = live.plan
    yield from open_again(live)
    world.log(WindowChanged(world.now, "evacuation", True, plan.basis))
    for closure in suspensions(plan):
        yield world.until(closure.start, WINDOW)
        live.opens = world.until(closure.end, WINDOW)
        world.log(WindowChanged(world.now, closure.id, False, closure.basis))
        send_away(live, closure.id)
        yield from open_again(live)
        world.log(WindowChanged(world.now, closure.id, True, closure.basis))
    yield world.until(plan.ends, WINDOW)
    live.over = True
    world.log(WindowChanged(world.now, "evacuation", False, plan.basis))
    send_away(live, OVER)


def open_again(live: LiveEvacuation) -> Steps:
    """Wait for the road to open, and open it."""
    assert live.opens is not None
    yield live.opens
    live.opens = None


def open_road(live: LiveEvacuation) -> Steps:
    """Wait until the road is open, if it is not."""
    while live.opens is not None:
        yield live.opens


def send_away(live: LiveEvacuation, why: str) -> None:
    """Interrupt the convoys that are boarding."""
    for convoy in list(live.boarding.values()):
        convoy.interrupt(why)


def suspensions(plan: Evacuation) -> list[Window]:
    """The closures between opening and end, in order of time; those that meet count as one."""
    shut: list[Window] = []
    for closure in sorted(plan.closures, key=lambda window: window.start):
        start, end = max(closure.start, plan.opens), min(closure.end, plan.ends)
        if start >= end:
            continue
        if shut and start <= shut[-1].end:
            last = shut.pop()
            name, basis = f"{last.id}+{closure.id}", f"{last.basis};{closure.basis}"
            shut.append(Window(name, last.start, max(last.end, end), basis))
        else:
            shut.append(replace(closure, start=start, end=end))
    return shut


def take_off(requests: Sequence[tuple[simpy.Container, int, simpy.Event]]) -> None:
    """Give back vehicles that were handed out, and stop waiting for the others."""
    for pool, vehicles, request in requests:
        if request.triggered:
            pool.put(vehicles)
        else:
            request.cancel()  # type: ignore[attr-defined]


def give_back(live: LiveEvacuation) -> Steps:
    """Return the vehicles of one convoy."""
    for pool, vehicles in live.pools():
        yield pool.put(vehicles)
