"""The partition of the enclave and the schematic map drawn from it."""

import json
import shutil
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.yamlfile import load_yaml

SCENARIO = Path(__file__).parents[1] / "scenarios" / "aleppo-2016"
INPUTS = ("places.yaml", "territory.yaml", "lines.geojson")


@pytest.fixture(scope="module")
def places() -> dict[str, Any]:
    return {place["id"]: place for place in load_yaml(SCENARIO / "places.yaml")["places"]}


@pytest.fixture(scope="module")
def territory() -> dict[str, Any]:
    return load_yaml(SCENARIO / "territory.yaml")


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    return load_yaml(SCENARIO / "map.yaml")


def test_the_partition_sums_to_the_enclave(territory: dict[str, Any]) -> None:
    hundredths = sum(round(district["km2"] * 100) for district in territory["districts"].values())
    assert hundredths == round(territory["enclave_km2"] * 100) == 4510


def test_every_area_has_a_data_set_or_a_reason(territory: dict[str, Any]) -> None:
    datasets = load_yaml(SCENARIO / "places.yaml")["datasets"]
    for district in territory["districts"].values():
        assert set(district) in ({"km2", "dataset"}, {"km2", "assume", "because"})
        assert district.get("dataset", "geonames") in datasets


def test_areas_from_a_data_set_are_the_figures_of_the_places(
    territory: dict[str, Any], places: dict[str, Any]
) -> None:
    for name, district in territory["districts"].items():
        if "dataset" in district:
            assert places[name]["area_inside"] == district


def test_districts_are_the_places_with_that_role(territory: dict[str, Any], places: dict[str, Any]) -> None:
    assert set(territory["districts"]) == {name for name, p in places.items() if p["role"] == "district"}


def test_every_place_says_where_its_coordinates_come_from(places: dict[str, Any]) -> None:
    datasets = load_yaml(SCENARIO / "places.yaml")["datasets"]
    for place in places.values():
        located = place["located"]
        assert set(located) == {"assume", "because"} or located["dataset"] in datasets


def test_five_groups_share_the_partition_and_two_banks_do(territory: dict[str, Any]) -> None:
    groups = {name: group["districts"] for name, group in territory["groups"].items()}
    for parts in (
        ("north-east", "south-east", "centre", "south", "queiq-west"),
        ("queiq-west", "queiq-east"),
    ):
        assert sorted(d for part in parts for d in groups[part]) == sorted(territory["districts"])


def test_groups_and_overlaps_name_known_places(territory: dict[str, Any], places: dict[str, Any]) -> None:
    for group in territory["groups"].values():
        assert set(group["districts"]) <= set(territory["districts"])
        assert group["because"]
    for overlap in territory["overlaps"]:
        assert set(overlap["names"]) <= set(places)
    umbrellas = [place["group"] for place in places.values() if place["role"] == "group"]
    assert set(umbrellas) <= set(territory["groups"])


def test_the_map_calls_itself_schematic(drawn: dict[str, Any]) -> None:
    assert "schematic" in drawn["schematic"].lower()
    assert (SCENARIO / "map.yaml").stat().st_size < 200_000


def test_drawn_areas_stay_near_the_published_ones(drawn: dict[str, Any]) -> None:
    assert drawn["deviation"]["known"] >= 40
    assert drawn["deviation"]["median"] < 0.05
    assert drawn["deviation"]["weighted"] < 0.07


