"""The scene at the end of each local day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from sim.days import DAY
from sim.episode.places import OPPOSITION
from sim.result.replay import Replay
from sim.result.trace import ControlChanged, ConvoyRan
from sim.scene.bands import PeopleBands, people_bands
from sim.scene.caption import captions
from sim.scene.claims import contested_places, counts
from sim.scene.crowd import crowd
from sim.scene.fronts import fronts
from sim.scene.ground import Ground, lay_out
from sim.scene.labels import box_of
from sim.scene.marks import ConvoyMark, DistrictMark, Outline, Point, Scene, State, Totals
from sim.scene.polygons import middle
from sim.scene.stripes import LEAST, stripes

EDGE = 0.3
"""km from the map's edge where the drawn part of a route ends."""

KEY_DAYS = 5
"""Days of the largest losses of ground that are held longer, beside the evacuation's turns and the end."""


def scenes(replay: Replay) -> Iterator[Scene]:
    """The scenes of all days in order, on one ground."""
    ground, bands = lay_out(replay.episode), people_bands(replay)
    for day in range(replay.calendar.days):
        yield _scene(replay, day, ground, bands)


def scene_at(replay: Replay, day_index: int) -> Scene:
    """The scene at the end of one local day, counted from 0."""
    if not 0 <= day_index < replay.calendar.days:
        raise IndexError(f"day {day_index} of {replay.calendar.days}")
    return _scene(replay, day_index, lay_out(replay.episode), people_bands(replay))


def _scene(replay: Replay, day: int, ground: Ground, bands: PeopleBands) -> Scene:
    districts = tuple(_district(replay, day, index, ground) for index in range(len(ground.cells)))
    held = replay.inside[day].sum(axis=0)
    everyone = replay.people[day, :, : len(districts)].sum(axis=0)
    return Scene(
        day=day + 1,
        days=replay.calendar.days,
        date=replay.calendar.dates()[day],
        key_day=day in key_days(replay),
        districts=districts,
        fronts=fronts(ground, districts),
        people=crowd(districts, held, everyone - held, names=tuple(map(box_of, ground.labels))),
        convoys=convoys(replay, day, ground),
        captions=captions(replay, day),
        totals=totals(replay, day, bands),
    )


def _district(replay: Replay, day: int, index: int, ground: Ground) -> DistrictMark:
    district, ring = replay.episode.territory.districts[index], ground.cells[index]
    government, opposition, sdf = (round(float(share), 9) for share in replay.control[day, index])
    shares = (government, opposition, sdf)
    changes = [c for c in replay.control_changes if c.district == district and c.minute < (day + 1) * DAY]
    todays = [change for change in changes if change.minute >= day * DAY]
    return DistrictMark(
        id=district,
        label=_name(replay, district),
        ring=ring,
        centre=middle(ring),
        shares=shares,
        state=state_of(shares),
        stripes=stripes(ring, shares),
        outline=_outline(changes),
        changed=bool(todays),
        reports_differ=district in contested_places(replay, day),
    )


def _name(replay: Replay, district: str) -> str:
    return next((p.name for p in replay.episode.places if p.id == district), district)


def state_of(shares: tuple[float, float, float]) -> State:
    """Held by one party, shared, or nobody's; shares too small to be drawn do not count."""
    present = sum(share > LEAST for share in shares)
    return "empty" if present == 0 else "held" if present == 1 else "shared"


def _outline(changes: list[ControlChanged]) -> Outline:
    if not changes:
        return "start"
    return "assumed" if "assumption:" in changes[-1].basis else "documented"


def key_days(replay: Replay) -> frozenset[int]:
    """Days held longer, from 0: first and last, largest losses of ground, the evacuation's turns, the end."""
    last = replay.calendar.days - 1
    lost = [0.0, *(-float(d) for d in (replay.km2()[1:, OPPOSITION] - replay.km2()[:-1, OPPOSITION]))]
    largest = sorted(range(len(lost)), key=lambda day: (-lost[day], day))[:KEY_DAYS]
    found = {0, last, *(day for day in largest if lost[day] > 1e-9)}
    plan, end = replay.episode.evacuation, replay.end_of_control()
    turns = [] if plan is None else [plan.opens, *(c.start for c in plan.closures)]
    found |= {minute // DAY for minute in [*turns, *([] if end is None else [end])]}
    return frozenset(day for day in found if 0 <= day <= last)


def convoys(replay: Replay, day: int, ground: Ground) -> tuple[ConvoyMark, ...]:
    """Convoys that left on a day, at even distances along the first route, the first to leave farthest."""
    left = [c for c in replay.convoys if c.departed is not None and c.departed // DAY == day]
    routes = ground.line("route")
    if not left or not routes:
        return ()
    line = _shown(routes[0].points, ground)
    places = [along(line, (n + 1) / (len(left) + 1)) for n in reversed(range(len(left)))]
    return tuple(_convoy(convoy, at) for convoy, at in zip(left, places, strict=True))


def _convoy(convoy: ConvoyRan, at: Point) -> ConvoyMark:
    modelled = convoy.basis.startswith("model:")
    return ConvoyMark(convoy.convoy, at, sum(convoy.people), convoy.outcome == "turned back", modelled)


def _shown(line: tuple[Point, ...], ground: Ground) -> tuple[Point, ...]:
    """The part of a route before it leaves the view."""
    shown = [line[0]]
    for before, point in pairwise(line):
        if not ground.view.shows(point, margin=EDGE):
            return (*shown, _last_shown(before, point, ground))
        shown.append(point)
    return tuple(shown)


def _last_shown(inside: Point, outside: Point, ground: Ground) -> Point:
    """Where a line from one point to another leaves the view, by halving."""
    for _ in range(30):
        half = ((inside[0] + outside[0]) / 2, (inside[1] + outside[1]) / 2)
        inside, outside = (half, outside) if ground.view.shows(half, margin=EDGE) else (inside, half)
    return inside


def along(line: tuple[Point, ...], part: float) -> Point:
    """The point at ``part`` of a line's length."""
    lengths = [math.dist(a, b) for a, b in pairwise(line)]
    left = part * sum(lengths)
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if left <= length and length > 0:
            return a[0] + left / length * (b[0] - a[0]), a[1] + left / length * (b[1] - a[1])
        left -= length
    return line[-1]


def totals(replay: Replay, day: int, bands: PeopleBands) -> Totals:
    """The numbers of the right-hand column."""
    government, opposition, sdf = (float(km2) for km2 in replay.km2()[day])
    left = [c for c in replay.convoys if c.departed is not None and c.departed // DAY == day]
    return Totals(
        km2=(government, opposition, sdf),
        enclave_km2=replay.episode.territory.km2,
        bands=tuple(int(n) for n in bands.counts[day]),
        evacuated=replay.evacuated_at((day + 1) * DAY),
        counts=counts(replay.episode, day),
        convoys_today=len(left),
        convoys_turned_back=sum(c.outcome == "turned back" for c in left),
    )
