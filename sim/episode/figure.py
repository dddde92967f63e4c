"""A sourced figure as an episode holds it: what to read off a replay, and what was claimed."""

from __future__ import annotations

from dataclasses import dataclass

from sim.estimate import Estimate


@dataclass(frozen=True)
class Voice:
    """A claim as outputs show it: who says what, where it stands."""

    claim: str
    said_by: str
    family: str
    locator: str
    text: str
    when: str
    value: Estimate
    unit: str
    wording: str
    scope: str
    note: str


@dataclass(frozen=True)
class Figure:
    """One claim with a number, and how the same thing is read off a replay.

    ``role`` is ``drives`` when the episode used the claim, else ``held-out``.  ``follows`` names
    the speaker that the account followed instead of this one.
    """

    id: str
    claim: str
    minute: int
    since: int
    day: str
    measure: str
    unit: str
    claimed: Estimate
    attributed_to: str
    places: tuple[str, ...]
    group: str | None
    party: str | None
    destination: str | None
    convoy: str | None
    role: str
    follows: str | None
    mechanism: str | None
    replay_is: str | None


@dataclass(frozen=True)
class Unanswered:
    """A claim with a number that no replay of the episode can answer."""

    claim: str
    reason: str
