"""``summary.json``: what was replayed, with what, and the headline figures with their standing."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite
from typing import Any

import sim
from sim.checks.parting import Parting
from sim.checks.report import Report, Score
from sim.episode.places import GROUPS, PARTIES
from sim.result.replay import Replay

LIBRARIES = ("numpy", "simpy", "pydantic")


def summarise(replay: Replay, report: Report, parting: Parting | None = None) -> dict[str, Any]:
    """Header and headline figures; every modelled number is under ``modelled``."""
    episode = replay.episode
    return {
        "scenario": episode.scenario,
        "title": episode.title,
        "account": episode.account,
        "account_name": episode.account_name,
        "what_ifs": list(episode.what_ifs),
        **({"questions": [asdict(one) for one in episode.questions]} if episode.questions else {}),
        "rng_seed": replay.rng_seed,
        "first": episode.calendar.first.isoformat(),
        "last": episode.calendar.last.isoformat(),
        "versions": versions(),
        "inputs_sha256": episode.inputs_hash,
        "trace_sha256": replay.digest,
        "documented": _documented(replay),
        "modelled": _modelled(replay),
        "checks": _checks(report),
        "differs_from": None if parting is None else asdict(parting),
        "note": "Deaths are incidents and are not taken off the people counted.",
    }


def versions() -> dict[str, str]:
    """Of the program, of Python, and of the libraries that a replay's numbers pass through."""
    own = {"sim": sim.__version__, "python": platform.python_version()}
    return own | {name: version(name) for name in LIBRARIES}


def _documented(replay: Replay) -> dict[str, Any]:
    """Control, which steps at claims and at marked assumptions."""
    end = replay.end_of_control()
    km2 = replay.km2()[-1]
    fallbacks = [question.path for question in replay.episode.fallbacks]
    return {
        "complete_control": None if end is None else replay.calendar.stamp(end),
        "complete_control_basis": None if end is None else replay.control_changes[-1].basis,
        "km2_at_the_end": {party: round(float(value), 2) for party, value in zip(PARTIES, km2, strict=True)},
        "questions_settled": len(replay.episode.settled),
        "questions_answered_by_fallback": fallbacks,
    }


def _modelled(replay: Replay) -> dict[str, Any]:
    """People, who are moved by assumptions."""
    end = replay.calendar.minutes
    gone = replay.evacuated_at(end)
    return {
        "people_at_the_start": int(replay.episode.population.inside.sum()),
        "people_at_the_end": int(replay.people[-1].sum()),
        "crossed_the_lines": replay.fled_at(end),
        "evacuated": dict(zip(GROUPS, gone, strict=True)),
        "convoys_that_left": sum(convoy.departed is not None for convoy in replay.convoys),
    }


def _checks(report: Report) -> dict[str, Any]:
    return {
        "verdicts": dict(sorted(report.counts.items())),
        "held_out": len(report.held_out),
        "scores": [_score(score) for score in report.scores],
        "unchecked": len(report.unanswered),
    }


def _score(score: Score) -> dict[str, Any]:
    error = round(score.median_error, 4) if isfinite(score.median_error) else None
    return {
        "of": score.name,
        "answered": score.answered,
        "within_range": score.within,
        "median_relative_error": error,
    }
