"""A paper as blocks in reading order, for whatever writes it: PDF, Word, HTML or Markdown.

Texts are one line each; ``**`` around words makes them strong, nothing else is markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PaperSize = Literal["a4", "letter"]


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 3; the title of the paper stands above them and is none of them."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Para:
    """A paragraph: ``lead`` opens a paper, ``small`` is for sources and notes."""

    text: str
    style: Literal["body", "lead", "small"] = "body"


@dataclass(frozen=True)
class Listing:
    """Items with numbers, bullets, or boxes to tick."""

    items: tuple[str, ...]
    style: Literal["bullet", "number", "letter", "tick"] = "bullet"


@dataclass(frozen=True)
class Grid:
    """A table with a row of heads; ``widths`` are parts of the text's width, one for each column.

    ``names_rows`` makes the first column heads of the rows.  ``tall`` is the least height of a row in
    millimetres: room to write.  ``cut`` draws dashed lines to cut along.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    names_rows: bool = True
    tall: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Picture:
    """A PNG or SVG; ``alt`` says in words what it shows.  ``width`` is its part of the text's width."""

    path: Path
    alt: str
    caption: str = ""
    width: float = 1.0


@dataclass(frozen=True)
class Gallery:
    """Pictures side by side, in rows of ``columns``; each ``width`` is a part of its column."""

    pictures: tuple[Picture, ...]
    columns: int = 2


@dataclass(frozen=True)
class Box:
    """Blocks in a frame that no page parts: a source card, a note, an answer."""

    title: str
    blocks: tuple[Block, ...]
    kind: Literal["card", "note", "answer"] = "note"


@dataclass(frozen=True)
class Lines:
    """Empty ruled lines to write on."""

    count: int


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Para | Listing | Grid | Picture | Gallery | Box | Lines | NewPage


@dataclass(frozen=True)
class Doc:
    """A paper: ``name`` is its file's without ending, ``foot`` stands at the foot of every page.

    ``lang`` is a language tag; ``page`` is its word before a page's number.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    foot: str
    subtitle: str = ""
    lang: str = "en"
    paper: PaperSize = "a4"
    landscape: bool = False
    page: str = "page"
