"""What the three map files of a scenario may say: places, the partition, the drawn sheet."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sim.base import Model, Name, Slug, Words

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Point = tuple[Longitude, Latitude]


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

    km2: Annotated[float, Field(gt=0, le=10_000)]


class GrowsFrom(Model):
    """Where the cell of a district starts when its centre lies outside the outline."""

    lat: Latitude
    lon: Longitude
    because: Words


class PlaceEntry(Model):
    """One place of ``places.yaml``."""

    id: Slug
    name: Name
    arabic: Words | None = None
    also: tuple[Words, ...] = ()
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
    places: tuple[PlaceEntry, ...]

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

    districts: Annotated[tuple[Slug, ...], Field(min_length=1)]
    because: Words


class Overlap(Model):
    """Names that lay claim to the same ground, and how that is settled."""

    names: tuple[Slug, ...]
    settled: Words


class TerritoryFile(Model):
    """``territory.yaml``: the disjoint partition of the enclave."""

    enclave_km2: Annotated[float, Field(gt=0)]
    districts: Annotated[dict[Slug, SourcedArea], Field(min_length=1, max_length=500)]
    groups: dict[Slug, Group]
    overlaps: tuple[Overlap, ...] = ()

    @model_validator(mode="after")
    def _fills_the_enclave(self) -> Self:
        total = sum(area.km2 for area in self.districts.values())
        if abs(total - self.enclave_km2) > 0.005:
            raise ValueError(f"districts sum to {total:.2f} km², not {self.enclave_km2}")
        for name, group in self.groups.items():
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
    ring: tuple[Point, ...]


class LineEntry(Model):
    """A road, river or route."""

    id: Slug
    name: Words
    kind: Slug
    confidence: Annotated[str, StringConstraints(pattern="^[ABC]$")]
    points: tuple[Point, ...]


class CellEntry(Model):
    """A drawn cell; ``km2`` is the drawn area, which nothing is computed from."""

    centre: Point
    km2: float
    touches: tuple[Slug, ...]
    borders: tuple[Annotated[str, StringConstraints(pattern="^(government|sdf)$")], ...] = ()
    ring: tuple[Point, ...]


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
    outlines: tuple[OutlineEntry, ...]
    lines: tuple[LineEntry, ...]
    districts: dict[Slug, CellEntry]
    deviation: Deviation
