"""The map of the invented valley written anew, and everything that keeps a map from being written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from test_killed_resolve import VALLEY

from sim.errors import SimError
from sim.yamlfile import load_yaml

geometry: Any = pytest.importorskip("sim.scenario.geometry", reason="shapely is not installed")

INPUTS = ("places.yaml", "territory.yaml", "lines.geojson")
SIZES = {"mill-end": 1.0, "orchard-row": 1.2, "stone-bridge": 0.8, "tile-works": 1.0, "west-gate": 1.0}
WEST, EAST, NORTH = 0.0, 0.04497, 0.00899
BORDERS = (0.0, 0.00899, 0.01799, 0.02518, 0.03598, 0.04497)
"""Longitudes at which the valley's five cells meet, from west to east."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in INPUTS:
        shutil.copy(VALLEY / name, tmp_path / name)
    return tmp_path


def ring(west: float, east: float, south: float = 0.0, north: float = NORTH) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def strips() -> dict[str, list[list[float]]]:
    names = ["west-gate", "tile-works", "stone-bridge", "orchard-row", "mill-end"]
    return {name: ring(*BORDERS[n : n + 2]) for n, name in enumerate(names)}


def give(folder: Path, rings: dict[str, list[list[float]]], *more: dict[str, Any]) -> None:
    features = [
        {"properties": {"id": name}, "geometry": {"type": "Polygon", "coordinates": [points]}}
        for name, points in rings.items()
    ]
    (folder / "cells.geojson").write_text(json.dumps({"features": [*features, *more]}), encoding="utf-8")


def lines(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "lines.geojson").read_text(encoding="utf-8"))
    return found


def written(folder: Path) -> dict[str, Any]:
    text, _ = geometry.build_map(geometry.load_sources(folder))
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    found: dict[str, Any] = load_yaml(folder / "map.yaml")
    return found


def test_the_valleys_map_is_what_the_program_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert geometry.main([str(folder)]) == 0
    assert (folder / "map.yaml").read_bytes() == (VALLEY / "map.yaml").read_bytes()
    assert capsys.readouterr().out.splitlines() == [
        f"{folder / 'map.yaml'}: 5 districts",
        "median deviation of known areas: 0.5%",
        "area-weighted deviation of known areas: 0.5%",
    ]


def test_what_a_map_is_built_from(folder: Path) -> None:
    places = (folder / "places.yaml").read_text(encoding="utf-8")
    start = "    grows_from: {lat: 0.001, lon: 0.04, because: x}\n    named_in_record: true\n"
    (folder / "places.yaml").write_text(
        places.replace("    named_in_record: true\n", start, 1), encoding="utf-8"
    )
    territory = (folder / "territory.yaml").read_text(encoding="utf-8")
    guessed = "west-gate: {km2: 1, assume: guess, because: x}"
    (folder / "territory.yaml").write_text(
        territory.replace("west-gate: {km2: 1.0, dataset: invented}", guessed), encoding="utf-8"
    )
    sources = geometry.load_sources(folder)
    assert sources.areas == SIZES
    assert list(sources.areas) == list(sources.centres) == sorted(SIZES)
    assert sources.known == SIZES.keys() - {"west-gate"}
    assert sources.centres["mill-end"] == (0.04, 0.001)
    assert sources.centres["orchard-row"] == (0.03058, 0.0045)
    assert sources.own_cells is None
    assert sources.outline.bounds == (WEST, 0, EAST, NORTH)
    assert sources.enclave.properties.id == "enclave"
    deviation = written(folder)["deviation"]
    assert deviation["known"] == 4
    assert deviation["districts"]["west-gate"]["area"] == "assumed"


def test_polygons_of_an_author(folder: Path) -> None:
    rings = strips()
    give(folder, rings)
    found = written(folder)
    assert found["schematic"] == (
        "A schematic map: polygons given by the author; outlines and roads are good to 100-200 m."
    )
    assert found["cells"] == "given"
    grown = load_yaml(VALLEY / "map.yaml")
    touches = {name: cell["touches"] for name, cell in grown["districts"].items()}
    assert {name: cell["touches"] for name, cell in found["districts"].items()} == touches
    assert list(found["districts"]) == sorted(rings)
    assert found["districts"]["mill-end"]["ring"] == rings["mill-end"][:-1]
    assert found["districts"]["mill-end"]["centre"] == [0.04047, 0.0045]


def test_a_centre_outside_an_authors_polygon_is_put_into_it(folder: Path) -> None:
    rings = strips()
    rings["mill-end"], rings["orchard-row"] = rings["orchard-row"], rings["mill-end"]
    give(folder, rings)
    found = written(folder)["districts"]
    lon, lat = found["mill-end"]["centre"]
    assert (lon, lat) == (
        pytest.approx((BORDERS[3] + BORDERS[4]) / 2, abs=1e-5),
        pytest.approx(NORTH / 2, abs=1e-5),
    )
    assert found["west-gate"]["centre"] == [0.0045, 0.0045]


