"""Convoys at a minute: waiting, on the road, turned back or arrived, with the trail of 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sim.days import DAY
from sim.episode.movement import Evacuation
from sim.result.replay import Replay
from sim.result.trace import ConvoyRan
from sim.scene.ground import Ground
from sim.scene.marks import ConvoyMark, ConvoyStatus, Point, Ring, RoadStatus
from sim.scene.ways import Way, ways_to

TRAIL = DAY
"""Minutes for which a convoy's way stays to be seen."""

REASON = "did not leave: "
"""How the outcome of a convoy that stayed begins; what follows is the closure's id."""


@dataclass(frozen=True)
class Trip:
    """A convoy that left: its way, out and (``back``) in again, from ``departed`` to ``arrived``.

    ``arrived`` is None for one still on the road when the replay ends; its pace is then such that
    it would arrive at ``due_there``.
    """

    ran: ConvoyRan
    way: Way
    departed: int
    arrived: int | None
    due_there: int
    back: bool

    def km(self, minute: int) -> float:
        """How far along its way the head is."""
        part = min(1.0, max(0.0, (minute - self.departed) / max(1, self.due_there - self.departed)))
        return (1 - abs(2 * part - 1) if self.back else part) * self.way.length

    def status(self, minute: int) -> ConvoyStatus:
        if minute < self.departed:
            return "waiting"
        if self.back:
            return "turned back"
        return "on the road" if self.arrived is None or minute < self.arrived else "arrived"

    def is_seen(self, minute: int) -> bool:
        """From when it is due until its trail has gone."""
        last = minute if self.arrived is None else self.arrived + TRAIL - 1
        return min(self.ran.due, self.departed) <= minute <= last

    def trail(self, minute: int) -> Ring:
        """Where the head was, oldest first; a place passed twice stands once."""
        start, end = max(self.departed, minute - TRAIL), min(minute, self.due_there)
        if end <= start:
            return ()
        turn = (self.departed + self.due_there) // 2
        moments = [start, *([turn] if self.back and start < turn < end else []), end]
        points: list[Point] = []
        for a, b in pairwise(moments):
            points += self.way.between(self.km(a), self.km(b))
        return tuple(dict.fromkeys(points))


@dataclass(frozen=True)
class Wait:
    """A convoy that never left, seen at the start of its way until a minute."""

    ran: ConvoyRan
    at: Point
    until: int


class Convoys:
    """All convoys of a replay at any minute.

    Each goes to where most of those aboard go.  The way is schematic; so is the pace, even from end
    to end.
    """

    def __init__(self, replay: Replay, ground: Ground) -> None:
        self._plan = replay.episode.evacuation
        ways = ways_to(ground)
        rows = sorted(replay.convoys, key=lambda ran: (ran.due, ran.convoy)) if self._plan else []
        self._rows: list[Trip | Wait] = []
        for ran in rows:
            assert self._plan is not None
            way = ways[_destination(ran, self._plan)]
            self._rows.append(_row(ran, way, self._plan, replay.calendar.minutes))
        self._kept: dict[tuple[str, bool], ConvoyMark] = {}

    def at(self, minute: int) -> tuple[ConvoyMark, ...]:
        """In the order in which they were due."""
        marks = []
        for row in self._rows:
            if isinstance(row, Wait):
                if row.ran.due <= minute < row.until:
                    marks.append(_mark(row.ran, row.at, (), "waiting"))
            elif row.is_seen(minute):
                marks.append(self._seen(row, minute))
        return tuple(marks)

    def road(self, minute: int) -> RoadStatus:
        """Is the road open just after the changes of ``minute``?"""
        if self._plan is None or minute < self._plan.opens:
            return "not yet open"
        if minute >= self._plan.ends:
            return "over"
        return "open" if self._plan.is_open(minute) else "suspended"

    def moves(self, start: int, end: int) -> bool:
        """Is any convoy under way between two minutes?"""
        trips = [row for row in self._rows if isinstance(row, Trip)]
        return any(trip.departed < end and trip.due_there > start for trip in trips)

    def _seen(self, trip: Trip, minute: int) -> ConvoyMark:
        """Marks of convoys that stand, with a whole trail or none, are kept."""
        waits, whole = minute < trip.departed, trip.due_there <= minute <= trip.departed + TRAIL
        key = trip.ran.convoy, waits
        if not (waits or whole):
            return _mark(trip.ran, trip.way.at(trip.km(minute)), trip.trail(minute), trip.status(minute))
        if key not in self._kept:
            at = trip.way.at(trip.km(minute))
            self._kept[key] = _mark(trip.ran, at, trip.trail(minute), trip.status(minute))
        return self._kept[key]


def _mark(ran: ConvoyRan, at: Point, trail: Ring, status: ConvoyStatus) -> ConvoyMark:
    return ConvoyMark(ran.convoy, at, trail, sum(ran.people), status, ran.basis.startswith("model:"))


def _row(ran: ConvoyRan, way: Way, plan: Evacuation, end: int) -> Trip | Wait:
    if ran.departed is None:
        return Wait(ran, way.at(0.0), _given_up(ran, plan, end))
    usual = ran.departed + plan.fleet.checkpoint + plan.fleet.road
    due_there = max(end, usual) if ran.arrived is None else ran.arrived
    return Trip(ran, way, ran.departed, ran.arrived, due_there, ran.outcome == "turned back")


def _given_up(ran: ConvoyRan, plan: Evacuation, end: int) -> int:
    """Until when a convoy that never left waits: the end of its closure, of the plan, or of the replay."""
    reasons = ran.outcome.removeprefix(REASON).split("+")
    ends = [closure.end for closure in plan.closures if closure.id in reasons]
    return min(end, max(ends, default=max(plan.ends, ran.due)))


def _destination(ran: ConvoyRan, plan: Evacuation) -> str:
    """Where most of those aboard go; the civilians' place for an empty one."""
    return plan.destinations[max(range(len(ran.people)), key=lambda group: (ran.people[group], -group))]
