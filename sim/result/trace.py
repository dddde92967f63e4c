"""What happened in a replay, in order."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar


@dataclass(frozen=True, slots=True)
class ControlChanged:
    """A district's shares by party became ``shares``; ``party`` is whose step it was."""

    minute: int
    district: str
    party: str
    shares: tuple[float, float, float]
    step: str
    basis: str


class PeopleMoved(NamedTuple):
    """One group's journeys of one day from one place to another, by one kind of movement.

    ``departed`` is the midnight that begins the day, ``arrived`` the minute of that day's last
    arrival by the same way, None when somebody was still on the road at the end of the replay.
    A tuple, because a replay holds twenty thousand of them.
    """

    departed: int
    arrived: int | None
    origin: str
    destination: str
    group: str
    people: int
    kind: str
    convoy: str
    basis: str


@dataclass(frozen=True, slots=True)
class ConvoyRan:
    """One convoy's story; ``people`` is (civilians, fighters, wounded) aboard at departure."""

    convoy: str
    due: int
    departed: int | None
    arrived: int | None
    people: tuple[int, int, int]
    outcome: str
    basis: str


@dataclass(frozen=True, slots=True)
class WindowChanged:
    """A road or a truce opened or closed."""

    minute: int
    what: str
    is_open: bool
    basis: str


Told = TypeVar("Told")
Entry = ControlChanged | PeopleMoved | ConvoyRan | WindowChanged


def minute_of(entry: Entry) -> int:
    """When an entry happened: a convoy when it left, or was due."""
    if isinstance(entry, ConvoyRan):
        return entry.due if entry.departed is None else entry.departed
    return entry.departed if isinstance(entry, PeopleMoved) else entry.minute


def in_order(
    told: Sequence[Told], minutes: Sequence[int], moved: Iterable[tuple[int, Iterable[Told]]]
) -> Iterator[list[Told]]:
    """What is told, by rising ``minutes``, and journeys, last of their minute; some at a time.

    ``moved`` are journeys with the minute at which they begin, which rises.
    """
    done = 0
    for departed, some in moved:
        upto = bisect_right(minutes, departed, done)
        yield [*told[done:upto], *some]
        done = upto
    yield [*told[done:]]


def digest(texts: Iterable[Sequence[str]]) -> str:
    """SHA-256 over the entries as ``repr`` has them; equal traces have equal digests on any machine."""
    whole, between = hashlib.sha256(), ""
    for some in filter(None, texts):
        whole.update((between + "\n".join(some)).encode())
        between = "\n"
    return whole.hexdigest()
