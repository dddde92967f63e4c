"""Animated GIFs with one palette for the whole film, made in two passes that never hold it in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

import av
import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from sim.drawings.compositor import Compositor
from sim.drawings.film import Progress, Tell, check_size
from sim.drawings.flash import FlashWatch, Thumb, thumb
from sim.drawings.planes import Canvas, Form, bgra
from sim.drawings.plates import Staging
from sim.drawings.shots import Shot, fade_frames, frames_in
from sim.drawings.stage import inked
from sim.store import replacing

HUNDREDTHS = Fraction(1, 100)
"""A GIF counts time in hundredths of a second."""


COMMON, NEAR = 0.001, 12
"""A colour of one sample in a thousand replaces the palette's nearest, if no level is farther off."""


class Held(NamedTuple):
    """A picture, good until the next one, when it comes in hundredths of a second, and some samples."""

    canvas: Canvas
    at: int
    small: Thumb | None = None


def save_gif(
    path: Path,
    staging: Staging,
    reel: Sequence[Shot],
    *,
    fps: int,
    loop: int | None = 0,
    colours: int = 256,
    most_bytes: int | None = None,
    tell: Tell = None,
) -> Path:
    """Write a GIF; frames that equal the one before lengthen it instead.

    ``loop`` is how often it repeats after the first time, 0 for ever, None not at all.  ``colours``
    is the size of its palette, at most 256.  Raises as `save_film` does.
    """
    form = bgra(*staging.size)
    compositor = Compositor(staging, form, fade=fade_frames(fps))
    progress = Progress("GIF", frames_in(reel), tell)
    with inked(), replacing(path) as temporary, TemporaryFile() as file:
        store, flat = Store(file, form.length), FlatColours()
        pictures = store.keeping(flat.counting(_pictures(compositor, reel, fps, progress)))
        palette = flat.exact(_palette(form, pictures, colours))
        delay = round(frames_in(reel) * 100 / fps) - store.times[-1]
        repeats = "-1" if loop is None else str(loop)
        options = {"loop": repeats, "final_delay": str(delay), "fflags": "+bitexact"}
        _write(temporary, form, store.kept(), palette, options)
        check_size(temporary, most_bytes)
    return path


class Store:
    """Pictures between the two passes, in a file without a name that goes by itself.

    Each is kept as its difference from the one before, so that composing twice is not needed.
    """

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.times: list[int] = []
        self._file, self._length, self._sizes = file, length, list[int]()

    def keeping(self, pictures: Iterator[Held]) -> Iterator[Held]:
        """The same pictures, kept as they go by."""
        before = np.zeros(self._length, dtype=np.uint8)
        for picture in pictures:
            packed = zlib.compress((picture.canvas ^ before).tobytes(), 1)
            np.copyto(before, picture.canvas)
            self._file.write(packed)
            self._sizes.append(len(packed))
            self.times.append(picture.at)
            yield picture

    def kept(self) -> Iterator[Held]:
        """All of them again."""
        self._file.seek(0)
        canvas = np.zeros(self._length, dtype=np.uint8)
        for size, at in zip(self._sizes, self.times, strict=True):
            canvas ^= np.frombuffer(zlib.decompress(self._file.read(size)), dtype=np.uint8)
            yield Held(canvas, at)


class FlatColours:
    """The commonest colours of a film: those of grounds and fills, which a palette should hold exactly."""

    def __init__(self) -> None:
        self._counts = np.zeros(1 << 24, dtype=np.int32)

    def counting(self, pictures: Iterator[Held]) -> Iterator[Held]:
        """The same pictures, counted by their samples as they go by."""
        for picture in pictures:
            if picture.small is not None:
                blue, green, red = picture.small.reshape(3, -1).astype(np.int64)
                np.add.at(self._counts, red << 16 | green << 8 | blue, 1)
            yield picture

    def exact(self, palette: VideoFrame) -> VideoFrame:
        """The palette with the commonest colours in the place of those nearest to them."""
        levels = palette.to_ndarray(format="bgra").copy(order="C")
        entries = levels.reshape(-1, 4)
        taken = entries[:, 3] == 0
        for colour in self._commonest():
            wanted = np.array([colour & 255, colour >> 8 & 255, colour >> 16])
            apart = np.abs(entries[:, :3].astype(np.int64) - wanted).max(axis=1)
            nearest = int(np.where(taken, 256, apart).argmin())
            if not taken[nearest] and apart[nearest] <= NEAR:
                entries[nearest, :3], taken[nearest] = wanted, True
        return VideoFrame.from_ndarray(levels, format="bgra")

    def _commonest(self) -> list[int]:
        """From the commonest down; of equals the darker first."""
        found = np.flatnonzero(self._counts >= max(1.0, COMMON * self._counts.sum()))
        order = np.lexsort((found, -self._counts[found]))
        return [int(colour) for colour in found[order]]


def _pictures(compositor: Compositor, reel: Sequence[Shot], fps: int, progress: Progress) -> Iterator[Held]:
    """Every picture that is not the one before, looked at for flashes."""
    watch = FlashWatch(compositor.form)
    for number, shot in enumerate(reel):
        before = reel[number - 1] if number else None
        for at, frame in enumerate(compositor.frames(shot, before), shot.first):
            if frame.fresh:
                small = thumb(compositor.form, frame.canvas)
                watch.see(at / fps, small)
                yield Held(frame.canvas, round(at * 100 / fps), small)
            progress.step()


def _palette(form: Form, pictures: Iterator[Held], colours: int) -> VideoFrame:
    """The colours that serve best what changes from picture to picture."""
    graph = Graph()
    source = _source(graph, form.wide, form.tall)
    maker = graph.add("palettegen", f"stats_mode=diff:max_colors={colours}")
    sink = graph.add("buffersink")
    source.link_to(maker)
    maker.link_to(sink)
    graph.configure()
    for picture in pictures:
        source.push(_frame(form, picture))
    source.push(None)
    found: VideoFrame = sink.pull()  # type: ignore[assignment]
    return found


def _write(
    path: Path, form: Form, pictures: Iterator[Held], palette: VideoFrame, options: dict[str, str]
) -> None:
    graph, source, sink = _painter(form, palette)
    with av.open(str(path), "w", format="gif", options=options) as container:
        stream: Any = container.add_stream("gif", rate=100)
        stream.width, stream.height, stream.pix_fmt = form.wide, form.tall, "pal8"
        stream.codec_context.time_base = HUNDREDTHS
        for picture in pictures:
            source.push(_frame(form, picture))
            painted = sink.pull()
            painted.pts, painted.time_base = picture.at, HUNDREDTHS
            container.mux(stream.encode(painted))
        container.mux(stream.encode())
    del graph


def _painter(form: Form, palette: VideoFrame) -> tuple[Graph, Any, Any]:
    """A graph that paints pictures in the colours of the palette, changed rectangles only."""
    graph = Graph()
    source = _source(graph, form.wide, form.tall)
    colours = _source(graph, palette.width, palette.height)
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


def _source(graph: Graph, wide: int, tall: int) -> Any:
    return graph.add_buffer(width=wide, height=tall, format=VideoFormat("bgra"), time_base=HUNDREDTHS)


def _frame(form: Form, picture: Held) -> VideoFrame:
    """A frame with bytes of its own: filters keep the one before."""
    frame = VideoFrame.from_numpy_buffer(picture.canvas.copy().reshape(form.shape), format=form.name)
    frame.pts, frame.time_base = picture.at, HUNDREDTHS
    return frame
