"""Pictures into packets: one encoder of one thread for each shot, so that bytes are the same anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import av
from av.codec.context import Flags
from av.video.frame import VideoFrame

from sim.drawings.planes import Canvas, Form
from sim.errors import SimError

BT709, LIMITED = 1, 1
"""FFmpeg's numbers of the colours of high-definition film and of its range of levels."""

KEYFRAMES = 250
"""Frames after which a shot gets another one to which a player can jump."""


@dataclass(frozen=True)
class Coding:
    """How a film is encoded and into what file: ``kind`` is the file's format, ``options`` the encoder's."""

    codec: str
    kind: str
    options: Mapping[str, str]
    container: Mapping[str, str]


class Packet(NamedTuple):
    """A compressed frame; ``pts``, ``dts`` and ``duration`` in frames from the start of its shot."""

    data: bytes
    pts: int
    dts: int
    duration: int
    is_key: bool


def x264(crf: int = 18, preset: str = "veryfast") -> Coding:
    """H.264 High in an MP4 that starts before it is loaded; a lower ``crf`` is better and larger."""
    parameters = {
        "cpu-independent": 1, "stitchable": 1, "threads": 1, "keyint": KEYFRAMES, "scenecut": 0,
        "open-gop": 0, "colorprim": "bt709", "transfer": "bt709", "colormatrix": "bt709", "range": "tv",
        **(QUICK if preset == "veryfast" else {}),
    }  # fmt: skip
    options = {
        "preset": preset, "crf": str(crf), "profile": "high",
        "x264-params": ":".join(f"{name}={value}" for name, value in parameters.items()),
    }  # fmt: skip
    return Coding("libx264", "mp4", options, {"movflags": "+faststart", "fflags": "+bitexact"})


QUICK: Mapping[str, int | str] = {
    "subme": 0, "me": "dia", "ref": 1, "bframes": 0, "weightp": 0, "chroma-qp-offset": -2,
}  # fmt: skip
"""A search for motion that suits flat colours on still grounds: a third quicker than the preset's."""


def opened(codec: Any, coding: Coding, form: Form, fps: int) -> Any:
    """Set an encoder up for a film."""
    codec.width, codec.height, codec.pix_fmt = form.wide, form.tall, form.name
    codec.time_base, codec.framerate = Fraction(1, fps), Fraction(fps)
    codec.thread_count = 1
    codec.flags |= Flags.bitexact | Flags.global_header
    codec.color_primaries = codec.color_trc = codec.colorspace = BT709
    codec.color_range = LIMITED
    codec.options = dict(coding.options)
    return codec


class Encoder:
    """Encodes one shot; its first frame can be jumped to and nothing refers beyond it."""

    def __init__(self, coding: Coding, form: Form, fps: int) -> None:
        self._codec = opened(av.CodecContext.create(coding.codec, "w"), coding, form, fps)
        self._form, self._fps, self._pts = form, fps, 0
        self._frame: VideoFrame | None = None
        self._canvas: Canvas | None = None

    def push(self, canvas: Canvas) -> list[Packet]:
        """Packets that are ready after one more frame."""
        if self._frame is None or self._canvas is not canvas:
            self._canvas = canvas
            shaped = canvas.reshape(self._form.shape)
            self._frame = VideoFrame.from_numpy_buffer(shaped, format=self._form.name)
            self._frame.time_base = Fraction(1, self._fps)
        self._frame.pts = self._pts
        self._pts += 1
        return _packets(self._codec.encode(self._frame))

    def finish(self) -> list[Packet]:
        """The packets that the encoder still held."""
        return _packets(self._codec.encode(None))


def _packets(found: Iterable[Any]) -> list[Packet]:
    packets = []
    for packet in found:
        dts = packet.pts if packet.dts is None else packet.dts
        packets.append(Packet(bytes(packet), int(packet.pts), int(dts), 1, bool(packet.is_keyframe)))
    return packets


class Joiner:
    """Writes packets of shots one after the other into one file, open as a context."""

    def __init__(self, container: Any, coding: Coding, form: Form, fps: int) -> None:
        self._container, self._time = container, Fraction(1, fps)
        self._stream = container.add_stream(coding.codec, rate=fps)
        opened(self._stream.codec_context, coding, form, fps)

    def write(self, packet: Packet, first: int) -> None:
        """``first`` is the number of the shot's first frame."""
        out = av.Packet(packet.data)
        out.stream, out.time_base = self._stream, self._time
        out.pts, out.dts, out.duration = packet.pts + first, packet.dts + first, packet.duration
        out.is_keyframe = packet.is_key
        self._container.mux_one(out)


class TooLarge(SimError):
    """A file that its destination would refuse; what was there before stays."""
