"""The rival of `engine.py`: the same model with a process per district-hour and per vehicle.

The world, its verbs, the hazards, capture rules, control steps, closures, named convoys, the check
at every change of state and the product (a `Replay`) are the engine's own; the shape of the
processes differs.  One process per district wakes every hour, looks at the front and draws for its
own people, each party on the road (from one place to one other) is a process, and each vehicle is
one that is requested from a `Resource`.  A dictionary adds up who went where.

Three kinds, all timed: *typical* asks every district every hour; *skipping* does not ask districts
where nobody is left; *tuned* is handed more of the engine's own tricks: the front is kept until the
ground changes, those who retreat from a district travel as one party, and the engine's book is
used.  The limit is held against *typical*.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from sim.days import DAY, HOUR
from sim.engine.book import FlowBook
from sim.engine.control import run_control
from sim.engine.convoys import pick
from sim.engine.flight import run_returns
from sim.engine.ground import Floats
from sim.engine.journeys import Way, Ways, open_ways
from sim.engine.snapshots import Snapshots, run_days
from sim.engine.world import FLIGHT, Ints, Steps, World
from sim.episode.episode import Episode
from sim.episode.movement import Convoy, Corridor, Evacuation
from sim.episode.places import CIVILIANS, FIGHTERS, GOVERNMENT, OPPOSITION, SDF, WOUNDED
from sim.result.moves import RETREAT, RETURN, Moves
from sim.result.replay import Replay
from sim.result.trace import ConvoyRan


def play_rival(episode: Episode, *, rng_seed: int = 0, kind: str = "typical") -> Replay:
    """`sim.play`, with a process per district-hour, party and vehicle."""
    world = World(episode, rng_seed)
    book, ways = (FlowBook if kind == "tuned" else Ledger)(world), open_ways(world)
    hours = list(range(HOUR, world.end + 1, HOUR))
    days = Snapshots(world, book, hours)
    world.env.process(run_days(world, days))
    world.env.process(run_control(world, book, ways))
    people = KINDS[kind](world, book, ways)
    for district in range(len(episode.territory.districts)):
        world.env.process(people.run_district(district))
    world.env.process(run_hours(world, days))
    world.env.process(run_returns(world, book))
    if episode.evacuation is not None:
        Depot(world, episode.evacuation).start()
    world.env.run(until=world.end)
    return days.freeze(rng_seed, world.told)


class Ledger(FlowBook):
    """The book as a dictionary: people and last arrival by day, group, origin and destination."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.lines: dict[tuple[int, int, int, int], tuple[int, int, str]] = {}

    def add(self, kind: str, group: int, origin: int, destination: int, people: int, minutes: int) -> None:
        line = self.world.now // DAY, group, origin, destination
        before = self.lines.get(line, (0, 0, ""))[0]
        self.lines[line] = before + people, self.world.now + minutes, kind

    def leave(self, way: Way, group: int, origin: Any, people: Any, total: int) -> None:
        assert way.place is not None
        self.add(way.kind, group, origin, self.districts + way.place, people, way.minutes)
        self.crossed[way.place] += total * (way.kind == "flight")

    def retreat(self, way: Way, group: int, origin: Any, reached: Ints) -> None:
        for district in np.flatnonzero(reached).tolist():
            self.add("retreat", group, origin, district, int(reached[district]), way.minutes)

    def come_home(self, group: int, place: int, district: int, people: int) -> None:
        if people:
            self.add("return", group, self.districts + place, district, people, 0)

    def moves(self) -> Moves:
        for (day, group, origin, to), (people, arrival, kind) in self.lines.items():
            self.day = day
            self._sheet_of(day, group)[origin, to] = people
            way = {"retreat": RETREAT, "return": RETURN}.get(kind, to - self.districts)
            self.latest[day][way] = max(self.latest[day][way], arrival)
        return super().moves()


def run_hours(world: World, days: Snapshots) -> Steps:
    """Count heads on the hour."""
    while True:
        yield world.until(world.now + HOUR, FLIGHT)
        world.check()
        days.count()


