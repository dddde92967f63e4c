"""Single pictures as PNG, without a date or a program's name inside: the same picture, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.image import imsave

from sim.drawings.frame import Easel
from sim.drawings.stage import Pixels
from sim.result.replay import Replay
from sim.scene.day import scene_at
from sim.store import replacing


def save_png(path: Path, pixels: Pixels) -> Path:
    """Write a picture; it is opaque, so its alpha is left out."""
    with replacing(path) as temporary:
        nobody: Any = {"Software": None}
        imsave(temporary, pixels[..., :3], format="png", metadata=nobody, pil_kwargs={"compress_level": 6})
    return path


def draw_still(replay: Replay, day_index: int, *, scale: float = 1.0) -> Pixels:
    """The picture at the end of one day, counted from 0; ``scale`` 1.5 gives 1920 × 1080."""
    return Easel(replay, scale).frame(scene_at(replay, day_index))
