"""The ground of a page: rings in whole metres, borders, names, seats of dots, cuts of stripes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.page.coding import deltas
from sim.result.replay import Replay
from sim.scene.crowd import Crowd
from sim.scene.geography import View
from sim.scene.ground import Ground, Shape
from sim.scene.marks import Point, Ring
from sim.scene.polygons import middle
from sim.scene.stripes import ALONG, LEAST, stripes
from sim.scene.ways import ways_to

Streams = dict[str, list[int]]
Shares = tuple[int, int, int]

WHOLE = 10_000
"""Parts of a district: shares are whole numbers of them."""


def ground_head(replay: Replay, ground: Ground) -> dict[str, Any]:
    """What does not change with the day, but for the rings, which are streams."""
    return {
        "view": _view(ground.view),
        "far": _view(ground.far),
        "outlines": [[shape.id, shape.name, shape.kind] for shape in ground.outlines],
        "lines": [[shape.id, shape.name, shape.kind] for shape in ground.lines],
        "ways": [[shape.id, shape.name] for shape in ground.ways],
        "routes": list(ways_to(ground)),
        "borders": [[b.first, _or_none(b.second), _or_none(b.beyond)] for b in ground.borders],
        "names": [[n.id, n.text, n.arabic, n.kind, *metres(n.at)] for n in ground.names],
        "along": [round(part, 9) for part in ALONG],
        "destinations": [[place.id, *metres(at)] for place, at in ground.destinations],
        "ends": _ends(replay, ground),
        "middles": [metres(middle(ring)) for ring in ground.cells],
    }


def ground_streams(ground: Ground) -> Streams:
    """Rings and lines: for each the number of points, the first, then steps; in metres."""
    return {
        "cells": rings(ground.cells),
        "outlines": rings(_points(ground.outlines)),
        "lines": rings(_points(ground.lines)),
        "ways": rings(_points(ground.ways)),
        "borders": rings(border.points for border in ground.borders),
        "routes": rings(way.points for way in ways_to(ground).values()),
    }


def seat_stream(crowds: Sequence[Crowd]) -> list[int]:
    """How many seats of dots each district needs in the fullest account; the page finds their places."""
    most: list[int] = np.max([crowd.most for crowd in crowds], axis=0).tolist()
    return most


def stripe_stream(states: Iterable[tuple[int, Shares]], ground: Ground) -> list[int]:
    """For each shared state (district, shares): where its stripes are cut, in metres along `ALONG`."""
    found: list[int] = []
    for district, shares in sorted(set(states)):
        if sum(share > LEAST * WHOLE for share in shares) < 2:
            continue
        government, opposition, sdf = (share / WHOLE for share in shares)
        marks = stripes(ground.cells[district], (government, opposition, sdf))
        cuts = [round(1000 * max(_along(point) for point in mark.ring)) for mark in marks[:-1]]
        found += [district, *shares, len(cuts), *deltas(cuts)]
    return found


def rings(shapes: Iterable[Ring]) -> list[int]:
    """Number of points, the first point, then steps; of each ring."""
    found: list[int] = []
    for ring in shapes:
        found += [len(ring), *_interleaved([metres(point) for point in ring])]
    return found


def metres(point: Point) -> tuple[int, int]:
    """A point of the scene, in km, as whole metres."""
    return round(1000 * point[0]), round(1000 * point[1])


def _interleaved(points: Sequence[tuple[int, int]]) -> list[int]:
    xs, ys = deltas(x for x, _ in points), deltas(y for _, y in points)
    return [number for pair in zip(xs, ys, strict=True) for number in pair]


def _along(point: Point) -> float:
    return point[0] * ALONG[0] + point[1] * ALONG[1]


def _points(shapes: Iterable[Shape]) -> list[Ring]:
    return [shape.points for shape in shapes]


def _view(view: View) -> list[int]:
    return [*metres((view.west, view.south)), *metres((view.east, view.north))]


def _or_none(index: int | None) -> int:
    return -1 if index is None else index


def _ends(replay: Replay, ground: Ground) -> list[tuple[int, int]]:
    """Where the places outside are, by the order of the replay's places."""
    places = {place.id: place for place in replay.episode.places}
    outside = [places[name] for name in replay.places[len(ground.cells) : -1]]
    return [metres(ground.projection.flat(place.lon, place.lat)) for place in outside]
