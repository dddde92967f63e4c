"""A replay as files that can be shown: one preset for each destination."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from sim.drawings.encode import Coding, TooLarge, x264
from sim.drawings.film import Tell, save_film
from sim.drawings.gif import save_gif
from sim.drawings.paper import PAPERS, save_sheet
from sim.drawings.picture import Picture
from sim.drawings.presets import Asked, Kind, Preset, page, preset_named, refuse
from sim.drawings.shots import Shot, frames_in, shots
from sim.drawings.stage import Look, Pixels
from sim.drawings.still import save_png
from sim.drawings.timing import timing_csv
from sim.drawings.transcript import transcript_html
from sim.drawings.vectors import save_svg
from sim.drawings.webm import vp9
from sim.drawings.words import alt_text, captions_vtt, descriptions_vtt
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scene.marks import Beat
from sim.scene.phrases import Phrases, phrases
from sim.scene.story import Story
from sim.store import save_text

T = TypeVar("T")

UPS: tuple[Literal[6], Literal[12]] = (6, 12)
"""Days on one page of a sheet."""

H264_LADDER = (20, 23, 26, 29)
"""Qualities tried, best first, until a film fits; worse than the last, dots lose their colours."""

VP9_LADDER = (30, 34, 38, 42)

COLOUR_LADDER = (256, 128, 64)
"""Colours of a GIF's palette tried, most first, until it fits."""


@dataclass(frozen=True)
class Job:
    """One preset at work: what is drawn, at which times, into which folder."""

    preset: Preset
    asked: Asked
    picture: Picture
    beats: tuple[Beat, ...]
    folder: Path
    tell: Tell

    @property
    def story(self) -> Story:
        return self.picture.story

    @property
    def fps(self) -> int:
        return self.asked.fps or self.preset.fps

    @property
    def most_bytes(self) -> int | None:
        """The smaller of what was asked and what the destination takes."""
        limits = [mb for mb in (self.asked.max_mb, self.preset.most_mb) if mb is not None]
        return round(min(limits) * 1e6) if limits else None

    def path(self, suffix: str) -> Path:
        """The file of this job that ends so."""
        return self.folder / f"{stem(self)}{suffix}"


def render(
    replay: Replay,
    preset: str,
    folder: Path,
    *,
    asked: Asked | None = None,
    others: tuple[Replay, ...] = (),
    second: Replay | None = None,
    tell: Tell = None,
) -> list[Path]:
    """Write the files of a preset into ``folder``; the same replays give the same bytes.

    ``others`` are replays of the same scenario by other accounts: the pictures mark where they
    differ.  ``second`` is one to stand side by side with ``replay`` (``asked.compare``).  ``tell``
    hears of progress.  Raises `SimError` for an unknown preset, something that its destination
    forbids, or a folder that cannot be written to.
    """
    chosen, asked = preset_named(preset), asked or Asked()
    refuse(chosen, asked, replay.calendar.days)
    layout, scale = page(chosen, asked)
    captions = asked.captions is not False and "captions" not in chosen.refuses
    look = Look(layout, phrases(asked.lang), scale, captions=captions)
    picture = Picture(replay, look, others=others, second=second)
    job = Job(chosen, asked, picture, beats_for(chosen, asked, picture.story), folder, tell)
    return WRITERS[chosen.kind](job)


def beats_for(preset: Preset, asked: Asked, story: Story) -> tuple[Beat, ...]:
    """The beats of a film for a destination.

    Raises `SimError` when it would last longer than the destination allows.
    """
    bounded = preset.most_seconds is not None
    beats = story.beats(first=asked.first or 1, last=asked.last, speed=asked.speed or 1.0, cards=not bounded)
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

    def save(coding: Coding) -> Path:
        return save_film(
            path,
            job.picture,
            reel,
            fps=job.fps,
            title=job.story.replay.episode.title,
            chapters=chapters(job),
            coding=coding,
            most_bytes=job.most_bytes,
            tell=job.tell,
        )

    return [first_that_fits(job, save, ladder), *words_beside(job)]


def write_gif(job: Job) -> list[Path]:
    """A GIF, and what goes beside it; fewer colours where it would be too large."""
    reel = shots(job.beats, job.fps)
    _refuse_pixels(job, reel)
    path, loop = job.path(".gif"), None if job.preset.most_seconds is not None else 0

    def save(colours: int) -> Path:
        most = job.most_bytes
        return save_gif(
            path, job.picture, reel, fps=job.fps, loop=loop, colours=colours, most_bytes=most, tell=job.tell
        )

    return [first_that_fits(job, save, COLOUR_LADDER), *words_beside(job)]


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


