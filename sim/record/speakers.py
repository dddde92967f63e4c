"""Who speaks: name, family, and the side whose interest they share."""

from __future__ import annotations

from enum import StrEnum

from sim.base import Model, Slug, Words


class Side(StrEnum):
    """Whose interest a speaker shares; ``none`` for neutral and unknown."""

    GOVERNMENT = "government"
    OPPOSITION = "opposition"
    SDF = "sdf"
    NONE = "none"


class Speaker(Model):
    """One voice of the record."""

    name: Words
    family: Slug
    side: Side
    because: Words


class Speakers(Model):
    """``seeds/speakers.yaml``."""

    speakers: dict[Slug, Speaker]


class Regions(Model):
    """``seeds/regions.yaml``: places of claims that are no single district."""

    regions: dict[Slug, Words]
