"""What speakers said of the people evacuated, with the replay's own numbers, ready for table and chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.days import DAY
from sim.lessons.kit import Kit
from sim.scene.charts import evacuated_chart, speakers_of
from sim.scene.marks import FigureMark

MOST = 8
"""Figures that a slide has room for."""


@dataclass(frozen=True)
class Told:
    """One figure: ``value`` is the best number, else the bound, which ``bound`` then names."""

    claim: str
    speaker: str
    day: date
    value: float
    below: float
    above: float
    bound: str
    drives: bool


@dataclass(frozen=True)
class Modelled:
    """People whom the replay has evacuated by the end of a day, to the nearest hundred."""

    day: date
    label: str
    people: int


def told(kit: Kit) -> tuple[Told, ...]:
    """The latest figures of everybody evacuated, by their moment."""
    return tuple(_told(kit, mark) for mark in _marks(kit)[-MOST:])


def more(kit: Kit) -> bool:
    """Are there more figures than a slide has room for?"""
    return len(_marks(kit)) > MOST


def _marks(kit: Kit) -> tuple[FigureMark, ...]:
    replay = kit.bundle.replay
    letters = {name: letter for letter, name in speakers_of(replay)}
    return evacuated_chart(replay, letters).figures


def _told(kit: Kit, mark: FigureMark) -> Told:
    """Without a best number or both ends, the one end that is given stands."""
    low, best, high = mark.low, mark.best, mark.high
    if best is None and low is not None and high is not None:
        best = (low + high) / 2
    bound = "" if best is not None else "at least" if low is not None else "at most"
    value = next(number for number in (best, low, high) if number is not None)
    return Told(
        mark.claim,
        mark.speaker,
        kit.bundle.replay.calendar.day_of(max(0, mark.minute - 1)),
        value,
        value - low if low is not None and not bound else 0.0,
        high - value if high is not None and not bound else 0.0,
        bound,
        mark.drives,
    )


def days_told(kit: Kit, figures: tuple[Told, ...]) -> tuple[Modelled, ...]:
    """The replay at the end of each day from the first figure's, or the evacuation's, to the last day."""
    replay = kit.bundle.replay
    plan, dates = replay.episode.evacuation, replay.calendar.dates()
    first = min(figure.day for figure in figures)
    if plan is not None:
        first = min(first, replay.calendar.day_of(min(plan.opens, replay.calendar.minutes - 1)))
    return tuple(_modelled(kit, number, day) for number, day in enumerate(dates) if day >= first)


def _modelled(kit: Kit, number: int, day: date) -> Modelled:
    kit.facts.fact(f"replay evacuated {day.isoformat()}")
    people = sum(kit.bundle.replay.evacuated_at((number + 1) * DAY))
    return Modelled(day, short_day(kit, day), (people + 50) // 100 * 100)


def short_day(kit: Kit, day: date) -> str:
    """``16 Dec``."""
    return kit.facts.keep(f"short day {day.isoformat()}", kit.facts.say.short_date(day), "calendar")


def row(kit: Kit, figure: Told) -> tuple[str, ...]:
    """Who says it, how many, who is counted, for when, where it stands."""
    claim = figure.claim
    scope = kit.bundle.voice(claim).scope.split(";")[0]
    return (
        kit.facts.tell(f"<{claim} speaker>"),
        spanned(kit, claim),
        kit.facts.keep(f"{claim} scope", scope, f"claim:{claim}"),
        kit.facts.tell(f"<{claim} day>"),
        kit.facts.tell(f"<{claim} where>"),
    )


def spanned(kit: Kit, claim: str) -> str:
    """``10,000 (9,500–10,500)``."""
    return kit.facts.keep(f"{claim} span", kit.facts.span(claim), f"claim:{claim}")
