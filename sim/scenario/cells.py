"""Districts as cells grown from a centre and an area: a bounded power diagram.

Published boundaries of city quarters may not be passed on, but a centre and an area are facts.
Each centre carries a weight; a point belongs to the centre ``c`` for which ``|p - c|² - weight`` is
least, so that two cells always meet on a straight line and all cells together fill the outline.
The weights are moved, step by step, until the areas come near those wanted.  They are held back
wherever they would push a centre out of its own cell: a place must lie in the district it names.
What the areas then still lack is printed, not hidden.

Only this module and the command that writes a map need shapely; a replay reads the written map.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

LonLat = tuple[float, float]
Metres = tuple[float, float]
Floats = npt.NDArray[np.float64]

STEPS = 300  # moves of the weights; after half of them areas change by less than 0.01 km²
PACE = 0.25  # share of a missing area that one move adds to a weight; more makes small cells swing
TURNS = 100  # times that the worst pair of weights is brought together; cities need about 40
NEARLY = 1e-6  # m² by which a weight may pass its limit: it moves a border by less than a micrometre
CLEARANCE = 12.0  # metres that a centre keeps from the border of its cell, where it can
DIGITS = 5  # decimals of a degree in what is returned: about a metre
NEIGHBOURS_SHARE = 30.0  # metres of common border from which two cells count as neighbours
GRID = 0.001  # metres to which corners are set while drawing, so that cells meet in the same corners
SLACK = 3.0  # metres by which two drawings of one border may lie apart, and still be one


@dataclass(frozen=True)
class Plane:
    """A flat map round one point: x east, y north, in metres.

    Equirectangular, with the lengths of a degree on the WGS 84 ellipsoid at that latitude; over a
    city of 15 km the error of a distance stays below 0.1 %.
    """

    lon: float
    lat: float

    @property
    def metres_per_degree(self) -> Metres:
        """Length of a degree eastwards and northwards (series after Snyder 1987, WGS 84)."""
        phi = math.radians(self.lat)
        east = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
        north = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
        return east, north

    def to_metres(self, point: LonLat) -> Metres:
        """Where a point lies, in metres from the origin."""
        east, north = self.metres_per_degree
        return (point[0] - self.lon) * east, (point[1] - self.lat) * north

    def to_degrees(self, point: Metres) -> LonLat:
        """The longitude and latitude of a point of the plane, rounded to `DIGITS`."""
        east, north = self.metres_per_degree
        return round(self.lon + point[0] / east, DIGITS), round(self.lat + point[1] / north, DIGITS)

    def flat(self, shape: Polygon) -> Polygon:
        """A polygon in degrees, laid on the plane."""
        return Polygon([self.to_metres((x, y)) for x, y in shape.exterior.coords])

    def round_again(self, shape: Polygon) -> Polygon:
        """A polygon of the plane in rounded degrees, starting at its most south-western corner."""
        ring = list(dict.fromkeys(self.to_degrees((x, y)) for x, y in shape.exterior.coords))
        start = ring.index(min(ring))
        return Polygon(ring[start:] + ring[:start])


def plane_of(outline: BaseGeometry) -> Plane:
    """The plane in which a country of this outline is measured: round the middle of its bounds."""
    west, south, east, north = outline.bounds
    return Plane(round((west + east) / 2, 2), round((south + north) / 2, 2))


@dataclass(frozen=True)
class Deviation:
    """How far the drawn area of a district lies from the area written for it, both in km²."""

    wanted: float
    drawn: float
    known: bool

    @property
    def share(self) -> float:
        """Difference as a share of the area wanted; 0 is exact."""
        return abs(self.drawn - self.wanted) / self.wanted


def median_deviation(deviations: Mapping[str, Deviation]) -> float:
    """Median share of deviation over the districts of known area; 0 where no area is known."""
    return median([d.share for d in deviations.values() if d.known] or [0.0])


def weighted_deviation(deviations: Mapping[str, Deviation]) -> float:
    """Sum of deviations over the sum of areas, for the districts of known area only."""
    known = [d for d in deviations.values() if d.known]
    return sum(abs(d.drawn - d.wanted) for d in known) / (sum(d.wanted for d in known) or 1.0)


def measure(
    cells: Mapping[str, Polygon], areas: Mapping[str, float], known: set[str]
) -> dict[str, Deviation]:
    """Drawn against wanted area (km²) of each cell; cells are in degrees."""
    plane = plane_of(unary_union(list(cells.values())))
    return {name: Deviation(areas[name], plane.flat(cells[name]).area / 1e6, name in known) for name in areas}


def grow_cells(
    outline: Polygon, centres: Mapping[str, LonLat], areas: Mapping[str, float | None]
) -> dict[str, Polygon]:
    """One polygon per centre, together filling the outline, near the areas wanted (km²).

    Centres and outline in degrees; so are the cells, rounded to `DIGITS`, in the order of the ids.
    Districts without an area share equally what the others leave of the outline.  Each cell is one
    piece that holds its centre.
    """
    plane = plane_of(outline)
    names = sorted(centres)
    land = plane.flat(outline)
    sites = [plane.to_metres(centres[name]) for name in names]
    wanted = _targets(land.area, [areas.get(name) for name in names])
    limits = _limits(sites)
    weights = np.zeros(len(names))
    cells = _draw(land, sites, weights)
    for _ in range(STEPS):
        lacking = wanted - np.array([cell.area for cell in cells])
        weights = _hold_back(weights + PACE * lacking, limits)
        cells = _draw(land, sites, weights)
    return {name: plane.round_again(cell) for name, cell in zip(names, cells, strict=True)}


def _targets(total: float, areas: Sequence[float | None]) -> Floats:
    """Area of each cell in m², scaled so that together they are exactly the outline."""
    known = sum(area * 1e6 for area in areas if area is not None)
    unknown = sum(area is None for area in areas)
    rest = max(total - known, 0.0) / unknown if unknown else 0.0
    wanted = np.array([rest if area is None else area * 1e6 for area in areas])
    scaled: Floats = wanted * (total / wanted.sum())
    return scaled


def _limits(sites: Sequence[Metres]) -> Floats:
    """How much heavier than the row's centre the column's may be, for the row's to stay in its cell."""
    points = np.array(sites)
    apart = np.hypot(*np.moveaxis(points[:, None, :] - points[None, :, :], -1, 0))
    limits: Floats = apart**2 - 2 * apart * np.minimum(CLEARANCE, apart / 4)
    np.fill_diagonal(limits, np.inf)
    return limits


