"""A few pictures against kept ones: typeface, sizes and resolution are pinned, so little may differ.

`SIM_GOLDEN=write python -m pytest tests/test_images.py` draws them anew, the README's picture too.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from numpy.typing import NDArray

from sim.drawings.layout import PAIR, SQUARE, WIDE, Layout
from sim.drawings.picture import Picture
from sim.drawings.stage import Look
from sim.drawings.still import save_png
from sim.engine.play import play
from sim.result.replay import Replay
from sim.scenario.load import Scenario, load_scenario
from sim.scenario.resolve import resolve
from sim.scene.phrases import phrases

HERE = Path(__file__).parent
VALLEY = HERE / "data" / "valley" / "scenarios" / "valley"
README_PICTURE = HERE.parent / "docs" / "day-31.png"
DAY = 1440

MEAN, BLOCK = 1.0, 24.0
"""Levels of 255: over a whole picture, and over its worst square of 16 × 16 pixels."""


def accounts(scenario: Scenario, *names: str) -> list[Replay]:
    return [play(resolve(scenario, account=name)) for name in names]


def compare(path: Path, picture: NDArray[np.uint8]) -> None:
    """Hold a picture against the kept one, or keep it."""
    if os.environ.get("SIM_GOLDEN") == "write":
        save_png(path, picture)
    hold(path, picture)


def hold(path: Path, picture: NDArray[np.uint8]) -> None:
    """Fail where a picture is not the kept one."""
    kept = np.rint(imread(path)[..., :3] * 255)
    apart = np.abs(picture[..., :3] - kept).mean(axis=2)
    assert apart.mean() < MEAN
    tall, wide = (side // 16 * 16 for side in apart.shape)
    blocks = apart[:tall, :wide].reshape(tall // 16, 16, wide // 16, 16).mean(axis=(1, 3))
    assert blocks.max() < BLOCK, f"{path.name} differs most at {np.argwhere(blocks == blocks.max())[0] * 16}"


@pytest.mark.parametrize(
    ("layout", "lang", "day"), [(WIDE, "en", 3), (WIDE, "ar", 5), (SQUARE, "en", 4), (PAIR, "en", 3)],
    ids=lambda value: getattr(value, "name", str(value)),
)  # fmt: skip
def test_the_valley_looks_as_it_did(layout: Layout, lang: str, day: int) -> None:
    first, second = accounts(load_scenario(VALLEY), "reference", "north")
    look = Look(layout, phrases(lang))
    beside = {"second": second} if layout is PAIR else {"others": (second,)}
    picture = Picture(first, look, **beside).still(day * DAY)
    compare(HERE / "images" / f"valley-{layout.name}-{lang}-{day}.png", picture)


def test_the_readme_shows_what_the_program_draws(flagship: Scenario) -> None:
    first, *others = accounts(flagship, *flagship.head.accounts)
    assert first.episode.account == flagship.head.account
    picture = Picture(first, Look(WIDE, phrases("en")), others=tuple(others)).still(31 * DAY)
    compare(README_PICTURE, picture)


def test_a_shifted_picture_is_noticed(tmp_path: Path) -> None:
    drawn = np.full((64, 64, 4), 255, dtype=np.uint8)
    drawn[20:40, 20:30] = (194, 54, 40, 255)
    save_png(tmp_path / "kept.png", drawn)
    hold(tmp_path / "kept.png", drawn)
    with pytest.raises(AssertionError):
        hold(tmp_path / "kept.png", np.roll(drawn, 6, axis=1))
