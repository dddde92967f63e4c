"""VP9 in WebM, for places that take no H.264."""

from __future__ import annotations

from sim.drawings.encode import KEYFRAMES, Coding


def vp9(crf: int = 30) -> Coding:
    """VP9 of constant quality; a lower ``crf`` is better and larger."""
    options = {
        "crf": str(crf), "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "0", "tile-columns": "0",
        "lag-in-frames": "12", "auto-alt-ref": "1", "g": str(KEYFRAMES), "tune-content": "screen",
    }  # fmt: skip
    return Coding("libvpx-vp9", "webm", options, {"fflags": "+bitexact"})
