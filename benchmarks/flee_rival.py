"""The flagship's places, people and days in Flee, an agent-based model of displacement.

Flee plays by its own default rules: no settings file says otherwise.  Districts are towns of Flee,
places outside are camps, and roads join districts that touch and each place outside to the district
nearest to it.  Everybody is there on the first day.  Needs Flee: ``python -m pip install flee``.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO

import numpy as np
from flee.flee import Ecosystem
from flee.SimulationSettings import SimulationSettings

from sim.engine.play import play
from sim.episode.episode import Episode
from sim.episode.places import OPPOSITION


@dataclass(frozen=True)
class Setting:
    """What Flee is told; the rest are its defaults.

    With ``taken`` a district is a conflict zone from the day on which the opposition first loses ground
    there; with ``on_foot`` nobody goes farther in a day than Flee lets people walk; with ``at_rest`` every
    place is a camp, which hardly anybody leaves.
    """

    name: str
    taken: bool = False
    on_foot: bool = False
    at_rest: bool = False


TAKEN = Setting("districts are taken", taken=True)
OTHERS = (
    Setting("the same, at walking pace", taken=True, on_foot=True),
    Setting("no district is taken"),
    Setting("everybody stays in camps", at_rest=True),
)


class Run:
    """One run of Flee, built and not yet played; with ``one_in`` 20, every 20th person is an agent."""

    def __init__(self, episode: Episode, setting: Setting, one_in: int) -> None:
        random.seed(0)
        np.random.seed(0)
        self.days = episode.calendar.days
        self.taken = taken_by_day(episode) if setting.taken else {}
        with redirect_stderr(StringIO()):
            SimulationSettings.ReadFromYML(os.devnull)
            if setting.on_foot:
                rules = SimulationSettings.move_rules
                rules["MaxMoveSpeed"] = rules["MaxWalkSpeed"]
            self.ecosystem = lay_out(episode, setting)
        settle(self.ecosystem, episode, one_in)
        self.agents = len(self.ecosystem.agents)

    def play(self) -> None:
        """Every day, once."""
        for day in range(self.days):
            for district in self.taken.get(day, ()):
                self.ecosystem.add_conflict_zone(district)
            self.ecosystem.evolve()

    @property
    def roads(self) -> float:
        """How many roads an agent has set out on, on average."""
        links = (link for place in self.ecosystem.locations for link in place.links)
        return sum(link.cumNumAgents for link in links) / self.agents

    @property
    def ends(self) -> tuple[int, ...]:
        """How many agents stand in each place."""
        return tuple(place.numAgents for place in self.ecosystem.locations)


def taken_by_day(episode: Episode) -> dict[int, list[str]]:
    """The districts by the day, counted from 0, on which the opposition first loses ground there."""
    less = play(episode).control[:, :, OPPOSITION] < episode.start[:, OPPOSITION]
    days: defaultdict[int, list[str]] = defaultdict(list)
    for district in np.flatnonzero(less.any(axis=0)).tolist():
        days[int(less[:, district].argmax())].append(episode.territory.districts[district])
    return dict(days)


def lay_out(episode: Episode, setting: Setting) -> Ecosystem:
    """Places and roads; a road is as long as the line between its ends, in km."""
    ecosystem = Ecosystem()
    for place in episode.places:
        kind = "camp" if setting.at_rest or place.km2 is None else "town"
        ecosystem.addLocation(place.id, x=place.lon, y=place.lat, location_type=kind)
    names, touching = episode.territory.districts, episode.territory.touching
    between = distances(ecosystem)
    for one, other in np.argwhere(np.triu(touching)).tolist():
        ecosystem.linkUp(names[one], names[other], between(names[one], names[other]))
    for place in episode.places:
        if place.km2 is None:
            nearest = min(names, key=lambda name, outside=place.id: between(name, outside))
            ecosystem.linkUp(nearest, place.id, between(nearest, place.id))
    return ecosystem


def distances(ecosystem: Ecosystem) -> Callable[[str, str], float]:
    """How far two places are from each other, in km, as Flee reckons it."""
    found = {place.name: place for place in ecosystem.locations}
    return lambda one, other: float(found[one].calculateDistance(found[other]))


def settle(ecosystem: Ecosystem, episode: Episode, one_in: int) -> None:
    """People where they are on the first midnight, every ``one_in``-th of them."""
    found = {place.name: place for place in ecosystem.locations}
    homes = [found[district] for district in episode.territory.districts]
    inside = episode.population.inside.sum(axis=0)
    for district in np.repeat(np.arange(len(homes)), inside)[::one_in].tolist():
        ecosystem.addAgent(homes[district], {})
