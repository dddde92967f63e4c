"""MP4 films: H.264 High in one thread, so that the same pictures give the same bytes on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from sim.drawings.reel import Cue, Shot
from sim.drawings.stage import Pixels, fade
from sim.store import replacing

RATE = 12
"""Frames a second."""

FADE = 4
"""Frames in which one picture gives way to the next; no frame is ever brighter than both."""

X264 = {
    "preset": "veryfast",
    "crf": "18",
    "profile": "high",
    "x264-params": "cpu-independent=1:keyint=600:scenecut=0:colorprim=bt709:transfer=bt709:colormatrix=bt709",
}


def save_film(path: Path, shots: Iterable[Shot], cues: list[Cue], *, title: str) -> Path:
    """Write an MP4 of the shots, with a chapter for each."""
    with (
        replacing(path) as temporary,
        av.open(
            str(temporary), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        ) as container,
    ):
        container.metadata["title"] = title
        _mark_chapters(container, cues)
        _encode(container, shots)
    return path


def _encode(container: Any, shots: Iterable[Shot]) -> None:
    """Every picture opens with a frame that a player can jump to."""
    stream: Any = None
    for number, (frame, is_first) in enumerate(_frames(shots)):
        if stream is None:
            stream = _stream(container, frame.width, frame.height)
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        frame.pict_type = PictureType.I if is_first else PictureType.NONE
        container.mux(stream.encode(frame))
    if stream is not None:
        container.mux(stream.encode())


def _frames(shots: Iterable[Shot]) -> Iterable[tuple[VideoFrame, bool]]:
    """Each picture held for its time; its first frames fade in from the one before."""
    before: Pixels | None = None
    for shot in shots:
        length = round(shot.seconds * RATE)
        mixed = 0 if before is None else min(FADE, length - 1)
        for part in range(mixed):
            assert before is not None
            yield _video_frame(fade(before, shot.pixels, part + 1, mixed + 1)), part == 0
        still = _video_frame(shot.pixels)
        for held in range(length - mixed):
            yield still, mixed == 0 and held == 0
        before = shot.pixels


def _video_frame(pixels: Pixels) -> VideoFrame:
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., :3]), format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)


def _stream(container: Any, width: int, height: int) -> Any:
    stream = container.add_stream("libx264", rate=RATE, options=dict(X264))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    codec = stream.codec_context
    codec.thread_count = 1
    codec.flags |= av.codec.context.Flags.bitexact
    codec.color_primaries = codec.color_trc = codec.colorspace = 1  # bt709
    codec.color_range = 1  # limited
    return stream


def _mark_chapters(container: Any, cues: list[Cue]) -> None:
    if not hasattr(container, "set_chapters"):
        return
    container.set_chapters(
        [
            {
                "id": number, "start": round(cue.start * 1000), "end": round(cue.end * 1000),
                "time_base": Fraction(1, 1000), "metadata": {"title": cue.name},
            }
            for number, cue in enumerate(cues)
        ]
    )  # fmt: skip
