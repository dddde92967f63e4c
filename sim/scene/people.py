"""The dots as marks: on which seats of a district they stand, and where on their way they are."""

from __future__ import annotations

from typing import Literal

from sim.episode.places import OPPOSITION
from sim.result.replay import Replay
from sim.scene.crowd import UNIT, Crowd
from sim.scene.geography import View
from sim.scene.ground import Ground
from sim.scene.headcount import Headcount
from sim.scene.journeys import Journey
from sim.scene.marks import DistrictMark, PeopleMark, Point, TravellerMark
from sim.scene.polygons import middle
from sim.scene.seats import Box4, seats
from sim.scene.stripes import holders_at

Part = Literal["held", "captured"]
Key = tuple[str, int, int, tuple[float, float, float]]


class People:
    """Standing and travelling dots at any minute; marks that stay the same are the same objects."""

    def __init__(self, replay: Replay, ground: Ground, clear: tuple[Box4, ...]) -> None:
        self.crowd = Crowd(replay)
        self._ground = ground
        self._names = replay.places[:-1]
        most = self.crowd.most.tolist()
        self._seats = {
            name: seats(name, ring, int(count), clear)
            for name, ring, count in zip(replay.episode.territory.districts, ground.cells, most, strict=True)
        }
        places = {place.id: ground.projection.flat(place.lon, place.lat) for place in replay.episode.places}
        centres = [middle(ring) for ring in ground.cells]
        self._ends = [*centres, *(places[name] for name in self._names[len(centres) :])]
        self._kept: dict[Key, tuple[PeopleMark, ...]] = {}
        self._last: tuple[list[Headcount], tuple[DistrictMark, ...], tuple[PeopleMark, ...]] | None = None

    def standing(self, minute: int, day: int, districts: tuple[DistrictMark, ...]) -> tuple[PeopleMark, ...]:
        """Dots of held parts and of captured parts, district by district."""
        counts = self.crowd.at(minute, day)
        if self._last is not None and self._last[0] is counts and self._last[1] is districts:
            return self._last[2]
        marks: list[PeopleMark] = []
        for mark, count in zip(districts, counts, strict=True):
            if count.held or count.captured:
                key = mark.id, count.held, count.captured, mark.shares
                if key not in self._kept:
                    self._kept[key] = self._stand(mark, count)
                marks += self._kept[key]
        self._last = counts, districts, tuple(marks)
        return self._last[2]

    def _stand(self, mark: DistrictMark, count: Headcount) -> tuple[PeopleMark, ...]:
        """Held and captured on their own stripes of a shared district, as far as there is room."""
        places = self._seats[mark.id]
        if mark.holding == "shared":
            holders = holders_at(mark.stripes, places)
            own = [p for p, party in zip(places, holders, strict=True) if party == OPPOSITION]
        else:
            own = list(places) if mark.shares[OPPOSITION] > 0 else []
        owned = set(own)
        other = [p for p in places if p not in owned]
        held = [*own[: count.held], *other[::-1][: max(0, count.held - len(own))]]
        taken = set(held)
        free = [p for p in (*other, *own[::-1]) if p not in taken]
        parts: tuple[tuple[Part, list[Point]], ...] = (("held", held), ("captured", free[: count.captured]))
        return tuple(PeopleMark(mark.id, part, UNIT, tuple(dots)) for part, dots in parts if dots)

    def travelling(self, minute: int, day: int) -> tuple[TravellerMark, ...]:
        """Dots on their way, on straight lines from middle to middle or to the map's edge."""
        return tuple(self._traveller(journey, minute) for journey in self.crowd.travelling(minute, day))

    def moves(self, day: int) -> bool:
        """Does any dot set out on a day (from 0)?"""
        return bool(self.crowd.journeys[day])

    def _traveller(self, journey: Journey, minute: int) -> TravellerMark:
        start, end = self._way(journey)
        part = (minute - journey.departs) / (journey.arrives - journey.departs)
        at = start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
        return TravellerMark(journey.kind, self._names[journey.origin], self._names[journey.destination], at)

    def _way(self, journey: Journey) -> tuple[Point, Point]:
        ends = journey.origin, journey.destination
        return self._shown(*ends), self._shown(*ends[::-1])

    def _shown(self, place: int, other: int) -> Point:
        """Where a place is, or where the way from the other one leaves the map."""
        at = self._ends[place]
        return at if self._ground.view.shows(at) else leaving(self._ends[other], at, self._ground.view)


def leaving(inside: Point, outside: Point, view: View) -> Point:
    """Where the straight line from a point in the view to one beyond it crosses the view's edge."""
    dx, dy = outside[0] - inside[0], outside[1] - inside[1]
    parts = [
        (edge - start) / step
        for edge, start, step in (
            (view.east if dx > 0 else view.west, inside[0], dx),
            (view.north if dy > 0 else view.south, inside[1], dy),
        )
        if step
    ]
    part = min([1.0, *parts])
    return inside[0] + part * dx, inside[1] + part * dy
