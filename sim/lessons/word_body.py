"""The blocks of a paper as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, assert_never
from xml.sax.saxutils import escape, quoteattr

from sim.errors import SimError
from sim.lessons.doc import Block, Box, Doc, Gallery, Grid, Heading, Lines, Listing, NewPage, Para, Picture
from sim.lessons.measures import (
    PADDING,
    TALLEST,
    column_widths,
    from_right,
    text_height,
    text_width,
    with_next,
)
from sim.lessons.needs import needed
from sim.lessons.runs import Outline, plain, runs
from sim.lessons.typ import found, png_of
from sim.lessons.word_look import LISTS, SPACE

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_FROM_RIGHT = re.compile(f"([{_RIGHT}](?:[^A-Za-z]*[{_RIGHT}])?)")
_FROM_LEFT = re.compile(f"([A-Za-z](?:[^{_RIGHT}]*[A-Za-z0-9])?)")

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SPACES = (
    f'{SPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="{_PICTURE}"'
)

GAP = '<w:p><w:pPr><w:pStyle w:val="TableGap"/></w:pPr></w:p>'
"""What Word needs between two tables, and after a table that ends a cell."""

LINES_TOGETHER = 12
"""So many lines to write on stay on one page."""

PARAS = {"body": "Normal", "lead": "Lead", "small": "Small"}


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * 1440 / 25.4)


def paragraph(style: str, letters: str, more: str = "") -> str:
    """A paragraph of runs; ``more`` are its own properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{letters}</w:p>'


def spoken(text: str, doc: Doc) -> str:
    """A text as runs, each of one direction."""
    right = from_right(doc)
    made = ""
    for words, strong in runs(text):
        pieces = (_FROM_LEFT if right else _FROM_RIGHT).split(words)
        for at, piece in enumerate(pieces):
            look = '<w:rStyle w:val="Strong"/>' * strong + "<w:rtl/>" * ((at % 2 == 1) != right)
            made += _run(piece, look) if piece else ""
    return made


