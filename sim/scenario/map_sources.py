"""What a map is built from: centres, areas, outlines and lines, and an author's own polygons."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point, Polygon

from sim.errors import SimError
from sim.scenario.cells import DIGITS, LonLat
from sim.scenario.gazetteer import PlaceEntry, PlaceFile, TerritoryFile
from sim.scenario.geojson import CellsFile, Feature, LinesFile, LineShape, PolygonShape, read_geojson
from sim.yamlfile import load_model


@dataclass(frozen=True)
class Sources:
    """What a map is built from, as read."""

    centres: dict[str, LonLat]
    areas: dict[str, float]
    known: set[str]
    features: tuple[Feature, ...]
    own_cells: dict[str, Polygon] | None

    @property
    def enclave(self) -> Feature:
        """The feature whose polygon the districts share out."""
        return next(feature for feature in self.features if feature.properties.kind == "enclave")

    @property
    def outline(self) -> Polygon:
        """The ground to be shared out, in degrees."""
        return polygon(self.enclave.geometry)


def load_sources(folder: Path) -> Sources:
    """Read the files of a scenario folder that a map is built from.

    Raises `FaultsFound` for places or districts at fault, `SimError` for polygons and lines.
    """
    places = {place.id: place for place in load_model(folder / "places.yaml", PlaceFile).places}
    districts = load_model(folder / "territory.yaml", TerritoryFile).districts
    missing = sorted(set(districts) - set(places))
    if missing:
        raise SimError(f"districts without a place: {', '.join(missing)}", hint="add them to places.yaml")
    sources = Sources(
        centres={name: _start(places[name]) for name in sorted(districts)},
        areas={name: districts[name].km2 for name in sorted(districts)},
        known={name for name, entry in districts.items() if entry.dataset is not None},
        features=_features(folder / "lines.geojson"),
        own_cells=_own_cells(folder / "cells.geojson", set(districts)),
    )
    if sources.own_cells is None:
        _refuse_starts(sources)
    return sources


def _start(place: PlaceEntry) -> LonLat:
    """Where the cell of a place starts: its centre, unless another start is written."""
    at = place.grows_from or place
    return at.lon, at.lat


def _refuse_starts(sources: Sources) -> None:
    """Raise `SimError` where cells cannot grow: a start outside the outline, or two on one spot."""
    taken: dict[LonLat, str] = {}
    for name, start in sources.centres.items():
        if not sources.outline.contains(Point(start)):
            raise SimError(
                f"places.yaml: '{name}' lies outside the outline of lines.geojson",
                hint="give it a start inside with grows_from, or draw the outline round it",
            )
        spot = round(start[0], DIGITS - 1), round(start[1], DIGITS - 1)
        if spot in taken:
            raise SimError(
                f"places.yaml: '{name}' and '{taken[spot]}' lie on one spot", hint="move one of the two"
            )
        taken[spot] = name


def _features(path: Path) -> tuple[Feature, ...]:
    features = read_geojson(path, LinesFile).features
    if sum(feature.properties.kind == "enclave" for feature in features) != 1:
        raise SimError(
            f"{path}: one feature of kind 'enclave' is needed", hint="mark the outline to be shared out"
        )
    for feature in features:
        about, needed = feature.properties, _SIDES.get(feature.properties.kind)
        if needed is not None and getattr(about, needed) not in ("government", "sdf"):
            raise SimError(f"{path}: '{about.id}' needs '{needed}'", hint="write government or sdf")
        if needed is not None and not _simple(feature.geometry):
            raise SimError(
                f"{path}: '{about.id}' is not one simple ring", hint="draw it without holes or crossings"
            )
    return features


_SIDES = {"enclave": "faces", "control": "party"}
"""Kinds of features that are ground, and the property that names the side beyond them."""


def _own_cells(path: Path, districts: set[str]) -> dict[str, Polygon] | None:
    """An author's own polygons, one for each district; none when the file is not there."""
    if not os.path.lexists(path):
        return None
    features = read_geojson(path, CellsFile).features
    given = {feature.properties.id: feature.geometry for feature in features}
    wrong = sorted(set(given) ^ districts)
    wrong += sorted(name for name, cell in given.items() if not _simple(cell))
    if wrong or len(given) < len(features):
        raise SimError(
            f"{path}: missing, unknown, given twice or not one simple polygon: {', '.join(wrong) or 'an id'}",
            hint="give each district of territory.yaml one polygon without holes and the property 'id'",
        )
    return {name: polygon(cell) for name, cell in sorted(given.items())}


def _simple(cell: PolygonShape | LineShape) -> bool:
    """Is it one closed ring that does not cross itself, round some ground?"""
    if not isinstance(cell, PolygonShape) or len(cell.coordinates) > 1:
        return False
    return cell.coordinates[0][0] == cell.coordinates[0][-1] and bool(polygon(cell).is_valid)


def polygon(shape: PolygonShape | LineShape) -> Polygon:
    """The ground within the outer ring of a polygon."""
    return Polygon(shape.coordinates[0])
