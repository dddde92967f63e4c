"""The order of a film: a title card, the days, an end card, and how long each is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.drawings.cards import end_card, title_card
from sim.drawings.frame import Easel
from sim.drawings.stage import Pixels
from sim.result.replay import Replay
from sim.scene.day import scenes
from sim.scene.marks import Scene

Tell = Callable[[str], None] | None

CARD, QUIET, TOLD, KEY = 6.0, 1.5, 3.0, 4.5
"""Seconds: a card; a day of which nothing is told; a day with captions (they need three); a key day."""


@dataclass(frozen=True)
class Shot:
    """One picture and the seconds it is held; ``scene`` is None for a card."""

    name: str
    seconds: float
    scene: Scene | None
    pixels: Pixels


def shots(replay: Replay, *, scale: float = 1.0, tell: Tell = None) -> Iterator[Shot]:
    """The pictures of a replay in order, drawn one at a time."""
    yield Shot("title", CARD, None, title_card(replay, scale))
    easel = Easel(replay, scale)
    for scene in scenes(replay):
        if tell is not None:
            tell(f"day {scene.day} of {scene.days}")
        yield Shot(f"day-{scene.day:02d}-{scene.date}", seconds(scene), scene, easel.frame(scene))
    yield Shot("end", CARD, None, end_card(replay, scale))


def seconds(scene: Scene) -> float:
    """How long a day is held."""
    return KEY if scene.key_day else TOLD if scene.captions else QUIET


@dataclass(frozen=True)
class Cue:
    """When a picture stands in a film, in seconds."""

    name: str
    start: float
    end: float
    scene: Scene | None


def cues(replay: Replay) -> list[Cue]:
    """The times of all pictures, without drawing them."""
    held: list[tuple[str, float, Scene | None]] = [("title", CARD, None)]
    held += [(f"day-{scene.day:02d}-{scene.date}", seconds(scene), scene) for scene in scenes(replay)]
    held.append(("end", CARD, None))
    found, at = [], 0.0
    for name, length, scene in held:
        found.append(Cue(name, at, at + length, scene))
        at += length
    return found
