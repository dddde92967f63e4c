"""What `sim render` writes for each destination, read again: formats, sizes, times, words, equal bytes."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import av
import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

from sim.drawings.ink import ink_of, stacked
from sim.drawings.picture import Picture
from sim.drawings.presets import PRESETS, Asked
from sim.drawings.render import render
from sim.drawings.stage import Look, over
from sim.drawings.still import save_png
from sim.engine.play import play
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve
from sim.scene.phrases import phrases

VALLEY = Path(__file__).parent / "data" / "valley" / "scenarios" / "valley"
ONCE = """
import sys; from pathlib import Path
sys.path.insert(0, {tests!r})
from test_render import two_accounts, SOME
from sim.drawings.render import render
first, second = two_accounts()
for preset in {presets!r}:
    render(first, preset, Path({folder!r}), asked=SOME.get(preset), others=(second,))
"""
SOME = {
    "web": Asked(first=1, last=2, fps=12),
    "projector": Asked(first=2, last=2, fps=6),
    "square": Asked(first=1, last=1, fps=6),
    "webm": Asked(first=1, last=1, fps=6, size=(1024, 576)),
    "gif-slide": Asked(first=1, last=3),
    "frames": Asked(first=1, last=3),
}
FILMS = ("web", "projector", "square", "webm")
GIFS = ("gif-slide", "gif-lms", "gif-commons")


def two_accounts() -> tuple[Replay, Replay]:
    scenario = load_scenario(VALLEY)
    first, second = (play(resolve(scenario, account=account)) for account in ("reference", "north"))
    return first, second


@pytest.fixture(scope="module")
def replays() -> tuple[Replay, Replay]:
    return two_accounts()


@pytest.fixture(scope="module")
def rendered(
    replays: tuple[Replay, Replay], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Path]]:
    folder = tmp_path_factory.mktemp("render")
    return {
        preset: render(replays[0], preset, folder, asked=SOME.get(preset), others=(replays[1],))
        for preset in PRESETS
    }


def ending(paths: list[Path], suffix: str) -> Path:
    (found,) = [path for path in paths if path.name.endswith(suffix)]
    return found


@pytest.mark.parametrize(
    ("preset", "codec", "size", "fps"),
    [
        ("web", "h264", (1280, 720), 12),
        ("projector", "h264", (1920, 1080), 6),
        ("square", "h264", (1080, 1080), 6),
        ("webm", "vp9", (1024, 576), 6),
    ],
)
def test_a_film_is_what_its_destination_wants(
    rendered: dict[str, list[Path]], preset: str, codec: str, size: tuple[int, int], fps: int
) -> None:
    path, rows = rendered[preset][0], timing(ending(rendered[preset], ".csv"))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name.endswith(codec) or codec == "vp9"
        assert (stream.width, stream.height, stream.pix_fmt) == (*size, "yuv420p")
        assert container.metadata["title"]
        frames = sum(1 for _ in container.decode(stream))
        assert container.chapters()[0]["metadata"]["title"] == "Before you watch"
        assert len(container.chapters()) == len(rows)
    assert frames == pytest.approx(float(rows[-1]["end_s"]) * fps, abs=1)


def timing(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_h264_is_high_tagged_bt709_and_starts_without_waiting(rendered: dict[str, list[Path]]) -> None:
    path = rendered["web"][0]
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        codec = container.streams.video[0].codec_context
        assert codec.profile == "High"
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("preset", "size"), [("gif-slide", (1280, 720)), ("gif-lms", (960, 540)), ("gif-commons", (1280, 720))]
)
def test_a_gif_is_what_its_destination_wants(
    rendered: dict[str, list[Path]], preset: str, size: tuple[int, int]
) -> None:
    path = rendered[preset][0]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [float(frame.time) for frame in container.decode(stream)]
        assert (stream.width, stream.height) == size
    rows = timing(ending(rendered[preset], ".csv"))
    assert length(path) == pytest.approx(float(rows[-1]["end_s"]), abs=0.5 / float(rows[0]["fps"]) + 0.01)
    repeats = b"NETSCAPE2.0" in path.read_bytes()
    assert repeats is (preset != "gif-lms")
    if preset == "gif-lms":
        assert length(path) <= 4.9
        assert len(frames) == len(rows)
    if preset == "gif-commons":
        assert len(frames) * size[0] * size[1] <= 100_000_000


def length(path: Path) -> float:
    """Seconds of a GIF: the sum of the delays in its graphic control extensions."""
    data, at, total = path.read_bytes(), 0, 0
    while (at := data.find(b"\x21\xf9\x04", at)) >= 0:
        total += int.from_bytes(data[at + 4 : at + 6], "little")
        at += 8
    return total / 100


@pytest.mark.parametrize("preset", [*FILMS, *GIFS])
def test_words_stand_beside_every_film(rendered: dict[str, list[Path]], preset: str) -> None:
    names = [path.name.removeprefix(rendered[preset][0].stem) for path in rendered[preset][1:]]
    assert names == [".vtt", ".descriptions.vtt", ".html", ".txt", ".csv"]
    assert all(path.stat().st_size > 100 for path in rendered[preset])


def test_frames_are_one_a_day_with_cards_and_times(rendered: dict[str, list[Path]]) -> None:
    names = [path.name for path in rendered["frames"]]
    assert names[0] == "title.png"
    assert [name[:6] for name in names[1:4]] == ["day-01", "day-02", "day-03"]
    assert names[4:] == ["end.png", "timing.csv", "alt-text.txt"]
    for path in rendered["frames"][:5]:
        assert imread(path).shape == (720, 1280, 3)
        assert b"Software" not in path.read_bytes()


def test_every_frame_of_the_film_on_demand(replays: tuple[Replay, Replay], tmp_path: Path) -> None:
    paths = render(replays[0], "frames", tmp_path, asked=Asked(first=2, last=2, fps=1))
    pictures = [path for path in paths if path.suffix == ".png"]
    rows = timing(ending(paths, "timing.csv"))
    assert len(pictures) == round(float(rows[-1]["end_s"]))
    assert [path.name[:5] for path in pictures] == [f"{n:05d}" for n in range(len(pictures))]


def test_transparent_frames_have_no_paper_and_show_the_same_ink(
    replays: tuple[Replay, Replay], tmp_path: Path
) -> None:
    asked = Asked(first=2, last=2, transparent=True)
    paths = render(replays[0], "frames", tmp_path, asked=asked)
    pixels = imread(paths[1])
    assert pixels.shape[2] == 4
    alpha = pixels[..., 3]
    assert (alpha == 0).mean() > 0.3
    assert (alpha == 1).mean() > 0.05
    assert "transparent" in paths[1].parent.name


def test_a_poster_is_a_picture_and_its_layers(rendered: dict[str, list[Path]]) -> None:
    png, svg = ending(rendered["poster"], ".png"), ending(rendered["poster"], ".svg")
    assert imread(png).shape[:2] == (3394, 2400)
    text = svg.read_text(encoding="utf-8")
    for layer in ("base", "districts", "fronts", "people", "names", "legend"):
        assert f'id="{layer}"' in text


def test_sheets_for_two_papers_in_colour_and_black_and_white(rendered: dict[str, list[Path]]) -> None:
    names = [path.name for path in rendered["sheet"] if path.suffix == ".pdf"]
    assert len(names) == 8
    for paper, inches in (("a4", (595, 842)), ("letter", (612, 792))):
        for up in (6, 12):
            for black in ("", "-bw"):
                data = ending(rendered["sheet"], f"-{up}-{paper}{black}.pdf").read_bytes()
                assert data.startswith(b"%PDF")
                assert sides(data) in (inches, inches[::-1])


def sides(data: bytes) -> tuple[int, int]:
    """Width and height of a PDF's first page, in points."""
    at = data.index(b"/MediaBox")
    numbers = data[data.index(b"[", at) + 1 : data.index(b"]", at)].split()
    return round(float(numbers[2])), round(float(numbers[3]))


def digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def test_same_replay_same_bytes_in_two_processes(rendered: dict[str, list[Path]], tmp_path: Path) -> None:
    """In this process, and in one with other hashes of texts and another time of day."""
    presets = ("web", "gif-slide", "frames", "poster", "sheet")
    code = ONCE.format(tests=str(Path(__file__).parent), folder=str(tmp_path), presets=presets)
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    there = digests(tmp_path, (path for path in tmp_path.rglob("*") if path.is_file()))
    here = [path for preset in presets for path in rendered[preset]]
    assert there == digests(rendered["web"][0].parent, here)
    assert len(there) > 20


def test_a_film_that_is_too_large_gets_a_lower_quality_or_is_refused(
    replays: tuple[Replay, Replay], rendered: dict[str, list[Path]], tmp_path: Path
) -> None:
    size = rendered["web"][0].stat().st_size / 1e6
    asked = Asked(first=1, last=2, fps=12, max_mb=round(size * 0.9, 3))
    smaller = render(replays[0], "web", tmp_path, asked=asked)[0]
    assert smaller.stat().st_size <= asked.max_mb * 1e6
    kept = smaller.read_bytes()
    with pytest.raises(SimError, match="more than"):
        render(replays[0], "web", tmp_path, asked=Asked(first=1, last=2, fps=12, max_mb=0.01))
    assert smaller.read_bytes() == kept
    with pytest.raises(SimError, match="more than"):
        render(replays[0], "poster", tmp_path, asked=Asked(max_mb=0.01))
    assert list(tmp_path.glob("*poster*")) == []


