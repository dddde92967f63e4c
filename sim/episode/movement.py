"""People of an episode: who was there, by what rates they leave, and how they are carried."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Window:
    """A span of minutes, from ``start`` to the one before ``end``."""

    id: str
    start: int
    end: int
    basis: str

    def spans(self, minute: int) -> bool:
        return self.start <= minute < self.end


@dataclass(frozen=True)
class Corridor:
    """A way out across the lines; ``capacity`` is people per hour."""

    id: str
    destination: str
    party: int
    travel: int
    capacity: int
    closures: tuple[Window, ...]

    def is_open(self, minute: int) -> bool:
        return not any(closure.spans(minute) for closure in self.closures)


@dataclass(frozen=True)
class Flight:
    """Shares and daily rates by which people leave; see the scenario for their reasons.

    ``bombardment`` is (minute, level) from which each level holds, levels between 0 and 1.
    """

    stay: float
    cross: float
    surrender: float
    cross_near_front: float
    retreat_near_front: float
    retreat_bombed: float
    retreat_minutes: int
    surrender_minutes: int
    custody: str
    corridors: tuple[Corridor, ...]
    bombardment: tuple[tuple[int, float], ...]
    return_to: int
    return_from: str
    return_starts: int
    return_rate: float

    @property
    def retreat(self) -> float:
        """Share of the captured who move deeper into what is left."""
        return 1.0 - self.stay - self.cross


@dataclass(frozen=True)
class Fleet:
    """Vehicles and the minutes of each part of a round trip."""

    buses: int
    seats: int
    buses_per_convoy: int
    ambulances: int
    ambulances_per_convoy: int
    wounded_per_ambulance: int
    loading_bays: int
    loading: int
    checkpoint: int
    road: int
    unloading: int
    returning: int
    load_per_convoy: int

    @property
    def round_trip(self) -> int:
        return self.loading + self.checkpoint + self.road + self.unloading + self.returning


@dataclass(frozen=True)
class Convoy:
    """A convoy that documents name; ``people`` and ``wounded`` are None where the fleet decides."""

    id: str
    due: int
    people: int | None
    wounded: int | None
    turned_back: int | None
    basis: str


@dataclass(frozen=True)
class Evacuation:
    """When the road was open, the vehicles, and the convoys that documents name."""

    opens: int
    ends: int
    closures: tuple[Window, ...]
    fleet: Fleet
    convoys: tuple[Convoy, ...]
    fighters_from_convoy: int
    destinations: tuple[str, str, str]
    basis: str

    def is_open(self, minute: int) -> bool:
        return self.opens <= minute < self.ends and not any(c.spans(minute) for c in self.closures)


@dataclass(frozen=True)
class Population:
    """People on the first midnight, whole numbers by (group, district)."""

    inside: NDArray[np.int64]
    basis: str
