"""Sizes and colours that all papers share, in millimetres and points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sim.lessons.doc import Block, Doc, Grid, Lines, Listing, Para
from sim.lessons.runs import plain
from sim.scene.palette import CITY, FAINT_INK, INK, LAND, RULE

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of a page that stands upright."""

TOP, SIDE, FOOT = 20.0, 22.0, 24.0
"""Margins."""

PADDING = 3.5
"""Between a box's frame and what is in it."""

TALLEST = 0.8
"""The part of a page's height that a picture may take."""

COLOURS = (INK, FAINT_INK, RULE, LAND, CITY)
"""Ink, fainter ink, rules, the ground of a table's head and of an answer, a card's band."""

FROM_RIGHT = {"ar", "ckb", "fa", "he", "ps", "ur"}

LONGEST, SHORTEST = 44, 8
"""Letters beyond which a column asks for no more room, and below which none asks for less."""

LETTER, CELL_PADDING, WORD = 2.0, 4.4, 16
"""Width of a letter in a table and of the room beside a cell's text; letters of a word that must fit."""


def page_size(doc: Doc) -> tuple[float, float]:
    """Width and height of a page, as it lies."""
    wide, tall = PAPERS[doc.paper]
    return (tall, wide) if doc.landscape else (wide, tall)


def text_width(doc: Doc) -> float:
    """Between the margins."""
    return page_size(doc)[0] - 2 * SIDE


def text_height(doc: Doc) -> float:
    """Between the margins."""
    return page_size(doc)[1] - TOP - FOOT


def from_right(doc: Doc) -> bool:
    """Is it written from right to left?"""
    return doc.lang.partition("-")[0] in FROM_RIGHT


def with_next(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it is a paragraph that a list or lines to write on answer."""
    for block, following in zip_longest(blocks, blocks[1:]):
        yield block, isinstance(block, Para) and isinstance(following, Listing | Lines)


def column_widths(grid: Grid, wide: float) -> tuple[float, ...]:
    """Parts of a table's width for its columns, none too narrow for its longest word.

    They are those given, else by the longest text of each column.  ``wide`` is the table's width.
    """
    columns = list(zip(grid.heads, *grid.rows, strict=True))
    asked = grid.widths or tuple(map(_letters, columns))
    parts = [part / sum(asked) for _, part in zip(columns, asked, strict=True)]
    needs = [(_longest_word(column) * LETTER + CELL_PADDING) / wide for column in columns]
    if sum(needs) >= 1:
        return tuple(need / sum(needs) for need in needs)
    enough = [max(pair) for pair in zip(parts, needs, strict=True)]
    over = (sum(enough) - 1) / (sum(enough) - sum(needs))
    return tuple(part - over * (part - need) for part, need in zip(enough, needs, strict=True))


def _letters(column: tuple[str, ...]) -> float:
    return min(max(*(len(plain(text)) for text in column), SHORTEST), LONGEST)


def _longest_word(column: tuple[str, ...]) -> int:
    words = (word for text in column for word in re.split(r"[\s/–—-]", plain(text)))
    return min(max(map(len, words)), WORD)
