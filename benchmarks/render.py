"""Ratios of the film's speed on this machine, in one run: `python benchmarks/render.py [--quick]`.

The flagship at 1920 × 1080, by the film's engine and by the rival in `render_rival.py`, both from
the same `Picture` (its making, once for both, is not counted; drawing plates and sprites is).  The
rival films evenly spread frames and its rate stands for all.  Ends with status 1 when a limit is
missed.
"""

from __future__ import annotations

import argparse
import gc
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import av
import matplotlib
import numpy as np
from matplotlib.animation import PillowWriter
from PIL import Image
from render_rival import X264Writer, save_rival

import sim
from sim.drawings.compositor import Compositor
from sim.drawings.encode import Coding, Encoder, x264
from sim.drawings.film import save_film
from sim.drawings.gif import save_gif
from sim.drawings.layout import WIDE
from sim.drawings.picture import Picture
from sim.drawings.planes import bgra, to_rgb, yuv
from sim.drawings.shots import Shot, fade_frames, frames_in, shots
from sim.drawings.stage import Look
from sim.scene.marks import Beat
from sim.scene.phrases import phrases

FPS = 24


class Limit(NamedTuple):
    """What is wanted, and what must hold with ``--quick``: a few frames on a shared machine."""

    wanted: float
    floor: float


AT_LEAST_SET, AT_LEAST_CLEAR = Limit(30.0, 10.0), Limit(50.0, 15.0)
AT_MOST_CPU = Limit(1.4, 2.2)
AT_LEAST_GIF = Limit(5.0, 3.6)
AT_MOST_MEMORY = Limit(1.2, 1.4)


class Took(NamedTuple):
    """Seconds on the wall, and of CPU with child processes."""

    wall: float
    cpu: float


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def timed(work: Callable[[], object]) -> Took:
    gc.collect()
    wall, used = time.perf_counter(), cpu()
    work()
    return Took(time.perf_counter() - wall, cpu() - used)


def picture(scale: float) -> Picture:
    return Picture(sim.replay("aleppo-2016"), Look(WIDE, phrases("en"), scale=scale))


def all_moving(first: int, last: int) -> tuple[Shot, ...]:
    """24 frames a day, the clock going in all of them."""
    days = range(first, last + 1)
    beats = [Beat("day", f"day-{d:02d}", d, (d - 1) * 1440, d * 1440, 1.0, 0.0) for d in days]
    return shots(beats, FPS)


def filmed(staging: Picture, reel: Sequence[Shot], coding: Coding, folder: Path) -> Took:
    path, names = folder / "film.mp4", [shot.name for shot in reel]
    return timed(lambda: save_film(path, staging, reel, fps=FPS, title="", chapters=names, coding=coding))


def rival_rate(
    staging: Picture, reel: Sequence[Shot], count: int, style: str, writer: Any, path: Path
) -> tuple[float, float]:
    """Frames a second of the rival, and frames for a second of CPU, on evenly spread frames of a reel."""
    every = [minute for shot in reel for minute in (*shot.minutes, *[shot.at] * shot.rest)]
    minutes = [every[round(i * (len(every) - 1) / (count - 1))] for i in range(count)]
    took = timed(lambda: save_rival(path, staging, minutes, style=style, writer=writer))
    return count / took.wall, count / took.cpu


def encoding_alone(staging: Picture, reel: Sequence[Shot], coding: Coding) -> tuple[float, float]:
    """CPU seconds of x264 on a film's frames, and of all that comes before it."""
    start = time.process_time()
    compositor = Compositor(staging, yuv(*staging.size))
    used = 0.0
    for number, shot in enumerate(reel):
        encoder = Encoder(coding, compositor.form, FPS)
        for frame in compositor.frames(shot, reel[number - 1] if number else None):
            before = time.process_time()
            encoder.push(frame.canvas)
            used += time.process_time() - before
        before = time.process_time()
        encoder.finish()
        used += time.process_time() - before
    return used, time.process_time() - start - used


def report(what: str, found: float, limit: Limit | None, quick: bool, *, least: bool = True) -> bool:
    """Print a ratio with what is wanted; whether it holds (with ``quick``, above the floor)."""
    if limit is None:
        print(f"{what:62s} {found:7.2f}   for information", flush=True)
        return True
    bound = limit.floor if quick else limit.wanted
    holds = found >= bound if least else found <= bound
    met = found >= limit.wanted if least else found <= limit.wanted
    wanted = f"at {'least' if least else 'most'} {limit.wanted:g}"
    print(f"{what:62s} {found:7.2f}   {wanted}{'' if met else '   MISSED'}", flush=True)
    return holds


def speed(staging: Picture, quick: bool, folder: Path) -> bool:
    moving = all_moving(14, 19) if quick else all_moving(1, 38)
    whole = shots(staging.story.beats(first=14, last=17) if quick else staging.story.beats(), FPS)
    rates = {
        (style, preset): rival_rate(
            staging, moving, 8 if quick else 38, style, X264Writer(FPS, preset), folder / "rival.mp4"
        )
        for style, preset in (("set", "veryfast"), ("set", "medium"), ("clear", "veryfast"))
    }
    print(f"rival, frames a second: {', '.join(f'{s} {p} {r:.2f}' for (s, p), (r, _) in rates.items())}")
    ours = {
        name: (frames_in(reel), filmed(staging, reel, coding, folder))
        for name, reel, coding in (
            ("all moving", moving, x264()),
            ("all moving, medium", moving, x264(20, "medium")),
            ("the film", whole, x264()),
        )
    }
    for name, (frames, took) in ours.items():
        print(f"{name}: {frames} frames, {frames / took.wall:.1f} a second, {took.cpu:.1f} s of CPU")
    ours_rates = {name: frames / took.wall for name, (frames, took) in ours.items()}
    held = [
        report(f"{name} / rival {style}, {preset}", ours_rates[name] / rates[style, preset][0], limit, quick)
        for name, style, preset, limit in (
            ("all moving", "set", "veryfast", AT_LEAST_SET),
            ("all moving", "clear", "veryfast", AT_LEAST_CLEAR),
            ("all moving, medium", "set", "medium", None),
            ("the film", "set", "veryfast", None),
            ("the film", "set", "medium", None),
        )
    ]
    frames, took = ours["all moving"]
    report("... by CPU, one core each", frames / took.cpu / rates["set", "veryfast"][1], None, quick)
    alone, rest = encoding_alone(staging, whole, x264())
    print(f"CPU of x264 alone {alone:.1f} s; of composing, drawing plates with it, {rest:.1f} s")
    film = ours["the film"][1].cpu / alone
    held.append(report("CPU of the film / CPU of x264 alone", film, AT_MOST_CPU, quick, least=False))
    return all(held)


