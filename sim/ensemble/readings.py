"""What is kept of each member: headline figures, figures to check, and where people were on each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.checks.measures import measure
from sim.days import DAY
from sim.ensemble.quick import Quick
from sim.episode.episode import Episode
from sim.episode.figure import Figure
from sim.episode.places import GROUPS, PARTIES
from sim.result.replay import Floats, Replay

PEOPLE, KM2 = "people", "km2"
ALL = "all"
"""Every group together."""


@dataclass(frozen=True)
class Series:
    """One number for each day's end: of a place or of the whole, for a group or party."""

    place: str
    group: str
    unit: str
    whole: bool = False


def headlines(replay: Replay) -> dict[str, tuple[int, str]]:
    """Whole number and unit of the figures told first, by name; all of them modelled."""
    end, plan = replay.calendar.minutes, replay.episode.evacuation
    found: dict[str, tuple[int, str]] = {}
    for place, people in replay.fled_at(end).items():
        found[f"crossed-to-{place}"] = (people, PEOPLE)
    found["surrendered"] = (int(replay.hours.surrendered[-1]), "fighters")
    if plan is not None:
        found["in-enclave-when-the-evacuation-opens"] = (inside_at(replay, plan.opens), PEOPLE)
        gone = replay.evacuated_at(end)
        found["evacuated"] = (sum(gone), PEOPLE)
        found |= {f"evacuated-{group}": (n, PEOPLE) for group, n in zip(GROUPS, gone, strict=True)}
        found["convoys-that-left"] = (sum(c.departed is not None for c in replay.convoys), "convoys")
    return found


def inside_at(replay: Replay, minute: int) -> int:
    """People in opposition-held ground on the hour."""
    row = int(np.searchsorted(replay.hours.minute, minute, side="right")) - 1
    counts = replay.hours.inside[row] if row >= 0 else replay.episode.population.inside
    return int(counts.sum())


def series_of(replay: Replay) -> tuple[Series, ...]:
    """The order of the series that `by_day` reads."""
    crossings = [Series(f"crossed-to-{place}", ALL, PEOPLE, True) for place in replay.hours.destinations]
    return (
        *(Series("enclave", group, PEOPLE, True) for group in (*GROUPS, ALL)),
        *(Series("evacuated", group, PEOPLE, True) for group in (*GROUPS, ALL)),
        *crossings,
        Series("crossed", ALL, PEOPLE, True),
        *(Series("enclave", party, KM2, True) for party in PARTIES),
        *(Series(place, group, PEOPLE) for group in GROUPS for place in replay.places),
    )


def by_day(replay: Replay) -> NDArray[np.float32]:
    """(series, day) at the end of each day; whole people are exact."""
    ends = range(DAY, replay.calendar.minutes + 1, DAY)
    people = replay.people.transpose(1, 2, 0).reshape(-1, replay.calendar.days)
    parts = (
        _with_all(replay.in_enclave().T),
        _with_all(np.array([replay.evacuated_at(end) for end in ends]).T),
        _with_all(np.array([list(replay.fled_at(end).values()) for end in ends]).reshape(len(ends), -1).T),
        replay.km2().T,
        people,
    )
    return np.concatenate(parts).astype(np.float32)


def _with_all(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """(group, day) with their sum as one more: quantiles of a sum are not the sums of quantiles."""
    return np.concatenate([groups, groups.sum(axis=0, keepdims=True)])


class Figures:
    """An episode's figures, those that ask for the same thing read off once."""

    def __init__(self, episode: Episode) -> None:
        places: dict[object, int] = {}
        self.asked: list[Figure] = []
        self.at = np.zeros(len(episode.figures), dtype=np.intp)
        for number, figure in enumerate(episode.figures):
            key = (figure.measure, figure.minute, figure.since, figure.places, figure.group, figure.party,
                   figure.destination, figure.convoy)  # fmt: skip
            if key not in places:
                places[key] = len(self.asked)
                self.asked.append(figure)
            self.at[number] = places[key]

    def read(self, replay: Replay) -> Floats:
        """(figure) replayed values, in the order of the episode's figures."""
        quick = Quick.of(replay)
        return np.array([measure(quick, figure) for figure in self.asked])[self.at]
