"""A replay as files that can be shown: one preset for each destination."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from sim.drawings.film import save_film
from sim.drawings.gif import save_gif
from sim.drawings.reel import Tell, cues, shots
from sim.drawings.still import save_png
from sim.drawings.words import alt_text, web_captions
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scene.day import scenes
from sim.store import save_text

GIF_MOST = 5_000_000
"""Bytes of a GIF that a slide program takes without complaint."""


def render(replay: Replay, preset: str, folder: Path, *, tell: Tell = None) -> list[Path]:
    """Write the files of a preset into ``folder``; the same replay gives the same bytes.

    ``tell`` hears of progress, a line for each day.  Raises `SimError` for an unknown preset, a
    folder that cannot be written to, or a file that its destination would refuse.
    """
    if preset not in PRESETS:
        near = get_close_matches(preset, PRESETS, n=1)
        known = ", ".join(PRESETS)
        meant = f"did you mean '{near[0]}'? known: {known}" if near else f"known: {known}"
        raise SimError(f"no preset '{preset}'", hint=meant)
    return PRESETS[preset](replay, folder, tell)


def render_frames(replay: Replay, folder: Path, tell: Tell) -> list[Path]:
    """A PNG of 1280 × 720 a day, the two cards, and a text for those who cannot see them."""
    where = folder / "frames"
    written = [save_png(where / f"{shot.name}.png", shot.pixels) for shot in shots(replay, tell=tell)]
    return [*written, _words(replay, where / "alt-text.txt")]


def render_web(replay: Replay, folder: Path, tell: Tell) -> list[Path]:
    """An MP4 of 1280 × 720 with chapters, its captions and its text."""
    path, times = folder / f"{stem(replay)}-web.mp4", cues(replay)
    save_film(path, shots(replay, tell=tell), times, title=replay.episode.title)
    return [path, _captions(replay, path), _words(replay, path.with_suffix(".txt"))]


def render_gif_slide(replay: Replay, folder: Path, tell: Tell) -> list[Path]:
    """A GIF of 1280 × 720 and at most 5 MB that repeats, its captions and its text."""
    path = folder / f"{stem(replay)}-gif-slide.gif"
    save_gif(path, shots(replay, tell=tell), most_bytes=GIF_MOST)
    return [path, _captions(replay, path), _words(replay, path.with_suffix(".txt"))]


PRESETS: dict[str, Callable[[Replay, Path, Tell], list[Path]]] = {
    "frames": render_frames,
    "web": render_web,
    "gif-slide": render_gif_slide,
}


def stem(replay: Replay) -> str:
    """Scenario, account and what-ifs as a file's name."""
    episode = replay.episode
    return "-".join([episode.scenario, "+".join([episode.account, *episode.what_ifs])])


def _captions(replay: Replay, film: Path) -> Path:
    path = film.with_suffix(".vtt")
    save_text(path, web_captions(cues(replay)))
    return path


def _words(replay: Replay, path: Path) -> Path:
    save_text(path, alt_text(replay, list(scenes(replay))))
    return path
