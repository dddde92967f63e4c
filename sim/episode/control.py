"""Control as an episode knows it: shares at the start, and steps at their moments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ControlStep:
    """From ``minute`` on, ``party`` holds ``share`` of ``district``.

    A step never lowers what the party holds already unless ``exactly`` is true.  Steps of the
    same minute act in the order of the scenario's file.
    """

    minute: int
    district: int
    party: int
    share: float
    exactly: bool
    id: str
    basis: str
