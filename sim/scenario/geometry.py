"""Write the schematic map of a scenario: ``python -m sim.scenario.geometry SCENARIO_FOLDER``.

Reads ``places.yaml`` (centres), ``territory.yaml`` (areas) and ``lines.geojson`` (outline, roads,
river) of the folder and writes ``map.yaml``: a cell for each district, its neighbours, and which
side's ground lies beyond the outline where it touches it.  An author who has the rights to real
boundaries puts them into ``cells.geojson`` (polygons with the property ``id``), and these are used.

The same input gives the same bytes.  A replay reads only what is written here.
"""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import SimError
from sim.store import save_text
from sim.yamlfile import load_yaml

try:
    from shapely.geometry import Point, Polygon, shape
    from shapely.geometry.base import BaseGeometry
    from shapely.ops import unary_union

    from sim.scenario import cells as grown
except ImportError:  # pragma: no cover - shapely is an extra
    if __name__ != "__main__":
        raise
    sys.exit("error: building a map needs shapely\nhint: pip install 'crisis-replay-sim[map]'")

COVERED = 0.995  # least share of the outline that an author's own cells must fill, and most that may overlap
FACES_WITHIN = 100.0  # metres between the outline and a side's ground for the border to face that side
WIDTH = 120


@dataclass(frozen=True)
class Sources:
    """What a map is built from, as read."""

    centres: dict[str, grown.LonLat]
    areas: dict[str, float]
    known: set[str]
    features: list[dict[str, Any]]
    own_cells: dict[str, Polygon] | None

    @property
    def enclave(self) -> dict[str, Any]:
        """The feature whose polygon the districts share out."""
        return next(f for f in self.features if f["properties"]["kind"] == "enclave")

    @property
    def outline(self) -> Polygon:
        """The ground to be shared out, in degrees."""
        return Polygon(self.enclave["geometry"]["coordinates"][0])


