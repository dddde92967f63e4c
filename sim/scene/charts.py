"""Two charts: people evacuated so far, and the share of the enclave held by each party."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.days import DAY, HOUR
from sim.episode.figure import Figure
from sim.episode.places import GOVERNMENT, PARTIES
from sim.estimate import Estimate
from sim.result.replay import Replay
from sim.scene.claims import locator, speaker_name
from sim.scene.marks import FigureMark

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I, which looks like a range, and O, which looks like a dot."""


@dataclass(frozen=True)
class EvacuatedChart:
    """People evacuated so far, from minute ``starts`` on, a day before the road opens.

    ``hours`` (n) are minutes, ``modelled`` (n) whole people of all groups who left with convoys by
    then and were not brought back.  ``figures`` are what speakers said of the same number.  Without
    an evacuation all of it is empty.
    """

    hours: NDArray[np.int64]
    modelled: NDArray[np.int64]
    figures: tuple[FigureMark, ...]
    starts: int


@dataclass(frozen=True)
class ShareChart:
    """Share of the enclave of the first day, from 0 to 1: ``days`` (n) from 1, ``shares`` (n, party).

    ``shares`` stand at each day's end; ``start`` (party) on the first midnight.  ``figures`` are
    quoted shares held by the government.
    """

    days: NDArray[np.int64]
    shares: NDArray[np.float64]
    start: tuple[float, float, float]
    figures: tuple[FigureMark, ...]


def evacuated_chart(replay: Replay, letters: dict[str, str]) -> EvacuatedChart:
    """Modelled people at each full hour and at the end, beside the figures of everybody evacuated."""
    plan, end = replay.episode.evacuation, replay.calendar.minutes
    empty = np.array([], dtype=np.int64)
    if plan is None:
        return EvacuatedChart(empty, empty, (), end)
    starts = max(0, plan.opens - DAY)
    hours = np.array([*range(starts, end, HOUR), end], dtype=np.int64)
    modelled = np.array([sum(replay.evacuated_at(int(hour))) for hour in hours], dtype=np.int64)
    figures = tuple(figure_mark(figure, letters) for figure in evacuated_figures(replay))
    return EvacuatedChart(hours, modelled, figures, starts)


def share_chart(replay: Replay, letters: dict[str, str]) -> ShareChart:
    """The computed line beside the quoted shares."""
    territory = replay.episode.territory
    shares = replay.km2() / territory.km2
    government, opposition, sdf = (replay.episode.start.T @ territory.areas / territory.km2).tolist()
    days = np.arange(1, replay.calendar.days + 1, dtype=np.int64)
    figures = tuple(figure_mark(figure, letters) for figure in share_figures(replay))
    return ShareChart(days, shares, (government, opposition, sdf), figures)


def evacuated_figures(replay: Replay) -> list[Figure]:
    """Figures of everybody evacuated since the road opened or before, by moment."""
    plan = replay.episode.evacuation
    if plan is None:
        return []
    whole = [f for f in replay.episode.figures if f.measure == "evacuated" and f.group is None]
    return by_moment([f for f in whole if f.unit == "people" and f.since <= plan.opens])


def share_figures(replay: Replay) -> list[Figure]:
    """Figures of the share of the enclave that the government holds, by moment."""
    party = PARTIES[GOVERNMENT]
    return by_moment([f for f in replay.episode.figures if f.measure == "enclave-share" and f.party == party])


def by_moment(figures: list[Figure]) -> list[Figure]:
    """Those with a number, by moment."""
    found = [figure for figure in figures if not figure.claimed.is_empty]
    return sorted(found, key=lambda figure: (figure.minute, figure.claim))


def speakers_of(replay: Replay) -> tuple[tuple[str, str], ...]:
    """(letter, name) of all who give a figure in either chart, by their first one."""
    figures = [*evacuated_figures(replay), *share_figures(replay)]
    ordered = sorted(figures, key=lambda figure: (figure.minute, figure.claim))
    names = dict.fromkeys(speaker_name(figure.attributed_to) for figure in ordered)
    return tuple((letter_of(number), name) for number, name in enumerate(names))


def letter_of(number: int) -> str:
    """A, B … Z, AA, AB …, without I and O."""
    rest, last = divmod(number, len(LETTERS))
    return (letter_of(rest - 1) if rest else "") + LETTERS[last]


def figure_mark(figure: Figure, letters: dict[str, str]) -> FigureMark:
    """A figure as it stands in a chart; ``letters`` are those of speakers by name."""
    name = speaker_name(figure.attributed_to)
    return FigureMark(
        claim=figure.claim,
        letter=letters[name],
        speaker=name,
        locator=locator(figure.claim),
        minute=figure.minute,
        low=figure.claimed.low,
        best=figure.claimed.best,
        high=figure.claimed.high,
        drives=figure.role == "drives",
        says=said(figure.claimed, figure.unit),
    )


def said(value: Estimate, unit: str) -> str:
    """The number said, ``8,500``, ``40%``, ``at least 34,000`` or ``28–39%``."""
    if value.best is not None:
        return _number(value.best, unit)
    if value.low is not None and value.high is not None:
        low, high = _number(value.low, unit), _number(value.high, unit)
        return f"{low.removesuffix('%')}–{high}"
    if value.low is not None:
        return f"at least {_number(value.low, unit)}"
    return f"at most {_number(value.high or 0.0, unit)}"


def _number(value: float, unit: str) -> str:
    return f"{100 * value:.0f}%" if unit == "share" else f"{value:,.0f}"
