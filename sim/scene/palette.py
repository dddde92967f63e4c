"""Colours and textures.  Hue never stands alone: each party also has its own lightness or texture."""

from __future__ import annotations

PARTY_COLOURS = {"government": "#c23628", "opposition": "#a2ddc6", "sdf": "#fac106"}
"""The hues that maps of this war use, with the lightness split so that they differ in grey too.

Every two differ by 28 or more in CAM02-UCS for normal and for colour-blind eyes.
"""

QUIET_COLOURS = {"government": "#d4786f", "opposition": "#d3f0e5", "sdf": "#fbd766"}
"""The same, quieter: ground of which nobody speaks that day."""

PARTY_TEXTURE_COLOURS = {"government": "#a32b1f", "opposition": "#7fc2a8", "sdf": "#b88a00"}
"""A hatch is a darker shade of its party's colour."""

QUIET_TEXTURE_COLOURS = {"government": "#cb655b", "opposition": "#bfe4d5", "sdf": "#e0b436"}

BACKGROUND = "#ffffff"
LAND = "#f6f4ef"
CITY = "#e9e5dd"
OLD_CITY = "#6b5b4b"
WATER = "#8fb6d1"
WATER_INK = "#33658a"
ROAD = "#d3ccbf"
INK = "#1a1c1e"
FAINT_INK = "#55595e"
RULE = "#c4c8cc"
CASING = "#ffffff"
ROUTE = "#2b4c7e"
DOCUMENTED_EDGE = "#7b4f48"
"""The edge of a district whose last change rests on a claim, on days when nobody speaks of it."""

PEOPLE_HELD, PEOPLE_CAPTURED, PEOPLE_TRAVELLING = "#12402f", "#ffffff", "#1a1c1e"
"""Dots of people in opposition-held ground, in captured ground, and on their way."""

BAND_COLOURS = {
    "held": "#a2ddc6",
    "captured": "#e8a79f",
    "crossed": "#c23628",
    "sdf": "#fac106",
    "evacuated": "#5b7db1",
    "road": "#9aa0a6",
}
"""One colour for each group of places in the chart of people."""

BAND_TEXTURE_COLOURS = {
    "held": "#7fc2a8",
    "captured": "#b5685e",
    "crossed": "#8f2318",
    "sdf": "#b88a00",
    "evacuated": "#3c5c8c",
    "road": "#6f757b",
}

BAND_TEXTURES = {
    "held": "",
    "captured": "...",
    "crossed": "///",
    "sdf": "xxx",
    "evacuated": "\\\\\\",
    "road": "---",
}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` by WCAG 2.2, from 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Luminance contrast by WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)