def _run(words: str, look: str) -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def field(name: str) -> str:
    """A number that Word fills in."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


class Body:
    """Lays a paper out; ``part`` takes its pictures, ``counted`` are its listings that count."""

    def __init__(self, doc: Doc, part: Any) -> None:
        self.counted: list[str] = []
        self._doc, self._part = doc, part
        self._outline = Outline()
        self._wide = text_width(doc)
        self._drawn = 0
        self._breaks = self._follows = False

    def paper(self) -> str:
        """The whole body."""
        first = self._para("Title", plain(self._doc.title))
        second = self._para("Subtitle", self._doc.subtitle) if self._doc.subtitle else ""
        return f"<w:body {_SPACES}>{first}{second}{self._blocks(self._doc.blocks)}</w:body>"

    def _blocks(self, blocks: Sequence[Block]) -> str:
        return "".join(self._block(block, kept) for block, kept in with_next(blocks))

    def _block(self, block: Block, kept: bool) -> str:
        match block:
            case Heading(text, level):
                return self._para(f"Heading{min(self._outline.heading(level), 3)}", text)
            case Para(text, style):
                return self._made(PARAS[style], spoken(text, self._doc), kept=kept)
            case Listing():
                return self._listing(block)
            case Grid():
                return self._grid(block)
            case Picture():
                return self._picture(block)
            case Gallery():
                return self._gallery(block)
            case Box():
                return self._box(block)
            case Lines(count):
                return self._lines(count)
            case NewPage():
                self._breaks = True
                return ""
        assert_never(block)

    def _para(self, style: str, text: str, more: str = "") -> str:
        return self._made(style, spoken(text, self._doc), more)

    def _made(self, style: str, letters: str, more: str = "", *, last: str = "", kept: bool = False) -> str:
        """A paragraph, on a new page where one was asked for, and clear of a table or lines above it.

        ``more`` and ``last`` are properties that stand before and after its spacing; ``kept`` keeps it
        on one page with what follows.
        """
        first = "<w:keepNext/>" * kept + "<w:pageBreakBefore/>" * self._breaks
        clear = '<w:spacing w:before="200"/>' * (self._follows and not style.startswith("Heading"))
        self._breaks = self._follows = False
        return paragraph(style, letters, first + more + clear + last)

    def _listing(self, listing: Listing) -> str:
        style = LISTS[listing.style][0].replace(" ", "")
        more = ""
        if listing.style in ("number", "letter"):
            self.counted.append(listing.style)
            number = len(LISTS) + len(self.counted)
            more = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        whole = listing.style == "letter"
        return "".join(
            self._made(style, spoken(item, self._doc), more, kept=whole and at < len(listing.items))
            for at, item in enumerate(listing.items, start=1)
        )

    def _lines(self, count: int) -> str:
        tabs = f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{twips(self._wide)}"/></w:tabs>'
        made = "".join(
            self._made("WriteLine", "<w:r><w:tab/></w:r>", tabs, kept=at < min(count, LINES_TOGETHER))
            for at in range(1, count + 1)
        )
        self._follows = True
        return made

    def _grid(self, grid: Grid) -> str:
        style = "LessonStrips" if grid.cut else "LessonSheet" if grid.tall else "LessonTable"
        widths = [twips(self._wide * part) for part in column_widths(grid, self._wide)]
        above = self._para("TableCaption", grid.caption) if grid.caption else ""
        gap = self._gap()
        heads = [self._para("TableHead", head) for head in grid.heads]
        rows = [_row(heads, widths, "<w:tblHeader/>")]
        tall = f'<w:trHeight w:val="{twips(grid.tall)}" w:hRule="atLeast"/>' if grid.tall else ""
        for texts in grid.rows:
            styles = ["RowHead" if grid.names_rows and not at else "TableText" for at in range(len(texts))]
            cells = [self._para(style, text) for style, text in zip(styles, texts, strict=True)]
            rows.append(_row(cells, widths, tall, middle=grid.cut))
        return above + gap + self._table(style, widths, rows, heads=True, names=grid.names_rows)

    def _box(self, box: Box) -> str:
        gap, widths = self._gap(), [twips(self._wide)]
        rows = []
        with self._outline.box(titled=bool(box.title)) as level:
            if box.title:
                outline = f'<w:outlineLvl w:val="{level - 1}"/>'
                title = self._made("BoxTitle", spoken(box.title, self._doc), last=outline)
                rows.append(_row([title], widths, "<w:tblHeader/>"))
            rows.append(_row([self._inside(box.blocks, self._wide - 2 * PADDING)], widths))
        return gap + self._table(f"Lesson{box.kind.title()}", widths, rows, heads=bool(box.title))

    def _inside(self, blocks: Sequence[Block], wide: float) -> str:
        """Blocks in a cell so wide, in millimetres."""
        kept, self._wide = self._wide, wide
        made = self._blocks(blocks)
        self._wide, self._follows = kept, False
        return made + GAP if made.endswith("</w:tbl>") else made

    def _gallery(self, gallery: Gallery) -> str:
        gap, count = self._gap(), gallery.columns
        part = self._wide / count
        cells = [self._inside([picture], part - PADDING) for picture in gallery.pictures]
        cells += [paragraph("TableText", "")] * (-len(cells) % count)
        widths = [twips(part)] * count
        rows = [_row(cells[at : at + count], widths) for at in range(0, len(cells), count)]
        return gap + self._table("LessonPictures", widths, rows)

    def _gap(self) -> str:
        follows, self._follows = self._follows, False
        return GAP if follows else ""

    def _table(
        self, style: str, widths: list[int], rows: list[str], *, heads: bool = False, names: bool = False
    ) -> str:
        self._follows = True
        turned = "<w:bidiVisual/>" if from_right(self._doc) else ""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        look = 0x600 + 0x20 * heads + 0x80 * names
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>{turned}'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{look:04X}" w:firstRow="{heads:d}" w:lastRow="0" w:firstColumn="{names:d}" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _picture(self, picture: Picture) -> str:
        self._drawn += 1
        own, image = self._image(picture.path)
        wide = picture.width * self._wide
        limit = TALLEST * text_height(self._doc)
        wide = min(wide, limit * image.px_width / image.px_height)
        size = round(wide * 36000), round(wide * 36000 * image.px_height / image.px_width)
        drawing = _drawing(self._drawn, own, size, plain(picture.alt))
        below = self._para("Caption", picture.caption) if picture.caption else ""
        return self._made("Picture", drawing, kept=bool(below)) + below

    def _image(self, path: Path) -> tuple[str, Any]:
        """A picture's id in the file, and its size; a drawing becomes pixels."""
        content = png_of(path) if path.suffix.lower() == ".svg" else found(path).read_bytes()
        try:
            own, image = self._part.get_or_add_image(BytesIO(content))
        except needed("docx.image.exceptions").UnrecognizedImageError as error:
            raise SimError(f"{path.name} is no picture", hint="bring PNG or SVG") from error
        return own, image


def _row(cells: Sequence[str], widths: Sequence[int], more: str = "", *, middle: bool = False) -> str:
    """A row that no page parts."""
    high = '<w:vAlign w:val="center"/>' * middle
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{high}</w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{made}</w:tr>"


def _drawing(number: int, own: str, size: tuple[int, int], alt: str) -> str:
    """A picture in a line of text; ``size`` in 36,000ths of a millimetre."""
    named = f'id="{number}" name="Picture {number}" descr={quoteattr(alt)}'
    wide, tall = (f'cx="{size[0]}"', f'cy="{size[1]}"')
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {wide} {tall}/>'
        f'<wp:docPr {named}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{own}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {wide} {tall}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
