"""Where most of many replays lie, beside the one that is shown: the shaded parts of the charts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.days import DAY
from sim.result.replay import Floats, Replay
from sim.result.spread import EVACUATED, GROUND, INSIDE, Spread


@dataclass(frozen=True)
class Shaded:
    """Lines (5, day) at each day's end, of ``runs`` replays; ``drawn`` are kinds of what differs.

    ``inside`` are people in opposition-held ground, ``share`` is the government's part of the enclave.
    ``evacuated`` (5, n) are people at ``minutes`` (n): none until the road opens, then by each day's end.
    """

    runs: int
    drawn: tuple[str, ...]
    inside: Floats
    evacuated: Floats
    minutes: Floats
    share: Floats


def shaded(replay: Replay, spread: Spread) -> Shaded:
    """What the charts of a replay show of its spread."""
    plan, end = replay.episode.evacuation, replay.calendar.minutes
    opens = end if plan is None else min(max(0, plan.opens), end)
    days = spread.lines[EVACUATED]
    ends = np.arange(1, days.shape[1] + 1, dtype=np.float64) * DAY
    before = np.zeros((len(days), 2))
    return Shaded(
        runs=spread.runs,
        drawn=spread.drawn,
        inside=spread.lines[INSIDE],
        evacuated=np.concatenate([before, days[:, ends > opens]], axis=1),
        minutes=np.array([max(0, opens - DAY), opens, *ends[ends > opens]], dtype=np.float64),
        share=spread.lines[GROUND] / replay.episode.territory.km2,
    )
