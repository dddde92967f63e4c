"""Where most of many replays of one account lie, as the page takes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.errors import SimError
from sim.page.coding import deltas
from sim.page.payload_ground import WHOLE
from sim.result.replay import Replay
from sim.result.spread import EVACUATED, GROUND, INSIDE, NARROW, WIDE, Spread

LINES = sorted((*WIDE, *NARROW))
"""The median stays away: the replay that is shown is the line."""


def spread_head(replays: list[Replay], spread: Spread) -> dict[str, Any]:
    """What the bands are of, and the minute before which nobody was evacuated.

    Raises `SimError` when none of the replays is by the account of the bands.
    """
    own = [replay for replay in replays if replay.episode.account == spread.account]
    if not own:
        raise SimError(
            f"the bands are of account {spread.account}, which the page does not show",
            hint="give bands of one of its accounts",
        )
    plan, end = own[0].episode.evacuation, own[0].calendar.minutes
    opens = end if plan is None else min(max(0, plan.opens), end)
    return {"account": spread.account, "runs": spread.runs, "drawn": list(spread.drawn), "opens": opens}


def spread_stream(replay: Replay, spread: Spread) -> list[int]:
    """Steps from day to day, line by line: inside, evacuated, and the share in ten-thousandths."""
    share = spread.lines[GROUND] / replay.episode.territory.km2 * WHOLE
    found: list[int] = []
    for lines in (spread.lines[INSIDE], spread.lines[EVACUATED], share):
        for line in LINES:
            found += deltas(np.rint(lines[line]).astype(int).tolist())
    return found
