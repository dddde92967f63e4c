"""Where two replays of one scenario part: ground by district and day, figures, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.checks.measures import measure
from sim.episode.places import OPPOSITION
from sim.result.replay import Replay

TOLERANCE = 1e-9
"""Shares that differ by less are the same."""


def part(first: Replay, second: Replay) -> dict[str, Any]:
    """District-days, figures and questions on which the two differ, as plain rows."""
    gaps = np.abs(first.control - second.control).max(axis=2)
    return {
        "accounts": [first.episode.account, second.episode.account],
        "district_days": int((gaps > TOLERANCE).sum()),
        "districts": _districts(first, second, gaps),
        "figures": _figures(first, second),
        "questions": _questions(first, second),
    }


@dataclass(frozen=True)
class Parting:
    """On how many district-days and figures a replay differs from that of another account."""

    account: str
    district_days: int
    figures: int


def count_parting(replay: Replay, other: Replay) -> Parting:
    """How far ``replay`` is from ``other``; the same seed keeps chance out of it where it can."""
    found = part(replay, other)
    return Parting(other.episode.account, found["district_days"], len(found["figures"]))


def _districts(first: Replay, second: Replay, gaps: np.ndarray) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    dates = first.calendar.dates()
    for index, district in enumerate(first.episode.territory.districts):
        days = np.flatnonzero(gaps[:, index] > TOLERANCE)
        if len(days):
            worst = int(days[np.argmax(gaps[days, index])])
            shares = [f"{replay.control[worst, index, OPPOSITION]:.0%}" for replay in (first, second)]
            span = (dates[int(days[0])].isoformat(), dates[int(days[-1])].isoformat())
            rows.append((district, str(len(days)), *span, " / ".join(shares)))
    return rows


def _figures(first: Replay, second: Replay) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    others = {figure.id: figure for figure in second.episode.figures}
    for figure in first.episode.figures:
        if figure.id in others:
            values = measure(first, figure), measure(second, others[figure.id])
            if abs(values[0] - values[1]) > TOLERANCE:
                rows.append(
                    (figure.id, f"{values[0]:,.4g}", f"{values[1]:,.4g}", f"{figure.claimed} {figure.unit}")
                )
    return rows


def _questions(first: Replay, second: Replay) -> list[tuple[str, ...]]:
    answers = {question.path: question.followed for question in second.episode.settled}
    return [
        (question.path, _name(first, question.followed), _name(second, answers[question.path]))
        for question in first.episode.settled
        if answers.get(question.path, question.followed) != question.followed
    ]


def _name(replay: Replay, claim: str) -> str:
    voice = replay.episode.voices[claim]
    return f"{voice.said_by} ({claim})"
