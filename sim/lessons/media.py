"""Pictures and films that papers and slides show, made once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Still:
    """A picture's file, and what it shows in words."""

    path: Path
    alt: str


@dataclass(frozen=True)
class Media:
    """What there is to show; None or nothing where it was not asked for or cannot be made.

    ``days`` are whole pages of the film, ``maps`` maps alone for paper, ``beside`` two accounts on one
    day, ``blank`` a map to colour, ``legend`` the signs of ``maps``, ``chart`` the figures by speaker.
    """

    film: Path | None = None
    days: Mapping[date, Still] = field(default_factory=dict)
    maps: Mapping[date, Still] = field(default_factory=dict)
    beside: Still | None = None
    blank: Still | None = None
    legend: Still | None = None
    chart: Still | None = None
