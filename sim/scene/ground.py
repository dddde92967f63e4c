"""Everything about a map that does not change with the day: shapes, cells, edges, names."""

from __future__ import annotations

from dataclasses import dataclass

from sim.episode.episode import Episode
from sim.episode.places import GOVERNMENT, SDF
from sim.scene.borders import Border, inner_borders, outer_borders
from sim.scene.geography import Projection, View, projection_round, view_round
from sim.scene.labels import labels_of
from sim.scene.marks import LabelMark, Ring


@dataclass(frozen=True)
class Shape:
    """An outline or a line of the map sheet in km; ``party`` is its holder where that is what it shows."""

    id: str
    name: str
    kind: str
    points: Ring


@dataclass(frozen=True)
class Ground:
    """Everything about a map that does not change with the day."""

    projection: Projection
    view: View
    cells: tuple[Ring, ...]
    outlines: tuple[Shape, ...]
    lines: tuple[Shape, ...]
    borders: tuple[Border, ...]
    labels: tuple[LabelMark, ...]

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
    view = view_round(cells)
    labels = labels_of(episode, projection, view, cells)
    return Ground(projection, view, cells, outlines, lines, _borders(episode, cells, outlines), labels)


def _borders(episode: Episode, cells: tuple[Ring, ...], outlines: tuple[Shape, ...]) -> tuple[Border, ...]:
    touching, count = episode.territory.touching, len(cells)
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count) if touching[i, j]]
    inner = inner_borders(cells, pairs)
    kurdish = [shape.points for shape in outlines if shape.kind == "control"]
    return (*inner, *outer_borders(cells, inner, other=kurdish, party=SDF, main=GOVERNMENT))
