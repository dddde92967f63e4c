"""Places of an episode: districts that change hands and places that people reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTIES = ("government", "opposition", "sdf")
"""Index order of every party axis."""

GOVERNMENT, OPPOSITION, SDF = range(3)

GROUPS = ("civilians", "fighters", "wounded")
"""Index order of every group axis.  A wounded person is counted here only, not as a civilian."""

CIVILIANS, FIGHTERS, WOUNDED = range(3)

IN_TRANSIT = "in-transit"
"""Where people stand who are on the road at midnight."""


@dataclass(frozen=True)
class Place:
    """A named point; ``km2`` only for districts."""

    id: str
    name: str
    arabic: str
    kind: str
    lat: float
    lon: float
    km2: float | None
    basis: str
    area_basis: str | None


@dataclass(frozen=True)
class Territory:
    """The districts in a fixed order, their areas and who touches whom.

    ``areas`` (district) in km² inside the enclave; ``whole`` (district) in km², the parts outside it
    (government-held throughout) with them; ``touching`` (district, district) is 1 where two districts share
    an edge; ``faces_government`` and ``faces_sdf`` (district) are 1 where a district lies on the
    outer edge against ground that the party held on the first day.
    """

    districts: tuple[str, ...]
    areas: NDArray[np.float64]
    whole: NDArray[np.float64]
    touching: NDArray[np.float64]
    faces_government: NDArray[np.float64]
    faces_sdf: NDArray[np.float64]

    @property
    def km2(self) -> float:
        """Area of the whole enclave on the first day."""
        return float(self.areas.sum())

    def index(self, district: str) -> int:
        return self.districts.index(district)
