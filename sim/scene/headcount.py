"""How many dots stand in a district, from event to event of one day."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sim.scene.dots import round_half_up

EventKind = Literal["change", "come", "home", "leave", "board"]

ORDER: tuple[EventKind, ...] = ("change", "come", "home", "leave", "board")
"""Order of events of one minute: ground changes hands first, and whoever arrives does so before others go."""


class Headcount(NamedTuple):
    """Dots in a district's held and captured part from ``minute`` on."""

    minute: int
    held: int
    captured: int


class Event(NamedTuple):
    """Something that changes a district's dots by ``number``; a change of control by those it turns.

    ``part`` is how much of the day's loss a change of control completes, ``share`` what the
    opposition holds after it.
    """

    minute: int
    kind: EventKind
    number: int = 0
    part: float = 0.0
    share: float = 0.0


def walked(start: Headcount, end: Headcount, share: float, events: list[Event]) -> list[Headcount]:
    """The counts of a day, the first at its beginning, the last as given by ``end``.

    Dots go from and come to the part that the opposition holds (``share`` of the district when the
    day begins), or the captured part where it holds none; people who come home, to the captured
    part.  A change of control turns held into captured dots in proportion to the ground lost that
    day, all of them when nothing is left; the last one makes up the day's end.
    """
    ordered = sorted(events, key=lambda event: (event.minute, ORDER.index(event.kind)))
    home = sum(event.number for event in ordered if event.kind == "home")
    last = max((at for at, event in enumerate(ordered) if event.kind == "change"), default=None)
    turning, turned = end.captured - start.captured - home, 0
    _, held, captured = start
    counts = [start]
    for at, event in enumerate(ordered):
        if event.kind == "change":
            to_come = sum(later.number for later in ordered[at:] if later.kind == "home")
            now = round_half_up(turning * event.part) - turned
            now = end.captured - to_come - captured if at == last else now
            turned, share = turned + now, event.share
            held, captured = (held - now, captured + now) if share > 0 else (0, held + captured)
        elif event.kind == "home" or share <= 0:
            captured += event.number
        else:
            held += event.number
        counts.append(Headcount(event.minute, max(held, 0), max(captured, 0)))
    return [*counts, end]
