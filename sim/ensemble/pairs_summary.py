"""``summary.json`` of pairs: what was asked, and how far each headline and each day differs."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from sim.ensemble.gaps import Gaps
from sim.ensemble.pairs import TOTALS, independent
from sim.ensemble.pairs_run import Pairs
from sim.ensemble.plan import KINDS
from sim.ensemble.summary import varied
from sim.ensemble.tables import headed
from sim.ensemble.versions import versions

KIND = "what-if pairs"
"""Tells these files from those of an ensemble."""

NOTE = (
    "Every figure here is modelled: the what-if less documented history, each pair played with the same "
    "drawn numbers and the same chance. It says what the model's assumptions make of the edit, not what "
    "would have happened."
)


def summarise_pairs(made: Pairs, outputs: dict[str, str]) -> dict[str, Any]:
    """Everything but the tables; the number of workers is no part of it, since nothing depends on it."""
    job, asked, episode = made.job, made.asked, made.job.edited.base
    return {
        "kind": KIND,
        **headed(episode),
        "runs": made.members,
        "runs_asked": asked.runs,
        "rng_seed": asked.rng_seed,
        "sampler": asked.sampler,
        "batch": asked.batch,
        "vary": [kind for kind in KINDS if kind in asked.vary],
        "versions": versions(),
        "inputs_sha256": {"documented": job.history.base.inputs_hash, "what_if": episode.inputs_hash},
        "varied": varied(tuple(number for number, _ in job.plan)) | {"chance": job.history.chance},
        "modelled": {"differences": _headlines(made), "largest_by_day": _largest(made)},
        "precision_asked": asked.precision,
        "note": NOTE,
        "manifest": {"inputs": dict(episode.inputs), "outputs": outputs},
    }


def _headlines(made: Pairs) -> dict[str, Any]:
    times = independent(*made.both).tolist()
    return {
        name: {
            "unit": unit,
            **_told(made.headlines, number),
            "documented_mean": round(float(made.both[0][:, number].mean()), 4),
            "variance_saved": round(times[number], 2) if isfinite(times[number]) else None,
        }
        for number, (name, unit) in enumerate(made.job.headlines.items())
    }


def _largest(made: Pairs) -> dict[str, Any]:
    """Of all who are inside, and of all evacuated so far, the day's end with the largest mean difference.

    Days on which none can be told are passed over; there is no date where that holds for all of them.
    """
    calendar, found = made.job.history.base.calendar, {}
    for total in TOTALS:
        start = made.job.series.index(total) * calendar.days
        span = slice(start, start + calendar.days)
        told = made.days.is_told[span]
        day = int((np.abs(made.days.mean[span]) * told).argmax())
        date = calendar.dates()[day].isoformat() if told.any() else None
        found[total.place] = {"date": date, "unit": total.unit, **_told(made.days, start + day)}
    return found


def _told(found: Gaps, at: int) -> dict[str, Any]:
    mean, low, high = (round(float(part[at]), 4) for part in (found.mean, found.low, found.high))
    five, *_, ninety_five = (round(float(level), 4) for level in found.levels[:, at])
    return {
        "mean_difference": mean,
        "interval_95": [low, high],
        "members_5_to_95": [five, ninety_five],
        "positive_share": round(float(found.positive[at]), 4),
        "told_apart": bool(found.is_told[at]),
    }
