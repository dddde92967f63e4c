"""Single pictures as PNG, without a date or a program's name inside: the same picture, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.image import imsave

from sim.drawings.stage import Pixels
from sim.store import replacing


def save_png(path: Path, pixels: Pixels) -> Path:
    """Write a picture; alpha is left out where nothing shines through."""
    opaque = bool((pixels[..., 3] == 255).all())
    with replacing(path) as temporary:
        nobody: Any = {"Software": None}
        shown = pixels[..., :3] if opaque else pixels
        imsave(temporary, shown, format="png", metadata=nobody, pil_kwargs={"compress_level": 6})
    return path
