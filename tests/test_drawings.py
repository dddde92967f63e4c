"""Pictures and films: sizes, formats, counts and equal bytes; looks are judged by eye, not here."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import sys
from pathlib import Path

import av
import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread
from test_scene import replay

from sim.drawings.cards import title_card
from sim.drawings.chart import about
from sim.drawings.film import FADE, RATE
from sim.drawings.frame import Easel
from sim.drawings.reel import cues, seconds
from sim.drawings.render import PRESETS, render
from sim.drawings.stage import fade, over
from sim.drawings.still import draw_still
from sim.drawings.words import alt_text, web_captions
from sim.errors import SimError
from sim.result.replay import Replay
from sim.scene.day import scene_at, scenes

ONCE = """
import sys; from pathlib import Path
sys.path.insert(0, {tests!r})
from test_scene import replay
from sim.drawings.render import render
for preset in ("frames", "web", "gif-slide"):
    render(replay(), preset, Path({folder!r}))
"""


@pytest.fixture(scope="module")
def played() -> Replay:
    return replay()


@pytest.fixture(scope="module")
def rendered(played: Replay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("render")
    for preset in PRESETS:
        render(played, preset, folder)
    return folder


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_frames_are_one_a_day_with_cards(rendered: Path) -> None:
    names = sorted(path.name for path in (rendered / "frames").iterdir())
    assert names == [
        "alt-text.txt", "day-01-2016-12-01.png", "day-02-2016-12-02.png", "day-03-2016-12-03.png", "end.png",
        "title.png",
    ]  # fmt: skip
    for path in (rendered / "frames").glob("*.png"):
        assert imread(path).shape[:2] == (720, 1280)
        assert b"Software" not in path.read_bytes()


def test_still_in_full_hd(played: Replay) -> None:
    assert draw_still(played, 0, scale=1.5).shape == (1080, 1920, 4)


def test_film_decodes(rendered: Path, played: Replay) -> None:
    with av.open(str(rendered / "strip-reference-web.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.pix_fmt) == (1280, 720, "yuv420p")
        assert stream.codec_context.profile == "High"
        assert stream.codec_context.colorspace == 1
        assert container.metadata["title"] == "A strip"
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert len(pictures) == round(cues(played)[-1].end * RATE)
    day = Easel(played).frame(scene_at(played, 0))[..., :3]
    held = round((cues(played)[1].start + 1) * RATE) + FADE
    assert np.abs(pictures[held].astype(int) - day).mean() < 3


def test_film_starts_without_waiting_for_its_end(rendered: Path) -> None:
    data = (rendered / "strip-reference-web.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_gif_shows_every_picture_for_its_time(rendered: Path, played: Replay) -> None:
    with av.open(str(rendered / "strip-reference-gif-slide.gif")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (1280, 720)
        starts = [float(frame.time) for frame in container.decode(stream)]
    assert starts == pytest.approx([cue.start for cue in cues(played)])
    assert (rendered / "strip-reference-gif-slide.gif").stat().st_size < 5_000_000


def test_same_replay_same_bytes_in_another_process(rendered: Path, tmp_path: Path) -> None:
    code = ONCE.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    subprocess.run([sys.executable, "-c", code], check=True)
    assert digests(tmp_path) == digests(rendered)


def test_a_users_settings_change_nothing(played: Replay) -> None:
    plain = draw_still(played, 1)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "pink"}):
        assert np.array_equal(plain, draw_still(played, 1))


def test_text_with_dollars_is_not_mathematics(played: Replay) -> None:
    wild = dataclasses.replace(played.episode, title=r"from $5 to $\frac{1$", account_name="$a_b_c$")
    assert title_card(dataclasses.replace(played, episode=wild), 1.0).any()


def test_pictures_differ_from_day_to_day(played: Replay) -> None:
    easel = Easel(played)
    first, second, _ = [easel.frame(scene) for scene in scenes(played)]
    assert not np.array_equal(first, second)
    assert np.array_equal(first, easel.frame(scene_at(played, 0))), "layers kept must not depend on the order"


def test_key_days_and_told_days_are_held_longer(played: Replay) -> None:
    assert seconds(scene_at(played, 1)) >= 3


def test_captions_for_a_player(played: Replay) -> None:
    text = web_captions(cues(played))
    assert text.startswith("WEBVTT\n\n00:00:06.000 --> ")
    assert text.count("-->") == 3
    assert "East: captured by government forces (army, 004 ¶10; reports differ)" in text


def test_alternative_text_tells_each_day(played: Replay) -> None:
    text = alt_text(played, list(scenes(played)))
    assert "Friday 2 December 2016, day 2 of 3." in text
    assert "Control changed in East." in text
    assert "Reports differ on East." in text
    assert "Deaths are told as incidents" in text


def test_unknown_preset_names_the_known_ones(played: Replay, tmp_path: Path) -> None:
    with pytest.raises(SimError) as error:
        render(played, "wbe", tmp_path)
    assert "web" in error.value.hint
    assert "gif-slide" in error.value.hint
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told(played: Replay, tmp_path: Path) -> None:
    heard: list[str] = []
    render(played, "frames", tmp_path, tell=heard.append)
    assert heard == ["day 1 of 3", "day 2 of 3", "day 3 of 3"]


def test_too_large_a_gif_is_refused(played: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.drawings.render.GIF_MOST", 1000)
    with pytest.raises(SimError, match="more than"):
        render(played, "gif-slide", tmp_path)
    assert list(tmp_path.glob("*.gif")) == []


def test_layers_mix_in_whole_numbers() -> None:
    below = np.full((1, 1, 4), 255, dtype=np.uint8)
    above = np.array([[[0, 0, 0, 128]]], dtype=np.uint8)
    assert over(below, above)[0, 0].tolist() == [127, 127, 127, 255]
    assert fade(below, above, 1, 2)[0, 0, 0] == 127


def test_modelled_numbers_are_rounded() -> None:
    assert [about(n) for n in (0, 12, 1234, 204_274)] == ["0", "fewer than 100", "1,200", "204,300"]
