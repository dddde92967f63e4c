"""Lines of text as wide as they are measured: every place of a name is found from the typeface itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.drawings.stage import inked, points, write

FINE = 400
"""Dots an inch at which texts are measured; a page unit is then four dots."""

LEADING = 1.1
"""From one base line to the next, in sizes of the text."""

ABOVE, BELOW = {"en": 0.76, "ar": 0.86}, {"en": 0.23, "ar": 0.36}
"""How far letters reach from their base line, in sizes of the text; Arabic ones reach farther."""


@dataclass(frozen=True)
class Block:
    """One or more centred lines of text of ``size`` page units, and what they cover."""

    lines: tuple[str, ...]
    size: float
    lang: str
    weight: str = "normal"
    style: str = "normal"

    @property
    def wide(self) -> float:
        return max(width(line, self.size, weight=self.weight, style=self.style) for line in self.lines)

    @property
    def pitch(self) -> float:
        return self.size * (LEADING if self.lang == "en" else LEADING + 0.1)

    @property
    def above(self) -> float:
        """From the top to the first base line."""
        return self.size * ABOVE[self.lang]

    @property
    def tall(self) -> float:
        return self.above + self.size * BELOW[self.lang] + self.pitch * (len(self.lines) - 1)

    def variants(self) -> tuple[Block, ...]:
        """The same text on one line, and broken into two at each of its spaces."""
        text = " ".join(self.lines)
        spaces = [at for at, letter in enumerate(text) if letter == " "]
        parted = [(text[:at], text[at + 1 :]) for at in spaces]
        return tuple(
            Block(lines, self.size, self.lang, self.weight, self.style) for lines in [(text,), *parted]
        )


def block_of(text: str, size: float, lang: str, *, weight: str = "normal", style: str = "normal") -> Block:
    """A text on one line."""
    return Block((text,), size, lang, weight, style)


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, weight: str = "normal", style: str = "normal") -> float:
    """Page units that one line of text takes at ``size`` page units."""
    with inked():
        canvas = _canvas()
        drawn = Text(0, 0, text, fontsize=points(size), fontweight=weight, fontstyle=style)
        drawn.set_figure(canvas.figure)
        return float(drawn.get_window_extent(canvas.get_renderer()).width) * 100 / FINE


@cache
def _canvas() -> Any:
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=FINE))


def set_line(
    axes: Axes, x: float, y: float, text: str, *, size: float, halo: float = 0.0, **more: Any
) -> Text:
    """`write` with ``y`` on the base line, whatever the script."""
    more.setdefault("va", "baseline")
    return write(axes, x, y, text, size=size, halo=halo, **more)
