"""One member of an ensemble: the episode with its drawn numbers, played and read off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.engine.play import play
from sim.ensemble.draws import seed_of
from sim.ensemble.plan import Number, drawn_of
from sim.ensemble.readings import Figures, by_day, headlines, series_of
from sim.ensemble.rows import row_type, sealed
from sim.episode.episode import Episode
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scenario.load import Scenario
from sim.scenario.resettle import Again, Choices
from sim.scenario.resolve import resolve_steps
from sim.scenario.resolve_people import resolve_people


@dataclass(frozen=True)
class Job:
    """What every member shares.  ``base`` is the episode with nothing drawn; ``chance`` lets seeds differ."""

    scenario: Scenario
    base: Episode
    plan: tuple[Number, ...]
    rng_seed: int
    chance: bool

    @cached_property
    def drawn(self) -> tuple[Number, ...]:
        return drawn_of(self.plan)

    @cached_property
    def choices(self) -> Choices:
        """Whom the account follows, which no drawn number changes; filled as it is asked for."""
        return {}

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.base)

    def seed(self, member: int) -> int:
        return seed_of(self.rng_seed, member) if self.chance else self.rng_seed

    def episode(self, values: Sequence[float]) -> Episode:
        """The episode with ``values`` in the place of the drawn numbers.

        Provenance stays that of the single replay.  Raises `SimError` where values do not go together.
        """
        drawn = dict(zip((number.name for number in self.drawn), map(float, values), strict=True))
        settler = Again(self.scenario, self.base.account, drawn=drawn, choices=self.choices)
        steps = resolve_steps(self.scenario, self.base.territory, settler)
        population, flight, evacuation = resolve_people(self.scenario, self.base.territory, settler)
        return replace(self.base, steps=steps, population=population, flight=flight, evacuation=evacuation)

    def play(self, member: int, values: Sequence[float]) -> Replay:
        return play(self.episode(values), rng_seed=self.seed(member))

    def row(self, member: int, values: Sequence[float]) -> bytes:
        """The member's row, as it lies in the file of rows."""
        replay = self.play(member, values)
        row = np.zeros((), dtype=self.row_type)
        row["member"] = member
        row["digest"] = np.frombuffer(bytes.fromhex(replay.digest), dtype=np.uint8)
        row["headlines"] = [value for value, _ in headlines(replay).values()]
        row["figures"] = self.figures.read(replay)
        row["days"] = by_day(replay).ravel()
        return sealed(row)

    @cached_property
    def first(self) -> Replay:
        """The single replay: nothing drawn, the seed as it was given."""
        return play(self.base, rng_seed=self.rng_seed)

    @cached_property
    def row_type(self) -> np.dtype[np.void]:
        days = len(series_of(self.first)) * self.base.calendar.days
        return row_type(len(headlines(self.first)), len(self.base.figures), days)


def refuse_corners(job: Job) -> None:
    """Raise `SimError` when the numbers do not go together at the ends of their ranges."""
    for end, values in (("lower", [n.low for n in job.drawn]), ("upper", [n.high for n in job.drawn])):
        try:
            job.episode(values)
        except SimError as error:
            raise SimError(
                f"with every number at the {end} end of its range: {error.message}",
                hint="narrow the ranges of people.yaml until they go together",
            ) from error
