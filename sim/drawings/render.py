"""A replay as files that can be shown: one preset for each destination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sim.drawings.encode import Coding, TooLarge, x264
from sim.drawings.film import Tell, save_film
from sim.drawings.gif import save_gif
from sim.drawings.job import Job, save_with_words
from sim.drawings.picture import Picture
from sim.drawings.presets import Asked, Kind, Preset, page, preset_named, refuse
from sim.drawings.shots import Shot, shots
from sim.drawings.stage import Look
from sim.drawings.stills import write_frames, write_poster, write_sheet
from sim.drawings.webm import vp9
from sim.errors import SimError
from sim.result.replay import Replay
from sim.result.spread import Spread
from sim.scene.marks import Beat
from sim.scene.phrases import phrases
from sim.scene.story import Story

T = TypeVar("T")

H264_LADDER = (20, 23, 26, 29)
"""Qualities tried, best first, until a film fits; worse than the last, dots lose their colours."""

VP9_LADDER = (30, 34, 38, 42)

COLOUR_LADDER = (256, 128, 64)
"""Colours of a GIF's palette tried, most first, until it fits."""


def render(
    replay: Replay,
    preset: str,
    folder: Path,
    *,
    asked: Asked | None = None,
    others: tuple[Replay, ...] = (),
    second: Replay | None = None,
    spread: Spread | None = None,
    tell: Tell = None,
) -> list[Path]:
    """Write the files of a preset into ``folder``; the same replays give the same bytes.

    ``others`` are replays of the same scenario by other accounts: the pictures mark where they
    differ.  ``second`` is one to stand side by side with ``replay`` (``asked.compare``).  ``spread`` is
    where most of many replays lie, by which the charts are shaded.  ``tell``
    hears of progress.  Raises `SimError` for an unknown preset, something that its destination
    forbids, or a folder that cannot be written to.
    """
    chosen, asked = preset_named(preset), replace(asked or Asked(), bands=spread is not None)
    refuse(chosen, asked, replay.calendar.days)
    layout, scale = page(chosen, asked)
    captions = asked.captions is not False and "captions" not in chosen.refuses
    look = Look(layout, phrases(asked.lang), scale, captions=captions)
    picture = Picture(replay, look, others=others, second=second, spread=spread)
    job = Job(chosen, asked, picture, beats_for(chosen, asked, picture.story), folder, tell)
    return WRITERS[chosen.kind](job)


def beats_for(preset: Preset, asked: Asked, story: Story) -> tuple[Beat, ...]:
    """The beats of a film for a destination.

    Raises `SimError` when it would last longer than the destination allows.
    """
    bounded, only = preset.most_seconds is not None, preset.kind == "poster"
    first = (asked.last or story.days) if only else asked.first or 1
    cards = not bounded and not only
    beats = story.beats(first=first, last=asked.last, speed=asked.speed or 1.0, cards=cards)
    if bounded:
        beats = tuple(replace(beat, run=0.0, rest=1 / preset.fps) for beat in beats)
    elif preset.most_pixels is not None and asked.fps is None:
        beats = tuple(replace(beat, run=0.0, rest=beat.seconds) for beat in beats)
    seconds = sum(beat.seconds for beat in beats)
    if preset.most_seconds is not None and seconds > preset.most_seconds:
        reason = f"{preset.name} lasts {seconds:.1f} s, more than {preset.most_seconds:g} s: {preset.why}"
        raise SimError(reason, hint="show fewer days with --from and --until")
    return beats


def write_film(job: Job) -> list[Path]:
    """A film, and what goes beside it; a lower quality where it would be too large."""
    webm = job.preset.name == "webm"
    ladder = [vp9(crf) for crf in VP9_LADDER] if webm else [x264(crf) for crf in H264_LADDER]
    path, reel = job.path(".webm" if webm else ".mp4"), shots(job.beats, job.fps)

    def save(film: Path, coding: Coding) -> Path:
        return save_film(
            film,
            job.picture,
            reel,
            fps=job.fps,
            title=job.story.replay.episode.title,
            chapters=chapters(job),
            coding=coding,
            most_bytes=job.most_bytes,
            tell=job.tell,
        )

    return save_with_words(job, path, lambda film: first_that_fits(job, partial(save, film), ladder))


def write_gif(job: Job) -> list[Path]:
    """A GIF, and what goes beside it; fewer colours where it would be too large."""
    reel = shots(job.beats, job.fps)
    _refuse_pixels(job, reel)
    path, loop = job.path(".gif"), None if job.preset.most_seconds is not None else 0

    def save(film: Path, colours: int) -> Path:
        most = job.most_bytes
        return save_gif(
            film, job.picture, reel, fps=job.fps, loop=loop, colours=colours, most_bytes=most, tell=job.tell
        )

    return save_with_words(job, path, lambda film: first_that_fits(job, partial(save, film), COLOUR_LADDER))


def first_that_fits(job: Job, save: Callable[[T], Path], ladder: Sequence[T]) -> Path:
    """Save at the best quality of ``ladder`` that is small enough.

    Raises `TooLarge` when the last is still too large.
    """
    for number, quality in enumerate(ladder):
        try:
            return save(quality)
        except TooLarge:
            if number == len(ladder) - 1 or job.most_bytes is None:
                raise
    raise AssertionError("a ladder has a rung")


def _refuse_pixels(job: Job, reel: Sequence[Shot]) -> None:
    most, (wide, tall) = job.preset.most_pixels, job.picture.size
    frames = sum(max(1, len(shot.minutes)) for shot in reel)
    if most is not None and frames * wide * tall > most:
        count = f"{frames} frames of {wide} × {tall} are {frames * wide * tall / 1e6:.0f} megapixels"
        raise SimError(f"{count}: {job.preset.why}", hint="show fewer days, or a smaller --size or --fps")


def chapters(job: Job) -> list[str]:
    """A name for each beat: its date, or what its card is."""
    say, calendar = job.say, job.story.replay.calendar
    dates = calendar.dates()
    return [
        say(f"chapter.{beat.kind}") if beat.day is None else say.long_date(dates[beat.day - 1])
        for beat in job.beats
    ]


WRITERS: dict[Kind, Callable[[Job], list[Path]]] = {
    "film": write_film,
    "gif": write_gif,
    "frames": write_frames,
    "poster": write_poster,
    "sheet": write_sheet,
}
