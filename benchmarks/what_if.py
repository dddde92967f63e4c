"""What it is worth that two replays of one seed share their noise, and what it costs.

    python benchmarks/what_if.py            60 pairs for each edit (about two minutes)
    python benchmarks/what_if.py --quick    12 pairs, for CI

The documented history and an edit of it are played with the same seeds.  For each count that can differ,
the variance of the difference between two replays that have nothing to do with each other (the sum of both
variances) is put over the variance of the difference of the pairs.  *exact* means that all pairs differ by
the same number of people.  No noise that two replays share takes off more than what both have: where one of
them varies little by itself (a convoy's seats are all taken) the most that could be gained is said instead.

The cost is that of a replay over one with plain draws of the same laws, which cannot be paired: NumPy's own
where ours are read at an address and turned into counts by inversion.  Both are timed in turn, in CPU time.
Ends with status 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY
from sim.engine import control, flight
from sim.engine.play import play
from sim.engine.streams import Lots
from sim.episode.episode import Episode
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

AT_LEAST = 10.0
AT_MOST_COST = 1.3
NOISE = {"variance": 2.5, "cost": 1.2}
"""With ``--quick`` a limit may be missed by these factors: a dozen pairs, and a shared machine."""
INSIDE = (15, 24, 31)
"""Days at whose end civilians in the enclave are counted."""
CARRIED = (32, 35, 37)
"""Days by whose end those carried by convoys are counted."""

Counts = dict[str, NDArray[np.float64]]


def later(episode: Episode, first: int, last: int) -> Episode:
    """The changes of control of some days a day later."""
    moved = (
        replace(step, minute=step.minute + DAY) if first <= step.minute // DAY <= last else step
        for step in episode.steps
    )
    return replace(episode, steps=tuple(sorted(moved, key=lambda step: step.minute)))


def edits(episode: Episode) -> dict[str, Episode]:
    """Histories that differ from the documented one, for the measurement only."""
    moves, plan = episode.flight, episode.evacuation
    assert plan is not None
    with_flight = {
        "hourly crossing + 20 %": replace(moves, cross_near_front=1.2 * moves.cross_near_front),
        "effect of shelling + 20 %": replace(moves, retreat_bombed=1.2 * moves.retreat_bombed),
        "share that crosses + 20 %": replace(moves, cross=1.2 * moves.cross),
    }
    halved = replace(plan.fleet, buses=plan.fleet.buses // 2)
    return {
        "captures of days 12 to 14 a day later": later(episode, 12, 14),
        "captures of days 21 to 23 a day later": later(episode, 21, 23),
        **{name: replace(episode, flight=moved) for name, moved in with_flight.items()},
        "half the buses": replace(episode, evacuation=replace(plan, fleet=halved)),
        "no first suspension": replace(episode, evacuation=replace(plan, closures=plan.closures[1:])),
    }


def counts(replay: Replay) -> dict[str, int]:
    hours = replay.hours
    rows = {day: int(np.searchsorted(hours.minute, (day + 1) * DAY)) for day in INSIDE}
    return {
        "crossed": int(hours.fled[-1].sum()),
        "retreated": sum(move.people for move in replay.movements if move.kind == "retreat"),
        **{f"civilians inside, day {day}": int(hours.inside[row, 0]) for day, row in rows.items()},
        **{f"evacuated, day {day}": sum(replay.evacuated_at((day + 1) * DAY)) for day in CARRIED},
    }


def counted(episode: Episode, pairs: int) -> Counts:
    """Each count by seed."""
    found = [counts(play(episode, rng_seed=seed)) for seed in range(pairs)]
    return {name: np.array([one[name] for one in found], dtype=float) for name in found[0]}


def gain(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float]:
    """The variance of independent differences over that of paired ones, and the most that this could be."""
    apart, paired = one.var(ddof=1) + other.var(ddof=1), (other - one).var(ddof=1)
    left = (one.std(ddof=1) - other.std(ddof=1)) ** 2
    return tuple(float(apart / part) if part > 0 else np.inf for part in (paired, left))  # type: ignore[return-value]


def report_gains(episode: Episode, pairs: int) -> float:
    """Print the gains of each edit; the smallest."""
    smallest, history = np.inf, counted(episode, pairs)
    print(f"variance of independent differences / of paired ones, {pairs} pairs (mean difference)")
    for name, edited in edits(episode).items():
        print(f"  {name}")
        for count, found in counted(edited, pairs).items():
            (times, most), mean = gain(history[count], found), (found - history[count]).mean()
            said = "exact" if times == np.inf else f"{times:.0f}"
            bound = f", at most {most:.0f}" if most < 2 * AT_LEAST and times < np.inf else ""
            print(f"    {count:28s}{said:>7s}  ({mean:+,.0f}){bound}")
            smallest = smallest if bound else min(smallest, times)
    print(f"smallest {smallest:.0f}, at least {AT_LEAST:g}")
    return smallest


@contextmanager
def plain_draws() -> Iterator[None]:
    """The same laws by NumPy's own draws, read in the order in which they are asked for."""
    rng = np.random.default_rng(0)

    def binomial(_: float, people: int, chance: float) -> int:
        return int(rng.binomial(people, min(1.0, max(0.0, chance))))

    def binomials(self: Lots, people: NDArray[np.int64], chances: NDArray[np.float64], _: float) -> object:
        return self.rng.binomial(people, chances)

    with ExitStack() as stack:
        for module in (control, flight):
            stack.enter_context(patch.object(module, "binomial", binomial))
        stack.enter_context(patch.object(Lots, "binomials", binomials))
        stack.enter_context(patch.object(Lots, "seek", lambda *_: None))
        yield


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


def report_cost(episode: Episode, rounds: int) -> float:
    """Print and return a replay's cost over that of one with plain draws, best rounds."""
    shared, plain = [], []
    for _ in range(rounds):
        shared.append(cpu(lambda: play(episode)))
        with plain_draws():
            plain.append(cpu(lambda: play(episode)))
    ratio = min(shared) / min(plain)
    print(f"replay / replay with plain draws {ratio:.2f}, at most {AT_MOST_COST:g} ({rounds} rounds)")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description="What shared noise is worth to paired what-ifs.")
    parser.add_argument("--quick", action="store_true", help="fewer pairs and rounds, for CI")
    quick = parser.parse_args().quick
    episode = resolve(load_scenario("aleppo-2016"))
    smallest = report_gains(episode, pairs=12 if quick else 60)
    cost = report_cost(episode, rounds=8 if quick else 30)
    worth = smallest >= AT_LEAST / (NOISE["variance"] if quick else 1)
    cheap = cost <= AT_MOST_COST * (NOISE["cost"] if quick else 1)
    if not (worth and cheap):
        print("a limit is missed")
    return 0 if worth and cheap else 1


if __name__ == "__main__":
    sys.exit(main())