def load_sources(folder: Path) -> Sources:
    """Read the files of a scenario folder that a map is built from."""
    try:
        places = {place["id"]: place for place in load_yaml(folder / "places.yaml")["places"]}
        districts = load_yaml(folder / "territory.yaml")["districts"]
        missing = sorted(set(districts) - set(places))
        if missing:
            raise SimError(f"districts without a place: {', '.join(missing)}", hint="add them to places.yaml")
        return Sources(
            centres={name: _start(places[name]) for name in sorted(districts)},
            areas={name: float(districts[name]["km2"]) for name in sorted(districts)},
            known={name for name, entry in districts.items() if "dataset" in entry},
            features=_features(folder / "lines.geojson"),
            own_cells=_own_cells(folder / "cells.geojson", set(districts)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SimError(
            f"{folder}: not in the shape a map is built from ({type(error).__name__}: {error})",
            hint=f"run: sim validate {folder}",
        ) from None


def _start(place: Mapping[str, Any]) -> grown.LonLat:
    """Where the cell of a place starts: its centre, unless another start is written."""
    at = place.get("grows_from", place)
    return float(at["lon"]), float(at["lat"])


def _features(path: Path) -> list[dict[str, Any]]:
    features = _read(path)
    if sum(f["properties"]["kind"] == "enclave" for f in features) != 1:
        raise SimError(
            f"{path}: one feature of kind 'enclave' is needed", hint="mark the outline to be shared out"
        )
    return features


def _own_cells(path: Path, districts: set[str]) -> dict[str, Polygon] | None:
    """An author's own polygons, one for each district; none when the file is not there."""
    if not path.exists():
        return None
    features = _read(path)
    given = {f["properties"]["id"]: shape(f["geometry"]) for f in features}
    wrong = sorted(set(given) ^ districts)
    wrong += sorted(name for name, cell in given.items() if not _simple(cell))
    if wrong or len(given) < len(features):
        raise SimError(
            f"{path}: missing, unknown, given twice or not one simple polygon: {', '.join(wrong) or 'an id'}",
            hint="give each district of territory.yaml one polygon without holes and the property 'id'",
        )
    return {name: cell for name, cell in sorted(given.items()) if isinstance(cell, Polygon)}


def _simple(cell: BaseGeometry) -> bool:
    return isinstance(cell, Polygon) and cell.is_valid and not cell.interiors


def _read(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file."""
    try:
        features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    except OSError as error:
        raise SimError(f"{path}: cannot be read ({error.strerror})", hint="put that file there") from None
    return features


def cells_of(sources: Sources) -> dict[str, Polygon]:
    """The author's cells where there are any, else cells grown from centres and areas."""
    if sources.own_cells is None:
        return grown.grow_cells(sources.outline, sources.centres, sources.areas)
    together = unary_union(list(sources.own_cells.values()))
    laid = sum(cell.area for cell in sources.own_cells.values())
    filled = together.intersection(sources.outline).area / sources.outline.area
    twice = 1 - together.area / laid
    if filled < COVERED or twice > 1 - COVERED:
        raise SimError(
            f"cells.geojson fills {filled:.1%} of the outline and covers {twice:.1%} twice",
            hint="let the polygons meet without gaps, or draw the outline in lines.geojson round them",
        )
    return sources.own_cells


def borders_of(sources: Sources, cells: Mapping[str, Polygon]) -> dict[str, list[str]]:
    """The sides whose ground lies beyond the outline, for each cell that touches it."""
    plane = grown.plane_of(sources.outline)
    edge: BaseGeometry = plane.flat(sources.outline).exterior
    faced: dict[str, BaseGeometry] = {}
    for feature in sources.features:
        if feature["properties"]["kind"] == "control":
            near = plane.flat(Polygon(feature["geometry"]["coordinates"][0])).buffer(FACES_WITHIN)
            faced[feature["properties"]["party"]] = edge.intersection(near)
            edge = edge.difference(near)
    faced[sources.enclave["properties"]["faces"]] = edge
    flat = {name: plane.flat(cell).buffer(grown.SLACK) for name, cell in cells.items()}
    return {name: sorted(side for side in faced if _meet(faced[side], flat[name])) for name in flat}


def _meet(line: BaseGeometry, cell: Polygon) -> bool:
    return bool(line.intersection(cell).length > grown.NEIGHBOURS_SHARE)


def build_map(sources: Sources) -> tuple[str, dict[str, grown.Deviation]]:
    """The text of ``map.yaml``, and how far each cell's area lies from the one written for it."""
    cells = cells_of(sources)
    deviations = grown.measure(cells, sources.areas, sources.known)
    drawn = _districts(sources, cells, deviations)
    lines = [*_head(sources), *_shapes(sources), *drawn, *_report(deviations)]
    return "\n".join(lines) + "\n", deviations


def _head(sources: Sources) -> Iterator[str]:
    yield "# Written by: python -m sim.scenario.geometry SCENARIO_FOLDER"
    yield "# Change places.yaml, territory.yaml or lines.geojson and run it again; do not edit this file."
    given = sources.own_cells is not None
    drawn = "polygons given by the author" if given else "cells grown from centres and areas"
    yield f'schematic: "A schematic map: {drawn}; outlines and roads are good to 100-200 m."'
    yield f"cells: {'given' if given else 'grown'}"


def _shapes(sources: Sources) -> Iterator[str]:
    """Outlines (rings) and lines (open), in the order of the file they come from."""
    for key, kind, points in (("outlines", "Polygon", "ring"), ("lines", "LineString", "points")):
        yield f"{key}:"
        for feature in sources.features:
            about, geometry = feature["properties"], feature["geometry"]
            if geometry["type"] == kind:
                yield f"  - id: {about['id']}"
                yield f"    name: {json.dumps(about['name'], ensure_ascii=False)}"
                yield f"    kind: {about['kind']}"
                yield f"    confidence: {about['confidence']}"
                if "party" in about:
                    yield f"    party: {about['party']}"
                at = geometry["coordinates"][0][:-1] if kind == "Polygon" else geometry["coordinates"]
                yield _points(points, at)


def _districts(
    sources: Sources, cells: Mapping[str, Polygon], deviations: Mapping[str, grown.Deviation]
) -> Iterator[str]:
    touches: dict[str, list[str]] = {name: [] for name in cells}
    for one, other in grown.neighbours(cells):
        touches[one].append(other)
        touches[other].append(one)
    borders = borders_of(sources, cells)
    yield "districts:"
    for name, cell in cells.items():
        yield f"  {name}:"
        yield f"    centre: {json.dumps(_inside(cell, sources.centres[name]))}"
        yield f"    km2: {deviations[name].drawn:.3f}"
        yield _ids("touches", sorted(touches[name]))
        yield _ids("borders", borders[name])
        yield _points("ring", list(cell.exterior.coords)[:-1])


def _inside(cell: Polygon, start: grown.LonLat) -> grown.LonLat:
    """The start of a cell, or a point of the cell where an author's polygon leaves the start out."""
    if cell.contains(Point(start)):
        return start
    point = cell.representative_point()
    return round(point.x, grown.DIGITS), round(point.y, grown.DIGITS)


def _report(deviations: Mapping[str, grown.Deviation]) -> Iterator[str]:
    known = sum(d.known for d in deviations.values())
    yield "# Drawn against written area; median and weighted count only districts of published area."
    yield "deviation:"
    yield f"  known: {known}"
    yield f"  median: {grown.median_deviation(deviations):.4f}"
    yield f"  weighted: {grown.weighted_deviation(deviations):.4f}"
    yield "  districts:"
    for name, d in sorted(deviations.items()):
        basis = "published" if d.known else "assumed"
        numbers = f"wanted: {d.wanted:.2f}, drawn: {d.drawn:.3f}, share: {d.share:.4f}"
        yield f"    {name}: {{{numbers}, area: {basis}}}"


def _points(key: str, points: Sequence[Sequence[float]]) -> str:
    return _flow(f"    {key}: ", ", ".join(f"[{x:.{grown.DIGITS}f},{y:.{grown.DIGITS}f}]" for x, y in points))


def _ids(key: str, ids: Sequence[str]) -> str:
    return _flow(f"    {key}: ", ", ".join(ids))


def _flow(start: str, items: str) -> str:
    """A list in brackets, broken between its items to keep lines readable."""
    return textwrap.fill(
        f"{start}[{items}]", WIDTH, subsequent_indent=" " * 6, break_on_hyphens=False, break_long_words=False
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ``map.yaml`` of one scenario folder and print how far its areas are off."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.scenario.geometry", description="Write the schematic map of a scenario."
    )
    parser.add_argument("folder", type=Path, metavar="SCENARIO_FOLDER", help="where places.yaml lies")
    folder = parser.parse_args(arguments).folder
    try:
        text, deviations = build_map(load_sources(folder))
        save_text(folder / "map.yaml", text)
    except SimError as error:
        print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
        return error.exit_code
    print(f"{folder / 'map.yaml'}: {len(deviations)} districts")
    print(f"median deviation of known areas: {grown.median_deviation(deviations):.1%}")
    print(f"area-weighted deviation of known areas: {grown.weighted_deviation(deviations):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