def test_neighbourhood_is_symmetric_and_connected(drawn: dict[str, Any]) -> None:
    touches = {name: set(district["touches"]) for name, district in drawn["districts"].items()}
    assert all(name in touches[other] for name in touches for other in touches[name])
    reached, waiting = set(), ["hanano"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += touches[name] - reached
    assert reached == set(touches)


def test_only_the_kurdish_side_and_the_government_lie_beyond_the_outline(drawn: dict[str, Any]) -> None:
    borders = {name: district["borders"] for name, district in drawn["districts"].items()}
    assert {side for sides in borders.values() for side in sides} == {"government", "sdf"}
    assert borders["bustan-al-basha"] == ["government", "sdf"]
    assert borders["hallak-tahtani"] == ["sdf"]
    assert borders["mayssar"] == []


@pytest.fixture(scope="module")
def geometry() -> Any:
    """The map builder; its tests are skipped where shapely is not installed."""
    pytest.importorskip("shapely")
    return import_module("sim.scenario.geometry")


@pytest.fixture(scope="module")
def shapes(geometry: Any, drawn: dict[str, Any]) -> dict[str, Any]:
    return {name: geometry.Polygon(d["ring"]) for name, d in drawn["districts"].items()}


@pytest.fixture
def folder(geometry: Any, tmp_path: Path) -> Path:
    for name in INPUTS:
        shutil.copy(SCENARIO / name, tmp_path / name)
    return tmp_path


def test_the_same_input_gives_the_same_bytes(geometry: Any) -> None:
    text, _ = geometry.build_map(geometry.load_sources(SCENARIO))
    assert text.encode() == (SCENARIO / "map.yaml").read_bytes()


def test_every_centre_lies_in_its_own_cell(
    geometry: Any, shapes: dict[str, Any], drawn: dict[str, Any], places: dict[str, Any]
) -> None:
    outline = geometry.Polygon(drawn["outlines"][0]["ring"])
    for name, shape in shapes.items():
        assert shape.contains(geometry.Point(drawn["districts"][name]["centre"])), name
        place = geometry.Point(places[name]["lon"], places[name]["lat"])
        assert shape.contains(place) or not outline.contains(place), name
        assert outline.contains(place) or "grows_from" in places[name], name


def test_cells_are_disjoint_and_cover_the_outline(
    geometry: Any, shapes: dict[str, Any], drawn: dict[str, Any]
) -> None:
    outline = geometry.Polygon(drawn["outlines"][0]["ring"])
    together = geometry.unary_union(list(shapes.values()))
    assert all(shape.is_valid for shape in shapes.values())
    assert sum(shape.area for shape in shapes.values()) / together.area == pytest.approx(1, abs=0.001)
    assert together.symmetric_difference(outline).area / outline.area < 0.005


def test_the_bank_of_the_queiq_is_decided_by_the_centre(
    drawn: dict[str, Any], territory: dict[str, Any]
) -> None:
    river = next(line["points"] for line in drawn["lines"] if line["id"] == "queiq")
    west = set(territory["groups"]["queiq-west"]["districts"])
    for name, district in drawn["districts"].items():
        lon, lat = district["centre"]
        (x, y), (u, v) = next((a, b) for a, b in pairwise(river) if a[1] >= lat >= b[1])
        assert (lon < x + (u - x) * (lat - y) / (v - y)) == (name in west), name


def test_an_authors_own_polygons_are_used(
    geometry: Any, folder: Path, drawn: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    _save_cells(folder, {name: district["ring"] for name, district in drawn["districts"].items()})
    assert geometry.main([str(folder)]) == 0
    given = load_yaml(folder / "map.yaml")
    assert given["cells"] == "given"
    assert given["districts"] == drawn["districts"]
    assert "66 districts" in capsys.readouterr().out


def test_a_missing_polygon_is_refused_by_name(
    geometry: Any, folder: Path, drawn: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    rings = {name: d["ring"] for name, d in drawn["districts"].items() if name != "hanano"}
    _save_cells(folder, rings)
    assert geometry.main([str(folder)]) == 2
    assert "hanano" in capsys.readouterr().err
    assert not (folder / "map.yaml").exists()


def test_a_district_without_a_place_is_refused_by_name(
    geometry: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = (folder / "places.yaml").read_text(encoding="utf-8")
    (folder / "places.yaml").write_text(places.replace("- id: marjeh\n", "- id: marjah\n"), encoding="utf-8")
    assert geometry.main([str(folder)]) == 2
    assert "districts without a place: marjeh" in capsys.readouterr().err


def test_districts_without_an_area_share_what_is_left(geometry: Any) -> None:
    square = geometry.Polygon([(37.0, 36.0), (37.1, 36.0), (37.1, 36.1), (37.0, 36.1)])
    centres = {"a": (37.02, 36.05), "b": (37.05, 36.05), "c": (37.08, 36.05)}
    grown = geometry.grown
    cells = grown.grow_cells(square, centres, {"a": 40.0, "b": None, "c": None})
    plane = grown.plane_of(square)
    area = {name: plane.flat(cell).area / 1e6 for name, cell in cells.items()}
    assert area["a"] == pytest.approx(40.0, rel=0.01)
    assert area["b"] == pytest.approx(area["c"], rel=0.01)
    assert grown.neighbours(cells) == [("a", "b"), ("b", "c")]


def _save_cells(folder: Path, rings: dict[str, list[list[float]]]) -> None:
    features = [
        {"properties": {"id": name}, "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
        for name, ring in rings.items()
    ]
    (folder / "cells.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
