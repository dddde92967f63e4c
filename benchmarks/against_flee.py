"""People-days a second against Flee, on the same number of people, places and days, in one run.

    python benchmarks/against_flee.py              three rounds (a few minutes)
    python benchmarks/against_flee.py --quick      one round, fewer agents
    python benchmarks/against_flee.py --everybody  everyone is an agent of Flee, once (many minutes)

Flee is measured where it is installed (``python -m pip install flee``).  It is slow with everybody,
so a part of the people plays, in two sizes whose rates must agree.  Making Flee's places and people is
not counted; a replay is counted whole.  All play in turn on one core, in CPU time; rates are those of the
best rounds.  Ends with status 1 if a limit is missed, and when the same seed ends otherwise in another
round.  Without Flee the replay alone is measured and nothing is held.
"""

from __future__ import annotations

import argparse
import platform
import sys
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from engine import cpu

from sim.days import DAY, HOUR
from sim.engine.play import decision_moments, play_at
from sim.episode.episode import Episode
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

AT_LEAST = 1000
SIZES_WITHIN = 1.25
"""The rates of two sizes may differ by this factor, else they do not stand for everybody's."""
ONE_IN, ONE_IN_QUICK = 20, 100
STEPS = {"hour by hour": HOUR, "day by day": DAY}

RECORDED = {"people": 250_000, "places": 60, "days": 38, "seconds": 205}
"""Flee 3, recorded once on another machine: everybody present from the first day."""

WORDS = """
What Flee does that this replay does not
- It follows each person: home, days on the way, attributes such as age, and the route still ahead.
- Each person chooses a route over a network of roads, by distance and by what the places are. Settings say
  how many places ahead people know of, how fast they travel, and whether home draws them. Camps fill up.
- It covers whole countries over months: new people are displaced each day; borders, roads and camps open
  and close on given days.
- It spreads one run over many processors (MPI), can be coupled to other models, and measures how far its
  camps are from UNHCR's counts.
- It may play fewer agents than people (its setting `hasten`), which is faster than what is measured here.
What this replay does that Flee has no need of
- Who held each district and when, as each account tells it; each change has a claim or assumption behind it.
- Convoys: buses, ambulances, a loading bay, convoys that documents name, a road that closes.
- People decide each hour and at each documented change. They are counted by group and district, not followed
  one by one; chance says how many of them go.
- One seed, the same bytes. Flee has no setting for a seed: this program seeds Python's and NumPy's chance.
What the ratio does not say
- Which of the two is nearer to the truth. They are different models, and people take different ways in them.
- What it would be elsewhere. Flee's time grows with the people and the roads they take, the replay's far
  less: with fewer people, or where hardly anybody moves, the ratio is smaller. Flee is made for countries;
  in a city people may take many short roads in one of its days."""


@dataclass
class Rounds:
    """A contender: its people, and what each round took (CPU seconds) and led to.

    ``setting`` is Flee's, or for a replay the minutes between decisions; every ``one_in``-th person plays.
    """

    name: str
    setting: Any
    one_in: int = 1
    limit: int | None = None
    people: int = 0
    roads: float = 0.0
    seconds: list[float] = field(default_factory=list)
    ends: set[tuple[int, ...]] = field(default_factory=set)

    def rate(self, days: int) -> float:
        """People-days a second in the best round."""
        return self.people * days / min(self.seconds)


def thinned(episode: Episode, one_in: int) -> Episode:
    """``episode`` with every ``one_in``-th of its people."""
    inside = episode.population.inside
    people = np.repeat(np.arange(inside.size), inside.ravel())[::one_in]
    fewer = np.bincount(people, minlength=inside.size).reshape(inside.shape)
    return replace(episode, population=replace(episode.population, inside=fewer))


def time_replays(episode: Episode, ours: list[Rounds]) -> None:
    """Three replays of each step and size."""
    for own in ours:
        part = thinned(episode, own.one_in)
        moments = decision_moments(part, own.setting)
        own.people = int(part.population.inside.sum())
        own.seconds += [cpu(partial(play_at, part, moments)) for _ in range(3)]


def time_flee(episode: Episode, theirs: list[Rounds], flee: Any) -> None:
    """One run of each setting and size."""
    for rival in theirs:
        run = flee.Run(episode, rival.setting, rival.one_in)
        rival.seconds.append(cpu(run.play))
        rival.ends.add(run.ends)
        rival.people, rival.roads = run.agents, run.roads


