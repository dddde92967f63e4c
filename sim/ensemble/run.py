"""Make an ensemble: plan, draw, play, reduce; it may be interrupted and gone on with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.crew import together
from sim.ensemble.draws import LATIN, SAMPLERS, Floats, draw
from sim.ensemble.hiring import Hands, hired
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.needs import ask_for
from sim.ensemble.plan import CHANCE, KINDS, make_plan
from sim.ensemble.rows import Rows
from sim.ensemble.sure import Mean, agreeing, in_blocks, mean_of
from sim.ensemble.versions import versions
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.store import save_text

MOST = 1_000_000
"""Members of the largest ensemble."""

BATCH = 100
"""Members after which it is asked whether the mean is precise enough."""

CUBE = 10_000
"""Members of the largest Latin hypercube: more are drawn as several, so that memory does not swell."""

ROWS, STATE = "unfinished.rows", "unfinished.json"
"""What lies in the folder until an ensemble is complete."""


@dataclass(frozen=True)
class Asked:
    """What is asked of an ensemble.

    ``runs`` members, or with ``precision`` at most so many: it is enough when half the interval of
    every headline's mean is no more than that share of it.  ``vary`` is some of `KINDS`.  Members are
    played by ``workers`` processes here, or by the Dask cluster whose scheduler is at ``dask``.
    """

    runs: int = 1000
    account: str | None = None
    rng_seed: int = 0
    vary: Collection[str] = KINDS
    sampler: str = LATIN
    precision: float | None = None
    workers: int = 1
    resume: bool = False
    dask: str | None = None

    def __post_init__(self) -> None:
        if not 2 <= self.runs <= MOST:
            raise SimError(f"{self.runs} members", hint=f"ask for 2 to {MOST:,}")
        if not set(self.vary) <= set(KINDS) or not self.vary or self.sampler not in SAMPLERS:
            raise SimError(
                "an ensemble varies or samples otherwise",
                hint=f"vary {', '.join(KINDS)}; sampler {', '.join(SAMPLERS)}",
            )
        if self.precision is not None and not 0 < self.precision < 1:
            raise SimError(
                f"a precision of {self.precision:g}", hint="give a share of the mean, such as 0.01"
            )
        if self.workers < 1:
            raise SimError(f"{self.workers} workers", hint="give a whole number from 1")
        if self.dask is not None and self.workers > 1:
            raise SimError("a cluster has workers of its own", hint="leave out either workers or dask")

    @property
    def batch(self) -> int:
        """Members of one Latin hypercube."""
        return min(self.runs, CUBE if self.precision is None else BATCH)


@dataclass(frozen=True)
class Ensemble:
    """A complete ensemble; its rows stay in their file until it is closed."""

    job: Job
    asked: Asked
    values: Floats
    rows: Rows
    members: int

    @cached_property
    def days(self) -> Floats:
        """(level and, last, the most; series times day); a series' days stand together."""
        width = self.rows.row["days"].shape[0]
        return in_blocks(self.rows.blocks("days", self.members), width, self.members)

    @cached_property
    def figure_bands(self) -> Floats:
        """(level, figure) quantiles."""
        read = self.rows.blocks("figures", self.members)
        return in_blocks(read, len(self.job.base.figures), self.members)[:-1]

    @cached_property
    def in_range(self) -> tuple[int, ...]:
        """For each figure the members whose value lies in the claimed range."""
        read = self.rows.blocks("figures", self.members)
        figures = enumerate(self.job.base.figures)
        return tuple(agreeing(figure.claimed, read(at, at + 1)) for at, figure in figures)

    @cached_property
    def headlines(self) -> Floats:
        """(member, headline)."""
        return self.rows.columns("headlines", self.members).astype(np.float64)

    @cached_property
    def digests(self) -> NDArray[np.generic]:
        """(member, byte) SHA-256 of each member's trace."""
        return self.rows.columns("digest", self.members)

    @cached_property
    def means(self) -> tuple[Mean, ...]:
        return means(self.rows, self.members)


