"""Each number of the whole as many replays have it, beside the single replay and the figures held out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.days import DAY
from sim.episode.figure import Figure
from sim.episode.places import GOVERNMENT
from sim.result.replay import Floats, Replay
from sim.result.spread import CROSSED, EVACUATED, GROUND, INSIDE, Name, Spread
from sim.scene.charts import by_moment, evacuated_figures, figure_mark, letter_of, share_figures
from sim.scene.claims import speaker_name
from sim.scene.marks import FigureMark

HELD_OUT = "held-out"


@dataclass(frozen=True)
class Panel:
    """One number at each day's end: ``lines`` (5, n) and ``single`` (n) at ``minutes`` (n).

    ``key`` names its heading, ``place`` what that needs; people, or parts of one where ``is_share``.
    """

    key: str
    place: str
    is_share: bool
    minutes: Floats
    lines: Floats
    single: Floats
    figures: tuple[FigureMark, ...]


@dataclass(frozen=True)
class _Wanted:
    """A panel before its lines are cut: the number's name, its days of the single replay, its figures."""

    key: str
    name: Name
    single: Floats
    figures: list[Figure]
    place: str = ""


def spread_panels(replay: Replay, spread: Spread) -> tuple[Panel, ...]:
    """People inside, ground, the evacuated, and those who crossed, in all and to each side.

    A number that the spread does not have is left out, as the evacuated are where nobody is evacuated.
    Figures are those that ask for the same number and are held out; letters go by first figure.
    """
    wanted = [one for one in _wanted(replay) if one.name in spread.lines]
    figures = by_moment([figure for one in wanted for figure in one.figures])
    names = dict.fromkeys(speaker_name(figure.attributed_to) for figure in figures)
    letters = {name: letter_of(number) for number, name in enumerate(names)}
    return tuple(_panel(replay, spread, one, letters) for one in wanted)


def _panel(replay: Replay, spread: Spread, wanted: _Wanted, letters: dict[str, str]) -> Panel:
    plan, lines = replay.episode.evacuation, spread.lines[wanted.name]
    is_share = wanted.name == GROUND
    opens = plan.opens if plan is not None and wanted.name == EVACUATED else DAY
    first = max(0, opens // DAY - 1)
    return Panel(
        key=wanted.key,
        place=wanted.place,
        is_share=is_share,
        minutes=np.arange(first + 1, replay.calendar.days + 1, dtype=np.float64) * DAY,
        lines=lines[:, first:] / (replay.episode.territory.km2 if is_share else 1.0),
        single=wanted.single[first:],
        figures=tuple(figure_mark(figure, letters) for figure in by_moment(wanted.figures)),
    )


def _wanted(replay: Replay) -> list[_Wanted]:
    ends = [day * DAY for day in range(1, replay.calendar.days + 1)]
    inside = [figure for figure in _held_out(replay, "present") if not figure.places]
    found = [
        _Wanted("inside", INSIDE, _days(replay.in_enclave().sum(axis=1)), inside),
        _Wanted(
            "ground",
            GROUND,
            replay.km2()[:, GOVERNMENT] / replay.episode.territory.km2,
            [figure for figure in share_figures(replay) if figure.role == HELD_OUT],
        ),
    ]
    if replay.episode.evacuation is not None:
        gone = _days([sum(replay.evacuated_at(end)) for end in ends])
        figures = [figure for figure in evacuated_figures(replay) if figure.role == HELD_OUT]
        found.append(_Wanted("evacuated", EVACUATED, gone, figures))
    return [*found, *_crossings(replay, ends)]


def _crossings(replay: Replay, ends: list[int]) -> Iterator[_Wanted]:
    """In all where there are several ways, then each way."""
    fled = [replay.fled_at(end) for end in ends]
    since_start = [figure for figure in _held_out(replay, "crossed") if figure.since == 0]
    asked = {way: [f for f in since_start if f.destination == way] for way in (None, *fled[0])}
    names = {place.id: place.name for place in replay.episode.places}
    if len(fled[0]) > 1:
        yield _Wanted("crossed", CROSSED, _days([sum(row.values()) for row in fled]), asked[None])
    for way in fled[0]:
        name = (f"crossed-to-{way}", *CROSSED[1:])
        yield _Wanted("crossed-to", name, _days([row[way] for row in fled]), asked[way], names.get(way, way))


def _held_out(replay: Replay, measure: str) -> list[Figure]:
    """Figures of everybody that ask for something."""
    figures = (figure for figure in replay.episode.figures if figure.measure == measure)
    return [figure for figure in figures if figure.role == HELD_OUT and figure.group is None]


def _days(values: Iterable[int]) -> Floats:
    return np.array(list(values), dtype=np.float64)
