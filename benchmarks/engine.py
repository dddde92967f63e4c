"""How fast the engine is, as ratios measured in one run, and what its hourly step costs in truth.

    python benchmarks/engine.py            everything (about two minutes)
    python benchmarks/engine.py --quick    fewer rounds, for CI

*floor*  the random draws of one replay, with the same arguments on fresh generators, counts by
         inversion included, and as many bare SimPy timeouts as the replay has events: what no Python
         model that makes these draws can go below.
*plain*  the same floor with the hours drawn as textbooks draw them: of each hour a binomial of those
         who leave and a multinomial of their ways out, of the same people with the same chances.
*rival*  `engine_rival.py`: the same model with a process per district-hour and per vehicle, in three
         kinds; the limit is held against the typical one.

All are timed in turn, round after round, in CPU time; a ratio is one of the best rounds, with the
median over the rounds beside it.  Ends with status 1 if a limit is missed or totals disagree.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
import simpy
from engine_rival import KINDS, play_rival

from sim.engine import control, convoys, flight, quantiles
from sim.engine.play import decision_moments, play, play_at
from sim.engine.streams import Streams
from sim.episode.episode import Episode
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

NOISE = 1.3
"""With ``--quick`` a limit may be missed by this factor: five rounds on a shared machine are noisy."""
TRIES = 3
"""With ``--quick`` so many times five rounds may miss a limit before it counts as missed."""
AT_MOST_FLOORS = 3.5
AT_MOST_PLAIN = 1.5
AT_LEAST_RIVAL = 30.0
TOTALS_WITHIN = 0.03
TOTALS = ("crossed", "retreated", "evacuated")
STEPS = {"15 min": 15, "1 h": 60, "2 h": 120, "6 h": 360, "24 h": 1440}

INVERSIONS = ((control, "binomial"), (flight, "binomial"), (convoys, "hypergeometric"))
"""Who asks for counts by inversion, and by which name."""

Address = tuple[str, ...]
Draw = tuple[Address, str, tuple[Any, ...], dict[str, Any]]


class Recorder:
    """A generator that writes down what is drawn from it, and how it is moved to an address."""

    def __init__(self, rng: np.random.Generator, address: tuple[str, ...], draws: list[Draw]) -> None:
        self._rng, self._address, self._draws = rng, address, draws
        self.bit_generator = self

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return recorded(method_of(self._rng, method), method, self._address, self._draws)


def method_of(rng: np.random.Generator, method: str) -> Callable[..., Any]:
    """A method of a generator, or of what lies under it."""
    found: Callable[..., Any] = getattr(rng if hasattr(rng, method) else rng.bit_generator, method)
    return found


def recorded(
    draw: Callable[..., Any], method: str, address: Address, draws: list[Draw]
) -> Callable[..., Any]:
    """``draw``, which writes down what it is asked."""

    def noted(*args: Any, **kwargs: Any) -> Any:
        fixed = tuple(arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args)
        draws.append((address, method, fixed, kwargs))
        return draw(*args, **kwargs)

    return noted


@contextmanager
def recording() -> Iterator[tuple[list[Draw], list[int]]]:
    """Every draw and the number of events of what is played inside."""
    draws: list[Draw] = []
    events = [0]
    fresh, step = Streams.at, simpy.Environment.step

    def at(self: Streams, *names: str) -> Any:
        return Recorder(fresh(self, *names), names, draws)

    def count(self: simpy.Environment) -> None:
        events[0] += 1
        step(self)

    with ExitStack() as patches:
        patches.enter_context(patch.object(Streams, "at", at))
        patches.enter_context(patch.object(simpy.Environment, "step", count))
        for module, name in INVERSIONS:
            noted = recorded(getattr(quantiles, name), name, (), draws)
            patches.enter_context(patch.object(module, name, noted))
        yield draws, events


def floor_of(draws: list[Draw], events: int) -> Callable[[], Callable[[], None]]:
    """A maker of floors, each of fresh generators."""

    def prepare() -> Callable[[], None]:
        streams = Streams(0)
        addresses = dict.fromkeys(address for address, *_ in draws)
        generators = {address: streams.at(*address) for address in addresses}
        calls = [
            (method_of(generators[address], method) if address else getattr(quantiles, method), args, kw)
            for address, method, args, kw in draws
        ]

        def floor() -> None:
            for call, args, kwargs in calls:
                call(*args, **kwargs)
            bare_events(events)

        return floor

    return prepare


def drawn_plainly(draws: list[Draw], hours: list[tuple[Any, ...]]) -> list[Draw]:
    """The draws, those of the ``hours`` (people, chances, leaving, parts) by NumPy's own two laws."""
    others = [draw for draw in draws if draw[0] != ("flight",)]
    plain = [
        draw
        for people, chances, leaving, parts in hours
        for draw in (
            (("flight",), "binomial", (people, chances), {}),
            (("flight",), "multinomial", (leaving, parts), {}),
        )
    ]
    return [*others, *plain]


@contextmanager
def hours_noted() -> Iterator[list[tuple[Any, ...]]]:
    """People, chances, those who leave and the parts of their ways out, of each hour with anybody leaving."""
    hours: list[tuple[Any, ...]] = []
    part_ways = flight.Decisions._part_ways

    def noted(self: flight.Decisions, leaving: Any, most: int, elapsed: int) -> None:
        upper = np.minimum(self.pressure.edges.reshape(len(leaving), -1) % 2.0, 1.0)
        parts = np.diff(upper, axis=1, prepend=0.0)
        parts[:, -1] += 1 - parts.sum(axis=1)
        hours.append(
            (self.civilians.copy(), self.pressure.chance(elapsed), leaving.copy(), np.clip(parts, 0, 1))
        )
        part_ways(self, leaving, most, elapsed)

    with patch.object(flight.Decisions, "_part_ways", noted):
        yield hours


