"""Days on which much turns, and the numbers of a moment."""

from __future__ import annotations

from sim.days import DAY
from sim.episode.places import OPPOSITION
from sim.result.replay import Replay
from sim.scene.bands import PeopleBands
from sim.scene.marks import Totals

KEY_DAYS = 5
"""Days of the largest losses of ground that are held longer, beside the evacuation's turns and the end."""


def key_days(replay: Replay) -> frozenset[int]:
    """Days held longer, from 1: first and last, largest losses of ground, the evacuation's turns, the end."""
    last = replay.calendar.days - 1
    lost = [0.0, *(-float(d) for d in (replay.km2()[1:, OPPOSITION] - replay.km2()[:-1, OPPOSITION]))]
    largest = sorted(range(len(lost)), key=lambda day: (-lost[day], day))[:KEY_DAYS]
    found = {0, last, *(day for day in largest if lost[day] > 1e-9)}
    plan, end = replay.episode.evacuation, replay.end_of_control()
    turns = [] if plan is None else [plan.opens, *(c.start for c in plan.closures)]
    found |= {minute // DAY for minute in [*turns, *([] if end is None else [end])]}
    return frozenset(day + 1 for day in found if 0 <= day <= last)


def totals(replay: Replay, minute: int, day: int, bands: PeopleBands) -> Totals:
    """The numbers just after the changes of ``minute``, which lies in a day (from 0)."""
    shares = replay.shares_at(minute)
    government, opposition, sdf = (float(km2) for km2 in shares.T @ replay.episode.territory.areas)
    left = [c for c in replay.convoys if c.departed is not None and day * DAY <= c.departed <= minute]
    back = [c for c in left if c.outcome == "turned back" and c.arrived is not None]
    return Totals(
        km2=(government, opposition, sdf),
        enclave_km2=replay.episode.territory.km2,
        bands=tuple(int(n) for n in bands.counts[day]),
        evacuated=replay.evacuated_at(minute),
        convoys_today=len(left),
        convoys_turned_back=sum(convoy.arrived is not None and convoy.arrived <= minute for convoy in back),
    )
