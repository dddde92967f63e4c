"""``summary.json`` of an ensemble: what was varied, how sure the headline figures are, and the coverage."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from math import isfinite
from typing import Any

from sim.ensemble.plan import KINDS, Number
from sim.ensemble.readings import headlines
from sim.ensemble.run import Ensemble
from sim.ensemble.sure import BANDS, CONFIDENCE, LEVELS, Chance, Coverage, Mean, coverage, quantiles
from sim.ensemble.versions import versions

PRECISION = 0.01
"""Share of the mean for which the members needed are told when no other is asked for."""

FEW = (
    "The figures are few, and not independent: several tell of the same people on the same days. "
    "The intervals take them as independent and are too narrow for that."
)


def summarise(made: Ensemble, outputs: dict[str, str]) -> dict[str, Any]:
    """Everything but the tables; the number of workers is no part of it, since nothing depends on it."""
    episode, asked = made.job.base, made.asked
    return {
        "scenario": episode.scenario,
        "title": episode.title,
        "account": episode.account,
        "account_name": episode.account_name,
        "what_ifs": list(episode.what_ifs),
        "runs": made.members,
        "runs_asked": asked.runs,
        "rng_seed": asked.rng_seed,
        "sampler": asked.sampler,
        "batch": asked.batch,
        "vary": [kind for kind in KINDS if kind in asked.vary],
        "versions": versions(),
        "inputs_sha256": episode.inputs_hash,
        "varied": varied(made.job.plan) | {"chance": made.job.chance},
        "modelled": _modelled(made),
        "precision_asked": asked.precision,
        "coverage": _coverage(coverage(episode.figures, made.figure_bands)),
        "note": "Every figure here is modelled. Bands say how far the drawn ranges and chance move the "
        "replay; what the model leaves out is not in them.",
        "manifest": {"inputs": dict(episode.inputs), "outputs": outputs},
    }


def varied(plan: tuple[Number, ...]) -> dict[str, int]:
    """How many numbers were drawn, by kind, and how many were left as they are."""
    kinds = Counter(number.kind if number.shape else "left" for number in plan)
    return {"claims": kinds["claims"], "assumptions": kinds["assumptions"], "left_as_they_are": kinds["left"]}


def _modelled(made: Ensemble) -> dict[str, Any]:
    bands = quantiles(made.headlines)
    wanted = made.asked.precision or PRECISION
    found: dict[str, Any] = {}
    for number, (name, (single, unit)) in enumerate(headlines(made.job.first).items()):
        levels = [_finite(value) for value in bands[:, number].tolist()]
        found[name] = {
            "unit": unit,
            "single_replay": int(single),
            "median": levels[LEVELS.index(0.5)],
            **{f"band_{band}": [levels[low], levels[high]] for band, (low, high) in BANDS.items()},
            **_precision(made.means[number], wanted),
        }
    return found


def _precision(mean: Mean, wanted: float) -> dict[str, Any]:
    return {
        "mean": _finite(mean.mean),
        f"mean_within_at_{CONFIDENCE * 100:.0f}": _finite(mean.half),
        "runs_for_precision": {"share_of_the_mean": wanted, "runs": mean.members_for(wanted)},
    }


def _coverage(found: tuple[Coverage, ...]) -> dict[str, Any]:
    parts = {
        f"band_{one.band}": {"number_in_band": _chance(one.numbers), "range_meets_band": _chance(one.ranges)}
        for one in found
    }
    return {"of": "held-out figures", **parts, "interval": f"Clopper-Pearson, {CONFIDENCE:.0%}", "note": FEW}


def _chance(found: Chance) -> dict[str, Any]:
    told = asdict(found)
    return {
        "figures": told["tried"],
        "in": told["met"],
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def _finite(value: float) -> float | None:
    return round(value, 4) if isfinite(value) else None
