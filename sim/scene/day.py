"""Scenes at the ends of days, for whoever needs no other moment."""

from __future__ import annotations

from collections.abc import Iterator

from sim.days import DAY
from sim.result.replay import Replay
from sim.scene.marks import Scene
from sim.scene.story import Story


def scenes(replay: Replay) -> Iterator[Scene]:
    """The scenes at the end of all days in order."""
    story = Story(replay)
    for day in range(story.days):
        yield story.scene((day + 1) * DAY)


def scene_at(replay: Replay, day_index: int) -> Scene:
    """The scene at the end of one local day, counted from 0."""
    if not 0 <= day_index < replay.calendar.days:
        raise IndexError(f"day {day_index} of {replay.calendar.days}")
    return Story(replay).scene((day_index + 1) * DAY)