def faces(folder: Path) -> dict[str, list[str]]:
    return {name: cell["borders"] for name, cell in written(folder)["districts"].items()}


def test_whose_ground_lies_beyond(folder: Path) -> None:
    """The sdf's ground begins 50 m east of the valley; what is left of the edge faces the government."""
    about = lines(folder)
    beyond = {"id": "sdf", "name": "x", "kind": "control", "confidence": "C", "party": "sdf"}
    ground = {"type": "Polygon", "coordinates": [ring(EAST + 0.00045, EAST + 0.01, -0.01, NORTH + 0.01)]}
    about["features"].append({"type": "Feature", "properties": beyond, "geometry": ground})
    (folder / "lines.geojson").write_text(json.dumps(about), encoding="utf-8")
    give(folder, strips())
    assert faces(folder) == {
        "mill-end": ["government", "sdf"], "orchard-row": ["government"], "stone-bridge": ["government"],
        "tile-works": ["government"], "west-gate": ["government"],
    }  # fmt: skip
    outline = load_yaml(folder / "map.yaml")["outlines"][1]
    assert (outline["id"], outline["party"], len(outline["ring"])) == ("sdf", "sdf", 4)
    ground["coordinates"] = [ring(EAST + 0.00095, EAST + 0.01, -0.01, NORTH + 0.01)]
    (folder / "lines.geojson").write_text(json.dumps(about), encoding="utf-8")
    assert faces(folder)["mill-end"] == ["government"], "more than 100 m away it is no neighbour"


SHIFTED = {**strips(), "mill-end": ring(BORDERS[4], EAST - 0.0004)}
LAPPED = {**strips(), "mill-end": ring(BORDERS[4] - 0.0004, EAST)}


@pytest.mark.parametrize(
    ("rings", "message"),
    [
        (SHIFTED, "cells.geojson fills 99.1% of the outline and covers 0.0% twice"),
        (LAPPED, "cells.geojson fills 100.0% of the outline and covers 0.9% twice"),
    ],
    ids=["a gap", "an overlap"],
)
def test_polygons_that_do_not_meet(folder: Path, rings: Any, message: str) -> None:
    give(folder, rings)
    with pytest.raises(SimError) as caught:
        written(folder)
    assert (str(caught.value), caught.value.hint) == (
        message, "let the polygons meet without gaps, or draw the outline in lines.geojson round them",
    )  # fmt: skip


@pytest.mark.parametrize("off", [0.0002, -0.0002])
def test_polygons_that_nearly_meet_will_do(folder: Path, off: float) -> None:
    """0.0002 of 0.04497 degrees are 0.4 %, and half a percent may be missing or covered twice."""
    give(folder, {**strips(), "mill-end": ring(BORDERS[4] + off, EAST)})
    assert written(folder)["cells"] == "given"


BOW = [[0.03598, 0.0], [0.04497, NORTH], [0.04497, 0.0], [0.03598, NORTH], [0.03598, 0.0]]
HOLED = {
    "properties": {"id": "mill-end"},
    "geometry": {"type": "Polygon", "coordinates": [ring(*BORDERS[4:]), ring(0.038, 0.04, 0.002, 0.004)]},
}
AGAIN = {
    "properties": {"id": "west-gate"},
    "geometry": {"type": "Polygon", "coordinates": [ring(0.0, 0.00899)]},
}
OPEN = [*ring(*BORDERS[4:])[:-1], [0.04, 0.0]]
WITHOUT = {name: points for name, points in strips().items() if name != "mill-end"}


@pytest.mark.parametrize(
    ("rings", "more", "names"),
    [
        (WITHOUT, [], "mill-end"),
        ({**strips(), "elsewhere": ring(0.0, 0.1)}, [], "elsewhere"),
        ({**strips(), "mill-end": BOW}, [], "mill-end"),
        (WITHOUT, [HOLED], "mill-end"),
        ({**strips(), "mill-end": OPEN}, [], "mill-end"),
        ({**WITHOUT, "west-gate": BOW}, [], "mill-end, west-gate"),
        (strips(), [AGAIN], "an id"),
    ],
    ids=["missing", "unknown", "bow tie", "hole", "open", "two", "twice"],
)
def test_polygons_that_cannot_be_cells(folder: Path, rings: Any, more: list[Any], names: str) -> None:
    give(folder, rings, *more)
    with pytest.raises(SimError) as caught:
        geometry.load_sources(folder)
    path = folder / "cells.geojson"
    assert str(caught.value) == (f"{path}: missing, unknown, given twice or not one simple polygon: {names}")
    assert caught.value.hint == (
        "give each district of territory.yaml one polygon without holes and the property 'id'"
    )


