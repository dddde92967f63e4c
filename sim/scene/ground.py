"""Everything about a map that does not change with the day: shapes, cells, edges, names."""

from __future__ import annotations

from dataclasses import dataclass

from sim.episode.episode import Episode
from sim.episode.places import GOVERNMENT, SDF, Place
from sim.scene.borders import Border, inner_borders, outer_borders
from sim.scene.geography import Projection, View, far_round, projection_round, view_round
from sim.scene.labels import names_of
from sim.scene.marks import NameMark, Point, Ring


@dataclass(frozen=True)
class Shape:
    """An outline or a line of the map sheet in km; ``party`` is its holder where that is what it shows."""

    id: str
    name: str
    kind: str
    points: Ring


@dataclass(frozen=True)
class Ground:
    """Everything about a map that does not change with the day.

    ``view`` is the map's, ``far`` that of the whole way out; ``ways`` are the lines that convoys
    may follow and ``destinations`` the places where they go, (name, point) each; ``names`` are
    candidates, the heaviest first.
    """

    projection: Projection
    view: View
    far: View
    cells: tuple[Ring, ...]
    outlines: tuple[Shape, ...]
    lines: tuple[Shape, ...]
    borders: tuple[Border, ...]
    ways: tuple[Shape, ...]
    destinations: tuple[tuple[Place, Point], ...]
    names: tuple[NameMark, ...]

    def outline(self, kind: str) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.outlines if shape.kind == kind)

    def line(self, kind: str) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.lines if shape.kind == kind)


def lay_out(episode: Episode) -> Ground:
    """Project the map sheet of an episode and find the edges between its cells."""
    sheet, districts = episode.sheet, episode.territory.districts
    projection = projection_round([sheet.cells[district] for district in districts])
    cells = tuple(projection.ring(sheet.cells[district]) for district in districts)
    outlines = tuple(Shape(s.id, s.name, s.kind, projection.ring(s.points)) for s in sheet.outlines)
    lines = tuple(Shape(s.id, s.name, s.kind, projection.ring(s.points)) for s in sheet.lines)
    destinations = _destinations(episode, projection)
    ways = tuple(line for line in lines if line.kind == "route") or _straight(cells, destinations)
    far = far_round([*cells, *(way.points for way in ways), tuple(at for _, at in destinations)])
    return Ground(
        projection=projection,
        view=view_round(cells),
        far=far,
        cells=cells,
        outlines=outlines,
        lines=lines,
        borders=_borders(episode, cells, outlines),
        ways=ways,
        destinations=destinations,
        names=names_of(episode, projection, cells),
    )


def _destinations(episode: Episode, projection: Projection) -> tuple[tuple[Place, Point], ...]:
    """The places that convoys reach, each once, by the order of groups."""
    if episode.evacuation is None:
        return ()
    places = {place.id: place for place in episode.places}
    reached = [places[name] for name in dict.fromkeys(episode.evacuation.destinations) if name in places]
    return tuple((place, projection.flat(place.lon, place.lat)) for place in reached)


def _straight(cells: tuple[Ring, ...], destinations: tuple[tuple[Place, Point], ...]) -> tuple[Shape, ...]:
    """Where the map sheet draws no route, a straight line from the cells' middle to each destination."""
    xs, ys = [p[0] for cell in cells for p in cell], [p[1] for cell in cells for p in cell]
    start = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return tuple(Shape(f"to-{place.id}", place.name, "route", (start, at)) for place, at in destinations)


def _borders(episode: Episode, cells: tuple[Ring, ...], outlines: tuple[Shape, ...]) -> tuple[Border, ...]:
    touching, count = episode.territory.touching, len(cells)
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count) if touching[i, j]]
    inner = inner_borders(cells, pairs)
    kurdish = [shape.points for shape in outlines if shape.kind == "control"]
    return (*inner, *outer_borders(cells, inner, other=kurdish, party=SDF, main=GOVERNMENT))
