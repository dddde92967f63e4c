"""One figure against one replay: a verdict, and how far off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.checks.measures import measure
from sim.episode.figure import Figure
from sim.estimate import Estimate
from sim.result.replay import Replay

AGREES, DIFFERS, EXPLAINED, NOT_SCORED = "agrees", "differs", "explained", "not-scored"


@dataclass(frozen=True)
class Check:
    """A figure, the replayed value, and what to make of the two.

    ``error`` is the distance to the claimed range over its nearer end, 0 within it; ``still`` and
    ``straight`` are the same for the two naive rivals, None where a rival has no answer.
    """

    figure: Figure
    replayed: float
    verdict: str
    reason: str
    error: float
    still: float | None
    straight: float | None


def check_figure(replay: Replay, figure: Figure) -> Check:
    """Hold one figure against the replay and against the naive rivals."""
    value = measure(replay, figure)
    verdict, reason = _judge(figure, value)
    still, straight = _rivals(replay, figure)
    return Check(
        figure, value, verdict, reason, relative_error(figure.claimed, value),
        None if still is None else relative_error(figure.claimed, still),
        None if straight is None else relative_error(figure.claimed, straight),
    )  # fmt: skip


def relative_error(claimed: Estimate, value: float) -> float:
    """0 within the claimed range, else the distance to the nearer end over that end.

    Infinite where that end is zero: people where none were claimed are never free.
    """
    if claimed.agrees(value):
        return 0.0
    end = claimed.low if claimed.low is not None and value < claimed.low else claimed.high
    assert end is not None
    return abs(value - end) / abs(end) if end else float("inf")


def _judge(figure: Figure, value: float) -> tuple[str, str]:
    if figure.role == "drives":
        return NOT_SCORED, "drives the replay"
    if figure.claimed.agrees(value):
        return AGREES, ""
    if figure.follows is not None:
        return EXPLAINED, f"follows {figure.follows}"
    if figure.mechanism is not None:
        return _by_mechanism(figure, value)
    return DIFFERS, _side(figure, value)


def _by_mechanism(figure: Figure, value: float) -> tuple[str, str]:
    """An explanation holds only when the replay falls on the side that it says."""
    is_higher = figure.claimed.high is not None and value > figure.claimed.high
    if is_higher == (figure.replay_is == "higher"):
        return EXPLAINED, figure.mechanism or ""
    return DIFFERS, f"the written explanation expects a {figure.replay_is} value: {figure.mechanism}"


def _side(figure: Figure, value: float) -> str:
    is_higher = figure.claimed.high is not None and value > figure.claimed.high
    return f"the replay is {'higher' if is_higher else 'lower'} than claimed; no explanation is written"


def _rivals(replay: Replay, figure: Figure) -> tuple[float | None, float | None]:
    """What a map that never changes, and a straight line from first to last state, would say."""
    if figure.measure == "aboard":
        return 0.0, None
    end = replay.calendar.minutes
    first = measure(replay, replace(figure, minute=0, since=0))
    last = measure(replay, replace(figure, minute=end, since=0))
    if first in (float("inf"),) or last in (float("inf"),):
        return None, None
    counts_since = figure.since > 0 or figure.measure == "districts-gained"
    passed = (figure.minute - figure.since) / end if counts_since else figure.minute / end
    return (0.0 if counts_since else first), (0.0 if counts_since else first) + (last - first) * passed
