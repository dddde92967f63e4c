"""Animated GIFs with one palette for the whole film, made by two filter graphs."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from sim.drawings.reel import Shot
from sim.drawings.stage import Pixels
from sim.errors import SimError
from sim.store import replacing

RGB = VideoFormat("rgb24")
HUNDREDTHS = Fraction(1, 100)
"""A GIF counts time in hundredths of a second."""


def save_gif(path: Path, shots: Iterable[Shot], *, most_bytes: int) -> Path:
    """Write a GIF that repeats; every picture is one frame, held for its time.

    Raises `SimError` when it is larger than ``most_bytes``: what was there before stays.
    """
    reel = [(shot.seconds, np.ascontiguousarray(shot.pixels[..., :3])) for shot in shots]
    palette = _palette([pixels for _, pixels in reel])
    with replacing(path) as temporary:
        _write(temporary, reel, palette)
        size = temporary.stat().st_size
        if size > most_bytes:
            raise SimError(
                f"the GIF takes {size / 1e6:.1f} MB, more than {most_bytes / 1e6:.0f} MB",
                hint="use the preset 'web' for a film",
            )
    return path


def _palette(pictures: list[Pixels]) -> VideoFrame:
    """The 256 colours that serve all pictures best."""
    graph = Graph()
    tall, wide = pictures[0].shape[:2]
    source = _source(graph, wide, tall, RGB)
    colours = graph.add("palettegen", "stats_mode=full")
    sink = graph.add("buffersink")
    source.link_to(colours)
    colours.link_to(sink)
    graph.configure()
    for number, pixels in enumerate(pictures):
        source.push(_frame(pixels, number))
    source.push(None)
    colours_found: VideoFrame = sink.pull()  # type: ignore[assignment]
    return colours_found


def _write(path: Path, reel: list[tuple[float, Pixels]], palette: VideoFrame) -> None:
    graph, source, sink = _painter(reel[0][1], palette)
    last = round(reel[-1][0] * 100)
    options = {"loop": "0", "final_delay": str(last), "fflags": "+bitexact"}
    with av.open(str(path), "w", format="gif", options=options) as container:
        stream: Any = container.add_stream("gif", rate=100)
        stream.height, stream.width = reel[0][1].shape[:2]
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = HUNDREDTHS
        at = 0
        for seconds, pixels in reel:
            source.push(_frame(pixels, at))
            painted = sink.pull()
            painted.pts, painted.time_base = at, HUNDREDTHS
            container.mux(stream.encode(painted))
            at += round(seconds * 100)
        container.mux(stream.encode())
    del graph


def _painter(picture: Pixels, palette: VideoFrame) -> tuple[Graph, Any, Any]:
    """A graph that paints pictures in the colours of the palette, changed rectangles only."""
    graph = Graph()
    tall, wide = picture.shape[:2]
    source = _source(graph, wide, tall, RGB)
    colours = _source(graph, palette.width, palette.height, palette.format)
    paint = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(paint, 0, 0)
    colours.link_to(paint, 0, 1)
    paint.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, HUNDREDTHS
    colours.push(palette)
    colours.push(None)
    return graph, source, sink


def _source(graph: Graph, wide: int, tall: int, form: VideoFormat) -> Any:
    return graph.add_buffer(width=wide, height=tall, format=form, time_base=HUNDREDTHS)


def _frame(pixels: Pixels, pts: int) -> VideoFrame:
    frame = VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts, frame.time_base = pts, HUNDREDTHS
    return frame
