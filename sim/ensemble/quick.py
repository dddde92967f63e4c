"""A replay that is asked a hundred things at once, and answers each without going through its trace."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property

from sim.result.replay import Floats, Replay
from sim.result.trace import ControlChanged, ConvoyRan, Entry, PeopleMoved


class Quick(Replay):
    """The same replay; journeys are summed by day and kind, whatever their places and groups."""

    @classmethod
    def of(cls, replay: Replay) -> Quick:
        """Go through the trace once."""
        journeys: defaultdict[tuple[int, str], int] = defaultdict(int)
        others: list[Entry] = []
        for entry in replay.trace:
            if type(entry) is PeopleMoved:
                journeys[entry[0], entry[6]] += entry[5]
            else:
                others.append(entry)
        quick = cls(**{name: getattr(replay, name) for name in replay.__dataclass_fields__})
        moved = (PeopleMoved(day, None, "", "", "", n, kind, "", "") for (day, kind), n in journeys.items())
        quick.__dict__["movements"] = tuple(moved)
        quick.__dict__["convoys"] = tuple(entry for entry in others if isinstance(entry, ConvoyRan))
        quick.__dict__["control_changes"] = tuple(e for e in others if isinstance(e, ControlChanged))
        return quick

    def shares_at(self, minute: int) -> Floats:
        minutes, states = self._states
        return states[bisect_right(minutes, minute)]

    @cached_property
    def _states(self) -> tuple[list[int], list[Floats]]:
        """The minutes at which control changes, and the shares before the first and after each."""
        states = [self.episode.start]
        for step in self.control_changes:
            shares = states[-1].copy()
            shares[self.episode.territory.index(step.district)] = step.shares
            states.append(shares)
        return [step.minute for step in self.control_changes], states


def digest(replay: Replay) -> str:
    """`Replay.digest`: the same text, written without asking twenty thousand tuples for theirs."""
    lines = [_journey(*entry) if type(entry) is PeopleMoved else repr(entry) for entry in replay.trace]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _journey(
    departed: int,
    arrived: int | None,
    origin: str,
    destination: str,
    group: str,
    people: int,
    kind: str,
    convoy: str,
    basis: str,
) -> str:
    """As ``repr`` has it; ids hold nothing that would have to be escaped."""
    return (
        f"PeopleMoved(departed={departed}, arrived={arrived}, origin='{origin}', "
        f"destination='{destination}', group='{group}', people={people}, kind='{kind}', "
        f"convoy='{convoy}', basis='{basis}')"
    )
