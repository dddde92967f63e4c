"""Single pictures as PNG, without a date or a program's name inside: the same picture, the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sim.drawings.stage import Pixels
from sim.store import replacing


def save_png(path: Path, pixels: Pixels) -> Path:
    """Write a picture; alpha is left out where nothing shines through."""
    opaque = bool((pixels[..., 3] == 255).all())
    shown = np.ascontiguousarray(pixels[..., :3] if opaque else pixels)
    with replacing(path) as temporary:
        Image.fromarray(shown).save(temporary, format="PNG", compress_level=6)
    return path
