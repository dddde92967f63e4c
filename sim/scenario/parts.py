"""A scenario's files as they are read, before anything is known of how they fit together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.record.load import Record
from sim.scenario.figures import FigureFile
from sim.scenario.gazetteer import MapFile, PlaceFile, TerritoryFile
from sim.scenario.schema import Control, Head, People

Keys = tuple[str | int, ...]

Found = tuple[Path, Keys, str, str]
"""File, keys, problem and remedy of a fault whose line is yet to be looked up."""


@dataclass(frozen=True)
class Parts:
    """A scenario's files as far as they could be read; None where one is faulty itself."""

    folder: Path
    record: Record | None
    head: Head | None
    places: PlaceFile | None
    territory: TerritoryFile | None
    sheet: MapFile | None
    control: Control | None
    people: People | None
    figures: FigureFile | None
