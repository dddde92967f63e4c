"""Film, short film and page of a lesson, each under the name that the lesson's papers call it by."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.checks.report import check_replay
from sim.drawings.film import Tell
from sim.drawings.presets import Asked
from sim.drawings.render import render
from sim.exports.columns import COLUMNS
from sim.exports.page_rows import document_rows, score_rows
from sim.lessons.bundle import Bundle
from sim.page.build import save_page
from sim.page.payload import Brought, Shown
from sim.store import replacing_all

FILM = {
    ".descriptions.vtt": "replay.descriptions.vtt",
    ".vtt": "replay.vtt",
    ".html": "replay-transcript.html",
    ".txt": "replay.txt",
    ".csv": "replay.csv",
    ".mp4": "replay.mp4",
}
"""Files of a film by how the preset ends their names; the film itself comes last.

The page is called ``replay.html``, so the transcript is not.
"""

GIF = {".txt": "replay.txt", ".gif": "replay.gif"}
"""A GIF takes no captions; its description is the film's, and the transcript is the film's own."""


def save_film_for(bundle: Bundle, folder: Path, tell: Tell = None) -> Path:
    """``replay.mp4`` of 1280 × 720 with captions in it, and captions, transcript and times beside it.

    ``tell`` hears of progress.  Raises `SimError` when a file cannot be written.
    """
    return _rendered(bundle, "web", FILM, folder, tell)


def save_gif_for(bundle: Bundle, folder: Path, tell: Tell = None) -> Path:
    """``replay.gif``, which plays once in at most 4.9 s, and its description; else as `save_film_for`."""
    return _rendered(bundle, "gif-lms", GIF, folder, tell)


def save_page_for(bundle: Bundle, folder: Path) -> Path:
    """``replay.html``, the page of all accounts.  Raises `SimError` as `sim.page.build.page` does."""
    reports = [check_replay(replay) for replay in bundle.replays]
    brought = Brought(
        tables=bundle.tables,
        scores=tuple(map(score_rows, reports)),
        columns=COLUMNS,
        documents=document_rows(bundle.documents),
    )
    accounts = [replay.episode.account for replay in bundle.replays]
    shown = Shown(own=accounts.index(bundle.own), lang=bundle.lang)
    return save_page(folder / "replay.html", bundle.replays, brought, shown)


def _rendered(bundle: Bundle, preset: str, names: dict[str, str], folder: Path, tell: Tell) -> Path:
    """The files of a preset that ``names`` names, in ``folder``; the path of the last of them."""
    targets = [folder / name for name in names.values()]
    with TemporaryDirectory() as scratch:
        asked = Asked(lang=bundle.lang)
        made = render(bundle.replay, preset, Path(scratch), asked=asked, others=bundle.replays[1:], tell=tell)
        sources = [_ending(made, ending) for ending in names]
        with replacing_all(targets) as temporaries:
            for source, temporary in zip(sources, temporaries, strict=True):
                shutil.copyfile(source, temporary)
    return targets[-1]


def _ending(made: list[Path], ending: str) -> Path:
    """The file whose name has all of ``ending`` and nothing but a stem before it."""
    return next(path for path in made if path.name == made[0].stem + ending)
