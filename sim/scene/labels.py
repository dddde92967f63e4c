"""Names that may stand on the map, without their places: those depend on how large the text is drawn."""

from __future__ import annotations

import numpy as np

from sim.episode.episode import Episode
from sim.episode.places import Place
from sim.scene.geography import Projection
from sim.scene.marks import NameKind, NameMark, Point, Ring
from sim.scene.polygons import area, contains, measured, middle

WEIGHTS: dict[NameKind, float] = {
    "party-ground": 1000.0,
    "old-town": 500.0,
    "landmark": 400.0,
    "direction": 300.0,
    "river": 200.0,
    "district": 0.0,
}
"""Order of placing; within a kind, km² of ground and then the order of the scenario's file."""

STEPS = 24
"""Points of the grid, each way, on which the roomiest place of a ring is looked for."""

FLAT = 2.2
"""A name is about so many times as wide as tall."""


def names_of(episode: Episode, projection: Projection, cells: tuple[Ring, ...]) -> tuple[NameMark, ...]:
    """All candidates, the heaviest first."""
    names = [
        *_party_grounds(episode, projection),
        *_old_towns(episode, projection),
        *_points(episode, projection),
        *_rivers(episode, projection),
        *_districts(episode, cells),
    ]
    return tuple(sorted(names, key=lambda name: -name.weight))


def plain(name: str) -> str:
    """``Hallak Fuqani (Upper Hellok)`` without the brackets."""
    return name.split(" (", maxsplit=1)[0]


def _districts(episode: Episode, cells: tuple[Ring, ...]) -> list[NameMark]:
    known = {place.id: place for place in episode.places}
    marks = []
    for district, ring in zip(episode.territory.districts, cells, strict=True):
        place = known.get(district)
        name, arabic = (district, "") if place is None else (place.name, place.arabic)
        marks.append(_ground(district, name, arabic, "district", ring))
    return marks


def _party_grounds(episode: Episode, projection: Projection) -> list[NameMark]:
    """Ground that another party held from the start, by the name of the place in it."""
    marks = []
    for shape in episode.sheet.outlines:
        if shape.kind != "control":
            continue
        ring = projection.ring(shape.points)
        inside = (place for place in episode.places if contains(ring, projection.flat(place.lon, place.lat)))
        place = next((place for place in inside if place.km2 is None), None)
        name, arabic = (shape.name, "") if place is None else (place.name, place.arabic)
        marks.append(_ground(shape.id, name, arabic, "party-ground", ring))
    return marks


def _old_towns(episode: Episode, projection: Projection) -> list[NameMark]:
    """Outlines inside the largest one, which is the built-up city and needs no name."""
    rings = {s.id: projection.ring(s.points) for s in episode.sheet.outlines if s.kind == "outline"}
    largest = max(rings, key=lambda name: area(rings[name]), default=None)
    shapes = [s for s in episode.sheet.outlines if s.id in rings and s.id != largest]
    return [_ground(s.id, s.name, _arabic(episode, s.id), "old-town", rings[s.id]) for s in shapes]


def _points(episode: Episode, projection: Projection) -> list[NameMark]:
    """Landmarks, and points of roads, which stand for where a road leads."""
    kinds: dict[str, NameKind] = {"landmark": "landmark", "road-point": "direction"}
    marks = []
    for number, place in enumerate(episode.landmarks):
        if place.kind in kinds:
            kind = kinds[place.kind]
            weight = WEIGHTS[kind] - number
            text = plain(place.name).removesuffix(" interchange")
            at = projection.flat(place.lon, place.lat)
            marks.append(NameMark(place.id, text, place.arabic, kind, at, (), weight))
    return marks


def _rivers(episode: Episode, projection: Projection) -> list[NameMark]:
    lines = [line for line in episode.sheet.lines if line.kind == "river"]
    marks = []
    for line in lines:
        points = projection.ring(line.points)
        at, weight = points[len(points) // 2], WEIGHTS["river"]
        marks.append(NameMark(line.id, line.name, _arabic(episode, line.id), "river", at, points, weight))
    return marks


def _arabic(episode: Episode, name: str) -> str:
    found: list[Place] = [p for p in (*episode.places, *episode.landmarks) if p.id == name]
    return found[0].arabic if found else ""


def _ground(name: str, text: str, arabic: str, kind: NameKind, ring: Ring) -> NameMark:
    return NameMark(
        name, plain(text), arabic, kind, roomiest(ring), ring, WEIGHTS[kind] + round(area(ring), 3)
    )


def roomiest(ring: Ring) -> Point:
    """The point of a grid that lies deepest inside; wide room counts for more than tall."""
    corners = np.array(ring)
    part = (np.arange(STEPS) + 0.5) / STEPS
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    grid = np.stack(np.meshgrid(low[0] + part * size[0], low[1] + part * size[1]), axis=-1).reshape(-1, 2)
    flat = tuple((x / FLAT, y) for x, y in ring)
    inside, off = measured(flat, grid / (FLAT, 1.0))
    if not inside.any():
        return middle(ring)
    x, y = grid[int(np.argmax(np.where(inside, off, -1.0)))].tolist()
    return x, y
