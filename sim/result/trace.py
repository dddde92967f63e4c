"""What happened in a replay, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


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


Entry = ControlChanged | PeopleMoved | ConvoyRan | WindowChanged


def digest(entries: Iterable[Entry]) -> str:
    """SHA-256 over the entries as text; equal traces have equal digests on any machine."""
    text = "\n".join(repr(entry) for entry in entries)
    return hashlib.sha256(text.encode()).hexdigest()
