"""Typst, run in a temporary folder out of which it reaches no file, with no typeface but ours."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.drawings.typeface import FOLDER
from sim.errors import SimError
from sim.lessons.needs import needed

MAIN = "main.typ"

PICTURE = """\
#set page(width: auto, height: auto, margin: 0pt)
#image("picture.svg", width: 170mm)
"""

DOTS = 300
"""Dots in an inch of a picture as wide as a page's text."""


def typeset(name: str, design: str, data: str, pictures: Mapping[str, Path], **how: Any) -> bytes:
    """What Typst makes of a design, of ``doc.json`` and of pictures by file name.

    ``name`` is for messages.  Raises `SimError` for a picture that is not there or cannot be read, for
    letters that the typeface does not have, and where Typst is not installed.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / MAIN).write_text(design, encoding="utf-8")
        (root / "doc.json").write_text(data, encoding="utf-8")
        for file, picture in pictures.items():
            shutil.copyfile(found(picture), root / file)
        return _compiled(name, root, how)


def png_of(svg: Path) -> bytes:
    """A drawing in pixels, for what cannot show lines.  Raises `SimError` as `typeset` does."""
    return typeset(svg.name, PICTURE, "{}", {"picture.svg": svg}, format="png", ppi=DOTS)


def found(picture: Path) -> Path:
    """``picture``, or `SimError` where there is none."""
    if not picture.is_file():
        raise SimError(f"no picture {picture}", hint="draw it before the papers that show it")
    return picture


def _compiled(name: str, root: Path, how: Mapping[str, Any]) -> bytes:
    typst: Any = needed("typst")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    try:
        made: bytes = typst.compile(root / MAIN, root=root, font_paths=fonts, **how)
    except typst.TypstError as error:
        raise SimError(
            f"cannot set {name} ({error.message})",
            hint="use letters that IBM Plex Sans has, and pictures that are PNG or SVG",
        ) from error
    return made
