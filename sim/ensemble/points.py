"""Replays at points that somebody chose: values and a seed for each, played by the crew, read off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter

import numpy as np

from sim.days import DAY
from sim.ensemble.crew import Crew, together
from sim.ensemble.draws import Floats
from sim.ensemble.member import Job
from sim.ensemble.readings import headlines, inside_at
from sim.ensemble.rows import Rows, row_type, sealed
from sim.ensemble.run import fill
from sim.result.replay import Replay
from sim.store import refusing, room_in

INSIDE = "inside-"
"""Before a date: people in opposition-held ground at that day's end."""


@dataclass(frozen=True)
class Points(Job):
    """A job whose members have the seeds that they are given."""

    seeds: tuple[int, ...] = ()

    def seed(self, member: int) -> int:
        return self.seeds[member]

    def row(self, member: int, values: Sequence[float]) -> bytes:
        """The member's readings and figures to check; neither its days nor the hash of its trace."""
        replay = self.play(member, values)
        row = np.zeros((), dtype=self.row_type)
        row["member"] = member
        row["headlines"] = [value for value, _ in readings(replay).values()]
        row["figures"] = self.figures.read(replay)
        return sealed(row)

    @cached_property
    def row_type(self) -> np.dtype[np.void]:
        return row_type(len(readings(self.first)), len(self.base.figures), 0)


@dataclass(frozen=True)
class Read:
    """What was read off each point: (point, reading) in the order of `readings`, and (point, figure)."""

    readings: Floats
    figures: Floats


def readings(replay: Replay) -> dict[str, tuple[int, str]]:
    """The headline figures, and the people inside at the end of each day: whole number and unit, by name."""
    days = enumerate(replay.calendar.dates(), 1)
    return headlines(replay) | {
        f"{INSIDE}{date.isoformat()}": (inside_at(replay, day * DAY), "people") for day, date in days
    }


def play_points(
    points: Points,
    values: Floats,
    folder: Path,
    *,
    workers: int,
    tell: Callable[[int], None] = lambda _: None,
) -> Read:
    """Play (point, number) values; the same whatever the number of workers.

    The rows gather in a hidden room in ``folder``, which is gone afterwards.  ``tell`` hears how many
    points are done.  Raises `SimError` where values do not go together, or nothing can be written.
    """
    members = len(values)
    before = perf_counter()
    points.row(0, values[0])
    piece = together(perf_counter() - before)
    with refusing(str(folder)), room_in(folder) as room:
        rows = Rows(room / "rows", points.row_type, keep=False)
        crew = Crew(points, values, rows, workers, piece)
        fill(crew, (0, members), tell)
        read = partial(rows.columns, members=members)
        found = Read(read("headlines").astype(np.float64), read("figures").astype(np.float64))
        rows.close()
    return found
