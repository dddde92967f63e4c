"""When each stretch of a film begins and ends, and the same as a table for animators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from sim.drawings.shots import Shot, shots
from sim.scene.marks import Beat, Scene
from sim.scene.story import Story

COLUMNS = (
    "name", "kind", "day", "date", "start_s", "end_s", "run_s", "rest_s", "start_frame", "end_frame", "fps",
    "key_day", "captions", "claims",
)  # fmt: skip

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the start of a formula."""


class Cue(NamedTuple):
    """A beat with its place in the film, in seconds; ``end`` is the next beat's ``start``."""

    beat: Beat
    start: float
    end: float


def cues(beats: Iterable[Beat]) -> tuple[Cue, ...]:
    """Beats one after the other, from 0."""
    found, at = [], 0.0
    for beat in beats:
        found.append(Cue(beat, at, at + beat.seconds))
        at += beat.seconds
    return tuple(found)


def timing_csv(story: Story, beats: Iterable[Beat], *, fps: int) -> str:
    """One row for each beat: RFC 4180 with line feeds.

    Seconds are from the film's start.  ``start_frame`` is the beat's first frame, counted from 0,
    ``end_frame`` the next beat's first one, as in the films.  A day's captions, and its claims, are
    joined by `` | ``; cards have no day, date, captions or claims.  A cell that a spreadsheet would
    take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    told = tuple(beats)
    for cue, shot in zip(cues(told), shots(told, fps), strict=True):
        row = {**_times(cue, shot, fps), **_day(day_scene(story, cue.beat))}
        writer.writerow({column: _cell(row.get(column, "")) for column in COLUMNS})
    return out.getvalue()


def day_scene(story: Story, beat: Beat) -> Scene | None:
    """The scene at the end of a day's beat; None for a card."""
    return None if beat.day is None else story.scene(beat.end)


def _times(cue: Cue, shot: Shot, fps: int) -> dict[str, str]:
    beat = cue.beat
    return {
        "name": beat.name,
        "kind": beat.kind,
        "start_s": f"{cue.start:.3f}",
        "end_s": f"{cue.end:.3f}",
        "run_s": f"{beat.run:.3f}",
        "rest_s": f"{beat.rest:.3f}",
        "start_frame": str(shot.first),
        "end_frame": str(shot.first + shot.frames),
        "fps": str(fps),
    }


def _day(scene: Scene | None) -> dict[str, str]:
    if scene is None:
        return {"key_day": "false"}
    return {
        "day": str(scene.day),
        "date": scene.date.isoformat(),
        "key_day": "true" if scene.key_day else "false",
        "captions": " | ".join(caption.text for caption in scene.captions),
        "claims": " | ".join(caption.claim for caption in scene.captions),
    }


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
