"""A page of charts as PNG and as SVG: the same page gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG

from sim.drawings.ink import ink_of, lay
from sim.drawings.stage import Sheet, blank, inked
from sim.drawings.still import save_png


def save_page_png(path: Path, draw: Callable[[], Sheet]) -> Path:
    """Write what ``draw`` draws, on paper."""
    with inked():
        layer = draw()
        pixels = lay(blank(layer.look), ink_of(layer.pixels()))
    return save_png(path, pixels)


def page_svg(draw: Callable[[], Sheet], title: str, told: str) -> str:
    """What ``draw`` draws with letters as outlines, and its words as title and description."""
    with inked():
        layer = draw()
        layer.figure.patch.set(facecolor="white", alpha=1.0)
        out = io.BytesIO()
        nothing: Any = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas: Any = FigureCanvasSVG(layer.figure)
        canvas.print_svg(out, metadata=nothing)
    text = out.getvalue().decode("utf-8")
    start = text.index(">", text.index("<svg")) + 1
    words = f"\n<title>{escape(title)}</title>\n<desc>{escape(told)}</desc>"
    return text[: start - 1] + ' role="img">' + words + text[start:]
