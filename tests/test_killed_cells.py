"""Cells grown from centres and areas, where the answer can be reckoned by hand: strips, squares and a U."""

from __future__ import annotations

from math import hypot, sqrt
from typing import Any

import numpy as np
import pytest

cells: Any = pytest.importorskip("sim.scenario.cells", reason="shapely is not installed")
geometry: Any = pytest.importorskip("shapely.geometry")

PLANE = cells.Plane(37.0, 36.0)


def box(west: float, south: float, east: float, north: float) -> Any:
    """A rectangle in metres from 37 E 36 N, in degrees that are not rounded."""
    east_m, north_m = PLANE.metres_per_degree
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return geometry.Polygon([(37 + x / east_m, 36 + y / north_m) for x, y in corners])


def spot(x: float, y: float) -> tuple[float, float]:
    east, north = PLANE.metres_per_degree
    return 37 + x / east, 36 + y / north


def widths(grown: dict[str, Any]) -> list[tuple[float, float]]:
    """West and east end of each cell, in metres from 37 E."""
    bounds = [PLANE.flat(cell).bounds for cell in grown.values()]
    return [(west, east) for west, _, east, _ in bounds]


@pytest.mark.parametrize(
    ("lat", "east", "north"),
    [(0.0, 111_319.458, 110_574.275), (60.0, 55_799.979, 111_412.2425), (90.0, 0.0, 111_693.915)],
)
def test_the_length_of_a_degree(lat: float, east: float, north: float) -> None:
    """Snyder's series where its cosines are 1, a half, 0 and -1."""
    assert cells.Plane(10.0, lat).metres_per_degree == pytest.approx((east, north), abs=1e-6)


def test_points_of_the_plane() -> None:
    plane = cells.Plane(10.0, 0.0)
    assert plane.to_metres((10.5, -0.25)) == pytest.approx((0.5 * 111_319.458, -0.25 * 110_574.275))
    assert plane.to_degrees((111_319.458, -110_574.275 / 3)) == (11.0, -0.33333)
    assert cells.plane_of(geometry.Polygon([(1, 2), (4.011, 2), (4.011, 8.2)])) == cells.Plane(2.51, 5.1)


def test_a_ring_is_written_from_its_south_western_corner_without_doubled_points() -> None:
    east, north = PLANE.metres_per_degree
    ring = [(0.01, 0.02), (0.01, 0.01), (0.020000001, 0.01), (0.02, 0.01), (0.02, 0.02)]
    shape = geometry.Polygon([(x * east, y * north) for x, y in ring])
    assert list(PLANE.round_again(shape).exterior.coords) == [
        (37.01, 36.01), (37.02, 36.01), (37.02, 36.02), (37.01, 36.02), (37.01, 36.01),
    ]  # fmt: skip


def test_deviations() -> None:
    drawn = {
        "a": cells.Deviation(2.0, 2.5, True),
        "b": cells.Deviation(4.0, 3.6, True),
        "c": cells.Deviation(1.0, 1.6, True),
        "guess": cells.Deviation(1.0, 9.0, False),
    }
    assert [round(d.share, 9) for d in drawn.values()] == [0.25, 0.1, 0.6, 8.0]
    assert cells.median_deviation(drawn) == 0.25
    assert cells.weighted_deviation(drawn) == pytest.approx((0.5 + 0.4 + 0.6) / 7)
    guessed = {"guess": drawn["guess"]}
    assert (cells.median_deviation(guessed), cells.weighted_deviation(guessed)) == (0.0, 0.0)


def test_drawn_areas_are_measured_in_square_kilometres() -> None:
    found = cells.measure(
        {"a": box(0, 0, 2000, 1000), "b": box(2000, 0, 2500, 1000)}, {"b": 3.0, "a": 1.0}, {"a"}
    )
    assert list(found) == ["b", "a"]
    assert (found["a"].wanted, found["a"].known, found["b"].known) == (1.0, True, False)
    assert (found["a"].drawn, found["b"].drawn) == pytest.approx((2.0, 0.5), rel=2e-4)


def test_areas_wanted_fill_the_outline() -> None:
    assert cells._targets(6e6, [1.0, None, 2.0, None]).tolist() == [1e6, 1.5e6, 2e6, 1.5e6]
    assert cells._targets(6e6, [1.0, 2.0]).tolist() == [2e6, 4e6]
    assert cells._targets(6e6, [4.0, 8.0, None]).tolist() == [2e6, 4e6, 0.0]
    assert cells._targets(6e6, [None, None]).tolist() == [3e6, 3e6]


def test_how_much_heavier_a_neighbour_may_be() -> None:
    """Centres keep 12 m, or a quarter of their distance where that is less."""
    limits = cells._limits([(0.0, 0.0), (300.0, 400.0), (0.0, 20.0)])
    assert limits[0].tolist() == [np.inf, 500**2 - 2 * 500 * 12, 20**2 - 2 * 20 * 5]
    apart = hypot(300, 380)
    assert limits[1].tolist() == [limits[0][1], np.inf, pytest.approx(apart**2 - 24 * apart)]


