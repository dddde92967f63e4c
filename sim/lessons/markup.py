"""A paper as one page of HTML, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import assert_never
from urllib.parse import quote

from sim.lessons.doc import Block, Box, Doc, Gallery, Grid, Heading, Lines, Listing, NewPage, Para, Picture
from sim.lessons.measures import COLOURS, from_right
from sim.lessons.runs import Outline, plain, runs

LOOK = Path(__file__).with_name("paper.css")
COLOUR_NAMES = ("ink", "faint", "rule", "land", "band")

MARKS = re.compile(r"[\\`*_\[\]<>&|~$#]|^[-+=]|^[0-9]+(?=[.)])")
"""What Markdown would read as more than a letter; the last is a number that opens a line."""

RULED = r"\_" * 40


def html_of(doc: Doc) -> str:
    """One page that needs nothing but its pictures, which it looks for beside itself by their names."""
    title, direction = escape(plain(doc.title)), "rtl" if from_right(doc) else "ltr"
    under = f"<p>{_loud(doc.subtitle)}</p>\n" if doc.subtitle else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(doc.lang)}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n{under}</header>\n<main>\n{_Html().blocks(doc.blocks)}\n</main>\n"
        f"<footer>{_loud(doc.foot)}</footer>\n</body>\n</html>\n"
    )


def _style() -> str:
    names = zip(COLOUR_NAMES, COLOURS, strict=True)
    colours = " ".join(f"--{name}: {colour};" for name, colour in names)
    return f":root {{ {colours} }}\n{LOOK.read_text(encoding='utf-8')}"


def _loud(text: str) -> str:
    """A text's runs, in which nothing is markup."""
    return "".join(
        f"<strong>{escape(words)}</strong>" if strong else escape(words) for words, strong in runs(text)
    )


