"""Make pairs: plan, draw, play both replays of each member, reduce their differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.crew import together
from sim.ensemble.draws import Floats, draw
from sim.ensemble.gaps import Gaps, gaps, gaps_in_blocks
from sim.ensemble.hiring import hired
from sim.ensemble.needs import ask_for
from sim.ensemble.pairs import PairJob, pair_up
from sim.ensemble.rows import Rows
from sim.ensemble.run import Asked, fill, open_rows, say_how_far, state_of
from sim.scenario.load import Scenario


@dataclass(frozen=True)
class Pairs:
    """Complete pairs; their rows stay in their file until it is closed."""

    job: PairJob
    asked: Asked
    values: Floats
    rows: Rows
    members: int

    @cached_property
    def both(self) -> tuple[Floats, Floats]:
        """(pair, headline) in documented history and in the what-if."""
        found = self.rows.columns("headlines", self.members).astype(np.float64)
        first, second = np.split(found, 2, axis=1)
        return first, second

    @cached_property
    def headlines(self) -> Gaps:
        """What-if less history."""
        first, second = self.both
        return gaps(second - first)

    @cached_property
    def days(self) -> Gaps:
        """(series times day); a series' days stand together."""
        width = self.rows.row["days"].shape[0]
        return gaps_in_blocks(self.rows.blocks("days", self.members), width, self.members)

    @cached_property
    def digests(self) -> NDArray[np.generic]:
        """(pair, byte) SHA-256 of the trace of the history, then of that of the what-if."""
        return self.rows.columns("digest", self.members)


def play_pairs(
    history: Scenario,
    edited: Scenario,
    folder: Path,
    asked: Asked,
    tell: Callable[[int, int], None] = lambda *_: None,
) -> Pairs:
    """Play the pairs of one account, in ``folder``; the same whatever the number of workers.

    ``edited`` is ``history`` with its what-ifs.  With a precision it is enough when half the interval
    of every headline's mean difference is no more than that share of the headline's mean, in the
    history or of the difference.  ``tell``, interruption and errors as of `play_ensemble`.
    """
    ask_for("scipy", "pyarrow")
    with hired(asked.workers, asked.dask) as hire:
        job = pair_up(history, edited, asked.account, asked.rng_seed, asked.vary)
        before = perf_counter()
        row_type = job.row_type
        piece = together(perf_counter() - before)
        values = draw(
            job.drawn, asked.runs, sampler=asked.sampler, rng_seed=asked.rng_seed, batch=asked.batch
        )
        rows = open_rows(folder, row_type, _state(job, asked), resume=asked.resume)
        hands, made = hire(job, values, rows, piece), Pairs(job, asked, values, rows, 0)
        while made.members < asked.runs and not is_precise(made):
            upto = min(made.members + asked.batch, asked.runs)
            fill(hands, (made.members, upto), partial(say_how_far, tell, asked.runs))
            made = Pairs(job, asked, values, rows, upto)
    return made


def is_precise(made: Pairs) -> bool:
    """Is every headline's mean difference known as closely as was asked for?"""
    precision = made.asked.precision
    if precision is None or not made.members:
        return False
    against = np.maximum(np.abs(made.both[0].mean(axis=0)), np.abs(made.headlines.mean))
    return bool((made.headlines.half <= precision * against).all())


def _state(job: PairJob, asked: Asked) -> dict[str, Any]:
    """All that a row depends on."""
    plan = json.dumps([asdict(number) for number in job.edited.plan])
    return {
        "pairs_of": state_of(job.history, asked),
        "what_ifs": list(job.edited.base.what_ifs),
        "inputs_sha256": job.edited.base.inputs_hash,
        "plan_sha256": hashlib.sha256(plan.encode()).hexdigest(),
    }