def play_ensemble(
    scenario: Scenario, folder: Path, asked: Asked, tell: Callable[[int, int], None] = lambda *_: None
) -> Ensemble:
    """Play the members of one account, in ``folder``; the same whatever the number of workers.

    ``tell`` hears how many members of how many are done.  Interrupted or killed, it leaves what is
    done for ``resume``.  Raises `SimError` when the numbers do not go together, when what lies in the
    folder belongs to another ensemble, or when a library is missing.
    """
    _refuse_alone(scenario)
    ask_for("scipy", "pyarrow")
    with hired(asked.workers, asked.dask) as hire:
        base = resolve(scenario, account=asked.account)
        plan = make_plan(scenario, base.account, asked.vary)
        job = Job(scenario, base, plan, asked.rng_seed, CHANCE in asked.vary)
        refuse_corners(job)
        before = perf_counter()
        row_type = job.row_type
        piece = together(perf_counter() - before)
        values = draw(
            job.drawn, asked.runs, sampler=asked.sampler, rng_seed=asked.rng_seed, batch=asked.batch
        )
        rows = open_rows(folder, row_type, state_of(job, asked), resume=asked.resume)
        done = _play(hire(job, values, rows, piece), asked, tell)
    return Ensemble(job, asked, values, rows, done)


def _refuse_alone(scenario: Scenario) -> None:
    """Raise `SimError` for a what-if without the documented history beside it."""
    if scenario.what_ifs:
        raise SimError(
            "an ensemble of a what-if alone tells of no difference",
            hint="play pairs: sim ensemble --what-if, or what_ifs= of sim.ensemble",
        )


def _play(hands: Hands, asked: Asked, tell: Callable[[int, int], None]) -> int:
    """Play batch by batch until there are members enough; how many there are then."""
    done = 0
    step = asked.runs if asked.precision is None else asked.batch
    while done < asked.runs:
        upto = min(done + step, asked.runs)
        fill(hands, (done, upto), partial(say_how_far, tell, asked.runs))
        done = upto
        if asked.precision is not None and all(m.is_within(asked.precision) for m in means(hands.rows, done)):
            break
    return done


def means(rows: Rows, members: int) -> tuple[Mean, ...]:
    """The mean of each headline over the first members."""
    found = rows.columns("headlines", members).astype(np.float64)
    return tuple(mean_of(np.ascontiguousarray(found[:, i])) for i in range(found.shape[1]))


def clear(folder: Path) -> None:
    """Take away what lies in the folder of an ensemble that is not complete."""
    for name in (STATE, ROWS):
        with suppress(FileNotFoundError):
            (folder / name).unlink()


def say_how_far(tell: Callable[[int, int], None], runs: int, done: int) -> None:
    tell(done, runs)


def fill(crew: Hands, span: tuple[int, int], tell: Callable[[int], None]) -> None:
    """Play those of the members of a span that have no row, until all have one."""
    while missing := crew.rows.missing(*span):
        done = span[1] - len(missing)
        for more in crew.play(missing):
            done += more
            tell(done)


def open_rows(folder: Path, row: np.dtype[np.void], asked: dict[str, Any], *, resume: bool) -> Rows:
    """The file of rows, new or gone on with.  Raises `SimError` when it was ``asked`` for otherwise."""
    state, now = folder / STATE, json.dumps(asked, indent=2) + "\n"
    keep = resume and state.is_file()
    if keep and state.read_text(encoding="utf-8") != now:
        raise SimError(
            f"what lies unfinished in {folder} is another ensemble",
            hint="ask for it as it was begun, or leave out --resume to begin anew",
        )
    if not keep:
        clear(folder)
        save_text(state, now)
    return Rows(folder / ROWS, row, keep=keep)


def state_of(job: Job, asked: Asked) -> dict[str, Any]:
    """All that a row depends on.  A Sobol member does not depend on how many there are."""
    plan = json.dumps([asdict(number) for number in job.plan])
    return {
        "scenario": job.base.scenario,
        "account": job.base.account,
        "what_ifs": list(job.base.what_ifs),
        "rng_seed": asked.rng_seed,
        "vary": [kind for kind in KINDS if kind in asked.vary],
        "sampler": asked.sampler,
        "batch": asked.batch if asked.sampler == LATIN else None,
        "runs": asked.runs if asked.sampler == LATIN else None,
        "versions": versions(),
        "inputs_sha256": job.base.inputs_hash,
        "plan_sha256": hashlib.sha256(plan.encode()).hexdigest(),
    }
