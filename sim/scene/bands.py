"""People by group of places, as the chart shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.episode.episode import Episode
from sim.episode.places import IN_TRANSIT, SDF
from sim.result.replay import Replay

BANDS = ("held", "captured", "crossed", "sdf", "evacuated", "road")
"""Order of the chart's bands, from the bottom up."""


@dataclass(frozen=True)
class PeopleBands:
    """Modelled people at the end of each day: ``counts`` (day, band).

    Everybody of the first midnight stands in one band, once; deaths are not taken off.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def everyone(self) -> int:
        return int(self.counts[0].sum())


def people_bands(replay: Replay) -> PeopleBands:
    """Sum a replay's people into the bands of the chart."""
    episode, districts = replay.episode, len(replay.episode.territory.districts)
    everywhere = replay.people.sum(axis=1)
    held = replay.inside.sum(axis=(1, 2))
    columns = {band: np.zeros_like(held) for band in BANDS}
    columns["held"] = held
    columns["captured"] = everywhere[:, :districts].sum(axis=1) - held
    for at, place in enumerate(replay.places[districts:], start=districts):
        band = band_of(episode, place)
        columns[band] = columns[band] + everywhere[:, at]
    return PeopleBands(_names(episode), np.stack([columns[band] for band in BANDS], axis=1))


def band_of(episode: Episode, place: str) -> str:
    """The band of a place outside the districts."""
    if place == IN_TRANSIT:
        return "road"
    if episode.evacuation is not None and place in episode.evacuation.destinations:
        return "evacuated"
    if place in {corridor.destination for corridor in episode.flight.corridors if corridor.party == SDF}:
        return "sdf"
    return "crossed"


def _names(episode: Episode) -> tuple[str, ...]:
    places = {place.id: place.name for place in episode.places}
    across = [c.destination for c in episode.flight.corridors if c.party == SDF]
    quarter = places.get(across[0], across[0]) if across else "SDF-held ground"
    return (
        "in opposition-held ground",
        "stayed in captured districts",
        "crossed to government areas",
        f"in {quarter.split(' (')[0]} (SDF)",
        "evacuated by convoy, arrived",
        "on the road",
    )
