"""All figures of an episode against a replay, with what "agrees" is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from sim.checks.compare import AGREES, DIFFERS, EXPLAINED, Check, check_figure
from sim.episode.figure import Unanswered, Voice
from sim.errors import SimError
from sim.result.replay import Replay


@dataclass(frozen=True)
class Score:
    """How many held-out figures fall in the claimed range, and the median relative error.

    ``answered`` is how many of them the competitor has an answer for.
    """

    name: str
    answered: int
    within: int
    median_error: float


@dataclass(frozen=True)
class Report:
    """Every check, the scores of replay and rivals, and what could not be checked."""

    account: str
    checks: tuple[Check, ...]
    scores: tuple[Score, ...]
    unanswered: tuple[Unanswered, ...]
    disagreements: tuple[tuple[Voice, ...], ...]

    @property
    def counts(self) -> Counter[str]:
        """Checks by verdict."""
        return Counter(check.verdict for check in self.checks)

    @property
    def held_out(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.figure.role == "held-out")

    @property
    def holds(self) -> bool:
        """True when no held-out figure differs without an explanation."""
        return self.counts[DIFFERS] == 0


def check_replay(replay: Replay) -> Report:
    """Hold every figure of the episode against the replay.

    Raises `SimError` when no figure is held out: a check that checked nothing is an error.
    """
    episode = replay.episode
    checks = tuple(check_figure(replay, figure) for figure in episode.figures)
    if not any(check.figure.role == "held-out" for check in checks):
        raise SimError(
            "there is nothing to check: no figure is held out",
            hint="list figures in figures.yaml that neither drive the replay nor restate what does",
        )
    groups = tuple(tuple(episode.voices[claim] for claim in group) for group in episode.disagreements)
    return Report(episode.account, checks, _scores(checks), episode.unanswered, groups)


def _scores(checks: tuple[Check, ...]) -> tuple[Score, ...]:
    held = [check for check in checks if check.figure.role == "held-out"]
    return (
        _score("the replay", [check.error for check in held]),
        _score("nothing changes", [check.still for check in held]),
        _score("a straight line", [check.straight for check in held]),
    )


def _score(name: str, errors: list[float | None]) -> Score:
    known = [error for error in errors if error is not None]
    return Score(
        name, len(known), sum(error == 0 for error in known), median(known) if known else float("nan")
    )


__all__ = ["AGREES", "DIFFERS", "EXPLAINED", "Report", "Score", "check_replay"]
