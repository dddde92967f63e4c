"""Names at fixed places: the same on every frame, only where they fit."""

from __future__ import annotations

from sim.episode.episode import Episode
from sim.scene.geography import Projection, View
from sim.scene.marks import LabelMark, Point, Ring
from sim.scene.polygons import contains, edge_distance, middle

LETTER = 0.128
"""km that one letter of a label takes at the size of a 1280-pixel frame (6.8 pixels)."""

LINE = 0.24
"""km that one line of a label takes."""

Box = tuple[float, float, float, float]

SMALLEST = 0.6
"""km²: smaller districts carry no name."""


def labels_of(
    episode: Episode, projection: Projection, view: View, cells: tuple[Ring, ...]
) -> tuple[LabelMark, ...]:
    """Landmarks first, then districts from the largest down; a name that would cover another is left out."""
    fixed = [*_party_ground(episode, projection), *_landmarks(episode, projection, view)]
    taken = [box_of(label) for label in fixed]
    names: list[LabelMark] = []
    for label, ring in _candidates(episode, cells):
        box = box_of(label)
        if _fits(box, ring) and not any(_cover(box, other) for other in taken):
            names.append(label)
            taken.append(box)
    return (*fixed, *names)


def _candidates(episode: Episode, cells: tuple[Ring, ...]) -> list[tuple[LabelMark, Ring]]:
    territory = episode.territory
    names = {place.id: place.name for place in episode.places}
    order = sorted(range(len(cells)), key=lambda i: (-float(territory.areas[i]), i))
    large = [i for i in order if territory.areas[i] >= SMALLEST]
    texts = [broken(names.get(territory.districts[i], territory.districts[i]).split(" (")[0]) for i in large]
    marks = [LabelMark(text, roomiest(cells[i]), "district") for i, text in zip(large, texts, strict=True)]
    return [(mark, cells[i]) for i, mark in zip(large, marks, strict=True)]


def broken(name: str) -> str:
    """A name of more than eleven letters stands on two lines, parted at the space nearest its middle."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) <= 11 or not spaces:
        return name
    at = min(spaces, key=lambda space: abs(space - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"


def roomiest(ring: Ring) -> Point:
    """The point of a grid that lies deepest inside; wide room counts for more than tall."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    steps = 24
    points = [
        (min(xs) + (i + 0.5) / steps * (max(xs) - min(xs)), min(ys) + (j + 0.5) / steps * (max(ys) - min(ys)))
        for i in range(steps)
        for j in range(steps)
    ]
    flat = tuple((x / 2.2, y) for x, y in ring)
    inside = [p for p in points if contains(ring, p)]
    return max(inside, key=lambda p: edge_distance(flat, (p[0] / 2.2, p[1])), default=middle(ring))


def box_of(label: LabelMark) -> Box:
    """West, south, east and north of the ground that a label covers."""
    lines = label.text.split("\n")
    wide, tall = max(map(len, lines)) * LETTER / 2, len(lines) * LINE / 2
    return label.at[0] - wide, label.at[1] - tall, label.at[0] + wide, label.at[1] + tall


def _fits(box: Box, ring: Ring) -> bool:
    """May a label stand here?  Its middle half has to lie inside the district."""
    quarter = (box[2] - box[0]) / 4
    y = (box[1] + box[3]) / 2
    return contains(ring, (box[0] + quarter, y)) and contains(ring, (box[2] - quarter, y))


def _cover(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _party_ground(episode: Episode, projection: Projection) -> list[LabelMark]:
    shapes = [shape for shape in episode.sheet.outlines if shape.kind == "control"]
    return [LabelMark(_quarter(s.name), middle(projection.ring(s.points)), "party-ground") for s in shapes]


def _quarter(name: str) -> str:
    """``Kurdish-held quarter (Sheikh Maqsoud)`` on two lines, the name first."""
    if "(" not in name:
        return name
    what, inner = name.rstrip(")").split(" (", 1)
    return f"{inner}\n({what[0].lower() if not what.startswith('Kurd') else what[0]}{what[1:]})"


def _landmarks(episode: Episode, projection: Projection, view: View) -> list[LabelMark]:
    """The Citadel, and by which way the map's edge is left for the airport."""
    marks = []
    for place in episode.landmarks:
        at = projection.flat(place.lon, place.lat)
        if place.id == "citadel" and view.shows(at):
            marks.append(LabelMark("Citadel", at, "landmark"))
        if place.kind == "road-point" and view.shows(at):
            marks.append(_way(place.name.removesuffix(" interchange"), at, view))
    return marks


def _way(name: str, at: Point, view: View) -> LabelMark:
    """A name with an arrow towards the nearer side of the map, wholly inside it."""
    text = f"{name} →" if at[0] > (view.west + view.east) / 2 else f"← {name}"
    half = len(text) * LETTER / 2
    return LabelMark(text, (min(max(at[0], view.west + half), view.east - half), at[1]), "direction")