def rivals(flee: Any, one_in: int, everybody: bool) -> list[Rounds]:
    """The setting of the limit in two sizes, or with everybody, then the others."""
    sizes = (1,) if everybody else (one_in, 2 * one_in)
    held = [Rounds(flee.TAKEN.name, flee.TAKEN, size, AT_LEAST) for size in sizes]
    others = () if everybody else flee.OTHERS
    return held + [Rounds(setting.name, setting, one_in) for setting in others]


def report(ours: list[Rounds], theirs: list[Rounds], days: int) -> bool:
    """Print the rates and ratios; whether the limit holds."""
    print(f"{'':34s}   people roads each  people-days/s   replay is faster, times: by hour, by day")
    for own in ours:
        print(f"replay, {own.name:26s} {own.people:8,} {'':10s} {own.rate(days):14,.0f}")
    held = True
    for rival in theirs:
        ratios = [own.rate(days) / rival.rate(days) for own in ours[: len(STEPS)]]
        limit = "for information" if rival.limit is None else f"at least {rival.limit:,}"
        held &= rival.limit is None or min(ratios) >= rival.limit
        shown = f"{rival.people:8,} {rival.roads:10.1f} {rival.rate(days):14,.0f}"
        print(f"Flee, {rival.name:28s} {shown}   {ratios[0]:7,.0f} {ratios[1]:7,.0f}   {limit}")
    return held


def report_sizes(ours: list[Rounds], theirs: list[Rounds], days: int) -> bool:
    """Print what fewer people do to both; whether Flee's rate depends on their number little enough."""
    large, small = (rival for rival in theirs if rival.limit is not None)
    fewer = ours[-1].rate(days) / large.rate(days)
    print(f"with {large.people:,} people in the replay too, by hour: {fewer:,.0f} times (for information)")
    apart = large.rate(days) / small.rate(days)
    print(f"Flee's rate with {large.people:,} agents is {apart:.2f} times that with {small.people:,}")
    print(f"  (between {1 / SIZES_WITHIN:.2f} and {SIZES_WITHIN:.2f}, so that it can stand for everybody's)")
    return 1 / SIZES_WITHIN <= apart <= SIZES_WITHIN


def against_flee(episode: Episode, ours: list[Rounds], args: argparse.Namespace) -> bool:
    """Measure both in turn and print what came of it; whether all limits hold."""
    flee, days = import_module("flee_rival"), episode.calendar.days
    one_in = ONE_IN_QUICK if args.quick else ONE_IN
    theirs = rivals(flee, one_in, args.everybody)
    ours = ours if args.everybody else [*ours, Rounds("hour by hour", HOUR, one_in)]
    for _ in range(1 if args.quick or args.everybody else 3):
        time_replays(episode, ours)
        time_flee(episode, theirs, flee)
    print(f"Flee {import_module('flee').__version__}, its default rules, seed 0")
    fast = report(ours, theirs, days)
    alike = args.everybody or report_sizes(ours, theirs, days)
    same = all(len(rival.ends) == 1 for rival in theirs)
    print(WORDS)
    for held, fault in ((fast, "the limit is missed"), (alike, "the sizes differ"), (same, "rounds differ")):
        if not held:
            print(fault)
    return fast and alike and same


def against_record(episode: Episode, ours: list[Rounds]) -> None:
    """Print the replay's rates, and beside them one that was recorded elsewhere."""
    print("skipped: Flee is not installed here, nothing is compared (python -m pip install flee)")
    time_replays(episode, ours)
    rate = RECORDED["people"] * RECORDED["days"] / RECORDED["seconds"]
    print(
        f"recorded on another machine, not measured here: Flee 3, {RECORDED['people']:,} people, "
        f"{RECORDED['places']} places,\n  {RECORDED['days']} days in {RECORDED['seconds']} s: "
        f"{rate:,.0f} people-days a second"
    )
    for own in ours:
        found = own.rate(episode.calendar.days)
        print(f"replay, {own.name}, measured here: {found:,.0f} people-days a second")
        print(f"  about {found / rate:,.0f} times the recorded rate: two machines, so no limit is held")


def main() -> int:
    parser = argparse.ArgumentParser(description="People-days a second, against Flee.")
    parser.add_argument("--quick", action="store_true", help="one round, fewer agents")
    parser.add_argument("--everybody", action="store_true", help="everybody is an agent of Flee, one round")
    args = parser.parse_args()
    episode = resolve(load_scenario("aleppo-2016"))
    people, days = int(episode.population.inside.sum()), episode.calendar.days
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, one core, CPU time")
    print(f"{people:,} people, {len(episode.places)} places, {days} days")
    ours = [Rounds(name, step) for name, step in STEPS.items()]
    if find_spec("flee") is None:
        against_record(episode, ours)
        return 0
    return 0 if against_flee(episode, ours, args) else 1


if __name__ == "__main__":
    sys.exit(main())
