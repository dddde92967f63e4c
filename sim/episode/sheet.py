"""The lines a map is drawn from: degrees, schematic, never used to compute an area."""

from __future__ import annotations

from dataclasses import dataclass

Points = tuple[tuple[float, float], ...]
"""(longitude, latitude) in degrees, WGS 84."""


@dataclass(frozen=True)
class Line:
    """An outline (closed) or a road, river or route (open)."""

    id: str
    name: str
    kind: str
    confidence: str
    points: Points


@dataclass(frozen=True)
class MapSheet:
    """Outlines, lines and one cell for each district; ``note`` says that it is schematic."""

    note: str
    outlines: tuple[Line, ...]
    lines: tuple[Line, ...]
    cells: dict[str, Points]
