"""People, flight and evacuation of an episode, in plain numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.episode.movement import Convoy, Corridor, Evacuation, Fleet, Flight, Population, Window
from sim.episode.places import CIVILIANS, FIGHTERS, GROUPS, PARTIES, WOUNDED, Territory
from sim.record.claim import Kind
from sim.scenario import schema
from sim.scenario.load import Scenario
from sim.scenario.settle import Settler
from sim.scenario.unsettled import Unsettled


def resolve_people(
    scenario: Scenario, territory: Territory, settler: Settler
) -> tuple[Population, Flight, Evacuation | None]:
    """Who was there, how they leave, and how they are carried."""
    people = scenario.people
    population = _population(people.population, scenario, territory, settler)
    flight = _flight(people.flight, territory, settler)
    evacuation = None if people.evacuation is None else _evacuation(people.evacuation, settler)
    return population, flight, evacuation


def apportion(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """``total`` whole people by weight; the odd ones go to the largest remainders, first ones first."""
    exact = total * weights / weights.sum()
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def _population(
    source: schema.Population, scenario: Scenario, territory: Territory, settler: Settler
) -> Population:
    kind = Kind.POPULATION
    civilians = settler.whole("population.everyone", kind, source.everyone)
    basis = settler.provenance[-1].basis
    fighters = settler.whole("population.fighters", kind, source.fighters)
    wounded = round(civilians * settler.number("population.wounded_share", kind, source.wounded_share))
    weights = territory.areas ** settler.number("population.spread", kind, source.spread)
    for number, entry in enumerate(source.density):
        weight = settler.number(f"population.density.{number}.weight", kind, entry.weight)
        for place in entry.places:
            for district in scenario.districts_of(place):
                weights[territory.index(district)] *= weight
    if weights.sum() <= 0:
        hint = "leave some 'density' above 0"
        raise Unsettled("no district has any weight", "population.density", hint=hint)
    inside = np.zeros((len(GROUPS), len(territory.districts)), dtype=np.int64)
    for group, count in ((CIVILIANS, civilians - wounded), (FIGHTERS, fighters), (WOUNDED, wounded)):
        inside[group] = apportion(count, weights)
    return Population(inside, basis)


def _flight(source: schema.Flight, territory: Territory, settler: Settler) -> Flight:
    def number(name: str) -> float:
        return settler.number(f"flight.{name}", Kind.DISPLACEMENT, getattr(source, name))

    shelling = [
        (settler.minute(f"flight.bombardment.{b.id}.starts", Kind.BOMBARDMENT, b.starts),
         settler.number(f"flight.bombardment.{b.id}.level", Kind.BOMBARDMENT, b.level))
        for b in source.bombardment
    ]  # fmt: skip
    stay, cross = number("stay_when_captured"), number("cross_when_captured")
    if stay + cross > 1:
        raise Unsettled(
            f"{stay:g} stay and {cross:g} cross when their district is captured: more than all",
            "flight.stay_when_captured",
            "flight.cross_when_captured",
            hint="lower one of the two in people.yaml",
        )
    return Flight(
        stay=stay,
        cross=cross,
        surrender=number("fighters_surrender_when_captured"),
        cross_near_front=number("cross_near_front"),
        retreat_near_front=number("retreat_near_front"),
        retreat_bombed=number("retreat_under_bombardment"),
        retreat_minutes=round(number("retreat_minutes")),
        surrender_minutes=round(number("surrender_minutes")),
        custody=source.custody,
        corridors=tuple(_corridor(corridor, settler) for corridor in source.corridors),
        bombardment=tuple(sorted(shelling)),
        return_to=territory.index(source.return_to),
        return_from=source.return_from,
        return_starts=settler.minute("flight.return_starts", Kind.DISPLACEMENT, source.return_starts),
        return_rate=number("return_rate"),
    )


def _corridor(source: schema.Corridor, settler: Settler) -> Corridor:
    path = f"flight.corridors.{source.id}"
    return Corridor(
        id=source.id,
        destination=source.destination,
        party=PARTIES.index(source.next_to.value),
        travel=settler.whole(f"{path}.minutes", Kind.DISPLACEMENT, source.minutes),
        capacity=settler.whole(f"{path}.people_per_hour", Kind.DISPLACEMENT, source.people_per_hour),
        closures=tuple(_window(c, f"{path}.closures", Kind.CEASEFIRE, settler) for c in source.closures),
    )


def _window(source: schema.Closure, path: str, kind: Kind, settler: Settler) -> Window:
    start = settler.minute(f"{path}.{source.id}.starts", kind, source.starts)
    basis = settler.provenance[-1].basis
    end = settler.minute(f"{path}.{source.id}.ends", kind, source.ends)
    return Window(source.id, start, end, f"{basis};{settler.provenance[-1].basis}")


def _evacuation(source: schema.Evacuation, settler: Settler) -> Evacuation:
    opens = settler.minute("evacuation.opens", Kind.CONVOY, source.opens)
    basis = settler.provenance[-1].basis
    ends = settler.minute("evacuation.ends", Kind.CONVOY, source.ends)
    basis += f";{settler.provenance[-1].basis}"
    fleet = _fleet(source.fleet, settler)
    return Evacuation(
        opens=opens,
        ends=ends,
        closures=tuple(_window(c, "evacuation.closures", Kind.CONVOY, settler) for c in source.closures),
        fleet=fleet,
        convoys=tuple(sorted((_convoy(c, fleet, settler) for c in source.convoys), key=lambda c: c.due)),
        fighters_from_convoy=settler.whole(
            "evacuation.fighters_from_convoy", Kind.CONVOY, source.fighters_from_convoy
        ),
        destinations=(
            source.destinations["civilians"], source.destinations["fighters"], source.destinations["wounded"]
        ),
        basis=basis,
    )  # fmt: skip


def _fleet(source: schema.Fleet, settler: Settler) -> Fleet:
    counts = {
        name: settler.whole(f"evacuation.fleet.{name}", Kind.CONVOY, getattr(source, name))
        for name in schema.Fleet.model_fields
    }
    return Fleet(**counts)


def _convoy(source: schema.DocumentedConvoy, fleet: Fleet, settler: Settler) -> Convoy:
    path = f"evacuation.convoys.{source.id}"
    if source.due is not None:
        due = settler.minute(f"{path}.due", Kind.CONVOY, source.due)
    else:
        assert source.arrives is not None
        due = settler.minute(f"{path}.arrives", Kind.CONVOY, source.arrives) - fleet.checkpoint - fleet.road
    basis = settler.provenance[-1].basis
    counts = [
        None if quantity is None else settler.whole(f"{path}.{name}", Kind.CONVOY, quantity)
        for name, quantity in (("people", source.people), ("wounded", source.wounded))
    ]
    back = source.turned_back
    minute = None if back is None else settler.minute(f"{path}.turned_back", Kind.CONVOY, back)
    return Convoy(source.id, due, counts[0], counts[1], minute, basis)
