"""The files of a calibration: figures before and after, posterior, speakers, what may be used, summary."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibration.fit import KEPT, Fit, Learned
from sim.calibration.run import Calibration
from sim.calibration.score import Change, Score
from sim.calibration.targets import HELD_OUT, TARGET
from sim.calibration.told import proposals, sentences
from sim.checks.compare import relative_error
from sim.ensemble.sure import LEVELS, quantiles
from sim.ensemble.tables import Row, as_csv, as_json, headed, plainly
from sim.ensemble.versions import versions
from sim.ensemble.words import number_words
from sim.episode.figure import Figure
from sim.store import save_texts

BASIS = "model:calibration"
LIBRARIES = ("numpy", "simpy", "pydantic", "scipy")
TABLES = ("calibration.csv", "posterior.csv", "speakers.csv", "targets.csv")
SUMMARY = "summary.json"
QUANTILES = [f"q{round(level * 100):02d}" for level in LEVELS]

NOTE = (
    "Every figure here is modelled. Nothing was fitted to a figure that is held out, and the scenario is "
    "as it was: a proposed range is for a person to judge. Numbers that were not fitted stayed as they are."
)


def save_calibration(made: Calibration, folder: Path) -> dict[str, Any]:
    """Write the files, all of them or none; what the summary says.

    Raises `SimError` when the folder cannot be written to.
    """
    rows = (figure_rows(made), posterior_rows(made), speaker_rows(made), target_rows(made))
    columns = (_FIGURES, _POSTERIOR, _SPEAKERS, _TARGETS)
    texts = {
        name: as_csv(list(table), columns=names)
        for name, table, names in zip(TABLES, rows, columns, strict=True)
    }
    hashes = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in texts.items()}
    said = summarise(made, hashes)
    save_texts(folder, texts | {SUMMARY: as_json(said)})
    return said


def figure_rows(made: Calibration) -> Iterator[Row]:
    """For each fit its targets and all figures held out, before and after."""
    for fit in made.fits:
        fitted = {use.figure.id for use in fit.targets}
        for use in made.uses:
            if use.figure.id in fitted or use.use == HELD_OUT:
                figure = use.figure
                before, after = _bands(made, figure, None), _bands(made, figure, fit)
                yield {
                    "fit": fit.name, "figure": figure.id, "claim": figure.claim,
                    "attributed_to": figure.attributed_to, "use": use.use, "unit": figure.unit,
                    "claimed_low": plainly(figure.claimed.low), "claimed_high": plainly(figure.claimed.high),
                    **_quantiles("before", before), **_quantiles("after", after),
                    "error_before": plainly(_off(figure, before)),
                    "error_after": plainly(_off(figure, after)), "basis": BASIS,
                }  # fmt: skip


def posterior_rows(made: Calibration) -> Iterator[Row]:
    """For each fit and fitted number the values before and after."""
    for fit in made.fits:
        for one in fit.learned:
            yield {
                "fit": fit.name, "fitted_to": " ".join(use.figure.claim for use in fit.targets),
                "number": one.number.name, "words": number_words(made.job.scenario, one.number),
                **_quantiles("prior", one.prior), **_quantiles("posterior", one.posterior),
                "width": plainly(one.width), "doubt": plainly(one.doubt),
                "learned": "yes" if one.something else "nothing", "kept": int(fit.kept.sum()),
                "drawn": len(fit.kept), "basis": BASIS,
            }  # fmt: skip


def speaker_rows(made: Calibration) -> Iterator[Row]:
    """Each speaker's fit on each other speaker's figures, by the figures' median replay."""
    for row in made.crossed:
        fit = made.by_speaker[row.fitted]
        yield {
            "fitted_to": _speaker(made, row.fitted),
            "figures_fitted": "" if fit is None else len(fit.targets),
            "scored_on": _speaker(made, row.scored), "figures_scored": row.figures,
            **_change(row.change), "note": "" if fit else "its own figures contradict each other: not fitted",
            "basis": BASIS,
        }  # fmt: skip


def target_rows(made: Calibration) -> Iterator[Row]:
    """What each figure that drives may be used for, and why."""
    chosen = {use.figure.id for use in made.targets}
    for use in made.uses:
        if use.use != HELD_OUT:
            figure = use.figure
            yield {
                "figure": figure.id, "claim": figure.claim, "attributed_to": figure.attributed_to,
                "speaker": use.speaker, "use": use.use,
                "fitted_to": "yes" if figure.id in chosen else "no", "reason": use.reason,
            }  # fmt: skip