def bare_events(number: int) -> None:
    """So many timeouts of one process."""

    def wait(env: simpy.Environment) -> Iterator[simpy.Event]:
        for _ in range(number - 2):
            yield env.timeout(1)

    env = simpy.Environment()
    env.process(wait(env))  # type: ignore[arg-type]
    env.run()


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call; garbage of the one before is not on its bill."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


def time_in_turn(episode: Episode, rounds: int) -> tuple[dict[str, list[float]], int, int]:
    """CPU seconds by contender and round."""
    with recording() as (draws, counted), hours_noted() as hours:
        play(episode)
    contenders: dict[str, Callable[[], Callable[[], object]]] = {
        "floor": floor_of(draws, counted[0]),
        "plain": floor_of(drawn_plainly(draws, hours), counted[0]),
        "replay": lambda: lambda: play(episode),
        **{f"{kind} rival": partial(partial, play_rival, episode, kind=kind) for kind in KINDS},
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, ready in contenders.items():
            times[name] += [cpu(work) for work in [ready() for _ in range(1 if "rival" in name else 3)]]
    kept = {name: found[3 if "rival" not in name else 1 :] for name, found in times.items()}
    return kept, len(draws), counted[0]


def ratio(above: list[float], below: list[float]) -> tuple[float, float]:
    """Of the best, and of the medians."""
    return min(above) / min(below), statistics.median(above) / statistics.median(below)


def totals(replay: Replay) -> np.ndarray[Any, Any]:
    """People who crossed the lines on foot, who retreated, and who left with convoys, by the end."""
    last = replay.calendar.minutes
    retreated = sum(move.people for move in replay.movements if move.kind == "retreat")
    crossed, evacuated = sum(replay.fled_at(last).values()), sum(replay.evacuated_at(last))
    return np.array([crossed, retreated, evacuated], dtype=float)


def report_speed(episode: Episode, rounds: int, slack: float) -> bool:
    """Print the ratios; whether the limits hold, give or take the factor ``slack``."""
    times, draws, events = time_in_turn(episode, rounds)
    floors, floors_median = ratio(times["replay"], times["floor"])
    print(f"one replay: {draws} draws, {events} SimPy events; {rounds} rounds; best rounds (medians)")
    print(f"replay / floor            {floors:6.2f}  ({floors_median:.2f})   at most {AT_MOST_FLOORS:g}")
    plain, plain_median = ratio(times["replay"], times["plain"])
    print(f"replay / plain floor      {plain:6.2f}  ({plain_median:.2f})   at most {AT_MOST_PLAIN:g}")
    found = {kind: ratio(times[f"{kind} rival"], times["replay"]) for kind in KINDS}
    for kind, (faster, median) in found.items():
        limit = f"at least {AT_LEAST_RIVAL:g}" if kind == "typical" else "for information"
        print(f"{kind + ' rival / replay':25s} {faster:6.1f}  ({median:.1f})   {limit}")
    near_floor = floors <= AT_MOST_FLOORS * slack and plain <= AT_MOST_PLAIN * slack
    return near_floor and found["typical"][0] >= AT_LEAST_RIVAL / slack


def report_totals(episode: Episode, seeds: int) -> bool:
    """Print how far the rival lands from the replay; whether that is near enough."""
    ours = np.mean([totals(play(episode, rng_seed=seed)) for seed in range(seeds)], axis=0)
    theirs = np.mean([totals(play_rival(episode, rng_seed=seed)) for seed in range(seeds)], axis=0)
    apart = theirs / ours - 1
    named = ", ".join(f"{part:+.2%} {name}" for part, name in zip(apart, TOTALS, strict=True))
    print(f"rival's totals apart      {named} ({seeds} seeds)")
    return bool((np.abs(apart) <= TOTALS_WITHIN).all())


def report_step_bias(episode: Episode, seeds: int) -> None:
    """Print what a coarser grid of decisions does to the totals, against 15 minutes."""
    found = {
        name: np.array([
            totals(play_at(episode, decision_moments(episode, step), rng_seed=seed)) for seed in range(seeds)
        ])
        for name, step in STEPS.items()
    }  # fmt: skip
    finest = found["15 min"].mean(axis=0)
    print(f"step bias against 15 min, {seeds} seeds (± standard error): {', '.join(TOTALS)}")
    for name, runs in found.items():
        bias = runs.mean(axis=0) / finest - 1
        error = np.sqrt(runs.var(axis=0, ddof=1) + found["15 min"].var(axis=0, ddof=1)) / finest / seeds**0.5
        if name != "15 min":
            print(f"  {name:7s}", *(f"{b:+.2%} ± {e:.2%}  " for b, e in zip(bias, error, strict=True)))


def main() -> int:
    parser = argparse.ArgumentParser(description="Ratios of the engine's speed, and its step bias.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and seeds, for CI")
    quick = parser.parse_args().quick
    episode = resolve(load_scenario("aleppo-2016"))
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SimPy {simpy.__version__}")
    if quick:
        fast = any(report_speed(episode, rounds=5, slack=NOISE) for _ in range(TRIES))
    else:
        fast = report_speed(episode, rounds=15, slack=1.0)
    near = report_totals(episode, seeds=2 if quick else 8)
    report_step_bias(episode, seeds=8 if quick else 60)
    if not fast:
        print("a limit is missed")
    if not near:
        print(f"the rival is not the same model: totals more than {TOTALS_WITHIN:.0%} apart")
    return 0 if fast and near else 1


if __name__ == "__main__":
    sys.exit(main())