def test_a_film_and_its_words_take_their_names_together(
    replays: tuple[Replay, Replay], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise SimError("no room for the times", hint="")

    day = Asked(first=1, last=1, fps=5)
    before = {path: path.read_bytes() for path in render(replays[0], "gif-slide", tmp_path, asked=day)}
    monkeypatch.setattr("sim.drawings.job.save_text", refuse)
    with pytest.raises(SimError, match="no room for the times"):
        render(replays[1], "gif-slide", tmp_path, asked=day)
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(tmp_path.iterdir()) == sorted(before)


def test_two_accounts_side_by_side(replays: tuple[Replay, Replay], tmp_path: Path) -> None:
    asked = Asked(first=3, last=3, compare=True)
    paths = render(replays[0], "frames", tmp_path, asked=asked, second=replays[1])
    assert imread(paths[1]).shape == (720, 1280, 3)
    assert "north" in paths[1].parent.name


def test_arabic_is_written_in_arabic(replays: tuple[Replay, Replay], tmp_path: Path) -> None:
    paths = render(replays[0], "web", tmp_path, asked=Asked(first=1, last=1, fps=6, lang="ar"))
    assert paths[0].name.endswith("-ar.mp4")
    html = ending(paths, ".html").read_text(encoding="utf-8")
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


def test_captions_can_be_left_out(replays: tuple[Replay, Replay]) -> None:
    look = Look(PRESETS["web"].layout, phrases("en"))
    box, minute = look.layout.captions, replays[0].calendar.minutes
    assert box is not None
    part = slice(int(box.y), int(box.bottom)), slice(int(box.x), int(box.right))
    shown, bare = (
        Picture(replays[0], Look(look.layout, look.say, captions=on)).still(minute) for on in (True, False)
    )
    assert (shown[part] != 255).any()
    assert not np.array_equal(shown[part], bare[part])


def test_a_users_settings_change_nothing(replays: tuple[Replay, Replay]) -> None:
    look = Look(PRESETS["web"].layout, phrases("en"))
    plain = Picture(replays[0], look).still(1440)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "pink"}):
        assert np.array_equal(plain, Picture(replays[0], look).still(1440))


def test_plates_do_not_depend_on_the_order_in_which_they_are_drawn(replays: tuple[Replay, Replay]) -> None:
    look = Look(PRESETS["web"].layout, phrases("en"))
    picture, minutes = Picture(replays[0], look), (1440, 2880, 4320)
    forwards = [picture.still(minute) for minute in minutes]
    backwards = [picture.still(minute) for minute in reversed(minutes)]
    assert all(np.array_equal(a, b) for a, b in zip(forwards, reversed(backwards), strict=True))
    assert not np.array_equal(forwards[0], forwards[1])


def test_layers_mix_in_whole_numbers() -> None:
    below = np.full((1, 1, 4), 255, dtype=np.uint8)
    above = np.array([[[0, 0, 0, 128]]], dtype=np.uint8)
    assert over(below, above)[0, 0].tolist() == [127, 127, 127, 255]
    half = np.array([[[200, 0, 0, 128]]], dtype=np.uint8)
    assert stacked(half, ink_of(half))[0, 0].tolist() == [200, 0, 0, 192]


def test_a_png_says_nothing_of_its_maker(tmp_path: Path) -> None:
    path = save_png(tmp_path / "a.png", np.full((2, 2, 4), 255, dtype=np.uint8))
    assert imread(path).shape == (2, 2, 3)
    assert b"matplotlib" not in path.read_bytes().lower()


def test_progress_is_told(replays: tuple[Replay, Replay], tmp_path: Path) -> None:
    heard: list[str] = []
    render(replays[0], "web", tmp_path, asked=Asked(first=1, last=1, fps=6), tell=heard.append)
    assert heard[-1].split("; ")[-1].split(" of ")[0] == heard[-1].split(" of ")[-1]
    assert "frames a second" in heard[-1]
