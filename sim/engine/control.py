"""Control steps at their moments, and what people caught by a moving front do."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from sim.days import DAY
from sim.engine.book import FlowBook
from sim.engine.ground import Change
from sim.engine.journeys import Way, Ways
from sim.engine.quantiles import binomial
from sim.engine.streams import Floats, Ints, Lots
from sim.engine.world import CONTROL, Steps, World
from sim.episode.control import ControlStep
from sim.episode.movement import Flight
from sim.episode.places import FIGHTERS, GROUPS, PARTIES, SDF
from sim.result.trace import ControlChanged


def run_control(world: World, book: FlowBook, ways: Ways) -> Steps:
    """Change control at each documented or assumed moment, in the order of the file."""
    lots = world.streams.lots("capture")
    for change in world.ground.course:
        if change.step.minute >= world.end:
            return
        if change.step.minute > world.now:
            yield world.until(change.step.minute, CONTROL)
        take_ground(world, book, ways, lots)


def take_ground(world: World, book: FlowBook, ways: Ways, lots: Lots) -> None:
    """Let the next change happen, and let the people caught by it decide."""
    change = world.ground.take()
    world.log(_entry(world, change))
    if change.after < change.before:
        pass_over(world, book, ways, change.step, 1 - change.after / change.before, lots)
    elif change.after > change.before:
        come_back_under(world, change.step, (change.after - change.before) / (1 - change.before))
    world.check()


def pass_over(world: World, book: FlowBook, ways: Ways, step: ControlStep, part: float, lots: Lots) -> None:
    """People in the ``part`` of a district that the opposition lost stay, cross or retreat.

    Who retreats may go to what is still held of the same district.  Fighters surrender or retreat.
    Where there is nowhere left to retreat to, those who would have retreated stay, and fighters
    surrender.  Where there is no corridor at all, those who would have crossed stay.  The front has
    passed over them: they need no corridor that is open, and none counts them against its capacity.
    """
    book.day = world.now // DAY
    across = ways_across(world, ways, step)
    address = (len(GROUPS) + 1) * crc32(f"{step.id}/{step.district}".encode())
    lots.seek(address)
    draws = lots.uniforms(3 + max(1, len(across)), len(GROUPS)).T.tolist()
    front, flight = world.ground.front(), world.episode.flight
    ways_left = front.open_ground, any(part for _, part in across)
    there = world.inside[:, step.district].tolist()
    for group, (first, second, third, *others) in enumerate(draws):
        caught = binomial(first, there[group], part)
        if not caught:
            continue
        retreating, crossing = fate(flight, group, caught, (second, third), ways_left)
        world.inside[group, step.district] -= caught
        world.behind[group, step.district] += caught - retreating - crossing
        roads = [(ways.custody, 1.0)] if group == FIGHTERS else across
        send_away(ways, book, others, roads, group, step.district, crossing)
        if retreating:
            lots.seek(address + 1 + group)
            reached = spread_out(lots.uniforms(retreating), front.edges)
            book.retreat(ways.retreat, group, step.district, reached)
            ways.set_out(ways.retreat, group, retreating, reached)


def spread_out(numbers: Floats, edges: Floats) -> Ints:
    """How many of some numbers from 0 to 1 lie below each of rising edges, and not below the one before.

    The numbers are sorted in their place: that is quicker than to look each of them up.
    """
    numbers.sort()
    found = numbers.searchsorted(edges)
    found[1:] -= found[:-1].copy()
    return found


def fate(
    flight: Flight, group: int, caught: int, draws: tuple[float, float], ways_left: tuple[bool, bool]
) -> tuple[int, int]:
    """How many of those caught retreat, and how many cross (fighters: surrender).

    ``ways_left`` are whether there is ground to retreat to, and a corridor to take.
    """
    open_ground, corridors = ways_left
    if group == FIGHTERS:
        surrendering = binomial(draws[1], caught, flight.surrender if open_ground else 1.0)
        return caught - surrendering, surrendering
    retreat = max(0.0, flight.retreat) if open_ground else 0.0
    retreating = binomial(draws[0], caught, retreat)
    cross = flight.cross / (1 - retreat) if corridors and retreat < 1 else 0.0
    return retreating, binomial(draws[1], caught - retreating, cross)


def send_away(
    ways: Ways,
    book: FlowBook,
    draws: list[float],
    roads: list[tuple[Way, float]],
    group: int,
    district: int,
    people: int,
) -> None:
    """Let people who have left a district take the roads by their parts."""
    left = 1.0
    for (way, part), uniform in zip(roads, draws, strict=False):
        going = binomial(uniform, people, 1.0 if part > left - 1e-9 else part / left)
        people, left = people - going, left - part
        if going:
            book.leave(way, group, district, going, going)
            ways.set_out(way, group, going)


def come_back_under(world: World, step: ControlStep, part: float) -> None:
    """People in ground that the opposition regained are counted in its part again (rounded down)."""
    back = np.floor(world.behind[:, step.district] * part).astype(np.int64)
    world.behind[:, step.district] -= back
    world.inside[:, step.district] += back


def ways_across(world: World, ways: Ways, step: ControlStep) -> list[tuple[Way, float]]:
    """The corridors, with the part of those overtaken by the front that takes each; it may be nobody.

    They go to whoever is near: by how much of the district's surroundings the side a corridor
    leads to holds; where none holds any, to the side that took the ground.
    """
    corridors = world.episode.flight.corridors
    near = world.ground.front().near[:, step.district]
    odds = [float(near[corridor.party]) for corridor in corridors]
    if corridors and not any(odds):
        odds = [float((c.party == SDF) == (step.party == SDF)) for c in corridors]
    total = sum(odds) or 1.0
    return [(way, odd / total) for way, odd in zip(ways.across, odds, strict=True)]


def _entry(world: World, change: Change) -> ControlChanged:
    first, second, third = change.shares
    step, shares = change.step, (round(first, 9), round(second, 9), round(third, 9))
    district, party = world.episode.territory.districts[step.district], PARTIES[step.party]
    return ControlChanged(world.now, district, party, shares, step.id, step.basis)
