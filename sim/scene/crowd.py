"""Modelled people through the days: the dots that stand in each district, and those on their way."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

import numpy as np

from sim.days import DAY
from sim.episode.places import OPPOSITION
from sim.result.replay import Replay
from sim.result.trace import ControlChanged
from sim.scene.dots import UNIT, DayDots, Dots, apportion, round_half_up
from sim.scene.flows import DayFlows, Ints, flows_of, people_at_start
from sim.scene.headcount import Event, EventKind, Headcount, walked
from sim.scene.journeys import Journey, journeys_of

__all__ = ["UNIT", "Crowd"]


class Crowd:
    """All the dots of a replay: ``flows`` in people, ``days`` in dots, ``journeys`` by day of departure.

    ``first`` (district) stand there at the start.
    """

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self._index = {name: at for at, name in enumerate(replay.episode.territory.districts)}
        self.flows: list[DayFlows] = flows_of(replay)
        dots = Dots.at_start(people_at_start(replay), len(self.flows[0].kinds))
        self.first: Ints = dots.held.copy()
        self.days: list[DayDots] = [dots.day(flows) for flows in self.flows]
        self._at: tuple[tuple[int, int], list[Headcount]] | None = None
        self._changes: list[list[ControlChanged]] = [[] for _ in self.days]
        for change in replay.control_changes:
            self._changes[change.minute // DAY].append(change)
        self.journeys: list[list[Journey]] = [
            journeys_of(day, dots, self.flows[day].kinds, self._changes[day], self._index)
            for day, dots in enumerate(self.days)
        ]

    @cached_property
    def most(self) -> Ints:
        """(district) the largest number of dots that ever stand there."""
        tops = [[max(c.held + c.captured for c in counts) for counts in day] for day in self.counts]
        most: Ints = np.array(tops, dtype=np.int64).max(axis=0)
        return most

    @cached_property
    def counts(self) -> list[list[list[Headcount]]]:
        """By day and district: the dots from event to event, the first at the day's beginning."""
        return [self._count(day) for day in range(len(self.days))]

    def at(self, minute: int, day: int) -> list[Headcount]:
        """The dots of each district at a minute of a day (from 0); the same list until some change."""
        turn = day, bisect_right(self._turning[day], minute)
        if self._at is None or self._at[0] != turn:
            latest = (minute, np.inf)
            self._at = turn, [counts[bisect_right(counts, latest) - 1] for counts in self.counts[day]]
        return self._at[1]

    @cached_property
    def _turning(self) -> list[list[int]]:
        """By day: the minutes from which some district's dots are others."""
        return [sorted({count.minute for counts in day for count in counts}) for day in self.counts]

    def travelling(self, minute: int, day: int) -> list[Journey]:
        """Dots on their way at a minute of a day (from 0), those of the day before with them."""
        before = self.journeys[day - 1] if day else []
        return [j for j in (*before, *self.journeys[day]) if j.departs <= minute < j.arrives]

    def _count(self, day: int) -> list[list[Headcount]]:
        events = self._events(day)
        start = self.days[day - 1] if day else None
        ends = self.days[day]
        shares = self.replay.control[day - 1] if day else self.replay.episode.start
        found = []
        for district, todays in enumerate(events):
            held = self.first[district] if start is None else start.held[district]
            captured = 0 if start is None else start.captured[district]
            first = Headcount(day * DAY, int(held), int(captured))
            last = Headcount((day + 1) * DAY, int(ends.held[district]), int(ends.captured[district]))
            found.append(walked(first, last, float(shares[district, OPPOSITION]), todays))
        return found

    def _events(self, day: int) -> list[list[Event]]:
        """What happens in each district on a day."""
        events: list[list[Event]] = [[] for _ in self._index]
        for journey in self.journeys[day - 1] if day else []:
            if journey.arrives > day * DAY and journey.destination < len(events):
                events[journey.destination].append(Event(journey.arrives, "come", 1))
        for journey in self.journeys[day]:
            if journey.origin < len(events):
                events[journey.origin].append(Event(journey.departs, "leave", -1))
            if journey.destination < len(events) and journey.arrives <= (day + 1) * DAY:
                kind: EventKind = "home" if journey.kind == "return" else "come"
                events[journey.destination].append(Event(journey.arrives, kind, 1))
        for minute, dots in self.boardings(day):
            for district in np.flatnonzero(dots).tolist():
                events[district].append(Event(minute, "board", -int(dots[district])))
        for district, change in self._turns(day):
            events[district].append(change)
        return events

    def _turns(self, day: int) -> list[tuple[int, Event]]:
        """Changes of control with how much of the day's loss of that district is complete."""
        before = self.replay.control[day - 1] if day else self.replay.episode.start
        share = {district: float(before[at, OPPOSITION]) for district, at in self._index.items()}
        lost, steps = dict.fromkeys(share, 0.0), []
        for change in self._changes[day]:
            name, after = change.district, change.shares[OPPOSITION]
            lost[name], share[name] = lost[name] + max(0.0, share[name] - after), after
            steps.append((change, lost[name]))
        found = []
        for change, gone in steps:
            all_of_it = lost[change.district]
            part = gone / all_of_it if all_of_it else 1.0
            turn = Event(change.minute, "change", part=part, share=change.shares[OPPOSITION])
            found.append((self._index[change.district], turn))
        return found

    def boardings(self, day: int) -> list[tuple[int, Ints]]:
        """(minute, dots by district) that leave with convoys (fewer than 0: come back)."""
        boardings, aboard = self.flows[day].boardings, self.days[day].aboard
        everyone = sum(boarding.people for boarding in boardings)
        found, so_far, done = [], 0, np.zeros_like(aboard)
        for boarding in boardings:
            so_far += boarding.people
            total = round_half_up(int(aboard.sum()) * so_far / everyone) if everyone else 0
            whole = np.abs(aboard)
            upto = np.sign(total) * apportion(whole.astype(np.float64), abs(total), whole)
            found.append((boarding.minute, upto - done))
            done = upto
        return [*found, *self._there_and_back(day)]

    def _there_and_back(self, day: int) -> list[tuple[int, Ints]]:
        """Dots that leave with a convoy that is turned back, and get off again on the same day."""
        held, found = self.days[day].held, []
        for boarding in self.flows[day].in_vain:
            dots = apportion(held.astype(np.float64), round_half_up(boarding.people / UNIT), held)
            found.append((boarding.minute, dots))
            found.append((boarding.back, -dots))
        return found