def summarise(made: Calibration, outputs: dict[str, str]) -> dict[str, Any]:
    """Everything but the tables; the number of workers is no part of it."""
    episode, asked = made.job.base, made.asked
    uses = Counter(use.use for use in made.uses)
    return {
        **headed(episode),
        "fitted": [number.name for number in made.job.drawn],
        "replays": asked.runs,
        "kept_share": KEPT,
        "rng_seed": asked.rng_seed,
        "versions": versions(LIBRARIES),
        "inputs_sha256": episode.inputs_hash,
        "figures": {
            "fitted_to": [use.figure.id for use in made.targets],
            "may_be_fitted_to": uses[TARGET],
            "drive_and_may_not": len(made.uses) - uses[TARGET] - uses[HELD_OUT],
            "held_out": uses[HELD_OUT],
        },
        "fits": {fit.name: _of_fit(made, fit) for fit in made.fits},
        "contradictions": [[one.name, other.name] for one, other in made.contradictions],
        "proposed": proposals(made),
        "says": sentences(made),
        "note": NOTE,
        "manifest": {"inputs": dict(episode.inputs), "outputs": outputs},
    }


def _of_fit(made: Calibration, fit: Fit) -> dict[str, Any]:
    return {
        "kept": int(fit.kept.sum()),
        "in_claimed_range": {use.figure.id: fit.within(use) for use in fit.targets},
        "numbers": {one.number.name: _learned(one) for one in fit.learned},
        "held_out": {name: value for name, value in _change(made.scored(fit)).items() if value != ""},
    }


def _learned(one: Learned) -> dict[str, Any]:
    return {
        "prior_90": [float(one.prior[0]), float(one.prior[-1])],
        "posterior_90": [float(one.posterior[0]), float(one.posterior[-1])],
        "width": round(one.width, 4),
        "learned": one.something,
    }


def _change(change: Change | None) -> Row:
    if change is None:
        return {}
    return {
        **_scored("before", change.before), **_scored("after", change.after),
        "came_in": change.came_in, "fell_out": change.fell_out,
    }  # fmt: skip


def _scored(when: str, score: Score) -> Row:
    met = score.met
    return {
        f"figures_{when}": met.tried, f"met_{when}": met.met, f"low_{when}": round(met.low, 4),
        f"high_{when}": round(met.high, 4),
        f"median_error_{when}": round(score.median_error, 4) if isfinite(score.median_error) else "",
    }  # fmt: skip


def _bands(made: Calibration, figure: Figure, fit: Fit | None) -> np.ndarray:
    """Quantiles of a figure over all replays, or over those that a fit kept."""
    column = made.drawn.found[:, [made.drawn.figures.index(figure)]]
    return quantiles(column if fit is None else column[fit.kept])[:, 0]


def _off(figure: Figure, bands: np.ndarray) -> float:
    return relative_error(figure.claimed, float(bands[LEVELS.index(0.5)]))


def _quantiles(when: str, values: np.ndarray) -> Row:
    return {f"{when}_{name}": plainly(float(v)) for name, v in zip(QUANTILES, values, strict=True)}


def _speaker(made: Calibration, speaker: str) -> str:
    return made.job.scenario.record.speakers[speaker].name


_BEFORE = [f"before_{name}" for name in QUANTILES]
_AFTER = [f"after_{name}" for name in QUANTILES]
_SCORED = [
    f"{name}_{when}"
    for when in ("before", "after")
    for name in ("figures", "met", "low", "high", "median_error")
]
_FIGURES = [
    "fit", "figure", "claim", "attributed_to", "use", "unit", "claimed_low", "claimed_high", *_BEFORE,
    *_AFTER, "error_before", "error_after", "basis",
]  # fmt: skip
_POSTERIOR = [
    "fit", "fitted_to", "number", "words", *(f"prior_{name}" for name in QUANTILES),
    *(f"posterior_{name}" for name in QUANTILES), "width", "doubt", "learned", "kept", "drawn", "basis",
]  # fmt: skip
_SPEAKERS = [
    "fitted_to", "figures_fitted", "scored_on", "figures_scored", *_SCORED, "came_in", "fell_out", "note",
    "basis",
]  # fmt: skip
_TARGETS = ["figure", "claim", "attributed_to", "speaker", "use", "fitted_to", "reason"]
