"""How long each part of a film takes: time to see what moves, and time to read what is said."""

from __future__ import annotations

from typing import Literal

from sim.days import DAY
from sim.scene.marks import Beat, Scene

TITLE, END = 7.0, 9.0
"""Seconds of the first and the last card."""

RUN, CONVOYS, QUIET = 2.0, 6.0, 1.2
"""Seconds in which the clock goes through a day; when a convoy moves; when nothing moves or is told."""

KEY = 1.0
"""Seconds more on a key day, after all its captions have been read."""

LONGEST = 9.0
"""Seconds of a day at most."""


def day_beat(scene: Scene, *, convoys: bool, quiet: bool, speed: float) -> Beat:
    """The stretch of film of the day at whose end ``scene`` stands."""
    run = CONVOYS if convoys else QUIET if quiet and not scene.captions else RUN
    whole = min(LONGEST, max(run, _reading(scene)))
    name, start = f"day-{scene.day:02d}-{scene.date}", (scene.day - 1) * DAY
    return Beat("day", name, scene.day, start, scene.day * DAY, run / speed, (whole - run) / speed)


def _reading(scene: Scene) -> float:
    """Seconds to read the first caption; on a key day all of them, and to look around."""
    if not scene.captions:
        return 0.0
    if scene.key_day:
        return sum(caption.seconds for caption in scene.captions) + KEY
    return scene.captions[0].seconds


def card(kind: Literal["title", "end"], minute: int, speed: float) -> Beat:
    """A card; its clock stands."""
    seconds = TITLE if kind == "title" else END
    return Beat(kind, kind, None, minute, minute, 0.0, seconds / speed)
