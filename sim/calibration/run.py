"""Make a calibration: draw the fitted assumptions, play, keep the nearest, score on figures never seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from sim.calibration.fit import Drawn, Fit, contradictions
from sim.calibration.score import Change, Crossed, change_of, crossed, held_out
from sim.calibration.targets import Use, choose_targets, uses_of
from sim.ensemble.draws import LATIN, draw, seed_of
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.needs import needed
from sim.ensemble.plan import ASSUMPTIONS, CLAIMS, Number, make_plan
from sim.ensemble.points import Points, play_points
from sim.errors import SimError
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve

FEWEST, MOST = 100, 100_000
"""Replays of a calibration: of fewer than a hundred too few would be kept to have quantiles."""

ALL = "all together"


@dataclass(frozen=True)
class Asked:
    """What is asked of a calibration: names of the assumptions to ``fit``, and how many replays.

    ``figures`` (ids) and ``speakers`` (ids) narrow down what is fitted to; none stands for all that may be.
    """

    fit: tuple[str, ...]
    runs: int = 1000
    account: str | None = None
    figures: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    rng_seed: int = 0
    workers: int = 1

    def __post_init__(self) -> None:
        if not FEWEST <= self.runs <= MOST:
            raise SimError(f"{self.runs} replays", hint=f"ask for {FEWEST} to {MOST:,}")
        if self.workers < 1:
            raise SimError(f"{self.workers} workers", hint="give a whole number from 1")


@dataclass(frozen=True)
class Calibration:
    """A complete calibration: what each figure may be used for, those fitted to, and the replays."""

    job: Job
    asked: Asked
    uses: tuple[Use, ...]
    targets: tuple[Use, ...]
    drawn: Drawn

    @cached_property
    def alone(self) -> tuple[Fit, ...]:
        """A fit to each target by itself."""
        return tuple(Fit(use.figure.id, (use,), self.drawn) for use in self.targets)

    @cached_property
    def telling(self) -> tuple[Fit, ...]:
        """Those that learned something; the others have no say in fits to several."""
        return tuple(fit for fit in self.alone if fit.tells)

    @cached_property
    def contradictions(self) -> tuple[tuple[Fit, Fit], ...]:
        return contradictions(self.telling)

    @cached_property
    def together(self) -> Fit | None:
        """One fit to all that tell; None where fewer than two do, or two contradict each other."""
        if len(self.telling) < 2 or self.contradictions:
            return None
        return Fit(ALL, tuple(fit.targets[0] for fit in self.telling), self.drawn)

    @cached_property
    def fits(self) -> tuple[Fit, ...]:
        return self.alone if self.together is None else (*self.alone, self.together)

    @cached_property
    def by_speaker(self) -> dict[str, Fit | None]:
        """A fit to the figures of each speaker that tell; None where they contradict each other.

        Speakers none of whose figures tells are left out: their fit would be the prior again.
        """
        found: dict[str, Fit | None] = {}
        for speaker in dict.fromkeys(fit.targets[0].speaker for fit in self.telling):
            own = [fit for fit in self.telling if fit.targets[0].speaker == speaker]
            targets = tuple(fit.targets[0] for fit in own)
            found[speaker] = None if contradictions(own) else Fit(speaker, targets, self.drawn)
        return found

    @cached_property
    def crossed(self) -> list[Crossed]:
        """Each speaker's fit, scored on the figures of each other speaker."""
        return crossed(self.by_speaker, self.uses)

    def scored(self, fit: Fit) -> Change | None:
        """A fit's score on all figures held out; None where there are none."""
        figures = held_out(self.uses)
        return change_of(fit, figures) if figures else None


def calibrate(
    scenario: Scenario, folder: Path, asked: Asked, tell: Callable[[int, int], None] = lambda *_: None
) -> Calibration:
    """Draw, play and fit for one account; the same whatever the number of workers.

    Only the fitted assumptions and chance vary; all other numbers are those of the single replay.
    ``folder`` holds what is unfinished while it lasts; the scenario is never written to.  Raises
    `SimError` for a name that cannot be fitted, or when there is no figure to fit to.
    """
    for library in ("scipy.stats", "scipy.stats.qmc"):
        needed(library)
    base = resolve(scenario, account=asked.account)
    uses = uses_of(scenario, base)
    targets = choose_targets(uses, asked.figures, asked.speakers)
    plan = _only(make_plan(scenario, base.account, (CLAIMS, ASSUMPTIONS)), asked.fit)
    seeds = tuple(seed_of(asked.rng_seed, member) for member in range(asked.runs))
    points = Points(scenario, base, plan, asked.rng_seed, True, seeds=seeds)
    refuse_corners(points)
    values = draw(points.drawn, asked.runs, sampler=LATIN, rng_seed=asked.rng_seed, batch=asked.runs)
    found = play_points(
        points, values, folder, workers=asked.workers, tell=lambda done: tell(done, asked.runs)
    )
    return Calibration(points, asked, uses, targets, Drawn(points.drawn, values, base.figures, found.figures))


def _only(plan: Sequence[Number], names: Sequence[str]) -> tuple[Number, ...]:
    """The plan with the named assumptions drawn alone.  Raises `SimError` for one that cannot be fitted."""
    by_name = {number.name: number for number in plan}
    able = [
        number.name for number in plan if number.kind == ASSUMPTIONS and number.shape and not number.since
    ]
    for name in names:
        _refuse(name, by_name.get(name), able)
    return tuple(number if number.name in names else replace(number, shape="") for number in plan)


def _refuse(name: str, number: Number | None, able: Sequence[str]) -> None:
    if name in able:
        return
    near = get_close_matches(name, able, n=1)
    others = f"one of {', '.join(able)}" if able else "write a range with its reason beside an assumption"
    if number is None:
        raise SimError(f"no number '{name}'", hint=f"did you mean '{near[0]}'?" if near else others)
    if number.kind == CLAIMS:
        raise SimError(
            f"'{name}' is a claim, and a claim's number is what its speaker says: it is not fitted",
            hint=others,
        )
    if number.since:
        raise SimError(
            f"'{name}' is a moment, and only numbers are fitted: its range is drawn by sim ensemble",
            hint=others,
        )
    raise SimError(f"the assumption '{name}' has no range to fit within", hint=others)