class _Html:
    """Writes blocks as HTML; the title of the paper is the one heading above its headings."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._boxes = 0

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Heading(text, level):
                return _heading(self._outline.heading(level), _loud(text))
            case Para(text, style):
                return f"<p{_class('' if style == 'body' else style)}>{_loud(text)}</p>"
            case Listing(items, style):
                tag = "ol" if style in ("number", "letter") else "ul"
                inner = "".join(f"<li>{_loud(item)}</li>\n" for item in items)
                return f"<{tag}{_class(style)}>\n{inner}</{tag}>"
            case Grid():
                return _table(block)
            case Picture():
                return _figure(block)
            case Gallery(pictures, columns):
                inner = "\n".join(map(_figure, pictures))
                across = f"grid-template-columns: repeat({columns}, 1fr)"
                return f'<div class="pictures" style="{across}">\n{inner}\n</div>'
            case Box():
                return self._box(block)
            case Lines(count):
                return f'<div class="lines" aria-hidden="true">{"<div></div>" * count}</div>'
            case NewPage():
                return '<div class="new-page"></div>'
        assert_never(block)

    def _box(self, box: Box) -> str:
        with self._outline.box(titled=bool(box.title)) as level:
            if not box.title:
                return f'<div class="box {box.kind}">\n{self.blocks(box.blocks)}\n</div>'
            self._boxes += 1
            name = f"box-{self._boxes}"
            title = _heading(level, _loud(box.title), f' class="title" id="{name}"')
            inner = self.blocks(box.blocks)
        return f'<section class="box {box.kind}" aria-labelledby="{name}">\n{title}\n{inner}\n</section>'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _heading(level: int, words: str, more: str = "") -> str:
    tag = f"h{min(level + 1, 6)}"
    return f"<{tag}{more}>{words}</{tag}>"


def _table(grid: Grid) -> str:
    look = "strips" if grid.cut else "sheet" if grid.tall else "table"
    caption = f"<caption>{_loud(grid.caption)}</caption>\n" if grid.caption else ""
    total = sum(grid.widths)
    columns = "".join(f'<col style="width: {100 * width / total:.4g}%">' for width in grid.widths)
    columns = f"<colgroup>{columns}</colgroup>\n" if columns else ""
    heads = "".join(_cell(head, "col") for head in grid.heads)
    tall = f' style="height: {grid.tall:g}mm"' if grid.tall else ""
    rows = "\n".join(f"<tr{tall}>{_row(grid, row)}</tr>" for row in grid.rows)
    return (
        f'<div class="wide">\n<table class="{look}">\n{caption}{columns}<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(grid: Grid, row: tuple[str, ...]) -> str:
    scopes = ["row" if grid.names_rows and not at else "" for at in range(len(grid.heads))]
    return "".join(_cell(text, scope) for text, scope in zip(row, scopes, strict=True))


def _cell(text: str, scope: str) -> str:
    """A cell; one without words is the head of nothing."""
    return f'<th scope="{scope}">{_loud(text)}</th>' if scope and text else f"<td>{_loud(text)}</td>"


def _figure(picture: Picture) -> str:
    wide = f"width: {100 * picture.width:.4g}%"
    image = f'<img src="{_address(picture)}" alt="{escape(plain(picture.alt))}" style="{wide}">'
    caption = f"<figcaption>{_loud(picture.caption)}</figcaption>" if picture.caption else ""
    return f"<figure>{image}{caption}</figure>"


def _address(picture: Picture) -> str:
    return quote(picture.path.name)


def markdown_of(doc: Doc) -> str:
    """CommonMark with pipe tables; what cannot be shown in it is told in words or left out.

    Lines to write on are underscores, a box is a quotation, and a new page is a rule.
    """
    writer = _Markdown()
    head = [f"# {_typed(plain(doc.title))}", *([_spoken(doc.subtitle)] if doc.subtitle else [])]
    return "\n\n".join([*head, *writer.blocks(doc.blocks), "---", _spoken(doc.foot)]) + "\n"


def _typed(text: str) -> str:
    """A text whose letters are only letters."""
    return MARKS.sub(lambda mark: f"{mark[0]}\\" if mark[0].isdigit() else f"\\{mark[0]}", text)


def _spoken(text: str) -> str:
    return "".join(f"**{_typed(words)}**" if strong else _typed(words) for words, strong in runs(text))


class _Markdown:
    """Writes blocks as Markdown."""

    def __init__(self) -> None:
        self._outline = Outline()

    def blocks(self, blocks: Iterable[Block]) -> list[str]:
        return [part for block in blocks for part in self._block(block)]

    def _block(self, block: Block) -> list[str]:
        match block:
            case Heading(text, level):
                return [self._heading(self._outline.heading(level), text)]
            case Para(text):
                return [_spoken(text)]
            case Listing():
                return [_listing(block)]
            case Grid():
                return _pipes(block)
            case Picture():
                return _shown(block)
            case Gallery(pictures):
                return [part for picture in pictures for part in _shown(picture)]
            case Box():
                return [self._box(block)]
            case Lines(count):
                return [RULED] * count
            case NewPage():
                return ["---"]
        assert_never(block)

    def _heading(self, level: int, text: str) -> str:
        return f"{'#' * min(level + 1, 6)} {_spoken(text)}"

    def _box(self, box: Box) -> str:
        with self._outline.box(titled=bool(box.title)) as level:
            title = [self._heading(level, box.title)] if box.title else []
            inner = "\n\n".join([*title, *self.blocks(box.blocks)])
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def _listing(listing: Listing) -> str:
    signs = {"bullet": "-", "tick": "- [ ]"}
    lines = []
    for at, item in enumerate(listing.items):
        counted = f"{at + 1}." if listing.style == "number" else f"- {chr(65 + at)}."
        lines.append(f"{signs.get(listing.style, counted)} {_spoken(item)}")
    return "\n".join(lines)


def _pipes(grid: Grid) -> list[str]:
    lines = [_piped(map(_spoken, grid.heads)), _piped("---" for _ in grid.heads)]
    for row in grid.rows:
        first, *rest = map(_spoken, row)
        if grid.names_rows and first and "**" not in first:
            first = f"**{first}**"
        lines.append(_piped([first, *rest]))
    return [*([f"**{_typed(plain(grid.caption))}**"] if grid.caption else []), "\n".join(lines)]


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(picture: Picture) -> list[str]:
    image = f"![{_typed(plain(picture.alt))}]({_address(picture)})"
    return [image, *([_spoken(picture.caption)] if picture.caption else [])]
