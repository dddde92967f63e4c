"""What the three map files of a scenario may say: places, the partition, the drawn sheet."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.base import Model, Name, Slug, Words, all_differ, at_most

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Point = tuple[Longitude, Annotated[float, Field(ge=-85, le=85)]]
Points = Annotated[tuple[Point, ...], at_most("points of a line")]

LEAST_AREA = 1e-10
"""Square degrees that a drawn cell or outline encloses at least: about a square metre."""

WIDEST = 0.5
"""Degrees that a sheet spans at most: dots stand at most a quarter of a kilometre apart on it."""


def _encloses_ground(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    """Refuse what has no area: nothing can be drawn within it."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
    if area < LEAST_AREA:
        raise ValueError("a ring that encloses no ground")
    return ring


Ring = Annotated[Points, Field(min_length=3), AfterValidator(_encloses_ground)]


class Dataset(Model):
    """Where coordinates or areas come from."""

    name: Words
    credit: Words
    reason: Words


class Sourced(Model):
    """A coordinate or an area: from a data set, or assumed with a reason."""

    dataset: Slug | None = None
    assume: Words | None = None
    because: Words | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if (self.dataset is None) == (self.assume is None):
            raise ValueError("give either 'dataset' or 'assume' with 'because'")
        if self.assume is not None and self.because is None:
            raise ValueError("what is assumed needs 'because'")
        return self

    @property
    def reason(self) -> str:
        return self.dataset or f"{self.assume}: {self.because}"


class SourcedArea(Sourced):
    """An area in km² with its source."""

    km2: Annotated[float, Field(ge=0.0001, le=10_000)]


class GrowsFrom(Model):
    """Where the cell of a district starts when its centre lies outside the outline."""

    lat: Latitude
    lon: Longitude
    because: Words


OUTSIDE = ("reception", "destination", "exchange", "surroundings")
"""Roles of places outside the enclave, which people can reach; a point may lie within it."""


class PlaceEntry(Model):
    """One place of ``places.yaml``."""

    id: Slug
    name: Name
    arabic: Words | None = None
    also: Annotated[tuple[Words, ...], Field(max_length=20)] = ()
    kind: Slug
    role: Annotated[
        str, StringConstraints(pattern="^(district|group|point|reception|destination|exchange|surroundings)$")
    ]
    lat: Latitude
    lon: Longitude
    confidence: Annotated[str, StringConstraints(pattern="^[ABC]$")]
    located: Sourced
    area: SourcedArea | None = None
    area_inside: SourcedArea | None = None
    group: Slug | None = None
    grows_from: GrowsFrom | None = None
    held_at_start: Slug | None = None
    named_in_record: bool
    basis: Words
    note: Words | None = None


class PlaceFile(Model):
    """``places.yaml``."""

    datasets: dict[Slug, Dataset]
    places: Annotated[tuple[PlaceEntry, ...], at_most("places")]

    @model_validator(mode="after")
    def _known(self) -> Self:
        ids = [place.id for place in self.places]
        if len(set(ids)) != len(ids):
            raise ValueError(f"place '{next(i for i in ids if ids.count(i) > 1)}' stands twice")
        for place in self.places:
            for sourced in (place.located, place.area, place.area_inside):
                if sourced is not None and sourced.dataset not in (None, *self.datasets):
                    raise ValueError(f"place '{place.id}' names no known data set ('{sourced.dataset}')")
        return self


class Group(Model):
    """A name for several districts."""

    districts: Annotated[tuple[Slug, ...], Field(min_length=1), at_most("districts"), all_differ("district")]
    because: Words


class Overlap(Model):
    """Names that lay claim to the same ground, and how that is settled."""

    names: tuple[Slug, ...]
    settled: Words


class TerritoryFile(Model):
    """``territory.yaml``: the disjoint partition of the enclave."""

    enclave_km2: Annotated[float, Field(gt=0)]
    districts: Annotated[dict[Slug, SourcedArea], Field(min_length=1), at_most("districts")]
    groups: Annotated[dict[Slug, Group], at_most("districts")]
    overlaps: tuple[Overlap, ...] = ()

    @model_validator(mode="after")
    def _fills_the_enclave(self) -> Self:
        total = sum(area.km2 for area in self.districts.values())
        if abs(total - self.enclave_km2) > 0.005:
            raise ValueError(f"districts sum to {total:.2f} km², not {self.enclave_km2}")
        for name, group in self.groups.items():
            if name in self.districts:
                raise ValueError(f"'{name}' names a district and a group")
            for district in group.districts:
                if district not in self.districts:
                    raise ValueError(f"group '{name}' names no district '{district}'")
        return self


class OutlineEntry(Model):
    """A closed line."""

    id: Slug
    name: Words
    kind: Slug
    confidence: Annotated[str, StringConstraints(pattern="^[ABC]$")]
    party: Slug | None = None
    ring: Ring


class LineEntry(Model):
    """A road, river or route."""

    id: Slug
    name: Words
    kind: Slug
    confidence: Annotated[str, StringConstraints(pattern="^[ABC]$")]
    points: Annotated[Points, Field(min_length=2)]


class CellEntry(Model):
    """A drawn cell; ``km2`` is the drawn area, which nothing is computed from."""

    centre: Point
    km2: float
    touches: tuple[Slug, ...]
    borders: tuple[Annotated[str, StringConstraints(pattern="^(government|sdf)$")], ...] = ()
    ring: Ring


class DrawnArea(Model):
    """Drawn against written area of one district, in km²."""

    wanted: float
    drawn: float
    share: float
    area: Words


class Deviation(Model):
    """How far the drawn cells part from the written areas."""

    known: int
    median: float
    weighted: float
    districts: dict[Slug, DrawnArea]


class MapFile(Model):
    """``map.yaml``: written by the program, schematic."""

    schematic: Words
    cells: Words
    outlines: Annotated[tuple[OutlineEntry, ...], at_most("outlines and lines")]
    lines: Annotated[tuple[LineEntry, ...], at_most("outlines and lines")]
    districts: Annotated[dict[Slug, CellEntry], at_most("districts")]
    deviation: Deviation

    @model_validator(mode="after")
    def _fits_on_a_sheet(self) -> Self:
        lists = [o.ring for o in self.outlines], [c.ring for c in self.districts.values()]
        points = [point for rings in lists for ring in rings for point in ring]
        for name, axis in (("longitude", 0), ("latitude", 1)):
            values = [point[axis] for point in points] or [0.0]
            span = max(values) - min(values)
            if span > WIDEST:
                raise ValueError(f"a sheet spans at most {WIDEST:g} degrees of {name}, not {span:g}")
        return self
