"""A paper as a tagged PDF, set by Typst in IBM Plex Sans and declared PDF/UA-1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, assert_never

from sim.lessons.archive import save_bytes
from sim.lessons.doc import Block, Box, Doc, Gallery, Grid, Heading, Lines, Listing, NewPage, Para, Picture
from sim.lessons.measures import (
    COLOURS,
    FOOT,
    PADDING,
    SIDE,
    TALLEST,
    TOP,
    column_widths,
    from_right,
    page_size,
    text_width,
    with_next,
)
from sim.lessons.runs import Outline, plain, runs
from sim.lessons.typ import typeset

DESIGN = Path(__file__).with_name("paper.typ")

Spec = dict[str, Any]


def save_pdf(path: Path, doc: Doc) -> Path:
    """Write a paper as PDF.

    Raises `SimError` for a picture that is not there or cannot be read, for letters that the typeface
    does not have, and where Typst is not installed.
    """
    return save_bytes(path, pdf_of(doc))


def pdf_of(doc: Doc) -> bytes:
    """The bytes of `save_pdf`."""
    setting = _Setting()
    data = json.dumps(setting.paper(doc))
    design = DESIGN.read_text(encoding="utf-8")
    return typeset(f"{doc.name}.pdf", design, data, setting.pictures, pdf_standards="ua-1")


@dataclass
class _Setting:
    """Lays a paper out as data for its design; ``pictures`` are the files that it names, by those names."""

    pictures: dict[str, Path] = field(default_factory=dict)
    outline: Outline = field(default_factory=Outline)
    wide: float = 0.0

    def paper(self, doc: Doc) -> Spec:
        """All that the design asks for."""
        self.wide = text_width(doc)
        lang, _, region = doc.lang.partition("-")
        return {
            "title": plain(doc.title),
            "subtitle": runs(doc.subtitle),
            "foot": plain(doc.foot),
            "page": doc.page,
            "lang": lang,
            "region": region or None,
            "from-right": from_right(doc),
            "paper": page_size(doc),
            "margins": (TOP, SIDE, FOOT),
            "tallest": TALLEST,
            "colours": COLOURS,
            "blocks": self._blocks(doc.blocks),
        }

    def _blocks(self, blocks: Sequence[Block]) -> list[Spec]:
        return [self._block(block, kept) for block, kept in with_next(blocks)]

    def _block(self, block: Block, kept: bool) -> Spec:
        match block:
            case Heading(text, level):
                return {"kind": "heading", "runs": runs(text), "level": self.outline.heading(level)}
            case Para(text, style):
                return {"kind": "para", "runs": runs(text), "style": style, "kept": kept}
            case Listing(items, style):
                return {"kind": "listing", "items": list(map(runs, items)), "style": style}
            case Grid():
                return _grid(block, self.wide)
            case Picture():
                return self._picture(block)
            case Gallery(pictures, columns):
                return {"kind": "gallery", "pictures": list(map(self._picture, pictures)), "columns": columns}
            case Box():
                return self._box(block)
            case Lines(count):
                return {"kind": "lines", "count": count}
            case NewPage():
                return {"kind": "new-page"}
        assert_never(block)

    def _picture(self, picture: Picture) -> Spec:
        name = f"picture-{len(self.pictures)}{picture.path.suffix.lower()}"
        self.pictures[name] = picture.path
        return {
            "kind": "picture",
            "file": name,
            "alt": plain(picture.alt),
            "caption": runs(picture.caption),
            "width": picture.width,
        }

    def _box(self, box: Box) -> Spec:
        made: Spec = {"kind": "box", "style": box.kind, "title": runs(box.title)}
        self.wide -= 2 * PADDING
        with self.outline.box(titled=bool(box.title)) as level:
            made |= {"level": level, "blocks": self._blocks(box.blocks)}
        self.wide += 2 * PADDING
        return made


def _grid(grid: Grid, wide: float) -> Spec:
    return {
        "kind": "grid",
        "heads": list(map(runs, grid.heads)),
        "rows": [list(map(runs, row)) for row in grid.rows],
        "widths": column_widths(grid, wide),
        "caption": runs(grid.caption),
        "names-rows": grid.names_rows,
        "tall": grid.tall,
        "cut": grid.cut,
    }