def _hold_back(weights: Floats, limits: Floats) -> Floats:
    """The weights with every pair that goes too far brought together, the worst pair first.

    No pair is left beyond its limit by more than `NEARLY`: after `TURNS` what is still too heavy is
    made lighter, and its neighbours stay as they are.
    """
    held = weights.copy()
    for _ in range(TURNS):
        excess = held[None, :] - held[:, None] - limits
        row, column = divmod(int(excess.argmax()), len(held))
        if excess[row, column] <= NEARLY:
            return held
        held[row] += excess[row, column] / 2
        held[column] -= excess[row, column] / 2
    for _ in range(len(held)):
        held = np.minimum(held, (held[:, None] + limits).min(axis=0))
    return held


def _draw(land: Polygon, sites: Sequence[Metres], weights: Floats) -> list[Polygon]:
    """The cells of one set of weights, each in one piece."""
    whole = [Polygon(_half_planes(land, sites, weights, i)) for i in range(len(sites))]
    pieces = [_pieces(shapely.intersection(land, cell, grid_size=GRID)) for cell in whole]
    homes = [_home(parts, site) for parts, site in zip(pieces, sites, strict=True)]
    strays = [part for parts, home in zip(pieces, homes, strict=True) for part in parts if part is not home]
    return _adopt(homes, strays)


def _adopt(homes: list[Polygon], strays: list[Polygon]) -> list[Polygon]:
    """The cells with every piece cut off from its centre given to the cell it borders most."""
    for stray in sorted(strays, key=lambda part: -part.area):
        shared = [shapely.length(shapely.intersection(home, stray, grid_size=GRID)) for home in homes]
        nearest = max(range(len(homes)), key=lambda i: shared[i])
        joined = shapely.union(homes[nearest], stray, grid_size=GRID)
        homes[nearest] = max(_pieces(joined), key=lambda part: part.area)
    return homes


def _half_planes(land: Polygon, sites: Sequence[Metres], weights: Floats, own: int) -> list[Metres]:
    """The convex cell of one centre: a box round the land, cut by the border towards each other centre."""
    west, south, east, north = land.buffer(1000).bounds
    ring = [(west, south), (east, south), (east, north), (west, north)]
    x, y = sites[own]
    for other, (u, v) in enumerate(sites):
        if other != own and ring:
            level = (u * u + v * v - x * x - y * y + float(weights[own] - weights[other])) / 2
            ring = _cut(ring, (u - x, v - y), level)
    return ring


def _cut(ring: Sequence[Metres], normal: Metres, level: float) -> list[Metres]:
    """The part of a convex ring in which ``normal · p <= level``."""
    kept: list[Metres] = []
    over = [normal[0] * x + normal[1] * y - level for x, y in ring]
    for i, (x, y) in enumerate(ring):
        u, v = ring[i - 1]
        if (over[i] > 0) != (over[i - 1] > 0):
            t = over[i - 1] / (over[i - 1] - over[i])
            kept.append((u + t * (x - u), v + t * (y - v)))
        if over[i] <= 0:
            kept.append((x, y))
    return kept


def _pieces(shape: BaseGeometry) -> list[Polygon]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, Polygon) and part.area > 0]


def _home(parts: Sequence[Polygon], site: Metres) -> Polygon:
    """The piece in which the centre lies (or to which it lies nearest)."""
    return min(parts, key=lambda part: part.distance(Point(site)))


def neighbours(cells: Mapping[str, Polygon]) -> list[tuple[str, str]]:
    """Pairs of cells with more than `NEIGHBOURS_SHARE` metres of common border, sorted."""
    plane = plane_of(unary_union(list(cells.values())))
    flat = {name: plane.flat(cells[name]) for name in sorted(cells)}
    return [(a, b) for a, b in combinations(flat, 2) if _common(flat[a], flat[b]) > NEIGHBOURS_SHARE]


def _common(one: Polygon, other: Polygon) -> float:
    """Length in metres of the border that two cells share."""
    if one.distance(other) > SLACK:
        return 0.0
    return float(one.exterior.intersection(other.buffer(SLACK)).length)
