"""Read the GeoJSON files that a map is built from: bounded, finite, and of the two shapes that are drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast, Field, StringConstraints, ValidationError

from sim.base import LIMITS, Slug, Words
from sim.errors import FaultsFound, SimError
from sim.scenario.gazetteer import Point
from sim.yamlfile import read_text

Line = Annotated[tuple[Point, ...], FailFast(), Field(min_length=2, max_length=LIMITS["points of a line"])]
Ring = Annotated[tuple[Point, ...], FailFast(), Field(min_length=4, max_length=LIMITS["points of a line"])]
Side = Literal["government", "sdf"]

SHAPE = "give 'features' of one ring (Polygon) or line (LineString) each, with its properties, in degrees"
"""What to do about a file of another shape."""

F = TypeVar("F", bound=BaseModel)


class Part(BaseModel):
    """A part of a GeoJSON file; what else stands there is passed over."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class PolygonShape(Part):
    """Rings of (longitude, latitude), the first one the outer, each closed."""

    type: Literal["Polygon"]
    coordinates: Annotated[tuple[Ring, ...], FailFast(), Field(min_length=1, max_length=20)]


class LineShape(Part):
    """A line of (longitude, latitude)."""

    type: Literal["LineString"]
    coordinates: Line


class About(Part):
    """What a feature of ``lines.geojson`` is; ``faces`` whose ground lies beyond the enclave."""

    id: Slug
    name: Words
    kind: Slug
    confidence: Annotated[str, StringConstraints(pattern="^[ABC]$")]
    party: Slug | None = None
    faces: Side | None = None


class Feature(Part):
    """An outline, road, river or route."""

    properties: About
    geometry: Annotated[PolygonShape | LineShape, Field(discriminator="type")]


class Named(Part):
    """The district whose cell a polygon is."""

    id: Slug


class Cell(Part):
    """A polygon of an author's own."""

    properties: Named
    geometry: PolygonShape


class LinesFile(Part):
    """``lines.geojson``."""

    features: Annotated[tuple[Feature, ...], FailFast(), Field(max_length=LIMITS["outlines and lines"])]


class CellsFile(Part):
    """``cells.geojson``."""

    features: Annotated[tuple[Cell, ...], FailFast(), Field(max_length=LIMITS["districts"])]


def read_geojson(path: Path, model: type[F]) -> F:
    """The file as its model.  Raises `SimError` for what is no file, too large, or of another shape."""
    try:
        return model.model_validate_json(read_text(path))
    except FaultsFound as error:
        fault = error.faults[0]
        raise SimError(f"{path}: {fault.problem}", hint="put that file there") from None
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        problem = first["msg"].removeprefix("Value error, ")
        raise SimError(
            f"{path}: not in the shape a map is built from ({where}: {problem})", hint=SHAPE
        ) from None