def write_sheet(job: Job) -> list[Path]:
    """Four pages, each in colour and in black and white."""
    written = []
    for paper in PAPERS:
        for up in UPS:
            for grey in (False, True):
                path = job.path(f"-{up}-{paper}{'-bw' if grey else ''}.pdf")
                say = job.picture.look.say
                written.append(save_sheet(path, job.story, say, paper=paper, up=up, grey=grey))
    return [*within(job, written), _words(job, ".txt", alt_text)]


def write_poster(job: Job) -> list[Path]:
    """One day as PNG and as layered SVG."""
    minute = job.beats[-1 if job.beats[-1].day is not None else -2].end
    png = save_png(job.path(".png"), job.picture.still(minute))
    svg = save_svg(job.path(".svg"), job.picture, minute)
    return [*within(job, [png, svg]), _words(job, ".txt", alt_text)]


def write_frames(job: Job) -> list[Path]:
    """A PNG for each day and card, or for each frame of the film; their times, and their words."""
    where = job.folder / "-".join(["frames", *suffixes(job)])
    written = [save_png(where / f"{name}.png", pixels) for name, pixels in frames(job)]
    timing = where / "timing.csv"
    save_text(timing, timing_csv(job.story, job.beats, fps=job.fps))
    text = where / "alt-text.txt"
    save_text(text, alt_text(job.story, job.beats, job.picture.look.say))
    return within(job, [*written, timing, text])


def frames(job: Job) -> Iterator[tuple[str, Pixels]]:
    """Names and pixels of the pictures of a job, drawn one at a time."""
    draw = job.picture.cut_out if job.asked.transparent else job.picture.still
    reel = shots(job.beats, job.fps)
    every, count = job.asked.fps is not None, 0
    whole = frames_in(reel) if every else len(reel)
    for shot in reel:
        for frame in range(shot.frames) if every else (shot.frames - 1,):
            name = f"{count:05d}-{shot.name}" if every else shot.name
            yield name, job.picture.card(shot.card) if shot.card else draw(shot.minute(frame))
            count += 1
            if job.tell is not None:
                job.tell(f"frames: {shot.name}; {count} of {whole}")


def within(job: Job, paths: list[Path]) -> list[Path]:
    """The same paths.  Raises `SimError`, after taking them away, when they are larger than was asked."""
    size = sum(path.stat().st_size for path in paths)
    if job.most_bytes is not None and size > job.most_bytes:
        for path in paths:
            path.unlink()
        raise SimError(
            f"{job.preset.name} takes {size / 1e6:.1f} MB, more than {job.most_bytes / 1e6:g} MB",
            hint="a smaller --size, fewer days, or a larger --max-mb",
        )
    return paths


def words_beside(job: Job) -> list[Path]:
    """Captions, descriptions, transcript, alt text and times of a film."""
    timing = job.path(".csv")
    save_text(timing, timing_csv(job.story, job.beats, fps=job.fps))
    made = [(".vtt", captions_vtt), (".descriptions.vtt", descriptions_vtt)]
    made += [(".html", transcript_html), (".txt", alt_text)]
    return [*(_words(job, suffix, make) for suffix, make in made), timing]


def _words(job: Job, suffix: str, make: Callable[[Story, Sequence[Beat], Phrases], str]) -> Path:
    path = job.path(suffix)
    save_text(path, make(job.story, job.beats, job.picture.look.say))
    return path


def chapters(job: Job) -> list[str]:
    """A name for each beat: its date, or what its card is."""
    say, calendar = job.picture.look.say, job.story.replay.calendar
    dates = calendar.dates()
    return [
        say(f"chapter.{beat.kind}") if beat.day is None else say.long_date(dates[beat.day - 1])
        for beat in job.beats
    ]


def stem(job: Job) -> str:
    """Scenario, account and what-ifs, preset, and what was asked, as a file's name."""
    episode = job.story.replay.episode
    beside = [] if job.picture.second is None else [f"beside-{job.picture.second.replay.episode.account}"]
    whose = "+".join([episode.account, *episode.what_ifs])
    return "-".join([episode.scenario, whose, *beside, job.preset.name, *suffixes(job)])


def suffixes(job: Job) -> list[str]:
    """Parts of a name that tell apart what was asked of one preset."""
    dates, days = job.story.replay.calendar.dates(), [beat.day for beat in job.beats if beat.day is not None]
    asked = job.asked
    some = asked.first is not None or asked.last is not None
    found = [f"{dates[days[0] - 1]}-{dates[days[-1] - 1]}"] if some else []
    found += ["transparent"] if asked.transparent else []
    return [*found, asked.lang] if asked.lang != "en" else found


WRITERS: dict[Kind, Callable[[Job], list[Path]]] = {
    "film": write_film,
    "gif": write_gif,
    "frames": write_frames,
    "poster": write_poster,
    "sheet": write_sheet,
}
