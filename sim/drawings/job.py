"""One preset at work: what is drawn, at which times, into which folder, and the words beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.drawings.film import Tell
from sim.drawings.picture import Picture
from sim.drawings.presets import Asked, Preset
from sim.drawings.timing import timing_csv
from sim.drawings.transcript import transcript_html
from sim.drawings.words import alt_text, captions_vtt, descriptions_vtt
from sim.scene.marks import Beat
from sim.scene.phrases import Phrases
from sim.scene.story import Story
from sim.store import replacing_all, save_text

WORDS = (
    (".vtt", captions_vtt),
    (".descriptions.vtt", descriptions_vtt),
    (".html", transcript_html),
    (".txt", alt_text),
)
"""What is written beside a film, by how the file ends."""


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

    @property
    def say(self) -> Phrases:
        return self.picture.look.say

    def path(self, suffix: str) -> Path:
        """The file of this job that ends so."""
        return self.folder / f"{stem(self)}{suffix}"


def stem(job: Job) -> str:
    """Scenario, account and what-ifs, preset, and what was asked, as a file's name."""
    episode = job.story.replay.episode
    whose = "+".join([episode.account, *episode.what_ifs])
    return "-".join([episode.scenario, whose, *_beside(job), job.preset.name, *suffixes(job)])


def folder_name(job: Job) -> str:
    """The folder of a job that makes many pictures."""
    return "-".join(["frames", *_beside(job), *suffixes(job)])


def _beside(job: Job) -> list[str]:
    second = job.picture.second
    return [] if second is None else [f"beside-{second.replay.episode.account}"]


def suffixes(job: Job) -> list[str]:
    """Parts of a name that tell apart what was asked of one preset."""
    dates, days = job.story.replay.calendar.dates(), [beat.day for beat in job.beats if beat.day is not None]
    asked = job.asked
    some = asked.first is not None or asked.last is not None
    found = ["-".join(dict.fromkeys(str(dates[day - 1]) for day in (days[0], days[-1])))] if some else []
    found += ["bands"] if asked.bands else []
    found += ["transparent"] if asked.transparent else []
    found += ["no-captions"] if asked.captions is False else []
    return [*found, asked.lang] if asked.lang != "en" else found


def save_with_words(job: Job, path: Path, save: Callable[[Path], Path]) -> list[Path]:
    """Save a film, and its captions, descriptions, transcript, alt text and times: all of them or none."""
    texts = {job.path(suffix): make(job.story, job.beats, job.say) for suffix, make in WORDS}
    texts[job.path(".csv")] = timing_csv(job.story, job.beats, fps=job.fps)
    with replacing_all([path, *texts]) as (film, *others):
        save(film)
        for other, text in zip(others, texts.values(), strict=True):
            save_text(other, text)
    return [path, *texts]


def save_alt_text(job: Job, path: Path) -> Path:
    """Write what the pictures show."""
    save_text(path, alt_text(job.story, job.beats, job.say))
    return path


def save_timing(job: Job, path: Path) -> Path:
    """Write when each of the pictures is shown."""
    save_text(path, timing_csv(job.story, job.beats, fps=job.fps))
    return path
