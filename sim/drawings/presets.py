"""What each destination of a picture wants, and what it forbids; no drawing here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from sim.drawings.layout import PAIR, PORTRAIT, SMALL, SQUARE, WIDE, Layout
from sim.errors import SimError

Kind = Literal["film", "gif", "frames", "poster", "sheet"]

SPEEDS = (0.25, 2.0)
"""Slowest and quickest: at more than twice the speed no caption can be read."""

FPS = (1, 60)

READABLE = 1024
"""Pixels of width below which the smallest text of a wide page can no longer be read."""

SMALLEST = 640
"""The same for the page with larger text."""

LARGEST = 3840


@dataclass(frozen=True)
class Preset:
    """One destination: page, pixels for a unit, frames a second, and why it refuses what it refuses.

    ``refuses`` maps an option to the reason.  ``widest`` bounds width and height; ``most_pixels``
    counts all frames together; ``most_seconds`` and ``most_mb`` bound the file, and ``why`` says why.
    """

    name: str
    kind: Kind
    about: str
    layout: Layout
    scale: float = 1.0
    fps: int = 24
    refuses: Mapping[str, str] = field(default_factory=dict)
    widest: tuple[int, int] = (LARGEST, LARGEST)
    why_widest: str = "larger than any screen or player"
    most_seconds: float | None = None
    most_pixels: int | None = None
    most_mb: float | None = None
    why: str = ""


NOT_MOVING = {
    "speed": "nothing moves in it",
    "fps": "nothing moves in it",
}
ON_PAPER = {
    **NOT_MOVING,
    "size": "its size is that of the paper",
    "transparent": "paper is not transparent",
    "captions": "a small multiple has no room for captions",
    "compare": "its small multiples show one account; make one sheet for each",
    "bands": "its small multiples have no charts",
}
OPAQUE = {"transparent": "a film has no transparency; use --for frames"}

A_TENTH = "each day has the tenth of a second that the 4.9 s leave"
NO_PAUSE = "what moves for 5 s or longer must have a pause button (WCAG 2.2.2), and a GIF has none"

FILMS = (
    Preset("web", "film", "MP4, 1280 × 720, for web pages and e-mail", WIDE, refuses=OPAQUE),
    Preset("projector", "film", "MP4, 1920 × 1080, for a hall", WIDE, scale=1.5, refuses=OPAQUE),
    Preset(
        "square",
        "film",
        "MP4, 1080 × 1080, for phones",
        SQUARE,
        refuses={**OPAQUE, "compare": "two maps do not fit side by side on a square"},
    ),
    Preset("webm", "film", "WebM (VP9), 1280 × 720, for sites that take no H.264", WIDE, refuses=OPAQUE),
)
GIFS = (
    Preset(
        "gif-slide",
        "gif",
        "GIF, 1280 × 720, repeats, at most 10 MB, for slides",
        WIDE,
        fps=2,
        refuses=OPAQUE,
        most_mb=10.0,
        why="slide programs stall on larger ones",
    ),
    Preset(
        "gif-lms",
        "gif",
        "GIF, 960 × 540, plays once in at most 4.9 s, for learning platforms",
        SMALL,
        fps=10,
        widest=(960, 540),
        why_widest="learning platforms shrink larger ones until text blurs",
        most_seconds=4.9,
        why=NO_PAUSE,
        refuses={
            **OPAQUE,
            "speed": A_TENTH,
            "fps": A_TENTH,
            "captions": "nobody reads in a tenth of a second; captions stand in the text beside it",
            "compare": "two maps cannot be compared in a tenth of a second",
            "bands": "it has no charts, only the map",
        },
    ),
    Preset(
        "gif-commons",
        "gif",
        "GIF, 1280 × 720, at most 100 megapixels, for Wikimedia Commons",
        WIDE,
        fps=1,
        refuses=OPAQUE,
        most_pixels=100_000_000,
        why="Wikimedia Commons shows a GIF of more than 100 megapixels over all frames as a still",
    ),
)
STILLS = (
    Preset(
        "poster",
        "poster",
        "one day as PNG and layered SVG, portrait",
        PORTRAIT,
        scale=2.0,
        refuses={
            **NOT_MOVING,
            "from": "it shows one day; name it with --until",
            "transparent": "it is one page; use --for frames",
            "compare": "two maps do not fit side by side on a portrait page",
        },
    ),
    Preset(
        "sheet",
        "sheet",
        "PDF on A4 and Letter, 6 and 12 days to a page, in colour and in black and white",
        PORTRAIT,
        refuses=ON_PAPER,
    ),
    Preset("frames", "frames", "a PNG for each day (with --fps, each frame) and a timing file", WIDE),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (*FILMS, *GIFS, *STILLS)}

OPTIONS = ("from", "until", "speed", "size", "fps", "captions", "transparent", "compare", "bands")


@dataclass(frozen=True)
class Asked:
    """What somebody asked of a preset; None where nothing was said.  Days count from one."""

    first: int | None = None
    last: int | None = None
    speed: float | None = None
    size: tuple[int, int] | None = None
    fps: int | None = None
    lang: str = "en"
    captions: bool | None = None
    transparent: bool = False
    max_mb: float | None = None
    compare: bool = False
    bands: bool = False

    def named(self) -> tuple[str, ...]:
        """The options that were given, by their names on the command line."""
        given = (self.first, self.last, self.speed, self.size, self.fps, self.captions)
        switches = (self.transparent or None, self.compare or None, self.bands or None)
        return tuple(n for n, value in zip(OPTIONS, (*given, *switches), strict=True) if value is not None)


def preset_named(name: str) -> Preset:
    """Raises `SimError` with the nearest name when there is none."""
    if name in PRESETS:
        return PRESETS[name]
    near, known = get_close_matches(name, PRESETS, n=1), ", ".join(PRESETS)
    raise SimError(
        f"no preset '{name[:60]}'",
        hint=f"did you mean '{near[0]}'? known: {known}" if near else f"one of {known}",
    )


def refuse(preset: Preset, asked: Asked, days: int) -> None:
    """Raises `SimError` with the reason when a destination forbids what was asked."""
    for option in asked.named():
        if option in preset.refuses:
            reason = f"{preset.name} takes no --{option}: {preset.refuses[option]}"
            raise SimError(reason, hint=f"leave --{option} out, or choose another preset")
    if asked.bands and asked.compare:
        hint = "leave one of the two out, and draw bands for each account"
        raise SimError("beside another account there are no charts that --bands could shade", hint=hint)
    _refuse_speed(preset, asked)
    _refuse_fps(preset, asked)
    if (asked.first or 1) > (asked.last or days):
        raise SimError("--from lies after --until", hint="swap them")


def _refuse_speed(preset: Preset, asked: Asked) -> None:
    slow, quick = SPEEDS
    if asked.speed is None:
        return
    if not slow <= asked.speed <= quick:
        hint = "at more than twice the speed no caption can be read"
        raise SimError(f"--speed {asked.speed:g} is outside {slow:g} to {quick:g}", hint=hint)
    if preset.kind == "frames" and asked.fps is None:
        reason = f"{preset.name} takes no --speed: a picture for each day has no speed"
        raise SimError(reason, hint="with --fps it writes each frame of the film")


def _refuse_fps(preset: Preset, asked: Asked) -> None:
    if asked.fps is None:
        return
    if not FPS[0] <= asked.fps <= FPS[1]:
        raise SimError(f"--fps {asked.fps} is outside {FPS[0]} to {FPS[1]}", hint="24 is the rate of films")
    if preset.kind == "gif" and 100 % asked.fps:
        reason = f"{preset.name} takes no --fps {asked.fps}: a GIF counts hundredths of a second"
        raise SimError(reason, hint="one of 1, 2, 4, 5, 10, 20, 25")
    if preset.kind == "gif" and asked.fps > 25:
        reason = f"{preset.name} takes no --fps {asked.fps}: browsers slow GIFs of 50 frames a second"
        raise SimError(reason, hint="25 or fewer")


def page(preset: Preset, asked: Asked) -> tuple[Layout, float]:
    """The layout and the pixels for one of its units.

    Raises `SimError` when a size is not of the page's shape, odd, too small to read or too large.
    """
    layout = PAIR if asked.compare else preset.layout
    if asked.size is None:
        return layout, preset.scale
    _refuse_size(preset, layout, *asked.size)
    return layout, asked.size[0] / layout.wide


def _refuse_size(preset: Preset, layout: Layout, wide: int, tall: int) -> None:
    most_wide, most_tall = preset.widest
    if wide > most_wide or tall > most_tall:
        reason = f"{preset.name} takes at most {most_wide} × {most_tall}: {preset.why_widest}"
        raise SimError(reason, hint="choose a smaller --size")
    fitting = round(wide * layout.tall / layout.wide)
    if abs(tall - fitting) > 1:
        reason = f"{preset.name} is {layout.wide:g} by {layout.tall:g}; {wide}x{tall} would distort it"
        raise SimError(reason, hint=f"--size {wide - wide % 2}x{fitting - fitting % 2}")
    if preset.kind == "film" and (wide % 2 or tall % 2):
        reason = f"{preset.name} takes even sizes only: films keep one colour for four pixels"
        raise SimError(reason, hint=f"--size {wide + wide % 2}x{tall + tall % 2}")
    least = round(READABLE * layout.wide / WIDE.wide) if layout is not SMALL else SMALLEST
    if wide < least:
        reason = f"at {wide} pixels of width the smallest text could not be read"
        raise SimError(reason, hint=f"at least {least}; gif-lms has larger text for small sizes")
