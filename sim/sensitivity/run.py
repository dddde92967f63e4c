"""Make a sensitivity analysis: draw the points, play them, work out the indices, play the ends of ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from sim.ensemble.draws import Floats, bent, moved, seed_of
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.plan import KINDS, Number, make_plan
from sim.ensemble.points import INSIDE, Points, play_points, readings
from sim.episode.places import GROUPS
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.sensitivity.design import (
    LEVELS,
    METHODS,
    MORRIS,
    SOBOL,
    Index,
    indices_of,
    points_needed,
    points_of,
    salib,
)

CHANCE = "chance"
"""The input that is no number: the seed of the draws."""

USUAL = {MORRIS: 10, SOBOL: 64}
"""Paths, or base points, when none are asked for."""

MOST = 100_000
"""Replays of the largest analysis."""

SEEDS = 8
"""Seeds with which each end of a range is played, the others of the numbers as in the single replay."""

LEADING = 6
"""Numbers of each figure whose ends are played and drawn."""

Tell = Callable[[str, int, int], None]
"""Hears what is played, and how many of how many are done."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a sensitivity analysis.

    ``runs`` is paths (Morris) or base points (Sobol', a power of two); each takes a replay for every
    number drawn and for chance, and one or two more.  ``figures`` are names of `readings`; none
    stands for the headlines of everybody together.
    """

    method: str = MORRIS
    runs: int | None = None
    account: str | None = None
    figures: tuple[str, ...] = ()
    rng_seed: int = 0
    workers: int = 1

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise SimError(f"no method '{self.method}'", hint=f"one of {', '.join(METHODS)}")
        if self.paths < 2:
            raise SimError(f"{self.paths} runs", hint="ask for 2 or more: one alone has no spread")
        if self.workers < 1:
            raise SimError(f"{self.workers} workers", hint="give a whole number from 1")

    @property
    def paths(self) -> int:
        return USUAL[self.method] if self.runs is None else self.runs


@dataclass(frozen=True)
class Ends:
    """What a figure comes to when one number stands at the low and the high end of its range.

    Means over the seeds; ``single`` is that of the single replay's numbers.
    """

    low: float
    single: float
    high: float


@dataclass(frozen=True)
class Screening:
    """A complete analysis: ``indices`` by figure, then input (the drawn numbers, then chance).

    ``ends`` is (number, figure) for the numbers that lead anywhere, by place in the plan's drawn
    ones; ``alone`` is (seed, figure): the single replay's numbers with other seeds.
    """

    job: Job
    asked: Asked
    figures: tuple[str, ...]
    indices: dict[str, list[tuple[Index, ...]]]
    ends: dict[tuple[int, str], Ends]
    alone: Floats
    replays: int

    @property
    def inputs(self) -> int:
        """The drawn numbers, and chance behind them."""
        return len(self.job.drawn) + 1

    @cached_property
    def ranked(self) -> dict[str, list[int]]:
        """For each figure its inputs, the one that matters most first."""
        return {figure: ranked_of(found) for figure, found in self.indices.items()}

    def leading(self, figure: str) -> list[int]:
        """The numbers, without chance, that matter most for a figure."""
        return leading_of(self.indices[figure])


def ranked_of(found: Sequence[tuple[Index, ...]]) -> list[int]:
    """Inputs by their first index, the largest first; equals keep their order."""
    return sorted(range(len(found)), key=lambda number: -found[number][0].value)


def leading_of(found: Sequence[tuple[Index, ...]]) -> list[int]:
    """The first of the inputs that move a figure at all; chance, the last of them, is left out."""
    ranked = ranked_of(found)
    return [number for number in ranked if number < len(found) - 1 and found[number][0].value > 0][:LEADING]


def screen(scenario: Scenario, folder: Path, asked: Asked, tell: Tell = lambda *_: None) -> Screening:
    """Draw, play and weigh one account's numbers; the same whatever the number of workers.

    ``folder`` holds what is unfinished while it lasts.  Raises `SimError` when nothing is drawn, a
    figure is not known, the numbers do not go together, or SALib is missing.
    """
    salib("SALib")
    base = resolve(scenario, account=asked.account)
    job = Job(scenario, base, make_plan(scenario, base.account, KINDS), asked.rng_seed, True)
    refuse_unvaried(job)
    refuse_many(job, asked)
    figures = figures_asked(job, asked.figures)
    refuse_corners(job)
    stage = _Stage(job, folder, asked.workers, tell)
    places = points_of(asked.method, len(job.drawn) + 1, asked.paths, asked.rng_seed)
    chosen = [list(readings(job.first)).index(figure) for figure in figures]
    outputs = stage.play("points", values_at(job.drawn, places), seeds_at(asked, places))[:, chosen]
    indices = {
        figure: indices_of(asked.method, places, outputs[:, number], asked.rng_seed)
        for number, figure in enumerate(figures)
    }
    leading = sorted({n for one in indices.values() for n in leading_of(one)})
    ends = _play_ends(stage, leading)[:, chosen]
    told = _ends(leading, figures, ends[:SEEDS], ends[SEEDS:])
    return Screening(job, asked, figures, indices, told, ends[:SEEDS], len(places) + len(ends))


def refuse_unvaried(job: Job) -> None:
    """Raise `SimError` where no number has a range."""
    if not job.drawn:
        raise SimError(
            "no number of this scenario has a range, so none can matter more than another",
            hint="write a range with its reason beside an assumption of people.yaml",
        )


def refuse_many(job: Job, asked: Asked) -> None:
    """Raise `SimError` where more replays are asked for than one analysis may have."""
    replays = points_needed(asked.method, len(job.drawn) + 1, asked.paths)
    if replays > MOST:
        raise SimError(
            f"{asked.paths:,} runs of {len(job.drawn)} numbers are {replays:,} replays",
            hint=f"at most {MOST:,} are played: ask for {asked.paths * MOST // replays:,} or fewer",
        )


def figures_asked(job: Job, names: Sequence[str]) -> tuple[str, ...]:
    """The figures named, once each.  Raises `SimError` for one that no replay gives."""
    known = readings(job.first)
    parts = tuple(f"evacuated-{group}" for group in GROUPS)
    usual = tuple(name for name in known if name not in parts and not name.startswith(INSIDE))
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            others = f"one of {', '.join((*usual, *parts))}, or {INSIDE} with a date"
            raise SimError(f"no figure '{name}'", hint=f"did you mean '{near[0]}'?" if near else others)
    return tuple(dict.fromkeys(names)) or usual


def values_at(drawn: Sequence[Number], places: Floats) -> Floats:
    """(point, number) values at places of the unit cube; chance, the last, is none of them."""
    return bent(drawn, places[:, : len(drawn)])


def seeds_at(asked: Asked, places: Floats) -> tuple[int, ...]:
    """The seed of each point: points that differ in numbers only have the same one.

    On a path of Morris's design chance takes two of four seeds that belong to that path.
    """
    chance = places[:, -1]
    if asked.method == MORRIS:
        path = np.arange(len(places)) // (places.shape[1] + 1)
        return _seeded(asked, path * LEVELS + np.rint(chance * (LEVELS - 1)).astype(np.int64))
    return _seeded(asked, np.floor(chance * 2.0**32).astype(np.int64))


def _seeded(asked: Asked, keys: np.ndarray) -> tuple[int, ...]:
    return tuple(seed_of(asked.rng_seed, int(key)) for key in keys)


@dataclass(frozen=True)
class _Stage:
    """Where and by how many points are played, and who hears of it."""

    job: Job
    folder: Path
    workers: int
    tell: Tell

    def play(self, what: str, values: Floats, seeds: tuple[int, ...]) -> Floats:
        """(point, reading)."""
        job = self.job
        points = Points(job.scenario, job.base, job.plan, job.rng_seed, True, seeds=seeds)
        say = partial(self._say, what, len(values))
        return play_points(points, values, self.folder, workers=self.workers, tell=say).readings

    def _say(self, what: str, members: int, done: int) -> None:
        self.tell(what, done, members)


def _play_ends(stage: _Stage, leading: Sequence[int]) -> Floats:
    """The single replay's numbers, then each leading number at its low and its high end.

    Moments that it would overtake are moved with it.

    (case times seed, reading); the seeds of a case stand together.
    """
    job = stage.job
    rows = [[number.value for number in job.drawn]]
    for number in leading:
        for end in (job.drawn[number].low, job.drawn[number].high):
            rows.append(moved(job.drawn, number, end))
    seeds = tuple(seed_of(job.rng_seed, seed) for seed in range(SEEDS))
    return stage.play("ends of ranges", np.repeat(rows, SEEDS, axis=0), seeds * len(rows))


def _ends(
    leading: Sequence[int], figures: Sequence[str], alone: Floats, rest: Floats
) -> dict[tuple[int, str], Ends]:
    means = rest.reshape(len(leading), 2, SEEDS, len(figures)).mean(axis=2)
    single = alone.mean(axis=0)
    return {
        (number, figure): Ends(float(means[i, 0, j]), float(single[j]), float(means[i, 1, j]))
        for i, number in enumerate(leading)
        for j, figure in enumerate(figures)
    }
