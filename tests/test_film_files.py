"""Films and GIFs as files, read back: codec, colours, size, rate, length, chapters; and the same bytes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from film_stage import MadeUp, beats

from sim.drawings.compositor import Compositor
from sim.drawings.encode import TooLarge, x264
from sim.drawings.film import save_film
from sim.drawings.gif import save_gif
from sim.drawings.planes import bgra, to_rgb, yuv
from sim.drawings.shots import fade_frames, frames_in, shots
from sim.drawings.webm import vp9
from sim.drawings.workers import in_order
from sim.errors import SimError

FPS = 12
NAMES = ["Title", "15 November", "16 November", "17 November", "18 November", "Sources"]


def reel():
    return shots(beats(), FPS)


def film(path, **more):
    more = {"title": "East Aleppo", "chapters": NAMES, "fps": FPS, "workers": 1, **more}
    return save_film(path, MadeUp(), reel(), **more)


def psnr(one, other):
    return 10 * np.log10(255**2 / max(np.mean((one.astype(float) - other) ** 2), 1e-9))


@pytest.mark.parametrize(("coding", "codec"), [(None, "h264"), (vp9(), "vp9")])
def test_a_film_read_back(coding, codec, tmp_path):
    path = film(tmp_path / ("film.mp4" if coding is None else "film.webm"), coding=coding)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == (codec, "yuv420p")
        assert (context.width, context.height) == (256, 144)
        assert stream.average_rate == FPS
        assert codec != "h264" or context.profile == "High"
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tags == (1, 1, 1, 1)
        assert container.duration / 1e6 == pytest.approx(frames_in(reel()) / FPS, abs=0.01)
        assert container.metadata["title"] == "East Aleppo"
        chapters = [
            (c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()
        ]
        assert chapters == [(n, pytest.approx(s.first / FPS)) for n, s in zip(NAMES, reel(), strict=True)]
        times = [frame.time for frame in container.decode(stream)]
    assert len(times) == frames_in(reel())
    assert all(later - time == pytest.approx(1 / FPS, abs=0.002) for time, later in pairwise(times))


@pytest.mark.parametrize("coding", [None, x264(18, "medium"), vp9(15)])
def test_frames_come_back_in_order_as_composed(coding, tmp_path):
    path = film(tmp_path / "film", coding=coding)
    form = yuv(256, 144)
    compositor, made, all_shots = Compositor(MadeUp(), form, fade=fade_frames(FPS)), [], reel()
    for number, shot in enumerate(all_shots):
        before = all_shots[number - 1] if number else None
        made += [frame.canvas.copy() for frame in compositor.frames(shot, before)]
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            seen = frame.to_ndarray(format="yuv420p").ravel()
            assert psnr(seen, made[number]) > 32, number


def test_every_shot_can_be_jumped_to(tmp_path):
    path = film(tmp_path / "film.mp4")
    with av.open(str(path)) as container:
        keys = [p.pts * p.time_base for p in container.demux(video=0) if p.is_keyframe and p.pts is not None]
    assert [round(float(key) * FPS) for key in keys] == [shot.first for shot in reel()]


def test_an_mp4_starts_before_it_is_loaded(tmp_path):
    data = film(tmp_path / "film.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")
    assert b"Lavf" not in data


@pytest.mark.parametrize("coding", [None, x264(20, "medium"), vp9()])
def test_bytes_do_not_depend_on_the_number_of_workers(coding, tmp_path):
    one, two, three = (film(tmp_path / f"{n}", coding=coding, workers=n).read_bytes() for n in (1, 2, 3))
    assert one == two == three


SCRIPT = """
import sys, hashlib
from pathlib import Path
sys.path.insert(0, {tests!r})
from film_stage import MadeUp, beats
from sim.drawings.film import save_film
from sim.drawings.gif import save_gif
from sim.drawings.shots import shots
film = save_film(Path("film.mp4"), MadeUp(), shots(beats(), 12), fps=12, title="t", chapters=list("abcdef"))
gif = save_gif(Path("film.gif"), MadeUp(), shots(beats(), 10), fps=10)
print(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in (film, gif)))
"""


def test_bytes_do_not_depend_on_the_process(tmp_path):
    found = set()
    for seed in ("0", "1", "4711"):
        folder = tmp_path / seed
        folder.mkdir()
        script = SCRIPT.format(tests=str(Path(__file__).parent))
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
        run = [sys.executable, "-c", script]
        found.add(subprocess.run(run, env=env, cwd=folder, check=True, capture_output=True).stdout)
    assert len(found) == 1


def test_progress_ends_with_all_frames(tmp_path):
    told = []
    film(tmp_path / "film.mp4", tell=told.append)
    total = frames_in(reel())
    assert told[-1].endswith(f"; {total} of {total}")
    assert told[-1].startswith("film: ")


def test_a_film_over_its_cap_leaves_what_was_there(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_text("before")
    with pytest.raises(TooLarge, match=r"takes 0\.[0-9] MB, more than 0\.05 MB"):
        film(path, most_bytes=50_000)
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["film.mp4"]


def test_a_lower_crf_is_larger(tmp_path):
    sizes = [film(tmp_path / "film.mp4", coding=x264(crf)).stat().st_size for crf in (14, 18, 28)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.2 * sizes[2]


def test_a_full_disk_is_an_error_that_leaves_nothing(tmp_path):
    """The system's limit on a file's size stands for the disk."""
    script = (
        "import resource, signal, sys, runpy\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from test_film_files import film\n"
        "from sim.errors import SimError\n"
        "for workers in (1, 2):\n"
        "    try:\n"
        "        film(Path('film.mp4'), workers=workers)\n"
        "    except SimError as error:\n"
        "        print(error.message)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("cannot write film.mp4") == 2, done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_ends_the_workers_and_leaves_nothing(tmp_path):
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from film_stage import MadeUp, beats\n"
        "from sim.drawings.film import save_film\n"
        "from sim.drawings.shots import shots\n"
        "reel = shots(beats(40, run=20.0), 24)\n"
        "save_film(Path('film.mp4'), MadeUp(640, 360, 40), reel, fps=24, title='t',"
        " chapters=[s.name for s in reel], workers=2, tell=lambda text: print(text, flush=True))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    run = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, env=env, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert b"film:" in run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert errors.rstrip().endswith(b"KeyboardInterrupt")
    assert errors.count(b"Traceback") == 1, errors.decode()
    assert list(tmp_path.iterdir()) == []
    time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def gif(path, **more):
    return save_gif(path, MadeUp(), shots(beats(), 10), fps=10, **more)


def test_a_gif_read_back(tmp_path):
    with av.open(str(gif(tmp_path / "film.gif"))) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("gif", 256, 144)
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    colours = {tuple(c) for frame in frames for c in np.unique(frame.reshape(-1, 3), axis=0).tolist()}
    assert len(colours) <= 256


def delays(path):
    """Hundredths of a second of each picture, and how often it repeats, read from the bytes."""
    data, found, at = path.read_bytes(), [], 0
    while (at := data.find(b"\x21\xf9\x04", at)) >= 0:
        found.append(int.from_bytes(data[at + 4 : at + 6], "little"))
        at += 8
    loop = data.find(b"NETSCAPE2.0")
    return found, None if loop < 0 else int.from_bytes(data[loop + 13 : loop + 15], "little")


@pytest.mark.parametrize(("loop", "repeats"), [(0, 0), (None, None), (3, 3)])
def test_a_gif_lasts_as_long_as_its_film(loop, repeats, tmp_path):
    found, looped = delays(gif(tmp_path / "film.gif", loop=loop))
    assert sum(found) == 700
    assert looped == repeats
    assert len(found) < frames_in(shots(beats(), 10))
    assert found[-1] == 40


def test_a_gif_looks_like_its_film(tmp_path):
    path, made = gif(tmp_path / "film.gif"), []
    form = bgra(256, 144)
    compositor, all_shots = Compositor(MadeUp(), form, fade=fade_frames(10)), shots(beats(), 10)
    for number, shot in enumerate(all_shots):
        before = all_shots[number - 1] if number else None
        made += [to_rgb(form, f.canvas) for f in compositor.frames(shot, before) if f.fresh]
    with av.open(str(path)) as container:
        seen = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(seen) == len(made)
    for one, other in zip(seen, made, strict=True):
        assert np.abs(one.astype(int) - other).mean() < 0.5
    assert seen[0][70, 128].tolist() == [247, 245, 240]
    assert seen[-1][70, 128].tolist() == [230, 228, 220]


def test_fewer_colours_make_a_smaller_gif(tmp_path):
    sizes = [gif(tmp_path / "film.gif", colours=n).stat().st_size for n in (256, 16)]
    assert sizes[1] < 0.8 * sizes[0]
    with pytest.raises(TooLarge):
        gif(tmp_path / "film.gif", most_bytes=sizes[1])


def squares(number):
    if number == 7:
        raise SimError("seven", hint="no")
    yield from (number * 10 + part for part in range(3))


def test_work_comes_back_in_order():
    expected = [number * 10 + part for number in range(7) for part in range(3)]
    for workers in (1, 2, 4):
        assert list(in_order(squares, 7, workers)) == expected


def test_many_results_of_one_piece_come_back_in_order():
    def count(number):
        yield from range(number * 100, number * 100 + 12 * number + 1)

    expected = [result for number in range(5) for result in count(number)]
    for workers in (1, 2):
        assert list(in_order(count, 5, workers)) == expected


def test_errors_of_workers_are_raised_here():
    for workers in (1, 2):
        with pytest.raises(SimError, match="seven"):
            list(in_order(squares, 9, workers))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(in_order(lambda number: iter([1 // (number - 1)]), 3, 2))


def test_too_little_memory_in_a_worker_ends_as_it_does_here():
    def greedy(number):
        if number == 2:
            raise MemoryError
        yield number

    for workers in (1, 2):
        with pytest.raises(MemoryError):
            list(in_order(greedy, 4, workers))
    assert multiprocessing.active_children() == []


def test_a_worker_goes_on_with_the_piece_after_its_last():
    def mine(number):
        time.sleep(0.05)
        yield number, os.getpid()

    work = list(in_order(mine, 12, 2))
    assert [number for number, _ in work] == list(range(12))
    handed_over = sum(one != other for (_, one), (_, other) in pairwise(work))
    assert 1 <= handed_over <= 8


def test_closing_early_ends_the_workers():
    work = in_order(squares, 6, 2)
    assert next(work) == 0
    assert len(multiprocessing.active_children()) == 2
    work.close()
    assert multiprocessing.active_children() == []


def test_results_are_heard_of_before_their_turn():
    heard = []
    assert len(list(in_order(squares, 6, 2, lambda: heard.append(1)))) == len(heard) == 18


def test_a_killed_worker_is_told():
    def die(number):
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield number

    with pytest.raises(SimError, match="ended from outside"):
        list(in_order(die, 4, 2))


def peak(days):
    """Kilobytes that the largest worker took to film so many days, and the process where it is told."""
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import resource\n"
        "from pathlib import Path\n"
        "from film_stage import MadeUp, beats\n"
        "from sim.drawings.film import save_film\n"
        "from sim.drawings.shots import shots\n"
        f"reel = shots(beats({days}), 12)\n"
        f"save_film(Path('film.mp4'), MadeUp(640, 360, {days}), reel, fps=12, title='t',"
        " chapters=[s.name for s in reel], workers=2)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "status = Path('/proc/self/status')\n"
        "lines = status.read_text().splitlines() if status.exists() else []\n"
        "print(sum(int(line.split()[1]) for line in lines if line.startswith('VmHWM')))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script], env=env, check=True, capture_output=True, text=True)
    return sum(map(int, done.stdout.split()))


def test_a_longer_film_takes_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert peak(40) < 1.2 * peak(4)
