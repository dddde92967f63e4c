"""How cases read a replay: convoys from the trace, people from the arrays."""

from __future__ import annotations

import numpy as np

from sim.episode.places import CIVILIANS
from sim.result.replay import Replay
from sim.result.trace import ConvoyRan


def left(replay: Replay) -> list[ConvoyRan]:
    """The convoys that left, by moment of departure; those of one minute in the order of the trace."""
    return sorted((ran for ran in replay.convoys if ran.departed is not None), key=_departed)


def _departed(ran: ConvoyRan) -> int:
    assert ran.departed is not None
    return ran.departed


def departures(replay: Replay) -> list[int]:
    return [_departed(ran) for ran in left(replay)]


def last_arrival(replay: Replay) -> int:
    """The minute at which the last convoy arrives; -1 if none does."""
    return max((ran.arrived for ran in replay.convoys if ran.arrived is not None), default=-1)


def aboard(replay: Replay) -> list[int]:
    """People in each convoy that left, by moment of departure."""
    return [sum(ran.people) for ran in left(replay)]


def placed(replay: Replay, place: str, day: int = -1) -> list[int]:
    """(civilians, fighters, wounded) at a place at the end of a day."""
    return [int(count) for count in replay.people[day, :, replay.places.index(place)]]


def inside_at(replay: Replay, minute: int) -> int:
    """Civilians in held ground after the decisions of a minute at which people decide."""
    return int(replay.hours.inside[int(np.searchsorted(replay.hours.minute, minute)), CIVILIANS])


def crossed_at(replay: Replay, minute: int) -> int:
    """People gone across the lines, all corridors together."""
    return sum(replay.fled_at(minute).values())