class People:
    """The civilians of all districts; each district's decide in a process of their own."""

    def __init__(self, world: World, book: FlowBook, ways: Ways) -> None:
        self.world = world
        self.book = book
        self.ways = ways
        self.rng = world.streams.at("flight")
        self.passed: dict[tuple[str, int], int] = {}
        land = world.episode.territory
        self.land = land
        self.edges = np.maximum(land.touching.sum(axis=1) + land.faces_government + land.faces_sdf, 1)

    def run_district(self, district: int) -> Steps:
        """Every hour, those who leave a district choose a way."""
        world = self.world
        while True:
            yield world.until(world.now + HOUR, FLIGHT)
            if self.skips(district):
                continue
            rates = self.rates(district)
            total = rates.sum()
            people = world.inside[CIVILIANS, district]
            leaving = self.rng.binomial(people, 1 - np.exp(-total * HOUR / DAY))
            if leaving == 0:
                continue
            *across, deeper = self.rng.multinomial(leaving, rates / total).tolist()
            corridors = zip(world.episode.flight.corridors, self.ways.across, across, strict=True)
            for corridor, way, going in corridors:
                self.cross(district, corridor, way, going)
            self.retreat(district, deeper)

    def skips(self, district: int) -> bool:
        """Whether nobody need be asked here; the typical model asks anyway."""
        return False

    def rates(self, district: int) -> Floats:
        """Daily rates of leaving by each corridor, and of retreating."""
        flight, now = self.world.episode.flight, self.world.now
        near = self.near(district)
        level = next((lv for start, lv in reversed(flight.bombardment) if start <= now), 0.0)
        across = [flight.cross_near_front * near[c.party] * c.is_open(now) for c in flight.corridors]
        return np.array([*across, flight.retreat_near_front * near.sum() + flight.retreat_bombed * level])

    def near(self, district: int) -> Floats:
        land, shares, edges = self.land, self.world.shares, self.edges[district]
        government = land.touching[district] @ shares[:, GOVERNMENT] + land.faces_government[district]
        sdf = land.touching[district] @ shares[:, SDF] + land.faces_sdf[district]
        return np.array([government / edges, 0.0, sdf / edges])

    def refuge(self) -> Floats | None:
        land, shares = self.land, self.world.shares
        hostile = land.touching @ (shares[:, GOVERNMENT] + shares[:, SDF])
        near = (hostile + land.faces_government + land.faces_sdf) / self.edges
        refuge = shares[:, OPPOSITION] * land.areas * np.clip(1 - near, 0.05, 1)
        total = refuge.sum()
        return refuge / total if total > 0 else None

    def cross(self, district: int, corridor: Corridor, way: Way, going: int) -> None:
        """Let people cross, as far as the corridor lets them through in this hour."""
        world, hour = self.world, (corridor.id, self.world.now // HOUR)
        going = min(going, corridor.capacity - self.passed.get(hour, 0))
        if going <= 0:
            return
        self.passed[hour] = self.passed.get(hour, 0) + going
        world.inside[CIVILIANS, district] -= going
        world.road[CIVILIANS] += going
        self.book.leave(way, CIVILIANS, district, going, going)
        world.env.process(self.run_across(way, going))
        world.check()

    def run_across(self, way: Way, people: int) -> Steps:
        """A party on its way to a place outside."""
        yield self.world.env.timeout(way.minutes)
        self.world.road[CIVILIANS] -= people
        self.world.away[CIVILIANS, way.place] += people
        self.world.check()

    def retreat(self, district: int, people: int) -> None:
        """Let people move deeper into what is left."""
        world, refuge = self.world, self.refuge() if people else None
        if refuge is None or refuge[district] >= 1 - 1e-12:
            return
        elsewhere = np.where(np.arange(len(refuge)) == district, 0.0, refuge)
        reached = self.rng.multinomial(people, elsewhere / elsewhere.sum())
        world.inside[CIVILIANS, district] -= people
        world.road[CIVILIANS] += people
        self.book.retreat(self.ways.retreat, CIVILIANS, district, reached)
        for party in self.parties(reached):
            world.env.process(self.run_deeper(party))
        world.check()

    def parties(self, reached: Ints) -> list[Ints]:
        """Those who retreat from one district in one hour, by where they go."""
        parties = []
        for district in np.flatnonzero(reached):
            party = np.zeros_like(reached)
            party[district] = reached[district]
            parties.append(party)
        return parties

    def run_deeper(self, party: Ints) -> Steps:
        """A party (district) on its way deeper into what is left."""
        world, ground = self.world, self.world.ground.changes
        yield world.env.timeout(self.ways.retreat.minutes)
        world.road[CIVILIANS] -= party.sum()
        world.take_in(CIVILIANS, party, since=ground)
        world.check()


class SkippingPeople(People):
    """People whose districts are not asked once they are empty."""

    def skips(self, district: int) -> bool:
        return bool(self.world.inside[CIVILIANS, district] == 0)


class TunedPeople(SkippingPeople):
    """People with the front as the engine keeps it, who retreat in one party a district."""

    def near(self, district: int) -> Floats:
        """How much of a district's surroundings each party holds."""
        return self.world.ground.front().near[:, district]

    def refuge(self) -> Floats | None:
        """The part of those who retreat that chooses each district; None when nothing is left."""
        front = self.world.ground.front()
        return front.refuge if front.open_ground else None

    def parties(self, reached: Ints) -> list[Ints]:
        return [reached]


KINDS = {"typical": People, "skipping": SkippingPeople, "tuned": TunedPeople}


class Depot:
    """Vehicles and a loading bay as resources, and a road that closes."""

    def __init__(self, world: World, plan: Evacuation) -> None:
        fleet = plan.fleet
        self.world, self.plan = world, plan
        self.buses = simpy.Resource(world.env, fleet.buses)
        self.ambulances = simpy.Resource(world.env, fleet.ambulances)
        self.bay = simpy.Resource(world.env, fleet.loading_bays)
        self.boarding: list[simpy.Process] = []
        self.number = 0

    def start(self) -> None:
        """Start the road, the named convoys and those that follow them."""
        env = self.world.env
        env.process(self.run_road())
        for convoy in self.plan.convoys:
            env.process(self.run_named(convoy))
        for _ in range(self.plan.fleet.loading_bays):
            env.process(self.run_others())

    def run_road(self) -> Steps:
        """Convoys that are boarding when the road closes do not leave."""
        for closure in self.plan.closures:
            yield self.world.until(closure.start, 0)
            for process in list(self.boarding):
                process.interrupt(closure.id)
        yield self.world.until(self.plan.ends, 0)
        for process in list(self.boarding):
            process.interrupt("evacuation over")

    def run_named(self, convoy: Convoy) -> Steps:
        yield self.world.until(convoy.due - self.plan.fleet.loading)
        yield self.world.env.process(self.run_convoy(convoy))

    def run_others(self) -> Steps:
        """After the named convoys, one after another while people wait."""
        world, plan = self.world, self.plan
        yield world.until(max([plan.opens, *(c.turned_back or c.due for c in plan.convoys)]))
        while world.now + plan.fleet.loading <= plan.ends and world.inside.any():
            closure = next((c for c in plan.closures if c.spans(world.now)), None)
            if closure is not None:
                yield world.until(closure.end)
                continue
            due = world.now + plan.fleet.loading
            convoy = Convoy(f"modelled-{self.number + 1:02d}", due, None, None, None, "model:convoys")
            yield world.env.process(self.run_convoy(convoy))

    def run_convoy(self, convoy: Convoy) -> Generator[simpy.Event, Any, None]:
        """Collect vehicles and load them in the bay; then each drives on its own."""
        env, fleet = self.world.env, self.plan.fleet
        self.number += 1
        this = env.active_process
        assert this is not None
        self.boarding.append(this)
        requests = [self.buses.request() for _ in range(fleet.buses_per_convoy)]
        requests += [self.ambulances.request() for _ in range(fleet.ambulances_per_convoy)]
        try:
            yield env.all_of(requests)
            with self.bay.request() as bay:
                yield bay
                yield env.timeout(fleet.loading)
        except simpy.Interrupt as closure:
            for request in requests:
                request.resource.release(request) if request.triggered else request.cancel()
            self.tell(convoy, None, np.zeros(3, np.int64), f"did not leave: {closure.cause}")
            return
        finally:
            self.boarding.remove(this)
        yield from self.send(convoy, requests)

    def send(self, convoy: Convoy, requests: list[Any]) -> Generator[simpy.Event, Any, None]:
        """Share the people out over the vehicles and start a process for each."""
        env, buses = self.world.env, self.plan.fleet.buses_per_convoy
        departed = self.world.now
        wounded, others = self.board(convoy)
        aboard = [*share_out(others, buses), *share_out(wounded, len(requests) - buses)]
        trips = zip(requests, aboard, strict=True)
        drives = [env.process(self.run_vehicle(request, convoy, people)) for request, people in trips]
        env.process(self.run_telling(convoy, departed, (wounded + others).sum(axis=1), drives))
        yield env.timeout(0)

    def board(self, convoy: Convoy) -> tuple[Ints, Ints]:
        """Wounded for the ambulances and others for the buses: (group, district)."""
        world, plan, rng = self.world, self.plan, self.world.streams.at("convoy", convoy.id)
        wounded, others = np.zeros_like(world.inside), np.zeros_like(world.inside)
        beds = plan.fleet.ambulances_per_convoy * plan.fleet.wounded_per_ambulance
        beds = beds if convoy.wounded is None else convoy.wounded
        wounded[WOUNDED] = pick(rng, world.inside[WOUNDED], beds)
        load = plan.fleet.load_per_convoy if convoy.people is None else convoy.people
        waiting = world.inside[[CIVILIANS, FIGHTERS]]
        waiting[1] *= self.number >= plan.fighters_from_convoy
        seats = min(load - int(wounded.sum()), plan.fleet.buses_per_convoy * plan.fleet.seats)
        others[[CIVILIANS, FIGHTERS]] = pick(rng, waiting.ravel(), seats).reshape(waiting.shape)
        world.inside -= wounded + others
        world.road += (wounded + others).sum(axis=1)
        world.check()
        return wounded, others

    def run_vehicle(self, request: Any, convoy: Convoy, aboard: Ints) -> Steps:
        """One bus or ambulance: checkpoint, road, unloading, the way back; or it is turned back."""
        world, fleet = self.world, self.plan.fleet
        if convoy.turned_back is not None:
            yield world.until(convoy.turned_back)
            world.take_in(slice(None), aboard, since=-1)
        else:
            yield world.env.timeout(fleet.checkpoint)
            yield world.env.timeout(fleet.road)
            for group, people in enumerate(aboard.sum(axis=1)):
                world.away[group, world.outside_index(self.plan.destinations[group])] += people
        world.road -= aboard.sum(axis=1)
        world.check()
        if convoy.turned_back is None:
            yield world.env.timeout(fleet.unloading)
        world.env.process(self.run_home(request))

    def run_home(self, request: Any) -> Steps:
        """Drive back empty and stand ready."""
        yield self.world.env.timeout(self.plan.fleet.returning)
        request.resource.release(request)

    def run_telling(self, convoy: Convoy, departed: int, people: Ints, drives: list[simpy.Process]) -> Steps:
        yield self.world.env.all_of(drives)
        self.tell(convoy, departed, people, "arrived" if convoy.turned_back is None else "turned back")

    def tell(self, convoy: Convoy, departed: int | None, people: Ints, outcome: str) -> None:
        arrived = None if departed is None else self.world.now
        told = tuple(int(n) for n in people)
        self.world.log(ConvoyRan(convoy.id, convoy.due, departed, arrived, told, outcome, convoy.basis))


def share_out(aboard: Ints, vehicles: int) -> list[Ints]:
    """People (group, district) over vehicles, as evenly as whole people allow."""
    slots = np.repeat(np.arange(aboard.size), aboard.ravel())
    parts = (np.bincount(slots[n::vehicles], minlength=aboard.size) for n in range(vehicles))
    return [part.reshape(aboard.shape) for part in parts]
