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

from sim.ensemble.crew import Crew, together
from sim.ensemble.draws import LATIN, SAMPLERS, Floats, draw
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.needs import needed
from sim.ensemble.plan import CHANCE, KINDS, make_plan
from sim.ensemble.rows import Rows
from sim.ensemble.sure import Mean, in_blocks, mean_of, quantiles
from sim.ensemble.versions import versions
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.store import save_text

MOST = 1_000_000
"""Members of the largest ensemble."""

BATCH = 100
"""Members after which it is asked whether the mean is precise enough."""

ROWS, STATE = "unfinished.rows", "unfinished.json"
"""What lies in the folder until an ensemble is complete."""


@dataclass(frozen=True)
class Asked:
    """What is asked of an ensemble.

    ``runs`` members, or with ``precision`` at most so many: it is enough when half the interval of
    every headline's mean is no more than that share of it.  ``vary`` is some of `KINDS`.
    """

    runs: int = 1000
    account: str | None = None
    rng_seed: int = 0
    vary: Collection[str] = KINDS
    sampler: str = LATIN
    precision: float | None = None
    workers: int = 1
    resume: bool = False

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

    @property
    def batch(self) -> int:
        """Members of one Latin hypercube."""
        return self.runs if self.precision is None else min(BATCH, self.runs)


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
        return in_blocks(partial(self.rows.columns, "days", self.members), width, self.members)

    @cached_property
    def figures(self) -> Floats:
        """(member, figure) replayed values."""
        return self.rows.columns("figures", self.members).astype(np.float64)

    @cached_property
    def figure_bands(self) -> Floats:
        """(level, figure) quantiles."""
        return quantiles(self.figures)

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
    for library in ("scipy.stats.qmc", "pyarrow.parquet"):
        needed(library)
    base = resolve(scenario, account=asked.account)
    plan = make_plan(scenario, base.account, asked.vary)
    job = Job(scenario, base, plan, asked.rng_seed, CHANCE in asked.vary)
    refuse_corners(job)
    before = perf_counter()
    job.row(0, [number.value for number in job.drawn])
    piece = together(perf_counter() - before)
    values = draw(job.drawn, asked.runs, sampler=asked.sampler, rng_seed=asked.rng_seed, batch=asked.batch)
    rows = _open(folder, job, asked)
    crew = Crew(job, values, rows, asked.workers, piece)
    done = 0
    while done < asked.runs:
        upto = min(done + asked.batch, asked.runs)
        _fill(crew, (done, upto), partial(_say, tell, asked.runs))
        done = upto
        if asked.precision is not None and all(m.is_within(asked.precision) for m in means(rows, done)):
            break
    return Ensemble(job, asked, values, rows, done)


def means(rows: Rows, members: int) -> tuple[Mean, ...]:
    """The mean of each headline over the first members."""
    found = rows.columns("headlines", members).astype(np.float64)
    return tuple(mean_of(np.ascontiguousarray(found[:, i])) for i in range(found.shape[1]))


def clear(folder: Path) -> None:
    """Take away what lies in the folder of an ensemble that is not complete."""
    for name in (STATE, ROWS):
        with suppress(FileNotFoundError):
            (folder / name).unlink()


def _say(tell: Callable[[int, int], None], runs: int, done: int) -> None:
    tell(done, runs)


def _fill(crew: Crew, span: tuple[int, int], tell: Callable[[int], None]) -> None:
    """Play those of the members of a span that have no row, until all have one."""
    while missing := crew.rows.missing(*span):
        done = span[1] - len(missing)
        for more in crew.play(missing):
            done += more
            tell(done)


def _open(folder: Path, job: Job, asked: Asked) -> Rows:
    """The file of rows, new or gone on with.  Raises `SimError` when it belongs to another ensemble."""
    state, now = folder / STATE, json.dumps(_state(job, asked), indent=2) + "\n"
    keep = asked.resume and state.is_file()
    if keep and state.read_text(encoding="utf-8") != now:
        raise SimError(
            f"what lies unfinished in {folder} is another ensemble",
            hint="ask for it as it was begun, or leave out --resume to begin anew",
        )
    if not keep:
        clear(folder)
        save_text(state, now)
    return Rows(folder / ROWS, job.row_type, keep=keep)


def _state(job: Job, asked: Asked) -> dict[str, Any]:
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
