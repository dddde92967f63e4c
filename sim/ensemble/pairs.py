"""Pairs of replays, documented history and a what-if, with the same drawn numbers and the same chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import Floats
from sim.ensemble.member import Job, refuse_corners
from sim.ensemble.plan import CHANCE, Number, make_plan
from sim.ensemble.readings import PEOPLE, Series, by_day, headlines, series_of
from sim.ensemble.rows import SEAL, sealed
from sim.episode.places import GROUPS
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve

TOTALS = tuple(Series(place, "all", PEOPLE, True) for place in ("enclave", "evacuated"))
"""Series that are told first: all groups together."""

WHERE_FROM = {"both": "both", "history": "documented history", "edited": "what-if"}


@dataclass(frozen=True)
class PairJob:
    """What every pair shares: a job for documented history and one for the what-if."""

    history: Job
    edited: Job

    @cached_property
    def drawn(self) -> tuple[Number, ...]:
        """Numbers that are drawn: those of the history, then those that only the what-if has."""
        known = {number.name for number in self.history.drawn}
        return (*self.history.drawn, *(n for n in self.edited.drawn if n.name not in known))

    @cached_property
    def plan(self) -> tuple[tuple[Number, str], ...]:
        """Every number, and in which of the two replays it stands."""
        first = {number.name: number for number in self.history.plan}
        second = {number.name: number for number in self.edited.plan}
        kept = [(n, "both" if name in second else "history") for name, n in first.items()]
        return (*kept, *((n, "edited") for name, n in second.items() if name not in first))

    def play(self, member: int, values: Sequence[float]) -> tuple[Replay, Replay]:
        """Both replays of a member whose drawn numbers are ``values``."""
        named = dict(zip((number.name for number in self.drawn), values, strict=True))
        first, second = (
            job.play(member, [named[number.name] for number in job.drawn])
            for job in (self.history, self.edited)
        )
        return first, second

    def row(self, member: int, values: Sequence[float]) -> bytes:
        """The pair's row: headlines of both, by day the difference, hashes of both traces."""
        first, second = self.play(member, values)
        row = np.zeros((), dtype=self.row_type)
        row["member"] = member
        row["digest"] = np.frombuffer(bytes.fromhex(first.digest + second.digest), dtype=np.uint8)
        row["headlines"] = [*self._told(first), *self._told(second)]
        row["days"] = (self._days(second) - self._days(first)).ravel()
        return sealed(row)

    @cached_property
    def firsts(self) -> tuple[Replay, Replay]:
        """Both single replays: nothing drawn."""
        return self.history.first, self.edited.first

    @cached_property
    def headlines(self) -> dict[str, str]:
        """Units of the headline figures that either replay has, by name."""
        return {name: unit for first in self.firsts for name, (_, unit) in headlines(first).items()}

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """Series that either replay has, sums over all groups first."""
        return tuple(dict.fromkeys((*TOTALS, *(s for first in self.firsts for s in series_of(first)))))

    @cached_property
    def row_type(self) -> np.dtype[np.void]:
        """As of an ensemble, with two hashes and two sets of headlines in a row."""
        days = len(self.series) * self.history.base.calendar.days
        return np.dtype([
            ("seal", f"<u{SEAL}"), ("member", "<i8"), ("digest", "u1", (64,)),
            ("headlines", "<f8", (2 * len(self.headlines),)), ("days", "<f4", (days,)),
        ])  # fmt: skip

    def _told(self, replay: Replay) -> list[int]:
        """A headline that only the other replay has, as of a corridor that is added, is 0 in this one."""
        found = headlines(replay)
        return [found[name][0] if name in found else 0 for name in self.headlines]

    def _days(self, replay: Replay) -> NDArray[np.float32]:
        """(series, day); nobody is where only the other replay has a place."""
        listed = series_of(replay)
        values = dict(zip(listed, by_day(replay), strict=True))
        for total in TOTALS:
            parts = [values[Series(total.place, group, PEOPLE, True)] for group in GROUPS]
            values[total] = np.sum(parts, axis=0, dtype=np.float32)
        nobody = np.zeros(replay.calendar.days, dtype=np.float32)
        return np.stack([values.get(series, nobody) for series in self.series])


def pair_up(
    history: Scenario, edited: Scenario, account: str | None, rng_seed: int, vary: Collection[str]
) -> PairJob:
    """The pair of jobs.

    What the what-if sets is drawn in neither: the history keeps the value of the single replay.
    Raises `SimError` where numbers do not go together at the ends of their ranges.
    """
    if not edited.what_ifs:
        raise SimError("a pair without a what-if", hint="name one with --what-if; sim list shows them")
    first, second = resolve(history, account=account), resolve(edited, account=account)
    plan, other = (make_plan(scenario, first.account, vary) for scenario in (history, edited))
    open_there = {number.name for number in other if number.shape}
    asked = "; ".join(question.reason for question in edited.questions)
    there = {number.name: number for number in other}
    kept = tuple(
        replace(number, shape="", reason=f"the what-if gives another value; {asked}")
        if number.shape and number.name not in open_there and edited.edited.issuperset(number.used_at)
        else _in_both(number, there.get(number.name, number))
        for number in plan
    )
    is_open = CHANCE in vary
    job = PairJob(Job(history, first, kept, rng_seed, is_open), Job(edited, second, other, rng_seed, is_open))
    refuse_corners(job.history)
    refuse_corners(job.edited)
    return job


def _in_both(number: Number, other: Number) -> Number:
    """A number as both replays leave it open: a moment keeps its place in the one and in the other."""
    if not (number.shape and other.shape and number.since):
        return number
    return replace(
        number,
        low=max(number.low, other.low),
        high=min(number.high, other.high),
        bounds=tuple(dict.fromkeys((*number.bounds, *other.bounds))),
    )


def independent(values: Floats, others: Floats) -> Floats:
    """(column) how many times the variance of a difference of independent replays is that of the pairs.

    ``values`` and ``others`` are (pair, column); NaN where all pairs differ alike.
    """
    apart = values.var(axis=0, ddof=1) + others.var(axis=0, ddof=1)
    paired = (others - values).var(axis=0, ddof=1)
    times: Floats = np.divide(apart, paired, out=np.full_like(apart, np.nan), where=paired > 0)
    return times
