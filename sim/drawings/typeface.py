"""IBM Plex Sans and IBM Plex Sans Arabic, which come with the program (SIL Open Font License 1.1)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import font_manager

FOLDER = Path(__file__).parent / "typeface"
FAMILIES = ("IBM Plex Sans", "IBM Plex Sans Arabic")
"""Matplotlib takes each letter from the first of these that has it; its own fonts are not asked."""


@cache
def use_typeface() -> None:
    """Make the typeface known to Matplotlib, once; figures in it are as wide as each other."""
    for path in sorted(FOLDER.glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
