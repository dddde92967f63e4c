"""What a fit does to figures that it never saw: how many are met before and after, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibration.fit import Drawn, Fit, Mask
from sim.calibration.targets import HELD_OUT, TARGET, Use
from sim.checks.compare import relative_error
from sim.ensemble.sure import Chance, chance
from sim.episode.figure import Figure


@dataclass(frozen=True)
class Score:
    """How many figures the median replay meets, with the interval of that share, and the median error."""

    met: Chance
    median_error: float


@dataclass(frozen=True)
class Change:
    """Scores of the same figures with all replays, and with those that a fit kept.

    ``came_in`` and ``fell_out`` are numbers of figures.
    """

    before: Score
    after: Score
    came_in: int
    fell_out: int


@dataclass(frozen=True)
class Crossed:
    """A fit to one speaker's figures, scored on another's.

    ``change`` is None where the first speaker's figures contradict each other.
    """

    fitted: str
    scored: str
    figures: int
    change: Change | None


def change_of(fit: Fit, figures: Sequence[Figure]) -> Change:
    """Before and after a fit; figures of which none was a target of it."""
    before, after = (_errors(fit.drawn, figures, mask) for mask in (np.ones_like(fit.kept), fit.kept))
    met = [(one == 0, other == 0) for one, other in zip(before, after, strict=True)]
    return Change(
        _score(before), _score(after), sum(new and not old for old, new in met),
        sum(old and not new for old, new in met),
    )  # fmt: skip


def held_out(uses: Sequence[Use]) -> tuple[Figure, ...]:
    return tuple(use.figure for use in uses if use.use == HELD_OUT)


def unseen_of(speaker: str, uses: Sequence[Use]) -> tuple[Figure, ...]:
    """Figures of a speaker that the replay gives freely: those held out, and those that may be fitted to."""
    return tuple(u.figure for u in uses if u.speaker == speaker and u.use in (HELD_OUT, TARGET))


def crossed(fits: dict[str, Fit | None], uses: Sequence[Use]) -> list[Crossed]:
    """Each speaker's fit against each other speaker's figures; ``fits`` is by speaker."""
    scored = [speaker for speaker in dict.fromkeys(u.speaker for u in uses) if unseen_of(speaker, uses)]
    rows = []
    for speaker, fit in fits.items():
        for other in scored:
            if other != speaker:
                figures = unseen_of(other, uses)
                change = None if fit is None else change_of(fit, figures)
                rows.append(Crossed(speaker, other, len(figures), change))
    return rows


def _errors(drawn: Drawn, figures: Sequence[Figure], mask: Mask) -> list[float]:
    """Of the median replay's value of each figure."""
    columns = [drawn.figures.index(figure) for figure in figures]
    medians = np.median(drawn.found[mask][:, columns], axis=0).tolist()
    return [relative_error(f.claimed, value) for f, value in zip(figures, medians, strict=True)]


def _score(errors: Sequence[float]) -> Score:
    return Score(chance(sum(error == 0 for error in errors), len(errors)), float(np.median(errors)))