def gifs(staging: Picture, quick: bool, folder: Path) -> bool:
    """Against Pillow's writer: both drawing and encoding, and sizes of the same frames."""
    fps = 4
    reel = shots(staging.story.beats(first=14, last=17 if quick else 30), fps)
    ours = timed(lambda: save_gif(folder / "ours.gif", staging, reel, fps=fps))
    frames = pictures(staging, reel, fps)
    rate, _ = rival_rate(
        staging, reel, 8 if quick else 24, "set", PillowWriter(fps=fps), folder / "rival.gif"
    )
    writer: Any = PillowWriter(fps=fps)
    writer.outfile, writer._frames = str(folder / "theirs.gif"), list(map(Image.fromarray, frames))
    theirs = timed(writer.finish)
    sizes = [(folder / name).stat().st_size for name in ("ours.gif", "theirs.gif")]
    print(f"GIF of {len(frames)} frames, 1280 × 720: {sizes[0] / 1e6:.2f} MB, Pillow {sizes[1] / 1e6:.2f} MB")
    for name in ("ours.gif", "theirs.gif"):
        mean, far = loss(folder / name, frames)
        print(f"  {name}: mean error {mean:.2f} of 255, {far:.3%} of pixels more than 24 off")
    return all(
        [
            report("GIF: rival with Pillow / ours", len(frames) / rate / ours.wall, AT_LEAST_GIF, quick),
            report("GIF: Pillow's encoding alone / ours with drawing", theirs.wall / ours.wall, None, quick),
            report("GIF: Pillow's size / ours, same frames", sizes[1] / sizes[0], AT_LEAST_GIF, quick),
        ]
    )  # fmt: skip


def pictures(staging: Picture, reel: Sequence[Shot], fps: int) -> list[Any]:
    """Every frame of a reel as red, green, blue."""
    form = bgra(*staging.size)
    compositor, found = Compositor(staging, form, fade=fade_frames(fps)), []
    for number, shot in enumerate(reel):
        for frame in compositor.frames(shot, reel[number - 1] if number else None):
            found.append(to_rgb(form, frame.canvas) if frame.fresh or not found else found[-1])
    return found


def loss(path: Path, frames: list[Any]) -> tuple[float, float]:
    """Mean error of a GIF's levels, and the part of pixels in which some level is far off."""
    means, far = [], []
    distinct = [f for n, f in enumerate(frames) if n == 0 or f is not frames[n - 1]]
    with av.open(str(path)) as container:
        seen = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    wanted = distinct if len(seen) == len(distinct) else frames
    for one, other in zip(seen, wanted, strict=False):
        apart = np.abs(one.astype(np.int16) - other)
        means.append(apart.mean())
        far.append((apart.max(axis=2) > 24).mean())
    return float(np.mean(means)), float(np.mean(far))


def memory(quick: bool) -> bool:
    """Peaks of a short film and of one that runs ten times as long."""
    peaks = []
    for times in (1, 10):
        run = [sys.executable, __file__, "--peak", str(times if quick else 2 * times)]
        done = subprocess.run(run, check=True, capture_output=True, text=True)
        peaks.append(float(done.stdout.split()[-1]))
    print(f"peak memory: {peaks[0]:.0f} MB, ten times as long {peaks[1]:.0f} MB")
    return report(
        "memory of a film ten times as long", peaks[1] / peaks[0], AT_MOST_MEMORY, quick, least=False
    )


def peak(seconds: float) -> None:
    """Film four days of so many seconds each and print the peak: this process and its largest worker."""
    days = [Beat("day", f"{d}", d, (d - 1) * 1440, d * 1440, seconds, 0.0) for d in range(28, 32)]
    reel = shots(days, FPS)
    with tempfile.TemporaryDirectory() as folder:
        filmed(picture(1.0), reel, x264(), Path(folder))
    print((own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024)


def own_peak() -> int:
    """Kilobytes; from Linux itself where it tells, because ``ru_maxrss`` begins with that of the starter."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description="Ratios of the film's speed.")
    parser.add_argument("--quick", action="store_true", help="a few days, held against floors, for CI")
    parser.add_argument("--peak", type=float, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak is not None:
        peak(asked.peak)
        return 0
    print(
        f"Python {platform.python_version()}, Matplotlib {matplotlib.__version__}, NumPy {np.__version__}, "
        f"PyAV {av.__version__}, {platform.machine()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        hall = picture(1.5)
        print(f"replay, names and places, once for both: {time.perf_counter() - start:.1f} s")
        held = [speed(hall, asked.quick, Path(folder))]
        held.append(gifs(picture(1.0), asked.quick, Path(folder)))
    held.append(memory(asked.quick))
    if not all(held):
        print("a limit is missed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
