"""Control steps at their moments, and what people caught by a moving front do."""

from __future__ import annotations

import numpy as np

from sim.days import DAY
from sim.engine.book import FlowBook
from sim.engine.journeys import Way, Ways, set_out
from sim.engine.world import CONTROL, Steps, World
from sim.episode.control import ControlStep
from sim.episode.places import FIGHTERS, PARTIES, SDF
from sim.result.trace import ControlChanged


def run_control(world: World, book: FlowBook, ways: Ways) -> Steps:
    """Change control at each documented or assumed moment, in the order of the file."""
    for step in world.episode.steps:
        if step.minute >= world.end:
            return
        if step.minute > world.now:
            yield world.until(step.minute, CONTROL)
        take_ground(world, book, ways, step)


def take_ground(world: World, book: FlowBook, ways: Ways, step: ControlStep) -> None:
    """Let one step happen, if it changes anything, and let the people caught by it decide."""
    held = float(world.shares[step.district, step.party])
    share = step.share if step.exactly else max(step.share, held)
    if abs(share - held) < 1e-12:
        return
    before, after = world.ground.hold(step.district, step.party, share)
    world.log(_entry(world, step))
    if after < before:
        pass_over(world, book, ways, step, 1 - after / before)
    elif after > before:
        come_back_under(world, step, (after - before) / (1 - before))
    world.check()


def pass_over(world: World, book: FlowBook, ways: Ways, step: ControlStep, part: float) -> None:
    """People in the ``part`` of a district that the opposition lost stay, cross or retreat.

    Who retreats may go to what is still held of the same district.  Fighters surrender or retreat.
    Where there is nowhere left to retreat to, those who would have retreated stay, and fighters
    surrender.  Where there is no corridor at all, those who would have crossed stay.  The front has
    passed over them: they need no corridor that is open, and none counts them against its capacity.
    """
    flight, book.day = world.episode.flight, world.now // DAY
    rng = world.streams.at("capture", step.id, str(step.district))
    caught = rng.binomial(world.inside[:, step.district], part)
    across = ways_across(world, ways, step)
    open_ground = world.ground.front().open_ground
    retreat = max(0.0, flight.retreat) if open_ground else 0.0
    cross = flight.cross if across else 0.0
    split = rng.multinomial(caught, [max(0.0, 1 - cross - retreat), cross, retreat])
    give_up = flight.surrender if open_ground else 1.0
    split[FIGHTERS] = [0, *_fighters(rng, int(caught[FIGHTERS]), give_up)]
    world.inside[:, step.district] -= caught
    world.behind[:, step.district] += split[:, 0]
    for group, (_, crossing, retreating) in enumerate(split.tolist()):
        roads = [(ways.custody, 1.0)] if group == FIGHTERS else across
        send_away(world, book, rng, roads, group, step.district, crossing)
        if retreating:
            reached = rng.multinomial(retreating, world.ground.front().refuge)
            book.retreat(ways.retreat, group, step.district, reached)
            set_out(world, ways.retreat, group, retreating, reached)


def send_away(
    world: World,
    book: FlowBook,
    rng: np.random.Generator,
    roads: list[tuple[Way, float]],
    group: int,
    district: int,
    people: int,
) -> None:
    """Let people who have left a district take the roads by their parts."""
    if not people:
        return
    for (way, _), going in zip(
        roads, rng.multinomial(people, [part for _, part in roads]).tolist(), strict=True
    ):
        if going:
            book.leave(way, group, district, going, going)
            set_out(world, way, group, going)


def come_back_under(world: World, step: ControlStep, part: float) -> None:
    """People in ground that the opposition regained are counted in its part again (rounded down)."""
    back = np.floor(world.behind[:, step.district] * part).astype(np.int64)
    world.behind[:, step.district] -= back
    world.inside[:, step.district] += back


def _fighters(rng: np.random.Generator, caught: int, give_up: float) -> tuple[int, int]:
    surrendered = int(rng.binomial(caught, give_up))
    return surrendered, caught - surrendered


def ways_across(world: World, ways: Ways, step: ControlStep) -> list[tuple[Way, float]]:
    """The corridors that people overtaken by the front take, with the part of them that takes each.

    They go to whoever is near: by how much of the district's surroundings the side a corridor
    leads to holds; where none holds any, to the side that took the ground; else nobody crosses.
    """
    corridors = world.episode.flight.corridors
    near = world.ground.front().near[:, step.district]
    odds = [float(near[corridor.party]) for corridor in corridors]
    if corridors and not any(odds):
        odds = [float((c.party == SDF) == (step.party == SDF)) for c in corridors]
    total = sum(odds)
    return [(way, odd / total) for way, odd in zip(ways.across, odds, strict=True) if odd]


def _entry(world: World, step: ControlStep) -> ControlChanged:
    shares = tuple(round(share, 9) for share in world.shares[step.district].tolist())
    district = world.episode.territory.districts[step.district]
    return ControlChanged(world.now, district, PARTIES[step.party], shares, step.id, step.basis)
