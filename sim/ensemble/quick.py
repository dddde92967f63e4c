"""A replay that is asked a hundred things at once, and answers each without going through its trace."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from sim.result.replay import Floats, Replay
from sim.result.trace import PeopleMoved


class Quick(Replay):
    """The same replay; journeys are summed by day and kind, whatever their places and groups."""

    @classmethod
    def of(cls, replay: Replay) -> Quick:
        return cls(**{name: getattr(replay, name) for name in replay.__dataclass_fields__})

    @cached_property
    def movements(self) -> tuple[PeopleMoved, ...]:
        sums = self.moves.sums()
        return tuple(PeopleMoved(day, None, "", "", "", n, kind, "", "") for (day, kind), n in sums.items())

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
