"""The moments of an account's episode as numbers: between which minutes each may lie, and their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sim.days import DAY
from sim.ensemble.number import ASSUMPTIONS, CLAIMS, UNIFORM, Number
from sim.ensemble.order import Event, bounds_of, span
from sim.episode.control import ControlStep
from sim.episode.movement import Evacuation
from sim.scenario.basis import Moment
from sim.scenario.load import Scenario
from sim.scenario.settle import WHEN, Settler, Timed

NO_HOUR = "day"
"""The part of day of a claim that names none."""


def moments_of(scenario: Scenario, settler: Settler) -> Iterator[Number]:
    """A number for each moment: minutes since the first midnight, or beside a moment that hangs on a step."""
    for path, timed in settler.moments.items():
        if timed.claim is not None:
            yield _of_claim(scenario, path, timed)
        elif timed.moment is not None:
            yield _of_assumption(scenario, settler, path, timed, timed.moment)


def _of_claim(scenario: Scenario, path: str, timed: Timed) -> Number:
    """The hours that a claim's part of day leaves open; a stated hour leaves none."""
    claim, wording = timed.claim, scenario.record.wording
    assert claim is not None
    value, part = timed.minute - timed.after, claim.when.part or NO_HOUR
    hours = wording.hours(part)
    if hours is not None:
        low, high = (value // DAY * DAY + clock for clock in hours)
        reason = f"'{part}': {wording.parts_of_day[part].because}"
    else:
        low = high = value
        reason = f"'{part}' leaves no range" if part in wording.parts_of_day else f"'{part}' is stated"
    return Number(
        claim.id + WHEN,
        CLAIMS,
        (path,),
        low,
        value,
        high,
        UNIFORM if low < high else "",
        f"{scenario.record.speakers[claim.said_by].name}, {claim.locator}",
        reason,
        claim=claim.id,
        since=scenario.head.calendar.stamp(0),
    )


def _of_assumption(scenario: Scenario, settler: Settler, path: str, timed: Timed, moment: Moment) -> Number:
    calendar = scenario.head.calendar
    hung = moment.step is not None
    value = 0 if hung else timed.minute - timed.after
    since = calendar.stamp(timed.minute if hung else 0)
    if moment.range is None:
        reason = f"no range is given; {moment.because}"
        return Number(path, ASSUMPTIONS, (path,), value, value, value, "", "", reason, since=since)
    ends = (moment.range.earliest, moment.range.latest)
    low, high = (e - timed.after if isinstance(e, int) else settler.stamp(e) for e in ends)
    shape = moment.range.shape if low < high else ""
    return Number(path, ASSUMPTIONS, (path,), low, value, high, shape, "", moment.range.because, since=since)


def in_order(
    plan: Collection[Number],
    scenario: Scenario,
    settler: Settler,
    steps: Collection[ControlStep],
    evacuation: Evacuation | None,
) -> tuple[Number, ...]:
    """The plan with what holds each drawn moment in its place, and ranges cut to what that leaves.

    Kept is the order of what happens to each district, of each corridor's closures, and of all that is
    told of the bombardment and the evacuation together.
    """
    events = {path: _event(settler, path) for path in settler.moments}
    chains = [
        tuple(sorted(chain, key=lambda event: event.minute))
        for chain in (
            *_of_districts(events, steps),
            *_of_corridors(events),
            _of_evacuation(events, evacuation),
        )
    ]
    touchy = [event for path, event in events.items() if path in scenario.edited or len(event.numbers) > 1]
    singles = {number.name: number.value for number in plan}
    turns, last = _turns(events.values()), scenario.head.calendar.minutes
    held = [
        replace(
            number,
            bounds=bounds_of(number.name, chains, touchy, last, singles),
            turn=turns[number.name],
        )
        if number.since and number.shape
        else number
        for number in plan
    ]
    return _cut(held)


def _turns(events: Iterable[Event]) -> dict[str, int]:
    """When each moment is drawn: the earlier first, and what hangs on a step behind that step."""
    found: dict[str, int] = {}
    for event in sorted(events, key=lambda event: (event.minute, len(event.numbers))):
        for name in event.numbers:
            found.setdefault(name, len(found) + 1)
    return found


def _event(settler: Settler, path: str) -> Event:
    timed = settler.moments[path]
    if timed.claim is not None:
        return Event((timed.claim.id + WHEN,), timed.after, timed.minute)
    if timed.moment is not None and timed.moment.step is not None:
        base = _event(settler, f"control.{timed.moment.step}.at")
        return Event((*base.numbers, path), base.more + timed.after, timed.minute)
    return Event((path,), timed.after, timed.minute)


def _of_districts(events: Mapping[str, Event], steps: Iterable[ControlStep]) -> Iterator[list[Event]]:
    chains: defaultdict[int, list[Event]] = defaultdict(list)
    for step in steps:
        chains[step.district].append(events[f"control.{step.id}.at"])
    yield from chains.values()


def _of_corridors(events: Mapping[str, Event]) -> Iterator[list[Event]]:
    chains: defaultdict[str, list[Event]] = defaultdict(list)
    for path, event in events.items():
        if path.startswith("flight.corridors."):
            chains[path.split(".")[2]].append(event)
    yield from chains.values()


def _of_evacuation(events: Mapping[str, Event], evacuation: Evacuation | None) -> list[Event]:
    """Bombardment and evacuation, whose end comes behind what falls on the same minute.

    A convoy whose arrival is told of counts by when it was due.
    """
    due = {f"evacuation.convoys.{c.id}.arrives": c.due for c in evacuation.convoys} if evacuation else {}
    found = []
    for path, event in sorted(events.items(), key=lambda item: item[0] == "evacuation.ends"):
        if path.startswith(("flight.bombardment.", "evacuation.")):
            earlier = event.minute - due.get(path, event.minute)
            found.append(replace(event, more=event.more - earlier, minute=event.minute - earlier))
    return found


def _cut(plan: Collection[Number]) -> tuple[Number, ...]:
    """Ranges without what no draw could come to, since something else lies before or behind."""
    found = {number.name: number for number in plan}
    moved = True
    while moved:
        known = {name: (number.low, number.high) for name, number in found.items() if number.shape}
        moved = False
        for name, number in found.items():
            low, high = (float(end) for end in span(number.low, number.high, number.bounds, known))
            if (low, high) != (number.low, number.high):
                moved = True
                found[name] = replace(number, low=low, high=high)
    return tuple(_told(found[number.name], number) for number in plan)


def _told(cut: Number, whole: Number) -> Number:
    if (cut.low, cut.high) == (whole.low, whole.high):
        return cut
    reason = f"{whole.reason}; cut where what comes before or after it leaves no room"
    return replace(cut, reason=reason, shape=cut.shape if cut.low < cut.high else "")
