"""Blocks of text by measured width: how wide a text is, where it breaks, and from which side it is read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.drawings.layout import Box
from sim.drawings.stage import Look, Sheet, inked, points, write
from sim.drawings.typeface import FAMILIES

BOLD = "semibold"
"""The typeface's heavier weight."""

LEADING = 1.32
"""From one base line to the next, in heights of text."""

ASCENT, DESCENT = 0.80, 0.26
"""How far text reaches above and below its base line, in heights of text, Arabic letters with marks too."""


@lru_cache(maxsize=8192)
def wide(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in page units, whatever a user's settings say and whoever asks first."""
    font = FontProperties(family=list(FAMILIES), weight=weight, size=points(size))
    with inked():
        across, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(across) / points(1.0)


def wrapped(text: str, size: float, width: float, *, weight: str = "normal") -> list[str]:
    """Lines of whole words no wider than ``width``; a word that is wider is broken."""
    lines: list[list[str]] = []
    space, free = wide("n n", size, weight) - wide("nn", size, weight), 0.0
    for word in _words(text, size, width, weight):
        needs = wide(word, size, weight)
        if lines and space + needs <= free:
            lines[-1].append(word)
            free -= space + needs
        else:
            lines.append([word])
            free = width - needs
    return [" ".join(line) for line in lines]


def balanced(text: str, size: float, width: float, *, weight: str = "normal") -> list[str]:
    """As few lines as in `wrapped`, about equally long."""
    lines = wrapped(text, size, width, weight=weight)
    for part in range(98, 40, -2):
        tried = wrapped(text, size, width * part / 100, weight=weight)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _words(text: str, size: float, width: float, weight: str) -> list[str]:
    """The words of a text, those wider than a line in parts."""
    words = []
    for word in text.split(" "):
        rest = word
        while wide(rest, size, weight) > width and len(rest) > 1:
            fits = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or wide(rest[:n], size, weight) <= width
            )
            words.append(rest[:fits])
            rest = rest[fits:]
        words.append(rest)
    return [word for word in words if word]


def near(look: Look, box: Box, inset: float = 0.0) -> dict[str, Any]:
    """``x`` and ``ha`` of text that starts where the language starts to read, ``inset`` units into a box."""
    if look.say.rtl:
        return {"x": box.right - inset, "ha": "right"}
    return {"x": box.x + inset, "ha": "left"}


def far(look: Look, box: Box, inset: float = 0.0) -> dict[str, Any]:
    """``x`` and ``ha`` of text that ends where the language ends its lines."""
    if look.say.rtl:
        return {"x": box.x + inset, "ha": "left"}
    return {"x": box.right - inset, "ha": "right"}


def mirrored(look: Look, box: Box, part: Box) -> Box:
    """``part`` of a box where it stands when the language is read from the other side."""
    if not look.say.rtl:
        return part
    return part._replace(x=box.x + box.right - part.right)


def paragraph(layer: Sheet, place: Box, y: float, text: str, *, size: float, **more: Any) -> float:
    """Write text from base line ``y`` down in a box, in lines about equally long, from its reading side.

    Returns the next base line.
    """
    for line in balanced(text, size, place.wide, weight=more.get("fontweight", "normal")):
        write(layer.page, y=y, text=line, size=size, **near(layer.look, place), **more)
        y += size * LEADING
    return y
