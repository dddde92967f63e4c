"""One fit: of many drawn replays those nearest to its figures are kept (approximate Bayesian rejection)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.calibration.targets import Use, refuse_unfit
from sim.checks.compare import relative_error
from sim.ensemble.draws import Floats
from sim.ensemble.needs import needed
from sim.ensemble.plan import Number
from sim.ensemble.sure import quantiles
from sim.episode.figure import Figure

Mask = NDArray[np.bool_]

KEPT = 0.1
"""Part of the replays that is kept; more where several are equally near."""

DOUBT = 0.01
"""A fit has learned something of a number when chance would part the kept from the rest so in fewer cases."""


@dataclass(frozen=True)
class Drawn:
    """The replays: (member, number) values, (member, figure) what came out, in the episode's order."""

    numbers: tuple[Number, ...]
    values: Floats
    figures: tuple[Figure, ...]
    found: Floats

    def errors(self, figure: Figure) -> Floats:
        """(member) how far off each replay is, as `relative_error` counts."""
        column = self.found[:, self.figures.index(figure)]
        return np.array([relative_error(figure.claimed, value) for value in column.tolist()])


@dataclass(frozen=True)
class Learned:
    """What a fit says of one number: quantiles before and after, and whether they differ by more than chance.

    ``width`` is the posterior's 90 % over the prior's; ``doubt`` the probability that chance alone
    parts kept and rejected values so far (Kolmogorov and Smirnov).
    """

    number: Number
    prior: Floats
    posterior: Floats
    width: float
    doubt: float
    something: bool


@dataclass(frozen=True)
class Fit:
    """Replays kept because they are near to all of ``targets`` at once; none is paid for with another.

    Raises `SimError` for a target that may not be fitted to.
    """

    name: str
    targets: tuple[Use, ...]
    drawn: Drawn

    def __post_init__(self) -> None:
        for use in self.targets:
            refuse_unfit(use)

    @cached_property
    def kept(self) -> Mask:
        """(member) the nearest: those whose worst rank among the targets is best."""
        ranks = [_ranks(self.drawn.errors(use.figure)) for use in self.targets]
        worst = np.max(ranks, axis=0)
        nearest: Mask = worst <= np.quantile(worst, KEPT, method="inverted_cdf")
        return nearest

    @cached_property
    def learned(self) -> tuple[Learned, ...]:
        return tuple(self._of(place) for place in range(len(self.drawn.numbers)))

    @property
    def tells(self) -> bool:
        """Has it learned something of any number?"""
        return any(one.something for one in self.learned)

    def _of(self, place: int) -> Learned:
        values = self.drawn.values[:, place]
        prior, posterior = quantiles(values[:, None])[:, 0], quantiles(values[self.kept, None])[:, 0]
        doubt = 1.0
        if not self.kept.all():
            doubt = float(needed("scipy.stats").ks_2samp(values[self.kept], values[~self.kept]).pvalue)
        width = float((posterior[-1] - posterior[0]) / (prior[-1] - prior[0]))
        something = doubt < DOUBT / len(self.drawn.numbers)
        return Learned(self.drawn.numbers[place], prior, posterior, width, doubt, something)

    @property
    def reaches(self) -> bool:
        """Does some replay that was kept meet each of the targets?"""
        return all(self.within(use) for use in self.targets)

    def within(self, use: Use) -> int:
        """How many of the kept replays fall in a target's claimed range."""
        return int((self.drawn.errors(use.figure)[self.kept] == 0).sum())


def _ranks(errors: Floats) -> Floats:
    """Part of the replays that are nearer than each; 0 for all that are equally near and nearest."""
    order = np.sort(errors)
    return np.searchsorted(order, errors, side="left") / len(errors)


def at_odds(first: Fit, second: Fit) -> bool:
    """Do two fits pull apart?

    They do when of some number they both learned something and their 90 % lie apart, or when they keep
    fewer replays in common than figures that have nothing to do with each other would by chance.
    """
    for one, other in zip(first.learned, second.learned, strict=True):
        lies_apart = one.posterior[-1] < other.posterior[0] or other.posterior[-1] < one.posterior[0]
        if one.something and other.something and lies_apart:
            return True
    members, kept = len(first.kept), int(first.kept.sum())
    law = needed("scipy.stats").hypergeom(members, kept, int(second.kept.sum()))
    return bool(law.cdf(int((first.kept & second.kept).sum())) < DOUBT)


def contradictions(fits: Sequence[Fit]) -> tuple[tuple[Fit, Fit], ...]:
    """Pairs of fits that pull the numbers apart."""
    return tuple((one, other) for one, other in combinations(fits, 2) if at_odds(one, other))
