"""Play an episode: start the processes, run the clock, freeze what came of it."""

from __future__ import annotations

import simpy

from sim.days import HOUR
from sim.engine.book import FlowBook
from sim.engine.control import run_control
from sim.engine.convoys import run_berth, run_convoy
from sim.engine.evacuation import Endless, LiveEvacuation, live_evacuation, run_road
from sim.engine.flight import Decisions, keep_deciding, run_returns
from sim.engine.journeys import open_ways
from sim.engine.pressure import turns
from sim.engine.snapshots import Snapshots, run_days
from sim.engine.world import World
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.result.replay import Replay


def play(episode: Episode, *, rng_seed: int = 0) -> Replay:
    """Replay ``episode`` from its first midnight to the end of its last day.

    The same episode and seed give the same replay.  What falls on the last midnight itself belongs
    to the day after and does not happen.  Raises `SimError` beyond the limit of convoys, `LostPeople` if
    the engine ever loses or doubles anybody.
    """
    return play_at(episode, decision_moments(episode), rng_seed=rng_seed)


def play_at(episode: Episode, moments: list[int], *, rng_seed: int = 0) -> Replay:
    """`play` with people deciding at ``moments`` (minutes, rising, to the last midnight)."""
    world = World(episode, rng_seed)
    book = FlowBook(world)
    days = Snapshots(world, book, moments)
    nights = world.env.process(run_days(world, days))
    ways = open_ways(world)
    world.env.process(run_control(world, book, ways))
    keep_deciding(world, Decisions(world, book, ways), moments, days.count)
    world.env.process(run_returns(world, book))
    live = _start_evacuation(world)
    try:
        world.env.run(until=world.end)
    except Endless as endless:
        raise SimError(str(endless), hint="lower loading_bays, or lengthen loading, in people.yaml") from None
    raise_fault(nights)
    unfinished = [] if live is None else live.unfinished()
    return days.freeze(rng_seed, [*world.told, *unfinished])


def raise_fault(process: simpy.Process) -> None:
    """Raise what broke off a process at the last midnight: SimPy stops there and does not tell."""
    if process.triggered and isinstance(process.value, BaseException):
        raise process.value


def _start_evacuation(world: World) -> LiveEvacuation | None:
    plan = world.episode.evacuation
    if plan is None:
        return None
    live = live_evacuation(world, plan)
    world.env.process(run_road(world, live))
    for convoy in plan.convoys:
        world.env.process(run_convoy(world, live, convoy))
    for berth in range(plan.fleet.loading_bays):
        world.env.process(run_berth(world, live, berth))
    return live


def decision_moments(episode: Episode, step: int = HOUR) -> list[int]:
    """Every hour (or other ``step`` in minutes) and every documented change, once, in order.

    Changes are those of control, of shelling, and of corridors that open or close.
    """
    last = episode.calendar.minutes
    changes = {*(change.minute for change in episode.steps), *turns(episode.flight)}
    return sorted({*range(step, last, step), *(m for m in changes if 0 < m < last), last})