def test_weights_that_go_too_far_are_brought_together() -> None:
    limits = np.array([[np.inf, 10.0, 50.0], [10.0, np.inf, 10.0], [50.0, 10.0, np.inf]])
    kept = np.array([0.0, 10.0, 5.0])
    assert cells._hold_back(kept, limits).tolist() == [0.0, 10.0, 5.0]
    assert cells._hold_back(np.array([0.0, 20.0, 15.0]), limits).tolist() == [5.0, 15.0, 15.0]
    held = cells._hold_back(np.array([0.0, 100.0, 0.0]), limits)
    assert (held[1] - held[[0, 2]]).max() == pytest.approx(10, abs=cells.NEARLY)
    assert held.sum() == pytest.approx(100)
    assert kept.tolist() == [0.0, 10.0, 5.0]


@pytest.mark.parametrize("turns", [0, 3, cells.TURNS])
def test_no_pair_is_left_beyond_its_limit(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many turns there are: crowded centres with the wildest weights keep to the limits."""
    monkeypatch.setattr(cells, "TURNS", turns)
    random = np.random.default_rng(5)
    for count in (2, 3, 12, 40):
        limits = cells._limits([tuple(spot) for spot in random.uniform(0, 900, (count, 2))])
        for _ in range(5):
            held = cells._hold_back(random.normal(0, 1e6, count), limits)
            assert (held[None, :] - held[:, None] - limits).max() <= cells.NEARLY


def test_half_of_a_square() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert cells._cut(square, (1.0, 0.0), 1.0) == [(0.0, 0.0), (1.0, 0.0), (1.0, 4.0), (0.0, 4.0)]
    assert cells._cut(square, (0.0, -1.0), -3.0) == [(0.0, 3.0), (4.0, 3.0), (4.0, 4.0), (0.0, 4.0)]
    assert cells._cut(square, (1.0, 2.0), 2.0) == [(0.0, 1.0), (0.0, 0.0), (2.0, 0.0)]
    assert cells._cut(square, (1.0, 0.0), 4.0) == square
    assert cells._cut(square, (1.0, 0.0), -1.0) == []


@pytest.mark.parametrize(
    ("areas", "borders"),
    [({"a": 2.0, "b": 3.0, "c": 1.0}, (2000, 5000)), ({"a": 1.0, "b": 4.0}, (1000, 5000))],
)
def test_a_strip_is_parted_by_the_areas(areas: dict[str, float], borders: tuple[int, int]) -> None:
    """A strip of 6 by 1 km; where one area is not written it is what the others leave."""
    centres = {"b": spot(3000, 500), "a": spot(900, 500), "c": spot(5300, 500)}
    grown = cells.grow_cells(box(0, 0, 6000, 1000), centres, areas)
    assert list(grown) == ["a", "b", "c"]
    found = widths(grown)
    expected = [(0, borders[0]), borders, (borders[1], 6000)]
    assert np.abs(np.array(found) - np.array(expected)).max() < 6


def test_a_centre_stays_in_its_cell_and_keeps_its_distance() -> None:
    """0.1 of 3 km² are wanted; the centre lies 1 km in, so that the cell is 1,012 m long."""
    grown = cells.grow_cells(
        box(0, 0, 3000, 1000), {"a": spot(1000, 500), "b": spot(2000, 500)}, {"a": 0.1, "b": 2.9}
    )
    assert widths(grown)[0][1] == pytest.approx(1000 + cells.CLEARANCE, abs=2)
    assert sum(PLANE.flat(cell).area for cell in grown.values()) == pytest.approx(3e6, rel=1e-3)


def test_what_is_cut_off_from_its_centre_goes_to_whom_it_borders() -> None:
    """A U of three by three kilometres: the top of the right arm is nearer to the left arm's centre."""
    shape = [
        (0, 0),
        (3000, 0),
        (3000, 3000),
        (2000, 3000),
        (2000, 1000),
        (1000, 1000),
        (1000, 3000),
        (0, 3000),
    ]
    land = geometry.Polygon(shape)
    sites = [(500.0, 2500.0), (1500.0, 500.0)]
    left, base = cells._draw(land, sites, np.zeros(2))
    assert left.area + base.area == pytest.approx(land.area)
    assert left.bounds[2] <= 1000.01
    assert base.contains(geometry.Point(2900, 2900))
    assert left.contains(geometry.Point(*sites[0]))


def test_neighbours_share_more_than_thirty_metres() -> None:
    grown = {
        "c": box(0, -1000, 1000, 0), "a": box(0, 0, 1000, 1000), "b": box(1000, 960, 2000, 2000),
        "d": box(1000, -1020, 2000, -980), "e": box(5000, 0, 6000, 1000),
    }  # fmt: skip
    assert cells.neighbours(grown) == [("a", "b"), ("a", "c")]


def test_the_common_border_is_measured_along_the_first() -> None:
    """Drawn two metres apart it is still one border; at four metres it is none."""
    one = geometry.box(0, 0, 100, 100)
    assert cells._common(one, geometry.box(102, 0, 200, 100)) == pytest.approx(100 + 2 * sqrt(5), abs=6)
    assert cells._common(one, geometry.box(104, 0, 200, 100)) == 0.0
