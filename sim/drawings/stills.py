"""What does not move: sheets for the classroom, a poster, a picture for each day or frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from sim.drawings.job import Job, folder_name, save_alt_text, save_timing
from sim.drawings.paper import PAPERS, Paper, Up, save_sheet
from sim.drawings.shots import Shot, frames_in, shots
from sim.drawings.still import save_png
from sim.drawings.vectors import save_svg
from sim.errors import SimError
from sim.store import replacing_all

File = tuple[Path, Callable[[Path], Path]]
"""Where a file goes, and what writes it there."""

UPS: tuple[Up, Up] = (6, 12)
"""Days on one page of a sheet."""


def write_sheet(job: Job) -> list[Path]:
    """Four pages, each in colour and in black and white."""
    files: list[File] = []
    for paper in PAPERS:
        for up in UPS:
            for grey in (False, True):
                make = partial(_sheet, job, paper=paper, up=up, grey=grey)
                files.append((job.path(f"-{up}-{paper}{'-bw' if grey else ''}.pdf"), make))
    return save_together(job, [*files, (job.path(".txt"), partial(save_alt_text, job))])


def _sheet(job: Job, path: Path, *, paper: Paper, up: Up, grey: bool) -> Path:
    return save_sheet(path, job.story, job.say, paper=paper, up=up, grey=grey)


def write_poster(job: Job) -> list[Path]:
    """One day as PNG and as layered SVG."""
    minute = next(beat.end for beat in reversed(job.beats) if beat.day is not None)
    files: list[File] = [
        (job.path(".png"), lambda path: save_png(path, job.picture.still(minute))),
        (job.path(".svg"), lambda path: save_svg(path, job.picture, minute)),
        (job.path(".txt"), partial(save_alt_text, job)),
    ]
    return save_together(job, files)


def write_frames(job: Job) -> list[Path]:
    """A PNG for each day and card, or for each frame of the film; their times, and their words."""
    where = job.folder / folder_name(job)
    files: list[File] = [(where / f"{name}.png", make) for name, make in frames(job)]
    told: list[File] = [
        (where / "timing.csv", partial(save_timing, job)),
        (where / "alt-text.txt", partial(save_alt_text, job)),
    ]
    return save_together(job, [*files, *told])


def frames(job: Job) -> Iterator[tuple[str, Callable[[Path], Path]]]:
    """Names of the pictures of a job, and what draws and saves each."""
    reel, every = shots(job.beats, job.fps), job.asked.fps is not None
    count, whole = 0, frames_in(reel) if every else len(reel)
    for shot in reel:
        for frame in range(shot.frames) if every else (shot.frames - 1,):
            name = f"{count:05d}-{shot.name}" if every else shot.name
            count += 1
            yield name, partial(_frame, job, shot, frame, f"frames: {shot.name}; {count} of {whole}")


def _frame(job: Job, shot: Shot, frame: int, told: str, path: Path) -> Path:
    draw = job.picture.cut_out if job.asked.transparent else job.picture.still
    save_png(path, job.picture.card(shot.card) if shot.card else draw(shot.minute(frame)))
    if job.tell is not None:
        job.tell(told)
    return path


def save_together(job: Job, files: Sequence[File]) -> list[Path]:
    """Write files that take their names only when all are written and small enough.

    Raises `SimError` when they are larger than was asked; what was there before stays.
    """
    paths = [path for path, _ in files]
    with replacing_all(paths) as temporaries:
        for (_, make), temporary in zip(files, temporaries, strict=True):
            make(temporary)
        size = sum(path.stat().st_size for path in temporaries)
        if job.most_bytes is not None and size > job.most_bytes:
            reason = f"{job.preset.name} takes {size / 1e6:.1f} MB, more than {job.most_bytes / 1e6:g} MB"
            raise SimError(reason, hint="a smaller --size, fewer days, or a larger --max-mb")
    return paths