def test_no_lines_and_no_outline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "lines.geojson"
    about = lines(folder)
    for features in (about["features"][1:], [*about["features"], about["features"][0]]):
        path.write_text(json.dumps({"features": features}), encoding="utf-8")
        with pytest.raises(SimError) as caught:
            geometry.load_sources(folder)
        assert str(caught.value) == f"{path}: one feature of kind 'enclave' is needed"
        assert caught.value.hint == "mark the outline to be shared out"
    path.unlink()
    assert geometry.main([str(folder)]) == 2
    assert capsys.readouterr().err == (
        f"error: {path}: cannot be read (No such file or directory)\nhint: put that file there\n"
    )
    assert not (folder / "map.yaml").exists()


UNLIKE = "{path}: not in the shape a map is built from "
SHAPE = "give 'features' of one ring (Polygon) or line (LineString) each, with its properties, in degrees"


@pytest.mark.parametrize(
    ("file", "old", "new", "message", "hint"),
    [
        ("places.yaml", "  - id: tile-works", "  - id: tile-work", "districts without a place: tile-works",
         "add them to places.yaml"),
        ("territory.yaml", "districts:", "quarters:",
         "{path}:3: quarters: unknown key 'quarters'; remove it", "add it; remove it"),
        ("lines.geojson", '"features"', '"figures"', UNLIKE + "(features: Field required)", SHAPE),
        ("lines.geojson", "[0, 0]", "[NaN, 0]",
         UNLIKE + "(features.0.geometry.Polygon.coordinates.0.0.0: Input should be a finite number)", SHAPE),
        ("lines.geojson", "[0, 0]", "[0, 0, 0]",
         UNLIKE + "(features.0.geometry.Polygon.coordinates.0.0: "
         "Tuple should have at most 2 items after validation, not 3)", SHAPE),
        ("lines.geojson", '"kind": "road"', '"kind": "road: x"',
         UNLIKE + "(features.1.properties.kind: "
         "String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$')", SHAPE),
        ("lines.geojson", '"faces": "government"', '"faces": "opposition"',
         UNLIKE + "(features.0.properties.faces: Input should be 'government' or 'sdf')", SHAPE),
        ("lines.geojson", '"faces": "government", ', "", "{path}: 'enclave' needs 'faces'",
         "write government or sdf"),
        ("lines.geojson", "[0.04497, 0], [0.04497, 0.00899]", "[0.04497, 0.00899], [0.04497, 0]",
         "{path}: 'enclave' is not one simple ring", "draw it without holes or crossings"),
        ("territory.yaml", "{km2: 1.2,", "{km2: wide,",
         "{path}:5: districts.orchard-row.km2: input should be a valid number (got \"wide\"); "
         "write what is expected there", "write what is expected there"),
        ("places.yaml", "    lon: 0.04047", "    lon: 0.06", "places.yaml: 'mill-end' lies outside "
         "the outline of lines.geojson",
         "give it a start inside with grows_from, or draw the outline round it"),
        ("places.yaml", "    lon: 0.04047", "    lon: 0.03058",
         "places.yaml: 'orchard-row' and 'mill-end' lie on one spot", "move one of the two"),
    ],
    ids=["no place", "no districts", "no features", "no number", "height", "text", "side", "no side",
         "bow tie", "words", "outside", "one spot"],
)  # fmt: skip
def test_files_of_another_shape(folder: Path, file: str, old: str, new: str, message: str, hint: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SimError) as caught:
        geometry.load_sources(folder)
    assert str(caught.value).splitlines()[-1] == message.format(path=path)
    assert caught.value.hint == hint


def test_the_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        geometry.main(["--help"])
    assert caught.value.code == 0
    said = capsys.readouterr().out
    assert "usage: python -m sim.scenario.geometry [-h] SCENARIO_FOLDER" in said
    assert "Write the schematic map of a scenario." in said
    assert "where places.yaml lies" in said


def test_long_lists_are_broken_between_their_items() -> None:
    points = [(n / 7, -n / 3) for n in range(9)]
    shown = geometry._points("ring", points)
    assert shown.splitlines()[0].startswith("    ring: [[0.00000,0.00000], [0.14286,-0.33333], ")
    assert max(len(line) for line in shown.splitlines()) <= 120
    assert all(line.startswith("      [") for line in shown.splitlines()[1:])
    assert len(shown.splitlines()) == 2
    names = geometry._ids("touches", [f"a-long-name-{n}" for n in range(12)])
    assert names.startswith("    touches: [a-long-name-0, a-long-name-1, ")
    assert "a-long-\n" not in names
